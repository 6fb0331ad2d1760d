//! `cargo xtask mutants`

use crate::arguments::Arguments;
use crate::program::{Outcome, Program};
use crate::{tools, workspace};

pub(crate) const HELP: &str = "\
Changes the rooms that judge, one small thing at a time, and tells which changes no test notices.

Usage: cargo xtask mutants [FILE]...

Without a file: the domain controller's decision, mapping strings and predictions. With the quick tests only, this takes
about half a minute for each change. The list of what nobody noticed is in mutants.out/missed.txt; docs/testing.md tells
which of them are no faults.";

const FILES: &str = "src/mapping/decision.rs src/mapping/ruling.rs src/mapping/ruling/*.rs src/mapping/explicit.rs \
                     src/prediction.rs src/prediction/*.rs";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    let files = arguments.rest();
    let files = if files.is_empty() { FILES.split_whitespace().map(str::to_owned).collect() } else { files };
    let [cargo_mutants] = tools::ensure(&[tools::cargo_mutants()])?;
    let program = Program::new(&cargo_mutants.path).within(&workspace::root()).words("mutants --no-shuffle");
    let program = files.iter().fold(program, |program, file| program.arg("--file").arg(file));
    program.words("-- --lib --test decision --test rules --test stories").run()
}
