//! What a worker keeps of an item: all facts that were read from it, or, with thousands of items, only what they can be
//! read from again.

use crate::certificate::{Defect, Span};
use crate::examination::{Found, Judgment, Kind};
use crate::report::Reader;
use crate::report::row;
use crate::rules::neighbourhood;
use crate::ui::seam::{Entry, Source};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Kept {
    pub(super) source: Source,
    facts: Facts,
    /// Whether it was lent by another worker.
    pub(super) lent: bool,
    /// Whether it concerns every other.
    common: bool,
    /// Keys that it shares with related certificates: those of its names, then that of its subject.
    pub(super) keys: Box<[u64]>,
    /// The key of its issuer.
    pub(super) issuer: Option<u64>,
}

#[derive(Debug)]
enum Facts {
    Read(Box<Found>),
    Folded(Folded),
}

/// An item without its facts, which take several times the memory of the bytes they are read from.
#[derive(Debug)]
struct Folded {
    file: Rc<str>,
    origin: Box<str>,
    span: Option<Span>,
    kind: Kind,
    der: Arc<[u8]>,
    defects: Box<[Defect]>,
    notes: Box<[String]>,
}

impl Kept {
    pub(super) fn new(source: Source, found: Found, lent: bool) -> Self {
        let certificate = found.certificate.as_ref().filter(|_| found.kind == Kind::Certificate);
        let keys = certificate.map(neighbourhood::keys).into_iter().flatten().collect();
        let issuer = certificate.and_then(neighbourhood::of_issuer);
        let tells = found.evidence.is_some() || found.list.is_some();
        let common = tells || certificate.is_some_and(|it| it.is_ca());
        Self { source, facts: Facts::Read(Box::new(found)), lent, common, keys, issuer }
    }

    /// Whether it concerns every other.
    pub(super) fn is_common(&self) -> bool {
        self.common
    }

    /// Whether it names a host or a user; `None` if it is not a certificate.
    pub(super) fn is_named(&self) -> Option<bool> {
        (!self.keys.is_empty()).then_some(self.keys.len() > 1)
    }

    /// Discards the facts, unless they concern all items. Items of one file share its name: `name` passes it from one
    /// item to the next.
    pub(super) fn fold(&mut self, name: &mut Rc<str>) {
        let Facts::Read(found) = &mut self.facts else { return };
        if self.common {
            return;
        }
        if **name != *found.file {
            *name = found.file.as_str().into();
        }
        self.facts = Facts::Folded(Folded {
            file: Rc::clone(name),
            origin: std::mem::take(&mut found.origin).into(),
            span: found.span,
            kind: found.kind,
            der: Arc::clone(&found.der),
            defects: std::mem::take(&mut found.defects).into(),
            notes: std::mem::take(&mut found.notes).into(),
        });
    }

    /// Reads the facts again, and keeps them.
    pub(super) fn unfold(&mut self) {
        if let Facts::Folded(folded) = &self.facts {
            self.facts = Facts::Read(Box::new(folded.found()));
        }
    }

    /// The item with its facts, if they are kept.
    pub(super) fn read(&self) -> Option<&Found> {
        match &self.facts {
            Facts::Read(found) => Some(found),
            Facts::Folded(_) => None,
        }
    }

    /// The item with its facts, kept or read again.
    pub(super) fn found(&self) -> Cow<'_, Found> {
        match &self.facts {
            Facts::Read(found) => Cow::Borrowed(found),
            Facts::Folded(folded) => Cow::Owned(folded.found()),
        }
    }

    pub(super) fn file(&self) -> &str {
        match &self.facts {
            Facts::Read(found) => &found.file,
            Facts::Folded(folded) => &folded.file,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match &self.facts {
            Facts::Read(found) => found.kind,
            Facts::Folded(folded) => folded.kind,
        }
    }

    pub(super) fn der(&self) -> &[u8] {
        match &self.facts {
            Facts::Read(found) => &found.der,
            Facts::Folded(folded) => &folded.der,
        }
    }

    pub(super) fn entry(
        &self,
        found: &Found,
        judgment: &Judgment,
        at: impl Fn(usize) -> Option<Source>,
        reader: &Reader<'_>,
    ) -> Entry {
        let parents = judgment.chain.first().into_iter();
        let parents =
            parents.flat_map(|link| std::iter::once(link.issuer).chain(link.others.iter().copied()));
        Entry {
            source: self.source,
            row: row::row(found, judgment, reader),
            keys: self.keys.to_vec(),
            issuer: self.issuer,
            common: self.common,
            parents: parents.filter_map(at).collect(),
        }
    }
}

impl Folded {
    fn found(&self) -> Found {
        let folded = Found {
            file: self.file.to_string(),
            origin: self.origin.to_string(),
            span: self.span,
            kind: self.kind,
            der: Arc::clone(&self.der),
            certificate: None,
            list: None,
            evidence: None,
            defects: self.defects.to_vec(),
            notes: self.notes.to_vec(),
        };
        folded.unfolded()
    }
}
