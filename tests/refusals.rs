//! What is predicted is what a domain controller does: a logon that it refuses never connects, and an outcome that
//! nobody knows is never promised. Mistakes of this kind that were made are tested one by one.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use forge::{ALICE_ELSEWHERE_SID, ALICE_SID, BOB_SID, Leaf};
use std::fs;
use std::path::Path;
use strongmap::catalog::{Confidence, Family};
use strongmap::certificate::{Reading, read};
use strongmap::examination;
use strongmap::intake::File;
use strongmap::mapping::{self, Mapping, Verdict, decide};
use strongmap::prediction::{Outcome, Prediction, Term, predict};
use strongmap::rules::{Case, Finding, Gate};
use strongmap::situation::Scenario::{self, *};
use strongmap::situation::{Situation, from_json};

/// Every scenario that ends at a domain controller.
const LOGONS: [Scenario; 6] =
    [UserTunnel, WifiUser, WifiComputer, SmartCard, IpsecAccountMapping, LdapsClient];

#[test]
fn what_is_refused_never_connects() {
    let accounts = [
        "{}".to_owned(),
        format!(r#"{{"sid":"{ALICE_SID}"}}"#),
        r#"{"sid":"S-1-5-21-1-2-3-1105"}"#.to_owned(),
        r#"{"sid":"S-1-5-21-1-2-3-1105","username_hint":"alice"}"#.to_owned(),
        r#"{"upn":"bob@corp.example"}"#.to_owned(),
        r#"{"created":"2030-01-01T00:00:00Z"}"#.to_owned(),
    ];
    let controllers = [
        "{}",
        r#"{"version":["2016","2019"]}"#,
        r#"{"version":["2008r2","2022"]}"#,
        r#"{"version":"2019","updated":"2024-09","enforcement":2}"#,
        r#"{"updated":"2024-12","enforcement":1}"#,
        r#"{"use_subject_alt_name":0}"#,
        r#"{"ntauth_has_issuer":false}"#,
    ];
    let mut refused = 0;
    for (name, der) in mapping_cases() {
        let reading = read(&der);
        for account in &accounts {
            for dc in controllers {
                for methods in ["{}", r#"{"mapping_methods":4}"#] {
                    let told = format!(r#"{{"account":{account},"dc":{dc},"schannel":{methods}}}"#);
                    for scenario in LOGONS {
                        let (decided, prediction, _) = judged(&reading, scenario, &told);
                        let agrees = match decided.decision.outcome {
                            mapping::Outcome::Denied => prediction.outcome == Outcome::Fails,
                            mapping::Outcome::Allowed => true,
                            _ => prediction.outcome != Outcome::Connects,
                        };
                        // A logon that succeeds logs an event at most, and reports no error.
                        let errors = prediction.codes.iter().map(|it| it.code.family);
                        let errors =
                            errors.filter(|it| !matches!(it, Family::Kdc | Family::Event | Family::Schannel));
                        let connects =
                            matches!(prediction.outcome, Outcome::Connects | Outcome::ConnectsWithWarning);
                        assert!(
                            !connects || errors.count() == 0,
                            "{name}, {}, {told}: {}",
                            scenario.name(),
                            codes(&prediction)
                        );
                        refused += usize::from(decided.decision.outcome == mapping::Outcome::Denied);
                        assert!(
                            agrees,
                            "{name}, {}, {told}: {:?}, and yet {:?}",
                            scenario.name(),
                            decided.decision.outcome,
                            prediction.outcome
                        );
                    }
                }
            }
        }
    }
    assert!(refused > 1000, "only {refused} were refused");
}

/// Only some domain controllers read the SID, but all of them accept the certificate: some log an event.
#[test]
fn accepted_by_every_controller_for_different_reasons() {
    let address = read(&Leaf::user("alice").upn("alice@corp.example").san_uri_sid(ALICE_SID).der());
    for (dc, expect) in [
        (r#"{"version":"2016","updated":"2024-05"}"#, "KDC 39"),
        (r#"{"version":["2016","2022"],"updated":"2024-11","enforcement":1}"#, "KDC 39"),
        (r#"{"version":["2008r2","2022"],"updated":"2024-11","enforcement":1}"#, "KDC 41"),
    ] {
        // Without the EKU, a smart card certificate is not even offered.
        for scenario in LOGONS.into_iter().filter(|it| *it != SmartCard) {
            let account = format!(r#"{{"sid":"{ALICE_SID}","created":"2020-01-01T00:00:00Z"}}"#);
            let told = format!(r#"{{"account":{account},"dc":{dc},"schannel":{{"mapping_methods":24}}}}"#);
            let (_, prediction, _) = judged(&address, scenario, &told);
            assert_eq!(prediction.outcome, Outcome::ConnectsWithWarning, "{} {dc}", scenario.name());
            assert_eq!(codes(&prediction), expect, "{} {dc}", scenario.name());
        }
    }
}

/// The SID does not match the account, and only some domain controllers read it from the SAN URI.
#[test]
fn refused_by_every_controller_for_different_reasons() {
    let address = read(&Leaf::user("alice").upn("alice@corp.example").san_uri_sid(ALICE_SID).der());
    let told =
        format!(r#"{{"account":{{"sid":"{ALICE_ELSEWHERE_SID}"}},"dc":{{"version":["2016","2019"]}}}}"#);
    let (decided, prediction, _) = judged(&address, UserTunnel, &told);
    assert_eq!((decided.verdict, prediction.outcome), (Verdict::Undecided, Outcome::Fails));
    assert_eq!(prediction.because, ["sid-mismatch"]);
    assert!(codes(&prediction).starts_with("RAS 853, NPS 16, KDC 41, KRB 66"), "{}", codes(&prediction));
}

#[test]
fn several_sids_prove_nothing() {
    for (case, told, expect) in [
        ("broken-extension-twice", "{}", Verdict::Undecided),
        (
            "broken-extension-twice",
            r#"{"account":{"sid":"S-1-5-21-1496966362-3320961333-4044918980-1105"}}"#,
            Verdict::Undecided,
        ),
        ("broken-extension-critical", "{}", Verdict::Undecided),
        ("broken-uris-differ", "{}", Verdict::Undecided),
        ("met", "{}", Verdict::Strong),
    ] {
        let (decided, prediction, _) = judged(&read(&near_miss(case)), UserTunnel, told);
        assert_eq!(decided.verdict, expect, "{case} {told}");
        let asks = prediction.questions.iter().any(|question| question.id == "dc-event");
        assert_eq!(asks, expect == Verdict::Undecided, "{case} {told}");
    }
}

/// A TLS server that maps by UPN requires no strong mapping, and a SID in the certificate does no harm.
#[test]
fn a_sid_does_no_harm_to_mapping_by_upn() {
    let told = r#"{"schannel":{"mapping_methods":4}}"#;
    for leaf in [
        Leaf::user("alice").upn("alice@corp.example"),
        Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID),
    ] {
        let (_, prediction, _) = judged(&read(&leaf.der()), LdapsClient, told);
        assert_eq!(prediction.outcome, Outcome::Connects);
    }
}

/// A strong explicit mapping accepts a certificate with another account's SID, which an auditor wants to know.
#[test]
fn a_strong_mapping_beside_another_sid_gives_a_warning() {
    let reading = read(&Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID).der());
    let string = mapping::strings::write(&reading.certificate).ski.unwrap();
    for (sid, expect) in [(ALICE_SID, Outcome::Connects), (ALICE_ELSEWHERE_SID, Outcome::ConnectsWithWarning)]
    {
        let told = format!(r#"{{"account":{{"sid":"{sid}","alt_security_identities":[{string:?}]}}}}"#);
        let (_, prediction, findings) = judged(&reading, WifiUser, &told);
        assert_eq!(prediction.outcome, expect, "{findings:?}");
        assert_eq!(codes(&prediction), "");
        assert_eq!(findings.iter().any(|(rule, _)| *rule == "sid-mismatch"), expect != Outcome::Connects);
    }
}

/// Only some domain controllers support the policy for name-based mappings; no SAN URI is involved.
#[test]
fn a_policy_that_only_some_controllers_support() {
    let reading = read(&Leaf::user("alice").upn("alice@corp.example").policies(&["1.2.3.4"]).der());
    let issuer = read(&forge::Ca::root("Corp Root CA").der());
    let thumbprint = strongmap::certificate::hex(&issuer.certificate.sha1.octets());
    let told = format!(
        r#"{{"dc":{{"version":["2012","2019"],"name_policy":["{thumbprint}; 1.2.3.4; UpnSuffix=corp.example"]}}}}"#
    );
    let (situation, _) = from_json(&told).unwrap();
    let decided = mapping::decide_issued_by(
        &reading.certificate,
        Some(&issuer.certificate),
        &situation,
        Some(UserTunnel),
    );
    assert_eq!(decided.decision.outcome, mapping::Outcome::DependsOnController);
    let chain = [&issuer.certificate];
    let case = Case {
        certificate: &reading.certificate,
        defects: &reading.defects,
        mapping: &decided,
        situation: &situation,
        scenario: UserTunnel,
        neighbours: &[],
        chain: &chain,
        issuers: chain.get(..1).unwrap_or_default(),
        not_signed_by: None,
        standing: None,
    };
    let (prediction, findings) = predict(&case);
    assert!(prediction.because.contains(&"sid-absent"), "{:?}", prediction.because);
    assert!(prediction.questions.iter().any(|question| question.id == "dc-version"));
    let because = findings.into_iter().find(|(rule, _)| rule.id == "sid-absent").unwrap().1.because;
    assert!(
        because.starts_with("Only domain controllers with Server 2019 or later support the policy for name-based strong mappings."),
        "{because}"
    );
}

/// The NTAuth store is mentioned where it decides, and nowhere else.
#[test]
fn only_the_deciding_reason_is_given() {
    let told = r#"{"account":{"alt_security_identities":["X509:<S>DC=example,DC=corp,CN=alice"]},"dc":{"ntauth_has_issuer":false}}"#;
    let subject = forge::Name::from("DC=example").rdn("DC", "corp").rdn("CN", "alice");
    let reading = read(&Leaf::user("alice").subject(subject).without(forge::oid::SUBJECT_ALT_NAME).der());
    let (_, prediction, findings) = judged(&reading, WifiUser, told);
    assert_eq!(prediction.because, ["sid-absent"]);
    assert!(
        findings[0].1.because.starts_with("The account is found by a weak explicit mapping only."),
        "{}",
        findings[0].1.because
    );
}

/// Server 2008 R2 uses other event numbers, also where it is the only one that refuses.
#[test]
fn the_event_number_is_that_of_the_refusing_controller() {
    let address = read(&Leaf::user("alice").upn("alice@corp.example").san_uri_sid(ALICE_SID).der());
    let told = format!(r#"{{"account":{{"sid":"{ALICE_SID}"}},"dc":{{"version":["2008r2","2019"]}}}}"#);
    let (_, prediction, _) = judged(&address, UserTunnel, &told);
    assert!(
        codes(&prediction).contains("KDC 41") && !codes(&prediction).contains("KDC 39"),
        "{}",
        codes(&prediction)
    );
    assert!(prediction.codes.iter().all(|shown| shown.confidence == Confidence::Inferred));
}

/// Nothing that follows from a decision is more certain than the decision.
#[test]
fn nothing_is_more_certain_than_the_decision() {
    let weak = read(&Leaf::user("alice").upn("alice@corp.example").der());
    for (dc, expect) in [
        (r#"{"updated":"2026-10"}"#, Confidence::Documented),
        (r#"{"updated":"2025-01","enforcement":0}"#, Confidence::Reported),
    ] {
        let (_, _, findings) = judged(&weak, SmartCard, &format!(r#"{{"dc":{dc}}}"#));
        let found = findings.iter().find(|(rule, _)| *rule == "sid-absent").unwrap();
        assert_eq!(found.1.confidence, expect, "{dc}");
        assert!(found.1.codes.iter().all(|shown| shown.confidence <= expect), "{dc}");
    }
}

/// A SID without a name needs a user name hint, whatever else is open.
#[test]
fn the_hint_is_asked_for_despite_other_doubts() {
    let reading =
        read(&Leaf::user("alice").without(forge::oid::SUBJECT_ALT_NAME).san_uri_sid(ALICE_SID).der());
    let (_, prediction, findings) = judged(&reading, UserTunnel, r#"{"dc":{"version":["2016","2019"]}}"#);
    assert!(prediction.questions.iter().any(|question| question.id == "username-hint"), "{prediction:?}");
    let because = &findings.iter().find(|(rule, _)| *rule == "upn-missing").unwrap().1.because;
    assert!(because.starts_with("The certificate has no UPN."), "{because}");
    let named = read(&Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID).der());
    let (_, prediction, _) = judged(&named, UserTunnel, r#"{"dc":{"use_subject_alt_name":0}}"#);
    // The SID does not count here either, so no hint could help.
    let nobody = "NPS 16, NPS 298, NPS 8, RAS 853, RAS 691";
    assert_eq!((codes(&prediction).as_str(), prediction.because.as_slice()), (nobody, &["upn-missing"][..]));
}

#[test]
fn key_trust_needs_no_trusted_ca() {
    let reading = read(&Leaf::user("alice").upn("alice@corp.example").der());
    let told = |key| format!(r#"{{"account":{{"key_trust":{key}}},"chain":{{"trusted":false}}}}"#);
    let broken =
        |key| judged(&reading, SmartCard, &told(key)).2.iter().any(|(rule, _)| *rule == "root-untrusted");
    assert_eq!((broken(true), broken(false)), (false, true));
}

/// With key trust, no chain is built and no revocation is checked.
#[test]
fn key_trust_needs_no_crl() {
    let reading = read(&Leaf::user("alice").upn("alice@corp.example").cdp(&[]).aia(&[]).der());
    for chain in ["{}", r#"{"crl_reachable":false}"#, r#"{"trusted":false}"#] {
        let stops = |key| {
            let told = format!(r#"{{"account":{{"key_trust":{key}}},"chain":{chain}}}"#);
            let (_, _, findings) = judged(&reading, SmartCard, &told);
            findings.iter().any(|(_, it)| matches!(it.gate, Gate::Chain | Gate::Revocation))
        };
        assert_eq!((stops(true), stops(false)), (false, true), "{chain}");
    }
}

/// A strong explicit mapping or key trust finds the account, so an odd name stops nothing.
#[test]
fn an_odd_name_that_is_not_needed_stops_nothing() {
    let check = |reading: &Reading, scenario, rule: &str| {
        let string = mapping::strings::write(&reading.certificate).issuer_serial.unwrap();
        for (account, expect) in [
            ("{}".to_owned(), true),
            (format!(r#"{{"alt_security_identities":[{string:?}]}}"#), false),
            (r#"{"key_trust":true}"#.to_owned(), false),
        ] {
            let (_, _, findings) = judged(reading, scenario, &format!(r#"{{"account":{account}}}"#));
            assert_eq!(findings.iter().any(|(id, _)| *id == rule), expect, "{rule} {account}");
        }
    };
    check(&read(&Leaf::computer("pc1").sid(ALICE_SID).der()), WifiComputer, "dns-name-missing");
    let odd = fs::read(folder().join("../rules/upn-encoding/broken.pem")).unwrap();
    check(&read(&der_of("upn-encoding", &odd)), SmartCard, "upn-encoding");
}

/// Whoever publishes the CA in the NTAuth store must learn what comes next.
#[test]
fn remedies_cover_what_comes_after_the_ntauth_store() {
    let titles = |leaf: &Leaf, told: &str| -> Vec<(String, Term)> {
        let (_, prediction, _) = judged(&read(&leaf.der()), UserTunnel, told);
        assert_eq!(prediction.because, ["ntauth-issuer"]);
        prediction.remedies.into_iter().map(|remedy| (remedy.title, remedy.term)).collect()
    };
    let outside = r#"{"dc":{"ntauth_has_issuer":false}}"#;
    let alice = || Leaf::user("alice").upn("alice@corp.example");
    let next = ("Let AD CS add the SID extension".to_owned(), Term::Later);
    assert!(titles(&alice(), outside).contains(&next));
    assert!(!titles(&alice().sid(ALICE_SID), outside).contains(&next));
    let foreign = format!(r#"{{"account":{{"sid":"{BOB_SID}"}},"dc":{{"ntauth_has_issuer":false}}}}"#);
    let next = ("Reissue the certificate for this account".to_owned(), Term::Later);
    assert!(titles(&alice().sid(ALICE_SID), &foreign).contains(&next));
}

/// Only a domain controller in enforcement mode is known to log an event for an account that only a hint leads to.
#[test]
fn no_event_is_predicted_that_is_not_logged() {
    let nameless = read(&Leaf::user("alice").without(forge::oid::SUBJECT_ALT_NAME).der());
    for (updated, expect) in [("2022-04", false), ("2024-12", false), ("2025-10", true)] {
        let told = format!(r#"{{"account":{{"username_hint":"alice"}},"dc":{{"updated":"{updated}"}}}}"#);
        let (mapping, prediction, _) = judged(&nameless, WifiUser, &told);
        assert_eq!(mapping.decision.event.is_some(), expect, "{updated}");
        assert_eq!(codes(&prediction).contains("KDC"), expect, "{updated}: {}", codes(&prediction));
    }
}

/// What accepts a certificate by its name does so whatever SID it contains, which deserves a warning.
#[test]
fn a_tls_server_that_maps_by_name_ignores_another_sid() {
    let bobs = read(&Leaf::user("alice").upn("alice@corp.example").sid(BOB_SID).der());
    let told = format!(r#"{{"account":{{"sid":"{ALICE_SID}"}},"schannel":{{"mapping_methods":31}}}}"#);
    let (_, prediction, findings) = judged(&bobs, LdapsClient, &told);
    assert_eq!(prediction.outcome, Outcome::ConnectsWithWarning);
    assert!(findings.iter().any(|(rule, it)| *rule == "sid-mismatch" && it.because.contains(BOB_SID)));
}

/// Compatibility mode may or may not refuse another SID in a URI; the refusal still gives that SID as its reason.
#[test]
fn another_sid_in_a_uri_is_the_reason_of_the_refusal() {
    let bobs = read(&Leaf::user("alice").upn("alice@corp.example").san_uri_sid(BOB_SID).der());
    for (updated, confidence) in [("2024-12", Confidence::Inferred), ("2025-10", Confidence::Documented)] {
        let known = format!(r#"{{"account":{{"sid":"{ALICE_SID}"}},"dc":{{"updated":"{updated}"}}}}"#);
        let (_, prediction, findings) = judged(&bobs, WifiUser, &known);
        assert_eq!(prediction.outcome, Outcome::Fails, "{updated}");
        let finding = findings.iter().find(|(rule, _)| *rule == "sid-mismatch").map(|(_, finding)| finding);
        assert!(finding.is_some_and(|it| it.because.contains(BOB_SID)), "{updated}: {finding:?}");
        assert_eq!(finding.map(|it| it.confidence), Some(confidence), "{updated}");
    }
}

/// A SID can be another account's only once an account was found to compare it with.
#[test]
fn an_entra_sid_without_a_name_fails_for_the_name() {
    let leaf = Leaf::user("alice").without(forge::oid::SUBJECT_ALT_NAME).sid(forge::ENTRA_SID);
    let (mapping, prediction, findings) = judged(&read(&leaf.der()), UserTunnel, "{}");
    assert_eq!(mapping.verdict, Verdict::Mismatch);
    assert_eq!(prediction.because, ["upn-missing"]);
    assert!(!codes(&prediction).contains("KDC 41"), "{}", codes(&prediction));
    assert!(findings.iter().any(|(rule, it)| *rule == "sid-mismatch" && it.because.contains("Entra ID")));
}

#[test]
fn a_device_tunnel_that_checks_revocation_needs_the_crl() {
    let reading = read(&Leaf::computer("laptop-17.corp.example").der());
    for (flags, expect) in [(4, Outcome::Fails), (0, Outcome::Connects)] {
        let told = format!(r#"{{"rras":{{"cert_auth_flags":{flags}}},"chain":{{"crl_reachable":false}}}}"#);
        let (_, prediction, _) = judged(&reading, DeviceTunnel, &told);
        assert_eq!(prediction.outcome, expect, "{flags}");
        assert_eq!(codes(&prediction), if expect == Outcome::Fails { "IKE 13801" } else { "" });
    }
}

/// A remedy for one side is not advised where that side plays no part.
#[test]
fn remedies_are_those_of_the_scenario() {
    let revoked = r#"{"chain":{"revoked":true}}"#;
    let offline = r#"{"chain":{"crl_reachable":false}}"#;
    let has = |scenario, told: &str, word: &str| {
        let name = "vpn.corp.example";
        let leaf = match scenario {
            UserTunnel | SmartCard => Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID),
            DeviceTunnel => Leaf::computer("laptop-17.corp.example"),
            _ => Leaf::computer(name).eku(&[forge::oid::SERVER_AUTH]),
        };
        let (_, prediction, _) = judged(&read(&leaf.der()), scenario, told);
        assert!(!prediction.remedies.is_empty(), "{}", scenario.name());
        prediction.remedies.iter().any(|remedy| remedy.commands.iter().any(|it| it.text.contains(word)))
    };
    for (scenario, expect) in [(DeviceTunnel, true), (UserTunnel, false), (SstpServer, false)] {
        assert_eq!(has(scenario, revoked, "CertAuthFlags"), expect, "{}", scenario.name());
    }
    for (scenario, expect) in [(UserTunnel, true), (SmartCard, false), (SstpServer, false)] {
        assert_eq!(has(scenario, offline, "IgnoreRevocationOffline"), expect, "{}", scenario.name());
    }
}

/// A name that is there need not be added, and IKEv2 fragmentation plays no part in Wi-Fi.
#[test]
fn remedies_are_those_of_the_certificate() {
    let titles = |leaf: &Leaf, scenario, told: &str| -> Vec<String> {
        let (_, prediction, _) = judged(&read(&leaf.der()), scenario, told);
        prediction.remedies.into_iter().map(|remedy| remedy.title).collect()
    };
    let mixed = r#"{"dc":{"version":["2016","2022"]}}"#;
    let hint = "Reissue with a name that identifies the account".to_owned();
    let computer = Leaf::computer("laptop-17.corp.example").san_uri_sid(ALICE_SID);
    assert!(!titles(&computer, WifiComputer, mixed).contains(&hint));
    let nameless = Leaf::user("alice").without(forge::oid::SUBJECT_ALT_NAME).san_uri_sid(ALICE_SID);
    assert!(titles(&nameless, WifiUser, mixed).contains(&hint));

    let alice = Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID);
    let big = (0..21).fold(alice, |leaf, number| leaf.email(&format!("alice-{number}@corp.example")));
    let split = "Enable IKEv2 fragmentation".to_owned();
    for (scenario, expect) in [(UserTunnel, true), (WifiUser, false)] {
        let titles = titles(&big, scenario, "{}");
        assert!(
            titles.contains(&"Reduce the size of the certificate or the packets".to_owned()),
            "{titles:?}"
        );
        assert_eq!(titles.contains(&split), expect, "{titles:?}");
    }
}

/// The CA has to be published, and that is said once.
#[test]
fn a_ca_outside_the_ntauth_store_is_published_once() {
    let leaf = Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID);
    let reading = read(&leaf.der());
    let string = mapping::strings::write(&reading.certificate).issuer_serial.unwrap();
    let refused = r#"{"dc":{"ntauth_has_issuer":false}}"#.to_owned();
    let audited = format!(
        r#"{{"dc":{{"ntauth_has_issuer":false,"updated":"2025-05"}},"account":{{"alt_security_identities":[{string:?}]}},"schannel":{{"mapping_methods":31}}}}"#
    );
    // The key keeps the certificate from being offered at all as a smart card.
    for scenario in LOGONS.into_iter().filter(|it| *it != SmartCard) {
        for told in [&refused, &audited] {
            let (_, prediction, findings) = judged(&reading, scenario, told);
            assert!(findings.iter().any(|(id, _)| *id == "ntauth-issuer"), "{} {told}", scenario.name());
            let commands = prediction.remedies.iter().flat_map(|remedy| &remedy.commands);
            let published = commands.filter(|it| it.text.contains("NTAuthCA")).count();
            assert_eq!(published, 1, "{} {told}: {:?}", scenario.name(), prediction.remedies);
        }
    }
}

/// Whose account is looked for is decided once, for the rules and for the remedies.
#[test]
fn rules_and_remedies_agree_on_the_kind_of_account() {
    let computer =
        Leaf::computer("pc1.corp.example").uri("TAG:microsoft.com,2022-09-14:sid:S-1-5-21-1-2-3-1105");
    let nameless = || Leaf::user("alice").without(forge::oid::SUBJECT_ALT_NAME).sid(ALICE_SID);
    let blank = nameless().upn(" ");
    let alice = || Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID);
    let told = |account: &str| format!(r#"{{"account":{{{account}}}}}"#);
    for (leaf, scenario, told, expect) in [
        (&computer, LdapsClient, told(""), "mapping-unsettled"),
        (&computer, SmartCard, told(""), "mapping-unsettled"),
        (&nameless(), UserTunnel, told(""), "upn-missing"),
        (&nameless(), UserTunnel, told(r#""sam":"PC1$""#), "dns-name-missing"),
        (&nameless(), UserTunnel, told(r#""dns":"pc1.corp.example""#), "dns-name-missing"),
        (&nameless(), WifiComputer, told(""), "dns-name-missing"),
        (&nameless(), WifiComputer, told(r#""kind":"user""#), "upn-missing"),
        (&nameless(), WifiComputer, told(r#""upn":"alice@corp.example""#), "upn-missing"),
        // A blank name is no name, and a name that is ignored leads nowhere.
        (&blank, UserTunnel, told(""), "upn-missing"),
        (&alice(), UserTunnel, r#"{"dc":{"use_subject_alt_name":0}}"#.to_owned(), "upn-missing"),
    ] {
        let (_, prediction, findings) = judged(&read(&leaf.der()), scenario, &told);
        let about = ["mapping-unsettled", "upn-missing", "dns-name-missing"];
        let found: Vec<_> = findings.iter().map(|(id, _)| *id).filter(|id| about.contains(id)).collect();
        assert_eq!(found, [expect], "{} {told}", scenario.name());
        let advised: Vec<_> = prediction.remedies.iter().map(|remedy| remedy.title.as_str()).collect();
        let has = |title: &str| advised.contains(&title);
        assert_eq!(
            has("Reissue with a name that identifies the account"),
            expect != "mapping-unsettled" && !told.contains("use_subject_alt_name"),
            "{told}: {advised:?}"
        );
        assert_eq!(
            has("Reissue with the UPN"),
            expect == "upn-missing" && !told.contains("use_subject_alt_name"),
            "{told}: {advised:?}"
        );
        assert_eq!(
            has("Reissue with the computer's DNS name"),
            expect == "dns-name-missing",
            "{told}: {advised:?}"
        );
        let ignored = prediction.remedies.iter().flat_map(|remedy| &remedy.steps);
        let ignored = ignored.filter(|step| step.contains("UseSubjectAltName")).count();
        assert_eq!(ignored, usize::from(told.contains("use_subject_alt_name")), "{told}");
    }
}

/// An AD CS CA adds the SID itself, so its absence from a request says little.
#[test]
fn a_sid_that_the_ca_may_add_is_mentioned() {
    let alice = || Leaf::user("alice").upn("alice@corp.example");
    for (bytes, expect) in
        [(alice().request_der(), true), (alice().sid(ALICE_SID).request_der(), false), (alice().der(), false)]
    {
        let findings = examination::read(&[File { name: "a", bytes: &bytes }], &[]);
        let situation = Situation { scenarios: vec![UserTunnel], ..Situation::default() };
        let judgment = examination::judge(&findings, &situation).remove(0);
        let [prediction] = judgment.predictions.try_into().unwrap();
        let said = prediction.assumptions.iter().any(|it| it.starts_with("The CA does not add the SID."));
        assert_eq!(said, expect, "{:?}", prediction.assumptions);
    }
}

/// Of several extensions of one type the first counts, and the answer says so.
#[test]
fn the_choice_among_several_extensions_is_stated() {
    let check = |further: &str, said: &[&str]| {
        let uses = forge::der::sequence([forge::der::oid(further)]);
        let twice = Leaf::user("alice").extension(forge::oid::EXTENDED_KEY_USAGE, false, uses).der();
        let findings = examination::read(&[File { name: "a", bytes: &twice }], &[]);
        let judgment = examination::judge(&findings, &Situation::default()).remove(0);
        for prediction in judgment.predictions {
            let told: Vec<&String> =
                prediction.assumptions.iter().filter(|it| it.contains("several extensions")).collect();
            assert_eq!(told, said, "{:?}", prediction.scenario);
        }
    };
    check(forge::oid::CLIENT_AUTH, &[]);
    let said = "Windows uses the first of several extensions of one type (Extended key usage). That is not documented.";
    check(forge::oid::SERVER_AUTH, &[said]);
}

/// The update level decides about account mapping only, and server certificates need none.
#[test]
fn the_update_level_is_asked_only_for_account_mapping() {
    let weak = Leaf::user("alice").upn("alice@corp.example").der();
    let asks = |scenarios: &[Scenario]| -> Vec<&'static str> {
        let findings = examination::read(&[File { name: "a", bytes: &weak }], &[]);
        let situation = Situation { scenarios: scenarios.to_vec(), ..Situation::default() };
        let judgment = examination::judge(&findings, &situation).remove(0);
        let told: Vec<Scenario> = judgment.predictions.iter().map(|prediction| prediction.scenario).collect();
        let mut each = scenarios.to_vec();
        each.dedup();
        assert_eq!(told, each, "every scenario once");
        judgment.questions.iter().map(|question| question.id).collect()
    };
    for scenario in Scenario::ALL {
        let asked = asks(&[scenario, scenario]).contains(&"dc-updated");
        assert_eq!(asked, scenario.maps_an_account(), "{}", scenario.name());
    }
}

/// A registry value is a temporary fix only where it lets the certificate in.
#[test]
fn temporary_fixes_are_offered_only_where_they_work() {
    let weak = read(&Leaf::user("alice").upn("alice@corp.example").der());
    let begin: i32 = weak.certificate.not_before.unwrap().to_string()[..4].parse().unwrap();
    for (dc, years, expect) in [
        (r#""updated":"2025-04""#, -1, vec!["StrongCertificateBindingEnforcement /t REG_DWORD /d 1"]),
        (
            r#""updated":"2025-04","enforcement":2"#,
            2,
            vec![
                "StrongCertificateBindingEnforcement /t REG_DWORD /d 1",
                "CertificateBackdatingCompensation /t REG_DWORD /d 94608000",
            ],
        ),
        (
            r#""updated":"2025-04","enforcement":1"#,
            2,
            vec!["CertificateBackdatingCompensation /t REG_DWORD /d 94608000"],
        ),
        (r#""updated":"2025-04""#, 60, vec![]),
        (r#""updated":"2025-10""#, -1, vec![]),
    ] {
        let created = format!("{}-06-01T00:00:00Z", begin + years);
        let told = format!(r#"{{"account":{{"created":"{created}"}},"dc":{{{dc}}}}}"#);
        let (_, prediction, _) = judged(&weak, WifiUser, &told);
        assert_eq!(prediction.outcome, Outcome::Fails, "{told}");
        let found: Vec<&str> = prediction
            .remedies
            .iter()
            .flat_map(|remedy| &remedy.commands)
            .filter_map(|it| it.text.split_once(r#"Services\Kdc" /v "#)?.1.strip_suffix(" /f"))
            .collect();
        assert_eq!(found, expect, "{told}");
    }
}

fn judged(
    reading: &Reading,
    scenario: Scenario,
    told: &str,
) -> (Mapping, Prediction, Vec<(&'static str, Finding)>) {
    let (situation, unknown) = from_json(told).unwrap_or_else(|why| panic!("{why}: {told}"));
    assert!(unknown.is_empty(), "{unknown:?}");
    let decided = decide(&reading.certificate, &situation, Some(scenario));
    let case = Case {
        certificate: &reading.certificate,
        defects: &reading.defects,
        mapping: &decided,
        situation: &situation,
        scenario,
        neighbours: &[],
        chain: &[],
        issuers: &[],
        not_signed_by: None,
        standing: None,
    };
    let (prediction, findings) = predict(&case);
    let findings = findings.into_iter().map(|(rule, finding)| (rule.id, finding)).collect();
    (decided, prediction, findings)
}

fn codes(prediction: &Prediction) -> String {
    prediction.codes.iter().map(|shown| shown.code.to_string()).collect::<Vec<_>>().join(", ")
}

/// The DER of every certificate among the cases about mappings.
fn mapping_cases() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for rule in fs::read_dir(folder()).unwrap() {
        for case in fs::read_dir(rule.unwrap().path()).unwrap() {
            let path = case.unwrap().path();
            let findings = examination::read(&[File { name: "", bytes: &fs::read(&path).unwrap() }], &[]);
            let certificates = findings.items.iter().filter(|item| item.certificate.is_some());
            all.extend(certificates.map(|item| (path.display().to_string(), item.der.to_vec())));
        }
    }
    all
}

fn near_miss(name: &str) -> Vec<u8> {
    let bytes = fs::read(folder().join(format!("sid-near-miss/{name}.pem"))).unwrap();
    der_of(name, &bytes)
}

fn der_of(name: &str, bytes: &[u8]) -> Vec<u8> {
    examination::read(&[File { name, bytes }], &[]).items.first().unwrap().der.to_vec()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/mapping")
}
