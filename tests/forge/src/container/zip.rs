//! ZIP files, stored and deflated.

use miniz_oxide::deflate::compress_to_vec;

/// How a file is stored in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// As it is.
    Stored,
    /// Deflated.
    Deflated,
    /// Deflated, with its sizes after it, as streaming writers leave them.
    Streamed,
}

/// An archive of files: name, method, content. Every time stamp is the first of January 1980.
pub fn archive(files: &[(&str, Method, &[u8])]) -> Vec<u8> {
    made(files, false)
}

/// The same in ZIP64 form, as streaming writers use it for small archives too.
pub fn archive_in_64_bits(files: &[(&str, Method, &[u8])]) -> Vec<u8> {
    made(files, true)
}

fn made(files: &[(&str, Method, &[u8])], large: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, method, content) in files {
        let offset = out.len();
        let packed = if *method == Method::Stored { content.to_vec() } else { compress_to_vec(content, 9) };
        let sums = [word(crc32(content)), size(packed.len()), size(content.len())].concat();
        let streamed = *method == Method::Streamed;
        let compression = if *method == Method::Stored { 0 } else { 8 };
        let start =
            [half(20), half(if streamed { 8 } else { 0 }), half(compression), half(0), half(0x21)].concat();
        let lengths = [&size(name.len())[..2], &half(0)].concat();
        let sums_before = if streamed { vec![0; 12] } else { sums.clone() };
        out.extend([b"PK\x03\x04", &start[..], &sums_before, &lengths].concat());
        out.extend([name.as_bytes(), &packed].concat());
        if streamed {
            out.extend([b"PK\x07\x08", &sums[..]].concat());
        }
        if large {
            let numbers = [content.len(), packed.len(), offset].map(double_word).concat();
            let sums = [&sums[..4], &[0xff; 8]].concat();
            let lengths = [&size(name.len())[..2], &half(28)].concat();
            directory.extend(
                [b"PK\x01\x02", &half(45)[..], &start, &sums, &lengths, &[0; 10], &[0xff; 4]].concat(),
            );
            directory.extend([name.as_bytes(), &half(1), &half(24), &numbers].concat());
            continue;
        }
        directory.extend(
            [b"PK\x01\x02", &half(20)[..], &start, &sums, &lengths, &[0; 10], &size(offset)].concat(),
        );
        directory.extend(name.as_bytes());
    }
    if large {
        let count = double_word(files.len());
        let sizes = [directory.len(), out.len()].map(double_word).concat();
        let record =
            [b"PK\x06\x06", &double_word(44)[..], &half(45), &half(45), &[0; 8], &count, &count, &sizes];
        let locator = [b"PK\x06\x07", &[0; 4][..], &double_word(out.len() + directory.len()), &word(1)];
        let end = [b"PK\x05\x06\0\0\0\0", &[0xff; 12][..], &half(0)];
        return [out, directory, record.concat(), locator.concat(), end.concat()].concat();
    }
    let count = &size(files.len())[..2];
    let end =
        [b"PK\x05\x06\0\0\0\0", count, count, &size(directory.len()), &size(out.len()), &half(0)].concat();
    [out, directory, end].concat()
}

/// The CRC-32 of ZIP, bit by bit: the archives here are small.
fn crc32(content: &[u8]) -> u32 {
    let remainder = content.iter().fold(u32::MAX, |remainder, byte| {
        (0..8).fold(remainder ^ u32::from(*byte), |remainder, _| {
            remainder >> 1 ^ if remainder & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    });
    !remainder
}

fn half(number: u16) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

fn word(number: u32) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

fn double_word(number: usize) -> Vec<u8> {
    u64::try_from(number).unwrap().to_le_bytes().to_vec()
}

fn size(number: usize) -> Vec<u8> {
    word(u32::try_from(number).unwrap())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_of_the_standard_example() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn an_empty_archive_is_its_end() {
        assert_eq!(archive(&[]).len(), 22);
    }
}
