//! Exported registry keys (`.reg`) and output of `reg query`: every binary value is searched.

use super::numerals;
use super::text::{Holds, Page};
use super::{Place, Search};
use crate::certificate::Span;

/// Searches every binary value in a text.
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

/// The values written as `"Name"=hex:30,82,…`, whose lines continue after a backslash.
fn values(text: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = line(rest);
        let whole = rest.get(..length).unwrap_or_default();
        let span = Span { offset: at, length };
        at += length.max(1);
        if let Some((name, digits)) = queried(whole) {
            let length = digits.len() + digits_below(text.get(at..).unwrap_or_default());
            let from = at - digits.len();
            at = from + length;
            let digits = text.get(from..at).unwrap_or_default();
            let digits: Vec<u8> = digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let bytes = numerals::all_hexadecimal(&digits);
            values.push(Value { name, bytes, span: Span { offset: from, length } });
            continue;
        }
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

/// The name and the digits of `    Name    REG_BINARY    3082…`.
fn queried(line: &[u8]) -> Option<(String, &[u8])> {
    const LONGEST_NAME: usize = 512;
    let kind = b"    REG_BINARY    ";
    let begin = line.get(..LONGEST_NAME).unwrap_or(line);
    let at = begin.windows(kind.len()).position(|window| window == kind)?;
    let (name, rest) = line.split_at(at);
    Some((String::from_utf8_lossy(name).trim().to_owned(), rest.get(kind.len()..)?))
}

/// The length of the leading lines that are only digits: a console breaks a long line anywhere.
fn digits_below(text: &[u8]) -> usize {
    let is_digits = |line: &&[u8]| {
        let line = line.trim_ascii_end();
        !line.is_empty() && line.iter().all(u8::is_ascii_hexdigit)
    };
    text.split_inclusive(|byte| *byte == b'\n').take_while(is_digits).map(<[u8]>::len).sum()
}

/// The length of the first line including its continuation lines and line ends.
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
    fn binary_values_are_read() {
        check(
            "[HKEY_LOCAL_MACHINE\\X]\r\n\"Blob\"=hex:30,82,\\\r\n  01,02\r\n\"ab\"=dword:00000001\r\n",
            &[("Blob", &[0x30, 0x82, 1, 2])],
        );
        check("\"a\"=hex(3):01\n@=hex:02\n", &[("a", &[1]), ("@", &[2])]);
        check("\"a\"=\"hex:01\"\n", &[]);
        let queried = "HKEY_CURRENT_USER\\X\r\n    Blob    REG_BINARY    30820\r\n102\r\n    b    REG_SZ    hex:01\r\n\r\n";
        check(queried, &[("Blob", &[0x30, 0x82, 1, 2])]);
        check(&queried.replace('\n', "\n\n"), &[("Blob", &[0x30, 0x82])]);
    }
}
