//! A certificate read by us and by `x509-parser`, which shares no code with our walk: what it takes, we read as the
//! same.
//!
//! Compared are the facts on which a verdict rests. A difference is a fault unless it is among the [`EXPLAINED`] ones:
//! then our reader names a defect of the bytes, and the two mend it in different ways.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::net::{Ipv4Addr, Ipv6Addr};
use strongmap::certificate::{self, Certificate, GeneralName, Name, Reading, Span, hex};
use x509_parser::asn1_rs::{Any, Class, FromDer, Oid, Tag};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName as TheirName, ParsedExtension, X509Extension};
use x509_parser::x509::X509Name;

/// A field, the defect that our reader names where the two differ in it, and why they do.
const EXPLAINED: &[(&str, &str, &str)] = &[];

fuzz_target!(|der: &[u8]| {
    let Ok((_, theirs)) = X509Certificate::from_der(der) else { return };
    let reading = certificate::read_facts(der);
    for (field, ours, theirs) in differences(&reading.certificate, &theirs, der) {
        assert!(is_explained(field, &reading), "{field}: {ours} here, {theirs} there; {:?}", reading.defects);
    }
});

fn is_explained(field: &str, reading: &Reading) -> bool {
    let known = EXPLAINED.iter().filter(|(of, _, _)| *of == field);
    known.into_iter().any(|(_, id, _)| reading.defects.iter().any(|defect| defect.id == *id))
}

/// A field, and what each of the two says about it.
type Difference = (&'static str, String, String);

fn differences(ours: &Certificate, theirs: &X509Certificate<'_>, der: &[u8]) -> Vec<Difference> {
    let mut found = Differences(Vec::new());
    let at = |span: Option<Span>| span.and_then(|it| der.get(it.offset..it.offset + it.length));
    found.compare("version", u64::from(ours.version), u64::from(theirs.version().0) + 1);
    found.compare("serial", ours.serial.as_deref(), Some(theirs.raw_serial()));
    let seconds = |moment: Option<strongmap::moment::Moment>| moment.map(|moment| moment.unix());
    found.compare("not before", seconds(ours.not_before), Some(theirs.validity().not_before.timestamp()));
    found.compare("not after", seconds(ours.not_after), Some(theirs.validity().not_after.timestamp()));
    found.compare("issuer", at(ours.spans.issuer), Some(theirs.issuer().as_raw()));
    found.compare("subject", at(ours.spans.subject), Some(theirs.subject().as_raw()));
    if let Some(issuer) = &ours.issuer {
        found.names("issuer's text", issuer, theirs.issuer());
    }
    found.names("subject's text", &ours.subject, theirs.subject());
    let key = ours.public_key.as_ref();
    found.compare("key", at(key.map(|key| key.span)), Some(theirs.public_key().raw));
    let algorithm = theirs.public_key().algorithm.algorithm.as_bytes();
    found.compare("kind of key", key.map(|key| key.algorithm.content()), Some(algorithm));
    let algorithm = theirs.signature_algorithm.algorithm.as_bytes();
    found.compare("signature", ours.signature_algorithm.as_ref().map(|it| it.content()), Some(algorithm));
    found.extensions(ours, theirs.extensions(), der);
    found.0
}

struct Differences(Vec<Difference>);

impl Differences {
    fn compare<T: PartialEq + Debug>(&mut self, field: &'static str, ours: T, theirs: T) {
        if ours != theirs {
            self.0.push((field, format!("{ours:?}"), format!("{theirs:?}")));
        }
    }

    fn extensions(&mut self, ours: &Certificate, theirs: &[X509Extension<'_>], der: &[u8]) {
        let shown = |oid: &[u8], critical: bool, value: &[u8]| (hex(oid), critical, hex(value));
        let here = ours.extensions.iter().map(|it| {
            let value = der.get(it.value.offset..it.value.offset + it.value.length);
            shown(it.oid.content(), it.critical, value.unwrap_or_default())
        });
        let there = theirs.iter().map(|it| shown(it.oid.as_bytes(), it.critical, it.value));
        self.compare("extensions", here.collect::<Vec<_>>(), there.collect());

        let mut seen = BTreeSet::new();
        for extension in theirs.iter().filter(|it| seen.insert(it.oid.as_bytes().to_vec())) {
            self.extension(ours, extension.parsed_extension());
        }
    }

    fn extension(&mut self, ours: &Certificate, theirs: &ParsedExtension<'_>) {
        match theirs {
            ParsedExtension::SubjectAlternativeName(names) => {
                let here: Vec<&GeneralName> = ours.san.iter().map(|name| &name.value).collect();
                self.compare("how many alternative names", here.len(), names.general_names.len());
                for (ours, theirs) in here.iter().zip(&names.general_names) {
                    self.alternative_name(ours, theirs);
                }
            }
            ParsedExtension::KeyUsage(usage) => {
                self.compare("key usage", ours.key_usage.map(|it| it.0), Some(usage.flags & 0x1ff));
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let known = [
                    (usage.any, "551d2500"),
                    (usage.server_auth, "2b06010505070301"),
                    (usage.client_auth, "2b06010505070302"),
                    (usage.code_signing, "2b06010505070303"),
                    (usage.email_protection, "2b06010505070304"),
                    (usage.time_stamping, "2b06010505070308"),
                    (usage.ocsp_signing, "2b06010505070309"),
                ];
                let known = known.iter().filter(|(is_there, _)| *is_there).map(|(_, oid)| (*oid).to_owned());
                let there: BTreeSet<String> =
                    known.chain(usage.other.iter().map(|oid| hex(oid.as_bytes()))).collect();
                let here = ours.eku.as_ref().map(|it| it.iter().map(|oid| hex(oid.content())).collect());
                self.compare("purposes", here, Some(there));
            }
            ParsedExtension::BasicConstraints(constraints) => {
                let here = ours.basic_constraints.map(|it| (it.ca, it.path_len));
                let there = (constraints.ca, constraints.path_len_constraint.map(u64::from));
                self.compare("basic constraints", here, Some(there));
            }
            ParsedExtension::SubjectKeyIdentifier(identifier) => {
                self.compare("key identifier", ours.ski.as_deref(), Some(identifier.0));
            }
            ParsedExtension::AuthorityKeyIdentifier(identifier) => {
                let there = identifier.key_identifier.as_ref().map(|it| it.0);
                self.compare("issuer's key identifier", ours.aki.as_deref(), there);
            }
            _ => {}
        }
    }

    fn alternative_name(&mut self, ours: &GeneralName, theirs: &TheirName<'_>) {
        let (kind, text) = match ours {
            GeneralName::Dns(text) => ("dns", text.clone()),
            GeneralName::Email(text) => ("email", text.clone()),
            GeneralName::Uri(text) => ("uri", text.clone()),
            GeneralName::Ip(text) => ("ip", text.clone()),
            GeneralName::Rid(oid) => ("rid", hex(oid.content())),
            GeneralName::Upn(text) => ("other", format!("{UPN} {text}")),
            GeneralName::Other { oid, value } => ("other", format!("{} {value}", hex(oid.content()))),
            GeneralName::Directory(name) => {
                if let TheirName::DirectoryName(theirs) = theirs {
                    self.names("alternative name", name, theirs);
                }
                ("directory", String::new())
            }
            GeneralName::X400(_) => ("x400", String::new()),
            GeneralName::Edi(_) => ("edi", String::new()),
        };
        let there = match theirs {
            TheirName::DNSName(text) => ("dns", (*text).to_owned()),
            TheirName::RFC822Name(text) => ("email", (*text).to_owned()),
            TheirName::URI(text) => ("uri", (*text).to_owned()),
            TheirName::IPAddress(octets) => ("ip", address(octets)),
            TheirName::RegisteredID(oid) => ("rid", hex(oid.as_bytes())),
            TheirName::DirectoryName(_) => ("directory", String::new()),
            TheirName::X400Address(_) => ("x400", String::new()),
            TheirName::EDIPartyName(_) => ("edi", String::new()),
            TheirName::OtherName(oid, value) => match other_name(oid, value) {
                Some(text) => ("other", text),
                None => return,
            },
            TheirName::Invalid(..) => return,
        };
        self.compare("alternative name", (kind, text), there);
    }

    fn names(&mut self, field: &'static str, ours: &Name, theirs: &X509Name<'_>) {
        let here: Vec<Vec<_>> = (ours.rdns.iter())
            .map(|rdn| rdn.iter().map(|it| (hex(it.oid.content()), Some(it.value.clone()))).collect())
            .collect();
        let mut there: Vec<Vec<_>> = (theirs.iter())
            .map(|rdn| {
                let pairs = rdn.iter();
                let text =
                    |it: &x509_parser::x509::AttributeTypeAndValue<'_>| it.as_str().ok().map(str::to_owned);
                pairs.map(|it| (hex(it.attr_type().as_bytes()), text(it))).collect()
            })
            .collect();
        // What they have no text for is compared by its place and type.
        for (here, there) in here.iter().flatten().zip(there.iter_mut().flatten()) {
            if there.1.is_none() {
                there.1.clone_from(&here.1);
            }
        }
        self.compare(field, here, there);
    }
}

/// The type of a user principal name.
const UPN: &str = "2b060104018237140203";

fn address(octets: &[u8]) -> String {
    if let Ok(octets) = <[u8; 4]>::try_from(octets) {
        return Ipv4Addr::from(octets).to_string();
    }
    <[u8; 16]>::try_from(octets).map_or_else(|_| hex(octets), |octets| Ipv6Addr::from(octets).to_string())
}

/// Type and text of a name of another type, if it holds text.
fn other_name(oid: &Oid<'_>, value: &[u8]) -> Option<String> {
    let (_, outer) = Any::from_der(value).ok()?;
    if outer.class() != Class::ContextSpecific || outer.tag() != Tag(0) {
        return None;
    }
    let (_, inner) = Any::from_der(outer.data).ok()?;
    let text = [Tag::Utf8String, Tag::PrintableString, Tag::Ia5String].contains(&inner.tag());
    let is_text = text && inner.class() == Class::Universal;
    let text = is_text.then(|| std::str::from_utf8(inner.data).ok()).flatten()?;
    Some(format!("{} {text}", hex(oid.as_bytes())))
}
