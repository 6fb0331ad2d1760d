//! Every way in which a certificate can be broken, odd or almost right is read, and what is wrong is named.
//!
//! The certificates come from the generator. Whether a domain controller accepts an odd encoding is decided by the
//! rules; here it counts that it is reported with its position, and that nothing else is lost.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where a reading is not as it should be"
)]

use forge::{
    ALICE_SID, BOB_SID, Ca, ENTRA_OBJECT_ID, Key, Leaf, Name, Part, RevocationList, der, extension, oid,
};
use std::sync::Arc;
use strongmap::certificate::{self, Certificate, Extension, GeneralName, Oid, Reading, Span, ValueCache};
use strongmap::moment::Moment;

fn alice() -> Leaf {
    Leaf::user("alice").sid(ALICE_SID)
}

fn hex(octets: &[u8]) -> String {
    forge::hex(octets)
}

/// What our own reader found. What the strict reader also refuses is tested on its own.
fn defects(reading: &Reading) -> Vec<&'static str> {
    reading.defects.iter().map(|defect| defect.id).filter(|id| *id != "strict-reader-refuses").collect()
}

fn near_misses(certificate: &Certificate) -> Vec<&'static str> {
    certificate.near_misses.iter().map(|miss| miss.id).collect()
}

fn extension<'a>(certificate: &'a Certificate, dotted: &str) -> &'a Extension {
    certificate.extensions.iter().find(|extension| extension.oid.to_string() == dotted).unwrap()
}

fn rows(certificate: &Certificate, dotted: &str) -> Vec<String> {
    extension(certificate, dotted).rows.iter().map(|row| format!("{}: {}", row.label, row.value)).collect()
}

fn slice(der: &[u8], span: Span) -> &[u8] {
    &der[span.offset..span.offset + span.length]
}

#[test]
fn a_sound_certificate_is_read_completely() {
    let leaf = alice().dns("alice.corp.example").uri("https://corp.example/alice");
    let der = leaf.der();
    let reading = certificate::read(&der);
    assert_eq!(defects(&reading), [""; 0]);
    let read = reading.certificate;
    assert_eq!(read.version, 3);
    assert_eq!(read.serial, Some(leaf.own_serial()));
    assert_eq!(read.subject.to_string(), "CN=alice,CN=Users,DC=corp,DC=example");
    assert_eq!(read.subject.common_name(), Some("alice"));
    assert_eq!(slice(&der, read.spans.issuer.unwrap()), leaf.issuer_der());
    assert_eq!(
        read.signature_algorithm.as_ref().map(ToString::to_string).as_deref(),
        Some(oid::ECDSA_SHA256)
    );
    let key = read.public_key.as_ref().unwrap();
    assert_eq!(slice(&der, key.span), leaf.own_key().spki());
    assert_eq!(key.algorithm.to_string(), oid::EC_PUBLIC_KEY);
    assert_eq!(key.bits, Some(256));
    assert_eq!(key.curve.as_ref().map(ToString::to_string).as_deref(), Some(oid::P256));
    assert_eq!(hex(&key.key_sha1.octets()), hex(&leaf.own_key().identifier()));
    assert_eq!(read.ski.as_deref().map(hex), Some(hex(&key.key_sha1.octets())));
    assert_eq!(read.aki.as_ref().map(|aki| aki.len()), Some(20));
    assert_eq!(read.upns().collect::<Vec<_>>(), ["alice@corp.example"]);
    assert_eq!(read.dns_names().collect::<Vec<_>>(), ["alice.corp.example"]);
    assert_eq!(read.eku.as_ref().unwrap()[0].to_string(), oid::CLIENT_AUTH);
    assert_eq!(read.application_policies.as_ref().unwrap()[0].to_string(), oid::CLIENT_AUTH);
    assert_eq!(read.key_usage.unwrap().names().collect::<Vec<_>>(), ["digitalSignature"]);
    assert_eq!((read.cdp.len(), read.aia.len()), (1, 1));
    let template = read.template.as_ref().unwrap();
    assert_eq!(template.oid.as_ref().map(ToString::to_string).as_deref(), Some(oid::CORP_TEMPLATE));
    assert_eq!((template.major, template.minor, &template.name), (Some(100), Some(7), &None));
    let sid = read.sid_extension.as_ref().unwrap();
    assert_eq!((sid.raw.as_str(), sid.standard), (ALICE_SID, true));
    assert_eq!(sid.sid.as_ref().map(ToString::to_string).as_deref(), Some(ALICE_SID));
    assert_eq!(slice(&der, sid.span), extension::sid(ALICE_SID));
    assert_eq!(near_misses(&read), [""; 0]);
    assert!(read.extensions.iter().all(|extension| !extension.rows.is_empty()));
    assert!(!read.is_ca());
}

#[test]
fn facts_are_the_same_with_and_without_rows() {
    let der = alice().der();
    let with = certificate::read(&der);
    let mut without = certificate::read_facts(&der);
    assert!(without.certificate.extensions.iter().all(|extension| extension.rows.is_empty()));
    for (bare, shown) in without.certificate.extensions.iter_mut().zip(&with.certificate.extensions) {
        bare.rows.clone_from(&shown.rows);
    }
    assert_eq!(with, without);
}

#[test]
fn shared_values_are_those_that_are_read_alone() {
    let capabilities = der::sequence([der::sequence([der::oid("2.16.840.1.101.3.4.1.42")])]);
    let whole = alice()
        .policies(&["1.3.6.1.4.1.99999.2"])
        .extension("1.2.840.113549.1.9.15", false, capabilities)
        .der();
    let others = [alice().issued_by(&Ca::root("Other")).der(), Leaf::computer("pc1.corp.example").der()];
    let damaged = (0..whole.len()).map(|place| {
        let mut der = whole.clone();
        der[place] ^= 1;
        der
    });
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let ders: Vec<Vec<u8>> = damaged
        .chain(cut)
        .enumerate()
        .flat_map(|(number, der)| [whole.clone(), der.clone(), der, others[number % 2].clone()])
        .collect();
    let ders: Vec<&[u8]> = ders.iter().map(Vec::as_slice).collect();
    let together = certificate::read_facts_of(&ders, &mut ValueCache::default());
    for (der, reading) in ders.iter().zip(&together) {
        assert_eq!(*reading, certificate::read_facts(der), "{}", hex(der));
    }
    let [first, second] = [0, 4].map(|place| &together[place].certificate);
    let shared = [
        Arc::ptr_eq(first.issuer.as_ref().unwrap(), second.issuer.as_ref().unwrap()),
        Arc::ptr_eq(first.aki.as_ref().unwrap(), second.aki.as_ref().unwrap()),
        Arc::ptr_eq(first.eku.as_ref().unwrap(), second.eku.as_ref().unwrap()),
        Arc::ptr_eq(&first.cdp, &second.cdp),
        Arc::ptr_eq(&first.aia, &second.aia),
        Arc::ptr_eq(&first.policies, &second.policies),
    ];
    assert_eq!(shared, [true; 6]);
}

#[test]
fn a_ca_certificate_is_read() {
    let root = Ca::root("Corp Root CA");
    let read = certificate::read(&root.intermediate("Corp Issuing CA 1").der()).certificate;
    assert!(read.is_ca());
    assert_eq!(read.basic_constraints.unwrap().path_len, Some(0));
    assert_eq!(
        read.key_usage.unwrap().names().collect::<Vec<_>>(),
        ["digitalSignature", "keyCertSign", "cRLSign"]
    );
    assert_eq!(read.template.unwrap().name.as_deref(), Some("SubCA"));
    let read = certificate::read(&root.der()).certificate;
    assert_eq!(Some(&read.subject), read.issuer.as_deref());
    assert_eq!(read.basic_constraints.unwrap().path_len, None);
}

/// What the generator breaks, and the defects that are reported.
const DEFECTS: &[(&str, &[&str])] = &[
    ("trailing-data", &["trailing-data"]),
    ("truncated", &["truncated"]),
    ("truncated-in-extensions", &["truncated"]),
    ("length-not-minimal", &["length-not-minimal"]),
    ("length-indefinite", &["length-indefinite"]),
    ("version-4", &["version-unknown"]),
    ("version-1-with-extensions", &["extensions-before-version-3"]),
    ("serial-negative", &["serial-negative"]),
    ("serial-zero", &["serial-zero"]),
    ("serial-empty", &["serial-empty"]),
    ("serial-too-long", &["serial-too-long"]),
    ("serial-padded", &["serial-padded"]),
    ("signature-algorithms-differ", &["signature-algorithm-differs"]),
    ("issuer-empty", &["issuer-empty"]),
    ("time-without-seconds", &["time-without-seconds"]),
    ("time-without-zone", &["time-without-zone"]),
    ("time-with-offset", &["time-with-offset"]),
    ("time-with-fraction", &["time-generalized-early", "time-with-fraction"]),
    ("time-generalized-too-early", &["time-generalized-early"]),
    ("time-impossible", &["time-unreadable"]),
    ("time-unreadable", &["time-unreadable"]),
    ("time-reversed", &["validity-reversed"]),
    ("name-universal-string", &["name-string-type"]),
    ("name-teletex-string", &["name-string-type"]),
    ("name-bmp-string-odd", &["bmp-string-odd"]),
    ("name-invalid-utf8", &["utf8-broken"]),
    ("name-not-printable", &["printable-string-charset"]),
    ("name-invisible-characters", &["name-hidden-characters"]),
    // A key of an unknown algorithm is no defect.
    ("key-unknown", &[]),
    ("extension-duplicate", &["extension-duplicate", "extension-duplicate"]),
    ("extension-broken", &["unexpected-type"]),
    ("extension-overlong", &["length-overrun"]),
    ("extension-trailing-data", &["trailing-data"]),
    ("extension-false-written-out", &["critical-default-encoded"]),
    ("extensions-empty", &["extensions-empty"]),
    ("signature-empty", &["signature-empty"]),
];

#[test]
fn every_defect_is_named() {
    let mut wrong = Vec::new();
    for made in forge::defect::ALL {
        let found = certificate::read(&(made.make)(alice()));
        check_what_remains(made.id, &found.certificate);
        let expected = DEFECTS.iter().find(|(id, _)| *id == made.id).map(|(_, ids)| *ids);
        if expected != Some(defects(&found).as_slice()) {
            wrong.push(format!("(\"{}\", &{:?}),", made.id, defects(&found)));
        }
    }
    assert!(wrong.is_empty(), "not as expected:\n{}", wrong.join("\n"));
    assert_eq!(DEFECTS.len(), forge::defect::ALL.len());
}

/// Checks that only the broken part is missing.
fn check_what_remains(id: &str, read: &Certificate) {
    let lost = |what: &str| id.contains(what);
    assert!(read.serial.is_some(), "{id}");
    assert!(read.subject.rdns.len() == 4, "{id}: {}", read.subject);
    assert!(read.issuer.as_ref().unwrap().common_name().is_some() || lost("issuer"), "{id}");
    assert!(read.not_before.is_some() || lost("impossible") || lost("unreadable"), "{id}");
    assert!(read.not_after.is_some(), "{id}");
    assert!(read.public_key.is_some(), "{id}");
    assert!(read.signature_algorithm.is_some() || lost("truncated"), "{id}");
    if lost("truncated-in") || lost("extensions-empty") {
        return;
    }
    let sid = read.sid_extension.as_ref().unwrap();
    assert_eq!((sid.raw.as_str(), sid.standard), (ALICE_SID, !lost("duplicate")), "{id}");
    if lost("false-written-out") {
        return;
    }
    assert_eq!(read.upns().collect::<Vec<_>>(), ["alice@corp.example"], "{id}");
    assert_eq!(read.eku.as_ref().unwrap().len(), 1, "{id}");
    assert_eq!(read.key_usage.is_some(), !lost("extension-broken"), "{id}");
    assert!(read.template.is_some() && read.ski.is_some() && read.aki.is_some(), "{id}");
}

/// Almost correct certificates of the generator, and the near misses that are reported.
const NEAR_MISSES: &[(&str, &[&str])] = &[
    ("extension-in-san", &["sid-other-name"]),
    ("extension-binary", &["sid-binary"]),
    ("extension-utf8-string", &["sid-string-type"]),
    ("extension-ia5-string", &["sid-string-type"]),
    ("extension-inner-oid", &["sid-inner-oid"]),
    ("extension-without-sequence", &["sid-missing-wrapper"]),
    ("extension-without-wrapper", &["sid-implicit"]),
    ("extension-implicit-wrapper", &["sid-implicit"]),
    ("extension-bare-text", &["sid-missing-wrapper"]),
    ("extension-trailing-nul", &["sid-trailing"]),
    ("extension-trailing-space", &["sid-trailing"]),
    ("extension-utf16", &["sid-utf16"]),
    ("extension-two-sids", &["sids-differ", "sid-extra-names"]),
    ("extension-twice", &["sid-duplicate-extension", "sids-differ"]),
    ("extension-critical", &["sid-critical"]),
    ("extension-empty", &["sid-invalid"]),
    ("extension-and-uri-differ", &["sids-differ"]),
    ("uris-differ", &["uri-several", "sids-differ"]),
    ("uri-date", &["uri-date"]),
    ("uri-url-prefix", &["uri-prefix"]),
    ("uri-doubled-prefix", &["uri-doubled"]),
    ("uri-case", &["uri-case"]),
    ("uri-lower-case-sid", &["uri-case"]),
    ("uri-leading-space", &["uri-space"]),
    ("uri-inner-space", &["uri-space"]),
    ("uri-trailing-space", &["uri-space"]),
    ("uri-braces", &["uri-braces"]),
    ("uri-without-tag", &["uri-no-tag"]),
    ("uri-bare-sid", &["uri-no-tag"]),
    ("uri-authority", &["uri-wrong-domain"]),
    ("uri-as-dns-name", &["uri-misplaced"]),
    ("variable-intune", &["uri-unresolved"]),
    ("variable-intune-prefixed", &["uri-unresolved"]),
    ("variable-percent", &["uri-unresolved"]),
    ("variable-dollar", &["uri-unresolved"]),
    ("sid-of-entra", &["entra-sid"]),
    ("sid-of-entra-in-uri", &["entra-sid"]),
    ("sid-without-rid", &["sid-truncated"]),
    ("sid-builtin-administrator", &["sid-builtin"]),
    ("sid-builtin-group", &["sid-builtin"]),
    ("sid-well-known", &["sid-wellknown"]),
    ("sid-too-large", &["sid-invalid"]),
    ("sid-leading-zero", &["sid-invalid"]),
    ("sid-cut-off", &["sid-builtin"]),
];

#[test]
fn every_near_miss_is_named() {
    let mut wrong = Vec::new();
    for made in forge::near_miss::ALL {
        let der = (made.make)(Leaf::user("alice")).der();
        let found = certificate::read(&der).certificate;
        let expected = NEAR_MISSES.iter().find(|(id, _)| *id == made.id).map(|(_, ids)| *ids);
        if expected != Some(near_misses(&found).as_slice()) {
            wrong.push(format!("(\"{}\", &{:?}),", made.id, near_misses(&found)));
        }
        for miss in &found.near_misses {
            let span = miss.span.unwrap();
            assert!(span.length > 0 && span.offset + span.length <= der.len(), "{}: {span:?}", made.id);
            assert!(miss.message.ends_with('.') && miss.message.len() < 400, "{}: {}", made.id, miss.message);
        }
    }
    assert!(wrong.is_empty(), "not as expected:\n{}", wrong.join("\n"));
    assert_eq!(NEAR_MISSES.len(), forge::near_miss::ALL.len());
}

#[track_caller]
fn check_near_misses(leaf: Leaf, ids: &[&str], sids: &[&str]) {
    let read = certificate::read(&leaf.der()).certificate;
    assert_eq!(near_misses(&read), ids);
    let extension = read.sid_extension.iter().filter_map(|extension| extension.sid.as_ref());
    let uris = read.san_uris.iter().filter_map(|uri| uri.sid.as_ref());
    assert_eq!(extension.chain(uris).map(ToString::to_string).collect::<Vec<_>>(), sids);
}

#[test]
fn sids_and_variables_in_names_are_reported() {
    let user = || Leaf::user("alice");
    check_near_misses(user().san_uri_sid(ALICE_SID), &[], &[ALICE_SID]);
    check_near_misses(user().sid(ALICE_SID).san_uri_sid(ALICE_SID), &[], &[ALICE_SID, ALICE_SID]);
    check_near_misses(
        user().san_uri_sid(ALICE_SID).san_uri_sid(ALICE_SID),
        &["uri-several"],
        &[ALICE_SID; 2],
    );
    check_near_misses(user().subject(Name::empty().rdn("CN", ALICE_SID)), &["sid-misplaced"], &[]);
    check_near_misses(user().email("{{EmailAddress}}"), &["unresolved-variable"], &[]);
    check_near_misses(user().upn("%username%@corp.example"), &["unresolved-variable"], &[]);
    check_near_misses(user().subject(Name::empty().rdn("CN", "{{UserName}}")), &["unresolved-variable"], &[]);
    check_near_misses(user().dns("laptop-17$"), &[], &[]);
    check_near_misses(user().uri("ldap:///CN=Corp%20CA,CN=Public%20Key%20Services"), &[], &[]);
    let text = extension::other_name("1.2.3", &der::utf8(ALICE_SID));
    check_near_misses(user().general_name(text), &["sid-other-name"], &[]);
    let binary = extension::other_name(oid::SID_OBJECT, &der::octet_string(extension::binary_sid(ALICE_SID)));
    check_near_misses(user().general_name(binary), &["sid-other-name"], &[]);
}

#[test]
fn an_entra_sid_is_shown_with_its_object_id() {
    let read = certificate::read(&Leaf::user("alice").san_uri_sid(forge::ENTRA_SID).der()).certificate;
    assert!(read.near_misses[0].message.contains(ENTRA_OBJECT_ID), "{}", read.near_misses[0].message);
    let read = certificate::read(&Leaf::user("alice").sid(forge::ENTRA_SID).der()).certificate;
    assert!(rows(&read, oid::SID_EXTENSION).iter().any(|row| row.contains(ENTRA_OBJECT_ID)));
}

/// Checks that an extension with this value is shown in these rows, without a defect.
#[track_caller]
fn check_rows(dotted: &str, value: impl AsRef<[u8]>, expected: &[&str]) {
    let reading = certificate::read(&alice().set_extension(dotted, false, value).der());
    assert_eq!(defects(&reading), [""; 0]);
    assert_eq!(rows(&reading.certificate, dotted), expected);
}

#[test]
fn extensions_of_the_standard_are_shown() {
    let country = der::sequence([der::oid("1.3.6.1.5.5.7.9.4"), der::set([der::printable("DE")])]);
    check_rows("2.5.29.9", der::sequence([country]), &["Country of citizenship (1.3.6.1.5.5.7.9.4): DE"]);
    check_rows(
        "2.5.29.16",
        der::sequence([
            der::context_primitive(0, "20250101000000Z"),
            der::context_primitive(1, "20260101000000Z"),
        ]),
        &["Not before: 2025-01-01T00:00:00Z", "Not after: 2026-01-01T00:00:00Z"],
    );
    check_rows(
        "2.5.29.18",
        der::sequence([extension::email("ca@corp.example")]),
        &["Email address: ca@corp.example"],
    );
    let subtree = |name: Vec<u8>| der::sequence([name]);
    check_rows(
        "2.5.29.30",
        der::sequence([
            der::context(0, subtree(extension::dns("corp.example"))),
            der::context(1, subtree(extension::ip(&[10, 0, 0, 0, 255, 0, 0, 0]))),
        ]),
        &["Permitted: DNS name: corp.example", "Excluded: IP address: 10.0.0.0/255.0.0.0"],
    );
    let statement = der::sequence([der::oid(oid::CPS), der::ia5("https://corp.example/cps")]);
    let reference = der::sequence([der::utf8("Corp"), der::sequence([der::integer_of(7)])]);
    let notice = der::sequence([
        der::oid("1.3.6.1.5.5.7.2.2"),
        der::sequence([reference, der::tlv(0x1A, "For employees")]),
    ]);
    check_rows(
        "2.5.29.32",
        der::sequence([der::sequence([der::oid(oid::ANY_POLICY), der::sequence([statement, notice])])]),
        &[
            "Policy: Any policy (2.5.29.32.0)",
            "Practice statement: https://corp.example/cps",
            "Notice from: Corp",
            "Notice number: 7",
            "Notice: For employees",
        ],
    );
    let mapping = der::sequence([der::sequence([der::oid("1.2.3"), der::oid("1.2.4")])]);
    check_rows("2.5.29.33", &mapping, &["Equivalent policies: 1.2.3 and 1.2.4"]);
    check_rows("1.3.6.1.4.1.311.21.11", &mapping, &["Equivalent policies: 1.2.3 and 1.2.4"]);
    let constraints = der::sequence([der::context_primitive(0, [0]), der::context_primitive(1, [2])]);
    let expected =
        ["Explicit policy needed after (certificates): 0", "No policy mapping after (certificates): 2"];
    check_rows("2.5.29.36", &constraints, &expected);
    check_rows("1.3.6.1.4.1.311.21.12", &constraints, &expected);
    check_rows("2.5.29.54", der::integer_of(1), &["Any policy ignored after (certificates): 1"]);
    check_rows(
        "2.5.29.46",
        extension::crl_distribution_points(&["http://corp.example/delta.crl"]),
        &["CRL: URL: http://corp.example/delta.crl"],
    );
    check_rows(
        "2.5.29.35",
        extension::authority_issuer_serial(Name::empty().rdn("CN", "Root"), &[1, 2]),
        &[
            "Issuer of the CA certificate: Directory name: CN=Root",
            "Serial number of the CA certificate: 0102",
        ],
    );
    check_rows(
        "1.3.6.1.5.5.7.1.11",
        extension::authority_info_access(&[("1.3.6.1.5.5.7.48.5", "http://corp.example/".to_owned())]),
        &["CA repository (1.3.6.1.5.5.7.48.5): http://corp.example/"],
    );
}

#[test]
fn extensions_of_microsoft_are_shown() {
    check_rows(oid::CA_VERSION, extension::ca_version(3, 2), &["CA certificate index: 3", "CA key index: 2"]);
    check_rows(
        oid::PREVIOUS_CA_HASH,
        der::octet_string([0xAB; 4]),
        &["Previous CA certificate (SHA-1): abababab"],
    );
    check_rows("1.3.6.1.4.1.311.21.3", der::integer_of(17), &["Number: 17"]);
    check_rows(
        "1.3.6.1.4.1.311.21.4",
        der::utc_time("260101000000Z"),
        &["Next publication: 2026-01-01T00:00:00Z"],
    );
    check_rows("1.3.6.1.4.1.311.20.2", extension::template_v1("Machine"), &["Template: Machine"]);
    check_rows(
        oid::NTDS_REPLICATION,
        der::octet_string([
            0xAF, 0x79, 0x2D, 0xF8, 0x78, 0x12, 0x94, 0x48, 0xAC, 1, 0xD9, 0x0E, 0x30, 0x87, 0x5C, 0xF8,
        ]),
        &["GUID: f82d79af-1278-4894-ac01-d90e30875cf8"],
    );
    check_rows(
        "1.2.840.113556.1.5.284.2",
        [0xAF, 0x79, 0x2D, 0xF8, 0x78, 0x12, 0x94, 0x48, 0xAC, 1, 0xD9, 0x0E, 0x30, 0x87, 0x5C, 0xF8],
        &["GUID: f82d79af-1278-4894-ac01-d90e30875cf8"],
    );
    check_rows("1.2.840.113556.1.5.284.8", "EU", &["Text: EU"]);
    check_rows(
        oid::SMIME_CAPABILITIES,
        der::sequence([
            der::sequence([der::oid("1.2.840.113549.3.2"), der::integer_of(128)]),
            der::sequence([der::oid("2.16.840.1.101.3.4.1.42")]),
        ]),
        &[
            "Capability: RC2 in CBC mode (1.2.840.113549.3.2), 128 bits",
            "Capability: AES-256 in CBC mode (2.16.840.1.101.3.4.1.42)",
        ],
    );
    check_rows(
        oid::EXTENDED_KEY_USAGE,
        extension::oids(&["1.3.6.1.4.1.311.21.30"]),
        &["EKU: Key attestation: endorsement key verified (1.3.6.1.4.1.311.21.30)"],
    );
    check_rows(
        oid::SID_EXTENSION,
        extension::sid(BOB_SID),
        &["SID: S-1-5-21-1496966362-3320961333-4044918980-1106"],
    );
}

#[test]
fn extensions_of_public_cas_are_shown() {
    let sized = |octets: &[u8]| [&u16::try_from(octets.len()).unwrap().to_be_bytes(), octets].concat();
    let milliseconds = 1_739_232_000_000u64.to_be_bytes();
    let timestamp = [&[0][..], &[0x11; 32], &milliseconds, &[0, 0], &[4, 3], &sized(&[1, 2, 3])].concat();
    check_rows(
        "1.3.6.1.4.1.11129.2.4.2",
        der::octet_string(sized(&sized(&timestamp))),
        &[&format!("Log timestamp: 2025-02-11T00:00:00Z by log {} (ECDSA with SHA-256)", "11".repeat(32))],
    );
    check_rows("1.3.6.1.4.1.11129.2.4.3", der::null(), &["Present: yes"]);
    check_rows("1.3.6.1.5.5.7.48.1.5", der::null(), &["Present: yes"]);
    check_rows(
        "1.3.6.1.5.5.7.1.24",
        der::sequence([der::integer_of(5)]),
        &["Feature: status_request (5): the server must staple"],
    );
    let limit = der::sequence([der::printable("EUR"), der::integer_of(5), der::integer_of(3)]);
    check_rows(
        "1.3.6.1.5.5.7.1.3",
        der::sequence([
            der::sequence([der::oid("0.4.0.1862.1.1")]),
            der::sequence([der::oid("0.4.0.1862.1.2"), limit]),
            der::sequence([der::oid("0.4.0.1862.1.3"), der::integer_of(10)]),
        ]),
        &[
            "Statement: Qualified certificate (EU) (0.4.0.1862.1.1)",
            "Limit on the value of transactions (0.4.0.1862.1.2): 5 × 10^3 EUR",
            "Retention period (0.4.0.1862.1.3): 10 years",
        ],
    );
    check_rows("2.16.840.1.113730.1.1", der::named_bits(0b11), &["Type: SSL client, SSL server"]);
    check_rows("2.16.840.1.113730.1.13", der::ia5("made by hand"), &["Text: made by hand"]);
    check_rows(
        "2.23.140.3.1",
        der::sequence([der::printable("NTR"), der::printable("DE"), der::utf8("HRB 1")]),
        &["Register: NTR", "Country: DE", "Number: HRB 1"],
    );
}

#[test]
fn an_unknown_extension_is_shown_whole() {
    check_rows("1.3.6.1.4.1.99999.7", [0xDE, 0xAD], &["Raw value: dead"]);
    check_rows("1.3.6.1.4.1.99999.7", der::utf8("hello"), &["Text: hello", "Raw value: 0c0568656c6c6f"]);
    // What looks like ASN.1 inside an OCTET STRING is not interpreted.
    check_rows("1.3.6.1.4.1.99999.7", der::octet_string(der::utf8("x")), &["Raw value: 04030c0178"]);
    let reading = certificate::read(&alice().set_extension("1.2.3", true, [7; 1000]).der());
    assert!(rows(&reading.certificate, "1.2.3")[0].ends_with("07… (1000 bytes)"));
    assert!(extension(&reading.certificate, "1.2.3").critical);
}

#[test]
fn every_key_usage_bit_has_its_name() {
    for bit in 0..9u16 {
        let read = certificate::read(&alice().key_usage(1 << bit).der()).certificate;
        let usage = read.key_usage.unwrap();
        assert_eq!(usage.names().collect::<Vec<_>>(), [certificate::KeyUsage::NAMES[usize::from(bit)]]);
        assert_eq!(usage.0, 1 << bit);
    }
}

#[test]
fn names_are_read_in_every_string_type() {
    let check = |value: Vec<u8>, text: &str| {
        let subject = Name::empty().rdn_value("CN", &value);
        let read = certificate::read(&alice().subject(subject).der()).certificate;
        assert_eq!(read.subject.common_name(), Some(text));
    };
    check(der::utf8("Grüße"), "Grüße");
    check(der::printable("Corp"), "Corp");
    check(der::ia5("a@corp.example"), "a@corp.example");
    check(der::teletex("André"), "André");
    check(der::tlv(0x14, "André"), "André");
    check(der::bmp("中🔑"), "中🔑");
    check(der::universal("中🔑"), "中🔑");
    check(der::tlv(0x12, "42"), "42");
    check(der::tlv(0x1A, "visible"), "visible");
    check(der::tlv(0x13, "Grüße"), "Grüße");
    check(der::tlv(0x13, b"Gr\xFC\xDFe"), "Grüße");
    check(der::tlv(0x0C, ""), "");
}

#[test]
fn a_slash_does_not_split_a_name() {
    let subject = Name::empty().rdn("O", "Corp/Lab, \"X\" + Y; <z>#\\").rdn("CN", " a/b=c ");
    let read = certificate::read(&alice().subject(subject).der()).certificate;
    assert_eq!(read.subject.rdns.len(), 2);
    assert_eq!(read.subject.to_string(), r#"CN=\ a/b=c\ ,O=Corp/Lab\, \"X\" \+ Y\; \<z\>#\\"#);
}

#[test]
fn no_name_is_lost_among_thousands() {
    let names: Vec<String> = (0..2000).map(|number| format!("host{number}.corp.example")).collect();
    let leaf = names.iter().fold(Leaf::server("a.corp.example"), |leaf, name| leaf.dns(name));
    let read = certificate::read(&leaf.der()).certificate;
    let read: Vec<&str> = read.dns_names().filter(|name| name.starts_with("host")).collect();
    assert_eq!(read, names);
}

#[test]
fn san_entries_of_every_kind_are_read() {
    let leaf = alice()
        .general_name(extension::email("a@corp.example"))
        .general_name(extension::ip(&[10, 1, 2, 3]))
        .general_name(extension::ip(&[0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]))
        .general_name(extension::directory_name(Name::empty().rdn("O", "Corp").rdn("CN", "Alice")))
        .general_name(extension::registered_id("2.999.1"))
        .general_name(der::context(3, der::sequence([[]; 0])))
        .general_name(der::context(5, der::context(1, der::utf8("party"))))
        .general_name(extension::other_name("1.3.6.1.5.5.7.8.5", &der::utf8("a@xmpp.corp.example")))
        .general_name(extension::other_name("1.2.3", &der::integer_of(5)));
    let reading = certificate::read(&leaf.der());
    assert_eq!(defects(&reading), [""; 0]);
    let names: Vec<String> = (reading.certificate.san.iter())
        .map(|name| format!("{}: {}", name.value.kind(), name.value))
        .filter(|name| !name.starts_with("User principal"))
        .collect();
    assert_eq!(
        names,
        [
            "Email address: a@corp.example",
            "IP address: 10.1.2.3",
            "IP address: 2001:db8::1",
            "Directory name: CN=Alice,O=Corp",
            "Registered ID: 2.999.1",
            "X.400 address: 3000",
            "EDI party name: a1070c057061727479",
            "Other name: a@xmpp.corp.example",
            "Other name: 020105",
        ]
    );
    assert!(
        matches!(&reading.certificate.san[0].value, GeneralName::Upn(upn) if upn == "alice@corp.example")
    );
}

#[test]
fn oids_of_any_length_are_read() {
    // An arc of 128 bits, as in OIDs that are made from UUIDs.
    let uuid = [&[0x69, 0x83][..], &[0xFF; 17], &[0x7F]].concat();
    let odd = der::sequence([der::tlv(6, &uuid)]);
    let read =
        certificate::read(&alice().set_extension(oid::EXTENDED_KEY_USAGE, false, odd).der()).certificate;
    assert_eq!(read.eku.unwrap()[0].to_string(), format!("2.25.{}", u128::MAX));
}

#[test]
fn serial_numbers_keep_their_bytes() {
    for serial in [&[0x00, 0xA5][..], &[0xA5], &[0, 0, 1], &[0], &[0xFF, 0xFF], &[1; 25], &[]] {
        let read = certificate::read(&alice().serial(serial).der()).certificate;
        assert_eq!(read.serial.as_deref(), Some(serial));
    }
}

#[test]
fn keys_of_every_kind_have_their_size() {
    let rsa = certificate::read(&alice().key(Key::Rsa2048(0)).der()).certificate.public_key.unwrap();
    assert_eq!((rsa.bits, rsa.curve), (Some(2048), None));
    let spki =
        |algorithm: &str| der::sequence([der::sequence([der::oid(algorithm)]), der::bit_string([0x5A; 32])]);
    let bits = |algorithm: &str| {
        let der = alice().replace(Part::PublicKey, spki(algorithm)).der();
        certificate::read(&der).certificate.public_key.unwrap().bits
    };
    assert_eq!(bits("1.3.101.112"), Some(256));
    assert_eq!(bits("1.3.101.113"), Some(456));
    assert_eq!(bits("2.16.840.1.101.3.4.3.17"), None);
}

#[test]
fn a_constructed_string_is_joined() {
    let value = extension::sid(ALICE_SID);
    let wrapped = der::sequence([der::oid(oid::SID_EXTENSION), der::constructed_octet_string(&value, 7)]);
    let der = alice().replace(Part::Extensions, der::context(3, der::sequence([wrapped]))).der();
    let reading = certificate::read(&der);
    assert_eq!(defects(&reading), ["length-indefinite", "string-in-pieces"]);
    let sid = reading.certificate.sid_extension.unwrap();
    assert_eq!((sid.raw.as_str(), sid.standard), (ALICE_SID, true));
    assert!(sid.span.length > value.len());
}

#[test]
fn the_first_of_two_extensions_counts() {
    let names = der::sequence([extension::upn("bob@corp.example")]);
    let reading = certificate::read(&alice().extension(oid::SUBJECT_ALT_NAME, false, names).der());
    assert_eq!(defects(&reading), ["extension-duplicate"]);
    let read = reading.certificate;
    assert_eq!(read.upns().collect::<Vec<_>>(), ["alice@corp.example"]);
    assert_eq!(read.extensions.last().unwrap().rows[0].value, "bob@corp.example");
    assert_eq!(read.repeated, [Oid::from_content(&[0x55, 0x1d, 0x11])]);
    let all = read.with_all_names.unwrap();
    assert_eq!(all.upns().collect::<Vec<_>>(), ["alice@corp.example", "bob@corp.example"]);
}

#[test]
fn repeated_extensions_matter_only_if_they_differ() {
    let names = der::sequence([extension::upn("alice@corp.example")]);
    let uses = der::sequence([der::oid(oid::CLIENT_AUTH)]);
    let twice = alice().extension(oid::SUBJECT_ALT_NAME, false, names).extension(
        oid::EXTENDED_KEY_USAGE,
        false,
        uses,
    );
    let read = certificate::read(&twice.der()).certificate;
    assert_eq!((read.repeated, read.with_all_names), (vec![], None));
    let other = der::sequence([der::oid(oid::SERVER_AUTH)]);
    let read = certificate::read(&alice().extension(oid::EXTENDED_KEY_USAGE, false, other).der()).certificate;
    assert_eq!((read.repeated.len(), read.with_all_names), (1, None));
}

#[test]
fn a_sid_in_a_second_san_is_reported() {
    let check = |address: &str, misses: &[&str]| {
        let names = der::sequence([extension::uri(address)]);
        let read =
            certificate::read(&alice().extension(oid::SUBJECT_ALT_NAME, false, names).der()).certificate;
        let ids: Vec<&str> = read.near_misses.iter().map(|miss| miss.id).collect();
        assert_eq!((ids.as_slice(), read.san_uris.len()), (misses, 0), "{address}");
        let all = read.with_all_names.unwrap();
        assert_eq!(all.san_uris.len(), usize::from(address.starts_with("tag:")));
    };
    check(&extension::sid_uri(ALICE_SID), &["san-duplicate"]);
    check(&format!("tag:microsoft.com,2022-09-24:sid:{ALICE_SID}"), &["uri-date"]);
    check("https://corp.example/", &[]);
}

#[test]
fn a_request_is_read() {
    let reading = certificate::read_request(&alice().dns("alice.corp.example").request_der());
    assert_eq!(defects(&reading), [""; 0]);
    let read = reading.certificate;
    assert_eq!((read.version, &read.serial, &read.issuer, read.not_after), (1, &None, &None, None));
    assert_eq!(read.subject.common_name(), Some("alice"));
    assert_eq!(read.upns().collect::<Vec<_>>(), ["alice@corp.example"]);
    assert_eq!(read.public_key.unwrap().bits, Some(256));
    assert_eq!(read.signature_algorithm.unwrap().to_string(), oid::ECDSA_SHA256);
}

#[test]
fn windows_attributes_of_a_request_are_shown() {
    let attribute = |kind: &str, value: Vec<u8>| der::sequence([der::oid(kind), der::set([value])]);
    let wanted = der::sequence([der::sequence([
        der::oid(oid::EXTENDED_KEY_USAGE),
        der::octet_string(extension::oids(&[oid::CLIENT_AUTH])),
    ])]);
    let client = der::sequence([
        der::integer_of(5),
        der::utf8("laptop-17.corp.example"),
        der::utf8("CORP\\alice"),
        der::utf8("certreq.exe"),
    ]);
    let provider = der::sequence([
        der::integer_of(1),
        der::bmp("Microsoft Software Key Storage Provider"),
        der::bit_string([]),
    ]);
    let attributes = [
        attribute("1.3.6.1.4.1.311.13.2.3", der::ia5("10.0.22631.2")),
        attribute("1.3.6.1.4.1.311.21.20", client),
        attribute("1.3.6.1.4.1.311.13.2.2", provider),
        attribute(
            "1.3.6.1.4.1.311.13.2.1",
            der::sequence([der::bmp("CertificateTemplate"), der::bmp("User")]),
        ),
        attribute("1.3.6.1.4.1.311.2.1.14", wanted),
    ];
    let der = alice().replace(Part::Extensions, der::context(0, attributes.concat())).request_der();
    let reading = certificate::read_request(&der);
    assert_eq!(defects(&reading), [""; 0]);
    let read = reading.certificate;
    assert_eq!(read.eku.unwrap()[0].to_string(), oid::CLIENT_AUTH);
    let rows: Vec<String> =
        read.attributes.iter().map(|row| format!("{}: {}", row.label, row.value)).collect();
    assert_eq!(
        rows,
        [
            "Operating system of the requester (1.3.6.1.4.1.311.13.2.3): 10.0.22631.2",
            "Client type: 5",
            "Computer: laptop-17.corp.example",
            "User: CORP\\alice",
            "Program: certreq.exe",
            "Key type: exchange",
            "Provider: Microsoft Software Key Storage Provider",
            "Signature: 00",
            "CertificateTemplate: User",
        ]
    );
}

#[test]
fn a_crl_is_read() {
    let ca = Ca::root("Corp Root CA").intermediate("Corp Issuing CA 1");
    let der = RevocationList::of(&ca)
        .dates("2026-01-01T00:00:00Z", Some("2026-01-08T00:00:00Z"))
        .revoke(&[0x2B, 1], "2025-12-01T00:00:00Z", Some(1))
        .revoke(&[0x2B, 2], "2025-12-02T00:00:00Z", None)
        .number(7)
        .der();
    let list = certificate::read_revocation_list(&der);
    assert_eq!(list.defects, []);
    assert_eq!(list.issuer.as_ref().and_then(|name| name.common_name()), Some("Corp Issuing CA 1"));
    assert_eq!(list.this_update, Moment::parse("2026-01-01"));
    assert_eq!(list.next_update, Moment::parse("2026-01-08"));
    assert_eq!((list.number.as_deref(), list.base.as_deref(), list.count()), (Some(&[7][..]), None, 2));
    let entry = |serial| list.entry(serial).map(|it| (it.since.map(|since| since.to_string()), it.reason));
    let since = |day: &str| Some(format!("{day}T00:00:00Z"));
    assert_eq!(entry(&[0x2B, 1]), Some((since("2025-12-01"), Some("keyCompromise"))));
    assert_eq!(entry(&[0x2B, 2]), Some((since("2025-12-02"), None)));
    assert_eq!(entry(&[0x2B, 3]), None);
    let changes = RevocationList::of(&ca).number(9).delta_to(7).der();
    let changes = certificate::read_revocation_list(&changes);
    assert_eq!((changes.number.as_deref(), changes.base.as_deref()), (Some(&[9][..]), Some(&[7][..])));
    assert_eq!(certificate::read_revocation_list(b"no list").count(), 0);
}

#[test]
fn the_first_of_two_extension_requests_counts() {
    let asked = |kind: &str, names: Vec<u8>| {
        let extension =
            der::sequence([der::oid(oid::SUBJECT_ALT_NAME), der::octet_string(der::sequence([names]))]);
        der::sequence([der::oid(kind), der::set([der::sequence([extension])])])
    };
    let attributes = [
        asked("1.2.840.113549.1.9.14", extension::upn("alice@corp.example")),
        asked("1.3.6.1.4.1.311.2.1.14", extension::upn("bob@corp.example")),
    ];
    let der = alice().replace(Part::Extensions, der::context(0, attributes.concat())).request_der();
    let reading = certificate::read_request(&der);
    assert_eq!(defects(&reading), ["extension-duplicate"]);
    let read = reading.certificate;
    assert_eq!(read.upns().collect::<Vec<_>>(), ["alice@corp.example"]);
    assert_eq!(read.extensions.len(), 2);
    assert_eq!(read.extensions[1].rows[0].value, "bob@corp.example");
}

#[test]
fn the_version_is_read_as_it_is_encoded() {
    let check = |content: &[u8], version: u32, ids: &[&str]| {
        let wrapped = der::context(0, der::tlv(0x02, content));
        let reading = certificate::read(&alice().replace(Part::Version, wrapped).der());
        assert_eq!((reading.certificate.version, defects(&reading).as_slice()), (version, ids));
    };
    check(&[2], 3, &[]);
    check(&[3], 4, &["version-unknown"]);
    check(&[0, 0xFF], 256, &["version-unknown"]);
    check(&[0xFF], 256, &["version-unknown"]);
    check(&[0x7F; 5], 3, &["version-unreadable"]);
    check(&[], 3, &["version-unreadable"]);
}

#[test]
fn refusals_of_the_strict_reader_are_reported() {
    let refused =
        |der: &[u8]| certificate::read(der).defects.iter().any(|it| it.id == "strict-reader-refuses");
    let sound = Leaf::user("alice").der();
    assert!(!refused(&sound));
    assert!(refused(&sound[..sound.len() - 1]), "a cut certificate is refused");
    let accepted = Leaf::user("alice").sid(ALICE_SID).sid(BOB_SID);
    assert!(!refused(&accepted.der()), "near misses are no fault of the bytes");
}

#[test]
fn what_is_not_a_certificate_is_reported() {
    let ids = |bytes: &[u8]| defects(&certificate::read(bytes));
    assert_eq!(ids(b""), ["empty"]);
    assert_eq!(ids(b"\x02\x01\x05"), ["unexpected-type"]);
    assert_eq!(ids(b"0"), ["header-broken"]);
    assert_eq!(ids(b"\x30\x00"), ["part-missing"]);
    assert_eq!(certificate::read(b"\x30\x00").certificate.version, 1);
}
