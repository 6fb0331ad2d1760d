//! Several accounts have the name or the mapping.

use super::making::{
    Case, Documented, EAP, Effect, Fault, Fix, IPSEC, Ike, Inferred, Krb, LDAPS, Look, NO_LOGON, Nps,
    Ntstatus, Rule, SMART_CARD, Schannel, Shell, Term, gate, on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "several-accounts",
    title: "Several accounts match the certificate",
    conditions: &["S4-21"],
    sources: &["MS-NPSRC", "MS-PKCA"],
    explanation: include_str!("several_accounts.md"),
    effects: &[
        Effect::block(EAP, gate::AccountMapping, Documented, &[on(seen::NPS, Nps, 272, Documented)]),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Inferred,
            &[on(seen::DC, Krb, 8, Inferred), on(seen::CLIENT, Ntstatus, 0xC000_0714, Inferred)],
        ),
        Effect::block(LDAPS, gate::AccountMapping, Inferred, &[on(seen::SERVER, Schannel, 36_879, Inferred)]),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_908, Inferred), on(seen::DC, Krb, 8, Inferred)],
        ),
    ],
    elsewhere: NO_LOGON,
    fixes: &[Fix {
        title: "Keep the name and the mapping on one account only",
        term: Term::Permanent,
        steps: &[
            "Search the whole forest for the UPN and the explicit mapping. For a computer, search for its dNSHostName instead of the UPN. Remove them from all accounts but one.",
        ],
        commands: &[
            (
                Shell::Powershell,
                "Get-ADObject -LDAPFilter '(userPrincipalName=UPN)' -SearchBase '' -Server SERVER:3268",
            ),
            (
                Shell::Powershell,
                "Get-ADObject -LDAPFilter '(altSecurityIdentities=X509:*)' -Properties altSecurityIdentities -SearchBase '' -Server SERVER:3268 | Select-Object DistinguishedName,@{n='Strings';e={$_.altSecurityIdentities -join '; '}}",
            ),
        ],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.account.unique {
        Some(true) => Look::Met,
        Some(false) => {
            Fault::new("Another account has the same name or an explicit mapping for this certificate.")
                .into()
        }
        None => Look::Assumed(questions::UNIQUE),
    }
}
