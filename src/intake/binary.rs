//! Bytes that are no text: DER in a row, the containers that begin with a mark of their own, and certificates
//! that lie somewhere in a file of another kind.

use super::asn1::{Structure, structure};
use super::tlv::{self, Element, tag};
use super::{Content, Found, Place, Search, encoding, pkcs7, pkcs12, store, text, zip};
use crate::certificate::{Defect, Oid, Span};

/// Looks for what begins at the first byte; whether it was recognised.
pub(super) fn find(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    zip::find(search, bytes, place) || store::find(search, bytes, place) || row(search, bytes, place)
}

/// DER elements in a row, mostly a single one.
fn row(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let mut found: Vec<(Element<'_>, Structure)> = Vec::new();
    for element in tlv::elements(bytes) {
        let Some(structure) = structure(element) else { break };
        found.push((element, structure));
    }
    let Some((last, _)) = found.last() else { return false };
    let end = last.offset + last.whole.len();
    let count = found.len();
    for (place_in_row, (element, structure)) in found.iter().enumerate() {
        let number = place_in_row + 1;
        let origin = if count == 1 {
            place.origin_or("DER")
        } else {
            place.origin(&format!("{} {number} of {count} in DER", noun(*structure)))
        };
        let mut defects = Vec::new();
        defects.extend(truncated(*element));
        let mut place = place.clone();
        if number == count {
            match bytes.get(end..).and_then(trust_settings) {
                Some(notes) => place.notes.extend(notes),
                None => defects.extend(trailing(bytes, end, &place)),
            }
        }
        named(search, *element, *structure, &place, origin, defects);
    }
    if let Some(rest) = bytes.get(end..) {
        let place = place.within("trailing bytes", place.base_at(end));
        find_embedded(search, rest, &place);
    }
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

/// Adds what an element is, or what is inside it.
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
            add(search, Content::PrivateKey, Some(private_key("PKCS#8, encrypted under a password")));
        }
        Structure::Other(what) => {
            let inside =
                Place { inside: place.origin(what), base: place.base_at(element.offset), ..place.clone() };
            if !find_embedded(search, element.whole, &inside) {
                add(search, Content::Unknown, Some(without_certificates(what)));
            }
        }
        container => {
            // What was wrong with the wrapping is wrong for everything in it.
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

/// Says what was met instead of a certificate.
pub(super) fn without_certificates(what: &str) -> Defect {
    let message = format!("This is {what}. No certificate is in it.");
    Defect { id: "no-certificate", message, span: None }
}

/// Says that a private key was met. Its bytes stay behind.
pub(super) fn private_key(form: &str) -> Defect {
    let message = format!(
        "A private key lies here ({form}). It was not kept, shown or sent; whoever has this file has the key."
    );
    Defect { id: "private-key", message, span: None }
}

/// Says how much is missing of an element, if anything is.
pub(super) fn truncated(element: Element<'_>) -> Option<Defect> {
    if element.missing == 0 {
        return None;
    }
    let message = if element.indefinite {
        "The mark that ends it is missing: the file is cut off.".to_owned()
    } else {
        format!("The last {} bytes are missing: the file is cut off.", element.missing)
    };
    Some(Defect { id: "truncated", message, span: None })
}

/// What openssl writes behind a `TRUSTED CERTIFICATE`: a sequence of purposes it is trusted and not trusted for, and
/// a name.
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

fn trailing(bytes: &[u8], end: usize, place: &Place) -> Option<Defect> {
    let rest = bytes.get(end..).filter(|rest| !rest.is_empty())?;
    let what = if rest.iter().all(|byte| *byte == 0) {
        "zero bytes"
    } else if rest.iter().all(u8::is_ascii_whitespace) {
        "bytes of white space"
    } else {
        "bytes that do not belong to it"
    };
    let message = format!("Behind the end follow {} {what}.", rest.len());
    Some(Defect { id: "trailing-bytes", message, span: place.span(end, rest.len()) })
}

/// Looks for certificates, requests and lists that begin anywhere; whether there were any.
///
/// Every place is looked at once and only at its frame, so that this is one pass.
pub(super) fn find_embedded(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let mut found: Vec<(Span, Structure)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..) {
        let Some(next) = rest.windows(2).position(|pair| matches!(pair, [0x30, 0x81..=0x83])) else { break };
        at += next;
        let known = bytes.get(at..).and_then(framed).and_then(|element| {
            let structure = structure(element)?;
            let wanted =
                matches!(structure, Structure::Certificate | Structure::Request | Structure::RevocationList);
            wanted.then_some((element.whole.len(), structure))
        });
        match known {
            Some((length, structure)) => {
                found.push((Span { offset: at, length }, structure));
                at += length;
            }
            None => at += 1,
        }
    }
    let count = found.len();
    for (number, (span, structure)) in (1..).zip(found) {
        let whole = bytes.get(span.offset..span.offset + span.length).unwrap_or_default();
        let Some(element) = Element::read(whole) else { continue };
        let origin =
            place.origin(&format!("{} {number} of {count}, found by its structure", noun(structure)));
        let here = Place { base: place.base_at(span.offset), ..place.clone() };
        named(search, element, structure, &here, origin, Vec::new());
    }
    count > 0
}

/// Looks for what can be found inside a file of another kind: blocks of PEM, and certificates by their structure.
pub(super) fn find_anywhere(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    if bytes.windows(10).any(|window| window == b"-----BEGIN")
        && text::find(search, &encoding::forced(bytes), place)
    {
        return true;
    }
    find_embedded(search, bytes, place)
}

/// The element here, if it has the frame that everything signed has: a body, an algorithm and a signature that ends
/// it. Looking at three headers costs the same everywhere, which walking through what might be elements does not.
fn framed(bytes: &[u8]) -> Option<Element<'_>> {
    let length = tlv::length_of_first(bytes)?;
    let whole = bytes.get(..length)?;
    let start = whole.len() - tlv::content_of_first(whole)?.len();
    let mut rest = whole.get(start..)?;
    for tag in [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING] {
        if rest.first() != Some(&tag) {
            return None;
        }
        rest = rest.get(tlv::length_of_first(rest)?..)?;
    }
    if rest.is_empty() { Element::read(whole) } else { None }
}

/// What the bytes look like, in a sentence.
pub(super) fn describe(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "The file is empty.".to_owned();
    }
    let known = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, what)| *what);
    let what = known.unwrap_or_else(|| match (bytes.first(), encoding::text(bytes)) {
        (_, Some(text)) if text.text.trim().is_empty() => "text of nothing but white space",
        (_, Some(text)) if text.text.trim_start().starts_with('<') => "XML or HTML",
        (_, Some(text)) if text.text.trim_start().starts_with(['{', '[']) => {
            "JSON or another text in brackets"
        }
        (_, Some(_)) => "text",
        (Some(0x30), None) => "ASN.1, but no structure known here, or one that is damaged at its start",
        _ => "bytes of an unknown kind",
    });
    format!("Nothing was found in its {} bytes. It looks like {what}.", bytes.len())
}

const MARKS: [(&[u8], &str); 23] = [
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"MSCF", "a cabinet file; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an Office document or Outlook message of the old kind"),
    (b"ElfFile\0", "a Windows event log; export the event as text or XML"),
    (b"regf", "a registry hive; export the key as a .reg file"),
    (b"PReg", "a registry policy file without certificates"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xfe\xed\xfe\xed", "a Java key store without readable certificates"),
    (b"\xce\xce\xce\xce", "a Java key store of kind JCEKS"),
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

    /// Origin, place and first defect of every item.
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
    fn one_and_several() {
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
    fn what_is_too_much_or_too_little() {
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
    fn inside_of_other_files() {
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
    fn everything_has_a_name() {
        check_unknown(b"", "empty");
        check_unknown(b" \n", "white space");
        check_unknown(b"%PDF-1.7\n%\xe2", "PDF");
        check_unknown(b"hello", "Nothing was found in its 5 bytes. It looks like text.");
        check_unknown(b"<html></html>", "HTML");
        check_unknown(b"{}", "JSON");
        check_unknown(b"\0\x01\x02", "unknown kind");
        check_unknown(&forge::unhex("300d06092a864886f70d0101010500"), "ASN.1");
        check_unknown(&forge::unhex("30030a0106"), "OCSP response");
        check_unknown(&forge::unhex("3011300f300d300b30090500040004000201 01"), "ASN.1");
        check_unknown(&forge::unhex("30133011300f300d300b 30030601 2a 0400 0400 0200"), "OCSP request");
    }
}
