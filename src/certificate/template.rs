//! The AD CS certificate template that a certificate was issued from.

use super::reading::Reader;
use super::walk::{Walk, tag};
use super::{Template, text};

/// The name of a version 1 template, [MS-WCCE] section 2.2.2.7.7.1; a BMPString, rarely another string type.
pub(super) fn by_name(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(node) = walk.next(&mut reader.defects) else {
        reader.defects.add("part-missing", walk.span(), "The template name is missing here.");
        return;
    };
    if !text::is_string(node.tag & !tag::CONSTRUCTED) {
        reader.unexpected(&node, "template name");
        return;
    }
    let name = reader.text(&node);
    reader.rows.add("Template", node.span(), &name);
    reader.facts.template.get_or_insert_default().name = Some(name);
}

/// The OID and version of a later template.
///
/// ```text
/// CertificateTemplateOID ::= SEQUENCE {                        [MS-WCCE] section 2.2.2.7.7.2
///     templateID           OBJECT IDENTIFIER,
///     templateMajorVersion INTEGER (0..4294967295) OPTIONAL,
///     templateMinorVersion INTEGER (0..4294967295) OPTIONAL }
/// ```
pub(super) fn by_identifier(reader: &mut Reader, walk: &mut Walk<'_>) {
    let Some(list) = reader.expect(walk, tag::SEQUENCE, "template") else { return };
    let mut parts = list.walk();
    let span = parts.span();
    let oid = reader.oid(&mut parts, "identifier of the template");
    if let Some(oid) = &oid {
        reader.rows.add_oid("Template", span, oid);
    }
    let mut version = |label, reader: &mut Reader| {
        let node = parts.take(tag::INTEGER, &mut reader.defects)?;
        let number = reader.number(&node).and_then(|number| u32::try_from(number).ok());
        match number {
            Some(number) => reader.rows.add(label, node.span(), number),
            None => {
                reader.defects.add(
                    "template-version-unreadable",
                    node.span(),
                    "The template version is not a 32-bit number.",
                );
            }
        }
        number
    };
    let major = version("Major version", reader);
    let minor = version("Minor version", reader);
    reader.nothing_left(&parts, "template");
    let name = reader.facts.template.take().and_then(|template| template.name);
    reader.facts.template = Some(Template { name, oid, major, minor });
}
