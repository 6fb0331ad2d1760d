//! Where the visitor is, and the address of that.

use super::shown;
use crate::address::{Parts, Preset, Shared, share};
use crate::ui::seam::Source;

/// Where the visitor is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Dropping and reading certificates.
    #[default]
    Inspect,
    /// Everything that was dropped, as a table.
    Table,
    /// The numbers of everything that was dropped.
    Overview,
    /// The bytes of the item.
    Bytes,
    /// Who issued the item, up to the root.
    Chain,
    /// Two certificates side by side.
    Compare,
    /// Mapping the certificate by hand.
    Map,
    /// What became of the certificate over time.
    Time,
    /// The policy for name-based mappings.
    Policy,
    /// All codes, or those a query can mean.
    Codes,
    /// One code, by its address.
    Code(String),
    /// What the page promises.
    About,
    /// An address that leads nowhere.
    Nowhere(String),
}

impl Route {
    /// The address of a place.
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

    /// The place of an address.
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
            // Without a slash it names something on the page, as the link that skips to the content does.
            _ if !hash.contains('/') => Self::Inspect,
            _ => return Self::Nowhere(hash.to_owned()),
        };
        if parts.rest.is_empty() { place } else { Self::Nowhere(hash.to_owned()) }
    }
}

/// How an address names an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its number, counted from nought.
    Numbered(usize),
    /// By where it came from.
    Exactly(Source),
    /// By its number when it was seen, and by where it came from.
    Seen(usize, Source),
}

/// What an address asks for, when the visitor comes to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// A place.
    At(Route),
    /// An item in a place.
    Item(Which, Route),
    /// The codes that a query can mean.
    Search(String),
    /// To examine certificates, with a situation preset.
    Preset(Box<Preset>),
    /// To examine the certificate that came in the address.
    Shared(Result<Box<Shared>, share::Refusal>),
}

impl Arrival {
    /// Reads an address.
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
            // The start presets nothing, so that other keys may stand behind it one day.
            Route::Inspect if parts.name == "inspect" && !parts.query.is_empty() => {
                Self::Preset(Box::new(Preset::read(&parts)))
            }
            place => Self::At(place),
        }
    }

    /// The same, where it is known which item had the number.
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
    fn addresses_and_places_belong_together() {
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
    fn an_address_is_read_as_a_person_types_it() {
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
    fn an_address_may_ask_for_more_than_a_place() {
        assert_eq!(Arrival::of("#/codes?q=no%20cert"), Arrival::Search("no cert".into()));
        assert_eq!(Arrival::of("#/share/"), Arrival::Shared(Err(share::Refusal::Empty)));
        let Arrival::Preset(preset) = Arrival::of("#/inspect?dc=2019&x=1") else { panic!() };
        assert_eq!((preset.link().as_str(), preset.complaints.len()), ("#/inspect?dc=2019", 1));
    }
}
