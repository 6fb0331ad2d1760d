//! Which items are listed, and in which order.

use crate::report::{Item, Report, Sign};

/// How the list is narrowed and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The order.
    pub sort: Sort,
    /// Only those of this sign.
    pub sign: Option<Sign>,
    /// Only those of this kind, in the word other programs know.
    pub kind: Option<String>,
    /// Only those in which this text stands.
    pub text: String,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As they came.
    #[default]
    Found,
    /// By name.
    Name,
    /// The gravest first.
    Verdict,
    /// Those that expire first come first.
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
    /// Whether anything is left out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.sign.is_some() || self.kind.is_some() || !self.text.trim().is_empty()
    }

    /// The places of the items to list, in order.
    #[must_use]
    pub fn places(&self, report: &Report) -> Vec<usize> {
        let wanted = self.text.trim().to_lowercase();
        let mut places: Vec<(usize, &Item)> =
            report.items.iter().enumerate().filter(|(_, item)| self.shows(item, &wanted)).collect();
        match self.sort {
            Sort::Found => {}
            Sort::Name => places.sort_by_cached_key(|(_, item)| item.name.to_lowercase()),
            Sort::Verdict => places.sort_by_key(|(_, item)| item.answer.sign),
            Sort::Expiry => places.sort_by_key(|(_, item)| {
                let end = item.proof.summary.not_after;
                (end.is_none(), end)
            }),
            Sort::Issuer => places.sort_by_cached_key(|(_, item)| {
                let issuer = item.proof.summary.issuer.to_lowercase();
                (issuer.is_empty(), issuer)
            }),
            Sort::Template => places.sort_by_cached_key(|(_, item)| {
                let template = item.proof.summary.template.to_lowercase();
                (template.is_empty(), template)
            }),
        }
        places.into_iter().map(|(place, _)| place).collect()
    }

    fn shows(&self, item: &Item, wanted: &str) -> bool {
        self.sign.is_none_or(|sign| item.answer.sign == sign)
            && self.kind.as_ref().is_none_or(|kind| item.kind == *kind)
            && (wanted.is_empty() || mentions(item, wanted))
    }
}

fn mentions(item: &Item, wanted: &str) -> bool {
    let summary = &item.proof.summary;
    [
        &item.name,
        &item.file,
        &item.kind_title,
        &item.answer.headline,
        &summary.issuer,
        &summary.template,
        &summary.sid,
        &summary.thumbprint,
        &summary.sha256,
    ]
    .into_iter()
    .any(|text| text.to_lowercase().contains(wanted))
        || item
            .proof
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .any(|row| row.value.to_lowercase().contains(wanted))
}

/// How many items have each sign, the gravest first.
#[must_use]
pub fn counts(report: &Report) -> Vec<(Sign, usize)> {
    [Sign::Refused, Sign::Warning, Sign::CannotTell, Sign::Good, Sign::NotConcerned]
        .into_iter()
        .map(|sign| (sign, report.items.iter().filter(|item| item.answer.sign == sign).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::moment::Moment;
    use crate::report::{self, Reader};
    use crate::situation::Situation;

    fn sample() -> Report {
        let weak = forge::Leaf::user("zoe")
            .upn("zoe@corp.example")
            .valid("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
        let strong = forge::Leaf::user("alice")
            .upn("alice@corp.example")
            .sid("S-1-5-21-1496966362-3320961333-4044918980-1105")
            .valid("2026-01-01T00:00:00Z", "2027-12-01T00:00:00Z");
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        let (strong, weak) = (strong.pem(), weak.pem());
        let files = [
            File { name: "strong.pem", bytes: strong.as_bytes() },
            File { name: "weak.pem", bytes: weak.as_bytes() },
            File { name: "note.txt", bytes: b"nothing" },
        ];
        let findings = examination::read(&files, &[]);
        report::report(&findings, &examination::judge(&findings, &situation), &Reader::somewhere(&situation))
    }

    #[track_caller]
    fn check(listing: Listing, expect: &[usize]) {
        assert_eq!(listing.places(&sample()), expect, "{listing:?}");
    }

    #[test]
    fn a_list_is_sorted_and_narrowed() {
        let sorted = |sort| Listing { sort, ..Listing::default() };
        check(Listing::default(), &[0, 1, 2]);
        check(sorted(Sort::Name), &[0, 2, 1]);
        check(sorted(Sort::Verdict), &[1, 2, 0]);
        check(sorted(Sort::Expiry), &[1, 0, 2]);
        check(Listing { text: " ZOE@ ".into(), ..Listing::default() }, &[1]);
        check(Listing { text: "-1105".into(), ..Listing::default() }, &[0]);
        check(Listing { sign: Some(Sign::Refused), ..Listing::default() }, &[1]);
        check(Listing { kind: Some("unknown".into()), ..Listing::default() }, &[2]);
        check(Listing { kind: Some("unknown".into()), text: "zoe".into(), ..Listing::default() }, &[]);
    }

    #[test]
    fn the_gravest_are_counted_first() {
        assert_eq!(counts(&sample()), [(Sign::Refused, 1), (Sign::CannotTell, 1), (Sign::Good, 1)]);
    }
}
