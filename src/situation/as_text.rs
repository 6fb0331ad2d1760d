//! What was told crosses between the page and its workers as the text in which people tell it: there, what nobody said
//! is left out.
//!
//! On its way it is a tree of values, as it is wherever a single key of it is told. So the page holds the code that
//! reads a situation out of one form, and not out of two.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

pub(crate) fn serialize<S: Serializer>(told: &impl Serialize, serializer: S) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(told).map_err(S::Error::custom)?;
    serializer.serialize_str(&value.to_string())
}

pub(crate) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let value: Value = serde_json::from_str(&text).map_err(D::Error::custom)?;
    serde_json::from_value(value).map_err(D::Error::custom)
}
