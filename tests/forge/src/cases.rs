//! The files under `tests/cases` that the generator can make again.

mod intake;
mod mapping;
mod reading;
mod rules;

use std::path::{Path, PathBuf};

/// One file.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its path below `tests/cases`, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Case {
    /// A certificate with its description and its situation above it, in one line each.
    fn certificate(path: &str, story: &str, situation: &str, pem: &str) -> Self {
        let text = format!("{story}\n\nSituation: {situation}\n\n{pem}");
        Self { path: format!("{path}.pem"), bytes: text.into_bytes() }
    }
}

/// Every case, family by family.
pub fn all() -> Vec<Case> {
    [mapping::all(), intake::all(), reading::all(), rules::all()].concat()
}

/// The families whose folders hold only what [`all`] makes, and what [`MADE_WITH_OPENSSL`] names.
pub const FAMILIES: &[&str] = &["intake", "mapping", "reading", "rules"];

/// The folder whose files were made once with openssl, which salts them randomly, so they cannot be made again.
pub const MADE_WITH_OPENSSL: &str = "intake/pkcs12";

/// The folder of the cases.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases")
}

/// Every file in a folder and its subfolders, in a fixed order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

/// Writes every case into a folder.
///
/// # Errors
/// If a file or a folder cannot be written.
pub fn write(folder: &Path) -> std::io::Result<()> {
    for case in all() {
        let path = folder.join(&case.path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, &case.bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::LazyLock;

    static ALL: LazyLock<Vec<Case>> = LazyLock::new(all);

    #[test]
    fn committed_files_can_be_made_again() {
        for case in ALL.iter() {
            let committed = std::fs::read(folder().join(&case.path)).unwrap_or_default();
            assert!(committed == case.bytes, "{} differs: run `cargo run -p forge -- cases`", case.path);
        }
    }

    #[test]
    fn no_other_file_is_among_them() {
        let made: BTreeSet<PathBuf> = ALL.iter().map(|case| folder().join(&case.path)).collect();
        for family in FAMILIES {
            for file in files(&folder().join(family)) {
                let by_openssl = file.starts_with(folder().join(MADE_WITH_OPENSSL));
                assert!(by_openssl || made.contains(&file), "{} is not made by the forge", file.display());
            }
        }
    }

    #[test]
    fn every_path_is_there_once() {
        let paths: BTreeSet<String> = ALL.iter().map(|case| case.path.clone()).collect();
        assert_eq!(paths.len(), ALL.len());
    }

    #[test]
    fn every_situation_is_json() {
        for case in ALL.iter() {
            let text = String::from_utf8_lossy(&case.bytes).into_owned();
            let Some(situation) = text.lines().find_map(|line| line.strip_prefix("Situation: ")) else {
                continue;
            };
            let situation: serde_json::Value = serde_json::from_str(situation).expect(&case.path);
            assert!(situation["today"].is_string(), "{} has no clock", case.path);
        }
    }
}
