//! Which item is shown first, and the address of what is shown: the way back leads to what was looked at before.

use super::{Effect, Route, State};
use crate::report::{Item, Report};

/// What an address names: a place, and in it an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The place.
    pub route: Route,
    /// The item, counted from nought; absent where the address names none.
    pub item: Option<usize>,
}

impl Address {
    /// Reads an address. One that names nothing known leads to the start.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        let path = hash.trim_start_matches(['#', '/']);
        let item = path.strip_prefix("item/").and_then(|rest| {
            let (number, place) = rest.split_once('/').unwrap_or((rest, ""));
            Some((number.parse::<usize>().ok()?.checked_sub(1)?, place))
        });
        match item {
            Some((item, place)) => Self { route: Route::of(place), item: Some(item) },
            None => Self { route: Route::of(hash), item: None },
        }
    }
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
        (self.route.is_of_item() && !self.report.items.is_empty())
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

    #[track_caller]
    fn check(hash: &str, route: Route, item: Option<usize>) {
        assert_eq!(Address::of(hash), Address { route, item }, "{hash}");
    }

    #[test]
    fn addresses_name_a_place_and_an_item() {
        check("", Route::Inspect, None);
        check("#/bytes", Route::Bytes, None);
        check("#/item/3", Route::Inspect, Some(2));
        check("#/item/1/compare", Route::Compare, Some(0));
        check("#/item/0/bytes", Route::Inspect, None);
        check("#/item/x", Route::Inspect, None);
        check("#/item/99999999999999999999999/bytes", Route::Inspect, None);
        check("#/code/ike/13908", Route::Code("#/code/ike/13908".into()), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for route in [Route::Inspect, Route::Bytes, Route::Chain, Route::Map, Route::Time, Route::Compare] {
            let link = link_to(6, &route);
            check(&link, route, Some(6));
        }
    }
}
