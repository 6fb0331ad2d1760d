//! The sentences and rows a person reads: plain public data for page, text and exports alike.
//!
//! Nothing is judged here; everything is put into words once. Three levels: the answer, the story, the proof.

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
pub mod overview;
mod question;
pub mod row;
mod story;
pub mod text;
mod time;
mod told;
pub mod workbench;

pub use question::{Ask, Input, NOT_SET, enforcement, nt_auth_bypass};
pub use story::{TONIGHT, title as scenario_title};
pub use told::label;

/// Who reads the report, and when.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// What was told, and the day for which was judged.
    pub situation: &'a Situation,
    /// How many minutes the reader's clocks are ahead of UTC at a moment, where that is known.
    pub minutes_east: fn(Moment) -> Option<i64>,
}

impl<'a> Reader<'a> {
    /// A reader of whose clocks nothing is known.
    #[must_use]
    pub fn somewhere(situation: &'a Situation) -> Self {
        Self { situation, minutes_east: |_| None }
    }
}

/// Everything there is to say about everything that was dropped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// One for each item, in the order in which it was found.
    pub items: Vec<Item>,
}

/// One item, for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The file it came from.
    pub file: String,
    /// How it was found inside the file.
    pub origin: String,
    /// Where in the file.
    pub place: Option<Place>,
    /// What it is, in the word other programs know.
    pub kind: String,
    /// Its name for people: the account, host or subject it stands for.
    pub name: String,
    /// What it is, for people.
    pub kind_title: String,
    /// The first depth.
    pub answer: Answer,
    /// The few facts one looks for first.
    pub facts: Vec<FieldReport>,
    /// The second depth, one for each scenario.
    pub stories: Vec<Story>,
    /// Questions whose answer would change a verdict.
    pub asks: Vec<Ask>,
    /// Whether a password would open it.
    pub takes_password: bool,
    /// The third depth.
    pub proof: Proof,
}

impl Item {
    /// The scenario to tell of: the chosen one, or else the first of those that go worst, since the answer is theirs.
    #[must_use]
    pub fn story(&self, chosen: Option<usize>) -> Option<&Story> {
        let worst = || self.stories.iter().rev().max_by_key(|story| story.outcome.gravity());
        chosen.and_then(|place| self.stories.get(place)).or_else(worst)
    }
}

/// A stretch of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Where it begins.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
}

/// One meaning each, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// Refused.
    Refused,
    /// It works, but.
    Warning,
    /// It cannot be told.
    CannotTell,
    /// Strongly mapped, or nothing known stops it.
    Good,
    /// Not concerned.
    NotConcerned,
}

/// The answer at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The sign beside it.
    pub sign: Sign,
    /// A few words.
    pub headline: String,
    /// A sentence a help desk can read out.
    pub sentence: String,
    /// How sure this is, and on what it rests.
    pub certainty: String,
    /// Whether nothing is left to be made sure of: then further answers can only change it.
    pub sure: bool,
    /// Whether it is refused before anybody asks for the account: answers about that matter only afterwards.
    pub early: bool,
    /// What to do where nothing can be judged.
    pub advice: String,
    /// The verdict in the word other programs know; absent where no account is concerned.
    pub verdict: Option<Verdict>,
}

/// What happens in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The scenario.
    pub scenario: Scenario,
    /// Its name for people.
    pub title: String,
    /// The sign beside it.
    pub sign: Sign,
    /// What happens, in the word other programs know.
    pub outcome: Outcome,
    /// What happens, in a sentence.
    pub sentence: String,
    /// The machines on the way, in order.
    pub stations: Vec<StationReport>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    /// What to do.
    pub remedies: Vec<RemedyReport>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyReport {
    /// What it achieves.
    pub title: String,
    /// For how long it helps, in words; empty where there is nothing to tell apart.
    pub term: String,
    /// How, one step after the other.
    pub steps: Vec<String>,
    /// What can be pasted.
    pub commands: Vec<Command>,
}

/// A machine on the way, and what is seen there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationReport {
    /// Which machine it is.
    pub station: Station,
    /// What it is called in this scenario.
    pub name: String,
    /// Whether it stops here, with the gate in words.
    pub stops: Option<String>,
    /// Whether the logon gets there.
    pub reached: bool,
    /// What else there is to say of it.
    pub note: String,
    /// The codes seen there.
    pub codes: Vec<CodeReport>,
}

/// A code for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeReport {
    /// As people call it, such as `NPS 16` or `event 39`.
    pub label: String,
    /// What it says.
    pub title: String,
    /// Where its page is.
    pub link: String,
    /// How sure it is that it appears.
    pub confidence: Confidence,
}

/// What the answer rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The steps of the domain controller's decision.
    pub steps: Vec<StepReport>,
    /// What the rules found.
    pub findings: Vec<FindingReport>,
    /// What looks like a strong mapping and is none.
    pub near_misses: Vec<Remark>,
    /// What was wrong with the bytes.
    pub defects: Vec<Remark>,
    /// The fields, in sections.
    pub sections: Vec<Section>,
    /// Every extension, whether understood or not.
    pub extensions: Vec<ExtensionReport>,
    /// The strings to write on the account.
    pub strings: AltSecurityIdentities,
    /// What became of the strings that stand on the account.
    pub explicit: Vec<ExplicitReport>,
    /// The issuers, nearest first.
    pub chain: Vec<LinkReport>,
    /// Where the chain ends, in a sentence; empty where there is none.
    pub chain_end: String,
    /// For lists: the issuer's name, the template's, and the validity.
    pub summary: Summary,
}

/// An issuer, and how it is known to be the one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkReport {
    /// Its place in the list of items.
    pub place: usize,
    /// Its name for people.
    pub name: String,
    /// What remains of its validity, in words.
    pub expiry: String,
    /// What the signature tells.
    pub known: String,
    /// Whether that is how it should be.
    pub sign: Sign,
    /// Places of other certificates of the same authority, through which other chains go.
    pub others: Vec<usize>,
}

/// What a list shows of an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Name of the issuer.
    pub issuer: String,
    /// Name or identifier of the template.
    pub template: String,
    /// Begin of validity.
    pub not_before: Option<Moment>,
    /// End of validity.
    pub not_after: Option<Moment>,
    /// SHA-1 over the certificate, as Windows shows it; empty, if its end is missing.
    pub thumbprint: String,
    /// SHA-256 over the certificate; empty, if its end is missing.
    pub sha256: String,
    /// The SID that counts.
    pub sid: String,
    /// What remains of the validity, in words.
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

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingReport {
    /// The rule's stable name.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// How grave.
    pub weight: Weight,
    /// What was found.
    pub because: String,
    /// How sure this is.
    pub confidence: Confidence,
    /// Where.
    pub place: Option<Place>,
}

/// A remark about some bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// Stable name.
    pub id: String,
    /// A sentence.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
}

/// Fields that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// What they are about.
    pub title: String,
    /// The fields.
    pub rows: Vec<FieldReport>,
}

/// One field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldReport {
    /// What it is.
    pub label: String,
    /// What it says; control and invisible characters made visible.
    pub value: String,
    /// The value cut where an eye wants a gap; joined they are the value. Empty, if it is best left whole.
    pub pieces: Vec<String>,
    /// What it means, in words.
    pub note: String,
    /// Whether it is an identifier or number, shown in a monospace face.
    pub exact: bool,
    /// Where.
    pub place: Option<Place>,
}

/// An extension of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionReport {
    /// Its name; its identifier, if it has none.
    pub title: String,
    /// Its identifier.
    pub oid: String,
    /// Whether a reader that does not know it must refuse the certificate.
    pub critical: bool,
    /// Where.
    pub place: Option<Place>,
    /// What it says.
    pub rows: Vec<FieldReport>,
}

/// What became of a string on the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplicitReport {
    /// The string.
    pub text: String,
    /// The string, with the characters marked at which something is wrong.
    pub segments: Vec<Segment>,
    /// What became of it, in a sentence.
    pub verdict: String,
    /// The sign beside it.
    pub sign: Sign,
    /// Why it does not match, to the character.
    pub differences: Vec<Pointed>,
}

/// A remark that points at a character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointed {
    /// A sentence.
    pub message: String,
    /// The character at which it begins.
    pub at: usize,
}

/// A piece of a string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The piece; control and invisible characters made visible.
    pub text: String,
    /// Whether something is wrong here.
    pub marked: bool,
}

/// Puts everything into words.
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

/// Puts one item into words. Its issuers are looked up by their places.
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
    /// What is to be put into its commands, in sentences.
    #[must_use]
    pub fn blanks(&self) -> Vec<String> {
        let commands: Vec<&str> = self.commands.iter().map(|command| command.text.as_str()).collect();
        remedy::blanks(&commands.join("\n")).map(remedy::Blank::sentence).collect()
    }

    /// What it achieves, and for how long, on a line.
    #[must_use]
    pub fn heading(&self) -> String {
        if self.term.is_empty() { self.title.clone() } else { format!("{} · {}", self.title, self.term) }
    }
}

impl Answer {
    /// The headline where the sign is said in a word before it, so that nothing is said twice.
    #[must_use]
    pub fn headline_behind_sign(&self) -> String {
        self.headline.strip_prefix(answer::REFUSED).map_or_else(|| self.headline.clone(), answer::capital)
    }
}

impl Item {
    /// What stands above its questions: where the answer is sure already, they can only change it.
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

/// What an item is, for people.
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

/// How sure a statement is, in a word.
#[must_use]
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Documented => "documented",
        Confidence::Reported => "reported from the field",
        Confidence::Inferred => "inferred",
    }
}
