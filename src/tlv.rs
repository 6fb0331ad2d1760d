//! ASN.1 elements (tag, length, content) as encoded in DER or BER.
//!
//! Only the framing is read here; the modules that know an element's meaning read its content. There are two readers on
//! top of [`Header`]: [`Element`], for data that may not be ASN.1 at all, rejects what no encoder writes; the walk in
//! `certificate`, for data known to be ASN.1, reports every irregularity as a defect with its position.

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// The first identifier octet.
    pub(crate) tag: u8,
    /// Its offset in the bytes it was read from.
    pub(crate) offset: usize,
    /// All its bytes: header, content and, with an indefinite length, the end-of-contents octets.
    pub(crate) whole: &'a [u8],
    /// Its content.
    pub(crate) content: &'a [u8],
    /// The offset of the content in the bytes the element was read from.
    pub(crate) content_offset: usize,
    /// How many bytes are missing at the end.
    pub(crate) missing: usize,
    /// Whether it has an indefinite length, ended by end-of-contents octets.
    pub(crate) indefinite: bool,
}

/// Universal tags, including the constructed bit where it applies, and constructors for context-specific ones.
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
    /// The bit of the identifier octet that marks a constructed element.
    pub(crate) const CONSTRUCTED: u8 = 0x20;
    /// The bits of the tag number. If all are set, the number follows in further octets.
    pub(crate) const NUMBER: u8 = 0x1f;
    /// `[0]`, constructed.
    pub(crate) const CONTEXT_0: u8 = context(0);
    /// `[1]`, constructed.
    pub(crate) const CONTEXT_1: u8 = context(1);

    /// The constructed tag `[number]`.
    pub(crate) const fn context(number: u8) -> u8 {
        0xA0 | number
    }

    /// The primitive tag `[number]`.
    pub(crate) const fn primitive(number: u8) -> u8 {
        0x80 | number
    }
}

/// How deep the segments of a constructed string may be nested.
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
                // The missing end-of-contents octets are two bytes.
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

    /// The elements inside, in order, as far as they can be read. Their offsets are relative to the start of the
    /// content.
    pub(crate) fn children(&self) -> Elements<'a> {
        elements(self.content)
    }

    /// The first element inside.
    pub(crate) fn first(&self) -> Option<Self> {
        self.children().next()
    }

    /// The content of a string, with the segments of a constructed one joined.
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

/// The consecutive elements in these bytes, as far as they can be read.
pub(crate) fn elements(bytes: &[u8]) -> Elements<'_> {
    Elements { bytes, at: 0 }
}

/// The stated length of the element at the start of the bytes, header included; `None` if it is indefinite.
pub(crate) fn length_of_first(bytes: &[u8]) -> Option<usize> {
    let header = Header::sound(bytes)?;
    match header.length {
        Length::Definite(length) => header.size.checked_add(length),
        Length::Open => None,
    }
}

/// The content of the element at the start of the bytes, if its length is definite and all of it is there.
pub(crate) fn content_of_first(bytes: &[u8]) -> Option<&[u8]> {
    let header = Header::sound(bytes)?;
    match header.length {
        Length::Definite(length) => bytes.get(header.size..header.size.checked_add(length)?),
        Length::Open => None,
    }
}

/// Iterates over consecutive elements.
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
    /// How many bytes tag and length take.
    pub(crate) size: usize,
    /// The length of the content.
    pub(crate) length: Length,
    /// Whether the length is encoded in as few bytes as possible.
    pub(crate) minimal: bool,
}

/// The stated length of a content.
pub(crate) enum Length {
    /// This many bytes.
    Definite(usize),
    /// Indefinite: up to the end-of-contents octets, as BER permits.
    Open,
}

impl Header {
    /// Reads any tag and length; `None` if the bytes end too early. Lengths beyond `usize` are clamped to `usize::MAX`.
    #[inline]
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (&tag, mut rest) = bytes.split_first()?;
        let mut size = 1;
        if tag & tag::NUMBER == tag::NUMBER {
            // High tag number form: the number follows, seven bits per octet.
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

    /// Reads a tag and length that an encoder may have written: no end-of-contents octets, no tag of more than six
    /// bytes, no length of more than eight, and an indefinite length only for constructed elements.
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

/// The offset of the end-of-contents octets of an indefinite length whose content starts here. One pass without
/// recursion, so that nesting costs nothing.
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
    fn all_length_forms_are_read() {
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
    fn invalid_elements_are_refused() {
        for hex in ["", "30", "3081", "30ff", "0480", "0000", "1f80808080808001", "3089010101010101010101"] {
            assert_eq!(Element::read(&unhex(hex)), None, "{hex}");
        }
    }

    #[test]
    fn segments_of_constructed_strings_are_joined() {
        let bytes = unhex("24800402010204010300 00".replace(' ', "").as_str());
        assert_eq!(Element::read(&bytes).unwrap().string(), [1, 2, 3]);
    }
}
