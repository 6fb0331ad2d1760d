//! `cargo xtask coverage`: shows how many lines of each module the tests reach.

use crate::arguments::Arguments;
use crate::program::{Failure, Outcome, Program, While as _};
use crate::{tools, workspace};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const HELP: &str = "\
Measures how many lines of each module the native tests reach.

Usage: cargo xtask coverage

The tests are built with counters in a separate folder. The compiler's llvm-tools, which rustup installs, read them.";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    arguments.none_left()?;
    let tools = tools::llvm_tools()?;
    let folder = workspace::scratch("coverage")?;
    let counts = folder.join("counts");
    if counts.exists() {
        fs::remove_dir_all(&counts).or_fail("earlier counts cannot be removed")?;
    }
    let target = folder.join("target");
    let test = |program: Program| {
        program
            .within(&workspace::root())
            .env("CARGO_TARGET_DIR", &target)
            .env("RUSTFLAGS", "-C instrument-coverage")
            .env("LLVM_PROFILE_FILE", counts.join("%p-%m.profraw"))
    };
    test(Program::cargo().words("test --package strongmap --features strongmap/web")).run()?;

    let list = folder.join("list");
    let lines: Vec<String> =
        files(&counts, "profraw")?.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    fs::write(&list, lines.join("\n")).or_fail("the list of counts cannot be written")?;
    let merged = folder.join("merged.profdata");
    Program::new(tools.join("llvm-profdata"))
        .words("merge --sparse --input-files")
        .arg(&list)
        .arg("--output")
        .arg(&merged)
        .run()?;

    let mut export = Program::new(tools.join("llvm-cov"))
        .words("export --format=lcov --instr-profile")
        .arg(&merged)
        .arg("--sources")
        .arg(workspace::root().join("src"));
    for program in programs(&target.join("debug"))? {
        export = export.arg("--object").arg(program);
    }
    let counted = export.answer().ok_or_else(|| Failure("llvm-cov tells nothing".to_owned()))?;
    show(&by_room(&counted, &workspace::root().join("src")));
    Ok(())
}

/// Every program with tests, and the command line that some of them run.
fn programs(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let all = files(&folder.join("deps"), "")?;
    let programs = all.into_iter().filter(|path| path.extension().is_none_or(|it| it == "exe"));
    Ok(programs.chain([folder.join(format!("strongmap{}", std::env::consts::EXE_SUFFIX))]).collect())
}

fn files(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let doing = format_args!("{} cannot be listed", folder.display()).to_string();
    let entries = fs::read_dir(folder).or_fail(&doing)?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| ending.is_empty() || path.extension().is_some_and(|it| it == ending)).collect())
}

/// The number of lines that were reached, and of all lines.
type Lines = (usize, usize);

/// Sums up the lines of each file by top-level module.
fn by_room(lcov: &str, sources: &Path) -> BTreeMap<String, Lines> {
    let mut rooms: BTreeMap<String, Lines> = BTreeMap::new();
    let mut room = None;
    for line in lcov.lines() {
        if let Some(file) = line.strip_prefix("SF:") {
            room = Path::new(file).strip_prefix(sources).ok().and_then(|path| {
                let first = path.components().next()?.as_os_str().to_string_lossy().into_owned();
                Some(first.trim_end_matches(".rs").to_owned())
            });
        } else if let Some(((_, count), room)) =
            line.strip_prefix("DA:").and_then(|line| line.split_once(',')).zip(room.as_ref())
        {
            let lines = rooms.entry(room.clone()).or_default();
            lines.0 += usize::from(count != "0");
            lines.1 += 1;
        }
    }
    rooms
}

fn show(rooms: &BTreeMap<String, Lines>) {
    let percent = |(reached, all): Lines| 1000 * reached / all.max(1);
    let line = |name: &str, lines: Lines| {
        let share = percent(lines);
        println!("{name:<16} {:>6} of {:>6} lines {:>4}.{} %", lines.0, lines.1, share / 10, share % 10);
    };
    println!();
    let mut core = (0, 0);
    for (room, lines) in rooms {
        line(room, *lines);
        // What runs only in a browser is covered by the walks instead.
        if !["ui", "bin", "main", "command_line"].contains(&room.as_str()) {
            core = (core.0 + lines.0, core.1 + lines.1);
        }
    }
    line("the core", core);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_summed_up_by_module() {
        let lcov = "SF:/a/src/sid.rs\nDA:1,5\nDA:2,0\nend_of_record\nSF:/a/src/mapping/dn.rs\nDA:1,1\nend_of_record\n\
                    SF:/a/src/mapping.rs\nDA:9,0\nend_of_record\nSF:/elsewhere/x.rs\nDA:1,1\nend_of_record\n";
        let expect = [("mapping".to_owned(), (1, 2)), ("sid".to_owned(), (1, 2))];
        assert_eq!(by_room(lcov, Path::new("/a/src")), BTreeMap::from(expect));
    }
}
