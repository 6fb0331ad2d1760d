//! Compares two certificates, for example after a renewal: what changed, and whether the mapping survives.

use super::{Reader, Sign, facts, fields};
use crate::certificate::visible;
use crate::examination::{Found, Judgment};
use crate::mapping::form::{Form, Survival};
use crate::mapping::{By, Verdict, explicit};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What changed from one certificate to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The name of the earlier certificate.
    pub before: String,
    /// The name of the later certificate.
    pub after: String,
    /// The sign of the result.
    pub sign: Sign,
    /// Whether the mapping survives, as a headline.
    pub headline: String,
    /// The reason.
    pub sentence: String,
    /// Whether each explicit mapping survives.
    pub mappings: Vec<Kept>,
    /// The fields.
    pub rows: Vec<Pair>,
}

/// Whether an explicit mapping survives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The mapping of the earlier certificate.
    pub text: String,
    /// Whether it also matches the later one.
    pub kept: bool,
    /// The result, in words.
    pub sentence: String,
}

/// A field in both certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The label.
    pub label: String,
    /// The values that only the earlier certificate has.
    pub before: Vec<String>,
    /// The values that only the later certificate has.
    pub after: Vec<String>,
    /// The values that both have.
    pub both: Vec<String>,
}

/// Compares two items; `None` unless both are certificates or requests.
#[must_use]
pub fn compare(
    before: (&Found, &Judgment),
    after: (&Found, &Judgment),
    reader: &Reader<'_>,
) -> Option<Comparison> {
    let (sign, headline, sentence) = survival(before.1, after.1)?;
    let new = after.0.certificate.as_ref()?;
    let strings = &before.1.mapping.as_ref()?.strings;
    let mappings = [Form::IssuerSerial, Form::Ski, Form::Sha1Puk, Form::IssuerSid]
        .into_iter()
        .flat_map(|form| form.strings(strings).map(move |text| (form, text)))
        .map(|(form, text)| {
            let kept = explicit::assess(text, new).matches;
            Kept { text: text.to_owned(), kept, sentence: kept_in_words(form, kept).to_owned() }
        })
        .collect();
    Some(Comparison {
        before: name(before.0),
        after: name(after.0),
        sign,
        headline: headline.to_owned(),
        sentence,
        mappings,
        rows: pairs(&flat(before.0, reader), &flat(after.0, reader)),
    })
}

/// Both often have the same name, so the file name distinguishes them.
fn name(found: &Found) -> String {
    format!("{} · {}", facts::name(found), visible(&found.file))
}

fn survival(before: &Judgment, after: &Judgment) -> Option<(Sign, &'static str, String)> {
    let (old, new) = (before.mapping.as_ref()?, after.mapping.as_ref()?);
    let sid = |text: &str| format!("the account with the SID {text}");
    let account = new.sid.as_ref().map_or_else(|| "the same account".to_owned(), |it| sid(&it.to_string()));
    Some(match (old.verdict, new.verdict) {
        (Verdict::Strong, Verdict::Strong) if old.sid != new.sid && old.sid.is_some() && new.sid.is_some() => (
            Sign::Refused,
            "They are mapped to different accounts",
            format!(
                "The earlier certificate is mapped to {}, the later one to {account}.",
                old.sid.as_ref().map_or_else(String::new, |it| sid(&it.to_string()))
            ),
        ),
        (Verdict::Strong, Verdict::Strong) => {
            (Sign::Good, "The mapping survives", format!("Both are strongly mapped to {account}."))
        }
        (Verdict::Strong, Verdict::Undecided) | (Verdict::Undecided, Verdict::Strong | Verdict::Undecided) => (
            Sign::CannotTell,
            "Cannot tell yet",
            "An answer is missing for one of the two: see its questions.".to_owned(),
        ),
        (Verdict::Strong, _) => (
            Sign::Refused,
            "The mapping is lost",
            match old.by {
                Some(By::SidExtension | By::SanUri) => {
                    "The earlier certificate is mapped by the SID in it. The later one is not.".to_owned()
                }
                Some(By::AltSecurityIdentity) => {
                    "The explicit mapping on the account matches the earlier certificate only. Before the change, add \
                     the mapping string of the later one."
                        .to_owned()
                }
                _ => "What maps the earlier certificate strongly does not map the later one.".to_owned(),
            },
        ),
        (_, Verdict::Strong) => {
            (Sign::Good, "The later one fixes it", format!("The earlier certificate is not strongly mapped. The later one is strongly mapped to {account}."))
        }
        (_, Verdict::Undecided) => (
            Sign::CannotTell,
            "Cannot tell yet",
            "The earlier certificate is not strongly mapped. For the later one, an answer is missing: see its questions.".to_owned(),
        ),
        _ => (
            Sign::Refused,
            "Neither is strongly mapped",
            "Neither the earlier nor the later certificate has a strong mapping.".to_owned(),
        ),
    })
}

const fn kept_in_words(form: Form, kept: bool) -> &'static str {
    match (form.survival(), kept) {
        (_, true) => "still matches the later certificate",
        (Survival::Never, false) => "matches the earlier certificate only: every renewal needs a new mapping",
        (Survival::SameKey, false) => "matches the earlier certificate only: the key is different",
        (Survival::AnyRenewal, false) => {
            "matches the earlier certificate only: issuer, name or SID are different"
        }
    }
}

/// Every field of all sections, with the values of all fields of the same label.
fn flat(found: &Found, reader: &Reader<'_>) -> Vec<(String, Vec<String>)> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |label: &str, value: String| match fields.iter_mut().find(|(known, _)| known == label) {
        Some((_, values)) => values.push(value),
        None => fields.push((label.to_owned(), vec![value])),
    };
    for section in fields::of_certificate(found, reader) {
        for row in section.rows {
            add(&row.label, row.value);
        }
    }
    for extension in found.certificate.iter().flat_map(|it| fields::extensions(&it.extensions)) {
        let critical = if extension.critical { " (critical)" } else { "" };
        add("Extensions", format!("{}{critical}", extension.title));
    }
    fields
}

fn pairs<'a>(before: &'a [(String, Vec<String>)], after: &'a [(String, Vec<String>)]) -> Vec<Pair> {
    let values = |side: &'a [(String, Vec<String>)], label: &str| -> &'a [String] {
        side.iter().find(|(known, _)| known == label).map_or(&[][..], |(_, values)| values)
    };
    let mut labels: Vec<&String> = before.iter().map(|(label, _)| label).collect();
    labels.extend(
        after.iter().map(|(label, _)| label).filter(|label| before.iter().all(|(it, _)| it != *label)),
    );
    labels.into_iter().map(|label| pair(label, values(before, label), values(after, label))).collect()
}

fn pair(label: &str, before: &[String], after: &[String]) -> Pair {
    let (both, before_only) = split(before, after);
    let (_, after_only) = split(after, before);
    Pair { label: label.to_owned(), before: before_only, after: after_only, both }
}

/// The values that the other side has too, and those that it has not. Their order does not count, but how often each
/// occurs does.
fn split(values: &[String], others: &[String]) -> (Vec<String>, Vec<String>) {
    let mut unmatched: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *unmatched.entry(other).or_default() += 1;
    }
    values.iter().cloned().partition(|value| match unmatched.get_mut(value.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_without_a_match_differ() {
        let values = |words: &str| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let check = |before: &str, after: &str, expect: [&str; 3]| {
            let pair = pair("DNS name", &values(before), &values(after));
            let expect = expect.map(values);
            assert_eq!([pair.before, pair.after, pair.both], expect, "{before} and {after}");
        };
        check("a b", "a b", ["", "", "a b"]);
        check("a b", "b a", ["", "", "a b"]);
        check("a b c", "b d", ["a c", "d", "b"]);
        check("a a", "a", ["a", "", "a"]);
        check("a", "a a b", ["", "a b", "a"]);
        check("a", "", ["a", "", ""]);
    }
}
