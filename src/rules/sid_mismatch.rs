//! The SID in the certificate is not the account's.

use super::making::{
    Case, Effect, Fault, LOGONS, Look, NO_LOGON, Refusal, RefusedWith, Reported, Rule, Weight, gate,
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
        RefusedWith::<41>::EAP,
        RefusedWith::<41>::SMART_CARD,
        RefusedWith::<41>::LDAPS,
        RefusedWith::<41>::IPSEC,
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
