//! The short answer: one row a certificate, for lists of a hundred thousand.

use super::{Decisions, Findings, Found, Judge, Kind, Subject, Ties, cut, few};
use crate::catalog::{Code, Family};
use crate::certificate::{Alike, Name, hex};
use crate::mapping::{self, By, Verdict};
use crate::moment::Moment;
use crate::prediction;
use crate::rules::{Neighbourhood, Shown, neighbourhood};
use crate::sid::Sid;
use crate::situation::Situation;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

/// What a list tells of a certificate or request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Row"))]
pub struct Brief {
    /// Whether it proves its account.
    pub verdict: Verdict,
    /// What the verdict rests on.
    pub by: Option<By>,
    /// The SID that counts.
    pub sid: Option<Sid>,
    /// What is shown in any of the scenarios: first what is likeliest in each, then what comes second, and so on.
    #[serde(serialize_with = "codes")]
    #[cfg_attr(test, ts(as = "Vec<Short>"))]
    pub codes: Vec<Code>,
    /// Whom it names.
    pub subject: String,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// SHA-256 over the whole DER.
    #[serde(serialize_with = "in_hex")]
    #[cfg_attr(test, ts(as = "String"))]
    pub sha256: [u8; 32],
}

/// Judges many files as one set, as [`judge`](super::judge) does, and tells it briefly: one row for every certificate and
/// request, in the order of the files. It is told how many files there are, and asks for the bytes of each by its place.
///
/// Most certificates of a large set concern no other. They are judged as soon as they are read, while their facts are at
/// hand, and no more is kept of them than the row. If another turns up later that does concern them, their files are asked
/// for once more.
///
/// # Errors
///
/// The first of those that asking for bytes has.
pub fn brief<B: AsRef<[u8]>, E>(
    files: usize,
    situation: &Situation,
    mut bytes: impl FnMut(usize) -> Result<B, E>,
) -> Result<Vec<Brief>, E> {
    let mut rows: Vec<(usize, Option<Brief>)> = Vec::with_capacity(files);
    let mut kept: BTreeMap<usize, Box<Found>> = BTreeMap::new();
    let mut company = Company::default();
    let mut alike = Alike::default();
    few::read(0..files, &mut bytes, &mut alike, |file, found| {
        let place = rows.len();
        let seems_alone = company.add(place, &found);
        let Some(subject) = Subject::alone(&found, situation) else { return };
        rows.push((file, seems_alone.then(|| row(&subject))));
        if !seems_alone {
            kept.insert(place, Box::new(found));
        }
    })?;
    let fingerprint = |place: usize| match &rows.get(place)?.1 {
        Some(row) => Some(row.sha256),
        None => Some(kept.get(&place)?.certificate.as_ref()?.sha256),
    };
    let Some(together) = company.together(fingerprint) else {
        return all_together(files, situation, &mut bytes, &mut alike);
    };
    let is_gone = |place: &&usize| !kept.contains_key(*place);
    let gone = together.iter().filter(is_gone).filter_map(|place| Some(rows.get(*place)?.0));
    let mut next = 0;
    few::read(gone.collect::<BTreeSet<_>>().into_iter(), &mut bytes, &mut alike, |file, found| {
        if found.certificate.is_some() {
            next = next.max(rows.partition_point(|(other, _)| *other < file));
            kept.insert(next, Box::new(found));
            next += 1;
        }
    })?;
    let set: Vec<&Found> = together.iter().filter_map(|place| Some(&**kept.get(place)?)).collect();
    let ties = Ties::of(&set, Some(company.certificates));
    let judge = Judge::tied(set, &ties, situation);
    for (within, place) in together.iter().enumerate() {
        if let Some((_, brief)) = rows.get_mut(*place) {
            *brief = judge.at(within, row);
        }
    }
    // What was kept in vain is the same as one before, say.
    for (place, (_, brief)) in rows.iter_mut().enumerate().filter(|(_, (_, brief))| brief.is_none()) {
        let alone = kept.get(&place).and_then(|found| Subject::alone(found, situation));
        *brief = alone.map(|subject| row(&subject));
    }
    Ok(rows.into_iter().filter_map(|(_, row)| row).collect())
}

/// The same, if each could concern each.
fn all_together<B: AsRef<[u8]>, E>(
    files: usize,
    situation: &Situation,
    bytes: &mut impl FnMut(usize) -> Result<B, E>,
    alike: &mut Alike,
) -> Result<Vec<Brief>, E> {
    let mut findings = Findings { items: Vec::with_capacity(files), ..Findings::default() };
    few::read(0..files, bytes, alike, |_, found| findings.items.push(found))?;
    let judge = findings.judge(situation);
    Ok((0..findings.items.len()).filter_map(|place| judge.at(place, row)).collect())
}

/// What is known of all certificates of a set, to tell which of them concern each other. They are known by the places of
/// their rows.
#[derive(Default)]
struct Company {
    /// Who bears which names.
    borne: Neighbourhood,
    /// The same, as far as they were met.
    met: HashSet<u64>,
    /// Who is issued by whom, as a number.
    issued: Vec<(u64, usize)>,
    certificates: usize,
    /// Whether there is something that concerns all, such as a revocation list.
    concerns_all: bool,
}

impl Company {
    /// Adds an item whose row would have this place; whether nothing so far tells that another concerns it.
    fn add(&mut self, place: usize, found: &Found) -> bool {
        // A request could be of the one whose name another bears, or of anybody.
        self.concerns_all |= found.list.is_some() || found.evidence.is_some() || found.kind == Kind::Request;
        let Some(certificate) = found.issued() else { return false };
        self.certificates += 1;
        let mut seems_alone = !self.concerns_all;
        if let Some(issuer) = certificate.issuer.as_deref().map(neighbourhood::of_subject) {
            self.issued.push((issuer, place));
            seems_alone &= !self.met.contains(&issuer);
        }
        for (key, _) in self.borne.add(place, certificate) {
            seems_alone &= self.met.insert(*key);
        }
        seems_alone
    }

    /// The places of certificates that others concern, or that decide whether they do; nothing if all could concern all.
    /// The same certificate twice is no other: the fingerprint tells.
    fn together(&mut self, fingerprint: impl Fn(usize) -> Option<[u8; 32]>) -> Option<BTreeSet<usize>> {
        self.borne.sort();
        self.issued.sort_unstable();
        let anybodys = self.borne.anybodys().filter(|_| !self.concerns_all)?;
        let issues = |key: u64| self.issued.binary_search_by_key(&key, |(issuer, _)| *issuer).is_ok();
        let issuers = self.issued.chunk_by(|(one, _), (other, _)| one == other);
        let issued = issuers.filter(|group| group.first().is_some_and(|(key, _)| self.met.contains(key)));
        let are_same = |one, other| fingerprint(one) == fingerprint(other);
        let places = self.borne.in_company(are_same, issues).chain(issued.flatten().map(|(_, place)| *place));
        Some(places.chain(anybodys).collect())
    }
}

fn row(subject: &Subject<'_>) -> Brief {
    let Subject { certificate, situation, chain, .. } = *subject;
    let issuer = chain.first().copied();
    let mut decisions = Decisions::new(|scenario| {
        let today = situation.today;
        cut::decided(
            mapping::decide_without_words(certificate, issuer, situation, scenario, today),
            certificate,
        )
    });
    let scenarios = subject.scenarios();
    let general = decisions.of(scenarios.first().copied());
    let outlooks: Vec<Vec<Shown>> = scenarios
        .into_iter()
        .map(|scenario| match certificate.cut_off {
            // Nobody can tell, so there is nothing to look up.
            true => Vec::new(),
            false => prediction::foresee(&subject.case(&decisions.of(Some(scenario)), scenario)),
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

/// A name as text, which is usually no longer than this, so that its memory is asked for once.
fn in_one_piece(name: &Name) -> String {
    let mut text = String::with_capacity(64);
    // Writing into memory never fails.
    let _ = write!(text, "{name}");
    text
}

/// The codes of several scenarios, each once: the likeliest of every scenario, then the second of every one.
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

/// A code in the row: as much as looking it up takes.
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
