//! What a text without a certificate can mean: it may be the text of an error or an event.

use super::{Effect, State};
use crate::report::code::Hit;
use crate::ui::seam::{Request, Source};

/// What a text can mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// The item, once it was requested.
    item: Option<Source>,
    /// Whether the text identifies the codes by a number, a name, or the wording of Windows.
    pub sure: bool,
    /// The codes, best first.
    pub hits: Vec<Hit>,
}

impl Meant {
    pub(super) fn arrived(&mut self, item: Source, sure: bool, hits: Vec<Hit>) {
        if self.item == Some(item) {
            *self = Self { item: Some(item), sure, hits };
        }
    }
}

impl State {
    /// Asks once what the text of an item can mean.
    pub(super) fn explain(&mut self, item: Source, text: String) -> Option<Effect> {
        if text.is_empty() || self.meant.item == Some(item) {
            return None;
        }
        self.meant = Meant { item: Some(item), ..Meant::default() };
        Some(Effect::AskLibrarian(Request::Explain { item, text }))
    }

    /// What the text of the shown item can mean, if anything is known.
    #[must_use]
    pub fn meant(&self) -> Option<&Meant> {
        Some(&self.meant)
            .filter(|meant| meant.item.is_some() && meant.item == self.selected && !meant.hits.is_empty())
    }

    /// The headline: that of the item's answer, or what its text is.
    #[must_use]
    pub fn headline(&self) -> String {
        let sure = self.meant().filter(|meant| meant.sure).and_then(|meant| meant.hits.first());
        match sure {
            Some(hit) => format!("This looks like the text of {}", hit.label),
            None => self.item().map_or_else(String::new, |item| item.answer.headline.clone()),
        }
    }
}
