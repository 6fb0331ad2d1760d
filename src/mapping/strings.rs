//! The strings for `altSecurityIdentities`, written exactly as Windows compares them.

use super::dn::{is_delicate, windows_name};
use super::form::Form;
use super::{AltSecurityIdentities, Caution};
use crate::certificate::{Certificate, Name, hex};
use crate::sid::Sid;

/// Every string the certificate can give.
#[must_use]
pub fn write(certificate: &Certificate) -> AltSecurityIdentities {
    let issuer = certificate.issuer.as_ref().map(windows_name);
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
        sha1_puk: (!is_request).then(|| format!("X509:<SHA1-PUKEY>{}", hex(&certificate.sha1.octets()))),
        issuer_sid: with_issuer("SID", own_sid(certificate).map(Sid::to_string)),
        issuer_subject: with_issuer("S", subject.clone()),
        subject: subject.map(|subject| format!("X509:<S>{subject}")),
        rfc822: certificate.emails().map(|email| format!("X509:<RFC822>{email}")).collect(),
    }
}

/// What speaks against a form for this certificate.
#[must_use]
pub fn cautions(certificate: &Certificate) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let mut add = |forms: &[Form], id, message: &str| {
        cautions.extend(forms.iter().map(|form| Caution {
            form: form.name(),
            id,
            message: message.to_owned(),
        }));
    };
    if certificate.issuer.as_ref().is_some_and(is_delicate) {
        add(
            &[Form::IssuerSerial, Form::IssuerSid, Form::IssuerSubject],
            "issuer-spelling",
            "How Windows writes this issuer's name into the string is not documented. Take <SKI> or <SHA1-PUKEY> instead.",
        );
    }
    if certificate.issuer.as_ref().is_some_and(Name::is_empty) {
        add(
            &[Form::IssuerSerial, Form::IssuerSid, Form::IssuerSubject],
            "issuer-empty",
            "The issuer has no name. Samba ignores a string without one, and Windows may too. Take <SKI> or <SHA1-PUKEY> instead.",
        );
    }
    if is_delicate(&certificate.subject) {
        add(
            &[Form::IssuerSubject, Form::Subject],
            "subject-spelling",
            "How Windows writes this subject's name into the string is not documented.",
        );
    }
    if certificate.serial.as_deref().and_then(<[u8]>::first).is_some_and(|first| first & 0x80 != 0) {
        add(
            &[Form::IssuerSerial],
            "serial-negative",
            "The serial number is negative. Windows may leave out its first byte; take <SKI> or <SHA1-PUKEY> instead.",
        );
    }
    if certificate.issuer.is_some() {
        add(
            &[Form::Sha1Puk],
            "thumbprint-or-key",
            "The tag's name speaks of the key, but tested programs and Samba expect the thumbprint of the certificate, as written here.",
        );
    }
    cautions
}

/// The string to write on an account: issuer and serial number, unless something speaks against it.
#[must_use]
pub fn recommended(certificate: &Certificate) -> Option<(Form, String)> {
    let own = write(certificate);
    let cautions = cautions(certificate);
    [Form::IssuerSerial, Form::Ski, Form::Sha1Puk]
        .into_iter()
        .filter_map(|form| form.strings(&own).next().map(|text| (form, text.to_owned())))
        .min_by_key(|(form, _)| cautions.iter().filter(|caution| caution.form == form.name()).count())
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
