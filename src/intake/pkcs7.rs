//! PKCS#7 and CMS, in DER and BER, and other sequences of certificates.
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY OPTIONAL }
//! SignedData  ::= SEQUENCE { version INTEGER, digestAlgorithms SET, encapContentInfo SEQUENCE,
//!                            certificates [0] IMPLICIT SET OPTIONAL, crls [1] IMPLICIT SET OPTIONAL,
//!                            signerInfos SET }                                          RFC 5652, 3 and 5.1
//! ```

use super::asn1::{self, Structure, structure};
use super::binary;
use super::tlv::Element;
use super::tlv::tag::{CONTEXT_0, CONTEXT_1, SEQUENCE};
use super::{Content, Found, Place, Search};
use crate::certificate::Oid;

/// Adds the contents of a `ContentInfo`.
pub(super) fn content_info(search: &mut Search<'_>, element: Element<'_>, place: &Place, origin: &str) {
    let inside = place.inside_of(element);
    let mut parts = element.children();
    let (Some(kind), content) = (parts.next(), parts.next()) else { return };
    if !asn1::is_signed_data(kind) {
        let what = asn1::content_type(kind).unwrap_or("content of an unknown type");
        nothing(search, place, origin, &format!("a PKCS#7 or CMS message with {what}"));
        return;
    }
    match content.and_then(|content| Some((content, content.first()?))) {
        Some((content, data)) => signed_data(search, data, &inside.inside_of(content), origin),
        None if element.missing > 0 => nothing(search, place, origin, "an incomplete PKCS#7 message"),
        None => nothing(search, place, origin, "a PKCS#7 message without content"),
    }
}

/// Adds the contents of `SignedData`.
pub(super) fn signed_data(search: &mut Search<'_>, element: Element<'_>, place: &Place, origin: &str) {
    let inside = place.inside_of(element);
    let before = search.items.len();
    let parts: Vec<Element<'_>> = element.children().take(16).collect();
    for part in &parts {
        match part.tag {
            CONTEXT_0 | CONTEXT_1 => row(search, *part, &inside, "PKCS#7"),
            // The third part is the content; Windows requests (CMC) contain PKCS#10 in it.
            SEQUENCE if is_request(*part) => {
                let content = part.children().nth(1).map(|content| content.string()).unwrap_or_default();
                let place = Place { base: super::Base::Derived, ..place.within("CMC request", place.base) };
                binary::find_embedded(search, &content, &place);
            }
            _ => {}
        }
    }
    if search.items.len() == before {
        let what = match element.missing {
            0 => "a PKCS#7 message (signed data) without certificates",
            _ => "an incomplete PKCS#7 message (signed data)",
        };
        nothing(search, place, origin, what);
    }
}

/// Adds the consecutive certificates and CRLs inside an element.
pub(super) fn row(search: &mut Search<'_>, element: Element<'_>, place: &Place, container: &str) {
    let inside = place.inside_of(element);
    let all: Vec<Element<'_>> = element.children().filter(|child| child.tag == SEQUENCE).collect();
    let kind = |child: &Element<'_>| structure(*child).unwrap_or(Structure::Certificate);
    let lists = all.iter().filter(|child| kind(child) == Structure::RevocationList).count();
    let (mut certificate, mut list) = (0, 0);
    for child in &all {
        let (number, count, noun, content) = if kind(child) == Structure::RevocationList {
            (&mut list, lists, "revocation list", Content::RevocationList(child.whole.to_vec()))
        } else {
            (&mut certificate, all.len() - lists, "certificate", Content::Certificate(child.whole.to_vec()))
        };
        *number += 1;
        let origin = place.origin(&format!("{noun} {number} of {count} in {container}"));
        let span = inside.span(child.offset, child.whole.len());
        let defects = binary::truncated(*child, place).into_iter().collect();
        search.add(place, Found { origin, span, content, defects, notes: place.notes.clone() });
    }
}

/// Adds the contents of a Netscape sequence: after the OID, certificates in a wrapped sequence.
pub(super) fn netscape_sequence(search: &mut Search<'_>, element: Element<'_>, place: &Place, origin: &str) {
    let inside = place.inside_of(element);
    let wrapper = element.children().nth(1);
    match wrapper.and_then(|wrapper| Some((wrapper, wrapper.first()?))) {
        Some((wrapper, certificates)) => {
            row(search, certificates, &inside.inside_of(wrapper), "Netscape certificate sequence");
        }
        None => nothing(search, place, origin, "an empty Netscape certificate sequence"),
    }
}

/// Adds the certificates of a pair, each in its own wrapper.
pub(super) fn pair(search: &mut Search<'_>, element: Element<'_>, place: &Place) {
    let inside = place.inside_of(element);
    for wrapper in element.children().take(2) {
        row(search, wrapper, &inside, "certificate pair");
    }
}

fn nothing(search: &mut Search<'_>, place: &Place, origin: &str, what: &str) {
    let defects = vec![binary::without_certificates(what)];
    search.add(place, Found { defects, ..Found::new(origin.to_owned(), Content::Unknown) });
}

fn is_request(content: Element<'_>) -> bool {
    content.first().is_some_and(|kind| Oid::from_content(kind.content).to_string() == "1.3.6.1.5.5.7.12.2")
}

impl Place {
    /// The place of the content of an element that is here.
    pub(super) fn inside_of(&self, element: Element<'_>) -> Self {
        Self { base: self.base_at(element.content_offset), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use forge::container::pkcs7;
    use forge::{Ca, RevocationList, unhex};

    /// Checks that every certificate is at the position of its span, byte for byte.
    #[track_caller]
    fn check(bytes: &[u8], origins: &[&str]) {
        let items = recognise(File { name: "x", bytes }, &[]);
        let found: Vec<&str> = items.iter().map(|item| item.origin.as_str()).collect();
        assert_eq!(found, origins);
        for item in &items {
            if let (Content::Certificate(der), Some(span)) = (&item.content, item.span) {
                assert_eq!(&bytes[span.offset..span.offset + span.length], der);
            }
        }
    }

    #[test]
    fn definite_and_indefinite_lengths_are_read() {
        let ca = Ca::root("Corp Root CA");
        let each = [ca.der(), ca.intermediate("Corp Issuing CA 1").der()];
        let two = ["certificate 1 of 2 in PKCS#7", "certificate 2 of 2 in PKCS#7"];
        check(&pkcs7::certificates(&each), &two);
        check(&pkcs7::indefinite(&each), &two);
        check(&pkcs7::without_content_info(&each), &two);
        let list = RevocationList::of(&ca).der();
        check(
            &pkcs7::with_revocation_lists(&each[..1], &[list]),
            &["certificate 1 of 1 in PKCS#7", "revocation list 1 of 1 in PKCS#7"],
        );
        check(
            &pkcs7::netscape_sequence(&each),
            &[
                "certificate 1 of 2 in Netscape certificate sequence",
                "certificate 2 of 2 in Netscape certificate sequence",
            ],
        );
    }

    #[test]
    fn empty_sets_of_indefinite_length_are_read() {
        // A message from programs that write only certificates: every set is empty and of indefinite length.
        let ca = Ca::root("Corp Root CA").der();
        let start =
            unhex("308006092a864886f70d010702a0803080020101 3180 0000 3080 06092a864886f70d010701 0000 a080");
        let end = unhex("0000 3180 0000 0000 0000 0000");
        check(&[&start[..], &ca, &end].concat(), &["certificate 1 of 1 in PKCS#7"]);
    }

    #[test]
    fn messages_without_certificates_are_reported() {
        check(&pkcs7::certificates(&[]), &["DER"]);
        check(&unhex("300b06092a864886f70d010702"), &["DER"]);
        check(&unhex("300f06092a864886f70d010703a0023000"), &["DER"]);
    }

    /// Compares the defects of a truncated message.
    #[track_caller]
    fn check_cut(message: &[u8], length: usize, expect: &[&str]) {
        let items = recognise(File { name: "x", bytes: &message[..length] }, &[]);
        let said: Vec<&str> =
            items.iter().flat_map(|item| &item.defects).map(|defect| defect.message.as_str()).collect();
        assert_eq!(said.len(), expect.len(), "{said:?}");
        for (said, expect) in said.iter().zip(expect) {
            assert!(said.contains(expect), "{said}");
        }
    }

    #[test]
    fn truncated_messages_are_not_called_empty() {
        let message = pkcs7::certificates(&[Ca::root("Corp Root CA").der()]);
        let left = "It is an incomplete PKCS#7 message";
        check_cut(&message, 30, &["the file is incomplete", left]);
        check_cut(&message, 45, &["the file is incomplete", left]);
        check_cut(&pkcs7::certificates(&[]), 30, &["the file is incomplete", left]);
        let bundle = include_bytes!("../../tests/cases/intake/pkcs12/empty-password.pfx");
        check_cut(bundle, 60, &["the file is incomplete", "It is an incomplete PKCS#12 file"]);
    }
}
