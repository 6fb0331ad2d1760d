//! Messages about the list of all items.

use super::Source;
use crate::report::Sign;
use crate::report::overview::Signs;
use crate::report::row::{Label, Row};
use crate::ui::state::Listing;
use serde::{Deserialize, Serialize};

/// A row to be added to the list, and what relates it to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The item.
    pub source: Source,
    /// Its row.
    pub row: Row,
    /// Keys that it shares with related certificates: those of its names, then that of its subject.
    pub keys: Vec<u64>,
    /// The key of its issuer.
    pub issuer: Option<u64>,
    /// Whether it concerns every other item: a CA certificate, a CRL, or facts about accounts or servers.
    pub common: bool,
    /// Its issuer, and other certificates of the same CA.
    pub parents: Vec<Source>,
}

/// What the list forgets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// These items, which the user removed.
    Items(Vec<Source>),
    /// Everything from this part of a file.
    Part(usize, usize),
    /// Everything.
    All,
}

/// A change of the selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Select this one, or deselect it.
    One(Source, bool),
    /// Select everything in this listing.
    Listed(Listing),
    /// Clear the selection.
    Nothing,
}

/// Which rows the user removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// This one.
    One(Source),
    /// The selected ones.
    Chosen,
}

/// An item that was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The item.
    pub source: Source,
    /// Whether it is a certificate.
    pub certificate: bool,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The item.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// The file it came from.
    pub file: String,
    /// The sign of its answer.
    pub sign: Sign,
    /// Its answer in a few words.
    pub headline: String,
    /// The first codes that are predicted for it.
    pub codes: Vec<Label>,
    /// Its expiry, in words.
    pub expiry: String,
    /// Its issuer.
    pub issuer: String,
    /// Its template.
    pub template: String,
    /// Whether it is selected.
    pub chosen: bool,
    /// How many duplicates it has.
    pub copies: usize,
    /// The files of the first of these.
    pub also_in: Vec<String>,
}

/// A section of the list, and the figures of the whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSection {
    /// The index of the first line in the list.
    pub from: usize,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many items match the filters.
    pub listed: usize,
    /// How many there are, including those that are filtered out, but not duplicates.
    pub all: usize,
    /// How many duplicates there are.
    pub duplicates: usize,
    /// How many are selected.
    pub chosen: usize,
    /// How many there are of each sign.
    pub signs: Signs,
    /// The kinds that occur: the key in exports, and the title.
    pub kinds: Vec<(String, String)>,
    /// The index in the list of the requested item.
    pub at: Option<usize>,
    /// The line of that item.
    pub current: Option<Line>,
    /// Its number among all items, counted from zero.
    pub number: Option<usize>,
    /// The item to show first; `None` if an item was requested.
    pub first: Option<Source>,
}

/// What was added to the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// How many added items are new.
    pub fresh: usize,
    /// How many were in the list already.
    pub again: usize,
    /// The item to show: the only item added, or the only one with a verdict, such as a certificate with its CAs.
    pub only: Option<Source>,
    /// Whether that one only states facts about others.
    pub beside: bool,
    /// The one to show first.
    pub first: Option<Source>,
    /// The items that need a password.
    pub locked: Vec<Source>,
}

/// An item that leads to a code, and in which scenarios.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// The item.
    pub source: Source,
    /// Its name.
    pub name: String,
    /// The scenarios.
    pub titles: Vec<String>,
}
