//! What came to what was there before, and what a password opened: which of it is shown, and what is said of it.

use super::bulk::{CLERK, ask};
use super::{Effect, Route, State, link_to};
use crate::report::Input;
use crate::ui::seam::{News, Request, Source};

/// What came to what was there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// How many items came whose answers are not shown, and how many of those were there already.
    pub added: Option<(usize, usize)>,
    /// What was put away.
    pub gone: Option<Gone>,
    /// What the last password did not open.
    pub refused: Option<Source>,
    /// What is to be told of once everything is judged.
    awaited: Option<Awaited>,
    /// The same, once it was asked for.
    asked: Option<Awaited>,
    /// Whether the answer that comes next is told to screen readers.
    announced: bool,
}

/// What was put away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// One item, by its name.
    One(String),
    /// So many items.
    Many(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Awaited {
    /// These files and those behind them.
    Files(usize),
    /// What a password opens: in this part, and of that in the file of this name, which may stand in an archive.
    Unlocked(Source, Option<String>),
}

impl Came {
    /// Another item is shown.
    pub(super) fn seen(&mut self) {
        self.added = None;
        self.gone = None;
        self.refused = None;
    }

    /// Whether the answer that has come is told to screen readers; it is told once.
    pub(super) fn is_to_be_announced(&mut self) -> bool {
        std::mem::take(&mut self.announced)
    }
}

impl State {
    /// Files come, or a folder in which there are none.
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

    /// Of the first files, the first item is shown anyway.
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

    /// Everything is judged: what came is asked for.
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
        effects.push(ask(CLERK, Request::News { from, to, file }));
    }

    /// Shows what came where it is one thing, as the first that came is shown; otherwise it is said how much came.
    pub(super) fn news(&mut self, news: &News, effects: &mut Vec<Effect>) {
        match self.bulk.came.asked.take() {
            Some(Awaited::Unlocked(..)) => {
                let Some(first) = news.first else { return };
                let refused = news.locked.contains(&first);
                // What stands before it in an archive may give more or fewer items with another password.
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

    /// Whether the item that is shown stays: something else is looked at, or typed, or it waits for what came to be told
    /// about it.
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
