//! Removing items: from the list, and from the workers that keep them.

use super::{Effect, LIST_WORKER, Removal, Request, Route, Source, State, ask};
use crate::ui::state::came::Gone;

impl State {
    pub(super) fn remove(&mut self, items: Vec<Source>, effects: &mut Vec<Effect>) {
        for (keeper, items) in self.by_keeper(&items) {
            effects.push(ask(keeper, Request::Drop { items }));
        }
        if let Some(selected) = self.selected.filter(|selected| items.contains(selected)) {
            match self.beside(selected, &items) {
                Some(next) => self.turn_to(next, effects),
                None => {
                    self.selected = None;
                    self.bulk.item = None;
                    self.bulk.asked.item = false;
                }
            }
        }
        self.other = self.other.filter(|other| !items.contains(other));
        self.bulk.without.extend(&items);
        effects.push(ask(LIST_WORKER, Request::Removal(Removal::Items(items))));
        self.bulk.queue.dropped();
        self.bulk.refocus = true;
        self.list_now(effects);
    }

    /// Removes one item and announces it; the focus moves to the next entry, or the one before.
    pub(in crate::ui::state) fn remove_one(&mut self, source: Source, effects: &mut Vec<Effect>) {
        if let Some(line) = self.bulk.list.lines.iter().find(|line| line.source == source) {
            self.bulk.came.gone = Some(Gone::One(line.name.clone()));
            self.bulk.focus = self.beside(source, &[source]);
        }
        self.remove(vec![source], effects);
    }

    /// Removes the selected items and announces it.
    pub(super) fn remove_selected(&mut self, items: Vec<Source>, effects: &mut Vec<Effect>) {
        self.bulk.came.gone = Some(Gone::Many(items.len()));
        self.remove(items, effects);
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

    /// Removed items stay removed when their file is read again.
    pub(super) fn remove_again(&self, seat: usize, effects: &mut Vec<Effect>) {
        if !self.bulk.without.is_empty() {
            let items = self.bulk.without.clone();
            effects.push(ask(seat, Request::Drop { items }));
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
