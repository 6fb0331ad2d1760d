//! Sentences about what went wrong.

use super::{Effect, State, bulk};

impl State {
    /// Says once what went wrong.
    pub(super) fn trouble(&mut self, sentence: &str) {
        if self.troubles.iter().all(|known| known != sentence) {
            self.troubles.push(sentence.to_owned());
        }
    }

    pub(super) fn look_up_failed(&mut self, effects: &mut Vec<Effect>) {
        self.trouble("The lookup failed unexpectedly. Try other words.");
        effects.push(Effect::RestartLookUp);
    }

    /// The worker that knows the codes never came. Certificates are examined all the same.
    pub(super) fn look_up_missing(&mut self, effects: &mut Vec<Effect>) {
        self.trouble(&missing("nothing can be looked up"));
        effects.push(Effect::RestartLookUp);
    }

    /// A worker that reads or keeps the list never came.
    pub(super) fn part_missing(&mut self, effects: &mut Vec<Effect>) {
        self.trouble(&missing("nothing can be checked"));
        self.bulk.queue.give_up();
        self.bulk.entering = 0;
        self.bulk.leaving = bulk::Leaving::default();
        effects.push(Effect::GiveUp);
    }
}

/// What follows from a part of the page that did not come.
fn missing(so: &str) -> String {
    format!(
        "A part of this page could not be loaded from its server, so {so}. Reload the page. If that does not help, its \
         administrator must have the server send .wasm files as application/wasm."
    )
}
