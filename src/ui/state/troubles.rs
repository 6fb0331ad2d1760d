//! Error messages.

use super::{Effect, State};

impl State {
    /// Adds an error message, unless it is already shown.
    pub(super) fn trouble(&mut self, sentence: &str) {
        if self.troubles.iter().all(|known| known != sentence) {
            self.troubles.push(sentence.to_owned());
        }
    }

    pub(super) fn look_up_failed(&mut self, effects: &mut Vec<Effect>) {
        self.trouble("The lookup failed unexpectedly. Try other words.");
        effects.push(Effect::RestartLookUp);
    }

    /// The worker that looks up codes could not be started. Certificates can be checked all the same.
    pub(super) fn look_up_missing(&mut self, effects: &mut Vec<Effect>) {
        self.trouble(&missing("nothing can be looked up"));
        effects.push(Effect::RestartLookUp);
    }

    /// A worker that reads or keeps the list could not be started.
    pub(super) fn part_missing(&mut self, effects: &mut Vec<Effect>) {
        self.trouble(&missing("nothing can be checked"));
        self.bulk.give_up();
        effects.push(Effect::GiveUp);
    }
}

/// The error message for a part of the page that could not be loaded, with the consequence.
fn missing(so: &str) -> String {
    format!(
        "A part of this page could not be loaded from its server, so {so}. Reload the page. If that does not help, its \
         administrator must have the server send .wasm files as application/wasm."
    )
}
