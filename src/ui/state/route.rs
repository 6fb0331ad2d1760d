//! The views of the page and their URLs.

use super::shown;
use crate::address::{Parts, Preset, Shared, share};
use crate::ui::seam::Source;

/// A view of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Dropping and reading certificates.
    #[default]
    Inspect,
    /// All items as a table.
    Table,
    /// The overview of all items.
    Overview,
    /// The bytes of the item.
    Bytes,
    /// Who issued the item, up to the root.
    Chain,
    /// Two certificates side by side.
    Compare,
    /// Explicit mappings for the certificate.
    Map,
    /// The timeline of the certificate.
    Time,
    /// The name mapping policy.
    Policy,
    /// All codes, or those a query can mean.
    Codes,
    /// One code, by its link.
    Code(String),
    /// What the page promises.
    About,
    /// A URL that leads nowhere.
    Nowhere(String),
}

impl Route {
    /// The URL of a view, as a fragment.
    #[must_use]
    pub fn link(&self) -> &str {
        match self {
            Self::Inspect => "#/",
            Self::Table => "#/table",
            Self::Overview => "#/overview",
            Self::Bytes => "#/bytes",
            Self::Chain => "#/chain",
            Self::Compare => "#/compare",
            Self::Map => "#/map",
            Self::Time => "#/time",
            Self::Policy => "#/policy",
            Self::Codes => "#/codes",
            Self::Code(link) | Self::Nowhere(link) => link,
            Self::About => "#/about",
        }
    }

    /// The view of a URL fragment.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        let parts = Parts::of(hash);
        let place = match parts.name.as_str() {
            "" | "inspect" => Self::Inspect,
            "table" => Self::Table,
            "overview" => Self::Overview,
            "bytes" => Self::Bytes,
            "chain" => Self::Chain,
            "compare" => Self::Compare,
            "map" => Self::Map,
            "time" => Self::Time,
            "policy" => Self::Policy,
            "about" => Self::About,
            "code" if !parts.rest.is_empty() => return Self::Code(format!("#/code/{}", parts.rest)),
            "codes" | "code" => Self::Codes,
            // Without a slash it is the id of an element, such as the target of the link that skips to the content.
            _ if !hash.contains('/') => Self::Inspect,
            _ => return Self::Nowhere(hash.to_owned()),
        };
        if parts.rest.is_empty() { place } else { Self::Nowhere(hash.to_owned()) }
    }
}

/// How a URL names an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its number, counted from zero.
    Numbered(usize),
    /// By where it came from.
    Exactly(Source),
    /// By its number when it was shown, and by where it came from.
    Seen(usize, Source),
}

/// What a URL requests when it is opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// A view.
    At(Route),
    /// An item in a view.
    Item(Which, Route),
    /// The codes that a query can mean.
    Search(String),
    /// To check certificates, with a situation preset.
    Preset(Box<Preset>),
    /// To check the certificate that the URL contains.
    Shared(Result<Box<Shared>, share::Refusal>),
}

impl Arrival {
    /// Reads a URL fragment.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        let parts = Parts::of(hash);
        if parts.name == "share" {
            return Self::Shared(share::read(hash).map(Box::new));
        }
        if let Some((item, place)) = shown::item(&parts) {
            return Self::Item(item, place);
        }
        match Route::of(hash) {
            Route::Codes => match parts.value("q") {
                Some(query) if !query.is_empty() => Self::Search(query.to_owned()),
                _ => Self::At(Route::Codes),
            },
            // `#/` presets nothing, so that other keys can be added there later.
            Route::Inspect if parts.name == "inspect" && !parts.query.is_empty() => {
                Self::Preset(Box::new(Preset::read(&parts)))
            }
            place => Self::At(place),
        }
    }

    /// The same, if it is known which item had the number.
    #[must_use]
    pub fn exactly(self, source: Option<Source>) -> Self {
        match (self, source) {
            (Self::Item(Which::Numbered(number), route), Some(source)) => {
                Self::Item(Which::Seen(number, source), route)
            }
            (arrival, _) => arrival,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_round_trips_through_its_url() {
        for route in [
            Route::Inspect,
            Route::Table,
            Route::Overview,
            Route::Bytes,
            Route::Chain,
            Route::Compare,
            Route::Map,
            Route::Time,
            Route::Policy,
            Route::Codes,
            Route::Code("#/code/ike/13908".into()),
            Route::About,
            Route::Nowhere("#/no/such/place".into()),
        ] {
            assert_eq!(Route::of(route.link()), route);
        }
    }

    #[test]
    fn hand_typed_urls_are_understood() {
        fn check(hash: &str, expect: Route) {
            assert_eq!(Arrival::of(hash), Arrival::At(expect), "{hash}");
        }
        check("", Route::Inspect);
        check("#", Route::Inspect);
        check("#/inspect", Route::Inspect);
        check("#main", Route::Inspect);
        check("#about", Route::About);
        check("#/Policy/", Route::Policy);
        check("#/MAP?later=1", Route::Map);
        check("#/code", Route::Codes);
        check("#/codes?q=", Route::Codes);
        check("#/Code/IKE/13908", Route::Code("#/code/IKE/13908".into()));
        check("#/code/0x800b0101", Route::Code("#/code/0x800b0101".into()));
        check("#/code/no%20cert", Route::Code("#/code/no cert".into()));
        check("#/map/1", Route::Nowhere("#/map/1".into()));
        check("#/kb/1", Route::Nowhere("#/kb/1".into()));
    }

    #[test]
    fn urls_can_request_a_search_a_preset_or_a_certificate() {
        assert_eq!(Arrival::of("#/codes?q=no%20cert"), Arrival::Search("no cert".into()));
        assert_eq!(Arrival::of("#/share/"), Arrival::Shared(Err(share::Refusal::Empty)));
        let Arrival::Preset(preset) = Arrival::of("#/inspect?dc=2019&x=1") else { panic!() };
        assert_eq!((preset.link().as_str(), preset.complaints.len()), ("#/inspect?dc=2019", 1));
    }
}
