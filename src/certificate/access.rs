//! Subject and issuer alternative names, and the locations of CRLs, issuer certificates and services.

use super::alt_name::{self, GeneralName};
use super::reading::Reader;
use super::rows::named;
use super::usage::list;
use super::walk::{Node, Walk, tag};
use super::{Located, Oid, name};
use der::oid::ObjectIdentifier;
use std::sync::Arc;

const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// RFC 5280, section 4.2.1.6.
pub(super) fn subject_alt_name(reader: &mut Reader, walk: &mut Walk<'_>) {
    reader.facts.san = alternative_names(reader, walk);
}

/// RFC 5280, section 4.2.1.7; also the certificate issuer of a CRL entry.
pub(super) fn issuer_alt_name(reader: &mut Reader, walk: &mut Walk<'_>) {
    alternative_names(reader, walk);
}

fn alternative_names(reader: &mut Reader, walk: &mut Walk<'_>) -> Vec<Located<GeneralName>> {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of names") else { return Vec::new() };
    let names = alt_name::read_all(&mut list.walk(), &mut reader.defects);
    if names.is_empty() {
        reader.defects.add("names-empty", list.span(), "The list of names is empty.");
    }
    alt_name::rows(&names, "", &mut reader.rows);
    names
}

/// RFC 5280, section 4.2.1.13.
pub(super) fn distribution_points(reader: &mut Reader, walk: &mut Walk<'_>) {
    reader.facts.cdp =
        reader.once(|cache| &mut cache.distribution_points, walk, |reader, walk| points(reader, walk).into());
}

/// RFC 5280, section 4.2.1.15: the locations of delta CRLs.
pub(super) fn freshest_list(reader: &mut Reader, walk: &mut Walk<'_>) {
    points(reader, walk);
}

/// Microsoft's extension with the locations where a CA publishes CRLs; it has the form of distribution points.
pub(super) fn distribution_points_to_publish(reader: &mut Reader, walk: &mut Walk<'_>) {
    points(reader, walk);
}

/// The URLs of distribution points.
///
/// ```text
/// CRLDistributionPoints ::= SEQUENCE OF SEQUENCE {
///     distributionPoint [0] EXPLICIT DistributionPointName OPTIONAL,
///     reasons           [1] BIT STRING OPTIONAL,
///     cRLIssuer         [2] GeneralNames OPTIONAL }
/// ```
fn points(reader: &mut Reader, walk: &mut Walk<'_>) -> Vec<String> {
    let mut addresses = Vec::new();
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of distribution points") else {
        return addresses;
    };
    let mut points = list.walk();
    while let Some(point) = points.next(&mut reader.defects) {
        if !point.is_constructed() {
            reader.unexpected(&point, "list of distribution points");
            continue;
        }
        let mut parts = point.walk();
        while let Some(part) = parts.next(&mut reader.defects) {
            match part.tag {
                0xA0 => point_name(reader, &part, &mut addresses),
                0x81 => reasons(reader, &part),
                0xA2 => {
                    let names = alt_name::read_all(&mut part.walk(), &mut reader.defects);
                    alt_name::rows(&names, "CRL issuer", &mut reader.rows);
                }
                _ => reader.unexpected(&part, "distribution point"),
            }
        }
    }
    addresses
}

/// The name of a distribution point.
///
/// ```text
/// DistributionPointName ::= CHOICE {
///     fullName                [0] GeneralNames,
///     nameRelativeToCRLIssuer [1] RelativeDistinguishedName }
/// ```
pub(super) fn point_name(reader: &mut Reader, part: &Node<'_>, addresses: &mut Vec<String>) {
    let mut inside = part.walk();
    let Some(choice) = inside.next(&mut reader.defects) else { return };
    match choice.tag {
        0xA0 => {
            let names = alt_name::read_all(&mut choice.walk(), &mut reader.defects);
            alt_name::rows(&names, "CRL", &mut reader.rows);
            addresses.extend(names.into_iter().filter_map(|name| match name.value {
                GeneralName::Uri(address) => Some(address),
                _ => None,
            }));
        }
        0xA1 => {
            let relative = name::relative(&mut choice.walk(), choice.span(), &mut reader.defects);
            let name = super::Name { rdns: vec![relative] };
            reader.rows.add("Relative to the CRL issuer", choice.span(), name);
        }
        _ => reader.unexpected(&choice, "name of the distribution point"),
    }
    reader.nothing_left(&inside, "name of the distribution point");
}

/// The revocation reasons a CRL covers, RFC 5280, section 4.2.1.13.
pub(super) fn reasons(reader: &mut Reader, part: &Node<'_>) {
    const REASONS: [&str; 9] = [
        "unused",
        "keyCompromise",
        "cACompromise",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "certificateHold",
        "privilegeWithdrawn",
        "aACompromise",
    ];
    let bits = reader.bits(part);
    let reasons =
        REASONS.iter().zip(0u32..).filter(|(_, bit)| bits & (1 << bit) != 0).map(|(reason, _)| *reason);
    reader.rows.add("Reasons", part.span(), list(reasons));
}

/// RFC 5280, section 4.2.2.1.
pub(super) fn authority_information(reader: &mut Reader, walk: &mut Walk<'_>) {
    let services = reader.once(|cache| &mut cache.services, walk, services);
    [reader.facts.ocsp, reader.facts.aia] = services;
}

/// The URLs of OCSP responders and of the issuer's certificate.
fn services(reader: &mut Reader, walk: &mut Walk<'_>) -> [Arc<[String]>; 2] {
    let mut ocsp = Vec::new();
    let mut issuers = Vec::new();
    descriptions(reader, walk, |method, name| {
        let GeneralName::Uri(address) = name else { return };
        if *method == OCSP {
            ocsp.push(address);
        } else if *method == CA_ISSUERS {
            issuers.push(address);
        }
    });
    [ocsp.into(), issuers.into()]
}

/// RFC 5280, section 4.2.2.2.
pub(super) fn subject_information(reader: &mut Reader, walk: &mut Walk<'_>) {
    descriptions(reader, walk, |_, _| {});
}

/// Access methods with their locations.
///
/// ```text
/// AuthorityInfoAccessSyntax ::= SEQUENCE OF SEQUENCE {
///     accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }
/// ```
fn descriptions(reader: &mut Reader, walk: &mut Walk<'_>, mut each: impl FnMut(&Oid, GeneralName)) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of services") else { return };
    let mut descriptions = list.walk();
    while let Some(description) = descriptions.next(&mut reader.defects) {
        if !description.is_constructed() {
            reader.unexpected(&description, "list of services");
            continue;
        }
        let mut parts = description.walk();
        let Some(method) = reader.oid(&mut parts, "type of service") else { continue };
        let Some(node) = parts.next(&mut reader.defects) else {
            reader.defects.add("part-missing", description.span(), "The service has no location.");
            continue;
        };
        reader.nothing_left(&parts, "location of the service");
        let Some(location) = alt_name::read(&node, &mut reader.defects) else { continue };
        reader.rows.add(named(&method), node.span(), &location);
        each(&method, location);
    }
}

/// RFC 5280, section 4.2.1.8.
///
/// ```text
/// SubjectDirectoryAttributes ::= SEQUENCE OF SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }
/// ```
pub(super) fn directory_attributes(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of attributes") else { return };
    let mut attributes = list.walk();
    while let Some(attribute) = attributes.next(&mut reader.defects) {
        if !attribute.is_constructed() {
            reader.unexpected(&attribute, "list of attributes");
            continue;
        }
        let mut parts = attribute.walk();
        let Some(oid) = reader.oid(&mut parts, "attribute type") else { continue };
        let Some(values) = parts.next(&mut reader.defects) else { continue };
        let mut values = values.walk();
        while let Some(value) = values.next(&mut reader.defects) {
            reader.any(named(&oid), &value);
        }
    }
}
