//! Input: JavaScript values as the types of the library.
//!
//! Any access to a value of the caller can throw: an array whose memory was transferred to a worker, an iterator that
//! ends in an error. An exception that passes through this code would leak whatever is in use, and the module would
//! fail after some hundreds of them. Therefore every access to such a value catches.

use js_sys::{Array, ArrayBuffer, Date, Error, Reflect, Symbol, TypeError, Uint8Array};
use strongmap::moment::Moment;
use strongmap::situation::{self, Situation};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Uint8Array)]
    type Bytes;
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn new(buffer: &JsValue, offset: &JsValue, length: &JsValue) -> Result<Bytes, JsValue>;
    #[wasm_bindgen(catch, method, getter, structural, js_class = "Uint8Array", js_name = length)]
    fn length(this: &Bytes) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["Uint8Array", "prototype", "set"], js_name = call)]
    fn copy(into: &mut [u8], from: &Bytes) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = DataView)]
    type View;
    #[wasm_bindgen(catch, constructor, js_class = "DataView")]
    fn new(buffer: &JsValue) -> Result<View, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn kind(value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn listed(files: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = JSON, js_name = stringify)]
    fn written(
        value: &JsValue,
        replacer: &mut dyn FnMut(JsValue, JsValue) -> JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = console)]
    fn warn(text: &str) -> Result<(), JsValue>;
}

/// The bytes of a file.
pub(crate) fn bytes(value: &JsValue) -> Result<Vec<u8>, Error> {
    let copied = match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => copied(bytes.unchecked_ref(), None),
        None => viewed(value).and_then(|bytes| copied(&bytes, None)),
    };
    copied.map_err(|_| refusal(value))
}

fn refusal(value: &JsValue) -> Error {
    let kind = kind(value).ok().and_then(|kind| kind.as_string()).unwrap_or_default();
    let had_some = ArrayBuffer::is_view(value) || kind == "[object ArrayBuffer]";
    wrong(if had_some { A_FILE_IS_GONE } else { A_FILE_IS })
}

const A_FILE_IS: &str = "a file must be a Uint8Array or an ArrayBuffer";
const A_FILE_IS_GONE: &str = "the bytes of a file cannot be read: their memory was transferred, for example to a \
    worker, which detaches the array, or there is not enough memory";

/// Copies the bytes. The length is passed where it is already known.
fn copied(from: &Bytes, length: Option<usize>) -> Result<Vec<u8>, JsValue> {
    let mut bytes = Vec::new();
    let length = length.or_else(|| self::length(from)).unwrap_or_default();
    bytes.try_reserve_exact(length).map_err(|_| JsValue::NULL)?;
    bytes.resize(length, 0);
    copy(&mut bytes, from)?;
    Ok(bytes)
}

/// The bytes behind an `ArrayBuffer` or any other view. An object from another frame is an instance of that frame's
/// class, so `instanceof` fails, but its bytes are just as valid.
fn viewed(value: &JsValue) -> Result<Bytes, JsValue> {
    // The constructor of `DataView` throws unless the value is a buffer.
    let view = if ArrayBuffer::is_view(value) { value.clone() } else { View::new(value)?.into() };
    let part = |name: &str| Reflect::get(&view, &name.into());
    Bytes::new(&part("buffer")?, &part("byteOffset")?, &part("byteLength")?)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "memory has no such size")]
fn length(bytes: &Bytes) -> Option<usize> {
    Some(bytes.length().ok()?.as_f64()? as usize)
}

/// Many files, with the length in bytes of each where it is available without copying.
pub(crate) struct Files {
    list: Array,
    lengths: Vec<Option<usize>>,
}

impl Files {
    pub(crate) fn of(list: &JsValue) -> Result<Self, Error> {
        if !Reflect::has(list, &Symbol::iterator()).unwrap_or_default() {
            return Err(wrong(FILES_ARE));
        }
        let list = listed(list).map_err(|thrown| {
            let error = wrong(&format!("{FILES_ARE}; reading this list caused an error, see `cause`"));
            error.set_cause(&thrown);
            error
        })?;
        let known = |file: JsValue| length(file.dyn_ref::<Uint8Array>()?.unchecked_ref());
        let lengths = list.iter().map(known).collect();
        Ok(Self { list, lengths })
    }

    pub(crate) fn count(&self) -> usize {
        self.lengths.len()
    }

    pub(crate) fn length(&self) -> usize {
        self.lengths.iter().flatten().fold(0, |sum, length| sum.saturating_add(*length))
    }

    /// The bytes of the file at this index.
    pub(crate) fn bytes(&self, place: usize) -> Result<Vec<u8>, Error> {
        #[expect(clippy::cast_possible_truncation, reason = "places are below the count")]
        let file = self.list.get(place as u32);
        match self.lengths.get(place).copied().flatten() {
            // Only a `Uint8Array` has a length here.
            length @ Some(_) => copied(file.unchecked_ref(), length).map_err(|_| refusal(&file)),
            None => bytes(&file),
        }
    }
}

const FILES_ARE: &str = "the files must be a list of Uint8Array or ArrayBuffer";

/// The situation; if it contains no date, the browser's is used.
pub(crate) fn situation(value: &JsValue) -> Result<Situation, Error> {
    let mut situation =
        if value.is_undefined() || value.is_null() { Situation::default() } else { parsed(value)? };
    situation.today = situation.today.or_else(now);
    Ok(situation)
}

/// Reads the situation from its JSON: `JSON.stringify` omits what is `undefined`, writes dates as the contract defines
/// them, and throws on a circular structure.
fn parsed(value: &JsValue) -> Result<Situation, Error> {
    if !value.is_object() {
        return Err(wrong("the situation must be an object"));
    }
    // JSON has no infinity and no NaN and writes null, which in the contract means that a value is known not to be set.
    let mut no_number = None;
    let text = written(value, &mut |key, value| {
        if value.as_f64().is_some_and(|number| !number.is_finite()) {
            no_number = key.as_string();
        }
        value
    })?;
    if let Some(key) = no_number {
        return Err(unreadable(format_args!("`{key}`: not a number")));
    }
    let text = text.as_string().unwrap_or_default();
    let (situation, unknown) = situation::from_json(&text).map_err(unreadable)?;
    for key in unknown {
        // If a page has replaced the console by one that throws, the warning is lost, but the answer is not.
        let _ = warn(&format!("strongmap: the situation has an unknown key, which is ignored: {key}"));
    }
    Ok(situation)
}

fn unreadable(why: impl std::fmt::Display) -> Error {
    Error::new(&format!("the situation cannot be read: {why}"))
}

/// The name of a file; empty if none is given.
pub(crate) fn name(value: &JsValue) -> Result<String, Error> {
    if value.is_undefined() || value.is_null() { Ok(String::new()) } else { text(value, "the name") }
}

/// A string. Anything else must be refused here: treated as a string, it would be read from memory that does not exist.
pub(crate) fn text(value: &JsValue, what: &str) -> Result<String, Error> {
    value.as_string().ok_or_else(|| wrong(&format!("{what} must be a string")))
}

fn now() -> Option<Moment> {
    // A JavaScript date is a whole number of milliseconds, far within the range of an i64.
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
