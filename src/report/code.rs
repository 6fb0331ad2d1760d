//! Codes, human-readable: the results of a lookup, and the page of one code.

use super::{CodeReport, Item, Story};
use crate::catalog::prose::{self, Span};
use crate::catalog::{self, Code, Confidence, Entry, Family, Rank};
use crate::rules::{self, Station, Weight};
use crate::situation::Scenario;
use serde::{Deserialize, Serialize};

/// A code in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its symbol in header files.
    pub symbol: String,
    /// The link to its page.
    pub link: String,
    /// Its family.
    pub family: Family,
}

/// The page of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The code as in a list.
    pub hit: Hit,
    /// What Windows means by it.
    pub meaning: String,
    /// How certain the meaning is.
    pub confidence: Confidence,
    /// The notations of its number and its other names.
    pub spellings: Vec<String>,
    /// The source and log, if it is an event.
    pub log: String,
    /// The blocks of the page.
    pub blocks: Vec<Block>,
    /// Related codes, and why.
    pub see_also: Vec<(Hit, String)>,
    /// The rules that lead to it.
    pub suspects: Vec<Suspect>,
    /// The links of codes of other families with the same meaning.
    pub twins: Vec<String>,
}

/// A rule that leads to a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// The rule's id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its explanation.
    pub blocks: Vec<Block>,
    /// The scenarios in which it leads to the code, whether or not the code is predicted there.
    pub scenarios: Vec<Scenario>,
}

/// How an item relates to a code that is not predicted for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relation<'i> {
    /// A finding for the item that can lead to the code, as a sentence; empty if there is none.
    pub cause: String,
    /// The codes predicted for the item: those related to the code, or else all.
    pub codes: Vec<&'i CodeReport>,
    /// How these relate to the code, as a sentence; empty if they do not.
    pub why: &'static str,
    /// The scenarios in which these are predicted; empty if in all that were checked.
    pub scenarios: Vec<&'i str>,
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list; with the number of its first step, if it is ordered.
    List(Option<u16>, Vec<Vec<Run>>),
    /// A command or text to copy.
    Command(String),
}

/// A piece of inline text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    /// Plain text.
    Text(String),
    /// Strong text.
    Strong(String),
    /// Emphasized text.
    Stressed(String),
    /// Inline code.
    Code(String),
    /// A link: text and target.
    Link(String, String),
}

/// What a query can mean, the best match first.
#[must_use]
pub fn look_up(query: &str) -> Vec<Hit> {
    catalog::lookup(query).iter().map(|found| hit(found.entry)).collect()
}

/// What a text in a loaded file can mean, the best match first, and whether that is certain: by a number, a name, or the
/// wording of a Windows message. If not, some of its words occur in these codes.
#[must_use]
pub fn explain(text: &str) -> (bool, Vec<Hit>) {
    const MAX: usize = 5;
    let found = catalog::lookup(text);
    let is_sure = |found: &&catalog::Hit| found.rank <= Rank::Wording;
    let sure = found.first().as_ref().is_some_and(is_sure);
    let told = found.iter().filter(|found| !sure || is_sure(found));
    (sure, told.take(MAX).map(|found| hit(found.entry)).collect())
}

/// Every code of a family, in order.
#[must_use]
pub fn family(family: Family) -> Vec<Hit> {
    catalog::entries().iter().filter(|entry| entry.code.family == family).map(hit).collect()
}

/// The page for a link.
#[must_use]
pub fn page(link: &str) -> Option<Page> {
    let page = catalog::page(Code::from_link(link)?)?;
    let entry = page.entry;
    // The causes of a reason or status code also apply to the corresponding HRESULT, but not the other way round.
    let is_result = entry.code.family == Family::Hresult;
    let twins: Vec<&Entry> = entry.twins().filter(|_| is_result).collect();
    let meant: Vec<Code> = twins.iter().map(|twin| twin.code).chain([entry.code]).collect();
    Some(Page {
        hit: hit(entry),
        meaning: entry.meaning.to_owned(),
        confidence: entry.confidence,
        spellings: entry.numbers().into_iter().chain(entry.spellings().map(str::to_owned)).collect(),
        log: [entry.source, entry.log].into_iter().flatten().collect::<Vec<_>>().join(", "),
        blocks: with_sources(page.blocks().iter().map(block).collect()),
        see_also: entry
            .see_also()
            .filter_map(|it| Some((hit(catalog::entry(it.code)?), it.why.to_owned())))
            .collect(),
        suspects: rules::ALL.iter().filter_map(|rule| suspect(rule, &meant)).collect(),
        twins: twins.iter().map(|twin| twin.code.link()).collect(),
    })
}

impl Page {
    /// How an item relates to the code, if the code is not predicted for it.
    #[must_use]
    pub fn relation<'i>(&self, item: &'i Item) -> Relation<'i> {
        let mut relation = self.relation_in_any(item);
        let leads = |story: &&Story| {
            let mut shown = story.stations.iter().flat_map(|station| &station.codes);
            shown.any(|shown| relation.codes.iter().any(|code| code.link == shown.link))
        };
        let all = item.stories.len();
        let titles: Vec<&str> = item.stories.iter().filter(leads).map(|story| story.title.as_str()).collect();
        relation.scenarios = if titles.len() == all { Vec::new() } else { titles };
        relation
    }

    /// The same for all scenarios together.
    fn relation_in_any<'i>(&self, item: &'i Item) -> Relation<'i> {
        let (mut all, mut held): (Vec<&CodeReport>, Vec<&CodeReport>) = Default::default();
        let add = |codes: &mut Vec<&'i CodeReport>, code: &'i CodeReport| {
            if codes.iter().all(|known| known.link != code.link) {
                codes.push(code);
            }
        };
        for story in &item.stories {
            for station in &story.stations {
                for code in &station.codes {
                    add(&mut all, code);
                    let events = written_in(story.scenario, station.station, &code.link);
                    if events.contains(&self.hit.link.as_str()) {
                        add(&mut held, code);
                    }
                }
            }
        }
        if let Some(twin) = all.iter().find(|code| self.twins.contains(&code.link)) {
            let why = "It reports the same problem in another place.";
            return Relation { codes: vec![twin], why, ..Relation::default() };
        }
        if !held.is_empty() {
            return Relation { codes: held, why: "This event contains it.", ..Relation::default() };
        }
        let leads = |rule: &str| {
            let suspect = self.suspects.iter().find(|suspect| suspect.rule == rule);
            let asked = |scenario| item.stories.iter().any(|story| story.scenario == scenario);
            suspect.is_some_and(|suspect| suspect.scenarios.iter().copied().any(asked))
        };
        let mut found = item.proof.findings.iter().filter(|finding| finding.weight > Weight::Note);
        let cause = found
            .find(|finding| leads(&finding.rule))
            .map(|finding| format!("A possible cause was found in {}: {}.", item.name, finding.title));
        Relation { cause: cause.unwrap_or_default(), codes: all, ..Relation::default() }
    }
}

/// The events whose text contains a code that a computer shows, as links.
fn written_in(scenario: Scenario, seen_on: Station, link: &str) -> &'static [&'static str] {
    let family = link.strip_prefix("#/code/").and_then(|path| path.split_once('/'));
    let is_tunnel = matches!(
        scenario,
        Scenario::UserTunnel | Scenario::DeviceTunnel | Scenario::Ikev2Server | Scenario::SstpServer
    );
    match family.unwrap_or_default() {
        ("nps", _) => &["#/code/event/6273"],
        ("krb", "16") => &["#/code/event/4771"],
        ("krb", _) => &["#/code/event/4768"],
        ("tls", _) => &["#/code/schannel/36887"],
        ("onex", _) => &["#/code/event/12013", "#/code/event/15514"],
        ("ras", _) => &["#/code/event/20227"],
        ("ike" | "hresult", _) if is_tunnel && seen_on == Station::Client => &["#/code/event/20227"],
        _ => &[],
    }
}

/// The page for a link, or else everything that the link can mean. A link may contain any notation of a code, such as
/// `#/code/0x800b0101`; if it means a single code, it leads to its page.
#[must_use]
pub fn at(link: &str) -> (Option<Page>, Vec<Hit>) {
    if let Some(page) = page(link) {
        return (Some(page), Vec::new());
    }
    let spelling = link.strip_prefix("#/code/").unwrap_or(link);
    if strange_family(link).is_some() {
        return (
            None,
            catalog::lookup(&spelling.replace('/', " ")).iter().map(|found| hit(found.entry)).collect(),
        );
    }
    let names_family = spelling.split_once('/').is_some_and(|(name, _)| Family::from_name(name).is_some());
    let found = catalog::lookup(&spelling.replace('/', " "));
    let mut certain = found.iter().filter(|hit| hit.rank <= Rank::Number);
    match (certain.next(), certain.next()) {
        // A link that names a family does not mean a code of another family.
        (Some(only), None) if !names_family => (page(&only.entry.code.link()), Vec::new()),
        _ => (None, found.iter().map(|found| hit(found.entry)).collect()),
    }
}

/// The family in a link, if no such family exists.
#[must_use]
pub fn strange_family(link: &str) -> Option<&str> {
    let (name, _) = link.strip_prefix("#/code/").unwrap_or(link).split_once('/')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && Family::from_name(name).is_none()).then_some(name)
}

/// How a rule relates to codes with the same meaning; `None` if it leads to none of them.
fn suspect(rule: &rules::Rule, codes: &[Code]) -> Option<Suspect> {
    let named: Vec<Scenario> = codes.iter().flat_map(|code| rule.names_in(*code)).collect();
    (!named.is_empty()).then(|| Suspect {
        scenarios: named,
        rule: rule.id.to_owned(),
        title: rule.title.to_owned(),
        blocks: explanation(rule),
    })
}

/// What a rule is about.
pub(super) fn explanation(rule: &rules::Rule) -> Vec<Block> {
    prose::blocks(rule.explanation).iter().map(block).collect()
}

fn hit(entry: &Entry) -> Hit {
    Hit {
        label: label(entry.code),
        title: entry.title.to_owned(),
        symbol: entry.symbol.unwrap_or_default().to_owned(),
        link: entry.code.link(),
        family: entry.code.family,
    }
}

fn block(block: &prose::Block<'_>) -> Block {
    match block {
        prose::Block::Heading { text, .. } => Block::Heading((*text).to_owned()),
        prose::Block::Paragraph(spans) => Block::Paragraph(runs(spans)),
        prose::Block::List { start, items } => {
            Block::List(*start, items.iter().map(|item| runs(item)).collect())
        }
        prose::Block::Code { text, .. } => Block::Command((*text).to_owned()),
    }
}

/// Replaces the keys of the sources on a page by their titles and locations.
fn with_sources(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut are_sources = false;
    for block in &mut blocks {
        match block {
            Block::Heading(text) => are_sources = text == catalog::SOURCES,
            Block::List(_, items) if are_sources => {
                items.iter_mut().for_each(cite);
            }
            _ => {}
        }
    }
    blocks
}

/// Whether the place of a source is a URL, which is set as one.
pub(crate) fn is_url(locator: &str) -> bool {
    locator.starts_with("https://")
}

fn cite(item: &mut Vec<Run>) {
    let Some(Run::Text(text)) = item.first() else { return };
    let (key, note) =
        text.split_once(':').map_or((text.as_str(), ""), |(key, note)| (key, note.trim_start()));
    let Some(source) = catalog::source(key.trim()) else { return };
    let locator = source.locator.to_owned();
    let place = if is_url(&locator) { Run::Code(locator) } else { Run::Text(locator) };
    let parted = if note.is_empty() && item.len() == 1 { "" } else { ": " };
    let note = Run::Text(format!("{parted}{note}"));
    item.splice(..1, [Run::Stressed(source.title.to_owned()), note]);
    item.extend([Run::Text(", ".to_owned()), place]);
}

fn runs(spans: &[Span<'_>]) -> Vec<Run> {
    let one_line = |text: &str| text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    spans
        .iter()
        .map(|span| match span {
            // A space at either end of a span separates it from the next one.
            Span::Text(text) => Run::Text(text.replace('\n', " ")),
            Span::Strong(text) => Run::Strong(one_line(text)),
            Span::Stressed(text) => Run::Stressed(one_line(text)),
            Span::Code(text) => Run::Code((*text).to_owned()),
            Span::Link { text, target } => Run::Link(one_line(text), (*target).to_owned()),
        })
        .collect()
}

/// The label of a code.
pub(super) fn label(code: Code) -> String {
    let number = code.number;
    match code.family {
        Family::Ras | Family::Ike => format!("error {number}"),
        Family::Nps => format!("NPS reason {number}"),
        Family::Kdc => format!("KDC event {number}"),
        Family::Schannel => format!("Schannel event {number}"),
        Family::Event => format!("event {number}"),
        Family::Krb => format!("Kerberos error {number}"),
        Family::Tls => format!("TLS alert {number}"),
        Family::Eap | Family::Onex | Family::Hresult | Family::Ntstatus => format!("0x{number:08X}"),
    }
}

/// The display name of a family.
#[must_use]
pub const fn family_title(family: Family) -> &'static str {
    match family {
        Family::Ike => "IKE and IPsec errors",
        Family::Ras => "Remote access (RasClient) errors",
        Family::Nps => "NPS reason codes",
        Family::Kdc => "KDC events on domain controllers",
        Family::Schannel => "Schannel events",
        Family::Event => "Other events",
        Family::Krb => "Kerberos errors",
        Family::Eap => "EAP errors",
        Family::Onex => "802.1X reason codes",
        Family::Hresult => "HRESULT values",
        Family::Ntstatus => "NTSTATUS values",
        Family::Tls => "TLS alerts",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        for entry in catalog::entries() {
            let page = page(&entry.code.link()).unwrap();
            assert_eq!(page.hit.title, entry.title);
            assert!(
                page.blocks
                    .iter()
                    .any(|block| matches!(block, Block::Heading(text) if text == "What it means"))
            );
        }
        assert_eq!(page("#/code/ike/1"), None);
    }

    #[test]
    fn sources_are_cited_by_their_titles() {
        let words = |run: &Run| match run {
            Run::Text(text)
            | Run::Strong(text)
            | Run::Stressed(text)
            | Run::Code(text)
            | Run::Link(text, _) => text.clone(),
        };
        let mut told = Vec::new();
        for entry in catalog::entries() {
            let page = page(&entry.code.link()).unwrap();
            let at =
                page.blocks.iter().position(|block| *block == Block::Heading(catalog::SOURCES.to_owned()));
            let Some(Block::List(_, items)) = page.blocks.get(at.unwrap() + 1) else {
                panic!("{}", page.hit.link)
            };
            for item in items {
                let text: String = item.iter().map(words).collect();
                assert!(matches!(item.first(), Some(Run::Stressed(_))), "{}: {text}", page.hit.link);
                told.push(text);
            }
        }
        let wanted = "Richard Hicks: Always On VPN authentication failure after the February 2025 update: cause 1, \
                      https://directaccess.richardhicks.com/tag/853/";
        assert!(told.iter().any(|text| text == wanted), "{told:?}");
    }

    #[test]
    fn links_with_any_notation_resolve() {
        fn check(spelling: &str, page: Option<&str>, meanings: &[&str]) {
            let (found, hits) = at(&format!("#/code/{spelling}"));
            assert_eq!(found.map(|page| page.hit.link).as_deref(), page, "{spelling}");
            let found: Vec<_> = hits.iter().map(|hit| hit.link.as_str()).collect();
            assert!(
                found.starts_with(meanings) && found.is_empty() == meanings.is_empty(),
                "{spelling}: {found:?}"
            );
        }
        check("ike/13908", Some("#/code/ike/13908"), &[]);
        check("0x800b0101", Some("#/code/hresult/0x800b0101"), &[]);
        check("-2146762495", Some("#/code/hresult/0x800b0101"), &[]);
        check("0x80073654", Some("#/code/ike/13908"), &[]);
        check("ERROR_IPSEC_IKE_NO_CERT", Some("#/code/ike/13806"), &[]);
        check("event 39", Some("#/code/kdc/39"), &[]);
        check("16", None, &["#/code/nps/16"]);
        check("ike/853", None, &["#/code/ras/853"]);
        check("ike/99999", None, &[]);
        check("", None, &[]);
    }

    #[test]
    fn every_code_is_in_one_family() {
        let listed: usize = Family::ALL.into_iter().map(|it| family(it).len()).sum();
        assert_eq!(listed, catalog::entries().len());
    }

    #[test]
    fn look_up_returns_the_results_of_the_catalog() {
        let labels: Vec<_> = look_up("853").into_iter().map(|hit| hit.label).collect();
        assert_eq!(labels.first().map(String::as_str), Some("error 853"));
    }
}
