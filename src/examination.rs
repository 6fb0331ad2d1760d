//! The entry point: takes files and a situation, returns the complete result.
//!
//! Reading and judging are separate, so that a changed situation gives a new verdict without reading the files again.

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
pub use evidence::MAX_SOURCES;

use evidence::Evidence;
use settings::Settings;

/// What was found in the files, not yet judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Every item, in the order in which it was found. [`Findings::add`] adds further ones.
    pub items: Vec<Found>,
    /// How the items are related, computed on first use: verifying signatures takes long.
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
    /// Its position in the file.
    pub span: Option<Span>,
    /// The type of item.
    pub kind: Kind,
    /// The DER of a certificate, request or CRL; empty for anything else.
    pub der: Arc<[u8]>,
    /// The facts of a certificate or request. Certificates have no rows for display, because only a few of thousands
    /// are ever shown; [`certificate::read`] makes them.
    pub certificate: Option<Certificate>,
    /// The facts of a CRL.
    pub list: Option<Arc<RevocationList>>,
    /// Facts about accounts, servers or clients.
    pub evidence: Option<Box<Situation>>,
    /// What is wrong with the bytes.
    pub defects: Vec<Defect>,
    /// What the container says about it, such as its friendly name in a store.
    pub notes: Vec<String>,
}

/// The type of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Kind {
    /// A certificate.
    Certificate,
    /// A certificate request.
    Request,
    /// A CRL.
    RevocationList,
    /// A private key, which is not kept.
    PrivateKey,
    /// Something encrypted with a password.
    Locked,
    /// Facts about accounts, servers or clients.
    Evidence,
    /// Not recognized.
    Unknown,
}

impl Kind {
    /// The stable name in exports.
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

/// The complete result for one item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgment {
    /// How a domain controller maps it; only for certificates and requests.
    pub mapping: Option<Mapping>,
    /// The broken rules, most severe first, each with its rule id.
    pub findings: Vec<(&'static str, Finding)>,
    /// The outcome in each scenario.
    pub predictions: Vec<Prediction>,
    /// Questions whose answers could change a verdict.
    pub questions: Vec<Question>,
    /// The issuers, nearest first, by their index in the list of items. It ends where a signature is wrong.
    pub chain: Vec<Link>,
    /// Whether its own key signed it; `None` for a certificate that is not its own issuer.
    pub self_signed: Option<Signature>,
}

impl Judgment {
    /// Whether this rule has a blocking finding, so that fixing anything else does not help.
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

/// Reads a part of a file, from this offset.
#[must_use]
pub fn read_part(file: File<'_>, offset: usize, passwords: &[&str]) -> Vec<Found> {
    intake::recognise_part(file, offset, passwords)
        .into_iter()
        .map(|item| found(item, certificate::read_without_rows))
        .collect()
}

/// Restores a certificate, request or CRL that was read before, from its DER.
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
    /// A copy with its facts, read again from the DER.
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
    /// Adds the items of further files to this set.
    pub fn add(&mut self, more: Self) {
        self.change(|items| items.extend(more.items));
    }

    /// Changes the items. Their relations are determined again.
    pub fn change<R>(&mut self, act: impl FnOnce(&mut Vec<Found>) -> R) -> R {
        self.ties = OnceLock::new();
        act(&mut self.items)
    }

    /// Judges the items in a situation, each on request: of a hundred thousand, only the current one needs its judgment
    /// in memory.
    #[must_use]
    pub fn judge<'a>(&'a self, situation: &'a Situation) -> Judge<'a> {
        let items: Vec<&Found> = self.items.iter().collect();
        let ties = Cow::Borrowed(self.ties.get_or_init(|| Ties::of(&items, None)));
        Judge { items, ties, situation }
    }
}

impl Ties {
    /// Determines the relations. If the items are part of a larger set, `all` is the number of certificates in that
    /// set.
    #[must_use]
    pub fn of(items: &[&Found], all: Option<usize>) -> Self {
        let set: Vec<Option<Signed<'_>>> =
            items.iter().map(|item| Some(Signed { certificate: item.issued()?, der: &item.der })).collect();
        let certificates = items.iter().enumerate().filter_map(|(place, item)| Some((place, item.issued()?)));
        let stated =
            items.iter().enumerate().filter_map(|(place, item)| Some((place, item.list.as_deref()?)));
        let all = all.unwrap_or_else(|| set.iter().flatten().count());
        let (links, lists) = chain::tie(&set, all, &stated.collect::<Vec<_>>());
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

    /// Whether a password can open it here.
    #[must_use]
    pub fn takes_password(&self) -> bool {
        self.kind == Kind::Locked
            && self.defects.iter().any(|defect| matches!(defect.id, "password-needed" | "password-wrong"))
    }

    /// The certificate, if it was issued and is not a request.
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
    /// For items that are not a [`Findings`] of their own.
    #[must_use]
    pub fn of(items: Vec<&'a Found>, situation: &'a Situation) -> Self {
        let ties = Cow::Owned(Ties::of(&items, None));
        Self { items, ties, situation }
    }

    /// For items whose relations are already known.
    #[must_use]
    pub fn tied(items: Vec<&'a Found>, ties: &'a Ties, situation: &'a Situation) -> Self {
        Self { items, ties: Cow::Borrowed(ties), situation }
    }

    /// The issuer of a judged certificate, if it is in the set and the signature is not wrong, followed by other
    /// certificates of the same CA.
    #[must_use]
    pub fn issuers(&self, judgment: &Judgment) -> Vec<&'a Certificate> {
        self.issuers_by(judgment.chain.first())
    }

    /// The issuer in the chain comes first. Of the others, only valid ones are candidates.
    fn issuers_by(&self, link: Option<&Link>) -> Vec<&'a Certificate> {
        let Some(link) = link.filter(|link| link.signature != Signature::Wrong) else { return Vec::new() };
        let certificate_at = |place: &usize| self.items.get(*place)?.certificate.as_ref();
        let others = link.others.iter().filter_map(certificate_at);
        let others = others.filter(|other| other.is_valid_at(self.situation.today));
        certificate_at(&link.issuer).into_iter().chain(others).collect()
    }

    /// The judgment of the item at an index.
    #[must_use]
    pub fn item(&self, place: usize) -> Judgment {
        let Some(mut judgment) = self.at(place, judge_one) else { return Judgment::default() };
        judgment.chain = self.path(place);
        judgment.self_signed = self.ties.links.self_signed(place);
        judgment
    }

    /// The links from a certificate upwards, through valid certificates where there is a choice, as Windows does.
    fn path(&self, place: usize) -> Vec<Link> {
        let certificate_at = |place: usize| self.items.get(place)?.certificate.as_ref();
        self.ties.links.path(place, |issuer| {
            certificate_at(issuer).is_some_and(|it| it.is_valid_at(self.situation.today))
        })
    }

    /// Calls `work` with a certificate or request and everything it is judged by.
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

    /// What the CRLs in the set say, most relevant first: a certificate of the chain that is revoked, then one that is
    /// listed by a CRL that is not usable, then the certificate itself, then a CA whose CRL is not usable.
    fn standing<'c>(
        &self,
        certificate: &'c Certificate,
        chain: &[&'c Certificate],
    ) -> Option<(&'c Certificate, Standing)> {
        let list_at = |place: usize| self.items.get(place)?.list.as_deref();
        let stated =
            |it: &'c Certificate| Some((it, self.ties.lists.standing(it, self.situation.today, list_at)?));
        let rank = |place: usize, standing: &Standing| match standing {
            Standing::Revoked { .. } => Some(0),
            Standing::Open { names_it: true, .. } => Some(1),
            _ if place == 0 => Some(2),
            Standing::Open { .. } => Some(3),
            // That a CA is not revoked says nothing about the certificate.
            Standing::NotNamed => None,
        };
        let all = std::iter::once(certificate).chain(chain.iter().copied()).enumerate();
        all.filter_map(|(place, it)| stated(it).and_then(|stated| Some((rank(place, &stated.1)?, stated))))
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, stated)| stated)
    }
}

/// At most this many names are listed; more would not help anyone.
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

/// The first of several names, and whether there are more.
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

/// Judges everything that was read as one set: issuers and competing certificates are searched for in the whole set.
#[must_use]
pub fn judge(findings: &Findings, situation: &Situation) -> Vec<Judgment> {
    let judge = findings.judge(situation);
    (0..findings.items.len()).map(|place| judge.item(place)).collect()
}

/// A certificate or request, and everything it is judged by.
#[derive(Clone, Copy)]
struct Subject<'a> {
    item: &'a Found,
    certificate: &'a Certificate,
    neighbours: &'a [&'a Certificate],
    /// The issuers, up to the first wrong signature.
    chain: &'a [&'a Certificate],
    issuers: &'a [&'a Certificate],
    /// The CA above them that, by its name and key identifier, should have signed but did not.
    not_signed_by: Option<&'a Certificate>,
    standing: Option<(&'a Certificate, Standing)>,
    situation: &'a Situation,
    /// Where facts of the situation come from, in sentences.
    remarks: &'a [String],
}

impl<'a> Subject<'a> {
    /// A certificate or request that nothing else in its set affects.
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

    /// The scenarios to judge: the requested ones without duplicates, otherwise those that seem likely.
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

/// What is assumed about a request: AD CS adds the SID itself if it takes the subject from Active Directory.
const NO_SID_ADDED: &str =
    "The CA does not add the SID. AD CS does, unless the template uses Supply in the request.";

fn judge_one(subject: &Subject<'_>) -> Judgment {
    let Subject { item, certificate, situation, issuers, remarks, .. } = *subject;
    let scenarios = subject.scenarios();
    let mut decisions = Decisions::new(|scenario| {
        let mut mapping = mapping::decide_without_mappings(certificate, issuers, situation, scenario);
        mapping.assumptions.extend_from_slice(remarks);
        if item.kind == Kind::Request && certificate.sid_extension.is_none() {
            mapping.assumptions.push(NO_SID_ADDED.to_owned());
        }
        cut::decided(mapping, certificate)
    });
    let general = decisions.of(scenarios.first().copied());
    let mut judgment = Judgment { questions: general.questions.clone(), ..Judgment::default() };
    for scenario in scenarios {
        if certificate.is_unreliable() {
            judgment.predictions.push(cut::predicted(scenario, certificate));
            continue;
        }
        let mapping = decisions.of(Some(scenario));
        let case = subject.case(&mapping, scenario);
        let (mut prediction, findings) = prediction::predict(&case);
        collect_findings(findings, &mut judgment.findings);
        if item.is_truncated() {
            prediction = cut::of_incomplete(prediction);
        }
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
        // The incomplete DER has another hash than the certificate.
        mapping.strings.sha1_puk = None;
        // What is missing matters more than any answer.
        mapping.questions.clear();
        judgment.questions.clear();
    }
    judgment.mapping = Some(mapping);
    judgment
}

/// The decisions on one certificate; scenarios that cannot differ share one.
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

/// Adds broken rules. A rule broken in several scenarios is reported once, with its highest weight and then its highest
/// confidence: a finding must not be less certain than a prediction based on it.
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
    fn finding_in_several_scenarios_is_reported_at_highest_weight() {
        let rule = rules::find("sid-absent").unwrap();
        let found = |weight| rule.finding(Scenario::UserTunnel, Fault::new("x").weighing(weight)).unwrap();
        for order in [[Weight::Warn, Weight::Block], [Weight::Block, Weight::Warn]] {
            let mut findings = Vec::new();
            order.into_iter().for_each(|weight| collect_findings(vec![(rule, found(weight))], &mut findings));
            assert_eq!(findings.iter().map(|(_, it)| it.weight).collect::<Vec<_>>(), [Weight::Block]);
        }
    }
}
