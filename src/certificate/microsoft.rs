//! Extensions and attributes of AD CS and Windows clients that have no part in mapping.

use super::reading::Reader;
use super::rows::named;
use super::text::hex;
use super::time;
use super::walk::{Walk, tag};
use std::fmt::Write;

/// The CA version: the index of the CA's certificate in the low half, that of its key in the high half.
pub(super) fn authority_version(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = reader.expect(walk, tag::INTEGER, "CA version") else { return };
    match reader.number(&node).and_then(|number| u32::try_from(number).ok()) {
        Some(number) => {
            reader.rows.add("CA certificate index", node.span(), number & 0xFFFF);
            reader.rows.add("CA key index", node.span(), number >> 16);
        }
        None => reader.any("CA version", &node),
    }
}

/// The SHA-1 fingerprint of the CA's previous certificate.
pub(super) fn previous_authority(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = reader.expect(walk, tag::OCTET_STRING, "hash of the previous CA certificate") {
        reader.rows.add_hex("Previous CA certificate (SHA-1)", node.span(), node.content);
    }
}

/// A single number: the oldest base CRL for new delta CRLs, or the version of a CA that cross-certifies another.
pub(super) fn number(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = reader.expect(walk, tag::INTEGER, "number") {
        reader.add_number("Number", &node);
    }
}

/// When the CA plans to publish the next CRL.
pub(super) fn next_publish(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = walk.next(&mut reader.defects) else { return };
    if let Some(moment) = time::read(&node, &mut reader.defects) {
        reader.rows.add("Next publication", node.span(), moment);
    }
}

/// The cryptographic provider that created the key of a request.
///
/// ```text
/// CSPProvider ::= SEQUENCE {                                   [MS-WCCE] section 2.2.2.7.2
///     keySpec INTEGER, cspName BMPString, signature BIT STRING }
/// ```
pub(super) fn enrolment_provider(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "provider") else { return };
    let mut parts = list.walk();
    if let Some(kind) = reader.expect(&mut parts, tag::INTEGER, "key type") {
        let name = match kind.content {
            [0] => "any (a CNG provider)",
            [1] => "exchange",
            [2] => "signature",
            _ => "unknown",
        };
        reader.rows.add("Key type", kind.span(), name);
    }
    if let Some(name) = parts.next(&mut reader.defects) {
        reader.any("Provider", &name);
    }
    if let Some(signature) = parts.next(&mut reader.defects) {
        reader.rows.add_hex("Signature", signature.span(), signature.content);
    }
    reader.nothing_left(&parts, "provider");
}

/// The Windows version of the computer that created a request.
pub(super) fn os_version(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = walk.next(&mut reader.defects) {
        reader.any("Windows version", &node);
    }
}

/// The GUID that identifies a domain controller in replication, in an OCTET STRING.
pub(super) fn replication_guid(reader: &mut Reader, walk: &mut Walk<'_>) {
    guid(reader, walk);
}

/// A GUID in an OCTET STRING, or its sixteen bytes alone.
pub(super) fn guid(reader: &mut Reader, walk: &mut Walk<'_>) {
    let (span, octets) = (walk.span(), walk.rest());
    if let Some(text) = guid_text(octets) {
        reader.rows.add("GUID", span, text);
        *walk = Walk::new(&[], 0);
        return;
    }
    let Some(node) = walk.next(&mut reader.defects) else { return };
    match guid_text(node.content) {
        Some(text) if node.tag == tag::OCTET_STRING => reader.rows.add("GUID", node.span(), text),
        _ => reader.any("Value", &node),
    }
}

/// Text, a GUID, or anything else.
pub(super) fn text_or_guid(reader: &mut Reader, walk: &mut Walk<'_>) {
    let (span, octets) = (walk.span(), walk.rest());
    match std::str::from_utf8(octets) {
        Ok(text) if !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_graphic()) => {
            reader.rows.add("Text", span, text);
            *walk = Walk::new(&[], 0);
        }
        _ => guid(reader, walk),
    }
}

/// A GUID as Windows writes it: the first three parts are little-endian.
pub(super) fn guid_text(octets: &[u8]) -> Option<String> {
    let [a, b, c, d, e, f, g, h, rest @ ..] = <[u8; 16]>::try_from(octets).ok()?;
    let mut text = String::with_capacity(36);
    write!(text, "{:08x}-", u32::from_le_bytes([a, b, c, d])).ok()?;
    write!(text, "{:04x}-{:04x}-", u16::from_le_bytes([e, f]), u16::from_le_bytes([g, h])).ok()?;
    let (clock, node) = rest.split_first_chunk::<2>()?;
    write!(text, "{}-{}", hex(clock), hex(node)).ok()?;
    Some(text)
}

/// The ciphers that the subject's email program supports, in order of preference.
///
/// ```text
/// SMIMECapabilities ::= SEQUENCE OF SEQUENCE {                 RFC 8551, section 2.5.2
///     capabilityID OBJECT IDENTIFIER, parameters ANY OPTIONAL }
/// ```
pub(super) fn smime_capabilities(reader: &mut Reader, walk: &mut Walk<'_>) {
    reader.once(|cache| &mut cache.capabilities, walk, capabilities);
}

fn capabilities(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of capabilities") else { return };
    let mut capabilities = list.walk();
    while let Some(capability) = capabilities.next(&mut reader.defects) {
        if !capability.is_constructed() {
            reader.unexpected(&capability, "list of capabilities");
            continue;
        }
        let mut parts = capability.walk();
        let Some(oid) = reader.oid(&mut parts, "capability") else { continue };
        let parameter = parts.next(&mut reader.defects);
        let bits = parameter.filter(|node| node.tag == tag::INTEGER).and_then(|node| reader.number(&node));
        match bits {
            Some(bits) => {
                reader.rows.add(
                    "Capability",
                    capability.span(),
                    format_args!("{}, {bits} bits", named(&oid)),
                );
            }
            None => reader.rows.add_oid("Capability", capability.span(), &oid),
        }
    }
}
