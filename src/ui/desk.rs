//! What a worker does that reads: keeps what was read, and answers requests. It knows no browser, so it is tested on
//! the host.
//!
//! Of a visit it keeps a share. What concerns every certificate, as their authorities do, and what concerns some of
//! its own is lent to it by the others, so that it judges as if it had everything.

use super::ledger::Ledger;
use super::seam::{Entry, Form, Issuer, Loan, Parcel, Part, Reply, Request, Source};
use crate::address::{Preset, share};
use crate::certificate::visible;
use crate::configuration::Configuration;
use crate::examination::{self, Found, Judge, Judgment, Kind, Ties};
use crate::export;
use crate::intake::{File, cut};
use crate::moment::Moment;
use crate::report::{self, Reader, bytes, compare, history, row, workbench};
use crate::rules::neighbourhood;
use crate::situation::Situation;
use std::collections::HashSet;

/// Everything that was read here, and the list if this worker keeps it.
#[derive(Debug)]
pub struct Desk {
    /// Boxed, so that making room for more moves none of them.
    kept: Vec<Box<Kept>>,
    /// The places of what is kept, by where it came from.
    order: Vec<usize>,
    /// How it stands to each other, once that was asked for.
    ties: Option<Ties>,
    /// Which parts of which files are kept.
    known: HashSet<(usize, usize)>,
    /// How many certificates the whole visit has, as far as was told.
    all: Option<usize>,
    situation: Situation,
    ledger: Ledger,
    minutes_east: fn(Moment) -> Option<i64>,
}

#[derive(Debug)]
struct Kept {
    source: Source,
    found: Found,
    /// Whether it was lent by another worker.
    lent: bool,
}

/// How many items are judged at a time. Between two times other questions are answered.
const STEP: usize = 400;

/// How many authorities are taken into account where something is judged before everything was read.
const FEW: usize = 200;

/// What is told for an answer, and what goes with it.
pub type Tell<'a> = &'a mut dyn FnMut(Reply, Parcel);

impl Desk {
    /// An empty desk, and how to tell the visitor's clocks from UTC.
    #[must_use]
    pub fn new(minutes_east: fn(Moment) -> Option<i64>) -> Self {
        Self {
            kept: Vec::new(),
            order: Vec::new(),
            ties: None,
            known: HashSet::new(),
            all: None,
            situation: Situation::default(),
            ledger: Ledger::default(),
            minutes_east,
        }
    }

    /// Answers a request, with the contents of the files that came with it. Reading long files has several answers.
    pub fn answer(&mut self, request: Request, files: &[Vec<u8>], tell: Tell<'_>) {
        let reply = match request {
            Request::Read { parts, preview } => return self.read(&parts, preview.as_deref(), files, tell),
            Request::Judge { situation, all, from } => return self.judge(*situation, all, from, tell),
            Request::Lend { items, to } => return self.lend(&items, to, tell),
            Request::Borrow { loans, anew } => {
                self.borrow(loans, anew, files.first().map(Vec::as_slice).unwrap_or_default());
                Reply::Done
            }
            Request::Drop { items } => {
                self.change(|kept| kept.retain(|it| !items.contains(&it.source)));
                Reply::Done
            }
            Request::Open { item } => self.open(item),
            Request::Bytes { item } => Reply::Bytes { item, dump: self.found(item).and_then(bytes::dump) },
            Request::Compare { before, after } => {
                self.compare(before, after, files.first().cloned().unwrap_or_default())
            }
            Request::Map { item, lines } => {
                let bench =
                    self.with(item, |desk, found, _, _| workbench::bench(found, &lines, &desk.situation));
                Reply::Mapped { item, bench: bench.flatten() }
            }
            Request::History { item } => self.history(item),
            Request::Policy { item, lines } => self.policy(item, &lines),
            Request::Export { form, items, story, first, last } => {
                let text = self.export(form, &items, story, (first, last));
                return tell(Reply::Exported, Parcel(text.into_bytes().into()));
            }
            Request::Share { item, with_situation } => {
                let preset = with_situation.then(|| Preset::of(&self.situation));
                let found = self.found(item).filter(|found| found.kind == Kind::Certificate);
                Reply::Shared { link: found.and_then(|found| share::write(&found.der, preset.as_ref())) }
            }
            Request::Configure { text } => {
                let (configuration, problems) = Configuration::read(&text);
                Reply::Configured { configuration: Box::new(configuration), problems }
            }
            list => return self.ledger.answer(list, files, tell),
        };
        tell(reply, Parcel::default());
    }

    fn read(&mut self, parts: &[Part], preview: Option<&Situation>, files: &[Vec<u8>], tell: Tell<'_>) {
        let mut fresh = Vec::new();
        for (part, whole) in parts.iter().zip(files) {
            let mut bytes = whole.as_slice();
            if part.goes_on {
                let (file, part) = (part.file, part.part);
                let Some(cut) = cut::cut(bytes) else {
                    tell(Reply::Uncut { file, part }, Parcel::default());
                    continue;
                };
                // Told at once, so that another worker can go on behind the cut.
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
            fresh.extend(found.into_iter().enumerate().map(|(item, found)| {
                Box::new(Kept { source: Source { file, part, item }, found, lent: false })
            }));
        }
        let certificates = fresh.iter().filter(|kept| kept.found.kind == Kind::Certificate).count();
        let rows = preview.map(|situation| self.preview(&fresh, situation)).unwrap_or_default();
        self.change(|kept| kept.extend(fresh));
        tell(Reply::Read { certificates }, rows);
    }

    /// Judges what was just read by itself and the authorities that are known so far.
    fn preview(&self, fresh: &[Box<Kept>], situation: &Situation) -> Parcel {
        let known = self.kept.iter().filter(|kept| kept.is_common()).take(FEW);
        let items: Vec<&Found> = fresh.iter().chain(known).map(|kept| &kept.found).collect();
        let judge = Judge::of(items, situation);
        let reader = Reader { situation, minutes_east: self.minutes_east };
        let sources: Vec<Source> = fresh
            .iter()
            .chain(self.kept.iter().filter(|kept| kept.is_common()).take(FEW))
            .map(|it| it.source)
            .collect();
        let at = |place: usize| sources.get(place).copied();
        let rows = fresh.iter().enumerate().map(|(place, kept)| kept.entry(&judge.item(place), at, &reader));
        Parcel::pack(&rows.collect::<Vec<_>>())
    }

    /// Changes what is kept. How it stands to each other is looked for anew.
    fn change(&mut self, act: impl FnOnce(&mut Vec<Box<Kept>>)) {
        act(&mut self.kept);
        self.ties = None;
        self.order.clear();
    }

    fn judge(&mut self, situation: Situation, all: usize, from: usize, tell: Tell<'_>) {
        self.situation = situation;
        if self.all != Some(all) {
            self.ties = None;
            self.all = Some(all);
        }
        self.tie();
        let Some(judge) = self.bench() else { return tell(Reply::Done, Parcel::default()) };
        let reader = self.reader();
        let mut entries = Vec::new();
        let mut next = None;
        for (place, kept) in self.order.iter().filter_map(|at| self.kept.get(*at)).enumerate().skip(from) {
            if entries.len() == STEP {
                next = Some(place);
                break;
            }
            if !kept.lent {
                let at = |place: usize| self.at(place).map(|kept| kept.source);
                entries.push(kept.entry(&judge.item(place), at, &reader));
            }
        }
        tell(Reply::Judged { next, items: entries.len() }, Parcel::pack(&entries));
    }

    /// Finds out how everything that is kept stands to each other, if that is not known.
    fn tie(&mut self) {
        if self.order.len() != self.kept.len() {
            self.order = (0..self.kept.len()).collect();
            self.order.sort_unstable_by_key(|at| self.kept.get(*at).map(|kept| kept.source));
        }
        if self.ties.is_none() {
            self.ties = Some(Ties::of(&self.in_order(), self.all));
        }
    }

    fn in_order(&self) -> Vec<&Found> {
        self.order.iter().filter_map(|at| self.kept.get(*at)).map(|kept| &kept.found).collect()
    }

    /// Judges what is kept, each when it is asked for.
    fn bench(&self) -> Option<Judge<'_>> {
        Some(Judge::tied(self.in_order(), self.ties.as_ref()?, &self.situation))
    }

    /// An item, its place in the order, its judgment, and what else was asked of it.
    fn with<R>(
        &mut self,
        source: Source,
        act: impl FnOnce(&Self, &Found, &Judgment, &Judge<'_>) -> R,
    ) -> Option<R> {
        self.tie();
        let place = self.place(source)?;
        let judge = self.bench()?;
        let judgment = judge.item(place);
        Some(act(self, self.at(place).map(|kept| &kept.found)?, &judgment, &judge))
    }

    fn place(&self, source: Source) -> Option<usize> {
        let found =
            self.order.binary_search_by_key(&Some(source), |at| self.kept.get(*at).map(|it| it.source));
        found.ok()
    }

    fn at(&self, place: usize) -> Option<&Kept> {
        self.order.get(place).and_then(|at| self.kept.get(*at)).map(|kept| &**kept)
    }

    fn found(&mut self, source: Source) -> Option<&Found> {
        self.tie();
        self.at(self.place(source)?).map(|kept| &kept.found)
    }

    fn reader(&self) -> Reader<'_> {
        Reader { situation: &self.situation, minutes_east: self.minutes_east }
    }

    fn open(&mut self, source: Source) -> Reply {
        let opened = self.with(source, |desk, found, judgment, _| {
            let at = |place: usize| desk.at(place).map(|kept| &kept.found);
            let item = report::item(found, judgment, at, &desk.reader());
            let issuers = item.proof.chain.iter().filter_map(|link| {
                let issuer = desk.at(link.place)?;
                let others = link.others.iter().filter_map(|place| desk.at(*place));
                Some(Issuer {
                    source: issuer.source,
                    file: visible(&issuer.found.file),
                    kind_title: report::kind_title(issuer.found.kind).to_owned(),
                    others: others.map(|other| (other.source, visible(&other.found.file))).collect(),
                })
            });
            (issuers.collect(), Box::new(item))
        });
        let (issuers, item) = opened.map_or_else(Default::default, |(issuers, item)| (issuers, Some(item)));
        Reply::Opened { source, item, issuers }
    }

    fn history(&mut self, item: Source) -> Reply {
        let periods = self.with(item, |desk, found, judgment, judge| {
            history::history(found, judgment, judge.issuer(judgment), &desk.situation)
        });
        Reply::History { item, periods: periods.unwrap_or_default() }
    }

    fn policy(&mut self, item: Option<Source>, lines: &[String]) -> Reply {
        let checked = item.and_then(|item| {
            self.with(item, |_, found, judgment, judge| {
                workbench::policy(lines, Some(found), judge.issuer(judgment))
            })
        });
        Reply::Policed { policy: checked.unwrap_or_else(|| workbench::policy(lines, None, None)) }
    }

    fn compare(&mut self, loan: Loan, after: Source, der: Vec<u8>) -> Reply {
        let before = loan.source;
        let old = examination::read_again(&loan.file, der, loan.request);
        let comparison = self.with(after, |desk, found, judgment, _| {
            let mut items = desk.in_order();
            items.push(&old);
            let place = items.len() - 1;
            let judged = Judge::of(items, &desk.situation).item(place);
            compare::compare((&old, &judged), (found, judgment), &desk.reader())
        });
        Reply::Compared { before, after, comparison: comparison.flatten() }
    }

    fn lend(&mut self, items: &[Source], to: Option<usize>, tell: Tell<'_>) {
        let mut loans = Vec::new();
        let mut bytes = Vec::new();
        for source in items {
            let Some(found) = self.found(*source) else { continue };
            bytes.extend_from_slice(&found.der);
            loans.push(Loan {
                source: *source,
                file: found.file.clone(),
                request: found.kind == Kind::Request,
                length: found.der.len(),
                evidence: found.evidence.clone(),
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
            let mut found = examination::read_again(&loan.file, der.to_vec(), loan.request);
            if let Some(evidence) = loan.evidence {
                found = Found { kind: Kind::Evidence, certificate: None, evidence: Some(evidence), ..found };
            }
            lent.push(Box::new(Kept { source: loan.source, found, lent: true }));
        }
        self.change(|kept| {
            kept.retain(|it| !it.lent || !anew);
            kept.extend(lent);
        });
    }

    fn export(&mut self, form: Form, items: &[Source], story: usize, ends: (bool, bool)) -> String {
        let (first, last) = ends;
        let mut text = String::new();
        if first && form == Form::Plan {
            text.push_str(export::plan::HEAD);
        }
        let mut reports = Vec::new();
        for source in items {
            let written = self.with(*source, |desk, found, judgment, _| match form {
                Form::Json => {
                    text.push_str(&export::json::line(&export::json::item(found, judgment)));
                }
                Form::Plan => text.push_str(&export::plan::entry(found, judgment, &desk.situation)),
                _ => {
                    let at = |place: usize| desk.at(place).map(|kept| &kept.found);
                    reports.push(report::item(found, judgment, at, &desk.reader()));
                }
            });
            written.unwrap_or_default();
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
            Form::Powershell if first => text = export::powershell::write(&chosen, story),
            Form::Powershell => text = export::powershell::go_on(&chosen, story),
            Form::Picture => {
                let story =
                    chosen.first().and_then(|item| item.stories.get(story).or_else(|| item.stories.first()));
                text = story.map(export::picture::write).unwrap_or_default();
            }
        }
        text
    }
}

impl Kept {
    /// Whether it concerns every other.
    fn is_common(&self) -> bool {
        self.found.evidence.is_some()
            || self.found.kind == Kind::Certificate
                && self.found.certificate.as_ref().is_some_and(|certificate| certificate.is_ca())
    }

    fn entry(&self, judgment: &Judgment, at: impl Fn(usize) -> Option<Source>, reader: &Reader<'_>) -> Entry {
        let certificate = self.found.certificate.as_ref().filter(|_| self.found.kind == Kind::Certificate);
        Entry {
            source: self.source,
            row: row::row(&self.found, judgment, reader),
            keys: certificate.map(neighbourhood::keys).into_iter().flatten().collect(),
            issuer: certificate.and_then(|it| it.issuer.as_ref()).map(neighbourhood::of_subject),
            common: self.is_common(),
            parents: judgment
                .chain
                .first()
                .into_iter()
                .flat_map(|link| std::iter::once(link.issuer).chain(link.others.iter().copied()))
                .filter_map(at)
                .collect(),
        }
    }
}
#[cfg(test)]
mod tests;
