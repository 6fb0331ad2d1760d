//! Every case of the family `intake` is recognised for what it is, and damage to it never harms the reader.
//!
//! `expected.tsv` says what is in each file, in order. Evidence and what is locked stand in no row of it; the cases
//! that hold them are told of by name below.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use strongmap::intake::{Content, File, Item, recognise};

#[test]
fn every_case_is_recognised() {
    let mut wrong = Vec::new();
    for (file, expect) in expected() {
        let found: Vec<(String, String)> = items(&file).iter().filter_map(kind_and_hash).collect();
        // The bytes of a private key never leave the reader, so that there is nothing to hash.
        let expect: Vec<(String, String)> = expect
            .into_iter()
            .map(|(kind, hash)| if kind == "private_key" { (kind, String::new()) } else { (kind, hash) })
            .collect();
        if found != expect {
            wrong.push(format!("{file}: {found:#?} instead of {expect:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_gives_an_item_and_spans_lie_inside() {
    for path in files(&folder()) {
        let bytes = std::fs::read(&path).unwrap();
        let items = recognise(File { name: "x", bytes: &bytes }, &[]);
        assert!(!items.is_empty(), "{}", path.display());
        for item in items {
            assert!(!item.origin.is_empty(), "{}", path.display());
            if let (Some(span), true) = (item.span, item.file == "x") {
                assert!(span.offset + span.length <= bytes.len().max(1), "{}: {span:?}", path.display());
            }
        }
    }
}

fn kind_and_hash(item: &Item) -> Option<(String, String)> {
    let (kind, der): (&str, &[u8]) = match &item.content {
        Content::Certificate(der) => ("certificate", der),
        Content::Request(der) => ("request", der),
        Content::RevocationList(der) => ("revocation_list", der),
        Content::PrivateKey => return Some(("private_key".to_owned(), String::new())),
        Content::Evidence(_) => return None,
        Content::Locked => return Some(("locked".to_owned(), String::new())),
        Content::Unknown => return Some(("unknown".to_owned(), String::new())),
    };
    Some((kind.to_owned(), forge::hex(&Sha256::digest(der))))
}

fn items(file: &str) -> Vec<Item> {
    let bytes = std::fs::read(folder().join(file)).unwrap();
    recognise(File { name: file, bytes: &bytes }, &[])
}

fn expected() -> BTreeMap<String, Vec<(String, String)>> {
    let table = std::fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut expected = BTreeMap::<String, Vec<(String, String)>>::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, kind, hash] = columns[..] else { panic!("{line}") };
        expected.entry(file.to_owned()).or_default().push((kind.to_owned(), hash.to_owned()));
    }
    expected
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/intake")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
