//! A worker that reads: keeps what it read, and answers requests. It does not depend on the browser, so it is tested on
//! the host.
//!
//! Each worker keeps a share of the items of a visit. Items that concern all others, such as CA certificates, and items
//! related to its own are lent to it by the other workers, so that it judges as if it had everything.

use super::ledger::Ledger;
use super::seam::{Entry, Form, Issuer, Loan, Parcel, Part, Reply, Request, Source};
use crate::address::{Preset, share};
use crate::certificate::visible;
use crate::configuration::Configuration;
use crate::examination::{self, Found, Judge, Judgment, Kind, Ties};
use crate::export;
use crate::intake::cut::{self, Cut};
use crate::intake::{self, File};
use crate::moment::Moment;
use crate::report::{self, Reader, bytes, compare, history, workbench};
use crate::rules::neighbourhood;
use crate::situation::Situation;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

mod kept;

use kept::Kept;

/// Everything that this worker read, and the list if it is the one that keeps it.
#[derive(Debug)]
pub struct Desk {
    #[expect(
        clippy::vec_box,
        reason = "making room for more would hold all of them twice, and a page never gives memory back"
    )]
    kept: Vec<Box<Kept>>,
    /// Indexes into `kept`, sorted by source. A “place” below is an index into this.
    order: Vec<usize>,
    /// How the items are related, computed on first use; only while the facts of all items are kept.
    ties: Option<Ties>,
    /// Pairs of a key that certificates share with related ones and a place, sorted; only while facts are read again
    /// for each judgment.
    by_key: Vec<(u64, usize)>,
    /// With more items than this, facts are not kept but read again from the bytes for each judgment.
    most_facts: usize,
    /// Which parts of which files were read.
    known: HashSet<(usize, usize)>,
    /// The beginning of each text without a certificate.
    texts: BTreeMap<Source, String>,
    /// How many certificates the whole visit has, as last told by the page.
    all: Option<usize>,
    situation: Situation,
    ledger: Ledger,
    minutes_east: fn(Moment) -> Option<i64>,
}

/// How many items are judged at a time. In between, the worker answers other requests.
const STEP: usize = 400;

/// The first part of a long file is at most this long, so that the first answer comes at once.
const FIRST: usize = 64 << 10;

/// The beginning is kept for this many texts; nobody opens more of them one by one.
const MAX_TEXTS: usize = 1_000;

/// How many CA certificates and other items that concern all are taken into account in a preview.
const FEW: usize = 200;

/// Sends a reply, with the bytes that go with it.
pub type Tell<'a> = &'a mut dyn FnMut(Reply, Parcel);

impl Desk {
    /// An empty desk. The function gives the offset of local time from UTC.
    #[must_use]
    pub fn new(minutes_east: fn(Moment) -> Option<i64>) -> Self {
        Self {
            kept: Vec::new(),
            order: Vec::new(),
            ties: None,
            by_key: Vec::new(),
            most_facts: 1_000,
            known: HashSet::new(),
            texts: BTreeMap::new(),
            all: None,
            situation: Situation::default(),
            ledger: Ledger::default(),
            minutes_east,
        }
    }

    /// Answers a request, with the contents of the files that came with it. Reading long files gives several replies.
    pub fn answer(&mut self, request: Request, files: &[Vec<u8>], tell: Tell<'_>) {
        let reply = match request {
            Request::Read { parts, situation, preview } => {
                self.situation = *situation;
                return self.read(&parts, preview, files, tell);
            }
            Request::Situate { situation } => {
                self.situation = *situation;
                Reply::Done
            }
            Request::Judge { all, from } => return self.judge(all, from, tell),
            Request::Lend { items, to } => return self.lend(&items, to, tell),
            Request::Borrow { loans, anew } => {
                self.borrow(loans, anew, files.first().map(Vec::as_slice).unwrap_or_default());
                Reply::Done
            }
            Request::Drop { items } => {
                self.change(|kept| kept.retain(|it| !items.contains(&it.source)));
                self.texts.retain(|source, _| !items.contains(source));
                Reply::Done
            }
            Request::Open { item } => self.open(item),
            Request::Bytes { item } => {
                Reply::Bytes { item, dump: self.kept(item).and_then(|kept| bytes::dump(&kept.found())) }
            }
            Request::Compare { before, after } => {
                self.compare(before, after, files.first().cloned().unwrap_or_default())
            }
            Request::Map { item, lines } => {
                let bench =
                    self.with(item, |look| workbench::bench(look.found, &lines, &look.desk.situation));
                Reply::Mapped { item, bench: bench.flatten() }
            }
            Request::History { item } => self.history(item),
            Request::Policy { item, lines } => self.policy(item, &lines),
            Request::Export { form, items, story, first, last } => {
                let piece = self.export(form, &items, story, (first, last));
                return tell(Reply::Exported, piece);
            }
            Request::Share { item, with_situation } => {
                let preset = with_situation.then(|| Preset::of(&self.situation));
                let kept = self.kept(item).filter(|kept| kept.kind() == Kind::Certificate);
                Reply::Shared { link: kept.and_then(|kept| share::write(kept.der(), preset.as_ref())) }
            }
            Request::Configure { text } => {
                let (configuration, problems) = Configuration::read(&text);
                Reply::Configured { configuration: Box::new(configuration), problems }
            }
            list => return self.ledger.answer(list, files, tell),
        };
        tell(reply, Parcel::default());
    }

    fn read(&mut self, parts: &[Part], preview: bool, files: &[Vec<u8>], tell: Tell<'_>) {
        let mut fresh = Vec::new();
        for (part, whole) in parts.iter().zip(files) {
            let mut bytes = whole.as_slice();
            if part.goes_on {
                let cut = first_cut(part, bytes).or_else(|| cut::cut(bytes));
                let (file, part) = (part.file, part.part);
                let Some(cut) = cut else {
                    tell(Reply::Uncut { file, part }, Parcel::default());
                    continue;
                };
                // Sent at once, so that another worker can continue after the cut.
                let (taken, text) = (cut.bytes as u64, cut.text as u64);
                tell(Reply::Cut { file, part, bytes: taken, text }, Parcel::default());
                bytes = bytes.get(..cut.bytes).unwrap_or_default();
            }
            let passwords: Vec<&str> = part.password.iter().map(|password| password.reveal()).collect();
            let offset = usize::try_from(part.offset).unwrap_or(usize::MAX);
            let found = examination::read_part(File { name: &part.name, bytes }, offset, &passwords);
            let (file, part) = (part.file, part.part);
            if !self.known.insert((file, part)) {
                let again = |it: &Kept| (it.source.file, it.source.part) == (file, part) && !it.lent;
                self.change(|kept| kept.retain(|it| !again(it)));
            }
            if let [only] = found.as_slice()
                && only.kind == Kind::Unknown
                && self.texts.len() < MAX_TEXTS
                && let Some(text) = intake::beginning(bytes)
            {
                self.texts.insert(Source { file, part, item: 0 }, text);
            }
            fresh.extend(
                found
                    .into_iter()
                    .enumerate()
                    .map(|(item, found)| Box::new(Kept::new(Source { file, part, item }, found, false))),
            );
        }
        let certificates = fresh.iter().filter(|kept| kept.kind() == Kind::Certificate).count();
        let rows = if preview { self.preview(&fresh) } else { Parcel::default() };
        if self.kept.len() + fresh.len() > self.most_facts {
            fold(&mut fresh);
        }
        self.change(|kept| kept.extend(fresh));
        tell(Reply::Read { certificates }, rows);
    }

    /// Judges what was just read, knowing only itself and the first items read so far that concern all.
    fn preview(&self, fresh: &[Box<Kept>]) -> Parcel {
        let known = self.kept.iter().filter(|kept| kept.is_common()).take(FEW);
        let all: Vec<(&Kept, &Found)> =
            fresh.iter().chain(known).filter_map(|kept| Some((&**kept, kept.read()?))).collect();
        let judge = Judge::of(all.iter().map(|(_, found)| *found).collect(), &self.situation);
        let reader = self.reader();
        let at = |place: usize| all.get(place).map(|(kept, _)| kept.source);
        let rows = all
            .iter()
            .enumerate()
            .take(fresh.len())
            .map(|(place, (kept, found))| kept.entry(found, &judge.item(place), at, &reader));
        Parcel::pack(&rows.collect::<Vec<_>>())
    }

    /// Changes what is kept, and discards everything derived from it.
    fn change(&mut self, act: impl FnOnce(&mut Vec<Box<Kept>>)) {
        act(&mut self.kept);
        self.ties = None;
        self.order.clear();
        self.by_key.clear();
    }

    fn judge(&mut self, all: usize, from: usize, tell: Tell<'_>) {
        if self.all != Some(all) {
            self.ties = None;
            self.all = Some(all);
        }
        self.tie();
        let own = self.order.iter().enumerate().skip(from);
        let mut own = own.filter(|(_, at)| self.kept.get(**at).is_some_and(|kept| !kept.lent));
        let places: Vec<usize> = own.by_ref().take(STEP).map(|(place, _)| place).collect();
        let next = own.next().map(|(place, _)| place);
        let scene = self.scene(&places);
        let judge =
            Judge::tied(scene.items.iter().map(AsRef::as_ref).collect(), &scene.ties, &self.situation);
        let reader = self.reader();
        let at = |place: usize| Some(self.at(*scene.places.get(place)?)?.source);
        let entries = places.iter().filter_map(|place| {
            let within = scene.within(*place)?;
            let found = scene.items.get(within)?;
            Some(self.at(*place)?.entry(found, &judge.item(within), at, &reader))
        });
        let entries: Vec<Entry> = entries.collect();
        tell(Reply::Judged { next, items: entries.len() }, Parcel::pack(&entries));
    }

    /// Sorts everything that is kept, and prepares to judge it.
    fn tie(&mut self) {
        if self.order.len() != self.kept.len() {
            self.order = (0..self.kept.len()).collect();
            self.order.sort_unstable_by_key(|at| self.kept.get(*at).map(|kept| kept.source));
        }
        if self.kept.len() <= self.most_facts {
            if self.ties.is_none() {
                self.kept.iter_mut().for_each(|kept| kept.unfold());
                self.ties = Some(Ties::of(&self.in_order(), self.all));
            }
        } else if self.by_key.is_empty() {
            fold(&mut self.kept);
            self.by_key.reserve_exact(self.kept.iter().map(|kept| kept.keys.len()).sum());
            for (place, kept) in self.order.iter().filter_map(|at| self.kept.get(*at)).enumerate() {
                self.by_key.extend(kept.keys.iter().map(|key| (*key, place)));
            }
            self.by_key.sort_unstable();
        }
    }

    fn in_order(&self) -> Vec<&Found> {
        self.order.iter().filter_map(|at| self.kept.get(*at)?.read()).collect()
    }

    /// What is needed to judge items: everything, if the facts of everything are kept; otherwise the items themselves
    /// and all that concerns them.
    fn scene(&self, places: &[usize]) -> Scene<'_> {
        if let Some(ties) = &self.ties {
            let items = self.in_order().into_iter().map(Cow::Borrowed).collect();
            return Scene { items, places: (0..self.order.len()).collect(), ties: Cow::Borrowed(ties) };
        }
        let all = || self.order.iter().filter_map(|at| self.kept.get(*at)).enumerate();
        let mut wanted: BTreeSet<usize> = places.iter().copied().collect();
        let anybodys = |named: bool| {
            all()
                .filter(move |(_, kept)| !kept.is_common() && kept.is_named() == Some(named))
                .take(neighbourhood::FEW + 1)
        };
        let common = all().filter(|(_, kept)| kept.is_common());
        wanted.extend(common.chain(anybodys(true)).chain(anybodys(false)).map(|(place, _)| place));
        // The only known account is taken for that of the only item that could log on, so it matters whether there is a
        // second request.
        let requests = all().filter(|(_, kept)| kept.kind() == Kind::Request);
        wanted.extend(requests.map(|(place, _)| place).take(2));
        for kept in wanted.clone().into_iter().filter_map(|place| self.at(place)) {
            for key in kept.keys.iter().chain(&kept.issuer) {
                wanted.extend(self.group(*key));
            }
        }
        let items: Vec<Cow<'_, Found>> =
            wanted.iter().filter_map(|place| self.at(*place)).map(Kept::found).collect();
        let ties = Ties::of(&items.iter().map(AsRef::as_ref).collect::<Vec<_>>(), self.all);
        Scene { items, places: wanted.into_iter().collect(), ties: Cow::Owned(ties) }
    }

    /// The places of the first items with this key.
    fn group(&self, key: u64) -> impl Iterator<Item = usize> {
        let from = self.by_key.partition_point(|(other, _)| *other < key);
        let rest = self.by_key.get(from..).unwrap_or_default();
        rest.iter()
            .take_while(move |(other, _)| *other == key)
            .map(|(_, place)| *place)
            .take(neighbourhood::MAX_IN_A_GROUP)
    }

    /// Calls `act` with one item, its judgment and all that concerns it.
    fn with<R>(&mut self, source: Source, act: impl FnOnce(&Look<'_>) -> R) -> Option<R> {
        let (mut act, mut seen) = (Some(act), None);
        self.with_each(&[source], |look| seen = act.take().map(|act| act(look)));
        seen
    }

    /// Calls `act` with each of the items. What concerns them is gathered once for all: among thousands of items, that
    /// takes longer than judging them.
    fn with_each(&mut self, sources: &[Source], mut act: impl FnMut(&Look<'_>)) {
        self.tie();
        let places: Vec<usize> = sources.iter().filter_map(|source| self.place(*source)).collect();
        if places.is_empty() {
            return;
        }
        let scene = self.scene(&places);
        let judge =
            Judge::tied(scene.items.iter().map(AsRef::as_ref).collect(), &scene.ties, &self.situation);
        for within in places.into_iter().filter_map(|place| scene.within(place)) {
            let Some(found) = scene.items.get(within) else { continue };
            let judgment = judge.item(within);
            act(&Look { desk: self, scene: &scene, found, judgment: &judgment, judge: &judge });
        }
    }

    fn place(&self, source: Source) -> Option<usize> {
        let found =
            self.order.binary_search_by_key(&Some(source), |at| self.kept.get(*at).map(|it| it.source));
        found.ok()
    }

    fn at(&self, place: usize) -> Option<&Kept> {
        self.order.get(place).and_then(|at| self.kept.get(*at)).map(|kept| &**kept)
    }

    fn kept(&mut self, source: Source) -> Option<&Kept> {
        self.tie();
        self.at(self.place(source)?)
    }

    fn reader(&self) -> Reader<'_> {
        Reader { situation: &self.situation, minutes_east: self.minutes_east }
    }

    fn open(&mut self, source: Source) -> Reply {
        let opened = self.with(source, |look| {
            let item = look.report();
            let issuers = item.proof.chain.iter().filter_map(|link| {
                let issuer = look.kept(link.place)?;
                let others = link.others.iter().filter_map(|place| look.kept(*place));
                Some(Issuer {
                    source: issuer.source,
                    file: visible(issuer.file()),
                    kind_title: report::kind_title(issuer.kind()).to_owned(),
                    others: others.map(|other| (other.source, visible(other.file()))).collect(),
                })
            });
            (issuers.collect(), Box::new(item))
        });
        let (issuers, item) = opened.map_or_else(Default::default, |(issuers, item)| (issuers, Some(item)));
        let text = self.texts.get(&source).cloned().unwrap_or_default();
        Reply::Opened { source, item, issuers, text }
    }

    fn history(&mut self, item: Source) -> Reply {
        let periods = self.with(item, |look| {
            let issuers = look.judge.issuers(look.judgment);
            history::history(look.found, look.judgment, &issuers, &look.desk.situation)
        });
        Reply::History { item, periods: periods.unwrap_or_default() }
    }

    fn policy(&mut self, item: Option<Source>, lines: &[String]) -> Reply {
        let checked = item.and_then(|item| {
            self.with(item, |look| {
                workbench::policy(lines, Some(look.found), &look.judge.issuers(look.judgment))
            })
        });
        Reply::Policed { policy: checked.unwrap_or_else(|| workbench::policy(lines, None, &[])) }
    }

    fn compare(&mut self, loan: Loan, after: Source, der: Vec<u8>) -> Reply {
        let before = loan.source;
        let old = examination::read_again(&loan.file, der, loan.kind);
        let comparison = self.with(after, |look| {
            let mut items: Vec<&Found> = look.scene.items.iter().map(AsRef::as_ref).collect();
            items.push(&old);
            let place = items.len() - 1;
            let judged = Judge::of(items, &look.desk.situation).item(place);
            compare::compare((&old, &judged), (look.found, look.judgment), &look.desk.reader())
        });
        Reply::Compared { before, after, comparison: comparison.flatten() }
    }

    fn lend(&mut self, items: &[Source], to: Option<usize>, tell: Tell<'_>) {
        let mut loans = Vec::new();
        let mut bytes = Vec::new();
        for source in items {
            let Some(kept) = self.kept(*source) else { continue };
            bytes.extend_from_slice(kept.der());
            loans.push(Loan {
                source: *source,
                file: kept.file().to_owned(),
                kind: kept.kind(),
                length: kept.der().len(),
                evidence: kept.read().and_then(|found| found.evidence.clone()),
            });
        }
        tell(Reply::Lent { loans, to }, Parcel(bytes.into()));
    }

    fn borrow(&mut self, loans: Vec<Loan>, anew: bool, bytes: &[u8]) {
        let mut rest = bytes;
        let mut lent = Vec::new();
        for loan in loans {
            let (der, behind) = rest.split_at_checked(loan.length).unwrap_or_default();
            rest = behind;
            let mut found = examination::read_again(&loan.file, der.to_vec(), loan.kind);
            if let Some(evidence) = loan.evidence {
                found = Found { kind: Kind::Evidence, certificate: None, evidence: Some(evidence), ..found };
            }
            lent.push(Box::new(Kept::new(loan.source, found, true)));
        }
        self.change(|kept| {
            kept.retain(|it| !it.lent || !anew);
            kept.extend(lent);
        });
    }

    fn export(&mut self, form: Form, items: &[Source], story: Option<usize>, ends: (bool, bool)) -> Parcel {
        let (first, last) = ends;
        let mut text = String::new();
        if first && form == Form::Plan {
            text.push_str(export::plan::HEAD);
        }
        let mut reports = Vec::new();
        for some in items.chunks(STEP) {
            self.with_each(some, |look| match form {
                Form::Json => {
                    text.push_str(&export::json::line(&export::json::item(look.found, look.judgment)));
                }
                Form::Plan => {
                    text.push_str(&export::plan::entry(look.found, look.judgment, &look.desk.situation));
                }
                _ => reports.push(look.report()),
            });
        }
        let chosen: Vec<&report::Item> = reports.iter().collect();
        let situation = &self.situation;
        match form {
            Form::Json | Form::Csv => {}
            Form::Plan if last => text.push_str(export::plan::TAIL),
            Form::Plan => {}
            Form::Ticket => text = export::ticket::write(&chosen, story, situation),
            Form::Markdown if last => text = export::markdown::write(&chosen, story, situation),
            Form::Markdown => {
                let without_end = Situation { today: None, ..situation.clone() };
                text = export::markdown::write(&chosen, story, &without_end);
            }
            // Each remedy is written once, even if several workers keep items that need it: the page merges the pieces.
            Form::Powershell => return Parcel::pack(&export::powershell::Script::of(&chosen, story)),
            Form::Picture => {
                let story = chosen.first().and_then(|item| item.story(story));
                text = story.map(export::picture::write).unwrap_or_default();
            }
        }
        Parcel(text.into_bytes().into())
    }
}

/// Where the first part of a file ends, if it has an end that near.
fn first_cut(part: &Part, bytes: &[u8]) -> Option<Cut> {
    cut::cut(bytes.get(..FIRST).filter(|_| part.from == 0)?)
}

/// Discards the facts of items.
fn fold(items: &mut [Box<Kept>]) {
    let mut name: Rc<str> = "".into();
    items.iter_mut().for_each(|kept| kept.fold(&mut name));
}

/// What is needed to judge some items, in order.
struct Scene<'a> {
    items: Vec<Cow<'a, Found>>,
    /// Their places in the order of the desk.
    places: Vec<usize>,
    ties: Cow<'a, Ties>,
}

impl Scene<'_> {
    /// The index in the scene of the item at a place.
    fn within(&self, place: usize) -> Option<usize> {
        self.places.binary_search(&place).ok()
    }
}

/// One item with its judgment and with all that concerns it.
struct Look<'a> {
    desk: &'a Desk,
    scene: &'a Scene<'a>,
    found: &'a Found,
    judgment: &'a Judgment,
    judge: &'a Judge<'a>,
}

impl Look<'_> {
    fn report(&self) -> report::Item {
        let at = |place: usize| self.scene.items.get(place).map(AsRef::as_ref);
        report::item(self.found, self.judgment, at, &self.desk.reader())
    }

    fn kept(&self, within: usize) -> Option<&Kept> {
        self.desk.at(*self.scene.places.get(within)?)
    }
}

#[cfg(test)]
mod tests;
