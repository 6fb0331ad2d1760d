//! The certificate has Any Purpose or no EKU.

use super::facts::{self, Stance};
use super::making::{
    Case, Documented, EAP, Effect, Fault, Fix, IKEV2_SERVER, Ike, Inferred, Look, Nps, Rule, SMART_CARD,
    Scenario, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "purpose-not-explicit",
    title: "The required EKU is not listed explicitly",
    conditions: &["S1-04", "S4-05", "S6-04"],
    sources: &["SSWAN", "MS-SCREQ"],
    explanation: include_str!("purpose_not_explicit.md"),
    effects: &[
        Effect::warn(IKEV2_SERVER, gate::ServerTrust, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::warn(EAP, gate::Policy, Inferred, &[on(seen::NPS, Nps, 73, Inferred)]),
        Effect::block(SMART_CARD, gate::Selection, Documented, &[]),
    ],
    elsewhere: "No effect is known here.",
    fixes: &[Fix {
        title: "Reissue with the required EKU",
        term: Term::Permanent,
        steps: &["In the template, add the EKU to the application policies. Then enroll again."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(purpose) = case.wanted_purpose() else { return Look::Met };
    let name = facts::purpose_name(purpose);
    match facts::stance(case.certificate, purpose) {
        Stance::Silent => {
            Fault::new(format!("The certificate has no EKU, so {name} is not listed explicitly.")).into()
        }
        Stance::Any if case.scenario != Scenario::SmartCard => {
            Fault::new(format!("The EKU allows any purpose, but {name} is not listed explicitly."))
                .at(facts::eku_span(case.certificate))
                .into()
        }
        _ => Look::Met,
    }
}
