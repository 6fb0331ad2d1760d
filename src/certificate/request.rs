//! The attributes of a certificate request.
//!
//! ```text
//! Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }        RFC 2986, section 4
//! ```

use super::extensions::Seen;
use super::reading::Reader;
use super::rows::named;
use super::walk::{Node, tag};
use super::{Oid, extensions, microsoft};
use der::oid::ObjectIdentifier;

const EXTENSION_REQUEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.14");
/// Microsoft's own, from before the standard one.
const CERT_EXTENSIONS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.14");
const ENROLMENT_PROVIDER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.2.2");
const NAME_VALUE_PAIR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.2.1");
const CLIENT_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.20");

/// Reads the attributes. Requested extensions become extensions of the facts; the others become rows.
pub(super) fn attributes(reader: &mut Reader, set: &Node<'_>) {
    if set.tag != tag::context(0) {
        reader.defects.add("unexpected-type", set.span(), "The attributes of the request are expected here.");
    }
    // A request can list extensions in both attributes; if a type is in both, the first counts.
    let mut seen = Seen::default();
    let mut walk = set.walk();
    while let Some(attribute) = walk.next(&mut reader.defects) {
        if !attribute.is_constructed() {
            reader.unexpected(&attribute, "request");
            continue;
        }
        let mut parts = attribute.walk();
        let Some(oid) = reader.oid(&mut parts, "attribute type") else { continue };
        let Some(values) = reader.expect(&mut parts, tag::SET, "attribute values") else { continue };
        let mut values = values.walk();
        while let Some(value) = values.next(&mut reader.defects) {
            one(reader, &oid, &value, &mut seen);
        }
    }
}

fn one<'a>(reader: &mut Reader, oid: &Oid, value: &Node<'a>, seen: &mut Seen<'a>) {
    if (*oid == EXTENSION_REQUEST || *oid == CERT_EXTENSIONS) && value.is_constructed() {
        extensions::read_all(reader, value, seen);
        return;
    }
    if *oid == ENROLMENT_PROVIDER {
        microsoft::enrolment_provider(reader, &mut value.alone());
    } else if *oid == NAME_VALUE_PAIR {
        pair(reader, value);
    } else if *oid == CLIENT_INFO {
        client(reader, value);
    } else {
        reader.any(named(oid), value);
    }
    let rows = reader.rows.take();
    reader.facts.attributes.extend(rows);
}

/// `EnrollmentNameValuePair ::= SEQUENCE { name BMPString, value BMPString }`, [MS-WCCE] section 2.2.2.7.10.
fn pair(reader: &mut Reader, value: &Node<'_>) {
    let mut parts = value.walk();
    let name = parts.next(&mut reader.defects);
    let text = parts.next(&mut reader.defects);
    match (name, text) {
        (Some(name), Some(text)) => {
            let name = reader.text(&name);
            reader.any(&name, &text);
        }
        _ => reader.unexpected(value, "request"),
    }
}

/// The client that created the request: computer, user and program.
///
/// ```text
/// RequestClientInfo ::= SEQUENCE {                             [MS-WCCE] section 2.2.2.7.4
///     clientId INTEGER, MachineName UTF8String, UserName UTF8String, ProcessName UTF8String }
/// ```
fn client(reader: &mut Reader, value: &Node<'_>) {
    const LABELS: [&str; 4] = ["Client type", "Computer", "User", "Program"];
    let mut parts = value.walk();
    for label in LABELS {
        let Some(part) = parts.next(&mut reader.defects) else { return };
        reader.any(label, &part);
    }
    reader.nothing_left(&parts, "client");
}
