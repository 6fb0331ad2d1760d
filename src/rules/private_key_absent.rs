//! The certificate's private key is not on the computer.

use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred, KDC,
    Kdc, LDAPS, Look, NPS_SERVER, Nps, Onex, Ras, Rule, SMART_CARD, SSTP_SERVER, Schannel, Shell, Term, gate,
    on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "private-key-absent",
    title: "The private key is missing",
    conditions: &["S1-15", "S2-03", "S3-10"],
    sources: &["MS-IKEv2TS", "RH-13806", "DETWIKI"],
    explanation: include_str!("private_key_absent.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Selection,
            Inferred,
            &[on(seen::CLIENT, Ras, 798, Inferred), on(seen::CLIENT, Onex, 0x5_0002, Inferred)],
        ),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Selection,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_820, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::Selection,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_820, Inferred)],
        ),
        Effect::block(SMART_CARD, gate::Selection, Inferred, &[]),
        Effect::block(LDAPS, gate::Selection, Inferred, &[on(seen::CLIENT, Schannel, 36_875, Inferred)]),
        Effect::block(
            IKEV2_SERVER,
            gate::Selection,
            Inferred,
            &[on(seen::SERVER, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_801, Inferred)],
        ),
        Effect::block(
            NPS_SERVER,
            gate::Selection,
            Inferred,
            &[
                on(seen::NPS, Nps, 300, Inferred),
                on(seen::NPS, Nps, 22, Inferred),
                on(seen::NPS, Schannel, 36_869, Inferred),
                on(seen::NPS, Schannel, 36_870, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::Selection,
            Inferred,
            &[on(seen::SERVER, Schannel, 36_869, Inferred), on(seen::SERVER, Schannel, 36_870, Inferred)],
        ),
        Effect::block(
            KDC,
            gate::Selection,
            Inferred,
            &[on(seen::DC, Kdc, 29, Inferred), on(seen::DC, Kdc, 19, Inferred)],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Import the certificate together with its private key",
        term: Term::Permanent,
        steps: &[
            "Export the certificate with its private key as PFX on the computer where it was requested. Import it into the right store: Local Computer for servers and device tunnels, Current User for user tunnels.",
            "If the key is present but not found, repair the link between certificate and key: with the first command for Local Computer, with the second for Current User.",
        ],
        commands: &[
            (Shell::Certutil, "certutil -repairstore My SERIALNUMBER"),
            (Shell::Certutil, "certutil -user -repairstore My SERIALNUMBER"),
        ],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.client.has_private_key {
        Some(true) => Look::Met,
        Some(false) => Fault::new("The certificate's private key is not on the computer.").into(),
        None => Look::Assumed(questions::PRIVATE_KEY),
    }
}
