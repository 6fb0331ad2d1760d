//! Folders that were dropped: every file below them, by its path.

use super::LocalFile;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// Everything that was dropped, if a folder is among it.
pub(super) fn entries(transfer: &DataTransfer) -> Option<Vec<FileSystemEntry>> {
    let items = transfer.items();
    let entries: Vec<FileSystemEntry> =
        (0..items.length()).filter_map(|place| items.get(place)?.webkit_get_as_entry().ok()?).collect();
    entries.iter().any(FileSystemEntry::is_directory).then_some(entries)
}

/// Every file in them and below, in the order of their paths.
///
/// What cannot be read is passed over, as it would be if the folder did not hold it.
pub(super) async fn all_files(mut waiting: Vec<FileSystemEntry>) -> Vec<LocalFile> {
    let mut files = Vec::new();
    while let Some(entry) = waiting.pop() {
        if entry.is_directory() {
            let folder: FileSystemDirectoryEntry = entry.unchecked_into();
            waiting.extend(children(&folder).await);
        } else if let Some(file) = file(entry.unchecked_ref()).await {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            files.push(LocalFile { file, path });
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The path of a file below the folder that was chosen; empty for one chosen by itself.
pub(super) fn path_of(file: &web_sys::File) -> String {
    Reflect::get(file, &"webkitRelativePath".into())
        .ok()
        .and_then(|path| path.as_string())
        .unwrap_or_default()
}

/// A folder hands out its content in portions, the last of which is empty.
async fn children(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let portion = answered(|done, failed| {
            // What it cannot begin to read is an empty portion.
            if reader.read_entries_with_callback_and_callback(done, failed).is_err() {
                let _ = failed.call0(&JsValue::NULL);
            }
        });
        let portion = portion.await.map(|portion| Array::from(&portion)).unwrap_or_default();
        if portion.length() == 0 {
            return all;
        }
        all.extend(portion.iter().map(JsValue::unchecked_into::<FileSystemEntry>));
    }
}

async fn file(entry: &FileSystemFileEntry) -> Option<web_sys::File> {
    let file = answered(|done, failed| entry.file_with_callback_and_callback(done, failed));
    file.await.map(JsValue::unchecked_into)
}

/// What is handed to the first of two functions; nothing, if the second is called.
async fn answered(ask: impl Fn(&Function, &Function)) -> Option<JsValue> {
    JsFuture::from(Promise::new(&mut |done, failed| ask(&done, &failed))).await.ok()
}
