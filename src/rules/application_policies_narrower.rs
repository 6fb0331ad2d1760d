//! Two lists of purposes disagree.

use super::facts::{self, Stance};
use super::making::{
    Case, EAP, Effect, Fault, Fix, Inferred, Look, Nps, Onex, Ras, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "application-policies-narrower",
    title: "Application policies are narrower than the purposes",
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
    elsewhere: "Only for EAP clients has anybody reasoned about it.",
    fixes: &[Fix {
        title: "Reissue with application policies that agree with the purposes",
        term: Term::Lasting,
        steps: &[
            "Reissue from the template as it is: Microsoft's authorities write both lists from one. A list that was put into the request by hand is the usual reason.",
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
        Stance::Named => "It is among its purposes",
        Stance::Any => "It is for any purpose",
        Stance::Silent => "It names no purposes that would exclude it",
    };
    if facts::among(policies, purpose) == Stance::Excluded {
        return Fault::new(format!(
            "{} is missing from its application policies. {lets_pass}, but both lists count.",
            facts::purpose_name(purpose)
        ))
        .at(facts::application_policies_span(certificate))
        .into();
    }
    Look::Met
}
