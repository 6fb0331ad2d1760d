//! Checks around the mapping strength: the NTAuth store, and the mapping methods of a TLS server.

use super::{ANOTHER_SID, Logon, NOT_TRUSTED, Path, Route, decide_in};
use crate::catalog::Confidence;
use crate::mapping::account::{UNKNOWN_NAME, Words};
use crate::mapping::update_level::{NTAUTH_REGISTRY_ENDS, NtAuth};
use crate::mapping::{By, Outcome, Step};
use crate::situation::{Schannel, Setting};

impl Path<'_> {
    /// The issuer must be in the NTAuth store: always for a logon by name, depending on the update level for an
    /// explicit mapping.
    pub(super) fn nt_auth(&mut self) {
        if self.logon.situation.dc.ntauth_has_issuer != Some(false) {
            return;
        }
        let check = match self.found {
            None | Some(Route::Key) => return,
            Some(Route::Explicit(_)) if self.logon.situation.account.key_trust == Some(true) => {
                self.note("ntauth", "The issuing CA is not in the NTAuth store. The key registered on the account does not require that.", Confidence::Inferred);
                return;
            }
            Some(Route::Name) => {
                // The chain is checked before the account is looked up, so this failure hides all later ones.
                self.note(
                    "ntauth",
                    "The issuing CA is not in the NTAuth store. A logon by name has always required that.",
                    Confidence::Documented,
                );
                self.deny(Some(21), Some(NOT_TRUSTED));
                return;
            }
            Some(Route::Explicit(Some("subject" | "rfc822"))) => {
                self.note("ntauth", "The issuing CA is not in the NTAuth store. This is not checked for this form of mapping.", Confidence::Inferred);
                return;
            }
            Some(Route::Explicit(_)) => self.level.nt_auth(self.logon.situation.dc.nt_auth_bypass),
        };
        match check {
            NtAuth::Unchecked => self.note(
                "ntauth",
                "The issuing CA is not in the NTAuth store. This domain controller does not check that for explicit mappings.",
                Confidence::Documented,
            ),
            NtAuth::Audited => {
                self.note(
                    "ntauth",
                    "The issuing CA is not in the NTAuth store. This domain controller logs a warning and accepts the logon.",
                    Confidence::Documented,
                );
                if self.passes() {
                    self.outcome = Outcome::AllowedWithWarning;
                    self.event = self.event.or(Some(45));
                }
            }
            NtAuth::Enforced => {
                // What the value 0 does since July 2025, when it was withdrawn, is not documented.
                let set_to_zero = self.logon.situation.dc.nt_auth_bypass == Setting::Set(0);
                let sure = if set_to_zero && !self.level.has(NTAUTH_REGISTRY_ENDS) {
                    Confidence::Inferred
                } else {
                    Confidence::Documented
                };
                self.confidence = self.confidence.min(sure);
                self.note("ntauth", "The issuing CA is not in the NTAuth store, so the certificate is refused.", sure);
                self.deny(Some(21), Some(NOT_TRUSTED));
            }
        }
    }

    /// Whether the logon would be accepted by the names and the SID in the certificate alone: a TLS server tries each
    /// method on its own.
    fn passes_by_itself(&self) -> bool {
        let mut situation = self.logon.situation.clone();
        situation.account.key_trust = None;
        let logon = Logon { explicit: &[], situation: &situation, words: Words::LeftOut, ..*self.logon };
        matches!(self.found, Some(Route::Explicit(_) | Route::Key))
            && decide_in(&logon, self.world).outcome == Outcome::Allowed
    }

    /// A TLS server maps client certificates by its own list of methods. Only some of these methods ask the KDC.
    pub(super) fn schannel(&mut self) {
        if !self.logon.usage.through_tls_server {
            return;
        }
        let methods =
            self.logon.situation.schannel.mapping_methods.unwrap_or(Schannel::DEFAULT_MAPPING_METHODS);
        let asks = match self.found {
            Some(Route::Explicit(_)) => methods & 0x10 != 0,
            _ => methods & 0x08 != 0,
        };
        let by_upn = methods & 0x04 != 0 && self.named == Some(By::Upn);
        let by_string = |form| self.logon.explicit.iter().any(|it| it.matches && it.form == Some(form));
        let by_subject = methods & 0x01 != 0 && by_string("issuer_subject");
        if asks && self.passes() {
            self.note(
                "schannel",
                "The TLS server asks a domain controller to map the certificate.",
                Confidence::Documented,
            );
        } else if self.event != Some(21) && self.error != Some(UNKNOWN_NAME) && (by_upn || by_subject) {
            self.confidence = self.confidence.min(Confidence::Inferred);
            self.note(
                "schannel",
                "CertificateMappingMethods on the TLS server accepts weak mappings without requiring a strong one.",
                Confidence::Inferred,
            );
            // If the SID caused the refusal, it is not checked with this method.
            let of_a_sid = |step: &&mut Step| matches!(step.id, "sid-extension" | "san-uri");
            if self.event == Some(41)
                && let Some(refusing) = self.steps.iter_mut().rfind(of_a_sid)
            {
                refusing.id = ANOTHER_SID;
            }
            self.allow();
        } else if !asks && self.passes_by_itself() {
            self.confidence = self.confidence.min(Confidence::Inferred);
            self.note(
                "schannel",
                "CertificateMappingMethods on the TLS server does not allow explicit mappings or keys. It allows what is in the certificate, and that is enough.",
                Confidence::Inferred,
            );
            self.allow();
        } else if !asks {
            self.confidence = self.confidence.min(Confidence::Inferred);
            self.note(
                "schannel",
                "CertificateMappingMethods on the TLS server allows no method that works for this certificate.",
                Confidence::Inferred,
            );
            self.outcome = Outcome::Denied;
            self.event = None;
            self.error = None;
        } else {
            self.note(
                "schannel",
                "The TLS server asks a domain controller to map the certificate and passes on the refusal.",
                Confidence::Documented,
            );
        }
    }
}
