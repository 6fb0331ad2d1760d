//! Microsoft's serialized stores (`.sst`) and the blobs in which the registry keeps a certificate.
//!
//! Both are rows of elements: number, the word 1, length, bytes; numbers and lengths little endian. Properties stand
//! before the certificate they belong to.

use super::{Content, Found, Place, Search, encoding};

const MARK: &[u8] = b"\0\0\0\0CERT";

const KEY_PROVIDER: u32 = 2;
const FRIENDLY_NAME: u32 = 11;
const DESCRIPTION: u32 = 13;
const ARCHIVED: u32 = 19;
const CERTIFICATE: u32 = 32;
const REVOCATION_LIST: u32 = 33;
const TRUST_LIST: u32 = 34;

/// Looks for a store, or for the blob of one certificate; whether the bytes are one.
pub(super) fn find(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let (word, start) =
        if bytes.starts_with(MARK) { ("serialized store", MARK.len()) } else { ("registry blob", 0) };
    let rows: Vec<Row<'_>> = rows(bytes, start).collect();
    let wanted = |row: &&Row<'_>| matches!(row.number, CERTIFICATE | REVOCATION_LIST | TRUST_LIST);
    let count = rows.iter().filter(wanted).count();
    if count == 0 {
        return false;
    }
    let mut notes = place.notes.clone();
    let mut number = 0;
    for row in &rows {
        let (noun, content) = match row.number {
            CERTIFICATE => ("certificate", Content::Certificate(row.content.to_vec())),
            REVOCATION_LIST => ("revocation list", Content::RevocationList(row.content.to_vec())),
            TRUST_LIST => ("trust list", Content::Unknown),
            _ => {
                notes.extend(property(row));
                continue;
            }
        };
        number += 1;
        let origin = place.origin(&format!("{noun} {number} of {count} in {word}"));
        let span = place.span(row.offset, row.content.len());
        let notes = std::mem::replace(&mut notes, place.notes.clone());
        search.add(place, Found { span, notes, ..Found::new(origin, content) });
    }
    true
}

struct Row<'a> {
    number: u32,
    offset: usize,
    content: &'a [u8],
}

/// The rows, up to the one numbered 0 that ends a store, or to one that does not fit.
fn rows(bytes: &[u8], start: usize) -> impl Iterator<Item = Row<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (header, rest) = bytes.get(at..)?.split_first_chunk::<12>()?;
        let ([number, one, length], _) = header.as_chunks::<4>() else { return None };
        let [number, one, length] = [number, one, length].map(|word| u32::from_le_bytes(*word));
        if one != 1 {
            return None;
        }
        let content = rest.get(..usize::try_from(length).ok()?)?;
        let offset = at + 12;
        at = offset + content.len();
        (number != 0).then_some(Row { number, offset, content })
    })
}

fn property(row: &Row<'_>) -> Option<String> {
    match row.number {
        FRIENDLY_NAME => Some(format!("friendly name: {}", encoding::terminated_wide(row.content))),
        DESCRIPTION => Some(format!("description: {}", encoding::terminated_wide(row.content))),
        ARCHIVED => Some("archived: Windows hides it, and passes over it when it chooses".to_owned()),
        KEY_PROVIDER => key_provider(row.content),
        _ => None,
    }
}

/// Where the private key lies: a record that begins with the offsets of two texts.
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
    fn properties_belong_to_the_certificate_behind_them() {
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
}
