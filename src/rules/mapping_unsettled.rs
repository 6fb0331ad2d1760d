//! What a domain controller does here is not known.

use super::making::{Case, Effect, Fix, Inferred, Kdc, Look, Refusal, Rule, Scenario, Shell, gate, on, seen};
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
    fixes: &[Fix {
        title: "Reissue with the account's SID",
        steps: &[
            "Use a certificate template that builds the subject from Active Directory, on an authority patched since May 2022: it writes the SID extension by itself.",
            "With Intune SCEP, add a subject alternative name of type URI with the value {{OnPremisesSecurityIdentifier}}; with Intune PKCS, set EnableSidSecurityExtension on a connector of version 6.2406.0.1001 or later.",
            "Let every client renew: a certificate never gets a SID afterwards.",
        ],
        commands: &[(Shell::Intune, "{{OnPremisesSecurityIdentifier}}")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::Unsettled)
}
