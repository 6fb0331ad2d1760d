//! What was added to the list, and what a password unlocked: which item is shown, and what is announced.

use super::bulk::{LIST_WORKER, ask};
use super::{Effect, Route, State, link_to};
use crate::report::Input;
use crate::ui::seam::{News, Request, Source};

/// What was added or removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// How many of the added items are new, and how many were in the list already; `None` if there is nothing to say.
    pub added: Option<(usize, usize)>,
    /// What was removed.
    pub gone: Option<Gone>,
    /// The item that the last password did not unlock.
    pub refused: Option<Source>,
    /// What to report once everything is judged.
    awaited: Option<Awaited>,
    /// The same, once it was requested.
    asked: Option<Awaited>,
    /// Whether the next answer is announced to screen readers.
    announced: bool,
}

/// What was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// One item, by its name.
    One(String),
    /// This many items.
    Many(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Awaited {
    /// The files from this one on.
    Files(usize),
    /// What a password unlocks: in this part, the items of the file of this name, which can be inside an archive.
    Unlocked(Source, Option<String>),
}

impl Came {
    /// Another item is shown.
    pub(super) fn seen(&mut self) {
        self.added = None;
        self.gone = None;
        self.refused = None;
    }

    /// Whether the answer that arrived is announced to screen readers; it is announced once.
    pub(super) fn is_to_be_announced(&mut self) -> bool {
        std::mem::take(&mut self.announced)
    }
}

impl State {
    /// Files were added, or a folder without any.
    pub(super) fn come(&mut self, files: Vec<(String, u64)>, effects: &mut Vec<Effect>) {
        self.dragging = false;
        if files.is_empty() {
            self.trouble("Nothing was read: what you dropped or selected contains no file.");
            return effects.push(Effect::Reveal("troubles".to_owned()));
        }
        self.suggesting = false;
        self.pasting.take_if(|text| text.trim().is_empty());
        if !matches!(self.route, Route::Inspect | Route::Table | Route::Overview) {
            effects.push(Effect::GoTo(Route::Inspect.link().to_owned()));
        }
        self.received(files, effects);
    }

    /// With the first files, the first item is shown anyway.
    pub(super) fn await_news(&mut self) {
        self.bulk.came.seen();
        if self.selected.is_some() {
            let files = Awaited::Files(self.bulk.queue.files());
            self.bulk.came.awaited.get_or_insert(files);
        }
    }

    /// A password is tried on an item.
    pub(super) fn await_unlocked(&mut self, source: Source) {
        self.bulk.came.seen();
        let file = self.item().filter(|_| self.selected == Some(source)).map(|item| item.file.clone());
        self.bulk.came.awaited = Some(Awaited::Unlocked(source, file));
    }

    /// Nothing is unlocked: the user stopped.
    pub(super) fn await_nothing_unlocked(&mut self) {
        self.bulk.came.awaited.take_if(|awaited| matches!(awaited, Awaited::Unlocked(..)));
    }

    /// The list that was asked what was added is gone.
    pub(super) fn ask_news_again(&mut self) {
        if let Some(asked) = self.bulk.came.asked.take() {
            self.bulk.came.awaited.get_or_insert(asked);
        }
    }

    /// Everything is judged: asks what was added.
    pub(super) fn ask_news(&mut self, effects: &mut Vec<Effect>) {
        let Some(awaited) = self.bulk.came.awaited.take() else { return };
        let (from, to, file) = match &awaited {
            Awaited::Files(file) => (Source { file: *file, ..Source::default() }, None, None),
            Awaited::Unlocked(source, file) => {
                let from = Source { item: 0, ..*source };
                (from, Some(Source { part: from.part + 1, ..from }), file.clone())
            }
        };
        self.bulk.came.asked = Some(awaited);
        effects.push(ask(LIST_WORKER, Request::News { from, to, file }));
    }

    /// Shows what was added if it is a single thing; otherwise says how much it is.
    pub(super) fn news(&mut self, news: &News, effects: &mut Vec<Effect>) {
        match self.bulk.came.asked.take() {
            Some(Awaited::Unlocked(..)) => {
                let Some(first) = news.first else { return };
                let refused = news.locked.contains(&first);
                // With another password, an archive may contain more or fewer items before this one.
                if !refused || self.selected != Some(first) {
                    match self.route {
                        Route::Inspect => self.show(first, effects),
                        _ => self.select_afar(first, effects),
                    }
                }
                if refused {
                    self.bulk.came.refused = Some(first);
                    effects.push(Effect::Focus("password".to_owned()));
                }
            }
            Some(Awaited::Files(_)) => {
                let shown = news.only.filter(|_| !self.stays(news));
                if let Some(only) = shown {
                    self.show(only, effects);
                }
                let all = news.fresh + news.again;
                if shown.is_none() && all > 0 || all > 1 {
                    self.bulk.came.added = Some((news.fresh, news.again));
                    if !self.typing {
                        effects.push(Effect::Reveal("added".to_owned()));
                    }
                }
            }
            None => {}
        }
    }

    /// Whether the shown item stays: the user is in another view or typing, or the shown item asks for files and what
    /// was added states facts about it.
    fn stays(&self, news: &News) -> bool {
        let waits = || self.item().is_some_and(|item| item.asks.iter().any(|ask| ask.input == Input::Files));
        self.route != Route::Inspect || self.typing || news.beside && waits()
    }

    fn show(&mut self, source: Source, effects: &mut Vec<Effect>) {
        self.select_afar(source, effects);
        self.bulk.came.announced = true;
        effects.push(Effect::GoTo(link_to(source, &Route::Inspect)));
    }
}
