//! The facts agree with what OpenSSL reads; every disagreement is listed here with its reason.
//!
//! `second_opinion/README.md` says how the output of OpenSSL was made; OpenSSL is not needed here. What OpenSSL shows
//! is compared; the contents of extensions that it does not know are not.

use std::collections::BTreeMap;
use std::path::Path;
use strongmap::certificate::{Certificate, GeneralName, Oid, read};
use strongmap::intake::{Content, File, recognise};

/// Cases and fields in which the two differ, and why the library is right to differ.
const DISAGREEMENTS: &[(&str, &str, &str)] = &[
    ("chain/ed25519.pem", "bits", "OpenSSL shows no size for keys of one size only"),
    (
        "mapping/sid-near-miss/broken-extension-in-san.pem",
        "san",
        "OpenSSL has no words for the value of this otherName; here it is shown in hexadecimal",
    ),
    (
        "reading/extension-duplicate/broken.pem",
        "san",
        "OpenSSL prints both extensions; here the first one counts, and the other is a defect",
    ),
    (
        "reading/extension-overlong/broken.pem",
        "eku",
        "the value claims to be longer than it is, and what is there is told here, with a defect",
    ),
    (
        "reading/length-indefinite/broken.pem",
        "sha256",
        "OpenSSL hashes its own encoding of the certificate; Windows and the library hash the bytes that are there",
    ),
    ("reading/length-not-minimal/broken.pem", "sha256", "as with the indefinite length"),
    (
        "reading/serial-negative/broken.pem",
        "serial",
        "OpenSSL prints the number with its sign; here the octets stand as they are encoded",
    ),
    (
        "reading/signature-algorithms-differ/broken.pem",
        "signature",
        "OpenSSL prints the inner of two algorithms; here the outer one counts, by which signatures are verified",
    ),
    ("reading/time-impossible/broken.pem", "not before", "both refuse it; OpenSSL prints a phrase for that"),
    ("reading/time-unreadable/broken.pem", "not before", "both refuse it; OpenSSL prints a phrase for that"),
    ("reading/time-with-fraction/broken.pem", "not before", "moments have whole seconds here"),
    (
        "reading/time-without-zone/broken.pem",
        "not before",
        "OpenSSL refuses it; here it is taken as UTC, with a defect",
    ),
    (
        "rules/upn-encoding/broken.pem",
        "san",
        "OpenSSL takes a UPN in another string type for no name; here it is one, and a rule tells of its type",
    ),
];

#[test]
fn facts_agree_with_openssl() {
    let mut found = Vec::new();
    let mut compared = 0;
    for (case, dump) in dumps() {
        let bytes = std::fs::read(root().join(&case)).unwrap();
        let certificate = certificate(&case, &bytes).unwrap_or_else(|| panic!("{case} holds no certificate"));
        let (theirs, ours) = (theirs(&dump), ours(&certificate));
        for field in FIELDS {
            compared += 1;
            let (theirs, ours) = (theirs.get(field), ours.get(field));
            if theirs != ours {
                found.push((case.clone(), *field, format!("{theirs:?} by OpenSSL, {ours:?} here")));
            }
        }
    }
    assert!(compared > 2000, "only {compared} fields were compared");
    let expected = |case: &str, field: &str| {
        DISAGREEMENTS.iter().any(|known| case == format!("tests/cases/{}", known.0) && field == known.1)
    };
    let surprises: Vec<String> = found
        .iter()
        .filter(|(case, field, _)| !expected(case, field))
        .map(|(case, field, both)| format!("{case}: {field}: {both}"))
        .collect();
    assert!(surprises.is_empty(), "{} surprises:\n{}", surprises.len(), surprises.join("\n"));
    for (case, field, reason) in DISAGREEMENTS {
        let still = found.iter().any(|(at, on, _)| *at == format!("tests/cases/{case}") && on == field);
        assert!(still, "{case} and its {field} agree by now; it was said: {reason}");
    }
}

const FIELDS: &[&str] = &[
    "sha256",
    "serial",
    "subject",
    "issuer",
    "not before",
    "not after",
    "signature",
    "key",
    "bits",
    "extensions",
    "san",
    "eku",
    "key usage",
    "ski",
    "aki",
    "constraints",
    "urls",
];

/// The fields of a certificate in a common notation.
type Fields = BTreeMap<&'static str, String>;

/// The names that OpenSSL uses, and their OIDs.
const NAMES: &[(&str, &str)] = &[
    ("ED25519", "1.3.101.112"),
    ("ecdsa-with-SHA1", "1.2.840.10045.4.1"),
    ("ecdsa-with-SHA256", "1.2.840.10045.4.3.2"),
    ("ecdsa-with-SHA384", "1.2.840.10045.4.3.3"),
    ("ecdsa-with-SHA512", "1.2.840.10045.4.3.4"),
    ("md5WithRSAEncryption", "1.2.840.113549.1.1.4"),
    ("rsassaPss", "1.2.840.113549.1.1.10"),
    ("sha1WithRSAEncryption", "1.2.840.113549.1.1.5"),
    ("sha256WithRSAEncryption", "1.2.840.113549.1.1.11"),
    ("sha384WithRSAEncryption", "1.2.840.113549.1.1.12"),
    ("sha512WithRSAEncryption", "1.2.840.113549.1.1.13"),
    ("id-ecPublicKey", "1.2.840.10045.2.1"),
    ("rsaEncryption", "1.2.840.113549.1.1.1"),
    ("Any Extended Key Usage", "2.5.29.37.0"),
    ("TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1"),
    ("TLS Web Client Authentication", "1.3.6.1.5.5.7.3.2"),
    ("Microsoft Smartcard Login", "1.3.6.1.4.1.311.20.2.2"),
    ("Microsoft Encrypted File System", "1.3.6.1.4.1.311.10.3.4"),
    ("Signing KDC Response", "1.3.6.1.5.2.3.5"),
    ("X509v3 Authority Key Identifier", "2.5.29.35"),
    ("X509v3 Basic Constraints", "2.5.29.19"),
    ("X509v3 CRL Distribution Points", "2.5.29.31"),
    ("X509v3 Certificate Policies", "2.5.29.32"),
    ("X509v3 Extended Key Usage", "2.5.29.37"),
    ("X509v3 Key Usage", "2.5.29.15"),
    ("X509v3 Name Constraints", "2.5.29.30"),
    ("X509v3 Subject Alternative Name", "2.5.29.17"),
    ("X509v3 Subject Key Identifier", "2.5.29.14"),
    ("Authority Information Access", "1.3.6.1.5.5.7.1.1"),
];

/// Key usages as OpenSSL spells them, by bit number.
const KEY_USES: [&str; 9] = [
    "Digital Signature",
    "Non Repudiation",
    "Key Encipherment",
    "Data Encipherment",
    "Key Agreement",
    "Certificate Sign",
    "CRL Sign",
    "Encipher Only",
    "Decipher Only",
];

fn theirs(dump: &[&str]) -> Fields {
    let mut fields = Fields::new();
    let mut add = |field: &'static str, value: String| {
        if value.is_empty() {
            return;
        }
        let known = fields.entry(field).or_default();
        if !known.is_empty() {
            known.push_str(", ");
        }
        known.push_str(&value);
    };
    let mut extension = "";
    for line in dump {
        let text = line.trim_start();
        let oid = |name: &str| {
            let known = NAMES.iter().find(|(known, _)| *known == name.trim());
            known.map_or(name.trim(), |(_, oid)| oid).to_owned()
        };
        let value_of = |key: &str| text.strip_prefix(key);
        if line.starts_with("            ") && !line.starts_with("             ") && text.contains(':') {
            if let Some(name) = value_of("Public Key Algorithm:") {
                add("key", oid(name));
                continue;
            }
            let (name, critical) = match text.trim_end().strip_suffix("critical") {
                Some(name) => (name, "!"),
                None => (text, ""),
            };
            let name = oid(name.trim().trim_end_matches(':'));
            add("extensions", format!("{name}{critical}"));
            extension = NAMES.iter().find(|(_, oid)| **oid == name).map_or("", |(name, _)| name);
            continue;
        }
        if !line.starts_with(' ') {
            for (key, field) in [("serial=", "serial"), ("subject=", "subject"), ("issuer=", "issuer")] {
                if let Some(value) = value_of(key) {
                    add(field, value.to_owned());
                }
            }
            for (key, field) in [("notBefore=", "not before"), ("notAfter=", "not after")] {
                if let Some(value) = value_of(key) {
                    add(field, value.replacen(' ', "T", 1));
                }
            }
            if let Some(value) = value_of("sha256 Fingerprint=") {
                add("sha256", hex(value));
            }
        } else if let Some(name) = value_of("Signature Algorithm:") {
            add("signature", oid(name));
        } else if let Some(bits) = value_of("Public-Key: (").and_then(|text| text.strip_suffix(" bit)")) {
            add("bits", bits.to_owned());
        } else if text == "<Parse Error>" || text == "<Not Supported>" || text.is_empty() {
        } else if let Some(url) = text.split_once("URI:").map(|(_, url)| url)
            && extension != "X509v3 Subject Alternative Name"
        {
            add("urls", url.to_owned());
        } else {
            match extension {
                "X509v3 Subject Alternative Name" => add("san", text.to_owned()),
                "X509v3 Extended Key Usage" => text.split(',').for_each(|name| add("eku", oid(name))),
                "X509v3 Key Usage" => add("key usage", text.to_owned()),
                "X509v3 Subject Key Identifier" => add("ski", hex(text)),
                "X509v3 Authority Key Identifier" => add("aki", hex(text.trim_start_matches("keyid:"))),
                "X509v3 Basic Constraints" => add("constraints", text.to_owned()),
                _ => {}
            }
        }
    }
    fields
}

fn ours(certificate: &Certificate) -> Fields {
    let mut fields = Fields::new();
    let mut add = |field: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            fields.insert(field, value);
        }
    };
    let list = |items: Vec<String>| Some(items.join(", "));
    let oids = |oids: &[Oid]| list(oids.iter().map(Oid::to_string).collect());
    add("sha256", Some(forge::hex(&certificate.sha256)));
    add("serial", certificate.serial.as_deref().map(number));
    add("subject", Some(certificate.subject.to_string()));
    add("issuer", certificate.issuer.as_ref().map(ToString::to_string));
    add("not before", certificate.not_before.map(|moment| moment.to_string()));
    add("not after", certificate.not_after.map(|moment| moment.to_string()));
    add("signature", certificate.signature_algorithm.as_ref().map(Oid::to_string));
    add("key", certificate.public_key.as_ref().map(|key| key.algorithm.to_string()));
    add("bits", certificate.public_key.as_ref().and_then(|key| Some(key.bits?.to_string())));
    let extension =
        |it: &strongmap::certificate::Extension| format!("{}{}", it.oid, if it.critical { "!" } else { "" });
    add("extensions", list(certificate.extensions.iter().map(extension).collect()));
    add("san", list(certificate.san.iter().map(|name| general_name(&name.value)).collect()));
    add("eku", certificate.eku.as_deref().and_then(oids));
    let uses = |(bit, name): (u32, &&str)| {
        certificate.key_usage.filter(|uses| uses.permits(bit)).map(|_| (*name).to_owned())
    };
    add("key usage", list((0..).zip(&KEY_USES).filter_map(uses).collect()));
    add("ski", certificate.ski.as_deref().map(forge::hex));
    add("aki", certificate.aki.as_deref().map(forge::hex));
    add(
        "constraints",
        certificate.basic_constraints.map(|constraints| {
            let ca = if constraints.ca { "CA:TRUE" } else { "CA:FALSE" };
            let length = constraints.path_len.map(|length| format!(", pathlen:{length}")).unwrap_or_default();
            format!("{ca}{length}")
        }),
    );
    let urls = [&certificate.cdp, &certificate.aia, &certificate.ocsp];
    add("urls", list(urls.into_iter().flat_map(|urls| urls.to_vec()).collect()));
    fields
}

fn general_name(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(name) => format!("DNS:{name}"),
        GeneralName::Email(address) => format!("email:{address}"),
        GeneralName::Uri(uri) => format!("URI:{uri}"),
        GeneralName::Ip(address) => format!("IP Address:{address}"),
        GeneralName::Upn(upn) => format!("othername: UPN::{upn}"),
        other => format!("{other:?}"),
    }
}

/// The value of an INTEGER, as OpenSSL prints it.
fn number(content: &[u8]) -> String {
    let digits = forge::hex(content).to_uppercase();
    let short = digits.trim_start_matches("00");
    if short.is_empty() { "00".to_owned() } else { short.to_owned() }
}

fn hex(text: &str) -> String {
    text.replace(':', "").to_lowercase()
}

fn certificate(case: &str, bytes: &[u8]) -> Option<Certificate> {
    let items = recognise(File { name: case, bytes }, &[]);
    items.into_iter().find_map(|item| match item.content {
        Content::Certificate(der) => Some(read(&der).certificate),
        _ => None,
    })
}

/// The sections of the dump, by case.
fn dumps() -> Vec<(String, Vec<&'static str>)> {
    let text = include_str!("second_opinion/openssl.txt");
    let mut dumps: Vec<(String, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        if let Some(case) = line.strip_prefix("== ") {
            dumps.push((case.to_owned(), Vec::new()));
        } else if let Some((_, lines)) = dumps.last_mut() {
            lines.push(line);
        }
    }
    dumps
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
