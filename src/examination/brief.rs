//! The short answer: one row a certificate, for lists of a hundred thousand.

use super::{Decisions, Findings, Kind, Subject, cut};
use crate::catalog::{Code, Family};
use crate::certificate::{Certificate, Name, Oid, hex};
use crate::mapping::{self, By, Verdict};
use crate::moment::Moment;
use crate::prediction::{self, Outcome, Outlook, Role};
use crate::rules::Gate;
use crate::sid::Sid;
use crate::situation::Situation;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

/// What a list tells of a certificate or request. The part that is serialised is the contract's compact row; the
/// rest is what overviews sort and count by.
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
    /// Its place among the items.
    #[serde(skip)]
    pub place: usize,
    /// Whether it is a certificate or a request.
    #[serde(skip)]
    pub kind: Kind,
    /// Who issued it. Many have one issuer, so the text is shared.
    #[serde(skip)]
    pub issuer: Option<Arc<str>>,
    /// The name of its template, or else the template's identifier; shared as well.
    #[serde(skip)]
    pub template: Option<Arc<str>>,
    /// What it seems to be for.
    #[serde(skip)]
    pub role: Role,
    /// Whose it is: its first user principal name, or else its first DNS name, or else its common name.
    #[serde(skip)]
    pub holder: Option<String>,
    /// Begin of validity.
    #[serde(skip)]
    pub not_before: Option<Moment>,
    /// Content octets of the serial number, in hexadecimal.
    #[serde(skip)]
    pub serial: Option<String>,
    /// The worst that happens in any of the scenarios; absent where there is none, as for authorities.
    #[serde(skip)]
    pub outcome: Option<Outcome>,
    /// Where that stops.
    #[serde(skip)]
    pub gate: Option<Gate>,
}

/// Judges everything that was read, as [`judge`](super::judge) does, and tells it briefly: one row for every certificate and
/// request, in the order of the items.
#[must_use]
pub fn brief(findings: &Findings, situation: &Situation) -> Vec<Brief> {
    let mut texts = Texts::default();
    let judge = findings.judge(situation);
    (0..findings.items.len())
        .filter_map(|place| judge.at(place, |subject| row(subject, &mut texts)))
        .collect()
}

fn row(subject: &Subject<'_>, texts: &mut Texts) -> Brief {
    let Subject { place, item, certificate, situation, chain, .. } = *subject;
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
    let outlooks: Vec<Outlook> = scenarios
        .into_iter()
        .map(|scenario| match certificate.cut_off {
            true => cut::foreseen(),
            false => prediction::foresee(&subject.case(&decisions.of(Some(scenario)), scenario)),
        })
        .collect();
    let worst = outlooks.iter().rev().max_by_key(|outlook| outlook.outcome.gravity());
    Brief {
        verdict: general.verdict,
        by: general.by,
        sid: general.sid.clone(),
        codes: by_likelihood(&outlooks),
        subject: certificate.subject.to_string(),
        not_after: certificate.not_after,
        sha256: certificate.sha256,
        place,
        kind: item.kind,
        issuer: certificate.issuer.as_ref().map(|name| written(&mut texts.names, name)),
        template: certificate.template.as_ref().and_then(|template| {
            Some(match &template.name {
                Some(name) => texts.shared(name),
                None => written(&mut texts.identifiers, template.oid.as_ref()?),
            })
        }),
        role: prediction::role(certificate),
        holder: holder(certificate).map(str::to_owned),
        not_before: certificate.not_before,
        serial: certificate.serial.as_deref().map(hex),
        outcome: worst.map(|outlook| outlook.outcome),
        gate: worst.and_then(|outlook| outlook.gate),
    }
}

/// The codes of several scenarios, each once: the likeliest of every scenario, then the second of every one.
fn by_likelihood(outlooks: &[Outlook]) -> Vec<Code> {
    let most = outlooks.iter().map(|outlook| outlook.codes.len()).max().unwrap_or_default();
    let mut codes = Vec::new();
    for likelihood in 0..most {
        for shown in outlooks.iter().filter_map(|outlook| outlook.codes.get(likelihood)) {
            if !codes.contains(&shown.code) {
                codes.push(shown.code);
            }
        }
    }
    codes
}

fn holder(certificate: &Certificate) -> Option<&str> {
    let mut names = certificate.upns().chain(certificate.dns_names());
    names.next().or_else(|| certificate.subject.common_name())
}

/// Texts that many rows share.
#[derive(Default)]
struct Texts {
    names: BTreeMap<Name, Arc<str>>,
    identifiers: BTreeMap<Oid, Arc<str>>,
    others: BTreeSet<Arc<str>>,
}

impl Texts {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.others.get(text) {
            return known.clone();
        }
        let shared: Arc<str> = text.into();
        self.others.insert(shared.clone());
        shared
    }
}

/// The text of something, written only once.
fn written<K: Ord + Clone + Display>(known: &mut BTreeMap<K, Arc<str>>, key: &K) -> Arc<str> {
    if let Some(text) = known.get(key) {
        return text.clone();
    }
    let text: Arc<str> = key.to_string().into();
    known.insert(key.clone(), text.clone());
    text
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
