//! `cargo xtask bench`

use crate::arguments::Arguments;
use crate::program::{Outcome, Program};
use crate::workspace;

pub(crate) const HELP: &str = "\
Times the library as it is published, on this machine: reading and judging forged certificates.

Usage: cargo xtask bench [WORDS]

Words are handed to the measurements in benches/, to choose among them.";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    let words = arguments.rest();
    let bench =
        Program::cargo().within(&workspace::root()).words("bench --package strongmap --bench examine --");
    words.iter().fold(bench, Program::arg).run()
}
