//! PKCS#12 (`.pfx`, `.p12`): certificates and keys protected by a password.
//!
//! ```text
//! PFX          ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo, macData MacData OPTIONAL }
//! SafeContents ::= SEQUENCE OF SEQUENCE { bagId OBJECT IDENTIFIER, bagValue [0] ANY, bagAttributes SET OPTIONAL }
//!                                                                                     RFC 7292, section 4
//! ```
//!
//! Only certificates and CRLs are extracted. A key with its own encryption is never decrypted; an unencrypted one among
//! the certificates is skipped, and the decrypted bytes around it are wiped.

use super::tlv::tag::{BMP, CONTEXT_0, OID, SEQUENCE, SET};
use super::tlv::{self, Element};
use super::{Base, Content, Found, Place, Search, binary, encoding};
use crate::certificate::{Defect, Oid};
use zeroize::Zeroizing;

mod cipher;
use cipher::{Refusal, Scheme};

/// The maximum rounds of password hashing that a PKCS#12 file may require per password. Windows and openssl use 2,000,
/// careful programs 600,000; a forged file could require hours.
pub const MAX_ROUNDS: u32 = 2_000_000;

/// The maximum rounds for one file, for all passwords and all its parts together.
pub const MAX_ROUNDS_IN_ALL: u32 = 5_000_000;

/// Adds the contents of a PKCS#12 file.
pub(super) fn find(search: &mut Search<'_>, element: Element<'_>, place: &Place, origin: &str) {
    let Some(safe) = safe(element) else {
        let defects = vec![binary::without_certificates("a PKCS#12 file that is damaged at the start")];
        search.add(place, Found { defects, ..Found::new(origin.to_owned(), Content::Unknown) });
        return;
    };
    let mut opening = Opening {
        passwords: candidates(search.passwords),
        opened_with: None,
        refusals: Vec::new(),
        rounds: search.rounds,
    };
    let mut bags = Vec::new();
    for part in first_sequence(&safe).into_iter().flat_map(|parts| parts.children()) {
        opening.contents(part, &mut bags);
    }
    let place = Place { base: Base::Derived, ..place.clone() };
    let mut integrity = Vec::new();
    if let (Some(check), Some(password)) = (mac(element), opening.opened_with)
        && cipher::is_intact(check, password, &safe, &mut opening.rounds) == Some(false)
    {
        let message =
            "The integrity check of the PKCS#12 file failed: the file was altered or damaged.".to_owned();
        integrity.push(Defect { id: "integrity-check-failed", message, span: None });
    }
    search.rounds = opening.rounds;
    emit(search, &place, &bags, &integrity);
    for refusal in &opening.refusals {
        let defects = vec![locked(refusal, search.passwords)];
        search.add(&place, Found { defects, ..Found::new(origin.to_owned(), Content::Locked) });
    }
    if bags.is_empty() && opening.refusals.is_empty() {
        let what = if element.missing > 0 { "an incomplete PKCS#12 file" } else { "an empty PKCS#12 file" };
        let defects = vec![binary::without_certificates(what)];
        search.add(&place, Found { defects, ..Found::new(origin.to_owned(), Content::Unknown) });
    }
}

/// The passwords to try; the empty one is always included.
fn candidates<'a>(given: &[&'a str]) -> Vec<&'a str> {
    let mut candidates: Vec<&str> = given.to_vec();
    if !candidates.contains(&"") {
        candidates.push("");
    }
    candidates
}

fn locked(refusal: &Refusal, passwords: &[&str]) -> Defect {
    let (id, message) = match refusal {
        Refusal::Unsupported(how) => (
            "encryption-unsupported",
            format!("Its encryption is not supported ({how}). Export it again with AES-256 and SHA-256."),
        ),
        Refusal::Damaged => (
            "encryption-damaged",
            "The description of its encryption is damaged. Copy or export the file again.".to_owned(),
        ),
        Refusal::TooManyRounds(rounds) => (
            "too-many-rounds",
            format!("It requires {rounds} rounds of password hashing; the limit is {}.", MAX_ROUNDS),
        ),
        Refusal::WrongPassword if passwords.iter().all(|password| password.is_empty()) => (
            "password-needed",
            "The certificates in this PKCS#12 file are encrypted, and an empty password does not open it. Enter the \
             password to read them. Private keys are never read."
                .to_owned(),
        ),
        Refusal::WrongPassword => (
            "password-wrong",
            "None of the passwords entered opens this PKCS#12 file. Enter the correct one to read the certificates. \
             Private keys are never read."
                .to_owned(),
        ),
    };
    Defect { id, message, span: None }
}

/// The content of a bag. Bags with keys are not read.
enum Held {
    Certificate(Vec<u8>),
    RevocationList(Vec<u8>),
    PrivateKey(&'static str),
    /// Something else, by the dotted OID of its type.
    Other(String),
}

struct Bag {
    held: Held,
    name: Option<String>,
    provider: Option<String>,
    /// `localKeyId`, which connects a certificate and its key.
    key_id: Option<Vec<u8>>,
}

fn emit(search: &mut Search<'_>, place: &Place, bags: &[Bag], integrity: &[Defect]) {
    let noun = |bag: &Bag| match bag.held {
        Held::Certificate(_) => "certificate",
        Held::RevocationList(_) => "revocation list",
        Held::PrivateKey(_) => "private key",
        Held::Other(_) => "bag",
    };
    for (number, bag) in bags.iter().enumerate() {
        let alike = |bags: &[Bag]| bags.iter().filter(|other| noun(other) == noun(bag)).count();
        let before = alike(bags.get(..number).unwrap_or_default());
        let origin = place.origin(&format!("{} {} of {} in PKCS#12", noun(bag), before + 1, alike(bags)));
        let mut defects = integrity.to_vec();
        let mut notes = place.notes.clone();
        notes.extend(bag.name.as_ref().map(|name| format!("friendly name: {name}")));
        notes.extend(bag.provider.as_ref().map(|provider| format!("private key: provider {provider}")));
        let content = match &bag.held {
            Held::Certificate(der) => {
                let has_key =
                    |other: &Bag| matches!(other.held, Held::PrivateKey(_)) && other.key_id == bag.key_id;
                if bag.key_id.is_some() && bags.iter().any(has_key) {
                    notes.push("private key: in the same file".to_owned());
                }
                Content::Certificate(der.clone())
            }
            Held::RevocationList(der) => Content::RevocationList(der.clone()),
            Held::PrivateKey(form) => {
                defects.push(binary::private_key(form));
                Content::PrivateKey
            }
            Held::Other(kind) => {
                defects.push(binary::without_certificates(&format!("a PKCS#12 bag of the type {kind}")));
                Content::Unknown
            }
        };
        search.add(place, Found { origin, span: None, content, defects, notes });
    }
}

struct Opening<'a> {
    passwords: Vec<&'a str>,
    /// The password that decrypted a part; it is the most likely one for the rest.
    opened_with: Option<&'a str>,
    refusals: Vec<Refusal>,
    /// How many rounds may still be done.
    rounds: u32,
}

impl Opening<'_> {
    /// Reads the bags of one `ContentInfo`.
    fn contents(&mut self, part: Element<'_>, bags: &mut Vec<Bag>) {
        let mut inside = part.children();
        let (Some(kind), Some(content)) = (inside.next(), inside.next()) else { return };
        match Oid::from_content(kind.content).to_string().as_str() {
            "1.2.840.113549.1.7.1" => {
                let plain = Zeroizing::new(content.string());
                read_bags(&plain, bags, DEPTH);
            }
            "1.2.840.113549.1.7.6" => match self.decrypt(content) {
                Ok(plain) => read_bags(&plain, bags, DEPTH),
                Err(refusal) if self.refusals.contains(&refusal) => {}
                Err(refusal) => self.refusals.push(refusal),
            },
            other => self.refusals.push(Refusal::Unsupported(other.to_owned())),
        }
    }

    /// `EncryptedData ::= SEQUENCE { version, SEQUENCE { type, algorithm, [0] IMPLICIT OCTET STRING } }`
    fn decrypt(&mut self, content: Element<'_>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let info = content.first().and_then(|data| data.children().nth(1)).ok_or(Refusal::Damaged)?;
        let mut parts = info.children().skip(1);
        let (Some(algorithm), Some(encrypted)) = (parts.next(), parts.next()) else {
            return Err(Refusal::Damaged);
        };
        let encrypted = encrypted.string();
        let scheme = Scheme::read(algorithm)?;
        let mut refusal = Refusal::WrongPassword;
        for password in self.opened_with.into_iter().chain(self.passwords.iter().copied()) {
            self.rounds =
                self.rounds.checked_sub(scheme.rounds()).ok_or(Refusal::TooManyRounds(scheme.rounds()))?;
            match scheme.open(password, &encrypted) {
                // A wrong password occasionally gives valid padding, but never a sequence of the right length.
                Ok(plain) if first_sequence(&plain).is_some() => {
                    self.opened_with = Some(password);
                    return Ok(plain);
                }
                Ok(_) => {}
                Err(other) => refusal = other,
            }
        }
        Err(refusal)
    }
}

/// How deep bags may be nested.
const DEPTH: u8 = 4;

fn read_bags(plain: &[u8], bags: &mut Vec<Bag>, depth: u8) {
    let (Some(all), Some(deeper)) = (first_sequence(plain), depth.checked_sub(1)) else { return };
    for bag in all.children().filter(|bag| bag.tag == SEQUENCE) {
        let mut parts = bag.children();
        let (Some(kind), Some(value)) = (parts.next(), parts.next()) else { continue };
        let kind = Oid::from_content(kind.content).to_string();
        let held = match kind.strip_prefix("1.2.840.113549.1.12.10.1.") {
            Some("1") => Held::PrivateKey("PKCS#8 in PKCS#12"),
            Some("2") => Held::PrivateKey("PKCS#8 in PKCS#12, encrypted"),
            Some("3") => match typed(value) {
                Some(der) => Held::Certificate(der),
                None => Held::Other(kind),
            },
            Some("4") => match typed(value) {
                Some(der) => Held::RevocationList(der),
                None => Held::Other(kind),
            },
            Some("6") => {
                read_bags(value.content, bags, deeper);
                continue;
            }
            _ => Held::Other(kind),
        };
        let mut read = Bag { held, name: None, provider: None, key_id: None };
        for attribute in parts.filter(|part| part.tag == SET).flat_map(|set| set.children()) {
            read.attribute(attribute);
        }
        bags.push(read);
    }
}

impl Bag {
    fn attribute(&mut self, attribute: Element<'_>) {
        let mut parts = attribute.children();
        let (Some(kind), Some(value)) = (parts.next(), parts.next().and_then(|values| values.first())) else {
            return;
        };
        let text = || Some(value.content).filter(|_| value.tag == BMP).map(encoding::wide_big_endian);
        match Oid::from_content(kind.content).to_string().as_str() {
            "1.2.840.113549.1.9.20" => self.name = text(),
            "1.2.840.113549.1.9.21" => self.key_id = Some(value.content.to_vec()),
            "1.3.6.1.4.1.311.17.1" => self.provider = text(),
            _ => {}
        }
    }
}

/// The bytes of an X.509 certificate or CRL in its bag: `SEQUENCE { type, [0] OCTET STRING }`.
fn typed(value: Element<'_>) -> Option<Vec<u8>> {
    let inside = value.first()?;
    let mut parts = inside.children();
    let (kind, content) = (parts.next()?, parts.next()?);
    let kind = Oid::from_content(kind.content).to_string();
    let is_x509 = kind == "1.2.840.113549.1.9.22.1" || kind == "1.2.840.113549.1.9.23.1";
    is_x509.then(|| content.string())
}

/// The content that the integrity check covers: the bags, some of them still encrypted.
fn safe(element: Element<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let info = element.children().nth(1)?;
    let mut parts = info.children();
    let (kind, content) = (parts.next().filter(|kind| kind.tag == OID)?, parts.next()?);
    match Oid::from_content(kind.content).to_string().as_str() {
        "1.2.840.113549.1.7.1" => Some(Zeroizing::new(content.string())),
        // Signed instead of protected by a password: the content is in the third part.
        "1.2.840.113549.1.7.2" => {
            let content =
                content.first()?.children().nth(2)?.children().find(|part| part.tag == CONTEXT_0)?;
            Some(Zeroizing::new(content.string()))
        }
        _ => None,
    }
}

fn mac(element: Element<'_>) -> Option<Element<'_>> {
    element.children().nth(2).filter(|check| check.tag == SEQUENCE)
}

/// The sequence that makes up the bytes; some programs leave a few bytes after it.
fn first_sequence(bytes: &[u8]) -> Option<Element<'_>> {
    tlv::elements(bytes).next().filter(|element| element.tag == SEQUENCE && element.missing == 0)
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};

    /// Counts certificates and private keys, and compares the defect of what stays locked.
    #[track_caller]
    fn check(bytes: &[u8], passwords: &[&str], certificates: usize, keys: usize, locked: Option<&str>) {
        let items = recognise(File { name: "x.pfx", bytes }, passwords);
        let count = |wanted: fn(&Content) -> bool| items.iter().filter(|item| wanted(&item.content)).count();
        assert_eq!(count(|content| matches!(content, Content::Certificate(_))), certificates, "{items:?}");
        assert_eq!(count(|content| matches!(content, Content::PrivateKey)), keys, "{items:?}");
        let found = items.iter().find(|item| item.content == Content::Locked);
        assert_eq!(found.and_then(|item| item.defects.first()).map(|defect| defect.id), locked, "{items:?}");
    }

    #[test]
    fn old_and_new_ciphers_are_decrypted() {
        check(AES, &["corp"], 3, 1, None);
        check(AES_SHA1, &["corp"], 3, 1, None);
        check(TRIPLE_DES, &["corp"], 3, 1, None);
        check(RC2, &["corp"], 3, 1, None);
        check(WITHOUT_MAC, &["corp"], 3, 1, None);
        check(WITHOUT_KEY, &["corp"], 3, 0, None);
    }

    #[test]
    fn every_kind_of_password_is_tried() {
        check(UMLAUT, &["corp", "Grüße"], 3, 1, None);
        check(EMPTY, &[], 3, 1, None);
        check(EMPTY, &["corp"], 3, 1, None);
        check(PLAIN, &[], 3, 1, None);
        // The key is reported even then: it is in a part of its own whose structure is not encrypted.
        check(AES, &[], 0, 1, Some("password-needed"));
        check(AES, &["Corp", "corp "], 0, 1, Some("password-wrong"));
        check(RC2, &["wrong"], 0, 1, Some("password-wrong"));
    }

    #[test]
    fn bag_attributes_become_notes() {
        let items = recognise(File { name: "x.pfx", bytes: AES }, &["corp"]);
        assert_eq!(items[0].origin, "certificate 1 of 3 in PKCS#12");
        assert_eq!(items[0].notes, ["friendly name: Alice's VPN", "private key: in the same file"]);
        assert!(items.iter().all(|item| item.span.is_none()));
    }

    #[test]
    fn failed_integrity_check_is_reported() {
        let mut altered = AES.to_vec();
        let last = altered.len() - 1;
        // The last value is the rounds of the integrity check.
        altered[last] ^= 1;
        let items = recognise(File { name: "x.pfx", bytes: &altered }, &["corp"]);
        assert!(items[0].defects.iter().any(|defect| defect.id == "integrity-check-failed"));
    }

    #[test]
    fn damaged_encryption_is_not_called_unsupported() {
        let altered = |after: &str, skipped: usize| {
            let (mut bytes, mark) = (AES.to_vec(), forge::unhex(after));
            let at = bytes.windows(mark.len()).position(|window| window == mark).unwrap();
            bytes[at + mark.len() + skipped] ^= 0x40;
            bytes
        };
        // The last byte of the OID of PBES2, and the tag of the salt behind the OID of PBKDF2.
        check(&altered("2a864886f70d0105", 0), &["corp"], 0, 1, Some("encryption-unsupported"));
        check(&altered("2a864886f70d01050c", 2), &["corp"], 0, 1, Some("encryption-damaged"));
    }

    const AES: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/aes.pfx");
    const AES_SHA1: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/aes-sha1-mac.pfx");
    const TRIPLE_DES: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/triple-des.pfx");
    const RC2: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/rc2.pfx");
    const EMPTY: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/empty-password.pfx");
    const UMLAUT: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/umlaut-password.pfx");
    const PLAIN: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/plain-certificates.pfx");
    const WITHOUT_MAC: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/without-mac.pfx");
    const WITHOUT_KEY: &[u8] = include_bytes!("../../tests/cases/intake/pkcs12/without-key.pfx");
}
