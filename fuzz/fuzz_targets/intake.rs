//! A file of any bytes: it gives an item, every position that is reported lies within it, and the whole answer can be
//! written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use strongmap::examination::{judge, read};
use strongmap::export::json;
use strongmap::intake::File;
use strongmap::report::{self, Reader};
use strongmap::situation::Situation;

fuzz_target!(|bytes: &[u8]| {
    let findings = read(&[File { name: "f", bytes }], &[""]);
    assert!(!findings.items.is_empty(), "every file gives an item");
    for item in findings.items.iter().filter(|item| item.file == "f") {
        if let Some(span) = item.span {
            // Offsets in text count bytes of UTF-8, of which a byte of another encoding may need three.
            assert!(span.offset + span.length <= 3 * bytes.len(), "{span:?} lies outside");
        }
    }
    let judgments = judge(&findings, &Situation::default());
    assert_eq!(findings.items.len(), judgments.len());
    for (found, judgment) in findings.items.iter().zip(&judgments) {
        let written = serde_json::to_string(&json::item(found, judgment));
        assert!(written.is_ok(), "every item can be written");
    }
    let _ = report::report(&findings, &judgments, &Reader::somewhere(&Situation::default()));
});
