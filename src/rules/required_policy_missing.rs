//! A network policy asks for an identifier that is not there.

use super::making::{Case, Documented, EAP, Effect, Fault, Fix, Look, Nps, Rule, Term, gate, on, seen};

pub(super) const RULE: Rule = Rule {
    id: "required-policy-missing",
    title: "NPS asks for something it lacks",
    conditions: &["S4-23"],
    sources: &["MS-NPSRC", "MS-EAPREQ"],
    explanation: include_str!("required_policy_missing.md"),
    effects: &[Effect::block(
        EAP,
        gate::Policy,
        Documented,
        &[on(seen::NPS, Nps, 73, Documented), on(seen::NPS, Nps, 48, Documented)],
    )],
    elsewhere: "Only NPS can ask for this.",
    fixes: &[Fix {
        title: "Make the template and the network policy on NPS agree",
        term: Term::Lasting,
        steps: &[
            "Add the identifier to the issuance policies or purposes of the template and enroll again, or take it out of the network policy (Allowed-Certificate-OID).",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let required = &case.situation.nps.required_policy_oids;
    if required.is_empty() {
        return Look::Met;
    }
    let certificate = case.certificate;
    let lists = [
        certificate.eku.as_deref(),
        certificate.application_policies.as_deref(),
        Some(&*certificate.policies),
    ];
    let own: Vec<String> = lists.into_iter().flatten().flatten().map(ToString::to_string).collect();
    match required.iter().find(|wanted| !own.iter().any(|own| own == wanted.trim())) {
        Some(missing) => {
            Fault::new(format!("A network policy asks for {missing}, which the certificate lacks.")).into()
        }
        None => Look::Met,
    }
}
