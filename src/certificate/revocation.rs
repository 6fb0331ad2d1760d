//! Revocation lists, as far as a page shows them.
//!
//! ```text
//! CertificateList ::= SEQUENCE {                               RFC 5280, section 5.1
//!     tbsCertList SEQUENCE {
//!         version             INTEGER OPTIONAL,
//!         signature           AlgorithmIdentifier,
//!         issuer              Name,
//!         thisUpdate          Time,
//!         nextUpdate          Time OPTIONAL,
//!         revokedCertificates SEQUENCE OF SEQUENCE {
//!             userCertificate INTEGER, revocationDate Time, crlEntryExtensions Extensions OPTIONAL } OPTIONAL,
//!         crlExtensions       [0] EXPLICIT Extensions OPTIONAL },
//!     signatureAlgorithm AlgorithmIdentifier,
//!     signatureValue     BIT STRING }
//! ```

use super::reading::Reader;
use super::rows::Rows;
use super::usage::list;
use super::walk::{Walk, tag};
use super::{Defect, Extension, Name, Oid, Span, access, extensions, name, time};
use crate::moment::Moment;

/// The facts of a revocation list, and what was wrong with its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationList {
    /// SHA-256 over the whole DER.
    pub sha256: [u8; 32],
    /// SHA-1 over the whole DER.
    pub sha1: [u8; 20],
    /// Who issued it.
    pub issuer: Option<Name>,
    /// When.
    pub this_update: Option<Moment>,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// Its number, content octets of the INTEGER.
    pub number: Option<Vec<u8>>,
    /// The number of the list it amends, if it holds changes only.
    pub base: Option<Vec<u8>>,
    /// How many certificates it revokes.
    pub entries: usize,
    /// Key identifier of the issuer.
    pub aki: Option<Vec<u8>>,
    /// Algorithm of the signature.
    pub signature_algorithm: Option<Oid>,
    /// The signed part in the DER.
    pub signed: Option<Span>,
    /// The octets of the signature in the DER.
    pub signature: Option<Span>,
    /// Every extension in order.
    pub extensions: Vec<Extension>,
    /// What could not be read, or should not be so.
    pub defects: Vec<Defect>,
    revoked: Option<Span>,
}

impl RevocationList {
    /// Whether the list revokes the certificate with this serial number (content octets of the INTEGER).
    /// It must be asked with the bytes it was read from.
    #[must_use]
    pub fn revokes(&self, der: &[u8], serial: &[u8]) -> bool {
        let Some(span) = self.revoked else { return false };
        let Some(bytes) = span.of(der) else { return false };
        let mut unheard = super::defects::Defects::default();
        let mut entries = Walk::new(bytes, span.offset);
        while let Some(entry) = entries.next(&mut unheard) {
            let number = entry.walk().take(tag::INTEGER, &mut unheard);
            if number.is_some_and(|number| number.content == serial) {
                return true;
            }
        }
        false
    }
}

/// Reads a revocation list.
pub(super) fn read(der: &[u8]) -> RevocationList {
    let mut reader = Reader::new(Rows::wanted());
    let mut list = RevocationList::default();
    if let Some(outer) = reader.outermost(der, "revocation list") {
        let mut parts = outer.walk();
        if let Some(body) = reader.expect(&mut parts, tag::SEQUENCE, "body") {
            list.signed = Some(body.span());
            read_body(&mut reader, &mut body.walk(), &mut list);
        }
        reader.signature(&mut parts);
    }
    let reading = reader.finish();
    let facts = reading.certificate;
    RevocationList {
        sha256: facts.sha256,
        sha1: facts.sha1.octets(),
        aki: facts.aki,
        signature_algorithm: facts.signature_algorithm,
        signature: facts.spans.signature,
        extensions: facts.extensions,
        defects: reading.defects,
        ..list
    }
}

fn read_body(reader: &mut Reader, walk: &mut Walk<'_>, list: &mut RevocationList) {
    walk.take(tag::INTEGER, &mut reader.defects);
    reader.expect(walk, tag::SEQUENCE, "signature algorithm");
    if let Some(issuer) = reader.expect(walk, tag::SEQUENCE, "issuer") {
        list.issuer = Some(name::read(&issuer, &mut reader.defects));
    }
    let is_time = |tag: Option<u8>| matches!(tag, Some(tag::UTC_TIME | tag::GENERALIZED_TIME));
    let moment = |reader: &mut Reader, walk: &mut Walk<'_>| {
        walk.next(&mut reader.defects).and_then(|node| time::read(&node, &mut reader.defects))
    };
    if is_time(walk.peek()) {
        list.this_update = moment(reader, walk);
    } else {
        reader.defects.add("part-missing", walk.span(), "Here the time of the list should be.");
    }
    if is_time(walk.peek()) {
        list.next_update = moment(reader, walk);
    }
    if let Some(revoked) = walk.take(tag::SEQUENCE, &mut reader.defects) {
        list.revoked = Some(revoked.content_span());
        let mut entries = revoked.walk();
        while entries.next(&mut reader.defects).is_some() {
            list.entries += 1;
        }
    }
    if let Some(wrapper) = walk.take(tag::context(0), &mut reader.defects) {
        let mut inside = wrapper.walk();
        if let Some(found) = reader.expect(&mut inside, tag::SEQUENCE, "list of extensions") {
            extensions::read_all(reader, &found, &mut extensions::Seen::new());
            list.number = number_in(&found, reader, &[0x55, 0x1D, 20]);
            list.base = number_in(&found, reader, &[0x55, 0x1D, 27]);
        }
    }
    reader.nothing_left(walk, "list of revoked certificates");
}

/// The INTEGER that is the value of the extension with this identifier.
fn number_in(list: &super::walk::Node<'_>, reader: &mut Reader, oid: &[u8]) -> Option<Vec<u8>> {
    let mut extensions = list.walk();
    while let Some(extension) = extensions.next(&mut reader.defects) {
        let mut parts = extension.walk();
        if parts.next(&mut reader.defects)?.content != oid {
            continue;
        }
        parts.take(tag::BOOLEAN, &mut reader.defects);
        let value = parts.next(&mut reader.defects)?;
        return value.walk().take(tag::INTEGER, &mut reader.defects).map(|number| number.content.to_vec());
    }
    None
}

/// `CRLNumber ::= INTEGER`, RFC 5280, sections 5.2.3 and 5.2.4.
pub(super) fn number(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = reader.expect(walk, tag::INTEGER, "number of the list") {
        reader.add_number("Number", &node);
    }
}

/// `CRLReason ::= ENUMERATED`, RFC 5280, section 5.3.1.
pub(super) fn reason(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = reader.expect(walk, tag::ENUMERATED, "reason") else { return };
    let name = match node.content {
        [0] => "unspecified",
        [1] => "keyCompromise",
        [2] => "cACompromise",
        [3] => "affiliationChanged",
        [4] => "superseded",
        [5] => "cessationOfOperation",
        [6] => "certificateHold",
        [8] => "removeFromCRL",
        [9] => "privilegeWithdrawn",
        [10] => "aACompromise",
        _ => "unknown",
    };
    reader.rows.add("Reason", node.span(), name);
}

/// `InvalidityDate ::= GeneralizedTime`, RFC 5280, section 5.3.2.
pub(super) fn invalidity_date(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = walk.next(&mut reader.defects)
        && let Some(moment) = time::read(&node, &mut reader.defects)
    {
        reader.rows.add("Invalid since", node.span(), moment);
    }
}

/// RFC 5280, section 5.2.5.
///
/// ```text
/// IssuingDistributionPoint ::= SEQUENCE {
///     distributionPoint          [0] EXPLICIT DistributionPointName OPTIONAL,
///     onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
///     onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
///     onlySomeReasons            [3] BIT STRING OPTIONAL,
///     indirectCRL                [4] BOOLEAN DEFAULT FALSE,
///     onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
/// ```
pub(super) fn issuing_point(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = reader.expect(walk, tag::SEQUENCE, "issuing distribution point") else { return };
    let mut parts = node.walk();
    let mut limits = Vec::new();
    while let Some(part) = parts.next(&mut reader.defects) {
        let limit = match part.tag {
            0xA0 => {
                access::point_name(reader, &part, &mut Vec::new());
                continue;
            }
            0x83 => {
                access::reasons(reader, &part);
                continue;
            }
            0x81 => "certificates of users only",
            0x82 => "certificates of authorities only",
            0x84 => "certificates of several issuers",
            0x85 => "attribute certificates only",
            _ => {
                reader.unexpected(&part, "issuing distribution point");
                continue;
            }
        };
        if reader.boolean(&part) {
            limits.push(limit);
        }
    }
    if !limits.is_empty() {
        reader.rows.add("Covers", node.span(), list(limits.into_iter()));
    }
}
