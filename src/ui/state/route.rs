//! Where the visitor is, and the address of that.

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
            Self::Compare => "#/compare",
            Self::Map => "#/map",
            Self::Time => "#/time",
            Self::Policy => "#/policy",
            Self::Codes => "#/codes",
            Self::Code(link) => link,
            Self::About => "#/about",
        }
    }

    /// The place of an address.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        match hash.trim_start_matches(['#', '/']) {
            "table" => Self::Table,
            "overview" => Self::Overview,
            "bytes" => Self::Bytes,
            "compare" => Self::Compare,
            "map" => Self::Map,
            "time" => Self::Time,
            "policy" => Self::Policy,
            "about" => Self::About,
            "codes" => Self::Codes,
            path if path.starts_with("code/") => Self::Code(format!("#/{path}")),
            _ => Self::Inspect,
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
            Route::Compare,
            Route::Map,
            Route::Time,
            Route::Policy,
            Route::Codes,
            Route::Code("#/code/ike/13908".into()),
            Route::About,
        ] {
            assert_eq!(Route::of(route.link()), route);
        }
        assert_eq!(Route::of("#/no/such/place"), Route::Inspect);
    }
}
