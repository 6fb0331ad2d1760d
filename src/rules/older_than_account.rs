//! The certificate is older than the account and not strongly mapped.

use super::making::{Case, Look, NO_LOGON, Refusal, RefusedWith, Rule};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "older-than-account",
    title: "The certificate is older than the account",
    conditions: &["S4-19"],
    sources: &["KB5014754", "GRAD-40", "TIMBEER"],
    explanation: include_str!("older_than_account.md"),
    effects: &[
        RefusedWith::<40>::EAP,
        RefusedWith::<40>::SMART_CARD,
        RefusedWith::<40>::LDAPS,
        RefusedWith::<40>::IPSEC,
    ],
    elsewhere: NO_LOGON,
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::OlderThanAccount)
}
