//! The JSON contract for other programs: `strongmap/1`.
//!
//! Every type here is separate from the internal types and converted by hand. A breaking change makes it `strongmap/2`.

use crate::catalog::{self, Confidence, Family};
use crate::certificate::well_known::UPN;
use crate::certificate::{self, Certificate, GeneralName, Oid, hex};
use crate::examination::{Found, Judgment};
use crate::mapping::{self, AltSecurityIdentities, By, Mapping, Strength, Verdict};
use crate::moment::Moment;
use crate::prediction::{self, Outcome};
use crate::rules::{Gate, Shown, Station, Weight};
use crate::sid::{Class, Sid};
use crate::situation::Scenario;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io;

/// Writes a value on one line. Characters that a terminal would act on, or that mislead a reader, are written as `\u`
/// escapes, which other programs read as the same text.
///
/// # Errors
///
/// If the writer fails.
pub fn write(writer: impl io::Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(writer, Inert)).map_err(io::Error::from)
}

/// The same as a string, with a line ending.
#[must_use]
pub fn line(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and the output is UTF-8.
    let written = write(&mut bytes, value);
    debug_assert!(written.is_ok(), "{written:?}");
    String::from_utf8(bytes).unwrap_or_default() + "\n"
}

struct Inert;

impl Formatter for Inert {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(place) = rest.find(|it| it == '\u{7f}' || certificate::is_hidden(it)) {
            let (before, from) = rest.split_at(place);
            writer.write_all(before.as_bytes())?;
            let mut behind = from.chars();
            for unit in behind.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = behind.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod typescript;

/// One item with its complete answer.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Item<'a> {
    #[cfg_attr(test, ts(type = "\"strongmap/1\""))]
    pub schema: &'static str,
    pub file: &'a str,
    pub origin: &'a str,
    pub offset: Option<usize>,
    pub length: Option<usize>,
    #[cfg_attr(test, ts(as = "crate::examination::Kind"))]
    pub kind: &'static str,
    pub certificate: Option<CertificateFacts>,
    pub defects: Vec<Remark<'a>>,
    pub mapping: Option<MappingFacts<'a>>,
    pub findings: Vec<Finding<'a>>,
    pub predictions: Vec<Prediction<'a>>,
    pub questions: Vec<Question<'a>>,
}

/// Converts one item to the contract.
#[must_use]
pub fn item<'a>(found: &'a Found, judgment: &'a Judgment) -> Item<'a> {
    Item {
        schema: "strongmap/1",
        file: &found.file,
        origin: &found.origin,
        offset: found.span.map(|span| span.offset),
        length: found.span.map(|span| span.length),
        kind: found.kind.name(),
        certificate: found.certificate.as_ref().map(certificate_facts),
        defects: found.defects.iter().map(|it| remark(it.id, &it.message, it.span)).collect(),
        mapping: found
            .certificate
            .as_ref()
            .zip(judgment.mapping.as_ref())
            .map(|(certificate, mapping)| mapping_facts(certificate, mapping)),
        findings: judgment
            .findings
            .iter()
            .map(|(rule, finding)| Finding {
                rule,
                weight: finding.weight,
                because: &finding.because,
                confidence: finding.confidence,
            })
            .collect(),
        predictions: judgment.predictions.iter().map(prediction).collect(),
        questions: judgment.questions.iter().map(|it| Question { id: it.id, why: &it.why }).collect(),
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct CertificateFacts {
    pub sha256: String,
    pub sha1: String,
    pub version: u32,
    pub serial: Option<String>,
    pub subject: String,
    pub issuer: Option<String>,
    pub not_before: Option<Moment>,
    pub not_after: Option<Moment>,
    pub signature_algorithm: Option<String>,
    pub public_key: Option<PublicKey>,
    pub san: Vec<AltName>,
    pub eku: Vec<String>,
    pub application_policies: Vec<String>,
    pub key_usage: Vec<&'static str>,
    pub ski: Option<String>,
    pub aki: Option<String>,
    pub basic_constraints: Option<BasicConstraints>,
    pub cdp: Vec<String>,
    pub aia: Vec<String>,
    pub ocsp: Vec<String>,
    pub template: Option<Template>,
    pub extensions: Vec<Extension>,
}

fn certificate_facts(certificate: &Certificate) -> CertificateFacts {
    let oids = |list: Option<&[Oid]>| list.unwrap_or_default().iter().map(Oid::to_string).collect();
    CertificateFacts {
        sha256: hex(&certificate.sha256),
        sha1: hex(&certificate.sha1.octets()),
        version: certificate.version,
        serial: certificate.serial.as_deref().map(hex),
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.as_ref().map(ToString::to_string),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        signature_algorithm: certificate.signature_algorithm.as_ref().map(Oid::to_string),
        public_key: certificate.public_key.as_ref().map(|key| PublicKey {
            algorithm: key.algorithm.to_string(),
            bits: key.bits,
            curve: key.curve.as_ref().map(Oid::to_string),
        }),
        san: certificate.san.iter().map(|name| alt_name(&name.value)).collect(),
        eku: oids(certificate.eku.as_deref()),
        application_policies: oids(certificate.application_policies.as_deref()),
        key_usage: certificate.key_usage.into_iter().flat_map(certificate::KeyUsage::names).collect(),
        ski: certificate.ski.as_deref().map(hex),
        aki: certificate.aki.as_deref().map(hex),
        basic_constraints: certificate
            .basic_constraints
            .map(|it| BasicConstraints { ca: it.ca, path_len: it.path_len }),
        cdp: certificate.cdp.to_vec(),
        aia: certificate.aia.to_vec(),
        ocsp: certificate.ocsp.to_vec(),
        template: certificate.template.as_ref().map(|template| Template {
            name: template.name.clone(),
            oid: template.oid.as_ref().map(Oid::to_string),
            major: template.major,
            minor: template.minor,
        }),
        extensions: certificate
            .extensions
            .iter()
            .map(|extension| {
                let oid = extension.oid.to_string();
                Extension {
                    critical: extension.critical,
                    name: catalog::oid::name(&oid),
                    offset: extension.span.offset,
                    length: extension.span.length,
                    oid,
                }
            })
            .collect(),
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct PublicKey {
    pub algorithm: String,
    pub bits: Option<u32>,
    pub curve: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct BasicConstraints {
    pub ca: bool,
    pub path_len: Option<u64>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Template {
    pub name: Option<String>,
    pub oid: Option<String>,
    pub major: Option<u32>,
    pub minor: Option<u32>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Extension {
    pub oid: String,
    pub critical: bool,
    pub name: Option<&'static str>,
    pub offset: usize,
    pub length: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct AltName {
    #[serde(rename = "type")]
    #[cfg_attr(
        test,
        ts(
            type = r#""dns" | "email" | "uri" | "ip" | "upn" | "other" | "dirname" | "rid" | "x400" | "edi""#
        )
    )]
    pub kind: &'static str,
    pub value: String,
    pub oid: Option<String>,
}

fn alt_name(name: &GeneralName) -> AltName {
    let (kind, value, oid) = match name {
        GeneralName::Dns(text) => ("dns", text.clone(), None),
        GeneralName::Email(text) => ("email", text.clone(), None),
        GeneralName::Uri(text) => ("uri", text.clone(), None),
        GeneralName::Ip(text) => ("ip", text.clone(), None),
        GeneralName::Upn(text) => ("upn", text.clone(), Some(UPN.to_string())),
        GeneralName::Other { oid, value } => ("other", value.clone(), Some(oid.to_string())),
        GeneralName::Directory(name) => ("dirname", name.to_string(), None),
        GeneralName::Rid(oid) => ("rid", oid.to_string(), None),
        GeneralName::X400(text) => ("x400", text.clone(), None),
        GeneralName::Edi(text) => ("edi", text.clone(), None),
    };
    AltName { kind, value, oid }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Remark<'a> {
    pub id: &'a str,
    pub message: &'a str,
    pub offset: Option<usize>,
    pub length: Option<usize>,
}

fn remark<'a>(id: &'a str, message: &'a str, span: Option<certificate::Span>) -> Remark<'a> {
    Remark { id, message, offset: span.map(|span| span.offset), length: span.map(|span| span.length) }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct MappingFacts<'a> {
    pub verdict: Verdict,
    pub by: Option<By>,
    pub sid: Option<&'a Sid>,
    pub sid_extension: Option<Claim<'a>>,
    pub san_uri: Option<Claim<'a>>,
    pub locators: Locators<'a>,
    pub near_misses: Vec<Remark<'a>>,
    pub alt_security_identities: &'a AltSecurityIdentities,
    pub explicit: Vec<Explicit<'a>>,
}

fn mapping_facts<'a>(certificate: &'a Certificate, mapping: &'a Mapping) -> MappingFacts<'a> {
    MappingFacts {
        verdict: mapping.verdict,
        by: mapping.by,
        sid: mapping.sid.as_ref(),
        sid_extension: mapping.sid_extension.as_ref().map(claim),
        san_uri: mapping.san_uri.as_ref().map(claim),
        locators: Locators {
            upn: certificate.upns().collect(),
            dns: certificate.dns_names().collect(),
            email: certificate.emails().collect(),
        },
        near_misses: certificate.near_misses.iter().map(|it| remark(it.id, &it.message, it.span)).collect(),
        alt_security_identities: &mapping.strings,
        explicit: mapping
            .explicit
            .iter()
            .map(|it| Explicit {
                text: &it.text,
                form: it.form,
                strength: it.strength,
                matches: it.matches,
                differences: it
                    .differences
                    .iter()
                    .map(|it| Difference { id: it.id, message: &it.message, at: it.at })
                    .collect(),
            })
            .collect(),
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Claim<'a> {
    pub raw: &'a str,
    pub sid: Option<&'a Sid>,
    pub class: Class,
}

fn claim(claim: &mapping::Claim) -> Claim<'_> {
    Claim { raw: &claim.raw, sid: claim.sid.as_ref(), class: claim.class }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Locators<'a> {
    pub upn: Vec<&'a str>,
    pub dns: Vec<&'a str>,
    pub email: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Explicit<'a> {
    pub text: &'a str,
    pub form: Option<&'static str>,
    pub strength: Strength,
    pub matches: bool,
    pub differences: Vec<Difference<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Difference<'a> {
    pub id: &'static str,
    pub message: &'a str,
    pub at: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Finding<'a> {
    pub rule: &'static str,
    pub weight: Weight,
    pub because: &'a str,
    pub confidence: Confidence,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Question<'a> {
    pub id: &'static str,
    pub why: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Prediction<'a> {
    pub scenario: Scenario,
    pub outcome: Outcome,
    pub assumptions: &'a [String],
    pub gate: Option<Gate>,
    pub codes: Vec<Code>,
    pub because: &'a [&'static str],
    pub remedies: &'a [prediction::Remedy],
}

fn prediction(prediction: &prediction::Prediction) -> Prediction<'_> {
    Prediction {
        scenario: prediction.scenario,
        outcome: prediction.outcome,
        assumptions: &prediction.assumptions,
        gate: prediction.gate,
        codes: (1..).zip(&prediction.codes).map(|(likelihood, shown)| code(likelihood, *shown)).collect(),
        because: &prediction.because,
        remedies: &prediction.remedies,
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Code {
    pub family: Family,
    pub number: u32,
    pub source: Option<&'static str>,
    pub seen_on: Station,
    pub likelihood: u32,
    pub confidence: Confidence,
}

fn code(likelihood: u32, shown: Shown) -> Code {
    Code {
        family: shown.code.family,
        number: shown.code.number,
        source: catalog::entry(shown.code).and_then(|entry| entry.source),
        seen_on: shown.seen_on,
        likelihood,
        confidence: shown.confidence,
    }
}

/// A catalog entry.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Entry {
    pub family: Family,
    pub number: u32,
    pub source: Option<&'static str>,
    pub hex: String,
    pub signed: i32,
    pub symbol: Option<&'static str>,
    pub title: &'static str,
    pub meaning: &'static str,
    pub spellings: Vec<String>,
    pub predicted_by: Vec<&'static str>,
    pub see_also: Vec<SeeAlso>,
    pub link: String,
    pub confidence: Confidence,
    pub sources: Vec<&'static str>,
}

/// A related entry.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct SeeAlso {
    pub family: Family,
    pub number: u32,
    pub why: &'static str,
}

/// Converts a catalog entry to the contract.
#[must_use]
pub fn entry(entry: &catalog::Entry) -> Entry {
    let code = entry.code;
    Entry {
        family: code.family,
        number: code.number,
        source: entry.source,
        hex: code.hex(),
        signed: code.signed(),
        symbol: entry.symbol,
        title: entry.title,
        meaning: entry.meaning,
        spellings: entry
            .symbol
            .into_iter()
            .chain(entry.spellings())
            .map(str::to_owned)
            .chain(entry.numbers())
            .collect(),
        predicted_by: crate::rules::leading_to(code),
        see_also: entry
            .see_also()
            .map(|it| SeeAlso { family: it.code.family, number: it.code.number, why: it.why })
            .collect(),
        link: code.link(),
        confidence: entry.confidence,
        sources: entry.source_keys().collect(),
    }
}
