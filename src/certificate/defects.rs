//! Collects the defects found while reading.

use super::{Defect, Span};

/// The defects found so far. Each is reported once, however often its bytes are read.
#[derive(Debug, Default)]
pub(super) struct Defects(Vec<Defect>);

impl Defects {
    /// Adds a defect.
    pub(super) fn add(
        &mut self,
        id: &'static str,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) {
        self.0.push(Defect { id, message: message.into(), span: span.into() });
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// All of them, in the order of their positions.
    pub(super) fn into_vec(self) -> Vec<Defect> {
        let mut all = self.0;
        all.sort_by(|a, b| key(a).cmp(&key(b)));
        all.dedup_by(|a, b| a.id == b.id && a.span == b.span);
        all
    }
}

fn key(defect: &Defect) -> (usize, usize, &'static str) {
    defect.span.map_or((usize::MAX, 0, defect.id), |span| (span.offset, span.length, defect.id))
}
