//! A situation in an address: only keys that reveal nothing about a person or an account.
//!
//! `#/inspect?scenario=device-tunnel&dc=2019&enforcement=2`

use super::{Parts, encoded};
use crate::report::{self, scenario_title};
use crate::situation::{self, AccountKind, Choices, KeyStorage, Scenario, ServerVersion, Situation};
use serde_json::Value;

/// The preset in an address or a configuration, and what was not valid in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// The situation; only keys in [`KEYS`] are set.
    pub situation: Situation,
    /// What was not valid, as sentences.
    pub complaints: Vec<String>,
}

/// A key that an address may contain.
#[derive(Debug)]
pub struct Key {
    /// Its name in an address.
    pub name: &'static str,
    /// Its path in the situation.
    pub path: &'static str,
    form: Form,
}

impl Key {
    /// Its display name.
    #[must_use]
    pub fn label(&self) -> &'static str {
        report::label(self.path).unwrap_or(self.path)
    }

    /// Whether a link can contain the value of this key in a situation.
    ///
    /// # Errors
    /// If it cannot: what a link accepts.
    pub fn fits(&self, situation: &Situation) -> Result<(), String> {
        value_of(situation, self).map_or(Ok(()), |value| self.form.read(&text(&value)).map(drop))
    }
}

#[derive(Debug)]
enum Form {
    /// One or more of these words, separated by commas.
    Several(fn() -> Choices),
    /// One of these words.
    OneOf(fn() -> Choices),
    /// A year and a month.
    Month,
    /// A DNS name.
    Host,
    /// A few letters and digits.
    Word,
    /// A 32-bit number.
    Number,
    /// A registry value that may be known not to be set.
    Setting,
    /// The same, but only values up to this one are valid.
    Mode(u32),
    /// Yes or no.
    YesNo,
}

const fn key(name: &'static str, path: &'static str, form: Form) -> Key {
    Key { name, path, form }
}

/// Every key. Keys that identify an account are not included, and never will be.
pub const KEYS: &[Key] = &[
    key("scenario", "scenario", Form::Several(scenarios)),
    key("dc", "dc.version", Form::Several(ServerVersion::choices)),
    key("updated", "dc.updated", Form::Month),
    key("enforcement", "dc.enforcement", Form::Mode(2)),
    key("backdating", "dc.backdating_seconds", Form::Setting),
    key("realm", "dc.realm", Form::Host),
    key("use-subject-alt-name", "dc.use_subject_alt_name", Form::Number),
    key("ntauth", "dc.ntauth_has_issuer", Form::YesNo),
    key("ntauth-bypass", "dc.nt_auth_bypass", Form::Mode(2)),
    key("account", "account.kind", Form::OneOf(AccountKind::choices)),
    key("key-trust", "account.key_trust", Form::YesNo),
    key("server", "server_name", Form::Host),
    key("windows", "client.windows", Form::Word),
    key("has-key", "client.has_private_key", Form::YesNo),
    key("key-storage", "client.key_storage", Form::OneOf(KeyStorage::choices)),
    key("trusted", "chain.trusted", Form::YesNo),
    key("intermediates", "chain.intermediates", Form::YesNo),
    key("revoked", "chain.revoked", Form::YesNo),
    key("crl-reachable", "chain.crl_reachable", Form::YesNo),
    key("cert-auth-flags", "rras.cert_auth_flags", Form::Number),
    key("ignore-no-revocation-check", "nps.ignore_no_revocation_check", Form::YesNo),
    key("mapping-methods", "schannel.mapping_methods", Form::Number),
];

fn scenarios() -> Choices {
    Scenario::ALL.map(|scenario| (scenario.name(), scenario_title(scenario))).into()
}

/// More keys than any hand-written address has.
const MAX_KEYS: usize = 64;

impl Preset {
    /// Reads the query parameters. Everything that is not valid is reported in [`Preset::complaints`] and ignored.
    #[must_use]
    pub fn read(parts: &Parts) -> Self {
        let mut preset = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, text) in parts.query.iter().take(MAX_KEYS) {
            let Some(key) = KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name.trim())) else {
                preset.complaints.push(format!("A link cannot preset “{}”.", shown(name)));
                continue;
            };
            if seen.contains(&key.name) {
                preset
                    .complaints
                    .push(format!("{} appears twice in the link; the first one counts.", key.name));
                continue;
            }
            seen.push(key.name);
            let given = key.form.read(text.trim()).and_then(|value| {
                situation::with(&preset.situation, key.path, Some(value)).map_err(|_| key.form.expects())
            });
            match given {
                Ok(situation) => preset.situation = situation,
                Err(expects) => preset.complaints.push(format!(
                    "“{}” is not valid for {}, which takes {expects}.",
                    shown(text),
                    key.name
                )),
            }
        }
        preset
    }

    /// The part of a situation that an address may contain.
    #[must_use]
    pub fn of(situation: &Situation) -> Self {
        Self { situation: over(&Situation::default(), situation, |_, _| true), complaints: Vec::new() }
    }

    /// Whether nothing is preset.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs().is_empty()
    }

    /// The address with this preset; that of the start page if it is empty.
    #[must_use]
    pub fn link(&self) -> String {
        match self.query() {
            query if query.is_empty() => "#/".to_owned(),
            query => format!("#/inspect?{query}"),
        }
    }

    /// The query string.
    #[must_use]
    pub fn query(&self) -> String {
        let pairs = self.pairs().into_iter().map(|(key, value)| format!("{}={}", key.name, encoded(&value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The preset, human-readable.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        self.pairs().into_iter().map(|(key, value)| (key.label(), words(key, &value))).collect()
    }

    /// A situation with this preset applied, overriding existing values.
    #[must_use]
    pub fn applied_to(&self, situation: &Situation) -> Situation {
        over(situation, &self.situation, |_, _| true)
    }

    /// A situation with this preset applied where it has no value yet.
    #[must_use]
    pub fn filling(&self, situation: &Situation) -> Situation {
        over(situation, &self.situation, |before, _| before.is_none())
    }

    /// A situation without the values of this preset, unless they were changed since.
    #[must_use]
    pub fn taken_from(&self, situation: &Situation) -> Situation {
        let mut left = situation.clone();
        for key in KEYS {
            let preset = value_of(&self.situation, key);
            if preset.is_some()
                && preset == value_of(situation, key)
                && let Ok(without) = situation::with(&left, key.path, None)
            {
                left = without;
            }
        }
        left
    }

    fn pairs(&self) -> Vec<(&'static Key, String)> {
        // The situation may have values that a link cannot contain.
        let fitting = KEYS.iter().filter(|key| key.fits(&self.situation).is_ok());
        fitting.filter_map(|key| Some((key, text(&value_of(&self.situation, key)?)))).collect()
    }
}

/// A situation with the values of another one, where `wanted` is true for the old and new value.
fn over(base: &Situation, top: &Situation, wanted: impl Fn(Option<&Value>, &Value) -> bool) -> Situation {
    let mut merged = base.clone();
    for key in KEYS {
        let Some(value) = value_of(top, key) else { continue };
        if wanted(value_of(base, key).as_ref(), &value)
            && let Ok(with) = situation::with(&merged, key.path, Some(value))
        {
            merged = with;
        }
    }
    merged
}

/// The value of a key; an empty list counts as no value.
fn value_of(situation: &Situation, key: &Key) -> Option<Value> {
    situation::value_of(situation, key.path)
        .filter(|value| value.as_array().is_none_or(|list| !list.is_empty()))
}

/// A value as written in an address.
fn text(value: &Value) -> String {
    match value {
        Value::Null => NOT_SET.to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

const NOT_SET: &str = "not-set";

fn words(key: &Key, value: &str) -> String {
    match key.form {
        Form::Several(choices) | Form::OneOf(choices) => {
            let choices = choices();
            let title = |word: &str| {
                let known = choices.iter().find(|(known, _)| *known == word);
                known.map_or_else(|| word.to_owned(), |(_, title)| (*title).to_owned())
            };
            value.split(',').map(title).collect::<Vec<_>>().join(", ")
        }
        _ if value == NOT_SET => report::NOT_SET.to_owned(),
        _ => value.to_owned(),
    }
}

/// The beginning of a text from outside, to quote it in a message.
fn shown(text: &str) -> String {
    let text = crate::certificate::visible(text);
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

impl Form {
    /// Parses a value, or returns what is expected.
    fn read(&self, text: &str) -> Result<Value, String> {
        let lower = text.to_ascii_lowercase();
        let is = |allowed: fn(&u8) -> bool, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| allowed(&byte))
        };
        let value = match self {
            Self::Several(choices) => {
                let known = choices();
                let one = |word: &str| one_of(&known, word.trim());
                lower.split(',').map(one).collect::<Option<Vec<_>>>().map(Value::from)
            }
            Self::OneOf(choices) => one_of(&choices(), &lower),
            Self::Month => situation::UpdateMonth::parse(text).map(|month| Value::from(month.to_string())),
            Self::Host => is(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte), 253)
                .then(|| Value::from(text)),
            Self::Word => is(|byte| byte.is_ascii_alphanumeric() || b".- ".contains(byte), 32)
                .then(|| Value::from(text)),
            Self::Number => number(&lower).map(Value::from),
            Self::Setting | Self::Mode(_) if lower == NOT_SET => Some(Value::Null),
            Self::Mode(most) => number(&lower).filter(|number| number <= most).map(Value::from),
            Self::Setting => number(&lower).map(Value::from),
            Self::YesNo => match lower.as_str() {
                "yes" | "true" | "1" => Some(Value::from(true)),
                "no" | "false" | "0" => Some(Value::from(false)),
                _ => None,
            },
        };
        value.ok_or_else(|| self.expects())
    }

    /// What is accepted, in words.
    fn expects(&self) -> String {
        match self {
            Self::Several(choices) => format!("one or more of {}", names(&choices())),
            Self::OneOf(choices) => format!("one of {}", names(&choices())),
            Self::Month => "a month such as 2025-09".to_owned(),
            Self::Host => "a DNS name".to_owned(),
            Self::Word => "a few letters and digits".to_owned(),
            Self::Number => "a number, decimal or hexadecimal with 0x".to_owned(),
            Self::Setting => format!("a number, or {NOT_SET}"),
            Self::Mode(most) => {
                let steps: Vec<String> = (0..=*most).map(|step| step.to_string()).collect();
                format!("{}, or {NOT_SET}", steps.join(", "))
            }
            Self::YesNo => "yes or no".to_owned(),
        }
    }
}

fn one_of(choices: &Choices, word: &str) -> Option<Value> {
    choices.iter().find(|(known, _)| *known == word).map(|(known, _)| Value::from(*known))
}

fn names(choices: &Choices) -> String {
    choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(digits, 16).ok()
        }
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sid::Sid;
    use crate::situation::{ServerVersion, Setting};

    #[track_caller]
    fn check(query: &str, link: &str, complaints: &[&str]) {
        let preset = Preset::read(&Parts::of(&format!("#/inspect?{query}")));
        assert_eq!(preset.link(), link, "{query}");
        assert_eq!(preset.complaints.len(), complaints.len(), "{:?}", preset.complaints);
        for (complaint, words) in preset.complaints.iter().zip(complaints) {
            assert!(complaint.contains(words), "{complaint}");
        }
        assert_eq!(Preset::read(&Parts::of(link)).situation, preset.situation, "{link} presets the same");
    }

    #[test]
    fn presets_survive_encoding() {
        check(
            "scenario=device-tunnel&dc=2019&enforcement=2",
            "#/inspect?scenario=device-tunnel&dc=2019&enforcement=2",
            &[],
        );
        check(
            "ENFORCEMENT=not-set&Scenario=Wifi-User,KDC&DC=2016,2008R2",
            "#/inspect?scenario=wifi-user,kdc&dc=2016,2008r2&enforcement=not-set",
            &[],
        );
        check("updated=2025-9-30&realm=corp.example", "#/inspect?updated=2025-09&realm=corp.example", &[]);
        check("trusted=1&revoked=FALSE&ntauth=yes", "#/inspect?ntauth=yes&trusted=yes&revoked=no", &[]);
        check("mapping-methods=0x18", "#/inspect?mapping-methods=24", &[]);
        check("key-storage=TPM&windows=11", "#/inspect?windows=11&key-storage=tpm", &[]);
    }

    #[test]
    fn invalid_presets_are_reported_and_ignored() {
        check("", "#/", &[]);
        check(
            "scenario=vpn&dc=2019",
            "#/inspect?dc=2019",
            &["“vpn” is not valid for scenario, which takes one or more of user-tunnel"],
        );
        check("dc=2019&dc=2016", "#/inspect?dc=2019", &["twice"]);
        check("sid=S-1-5-21-1-2-3-1105", "#/", &["A link cannot preset “sid”"]);
        check("realm=a%20b", "#/", &["a DNS name"]);
        check("realm=", "#/", &["a DNS name"]);
        check("backdating=4294967296", "#/", &["a number, or not-set"]);
        check("enforcement=7", "#/", &["“7” is not valid for enforcement, which takes 0, 1, 2, or not-set"]);
        check("updated=2025-13", "#/", &["a month such as"]);
        check("trusted=maybe", "#/", &["yes or no"]);
        check(&format!("{}=1", "x".repeat(500)), "#/", &["cannot preset “xxx"]);
        check(&"a=1&".repeat(500), "#/", &["“a”"; MAX_KEYS]);
    }

    #[test]
    fn no_key_names_an_account() {
        let mut situation = Situation::default();
        situation.account.sid = Sid::parse("S-1-5-21-1-2-3-1105");
        situation.account.upn = Some("alice@corp.example".into());
        situation.account.alt_security_identities = Some(vec!["X509:<SKI>00".into()]);
        assert!(Preset::of(&situation).is_empty());
        situation.dc.realm = Some("corp.example".into());
        assert_eq!(Preset::of(&situation).link(), "#/inspect?realm=corp.example");
        for key in KEYS {
            assert!(
                !key.path.starts_with("account.")
                    || ["kind", "key_trust"].iter().any(|it| key.path.ends_with(it)),
                "{}",
                key.path
            );
        }
    }

    #[test]
    fn links_contain_only_valid_values() {
        let mut situation = Situation::default();
        situation.dc.enforcement = Setting::Set(7);
        assert!(Preset::of(&situation).is_empty());
        situation.dc.realm = Some("corp.example".into());
        assert_eq!(Preset::of(&situation).link(), "#/inspect?realm=corp.example");
    }

    #[test]
    fn every_key_is_known_to_the_situation() {
        for key in KEYS {
            let sample = match &key.form {
                Form::Several(choices) => names(&choices()).replace(", ", ","),
                Form::OneOf(choices) => choices()[0].0.to_owned(),
                Form::Month => "2025-09".to_owned(),
                Form::Host | Form::Word => "a".to_owned(),
                Form::Number | Form::Setting => "7".to_owned(),
                Form::Mode(most) => most.to_string(),
                Form::YesNo => "yes".to_owned(),
            };
            let link = format!("#/inspect?{}={sample}", key.name);
            let preset = Preset::read(&Parts::of(&link));
            assert_eq!((preset.link(), preset.complaints.len()), (link, 0));
            assert_eq!(preset.rows().len(), 1);
            assert_eq!(report::label(key.path), Some(preset.rows()[0].0), "{}", key.path);
        }
    }

    #[test]
    fn presets_can_be_applied_and_removed() {
        let mut situation = Situation::default();
        situation.dc.versions = vec![ServerVersion::V2016];
        let preset = Preset::read(&Parts::of("#/inspect?dc=2019&enforcement=2"));
        let applied = preset.applied_to(&situation);
        assert_eq!(
            (applied.dc.versions.as_slice(), applied.dc.enforcement),
            (&[ServerVersion::V2019][..], Setting::Set(2))
        );
        let filled = preset.filling(&situation);
        assert_eq!(
            (filled.dc.versions.as_slice(), filled.dc.enforcement),
            (&[ServerVersion::V2016][..], Setting::Set(2))
        );
        assert_eq!(preset.taken_from(&applied), Situation::default());
        assert_eq!(preset.taken_from(&filled), situation);
        assert_eq!(preset.rows()[0], ("Domain controllers", "Server 2019".to_owned()));
        let preset = Preset::read(&Parts::of("#/inspect?account=computer&key-storage=signature-only"));
        let words: Vec<String> = preset.rows().into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["Computer", "For signing only (AT_SIGNATURE)"]);
    }
}
