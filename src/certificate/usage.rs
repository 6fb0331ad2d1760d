//! Key usage, EKU, basic constraints and other limits on use.

use super::reading::Reader;
use super::walk::{Node, Walk, tag};
use super::{BasicConstraints, KeyUsage, Oid, time};
use std::fmt::{self, Display};
use std::sync::Arc;

/// `KeyUsage ::= BIT STRING`, RFC 5280, section 4.2.1.3.
pub(super) fn key_usage(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = reader.expect(walk, tag::BIT_STRING, "key usage") else { return };
    let bits = reader.bits(&node);
    let usage = KeyUsage(bits & 0x1FF);
    reader.facts.key_usage = Some(usage);
    if usage.0 == 0 {
        reader.defects.add("key-usage-empty", node.span(), "The key usage allows nothing.");
    }
    reader.rows.add("Permitted", node.span(), list(usage.names()));
}

/// RFC 5280, section 4.2.1.12.
///
/// ```text
/// ExtKeyUsageSyntax ::= SEQUENCE OF OBJECT IDENTIFIER
/// ```
pub(super) fn extended_key_usage(reader: &mut Reader, walk: &mut Walk<'_>) {
    reader.facts.eku = reader.once(|cache| &mut cache.purposes, walk, purposes);
}

fn purposes(reader: &mut Reader, walk: &mut Walk<'_>) -> Option<Arc<[Oid]>> {
    let list = reader.expect(walk, tag::SEQUENCE, "EKU list")?;
    let mut purposes = Vec::new();
    let mut parts = list.walk();
    while !parts.is_done() {
        let span = parts.span();
        match parts.take(tag::OID, &mut reader.defects) {
            Some(node) => {
                let purpose = Oid::from_content(node.content);
                reader.rows.add_oid("EKU", node.span(), &purpose);
                purposes.push(purpose);
            }
            None => match parts.next(&mut reader.defects) {
                Some(node) => reader.unexpected(&node, "EKU list"),
                None => reader.defects.add("purpose-broken", span, "An EKU is expected here."),
            },
        }
    }
    if purposes.is_empty() {
        reader.defects.add("purposes-empty", list.span(), "The EKU list is empty.");
    }
    Some(purposes.into())
}

/// Microsoft's equivalent of the EKU, in the form of certificate policies.
pub(super) fn application_policies(reader: &mut Reader, walk: &mut Walk<'_>) {
    let policies = super::policy::informations(reader, walk, "Application policy");
    reader.facts.application_policies = Some(policies);
}

/// RFC 5280, section 4.2.1.9.
///
/// ```text
/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
/// ```
pub(super) fn basic_constraints(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "basic constraints") else { return };
    let mut parts = list.walk();
    let mut ca = false;
    if let Some(node) = parts.take(tag::BOOLEAN, &mut reader.defects) {
        ca = reader.boolean(&node);
        if !ca {
            reader.defects.add(
                "ca-default-encoded",
                node.span(),
                "The basic constraints state that this is not a CA; DER requires this default to be left out.",
            );
        }
    }
    let mut path_len = None;
    if let Some(node) = parts.take(tag::INTEGER, &mut reader.defects) {
        path_len = reader.number(&node);
        if path_len.is_none() {
            reader.defects.add(
                "path-length-unreadable",
                node.span(),
                "The path length is not a valid number.",
            );
        }
    }
    reader.nothing_left(&parts, "basic constraints");
    reader.rows.add("May issue certificates", list.span(), if ca { "yes" } else { "no" });
    if let Some(length) = path_len {
        reader.rows.add("Maximum CAs below it", list.span(), length);
    }
    reader.facts.basic_constraints = Some(BasicConstraints { ca, path_len });
}

/// RFC 3280, section 4.2.1.4: dropped since, but still in use.
///
/// ```text
/// PrivateKeyUsagePeriod ::= SEQUENCE {
///     notBefore [0] GeneralizedTime OPTIONAL, notAfter [1] GeneralizedTime OPTIONAL }
/// ```
pub(super) fn private_key_period(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "private key usage period") else { return };
    let mut parts = list.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        let label = match part.tag {
            0x80 => "Not before",
            0x81 => "Not after",
            _ => {
                reader.unexpected(&part, "private key usage period");
                continue;
            }
        };
        if let Some(moment) = time::read_as(tag::GENERALIZED_TIME, &part, &mut reader.defects) {
            reader.rows.add(label, part.span(), moment);
        }
    }
}

/// Names separated by commas, or "nothing".
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str> + Clone) -> impl Display {
    fmt::from_fn(move |f| {
        let mut names = names.clone();
        f.write_str(names.next().unwrap_or("nothing"))?;
        names.try_for_each(|name| write!(f, ", {name}"))
    })
}

impl Reader {
    /// The first sixteen bits of a BIT STRING, with the first one as the lowest.
    pub(super) fn bits(&mut self, node: &Node<'_>) -> u16 {
        let Some((unused, octets)) = node.content.split_first() else {
            self.defects.add("bit-string-broken", node.span(), "The bit string is empty.");
            return 0;
        };
        if *unused > 7 || (octets.is_empty() && *unused > 0) {
            self.defects.add("bit-string-broken", node.span(), "The bit string does not state its length.");
        }
        let mask = u8::MAX.checked_shl(u32::from(*unused)).unwrap_or(u8::MAX);
        if octets.last().is_some_and(|last| last & !mask != 0) {
            self.defects.add(
                "bit-string-padding",
                node.span(),
                "Bits after the end of the bit string are set.",
            );
        }
        let (first, second) = (octets.first().copied(), octets.get(1).copied());
        let cut = |octet: Option<u8>, is_last: bool| {
            octet.map_or(0, |octet| if is_last { octet & mask } else { octet })
        };
        u16::from_le_bytes([
            cut(first, octets.len() == 1).reverse_bits(),
            cut(second, octets.len() == 2).reverse_bits(),
        ])
    }

    /// A BOOLEAN; every value except zero is true.
    pub(super) fn boolean(&mut self, node: &Node<'_>) -> bool {
        if !matches!(node.content, [0 | 0xFF]) {
            self.defects.add("boolean-not-canonical", node.span(), "The Boolean value is neither 00 nor ff.");
        }
        node.content.iter().any(|octet| *octet != 0)
    }

    /// An INTEGER that is not negative and fits in 64 bits.
    pub(super) fn number(&mut self, node: &Node<'_>) -> Option<u64> {
        let octets = node.content;
        if octets.is_empty() || octets.first().is_some_and(|first| *first >= 0x80) {
            return None;
        }
        if matches!(octets, [0, next, ..] if *next < 0x80) {
            self.defects.add("integer-padded", node.span(), "The number has unnecessary leading zeros.");
        }
        octets.iter().try_fold(0u64, |all, octet| all.checked_mul(256)?.checked_add(u64::from(*octet)))
    }

    /// Reports an element that does not belong here.
    pub(super) fn unexpected(&mut self, node: &Node<'_>, place: &str) {
        self.defects.add(
            "unexpected-element",
            node.span(),
            format!("The {place} contains an unexpected element with the tag {:02x}.", node.tag),
        );
    }
}
