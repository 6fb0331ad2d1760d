//! What is asked, what is not, and what is assumed instead.

use crate::{
    COMPATIBLE, ENTRA, OTHER, PATCHED, SID, STRONG_STRING, TODAY, authority, computer, covered, nameless,
    on_day, plain, short, situation, two_names, with_sid, with_uri,
};
use strongmap::certificate::{BasicConstraints, Certificate, Name, Oid};
use strongmap::mapping::{Mapping, decide, decide_issued_by};
use strongmap::situation::{Scenario, Situation, from_json};

#[test]
fn each_situation_asks_its_questions_in_order() {
    let mut odd = with_sid(plain(), SID);
    odd.sid_extension.as_mut().unwrap().standard = false;
    for (name, it, account, dc, expect) in [
        ("only a UPN", plain(), "", "", vec!["alt-security-identities", "dc-updated"]),
        ("an address", with_uri(plain(), SID), "", "", vec!["account-sid", "dc-version"]),
        ("an extension", with_sid(plain(), SID), "", "", vec!["account-sid"]),
        (
            "no name",
            with_sid(nameless(plain()), SID),
            "",
            "",
            vec!["username-hint", "account-sid", "alt-security-identities"],
        ),
        ("nothing", nameless(plain()), "", "", vec!["alt-security-identities"]),
        ("all known", with_sid(plain(), SID), &format!(r#""sid":"{SID}""#), "", vec![]),
        (
            "an address, SID known",
            with_uri(plain(), SID),
            &format!(r#""sid":"{SID}""#),
            "",
            vec!["dc-version"],
        ),
        (
            "an address on a mix",
            with_uri(plain(), SID),
            &format!(r#""sid":"{SID}""#),
            r#""version":["2016","2019"]"#,
            vec!["dc-version", "alt-security-identities"],
        ),
        (
            "before October 2024",
            with_uri(plain(), SID),
            &format!(r#""sid":"{SID}","alt_security_identities":[]"#),
            r#""version":"2019","updated":"2024-09""#,
            vec!["dc-updated"],
        ),
        (
            "compatible",
            plain(),
            r#""alt_security_identities":[]"#,
            COMPATIBLE,
            vec!["dc-enforcement", "account-created"],
        ),
        (
            "compatible, with a grace that covers every account there is",
            plain(),
            r#""alt_security_identities":[]"#,
            r#""updated":"2024-12","version":"2022","backdating_seconds":94608000"#,
            vec!["dc-enforcement"],
        ),
        (
            "another's SID",
            with_sid(plain(), OTHER),
            &format!(r#""sid":"{SID}","alt_security_identities":[]"#),
            "",
            vec![],
        ),
        // Whether it is read or not, with another SID it is refused.
        (
            "written in another way",
            odd.clone(),
            r#""alt_security_identities":[]"#,
            PATCHED,
            vec!["dc-event", "account-sid"],
        ),
        ("weak and nothing to be done", plain(), r#""alt_security_identities":[]"#, PATCHED, vec![]),
        (
            "two names",
            two_names(),
            r#""alt_security_identities":[]"#,
            r#""updated":"2026-10","realm":"x.example""#,
            vec!["account-upn", "account-kind"],
        ),
    ] {
        let mapping = decide(&it, &on_day(TODAY, situation(account, dc)), None);
        let ids: Vec<_> = mapping.questions.iter().map(|it| it.id).collect();
        assert_eq!(ids, expect, "{name}");
    }
}

#[test]
fn mapping_methods_are_asked_only_for_a_tls_server() {
    let it = situation(r#""alt_security_identities":[]"#, PATCHED);
    let ids = |scenario| decide(&plain(), &it, scenario).questions.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(Some(Scenario::LdapsClient)), ["schannel-methods"]);
    assert!(ids(Some(Scenario::SmartCard)).is_empty());
    let mut known = it.clone();
    known.schannel.mapping_methods = Some(0x18);
    assert!(decide(&plain(), &known, Some(Scenario::LdapsClient)).questions.is_empty());
}

/// Older updates help a strong mapping too, if the issuer is not in the NTAuth store, but for another reason.
#[test]
fn the_reason_to_ask_for_the_updates_is_the_obstacle() {
    for (account, dc, part) in [
        (STRONG_STRING, r#""ntauth_has_issuer":false"#, "updates of July 2025"),
        (r#""alt_security_identities":[]"#, "", "may still accept weak mappings"),
    ] {
        let mapping = decide(&plain(), &on_day(TODAY, situation(account, dc)), None);
        let asked = mapping.questions.iter().find(|it| it.id == "dc-updated").unwrap();
        assert!(asked.why.contains(part), "{}", asked.why);
    }
}

/// A question is asked only where an answer changes the outcome, and no longer once it is answered.
#[test]
fn answered_questions_are_not_asked_again() {
    let odd = |mut it: Certificate| {
        it.policies = [Oid::from_content(&[0x2A, 3])].into();
        it
    };
    for (it, account, dc, question, answers) in [
        (
            plain(),
            "",
            "",
            "alt-security-identities",
            [
                r#"{"account":{"alt_security_identities":[]}}"#,
                r#"{"account":{"alt_security_identities":["X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314"]}}"#,
            ],
        ),
        (
            plain(),
            "",
            "",
            "dc-updated",
            [r#"{"dc":{"updated":"2024-12"}}"#, r#"{"dc":{"updated":"2026-10"}}"#],
        ),
        (
            odd(plain()),
            "",
            "",
            "name-policy",
            [
                r#"{"dc":{"name_policy":[]}}"#,
                r#"{"dc":{"name_policy":["5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a; 1.2.3; UpnSuffix=corp.example"]}}"#,
            ],
        ),
        (
            with_sid(plain(), SID),
            "",
            "",
            "account-sid",
            [
                r#"{"account":{"sid":"S-1-5-21-1496966362-3320961333-4044918980-1105"}}"#,
                r#"{"account":{"sid":"S-1-5-21-1-2-3-1105"}}"#,
            ],
        ),
        (
            with_uri(plain(), SID),
            "",
            "",
            "dc-version",
            [r#"{"dc":{"version":"2016"}}"#, r#"{"dc":{"version":"2019"}}"#],
        ),
        (
            with_sid(nameless(plain()), SID),
            "",
            "",
            "username-hint",
            [r#"{"account":{"username_hint":"a"}}"#, r#"{"account":{"username_hint":""}}"#],
        ),
        (
            plain(),
            "",
            COMPATIBLE,
            "account-created",
            [r#"{"account":{"created":"2020-01-01"}}"#, r#"{"account":{"created":"2026-01-01"}}"#],
        ),
        (
            plain(),
            "",
            COMPATIBLE,
            "dc-enforcement",
            [r#"{"dc":{"enforcement":1}}"#, r#"{"dc":{"enforcement":2}}"#],
        ),
        (
            two_names(),
            "",
            r#""realm":"x.example""#,
            "account-kind",
            [r#"{"account":{"kind":"user"}}"#, r#"{"account":{"kind":"computer"}}"#],
        ),
        (
            plain(),
            r#""upn":"b@corp.example""#,
            "",
            "account-sam",
            [r#"{"account":{"sam":"a"}}"#, r#"{"account":{"sam":"b"}}"#],
        ),
        (
            computer(),
            r#""dns":"pc1.west.example""#,
            "",
            "account-sam",
            [r#"{"account":{"sam":"pc1$"}}"#, r#"{"account":{"sam":"pc2$"}}"#],
        ),
        (
            Certificate { issuer: Some(plain().subject.into()), ..plain() },
            "",
            "",
            "key-trust",
            [r#"{"account":{"key_trust":true}}"#, r#"{"account":{"key_trust":false}}"#],
        ),
        (
            plain(),
            r#""created":"2025-01-01""#,
            COMPATIBLE,
            "backdating",
            [r#"{"dc":{"backdating_seconds":31536000}}"#, r#"{"dc":{"backdating_seconds":0}}"#],
        ),
        (
            plain(),
            STRONG_STRING,
            r#""updated":"2025-07""#,
            "ntauth",
            [r#"{"dc":{"ntauth_has_issuer":true}}"#, r#"{"dc":{"ntauth_has_issuer":false}}"#],
        ),
        (
            plain(),
            STRONG_STRING,
            r#""updated":"2025-07","ntauth_has_issuer":false"#,
            "nt-auth-bypass",
            [r#"{"dc":{"nt_auth_bypass":1}}"#, r#"{"dc":{"nt_auth_bypass":2}}"#],
        ),
    ] {
        let decide = |answer: &str| {
            let mut told: serde_json::Value = serde_json::to_value(serde_json::json!({})).unwrap();
            for json in [format!(r#"{{"account":{{{account}}},"dc":{{{dc}}}}}"#), answer.to_owned()] {
                let json: serde_json::Value = serde_json::from_str(&json).unwrap();
                for (part, facts) in json.as_object().unwrap() {
                    for (key, fact) in facts.as_object().unwrap() {
                        told[part][key] = fact.clone();
                    }
                }
            }
            let (situation, unknown) = from_json(&told.to_string()).unwrap();
            assert!(unknown.is_empty(), "{unknown:?}");
            decide_issued_by(&it, Some(&authority()), &situation, None)
        };
        let asked = |mapping: &Mapping| mapping.questions.iter().any(|it| it.id == question);
        let open = decide("{}");
        assert!(asked(&open), "{question}: {:?}", open.questions);
        let answered = answers.map(decide);
        assert!(answered.iter().any(|it| short(it) != short(&open)), "{question}");
        assert!(answered.iter().all(|it| !asked(it)), "{question}");
    }
}

/// A question is not asked if no answer to it would settle anything, or if it does not arise.
#[test]
fn pointless_questions_are_not_asked() {
    let (covered, policy) = covered();
    let policies = |account: &str| format!(r#""alt_security_identities":[]{account}"#);
    let signed =
        |issuer: Name| Certificate { subject: issuer.clone(), issuer: Some(issuer.into()), ..plain() };
    let own = signed(plain().subject);
    let authority_itself =
        Certificate { basic_constraints: Some(BasicConstraints { ca: true, path_len: None }), ..own.clone() };
    for (question, it, account, dc, expect) in [
        ("dc-version", &covered, "", policy.replace(r#""version":"2022","#, "").as_str(), false),
        ("name-policy", &covered, &policies(""), r#""version":"2022""#, true),
        ("name-policy", &covered, &policies(""), r#""version":["2016","2022"]"#, true),
        ("name-policy", &covered, &policies(""), r#""version":"2016""#, false),
        ("name-policy", &covered, &policies(""), r#""updated":"2024-08""#, false),
        ("name-policy", &covered, &policies(r#","kind":"computer""#), "", false),
        ("name-policy", &plain(), &policies(""), "", false),
        ("account-kind", &two_names(), r#""sam":"a""#, r#""realm":"x.example""#, true),
        ("account-kind", &two_names(), r#""sam":"a$""#, r#""realm":"x.example""#, false),
        // The policy is tried before the SID. If the SID can never be the account's, the account's name does not
        // matter.
        ("name-policy", &with_sid(covered.clone(), ENTRA), &policies(""), "", true),
        ("name-policy", &with_sid(plain(), ENTRA), &policies(""), "", false),
        ("account-sam", &with_sid(plain(), SID), r#""upn":"b@corp.example""#, "", true),
        ("account-sam", &with_sid(plain(), ENTRA), r#""upn":"b@corp.example""#, "", false),
        ("account-sam", &plain(), &policies(r#","upn":"b@corp.example""#), "", true),
        ("account-sam", &computer(), r#""dns":"pc1.west.example""#, r#""realm":"west.example""#, false),
        ("account-sam", &computer(), r#""dns":"pc2.corp.example""#, "", false),
        ("key-trust", &own, "", "", true),
        ("key-trust", &plain(), "", "", false),
        ("key-trust", &signed(Name::default()), "", "", false),
        ("key-trust", &authority_itself, "", "", false),
        ("ntauth", &plain(), r#""alt_security_identities":["X509:<SKI>00"]"#, COMPATIBLE, false),
        ("ntauth", &plain(), "", COMPATIBLE, false),
    ] {
        let mapping = decide_issued_by(it, Some(&authority()), &situation(account, dc), None);
        let ids: Vec<_> = mapping.questions.iter().map(|it| it.id).collect();
        assert_eq!(ids.contains(&question), expect, "{question} for {account} {dc}: {ids:?}");
    }
    // No domain controller has updates that were not released yet.
    for (day, expect) in [("2026-11-20", true), ("2023-01-01", false)] {
        let mapping = decide(&plain(), &on_day(day, Situation::default()), None);
        assert_eq!(mapping.questions.iter().any(|it| it.id == "dc-updated"), expect, "{day}");
    }
}

#[test]
fn assumptions_are_stated() {
    let mapping = decide(&plain(), &on_day(TODAY, Situation::default()), None);
    let said = mapping.assumptions.join("\n");
    for part in ["updates released by 2026-11-20", "Server 2019 or later", "NTAuth", "explicit mapping"] {
        assert!(said.contains(part), "{said}");
    }
    let mapping = decide(&plain(), &on_day(TODAY, situation("", r#""updated":"2027-01""#)), None);
    assert!(mapping.assumptions.iter().any(|it| it.contains("used as entered")));
}

#[test]
fn each_assumption_is_stated_only_where_it_is_made() {
    let account = format!(r#""sid":"{SID}""#);
    let undated = Certificate { not_before: None, ..plain() };
    let audited = r#""ntauth_has_issuer":false,"updated":"2025-04""#;
    let refused = r#""ntauth_has_issuer":false,"updated":"2025-07""#;
    let ended = r#""ntauth_has_issuer":false,"updated":"2025-10""#;
    let told = r#""ntauth_has_issuer":false,"updated":"2025-07","nt_auth_bypass":2"#;
    let created = r#""created":"2020-01-01""#;
    for (part, it, account, dc, expect) in [
        ("used as entered", plain(), "", r#""updated":"2026-12""#, true),
        ("used as entered", plain(), "", r#""updated":"2026-11""#, false),
        ("StrongCertificateBindingEnforcement", plain(), "", r#""updated":"2024-12""#, true),
        ("StrongCertificateBindingEnforcement", plain(), "", r#""updated":"2024-12","enforcement":1"#, false),
        ("StrongCertificateBindingEnforcement", plain(), "", r#""updated":"2022-04""#, false),
        ("StrongCertificateBindingEnforcement", plain(), "", PATCHED, false),
        ("The account is older", plain(), "", COMPATIBLE, true),
        ("The account is older", undated, created, COMPATIBLE, true),
        ("The account is older", plain(), created, COMPATIBLE, false),
        ("The account is older", with_sid(plain(), SID), "", COMPATIBLE, false),
        ("The account is older", plain(), "", PATCHED, false),
        ("ten minutes", plain(), created, COMPATIBLE, false),
        ("ten minutes", plain(), r#""created":"2024-07-01""#, COMPATIBLE, true),
        ("ten minutes", plain(), created, r#""updated":"2024-12","backdating_seconds":0"#, false),
        ("The SID in the certificate", with_sid(plain(), SID), "", PATCHED, true),
        ("The SID in the certificate", with_sid(plain(), SID), &account, PATCHED, false),
        ("The SID in the certificate", with_sid(plain(), ENTRA), "", PATCHED, false),
        ("The SID in the certificate", plain(), STRONG_STRING, PATCHED, false),
        ("The SID in the certificate", plain(), "", PATCHED, false),
        ("The name in the certificate", plain(), "", PATCHED, true),
        ("The name in the certificate", plain(), r#""upn":"a@corp.example""#, PATCHED, false),
        ("The name in the certificate", plain(), r#""sam":"a""#, PATCHED, true),
        (
            "The name in the certificate",
            plain(),
            r#""sam":"a""#,
            r#""updated":"2026-10","realm":"corp.example""#,
            false,
        ),
        ("The name in the certificate", computer(), r#""dns":"pc1.corp.example""#, PATCHED, false),
        ("The account has no explicit mapping", plain(), "", PATCHED, true),
        ("The account has no explicit mapping", plain(), r#""alt_security_identities":[]"#, PATCHED, false),
        ("name-based strong mappings is off", plain(), "", PATCHED, true),
        ("name-based strong mappings is off", plain(), "", r#""name_policy":[]"#, false),
        ("name-based strong mappings is off", computer(), "", PATCHED, false),
        ("is in the NTAuth store", plain(), "", PATCHED, true),
        ("is in the NTAuth store", plain(), "", r#""ntauth_has_issuer":true"#, false),
        ("so the domain controller only warns", plain(), STRONG_STRING, audited, true),
        ("so the domain controller refuses", plain(), STRONG_STRING, refused, true),
        ("AllowNtAuthPolicyBypass", plain(), STRONG_STRING, ended, false),
        ("AllowNtAuthPolicyBypass", plain(), STRONG_STRING, told, false),
        (
            "AllowNtAuthPolicyBypass",
            plain(),
            STRONG_STRING,
            r#""ntauth_has_issuer":true,"updated":"2025-07""#,
            false,
        ),
        ("AllowNtAuthPolicyBypass", plain(), "", refused, false),
    ] {
        // The second Tuesday of November.
        let mapping = decide(&it, &on_day("2026-11-10", situation(account, dc)), None);
        let said = mapping.assumptions.join("\n");
        assert_eq!(said.contains(part), expect, "{part} with {account} {dc}: {said}");
    }
    let methods = |scenario, situation: &Situation| {
        let mapping = decide(&plain(), situation, Some(scenario));
        mapping.assumptions.iter().any(|said| said.contains("CertificateMappingMethods"))
    };
    let (known, _) = from_json(r#"{"schannel":{"mapping_methods":24}}"#).unwrap();
    assert!(methods(Scenario::LdapsClient, &Situation::default()));
    assert!(!methods(Scenario::SmartCard, &Situation::default()));
    assert!(!methods(Scenario::LdapsClient, &known));
}
