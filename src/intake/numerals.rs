//! Bytes written as numbers: hexadecimal in the notations of C, SQL, `.reg`, Python, browsers and consoles, and decimal
//! arrays of PowerShell.

use super::base64::Run;
use super::{binary, pem, tlv};

/// Decodes hexadecimal from an offset in the text, up to the end of the run or of the DER element it starts with.
pub(super) fn decode_hexadecimal(text: &[u8], start: usize) -> Run {
    run(text, Reader { text, at: start }, Reader::hexadecimal)
}

/// The same for decimal numbers.
pub(super) fn decode_decimal(text: &[u8], start: usize) -> Run {
    run(text, Reader { text, at: start }, Reader::decimal)
}

/// Decodes hexadecimal to the end of the text.
pub(super) fn all_hexadecimal(text: &[u8]) -> Vec<u8> {
    octets(text, 0, Reader::hexadecimal).collect()
}

/// Whether a DER element worth reading can start here in hexadecimal.
pub(super) fn hexadecimal_may_begin(text: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|before| text.get(before)).copied();
    let starts = match (before(2), before(1)) {
        (_, None) => true,
        (Some(b'0' | b'\\' | b'&'), Some(b'x' | b'X' | b'h' | b'H')) => true,
        (_, Some(byte)) => !byte.is_ascii_alphanumeric(),
    };
    starts && binary::may_begin(octets(text, at, Reader::hexadecimal))
}

/// The same in decimal.
pub(super) fn decimal_may_begin(text: &[u8], at: usize) -> bool {
    starts_number(text, at) && binary::may_begin(octets(text, at, Reader::decimal))
}

/// Whether a PEM block starts here in hexadecimal.
pub(super) fn hexadecimal_block_begins(text: &[u8], at: usize) -> bool {
    pem::begins(octets(text, at, Reader::hexadecimal))
}

/// The same in decimal.
pub(super) fn decimal_block_begins(text: &[u8], at: usize) -> bool {
    starts_number(text, at) && pem::begins(octets(text, at, Reader::decimal))
}

fn starts_number(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.')
}

/// Decodes bytes one by one from an offset in the text.
fn octets<'a>(
    text: &'a [u8],
    at: usize,
    next: fn(&mut Reader<'a>) -> Option<u8>,
) -> impl Iterator<Item = u8> {
    let mut reader = Reader { text, at };
    std::iter::from_fn(move || next(&mut reader))
}

fn run<'a>(text: &'a [u8], mut reader: Reader<'a>, next: fn(&mut Reader<'a>) -> Option<u8>) -> Run {
    let mut bytes = Vec::new();
    let mut end = reader.at;
    let mut wanted = None;
    while let Some(byte) = next(&mut reader) {
        bytes.push(byte);
        end = reader.at;
        if bytes.len() == 12 {
            wanted = tlv::length_of_first(&bytes).filter(|_| bytes.first() == Some(&tlv::tag::SEQUENCE));
        }
        if wanted == Some(bytes.len()) {
            break;
        }
    }
    Run { bytes, end: end.min(text.len()), odd: 0 }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn hexadecimal(&mut self) -> Option<u8> {
        let mut prefixed = false;
        loop {
            let rest = self.text.get(self.at..)?;
            let skipped = match rest {
                [b'0' | b'\\' | b'&', b'x' | b'X' | b'h' | b'H', ..] => {
                    prefixed = true;
                    2
                }
                [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    self.at += 2;
                    return Some(digit(*high)? << 4 | digit(*low)?);
                }
                [only, ..] if prefixed && only.is_ascii_hexdigit() => {
                    self.at += 1;
                    return digit(*only);
                }
                [high, behind @ ..] if high.is_ascii_hexdigit() => {
                    let edge = hexadecimal_edge(behind)?;
                    let low = behind.get(edge)?;
                    self.at += 1 + edge + 1;
                    return Some(digit(*high)? << 4 | digit(*low)?);
                }
                [byte, ..] if is_separator(*byte) || b":-\\%".contains(byte) => {
                    prefixed = false;
                    1
                }
                _ => cast(rest)?,
            };
            self.at += skipped;
        }
    }

    fn decimal(&mut self) -> Option<u8> {
        loop {
            let rest = self.text.get(self.at..)?;
            match rest {
                [b'-', next, ..] if next.is_ascii_digit() => {
                    self.at += 1;
                    let below_zero = self.number()?;
                    // Java writes bytes above 127 as negative numbers.
                    return u8::try_from(256_u16.checked_sub(below_zero)?).ok();
                }
                [byte, ..] if byte.is_ascii_digit() => return u8::try_from(self.number()?).ok(),
                [byte, ..] if is_separator(*byte) => self.at += 1,
                _ => self.at += cast(rest)?,
            }
        }
    }

    fn number(&mut self) -> Option<u16> {
        let (mut count, mut number) = (0, 0_u16);
        while let Some(digit) = self.text.get(self.at).filter(|byte| byte.is_ascii_digit() && count < 4) {
            (count, number) = (count + 1, number * 10 + u16::from(digit - b'0'));
            self.at += 1;
            self.at += if count < 3 { self.edge().unwrap_or_default() } else { 0 };
        }
        (count <= 3).then_some(number)
    }

    /// The length of a line end within a number: a console breaks long lines anywhere, so that they all have the same
    /// length.
    fn edge(&self) -> Option<usize> {
        const LONGEST: usize = 512;
        let rest = self.text.get(self.at..)?;
        let end = [&b"\r\n"[..], b"\n"].iter().find(|end| rest.starts_with(end))?.len();
        let next = rest.get(end..)?;
        let before = self.text.get(self.at.saturating_sub(2 * LONGEST)..self.at)?;
        let mut lines = before.rsplit(|byte| *byte == b'\n');
        let (line, previous) = (lines.next()?, lines.next());
        let below = next.iter().take(LONGEST).position(|byte| *byte == b'\n').and_then(|end| next.get(..end));
        let is_as_long = |other: &[u8]| other.trim_ascii_end().len() == line.len();
        let is_full = previous.is_some_and(is_as_long) || below.is_some_and(is_as_long);
        let has_commas = line.len() < LONGEST && line.contains(&b',') && !line.ends_with(b",");
        (is_full && has_commas && next.first()?.is_ascii_digit()).then_some(end)
    }
}

/// The length of a line end, with the indentation after it, between the two digits of a byte: a console breaks long lines
/// anywhere.
fn hexadecimal_edge(behind: &[u8]) -> Option<usize> {
    const WIDEST: usize = 64;
    let end = [&b"\r\n"[..], b"\n"].iter().find(|end| behind.starts_with(end))?.len();
    let blanks = behind.get(end..)?.iter().take_while(|byte| **byte == b' ').count();
    let low = behind.get(end + blanks)?;
    (blanks <= WIDEST && low.is_ascii_hexdigit()).then_some(end + blanks)
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

fn is_separator(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b",;\"'+|".contains(&byte)
}

/// The length of a type cast before a byte, as in Java, or of a comment.
fn cast(rest: &[u8]) -> Option<usize> {
    const LONGEST: usize = 256;
    if rest.starts_with(b"/*") {
        return Some(rest.windows(2).take(LONGEST).position(|pair| pair == b"*/")? + 2);
    }
    [&b"(byte)"[..], b"(Byte)"].iter().find(|cast| rest.starts_with(cast)).map(|cast| cast.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[u8]) {
        assert_eq!(decode_hexadecimal(text.as_bytes(), 0).bytes, expect, "{text}");
    }

    #[track_caller]
    fn check_decimal(text: &str, expect: &[u8]) {
        assert_eq!(decode_decimal(text.as_bytes(), 0).bytes, expect, "{text}");
    }

    #[test]
    fn every_notation_is_decoded() {
        let bytes = [0x30, 0x82, 0x0a];
        check("30820A", &bytes);
        check("30 82 0a", &bytes);
        check("30:82:0a", &bytes);
        check("30-82-0A", &bytes);
        check("0x30, 0x82,\n 0xa };", &bytes);
        check(r"\x30\x82\x0a", &bytes);
        check(r"\30\82\0a", &bytes);
        check("&H30, &H82, &HA", &bytes);
        check("30,82,\\\r\n  0a", &bytes);
        check("0x30820A);", &bytes);
        check("(byte)0x30, (byte)0x82, (byte)0x0a", &bytes);
        check("0x30, 0x82, /* 0..\\. */\n0x0a /* 3082 */ };", &bytes);
        check("\"3082\" +\n \"0a\";", &bytes);
        check("30820A3\r\n      082", &[0x30, 0x82, 0x0a, 0x30, 0x82]);
        check("30 82 0a 3\n0 82 0a", &[0x30, 0x82, 0x0a, 0x30, 0x82, 0x0a]);
        check("30 82 0a 3 0", &bytes);
        check_decimal("48,130,10", &bytes);
        check_decimal("48 130 10)", &bytes);
        check_decimal("48\r\n130\r\n10\r\n", &bytes);
        check_decimal("48, -126, 10", &bytes);
        check_decimal("48,13\r\n0,10,\r\n7,5,1\r\n2", &[48, 130, 10, 7, 5, 12]);
        check_decimal("48,130,115\n130,48,115", &[48, 130, 115, 130, 48, 115]);
        check_decimal("48,130\n10,11,12\n13", &[48, 130, 10, 11, 12, 13]);
        check_decimal("48,1300", &[48]);
        check_decimal("48,300", &[48]);
    }

    #[test]
    fn start_of_a_run_is_detected() {
        assert!(hexadecimal_may_begin(b"=0x3082", 3) && hexadecimal_may_begin(b"30:80:", 0));
        assert!(!hexadecimal_may_begin(b"a3082", 1) && !hexadecimal_may_begin(b"3003", 0));
        assert!(decimal_may_begin(b"(48,130", 1) && !decimal_may_begin(b"148,130", 1));
        let block = forge::hex(b"-----BEGIN");
        assert!(hexadecimal_block_begins(block.as_bytes(), 0) && !hexadecimal_block_begins(b"2d2d2d2d2d", 0));
    }
}
