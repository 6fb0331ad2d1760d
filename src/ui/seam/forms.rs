//! The formats and destinations of exports, and the password that opens a file.

use crate::export::BYTE_ORDER_MARK;
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroize as _;

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Plain text for a ticket.
    Ticket,
    /// Markdown.
    Markdown,
    /// JSON that follows the contract.
    Json,
    /// A table of every item.
    Csv,
    /// The remedies, as a script.
    Powershell,
    /// The diagram of the logon path.
    Picture,
    /// All explicit mappings, as a script that only shows what it would do unless told to apply it.
    Plan,
}

impl Form {
    /// Every format.
    pub const ALL: [Self; 7] =
        [Self::Ticket, Self::Markdown, Self::Json, Self::Csv, Self::Powershell, Self::Picture, Self::Plan];

    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Powershell => "powershell",
            Self::Picture => "picture",
            Self::Plan => "plan",
        }
    }

    /// The name of an exported file: for the one item of this name, or for several on a date.
    #[must_use]
    pub fn file_name(self, item: Option<&str>, today: Option<Moment>) -> String {
        let what = match self {
            Self::Powershell => "remedies",
            Self::Plan => "plan",
            Self::Ticket | Self::Markdown | Self::Json | Self::Csv | Self::Picture => "",
        };
        file_name(what, item, today, self.file_type(item.is_some()).0)
    }

    /// The extension of its files, and their MIME type. JSON of several items has one line per item.
    #[must_use]
    pub const fn file_type(self, one: bool) -> (&'static str, &'static str) {
        match self {
            Self::Ticket => ("txt", "text/plain"),
            Self::Markdown => ("md", "text/markdown"),
            Self::Json if one => ("json", "application/json"),
            Self::Json => ("ndjson", "application/x-ndjson"),
            Self::Csv => ("csv", "text/csv"),
            Self::Powershell | Self::Plan => ("ps1", "text/plain"),
            Self::Picture => ("svg", "image/svg+xml"),
        }
    }

    /// What a file begins with, before the exported content.
    #[must_use]
    pub const fn file_begin(self) -> &'static str {
        match self {
            Self::Csv | Self::Powershell | Self::Plan => BYTE_ORDER_MARK,
            Self::Ticket | Self::Markdown | Self::Json | Self::Picture => "",
        }
    }
}

/// A table over many items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// One row for each selected or listed item.
    Items,
    /// The overview as JSON.
    Json,
    /// The overview as CSV.
    Csv,
    /// The overview as Markdown.
    Markdown,
}

impl Table {
    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
        }
    }

    /// The name of an exported file with its date, and its MIME type.
    #[must_use]
    pub fn file(self, today: Option<Moment>) -> (String, &'static str) {
        let (what, form) = match self {
            Self::Items => ("", Form::Csv),
            Self::Csv => ("overview", Form::Csv),
            Self::Markdown => ("overview", Form::Markdown),
            // The overview is a single object.
            Self::Json => ("overview", Form::Json),
        };
        let (ending, kind) = form.file_type(self == Self::Json);
        (file_name(what, None, today, ending), kind)
    }

    /// What a file begins with, before the exported content.
    #[must_use]
    pub const fn file_begin(self) -> &'static str {
        match self {
            Self::Items | Self::Csv => BYTE_ORDER_MARK,
            Self::Json | Self::Markdown => "",
        }
    }
}

/// How many characters of an item's name are in a file name: with more, the path could get too long in a deep folder.
const LONGEST: usize = 60;

/// A name that says what a file contains, and for which item or from which date.
fn file_name(what: &str, item: Option<&str>, today: Option<Moment>, ending: &str) -> String {
    let whose = match item {
        Some(item) => plain(item),
        None => today.map(Moment::date).unwrap_or_default(),
    };
    let parts: Vec<&str> = ["strongmap", what, &whose].into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}.{ending}", parts.join("-"))
}

/// The name of an item in characters that every system accepts; of a user principal name, only the user.
fn plain(item: &str) -> String {
    let name = item.split_once('@').map_or(item, |(user, _)| user);
    let mut text = String::new();
    for character in name.chars() {
        if character.is_alphanumeric() || matches!(character, '.' | '_') {
            text.push(character);
        } else if !text.ends_with('-') {
            text.push('-');
        }
    }
    let text: String = text.trim_matches(['-', '.']).chars().take(LONGEST).collect();
    text.trim_end_matches(['-', '.']).to_owned()
}

/// The destination of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It is copied to the clipboard.
    Copy,
    /// It is saved as a file.
    Save,
    /// It is a diagram, rendered and saved as PNG.
    Draw,
}

impl Way {
    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Save => "save",
            Self::Draw => "draw",
        }
    }
}

/// A password. It is never shown, not even in a debugger's print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Takes the text that was typed.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text that was typed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Zeroes the memory before it is used for something else.
impl Drop for Password {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a password")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: Form, item: Option<&str>, expect: &str) {
        assert_eq!(form.file_name(item, Some(Moment::day(2026, 11, 20))), expect);
    }

    #[test]
    fn file_names_say_what_the_file_contains() {
        check(Form::Csv, None, "strongmap-2026-11-20.csv");
        check(Form::Json, None, "strongmap-2026-11-20.ndjson");
        check(Form::Json, Some("alice@corp.example"), "strongmap-alice.json");
        check(Form::Markdown, Some("alice@corp.example"), "strongmap-alice.md");
        check(Form::Plan, None, "strongmap-plan-2026-11-20.ps1");
        check(Form::Powershell, Some("vpn.corp.example"), "strongmap-remedies-vpn.corp.example.ps1");
        check(Form::Picture, Some("müller@corp.example"), "strongmap-müller.svg");
        let (name, kind) = Table::Json.file(Some(Moment::day(2026, 11, 20)));
        assert_eq!((name.as_str(), kind), ("strongmap-overview-2026-11-20.json", "application/json"));
        assert_eq!(Table::Items.file(None).0, "strongmap.csv");
    }

    #[test]
    fn item_names_are_sanitized_in_file_names() {
        for (item, expect) in [
            ("../../etc/passwd", "strongmap-etc-passwd.md"),
            ("C:\\a\r\n<b>|\"*?", "strongmap-C-a-b.md"),
            ("a\u{202e}gnp.exe", "strongmap-a-gnp.exe.md"),
            ("...", "strongmap.md"),
            ("@corp.example", "strongmap.md"),
            ("CON", "strongmap-CON.md"),
        ] {
            check(Form::Markdown, Some(item), expect);
        }
        let long = Form::Markdown.file_name(Some(&"é".repeat(300)), None);
        assert_eq!(long.chars().count(), "strongmap-.md".len() + LONGEST);
    }

    #[test]
    fn csv_and_scripts_begin_with_the_utf_8_byte_order_mark() {
        for form in Form::ALL {
            let marked = matches!(form.file_type(true).0, "csv" | "ps1");
            let expect: &[u8] = if marked { &[0xEF, 0xBB, 0xBF] } else { &[] };
            assert_eq!(form.file_begin().as_bytes(), expect, "{form:?}");
        }
        for table in [Table::Items, Table::Json, Table::Csv, Table::Markdown] {
            assert_eq!(table.file_begin().is_empty(), !table.file(None).0.ends_with(".csv"), "{table:?}");
        }
    }
}
