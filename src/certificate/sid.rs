//! SIDs in certificates: the extension and the address by which a certificate proves its account.

use super::Span;
use crate::sid::Sid;

/// Microsoft's SID extension, `1.3.6.1.4.1.311.25.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidExtension {
    /// The text in it, as far as there is any.
    pub raw: String,
    /// The SID, if the text is one.
    pub sid: Option<Sid>,
    /// Whether it is encoded the way Microsoft's authorities do. What a domain controller makes of any other
    /// encoding is not documented.
    pub standard: bool,
    /// The value of the extension in the DER.
    pub span: Span,
}

/// An address in the subject alternative name that carries a SID, or tries to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SanUri {
    /// The address as it stands.
    pub raw: String,
    /// The SID, if the address has the right form and holds one.
    pub sid: Option<Sid>,
    /// Whether it is written to the letter as domain controllers expect it.
    pub standard: bool,
    /// Where it stands in the DER.
    pub span: Span,
}

/// Something that looks like a strong mapping and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Stable name, such as `uri-date`.
    pub id: &'static str,
    /// A sentence for people.
    pub message: String,
    /// Where it stands in the DER.
    pub span: Option<Span>,
}
