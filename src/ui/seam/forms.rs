//! In which form and on which way something leaves the page, and what opens it on the way in.

use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroize as _;

/// A form that leaves the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Plain text for a ticket.
    Ticket,
    /// Markdown.
    Markdown,
    /// JSON as other programs rely on it.
    Json,
    /// A table of every item.
    Csv,
    /// What to do, as a script.
    Powershell,
    /// The picture of the way.
    Picture,
    /// Every mapping by hand, as a script that only shows what it would do until it is told otherwise.
    Plan,
}

impl Form {
    /// Every form.
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

    /// The name of a file of it.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("strongmap-{}.{}", self.name(), self.file_type().0)
    }

    /// How its files end, and their type.
    #[must_use]
    pub const fn file_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Ticket => ("txt", "text/plain"),
            Self::Markdown => ("md", "text/markdown"),
            Self::Json => ("ndjson", "application/x-ndjson"),
            Self::Csv => ("csv", "text/csv"),
            Self::Powershell | Self::Plan => ("ps1", "text/plain"),
            Self::Picture => ("svg", "image/svg+xml"),
        }
    }
}

/// What is to be done with what leaves the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It goes on the clipboard.
    Copy,
    /// It is saved as a file.
    Save,
    /// It is a picture, drawn in points and saved as PNG.
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
    /// Takes what was typed.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// What was typed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Nothing of it stays in memory that is used for something else.
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
