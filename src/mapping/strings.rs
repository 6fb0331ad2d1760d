//! The strings for `altSecurityIdentities`, written exactly as Windows compares them.

use super::AltSecurityIdentities;
use super::dn::windows_name;
use crate::certificate::Certificate;
use crate::sid::Sid;

/// Every string the certificate can give.
#[must_use]
pub fn write(certificate: &Certificate) -> AltSecurityIdentities {
    let issuer = certificate.issuer.as_ref().filter(|name| !name.is_empty()).map(windows_name);
    let subject = Some(&certificate.subject).filter(|name| !name.is_empty()).map(windows_name);
    // A request has no thumbprint yet: the hash over its DER is not that of the certificate it becomes.
    let is_request = certificate.issuer.is_none() && certificate.serial.is_none();
    let with_issuer =
        |tag: &str, value: Option<String>| Some(format!("X509:<I>{}<{tag}>{}", issuer.as_ref()?, value?));
    AltSecurityIdentities {
        issuer_serial: with_issuer("SR", certificate.serial.as_deref().and_then(reversed_serial)),
        ski: certificate
            .ski
            .as_deref()
            .filter(|ski| !ski.is_empty())
            .map(|ski| format!("X509:<SKI>{}", hex(ski))),
        sha1_puk: (!is_request).then(|| format!("X509:<SHA1-PUKEY>{}", hex(&certificate.sha1))),
        issuer_sid: with_issuer("SID", own_sid(certificate).map(Sid::to_string)),
        issuer_subject: with_issuer("S", subject.clone()),
        subject: subject.map(|subject| format!("X509:<S>{subject}")),
        rfc822: certificate.emails().map(|email| format!("X509:<RFC822>{email}")).collect(),
    }
}

/// The SID a certificate claims: the extension's, or else the address's.
#[must_use]
pub(super) fn own_sid(certificate: &Certificate) -> Option<&Sid> {
    match &certificate.sid_extension {
        Some(extension) => extension.sid.as_ref(),
        None => certificate.san_uris.iter().find_map(|uri| uri.sid.as_ref()),
    }
}

/// The bytes of a serial number without its sign byte, in reverse, two digits each.
#[must_use]
pub(super) fn reversed_serial(serial: &[u8]) -> Option<String> {
    let mut bytes = magnitude(serial).to_vec();
    bytes.reverse();
    (!bytes.is_empty()).then(|| hex(&bytes))
}

/// The serial number without the zero bytes that only say it is positive. Zero itself keeps one.
#[must_use]
pub(super) fn magnitude(mut serial: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = serial
        && !rest.is_empty()
    {
        serial = rest;
    }
    serial
}

/// Bytes as hexadecimal digits, in lower case.
#[must_use]
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
