//! `cargo run -p forge -- cases`: makes the committed cases again.
//! `cargo run -p forge -- fleet COUNT FILE`: writes many certificates of 1.7 KB into one file, one after the other.
//! `cargo run -p forge -- lean-fleet COUNT FILE`: the same of 1.5 KB.
//! `cargo run -p forge -- hostile FOLDER`: writes hostile files to drop on the page.

use forge::{cases, fleet, hostile, lean_fleet};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = match arguments.as_slice() {
        ["cases"] => cases::write(&cases::folder()),
        [kind @ ("fleet" | "lean-fleet"), count, file] => match count.parse() {
            Ok(count) if *kind == "fleet" => std::fs::write(file, fleet(count).concat()),
            Ok(count) => std::fs::write(file, lean_fleet(count).concat()),
            Err(_) => return stopped(&format!("{count} is no count")),
        },
        ["hostile", folder] => hostile::write(Path::new(folder)),
        _ => return stopped("usage: forge cases | forge fleet|lean-fleet COUNT FILE | forge hostile FOLDER"),
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
