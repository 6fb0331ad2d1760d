//! The strings for `altSecurityIdentities`, written exactly as Windows compares them.

use super::dn::{is_delicate, windows_name};
use super::form::Form;
use super::{AltSecurityIdentities, Caution};
use crate::certificate::{Certificate, Name, hex};
use crate::sid::Sid;

/// Every string the certificate can give.
#[must_use]
pub fn write(certificate: &Certificate) -> AltSecurityIdentities {
    AltSecurityIdentities {
        issuer_serial: write_one(Form::IssuerSerial, certificate),
        ski: write_one(Form::Ski, certificate),
        sha1_puk: write_one(Form::Sha1Puk, certificate),
        issuer_sid: write_one(Form::IssuerSid, certificate),
        issuer_subject: write_one(Form::IssuerSubject, certificate),
        subject: write_one(Form::Subject, certificate),
        rfc822: addresses(certificate).collect(),
    }
}

/// The string of a form, or its first.
#[must_use]
pub fn write_one(form: Form, certificate: &Certificate) -> Option<String> {
    let with_issuer = |tag: &str, value: &str| {
        let issuer = certificate.issuer.as_deref().filter(|name| can_be_told(name)).map(windows_name)?;
        Some([form.begin(), &issuer, "<", tag, ">", value].concat())
    };
    let subject = Some(&certificate.subject).filter(|name| can_be_told(name));
    match form {
        Form::IssuerSerial => with_issuer("SR", &certificate.serial.as_deref().and_then(reversed_serial)?),
        Form::Ski => {
            let ski = certificate.ski.as_deref().filter(|ski| !ski.is_empty())?;
            Some([form.begin(), &hex(ski)].concat())
        }
        Form::Sha1Puk => Some([form.begin(), &thumbprint(certificate)?].concat()),
        Form::IssuerSid => with_issuer("SID", &own_sid(certificate)?.to_string()),
        Form::IssuerSubject => with_issuer("S", &windows_name(subject?)),
        Form::Subject => Some([form.begin(), &windows_name(subject?)].concat()),
        Form::Rfc822 => addresses(certificate).next(),
    }
}

/// The thumbprint. A request has none yet: the hash over its DER is not that of the certificate it becomes.
pub(super) fn thumbprint(certificate: &Certificate) -> Option<String> {
    let is_request = certificate.issuer.is_none() && certificate.serial.is_none();
    (!is_request).then(|| hex(&certificate.sha1.octets()))
}

/// Whether a string can hold the name: no entry is read whose name is empty, and what could not be read in the
/// certificate is not what Windows reads there.
pub(super) fn can_be_told(name: &Name) -> bool {
    let mut values = name.rdns.iter().flatten().map(|attribute| &attribute.value);
    !name.is_empty() && values.all(|value| !value.contains(char::REPLACEMENT_CHARACTER))
}

fn addresses(certificate: &Certificate) -> impl Iterator<Item = String> {
    mail_addresses(certificate).map(|email| [Form::Rfc822.begin(), email].concat())
}

/// The mail addresses that a string can hold: no entry is read that says nothing.
pub(super) fn mail_addresses(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.emails().filter(|email| !email.is_empty())
}

/// The form in which a string names this certificate to the letter. Blanks behind it count as none, unless the
/// certificate's own name ends in them.
#[must_use]
pub(super) fn form_of(text: &str, certificate: &Certificate) -> Option<Form> {
    let is_text = |own: String| text.strip_prefix(&own).is_some_and(|behind| behind.trim_end().is_empty());
    Form::ALL.into_iter().find(|form| match form {
        Form::Rfc822 => addresses(certificate).any(is_text),
        // What a string begins with tells which it may be: writing all of them for every comparison takes long.
        _ => text.starts_with(form.begin()) && write_one(*form, certificate).is_some_and(is_text),
    })
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
    if certificate.issuer.as_deref().is_some_and(is_delicate) {
        add(
            &[Form::IssuerSerial, Form::IssuerSid, Form::IssuerSubject],
            "issuer-spelling",
            "How Windows writes this issuer name in the mapping is not documented. Use <SKI> or <SHA1-PUKEY> instead.",
        );
    }
    if is_delicate(&certificate.subject) {
        add(
            &[Form::IssuerSubject, Form::Subject],
            "subject-spelling",
            "How Windows writes this subject name in the mapping is not documented.",
        );
    }
    if certificate.serial.as_deref().and_then(<[u8]>::first).is_some_and(|first| first & 0x80 != 0) {
        add(
            &[Form::IssuerSerial],
            "serial-negative",
            "The serial number is negative. Windows may omit its first byte. Use <SKI> or <SHA1-PUKEY> instead.",
        );
    }
    if certificate.issuer.is_some() {
        add(
            &[Form::Sha1Puk],
            "thumbprint-or-key",
            "The tag name suggests the key, but tested programs and Samba expect the certificate thumbprint, as shown here.",
        );
    }
    cautions
}

/// The string to write on an account: issuer and serial number, unless something speaks against it. What is to be
/// known of the thumbprint's tag is true of every certificate, and less than a name that nobody knows how to spell.
#[must_use]
pub fn recommended(certificate: &Certificate) -> Option<(Form, String)> {
    let cautions = cautions(certificate);
    let against =
        |form: Form| cautions.iter().any(|it| it.form == form.name() && it.id != "thumbprint-or-key");
    [Form::IssuerSerial, Form::Ski, Form::Sha1Puk]
        .into_iter()
        .filter_map(|form| Some((form, write_one(form, certificate)?)))
        .min_by_key(|(form, _)| against(*form))
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
