//! Cases about containers and encodings of certificates. Most contain the same three certificates: Alice's, that of the
//! issuing CA and that of the root CA; `expected.tsv` says for every file what must be found, in order.

use super::Case;
use crate::container::directory::{Value, ldif};
use crate::container::store::{Entry, serialized};
use crate::container::zip::{Method, archive};
use crate::container::{dump, pem, pkcs7, xml};
use crate::{ALICE_SID, Ca, Key, Leaf, RevocationList, der, extension, hex, oid, text};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Every case of the family.
pub(super) fn all() -> Vec<Case> {
    let made =
        [pem_files(), bare_files(), dumps(), messages(), stores(), archives(), exports(), others()].concat();
    let mut expected = String::from("file\tkind\tsha256\n");
    let mut cases = Vec::new();
    for File { path, bytes, holds } in made {
        for (kind, der) in holds {
            expected.push_str(&format!("{path}\t{kind}\t{}\n", hex(&Sha256::digest(&der))));
        }
        cases.push(Case { path: format!("intake/{path}"), bytes });
    }
    cases.push(Case { path: "intake/expected.tsv".to_owned(), bytes: expected.into_bytes() });
    cases
}

/// A file, and what must be found in it.
#[derive(Clone)]
struct File {
    path: &'static str,
    bytes: Vec<u8>,
    holds: Vec<(&'static str, Vec<u8>)>,
}

const LABEL: &str = "CERTIFICATE";

/// Made once, because signing takes long in unoptimized builds.
static CHAIN: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| [alice().der(), issuing().der(), root().der()]);

fn pem_files() -> Vec<File> {
    let [one, _, _] = chain();
    let block = text::pem(LABEL, &one);
    // What openssl adds after the certificate: the usages that it is trusted for, and a name.
    let trusted_for = der::sequence([extension::oids(&[oid::CLIENT_AUTH]), der::utf8("Alice")]);
    let dump = "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Serial Number: 2b:00\n";
    let prose = "Hi, here is the certificate you asked for.\n\n";
    vec![
        three("pem/three.pem", chain_pem()),
        single("pem/x509-label.pem", text::pem("X509 CERTIFICATE", &one)),
        single("pem/trusted-label.pem", text::pem("TRUSTED CERTIFICATE", &one)),
        single("pem/trusted-for.pem", text::pem("TRUSTED CERTIFICATE", &der::join([&one, &trusted_for]))),
        single("pem/headers.pem", pem::with_headers(LABEL, &[("X-Note", "from the help desk")], &one)),
        single("pem/long-line.pem", pem::long_line(LABEL, &one)),
        single("pem/width-76.pem", pem::of_width(LABEL, 76, &one)),
        single("pem/width-1.pem", pem::of_width(LABEL, 1, &one)),
        three("pem/one-line.txt", pem::one_line(&chain_pem())),
        three("pem/glued.txt", pem::glued(&chain_pem())),
        three("pem/escaped.json", format!("{{\"ca\":\"{}\"}}\n", pem::escaped(&chain_pem()))),
        three("pem/indented.yaml", format!("ca: |\n{}", pem::prefixed("    ", &chain_pem()))),
        three("pem/quoted.eml", format!("Alice wrote:\n{}", pem::prefixed("> ", &chain_pem()))),
        three("pem/crlf.pem", pem::line_ends("\r\n", &chain_pem())),
        three("pem/cr.pem", pem::line_ends("\r", &chain_pem())),
        three("pem/double-spaced.pem", pem::double_spaced(&chain_pem())),
        single("pem/text-dump.pem", format!("{dump}{block}")),
        single("pem/around.txt", format!("{prose}{block}\nRegards\n-----\nThe help desk\n")),
        single(
            "pem/bag-attributes.pem",
            pem::bag_attributes(
                "Alice",
                "DC = example, CN = alice",
                "DC = example, CN = Corp Issuing CA 1",
                &one,
            ),
        ),
        three("pem/utf8-mark.pem", pem::utf8_marked(&chain_pem())),
        three("pem/utf16-le.pem", pem::utf16_le(&chain_pem(), true)),
        three("pem/utf16-be.pem", pem::utf16_be(&chain_pem(), true)),
        three("pem/utf16-le-unmarked.pem", pem::utf16_le(&chain_pem(), false)),
        three("pem/utf16-be-unmarked.pem", pem::utf16_be(&chain_pem(), false)),
    ]
}

fn bare_files() -> Vec<File> {
    let [one, _, _] = chain();
    vec![
        single("der/one.cer", one.clone()),
        three("der/back-to-back.der", chain().concat()),
        single("der/trailing-zeros.cer", [&one[..], &[0; 7]].concat()),
        single("base64/lines.txt", pem::bare(&one)),
        single("base64/one-line.txt", text::base64(&one)),
        single("base64/url.txt", pem::base64url(&one)),
        single("base64/utf16-le.txt", pem::utf16_le(&pem::bare(&one), true)),
    ]
}

fn dumps() -> Vec<File> {
    let [one, _, _] = chain();
    let store = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SystemCertificates\MY\Certificates";
    let key = format!(r"{store}\{}", hex(&Sha1::digest(&one)).to_uppercase());
    let blob = Entry::new().friendly_name("Alice").certificate(&one).blob();
    let registry = dump::registry_file(&key, "Blob", &blob);
    vec![
        single("hex/certutil.txt", dump::certutil(&one)),
        single("hex/lines.txt", dump::plain_lines(&one)),
        single("hex/solid.txt", hex(&one)),
        single("hex/xxd.txt", dump::xxd(&one)),
        single("hex/colons.txt", dump::colons(&one)),
        single("hex/source.c", dump::source_code(&one)),
        single("hex/array.ps1", dump::powershell(&one)),
        single("hex/decimal.ps1", dump::decimal(&one)),
        single("hex/insert.sql", dump::sql(&one)),
        single("hex/event.xml", dump::event_binary(&one)),
        single("hex/escapes.txt", dump::escapes(&one)),
        single("hex/plain.reg", dump::registry_file(&key, "Certificate", &one)),
        single("hex/blob.reg", pem::utf16_le(&registry, true)),
    ]
}

fn messages() -> Vec<File> {
    let list = RevocationList::of(&issuing()).der();
    let mut with_list =
        three("pkcs7/with-list.p7b", pkcs7::with_revocation_lists(&chain(), std::slice::from_ref(&list)));
    with_list.holds.push(("revocation_list", list));
    let [alice, authority, root] = chain();
    let signed = pkcs7::signed(b"Good morning\n", &issuing(), &[alice.clone(), root.clone()]);
    vec![
        three("pkcs7/der.p7b", pkcs7::certificates(&chain())),
        three("pkcs7/ber.p7b", pkcs7::indefinite(&chain())),
        three("pkcs7/pem.p7b", text::pem("PKCS7", &pkcs7::certificates(&chain()))),
        three("pkcs7/certificate-label.p7b", text::pem(LABEL, &pkcs7::certificates(&chain()))),
        three("pkcs7/base64.p7b", pem::bare(&pkcs7::certificates(&chain()))),
        three("pkcs7/without-content-info.p7c", pkcs7::without_content_info(&chain())),
        three("pkcs7/netscape.p7c", pkcs7::netscape_sequence(&chain())),
        File {
            path: "pkcs7/signed.p7m",
            bytes: signed,
            holds: [authority, alice, root].map(|der| ("certificate", der)).to_vec(),
        },
        with_list,
    ]
}

fn stores() -> Vec<File> {
    let entries: Vec<Entry> = chain().iter().map(|der| Entry::new().certificate(der)).collect();
    let named = Entry::new()
        .key_container("te-CorpUser-2f1c", "Microsoft Platform Crypto Provider")
        .friendly_name("Alice's VPN")
        .certificate(&CHAIN[0]);
    vec![
        three("store/three.sst", serialized(&entries)),
        single("store/properties.sst", serialized(std::slice::from_ref(&named))),
        single("store/blob.bin", named.blob()),
    ]
}

fn archives() -> Vec<File> {
    let [alice, issuing, root] = chain();
    let block = text::pem(LABEL, &root);
    let files = |method| {
        let files = [
            ("alice.cer", method, &alice[..]),
            ("ca/issuing.cer", method, &issuing),
            ("ca/root.pem", method, block.as_bytes()),
        ];
        archive(&files)
    };
    vec![
        three("zip/stored.zip", files(Method::Stored)),
        three("zip/deflated.zip", files(Method::Deflated)),
        three("zip/streamed.zip", files(Method::Streamed)),
    ]
}

fn exports() -> Vec<File> {
    let [one, _, _] = chain();
    let sid = extension::binary_sid(ALICE_SID);
    let reversed: Vec<u8> = alice().own_serial().into_iter().rev().collect();
    let mapping = format!("X509:<I>DC=example,DC=corp,CN=Corp Issuing CA 1<SR>{}", hex(&reversed));
    let user = ldif(
        "CN=alice,CN=Users,DC=corp,DC=example",
        &[
            ("objectClass", Value::Text("user")),
            ("sAMAccountName", Value::Text("alice")),
            ("userPrincipalName", Value::Text("alice@corp.example")),
            ("whenCreated", Value::Text("20240301000000.0Z")),
            ("objectSid", Value::Bytes(&sid)),
            ("altSecurityIdentities", Value::Text(&mapping)),
            ("userCertificate;binary", Value::Bytes(&one)),
        ],
    );
    let textual = ldif(
        "CN=alice,CN=Users,DC=corp,DC=example",
        &[("objectSid", Value::Text(ALICE_SID)), ("userCertificate", Value::Bytes(&one))],
    );
    let authority = ldif(
        "CN=Corp Issuing CA 1,CN=AIA,CN=Public Key Services,CN=Services,CN=Configuration,DC=corp,DC=example",
        &[("cACertificate", Value::Bytes(&CHAIN[1]))],
    );
    let profile =
        xml::vpn_profile("vpn.corp.example", "nps01.corp.example;nps02.corp.example", &[[0xab; 20]], &[]);
    vec![
        single("ldif/user.ldf", user),
        single("ldif/sid-as-text.ldf", textual),
        File {
            path: "ldif/authority.ldf",
            bytes: authority.into_bytes(),
            holds: vec![("certificate", CHAIN[1].clone())],
        },
        single("xml/metadata.xml", xml::metadata("https://login.corp.example/", &one)),
        single("xml/objects.clixml", xml::clixml(&one)),
        File { path: "xml/vpn-profile.xml", bytes: profile.into_bytes(), holds: Vec::new() },
    ]
}

fn others() -> Vec<File> {
    let request = alice().request_der();
    let requests = |path, bytes: Vec<u8>| File { path, bytes, holds: vec![("request", request.clone())] };
    let list = RevocationList::of(&issuing()).revoke(&alice().own_serial(), "2026-10-01T00:00:00Z", Some(1));
    let lists = |path, bytes: Vec<u8>| File { path, bytes, holds: vec![("revocation_list", list.der())] };
    let key = key_of_alice();
    let keys = |path, kind_of_key: &str, der: Vec<u8>| File {
        path,
        bytes: text::pem(kind_of_key, &der).into_bytes(),
        holds: vec![("private_key", der)],
    };
    let mut both = single("key/with-certificate.pem", text::pem(LABEL, &CHAIN[0]) + &key.pem());
    both.holds.push(("private_key", key.pkcs8()));
    vec![
        requests("request/pem.csr", alice().request_pem().into_bytes()),
        requests("request/new.req", text::pem("NEW CERTIFICATE REQUEST", &request).into_bytes()),
        requests("request/der.p10", request.clone()),
        lists("list/pem.crl", list.pem().into_bytes()),
        lists("list/der.crl", list.der()),
        keys("key/pkcs8.pem", "PRIVATE KEY", key.pkcs8()),
        keys("key/ec.pem", "EC PRIVATE KEY", key.own_format()),
        keys("key/rsa.pem", "RSA PRIVATE KEY", Key::Rsa2048(0).own_format()),
        both,
    ]
}

fn root() -> Ca {
    Ca::root("Corp Root CA")
}

fn issuing() -> Ca {
    root().intermediate("Corp Issuing CA 1")
}

fn alice() -> Leaf {
    Leaf::user("alice").key(key_of_alice()).sid(ALICE_SID)
}

fn key_of_alice() -> Key {
    Key::named("alice")
}

fn chain() -> [Vec<u8>; 3] {
    CHAIN.clone()
}

fn chain_pem() -> String {
    chain().iter().map(|der| text::pem(LABEL, der)).collect()
}

fn single(path: &'static str, bytes: impl Into<Vec<u8>>) -> File {
    File { path, bytes: bytes.into(), holds: vec![("certificate", CHAIN[0].clone())] }
}

fn three(path: &'static str, bytes: impl Into<Vec<u8>>) -> File {
    File { path, bytes: bytes.into(), holds: chain().map(|der| ("certificate", der)).to_vec() }
}
