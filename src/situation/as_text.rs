//! Serializes a value as its JSON text between the page and its workers. In that form, facts that are not known are
//! omitted.
//!
//! The text is parsed to a tree of values first, as when a single key of it is set. So the page contains the code for
//! reading a situation from one format only, not from two.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

pub(crate) fn serialize<S: Serializer>(situation: &impl Serialize, serializer: S) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(situation).map_err(S::Error::custom)?;
    serializer.serialize_str(&value.to_string())
}

pub(crate) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    let value: Value = serde_json::from_str(&text).map_err(D::Error::custom)?;
    serde_json::from_value(value).map_err(D::Error::custom)
}
