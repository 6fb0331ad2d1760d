//! Verifies RSA signatures: RFC 8017, "PKCS #1: RSA Cryptography Specifications Version 2.2".

use super::hash::Hash;
use super::number::{Modulus, trimmed};
use super::signature::Signature;
use crate::tlv::{Element, tag};
use der::oid::ObjectIdentifier;

/// Longer keys are not verified: nobody uses them, and they take long.
const MAX_BITS: usize = 16_384;
/// Public exponents in use have one or three bytes; the effort grows with their length.
const MAX_EXPONENT_OCTETS: usize = 4;

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// How the hash is padded to the length of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    /// RSASSA-PKCS1-v1_5, section 8.2.
    Pkcs1(Hash),
    /// RSASSA-PSS, section 8.1.
    Pss {
        /// Of the message, and of the salted digest.
        hash: Hash,
        /// Of the mask generation function.
        mask: Hash,
        /// The length of the salt in bytes.
        salt: usize,
    },
}

/// Verifies a signature over a message. `key` is the content of the bit string in the `SubjectPublicKeyInfo`:
///
/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }        RFC 8017, appendix A.1.1
/// ```
pub(super) fn verify(key: &[u8], padding: Padding, message: &[u8], signature: &[u8]) -> Signature {
    let mut numbers = Element::read(key).into_iter().flat_map(|key| key.children());
    let (Some(modulus), Some(exponent)) = (integer(numbers.next()), integer(numbers.next())) else {
        return Signature::NotChecked("the issuer's key cannot be read");
    };
    if modulus.len() * 8 > MAX_BITS || exponent.len() > MAX_EXPONENT_OCTETS {
        return Signature::NotChecked("the issuer's key is larger than supported here");
    }
    let Some(modulus) = Modulus::new(modulus) else {
        return Signature::NotChecked("the issuer's key cannot be read");
    };
    if signature.len() != modulus.octets() {
        return Signature::Wrong;
    }
    let Some(number) = modulus.number(signature) else {
        return Signature::Wrong;
    };
    let opened = modulus.leave(&modulus.power(&modulus.enter(&number), exponent));
    let opened = modulus.to_octets(&opened);
    let right = match padding {
        Padding::Pkcs1(hash) => pkcs1(hash, message, opened.len()).is_some_and(|expected| expected == opened),
        Padding::Pss { hash, mask, salt } => {
            pss(hash, mask, salt, message, &opened, modulus.bits() - 1).is_some()
        }
    };
    if right { Signature::Verified } else { Signature::Wrong }
}

/// Reads the parameters of RSASSA-PSS; absent ones have the standard's defaults, which nobody should use.
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {                                             RFC 8017, appendix A.2.3
///     hashAlgorithm    [0] HashAlgorithm    DEFAULT sha1,
///     maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
///     saltLength       [2] INTEGER          DEFAULT 20,
///     trailerField     [3] TrailerField     DEFAULT trailerFieldBC }
/// ```
pub(super) fn pss_parameters(parameters: Option<Element<'_>>) -> Option<Padding> {
    let (mut hash, mut mask, mut salt) = (Hash::Sha1, Hash::Sha1, 20);
    for parameter in parameters.into_iter().flat_map(|parameters| parameters.children()) {
        let value = parameter.first()?;
        match parameter.tag {
            tag::CONTEXT_0 => hash = hash_algorithm(value)?,
            tag::CONTEXT_1 => {
                let mut parts = value.children();
                if parts.next()?.content != MGF1.as_bytes() {
                    return None;
                }
                mask = hash_algorithm(parts.next()?)?;
            }
            0xa2 => {
                salt = match trimmed(value.content) {
                    [] => 0,
                    [octet] => usize::from(*octet),
                    [high, low] => usize::from(u16::from_be_bytes([*high, *low])),
                    _ => return None,
                }
            }
            0xa3 if value.content == [1] => {}
            _ => return None,
        }
    }
    Some(Padding::Pss { hash, mask, salt })
}

fn hash_algorithm(algorithm: Element<'_>) -> Option<Hash> {
    Hash::from_oid(algorithm.first()?.content)
}

fn integer(element: Option<Element<'_>>) -> Option<&[u8]> {
    element.filter(|element| element.tag == tag::INTEGER).map(|element| trimmed(element.content))
}

/// EMSA-PKCS1-v1_5, section 9.2; `None` if the key is too short for the hash.
fn pkcs1(hash: Hash, message: &[u8], length: usize) -> Option<Vec<u8>> {
    let digest = hash.digest(&[message]);
    let oid = hash.oid();
    // DigestInfo ::= SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, NULL }, OCTET STRING }; all lengths fit the short form.
    let octet = |length: usize| u8::try_from(length).ok();
    let algorithm = oid.as_bytes().len() + 4;
    let info = [
        &[tag::SEQUENCE, octet(algorithm + digest.len() + 4)?, tag::SEQUENCE, octet(algorithm)?][..],
        &[tag::OID, octet(oid.as_bytes().len())?],
        oid.as_bytes(),
        &[5, 0, tag::OCTET_STRING, octet(digest.len())?],
        &digest,
    ]
    .concat();
    let filling = length.checked_sub(info.len() + 3).filter(|filling| *filling >= 8)?;
    Some([&[0, 1][..], &vec![0xff; filling], &[0], &info].concat())
}

/// EMSA-PSS-VERIFY, section 9.1.2: `Some` if the encoding is consistent with the message.
fn pss(hash: Hash, mask: Hash, salt: usize, message: &[u8], opened: &[u8], bits: usize) -> Option<()> {
    let digest = hash.digest(&[message]);
    // If the modulus has one bit more than whole bytes, the encoding is one byte shorter than the modulus.
    let length = bits.div_ceil(8);
    let (zeros, encoded) = opened.split_at_checked(opened.len().checked_sub(length)?)?;
    let (&trailer, encoded) = encoded.split_last()?;
    let (masked, seed) = encoded.split_at_checked(encoded.len().checked_sub(digest.len())?)?;
    let mut block: Vec<u8> = masked.to_vec();
    for (counter, octets) in (0_u32..).zip(block.chunks_mut(mask.digest(&[]).len())) {
        let mask = mask.digest(&[seed, &counter.to_be_bytes()]);
        octets.iter_mut().zip(mask).for_each(|(octet, mask)| *octet ^= mask);
    }
    let unused = length * 8 - bits;
    let first = block.first_mut()?;
    let clear = 0xff_u8.checked_shr(u32::try_from(unused).ok()?)?;
    let overhang = masked.first()? & !clear;
    *first &= clear;
    let (filling, salt) = block.split_at_checked(block.len().checked_sub(salt)?)?;
    let (&one, filling) = filling.split_last()?;
    let consistent = trailer == 0xbc
        && overhang == 0
        && one == 1
        && filling.iter().chain(zeros).all(|octet| *octet == 0)
        && hash.digest(&[&[0; 8], &digest, salt]) == seed;
    consistent.then_some(())
}
