//! The SID in the certificate is not the account's.

use super::making::{
    Case, Documented, EAP, Effect, Fault, IPSEC, Ike, Inferred, Kdc, Krb, LDAPS, LOGONS, Look, NO_LOGON, Nps,
    Onex, Ras, Refusal, Reported, Rule, SMART_CARD, Schannel, Weight, gate, on, seen,
};
use super::refusal;
use crate::mapping::ANOTHER_SID;

pub(super) const RULE: Rule = Rule {
    id: "sid-mismatch",
    title: "The SID does not match the account",
    conditions: &["S4-18"],
    sources: &["KB5014754", "WELM", "TIMBEER"],
    explanation: include_str!("sid_mismatch.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::CLIENT, Ras, 853, Documented),
                on(seen::NPS, Nps, 16, Documented),
                on(seen::DC, Kdc, 41, Documented),
                on(seen::DC, Krb, 66, Documented),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Documented,
            &[on(seen::DC, Kdc, 41, Documented), on(seen::DC, Krb, 66, Documented)],
        ),
        Effect::block(
            LDAPS,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::DC, Kdc, 41, Inferred),
                on(seen::DC, Krb, 66, Inferred),
                on(seen::SERVER, Schannel, 36_879, Inferred),
            ],
        ),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::CLIENT, Ike, 13_908, Inferred),
                on(seen::CLIENT, Ike, 13_906, Inferred),
                on(seen::CLIENT, Ike, 13_907, Inferred),
                on(seen::CLIENT, Ike, 13_905, Inferred),
                on(seen::DC, Kdc, 41, Inferred),
                on(seen::DC, Krb, 66, Inferred),
            ],
        ),
        Effect::warn(LOGONS, gate::AccountMapping, Reported, &[]),
    ],
    elsewhere: NO_LOGON,
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match refusal::look(case, Refusal::SidMismatch) {
        Look::Met => beside_what_counts(case),
        refused => refused,
    }
}

/// With a strong explicit mapping or a registered key, a certificate with another account's SID works, which may or may
/// not be intended. And if no account is found, the SID would not have matched either.
fn beside_what_counts(case: &Case<'_>) -> Look {
    match case.mapping.decision.steps.iter().find(|step| step.id == ANOTHER_SID) {
        Some(step) => Fault::new(step.finding.clone()).weighing(Weight::Warn).into(),
        None => Look::Met,
    }
}
