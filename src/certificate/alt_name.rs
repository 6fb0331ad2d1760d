//! General names: what a SAN can contain.

use super::defects::Defects;
use super::rows::{Rows, named};
use super::text::{self, hex};
use super::walk::{Node, Walk, tag};
use super::well_known::UPN;
use super::{Located, Name, Oid, name};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// One alternative name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GeneralName {
    /// A DNS name.
    Dns(String),
    /// An email address.
    Email(String),
    /// A URI.
    Uri(String),
    /// An IP address as text; in hexadecimal if its length is invalid.
    Ip(String),
    /// A user principal name (UPN).
    Upn(String),
    /// An otherName of another type: its text, or the DER of its value in hexadecimal.
    Other {
        /// The type.
        oid: Oid,
        /// Text or hexadecimal.
        value: String,
    },
    /// A distinguished name.
    Directory(Name),
    /// A registered identifier.
    Rid(Oid),
    /// An X.400 address, in hexadecimal.
    X400(String),
    /// An EDI party name, in hexadecimal.
    Edi(String),
}

/// Reads consecutive names.
///
/// ```text
/// GeneralName ::= CHOICE {                                     RFC 5280, section 4.2.1.6
///     otherName                 [0] SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY },
///     rfc822Name                [1] IA5String,
///     dNSName                   [2] IA5String,
///     x400Address               [3] ORAddress,
///     directoryName             [4] EXPLICIT Name,
///     ediPartyName              [5] EDIPartyName,
///     uniformResourceIdentifier [6] IA5String,
///     iPAddress                 [7] OCTET STRING,
///     registeredID              [8] OBJECT IDENTIFIER }
/// ```
pub(super) fn read_all(walk: &mut Walk<'_>, defects: &mut Defects) -> Vec<Located<GeneralName>> {
    let mut names = Vec::new();
    while let Some(node) = walk.next(defects) {
        if let Some(name) = read(&node, defects) {
            names.push(Located { value: name, span: node.span() });
        }
    }
    names
}

/// Reads one name; `None`, with a defect, if its type is unknown.
pub(super) fn read(node: &Node<'_>, defects: &mut Defects) -> Option<GeneralName> {
    let kind = node.tag & !tag::CONSTRUCTED;
    let should_hold_elements = matches!(kind, 0x80 | 0x83 | 0x84 | 0x85);
    if (0x80..=0x88).contains(&kind) && node.is_constructed() != should_hold_elements {
        defects.add(
            "unexpected-type",
            node.span(),
            format!("The tag {:02x} of the name has the wrong constructed bit.", node.tag),
        );
    }
    let ia5 = |defects: &mut Defects| text::read_as(tag::IA5, node.content, node.content_span(), defects);
    Some(match kind {
        0x80 => other(node, defects),
        0x81 => GeneralName::Email(ia5(defects)),
        0x82 => GeneralName::Dns(ia5(defects)),
        0x83 => GeneralName::X400(hex(node.content)),
        0x84 => GeneralName::Directory(directory(node, defects)),
        0x85 => GeneralName::Edi(hex(node.content)),
        0x86 => GeneralName::Uri(ia5(defects)),
        0x87 => GeneralName::Ip(address(node, defects)),
        0x88 => {
            if node.content.is_empty() {
                defects.add("oid-broken", node.span(), "The registered ID is empty.");
            }
            GeneralName::Rid(Oid::from_content(node.content))
        }
        _ => {
            defects.add(
                "name-kind-unknown",
                node.span(),
                format!("No type of name has the tag {:02x}.", node.tag),
            );
            return None;
        }
    })
}

fn other(node: &Node<'_>, defects: &mut Defects) -> GeneralName {
    let mut parts = node.walk();
    let oid = parts.take(tag::OID, defects).map_or_else(
        || {
            defects.add("name-broken", node.span(), "The otherName does not start with its type.");
            Oid::from_content(&[])
        },
        |oid| Oid::from_content(oid.content),
    );
    let Some(outer) = parts.next(defects) else {
        defects.add("name-broken", node.span(), "The otherName has no value.");
        return GeneralName::Other { oid, value: String::new() };
    };
    if !parts.is_done() {
        defects.add("trailing-data", parts.span(), "Extra bytes follow the value of the otherName.");
    }
    let inner = if outer.tag == tag::context(0) {
        let mut inside = outer.walk();
        let inner = inside.next(defects);
        if !inside.is_done() {
            defects.add("trailing-data", inside.span(), "Extra bytes follow the value of the otherName.");
        }
        inner
    } else {
        defects.add("name-wrapper-missing", outer.span(), "The value of the otherName has no tag [0].");
        Some(outer)
    };
    let Some(inner) = inner else {
        return GeneralName::Other { oid, value: String::new() };
    };
    // Under an implicit [0] there is only the text that should have been a string.
    let implicit = inner.tag == tag::primitive(0) && oid == UPN;
    let is_text = implicit || text::is_string(inner.tag & !tag::CONSTRUCTED);
    let value = if implicit {
        text::read_as(tag::UTF8, inner.content, inner.content_span(), defects)
    } else if is_text {
        text::read(&inner, defects)
    } else {
        hex(inner.bytes)
    };
    if oid != UPN {
        return GeneralName::Other { oid, value };
    }
    if inner.tag != tag::UTF8 {
        defects.add("upn-string-type", inner.span(), "The UPN is not a UTF8String.");
    }
    if is_text { GeneralName::Upn(value) } else { GeneralName::Other { oid, value } }
}

fn directory(node: &Node<'_>, defects: &mut Defects) -> Name {
    let mut inside = node.walk();
    match inside.peek() {
        Some(tag::SEQUENCE) => {
            inside.next(defects).map(|name| name::read(&mut name.walk(), defects)).unwrap_or_default()
        }
        Some(tag::SET) => {
            defects.add(
                "name-wrapper-missing",
                node.span(),
                "The directory name is not wrapped in a SEQUENCE.",
            );
            name::read(&mut node.walk(), defects)
        }
        _ => {
            defects.add("name-broken", node.span(), "The directory name contains no name.");
            Name::default()
        }
    }
}

/// An IP address as text.
fn address(node: &Node<'_>, defects: &mut Defects) -> String {
    let octets = node.content;
    if let Ok(octets) = <[u8; 4]>::try_from(octets) {
        return Ipv4Addr::from(octets).to_string();
    }
    if let Ok(octets) = <[u8; 16]>::try_from(octets) {
        return Ipv6Addr::from(octets).to_string();
    }
    defects.add(
        "ip-address-length",
        node.span(),
        format!("An IP address has 4 or 16 octets; this one has {}.", octets.len()),
    );
    hex(octets)
}

/// An IP address and a mask, as in name constraints.
pub(super) fn address_range(octets: &[u8]) -> Option<String> {
    if let Ok([a, b, c, d, mask @ ..]) = <[u8; 8]>::try_from(octets) {
        return Some(format!("{}/{}", Ipv4Addr::new(a, b, c, d), Ipv4Addr::from(mask)));
    }
    let (address, mask) = octets.split_first_chunk::<16>()?;
    let mask = <[u8; 16]>::try_from(mask).ok()?;
    Some(format!("{}/{}", Ipv6Addr::from(*address), Ipv6Addr::from(mask)))
}

impl GeneralName {
    /// The type of the name, human-readable.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dns(_) => "DNS name",
            Self::Email(_) => "Email address",
            Self::Uri(_) => "URL",
            Self::Ip(_) => "IP address",
            Self::Upn(_) => "User principal name",
            Self::Other { .. } => "Other name",
            Self::Directory(_) => "Directory name",
            Self::Rid(_) => "Registered ID",
            Self::X400(_) => "X.400 address",
            Self::Edi(_) => "EDI party name",
        }
    }
}

/// Its value, without its type.
impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(text)
            | Self::Email(text)
            | Self::Uri(text)
            | Self::Ip(text)
            | Self::Upn(text)
            | Self::X400(text)
            | Self::Edi(text)
            | Self::Other { value: text, .. } => f.write_str(text),
            Self::Directory(name) => name.fmt(f),
            Self::Rid(oid) => oid.fmt(f),
        }
    }
}

/// A row for each name.
pub(super) fn rows(names: &[Located<GeneralName>], prefix: &str, rows: &mut Rows) {
    for name in names {
        let kind = name.value.kind();
        let label = fmt::from_fn(|f| match prefix {
            "" => f.write_str(kind),
            _ => write!(f, "{prefix}: {kind}"),
        });
        match &name.value {
            GeneralName::Other { oid, value } => {
                rows.add(label, name.span, format_args!("{}: {value}", named(oid)));
            }
            GeneralName::Rid(oid) => rows.add_oid(label, name.span, oid),
            other => rows.add(label, name.span, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], name: Option<GeneralName>, defects: &[&str]) {
        let mut found = Defects::default();
        let node = Walk::new(bytes, 0).next(&mut found).unwrap();
        assert_eq!(read(&node, &mut found), name);
        let ids: Vec<_> = found.into_vec().iter().map(|defect| defect.id).collect();
        assert_eq!(ids, defects);
    }

    #[test]
    fn every_kind_of_name_is_read() {
        check(b"\x81\x03a@b", Some(GeneralName::Email("a@b".into())), &[]);
        check(b"\x82\x03a.b", Some(GeneralName::Dns("a.b".into())), &[]);
        check(b"\x83\x02\x01\x02", Some(GeneralName::X400("0102".into())), &["unexpected-type"]);
        check(b"\xA3\x02\x30\x00", Some(GeneralName::X400("3000".into())), &[]);
        check(b"\xA4\x02\x30\x00", Some(GeneralName::Directory(Name::default())), &[]);
        check(b"\xA4\x02\x05\x00", Some(GeneralName::Directory(Name::default())), &["name-broken"]);
        check(b"\xA5\x02\xA1\x00", Some(GeneralName::Edi("a100".into())), &[]);
        check(b"\x86\x03a:b", Some(GeneralName::Uri("a:b".into())), &[]);
        check(b"\x87\x04\x7F\0\0\x01", Some(GeneralName::Ip("127.0.0.1".into())), &[]);
        let mut six = vec![0x87, 16];
        six.extend([0; 15]);
        six.push(1);
        check(&six, Some(GeneralName::Ip("::1".into())), &[]);
        check(b"\x87\x02\x7F\0", Some(GeneralName::Ip("7f00".into())), &["ip-address-length"]);
        check(b"\x88\x02\x2A\x03", Some(GeneralName::Rid(Oid::from_content(&[0x2A, 3]))), &[]);
        check(b"\x89\x00", None, &["name-kind-unknown"]);
        check(b"\x30\x00", None, &["name-kind-unknown"]);
    }

    #[test]
    fn other_names_are_read_by_their_structure() {
        let upn = |rest: &[u8]| {
            let mut bytes = b"\xA0\x00\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03".to_vec();
            bytes.extend(rest);
            bytes[1] = u8::try_from(bytes.len() - 2).unwrap();
            bytes
        };
        let anna = || Some(GeneralName::Upn("a@b".into()));
        check(&upn(b"\xA0\x05\x0C\x03a@b"), anna(), &[]);
        check(&upn(b"\xA0\x05\x16\x03a@b"), anna(), &["upn-string-type"]);
        check(&upn(b"\x0C\x03a@b"), anna(), &["name-wrapper-missing"]);
        check(&upn(b"\x80\x03a@b"), anna(), &["name-wrapper-missing", "upn-string-type"]);
        let other = |value: &str| Some(GeneralName::Other { oid: UPN.into(), value: value.into() });
        check(&upn(b"\xA0\x02\x05\x00"), other("0500"), &["upn-string-type"]);
        check(&upn(b""), other(""), &["name-broken"]);
        let unknown =
            |value: &str| Some(GeneralName::Other { oid: Oid::from_content(&[0x2A]), value: value.into() });
        check(b"\xA0\x08\x06\x01\x2A\xA0\x03\x0C\x01x", unknown("x"), &[]);
        check(b"\xA0\x08\x06\x01\x2A\xA0\x03\x04\x01x", unknown("040178"), &[]);
    }
}
