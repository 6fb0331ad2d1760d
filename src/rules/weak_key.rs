//! The RSA key has fewer than 1024 bits.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred,
    KDC, Krb, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "weak-key",
    title: "The key is too short",
    conditions: &["S9-01", "S6-14"],
    sources: &["WINERROR", "MS-SYSERR", "RFC4556"],
    explanation: include_str!("weak_key.md"),
    effects: &[
        Effect::block(
            DEVICE_TUNNEL,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_881, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_881, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            IKEV2_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_881, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[on(seen::NPS, Nps, 287, Inferred), on(seen::NPS, Hresult, 0x800B_010A, Inferred)],
        ),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_010A, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_010A, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Hresult, 0x800B_010A, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Krb, 78, Inferred), on(seen::DC, Krb, 65, Inferred)],
        ),
        Effect::block(KDC, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_010A, Inferred)]),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Reissue with a longer key",
        term: Term::Permanent,
        steps: &[
            "In the template (Cryptography tab), set the minimum key size to 2048 or more. Then enroll again with a new key.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(key) = &case.certificate.public_key else { return Look::Met };
    match key.bits {
        Some(bits) if key.algorithm == facts::RSA && bits < 1024 => {
            Fault::new(format!("The RSA key has {bits} bits.")).at(Some(key.span)).into()
        }
        _ => Look::Met,
    }
}
