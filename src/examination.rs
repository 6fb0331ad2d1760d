//! The entry point: files and a situation in, the complete answer out.
//!
//! Reading and judging are separate, so that an answered question changes the verdict without reading again.

use crate::certificate::{self, Certificate, Defect, Reading, RevocationList, Span};
use crate::chain::{self, Link, Links, Lists, Signature, Signed, Standing};
use crate::intake::{self, Content, File};
use crate::mapping::{self, Mapping, Question, Usage};
use crate::prediction::{self, Prediction};
use crate::rules::{Case, Finding, Neighbourhood, Rule, Weight};
use crate::situation::{Scenario, Situation};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

mod brief;
mod cut;
mod evidence;
mod few;
mod settings;

pub use brief::{Brief, brief};
pub use evidence::MOST_TELLING;

use evidence::Evidence;
use settings::Settings;

/// What was found in the files, not yet judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Every item, in the order in which it was found. More come in through [`Findings::add`].
    pub items: Vec<Found>,
    /// How they stand to each other, as soon as it was asked for: verifying signatures takes long.
    ties: OnceLock<Ties>,
}

/// How the certificates of a set are related, and what the other items say about them, by index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ties {
    links: Links,
    lists: Lists,
    neighbourhood: Neighbourhood,
    evidence: Evidence,
    settings: Settings,
}

/// One item as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The file's name.
    pub file: String,
    /// How it was found inside the file.
    pub origin: String,
    /// Where in the file.
    pub span: Option<Span>,
    /// What it is.
    pub kind: Kind,
    /// The bytes of a certificate, request or revocation list; empty for anything else.
    pub der: Arc<[u8]>,
    /// The facts of a certificate or request. Those of a certificate have no rows for people, whom few of thousands
    /// are ever shown to: [`certificate::read`] makes them.
    pub certificate: Option<Certificate>,
    /// Those of a revocation list.
    pub list: Option<Arc<RevocationList>>,
    /// Facts about accounts, servers or clients.
    pub evidence: Option<Box<Situation>>,
    /// What was wrong with the bytes.
    pub defects: Vec<Defect>,
    /// What the wrapping tells about it, such as its friendly name in a store.
    pub notes: Vec<String>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Kind {
    /// A certificate.
    Certificate,
    /// A certificate request.
    Request,
    /// A revocation list.
    RevocationList,
    /// A private key, which is not kept.
    PrivateKey,
    /// Something only a password opens.
    Locked,
    /// Facts about accounts, servers or clients.
    Evidence,
    /// Nothing known here.
    Unknown,
}

impl Kind {
    /// The name other programs know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Request => "request",
            Self::RevocationList => "revocation_list",
            Self::PrivateKey => "private_key",
            Self::Locked => "locked",
            Self::Evidence => "evidence",
            Self::Unknown => "unknown",
        }
    }
}

/// The complete answer about one item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgment {
    /// What a domain controller makes of it; only for certificates and requests.
    pub mapping: Option<Mapping>,
    /// What stands in the way, the gravest first, each with its rule.
    pub findings: Vec<(&'static str, Finding)>,
    /// What happens, one for each scenario.
    pub predictions: Vec<Prediction>,
    /// Answers that would change a verdict.
    pub questions: Vec<Question>,
    /// The issuers, nearest first, by their places in the list of items. Where a signature is wrong it ends.
    pub chain: Vec<Link>,
    /// Whether its own key signed it; nothing for a certificate that names another issuer.
    pub self_signed: Option<Signature>,
}

impl Judgment {
    /// Whether a rule found what stops it for sure, whatever else is mended.
    #[must_use]
    pub fn stops(&self, rule: &str) -> bool {
        self.findings.iter().any(|(id, finding)| *id == rule && finding.weight == Weight::Block)
    }
}

/// Reads files. Every file gives at least one item.
#[must_use]
pub fn read(files: &[File<'_>], passwords: &[&str]) -> Findings {
    let items = files.iter().flat_map(|file| intake::recognise(*file, passwords));
    let items = items.map(|item| found(item, certificate::read_without_rows)).collect();
    Findings { items, ..Findings::default() }
}

/// Reads a part of a file that starts at this offset.
#[must_use]
pub fn read_part(file: File<'_>, offset: usize, passwords: &[&str]) -> Vec<Found> {
    intake::recognise_part(file, offset, passwords)
        .into_iter()
        .map(|item| found(item, certificate::read_without_rows))
        .collect()
}

/// A certificate, request or CRL that was read before, from its DER.
#[must_use]
pub fn read_again(file: &str, der: Vec<u8>, kind: Kind) -> Found {
    let content = match kind {
        Kind::Request => Content::Request(der),
        Kind::RevocationList => Content::RevocationList(der),
        _ => Content::Certificate(der),
    };
    let origin = String::new();
    let file = file.to_owned();
    let item = intake::Item { file, origin, span: None, content, defects: Vec::new(), notes: Vec::new() };
    found(item, certificate::read_without_rows)
}

impl Found {
    /// Lets go of the facts, which take several times the room of the bytes they come from.
    pub fn fold(&mut self) {
        self.certificate = None;
    }

    /// The same with its facts.
    #[must_use]
    pub fn unfolded(&self) -> Self {
        let mut found = self.clone();
        found.certificate = match self.kind {
            Kind::Certificate => Some(certificate::read_facts(&self.der).certificate),
            Kind::Request => Some(certificate::read_request(&self.der).certificate),
            _ => None,
        };
        found
    }
}

impl Findings {
    /// Adds what was found in further files, as one set with what is there.
    pub fn add(&mut self, more: Self) {
        self.change(|items| items.extend(more.items));
    }

    /// Changes the items. How they stand to each other is looked for anew.
    pub fn change<R>(&mut self, act: impl FnOnce(&mut Vec<Found>) -> R) -> R {
        self.ties = OnceLock::new();
        act(&mut self.items)
    }

    /// Judges its items in a situation, each when it is asked for: of a hundred thousand, only the one at hand needs
    /// its judgment in memory.
    #[must_use]
    pub fn judge<'a>(&'a self, situation: &'a Situation) -> Judge<'a> {
        let items: Vec<&Found> = self.items.iter().collect();
        let ties = Cow::Borrowed(self.ties.get_or_init(|| Ties::of(&items, None)));
        Judge { items, ties, situation }
    }
}

impl Ties {
    /// Looks for them. Of some of a larger set, it is told how many certificates the whole has.
    #[must_use]
    pub fn of(items: &[&Found], all: Option<usize>) -> Self {
        let set: Vec<Option<Signed<'_>>> =
            items.iter().map(|item| Some(Signed { certificate: item.issued()?, der: &item.der })).collect();
        let certificates = items.iter().enumerate().filter_map(|(place, item)| Some((place, item.issued()?)));
        let told = items.iter().enumerate().filter_map(|(place, item)| Some((place, item.list.as_deref()?)));
        let all = all.unwrap_or_else(|| set.iter().flatten().count());
        let (links, lists) = chain::tie(&set, all, &told.collect::<Vec<_>>());
        Self {
            links,
            lists,
            neighbourhood: Neighbourhood::of(certificates),
            evidence: Evidence::of(items),
            settings: Settings::of(items),
        }
    }
}

impl Found {
    /// Whether its end is missing.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.defects.iter().any(|defect| defect.id == "truncated")
    }

    /// Whether a password would open it here.
    #[must_use]
    pub fn takes_password(&self) -> bool {
        self.kind == Kind::Locked
            && self.defects.iter().any(|defect| matches!(defect.id, "password-needed" | "password-wrong"))
    }

    /// The certificate, if it is one that was issued and no request for one.
    fn issued(&self) -> Option<&Certificate> {
        self.certificate.as_ref().filter(|_| self.kind == Kind::Certificate)
    }
}

/// Judges the items of one set: issuers and competing certificates are searched for in the whole set.
#[derive(Debug)]
pub struct Judge<'a> {
    items: Vec<&'a Found>,
    ties: Cow<'a, Ties>,
    situation: &'a Situation,
}

impl<'a> Judge<'a> {
    /// For items that are no [`Findings`] of their own.
    #[must_use]
    pub fn of(items: Vec<&'a Found>, situation: &'a Situation) -> Self {
        let ties = Cow::Owned(Ties::of(&items, None));
        Self { items, ties, situation }
    }

    /// For items of which it was found out how they stand to each other.
    #[must_use]
    pub fn tied(items: Vec<&'a Found>, ties: &'a Ties, situation: &'a Situation) -> Self {
        Self { items, ties: Cow::Borrowed(ties), situation }
    }

    /// The certificate that issued the one of a judgment, if it is there and its signature fits; and others of the
    /// same authority.
    #[must_use]
    pub fn issuers(&self, judgment: &Judgment) -> Vec<&'a Certificate> {
        self.issuers_by(judgment.chain.first())
    }

    /// The one in the chain comes first. Of the others, only those that are valid compete with it.
    fn issuers_by(&self, link: Option<&Link>) -> Vec<&'a Certificate> {
        let Some(link) = link.filter(|link| link.signature != Signature::Wrong) else { return Vec::new() };
        let certificate_at = |place: &usize| self.items.get(*place)?.certificate.as_ref();
        let others = link.others.iter().filter_map(certificate_at);
        let others = others.filter(|other| other.is_valid_at(self.situation.today));
        certificate_at(&link.issuer).into_iter().chain(others).collect()
    }

    /// The judgment of the item in a place.
    #[must_use]
    pub fn item(&self, place: usize) -> Judgment {
        let Some(mut judgment) = self.at(place, judge_one) else { return Judgment::default() };
        judgment.chain = self.path(place);
        judgment.self_signed = self.ties.links.self_signed(place);
        judgment
    }

    /// The links from the certificate in a place upwards, as Windows goes: through what is valid, where there is a choice.
    fn path(&self, place: usize) -> Vec<Link> {
        let certificate_at = |place: usize| self.items.get(place)?.certificate.as_ref();
        self.ties.links.path(place, |issuer| {
            certificate_at(issuer).is_some_and(|it| it.is_valid_at(self.situation.today))
        })
    }

    /// Hands out the certificate or request in a place with all that it is judged by.
    fn at<R>(&self, place: usize, work: impl FnOnce(&Subject<'_>) -> R) -> Option<R> {
        let item = *self.items.get(place)?;
        let certificate = item.certificate.as_ref()?;
        let certificate_at = |place: usize| self.items.get(place)?.certificate.as_ref();
        let path = self.path(place);
        let chain: Vec<&Certificate> = path
            .iter()
            .take_while(|link| link.signature != Signature::Wrong)
            .filter_map(|link| certificate_at(link.issuer))
            .collect();
        let wrong = path.last().filter(|link| link.signature == Signature::Wrong);
        let issuers = self.issuers_by(path.first());
        let neighbours = self.ties.neighbourhood.around(certificate, &chain, certificate_at);
        let mut filled = self.ties.evidence.fill(&self.items, self.situation, certificate);
        self.ties.settings.fill(&mut filled.situation, &mut filled.remarks);
        let standing = self.standing(certificate, &chain);
        Some(work(&Subject {
            item,
            certificate,
            neighbours: &neighbours,
            chain: &chain,
            issuers: &issuers,
            not_signed_by: wrong.and_then(|link| certificate_at(link.issuer)),
            standing,
            situation: &filled.situation,
            remarks: &filled.remarks,
        }))
    }

    /// What the revocation lists of the set tell: of the first in a chain that one revokes, or names although one
    /// cannot go by it; else of the certificate; else of the first of which there is a list at all.
    fn standing<'c>(
        &self,
        certificate: &'c Certificate,
        chain: &[&'c Certificate],
    ) -> Option<(&'c Certificate, Standing)> {
        let list_at = |place: usize| self.items.get(place)?.list.as_deref();
        let told =
            |it: &'c Certificate| Some((it, self.ties.lists.standing(it, self.situation.today, list_at)?));
        let rank = |place: usize, standing: &Standing| match standing {
            Standing::Revoked { .. } => Some(0),
            Standing::Open { names_it: true, .. } => Some(1),
            _ if place == 0 => Some(2),
            Standing::Open { .. } => Some(3),
            // That an authority is not revoked says nothing about the certificate.
            Standing::NotNamed => None,
        };
        let all = std::iter::once(certificate).chain(chain.iter().copied()).enumerate();
        all.filter_map(|(place, it)| told(it).and_then(|told| Some((rank(place, &told.1)?, told))))
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, told)| told)
    }
}

/// So many names are said; more would tell nobody anything.
const NAMED: usize = 4;

/// The files that items came from, each once.
fn files_of<'i>(items: impl Iterator<Item = &'i Found>) -> String {
    let mut files: Vec<&str> = Vec::new();
    for item in items {
        if !files.contains(&item.file.as_str()) {
            files.push(&item.file);
        }
        if files.len() > NAMED {
            break;
        }
    }
    first_few(&files)
}

/// The first of several names, and that there are more.
fn first_few(names: &[&str]) -> String {
    match names.get(..NAMED) {
        Some(first) if names.len() > NAMED => format!("{} and others", first.join(", ")),
        _ => names.join(", "),
    }
}

fn found(item: intake::Item, read: impl FnOnce(&[u8]) -> Reading) -> Found {
    let intake::Item { file, origin, span, content, mut defects, notes } = item;
    let mut found = Found {
        file,
        origin,
        span,
        kind: Kind::Unknown,
        der: Arc::default(),
        certificate: None,
        list: None,
        evidence: None,
        defects: Vec::new(),
        notes,
    };
    match content {
        Content::Certificate(der) => {
            let reading = read(&der);
            found.kind = Kind::Certificate;
            found.certificate = Some(reading.certificate);
            defects.extend(reading.defects);
            found.der = reading.der;
        }
        Content::Request(der) => {
            let reading = certificate::read_request(&der);
            found.kind = Kind::Request;
            found.certificate = Some(reading.certificate);
            defects.extend(reading.defects);
            found.der = reading.der;
        }
        Content::RevocationList(der) => {
            let list = certificate::read_revocation_list(&der);
            found.kind = Kind::RevocationList;
            found.der = Arc::clone(&list.der);
            defects.extend_from_slice(&list.defects);
            found.list = Some(Arc::new(list));
        }
        Content::PrivateKey => found.kind = Kind::PrivateKey,
        Content::Locked => found.kind = Kind::Locked,
        Content::Evidence(evidence) => {
            found.kind = Kind::Evidence;
            found.evidence = Some(evidence);
        }
        Content::Unknown => {}
    }
    found.defects = defects;
    found
}

/// Judges everything that was read, as one set: issuers and competing certificates are searched for in the whole set.
#[must_use]
pub fn judge(findings: &Findings, situation: &Situation) -> Vec<Judgment> {
    let judge = findings.judge(situation);
    (0..findings.items.len()).map(|place| judge.item(place)).collect()
}

/// A certificate or request, and all that it is judged by.
#[derive(Clone, Copy)]
struct Subject<'a> {
    item: &'a Found,
    certificate: &'a Certificate,
    neighbours: &'a [&'a Certificate],
    /// The issuers as far as signatures are not known to be wrong.
    chain: &'a [&'a Certificate],
    issuers: &'a [&'a Certificate],
    /// The authority behind them whose key did not make the signature that it should have made.
    not_signed_by: Option<&'a Certificate>,
    standing: Option<(&'a Certificate, Standing)>,
    situation: &'a Situation,
    /// Where facts of the situation come from, in sentences.
    remarks: &'a [String],
}

impl<'a> Subject<'a> {
    /// One that nothing else in its set concerns.
    fn alone(item: &'a Found, situation: &'a Situation) -> Option<Self> {
        Some(Self {
            item,
            certificate: item.certificate.as_ref()?,
            neighbours: &[],
            chain: &[],
            issuers: &[],
            not_signed_by: None,
            standing: None,
            situation,
            remarks: &[],
        })
    }

    /// Where it is judged: the scenarios asked for, each once, or else those that it seems to be for.
    fn scenarios(&self) -> Vec<Scenario> {
        if self.situation.scenarios.is_empty() {
            prediction::likely_scenarios(self.certificate)
        } else {
            let asked = self.situation.scenarios.iter();
            asked.fold(Vec::new(), |mut each, scenario| {
                if !each.contains(scenario) {
                    each.push(*scenario);
                }
                each
            })
        }
    }

    fn case(&self, mapping: &'a Mapping, scenario: Scenario) -> Case<'a> {
        let Self {
            item, certificate, neighbours, chain, issuers, not_signed_by, standing, situation, ..
        } = *self;
        Case {
            certificate,
            defects: &item.defects,
            mapping,
            situation,
            scenario,
            neighbours,
            chain,
            issuers,
            not_signed_by,
            standing,
        }
    }
}

/// What is taken for granted about a request: authorities write the SID themselves where they take the subject from Active
/// Directory.
const NO_SID_ADDED: &str =
    "The CA does not add the SID. AD CS does, unless the template uses Supply in the request.";

fn judge_one(subject: &Subject<'_>) -> Judgment {
    let Subject { item, certificate, situation, issuers, remarks, .. } = *subject;
    let scenarios = subject.scenarios();
    let mut decisions = Decisions::new(|scenario| {
        let mut mapping = mapping::decide_without_strings(certificate, issuers, situation, scenario);
        mapping.assumptions.extend_from_slice(remarks);
        if item.kind == Kind::Request && certificate.sid_extension.is_none() {
            mapping.assumptions.push(NO_SID_ADDED.to_owned());
        }
        cut::decided(mapping, certificate)
    });
    let general = decisions.of(scenarios.first().copied());
    let mut judgment = Judgment { questions: general.questions.clone(), ..Judgment::default() };
    for scenario in scenarios {
        if certificate.cut_off {
            judgment.predictions.push(cut::predicted(scenario));
            continue;
        }
        let mapping = decisions.of(Some(scenario));
        let case = subject.case(&mapping, scenario);
        let (prediction, findings) = prediction::predict(&case);
        collect_findings(findings, &mut judgment.findings);
        for question in &prediction.questions {
            if judgment.questions.iter().all(|known| known.id != question.id) {
                judgment.questions.push(question.clone());
            }
        }
        judgment.predictions.push(prediction);
    }
    judgment.findings.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.weight));
    drop(decisions);
    let mut mapping = Rc::unwrap_or_clone(general).with_strings(certificate);
    if item.is_truncated() {
        // What is left has another hash than the certificate.
        mapping.strings.sha1_puk = None;
    }
    judgment.mapping = Some(mapping);
    judgment
}

/// The decisions on one certificate: several scenarios share one where it cannot differ.
struct Decisions<F> {
    decide: F,
    taken: Vec<(Usage, Rc<Mapping>)>,
}

impl<F: Fn(Option<Scenario>) -> Mapping> Decisions<F> {
    fn new(decide: F) -> Self {
        Self { decide, taken: Vec::with_capacity(1) }
    }

    fn of(&mut self, scenario: Option<Scenario>) -> Rc<Mapping> {
        let usage = Usage::of(scenario);
        if let Some((_, known)) = self.taken.iter().find(|(known, _)| *known == usage) {
            return Rc::clone(known);
        }
        let mapping = Rc::new((self.decide)(scenario));
        self.taken.push((usage, Rc::clone(&mapping)));
        mapping
    }
}

/// Adds what the rules found broken; what one rule finds in several scenarios is told once, at its gravest and surest:
/// no prediction is surer than what it rests on.
fn collect_findings(more: Vec<(&'static Rule, Finding)>, findings: &mut Vec<(&'static str, Finding)>) {
    let rank = |finding: &Finding| (finding.weight, finding.confidence);
    for (rule, finding) in more {
        match findings.iter_mut().find(|(id, _)| *id == rule.id) {
            Some((_, known)) if rank(known) >= rank(&finding) => {}
            Some((_, known)) => *known = finding,
            None => findings.push((rule.id, finding)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{self, Fault, Weight};

    #[test]
    fn what_a_rule_finds_in_several_scenarios_is_told_at_its_gravest() {
        let rule = rules::find("sid-absent").unwrap();
        let found = |weight| rule.finding(Scenario::UserTunnel, Fault::new("x").weighing(weight)).unwrap();
        for order in [[Weight::Warn, Weight::Block], [Weight::Block, Weight::Warn]] {
            let mut findings = Vec::new();
            order.into_iter().for_each(|weight| collect_findings(vec![(rule, found(weight))], &mut findings));
            assert_eq!(findings.iter().map(|(_, it)| it.weight).collect::<Vec<_>>(), [Weight::Block]);
        }
    }
}
