//! Error messages.

use super::{Effect, State};

/// How many files an error message names; it counts the others.
const NAMED: usize = 5;

impl State {
    /// Adds an error message, unless it is already shown.
    pub(super) fn trouble(&mut self, sentence: &str) {
        if self.troubles.iter().all(|known| known != sentence) {
            self.troubles.push(sentence.to_owned());
        }
    }

    /// The browser could not open these files or folders in a folder that was dropped.
    pub(super) fn unopened(&mut self, paths: &[String], effects: &mut Vec<Effect>) {
        self.dragging = false;
        let Some((first, others)) = paths.split_first() else { return };
        self.trouble(&if others.is_empty() {
            format!(
                "{first} was not read: the browser cannot open it. You may lack the permission, or another program uses it."
            )
        } else {
            let named = paths.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = match paths.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "{} files or folders were not read: the browser cannot open {named}{more}. You may lack the permission, \
                 or other programs use them.",
                paths.len()
            )
        });
        effects.push(Effect::Reveal("troubles".to_owned()));
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
