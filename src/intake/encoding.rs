//! Decodes text: UTF-8, UTF-16 and the Western code page, with and without byte order marks.

use crate::certificate::Defect;
use std::borrow::Cow;
use std::ops::Range;

/// Text, and what is unusual about its encoding.
#[derive(Debug, PartialEq)]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) defect: Option<Defect>,
}

/// The text in the bytes; `None` if they are not text.
pub(super) fn text(bytes: &[u8]) -> Option<Text<'_>> {
    if let Some(mixed) = mixed(bytes) {
        return Some(mixed);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some(wide(rest, u16::from_le_bytes, "little endian with a byte order mark"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Some(wide(rest, u16::from_be_bytes, "big endian with a byte order mark"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let defect = defect(
            "byte-order-mark",
            "The text starts with a UTF-8 byte order mark, which causes problems in some readers.".to_owned(),
        );
        return Some(Text { text: String::from_utf8_lossy(rest), defect: Some(defect) });
    }
    match width(bytes)? {
        Width::LittleEndian => {
            Some(wide(bytes, u16::from_le_bytes, "little endian without a byte order mark"))
        }
        Width::BigEndian => Some(wide(bytes, u16::from_be_bytes, "big endian without a byte order mark")),
        Width::One => Some(Text { text: one_byte_each(bytes), defect: None }),
    }
}

fn one_byte_each(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // In the Western code page every byte is a character, nearly as in Latin-1.
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Text that switches between UTF-16 and single bytes, as when one program writes a file and another appends to it.
fn mixed(bytes: &[u8]) -> Option<Text<'static>> {
    if !bytes.contains(&0) {
        return None;
    }
    let first = bytes.iter().position(|byte| *byte == 0)?;
    // The last character before a zero may already be UTF-16. Binary data fails this check.
    let is_wide = marked(bytes).is_some() || wide_here(bytes).is_some();
    let before = bytes.get(..first.saturating_sub(1)).filter(|_| !is_wide);
    if before.is_some_and(|before| !matches!(width(before), Some(Width::One))) {
        return None;
    }
    let parts = parts(bytes);
    let (_, changes @ [change, ..]) = parts.split_first()? else { return None };
    let mut text = String::new();
    for part in &parts {
        let content = bytes.get(part.range.clone())?;
        text.push_str(&match part.width {
            Width::LittleEndian => wide(content, u16::from_le_bytes, "").text,
            Width::BigEndian => wide(content, u16::from_be_bytes, "").text,
            Width::One => match width(content)? {
                Width::One => one_byte_each(content),
                _ => return None,
            },
        });
    }
    let message = format!(
        "The text changes between UTF-16 and single-byte text {}, first after {} bytes, as when two programs write to \
         one file; other readers see only one of the two.",
        if changes.len() == 1 { "once".to_owned() } else { format!("{} times", changes.len()) },
        change.range.start
    );
    Some(Text { text: Cow::Owned(text), defect: Some(defect("mixed-encodings", message)) })
}

/// A range in one encoding.
struct Part {
    width: Width,
    range: Range<usize>,
}

fn parts(bytes: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let marked = if at == 0 { marked(rest) } else { None };
        let (width, mark) = marked.or_else(|| wide_here(rest)).unwrap_or((Width::One, 0));
        let length = match width {
            Width::One => (1..rest.len()).find(|next| rest.get(*next..).and_then(wide_here).is_some()),
            _ => end_of_wide(rest),
        };
        let end = at + length.unwrap_or(rest.len());
        parts.push(Part { width, range: at + mark..end });
        at = end;
    }
    parts
}

/// The kind of UTF-16 according to the byte order mark at the start of a file.
fn marked(bytes: &[u8]) -> Option<(Width, usize)> {
    match bytes {
        [0xff, 0xfe, ..] => Some((Width::LittleEndian, 2)),
        [0xfe, 0xff, ..] => Some((Width::BigEndian, 2)),
        _ => None,
    }
}

/// The kind of UTF-16 that starts here, and the length of its byte order mark.
fn wide_here(bytes: &[u8]) -> Option<(Width, usize)> {
    const PAIRS: usize = 8;
    let is = |bytes: &[u8], zero: usize| {
        let mut sample = bytes.iter().take(PAIRS * 2).enumerate();
        bytes.len() >= PAIRS * 2
            && sample.all(|(place, byte)| (*byte == 0) == (place % 2 == zero) && byte.is_ascii())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] if is(rest, 1) => Some((Width::LittleEndian, 2)),
        [0xfe, 0xff, rest @ ..] if is(rest, 0) => Some((Width::BigEndian, 2)),
        _ if is(bytes, 1) => Some((Width::LittleEndian, 0)),
        _ if is(bytes, 0) => Some((Width::BigEndian, 0)),
        _ => None,
    }
}

/// Where UTF-16 ends: before more consecutive single-byte characters than occur in any language by chance.
fn end_of_wide(bytes: &[u8]) -> Option<usize> {
    const MANY: usize = 64;
    let mut count = 0;
    let last = bytes.iter().position(|byte| {
        count = if byte.is_ascii() && *byte != 0 && !is_control(*byte) { count + 1 } else { 0 };
        count == MANY
    })?;
    // The first of them may be half of a character.
    Some((last + 1 - MANY).next_multiple_of(2)).filter(|end| *end > 0)
}

/// Turns bytes that are not valid text as a whole into text without moving anything: each byte that is not part of a
/// character is replaced.
pub(super) fn make_readable(bytes: &mut [u8]) {
    const SUBSTITUTE: u8 = 0x1a;
    let mut at = 0;
    while let Some(Err(error)) = bytes.get(at..).map(std::str::from_utf8) {
        let start = at + error.valid_up_to();
        let length = error.error_len().unwrap_or(bytes.len() - start);
        at = start + length;
        if let Some(stretch) = bytes.get_mut(start..at) {
            stretch.fill(SUBSTITUTE);
        }
    }
}

/// UTF-16 little-endian up to the first NUL, as Windows stores text.
pub(super) fn terminated_wide(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> =
        units.iter().map(|unit| u16::from_le_bytes(*unit)).take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// UTF-16 big-endian, as in an ASN.1 BMPString.
pub(super) fn wide_big_endian(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    String::from_utf16_lossy(&units)
}

enum Width {
    One,
    LittleEndian,
    BigEndian,
}

/// How many bytes are examined to tell text from binary data.
const SAMPLE: usize = 4096;

fn width(bytes: &[u8]) -> Option<Width> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let (pairs, _) = sample.as_chunks::<2>();
    let zeros_first = pairs.iter().filter(|[first, _]| *first == 0).count();
    let zeros_second = pairs.iter().filter(|[_, second]| *second == 0).count();
    // Latin letters in UTF-16 have a zero in one byte of each pair and never in the other.
    let most = pairs.len() - pairs.len() / 10;
    if pairs.len() > 1 && zeros_second >= most && zeros_first == 0 {
        return Some(Width::LittleEndian);
    }
    if pairs.len() > 1 && zeros_first >= most && zeros_second == 0 {
        return Some(Width::BigEndian);
    }
    let odd = sample.iter().filter(|byte| is_control(**byte)).count();
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
    // Every byte is a character of the Western code page, but text in it consists mostly of ASCII letters.
    let western = odd == 0 && high * 2 <= sample.len();
    (western || odd * 200 <= sample.len() && std::str::from_utf8(bytes).is_ok()).then_some(Width::One)
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1b) || byte == 0x7f
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16, how: &str) -> Text<'static> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    let message =
        format!("The text is UTF-16, {how}, as PowerShell's `>` writes it; many readers expect UTF-8.");
    Text { text, defect: Some(defect("utf-16-text", message)) }
}

fn defect(id: &'static str, message: String) -> Defect {
    Defect { id, message, span: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: Option<(&str, Option<&str>)>) {
        let text = text(bytes);
        let found = text.as_ref().map(|text| (&*text.text, text.defect.as_ref().map(|defect| defect.id)));
        assert_eq!(found, expect, "{bytes:02x?}");
    }

    enum Written {
        Narrow(&'static str),
        Wide(&'static str),
    }
    use Written::{Narrow, Wide};

    const LONG: &str = "second, in one line that goes on for longer than any name or title would do\n";

    /// Checks that all text is decoded, whatever the encoding of its parts.
    #[track_caller]
    fn check_mixed(parts: &[Written]) {
        let mut all = String::new();
        let mut written = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let (Narrow(text) | Wide(text)) = part;
            all.push_str(text);
            match part {
                Narrow(text) => written.extend(text.as_bytes()),
                Wide(text) => written.extend(forge::container::pem::utf16_le(text, number == 0)),
            }
        }
        check(&written, Some((&all, Some("mixed-encodings"))));
    }

    #[test]
    fn every_encoding_is_decoded() {
        check(b"abc", Some(("abc", None)));
        check("ä".as_bytes(), Some(("ä", None)));
        check(b"M\xfcller", Some(("Müller", None)));
        check(b"\xef\xbb\xbfabc", Some(("abc", Some("byte-order-mark"))));
        check(b"\xff\xfea\0b\0", Some(("ab", Some("utf-16-text"))));
        check(b"\xfe\xff\0a\0b", Some(("ab", Some("utf-16-text"))));
        check(b"a\0b\0c\0", Some(("abc", Some("utf-16-text"))));
        check(b"\0a\0b\0c", Some(("abc", Some("utf-16-text"))));
        check(b"\xff\xfea\0b", Some(("a", Some("utf-16-text"))));
        check(b"\x30\x82\x01\x02\x00", None);
        check_mixed(&[Narrow("first\n"), Wide("second, which is longer\n")]);
        check_mixed(&[Wide("first, behind a mark\n"), Narrow(LONG)]);
        check_mixed(&[
            Wide("first, behind a mark\n"),
            Narrow(LONG),
            Wide("the third of them\n"),
            Narrow(LONG),
        ]);
        // Text with few zeros at its start is still UTF-16 if it has a byte order mark.
        let wide = forge::container::pem::utf16_le;
        let chinese = "\u{8bc1}\u{4e66}\u{8bc1}\u{4e66} root.cer is a certificate\n";
        check(&wide(chinese, true), Some((chinese, Some("utf-16-text"))));
        check(&[&[1; 41][..], &wide("no text in front of it", false)].concat(), None);
        check(b"\xff\xff\xff\xffM", None);
        check("Ключ".as_bytes(), Some(("Ключ", None)));
        check(b"", Some(("", None)));
    }
}
