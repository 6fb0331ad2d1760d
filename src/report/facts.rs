//! The third depth: the fields, and what was found in them.

use super::{
    ExplicitReport, FieldReport, FindingReport, LinkReport, Place, Pointed, Proof, Remark, Section, Sign,
    StepReport, Summary,
};
use crate::catalog;
use crate::certificate::{Certificate, GeneralName, Oid, Span};
use crate::chain::{Link, Signature};
use crate::examination::{Found, Judgment};
use crate::mapping::{Explicit, Strength};
use crate::moment::Moment;
use crate::rules;
use std::fmt::Write;

pub(super) const fn place(span: Span) -> Place {
    Place { offset: span.offset, length: span.length }
}

/// Text for people: control, direction and invisible characters can neither act nor hide.
pub(super) fn visible(text: &str) -> String {
    text.to_owned()
}

/// The name by which a person knows the item.
pub(super) fn name(found: &Found) -> String {
    let Some(certificate) = &found.certificate else {
        return visible(&found.file);
    };
    let name = certificate
        .upns()
        .next()
        .or_else(|| certificate.dns_names().next())
        .or_else(|| certificate.subject.common_name())
        .map(str::to_owned)
        .or_else(|| (!certificate.subject.is_empty()).then(|| certificate.subject.to_string()))
        .or_else(|| certificate.emails().next().map(str::to_owned))
        .unwrap_or_else(|| found.file.clone());
    visible(&name)
}

pub(super) fn proof(found: &Found, judgment: &Judgment) -> Proof {
    let mapping = judgment.mapping.as_ref();
    let certificate = found.certificate.as_ref();
    Proof {
        steps: mapping
            .map(|mapping| mapping.decision.steps.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|step| StepReport { finding: visible(&step.finding), confidence: step.confidence })
            .collect(),
        findings: judgment
            .findings
            .iter()
            .map(|(rule, finding)| FindingReport {
                rule: (*rule).to_owned(),
                title: rules::ALL.iter().find(|it| it.id == *rule).map_or(*rule, |it| it.title).to_owned(),
                weight: finding.weight,
                because: visible(&finding.because),
                confidence: finding.confidence,
                place: finding.span.map(place),
            })
            .collect(),
        near_misses: certificate
            .map(|certificate| certificate.near_misses.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|it| remark(it.id, &it.message, it.span))
            .collect(),
        defects: found.defects.iter().map(|it| remark(it.id, &it.message, it.span)).collect(),
        sections: certificate.map(sections).unwrap_or_default(),
        strings: mapping.map(|mapping| mapping.strings.clone()).unwrap_or_default(),
        explicit: mapping
            .map(|mapping| mapping.explicit.as_slice())
            .unwrap_or_default()
            .iter()
            .map(explicit)
            .collect(),
        chain: judgment.chain.iter().map(link).collect(),
        self_signed: judgment.self_signed.map(self_signed).unwrap_or_default(),
        summary: certificate.map(|certificate| summary(certificate, judgment)).unwrap_or_default(),
    }
}

fn link(link: &Link) -> LinkReport {
    let (sign, known) = match link.signature {
        Signature::Verified => (Sign::Good, "The signature was verified with this certificate's key.".to_owned()),
        Signature::Wrong => (
            Sign::Refused,
            "Name and key identifier fit, but this certificate's key did not make the signature: the certificate \
             was altered after it was issued, or it claims an issuer it does not have."
                .to_owned(),
        ),
        Signature::NotChecked(reason) => {
            (Sign::CannotTell, format!("Found by its name; the signature was not verified: {reason}."))
        }
    };
    LinkReport { place: link.issuer, known, sign, others: link.others.clone() }
}

fn self_signed(signature: Signature) -> String {
    match signature {
        Signature::Verified => "Signed with its own key: the signature was verified.".to_owned(),
        Signature::Wrong => {
            "It names itself as its issuer, but its own key did not make the signature: it was altered."
                .to_owned()
        }
        Signature::NotChecked(reason) => {
            format!("It names itself as its issuer; the signature was not verified: {reason}.")
        }
    }
}

fn summary(certificate: &Certificate, judgment: &Judgment) -> Summary {
    let issuer = certificate.issuer.as_ref();
    Summary {
        issuer: visible(
            &issuer
                .and_then(|issuer| issuer.common_name().map(str::to_owned))
                .or_else(|| issuer.map(ToString::to_string))
                .unwrap_or_default(),
        ),
        template: certificate
            .template
            .as_ref()
            .and_then(|template| template.name.clone().or_else(|| template.oid.as_ref().map(Oid::to_string)))
            .map(|text| visible(&text))
            .unwrap_or_default(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        thumbprint: hex(&certificate.sha1),
        sha256: hex(&certificate.sha256),
        sid: judgment
            .mapping
            .as_ref()
            .and_then(|mapping| mapping.sid.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
    }
}

fn remark(id: &str, message: &str, span: Option<Span>) -> Remark {
    Remark { id: id.to_owned(), message: visible(message), place: span.map(place) }
}

fn explicit(explicit: &Explicit) -> ExplicitReport {
    let (sign, verdict) = match (explicit.strength, explicit.matches) {
        (Strength::Strong, true) => (Sign::Good, "Strong, and it points at this certificate."),
        (Strength::Weak, true) => {
            (Sign::Refused, "It points at this certificate, but its form is weak: it proves nothing.")
        }
        (Strength::Invalid, _) => (Sign::Refused, "A domain controller ignores it."),
        (_, false) => (Sign::Refused, "It does not point at this certificate."),
    };
    ExplicitReport {
        text: visible(&explicit.text),
        verdict: verdict.to_owned(),
        sign,
        differences: explicit
            .differences
            .iter()
            .map(|it| Pointed { message: visible(&it.message), at: it.at })
            .collect(),
    }
}

fn sections(certificate: &Certificate) -> Vec<Section> {
    let mut sections = vec![who(certificate), validity(certificate), key(certificate)];
    sections.push(Section {
        title: "Alternative names".to_owned(),
        rows: certificate.san.iter().map(|name| alt_name(&name.value, place(name.span))).collect(),
    });
    sections.extend(certificate.extensions.iter().map(|extension| {
        let oid = extension.oid.to_string();
        let title = match catalog::oid::name(&oid) {
            Some(name) => format!("{name} ({oid})"),
            None => oid,
        };
        let mut rows = vec![FieldReport {
            label: "Critical".to_owned(),
            value: if extension.critical { "yes" } else { "no" }.to_owned(),
            exact: false,
            place: Some(place(extension.span)),
        }];
        rows.extend(extension.rows.iter().map(|row| FieldReport {
            label: visible(&row.label),
            value: visible(&row.value),
            exact: true,
            place: row.span.or(Some(extension.value)).map(place),
        }));
        Section { title, rows }
    }));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn who(certificate: &Certificate) -> Section {
    let mut rows = vec![field("Subject", &certificate.subject.to_string(), false)];
    if let Some(issuer) = &certificate.issuer {
        rows.push(field("Issuer", &issuer.to_string(), false));
    }
    if let Some(serial) = &certificate.serial {
        rows.push(field("Serial number", &hex(serial), true));
    }
    rows.push(field("Thumbprint (SHA-1)", &hex(&certificate.sha1), true));
    rows.push(field("SHA-256", &hex(&certificate.sha256), true));
    Section { title: "Certificate".to_owned(), rows }
}

fn validity(certificate: &Certificate) -> Section {
    let row =
        |label: &str, moment: Option<Moment>| moment.map(|moment| field(label, &moment.to_string(), true));
    Section {
        title: "Validity".to_owned(),
        rows: [row("From", certificate.not_before), row("To", certificate.not_after)]
            .into_iter()
            .flatten()
            .collect(),
    }
}

fn key(certificate: &Certificate) -> Section {
    let named = |oid: &Oid| {
        let dotted = oid.to_string();
        catalog::oid::name(&dotted).map_or(dotted.clone(), |name| format!("{name} ({dotted})"))
    };
    let mut rows = Vec::new();
    if let Some(key) = &certificate.public_key {
        rows.push(field("Key type", &named(&key.algorithm), false));
        if let Some(bits) = key.bits {
            rows.push(field("Key size", &format!("{bits} bits"), false));
        }
        if let Some(curve) = &key.curve {
            rows.push(field("Curve", &named(curve), false));
        }
    }
    if let Some(algorithm) = &certificate.signature_algorithm {
        rows.push(field("Signature", &named(algorithm), false));
    }
    Section { title: "Key and signature".to_owned(), rows }
}

fn alt_name(name: &GeneralName, place: Place) -> FieldReport {
    let (label, value) = match name {
        GeneralName::Dns(text) => ("DNS name", text.clone()),
        GeneralName::Email(text) => ("Mail address", text.clone()),
        GeneralName::Uri(text) => ("Address (URI)", text.clone()),
        GeneralName::Ip(text) => ("IP address", text.clone()),
        GeneralName::Upn(text) => ("User principal name", text.clone()),
        GeneralName::Other { oid, value } => return other_name(oid, value, place),
        GeneralName::Directory(name) => ("Directory name", name.to_string()),
        GeneralName::Rid(oid) => ("Registered identifier", oid.to_string()),
        GeneralName::X400(text) => ("X.400 address", text.clone()),
        GeneralName::Edi(text) => ("EDI party name", text.clone()),
    };
    FieldReport { label: label.to_owned(), value: visible(&value), exact: true, place: Some(place) }
}

fn other_name(oid: &Oid, value: &str, place: Place) -> FieldReport {
    let dotted = oid.to_string();
    let label = catalog::oid::name(&dotted).map_or_else(|| format!("Other name {dotted}"), str::to_owned);
    FieldReport { label, value: visible(value), exact: true, place: Some(place) }
}

fn field(label: &str, value: &str, exact: bool) -> FieldReport {
    FieldReport { label: label.to_owned(), value: visible(value), exact, place: None }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
