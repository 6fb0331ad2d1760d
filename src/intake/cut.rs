//! Finds where a long text can be cut so that each part can be read on its own: after the END line of a PEM block, or
//! before the next record of a dump or an export.

use super::encoding;

/// The size of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of the text they decode to.
    pub text: usize,
}

/// How records start: a row of a CA database, an LDIF entry. Those of a store dump are numbered.
const BEGINS: [&[u8]; 3] = [b"Row ", b"dn: ", b"dn:: "];

/// Finds the end of the first part of a text that continues after these bytes; `None` if there is no known place to cut
/// it, so that it must be read as a whole.
#[must_use]
pub fn cut(window: &[u8]) -> Option<Cut> {
    // UTF-16, and anything that is not text, contains zeros.
    if window.contains(&0) || encoding::text(window.get(..SAMPLE).unwrap_or(window)).is_none() {
        return None;
    }
    let bytes = behind_the_last_block(window).or_else(|| before_the_last_record(window))?;
    let part = window.get(..bytes)?;
    let marks = if part.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = match std::str::from_utf8(part) {
        Ok(text) => text.len() - marks,
        // Read as the Western code page; each character beyond ASCII takes two bytes in UTF-8.
        Err(_) => part.len() - marks + part.iter().filter(|byte| !byte.is_ascii()).count(),
    };
    Some(Cut { bytes, text })
}

/// How many bytes are examined to tell text from binary data.
const SAMPLE: usize = 4096;

fn behind_the_last_block(window: &[u8]) -> Option<usize> {
    let mark = b"-----END ";
    let mut end = window.len();
    while let Some(at) = last(window.get(..end)?, mark) {
        let line = window.get(at..)?.iter().position(|byte| *byte == b'\n');
        if let Some(length) = line {
            return Some(at + length + 1);
        }
        end = at;
    }
    None
}

fn before_the_last_record(window: &[u8]) -> Option<usize> {
    let mut end = window.len();
    while let Some(at) = window.get(..end)?.iter().rposition(|byte| *byte == b'\n') {
        let line = window.get(at + 1..)?;
        if at > 0 && (BEGINS.iter().any(|begin| line.starts_with(begin)) || begins_in_store(line)) {
            return Some(at + 1);
        }
        end = at;
    }
    None
}

fn last(text: &[u8], mark: &[u8]) -> Option<usize> {
    let mut end = text.len();
    loop {
        let at = text.get(..end)?.iter().rposition(|byte| *byte == b'E')?;
        let begin = at.checked_sub(5);
        if begin.is_some_and(|begin| text.get(begin..).is_some_and(|rest| rest.starts_with(mark))) {
            return begin;
        }
        end = at;
    }
}

/// Whether a line is the heading of a certificate or CRL in a store dump: a word in any language, and a number. Nested
/// structures have headings of more words and stay together.
fn begins_in_store(line: &[u8]) -> bool {
    let Some(heading) = line.strip_prefix(b"================ ") else { return false };
    let mut words = heading.split(|byte| *byte == b' ');
    let number = words.nth(1).unwrap_or_default();
    !number.is_empty() && number.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::super::{File, recognise, recognise_part};
    use super::*;
    use forge::text::pem;

    const DER: &[u8] = include_bytes!("../../tests/cases/intake/der/one.cer");

    #[track_caller]
    fn check(window: &str, part: Option<&str>) {
        let found = cut(window.as_bytes()).map(|cut| &window[..cut.bytes]);
        assert_eq!(found, part, "{window}");
    }

    #[test]
    fn a_text_is_cut_where_a_record_ends() {
        check("a\n-----END X-----\nb", Some("a\n-----END X-----\n"));
        check("-----END X-----\r\n-----BEGIN X-----\nMII\n-----END X---", Some("-----END X-----\r\n"));
        check("Row 1:\n a\nRow 2:\n b\n", Some("Row 1:\n a\n"));
        check("x\n================ Certificate 1 ====\n  a\n  b", Some("x\n"));
        check("x\n================ Zertifikat 12 ====\n  a\n  b", Some("x\n"));
        check("x\n================ Begin Nesting Level 1 ====\n  a\n  b", None);
        check("dn: CN=a\nsn: a\n\ndn: CN=b\n", Some("dn: CN=a\nsn: a\n\n"));
        check("Row 1:\n endless", None);
        check("M\0I\0", None);
        check("", None);
        assert_eq!(cut(&[0x30, 0x82, 1, 2]), None);
    }

    #[test]
    fn the_length_of_the_text_is_known_in_every_encoding() {
        let length = |bytes: &[u8]| cut(bytes).map(|cut| cut.text);
        assert_eq!(length(b"\xef\xbb\xbfab-----END X-----\n"), Some(18));
        assert_eq!(length("\u{fc}-----END X-----\nx".as_bytes()), Some(18));
        assert_eq!(length(b"\xfc-----END X-----\nx"), Some(18));
    }

    #[test]
    fn parts_give_the_same_items_as_the_whole() {
        let whole: String = (0..20).map(|_| format!("\u{fc}ber\n{}", pem("CERTIFICATE", DER))).collect();
        let mut parts = Vec::new();
        let (mut at, mut offset) = (0, 0);
        while at < whole.len() {
            let window = whole.as_bytes().get(at..at + 5_000);
            let cut = window.and_then(cut);
            let end = cut.map_or(whole.len(), |cut| at + cut.bytes);
            parts.extend(recognise_part(File { name: "x", bytes: &whole.as_bytes()[at..end] }, offset, &[]));
            offset += cut.map_or(0, |cut| cut.text);
            at = end;
        }
        let all = recognise(File { name: "x", bytes: whole.as_bytes() }, &[]);
        assert_eq!(all.len(), 20);
        let shape = |items: &[super::super::Item]| -> Vec<_> {
            items.iter().map(|item| (item.span, item.content.clone())).collect()
        };
        assert_eq!(shape(&parts), shape(&all));
    }
}
