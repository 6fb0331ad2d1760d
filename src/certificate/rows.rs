//! The contents of extensions in human-readable rows.

use super::text::{hex_shown, visible};
use super::{Oid, Row, Span};
use std::fmt::{self, Display};

/// The rows of the extension being read; none are made if they will not be shown.
#[derive(Debug, Default)]
pub(super) struct Rows {
    wanted: bool,
    rows: Vec<Row>,
}

impl Rows {
    /// Collects rows.
    pub(super) fn wanted() -> Self {
        Self { wanted: true, rows: Vec::new() }
    }

    /// Collects no rows.
    pub(super) fn unwanted() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub(super) fn add(&mut self, label: impl Display, span: Span, value: impl Display) {
        if self.wanted {
            self.rows.push(Row {
                label: label.to_string(),
                value: visible(&value.to_string()),
                span: Some(span),
            });
        }
    }

    /// Adds an OID with its name.
    pub(super) fn add_oid(&mut self, label: impl Display, span: Span, oid: &Oid) {
        if self.wanted {
            self.add(label, span, named(oid));
        }
    }

    /// Adds bytes in hexadecimal.
    pub(super) fn add_hex(&mut self, label: impl Display, span: Span, octets: &[u8]) {
        if self.wanted {
            self.add(label, span, hex_shown(octets));
        }
    }

    /// Returns the collected rows, and starts again.
    pub(super) fn take(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.rows)
    }

    /// Whether there are no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A dotted OID, with its name if it has one.
pub(super) fn named(oid: &Oid) -> impl Display {
    fmt::from_fn(move |f| {
        let dotted = oid.to_string();
        match super::oid::name(&dotted) {
            Some(name) => write!(f, "{name} ({dotted})"),
            None => f.write_str(&dotted),
        }
    })
}
