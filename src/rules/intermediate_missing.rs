//! An intermediate CA certificate is missing where the certificate is checked.

use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Ike, Inferred, Kdc, Krb, Look,
    NPS_SERVER, Nps, Onex, Ras, Reported, Rule, SMART_CARD, SSTP_SERVER, Shell, Term, gate, on, seen,
};
use super::{facts, questions};

pub(super) const RULE: Rule = Rule {
    id: "intermediate-missing",
    title: "An intermediate CA certificate is missing",
    conditions: &["S1-11", "S4-11"],
    sources: &["RH-13801", "RH-13806", "MS-NPSRC"],
    explanation: include_str!("intermediate_missing.md"),
    effects: &[
        Effect::block(
            IKEV2_SERVER,
            gate::Chain,
            Reported,
            &[
                on(seen::CLIENT, Ike, 13_801, Reported),
                on(seen::CLIENT, Hresult, 0x800B_010A, Inferred),
                on(seen::CLIENT, Ike, 13_806, Reported),
            ],
        ),
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[
                on(seen::NPS, Nps, 287, Inferred),
                on(seen::NPS, Nps, 265, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(DEVICE_TUNNEL, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_010A, Inferred)],
        ),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ras, 864, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Krb, 70, Inferred)],
        ),
    ],
    elsewhere: "No effect is known here.",
    fixes: &[Fix {
        title: "Distribute the intermediate CA certificates",
        term: Term::Permanent,
        steps: &[
            "Add every CA certificate between the root CA and this certificate to Intermediate Certification Authorities on the computers that check it.",
        ],
        commands: &[
            (Shell::Certutil, "certutil -addstore CA intermediate.cer"),
            (Shell::Certutil, "certutil -dspublish -f intermediate.cer SubCA"),
        ],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.certificate.is_self_issued_leaf()
        || case.chain.first().is_some_and(|issuer| issuer.is_self_issued())
    {
        return Look::Met;
    }
    match case.situation.chain.intermediates {
        Some(true) => Look::Met,
        Some(false) => {
            let issuer = case.certificate.issuer.as_deref().map(facts::called).unwrap_or_default();
            Fault::new(format!(
                "An intermediate CA certificate is missing on the computer that checks the certificate, perhaps {issuer}."
            ))
            .into()
        }
        None => Look::Assumed(questions::INTERMEDIATES),
    }
}
