//! SIDs in certificates: the SID extension and the SAN SID URI, by which a certificate proves its account, and
//! everything that only looks like one of them.

use super::alt_name::GeneralName;
use super::reading::Reader;
use super::text::{hex_shown, is_string, visible};
use super::walk::{Node, Walk, tag};
use super::{Located, Name, Oid, Span};
use crate::sid::{Class, Sid};
pub use address::PREFIX;
use address::{is_wrapping, judge_uri, starts_with, strip_prefix};
use der::oid::ObjectIdentifier;
use layers::{value, wrapped_again};
use placeholder::unresolved;
use std::collections::BTreeSet;
use std::sync::Arc;

mod address;
mod layers;
mod placeholder;

/// Microsoft's SID extension, `1.3.6.1.4.1.311.25.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidExtension {
    /// Its text, as far as there is any.
    pub raw: String,
    /// The SID, if the text is one.
    pub sid: Option<Sid>,
    /// The SID that is meant, if the text is one except for white space around it or lower case, or if it is in binary
    /// form.
    pub meant: Option<Sid>,
    /// The SIDs in further extensions of the type. Which one counts is not documented.
    pub others: Vec<Sid>,
    /// Whether it is encoded exactly as AD CS does. How a domain controller reads any other encoding is not documented.
    pub standard: bool,
    /// The value of the extension in the DER.
    pub span: Span,
}

/// A SAN URI that contains a SID, or tries to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SanUri {
    /// The URI as it is.
    pub raw: String,
    /// The SID, if the URI has the right form and contains one.
    pub sid: Option<Sid>,
    /// The SID that is meant, even if the form is wrong.
    pub meant: Option<Sid>,
    /// Whether it is written exactly as domain controllers expect it.
    pub standard: bool,
    /// Its position in the DER.
    pub span: Span,
}

/// Something that looks like a strong mapping but is not one, or not for sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Stable name, such as `uri-date`.
    pub id: &'static str,
    /// A human-readable sentence.
    pub message: String,
    /// Its position in the DER.
    pub span: Option<Span>,
}

/// `szOID_NTDS_CA_SECURITY_EXT`.
pub(super) const EXTENSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.25.2");
/// `szOID_NTDS_OBJECTSID`, the type of the name inside the extension.
const OBJECT_SID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.25.2.1");

/// Reads the extension. [MS-WCCE] section 2.2.2.7.7.4 shows only the name; what CAs write is
///
/// ```text
/// SEQUENCE {                           a list with a single general name
///     [0] {                            an otherName
///         OBJECT IDENTIFIER 1.3.6.1.4.1.311.25.2.1,
///         [0] { OCTET STRING "S-1-5-21-…" } } }
/// ```
pub(super) fn extension(reader: &mut Reader, walk: &mut Walk<'_>) {
    let whole = walk.rest();
    let span = if whole.is_empty() { reader.place } else { walk.span() };
    if reader.facts.cut_off && walk.is_clipped() {
        // A SID without its last digits looks like that of another account.
        *walk = Walk::new(&[], 0);
        return;
    }
    let mut misses = Misses { reader, span, count: 0, others: Vec::new() };
    let Text { raw, sid, meant } = match value(&mut misses, walk) {
        Some(value) => text(&mut misses, &value),
        None => {
            misses.add("sid-invalid", "The SID extension contains no SID where one is expected.");
            Text::no_sid(hex_shown(whole))
        }
    };
    if let (Some(sid), Some(other)) = (&sid, misses.others.iter().find(|other| Some(*other) != sid.as_ref()))
    {
        let message = format!("The SID extension contains {sid} and also {other}.");
        misses.add("sids-differ", message);
    }
    let canonical = is_canonical(whole, &raw);
    if misses.count == 0 && !canonical {
        misses.add(
            "sid-lengths",
            "The lengths in the SID extension are not encoded as DER requires; whether domain controllers accept it is not documented.",
        );
    }
    if misses.reader.critical {
        misses.add(
            "sid-critical",
            "The SID extension is marked critical; AD CS never does that, and programs that do not know the extension must reject the certificate.",
        );
    }
    let standard = misses.count == 0;
    reader.rows.add("SID", span, &raw);
    if let Some(sid) = &sid {
        if let Some(id) = sid.entra_object_id() {
            reader.rows.add("Object in Entra ID", span, id);
        }
        judge_class(reader, sid, span);
    }
    if !reader.sids.is_empty() {
        reader.miss(
            "sid-duplicate-extension",
            span,
            "The SID extension is present more than once; which one counts is not documented.",
        );
    }
    reader.sids.push(SidExtension { raw, sid, meant, others: Vec::new(), standard, span });
}

/// Collects what is irregular about one extension.
struct Misses<'r> {
    reader: &'r mut Reader,
    span: Span,
    count: usize,
    /// Further SIDs after the first.
    others: Vec<Sid>,
}

impl Misses<'_> {
    fn add(&mut self, id: &'static str, message: impl Into<String>) {
        self.at(id, self.span, message);
    }

    fn at(&mut self, id: &'static str, span: Span, message: impl Into<String>) {
        self.count += 1;
        self.reader.miss(id, span, message);
    }
}

/// The text of an element, and the SID it is or is meant to be.
struct Text {
    raw: String,
    sid: Option<Sid>,
    meant: Option<Sid>,
}

impl Text {
    const fn no_sid(raw: String) -> Self {
        Self { raw, sid: None, meant: None }
    }
}

fn text(misses: &mut Misses<'_>, node: &Node<'_>) -> Text {
    if let Some(outer) = wrapped_again(&node.alone(), |tag| tag == tag::OCTET_STRING || is_string(tag))
        && let Some(inner) = outer.walk().next(&mut misses.reader.defects)
    {
        misses.at(
            "sid-wrapped-twice",
            node.span(),
            "The OCTET STRING in the SID extension contains another element instead of the SID as text; whether domain controllers accept it is not documented.",
        );
        return once_unwrapped(misses, &inner);
    }
    once_unwrapped(misses, node)
}

fn once_unwrapped(misses: &mut Misses<'_>, node: &Node<'_>) -> Text {
    let joined = node.joined(&mut misses.reader.defects);
    let octets = joined.as_deref().unwrap_or(node.content);
    let span = node.content_span();
    if let Some(sid) = Sid::from_binary(octets) {
        misses.at(
            "sid-binary",
            span,
            format!(
                "The SID extension contains the SID in binary form ({sid}); domain controllers expect text."
            ),
        );
        return Text { meant: Some(sid.clone()), ..Text::no_sid(sid.to_string()) };
    }
    if is_string(node.tag & !tag::CONSTRUCTED) {
        misses.at(
            "sid-string-type",
            node.span(),
            format!(
                "The SID in the SID extension is a {}; AD CS writes an OCTET STRING, and whether domain controllers accept anything else is not documented.",
                super::text::type_name(node.tag & !tag::CONSTRUCTED)
            ),
        );
    } else if !matches!(node.tag, tag::OCTET_STRING | 0x80 | 0) {
        misses.at(
            "sid-string-type",
            node.span(),
            format!(
                "The SID in the SID extension has the tag {:02x}; domain controllers expect an OCTET STRING.",
                node.tag
            ),
        );
    }
    if let Some(text) = two_octets_a_character(octets) {
        if node.tag != tag::BMP {
            misses.at(
                "sid-utf16",
                span,
                "The SID in the SID extension uses two bytes per character; domain controllers expect ASCII.",
            );
        }
        let sid = if node.tag == tag::BMP { Sid::parse(&text) } else { None };
        return Text { sid, ..Text::no_sid(text) };
    }
    let Ok(text) = std::str::from_utf8(octets) else {
        misses.at(
            "sid-invalid",
            span,
            "The SID extension contains bytes that are not a SID, neither as text nor in binary form.",
        );
        return Text::no_sid(hex_shown(octets));
    };
    if let Some(sid) = Sid::parse(text) {
        return Text { sid: Some(sid), ..Text::no_sid(text.to_owned()) };
    }
    Text { meant: nearly_a_sid(misses, text, span), ..Text::no_sid(text.to_owned()) }
}

/// Reports what keeps a text from being a SID. Returns the SID that is meant, if a domain controller may accept it.
fn nearly_a_sid(misses: &mut Misses<'_>, text: &str, span: Span) -> Option<Sid> {
    let spaced = text.trim_matches(is_blank);
    let bare = spaced.trim_matches(is_wrapping);
    let upper = bare.to_ascii_uppercase();
    if let Some(variable) = unresolved(text) {
        let message = format!(
            "The SID extension contains the variable `{}`, which was not replaced by a value.",
            shorten(variable)
        );
        misses.at("unresolved-variable", span, message);
        return None;
    }
    if starts_with(bare, "tag:") || starts_with(bare, "sid:") {
        let message = format!(
            "The SID extension contains `{}`; domain controllers expect only the SID there. A SID URI belongs in the SAN, as a URL.",
            shorten(bare)
        );
        misses.at("uri-misplaced", span, message);
        return None;
    }
    let Some(sid) = Sid::parse(bare).or_else(|| Sid::parse(&upper)) else {
        let message = format!("The SID extension contains `{}`, which is not a SID.", shorten(text));
        misses.at("sid-invalid", span, message);
        return None;
    };
    if spaced.len() < text.len() {
        misses.at(
            "sid-trailing",
            span,
            "The SID in the SID extension has white space or a NUL around it; whether domain controllers accept it is not documented.",
        );
    }
    if upper != bare {
        misses.at(
            "sid-case",
            span,
            "The SID in the SID extension starts with a lowercase letter; whether domain controllers accept it is not documented.",
        );
    }
    if bare.len() < spaced.len() {
        misses.at(
            "sid-braces",
            span,
            "The SID in the SID extension is in braces or quotes; domain controllers expect only the SID.",
        );
        return None;
    }
    Some(sid)
}

/// Whether these are the bytes that AD CS writes for a SID with this text.
fn is_canonical(octets: &[u8], text: &str) -> bool {
    const TYPE: [u8; 12] = [6, 10, 0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x19, 2, 1];
    let Ok(length) = u8::try_from(text.len()) else { return false };
    if length > 109 {
        // Only lengths below 128 take one byte. No SID of an account is that long.
        return true;
    }
    let mut expected = Vec::with_capacity(octets.len());
    expected.extend([0x30, length + 18, 0xA0, length + 16]);
    expected.extend(TYPE);
    expected.extend([0xA0, length + 2, 4, length]);
    expected.extend(text.as_bytes());
    octets == expected
}

/// ASCII text that was written as UTF-16, in either byte order.
fn two_octets_a_character(octets: &[u8]) -> Option<String> {
    let (pairs, rest) = octets.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return None;
    }
    let big =
        pairs.iter().map(|[high, low]| (*high == 0 && low.is_ascii_graphic()).then_some(char::from(*low)));
    let little =
        pairs.iter().map(|[low, high]| (*high == 0 && low.is_ascii_graphic()).then_some(char::from(*low)));
    big.collect::<Option<String>>().or_else(|| little.collect())
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() || matches!(character, '\u{FEFF}' | '\u{200B}')
}

/// Text short enough for a sentence.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    visible(&shown)
}

/// Looks for SIDs in all names, after everything has been read.
pub(super) fn judge(reader: &mut Reader) {
    let names = std::mem::take(&mut reader.facts.san);
    judge_names(reader, &names);
    reader.facts.san = names;
    let (further, uris) = further_names(reader);
    let subject = std::mem::take(&mut reader.facts.subject);
    let span = reader.facts.spans.subject;
    judge_directory(reader, &subject, span.unwrap_or_default(), "subject");
    reader.facts.subject = subject;

    if let [_, second, ..] = reader.facts.san_uris.as_slice() {
        let span = second.span;
        reader.miss(
            "uri-several",
            span,
            "The SAN contains more than one SID URI; which one counts is not documented.",
        );
    }
    judge_differences(reader);
    let mut sids = std::mem::take(&mut reader.sids).into_iter();
    reader.facts.sid_extension = sids.next();
    if let Some(first) = &mut reader.facts.sid_extension {
        first.standard &= sids.as_slice().is_empty();
        first.others = sids.filter_map(|further| further.sid).collect();
    }
    reader.facts.near_misses = std::mem::take(&mut reader.near_misses);
    reader.facts.near_misses.sort_by_key(|miss| miss.span.map_or(usize::MAX, |span| span.offset));
    if !further.is_empty() {
        let mut all = reader.facts.clone();
        all.san.extend(further);
        all.san_uris.extend(uris);
        reader.facts.with_all_names = Some(Arc::new(all));
    }
}

fn judge_names(reader: &mut Reader, names: &[Located<GeneralName>]) {
    let end = reader.end();
    for name in names.iter().filter(|name| end.is_none_or(|end| name.span.end() < end)) {
        judge_name(reader, &name.value, name.span);
    }
}

/// The names that are only in further SAN extensions, and the SID URIs among them.
fn further_names(reader: &mut Reader) -> (Vec<Located<GeneralName>>, Vec<SanUri>) {
    let mut further = std::mem::take(&mut reader.further_names);
    if further.is_empty() {
        return (further, Vec::new());
    }
    let known: BTreeSet<&GeneralName> = reader.facts.san.iter().map(|name| &name.value).collect();
    further.retain(|name| !known.contains(&name.value));
    let first = std::mem::take(&mut reader.facts.san_uris);
    judge_names(reader, &further);
    let uris = std::mem::replace(&mut reader.facts.san_uris, first);
    if let Some(uri) = uris.iter().find(|uri| uri.sid.is_some()) {
        let message = format!(
            "The SID URI `{}` is in an additional SAN extension, but only one is allowed. Whether domain controllers look beyond the first is not documented.",
            shorten(&uri.raw)
        );
        reader.miss("san-duplicate", uri.span, message);
    }
    (further, uris)
}

fn judge_differences(reader: &mut Reader) {
    let extensions =
        reader.sids.iter().filter_map(|extension| Some((extension.sid.as_ref()?, extension.span, true)));
    let uris = reader.facts.san_uris.iter().filter_map(|uri| Some((uri.sid.as_ref()?, uri.span, false)));
    let mut all = extensions.chain(uris);
    let Some((first, _, by_extension)) = all.next() else { return };
    let Some((other, span, second_extension)) = all.find(|(sid, ..)| *sid != first) else { return };
    let message = match (by_extension, second_extension) {
        (true, false) => format!(
            "The SID extension contains {first}, the SID URI in the SAN {other}. Domain controllers use the extension."
        ),
        (true, true) => format!("One SID extension contains {first}, another {other}."),
        _ => format!("One SID URI contains {first}, another {other}; which one counts is not documented."),
    };
    reader.miss("sids-differ", span, message);
}

fn judge_name(reader: &mut Reader, name: &GeneralName, span: Span) {
    match name {
        GeneralName::Uri(address) => judge_uri(reader, address, span),
        GeneralName::Other { oid, value } => judge_other(reader, oid, value, span),
        GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Upn(text) => {
            judge_text(reader, text, span, name.kind());
        }
        GeneralName::Directory(name) => judge_directory(reader, name, span, "directory name"),
        GeneralName::Ip(_) | GeneralName::Rid(_) | GeneralName::X400(_) | GeneralName::Edi(_) => {}
    }
}

fn judge_other(reader: &mut Reader, oid: &Oid, value: &str, span: Span) {
    let octets = octet_string(value);
    let text = octets.as_deref().and_then(|octets| std::str::from_utf8(octets).ok()).unwrap_or(value);
    let sid = Sid::parse(text.trim_matches(is_blank)).or_else(|| Sid::from_binary(octets.as_deref()?));
    if *oid == EXTENSION || *oid == OBJECT_SID || sid.is_some() {
        let what = sid.map_or_else(|| "what should be a SID".to_owned(), |sid| format!("the SID {sid}"));
        reader.miss(
            "sid-other-name",
            span,
            format!(
                "The SAN contains {what} as an otherName of the type {oid}. Domain controllers look for it only in the SID extension {EXTENSION} or in a SAN URI that starts with {PREFIX}."
            ),
        );
    } else {
        judge_text(reader, text, span, "other name");
    }
}

/// The content of an OCTET STRING in hexadecimal.
fn octet_string(hexadecimal: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = hexadecimal.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || !hexadecimal.starts_with("04") {
        return None;
    }
    let octets: Vec<u8> =
        pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect::<Option<_>>()?;
    let node = Walk::new(&octets, 0).next(&mut super::defects::Defects::default())?;
    Some(node.content.to_vec())
}

fn judge_directory(reader: &mut Reader, name: &Name, span: Span, place: &str) {
    for attribute in name.rdns.iter().flatten() {
        judge_text(reader, &attribute.value, span, place);
    }
}

/// Checks a name that is not a URI: whatever it contains, it is not a strong mapping.
fn judge_text(reader: &mut Reader, text: &str, span: Span, place: &str) {
    let bare = text.trim_matches(is_blank);
    let place = || place.to_ascii_lowercase();
    if let Some(variable) = unresolved(text) {
        reader.miss(
            "unresolved-variable",
            span,
            format!(
                "The {} contains the variable `{}`, which was not replaced by a value.",
                place(),
                shorten(variable)
            ),
        );
    } else if starts_with(bare, "tag:microsoft.com,") {
        reader.miss(
            "uri-misplaced",
            span,
            format!(
                "The {} contains `{}`. Domain controllers look for it only in the SAN, as a URL.",
                place(),
                shorten(bare)
            ),
        );
    } else if let Some(sid) = Sid::parse(strip_prefix(bare, "sid:").unwrap_or(bare)) {
        reader.miss(
            "sid-misplaced",
            span,
            format!("The {} contains the SID {sid}. Domain controllers look for it only in the SID extension or in a SAN URI that starts with {PREFIX}.", place()),
        );
    }
}

/// Reports what is wrong with a well-formed SID.
fn judge_class(reader: &mut Reader, sid: &Sid, span: Span) {
    let (id, message) = match sid.class() {
        Class::Domain => return,
        Class::Entra => (
            "entra-sid",
            format!(
                "{sid} belongs to the Entra ID object {}. No account in an Active Directory domain has such a SID, so it cannot match.",
                sid.entra_object_id().unwrap_or_default()
            ),
        ),
        Class::Truncated => (
            "sid-truncated",
            format!("{sid} is the SID of a domain; the last part, which identifies the account, is missing."),
        ),
        Class::Builtin => (
            "sid-builtin",
            format!(
                "{sid} is one of the built-in accounts and groups of every domain{}.",
                match sid.rid() {
                    Some(500) => ": the Administrator",
                    Some(501) => ": the Guest account, which never logs on with a certificate",
                    Some(502) => ": krbtgt, which never logs on",
                    _ => "; a certificate should identify an individual account",
                }
            ),
        ),
        Class::Wellknown => (
            "sid-wellknown",
            format!(
                "{sid} is the same on every Windows computer; no domain account has it, so it cannot match."
            ),
        ),
        Class::Invalid => (
            "sid-invalid",
            format!(
                "{sid} cannot be the SID of an account: it has too many parts, too few, or parts out of range."
            ),
        ),
    };
    reader.miss(id, span, message);
}

impl Reader {
    fn miss(&mut self, id: &'static str, span: Span, message: impl Into<String>) {
        self.near_misses.push(NearMiss { id, message: message.into(), span: Some(span) });
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Rows;
    use super::*;

    const SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";

    fn ids(reader: &Reader) -> Vec<&'static str> {
        reader.near_misses.iter().map(|miss| miss.id).collect()
    }

    #[track_caller]
    fn check_uri(address: &str, sid: Option<&str>, standard: bool, misses: &[&str]) {
        let mut reader = Reader::new(Rows::unwanted());
        judge_uri(&mut reader, address, Span::default());
        assert_eq!(ids(&reader), misses, "{address}");
        let found = reader.facts.san_uris.first();
        assert_eq!(
            found.and_then(|uri| uri.sid.as_ref()).map(ToString::to_string).as_deref(),
            sid,
            "{address}"
        );
        assert_eq!(found.is_some_and(|uri| uri.standard), standard, "{address}");
    }

    #[test]
    fn san_sid_uri_must_match_exactly() {
        check_uri(&format!("{PREFIX}{SID}"), Some(SID), true, &[]);
        check_uri("https://corp.example/a%20b%C3%A4", None, false, &[]);
        check_uri("urn:uuid:be127ea0-d180-124d-e044-000f202b235a", None, false, &[]);
        check_uri(&format!("tag:microsoft.com,2022-09-24:sid:{SID}"), None, false, &["uri-date"]);
        check_uri(&format!("tag:microsoft.com:sid:{SID}"), None, false, &["uri-date"]);
        check_uri(&format!("URL={PREFIX}{SID}"), None, false, &["uri-prefix"]);
        check_uri(&format!("{PREFIX}{PREFIX}{SID}"), None, false, &["uri-doubled"]);
        check_uri(&format!("{PREFIX}{SID} "), None, false, &["uri-space"]);
        check_uri(&format!(" {PREFIX}{SID}"), None, false, &["uri-space"]);
        check_uri(&format!("{PREFIX} {SID}"), None, false, &["uri-space"]);
        check_uri(&format!("tag:microsoft.com, 2022-09-14:sid:{SID}"), None, false, &["uri-space"]);
        check_uri(&format!("{PREFIX}{SID}\0"), None, false, &["uri-space"]);
        check_uri(&format!("TAG:Microsoft.com,2022-09-14:SID:{SID}"), Some(SID), false, &["uri-case"]);
        check_uri(&format!("{PREFIX}{}", SID.to_lowercase()), Some(SID), false, &["uri-case"]);
        check_uri(&format!("{PREFIX}{{{SID}}}"), None, false, &["uri-braces"]);
        check_uri(&format!("tag:corp.example,2022-09-14:sid:{SID}"), None, false, &["uri-wrong-domain"]);
        check_uri(&format!("tag:microsoft.com,2022-09-14:{SID}"), None, false, &["uri-form"]);
        let escaped = |text: &str| text.replace(':', "%3A").replace('-', "%2d");
        check_uri(&escaped(&format!("{PREFIX}{SID}")), None, false, &["uri-escaped"]);
        check_uri(&format!("{}{SID}", escaped(PREFIX)), None, false, &["uri-escaped"]);
        check_uri(&format!("{PREFIX}{}", escaped(SID)), None, false, &["uri-escaped"]);
        check_uri(&format!("{PREFIX}%20{SID}"), None, false, &["uri-escaped", "uri-space"]);
        check_uri("tag%3Acorp.example,2022%3Aa%20b", None, false, &[]);
        check_uri(SID, None, false, &["uri-no-tag"]);
        check_uri(&format!("sid:{SID}"), None, false, &["uri-no-tag"]);
        check_uri(&format!("microsoft.com,2022-09-14:sid:{SID}"), None, false, &["uri-no-tag"]);
        check_uri(&format!("{PREFIX}{{{{OnPremisesSecurityIdentifier}}}}"), None, false, &["uri-unresolved"]);
        check_uri("{{OnPremisesSecurityIdentifier}}", None, false, &["uri-unresolved"]);
        check_uri("%ENROLLED_USER_SID%", None, false, &["uri-unresolved"]);
        check_uri(&format!("{PREFIX}$USERSID"), None, false, &["uri-unresolved"]);
        check_uri(&format!("{PREFIX}%DeviceSid%"), None, false, &["uri-unresolved"]);
        check_uri(&format!("{PREFIX}none"), None, false, &["sid-invalid"]);
        check_uri(PREFIX, None, false, &["sid-invalid"]);
    }

    #[test]
    fn class_of_the_sid_is_judged() {
        let entra = "S-1-12-1-4163729839-1217663608-249102764-4166813488";
        check_uri(&format!("{PREFIX}{entra}"), Some(entra), true, &["entra-sid"]);
        check_uri(&format!("{PREFIX}S-1-5-21-1-2-3"), Some("S-1-5-21-1-2-3"), true, &["sid-truncated"]);
        check_uri(&format!("{PREFIX}S-1-5-21-1-2-3-500"), Some("S-1-5-21-1-2-3-500"), true, &["sid-builtin"]);
        check_uri(&format!("{PREFIX}S-1-5-18"), Some("S-1-5-18"), true, &["sid-wellknown"]);
        check_uri(
            &format!("{PREFIX}S-1-5-21-1-2-3-4294967295"),
            Some("S-1-5-21-1-2-3-4294967295"),
            true,
            &["sid-invalid"],
        );
    }

    #[track_caller]
    fn check_text(text: &str, misses: &[&str]) {
        let mut reader = Reader::new(Rows::unwanted());
        judge_text(&mut reader, text, Span::default(), "DNS name");
        assert_eq!(ids(&reader), misses, "{text}");
    }

    #[test]
    fn sid_in_other_names_is_reported() {
        check_text("host.corp.example", &[]);
        check_text(SID, &["sid-misplaced"]);
        check_text(&format!("SID:{SID}"), &["sid-misplaced"]);
        check_text(&format!("{PREFIX}{SID}"), &["uri-misplaced"]);
        check_text("{{UserPrincipalName}}", &["unresolved-variable"]);
        check_text("%username%@corp.example", &["unresolved-variable"]);
        check_text("${user}", &["unresolved-variable"]);
        check_text("$USERNAME", &["unresolved-variable"]);
        check_text("PC17$@corp.example", &[]);
        check_text("PC17$CORP", &[]);
        check_text("100% pure, 50% wool", &[]);
    }

    #[track_caller]
    fn check_extension(bytes: &[u8], raw: &str, sid: bool, standard: bool, misses: &[&str]) {
        let mut reader = Reader::new(Rows::unwanted());
        extension(&mut reader, &mut Walk::new(bytes, 0));
        assert_eq!(ids(&reader), misses);
        let found = &reader.sids[0];
        assert_eq!((found.raw.as_str(), found.sid.is_some(), found.standard), (raw, sid, standard));
    }

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut bytes = vec![tag, u8::try_from(content.len()).unwrap()];
        bytes.extend(content);
        bytes
    }

    #[test]
    fn the_extension_is_read_by_its_structure() {
        const TYPE: &[u8] = &[6, 10, 0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x19, 2, 1];
        const OUTER_TYPE: &[u8] = &[6, 9, 0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x19, 2];
        let text = SID.as_bytes();
        let octets = tlv(4, &[text]);
        let whole = |kind: &[u8], value: &[u8]| tlv(0x30, &[&tlv(0xA0, &[kind, &tlv(0xA0, &[value])])]);
        check_extension(&whole(TYPE, &octets), SID, true, true, &[]);
        check_extension(&whole(TYPE, &tlv(0x0C, &[text])), SID, true, false, &["sid-string-type"]);
        check_extension(&whole(TYPE, &tlv(0x16, &[text])), SID, true, false, &["sid-string-type"]);
        check_extension(&whole(TYPE, &tlv(0x02, &[text])), SID, true, false, &["sid-string-type"]);
        let wide: Vec<u8> = SID.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check_extension(&whole(TYPE, &tlv(0x1E, &[&wide])), SID, true, false, &["sid-string-type"]);
        check_extension(&whole(TYPE, &tlv(4, &[&wide])), SID, false, false, &["sid-utf16"]);
        check_extension(&whole(OUTER_TYPE, &octets), SID, true, false, &["sid-inner-oid"]);
        let binary = Sid::parse(SID).unwrap().to_binary();
        check_extension(&whole(TYPE, &tlv(4, &[&binary])), SID, false, false, &["sid-binary"]);
        let padded = format!("{SID}\0");
        check_extension(
            &whole(TYPE, &tlv(4, &[padded.as_bytes()])),
            &padded,
            false,
            false,
            &["sid-trailing"],
        );
        let check_text = |text: &str, misses: &[&str]| {
            check_extension(&whole(TYPE, &tlv(4, &[text.as_bytes()])), text, false, false, misses);
        };
        check_text("S-1-5", &["sid-invalid"]);
        check_text(&SID.to_lowercase(), &["sid-case"]);
        check_text(&format!("{} ", SID.to_lowercase()), &["sid-trailing", "sid-case"]);
        check_text(&format!("{{{SID}}}"), &["sid-braces"]);
        check_text(&format!("{PREFIX}{SID}"), &["uri-misplaced"]);
        check_text(&format!("sid:{SID}"), &["uri-misplaced"]);
        check_text("{{OnPremisesSecurityIdentifier}}", &["unresolved-variable"]);
        check_text("%ENROLLED_USER_SID%", &["unresolved-variable"]);
        let twice = |wrapped: &[u8]| tlv(4, &[wrapped]);
        check_extension(&twice(&whole(TYPE, &octets)), SID, true, false, &["sid-wrapped-twice"]);
        check_extension(&whole(TYPE, &twice(&octets)), SID, true, false, &["sid-wrapped-twice"]);
        check_extension(
            &whole(TYPE, &twice(&tlv(0x0C, &[text]))),
            SID,
            true,
            false,
            &["sid-wrapped-twice", "sid-string-type"],
        );
        let deeper = format!("\u{4}.{SID}");
        let misses = ["sid-missing-wrapper", "sid-wrapped-twice", "sid-invalid"];
        check_extension(&twice(&twice(&octets)), &deeper, false, false, &misses);
        check_extension(&whole(TYPE, &tlv(4, &[b"\xFF"])), "ff", false, false, &["sid-invalid"]);
        let name = tlv(0xA0, &[TYPE, &tlv(0xA0, &[&octets])]);
        check_extension(&name, SID, true, false, &["sid-missing-wrapper"]);
        check_extension(
            &tlv(0x30, &[TYPE, &tlv(0xA0, &[&octets])]),
            SID,
            true,
            false,
            &["sid-missing-wrapper"],
        );
        check_extension(&tlv(0x30, &[&octets]), SID, true, false, &["sid-missing-wrapper"]);
        check_extension(&octets, SID, true, false, &["sid-missing-wrapper"]);
        check_extension(text, SID, true, false, &["sid-missing-wrapper"]);
        check_extension(&tlv(0x30, &[&tlv(0xA0, &[TYPE, &octets])]), SID, true, false, &["sid-implicit"]);
        check_extension(
            &tlv(0x30, &[&tlv(0xA0, &[TYPE, &tlv(0x80, &[text])])]),
            SID,
            true,
            false,
            &["sid-implicit"],
        );
        check_extension(&tlv(0x30, &[&name, &name]), SID, true, false, &["sid-extra-names"]);
        check_extension(&[], "", false, false, &["sid-invalid"]);
        check_extension(&[0x30, 0], "3000", false, false, &["sid-invalid"]);
        let long = [&[0x30, 0x81, u8::try_from(name.len()).unwrap()], name.as_slice()].concat();
        check_extension(&long, SID, true, false, &["sid-lengths"]);
    }
}
