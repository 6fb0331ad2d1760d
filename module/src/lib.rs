//! Strongmap for other web pages: `import init, { examine, examineMany, lookup } from "./strongmap.js"`.
//!
//! This is only an interface. [`wish`] converts input into the types of the library, and [`gift`] returns the format
//! described in `docs/contract.md`, which the command line also prints. `types.d.ts` describes it for TypeScript; a
//! test of the library checks that file against the Rust types.

mod gift;
mod wish;

use js_sys::Error;
use strongmap::catalog;
use strongmap::examination;
use strongmap::export::json;
use strongmap::intake::File;
use wasm_bindgen::prelude::*;
use wish::Files;

/// The types of the interface, for TypeScript.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("../types.d.ts");

/// Checks one file and returns everything in it, in order, with the complete answer. There is always an answer with at
/// least one item, whatever the bytes are.
///
/// @param bytes - the file in any format that Strongmap reads, such as DER, PEM, PKCS#7 or ZIP
/// @param situation - what is known beyond the file; without `today`, the clock of the browser is used
/// @param name - the name of the file, returned as `file`
///
/// # Errors
///
/// If a value of the situation is not valid; the message names its key. If the name is not a string, or the bytes are
/// not bytes or their memory was transferred, for example to a worker.
#[wasm_bindgen(unchecked_return_type = "Item[]")]
pub fn examine(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | ArrayBuffer")] bytes: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Situation | null")] situation: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string | null")] name: &JsValue,
) -> Result<JsValue, Error> {
    let name = wish::name(name)?;
    let bytes = wish::bytes(bytes)?;
    let situation = wish::situation(situation)?;
    let file = File { name: &name, bytes: &bytes };
    let findings = examination::read(&[file], &[]);
    let judgments = examination::judge(&findings, &situation);
    let items: Vec<_> =
        findings.items.iter().zip(&judgments).map(|(found, judgment)| json::item(found, judgment)).collect();
    gift::parsed(&items)
}

/// Checks many files as one set and returns a short row per certificate: made for whole databases.
///
/// The rows are in the order of the files, one for each certificate or request in them. Anything else has no row.
///
/// @param files - each in any format that `examine` reads
/// @param situation - as for `examine`
///
/// # Errors
///
/// If a value of the situation is not valid, or if the list contains something that is not bytes or whose memory was
/// transferred. If reading the list causes an error, that error is the `cause`.
#[wasm_bindgen(js_name = examineMany, unchecked_return_type = "Row[]")]
pub fn examine_many(
    #[wasm_bindgen(unchecked_param_type = "Iterable<Uint8Array | ArrayBuffer>")] files: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Situation | null")] situation: &JsValue,
) -> Result<JsValue, Error> {
    let situation = wish::situation(situation)?;
    let files = Files::of(files)?;
    make_room(files.length());
    let rows = examination::brief(files.count(), &situation, |place| files.bytes(place))?;
    gift::parsed(&rows)
}

/// Reserves at once the memory that the facts of so many bytes of certificates need at most: if it grows in small
/// steps, the browser collects garbage at each of them. What this call does not use remains available for the next.
fn make_room(bytes: usize) {
    const FACT_BYTES_PER_BYTE: usize = 5;
    let mut room: Vec<u8> = Vec::new();
    // If no block of this size is available, the memory grows as needed.
    let _ = room.try_reserve_exact(bytes.saturating_mul(FACT_BYTES_PER_BYTE));
    std::hint::black_box(&room);
}

/// Returns what a code can mean, most likely first: a number in any spelling, a symbol, words, or a whole message.
///
/// @param query - anything copied from a log or a message box
///
/// # Errors
///
/// If the query is not a string.
#[wasm_bindgen(unchecked_return_type = "Entry[]")]
pub fn lookup(#[wasm_bindgen(unchecked_param_type = "string")] query: &JsValue) -> Result<JsValue, Error> {
    let query = wish::text(query, "the query")?;
    let entries: Vec<_> = catalog::lookup(&query).iter().map(|hit| json::entry(hit.entry)).collect();
    gift::made(&entries)
}
