//! A row in compact form: texts that many rows share are stored once.

use super::{Row, Sign, Source, Way};
use crate::certificate::hex;
use crate::mapping::Verdict;
use crate::moment::Moment;
use crate::prediction::Role;
use crate::report::row;
use crate::ui::seam::Entry;
use std::collections::HashSet;
use std::rc::Rc;

#[derive(Debug)]
pub(super) struct Slim {
    pub(super) name: Box<str>,
    pub(super) sid: Box<str>,
    pub(super) thumbprint: Box<[u8]>,
    pub(super) sha256: Box<[u8]>,
    pub(super) words: Box<str>,
    pub(super) origin: Rc<str>,
    pub(super) file: Rc<str>,
    pub(super) kind: Rc<str>,
    pub(super) kind_title: Rc<str>,
    pub(super) headline: Rc<str>,
    pub(super) outcome: Rc<str>,
    pub(super) remedies: Rc<str>,
    pub(super) issuer: Rc<str>,
    pub(super) template: Rc<str>,
    pub(super) expiry: Rc<str>,
    pub(super) ways: Rc<[Way]>,
    pub(super) keys: Box<[u64]>,
    pub(super) issuer_key: Option<u64>,
    pub(super) parents: Box<[Source]>,
    pub(super) not_before: Option<Moment>,
    pub(super) not_after: Option<Moment>,
    pub(super) sign: Sign,
    pub(super) verdict: Option<Verdict>,
    pub(super) role: Option<Role>,
    pub(super) common: bool,
    pub(super) reader: usize,
}

/// Texts that many rows share.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: HashSet<Rc<str>>,
    ways: HashSet<Rc<[Way]>>,
}

impl Texts {
    fn shared(&mut self, text: String) -> Rc<str> {
        match self.texts.get(text.as_str()) {
            Some(known) => Rc::clone(known),
            None => {
                let text: Rc<str> = text.into();
                self.texts.insert(Rc::clone(&text));
                text
            }
        }
    }

    fn ways(&mut self, ways: Vec<Way>) -> Rc<[Way]> {
        match self.ways.get(ways.as_slice()) {
            Some(known) => Rc::clone(known),
            None => {
                let ways: Rc<[Way]> = ways.into();
                self.ways.insert(Rc::clone(&ways));
                ways
            }
        }
    }
}

impl Slim {
    pub(super) fn of(entry: Entry, reader: usize, texts: &mut Texts) -> Self {
        let Entry { source: _, row, keys, issuer, common, parents } = entry;
        Self {
            name: row.name.into(),
            sid: row.sid.into(),
            thumbprint: packed(&row.thumbprint),
            sha256: packed(&row.sha256),
            words: row.words.into(),
            origin: texts.shared(row.origin),
            file: texts.shared(row.file),
            kind: texts.shared(row.kind),
            kind_title: texts.shared(row.kind_title),
            headline: texts.shared(row.headline),
            outcome: texts.shared(row.outcome),
            remedies: texts.shared(row.remedies),
            issuer: texts.shared(row.issuer),
            template: texts.shared(row.template),
            expiry: texts.shared(row.expiry),
            ways: texts.ways(row.ways),
            keys: keys.into(),
            issuer_key: issuer,
            parents: parents.into(),
            not_before: row.not_before,
            not_after: row.not_after,
            sign: row.sign,
            verdict: row.verdict,
            role: row.role,
            common,
            reader,
        }
    }

    pub(super) fn row(&self) -> Row {
        Row {
            file: self.file.to_string(),
            origin: self.origin.to_string(),
            kind: self.kind.to_string(),
            kind_title: self.kind_title.to_string(),
            name: self.name.to_string(),
            sign: self.sign,
            headline: self.headline.to_string(),
            verdict: self.verdict,
            role: self.role,
            outcome: self.outcome.to_string(),
            ways: self.ways.to_vec(),
            remedies: self.remedies.to_string(),
            issuer: self.issuer.to_string(),
            template: self.template.to_string(),
            not_before: self.not_before,
            not_after: self.not_after,
            expiry: self.expiry.to_string(),
            sid: self.sid.to_string(),
            thumbprint: hex(&self.thumbprint),
            sha256: hex(&self.sha256),
            words: self.words.to_string(),
        }
    }

    pub(super) fn month(&self) -> String {
        self.not_after.map(row::month).unwrap_or_default()
    }

    /// Whether it contains a text, which is given in lower case.
    pub(super) fn mentions(&self, wanted: &str) -> bool {
        self.words.contains(wanted)
            || [
                &*self.name,
                &*self.file,
                &*self.kind_title,
                &*self.headline,
                &*self.issuer,
                &*self.template,
                &*self.sid,
            ]
            .into_iter()
            .any(|text| text.to_lowercase().contains(wanted))
            || hex(&self.thumbprint).contains(wanted)
            || wanted.len() > 3 && hex(&self.sha256).contains(wanted)
    }
}

/// The bytes of a hash in hexadecimal.
fn packed(digits: &str) -> Box<[u8]> {
    let digits: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let (pairs, _) = digits.as_chunks::<2>();
    pairs.iter().filter_map(|[high, low]| u8::try_from(high << 4 | low).ok()).collect()
}
