//! What is shown: the item, its title, and its URL. Back navigation leads to the item that was shown before.

use super::bulk::{LIST_WORKER, ask};
use super::route::Which;
use super::{Effect, Route, State};
use crate::address::Parts;
use crate::report::{Item, Story};
use crate::ui::seam::{Request, Source};

/// The item that a URL names, and the view it is shown in.
pub(super) fn item(parts: &Parts) -> Option<(Which, Route)> {
    let (name, place) = parts.rest.split_once('/').unwrap_or((&parts.rest, ""));
    let item = match name.parse::<usize>() {
        Ok(number) => Which::Numbered(number.checked_sub(1)?),
        Err(_) => Which::Exactly(name.parse().ok()?),
    };
    let place = Route::of(&format!("#/{place}"));
    (parts.name == "item" && place.is_of_item()).then_some((item, place))
}

/// The URL of an item in a view.
#[must_use]
pub fn link_to(item: Source, route: &Route) -> String {
    link_by(&item.to_string(), route)
}

fn link_by(name: &str, route: &Route) -> String {
    let place = if route.is_of_item() { route.link().trim_start_matches("#/") } else { "" };
    match place {
        "" => format!("#/item/{name}"),
        _ => format!("#/item/{name}/{place}"),
    }
}

impl Route {
    /// Whether it shows a single item.
    #[must_use]
    pub const fn is_of_item(&self) -> bool {
        matches!(self, Self::Inspect | Self::Bytes | Self::Chain | Self::Map | Self::Time | Self::Compare)
    }

    /// Whether it shows items: a single one, or all.
    #[must_use]
    pub const fn is_of_all_or_one(&self) -> bool {
        self.is_of_item() || matches!(self, Self::Table | Self::Overview)
    }

    /// Whether it lists the items: next to a single one, and as a table.
    pub(super) const fn lists(&self) -> (bool, bool) {
        (self.is_of_item(), matches!(self, Self::Table))
    }
}

impl State {
    /// The title of the window.
    #[must_use]
    pub fn title(&self) -> String {
        let name = self.item().map_or("", |item| item.name.as_str());
        let of_all = matches!(self.route, Route::Table | Route::Overview);
        if of_all && self.count() == 0 || self.route.is_of_item() && self.item().is_none() {
            return "Strongmap".to_owned();
        }
        let what = match &self.route {
            Route::About => "About".to_owned(),
            Route::Codes => "Error codes".to_owned(),
            Route::Code(_) => match &self.page {
                Some(Some(page)) => format!("{}: {}", page.hit.label, page.hit.title),
                _ => "Error code".to_owned(),
            },
            Route::Nowhere(_) => "Page not found".to_owned(),
            Route::Table => "All items".to_owned(),
            Route::Overview => "Overview".to_owned(),
            Route::Policy => "Name policy".to_owned(),
            Route::Bytes => format!("Bytes of {name}"),
            Route::Chain => format!("Chain of {name}"),
            Route::Compare => format!("Compare {name}"),
            Route::Map => format!("Map {name} manually"),
            Route::Time => format!("Timeline of {name}"),
            Route::Inspect => {
                format!("{}: {name}", self.headline())
            }
        };
        format!("{} · Strongmap", what.trim())
    }

    /// The scenario of an item that is shown.
    #[must_use]
    pub fn story<'a>(&self, item: &'a Item) -> Option<&'a Story> {
        item.story(self.story)
    }

    /// The URL of the shown item in a view: by its number, once that is known.
    #[must_use]
    pub fn link(&self, route: &Route) -> String {
        match self.selected.filter(|_| route.is_of_item()) {
            Some(selected) => match self.bulk.number {
                Some((source, number)) if source == selected => link_by(&(number + 1).to_string(), route),
                _ => link_to(selected, route),
            },
            None => route.link().to_owned(),
        }
    }

    /// Selects the item that the URL names, if there is one.
    pub(super) fn addressed(&mut self, which: Which, effects: &mut Vec<Effect>) {
        let which = match which {
            Which::Seen(number, source) => match self.bulk.queue.keeper(source) {
                Some(_) => Which::Exactly(source),
                None => Which::Numbered(number),
            },
            which => which,
        };
        match (which, self.bulk.number) {
            // A removed item does not come back, and no other takes its place.
            (Which::Exactly(source), _) if self.bulk.is_away(source) => {}
            (Which::Exactly(source), _) if Some(source) == self.selected || self.count() == 0 => {}
            (Which::Exactly(source), _) => self.select_afar(source, effects),
            (Which::Numbered(number), Some((source, known)))
                if number == known && Some(source) == self.selected => {}
            (Which::Numbered(number), _) if self.count() > 0 => {
                effects.push(ask(LIST_WORKER, Request::Find { number }));
            }
            (Which::Numbered(_) | Which::Seen(..), _) => {}
        }
    }

    /// The URL of what is shown now. It replaces the current one; the previous history entry does not change.
    pub(super) fn readdressed(&self) -> Option<Effect> {
        // A URL with a preset is kept, so that the user can pass it on.
        (self.route.is_of_item() && self.selected.is_some() && self.links.preset.is_none())
            .then(|| Effect::Readdress(self.link(&self.route)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::state::Arrival;

    #[track_caller]
    fn check(hash: &str, expect: Arrival) {
        assert_eq!(Arrival::of(hash), expect, "{hash}");
    }

    #[test]
    fn urls_name_a_view_and_an_item() {
        check("", Arrival::At(Route::Inspect));
        check("#/bytes", Arrival::At(Route::Bytes));
        check("#/item/3", Arrival::Item(Which::Numbered(2), Route::Inspect));
        check("#/item/1/compare", Arrival::Item(Which::Numbered(0), Route::Compare));
        for nowhere in
            ["#/item/0/bytes", "#/item/x", "#/item/99999999999999999999999/bytes", "#/item/1/about"]
        {
            check(nowhere, Arrival::At(Route::Nowhere(nowhere.into())));
        }
    }

    #[test]
    fn item_links_round_trip() {
        for route in [Route::Inspect, Route::Bytes, Route::Chain, Route::Map, Route::Time, Route::Compare] {
            let item = Source { file: 6, part: 1, item: 2 };
            check(&link_to(item, &route), Arrival::Item(Which::Exactly(item), route));
        }
    }
}
