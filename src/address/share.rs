//! A certificate in an address, created only on request.
//!
//! ```text
//! share  = "#/share/" base64url ["?" preset]     base64url of the DER, without padding (RFC 4648, section 5)
//! ```
//!
//! Parsing is strict: exactly the format written here with exactly one certificate, or an error. It is not compressed:
//! that would save about a fifth, and there would be more than one way to write the same certificate.

use super::{Parts, Preset};
use crate::tlv::Element;
use crate::tlv::tag::{BIT_STRING, CONTEXT_0, INTEGER, SEQUENCE};
use std::fmt;

/// Larger certificates do not fit in an address.
pub const LARGEST: usize = 12 * 1024;
/// The number of characters that the largest one takes.
pub(super) const LONGEST_TEXT: usize = LARGEST.div_ceil(3) * 4;

/// A certificate from an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The certificate.
    pub der: Vec<u8>,
    /// The situation from the same address.
    pub preset: Preset,
}

/// Why an address contains no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It contains nothing.
    Empty,
    /// It is too long.
    TooLarge,
    /// It contains characters that are never written here, or an incomplete last group.
    Garbled,
    /// The bytes are not exactly one certificate.
    NoCertificate,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "The link should contain a certificate, but it contains nothing.",
            Self::TooLarge => "The link contains more than a certificate can be.",
            Self::Garbled => {
                "The certificate in the link is damaged. Mail and chat programs truncate or change long links: ask \
                 for the file instead, or for the link as a code block."
            }
            Self::NoCertificate => {
                "The link does not contain exactly one certificate, so it was not read. A link never contains keys or \
                 archives."
            }
        })
    }
}

/// The address with a certificate and optionally a situation; `None` if the bytes are not a certificate or do not fit.
#[must_use]
pub fn write(der: &[u8], preset: Option<&Preset>) -> Option<String> {
    if der.len() > LARGEST || !is_certificate(der) {
        return None;
    }
    let query = preset.map(Preset::query).filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("#/share/{}{query}", base64url(der)))
}

/// Reads the certificate from an address.
///
/// # Errors
///
/// If it is not exactly what [`write()`] writes.
pub fn read(hash: &str) -> Result<Shared, Refusal> {
    let parts = Parts::of(hash);
    if parts.rest.is_empty() {
        return Err(Refusal::Empty);
    }
    let path = hash.split('?').next().unwrap_or_default();
    let text = path.strip_prefix("#/share/").ok_or(Refusal::Garbled)?;
    if text.len() > LONGEST_TEXT {
        return Err(Refusal::TooLarge);
    }
    let der = from_base64url(text).ok_or(Refusal::Garbled)?;
    if der.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    if !is_certificate(&der) {
        // A truncated certificate still begins like one.
        let cut =
            der.first() == Some(&SEQUENCE) && Element::read(&der).is_none_or(|element| element.missing > 0);
        return Err(if cut { Refusal::Garbled } else { Refusal::NoCertificate });
    }
    Ok(Shared { der, preset: Preset::read(&parts) })
}

impl Shared {
    /// The certificate as PEM, which all programs accept.
    #[must_use]
    pub fn pem(&self) -> String {
        let letters = base64url(&self.der).replace('-', "+").replace('_', "/");
        let padding = "=".repeat((4 - letters.len() % 4) % 4);
        let letters = letters + &padding;
        let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
        for line in letters.as_bytes().chunks(64) {
            pem.extend(line.iter().map(|letter| char::from(*letter)));
            pem.push('\n');
        }
        pem + "-----END CERTIFICATE-----\n"
    }
}

/// Whether the bytes have the structure of exactly one certificate. Keys, requests, CRLs and PKCS#12 have others.
///
/// ```text
/// Certificate     ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE, signature BIT STRING }
/// TBSCertificate  ::= SEQUENCE { [0] version OPTIONAL, serialNumber INTEGER, signature SEQUENCE, issuer SEQUENCE,
///                                validity SEQUENCE, subject SEQUENCE, subjectPublicKeyInfo SEQUENCE, … }
/// ```
fn is_certificate(der: &[u8]) -> bool {
    let whole = |element: &Element<'_>| element.missing == 0 && !element.indefinite;
    let Some(outer) = Element::read(der) else { return false };
    let tags = |element: &Element<'_>| -> Vec<u8> { element.children().map(|child| child.tag).collect() };
    if outer.tag != SEQUENCE || outer.whole.len() != der.len() || !whole(&outer) || !fills(&outer) {
        return false;
    }
    let Some(tbs) = outer.children().next().filter(|tbs| whole(tbs) && fills(tbs)) else { return false };
    let inner = tags(&tbs);
    let fields = inner.strip_prefix(&[CONTEXT_0]).unwrap_or(&inner);
    tags(&outer) == [SEQUENCE, SEQUENCE, BIT_STRING]
        && fields.starts_with(&[INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE])
}

/// Whether the elements inside an element fill it exactly.
fn fills(element: &Element<'_>) -> bool {
    let inside: usize = element.children().map(|child| child.whole.len()).sum();
    inside == element.content.len() && element.children().all(|child| child.missing == 0)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            let letter = ALPHABET.get((bits >> (18 - 6 * place) & 63) as usize).copied().unwrap_or_default();
            text.push(char::from(letter));
        }
    }
    text
}

/// Strict: no padding, no other characters, and all unused bits zero.
fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for letter in group {
            let value = ALPHABET.iter().position(|known| known == letter)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let [_, first, second, third] = (bits << (6 * (4 - group.len()))).to_be_bytes();
        match group.len() {
            4 => bytes.extend([first, second, third]),
            3 if third == 0 => bytes.extend([first, second]),
            2 if second == 0 && third == 0 => bytes.push(first),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{self, Content, File};

    fn alice() -> Vec<u8> {
        forge::Leaf::user("alice").upn("alice@corp.example").der()
    }

    #[track_caller]
    fn refused(hash: &str, expect: Refusal) {
        assert_eq!(read(hash), Err(expect), "{}", hash.get(..60).unwrap_or(hash));
    }

    #[test]
    fn certificates_survive_encoding() {
        let preset = Preset::read(&Parts::of("#/inspect?scenario=kdc"));
        for preset in [None, Some(&preset)] {
            let link = write(&alice(), preset).unwrap();
            assert!(!link.contains(['=', '+', ' ', '%']) || preset.is_some(), "{link}");
            let shared = read(&link).unwrap();
            assert_eq!(
                (&shared.der, shared.preset.query()),
                (&alice(), preset.map(Preset::query).unwrap_or_default())
            );
            let items = intake::recognise(File { name: "a", bytes: shared.pem().as_bytes() }, &[]);
            assert!(items.iter().any(|item| item.content == Content::Certificate(alice())));
        }
    }

    #[test]
    fn every_byte_survives_encoding() {
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(89) ^ 0xf5).collect();
            let text = base64url(&bytes);
            assert_eq!(from_base64url(&text), Some(bytes), "{text}");
        }
    }

    #[test]
    fn only_exactly_what_is_written_is_accepted() {
        let link = write(&alice(), None).unwrap();
        refused("#/share", Refusal::Empty);
        refused("#/share/", Refusal::Empty);
        refused(&format!("{link}="), Refusal::Garbled);
        refused(&format!("{link}."), Refusal::Garbled);
        refused(link.get(..link.len() - 400).unwrap(), Refusal::Garbled);
        refused(&link.replacen("#/share/M", "#/share/ M", 1), Refusal::Garbled);
        refused(&link.replacen("#/share/MII", "#/share/MI!", 1), Refusal::Garbled);
        refused(&link.replacen("#/share/M", "#/share/%4D", 1), Refusal::Garbled);
        refused(&link.replacen("share", "Share", 1), Refusal::Garbled);
        refused("#/share/AA", Refusal::NoCertificate);
        refused("#/share/AB", Refusal::Garbled);
        refused("#/share/MAA", Refusal::NoCertificate);
        refused(&format!("#/share/{}", "A".repeat(LONGEST_TEXT + 1)), Refusal::TooLarge);
        assert!(read(&format!("{link}A")).is_err() && read(&format!("{link}AAAA")).is_err());
        let twice: Vec<u8> = alice().into_iter().chain(alice()).collect();
        refused(&format!("#/share/{}", base64url(&twice)), Refusal::NoCertificate);
        let longer: Vec<u8> = alice().into_iter().chain([0]).collect();
        refused(&format!("#/share/{}", base64url(&longer)), Refusal::NoCertificate);
    }

    #[test]
    fn only_certificates_are_written() {
        fn check(case: &str) {
            let bytes =
                std::fs::read(format!("{}/tests/cases/intake/{case}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            for item in intake::recognise(File { name: case, bytes: &bytes }, &[]) {
                let is_written = |der: &[u8]| write(der, None).is_some();
                match &item.content {
                    Content::Certificate(der) => assert!(is_written(der), "{case}"),
                    Content::Request(der) | Content::RevocationList(der) => {
                        assert!(!is_written(der), "{case}")
                    }
                    _ => {}
                }
            }
            assert_eq!(write(&bytes, None), None, "{case} as it is");
        }
        for case in [
            "key/pkcs8.pem",
            "key/rsa.pem",
            "key/ec.pem",
            "key/with-certificate.pem",
            "request/der.p10",
            "list/der.crl",
            "pkcs12/aes.pfx",
            "pkcs12/without-key.pfx",
            "pkcs7/der.p7b",
        ] {
            check(case);
        }
        assert_eq!(write(&vec![0x30; LARGEST + 1], None), None);
    }
}
