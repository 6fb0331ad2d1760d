//! Names beside the subject: what a subject alternative name can hold.

use super::{Name, Oid};

/// One alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// A host.
    Dns(String),
    /// A mailbox.
    Email(String),
    /// An address of any kind.
    Uri(String),
    /// An IP address in text; hexadecimal, if it has an impossible length.
    Ip(String),
    /// A Kerberos principal, the way Microsoft writes it.
    Upn(String),
    /// A name of another type: its text, or the DER of its value in hexadecimal.
    Other {
        /// The type.
        oid: Oid,
        /// Text or hexadecimal.
        value: String,
    },
    /// A distinguished name.
    Directory(Name),
    /// A registered identifier.
    Rid(Oid),
    /// An X.400 address, in hexadecimal.
    X400(String),
    /// An EDI party name, in hexadecimal.
    Edi(String),
}
