//! The chain has more CA certificates than a path length constraint allows.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC,
    Ike, Inferred, KDC, Kdc, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on,
    seen,
};

pub(super) const RULE: Rule = Rule {
    id: "path-length",
    title: "The path length constraint is exceeded",
    conditions: &["S8-03"],
    sources: &["MS-NPSRC", "WINERROR"],
    explanation: include_str!("path_length.md"),
    effects: &[
        Effect::block(EAP, gate::Chain, Documented, &[on(seen::NPS, Nps, 281, Documented)]),
        Effect::block(DEVICE_TUNNEL, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IKEV2_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_0104, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0104, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Hresult, 0x800B_0104, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Hresult, 0x800B_0104, Inferred)],
        ),
        Effect::block(
            KDC,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 29, Inferred), on(seen::CLIENT, Hresult, 0x800B_0104, Inferred)],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Reissue the CA certificate with a higher path length",
        term: Term::Permanent,
        steps: &[
            "Reissue the upper CA's certificate with a higher path length or without a limit. Or issue the certificate from a CA one level higher.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let mut below = 0u64;
    for issuer in case.chain {
        let allowed = issuer.basic_constraints.and_then(|constraints| constraints.path_len);
        if let Some(allowed) = allowed.filter(|allowed| below > *allowed) {
            return Fault::new(format!(
                "The path length of the CA {} allows {allowed} CAs below it. The chain has {below}.",
                facts::called(&issuer.subject)
            ))
            .into();
        }
        if !issuer.is_self_issued() {
            below += 1;
        }
    }
    Look::Met
}
