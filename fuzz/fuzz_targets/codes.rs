//! Queries to the search for codes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use strongmap::catalog::{Code, lookup};

fuzz_target!(|query: &str| {
    let _ = lookup(query);
    if let Some(code) = Code::from_link(query) {
        assert_eq!(Code::from_link(&code.link()), Some(code));
    }
});
