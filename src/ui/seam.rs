//! What crosses between the page and its worker, as typed values.
//!
//! Files cross beside the request as handles: their bytes are read where they are needed.

use crate::report::{Report, code};
use crate::situation::Situation;
use serde::{Deserialize, Serialize};

/// What the page asks of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Request {
    /// Read the file that comes with this request, and keep what is in it.
    Read {
        /// The file's name, or the path below the folder that was dropped.
        name: String,
    },
    /// Judge everything that was read.
    Judge {
        /// What the visitor told.
        situation: Box<Situation>,
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

/// What the worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Reply {
    /// It runs and listens.
    Ready,
    /// The file was read, and is kept.
    Read,
    /// Everything there is to say.
    Judged {
        /// In words.
        report: Report,
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
    },
    /// Every code, by family.
    Codes {
        /// In the order of the families.
        hits: Vec<code::Hit>,
    },
}
