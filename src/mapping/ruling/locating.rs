//! From the search for the account to the account, or to a final verdict.

use super::{ANOTHER_SID, MISMATCH, Mode, Path, Route, carrier};
use crate::catalog::{Code, Confidence};
use crate::mapping::account::{Found, Search, UNKNOWN_NAME};
use crate::mapping::form::Form;
use crate::mapping::{By, Explicit, Outcome, Step, Strength, Verdict};

impl Path<'_> {
    /// Finds the account by name; a verdict if the decision ends here.
    pub(super) fn locate(&mut self, search: Search) -> Option<Verdict> {
        let Search { found, finding, confidence, assumed, question } = search;
        self.search_question = question;
        self.name_assumed = assumed;
        self.steps.push(Step { id: "account", finding, confidence, doubt: false });
        self.confidence = self.confidence.min(confidence);
        self.found = Some(Route::Name);
        match found {
            Found::ByName(by) => {
                self.by = Some(by);
                self.named = Some(by);
                None
            }
            Found::ByHint => self.hinted(),
            Found::Misnamed { by, error } => {
                Some(self.weakly_explicit().unwrap_or_else(|| self.misnamed(by, error)))
            }
            Found::Nothing { hint_possible } => {
                Some(self.weakly_explicit().unwrap_or_else(|| self.nameless(hint_possible)))
            }
        }
    }

    /// A user name hint identifies an account, but proves nothing.
    fn hinted(&mut self) -> Option<Verdict> {
        if self.proof().is_some() {
            return None;
        }
        if let Some(verdict) = self.weakly_explicit() {
            return Some(verdict);
        }
        self.note("proof", "Nothing in the certificate maps it to that account.", Confidence::Inferred);
        self.deny((self.mode == Mode::Enforcement).then_some(39), Some(MISMATCH));
        self.confidence = self.confidence.min(Confidence::Inferred);
        Some(Verdict::None)
    }

    /// The name is not the account's.
    fn misnamed(&mut self, by: Option<By>, error: Code) -> Verdict {
        self.by = by;
        self.deny(None, Some(error));
        self.note(
            "name",
            if error == UNKNOWN_NAME {
                "No account is known to have this name, so the logon fails here, before the mapping strength is checked."
            } else {
                "The logon fails here, before the mapping strength is checked. If no account has this name, the error is 6 instead of 75."
            },
            Confidence::Inferred,
        );
        Verdict::Mismatch
    }

    /// The certificate has no name to search by.
    fn nameless(&mut self, hint_possible: bool) -> Verdict {
        let proof = self.proof();
        self.deny(None, Some(UNKNOWN_NAME));
        match proof {
            Some((by, Ok(_))) if hint_possible => {
                self.by = Some(by);
                self.error = None;
                self.outcome = Outcome::CannotTell;
                Verdict::Undecided
            }
            Some((by, Err(why))) => {
                self.by = Some(by);
                let ((_, carrier), sure) = (carrier(by), self.sure_of_another());
                self.confidence = self.confidence.min(sure);
                self.note_at_length(ANOTHER_SID, || format!("{carrier} {why}"), sure);
                Verdict::Mismatch
            }
            _ => Verdict::None,
        }
    }

    /// A weak explicit mapping finds the account where no name does.
    fn weakly_explicit(&mut self) -> Option<Verdict> {
        let form = self.weak_string()?.form;
        self.found = Some(Route::Explicit(form));
        self.by = Some(By::AltSecurityIdentity);
        self.confidence = self.confidence.min(Confidence::Inferred);
        self.note("account", "The account is found by a weak explicit mapping.", Confidence::Inferred);
        let verdict = match self.sid() {
            Some(verdict) => verdict,
            None => self.without_sid(),
        };
        if self.passes() {
            self.warn_of_another_name();
        }
        Some(verdict)
    }

    /// The weak explicit mapping that matches the certificate. Of several, the one by issuer and subject, whatever their
    /// order on the account: it is the only one that the name mapping policy can make strong.
    fn weak_string(&self) -> Option<&Explicit> {
        let weak = |it: &&Explicit| it.matches && it.strength == Strength::Weak;
        let other = |it: &&Explicit| it.form != Some(Form::IssuerSubject.name());
        self.logon.explicit.iter().filter(weak).min_by_key(other)
    }
}
