//! A PKCS#12 file and a password tried on it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use strongmap::intake::{File, recognise};

fuzz_target!(|bytes: &[u8]| {
    assert!(!recognise(File { name: "f.pfx", bytes }, &["", "password"]).is_empty());
});
