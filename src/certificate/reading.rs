//! The structure of certificates and requests: reads the parts in order and passes each to the module that understands
//! it.
//!
//! ```text
//! Certificate ::= SEQUENCE {                                   RFC 5280, section 4.1
//!     tbsCertificate      SEQUENCE {
//!         version         [0] EXPLICIT INTEGER DEFAULT v1,
//!         serialNumber    INTEGER,
//!         signature       AlgorithmIdentifier,
//!         issuer          Name,
//!         validity        SEQUENCE { notBefore Time, notAfter Time },
//!         subject         Name,
//!         subjectPublicKeyInfo SubjectPublicKeyInfo,
//!         issuerUniqueID  [1] IMPLICIT BIT STRING OPTIONAL,
//!         subjectUniqueID [2] IMPLICIT BIT STRING OPTIONAL,
//!         extensions      [3] EXPLICIT SEQUENCE OF Extension OPTIONAL },
//!     signatureAlgorithm  AlgorithmIdentifier,
//!     signatureValue      BIT STRING }
//! ```

use super::defects::Defects;
use super::extensions::Seen;
use super::rows::Rows;
use super::walk::{Node, Walk, tag};
use super::{
    Certificate, GeneralName, Located, NearMiss, Oid, Reading, SidExtension, Span, Thumbprint, ValueCache,
    extensions, key, name, sha256, sid, text, time,
};
use std::fmt::Display;
use std::mem;
use std::sync::Arc;

/// Reads a certificate.
pub(super) fn certificate(der: &[u8], rows: Rows) -> Reading {
    let mut reader = Reader::new(rows);
    reader.certificate(der);
    reader.finish()
}

/// Reads a certificate, without rows, after others that it probably has much in common with. The SHA-256 of all bytes
/// is known.
pub(super) fn one_of_many(der: &[u8], sha256: [u8; 32], cache: &mut ValueCache) -> Reading {
    let mut reader = Reader::new(Rows::unwanted());
    reader.sha256 = Some(sha256);
    reader.cache = Some(mem::take(cache));
    reader.certificate(der);
    *cache = reader.cache.take().unwrap_or_default();
    reader.finish()
}

/// Reads a request.
///
/// ```text
/// CertificationRequest ::= SEQUENCE {                          RFC 2986, section 4
///     certificationRequestInfo SEQUENCE {
///         version       INTEGER { v1(0) },
///         subject       Name,
///         subjectPKInfo SubjectPublicKeyInfo,
///         attributes    [0] IMPLICIT SET OF Attribute },
///     signatureAlgorithm       AlgorithmIdentifier,
///     signature                BIT STRING }
/// ```
pub(super) fn request(der: &[u8], rows: Rows) -> Reading {
    let mut reader = Reader::new(rows);
    if let Some(outer) = reader.outermost(der, "certificate request") {
        let mut parts = outer.walk();
        let body = reader.expect(&mut parts, tag::SEQUENCE, "body");
        reader.facts.cut_off = is_cut_off(&outer, body.as_ref());
        if let Some(body) = body {
            reader.facts.spans.signed = Some(body.span());
            let mut walk = body.walk();
            if let Some(version) = reader.expect(&mut walk, tag::INTEGER, "version") {
                reader.version(&version);
            }
            reader.subject(&mut walk);
            reader.public_key(&mut walk);
            if let Some(attributes) = walk.next(&mut reader.defects) {
                super::request::attributes(&mut reader, &attributes);
            }
            reader.nothing_left(&walk, "request");
        }
        reader.signature(&mut parts);
    }
    reader.finish()
}

/// Whether something is missing that affects the body: its end, or a line of text within, so that the body includes
/// bytes of the parts after it.
fn is_cut_off(outer: &Node<'_>, body: Option<&Node<'_>>) -> bool {
    let is_whole = |body: &Node<'_>| {
        let behind = outer.content.get(body.bytes.len()..).unwrap_or_default();
        let mut walk = Walk::new(behind, 0);
        let algorithm = walk.next(&mut Defects::default());
        let begins_right = algorithm.is_none_or(|algorithm| {
            algorithm.tag == tag::SEQUENCE && algorithm.content.first().is_none_or(|first| *first == tag::OID)
        });
        !body.is_clipped() && begins_right
    };
    outer.is_clipped() && !body.is_some_and(is_whole)
}

/// The state of reading.
pub(super) struct Reader {
    pub(super) facts: Certificate,
    pub(super) defects: Defects,
    pub(super) rows: Rows,
    /// Values cached from other certificates; `None` if rows are wanted.
    pub(super) cache: Option<ValueCache>,
    /// The contents of the SID extensions; there should be at most one.
    pub(super) sids: Vec<SidExtension>,
    pub(super) near_misses: Vec<NearMiss>,
    /// The names in further SAN extensions; there should be none.
    pub(super) further_names: Vec<Located<GeneralName>>,
    /// Whether the extension being read is critical.
    pub(super) critical: bool,
    /// Its position.
    pub(super) place: Span,
    /// The position of the signature algorithm in the signed part.
    inner_algorithm: Option<Span>,
    /// The SHA-256 of all bytes, if it is known.
    sha256: Option<[u8; 32]>,
    /// All bytes, kept for hashes that are computed later.
    der: Arc<[u8]>,
}

impl Reader {
    pub(super) fn new(rows: Rows) -> Self {
        Self {
            facts: Certificate { version: 1, ..Certificate::default() },
            defects: Defects::default(),
            rows,
            cache: None,
            sids: Vec::new(),
            near_misses: Vec::new(),
            further_names: Vec::new(),
            critical: false,
            place: Span::default(),
            inner_algorithm: None,
            sha256: None,
            der: Arc::default(),
        }
    }

    fn certificate(&mut self, der: &[u8]) {
        let Some(outer) = self.outermost(der, "certificate") else { return };
        let mut parts = outer.walk();
        let body = self.expect(&mut parts, tag::SEQUENCE, "body");
        self.facts.cut_off = is_cut_off(&outer, body.as_ref());
        if let Some(body) = body {
            self.facts.spans.signed = Some(body.span());
            self.body(&mut body.walk());
        }
        self.signature(&mut parts);
    }

    /// The outermost element, with its fingerprints.
    pub(super) fn outermost<'a>(&mut self, der: &'a [u8], what: &str) -> Option<Node<'a>> {
        let mut walk = Walk::new(der, 0);
        let mut found = Defects::default();
        let outer = walk.next(&mut found);
        if outer.is_some_and(|outer| outer.is_clipped()) {
            self.defects.add(
                "truncated",
                Span { offset: 0, length: der.len() },
                format!("Part of the {what} is missing: it is shorter than its stated length."),
            );
        } else {
            self.defects = found;
        }
        let whole = outer.map_or(der, |outer| outer.bytes);
        let known = self.sha256.filter(|_| whole.len() == der.len());
        self.facts.sha256 = known.unwrap_or_else(|| sha256::of_one(whole));
        self.der = Arc::from(der);
        self.facts.sha1 = Thumbprint::over(&self.der, 0..whole.len());
        if der.is_empty() {
            self.defects.add("empty", walk.span(), format!("The {what} is missing here."));
        }
        let outer = outer?;
        if !walk.is_done() {
            self.defects.add("trailing-data", walk.span(), format!("Extra bytes follow the {what}."));
        }
        if outer.tag != tag::SEQUENCE {
            self.defects.add("unexpected-type", outer.span(), format!("A {what} does not start like this."));
        }
        outer.is_constructed().then_some(outer)
    }

    /// The body of a certificate.
    fn body(&mut self, walk: &mut Walk<'_>) {
        self.optional_version(walk);
        self.serial(walk);
        if let Some(algorithm) = self.expect(walk, tag::SEQUENCE, "signature algorithm") {
            self.inner_algorithm = Some(algorithm.content_span());
        }
        if let Some(issuer) = self.expect(walk, tag::SEQUENCE, "issuer") {
            self.facts.spans.issuer = Some(issuer.span());
            let name = self.once(
                |cache| &mut cache.issuer,
                &mut issuer.walk(),
                |reader, walk| Arc::new(name::read(walk, &mut reader.defects)),
            );
            if name.is_empty() {
                self.defects.add(
                    "issuer-empty",
                    issuer.span(),
                    "The issuer has no name; RFC 5280 requires one.",
                );
            }
            self.facts.issuer = Some(name);
        }
        if let Some(validity) = self.expect(walk, tag::SEQUENCE, "validity") {
            self.validity(&validity);
        }
        self.subject(walk);
        self.public_key(walk);
        while let Some(part) = walk.next(&mut self.defects) {
            match part.tag & !tag::CONSTRUCTED {
                0x81 => self.facts.spans.issuer_unique_id = Some(part.span()),
                0x82 => self.facts.spans.subject_unique_id = Some(part.span()),
                0x83 => {
                    let mut inner = part.walk();
                    if let Some(list) = self.expect(&mut inner, tag::SEQUENCE, "list of extensions") {
                        extensions::read_all(self, &list, &mut Seen::default());
                    }
                    self.nothing_left(&inner, "list of extensions");
                    if self.facts.version < 3 {
                        self.defects.add(
                            "extensions-before-version-3",
                            part.span(),
                            format!("A version {} certificate cannot have extensions.", self.facts.version),
                        );
                    }
                }
                _ => self.defects.add(
                    "unexpected-element",
                    part.span(),
                    "The certificate contains an element that the standard does not define.",
                ),
            }
        }
    }

    fn optional_version(&mut self, walk: &mut Walk<'_>) {
        let first = walk.peek();
        let mut ahead = *walk;
        let mut ignored = Defects::default();
        ahead.next(&mut ignored);
        // Without a version the serial number is first. If something else is first and the serial number follows it, it
        // must be the version with a wrong tag.
        let stands_first = first == Some(tag::context(0))
            || (first != Some(tag::INTEGER) && ahead.peek() == Some(tag::INTEGER));
        if !stands_first {
            return;
        }
        let Some(wrapper) = self.expect(walk, tag::context(0), "version") else { return };
        let mut inner = wrapper.walk();
        if let Some(version) = self.expect(&mut inner, tag::INTEGER, "version") {
            self.version(&version);
            if self.facts.version == 1 {
                self.defects.add(
                    "version-default-encoded",
                    wrapper.span(),
                    "Version 1 is stated explicitly; DER requires this default to be left out.",
                );
            }
        }
        self.nothing_left(&inner, "version");
    }

    fn version(&mut self, node: &Node<'_>) {
        self.facts.spans.version = Some(node.span());
        let octets = node.content;
        // A negative number is read as unsigned, as most programs do.
        let number = octets
            .iter()
            .map(|octet| u32::from(*octet))
            .try_fold(0_u32, |all, octet| all.checked_mul(256)?.checked_add(octet));
        let number = number.filter(|_| !octets.is_empty());
        match number.and_then(|number| number.checked_add(1)) {
            Some(version) => self.facts.version = version,
            None => {
                self.facts.version = 3;
                self.defects.add(
                    "version-unreadable",
                    node.span(),
                    "The version number is not valid; it is read as version 3.",
                );
            }
        }
        if self.facts.version > 3 {
            self.defects.add(
                "version-unknown",
                node.span(),
                format!("Version {} does not exist; it is read as version 3.", self.facts.version),
            );
        }
    }

    fn serial(&mut self, walk: &mut Walk<'_>) {
        const WHAT: &str = "serial number";
        // With a wrong tag it is still the number that identifies the certificate.
        let mistaken = walk.peek().is_some_and(|tag| tag & tag::CONSTRUCTED == 0 && tag != tag::INTEGER);
        let node =
            if mistaken { walk.next(&mut self.defects) } else { self.expect(walk, tag::INTEGER, WHAT) };
        let Some(node) = node else { return };
        if mistaken {
            self.wrong_type(&node, tag::INTEGER, WHAT);
        }
        let span = node.span();
        self.facts.spans.serial = Some(span);
        let octets = node.content;
        match octets {
            [] => self.defects.add("serial-empty", span, "The serial number is empty."),
            [0] => self.defects.add(
                "serial-zero",
                span,
                "The serial number is zero; RFC 5280 requires a positive number.",
            ),
            [0, next, ..] if *next < 0x80 => {
                self.defects.add("serial-padded", span, "The serial number has unnecessary leading zeros.");
            }
            [0xFF, next, ..] if *next >= 0x80 => {
                self.defects.add(
                    "serial-padded",
                    span,
                    "The negative serial number is longer than necessary.",
                );
            }
            _ => {}
        }
        if octets.first().is_some_and(|first| *first >= 0x80) {
            self.defects.add(
                "serial-negative",
                span,
                "The serial number is negative; RFC 5280 forbids this.",
            );
        }
        if octets.len() > 20 {
            self.defects.add(
                "serial-too-long",
                span,
                format!("The serial number has {} bytes; RFC 5280 allows at most 20.", octets.len()),
            );
        }
        self.facts.serial = Some(octets.to_vec());
    }

    fn validity(&mut self, node: &Node<'_>) {
        let mut walk = node.walk();
        if let Some(begin) = walk.next(&mut self.defects) {
            self.facts.spans.not_before = Some(begin.span());
            self.facts.not_before = time::read_validity(&begin, &mut self.defects);
        }
        if let Some(end) = walk.next(&mut self.defects) {
            self.facts.spans.not_after = Some(end.span());
            self.facts.not_after = time::read_validity(&end, &mut self.defects);
        } else if !walk.is_clipped() {
            self.defects.add("part-missing", node.span(), "The end of validity is missing.");
        }
        self.nothing_left(&walk, "validity");
        if let (Some(begin), Some(end)) = (self.facts.not_before, self.facts.not_after)
            && end < begin
        {
            self.defects.add("validity-reversed", node.span(), "The validity ends before it begins.");
        }
    }

    fn subject(&mut self, walk: &mut Walk<'_>) {
        if let Some(subject) = self.expect(walk, tag::SEQUENCE, "subject") {
            self.facts.spans.subject = Some(subject.span());
            self.facts.subject = name::read(&mut subject.walk(), &mut self.defects);
        }
    }

    fn public_key(&mut self, walk: &mut Walk<'_>) {
        if let Some(key) = self.expect(walk, tag::SEQUENCE, "public key") {
            self.facts.public_key = key::read(&key, &self.der, &mut self.defects);
        }
    }

    /// The algorithm and value of the signature, which end every signed structure.
    pub(super) fn signature(&mut self, parts: &mut Walk<'_>) {
        if let Some(algorithm) = self.expect(parts, tag::SEQUENCE, "signature algorithm") {
            self.facts.spans.signature_algorithm = Some(algorithm.span());
            self.facts.signature_algorithm = self.oid(&mut algorithm.walk(), "signature algorithm");
            let inner = self.inner_algorithm.and_then(|inner| inner.of(&self.der));
            if inner.is_some_and(|inner| inner != algorithm.content) {
                self.defects.add(
                    "signature-algorithm-differs",
                    algorithm.span(),
                    "The signed part and the outer part name different signature algorithms.",
                );
            }
        }
        if let Some(value) = self.expect(parts, tag::BIT_STRING, "signature") {
            if value.content.len() < 2 {
                self.defects.add("signature-empty", value.span(), "The signature is empty.");
            }
            if value.content.first().is_some_and(|unused| *unused != 0) {
                self.defects.add(
                    "signature-bits-unused",
                    value.span(),
                    "The bit string of the signature does not end on a byte boundary.",
                );
            }
            let mut span = value.content_span();
            // The first byte counts the unused bits at the end; a signature has none.
            if !value.content.is_empty() {
                span.offset = span.offset.saturating_add(1);
                span.length = span.length.saturating_sub(1);
            }
            self.facts.spans.signature = Some(span);
        }
        self.nothing_left(parts, "signature");
    }

    /// The OID that must come next.
    pub(super) fn oid(&mut self, walk: &mut Walk<'_>, what: &str) -> Option<Oid> {
        let node = self.expect(walk, tag::OID, what)?;
        if node.content.is_empty() || node.content.last().is_some_and(|octet| octet & 0x80 != 0) {
            self.defects.add(
                "oid-broken",
                node.span(),
                "The object identifier ends in the middle of a number.",
            );
        }
        Some(Oid::from_content(node.content))
    }

    /// The element that must come next. Another type is a defect; a constructed element is still returned if one is
    /// expected.
    pub(super) fn expect<'a>(&mut self, walk: &mut Walk<'a>, expected: u8, what: &str) -> Option<Node<'a>> {
        let wants_elements = expected & tag::CONSTRUCTED != 0;
        if !wants_elements && walk.peek() == Some(tag::SEQUENCE) {
            // More likely omitted than of another type: what follows is probably the next part.
            self.defects.add("part-missing", walk.span(), format!("The {what} is missing here."));
            return None;
        }
        let Some(node) = walk.next(&mut self.defects) else {
            if !walk.is_clipped() {
                self.defects.add("part-missing", walk.span(), format!("The {what} is missing here."));
            }
            return None;
        };
        let in_pieces = node.tag == expected | tag::CONSTRUCTED
            && matches!(expected, tag::BIT_STRING | tag::OCTET_STRING);
        if node.tag == expected || in_pieces {
            return Some(node);
        }
        self.wrong_type(&node, expected, what);
        (wants_elements && node.is_constructed()).then_some(node)
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: u8, what: &str) {
        self.defects.add(
            "unexpected-type",
            node.span(),
            format!("The {what} should have the tag {expected:02x}; it has {:02x}.", node.tag),
        );
    }

    /// Reports bytes that should not be there.
    pub(super) fn nothing_left(&mut self, walk: &Walk<'_>, what: &str) {
        if !walk.is_done() {
            self.defects.add("trailing-data", walk.span(), format!("Extra bytes follow the {what}."));
        }
    }

    /// The text of a string element.
    pub(super) fn text(&mut self, node: &Node<'_>) -> String {
        text::read(node, &mut self.defects)
    }

    /// Adds a row for a number.
    pub(super) fn add_number(&mut self, label: impl Display, node: &Node<'_>) {
        match self.number(node) {
            Some(number) => self.rows.add(label, node.span(), number),
            None => self.rows.add_hex(label, node.span(), node.content),
        }
    }

    /// Adds a row for a value of any simple type.
    pub(super) fn any(&mut self, label: impl Display, node: &Node<'_>) {
        let span = node.span();
        match node.tag {
            string if text::is_string(string & !tag::CONSTRUCTED) => {
                let text = self.text(node);
                self.rows.add(label, span, text);
            }
            tag::OID => self.rows.add_oid(label, span, &Oid::from_content(node.content)),
            tag::INTEGER | tag::ENUMERATED => self.add_number(label, node),
            tag::UTC_TIME | tag::GENERALIZED_TIME => {
                if let Some(moment) = time::read(node, &mut self.defects) {
                    self.rows.add(label, span, moment);
                }
            }
            tag::BOOLEAN => {
                let value = if self.boolean(node) { "yes" } else { "no" };
                self.rows.add(label, span, value);
            }
            tag::OCTET_STRING => self.rows.add_hex(label, span, node.content),
            _ => self.rows.add_hex(label, span, node.bytes),
        }
    }

    /// The end of the file if it is cut off: a value that reaches it may be incomplete.
    pub(super) fn end(&self) -> Option<usize> {
        self.facts.cut_off.then_some(self.der.len())
    }

    pub(super) fn finish(mut self) -> Reading {
        sid::judge(&mut self);
        Reading { certificate: self.facts, defects: self.defects.into_vec(), der: self.der }
    }
}
