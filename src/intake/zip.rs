//! ZIP archives, stored and deflated: every file in them is searched like a file of its own. Office documents are ZIP
//! archives, too; of their parts, whose names nobody knows, only those with finds are listed.

use super::{Base, Content, Found, Place, Search};
use crate::certificate::Defect;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use zeroize::Zeroizing;

/// The maximum number of files of an archive that are opened.
const MAX_ENTRIES: usize = 20_000;

/// How many times its size a compressed file may grow; certificates and their containers grow less than a tenth of
/// that.
const MAX_RATIO: usize = 200;

/// A compressed file may grow to this size, however small it is.
const ALWAYS_ALLOWED: usize = 1 << 20;

/// The file that every Office document contains.
const OFFICE: &str = "[Content_Types].xml";

/// Looks for an archive; returns whether the bytes are one.
pub(super) fn find(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return false;
    }
    let Some((entries, is_all)) = entries(bytes) else { return false };
    if entries.is_empty() {
        let defect = defect("empty-archive", "The ZIP archive is empty.");
        let origin = place.origin_or("ZIP");
        search.add(place, Found { defects: vec![defect], ..Found::new(origin, Content::Unknown) });
    }
    if !is_all {
        search.reached(format!("At most {MAX_ENTRIES} files of a ZIP archive are opened."));
    }
    let is_office = entries.iter().any(|entry| entry.name == OFFICE);
    let before = search.items.len();
    for entry in entries.iter().filter(|entry| !entry.name.ends_with(['/', '\\'])) {
        let below = Place {
            file: format!("{}/{}", place.file, entry.name),
            inside: String::new(),
            base: Base::At(0),
            depth: place.depth.saturating_add(1),
            ..place.clone()
        };
        if entry.encrypted {
            let message = "The file is encrypted in the ZIP archive. Extract it with its password first.";
            let defects = vec![defect("archive-password", message)];
            search.add(&below, Found { defects, ..Found::new("ZIP".to_owned(), Content::Locked) });
            continue;
        }
        match unpack(search, bytes, entry) {
            Ok(content) => {
                // Wiped when dropped: it may be a private key.
                let content = Zeroizing::new(content);
                if !search.bytes(&content, &below) && !is_office {
                    search.add_unknown(&below, &content);
                }
            }
            Err(message) => {
                let defects = vec![defect("not-unpacked", message)];
                search.add(&below, Found { defects, ..Found::new("ZIP".to_owned(), Content::Unknown) });
            }
        }
    }
    if is_office && search.items.len() == before {
        let defects = vec![defect("not-recognised", "Nothing usable was found in this Office document.")];
        let (origin, span) = (place.origin_or("file"), place.span(0, bytes.len()));
        search.add(place, Found { span, defects, ..Found::new(origin, Content::Unknown) });
    }
    true
}

fn unpack(search: &mut Search<'_>, bytes: &[u8], entry: &Entry) -> Result<Vec<u8>, &'static str> {
    let missing = "The ZIP archive does not contain the data of this file: the archive is incomplete.";
    let packed = packed(bytes, entry).ok_or(missing)?;
    if !search.take(packed.len()) {
        return Err("The limit for unpacked data was reached before this file.");
    }
    match entry.method {
        0 => Ok(packed.to_vec()),
        8 => {
            let most = packed.len().saturating_mul(MAX_RATIO).max(ALWAYS_ALLOWED).min(search.derived);
            let Ok(content) = decompress_to_vec_with_limit(packed, most) else {
                if most == search.derived {
                    search.reached_derived();
                }
                return Err("The file cannot be extracted: it is damaged, or far too large when extracted.");
            };
            search.take(content.len());
            Ok(content)
        }
        _ => {
            Err("The file is not compressed with deflate. Create the archive again, or drop the file itself.")
        }
    }
}

fn defect(id: &'static str, message: &str) -> Defect {
    Defect { id, message: message.to_owned(), span: None }
}

#[derive(Debug, PartialEq)]
struct Entry {
    name: String,
    method: u16,
    encrypted: bool,
    size: usize,
    /// The offset of its local header.
    offset: usize,
}

/// The files in the central directory, and whether these are all.
fn entries(bytes: &[u8]) -> Option<(Vec<Entry>, bool)> {
    // A comment of at most 65535 bytes can follow the record that locates the directory.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let last = bytes.get(from..)?.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let end = bytes.get(from + last..)?;
    let mut at = match word(end, 16)? {
        IN_64_BITS => directory_in_64_bits(bytes, from + last)?,
        directory => directory,
    };
    let mut entries = Vec::new();
    while let Some(header) = bytes.get(at..).filter(|header| header.starts_with(b"PK\x01\x02")) {
        if entries.len() >= MAX_ENTRIES {
            return Some((entries, false));
        }
        let (name, extra, comment) = (half(header, 28)?, half(header, 30)?, half(header, 32)?);
        let (name, extra, comment) = (usize::from(name), usize::from(extra), usize::from(comment));
        let bytes_of_name = header.get(46..46 + name)?;
        let more = header.get(46 + name..)?.get(..extra)?;
        let numbers = [word(header, 24)?, word(header, 20)?, word(header, 42)?];
        let [_, size, offset] = in_64_bits(numbers, more);
        entries.push(Entry {
            name: String::from_utf8(bytes_of_name.to_vec())
                .unwrap_or_else(|_| bytes_of_name.iter().map(|byte| char::from(*byte)).collect()),
            method: half(header, 10)?,
            encrypted: half(header, 8)? & 1 != 0,
            size,
            offset,
        });
        at = at.checked_add(46 + name + extra + comment)?;
    }
    Some((entries, true))
}

/// The placeholder for a number that needs more than 32 bits.
const IN_64_BITS: usize = 0xffff_ffff;

/// The offset of the directory of a ZIP64 archive: a locator before the last record points to another record that
/// contains it.
fn directory_in_64_bits(bytes: &[u8], last: usize) -> Option<usize> {
    let locator = bytes.get(last.checked_sub(20)?..).filter(|bytes| bytes.starts_with(b"PK\x06\x07"))?;
    let record = bytes.get(double_word(locator, 8)?..).filter(|bytes| bytes.starts_with(b"PK\x06\x06"))?;
    double_word(record, 48)
}

/// The numbers of an entry; those that need more than 32 bits are in an extra field after its name.
fn in_64_bits<const N: usize>(numbers: [usize; N], mut fields: &[u8]) -> [usize; N] {
    let mut large: &[u8] = &[];
    while let (Some(kind), Some(length)) = (half(fields, 0), half(fields, 2)) {
        let field = fields.get(4..).unwrap_or_default();
        let (content, rest) = field.split_at_checked(usize::from(length)).unwrap_or((field, &[]));
        if kind == 1 {
            large = content;
        }
        fields = rest;
    }
    numbers.map(|number| match double_word(large, 0).filter(|_| number == IN_64_BITS) {
        Some(instead) => {
            large = large.get(8..).unwrap_or_default();
            instead
        }
        None => number,
    })
}

fn packed<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let header = bytes.get(entry.offset..).filter(|header| header.starts_with(b"PK\x03\x04"))?;
    let start = 30 + usize::from(half(header, 26)?) + usize::from(half(header, 28)?);
    header.get(start..start.checked_add(entry.size)?)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}

fn double_word(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use super::*;
    use forge::Ca;
    use forge::container::zip::{Method, archive, archive_in_64_bits};

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(&str, &str)]) {
        let items = recognise(File { name: "x.zip", bytes }, &[]);
        let found: Vec<(&str, &str)> = items
            .iter()
            .map(|item| {
                let defect = item.defects.first().map_or("", |defect| defect.id);
                (item.file.as_str(), if item.content == Content::Unknown { defect } else { "found" })
            })
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn file_names_include_the_archive() {
        let der = Ca::root("Corp Root CA").der();
        let inner = archive(&[("root.cer", Method::Deflated, &der)]);
        let outer =
            archive(&[("a/inner.zip", Method::Stored, &inner), ("note.txt", Method::Streamed, b"hello")]);
        check(&outer, &[("x.zip/a/inner.zip/root.cer", "found"), ("x.zip/note.txt", "not-recognised")]);
        check(&archive(&[]), &[("x.zip", "empty-archive")]);
    }

    #[test]
    fn only_parts_with_finds_of_an_office_document_are_listed() {
        let pem = forge::text::pem("CERTIFICATE", &Ca::root("Corp Root CA").der());
        let cell = |text: &str| format!("<sst><si><t>{text}</t></si></sst>");
        let sheet = |cell: &str| {
            let style = ("xl/styles.xml", Method::Deflated, &b"<styleSheet/>"[..]);
            archive(&[
                (OFFICE, Method::Deflated, b"<Types/>"),
                style,
                ("xl/sharedStrings.xml", Method::Deflated, cell.as_bytes()),
            ])
        };
        check(&sheet(&cell(&pem.replace('\n', "_x000D_\n"))), &[("x.zip/xl/sharedStrings.xml", "found")]);
        check(&sheet(&cell("hello")), &[("x.zip", "not-recognised")]);
    }

    #[test]
    fn zip_bombs_are_not_unpacked() {
        let bomb = archive(&[("bomb", Method::Deflated, &vec![0; ALWAYS_ALLOWED * 2])]);
        check(&bomb, &[("x.zip/bomb", "not-unpacked")]);
        let mut cut = archive(&[("a", Method::Stored, b"hello")]);
        cut[30] = b'?';
        let place = cut.len() - 22 - 5;
        cut[place..place + 4].fill(0xff);
        check(&cut, &[("x.zip/a", "not-unpacked")]);
    }

    #[test]
    fn zip64_archives_are_read() {
        let der = Ca::root("Corp Root CA").der();
        let files = [("root.cer", Method::Deflated, &der[..]), ("note.txt", Method::Stored, b"hello")];
        let large = archive_in_64_bits(&files);
        check(&large, &[("x.zip/root.cer", "found"), ("x.zip/note.txt", "not-recognised")]);
        let cut: Vec<u8> = large.iter().rev().take(42).rev().copied().collect();
        check(&[b"PK\x03\x04", &cut[..]].concat(), &[("x.zip", "not-recognised")]);
    }

    #[test]
    fn exceeded_file_limit_is_reported() {
        let says_so = |count: usize| {
            let names: Vec<String> = (0..count).map(|number| number.to_string()).collect();
            let files: Vec<(&str, Method, &[u8])> =
                names.iter().map(|name| (name.as_str(), Method::Stored, &b"\x01"[..])).collect();
            let items = recognise(File { name: "x.zip", bytes: &archive(&files) }, &[]);
            items.iter().any(|item| item.defects.iter().any(|defect| defect.id == "limit-reached"))
        };
        assert!(!says_so(MAX_ENTRIES) && says_so(MAX_ENTRIES + 1));
    }

    #[test]
    fn nested_archives_end_at_the_depth_limit() {
        let mut bytes = Ca::root("Corp Root CA").der();
        for _ in 0..20 {
            bytes = archive(&[("a", Method::Stored, &bytes)]);
        }
        let items = recognise(File { name: "x", bytes: &bytes }, &[]);
        assert!(items.iter().any(|item| item.defects.iter().any(|defect| defect.id == "limit-reached")));
    }
}
