//! A situation in JSON: read or refused, and a certificate judged by it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use strongmap::examination::{Findings, judge, read};
use strongmap::intake::File;
use strongmap::situation::from_json;

static FINDINGS: LazyLock<Findings> = LazyLock::new(|| {
    let bytes = include_bytes!("../../tests/cases/mapping/sid-absent/broken.pem");
    read(&[File { name: "f", bytes }], &[])
});

fuzz_target!(|text: &str| {
    if let Ok((situation, _)) = from_json(text) {
        assert_eq!(judge(&FINDINGS, &situation).len(), FINDINGS.items.len());
    }
});
