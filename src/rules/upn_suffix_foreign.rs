//! No account has the name in the certificate.

use super::making::{
    Case, EAP, Effect, Fault, Fix, IPSEC, Ike, Inferred, Krb, LDAPS, Look, NO_LOGON, Nps, Ntstatus, Onex,
    Ras, Refusal, Rule, SMART_CARD, Schannel, Shell, Term, gate, on, seen,
};
use super::refusal;
use crate::mapping::{By, same, usable_name};
use crate::situation::AccountKind;

pub(super) const RULE: Rule = Rule {
    id: "upn-suffix-foreign",
    title: "Unknown UPN suffix",
    conditions: &["S4-08"],
    sources: &["MS-NPSRC", "MS-PKCA"],
    explanation: include_str!("upn_suffix_foreign.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::NPS, Nps, 7, Inferred),
                on(seen::NPS, Nps, 8, Inferred),
                on(seen::NPS, Nps, 16, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Inferred,
            &[on(seen::DC, Krb, 6, Inferred), on(seen::CLIENT, Ntstatus, 0xC000_006D, Inferred)],
        ),
        Effect::block(
            LDAPS,
            gate::AccountMapping,
            Inferred,
            &[on(seen::DC, Krb, 6, Inferred), on(seen::SERVER, Schannel, 36_879, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_908, Inferred), on(seen::DC, Krb, 6, Inferred)],
        ),
    ],
    elsewhere: NO_LOGON,
    fixes: &[
        Fix {
            title: "Reissue with the UPN from Active Directory",
            term: Term::Permanent,
            steps: &[
                "Reissue the certificate with the account's UPN from Active Directory, not with a UPN from Entra ID such as an onmicrosoft.com name.",
            ],
            commands: &[],
        },
        Fix {
            title: "Add the UPN suffix to the forest",
            term: Term::Permanent,
            steps: &[
                "In Active Directory Domains and Trusts, add the suffix to the forest's UPN suffixes. Then give the account a UPN with this suffix.",
            ],
            commands: &[(Shell::Powershell, "Get-ADForest | Select-Object -ExpandProperty UPNSuffixes")],
        },
    ],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match refusal::look(case, Refusal::UpnSuffixForeign) {
        Look::Met => suspected(case).map_or(Look::Met, Look::Broken),
        settled => settled,
    }
}

/// What a suffix suggests when the account's UPN is not known: it may be Entra ID's, or of no known domain. The account
/// may still have it.
fn suspected(case: &Case<'_>) -> Option<Fault> {
    let dc = &case.situation.dc;
    let by_name = !matches!(case.mapping.by, Some(By::AltSecurityIdentity | By::KeyTrust));
    let is_asked = case.scenario.maps_an_account()
        && case.mapping.kind == AccountKind::User
        && case.situation.account.upn.is_none();
    let name = usable_name(case.certificate, dc, AccountKind::User).filter(|_| by_name && is_asked)?;
    let (_, suffix) = name.rsplit_once('@')?;
    let mut known = dc.realm.iter().chain(&dc.upn_suffixes);
    let all_are_told = dc.realm.is_some() && !dc.upn_suffixes.is_empty();
    let of_entra = suffix.to_ascii_lowercase().ends_with(".onmicrosoft.com");
    if known.any(|known| same(known, suffix)) || !(all_are_told || of_entra) {
        return None;
    }
    let whose = if of_entra { "from Entra ID" } else { "not one of the suffixes you entered" };
    let mut fault = Fault::new(format!(
        "The suffix of the UPN {name} is {whose}. An account is found only if it has the same UPN in Active Directory."
    ));
    fault.open = true;
    Some(fault)
}
