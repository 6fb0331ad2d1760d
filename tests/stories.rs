//! Real incidents, from the certificate to the code on the screen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use forge::{ALICE_SID, BOB_SID, Ca, Key, LAPTOP_SID, Leaf, Name, RevocationList, oid};
use strongmap::certificate;
use strongmap::examination::{self, Judgment};
use strongmap::intake::File;
use strongmap::prediction::{Outcome, Prediction, likely_scenarios};
use strongmap::report::code::{Relation, page};
use strongmap::report::{self, Reader};
use strongmap::rules::{Gate, Station};
use strongmap::situation::{Scenario, Situation, from_json};

const ALICE: &str = r#""kind":"user","upn":"alice@corp.example","sam":"alice""#;

/// Users connected over the VPN until the domain controllers got their updates in February 2025. Intune had enrolled
/// them over SCEP, from a profile without the SAN SID URI.
#[test]
fn weak_certificates_fail_since_february_2025() {
    let leaf = Leaf::user("alice").valid("2024-09-01T00:00:00Z", "2025-09-01T00:00:00Z").der();
    let on = |updated: &str| {
        let told = format!(
            r#"{{"today":"2025-02-20T00:00:00Z","scenario":"user-tunnel",
                "account":{{{ALICE},"sid":"{ALICE_SID}","created":"2020-01-01T00:00:00Z"}},
                "dc":{{"version":"2022","updated":"{updated}"}}}}"#
        );
        only(&[&leaf], &told)
    };
    let before = on("2025-01");
    assert_eq!((before.outcome, codes(&before).as_str()), (Outcome::ConnectsWithWarning, "KDC 39"));
    let after = on("2025-02");
    assert_eq!((after.outcome, after.gate), (Outcome::Fails, Some(Gate::AccountMapping)));
    assert_eq!(codes(&after), "RAS 853, NPS 16, KDC 39, KRB 66, HRESULT 0x8009030B");
    let seen: Vec<Station> = after.codes.iter().take(4).map(|shown| shown.seen_on).collect();
    assert_eq!(seen, [Station::Client, Station::Nps, Station::Dc, Station::Dc]);
    assert_eq!(after.because, ["sid-absent"]);
    let commands = after.remedies.iter().flat_map(|remedy| &remedy.commands);
    assert!(commands.map(|command| &command.text).any(|text| text.contains("OnPremisesSecurityIdentifier")));

    let mended = Leaf::user("alice").san_uri_sid(ALICE_SID).der();
    let told = format!(
        r#"{{"today":"2025-02-20T00:00:00Z","scenario":"user-tunnel",
            "account":{{{ALICE},"sid":"{ALICE_SID}"}},"dc":{{"version":"2022","updated":"2025-02"}}}}"#
    );
    assert_eq!(only(&[&mended], &told).outcome, Outcome::Connects);
}

/// The device tunnel connected on some mornings and not on others. Intune's own certificate was in the same store as
/// the one for the VPN, and Windows took either.
#[test]
fn two_client_certificates_on_one_device() {
    let intune = Leaf::computer("7d1b3c52-2f4e-4a1b-9a57-2b1f0a6d4e11")
        .without(oid::SUBJECT_ALT_NAME)
        .issuer_name(Name::empty().rdn("CN", "Microsoft Intune MDM Device CA"))
        .eku(&[oid::CLIENT_AUTH])
        .der();
    let told = r#"{"today":"2026-11-20T00:00:00Z","scenario":"device-tunnel"}"#;
    let vpn = Leaf::computer("laptop-17.corp.example");
    let plain = only(&[&vpn.der(), &intune], told);
    assert_eq!((plain.outcome, codes(&plain).as_str()), (Outcome::ConnectsWithWarning, "IKE 13801"));
    assert_eq!(plain.because, ["rivals"]);
    let marked = vpn.eku(&[oid::CLIENT_AUTH, oid::IKE_INTERMEDIATE]).der();
    assert_eq!(only(&[&marked, &intune], told).outcome, Outcome::Connects);
    let other = only(&[&intune, &marked], told);
    assert_eq!(other.outcome, Outcome::ConnectsWithWarning);
    assert!(other.because.contains(&"rivals"));
}

/// The device certificate has no SID, and websites say that error 13908 will follow. It does not.
#[test]
fn a_device_tunnel_without_sid() {
    let told = r#"{"today":"2026-11-20T00:00:00Z","scenario":"device-tunnel","dc":{"version":"2022","updated":"2026-11"}}"#;
    let device = only(&[&Leaf::computer("laptop-17.corp.example").der()], told);
    assert_eq!((device.outcome, device.gate, codes(&device).as_str()), (Outcome::Connects, None, ""));
}

/// The new NPS server got a certificate with the SAN of the old one.
#[test]
fn nps_certificate_without_the_name() {
    let told = r#"{"today":"2026-11-20T00:00:00Z","scenario":"nps-server","server_name":"nps2.corp.example",
        "client":{"server_names":["nps2.corp.example"],"windows":"11"}}"#;
    let server = only(&[&Leaf::server("nps1.corp.example").der()], told);
    assert_eq!((server.outcome, server.gate), (Outcome::Fails, Some(Gate::ServerTrust)));
    for code in ["RAS 857", "RAS 866", "RAS 853"] {
        assert!(codes(&server).contains(code), "{code} is not in {}", codes(&server));
    }
    assert_eq!(only(&[&Leaf::server("nps2.corp.example").der()], told).outcome, Outcome::Connects);
}

/// IKEv2 worked and SSTP did not, on one server with one certificate: its CRL was in the directory.
#[test]
fn sstp_with_a_crl_in_the_directory() {
    let server = Leaf::server("vpn.corp.example")
        .eku(&[oid::SERVER_AUTH, oid::IKE_INTERMEDIATE])
        .cdp(&["ldap:///CN=Corp%20Issuing%20CA%201,CN=CDP?certificateRevocationList?base"])
        .der();
    let told = r#"{"today":"2026-11-20T00:00:00Z","scenario":["ikev2-server","sstp-server"],"server_name":"vpn.corp.example"}"#;
    let judgment = judged(&[&server], told);
    let [ikev2, sstp] = judgment.predictions.as_slice() else { unreachable!("two scenarios were asked for") };
    assert_eq!(ikev2.outcome, Outcome::Connects);
    assert_eq!((sstp.outcome, sstp.gate), (Outcome::Fails, Some(Gate::Revocation)));
    assert_eq!(codes(sstp), "HRESULT 0x80092013");
}

/// A certificate was refused although nothing was wrong with it: a CRL in the same set lists it.
#[test]
fn revoked_by_a_crl_in_the_same_set() {
    let issuer = Ca::root("Corp Root CA").intermediate("Corp Issuing CA 1");
    let alice = Leaf::user("alice").sid(ALICE_SID).serial(&[0x61, 7]).issued_by(&issuer).der();
    let told = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"user-tunnel","account":{{{ALICE},"sid":"{ALICE_SID}"}}}}"#
    );
    let assumed = "The certificate is not revoked.";
    let list = || RevocationList::of(&issuer);

    let alone = only(&[&alice], &told);
    assert_eq!((alone.outcome, alone.assumptions.iter().any(|it| it == assumed)), (Outcome::Connects, true));

    let named = list().revoke(&[0x61, 7], "2026-10-03T09:00:00Z", Some(4)).der();
    let judgment = judged(&[&alice, &named], &told);
    let prediction = &judgment.predictions[0];
    assert_eq!((prediction.outcome, prediction.gate), (Outcome::Fails, Some(Gate::Revocation)));
    assert!(codes(prediction).contains("NPS 256"), "{}", codes(prediction));
    let because: Vec<_> =
        judgment.findings.iter().map(|(rule, finding)| (*rule, finding.because.as_str())).collect();
    let expect = "The certificate is revoked. The CRL of 2026-11-16 lists it, since 2026-10-03 (superseded).";
    assert_eq!(because, [("revoked", expect)]);

    let clean = only(&[&alice, &list().der()], &told);
    assert_eq!((clean.outcome, clean.assumptions.iter().any(|it| it == assumed)), (Outcome::Connects, false));

    // What is entered takes precedence over what a file says.
    let lifted = told.replace("\"scenario\"", r#""chain":{"revoked":false},"scenario""#);
    assert_eq!(only(&[&alice, &named], &lifted).outcome, Outcome::Connects);
}

/// A CA was revoked, and with it everything below.
#[test]
fn revoked_with_its_ca() {
    let root = Ca::root("Corp Root CA");
    let issuer = root.intermediate("Corp Issuing CA 1").serial(&[0x62, 1]);
    let alice = Leaf::user("alice").sid(ALICE_SID).issued_by(&issuer).der();
    let list = RevocationList::of(&root).revoke(&[0x62, 1], "2026-10-03T09:00:00Z", None).der();
    let told = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"wifi-user","account":{{{ALICE},"sid":"{ALICE_SID}"}}}}"#
    );
    let judgment = judged(&[&alice, &issuer.der(), &root.der(), &list], &told);
    assert_eq!(judgment.predictions[0].outcome, Outcome::Fails);
    let (rule, finding) = &judgment.findings[0];
    let expect = "The CA Corp Issuing CA 1 in the chain is revoked. \
                  The CRL of 2026-11-16 lists it, since 2026-10-03.";
    assert_eq!((*rule, finding.because.as_str()), ("revoked", expect));
    // Another certificate of the same CA would be refused as well.
    let titles: Vec<&str> = judgment.predictions[0].remedies.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Replace the revoked CA"]);
    assert_eq!(judged(&[&alice, &list], &told).predictions[0].outcome, Outcome::Connects);
    // A VPN server that does not check revocation needs that too.
    let laptop = Leaf::computer("pc1.corp.example").issued_by(&issuer).der();
    let told = r#"{"today":"2026-11-20T00:00:00Z","scenario":"device-tunnel"}"#;
    let tunnel = only(&[&laptop, &issuer.der(), &root.der(), &list], told);
    let titles: Vec<&str> = tunnel.remedies.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(tunnel.outcome, Outcome::ConnectsWithWarning);
    assert_eq!(titles, ["Replace the revoked CA", "Enable revocation checking for device tunnels"]);
}

/// The extension that Windows does not know is not in the certificate, but in that of its CA.
#[test]
fn a_ca_with_an_unknown_critical_extension() {
    let root = Ca::root("Corp Root CA");
    let odd = |critical| root.intermediate("Corp Issuing CA 1").extension("1.2.3.4", critical, [5, 0]);
    let told = r#"{"today":"2026-11-20T00:00:00Z","scenario":"wifi-user"}"#;
    let wifi = |issuer: Ca| {
        let alice = Leaf::user("alice").sid(ALICE_SID).issued_by(&issuer).der();
        only(&[&alice, &issuer.der(), &root.der()], told)
    };
    let refused = wifi(odd(true));
    assert_eq!((refused.outcome, codes(&refused).as_str()), (Outcome::Fails, "NPS 282"));
    let titles: Vec<&str> = refused.remedies.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["Renew the CA certificate without the unknown critical extension"]);
    assert_eq!(wifi(odd(false)).outcome, Outcome::Connects);
    // That of a root CA does not count.
    let root = Ca::root("Corp Root CA").extension("1.2.3.4", true, [5, 0]);
    let alice = Leaf::user("alice").sid(ALICE_SID).issued_by(&root).der();
    assert_eq!(only(&[&alice, &root.der()], told).outcome, Outcome::Connects);
}

/// The certificate names a CRL, but that of its CA does not: enrolling again would change nothing.
#[test]
fn a_ca_without_a_crl() {
    let root = Ca::root("Corp Root CA");
    let issuer = root.intermediate("Corp Issuing CA 1").cdp(&[]);
    let alice = Leaf::user("alice").sid(ALICE_SID).issued_by(&issuer).der();
    let told = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"wifi-user","account":{{{ALICE},"sid":"{ALICE_SID}"}}}}"#
    );
    let judgment = judged(&[&alice, &issuer.der(), &root.der()], &told);
    let prediction = &judgment.predictions[0];
    assert_eq!(prediction.because, ["revocation-location-missing"]);
    let titles: Vec<&str> = prediction.remedies.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Renew the CA certificate with a CRL distribution point",
            "Let NPS accept certificates without CRL or OCSP URL"
        ]
    );
}

/// Conditional Access issues VPN certificates for an hour, without a CRL or OCSP URL.
#[test]
fn short_lived_certificate_of_entra() {
    let leaf = Leaf::user("alice")
        .sid(ALICE_SID)
        .issuer_name(Name::empty().rdn("CN", "Microsoft VPN root CA gen 1"))
        .valid("2026-11-20T00:00:00Z", "2026-11-20T01:05:00Z")
        .cdp(&[])
        .aia(&[])
        .der();
    let on = |flag: &str| {
        let told = format!(
            r#"{{"today":"2026-11-20T00:10:00Z","scenario":"user-tunnel",
                "account":{{{ALICE},"sid":"{ALICE_SID}"}},"nps":{{"ignore_no_revocation_check":{flag}}}}}"#
        );
        only(&[&leaf], &told)
    };
    let unset = on("null");
    assert_eq!((unset.outcome, unset.gate), (Outcome::Fails, Some(Gate::Revocation)));
    assert_eq!(codes(&unset), "RAS 853, NPS 258");
    assert_eq!(
        unset.questions.iter().map(|asked| asked.id).collect::<Vec<_>>(),
        ["ignore-no-revocation-check"]
    );
    assert!(unset.assumptions.contains(&"IgnoreNoRevocationCheck is not set on NPS.".to_owned()));
    assert_eq!(on("true").outcome, Outcome::Connects);
}

/// Logons failed in one of two branches: its domain controller was the last one with Server 2016.
#[test]
fn mixed_domain_controllers() {
    let leaf = Leaf::user("alice").san_uri_sid(ALICE_SID).der();
    let on = |versions: &str| {
        let told = format!(
            r#"{{"today":"2026-11-20T00:00:00Z","scenario":"user-tunnel","account":{{{ALICE},"sid":"{ALICE_SID}"}},
                "dc":{{"version":{versions},"updated":"2026-11"}}}}"#
        );
        only(&[&leaf], &told)
    };
    let mixed = on(r#"["2016","2022"]"#);
    assert_eq!((mixed.outcome, mixed.gate), (Outcome::CannotTell, Some(Gate::AccountMapping)));
    assert!(mixed.questions.iter().any(|asked| asked.id == "dc-version"));
    assert!(codes(&mixed).starts_with("KDC 39, NPS 16"));
    assert_eq!(on(r#""2016""#).outcome, Outcome::Fails);
    assert_eq!(on(r#""2022""#).outcome, Outcome::Connects);
}

/// Alice's account was deleted by mistake and created again, with the same name and another SID.
#[test]
fn a_recreated_account() {
    let leaf = Leaf::user("alice").sid(ALICE_SID).der();
    let on = |version: &str| {
        let told = format!(
            r#"{{"today":"2026-11-20T00:00:00Z","scenario":"user-tunnel",
                "account":{{{ALICE},"sid":"S-1-5-21-1496966362-3320961333-4044918980-4711","created":"2026-10-01T00:00:00Z"}},
                "dc":{{"version":"{version}","updated":"2026-11"}}}}"#
        );
        only(&[&leaf], &told)
    };
    let now = on("2022");
    assert_eq!((now.outcome, codes(&now).as_str()), (Outcome::Fails, "RAS 853, NPS 16, KDC 41, KRB 66"));
    assert_eq!(now.because, ["sid-mismatch"]);
    assert_eq!(codes(&on("2008r2")), "RAS 853, NPS 16, KDC 49, KRB 66");
}

/// A Mac was enrolled through an MDM that wrote the SID of another account into its certificate.
#[test]
fn a_mac_with_a_wrong_sid() {
    let leaf = Leaf::computer("mac-3.corp.example").san_uri_sid(BOB_SID).der();
    let told = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"wifi-computer",
            "account":{{"kind":"computer","sid":"{LAPTOP_SID}","sam":"MAC-3$","dns":"mac-3.corp.example"}},
            "dc":{{"version":"2022","updated":"2026-11","realm":"corp.example"}}}}"#
    );
    let mac = only(&[&leaf], &told);
    assert_eq!((mac.outcome, mac.gate), (Outcome::Fails, Some(Gate::AccountMapping)));
    // RasClient has no part in Wi-Fi, and the Kerberos error stays between NPS and the domain controller.
    assert_eq!(codes(&mac), "NPS 16, KDC 41, ONEX 0x50005");
    assert_eq!(mac.because, ["sid-mismatch"]);
}

#[test]
fn a_certificate_shows_its_role() {
    use Scenario::{
        DeviceTunnel, Ikev2Server, Kdc, NpsServer, SmartCard, SstpServer, UserTunnel, WifiComputer, WifiUser,
    };
    fn check(der: Vec<u8>, expect: &[Scenario]) {
        assert_eq!(likely_scenarios(&certificate::read(&der).certificate), expect);
    }
    check(Leaf::user("alice").der(), &[UserTunnel, WifiUser]);
    check(
        Leaf::user("alice").eku(&[oid::CLIENT_AUTH, oid::SMART_CARD_LOGON]).der(),
        &[UserTunnel, WifiUser, SmartCard],
    );
    check(Leaf::user("alice").eku(&[oid::SMART_CARD_LOGON]).der(), &[SmartCard]);
    check(Leaf::user("alice").eku(&[oid::EFS]).der(), &[UserTunnel, WifiUser]);
    check(
        Leaf::user("alice").dns("pc1.corp.example").der(),
        &[UserTunnel, WifiUser, DeviceTunnel, WifiComputer],
    );
    let bare = |name: &str| {
        Leaf::user("alice").subject(Name::empty().rdn("CN", name)).without(oid::SUBJECT_ALT_NAME)
    };
    check(bare("vpn.corp.example").der(), &[DeviceTunnel, WifiComputer]);
    check(bare("alice@corp.example").der(), &[UserTunnel, WifiUser]);
    check(bare("Alice B. Smith").der(), &[UserTunnel, WifiUser]);
    check(bare("alice").eku(&[oid::SMART_CARD_LOGON]).der(), &[SmartCard]);
    check(bare("vpn.corp.example").eku(&[oid::SMART_CARD_LOGON]).der(), &[]);
    check(bare("vpn.corp.example").eku(&[oid::SERVER_AUTH]).der(), &[Ikev2Server, NpsServer, SstpServer]);
    check(bare("alice").eku(&[oid::SERVER_AUTH]).der(), &[]);
    check(
        Leaf::user("alice.smith").subject(Name::empty().rdn("CN", "alice.smith")).der(),
        &[UserTunnel, WifiUser],
    );
    let mail = Leaf::server("pc1.corp.example").email("alice@corp.example");
    check(mail.eku(&[oid::CLIENT_AUTH]).der(), &[UserTunnel, WifiUser, DeviceTunnel, WifiComputer]);
    check(Leaf::computer("laptop-17.corp.example").der(), &[DeviceTunnel, WifiComputer]);
    check(
        Leaf::computer("nps1.corp.example").template_v1("RASAndIASServer").der(),
        &[DeviceTunnel, WifiComputer, NpsServer],
    );
    check(
        Leaf::computer("www.corp.example").extension("1.3.6.1.4.1.11129.2.4.2", false, [4, 0]).der(),
        &[DeviceTunnel, WifiComputer, Ikev2Server, NpsServer, SstpServer],
    );
    check(Leaf::server("vpn.corp.example").der(), &[Ikev2Server, NpsServer, SstpServer]);
    check(
        Leaf::server("vpn.corp.example").eku(&[oid::SERVER_AUTH, oid::IKE_INTERMEDIATE]).der(),
        &[Ikev2Server],
    );
    check(
        Leaf::server("dc1.corp.example").eku(&[oid::KDC_AUTH, oid::SERVER_AUTH, oid::CLIENT_AUTH]).der(),
        &[Kdc],
    );
    check(Leaf::computer("dc1.corp.example").template_v1("DomainController").der(), &[Kdc]);
    check(Ca::root("Corp Root CA").der(), &[]);
}

#[test]
fn scenarios_that_lead_to_other_codes_are_named() {
    let check = |leaf: &Leaf, link: &str, expect: &[&str]| {
        let findings = examination::read(&[File { name: "a.cer", bytes: &leaf.der() }], &[]);
        let (situation, _) = from_json(r#"{"today":"2026-11-20T00:00:00Z"}"#).unwrap();
        let judgments = examination::judge(&findings, &situation);
        let report = report::report(&findings, &judgments, &Reader::somewhere(&situation));
        assert_eq!(page(link).unwrap().relation(&report.items[0]).scenarios, expect, "{link}");
    };
    let alice = Leaf::user("alice");
    check(&alice, "#/code/event/6273", &[]);
    check(&alice, "#/code/event/12013", &["Wi-Fi or wired 802.1X, user"]);
}

/// Whoever looks up an error that is not itself predicted learns what the certificate has to do with it.
#[test]
fn codes_that_are_not_predicted_are_explained() {
    #[track_caller]
    fn check(leaf: &Leaf, told: &str, expect: &[(&str, &str)]) {
        let told = format!(r#"{{"today":"2026-11-20T00:00:00Z",{told}}}"#);
        let (situation, _) = from_json(&told).unwrap();
        let findings = examination::read(&[File { name: "a.cer", bytes: &leaf.der() }], &[]);
        let judgments = examination::judge(&findings, &situation);
        let report = report::report(&findings, &judgments, &Reader::somewhere(&situation));
        for (code, expect) in expect {
            let page = page(&format!("#/code/{code}")).unwrap();
            let Relation { cause, codes, why, .. } = page.relation(&report.items[0]);
            let labels = codes.iter().map(|code| code.label.as_str()).collect::<Vec<_>>().join(", ");
            let title = cause.split_once(": ").map(|(_, title)| title.trim_end_matches('.'));
            let found = match (why, title) {
                ("", title) => title.map(|title| format!("by {title}")).unwrap_or_default(),
                ("This event contains it.", None) => labels,
                (_, None) => format!("as {labels}"),
                _ => panic!("{cause} {why}"),
            };
            assert_eq!(found, *expect, "{code} {told}");
        }
    }
    let alice = Leaf::user("alice");
    let no_sid = "by SID for strong mapping is missing";
    check(
        &alice,
        r#""scenario":"wifi-user""#,
        &[
            ("krb/66", no_sid),
            ("hresult/0x8009030b", no_sid),
            ("event/6273", "NPS reason 16"),
            ("event/12013", "0x00050005"),
            ("ras/853", ""),
            ("event/20227", ""),
            ("ike/13806", ""),
            ("nps/295", ""),
        ],
    );
    check(
        &alice,
        r#""scenario":"user-tunnel""#,
        &[
            ("event/6273", "NPS reason 16"),
            ("event/20227", "error 853"),
            ("event/4768", "Kerberos error 66"),
            ("event/4771", ""),
            ("ike/13908", ""),
        ],
    );
    check(
        &alice,
        r#""scenario":"user-tunnel","dc":{"ntauth_has_issuer":false}"#,
        &[("hresult/0x800b0112", "as NPS reason 295"), ("event/6273", "NPS reason 295")],
    );
    check(
        &alice,
        r#""scenario":"wifi-user","chain":{"trusted":false}"#,
        &[("schannel/36877", "by The root CA is not trusted")],
    );
    let card = alice.sid(ALICE_SID).eku(&[oid::CLIENT_AUTH, oid::SMART_CARD_LOGON]);
    let card = card.valid("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    check(
        &card,
        r#""scenario":"smart-card""#,
        &[
            ("ntstatus/0xc000038d", "by Expired"),
            ("hresult/0x80090355", "by Expired"),
            ("kdc/21", "by Expired"),
            ("kdc/39", ""),
        ],
    );
    let server = Leaf::server("dc1.corp.example");
    check(&server, r#""scenario":"kdc""#, &[("event/4771", "Kerberos error 16"), ("event/4768", "")]);
}

/// Domain controllers with a certificate of the old template served smart cards for twenty years: without the policy
/// "Require strict KDC validation", domain members require Server Authentication and not the domain's name.
#[test]
fn a_domain_controller_with_the_old_template() {
    let old = Leaf::server("dc1.corp.example")
        .dns("dc1.corp.example")
        .eku(&[oid::CLIENT_AUTH, oid::SERVER_AUTH])
        .template_v1("DomainController")
        .der();
    let told =
        r#"{"today":"2026-11-20T00:00:00Z","scenario":"kdc","dc":{"version":"2022","realm":"corp.example"}}"#;
    let domain_controller = only(&[&old], told);
    assert_eq!(domain_controller.outcome, Outcome::ConnectsWithWarning);
    assert_eq!(domain_controller.because, ["kdc-authentication-missing", "domain-name-missing"]);
    let shown = codes(&domain_controller);
    assert!(shown.contains("EVENT 107") && shown.contains("KDC 32"), "{shown}");
}

/// Microsoft Q&A 5788924: one thumbprint was in two lines, and with the updates of February 2026 no line counted any
/// more. The smart cards were the government's: the fix is in the line, and not an Intune certificate.
#[test]
fn one_thumbprint_in_two_lines() {
    let ca = Ca::root("Government ID CA");
    let card = Leaf::user("alice").eku(&[oid::CLIENT_AUTH, oid::SMART_CARD_LOGON]).policies(&["1.2.3"]);
    let card = card.key(Key::Rsa2048(0)).issued_by(&ca).der();
    let ca = ca.der();
    let thumbprint = certificate::hex(&certificate::read(&ca).certificate.sha1.octets());
    let line = |policy: &str| format!("{thumbprint}; {policy}; UpnSuffix=corp.example");
    let on = |updated: &str| {
        let told = format!(
            r#"{{"today":"2026-02-26T00:00:00Z","scenario":"smart-card",
                "account":{{{ALICE},"alt_security_identities":["X509:<S>CN=alice"]}},
                "dc":{{"version":"2019","updated":"{updated}","name_policy":["{}","{}"]}}}}"#,
            line("1.2.3"),
            line("1.2.4")
        );
        only(&[&card, &ca], &told)
    };
    let before = on("2026-01");
    assert_eq!((before.outcome, codes(&before).as_str()), (Outcome::Connects, ""), "{before:?}");
    let after = on("2026-02");
    assert_eq!((after.outcome, codes(&after).as_str()), (Outcome::Fails, "KDC 39, KRB 66"));
    let first = after.remedies.first().unwrap();
    assert!(first.steps.iter().any(|step| step.starts_with("Line 2")), "{first:?}");
}

/// A line about another CA is as it should be; one with the thumbprint of the certificate itself was meant for it.
#[test]
fn faults_are_in_the_lines_meant_for_the_certificate() {
    let ca = Ca::root("Government ID CA");
    let card = Leaf::user("alice").eku(&[oid::CLIENT_AUTH, oid::SMART_CARD_LOGON]).policies(&["1.2.3"]);
    let card = card.upn("alice@corp.example").issued_by(&ca).der();
    let own = certificate::hex(&certificate::read(&card).certificate.sha1.octets());
    let line = |thumbprint: &str| format!("{thumbprint}; 1.2.4; UpnSuffix=other.example");
    let told = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"smart-card",
            "dc":{{"version":"2019","name_policy":["{}","{}"]}}}}"#,
        line(&"ab".repeat(20)),
        line(&own)
    );
    let remedies = only(&[&card, &ca.der()], &told).remedies;
    let steps = remedies.iter().flat_map(|remedy| &remedy.steps).filter(|step| step.starts_with("Line "));
    let lines: Vec<&str> = steps.filter_map(|step| step.split(':').next()).collect();
    assert_eq!(lines, ["Line 2"; 3]);
}

/// xca issue 636: NPS refused the certificates of a private CA in March 2025, and its owner wrote the SID into an
/// otherName. Event 39 continued.
#[test]
fn a_private_ca_and_the_sid_in_an_other_name() {
    let other_name = forge::extension::other_name(oid::SID_EXTENSION, &forge::der::utf8(ALICE_SID));
    let leaf = Leaf::user("alice").general_name(other_name).der();
    let told = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"wifi-user",
            "account":{{{ALICE},"sid":"{ALICE_SID}"}},"dc":{{"version":"2022"}}}}"#
    );
    let wifi = only(&[&leaf], &told);
    assert_eq!((wifi.outcome, codes(&wifi).as_str()), (Outcome::Fails, "NPS 16, KDC 39, ONEX 0x50005"));
    let address = format!("tag:microsoft.com,2022-09-14:sid:{ALICE_SID}");
    let mut steps = wifi.remedies.iter().flat_map(|remedy| &remedy.steps);
    assert!(steps.any(|step| step.ends_with(&address)), "{:?}", wifi.remedies);
}

/// With ISE, ClearPass or FreeRADIUS behind the access points, the same certificate may go on working: administrators
/// of those must see that NPS is meant. A tunnel ends at RRAS, which asks NPS.
#[test]
fn another_radius_server_may_not_check() {
    let leaf = Leaf::user("alice").der();
    for (scenario, expect) in [("wifi-user", true), ("wifi-computer", true), ("user-tunnel", false)] {
        let prediction =
            only(&[&leaf], &format!(r#"{{"today":"2025-03-20T00:00:00Z","scenario":"{scenario}"}}"#));
        let said = prediction.assumptions.iter().any(|it| it.starts_with("The RADIUS server is NPS."));
        assert_eq!((prediction.outcome, said), (Outcome::Fails, expect), "{scenario}");
    }
}

/// The prediction for the first certificate in the one scenario of the situation.
fn only(certificates: &[&[u8]], told: &str) -> Prediction {
    judged(certificates, told).predictions.remove(0)
}

fn judged(certificates: &[&[u8]], told: &str) -> Judgment {
    let (situation, unknown): (Situation, _) = from_json(told).unwrap();
    assert!(unknown.is_empty(), "{unknown:?}");
    let files: Vec<File<'_>> =
        certificates.iter().map(|bytes| File { name: "certificate.cer", bytes }).collect();
    examination::judge(&examination::read(&files, &[]), &situation).remove(0)
}

fn codes(prediction: &Prediction) -> String {
    prediction.codes.iter().map(|shown| shown.code.to_string()).collect::<Vec<_>>().join(", ")
}
