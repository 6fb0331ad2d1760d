//! Reads input paths: standard input, single files, and folders in a stable order.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A file read from disk.
pub(crate) struct OnDisk {
    /// The path as given; inside a folder, the rest is appended with `/` on every system.
    pub(crate) name: String,
    /// Its content, which may be a private key.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// The result of reading all paths.
#[derive(Default)]
pub(crate) struct Found {
    /// The files, in the order of the paths.
    pub(crate) files: Vec<OnDisk>,
    /// What could not be read, and why.
    pub(crate) unreadable: Vec<(PathBuf, io::Error)>,
    /// What was skipped without an error, in full sentences.
    pub(crate) notes: Vec<String>,
}

/// Reads every path, and records those that could not be read.
pub(crate) fn read(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        let name = path.to_string_lossy().into_owned();
        if name == "-" {
            let mut bytes = Vec::new();
            match io::stdin().lock().read_to_end(&mut bytes) {
                Ok(_) => found.files.push(OnDisk { name, bytes: bytes.into() }),
                Err(error) => found.unreadable.push((path.clone(), error)),
            }
        } else if path.is_dir() {
            let name = name.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
            let before = found.files.len() + found.unreadable.len();
            found.read_folder(path, name);
            if found.files.len() + found.unreadable.len() == before {
                found.notes.push(format!("`{}` contains no files.", path.display()));
            }
        } else {
            found.read_file(path, name);
        }
    }
    found
}

impl Found {
    fn read_folder(&mut self, folder: &Path, name: &str) {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable.push((folder.to_owned(), error)),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = format!("{name}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                // A link to a folder may form a cycle, so only links to files are followed.
                Ok(kind) if kind.is_symlink() && path.is_dir() => {
                    let note = format!("`{}` is a link to a folder and was not followed.", path.display());
                    self.notes.push(note);
                }
                Ok(kind) if kind.is_dir() => self.read_folder(&path, &name),
                // Pipes and devices may never end, so they are only read if they are named directly.
                Ok(_) if fs::metadata(&path).is_ok_and(|what| !what.is_file()) => {
                    let error = io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
                    self.unreadable.push((path, error));
                }
                Ok(_) => self.read_file(&path, name),
                Err(error) => self.unreadable.push((path, error)),
            }
        }
    }

    fn read_file(&mut self, path: &Path, name: String) {
        match fs::read(path) {
            Ok(bytes) => self.files.push(OnDisk { name, bytes: bytes.into() }),
            Err(error) => self.unreadable.push((path.to_owned(), error)),
        }
    }
}
