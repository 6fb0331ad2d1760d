//! Distinguished names as Windows writes them into `altSecurityIdentities`: in encoded order, with its own keywords.

use super::Difference;
use crate::certificate::{Attribute, Name, Oid};
use std::borrow::Cow;

/// Writes a name as Windows compares it: encoded order, a comma without a space, Windows' keywords.
#[must_use]
pub fn windows_name(name: &Name) -> String {
    let mut text = String::new();
    for (place, rdn) in name.rdns.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        write_relative_name(&mut text, rdn);
    }
    text
}

/// Writes one RDN. Several attributes in it are joined as `CertNameToStr` does.
#[must_use]
pub fn relative_name(rdn: &[Attribute]) -> String {
    let mut text = String::new();
    write_relative_name(&mut text, rdn);
    text
}

fn write_relative_name(text: &mut String, rdn: &[Attribute]) {
    for (place, attribute) in rdn.iter().enumerate() {
        if place > 0 {
            text.push_str(" + ");
        }
        match keyword(&attribute.oid) {
            Some(keyword) => text.push_str(keyword),
            None => {
                text.push_str("OID.");
                text.push_str(&attribute.oid.to_string());
            }
        }
        text.push('=');
        text.push_str(&quoted(&attribute.value));
    }
}

/// Line breaks become commas ([MS-PKCA] 3.1.5.2.1), and values with special characters are quoted.
fn quoted(value: &str) -> Cow<'_, str> {
    let value = match value.contains(['\r', '\n']) {
        true => Cow::Owned(value.replace("\r\n", ",").replace(['\r', '\n'], ",")),
        false => Cow::Borrowed(value),
    };
    if needs_quotes(&value) { format!("\"{}\"", value.replace('"', "\"\"")).into() } else { value }
}

fn needs_quotes(value: &str) -> bool {
    value.contains([',', '+', '=', '"', '<', '>', ';', '#']) || value.starts_with(' ') || value.ends_with(' ')
}

/// Whether no source shows how Windows would write this name into `altSecurityIdentities`.
#[must_use]
pub fn is_delicate(name: &Name) -> bool {
    name.rdns.iter().any(|rdn| rdn.len() > 1)
        || name.rdns.iter().flatten().any(|attribute| {
            needs_quotes(&attribute.value)
                || attribute.value.contains(['\r', '\n'])
                || attribute.value.trim() != attribute.value
                || keyword(&attribute.oid).is_none()
        })
}

/// The keywords of `CertNameToStr` with `CERT_X500_NAME_STR`.
fn keyword(oid: &Oid) -> Option<&'static str> {
    Some(match oid.content() {
        [0x55, 0x04, 3] => "CN",
        [0x55, 0x04, 4] => "SN",
        [0x55, 0x04, 5] => "SERIALNUMBER",
        [0x55, 0x04, 6] => "C",
        [0x55, 0x04, 7] => "L",
        [0x55, 0x04, 8] => "S",
        [0x55, 0x04, 9] => "STREET",
        [0x55, 0x04, 10] => "O",
        [0x55, 0x04, 11] => "OU",
        [0x55, 0x04, 12] => "T",
        [0x55, 0x04, 13] => "Description",
        [0x55, 0x04, 17] => "PostalCode",
        [0x55, 0x04, 18] => "POBox",
        [0x55, 0x04, 42] => "G",
        [0x55, 0x04, 43] => "I",
        [0x55, 0x04, 46] => "dnQualifier",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25] => "DC",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1] => "E",
        _ => return None,
    })
}

/// Explains how a name as entered differs from the way Windows writes the certificate's name. `at` is the character
/// position at which the entered name begins. The result is empty only if the two are equal.
#[must_use]
pub fn explain(written: &str, name: &Name, whose: &str, at: usize) -> Vec<Difference> {
    let wanted = windows_name(name);
    if written == wanted {
        return Vec::new();
    }
    let mut notes = Notes::default();
    let own: Vec<(String, Vec<(String, String)>)> = name
        .rdns
        .iter()
        .map(|rdn| {
            let text = relative_name(rdn);
            let meaning = meaning(&text, Backslash::Plain);
            (text, meaning)
        })
        .collect();
    let mut parts = components(written, at, &mut notes);
    // Windows escapes nothing: a part that means the same with plain backslashes was not escaped.
    for part in &mut parts {
        let as_it_stands = meaning(part.text, Backslash::Plain);
        if own.iter().any(|(_, own)| *own == as_it_stands) {
            part.meaning = as_it_stands;
        }
    }
    let says_same = |part: &Component<'_>, own: &(String, Vec<(String, String)>)| part.meaning == own.1;
    if parts.len() == own.len() && parts.iter().zip(&own).all(|(part, own)| says_same(part, own)) {
        for (part, (text, _)) in parts.iter().zip(&own) {
            notes.spelling(part, text);
        }
    } else if parts.len() == own.len() && parts.iter().rev().zip(&own).all(|(part, own)| says_same(part, own))
    {
        notes.add(
            "dn-not-reversed",
            format!("The name must be in the order in which the certificate encodes it, the reverse of the usual display: {wanted}."),
            at,
        );
        for (part, (text, _)) in parts.iter().rev().zip(&own) {
            notes.spelling(part, text);
        }
    } else {
        notes.content(&parts, &own, whose, &wanted, at);
    }
    if notes.0.is_empty() {
        let place = wanted.chars().zip(written.chars()).take_while(|(a, b)| a == b).count();
        notes.add("spelling", format!("Windows writes this name {wanted}."), at + place);
    }
    notes.0
}

/// One RDN as entered.
struct Component<'a> {
    text: &'a str,
    at: usize,
    meaning: Vec<(String, String)>,
}

/// Differences, of each kind only the first.
#[derive(Default)]
struct Notes(Vec<Difference>);

impl Notes {
    fn add(&mut self, id: &'static str, message: String, at: usize) {
        if !self.0.iter().any(|known| known.id == id) {
            self.0.push(Difference { id, message, at });
        }
    }

    /// The same RDN, spelled differently.
    fn spelling(&mut self, part: &Component<'_>, wanted: &str) {
        if part.text == wanted {
            return;
        }
        let (keyword, value) = part.text.split_once('=').unwrap_or((part.text, ""));
        let (own_keyword, own_value) = wanted.split_once('=').unwrap_or((wanted, ""));
        let value_at = part.at + keyword.chars().count() + 1;
        let mut explained = false;
        let mut explain = |id, message, at| {
            explained = true;
            self.add(id, message, at);
        };
        if keyword.trim() != keyword || value.trim() != value {
            explain("space-around-equals", "Remove the spaces around the equals sign.".to_owned(), part.at);
        }
        let (keyword, value) = (keyword.trim(), value.trim());
        if keyword != own_keyword {
            let (id, message) = match own_keyword {
                own if own.eq_ignore_ascii_case(keyword) => (
                    "case",
                    format!(
                        "Windows writes {own}=, not {keyword}=. Whether it accepts that is not documented."
                    ),
                ),
                "S" => {
                    ("state-keyword", format!("Windows writes the state or province as S=, not {keyword}=."))
                }
                "E" => ("email-keyword", format!("Windows writes the email address as E=, not {keyword}=.")),
                own => ("keyword", format!("Windows writes {own}=, not {keyword}=.")),
            };
            explain(id, message, part.at);
        }
        if value != own_value {
            let place = value.chars().zip(own_value.chars()).take_while(|(a, b)| a == b).count();
            if value.to_lowercase() == own_value.to_lowercase() {
                explain(
                    "case",
                    format!(
                        "Uppercase and lowercase must match the certificate: {own_value}. Whether Windows accepts a difference is not documented."
                    ),
                    value_at + place,
                );
            } else {
                let escapes = value.contains('\\') && unescaped(value) != value;
                let how = if escapes { "A backslash escapes in OpenSSL and in RFC 4514. " } else { "" };
                explain("quoting", format!("{how}Windows writes this value {own_value}."), value_at + place);
            }
        }
        if !explained && !self.0.iter().any(|known| known.at >= part.at) {
            self.add("spelling", format!("Windows writes {wanted}."), part.at);
        }
    }

    /// Another name, or the same RDNs in another order.
    fn content(
        &mut self,
        parts: &[Component<'_>],
        own: &[(String, Vec<(String, String)>)],
        whose: &str,
        wanted: &str,
        at: usize,
    ) {
        let mut left: Vec<&Vec<(String, String)>> = parts.iter().map(|part| &part.meaning).collect();
        let mut right: Vec<&Vec<(String, String)>> = own.iter().map(|(_, meaning)| meaning).collect();
        left.sort_unstable();
        right.sort_unstable();
        if left == right {
            self.add(
                "dn-order",
                format!("The parts of the name must be in the order of the certificate: {wanted}."),
                at,
            );
            return;
        }
        // A name in reverse order is compared in reverse order.
        let forwards = parts.iter().zip(own).filter(|(part, own)| part.meaning == own.1).count();
        let backwards = parts.iter().rev().zip(own).filter(|(part, own)| part.meaning == own.1).count();
        let other = if backwards > forwards {
            self.add(
                "dn-not-reversed",
                "The name must be in the order in which the certificate encodes it, the reverse of the usual display.".to_owned(),
                at,
            );
            parts.iter().rev().zip(own).find(|(part, own)| part.meaning != own.1)
        } else {
            parts.iter().zip(own).find(|(part, own)| part.meaning != own.1)
        };
        let place = match other {
            Some((part, (text, _))) => {
                part.at + part.text.chars().zip(text.chars()).take_while(|(a, b)| a == b).count()
            }
            None => parts.get(own.len()).map_or_else(
                || parts.last().map_or(at, |last| last.at + last.text.chars().count()),
                |extra| extra.at,
            ),
        };
        self.add("other-certificate", format!("The {whose} of this certificate is {wanted}."), place);
    }
}

/// The RDNs as entered: split at commas outside quotes. A part without an equals sign belongs to the part before it: an
/// unquoted comma in a value.
fn components<'a>(written: &'a str, at: usize, notes: &mut Notes) -> Vec<Component<'a>> {
    let mut bounds: Vec<(usize, usize, usize)> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    let (mut begin, mut begin_at) = (0, at);
    let slashes = written.starts_with('/') && written.contains('=');
    if slashes {
        notes.add(
            "dn-slashes",
            "Windows separates the parts of a name with commas, not slashes.".to_owned(),
            at,
        );
    }
    let separates = |c: char| if slashes { c == '/' } else { matches!(c, ',' | ';' | '\r' | '\n') };
    for (place, (byte, character)) in written.char_indices().enumerate() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            c if separates(c) && !quoted => {
                bounds.push((begin, byte, begin_at));
                (begin, begin_at) = (byte + c.len_utf8(), at + place + 1);
            }
            _ => {}
        }
    }
    bounds.push((begin, written.len(), begin_at));
    let mut parts: Vec<(usize, usize, usize)> = Vec::new();
    for (begin, end, place) in bounds {
        let text = written.get(begin..end).unwrap_or_default();
        match parts.last_mut() {
            Some(last) if !text.contains('=') && !text.trim().is_empty() => last.1 = end,
            _ if text.trim().is_empty() => {}
            _ => parts.push((begin, end, place)),
        }
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(number, (begin, end, place))| {
            let raw = written.get(begin..end).unwrap_or_default();
            let trimmed = raw.trim_start();
            let blanks = raw.chars().count() - trimmed.chars().count();
            if blanks > 0 && number > 0 {
                notes.add("space-after-comma", "Remove the space after the comma.".to_owned(), place);
            } else if blanks > 0 || trimmed.trim_end() != trimmed {
                notes.add("stray-space", "Remove the spaces around the name.".to_owned(), place);
            }
            let text = trimmed.trim_end();
            Component { text, at: place + blanks, meaning: meaning(text, Backslash::Escapes) }
        })
        .collect()
}

/// The meaning of a backslash in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Backslash {
    /// An ordinary character, as Windows writes it.
    Plain,
    /// The start of an escape, as RFC 4514 and OpenSSL write it.
    Escapes,
}

/// The meaning of an RDN, independent of its spelling: one keyword for each type, values without quotes and escapes, in
/// lower case.
fn meaning(text: &str, backslash: Backslash) -> Vec<(String, String)> {
    let mut attributes: Vec<(String, String)> = Vec::new();
    let (mut quoted, mut escaped, mut begin) = (false, false, 0);
    let mut take = |piece: &str| {
        let (keyword, value) = piece.split_once('=').unwrap_or(("", piece));
        let value = unquoted(value.trim(), backslash).to_lowercase();
        attributes.push((common_keyword(keyword.trim()), value));
    };
    for (byte, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = backslash == Backslash::Escapes,
            '"' => quoted = !quoted,
            '+' if !quoted && text.get(byte + 1..).is_some_and(|rest| rest.contains('=')) => {
                take(text.get(begin..byte).unwrap_or_default());
                begin = byte + 1;
            }
            _ => {}
        }
    }
    take(text.get(begin..).unwrap_or_default());
    attributes
}

/// One keyword for a type that programs spell differently.
fn common_keyword(keyword: &str) -> String {
    let upper = keyword.to_ascii_uppercase();
    let plain = upper.strip_prefix("OID.").unwrap_or(&upper);
    let common = match plain {
        "ST" | "STATE" | "2.5.4.8" => "S",
        "EMAIL" | "EMAILADDRESS" | "MAIL" | "1.2.840.113549.1.9.1" => "E",
        "SURNAME" | "2.5.4.4" => "SN",
        "GIVENNAME" | "GN" | "2.5.4.42" => "G",
        "TITLE" | "2.5.4.12" => "T",
        "INITIALS" | "2.5.4.43" => "I",
        "STREETADDRESS" | "2.5.4.9" => "STREET",
        "UID" | "USERID" => "0.9.2342.19200300.100.1.1",
        "2.5.4.5" => "SERIALNUMBER",
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "DNQ" | "2.5.4.46" => "DNQUALIFIER",
        "2.5.4.13" => "DESCRIPTION",
        "2.5.4.17" => "POSTALCODE",
        "2.5.4.18" => "POBOX",
        "0.9.2342.19200300.100.1.25" => "DC",
        "ORGANIZATIONIDENTIFIER" => "2.5.4.97",
        other => other,
    };
    common.to_owned()
}

/// A value without quotes, and without escapes if backslashes escape.
fn unquoted(value: &str, backslash: Backslash) -> String {
    if let Some(inner) = value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        return inner.replace("\"\"", "\"");
    }
    match backslash {
        Backslash::Plain => value.to_owned(),
        Backslash::Escapes => unescaped(value),
    }
}

/// A value without the escapes of RFC 4514: a UTF-8 byte in hexadecimal, or a character as it is. OpenSSL's older
/// format has an x before the digits.
fn unescaped(value: &str) -> String {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    loop {
        let octet = |high: &u8, low: &u8| {
            let digits = char::from(*high).to_digit(16)? * 16 + char::from(*low).to_digit(16)?;
            u8::try_from(digits).ok()
        };
        let (octet, left) = match rest {
            [] => return String::from_utf8_lossy(&octets).into_owned(),
            [b'\\', b'x', high, low, left @ ..] if octet(high, low).is_some() => (octet(high, low), left),
            [b'\\', high, low, left @ ..] if octet(high, low).is_some() => (octet(high, low), left),
            [b'\\', plain, left @ ..] | [plain, left @ ..] => (Some(*plain), left),
        };
        octets.extend(octet);
        rest = left;
    }
}
