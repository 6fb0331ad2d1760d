//! The key usage lacks digitalSignature.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, IKEV2_SERVER, Ike, Inferred, Look, Nps, Onex,
    Ras, Rule, SMART_CARD, Term, gate, on, seen,
};
use crate::certificate::KeyUsage;

pub(super) const RULE: Rule = Rule {
    id: "digital-signature-missing",
    title: "Key usage lacks digital signature",
    conditions: &["S1-06", "S4-28", "S6-02"],
    sources: &["MS-IKEv2TS", "MS-SCREQ", "MS-SC"],
    explanation: include_str!("digital_signature_missing.md"),
    effects: &[
        Effect::block(
            IKEV2_SERVER,
            gate::Selection,
            Documented,
            &[
                on(seen::SERVER, Ike, 13_806, Documented),
                on(seen::CLIENT, Ike, 13_801, Inferred),
                on(seen::CLIENT, Ras, 809, Inferred),
            ],
        ),
        Effect::block(
            EAP,
            gate::Selection,
            Inferred,
            &[
                on(seen::CLIENT, Ras, 798, Inferred),
                on(seen::CLIENT, Onex, 0x5_0002, Inferred),
                on(seen::NPS, Nps, 266, Inferred),
                on(seen::NPS, Nps, 16, Inferred),
            ],
        ),
        Effect::block(DEVICE_TUNNEL, gate::Selection, Inferred, &[on(seen::CLIENT, Ike, 13_806, Inferred)]),
        Effect::block(SMART_CARD, gate::Selection, Documented, &[]),
    ],
    elsewhere: "No effect is known here.",
    fixes: &[Fix {
        title: "Reissue with digital signature in the key usage",
        term: Term::Permanent,
        steps: &[
            "In the template (Extensions tab, Key Usage), select Digital signature. Then enroll again. Key encipherment alone is not enough.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if facts::may_sign(certificate.key_usage) {
        return Look::Met;
    }
    let uses: Vec<&str> = certificate.key_usage.into_iter().flat_map(KeyUsage::names).collect();
    let uses = if uses.is_empty() { "nothing".to_owned() } else { uses.join(", ") };
    Fault::new(format!("The key usage permits {uses}, but not digitalSignature."))
        .at(facts::key_usage_span(certificate))
        .into()
}
