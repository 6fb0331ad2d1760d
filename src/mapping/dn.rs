//! Distinguished names as Windows writes them into `altSecurityIdentities`: in encoded order, with its own keywords.

use crate::certificate::{Attribute, Name, Oid};

/// Writes a name the way Windows compares it: encoded order, a comma without a space, Windows' keywords.
#[must_use]
pub fn windows_name(name: &Name) -> String {
    let mut text = String::new();
    for (place, rdn) in name.rdns.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&relative_name(rdn));
    }
    text
}

/// One relative name. Several attributes in it are joined as `CertNameToStr` joins them.
#[must_use]
pub fn relative_name(rdn: &[Attribute]) -> String {
    rdn.iter().map(attribute).collect::<Vec<_>>().join(" + ")
}

fn attribute(attribute: &Attribute) -> String {
    let value = quoted(&attribute.value);
    match keyword(&attribute.oid) {
        Some(keyword) => format!("{keyword}={value}"),
        None => format!("OID.{}={value}", attribute.oid),
    }
}

/// Line breaks become commas ([MS-PKCA] 3.1.5.2.1), and what could be mistaken for structure is quoted.
fn quoted(value: &str) -> String {
    let value = value.replace("\r\n", ",").replace(['\r', '\n'], ",");
    if needs_quotes(&value) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

fn needs_quotes(value: &str) -> bool {
    value.contains([',', '+', '=', '"', '<', '>', ';', '#']) || value.starts_with(' ') || value.ends_with(' ')
}

/// Whether no source shows how Windows would write this name into `altSecurityIdentities`.
#[must_use]
pub fn is_delicate(name: &Name) -> bool {
    name.rdns.iter().any(|rdn| rdn.len() > 1)
        || name.rdns.iter().flatten().any(|attribute| {
            needs_quotes(&attribute.value)
                || attribute.value.contains(['\r', '\n'])
                || keyword(&attribute.oid).is_none()
        })
}

/// The keywords of `CertNameToStr` with `CERT_X500_NAME_STR`.
fn keyword(oid: &Oid) -> Option<&'static str> {
    Some(match oid.content() {
        [0x55, 0x04, 3] => "CN",
        [0x55, 0x04, 4] => "SN",
        [0x55, 0x04, 5] => "SERIALNUMBER",
        [0x55, 0x04, 6] => "C",
        [0x55, 0x04, 7] => "L",
        [0x55, 0x04, 8] => "S",
        [0x55, 0x04, 9] => "STREET",
        [0x55, 0x04, 10] => "O",
        [0x55, 0x04, 11] => "OU",
        [0x55, 0x04, 12] => "T",
        [0x55, 0x04, 13] => "Description",
        [0x55, 0x04, 17] => "PostalCode",
        [0x55, 0x04, 18] => "POBox",
        [0x55, 0x04, 42] => "G",
        [0x55, 0x04, 43] => "I",
        [0x55, 0x04, 46] => "dnQualifier",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25] => "DC",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1] => "E",
        _ => return None,
    })
}
