//! The layers around the SID in its extension, including missing and superfluous ones.

use super::{Misses, OBJECT_SID, octet_string};
use crate::certificate::Oid;
use crate::certificate::alt_name::{self, GeneralName};
use crate::certificate::defects::Defects;
use crate::certificate::text::is_string;
use crate::certificate::walk::{Node, Walk, tag};
use crate::sid::Sid;

/// Finds the element that contains the SID, through whatever layers there are.
pub(super) fn value<'a>(misses: &mut Misses<'_>, walk: &mut Walk<'a>) -> Option<Node<'a>> {
    let mut names = match names(misses, walk)? {
        Layer::Names(names) => names,
        Layer::Value(value) => return Some(value),
    };
    let mut inside = match first_name(misses, &mut names)? {
        Layer::Names(inside) => inside,
        Layer::Value(value) => return Some(value),
    };
    names_beside(misses, &mut names);
    type_of_name(misses, &mut inside);
    let outer = inside.next(&mut misses.reader.defects)?;
    trailing(misses, &inside);
    if outer.tag != 0xA0 {
        misses.at(
            "sid-implicit",
            outer.span(),
            "The SID in the SID extension lacks its explicit tag [0]; whether domain controllers accept it is not documented.",
        );
        return Some(outer);
    }
    let mut wrapped = outer.walk();
    let inner = wrapped.next(&mut misses.reader.defects)?;
    trailing(misses, &wrapped);
    Some(inner)
}

/// The content of a layer around the SID: the next layers, or already the element that contains it.
enum Layer<'a> {
    Names(Walk<'a>),
    Value(Node<'a>),
}

/// The list of names, with or without the SEQUENCE around it.
fn names<'a>(misses: &mut Misses<'_>, walk: &mut Walk<'a>) -> Option<Layer<'a>> {
    if let Some(inside) = wrapped_again(walk, |tag| matches!(tag, tag::SEQUENCE | 0xA0)) {
        misses.add(
            "sid-wrapped-twice",
            "The value of the SID extension is wrapped in an OCTET STRING twice; whether domain controllers accept it is not documented.",
        );
        *walk = inside.walk();
    }
    match walk.peek()? {
        tag::SEQUENCE => Some(Layer::Names(walk.next(&mut misses.reader.defects)?.walk())),
        0xA0 => {
            misses.add(
                "sid-missing-wrapper",
                "The SID extension lacks the outer SEQUENCE; whether domain controllers accept it is not documented.",
            );
            Some(Layer::Names(std::mem::replace(walk, Walk::new(&[], 0))))
        }
        first => {
            misses.add(
                "sid-missing-wrapper",
                "The SID extension contains a bare value; domain controllers expect an otherName in a SEQUENCE.",
            );
            let mut bytes = std::mem::replace(walk, Walk::new(&[], 0));
            match first {
                tag::OCTET_STRING => bytes.next(&mut misses.reader.defects),
                string if is_string(string) => bytes.next(&mut misses.reader.defects),
                // Not even ASN.1: the text or the binary SID itself.
                _ => Some(Node::bare(&bytes)),
            }
            .map(Layer::Value)
        }
    }
}

/// The content of the first name.
fn first_name<'a>(misses: &mut Misses<'_>, names: &mut Walk<'a>) -> Option<Layer<'a>> {
    if names.peek() == Some(tag::OID) {
        misses.add(
            "sid-missing-wrapper",
            "The otherName in the SID extension lacks its tag [0]; whether domain controllers accept it is not documented.",
        );
        return Some(Layer::Names(std::mem::replace(names, Walk::new(&[], 0))));
    }
    let name = names.next(&mut misses.reader.defects)?;
    if matches!(name.tag, tag::OCTET_STRING) || is_string(name.tag) {
        misses.add("sid-missing-wrapper", "The SID in the SID extension is not wrapped in an otherName.");
        return Some(Layer::Value(name));
    }
    if name.tag != 0xA0 {
        misses.at(
            "sid-missing-wrapper",
            name.span(),
            format!("The name in the SID extension has the tag {:02x}; domain controllers expect an otherName, a0.", name.tag),
        );
    }
    Some(Layer::Names(name.walk()))
}

/// Looks for SIDs in further names, which should not exist.
fn names_beside(misses: &mut Misses<'_>, names: &mut Walk<'_>) {
    if names.is_done() {
        return;
    }
    misses.at(
        "sid-extra-names",
        names.span(),
        "The SID extension contains more than one name; domain controllers expect exactly one.",
    );
    for name in alt_name::read_all(names, &mut misses.reader.defects) {
        if let GeneralName::Other { value, .. } = name.value
            && let Some(sid) =
                octet_string(&value).and_then(|octets| Sid::parse(std::str::from_utf8(&octets).ok()?))
        {
            misses.others.push(sid);
        }
    }
}

/// Reads the type of the name.
fn type_of_name(misses: &mut Misses<'_>, inside: &mut Walk<'_>) {
    let Some(oid) = inside.take(tag::OID, &mut misses.reader.defects) else {
        return misses.add(
            "sid-inner-oid",
            "The name in the SID extension has no type; 1.3.6.1.4.1.311.25.2.1 is expected.",
        );
    };
    let found = Oid::from_content(oid.content);
    if found != OBJECT_SID {
        misses.at(
            "sid-inner-oid",
            oid.span(),
            format!("The name in the SID extension has the type {found}; domain controllers look for 1.3.6.1.4.1.311.25.2.1."),
        );
    }
}

/// The next OCTET STRING, if nothing follows it and it contains exactly one element of an accepted type.
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
        misses.at("sid-trailing", walk.span(), "Extra bytes follow the SID in the SID extension.");
    }
}
