//! How a domain controller handles this certificate is not known.

use super::making::{Case, Effect, Inferred, Kdc, LOGONS, Look, NO_LOGON, Refusal, Rule, gate, on, seen};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "mapping-unsettled",
    title: "Domain controller behavior is unknown",
    conditions: &[],
    sources: &["KB5014754"],
    explanation: include_str!("mapping_unsettled.md"),
    effects: &[Effect::warn(LOGONS, gate::AccountMapping, Inferred, &[on(seen::DC, Kdc, 39, Inferred)])],
    elsewhere: NO_LOGON,
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::Unsettled)
}
