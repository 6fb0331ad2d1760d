//! Damage never harms the reader: every truncation and every flipped byte of every case gets an answer, and its
//! positions lie within the bytes. Whatever `x509-cert` still accepts after the damage, both readers read alike.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where an answer is not as it should be"
)]

use forge::{ALICE_SID, BOB_SID, Ca, Key, Leaf, RevocationList, oid};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use strongmap::certificate::{self, Reading, Span};
use strongmap::intake::{Content, File, recognise};
use x509_cert::der::{Decode, Encode};

/// Every certificate of every case, and two with what these lack.
fn certificates() -> Vec<Vec<u8>> {
    let mut all: BTreeSet<Vec<u8>> = contents(|content| match content {
        Content::Certificate(der) => Some(der),
        _ => None,
    });
    all.insert(rich().der());
    all.insert(Leaf::user("alice").key(Key::Rsa2048(0)).der());
    all.into_iter().collect()
}

/// A certificate with as many different parts as possible.
fn rich() -> Leaf {
    use forge::{der, extension};
    Leaf::user("alice")
        .sid(ALICE_SID)
        .san_uri_sid(BOB_SID)
        .email("alice@corp.example")
        .general_name(extension::directory_name("DC=example,CN=Alice"))
        .general_name(extension::ip(&[10, 0, 0, 1]))
        .policies(&[oid::ANY_POLICY])
        .basic_constraints(false, None)
        .template_v1("User")
        .extension("2.5.29.30", true, der::sequence([der::context(0, der::sequence([extension::dns("a")]))]))
}

#[test]
fn every_damaged_certificate_answers() {
    in_parallel(&certificates(), |der| {
        for end in 0..der.len() {
            let reading = certificate::read(&der[..end]);
            check(&reading, end);
            assert!(!reading.defects.is_empty(), "cut at {end}");
        }
        flip(der, |damaged| {
            let reading = certificate::read(damaged);
            check(&reading, damaged.len());
            agree(&reading, damaged);
        });
    });
}

#[test]
fn every_damaged_request_and_crl_answers() {
    let mut requests = contents(|content| match content {
        Content::Request(der) => Some(der),
        _ => None,
    });
    requests.insert(rich().request_der());
    for der in requests {
        for end in 0..der.len() {
            check(&certificate::read_request(&der[..end]), end);
        }
        flip(&der, |damaged| check(&certificate::read_request(damaged), damaged.len()));
    }
    let mut lists = contents(|content| match content {
        Content::RevocationList(der) => Some(der),
        _ => None,
    });
    let list = RevocationList::of(&Ca::root("Corp Root CA")).revoke(&[1], "2025-12-01T00:00:00Z", Some(1));
    lists.insert(list.number(7).der());
    for der in lists {
        for end in 0..der.len() {
            assert!(!certificate::read_revocation_list(&der[..end]).defects.is_empty());
        }
        flip(&der, |damaged| {
            let found = certificate::read_revocation_list(damaged);
            assert_eq!(found.entry(&[9; 40]), None);
        });
    }
}

#[test]
fn every_damaged_container_answers() {
    let mut containers = Vec::new();
    for path in forge::cases::files(&folder().join("intake")) {
        let bytes = std::fs::read(&path).unwrap();
        // Deriving a key with two thousand rounds at each position would take an hour. Such files are damaged
        // throughout where no key is derived, and in samples where one is: what is encrypted has no structure.
        let is_pfx = path.extension().is_some_and(|extension| extension == "pfx");
        let step = if is_pfx && path.file_stem().is_some_and(|name| name != "one-round") { 97 } else { 1 };
        containers.push((path, bytes, step));
    }
    assert!(containers.len() > 80, "{}", containers.len());
    in_parallel(&containers, |(path, bytes, step)| {
        let answers = |damaged: &[u8]| {
            let items = recognise(File { name: "x", bytes: damaged }, &["corp"]);
            assert!(!items.is_empty(), "{}", path.display());
            for span in items.iter().filter(|item| item.file == "x").filter_map(|item| item.span) {
                // Offsets in text count bytes of UTF-8, of which a byte of another encoding may need three.
                assert!(span.offset + span.length <= 3 * damaged.len(), "{}: {span:?}", path.display());
            }
        };
        for end in (0..bytes.len()).step_by(*step) {
            answers(&bytes[..end]);
        }
        let mut damaged = bytes.clone();
        for at in (0..bytes.len()).step_by(*step) {
            damaged[at] ^= FLIPS[at % FLIPS.len()];
            answers(&damaged);
            damaged[at] = bytes[at];
        }
    });
}

/// How a byte is changed: another value, the constructed bit, the sign and long-length bit, and all bits at once. Each
/// byte gets one of them in turn.
const FLIPS: [u8; 5] = [0x01, 0x20, 0x80, 0xFF, 0x04];

fn flip(bytes: &[u8], check: impl Fn(&[u8])) {
    let mut damaged = bytes.to_vec();
    for at in 0..bytes.len() {
        damaged[at] ^= FLIPS[at % FLIPS.len()];
        check(&damaged);
        damaged[at] = bytes[at];
    }
}

fn check(reading: &Reading, length: usize) {
    let inside = |span: Span| span.offset <= length && span.length <= length - span.offset;
    let certificate = &reading.certificate;
    for extension in &certificate.extensions {
        assert!(inside(extension.span) && inside(extension.value), "{extension:?} of {length}");
    }
    let rows = certificate.extensions.iter().flat_map(|extension| &extension.rows).filter_map(|row| row.span);
    let defects = reading.defects.iter().filter_map(|defect| defect.span);
    let misses = certificate.near_misses.iter().filter_map(|miss| miss.span);
    for span in rows.chain(defects).chain(misses) {
        assert!(inside(span), "{span:?} of {length}");
    }
}

/// What the strict reader accepts, our reader reads as the same; what it refuses is reported.
fn agree(reading: &Reading, der: &[u8]) {
    let told = reading.defects.iter().find(|defect| defect.id == "strict-reader-refuses");
    let Ok(strict) = x509_cert::Certificate::from_der(der) else {
        assert!(told.is_some_and(|defect| defect.span.is_some()), "{reading:?}");
        return;
    };
    assert_eq!(told, None);
    let strict = strict.tbs_certificate();
    let read = &reading.certificate;
    let at = |span: Option<Span>| span.and_then(|span| der.get(span.offset..)?.get(..span.length)).unwrap();
    let seconds = |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap();
    assert_eq!(read.version, u32::from(strict.version() as u8) + 1);
    assert_eq!(read.serial.as_deref(), Some(strict.serial_number().as_bytes()));
    assert_eq!(at(read.spans.issuer), strict.issuer().to_der().unwrap());
    assert_eq!(at(read.spans.subject), strict.subject().to_der().unwrap());
    assert_eq!(read.not_before.map(|moment| moment.unix()), Some(seconds(strict.validity().not_before)));
    assert_eq!(read.not_after.map(|moment| moment.unix()), Some(seconds(strict.validity().not_after)));
    let key = read.public_key.as_ref().unwrap();
    assert_eq!(at(Some(key.span)), strict.subject_public_key_info().to_der().unwrap());
    assert_eq!(key.algorithm, strict.subject_public_key_info().algorithm.oid);
    let extensions: Vec<_> = (strict.extensions().into_iter().flatten())
        .map(|it| (it.extn_id.into(), it.critical, it.extn_value.as_bytes()))
        .collect();
    let walked: Vec<_> =
        read.extensions.iter().map(|it| (it.oid.clone(), it.critical, at(Some(it.value)))).collect();
    assert_eq!(walked, extensions);
}

/// Works on the items on all cores; each core takes the next item when it is done with one.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

/// The contents of all cases that are of one kind.
fn contents(wanted: impl Fn(Content) -> Option<Vec<u8>>) -> BTreeSet<Vec<u8>> {
    let bytes = forge::cases::files(&folder()).into_iter().map(|path| std::fs::read(path).unwrap());
    bytes
        .flat_map(|bytes| recognise(File { name: "x", bytes: &bytes }, &["corp"]))
        .filter_map(|item| wanted(item.content))
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}
