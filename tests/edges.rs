//! The boundary of each rule: what it says on either side.
//!
//! The cases under `tests/cases` show every rule met and broken; here are the last certificates that a rule accepts and
//! the first that it does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use forge::{Ca, Leaf, oid};
use strongmap::catalog::Confidence::{Documented, Inferred};
use strongmap::certificate::{
    Attribute, BasicConstraints, Certificate, GeneralName, KeyUsage, Located, Name, Oid, PublicKey, Span,
    Template, read,
};
use strongmap::mapping::{self, decide};
use strongmap::moment::Moment;
use strongmap::prediction::{Outcome, Prediction, Role, Term, likely_scenarios, predict, role};
use strongmap::rules::{self, Case, Gate, Look, Verdict, Weight};
use strongmap::situation::Scenario::{self, *};
use strongmap::situation::{Situation, from_json};

const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1];
const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1];
const CLIENT: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 2];
const SERVER: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 1];
const MAIL: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 4];
const ANY: &[u8] = &[0x55, 0x1D, 0x25, 0];

#[test]
fn validity_is_checked_to_the_second() {
    let today = Some(Moment::day(2026, 11, 20));
    let on = r#""today":"2026-11-20T00:00:00Z""#;
    let second = |by| today.map(|today: Moment| today.plus_seconds(by));
    let lives = |not_before, not_after| Certificate { not_before, not_after, ..named("a") };
    for (by, expect) in [(0, "met"), (-1, "The certificate expired on 19 November 2026, 23:59 UTC.")] {
        check("expired", &of(lives(None, second(by))), UserTunnel, on, expect);
    }
    for (by, expect) in [(0, "met"), (1, "The certificate is not valid before 20 November 2026, 00:00 UTC.")]
    {
        check("not-yet-valid", &of(lives(second(by), None)), UserTunnel, on, expect);
    }
    for (begins, ends, expect) in [
        (0, 0, "met"),
        (-9, -1, "The CA certificate a expired on 19 November 2026, 23:59 UTC."),
        (1, 9, "The CA certificate a is not valid before 20 November 2026, 00:00 UTC."),
    ] {
        let it = Given { chain: vec![lives(second(begins), second(ends))], ..of(named("b")) };
        check("issuer-expired", &it, UserTunnel, on, expect);
    }
    for (ends, outlives) in [(0, false), (1, true)] {
        let it = Given { chain: vec![lives(None, today)], ..of(lives(None, second(ends))) };
        assert_eq!(said("outlives-issuer", &it, UserTunnel, on) != "met", outlives);
    }
    let undated = of(lives(today, None));
    assert!(asks(&undated, DeviceTunnel, "").contains(&"today"), "the day could lie before its beginning");
}

#[test]
fn sizes_of_keys_names_and_chains_are_limited() {
    let key = |algorithm: &[u8], bits| {
        let key = PublicKey {
            algorithm: Oid::from_content(algorithm),
            bits: Some(bits),
            curve: None,
            spki_sha1: [1; 20].into(),
            key_sha1: [2; 20].into(),
            span: Span::default(),
        };
        of(Certificate { public_key: Some(key), ..named("a") })
    };
    check("big-chain", &key(RSA, 4096), UserTunnel, "", "The RSA key has 4096 bits.");
    check("big-chain", &key(RSA, 4095), UserTunnel, "", "met");
    check("big-chain", &key(EC, 4096), UserTunnel, "", "met");
    check("weak-key", &key(RSA, 1023), UserTunnel, "", "The RSA key has 1023 bits.");
    check("weak-key", &key(RSA, 1024), UserTunnel, "", "met");
    check("weak-key", &key(EC, 256), UserTunnel, "", "met");
    let above = |bits| Given { chain: vec![key(RSA, bits).certificate], ..key(RSA, 2048) };
    check("weak-key", &above(768), Ikev2Server, "", "The RSA key of the CA a has 768 bits.");
    check("weak-key", &above(1024), Ikev2Server, "", "met");
    let fixes = |it: &Given| {
        let remedies = predicted(it, Ikev2Server, "").remedies.into_iter();
        remedies.map(|remedy| remedy.title).filter(|title| title.contains("key")).collect::<Vec<_>>()
    };
    assert_eq!(fixes(&key(RSA, 768)), ["Reissue with a longer key"]);
    assert_eq!(fixes(&above(768)), ["Renew the CA certificate with a longer key"]);
    let names = |count| of(dns(&vec!["a.example"; count]));
    check("big-chain", &names(20), UserTunnel, "", "met");
    check("big-chain", &names(21), UserTunnel, "", "The SAN has 21 names.");
    let below = |count| {
        let authority = Certificate { issuer: Some(name("Root").into()), ..named("CA") };
        let mut chain = vec![authority; count];
        chain.push(Certificate { issuer: Some(name("Root").into()), ..named("Root") });
        Given { chain, ..of(named("a")) }
    };
    check("big-chain", &below(2), UserTunnel, "", "met");
    check("big-chain", &below(3), UserTunnel, "", "There are 3 CAs between the certificate and its root CA.");
}

#[test]
fn revocation_rules_depend_on_url_and_scenario() {
    let at = |address: &str| of(Certificate { cdp: [address.into()].into(), ..named("a") });
    let (public, internal) = ("http://pki.example/a.crl", "http://pki.corp/a.crl");
    let (directory, elsewhere) = ("ldap:///CN=a", "ldap://dc1.corp.example/CN=a");
    for (scenario, address, told, expect) in [
        (Ikev2Server, directory, "", "met"),
        (SstpServer, public, "", "takes crl-reachable for granted"),
        (SstpServer, internal, "", "aside"),
        (UserTunnel, internal, "", "takes crl-reachable for granted"),
        (UserTunnel, directory, "", "asks crl-reachable"),
        (UserTunnel, elsewhere, "", "asks crl-reachable"),
        (
            UserTunnel,
            public,
            r#""chain":{"crl_reachable":false}"#,
            "The computer that checks the certificate cannot download a current CRL.",
        ),
        (UserTunnel, directory, r#""chain":{"crl_reachable":true}"#, "met"),
    ] {
        check("crl-unreachable", &at(address), scenario, told, expect);
    }
    let inside = "The CRL is on a server that is known only in the internal network.";
    let ldap = "The CRL has no HTTP URL, only one in the directory or on a file share.";
    let unless = |text: &str| format!("{text} Unless crl-reachable.");
    for (scenario, address, told, expect) in [
        (SmartCard, internal, "", "met".to_owned()),
        (SmartCard, directory, "", ldap.to_owned()),
        (SstpServer, public, "", "met".to_owned()),
        (SstpServer, internal, "", unless(inside)),
        (SstpServer, elsewhere, "", unless(ldap)),
        (SstpServer, internal, r#""chain":{"crl_reachable":false}"#, inside.to_owned()),
        (SstpServer, internal, r#""chain":{"crl_reachable":true}"#, "met".to_owned()),
    ] {
        check("http-crl-missing", &at(address), scenario, told, &expect);
    }
    for (host, is_public) in [
        ("192.0.2.7", true),
        ("10.1.2.3", false),
        ("192.168.1.10:8080", false),
        ("127.0.0.1", false),
        ("pki.corp.local.", false),
        ("pki.home.arpa", false),
        ("pki.corp.example.", true),
    ] {
        let said = said("http-crl-missing", &at(&format!("http://{host}/a.crl")), SstpServer, "");
        assert_eq!(said == "met", is_public, "{host}: {said}");
    }
    let nowhere = of(Certificate { issuer: Some(name("CA").into()), ..named("a") });
    let silent = "The certificate has no CRL distribution point and no OCSP URL.";
    for (told, expect) in [
        ("", "asks cert-auth-flags"),
        (r#""rras":{"cert_auth_flags":3}"#, "met"),
        (r#""rras":{"cert_auth_flags":4}"#, silent),
    ] {
        check("revocation-location-missing", &nowhere, DeviceTunnel, told, expect);
    }
    let flags = |flags: &str| format!(r#""chain":{{"revoked":true}},"rras":{{"cert_auth_flags":{flags}}}"#);
    for (scenario, told, expect) in [
        (
            DeviceTunnel,
            flags("3"),
            "The certificate is revoked, but the VPN server does not check revocation.",
        ),
        (DeviceTunnel, flags("5"), "The certificate is revoked, and the VPN server checks revocation."),
        (
            DeviceTunnel,
            flags("null"),
            "The certificate is revoked, but by default the VPN server does not check revocation. Unless cert-auth-flags.",
        ),
        (
            Ikev2Server,
            flags("5"),
            "The certificate is revoked, but IKEv2 clients do not normally check revocation.",
        ),
        (NpsServer, flags("5"), "The certificate is revoked."),
    ] {
        check("revoked", &at(public), scenario, &told, expect);
    }
}

#[test]
fn server_names_are_matched() {
    let told = r#""server_name":"vpn.corp.example""#;
    let wild = "*.corp.example";
    let ip = Certificate { san: vec![at(GeneralName::Ip("192.0.2.1".into()))], ..named("a") };
    let by_ip = r#""server_name":"192.0.2.1""#;
    check("name-mismatch", &of(dns(&["vpn.corp.example"])), Ikev2Server, told, "met");
    check("name-mismatch", &of(dns(&[wild])), Ikev2Server, told, "aside");
    check("name-mismatch", &of(dns(&[wild])), SstpServer, told, "met");
    let by_url = r#""server_name":"https://vpn.corp.example/""#;
    for told in [told, by_url] {
        check(
            "wildcard-name",
            &of(dns(&[wild, "a"])),
            Ikev2Server,
            told,
            "The certificate name is *.corp.example.",
        );
    }
    check("name-mismatch", &of(ip.clone()), Ikev2Server, by_ip, "aside");
    check("name-mismatch", &of(ip), SstpServer, by_ip, "met");
    check("name-mismatch", &of(dns(&["a"])), SstpServer, "", "asks server-name");
    let nps = of(dns(&["nps01.corp.example"]));
    for (listed, expect) in [
        (
            "nps.*[.]corp[.]example",
            "Clients expect a name that matches the pattern nps.*[.]corp[.]example. Patterns of this kind are not evaluated here.",
        ),
        ("nps.*\\\\.corp\\\\.example", "met"),
        ("a;NPS01.corp.example", "met"),
        ("radius.*", "Clients expect radius.*. The certificate contains nps01.corp.example."),
    ] {
        let told = format!(r#""client":{{"server_names":["{listed}"],"windows":"11"}}"#);
        check("server-name-not-listed", &nps, NpsServer, &told, expect);
        let minds_case = listed.contains("NPS");
        assert_eq!(said("server-name-case", &nps, NpsServer, &told) != "met", minds_case, "{listed}");
    }
    for (told, expect) in [
        ("", "asks server-name"),
        (" ", "asks server-name"),
        ("a", "met"),
        ("a:443", "met"),
        ("https://a:443/path?x", "met"),
        ("a/path", "met"),
        ("fe80::1", "Clients connect to fe80::1. The certificate contains a."),
        ("[fe80::1]:443", "Clients connect to fe80::1. The certificate contains a."),
    ] {
        let told = format!(r#""server_name":"{told}""#);
        check("name-mismatch", &of(dns(&["a"])), SstpServer, &told, expect);
    }
    let v6 = of(Certificate { san: vec![at(GeneralName::Ip("2001:db8::1".into()))], ..named("a") });
    for address in ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "[2001:db8::1]", "https://[2001:db8:0::1]:443/"] {
        let told = format!(r#""server_name":"{address}""#);
        check("name-mismatch", &v6, SstpServer, &told, "met");
        check("name-mismatch", &v6, Ikev2Server, &told, "aside");
    }
    check(
        "name-mismatch",
        &v6,
        SstpServer,
        r#""server_name":"2001:db8::2""#,
        "Clients connect to 2001:db8::2. The certificate contains a.",
    );
    // The server that clients of a tunnel connect to is not the one that authenticates them.
    let server = of(read(&Leaf::server("nps01.corp.example").der()).certificate);
    let missing = "The SAN does not contain vpn.corp.example.";
    let or_vpn =
        "If that is the VPN server, the name of the NPS server belongs there instead. Unless server-names.";
    let or_pattern = r"Whether it matches the pattern ^nps[0-9]+\.corp\.example$ is not evaluated here.";
    for (listed, expect, outcome) in [
        ("", format!("{missing} {or_vpn}"), Outcome::ConnectsWithWarning),
        ("radius.*;NPS01.corp.example", "met".to_owned(), Outcome::ConnectsWithWarning),
        (r"nps.*\\.corp\\.example", "met".to_owned(), Outcome::Connects),
        (r"^nps[0-9]+\\.corp\\.example$", format!("{missing} {or_pattern}"), Outcome::ConnectsWithWarning),
        ("radius.*", missing.to_owned(), Outcome::Fails),
    ] {
        let told = format!(r#"{told},"client":{{"server_names":["{listed}"]}}"#);
        check("san-without-server-name", &nps, NpsServer, &told, &expect);
        let prediction = predicted(&server, NpsServer, &told);
        assert_eq!(prediction.outcome, outcome, "{told}: {prediction:?}");
        let asked = prediction.questions.iter().any(|it| it.id == "server-names");
        assert_eq!(asked, listed.is_empty(), "{told}");
    }
    for told in [r#""server_name":"https://nps01.corp.example/""#, r#""server_name":"nps01.corp.example.""#] {
        check("san-without-server-name", &nps, NpsServer, told, "met");
    }
    let cn = |common: &str, name: &str| {
        let san = vec![at(GeneralName::Dns(name.into()))];
        of(Certificate { san, ..named(common) })
    };
    let broken = "The certificate name is *.corp.example.";
    check("wildcard-name", &cn("nps.corp.example", wild), NpsServer, "", "met");
    check("wildcard-name", &cn(wild, "nps.corp.example"), NpsServer, "", broken);
    check("wildcard-name", &cn("nps.corp.example", wild), NpsServer, told, "met");
    check("wildcard-name", &of(dns(&[wild])), Ikev2Server, "", broken);
    check("wildcard-name", &of(dns(&[wild, "vpn.corp.example"])), Ikev2Server, "", "met");
    check("wildcard-name", &of(dns(&[wild, "vpn.corp.example"])), Ikev2Server, told, "met");
    check("wildcard-name", &of(dns(&[wild, "a.corp.example"])), Ikev2Server, told, broken);

    let (own, none) = (r#""account":{"dns":"pc1.corp.example"}"#, "contains the DNS name of a computer.");
    check("dns-name-missing", &of(dns(&["PC1.corp.example"])), DeviceTunnel, own, "met");
    check("dns-name-missing", &of(dns(&["pc1.corp.example"])), DeviceTunnel, "", "met");
    assert!(said("dns-name-missing", &of(dns(&["pc1"])), DeviceTunnel, "").ends_with(none));
    // A host name alone is in no domain.
    let prediction = predicted(&of(dns(&["pc1"])), WifiComputer, "");
    assert_eq!(
        (prediction.outcome, prediction.because.as_slice()),
        (Outcome::Fails, &["sid-absent", "dns-name-missing"][..])
    );
    let other = said("dns-name-missing", &of(dns(&["pc2.corp.example"])), DeviceTunnel, own);
    assert!(other.ends_with("contains pc1.corp.example."), "{other}");
    for (names, expect) in [
        (&["dc1.corp.example", "corp.example"][..], "takes dc-realm for granted"),
        (&["dc1.corp.example", "other.example"], "asks dc-realm"),
        (&["dc1.corp.example"], "asks dc-realm"),
        (&["dc1"], "asks dc-realm"),
    ] {
        check("domain-name-missing", &of(dns(names)), Kdc, "", expect);
    }
}

#[test]
fn rules_depend_on_the_kind_of_account() {
    let nobody = of(named("a"));
    let broken = |rule: &str, told: &str| said(rule, &nobody, IpsecAccountMapping, told) != "met";
    let of_kind = |kind: &str| format!(r#""account":{{"kind":"{kind}","username_hint":""}}"#);
    for (kind, computer) in [("computer", true), ("user", false)] {
        assert_eq!(broken("dns-name-missing", &of_kind(kind)), computer, "{kind}");
        assert_eq!(broken("upn-missing", &of_kind(kind)), !computer, "{kind}");
    }
    assert!(broken("dns-name-missing", r#""account":{"username_hint":""}"#), "IPsec is between computers");

    let own = Certificate { issuer: Some(name("a").into()), ..named("a") };
    let registered = r#""account":{"key_trust":true}"#;
    let untrusted = |key: &str| format!(r#""chain":{{"trusted":false}},"account":{{"key_trust":{key}}}"#);
    let fault = "The certificate is self-signed and not in the trusted root store.";
    check("self-signed", &of(own.clone()), SmartCard, registered, "aside");
    check("self-signed", &of(own.clone()), SmartCard, &untrusted("false"), fault);
    check("self-signed", &of(own.clone()), UserTunnel, &untrusted("true"), fault);
    check("self-signed", &of(own), UserTunnel, r#""chain":{"trusted":true}"#, "met");
    check("self-signed", &of(named("a")), SmartCard, &untrusted("false"), "met");

    let any = of(Certificate { eku: Some([Oid::from_content(ANY)].into()), ..named("a") });
    check("purpose-not-explicit", &any, SmartCard, "", "met");
    let fault = "The EKU allows any purpose, but Server Authentication is not listed explicitly.";
    check("purpose-not-explicit", &any, Ikev2Server, "", fault);

    let made_from = |template: &str| {
        let template = Template { name: Some(template.to_owned()), ..Template::default() };
        of(Certificate { template: Some(template), ..named("a") })
    };
    let fault = "The certificate was issued from the template User, which is for users.";
    check("user-certificate-for-device", &made_from("user"), DeviceTunnel, "", fault);
    check("dns-name-missing", &made_from("User"), DeviceTunnel, "", "aside");
    for template in ["Machine", "CorpVpnUser"] {
        check("user-certificate-for-device", &made_from(template), DeviceTunnel, "", "met");
    }

    let unexpected =
        |template, scenario, told| said("template-unexpected", &made_from(template), scenario, told) != "met";
    for (scenario, told, computer) in [
        (WifiComputer, "", true),
        (WifiUser, "", false),
        (WifiComputer, r#""account":{"kind":"user"}"#, false),
        (DeviceTunnel, r#""account":{"kind":"user"}"#, true),
        (WifiUser, r#""account":{"sam":"PC1$"}"#, true),
    ] {
        assert_eq!(unexpected("User", scenario, told), computer, "{} {told}", scenario.name());
        assert_eq!(unexpected("Machine", scenario, told), !computer, "{} {told}", scenario.name());
    }

    // To a TLS server, a wrong name is still a wrong name.
    let alice = of(upn(&["a@corp.example"], "a"));
    let other = r#""account":{"upn":"b@corp.example"},"today":"2026-11-20T00:00:00Z""#;
    check("mapping-methods", &alice, LdapsClient, other, "met");
    assert_ne!(said("name-of-another", &alice, LdapsClient, other), "met");
}

#[test]
fn root_cas_are_compared_by_name() {
    let root = |number| Certificate {
        sha256: [number; 32],
        issuer: Some(name("Root").into()),
        basic_constraints: Some(BasicConstraints { ca: true, path_len: None }),
        ..named("Root")
    };
    let leaf = Certificate { sha256: [9; 32], issuer: Some(name("Root").into()), ..named("a") };
    let crossed = Certificate { issuer: Some(name("Other").into()), ..root(2) };
    let other = Certificate { issuer: Some(name("Other").into()), subject: name("Other"), ..root(2) };
    let no_authority = Certificate { basic_constraints: None, ..root(2) };
    for (second, expect) in [
        (root(2), "2 root CAs have the name Root."),
        (root(1), "met"),
        (crossed, "met"),
        (other, "met"),
        (no_authority, "met"),
    ] {
        let it = Given { chain: vec![root(1)], others: vec![second], ..of(leaf.clone()) };
        check("roots-of-one-name", &it, DeviceTunnel, "", expect);
    }
    let accepts = r#""rras":{"root_name":"Other Root"}"#;
    let authority = Certificate { issuer: Some(name("Root").into()), ..named("CA") };
    let it = Given { chain: vec![authority.clone()], ..of(leaf.clone()) };
    check("root-name-not-accepted", &it, DeviceTunnel, accepts, "takes root-name for granted");
    check(
        "root-name-not-accepted",
        &it,
        DeviceTunnel,
        r#""rras":{"root_name":" "}"#,
        "takes root-name for granted",
    );
    let it = Given { chain: vec![authority, root(1)], ..of(leaf) };
    let fault = "The root CA is Root. The VPN server accepts Other Root.";
    check("root-name-not-accepted", &it, DeviceTunnel, accepts, fault);
}

#[test]
fn the_ekus_of_a_ca_limit_the_certificate() {
    let with_purposes = |it: Certificate, purposes: &[&[u8]]| Certificate {
        eku: Some(purposes.iter().map(|purpose| Oid::from_content(purpose)).collect()),
        ..it
    };
    let below = |own: &[&[u8]], above: &[&[u8]]| Given {
        chain: vec![with_purposes(named("CA"), above)],
        ..of(with_purposes(named("a"), own))
    };
    for scenario in [Kdc, IpsecAccountMapping] {
        for (own, above, is_met) in [
            (&[CLIENT][..], &[MAIL][..], false),
            (&[CLIENT], &[MAIL, CLIENT], true),
            (&[CLIENT], &[ANY], true),
            (&[ANY], &[MAIL], true),
        ] {
            let met = said("issuer-purposes", &below(own, above), scenario, "") == "met";
            assert_eq!(met, is_met, "{own:?} below {above:?} in {}", scenario.name());
        }
        check(
            "issuer-purposes",
            &Given { chain: vec![named("CA")], ..below(&[CLIENT], &[]) },
            scenario,
            "",
            "met",
        );
    }
}

/// If a CA certificate was dropped by mistake, it need not be reissued, whatever else it lacks.
#[test]
fn a_ca_certificate_is_reported_as_that_only() {
    let root = of(Certificate {
        issuer: Some(name("Root").into()),
        basic_constraints: Some(BasicConstraints { ca: true, path_len: None }),
        key_usage: Some(KeyUsage(0b110_0000)),
        ..named("Root")
    });
    for scenario in Scenario::ALL {
        let prediction = predicted(&root, scenario, r#""today":"2026-11-20T00:00:00Z""#);
        assert_eq!(prediction.because, ["is-ca"], "{}", scenario.name());
        assert_eq!((prediction.outcome, prediction.gate), (Outcome::Fails, Some(Gate::Chain)));
        let titles: Vec<&str> = prediction.remedies.iter().map(|remedy| remedy.title.as_str()).collect();
        assert_eq!(titles, ["Use the user, computer or server certificate instead"]);
    }
}

/// Whoever renews an expired certificate that also lacks a strong mapping must learn of both, and must not map the one
/// to be renewed.
#[test]
fn remedies_cover_the_next_failure_too() {
    let alice = Leaf::user("alice").upn("alice@corp.example");
    let it = of(read(&alice.valid("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z").der()).certificate);
    let titles = |told: &str| -> Vec<(String, Term)> {
        let remedies = predicted(&it, UserTunnel, told).remedies;
        remedies.into_iter().map(|remedy| (remedy.title, remedy.term)).collect()
    };
    let expired = titles(r#""today":"2026-11-20T00:00:00Z""#);
    assert_eq!(expired[0].0, "Renew the certificate");
    assert!(expired.len() > 1 && expired[1..].iter().all(|(_, term)| *term == Term::Later), "{expired:?}");
    let weak = titles(r#""today":"2025-12-20T00:00:00Z""#);
    assert!(weak.iter().any(|(_, term)| *term == Term::Temporary), "{weak:?}");
    let lasting: Vec<_> =
        weak.iter().filter(|(_, term)| *term == Term::Permanent).map(|(title, _)| title).collect();
    assert_eq!(lasting, expired[1..].iter().map(|(title, _)| title).collect::<Vec<_>>());
}

/// If the account's UPN is not known, a suspicious suffix is a warning, since the account may have it.
#[test]
fn an_unlikely_upn_suffix_is_reported() {
    let check = |name: &str, told: &str, expect: &str| {
        let it = of(upn(&[name], "a"));
        let said = said("upn-suffix-foreign", &it, UserTunnel, told);
        assert!(if expect == "met" { said == "met" } else { said.contains(expect) }, "{name} {told}: {said}");
    };
    let cloud = "a@corp.onmicrosoft.com";
    check(cloud, "", "is from Entra ID");
    check(cloud, r#""account":{"upn":"a@corp.onmicrosoft.com"}"#, "met");
    check(cloud, r#""dc":{"upn_suffixes":["corp.onmicrosoft.com"]}"#, "met");
    check("a@other.example", r#""dc":{"realm":"corp.example"}"#, "met");
    let told = r#""dc":{"realm":"corp.example","upn_suffixes":["Corp.com"]}"#;
    check("a@other.example", told, "is not one of the suffixes you entered");
    check("a@corp.COM", told, "met");
    check("a@corp.example", told, "met");
    let alice = Leaf::user("alice").upn(cloud).sid(forge::ALICE_SID);
    let prediction =
        predicted(&of(read(&alice.der()).certificate), UserTunnel, r#""today":"2026-11-20T00:00:00Z""#);
    assert_eq!(prediction.outcome, Outcome::ConnectsWithWarning, "{prediction:?}");
}

#[test]
fn rivals_share_a_name_and_are_valid() {
    let today = Moment::day(2026, 11, 20);
    let told = r#""today":"2026-11-20T00:00:00Z""#;
    let client = |it: Certificate| Certificate { eku: Some([Oid::from_content(CLIENT)].into()), ..it };
    let rivals = |scenario, own: &Certificate, other: Certificate| {
        let other = Certificate { sha256: [2; 32], ..client(other) };
        said("rivals", &Given { others: vec![other], ..of(client(own.clone())) }, scenario, told) != "met"
    };
    let alice = upn(&["a@corp.example"], "a");
    for (other, expect) in [
        (upn(&["A@corp.example"], "x"), true),
        (upn(&["b@corp.example"], "x"), false),
        (upn(&["b@corp.example"], "a"), true),
        (named("a"), true),
        (named("x"), false),
        (Certificate { not_after: Some(today), ..alice.clone() }, true),
        (Certificate { not_after: Some(today.plus_seconds(-1)), ..alice.clone() }, false),
        (Certificate { not_before: Some(today), ..alice.clone() }, true),
        (Certificate { not_before: Some(today.plus_seconds(1)), ..alice.clone() }, false),
    ] {
        assert_eq!(rivals(UserTunnel, &alice, other.clone()), expect, "{other:?}");
    }
    let nobody = Certificate { subject: Name::default(), ..alice.clone() };
    assert!(!rivals(UserTunnel, &nobody, Certificate::default()), "two without a subject are not one user");
    let server = |name: &str| Certificate { eku: Some([Oid::from_content(SERVER)].into()), ..dns(&[name]) };
    for (own, other, expect) in [
        ("vpn.corp.example", "*.corp.example", true),
        ("*.corp.example", "VPN.corp.example", true),
        ("vpn.corp.example", "*.other.example", false),
        ("vpn.corp.example", "a.corp.example", false),
    ] {
        let other = Certificate { sha256: [2; 32], ..server(other) };
        let said = said(
            "ike-intermediate-missing",
            &Given { others: vec![other], ..of(server(own)) },
            Ikev2Server,
            told,
        );
        assert_eq!(said.contains("may be selected instead"), expect, "{own}: {said}");
    }
    let laptop = dns(&["pc1.corp.example"]);
    for (other, expect) in [
        (dns(&["PC1.corp.example"]), true),
        (dns(&["pc2.corp.example"]), false),
        (named("device"), true),
        (alice, false),
    ] {
        assert_eq!(rivals(DeviceTunnel, &laptop, other.clone()), expect, "{other:?}");
    }
}

/// Autoenrolled computer certificates often have an empty subject.
#[test]
fn a_rival_without_a_subject_is_named_by_its_san() {
    let told = r#""today":"2026-11-20T00:00:00Z""#;
    let client = |it: Certificate| Certificate { eku: Some([Oid::from_content(CLIENT)].into()), ..it };
    let laptop = client(dns(&["pc1.corp.example"]));
    for (names, expect) in [(dns(&["PC1.corp.example"]), ": PC1.corp.example."), (named("pc1"), ": pc1.")] {
        let other = Certificate { sha256: [2; 32], ..client(names) };
        let said = said("rivals", &Given { others: vec![other], ..of(laptop.clone()) }, WifiComputer, told);
        assert!(said.contains(expect), "{said}");
    }
}

#[test]
fn findings_point_at_their_extension() {
    let authority = Ca::root("Corp Root CA").dns("pc1.corp.example").der();
    let any = Leaf::server("vpn.corp.example").eku(&[oid::ANY_EXTENDED_KEY_USAGE]).der();
    let deaf = Leaf::user("alice").key_usage(forge::key_usage::KEY_ENCIPHERMENT).der();
    let narrow = Leaf::user("alice").application_policies(&[oid::EFS]).der();
    for (rule, der, scenario, extension) in [
        ("is-ca", authority, DeviceTunnel, oid::BASIC_CONSTRAINTS),
        ("purpose-not-explicit", any, Ikev2Server, oid::EXTENDED_KEY_USAGE),
        ("digital-signature-missing", deaf, UserTunnel, oid::KEY_USAGE),
        ("application-policies-narrower", narrow, UserTunnel, oid::APPLICATION_POLICIES),
    ] {
        let certificate = read(&der).certificate;
        let stands =
            certificate.extensions.iter().find(|it| it.oid.to_string() == extension).map(|it| it.span);
        let verdict =
            with_case(&of(certificate), scenario, "", |case| rules::find(rule).unwrap().judge(case));
        let Verdict::Broken(finding) = verdict else { unreachable!("{rule}: {verdict:?}") };
        assert!(stands.is_some() && finding.span == stands, "{rule}: {finding:?}");
    }
}

#[test]
fn every_rule_answers() {
    for scenario in Scenario::ALL {
        let verdicts = with_case(&of(named("a")), scenario, "", rules::judge);
        assert_eq!(verdicts.len(), rules::ALL.len());
        for (rule, verdict) in verdicts {
            let outside = verdict == Verdict::OutOfScope(rule.elsewhere);
            let concerned = rule.effects.iter().any(|effect| effect.scenarios.contains(&scenario));
            assert!(outside || concerned, "{} in {}: {verdict:?}", rule.id, scenario.name());
            assert_eq!(rule.concerns(scenario), concerned, "{} in {}", rule.id, scenario.name());
        }
    }
}

/// What certainly stops a logon stops it, even if the mapping is undecided.
#[test]
fn a_certain_failure_outranks_an_open_mapping() {
    let unsettled = Leaf::user("alice").sid(forge::ALICE_SID).without(oid::SUBJECT_ALT_NAME);
    let on = |told: &str| {
        let certificate = read(&unsettled.der()).certificate;
        predicted(&of(certificate), UserTunnel, told)
    };
    let open = on(r#""today":"2026-11-20T00:00:00Z""#);
    assert_eq!((open.outcome, open.because.as_slice()), (Outcome::CannotTell, &["upn-missing"][..]));
    let late = on(r#""today":"2040-01-01T00:00:00Z""#);
    assert_eq!((late.outcome, late.because.as_slice()), (Outcome::Fails, &["expired"][..]));
    let several = on(r#""today":"2026-11-20T00:00:00Z","account":{"unique":false}"#);
    assert_eq!((several.outcome, several.because.as_slice()), (Outcome::Fails, &["several-accounts"][..]));
    // A warning at another step does not matter here.
    let vague = unsettled.clone().eku(&[oid::ANY_EXTENDED_KEY_USAGE]);
    let vague =
        predicted(&of(read(&vague.der()).certificate), UserTunnel, r#""today":"2026-11-20T00:00:00Z""#);
    assert_eq!((vague.outcome, vague.because.as_slice()), (Outcome::CannotTell, &["upn-missing"][..]));
}

/// Every question whose answer would change the outcome is asked, and each once.
/// What else stops the logon does not settle which of two SIDs counts.
#[test]
fn two_sids_stay_open_whatever_else_fails() {
    let leaf = Leaf::user("alice").upn("alice@corp.example").san_uri_sid(forge::ALICE_SID);
    let both = read(&leaf.san_uri_sid(forge::BOB_SID).der()).certificate;
    for (scenario, told, accepts) in [
        (UserTunnel, "{}", Some(false)),
        (UserTunnel, r#"{"dc":{"ntauth_has_issuer":false}}"#, None),
        (LdapsClient, r#"{"schannel":{"mapping_methods":0}}"#, None),
    ] {
        let (situation, _) = from_json(told).unwrap();
        let mapping = decide(&both, &situation, Some(scenario));
        assert_eq!(mapping.verdict, mapping::Verdict::Undecided, "{told}");
        let is_open = mapping.decision.outcome == mapping::Outcome::CannotTell;
        assert_eq!(is_open, accepts.is_some(), "{told}");
    }
}

/// A warning instead of a refusal rests on the age of the account, and acceptance on its SID.
#[test]
fn open_mappings_that_are_accepted_say_what_they_assume() {
    let leaf = Leaf::user("alice").upn("alice@corp.example").san_uri_sid(forge::ALICE_SID);
    let told = r#"{"today":"2026-11-20T00:00:00Z","dc":{"version":["2016","2022"],"updated":"2024-12"}}"#;
    let (situation, _) = from_json(told).unwrap();
    let mapping = decide(&read(&leaf.der()).certificate, &situation, Some(UserTunnel));
    assert_eq!(mapping.verdict, mapping::Verdict::Undecided);
    for expect in
        ["The account is older than the certificate.", "The SID in the certificate is the account's."]
    {
        assert!(mapping.assumptions.iter().any(|it| it == expect), "{:?}", mapping.assumptions);
    }
}

/// That Windows reads tags in uppercase only is not documented.
#[test]
fn mapping_with_tags_in_lowercase_is_refused_with_less_certainty() {
    let certificate = read(&Leaf::user("alice").upn("alice@corp.example").der()).certificate;
    let string = mapping::strings::write(&certificate).issuer_serial.unwrap();
    let confidence = |string: &str| {
        let told = serde_json::json!({ "account": { "alt_security_identities": [string] } });
        let (situation, _) = from_json(&told.to_string()).unwrap();
        decide(&certificate, &situation, Some(UserTunnel)).decision.confidence
    };

    assert_eq!(confidence("X509:<SKI>00"), Documented);
    for other in [string.replace("X509", "x509"), string.replace("<SR>", "<sr>")] {
        assert_eq!(confidence(&other), Inferred, "{other}");
    }
}

#[test]
fn every_deciding_question_is_asked_once() {
    let laptop = dns(&["pc1.corp.example"]);
    let it = of(Certificate {
        not_after: Some(Moment::day(2030, 1, 1)),
        issuer: Some(name("CA").into()),
        ..laptop
    });
    assert_eq!(predicted(&it, DeviceTunnel, "").outcome, Outcome::Connects);
    assert_eq!(asks(&it, DeviceTunnel, ""), ["today", "cert-auth-flags"]);
}

#[test]
fn unusual_ekus_still_give_a_role() {
    fn check(leaf: &Leaf, expect: Role) {
        assert_eq!(role(&read(&leaf.der()).certificate), expect);
    }
    check(&Leaf::computer("pc1.corp.example").eku(&[oid::SMART_CARD_LOGON]), Role::Computer);
    // Microsoft has an OID of its own for any purpose.
    let scenarios = |purpose: &str| {
        let alice = Leaf::user("alice").upn("alice@corp.example").eku(&[purpose]);
        likely_scenarios(&read(&alice.der()).certificate)
    };
    assert_eq!(scenarios("1.3.6.1.4.1.311.10.12.1"), [UserTunnel, WifiUser, SmartCard]);
    assert_eq!(scenarios("2.5.29.37.0"), [UserTunnel, WifiUser, SmartCard]);
    check(&Leaf::user("alice").eku(&[oid::SERVER_AUTH]), Role::User);
    check(&Leaf::user("alice"), Role::User);
    check(&Leaf::server("vpn.corp.example"), Role::Server);
}

/// Windows 11 is written in many ways, and a guess in either direction costs somebody a night.
#[test]
fn the_letter_case_of_a_server_name_matters_on_windows_11() {
    let nps = of(dns(&["nps.corp.example"]));
    let differs = "The profile contains NPS.corp.example, the certificate nps.corp.example. Windows 11 treats them as different.";
    let weight = |windows: &str| {
        let told = format!(r#""client":{{"server_names":["NPS.corp.example"]{windows}}}"#);
        with_case(&nps, NpsServer, &told, |case| {
            match rules::find("server-name-case").unwrap().look_at(case) {
                Look::Broken(fault) => {
                    assert_eq!(fault.because, differs);
                    fault.weight
                }
                _ => None,
            }
        })
    };
    for (windows, expect) in [
        ("", Some(Weight::Warn)),
        ("11", Some(Weight::Block)),
        ("Windows 11", Some(Weight::Block)),
        ("Win11 24H2", Some(Weight::Block)),
        ("Microsoft Windows 11 Enterprise", Some(Weight::Block)),
        ("10.0.26100", Some(Weight::Block)),
        ("22631.4317", Some(Weight::Block)),
        ("10", None),
        ("Windows 10 22H2", None),
        ("10.0.19045.5011", None),
        ("8.1", None),
        ("24H2", Some(Weight::Warn)),
        ("newest", Some(Weight::Warn)),
    ] {
        let stated = format!(r#","windows":"{windows}""#);
        assert_eq!(weight(if windows.is_empty() { "" } else { &stated }), expect, "{windows}");
    }
    let told = r#""client":{"windows":"11","server_names":["nps.corp.example"]}"#;
    check("server-name-case", &of(dns(&["nps.corp.example."])), NpsServer, told, "met");
}

/// PowerShell writes lists in braces, and people separate with whatever is at hand.
#[test]
fn lists_of_oids_are_read_as_they_are_pasted() {
    let client =
        of(Certificate { eku: Some([Oid::from_content(CLIENT)].into()), ..dns(&["pc1.corp.example"]) });
    let ekus = |text: &str| format!(r#""rras":{{"ekus":["{text}"]}}"#);
    for text in [
        "{1.3.6.1.5.5.7.3.2}",
        "{1.3.6.1.5.5.7.3.1, 1.3.6.1.5.5.7.3.2}",
        "1.3.6.1.5.5.7.3.2;",
        "Client Authentication",
    ] {
        check("eku-not-accepted", &client, DeviceTunnel, &ekus(text), "met");
    }
    let none = "The VPN server accepts 1.3.6.1.5.5.7.3.1, 1.2.3. The EKU contains none of these.";
    check("eku-not-accepted", &client, DeviceTunnel, &ekus("{1.3.6.1.5.5.7.3.1, 1.2.3}"), none);
    let policies = |text: &str| format!(r#""nps":{{"required_policy_oids":["{text}"]}}"#);
    check("required-policy-missing", &client, UserTunnel, &policies("{1.3.6.1.5.5.7.3.2}"), "met");
    check("required-policy-missing", &client, UserTunnel, &policies("Client Authentication"), "met");
    let missing = "A network policy requires the OID 1.2.3, which the certificate does not contain.";
    check("required-policy-missing", &client, UserTunnel, &policies("1.3.6.1.5.5.7.3.2, 1.2.3"), missing);
}

/// A revoked certificate is not helped by publishing its CA.
#[test]
fn the_nt_auth_store_is_checked_after_revocation() {
    let alice = Leaf::user("alice").upn("alice@corp.example").sid(forge::ALICE_SID);
    let alice = of(read(&alice.der()).certificate);
    let told =
        |chain: &str| format!(r#""today":"2026-11-20T00:00:00Z","dc":{{"ntauth_has_issuer":false}}{chain}"#);
    for scenario in [UserTunnel, WifiUser] {
        let revoked = predicted(&alice, scenario, &told(r#","chain":{"revoked":true}"#));
        assert_eq!(
            (revoked.gate, revoked.because.as_slice()),
            (Some(Gate::Revocation), ["revoked"].as_slice())
        );
        let last = revoked.remedies.iter().position(|it| it.title == "Publish the issuing CA to NTAuth");
        assert!(last.is_some_and(|place| place > 0), "{:?}", revoked.remedies);
        let only = predicted(&alice, scenario, &told(""));
        assert_eq!((only.gate, only.because.as_slice()), (Some(Gate::Chain), ["ntauth-issuer"].as_slice()));
        let untrusted = predicted(&alice, scenario, &told(r#","chain":{"revoked":true,"trusted":false}"#));
        assert_eq!(untrusted.gate, Some(Gate::Chain), "{:?}", untrusted.because);
    }
}

// How the rows are read

/// A certificate, its issuers, and what was dropped with it.
struct Given {
    certificate: Certificate,
    chain: Vec<Certificate>,
    others: Vec<Certificate>,
}

fn of(certificate: Certificate) -> Given {
    Given { certificate, chain: Vec::new(), others: Vec::new() }
}

#[track_caller]
fn check(rule: &str, it: &Given, scenario: Scenario, told: &str, expect: &str) {
    assert_eq!(said(rule, it, scenario, told), expect, "{rule} in {} with {told}", scenario.name());
}

/// One word for what a rule sees, or the text of its finding.
#[track_caller]
fn said(rule: &str, it: &Given, scenario: Scenario, told: &str) -> String {
    with_case(it, scenario, told, |case| {
        let rule = rules::find(rule).unwrap();
        match rule.look_at(case) {
            Look::Met => "met".to_owned(),
            Look::NotApplicable(_) => "aside".to_owned(),
            Look::Assumed(question) => format!("takes {question} for granted"),
            Look::Doubtful(question) => format!("asks {question}"),
            Look::Unsettled { question, because, .. } => format!("takes {question} for granted: {because}"),
            Look::Broken(fault) => {
                let finding = rule.finding(scenario, fault).unwrap();
                let unless =
                    finding.unless.map(|question| format!(" Unless {question}.")).unwrap_or_default();
                format!("{}{unless}", finding.because)
            }
        }
    })
}

fn asks(it: &Given, scenario: Scenario, told: &str) -> Vec<&'static str> {
    predicted(it, scenario, told).questions.iter().map(|question| question.id).collect()
}

fn predicted(it: &Given, scenario: Scenario, told: &str) -> Prediction {
    with_case(it, scenario, told, |case| predict(case).0)
}

fn with_case<T>(it: &Given, scenario: Scenario, told: &str, look: impl FnOnce(&Case<'_>) -> T) -> T {
    let (situation, unknown): (Situation, _) = from_json(&format!("{{{told}}}")).unwrap();
    assert!(unknown.is_empty(), "{unknown:?}");
    let certificate = &it.certificate;
    let mapping = decide(certificate, &situation, Some(scenario));
    let chain: Vec<_> = it.chain.iter().collect();
    let neighbours: Vec<_> = it.others.iter().collect();
    look(&Case {
        certificate,
        defects: &[],
        mapping: &mapping,
        situation: &situation,
        scenario,
        neighbours: &neighbours,
        chain: &chain,
        issuers: chain.get(..1).unwrap_or_default(),
        not_signed_by: None,
        standing: None,
    })
}

fn named(common_name: &str) -> Certificate {
    Certificate { sha256: [1; 32], subject: name(common_name), ..Certificate::default() }
}

fn dns(names: &[&str]) -> Certificate {
    let san = names.iter().map(|name| at(GeneralName::Dns((*name).into()))).collect();
    Certificate { san, subject: Name::default(), ..named("") }
}

fn upn(names: &[&str], common_name: &str) -> Certificate {
    let san = names.iter().map(|name| at(GeneralName::Upn((*name).into()))).collect();
    Certificate { san, ..named(common_name) }
}

fn name(common_name: &str) -> Name {
    let oid = Oid::from_content(&[0x55, 4, 3]);
    Name { rdns: vec![vec![Attribute { oid, tag: 0x0C, value: common_name.into() }]] }
}

fn at<T>(value: T) -> Located<T> {
    Located { value, span: Span::default() }
}
