//! The signature is RSASSA-PSS.

use super::making::{
    Case, Effect, Fault, Fix, Ike, Look, Reported, Rule, Scenario, Shell, Term, Tls, gate, on, seen,
};
use crate::certificate::well_known::RSA_PSS;

pub(super) const RULE: Rule = Rule {
    id: "pss-signature",
    title: "Some devices may not support the PSS signature",
    conditions: &["S9-03"],
    sources: &["PKIS-PSS"],
    explanation: include_str!("pss_signature.md"),
    effects: &[
        Effect::warn(
            &[Scenario::DeviceTunnel, Scenario::IpsecAccountMapping, Scenario::Ikev2Server],
            gate::KeyExchange,
            Reported,
            &[on(seen::CLIENT, Ike, 13_801, Reported)],
        ),
        Effect::warn(
            &[
                Scenario::UserTunnel,
                Scenario::WifiUser,
                Scenario::WifiComputer,
                Scenario::NpsServer,
                Scenario::SstpServer,
                Scenario::LdapsClient,
            ],
            gate::KeyExchange,
            Reported,
            &[on(seen::CLIENT, Tls, 42, Reported), on(seen::CLIENT, Tls, 46, Reported)],
        ),
    ],
    elsewhere: "Only Windows checks the certificate here, and Windows supports this signature.",
    fixes: &[Fix {
        title: "Sign with PKCS #1 v1.5 instead of PSS",
        term: Term::Permanent,
        steps: &[
            "On the CA, disable the alternate signature format and restart the service. Then enroll again.",
        ],
        commands: &[(Shell::Certutil, "certutil -setreg CA\\CSP\\AlternateSignatureAlgorithm 0")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match &case.certificate.signature_algorithm {
        Some(algorithm) if *algorithm == RSA_PSS => Fault::new(
            "The certificate is signed with RSASSA-PSS. Windows supports that; firewalls, access points and Macs may not.",
        )
        .into(),
        _ => Look::Met,
    }
}
