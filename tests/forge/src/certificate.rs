//! Certificates under construction: valid by default, broken on request.

use crate::der;
use crate::extension::{self, Extension};
use crate::key::{Key, SignatureAlgorithm};
use crate::name::Name;
use crate::oid;
use crate::text;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// A certificate of a user, a computer or a server.
pub type Leaf = Certificate<EndEntity>;

/// A certificate that issues others.
pub type Ca = Certificate<Authority>;

/// Marks a certificate that issues nothing.
#[derive(Clone, Copy, Debug)]
pub struct EndEntity;

/// Marks a certificate that issues others.
#[derive(Clone, Copy, Debug)]
pub struct Authority;

/// A certificate under construction. Every setter is optional; the last call counts.
#[derive(Clone, Debug)]
pub struct Certificate<Role> {
    label: String,
    subject: Name,
    issuer: Option<Issuer>,
    issuer_name: Option<Name>,
    validity: (String, String),
    serial: Option<Vec<u8>>,
    key: Key,
    signature_algorithm: Option<SignatureAlgorithm>,
    extensions: Vec<Slot>,
    alt_names: Vec<AltName>,
    usages: Vec<String>,
    application_policies: Option<Vec<String>>,
    subject_key_id: KeyId,
    authority_key_id: KeyId,
    crls: Option<Vec<String>>,
    ca_issuers: Option<Vec<String>>,
    ocsp: Vec<String>,
    replaced: BTreeMap<Part, Vec<u8>>,
    role: PhantomData<Role>,
}

/// Parts of a certificate that can be replaced by finished bytes. An empty replacement omits the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `[0] EXPLICIT` version.
    Version,
    /// The serial number, an INTEGER.
    Serial,
    /// The signature algorithm inside the signed part.
    SignatureAlgorithm,
    /// The Name of the issuer.
    Issuer,
    /// The SEQUENCE of two times.
    Validity,
    /// The Name of the subject.
    Subject,
    /// The SubjectPublicKeyInfo.
    PublicKey,
    /// `[1] IMPLICIT` unique identifier of the issuer; omitted by default.
    IssuerUniqueId,
    /// `[2] IMPLICIT` unique identifier of the subject; omitted by default.
    SubjectUniqueId,
    /// `[3] EXPLICIT` extensions.
    Extensions,
    /// The signature algorithm outside the signed part.
    OuterSignatureAlgorithm,
    /// The BIT STRING of the signature.
    Signature,
}

/// What a key identifier extension contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyId {
    /// The hash of the key.
    Hash,
    /// These bytes.
    Octets(Vec<u8>),
    /// Nothing; the extension is omitted.
    Absent,
}

impl From<bool> for KeyId {
    fn from(wanted: bool) -> Self {
        if wanted { Self::Hash } else { Self::Absent }
    }
}

impl From<&[u8]> for KeyId {
    fn from(octets: &[u8]) -> Self {
        Self::Octets(octets.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for KeyId {
    fn from(octets: &[u8; N]) -> Self {
        Self::Octets(octets.to_vec())
    }
}

impl From<Vec<u8>> for KeyId {
    fn from(octets: Vec<u8>) -> Self {
        Self::Octets(octets)
    }
}

/// Bits of key usage, to be combined with `|`.
pub mod key_usage {
    /// digitalSignature.
    pub const DIGITAL_SIGNATURE: u16 = 1;
    /// nonRepudiation, also known as contentCommitment.
    pub const NON_REPUDIATION: u16 = 1 << 1;
    /// keyEncipherment.
    pub const KEY_ENCIPHERMENT: u16 = 1 << 2;
    /// dataEncipherment.
    pub const DATA_ENCIPHERMENT: u16 = 1 << 3;
    /// keyAgreement.
    pub const KEY_AGREEMENT: u16 = 1 << 4;
    /// keyCertSign.
    pub const KEY_CERT_SIGN: u16 = 1 << 5;
    /// cRLSign.
    pub const CRL_SIGN: u16 = 1 << 6;
    /// encipherOnly.
    pub const ENCIPHER_ONLY: u16 = 1 << 7;
    /// decipherOnly.
    pub const DECIPHER_ONLY: u16 = 1 << 8;
}

impl Leaf {
    /// A user of corp.example: a name in the directory, a UPN, client authentication; no SID unless requested.
    pub fn user(name: &str) -> Self {
        Self::new(Name::from("DC=example,DC=corp,CN=Users").rdn("CN", name), name)
            .default_name(AltNameKind::Upn, extension::upn(&format!("{name}@corp.example")))
            .end_entity_extensions(&[oid::CLIENT_AUTH], key_usage::DIGITAL_SIGNATURE)
    }

    /// A computer of corp.example, by its DNS name: client and server authentication; no SID unless requested.
    pub fn computer(dns: &str) -> Self {
        Self::new(Name::empty().rdn("CN", dns), dns)
            .default_name(AltNameKind::Dns, extension::dns(dns))
            .end_entity_extensions(&[oid::CLIENT_AUTH, oid::SERVER_AUTH], SERVER_USAGE)
    }

    /// A server, by its DNS name: server authentication.
    pub fn server(dns: &str) -> Self {
        Self::new(Name::empty().rdn("CN", dns), dns)
            .default_name(AltNameKind::Dns, extension::dns(dns))
            .end_entity_extensions(&[oid::SERVER_AUTH], SERVER_USAGE)
    }

    fn end_entity_extensions(self, usages: &[&str], bits: u16) -> Self {
        self.issued_by(&Ca::root(ROOT_NAME).intermediate(ISSUING_NAME))
            .template_v2(oid::CORP_TEMPLATE, 100, 7)
            .eku(usages)
            .key_usage(bits)
            .slot(Slot::ApplicationPolicies)
            .slot(Slot::SubjectKeyIdentifier)
            .slot(Slot::AuthorityKeyIdentifier)
            .slot(Slot::CrlDistributionPoints)
            .slot(Slot::AuthorityInfoAccess)
            .slot(Slot::SubjectAltName)
    }
}

impl Ca {
    /// A self-signed CA of corp.example.
    pub fn root(name: &str) -> Self {
        Self::new(Name::from("DC=example,DC=corp").rdn("CN", name), name)
            .valid("2020-01-01T00:00:00Z", "2045-01-01T00:00:00Z")
            .key_usage(key_usage::DIGITAL_SIGNATURE | key_usage::KEY_CERT_SIGN | key_usage::CRL_SIGN)
            .basic_constraints(true, None)
            .slot(Slot::SubjectKeyIdentifier)
            .set_extension(oid::CA_VERSION, false, extension::ca_version(0, 0))
    }

    /// A CA below this one.
    pub fn intermediate(&self, name: &str) -> Ca {
        Self::new(Name::from("DC=example,DC=corp").rdn("CN", name), name)
            .issued_by(self)
            .valid("2021-01-01T00:00:00Z", "2036-01-01T00:00:00Z")
            .set_extension(oid::CA_VERSION, false, extension::ca_version(0, 0))
            .slot(Slot::SubjectKeyIdentifier)
            .set_extension(oid::TEMPLATE_V1, false, extension::template_v1("SubCA"))
            .key_usage(key_usage::DIGITAL_SIGNATURE | key_usage::KEY_CERT_SIGN | key_usage::CRL_SIGN)
            .basic_constraints(true, Some(0))
            .slot(Slot::AuthorityKeyIdentifier)
            .slot(Slot::CrlDistributionPoints)
            .slot(Slot::AuthorityInfoAccess)
    }

    /// What a certificate or a CRL needs to know about this CA to be issued by it.
    pub(crate) fn as_issuer(&self) -> Issuer {
        let name = self.replaced.get(&Part::Subject).cloned().unwrap_or_else(|| self.subject.der());
        let key_id = match &self.subject_key_id {
            KeyId::Octets(octets) => Some(octets.clone()),
            KeyId::Hash if self.extensions.contains(&Slot::SubjectKeyIdentifier) => {
                Some(self.key.identifier())
            }
            KeyId::Hash | KeyId::Absent => None,
        };
        Issuer { name, key: self.key, key_id, label: self.label.clone() }
    }
}

impl<Role> Certificate<Role> {
    /// Issues it by this CA instead of the default one (for a root: instead of by itself).
    #[must_use]
    pub fn issued_by(mut self, ca: &Ca) -> Self {
        self.issuer = Some(ca.as_issuer());
        self
    }

    /// Adds a user principal name; the first one replaces the default.
    #[must_use]
    pub fn upn(self, upn: &str) -> Self {
        self.given_name(AltNameKind::Upn, extension::upn(upn))
    }

    /// Adds a DNS name; the first one replaces the default.
    #[must_use]
    pub fn dns(self, name: &str) -> Self {
        self.given_name(AltNameKind::Dns, extension::dns(name))
    }

    /// Adds an email address to the SAN.
    #[must_use]
    pub fn email(self, address: &str) -> Self {
        self.general_name(extension::email(address))
    }

    /// Adds a URI to the SAN.
    #[must_use]
    pub fn uri(self, uri: &str) -> Self {
        self.general_name(extension::uri(uri))
    }

    /// Adds a SID to the SAN, as the tag URI that domain controllers know.
    #[must_use]
    pub fn san_uri_sid(self, sid: &str) -> Self {
        self.uri(&extension::sid_uri(sid))
    }

    /// Adds a finished GeneralName to the SAN.
    #[must_use]
    pub fn general_name(self, der: Vec<u8>) -> Self {
        self.given_name(AltNameKind::Other, der)
    }

    /// Sets the SID extension, in its correct form.
    #[must_use]
    pub fn sid(self, sid: &str) -> Self {
        self.set_extension(oid::SID_EXTENSION, false, extension::sid(sid))
    }

    /// Sets the extended key usages.
    #[must_use]
    pub fn eku(mut self, usages: &[&str]) -> Self {
        self.usages = owned(usages);
        self.set_extension(oid::EXTENDED_KEY_USAGE, false, extension::oids(usages))
    }

    /// Sets the key usage, critical, from bits of [`key_usage`].
    #[must_use]
    pub fn key_usage(self, bits: u16) -> Self {
        self.set_extension(oid::KEY_USAGE, true, der::named_bits(bits))
    }

    /// Sets a version 1 template, in place of any other template.
    #[must_use]
    pub fn template_v1(self, name: &str) -> Self {
        self.take_over(oid::TEMPLATE_V2, oid::TEMPLATE_V1, extension::template_v1(name))
    }

    /// Sets a template of version 2 or later, in place of any other template.
    #[must_use]
    pub fn template_v2(self, template: &str, major: u32, minor: u32) -> Self {
        self.take_over(oid::TEMPLATE_V1, oid::TEMPLATE_V2, extension::template_v2(template, major, minor))
    }

    /// Sets the application policies, which otherwise follow the extended key usages. An empty list omits them.
    #[must_use]
    pub fn application_policies(mut self, policies: &[&str]) -> Self {
        self.application_policies = Some(owned(policies));
        self.slot(Slot::ApplicationPolicies)
    }

    /// Sets the one CRL distribution point, with all these URLs. An empty list omits it.
    #[must_use]
    pub fn cdp(mut self, urls: &[&str]) -> Self {
        self.crls = Some(owned(urls));
        self.slot(Slot::CrlDistributionPoints)
    }

    /// Sets the URLs of the issuer's certificate. An empty list omits them.
    #[must_use]
    pub fn aia(mut self, urls: &[&str]) -> Self {
        self.ca_issuers = Some(owned(urls));
        self.slot(Slot::AuthorityInfoAccess)
    }

    /// Sets the URLs of OCSP responders.
    #[must_use]
    pub fn ocsp(mut self, urls: &[&str]) -> Self {
        self.ocsp = owned(urls);
        self.slot(Slot::AuthorityInfoAccess)
    }

    /// Sets the certificate policies, without qualifiers.
    #[must_use]
    pub fn policies(self, policies: &[&str]) -> Self {
        self.set_extension(oid::CERTIFICATE_POLICIES, false, extension::policies(policies))
    }

    /// Sets the subject key identifier: `true` for the hash of the key, `false` for none, or bytes.
    #[must_use]
    pub fn ski(mut self, key_id: impl Into<KeyId>) -> Self {
        self.subject_key_id = key_id.into();
        self.slot(Slot::SubjectKeyIdentifier)
    }

    /// Sets the authority key identifier: `true` for that of the issuer, `false` for none, or bytes.
    #[must_use]
    pub fn aki(mut self, key_id: impl Into<KeyId>) -> Self {
        self.authority_key_id = key_id.into();
        self.slot(Slot::AuthorityKeyIdentifier)
    }

    /// Sets basic constraints, critical.
    #[must_use]
    pub fn basic_constraints(self, ca: bool, path_len: Option<u64>) -> Self {
        self.set_extension(oid::BASIC_CONSTRAINTS, true, extension::basic_constraints(ca, path_len))
    }

    /// Sets the validity, with times such as `2025-01-01T00:00:00Z`.
    #[must_use]
    pub fn valid(mut self, from: &str, to: &str) -> Self {
        self.validity = (from.to_owned(), to.to_owned());
        self
    }

    /// Sets the content octets of the serial number; by default, it is a hash of all the rest.
    #[must_use]
    pub fn serial(mut self, octets: &[u8]) -> Self {
        self.serial = Some(octets.to_vec());
        self
    }

    /// Sets the subject, in encoded order: `DC=example,DC=corp,CN=Users,CN=alice`.
    #[must_use]
    pub fn subject(mut self, name: impl Into<Name>) -> Self {
        self.subject = name.into();
        self
    }

    /// Sets the issuer's name, in encoded order, whatever the issuer's own name is.
    #[must_use]
    pub fn issuer_name(mut self, name: impl Into<Name>) -> Self {
        self.issuer_name = Some(name.into());
        self
    }

    /// Adds an extension with these bytes after the others, even if its OID is there already.
    #[must_use]
    pub fn extension(mut self, oid: &str, critical: bool, value: impl AsRef<[u8]>) -> Self {
        self.extensions.push(Slot::given(oid, critical, value));
        self
    }

    /// Adds an extension, or replaces it in place.
    #[must_use]
    pub fn set_extension(mut self, oid: &str, critical: bool, value: impl AsRef<[u8]>) -> Self {
        let new = Slot::given(oid, critical, value);
        match self.extensions.iter_mut().find(|slot| slot.oid() == oid) {
            Some(old) => *old = new,
            None => self.extensions.push(new),
        }
        self
    }

    /// Removes every extension with this OID that was set so far, and with the SAN all of its names.
    #[must_use]
    pub fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|slot| slot.oid() != oid);
        if oid == oid::SUBJECT_ALT_NAME {
            self.alt_names.clear();
        }
        self
    }

    /// Replaces a part by finished bytes.
    #[must_use]
    pub fn replace(mut self, part: Part, der: impl AsRef<[u8]>) -> Self {
        self.replaced.insert(part, der.as_ref().to_vec());
        self
    }

    /// Sets the key whose public half the certificate contains.
    #[must_use]
    pub fn key(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// Sets how the issuer signs. If its key cannot, the signature is a placeholder.
    #[must_use]
    pub fn signature_algorithm(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.signature_algorithm = Some(algorithm);
        self
    }

    /// The key whose public half the certificate contains.
    pub fn own_key(&self) -> Key {
        self.key
    }

    /// The content octets of the serial number.
    pub fn own_serial(&self) -> Vec<u8> {
        self.serial.clone().unwrap_or_else(|| {
            let hash = Sha256::digest(self.to_be_signed(&[]));
            let counter = 1 + (hash[0] & 0x7f);
            der::join([&[0x2b, 0, 0, 0, counter][..], &hash[1..11], &[0, 0, 0, counter]])
        })
    }

    /// The finished Name of the issuer.
    pub fn issuer_der(&self) -> Vec<u8> {
        self.part(Part::Issuer, || match &self.issuer_name {
            Some(name) => name.der(),
            None => self.issuer().name,
        })
    }

    /// The finished certificate.
    pub fn der(&self) -> Vec<u8> {
        let to_be_signed = self.to_be_signed(&self.own_serial());
        let algorithm = self.algorithm();
        let outer = self.part(Part::OuterSignatureAlgorithm, || algorithm.der());
        let signature =
            self.part(Part::Signature, || der::bit_string(self.issuer().key.sign(&algorithm, &to_be_signed)));
        der::sequence([to_be_signed, outer, signature])
    }

    /// The finished certificate as PEM.
    pub fn pem(&self) -> String {
        text::pem("CERTIFICATE", &self.der())
    }

    /// A request (PKCS#10) for the same subject, key and extensions, without those that only an issuer adds.
    pub fn request_der(&self) -> Vec<u8> {
        let asked = self.extensions.iter().filter(|slot| !slot.added_by_issuer());
        let extensions =
            der::sequence(asked.filter_map(|slot| self.filled(slot)).map(|extension| extension.der()));
        let attribute = der::sequence([der::oid(oid::EXTENSION_REQUEST), der::set([extensions])]);
        let information = der::sequence([
            self.part(Part::Version, || der::integer_of(0)),
            self.part(Part::Subject, || self.subject.der()),
            self.part(Part::PublicKey, || self.key.spki()),
            self.part(Part::Extensions, || der::context(0, attribute)),
        ]);
        let algorithm = self.signature_algorithm.clone().unwrap_or_else(|| self.key.usual_algorithm());
        let signature =
            self.part(Part::Signature, || der::bit_string(self.key.sign(&algorithm, &information)));
        der::sequence([information, algorithm.der(), signature])
    }

    /// A request as PEM.
    pub fn request_pem(&self) -> String {
        text::pem("CERTIFICATE REQUEST", &self.request_der())
    }

    fn new(subject: Name, label: &str) -> Self {
        Self {
            label: label.to_owned(),
            subject,
            issuer: None,
            issuer_name: None,
            validity: ("2025-01-15T08:30:00Z".to_owned(), "2027-01-15T08:30:00Z".to_owned()),
            serial: None,
            key: Key::named(label),
            signature_algorithm: None,
            extensions: Vec::new(),
            alt_names: Vec::new(),
            usages: Vec::new(),
            application_policies: None,
            subject_key_id: KeyId::Hash,
            authority_key_id: KeyId::Hash,
            crls: None,
            ca_issuers: None,
            ocsp: Vec::new(),
            replaced: BTreeMap::new(),
            role: PhantomData,
        }
    }

    fn to_be_signed(&self, serial: &[u8]) -> Vec<u8> {
        let (from, to) = &self.validity;
        der::sequence([
            self.part(Part::Version, || der::context(0, der::integer_of(2))),
            self.part(Part::Serial, || der::integer(serial)),
            self.part(Part::SignatureAlgorithm, || self.algorithm().der()),
            self.issuer_der(),
            self.part(Part::Validity, || der::sequence([der::time(from), der::time(to)])),
            self.part(Part::Subject, || self.subject.der()),
            self.part(Part::PublicKey, || self.key.spki()),
            self.part(Part::IssuerUniqueId, Vec::new),
            self.part(Part::SubjectUniqueId, Vec::new),
            self.part(Part::Extensions, || self.extensions_der()),
        ])
    }

    fn extensions_der(&self) -> Vec<u8> {
        let filled = self.extensions.iter().filter_map(|slot| self.filled(slot));
        let finished: Vec<Vec<u8>> = filled.map(|extension| extension.der()).collect();
        if finished.is_empty() { Vec::new() } else { der::context(3, der::sequence(finished)) }
    }

    /// The extension of a slot, or `None` if it would be empty.
    fn filled(&self, slot: &Slot) -> Option<Extension> {
        let value = match slot {
            Slot::Given(extension) => return Some(extension.clone()),
            Slot::SubjectAltName if self.alt_names.is_empty() => None,
            Slot::SubjectAltName => Some(der::sequence(self.alt_names.iter().map(|name| &name.der))),
            Slot::SubjectKeyIdentifier => match &self.subject_key_id {
                KeyId::Hash => Some(der::octet_string(self.key.identifier())),
                KeyId::Octets(octets) => Some(der::octet_string(octets)),
                KeyId::Absent => None,
            },
            Slot::AuthorityKeyIdentifier => match &self.authority_key_id {
                KeyId::Hash => {
                    self.issuer().key_id.map(|octets| extension::authority_key_identifier(&octets))
                }
                KeyId::Octets(octets) => Some(extension::authority_key_identifier(octets)),
                KeyId::Absent => None,
            },
            Slot::CrlDistributionPoints => {
                let urls = self.crls.clone().unwrap_or_else(|| vec![self.published("crl")]);
                (!urls.is_empty()).then(|| extension::crl_distribution_points(&urls))
            }
            Slot::AuthorityInfoAccess => {
                let issuers = self.ca_issuers.clone().unwrap_or_else(|| vec![self.published("crt")]);
                let issuers = issuers.into_iter().map(|url| (oid::CA_ISSUERS, url));
                let ocsp = self.ocsp.iter().map(|url| (oid::OCSP, url.clone()));
                let entries: Vec<(&str, String)> = issuers.chain(ocsp).collect();
                (!entries.is_empty()).then(|| extension::authority_info_access(&entries))
            }
            Slot::ApplicationPolicies => {
                let usages_stand = self.extensions.iter().any(|slot| slot.oid() == oid::EXTENDED_KEY_USAGE);
                let followed = if usages_stand { self.usages.as_slice() } else { &[] };
                let policies = self.application_policies.as_deref().unwrap_or(followed);
                let policies: Vec<&str> = policies.iter().map(String::as_str).collect();
                (!policies.is_empty()).then(|| extension::policies(&policies))
            }
        };
        value.map(|value| Extension { oid: slot.oid().to_owned(), critical: false, value })
    }

    /// The URL at which the issuer publishes one of its files.
    fn published(&self, ending: &str) -> String {
        format!("http://pki.corp.example/{}.{ending}", self.issuer().label.replace(' ', "%20"))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.signature_algorithm.clone().unwrap_or_else(|| self.issuer().key.usual_algorithm())
    }

    fn issuer(&self) -> Issuer {
        self.issuer.clone().unwrap_or_else(|| Issuer {
            name: self.part(Part::Subject, || self.subject.der()),
            key: self.key,
            key_id: Some(self.key.identifier()),
            label: self.label.clone(),
        })
    }

    fn part(&self, part: Part, usual: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
        self.replaced.get(&part).cloned().unwrap_or_else(usual)
    }

    fn default_name(mut self, kind: AltNameKind, der: Vec<u8>) -> Self {
        self.alt_names.push(AltName { kind, default: true, der });
        self
    }

    fn given_name(mut self, kind: AltNameKind, der: Vec<u8>) -> Self {
        self.alt_names.retain(|name| !(name.default && name.kind == kind));
        self.alt_names.push(AltName { kind, default: false, der });
        self.slot(Slot::SubjectAltName)
    }

    fn slot(mut self, slot: Slot) -> Self {
        if !self.extensions.contains(&slot) {
            self.extensions.push(slot);
        }
        self
    }

    /// Sets one extension, in place of another if that is there.
    fn take_over(mut self, other: &str, oid: &str, value: Vec<u8>) -> Self {
        if let Some(slot) = self.extensions.iter_mut().find(|slot| slot.oid() == other) {
            *slot = Slot::given(oid, false, value);
            return self;
        }
        self.set_extension(oid, false, value)
    }
}

const ROOT_NAME: &str = "Corp Root CA";
const ISSUING_NAME: &str = "Corp Issuing CA 1";
const SERVER_USAGE: u16 = key_usage::DIGITAL_SIGNATURE | key_usage::KEY_ENCIPHERMENT;

/// What is known about a CA when something is issued by it.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    pub(crate) name: Vec<u8>,
    pub(crate) key: Key,
    pub(crate) key_id: Option<Vec<u8>>,
    label: String,
}

/// An extension, or the placeholder for one whose value is known only when the certificate is finished.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Slot {
    Given(Extension),
    SubjectAltName,
    SubjectKeyIdentifier,
    AuthorityKeyIdentifier,
    CrlDistributionPoints,
    AuthorityInfoAccess,
    ApplicationPolicies,
}

impl Slot {
    fn given(oid: &str, critical: bool, value: impl AsRef<[u8]>) -> Self {
        Self::Given(Extension { oid: oid.to_owned(), critical, value: value.as_ref().to_vec() })
    }

    fn oid(&self) -> &str {
        match self {
            Self::Given(extension) => &extension.oid,
            Self::SubjectAltName => oid::SUBJECT_ALT_NAME,
            Self::SubjectKeyIdentifier => oid::SUBJECT_KEY_IDENTIFIER,
            Self::AuthorityKeyIdentifier => oid::AUTHORITY_KEY_IDENTIFIER,
            Self::CrlDistributionPoints => oid::CRL_DISTRIBUTION_POINTS,
            Self::AuthorityInfoAccess => oid::AUTHORITY_INFO_ACCESS,
            Self::ApplicationPolicies => oid::APPLICATION_POLICIES,
        }
    }

    fn added_by_issuer(&self) -> bool {
        matches!(self, Self::AuthorityKeyIdentifier | Self::CrlDistributionPoints | Self::AuthorityInfoAccess)
    }
}

#[derive(Clone, Debug)]
struct AltName {
    kind: AltNameKind,
    default: bool,
    der: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AltNameKind {
    Upn,
    Dns,
    Other,
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ALICE_SID;
    use ::der::{Decode, Encode};

    /// The dotted OIDs of the extensions, as an independent reader finds them.
    fn extensions(der: &[u8]) -> Vec<String> {
        let certificate = x509_cert::Certificate::from_der(der).unwrap();
        assert_eq!(certificate.to_der().unwrap(), der);
        let extensions = certificate.tbs_certificate().extensions().cloned().unwrap_or_default();
        extensions.iter().map(|extension| extension.extn_id.to_string()).collect()
    }

    #[track_caller]
    fn check<Role>(certificate: &Certificate<Role>, expect: &[&str]) {
        assert_eq!(extensions(&certificate.der()), expect);
    }

    #[test]
    fn defaults_have_the_usual_extensions() {
        let usual = [
            oid::TEMPLATE_V2,
            oid::EXTENDED_KEY_USAGE,
            oid::KEY_USAGE,
            oid::APPLICATION_POLICIES,
            oid::SUBJECT_KEY_IDENTIFIER,
            oid::AUTHORITY_KEY_IDENTIFIER,
            oid::CRL_DISTRIBUTION_POINTS,
            oid::AUTHORITY_INFO_ACCESS,
            oid::SUBJECT_ALT_NAME,
        ];
        check(&Leaf::user("alice"), &usual);
        check(&Leaf::computer("laptop-17.corp.example"), &usual);
        check(&Leaf::server("vpn.corp.example"), &usual);
        check(&Leaf::user("alice").sid(ALICE_SID), &[&usual[..], &[oid::SID_EXTENSION]].concat());
        check(&Leaf::user("alice").template_v1("User"), &[&[oid::TEMPLATE_V1], &usual[1..]].concat());
    }

    #[test]
    fn emptied_extensions_are_omitted() {
        let bare = Leaf::user("alice")
            .without(oid::TEMPLATE_V2)
            .without(oid::EXTENDED_KEY_USAGE)
            .without(oid::KEY_USAGE)
            .without(oid::SUBJECT_ALT_NAME)
            .ski(false)
            .aki(false)
            .cdp(&[])
            .aia(&[]);
        check(&bare, &[]);
        check(&bare.upn("bob@corp.example"), &[oid::SUBJECT_ALT_NAME]);
    }

    #[test]
    fn the_first_name_replaces_the_default() {
        let text = |leaf: Leaf| String::from_utf8_lossy(&leaf.der()).into_owned();
        let given = text(Leaf::user("alice").upn("a@corp.example").upn("b@corp.example"));
        assert!(given.contains("a@corp.example") && given.contains("b@corp.example"));
        assert!(!given.contains("alice@corp.example"));
        assert!(text(Leaf::user("alice").dns("pc.corp.example")).contains("alice@corp.example"));
    }

    #[test]
    fn equal_input_gives_equal_bytes_and_other_input_other_serials() {
        let alice = || Leaf::user("alice").sid(ALICE_SID);
        assert_eq!(alice().der(), alice().der());
        assert_ne!(alice().own_serial(), Leaf::user("alice").own_serial());
    }

    #[test]
    fn finished_bytes_replace_parts() {
        let odd = Leaf::user("alice").replace(Part::Version, []).replace(Part::Extensions, []).der();
        let certificate = x509_cert::Certificate::from_der(&odd).unwrap();
        assert_eq!(certificate.tbs_certificate().version(), x509_cert::Version::V1);
    }

    #[test]
    fn a_request_can_be_read() {
        let der = Leaf::user("alice").sid(ALICE_SID).request_der();
        x509_cert::request::CertReq::from_der(&der).unwrap();
    }

    #[test]
    fn a_ca_is_issued_by_itself_or_by_another_ca() {
        let root = Ca::root("Corp Root CA");
        let issuing = root.intermediate("Corp Issuing CA 1");
        let read = |der: Vec<u8>| x509_cert::Certificate::from_der(&der).unwrap().tbs_certificate().clone();
        let (top, middle, leaf) =
            (read(root.der()), read(issuing.der()), read(Leaf::user("alice").issued_by(&issuing).der()));
        assert_eq!((top.issuer(), middle.issuer()), (top.subject(), top.subject()));
        assert_eq!(leaf.issuer(), middle.subject());
    }
}
