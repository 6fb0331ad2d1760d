//! The application policies lack an EKU that the EKU extension allows.

use super::facts::{self, Stance};
use super::making::{
    Case, EAP, Effect, Fault, Fix, Inferred, Look, Nps, Onex, Ras, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "application-policies-narrower",
    title: "Application policies are narrower than the EKU",
    conditions: &["S4-27"],
    sources: &["MS-NPSRC"],
    explanation: include_str!("application_policies_narrower.md"),
    effects: &[Effect::block(
        EAP,
        gate::Chain,
        Inferred,
        &[
            on(seen::NPS, Nps, 283, Inferred),
            on(seen::NPS, Nps, 293, Inferred),
            on(seen::CLIENT, Ras, 798, Inferred),
            on(seen::CLIENT, Onex, 0x5_0002, Inferred),
        ],
    )],
    elsewhere: "An effect is inferred for EAP clients only.",
    fixes: &[Fix {
        title: "Reissue with application policies that match the EKU",
        term: Term::Permanent,
        steps: &[
            "Reissue from the template without changes: AD CS writes both lists from the same setting. The usual cause is a list that was added to the request manually.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    let (Some(policies), Some(purpose)) = (&certificate.application_policies, case.wanted_purpose()) else {
        return Look::Met;
    };
    let lets_pass = match facts::stance(certificate, purpose) {
        Stance::Excluded => return Look::Met,
        Stance::Named => "The EKU includes it",
        Stance::Any => "The EKU allows any purpose",
        Stance::Silent => "There is no EKU that would exclude it",
    };
    if facts::among(policies, purpose) == Stance::Excluded {
        return Fault::new(format!(
            "{} is missing from the application policies. {lets_pass}, but both lists count.",
            facts::purpose_name(purpose)
        ))
        .at(facts::application_policies_span(certificate))
        .into();
    }
    Look::Met
}
