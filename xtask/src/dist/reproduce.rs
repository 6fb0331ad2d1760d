//! Builds everything once more, elsewhere, and compares.

use std::fs;
use std::path::Path;

use super::date;
use super::digest::sha256;
use super::files::{self, Files};
use crate::program::{Failure, Outcome, Program, While as _};
use crate::workspace;

/// Copies the sources to a folder of another name and depth, builds them there with a target folder of its own, and
/// compares every file with the one in `dist`.
pub(super) fn check(dist: &Path) -> Outcome<()> {
    let elsewhere = workspace::scratch("again")?.join("another clone");
    files::empty(&elsewhere)?;
    copy_sources(&elsewhere)?;
    println!("\nBuilding once more in {}", elsewhere.display());
    Program::cargo()
        .within(&elsewhere)
        .words("xtask dist")
        .env("CARGO_TARGET_DIR", elsewhere.join("its own target"))
        // The copy is no clone: there is no git history in it.
        .env(date::TOLD, date::of_the_sources()?.to_string())
        .run()?;

    let differences = differences(&files::read(dist)?, &files::read(&elsewhere.join("dist"))?);
    if !differences.is_empty() {
        return Err(Failure(format!("two builds differ:\n{}", differences.join("\n"))));
    }
    fs::remove_dir_all(&elsewhere).or_fail(format_args!("{} cannot be removed", elsewhere.display()))?;
    println!("\nBoth builds are the same to the last byte.");
    Ok(())
}

/// The files that git tracks or would track: a new file belongs to the build as much as a committed one.
fn copy_sources(into: &Path) -> Outcome<()> {
    let root = workspace::root();
    let list = Program::new("git")
        .within(&root)
        .words("ls-files -z --cached --others --exclude-standard")
        .answer()
        .ok_or_else(|| Failure("git does not tell which files belong to this clone".to_owned()))?;
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        let from = root.join(name);
        // Deleted, but not committed yet.
        if from.is_file() {
            let bytes = fs::read(&from).or_fail(format_args!("{} cannot be read", from.display()))?;
            files::write_one(&into.join(name), &bytes)?;
        }
    }
    Ok(())
}

fn differences(one: &Files, other: &Files) -> Vec<String> {
    let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
    names.sort();
    names.dedup();
    let told = |files: &Files, name: &String| {
        files
            .get(name)
            .map_or("missing".to_owned(), |bytes| format!("{} ({} bytes)", sha256(bytes), bytes.len()))
    };
    let different = names.into_iter().filter(|name| one.get(*name) != other.get(*name));
    different.map(|name| format!("  {name}: {} and {}", told(one, name), told(other, name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_named() {
        let files = |files: &[(&str, &str)]| -> Files {
            files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
        };
        let one = files(&[("same", "1"), ("changed", "1"), ("gone", "1")]);
        let other = files(&[("same", "1"), ("changed", "2"), ("new", "1")]);
        let named: Vec<String> = differences(&one, &other);
        let names: Vec<&str> = named.iter().filter_map(|line| line.trim().split(':').next()).collect();
        assert_eq!(names, ["changed", "gone", "new"]);
        assert!(differences(&one, &one).is_empty());
    }
}
