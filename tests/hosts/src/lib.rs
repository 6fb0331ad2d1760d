//! The published page on the servers it is meant for, with the configurations that are shipped for them.
//!
//! ```text
//! tests/hosts.rs   what each server must send, and the page at work on each
//!   Host           nginx, Apache or Python on a free port of this machine, until it is dropped
//!   Answer         what a server answers, exactly as sent
//! ```
//!
//! `cargo xtask test` builds what is published, finds or installs the servers, and runs these tests.

mod answer;
mod host;

pub use answer::{Answer, ask};
pub use host::{Host, Kind};

use browser::{Failure, Outcome};
use std::path::PathBuf;

/// The folder that `cargo xtask dist` filled.
///
/// # Errors
/// If it is not set: without it there is nothing to serve, and that must not look like success.
pub fn published() -> Outcome<PathBuf> {
    std::env::var_os("STRONGMAP_PUBLISHED").map(PathBuf::from).ok_or_else(|| {
        Failure(
            "STRONGMAP_PUBLISHED is not set: `cargo xtask test` builds what is published and runs these tests"
                .to_owned(),
        )
    })
}
