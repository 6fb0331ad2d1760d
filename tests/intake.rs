//! Every case of the family `intake` is recognised for what it is, and damage to it never harms the reader.
//!
//! `expected.tsv` says what is in each file, in order. Evidence and what is locked stand in no row of it; the cases
//! that hold them are told of by name below.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where a file is not as it should be")]

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

/// Bugs that other readers had (each is named where it was reported), as far as they are about containers.
#[test]
fn what_others_stumbled_over() {
    let der = std::fs::read(folder().join("der/one.cer")).unwrap();
    let pem = forge::text::pem("CERTIFICATE", &der);
    let one = |bytes: &[u8]| {
        let items = recognise(File { name: "x", bytes }, &[]);
        let found: Vec<&Content> = items.iter().map(|item| &item.content).collect();
        assert_eq!(found, [&Content::Certificate(der.clone())], "{items:?}");
    };
    // aws-c-io 280, and four libraries of JavaScript: UTF-16 as PowerShell writes it.
    one(&forge::container::pem::utf16_le(&pem, true));
    one(&forge::container::pem::utf16_be(&pem, false));
    // keystore-explorer 776: a byte order mark before BEGIN.
    one(&forge::container::pem::utf8_marked(&pem));
    // keystore-explorer 5.6.1, @peculiar/x509: leading spaces, everything in one line.
    one(forge::container::pem::prefixed("        ", &pem).as_bytes());
    one(forge::container::pem::one_line(&pem).as_bytes());
    // CyberChef 2005: one key of an unknown type takes the whole display down.
    let unknown_key = forge::text::pem("PRIVATE KEY", &forge::unhex("3010020100300706052b8148ffff0402abcd"));
    let items = recognise(File { name: "x", bytes: format!("{unknown_key}{pem}").as_bytes() }, &[]);
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].content, Content::PrivateKey);
    assert_eq!(items[1].content, Content::Certificate(der.clone()));
    // RustCrypto/formats 779, 830 and 1046, fullsailor/pkcs7 11 and 17, smallstep/pkcs7 51, wolfssl 4625, pyca 12936
    // and 15183: PKCS#7 with indefinite lengths, empty sets of indefinite length, DER and BER mixed.
    let start = "308006092a864886f70d010702a0803080020101 3180 0000 300b 06092a864886f70d010701 a080";
    let message = [&forge::unhex(start)[..], &der, &forge::unhex("0000 3180 0000 0000 0000 0000")].concat();
    one(&message);
    one(forge::container::pem::bare(&message).as_bytes());
}

/// No byte of a private key leaves the reader, however the key is wrapped.
#[test]
fn private_keys_stay_behind() {
    for file in ["key/pkcs8.pem", "key/ec.pem", "key/rsa.pem", "key/with-certificate.pem", "pkcs12/aes.pfx"] {
        let bytes = std::fs::read(folder().join(file)).unwrap();
        let items = recognise(File { name: file, bytes: &bytes }, &["corp"]);
        let keys: Vec<&Item> = items.iter().filter(|item| item.content == Content::PrivateKey).collect();
        assert_eq!(keys.len(), 1, "{file}");
        assert!(keys[0].defects.iter().any(|defect| defect.id == "private-key"), "{file}");
        let text = format!("{items:?}");
        // The number that is the secret stands behind seven bytes of frame; the public key, which every certificate
        // shows, stands behind it.
        let secret = forge::Key::named("alice").own_format();
        let secret = format!("{:?}", &secret[7..23]);
        assert!(!text.contains(secret.trim_matches(['[', ']'])), "{file}");
    }
}

/// Cut off anywhere, and with any one byte changed, a file still gives an answer. A sample of places is enough here:
/// what is left out, fuzzing covers.
#[test]
fn damage_gives_an_answer() {
    for path in files(&folder()) {
        let bytes = std::fs::read(&path).unwrap();
        // Stretching passwords is slow where nothing is optimized.
        let slow = path.extension().is_some_and(|extension| extension == "pfx");
        let (places, values): (usize, &[u8]) = if slow { (6, &[0x80]) } else { (32, &[0x30, 0x80, 0xff]) };
        for place in (0..bytes.len()).step_by(bytes.len() / places + 1) {
            let cut = &bytes[..place];
            assert!(!recognise(File { name: "x", bytes: cut }, &[]).is_empty(), "{}", path.display());
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << (place % 8);
            assert!(!recognise(File { name: "x", bytes: &flipped }, &[]).is_empty(), "{}", path.display());
        }
        // Structures are told by their first bytes, so that damage there is the most interesting.
        for place in 0..bytes.len().min(24) {
            for value in values {
                let mut changed = bytes.clone();
                changed[place] = *value;
                assert!(
                    !recognise(File { name: "x", bytes: &changed }, &[]).is_empty(),
                    "{}",
                    path.display()
                );
            }
        }
    }
}

/// Text and bytes made to look like something everywhere are read about as fast as any other.
#[test]
fn junk_takes_no_longer_than_its_length() {
    let makings: [&[u8]; 16] = [
        b"MIIB ",
        b"MIIF",
        b"MIAG ",
        b"30 82 ff ff ",
        b"48,130,255,255,",
        b"-----BEGIN X-----\n",
        b"-----BEGIN X----- -----END Y-----",
        b"------",
        b"> > > MIIB",
        b"<a><b N=\"SamAccountName\">",
        b"<a N=\"SID\">x</a>",
        b"dn: x\nobjectSid:: AAAA\n",
        b"SID : S-1-5-21-1\nCreated : x\n",
        b"\x30\x80",
        b"\x30\x82\xff\xff\x30\x80\x30\x82\x00\x10",
        b"PK\x03\x04PK\x01\x02",
    ];
    for making in makings {
        let junk: Vec<u8> = making.iter().copied().cycle().take(1 << 18).collect();
        let start = std::time::Instant::now();
        assert!(!recognise(File { name: "x", bytes: &junk }, &[]).is_empty());
        // A fraction of a second even on a busy machine and without optimization; minutes, if every place in the file
        // cost another pass over the rest of it.
        assert!(start.elapsed().as_secs() < 20, "{}", String::from_utf8_lossy(making));
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
