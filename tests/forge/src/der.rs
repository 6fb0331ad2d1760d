//! A DER writer that writes what it is given, right or wrong.
//!
//! Every function returns the finished bytes of one element, so that wrong certificates are put together exactly like
//! right ones, with one element exchanged.

use crate::time::Moment;

/// Tag octets of universal types.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTF8String.
    pub const UTF8_STRING: u8 = 0x0c;
    /// NumericString.
    pub const NUMERIC_STRING: u8 = 0x12;
    /// PrintableString.
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// TeletexString, also known as T61String.
    pub const TELETEX_STRING: u8 = 0x14;
    /// IA5String.
    pub const IA5_STRING: u8 = 0x16;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// VisibleString.
    pub const VISIBLE_STRING: u8 = 0x1a;
    /// UniversalString, UTF-32 big endian.
    pub const UNIVERSAL_STRING: u8 = 0x1c;
    /// BMPString, UTF-16 big endian.
    pub const BMP_STRING: u8 = 0x1e;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;
}

/// One element: tag octet, shortest length, content.
pub fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let mut out = vec![tag];
    out.extend(length(content.len()));
    out.extend(content);
    out
}

/// One element whose length takes exactly this many bytes after the first, more than DER allows.
pub fn tlv_long_length(tag: u8, content: impl AsRef<[u8]>, octets: u8) -> Vec<u8> {
    let content = content.as_ref();
    let width = usize::from(octets);
    let all = content.len().to_be_bytes();
    let mut out = vec![tag, 0x80 | octets];
    out.extend(std::iter::repeat_n(0, width.saturating_sub(all.len())));
    out.extend(&all[all.len().saturating_sub(width)..]);
    out.extend(content);
    out
}

/// One element that states this length, whatever its content is.
pub fn tlv_claiming(tag: u8, claimed: usize, content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut out = vec![tag];
    out.extend(length(claimed));
    out.extend(content.as_ref());
    out
}

/// One constructed element of indefinite length, as BER allows: closed by two zero octets.
pub fn indefinite(tag: u8, parts: impl IntoIterator<Item: AsRef<[u8]>>) -> Vec<u8> {
    let mut out = vec![tag, 0x80];
    out.extend(join(parts));
    out.extend([0, 0]);
    out
}

/// An OCTET STRING in pieces inside an indefinite length, as streaming writers leave it.
pub fn constructed_octet_string(content: &[u8], piece: usize) -> Vec<u8> {
    indefinite(0x24, content.chunks(piece.max(1)).map(octet_string))
}

/// SEQUENCE of finished elements.
pub fn sequence(parts: impl IntoIterator<Item: AsRef<[u8]>>) -> Vec<u8> {
    tlv(tag::SEQUENCE, join(parts))
}

/// SET of finished elements, in the order given.
pub fn set(parts: impl IntoIterator<Item: AsRef<[u8]>>) -> Vec<u8> {
    tlv(tag::SET, join(parts))
}

/// Constructed context tag: `[n] EXPLICIT` around one element, or `[n] IMPLICIT` of a constructed type's content.
pub fn context(number: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// Primitive context tag: `[n] IMPLICIT` of a primitive type's content.
pub fn context_primitive(number: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// BOOLEAN as in DER.
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(tag::BOOLEAN, [if value { 0xff } else { 0 }])
}

/// INTEGER of the given content octets, as they are.
pub fn integer(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(tag::INTEGER, content)
}

/// INTEGER of a number, in as few octets as possible.
pub fn integer_of(value: u64) -> Vec<u8> {
    integer(unsigned(&value.to_be_bytes()))
}

/// ENUMERATED of a small number.
pub fn enumerated(value: u8) -> Vec<u8> {
    tlv(tag::ENUMERATED, [value])
}

/// NULL.
pub fn null() -> Vec<u8> {
    tlv(tag::NULL, [])
}

/// OCTET STRING.
pub fn octet_string(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(tag::OCTET_STRING, content)
}

/// BIT STRING of whole octets.
pub fn bit_string(content: impl AsRef<[u8]>) -> Vec<u8> {
    bit_string_unused(0, content)
}

/// BIT STRING with this number of unused bits in its last byte.
pub fn bit_string_unused(unused: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(tag::BIT_STRING, join([&[unused], content.as_ref()]))
}

/// BIT STRING of named bits: bit 0 of `bits` is the first name. Trailing zeros are dropped.
pub fn named_bits(bits: u16) -> Vec<u8> {
    let [first, second] = bits.reverse_bits().to_be_bytes();
    match (first, second) {
        (0, 0) => bit_string([]),
        (_, 0) => bit_string_unused(unused_bits(first), [first]),
        _ => bit_string_unused(unused_bits(second), [first, second]),
    }
}

/// OBJECT IDENTIFIER from its dotted text.
pub fn oid(dotted: &str) -> Vec<u8> {
    tlv(tag::OBJECT_IDENTIFIER, oid_content(dotted))
}

/// The content octets of an OBJECT IDENTIFIER.
pub fn oid_content(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u128>().unwrap());
    let first = arcs.next().unwrap() * 40 + arcs.next().unwrap();
    std::iter::once(first).chain(arcs).flat_map(base128).collect()
}

/// UTF8String.
pub fn utf8(text: &str) -> Vec<u8> {
    tlv(tag::UTF8_STRING, text)
}

/// PrintableString; whether the text is printable is up to the caller.
pub fn printable(text: &str) -> Vec<u8> {
    tlv(tag::PRINTABLE_STRING, text)
}

/// IA5String; whether the text is ASCII is up to the caller.
pub fn ia5(text: &str) -> Vec<u8> {
    tlv(tag::IA5_STRING, text)
}

/// BMPString: UTF-16 big endian.
pub fn bmp(text: &str) -> Vec<u8> {
    tlv(tag::BMP_STRING, text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
}

/// UniversalString: UTF-32 big endian.
pub fn universal(text: &str) -> Vec<u8> {
    let words = text.chars().flat_map(|character| u32::from(character).to_be_bytes());
    tlv(tag::UNIVERSAL_STRING, words.collect::<Vec<u8>>())
}

/// TeletexString, written as Latin-1 as is usual; all other characters become question marks.
pub fn teletex(text: &str) -> Vec<u8> {
    let bytes = text.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?'));
    tlv(tag::TELETEX_STRING, bytes.collect::<Vec<u8>>())
}

/// UTCTime of exactly this text, such as `250101000000Z`.
pub fn utc_time(text: &str) -> Vec<u8> {
    tlv(tag::UTC_TIME, text)
}

/// GeneralizedTime of exactly this text, such as `20500101000000Z`.
pub fn generalized_time(text: &str) -> Vec<u8> {
    tlv(tag::GENERALIZED_TIME, text)
}

/// A time as RFC 5280 requires it: UTCTime until 2049, GeneralizedTime from 2050 and before 1950.
pub fn time(moment: &str) -> Vec<u8> {
    let moment = Moment::from(moment);
    match moment.year {
        1950..2050 => utc_time(&moment.digits()[2..]),
        _ => generalized_time(&moment.digits()),
    }
}

/// The elements one after another.
pub fn join(parts: impl IntoIterator<Item: AsRef<[u8]>>) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        out.extend(part.as_ref());
    }
    out
}

/// Content octets of a non-negative INTEGER: no zeros in front but the one that keeps the sign.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|octet| **octet == 0).count();
    let magnitude = &magnitude[zeros..];
    match magnitude.first() {
        None => vec![0],
        Some(0x80..) => join([&[0], magnitude]),
        Some(_) => magnitude.to_vec(),
    }
}

/// Reads the first element of well-made DER: its tag, its content and what follows.
pub fn split(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..0x80 => (usize::from(first), rest),
        _ => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// The elements inside the content of a constructed element, each with its tag and content.
pub fn elements(mut content: &[u8]) -> Vec<(u8, &[u8])> {
    let mut out = Vec::new();
    while let Some((tag, inner, rest)) = split(content) {
        out.push((tag, inner));
        content = rest;
    }
    out
}

fn length(length: usize) -> Vec<u8> {
    let octets = length.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let octets = &octets[zeros..];
    match octets {
        [] => vec![0],
        [short @ 0..0x80] => vec![*short],
        _ => join([&[0x80 | u8::try_from(octets.len()).unwrap()], octets]),
    }
}

fn unused_bits(last: u8) -> u8 {
    u8::try_from(last.trailing_zeros()).unwrap()
}

fn base128(arc: u128) -> Vec<u8> {
    let septets = (0..19).rev().map(|place| (arc >> (7 * place)) & 0x7f);
    let mut septets: Vec<u128> = septets.skip_while(|septet| *septet == 0).collect();
    if septets.is_empty() {
        septets.push(0);
    }
    let last = septets.len() - 1;
    let marked =
        septets.iter().enumerate().map(|(place, septet)| if place < last { septet | 0x80 } else { *septet });
    marked.map(|octet| u8::try_from(octet).unwrap()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[track_caller]
    fn check(made: Vec<u8>, expect: &str) {
        assert_eq!(hex(&made), expect);
    }

    #[test]
    fn lengths_are_shortest_unless_requested_otherwise() {
        check(tlv(4, []), "0400");
        check(tlv(4, [7; 0x7f])[..2].to_vec(), "047f");
        check(tlv(4, [7; 0x80])[..3].to_vec(), "048180");
        check(tlv(4, [7; 0x100])[..4].to_vec(), "04820100");
        check(tlv_long_length(4, [7], 2), "0482000107");
        check(tlv_claiming(4, 9, [7]), "040907");
    }

    #[test]
    fn identifiers() {
        check(oid("1.3.6.1.4.1.311.25.2.1"), "060a2b060104018237190201");
        check(oid("2.5.29.17"), "0603551d11");
        check(oid("2.999.0"), "0603883700");
    }

    #[test]
    fn numbers_and_bits() {
        check(integer_of(0), "020100");
        check(integer_of(128), "02020080");
        check(named_bits(0b101), "030205a0");
        check(named_bits(1 << 8), "0303070080");
        check(named_bits(0), "030100");
    }

    #[test]
    fn times() {
        check(time("2049-12-31T23:59:59Z"), "170d3439313233313233353935395a");
        check(time("2050-01-01T00:00:00Z"), "180f32303530303130313030303030305a");
    }

    #[test]
    fn indefinite_lengths() {
        check(constructed_octet_string(&[1, 2, 3], 2), "24800402010204010300 00".replace(' ', "").as_str());
    }

    #[test]
    fn what_is_written_can_be_split_again() {
        let der = sequence([integer_of(5), octet_string([9; 300])]);
        let (tag, content, rest) = split(&der).unwrap();
        assert_eq!((tag, rest), (tag::SEQUENCE, &[][..]));
        assert_eq!(elements(content), [(tag::INTEGER, &[5][..]), (tag::OCTET_STRING, &[9; 300][..])]);
    }
}
