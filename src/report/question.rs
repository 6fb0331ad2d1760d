//! Questions for people: how to ask, and where the answer goes.

use crate::mapping::Question;
use crate::situation::Situation;
use serde::{Deserialize, Serialize};

/// A question as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Stable name.
    pub id: String,
    /// The question.
    pub prompt: String,
    /// What the answer would change.
    pub why: String,
    /// How it is answered.
    pub input: Input,
    /// The key of the situation that holds the answer, such as `account.sid`.
    pub key: String,
    /// How to find the answer out, as a command that can be pasted.
    pub find_out: Option<String>,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// A line of text.
    Text,
    /// Several lines, one value each.
    Lines,
    /// A day or moment.
    Moment,
    /// A month.
    Month,
    /// Yes or no.
    YesNo,
    /// One of these: value and words.
    Choice(Vec<(String, String)>),
}

/// How each question is asked: name, prompt, input, key, and how to find out.
type Form = (&'static str, &'static str, fn() -> Input, &'static str, Option<&'static str>);

const FORMS: &[Form] = &[
    (
        "account-sid",
        "What is the SID of the account?",
        || Input::Text,
        "account.sid",
        Some("(Get-ADUser -Identity NAME).SID.Value"),
    ),
    (
        "username-hint",
        "Does the client send a user name hint? Which name?",
        || Input::Text,
        "account.username_hint",
        None,
    ),
    (
        "dc-version",
        "Which release of Windows Server do the domain controllers run?",
        || {
            Input::Choice(
                [
                    ("2012r2", "Server 2012 R2"),
                    ("2016", "Server 2016"),
                    ("2019", "Server 2019"),
                    ("2022", "Server 2022"),
                    ("2025", "Server 2025"),
                ]
                .map(|(value, words)| (value.to_owned(), words.to_owned()))
                .to_vec(),
            )
        },
        "dc.version",
        Some("Get-ADDomainController -Filter * | Select-Object Name, OperatingSystem"),
    ),
];

pub(super) fn ask(question: &Question, _situation: &Situation) -> Ask {
    let form = FORMS.iter().find(|(id, ..)| *id == question.id);
    Ask {
        id: question.id.to_owned(),
        prompt: form.map_or_else(|| question.why.clone(), |form| form.1.to_owned()),
        why: question.why.clone(),
        input: form.map_or(Input::Text, |form| form.2()),
        key: form.map_or_else(String::new, |form| form.3.to_owned()),
        find_out: form.and_then(|form| form.4).map(str::to_owned),
    }
}
