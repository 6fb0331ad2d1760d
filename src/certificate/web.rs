//! Extensions of public CAs: certificate transparency, TLS features, qualified certificates, and Netscape's.

use super::reading::Reader;
use super::rows::named;
use super::text::{hex, is_string, read_as};
use super::usage::list;
use super::walk::{Node, Walk, tag};
use crate::moment::Moment;
use der::oid::ObjectIdentifier;

/// Signed certificate timestamps of certificate transparency logs.
///
/// ```text
/// SignedCertificateTimestampList ::= OCTET STRING              RFC 6962, section 3.3
/// struct { opaque list<1..2^16-1> of opaque sct<1..2^16-1> }
/// struct { Version version; opaque log_id[32]; uint64 timestamp; opaque extensions<0..2^16-1>;
///          HashAlgorithm hash; SignatureAlgorithm signature; opaque signature<0..2^16-1> }
/// ```
pub(super) fn signed_timestamps(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = reader.expect(walk, tag::OCTET_STRING, "list of timestamps") else { return };
    let mut octets = node.content;
    let Some(mut list) = sized(&mut octets).filter(|_| octets.is_empty()) else {
        reader.defects.add(
            "timestamps-broken",
            node.span(),
            "The list of timestamps does not have its stated length.",
        );
        return;
    };
    while !list.is_empty() {
        let Some(row) = sized(&mut list).and_then(timestamp) else {
            reader.defects.add("timestamps-broken", node.span(), "The list of timestamps is cut off.");
            return;
        };
        reader.rows.add("Log timestamp", node.span(), row);
    }
}

fn timestamp(mut octets: &[u8]) -> Option<String> {
    let (&version, rest) = octets.split_first()?;
    octets = rest;
    if version != 0 {
        return Some(format!("version {}, {}", u16::from(version) + 1, hex(octets)));
    }
    let (log, rest) = octets.split_first_chunk::<32>()?;
    let (milliseconds, rest) = rest.split_first_chunk::<8>()?;
    octets = rest;
    sized(&mut octets)?;
    let (algorithm, _) = octets.split_first_chunk::<2>()?;
    let seconds = i64::try_from(u64::from_be_bytes(*milliseconds) / 1000).ok()?;
    let hash = match algorithm {
        [4, _] => "SHA-256",
        [5, _] => "SHA-384",
        [6, _] => "SHA-512",
        _ => "another hash",
    };
    let signature = match algorithm {
        [_, 1] => "RSA",
        [_, 3] => "ECDSA",
        _ => "another signature",
    };
    Some(format!("{} by log {} ({signature} with {hash})", Moment::from_unix(seconds), hex(log)))
}

/// Takes the bytes after a two-byte length.
fn sized<'a>(octets: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = octets.split_first_chunk::<2>()?;
    let (taken, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *octets = rest;
    Some(taken)
}

/// TLS extensions that the server must support; `status_request` means "must staple".
///
/// ```text
/// Features ::= SEQUENCE OF INTEGER                             RFC 7633, section 6
/// ```
pub(super) fn tls_feature(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of features") else { return };
    let mut features = list.walk();
    while let Some(feature) = features.next(&mut reader.defects) {
        match reader.number(&feature) {
            Some(5) => {
                reader.rows.add("Feature", feature.span(), "status_request (5): the server must staple")
            }
            Some(17) => {
                reader.rows.add("Feature", feature.span(), "status_request_v2 (17): the server must staple")
            }
            Some(other) => reader.rows.add("Feature", feature.span(), other),
            None => reader.unexpected(&feature, "list of features"),
        }
    }
}

/// An extension whose presence is its only content.
pub(super) fn null(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = reader.expect(walk, tag::NULL, "NULL") {
        reader.rows.add("Present", node.span(), "yes");
    }
}

/// A single string.
pub(super) fn text(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = walk.next(&mut reader.defects) {
        reader.any("Text", &node);
    }
}

/// Netscape's certificate type, a BIT STRING.
pub(super) fn netscape_type(reader: &mut Reader, walk: &mut Walk<'_>) {
    const TYPES: [&str; 8] = [
        "SSL client",
        "SSL server",
        "S/MIME",
        "object signing",
        "reserved",
        "SSL CA",
        "S/MIME CA",
        "object signing CA",
    ];
    let Some(node) = reader.expect(walk, tag::BIT_STRING, "certificate type") else { return };
    let bits = reader.bits(&node);
    let types = TYPES.iter().zip(0u32..).filter(|(_, bit)| bits & (1 << bit) != 0).map(|(name, _)| *name);
    reader.rows.add("Type", node.span(), list(types));
}

/// The register in which an organization is listed, and its number there.
///
/// ```text
/// CABFOrganizationIdentifier ::= SEQUENCE {                    CA/Browser Forum, EV guidelines, section 7.1.2.2
///     registrationSchemeIdentifier   PrintableString,
///     registrationCountry            PrintableString,
///     registrationStateOrProvince [0] IMPLICIT PrintableString OPTIONAL,
///     registrationReference          UTF8String }
/// ```
pub(super) fn organization(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "organization identifier") else { return };
    let mut labels = ["Register", "Country", "Number"].into_iter();
    let mut parts = list.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        if part.tag == tag::primitive(0) {
            let state = read_as(tag::PRINTABLE, part.content, part.content_span(), &mut reader.defects);
            reader.rows.add("State or province", part.span(), state);
        } else if let Some(label) = labels.next() {
            reader.any(label, &part);
        } else {
            reader.unexpected(&part, "organization identifier");
        }
    }
}

const LIMIT_VALUE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.2");
const RETENTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.3");

/// Statements of qualified certificates.
///
/// ```text
/// QCStatements ::= SEQUENCE OF SEQUENCE {                      RFC 3739, section 3.2.6
///     statementId OBJECT IDENTIFIER, statementInfo ANY OPTIONAL }
/// ```
pub(super) fn quality_statements(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of statements") else { return };
    let mut statements = list.walk();
    while let Some(statement) = statements.next(&mut reader.defects) {
        if !statement.is_constructed() {
            reader.unexpected(&statement, "list of statements");
            continue;
        }
        let mut parts = statement.walk();
        let Some(oid) = reader.oid(&mut parts, "statement") else { continue };
        let Some(info) = parts.next(&mut reader.defects) else {
            reader.rows.add_oid("Statement", statement.span(), &oid);
            continue;
        };
        let name = named(&oid).to_string();
        if oid == LIMIT_VALUE
            && let Some(limit) = limit(reader, &info)
        {
            reader.rows.add(name, info.span(), limit);
        } else if oid == RETENTION
            && let Some(years) = reader.number(&info)
        {
            reader.rows.add(name, info.span(), format_args!("{years} years"));
        } else {
            details(reader, &name, &info);
        }
    }
}

/// The maximum value of a transaction.
///
/// ```text
/// MonetaryValue ::= SEQUENCE { currency PrintableString, amount INTEGER, exponent INTEGER }   EN 319 412-5
/// ```
fn limit(reader: &mut Reader, info: &Node<'_>) -> Option<String> {
    let mut parts = info.walk();
    let currency = parts.next(&mut reader.defects).filter(|node| is_string(node.tag))?;
    let currency = reader.text(&currency);
    let amount = parts.take(tag::INTEGER, &mut reader.defects)?;
    let exponent = parts.take(tag::INTEGER, &mut reader.defects)?;
    let (amount, exponent) = (reader.number(&amount)?, reader.number(&exponent)?);
    Some(format!("{amount} × 10^{exponent} {currency}"))
}

/// Lists, OIDs and texts, nested at most two lists deep: the locations of disclosure statements are lists of a URL and
/// a language.
fn details(reader: &mut Reader, label: &str, info: &Node<'_>) {
    if info.tag != tag::SEQUENCE {
        reader.any(label, info);
        return;
    }
    let mut parts = info.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        if part.tag != tag::SEQUENCE {
            reader.any(label, &part);
            continue;
        }
        let mut inner = part.walk();
        while let Some(value) = inner.next(&mut reader.defects) {
            reader.any(label, &value);
        }
    }
}
