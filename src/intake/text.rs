//! Finds everything written in a text, in order.

use super::base64::{self, Manner, Run};
use super::encoding::Text;
use super::{
    Base, Content, Found, Item, Place, Search, advice, binary, commands, csv, dump, encoding, keys, ldif,
    listing, numerals, pem, registry, registry_values, xml,
};
use crate::certificate::Span;
use crate::situation::Account;
use std::ops::Range;

/// Looks for everything in a text; returns the text with all finds blanked, or `None` if there are none.
pub(super) fn find(search: &mut Search<'_>, text: &Text<'_>, place: &Place) -> Option<Vec<u8>> {
    let mut place = place.clone();
    place.defects.extend(text.defect.clone());
    let before = search.items.len();
    let mut page = Page::new(text.text.as_bytes().to_vec());
    page.read(search, &place);
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
    page.put_in_order(search, &place, before);
    (search.items.len() > before).then_some(page.bytes)
}

/// A text in which everything that was recognized is blanked.
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// Items of unknown content, used only if the text contains nothing else: dumps of certificates also show keys and
    /// signatures in hexadecimal.
    set_aside: Vec<Item>,
    /// Which items were found at one position of the page.
    groups: Vec<Group>,
}

/// Consecutive items that belong together.
struct Group {
    items: Range<usize>,
    offset: usize,
}

/// How many items are set aside; more would not help anyone.
const ASIDE: usize = 10;

impl Page {
    pub(super) fn new(mut bytes: Vec<u8>) -> Self {
        // Readers work by line, and line ends may be carriage returns alone.
        if !bytes.contains(&b'\n') {
            bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        Self { bytes, set_aside: Vec::new(), groups: Vec::new() }
    }

    /// Looks for everything in the text. Each reader scans all of it and blanks what it recognized, so that the next
    /// one does not find it again.
    pub(super) fn read(&mut self, search: &mut Search<'_>, place: &Place) {
        for reader in READERS {
            // Of a PEM file, which may be long, the first reader leaves nothing.
            if self.is_blank() {
                return;
            }
            reader(search, self, place);
        }
        for notation in NOTATIONS {
            decode_all(search, self, place, &notation);
        }
        open_texts(search, self, place);
    }

    /// Whether nothing is left.
    fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// Looks into bytes decoded from the text; returns whether they should be blanked.
    pub(super) fn open(
        &mut self,
        search: &mut Search<'_>,
        bytes: &[u8],
        inside: &Place,
        holds: Holds,
    ) -> bool {
        let before = search.items.len();
        let known = search.take(bytes.len())
            && match holds {
                Holds::Bytes => {
                    search.bytes_that_are_no_text(bytes, inside)
                        || (pem::is_in(bytes) && search.bytes(bytes, inside))
                }
                Holds::Packet => {
                    search.bytes_that_are_no_text(bytes, inside)
                        || if pem::is_in(bytes) {
                            search.bytes(bytes, inside)
                        } else {
                            binary::find_embedded(search, bytes, inside)
                        }
                }
                Holds::Text => search.bytes(bytes, inside),
                Holds::Attribute => {
                    let known = search.bytes(bytes, inside);
                    let found = search.items.split_off(before);
                    search.items.extend(found.into_iter().filter(|item| !is_of_account(item)));
                    known
                }
            };
        let found = search.items.get(before..).unwrap_or_default();
        if found.iter().any(|item| item.content != Content::Unknown) {
            self.group(search, before, inside.written_at);
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

    /// Keeps the items found since `before` together, at one position of the text.
    pub(super) fn group(&mut self, search: &Search<'_>, before: usize, offset: usize) {
        self.groups.push(Group { items: before..search.items.len(), offset });
    }

    /// Sorts the items found since `before` by their position in the text. Only items without a group have their own
    /// position.
    pub(super) fn put_in_order(&self, search: &mut Search<'_>, place: &Place, before: usize) {
        if search.items.len() < before + 2 {
            return;
        }
        let start = place.span(0, 0).map_or(0, |span| span.offset);
        let found = search.items.split_off(before);
        let own = |item: &Item| item.span.map_or(0, |span| span.offset.saturating_sub(start));
        let mut offsets: Vec<usize> = found.iter().map(own).collect();
        for group in &self.groups {
            let items = group.items.start.saturating_sub(before)..group.items.end.saturating_sub(before);
            if let Some(offsets) = offsets.get_mut(items) {
                offsets.fill(group.offset);
            }
        }
        let mut found: Vec<(usize, Item)> = offsets.into_iter().zip(found).collect();
        found.sort_by_key(|(offset, _)| *offset);
        search.items.extend(found.into_iter().map(|(_, item)| item));
    }
}

type Reader = fn(&mut Search<'_>, &mut Page, &Place);

/// The readers of formats with markers or lines of their own; they run before those that can only guess from the first
/// bytes.
const READERS: [Reader; 11] = [
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
    keys::find_written,
];

impl Place {
    /// The place of bytes encoded in a range of this text.
    pub(super) fn written(&self, inside: &str, span: Span) -> Self {
        let base = match self.base {
            Base::At(start) => Base::Written(Span { offset: start.saturating_add(span.offset), ..span }),
            other => other,
        };
        Self { written_at: span.offset, ..self.within(inside, base) }
    }
}

/// A way to write bytes as text without markers around them.
struct Notation {
    name: &'static str,
    /// The first character of the first byte.
    first: u8,
    may_begin: fn(&[u8], usize) -> bool,
    decode: fn(&[u8], usize) -> Run,
    holds: Holds,
}

/// What bytes encoded in a text may contain.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    /// Binary data, or text with a PEM block: other text would be a coincidence.
    Bytes,
    /// Binary data with items at any offset, as in a network capture.
    Packet,
    /// Text as well.
    Text,
    /// The same, except that account facts in an attribute belong to its entry.
    Attribute,
}

fn is_of_account(item: &Item) -> bool {
    matches!(&item.content, Content::Evidence(facts) if facts.account != Account::default())
}

const NOTATIONS: [Notation; 7] = [
    Notation {
        name: "hexadecimal",
        first: b'3',
        may_begin: numerals::hexadecimal_may_begin,
        decode: numerals::decode_hexadecimal,
        holds: Holds::Bytes,
    },
    Notation {
        name: "decimal bytes",
        first: b'4',
        may_begin: numerals::decimal_may_begin,
        decode: numerals::decode_decimal,
        holds: Holds::Bytes,
    },
    Notation {
        name: "hexadecimal",
        first: b'2',
        may_begin: numerals::hexadecimal_block_begins,
        decode: numerals::decode_hexadecimal,
        holds: Holds::Text,
    },
    Notation {
        name: "decimal bytes",
        first: b'4',
        may_begin: numerals::decimal_block_begins,
        decode: numerals::decode_decimal,
        holds: Holds::Text,
    },
    Notation { may_begin: base64_may_begin, ..BASE64 },
    // Mails transport archives and stores like this.
    Notation { first: b'U', may_begin: zip_may_begin, ..BASE64 },
    Notation { first: b'A', may_begin: store_may_begin, ..BASE64 },
];

const BASE64: Notation = Notation {
    name: "base64",
    first: b'M',
    may_begin: base64_may_begin,
    decode: decode_base64,
    holds: Holds::Bytes,
};

fn base64_may_begin(text: &[u8], at: usize) -> bool {
    starts_word(text, at) && base64::may_begin(text, at)
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
    let run = base64::decode(text, at, Manner::Strict);
    base64::decode_decorated(text, at, &run.bytes).unwrap_or(run)
}

/// Decodes wherever a DER element or a PEM block can start in this notation.
fn decode_all(search: &mut Search<'_>, page: &mut Page, place: &Place, notation: &Notation) {
    let mut at = 0;
    // Text that only looks like bytes can be read again from the next word on, but not endlessly.
    let mut patience = page.bytes.len().saturating_mul(2);
    while let Some(next) =
        page.bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == notation.first))
    {
        at += next;
        if !(notation.may_begin)(&page.bytes, at) {
            at += 1;
            continue;
        }
        let run = (notation.decode)(&page.bytes, at);
        let span = Span { offset: at, length: run.end.saturating_sub(at) };
        let inside = place.written(notation.name, span);
        let known = page.open(search, &run.bytes, &inside, notation.holds);
        if known {
            page.blank(span);
        }
        // A text was searched to its end.
        if known || matches!(notation.holds, Holds::Text) || patience < span.length {
            at = run.end.max(at + 1);
        } else {
            patience -= span.length;
            at += 1;
        }
    }
}

/// Searches whole texts encoded in base64, as in mail attachments, Kubernetes configurations and SAML responses. Only
/// what starts like text is decoded, and nothing twice.
fn open_texts(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let mut at = 0;
    while let Some(rest) = page.bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let word = rest.iter().take_while(|byte| base64::is_letter(**byte)).count();
        if word < LONG_WORD || !begins_like_text(&base64::beginning(&page.bytes, at)) {
            at += word.max(1);
            continue;
        }
        let run = decode_base64(&page.bytes, at);
        let span = Span { offset: at, length: run.end.saturating_sub(at) };
        let inside = place.written(BASE64.name, span);
        if run.bytes.len() >= SHORTEST_TEXT && page.open(search, &run.bytes, &inside, Holds::Text) {
            page.blank(span);
        }
        at = run.end.max(at + word);
    }
}

/// The first line of base64 has at least this length; few words of a language do.
const LONG_WORD: usize = 16;

/// Nothing recognizable is shorter.
const SHORTEST_TEXT: usize = 48;

fn begins_like_text(bytes: &[u8]) -> bool {
    bytes.len() >= LONG_WORD / 4 * 3 && encoding::text(bytes).is_some()
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
    fn bytes_without_markers_are_found() {
        check(&format!("My certificate is {} here.", base64(DER)), "base64");
        check(&format!("{{\"x5c\":[\"{}\"]}}", base64(DER).replace('/', "\\/")), "base64");
        let lines = |between| forge::text::wrapped(&base64(DER), 64, between);
        for between in ["\" +\n    \"", "\", \"", "<br>\n", "\n| ", "\r\n# ", "'\n$b64 += '"] {
            check(&format!("cert: '{}'", lines(between)), "base64");
        }
        let other = lines("\n").replacen('\n', "<br>\n", 1);
        let items = recognise(File { name: "x", bytes: other.as_bytes() }, &[]);
        assert!(items[0].defects.iter().any(|defect| defect.id == "truncated"));
        check(&format!("cert=0x{}", hex(DER)), "hexadecimal");
        check(&format!("DN,userCertificate\n\"CN=a\",X'{}'\n", hex(DER)), "hexadecimal");
        check(&DER.iter().map(|byte| format!("{byte}\r\n")).collect::<String>(), "decimal bytes");
        check(&base64(pem("CERTIFICATE", DER).as_bytes()), "PEM block 1 of 1 in base64");
    }

    #[test]
    fn pem_blocks_written_as_numbers_are_found() {
        let block = pem("CERTIFICATE", DER).replace('\n', "\r\n");
        let bag = format!("Bag Attributes\r\n    friendlyName: alice\r\n{block}");
        let each = |text: &[u8], write: fn(&u8) -> String, between: &str| {
            text.iter().map(write).collect::<Vec<_>>().join(between)
        };
        for text in [block.as_bytes(), bag.as_bytes(), &forge::container::pem::utf16_le(&block, true)] {
            let bytes = each(text, |byte| format!("{byte:02x}"), ",");
            check(&format!("0x{}", hex(text).to_uppercase()), "PEM block 1 of 1 in hexadecimal");
            check(&bytes, "PEM block 1 of 1 in hexadecimal");
            check(&each(text, u8::to_string, "\r\n"), "PEM block 1 of 1 in decimal bytes");
            check(&forge::container::dump::certutil(text), "PEM block 1 of 1 in hexadecimal dump");
            let exported = format!(
                "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_USERS\\X]\r\n\"a\"=hex:{bytes}\r\n"
            );
            check(&exported, "PEM block 1 of 1 in registry value a");
        }
        let message = forge::container::pkcs7::certificates(&[DER.to_vec()]);
        check(
            &hex(pem("PKCS7", &message).as_bytes()),
            "certificate 1 of 1 in PKCS#7 in PEM block 1 of 1 in hexadecimal",
        );
    }

    #[test]
    fn texts_in_base64_are_searched() {
        let block = pem("CERTIFICATE", DER);
        let attached = |text: &[u8]| {
            let lines: Vec<String> =
                base64(text).as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into()).collect();
            let head = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n";
            format!("{head}{}\r\n--boundary--\r\n", lines.join("\r\n"))
        };
        let bag = format!("Bag Attributes\n    friendlyName: alice\n{block}");
        let wide = forge::container::pem::utf16_le(&block, true);
        let message = format!("<X509Certificate>{}</X509Certificate>", base64(DER));
        let mail = attached(block.as_bytes());
        check(&attached(bag.as_bytes()), "PEM block 1 of 1 in base64");
        check(&attached(&wide), "PEM block 1 of 1 in base64");
        check(&attached(mail.as_bytes()), "PEM block 1 of 1 in base64 in base64");
        check(&format!("SAMLResponse={}", base64(message.as_bytes())), "element X509Certificate in base64");
        let note = base64("Nothing is in here that anybody would look for, and yet it is long.".as_bytes());
        let items = recognise(File { name: "x", bytes: note.as_bytes() }, &[]);
        assert_eq!((items.len(), items[0].defects[0].id), (1, "not-recognised"));
    }

    #[test]
    fn nested_texts_end_at_the_depth_limit() {
        let mut text = pem("CERTIFICATE", DER);
        for _ in 0..20 {
            text = base64(text.as_bytes());
        }
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        assert!(items.iter().any(|item| item.defects.iter().any(|defect| defect.id == "limit-reached")));
    }

    #[test]
    fn derived_items_are_ordered_by_their_container() {
        let store = forge::container::zip::archive(&[
            ("b.cer", forge::container::zip::Method::Stored, DER),
            (
                "a.pem",
                forge::container::zip::Method::Stored,
                format!("\n\n{}", pem("CERTIFICATE", DER)).as_bytes(),
            ),
            ("0.cer", forge::container::zip::Method::Stored, DER),
        ]);
        let bundle = include_bytes!("../../tests/cases/intake/pkcs12/empty-password.pfx");
        let text = format!("{}\n{}\n{}", pem("CERTIFICATE", DER), base64(&store), base64(bundle));
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<(&str, &str)> =
            items.iter().map(|item| (item.file.as_str(), item.origin.as_str())).collect();
        assert_eq!(
            found[..4],
            [
                ("x", "PEM block 1 of 1"),
                ("x/b.cer", "DER"),
                ("x/a.pem", "PEM block 1 of 1"),
                ("x/0.cer", "DER"),
            ]
        );
        assert!(
            found.len() > 4 && found[4..].iter().all(|(_, origin)| origin.ends_with("in PKCS#12 in base64")),
            "{found:?}"
        );
    }

    #[test]
    fn keys_and_signatures_in_dumps_are_not_items() {
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
    fn items_are_in_the_order_of_the_text() {
        let text = format!("{}\n{}", hex(DER), pem("CERTIFICATE", DER));
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let origins: Vec<&str> = items.iter().map(|item| item.origin.as_str()).collect();
        assert_eq!(origins, ["hexadecimal", "PEM block 1 of 1"]);
        let span = items[0].span.unwrap();
        assert_eq!((span.offset, span.length), (0, DER.len() * 2));
    }
}
