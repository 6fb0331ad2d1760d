//! The messages between the page and its workers, as typed values.
//!
//! Every message is small, however many files were added: rows are sent in sections, and the full report only for the
//! one item that is open. Files are sent along with a request as handles, and what the page only passes on is sent as
//! bytes that it never decodes.

use super::state::Listing;
use crate::configuration::{Configuration, Problem};
use crate::examination::Kind;
use crate::report::bytes::Dump;
use crate::report::compare::Comparison;
use crate::report::history::Period;
use crate::report::overview::Overview;
use crate::report::workbench::{Bench, Policy};
use crate::report::{Item, code};
use crate::situation::Situation;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

mod forms;
mod list;

pub use forms::{Form, Password, Table, Way};
pub use list::{Choice, Entry, Lead, Line, ListSection, News, Removal, Removed, Which};

/// A request of the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Read the files that come with this request, and keep what is in them.
    Read {
        /// What each of the files is.
        parts: Vec<Part>,
        /// The situation to judge by.
        #[serde(with = "crate::situation::as_text")]
        situation: Box<Situation>,
        /// Whether to judge what was read at once, before everything is known.
        preview: bool,
    },
    /// Judge by this situation from now on.
    Situate {
        /// The situation.
        #[serde(with = "crate::situation::as_text")]
        situation: Box<Situation>,
    },
    /// Judge the next items that are kept.
    Judge {
        /// How many certificates there are, including those that other workers keep.
        all: usize,
        /// The place to continue from: zero, or as given by the last reply.
        from: usize,
    },
    /// Report on an item.
    Open {
        /// The item.
        item: Source,
    },
    /// Send copies of items for other workers.
    Lend {
        /// The items.
        items: Vec<Source>,
        /// The borrower; `None` if the page itself asks.
        to: Option<usize>,
    },
    /// Take the copies that come with this request into account: other workers lent them.
    Borrow {
        /// What the copies are.
        loans: Vec<Loan>,
        /// Whether they replace what was lent before.
        anew: bool,
    },
    /// Remove items.
    Drop {
        /// The items.
        items: Vec<Source>,
    },
    /// Send the bytes of an item.
    Bytes {
        /// The item.
        item: Source,
    },
    /// Compare two items. The earlier one comes with this request.
    Compare {
        /// The earlier one.
        before: Loan,
        /// The later one.
        after: Source,
    },
    /// List the explicit mappings for an item, and explain those that were pasted.
    Map {
        /// The item.
        item: Source,
        /// The explicit mappings of the account.
        lines: Vec<String>,
    },
    /// Build the timeline of an item.
    History {
        /// The item.
        item: Source,
    },
    /// Check lines of the name mapping policy.
    Policy {
        /// The item to check them against.
        item: Option<Source>,
        /// The lines.
        lines: Vec<String>,
    },
    /// Export items.
    Export {
        /// The form.
        form: Form,
        /// The items.
        items: Vec<Source>,
        /// Which scenario is shown.
        story: Option<usize>,
        /// Whether this is the first piece.
        first: bool,
        /// Whether this is the last piece.
        last: bool,
    },
    /// Add the rows that come with this request to the list.
    Enter {
        /// The worker that keeps the items.
        reader: usize,
    },
    /// Remove rows and their duplicates.
    Remove(Which),
    /// Forget rows.
    Removal(Removal),
    /// Send a section of the list.
    List {
        /// How it is filtered and sorted.
        listing: Listing,
        /// The first line.
        from: usize,
        /// How many lines.
        count: usize,
        /// The item whose place in the list is requested.
        item: Option<Source>,
    },
    /// Find the item a number of lines after another.
    Step {
        /// How the list is filtered and sorted.
        listing: Listing,
        /// The other item.
        item: Option<Source>,
        /// How many lines after it; before it, if negative.
        by: isize,
    },
    /// Change which items of the list are selected.
    Choose(Choice),
    /// List the selected items of a listing, or all of it if none is selected, for an export.
    Collect {
        /// How the list is filtered and sorted; `None` for everything, whatever is selected.
        listing: Option<Listing>,
    },
    /// Compute the overview.
    Count,
    /// Export the overview, or a table of what is listed.
    Table {
        /// Which table.
        table: Table,
        /// How the list is filtered and sorted; `None` for everything, whatever is selected.
        listing: Option<Listing>,
        /// The situation.
        #[serde(with = "crate::situation::as_text")]
        situation: Box<Situation>,
    },
    /// List the items for which a code is predicted.
    Leading {
        /// The link of the code.
        link: String,
    },
    /// List the items that an item can be compared with, the most likely first.
    Others {
        /// The item.
        item: Option<Source>,
    },
    /// List the items that an item issued.
    Issued {
        /// The item.
        item: Source,
    },
    /// Find an item by its number, counted from zero.
    Find {
        /// The number.
        number: usize,
    },
    /// Report what was added with these files, or what a part of a file contains now.
    News {
        /// The first item of the range.
        from: Source,
        /// The end of the range, exclusive; `None` for no end.
        to: Option<Source>,
        /// Only items of this file, such as one inside an archive.
        file: Option<String>,
    },
    /// Find the items that concern those that another worker keeps.
    Kin,
    /// Create a link that contains the certificate of an item.
    Share {
        /// The item.
        item: Source,
        /// Whether to include the situation, without what identifies an account.
        with_situation: bool,
    },
    /// Read the configuration that the administrator of the page added.
    Configure {
        /// The content of the file.
        text: String,
    },
    /// Look up what a query can mean.
    LookUp {
        /// As it was typed or pasted.
        query: String,
    },
    /// Look up what a text without a certificate can mean.
    Explain {
        /// The item.
        item: Source,
        /// The beginning of the text.
        text: String,
    },
    /// Send the page of a code.
    Page {
        /// The link of the code.
        link: String,
    },
    /// Send all codes, by family.
    Browse,
}

/// A file to read, or a part of a long one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The index of the file.
    pub file: usize,
    /// The index of the part within the file.
    pub part: usize,
    /// The name of the file, or its path below the folder that was dropped.
    pub name: String,
    /// The offset of its first byte in the file.
    pub from: u64,
    /// The offset of its end, exclusive.
    pub to: u64,
    /// The offset of its beginning in the decoded text of the file.
    pub offset: u64,
    /// Whether the file continues after it. Then it is cut where a record ends, and the rest is left for the next part.
    pub goes_on: bool,
    /// A password to try; used for this reading and not kept.
    pub password: Option<Password>,
}

/// The identity of an item: where it came from. It does not change when other items are added or removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The index of the file.
    pub file: usize,
    /// The index of the part within the file.
    pub part: usize,
    /// The index of the item in the part.
    pub item: usize,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.file, self.part, self.item)
    }
}

impl FromStr for Source {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut numbers = text.split('-').map(|number| number.parse().map_err(|_| ()));
        let mut next = || numbers.next().ok_or(())?;
        Ok(Self { file: next()?, part: next()?, item: next()? })
    }
}

/// An item lent to another worker; its bytes are sent along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loan {
    /// Where it came from.
    pub source: Source,
    /// The file it came from.
    pub file: String,
    /// What kind of item it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub length: usize,
    /// The facts it states, if it is not a certificate.
    #[serde(with = "crate::situation::as_text")]
    pub evidence: Option<Box<Situation>>,
}

/// An issuer of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// The issuer.
    pub source: Source,
    /// The file it came from.
    pub file: String,
    /// What kind of item it is.
    pub kind_title: String,
    /// Other certificates of the same CA, and the files they came from.
    pub others: Vec<(Source, String)>,
}

/// Bytes that the page passes on without decoding them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel(pub Rc<[u8]>);

impl Parcel {
    /// Encodes a value.
    #[must_use]
    pub fn pack(value: &impl Serialize) -> Self {
        Self(postcard::to_allocvec(value).unwrap_or_default().into())
    }

    /// Decodes a value.
    #[must_use]
    pub fn unpack<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
        postcard::from_bytes(bytes).ok()
    }
}

/// A reply of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker runs and listens.
    Ready,
    /// A long file was cut; the next part begins at these offsets from the beginning of this one.
    Cut {
        /// The file.
        file: usize,
        /// The part.
        part: usize,
        /// The offset in the file, in bytes.
        bytes: u64,
        /// The offset in the decoded text, in bytes.
        text: u64,
    },
    /// No position was found at which this part of a long file could end: the file has to be read as a whole from here.
    Uncut {
        /// The file.
        file: usize,
        /// The part.
        part: usize,
    },
    /// The browser could no longer open a file, or a part of it.
    Unread {
        /// The file.
        file: usize,
        /// The part.
        part: usize,
    },
    /// The files were read, and their items are kept. Rows are sent along, if requested.
    Read {
        /// How many certificates they contain.
        certificates: usize,
    },
    /// Items were judged; their rows are sent along.
    Judged {
        /// Where to continue; `None` if all are judged.
        next: Option<usize>,
        /// How many rows.
        items: usize,
    },
    /// The report on an item.
    Opened {
        /// The item.
        source: Source,
        /// The report; `None` if there is no such item.
        item: Option<Box<Item>>,
        /// Its issuers, nearest first.
        issuers: Vec<Issuer>,
        /// The beginning of the item, if it is a text without a certificate; empty otherwise.
        text: String,
    },
    /// Copies for other workers; their bytes are sent along.
    Lent {
        /// What the copies are.
        loans: Vec<Loan>,
        /// The borrower; `None` if the page itself asked.
        to: Option<usize>,
    },
    /// The request is done, and there is nothing to report.
    Done,
    /// Rows were added to the list.
    Entered,
    /// The bytes of an item.
    Bytes {
        /// The item.
        item: Source,
        /// Its bytes; `None` if there are none.
        dump: Option<Dump>,
    },
    /// The comparison of two items.
    Compared {
        /// The earlier one.
        before: Source,
        /// The later one.
        after: Source,
        /// What changed; `None` if they cannot be compared.
        comparison: Option<Comparison>,
    },
    /// The timeline of an item.
    History {
        /// The item.
        item: Source,
        /// In order; empty if it has no timeline.
        periods: Vec<Period>,
    },
    /// The explicit mappings for an item.
    Mapped {
        /// The item.
        item: Source,
        /// The mappings; `None` if it cannot be mapped.
        bench: Option<Bench>,
    },
    /// The result of checking lines of the policy.
    Policed {
        /// The result for each line.
        policy: Policy,
    },
    /// A piece of an export is sent along.
    Exported,
    /// A table is sent along.
    Tabled {
        /// Which table.
        table: Table,
    },
    /// A section of the list.
    Listed(Box<ListSection>),
    /// The item that was stepped to; `None` if there is none.
    Stepped(Option<Source>),
    /// The item of the requested number; `None` if there is none.
    Numbered(Option<Source>),
    /// What was added.
    News(News),
    /// The selected or listed items.
    Collected {
        /// The items, in order.
        items: Vec<Source>,
    },
    /// These items were removed from the list.
    Removed {
        /// What was to be removed.
        which: Which,
        /// How many rows that were.
        rows: usize,
        /// The items, with all duplicates.
        items: Vec<Removed>,
    },
    /// The overview.
    Counted(Box<Overview>),
    /// The items for which a code is predicted, and how many more there are.
    Leads {
        /// The link of the code.
        link: String,
        /// The first of the items.
        leads: Vec<Lead>,
        /// How many more there are.
        more: usize,
    },
    /// The items that an item can be compared with.
    Others {
        /// The most likely.
        lines: Vec<Line>,
    },
    /// The items that an item issued.
    Issued {
        /// The item.
        item: Source,
        /// The first of the items.
        lines: Vec<Line>,
    },
    /// Which items each worker has to lend to which others.
    Kin {
        /// The lender, the borrower, and the items.
        loans: Vec<(usize, usize, Vec<Source>)>,
    },
    /// What the query can mean, best first.
    LookedUp {
        /// The query.
        query: String,
        /// The codes.
        hits: Vec<code::Hit>,
    },
    /// What the text of an item can mean, best first.
    Explained {
        /// The item.
        item: Source,
        /// Whether the text identifies them by a number, a name, or the wording of Windows.
        sure: bool,
        /// The codes.
        hits: Vec<code::Hit>,
    },
    /// The page of a code.
    Page {
        /// The link that was requested.
        link: String,
        /// The page; `None` if there is no such code.
        page: Option<Box<code::Page>>,
        /// What the link can mean, if there is no page.
        meanings: Vec<code::Hit>,
    },
    /// The link that contains a certificate.
    Shared {
        /// The link; `None` if the item is not a certificate or does not fit.
        link: Option<String>,
    },
    /// The configuration that the administrator of the page added.
    Configured {
        /// The valid entries.
        configuration: Box<Configuration>,
        /// The invalid entries.
        problems: Vec<Problem>,
    },
    /// All codes, by family.
    Codes {
        /// In the order of the families.
        hits: Vec<code::Hit>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_situation_is_packed_with_its_null_and_missing_values() {
        let told = r#"{"account": {"sid": null, "sam": "alice"}, "dc": {"version": "2019"}}"#;
        let situation: Situation = serde_json::from_str(told).unwrap();
        let configuration = Configuration { situation: situation.clone(), ..Configuration::default() };
        let configured = Reply::Configured { configuration: Box::new(configuration), problems: Vec::new() };
        let source = Source::default();
        let evidence = Some(Box::new(situation));
        let loan = Loan { source, file: "a.ldif".to_owned(), kind: Kind::Evidence, length: 0, evidence };
        let lent = Reply::Lent { loans: vec![loan], to: None };
        for reply in [configured, lent] {
            assert_eq!(Parcel::unpack(&Parcel::pack(&reply).0), Some(reply));
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let password = Password::new("corp-secret".to_owned());
        let part = Part {
            file: 0,
            part: 0,
            name: "a.pfx".to_owned(),
            from: 0,
            to: 1,
            offset: 0,
            goes_on: false,
            password: Some(password.clone()),
        };
        let request = Request::Read { parts: vec![part], situation: Box::default(), preview: false };
        for text in [format!("{password:?}"), format!("{request:#?}")] {
            assert!(text.contains("a password") && !text.contains("secret"), "{text}");
        }
    }
}
