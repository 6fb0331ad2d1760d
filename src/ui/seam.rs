//! What crosses between the page and its worker, as typed values.
//!
//! Files cross beside the request as handles: their bytes are read where they are needed.

use crate::report::Report;
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
}
