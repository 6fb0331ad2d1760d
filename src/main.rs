//! The command line: the same results as the page, for scripts and other programs.

mod command_line;

use std::process::ExitCode;

fn main() -> ExitCode {
    command_line::run(std::env::args_os().skip(1).collect())
}
