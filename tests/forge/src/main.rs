//! `cargo run -p forge -- cases`: makes the committed cases again.
//! `cargo run -p forge -- fleet COUNT FILE`: writes many certificates into one file, one behind the other.

use forge::{cases, fleet};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = match arguments.as_slice() {
        ["cases"] => cases::write(&cases::folder()),
        ["fleet", count, file] => match count.parse() {
            Ok(count) => std::fs::write(file, fleet(count).concat()),
            Err(_) => return stopped(&format!("{count} is no count")),
        },
        _ => return stopped("usage: forge cases | forge fleet COUNT FILE"),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => stopped(&format!("nothing can be written: {error}")),
    }
}

#[expect(clippy::print_stderr, reason = "a command line says on stderr why it stopped")]
fn stopped(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}
