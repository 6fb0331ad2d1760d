//! A mapping in one sentence.

use super::{By, Mapping, Outcome, Verdict};

/// The verdict in one sentence.
#[must_use]
pub fn headline(mapping: &Mapping) -> &'static str {
    match (mapping.verdict, mapping.by) {
        (Verdict::Strong, Some(By::SidExtension)) => {
            "The SID extension strongly maps the certificate to its account."
        }
        (Verdict::Strong, Some(By::SanUri)) => {
            "The SID URI in the SAN strongly maps the certificate to its account."
        }
        (Verdict::Strong, Some(By::AltSecurityIdentity)) => {
            "An explicit mapping on the account matches exactly this certificate."
        }
        (Verdict::Strong, Some(By::KeyTrust)) => "The certificate's key is registered on the account.",
        (Verdict::Strong, Some(By::NamePolicy)) => {
            "A domain policy accepts the name in this certificate as a strong mapping."
        }
        (Verdict::Strong, _) => "The certificate is strongly mapped to its account.",
        (Verdict::Weak, Some(By::Upn)) => "The certificate only names its user. That is a weak mapping.",
        (Verdict::Weak, Some(By::Dns)) => "The certificate only names its computer. That is a weak mapping.",
        (Verdict::Weak, _) => "Only a weak explicit mapping on the account matches the certificate.",
        (Verdict::None, _) => "Nothing maps this certificate to an account.",
        (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) => {
            "The SID in the certificate is not the account's."
        }
        (Verdict::Mismatch, _) => "The name in the certificate is not the account's.",
        (Verdict::Undecided, _) => "It is not certain yet whether the certificate is strongly mapped.",
    }
}

/// What the domain controller does, in one sentence.
#[must_use]
pub fn consequence(mapping: &Mapping) -> &'static str {
    match mapping.decision.outcome {
        Outcome::Allowed => "The domain controller accepts the logon.",
        Outcome::AllowedWithWarning => "The domain controller accepts the logon and logs a warning.",
        Outcome::Denied => "The domain controller refuses the logon.",
        Outcome::DependsOnController => "Whether the logon works depends on which domain controller answers.",
        Outcome::CannotTell => "How the domain controller decides is not known.",
    }
}
