//! Microsoft's serialized stores (`.sst`), and the blobs of certificates in the registry.
//!
//! Both consist of elements: number, the word 1, length, bytes; numbers and lengths are little-endian. Properties
//! precede the certificate they belong to.

use super::tlv::tag::SEQUENCE;
use super::{Content, Found, Place, Search, binary, encoding};
use crate::certificate::Defect;

const MARK: &[u8] = b"\0\0\0\0CERT";

const KEY_PROVIDER: u32 = 2;
const FRIENDLY_NAME: u32 = 11;
const DESCRIPTION: u32 = 13;
const ARCHIVED: u32 = 19;
const CERTIFICATE: u32 = 32;
const REVOCATION_LIST: u32 = 33;
const TRUST_LIST: u32 = 34;

/// Looks for a store, or for the blob of one certificate; returns whether the bytes are one.
pub(super) fn find(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let (word, start) =
        if bytes.starts_with(MARK) { ("serialized store", MARK.len()) } else { ("registry blob", 0) };
    let rows: Vec<Row<'_>> = rows(bytes, start).collect();
    let count = rows.iter().filter(|row| row.is_item()).count();
    let end = rows.last().map_or(start, |row| row.offset + row.content.len());
    let is_blob = start == 0;
    let rest = rows.last().filter(|row| row.missing > 0);
    // Only a store has an end marker.
    let is_cut_off = rest.is_some() || !is_blob && !bytes.get(end..).is_some_and(|end| end.starts_with(END));
    if count == 0 && (is_blob || !is_cut_off) {
        return false;
    }
    let mut notes = place.notes.clone();
    let mut number = 0;
    for row in &rows {
        let (noun, content) = match row.number {
            _ if !row.is_item() => {
                notes.extend(property(row).filter(|_| row.missing == 0));
                continue;
            }
            CERTIFICATE => ("certificate", Content::Certificate(row.content.to_vec())),
            REVOCATION_LIST => ("revocation list", Content::RevocationList(row.content.to_vec())),
            _ => ("trust list", Content::Unknown),
        };
        number += 1;
        // A truncated store does not tell how many there were.
        let at_least = if is_cut_off && !is_blob { " or more" } else { "" };
        let origin = place.origin(&format!("{noun} {number} of {count}{at_least} in {word}"));
        let span = place.span(row.offset, row.content.len());
        let notes = std::mem::replace(&mut notes, place.notes.clone());
        let defects = binary::missing(row.missing, place).into_iter().collect();
        search.add(place, Found { span, notes, defects, ..Found::new(origin, content) });
    }
    if is_cut_off && rest.is_none_or(|row| !row.is_item()) {
        let origin = place.origin(&format!("the rest of the {word}"));
        let span = place.span(rest.map_or(end, |row| row.offset), rest.map_or(0, |row| row.content.len()));
        let without_end = || Defect { id: "truncated", message: WITHOUT_END.to_owned(), span: None };
        let defect = rest.and_then(|row| binary::missing(row.missing, place)).unwrap_or_else(without_end);
        search.add(place, Found { span, defects: vec![defect], ..Found::new(origin, Content::Unknown) });
    }
    true
}

/// The element that ends a store.
const END: &[u8] = &[0; 4];

const WITHOUT_END: &str =
    "The end marker of the store is missing: the file is incomplete, and the rest of its content is lost.";

struct Row<'a> {
    number: u32,
    offset: usize,
    content: &'a [u8],
    /// How many bytes of the content are missing, if the file ends within it.
    missing: usize,
}

impl Row<'_> {
    /// Whether it is an item of its own. All of these are sequences.
    fn is_item(&self) -> bool {
        matches!(self.number, CERTIFICATE | REVOCATION_LIST | TRUST_LIST)
            && (self.missing == 0 || self.content.first() == Some(&SEQUENCE))
    }
}

/// The highest number of a property that Windows programs write.
const MAX: u32 = 0xffff;

/// The elements, up to the one numbered 0 that ends a store, one that is invalid, or one within which the file ends.
fn rows(bytes: &[u8], start: usize) -> impl Iterator<Item = Row<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (header, rest) = bytes.get(at..)?.split_first_chunk::<12>()?;
        let ([number, one, length], _) = header.as_chunks::<4>() else { return None };
        let [number, one, length] = [number, one, length].map(|word| u32::from_le_bytes(*word));
        if one != 1 || !(1..=MAX).contains(&number) {
            return None;
        }
        let length = usize::try_from(length).ok()?;
        let content = rest.get(..length).unwrap_or(rest);
        let offset = at + 12;
        at = offset + content.len();
        Some(Row { number, offset, content, missing: length - content.len() })
    })
}

fn property(row: &Row<'_>) -> Option<String> {
    match row.number {
        FRIENDLY_NAME => Some(format!("friendly name: {}", encoding::terminated_wide(row.content))),
        DESCRIPTION => Some(format!("description: {}", encoding::terminated_wide(row.content))),
        ARCHIVED => Some("archived: Windows hides it and skips it when it selects a certificate".to_owned()),
        KEY_PROVIDER => key_provider(row.content),
        _ => None,
    }
}

/// The key container and provider of the private key, from a record that starts with the offsets of two strings.
fn key_provider(record: &[u8]) -> Option<String> {
    let text = |at: usize| -> Option<String> {
        let word = record.get(at..at + 4)?.first_chunk::<4>()?;
        let offset = usize::try_from(u32::from_le_bytes(*word)).ok()?;
        record.get(offset..).filter(|_| offset >= 8).map(encoding::terminated_wide)
    };
    let (container, provider) = (text(0)?, text(4)?);
    Some(format!("private key: container {container}, provider {provider}"))
}

#[cfg(test)]
mod tests {
    use super::super::{File, recognise};
    use forge::Ca;
    use forge::container::store::{Entry, serialized};

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(&str, &[&str])]) {
        let items = recognise(File { name: "x", bytes }, &[]);
        let found: Vec<(&str, Vec<&str>)> = items
            .iter()
            .map(|item| (item.origin.as_str(), item.notes.iter().map(String::as_str).collect()))
            .collect();
        let expect: Vec<(&str, Vec<&str>)> =
            expect.iter().map(|(origin, notes)| (*origin, notes.to_vec())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn properties_belong_to_the_next_certificate() {
        let der = Ca::root("Corp Root CA").der();
        let named = Entry::new().friendly_name("Root").key_container("box", "TPM").certificate(&der);
        let store = serialized(&[named.clone(), Entry::new().certificate(&der)]);
        let notes = ["friendly name: Root", "private key: container box, provider TPM"];
        check(
            &store,
            &[
                ("certificate 1 of 2 in serialized store", &notes),
                ("certificate 2 of 2 in serialized store", &[]),
            ],
        );
        check(&named.blob(), &[("certificate 1 of 1 in registry blob", &notes)]);
    }

    /// Compares the origin of every item, whether it is complete, and whether it is a certificate.
    #[track_caller]
    fn check_cut(bytes: &[u8], expect: &[(&str, bool, bool)]) {
        let items = recognise(File { name: "x", bytes }, &[]);
        let found: Vec<(&str, bool, bool)> = items
            .iter()
            .map(|item| {
                let is_whole = item.defects.iter().all(|defect| defect.id != "truncated");
                (item.origin.as_str(), is_whole, item.content.certificate().is_some())
            })
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn truncated_stores_are_reported() {
        let der = Ca::root("Corp Root CA").der();
        let named = Entry::new().friendly_name("Root").certificate(&der);
        let store = serialized(&[named.clone(), named.clone()]);
        let (first, second) = (
            "certificate 1 of 2 or more in serialized store",
            "certificate 2 of 2 or more in serialized store",
        );
        let cut = |bytes: usize| &store[..store.len() - 12 - bytes];
        check_cut(cut(1), &[(first, true, true), (second, false, true)]);
        let rest = ("the rest of the serialized store", false, false);
        check_cut(cut(0), &[(first, true, true), (second, true, true), rest]);
        check_cut(
            cut(der.len() + 12 + 4),
            &[("certificate 1 of 1 or more in serialized store", true, true), rest],
        );
        let blob = named.blob();
        check_cut(&blob[..blob.len() - 9], &[("certificate 1 of 1 in registry blob", false, true)]);
    }
}
