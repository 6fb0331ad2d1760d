//! Compression. Deflate comes from a crate, so that it is the same on every machine; Brotli from Node, which is
//! required for wasm-opt anyway and contains the reference implementation.

use std::path::Path;

use super::files::Files;
use super::zip::crc32;
use crate::program::{Failure, Outcome, Program};

/// Raw deflate, at the highest level.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(bytes, 10)
}

/// A gzip member (RFC 1952) without name, time and system.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut member = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    member.extend(deflate(bytes));
    member.extend(crc32(bytes).to_le_bytes());
    // The length is stored modulo 2^32.
    member.extend(bytes.len().to_le_bytes().into_iter().chain([0; 4]).take(4));
    member
}

/// Writes `<name>.br` next to each of these files of a folder.
pub(super) fn brotli<'files>(folder: &Path, names: impl Iterator<Item = &'files String>) -> Outcome<()> {
    let script = include_str!("brotli.js");
    let node = Program::new("node").within(folder).arg("--eval").arg(script).arg("--");
    let told = names.fold(node, Program::arg).answer();
    told.map(drop).ok_or_else(|| Failure("node cannot compress: install Node 18 or later".to_owned()))
}

/// The files that servers should send compressed, as gzip: those that become a tenth smaller, which pictures and
/// archives do not.
pub(super) fn worth_it(files: &Files) -> Files {
    let long = files.iter().filter(|(_, bytes)| bytes.len() > 300);
    let packed = long.map(|(name, bytes)| (name, gzip(bytes), bytes.len()));
    let smaller = packed.filter(|(_, member, before)| member.len() * 10 < before * 9);
    smaller.map(|(name, member, _)| (name.clone(), member)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn gzip_is_what_it_says() {
        let text = b"again and again and again and again".as_slice();
        let member = gzip(text);
        let (body, tail) = member[10..].split_at(member.len() - 18);
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(body).unwrap(), text);
        assert_eq!(tail, [crc32(text).to_le_bytes(), 35_u32.to_le_bytes()].concat());
        assert!(member.len() < text.len() + 10);
    }

    #[test]
    fn files_that_do_not_shrink_are_left_alone() {
        let noise: Vec<u8> = (0..40_u8).flat_map(|seed| Sha256::digest([seed])).collect();
        let files = Files::from([
            ("long.txt".to_owned(), b"words ".repeat(100)),
            ("noise.bin".to_owned(), noise),
            ("short.txt".to_owned(), b"words".to_vec()),
        ]);
        assert_eq!(worth_it(&files).into_keys().collect::<Vec<_>>(), ["long.txt"]);
    }
}
