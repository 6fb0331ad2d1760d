//! The short result: one row per certificate, for lists of a hundred thousand.

use super::{Decisions, Findings, Found, Judge, Kind, Subject, Ties, cut, few};
use crate::catalog::{Code, Family};
use crate::certificate::{Name, ValueCache, hex};
use crate::mapping::{self, By, Verdict};
use crate::moment::Moment;
use crate::prediction;
use crate::rules::{Neighbourhood, Shown, neighbourhood};
use crate::sid::Sid;
use crate::situation::Situation;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// A short row about a certificate or request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Row"))]
pub struct Brief {
    /// Whether it is strongly mapped.
    pub verdict: Verdict,
    /// What the verdict is based on.
    pub by: Option<By>,
    /// The SID that counts.
    pub sid: Option<Sid>,
    /// The codes of all scenarios: first the most likely one of each scenario, then the second of each, and so on.
    #[serde(serialize_with = "codes")]
    #[cfg_attr(test, ts(as = "Vec<Short>"))]
    pub codes: Vec<Code>,
    /// Its subject.
    pub subject: String,
    /// The end of the validity period.
    pub not_after: Option<Moment>,
    /// SHA-256 of the whole DER.
    #[serde(serialize_with = "in_hex")]
    #[cfg_attr(test, ts(as = "String"))]
    pub sha256: [u8; 32],
}

/// Judges many files as one set, as [`judge`](super::judge) does, and returns one row for every certificate and
/// request, in the order of the files. `files` is the number of files; `bytes` returns the content of the file at an
/// index.
///
/// Most certificates of a large set are not related to any other. They are judged as soon as they are read, and only
/// the row is kept. If a related certificate turns up later, their files are requested again.
///
/// # Errors
///
/// The first error that `bytes` returns.
pub fn brief<B: AsRef<[u8]>, E>(
    files: usize,
    situation: &Situation,
    mut bytes: impl FnMut(usize) -> Result<B, E>,
) -> Result<Vec<Brief>, E> {
    let mut rows = Rows { all: Vec::with_capacity(files), kept: BTreeMap::new(), again: 0 };
    let mut relations = Relations::default();
    let mut cache = ValueCache::default();
    few::read(0..files, &mut bytes, &mut cache, |file, found| {
        let seems_alone = relations.add(rows.all.len(), &found, |place| rows.fingerprint(place));
        rows.add(file, found, seems_alone.then_some(situation));
    })?;
    let Some(together) = relations.together(|place| rows.fingerprint(place)) else {
        return all_together(files, situation, &mut bytes, &mut cache);
    };
    let gone = rows.files_without_facts(&together).into_iter();
    few::read(gone, &mut bytes, &mut cache, |file, found| rows.keep_again(file, found))?;
    let (places, set): (Vec<usize>, Vec<&Found>) =
        together.into_iter().filter_map(|place| Some((place, &**rows.kept.get(&place)?))).unzip();
    let ties = Ties::of(&set, Some(relations.certificates));
    let judge = Judge::tied(set, &ties, situation);
    for (within, place) in places.into_iter().enumerate() {
        if let Some((_, brief)) = rows.all.get_mut(place) {
            *brief = judge.at(within, row);
        }
    }
    // Every certificate without a row after the first pass is in `together`, so each has one now.
    Ok(rows.all.into_iter().filter_map(|(_, brief)| brief).collect())
}

/// The rows while they are built.
struct Rows {
    /// One for every certificate and request, with the index of its file; `None` if it is judged later.
    all: Vec<(usize, Option<Brief>)>,
    /// The facts of those that are judged later or again, by the index of their row.
    kept: BTreeMap<usize, Box<Found>>,
    /// The index of the row after the last one that was read again.
    again: usize,
}

impl Rows {
    /// Adds the row of an item that is judged on its own in a situation, or keeps its facts for later. Only
    /// certificates and requests have a row.
    fn add(&mut self, file: usize, found: Found, alone_in: Option<&Situation>) {
        if found.certificate.is_none() {
            return;
        }
        let brief = alone_in.and_then(|situation| Some(row(&Subject::alone(&found, situation)?)));
        if brief.is_none() {
            self.kept.insert(self.all.len(), Box::new(found));
        }
        self.all.push((file, brief));
    }

    fn fingerprint(&self, place: usize) -> Option<[u8; 32]> {
        match &self.all.get(place)?.1 {
            Some(brief) => Some(brief.sha256),
            None => Some(self.kept.get(&place)?.certificate.as_ref()?.sha256),
        }
    }

    /// The files of rows whose facts were not kept.
    fn files_without_facts(&self, places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let gone = places.iter().filter(|place| !self.kept.contains_key(*place));
        gone.filter_map(|place| Some(self.all.get(*place)?.0)).collect()
    }

    /// Keeps the facts of an item that is read again, if none are kept for its row. The items of a file come in row
    /// order.
    fn keep_again(&mut self, file: usize, found: Found) {
        let Some(own) = found.certificate.as_ref().map(|certificate| certificate.sha256) else { return };
        let place = self.again.max(self.all.partition_point(|(other, _)| *other < file));
        self.again = place + 1;
        if self.fingerprint(place) == Some(own) {
            self.kept.entry(place).or_insert_with(|| Box::new(found));
        }
    }
}

/// Judges the whole set at once, for sets in which any item may affect any other.
fn all_together<B: AsRef<[u8]>, E>(
    files: usize,
    situation: &Situation,
    bytes: &mut impl FnMut(usize) -> Result<B, E>,
    cache: &mut ValueCache,
) -> Result<Vec<Brief>, E> {
    let mut findings = Findings { items: Vec::with_capacity(files), ..Findings::default() };
    few::read(0..files, bytes, cache, |_, found| findings.items.push(found))?;
    let judge = findings.judge(situation);
    Ok((0..findings.items.len()).filter_map(|place| judge.at(place, row)).collect())
}

/// What is known about all certificates of a set, to detect which of them are related. They are identified by the index
/// of their row.
#[derive(Default)]
struct Relations {
    /// Which certificates have which names.
    names: Neighbourhood,
    /// The names seen so far, as keys, with the first row that has each.
    first_rows: HashMap<u64, usize>,
    /// Each certificate by its issuer, as a key.
    issued: Vec<(u64, usize)>,
    certificates: usize,
    /// Whether some item affects all others, such as a CRL.
    concerns_all: bool,
}

impl Relations {
    /// Adds the item of this row. Returns whether no other item so far is related to it; a duplicate of the same
    /// certificate, detected by its fingerprint, does not count.
    fn add(&mut self, place: usize, found: &Found, fingerprint: impl Fn(usize) -> Option<[u8; 32]>) -> bool {
        // A request may be related to any certificate: to one with the same name, or to any other.
        self.concerns_all |= found.list.is_some() || found.evidence.is_some() || found.kind == Kind::Request;
        let Some(certificate) = found.issued() else { return false };
        self.certificates += 1;
        let mut seems_alone = !self.concerns_all;
        if let Some(issuer) = neighbourhood::of_issuer(certificate) {
            self.issued.push((issuer, place));
            seems_alone &= !self.first_rows.contains_key(&issuer);
        }
        for (key, _) in self.names.add(place, certificate) {
            let first = *self.first_rows.entry(*key).or_insert(place);
            seems_alone &= first == place || fingerprint(first) == Some(certificate.sha256);
        }
        seems_alone
    }

    /// The rows of certificates that are related to others, or that decide whether they are; `None` if any may affect
    /// any other.
    fn together(&mut self, fingerprint: impl Fn(usize) -> Option<[u8; 32]>) -> Option<BTreeSet<usize>> {
        self.names.sort();
        self.issued.sort_unstable();
        let anybodys = self.names.anybodys().filter(|_| !self.concerns_all)?;
        let issues = |key: u64| self.issued.binary_search_by_key(&key, |(issuer, _)| *issuer).is_ok();
        let issuers = self.issued.chunk_by(|(one, _), (other, _)| one == other);
        let issued =
            issuers.filter(|group| group.first().is_some_and(|(key, _)| self.first_rows.contains_key(key)));
        let are_same = |one, other| fingerprint(one) == fingerprint(other);
        let places =
            self.names.with_company(are_same, issues).chain(issued.flatten().map(|(_, place)| *place));
        Some(places.chain(anybodys).collect())
    }
}

fn row(subject: &Subject<'_>) -> Brief {
    let Subject { certificate, situation, issuers, .. } = *subject;
    let mut decisions = Decisions::new(|scenario| {
        cut::decided(
            mapping::decide_without_sentences(certificate, issuers, situation, scenario),
            certificate,
        )
    });
    let scenarios = subject.scenarios();
    let general = decisions.of(scenarios.first().copied());
    let outlooks: Vec<Vec<Shown>> = scenarios
        .into_iter()
        .map(|scenario| match certificate.is_unreliable() {
            // Nobody can tell, so there is nothing to look up.
            true => Vec::new(),
            false => prediction::predict_codes(&subject.case(&decisions.of(Some(scenario)), scenario)),
        })
        .collect();
    Brief {
        verdict: general.verdict,
        by: general.by,
        sid: general.sid.clone(),
        codes: by_likelihood(&outlooks),
        subject: in_one_piece(&certificate.subject),
        not_after: certificate.not_after,
        sha256: certificate.sha256,
    }
}

/// A name as text. Names are usually shorter than this, so one allocation is enough.
fn in_one_piece(name: &Name) -> String {
    let mut text = String::with_capacity(64);
    // Writing into memory never fails.
    let _ = write!(text, "{name}");
    text
}

/// The codes of several scenarios without duplicates: the most likely of each scenario, then the second of each, and so
/// on.
fn by_likelihood(outlooks: &[Vec<Shown>]) -> Vec<Code> {
    let most = outlooks.iter().map(Vec::len).max().unwrap_or_default();
    let mut codes = Vec::new();
    for likelihood in 0..most {
        for shown in outlooks.iter().filter_map(|shown| shown.get(likelihood)) {
            if !codes.contains(&shown.code) {
                codes.push(shown.code);
            }
        }
    }
    codes
}

/// A code in a row: just enough to look it up.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "RowCode"))]
struct Short {
    family: Family,
    number: u32,
}

fn codes<S: Serializer>(codes: &[Code], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(codes.iter().map(|code| Short { family: code.family, number: code.number }))
}

fn in_hex<S: Serializer>(octets: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(octets))
}
