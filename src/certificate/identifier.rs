//! Subject and authority key identifiers.

use super::alt_name;
use super::reading::Reader;
use super::text::in_hex;
use super::walk::{Walk, tag};
use std::sync::Arc;

/// `SubjectKeyIdentifier ::= OCTET STRING`, RFC 5280, section 4.2.1.2.
pub(super) fn subject(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(identifier) = reader.expect(walk, tag::OCTET_STRING, "key identifier") {
        let joined = identifier.joined(&mut reader.defects);
        let octets = joined.as_deref().unwrap_or(identifier.content);
        reader.rows.add("Key identifier", identifier.span(), in_hex(octets));
        reader.facts.ski = Some(octets.to_vec());
    }
}

/// RFC 5280, section 4.2.1.1.
///
/// ```text
/// AuthorityKeyIdentifier ::= SEQUENCE {
///     keyIdentifier             [0] OCTET STRING OPTIONAL,
///     authorityCertIssuer       [1] GeneralNames OPTIONAL,
///     authorityCertSerialNumber [2] INTEGER OPTIONAL }
/// ```
pub(super) fn authority(reader: &mut Reader, walk: &mut Walk<'_>) {
    reader.facts.aki = reader.once(|cache| &mut cache.authority_key, walk, authority_key);
}

fn authority_key(reader: &mut Reader, walk: &mut Walk<'_>) -> Option<Arc<[u8]>> {
    let mut key = None;
    let list = reader.expect(walk, tag::SEQUENCE, "authority key identifier")?;
    let mut parts = list.walk();
    let mut numbers_from = 0;
    while let Some(part) = parts.next(&mut reader.defects) {
        let number = part.tag & 0x1F;
        if number < numbers_from {
            reader.defects.add(
                "part-misplaced",
                part.span(),
                "The parts of the authority key identifier are out of order, or one is present twice.",
            );
        }
        numbers_from = numbers_from.max(number + 1);
        match part.tag {
            0x80 => {
                reader.rows.add("Key identifier", part.span(), in_hex(part.content));
                // If there are several, the first counts.
                key.get_or_insert_with(|| Arc::from(part.content));
            }
            0xA1 => {
                let names = alt_name::read_all(&mut part.walk(), &mut reader.defects);
                alt_name::rows(&names, "Issuer of the CA certificate", &mut reader.rows);
            }
            0x82 => reader.rows.add("Serial number of the CA certificate", part.span(), in_hex(part.content)),
            _ => reader.unexpected(&part, "authority key identifier"),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use crate::certificate::read;
    use forge::{Leaf, der, oid};

    #[track_caller]
    fn check(parts: &[(u8, &[u8])], aki: Option<&[u8]>, defects: &[&str]) {
        let parts = parts.iter().map(|(tag, content)| der::tlv(*tag, *content)).collect::<Vec<_>>();
        let leaf =
            Leaf::user("alice").set_extension(oid::AUTHORITY_KEY_IDENTIFIER, false, der::sequence(parts));
        let reading = read(&leaf.der());
        assert_eq!(reading.certificate.aki.as_deref(), aki);
        assert_eq!(reading.defects.iter().map(|defect| defect.id).collect::<Vec<_>>(), defects);
    }

    #[test]
    fn authority_key_identifier_parts_have_an_order() {
        check(&[(0x80, &[1, 2])], Some(&[1, 2]), &[]);
        check(&[(0x80, &[1, 2]), (0x82, &[7])], Some(&[1, 2]), &[]);
        check(&[(0x82, &[7])], None, &[]);
        check(&[(0x82, &[7]), (0x80, &[1, 2])], Some(&[1, 2]), &["part-misplaced"]);
        check(&[(0x80, &[1, 2]), (0x80, &[3])], Some(&[1, 2]), &["part-misplaced"]);
    }
}
