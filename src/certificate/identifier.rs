//! Key identifiers: the subject's and the issuer's.

use super::alt_name;
use super::reading::Reader;
use super::text::hex;
use super::walk::{Walk, tag};

/// `SubjectKeyIdentifier ::= OCTET STRING`, RFC 5280, section 4.2.1.2.
pub(super) fn subject(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(identifier) = reader.expect(walk, tag::OCTET_STRING, "key identifier") {
        let joined = identifier.joined(&mut reader.defects);
        let octets = joined.as_deref().unwrap_or(identifier.content);
        reader.rows.add("Key identifier", identifier.span(), hex(octets));
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
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "key identifier of the issuer") else { return };
    let mut parts = list.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        match part.tag {
            0x80 => {
                reader.rows.add("Key identifier", part.span(), hex(part.content));
                reader.facts.aki = Some(part.content.to_vec());
            }
            0xA1 => {
                let names = alt_name::read_all(&mut part.walk(), &mut reader.defects);
                alt_name::rows(&names, "Issuer of the issuer", &mut reader.rows);
            }
            0x82 => reader.rows.add("Serial number of the issuer", part.span(), hex(part.content)),
            _ => reader.unexpected(&part, "key identifier of the issuer"),
        }
    }
}
