//! What the SID in a certificate proves.

use super::{MISMATCH, Mode, Path};
use crate::catalog::Confidence;
use crate::mapping::account::{self, Words};
use crate::mapping::worlds::addresses;
use crate::mapping::{By, Verdict};
use crate::sid::{Class, Sid};
use crate::situation::AccountKind;

impl Path<'_> {
    /// Whether the SID in the certificate proves the account; `None` if the domain controller reads no SID.
    pub(super) fn proof(&self) -> Option<(By, Result<bool, String>)> {
        if self.ignores_sids() {
            return None;
        }
        let account = self.logon.situation.account.object_sid();
        if let Some(sid) = &self.world.extension {
            return Some((By::SidExtension, proves(sid, account, self.logon.words)));
        }
        let sid = self.world.uri.as_ref().filter(|_| !self.world.extension_counts)?;
        Some((By::SanUri, proves(sid, account, self.logon.words)))
    }

    /// Whether domain controllers use explicit mappings only: with `UseSubjectAltName` 0 they ignore the SID too.
    pub(super) fn ignores_sids(&self) -> bool {
        let logon = self.logon;
        account::ignores_upn(&logon.situation.dc) && logon.kind() == AccountKind::User
    }

    /// How sure it is that the SID is not the account's. If the account's SID is not known, this depends on the class
    /// of the SID.
    pub(super) fn sure_of_another(&self) -> Confidence {
        if self.logon.situation.account.object_sid().is_some() {
            return Confidence::Documented;
        }
        match self.sid_that_counts().map(Sid::class) {
            Some(Class::Entra) => Confidence::Reported,
            Some(Class::Builtin | Class::Invalid) => Confidence::Inferred,
            _ => Confidence::Documented,
        }
    }

    pub(super) fn sid_that_counts(&self) -> Option<&Sid> {
        let uri = self.world.uri.as_ref().filter(|_| !self.world.extension_counts);
        self.world.extension.as_ref().or(uri)
    }

    pub(super) fn sid(&mut self) -> Option<Verdict> {
        let Some((by, proof)) = self.proof() else {
            self.no_sid();
            return None;
        };
        self.pass_over_the_uri();
        let (id, carrier) = carrier(by);
        match proof {
            Ok(known) => {
                let rest = if known {
                    "the account's SID. That is a strong mapping."
                } else {
                    "the SID of a domain account. If it is this account's, the mapping is strong."
                };
                self.note_at_length(id, || format!("{carrier} contains {rest}"), Confidence::Documented);
                if self.sid_that_counts().and_then(|sid| sid.rid()) == Some(500) {
                    self.note(
                        "privileged",
                        "This is the domain's built-in Administrator account. Protect its certificate like its password.",
                        Confidence::Documented,
                    );
                }
                Some(self.strong(by))
            }
            Err(why) => {
                let id = if self.world.covered { ANOTHER_SID } else { id };
                let sure = self.sure_of_another();
                self.confidence = self.confidence.min(sure);
                self.note_at_length(id, || format!("{carrier} {why}"), sure);
                if self.world.covered {
                    self.confidence = self.confidence.min(Confidence::Inferred);
                    self.note(
                        "name-policy",
                        "A line in the policy for name-based strong mappings covers this certificate, and the policy is tried first.",
                        Confidence::Inferred,
                    );
                    return Some(self.strong(By::NamePolicy));
                }
                self.by = Some(by);
                if by == By::SanUri && self.mode == Mode::Compatibility {
                    self.doubt_the_refusal();
                }
                if self.mode == Mode::Unchecked {
                    self.allow();
                } else {
                    self.deny(Some(41), Some(MISMATCH));
                }
                Some(Verdict::Mismatch)
            }
        }
    }

    /// A SID URI is looked at only if there is no SID extension ([MS-PKCA] 3.1.5.2.1.6), whatever SID it contains.
    fn pass_over_the_uri(&mut self) {
        let (Some(extension), Some(address)) = (&self.world.extension, &self.world.uri) else { return };
        if extension == address {
            return;
        }
        self.note_at_length(
            "san-uri",
            || format!("The SID URI in the SAN contains {address}. The SID extension takes precedence."),
            Confidence::Documented,
        );
    }

    /// [MS-PKCA] 3.1.5.2.1.6 says what another SID does in the extension, but of a SID URI only what a matching one
    /// does. Enforcement refuses the certificate either way; compatibility mode lets a merely weak mapping through.
    fn doubt_the_refusal(&mut self) {
        self.confidence = self.confidence.min(Confidence::Inferred);
        self.note(
            "uri-refusal",
            "That compatibility mode refuses another SID in a SID URI, as it does in the SID extension, is not documented.",
            Confidence::Inferred,
        );
    }

    fn no_sid(&mut self) {
        let certificate = self.logon.certificate;
        if self.ignores_sids() && self.sid_that_counts().is_some() {
            self.note(
                "sid-extension",
                "UseSubjectAltName is 0, so the SID in the certificate is ignored too.",
                Confidence::Documented,
            );
        } else if certificate.sid_extension.is_some() {
            self.confidence = self.confidence.min(Confidence::Inferred);
            self.note(
                "sid-extension",
                "The SID extension contains nothing that a domain controller is known to read, so it is treated as absent.",
                Confidence::Inferred,
            );
        } else if addresses(certificate).next().is_some() {
            self.note(
                "san-uri",
                "This domain controller does not read the SID URI in the SAN. That requires Server 2019 or later.",
                Confidence::Documented,
            );
        } else if certificate.san_uris.is_empty() {
            self.note("sid-extension", "The certificate contains no SID.", Confidence::Documented);
        } else {
            self.note(
                "san-uri",
                "The SAN URI that should contain the SID has the wrong format, so it is treated as absent.",
                Confidence::Inferred,
            );
        }
    }
}

/// The step about a SID of another account that does not affect the decision.
pub(crate) const ANOTHER_SID: &str = "another-sid";

/// Where a SID is: the name of the step about it, and the words.
pub(super) const fn carrier(by: By) -> (&'static str, &'static str) {
    match by {
        By::SanUri => ("san-uri", "The SID URI in the SAN"),
        _ => ("sid-extension", "The SID extension"),
    }
}

/// Whether a SID proves the account: `true` if it is known to be the account's, `false` if it may be; else the reason.
pub(in crate::mapping) fn proves(sid: &Sid, account: Option<&Sid>, words: Words) -> Result<bool, String> {
    if !sid.may_be_account_sid() {
        return Err(words.say(|| format!("contains {sid}, {}", no_accounts(sid))));
    }
    match account {
        Some(account) if sid == account => Ok(true),
        // The built-in Administrator is the only account that exists in every domain from the beginning and may log on.
        None if sid.class() == Class::Domain || sid.rid() == Some(500) => Ok(false),
        None => Err(words.say(|| {
            format!("contains {sid}, which belongs to a group or to an account that does not log on.")
        })),
        Some(account) if sid.domain() != account.domain() => Err(words.say(|| {
            format!("contains {sid}. The account's SID is {account}, which is from another domain.")
        })),
        Some(account) => Err(words.say(|| format!("contains {sid}. The account's SID is {account}."))),
    }
}

/// Why no domain account can have this SID.
pub(in crate::mapping) fn no_accounts(sid: &Sid) -> String {
    match sid.class() {
        Class::Entra => format!(
            "which is an Entra ID object{}. No domain account has such a SID.",
            sid.entra_object_id().map(|id| format!(" ({id})")).unwrap_or_default()
        ),
        Class::Truncated => "which is the SID of a domain. The RID of the account is missing.".to_owned(),
        Class::Wellknown => {
            "which is the same on every Windows computer and does not belong to a domain account.".to_owned()
        }
        Class::Domain | Class::Builtin | Class::Invalid => "which no account can have.".to_owned(),
    }
}
