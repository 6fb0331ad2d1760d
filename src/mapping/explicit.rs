//! Compares the entries of `altSecurityIdentities` with a certificate: lenient in reading, strict in judging.
//!
//! An entry that a domain controller would ignore is `invalid`. A well-formed entry with other values than the
//! certificate does not match; each difference is explained at the character where it begins.

use super::dn;
use super::form::Form;
use super::strings::{form_of, is_readable, magnitude, mail_addresses, own_sid, reversed_serial, thumbprint};
use super::{Difference, Explicit, Strength};
use crate::certificate::{Certificate, Name, hex};
use crate::sid::Sid;

/// Rates an explicit mapping on an account and checks whether it matches the certificate.
#[must_use]
pub fn assess(text: &str, certificate: &Certificate) -> Explicit {
    let mut judge = Judge { certificate, differences: Vec::new(), invalid: false };
    let form = form_of(text, certificate).or_else(|| judge.read(text));
    let matches = form.is_some() && judge.differences.is_empty();
    let strength = match form {
        Some(form) if !judge.invalid => form.strength(),
        _ => Strength::Invalid,
    };
    if strength == Strength::Weak {
        judge.differ(
            "weak-form",
            "This is a weak mapping. By itself, it is not enough for a domain controller that enforces strong mapping.",
            0,
        );
    }
    judge.differences.sort_by_key(|difference| difference.at);
    Explicit {
        text: text.to_owned(),
        form: form.map(Form::name),
        strength,
        matches,
        differences: judge.differences,
    }
}

/// A tag and its value, up to the next tag.
#[derive(Clone, Copy)]
struct Tagged<'a> {
    tag: &'a str,
    /// The character at which the tag begins.
    at: usize,
    value: &'a str,
    /// The character at which the value begins.
    value_at: usize,
}

struct Judge<'a> {
    certificate: &'a Certificate,
    differences: Vec<Difference>,
    /// Whether a domain controller would ignore the mapping.
    invalid: bool,
}

impl Judge<'_> {
    /// The form of an explicit mapping; records every difference.
    fn read(&mut self, text: &str) -> Option<Form> {
        let (body, at) = self.header(text)?;
        let (before, tagged) = self.tags(body, at);
        if tagged.is_empty() {
            self.untagged(body, at);
            return None;
        }
        if !before.trim().is_empty() {
            self.ignore("text-before-tag", "Nothing is allowed between X509: and the first tag.", at);
        }
        let form = self.form(&tagged)?;
        for part in &tagged {
            self.part(part);
        }
        Some(form)
    }

    /// The text after `X509:`, and the character position at which it begins.
    fn header<'t>(&mut self, text: &'t str) -> Option<(&'t str, usize)> {
        let mut body = text.trim_start();
        let mut at = text.chars().count() - body.chars().count();
        if at > 0 {
            self.ignore("text-before-prefix", "Not even a space is allowed before X509:.", 0);
        }
        body = body.trim_end();
        for quote in ['"', '\''] {
            if let Some(inner) = body.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote)) {
                self.ignore(
                    "quoted",
                    "There are quotes around the mapping. If they are on the account too, it has no effect. If not, leave them out here.",
                    at,
                );
                (body, at) = (inner, at + 1);
            }
        }
        if let Some(rest) = body.strip_prefix("X509:") {
            return Some((rest, at + 5));
        }
        if let Some((before, rest)) = body.split_once("X509:") {
            self.ignore("text-before-prefix", "Nothing is allowed before X509:.", at);
            return Some((rest, at + before.chars().count() + 5));
        }
        if body.get(..9).is_some_and(|prefix| prefix.eq_ignore_ascii_case("kerberos:")) {
            self.ignore(
                "kerberos-mapping",
                "This mapping is for a Kerberos name, not for a certificate.",
                at,
            );
            return None;
        }
        if let Some((prefix, rest)) = body.split_once(':')
            && prefix
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .eq_ignore_ascii_case("x509")
        {
            self.ignore(
                "prefix-spelling",
                format!("Let the mapping begin with X509: in exactly this spelling, not with {prefix}:."),
                at,
            );
            return Some((rest, at + prefix.chars().count() + 1));
        }
        self.ignore("missing-prefix", "The mapping must begin with X509:.", at);
        Some((body, at))
    }

    /// The text before the first tag, and all tags. A tag inside quotes is part of a name.
    fn tags<'t>(&mut self, body: &'t str, start: usize) -> (&'t str, Vec<Tagged<'t>>) {
        let mut found: Vec<(usize, usize, usize, &str)> = Vec::new();
        let mut quoted = false;
        let mut resume = 0;
        for (place, (byte, character)) in body.char_indices().enumerate() {
            if byte < resume {
                continue;
            }
            match character {
                '"' => quoted = !quoted,
                '<' if !quoted => {
                    let inner = body.get(byte + 1..).unwrap_or_default();
                    let length = inner
                        .bytes()
                        .take(MAX_TAG)
                        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b' '))
                        .count();
                    let tag = inner.get(..length).unwrap_or_default();
                    if inner.as_bytes().get(length) == Some(&b'>') {
                        resume = byte + length + 2;
                        found.push((byte, start + place, resume, tag));
                    } else if is_known(tag.trim()) || length == 0 {
                        self.ignore("tag-not-closed", "A tag begins with < and ends with >.", start + place);
                    }
                }
                _ => {}
            }
        }
        let before = found.first().map_or(body, |(byte, ..)| body.get(..*byte).unwrap_or_default());
        let ends = found.iter().skip(1).map(|(byte, ..)| *byte).chain([body.len()]);
        let tagged = found
            .iter()
            .zip(ends)
            .map(|((_, at, value, tag), end)| Tagged {
                tag,
                at: *at,
                value: body.get(*value..end).unwrap_or_default(),
                value_at: at + tag.len() + 2,
            })
            .collect();
        (before, tagged)
    }

    /// The form that the tags make, or the one that was probably meant.
    fn form(&mut self, tagged: &[Tagged<'_>]) -> Option<Form> {
        let tags: Vec<&str> = tagged.iter().map(|part| part.tag).collect();
        if let Some(form) = Form::of(&tags) {
            return Some(form);
        }
        let mut upper: Vec<String> = Vec::new();
        for part in tagged {
            let name = part.tag.trim().to_ascii_uppercase();
            if !is_known(part.tag.trim()) {
                self.unknown_tag(part);
                return None;
            }
            if name != part.tag {
                self.ignore(
                    "tag-case",
                    format!("Write the tag as <{name}>, in uppercase and without spaces."),
                    part.at,
                );
            }
            if upper.contains(&name) {
                self.ignore("duplicate-tag", format!("<{name}> occurs twice."), part.at);
            } else {
                upper.push(name);
            }
        }
        let as_written: Vec<&str> = upper.iter().map(String::as_str).collect();
        if let Some(form) = Form::of(&as_written) {
            return Some(form);
        }
        let mut sorted = as_written.clone();
        sorted.sort_unstable();
        let at = tagged.first().map_or(0, |part| part.at);
        if let Some(form) = Form::of(&sorted) {
            self.ignore("tag-order", "The issuer <I> must come first.", at);
            return Some(form);
        }
        let message = match sorted.as_slice() {
            ["I", "S", "SR"] => {
                "<I>, <S> and <SR> cannot be combined. For issuer and serial number, use <I>…<SR>…."
            }
            ["I"] => "The issuer alone is not a mapping. Add the serial number: <I>…<SR>….",
            ["SR"] => "A serial number alone is not a mapping. Add the issuer before it: <I>…<SR>….",
            ["SID"] => "A SID alone is not a mapping here. Add the issuer before it: <I>…<SID>….",
            _ => {
                "These tags cannot be combined. The strong forms are <I>…<SR>…, <SKI>…, <SHA1-PUKEY>… and <I>…<SID>…."
            }
        };
        let at = tagged.get(1).map_or(at, |part| part.at);
        self.ignore("tag-combination", message, at);
        None
    }

    fn unknown_tag(&mut self, part: &Tagged<'_>) {
        match part.tag.trim().to_ascii_uppercase().as_str() {
            "PN" => self.ignore("tag-of-entra", "<PN> is for Entra ID. A domain controller does not support it.", part.at),
            "SHA1-TP-PUBKEY" => self.ignore(
                "tag-of-device",
                "<SHA1-TP-PUBKEY> is for device registration, not for logon. It is not the same as <SHA1-PUKEY>.",
                part.at,
            ),
            "SHA1-PUBKEY" | "SHA1PUKEY" | "SHA1-PUK" => {
                self.ignore("unknown-tag", "The tag is spelled <SHA1-PUKEY>.", part.at);
            }
            "SN" => self.ignore("unknown-tag", "The tag for the serial number is <SR>.", part.at),
            _ => self.ignore("unknown-tag", format!("A domain controller does not support the tag <{}>.", part.tag), part.at),
        }
    }

    /// A mapping without tags: perhaps the bare value of one.
    fn untagged(&mut self, body: &str, at: usize) {
        let plain = plain_hex(body);
        let certificate = self.certificate;
        let tag = if thumbprint(certificate).is_some_and(|own| plain == own) {
            Some("SHA1-PUKEY")
        } else if certificate.ski.as_deref().is_some_and(|ski| plain == hex(ski)) {
            Some("SKI")
        } else {
            None
        };
        let message = match tag {
            Some(tag) => format!("The tag is missing: X509:<{tag}>{plain}."),
            None if body.contains("&lt;") => "Write < and > as they are, not as &lt; and &gt;.".to_owned(),
            None => "The mapping has no tags such as <I> and <SR>, or <SKI>.".to_owned(),
        };
        self.ignore("missing-tag", message, at);
    }

    fn part(&mut self, part: &Tagged<'_>) {
        if part.value.is_empty() {
            self.ignore("empty-value", format!("There is no value after <{}>.", part.tag), part.value_at);
            return;
        }
        match part.tag.trim().to_ascii_uppercase().as_str() {
            "I" => match self.certificate.issuer.as_ref() {
                Some(issuer) => self.name(part, issuer, "issuer"),
                None => self.differ("other-certificate", "The certificate has no issuer.", part.value_at),
            },
            "S" => self.name(part, &self.certificate.subject, "subject"),
            "SR" => self.serial(part),
            "SKI" => self.ski(part),
            "SHA1-PUKEY" => self.thumbprint(part),
            "SID" => self.sid(part),
            "RFC822" => self.email(part),
            _ => {}
        }
    }

    fn name(&mut self, part: &Tagged<'_>, name: &Name, whose: &str) {
        if !name.is_empty() && !is_readable(name) {
            self.differ(
                NAME_UNREADABLE,
                format!(
                    "The {whose} of this certificate cannot be read, so the value that Windows writes is not known."
                ),
                part.value_at,
            );
        } else if part.value != dn::windows_name(name) {
            self.differences.extend(dn::explain(part.value, name, whose, part.value_at));
        }
    }

    fn serial(&mut self, part: &Tagged<'_>) {
        let Some(serial) = self.certificate.serial.as_deref().filter(|serial| !serial.is_empty()) else {
            self.differ("other-certificate", "There is no serial number to compare with yet.", part.value_at);
            return;
        };
        let plain = self.digits(part);
        let shown = hex(magnitude(serial));
        let wanted = reversed_serial(serial).unwrap_or_default();
        if plain == wanted {
            return;
        }
        let at = part.value_at;
        let signed = format!("00{shown}");
        if plain == shown || plain == signed {
            self.differ(
                "serial-not-reversed",
                format!("The bytes of the serial number must be in reverse order: {wanted}."),
                at,
            );
            if plain == signed {
                self.differ(
                    "serial-sign-byte",
                    "The leading zero byte only marks the number as positive. Leave it out.",
                    at,
                );
            }
        } else if plain == format!("{wanted}00") {
            self.differ(
                "serial-sign-byte",
                "The trailing zero byte only marks the number as positive. Leave it out.",
                at + wanted.len(),
            );
        } else if plain == shown.chars().rev().collect::<String>() {
            self.differ(
                "serial-digits-reversed",
                format!("Reverse the bytes, not the digits. Each pair of digits stays together: {wanted}."),
                at,
            );
        } else if plain == decimal(magnitude(serial)) {
            self.differ(
                "serial-decimal",
                format!("This is the serial number as a decimal number. Write {wanted}."),
                at,
            );
        } else if trimmed_zeros(&plain) == trimmed_zeros(&shown) {
            self.differ(
                "serial-not-reversed",
                format!(
                    "The bytes of the serial number must be in reverse order, two digits each: {wanted}."
                ),
                at,
            );
        } else {
            self.other("serial number", &wanted, &plain, at);
        }
    }

    fn ski(&mut self, part: &Tagged<'_>) {
        let certificate = self.certificate;
        let plain = self.digits(part);
        let Some(wanted) = certificate.ski.as_deref().map(hex).filter(|ski| !ski.is_empty()) else {
            self.differ(
                "ski-absent",
                "The certificate has no subject key identifier, so this form cannot match it.",
                part.value_at,
            );
            return;
        };
        if plain == wanted {
            return;
        }
        let at = part.value_at;
        if thumbprint(certificate).is_some_and(|own| plain == own) {
            self.differ(
                "thumbprint-not-ski",
                format!("This is the thumbprint, which goes after <SHA1-PUKEY>. The subject key identifier is {wanted}."),
                at,
            );
        } else if certificate.aki.as_deref().map(hex) == Some(plain.clone()) {
            self.differ(
                "issuer-key",
                format!("This is the issuer's key identifier. The certificate's subject key identifier is {wanted}."),
                at,
            );
        } else if plain == reversed_hex(&wanted) {
            self.differ("ski-reversed", format!("Only serial numbers are reversed. Write {wanted}."), at);
        } else if plain.strip_prefix("0414") == Some(&wanted) {
            self.differ("ski-wrapper", "0414 is the ASN.1 header, not part of the value. Leave it out.", at);
        } else if self.is_key_hash(&plain) {
            self.differ(
                "keyhash-not-ski",
                format!(
                    "This is a hash of the key. The subject key identifier in the certificate is {wanted}."
                ),
                at,
            );
        } else {
            self.other("subject key identifier", &wanted, &plain, at);
        }
    }

    fn thumbprint(&mut self, part: &Tagged<'_>) {
        let certificate = self.certificate;
        let wanted = thumbprint(certificate);
        let plain = self.digits(part);
        if wanted.as_ref() == Some(&plain) {
            return;
        }
        let at = part.value_at;
        if self.is_key_hash(&plain) {
            let wanted = wanted.map(|it| format!(": {it}")).unwrap_or_default();
            self.differ(
                "keyhash-not-thumbprint",
                format!(
                    "This is a hash of the public key, as the tag name suggests. Tested programs and Samba expect the certificate thumbprint{wanted}."
                ),
                at,
            );
            return;
        }
        let Some(wanted) = wanted else {
            self.differ("other-certificate", "A request has no thumbprint to compare with yet.", at);
            return;
        };
        if certificate.ski.as_deref().map(hex) == Some(plain.clone()) {
            self.differ(
                "ski-not-thumbprint",
                format!(
                    "This is the subject key identifier, which goes after <SKI>. The thumbprint is {wanted}."
                ),
                at,
            );
        } else if plain == hex(&certificate.sha256) {
            self.differ(
                "sha256-not-thumbprint",
                format!("This is the SHA-256 hash. The thumbprint is {wanted}."),
                at,
            );
        } else if plain == reversed_hex(&wanted) {
            self.differ(
                "thumbprint-reversed",
                format!("Only serial numbers are reversed. Write {wanted}."),
                at,
            );
        } else {
            self.other("thumbprint", &wanted, &plain, at);
        }
    }

    fn is_key_hash(&self, plain: &str) -> bool {
        self.certificate
            .public_key
            .as_ref()
            .is_some_and(|key| plain == hex(&key.spki_sha1.octets()) || plain == hex(&key.key_sha1.octets()))
    }

    fn sid(&mut self, part: &Tagged<'_>) {
        let Some(sid) = Sid::parse(part.value) else {
            self.ignore(
                "sid-form",
                format!("`{}` is not a SID such as S-1-5-21-….", part.value),
                part.value_at,
            );
            return;
        };
        match own_sid(self.certificate) {
            Some(own) if *own == sid => {}
            Some(own) => {
                self.differ(
                    "other-certificate",
                    format!("The certificate contains the SID {own}."),
                    part.value_at,
                );
            }
            None => self.differ(
                "sid-absent",
                "The certificate contains no SID, so this form cannot match it.",
                part.value_at,
            ),
        }
    }

    fn email(&mut self, part: &Tagged<'_>) {
        let emails: Vec<&str> = mail_addresses(self.certificate).collect();
        if emails.contains(&part.value) {
            return;
        }
        if emails.iter().any(|email| email.to_lowercase() == part.value.to_lowercase()) {
            self.differ("case", "Uppercase and lowercase must match the certificate.", part.value_at);
        } else if emails.is_empty() {
            self.differ("email-absent", "The certificate has no email address in its SAN.", part.value_at);
        } else {
            self.differ(
                "other-certificate",
                format!("The certificate contains {}.", emails.join(", ")),
                part.value_at,
            );
        }
    }

    /// The hexadecimal digits of a value; records everything that a domain controller would not accept.
    fn digits(&mut self, part: &Tagged<'_>) -> String {
        let plain = plain_hex(part.value);
        let prefix = part.value.get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("0x"));
        if prefix {
            self.ignore("hex-prefix", "Leave out 0x. Only digits are allowed here.", part.value_at);
        }
        if let Some(place) = part.value.chars().position(is_separator) {
            self.ignore(
                "separators-in-hex",
                "Leave out spaces, colons and other separators. Only digits are allowed here.",
                part.value_at + place,
            );
        }
        let start = if prefix { 2 } else { 0 };
        let odd_one = part
            .value
            .chars()
            .enumerate()
            .skip(start)
            .find(|(_, c)| !c.is_ascii_hexdigit() && !is_separator(*c));
        if let Some((place, character)) = odd_one {
            self.ignore(
                "not-hex",
                format!("`{character}` is not a hexadecimal digit."),
                part.value_at + place,
            );
        } else if plain.len() % 2 == 1 {
            self.ignore(
                "odd-hex",
                format!(
                    "Each byte needs two digits, but there are {}. Often a leading zero is missing.",
                    plain.len()
                ),
                part.value_at,
            );
        }
        plain
    }

    /// The value of another certificate.
    fn other(&mut self, what: &str, wanted: &str, plain: &str, at: usize) {
        let place = wanted.chars().zip(plain.chars()).take_while(|(a, b)| a == b).count();
        self.differ(
            "other-certificate",
            format!("This is the {what} of another certificate. For this certificate, write {wanted}."),
            // If separators were removed, a position in the cleaned text does not apply to the original.
            if self.invalid { at } else { at + place },
        );
    }

    fn differ(&mut self, id: &'static str, message: impl Into<String>, at: usize) {
        self.differences.push(Difference { id, message: message.into(), at });
    }

    fn ignore(&mut self, id: &'static str, message: impl Into<String>, at: usize) {
        self.invalid = true;
        self.differ(id, message, at);
    }
}

/// The difference for a name that cannot be compared.
pub(super) const NAME_UNREADABLE: &str = "name-unreadable";

/// The differences that Windows may accept: that tags in lowercase are not read is known of Samba only.
pub(super) const MAY_BE_ACCEPTED: [&str; 4] =
    ["case", "keyhash-not-thumbprint", "tag-case", "prefix-spelling"];

/// Longer than any known tag.
const MAX_TAG: usize = 20;

fn is_known(tag: &str) -> bool {
    ["I", "S", "SR", "SKI", "SHA1-PUKEY", "SID", "RFC822"].iter().any(|known| known.eq_ignore_ascii_case(tag))
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, ':' | '-' | '.' | '\u{200e}' | '\u{200b}' | '\u{feff}')
}

/// The digits without separators and `0x`, in lower case.
fn plain_hex(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    text.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_lowercase()).collect()
}

/// The hexadecimal digits with the order of the bytes reversed.
fn reversed_hex(text: &str) -> String {
    text.as_bytes().chunks(2).rev().flatten().map(|digit| char::from(*digit)).collect()
}

fn trimmed_zeros(text: &str) -> &str {
    text.trim_start_matches('0')
}

/// A number in decimal digits. Only the first 32 bytes are converted; serial numbers are not longer in practice.
fn decimal(bytes: &[u8]) -> String {
    let mut digits: Vec<u32> = Vec::new();
    for byte in bytes.iter().take(32) {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = *digit * 256 + carry;
            *digit = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
    }
    digits.iter().rev().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}
