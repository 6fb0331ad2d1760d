//! Whether one certificate is signed with the key of another.

use super::hash::Hash;
use super::rsa::Padding;
use super::{ecdsa, ed25519, rsa};
use crate::certificate::well_known::{EC, RSA, RSA_PSS};
use crate::certificate::{Certificate, Spans};
use crate::tlv::{Element, tag};
use der::oid::ObjectIdentifier;

/// The result of verifying a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signature {
    /// The issuer's key signed exactly these bytes.
    Verified,
    /// The issuer's key did not sign these bytes: they were altered, or another key signed.
    Wrong,
    /// It was not verified, for this reason, worded so that a sentence can end with it.
    NotChecked(&'static str),
}

/// A certificate and the bytes it was read from.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The parsed certificate.
    pub certificate: &'a Certificate,
    /// The DER.
    pub der: &'a [u8],
}

/// Verifies the signature of a certificate with the key of another, which may be itself.
///
/// Supported are RSA with PKCS #1 v1.5 and with PSS, and ECDSA on P-256, P-384 and P-521, each with SHA-1 and SHA-2 of
/// 256, 384 and 512 bits, and Ed25519. Everything else (MD5, SHA-224, SHA-3, DSA, Ed448, other curves, post-quantum
/// signatures …) is not checked, and the result says so. Validity and EKU are not considered here.
#[must_use]
pub fn verify(signed: Signed<'_>, issuer: Signed<'_>) -> Signature {
    verify_parts(&signed.certificate.spans, signed.der, issuer)
}

/// The same for any other structure signed like a certificate.
pub(super) fn verify_parts(spans: &Spans, der: &[u8], issuer: Signed<'_>) -> Signature {
    let (Some(message), Some(algorithm), Some(signature)) = (
        spans.signed.and_then(|span| span.of(der)),
        spans.signature_algorithm.and_then(|span| Element::read(span.of(der)?)),
        spans.signature.and_then(|span| span.of(der)),
    ) else {
        return Signature::NotChecked("the certificate is not complete");
    };
    let key = issuer.certificate.public_key.as_ref().and_then(|key| Key::read(key.span.of(issuer.der)?));
    let Some(key) = key else {
        return Signature::NotChecked("the issuer's key cannot be read");
    };
    let scheme = match Scheme::read(algorithm) {
        Ok(scheme) => scheme,
        Err(reason) => return Signature::NotChecked(reason),
    };
    match scheme {
        Scheme::Rsa(padding)
            if key.is(RSA) || (key.is(RSA_PSS) && matches!(padding, Padding::Pss { .. })) =>
        {
            rsa::verify(key.bits, padding, message, signature)
        }
        Scheme::Ecdsa(hash) if key.is(EC) => {
            let curve = key.parameters.map(|parameters| parameters.content).unwrap_or_default();
            ecdsa::verify(curve, key.bits, hash, message, signature)
        }
        Scheme::Ed25519 if key.is(ED25519) => ed25519::verify(key.bits, message, signature),
        _ => Signature::Wrong,
    }
}

/// A signature scheme.
#[derive(Clone, Copy, Debug)]
enum Scheme {
    Rsa(Padding),
    Ecdsa(Hash),
    Ed25519,
}

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// OIDs that name scheme and hash at once: RFC 4055, section 5, RFC 5758, section 3.2, and RFC 8410, section 6.
const SCHEMES: [(ObjectIdentifier, Scheme); 10] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), Scheme::Rsa(Padding::Pkcs1(Hash::Sha1))),
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.29"), Scheme::Rsa(Padding::Pkcs1(Hash::Sha1))),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), Scheme::Rsa(Padding::Pkcs1(Hash::Sha256))),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"), Scheme::Rsa(Padding::Pkcs1(Hash::Sha384))),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"), Scheme::Rsa(Padding::Pkcs1(Hash::Sha512))),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), Scheme::Ecdsa(Hash::Sha1)),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), Scheme::Ecdsa(Hash::Sha256)),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), Scheme::Ecdsa(Hash::Sha384)),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), Scheme::Ecdsa(Hash::Sha512)),
    (ED25519, Scheme::Ed25519),
];

/// OIDs of algorithms that are not verified but common enough to be named.
const OTHERS: [(ObjectIdentifier, &str); 4] = [
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "signatures with Ed448 are not verified here"),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.4"),
        "signatures with MD5 are not verified here: anyone can forge them",
    ),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.3"), "signatures with DSA are not verified here"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.2"), "signatures with DSA are not verified here"),
];

impl Scheme {
    fn read(algorithm: Element<'_>) -> Result<Self, &'static str> {
        let mut parts = algorithm.children();
        let oid = parts.next().map(|oid| oid.content).unwrap_or_default();
        if oid == RSA_PSS.as_bytes() {
            return rsa::pss_parameters(parts.next())
                .map(Self::Rsa)
                .ok_or("the signature parameters are not supported here");
        }
        SCHEMES.iter().find(|(known, _)| known.as_bytes() == oid).map(|(_, scheme)| *scheme).ok_or_else(
            || {
                let named =
                    OTHERS.iter().find(|(known, _)| known.as_bytes() == oid).map(|(_, reason)| *reason);
                named.unwrap_or("signatures with this algorithm are not verified here")
            },
        )
    }
}

/// The parts of a `SubjectPublicKeyInfo`.
struct Key<'a> {
    algorithm: &'a [u8],
    parameters: Option<Element<'a>>,
    bits: &'a [u8],
}

impl<'a> Key<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let mut parts = Element::read(der)?.children();
        let mut algorithm = parts.next()?.children();
        let bits = parts.next().filter(|bits| bits.tag == tag::BIT_STRING)?;
        Some(Self {
            algorithm: algorithm.next()?.content,
            parameters: algorithm.next(),
            bits: bits.content.strip_prefix(&[0])?,
        })
    }

    fn is(&self, oid: ObjectIdentifier) -> bool {
        self.algorithm == oid.as_bytes()
    }
}
