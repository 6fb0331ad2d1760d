//! What is announced to screen readers about the answer.

use super::{Route, State};

/// The announcement. It changes only when there is something new: a text that is emptied and filled again is read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announcement {
    /// The text.
    pub text: String,
    /// The answer that it states, and how many items there were.
    answer: String,
    count: usize,
}

impl State {
    /// Announces the answer once it is final, with the number of items if that has changed.
    pub(super) fn announce(&mut self) {
        let Some(item) = self.item().filter(|_| self.route == Route::Inspect) else {
            self.announcement = Announcement { count: self.announcement.count, ..Announcement::default() };
            return;
        };
        if self.bulk.is_busy() {
            return;
        }
        let answer = format!("{}: {}", item.name, self.headline());
        let count = self.count();
        let said = &self.announcement;
        if said.answer == answer && said.count == count {
            return;
        }
        let text = match count {
            2.. if said.count != count => format!("{answer}. {count} items in the list."),
            _ => answer.clone(),
        };
        self.announcement = Announcement { text, answer, count };
    }
}
