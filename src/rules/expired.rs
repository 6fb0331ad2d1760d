//! The certificate has expired.

use super::making::{
    Case, Code, DEVICE_TUNNEL, Documented, EAP, Eap, Effect, Event, Fault, Fix, Hresult, IKEV2_SERVER,
    IN_EVERY_ROLE, IPSEC, Ike, Inferred, KDC, Kdc, LDAPS, Look, NPS_SERVER, Nps, Ntstatus, Onex, Ras,
    Reported, Rule, SMART_CARD, SSTP_SERVER, Schannel, Term, Tls, gate, on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "expired",
    title: "Expired",
    conditions: &["S1-01", "S2-01", "S3-01", "S4-01", "S5-01", "S6-01", "S7-04"],
    sources: &["MS-AOVPN", "MS-IKEv2TS", "RASERROR", "MS-NPSRC", "RH-EXP", "RH-13806", "MS-SCREQ", "MS-SC"],
    explanation: include_str!("expired.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Selection,
            Inferred,
            &[
                on(seen::CLIENT, Ras, 798, Inferred),
                on(seen::CLIENT, Onex, 0x5_0002, Inferred),
                on(seen::CLIENT, Ras, 854, Inferred),
                on(seen::NPS, Nps, 268, Inferred),
                on(seen::NPS, Nps, 278, Inferred),
            ],
        ),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Selection,
            Reported,
            &[on(seen::CLIENT, Ike, 13_806, Reported), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::Selection,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(SMART_CARD, gate::Selection, Documented, &[])
            .if_forced(&[Code::new(Kdc, 21), Code::new(Ntstatus, 0xC000_038D)]),
        Effect::block(
            LDAPS,
            gate::Chain,
            Inferred,
            &[on(seen::SERVER, Schannel, 36_877, Inferred), on(seen::CLIENT, Tls, 45, Inferred)],
        ),
        Effect::block(
            IKEV2_SERVER,
            gate::ServerTrust,
            Documented,
            &[on(seen::CLIENT, Ike, 13_801, Documented)],
        ),
        Effect::block(
            NPS_SERVER,
            gate::ServerTrust,
            Inferred,
            &[
                on(seen::CLIENT, Ras, 858, Inferred),
                on(seen::CLIENT, Eap, 0x8042_0202, Inferred),
                on(seen::NPS, Nps, 96, Inferred),
                on(seen::NPS, Nps, 266, Inferred),
                on(seen::NPS, Nps, 16, Inferred),
                on(seen::NPS, Nps, 22, Inferred),
                on(seen::NPS, Nps, 300, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::ServerTrust,
            Reported,
            &[on(seen::CLIENT, Hresult, 0x800B_0101, Reported)],
        ),
        Effect::block(
            KDC,
            gate::ServerTrust,
            Documented,
            &[
                on(seen::DC, Kdc, 20, Inferred),
                on(seen::DC, Kdc, 29, Inferred),
                on(seen::CLIENT, Ntstatus, 0xC000_040E, Inferred),
                on(seen::CLIENT, Event, 9, Inferred),
            ],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Renew the certificate",
        term: Term::Permanent,
        steps: &[
            "Renew the certificate manually or by autoenrollment, and remove the old one.",
            "On a server, select the new certificate in the service's settings and restart the service.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(end) = case.certificate.not_after else {
        return Look::NotApplicable("This date in the certificate cannot be read.");
    };
    match case.situation.today {
        Some(today) if today > end => Fault::new(format!("The certificate expired on {}.", end.in_words()))
            .at(case.certificate.spans.not_after)
            .into(),
        Some(_) => Look::Met,
        None => Look::Doubtful(questions::TODAY),
    }
}
