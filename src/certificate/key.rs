//! Public keys: type, size, curve and the hashes that identify them.
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE {                          RFC 5280, section 4.1
//!     algorithm        SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL },
//!     subjectPublicKey BIT STRING }
//! ```

use super::defects::Defects;
use super::walk::{Node, Walk, tag};
use super::well_known::{EC, RSA, RSA_PSS};
use super::{Oid, PublicKey, Thumbprint};
use der::oid::ObjectIdentifier;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Reads a key. A key of an unknown type still has its OID and its hashes.
pub(super) fn read(node: &Node<'_>, der: &Arc<[u8]>, defects: &mut Defects) -> Option<PublicKey> {
    let mut parts = node.walk();
    let algorithm = parts.next(defects).filter(|algorithm| algorithm.tag == tag::SEQUENCE);
    let key = parts.next(defects).filter(|key| key.tag & !tag::CONSTRUCTED == tag::BIT_STRING);
    if !parts.is_done() {
        defects.add("trailing-data", parts.span(), "Extra bytes follow the public key.");
    }
    let Some(algorithm) = algorithm else {
        defects.add("key-unreadable", node.span(), "The public key does not specify its algorithm.");
        return None;
    };
    let mut parts = algorithm.walk();
    let Some(oid) = parts.take(tag::OID, defects) else {
        defects.add("key-unreadable", algorithm.span(), "The public key does not specify its algorithm.");
        return None;
    };
    let oid = Oid::from_content(oid.content);
    let parameters = parts.next(defects);
    let joined = key.as_ref().and_then(|key| key.joined(defects));
    let content = joined.as_deref().or(key.as_ref().map(|key| key.content)).unwrap_or_default();
    let bits = match content.split_first() {
        Some((unused, bits)) => {
            if *unused != 0 {
                defects.add(
                    "key-bits-unused",
                    node.span(),
                    "The bit string of the public key does not end on a byte boundary.",
                );
            }
            bits
        }
        None => {
            defects.add("key-unreadable", node.span(), "The public key is empty.");
            &[]
        }
    };
    let key_sha1 = match &key {
        Some(key) if joined.is_none() => {
            let end = key.content_span().offset + key.content_span().length;
            Thumbprint::over(der, end.saturating_sub(bits.len())..end)
        }
        _ => <[u8; 20]>::from(Sha1::digest(bits)).into(),
    };
    let (size, curve) = size(&oid, parameters.as_ref(), bits, defects);
    Some(PublicKey {
        bits: size,
        curve,
        algorithm: oid,
        spki_sha1: Thumbprint::over(der, node.span().offset..node.span().offset + node.span().length),
        key_sha1,
        span: node.span(),
    })
}

/// The size of the key in bits, and its named curve.
fn size(
    algorithm: &Oid,
    parameters: Option<&Node<'_>>,
    key: &[u8],
    defects: &mut Defects,
) -> (Option<u32>, Option<Oid>) {
    let Some(kind) = ALGORITHMS.iter().find(|(oid, _)| algorithm == oid).map(|(_, kind)| kind) else {
        return (None, None);
    };
    match kind {
        // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
        Kind::Rsa => (first_integer(Walk::new(key, 0)).and_then(bit_length), None),
        // Dss-Parms and DomainParameters begin with the prime; a key can also inherit them from its issuer.
        Kind::Prime => {
            let prime = parameters
                .filter(|parameters| parameters.tag == tag::SEQUENCE)
                .and_then(|parameters| first(parameters.walk()))
                .filter(|prime| prime.tag == tag::INTEGER);
            (prime.and_then(|prime| bit_length(prime.content)), None)
        }
        Kind::Curve => match parameters {
            Some(named) if named.tag == tag::OID => {
                let curve = Oid::from_content(named.content);
                (CURVES.iter().find(|(oid, _)| curve == *oid).map(|(_, bits)| *bits), Some(curve))
            }
            Some(explicit) if explicit.tag == tag::SEQUENCE => {
                defects.add(
                    "key-curve-explicit",
                    explicit.span(),
                    "The curve of the public key is given by its parameters, not by name; RFC 5480 forbids this.",
                );
                (field_size(explicit), explicit_curve(explicit))
            }
            _ => (None, None),
        },
        Kind::Fixed(bits) => (Some(*bits), None),
    }
}

/// The size of the field of a curve with explicit parameters.
///
/// ```text
/// ECParameters ::= SEQUENCE { version INTEGER, fieldID SEQUENCE { fieldType OBJECT IDENTIFIER, … }, … }
/// ```
fn field_size(parameters: &Node<'_>) -> Option<u32> {
    let mut ignored = Defects::default();
    let mut walk = parameters.walk();
    walk.next(&mut ignored)?;
    let mut field = walk.take(tag::SEQUENCE, &mut ignored)?.walk();
    field.next(&mut ignored)?;
    let size = field.next(&mut ignored)?;
    match size.tag {
        tag::INTEGER => bit_length(size.content),
        // Characteristic-two ::= SEQUENCE { m INTEGER, … }
        tag::SEQUENCE => {
            let exponent = first_integer(Walk::new(size.bytes, 0))?;
            exponent.iter().try_fold(0u32, |all, octet| all.checked_mul(256)?.checked_add(u32::from(*octet)))
        }
        _ => None,
    }
}

/// The named curve with these explicit parameters. All of them must match, above all the base point: with a base point
/// of choice anyone can make a key that fits another one's public key (CVE-2020-0601).
///
/// ```text
/// ECParameters ::= SEQUENCE {                                  SEC 1, section C.2
///     version INTEGER, fieldID FieldID, curve SEQUENCE { a OCTET STRING, b OCTET STRING, seed BIT STRING OPTIONAL },
///     base OCTET STRING, order INTEGER, cofactor INTEGER OPTIONAL }
/// ```
fn explicit_curve(parameters: &Node<'_>) -> Option<Oid> {
    let mut ignored = Defects::default();
    let mut walk = parameters.walk();
    walk.take(tag::INTEGER, &mut ignored)?;
    let field = walk.take(tag::SEQUENCE, &mut ignored)?;
    let mut curve = walk.take(tag::SEQUENCE, &mut ignored)?.walk();
    let (a, b) = (curve.next(&mut ignored)?, curve.next(&mut ignored)?);
    let (base, order) = (walk.next(&mut ignored)?, walk.next(&mut ignored)?);
    let mut hash = Sha256::new();
    for part in [field, a, b, base, order] {
        hash.update(part.bytes);
    }
    let hash: [u8; 32] = hash.finalize().into();
    EXPLICIT_CURVES.iter().find(|(known, _)| *known == hash).map(|(_, oid)| (*oid).into())
}

fn first(mut walk: Walk<'_>) -> Option<Node<'_>> {
    walk.next(&mut Defects::default())
}

/// The content of the INTEGER at the start of the leading SEQUENCE.
fn first_integer(walk: Walk<'_>) -> Option<&[u8]> {
    let integer = first(first(walk)?.walk())?;
    (integer.tag == tag::INTEGER).then_some(integer.content)
}

/// The length of a number in bits, without leading zeros.
fn bit_length(octets: &[u8]) -> Option<u32> {
    let start = octets.iter().position(|octet| *octet != 0)?;
    let significant = octets.get(start..)?;
    let bits = u32::try_from(significant.len()).ok()?.checked_mul(8)?;
    Some(bits - significant.first()?.leading_zeros())
}

enum Kind {
    Rsa,
    Prime,
    Curve,
    Fixed(u32),
}

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

const ALGORITHMS: &[(ObjectIdentifier, Kind)] = &[
    (RSA, Kind::Rsa),
    (EC, Kind::Curve),
    (oid("1.3.101.112"), Kind::Fixed(256)),
    (RSA_PSS, Kind::Rsa),
    (oid("1.2.840.113549.1.1.7"), Kind::Rsa),
    (oid("2.5.8.1.1"), Kind::Rsa),
    (oid("1.2.840.10040.4.1"), Kind::Prime),
    (oid("1.2.840.10046.2.1"), Kind::Prime),
    (oid("1.2.840.113549.1.3.1"), Kind::Prime),
    (oid("1.3.132.1.12"), Kind::Curve),
    (oid("1.3.132.1.13"), Kind::Curve),
    (oid("1.3.101.110"), Kind::Fixed(256)),
    (oid("1.3.101.111"), Kind::Fixed(448)),
    (oid("1.3.101.113"), Kind::Fixed(456)),
];

/// SHA-256 over the parameters of named curves, as [`explicit_curve`] collects them.
const EXPLICIT_CURVES: &[([u8; 32], ObjectIdentifier)] = &[
    (
        [
            0x08, 0xC7, 0xA4, 0x73, 0xCD, 0x00, 0x90, 0xD4, 0xD4, 0xD5, 0xF9, 0x94, 0xFC, 0xBC, 0xF4, 0xD1,
            0xC4, 0x29, 0x15, 0xEB, 0xE5, 0x0B, 0xA1, 0x55, 0x27, 0x43, 0xFA, 0x5D, 0xF3, 0x1A, 0x3F, 0x5B,
        ],
        oid("1.2.840.10045.3.1.7"),
    ),
    (
        [
            0xEB, 0x6D, 0x06, 0x3E, 0x0D, 0xD8, 0x8E, 0x64, 0x50, 0x95, 0xD1, 0x6D, 0x9D, 0x86, 0xFB, 0x60,
            0x36, 0x1D, 0x78, 0x6F, 0x15, 0xB7, 0xD9, 0xC5, 0x7D, 0x82, 0x83, 0x5A, 0x6D, 0x66, 0x52, 0xF5,
        ],
        oid("1.3.132.0.34"),
    ),
    (
        [
            0x20, 0x38, 0x2F, 0x97, 0xEB, 0xF4, 0x04, 0x92, 0x81, 0xDA, 0xF1, 0x26, 0xA8, 0x96, 0x53, 0xD5,
            0xBB, 0x61, 0xF7, 0xBB, 0x8D, 0xF4, 0xFD, 0x0A, 0xC1, 0xD3, 0xA1, 0x75, 0xB0, 0x6C, 0x2C, 0xE2,
        ],
        oid("1.3.132.0.35"),
    ),
];

/// Named curves and the size of their fields. SEC 2, RFC 5639, ANSI X9.62.
const CURVES: &[(ObjectIdentifier, u32)] = &[
    (oid("1.2.840.10045.3.1.7"), 256),
    (oid("1.3.132.0.34"), 384),
    (oid("1.3.132.0.35"), 521),
    (oid("1.3.132.0.33"), 224),
    (oid("1.2.840.10045.3.1.1"), 192),
    (oid("1.2.840.10045.3.1.2"), 192),
    (oid("1.2.840.10045.3.1.3"), 192),
    (oid("1.2.840.10045.3.1.4"), 239),
    (oid("1.2.840.10045.3.1.5"), 239),
    (oid("1.2.840.10045.3.1.6"), 239),
    (oid("1.3.132.0.10"), 256),
    (oid("1.3.132.0.6"), 112),
    (oid("1.3.132.0.7"), 112),
    (oid("1.3.132.0.28"), 128),
    (oid("1.3.132.0.29"), 128),
    (oid("1.3.132.0.8"), 160),
    (oid("1.3.132.0.9"), 160),
    (oid("1.3.132.0.30"), 160),
    (oid("1.3.132.0.31"), 192),
    (oid("1.3.132.0.32"), 224),
    (oid("1.3.132.0.1"), 163),
    (oid("1.3.132.0.2"), 163),
    (oid("1.3.132.0.15"), 163),
    (oid("1.3.132.0.4"), 113),
    (oid("1.3.132.0.5"), 113),
    (oid("1.3.132.0.22"), 131),
    (oid("1.3.132.0.23"), 131),
    (oid("1.3.132.0.24"), 193),
    (oid("1.3.132.0.25"), 193),
    (oid("1.3.132.0.26"), 233),
    (oid("1.3.132.0.27"), 233),
    (oid("1.3.132.0.3"), 239),
    (oid("1.3.132.0.16"), 283),
    (oid("1.3.132.0.17"), 283),
    (oid("1.3.132.0.36"), 409),
    (oid("1.3.132.0.37"), 409),
    (oid("1.3.132.0.38"), 571),
    (oid("1.3.132.0.39"), 571),
    (oid("1.3.36.3.3.2.8.1.1.1"), 160),
    (oid("1.3.36.3.3.2.8.1.1.2"), 160),
    (oid("1.3.36.3.3.2.8.1.1.3"), 192),
    (oid("1.3.36.3.3.2.8.1.1.4"), 192),
    (oid("1.3.36.3.3.2.8.1.1.5"), 224),
    (oid("1.3.36.3.3.2.8.1.1.6"), 224),
    (oid("1.3.36.3.3.2.8.1.1.7"), 256),
    (oid("1.3.36.3.3.2.8.1.1.8"), 256),
    (oid("1.3.36.3.3.2.8.1.1.9"), 320),
    (oid("1.3.36.3.3.2.8.1.1.10"), 320),
    (oid("1.3.36.3.3.2.8.1.1.11"), 384),
    (oid("1.3.36.3.3.2.8.1.1.12"), 384),
    (oid("1.3.36.3.3.2.8.1.1.13"), 512),
    (oid("1.3.36.3.3.2.8.1.1.14"), 512),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hexadecimal: &[u8], bits: Option<u32>, curve: Option<&str>, defects: &[&str]) {
        let mut found = Defects::default();
        let node = Walk::new(hexadecimal, 0).next(&mut found).unwrap();
        let key = read(&node, &hexadecimal.into(), &mut found);
        assert_eq!(key.as_ref().and_then(|key| key.bits), bits);
        assert_eq!(key.and_then(|key| key.curve).map(|curve| curve.to_string()).as_deref(), curve);
        let ids: Vec<_> = found.into_vec().iter().map(|defect| defect.id).collect();
        assert_eq!(ids, defects);
    }

    #[test]
    fn key_size_depends_on_the_algorithm() {
        // A toy RSA key with the modulus 0x0123.
        check(
            &[
                0x30, 0x1B, 0x30, 0x0D, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0, 3, 0x0A, 0,
                0x30, 7, 2, 2, 1, 0x23, 2, 1, 3,
            ],
            Some(9),
            None,
            &[],
        );
        check(
            &[
                0x30, 0x18, 0x30, 0x13, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 8, 0x2A, 0x86, 0x48,
                0xCE, 0x3D, 3, 1, 7, 3, 1, 0,
            ],
            Some(256),
            Some("1.2.840.10045.3.1.7"),
            &[],
        );
        check(&[0x30, 0x0A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 1, 0], Some(256), None, &[]);
    }

    #[test]
    fn unknown_and_broken_keys_are_tolerated() {
        check(&[0x30, 9, 0x30, 4, 6, 2, 0x2A, 3, 3, 1, 0], None, None, &[]);
        check(&[0x30, 6, 0x30, 4, 6, 2, 0x2A, 3], None, None, &["key-unreadable"]);
        check(&[0x30, 0], None, None, &["key-unreadable"]);
        check(&[0x30, 2, 0x30, 0], None, None, &["key-unreadable"]);
    }
}
