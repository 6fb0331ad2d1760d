//! What goes out.

use js_sys::{Error, JSON};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// Much, as JavaScript knows it.
///
/// It crosses as one text: the browser's own parser makes objects of it several times faster than they could be made
/// from here field by field, each with a call across.
pub(crate) fn parsed(value: &impl Serialize) -> Result<JsValue, Error> {
    let text = serde_json::to_string(value).map_err(|error| Error::new(&error.to_string()))?;
    JSON::parse(&text).map_err(Error::from)
}

/// Little, as JavaScript knows it: made field by field, without a detour.
pub(crate) fn made(value: &impl Serialize) -> Result<JsValue, Error> {
    value.serialize(&Serializer::json_compatible()).map_err(|error| Error::new(&error.to_string()))
}
