//! URLs within the page: the part after the `#`, written in one form and read in any form that a person types.
//!
//! ```text
//! address = "#/" name *("/" part) ["?" key "=" value *("&" key "=" value)]
//! ```
//!
//! A published URL must keep working: `docs/links.md` lists the forms, `tests/published-addresses.txt` the published
//! URLs. Nothing after a `#` reaches a server.

pub mod preset;
pub mod share;
pub mod snippet;

pub use preset::Preset;
pub use share::Shared;
pub use snippet::Snippet;

use std::fmt::Write as _;

/// Longer addresses are not parsed. The longest written here contains a certificate.
const LONGEST: usize = 2 * share::LONGEST_TEXT;

/// The decoded parts of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The first part of the path in lower case, such as `code`; empty for the start page.
    pub name: String,
    /// The rest of the path, such as `ike/13908`.
    pub rest: String,
    /// The query parameters, in order.
    pub query: Vec<(String, String)>,
}

impl Parts {
    /// Parses an address, with or without its `#`. Never fails: anything that cannot be decoded is left unchanged.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        if hash.len() > LONGEST {
            return Self { name: "too-long".to_owned(), ..Self::default() };
        }
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let path = decoded(path);
        let path = path.trim_matches(|c: char| c == '/' || c.is_whitespace());
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        Self {
            name: name.to_ascii_lowercase(),
            rest: rest.trim_start_matches('/').to_owned(),
            query: query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(key, value)| (decoded(&key.replace('+', " ")), decoded(&value.replace('+', " "))))
                .collect(),
        }
    }

    /// The value of a key, if the address has one.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known.eq_ignore_ascii_case(key));
        found.map(|(_, value)| value.trim())
    }
}

/// The address of a code search.
#[must_use]
pub fn of_search(query: &str) -> String {
    format!("#/codes?q={}", encoded(query.trim()))
}

/// Decodes percent-encoding. Text with invalid escapes, or that does not decode to UTF-8, is left unchanged.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let byte = match behind {
            [high, low, ..] if first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match byte {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Percent-encodes everything that may not survive a ticket, a wiki or a mail.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b',' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hash: &str, name: &str, rest: &str, query: &[(&str, &str)]) {
        let parts = Parts::of(hash);
        let found: Vec<_> = parts.query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(
            (parts.name.as_str(), parts.rest.as_str(), found.as_slice()),
            (name, rest, query),
            "{hash}"
        );
    }

    #[test]
    fn addresses_are_parsed() {
        check("", "", "", &[]);
        check("#/", "", "", &[]);
        check("#/Code/IKE/13908/", "code", "IKE/13908", &[]);
        check("/code/no%20cert", "code", "no cert", &[]);
        check("#/code/event/41%40Microsoft-Windows-CAPI2", "code", "event/41@Microsoft-Windows-CAPI2", &[]);
        check("#/codes?q=no+cert%2B&&x", "codes", "", &[("q", "no cert+"), ("x", "")]);
        check("#%2Fmap", "map", "", &[]);
        check("#/a%", "a%", "", &[]);
        check("#/a%zz%4", "a%zz%4", "", &[]);
        check("#/a%ff", "a%ff", "", &[]);
        check("#/gr%C3%BC%C3%9Fe", "grüße", "", &[]);
        check(&format!("#/{}", "a".repeat(LONGEST)), "too-long", "", &[]);
    }

    #[test]
    fn searches_survive_encoding() {
        for query in ["no cert", "0x800B0101", "a+b & c=d #?%", "Zertifikat für „alice“"] {
            let address = of_search(query);
            assert!(address.is_ascii() && !address.contains(' '), "{address}");
            assert_eq!(Parts::of(&address).value("Q"), Some(query));
        }
    }
}
