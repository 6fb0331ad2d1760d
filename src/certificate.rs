//! The facts of a certificate, as owned data, and its defects with their position in the bytes.
//!
//! Reading never fails. What cannot be read is missing from the facts and listed as a defect.
//!
//! # Two readers
//!
//! `x509-cert` reads first, strictly and as a whole. If it rejects the certificate, that is a defect with its reason
//! and position, whether or not anything else is wrong, because other programs are likely to stop there too. Times are
//! taken from it wherever it accepts them, even in certificates that it rejects.
//!
//! The facts come from one walk over the elements, strict or not, because `x509-cert` keeps no positions, does not
//! know Microsoft's extensions, and says nothing about a certificate with one wrong byte. So no field is read twice,
//! and none can contradict itself. `tests/robustness.rs` verifies that both agree on everything that the strict one
//! accepts, for every case and for every damaged version of it that is still a certificate.

use crate::moment::Moment;
use rows::Rows;
use std::sync::Arc;

mod access;
mod alt_name;
mod defects;
mod extensions;
mod identifier;
mod key;
mod microsoft;
mod name;
mod oid;
mod policy;
mod reading;
mod request;
mod revocation;
mod rows;
mod sha256;
mod sid;
mod strict;
mod template;
mod text;
mod thumbprint;
mod time;
mod usage;
mod value_cache;
mod walk;
mod web;
pub(crate) mod well_known;

pub use alt_name::GeneralName;
pub use name::{Attribute, Name};
pub use oid::Oid;
pub use revocation::{Entry, RevocationList};
pub use sid::{NearMiss, PREFIX as SAN_URI_PREFIX, SanUri, SidExtension};
pub use text::{hex, is_hidden, visible, visible_lines};
pub use thumbprint::Thumbprint;
pub use value_cache::ValueCache;

/// A certificate as read, and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What could be read.
    pub certificate: Certificate,
    /// What could not be read, or is wrong.
    pub defects: Vec<Defect>,
    /// The DER it was read from.
    pub der: Arc<[u8]>,
}

/// A range of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Where it starts.
    pub offset: usize,
    /// Its length.
    pub length: usize,
}

impl Span {
    /// The offset after its last byte.
    pub(crate) const fn end(self) -> usize {
        self.offset.saturating_add(self.length)
    }

    /// These bytes.
    pub(crate) fn of(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.offset..)?.get(..self.length)
    }
}

/// Something wrong with the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Stable name, such as `time-without-seconds`.
    pub id: &'static str,
    /// A human-readable sentence.
    pub message: String,
    /// The position in the bytes that the facts were read from.
    pub span: Option<Span>,
}

/// The facts of a certificate, or of a certificate request as far as it has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 over the whole DER.
    pub sha256: [u8; 32],
    /// SHA-1 over the whole DER: what Windows calls the thumbprint.
    pub sha1: Thumbprint,
    /// 1, 2 or 3, or whatever else the file says.
    pub version: u32,
    /// Content octets of the serial number as encoded; absent in a request.
    pub serial: Option<Vec<u8>>,
    /// The subject.
    pub subject: Name,
    /// The issuer; absent in a request.
    pub issuer: Option<Arc<Name>>,
    /// Start of the validity period.
    pub not_before: Option<Moment>,
    /// End of the validity period.
    pub not_after: Option<Moment>,
    /// The signature algorithm.
    pub signature_algorithm: Option<Oid>,
    /// The public key.
    pub public_key: Option<PublicKey>,
    /// Every extension in order, whether understood or not.
    pub extensions: Vec<Extension>,
    /// The names in the SAN, in order.
    pub san: Vec<Located<GeneralName>>,
    /// The EKU; absent if there is no such extension.
    pub eku: Option<Arc<[Oid]>>,
    /// Microsoft's application policies; absent if there is no such extension.
    pub application_policies: Option<Arc<[Oid]>>,
    /// Permitted uses of the key; absent if there is no such extension.
    pub key_usage: Option<KeyUsage>,
    /// Subject key identifier.
    pub ski: Option<Vec<u8>>,
    /// Key identifier of the issuer.
    pub aki: Option<Arc<[u8]>>,
    /// Whether it may issue certificates.
    pub basic_constraints: Option<BasicConstraints>,
    /// URLs of CRLs.
    pub cdp: Arc<[String]>,
    /// URLs of the issuer's certificate.
    pub aia: Arc<[String]>,
    /// URLs of OCSP responders.
    pub ocsp: Arc<[String]>,
    /// Certificate policies.
    pub policies: Arc<[Oid]>,
    /// Limits on the names a CA may issue for.
    pub name_constraints: Option<NameConstraints>,
    /// The certificate template.
    pub template: Option<Template>,
    /// Microsoft's SID extension.
    pub sid_extension: Option<SidExtension>,
    /// Every SAN URI that contains a SID for strong mapping, or tries to.
    pub san_uris: Vec<SanUri>,
    /// What looks like a strong mapping but is not one, or not for sure.
    pub near_misses: Vec<NearMiss>,
    /// Types of extensions that are present more than once with different contents. The first one counts here; which
    /// one Windows uses is not documented.
    pub repeated: Vec<Oid>,
    /// The same certificate with the names of all SAN extensions, if there are several and the further ones add names.
    pub with_all_names: Option<Arc<Certificate>>,
    /// Attributes of a request that are not extensions; empty in a certificate.
    pub attributes: Vec<Row>,
    /// The positions of the parts.
    pub spans: Spans,
    /// Whether the file ends within the signed part, so that names, EKU and extensions may be missing.
    pub cut_off: bool,
    /// Whether its structure is broken and the strict reader rejects it, so that parts may be missing or misread.
    pub damaged: bool,
}

/// The positions of the parts of a certificate in its DER, as far as they were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    /// The part that is signed.
    pub signed: Option<Span>,
    /// The version number.
    pub version: Option<Span>,
    /// The serial number.
    pub serial: Option<Span>,
    /// The issuer's name.
    pub issuer: Option<Span>,
    /// Start of the validity period.
    pub not_before: Option<Span>,
    /// End of the validity period.
    pub not_after: Option<Span>,
    /// The subject's name.
    pub subject: Option<Span>,
    /// Obsolete; distinguishes issuers with the same name.
    pub issuer_unique_id: Option<Span>,
    /// Obsolete; distinguishes subjects with the same name.
    pub subject_unique_id: Option<Span>,
    /// The signature algorithm, with its parameters.
    pub signature_algorithm: Option<Span>,
    /// The bytes of the signature.
    pub signature: Option<Span>,
}

/// Limits on the names a CA may issue for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// If any of these has the type of a name, one of them must contain the name.
    pub permitted: Vec<GeneralName>,
    /// None of these may contain the name.
    pub excluded: Vec<GeneralName>,
}

/// A value and its position in the DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its position.
    pub span: Span,
}

/// An extension of the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its type.
    pub oid: Oid,
    /// Whether a program that does not know the extension must reject the certificate.
    pub critical: bool,
    /// The whole extension in the DER.
    pub span: Span,
    /// The content of its value (inside the OCTET STRING).
    pub value: Span,
    /// Its content in human-readable rows; empty if it was read without rows.
    pub rows: Vec<Row>,
}

/// A labelled value for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the value is.
    pub label: String,
    /// The value as text.
    pub value: String,
    /// Its position in the DER.
    pub span: Option<Span>,
}

/// The facts about a public key that rules need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Its type.
    pub algorithm: Oid,
    /// Its size; absent if the type is unknown.
    pub bits: Option<u32>,
    /// The named curve.
    pub curve: Option<Oid>,
    /// SHA-1 over the whole `SubjectPublicKeyInfo`.
    pub spki_sha1: Thumbprint,
    /// SHA-1 over the content of its bit string, which is how RFC 5280 computes key identifiers.
    pub key_sha1: Thumbprint,
    /// The whole `SubjectPublicKeyInfo` in the DER.
    pub span: Span,
}

/// Permitted uses of a key, one bit each, numbered as in RFC 5280.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Names of RFC 5280, section 4.2.1.3, in the order of their bits.
    pub const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Whether the use with this number is permitted; 0 is `digitalSignature`.
    #[must_use]
    pub const fn permits(self, bit: u32) -> bool {
        self.0 & (1 << bit) != 0
    }

    /// The names of the permitted uses.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        (0u32..).zip(Self::NAMES).filter(move |(bit, _)| self.permits(*bit)).map(|(_, name)| name)
    }
}

/// Whether a certificate may issue others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether it may.
    pub ca: bool,
    /// How many CAs may be between it and an end-entity certificate.
    pub path_len: Option<u64>,
}

/// A certificate template of AD CS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Name of a version 1 template.
    pub name: Option<String>,
    /// The OID of a later version.
    pub oid: Option<Oid>,
    /// Its major version.
    pub major: Option<u32>,
    /// Its minor version.
    pub minor: Option<u32>,
}

/// Reads a certificate. Any bytes give a result.
#[must_use]
pub fn read(der: &[u8]) -> Reading {
    and_strictly(der, Rows::wanted())
}

/// Reads a certificate without rows for display: every fact and defect is present, but [`Extension::rows`] is empty.
#[must_use]
pub fn read_without_rows(der: &[u8]) -> Reading {
    and_strictly(der, Rows::unwanted())
}

/// Reads only the facts of a certificate: [`Extension::rows`] is empty, and the strict reader, which takes a quarter of
/// the time, is not run.
#[must_use]
pub fn read_facts(der: &[u8]) -> Reading {
    checked_for_damage(der, reading::certificate(der, Rows::unwanted()))
}

/// The best number of certificates for one call of [`read_facts_of`].
pub(crate) const AT_A_TIME: usize = sha256::LANES;

/// Reads several certificates, each as [`read_facts`] does. In a browser, computing their fingerprints together takes
/// half the time; and parts they share with earlier certificates are not read again.
#[must_use]
pub fn read_facts_of(ders: &[&[u8]], cache: &mut ValueCache) -> Vec<Reading> {
    let fingerprints = sha256::of_each(ders);
    let read = |(der, sha256): (&&[u8], _)| checked_for_damage(der, reading::one_of_many(der, sha256, cache));
    ders.iter().zip(fingerprints).map(read).collect()
}

/// Reads a certificate, and adds the rejection of the strict reader.
fn and_strictly(der: &[u8], rows: Rows) -> Reading {
    let refusal = strict::refusal(der);
    let mut reading = reading::certificate(der, rows);
    if let Some(refusal) = refusal {
        reading.certificate.damaged = is_broken(&reading.defects);
        reading.defects.push(refusal.defect(der, &reading.certificate));
    }
    reading
}

/// Asks the strict reader only about certificates that seem to be broken.
fn checked_for_damage(der: &[u8], mut reading: Reading) -> Reading {
    reading.certificate.damaged = is_broken(&reading.defects) && strict::refusal(der).is_some();
    reading
}

/// Whether defects are those of bytes that were changed, doubled or moved. A file that ends too early is a case of its
/// own, and a certificate that was issued in an odd form is whole.
fn is_broken(defects: &[Defect]) -> bool {
    const OF_DAMAGE: [&str; 6] = [
        "key-unreadable",
        "length-overrun",
        "part-missing",
        "time-unreadable",
        "unexpected-element",
        "unexpected-type",
    ];
    let has = |ids: &[&str]| defects.iter().any(|defect| ids.contains(&defect.id));
    has(&OF_DAMAGE) && !has(&["truncated"])
}

/// Reads a certificate request, into the same facts as a certificate as far as it has them.
#[must_use]
pub fn read_request(der: &[u8]) -> Reading {
    reading::request(der, Rows::wanted())
}

/// Reads a CRL.
#[must_use]
pub fn read_revocation_list(der: &[u8]) -> RevocationList {
    revocation::read(der)
}

impl Certificate {
    /// Whether parts may be missing or misread, so that nothing follows from what is absent.
    #[must_use]
    pub const fn is_unreliable(&self) -> bool {
        self.cut_off || self.damaged
    }

    /// The UPNs in the SAN.
    pub fn upns(&self) -> impl Iterator<Item = &str> {
        self.san.iter().filter_map(|name| match &name.value {
            GeneralName::Upn(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The DNS names in the SAN.
    pub fn dns_names(&self) -> impl Iterator<Item = &str> {
        self.san.iter().filter_map(|name| match &name.value {
            GeneralName::Dns(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The email addresses in the SAN.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.san.iter().filter_map(|name| match &name.value {
            GeneralName::Email(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Whether subject and issuer are the same.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        !self.subject.is_empty() && self.issuer.as_deref() == Some(&self.subject)
    }

    /// Whether it is self-issued and not a CA.
    #[must_use]
    pub fn is_self_issued_leaf(&self) -> bool {
        self.is_self_issued() && !self.is_ca()
    }

    /// Whether it is a CA certificate.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Whether it is valid at a moment; true if there is no moment, and a date that cannot be read does not count.
    pub fn is_valid_at(&self, moment: Option<Moment>) -> bool {
        moment.is_none_or(|moment| {
            self.not_before.is_none_or(|begin| begin <= moment)
                && self.not_after.is_none_or(|end| moment <= end)
        })
    }
}
