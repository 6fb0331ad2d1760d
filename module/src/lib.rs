//! Strongmap for other web pages: `import init, { examine, examineMany, lookup } from "./strongmap.js"`.
//!
//! This is a door and nothing else. What comes in is made into the library's own types by [`wish`], and what goes
//! out by [`gift`] has the shape of `docs/contract.md`, the same that the command line prints. What that looks like
//! from TypeScript stands in `types.d.ts`, which a test of the library holds against the Rust types.

mod gift;
mod wish;

use js_sys::Error;
use strongmap::catalog;
use strongmap::examination;
use strongmap::export::json;
use strongmap::intake::File;
use wasm_bindgen::prelude::*;
use wish::Files;

/// What goes in and out, for TypeScript.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("../types.d.ts");

/// Examines one file: everything that is in it, in order, with everything there is to say. Whatever the bytes are,
/// there is an answer, and at least one item.
///
/// @param bytes - the file in any form that Strongmap reads, such as DER, PEM, PKCS#7 or ZIP
/// @param situation - what is known beyond the file; without `today` the browser's clock counts
/// @param name - the name of the file, handed back as `file`
///
/// # Errors
///
/// If the situation has a value of the wrong form: the message names the key. If the name is no string, the bytes are
/// none, or their memory was handed on, as to a worker.
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

/// Examines many files as one set, and says the least about each certificate: made for whole databases.
///
/// The rows follow the files, one for each certificate or request in them. What is neither has no row.
///
/// @param files - each in any form that `examine` reads
/// @param situation - as for `examine`
///
/// # Errors
///
/// If the situation has a value of the wrong form, or something in the list is no bytes or bytes out of reach. If the
/// list ends in an error: that is the `cause`.
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

/// Asks once for the memory that so many bytes of certificates take at most, if each concerns another: where it grows in
/// small steps, the browser tidies up at every one of them. What is asked for in vain is there for the next call.
fn make_room(bytes: usize) {
    const FACTS_FOR_A_BYTE: usize = 5;
    let mut room: Vec<u8> = Vec::new();
    // Without so much in one piece, it grows as it may.
    let _ = room.try_reserve_exact(bytes.saturating_mul(FACTS_FOR_A_BYTE));
    std::hint::black_box(&room);
}

/// Says what a code can mean, the likeliest first: a number in any spelling, a symbol, words, or a whole message.
///
/// @param query - anything that can be copied from a log or a message box
///
/// # Errors
///
/// If the query is no string.
#[wasm_bindgen(unchecked_return_type = "Entry[]")]
pub fn lookup(#[wasm_bindgen(unchecked_param_type = "string")] query: &JsValue) -> Result<JsValue, Error> {
    let query = wish::text(query, "the query")?;
    let entries: Vec<_> = catalog::lookup(&query).iter().map(|hit| json::entry(hit.entry)).collect();
    gift::made(&entries)
}
