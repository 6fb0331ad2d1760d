//! The fields of a certificate, request or CRL, in sections.

use super::{ExtensionReport, FieldReport, Place, Reader, Section, time};
use crate::catalog;
use crate::certificate::{
    BasicConstraints, Certificate, Extension, GeneralName, Oid, RevocationList, Row, Span, visible,
};
use crate::examination::Found;
use crate::moment::Moment;
use crate::sid::{Class, Sid};

/// The fields of a certificate or request; empty for other items.
pub(super) fn of_certificate(found: &Found, reader: &Reader<'_>) -> Vec<Section> {
    let Some(certificate) = &found.certificate else { return Vec::new() };
    let mut sections = vec![
        names(certificate),
        sids(certificate),
        identity(certificate, !found.is_truncated()),
        validity(certificate, reader),
        purposes(certificate),
        key(certificate, found.der.len()),
        Section {
            title: "Attributes of the request".to_owned(),
            rows: certificate.attributes.iter().map(row).collect(),
        },
    ];
    sections.retain(|section| !section.rows.is_empty());
    sections
}

pub(super) fn of_revocation_list(list: &RevocationList, reader: &Reader<'_>) -> Vec<Section> {
    let mut about = Vec::new();
    about.extend(list.issuer.as_ref().map(|issuer| text("Issuer", &issuer.to_string(), None)));
    about.extend(list.this_update.map(|it| moment("Published", it, String::new(), None, reader)));
    about.extend(list.next_update.map(|it| {
        let note = match reader.situation.today {
            Some(today) if it < today => {
                format!("overdue by {}", time::stretch(today.unix() - it.unix()))
            }
            Some(today) => format!("due in {}", time::stretch(it.unix() - today.unix())),
            None => String::new(),
        };
        moment("Next update", it, note, None, reader)
    }));
    about.push(text("Revoked certificates", &list.count().to_string(), None));
    about.extend(list.number.as_ref().map(|number| hex("CRL number", number, None)));
    about.extend(list.base.as_ref().map(|base| hex("Delta to CRL number", base, None)));
    about.extend(
        list.signature_algorithm.as_ref().map(|it| text("Signature", &named(it), list.spans.signature)),
    );
    let whole = list.defects.iter().all(|defect| defect.id != "truncated");
    about.push(digest("SHA-256", &list.sha256, "", whole));
    vec![Section { title: "Revocation list (CRL)".to_owned(), rows: about }]
}

pub(super) fn extensions(extensions: &[Extension]) -> Vec<ExtensionReport> {
    extensions
        .iter()
        .map(|extension| {
            let oid = extension.oid.to_string();
            ExtensionReport {
                title: catalog::oid::name(&oid).map_or_else(|| oid.clone(), str::to_owned),
                oid,
                critical: extension.critical,
                place: Some(place(extension.span)),
                rows: extension
                    .rows
                    .iter()
                    .map(row)
                    .map(|field| FieldReport { place: field.place.or(Some(place(extension.value))), ..field })
                    .collect(),
            }
        })
        .collect()
}

fn names(certificate: &Certificate) -> Section {
    let mut rows = Vec::new();
    let subject = certificate.subject.to_string();
    rows.push(FieldReport {
        note: if subject.is_empty() { "empty".to_owned() } else { String::new() },
        ..text("Subject", &subject, certificate.spans.subject)
    });
    rows.extend(certificate.san.iter().map(|name| alt_name(&name.value, name.span)));
    Section { title: "Names".to_owned(), rows }
}

/// The SID extension and the SAN SID URI, which can map strongly.
fn sids(certificate: &Certificate) -> Section {
    let mut rows = Vec::new();
    if let Some(extension) = &certificate.sid_extension {
        let mut note = sid_note(extension.sid.as_ref());
        if !extension.standard {
            note.push_str("; not encoded as AD CS encodes it");
        }
        rows.push(FieldReport { note, ..sid("SID extension", &extension.raw, Some(extension.span)) });
    }
    rows.extend(certificate.san_uris.iter().map(|uri| {
        let mut note = sid_note(uri.sid.as_ref());
        if !uri.standard {
            note.push_str("; not in the exact format");
        }
        FieldReport { note, ..exact("SID URI in the SAN", &uri.raw, Some(uri.span)) }
    }));
    Section { title: "SID in the certificate".to_owned(), rows }
}

fn identity(certificate: &Certificate, whole: bool) -> Section {
    let spans = &certificate.spans;
    let mut rows = Vec::new();
    rows.extend(certificate.issuer.as_ref().map(|issuer| text("Issuer", &issuer.to_string(), spans.issuer)));
    rows.extend(certificate.serial.as_ref().map(|serial| hex("Serial number", serial, spans.serial)));
    rows.extend(template(certificate));
    let is_request = certificate.issuer.is_none() && certificate.serial.is_none();
    if !is_request {
        let note = "SHA-1 hash of the certificate, as Windows shows it";
        rows.push(digest("Thumbprint", &certificate.sha1.octets(), note, whole));
    }
    rows.push(digest("SHA-256", &certificate.sha256, "", whole));
    rows.extend(certificate.ski.as_ref().map(|ski| hex("Subject key identifier", ski, None)));
    rows.extend(certificate.aki.as_ref().map(|aki| hex("Authority key identifier", aki, None)));
    rows.push(text("Version", &certificate.version.to_string(), spans.version));
    Section { title: "Issuer and identifiers".to_owned(), rows }
}

/// A hash of the whole certificate. A truncated file has another hash, which is of no use.
fn digest(label: &str, octets: &[u8], note: &str, whole: bool) -> FieldReport {
    match whole {
        true => FieldReport { note: note.to_owned(), ..hex(label, octets, None) },
        false => remark(label, "unknown: the file is incomplete, so its hash is different"),
    }
}

/// A field with a note but no value to copy.
fn remark(label: &str, note: &str) -> FieldReport {
    FieldReport { note: note.to_owned(), ..text(label, "", None) }
}

const EKU: &str = "Extended key usage (EKU)";
const NOT_READABLE: &str = "not readable: the file ends before it";

fn template(certificate: &Certificate) -> Option<FieldReport> {
    let template = certificate.template.as_ref()?;
    let mut field = match (&template.name, &template.oid) {
        (Some(name), _) => FieldReport {
            note: catalog::template::display_name(name).unwrap_or_default().to_owned(),
            ..exact("Template", name, None)
        },
        (None, Some(oid)) => exact("Template", &oid.to_string(), None),
        (None, None) => return None,
    };
    if let (Some(major), minor) = (template.major, template.minor.unwrap_or_default()) {
        field.note = format!("version {major}.{minor}");
    }
    Some(field)
}

fn validity(certificate: &Certificate, reader: &Reader<'_>) -> Section {
    let (begin, end) = (certificate.not_before, certificate.not_after);
    let remains = time::validity(begin, end, reader);
    let mut rows = Vec::new();
    rows.extend(
        begin.map(|begin| moment("Valid from", begin, String::new(), certificate.spans.not_before, reader)),
    );
    rows.extend(end.map(|end| moment("Valid to", end, remains, certificate.spans.not_after, reader)));
    Section { title: "Validity".to_owned(), rows }
}

fn purposes(certificate: &Certificate) -> Section {
    let list = |oids: &[Oid]| oids.iter().map(named).collect::<Vec<_>>().join(", ");
    let mut rows = Vec::new();
    rows.push(match &certificate.eku {
        Some(oids) => text(EKU, &list(oids), None),
        None if certificate.is_unreliable() => remark(EKU, NOT_READABLE),
        None => text(EKU, "any: it lists no EKU", None),
    });
    rows.extend(
        certificate.application_policies.as_ref().map(|it| text("Application policies", &list(it), None)),
    );
    rows.extend(
        certificate
            .key_usage
            .map(|usage| text("Key usage", &usage.names().collect::<Vec<_>>().join(", "), None)),
    );
    if !certificate.policies.is_empty() {
        rows.push(text("Certificate policies", &list(&certificate.policies), None));
    }
    rows.push(match certificate.basic_constraints {
        None if certificate.is_unreliable() => remark("CA certificate", NOT_READABLE),
        constraints => text("CA certificate", &ca_in_words(constraints), None),
    });
    Section { title: "Usage".to_owned(), rows }
}

fn ca_in_words(constraints: Option<BasicConstraints>) -> String {
    match constraints {
        Some(BasicConstraints { ca: true, path_len: Some(0) }) => "yes, but with no CA below it".to_owned(),
        Some(BasicConstraints { ca: true, path_len: Some(count) }) => {
            format!("yes, with at most {count} CAs below it")
        }
        Some(BasicConstraints { ca: true, path_len: None }) => "yes".to_owned(),
        Some(BasicConstraints { ca: false, .. }) | None => "no, it cannot issue certificates".to_owned(),
    }
}

fn key(certificate: &Certificate, length: usize) -> Section {
    let mut rows = Vec::new();
    if let Some(key) = &certificate.public_key {
        let mut kind = named(&key.algorithm);
        // A truncated key is shorter than the original.
        let is_whole = !certificate.cut_off || key.span.offset.saturating_add(key.span.length) < length;
        if let Some(bits) = key.bits.filter(|_| is_whole) {
            kind = format!("{kind}, {bits} bits");
        }
        rows.push(text("Key", &kind, Some(key.span)));
        rows.extend(key.curve.as_ref().map(|curve| text("Curve", &named(curve), Some(key.span))));
    }
    rows.extend(
        certificate
            .signature_algorithm
            .as_ref()
            .map(|it| text("Signature", &named(it), certificate.spans.signature_algorithm)),
    );
    Section { title: "Key and signature".to_owned(), rows }
}

fn alt_name(name: &GeneralName, span: Span) -> FieldReport {
    let (label, value) = match name {
        GeneralName::Dns(text) => ("DNS name", text.clone()),
        GeneralName::Email(text) => ("Email address", text.clone()),
        GeneralName::Uri(text) => ("URI", text.clone()),
        GeneralName::Ip(text) => ("IP address", text.clone()),
        GeneralName::Upn(text) => ("User principal name", text.clone()),
        GeneralName::Other { oid, value } => {
            let dotted = oid.to_string();
            let label =
                catalog::oid::name(&dotted).map_or_else(|| format!("Other name {dotted}"), str::to_owned);
            return exact(&label, value, Some(span));
        }
        GeneralName::Directory(name) => ("Directory name", name.to_string()),
        GeneralName::Rid(oid) => ("Registered ID", oid.to_string()),
        GeneralName::X400(text) => ("X.400 address", text.clone()),
        GeneralName::Edi(text) => ("EDI party name", text.clone()),
    };
    exact(label, &value, Some(span))
}

/// The class of a SID, human-readable.
pub(super) fn sid_note(sid: Option<&Sid>) -> String {
    match sid.map(Sid::class) {
        Some(Class::Domain) => "a domain account".to_owned(),
        Some(Class::Entra) => "an Entra ID object, never a domain account".to_owned(),
        Some(Class::Builtin) => "an account or group built into every domain".to_owned(),
        Some(Class::Wellknown) => "well-known, the same on every Windows computer".to_owned(),
        Some(Class::Truncated) => "a domain, not an account: the last part is missing".to_owned(),
        Some(Class::Invalid) | None => "not a valid SID".to_owned(),
    }
}

/// An OID with its name.
pub(super) fn named(oid: &Oid) -> String {
    let dotted = oid.to_string();
    match catalog::oid::name(&dotted) {
        Some(name) => format!("{name} ({dotted})"),
        None => dotted,
    }
}

fn row(row: &Row) -> FieldReport {
    FieldReport { exact: true, ..text(&visible(&row.label), &row.value, row.span) }
}

/// A text field.
pub(super) fn text(label: &str, value: &str, span: Option<Span>) -> FieldReport {
    FieldReport {
        label: label.to_owned(),
        value: visible(value),
        place: span.map(place),
        ..FieldReport::default()
    }
}

/// A field in which every character matters, shown in a monospace font.
pub(super) fn exact(label: &str, value: &str, span: Option<Span>) -> FieldReport {
    FieldReport { exact: true, ..text(label, value, span) }
}

/// A field of bytes, in hexadecimal.
pub(super) fn hex(label: &str, octets: &[u8], span: Option<Span>) -> FieldReport {
    let value: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let pieces =
        octets.chunks(4).map(|chunk| chunk.iter().map(|octet| format!("{octet:02x}")).collect()).collect();
    FieldReport { pieces, ..exact(label, &value, span) }
}

/// A SID, split into the prefix, the three parts of the domain, and the RID.
pub(super) fn sid(label: &str, value: &str, span: Option<Span>) -> FieldReport {
    let mut field = exact(label, value, span);
    if Sid::parse(&field.value).is_some() {
        field.pieces = sid_pieces(&field.value);
    }
    field
}

fn sid_pieces(text: &str) -> Vec<String> {
    const DOMAIN: &str = "S-1-5-21-";
    let Some(rest) = text.strip_prefix(DOMAIN) else { return Vec::new() };
    let mut pieces = vec![DOMAIN.to_owned()];
    pieces.extend(rest.split_inclusive('-').map(str::to_owned));
    pieces
}

/// A moment: in UTC for copying, and in the reader's time zone as a note.
pub(super) fn moment(
    label: &str,
    moment: Moment,
    note: String,
    span: Option<Span>,
    reader: &Reader<'_>,
) -> FieldReport {
    let mut notes = vec![note];
    notes.extend(time::local(moment, reader));
    notes.retain(|note| !note.is_empty());
    FieldReport { note: notes.join(" · "), ..exact(label, &moment.to_string(), span) }
}

pub(super) const fn place(span: Span) -> Place {
    Place { offset: span.offset, length: span.length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sid_pieces_join_to_the_sid() {
        let field = sid("SID", "S-1-5-21-1496966362-3320961333-4044918980-1105", None);
        assert_eq!(field.pieces, ["S-1-5-21-", "1496966362-", "3320961333-", "4044918980-", "1105"]);
        assert_eq!(field.pieces.concat(), field.value);
        assert!(sid("SID", "S-1-5-18", None).pieces.is_empty());
        assert!(sid("SID", "none", None).pieces.is_empty());
    }

    #[test]
    fn hex_pieces_join_to_the_value() {
        let field = hex("Serial number", &[0x61, 0, 0, 0, 0x0f, 0xff], None);
        assert_eq!(field.pieces, ["61000000", "0fff"]);
        assert_eq!(field.pieces.concat(), field.value);
    }
}
