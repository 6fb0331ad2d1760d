//! Which items are listed, and in which order.

use crate::mapping::Verdict;
use crate::prediction::Role;
use crate::report::Sign;
use serde::{Deserialize, Serialize};

/// How the list is filtered and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The order.
    pub sort: Sort,
    /// Whether the order is reversed; items without a value come last either way.
    pub reversed: bool,
    /// Only those of this sign.
    pub sign: Option<Sign>,
    /// Only those of this kind, by its key in exports.
    pub kind: Option<String>,
    /// Only certificates and requests.
    pub certificates: bool,
    /// Only those of this verdict; the inner `None` for those without one, since they concern no account.
    pub verdict: Option<Option<Verdict>>,
    /// Only those issued to this role.
    pub role: Option<Role>,
    /// Only those of this issuer.
    pub issuer: Option<String>,
    /// Only those of this template; empty for those without one.
    pub template: Option<String>,
    /// Only those that expire in this month, such as `2026-12`.
    pub month: Option<String>,
    /// Only those for which this code is predicted, by the link of its page.
    pub code: Option<String>,
    /// Only those that this remedy fixes.
    pub remedy: Option<String>,
    /// Only those that contain this text.
    pub text: String,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// As they were added.
    #[default]
    Found,
    /// By name.
    Name,
    /// The most severe first.
    Verdict,
    /// The earliest expiry first.
    Expiry,
    /// By issuer.
    Issuer,
    /// By template.
    Template,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 6] =
        [Self::Found, Self::Verdict, Self::Name, Self::Expiry, Self::Issuer, Self::Template];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Name => "name",
            Self::Verdict => "verdict",
            Self::Expiry => "expiry",
            Self::Issuer => "issuer",
            Self::Template => "template",
        }
    }

    /// The order of that name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.name() == name).unwrap_or_default()
    }
}

impl Listing {
    /// Whether anything is filtered out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        let everything = self.widened();
        *self != Self { text: self.text.clone(), ..everything } || !self.text.trim().is_empty()
    }

    /// The same order without filters.
    #[must_use]
    pub fn widened(&self) -> Self {
        Self { sort: self.sort, reversed: self.reversed, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_the_order_counts_as_a_filter() {
        let check = |listing: Listing, expect| assert_eq!(listing.is_narrowed(), expect, "{listing:?}");
        check(Listing { reversed: true, ..Listing::default() }, false);
        check(Listing { sort: Sort::Expiry, text: "  ".into(), ..Listing::default() }, false);
        check(Listing { text: "a".into(), ..Listing::default() }, true);
        check(Listing { template: Some(String::new()), ..Listing::default() }, true);
        assert!(!Listing { month: Some("2026-12".into()), ..Listing::default() }.widened().is_narrowed());
        assert!(Sort::ALL.into_iter().all(|sort| Sort::of(sort.name()) == sort));
    }
}
