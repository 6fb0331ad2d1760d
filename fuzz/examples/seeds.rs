//! Fills `corpus/` with the seeds of the fuzzer: the cases of the tests, and lines as administrators write them. `cargo
//! xtask fuzz` runs it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use strongmap::address::share;
use strongmap::catalog::entries;
use strongmap::intake::{Content, File, recognise};

fn main() -> io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("corpus");
    for path in files(&here.join("../tests/cases"))? {
        let bytes = fs::read(&path)?;
        let name =
            path.to_string_lossy().rsplit("tests/cases").next().unwrap_or_default().replace(['/', '\\'], "_");
        seed(&corpus, "intake", &name, &bytes)?;
        if name.starts_with("_intake_pkcs12_") {
            seed(&corpus, "pkcs12", &name, &bytes)?;
        }
        for (number, item) in recognise(File { name: "f", bytes: &bytes }, &[]).into_iter().enumerate() {
            if let Content::Certificate(der) | Content::Request(der) | Content::RevocationList(der) =
                item.content
            {
                for target in ["certificate", "against"] {
                    seed(&corpus, target, &format!("{name}_{number}"), &der)?;
                }
                if let Some(link) = share::write(&der, None) {
                    seed(&corpus, "addresses", &format!("{name}_{number}"), link.as_bytes())?;
                }
            }
        }
    }
    for (target, lines) in [
        ("mapping_strings", MAPPING_STRINGS),
        ("situation", SITUATIONS),
        ("codes", QUERIES),
        ("addresses", ADDRESSES),
    ] {
        for (number, line) in lines.iter().enumerate() {
            seed(&corpus, target, &number.to_string(), line.as_bytes())?;
        }
    }
    for (number, entry) in entries().iter().enumerate().step_by(7) {
        seed(&corpus, "codes", &format!("entry_{number}"), entry.title.as_bytes())?;
    }
    Ok(())
}

const MAPPING_STRINGS: &[&str] = &[
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA 1<SR>3400000007d2a1f5c3b8e4a96d5b0000000007",
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA 1<S>DC=example,DC=corp,CN=Users,CN=alice",
    "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA 1<SID>S-1-5-21-1496966362-3320961333-4044918980-1105",
    "X509:<S>CN=alice",
    "X509:<SKI>0123456789abcdef0123456789abcdef01234567",
    "X509:<SHA1-PUKEY>0123456789abcdef0123456789abcdef01234567",
    "X509:<RFC822>alice@corp.example",
    "Kerberos:alice@corp.example",
    "0123456789abcdef0123456789abcdef01234567; 1.3.6.1.4.1.311.21.8.1, 2.5.29.32.0; UpnSuffix=corp.example",
    "0123456789ABCDEF0123456789ABCDEF01234567; 1.2.3; UpnSuffix=corp.example, example.com; IssuerSubject",
];

const SITUATIONS: &[&str] = &[
    r#"{"today":"2026-11-20T00:00:00Z","scenario":["user-tunnel","wifi-user"]}"#,
    r#"{"account":{"kind":"user","sid":"S-1-5-21-1496966362-3320961333-4044918980-1105","upn":"a@corp.example",
        "sam":"a","dns":null,"created":"2024-03-01T00:00:00Z","alt_security_identities":["X509:<S>CN=a"],
        "key_trust":false,"username_hint":null}}"#,
    r#"{"dc":{"version":"2019","updated":"2025-09","realm":"corp.example","upn_suffixes":[],
        "use_subject_alt_name":null,"enforcement":2,"backdating_seconds":100,
        "name_policy":["0123; 1.2.3; UpnSuffix=corp.example"],"ntauth_has_issuer":true,"nt_auth_bypass":null}}"#,
    r#"{"server_name":"vpn.corp.example","client":{"windows":"11","server_names":[],"has_private_key":null},
        "chain":{"trusted":null,"revoked":true,"crl_reachable":null},"schannel":{"mapping_methods":31},
        "rras":{"cert_auth_flags":4,"root_name":null,"ekus":["1.2.3"]},
        "nps":{"ignore_no_revocation_check":null,"required_policy_oids":[]}}"#,
];

const QUERIES: &[&str] = &[
    "13908",
    "0x80073654",
    "-2146762495",
    "ERROR_IPSEC_IKE_NO_CERT",
    "event 39",
    "reason code 16",
    "Error 853",
    "#/code/ike/13908",
    "no cert",
];

/// Links into the page, and configurations by its administrator.
const ADDRESSES: &[&str] = &[
    "#/",
    "#/code/kdc/39",
    "#/inspect?scenario=wifi-user,kdc&dc=2016,2008r2&enforcement=not-set",
    "#/inspect?updated=2025-09&realm=corp.example&ntauth=yes&trusted=yes&revoked=no&mapping-methods=24",
    "#/inspect?key-storage=tpm&windows=11&realm=a%20b&dc=2019&dc=2016",
    r#"{"organisation":"Contoso IT","support":{"text":"4711","link":"https://desk.example/?a=b"},
        "codes":{"kdc/39":{"note":"a","links":[{"text":"b","href":"c.html"}]}},"preset":"?dc=2019"}"#,
    r#"{"templates":{"1.2.3.4":"VPN user"},"authorities":{"Corp CA 1":"Berlin"},"domains":{"S-1-5-21-1-2-3":"a"}}"#,
];

fn seed(corpus: &Path, target: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    let folder = corpus.join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(self::files(&path)?) } else { files.push(path) }
    }
    Ok(files)
}
