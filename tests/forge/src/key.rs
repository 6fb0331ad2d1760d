//! Keys that are the same on every machine, and what they sign.

use crate::der::{self, tag};
use crate::oid;
use crate::text;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U2048};
use p256::ecdsa::signature::Signer;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A key pair known by a number. None protects anything: anybody can derive each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// An elliptic curve key on P-256, one for every number.
    P256(u32),
    /// One of the embedded RSA keys of 2048 bits; the number is taken modulo their count, which is three.
    Rsa2048(u32),
}

/// How a signature is made, or imitated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// ECDSA with SHA-256, deterministic by RFC 6979. Needs a key on P-256.
    EcdsaSha256,
    /// RSA PKCS#1 v1.5 with SHA-1. Needs an RSA key.
    RsaSha1,
    /// RSA PKCS#1 v1.5 with SHA-256. Needs an RSA key.
    RsaSha256,
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes, all 0x5a. Needs an RSA key.
    RsaPssSha256,
    /// A finished AlgorithmIdentifier, whose signature is a placeholder that no key verifies.
    Other(Vec<u8>),
}

impl Key {
    /// The key on P-256 that belongs to a name.
    pub fn named(name: &str) -> Self {
        let hash = Sha256::digest(name);
        Self::P256(u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]))
    }

    /// The finished SubjectPublicKeyInfo.
    pub fn spki(self) -> Vec<u8> {
        let algorithm = match self {
            Self::P256(_) => der::sequence([der::oid(oid::EC_PUBLIC_KEY), der::oid(oid::P256)]),
            Self::Rsa2048(_) => der::sequence([der::oid(oid::RSA_ENCRYPTION), der::null()]),
        };
        der::sequence([algorithm, der::bit_string(self.public())])
    }

    /// The content of the BIT STRING in the SubjectPublicKeyInfo.
    pub fn public(self) -> Vec<u8> {
        match self {
            Self::P256(number) => p256_public(number),
            Self::Rsa2048(number) => {
                let RsaParts { modulus, public_exponent, .. } = rsa_parts(number);
                der::sequence([der::integer(modulus), der::integer(public_exponent)])
            }
        }
    }

    /// The key identifier that most CAs use: SHA-1 of [`Key::public`].
    pub fn identifier(self) -> Vec<u8> {
        Sha1::digest(self.public()).to_vec()
    }

    /// The private key as PKCS#8.
    pub fn pkcs8(self) -> Vec<u8> {
        let (algorithm, key) = match self {
            Self::P256(_) => {
                (der::sequence([der::oid(oid::EC_PUBLIC_KEY), der::oid(oid::P256)]), self.own_format())
            }
            Self::Rsa2048(_) => {
                (der::sequence([der::oid(oid::RSA_ENCRYPTION), der::null()]), self.own_format())
            }
        };
        der::sequence([der::integer_of(0), algorithm, der::octet_string(key)])
    }

    /// The private key in the format of its kind: RFC 5915 for elliptic curves, PKCS#1 for RSA.
    pub fn own_format(self) -> Vec<u8> {
        match self {
            Self::P256(number) => der::sequence([
                der::integer_of(1),
                der::octet_string(p256_signer(number).to_bytes()),
                der::context(0, der::oid(oid::P256)),
                der::context(1, der::bit_string(self.public())),
            ]),
            Self::Rsa2048(number) => rsa_private_key(number),
        }
    }

    /// The private key as PEM, labelled PRIVATE KEY.
    pub fn pem(self) -> String {
        text::pem("PRIVATE KEY", &self.pkcs8())
    }

    /// The algorithm that the key signs with by default.
    pub fn usual_algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::P256(_) => SignatureAlgorithm::EcdsaSha256,
            Self::Rsa2048(_) => SignatureAlgorithm::RsaSha256,
        }
    }

    /// The signature over a message, as the content of the BIT STRING. If key and algorithm do not match, it is a
    /// placeholder: 64 bytes of hash that no key verifies.
    pub fn sign(self, algorithm: &SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
        match (self, algorithm) {
            (Self::P256(number), SignatureAlgorithm::EcdsaSha256) => {
                let signature: p256::ecdsa::Signature = p256_signer(number).sign(message);
                let (r, s) = signature.split_bytes();
                der::sequence([der::integer(der::unsigned(&r)), der::integer(der::unsigned(&s))])
            }
            (Self::Rsa2048(number), SignatureAlgorithm::RsaSha1) => {
                rsa_power(number, &pkcs1_padded(oid::SHA1, &Sha1::digest(message)))
            }
            (Self::Rsa2048(number), SignatureAlgorithm::RsaSha256) => {
                rsa_power(number, &pkcs1_padded(oid::SHA256, &Sha256::digest(message)))
            }
            (Self::Rsa2048(number), SignatureAlgorithm::RsaPssSha256) => {
                rsa_power(number, &pss_padded(message))
            }
            _ => {
                let hash = Sha256::digest(message);
                der::join([hash, hash])
            }
        }
    }
}

impl SignatureAlgorithm {
    /// The finished AlgorithmIdentifier.
    pub fn der(&self) -> Vec<u8> {
        match self {
            Self::EcdsaSha256 => der::sequence([der::oid(oid::ECDSA_SHA256)]),
            Self::RsaSha1 => der::sequence([der::oid(oid::RSA_SHA1), der::null()]),
            Self::RsaSha256 => der::sequence([der::oid(oid::RSA_SHA256), der::null()]),
            Self::RsaPssSha256 => {
                let sha256 = der::sequence([der::oid(oid::SHA256), der::null()]);
                let mgf1 = der::sequence([der::oid(oid::MGF1), sha256.clone()]);
                let salt = der::integer_of(PSS_SALT.len() as u64);
                let parameters = [der::context(0, sha256), der::context(1, mgf1), der::context(2, salt)];
                der::sequence([der::oid(oid::RSA_PSS), der::sequence(parameters)])
            }
            Self::Other(der) => der.clone(),
        }
    }
}

/// The embedded keys; their README says how they were made.
const RSA_KEYS: [&str; 3] = [
    include_str!("../keys/test-only-rsa2048-1.pem"),
    include_str!("../keys/test-only-rsa2048-2.pem"),
    include_str!("../keys/test-only-rsa2048-3.pem"),
];

const RSA_OCTETS: usize = 256;

/// A salt should be random; here the same bytes must result every time.
const PSS_SALT: [u8; 32] = [0x5a; 32];

/// Content octets of the INTEGERs that are needed here.
struct RsaParts {
    modulus: Vec<u8>,
    public_exponent: Vec<u8>,
    private_exponent: Vec<u8>,
}

fn rsa_private_key(number: u32) -> Vec<u8> {
    text::unpem(RSA_KEYS[number as usize % RSA_KEYS.len()])
}

fn rsa_parts(number: u32) -> RsaParts {
    let key = rsa_private_key(number);
    let (_, content, _) = der::split(&key).unwrap();
    let numbers = der::elements(content);
    let part = |place: usize| {
        let (tag, content) = numbers[place];
        assert_eq!(tag, tag::INTEGER);
        content.to_vec()
    };
    RsaParts { modulus: part(1), public_exponent: part(2), private_exponent: part(3) }
}

fn rsa_power(number: u32, padded: &[u8]) -> Vec<u8> {
    let RsaParts { modulus, private_exponent, .. } = rsa_parts(number);
    let params = FixedMontyParams::new(Odd::new(uint(&modulus)).unwrap());
    let power = FixedMontyForm::new(&uint(padded), &params).pow(&uint(&private_exponent));
    power.retrieve().to_be_bytes().as_ref().to_vec()
}

fn uint(content: &[u8]) -> U2048 {
    let mut octets = [0; RSA_OCTETS];
    let zeros = content.len().saturating_sub(RSA_OCTETS);
    let magnitude = &content[zeros..];
    octets[RSA_OCTETS - magnitude.len()..].copy_from_slice(magnitude);
    U2048::from_be_slice(&octets)
}

/// EMSA-PKCS1-v1_5, RFC 8017 section 9.2.
fn pkcs1_padded(hash: &str, digest: &[u8]) -> Vec<u8> {
    let info = der::sequence([der::sequence([der::oid(hash), der::null()]), der::octet_string(digest)]);
    let filling = vec![0xff; RSA_OCTETS - 3 - info.len()];
    der::join([&[0, 1][..], &filling, &[0], &info])
}

/// EMSA-PSS, RFC 8017 section 9.1.1, for a modulus of 2048 bits.
fn pss_padded(message: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(message);
    let hash = Sha256::digest(der::join([&[0; 8], digest.as_slice(), &PSS_SALT]));
    let mask_length = RSA_OCTETS - hash.len() - 1;
    let zeros = vec![0; mask_length - PSS_SALT.len() - 1];
    let block = der::join([&zeros[..], &[1], &PSS_SALT]);
    let mask =
        (0_u32..).flat_map(|counter| Sha256::digest(der::join([hash.as_slice(), &counter.to_be_bytes()])));
    let mut masked: Vec<u8> = block.iter().zip(mask).map(|(octet, mask)| octet ^ mask).collect();
    masked[0] &= 0x7f;
    der::join([&masked, hash.as_slice(), &[0xbc]])
}

/// Caches what it made, because point multiplication takes long in unoptimized builds.
fn p256_public(number: u32) -> Vec<u8> {
    static MADE: Mutex<BTreeMap<u32, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap();
    let point = || p256_signer(number).verifying_key().to_sec1_point(false);
    made.entry(number).or_insert_with(|| point().as_bytes().to_vec()).clone()
}

fn p256_signer(number: u32) -> p256::ecdsa::SigningKey {
    let secret = Sha256::digest(format!("forge test key {number}"));
    p256::ecdsa::SigningKey::from_bytes(&secret).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_always_the_same() {
        assert_eq!(Key::P256(1).spki(), Key::P256(1).spki());
        assert_ne!(Key::P256(1).spki(), Key::P256(2).spki());
        assert_eq!(Key::Rsa2048(1).spki(), Key::Rsa2048(4).spki());
    }

    #[test]
    fn a_rsa_signature_opens_to_its_padding() {
        let signature = Key::Rsa2048(0).sign(&SignatureAlgorithm::RsaSha256, b"message");
        let RsaParts { modulus, public_exponent, .. } = rsa_parts(0);
        let params = FixedMontyParams::new(Odd::new(uint(&modulus)).unwrap());
        let opened = FixedMontyForm::new(&uint(&signature), &params).pow(&uint(&public_exponent)).retrieve();
        assert_eq!(opened, uint(&pkcs1_padded(oid::SHA256, &Sha256::digest(b"message"))));
    }

    #[test]
    fn a_signature_of_the_wrong_kind_is_a_placeholder() {
        assert_eq!(Key::P256(1).sign(&SignatureAlgorithm::RsaSha256, b"message").len(), 64);
    }
}
