//! What a domain controller does here is not known.

use super::making::{Case, Effect, Inferred, Kdc, Look, Refusal, Rule, Scenario, gate, on, seen};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "mapping-unsettled",
    title: "No source says what a domain controller does",
    conditions: &[],
    sources: &["KB5014754"],
    explanation: include_str!("mapping_unsettled.md"),
    effects: &[Effect::warn(
        &[
            Scenario::UserTunnel,
            Scenario::WifiUser,
            Scenario::WifiComputer,
            Scenario::SmartCard,
            Scenario::LdapsClient,
            Scenario::IpsecAccountMapping,
        ],
        gate::AccountMapping,
        Inferred,
        &[on(seen::DC, Kdc, 39, Inferred)],
    )],
    elsewhere: "The VPN server checks the device certificate itself and maps it to no account; in the other roles nobody does.",
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::Unsettled)
}
