//! Distinguished names, in the order in which they are encoded.

use super::Oid;
use std::fmt;

/// A distinguished name: relative names in encoded order, the root of the directory usually first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// The relative names; each holds one attribute, rarely several.
    pub rdns: Vec<Vec<Attribute>>,
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Its type.
    pub oid: Oid,
    /// Tag of the string type it is encoded in.
    pub tag: u8,
    /// Its text; `#` and the DER in hexadecimal, if it is no string.
    pub value: String,
}

impl Name {
    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The last common name, which is the most specific one.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.rdns
            .iter()
            .rev()
            .flatten()
            .find(|attribute| attribute.oid.content() == [0x55, 0x04, 0x03])
            .map(|attribute| attribute.value.as_str())
    }
}

/// RFC 4514, "Lightweight Directory Access Protocol (LDAP): String Representation of Distinguished Names":
/// the last relative name first.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, rdn) in self.rdns.iter().rev().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            for (place, attribute) in rdn.iter().enumerate() {
                if place > 0 {
                    f.write_str("+")?;
                }
                attribute.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match short_name(&self.oid) {
            Some(name) => write!(f, "{name}=")?,
            None => write!(f, "{}=", self.oid)?,
        }
        let last = self.value.chars().count().saturating_sub(1);
        for (place, character) in self.value.chars().enumerate() {
            match character {
                '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
                '#' if place == 0 => f.write_str("\\#")?,
                ' ' if place == 0 || place == last => f.write_str("\\ ")?,
                '\0' => f.write_str("\\00")?,
                other => write!(f, "{other}")?,
            }
        }
        Ok(())
    }
}

/// The short names of RFC 4514, section 3; every other type is written as a dotted identifier.
fn short_name(oid: &Oid) -> Option<&'static str> {
    Some(match oid.content() {
        [0x55, 0x04, 3] => "CN",
        [0x55, 0x04, 6] => "C",
        [0x55, 0x04, 7] => "L",
        [0x55, 0x04, 8] => "ST",
        [0x55, 0x04, 9] => "STREET",
        [0x55, 0x04, 10] => "O",
        [0x55, 0x04, 11] => "OU",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25] => "DC",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1] => "UID",
        _ => return None,
    })
}
