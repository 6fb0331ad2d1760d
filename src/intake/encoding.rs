//! Text out of bytes: UTF-8, UTF-16 and the Western code page, with and without byte order marks.

use crate::certificate::Defect;
use std::borrow::Cow;

/// Text, and what was unusual about its encoding.
#[derive(Debug, PartialEq)]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) defect: Option<Defect>,
}

/// The text the bytes hold; nothing if they are not text.
pub(super) fn text(bytes: &[u8]) -> Option<Text<'_>> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some(wide(rest, u16::from_le_bytes, "little endian with a byte order mark"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Some(wide(rest, u16::from_be_bytes, "big endian with a byte order mark"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let defect = defect(
            "byte-order-mark",
            "The text begins with a UTF-8 byte order mark, on which some readers stumble.".to_owned(),
        );
        return Some(Text { text: String::from_utf8_lossy(rest), defect: Some(defect) });
    }
    match width(bytes)? {
        Width::LittleEndian => {
            Some(wide(bytes, u16::from_le_bytes, "little endian without a byte order mark"))
        }
        Width::BigEndian => Some(wide(bytes, u16::from_be_bytes, "big endian without a byte order mark")),
        Width::One => Some(Text {
            text: match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                // Every byte is a character in the Western code page, nearly the same as in Latin-1.
                Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
            },
            defect: None,
        }),
    }
}

/// Text out of bytes that are none as a whole: every byte becomes a character.
pub(super) fn forced(bytes: &[u8]) -> Text<'static> {
    Text { text: bytes.iter().map(|byte| char::from(*byte)).collect(), defect: None }
}

/// UTF-16 little endian up to the first NUL, as Windows stores texts.
pub(super) fn terminated_wide(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> =
        units.iter().map(|unit| u16::from_le_bytes(*unit)).take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// UTF-16 big endian, as ASN.1 has it in a BMPString.
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

/// How many bytes in front are looked at to tell text from other bytes.
const SAMPLE: usize = 4096;

fn width(bytes: &[u8]) -> Option<Width> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let (pairs, _) = sample.as_chunks::<2>();
    let zeros_first = pairs.iter().filter(|[first, _]| *first == 0).count();
    let zeros_second = pairs.iter().filter(|[_, second]| *second == 0).count();
    // Latin letters in UTF-16 have a zero in one place and never in the other.
    let most = pairs.len() - pairs.len() / 10;
    if pairs.len() > 1 && zeros_second >= most && zeros_first == 0 {
        return Some(Width::LittleEndian);
    }
    if pairs.len() > 1 && zeros_first >= most && zeros_second == 0 {
        return Some(Width::BigEndian);
    }
    let odd = sample.iter().filter(|byte| is_control(**byte)).count();
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
    // Every byte is a character of the Western code page, but text in it is mostly of plain letters.
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

    #[test]
    fn every_encoding() {
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
        check(b"\xff\xff\xff\xffM", None);
        check("Ключ".as_bytes(), Some(("Ключ", None)));
        check(b"", Some(("", None)));
    }
}
