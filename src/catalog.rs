//! What Windows says: every code it can show, and how to find one.
//!
//! The room at the bottom of the house: it knows nothing of certificates and nothing of the page.

pub mod oid;

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a number belongs. One number means different things in different families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Family {
    /// IPsec and IKE errors of Win32, 13000 to 13999.
    Ike,
    /// Remote access errors, 600 to 877.
    Ras,
    /// Reason codes of Network Policy Server, told by the Security events 6272 to 6274.
    Nps,
    /// Events of the Kerberos key distribution center on a domain controller.
    Kdc,
    /// Events of Schannel, the TLS of Windows.
    Schannel,
    /// Every other event, told apart by its source.
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

    /// The name other programs know it by.
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
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How well a statement is founded. Kept apart from how grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Reasoned from names, order or analogy; no source shows it.
    Inferred,
    /// A named practitioner shows it from the field.
    Reported,
    /// Microsoft or a standard states it.
    Documented,
}

/// The address of one catalog entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    /// The family that gives the number its meaning.
    pub family: Family,
    /// The number, always unsigned.
    pub number: u32,
    /// Which log the event stands in; only events of [`Family::Event`] need one to be told apart.
    pub source: Option<&'static str>,
}

impl Code {
    /// A code of a family whose numbers stand for themselves.
    #[must_use]
    pub const fn new(family: Family, number: u32) -> Self {
        Self { family, number, source: None }
    }

    /// Where its page is.
    #[must_use]
    pub fn link(self) -> String {
        format!("#/code/{}/{}", self.family.name().to_ascii_lowercase(), self.number)
    }
}

/// What a code says, in a few words.
#[must_use]
pub fn title(code: Code) -> Option<&'static str> {
    let _ = code;
    None
}
