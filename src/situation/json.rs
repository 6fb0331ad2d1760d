//! A situation as JSON, the format used by other programs.
//!
//! A misspelled key would silently be "not known" and change the answer, so every unknown key is reported.

use super::{Setting, Situation, UpdateMonth};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::LazyLock;

/// Why a situation could not be read.
#[derive(Debug)]
pub struct Rejected(serde_json::Error);

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads a situation and returns the unknown keys.
///
/// # Errors
///
/// If the text is not a JSON object, or a value is not valid; then its key is named.
pub fn from_json(text: &str) -> Result<(Situation, Vec<String>), Rejected> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(Rejected)?;
    if !value.is_object() {
        return Err(Rejected(Error::custom("a situation must be a JSON object")));
    }
    if let Some(key) = list_for_keys(&value, &EVERY_KEY) {
        return Err(Rejected(Error::custom(format_args!("`{key}`: a JSON object is expected, not a list"))));
    }
    let mut told = value.clone();
    remove_missing(&mut told);
    let situation = Situation::deserialize(&told).map_err(|error| Rejected(at_its_key(&told, error)))?;
    let mut unknown = Vec::new();
    collect_unknown(&value, &EVERY_KEY, "", &mut unknown);
    Ok((situation, unknown))
}

/// A situation with every key.
static EVERY_KEY: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(Situation::complete()).unwrap_or_default());

/// A situation as saved for the next visit.
#[must_use]
pub fn kept(situation: &Situation) -> String {
    serde_json::to_value(situation).unwrap_or_default().to_string()
}

/// Restores a saved situation; `None` if the text is not valid.
#[must_use]
pub fn recalled(text: &str) -> Option<Situation> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    remove_missing(&mut value);
    serde_json::from_value(value).ok()
}

/// The situation with one key set or removed, by its path such as `dc.version`.
///
/// # Errors
///
/// If there is no such key, or the value is not valid.
pub fn with(situation: &Situation, path: &str, value: Option<Value>) -> Result<Situation, Rejected> {
    let unknown = || Rejected(Error::custom(format_args!("{path} cannot be answered")));
    let mut root = serde_json::to_value(situation).map_err(Rejected)?;
    let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut place = &mut root;
    for part in parents.split('.').filter(|part| !part.is_empty()) {
        place = place.get_mut(part).ok_or_else(unknown)?;
    }
    let members = place.as_object_mut().ok_or_else(unknown)?;
    match value {
        Some(value) => members.insert(last.to_owned(), value),
        None => members.remove(last),
    };
    remove_missing(&mut root);
    serde_json::from_value(root).map_err(Rejected)
}

/// The value of a path such as `dc.version`; `null` for a registry value that is known not to be set.
#[must_use]
pub fn value_of(situation: &Situation, path: &str) -> Option<Value> {
    let mut place = &serde_json::to_value(situation).ok()?;
    for part in path.split('.') {
        place = place.get(part)?;
    }
    (may_be_unset(path) || !place.is_null()).then(|| place.clone())
}

/// Whether a path such as `dc.enforcement` is a registry value that can be known not to be set.
#[must_use]
pub fn may_be_unset(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|last| NULL_IS_NOT_SET.contains(&last))
}

/// The registry values for which `null` means that they are known not to be set.
const NULL_IS_NOT_SET: [&str; 3] = ["enforcement", "backdating_seconds", "nt_auth_bypass"];

/// The user name hint. A blank one means that the client sends none.
const NOT_SENT: &str = "username_hint";

/// The same error, with the key of the value that caused it.
fn at_its_key(value: &Value, error: serde_json::Error) -> serde_json::Error {
    let mut path = Vec::new();
    let mut part = value;
    while let Some((key, inner)) = part.as_object().and_then(|members| refused_member(&path, members)) {
        path.push(key);
        part = inner;
    }
    if path.is_empty() { error } else { Error::custom(format_args!("`{}`: {error}", path.join("."))) }
}

/// Every key may be missing, so the one that is refused on its own is the cause.
fn refused_member<'a>(path: &[&str], members: &'a Map<String, Value>) -> Option<(&'a str, &'a Value)> {
    let under = |key: &str, inner| Value::Object(Map::from_iter([(key.to_owned(), inner)]));
    members.iter().map(|(key, inner)| (key.as_str(), inner)).find(|(key, inner)| {
        let alone = path.iter().rev().fold(under(key, (*inner).clone()), |inner, key| under(key, inner));
        serde_json::from_value::<Situation>(alone).is_err()
    })
}

/// Removes keys that are `null` or blank, which is the same as missing, unless this value has a meaning.
fn remove_missing(value: &mut Value) {
    if let Value::Object(members) = value {
        let is_blank = |inner: &Value| inner.as_str().is_some_and(|text| text.trim().is_empty());
        members.retain(|key, inner| match key.as_str() {
            NOT_SENT => !inner.is_null(),
            key => !is_blank(inner) && (!inner.is_null() || NULL_IS_NOT_SET.contains(&key)),
        });
        members.values_mut().for_each(remove_missing);
    }
}

/// The key that has a list instead of an object: serde would read it as the fields in their order.
fn list_for_keys(value: &Value, known: &Value) -> Option<String> {
    let (members, known) = (value.as_object()?, known.as_object()?);
    members.iter().find_map(|(key, inner)| match (inner, known.get(key)?) {
        (Value::Array(_), Value::Object(_)) => Some(key.clone()),
        (inner, known) => list_for_keys(inner, known).map(|below| format!("{key}.{below}")),
    })
}

fn collect_unknown(value: &Value, known: &Value, path: &str, unknown: &mut Vec<String>) {
    let (Value::Object(value), Value::Object(known)) = (value, known) else {
        return;
    };
    for (key, inner) in value {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match known.get(key) {
            Some(known) => collect_unknown(inner, known, &path, unknown),
            None => unknown.push(path),
        }
    }
}

impl Situation {
    /// A situation whose JSON contains every key.
    fn complete() -> Self {
        let mut complete = Self::default();
        complete.dc.enforcement = Setting::NotSet;
        complete.dc.backdating_seconds = Setting::NotSet;
        complete.dc.nt_auth_bypass = Setting::NotSet;
        complete
    }
}

/// Reads one value or a list of them.
pub(super) fn one_or_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(Vec::new()),
        Value::Array(values) => values.into_iter().map(known).collect(),
        one => Ok(vec![known(one)?]),
    }
}

fn known<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

impl<T: Serialize> Serialize for Setting<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unknown | Self::NotSet => serializer.serialize_none(),
            Self::Set(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Setting<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // For a missing key this is not called: `null` was given explicitly.
        Ok(Option::deserialize(deserializer)?.map_or(Self::NotSet, Self::Set))
    }
}

impl fmt::Display for UpdateMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for UpdateMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UpdateMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom(format_args!("`{text}` is not a month like 2025-09")))
    }
}

impl UpdateMonth {
    /// Reads `2025-09`; a day after it is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (year, month) = (parts.next()?, parts.next()?);
        let (year, month): (u16, u8) = (year.parse().ok()?, month.parse().ok()?);
        ((1..=12).contains(&month) && (2000..=2999).contains(&year)).then_some(Self { year, month })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Moment;
    use crate::situation::{AccountKind, KeyStorage, Scenario, ServerVersion};

    #[track_caller]
    fn check(text: &str, expect: impl Fn(&Situation) -> bool, unknown: &[&str]) {
        let (situation, found) = from_json(text).unwrap();
        assert!(expect(&situation), "{situation:?}");
        assert_eq!(found, unknown);
    }

    #[test]
    fn missing_keys_are_not_known() {
        check("{}", |it| *it == Situation::default(), &[]);
        check(r#"{"dc":{}}"#, |it| it.dc.enforcement == Setting::Unknown, &[]);
        check(r#"{"account":null,"dc":{"upn_suffixes":null}}"#, |it| *it == Situation::default(), &[]);
        check(r#"{"dc":{"enforcement":null}}"#, |it| it.dc.enforcement == Setting::NotSet, &[]);
        check(r#"{"account":{"dns":"","upn":" "},"today":""}"#, |it| *it == Situation::default(), &[]);
        check(
            r#"{"account":{"username_hint":""}}"#,
            |it| it.account.username_hint.as_deref() == Some(""),
            &[],
        );
        check(r#"{"dc":{"enforcement":1}}"#, |it| it.dc.enforcement == Setting::Set(1), &[]);
        check(
            "\u{feff}{\"today\":\"2026-11-20T00:00:00Z\"}",
            |it| it.today == Some(Moment::day(2026, 11, 20)),
            &[],
        );
    }

    #[test]
    fn one_scenario_or_many() {
        check(r#"{"scenario":"kdc"}"#, |it| it.scenarios == [Scenario::Kdc], &[]);
        check(r#"{"scenario":["ikev2-server","user-tunnel"]}"#, |it| it.scenarios.len() == 2, &[]);
        check(r#"{"dc":{"version":["2016","2008r2"]}}"#, |it| it.dc.versions.len() == 2, &[]);
        check(r#"{"scenario":null}"#, |it| it.scenarios.is_empty(), &[]);
    }

    #[test]
    fn unknown_keys_are_reported() {
        check(r#"{"acount":{},"dc":{"versoin":"2016"}}"#, |_| true, &["acount", "dc.versoin"]);
    }

    #[test]
    fn invalid_values_are_refused_with_their_keys() {
        let refusal = |text: &str| from_json(text).unwrap_err().to_string();
        assert!(refusal(r#"{"account":{"sid":"S-1"}}"#).contains("`S-1` is not a SID"));
        assert!(refusal(r#"{"today":"soon"}"#).contains("`soon` is not a time"));
        assert!(refusal(r#"{"scenario":"vpn"}"#).contains("vpn"));
        assert!(
            refusal(r#"{"dc":{"realm":"a","use_subject_alt_name":"no"}}"#)
                .contains("`dc.use_subject_alt_name`")
        );
        assert!(refusal(r#"{"today":null,"account":7}"#).contains("`account`"));
        assert!(refusal("[]").contains("JSON object"));
        assert!(refusal(r#"{"dc":["2016"]}"#).contains("`dc`: a JSON object is expected"));
        assert!(refusal("{").contains("EOF"));
    }

    #[test]
    fn scenario_names_are_the_same_in_json() {
        for scenario in Scenario::ALL {
            assert_eq!(serde_json::to_value(scenario).unwrap(), scenario.name());
        }
    }

    #[test]
    fn choice_names_are_the_same_in_json() {
        let chosen = |key: &str, word: &str| {
            let situation = with(&Situation::default(), key, Some(Value::from(word))).unwrap();
            assert_eq!(value_of(&situation, key), Some(Value::from(word)), "{key}");
            situation
        };
        for kind in AccountKind::ALL {
            assert_eq!(chosen("account.kind", kind.name()).account.kind, Some(kind));
        }
        for storage in KeyStorage::ALL {
            assert_eq!(chosen("client.key_storage", storage.name()).client.key_storage, Some(storage));
        }
        for version in ServerVersion::ALL {
            assert_eq!(serde_json::to_value(version).unwrap(), version.key());
            let text = format!(r#"{{"dc":{{"version":"{}"}}}}"#, version.key());
            check(&text, |it| it.dc.versions == [version], &[]);
        }
        assert_eq!(ServerVersion::V2012R2.title(), "Server 2012 R2");
        assert_eq!(ServerVersion::V2012R2.name(), "2012 R2");
    }
}
