//! The short answer: one row a certificate, for lists of a hundred thousand.

use super::{Decisions, Findings, Subject, cut};
use crate::catalog::{Code, Family};
use crate::certificate::{Name, hex};
use crate::mapping::{self, By, Verdict};
use crate::moment::Moment;
use crate::prediction;
use crate::rules::Shown;
use crate::sid::Sid;
use crate::situation::Situation;
use serde::{Serialize, Serializer};
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

/// Judges everything that was read, as [`judge`](super::judge) does, and tells it briefly: one row for every certificate and
/// request, in the order of the items.
#[must_use]
pub fn brief(findings: &Findings, situation: &Situation) -> Vec<Brief> {
    let judge = findings.judge(situation);
    (0..findings.items.len()).filter_map(|place| judge.at(place, row)).collect()
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
