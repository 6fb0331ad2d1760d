//! Recognizes ASN.1 elements by their structure.

use super::tlv::Element;
use super::tlv::tag::{
    BIT_STRING, CONTEXT_0, CONTEXT_1, ENUMERATED, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, SEQUENCE,
    SET, UTC_TIME,
};
use crate::certificate::Oid;
use der::oid::ObjectIdentifier;

/// The type of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Structure {
    Certificate,
    Request,
    RevocationList,
    /// `ContentInfo` of PKCS#7 and CMS.
    ContentInfo,
    /// `SignedData` without the `ContentInfo` around it.
    SignedData,
    /// Netscape's certificate sequence: an OID, then consecutive certificates.
    NetscapeSequence,
    /// Consecutive certificates in one sequence (PkiPath).
    CertificateRow,
    /// Two certificates of CAs that cross-certify each other.
    CertificatePair,
    Pkcs12,
    /// A private key, with its format.
    PrivateKey(&'static str),
    /// A private key encrypted with a password.
    EncryptedKey,
    /// Another known structure, by name; it may contain certificates.
    Other(&'static str),
}

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const NETSCAPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.113730.2.5");

/// Recognizes an element; `None` if its structure is unknown.
pub(super) fn structure(element: Element<'_>) -> Option<Structure> {
    if element.tag != SEQUENCE {
        return None;
    }
    let first = element.first()?;
    let second = || element.children().nth(1);
    match Tags::inside(element).as_slice() {
        [OID, CONTEXT_0, ..] if Oid::from_content(first.content) == NETSCAPE => {
            Some(Structure::NetscapeSequence)
        }
        [OID, CONTEXT_0, ..] | [OID] if content_type(first).is_some() => Some(Structure::ContentInfo),
        [INTEGER, SEQUENCE, ..] if second().is_some_and(is_content_info) => Some(Structure::Pkcs12),
        [INTEGER, SET, SEQUENCE, ..] => Some(Structure::SignedData),
        [INTEGER, SEQUENCE, OCTET_STRING | 0x24, ..] => Some(Structure::PrivateKey("PKCS#8")),
        [INTEGER, OCTET_STRING, ..] if first.content == [1] => {
            Some(Structure::PrivateKey("SEC 1, elliptic curve"))
        }
        [INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, ..] => {
            Some(Structure::PrivateKey("PKCS#1, RSA"))
        }
        [INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER] if first.content == [0] => {
            Some(Structure::PrivateKey("DSA"))
        }
        [INTEGER, INTEGER] => {
            Some(Structure::Other("two numbers: an RSA public key, a signature or parameters"))
        }
        [INTEGER, INTEGER, INTEGER] => Some(Structure::Other("three numbers: DSA parameters")),
        [ENUMERATED] | [ENUMERATED, CONTEXT_0] => Some(Structure::Other("an OCSP response")),
        [CONTEXT_0, ..] | [CONTEXT_1, ..] => pair(element),
        tags @ [SEQUENCE, ..] => sequence_first(first, tags, second()),
        _ => None,
    }
}

/// The tags of an element's children: ten are enough, however many there are.
struct Tags {
    tags: [u8; 10],
    count: usize,
}

impl Tags {
    fn inside(element: Element<'_>) -> Self {
        let mut tags = [0; 10];
        let mut count = 0;
        for (tag, part) in tags.iter_mut().zip(element.children()) {
            *tag = part.tag;
            count += 1;
        }
        Self { tags, count }
    }

    fn as_slice(&self) -> &[u8] {
        self.tags.get(..self.count).unwrap_or_default()
    }
}

/// Recognizes elements that start with a sequence: by its content, by the tags of all parts, and by the second part.
fn sequence_first(first: Element<'_>, tags: &[u8], second: Option<Element<'_>>) -> Option<Structure> {
    let inner = Tags::inside(first);
    let inner = inner.as_slice();
    let without_version = match inner {
        [CONTEXT_0, rest @ ..] => rest,
        all => all,
    };
    let has_version = without_version.len() < inner.len();
    match (inner, without_version) {
        ([INTEGER, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..], _) => None,
        ([INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..], _)
        | ([SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..], _) => Some(Structure::RevocationList),
        (_, [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, ..]) => Some(Structure::Certificate),
        ([INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0, ..] | [INTEGER, SEQUENCE, SEQUENCE], _)
            if matches!(tags, [_, SEQUENCE, BIT_STRING, ..] | [_, SEQUENCE] | [_]) =>
        {
            Some(Structure::Request)
        }
        ([INTEGER, SEQUENCE, CONTEXT_0, SEQUENCE, INTEGER, ..], _) => {
            Some(Structure::Other("an attribute certificate"))
        }
        // A certificate whose end, or a part in the middle, is lost.
        (_, [INTEGER, SEQUENCE, ..]) if has_version => Some(Structure::Certificate),
        // The body of a certificate or request without its signature is not taken for either.
        ([OID, ..], _) => match tags {
            [_, BIT_STRING] => Some(Structure::Other("a public key (SubjectPublicKeyInfo)")),
            [_, OCTET_STRING] if is_encryption(first.first()?) => Some(Structure::EncryptedKey),
            [_, OCTET_STRING] => Some(Structure::Other("a digest with its algorithm")),
            _ => None,
        },
        ([INTEGER, ..], _) if matches!(tags, [_] | [_, SEQUENCE]) && second.is_none_or(is_content_info) => {
            Some(Structure::Other("a timestamp response"))
        }
        ([SEQUENCE, SEQUENCE, BIT_STRING, ..] | [SEQUENCE, SEQUENCE], _) => {
            if is_ocsp_request(first) {
                return Some(Structure::Other("an OCSP request"));
            }
            // The first of consecutive certificates has the structure of a certificate itself.
            (structure_of_certificate(first)).then_some(Structure::CertificateRow)
        }
        _ if matches!(tags, [_] | [_, CONTEXT_0]) && is_ocsp_request(first) => {
            Some(Structure::Other("an OCSP request"))
        }
        _ => None,
    }
}

/// Whether the first request identifies its certificate by two hashes and a serial number.
fn is_ocsp_request(body: Element<'_>) -> bool {
    let list = body.children().find(|part| part.tag == SEQUENCE);
    let asked = list.and_then(|list| list.first()?.first());
    asked.is_some_and(|asked| {
        matches!(Tags::inside(asked).as_slice(), [SEQUENCE, OCTET_STRING, OCTET_STRING, INTEGER, ..])
    })
}

fn structure_of_certificate(element: Element<'_>) -> bool {
    let Some(body) = element.first() else { return false };
    matches!(
        Tags::inside(body).as_slice(),
        [CONTEXT_0, INTEGER, SEQUENCE, ..] | [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, ..]
    )
}

fn pair(element: Element<'_>) -> Option<Structure> {
    let all = element.children().take(3).all(|part| part.first().is_some_and(structure_of_certificate));
    (all && element.children().nth(2).is_none()).then_some(Structure::CertificatePair)
}

fn is_content_info(element: Element<'_>) -> bool {
    element.tag == SEQUENCE && element.first().and_then(content_type).is_some()
}

/// The type of content in words, if the element is an OID of PKCS#7 or CMS.
pub(super) fn content_type(element: Element<'_>) -> Option<&'static str> {
    if element.tag != OID {
        return None;
    }
    let dotted = Oid::from_content(element.content).to_string();
    CONTENT_TYPES.iter().find(|(known, _)| *known == dotted).map(|(_, name)| *name)
}

/// Whether the content is `SignedData`.
pub(super) fn is_signed_data(element: Element<'_>) -> bool {
    element.tag == OID && Oid::from_content(element.content).to_string() == SIGNED_DATA
}

const CONTENT_TYPES: [(&str, &str); 11] = [
    ("1.2.840.113549.1.7.1", "plain data"),
    (SIGNED_DATA, "signed data"),
    ("1.2.840.113549.1.7.3", "enveloped data: encrypted for a recipient's private key"),
    ("1.2.840.113549.1.7.4", "signed and enveloped data: encrypted for a recipient's private key"),
    ("1.2.840.113549.1.7.5", "digested data"),
    ("1.2.840.113549.1.7.6", "encrypted data"),
    ("1.2.840.113549.1.9.16.1.2", "authenticated data"),
    ("1.2.840.113549.1.9.16.1.9", "compressed data"),
    (
        "1.2.840.113549.1.9.16.1.23",
        "authenticated and enveloped data: encrypted for a recipient's private key",
    ),
    ("1.2.840.113549.1.9.16.1.6", "a content-info message"),
    ("1.3.6.1.4.1.311.10.1", "a Microsoft certificate trust list"),
];

/// Whether an OID is that of password-based encryption.
fn is_encryption(element: Element<'_>) -> bool {
    let dotted = Oid::from_content(element.content).to_string();
    dotted.starts_with("1.2.840.113549.1.5.") || dotted.starts_with("1.2.840.113549.1.12.1.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use forge::{Ca, Key, Leaf, RevocationList, container::pkcs7};

    #[track_caller]
    fn check(der: &[u8], expect: Option<Structure>) {
        assert_eq!(structure(Element::read(der).unwrap()), expect);
    }

    #[test]
    fn elements_are_recognized_by_structure() {
        let ca = Ca::root("Corp Root CA");
        let alice = Leaf::user("alice").issued_by(&ca);
        let row = forge::der::sequence([alice.der(), ca.der()]);
        check(&alice.der(), Some(Structure::Certificate));
        check(&alice.der()[..300], Some(Structure::Certificate));
        check(&alice.request_der(), Some(Structure::Request));
        check(&RevocationList::of(&ca).der(), Some(Structure::RevocationList));
        check(&pkcs7::certificates(&[ca.der()]), Some(Structure::ContentInfo));
        check(&pkcs7::indefinite(&[ca.der()]), Some(Structure::ContentInfo));
        check(&pkcs7::without_content_info(&[ca.der()]), Some(Structure::SignedData));
        check(&pkcs7::netscape_sequence(&[ca.der()]), Some(Structure::NetscapeSequence));
        check(&row, Some(Structure::CertificateRow));
        check(&Key::named("alice").pkcs8(), Some(Structure::PrivateKey("PKCS#8")));
        check(&Key::named("alice").own_format(), Some(Structure::PrivateKey("SEC 1, elliptic curve")));
        check(&Key::Rsa2048(0).own_format(), Some(Structure::PrivateKey("PKCS#1, RSA")));
        check(&[0x30, 0], None);
        check(&[0x31, 0], None);
        check(&[0x30, 3, 2, 1, 0], None);
    }
}
