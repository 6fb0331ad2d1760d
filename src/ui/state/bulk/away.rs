//! Removing items: from the list, and from the workers that keep them.

use super::{Done, Effect, LIST_WORKER, Removal, Removed, Request, Route, Source, State, Which, ask};
use crate::ui::state::came::Gone;
use std::ops::Range;

impl State {
    /// The list has removed rows: announces it, and has the workers forget the items. From a single row, the focus moves
    /// to the next entry, or the one before.
    pub(super) fn removed(
        &mut self,
        which: Which,
        rows: usize,
        items: &[Removed],
        effects: &mut Vec<Effect>,
    ) {
        if items.is_empty() {
            return;
        }
        let sources: Vec<Source> = items.iter().map(|it| it.source).collect();
        self.bulk.came.gone = Some(Gone::Many(rows));
        if let Which::One(source) = which
            && let Some(line) = self.bulk.list.lines.iter().find(|line| line.source == source)
        {
            self.bulk.came.gone = Some(Gone::One(line.name.clone()));
            self.bulk.focus = self.beside(source, &sources);
        }
        for (keeper, items) in self.by_keeper(&sources) {
            effects.push(ask(keeper, Request::Drop { items }));
        }
        if let Some(selected) = self.selected.filter(|selected| sources.contains(selected)) {
            match self.beside(selected, &sources) {
                Some(next) => self.turn_to(next, effects),
                None => {
                    self.selected = None;
                    self.bulk.item = None;
                    self.bulk.asked.item = false;
                }
            }
        }
        self.other = self.other.filter(|other| !sources.contains(other));
        for item in items {
            self.bulk.without.insert(item.source, item.certificate);
            self.bulk.certificates_gone += usize::from(item.certificate);
        }
        self.bulk.queue.dropped();
        self.bulk.refocus = true;
        self.list_now(effects);
    }

    /// The next line after a removed one that stays, or else the one before.
    fn beside(&self, source: Source, gone: &[Source]) -> Option<Source> {
        let lines = &self.bulk.list.lines;
        let at = lines.iter().position(|line| line.source == source)?;
        let (before, behind) = lines.split_at_checked(at)?;
        let mut near = behind.iter().chain(before.iter().rev()).map(|line| line.source);
        near.find(|source| !gone.contains(source))
    }

    /// Once the removed items are gone, moves the focus on if nothing has it any more. If nothing is left, returns to
    /// the first view.
    pub(in crate::ui::state) fn left_behind(&mut self, effects: &mut Vec<Effect>) {
        let nothing_left = self.count() == 0;
        if !self.bulk.refocus || self.bulk.asked.list || nothing_left && self.bulk.works() {
            return;
        }
        self.bulk.refocus = false;
        let name = match self.route {
            _ if nothing_left && self.route.is_of_all_or_one() => "invitation",
            Route::Table => "items",
            Route::Inspect => "answer",
            _ => "main",
        };
        if name == "invitation" {
            self.route = Route::Inspect;
            effects.push(Effect::Readdress(Route::Inspect.link().to_owned()));
        }
        effects.push(Effect::Refocus(name.to_owned()));
    }

    /// A part was read. Items of it that were removed before stay removed, unless a password was tried: then it may
    /// contain others, and its rows are replaced.
    pub(super) fn read_anew(&mut self, seat: usize, done: Done, effects: &mut Vec<Effect>) {
        let (file, part) = (done.file, done.part);
        let Range { start, end } = all_of(file, part);
        let items: Vec<Source> = self.bulk.without.range(start..end).map(|(source, _)| *source).collect();
        if !done.tried {
            if !items.is_empty() {
                effects.push(ask(seat, Request::Drop { items }));
            }
            return;
        }
        for item in items {
            let certificate = self.bulk.without.remove(&item).unwrap_or_default();
            self.bulk.certificates_gone -= usize::from(certificate);
        }
        effects.push(ask(LIST_WORKER, Request::Removal(Removal::Part(file, part))));
    }

    /// Tells a new list what was removed.
    pub(super) fn tell_removed(&self, effects: &mut Vec<Effect>) {
        if !self.bulk.without.is_empty() {
            let items = self.bulk.without.keys().copied().collect();
            effects.push(ask(LIST_WORKER, Request::Removal(Removal::Items(items))));
        }
    }

    fn by_keeper(&self, items: &[Source]) -> impl Iterator<Item = (usize, Vec<Source>)> + use<> {
        let mut parts = vec![Vec::new(); self.bulk.queue.readers() + 1];
        for source in items {
            let keeper = self.bulk.queue.keeper(*source);
            if let Some(part) = keeper.and_then(|keeper| parts.get_mut(keeper)) {
                part.push(*source);
            }
        }
        parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty())
    }
}

/// All items of a part of a file.
fn all_of(file: usize, part: usize) -> Range<Source> {
    Source { file, part, item: 0 }..Source { file, part: part + 1, item: 0 }
}
