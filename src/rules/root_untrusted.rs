//! The root CA is not trusted where the certificate is checked.

use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Eap, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE,
    IPSEC, Ike, Inferred, KDC, Kdc, Krb, LDAPS, Look, NPS_SERVER, Nps, Onex, Ras, Reported, Rule, SMART_CARD,
    SSTP_SERVER, Schannel, Shell, Term, Tls, gate, on, seen,
};
use super::questions;
use crate::chain::MAX_CHAIN;

pub(super) const RULE: Rule = Rule {
    id: "root-untrusted",
    title: "The root CA is not trusted",
    conditions: &["S1-10", "S3-08", "S4-10", "S5-03", "S6-15", "S2-05"],
    sources: &["MS-AOVPN", "MS-IKEv2TS", "RH-13801", "RH-864", "MS-NPSRC", "MS-SC", "RH-13806"],
    explanation: include_str!("root_untrusted.md"),
    effects: &[
        Effect::block(
            IKEV2_SERVER,
            gate::Chain,
            Documented,
            &[on(seen::CLIENT, Ike, 13_801, Documented), on(seen::CLIENT, Hresult, 0x800B_0109, Documented)],
        ),
        Effect::block(
            NPS_SERVER,
            gate::Chain,
            Reported,
            &[
                on(seen::CLIENT, Ras, 864, Reported),
                on(seen::CLIENT, Eap, 0x8042_0400, Inferred),
                on(seen::CLIENT, Hresult, 0x800B_0109, Inferred),
                on(seen::CLIENT, Hresult, 0x8009_0325, Inferred),
                on(seen::CLIENT, Schannel, 36_882, Inferred),
            ],
        ),
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[
                on(seen::NPS, Nps, 265, Inferred),
                on(seen::NPS, Nps, 286, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Ras, 691, Inferred),
                on(seen::NPS, Schannel, 36_877, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Documented,
            &[on(seen::CLIENT, Hresult, 0x800B_0109, Documented)],
        ),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Chain,
            Reported,
            &[on(seen::CLIENT, Ike, 13_801, Reported), on(seen::CLIENT, Ike, 13_806, Reported)],
        ),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[
                on(seen::DC, Kdc, 21, Inferred),
                on(seen::DC, Krb, 62, Inferred),
                on(seen::DC, Krb, 70, Inferred),
            ],
        ),
        Effect::block(
            LDAPS,
            gate::Chain,
            Inferred,
            &[on(seen::SERVER, Schannel, 36_877, Inferred), on(seen::CLIENT, Tls, 48, Inferred)],
        ),
        Effect::block(KDC, gate::Chain, Inferred, &[on(seen::DC, Kdc, 29, Inferred)]),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Trust the root CA where the certificate is checked",
        term: Term::Permanent,
        steps: &[
            "Add the root CA to Trusted Root Certification Authorities of the local computer, not of a user. For a server certificate, do this on the clients. For a client certificate, do it on NPS, the VPN server and the domain controllers.",
            "In the EAP profile, select the root CA as well.",
        ],
        commands: &[
            (Shell::Certutil, "certutil -addstore Root root.cer"),
            (Shell::Certutil, "certutil -dspublish -f root.cer RootCA"),
        ],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.certificate.is_self_issued_leaf() {
        return Look::NotApplicable("The certificate is self-signed. Another rule covers that.");
    }
    match case.situation.chain.trusted {
        Some(true) => Look::Met,
        Some(false) => {
            Fault::new("The computer that checks the certificate does not trust the root CA of the chain.")
                .into()
        }
        None if case.chain.len() == MAX_CHAIN => Look::Unsettled {
            question: questions::TRUSTED,
            because: format!("Only the nearest {MAX_CHAIN} CAs of the chain are checked."),
            doubtful: false,
        },
        None => Look::Assumed(questions::TRUSTED),
    }
}
