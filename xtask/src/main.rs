//! The developer's commands: `cargo xtask serve`, `test`, `dist`, `module`, `bench`, `fuzz`, `pictures`, `tools`.
//!
//! They ask for rustup's cargo, git, Node and a C compiler. Everything else they look for on the PATH, and install
//! once per machine into one folder outside the clone where it is missing. No shell is involved, so that they run
//! alike on Linux, macOS and Windows.
#![expect(clippy::print_stdout, reason = "telling the developer what happens is the job of this program")]

mod arguments;
mod bench;
mod dist;
mod fuzz;
mod module;
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
        Some("pictures") => (pictures::HELP, pictures::run),
        Some("tools") => (tools::HELP, tools::run),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            return Ok(());
        }
        Some(other) => return Err(Failure(format!("there is no command `{other}`\n\n{HELP}"))),
    };
    if arguments.asks_for_help() {
        println!("{help}");
        return Ok(());
    }
    action(arguments)
}

const HELP: &str = "\
The developer's commands.

Usage: cargo xtask <COMMAND> [OPTIONS]

  serve     build the page, serve it on this machine, build again on every change
  test      formatting, lints, tests, and walks over the page in Chromium and Firefox
  dist      the release build of the page in dist/site, with a table of sizes
  module    the module that other pages embed, in dist/module
  bench     how long reading and judging takes
  fuzz      feed the readers with bytes that nobody would write
  pictures  the pictures of the page that the documents show
  tools     install what the other commands need, and tell what is used

Each tells more with --help.";
