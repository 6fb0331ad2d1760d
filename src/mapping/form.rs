//! The forms of explicit mapping: how strong each is, and whether it survives a renewal.

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

/// Which renewals of the certificate a mapping survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survival {
    /// Any renewal, as long as the names and the SID stay the same.
    AnyRenewal,
    /// A renewal with the same key.
    SameKey,
    /// None: every renewal needs a new mapping.
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

    /// The prefix of every mapping of this form.
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

    /// The name in the JSON contract.
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

    /// How a domain controller rates the form.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::IssuerSerial | Self::Ski | Self::Sha1Puk | Self::IssuerSid => Strength::Strong,
            Self::IssuerSubject | Self::Subject | Self::Rfc822 => Strength::Weak,
        }
    }

    /// Which renewals of the certificate the form survives.
    #[must_use]
    pub const fn survival(self) -> Survival {
        match self {
            Self::IssuerSerial | Self::Sha1Puk => Survival::Never,
            Self::Ski => Survival::SameKey,
            Self::IssuerSid | Self::IssuerSubject | Self::Subject | Self::Rfc822 => Survival::AnyRenewal,
        }
    }

    /// The explicit mappings of this form that a certificate allows.
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

    /// The form with exactly these tags in this order.
    pub(super) const fn of(tags: &[&str]) -> Option<Self> {
        // Compares bytes because a `const fn` cannot compare strings.
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
