//! What is shown: the item, its title, and its address. The way back leads to what was looked at before.

use super::{Effect, Route, State};
use crate::address::Parts;
use crate::report::{Item, Report, Story};

/// The item that an address names, counted from nought, and the place in which it is shown.
pub(super) fn item(parts: &Parts) -> Option<(usize, Route)> {
    let (number, place) = parts.rest.split_once('/').unwrap_or((&parts.rest, ""));
    let item = number.parse::<usize>().ok()?.checked_sub(1)?;
    let place = Route::of(&format!("#/{place}"));
    (parts.name == "item" && place.is_of_item()).then_some((item, place))
}

/// The address of an item in a place.
#[must_use]
pub fn link_to(item: usize, route: &Route) -> String {
    let place = route.link().trim_start_matches("#/");
    match place {
        "" => format!("#/item/{}", item + 1),
        _ => format!("#/item/{}/{place}", item + 1),
    }
}

impl Route {
    /// Whether it shows one item of all that was dropped.
    #[must_use]
    pub const fn is_of_item(&self) -> bool {
        matches!(self, Self::Inspect | Self::Bytes | Self::Chain | Self::Map | Self::Time | Self::Compare)
    }
}

impl State {
    /// The title of the window.
    #[must_use]
    pub fn title(&self) -> String {
        let name = self.item().map_or("", |item| item.name.as_str());
        let what = match &self.route {
            Route::About => "About".to_owned(),
            Route::Codes => "Error codes".to_owned(),
            Route::Code(_) => match &self.page {
                Some(Some(page)) => format!("{}: {}", page.hit.label, page.hit.title),
                _ => "Error code".to_owned(),
            },
            Route::Nowhere(_) => "No such address".to_owned(),
            Route::Table => "Everything".to_owned(),
            Route::Policy => "Name policy".to_owned(),
            Route::Bytes => format!("Bytes {name}"),
            Route::Chain => format!("Chain {name}"),
            Route::Compare => format!("Compare {name}"),
            Route::Map => format!("Map by hand {name}"),
            Route::Time => format!("Over time {name}"),
            Route::Inspect => match self.item() {
                Some(item) => format!("{}: {}", item.answer.headline, item.name),
                None => return "Strongmap".to_owned(),
            },
        };
        format!("{} · Strongmap", what.trim())
    }

    /// The scenario of an item that is shown.
    #[must_use]
    pub fn story<'a>(&self, item: &'a Item) -> Option<&'a Story> {
        item.stories.get(self.story).or_else(|| item.stories.first())
    }

    /// The item that is shown.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.report.items.get(self.selected)
    }

    /// The address of the shown item in a place.
    #[must_use]
    pub fn link(&self, route: &Route) -> String {
        if route.is_of_item() && !self.report.items.is_empty() {
            link_to(self.selected, route)
        } else {
            route.link().to_owned()
        }
    }

    /// Shows the item that the address names, if there is one.
    pub(super) fn addressed(&mut self, place: usize) -> Vec<Effect> {
        if place == self.selected || place >= self.report.items.len() {
            return Vec::new();
        }
        self.select(place)
    }

    /// The address once more, where it no longer says what is shown. The step before stays as it was.
    pub(super) fn readdressed(&self) -> Option<Effect> {
        // What the address presets stays in it, to be passed on.
        (self.route.is_of_item() && !self.report.items.is_empty() && self.links.preset.is_none())
            .then(|| Effect::Readdress(self.link(&self.route)))
    }
}

/// The item to show first: what is judged rather than what lies beside it, and what asks for a password rather than
/// what can only be named.
pub(super) fn first_to_show(report: &Report) -> usize {
    let find = |wanted: fn(&Item) -> bool| report.items.iter().position(wanted);
    find(|item| item.answer.verdict.is_some())
        .or_else(|| find(|item| item.kind == "certificate" || item.kind == "request"))
        .or_else(|| find(|item| item.kind == "locked"))
        .unwrap_or_default()
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
    fn addresses_name_a_place_and_an_item() {
        check("", Arrival::At(Route::Inspect));
        check("#/bytes", Arrival::At(Route::Bytes));
        check("#/item/3", Arrival::Item(2, Route::Inspect));
        check("#/item/1/compare", Arrival::Item(0, Route::Compare));
        for nowhere in
            ["#/item/0/bytes", "#/item/x", "#/item/99999999999999999999999/bytes", "#/item/1/about"]
        {
            check(nowhere, Arrival::At(Route::Nowhere(nowhere.into())));
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for route in [Route::Inspect, Route::Bytes, Route::Chain, Route::Map, Route::Time, Route::Compare] {
            check(&link_to(6, &route), Arrival::Item(6, route));
        }
    }
}
