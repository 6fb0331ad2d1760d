//! The list of all items: one worker keeps it and sends the page the section that is visible. It does not depend on the
//! browser, so it is tested on the host.
//!
//! A hundred thousand rows are filtered, sorted and counted here, so that the page does not freeze.

use super::desk::Tell;
use super::seam::{
    Choice, Entry, Lead, Line, ListSection, News, Parcel, Removal, Removed, Reply, Request, Source, Table,
    Which,
};
use super::state::{Listing, Sort};
use crate::examination::Kind;
use crate::export;
use crate::moment::Moment;
use crate::report::Sign;
use crate::report::overview::{Counting, Overview, Signs};
use crate::report::row::{Row, Way, first_codes};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

mod kin;
mod slim;

use slim::{Slim, Texts};

/// Every row, in the order in which the items were added.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Boxed, since the map allocates room for up to twice as many rows.
    rows: BTreeMap<Source, Box<Slim>>,
    texts: Texts,
    chosen: BTreeSet<Source>,
    /// What the user removed: workers may still send rows of it.
    removed: HashSet<Source>,
    /// Duplicates, computed on first use.
    folded: Option<Folded>,
    /// The last listing and its result.
    listed: Option<(Listing, Vec<Source>)>,
}

/// Which rows are of the same certificate.
#[derive(Debug, Default)]
struct Folded {
    /// Duplicates, which are shown under the first row of their certificate.
    hidden: HashSet<Source>,
    /// The duplicates that are hidden under a row.
    copies: HashMap<Source, Vec<Source>>,
    signs: Signs,
    kinds: Vec<(String, String)>,
}

/// How many items are listed for a code, as issued by a CA, or for a comparison.
const NAMED: usize = 100;

/// Kinds of items that only state facts about certificates, by their keys in exports.
const BESIDE: [&str; 2] = ["revocation_list", "evidence"];

/// How many duplicates of a certificate are listed with their files.
const COPIES_NAMED: usize = 20;

impl Ledger {
    /// Answers a request about the list.
    pub fn answer(&mut self, request: Request, files: &[Vec<u8>], tell: Tell<'_>) {
        let reply = match request {
            Request::Enter { reader } => {
                for bytes in files {
                    self.enter(Parcel::unpack(bytes).unwrap_or_default(), reader);
                }
                Reply::Entered
            }
            Request::Remove(which) => {
                let (rows, items) = self.remove(which);
                Reply::Removed { which, rows, items }
            }
            Request::Removal(strike) => {
                self.strike(&strike);
                Reply::Done
            }
            Request::List { listing, from, count, item } => {
                Reply::Listed(Box::new(self.stretch(&listing, from, count, item)))
            }
            Request::Step { listing, item, by } => Reply::Stepped(self.step(&listing, item, by)),
            Request::Choose(choice) => {
                self.choose(choice);
                Reply::Done
            }
            Request::Collect { listing } => Reply::Collected { items: self.collected(listing.as_ref()) },
            Request::Count => Reply::Counted(Box::new(self.overview())),
            Request::Table { table, listing, situation } => {
                let text = self.table(table, listing.as_ref(), situation.today);
                return tell(Reply::Tabled { table }, Parcel(text.into_bytes().into()));
            }
            Request::Leading { link } => self.leading(link),
            Request::Others { item } => Reply::Others { lines: self.others(item) },
            Request::Issued { item } => Reply::Issued { lines: self.issued(item), item },
            Request::Find { number } => Reply::Numbered(self.numbered().nth(number)),
            Request::News { from, to, file } => Reply::News(self.news(from, to, file.as_deref())),
            Request::Kin => Reply::Kin { loans: kin::loans(&self.rows) },
            _ => Reply::Done,
        };
        tell(reply, Parcel::default());
    }

    fn enter(&mut self, entries: Vec<Entry>, reader: usize) {
        for entry in entries {
            let source = entry.source;
            if self.removed.contains(&source) {
                continue;
            }
            let slim = Slim::of(entry, reader, &mut self.texts);
            self.rows.insert(source, Box::new(slim));
        }
        self.changed();
    }

    fn strike(&mut self, strike: &Removal) {
        match strike {
            Removal::All => *self = Self::default(),
            Removal::Items(items) => {
                self.removed.extend(items);
                items.iter().for_each(|item| self.forget(item));
            }
            Removal::Part(file, part) => {
                let first = Source { file: *file, part: *part, item: 0 };
                let behind = Source { part: part + 1, ..first };
                let gone: Vec<Source> = self.rows.range(first..behind).map(|(source, _)| *source).collect();
                gone.iter().for_each(|source| self.forget(source));
                self.removed.retain(|source| !(first..behind).contains(source));
            }
        }
        self.changed();
    }

    fn forget(&mut self, item: &Source) {
        self.rows.remove(item);
        self.chosen.remove(item);
    }

    /// Removes rows with the duplicates that are hidden under them, or these would take their place. Returns how many
    /// rows that were, and all items.
    fn remove(&mut self, which: Which) -> (usize, Vec<Removed>) {
        let rows: Vec<Source> = match which {
            Which::One(source) => self.rows.contains_key(&source).then_some(source).into_iter().collect(),
            Which::Chosen => self.chosen.iter().copied().collect(),
        };
        let copies = &self.folded().copies;
        let hidden = rows.iter().filter_map(|row| copies.get(row)).flatten();
        let all: BTreeSet<Source> = rows.iter().chain(hidden).copied().collect();
        let removed = |source: &Source| {
            let certificate =
                self.rows.get(source).is_some_and(|slim| &*slim.kind == Kind::Certificate.name());
            Removed { source: *source, certificate }
        };
        let removed: Vec<Removed> = all.iter().map(removed).collect();
        self.strike(&Removal::Items(all.into_iter().collect()));
        (rows.len(), removed)
    }

    fn changed(&mut self) {
        self.folded = None;
        self.listed = None;
    }

    fn folded(&mut self) -> &Folded {
        let rows = &self.rows;
        self.folded.get_or_insert_with(|| Folded::of(rows))
    }

    fn stretch(&mut self, listing: &Listing, from: usize, count: usize, item: Option<Source>) -> ListSection {
        // Only the visible ones of a hundred thousand places are copied.
        let places = self.places(listing);
        let listed = places.len();
        let from = from.min(listed.saturating_sub(1));
        let seen: Vec<Source> = places.iter().skip(from).take(count).copied().collect();
        let at = item.and_then(|item| places.iter().position(|source| *source == item));
        let lines = seen.into_iter().filter_map(|source| self.line(source)).collect();
        self.folded();
        let number = item.and_then(|item| self.numbered().position(|source| source == item));
        let first = if item.is_none() { self.first_to_show() } else { None };
        let (all, chosen) = (self.rows.len(), self.chosen.len());
        let current = item.and_then(|item| self.line(item));
        let folded = self.folded();
        ListSection {
            from,
            lines,
            listed,
            all: all - folded.hidden.len(),
            duplicates: folded.hidden.len(),
            chosen,
            signs: folded.signs,
            kinds: folded.kinds.clone(),
            at,
            current,
            number,
            first,
        }
    }

    /// Every item that is not hidden as a duplicate, in the order in which items are numbered.
    fn numbered(&self) -> impl Iterator<Item = Source> {
        let folded = self.folded.as_ref();
        let shown = move |source: &Source| folded.is_none_or(|folded| !folded.hidden.contains(source));
        self.rows.keys().copied().filter(shown)
    }

    /// The item to show first: preferably one with a verdict, then any certificate or request, then one that needs a
    /// password.
    fn first_to_show(&self) -> Option<Source> {
        first_of(|| self.rows.iter().map(|(source, slim)| (source, &**slim)))
    }

    /// What was added in a range of items. A duplicate counts as the row it is shown under.
    fn news(&mut self, from: Source, to: Option<Source>, file: Option<&str>) -> News {
        self.folded();
        let mut shown_under = HashMap::new();
        for (shown, copies) in self.folded.iter().flat_map(|folded| &folded.copies) {
            shown_under.extend(copies.iter().map(|copy| (copy, shown)));
        }
        let came = || self.rows.range(from..).take_while(|(source, _)| to.is_none_or(|to| **source < to));
        let came = || came().filter(|(_, slim)| file.is_none_or(|file| &*slim.file == file));
        let came = || came().map(|(source, _)| source);
        let again = came().filter(|source| shown_under.contains_key(source)).count();
        let shown: BTreeSet<&Source> = came().map(|it| shown_under.get(it).copied().unwrap_or(it)).collect();
        let rows = || shown.iter().filter_map(|source| Some((*source, &**self.rows.get(source)?)));
        let mut judged = rows().filter(|(_, slim)| slim.verdict.is_some());
        let only = match (shown.len(), judged.next(), judged.next()) {
            (1, ..) => rows().next(),
            (_, Some(one), None) => Some(one),
            _ => None,
        };
        News {
            fresh: came().count() - again,
            again,
            only: only.map(|(source, _)| *source),
            beside: only.is_some_and(|(_, slim)| {
                slim.verdict.is_none() && (slim.role.is_some() || BESIDE.contains(&&*slim.kind))
            }),
            first: first_of(rows),
            locked: rows().filter(|(_, slim)| &*slim.kind == "locked").map(|(source, _)| *source).collect(),
        }
    }

    fn issued(&mut self, item: Source) -> Vec<Line> {
        self.folded();
        let issued = self
            .numbered()
            .filter(|source| self.rows.get(source).is_some_and(|slim| slim.parents.contains(&item)));
        let issued: Vec<Source> = issued.take(NAMED).collect();
        issued.into_iter().filter_map(|source| self.line(source)).collect()
    }

    fn line(&self, source: Source) -> Option<Line> {
        let slim = self.rows.get(&source)?;
        let copies = self.folded.as_ref().and_then(|folded| folded.copies.get(&source));
        Some(Line {
            source,
            name: slim.name.to_string(),
            file: slim.file.to_string(),
            sign: slim.sign,
            headline: slim.headline.to_string(),
            codes: first_codes(&slim.ways).to_vec(),
            expiry: slim.expiry.to_string(),
            issuer: slim.issuer.to_string(),
            template: slim.template.to_string(),
            chosen: self.chosen.contains(&source),
            copies: copies.map(Vec::len).unwrap_or_default(),
            also_in: copies
                .into_iter()
                .flatten()
                .take(COPIES_NAMED)
                .filter_map(|copy| self.rows.get(copy))
                .map(|copy| copy.file.to_string())
                .collect(),
        })
    }

    fn step(&mut self, listing: &Listing, item: Option<Source>, by: isize) -> Option<Source> {
        let places = self.places(listing);
        let at = item.and_then(|item| places.iter().position(|source| *source == item));
        let last = places.len().checked_sub(1)?;
        let next = at.map_or(0, |at| at.saturating_add_signed(by).min(last));
        places.get(next).copied().filter(|source| Some(*source) != item)
    }

    fn choose(&mut self, choice: Choice) {
        match choice {
            Choice::One(source, true) => drop(self.chosen.insert(source)),
            Choice::One(source, false) => drop(self.chosen.remove(&source)),
            Choice::Listed(listing) => {
                let listed = self.places(&listing).to_vec();
                self.chosen.extend(listed);
            }
            Choice::Nothing => self.chosen.clear(),
        }
    }

    /// The selected items; if none is selected, all that are listed. Without a listing, everything.
    fn collected(&mut self, listing: Option<&Listing>) -> Vec<Source> {
        match listing {
            Some(_) if !self.chosen.is_empty() => self.chosen.iter().copied().collect(),
            Some(listing) => self.places(listing).to_vec(),
            None => self.places(&Listing::default()).to_vec(),
        }
    }

    fn overview(&self) -> Overview {
        let mut counting = Counting::default();
        for slim in self.rows.values() {
            counting.add(&slim.row());
        }
        counting.finish()
    }

    fn table(&mut self, table: Table, listing: Option<&Listing>, today: Option<Moment>) -> String {
        match table {
            Table::Items => {
                let items = self.collected(listing);
                let rows = items.iter().filter_map(|source| self.rows.get(source)).map(|slim| slim.row());
                export::csv::table(rows)
            }
            Table::Json => export::overview::json(&self.overview(), today),
            Table::Csv => export::overview::table(&self.overview()),
            Table::Markdown => export::overview::markdown(&self.overview(), today),
        }
    }

    fn leading(&self, link: String) -> Reply {
        let shows = |way: &&Way| way.codes.iter().any(|code| code.link == link);
        let mut leads = self.rows.iter().filter(|(_, slim)| slim.ways.iter().any(|way| shows(&way)));
        let first = leads.by_ref().take(NAMED).map(|(source, slim)| Lead {
            source: *source,
            name: slim.name.to_string(),
            titles: slim.ways.iter().filter(shows).map(|way| way.title.clone()).collect(),
        });
        let first = first.collect();
        Reply::Leads { leads: first, more: leads.count(), link }
    }

    /// Certificates that share a name come first: a renewal replaces one of them.
    fn others(&mut self, item: Option<Source>) -> Vec<Line> {
        self.folded();
        let folded = self.folded.as_ref();
        let shown = |source: &Source| folded.is_none_or(|folded| !folded.hidden.contains(source));
        let keys =
            item.and_then(|item| self.rows.get(&item)).map(|slim| slim.keys.clone()).unwrap_or_default();
        let others = || {
            self.rows
                .iter()
                .filter(|(source, slim)| Some(**source) != item && slim.role.is_some() && shown(source))
                .map(|(source, slim)| (*source, slim.keys.iter().any(|key| keys.contains(key))))
        };
        let alike = others().filter(|(_, alike)| *alike).take(NAMED);
        let rest = others().filter(|(_, alike)| !alike).take(NAMED);
        alike.chain(rest).take(NAMED).filter_map(|(source, _)| self.line(source)).collect()
    }

    fn places(&mut self, listing: &Listing) -> &[Source] {
        self.folded();
        let (rows, folded) = (&self.rows, self.folded.as_ref());
        if self.listed.as_ref().is_none_or(|(known, _)| known != listing) {
            self.listed = None;
        }
        let (_, places) = self.listed.get_or_insert_with(|| (listing.clone(), list(rows, folded, listing)));
        places
    }
}

fn first_of<'a, I: Iterator<Item = (&'a Source, &'a Slim)>>(rows: impl Fn() -> I) -> Option<Source> {
    let find = |wanted: fn(&Slim) -> bool| rows().find(|(_, slim)| wanted(slim)).map(|(source, _)| *source);
    find(|slim| slim.verdict.is_some())
        .or_else(|| find(|slim| slim.role.is_some()))
        .or_else(|| find(|slim| &*slim.kind == "locked"))
        .or_else(|| find(|_| true))
}

impl Folded {
    fn of(rows: &BTreeMap<Source, Box<Slim>>) -> Self {
        let mut folded = Self::default();
        let mut first: HashMap<&[u8], Source> = HashMap::new();
        for (source, slim) in rows {
            if slim.role.is_some()
                && let Some(shown) = first.get(&*slim.sha256)
            {
                folded.hidden.insert(*source);
                folded.copies.entry(*shown).or_default().push(*source);
                continue;
            }
            first.insert(&slim.sha256, *source);
            folded.signs.count(slim.sign);
            if folded.kinds.iter().all(|(kind, _)| **kind != *slim.kind) {
                folded.kinds.push((slim.kind.to_string(), slim.kind_title.to_string()));
            }
        }
        folded
    }
}

fn list(rows: &BTreeMap<Source, Box<Slim>>, folded: Option<&Folded>, listing: &Listing) -> Vec<Source> {
    let wanted = listing.text.trim().to_lowercase();
    // A row also matches if one of its duplicates does.
    let mentioned = |source: &Source, slim: &Slim| {
        let copies = folded.and_then(|folded| folded.copies.get(source)).into_iter().flatten();
        std::iter::once(slim)
            .chain(copies.filter_map(|copy| rows.get(copy)).map(|slim| &**slim))
            .any(|it| it.mentions(&wanted))
    };
    let mut places: Vec<(Source, &Slim)> = rows
        .iter()
        .filter(|(source, slim)| {
            let shown = folded.is_none_or(|folded| !folded.hidden.contains(source));
            shown && shows(listing, slim) && (wanted.is_empty() || mentioned(source, slim))
        })
        .map(|(source, slim)| (*source, &**slim))
        .collect();
    let last_if_empty = |text: &Rc<str>| (text.is_empty(), text.to_lowercase());
    match listing.sort {
        Sort::Found => {}
        Sort::Name => places.sort_by_cached_key(|(_, slim)| slim.name.to_lowercase()),
        Sort::Verdict => places.sort_by_key(|(_, slim)| slim.sign),
        Sort::Expiry => places.sort_by_key(|(_, slim)| (slim.not_after.is_none(), slim.not_after)),
        Sort::Issuer => places.sort_by_cached_key(|(_, slim)| last_if_empty(&slim.issuer)),
        Sort::Template => places.sort_by_cached_key(|(_, slim)| last_if_empty(&slim.template)),
    }
    if listing.reversed {
        let empty = |slim: &Slim| match listing.sort {
            Sort::Expiry => slim.not_after.is_none(),
            Sort::Issuer => slim.issuer.is_empty(),
            Sort::Template => slim.template.is_empty(),
            Sort::Found | Sort::Name | Sort::Verdict => false,
        };
        // Rows without a value stay last.
        let filled = places.partition_point(|(_, slim)| !empty(slim));
        places.get_mut(..filled).unwrap_or_default().reverse();
    }
    places.into_iter().map(|(source, _)| source).collect()
}

fn shows(listing: &Listing, slim: &Slim) -> bool {
    let is = |wanted: &Option<String>, text: &str| wanted.as_deref().is_none_or(|wanted| wanted == text);
    // Filters by properties that only certificates and requests have match only those.
    let of_certificates = listing.certificates
        || listing.template.is_some()
        || listing.issuer.is_some()
        || listing.month.is_some()
        || listing.verdict.is_some();
    (!of_certificates || slim.role.is_some())
        && listing.sign.is_none_or(|sign| slim.sign == sign)
        && is(&listing.kind, &slim.kind)
        && listing.verdict.is_none_or(|verdict| slim.verdict == verdict)
        && listing.role.is_none_or(|role| slim.role == Some(role))
        && is(&listing.issuer, &slim.issuer)
        && is(&listing.template, &slim.template)
        && listing.month.as_ref().is_none_or(|month| *month == slim.month())
        && listing.remedy.as_ref().is_none_or(|wanted| slim.remedies.lines().any(|remedy| remedy == wanted))
        && listing
            .code
            .as_ref()
            .is_none_or(|link| slim.ways.iter().flat_map(|way| &way.codes).any(|code| code.link == *link))
}

#[cfg(test)]
mod tests;
