//! The codes that Windows shows, and how to find them.
//!
//! This module knows nothing about certificates or the page.
//!
//! Titles and meanings ([`entries`]) and the full pages ([`page`]) are separate, so that a program that never uses a
//! page does not contain its text.

mod entry;
pub mod lookup;
pub mod oid;
mod pages;
pub mod prose;
pub mod template;

pub use entry::{Entry, SeeAlso, Source, entries, entry, source, title};
pub use lookup::{Hit, Rank, lookup};
pub use pages::{NO_CAUSE_KNOWN, Page, SOURCES, page};

use serde::{Deserialize, Serialize};
use std::fmt;

/// The family of a code. The same number means different things in different families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "UPPERCASE")]
pub enum Family {
    /// IPsec and IKE errors of Win32, 13000 to 13999.
    Ike,
    /// Remote access errors, 600 to 877.
    Ras,
    /// Reason codes of Network Policy Server, shown in the Security events 6272 to 6274.
    Nps,
    /// Events of the Kerberos key distribution center on a domain controller.
    Kdc,
    /// Events of Schannel, the TLS implementation of Windows.
    Schannel,
    /// Other events, distinguished by their source.
    Event,
    /// Kerberos protocol errors.
    Krb,
    /// Errors of the EAP host.
    Eap,
    /// Reason codes of the 802.1X supplicant.
    Onex,
    /// COM result values, shown as hexadecimal or as negative numbers.
    Hresult,
    /// NT status values.
    Ntstatus,
    /// TLS alerts.
    Tls,
}

impl Family {
    /// Every family, in the order in which they are listed.
    pub const ALL: [Self; 12] = [
        Self::Ike,
        Self::Ras,
        Self::Nps,
        Self::Kdc,
        Self::Schannel,
        Self::Event,
        Self::Krb,
        Self::Eap,
        Self::Onex,
        Self::Hresult,
        Self::Ntstatus,
        Self::Tls,
    ];

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ike => "IKE",
            Self::Ras => "RAS",
            Self::Nps => "NPS",
            Self::Kdc => "KDC",
            Self::Schannel => "SCHANNEL",
            Self::Event => "EVENT",
            Self::Krb => "KRB",
            Self::Eap => "EAP",
            Self::Onex => "ONEX",
            Self::Hresult => "HRESULT",
            Self::Ntstatus => "NTSTATUS",
            Self::Tls => "TLS",
        }
    }

    /// The name in links and file names.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ike => "ike",
            Self::Ras => "ras",
            Self::Nps => "nps",
            Self::Kdc => "kdc",
            Self::Schannel => "schannel",
            Self::Event => "event",
            Self::Krb => "krb",
            Self::Eap => "eap",
            Self::Onex => "onex",
            Self::Hresult => "hresult",
            Self::Ntstatus => "ntstatus",
            Self::Tls => "tls",
        }
    }

    /// The family with this name, ignoring case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.slug().eq_ignore_ascii_case(name))
    }

    /// Whether the numbers are Win32 error codes, which COM wraps as `0x8007xxxx`.
    #[must_use]
    pub const fn is_win32(self) -> bool {
        matches!(self, Self::Ike | Self::Ras)
    }

    /// Whether the numbers are event IDs.
    #[must_use]
    pub const fn is_event(self) -> bool {
        matches!(self, Self::Kdc | Self::Schannel | Self::Event)
    }

    /// Whether the numbers are usually written in hexadecimal.
    #[must_use]
    pub const fn is_hexadecimal(self) -> bool {
        matches!(self, Self::Eap | Self::Onex | Self::Hresult | Self::Ntstatus)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How certain a statement is. Independent of its severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Concluded from names, order or analogy; no source shows it.
    Inferred,
    /// A named practitioner reports it.
    Reported,
    /// Microsoft or a standard states it.
    Documented,
}

/// The address of one catalog entry.
///
/// Two codes are equal when family, number and source are. An entry's own code has a source only if its family has
/// several entries with this number, so `Code::new(Family::Event, 6273)` equals the code of that entry;
/// [`Code::canonical`] converts any other form of an address to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    /// The family that gives the number its meaning.
    pub family: Family,
    /// The number, always unsigned.
    pub number: u32,
    /// The source of the event; only needed to distinguish events of [`Family::Event`].
    pub source: Option<&'static str>,
}

impl Code {
    /// A code without a source.
    #[must_use]
    pub const fn new(family: Family, number: u32) -> Self {
        Self { family, number, source: None }
    }

    /// An event of [`Family::Event`], with its source.
    #[must_use]
    pub const fn event(number: u32, source: &'static str) -> Self {
        Self { family: Family::Event, number, source: Some(source) }
    }

    /// The catalog's own form of this address; unchanged if the catalog has no such entry.
    #[must_use]
    pub fn canonical(self) -> Self {
        entry(self).map_or(self, |entry| entry.code)
    }

    /// The number in hexadecimal, as in header files: `0x800B0101`, `0x35E9`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:#X}", self.number).replace("0X", "0x")
    }

    /// The number as a signed 32-bit value: `-2146762495`.
    #[must_use]
    pub const fn signed(self) -> i32 {
        self.number.cast_signed()
    }

    /// The value that COM makes of a Win32 error (`HRESULT_FROM_WIN32`): `0x800735E9` for IKE 13801.
    #[must_use]
    pub const fn wrapped(self) -> Option<u32> {
        if self.family.is_win32() && self.number <= 0xFFFF { Some(0x8007_0000 | self.number) } else { None }
    }

    /// The last part of the link, also the file name of the page: `13908`, `0x800b0101`, or
    /// `41@Microsoft-Windows-CAPI2` if the code has a source.
    #[must_use]
    pub fn key(self) -> String {
        let number = if self.family.is_hexadecimal() {
            format!("{:#x}", self.number)
        } else {
            self.number.to_string()
        };
        match self.source {
            Some(source) => format!("{number}@{source}"),
            None => number,
        }
    }

    /// The address within the page: `#/code/ike/13908`.
    #[must_use]
    pub fn link(self) -> String {
        format!("#/code/{}/{}", self.family.slug(), self.key())
    }

    /// The entry that a link leads to. Everything before the `#` is ignored, so a full URL works too.
    #[must_use]
    pub fn from_link(link: &str) -> Option<Self> {
        let (_, path) = link.split_once("#/code/")?;
        let end = path.find(|c: char| c.is_whitespace() || "\"'<>()[],;".contains(c)).unwrap_or(path.len());
        entry::resolve(path.get(..end)?.trim_end_matches(['/', '.']))
    }
}

impl fmt::Display for Code {
    /// As it is usually written: `IKE 13801`, `HRESULT 0x800B0101`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.family.is_hexadecimal() {
            write!(f, "{} {}", self.family, self.hex())
        } else {
            write!(f, "{} {}", self.family, self.number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_resolve_to_their_codes() {
        fn check(link: &str, expect: Option<Code>) {
            assert_eq!(Code::from_link(link), expect, "{link}");
        }
        let expired = Code::new(Family::Hresult, 0x800B_0101);
        check("#/code/ike/13908", Some(Code::new(Family::Ike, 13908)));
        check("#/code/hresult/0x800b0101", Some(expired));
        check("https://strongmap.example/x.html#/code/HRESULT/2148204801.", Some(expired));
        check("#/code/hresult/-2146762495", Some(expired));
        check("(see #/code/kdc/39)", Some(Code::new(Family::Kdc, 39)));
        check("#/code/event/41@Microsoft-Windows-CAPI2", Some(Code::new(Family::Event, 41)));
        check("#/code/event/41%40Microsoft-Windows-CAPI2", Some(Code::new(Family::Event, 41)));
        check("#/code/event/41@Schannel", None);
        check("#/code/ike/1", None);
        check("#/code/nothing/1", None);
        check("#/code/", None);
        check("ike/13908", None);
    }

    #[test]
    fn numbers_are_written_as_windows_does() {
        fn check(code: Code, hex: &str, signed: i32, link: &str, said: &str) {
            assert_eq!((code.hex().as_str(), code.signed()), (hex, signed));
            assert_eq!((code.link().as_str(), code.to_string().as_str()), (link, said));
        }
        check(Code::new(Family::Ike, 13801), "0x35E9", 13801, "#/code/ike/13801", "IKE 13801");
        check(
            Code::new(Family::Hresult, 0x800B_0101),
            "0x800B0101",
            -2146762495,
            "#/code/hresult/0x800b0101",
            "HRESULT 0x800B0101",
        );
        check(Code::event(41, "S"), "0x29", 41, "#/code/event/41@S", "EVENT 41");
        assert_eq!(Code::new(Family::Ike, 13908).wrapped(), Some(0x8007_3654));
    }
}
