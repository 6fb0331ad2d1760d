//! Damage never harms the reader: every certificate, request and list answers after every truncation and several
//! flips of every byte, and whatever it then says lies within its bytes.

use forge::{ALICE_SID, BOB_SID, Ca, Leaf, RevocationList, der, oid};
use strongmap::certificate::{self, Reading, Span};

/// Certificates with as many different parts as there are.
fn certificates() -> Vec<Vec<u8>> {
    let ca = Ca::root("Corp Root CA").intermediate("Corp Issuing CA 1");
    let rich = Leaf::user("alice")
        .sid(ALICE_SID)
        .san_uri_sid(BOB_SID)
        .email("alice@corp.example")
        .general_name(forge::extension::directory_name("DC=example,CN=Alice"))
        .general_name(forge::extension::ip(&[10, 0, 0, 1]))
        .policies(&[oid::ANY_POLICY])
        .basic_constraints(false, None)
        .template_v1("User")
        .extension(
            "2.5.29.30",
            true,
            der::sequence([der::context(0, der::sequence([forge::extension::dns("a")]))]),
        );
    vec![rich.der(), ca.der(), Leaf::server("vpn.corp.example").der()]
}

/// The flips tried on every byte: the value, the bit for elements inside, the sign and the mark of a long length,
/// and everything at once.
const FLIPS: [u8; 4] = [0x01, 0x20, 0x80, 0xFF];

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

#[test]
fn every_truncation_answers() {
    for der in certificates() {
        for end in 0..der.len() {
            let reading = certificate::read(&der[..end]);
            check(&reading, end);
            assert!(!reading.defects.is_empty(), "cut at {end}");
        }
    }
}

#[test]
fn every_flipped_byte_answers() {
    for mut der in certificates() {
        for at in 0..der.len() {
            for flip in FLIPS {
                der[at] ^= flip;
                check(&certificate::read(&der), der.len());
                der[at] ^= flip;
            }
        }
    }
}

#[test]
fn requests_and_lists_answer_too() {
    let ca = Ca::root("Corp Root CA");
    let list = RevocationList::of(&ca).revoke(&[1], "2025-12-01T00:00:00Z", Some(1)).number(7).der();
    let mut request = Leaf::user("alice").sid(ALICE_SID).request_der();
    for end in 0..request.len() {
        check(&certificate::read_request(&request[..end]), end);
    }
    for at in 0..request.len() {
        for flip in FLIPS {
            request[at] ^= flip;
            check(&certificate::read_request(&request), request.len());
            request[at] ^= flip;
        }
    }
    for mut der in [list] {
        for end in 0..der.len() {
            assert!(!certificate::read_revocation_list(&der[..end]).defects.is_empty());
        }
        for at in 0..der.len() {
            for flip in FLIPS {
                der[at] ^= flip;
                let found = certificate::read_revocation_list(&der);
                assert!(!found.revokes(&der, &[9; 40]));
                der[at] ^= flip;
            }
        }
    }
}

/// Bytes that make a careless reader slow: much nesting, many parts, long lengths.
#[test]
fn hostile_bytes_are_read_in_time() {
    let deep = [0x30, 0x80].repeat(100_000);
    let wide = der::sequence([der::sequence([[0x05, 0x00].repeat(100_000)])]);
    let extensions: Vec<Vec<u8>> = (0..20_000)
        .map(|_| {
            der::sequence([
                der::oid("2.5.29.17"),
                der::octet_string(der::sequence([forge::extension::dns("a")])),
            ])
        })
        .collect();
    let duplicates = Leaf::user("alice")
        .replace(forge::Part::Extensions, der::context(3, der::sequence(extensions)))
        .der();
    let prefix = "tag:microsoft.com,2022-09-14:sid:".repeat(3000);
    let doubled = Leaf::user("alice").uri(&prefix).uri(&"%a".repeat(50_000)).uri(&"{{".repeat(50_000)).der();
    let sets = der::set([[]; 0]).repeat(50_000);
    let names = Leaf::user("alice").replace(forge::Part::Subject, der::tlv(0x30, sets)).der();
    for der in [deep, wide, duplicates, doubled, names] {
        check(&certificate::read(&der), der.len());
        check(&certificate::read_request(&der), der.len());
        assert!(!certificate::read_revocation_list(&der).defects.is_empty());
    }
}
