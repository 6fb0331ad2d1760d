//! Distinguished names, in encoded order.

use crate::der::{self, tag};

/// A distinguished name under construction. Converted from text such as `DC=example,DC=corp,CN=Users,CN=alice`: first
/// written, first encoded, which is the reverse of what RFC 4514 prints. `\` takes the character after it literally,
/// `+` joins two attributes in one RDN, and a type may be a dotted OID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    rdns: Vec<Vec<u8>>,
}

impl Name {
    /// The empty name.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds one attribute, in the string type Windows would choose.
    pub fn rdn(self, kind: &str, value: &str) -> Self {
        self.rdns(&[(kind, value)])
    }

    /// Adds one RDN with several attributes.
    pub fn rdns(mut self, attributes: &[(&str, &str)]) -> Self {
        let attributes = attributes.iter().map(|(kind, value)| attribute(kind, &usual_string(kind, value)));
        self.rdns.push(der::set(attributes));
        self
    }

    /// Adds one attribute whose value is this finished element, such as one from [`der::bmp`].
    pub fn rdn_value(mut self, kind: &str, value: &[u8]) -> Self {
        self.rdns.push(der::set([attribute(kind, value)]));
        self
    }

    /// The finished Name.
    pub fn der(&self) -> Vec<u8> {
        der::sequence(&self.rdns)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        let mut name = Self::empty();
        if text.is_empty() {
            return name;
        }
        for rdn in split(text, ',') {
            let attributes: Vec<(String, String)> =
                split(&rdn, '+').iter().map(|pair| type_and_value(pair)).collect();
            let attributes: Vec<(&str, &str)> =
                attributes.iter().map(|(kind, value)| (kind.as_str(), value.as_str())).collect();
            name = name.rdns(&attributes);
        }
        name
    }
}

/// The OID of a keyword; a dotted OID is returned as it is.
fn attribute_type(kind: &str) -> &str {
    match kind {
        "CN" => "2.5.4.3",
        "SN" => "2.5.4.4",
        "SERIALNUMBER" => "2.5.4.5",
        "C" => "2.5.4.6",
        "L" => "2.5.4.7",
        "ST" | "S" => "2.5.4.8",
        "STREET" => "2.5.4.9",
        "O" => "2.5.4.10",
        "OU" => "2.5.4.11",
        "T" => "2.5.4.12",
        "G" => "2.5.4.42",
        "I" => "2.5.4.43",
        "DC" => "0.9.2342.19200300.100.1.25",
        "UID" => "0.9.2342.19200300.100.1.1",
        "E" => "1.2.840.113549.1.9.1",
        _ => kind,
    }
}

fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    der::sequence([der::oid(attribute_type(kind)), value.to_vec()])
}

fn usual_string(kind: &str, value: &str) -> Vec<u8> {
    let printable = value.chars().all(|c| c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c));
    let chosen = match kind {
        "DC" | "E" => tag::IA5_STRING,
        _ if printable => tag::PRINTABLE_STRING,
        _ => tag::UTF8_STRING,
    };
    der::tlv(chosen, value)
}

fn type_and_value(pair: &str) -> (String, String) {
    let (kind, value) = pair.split_once('=').unwrap();
    let mut plain = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    (kind.trim().to_owned(), plain)
}

/// Splits at a character, unless a backslash comes before it; backslashes stay.
fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let part = parts.last_mut().unwrap();
        if character == '\\' {
            part.push(character);
            part.extend(characters.next());
        } else if character == at {
            parts.push(String::new());
        } else {
            part.push(character);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(hex(&Name::from(text).der()), expect);
    }

    #[test]
    fn written_in_the_order_of_the_text() {
        check(
            "C=DE,CN=a",
            "3019310b3009060355040613024445310a300806035504031301 61".replace(' ', "").as_str(),
        );
        check("", "3000");
    }

    #[test]
    fn escapes_joins_and_string_types() {
        check("O=a\\,b", "300e310c300a060355040a1303612c62");
        check(
            "CN=a+2.5.4.5=b",
            "3016311430080603550403130161300806035504051301 62".replace(' ', "").as_str(),
        );
        check("CN=\u{e4}", "300d310b300906035504030c02c3a4");
    }
}
