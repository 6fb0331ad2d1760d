//! Reads CRLs: their facts, and which certificates they revoke.
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

use super::defects::Defects;
use super::reading::Reader;
use super::rows::Rows;
use super::usage::list;
use super::walk::{Node, Walk, tag};
use super::{Certificate, Defect, Extension, Name, Oid, Span, Spans, access, extensions, name, time};
use crate::moment::Moment;
use std::sync::Arc;

/// The facts of a CRL, and the defects in its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationList {
    /// SHA-256 over the whole DER.
    pub sha256: [u8; 32],
    /// SHA-1 over the whole DER.
    pub sha1: [u8; 20],
    /// The issuer.
    pub issuer: Option<Name>,
    /// When it was published.
    pub this_update: Option<Moment>,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// Its number, as content octets of the INTEGER.
    pub number: Option<Vec<u8>>,
    /// For a delta CRL, the number of its base CRL.
    pub base: Option<Vec<u8>>,
    /// Key identifier of the issuer.
    pub aki: Option<Arc<[u8]>>,
    /// The signature algorithm.
    pub signature_algorithm: Option<Oid>,
    /// The positions of its parts, as far as they correspond to those of a certificate.
    pub spans: Spans,
    /// Every extension in order.
    pub extensions: Vec<Extension>,
    /// What could not be read, or is wrong.
    pub defects: Vec<Defect>,
    /// The whole DER.
    pub der: Arc<[u8]>,
    /// The contents of its entries, sorted by serial number.
    entries: Vec<Span>,
    scope: Scope,
}

/// What a CRL says about a certificate that it lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was revoked.
    pub since: Option<Moment>,
    /// The reason, by its name in the standard.
    pub reason: Option<&'static str>,
}

impl Entry {
    /// Whether it lifts an earlier revocation.
    #[must_use]
    pub fn lifts(&self) -> bool {
        self.reason == Some(LIFTED)
    }

    /// Whether the revocation is temporary.
    #[must_use]
    pub fn is_hold(&self) -> bool {
        self.reason == Some(HOLD)
    }
}

impl RevocationList {
    /// How many certificates it lists.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// The entry of the certificate with this serial number (content octets of the INTEGER).
    #[must_use]
    pub fn entry(&self, serial: &[u8]) -> Option<Entry> {
        let place = self.entries.binary_search_by(|entry| number_of(&self.der, *entry).cmp(serial)).ok()?;
        let entry = *self.entries.get(place)?;
        let mut ignored = Defects::default();
        let mut parts = Walk::new(entry.of(&self.der)?, entry.offset);
        parts.take(tag::INTEGER, &mut ignored);
        let since = parts.next(&mut ignored).and_then(|node| time::read(&node, &mut ignored));
        let reason = parts
            .take(tag::SEQUENCE, &mut ignored)
            .and_then(|extensions| value_in(&extensions, REASON, &mut ignored))
            .and_then(|value| value.walk().take(tag::ENUMERATED, &mut ignored))
            .map(|reason| reason_name(reason.content));
        Some(Entry { since, reason })
    }

    /// Whether it would list the certificate if that was revoked. The issuer, the dates and the signature are not
    /// checked.
    #[must_use]
    pub fn covers(&self, certificate: &Certificate) -> bool {
        let Scope { points, users_only, authorities_only, part, .. } = &self.scope;
        let whole = self.base.is_none() && self.is_undamaged();
        let here = points.is_empty() || points.iter().any(|point| certificate.cdp.contains(point));
        let of_its_kind = if certificate.is_ca() { !users_only } else { !authorities_only };
        whole && here && of_its_kind && !part
    }

    /// Whether it is complete and has no defects.
    #[must_use]
    pub fn is_undamaged(&self) -> bool {
        self.spans.signature.is_some() && self.defects.is_empty()
    }

    /// Whether it may list certificates of other issuers.
    #[must_use]
    pub const fn is_indirect(&self) -> bool {
        self.scope.indirect
    }
}

/// Reads a CRL.
pub(super) fn read(der: &[u8]) -> RevocationList {
    let mut reader = Reader::new(Rows::wanted());
    let mut list = RevocationList::default();
    if let Some(outer) = reader.outermost(der, "revocation list") {
        let mut parts = outer.walk();
        if let Some(body) = reader.expect(&mut parts, tag::SEQUENCE, "body") {
            reader.facts.spans.signed = Some(body.span());
            read_body(&mut reader, der, &mut body.walk(), &mut list);
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
        spans: facts.spans,
        extensions: facts.extensions,
        defects: reading.defects,
        der: reading.der,
        ..list
    }
}

fn read_body(reader: &mut Reader, whole: &[u8], walk: &mut Walk<'_>, list: &mut RevocationList) {
    walk.take(tag::INTEGER, &mut reader.defects);
    reader.expect(walk, tag::SEQUENCE, "signature algorithm");
    if let Some(issuer) = reader.expect(walk, tag::SEQUENCE, "issuer") {
        list.issuer = Some(name::read(&mut issuer.walk(), &mut reader.defects));
    }
    let is_time = |tag: Option<u8>| matches!(tag, Some(tag::UTC_TIME | tag::GENERALIZED_TIME));
    let moment = |reader: &mut Reader, walk: &mut Walk<'_>| {
        walk.next(&mut reader.defects).and_then(|node| time::read(&node, &mut reader.defects))
    };
    if is_time(walk.peek()) {
        list.this_update = moment(reader, walk);
    } else {
        reader.defects.add("part-missing", walk.span(), "The time of the CRL is missing here.");
    }
    if is_time(walk.peek()) {
        list.next_update = moment(reader, walk);
    }
    if let Some(revoked) = walk.take(tag::SEQUENCE, &mut reader.defects) {
        let mut entries = revoked.walk();
        while let Some(entry) = entries.next(&mut reader.defects) {
            list.entries.push(entry.content_span());
        }
        list.entries.sort_by(|one, other| number_of(whole, *one).cmp(number_of(whole, *other)));
    }
    if let Some(wrapper) = walk.take(tag::context(0), &mut reader.defects) {
        let mut inside = wrapper.walk();
        if let Some(found) = reader.expect(&mut inside, tag::SEQUENCE, "list of extensions") {
            extensions::read_all(reader, &found, &mut extensions::Seen::default());
            let defects = &mut reader.defects;
            let mut number = |oid| {
                let value = value_in(&found, oid, defects)?;
                value.walk().take(tag::INTEGER, defects).map(|number| number.content.to_vec())
            };
            list.number = number(NUMBER);
            list.base = number(BASE);
            // Its defects were already reported when it was read among the other extensions.
            let mut again = Reader::new(Rows::unwanted());
            if let Some(value) = value_in(&found, SCOPE, &mut again.defects) {
                list.scope = scope(&mut again, &mut value.walk());
            }
        }
    }
    reader.nothing_left(walk, "list of revoked certificates");
}

/// OIDs of extensions, as encoded.
const NUMBER: &[u8] = &[0x55, 0x1D, 20];
const REASON: &[u8] = &[0x55, 0x1D, 21];
const BASE: &[u8] = &[0x55, 0x1D, 27];
const SCOPE: &[u8] = &[0x55, 0x1D, 28];

/// The value of the extension with this OID.
fn value_in<'a>(list: &Node<'a>, oid: &[u8], defects: &mut Defects) -> Option<Node<'a>> {
    let mut extensions = list.walk();
    while let Some(extension) = extensions.next(defects) {
        let mut parts = extension.walk();
        if parts.next(defects)?.content != oid {
            continue;
        }
        parts.take(tag::BOOLEAN, defects);
        return parts.next(defects);
    }
    None
}

/// The serial number of an entry.
fn number_of(der: &[u8], entry: Span) -> &[u8] {
    let bytes = entry.of(der).unwrap_or_default();
    let number = Walk::new(bytes, entry.offset).take(tag::INTEGER, &mut Defects::default());
    number.map(|number| number.content).unwrap_or_default()
}

/// `CRLNumber ::= INTEGER`, RFC 5280, sections 5.2.3 and 5.2.4.
pub(super) fn number(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = reader.expect(walk, tag::INTEGER, "CRL number") {
        reader.add_number("Number", &node);
    }
}

/// `CRLReason ::= ENUMERATED`, RFC 5280, section 5.3.1.
pub(super) fn reason(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = reader.expect(walk, tag::ENUMERATED, "reason") else { return };
    reader.rows.add("Reason", node.span(), reason_name(node.content));
}

fn reason_name(number: &[u8]) -> &'static str {
    match number {
        [0] => "unspecified",
        [1] => "keyCompromise",
        [2] => "cACompromise",
        [3] => "affiliationChanged",
        [4] => "superseded",
        [5] => "cessationOfOperation",
        [6] => HOLD,
        [8] => LIFTED,
        [9] => "privilegeWithdrawn",
        [10] => "aACompromise",
        _ => "unknown",
    }
}

const LIFTED: &str = "removeFromCRL";
const HOLD: &str = "certificateHold";

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
    scope(reader, walk);
}

/// Which certificates a CRL covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Scope {
    /// The distribution points it applies to; empty if it applies to all.
    points: Vec<String>,
    users_only: bool,
    authorities_only: bool,
    /// Whether it covers only some reasons, or only attribute certificates.
    part: bool,
    indirect: bool,
}

fn scope(reader: &mut Reader, walk: &mut Walk<'_>) -> Scope {
    let mut scope = Scope::default();
    let Some(node) = reader.expect(walk, tag::SEQUENCE, "issuing distribution point") else { return scope };
    let mut parts = node.walk();
    let mut limits = Vec::new();
    while let Some(part) = parts.next(&mut reader.defects) {
        let (limit, flag) = match part.tag {
            0xA0 => {
                access::point_name(reader, &part, &mut scope.points);
                continue;
            }
            0x83 => {
                access::reasons(reader, &part);
                scope.part = true;
                continue;
            }
            0x81 => ("user certificates only", &mut scope.users_only),
            0x82 => ("CA certificates only", &mut scope.authorities_only),
            0x84 => ("certificates of several issuers", &mut scope.indirect),
            0x85 => ("attribute certificates only", &mut scope.part),
            _ => {
                reader.unexpected(&part, "issuing distribution point");
                continue;
            }
        };
        if reader.boolean(&part) {
            *flag = true;
            limits.push(limit);
        }
    }
    if !limits.is_empty() {
        reader.rows.add("Covers", node.span(), list(limits.into_iter()));
    }
    scope
}
