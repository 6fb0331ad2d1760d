//! The license texts that have to be distributed with copies of other people's work.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::packages::{Package, Packages};
use crate::program::{Failure, Outcome, While as _};
use crate::workspace;

/// A text with the licenses of everything that is compiled in. A text that several packages share is there once, under
/// all of their names.
pub(super) fn collect(packages: &Packages) -> Outcome<String> {
    let apache = workspace::root().join("LICENSE-APACHE");
    let apache = fs::read_to_string(&apache).or_fail(format_args!("{} cannot be read", apache.display()))?;

    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in &packages.others {
        let shipped = shipped(&package.folder)?;
        let title = title(package, shipped.is_empty());
        let texts_of = if shipped.is_empty() { vec![without_text(package, &apache)?] } else { shipped };
        for text in texts_of {
            texts.entry(text).or_default().push(title.clone());
        }
    }
    let rust = format!(
        "the standard library of Rust {} (MIT OR Apache-2.0; The Rust Project Contributors)",
        packages.rust
    );
    texts.entry(tidy(&apache)).or_default().push(rust);

    // Sorted by packages, and not by how the texts happen to begin.
    let mut texts: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, of)| (of, text)).collect();
    texts.sort();
    let mut all = String::from(
        "Strongmap itself is licensed under MIT or Apache 2.0, as you prefer. Compiled into it is the work of others,\n\
         whose licences follow, each under the names of what it is for.\n",
    );
    for (of, text) in texts {
        all.push_str(&format!("\n{}\n{}\n\n{text}\n", "=".repeat(80), of.join("\n")));
    }
    Ok(all)
}

fn title(package: &Package, without: bool) -> String {
    let (name, version) = &package.key;
    let mut title = format!("{name} {version} ({}", package.licence);
    if without {
        // Where there is a license text, it names the authors itself.
        title.push_str("; ");
        title.push_str(&if package.authors.is_empty() {
            "its authors".to_owned()
        } else {
            package.authors.join(", ")
        });
    }
    title.push(')');
    title
}

/// The license texts that come with the sources of a package.
fn shipped(folder: &Path) -> Outcome<Vec<String>> {
    let unreadable = || format!("{} cannot be read", folder.display());
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).or_fail(unreadable())? {
        let path = entry.or_fail(unreadable())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
        let beginnings = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
        if path.is_file() && beginnings.iter().any(|beginning| name.starts_with(beginning)) {
            texts.push(tidy(&String::from_utf8_lossy(&fs::read(&path).or_fail(unreadable())?)));
        }
    }
    texts.sort();
    Ok(texts)
}

/// A package without a license text is used under a license that names nobody and can stand for all: Apache-2.0.
fn without_text(package: &Package, apache: &str) -> Outcome<String> {
    if package.licence.contains("Apache-2.0") {
        return Ok(tidy(apache));
    }
    let (name, version) = &package.key;
    Err(Failure(format!("{name} {version} brings no text of its licence ({})", package.licence)))
}

/// Texts that differ only in their line ends are the same.
fn tidy(text: &str) -> String {
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        .trim_matches('\n')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn package(name: &str, licence: &str, folder: &str) -> Package {
        Package {
            key: (name.to_owned(), "1.0.0".to_owned()),
            licence: licence.to_owned(),
            authors: vec!["Ada".to_owned()],
            description: String::new(),
            repository: None,
            checksum: None,
            folder: PathBuf::from(folder),
            leans_on: Vec::new(),
        }
    }

    fn packages(others: Vec<Package>) -> Packages {
        Packages { version: "1.0.0".to_owned(), rust: "1.95.0".to_owned(), others, direct: Vec::new() }
    }

    /// This workspace has licence files at its root, and none in the folder of this package.
    const WITH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    const WITHOUT: &str = env!("CARGO_MANIFEST_DIR");

    #[test]
    fn the_same_text_is_there_once() {
        let text =
            collect(&packages(vec![package("one", "MIT", WITH), package("two", "MIT", WITH)])).unwrap();
        assert!(text.contains("one 1.0.0 (MIT)\ntwo 1.0.0 (MIT)\n"), "{text}");
        assert_eq!(text.matches("Permission is hereby granted").count(), 1);
        assert_eq!(text.matches("END OF TERMS AND CONDITIONS").count(), 1);
        assert!(text.contains("the standard library of Rust 1.95.0"));
    }

    #[test]
    fn packages_without_a_text_name_their_authors_or_are_refused() {
        let text = collect(&packages(vec![package("bare", "MIT OR Apache-2.0", WITHOUT)])).unwrap();
        assert!(text.contains("bare 1.0.0 (MIT OR Apache-2.0; Ada)"));
        assert!(collect(&packages(vec![package("bare", "MIT", WITHOUT)])).is_err());
    }

    #[test]
    fn line_ends_make_no_difference() {
        assert_eq!(tidy("\u{feff}\na \r\n b\n\n"), "a\n b");
    }
}
