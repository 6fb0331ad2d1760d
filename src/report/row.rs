//! One item in a list: only what is needed to find, sort and count it.

use super::{Reader, Sign, answer, facts, kind_title, story};
use crate::certificate::{GeneralName, hex, visible};
use crate::examination::{Found, Judgment};
use crate::mapping::Verdict;
use crate::moment::Moment;
use crate::prediction::{self, Outcome, Prediction, Remedy, Role, Term};
use serde::{Deserialize, Serialize};

/// An item in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The file it came from.
    pub file: String,
    /// How it was found inside the file.
    pub origin: String,
    /// Its kind, as in the JSON contract.
    pub kind: String,
    /// Its kind, human-readable.
    pub kind_title: String,
    /// Its display name.
    pub name: String,
    /// The sign of its answer.
    pub sign: Sign,
    /// The headline of its answer.
    pub headline: String,
    /// Its verdict; absent if no account is involved.
    pub verdict: Option<Verdict>,
    /// Who it seems to be for; only for certificates and requests.
    pub role: Option<Role>,
    /// What happens in the scenario with the worst outcome, as a sentence.
    pub outcome: String,
    /// The codes shown, for each scenario.
    pub ways: Vec<Way>,
    /// The first remedy for each reason to fail, also for what fails only once the first is fixed, one per line; empty
    /// if nothing needs to be done.
    pub remedies: String,
    /// The name of the issuer.
    pub issuer: String,
    /// The name or OID of the template.
    pub template: String,
    /// The beginning of the validity.
    pub not_before: Option<Moment>,
    /// The end of the validity.
    pub not_after: Option<Moment>,
    /// The remaining validity, in words.
    pub expiry: String,
    /// The SID that the domain controller uses.
    pub sid: String,
    /// The SHA-1 hash, as Windows shows it; empty if the file is truncated.
    pub thumbprint: String,
    /// The SHA-256 hash of the bytes that are present.
    pub sha256: String,
    /// Other texts by which it can be found, in lower case, one per line.
    pub words: String,
}

/// The codes shown in a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Way {
    /// The display name of the scenario.
    pub title: String,
    /// The codes, in the order of the computers involved.
    pub codes: Vec<Label>,
}

/// A code in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Label {
    /// Its label, such as `NPS reason 16`.
    pub label: String,
    /// The link to its page.
    pub link: String,
}

/// An item as a row.
#[must_use]
pub fn row(found: &Found, judgment: &Judgment, reader: &Reader<'_>) -> Row {
    let answer = answer::answer(found, judgment, reader);
    let certificate = found.certificate.as_ref();
    let summary = facts::summary(found, judgment, reader);
    let worst = prediction::worst(&judgment.predictions);
    let is_open = matches!(answer.sign, Sign::Refused | Sign::Warning | Sign::CannotTell);
    let mut remedies: Vec<&str> = Vec::new();
    if is_open {
        let others = judgment.predictions.iter().filter(|it| it.outcome == Outcome::Fails);
        for title in worst.into_iter().chain(others).flat_map(main_remedies) {
            if !remedies.contains(&title) {
                remedies.push(title);
            }
        }
    }
    Row {
        file: visible(&found.file),
        origin: visible(&found.origin),
        kind: found.kind.name().to_owned(),
        kind_title: kind_title(found.kind).to_owned(),
        name: facts::name(found),
        sign: answer.sign,
        headline: answer.headline,
        verdict: answer.verdict,
        role: certificate.map(prediction::role),
        outcome: worst.map(story::sentence).unwrap_or_default(),
        ways: judgment.predictions.iter().map(way).collect(),
        remedies: remedies.join("\n"),
        issuer: summary.issuer,
        template: summary.template,
        not_before: summary.not_before,
        not_after: summary.not_after,
        expiry: summary.expiry,
        sid: summary.sid,
        thumbprint: summary.thumbprint,
        // For truncated certificates too: equal bytes are the same item.
        sha256: certificate.map(|it| hex(&it.sha256)).unwrap_or_default(),
        words: words(found),
    }
}

/// The titles of the first remedy for each reason to fail, and of the first one for what fails next.
fn main_remedies(prediction: &Prediction) -> impl Iterator<Item = &str> {
    let (next, now): (Vec<&Remedy>, Vec<&Remedy>) =
        prediction.remedies.iter().partition(|remedy| remedy.term == Term::Later);
    let main = now.into_iter().filter(|remedy| remedy.is_main);
    main.chain(next.into_iter().take(1)).map(|remedy| remedy.title.as_str())
}

fn way(prediction: &Prediction) -> Way {
    let codes = story::stations(prediction).into_iter().flat_map(|station| station.codes);
    Way {
        title: story::title(prediction.scenario).to_owned(),
        codes: codes.map(|code| Label { label: code.label, link: code.link }).collect(),
    }
}

/// The names in the certificate and its serial number.
fn words(found: &Found) -> String {
    let Some(certificate) = &found.certificate else { return String::new() };
    let mut words = vec![certificate.subject.to_string()];
    words.extend(certificate.san.iter().filter_map(|name| match &name.value {
        GeneralName::Dns(text)
        | GeneralName::Email(text)
        | GeneralName::Uri(text)
        | GeneralName::Ip(text)
        | GeneralName::Upn(text) => Some(text.clone()),
        _ => None,
    }));
    words.extend(certificate.serial.as_deref().map(hex));
    words.join("\n").to_lowercase()
}

impl Row {
    /// The codes of the most likely scenario that shows any.
    #[must_use]
    pub fn codes(&self) -> &[Label] {
        first_codes(&self.ways)
    }

    /// The month in which it expires, such as `2026-12`; empty if not known.
    #[must_use]
    pub fn month(&self) -> String {
        self.not_after.map(month).unwrap_or_default()
    }
}

/// The codes of the first scenario that shows any.
#[must_use]
pub fn first_codes(ways: &[Way]) -> &[Label] {
    ways.iter().map(|way| way.codes.as_slice()).find(|codes| !codes.is_empty()).unwrap_or_default()
}

/// The month of a moment, such as `2026-12`.
#[must_use]
pub fn month(moment: Moment) -> String {
    let civil = moment.civil();
    format!("{:04}-{:02}", civil.year, civil.month)
}
