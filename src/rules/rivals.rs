//! Windows could select one of several certificates.

use super::facts::{self, Stance};
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Ike, Inferred, Look, Reported, Rule, Scenario, Term,
    Weight, gate, on, seen,
};
use crate::certificate::Certificate;

pub(super) const RULE: Rule = Rule {
    id: "rivals",
    title: "Another certificate may be selected",
    conditions: &["S2-06"],
    sources: &["RH-13801i"],
    explanation: include_str!("rivals.md"),
    effects: &[
        Effect::note(DEVICE_TUNNEL, gate::Selection, Reported, &[]),
        Effect::warn(DEVICE_TUNNEL, gate::Selection, Reported, &[on(seen::CLIENT, Ike, 13_801, Reported)]),
        Effect::note(EAP, gate::Selection, Inferred, &[]),
    ],
    elsewhere: "Which of several certificates is selected is known to matter only for clients.",
    fixes: &[Fix {
        title: "Make Windows prefer the right VPN certificate",
        term: Term::Permanent,
        steps: &[
            "Reissue the VPN certificate with the IP security IKE intermediate EKU (1.3.6.1.5.5.8.2.2): Windows then prefers it.",
            "In the VPN profile, filter by issuing CA or EKU so that other certificates are excluded.",
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
            "EAP could also select another certificate of the same user or computer: {}. Which one it selects is not documented.",
            names(&rivals)
        ))
        .into();
    }
    let preferred: Vec<&Certificate> = rivals.iter().copied().filter(|rival| is_for_ike(rival)).collect();
    let (weight, because) = match (is_for_ike(case.certificate), preferred.is_empty()) {
        (true, true) => (
            Weight::Note,
            format!(
                "IKEv2 prefers this certificate: it is the only one with the IP security IKE intermediate EKU. Also present: {}.",
                names(&rivals)
            ),
        ),
        (true, false) => (
            Weight::Warn,
            format!(
                "{} also has the IP security IKE intermediate EKU, so IKEv2 may select either.",
                names(&preferred)
            ),
        ),
        (false, false) => (
            Weight::Warn,
            format!("IKEv2 prefers {}, which has the IP security IKE intermediate EKU.", names(&preferred)),
        ),
        (false, true) => (
            Weight::Warn,
            format!(
                "No certificate has the IP security IKE intermediate EKU, so IKEv2 may select another one of the same computer: {}.",
                names(&rivals)
            ),
        ),
    };
    Fault::new(because).weighing(weight).into()
}

fn is_for_ike(certificate: &Certificate) -> bool {
    facts::stance(certificate, facts::IKE_INTERMEDIATE) == Stance::Named
}
