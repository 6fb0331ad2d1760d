//! The forms of explicit mapping: how strong each is, and what a renewal leaves of it.

use super::{AltSecurityIdentities, Strength};

/// A form of explicit mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `X509:<I>…<SR>…`
    IssuerSerial,
    /// `X509:<SKI>…`
    Ski,
    /// `X509:<SHA1-PUKEY>…`
    Sha1Puk,
    /// `X509:<I>…<SID>…`
    IssuerSid,
    /// `X509:<I>…<S>…`
    IssuerSubject,
    /// `X509:<S>…`
    Subject,
    /// `X509:<RFC822>…`
    Rfc822,
}

/// What a renewal leaves of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survival {
    /// It goes on, as long as the names and the SID stay the same.
    AnyRenewal,
    /// It goes on if the renewal keeps the key.
    SameKey,
    /// Every renewal needs a new string.
    Never,
}

impl Form {
    /// Every form, the recommended ones first.
    pub const ALL: [Self; 7] = [
        Self::IssuerSerial,
        Self::Ski,
        Self::Sha1Puk,
        Self::IssuerSid,
        Self::IssuerSubject,
        Self::Subject,
        Self::Rfc822,
    ];

    /// What every string of this form begins with.
    #[must_use]
    pub const fn begin(self) -> &'static str {
        match self {
            Self::IssuerSerial | Self::IssuerSid | Self::IssuerSubject => "X509:<I>",
            Self::Ski => "X509:<SKI>",
            Self::Sha1Puk => "X509:<SHA1-PUKEY>",
            Self::Subject => "X509:<S>",
            Self::Rfc822 => "X509:<RFC822>",
        }
    }

    /// The name other programs know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IssuerSerial => "issuer_serial",
            Self::Ski => "ski",
            Self::Sha1Puk => "sha1_puk",
            Self::IssuerSid => "issuer_sid",
            Self::IssuerSubject => "issuer_subject",
            Self::Subject => "subject",
            Self::Rfc822 => "rfc822",
        }
    }

    /// How a domain controller ranks it.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::IssuerSerial | Self::Ski | Self::Sha1Puk | Self::IssuerSid => Strength::Strong,
            Self::IssuerSubject | Self::Subject | Self::Rfc822 => Strength::Weak,
        }
    }

    /// What a renewal of the certificate leaves of it.
    #[must_use]
    pub const fn survival(self) -> Survival {
        match self {
            Self::IssuerSerial | Self::Sha1Puk => Survival::Never,
            Self::Ski => Survival::SameKey,
            Self::IssuerSid | Self::IssuerSubject | Self::Subject | Self::Rfc822 => Survival::AnyRenewal,
        }
    }

    /// The strings of this form that a certificate gives.
    pub fn strings(self, own: &AltSecurityIdentities) -> impl Iterator<Item = &str> {
        let one = match self {
            Self::IssuerSerial => &own.issuer_serial,
            Self::Ski => &own.ski,
            Self::Sha1Puk => &own.sha1_puk,
            Self::IssuerSid => &own.issuer_sid,
            Self::IssuerSubject => &own.issuer_subject,
            Self::Subject => &own.subject,
            Self::Rfc822 => &None,
        };
        let many = if self == Self::Rfc822 { own.rfc822.as_slice() } else { &[] };
        one.iter().chain(many).map(String::as_str)
    }

    /// The form that tags in this order make.
    pub(super) const fn of(tags: &[&str]) -> Option<Self> {
        // Tags are told apart by hand because a constant function cannot compare text.
        match tags {
            [first] => match first.as_bytes() {
                b"SKI" => Some(Self::Ski),
                b"SHA1-PUKEY" => Some(Self::Sha1Puk),
                b"S" => Some(Self::Subject),
                b"RFC822" => Some(Self::Rfc822),
                _ => None,
            },
            [first, second] => match (first.as_bytes(), second.as_bytes()) {
                (b"I", b"SR") => Some(Self::IssuerSerial),
                (b"I", b"SID") => Some(Self::IssuerSid),
                (b"I", b"S") => Some(Self::IssuerSubject),
                _ => None,
            },
            _ => None,
        }
    }
}
