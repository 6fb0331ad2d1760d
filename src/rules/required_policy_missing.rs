//! A network policy requires an OID that the certificate lacks.

use super::facts;
use super::making::{Case, Documented, EAP, Effect, Fault, Fix, Look, Nps, Rule, Term, gate, on, seen};

pub(super) const RULE: Rule = Rule {
    id: "required-policy-missing",
    title: "An OID that NPS requires is missing",
    conditions: &["S4-23"],
    sources: &["MS-NPSRC", "MS-EAPREQ"],
    explanation: include_str!("required_policy_missing.md"),
    effects: &[Effect::block(
        EAP,
        gate::Policy,
        Documented,
        &[on(seen::NPS, Nps, 73, Documented), on(seen::NPS, Nps, 48, Documented)],
    )],
    elsewhere: "Only NPS can require this.",
    fixes: &[Fix {
        title: "Make the template and the NPS network policy agree",
        term: Term::Permanent,
        steps: &[
            "In the template, add the OID to the issuance policies or application policies and enroll again. Or remove it from the network policy (Allowed-Certificate-OID).",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    // With a text that is no OID, it is not known what the policy requires.
    let Some(required) = facts::oids(&case.situation.nps.required_policy_oids) else { return Look::Met };
    let certificate = case.certificate;
    let lists = [
        certificate.eku.as_deref(),
        certificate.application_policies.as_deref(),
        Some(&*certificate.policies),
    ];
    // Writing OIDs as text takes long, and most policies require none.
    let has = |wanted: &str| lists.into_iter().flatten().flatten().any(|own| own.to_string() == wanted);
    match required.iter().find(|wanted| !has(wanted)) {
        Some(missing) => Fault::new(format!(
            "A network policy requires the OID {missing}, which the certificate does not contain."
        ))
        .into(),
        None => Look::Met,
    }
}
