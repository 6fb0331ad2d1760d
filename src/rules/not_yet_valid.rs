//! The certificate is not valid yet.

use super::making::{
    Case, Code, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE,
    IPSEC, Ike, Inferred, KDC, Kdc, LDAPS, Look, NPS_SERVER, Nps, Ntstatus, Onex, Ras, Rule, SMART_CARD,
    SSTP_SERVER, Schannel, Shell, Term, Tls, gate, on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "not-yet-valid",
    title: "Not yet valid",
    conditions: &["S1-02", "S2-01", "S3-02", "S4-02", "S6-01"],
    sources: &["MS-IKEv2TS", "RASERROR", "MS-NPSRC", "RH-13806", "MS-SCREQ"],
    explanation: include_str!("not_yet_valid.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Selection,
            Inferred,
            &[
                on(seen::CLIENT, Ras, 798, Inferred),
                on(seen::CLIENT, Onex, 0x5_0002, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::NPS, Nps, 278, Inferred),
            ],
        ),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Selection,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
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
        Effect::block(IKEV2_SERVER, gate::ServerTrust, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            NPS_SERVER,
            gate::ServerTrust,
            Inferred,
            &[on(seen::CLIENT, Ras, 857, Inferred), on(seen::CLIENT, Ras, 858, Inferred)],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::ServerTrust,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0101, Inferred)],
        ),
        Effect::block(KDC, gate::ServerTrust, Inferred, &[on(seen::DC, Kdc, 29, Inferred)]),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Correct the clocks, or wait until the certificate is valid",
        term: Term::Permanent,
        steps: &[
            "Compare the clocks of the client, the server and the CA with the domain's time.",
            "If the certificate is meant for a later date, wait or issue another one.",
        ],
        commands: &[(Shell::Certutil, "w32tm /query /status")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(begin) = case.certificate.not_before else {
        return Look::NotApplicable("This date in the certificate cannot be read.");
    };
    match case.situation.today {
        Some(today) if today < begin => {
            Fault::new(format!("The certificate is not valid before {}.", begin.in_words()))
                .at(case.certificate.spans.not_before)
                .into()
        }
        Some(_) => Look::Met,
        None => Look::Doubtful(questions::TODAY),
    }
}
