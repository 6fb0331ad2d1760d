//! Decodes ASN.1 strings, and formats text and bytes for display.

use super::Span;
use super::defects::Defects;
use super::walk::{Node, tag};
use std::fmt::{self, Display, Write};

/// Whether elements with this tag are strings.
pub(super) fn is_string(tag: u8) -> bool {
    matches!(
        tag,
        tag::UTF8
            | tag::NUMERIC
            | tag::PRINTABLE
            | tag::TELETEX
            | tag::VIDEOTEX
            | tag::IA5
            | tag::VISIBLE
            | tag::GENERAL
            | tag::UNIVERSAL
            | tag::BMP
    )
}

/// The name of a string type in the standard.
pub(super) fn type_name(tag: u8) -> &'static str {
    match tag {
        tag::UTF8 => "UTF8String",
        tag::NUMERIC => "NumericString",
        tag::PRINTABLE => "PrintableString",
        tag::TELETEX => "TeletexString",
        tag::VIDEOTEX => "VideotexString",
        tag::IA5 => "IA5String",
        tag::VISIBLE => "VisibleString",
        tag::GENERAL => "GeneralString",
        tag::UNIVERSAL => "UniversalString",
        tag::BMP => "BMPString",
        _ => "string of another type",
    }
}

/// The text of an element of any string type. Characters that the type does not allow are a defect, but are still read.
pub(super) fn read(node: &Node<'_>, defects: &mut Defects) -> String {
    if let Some(joined) = node.joined(defects) {
        return read_as(node.tag & !tag::CONSTRUCTED, &joined, node.span(), defects);
    }
    read_as(node.tag, node.content, node.content_span(), defects)
}

/// The text of bytes that have this string type.
pub(super) fn read_as(tag: u8, octets: &[u8], span: Span, defects: &mut Defects) -> String {
    match tag {
        tag::BMP => bmp(octets, span, defects),
        tag::UNIVERSAL => universal(octets, span, defects),
        _ => {
            let (text, flaw) = narrow(tag, octets);
            if let Some((id, message)) = flaw {
                defects.add(id, span, message);
            }
            text
        }
    }
}

type Flaw = (&'static str, &'static str);

/// Decodes single-byte text, or UTF-8.
fn narrow(tag: u8, octets: &[u8]) -> (String, Option<Flaw>) {
    let utf8 = std::str::from_utf8(octets);
    match (tag, utf8) {
        (tag::UTF8, Ok(text)) => (text.to_owned(), None),
        (tag::UTF8, Err(_)) => (
            String::from_utf8_lossy(octets).into_owned(),
            Some(("utf8-broken", "The UTF8String contains bytes that are not UTF-8.")),
        ),
        // The standard defines a character set for this type that nobody implements. Actual content is Latin-1, or
        // UTF-8 from careless issuers.
        (tag::TELETEX | tag::VIDEOTEX | tag::GENERAL, Ok(text)) => (text.to_owned(), None),
        (tag::TELETEX | tag::VIDEOTEX | tag::GENERAL, Err(_)) => (latin1(octets), None),
        (_, utf8) => {
            let flaw = (!permits(tag, octets)).then_some(match tag {
                tag::PRINTABLE => (
                    "printable-string-charset",
                    "The PrintableString contains characters that this type does not allow.",
                ),
                tag::NUMERIC => (
                    "numeric-string-charset",
                    "The NumericString contains characters other than digits and spaces.",
                ),
                tag::VISIBLE => (
                    "visible-string-charset",
                    "The VisibleString contains characters that this type does not allow.",
                ),
                _ => ("ia5-string-charset", "The IA5String contains characters that are not ASCII."),
            });
            (utf8.map_or_else(|_| latin1(octets), str::to_owned), flaw)
        }
    }
}

/// Whether a string type allows these bytes.
fn permits(tag: u8, octets: &[u8]) -> bool {
    let mut all = octets.iter();
    match tag {
        tag::PRINTABLE => all.all(|octet| {
            matches!(octet, b'a'..=b'z' | b'A'..=b'Z' | b'\''..=b')' | b'+'..=b':' | b' ' | b'=' | b'?')
        }),
        tag::NUMERIC => all.all(|octet| matches!(octet, b'0'..=b'9' | b' ')),
        tag::VISIBLE => all.all(|octet| matches!(octet, b' '..=b'~')),
        _ => octets.is_ascii(),
    }
}

fn latin1(octets: &[u8]) -> String {
    octets.iter().copied().map(char::from).collect()
}

/// Two bytes per character. Windows writes characters beyond the basic plane as surrogate pairs, although the type does
/// not have them.
fn bmp(octets: &[u8], span: Span, defects: &mut Defects) -> String {
    let (units, rest) = octets.as_chunks::<2>();
    if !rest.is_empty() {
        defects.add("bmp-string-odd", span, "The BMPString has an odd number of bytes.");
    }
    let mut broken = false;
    let mut text: String = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)))
        .map(|unit| {
            unit.unwrap_or_else(|_| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    if broken {
        defects.add("bmp-string-charset", span, "The BMPString contains half of a surrogate pair.");
    }
    text
}

/// Four bytes per character.
fn universal(octets: &[u8], span: Span, defects: &mut Defects) -> String {
    let (units, rest) = octets.as_chunks::<4>();
    let mut broken = !rest.is_empty();
    let mut text: String = units
        .iter()
        .map(|unit| {
            char::from_u32(u32::from_be_bytes(*unit)).unwrap_or_else(|| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    if broken {
        defects.add(
            "universal-string-charset",
            span,
            "The UniversalString contains bytes that are not characters.",
        );
    }
    text
}

/// The text with control, bidirectional and invisible characters made visible. Facts keep the text as it is; this is
/// for display.
#[must_use]
pub fn visible(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // Unicode has a symbol for each ASCII control character.
            '\0'..='\x1F' => {
                shown.push(
                    char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER),
                );
            }
            '\x7F' => shown.push('\u{2421}'),
            hidden if is_hidden(hidden) => {
                // Writing into a string cannot fail.
                let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(hidden));
            }
            other => shown.push(other),
        }
    }
    shown
}

/// Whether a text has only printable ASCII characters, as nearly all do.
fn is_plain(text: &str) -> bool {
    permits(tag::VISIBLE, text.as_bytes())
}

/// The same, with the line breaks kept.
#[must_use]
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Whether a character is invisible, or changes the direction of others.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{A0}'
        | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{1680}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}'
        | '\u{3000}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Whether a text contains characters that can make it look like another one: control characters, invisible ones
/// without width, and bidirectional ones. None of them belongs in a name.
pub(super) fn is_deceptive(text: &str) -> bool {
    let deceives = |character: char| {
        character.is_control()
            || matches!(character,
                '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
    };
    !is_plain(text) && text.chars().any(deceives)
}

/// Bytes in hexadecimal, lower case, without separators.
#[must_use]
pub fn hex(octets: &[u8]) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble });
    let mut text = String::with_capacity(octets.len().saturating_mul(2));
    for octet in octets {
        text.push(digit(octet >> 4));
        text.push(digit(octet & 15));
    }
    text
}

/// The same, computed only when it is displayed.
pub(super) fn in_hex(octets: &[u8]) -> impl Display {
    fmt::from_fn(|f| f.write_str(&hex(octets)))
}

/// The same for display: cut if long, with the length stated.
pub(super) fn hex_shown(octets: &[u8]) -> String {
    const SHOWN: usize = 256;
    match octets.get(..SHOWN) {
        Some(shown) if octets.len() > SHOWN => format!("{}… ({} bytes)", hex(shown), octets.len()),
        _ => hex(octets),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: u8, octets: &[u8], text: &str, defect: Option<&str>) {
        let mut defects = Defects::default();
        assert_eq!(read_as(tag, octets, Span::default(), &mut defects), text);
        assert_eq!(defects.into_vec().first().map(|defect| defect.id), defect);
    }

    #[test]
    fn every_string_type_is_read() {
        check(tag::UTF8, "Grüße".as_bytes(), "Grüße", None);
        check(tag::UTF8, b"Gr\xFC\xDFe", "Gr\u{FFFD}\u{FFFD}e", Some("utf8-broken"));
        check(tag::PRINTABLE, b"Corp (CA)", "Corp (CA)", None);
        check(tag::PRINTABLE, b"a@corp", "a@corp", Some("printable-string-charset"));
        check(tag::PRINTABLE, "Grüße".as_bytes(), "Grüße", Some("printable-string-charset"));
        check(tag::PRINTABLE, b"Gr\xFC\xDFe", "Grüße", Some("printable-string-charset"));
        check(tag::IA5, b"a@corp", "a@corp", None);
        check(tag::IA5, b"\xE9", "é", Some("ia5-string-charset"));
        check(tag::NUMERIC, b"12 3", "12 3", None);
        check(tag::NUMERIC, b"12-3", "12-3", Some("numeric-string-charset"));
        check(tag::VISIBLE, b"ok~", "ok~", None);
        check(tag::VISIBLE, b"\n", "\n", Some("visible-string-charset"));
        check(tag::TELETEX, b"Gr\xFC\xDFe", "Grüße", None);
        check(tag::TELETEX, "Grüße".as_bytes(), "Grüße", None);
        check(tag::BMP, &[0, 0x47, 0x4E, 0x2D], "G中", None);
        check(tag::BMP, &[0xD8, 0x3D, 0xDD, 0x11], "🔑", None);
        check(tag::BMP, &[0xD8, 0x3D], "\u{FFFD}", Some("bmp-string-charset"));
        check(tag::BMP, &[0, 0x47, 0], "G\u{FFFD}", Some("bmp-string-odd"));
        check(tag::UNIVERSAL, &[0, 0, 0, 0x47, 0, 1, 0xF5, 0x11], "G🔑", None);
        check(tag::UNIVERSAL, &[0x7F, 0, 0, 0], "\u{FFFD}", Some("universal-string-charset"));
        check(tag::UNIVERSAL, &[0, 0, 0], "\u{FFFD}", Some("universal-string-charset"));
    }

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(visible("plain – Grüße"), "plain – Grüße");
        assert_eq!(visible("a\0b\n\x7F"), "a␀b␊␡");
        assert_eq!(visible("\u{202E}moc"), "⟨U+202E⟩moc");
        assert_eq!(visible_lines("\u{1B}a\nb"), "␛a\nb");
        assert_eq!(visible("a\u{200B}b\u{A0}c\u{E0041}"), "a⟨U+200B⟩b⟨U+00A0⟩c⟨U+E0041⟩");
    }

    #[test]
    fn long_hexadecimal_is_cut_for_display() {
        assert_eq!(hex_shown(&[0xAB, 1]), "ab01");
        assert!(hex_shown(&[0; 300]).ends_with("00… (300 bytes)"));
    }
}
