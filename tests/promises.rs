//! What the documents promise is held by something: every promise names a test that exists, and every dependency has a
//! reason.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of the table under a heading: its cells, without the head.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    let rest = document.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let section = rest.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What stands in backticks.
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
fn every_crate_with_unsafe_code_is_still_there() {
    let (document, lock) = (read("docs/dependencies.md"), read("Cargo.lock"));
    let rows = table(&document, "With `unsafe` code, and in what is shipped");
    assert!(rows.len() > 5);
    for name in rows.iter().flat_map(|row| named(&row[0])) {
        assert!(lock.contains(&format!("name = \"{name}\"\n")), "{name} is no dependency any more");
    }
}

/// Every manifest of this workspace: those named in the first one.
fn manifests() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = read("Cargo.toml");
    let members = text.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let members = members.split('"').skip(1).step_by(2).map(|member| root.join(member).join("Cargo.toml"));
    members.chain([root.join("Cargo.toml")]).collect()
}

/// The crates of others that a manifest names.
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
