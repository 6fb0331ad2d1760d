//! Binary content: consecutive DER elements, containers with magic bytes of their own, and certificates somewhere in
//! other files.

use super::asn1::{Structure, structure};
use super::text::Page;
use super::tlv::{self, Element, tag};
use super::{Content, Found, Place, Search, encoding, keys, pem, pkcs7, pkcs12, store, zip};
use crate::certificate::{Defect, Oid, Span};

/// Looks for what starts at the first byte; returns whether it was recognized.
pub(super) fn find(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    zip::find(search, bytes, place)
        || store::find(search, bytes, place)
        || keys::find(search, bytes, place)
        || row(search, bytes, place)
}

/// Consecutive DER elements, usually a single one.
fn row(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let mut found: Vec<(Element<'_>, Structure)> = Vec::new();
    for element in tlv::elements(bytes) {
        let Some(structure) = structure(element) else { break };
        found.push((element, structure));
    }
    let Some(((last, structure_of_last), others)) = found.split_last() else { return false };
    let count = found.len();
    for (number, (element, structure)) in (1..).zip(others) {
        let origin = place.origin(&format!("{} {number} of {count} in DER", noun(*structure)));
        named(search, *element, *structure, place, origin, truncated(*element, place).into_iter().collect());
    }
    let origin = match count {
        1 => place.origin_or("DER"),
        _ => place.origin(&format!("{} {count} of {count} in DER", noun(*structure_of_last))),
    };
    let mut defects: Vec<Defect> = truncated(*last, place).into_iter().collect();
    let mut place = place.clone();
    let end = last.offset + last.whole.len();
    // Trailing content is read first, because what is left of it becomes a defect of the last element.
    let before = search.items.len();
    match bytes.get(end..).and_then(trust_settings) {
        Some(notes) => place.notes.extend(notes),
        None => defects.extend(trailing(search, bytes, end, &place)),
    }
    let behind = search.items.split_off(before);
    named(search, *last, *structure_of_last, &place, origin, defects);
    search.append(behind);
    true
}

fn noun(structure: Structure) -> &'static str {
    match structure {
        Structure::Certificate => "certificate",
        Structure::Request => "request",
        Structure::RevocationList => "revocation list",
        Structure::PrivateKey(_) | Structure::EncryptedKey => "private key",
        _ => "element",
    }
}

/// Adds an element, or the items inside it.
fn named(
    search: &mut Search<'_>,
    element: Element<'_>,
    structure: Structure,
    place: &Place,
    origin: String,
    defects: Vec<Defect>,
) {
    let span = place.span(element.offset, element.whole.len());
    let add = |search: &mut Search<'_>, content, more: Option<Defect>| {
        let defects = defects.iter().cloned().chain(more).collect();
        search
            .add(place, Found { origin: origin.clone(), span, content, defects, notes: place.notes.clone() });
    };
    match structure {
        Structure::Certificate => add(search, Content::Certificate(element.whole.to_vec()), None),
        Structure::Request => add(search, Content::Request(element.whole.to_vec()), None),
        Structure::RevocationList => add(search, Content::RevocationList(element.whole.to_vec()), None),
        Structure::PrivateKey(form) => add(search, Content::PrivateKey, Some(private_key(form))),
        Structure::EncryptedKey => {
            add(search, Content::PrivateKey, Some(private_key("PKCS#8, encrypted with a password")));
        }
        Structure::Other(what) => {
            let inside =
                Place { inside: place.origin(what), base: place.base_at(element.offset), ..place.clone() };
            if !find_embedded(search, element.whole, &inside) {
                add(search, Content::Unknown, Some(without_certificates(what)));
            }
        }
        container => {
            // Defects of the container apply to everything in it.
            let mut inside = place.clone();
            inside.defects.extend(defects);
            match container {
                Structure::ContentInfo => pkcs7::content_info(search, element, &inside, &origin),
                Structure::SignedData => pkcs7::signed_data(search, element, &inside, &origin),
                Structure::Pkcs12 => pkcs12::find(search, element, &inside, &origin),
                Structure::CertificatePair => pkcs7::pair(search, element, &inside),
                Structure::NetscapeSequence => pkcs7::netscape_sequence(search, element, &inside, &origin),
                _ => pkcs7::row(search, element, &inside, "sequence of certificates"),
            }
        }
    }
}

/// Reports what was found instead of a certificate.
pub(super) fn without_certificates(what: &str) -> Defect {
    let message = format!("This contains no certificate. It is {what}.");
    Defect { id: "no-certificate", message, span: None }
}

/// Reports a private key. Its bytes are not kept.
pub(super) fn private_key(form: &str) -> Defect {
    let message = format!(
        "This is a private key ({form}). It was not kept, shown or sent, but anyone who has this file has the key."
    );
    Defect { id: "private-key", message, span: None }
}

/// Reports how much of an element is missing, if anything.
pub(super) fn truncated(element: Element<'_>, place: &Place) -> Option<Defect> {
    if element.indefinite && element.missing > 0 && !place.has_end {
        let message = "Its end marker is missing: the file is incomplete.".to_owned();
        return Some(Defect { id: "truncated", message, span: None });
    }
    missing(element.missing, place)
}

/// Reports how many bytes are missing, if any.
pub(super) fn missing(bytes: usize, place: &Place) -> Option<Defect> {
    let message = match (bytes, place.has_end) {
        (0, _) => return None,
        (..=MAX_MISSING, false) => format!("The last {bytes} bytes are missing: the file is incomplete."),
        (..=MAX_MISSING, true) => {
            format!(
                "{bytes} bytes are missing in the middle, although the end is present: one or more lines were lost."
            )
        }
        _ => "Its length field is damaged, or more than 2 GB are missing.".to_owned(),
    };
    Some(Defect { id: "truncated", message, span: None })
}

/// The most missing bytes that are plausible: no file is that long, so a larger number is damage.
const MAX_MISSING: usize = 0x7fff_ffff;

/// What openssl writes after a `TRUSTED CERTIFICATE`: the EKUs it is trusted and not trusted for, and a name.
fn trust_settings(rest: &[u8]) -> Option<Vec<String>> {
    let settings =
        Element::read(rest).filter(|all| all.tag == tag::SEQUENCE && all.whole.len() == rest.len())?;
    let mut notes = Vec::new();
    for part in settings.children() {
        match part.tag {
            tag::SEQUENCE | tag::CONTEXT_0 => {
                let purposes: Vec<String> = part
                    .children()
                    .map(|child| {
                        (child.tag == tag::OID).then(|| Oid::from_content(child.content).to_string())
                    })
                    .collect::<Option<_>>()?;
                let what = if part.tag == tag::SEQUENCE { "trusted for" } else { "rejected for" };
                notes.push(format!("openssl: {what} {}", purposes.join(", ")));
            }
            tag::UTF8 => notes.push(format!("friendly name: {}", String::from_utf8_lossy(part.content))),
            tag::OCTET_STRING | tag::CONTEXT_1 => {}
            _ => return None,
        }
    }
    Some(notes)
}

/// Looks for items after the last element, and reports what is left.
fn trailing(search: &mut Search<'_>, bytes: &[u8], end: usize, place: &Place) -> Option<Defect> {
    let rest = bytes.get(end..).filter(|rest| !rest.is_empty())?;
    let gap = rest.iter().take_while(|byte| is_blank(**byte)).count();
    let behind = rest.get(gap..).filter(|behind| !behind.is_empty());
    let inside = place.within("trailing bytes", place.base_at(end + gap));
    let Some(blanked) = behind.and_then(|behind| search.behind(behind, &inside)) else {
        let what = match (rest.iter().all(|byte| *byte == 0), behind) {
            (true, _) => "zero",
            (_, None) => "white space",
            _ => "extra",
        };
        return Some(left_behind(rest.len(), what, place.span(end, rest.len())));
    };
    let left: Vec<u8> = rest.iter().take(gap).copied().chain(blanked).collect();
    let belongs = |byte: &u8| !byte.is_ascii_whitespace();
    let (first, last) = (left.iter().position(belongs)?, left.iter().rposition(belongs)?);
    let count = left.iter().filter(|byte| belongs(byte)).count();
    let what = match left.iter().filter(|byte| belongs(byte)).all(|byte| *byte == 0) {
        true => "zero",
        false => "extra",
    };
    // If the text was in another encoding, its offsets differ from those of the bytes.
    let span = (left.len() == rest.len()).then(|| place.span(end + first, last + 1 - first)).flatten();
    Some(left_behind(count, what, span))
}

fn left_behind(count: usize, what: &str, span: Option<Span>) -> Defect {
    let message = match count {
        1 => format!("1 {what} byte follows the end."),
        _ => format!("{count} {what} bytes follow the end."),
    };
    Defect { id: "trailing-bytes", message, span }
}

fn is_blank(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

/// Looks for elements at any offset that can be recognized by their frame alone; returns whether there are any.
pub(super) fn find_embedded(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let found = embedded(bytes);
    for (number, (span, structure)) in (1..).zip(&found) {
        add_embedded(search, bytes, place, *span, *structure, (number, found.len()));
    }
    !found.is_empty()
}

fn add_embedded(
    search: &mut Search<'_>,
    bytes: &[u8],
    place: &Place,
    span: Span,
    structure: Structure,
    (number, count): (usize, usize),
) {
    let whole = bytes.get(span.offset..span.offset + span.length).unwrap_or_default();
    let Some(element) = Element::read(whole) else { return };
    let origin = place.origin(&format!("{} {number} of {count}, found by its structure", noun(structure)));
    let here = Place { base: place.base_at(span.offset), ..place.clone() };
    named(search, element, structure, &here, origin, Vec::new());
}

/// The elements at any offset that can be recognized by their frame.
///
/// Every offset is visited once and only for its frame, so this is one pass.
pub(super) fn embedded(bytes: &[u8]) -> Vec<(Span, Structure)> {
    let mut found: Vec<(Span, Structure)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..) {
        let Some(next) = rest.windows(2).position(|pair| matches!(pair, [0x30, 0x81..=0x83])) else { break };
        at += next;
        let Some((length, structure)) = bytes.get(at..).and_then(framed) else {
            at += 1;
            continue;
        };
        found.push((Span { offset: at, length }, structure));
        at += length;
    }
    found
}

/// Looks for items inside other files: certificates by their structure, and between them everything in text, if there
/// are PEM blocks. Returns the bytes with all finds blanked; `None` if there are none.
///
/// Bytes without any of it are not copied.
pub(super) fn find_anywhere(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> Option<Vec<u8>> {
    let embedded = embedded(bytes);
    let has_text = pem::is_in(bytes) || is_text_around(bytes, &embedded);
    if embedded.is_empty() && !has_text {
        return None;
    }
    let before = search.items.len();
    let mut page = Page::new(bytes.to_vec());
    for (span, _) in &embedded {
        page.blank(*span);
    }
    if has_text {
        encoding::make_readable(&mut page.bytes);
        page.read(search, place);
    }
    for (number, (span, structure)) in (1..).zip(&embedded) {
        let before = search.items.len();
        add_embedded(search, bytes, place, *span, *structure, (number, embedded.len()));
        page.group(search, before, span.offset);
    }
    page.put_in_order(search, place, before);
    (search.items.len() > before).then_some(page.bytes)
}

/// Whether there is text before the first or after the last of some ranges.
fn is_text_around(bytes: &[u8], stretches: &[(Span, Structure)]) -> bool {
    let (Some((first, _)), Some((last, _))) = (stretches.first(), stretches.last()) else { return false };
    let is_text = |bytes: Option<&[u8]>| {
        bytes.and_then(encoding::text).is_some_and(|text| !text.text.trim().is_empty())
    };
    is_text(bytes.get(..first.offset)) || is_text(bytes.get(last.offset + last.length..))
}

/// The length and type of the element here, if its frame shows what it is: everything signed has a body, an algorithm
/// and a signature that ends it, and keys and PKCS#12 files start with a version. Reading a few headers costs the same
/// everywhere; walking through possible elements does not.
fn framed(bytes: &[u8]) -> Option<(usize, Structure)> {
    let length = tlv::length_of_first(bytes)?;
    let whole = bytes.get(..length)?;
    let content = whole.get(whole.len() - tlv::content_of_first(whole)?.len()..)?;
    let frame =
        FRAMES.iter().find(|frame| content.starts_with(frame.begin) && are_tagged(content, frame.tags))?;
    if let Some(structure) = frame.structure {
        return Some((length, structure));
    }
    let known = structure(Element::read(whole)?)?;
    let is_signed = matches!(known, Structure::Certificate | Structure::Request | Structure::RevocationList);
    is_signed.then_some((length, known))
}

struct Frame {
    begin: &'static [u8],
    /// The tags of all its children.
    tags: &'static [u8],
    /// Its type; if the frame alone does not show it, the structure does.
    structure: Option<Structure>,
}

const FRAMES: [Frame; 6] = [
    Frame {
        begin: &[tag::SEQUENCE],
        tags: &[tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING],
        structure: None,
    },
    Frame {
        begin: &[2, 1, 3, tag::SEQUENCE],
        tags: &[tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE],
        structure: Some(Structure::Pkcs12),
    },
    Frame {
        begin: &[2, 1, 0, tag::SEQUENCE],
        tags: &[tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING],
        structure: Some(Structure::PrivateKey("PKCS#8")),
    },
    Frame {
        begin: &[2, 1, 0, tag::SEQUENCE],
        tags: &[tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, tag::CONTEXT_0],
        structure: Some(Structure::PrivateKey("PKCS#8")),
    },
    Frame {
        begin: &[2, 1, 0, tag::INTEGER],
        tags: &[tag::INTEGER; 9],
        structure: Some(Structure::PrivateKey("PKCS#1, RSA")),
    },
    Frame {
        begin: &[2, 1, 1, tag::OCTET_STRING],
        tags: &[tag::INTEGER, tag::OCTET_STRING, tag::CONTEXT_0, tag::CONTEXT_1],
        structure: Some(Structure::PrivateKey("SEC 1, elliptic curve")),
    },
];

/// Whether the bytes are elements with exactly these tags.
fn are_tagged(mut bytes: &[u8], tags: &[u8]) -> bool {
    for tag in tags {
        if bytes.first() != Some(tag) {
            return false;
        }
        let rest = tlv::length_of_first(bytes).and_then(|length| bytes.get(length..));
        let Some(rest) = rest else { return false };
        bytes = rest;
    }
    bytes.is_empty()
}

/// Whether these can be the first bytes of an element worth reading: a sequence with a length in the long form or an
/// indefinite one, or one of the few private keys that fit the short form.
pub(super) fn may_begin(mut octets: impl Iterator<Item = u8>) -> bool {
    if octets.next() != Some(tag::SEQUENCE) {
        return false;
    }
    match octets.next() {
        Some(0x80..=0x84) => true,
        Some(0..0x80) => {
            let mut first = [0; 6];
            first.iter_mut().zip(octets).for_each(|(place, octet)| *place = octet);
            matches!(
                first,
                [tag::INTEGER, 1, 0 | 1, tag::SEQUENCE, _, tag::OID]
                    | [tag::INTEGER, 1, 1, tag::OCTET_STRING, SHORTEST_KEY..0x80, _]
            )
        }
        _ => false,
    }
}

/// No elliptic curve in use has a shorter private key; most names in messages of management protocols, which start
/// alike, are shorter.
const SHORTEST_KEY: u8 = 20;

/// Describes the bytes in a sentence.
pub(super) fn describe(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "The file is empty.".to_owned();
    }
    let known = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, what)| *what);
    let what = known.unwrap_or_else(|| match (bytes.first(), encoding::text(bytes)) {
        (_, Some(text)) if text.text.trim().is_empty() => "text with nothing but white space",
        (_, Some(text)) if text.text.trim_start().starts_with('<') => "XML or HTML",
        (_, Some(text)) if is_json(text.text.trim()) => "JSON or other text in brackets",
        (_, Some(_)) => "text",
        (Some(0x30), None) => "ASN.1, but of an unknown structure or damaged at the start",
        _ => "unknown binary data",
    });
    let size = match bytes.len() {
        1 => "1 byte".to_owned(),
        many => format!("{many} bytes"),
    };
    format!("Nothing usable was found in its {size}. It looks like {what}.")
}

/// Whether a text as a whole is in brackets; section headers in settings have them only around the name.
fn is_json(text: &str) -> bool {
    [('{', '}'), ('[', ']')].iter().any(|(open, close)| text.starts_with(*open) && text.ends_with(*close))
}

const MARKS: [(&[u8], &str); 23] = [
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"MSCF", "a cabinet file; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an Office document or Outlook message in the old binary format"),
    (b"ElfFile\0", "a Windows event log; export the event as text or XML"),
    (b"regf", "a registry hive; export the key as a .reg file"),
    (b"PReg", "a registry policy file without certificates"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xfe\xed\xfe\xed", "a Java key store without readable certificates"),
    (b"\xce\xce\xce\xce", "a Java key store (JCEKS)"),
    (b"PK\x03\x04", "a damaged ZIP archive"),
    (b"ssh-", "an SSH public key"),
    (b"ecdsa-sha2-", "an SSH public key"),
    (b"L\0\0\0\x01\x14\x02\0", "a Windows shortcut; drop what it points to"),
];

#[cfg(test)]
mod tests {
    use super::super::{Content, File, Item, recognise};
    use forge::{Ca, Key, Leaf, der};

    fn items(bytes: &[u8]) -> Vec<Item> {
        recognise(File { name: "x", bytes }, &[])
    }

    /// Compares origin, position and first defect of every item.
    #[track_caller]
    fn check(bytes: &[u8], expect: &[(&str, usize, Option<&str>)]) {
        let items = items(bytes);
        let found: Vec<(&str, usize, Option<&str>)> = items
            .iter()
            .map(|item| {
                let defect = item.defects.first().map(|defect| defect.id);
                (item.origin.as_str(), item.span.map_or(0, |span| span.offset), defect)
            })
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn one_or_several_elements_are_found() {
        let (root, leaf) = (Ca::root("Corp Root CA").der(), Leaf::user("alice").der());
        check(&root, &[("DER", 0, None)]);
        check(
            &[&root[..], &leaf].concat(),
            &[("certificate 1 of 2 in DER", 0, None), ("certificate 2 of 2 in DER", root.len(), None)],
        );
        let row = der::sequence([root.clone(), leaf]);
        let start = row.len() - der::split(&row).unwrap().1.len();
        check(
            &row,
            &[
                ("certificate 1 of 2 in sequence of certificates", start, None),
                ("certificate 2 of 2 in sequence of certificates", start + root.len(), None),
            ],
        );
        check(&Key::named("alice").pkcs8(), &[("DER", 0, Some("private-key"))]);
    }

    #[test]
    fn trailing_and_missing_bytes_are_reported() {
        let root = Ca::root("Corp Root CA").der();
        check(&[&root[..], b"\r\n"].concat(), &[("DER", 0, Some("trailing-bytes"))]);
        check(
            &[&root[..], &[0; 3], &root].concat(),
            &[
                ("DER", 0, Some("trailing-bytes")),
                ("certificate 1 of 1, found by its structure in trailing bytes", root.len() + 3, None),
            ],
        );
        check(&root[..root.len() - 1], &[("DER", 0, Some("truncated"))]);
    }

    #[test]
    fn trailing_bytes_are_counted() {
        let check = |rest: &[u8], expect: &str| {
            let items = items(&[&Ca::root("Corp Root CA").der()[..], rest].concat());
            assert_eq!(items[0].defects[0].message, expect);
        };
        check(&[0], "1 zero byte follows the end.");
        check(&[0; 3], "3 zero bytes follow the end.");
        check(b"\r\n", "2 white space bytes follow the end.");
        check(&[7], "1 extra byte follows the end.");
        check(&[7, 8], "2 extra bytes follow the end.");
    }

    #[test]
    fn items_after_the_end_are_found() {
        let (root, key) = (Ca::root("Corp Root CA").der(), Key::named("alice").pkcs8());
        let leaf = Leaf::user("alice").der();
        let end = root.len();
        let behind = |rest: &[u8]| [&root[..], rest].concat();
        let pem = forge::text::pem("CERTIFICATE", &leaf);
        let block = ("PEM block 1 of 1 in trailing bytes", end, None);
        check(&behind(pem.as_bytes()), &[("DER", 0, None), block]);
        let noted = behind(format!("{pem}see above").as_bytes());
        check(&noted, &[("DER", 0, Some("trailing-bytes")), block]);
        let base64 = forge::text::base64(&leaf);
        check(&behind(base64.as_bytes()), &[("DER", 0, None), ("base64 in trailing bytes", end, None)]);
        check(
            &behind(&[b"\n", &key[..]].concat()),
            &[
                ("DER", 0, None),
                (
                    "private key 1 of 1, found by its structure in trailing bytes",
                    end + 1,
                    Some("private-key"),
                ),
            ],
        );
        let message = forge::container::pkcs7::certificates(std::slice::from_ref(&root));
        check(
            &[&message[..], pem.as_bytes()].concat(),
            &[
                ("certificate 1 of 1 in PKCS#7", message.len() - end - 2, None),
                ("PEM block 1 of 1 in trailing bytes", message.len(), None),
            ],
        );
    }

    #[test]
    fn pem_blocks_hide_no_other_items() {
        let (root, leaf) = (Ca::root("Corp Root CA").der(), Leaf::user("alice").der());
        let pem = forge::text::pem("CERTIFICATE", &root);
        let one = |number: usize| format!("certificate {number} of 2, found by its structure");
        // As in an uncompressed archive.
        let archive = [&[1, 0, 2][..], &leaf, &[0; 9], pem.as_bytes(), &[0; 9], &root, &[0xff; 9]].concat();
        let second = 3 + leaf.len() + 9;
        check(
            &archive,
            &[
                (&one(1), 3, None),
                ("PEM block 1 of 1", second, None),
                (&one(2), second + pem.len() + 9, None),
            ],
        );
        let western = [&b"f\xfcr alice:\r\n"[..], &leaf, b"\r\nund f\xfcr root\r\n", pem.as_bytes()].concat();
        check(
            &western,
            &[
                ("certificate 1 of 1, found by its structure", 12, None),
                ("PEM block 1 of 1", 12 + leaf.len() + 16, None),
            ],
        );
        check(
            &[pem.as_bytes(), &leaf].concat(),
            &[("PEM block 1 of 1", 0, None), ("certificate 1 of 1, found by its structure", pem.len(), None)],
        );
    }

    #[test]
    fn certificates_inside_other_files_are_found() {
        let root = Ca::root("Corp Root CA").der();
        let junk = [&b"\xfe\xed\xfe\xed\0\0\0\x02"[..], &root, &[0; 20]].concat();
        check(&junk, &[("certificate 1 of 1, found by its structure", 8, None)]);
    }

    #[track_caller]
    fn check_unknown(bytes: &[u8], expect: &str) {
        let items = items(bytes);
        let [Item { content: Content::Unknown, defects, .. }] = items.as_slice() else { panic!("{items:?}") };
        assert!(defects.iter().any(|defect| defect.message.contains(expect)), "{defects:?}");
    }

    #[test]
    fn unknown_content_is_described() {
        check_unknown(b"", "empty");
        check_unknown(b" \n", "white space");
        check_unknown(b"x", "in its 1 byte. It looks like text.");
        check_unknown(b"%PDF-1.7\n%\xe2", "PDF");
        check_unknown(b"hello", "Nothing usable was found in its 5 bytes. It looks like text.");
        check_unknown(b"<html></html>", "HTML");
        check_unknown(b"{}", "JSON");
        check_unknown(b"[\"a\", [1]]\n", "JSON");
        check_unknown(b"[Corp VPN]\r\nEncoding=1\r\nMEDIA=rastapi\r\n", "It looks like text.");
        check_unknown(b"\0\x01\x02", "unknown binary data");
        check_unknown(&forge::unhex("300d06092a864886f70d0101010500"), "ASN.1");
        check_unknown(&forge::unhex("30030a0106"), "OCSP response");
        check_unknown(&forge::unhex("3011300f300d300b30090500040004000201 01"), "ASN.1");
        check_unknown(&forge::unhex("30133011300f300d300b 30030601 2a 0400 0400 0200"), "OCSP request");
    }
}
