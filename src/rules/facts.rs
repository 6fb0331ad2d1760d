//! What several rules want to know of a case.

use super::Case;
use crate::certificate::{Certificate, KeyUsage, Name, Oid, Span};
use crate::situation::{AccountKind, Scenario};
use der::oid::ObjectIdentifier;

/// A purpose of the extended key usage.
pub(super) type Purpose = ObjectIdentifier;

pub(super) const CLIENT_AUTHENTICATION: Purpose = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
pub(super) const SERVER_AUTHENTICATION: Purpose = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
pub(super) const IKE_INTERMEDIATE: Purpose = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.8.2.2");
pub(super) const SMART_CARD_LOGON: Purpose = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.20.2.2");
pub(super) const KDC_AUTHENTICATION: Purpose = ObjectIdentifier::new_unwrap("1.3.6.1.5.2.3.5");
const ANY_PURPOSE: Purpose = ObjectIdentifier::new_unwrap("2.5.29.37.0");
const ANY_APPLICATION_POLICY: Purpose = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.12.1");

const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

/// How a certificate stands to a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    /// It names it.
    Named,
    /// It is for any purpose.
    Any,
    /// It names no purposes at all.
    Silent,
    /// It names others only.
    Excluded,
}

impl Case<'_> {
    /// Whether the certificate is to stand for a computer.
    pub(super) fn is_for_computer(&self) -> bool {
        match (self.scenario, self.situation.account.kind) {
            (Scenario::WifiComputer | Scenario::DeviceTunnel, _) | (_, Some(AccountKind::Computer)) => true,
            (Scenario::IpsecAccountMapping, kind) => kind != Some(AccountKind::User),
            _ => false,
        }
    }

    /// The certificates dropped together with this one, without it.
    pub(super) fn others(&self) -> impl Iterator<Item = &Certificate> {
        self.neighbours.iter().copied().filter(|other| other.sha256 != self.certificate.sha256)
    }

    /// The root, if the chain in the dropped set reaches one.
    pub(super) fn root(&self) -> Option<&Certificate> {
        self.chain.last().copied().filter(|last| is_self_issued(last))
    }

    /// The purpose that the scenario asks of the certificate, where it asks for one.
    pub(super) const fn wanted_purpose(&self) -> Option<Purpose> {
        match self.scenario {
            Scenario::UserTunnel
            | Scenario::DeviceTunnel
            | Scenario::WifiUser
            | Scenario::WifiComputer
            | Scenario::LdapsClient => Some(CLIENT_AUTHENTICATION),
            Scenario::SmartCard => Some(SMART_CARD_LOGON),
            Scenario::Ikev2Server | Scenario::NpsServer | Scenario::SstpServer => Some(SERVER_AUTHENTICATION),
            Scenario::IpsecAccountMapping | Scenario::Kdc => None,
        }
    }

    /// The name of a purpose.
    pub(super) fn purpose_name(purpose: Purpose) -> &'static str {
        match purpose {
            CLIENT_AUTHENTICATION => "Client Authentication",
            SERVER_AUTHENTICATION => "Server Authentication",
            SMART_CARD_LOGON => "Smart Card Logon",
            _ => "the purpose that is asked for",
        }
    }
}

/// How the extended key usage stands to a purpose.
pub(super) fn stance(certificate: &Certificate, purpose: Purpose) -> Stance {
    match &certificate.eku {
        None => Stance::Silent,
        Some(purposes) => among(purposes, purpose),
    }
}

/// How a list of purposes stands to one of them.
pub(super) fn among(purposes: &[Oid], purpose: Purpose) -> Stance {
    if purposes.iter().any(|it| *it == purpose) {
        Stance::Named
    } else if purposes.iter().any(|it| *it == ANY_PURPOSE || *it == ANY_APPLICATION_POLICY) {
        Stance::Any
    } else {
        Stance::Excluded
    }
}

/// Where the extended key usage stands.
pub(super) fn eku_span(certificate: &Certificate) -> Option<Span> {
    span_of(certificate, EXTENDED_KEY_USAGE)
}

/// Where an extension stands.
pub(super) fn span_of(certificate: &Certificate, oid: ObjectIdentifier) -> Option<Span> {
    certificate.extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.span)
}

/// The purposes of a certificate, for people.
pub(super) fn purposes_in_words(certificate: &Certificate) -> String {
    let names: Vec<String> = certificate.eku.iter().flatten().map(in_words).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn in_words(oid: &Oid) -> String {
    let dotted = oid.to_string();
    crate::catalog::oid::name(&dotted).map_or(dotted, str::to_owned)
}

/// Whether it names itself as its issuer.
pub(super) fn is_self_issued(certificate: &Certificate) -> bool {
    !certificate.subject.is_empty() && certificate.issuer.as_ref() == Some(&certificate.subject)
}

/// Whether the key may sign.
pub(super) fn may_sign(usage: Option<KeyUsage>) -> bool {
    usage.is_none_or(|usage| usage.permits(0))
}

/// Whether revocation of a certificate can be looked up at all.
pub(super) fn tells_where_to_ask(certificate: &Certificate) -> bool {
    !certificate.cdp.is_empty() || !certificate.ocsp.is_empty()
}

/// A name for people: the common name, or the whole.
pub(super) fn called(name: &Name) -> String {
    name.common_name().map_or_else(|| name.to_string(), str::to_owned)
}

/// Whether the certificate could serve a client on the same machine: valid in time, able to sign, for clients.
pub(super) fn could_be_offered(certificate: &Certificate, case: &Case<'_>) -> bool {
    let in_time = case.situation.today.is_none_or(|today| {
        certificate.not_before.is_none_or(|begin| begin <= today)
            && certificate.not_after.is_none_or(|end| today <= end)
    });
    in_time && !certificate.is_ca() && may_sign(certificate.key_usage)
}
