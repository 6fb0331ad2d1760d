//! Several certificates on the machine would do.

use super::facts::{self, Stance};
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Ike, Inferred, Look, Reported, Rule, Scenario, Term,
    Weight, gate, on, seen,
};
use crate::certificate::Certificate;

pub(super) const RULE: Rule = Rule {
    id: "rivals",
    title: "Another certificate may be picked",
    conditions: &["S2-06"],
    sources: &["RH-13801i"],
    explanation: include_str!("rivals.md"),
    effects: &[
        Effect::note(DEVICE_TUNNEL, gate::Selection, Reported, &[]),
        Effect::warn(DEVICE_TUNNEL, gate::Selection, Reported, &[on(seen::CLIENT, Ike, 13_801, Reported)]),
        Effect::note(EAP, gate::Selection, Inferred, &[]),
    ],
    elsewhere: "Which of several certificates is picked is only known to matter for clients.",
    fixes: &[Fix {
        title: "Make Windows prefer the right certificate for the VPN",
        term: Term::Lasting,
        steps: &[
            "Add IP security IKE intermediate (1.3.6.1.5.5.8.2.2) to the certificate for the VPN: Windows prefers it then.",
            "In the VPN profile, name the issuing authority or the purposes of the certificate, so that others are left out.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let rivals: Vec<&Certificate> = case.rivals().collect();
    if rivals.is_empty() {
        return Look::Met;
    }
    let names = |rivals: &[&Certificate]| {
        facts::few(&rivals.iter().map(|rival| facts::issued_by(rival)).collect::<Vec<_>>())
    };
    if case.scenario != Scenario::DeviceTunnel {
        return Fault::new(format!(
            "EAP could offer another one of the same user or machine as well: {}. Which one it takes is not documented.",
            names(&rivals)
        ))
        .into();
    }
    let preferred: Vec<&Certificate> = rivals.iter().copied().filter(|rival| is_for_ike(rival)).collect();
    let (weight, because) = match (is_for_ike(case.certificate), preferred.is_empty()) {
        (true, true) => (
            Weight::Note,
            format!(
                "IKEv2 prefers this one, since it alone has IP security IKE intermediate. Beside it lies {}.",
                names(&rivals)
            ),
        ),
        (true, false) => (
            Weight::Warn,
            format!(
                "IP security IKE intermediate is also in {}, so IKEv2 may take either.",
                names(&preferred)
            ),
        ),
        (false, false) => (
            Weight::Warn,
            format!("IKEv2 prefers {}, which has IP security IKE intermediate.", names(&preferred)),
        ),
        (false, true) => (
            Weight::Warn,
            format!(
                "IKEv2 may take another one of the same machine, since none has IP security IKE intermediate: {}.",
                names(&rivals)
            ),
        ),
    };
    Fault::new(because).weighing(weight).into()
}

fn is_for_ike(certificate: &Certificate) -> bool {
    facts::stance(certificate, facts::IKE_INTERMEDIATE) == Stance::Named
}
