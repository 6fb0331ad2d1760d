//! What comes in.

use js_sys::{Array, ArrayBuffer, Date, Error, JSON, Reflect, Symbol, TypeError, Uint8Array};
use strongmap::moment::Moment;
use strongmap::situation::{self, Situation};
use wasm_bindgen::{JsCast as _, JsValue};

/// The bytes of a file.
pub(crate) fn bytes(value: &JsValue) -> Result<Vec<u8>, Error> {
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return Ok(bytes.to_vec());
    }
    // Bytes that were made in another frame are of that frame's own class, and no less bytes for that.
    let part = |name: &str| Reflect::get(value, &name.into()).ok();
    let number = |name: &str| part(name)?.as_f64();
    if !value.is_object() {
        return Err(wrong(A_FILE_IS));
    }
    match (number("byteLength"), number("byteOffset"), part("buffer")) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "memory has no such size"
        )]
        (Some(length), Some(offset), Some(buffer)) if ArrayBuffer::is_view(value) => {
            Ok(Uint8Array::new_with_byte_offset_and_length(&buffer, offset as u32, length as u32).to_vec())
        }
        (Some(_), None, _) => Ok(Uint8Array::new(value).to_vec()),
        _ => Err(wrong(A_FILE_IS)),
    }
}

const A_FILE_IS: &str = "a file is a Uint8Array or an ArrayBuffer";

/// How many bytes a file has, where that is told at once.
pub(crate) fn length(value: &JsValue) -> usize {
    value.dyn_ref::<Uint8Array>().map_or(0, |bytes| bytes.length() as usize)
}

/// Many files.
pub(crate) fn files(list: &JsValue) -> Result<Array, Error> {
    if !Reflect::has(list, &Symbol::iterator()).unwrap_or_default() {
        return Err(wrong("the files are a list, and each is a Uint8Array or an ArrayBuffer"));
    }
    Ok(Array::from(list))
}

/// The situation, with the browser's day if it names none.
pub(crate) fn situation(value: &JsValue) -> Result<Situation, Error> {
    let mut situation =
        if value.is_undefined() || value.is_null() { Situation::default() } else { told(value)? };
    situation.today = situation.today.or_else(now);
    Ok(situation)
}

/// Reads the situation from its JSON: that leaves out what is `undefined`, writes dates as the contract has them, and
/// refuses what has no end.
fn told(value: &JsValue) -> Result<Situation, Error> {
    if !value.is_object() {
        return Err(wrong("the situation is an object"));
    }
    let text = JsValue::from(JSON::stringify(value)?).as_string().unwrap_or_default();
    let (situation, unknown) = situation::from_json(&text)
        .map_err(|rejected| Error::new(&format!("the situation cannot be read: {rejected}")))?;
    for key in unknown {
        let warning = format!("strongmap: the situation has a key that means nothing and is ignored: {key}");
        web_sys::console::warn_1(&warning.into());
    }
    Ok(situation)
}

/// The name of a file; none is an empty one.
pub(crate) fn name(value: &JsValue) -> Result<String, Error> {
    if value.is_undefined() || value.is_null() { Ok(String::new()) } else { text(value, "the name") }
}

/// A text. Anything else is refused here: taken for one, it would be read out of memory that is not there.
pub(crate) fn text(value: &JsValue, what: &str) -> Result<String, Error> {
    value.as_string().ok_or_else(|| wrong(&format!("{what} is a string")))
}

fn now() -> Option<Moment> {
    // A date holds whole milliseconds within a range far below that of the target.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the clock of a browser ends long before an i64 does"
    )]
    let seconds = (Date::now() / 1000.0) as i64;
    Some(Moment::from_unix(seconds))
}

fn wrong(message: &str) -> Error {
    TypeError::new(message).into()
}
