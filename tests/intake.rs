//! Every case of the family `intake` is recognized for what it is, and no private key leaves the reader.
//!
//! `expected.tsv` lists what is in each file, in order. Evidence and the PKCS#12 files have no rows in it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where a file is not as it should be")]

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use strongmap::intake::{Content, File, Item, recognise};

#[test]
fn every_case_is_recognised() {
    let mut wrong = Vec::new();
    for (file, expect) in expected() {
        let found: Vec<(String, String)> = items(&file).iter().filter_map(kind_and_hash).collect();
        // The bytes of a private key never leave the reader, so there is nothing to hash.
        let expect: Vec<(String, String)> = expect
            .into_iter()
            .map(|(kind, hash)| if kind == "private_key" { (kind, String::new()) } else { (kind, hash) })
            .collect();
        if found != expect {
            wrong.push(format!("{file}: {found:#?} instead of {expect:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_gives_an_item_and_spans_lie_inside() {
    for path in forge::cases::files(&folder()) {
        let bytes = std::fs::read(&path).unwrap();
        let items = recognise(File { name: "x", bytes: &bytes }, &[]);
        assert!(!items.is_empty(), "{}", path.display());
        for item in items {
            assert!(!item.origin.is_empty(), "{}", path.display());
            if let (Some(span), true) = (item.span, item.file == "x") {
                assert!(span.offset + span.length <= bytes.len().max(1), "{}: {span:?}", path.display());
            }
        }
    }
}

/// Nothing else is found in these files, so they say why what they list is of no use.
#[test]
fn accounts_that_cannot_be_used_are_explained() {
    let message = |text: &str| {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let [Item { content: Content::Unknown, defects, .. }] = items.as_slice() else { panic!("{items:?}") };
        defects.first().unwrap().message.clone()
    };
    let sid = "S-1-5-21-1-2-3-1105";
    for (text, expect) in [
        (
            format!(
                "DistinguishedName : CN=a,CN=Deleted Objects,DC=x\nDeleted : True\nObjectClass : user\nObjectSid : {sid}\n"
            ),
            "a deleted account",
        ),
        (format!("GroupScope : Global\nObjectClass : group\nSamAccountName : g\nSID : {sid}\n"), "a group"),
        (format!("Name : a\nPrincipalSource : Local\nObjectClass : User\nSID : {sid}\n"), "of one computer"),
        ("User Name: nt authority\\system\nSID: S-1-5-18\n".to_owned(), "the same on every computer"),
        ("User Name: azuread\\alice\nSID: S-1-12-1-1-2-3-4\n".to_owned(), "an account of Entra ID"),
        ("S-1-12-1-1-2-3-4\n".to_owned(), "an account of Entra ID"),
        (
            "\"SamAccountName\",\"UserPrincipalName\"\n\"m?ller\",\"m?ller@corp.example\"\n".to_owned(),
            "letters in its names",
        ),
    ] {
        let message = message(&text);
        assert!(
            message.starts_with("Nothing usable was found. It describes ") && message.contains(expect),
            "{text}{message}"
        );
    }
}

#[test]
fn names_that_lost_letters_are_named() {
    let text = "\"SID\",\"SamAccountName\",\"UserPrincipalName\"\n\"S-1-5-21-1-2-3-1105\",\"mueller\",\"m?ller@corp.example\"\n";
    let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
    let [Item { content: Content::Evidence(facts), defects, .. }] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!((facts.account.sam.as_deref(), &facts.account.upn), (Some("mueller"), &None));
    let [defect] = defects.as_slice() else { panic!("{defects:?}") };
    assert_eq!(defect.id, "name-garbled");
    assert!(defect.message.starts_with("userPrincipalName contains"), "{}", defect.message);
}

/// Bugs of other readers, each with the place where it was reported, as far as they are about containers.
#[test]
fn bugs_of_other_readers_do_not_occur() {
    let der = std::fs::read(folder().join("der/one.cer")).unwrap();
    let pem = forge::text::pem("CERTIFICATE", &der);
    let one = |bytes: &[u8]| {
        let items = recognise(File { name: "x", bytes }, &[]);
        let found: Vec<&Content> = items.iter().map(|item| &item.content).collect();
        assert_eq!(found, [&Content::Certificate(der.clone())], "{items:?}");
    };
    // aws-c-io 280, and four libraries of JavaScript: UTF-16 as PowerShell writes it.
    one(&forge::container::pem::utf16_le(&pem, true));
    one(&forge::container::pem::utf16_be(&pem, false));
    // keystore-explorer 776: a byte order mark before BEGIN.
    one(&forge::container::pem::utf8_marked(&pem));
    // keystore-explorer 5.6.1, @peculiar/x509: leading spaces, everything in one line.
    one(forge::container::pem::prefixed("        ", &pem).as_bytes());
    one(forge::container::pem::one_line(&pem).as_bytes());
    // CyberChef 2005: one key of an unknown type breaks the whole display.
    let unknown_key = forge::text::pem("PRIVATE KEY", &forge::unhex("3010020100300706052b8148ffff0402abcd"));
    let items = recognise(File { name: "x", bytes: format!("{unknown_key}{pem}").as_bytes() }, &[]);
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].content, Content::PrivateKey);
    assert_eq!(items[1].content, Content::Certificate(der.clone()));
    // RustCrypto/formats 779, 830 and 1046, fullsailor/pkcs7 11 and 17, smallstep/pkcs7 51, wolfssl 4625, pyca 12936
    // and 15183: PKCS#7 with indefinite lengths, empty sets of indefinite length, DER and BER mixed.
    let start = "308006092a864886f70d010702a0803080020101 3180 0000 300b 06092a864886f70d010701 a080";
    let message = [&forge::unhex(start)[..], &der, &forge::unhex("0000 3180 0000 0000 0000 0000")].concat();
    one(&message);
    one(forge::container::pem::bare(&message).as_bytes());
}

/// No byte of a private key leaves the reader, however the key is wrapped.
#[test]
fn private_keys_stay_behind() {
    for file in ["key/pkcs8.pem", "key/ec.pem", "key/rsa.pem", "key/with-certificate.pem", "pkcs12/aes.pfx"] {
        let bytes = std::fs::read(folder().join(file)).unwrap();
        let items = recognise(File { name: file, bytes: &bytes }, &["corp"]);
        let keys: Vec<&Item> = items.iter().filter(|item| item.content == Content::PrivateKey).collect();
        assert_eq!(keys.len(), 1, "{file}");
        assert!(keys[0].defects.iter().any(|defect| defect.id == "private-key"), "{file}");
        let text = format!("{items:?}");
        // The secret number comes after seven bytes of framing; the public key, which every certificate shows, comes
        // after it.
        let secret = forge::Key::named("alice").own_format();
        let secret = format!("{:?}", &secret[7..23]);
        assert!(!text.contains(secret.trim_matches(['[', ']'])), "{file}");
    }
}

/// Other forms in which certificates are passed on: each text or file holds the one certificate, and nothing else.
#[test]
fn certificates_are_found_in_many_kinds_of_text() {
    let der = std::fs::read(folder().join("der/one.cer")).unwrap();
    let (pem, base64) = (forge::text::pem("CERTIFICATE", &der), forge::text::base64(&der));
    let (hex, wide) = (forge::hex(&der), |text: &str| forge::container::pem::utf16_le(text, true));
    let each = |form: &dyn Fn(u8) -> String, between: &str| {
        der.iter().map(|byte| form(*byte)).collect::<Vec<_>>().join(between)
    };
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let ways: Vec<(&str, Vec<u8>)> = vec![
        ("no line end at the end", pem.trim_end().into()),
        ("line ends in the wrong order", pem.replace('\n', "\n\r").into()),
        ("tabs in front", pem.replace('\n', "\n\t").into()),
        ("blanks behind", pem.replace('\n', "   \r\n").into()),
        (
            "the marks and all in one line",
            format!("-----BEGIN CERTIFICATE----- {body} -----END CERTIFICATE-----").into(),
        ),
        ("no marks at the end", format!("-----BEGIN CERTIFICATE-----\n{body}").into()),
        ("a vertical tab and a form feed", pem.replace('\n', "\u{b}\u{c}\n").into()),
        ("label of old", forge::text::pem("X509 CERTIFICATE", &der).into()),
        ("UTF-16 with CRLF", wide(&pem.replace('\n', "\r\n"))),
        ("HTML", format!("<pre>{}</pre>", pem.replace('\n', "<br>\n")).into()),
        ("base64url without padding", base64.replace('+', "-").replace('/', "_").replace('=', "").into()),
        (
            "percent-encoded",
            format!("cert={}", base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")).into(),
        ),
        ("JSON of a token", format!("{{\"alg\":\"RS256\",\"x5c\":[\"{base64}\"]}}").into()),
        ("base64 of UTF-16 text of PowerShell", wide(&base64)),
        ("SQL literal", format!("WHERE Cert = X'{hex}'").into()),
        ("SQL of Oracle", format!("HEXTORAW('{}')", hex.to_uppercase()).into()),
        ("PostgreSQL", format!("'\\x{hex}'::bytea").into()),
        ("C# in decimal", format!("new byte[] {{ {} }};", each(&|byte| byte.to_string(), ", ")).into()),
        ("PowerShell, a number a line", each(&|byte| byte.to_string(), "\r\n").into()),
        (
            "PowerShell cast",
            format!("$raw = [byte[]]@({})", each(&|byte| format!("0x{byte:02X}"), ", ")).into(),
        ),
        ("Visual Basic", format!("Array({})", each(&|byte| format!("&H{byte:02X}"), ", ")).into()),
        ("Python", format!("der = b'{}'", each(&|byte| format!("\\x{byte:02x}"), "")).into()),
        ("hyphens, as BitConverter writes", each(&|byte| format!("{byte:02X}"), "-").into()),
        ("ADSI Edit", each(&|byte| format!("\\{byte:02X}"), "").into()),
        (
            "Event Viewer, details",
            format!("In Bytes\r\n\r\n{}", forge::container::dump::certutil(&der)).into(),
        ),
        ("event in XML", format!("<Data Name=\"Certificate\">{}</Data>", hex.to_uppercase()).into()),
        ("policy file of the registry", [&b"PReg\x01\0\0\0"[..], &der, b"]\0"].concat()),
        ("event log in binary form", [&b"ElfFile\0"[..], &[0; 120], &der, &[0; 50]].concat()),
        ("process image", [&b"MZ\x90\0"[..], &[0xcc; 500], &der, &[0x90; 50]].concat()),
        ("LDAP attribute", format!("dn: CN=CA\ncACertificate;binary:: {}\n", base64).into()),
        ("SAML", format!("<ds:X509Certificate>{base64}</ds:X509Certificate>").into()),
        (
            "SAML in base64 lines with entities",
            format!("<X509Certificate>{}</X509Certificate>", forge::text::wrapped(&base64, 76, "&#13;\n"))
                .into(),
        ),
        ("CLIXML", format!("<Objs><Obj><BA N=\"RawCertData\">{base64}</BA></Obj></Objs>").into()),
        (
            "certutil -view, text",
            format!("Row 1:\r\n  Request ID: 0x5 (5)\r\n  Binary Certificate:\r\n{pem}").into(),
        ),
        (
            "certutil -view, csv",
            format!("\"Request ID\",\"Binary Certificate\"\r\n\"5\",\"{pem}\"\r\n").into(),
        ),
        (
            "certutil -dump with PEM",
            format!("X509 Certificate:\r\nVersion: 3\r\n    0000  05 00\r\n{pem}").into(),
        ),
    ];
    let mut wrong = Vec::new();
    for (way, bytes) in ways {
        let items = recognise(File { name: "x", bytes: &bytes }, &[]);
        let found: Vec<&Content> =
            items.iter().map(|item| &item.content).filter(|it| !matches!(it, Content::Evidence(_))).collect();
        if found != [&Content::Certificate(der.clone())] {
            let defects: Vec<_> = items.iter().map(|item| (&item.origin, &item.defects)).collect();
            wrong.push(format!("{way}: {defects:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// PEM labels, and what is in the block; each also with everything in one line.
#[test]
fn the_content_of_pem_counts_not_its_label() {
    let of = |file: &str| std::fs::read(folder().join(file)).unwrap();
    let (certificate, request, list) = (of("der/one.cer"), of("request/der.p10"), of("list/der.crl"));
    let message = of("pkcs7/der.p7b");
    let labels: [(&str, &[u8], &str, usize); 13] = [
        ("CERTIFICATE", &certificate, "certificate", 1),
        ("X509 CERTIFICATE", &certificate, "certificate", 1),
        ("X.509 CERTIFICATE", &certificate, "certificate", 1),
        ("TRUSTED CERTIFICATE", &certificate, "certificate", 1),
        ("CERTIFICATE REQUEST", &request, "request", 1),
        ("NEW CERTIFICATE REQUEST", &request, "request", 1),
        ("X509 CRL", &list, "revocation_list", 1),
        ("CRL", &list, "revocation_list", 1),
        ("PKCS7", &message, "certificate", 3),
        ("PKCS #7 SIGNED DATA", &message, "certificate", 3),
        ("CMS", &message, "certificate", 3),
        // The content counts, not the label.
        ("CERTIFICATE REQUEST", &certificate, "certificate", 1),
        ("JUNK", &certificate, "certificate", 1),
    ];
    for (label, der, kind, count) in labels {
        let pem = forge::text::pem(label, der);
        for text in [forge::container::pem::one_line(&pem), pem] {
            let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
            let kinds: Vec<String> = items.iter().filter_map(kind_and_hash).map(|(kind, _)| kind).collect();
            assert_eq!(kinds, vec![kind; count], "{label}");
        }
    }
}

/// A file that holds no certificate is named, with advice where to get it.
#[test]
fn files_about_certificates_get_advice() {
    let advice = |bytes: &[u8], expect: &str| {
        let items = recognise(File { name: "x", bytes }, &[]);
        let [Item { content: Content::Unknown, defects, .. }] = items.as_slice() else { panic!("{items:?}") };
        assert!(defects.iter().any(|defect| defect.message.contains(expect)), "{defects:?}");
    };
    let store = "My \"Personal\"\r\n================ Certificate 0 ================\r\nX509 Certificate:\r\nVersion: 3\r\n\
                 Public Key: UnusedBits = 0\r\n    0000  30 82 01 0a 02 82 01 01  00 c7 01 02 03 04 05 06   0.......\r\n\
                 Cert Hash(sha1): 9a8b\r\nCertUtil: -store command completed successfully.\r\n";
    advice(store.as_bytes(), "-split");
    advice(&forge::container::pem::utf16_le(store, true), "-split");
    advice(b"X509 Certificate:\r\nVersion: 3\r\n    0000  05 00\r\n", "drop the certificate file");
    advice(b"Row 1:\r\n  Request ID: 0x5 (5)\r\n  Request Common Name: \"alice\"\r\n", "RawCertificate");
    advice(
        b"Thumbprint                                Subject\r\n----------  -------\r\n9A8B  CN=a\r\n",
        "Export-Certificate",
    );
    advice(b"ElfFile\0\0\0\0\0", "export the event as text or XML");
    advice(b"regf\x01\0\0\0", "export the key as a .reg file");
    advice(b"PK\x03\x04\x01\0", "damaged ZIP");
}

/// Profiles of WLAN and EAP name servers and roots.
#[test]
fn network_profiles_are_evidence() {
    let profile =
        forge::container::xml::vpn_profile("vpn.corp.example", "nps01.corp.example", &[[0xcd; 20]], &[]);
    let start = profile.find("<EapHostConfig").unwrap();
    let end = profile.find("</Configuration>").unwrap();
    let eap = &profile[start..end];
    let network = format!(
        "<?xml version=\"1.0\"?><WLANProfile><name>Corp</name><OneX><EAPConfig>{eap}</EAPConfig></OneX></WLANProfile>"
    );
    for (text, origin) in [(network.as_str(), "WLAN profile"), (eap, "EAP configuration")] {
        for bytes in [text.as_bytes().to_vec(), forge::container::pem::utf16_le(text, true)] {
            let items = recognise(File { name: "x", bytes: &bytes }, &[]);
            let [Item { content: Content::Evidence(facts), notes, origin: told, .. }] = items.as_slice()
            else {
                panic!("{items:?}")
            };
            assert_eq!(
                (told.as_str(), facts.client.server_names.as_slice()),
                (origin, &["nps01.corp.example".to_owned()][..])
            );
            assert_eq!(notes.first(), Some(&format!("trusted root (SHA-1): {}", "cd".repeat(20))));
        }
    }
}

fn kind_and_hash(item: &Item) -> Option<(String, String)> {
    let (kind, der): (&str, &[u8]) = match &item.content {
        Content::Certificate(der) => ("certificate", der),
        Content::Request(der) => ("request", der),
        Content::RevocationList(der) => ("revocation_list", der),
        Content::PrivateKey => return Some(("private_key".to_owned(), String::new())),
        Content::Evidence(_) => return None,
        Content::Locked => return Some(("locked".to_owned(), String::new())),
        Content::Unknown => return Some(("unknown".to_owned(), String::new())),
    };
    Some((kind.to_owned(), forge::hex(&Sha256::digest(der))))
}

fn items(file: &str) -> Vec<Item> {
    let bytes = std::fs::read(folder().join(file)).unwrap();
    recognise(File { name: file, bytes: &bytes }, &[])
}

fn expected() -> BTreeMap<String, Vec<(String, String)>> {
    let table = std::fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut expected = BTreeMap::<String, Vec<(String, String)>>::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, kind, hash] = columns[..] else { panic!("{line}") };
        expected.entry(file.to_owned()).or_default().push((kind.to_owned(), hash.to_owned()));
    }
    expected
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/intake")
}
