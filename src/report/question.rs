//! Questions to the user: their wording, and where the answer is stored.

use super::story;
use crate::certificate::{Certificate, visible};
use crate::examination::Judgment;
use crate::mapping::Question;
use crate::remedy;
use crate::rules::{self, questions::Answer};
use crate::situation::{AccountKind, Choices, ServerVersion};
use serde::{Deserialize, Serialize};

/// A question as the user reads it.
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
    /// A command to paste that finds the answer.
    pub find_out: Option<String>,
}

impl Ask {
    /// The placeholders in the command that finds the answer, explained in sentences.
    #[must_use]
    pub fn blanks(&self) -> Vec<String> {
        let command = self.find_out.as_deref().unwrap_or_default();
        remedy::blanks(command).map(remedy::Blank::sentence).collect()
    }
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// A line of text.
    Text,
    /// A number.
    Number,
    /// The number in a registry value, or [`NOT_SET`].
    Setting,
    /// Several lines, one value each.
    Lines,
    /// A day or moment.
    Moment,
    /// A month.
    Month,
    /// Yes or no.
    YesNo,
    /// Another file.
    Files,
    /// It cannot be answered; only a test shows.
    None,
    /// One of these: values and labels.
    Choice(Vec<(String, String)>),
}

/// The wording of a question.
struct Form {
    id: &'static str,
    prompt: &'static str,
    input: Kind,
    key: &'static str,
    find_out: Option<&'static str>,
}

/// How a question is answered; like [`Input`], but usable in a constant.
enum Kind {
    Text,
    Number,
    Setting,
    Files,
    Lines,
    Moment,
    Month,
    YesNo,
    Choice(fn() -> Choices),
}

/// The answer that a registry value is not set: the default of the update level applies.
pub const NOT_SET: &str = "not set";

/// The values of `StrongCertificateBindingEnforcement`.
#[must_use]
pub fn enforcement() -> Choices {
    vec![(NOT_SET, NOT_SET), ("0", "0, disabled"), ("1", "1, compatibility"), ("2", "2, full enforcement")]
}

/// The values of `AllowNtAuthPolicyBypass`.
#[must_use]
pub fn nt_auth_bypass() -> Choices {
    vec![(NOT_SET, NOT_SET), ("0", "0, no check"), ("1", "1, audit"), ("2", "2, enforce")]
}

/// The command that shows the given attributes of a user or computer account.
macro_rules! account {
    ($attributes:literal) => {
        concat!("Get-ADObject -LDAPFilter '(sAMAccountName=NAME)' -Properties ", $attributes)
    };
}

/// The command that shows the names of an account.
const ACCOUNT_NAMES: &str = account!(
    "sAMAccountName, objectSid, userPrincipalName | Format-List sAMAccountName, objectSid, userPrincipalName"
);

const FORMS: &[Form] = &[
    Form {
        id: "issuer-certificate",
        prompt: "Can you add the certificate of the issuing CA?",
        input: Kind::Files,
        key: "",
        find_out: Some("certutil -ca.cert issuer.cer"),
    },
    Form {
        id: "account-upn",
        prompt: "What is the user principal name (UPN) of the account?",
        input: Kind::Text,
        key: "account.upn",
        find_out: Some(ACCOUNT_NAMES),
    },
    Form {
        id: "account-sam",
        prompt: "What is the sAMAccountName of the account?",
        input: Kind::Text,
        key: "account.sam",
        find_out: Some(ACCOUNT_NAMES),
    },
    Form {
        id: "account-sid",
        prompt: "What is the SID of the account?",
        input: Kind::Text,
        key: "account.sid",
        find_out: Some(ACCOUNT_NAMES),
    },
    Form {
        id: "account-kind",
        prompt: "Is it a user account or a computer account?",
        input: Kind::Choice(AccountKind::choices),
        key: "account.kind",
        find_out: None,
    },
    Form {
        id: "username-hint",
        prompt: "Does the client send a user name hint? If so, which name?",
        input: Kind::Text,
        key: "account.username_hint",
        find_out: None,
    },
    Form {
        id: "alt-security-identities",
        prompt: "Which explicit mappings does the account have (altSecurityIdentities)? One per line.",
        input: Kind::Lines,
        key: "account.alt_security_identities",
        find_out: Some(concat!("(", account!("altSecurityIdentities"), ").altSecurityIdentities")),
    },
    Form {
        id: "key-trust",
        prompt: "Is the certificate's key registered on the account (Windows Hello for Business key trust)?",
        input: Kind::YesNo,
        key: "account.key_trust",
        find_out: Some(concat!("(", account!("'msDS-KeyCredentialLink'"), ").'msDS-KeyCredentialLink'")),
    },
    Form {
        id: "account-created",
        prompt: "When was the account created (whenCreated)?",
        input: Kind::Moment,
        key: "account.created",
        find_out: Some(concat!(
            account!("sAMAccountName, objectSid, whenCreated | Format-List sAMAccountName, objectSid, "),
            "@{n='whenCreated';e={$_.whenCreated.ToUniversalTime().ToString('u')}}",
        )),
    },
    Form {
        id: "dc-version",
        prompt: "Which release of Windows Server does the oldest domain controller run?",
        input: Kind::Choice(ServerVersion::choices),
        key: "dc.version",
        find_out: Some(
            "Get-ADDomainController -Filter * | Select-Object Name, IsGlobalCatalog, OperatingSystem",
        ),
    },
    Form {
        id: "dc-updated",
        prompt: "Up to which month are the domain controllers updated?",
        input: Kind::Month,
        key: "dc.updated",
        find_out: Some("Get-HotFix | Sort-Object InstalledOn | Select-Object -Last 3"),
    },
    Form {
        id: "dc-enforcement",
        prompt: "What is StrongCertificateBindingEnforcement set to on the domain controllers?",
        input: Kind::Choice(enforcement),
        key: "dc.enforcement",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name StrongCertificateBindingEnforcement",
        ),
    },
    Form {
        id: "backdating",
        prompt: "What is CertificateBackdatingCompensation set to, in seconds?",
        input: Kind::Setting,
        key: "dc.backdating_seconds",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name CertificateBackdatingCompensation",
        ),
    },
    Form {
        id: "name-policy",
        prompt: "Which lines does the policy for name-based strong mappings contain? One per line.",
        input: Kind::Lines,
        key: "dc.name_policy",
        find_out: None,
    },
    Form {
        id: "nt-auth-bypass",
        prompt: "What is AllowNtAuthPolicyBypass set to on the domain controllers?",
        input: Kind::Choice(nt_auth_bypass),
        key: "dc.nt_auth_bypass",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name AllowNtAuthPolicyBypass",
        ),
    },
    Form {
        id: "schannel-methods",
        prompt: "What is CertificateMappingMethods set to on the TLS server, as a decimal number?",
        input: Kind::Number,
        key: "schannel.mapping_methods",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\Schannel' -Name CertificateMappingMethods",
        ),
    },
];

/// The questions about an item. If there is no logon, only those that affect a prediction.
pub(super) fn asks(certificate: Option<&Certificate>, judgment: &Judgment) -> Vec<Ask> {
    let own = judgment.predictions.iter().flat_map(|prediction| &prediction.questions);
    let logs_on = story::logs_on(certificate, judgment);
    let asked = judgment.questions.iter();
    asked.filter(|it| logs_on || own.clone().any(|own| own.id == it.id)).map(ask).collect()
}

pub(super) fn ask(question: &Question) -> Ask {
    if let Some(form) = FORMS.iter().find(|form| form.id == question.id) {
        return Ask {
            id: question.id.to_owned(),
            prompt: form.prompt.to_owned(),
            why: visible(&question.why),
            input: input(&form.input),
            key: form.key.to_owned(),
            find_out: form.find_out.map(str::to_owned),
        };
    }
    match rules::questions::find(question.id) {
        Some(asked) => Ask {
            id: question.id.to_owned(),
            prompt: asked.prompt.to_owned(),
            why: visible(&question.why),
            input: answered_by(asked.answer),
            key: asked.key.to_owned(),
            find_out: asked.find_out.map(str::to_owned),
        },
        None => Ask {
            id: question.id.to_owned(),
            prompt: visible(&question.why),
            why: String::new(),
            input: Input::None,
            key: String::new(),
            find_out: None,
        },
    }
}

fn answered_by(answer: Answer) -> Input {
    match answer {
        Answer::Text => Input::Text,
        Answer::Number => Input::Number,
        Answer::Lines => Input::Lines,
        Answer::Moment => Input::Moment,
        Answer::YesNo => Input::YesNo,
        Answer::Choice(choices) => input(&Kind::Choice(choices)),
    }
}

fn input(kind: &Kind) -> Input {
    match kind {
        Kind::Text => Input::Text,
        Kind::Number => Input::Number,
        Kind::Setting => Input::Setting,
        Kind::Lines => Input::Lines,
        Kind::Moment => Input::Moment,
        Kind::Month => Input::Month,
        Kind::YesNo => Input::YesNo,
        Kind::Files => Input::Files,
        Kind::Choice(choices) => Input::Choice(
            choices().into_iter().map(|(value, words)| (value.to_owned(), words.to_owned())).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::situation;

    #[test]
    fn prompts_do_not_repeat_their_reason() {
        let asked = rules::questions::ALL.iter().map(|asked| (asked.id, asked.why));
        for (id, why) in asked.chain(FORMS.iter().map(|form| (form.id, "because"))) {
            let ask = ask(&Question { id, why: why.to_owned() });
            assert_ne!(ask.prompt, ask.why);
            assert!(ask.prompt.contains('?'), "{id}");
        }
        let unknown = ask(&Question { id: "no-such-question", why: "Something is open.".to_owned() });
        assert_eq!((unknown.prompt.as_str(), unknown.why.as_str()), ("Something is open.", ""));
    }

    #[test]
    fn every_question_is_worded_in_one_place() {
        let twice = FORMS.iter().find(|form| rules::questions::find(form.id).is_some());
        assert!(twice.is_none(), "the rules put it too: {}", twice.map_or("", |form| form.id));
    }

    #[test]
    fn account_commands_find_users_and_computers() {
        let of_accounts = |form: &&Form| form.key.starts_with("account.") && form.find_out.is_some();
        let forms: Vec<&Form> = FORMS.iter().filter(of_accounts).collect();
        assert!(forms.len() > 5);
        for form in forms {
            let ask = ask(&Question { id: form.id, why: String::new() });
            let command = ask.find_out.as_deref().unwrap();
            let looks = format!("Get-ADObject -LDAPFilter '(sAMAccountName={})' ", remedy::ACCOUNT);
            assert!(command.trim_start_matches('(').starts_with(&looks), "{command}");
            assert!(ask.blanks().iter().any(|it| it.contains("for a computer, it ends in $")), "{command}");
        }
        let all = FORMS.iter().map(|form| form.find_out);
        for command in all.chain(rules::questions::ALL.iter().map(|asked| asked.find_out)).flatten() {
            assert!(!command.contains("Get-ADUser"), "it finds no computer: {command}");
        }
    }

    /// For an object, unlike for a user, only the requested properties are shown.
    #[test]
    fn account_commands_request_what_they_show() {
        for command in FORMS.iter().filter_map(|form| form.find_out) {
            let Some((_, asked)) = command.split_once(" -Properties ") else { continue };
            let Some((asked, shown)) = asked.split_once(" | Format-List ") else { continue };
            let asked: Vec<&str> = asked.split(", ").collect();
            for shown in shown.split(", ") {
                let name = shown.strip_prefix("@{n='").and_then(|it| it.split('\'').next()).unwrap_or(shown);
                assert!(asked.contains(&name), "{name} in {command}");
            }
        }
    }

    #[test]
    fn optional_registry_values_can_be_answered_as_not_set() {
        for form in FORMS {
            let offered = match &form.input {
                Kind::Choice(choices) => choices().iter().any(|(value, _)| *value == NOT_SET),
                kind => matches!(kind, Kind::Setting),
            };
            assert_eq!(offered, situation::may_be_unset(form.key), "{}", form.id);
        }
    }
}
