//! The ciphers of PKCS#12, and its integrity check.
//!
//! ```text
//! old:  SHA-1 stretches the password (RFC 7292, appendix B), 3DES, RC2 or RC4 decrypts
//! new:  PBES2 (RFC 8018, 6.2): PBKDF2 with HMAC stretches it, AES or 3DES in CBC mode decrypts
//! ```
//!
//! Derived keys and decrypted bytes are wiped when they are dropped.

use super::MAX_ROUNDS;
use crate::certificate::Oid;
use crate::intake::tlv::Element;
use crate::intake::tlv::tag::{INTEGER, OCTET_STRING, OID, SEQUENCE};
use cbc::Decryptor;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, BlockSizeUser, InnerIvInit, KeyInit};
use hmac::{EagerHash, Hmac};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

/// Why something could not be decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The algorithm with this OID is not supported.
    Unsupported(String),
    /// The structure that describes the encryption is damaged.
    Damaged,
    /// It requires more rounds than the limit.
    TooManyRounds(u32),
    /// The password is wrong, or the bytes are damaged.
    WrongPassword,
}

/// An encryption scheme, from its `AlgorithmIdentifier`.
pub(super) struct Scheme<'a> {
    stretch: ListSection<'a>,
    cipher: Cipher,
    /// The initialization vector; the old schemes derive it.
    iv: Option<&'a [u8]>,
}

enum ListSection<'a> {
    /// The key derivation of PKCS#12 itself, with SHA-1.
    Pkcs12 {
        salt: &'a [u8],
        rounds: u32,
    },
    Pbkdf2 {
        salt: &'a [u8],
        rounds: u32,
        hash: Hash,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cipher {
    Rc4 { key: usize },
    Rc2 { key: usize },
    TripleDes { key: usize },
    Aes { key: usize },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl<'a> Scheme<'a> {
    pub(super) fn read(algorithm: Element<'a>) -> Result<Self, Refusal> {
        let name = name(algorithm);
        let parameters = algorithm.children().nth(1).ok_or(Refusal::Damaged);
        if name == "1.2.840.113549.1.5.13" {
            return Self::read_pbes2(parameters?);
        }
        let cipher = match name.strip_prefix("1.2.840.113549.1.12.1.") {
            Some("1") => Cipher::Rc4 { key: 16 },
            Some("2") => Cipher::Rc4 { key: 5 },
            Some("3") => Cipher::TripleDes { key: 24 },
            Some("4") => Cipher::TripleDes { key: 16 },
            Some("5") => Cipher::Rc2 { key: 16 },
            Some("6") => Cipher::Rc2 { key: 5 },
            _ => return Err(Refusal::Unsupported(name)),
        };
        let (salt, rounds) = salt_and_rounds(&mut parameters?.children())?;
        Ok(Self { stretch: ListSection::Pkcs12 { salt, rounds }, cipher, iv: None })
    }

    fn read_pbes2(parameters: Element<'a>) -> Result<Self, Refusal> {
        let mut parts = parameters.children();
        let (Some(stretch), Some(cipher)) = (parts.next(), parts.next()) else {
            return Err(Refusal::Damaged);
        };
        let name_of_cipher = name(cipher);
        let iv = cipher.children().nth(1).ok_or(Refusal::Damaged);
        let cipher = match name_of_cipher.as_str() {
            "2.16.840.1.101.3.4.1.2" => Cipher::Aes { key: 16 },
            "2.16.840.1.101.3.4.1.22" => Cipher::Aes { key: 24 },
            "2.16.840.1.101.3.4.1.42" => Cipher::Aes { key: 32 },
            "1.2.840.113549.3.7" => Cipher::TripleDes { key: 24 },
            _ => return Err(Refusal::Unsupported(name_of_cipher)),
        };
        let stretch = pbkdf2_parameters(stretch)?;
        Ok(Self { stretch, cipher, iv: Some(iv?.content) })
    }

    /// How many rounds of password hashing it requires.
    pub(super) fn rounds(&self) -> u32 {
        match self.stretch {
            ListSection::Pkcs12 { rounds, .. } | ListSection::Pbkdf2 { rounds, .. } => rounds,
        }
    }

    /// Decrypts, if the password is right.
    pub(super) fn open(&self, password: &str, content: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        // An empty password is encoded either as an empty string with its NUL, or as nothing.
        let spellings = [Some(wide(password)), password.is_empty().then(Zeroizing::default)];
        for wide in spellings.into_iter().flatten() {
            let mut bytes = Zeroizing::new(content.to_vec());
            if self.decrypt(password, &wide, &mut bytes).is_some() {
                return Ok(bytes);
            }
            if matches!(self.stretch, ListSection::Pbkdf2 { .. }) {
                break;
            }
        }
        Err(Refusal::WrongPassword)
    }

    fn decrypt(&self, password: &str, wide: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
        let (key, block) = match self.cipher {
            Cipher::Rc4 { key } => (key, 0),
            Cipher::Rc2 { key } | Cipher::TripleDes { key } => (key, 8),
            Cipher::Aes { key } => (key, 16),
        };
        let mut secret = Zeroizing::new(vec![0; key]);
        let mut derived_iv = Zeroizing::new(vec![0; block]);
        match self.stretch {
            ListSection::Pkcs12 { salt, rounds } => {
                derive::<Sha1>(Purpose::Key, 64, wide, salt, rounds, &mut secret);
                if block > 0 {
                    derive::<Sha1>(Purpose::Iv, 64, wide, salt, rounds, &mut derived_iv);
                }
            }
            ListSection::Pbkdf2 { salt, rounds, hash } => {
                pbkdf2(hash, password.as_bytes(), salt, rounds, &mut secret);
            }
        }
        let iv = self.iv.unwrap_or(&derived_iv);
        match self.cipher {
            Cipher::Rc4 { .. } => {
                rc4(&secret, bytes);
                return Some(());
            }
            Cipher::Rc2 { key } => chain(rc2::Rc2::new_with_eff_key_len(&secret, key * 8), iv, bytes)?,
            Cipher::TripleDes { key: 16 } => chain(des::TdesEde2::new_from_slice(&secret).ok()?, iv, bytes)?,
            Cipher::TripleDes { .. } => chain(des::TdesEde3::new_from_slice(&secret).ok()?, iv, bytes)?,
            Cipher::Aes { key: 16 } => chain(aes::Aes128::new_from_slice(&secret).ok()?, iv, bytes)?,
            Cipher::Aes { key: 24 } => chain(aes::Aes192::new_from_slice(&secret).ok()?, iv, bytes)?,
            Cipher::Aes { .. } => chain(aes::Aes256::new_from_slice(&secret).ok()?, iv, bytes)?,
        }
        let padding = *bytes.last()?;
        let length = bytes.len().checked_sub(usize::from(padding))?;
        let is_padding = (1..=block).contains(&usize::from(padding))
            && bytes.get(length..)?.iter().all(|byte| *byte == padding);
        is_padding.then(|| bytes.truncate(length))
    }
}

/// Whether the integrity check over the content succeeds with a password; `None` if its algorithm is unknown, or if it
/// requires more rounds than are left.
pub(super) fn is_intact(check: Element<'_>, password: &str, content: &[u8], left: &mut u32) -> Option<bool> {
    let mut parts = check.children();
    let digest = parts.next()?;
    let salt = parts.next().filter(|part| part.tag == OCTET_STRING)?.content;
    let rounds = parts.next().map_or(Some(1), number)?;
    let mut digest = digest.children();
    let algorithm = digest.next()?;
    let expected = digest.next()?.content;
    if name(algorithm) == "1.2.840.113549.1.5.14" {
        return is_intact_pbmac1(algorithm, password, content, expected, left);
    }
    within_reason(rounds).ok()?;
    *left = left.checked_sub(rounds)?;
    let hash = Hash::of_digest(&name(algorithm))?;
    let spellings = [Some(wide(password)), password.is_empty().then(Zeroizing::default)];
    let fits = spellings.into_iter().flatten().any(|wide| {
        let mut key = Zeroizing::new(vec![0; hash.size()]);
        match hash {
            Hash::Sha1 => derive::<Sha1>(Purpose::Mac, 64, &wide, salt, rounds, &mut key),
            Hash::Sha256 => derive::<Sha256>(Purpose::Mac, 64, &wide, salt, rounds, &mut key),
            Hash::Sha384 => derive::<Sha384>(Purpose::Mac, 128, &wide, salt, rounds, &mut key),
            Hash::Sha512 => derive::<Sha512>(Purpose::Mac, 128, &wide, salt, rounds, &mut key),
        }
        authenticates(hash, &key, content, expected)
    });
    Some(fits)
}

/// PBMAC1, the newer check of RFC 9579: its key comes from PBKDF2.
fn is_intact_pbmac1(
    algorithm: Element<'_>,
    password: &str,
    content: &[u8],
    expected: &[u8],
    left: &mut u32,
) -> Option<bool> {
    let mut parameters = algorithm.children().nth(1)?.children();
    let (stretch, mac) = (parameters.next()?, parameters.next()?);
    let hash = Hash::of_hmac(&name(mac))?;
    let Ok(ListSection::Pbkdf2 { salt, rounds, hash: prf }) = pbkdf2_parameters(stretch) else { return None };
    *left = left.checked_sub(rounds)?;
    // The length of the key follows salt and rounds, and is mandatory.
    let length = stretch.children().nth(1)?.children().nth(2).and_then(number)?;
    let length = usize::try_from(length).ok().filter(|length| (1..=128).contains(length))?;
    let mut key = Zeroizing::new(vec![0; length]);
    pbkdf2(prf, password.as_bytes(), salt, rounds, &mut key);
    Some(authenticates(hash, &key, content, expected))
}

fn authenticates(hash: Hash, key: &[u8], content: &[u8], expected: &[u8]) -> bool {
    fn check<D: EagerHash>(key: &[u8], content: &[u8], expected: &[u8]) -> bool
    where
        Hmac<D>: hmac::Mac + KeyInit,
    {
        let Ok(mut mac) = <Hmac<D> as KeyInit>::new_from_slice(key) else { return false };
        hmac::Mac::update(&mut mac, content);
        hmac::Mac::verify_slice(mac, expected).is_ok()
    }
    match hash {
        Hash::Sha1 => check::<Sha1>(key, content, expected),
        Hash::Sha256 => check::<Sha256>(key, content, expected),
        Hash::Sha384 => check::<Sha384>(key, content, expected),
        Hash::Sha512 => check::<Sha512>(key, content, expected),
    }
}

impl Hash {
    const fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn of_digest(name: &str) -> Option<Self> {
        match name {
            "1.3.14.3.2.26" => Some(Self::Sha1),
            "2.16.840.1.101.3.4.2.1" => Some(Self::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Self::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of_hmac(name: &str) -> Option<Self> {
        match name.strip_prefix("1.2.840.113549.2.")? {
            "7" => Some(Self::Sha1),
            "9" => Some(Self::Sha256),
            "10" => Some(Self::Sha384),
            "11" => Some(Self::Sha512),
            _ => None,
        }
    }
}

fn pbkdf2_parameters(stretch: Element<'_>) -> Result<ListSection<'_>, Refusal> {
    let name_of_stretch = name(stretch);
    if name_of_stretch != "1.2.840.113549.1.5.12" {
        return Err(Refusal::Unsupported(name_of_stretch));
    }
    let mut parts = stretch.children().nth(1).ok_or(Refusal::Damaged)?.children();
    let (salt, rounds) = salt_and_rounds(&mut parts)?;
    let hash = match parts.find(|part| part.tag == SEQUENCE) {
        None => Hash::Sha1,
        Some(hash) => Hash::of_hmac(&name(hash)).ok_or_else(|| Refusal::Unsupported(name(hash)))?,
    };
    Ok(ListSection::Pbkdf2 { salt, rounds, hash })
}

/// The two values that parameters of password hashing begin with.
fn salt_and_rounds<'a>(parts: &mut impl Iterator<Item = Element<'a>>) -> Result<(&'a [u8], u32), Refusal> {
    let salt = parts.next().filter(|part| part.tag == OCTET_STRING).ok_or(Refusal::Damaged)?.content;
    let rounds = parts.next().and_then(number).ok_or(Refusal::Damaged)?;
    within_reason(rounds)?;
    Ok((salt, rounds))
}

fn pbkdf2(hash: Hash, password: &[u8], salt: &[u8], rounds: u32, key: &mut [u8]) {
    // HMAC accepts a key of any length, so this never fails.
    let _ = match hash {
        Hash::Sha1 => pbkdf2::pbkdf2::<Hmac<Sha1>>(password, salt, rounds, key),
        Hash::Sha256 => pbkdf2::pbkdf2::<Hmac<Sha256>>(password, salt, rounds, key),
        Hash::Sha384 => pbkdf2::pbkdf2::<Hmac<Sha384>>(password, salt, rounds, key),
        Hash::Sha512 => pbkdf2::pbkdf2::<Hmac<Sha512>>(password, salt, rounds, key),
    };
}

/// What is derived from a password; the numbers are those of RFC 7292, appendix B.3.
#[derive(Clone, Copy)]
enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// The key derivation of RFC 7292, appendix B.2, with a hash of this block size in bytes.
fn derive<D: Digest>(
    purpose: Purpose,
    block: usize,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    out: &mut [u8],
) {
    let filled = |bytes: &[u8]| -> Zeroizing<Vec<u8>> {
        let length = bytes.len().div_ceil(block) * block;
        Zeroizing::new(bytes.iter().copied().cycle().take(length).collect())
    };
    let diversifier = vec![purpose as u8; block];
    let mut input = filled(salt);
    input.extend_from_slice(&filled(password));
    for piece in out.chunks_mut(<D as Digest>::output_size()) {
        let mut hash = D::new().chain_update(&diversifier).chain_update(&input).finalize();
        for _ in 1..rounds {
            hash = D::digest(&hash);
        }
        for (to, from) in piece.iter_mut().zip(&hash) {
            *to = *from;
        }
        // The hash, repeated to a block, plus one is added to every block of the input.
        for stretch in input.chunks_mut(block) {
            let mut carry = 1_u16;
            let added: Vec<u8> = hash.iter().copied().cycle().take(block).collect();
            for (byte, more) in stretch.iter_mut().zip(&added).rev() {
                carry += u16::from(*byte) + u16::from(*more);
                let [high, low] = carry.to_be_bytes();
                *byte = low;
                carry = u16::from(high);
            }
        }
    }
}

/// Decrypts in CBC mode; `None` if the length is not a multiple of the block size.
fn chain<C: BlockCipherDecrypt + BlockSizeUser>(cipher: C, iv: &[u8], bytes: &mut [u8]) -> Option<()> {
    let mut chained = Decryptor::<C>::inner_iv_slice_init(cipher, iv).ok()?;
    let (blocks, rest) = cbc::cipher::Array::slice_as_chunks_mut(bytes);
    chained.decrypt_blocks(blocks);
    rest.is_empty().then_some(())
}

/// RC4, which only the oldest files use.
fn rc4(key: &[u8], bytes: &mut [u8]) {
    let mut state: Zeroizing<Vec<u8>> = Zeroizing::new((0..=255).collect());
    let at = |state: &[u8], place: u8| state.get(usize::from(place)).copied().unwrap_or_default();
    let mut j = 0_u8;
    for (i, secret) in (0..=255_u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(at(&state, i)).wrapping_add(*secret);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    for byte in bytes {
        i = i.wrapping_add(1);
        j = j.wrapping_add(at(&state, i));
        state.swap(usize::from(i), usize::from(j));
        *byte ^= at(&state, at(&state, i).wrapping_add(at(&state, j)));
    }
}

/// A password as the old schemes encode it: UTF-16 big-endian, with a trailing NUL.
fn wide(password: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect())
}

fn within_reason(rounds: u32) -> Result<(), Refusal> {
    if rounds > MAX_ROUNDS { Err(Refusal::TooManyRounds(rounds)) } else { Ok(()) }
}

/// The dotted OID of an `AlgorithmIdentifier`.
pub(super) fn name(algorithm: Element<'_>) -> String {
    let identifier = algorithm.first().filter(|first| first.tag == OID);
    identifier.map(|identifier| Oid::from_content(identifier.content).to_string()).unwrap_or_default()
}

/// A non-negative integer.
fn number(element: Element<'_>) -> Option<u32> {
    let octets = Some(element.content).filter(|_| element.tag == INTEGER)?;
    let negative = octets.first().is_none_or(|first| first & 0x80 != 0);
    (!negative && octets.len() <= 5)
        .then(|| octets.iter().fold(0_u64, |number, octet| number << 8 | u64::from(*octet)))
        .and_then(|number| u32::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use forge::unhex;

    #[track_caller]
    fn check_derivation(purpose: Purpose, password: &str, salt: &str, rounds: u32, expect: &str) {
        let mut out = vec![0; unhex(expect).len()];
        derive::<Sha1>(purpose, 64, &wide(password), &unhex(salt), rounds, &mut out);
        assert_eq!(forge::hex(&out), expect);
    }

    #[test]
    fn derived_keys_match_published_ones() {
        // Published with the first implementations of PKCS#12.
        check_derivation(
            Purpose::Key,
            "smeg",
            "0a58cf64530d823f",
            1,
            "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3",
        );
        check_derivation(Purpose::Iv, "smeg", "0a58cf64530d823f", 1, "79993dfe048d3b76");
        check_derivation(
            Purpose::Key,
            "queeg",
            "05dec959acff72f7",
            1000,
            "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4",
        );
    }

    #[test]
    fn rc4_matches_its_test_vector() {
        let mut bytes = b"Plaintext".to_vec();
        rc4(b"Key", &mut bytes);
        assert_eq!(forge::hex(&bytes), "bbf316e8d940af0ad3");
    }
}
