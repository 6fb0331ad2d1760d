//! The signature does not match the key of the CA named as issuer.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IPSEC, Ike, Inferred, KDC, Kdc, Krb,
    LDAPS, Look, NPS_SERVER, Nps, Onex, Ras, Rule, SMART_CARD, SSTP_SERVER, Schannel, Shell, Term, gate, on,
    seen,
};

pub(super) const RULE: Rule = Rule {
    id: "signature-wrong",
    title: "The signature is invalid",
    conditions: &[],
    sources: &["WINERROR", "RFC4556"],
    explanation: include_str!("signature_wrong.md"),
    effects: &[
        Effect::block(
            DEVICE_TUNNEL,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_801, Inferred), on(seen::CLIENT, Ike, 13_875, Inferred)],
        ),
        Effect::block(
            IKEV2_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_801, Inferred), on(seen::CLIENT, Ike, 13_875, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_801, Inferred), on(seen::CLIENT, Ike, 13_875, Inferred)],
        ),
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[
                on(seen::NPS, Nps, 287, Inferred),
                on(seen::NPS, Hresult, 0x8009_6004, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x8009_6004, Inferred)],
        ),
        Effect::block(
            NPS_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ras, 864, Inferred), on(seen::CLIENT, Hresult, 0x8009_6004, Inferred)],
        ),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Krb, 71, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Schannel, 36_877, Inferred)]),
        Effect::block(KDC, gate::Chain, Inferred, &[on(seen::DC, Kdc, 29, Inferred)]),
    ],
    elsewhere: "Windows checks this in every role.",
    fixes: &[Fix {
        title: "Get the certificate from its CA again",
        term: Term::Permanent,
        steps: &[
            "Do not map or trust the certificate until you know where the file comes from.",
            "If it is in a computer's certificate store in this form, revoke the certificate with this serial number on the CA and enroll again.",
            "If the CA was renewed with a new key and the same key identifier, add that CA certificate here too.",
        ],
        commands: &[(Shell::Certutil, "certutil -verify FILE.cer")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(ca) = case.not_signed_by else { return Look::Met };
    let key = format!("The key of {} did not create", facts::called(&ca.subject));
    let because = match case.chain.last() {
        None => format!(
            "{key} this certificate's signature: the certificate was altered, or names a CA that did not issue it."
        ),
        Some(last) => format!(
            "{key} the signature of {}: that CA certificate was altered, or names a CA that did not issue it.",
            facts::called(&last.subject)
        ),
    };
    let span = case.certificate.spans.signature.filter(|_| case.chain.is_empty());
    Fault { span, ..Fault::new(because) }.into()
}
