//! What is put away: it leaves the list, and the worker that keeps it.

use super::{CLERK, Effect, Request, Source, State, Strike, ask};

impl State {
    pub(super) fn put_away(&mut self, items: Vec<Source>, effects: &mut Vec<Effect>) {
        for (keeper, items) in self.by_keeper(&items) {
            effects.push(ask(keeper, Request::Drop { items }));
        }
        if self.selected.is_some_and(|selected| items.contains(&selected)) {
            self.selected = None;
            self.bulk.item = None;
            self.bulk.asked.item = false;
        }
        self.other = self.other.filter(|other| !items.contains(other));
        self.bulk.without.extend(&items);
        effects.push(ask(CLERK, Request::Strike(Strike::Items(items))));
        self.bulk.queue.dropped();
        self.list_now(effects);
    }

    /// Puts away one item, which is told; the focus goes to the entry behind it, or before it.
    pub(in crate::ui::state) fn put_away_one(&mut self, source: Source, effects: &mut Vec<Effect>) {
        let lines = &self.bulk.list.lines;
        if let Some(at) = lines.iter().position(|line| line.source == source) {
            let next = lines.get(at + 1).or_else(|| lines.get(at.checked_sub(1)?));
            self.bulk.focus = next.map(|line| line.source);
            self.bulk.came.gone = lines.get(at).map(|line| line.name.clone());
        }
        self.put_away(vec![source], effects);
    }

    /// What was put away does not come back when its file is read again.
    pub(super) fn put_away_again(&self, seat: usize, effects: &mut Vec<Effect>) {
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
