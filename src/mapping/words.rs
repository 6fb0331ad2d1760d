//! A mapping in one sentence, to be read aloud.

use super::{By, Mapping, Outcome, Verdict};

/// What the certificate is worth.
#[must_use]
pub fn headline(mapping: &Mapping) -> &'static str {
    match (mapping.verdict, mapping.by) {
        (Verdict::Strong, Some(By::SidExtension)) => {
            "The certificate proves its account with the SID extension."
        }
        (Verdict::Strong, Some(By::SanUri)) => "The certificate proves its account with a SID in an address.",
        (Verdict::Strong, Some(By::AltSecurityIdentity)) => {
            "A string on the account points at exactly this certificate."
        }
        (Verdict::Strong, Some(By::KeyTrust)) => "The certificate's key is registered on the account.",
        (Verdict::Strong, Some(By::NamePolicy)) => {
            "A policy of the domain takes the name in this certificate as proof."
        }
        (Verdict::Strong, _) => "The certificate proves its account.",
        (Verdict::Weak, Some(By::Upn)) => {
            "The certificate only names its user. It does not prove the account."
        }
        (Verdict::Weak, Some(By::Dns)) => {
            "The certificate only names its computer. It does not prove the account."
        }
        (Verdict::Weak, _) => "A weak string on the account finds it. It does not prove the account.",
        (Verdict::None, _) => "Nothing leads from this certificate to an account.",
        (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) => {
            "The SID in the certificate is not the account's."
        }
        (Verdict::Mismatch, _) => "The name in the certificate is not the account's.",
        (Verdict::Undecided, _) => "It cannot be told yet whether the certificate proves its account.",
    }
}

/// What a domain controller does with it.
#[must_use]
pub fn consequence(mapping: &Mapping) -> &'static str {
    match mapping.decision.outcome {
        Outcome::Allowed => "The domain controller lets the logon through.",
        Outcome::AllowedWithWarning => "The domain controller lets the logon through and writes a warning.",
        Outcome::Denied => "The domain controller refuses the logon.",
        Outcome::DependsOnController => "The logon works or fails by which domain controller answers.",
        Outcome::CannotTell => "What the domain controller does cannot be told.",
    }
}
