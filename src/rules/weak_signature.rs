//! The signature uses SHA-1 or MD5.

use super::making::{
    Case, EAP, Effect, Event, Fault, Fix, IN_EVERY_ROLE, Inferred, Krb, Look, NPS_SERVER, Nps, Rule,
    SMART_CARD, Scenario, Shell, Term, gate, on, seen,
};
use der::oid::ObjectIdentifier;

pub(super) const RULE: Rule = Rule {
    id: "weak-signature",
    title: "The signature algorithm is outdated",
    conditions: &["S9-02", "S6-14"],
    sources: &["RFC4556", "DETWIKI", "MS-NPSRC"],
    explanation: include_str!("weak_signature.md"),
    effects: &[
        Effect::warn(
            EAP,
            gate::Chain,
            Inferred,
            &[on(seen::NPS, Nps, 269, Inferred), on(seen::NPS, Nps, 266, Inferred)],
        ),
        Effect::warn(
            NPS_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::NPS, Nps, 269, Inferred), on(seen::NPS, Nps, 266, Inferred)],
        ),
        Effect::warn(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[
                on(seen::DC, Krb, 78, Inferred),
                on(seen::DC, Krb, 65, Inferred),
                on(seen::CLIENT, Event, 205, Inferred),
                on(seen::CLIENT, Event, 206, Inferred),
                on(seen::CLIENT, Event, 207, Inferred),
            ],
        ),
        Effect::warn(
            &[
                Scenario::DeviceTunnel,
                Scenario::IpsecAccountMapping,
                Scenario::Ikev2Server,
                Scenario::SstpServer,
                Scenario::LdapsClient,
                Scenario::Kdc,
            ],
            gate::Chain,
            Inferred,
            &[],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Sign certificates with SHA-256",
        term: Term::Permanent,
        steps: &[
            "On the CA, set the hash algorithm to SHA-256 and restart the service. Then enroll again.",
            "This works only if the CA's key is in a key storage provider. If it is in an older provider (CSP), migrate the key first.",
        ],
        commands: &[(Shell::Certutil, "certutil -setreg CA\\CSP\\CNGHashAlgorithm SHA256")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(algorithm) = &case.certificate.signature_algorithm else { return Look::Met };
    let weak = WEAK.iter().find(|(oid, _)| *algorithm == *oid);
    match weak {
        Some((_, hash)) => Fault::new(format!("The certificate is signed with {hash}.")).into(),
        None => Look::Met,
    }
}

const WEAK: &[(ObjectIdentifier, &str)] = &[
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), "SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), "SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"), "SHA-1"),
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.29"), "SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"), "MD5"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.2"), "MD2"),
];
