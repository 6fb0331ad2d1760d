//! Distinguished names, in the order in which they are encoded.

use super::defects::Defects;
use super::text::{self, hex};
use super::walk::{Node, Walk, tag};
use super::{Oid, Span};
use std::fmt::{self, Write};

/// A distinguished name: its relative names in encoded order, usually from the root of the directory downwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// The relative names; each has one attribute, rarely several.
    pub rdns: Vec<Vec<Attribute>>,
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Attribute {
    /// Its type.
    pub oid: Oid,
    /// The tag of its string type.
    pub tag: u8,
    /// Its text; `#` and the DER in hexadecimal, if it is not a string.
    pub value: String,
}

impl Name {
    /// Whether it has no relative names.
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

/// Reads the sequence of relative names.
///
/// ```text
/// Name                      ::= SEQUENCE OF RelativeDistinguishedName        RFC 5280, section 4.1.2.4
/// RelativeDistinguishedName ::= SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
/// ```
pub(super) fn read(walk: &mut Walk<'_>, defects: &mut Defects) -> Name {
    let mut rdns = Vec::new();
    while let Some(set) = walk.next(defects) {
        if !set.is_constructed() {
            defects.add(
                "name-broken",
                set.span(),
                "The name contains an element that is not a relative name.",
            );
            continue;
        }
        if set.tag != tag::SET {
            defects.add(
                "unexpected-type",
                set.span(),
                format!("The relative name should have the tag 31; it has {:02x}.", set.tag),
            );
        }
        rdns.push(relative(&mut set.walk(), set.span(), defects));
    }
    Name { rdns }
}

/// Reads the attributes of one relative name.
pub(super) fn relative(walk: &mut Walk<'_>, span: Span, defects: &mut Defects) -> Vec<Attribute> {
    let mut attributes = Vec::with_capacity(1);
    while let Some(pair) = walk.next(defects) {
        if pair.tag != tag::SEQUENCE {
            defects.add(
                "unexpected-type",
                pair.span(),
                format!("The attribute of the name should have the tag 30; it has {:02x}.", pair.tag),
            );
        }
        let mut parts = pair.walk();
        let oid = if pair.is_constructed() { parts.next(defects) } else { None };
        let value = parts.next(defects);
        let (Some(oid), Some(value)) = (oid, value) else {
            defects.add("name-broken", pair.span(), "The attribute of the name lacks its type or its value.");
            continue;
        };
        if oid.tag != tag::OID {
            defects.add(
                "unexpected-type",
                oid.span(),
                "The attribute of the name does not start with its type.",
            );
        }
        if !parts.is_done() {
            defects.add("trailing-data", parts.span(), "Extra bytes follow the attribute of the name.");
        }
        attributes.push(Attribute {
            oid: Oid::from_content(oid.content),
            tag: if text::is_string(value.tag & !tag::CONSTRUCTED) {
                value.tag & !tag::CONSTRUCTED
            } else {
                value.tag
            },
            value: value_text(&value, defects),
        });
    }
    if attributes.is_empty() {
        defects.add("name-broken", span, "The relative name contains no attribute.");
    }
    attributes
}

fn value_text(value: &Node<'_>, defects: &mut Defects) -> String {
    if text::is_string(value.tag & !tag::CONSTRUCTED) {
        if value.content.is_empty() {
            defects.add("name-empty-value", value.span(), "An attribute of the name is empty.");
        }
        if matches!(value.tag, tag::TELETEX | tag::VIDEOTEX | tag::GENERAL | tag::UNIVERSAL) {
            defects.add(
                "name-string-type",
                value.span(),
                format!(
                    "The name is a {}, which programs read in different ways.",
                    text::type_name(value.tag)
                ),
            );
        }
        let read = text::read(value, defects);
        if text::is_deceptive(&read) {
            defects.add(
                "name-hidden-characters",
                value.span(),
                format!("The name contains invisible characters: `{}`.", text::visible(&read)),
            );
        }
        read
    } else {
        format!("#{}", hex(value.bytes))
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
            Some(name) => f.write_str(name)?,
            None => self.oid.fmt(f)?,
        }
        f.write_str("=")?;
        let is_special = |character| matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\' | '\0');
        let is_plain = |value: &str| {
            !value.starts_with(['#', ' ']) && !value.ends_with(' ') && !value.contains(is_special)
        };
        if !text::is_string(self.tag) || is_plain(&self.value) {
            return f.write_str(&self.value);
        }
        let last = self.value.len().saturating_sub(1);
        for (place, character) in self.value.char_indices() {
            match character {
                '\0' => f.write_str("\\00")?,
                special if is_special(special) => write!(f, "\\{special}")?,
                '#' if place == 0 => f.write_str("\\#")?,
                ' ' if place == 0 || place == last => f.write_str("\\ ")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The short names of RFC 4514, section 3; every other type is written as a dotted OID.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(attributes: &[(&str, u8, &str)], written: &str) {
        let rdns = attributes
            .iter()
            .map(|(oid, tag, value)| {
                let oid = der::oid::ObjectIdentifier::new_unwrap(oid).into();
                vec![Attribute { oid, tag: *tag, value: (*value).to_owned() }]
            })
            .collect();
        assert_eq!(Name { rdns }.to_string(), written);
    }

    #[test]
    fn names_are_written_as_rfc_4514_says() {
        check(&[("2.5.4.6", 0x13, "DE"), ("2.5.4.3", 0x0C, "Anna")], "CN=Anna,C=DE");
        check(&[("2.5.4.3", 0x0C, " a ")], "CN=\\ a\\ ");
        check(&[("2.5.4.3", 0x0C, " ")], "CN=\\ ");
        check(
            &[("2.5.4.3", 0x0C, "#1, \"x\"; <y>+z\\ \0=/")],
            "CN=\\#1\\, \\\"x\\\"\\; \\<y\\>\\+z\\\\ \\00=/",
        );
        check(&[("2.5.4.5", 0x13, "17")], "2.5.4.5=17");
        check(&[("2.5.4.45", 0x03, "#03020001")], "2.5.4.45=#03020001");
        check(&[], "");
    }
}
