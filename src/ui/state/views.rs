//! The views: navigating between them, what each needs besides the item, and the replies to that.

use super::{Effect, LIST_WORKER, Route, State, Tree, bulk};
use crate::ui::seam::{Reply, Request};
use std::rc::Rc;

impl State {
    /// Handles a reply about a view.
    pub(super) fn handle_reply(&mut self, reply: Reply, effects: &mut Vec<Effect>) {
        match reply {
            Reply::History { item, periods } if Some(item) == self.selected => {
                self.periods = Some(periods);
            }
            Reply::Bytes { item, dump } if Some(item) == self.selected => {
                let dump = dump.map(Rc::new);
                let chosen = dump.as_ref().and_then(|dump| dump.of(self.wanted.take()?)).unwrap_or(0);
                self.tree = Tree { chosen, ..Tree::default() };
                self.dump = Some(dump);
                effects.push(Effect::Reveal(format!("node-{chosen}")));
            }
            Reply::Compared { before, after, comparison }
                if (Some(before), Some(after)) == (self.other, self.selected) =>
            {
                self.comparison = Some(comparison.map(Rc::new));
            }
            Reply::Mapped { item, bench } if Some(item) == self.selected => {
                self.bench = Some(bench.map(Rc::new));
            }
            Reply::Policed { policy } => self.policy = Some(Rc::new(policy)),
            Reply::LookedUp { query, hits } if query == self.query => {
                self.hits = Some(hits);
            }
            Reply::Explained { item, sure, hits } => self.meant.arrived(item, sure, hits),
            Reply::Page { link, page, meanings } if matches!(&self.route, Route::Code(shown) if *shown == link) =>
            {
                self.page = Some(page);
                self.links.meanings = meanings;
            }
            Reply::Shared { link } => {
                self.links.shared(link);
                effects.push(Effect::Refocus("share-link".to_owned()));
            }
            Reply::Configured { configuration, problems } => {
                self.configured(configuration, problems);
            }
            Reply::Codes { hits } => self.codes = hits,
            _ => {}
        }
    }

    pub(super) fn navigate(&mut self, route: Route) -> Vec<Effect> {
        self.suggesting = false;
        if self.route == route {
            return Vec::new();
        }
        let of_codes = |route: &Route| matches!(route, Route::Codes | Route::Code(_));
        if of_codes(&self.route) && !of_codes(&route) {
            // The user has found what they looked up.
            self.query.clear();
            self.hits = None;
        }
        let (before, listed) = (self.route.is_of_all_or_one(), self.route.lists());
        self.route = route;
        if before {
            self.bulk.came.added = None;
        }
        let mut effects = Vec::new();
        if self.route.lists() != listed {
            self.list_anew(&mut effects);
        }
        match &self.route {
            Route::Code(link) => {
                self.page = None;
                effects.push(Effect::AskLibrarian(Request::Page { link: link.clone() }));
                effects.extend(self.ask_view());
            }
            Route::Codes if self.codes.is_empty() => effects.push(Effect::AskLibrarian(Request::Browse)),
            _ => effects.extend(self.ask_view()),
        }
        effects.push(Effect::Arrive);
        effects
    }

    /// Requests what the view needs besides the item.
    pub(super) fn ask_view(&self) -> Vec<Effect> {
        let lines = |text: &str| {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let others = || bulk::ask(LIST_WORKER, Request::Others { item: self.selected });
        match (&self.route, self.selected) {
            (Route::Bytes, Some(item)) => self.ask_keeper(Request::Bytes { item }).into_iter().collect(),
            (Route::Chain, Some(item)) => vec![bulk::ask(LIST_WORKER, Request::Issued { item })],
            (Route::Time, Some(item)) => self.ask_keeper(Request::History { item }).into_iter().collect(),
            (Route::Map, Some(item)) => {
                self.ask_keeper(Request::Map { item, lines: lines(&self.identities) }).into_iter().collect()
            }
            (Route::Policy, item) => {
                let keeper = item.and_then(|item| self.bulk.queue.keeper(item)).unwrap_or(LIST_WORKER);
                let request = Request::Policy { item, lines: lines(&self.policy_lines) };
                vec![bulk::ask(keeper, request), others()]
            }
            (Route::Compare, Some(_)) => [Some(others()), self.ask_other()].into_iter().flatten().collect(),
            (Route::Code(link), _) => vec![bulk::ask(LIST_WORKER, Request::Leading { link: link.clone() })],
            (Route::Overview, _) => vec![bulk::ask(LIST_WORKER, Request::Count)],
            (Route::Table, _) => vec![Effect::ListSoon],
            _ => Vec::new(),
        }
    }
}
