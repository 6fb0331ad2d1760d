//! PEM: `-----BEGIN …-----`, base64, `-----END …-----`, and what editors, mails and configuration files make of it.
//!
//! A well-formed block is read according to RFC 7468. Only blocks that are rejected there are read tolerantly.

use super::base64::{self, Manner};
use super::text::Page;
use super::tlv::tag;
use super::{Content, Found, Place, Search, binary};
use crate::certificate::{Defect, Span};
use zeroize::Zeroizing;

/// Looks for every block in a text.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let blocks = blocks(&page.bytes);
    let count = blocks.len();
    let mut above = 0;
    for (number, block) in (1..).zip(&blocks) {
        let label = label(&page.bytes, block.label);
        let mut body = read(&page.bytes, block);
        let origin = format!("PEM block {number} of {count}");
        let mut inside = place.written(&origin, block.whole);
        inside.notes.extend(bag_attributes(page.bytes.get(above..block.whole.offset).unwrap_or_default()));
        above = block.whole.offset + block.whole.length;
        inside.defects.extend(body.defect.take());
        inside.has_end = block.end.is_some();
        let before = search.items.len();
        let known = search.take(body.bytes.len()) && binary::find(search, &body.bytes, &inside);
        if !known || search.items.len() == before {
            let (content, defects) = by_label(&label, body);
            let span = inside.span(0, 0);
            search.add(&inside, Found { span, defects, ..Found::new(inside.inside.clone(), content) });
        }
        page.group(search, before, block.whole.offset);
    }
    for block in blocks {
        page.blank(block.whole);
    }
}

/// The start of every block.
const BEGIN: &[u8] = b"-----BEGIN";

/// Whether a block starts with these bytes, in UTF-8 or UTF-16.
pub(super) fn begins(octets: impl Iterator<Item = u8>) -> bool {
    let octets = octets.take(BEGIN.len() * 2).filter(|octet| *octet != 0);
    octets.take(BEGIN.len()).eq(BEGIN.iter().copied())
}

/// Whether there is a block anywhere in the bytes.
pub(super) fn is_in(bytes: &[u8]) -> bool {
    let dashes = bytes.iter().enumerate().filter(|(_, byte)| BEGIN.first() == Some(byte));
    dashes.filter_map(|(at, _)| bytes.get(at..)).any(|rest| begins(rest.iter().copied()))
}

/// The type of a block whose content has no known structure.
fn by_label(label: &str, body: Body) -> (Content, Vec<Defect>) {
    if label.contains("PRIVATE KEY") {
        let form = if body.encrypted { "encrypted with a password" } else { label };
        return (Content::PrivateKey, vec![binary::private_key(form)]);
    }
    let claims = body.bytes.first() == Some(&0x30);
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" if claims => {
            (Content::Certificate(body.bytes.to_vec()), Vec::new())
        }
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" if claims => {
            (Content::Request(body.bytes.to_vec()), Vec::new())
        }
        "X509 CRL" if claims => (Content::RevocationList(body.bytes.to_vec()), Vec::new()),
        _ => {
            let what =
                if body.bytes.is_empty() { "nothing that can be decoded" } else { "no known structure" };
            let message = format!("The block is labeled `{label}` but contains {what}.");
            (Content::Unknown, vec![Defect { id: "not-recognised", message, span: None }])
        }
    }
}

struct Body {
    /// Wiped when dropped: it may be a private key.
    bytes: Zeroizing<Vec<u8>>,
    /// Whether a header says that the body is encrypted.
    encrypted: bool,
    defect: Option<Defect>,
}

fn read(text: &[u8], block: &Block) -> Body {
    let whole = text.get(range(block.whole)).unwrap_or_default();
    if let Ok((_, bytes)) = pem_rfc7468::decode_vec(whole) {
        return Body { bytes: Zeroizing::new(bytes), encrypted: false, defect: None };
    }
    let body = text.get(range(block.body)).unwrap_or_default();
    let (headers, start) = headers(body);
    let manner = if block.end.is_some() { Manner::Tolerant } else { Manner::Strict };
    let mut run = base64::decode(body, start, manner);
    if run.bytes.first() != Some(&tag::SEQUENCE)
        && let Some(lines) = without_margin(body.get(start..).unwrap_or_default())
    {
        run = base64::decode(&lines, 0, manner);
    }
    let encrypted = headers.windows(9).any(|window| window.eq_ignore_ascii_case(b"ENCRYPTED"));
    let label = label(text, block.label);
    let end = block.end.map(|end| self::label(text, end));
    let message = match &end {
        None => "The block has no END line: it was cut off, or the line was lost.".to_owned(),
        Some(end) if *end != label => {
            format!("The block begins with one label and ends with another, `{end}`.")
        }
        _ if run.odd > 0 => {
            format!("The block contains {} characters that are not base64; they were skipped.", run.odd)
        }
        _ if !headers.is_empty() => "The block contains header lines; strict readers reject it.".to_owned(),
        _ => "The lines of the block do not follow RFC 7468; strict readers reject it.".to_owned(),
    };
    let id = match end {
        None => "pem-without-end",
        Some(end) if end != label => "pem-labels-differ",
        _ if run.odd > 0 => "pem-odd-characters",
        _ => "pem-irregular",
    };
    let span = Some(block.whole);
    Body { bytes: Zeroizing::new(run.bytes), encrypted, defect: Some(Defect { id, message, span }) }
}

/// The lines without what a listing or a diff puts before each: a line number, or a sign.
fn without_margin(body: &[u8]) -> Option<Vec<u8>> {
    let lines = body.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    let lines: Option<Vec<&[u8]>> = lines.filter(|line| !line.is_empty()).map(behind_margin).collect();
    lines.map(|lines| lines.join(&b'\n'))
}

fn behind_margin(line: &[u8]) -> Option<&[u8]> {
    if let [b'+' | b'-', line @ ..] = line {
        return Some(line);
    }
    let digits = line.iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
    let behind = line.get(digits..).filter(|_| digits > 0)?;
    match behind.split_first() {
        // The number of the END line is the last of the body.
        None => Some(behind),
        Some((mark, rest)) => b":|. \t".contains(mark).then_some(rest),
    }
}

/// The RFC 1421 headers at the start of a body, and the offset of the base64 after them.
fn headers(body: &[u8]) -> (&[u8], usize) {
    let mut at = 0;
    let mut end = 0;
    let mut in_header = false;
    for line in body.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let begins = is_header(line);
        let goes_on = in_header && line.starts_with(b" ");
        let blank = line.trim_ascii().is_empty();
        if !begins && !goes_on && !blank {
            break;
        }
        at += line.len();
        in_header = begins || goes_on;
        if in_header {
            end = at;
        }
    }
    (body.get(..end).unwrap_or_default(), end)
}

/// Whether a line starts with the name of a header. Markup of documents contains colons as well.
fn is_header(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
    let name = line.get(..colon).unwrap_or_default();
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && !line.contains(&b'<')
}

struct Block {
    whole: Span,
    label: Span,
    body: Span,
    /// The label of its END line.
    end: Option<Span>,
}

fn blocks(text: &[u8]) -> Vec<Block> {
    let marks = marks(text);
    let mut blocks = Vec::new();
    let mut rest = marks.iter().peekable();
    while let Some(mark) = rest.next() {
        if mark.ends {
            continue;
        }
        let next = rest.peek();
        let body = mark.whole.offset + mark.whole.length;
        let end = next.map_or(text.len(), |next| next.whole.offset);
        let (end_label, whole_end) = match next {
            Some(next) if next.ends => (Some(next.label), next.whole.offset + next.whole.length),
            _ => (None, end),
        };
        blocks.push(Block {
            whole: Span { offset: mark.whole.offset, length: whole_end - mark.whole.offset },
            label: mark.label,
            body: Span { offset: body, length: end - body },
            end: end_label,
        });
    }
    blocks
}

/// `-----BEGIN X-----` or `-----END X-----`.
struct Mark {
    whole: Span,
    label: Span,
    ends: bool,
}

/// The maximum length of a label.
const LABEL: usize = 64;

/// Finds the BEGIN and END markers, including those whose dashes a word processor changed or an editor lost.
fn marks(text: &[u8]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(next) =
        text.get(at..).and_then(|rest| rest.iter().position(|byte| dash(&[*byte]) > 0 || *byte == 0xe2))
    {
        at += next;
        let dashes = dash(text.get(at..).unwrap_or_default());
        if dashes == 0 {
            at += 1;
            continue;
        }
        match mark(text, at, at + dashes) {
            Some(mark) => {
                at = mark.whole.offset + mark.whole.length;
                marks.push(mark);
            }
            None => at += dashes,
        }
    }
    marks
}

fn mark(text: &[u8], start: usize, behind_dashes: usize) -> Option<Mark> {
    let blanks = text.get(behind_dashes..)?.iter().take_while(|byte| **byte == b' ').take(4).count();
    let word = behind_dashes + blanks;
    let (ends, behind_word) = match behind(text, word, b"BEGIN") {
        Some(end) => (false, end),
        None => (true, behind(text, word, b"END")?),
    };
    let from = BLANKS.iter().find_map(|blank| behind(text, behind_word, blank.as_bytes()))?;
    if behind_dashes - start < 2 {
        return None;
    }
    let mut to = from;
    while to - from < LABEL {
        match part_of_label(text.get(to..)?) {
            0 => break,
            length => to += length,
        }
    }
    let dashes = dash(text.get(to..)?);
    if dashes < 2 {
        return None;
    }
    let whole = Span { offset: start, length: to + dashes - start };
    Some(Mark { whole, label: Span { offset: from, length: to - from }, ends })
}

/// The blank between the words of a marker, as in text, URLs, headers and HTML.
const BLANKS: [&str; 6] = [" ", "+", "%20", "&nbsp;", "&#160;", "\u{a0}"];

/// Soft line breaks of quoted-printable mail, which can be anywhere in a marker.
const SOFT_BREAKS: [&str; 2] = ["=\r\n", "=\n"];

/// The offset behind a word that starts here.
fn behind(text: &[u8], start: usize, word: &[u8]) -> Option<usize> {
    word.iter().try_fold(start, |at, letter| {
        let at = at + one_of(&SOFT_BREAKS, text.get(at..)?);
        (text.get(at) == Some(letter)).then_some(at + 1)
    })
}

/// The length of the next character of a label.
fn part_of_label(text: &[u8]) -> usize {
    match text.first() {
        Some(byte) if byte.is_ascii_alphanumeric() || b" #.%+".contains(byte) => 1,
        _ => one_of(&SOFT_BREAKS, text).max(one_of(&BLANKS, text)),
    }
}

fn one_of(written: &[&str], text: &[u8]) -> usize {
    written.iter().find(|written| text.starts_with(written.as_bytes())).map_or(0, |written| written.len())
}

/// A label without what mail, URLs and HTML made of it.
fn label(text: &[u8], span: Span) -> String {
    let written = String::from_utf8_lossy(text.get(range(span)).unwrap_or_default()).into_owned();
    let joined = SOFT_BREAKS.iter().fold(written, |label, mark| label.replace(mark, ""));
    BLANKS.iter().fold(joined, |label, blank| label.replace(blank, " ")).trim_end().to_owned()
}

/// The length of the dashes here in bytes: hyphens and typographic dashes, of which word processors mix both.
fn dash(text: &[u8]) -> usize {
    let dash = |at: usize| match text.get(at..) {
        Some([b'-', ..]) => 1,
        Some([0xe2, 0x80, 0x90..=0x95, ..]) => 3,
        _ => 0,
    };
    let mut length = 0;
    loop {
        let soft_break =
            if length > 0 { one_of(&SOFT_BREAKS, text.get(length..).unwrap_or_default()) } else { 0 };
        match dash(length + soft_break) {
            0 => return length,
            more => length += soft_break + more,
        }
    }
}

/// The friendly name that openssl writes above a block from a PKCS#12 file, near the end of the text above it.
fn bag_attributes(above: &[u8]) -> Option<String> {
    let near = String::from_utf8_lossy(above.get(above.len().saturating_sub(1024)..).unwrap_or_default());
    let name = near.lines().rev().find_map(|line| line.trim().strip_prefix("friendlyName: "))?;
    Some(format!("friendly name: {}", name.trim()))
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.offset..span.offset.saturating_add(span.length)
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use forge::container::pem as forged;
    use forge::text::pem;

    const DER: &[u8] = include_bytes!("../../tests/cases/intake/der/one.cer");

    /// Checks that there is one certificate, with these defects.
    #[track_caller]
    fn check(text: &str, defects: &[&str]) {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let contents: Vec<&Content> = items.iter().map(|item| &item.content).collect();
        assert_eq!(contents, [&Content::Certificate(DER.to_vec())], "{text}");
        let found: Vec<&str> = items[0].defects.iter().map(|defect| defect.id).collect();
        assert_eq!(found, defects, "{text}");
    }

    #[track_caller]
    fn check_kind(label: &str, body: &[u8], expect: &Content, defect: Option<&str>) {
        let items = recognise(File { name: "x", bytes: pem(label, body).as_bytes() }, &[]);
        assert_eq!((items.len(), &items[0].content), (1, expect), "{label}");
        assert_eq!(items[0].defects.first().map(|defect| defect.id), defect, "{label}");
    }

    #[test]
    fn well_formed_blocks_have_no_defect() {
        check(&pem("CERTIFICATE", DER), &[]);
        check(&pem("X509 CERTIFICATE", DER), &[]);
        check(&forged::line_ends("\r\n", &pem("CERTIFICATE", DER)), &[]);
        check(&format!("Subject: x\n{}Regards\n-----\n", pem("CERTIFICATE", DER)), &[]);
    }

    #[test]
    fn damage_to_a_block_is_reported() {
        let block = pem("CERTIFICATE", DER);
        check(&forged::prefixed("    ", &block), &["pem-irregular"]);
        check(&forged::prefixed("> ", &block), &["pem-irregular"]);
        check(&forged::one_line(&block), &["pem-irregular"]);
        check(
            &forged::with_headers("CERTIFICATE", &[("X-Note", "a"), ("X-More", "b")], DER),
            &["pem-irregular"],
        );
        check(&block.replace("-----END CERTIFICATE-----", ""), &["pem-without-end"]);
        check(&block.replace("-----END CERTIFICATE-----", "-----END X-----"), &["pem-labels-differ"]);
        check(&block.replacen("MII", "M*II", 1), &["pem-odd-characters"]);
        check(&block.replace("-----", "\u{2014}\u{2014}"), &["pem-irregular"]);
        check(&block.replace("-----", "---"), &["pem-irregular"]);
        check(&block.replace("-----", "\u{2013}---"), &["pem-irregular"]);
        check(&block.replace("-----", "--\u{2014}-"), &["pem-irregular"]);
    }

    #[test]
    fn markup_around_the_lines_is_not_a_header() {
        let block = pem("CERTIFICATE", DER);
        let word = block.replace('\n', "</w:t></w:r></w:p>\n<w:p w:rsidR=\"00AB\"><w:r><w:t>");
        check(&word, &["pem-odd-characters"]);
        let page = block.replace('\n', "</span><br/>\n<span style=\"color:red\">");
        check(&page, &["pem-odd-characters"]);
        let headed = block.replacen('\n', "\nProc-Type: 4\nX-Note: a\n b\n\n", 1);
        check(&headed, &["pem-irregular"]);
    }

    #[test]
    fn soft_line_breaks_of_mails_are_joined() {
        let body = forge::text::base64(DER);
        let broken: Vec<&str> =
            body.as_bytes().chunks(75).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let block =
            format!("-----BEGIN CERTIFICATE-----\r\n{}\r\n-----END CERTIFICATE-----", broken.join("=\r\n"));
        check(&block, &["pem-irregular"]);
        let html = pem("CERTIFICATE", DER).replace('\n', "<br>").replace('=', "=3D");
        for width in 20..76 {
            let mail = format!("<html><p>{}</p>", html);
            let mail = forge::text::wrapped(&mail, width, "=\r\n");
            check(&mail, &["pem-odd-characters"]);
            check(&mail.replace("\r\n", "\n"), &["pem-odd-characters"]);
        }
        check(
            &html.replace("N CERT", "N&nbsp;CERT").replace("D CERT", "D&#160;CERT"),
            &["pem-odd-characters"],
        );
    }

    #[test]
    fn line_numbers_and_quotes_are_skipped() {
        let block = pem("CERTIFICATE", DER);
        let numbered: Vec<String> =
            block.lines().enumerate().map(|(number, line)| format!("{:>3}: {line}", number + 1)).collect();
        check(&numbered.join("\n"), &["pem-irregular"]);
        let added: Vec<String> = block.lines().map(|line| format!("+{line}")).collect();
        check(&added.join("\r\n"), &["pem-irregular"]);
        let listed: Vec<String> =
            block.lines().enumerate().map(|(number, line)| format!("{:>6}\t{line}", number + 1)).collect();
        check(&listed.join("\n"), &["pem-irregular"]);
        let removed: Vec<String> = block.lines().map(|line| format!("-{line}")).collect();
        check(&removed.join("\n"), &["pem-irregular"]);
        let program: Vec<String> = block.lines().map(|line| format!("    \"{line}\"")).collect();
        check(&program.join(" +\n"), &["pem-odd-characters"]);
        let address = |blank: &str| {
            let escaped = block.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            escaped.replace(' ', blank).replace('\n', "%0A")
        };
        check(&address("%20"), &["pem-irregular"]);
        check(&address("+"), &["pem-irregular"]);
        let key = pem("EC PRIVATE KEY", b"openssh").replace(' ', "%20");
        let items = recognise(File { name: "x", bytes: key.as_bytes() }, &[]);
        assert_eq!(items[0].content, Content::PrivateKey);
    }

    #[test]
    fn lost_line_differs_from_truncation() {
        let block = pem("CERTIFICATE", DER);
        let lines: Vec<&str> = block.lines().collect();
        let lost = [&lines[..4], &lines[5..]].concat().join("\n");
        let cut = lines[..4].join("\n");
        for (text, expect) in [(lost, "48 bytes are missing in the middle"), (cut, "the file is incomplete")]
        {
            let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
            let said = items[0].defects.iter().find(|defect| defect.id == "truncated").unwrap();
            assert!(said.message.contains(expect), "{}", said.message);
        }
    }

    #[test]
    fn label_decides_if_the_structure_is_unknown() {
        check_kind("OPENSSH PRIVATE KEY", b"openssh-key-v1\0", &Content::PrivateKey, Some("private-key"));
        check_kind("CERTIFICATE", &[0x30, 0], &Content::Certificate(vec![0x30, 0]), None);
        check_kind("CERTIFICATE", b"junk", &Content::Unknown, Some("not-recognised"));
        check_kind(
            "DH PARAMETERS",
            &forge::unhex("3006020105020102"),
            &Content::Unknown,
            Some("no-certificate"),
        );
        check_kind("X", b"", &Content::Unknown, Some("pem-irregular"));
    }

    #[test]
    fn friendly_name_above_a_block_belongs_to_it() {
        let bag = |name| forged::bag_attributes(name, "CN = a", "CN = b", DER);
        let text = format!("{}{}", bag("First"), pem("CERTIFICATE", DER));
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        assert_eq!(items[0].notes, ["friendly name: First"]);
        assert!(items[1].notes.is_empty());
        assert_eq!(items[1].origin, "PEM block 2 of 2");
        let span = items[1].span.unwrap();
        assert!(text[span.offset..span.offset + span.length].starts_with("-----BEGIN"));
        assert!(text[span.offset..span.offset + span.length].ends_with("END CERTIFICATE-----"));
    }
}
