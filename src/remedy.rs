//! Remedies: steps for the user and commands to paste.

use crate::certificate::is_hidden;
use serde::{Deserialize, Serialize};

/// The placeholder in a command for the name of an account that is not known, a user's or a computer's.
pub const ACCOUNT: &str = "NAME";

/// A placeholder in a command for something that is not known here.
#[derive(Debug, PartialEq, Eq)]
pub struct Blank {
    /// The placeholder.
    pub word: &'static str,
    /// What to enter in its place.
    meaning: &'static str,
}

/// Every placeholder. No other uppercase word is to be replaced.
const BLANKS: [Blank; 7] = [
    Blank { word: ACCOUNT, meaning: "the account's sAMAccountName (for a computer, it ends in $)" },
    Blank { word: "UPN", meaning: "the UPN in the certificate" },
    Blank { word: "SERVER", meaning: "a domain controller that is a global catalog" },
    Blank {
        word: "CONNECTION",
        meaning: "the name of the VPN connection. If it is for all users, add -AllUserConnection",
    },
    Blank { word: "FILE", meaning: "the certificate file" },
    Blank { word: "SERIALNUMBER", meaning: "the serial number of the certificate" },
    Blank { word: "THUMBPRINT", meaning: "the thumbprint of the root CA" },
];

impl Blank {
    /// The explanation of the placeholder, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} stands for {}.", self.word, self.meaning)
    }
}

/// The placeholders in the text of a command. The name of a CA may contain the same words, so in quotes, a placeholder
/// is the whole value, or that of a condition in an LDAP filter.
pub fn blanks(text: &str) -> impl Iterator<Item = &'static Blank> {
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let holds = move |blank: &&Blank| {
        text.match_indices(blank.word).any(|(at, word)| {
            let front = text.get(..at).unwrap_or_default();
            let before = front.chars().next_back();
            let behind = text.get(at + word.len()..).and_then(|behind| behind.chars().next());
            match (before, behind) {
                (Some('='), Some(')')) => true,
                (Some(open), Some(close)) if open == close && (is_quote(open) || is_double_quote(open)) => {
                    true
                }
                _ if ends_in_quotes(front) => false,
                _ => !before.is_some_and(in_word) && !behind.is_some_and(in_word),
            }
        })
    };
    BLANKS.iter().filter(holds)
}

/// Whether the end of this beginning of a command is in quotes. Doubled quotes inside count as an end and a start.
fn ends_in_quotes(text: &str) -> bool {
    let (mut single, mut double) = (false, false);
    for character in text.chars() {
        single ^= !double && is_quote(character);
        double ^= !single && is_double_quote(character);
    }
    single || double
}

/// A remedy for a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Remedy {
    /// What the remedy achieves.
    pub title: String,
    /// How long it helps; not part of the contract.
    #[serde(skip)]
    pub term: Term,
    /// Whether it is the first one for a reason to fail; not part of the contract.
    #[serde(skip)]
    pub is_main: bool,
    /// The steps, in order.
    pub steps: Vec<String>,
    /// Commands to paste.
    pub commands: Vec<Command>,
}

/// How long a remedy helps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Term {
    /// It fixes the problem permanently.
    #[default]
    Permanent,
    /// It helps at once, but needs a lasting remedy later.
    Temporary,
    /// It only checks something and fixes nothing itself.
    Check,
    /// It permanently fixes the next problem, which only occurs once the current one is fixed.
    Later,
}

/// A command to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Command {
    /// Where to paste the command.
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

/// The beginnings of commands that change nothing, open nothing and prompt for nothing. Every other command is assumed
/// to change something.
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
    /// Whether every part of it is read-only, so that running it can do no harm. Unrecognized syntax is assumed to
    /// change something.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(self.shell, Shell::Powershell | Shell::Certutil)
            && parts(&self.text).is_some_and(|parts| parts.iter().all(|part| looks(part)))
    }

    /// Whether it can be run as it is, without a prompt: it is read-only and has no placeholders.
    #[must_use]
    pub fn runs_as_it_is(&self) -> bool {
        self.is_read_only() && blanks(&self.text).next().is_none()
    }
}

/// Whether a part of a command, without its string values, is read-only.
fn looks(part: &str) -> bool {
    let part = part.trim_start();
    // A property of the pipeline object, or a calculated column: `@{n='Name';e={$_.name}}`.
    let shapes = matches!(part.trim_end(), "" | "n=''" | "e=" | "[bool]")
        || part.starts_with("$_.") && !part.contains('=');
    shapes || LOOKS.iter().any(|look| part.starts_with(look))
}

/// The parts of a command, split wherever PowerShell may run another command. String values are removed, since they are
/// not run. `None` if the command contains unrecognized syntax.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    // Expandable strings can contain code in parentheses, which can contain strings again.
    let mut around = Vec::new();
    let mut within = Within::Code;
    let mut brackets = 0_usize;
    let mut before = ' ';
    for character in text.chars() {
        let last = parts.last_mut()?;
        match (within, character) {
            (Within::Literal, c) if is_quote(c) => {
                within = Within::Code;
                last.push('\'');
            }
            (Within::Literal, _) => {}
            // A backtick changes the meaning of the next character; angle brackets write to a file.
            (_, '`') | (Within::Code, '>' | '<') => return None,
            (Within::Expanding, c) if is_double_quote(c) => {
                within = Within::Code;
                last.push('"');
            }
            (Within::Expanding, '(') if before == '$' => {
                around.push(std::mem::take(&mut brackets));
                within = Within::Code;
                parts.push(String::new());
            }
            (Within::Expanding, _) => {}
            (Within::Code, c) if is_quote(c) => {
                within = Within::Literal;
                last.push('\'');
            }
            (Within::Code, c) if is_double_quote(c) => {
                within = Within::Expanding;
                last.push('"');
            }
            (Within::Code, '\n' | '\r' | '|' | ';' | '&' | '{') => parts.push(String::new()),
            // Directly after a name, a parenthesis would be a method call.
            (Within::Code, '(') if !" ($@{]".contains(before) => return None,
            (Within::Code, '(') => {
                brackets += 1;
                parts.push(String::new());
            }
            (Within::Code, ')') if brackets == 0 => {
                brackets = around.pop()?;
                within = Within::Expanding;
            }
            (Within::Code, c) => {
                brackets -= usize::from(c == ')');
                last.push(c);
            }
        }
        before = character;
    }
    (within == Within::Code && around.is_empty()).then_some(parts)
}

/// The context of a character in a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Code, which runs.
    Code,
    /// A literal string.
    Literal,
    /// An expandable string.
    Expanding,
}

impl Remedy {
    /// A lasting remedy with steps only.
    #[must_use]
    pub fn new(title: &str, steps: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            term: Term::Permanent,
            is_main: false,
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            commands: Vec::new(),
        }
    }

    /// Sets how long the remedy helps.
    #[must_use]
    pub const fn with_term(mut self, term: Term) -> Self {
        self.term = term;
        self
    }

    /// Adds a command.
    #[must_use]
    pub fn with(mut self, shell: Shell, text: impl Into<String>) -> Self {
        self.commands.push(Command { shell, text: text.into() });
        self
    }
}

/// A value as a PowerShell expression that has no other meaning. PowerShell treats curly quotes as straight ones, and a
/// line break in a pasted value would end the line. So control characters are written as numbers, and so are characters
/// that are invisible when pasted, or may become quotes in a saved file.
#[must_use]
pub fn powershell_quoted(value: &str) -> String {
    let mut text = String::from("'");
    let mut composed = false;
    for character in value.chars() {
        match character {
            c if is_quote(c) => text.extend([c, c]),
            // A PowerShell character has 16 bits: characters beyond that are written as a surrogate pair.
            c if c.is_control() || is_hidden(c) || is_quote_elsewhere(c) => {
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

/// Whether PowerShell starts or ends a literal string with this character.
const fn is_quote(character: char) -> bool {
    matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

/// Whether a character becomes a quote in a script that was saved as UTF-8 without a byte order mark. Windows
/// PowerShell reads such a file in the computer's ANSI code page, byte by byte, and in nearly all of them these bytes
/// are curly quotes: for example the second byte of `Ñ`.
fn is_quote_elsewhere(character: char) -> bool {
    let mut octets = [0; 4];
    character.encode_utf8(&mut octets).bytes().any(|octet| matches!(octet, 0x82 | 0x91 | 0x92))
}

/// Whether PowerShell starts or ends an expandable string with this character.
const fn is_double_quote(character: char) -> bool {
    matches!(character, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
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
    fn quoted_values_cannot_become_code() {
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
    fn quoted_values_survive_saving_without_bom() {
        check("MUÑOZ", "('MU'+[char]209+'OZ')");
        check("Ò; rm x; #", "(''+[char]210+'; rm x; #')");
        check("т", "(''+[char]1090+'')");
        check("Müller, Gößl", "'Müller, Gößl'");
        check("🔒", "(''+[char]55357+''+[char]56594+'')");
    }

    #[test]
    fn filter_values_are_escaped() {
        assert_eq!(ldap_escaped("a*)(b\\"), "a\\2a\\29\\28b\\5c");
    }

    #[test]
    fn read_only_commands_are_recognized() {
        let check = |shell, text: &str, expect| {
            let command = Command { shell, text: text.to_owned() };
            assert_eq!(command.is_read_only(), expect, "{text}");
        };
        use Shell::{Certutil, Intune, Powershell, Reg};
        check(Powershell, "Get-ADUser -Identity 'NAME' -Properties altSecurityIdentities", true);
        check(Powershell, "(Get-VpnConnection).EapConfigXmlStream", true);
        check(Powershell, "Get-ADUser -Identity 'a|Remove-ADUser b' | Select-Object SID", true);
        check(Powershell, "Get-ADUser -Identity 'O’’Brien' | Remove-ADUser", false);
        check(Powershell, "Get-ADUser -Identity 'a'\nRestart-Service IAS", false);
        check(Powershell, "Set-ADUser -Identity 'Get-ADUser '", false);
        check(Powershell, "Get-ADUser -Identity 'a; Remove-ADUser b' & $(Remove-ADUser b)", false);
        check(Powershell, "Get-ADUser -Identity 'a; b & c $(d)'", true);
        check(Powershell, "Get-A; Remove-B", false);
        check(Powershell, "Get-A; Get-B", true);
        check(Powershell, "Get-A & Remove-B", false);
        check(Powershell, "& 'calc.exe'", false);
        check(Powershell, "& \"calc.exe\"", false);
        check(Powershell, "Get-A $(Remove-B)", false);
        check(Powershell, "Get-A \"$(Remove-B)\"", false);
        check(Powershell, "Get-A \"$(Get-B \"$(Remove-C)\")\"", false);
        check(Powershell, "Get-A \"$((Get-B).c); Remove-D\" -E 'f'", true);
        check(Powershell, "Get-A \"it's $b\"; Remove-C", false);
        check(Powershell, "Get-A \"b“; Remove-C", false);
        check(Powershell, "Get-A (Remove-B)", false);
        check(Powershell, "(Get-A).Delete()", false);
        check(Powershell, "(Get-A).'Delete'()", false);
        check(Powershell, "Get-A > b", false);
        check(Powershell, "Get-A `; Remove-B", false);
        check(Powershell, "Get-A 'b", false);
        check(Powershell, "Get-A | Where-Object { $_.b }", true);
        check(Powershell, "Get-A | Where-Object { Remove-B }", false);
        check(
            Powershell,
            "Get-A | Select-Object B,@{n='C';e={[bool]($_.'d-e' -band 1)}},@{n='F';e={$_.g -join '; '}}",
            true,
        );
        check(Powershell, "Get-A | Select-Object @{n='B';e={Remove-C}}", false);
        check(Powershell, "Get-A | Select-Object @{n='B';e=Remove-C}", false);
        check(Powershell, "Get-A | Select-Object @{n='B';e={$_.c = 1}}", false);
        check(Powershell, "Restart-Service -Name CertSvc", false);
        check(Powershell, "gpupdate /force", false);
        check(Certutil, "certutil -getreg policy\\DisableExtensionList", true);
        check(Certutil, "certutil -setreg policy\\DisableExtensionList -1.3.6.1.4.1.311.25.2", false);
        check(Certutil, "certutil -urlcache * delete", false);
        check(Certutil, "certutil -pulse", false);
        check(Certutil, "certutil -store My & certutil -pulse", false);
        check(Reg, "Get-Item", false);
        check(Intune, "", false);
    }

    #[test]
    fn placeholders_in_commands_are_recognized() {
        let check = |text: &str, words: &[&str]| {
            let found: Vec<&str> = blanks(text).map(|blank| blank.word).collect();
            assert_eq!(found, words, "{text}");
            let command = Command { shell: Shell::Powershell, text: text.to_owned() };
            assert_eq!(command.runs_as_it_is(), words.is_empty(), "{text}");
        };
        check("Get-ADUser -Identity 'NAME' -Properties Name", &["NAME"]);
        check("Get-ADObject -LDAPFilter '(userPrincipalName=UPN)' -Server SERVER:3268", &["UPN", "SERVER"]);
        check("(Get-VpnConnection -Name 'CONNECTION').EapConfigXmlStream.OuterXml", &["CONNECTION"]);
        check("certutil -verify -urlfetch FILE.cer", &["FILE"]);
        check("Get-ADUser -Identity $env:USERNAME | Select-Object SID", &[]);
        check("Get-ADForest | Select-Object -ExpandProperty UPNSuffixes", &[]);
        check("Get-ADUser -Identity 'NAME_1'", &[]);
        check("Get-ADUser -Identity 'SERIALNUMBER=7,CN=alice'", &[]);
        check("Get-ADUser -Identity 'alice' -Server 'CONTOSO FILE SERVER CA'", &[]);
        check("Get-ADUser -Identity 'O''BRIEN SERVER CA' -Server SERVER", &["SERVER"]);
        check("Get-ADUser -Filter \"Name -eq 'NAME'\"", &["NAME"]);
    }
}
