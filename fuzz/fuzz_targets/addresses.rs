//! URLs and configurations: read without harm, and written again as they were understood.
#![no_main]

use libfuzzer_sys::fuzz_target;
use strongmap::address::{Parts, Preset, share};
use strongmap::configuration::Configuration;

fuzz_target!(|text: &str| {
    let preset = Preset::read(&Parts::of(text));
    let again = Preset::read(&Parts::of(&preset.link()));
    assert_eq!((again.situation, again.complaints.len()), (preset.situation, 0));
    if let Ok(shared) = share::read(text) {
        let written = share::write(&shared.der, None).expect("what was read can be written");
        assert_eq!(text.split('?').next(), Some(written.as_str()));
    }
    let (configuration, _) = Configuration::read(text);
    let _ = configuration.summary();
});
