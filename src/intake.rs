//! Finds named items in bytes or text. Rejects nothing, reports everything.
//!
//! Files are recognized by their content, never by their name. Each item knows where it was found. A private key is
//! reported and discarded: no byte of one ever enters an [`Item`].

use crate::certificate::{Defect, Span};
use crate::situation::Situation;
use crate::tlv;
use std::borrow::Cow;

pub use pkcs12::{MAX_ROUNDS, MAX_ROUNDS_IN_ALL};
pub use xml::MAX_NAMES;

mod account;
mod advice;
mod asn1;
mod base64;
mod binary;
mod commands;
mod csv;
pub mod cut;
mod dump;
mod encoding;
mod keys;
mod ldif;
mod lines;
mod listing;
mod numerals;
mod pem;
mod pkcs12;
mod pkcs7;
mod registry;
mod registry_values;
mod shown;
mod store;
mod text;
mod xml;
mod zip;

/// A file as provided.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name or path; only repeated, never used to recognize the content.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Something found in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The file's name; inside an archive, the path below it appended with `/`.
    pub file: String,
    /// How it was found inside the file, such as `certificate 2 of 3 in PKCS#7`.
    pub origin: String,
    /// The position in the bytes of the file, after text decoding: the whole text that encodes the item, if it is
    /// encoded; absent if the bytes were derived.
    pub span: Option<Span>,
    /// What it is.
    pub content: Content,
    /// What is wrong with the container.
    pub defects: Vec<Defect>,
    /// What the container says about it, such as its friendly name in a store.
    pub notes: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// The DER of a certificate, or of what claims to be one.
    Certificate(Vec<u8>),
    /// The DER of a certificate request.
    Request(Vec<u8>),
    /// The DER of a CRL.
    RevocationList(Vec<u8>),
    /// A private key. Its bytes are not kept.
    PrivateKey,
    /// Something encrypted with a password.
    Locked,
    /// Facts about accounts, servers or clients, which fill the situation.
    Evidence(Box<Situation>),
    /// Not recognized; a defect describes what it looks like.
    Unknown,
}

impl Content {
    /// The DER, if it is a certificate.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        match self {
            Self::Certificate(der) => Some(der),
            _ => None,
        }
    }
}

/// How deep containers are opened inside containers.
pub const MAX_DEPTH: u8 = 8;

/// The maximum number of items of one file.
pub const MAX_ITEMS: usize = 100_000;

/// The maximum number of bytes that are unpacked or decoded from one file, over all containers; for a larger file,
/// twice its length.
pub const MAX_DERIVED: usize = 128 << 20;

/// The maximum number of bytes of a path in an archive; more than any system allows.
pub const MAX_PATH: usize = 4096;

/// The maximum number of bytes of what tells where an item was found, and of each note on it: a name that is in the
/// file once would otherwise be kept for every item.
pub const MAX_LABEL: usize = 1024;

/// Finds everything in a file. The passwords are tried on encrypted content.
///
/// Every file gives at least one item, whatever its bytes.
#[must_use]
pub fn recognise(file: File<'_>, passwords: &[&str]) -> Vec<Item> {
    recognise_part(file, 0, passwords)
}

/// The same for a part of a file, which starts at this offset after text decoding.
#[must_use]
pub fn recognise_part(file: File<'_>, offset: usize, passwords: &[&str]) -> Vec<Item> {
    let derived = MAX_DERIVED.max(file.bytes.len().saturating_mul(2));
    let mut search = Search {
        passwords,
        items: Vec::new(),
        derived,
        rounds: MAX_ROUNDS_IN_ALL,
        limit: None,
        set_aside: None,
    };
    let place = Place { base: Base::At(offset), ..Place::file(file.name) };
    if !search.bytes(file.bytes, &place) || search.items.is_empty() {
        search.add_unknown(&place, file.bytes);
    }
    let Search { mut items, limit, .. } = search;
    if let Some(limit) = limit {
        let defects = vec![Defect { id: "limit-reached", message: limit, span: None }];
        let origin = "the rest of the file".to_owned();
        let file = file.name.to_owned();
        items.push(Item { file, origin, span: None, content: Content::Unknown, defects, notes: Vec::new() });
    }
    items
}

/// The text of a file, if it is text in any supported encoding: PowerShell redirects output as UTF-16.
#[must_use]
pub fn as_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    Some(encoding::text(bytes)?.text)
}

/// The start of a file, if it is text.
#[must_use]
pub fn beginning(bytes: &[u8]) -> Option<String> {
    const MAX: usize = 8 * 1024;
    let mut bytes = bytes;
    if let Some(front) = bytes.get(..MAX) {
        // Do not split a character.
        let whole = front.iter().rposition(|byte| byte.is_ascii()).map_or(0, |at| at + 1);
        bytes = front.get(..whole).unwrap_or(front);
    }
    Some(encoding::text(bytes)?.text.into_owned()).filter(|text| !text.trim().is_empty())
}

/// A search through one file.
struct Search<'a> {
    passwords: &'a [&'a str],
    items: Vec<Item>,
    /// How many bytes may still be unpacked or decoded.
    derived: usize,
    /// How many rounds of password hashing may still be done.
    rounds: u32,
    /// The limit that was reached, if any.
    limit: Option<String>,
    /// The last file in which something was understood but cannot be used, and why.
    set_aside: Option<(String, &'static str)>,
}

impl Search<'_> {
    /// Looks for everything in the bytes; returns whether they were recognized.
    fn bytes(&mut self, bytes: &[u8], place: &Place) -> bool {
        if self.bytes_that_are_no_text(bytes, place) {
            return true;
        }
        if place.depth > MAX_DEPTH {
            return false;
        }
        self.anywhere(bytes, place).is_some()
    }

    /// Looks for everything after recognized content; returns the bytes with all finds blanked, or `None` if nothing
    /// was found.
    fn behind(&mut self, bytes: &[u8], place: &Place) -> Option<Vec<u8>> {
        if place.depth > MAX_DEPTH {
            return None;
        }
        if zip::find(self, bytes, place) || store::find(self, bytes, place) {
            return Some(Vec::new());
        }
        self.anywhere(bytes, place)
    }

    /// Looks for everything in bytes that do not start with anything known.
    fn anywhere(&mut self, bytes: &[u8], place: &Place) -> Option<Vec<u8>> {
        match encoding::text(bytes) {
            // Text that is not UTF-8 may be binary data that only starts like text.
            Some(text) if std::str::from_utf8(bytes).is_ok() || binary::embedded(bytes).is_empty() => {
                text::find(self, &text, place)
            }
            _ => binary::find_anywhere(self, bytes, place),
        }
    }

    /// The same without text, which would be a coincidence, for example in a registry value.
    fn bytes_that_are_no_text(&mut self, bytes: &[u8], place: &Place) -> bool {
        if place.depth > MAX_DEPTH {
            self.reached(format!(
                "Containers are opened up to {MAX_DEPTH} levels deep; this file goes deeper."
            ));
            return false;
        }
        binary::find(self, bytes, place)
    }

    fn add(&mut self, place: &Place, found: Found) {
        if self.items.len() >= MAX_ITEMS {
            self.reached(format!("At most {MAX_ITEMS} items are read from one file; this one has more."));
            return;
        }
        let Found { origin, span, content, defects, notes } = found;
        let mut all = place.defects.clone();
        all.extend(defects);
        let file = shortened(place.file.clone(), MAX_PATH);
        let origin = shortened(origin, MAX_LABEL);
        let notes = notes.into_iter().map(|note| shortened(note, MAX_LABEL)).collect();
        self.items.push(Item { file, origin, span, content, defects: all, notes });
    }

    /// Adds items that were found earlier and set aside.
    fn append(&mut self, mut items: Vec<Item>) {
        if items.len() > MAX_ITEMS.saturating_sub(self.items.len()) {
            self.reached(format!("At most {MAX_ITEMS} items are read from one file; this one has more."));
        }
        items.truncate(MAX_ITEMS.saturating_sub(self.items.len()));
        self.items.append(&mut items);
    }

    /// Adds an item that describes content in which nothing was found.
    fn add_unknown(&mut self, place: &Place, bytes: &[u8]) {
        let message = match &self.set_aside {
            Some((file, why)) if *file == place.file => format!("Nothing usable was found. {why}"),
            _ => binary::describe(bytes),
        };
        let origin = place.origin_or("file");
        let span = place.span(0, bytes.len());
        let defects = vec![Defect { id: "not-recognised", message, span: None }];
        self.add(place, Found { span, defects, ..Found::new(origin, Content::Unknown) });
    }

    /// Something was understood, but it cannot be used for this reason, which matters only if nothing else is found.
    fn set_aside(&mut self, place: &Place, why: &'static str) {
        if self.set_aside.as_ref().is_none_or(|(file, _)| *file != place.file) {
            self.set_aside = Some((place.file.clone(), why));
        }
    }

    /// Takes bytes from the limit for derived ones; returns whether enough were left.
    fn take(&mut self, bytes: usize) -> bool {
        match self.derived.checked_sub(bytes) {
            Some(left) => {
                self.derived = left;
                true
            }
            None => {
                self.reached_derived();
                false
            }
        }
    }

    fn reached_derived(&mut self) {
        self.reached(format!(
            "At most {} MB, or twice its size, are unpacked from one file.",
            MAX_DERIVED >> 20
        ));
    }

    fn reached(&mut self, limit: String) {
        self.limit.get_or_insert(limit);
    }
}

/// A text up to a maximum number of bytes; an ellipsis shows that it continued.
fn shortened(mut text: String, most: usize) -> String {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

/// An item as its container describes it; [`Place`] adds the rest.
struct Found {
    origin: String,
    span: Option<Span>,
    content: Content,
    defects: Vec<Defect>,
    notes: Vec<String>,
}

impl Found {
    fn new(origin: String, content: Content) -> Self {
        Self { origin, span: None, content, defects: Vec::new(), notes: Vec::new() }
    }
}

/// Where in a file bytes come from.
#[derive(Clone, Debug)]
struct Place {
    file: String,
    /// The container of the bytes, such as `PEM block 2 of 3`; empty for the file itself.
    inside: String,
    base: Base,
    /// The offset in the surrounding text, if the bytes are encoded in text.
    written_at: usize,
    /// Whether markers around the bytes show that the end is present.
    has_end: bool,
    depth: u8,
    /// Defects of the containers around the bytes.
    defects: Vec<Defect>,
    /// Notes that apply to everything here.
    notes: Vec<String>,
}

/// How positions in the bytes relate to positions in the file.
#[derive(Clone, Copy, Debug)]
enum Base {
    /// The bytes are in the file, from this offset on.
    At(usize),
    /// The bytes are encoded as text, here.
    Written(Span),
    /// The bytes are not in the file in this form.
    Derived,
}

impl Place {
    fn file(name: &str) -> Self {
        Self {
            file: name.to_owned(),
            inside: String::new(),
            base: Base::At(0),
            written_at: 0,
            has_end: false,
            depth: 0,
            defects: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The place of something one container deeper.
    fn within(&self, inside: &str, base: Base) -> Self {
        let inside = self.origin(inside);
        Self { inside, base, depth: self.depth.saturating_add(1), ..self.clone() }
    }

    /// The origin of something found here: `what`, and its container.
    fn origin(&self, what: &str) -> String {
        if self.inside.is_empty() { what.to_owned() } else { format!("{what} in {}", self.inside) }
    }

    /// The container, or `word` for the file itself.
    fn origin_or(&self, word: &str) -> String {
        if self.inside.is_empty() { word.to_owned() } else { self.inside.clone() }
    }

    fn span(&self, offset: usize, length: usize) -> Option<Span> {
        match self.base {
            Base::At(start) => Some(Span { offset: start.checked_add(offset)?, length }),
            Base::Written(span) => Some(span),
            Base::Derived => None,
        }
    }

    /// The base of bytes that start at this offset.
    fn base_at(&self, offset: usize) -> Base {
        match self.base {
            Base::At(start) => Base::At(start.saturating_add(offset)),
            other => other,
        }
    }
}
