//! What the documents promise is backed: every promise names a test that exists, every dependency has a reason, and
//! every limit is the one in the code.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of the table under a heading, as cells, without the head.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    let rest = document.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let section = rest.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The texts in backticks.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_promise_names_a_test_that_exists() {
    let promises = table(&read("SECURITY.md"), "What is promised");
    assert!(promises.len() >= 10, "the table of promises was not found");
    for promise in promises {
        let [words, held] = promise.as_slice() else { panic!("{promise:?}") };
        let tests: Vec<(&str, &str)> = named(held).filter_map(|name| name.split_once("::")).collect();
        assert!(!tests.is_empty(), "nothing holds: {words}");
        for (file, function) in tests {
            assert!(
                read(file).contains(&format!("fn {function}(")),
                "{words}: there is no {function} in {file}"
            );
        }
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let document = read("docs/dependencies.md");
    let given: BTreeSet<String> = table(&document, "Named by this workspace")
        .iter()
        .map(|row| {
            assert!(row.len() == 3 && row[2].len() > 10, "{row:?}");
            row[0].trim_matches('`').to_owned()
        })
        .collect();
    let mut found = BTreeSet::new();
    for manifest in manifests() {
        found.extend(dependencies(&fs::read_to_string(&manifest).unwrap()));
    }
    assert_eq!(given, found, "docs/dependencies.md and the manifests name other crates");
}

#[test]
fn every_documented_crate_with_unsafe_code_is_used() {
    let (document, lock) = (read("docs/dependencies.md"), read("Cargo.lock"));
    let rows = table(&document, "With `unsafe` code, and in what is shipped");
    assert!(rows.len() > 5);
    for name in rows.iter().flat_map(|row| named(&row[0])) {
        assert!(lock.contains(&format!("name = \"{name}\"\n")), "{name} is no dependency any more");
    }
}

/// Where a limit is a constant, the first number in its row is its value.
#[test]
fn every_limit_is_the_one_in_the_code() {
    let document = read("docs/limits.md");
    let rows = document.lines().filter(|line| line.starts_with("| ")).map(|line| line.split(" | ").collect());
    let mut held = 0;
    for row in rows.filter(|row: &Vec<&str>| row.len() == 4 && row[2].contains('`')) {
        let place = row[2].trim_matches('`');
        let Some((room, constant)) =
            place.rsplit_once("::").filter(|(_, name)| name.contains(char::is_uppercase))
        else {
            let file = format!("src/{}", place.trim_end_matches(".rs").replace("::", "/"));
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file + ".rs").is_file(), "{place} is no file");
            continue;
        };
        let value = value_of(room, constant);
        let number: String = row[1]
            .chars()
            .skip_while(|it| !it.is_ascii_digit())
            .take_while(|it| !" ;".contains(*it))
            .collect();
        let has = |unit: &str| row[1].contains(&format!("{number} {unit}"));
        let unit = [("MB", 1 << 20), ("KB", 1 << 10)].into_iter().find(|(unit, _)| has(unit));
        let unit = unit.map_or(1, |(_, bytes)| bytes);
        let told = number.replace(',', "").parse::<u64>().map(|number| number * unit);
        assert_eq!(told, Ok(value), "{}: {place}", row[0]);
        held += 1;
    }
    assert!(held > 10, "the tables of limits were not found");
}

/// The value of a constant that is declared in a file of a module, as far as it is a number or shifted.
fn value_of(room: &str, constant: &str) -> u64 {
    let own = format!("src/{}.rs", room.replace("::", "/"));
    let inside = Path::new(env!("CARGO_MANIFEST_DIR")).join(own.trim_end_matches(".rs"));
    let files = fs::read_dir(&inside).into_iter().flatten().map(|entry| entry.unwrap().path());
    let sources = std::iter::once(read(&own)).chain(files.filter_map(|file| fs::read_to_string(file).ok()));
    let declared = format!("const {constant}: ");
    let value = sources.into_iter().find_map(|source| {
        let line = source.split_once(&declared)?.1.split_once(';')?.0.split_once(" = ")?.1.replace('_', "");
        Some(line)
    });
    let value = value.unwrap_or_else(|| panic!("{room} has no {constant}"));
    let (number, shift) = value.split_once(" << ").unwrap_or((&value, "0"));
    number.parse::<u64>().unwrap() << shift.parse::<u32>().unwrap()
}

/// Every manifest of this workspace: the first one, and those it names.
fn manifests() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = read("Cargo.toml");
    let members = text.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let members = members.split('"').skip(1).step_by(2).map(|member| root.join(member).join("Cargo.toml"));
    members.chain([root.join("Cargo.toml")]).collect()
}

/// The external crates that a manifest names.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut list = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            list = section.ends_with("dependencies");
            if let Some((_, name)) = section.split_once("dependencies.") {
                found.insert(name.to_owned());
            }
        } else if list
            && !line.contains("path = ")
            && let Some((name, _)) = line.split_once('=')
            && !name.starts_with([' ', '#'])
        {
            found.insert(name.trim().to_owned());
        }
    }
    found
}

#[test]
fn manifests_are_read() {
    let manifest = "[package]\nname = \"a\"\n[dependencies]\nb = \"1\"\n# c = \"1\"\nd = { path = \"d\" }\n\
                    [dependencies.e]\nversion = \"1\"\n[dev-dependencies]\nf = { version = \"1\" }\n[lints]\ng = 1\n";
    let expect = ["b", "e", "f"].map(str::to_owned);
    assert_eq!(dependencies(manifest), BTreeSet::from(expect));
}
