//! Questions for people: how to ask, and where the answer goes.

use crate::mapping::Question;
use crate::rules::questions::{self, Answer, Asked};
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

/// How a question is asked.
struct Form {
    id: &'static str,
    prompt: &'static str,
    input: Kind,
    key: &'static str,
    find_out: Option<&'static str>,
}

/// How a question is answered, as it can stand in a table.
enum Kind {
    Text,
    Lines,
    Moment,
    Month,
    YesNo,
    Choice(&'static [(&'static str, &'static str)]),
}

/// The releases of Windows Server a visitor can choose among, by the names other programs know.
pub const SERVER_VERSIONS: &[(&str, &str)] = &[
    ("2008", "Server 2008"),
    ("2008r2", "Server 2008 R2"),
    ("2012", "Server 2012"),
    ("2012r2", "Server 2012 R2"),
    ("2016", "Server 2016"),
    ("2019", "Server 2019"),
    ("2022", "Server 2022"),
    ("2025", "Server 2025"),
];

const FORMS: &[Form] = &[
    Form {
        id: "account-sid",
        prompt: "What is the SID of the account?",
        input: Kind::Text,
        key: "account.sid",
        find_out: Some("(Get-ADUser -Identity 'NAME').SID.Value"),
    },
    Form {
        id: "account-kind",
        prompt: "Is it the account of a user or of a computer?",
        input: Kind::Choice(&[("user", "User"), ("computer", "Computer")]),
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
        prompt: "Which mappings stand on the account (altSecurityIdentities)? One a line.",
        input: Kind::Lines,
        key: "account.alt_security_identities",
        find_out: Some(
            "(Get-ADUser -Identity 'NAME' -Properties altSecurityIdentities).altSecurityIdentities",
        ),
    },
    Form {
        id: "key-trust",
        prompt: "Is the certificate's key registered on the account (Windows Hello for Business key trust)?",
        input: Kind::YesNo,
        key: "account.key_trust",
        find_out: Some(
            "(Get-ADUser -Identity 'NAME' -Properties 'msDS-KeyCredentialLink').'msDS-KeyCredentialLink'",
        ),
    },
    Form {
        id: "account-created",
        prompt: "When was the account created (whenCreated)?",
        input: Kind::Moment,
        key: "account.created",
        find_out: Some("(Get-ADUser -Identity 'NAME' -Properties whenCreated).whenCreated.ToUniversalTime()"),
    },
    Form {
        id: "dc-version",
        prompt: "Which release of Windows Server does the oldest domain controller run?",
        input: Kind::Choice(SERVER_VERSIONS),
        key: "dc.version",
        find_out: Some("Get-ADDomainController -Filter * | Select-Object Name, OperatingSystem"),
    },
    Form {
        id: "dc-updated",
        prompt: "Until which month are the domain controllers updated?",
        input: Kind::Month,
        key: "dc.updated",
        find_out: Some("Get-HotFix | Sort-Object InstalledOn | Select-Object -Last 3"),
    },
    Form {
        id: "dc-enforcement",
        prompt: "What is StrongCertificateBindingEnforcement set to on the domain controllers?",
        input: Kind::Choice(&[("0", "0, disabled"), ("1", "1, compatibility"), ("2", "2, full enforcement")]),
        key: "dc.enforcement",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name StrongCertificateBindingEnforcement",
        ),
    },
    Form {
        id: "backdating",
        prompt: "What is CertificateBackdatingCompensation set to, in seconds?",
        input: Kind::Text,
        key: "dc.backdating_seconds",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name CertificateBackdatingCompensation",
        ),
    },
    Form {
        id: "name-policy",
        prompt: "Which lines does the policy for name-based strong mappings hold? One a line.",
        input: Kind::Lines,
        key: "dc.name_policy",
        find_out: None,
    },
    Form {
        id: "ntauth",
        prompt: "Does the issuing authority stand in the NTAuth store?",
        input: Kind::YesNo,
        key: "dc.ntauth_has_issuer",
        find_out: Some("certutil -enterprise -viewstore NTAuth"),
    },
    Form {
        id: "nt-auth-bypass",
        prompt: "What is AllowNtAuthPolicyBypass set to on the domain controllers?",
        input: Kind::Choice(&[("0", "0, no check"), ("1", "1, audit"), ("2", "2, enforce")]),
        key: "dc.nt_auth_bypass",
        find_out: Some(
            "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name AllowNtAuthPolicyBypass",
        ),
    },
    Form {
        id: "schannel-methods",
        prompt: "What is CertificateMappingMethods set to on the TLS server, as a decimal number?",
        input: Kind::Text,
        key: "schannel.mapping_methods",
        find_out: Some(
            "(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\Schannel').CertificateMappingMethods",
        ),
    },
];

pub(super) fn ask(question: &Question) -> Ask {
    if let Some(asked) = questions::find(question.id)
        && FORMS.iter().all(|form| form.id != question.id)
    {
        return ask_for_a_rule(question, asked);
    }
    let form = FORMS.iter().find(|form| form.id == question.id);
    Ask {
        id: question.id.to_owned(),
        prompt: form.map_or_else(|| question.why.clone(), |form| form.prompt.to_owned()),
        why: question.why.clone(),
        input: form.map_or(Input::Text, |form| input(&form.input)),
        key: form.map_or_else(String::new, |form| form.key.to_owned()),
        find_out: form.and_then(|form| form.find_out).map(str::to_owned),
    }
}

/// What a rule has to ask is worded beside the rules.
fn ask_for_a_rule(question: &Question, asked: &Asked) -> Ask {
    Ask {
        id: question.id.to_owned(),
        prompt: asked.prompt.to_owned(),
        why: question.why.clone(),
        input: match asked.answer {
            Answer::Text | Answer::Number => Input::Text,
            Answer::Lines => Input::Lines,
            Answer::Moment => Input::Moment,
            Answer::YesNo => Input::YesNo,
            Answer::Choice(choices) => input(&Kind::Choice(choices)),
        },
        key: asked.key.to_owned(),
        find_out: asked.find_out.map(str::to_owned),
    }
}

fn input(kind: &Kind) -> Input {
    match kind {
        Kind::Text => Input::Text,
        Kind::Lines => Input::Lines,
        Kind::Moment => Input::Moment,
        Kind::Month => Input::Month,
        Kind::YesNo => Input::YesNo,
        Kind::Choice(choices) => Input::Choice(
            choices.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect(),
        ),
    }
}
