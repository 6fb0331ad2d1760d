//! The layers around the SID in its extension, with those that are missing or too many.

use super::{Misses, OBJECT_SID, octet_string};
use crate::certificate::Oid;
use crate::certificate::alt_name::{self, GeneralName};
use crate::certificate::defects::Defects;
use crate::certificate::text::is_string;
use crate::certificate::walk::{Node, Walk, tag};
use crate::sid::Sid;

/// Goes down to the element that holds the SID, through whatever layers there are.
pub(super) fn value<'a>(misses: &mut Misses<'_>, walk: &mut Walk<'a>) -> Option<Node<'a>> {
    if let Some(inside) = wrapped_again(walk, |tag| matches!(tag, tag::SEQUENCE | 0xA0)) {
        misses.add(
            "sid-wrapped-twice",
            "The value of the SID extension is wrapped in an OCTET STRING twice; whether domain controllers take it is not documented.",
        );
        *walk = inside.walk();
    }
    let bytes = *walk;
    let mut names = match walk.peek() {
        None => return None,
        Some(tag::SEQUENCE) => walk.next(&mut misses.reader.defects)?.walk(),
        Some(0xA0) => {
            misses.add(
                "sid-missing-wrapper",
                "The SID extension lacks the outer SEQUENCE; whether domain controllers take it is not documented.",
            );
            std::mem::replace(walk, Walk::new(&[], 0))
        }
        _ => {
            misses.add(
                "sid-missing-wrapper",
                "The SID extension holds a bare value; domain controllers expect it as an otherName inside a SEQUENCE.",
            );
            *walk = Walk::new(&[], 0);
            let mut ahead = bytes;
            return match bytes.peek() {
                Some(tag::OCTET_STRING) => ahead.next(&mut misses.reader.defects),
                Some(string) if is_string(string) => ahead.next(&mut misses.reader.defects),
                // Not even ASN.1: the text or the binary SID itself.
                _ => Some(Node::bare(&bytes)),
            };
        }
    };
    let mut inside = if names.peek() == Some(tag::OID) {
        misses.add(
            "sid-missing-wrapper",
            "The otherName in the SID extension lacks its tag [0]; whether domain controllers take it is not documented.",
        );
        std::mem::replace(&mut names, Walk::new(&[], 0))
    } else {
        let name = names.next(&mut misses.reader.defects)?;
        if matches!(name.tag, tag::OCTET_STRING) || is_string(name.tag) {
            misses.add(
                "sid-missing-wrapper",
                "The SID stands in the SID extension without the otherName around it.",
            );
            return Some(name);
        }
        if name.tag != 0xA0 {
            misses.at(
                "sid-missing-wrapper",
                name.span(),
                format!("The name in the SID extension has the tag {:02x}; domain controllers expect an otherName, a0.", name.tag),
            );
        }
        name.walk()
    };
    if !names.is_done() {
        misses.at(
            "sid-extra-names",
            names.span(),
            "The SID extension holds more than one name; domain controllers expect exactly one.",
        );
        for name in alt_name::read_all(&mut names, &mut misses.reader.defects) {
            if let GeneralName::Other { value, .. } = name.value
                && let Some(sid) =
                    octet_string(&value).and_then(|octets| Sid::parse(std::str::from_utf8(&octets).ok()?))
            {
                misses.others.push(sid);
            }
        }
    }
    match inside.take(tag::OID, &mut misses.reader.defects) {
        None => misses.add(
            "sid-inner-oid",
            "The name in the SID extension does not say what it is: 1.3.6.1.4.1.311.25.2.1 is expected.",
        ),
        Some(oid) => {
            let found = Oid::from_content(oid.content);
            if found != OBJECT_SID {
                misses.at(
                    "sid-inner-oid",
                    oid.span(),
                    format!("The name in the SID extension has the type {found}; domain controllers look for 1.3.6.1.4.1.311.25.2.1."),
                );
            }
        }
    }
    let outer = inside.next(&mut misses.reader.defects)?;
    trailing(misses, &inside);
    if outer.tag != 0xA0 {
        misses.at(
            "sid-implicit",
            outer.span(),
            "The SID in the SID extension lacks its explicit tag [0]; whether domain controllers take it is not documented.",
        );
        return Some(outer);
    }
    let mut wrapped = outer.walk();
    let inner = wrapped.next(&mut misses.reader.defects)?;
    trailing(misses, &wrapped);
    Some(inner)
}

/// The OCTET STRING that comes next, if it is all there is and holds nothing but one element of such a type.
pub(super) fn wrapped_again<'a>(walk: &Walk<'a>, holds: fn(u8) -> bool) -> Option<Node<'a>> {
    let alone = |mut walk: Walk<'a>| {
        let node = walk.next(&mut Defects::default())?;
        (walk.is_done() && !node.is_clipped()).then_some(node)
    };
    let outer = alone(*walk).filter(|outer| outer.tag == tag::OCTET_STRING)?;
    alone(outer.walk()).filter(|inner| holds(inner.tag)).map(|_| outer)
}

fn trailing(misses: &mut Misses<'_>, walk: &Walk<'_>) {
    if !walk.is_done() {
        misses.at("sid-trailing", walk.span(), "Bytes follow after the SID in the SID extension.");
    }
}
