//! Walks over consecutive ASN.1 elements with their positions; all other readers of certificates use it.
//!
//! The strict readers of `der` stop at any encoding that is not DER, and keep no positions. This one reads whatever has
//! a tag and a length, and reports defects: lengths that are not minimal or indefinite (BER), and elements that claim
//! more bytes than there are.

use super::Span;
use super::defects::Defects;
use crate::tlv::{Header, Length, end_of_contents};

pub(super) use crate::tlv::tag;

/// Consecutive elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk<'a> {
    rest: &'a [u8],
    place: Place,
    /// Whether the enclosing element was cut off, so that the last element here may be too.
    clipped: bool,
}

/// The position of bytes in the file.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// At this offset.
    At(usize),
    /// Somewhere in this range: they were joined from several segments in it.
    Within(Span),
}

/// An element: tag, length, content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    /// The first byte of the tag.
    pub(super) tag: u8,
    /// Everything from the tag to the end.
    pub(super) bytes: &'a [u8],
    /// The content alone.
    pub(super) content: &'a [u8],
    header: usize,
    place: Place,
    clipped: bool,
}

impl<'a> Walk<'a> {
    /// Walks over bytes that start at this offset of the file.
    pub(super) fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { rest: bytes, place: Place::At(offset), clipped: false }
    }

    /// Walks over bytes that were joined from segments in this range.
    pub(super) fn patched(bytes: &'a [u8], within: Span) -> Self {
        Self { rest: bytes, place: Place::Within(within), clipped: false }
    }

    /// The remaining bytes.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The position of the remaining bytes.
    pub(super) fn span(&self) -> Span {
        self.place.span(0, self.rest.len())
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether the enclosing element was cut off.
    pub(super) fn is_clipped(&self) -> bool {
        self.clipped
    }

    /// The tag of the next element.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Skips the remaining bytes.
    pub(super) fn finish(&mut self) {
        self.advance(self.rest.len());
    }

    /// The next element.
    pub(super) fn next(&mut self, defects: &mut Defects) -> Option<Node<'a>> {
        let Some(node) = self.short() else { return self.next_of_any(defects) };
        self.advance(node.bytes.len());
        Some(node)
    }

    /// The next element, if it is a usual one: tag and length of one byte each, and complete.
    fn short(&self) -> Option<Node<'a>> {
        let (&[tag, length], content) = self.rest.split_first_chunk()?;
        if tag & tag::NUMBER == tag::NUMBER || length >= 0x80 {
            return None;
        }
        let content = content.get(..usize::from(length))?;
        let bytes = self.rest.get(..2 + content.len())?;
        Some(Node { tag, bytes, content, header: 2, place: self.place, clipped: false })
    }

    fn next_of_any(&mut self, defects: &mut Defects) -> Option<Node<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let Some(header) = Header::read(self.rest) else {
            if !self.clipped {
                defects.add(
                    "header-broken",
                    self.span(),
                    "No element starts here: its tag or length is cut off.",
                );
            }
            self.advance(self.rest.len());
            return None;
        };
        let left = self.rest.len().saturating_sub(header.size);
        let mut clipped = false;
        let (length, tail) = match header.length {
            Length::Definite(length) if length <= left => (length, 0),
            Length::Definite(length) => {
                clipped = true;
                if !self.clipped {
                    defects.add(
                        "length-overrun",
                        self.place.span(0, self.rest.len()),
                        format!("The element claims {} bytes, but only {left} are left.", claimed(length)),
                    );
                }
                (left, 0)
            }
            Length::Open => {
                defects.add(
                    "length-indefinite",
                    self.place.span(0, header.size),
                    "The element has an indefinite length, which BER allows and DER forbids.",
                );
                let content = self.rest.get(header.size..).unwrap_or_default();
                match end_of_contents(content) {
                    Some(length) => (length, 2),
                    None => {
                        clipped = true;
                        defects.add(
                            "end-of-contents-missing",
                            self.place.span(0, self.rest.len()),
                            "The element of indefinite length has no end marker.",
                        );
                        (left, 0)
                    }
                }
            }
        };
        if !header.minimal {
            defects.add(
                "length-not-minimal",
                self.place.span(0, header.size),
                "The length uses more bytes than necessary.",
            );
        }
        let whole = header.size.saturating_add(length).saturating_add(tail);
        let node = Node {
            tag: header.tag,
            bytes: self.rest.get(..whole).unwrap_or(self.rest),
            content: self
                .rest
                .get(header.size..)
                .and_then(|content| content.get(..length))
                .unwrap_or_default(),
            header: header.size,
            place: self.place,
            clipped,
        };
        self.advance(whole);
        Some(node)
    }

    /// The next element, if it has this tag.
    pub(super) fn take(&mut self, tag: u8, defects: &mut Defects) -> Option<Node<'a>> {
        if self.peek() == Some(tag) { self.next(defects) } else { None }
    }

    fn advance(&mut self, octets: usize) {
        self.rest = self.rest.get(octets..).unwrap_or_default();
        if let Place::At(offset) = &mut self.place {
            *offset = offset.saturating_add(octets);
        }
    }
}

/// A stated length for display, limited: no file is that long, so a larger one is only damage.
fn claimed(length: usize) -> String {
    const MAX: usize = 0x7fff_ffff;
    if length > MAX { format!("more than {MAX}") } else { length.to_string() }
}

impl<'a> Node<'a> {
    /// Bytes without a tag, as the content of an element.
    pub(super) fn bare(walk: &Walk<'a>) -> Self {
        Self {
            tag: 0,
            bytes: walk.rest,
            content: walk.rest,
            header: 0,
            place: walk.place,
            clipped: walk.clipped,
        }
    }

    /// The position of the whole element.
    pub(super) fn span(&self) -> Span {
        self.place.span(0, self.bytes.len())
    }

    /// The position of its content.
    pub(super) fn content_span(&self) -> Span {
        self.place.span(self.header, self.content.len())
    }

    /// The elements in it.
    pub(super) fn walk(&self) -> Walk<'a> {
        let place = match self.place {
            Place::At(offset) => Place::At(offset.saturating_add(self.header)),
            within @ Place::Within(_) => within,
        };
        Walk { rest: self.content, place, clipped: self.clipped }
    }

    /// A walk over this element only.
    pub(super) fn alone(&self) -> Walk<'a> {
        Walk { rest: self.bytes, place: self.place, clipped: self.clipped }
    }

    /// Whether it can contain elements.
    pub(super) fn is_constructed(&self) -> bool {
        self.tag & tag::CONSTRUCTED != 0
    }

    /// Whether it was cut off.
    pub(super) fn is_clipped(&self) -> bool {
        self.clipped
    }

    /// The joined segments of a constructed string; `None` if it is primitive, as DER requires, or if it contains
    /// anything else than segments of a string.
    pub(super) fn joined(&self, defects: &mut Defects) -> Option<Vec<u8>> {
        if !self.is_constructed() {
            return None;
        }
        defects.add(
            "string-in-pieces",
            self.span(),
            "The string is encoded in parts, which BER allows and DER forbids.",
        );
        let mut ignored = Defects::default();
        let mut whole = Vec::with_capacity(self.content.len());
        let mut pieces = self.walk();
        while let Some(piece) = pieces.next(&mut ignored) {
            if piece.tag != tag::OCTET_STRING && piece.tag | tag::CONSTRUCTED != self.tag {
                return None;
            }
            whole.extend_from_slice(piece.content);
        }
        ignored.is_empty().then_some(whole)
    }
}

impl Place {
    fn span(self, from: usize, length: usize) -> Span {
        match self {
            Self::At(offset) => Span { offset: offset.saturating_add(from), length },
            Self::Within(span) => span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares tag, offset and content length of each element, and the defects.
    #[track_caller]
    fn check(bytes: &[u8], elements: &[(u8, usize, usize)], defects: &[&str]) {
        let mut found = Defects::default();
        let mut walk = Walk::new(bytes, 0);
        let mut met = Vec::new();
        while let Some(node) = walk.next(&mut found) {
            met.push((node.tag, node.span().offset, node.content.len()));
        }
        assert_eq!(met, elements);
        let ids: Vec<_> = found.into_vec().iter().map(|defect| defect.id).collect();
        assert_eq!(ids, defects);
    }

    #[test]
    fn elements_are_read_in_sequence() {
        check(&[], &[], &[]);
        check(&[2, 1, 5, 4, 0], &[(2, 0, 1), (4, 3, 0)], &[]);
        check(&[0x9F, 0x81, 0x01, 1, 7], &[(0x9F, 0, 1)], &[]);
    }

    #[test]
    fn non_minimal_lengths_are_read() {
        check(&[4, 0x81, 1, 9, 5, 0], &[(4, 0, 1), (5, 4, 0)], &["length-not-minimal"]);
        check(&[4, 0x84, 0, 0, 0, 1, 9], &[(4, 0, 1)], &["length-not-minimal"]);
    }

    #[test]
    fn indefinite_lengths_are_read() {
        check(&[0x30, 0x80, 5, 0, 0, 0, 2, 1, 1], &[(0x30, 0, 2), (2, 6, 1)], &["length-indefinite"]);
        check(
            &[0x30, 0x80, 0x30, 0x80, 0, 0, 0, 0, 5, 0],
            &[(0x30, 0, 4), (5, 8, 0)],
            &["length-indefinite"],
        );
        check(&[0x30, 0x80, 5, 0], &[(0x30, 0, 2)], &["length-indefinite", "end-of-contents-missing"]);
        check(
            &[0x30, 0x80].repeat(5000),
            &[(0x30, 0, 9998)],
            &["length-indefinite", "end-of-contents-missing"],
        );
    }

    #[test]
    fn overlong_elements_are_clipped() {
        check(&[4, 5, 1, 2], &[(4, 0, 2)], &["length-overrun"]);
        check(&[4, 0x88, 255, 255, 255, 255, 255, 255, 255, 255, 1], &[(4, 0, 1)], &["length-overrun"]);
        check(
            &[4, 0x8B, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],
            &[(4, 0, 0)],
            &["length-overrun"],
        );
        check(&[4], &[], &["header-broken"]);
        check(&[4, 0x82, 1], &[], &["header-broken"]);
        check(&[0x1F, 0x81], &[], &["header-broken"]);
    }
}
