//! The certificate is a CA certificate.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred,
    KDC, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "is-ca",
    title: "This is a CA certificate",
    conditions: &["S8-01"],
    sources: &["MS-NPSRC", "WINERROR"],
    explanation: include_str!("is_ca.md"),
    effects: &[
        Effect::block(EAP, gate::Chain, Inferred, &[on(seen::NPS, Nps, 280, Inferred)]),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            IKEV2_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::SERVER, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_0103, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0103, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Hresult, 0x800B_0103, Inferred)]),
        Effect::block(SMART_CARD, gate::Chain, Inferred, &[on(seen::DC, Hresult, 0x800B_0103, Inferred)]),
        Effect::block(KDC, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_0103, Inferred)]),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Use the user, computer or server certificate instead",
        term: Term::Permanent,
        steps: &[
            "Export the certificate of the user, computer or server itself: the last one in the chain, not a CA above it.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.certificate.is_ca() {
        Fault::new("The basic constraints say that this is a CA certificate.")
            .at(facts::basic_constraints_span(case.certificate))
            .into()
    } else {
        Look::Met
    }
}
