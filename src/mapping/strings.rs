//! The explicit mappings for `altSecurityIdentities`, written exactly as Windows compares them.

use super::dn::{is_delicate, windows_name};
use super::form::Form;
use super::{AltSecurityIdentities, Caution};
use crate::certificate::{Certificate, Name, hex};
use crate::sid::Sid;

/// Every explicit mapping that the certificate allows.
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

/// The explicit mapping of a form; the first if there are several.
#[must_use]
pub fn write_one(form: Form, certificate: &Certificate) -> Option<String> {
    let with_issuer = |tag: &str, value: &str| {
        let issuer = certificate.issuer.as_deref().filter(|name| is_readable(name)).map(windows_name)?;
        Some([form.begin(), &issuer, "<", tag, ">", value].concat())
    };
    let subject = Some(&certificate.subject).filter(|name| is_readable(name));
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

/// The certificate thumbprint. A request has none yet: the hash of its DER is not that of the future certificate.
pub(super) fn thumbprint(certificate: &Certificate) -> Option<String> {
    let is_request = certificate.issuer.is_none() && certificate.serial.is_none();
    (!is_request).then(|| hex(&certificate.sha1.octets()))
}

/// Whether an explicit mapping can contain the name: an entry with an empty name is ignored, and where the certificate
/// is unreadable, the value that Windows reads is not known.
pub(super) fn is_readable(name: &Name) -> bool {
    let mut values = name.rdns.iter().flatten().map(|attribute| &attribute.value);
    !name.is_empty() && values.all(|value| !value.contains(char::REPLACEMENT_CHARACTER))
}

fn addresses(certificate: &Certificate) -> impl Iterator<Item = String> {
    mail_addresses(certificate).map(|email| [Form::Rfc822.begin(), email].concat())
}

/// The email addresses that an explicit mapping can contain: an entry with an empty value is ignored.
pub(super) fn mail_addresses(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.emails().filter(|email| !email.is_empty())
}

/// The form of an explicit mapping that equals the certificate's own exactly. Trailing spaces are ignored, unless the
/// certificate's name ends in spaces.
#[must_use]
pub(super) fn form_of(text: &str, certificate: &Certificate) -> Option<Form> {
    let is_text = |own: String| text.strip_prefix(&own).is_some_and(|behind| behind.trim_end().is_empty());
    Form::ALL.into_iter().find(|form| match form {
        Form::Rfc822 => addresses(certificate).any(is_text),
        // The prefix shows which form it may be: writing all of them for every comparison would be slow.
        _ => text.starts_with(form.begin()) && write_one(*form, certificate).is_some_and(is_text),
    })
}

/// The reasons against a form for this certificate.
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

/// The explicit mapping to write on an account: issuer and serial number, unless there is a caution. The caution about
/// the tag `<SHA1-PUKEY>` applies to every certificate and counts less than a name whose spelling is not documented.
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

/// The SID in the certificate: in the SID extension, else in the SAN SID URI.
#[must_use]
pub(super) fn own_sid(certificate: &Certificate) -> Option<&Sid> {
    match &certificate.sid_extension {
        Some(extension) => extension.sid.as_ref(),
        None => certificate.san_uris.iter().find_map(|uri| uri.sid.as_ref()),
    }
}

/// The bytes of a serial number without its sign byte, in reverse order, two hexadecimal digits each.
#[must_use]
pub(super) fn reversed_serial(serial: &[u8]) -> Option<String> {
    let mut bytes = magnitude(serial).to_vec();
    bytes.reverse();
    (!bytes.is_empty()).then(|| hex(&bytes))
}

/// The serial number without the leading zero bytes that only mark it as positive. Zero itself keeps one.
#[must_use]
pub(super) fn magnitude(mut serial: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = serial
        && !rest.is_empty()
    {
        serial = rest;
    }
    serial
}
