//! What crosses between the page and its workers, as typed values.
//!
//! Every message is small whatever was dropped: rows travel in slices, and the whole report only of the one item that
//! is open. Files cross beside a request as handles, and what the page only passes on crosses as bytes it never opens.

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
pub use list::{Choice, Entry, Lead, Line, News, Purpose, Stretch, Strike};

/// What the page asks of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Read the files that come with this request, and keep what is in them.
    Read {
        /// What each of them is.
        parts: Vec<Part>,
        /// What the visitor told.
        #[serde(with = "crate::situation::as_text")]
        situation: Box<Situation>,
        /// Whether to judge at once what was read, as far as it can be by itself.
        preview: bool,
    },
    /// From now on, judge by what the visitor told.
    Situate {
        /// That.
        #[serde(with = "crate::situation::as_text")]
        situation: Box<Situation>,
    },
    /// Judge so many of the items that are kept, from this one on.
    Judge {
        /// How many certificates there are, those that other workers keep included.
        all: usize,
        /// How many were judged already.
        from: usize,
    },
    /// Give everything there is to say about an item.
    Open {
        /// The item.
        item: Source,
    },
    /// Hand out copies for other workers.
    Lend {
        /// Of these.
        items: Vec<Source>,
        /// The borrower; absent if the page itself asks.
        to: Option<usize>,
    },
    /// Take the copies that come with this request into account: they were lent by other workers.
    Borrow {
        /// What they are.
        loans: Vec<Loan>,
        /// Whether they take the place of what was lent before.
        anew: bool,
    },
    /// Drop items for good.
    Drop {
        /// The items.
        items: Vec<Source>,
    },
    /// Give the bytes of an item.
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
    /// Write the strings that map an item by hand, and weigh those that were pasted.
    Map {
        /// The item.
        item: Source,
        /// What stands on the account.
        lines: Vec<String>,
    },
    /// Tell what became of an item over time.
    History {
        /// The item.
        item: Source,
    },
    /// Check lines of the policy for name-based mappings.
    Policy {
        /// The item to check them against.
        item: Option<Source>,
        /// The lines.
        lines: Vec<String>,
    },
    /// Write items in a form that leaves the page.
    Export {
        /// The form.
        form: Form,
        /// The items.
        items: Vec<Source>,
        /// Which scenario of them is shown.
        story: Option<usize>,
        /// Whether nothing was written before.
        first: bool,
        /// Whether nothing comes after.
        last: bool,
    },
    /// Enter the rows that come with this request into the list.
    Enter {
        /// The worker that keeps the items.
        reader: usize,
    },
    /// Strike out of the list.
    Strike(Strike),
    /// Show a stretch of the list.
    List {
        /// How it is narrowed and sorted.
        listing: Listing,
        /// The first line to show.
        from: usize,
        /// How many.
        count: usize,
        /// Whose place in the list is wanted.
        item: Option<Source>,
    },
    /// Find the item so many lines behind another.
    Step {
        /// How the list is narrowed and sorted.
        listing: Listing,
        /// The other.
        item: Option<Source>,
        /// How many lines behind it; before it, if negative.
        by: isize,
    },
    /// Choose items of the list, or no longer.
    Choose(Choice),
    /// Name the items of a list that were chosen, or all of it if none was.
    Collect {
        /// How the list is narrowed and sorted; absent for everything, whatever was chosen.
        listing: Option<Listing>,
        /// What for.
        purpose: Purpose,
    },
    /// Count everything.
    Count,
    /// Write the numbers of everything, or a table of what is listed.
    Table {
        /// As what.
        table: Table,
        /// How the list is narrowed and sorted; absent for everything, whatever was chosen.
        listing: Option<Listing>,
        /// What was told.
        #[serde(with = "crate::situation::as_text")]
        situation: Box<Situation>,
    },
    /// Name the items for which a code is predicted.
    Leading {
        /// The address of the code.
        link: String,
    },
    /// Name the items that an item can be compared with, the likeliest first.
    Others {
        /// The item.
        item: Option<Source>,
    },
    /// Name the items that were issued by an item.
    Issued {
        /// The item.
        item: Source,
    },
    /// Find an item by its number, counted from nought.
    Find {
        /// The number.
        number: usize,
    },
    /// Tell what came with these files, or what is now in a part of a file.
    News {
        /// The first item that belongs to it.
        from: Source,
        /// The one behind the last; absent if there is none.
        to: Option<Source>,
        /// Only what is in this file, such as one inside an archive.
        file: Option<String>,
    },
    /// Tell which items concern those that another worker keeps.
    Kin,
    /// Write the address that carries the certificate of an item.
    Share {
        /// The item.
        item: Source,
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
    /// Say what a text can mean that was dropped and holds nothing to examine.
    Explain {
        /// The item.
        item: Source,
        /// The beginning of it.
        text: String,
    },
    /// Give the page of a code.
    Page {
        /// Its address.
        link: String,
    },
    /// Give every code, by family.
    Browse,
}

/// A file to read, or a part of a long one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The file's place among the files.
    pub file: usize,
    /// Which part of it this is.
    pub part: usize,
    /// The file's name, or the path below the folder that was dropped.
    pub name: String,
    /// The first byte that belongs to it.
    pub from: u64,
    /// The byte behind the last.
    pub to: u64,
    /// Where it begins in the text of the file, once that is decoded.
    pub offset: u64,
    /// Whether the file goes on behind it: then it is cut where a record ends, and the rest left for the next part.
    pub goes_on: bool,
    /// To be tried on what is locked; used for this reading and not kept.
    pub password: Option<Password>,
}

/// Where an item came from, whatever else comes and goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The file's place among the files.
    pub file: usize,
    /// The part of the file.
    pub part: usize,
    /// The item's place in the part.
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

/// A certificate as it is lent to another worker; its bytes travel beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loan {
    /// Where it came from.
    pub source: Source,
    /// The file it came from.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub length: usize,
    /// What it tells besides, if it is no certificate.
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
    /// What it is.
    pub kind_title: String,
    /// Other certificates of the same authority, and the files they came from.
    pub others: Vec<(Source, String)>,
}

/// Bytes that the page passes on unopened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel(pub Rc<[u8]>);

impl Parcel {
    /// Packs a value.
    #[must_use]
    pub fn pack(value: &impl Serialize) -> Self {
        Self(postcard::to_allocvec(value).unwrap_or_default().into())
    }

    /// Unpacks what was packed.
    #[must_use]
    pub fn unpack<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
        postcard::from_bytes(bytes).ok()
    }
}

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// It runs and listens.
    Ready,
    /// A long file was cut; the next part begins so many bytes behind the begin of this one.
    Cut {
        /// The file.
        file: usize,
        /// The part.
        part: usize,
        /// Bytes of the file.
        bytes: u64,
        /// Bytes of the text they decode to.
        text: u64,
    },
    /// A long file has no place known here at which it could be cut: it has to be read as a whole.
    Uncut {
        /// The file.
        file: usize,
        /// The part.
        part: usize,
    },
    /// The browser could not open a file, or a part of it, any more.
    Unread {
        /// The file.
        file: usize,
        /// The part.
        part: usize,
    },
    /// The files were read, and are kept. Rows come beside this, if they were asked for.
    Read {
        /// How many certificates were in them.
        certificates: usize,
    },
    /// Rows come beside this.
    Judged {
        /// Where to go on; absent if all were judged.
        next: Option<usize>,
        /// How many rows.
        items: usize,
    },
    /// Everything there is to say about an item.
    Opened {
        /// The item.
        source: Source,
        /// In words.
        item: Option<Box<Item>>,
        /// Its issuers, nearest first.
        issuers: Vec<Issuer>,
        /// How it begins, if it is text in which nothing was found to examine; empty otherwise.
        text: String,
    },
    /// Copies for other workers; their bytes come beside this.
    Lent {
        /// What they are.
        loans: Vec<Loan>,
        /// The borrower; absent if the page itself asked.
        to: Option<usize>,
    },
    /// What was asked for is done, and there is nothing to tell.
    Done,
    /// Rows have reached the list.
    Entered,
    /// The bytes of an item; nothing, if none were kept.
    Bytes {
        /// The item.
        item: Source,
        /// Its bytes.
        dump: Option<Dump>,
    },
    /// Two items compared; nothing, if they cannot be.
    Compared {
        /// The earlier one.
        before: Source,
        /// The later one.
        after: Source,
        /// What changed.
        comparison: Option<Comparison>,
    },
    /// What became of an item over time; nothing, if it has no history.
    History {
        /// The item.
        item: Source,
        /// From the beginning to the end.
        periods: Vec<Period>,
    },
    /// An item mapped by hand; nothing, if it cannot be.
    Mapped {
        /// The item.
        item: Source,
        /// The strings.
        bench: Option<Bench>,
    },
    /// Lines of the policy, checked.
    Policed {
        /// What is to say about them.
        policy: Policy,
    },
    /// Something that leaves the page comes beside this.
    Exported,
    /// A table comes beside this.
    Tabled {
        /// As what.
        table: Table,
    },
    /// A stretch of the list.
    Listed(Box<Stretch>),
    /// The item that was stepped to; nothing, if there is none.
    Stepped(Option<Source>),
    /// The item of that number; nothing, if there is none.
    Numbered(Option<Source>),
    /// What came.
    News(News),
    /// Items that were collected.
    Collected {
        /// The items, in order.
        items: Vec<Source>,
        /// What for.
        purpose: Purpose,
    },
    /// The numbers.
    Counted(Box<Overview>),
    /// The items for which a code is predicted, and how many more there are.
    Leads {
        /// The address of the code.
        link: String,
        /// The first of them.
        leads: Vec<Lead>,
        /// How many more.
        more: usize,
    },
    /// What an item can be compared with.
    Others {
        /// The likeliest.
        lines: Vec<Line>,
    },
    /// What was issued by an item.
    Issued {
        /// The item.
        item: Source,
        /// The first of them.
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
    /// What a text that was dropped can mean, best first.
    Explained {
        /// The item.
        item: Source,
        /// Whether it says so by a number, a name, or the words Windows says it with.
        sure: bool,
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
    fn what_was_told_crosses_with_what_nobody_said() {
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
