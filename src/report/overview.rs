//! Statistics on thousands of certificates: how many are refused, where they come from, when they expire, and what
//! would fix most of them.

use super::Sign;
use super::row::{Label, Row};
use crate::catalog::{self, Code};
use crate::mapping::Verdict;
use crate::prediction::Role;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// The statistics of a whole list. Duplicate certificates are counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The number of certificates and requests.
    pub certificates: usize,
    /// The number of duplicates.
    pub duplicates: usize,
    /// The number of other items.
    pub others: usize,
    /// All certificates and requests by sign.
    pub signs: Signs,
    /// By verdict.
    pub verdicts: Vec<Group>,
    /// By template, those with the most refusals first.
    pub templates: Vec<Group>,
    /// By issuer, likewise.
    pub issuers: Vec<Group>,
    /// By who they are for.
    pub holders: Vec<Group>,
    /// By month of expiry, in order; unknown months last.
    pub months: Vec<Group>,
    /// The codes shown, the most frequent first.
    pub codes: Vec<Seen>,
    /// The remedies, those that fix the most certificates first.
    pub remedies: Vec<FixGroup>,
}

/// The number of items with each sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// Refused.
    pub refused: usize,
    /// It works, but something should be fixed.
    pub warning: usize,
    /// It is not known.
    pub cannot_tell: usize,
    /// Nothing known prevents it.
    pub good: usize,
    /// Not applicable.
    pub not_concerned: usize,
}

/// A group of certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The common value, by which a list can be filtered; empty if they have none.
    pub key: String,
    /// The value, human-readable.
    pub title: String,
    /// The number with each sign.
    pub signs: Signs,
}

/// A code, and the number of certificates for which it is predicted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The code.
    pub code: Label,
    /// Its title.
    pub title: String,
    /// The number of certificates.
    pub count: usize,
}

/// A remedy, and the number of certificates that need it, some of them together with another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixGroup {
    /// The title of the remedy.
    pub remedy: String,
    /// The template of the certificates; empty if they have none.
    pub template: String,
    /// The number of certificates.
    pub count: usize,
}

impl Signs {
    /// The total number.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.refused + self.warning + self.cannot_tell + self.good + self.not_concerned
    }

    /// The number that still work, as far as known. What is not used for logon is not among them, even if it has not
    /// expired.
    #[must_use]
    pub const fn working(&self) -> usize {
        self.warning + self.good
    }

    /// The number with one sign.
    #[must_use]
    pub const fn of(&self, sign: Sign) -> usize {
        match sign {
            Sign::Refused => self.refused,
            Sign::Warning => self.warning,
            Sign::CannotTell => self.cannot_tell,
            Sign::Good => self.good,
            Sign::NotConcerned => self.not_concerned,
        }
    }

    /// Adds one with this sign.
    pub const fn count(&mut self, sign: Sign) {
        match sign {
            Sign::Refused => self.refused += 1,
            Sign::Warning => self.warning += 1,
            Sign::CannotTell => self.cannot_tell += 1,
            Sign::Good => self.good += 1,
            Sign::NotConcerned => self.not_concerned += 1,
        }
    }
}

/// Counts rows one by one, those of one set in the order of its items.
#[derive(Debug, Default)]
pub struct Counting {
    overview: Overview,
    seen: HashSet<String>,
    verdicts: BTreeMap<String, Signs>,
    templates: BTreeMap<String, Signs>,
    issuers: BTreeMap<String, Signs>,
    holders: BTreeMap<Role, Signs>,
    months: BTreeMap<String, Signs>,
    codes: BTreeMap<Label, usize>,
    remedies: BTreeMap<(String, String), usize>,
}

impl Counting {
    /// Adds a row.
    pub fn add(&mut self, row: &Row) {
        let Some(role) = row.role else {
            self.overview.others += 1;
            return;
        };
        if !self.seen.insert(row.sha256.clone()) {
            self.overview.duplicates += 1;
            return;
        }
        let sign = row.sign;
        self.overview.certificates += 1;
        self.overview.signs.count(sign);
        tally(&mut self.verdicts, row.verdict.map(verdict_key).unwrap_or_default()).count(sign);
        tally(&mut self.templates, &row.template).count(sign);
        tally(&mut self.issuers, &row.issuer).count(sign);
        tally(&mut self.months, &row.month()).count(sign);
        self.holders.entry(role).or_default().count(sign);
        // What is not used for this fails nowhere, whatever would happen if it were.
        let ways = row.ways.iter().filter(|_| sign != Sign::NotConcerned);
        let codes: HashSet<&Label> = ways.flat_map(|way| &way.codes).collect();
        for code in codes {
            match self.codes.get_mut(code) {
                Some(count) => *count += 1,
                None => drop(self.codes.insert(code.clone(), 1)),
            }
        }
        for remedy in row.remedies.lines() {
            *self.remedies.entry((remedy.to_owned(), row.template.clone())).or_default() += 1;
        }
    }

    /// The statistics.
    #[must_use]
    pub fn finish(self) -> Overview {
        let mut overview = self.overview;
        overview.verdicts = groups(self.verdicts, verdict_title);
        overview.templates = worst_first(groups(self.templates, |key| or(key, "no template")));
        overview.issuers = worst_first(groups(self.issuers, |key| or(key, "no issuer")));
        overview.holders = self
            .holders
            .into_iter()
            .map(|(role, signs)| Group {
                key: role_key(role).to_owned(),
                title: role_title(role).to_owned(),
                signs,
            })
            .collect();
        overview.months = groups(self.months, |key| or(key, "unknown"));
        // The group of unknown months has an empty key, which sorts first.
        if overview.months.first().is_some_and(|group| group.key.is_empty()) {
            overview.months.rotate_left(1);
        }
        overview.codes =
            self.codes.into_iter().map(|(code, count)| Seen { title: title(&code), code, count }).collect();
        overview.codes.sort_by_key(|seen| std::cmp::Reverse(seen.count));
        overview.remedies = self
            .remedies
            .into_iter()
            .map(|((remedy, template), count)| FixGroup { remedy, template, count })
            .collect();
        overview.remedies.sort_by_key(|group| std::cmp::Reverse(group.count));
        overview
    }
}

/// The title of a code.
fn title(code: &Label) -> String {
    Code::from_link(&code.link).and_then(catalog::title).unwrap_or_default().to_owned()
}

impl<'a> FromIterator<&'a Row> for Overview {
    fn from_iter<T: IntoIterator<Item = &'a Row>>(rows: T) -> Self {
        let mut counting = Counting::default();
        rows.into_iter().for_each(|row| counting.add(row));
        counting.finish()
    }
}

fn tally<'a>(tallies: &'a mut BTreeMap<String, Signs>, key: &str) -> &'a mut Signs {
    tallies.entry(key.to_owned()).or_default()
}

fn groups(tallies: BTreeMap<String, Signs>, title: impl Fn(&str) -> String) -> Vec<Group> {
    tallies.into_iter().map(|(key, signs)| Group { title: title(&key), key, signs }).collect()
}

fn worst_first(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by_key(|group| std::cmp::Reverse((group.signs.refused, group.signs.total())));
    groups
}

fn or(key: &str, otherwise: &str) -> String {
    if key.is_empty() { otherwise } else { key }.to_owned()
}

/// The key of a verdict, as in the JSON contract.
#[must_use]
pub const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Strong => "strong",
        Verdict::Weak => "weak",
        Verdict::None => "none",
        Verdict::Mismatch => "mismatch",
        Verdict::Undecided => "undecided",
    }
}

/// The display name of a verdict, by its key.
#[must_use]
pub fn verdict_title(key: &str) -> String {
    match key {
        "strong" => "Strongly mapped",
        "weak" => "Weakly mapped",
        "none" => "Not mapped to any account",
        "mismatch" => "Does not match the account",
        "undecided" => "Cannot tell yet",
        _ => "No account involved",
    }
    .to_owned()
}

/// The key of a role.
#[must_use]
pub const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Authority => "authority",
        Role::DomainController => "domain-controller",
        Role::Server => "server",
        Role::Computer => "computer",
        Role::User => "user",
    }
}

/// The display name of a role.
#[must_use]
pub const fn role_title(role: Role) -> &'static str {
    match role {
        Role::Authority => "CAs",
        Role::DomainController => "Domain controllers",
        Role::Server => "Servers",
        Role::Computer => "Computers",
        Role::User => "Users",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Family;
    use crate::examination;
    use crate::intake::File;
    use crate::moment::Moment;
    use crate::report::{Reader, row};
    use crate::situation::Situation;

    fn rows(texts: &[String]) -> Vec<Row> {
        let files: Vec<File<'_>> =
            texts.iter().map(|text| File { name: "a.pem", bytes: text.as_bytes() }).collect();
        let findings = examination::read(&files, &[]);
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        let judge = findings.judge(&situation);
        let reader = Reader::somewhere(&situation);
        findings.items.iter().enumerate().map(|(at, it)| row::row(it, &judge.item(at), &reader)).collect()
    }

    fn keys(groups: &[Group]) -> Vec<(&str, usize, usize)> {
        groups.iter().map(|it| (it.key.as_str(), it.signs.total(), it.signs.refused)).collect()
    }

    #[test]
    fn every_certificate_is_counted_once() {
        let end = |day| ("2026-01-01T00:00:00Z", day);
        let weak = |name: &str| {
            let (from, to) = end("2026-12-24T00:00:00Z");
            forge::Leaf::user(name).upn(&format!("{name}@corp.example")).valid(from, to).pem()
        };
        let (from, to) = end("2027-03-01T00:00:00Z");
        let strong = forge::Leaf::user("zoe").sid(forge::ALICE_SID).valid(from, to).pem();
        let texts = [weak("a"), weak("b"), strong, weak("a"), "nothing in here".to_owned()];
        let overview: Overview = rows(&texts).iter().collect();
        assert_eq!((overview.certificates, overview.duplicates, overview.others), (3, 1, 1));
        assert_eq!((overview.signs.refused, overview.signs.good), (2, 1));
        assert_eq!(keys(&overview.verdicts), [("strong", 1, 0), ("weak", 2, 2)]);
        assert_eq!(keys(&overview.months), [("2026-12", 2, 2), ("2027-03", 1, 0)]);
        assert_eq!(keys(&overview.holders), [("user", 3, 2)]);
        assert_eq!(overview.templates.iter().map(|it| it.signs.total()).sum::<usize>(), 3);
        assert_eq!(overview.remedies.first().map(|it| it.count), Some(2));
        let kdc = overview.codes.iter().find(|seen| seen.code.link == "#/code/kdc/39");
        assert_eq!(kdc.map(|seen| seen.count), Some(2));
        assert_eq!(
            kdc.map(|seen| Some(seen.title.as_str())),
            Some(catalog::title(Code::new(Family::Kdc, 39)))
        );
        assert!(overview.codes.iter().all(|seen| !seen.title.is_empty()), "{:?}", overview.codes);
    }

    #[test]
    fn both_remedies_of_a_certificate_that_fails_twice_are_counted() {
        let weak = |name: &str| forge::Leaf::user(name).upn(&format!("{name}@corp.example"));
        let texts = [weak("a").pem(), weak("b").without(forge::oid::CRL_DISTRIBUTION_POINTS).pem()];
        let overview: Overview = rows(&texts).iter().collect();
        let counts: Vec<_> = overview.remedies.iter().map(|it| (it.remedy.as_str(), it.count)).collect();
        assert_eq!(counts, [("Let AD CS add the SID extension", 2), ("Add a CRL distribution point", 1)]);
        // Also if they stop it at the same step, or in different scenarios.
        let past = |leaf: forge::Leaf| leaf.valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
        let counted = |leaf: forge::Leaf, expect: &str| {
            let overview: Overview = rows(&[leaf.pem()]).iter().collect();
            let titles: Vec<&str> = overview.remedies.iter().map(|it| it.remedy.as_str()).collect();
            assert!(titles.contains(&expect), "{titles:?}");
        };
        counted(
            past(weak("c").eku(&[forge::oid::EMAIL_PROTECTION])),
            "Reissue with the Client Authentication EKU",
        );
        counted(past(forge::Leaf::computer("pc1.corp.example")), "Let AD CS add the SID extension");
        // Also if a remedy is not that of the rule, but of the scenario, or of what was found.
        let root = forge::Ca::root("Corp Root CA");
        let mute = forge::Ca::root("Corp Issuing CA").issued_by(&root).cdp(&[]);
        let server =
            forge::Leaf::server("vpn.corp.example").cdp(&["ldap:///CN=CA?certificateRevocationList"]);
        let overview: Overview =
            rows(&[server.issued_by(&mute).pem(), mute.pem(), root.pem()]).iter().collect();
        let titles: Vec<&str> = overview.remedies.iter().map(|it| it.remedy.as_str()).collect();
        let both =
            ["Publish the CRL on the Internet", "Renew the CA certificate with a CRL distribution point"];
        assert!(both.iter().all(|title| titles.contains(title)), "{titles:?}");
    }

    #[test]
    fn a_ca_is_not_among_what_works() {
        let old = forge::Ca::root("Old Root CA").valid("2016-01-01T00:00:00Z", "2026-11-01T00:00:00Z");
        let overview: Overview =
            rows(&[old.pem(), forge::Leaf::user("a").sid(forge::ALICE_SID).pem()]).iter().collect();
        assert_eq!((overview.signs.not_concerned, overview.signs.working()), (1, 1));
    }

    #[test]
    fn verdict_counts_if_any_scenario_has_a_logon() {
        let (laptop, other) = (forge::Leaf::computer("laptop.corp.example"), "other.corp.example");
        let texts = [laptop.pem(), laptop.sid(forge::ALICE_SID).pem(), forge::Leaf::server(other).pem()];
        let overview: Overview = rows(&texts).iter().collect();
        assert_eq!(keys(&overview.verdicts), [("", 1, 0), ("strong", 1, 0), ("weak", 1, 1)]);
    }

    #[test]
    fn statistics_of_an_empty_list_are_empty() {
        assert_eq!(std::iter::empty::<&Row>().collect::<Overview>(), Overview::default());
    }
}
