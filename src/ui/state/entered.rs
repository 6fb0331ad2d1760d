//! What the user enters, one key of the situation at a time.

use super::{Effect, Rejected, State};
use crate::report::NOT_SET;
use crate::situation::{self, Account, Chain, Client, Situation};
use serde_json::Value;

impl State {
    /// Sets a key of the situation to an answer, or explains why not.
    pub(super) fn tell(&mut self, key: String, answer: Value, effects: &mut Vec<Effect>) {
        match with_answer(&self.situation, &key, answer.clone()) {
            Ok(situation) => {
                self.rejected = None;
                self.situation = situation;
                self.answered(&key);
                effects.extend(self.remembered());
            }
            Err(sentence) => {
                let text = answer.as_str().unwrap_or_default().to_owned();
                self.rejected = Some(Rejected { key, text, sentence });
            }
        }
    }

    /// Clears everything that was entered.
    pub(super) fn untell(&mut self, effects: &mut Vec<Effect>) {
        self.rejected = None;
        self.remember = false;
        let cleared = Situation { today: self.situation.today, ..Situation::default() };
        self.situation = self.custom.configuration.filling(&cleared);
        self.links.preset = None;
        effects.push(Effect::Remember(None));
    }

    /// Clears the account details.
    pub(super) fn forget_account(&mut self, effects: &mut Vec<Effect>) {
        self.rejected = None;
        let cleared = Situation { account: Account::default(), ..self.situation.clone() };
        self.situation = self.custom.configuration.filling(&cleared);
        effects.extend(self.remembered());
        effects.push(Effect::Focus("answer".to_owned()));
    }

    /// Restores what was stored at the last visit.
    pub(super) fn recall(&mut self, text: &str) {
        if let Some(situation) = situation::recalled(text) {
            self.situation = Situation { today: self.situation.today, ..situation };
            self.remember = true;
        }
    }

    pub(super) fn remembered(&self) -> Option<Effect> {
        self.remember.then(|| Effect::Remember(Some(self.to_remember())))
    }

    /// The situation as stored, without the date, since the next visit is on another day.
    pub(super) fn to_remember(&self) -> String {
        situation::kept(&Situation { today: None, ..self.situation.clone() })
    }
}

/// The situation with one key set, by its path in the contract; an empty answer clears it.
fn with_answer(situation: &Situation, key: &str, answer: Value) -> Result<Situation, String> {
    let answer = match answer {
        Value::String(text) if is_not_set(key, text.trim()) => Value::Null,
        Value::String(text) => Value::String(text.trim().to_owned()),
        // A user who is asked for lines can enter “none”.
        Value::Array(lines) if lines.iter().all(is_none) => Value::Array(Vec::new()),
        other => other,
    };
    // Fields give text, but some keys hold numbers; if the text is rejected, the number is tried.
    let text = answer.as_str().map(str::to_owned);
    let refused = match set(situation, key, answer) {
        Ok(situation) => return Ok(situation),
        Err(sentence) => sentence,
    };
    let Some(text) = text.filter(|_| set(situation, key, Value::from(0)).is_ok()) else {
        return Err(refused);
    };
    let Some(number) = number(&text) else {
        return Err(format!("“{text}” is not a number such as 24 or 0x18."));
    };
    set(situation, key, Value::from(number))
}

/// A registry value, in decimal or as the registry tools write it.
fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) if !digits.starts_with('+') => u32::from_str_radix(digits, 16).ok(),
        Some(_) => None,
        None => text.parse().ok(),
    }
}

fn is_none(line: &Value) -> bool {
    line.as_str().is_some_and(|line| line.eq_ignore_ascii_case("none"))
}

/// Whether the text says that a registry value is absent, which differs from no answer.
fn is_not_set(key: &str, words: &str) -> bool {
    words.eq_ignore_ascii_case(NOT_SET) && situation::may_be_unset(key)
}

fn set(situation: &Situation, key: &str, answer: Value) -> Result<Situation, String> {
    let answer = (answer.as_str() != Some("")).then_some(answer);
    situation::with(situation, key, answer).map_err(|rejected| rejected.to_string())
}

/// The situation without what belongs to a single certificate: its account, its chain and its key. Settings of domain
/// controllers, servers and clients also apply to the next one.
pub(super) fn without_one_certificate(situation: &Situation) -> Situation {
    let client = Client { has_private_key: None, key_storage: None, ..situation.client.clone() };
    Situation { account: Account::default(), chain: Chain::default(), client, ..situation.clone() }
}

/// The value of a key as a field shows it; several values have a line each.
#[must_use]
pub fn value_of(situation: &Situation, key: &str) -> String {
    situation::value_of(situation, key).as_ref().map(shown).unwrap_or_default()
}

fn shown(value: &Value) -> String {
    match value {
        // JSON null is a value that is known not to be set; an unknown one is absent.
        Value::Null => NOT_SET.to_owned(),
        Value::Object(_) => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_decimal_or_hexadecimal() {
        const KEY: &str = "schannel.mapping_methods";
        let told = |text: &str| {
            with_answer(&Situation::default(), KEY, json!(text))
                .map(|told| value_of(&told, KEY))
                .map_err(drop)
        };
        for text in ["24", "0x18", "0X18", "0x00000018", " 24 "] {
            assert_eq!(told(text), Ok("24".to_owned()), "{text}");
        }
        assert_eq!(told(""), Ok(String::new()));
        for text in ["0x", "0x+18", "18h", "-1", "4294967296", "0x100000000"] {
            assert_eq!(told(text), Err(()), "{text}");
        }
        let refused = with_answer(&Situation::default(), KEY, json!("a few")).unwrap_err();
        assert_eq!(refused, "“a few” is not a number such as 24 or 0x18.");
    }

    #[test]
    fn an_empty_list_is_an_answer() {
        const KEY: &str = "account.alt_security_identities";
        let told =
            |answer| with_answer(&Situation::default(), KEY, answer).unwrap().account.alt_security_identities;
        assert_eq!(told(json!([])), Some(vec![]));
        assert_eq!(told(json!(["None"])), Some(vec![]));
        let string = "X509:<SKI>0102";
        assert_eq!(told(json!(["none", string])), Some(vec!["none".to_owned(), string.to_owned()]));
    }
}
