//! Explicit mappings and lines of a name mapping policy, judged against a certificate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use strongmap::certificate::Certificate;
use strongmap::examination::read;
use strongmap::intake::File;
use strongmap::mapping::{explicit, name_policy};

static CERTIFICATE: LazyLock<Certificate> = LazyLock::new(|| {
    let bytes = include_bytes!("../../tests/cases/mapping/sid-absent/broken.pem");
    let found = read(&[File { name: "f", bytes }], &[]);
    found.items.into_iter().find_map(|item| item.certificate).unwrap_or_default()
});

fuzz_target!(|text: &str| {
    let explicit = explicit::assess(text, &CERTIFICATE);
    for difference in &explicit.differences {
        assert!(difference.at <= text.chars().count(), "{difference:?} lies outside");
    }
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let _ = name_policy::lint(&lines, Some(&CERTIFICATE), &[&CERTIFICATE]);
    for line in &lines {
        let (Some(tuple), _) = name_policy::parse(line) else { continue };
        let again = name_policy::build(&tuple);
        assert_eq!(
            name_policy::parse(&again).0.as_ref(),
            Some(&tuple),
            "{again} is read otherwise than {line}"
        );
    }
});
