//! The files of a folder, in memory: what is published is made from what was built, without reading the disk again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{Failure, Outcome, While as _};

/// Names relative to the folder, with slashes, and the contents of the files. Sorted, so that the order is always the
/// same.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Everything in a folder.
pub(super) fn read(folder: &Path) -> Outcome<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let unreadable = || format!("{} cannot be read", next.display());
        for entry in fs::read_dir(&next).or_fail(unreadable())? {
            let path = entry.or_fail(unreadable())?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let bytes = fs::read(&path).or_fail(format_args!("{} cannot be read", path.display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}

/// Makes a folder hold these files and nothing else.
pub(super) fn write(folder: &Path, files: &Files) -> Outcome<()> {
    empty(folder)?;
    for (name, bytes) in files {
        write_one(&folder.join(name), bytes)?;
    }
    Ok(())
}

/// Writes a file, and creates the folders of its path.
pub(super) fn write_one(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let doing = || format!("{} cannot be written", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).or_fail(doing())?;
    }
    fs::write(path, bytes).or_fail(doing())
}

/// Removes everything in a folder, and creates the folder if there is none.
pub(super) fn empty(folder: &Path) -> Outcome<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).or_fail(format_args!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(folder).or_fail(format_args!("{} cannot be made", folder.display()))
}

/// The text of a required file.
pub(super) fn text<'files>(files: &'files Files, name: &str) -> Outcome<&'files str> {
    let text = files.get(name).and_then(|bytes| str::from_utf8(bytes).ok());
    text.ok_or_else(|| Failure(format!("the build left no readable {name}")))
}

/// The bytes of a required file.
pub(super) fn bytes<'files>(files: &'files Files, name: &str) -> Outcome<&'files [u8]> {
    files.get(name).map(Vec::as_slice).ok_or_else(|| Failure(format!("the build left no {name}")))
}
