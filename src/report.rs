//! The sentences and rows that a user reads, as plain public data for the page, the text and the exports.
//!
//! Nothing is judged here; everything is put into words in one place. There are three levels of detail: answer,
//! stories, proof.

use crate::catalog::Confidence;
use crate::certificate::visible;
use crate::examination::{Findings, Found, Judgment, Kind};
use crate::mapping::{AltSecurityIdentities, Verdict};
use crate::moment::Moment;
use crate::prediction::{Command, Outcome};
use crate::remedy;
use crate::rules::{Station, Weight};
use crate::situation::{Scenario, Situation};
use serde::{Deserialize, Serialize};

mod answer;
pub mod bytes;
pub mod code;
pub mod compare;
mod facts;
mod fields;
pub mod history;
mod labels;
pub mod overview;
mod question;
pub mod row;
mod story;
pub mod text;
mod time;
pub mod workbench;

pub use labels::label;
pub use question::{Ask, Input, NOT_SET, enforcement, nt_auth_bypass};
pub use story::{QUICK_FIX, title as scenario_title};

/// Who reads the report, and when.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// What is known, and the date to check for.
    pub situation: &'a Situation,
    /// The reader's offset from UTC in minutes at a moment, if known.
    pub minutes_east: fn(Moment) -> Option<i64>,
}

impl<'a> Reader<'a> {
    /// A reader whose time zone is not known.
    #[must_use]
    pub fn somewhere(situation: &'a Situation) -> Self {
        Self { situation, minutes_east: |_| None }
    }
}

/// The report on all loaded files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// One for each item, in the order in which they were found.
    pub items: Vec<Item>,
}

/// One item, human-readable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The file it came from.
    pub file: String,
    /// How it was found inside the file.
    pub origin: String,
    /// The position in the file.
    pub place: Option<Place>,
    /// Its kind, as in the JSON contract.
    pub kind: String,
    /// Its display name: the account, host or subject.
    pub name: String,
    /// Its kind, human-readable.
    pub kind_title: String,
    /// The first level: the answer.
    pub answer: Answer,
    /// The most important facts.
    pub facts: Vec<FieldReport>,
    /// The second level: one story for each scenario.
    pub stories: Vec<Story>,
    /// The questions whose answers would change a verdict.
    pub asks: Vec<Ask>,
    /// Whether a password could open it.
    pub takes_password: bool,
    /// The third level: the proof.
    pub proof: Proof,
}

impl Item {
    /// The story to show: the selected one, or else the first of those with the worst outcome, which the answer is
    /// about.
    #[must_use]
    pub fn story(&self, chosen: Option<usize>) -> Option<&Story> {
        let worst = || self.stories.iter().rev().max_by_key(|story| story.outcome.gravity());
        chosen.and_then(|place| self.stories.get(place)).or_else(worst)
    }
}

/// A range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The offset of the first byte.
    pub offset: usize,
    /// The number of bytes.
    pub length: usize,
}

/// The result at a glance; each sign has the same meaning everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// Refused.
    Refused,
    /// It works, but something should be fixed.
    Warning,
    /// It is not known.
    CannotTell,
    /// Strongly mapped, or nothing known prevents it.
    Good,
    /// Not applicable.
    NotConcerned,
}

/// The answer at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The sign next to it.
    pub sign: Sign,
    /// The headline.
    pub headline: String,
    /// A sentence that a help desk can read out.
    pub sentence: String,
    /// How sure the answer is, and its basis.
    pub certainty: String,
    /// Whether nothing remains to be confirmed: further answers can only change it.
    pub sure: bool,
    /// Whether it is refused before the account is looked up: answers about the account matter only after that is
    /// fixed.
    pub early: bool,
    /// What to do if nothing can be judged.
    pub advice: String,
    /// The verdict; absent if no account is involved.
    pub verdict: Option<Verdict>,
}

/// What happens in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The scenario.
    pub scenario: Scenario,
    /// Its display name.
    pub title: String,
    /// The sign next to it.
    pub sign: Sign,
    /// The outcome.
    pub outcome: Outcome,
    /// The outcome, as a sentence.
    pub sentence: String,
    /// The computers involved, in order.
    pub stations: Vec<StationReport>,
    /// The assumptions made.
    pub assumptions: Vec<String>,
    /// The remedies.
    pub remedies: Vec<RemedyReport>,
}

/// A remedy, human-readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyReport {
    /// What it achieves.
    pub title: String,
    /// How long it helps, in words; empty if there is nothing to distinguish.
    pub term: String,
    /// The steps, one after the other.
    pub steps: Vec<String>,
    /// The commands to paste.
    pub commands: Vec<Command>,
}

/// A computer involved, and what it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationReport {
    /// The computer.
    pub station: Station,
    /// Its name in this scenario.
    pub name: String,
    /// If it fails here, that it does, in words.
    pub stops: Option<String>,
    /// Whether the logon gets this far.
    pub reached: bool,
    /// A remark.
    pub note: String,
    /// The codes shown there.
    pub codes: Vec<CodeReport>,
}

/// A code, human-readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeReport {
    /// Its label, such as `NPS reason 16` or `KDC event 39`.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The link to its page.
    pub link: String,
    /// How sure it is that it appears.
    pub confidence: Confidence,
}

/// The basis of the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The steps of the domain controller's decision.
    pub steps: Vec<StepReport>,
    /// What these steps rest on.
    pub sources: Vec<Cited>,
    /// The findings of the rules.
    pub findings: Vec<FindingReport>,
    /// Things that look like a strong mapping but are not.
    pub near_misses: Vec<Remark>,
    /// The defects in the encoding.
    pub defects: Vec<Remark>,
    /// The fields, in sections.
    pub sections: Vec<Section>,
    /// Every extension, whether it is supported or not.
    pub extensions: Vec<ExtensionReport>,
    /// The explicit mappings that can be written on the account.
    pub strings: AltSecurityIdentities,
    /// How each explicit mapping on the account relates to the certificate.
    pub explicit: Vec<ExplicitReport>,
    /// The issuers, nearest first.
    pub chain: Vec<LinkReport>,
    /// Where the chain ends, as a sentence; empty if there is no issuer.
    pub chain_end: String,
    /// For lists of items: issuer, template, validity and so on.
    pub summary: Summary,
}

/// An issuer in the chain, and how it was identified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkReport {
    /// Its index in the list of items.
    pub place: usize,
    /// Its display name.
    pub name: String,
    /// The remaining validity, in words.
    pub expiry: String,
    /// The result of verifying the signature.
    pub known: String,
    /// The sign for that result.
    pub sign: Sign,
    /// Indexes of other certificates of the same CA, which allow other chains.
    pub others: Vec<usize>,
}

/// The facts that a list shows about an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The name of the issuer.
    pub issuer: String,
    /// The name or OID of the template.
    pub template: String,
    /// The beginning of the validity.
    pub not_before: Option<Moment>,
    /// The end of the validity.
    pub not_after: Option<Moment>,
    /// The SHA-1 hash of the certificate, as Windows shows it; empty if the file is truncated.
    pub thumbprint: String,
    /// The SHA-256 hash of the certificate; empty if the file is truncated.
    pub sha256: String,
    /// The SID that the domain controller uses.
    pub sid: String,
    /// The remaining validity, in words.
    pub expiry: String,
}

/// One step of the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// What was found.
    pub finding: String,
    /// How sure this is.
    pub confidence: Confidence,
}

/// A finding of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingReport {
    /// The rule's id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The severity.
    pub weight: Weight,
    /// What was found.
    pub because: String,
    /// How sure this is.
    pub confidence: Confidence,
    /// The position in the bytes.
    pub place: Option<Place>,
    /// What the rule is about.
    pub explanation: Vec<code::Block>,
    /// What it rests on.
    pub sources: Vec<Cited>,
}

impl Proof {
    /// The heading of the findings: only those of the severity `Block` block the certificate.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        let stops = self.findings.iter().any(|finding| finding.weight == Weight::Block);
        if stops { "What blocks it" } else { "Worth knowing" }
    }
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Its title.
    pub title: String,
    /// Where it is: a URL, or words.
    pub locator: String,
}

/// A remark about some bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// Stable name.
    pub id: String,
    /// A sentence.
    pub message: String,
    /// The position in the bytes.
    pub place: Option<Place>,
}

/// Related fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The fields.
    pub rows: Vec<FieldReport>,
}

/// One field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldReport {
    /// The label.
    pub label: String,
    /// The value, with control and invisible characters made visible.
    pub value: String,
    /// The value split into groups for readability; joined, they are the value. Empty if it should not be split.
    pub pieces: Vec<String>,
    /// An explanation.
    pub note: String,
    /// Whether it is an identifier or number, shown in a monospace font.
    pub exact: bool,
    /// The position in the bytes.
    pub place: Option<Place>,
}

/// An extension of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionReport {
    /// Its name, or else its OID.
    pub title: String,
    /// Its OID.
    pub oid: String,
    /// Whether it is critical: software that does not support it must reject the certificate.
    pub critical: bool,
    /// The position in the bytes.
    pub place: Option<Place>,
    /// Its contents.
    pub rows: Vec<FieldReport>,
}

/// How an explicit mapping on the account relates to the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplicitReport {
    /// The explicit mapping.
    pub text: String,
    /// The explicit mapping, with the characters marked where something is wrong.
    pub segments: Vec<Segment>,
    /// The result, as a sentence.
    pub verdict: String,
    /// The sign next to it.
    pub sign: Sign,
    /// Why it does not match, each with its character position.
    pub differences: Vec<Pointed>,
}

/// A remark about a character position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointed {
    /// A sentence.
    pub message: String,
    /// The character position at which it begins, counted from 0.
    pub at: usize,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The part, with control and invisible characters made visible.
    pub text: String,
    /// Whether something is wrong here.
    pub marked: bool,
}

/// Creates the report.
#[must_use]
pub fn report(findings: &Findings, judgments: &[Judgment], reader: &Reader<'_>) -> Report {
    let items = findings
        .items
        .iter()
        .zip(judgments)
        .map(|(found, judgment)| item(found, judgment, |place| findings.items.get(place), reader))
        .collect();
    Report { items }
}

/// Creates the report on one item. `at` returns the item with an index, for its issuers.
#[must_use]
pub fn item<'a>(
    found: &Found,
    judgment: &Judgment,
    at: impl Fn(usize) -> Option<&'a Found>,
    reader: &Reader<'_>,
) -> Item {
    let mut proof = facts::proof(found, judgment, reader);
    for link in &mut proof.chain {
        if let Some(issuer) = at(link.place) {
            link.name = facts::name(issuer);
            link.expiry = facts::expiry(issuer, reader);
        }
    }
    Item {
        file: visible(&found.file),
        origin: visible(&found.origin),
        place: found.span.map(fields::place),
        kind: found.kind.name().to_owned(),
        name: facts::name(found),
        kind_title: kind_title(found.kind).to_owned(),
        answer: answer::answer(found, judgment, reader),
        facts: facts::first_looked_for(found, judgment, reader),
        stories: judgment.predictions.iter().map(story::story).collect(),
        asks: question::asks(found.certificate.as_ref(), judgment),
        takes_password: found.takes_password(),
        proof,
    }
}

impl RemedyReport {
    /// The placeholders in its commands, explained in sentences.
    #[must_use]
    pub fn blanks(&self) -> Vec<String> {
        let commands: Vec<&str> = self.commands.iter().map(|command| command.text.as_str()).collect();
        remedy::blanks(&commands.join("\n")).map(remedy::Blank::sentence).collect()
    }

    /// Its title and how long it helps, on one line.
    #[must_use]
    pub fn heading(&self) -> String {
        if self.term.is_empty() { self.title.clone() } else { format!("{} · {}", self.title, self.term) }
    }
}

impl Answer {
    /// The headline for use after a sign in words, without repeating the sign.
    #[must_use]
    pub fn headline_behind_sign(&self) -> String {
        self.headline.strip_prefix(answer::REFUSED).map_or_else(|| self.headline.clone(), answer::capital)
    }
}

impl Item {
    /// The heading above its questions: if the answer is already sure, they can only change it.
    #[must_use]
    pub fn asks_title(&self) -> &'static str {
        match (self.answer.sure, self.asks.len()) {
            (_, 1) if self.answer.early => "One answer matters once that is fixed",
            _ if self.answer.early => "Answers that matter once that is fixed",
            (true, 1) => "One answer could change this",
            (true, _) => "Answers that could change this",
            (false, 1) => "One answer would make this certain",
            (false, _) => "Answers that would make this certain",
        }
    }
}

/// The display name of a kind of item.
#[must_use]
pub const fn kind_title(kind: Kind) -> &'static str {
    match kind {
        Kind::Certificate => "Certificate",
        Kind::Request => "Certificate request",
        Kind::RevocationList => "Revocation list",
        Kind::PrivateKey => "Private key",
        Kind::Locked => "Locked",
        Kind::Evidence => "Facts",
        Kind::Unknown => "Not recognized",
    }
}

/// How sure a statement is, in words.
#[must_use]
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Documented => "documented",
        Confidence::Reported => "reported from the field",
        Confidence::Inferred => "inferred",
    }
}
