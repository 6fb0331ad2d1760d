//! What to do: steps for people and commands that can be pasted.

use crate::certificate::is_hidden;
use serde::{Deserialize, Serialize};

/// What stands in a command for an account that was not told: a user's or a computer's.
pub const ACCOUNT: &str = "NAME";

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Remedy {
    /// What it achieves.
    pub title: String,
    /// For how long it helps; no part of the contract.
    #[serde(skip)]
    pub term: Term,
    /// How, one step after the other.
    pub steps: Vec<String>,
    /// What can be pasted.
    pub commands: Vec<Command>,
}

/// For how long a remedy helps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Term {
    /// It mends the matter for good.
    #[default]
    Lasting,
    /// It helps at once, and has to be followed by one that lasts.
    Passing,
    /// It only looks, and mends nothing by itself.
    Looking,
    /// It mends for good what would stop it next, once what stops it now is mended.
    Later,
}

/// Something that can be pasted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Command {
    /// Where to paste it.
    pub shell: Shell,
    /// The command; values are quoted so that pasting cannot do anything else.
    pub text: String,
}

/// Where a command is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// PowerShell.
    Powershell,
    /// The command prompt, for certutil.
    Certutil,
    /// A registry file or reg.exe.
    Reg,
    /// A setting of an Intune profile.
    Intune,
}

/// How a command begins that changes nothing, opens nothing and asks nothing. Whatever begins otherwise is taken for
/// one that changes something.
const LOOKS: [&str; 9] = [
    "Get-",
    "Select-Object ",
    "Where-Object ",
    "Group-Object ",
    "certutil -dcinfo ",
    "certutil -getreg ",
    "certutil -store ",
    "certutil -verify ",
    "w32tm /query ",
];

impl Command {
    /// Whether it only looks, in each of its parts, so that running it can do no harm.
    #[must_use]
    pub fn only_looks(&self) -> bool {
        let mut quoted = false;
        // Between quotes stands a value, which parts nothing.
        let mut parts = self.text.split(|character| {
            quoted ^= is_quote(character);
            !quoted && matches!(character, '\n' | '|')
        });
        matches!(self.shell, Shell::Powershell | Shell::Certutil)
            && parts.all(|part| {
                let part = part.trim_start_matches([' ', '(']);
                LOOKS.iter().any(|look| part.starts_with(look))
            })
    }

    /// Whether an account's name is still to be put into it.
    #[must_use]
    pub fn wants_account(&self) -> bool {
        self.text.contains(&powershell_quoted(ACCOUNT))
    }
}

impl Remedy {
    /// A remedy with steps only, one that lasts.
    #[must_use]
    pub fn new(title: &str, steps: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            term: Term::Lasting,
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            commands: Vec::new(),
        }
    }

    /// The same remedy, helping for so long.
    #[must_use]
    pub const fn helping(mut self, term: Term) -> Self {
        self.term = term;
        self
    }

    /// The same remedy with one more command.
    #[must_use]
    pub fn with(mut self, shell: Shell, text: impl Into<String>) -> Self {
        self.commands.push(Command { shell, text: text.into() });
        self
    }
}

/// A value as a PowerShell expression that can mean nothing else. PowerShell takes curly quotes for straight ones,
/// and a line break in a pasted value would end the line, so control characters are written by number, and with them
/// everything that nobody would see in what is pasted.
#[must_use]
pub fn powershell_quoted(value: &str) -> String {
    let mut text = String::from("'");
    let mut composed = false;
    for character in value.chars() {
        match character {
            c if is_quote(c) => text.extend([c, c]),
            // A character there has sixteen bits: what is above is written as the two that stand for it.
            c if c.is_control() || is_hidden(c) => {
                composed = true;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("'+[char]{unit}+'"));
                }
            }
            c => text.push(c),
        }
    }
    text.push('\'');
    if composed { format!("({text})") } else { text }
}

/// Whether PowerShell begins or ends a text without variables there.
const fn is_quote(character: char) -> bool {
    matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

/// A value as part of an LDAP filter (RFC 4515, section 3).
#[must_use]
pub fn ldap_escaped(value: &str) -> String {
    let mut text = String::new();
    for character in value.chars() {
        match character {
            '*' | '(' | ')' | '\\' | '\0' => text.push_str(&format!("\\{:02x}", u32::from(character))),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expect: &str) {
        assert_eq!(powershell_quoted(value), expect);
    }

    #[test]
    fn a_pasted_value_stays_a_value() {
        check("X509:<SKI>00", "'X509:<SKI>00'");
        check("O'Brien", "'O''Brien'");
        check("‘x’; rm ‚y‛", "'‘‘x’’; rm ‚‚y‛‛'");
        check("$(calc) `n", "'$(calc) `n'");
        check("a\nb", "('a'+[char]10+'b')");
        check("a\u{202e}b", "('a'+[char]8238+'b')");
        check("\u{200b}", "(''+[char]8203+'')");
        check("\u{e0041}", "(''+[char]56128+''+[char]56385+'')");
        check("", "''");
    }

    #[test]
    fn a_filter_value_stays_a_value() {
        assert_eq!(ldap_escaped("a*)(b\\"), "a\\2a\\29\\28b\\5c");
    }

    #[test]
    fn what_only_looks_is_told_from_what_changes_something() {
        let check = |shell, text: &str, expect| {
            let command = Command { shell, text: text.to_owned() };
            assert_eq!(command.only_looks(), expect, "{text}");
        };
        use Shell::{Certutil, Intune, Powershell, Reg};
        check(Powershell, "Get-ADUser -Identity 'NAME' -Properties altSecurityIdentities", true);
        check(Powershell, "(Get-VpnConnection).EapConfigXmlStream", true);
        check(Powershell, "Get-ADUser -Identity 'a|Remove-ADUser b' | Select-Object SID", true);
        check(Powershell, "Get-ADUser -Identity 'O’’Brien' | Remove-ADUser", false);
        check(Powershell, "Get-ADUser -Identity 'a'\nRestart-Service IAS", false);
        check(Powershell, "Set-ADUser -Identity 'Get-ADUser '", false);
        check(Powershell, "Restart-Service -Name CertSvc", false);
        check(Powershell, "gpupdate /force", false);
        check(Certutil, "certutil -getreg policy\\DisableExtensionList", true);
        check(Certutil, "certutil -setreg policy\\DisableExtensionList -1.3.6.1.4.1.311.25.2", false);
        check(Certutil, "certutil -urlcache * delete", false);
        check(Certutil, "certutil -pulse", false);
        check(Reg, "Get-Item", false);
        check(Intune, "", false);
    }
}
