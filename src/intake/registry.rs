//! Exported registry keys (`.reg`): every value of bytes is looked into.

use super::numerals;
use super::text::{Holds, Page};
use super::{Place, Search};
use crate::certificate::Span;

/// Looks into every binary value in a text.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    for value in values(&page.bytes) {
        let inside = format!("registry value {}", value.name);
        let known = page.open(search, &value.bytes, &place.written(&inside, value.span), Holds::Bytes);
        if known {
            page.blank(value.span);
        }
    }
}

struct Value {
    name: String,
    bytes: Vec<u8>,
    span: Span,
}

/// The values written as `"Name"=hex:30,82,…`, whose lines go on behind a backslash.
fn values(text: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = line(rest);
        let whole = rest.get(..length).unwrap_or_default();
        let span = Span { offset: at, length };
        at += length.max(1);
        let Some(equals) = whole.iter().take(512).position(|byte| *byte == b'=') else { continue };
        let (name, value) = whole.split_at(equals);
        let Some(value) = value.strip_prefix(b"=hex") else { continue };
        let Some(colon) = value.iter().take(8).position(|byte| *byte == b':') else { continue };
        let name = String::from_utf8_lossy(name).trim().trim_matches('"').to_owned();
        let bytes = numerals::all_hexadecimal(value.get(colon + 1..).unwrap_or_default());
        values.push(Value { name, bytes, span });
    }
    values
}

/// The length of the first line with those it goes on in, line ends included.
fn line(text: &[u8]) -> usize {
    let mut length = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        length += line.len();
        if !line.trim_ascii_end().ends_with(b"\\") {
            break;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, &[u8])]) {
        let found = values(text.as_bytes());
        let found: Vec<(&str, &[u8])> = found.iter().map(|v| (v.name.as_str(), v.bytes.as_slice())).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn values_of_bytes() {
        check(
            "[HKEY_LOCAL_MACHINE\\X]\r\n\"Blob\"=hex:30,82,\\\r\n  01,02\r\n\"ab\"=dword:00000001\r\n",
            &[("Blob", &[0x30, 0x82, 1, 2])],
        );
        check("\"a\"=hex(3):01\n@=hex:02\n", &[("a", &[1]), ("@", &[2])]);
        check("\"a\"=\"hex:01\"\n", &[]);
    }
}
