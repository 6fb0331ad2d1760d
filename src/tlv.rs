//! Elements of ASN.1 as they stand in the bytes, DER or BER: tag, length, content.
//!
//! Only the frame is looked at. What an element says is read in the rooms that know its meaning. Two readers stand on
//! [`Header`]: [`Element`], which is asked whether something may be an element at all and refuses what no writer
//! writes, and the walk in `certificate`, which knows that it is one and gives every oddity its defect and its place.

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// The first identifier octet.
    pub(crate) tag: u8,
    /// Where it begins in the bytes it was read from.
    pub(crate) offset: usize,
    /// All its bytes: header, content and, with an indefinite length, the end-of-contents octets.
    pub(crate) whole: &'a [u8],
    /// Its content.
    pub(crate) content: &'a [u8],
    /// Where the content begins in the bytes the element was read from.
    pub(crate) content_offset: usize,
    /// How many octets are missing behind the last one.
    pub(crate) missing: usize,
    /// Whether an end-of-contents mark ends it instead of a length.
    pub(crate) indefinite: bool,
}

/// Tags of the universal class, with the bit for constructed elements, and how those of a context are made.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0A;
    pub(crate) const UTF8: u8 = 0x0C;
    pub(crate) const NUMERIC: u8 = 0x12;
    pub(crate) const PRINTABLE: u8 = 0x13;
    pub(crate) const TELETEX: u8 = 0x14;
    pub(crate) const VIDEOTEX: u8 = 0x15;
    pub(crate) const IA5: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const VISIBLE: u8 = 0x1A;
    pub(crate) const GENERAL: u8 = 0x1B;
    pub(crate) const UNIVERSAL: u8 = 0x1C;
    pub(crate) const BMP: u8 = 0x1E;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// Bit of the identifier octet that says the content is made of elements.
    pub(crate) const CONSTRUCTED: u8 = 0x20;
    /// The bits that number the type. Where all are set, the number follows in octets of its own.
    pub(crate) const NUMBER: u8 = 0x1f;
    /// `[0]` on a constructed element.
    pub(crate) const CONTEXT_0: u8 = context(0);
    /// `[1]` on a constructed element.
    pub(crate) const CONTEXT_1: u8 = context(1);

    /// The tag `[number]` on a constructed element.
    pub(crate) const fn context(number: u8) -> u8 {
        0xA0 | number
    }

    /// The tag `[number]` on a primitive element.
    pub(crate) const fn primitive(number: u8) -> u8 {
        0x80 | number
    }
}

/// How deep pieces of a string may be nested in pieces.
const PIECES_DEPTH: u8 = 4;

impl<'a> Element<'a> {
    /// Reads the element at the start of the bytes. If they end too early, what is there counts as its content.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        Self::read_at(bytes, 0)
    }

    fn read_at(all: &'a [u8], offset: usize) -> Option<Self> {
        let bytes = all.get(offset..)?;
        let header = Header::sound(bytes)?;
        let content_offset = offset.checked_add(header.size)?;
        let Length::Definite(length) = header.length else {
            let inside = bytes.get(header.size..)?;
            let (content, missing) = match end_of_contents(inside) {
                Some(end) => (inside.get(..end)?, 0),
                // The mark that should end it is two octets.
                None => (inside, 2),
            };
            let end = header.size.checked_add(content.len())?;
            let whole = bytes.get(..end.checked_add(2)?).unwrap_or(bytes);
            let tag = header.tag;
            return Some(Self { tag, offset, whole, content, content_offset, missing, indefinite: true });
        };
        let end = header.size.checked_add(length)?;
        let whole = bytes.get(..end).unwrap_or(bytes);
        let content = whole.get(header.size..)?;
        let missing = length.saturating_sub(content.len());
        Some(Self { tag: header.tag, offset, whole, content, content_offset, missing, indefinite: false })
    }

    /// The elements inside, in order, as far as they can be read. Their offsets count from the content's start.
    pub(crate) fn children(&self) -> Elements<'a> {
        elements(self.content)
    }

    /// The first element inside.
    pub(crate) fn first(&self) -> Option<Self> {
        self.children().next()
    }

    /// The content of a string, put together if it stands in pieces; then it is no stretch of the bytes.
    pub(crate) fn string(&self) -> Vec<u8> {
        let mut joined = Vec::new();
        join(*self, PIECES_DEPTH, &mut joined);
        joined
    }
}

fn join(element: Element<'_>, depth: u8, joined: &mut Vec<u8>) {
    if element.tag & tag::CONSTRUCTED == 0 {
        joined.extend_from_slice(element.content);
    } else if let Some(depth) = depth.checked_sub(1) {
        for piece in element.children() {
            join(piece, depth, joined);
        }
    }
}

/// The elements in a row, as far as they can be read.
pub(crate) fn elements(bytes: &[u8]) -> Elements<'_> {
    Elements { bytes, at: 0 }
}

/// How long the element at the start of the bytes says it is, header included; nothing if it does not say.
pub(crate) fn length_of_first(bytes: &[u8]) -> Option<usize> {
    let header = Header::sound(bytes)?;
    match header.length {
        Length::Definite(length) => header.size.checked_add(length),
        Length::Open => None,
    }
}

/// The content of the element at the start of the bytes, if it says how long it is.
pub(crate) fn content_of_first(bytes: &[u8]) -> Option<&[u8]> {
    let header = Header::sound(bytes)?;
    match header.length {
        Length::Definite(length) => bytes.get(header.size..header.size.checked_add(length)?),
        Length::Open => None,
    }
}

/// Elements in a row.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let element = Element::read_at(self.bytes, self.at)?;
        self.at = self.at.checked_add(element.whole.len())?;
        Some(element)
    }
}

/// Tag and length of an element.
pub(crate) struct Header {
    /// The first identifier octet.
    pub(crate) tag: u8,
    /// How many octets tag and length take.
    pub(crate) size: usize,
    /// How long the content is.
    pub(crate) length: Length,
    /// The length takes no more octets than it needs.
    pub(crate) minimal: bool,
}

/// How long a content says it is.
pub(crate) enum Length {
    /// So many octets.
    Definite(usize),
    /// Up to an end-of-contents mark, as BER permits.
    Open,
}

impl Header {
    /// Reads whatever can be taken for tag and length; nothing if the bytes end before they do. Lengths beyond what
    /// can be counted are the largest there is.
    #[inline]
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (&tag, mut rest) = bytes.split_first()?;
        let mut size = 1;
        if tag & tag::NUMBER == tag::NUMBER {
            // The number of the tag follows, seven bits an octet.
            let more = rest.iter().take_while(|octet| **octet & 0x80 != 0).count().saturating_add(1);
            rest = rest.get(more..)?;
            size += more;
        }
        let (&first, rest) = rest.split_first()?;
        size += 1;
        let (length, minimal) = match first {
            0x80 => (Length::Open, true),
            0x00..0x80 => (Length::Definite(usize::from(first)), true),
            _ => {
                let count = usize::from(first & 0x7f);
                let octets = rest.get(..count)?;
                size += count;
                let length = octets.iter().fold(0_usize, |length, octet| {
                    length
                        .checked_mul(256)
                        .map_or(usize::MAX, |length| length.saturating_add(usize::from(*octet)))
                });
                (Length::Definite(length), length >= 0x80 && octets.first() != Some(&0))
            }
        };
        Some(Self { tag, size, length, minimal })
    }

    /// Reads tag and length as a writer may have meant them: no end-of-contents mark, no tag of more than six octets,
    /// no length of more than eight, and none left open without elements to follow.
    fn sound(bytes: &[u8]) -> Option<Self> {
        let header = Self::read(bytes)?;
        let of_tag = match header.tag & tag::NUMBER {
            tag::NUMBER => bytes.iter().skip(1).take(5).position(|octet| octet & 0x80 == 0)? + 2,
            _ => 1,
        };
        let sound = match header.length {
            Length::Open => header.tag & tag::CONSTRUCTED != 0,
            Length::Definite(length) => header.size - of_tag <= 9 && (header.tag != 0 || length != 0),
        };
        sound.then_some(header)
    }
}

/// Where the mark stands that ends an indefinite length, whose content begins here.
/// One pass, without recursion, so that nesting costs nothing.
pub(crate) fn end_of_contents(content: &[u8]) -> Option<usize> {
    let mut open = 1_usize;
    let mut at = 0_usize;
    loop {
        let rest = content.get(at..)?;
        if rest.starts_with(&[0, 0]) {
            open -= 1;
            if open == 0 {
                return Some(at);
            }
            at += 2;
            continue;
        }
        let header = Header::read(rest)?;
        at = at.checked_add(header.size)?;
        match header.length {
            Length::Definite(length) => at = at.checked_add(length)?,
            Length::Open => open += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forge::unhex;

    #[track_caller]
    fn check(hex: &str, tag: u8, content: &str, missing: usize, whole: usize) {
        let bytes = unhex(hex);
        let element = Element::read(&bytes).unwrap();
        assert_eq!((element.tag, element.missing, element.whole.len()), (tag, missing, whole), "{hex}");
        assert_eq!(element.content, unhex(content), "{hex}");
    }

    #[test]
    fn lengths_of_every_kind() {
        check("0203010203", tag::INTEGER, "010203", 0, 5);
        check("0203010203ff", tag::INTEGER, "010203", 0, 5);
        check("02810101", tag::INTEGER, "01", 0, 4);
        check("0282000101", tag::INTEGER, "01", 0, 5);
        check("04050102", tag::OCTET_STRING, "0102", 3, 4);
        check("3080020101000004", tag::SEQUENCE, "020101", 0, 7);
        check("30803080000002010100000000", tag::SEQUENCE, "30800000020101", 0, 11);
        check("30800201", tag::SEQUENCE, "0201", 2, 4);
        check("bf8148020500", 0xbf, "0500", 0, 6);
    }

    #[test]
    fn what_is_no_element() {
        for hex in ["", "30", "3081", "30ff", "0480", "0000", "1f80808080808001", "3089010101010101010101"] {
            assert_eq!(Element::read(&unhex(hex)), None, "{hex}");
        }
    }

    #[test]
    fn strings_in_pieces() {
        let bytes = unhex("24800402010204010300 00".replace(' ', "").as_str());
        assert_eq!(Element::read(&bytes).unwrap().string(), [1, 2, 3]);
    }
}
