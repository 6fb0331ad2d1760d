//! Paths to files: standard input, single files, and folders in a stable order.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file read from disk.
pub(crate) struct OnDisk {
    /// The path as it was given; below a folder, the rest appended with `/` on every system.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// Reads every path, and names those that could not be read.
pub(crate) fn read(paths: &[PathBuf]) -> (Vec<OnDisk>, Vec<(PathBuf, io::Error)>) {
    let mut files = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths {
        let name = path.to_string_lossy().into_owned();
        if name == "-" {
            let mut bytes = Vec::new();
            match io::stdin().lock().read_to_end(&mut bytes) {
                Ok(_) => files.push(OnDisk { name, bytes }),
                Err(error) => unreadable.push((path.clone(), error)),
            }
        } else if path.is_dir() {
            let name = name.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
            read_folder(path, name, &mut files, &mut unreadable);
        } else {
            read_file(path, name, &mut files, &mut unreadable);
        }
    }
    (files, unreadable)
}

fn read_folder(
    folder: &Path,
    name: &str,
    files: &mut Vec<OnDisk>,
    unreadable: &mut Vec<(PathBuf, io::Error)>,
) {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return unreadable.push((folder.to_owned(), error)),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            // A link to a folder may lead in a circle, so only links to files are followed.
            Ok(kind) if kind.is_symlink() && path.is_dir() => {}
            Ok(kind) if kind.is_dir() => read_folder(&path, &name, files, unreadable),
            Ok(_) => read_file(&path, name, files, unreadable),
            Err(error) => unreadable.push((path, error)),
        }
    }
}

fn read_file(path: &Path, name: String, files: &mut Vec<OnDisk>, unreadable: &mut Vec<(PathBuf, io::Error)>) {
    match fs::read(path) {
        Ok(bytes) => files.push(OnDisk { name, bytes }),
        Err(error) => unreadable.push((path.to_owned(), error)),
    }
}
