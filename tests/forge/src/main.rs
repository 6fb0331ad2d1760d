//! `cargo run -p forge -- cases`: makes the committed cases again.

use forge::cases;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments != ["cases"] {
        return stopped("usage: forge cases");
    }
    match cases::write(&cases::folder()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => stopped(&format!("cases cannot be written: {error}")),
    }
}

#[expect(clippy::print_stderr, reason = "a command line says on stderr why it stopped")]
fn stopped(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}
