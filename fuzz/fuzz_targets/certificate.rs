//! Bytes read as a certificate, a request and a CRL: every position that is reported lies within them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use strongmap::certificate::{self, Reading, Span};
use strongmap::chain::{Signed, verify};

fuzz_target!(|der: &[u8]| {
    let reading = certificate::read(der);
    inside(&reading, der);
    inside(&certificate::read_request(der), der);
    let _ = certificate::read_revocation_list(der);
    assert_eq!(reading.certificate.sha256, certificate::read_facts(der).certificate.sha256);
    let signed = Signed { certificate: &reading.certificate, der };
    let _ = verify(signed, signed);
});

fn inside(reading: &Reading, der: &[u8]) {
    let facts = &reading.certificate;
    let extensions = facts.extensions.iter().flat_map(|extension| {
        let rows = extension.rows.iter().filter_map(|row| row.span);
        rows.chain([extension.span, extension.value])
    });
    let near_misses = facts.near_misses.iter().filter_map(|miss| miss.span);
    let defects = reading.defects.iter().filter_map(|defect| defect.span);
    let key = facts.public_key.iter().map(|key| key.span);
    for Span { offset, length } in extensions.chain(near_misses).chain(defects).chain(key) {
        assert!(offset + length <= der.len(), "{offset} and {length} more lie outside of {}", der.len());
    }
}
