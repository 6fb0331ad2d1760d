//! Decodes base64 and base64url as users paste it.

use super::{binary, tlv};

/// How characters that are not base64 are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// They end the run; only white space and its escapes are skipped.
    Strict,
    /// They are counted and skipped: markers around the run show where it ends.
    Tolerant,
}

/// Bytes decoded from base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) bytes: Vec<u8>,
    /// The offset in the text where it ended.
    pub(super) end: usize,
    /// How many unexpected characters were skipped.
    pub(super) odd: usize,
}

/// Decodes from an offset in the text, up to the end of the run or of the DER element it starts with.
pub(super) fn decode(text: &[u8], start: usize, manner: Manner) -> Run {
    let mut letters = Letters { text, at: start, manner, odd: 0 };
    let mut run = Run::default();
    let mut kept = 0_u32;
    let mut bits = 0_u32;
    let mut wanted = None;
    while let Some(sextet) = letters.next() {
        kept = (kept << 6 | u32::from(sextet)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let [.., low] = (kept >> bits).to_be_bytes();
            run.bytes.push(low);
            if run.bytes.len() == LOOK_AT && manner == Manner::Strict {
                wanted = tlv::length_of_first(&run.bytes)
                    .filter(|_| run.bytes.first() == Some(&tlv::tag::SEQUENCE));
            }
            if wanted == Some(run.bytes.len()) {
                break;
            }
        }
    }
    if wanted == Some(run.bytes.len()) {
        letters.skip_padding();
    }
    run.end = letters.at;
    run.odd = letters.odd;
    run
}

/// Decodes a DER element whose lines have the same decoration between them, as in source code, comments and markup, if
/// its first bytes show that it goes on after them. All lines must be equally long and all decorations the same:
/// otherwise text behind an element that was cut off would be taken for the rest of it.
pub(super) fn decode_decorated(text: &[u8], start: usize, first: &[u8]) -> Option<Run> {
    const SHORTEST: usize = 16;
    const LONGEST: usize = 64;
    let wanted = tlv::length_of_first(first)
        .filter(|wanted| first.first() == Some(&tlv::tag::SEQUENCE) && *wanted > first.len())?;
    let letters = wanted.checked_mul(4)?.div_ceil(3);
    let text = text.get(start..)?;
    let line = text.iter().take_while(|byte| is_letter(**byte)).count();
    if line < SHORTEST || line >= letters || letters > text.len() {
        return None;
    }
    let behind = text.get(line..)?;
    let width = (1..=LONGEST).find(|width| {
        let next = behind.get(*width..).and_then(|next| next.get(..line.min(letters - line)));
        next.is_some_and(|next| next.iter().copied().all(is_letter))
    })?;
    let mut joined = Vec::with_capacity(letters);
    let mut end = 0;
    for period in text.chunks(line + width) {
        let (line, between) = period.split_at_checked(line.min(letters - joined.len()))?;
        end += line.len();
        joined.extend_from_slice(line);
        if joined.len() == letters {
            break;
        }
        (behind.get(..width) == Some(between)).then_some(())?;
        end += width;
    }
    let run = decode(&joined, 0, Manner::Strict);
    let is_whole = run.bytes.len() == wanted && is_sound(&run.bytes);
    let padding = text.get(end..)?.iter().take_while(|byte| **byte == b'=').count();
    is_whole.then_some(Run { end: start + end + padding, ..run })
}

/// Whether the elements in a DER element fill it exactly.
fn is_sound(bytes: &[u8]) -> bool {
    tlv::Element::read(bytes).is_some_and(|whole| {
        let parts: Vec<_> = whole.children().collect();
        let filled: usize = parts.iter().map(|part| part.whole.len()).sum();
        filled == whole.content.len() && parts.iter().all(|part| part.missing == 0)
    })
}

/// The first bytes encoded here, enough to tell what the rest is.
pub(super) fn beginning(text: &[u8], at: usize) -> Vec<u8> {
    octets(text, at).take(FIRST).collect()
}

/// Decodes bytes one by one.
fn octets(text: &[u8], at: usize) -> impl Iterator<Item = u8> {
    let mut letters = Letters { text, at, manner: Manner::Strict, odd: 0 };
    let (mut kept, mut bits) = (0_u32, 0_u32);
    std::iter::from_fn(move || {
        while bits < 8 {
            kept = kept << 6 | u32::from(letters.next()?);
            bits += 6;
        }
        bits -= 8;
        let [.., low] = (kept >> bits).to_be_bytes();
        Some(low)
    })
}

/// How many bytes [`beginning`] decodes.
const FIRST: usize = 48;

/// Whether a byte is a character of base64 or base64url.
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// After this many bytes, the length of a DER element is known.
const LOOK_AT: usize = 12;

/// Whether a DER element worth reading can start here in base64.
pub(super) fn may_begin(text: &[u8], at: usize) -> bool {
    binary::may_begin(octets(text, at))
}

struct Letters<'a> {
    text: &'a [u8],
    at: usize,
    manner: Manner,
    odd: usize,
}

impl Letters<'_> {
    fn next(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            match byte {
                b'A'..=b'Z' => return Some(byte - b'A'),
                b'a'..=b'z' => return Some(byte - b'a' + 26),
                b'0'..=b'9' => return Some(byte - b'0' + 52),
                // Two hyphens at the start of a line are a mail boundary or a PEM marker.
                b'-' if self.manner == Manner::Strict
                    && self.text.get(self.at) == Some(&b'-')
                    && self.starts_line() =>
                {
                    self.at -= 1;
                    return None;
                }
                // Concatenation of quoted strings in source code.
                b'+' if self.manner == Manner::Tolerant && self.is_behind_quote() => self.odd += 1,
                // Everywhere else, an underscore is a letter of base64url.
                b'_' if self.skip_line_break() => {}
                b'+' | b'-' => return Some(62),
                b'/' | b'_' => return Some(63),
                b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => {}
                // Quote marks of mails are only at the start of a line.
                b'>' if self.starts_line() => {}
                b'=' => {
                    self.at -= 1;
                    if let Some(length) = self.soft_break() {
                        self.at += length;
                        continue;
                    }
                    self.skip_padding();
                    return None;
                }
                _ => {
                    self.at -= 1;
                    match self.escape() {
                        Some(Escape::Nothing) => {}
                        Some(Escape::Letter(sextet)) => return Some(sextet),
                        None if self.manner == Manner::Strict => return None,
                        None => {
                            self.at += self.markup().unwrap_or(1);
                            self.odd += 1;
                        }
                    }
                }
            }
        }
    }

    fn starts_line(&self) -> bool {
        let before = self.text.get(..self.at.saturating_sub(1)).unwrap_or_default();
        let marks = before.iter().rev().take(16).take_while(|byte| matches!(byte, b'>' | b' ')).count();
        before.iter().rev().nth(marks).is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
    }

    fn is_behind_quote(&self) -> bool {
        let before = self.text.get(..self.at.saturating_sub(1)).unwrap_or_default();
        let last = before.iter().rev().take(4).find(|byte| **byte != b' ');
        last.is_some_and(|byte| matches!(byte, b'"' | b'\''))
    }

    /// The length of a soft line break of quoted-printable mail, after which the run continues. Padding looks the same,
    /// but nothing follows it.
    fn soft_break(&self) -> Option<usize> {
        const LONGEST: usize = 76;
        let before = self.text.get(self.at.saturating_sub(LONGEST)..self.at)?;
        let line = before.iter().rev().take_while(|byte| is_letter(**byte)).count();
        let rest = self.text.get(self.at..)?;
        let length = [&b"=\r\n"[..], b"=\n"].iter().find(|mark| rest.starts_with(mark))?.len();
        let next = rest.get(length..)?;
        let letters = next.iter().take(LONGEST).take_while(|byte| is_letter(**byte)).count();
        // In mails of HTML, markup can be on both sides of it.
        let is_markup = |byte: u8| self.manner == Manner::Tolerant && b"<>&;".contains(&byte);
        let goes_on = (letters > 0 || next.first().is_some_and(|byte| is_markup(*byte)))
            && !next.starts_with(b"--")
            && next.get(letters).is_none_or(|byte| b"=\r\n".contains(byte) || is_markup(*byte));
        let came_on = line > 0 || before.last().is_none_or(|byte| is_markup(*byte));
        (came_on && line < LONGEST && goes_on).then_some(length)
    }

    fn skip_padding(&mut self) {
        while self.text.get(self.at) == Some(&b'=') {
            self.at += 1;
        }
    }

    /// Skips a line break as CLIXML and Excel write it, if its underscore was just read.
    fn skip_line_break(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_one = rest
            .get(..LINE_BREAKS[0].len())
            .is_some_and(|start| LINE_BREAKS.iter().any(|written| start.eq_ignore_ascii_case(written)));
        if is_one {
            self.at += LINE_BREAKS[0].len();
        }
        is_one
    }

    /// The length of an HTML tag that starts here.
    fn markup(&self) -> Option<usize> {
        const LONGEST: usize = 512;
        let tag = self.text.get(self.at..)?.strip_prefix(b"<")?;
        let end =
            tag.iter().take(LONGEST).take_while(|byte| **byte != b'<').position(|byte| *byte == b'>')?;
        Some(end + 2)
    }

    /// A character escaped as in JSON, XML or URLs; skips the escape if there is one.
    fn escape(&mut self) -> Option<Escape> {
        let rest = self.text.get(self.at..)?;
        let (length, escape) = ESCAPES.iter().find_map(|(written, escape)| {
            let start = rest.get(..written.len())?;
            start.eq_ignore_ascii_case(written.as_bytes()).then_some((written.len(), *escape))
        })?;
        self.at += length;
        Some(escape)
    }
}

#[derive(Clone, Copy)]
enum Escape {
    Nothing,
    Letter(u8),
}

/// Carriage return and line feed in CLIXML and Excel, after the first underscore.
const LINE_BREAKS: [&[u8]; 2] = [b"x000D_", b"x000A_"];

const ESCAPES: [(&str, Escape); 32] = [
    ("\\\n", Escape::Nothing),
    ("\\\r\n", Escape::Nothing),
    (r"\n", Escape::Nothing),
    (r"\r", Escape::Nothing),
    (r"\t", Escape::Nothing),
    (r"\/", Escape::Letter(63)),
    (r"\u002b", Escape::Letter(62)),
    (r"\u002f", Escape::Letter(63)),
    (r"\u000a", Escape::Nothing),
    (r"\u000d", Escape::Nothing),
    ("&#10;", Escape::Nothing),
    ("&#13;", Escape::Nothing),
    ("&#xA;", Escape::Nothing),
    ("&#xD;", Escape::Nothing),
    ("&#43;", Escape::Letter(62)),
    ("&#x2B;", Escape::Letter(62)),
    ("&plus;", Escape::Letter(62)),
    ("&#47;", Escape::Letter(63)),
    ("&#x2F;", Escape::Letter(63)),
    ("&sol;", Escape::Letter(63)),
    ("&#61;", Escape::Nothing),
    ("&#x3D;", Escape::Nothing),
    ("&equals;", Escape::Nothing),
    ("%2B", Escape::Letter(62)),
    ("%2F", Escape::Letter(63)),
    ("%0A", Escape::Nothing),
    ("%20", Escape::Nothing),
    ("%3D", Escape::Nothing),
    ("%0D", Escape::Nothing),
    ("\u{a0}", Escape::Nothing),
    ("\u{200b}", Escape::Nothing),
    ("\u{feff}", Escape::Nothing),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, manner: Manner, bytes: &[u8], end: usize, odd: usize) {
        assert_eq!(decode(text.as_bytes(), 0, manner), Run { bytes: bytes.to_vec(), end, odd }, "{text}");
    }

    #[test]
    fn every_alphabet_and_escape_is_decoded() {
        check("Zm9v", Manner::Strict, b"foo", 4, 0);
        check("Zm9vYg==", Manner::Strict, b"foob", 8, 0);
        check("Zm9vYg", Manner::Strict, b"foob", 6, 0);
        check("-_8=", Manner::Strict, &[0xfb, 0xff], 4, 0);
        check(r"\u002B\/8=", Manner::Strict, &[0xfb, 0xff], 10, 0);
        check("&#43;&#x2f;8&#61;", Manner::Strict, &[0xfb, 0xff], 17, 0);
        check("&plus;&sol;8&equals;", Manner::Tolerant, &[0xfb, 0xff], 20, 0);
        check("Zm\r\n > > 9v", Manner::Strict, b"foo", 11, 0);
        check(r"Zm\n9v", Manner::Strict, b"foo", 6, 0);
        check("Zm9v\"}", Manner::Strict, b"foo", 4, 0);
        check("Zm9v>Zm9v", Manner::Strict, b"foo", 4, 0);
        check("Zm9v\r\n--boundary", Manner::Strict, b"foo", 6, 0);
        check("Zm9vZm=\r\n9vZm=\n9v", Manner::Strict, b"foofoofoo", 17, 0);
        check("Zm9vZg==\nZm9v", Manner::Strict, b"foof", 8, 0);
        check("Zm9vZm8=\nmail: a", Manner::Strict, b"foofo", 8, 0);
        check("Zm9vZm8=\n--a", Manner::Strict, b"foofo", 8, 0);
        check("Zm9v\\\nZm9v", Manner::Strict, b"foofoo", 10, 0);
        check("Zm_x000D__x000a_9v", Manner::Strict, b"foo", 18, 0);
        check("Zm_x000D_\n9v_x000", Manner::Tolerant, b"foo\xff\x1d4", 17, 0);
        check("Z*m9v", Manner::Tolerant, b"foo", 5, 1);
        check("Zm<br/>9v", Manner::Tolerant, b"foo", 9, 1);
        check("Zm<9v", Manner::Tolerant, b"foo", 5, 1);
        let long = format!("Zm<w:rFonts w:ascii=\"{}\"/>9v", "Courier".repeat(20));
        check(&long, Manner::Tolerant, b"foo", long.len(), 1);
    }

    #[test]
    fn der_element_ends_the_run() {
        let text = forge::text::base64(&[&[0x30, 0x0e][..], &[7; 14]].concat());
        assert_eq!(decode(format!("{text}ABCD").as_bytes(), 0, Manner::Strict).bytes.len(), 16);
        // Between markers, everything up to the second one counts.
        assert_eq!(decode(format!("{}ABCD", &text[..20]).as_bytes(), 0, Manner::Tolerant).bytes.len(), 18);
        assert!(may_begin(b"MIIB", 0) && may_begin(b"MIAG", 0));
        assert!(!may_begin(b"MEMO", 0) && !may_begin(b"Many", 0) && !may_begin(b"M", 0));
    }

    /// An element of 60 bytes in lines of some length, with a decoration between them.
    fn decorated(line: usize, decoration: &str) -> String {
        let element = [&[0x30, 58, 0x04, 56][..], &[7; 56]].concat();
        let text = forge::text::base64(&element);
        let lines: Vec<&str> =
            text.as_bytes().chunks(line).map(|line| std::str::from_utf8(line).unwrap()).collect();
        lines.join(decoration)
    }

    /// Where the decorated element at an offset of a text ends; `None` if it is not read.
    fn end_of_decorated(text: &str, start: usize) -> Option<usize> {
        let first = beginning(text.as_bytes(), start);
        let first = first.get(..first.len().min(8)).unwrap();
        let run = decode_decorated(text.as_bytes(), start, first)?;
        assert_eq!((run.bytes.len(), run.odd), (60, 0), "{text}");
        Some(run.end)
    }

    #[test]
    fn equally_decorated_lines_are_joined() {
        let long = "#".repeat(64);
        for (line, decoration) in
            [(16, "\" +\n  \""), (40, "\n# "), (79, "\n# "), (64, "|"), (20, long.as_str())]
        {
            let text = decorated(line, decoration);
            assert_eq!(end_of_decorated(&text, 0), Some(text.len()), "{line} {decoration}");
            let amid = format!("cert = {text}\";\nMIIB");
            assert_eq!(end_of_decorated(&amid, 7), Some(7 + text.len()), "{line} {decoration}");
        }
        let padded = [&[0x30, 57, 0x04, 55][..], &[7; 55]].concat();
        let padded = forge::text::base64(&padded);
        let text = format!("{}\n# {}", &padded[..40], &padded[40..]);
        let run = decode_decorated(text.as_bytes(), 0, &[0x30, 57]).unwrap();
        assert_eq!((run.bytes.len(), run.end), (59, text.len()));
    }

    #[test]
    fn other_lines_are_not_joined() {
        let good = decorated(20, "\n# ");
        assert!(end_of_decorated(&good, 0).is_some());
        let no = |text: &str| assert_eq!(end_of_decorated(text, 0), None, "{text}");
        no(&decorated(15, "\n# "));
        no(&decorated(20, &"#".repeat(65)));
        no(&decorated(80, "\n# "));
        no(&good.replacen("\n# ", "\n##", 1));
        no(&good[..good.len() - 1]);
        // Its content is longer than the element inside it.
        no(&good.replacen("MDoEO", "MDoEN", 1));
        // Not a SEQUENCE.
        no(&good.replacen("MDo", "MTo", 1));
    }
}
