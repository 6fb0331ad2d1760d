//! The command line: the same answers as the page, for scripts and for other programs.

mod command_line;

use std::process::ExitCode;

fn main() -> ExitCode {
    command_line::run(std::env::args_os().skip(1).collect())
}
