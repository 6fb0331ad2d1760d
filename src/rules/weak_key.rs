//! The RSA key has fewer than 1024 bits.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred,
    KDC, Krb, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on, seen,
};
use crate::certificate::Certificate;

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

const RENEW_THE_CA: Fix = Fix {
    title: "Renew the CA certificate with a longer key",
    term: Term::Permanent,
    steps: &[
        "Renew the certificate of this CA with a new key of at least 2048 bits, and distribute it. Then enroll again: what the old key signed is still refused.",
    ],
    commands: &[],
};

fn look(case: &Case<'_>) -> Look {
    let weak = |certificate: &Certificate| {
        let key = certificate.public_key.as_ref().filter(|key| key.algorithm == facts::RSA)?;
        Some((key.bits.filter(|bits| *bits < 1024)?, key.span))
    };
    if let Some((bits, span)) = weak(case.certificate) {
        return Fault::new(format!("The RSA key has {bits} bits.")).at(Some(span)).into();
    }
    let of_a_ca = case.chain.iter().find_map(|ca| Some((weak(ca)?.0, facts::called(&ca.subject))));
    match of_a_ca {
        Some((bits, ca)) => {
            let because = format!("The RSA key of the CA {ca} has {bits} bits.");
            Fault::new(because).fixed_by(&[RENEW_THE_CA]).into()
        }
        None => Look::Met,
    }
}
