//! A certificate read by our reader and by `x509-parser`, which shares no code with it: what that one accepts, ours
//! reads as the same.
//!
//! The facts on which a verdict rests are compared. A difference is a fault unless it is among the [`EXPLAINED`] ones:
//! then our reader reports a defect of the bytes, and the two handle it in different ways.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::net::{Ipv4Addr, Ipv6Addr};
use strongmap::certificate::{self, Certificate, GeneralName, Name, Reading, Span, hex};
use x509_parser::asn1_rs::{Any, Class, FromDer, Oid, Tag};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName as TheirName, ParsedExtension, X509Extension};
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// A defect, and how the two readers handle it where ours reports it.
const EXPLAINED: &[(&str, &str)] = &[
    ("unexpected-type", "they look at the number of a tag only, we at all of it"),
    ("unexpected-element", "they stop at it, or take it by its number; we pass over it"),
    ("length-overrun", "they stop before an element that is longer than its frame; we read what there is"),
    (
        "header-broken",
        "they stop before an element without a readable length, we as well, but name what is around it",
    ),
    ("length-indefinite", "they know no such length where a name or a key has it; we do"),
    ("end-of-contents-missing", "the same"),
    ("trailing-data", "they leave it out of the bytes of a key, or take it by the number of its tag"),
    ("name-kind-unknown", "they count it as an invalid name, we as none"),
    ("key-unreadable", "they take a key by the numbers of its tags, we take none"),
    ("path-length-unreadable", "they read a number without octets as zero, we as none"),
    ("part-misplaced", "they know the parts of a key identifier in their order only, we in any"),
    ("name-broken", "they stop at a part of a name that is none; we pass over it"),
];

fuzz_target!(|der: &[u8]| {
    let Ok((_, theirs)) = X509Certificate::from_der(der) else { return };
    let reading = certificate::read_facts(der);
    for difference in differences(&reading.certificate, &theirs, der) {
        let Difference { field, ours, theirs, .. } = &difference;
        let is_explained = is_explained(&difference, &reading);
        assert!(is_explained, "{field}: {ours} here, {theirs} there; {:?}", reading.defects);
    }
});

/// Whether a defect is reported within the bytes of the field.
fn is_explained(difference: &Difference, reading: &Reading) -> bool {
    let within = |span: Span| {
        let place = difference.place.unwrap_or(Span { offset: 0, length: usize::MAX });
        let end = place.offset.saturating_add(place.length);
        span.offset <= end && span.offset + span.length >= place.offset
    };
    let mut defects = reading.defects.iter().filter(|defect| defect.span.is_none_or(within));
    defects.any(|defect| EXPLAINED.iter().any(|(id, _)| defect.id == *id))
}

/// What each of the two says about a field.
struct Difference {
    field: &'static str,
    ours: String,
    theirs: String,
    /// The position of the field, if we found it.
    place: Option<Span>,
}

fn differences(ours: &Certificate, theirs: &X509Certificate<'_>, der: &[u8]) -> Vec<Difference> {
    let mut found = Differences { found: Vec::new(), place: None };
    let bytes = |span: Option<Span>| span.and_then(|it| der.get(it.offset..it.offset + it.length)).map(hex);
    found.at(ours.spans.version).compare(
        "version",
        u64::from(ours.version),
        u64::from(theirs.version().0) + 1,
    );
    let serial = ours.serial.as_deref().map(hex);
    found.at(ours.spans.serial).compare("serial", serial, Some(hex(theirs.raw_serial())));
    let moments = [
        ("not before", ours.not_before, ours.spans.not_before, theirs.validity().not_before),
        ("not after", ours.not_after, ours.spans.not_after, theirs.validity().not_after),
    ];
    for (field, here, place, there) in moments {
        found.at(place).compare(field, here.map(|moment| moment.unix()), Some(there.timestamp()));
    }
    let nobody = Name::default();
    let names = [
        ("issuer", ours.issuer.as_deref().unwrap_or(&nobody), ours.spans.issuer, theirs.issuer()),
        ("subject", &ours.subject, ours.spans.subject, theirs.subject()),
    ];
    for (field, here, place, there) in names {
        found.at(place).compare(field, bytes(place), Some(hex(there.as_raw())));
        found.names(field, here, there);
    }
    let key = ours.public_key.as_ref();
    let place = key.map(|key| key.span);
    let algorithm = hex(theirs.public_key().algorithm.algorithm.as_bytes());
    found.at(place).compare("key", bytes(place), Some(hex(theirs.public_key().raw)));
    found.compare("kind of key", key.map(|key| hex(key.algorithm.content())), Some(algorithm));
    let algorithm = hex(theirs.signature_algorithm.algorithm.as_bytes());
    let signature = ours.signature_algorithm.as_ref().map(|it| hex(it.content()));
    found.at(ours.spans.signature_algorithm).compare("signature", signature, Some(algorithm));
    found.extensions(ours, theirs.extensions(), der);
    found.found
}

struct Differences {
    found: Vec<Difference>,
    /// The position of the field that is compared.
    place: Option<Span>,
}

impl Differences {
    fn at(&mut self, place: Option<Span>) -> &mut Self {
        self.place = place;
        self
    }

    fn compare<T: PartialEq + Debug>(&mut self, field: &'static str, ours: T, theirs: T) {
        if ours != theirs {
            let (ours, theirs) = (format!("{ours:?}"), format!("{theirs:?}"));
            self.found.push(Difference { field, ours, theirs, place: self.place });
        }
    }

    fn extensions(&mut self, ours: &Certificate, theirs: &[X509Extension<'_>], der: &[u8]) {
        let shown = |oid: &[u8], critical: bool, value: &[u8]| (hex(oid), critical, hex(value));
        let here = ours.extensions.iter().map(|it| {
            let value = der.get(it.value.offset..it.value.offset + it.value.length);
            shown(it.oid.content(), it.critical, value.unwrap_or_default())
        });
        let there = theirs.iter().map(|it| shown(it.oid.as_bytes(), it.critical, it.value));
        let first = ours.extensions.first().map(|it| it.span);
        let last = ours.extensions.last().map(|it| it.span);
        let all = first.zip(last).map(|(first, last)| Span {
            offset: first.offset,
            length: last.offset + last.length - first.offset,
        });
        let (here, there) = (here.collect::<Vec<_>>(), there.collect::<Vec<_>>());
        let is_same = here == there;
        self.at(all).compare("extensions", here, there);

        // If the lists differ, extensions cannot be matched by position. Of several of one type the first counts.
        let mut seen = BTreeSet::new();
        for (here, there) in ours.extensions.iter().zip(theirs).filter(|_| is_same) {
            if seen.insert(&here.oid) {
                self.at(Some(here.span)).extension(ours, there.parsed_extension());
            }
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
                self.compare("key identifier", ours.ski.as_deref().map(hex), Some(hex(identifier.0)));
            }
            ParsedExtension::AuthorityKeyIdentifier(identifier) => {
                let there = identifier.key_identifier.as_ref().map(|it| hex(it.0));
                self.compare("issuer's key identifier", ours.aki.as_deref().map(hex), there);
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
                pairs.map(|it| (hex(it.attr_type().as_bytes()), text(it))).collect()
            })
            .collect();
        // What they have no text for is compared by its position and type.
        for (here, there) in here.iter().flatten().zip(there.iter_mut().flatten()) {
            if there.1.is_none() {
                there.1.clone_from(&here.1);
            }
        }
        self.compare(field, here, there);
    }
}

/// The text of an attribute. They accept a string by the number of its tag, in any class; here, that is no string.
fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    let value = attribute.attr_value();
    let is_plain = value.class() == Class::Universal && !value.header.is_constructed();
    let text = attribute.as_str().ok().filter(|_| is_plain)?;
    Some(text.to_owned())
}

/// The type of a user principal name.
const UPN: &str = "2b060104018237140203";

fn address(octets: &[u8]) -> String {
    if let Ok(octets) = <[u8; 4]>::try_from(octets) {
        return Ipv4Addr::from(octets).to_string();
    }
    <[u8; 16]>::try_from(octets).map_or_else(|_| hex(octets), |octets| Ipv6Addr::from(octets).to_string())
}

/// Type and text of an otherName, if it holds text.
fn other_name(oid: &Oid<'_>, value: &[u8]) -> Option<String> {
    let (_, outer) = Any::from_der(value).ok()?;
    if outer.class() != Class::ContextSpecific || outer.tag() != Tag(0) || !outer.header.is_constructed() {
        return None;
    }
    let (_, inner) = Any::from_der(outer.data).ok()?;
    let text = [Tag::Utf8String, Tag::PrintableString, Tag::Ia5String].contains(&inner.tag());
    let is_text = text && inner.class() == Class::Universal;
    let text = is_text.then(|| std::str::from_utf8(inner.data).ok()).flatten()?;
    Some(format!("{} {text}", hex(oid.as_bytes())))
}
