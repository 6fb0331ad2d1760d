//! Text: whatever is written in it, in the order in which it stands there.

use super::base64::{self, Manner, Run};
use super::encoding::Text;
use super::{
    Base, Content, Found, Item, Place, Search, advice, binary, commands, csv, dump, ldif, listing, numerals,
    pem, registry, registry_values, xml,
};
use crate::certificate::Span;

/// Looks for everything in a text; whether there was anything.
///
/// Each reader goes over the whole text and blanks what it recognised, so that the next one does not find it again.
pub(super) fn find(search: &mut Search<'_>, text: &Text<'_>, place: &Place) -> bool {
    let mut place = place.clone();
    place.defects.extend(text.defect.clone());
    let before = search.items.len();
    let mut page = Page { bytes: text.text.as_bytes().to_vec(), set_aside: Vec::new() };
    for reader in READERS {
        reader(search, &mut page, &place);
    }
    for dress in DRESSES {
        undress(search, &mut page, &place, &dress);
    }
    if search.items.len() == before {
        match advice::advice(&text.text) {
            Some(what) => {
                let defects = vec![binary::without_certificates(&what)];
                let origin = place.origin_or("text");
                search.add(&place, Found { defects, ..Found::new(origin, Content::Unknown) });
            }
            None => search.items.append(&mut page.set_aside),
        }
    }
    if let Some(found) = search.items.get_mut(before..) {
        found.sort_by_key(|item| item.span.map(|span| span.offset));
    }
    search.items.len() > before
}

/// A text, out of which everything that was recognised is blanked.
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// Bytes in which there was nothing worth an item, unless nothing else is in the text: dumps of certificates show
    /// their keys and signatures in hexadecimal as well.
    set_aside: Vec<Item>,
}

/// How many items are set aside; more than a few would tell nobody anything.
const ASIDE: usize = 10;

impl Page {
    /// Looks into bytes that were written in the text; whether there was anything worth blanking them for.
    pub(super) fn open(
        &mut self,
        search: &mut Search<'_>,
        bytes: &[u8],
        inside: &Place,
        dress: Holds,
    ) -> bool {
        let before = search.items.len();
        let known = search.take(bytes.len())
            && match dress {
                Holds::Bytes => search.bytes_that_are_no_text(bytes, inside),
                Holds::Text => search.bytes(bytes, inside),
            };
        let found = search.items.get(before..).unwrap_or_default();
        if found.iter().any(|item| item.content != Content::Unknown) {
            return known;
        }
        self.set_aside.extend(search.items.drain(before..));
        self.set_aside.truncate(ASIDE);
        false
    }

    pub(super) fn blank(&mut self, span: Span) {
        let end = span.offset.saturating_add(span.length);
        if let Some(stretch) = self.bytes.get_mut(span.offset..end) {
            stretch.fill(b' ');
        }
    }
}

type Reader = fn(&mut Search<'_>, &mut Page, &Place);

/// What has marks or lines of its own, before what can only be guessed from its first bytes.
const READERS: [Reader; 10] = [
    pem::find,
    ldif::find,
    xml::find,
    listing::find_json,
    listing::find,
    csv::find,
    registry::find,
    registry_values::find,
    commands::find,
    dump::find,
];

impl Place {
    /// The place of bytes written in a stretch of this text.
    pub(super) fn written(&self, inside: &str, span: Span) -> Self {
        let base = match self.base {
            Base::At(start) => Base::Written(Span { offset: start.saturating_add(span.offset), ..span }),
            other => other,
        };
        self.within(inside, base)
    }
}

/// A way to write bytes as text without marks around them.
struct Dress {
    name: &'static str,
    /// The character the first byte of a DER sequence begins with.
    first: u8,
    may_begin: fn(&[u8], usize) -> bool,
    decode: fn(&[u8], usize) -> Run,
    holds: Holds,
}

/// What can be inside of bytes that are written in a text.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    Bytes,
    /// Also text again.
    Text,
}

const DRESSES: [Dress; 6] = [
    Dress {
        name: "hexadecimal",
        first: b'3',
        may_begin: numerals::hexadecimal_may_begin,
        decode: numerals::decode_hexadecimal,
        holds: Holds::Bytes,
    },
    Dress {
        name: "decimal bytes",
        first: b'4',
        may_begin: numerals::decimal_may_begin,
        decode: numerals::decode_decimal,
        holds: Holds::Bytes,
    },
    Dress { may_begin: base64_may_begin, ..BASE64 },
    // Configuration files of clusters keep whole PEM files in base64; archives and stores travel so in mails.
    Dress { first: b'L', may_begin: pem_may_begin, holds: Holds::Text, ..BASE64 },
    Dress { first: b'U', may_begin: zip_may_begin, ..BASE64 },
    Dress { first: b'A', may_begin: store_may_begin, ..BASE64 },
];

const BASE64: Dress = Dress {
    name: "base64",
    first: b'M',
    may_begin: base64_may_begin,
    decode: decode_base64,
    holds: Holds::Bytes,
};

fn base64_may_begin(text: &[u8], at: usize) -> bool {
    starts_word(text, at) && base64::may_begin(text, at)
}

fn pem_may_begin(text: &[u8], at: usize) -> bool {
    begins_with(text, at, b"LS0tLS1CRUdJTi")
}

fn zip_may_begin(text: &[u8], at: usize) -> bool {
    begins_with(text, at, b"UEsDB")
}

fn store_may_begin(text: &[u8], at: usize) -> bool {
    begins_with(text, at, b"AAAAAENFUlQ")
}

fn begins_with(text: &[u8], at: usize, mark: &[u8]) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(mark)) && starts_word(text, at)
}

fn starts_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b"+/".contains(byte))
        // The escape of a line end in JSON ends with a letter.
        || text.get(at.saturating_sub(2)..at) == Some(br"\n")
}

fn decode_base64(text: &[u8], at: usize) -> Run {
    base64::decode(text, at, Manner::Strict)
}

/// Wherever a DER element can begin, written in this dress.
fn undress(search: &mut Search<'_>, page: &mut Page, place: &Place, dress: &Dress) {
    let mut at = 0;
    // Text that only looks like bytes can be read again from the next word on, but not without end.
    let mut patience = page.bytes.len().saturating_mul(2);
    while let Some(next) =
        page.bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == dress.first))
    {
        at += next;
        if !(dress.may_begin)(&page.bytes, at) {
            at += 1;
            continue;
        }
        let run = (dress.decode)(&page.bytes, at);
        let span = Span { offset: at, length: run.end.saturating_sub(at) };
        let inside = place.written(dress.name, span);
        let known = page.open(search, &run.bytes, &inside, dress.holds);
        if known {
            page.blank(span);
        }
        if known || patience < span.length {
            at = run.end.max(at + 1);
        } else {
            patience -= span.length;
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use forge::text::{base64, hex, pem};

    const DER: &[u8] = include_bytes!("../../tests/cases/intake/der/one.cer");

    #[track_caller]
    fn check(text: &str, origin: &str) {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<(&str, &Content)> =
            items.iter().map(|item| (item.origin.as_str(), &item.content)).collect();
        assert_eq!(found, [(origin, &Content::Certificate(DER.to_vec()))], "{text}");
    }

    #[test]
    fn bytes_without_marks_around_them() {
        check(&format!("My certificate is {} here.", base64(DER)), "base64");
        check(&format!("{{\"x5c\":[\"{}\"]}}", base64(DER).replace('/', "\\/")), "base64");
        check(&format!("cert=0x{}", hex(DER)), "hexadecimal");
        check(&format!("DN,userCertificate\n\"CN=a\",X'{}'\n", hex(DER)), "hexadecimal");
        check(&DER.iter().map(|byte| format!("{byte}\r\n")).collect::<String>(), "decimal bytes");
        check(&base64(pem("CERTIFICATE", DER).as_bytes()), "PEM block 1 of 1 in base64");
    }

    #[test]
    fn keys_and_signatures_in_dumps_are_no_items() {
        let key =
            "    30:81:88:02:42:01:".to_owned() + &"ab:".repeat(65) + "\n    02:42:" + &"01:".repeat(66);
        check(&format!("Signature Value:\n{key}\n{}", pem("CERTIFICATE", DER)), "PEM block 1 of 1");
        let items = recognise(File { name: "x", bytes: key.as_bytes() }, &[]);
        assert_eq!(
            (items.len(), &items[0].content, items[0].origin.as_str()),
            (1, &Content::Unknown, "hexadecimal")
        );
    }

    #[test]
    fn what_stands_first_comes_first() {
        let text = format!("{}\n{}", hex(DER), pem("CERTIFICATE", DER));
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let origins: Vec<&str> = items.iter().map(|item| item.origin.as_str()).collect();
        assert_eq!(origins, ["hexadecimal", "PEM block 1 of 1"]);
        let span = items[0].span.unwrap();
        assert_eq!((span.offset, span.length), (0, DER.len() * 2));
    }
}
