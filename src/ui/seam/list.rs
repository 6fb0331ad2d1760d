//! What crosses about the list of everything that was dropped.

use super::Source;
use crate::report::Sign;
use crate::report::overview::Signs;
use crate::report::row::{Label, Row};
use crate::ui::state::Listing;
use serde::{Deserialize, Serialize};

/// A row on its way into the list, and what brings it together with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The item.
    pub source: Source,
    /// Its row.
    pub row: Row,
    /// What it has in common with its neighbours, as numbers: its names, and last its subject.
    pub keys: Vec<u64>,
    /// The same of its issuer.
    pub issuer: Option<u64>,
    /// Whether it concerns every other: an authority, or what is known of accounts.
    pub common: bool,
    /// Its issuer, and other certificates of the same authority.
    pub parents: Vec<Source>,
}

/// What is struck out of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strike {
    /// These items.
    Items(Vec<Source>),
    /// Everything of this part of a file.
    Part(usize, usize),
    /// Everything.
    All,
}

/// Which items are chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// This one too, or no longer.
    One(Source, bool),
    /// Everything that is listed so.
    Listed(Listing),
    /// None.
    Nothing,
}

/// What items are collected for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To leave the page.
    Export,
    /// To be put away.
    PutAway,
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
    /// The codes that are seen first.
    pub codes: Vec<Label>,
    /// What remains of its validity.
    pub expiry: String,
    /// Its issuer.
    pub issuer: String,
    /// Its template.
    pub template: String,
    /// Whether it was chosen.
    pub chosen: bool,
    /// How many more of it were there.
    pub copies: usize,
    /// The files of the first of those.
    pub also_in: Vec<String>,
}

/// A stretch of the list, and how much there is of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The place of the first line in the list.
    pub from: usize,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many are listed.
    pub listed: usize,
    /// How many there are, those that are left out included.
    pub all: usize,
    /// How many more were there again.
    pub duplicates: usize,
    /// How many are chosen.
    pub chosen: usize,
    /// How many there are of each sign.
    pub signs: Signs,
    /// The kinds there are: the word other programs know, and the title.
    pub kinds: Vec<(String, String)>,
    /// The place in the list of the item that was asked for.
    pub at: Option<usize>,
    /// The line of that item.
    pub current: Option<Line>,
    /// Its number among all items, counted from nought.
    pub number: Option<usize>,
    /// The item to show first.
    pub first: Option<Source>,
}

/// What came to what was there before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// How many items came that were not there.
    pub fresh: usize,
    /// How many came that were there already.
    pub again: usize,
    /// The one it is about: the only item, or the only one among its authorities that is judged.
    pub only: Option<Source>,
    /// Whether that one only tells something about others.
    pub beside: bool,
    /// The one to show first.
    pub first: Option<Source>,
    /// What only a password opens.
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
