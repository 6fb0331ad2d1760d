//! The developer's commands: `cargo xtask serve`, `test`, `dist`, `module`, `bench`, `fuzz`, `deny`, `coverage`,
//! `mutants`, `pictures`, `tools`.
//!
//! They require rustup's cargo, git, Node and a C compiler. Everything else is looked for on the PATH, and installed
//! once per machine into one folder outside the clone where it is missing. No shell is involved, so that they work
//! alike on Linux, macOS and Windows.
#![expect(clippy::print_stdout, reason = "telling the developer what happens is the job of this program")]

mod arguments;
mod bench;
mod coverage;
mod deny;
mod dist;
mod fuzz;
mod module;
mod mutants;
mod page;
mod pictures;
mod program;
mod serve;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use arguments::Arguments;
use program::{Failure, Outcome};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next();
    let arguments = Arguments::new(words);
    match run(command.as_deref(), arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(because)) => {
            println!("\ncargo xtask: {because}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<&str>, arguments: Arguments) -> Outcome<()> {
    let (help, action): (&str, fn(Arguments) -> Outcome<()>) = match command {
        Some("serve") => (serve::HELP, serve::run),
        Some("test") => (test::HELP, test::run),
        Some("dist") => (dist::HELP, dist::run),
        Some("module") => (module::HELP, module::run),
        Some("bench") => (bench::HELP, bench::run),
        Some("fuzz") => (fuzz::HELP, fuzz::run),
        Some("deny") => (deny::HELP, deny::run),
        Some("coverage") => (coverage::HELP, coverage::run),
        Some("mutants") => (mutants::HELP, mutants::run),
        Some("pictures") => (pictures::HELP, pictures::run),
        Some("tools") => (tools::HELP, tools::run),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            return Ok(());
        }
        Some(other) => return Err(Failure(format!("unknown command `{other}`\n\n{HELP}"))),
    };
    if arguments.asks_for_help() {
        println!("{help}");
        return Ok(());
    }
    action(arguments)
}

const HELP: &str = "\
Commands for developers.

Usage: cargo xtask <COMMAND> [OPTIONS]

  serve     build the page, serve it on this machine, and rebuild on every change
  test      run formatting, lints, tests, and browser tests in Chromium and Firefox
  dist      build everything that is published into dist/, with a table of sizes
  module    build the JavaScript module for other pages into dist/module
  bench     measure speed, natively and in Chromium
  fuzz      feed random and damaged input to the parsers
  deny      check licenses, sources, duplicates and advisories of all dependencies
  coverage  measure how many lines of each module the tests reach
  mutants   find small code changes that no test detects
  pictures  retake the screenshots in docs/pictures
  tools     install what the other commands need, and list what is used

Use --help with a command for details.";
