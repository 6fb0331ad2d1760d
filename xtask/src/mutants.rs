//! `cargo xtask mutants`: makes small changes to the code, and shows which of them no test detects.

use crate::arguments::Arguments;
use crate::program::{Outcome, Program};
use crate::{tools, workspace};

pub(crate) const HELP: &str = "\
Makes small changes to the code that decides, one at a time, and lists those that no test detects.

Usage: cargo xtask mutants [FILE]...

Without a file: the domain controller's decision, the rules and the predictions, some 2,000 changes. Only the quick tests
run; each change takes ten seconds or more. Undetected changes are listed in mutants.out/missed.txt; docs/testing.md says
which of them are harmless, and how many only tests/cases.rs detects.";

const FILES: &str = "src/mapping/**/*.rs src/prediction.rs src/prediction/*.rs src/rules.rs src/rules/*.rs";

/// Only these tests are built and run. Unoptimized, since building takes more time than testing.
const TRIED: &str = "--lib --test=decision --test=edges --test=refusals --test=rules --test=stories \
                     --config=profile.dev.debug=0 --config=profile.dev.package.strongmap.opt-level=0";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    let files = arguments.rest();
    let files = if files.is_empty() { FILES.split_whitespace().map(str::to_owned).collect() } else { files };
    let [cargo_mutants] = tools::ensure(&[tools::cargo_mutants()])?;
    let program = Program::new(&cargo_mutants.path).within(&workspace::root()).words("mutants --no-shuffle");
    let program = files.iter().fold(program, |program, file| program.arg("--file").arg(file));
    TRIED.split_whitespace().fold(program, |program, argument| program.arg("--cargo-arg").arg(argument)).run()
}
