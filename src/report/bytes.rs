//! The bytes of an item: every ASN.1 element with its position, so that structure and bytes can be shown side by side.
//!
//! Parsing here is lenient: an element that is longer than the remaining bytes ends where they end, and anything that
//! is not an element is shown as bytes.

use super::Place;
use crate::certificate::{Oid, visible};
use crate::examination::{Found, Kind};
use serde::{Deserialize, Serialize};

/// The bytes of an item and the elements in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dump {
    /// The name of the item.
    pub name: String,
    /// The bytes, limited to those that are shown.
    pub bytes: Vec<u8>,
    /// The total number of bytes.
    pub total: usize,
    /// The elements, each before its children.
    pub nodes: Vec<Node>,
    /// The limits that were reached while parsing, as sentences.
    pub left_out: Vec<String>,
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The number of enclosing elements.
    pub depth: usize,
    /// The index of the enclosing element.
    pub parent: Option<usize>,
    /// The number of elements inside it at any depth; they follow it in the list.
    pub inside: usize,
    /// The offset of its first byte.
    pub offset: usize,
    /// The number of bytes of its tag and length.
    pub header: usize,
    /// The total number of bytes.
    pub length: usize,
    /// The name of this field in the standard, if known.
    pub name: String,
    /// Its type.
    pub tag: String,
    /// Its value, shortened.
    pub summary: String,
}

/// The maximum number of bytes shown.
const SHOWN: usize = 128 << 10;
/// The maximum number of elements parsed.
const MAX: usize = 20_000;
/// The maximum nesting depth parsed.
const DEEPEST: usize = 40;

/// The bytes of an item; `None` if its bytes were not kept.
#[must_use]
pub fn dump(found: &Found) -> Option<Dump> {
    if found.der.is_empty() {
        return None;
    }
    let bytes = found.der.get(..SHOWN).unwrap_or(&found.der);
    let mut walk = Walk::over(bytes);
    walk.all(0, bytes.len(), 0, None);
    let left_out = walk.left_out();
    let mut nodes = walk.nodes;
    name_parts(&mut nodes, found.kind);
    let name = super::facts::name(found);
    Some(Dump { name, bytes: bytes.to_vec(), total: found.der.len(), nodes, left_out })
}

impl Dump {
    /// The innermost element that contains a byte.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<usize> {
        self.nodes.iter().rposition(|node| node.offset <= offset && offset < node.offset + node.length)
    }

    /// The element for a range of bytes: the outermost one in it that begins where it does, or else the innermost one
    /// around it.
    #[must_use]
    pub fn of(&self, place: Place) -> Option<usize> {
        let end = place.offset + place.length;
        let within = self
            .nodes
            .iter()
            .position(|node| node.offset == place.offset && node.offset + node.length <= end);
        within.or_else(|| {
            self.nodes
                .iter()
                .rposition(|node| node.offset <= place.offset && end <= node.offset + node.length)
        })
    }

    /// An element with everything inside it as text, one element per line; empty if there is nothing inside it.
    #[must_use]
    pub fn outline(&self, place: usize) -> String {
        let Some(node) = self.nodes.get(place).filter(|node| node.inside > 0) else { return String::new() };
        let mut text = String::new();
        for inner in self.nodes.get(place..=place + node.inside).unwrap_or_default() {
            let indent = "  ".repeat(inner.depth - node.depth);
            let words = [inner.name.as_str(), inner.tag.as_str(), inner.summary.as_str()];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            text.push_str(&format!("{indent}{}\n", words.join(" ")));
        }
        text
    }

    /// The bytes of an element in hexadecimal, without tag and length if `content` is true.
    #[must_use]
    pub fn hex(&self, node: &Node, content: bool) -> String {
        let begin = if content { node.offset + node.header } else { node.offset };
        let bytes = self.bytes.get(begin..node.offset + node.length).unwrap_or_default();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    nodes: Vec<Node>,
    /// Whether there are more elements than were parsed.
    more: bool,
    /// Whether there are elements at a greater depth.
    deeper: bool,
}

/// The tag and length of an element.
#[derive(Clone, Copy)]
struct Head {
    first: u8,
    number: u32,
    header: usize,
    /// Absent for the indefinite length.
    length: Option<usize>,
}

impl<'a> Walk<'a> {
    const fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, nodes: Vec::new(), more: false, deeper: false }
    }

    fn left_out(&self) -> Vec<String> {
        let more = format!("There are more elements: only the first {MAX} are shown separately.");
        let deeper = format!("There are deeper elements: only {DEEPEST} levels are shown.");
        [(self.more, more), (self.deeper, deeper)]
            .into_iter()
            .filter_map(|(is, why)| is.then_some(why))
            .collect()
    }

    /// Parses consecutive elements; returns where it ended.
    fn all(&mut self, mut at: usize, end: usize, depth: usize, parent: Option<usize>) -> usize {
        while at < end {
            if self.nodes.len() >= MAX {
                self.more = true;
                break;
            }
            let Some(head) = head(self.bytes.get(at..end).unwrap_or_default()) else {
                self.add(at, 0, end - at, depth, parent, "bytes", "no element starts here");
                return end;
            };
            if head.first == 0 && head.length == Some(0) {
                // The end-of-contents marker of an element with indefinite length.
                return at + head.header;
            }
            at = self.one(at, head, end, depth, parent);
        }
        at
    }

    /// Parses one element with everything inside it; returns where it ends.
    fn one(&mut self, at: usize, head: Head, end: usize, depth: usize, parent: Option<usize>) -> usize {
        let content = at + head.header;
        let stop = head.length.map_or(end, |length| content.saturating_add(length).min(end));
        let place = self.nodes.len();
        let octets = self.bytes.get(content..stop).unwrap_or_default();
        self.add(at, head.header, stop - at, depth, parent, &tag_name(head), &summary(head, octets));
        let constructed = head.first & 0x20 != 0;
        let mut end_of_it = stop;
        let skip = if constructed { Some(0) } else { wrapped(head.first, octets) };
        if let Some(skip) = skip.filter(|_| depth < DEEPEST) {
            let reached = self.all(content + skip, stop, depth + 1, Some(place));
            // Only constructed elements can have an indefinite length.
            if head.length.is_none() {
                end_of_it = reached;
            }
        } else if skip.is_some() && content < stop {
            self.deeper = true;
        }
        let count = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(place) {
            node.length = end_of_it - at;
            node.inside = count - place - 1;
        }
        end_of_it
    }

    #[expect(clippy::too_many_arguments, reason = "each is a field of the element")]
    fn add(
        &mut self,
        offset: usize,
        header: usize,
        length: usize,
        depth: usize,
        parent: Option<usize>,
        tag: &str,
        summary: &str,
    ) {
        self.nodes.push(Node {
            depth,
            parent,
            inside: 0,
            offset,
            header,
            length,
            name: String::new(),
            tag: tag.to_owned(),
            summary: summary.to_owned(),
        });
    }
}

fn head(bytes: &[u8]) -> Option<Head> {
    let first = *bytes.first()?;
    let mut at = 1;
    let mut number = u32::from(first & 0x1F);
    if number == 0x1F {
        number = 0;
        loop {
            let octet = *bytes.get(at)?;
            at += 1;
            number = number.checked_mul(128)?.checked_add(u32::from(octet & 0x7F))?;
            if octet & 0x80 == 0 {
                break;
            }
        }
    }
    let octet = *bytes.get(at)?;
    at += 1;
    let length = match octet {
        0..=0x7F => Some(usize::from(octet)),
        0x80 => (first & 0x20 != 0).then_some(None)?,
        _ => {
            let count = usize::from(octet & 0x7F);
            let octets = bytes.get(at..at.checked_add(count)?)?;
            at += count;
            Some(
                octets
                    .iter()
                    .try_fold(0usize, |sum, octet| sum.checked_mul(256)?.checked_add(usize::from(*octet)))?,
            )
        }
    };
    Some(Head { first, number, header: at, length })
}

/// Where elements begin inside an OCTET STRING or BIT STRING; `None` if it contains none. Random bytes sometimes look
/// like an element, so only a SEQUENCE, SET or string that fills it exactly counts, at every level.
fn wrapped(first: u8, octets: &[u8]) -> Option<usize> {
    let (skip, octets) = match first {
        0x04 => (0, octets),
        0x03 => (1, octets.split_first().filter(|(unused, _)| **unused == 0)?.1),
        _ => return None,
    };
    let inner = *octets.first()?;
    let plausible = matches!(inner, 0x30 | 0x31) || (first == 0x04 && matches!(inner, 0x03 | 0x04 | 0x1E));
    (plausible && fills(octets, 0)).then_some(skip)
}

/// Whether one element fills the bytes exactly, and so does everything inside it.
fn fills(octets: &[u8], depth: usize) -> bool {
    let Some(head) = head(octets) else { return false };
    head.length == Some(octets.len().saturating_sub(head.header))
        && (head.first & 0x20 == 0 || all_fill(octets.get(head.header..).unwrap_or_default(), depth + 1))
}

fn all_fill(mut octets: &[u8], depth: usize) -> bool {
    while !octets.is_empty() {
        let Some(head) = head(octets).filter(|_| depth < DEEPEST) else { return false };
        let Some(whole) = head.length.and_then(|length| length.checked_add(head.header)) else {
            return false;
        };
        let Some((one, rest)) = octets.split_at_checked(whole) else { return false };
        if !fills(one, depth) {
            return false;
        }
        octets = rest;
    }
    true
}

fn tag_name(head: Head) -> String {
    match (head.first >> 6, head.number) {
        (0, number) => universal(number).map_or_else(|| format!("UNIVERSAL {number}"), str::to_owned),
        (1, number) => format!("APPLICATION {number}"),
        (2, number) => format!("[{number}]"),
        (_, number) => format!("PRIVATE {number}"),
    }
}

const fn universal(number: u32) -> Option<&'static str> {
    Some(match number {
        1 => "BOOLEAN",
        2 => "INTEGER",
        3 => "BIT STRING",
        4 => "OCTET STRING",
        5 => "NULL",
        6 => "OBJECT IDENTIFIER",
        10 => "ENUMERATED",
        12 => "UTF8String",
        16 => "SEQUENCE",
        17 => "SET",
        18 => "NumericString",
        19 => "PrintableString",
        20 => "TeletexString",
        22 => "IA5String",
        23 => "UTCTime",
        24 => "GeneralizedTime",
        26 => "VisibleString",
        28 => "UniversalString",
        30 => "BMPString",
        _ => return None,
    })
}

/// The value of an element, shortened to one line.
fn summary(head: Head, octets: &[u8]) -> String {
    if head.first & 0x20 != 0 {
        return String::new();
    }
    match (head.first >> 6, head.number) {
        (0, 1) => if octets == [0] { "false" } else { "true" }.to_owned(),
        (0, 2 | 10) => integer(octets),
        (0, 3) => format!("{} bits", octets.len().saturating_sub(1) * 8),
        (0, 5) => String::new(),
        (0, 6) => super::fields::named(&Oid::from_content(octets)),
        (0, 30) => {
            let (units, _) = octets.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            short(&String::from_utf16_lossy(&units))
        }
        (0, 12 | 18..=24 | 26) => short(&String::from_utf8_lossy(octets)),
        // Context-specific tags usually contain text: names and URLs.
        (2, _) if !octets.is_empty() && octets.iter().all(|octet| (0x20..0x7F).contains(octet)) => {
            short(&String::from_utf8_lossy(octets))
        }
        _ => match octets.len() {
            1 => "1 byte".to_owned(),
            count => format!("{count} bytes"),
        },
    }
}

fn integer(octets: &[u8]) -> String {
    match octets {
        [] => "empty".to_owned(),
        _ if octets.len() <= 8 => {
            let negative = octets.first().is_some_and(|first| first & 0x80 != 0);
            let start: i64 = if negative { -1 } else { 0 };
            octets.iter().fold(start, |sum, octet| (sum << 8) | i64::from(*octet)).to_string()
        }
        _ => short(&octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>()),
    }
}

/// At most one line of text; the bytes next to it show all of it.
fn short(text: &str) -> String {
    const LINE: usize = 96;
    let text = visible(text);
    if text.chars().count() <= LINE {
        return text;
    }
    text.chars().take(LINE).chain(['…']).collect()
}

/// Sets the names of the fields from RFC 5280 and RFC 2986, except inside extensions.
fn name_parts(nodes: &mut [Node], kind: Kind) {
    let root = match kind {
        Kind::Request => "CertificationRequest",
        Kind::RevocationList => "CertificateList",
        _ => "Certificate",
    };
    for place in 0..nodes.len() {
        let Some(node) = nodes.get(place) else { break };
        let name = match node.parent.and_then(|parent| nodes.get(parent).map(|it| (parent, it))) {
            None => (place == 0).then_some(root),
            Some((parent, around)) => {
                let rank = nodes
                    .iter()
                    .take(place)
                    .skip(parent + 1)
                    .filter(|sibling| sibling.parent == Some(parent))
                    .map(|sibling| sibling.tag.as_str());
                part_name(&around.name, rank, &node.tag)
            }
        };
        if let Some(name) = name
            && let Some(node) = nodes.get_mut(place)
        {
            node.name = name.to_owned();
        }
    }
}

fn part_name<'a>(around: &str, mut before: impl Iterator<Item = &'a str>, tag: &str) -> Option<&'static str> {
    // Optional fields are recognized by their tags, and are not counted when the others are numbered.
    let parts: &[&'static str] = match around {
        "Certificate" => &["tbsCertificate", "signatureAlgorithm", "signatureValue"],
        "CertificateList" => &["tbsCertList", "signatureAlgorithm", "signatureValue"],
        "CertificationRequest" => &["certificationRequestInfo", "signatureAlgorithm", "signature"],
        "tbsCertificate" => match tag {
            "[0]" => return Some("version"),
            "[1]" => return Some("issuerUniqueID"),
            "[2]" => return Some("subjectUniqueID"),
            "[3]" => return Some("extensions"),
            _ => &["serialNumber", "signature", "issuer", "validity", "subject", "subjectPublicKeyInfo"],
        },
        "certificationRequestInfo" => match tag {
            "[0]" => return Some("attributes"),
            _ => &["version", "subject", "subjectPublicKeyInfo"],
        },
        // Its version and the end of its validity are optional and have no tags of their own.
        "tbsCertList" => {
            let parts: &[&'static str] = match tag {
                "[0]" => return Some("extensions"),
                "INTEGER" => return Some("version"),
                "SEQUENCE" => &["signature", "issuer", "revokedCertificates"],
                _ => &["thisUpdate", "nextUpdate"],
            };
            let is_alike =
                |other: &&str| *other != "INTEGER" && (*other == "SEQUENCE") == (tag == "SEQUENCE");
            return parts.get(before.filter(is_alike).count()).copied();
        }
        "revokedCertificates" => return Some("revokedCertificate"),
        "revokedCertificate" => &["userCertificate", "revocationDate", "Extensions"],
        "validity" => &["notBefore", "notAfter"],
        "subjectPublicKeyInfo" => &["algorithm", "subjectPublicKey"],
        "signatureAlgorithm" | "signature" | "algorithm" if tag != "BIT STRING" => {
            &["algorithm", "parameters"]
        }
        "extensions" => return Some("Extensions"),
        "Extensions" => return Some("Extension"),
        "Extension" => match tag {
            "OBJECT IDENTIFIER" => return Some("extnID"),
            "BOOLEAN" => return Some("critical"),
            _ => return Some("extnValue"),
        },
        _ => return None,
    };
    let count = before.by_ref().filter(|tag| !tag.starts_with('[')).count();
    parts.get(count).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;

    fn dumped(der: &[u8]) -> Dump {
        let findings = examination::read(&[File { name: "a.cer", bytes: der }], &[]);
        dump(&findings.items[0]).unwrap()
    }

    #[test]
    fn fields_of_a_certificate_have_names() {
        let dump =
            dumped(&forge::Leaf::user("alice").upn("alice@corp.example").sid("S-1-5-21-1-2-3-1105").der());
        let node = |name: &str| dump.nodes.iter().find(|node| node.name == name).unwrap();
        assert_eq!(dump.nodes[0].name, "Certificate");
        assert_eq!(dump.nodes[0].inside, dump.nodes.len() - 1);
        assert_eq!(node("notBefore").tag, "UTCTime");
        assert_eq!(node("extnID").tag, "OBJECT IDENTIFIER");
        assert!(dump.nodes.iter().any(|node| node.summary.contains("alice@corp.example")));
        assert_eq!(node("version").depth, 2);
    }

    #[test]
    fn fields_of_a_crl_have_names() {
        let ca = forge::Ca::root("Corp Root CA");
        let crl = forge::RevocationList::of(&ca).revoke(&[7], "2026-10-01T00:00:00Z", Some(1)).der();
        let dump = dumped(&crl);
        let tags = |name: &str| -> Vec<&str> {
            dump.nodes.iter().filter(|node| node.name == name).map(|node| node.tag.as_str()).collect()
        };
        assert_eq!(tags("tbsCertList"), ["SEQUENCE"]);
        assert_eq!(tags("version"), ["INTEGER"]);
        for name in ["signature", "issuer", "revokedCertificates", "revokedCertificate"] {
            assert_eq!(tags(name), ["SEQUENCE"], "{name}");
        }
        assert_eq!([tags("thisUpdate"), tags("nextUpdate")], [["UTCTime"], ["UTCTime"]]);
        assert_eq!(tags("userCertificate"), ["INTEGER"]);
        assert_eq!(tags("extensions"), ["[0]"]);
        assert!(tags("Extension").len() > 1, "those of the entry and those of the CRL");
    }

    #[test]
    fn elements_cover_all_bytes_and_are_nested() {
        let dump = dumped(&forge::Leaf::user("alice").der());
        for offset in 0..dump.bytes.len() {
            assert!(dump.at(offset).is_some(), "{offset}");
        }
        for node in &dump.nodes {
            let Some(parent) = node.parent else { continue };
            let parent = &dump.nodes[parent];
            assert!(parent.offset <= node.offset);
            assert!(node.offset + node.length <= parent.offset + parent.length);
        }
        let subject = dump.nodes.iter().position(|node| node.name == "subject").unwrap();
        let place = Place { offset: dump.nodes[subject].offset, length: dump.nodes[subject].length };
        assert_eq!(dump.of(place), Some(subject));
        assert!(dump.hex(&dump.nodes[0], false).starts_with("30"));
    }

    #[test]
    fn broken_bytes_are_parsed_to_the_end() {
        let whole = forge::Leaf::user("alice").der();
        for end in (1..whole.len()).step_by(7) {
            let mut walk = Walk::over(&whole[..end]);
            walk.all(0, end, 0, None);
            assert!(!walk.nodes.is_empty());
        }
        for bytes in [
            &[0x30, 0x80][..],
            &[0x1F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
        ] {
            let mut walk = Walk::over(bytes);
            walk.all(0, bytes.len(), 0, None);
            assert!(!walk.nodes.is_empty());
        }
    }

    #[test]
    fn omitted_elements_are_reported() {
        let left_out = |bytes: &[u8]| {
            let mut walk = Walk::over(bytes);
            walk.all(0, bytes.len(), 0, None);
            walk.left_out()
        };
        let nulls = |count: usize| [0x05, 0x00].repeat(count);
        assert_eq!(left_out(&nulls(MAX)), [] as [&str; 0]);
        let more = "There are more elements: only the first 20000 are shown separately.";
        assert_eq!(left_out(&nulls(MAX + 1)), [more]);
        let nested = |depth: usize| (0..depth).fold(Vec::new(), |inner, _| forge::der::sequence(&[inner]));
        assert_eq!(left_out(&nested(DEEPEST + 1)), [] as [&str; 0]);
        let deeper = "There are deeper elements: only 40 levels are shown.";
        assert_eq!(left_out(&nested(DEEPEST + 2)), [deeper]);
    }

    #[test]
    fn random_bytes_are_not_taken_for_elements() {
        assert_eq!(wrapped(0x04, &[0x30, 0x03, 0x02, 0x01, 0x05]), Some(0));
        assert_eq!(wrapped(0x04, &[0x30, 0x03, 0x02, 0x05, 0x05]), None, "the inner length is wrong");
        assert_eq!(wrapped(0x04, &[0x02, 0x01, 0x05]), None, "a number proves nothing");
        assert_eq!(wrapped(0x03, &[0, 0x30, 0]), Some(1));
        assert_eq!(wrapped(0x03, &[3, 0x30, 0]), None);
    }
}
