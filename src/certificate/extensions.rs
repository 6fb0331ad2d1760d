//! Finds and lists every extension, and passes each to the module that understands it.
//!
//! ```text
//! Extension ::= SEQUENCE {                                     RFC 5280, section 4.1
//!     extnID    OBJECT IDENTIFIER,
//!     critical  BOOLEAN DEFAULT FALSE,
//!     extnValue OCTET STRING }
//! ```

use super::reading::Reader;
use super::text::is_string;
use super::walk::{Node, Walk, tag};
use super::well_known::{
    APPLICATION_POLICIES, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, KEY_USAGE, TRANSPARENCY,
};
use super::{
    Certificate, Extension, Oid, Span, access, identifier, microsoft, policy, revocation, sid, template,
    usage, web,
};
use der::oid::ObjectIdentifier;
use std::collections::BTreeSet;

/// Reads the value of an extension: fills facts and rows, reports defects.
type Decoder = fn(&mut Reader, &mut Walk<'_>);

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

/// The supported extensions.
const KNOWN: &[(ObjectIdentifier, Decoder)] = &[
    // RFC 5280, section 4.2.
    (oid("2.5.29.14"), identifier::subject),
    (KEY_USAGE, usage::key_usage),
    (oid("2.5.29.17"), access::subject_alt_name),
    (BASIC_CONSTRAINTS, usage::basic_constraints),
    (oid("2.5.29.31"), access::distribution_points),
    (oid("2.5.29.32"), policy::certificate_policies),
    (oid("2.5.29.35"), identifier::authority),
    (EXTENDED_KEY_USAGE, usage::extended_key_usage),
    (oid("1.3.6.1.5.5.7.1.1"), access::authority_information),
    (oid("2.5.29.9"), access::directory_attributes),
    (oid("2.5.29.16"), usage::private_key_period),
    (oid("2.5.29.18"), access::issuer_alt_name),
    (oid("2.5.29.30"), policy::name_constraints),
    (oid("2.5.29.33"), policy::mappings),
    (oid("2.5.29.36"), policy::constraints),
    (oid("2.5.29.46"), access::freshest_list),
    (oid("2.5.29.54"), policy::inhibit_any),
    (oid("1.3.6.1.5.5.7.1.11"), access::subject_information),
    // Microsoft, [MS-WCCE] section 2.2.2.7 and wincrypt.h.
    (sid::EXTENSION, sid::extension),
    (oid("1.3.6.1.4.1.311.21.7"), template::by_identifier),
    (oid("1.3.6.1.4.1.311.20.2"), template::by_name),
    (APPLICATION_POLICIES, usage::application_policies),
    (oid("1.3.6.1.4.1.311.21.11"), policy::mappings),
    (oid("1.3.6.1.4.1.311.21.12"), policy::constraints),
    (oid("1.3.6.1.4.1.311.21.1"), microsoft::authority_version),
    (oid("1.3.6.1.4.1.311.21.2"), microsoft::previous_authority),
    (oid("1.3.6.1.4.1.311.21.3"), microsoft::number),
    (oid("1.3.6.1.4.1.311.21.4"), microsoft::next_publish),
    (oid("1.3.6.1.4.1.311.21.14"), access::distribution_points_to_publish),
    (oid("1.3.6.1.4.1.311.13.2.2"), microsoft::enrolment_provider),
    (oid("1.3.6.1.4.1.311.13.2.3"), microsoft::os_version),
    (oid("1.3.6.1.4.1.311.25.1"), microsoft::replication_guid),
    (oid("1.2.840.113549.1.9.15"), microsoft::smime_capabilities),
    // Intune and Entra ID identify devices, users and tenants by a GUID each.
    (oid("1.2.840.113556.1.5.284.1"), microsoft::guid),
    (oid("1.2.840.113556.1.5.284.2"), microsoft::guid),
    (oid("1.2.840.113556.1.5.284.3"), microsoft::guid),
    (oid("1.2.840.113556.1.5.284.4"), microsoft::guid),
    (oid("1.2.840.113556.1.5.284.5"), microsoft::guid),
    (oid("1.2.840.113556.1.5.284.7"), microsoft::text_or_guid),
    (oid("1.2.840.113556.1.5.284.8"), microsoft::text_or_guid),
    (oid("1.2.840.113556.5.4"), microsoft::text_or_guid),
    (oid("1.2.840.113556.5.6"), microsoft::text_or_guid),
    (oid("1.2.840.113556.5.10"), microsoft::text_or_guid),
    (oid("1.2.840.113556.5.14"), microsoft::text_or_guid),
    (oid("1.3.6.1.4.1.311.21.22"), microsoft::number),
    // Public standards, and Netscape.
    (TRANSPARENCY, web::signed_timestamps),
    (oid("1.3.6.1.4.1.11129.2.4.3"), web::null),
    (oid("1.3.6.1.5.5.7.1.24"), web::tls_feature),
    (oid("1.3.6.1.5.5.7.1.3"), web::quality_statements),
    (oid("1.3.6.1.5.5.7.48.1.5"), web::null),
    (oid("2.5.29.56"), web::null),
    (oid("2.23.140.3.1"), web::organization),
    (oid("2.16.840.1.113730.1.1"), web::netscape_type),
    (oid("2.16.840.1.113730.1.2"), web::text),
    (oid("2.16.840.1.113730.1.3"), web::text),
    (oid("2.16.840.1.113730.1.4"), web::text),
    (oid("2.16.840.1.113730.1.7"), web::text),
    (oid("2.16.840.1.113730.1.8"), web::text),
    (oid("2.16.840.1.113730.1.12"), web::text),
    (oid("2.16.840.1.113730.1.13"), web::text),
    // CRLs, RFC 5280, sections 5.2 and 5.3.
    (oid("2.5.29.20"), revocation::number),
    (oid("2.5.29.21"), revocation::reason),
    (oid("2.5.29.24"), revocation::invalidity_date),
    (oid("2.5.29.27"), revocation::number),
    (oid("2.5.29.28"), revocation::issuing_point),
    (oid("2.5.29.29"), access::issuer_alt_name),
];

/// The entries of [`KNOWN`] by the last byte of their OID, as bit sets: only a few share one.
#[expect(clippy::indexing_slicing, reason = "it is reckoned while compiling")]
const ENDING_IN: [Places; 256] = {
    assert!(KNOWN.len() <= Places::BITS as usize, "there is a bit for each");
    let mut all = [0; 256];
    let mut place = 0;
    while place < KNOWN.len() {
        if let [.., last] = KNOWN[place].0.as_bytes() {
            all[*last as usize] |= 1 << place;
        }
        place += 1;
    }
    all
};

/// Indexes in [`KNOWN`], one bit each.
type Places = u128;

/// The index of an extension in [`KNOWN`], if it is supported.
fn place(oid: &[u8]) -> Option<usize> {
    let mut left = ENDING_IN.get(usize::from(*oid.last()?)).copied()?;
    while left != 0 {
        let place = left.trailing_zeros() as usize;
        if KNOWN.get(place).is_some_and(|(known, _)| known.as_bytes() == oid) {
            return Some(place);
        }
        left &= left - 1;
    }
    None
}

/// The types of the extensions read so far.
#[derive(Default)]
pub(super) struct Seen<'a> {
    known: Places,
    unknown: BTreeSet<&'a [u8]>,
}

impl<'a> Seen<'a> {
    /// Adds a type; returns whether it is new.
    fn insert(&mut self, oid: &'a [u8], place: Option<usize>) -> bool {
        let Some(place) = place else { return self.unknown.insert(oid) };
        let before = self.known;
        self.known |= 1 << place;
        self.known != before
    }
}

/// Most certificates of Active Directory have at most this many, so that the list need not grow.
const USUAL: usize = 12;

/// Reads a list of extensions, in order. A broken one does not affect the others.
pub(super) fn read_all<'a>(reader: &mut Reader, list: &Node<'a>, seen: &mut Seen<'a>) {
    let mut walk = list.walk();
    if walk.is_done() && !walk.is_clipped() {
        reader.defects.add("extensions-empty", list.span(), "The list of extensions is empty.");
    }
    reader.facts.extensions.reserve(USUAL);
    while let Some(node) = walk.next(&mut reader.defects) {
        let Some(parts) = parts(reader, &node) else { continue };
        let place = place(parts.oid);
        if seen.insert(parts.oid, place) {
            read_one(reader, &parts, place);
            continue;
        }
        reader.defects.add(
            "extension-duplicate",
            node.span(),
            format!("The extension {} is present more than once.", Oid::from_content(parts.oid)),
        );
        // The first one counts; further ones are listed, and recorded if they differ.
        let first = std::mem::take(&mut reader.facts);
        read_one(reader, &parts, place);
        let other = std::mem::replace(&mut reader.facts, first);
        if differ(&reader.facts, &other) {
            let oid = Oid::from_content(parts.oid);
            if !reader.facts.repeated.contains(&oid) {
                reader.facts.repeated.push(oid);
            }
        }
        reader.facts.extensions.extend(other.extensions);
        reader.further_names.extend(other.san);
    }
}

/// Whether a further extension differs from the first in anything that rules use.
fn differ(first: &Certificate, other: &Certificate) -> bool {
    fn unlike<T: PartialEq>(first: &Option<T>, other: &Option<T>) -> bool {
        other.is_some() && first != other
    }
    let same_names = first.san.iter().map(|name| &name.value).eq(other.san.iter().map(|name| &name.value));
    (!other.san.is_empty() && !same_names)
        || unlike(&first.eku, &other.eku)
        || unlike(&first.application_policies, &other.application_policies)
        || unlike(&first.key_usage, &other.key_usage)
        || unlike(&first.basic_constraints, &other.basic_constraints)
        || (!other.policies.is_empty() && first.policies != other.policies)
}

struct Parts<'a> {
    node: Node<'a>,
    oid: &'a [u8],
    critical: bool,
    value: Option<Node<'a>>,
}

fn parts<'a>(reader: &mut Reader, node: &Node<'a>) -> Option<Parts<'a>> {
    if node.tag != tag::SEQUENCE {
        reader.defects.add("unexpected-type", node.span(), "An extension is expected here.");
        if !node.is_constructed() {
            return None;
        }
    }
    let mut walk = node.walk();
    let oid = reader.expect(&mut walk, tag::OID, "type of the extension").map(|oid| oid.content);
    let critical = match walk.take(tag::BOOLEAN, &mut reader.defects) {
        None => false,
        Some(boolean) => {
            let critical = reader.boolean(&boolean);
            if !critical {
                reader.defects.add(
                    "critical-default-encoded",
                    boolean.span(),
                    "The extension states that it is not critical; DER requires this default to be left out.",
                );
            }
            critical
        }
    };
    let value = reader.expect(&mut walk, tag::OCTET_STRING, "value of the extension");
    reader.nothing_left(&walk, "value of the extension");
    Some(Parts { node: *node, oid: oid.unwrap_or_default(), critical, value })
}

fn read_one(reader: &mut Reader, parts: &Parts<'_>, place: Option<usize>) {
    let span = parts.node.span();
    let mut value = Span { offset: span.offset.saturating_add(span.length), length: 0 };
    if let Some(octets) = &parts.value {
        value = octets.content_span();
        let joined = octets.joined(&mut reader.defects);
        let walk = match &joined {
            Some(joined) => Walk::patched(joined, octets.span()),
            None => octets.walk(),
        };
        reader.critical = parts.critical;
        reader.place = span;
        read_value(reader, place, walk);
    }
    let oid = Oid::from_content(parts.oid);
    let rows = reader.rows.take();
    reader.facts.extensions.push(Extension { oid, critical: parts.critical, span, value, rows });
}

/// Reads the value of the extension at an index in [`KNOWN`].
fn read_value(reader: &mut Reader, place: Option<usize>, mut walk: Walk<'_>) {
    let whole = walk;
    match place.and_then(|place| KNOWN.get(place)) {
        Some((_, decode)) => {
            decode(reader, &mut walk);
            reader.nothing_left(&walk, "value of the extension");
            if reader.rows.is_empty() {
                reader.rows.add_hex("Raw value", whole.span(), whole.rest());
            }
        }
        None => unknown(reader, whole),
    }
}

/// Shows the value of an unknown extension: its text, if it is a single string, and all its bytes.
fn unknown(reader: &mut Reader, walk: Walk<'_>) {
    let mut ahead = walk;
    let mut ignored = super::defects::Defects::default();
    if let Some(node) = ahead.next(&mut ignored)
        && ahead.is_done()
        && is_string(node.tag)
        && !node.is_clipped()
    {
        let text = super::text::read(&node, &mut ignored);
        reader.rows.add("Text", node.span(), text);
    }
    reader.rows.add_hex("Raw value", walk.span(), walk.rest());
}
