//! What crosses between the page and its worker, as typed values.
//!
//! Files cross beside the request as handles: their bytes are read where they are needed.

use crate::configuration::{Configuration, Problem};
use crate::report::bytes::Dump;
use crate::report::compare::Comparison;
use crate::report::history::Period;
use crate::report::workbench::{Bench, Policy};
use crate::report::{Report, code};
use crate::situation::Situation;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroize as _;

/// What the page asks of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Read the file that comes with this request, and keep what is in it in place of what was read from it before.
    Read {
        /// The file's place among the files.
        file: usize,
        /// The file's name, or the path below the folder that was dropped.
        name: String,
        /// To be tried on what is locked; used for this reading and not kept.
        password: Option<Password>,
    },
    /// Judge everything that was read.
    Judge {
        /// What the visitor told.
        situation: Box<Situation>,
        /// What the visitor put away.
        without: Vec<Source>,
    },
    /// Give the bytes of an item.
    Bytes {
        /// Its place in the report.
        item: usize,
    },
    /// Compare two items.
    Compare {
        /// The earlier one.
        before: usize,
        /// The later one.
        after: usize,
    },
    /// Write the strings that map an item by hand, and weigh those that were pasted.
    Map {
        /// Its place in the report.
        item: usize,
        /// What stands on the account.
        lines: Vec<String>,
    },
    /// Tell what became of an item over time.
    History {
        /// Its place in the report.
        item: usize,
    },
    /// Check lines of the policy for name-based mappings.
    Policy {
        /// The item to check them against.
        item: Option<usize>,
        /// The lines.
        lines: Vec<String>,
    },
    /// Write items in a form that leaves the page.
    Export {
        /// The form.
        form: Form,
        /// Their places in the report.
        items: Vec<usize>,
        /// Which scenario of them is shown.
        story: usize,
        /// What is to be done with it.
        way: Way,
    },
    /// Write the address that carries the certificate of an item.
    Share {
        /// Its place in the report.
        item: usize,
        /// Whether what was told goes with it, as far as it names no account.
        with_situation: bool,
    },
    /// Read what the administrator of the page added.
    Configure {
        /// The file.
        text: String,
    },
    /// Say what a query can mean.
    LookUp {
        /// As it was typed or pasted.
        query: String,
    },
    /// Give the page of a code.
    Page {
        /// Its address.
        link: String,
    },
    /// Give every code, by family.
    Browse,
}

/// Where an item came from, whatever else comes and goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The file's place among the files.
    pub file: usize,
    /// The item's place in the file.
    pub item: usize,
}

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
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 6] =
        [Self::Ticket, Self::Markdown, Self::Json, Self::Csv, Self::Powershell, Self::Picture];

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
            Self::Powershell => ("ps1", "text/plain"),
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

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// It runs and listens.
    Ready,
    /// The file was read, and is kept.
    Read,
    /// Everything there is to say.
    Judged {
        /// In words.
        report: Report,
        /// Where each item of it came from.
        sources: Vec<Source>,
    },
    /// The bytes of an item; nothing, if none were kept.
    Bytes {
        /// The item.
        item: usize,
        /// Its bytes.
        dump: Option<Dump>,
    },
    /// Two items compared; nothing, if they cannot be.
    Compared {
        /// The earlier one.
        before: usize,
        /// The later one.
        after: usize,
        /// What changed.
        comparison: Option<Comparison>,
    },
    /// What became of an item over time; nothing, if it has no history.
    History {
        /// The item.
        item: usize,
        /// From the beginning to the end.
        periods: Vec<Period>,
    },
    /// An item mapped by hand; nothing, if it cannot be.
    Mapped {
        /// The item.
        item: usize,
        /// The strings.
        bench: Option<Bench>,
    },
    /// Lines of the policy, checked.
    Policed {
        /// What is to say about them.
        policy: Policy,
    },
    /// Something that leaves the page.
    Exported {
        /// The name of the file.
        name: String,
        /// Its type.
        kind: String,
        /// Its content.
        text: String,
        /// What is to be done with it.
        way: Way,
    },
    /// What the query can mean, best first.
    LookedUp {
        /// The query.
        query: String,
        /// The codes.
        hits: Vec<code::Hit>,
    },
    /// The page of a code; nothing, if there is no such code.
    Page {
        /// The address that was asked for.
        link: String,
        /// The page.
        page: Option<Box<code::Page>>,
        /// What the address can mean, if there is no page.
        meanings: Vec<code::Hit>,
    },
    /// The address that carries a certificate; nothing, if the item is none or does not fit.
    Shared {
        /// The address.
        link: Option<String>,
    },
    /// What the administrator of the page added.
    Configured {
        /// What fits.
        configuration: Box<Configuration>,
        /// What does not.
        problems: Vec<Problem>,
    },
    /// Every code, by family.
    Codes {
        /// In the order of the families.
        hits: Vec<code::Hit>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_printed() {
        let password = Password::new("corp-secret".to_owned());
        let request = Request::Read { file: 0, name: "a.pfx".to_owned(), password: Some(password.clone()) };
        for text in [format!("{password:?}"), format!("{request:#?}")] {
            assert!(text.contains("a password") && !text.contains("secret"), "{text}");
        }
    }
}
