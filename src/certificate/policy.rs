//! Certificate policies, policy mappings and policy constraints, and name constraints.

use super::alt_name::{self, GeneralName};
use super::reading::Reader;
use super::rows::named;
use super::walk::{Node, Walk, tag};
use super::{Located, NameConstraints, Oid};
use der::oid::ObjectIdentifier;
use std::sync::Arc;

const PRACTICE_STATEMENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.1");
const USER_NOTICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.2");

/// RFC 5280, section 4.2.1.4.
pub(super) fn certificate_policies(reader: &mut Reader, walk: &mut Walk<'_>) {
    reader.facts.policies = informations(reader, walk, "Policy");
}

/// Reads a list of policies.
///
/// ```text
/// CertificatePolicies ::= SEQUENCE OF SEQUENCE {
///     policyIdentifier OBJECT IDENTIFIER,
///     policyQualifiers SEQUENCE OF SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY } OPTIONAL }
/// ```
pub(super) fn informations(reader: &mut Reader, walk: &mut Walk<'_>, label: &str) -> Arc<[Oid]> {
    reader.once(|cache| &mut cache.policies, walk, |reader, walk| all(reader, walk, label).into())
}

fn all(reader: &mut Reader, walk: &mut Walk<'_>, label: &str) -> Vec<Oid> {
    let mut policies = Vec::new();
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of policies") else { return policies };
    let mut informations = list.walk();
    while let Some(information) = informations.next(&mut reader.defects) {
        if information.tag == tag::OID {
            // Some issuers list only the OIDs, as in the EKU.
            reader.defects.add("policy-bare", information.span(), "The policy is not wrapped in a SEQUENCE.");
            let policy = Oid::from_content(information.content);
            reader.rows.add_oid(label, information.span(), &policy);
            policies.push(policy);
            continue;
        }
        if !information.is_constructed() {
            reader.unexpected(&information, "list of policies");
            continue;
        }
        let mut parts = information.walk();
        let Some(policy) = reader.oid(&mut parts, "policy") else { continue };
        reader.rows.add_oid(label, information.span(), &policy);
        policies.push(policy);
        if let Some(qualifiers) = parts.take(tag::SEQUENCE, &mut reader.defects) {
            let mut qualifiers = qualifiers.walk();
            while let Some(one) = qualifiers.next(&mut reader.defects) {
                qualifier(reader, &one);
            }
        }
        reader.nothing_left(&parts, "policy");
    }
    if policies.is_empty() {
        reader.defects.add("policies-empty", list.span(), "The list of policies is empty.");
    }
    policies
}

fn qualifier(reader: &mut Reader, node: &Node<'_>) {
    if !node.is_constructed() {
        reader.unexpected(node, "list of qualifiers");
        return;
    }
    let mut parts = node.walk();
    let Some(kind) = reader.oid(&mut parts, "type of qualifier") else { return };
    let Some(value) = parts.next(&mut reader.defects) else { return };
    reader.nothing_left(&parts, "qualifier");
    if kind == PRACTICE_STATEMENT {
        reader.any("Practice statement", &value);
    } else if kind == USER_NOTICE {
        notice(reader, &value);
    } else {
        reader.any(named(&kind), &value);
    }
}

/// A user notice.
///
/// ```text
/// UserNotice ::= SEQUENCE {
///     noticeRef    SEQUENCE { organization DisplayText, noticeNumbers SEQUENCE OF INTEGER } OPTIONAL,
///     explicitText DisplayText OPTIONAL }
/// ```
fn notice(reader: &mut Reader, node: &Node<'_>) {
    if !node.is_constructed() {
        reader.any("Notice", node);
        return;
    }
    let mut parts = node.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        if part.tag != tag::SEQUENCE {
            reader.any("Notice", &part);
            continue;
        }
        let mut reference = part.walk();
        if let Some(organization) = reference.next(&mut reader.defects) {
            reader.any("Notice from", &organization);
        }
        if let Some(numbers) = reference.next(&mut reader.defects) {
            let mut numbers = numbers.walk();
            while let Some(number) = numbers.next(&mut reader.defects) {
                reader.any("Notice number", &number);
            }
        }
    }
}

/// RFC 5280, section 4.2.1.5, and Microsoft's equivalent for application policies.
///
/// ```text
/// PolicyMappings ::= SEQUENCE OF SEQUENCE {
///     issuerDomainPolicy OBJECT IDENTIFIER, subjectDomainPolicy OBJECT IDENTIFIER }
/// ```
pub(super) fn mappings(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "list of policy mappings") else { return };
    let mut mappings = list.walk();
    while let Some(mapping) = mappings.next(&mut reader.defects) {
        if !mapping.is_constructed() {
            reader.unexpected(&mapping, "list of policy mappings");
            continue;
        }
        let mut parts = mapping.walk();
        let issuer = reader.oid(&mut parts, "policy of the issuer");
        let subject = reader.oid(&mut parts, "policy of the subject");
        if let (Some(issuer), Some(subject)) = (issuer, subject) {
            reader.rows.add(
                "Equivalent policies",
                mapping.span(),
                format_args!("{} and {}", named(&issuer), named(&subject)),
            );
        }
    }
}

/// RFC 5280, section 4.2.1.11, and Microsoft's equivalent for application policies.
///
/// ```text
/// PolicyConstraints ::= SEQUENCE {
///     requireExplicitPolicy [0] INTEGER OPTIONAL, inhibitPolicyMapping [1] INTEGER OPTIONAL }
/// ```
pub(super) fn constraints(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "policy constraints") else { return };
    let mut parts = list.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        let label = match part.tag {
            0x80 => "Explicit policy needed after (certificates)",
            0x81 => "No policy mapping after (certificates)",
            _ => {
                reader.unexpected(&part, "policy constraints");
                continue;
            }
        };
        reader.add_number(label, &part);
    }
}

/// `InhibitAnyPolicy ::= INTEGER`, RFC 5280, section 4.2.1.14.
pub(super) fn inhibit_any(reader: &mut Reader, walk: &mut Walk<'_>) {
    if let Some(node) = reader.expect(walk, tag::INTEGER, "number of certificates") {
        reader.add_number("Any policy ignored after (certificates)", &node);
    }
}

/// RFC 5280, section 4.2.1.10.
///
/// ```text
/// NameConstraints ::= SEQUENCE {
///     permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtrees ::= SEQUENCE OF SEQUENCE {
///     base GeneralName, minimum [0] INTEGER DEFAULT 0, maximum [1] INTEGER OPTIONAL }
/// ```
pub(super) fn name_constraints(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "name constraints") else { return };
    let mut constraints = NameConstraints::default();
    let mut parts = list.walk();
    while let Some(part) = parts.next(&mut reader.defects) {
        let (label, limits) = match part.tag {
            0xA0 => ("Permitted", &mut constraints.permitted),
            0xA1 => ("Excluded", &mut constraints.excluded),
            _ => {
                reader.unexpected(&part, "name constraints");
                continue;
            }
        };
        let mut subtrees = part.walk();
        while let Some(subtree) = subtrees.next(&mut reader.defects) {
            let mut inside = subtree.walk();
            let Some(base) = inside.next(&mut reader.defects) else { continue };
            let range = if base.tag == 0x87 { alt_name::address_range(base.content) } else { None };
            let name = match range {
                Some(range) => Some(GeneralName::Ip(range)),
                None => alt_name::read(&base, &mut reader.defects),
            };
            if let Some(value) = name {
                limits.push(value.clone());
                alt_name::rows(&[Located { value, span: base.span() }], label, &mut reader.rows);
            }
            while let Some(bound) = inside.next(&mut reader.defects) {
                match bound.tag {
                    0x80 => reader.add_number("Minimum depth", &bound),
                    0x81 => reader.add_number("Maximum depth", &bound),
                    _ => reader.unexpected(&bound, "name constraint"),
                }
            }
        }
    }
    reader.facts.name_constraints = Some(constraints);
}
