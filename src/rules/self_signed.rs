//! The certificate is self-signed.

use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred,
    KDC, Kdc, Krb, LDAPS, Look, NPS_SERVER, Nps, Onex, Ras, Rule, SMART_CARD, SSTP_SERVER, Schannel, Term,
    gate, on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "self-signed",
    title: "The certificate is self-signed",
    conditions: &["S1-12"],
    sources: &["WINERROR", "MS-NPSRC"],
    explanation: include_str!("self_signed.md"),
    effects: &[
        Effect::block(IKEV2_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            NPS_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ras, 864, Inferred), on(seen::CLIENT, Hresult, 0x800B_0109, Inferred)],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0109, Inferred)],
        ),
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[
                on(seen::NPS, Nps, 265, Inferred),
                on(seen::NPS, Nps, 286, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_801, Inferred), on(seen::CLIENT, Ike, 13_806, Inferred)],
        ),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Krb, 62, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Schannel, 36_877, Inferred)]),
        Effect::block(KDC, gate::Chain, Inferred, &[on(seen::DC, Kdc, 29, Inferred)]),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Replace the self-signed certificate with one from a CA",
        term: Term::Permanent,
        steps: &[
            "Enroll from a CA that the other side trusts. To trust this certificate itself, add it to Trusted Root Certification Authorities on every computer that checks it.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if !case.certificate.is_self_issued_leaf() {
        return Look::Met;
    }
    match case.situation.chain.trusted {
        Some(true) => Look::Met,
        Some(false) => Fault::new("The certificate is self-signed and not in the trusted root store.").into(),
        None => Fault::new(
            "The certificate is self-signed, so it is accepted only where it is itself in the trusted root store.",
        )
        .unless(questions::TRUSTED)
        .into(),
    }
}
