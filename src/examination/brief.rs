//! The short answer: one row a certificate, for lists of a hundred thousand.

use super::{Decisions, Found, Judge, Kind, Subject, Ties, cut, few};
use crate::catalog::{Code, Family};
use crate::certificate::{Alike, Name, hex};
use crate::mapping::{self, By, Verdict};
use crate::moment::Moment;
use crate::prediction;
use crate::rules::{Neighbourhood, Shown, neighbourhood};
use crate::sid::Sid;
use crate::situation::Situation;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
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
/// hand, and no more is kept of them than the row. Files with others are asked for once more, and judged together.
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
    let mut company = Company::default();
    let mut alike = Alike::default();
    few::read(0..files, &mut bytes, &mut alike, |file, found| {
        let is_alone = company.add(rows.len(), &found);
        if let Some(subject) = Subject::alone(&found, situation) {
            rows.push((file, is_alone.then(|| row(&subject))));
        }
    })?;
    let again = company.together(&rows, files);
    if !again.is_empty() {
        let mut items: Vec<(usize, Found)> = Vec::new();
        few::read(again.iter().copied(), &mut bytes, &mut alike, |file, found| items.push((file, found)))?;
        let set: Vec<&Found> = items.iter().map(|(_, found)| found).collect();
        let ties = Ties::of(&set, Some(company.certificates));
        let judge = Judge::tied(set, &ties, situation);
        rows.retain(|(file, _)| !again.contains(file));
        let judged = items.iter().enumerate();
        rows.extend(judged.filter_map(|(place, (file, _))| Some((*file, Some(judge.at(place, row)?)))));
        rows.sort_by_key(|(file, _)| *file);
    }
    Ok(rows.into_iter().filter_map(|(_, row)| row).collect())
}

/// What is known of all certificates of a set once they are gone, to tell which of them concern each other. They are
/// known by the places of their rows.
#[derive(Default)]
struct Company {
    /// Who bears which names.
    borne: Neighbourhood,
    /// Who is issued by whom, as a number.
    issued: Vec<(u64, usize)>,
    /// The subjects of authorities.
    authorities: BTreeSet<u64>,
    certificates: usize,
    /// Whether there is something that concerns all, such as a revocation list.
    concerns_all: bool,
}

impl Company {
    /// Adds an item whose row would have this place; whether nothing so far tells that something concerns it.
    fn add(&mut self, place: usize, found: &Found) -> bool {
        // A request could be of the one whose name another bears, or of anybody.
        self.concerns_all |= found.list.is_some() || found.evidence.is_some() || found.kind == Kind::Request;
        let Some(certificate) = found.issued() else { return false };
        let issuer = certificate.issuer.as_deref().map(neighbourhood::of_subject);
        self.issued.extend(issuer.map(|issuer| (issuer, place)));
        self.borne.add(place, certificate);
        self.certificates += 1;
        if certificate.is_ca() {
            self.authorities.insert(neighbourhood::of_subject(&certificate.subject));
        }
        !self.concerns_all && issuer.is_none_or(|issuer| !self.authorities.contains(&issuer))
    }

    /// The files with certificates that another concerns, or that decide whether it does.
    fn together(&mut self, rows: &[(usize, Option<Brief>)], files: usize) -> BTreeSet<usize> {
        self.borne.sort();
        self.issued.sort_unstable();
        let anybodys = match self.borne.anybodys() {
            Some(anybodys) if !self.concerns_all => anybodys,
            _ => return (0..files).collect(),
        };
        let issues = |key: u64| self.issued.binary_search_by_key(&key, |(issuer, _)| *issuer).is_ok();
        let issuers = self.issued.chunk_by(|(one, _), (other, _)| one == other);
        let issued = issuers.filter(|group| group.first().is_some_and(|(key, _)| self.borne.has(*key)));
        let fingerprint = |place: usize| rows.get(place)?.1.as_ref().map(|row| &row.sha256);
        let are_same = |one, other| fingerprint(one).is_some_and(|it| fingerprint(other) == Some(it));
        let places = self.borne.in_company(are_same, issues).chain(issued.flatten().map(|(_, place)| *place));
        places.chain(anybodys).filter_map(|place| Some(rows.get(place)?.0)).collect()
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
