//! Output: results as JavaScript values.

use js_sys::{Error, JSON};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A large value as a JavaScript value.
///
/// It is passed as one JSON text, which the browser's own parser turns into objects: one call instead of one for every
/// field.
pub(crate) fn parsed(value: &impl Serialize) -> Result<JsValue, Error> {
    let text = serde_json::to_string(value).map_err(|error| Error::new(&error.to_string()))?;
    JSON::parse(&text).map_err(Error::from)
}

/// A small value as a JavaScript value, built field by field without the detour through JSON.
pub(crate) fn made(value: &impl Serialize) -> Result<JsValue, Error> {
    value.serialize(&Serializer::json_compatible()).map_err(|error| Error::new(&error.to_string()))
}
