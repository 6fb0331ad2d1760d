//! From bytes or text to named items. Rejects nothing, names everything.
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

/// A file as it was given.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name or path; only repeated, never judged by.
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
    /// Where, in the bytes of the file after text decoding: the text that holds it, if it is written in text;
    /// absent if the bytes had to be derived.
    pub span: Option<Span>,
    /// What it is.
    pub content: Content,
    /// What was wrong with the wrapping.
    pub defects: Vec<Defect>,
    /// What the wrapping tells about it, such as its friendly name in a store.
    pub notes: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// The DER of a certificate, or of what claims to be one.
    Certificate(Vec<u8>),
    /// The DER of a certificate request.
    Request(Vec<u8>),
    /// The DER of a revocation list.
    RevocationList(Vec<u8>),
    /// A private key. Its bytes are not kept.
    PrivateKey,
    /// Something only a password opens.
    Locked,
    /// Facts about accounts, servers or clients: they fill the situation.
    Evidence(Box<Situation>),
    /// Nothing known here; what it looks like stands in the defects.
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

/// How many items one file can give.
pub const MAX_ITEMS: usize = 100_000;

/// How many bytes are unpacked or decoded out of one file, all containers together; out of a longer one, twice its
/// length.
pub const MAX_DERIVED: usize = 128 << 20;

/// Finds everything in a file. The passwords are tried on what is locked.
///
/// Every file gives at least one item, whatever its bytes.
#[must_use]
pub fn recognise(file: File<'_>, passwords: &[&str]) -> Vec<Item> {
    recognise_part(file, 0, passwords)
}

/// The same in a part of a file, which begins so many bytes behind the begin of the file, after text decoding.
#[must_use]
pub fn recognise_part(file: File<'_>, offset: usize, passwords: &[&str]) -> Vec<Item> {
    let derived = MAX_DERIVED.max(file.bytes.len().saturating_mul(2));
    let mut search = Search { passwords, items: Vec::new(), derived, rounds: MAX_ROUNDS_IN_ALL, limit: None };
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

/// The text of a file, if it is one, however its letters are written: a file that PowerShell redirects is UTF-16.
#[must_use]
pub fn as_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    Some(encoding::text(bytes)?.text)
}

/// How a file begins, if it is text.
#[must_use]
pub fn beginning(bytes: &[u8]) -> Option<String> {
    const MOST: usize = 8 * 1024;
    let mut bytes = bytes;
    if let Some(front) = bytes.get(..MOST) {
        // No character is cut in two.
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
    /// How many rounds may still be done to stretch passwords.
    rounds: u32,
    /// The limit that was reached, if one was.
    limit: Option<String>,
}

impl Search<'_> {
    /// Looks for everything in the bytes; whether they were recognised.
    fn bytes(&mut self, bytes: &[u8], place: &Place) -> bool {
        if self.bytes_that_are_no_text(bytes, place) {
            return true;
        }
        if place.depth > MAX_DEPTH {
            return false;
        }
        self.anywhere(bytes, place).is_some()
    }

    /// Looks for everything behind something that was recognised: what is left, the rest blanked; nothing if nothing
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

    /// Looks for everything in bytes that do not begin with anything known.
    fn anywhere(&mut self, bytes: &[u8], place: &Place) -> Option<Vec<u8>> {
        match encoding::text(bytes) {
            // Text that is no UTF-8 may be bytes that only begin like text.
            Some(text) if std::str::from_utf8(bytes).is_ok() || binary::embedded(bytes).is_empty() => {
                text::find(self, &text, place)
            }
            _ => binary::find_anywhere(self, bytes, place),
        }
    }

    /// The same where text would be a coincidence, as in a value of a registry key.
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
        let file = place.file.clone();
        self.items.push(Item { file, origin, span, content, defects: all, notes });
    }

    /// Adds what was found before, and was kept aside.
    fn append(&mut self, mut items: Vec<Item>) {
        if items.len() > MAX_ITEMS.saturating_sub(self.items.len()) {
            self.reached(format!("At most {MAX_ITEMS} items are read from one file; this one has more."));
        }
        items.truncate(MAX_ITEMS.saturating_sub(self.items.len()));
        self.items.append(&mut items);
    }

    /// Names what nothing was found in.
    fn add_unknown(&mut self, place: &Place, bytes: &[u8]) {
        let message = binary::describe(bytes);
        let origin = place.origin_or("file");
        let span = place.span(0, bytes.len());
        let defects = vec![Defect { id: "not-recognised", message, span: None }];
        self.add(place, Found { span, defects, ..Found::new(origin, Content::Unknown) });
    }

    /// Takes some bytes from those that may still be derived; whether there were as many.
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

/// An item as a container names it; the place adds the rest.
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
    /// What the bytes stand in, such as `PEM block 2 of 3`; empty for the file itself.
    inside: String,
    base: Base,
    /// Where in the text around them they are written, if they are.
    written_at: usize,
    /// Marks around the bytes show that their end is there.
    has_end: bool,
    depth: u8,
    /// What was wrong on the way there.
    defects: Vec<Defect>,
    /// What is known about everything there.
    notes: Vec<String>,
}

/// How places in bytes become places in the file.
#[derive(Clone, Copy, Debug)]
enum Base {
    /// The bytes stand in the file, from here on.
    At(usize),
    /// The bytes are written as text, here.
    Written(Span),
    /// The bytes stand nowhere in the file.
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

    /// A place one container further in.
    fn within(&self, inside: &str, base: Base) -> Self {
        let inside = self.origin(inside);
        Self { inside, base, depth: self.depth.saturating_add(1), ..self.clone() }
    }

    /// How something is found here: `what`, in what stands around it.
    fn origin(&self, what: &str) -> String {
        if self.inside.is_empty() { what.to_owned() } else { format!("{what} in {}", self.inside) }
    }

    /// What stands around, or a word for the file itself.
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

    /// The base of bytes that begin so far behind those of this place.
    fn base_at(&self, offset: usize) -> Base {
        match self.base {
            Base::At(start) => Base::At(start.saturating_add(offset)),
            other => other,
        }
    }
}
