//! Several certificates on the machine would do.

use super::facts::{self, Stance};
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Ike, Inferred, Look, Reported, Rule, Scenario, gate, on,
    seen,
};

pub(super) const RULE: Rule = Rule {
    id: "rivals",
    title: "Another certificate may be picked",
    conditions: &["S2-06"],
    sources: &["RH-13801i"],
    explanation: include_str!("rivals.md"),
    effects: &[
        Effect::warn(DEVICE_TUNNEL, gate::Selection, Reported, &[on(seen::CLIENT, Ike, 13_801, Reported)]),
        Effect::note(EAP, gate::Selection, Inferred, &[]),
    ],
    elsewhere: "Which of several certificates is picked is only known to matter for clients.",
    fixes: &[Fix {
        title: "Make the right one preferred",
        steps: &[
            "Add IP security IKE intermediate (1.3.6.1.5.5.8.2.2) to the certificate for the VPN: Windows prefers it then.",
            "In the VPN profile, name the issuing authority or the purposes of the certificate, so that others are left out.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.scenario == Scenario::DeviceTunnel
        && facts::stance(case.certificate, facts::IKE_INTERMEDIATE) == Stance::Named
    {
        return Look::Met;
    }
    let rivals: Vec<String> = case.rivals().map(|rival| facts::issued_by(rival)).collect();
    if rivals.is_empty() {
        return Look::Met;
    }
    let because = format!(
        "{} of the same machine would do as well: {}.",
        if rivals.len() == 1 { "Another certificate" } else { "Other certificates" },
        rivals.join(", ")
    );
    Fault::new(because).into()
}
