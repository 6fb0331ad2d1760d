//! The domain controller's decision, one row a case.
//!
//! A row is a certificate, what is known, and the answer in short: verdict, what it rests on, outcome, event, error.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on should stop, and the dice take whatever bits there are"
)]

use strongmap::catalog::Confidence;
use strongmap::certificate::{
    Attribute, BasicConstraints, Certificate, GeneralName, Located, Name, Oid, PublicKey, SanUri,
    SidExtension, Span,
};
use strongmap::mapping::dn::is_delicate;
use strongmap::mapping::explicit::weigh;
use strongmap::mapping::form::Form;
use strongmap::mapping::history::{TURNS, history};
use strongmap::mapping::name_policy::{build, line_for, lint, parse, suggest};
use strongmap::mapping::remedies::remedies;
use strongmap::mapping::strings::{cautions, recommended, write};
use strongmap::mapping::update_level::Phase;
use strongmap::mapping::words::{consequence, headline};
use strongmap::mapping::{
    Mapping, Outcome, Step, Strength, Verdict, decide, decide_issued_by, decide_without_strings,
};
use strongmap::moment::Moment;
use strongmap::sid::Sid;
use strongmap::situation::{Scenario, Situation, from_json};

const SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";
const OTHER: &str = "S-1-5-21-1496966362-3320961333-4044918980-2207";
const ENTRA: &str = "S-1-12-1-4163729839-1217663608-249102764-4166813488";
/// A domain controller with everything that was out in October 2026.
const PATCHED: &str = r#""updated":"2026-10","version":"2022""#;
/// One in compatibility mode.
const COMPATIBLE: &str = r#""updated":"2024-12","version":"2022""#;
/// A string that maps the plain certificate.
const STRONG_STRING: &str =
    r#""alt_security_identities":["X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314"]"#;

// The outcome matrix

#[test]
fn explicit_strong_mapping() {
    let forms: Vec<_> = strong_strings(&with_sid(plain(), SID)).into_iter().map(|(form, _)| form).collect();
    assert_eq!(forms, ["issuer_serial", "ski", "sha1_puk", "issuer_sid"]);
    for (form, text) in strong_strings(&plain()) {
        for sid in [None, Some(SID), Some(OTHER)] {
            let it = sid.map_or_else(plain, |sid| with_sid(plain(), sid));
            for dc in [PATCHED, COMPATIBLE] {
                let account =
                    format!(r#""sid":"{SID}","created":"2026-01-01","alt_security_identities":[{text:?}]"#);
                check(form, &it, &account, dc, "strong alt_security_identity allowed");
            }
        }
    }
}

#[test]
fn sid_extension() {
    let account = format!(r#""sid":"{SID}","created":"2026-01-01""#);
    let it = with_sid(plain(), SID);
    check("right", &it, &account, PATCHED, "strong sid_extension allowed");
    check("right, never date-checked", &it, &account, COMPATIBLE, "strong sid_extension allowed");
    check("right, Server 2016", &it, &account, r#""version":"2016""#, "strong sid_extension allowed");
    check("not known whose", &it, "", PATCHED, "strong sid_extension allowed");
    let it = with_sid(plain(), OTHER);
    check("wrong", &it, &account, PATCHED, "mismatch sid_extension denied KDC 41 KRB 66");
    check("wrong", &it, &account, COMPATIBLE, "mismatch sid_extension denied KDC 41 KRB 66");
    check(
        "wrong, before the checks",
        &it,
        &account,
        r#""updated":"2022-04""#,
        "mismatch sid_extension allowed",
    );
}

#[test]
fn san_uri() {
    let account = format!(r#""sid":"{SID}","created":"2020-01-01""#);
    let it = with_uri(plain(), SID);
    check("right", &it, &account, PATCHED, "strong san_uri allowed");
    check("no DC named", &it, &account, "", "strong san_uri allowed");
    check("Server 2016", &it, &account, r#""version":"2016""#, "weak upn denied KDC 39 KRB 66");
    check(
        "Server 2016 in compatibility mode",
        &it,
        &account,
        r#""version":"2016","updated":"2024-12""#,
        "weak upn allowed-with-warning KDC 39",
    );
    check(
        "mixed",
        &it,
        &account,
        r#""version":["2016","2022"]"#,
        "undecided san_uri depends-on-controller KDC 39",
    );
    check(
        "before October 2024",
        &it,
        &account,
        r#""version":"2019","updated":"2024-09""#,
        "undecided san_uri allowed-with-warning KDC 39",
    );
    check(
        "before October 2024, enforced",
        &it,
        &account,
        r#""version":"2019","updated":"2024-09","enforcement":2"#,
        "undecided san_uri cannot-tell KDC 39",
    );
    check(
        "mixed, and all of them let it in",
        &it,
        &account,
        r#""version":["2016","2022"],"updated":"2024-11","enforcement":1"#,
        "undecided san_uri allowed-with-warning KDC 39",
    );
    check(
        "since October 2024",
        &it,
        &account,
        r#""version":"2019","updated":"2024-10""#,
        "strong san_uri allowed",
    );
    let it = with_uri(plain(), OTHER);
    check("wrong", &it, &account, PATCHED, "mismatch san_uri denied KDC 41 KRB 66");
    check("wrong, Server 2012 R2", &it, &account, r#""version":"2012r2""#, "weak upn denied KDC 39 KRB 66");
}

#[test]
fn weak_mappings() {
    let it = plain();
    check("by name", &it, "", PATCHED, "weak upn denied KDC 39 KRB 66");
    check("nothing known", &it, "", "", "weak upn denied KDC 39 KRB 66");
    check(
        "younger than the account",
        &it,
        r#""created":"2020-01-01""#,
        COMPATIBLE,
        "weak upn allowed-with-warning KDC 39",
    );
    check(
        "older than the account",
        &it,
        r#""created":"2025-01-01""#,
        COMPATIBLE,
        "weak upn denied KDC 40 KRB 66",
    );
    check("older, enforced", &it, r#""created":"2025-01-01""#, PATCHED, "weak upn denied KDC 39 KRB 66");
    check(
        "older, before the checks",
        &it,
        r#""created":"2025-01-01""#,
        r#""updated":"2022-04""#,
        "weak upn allowed",
    );
    let it = computer();
    check("a computer", &it, "", PATCHED, "weak dns denied KDC 39 KRB 66");
    check("a computer", &it, "", COMPATIBLE, "weak dns allowed-with-warning KDC 39");
    let nameless = nameless(plain());
    assert_eq!(weak_strings(&nameless).len(), 3);
    for text in weak_strings(&nameless) {
        let account = format!(r#""alt_security_identities":[{text:?}],"created":"2020-01-01""#);
        check(&text, &nameless, &account, PATCHED, "weak alt_security_identity denied KDC 39 KRB 66");
        check(
            &text,
            &nameless,
            &account,
            COMPATIBLE,
            "weak alt_security_identity allowed-with-warning KDC 39",
        );
    }
}

#[test]
fn back_dating_is_counted_in_seconds() {
    // The certificate begins on 2024-06-01T00:00:00Z.
    for (created, seconds, expect) in [
        ("2024-06-01T00:10:00Z", "", "weak upn allowed-with-warning KDC 39"),
        ("2024-06-01T00:10:01Z", "", "weak upn denied KDC 40 KRB 66"),
        ("2024-06-01T00:10:01Z", r#","backdating_seconds":null"#, "weak upn denied KDC 40 KRB 66"),
        ("2024-06-01T00:10:01Z", r#","backdating_seconds":601"#, "weak upn allowed-with-warning KDC 39"),
        ("2024-06-01T00:00:01Z", r#","backdating_seconds":0"#, "weak upn denied KDC 40 KRB 66"),
        ("2025-06-01T00:00:00Z", r#","backdating_seconds":31536000"#, "weak upn allowed-with-warning KDC 39"),
        ("2025-06-01T00:00:01Z", r#","backdating_seconds":31536000"#, "weak upn denied KDC 40 KRB 66"),
        (
            "2074-06-01T00:00:00Z",
            r#","backdating_seconds":1577880000"#,
            "weak upn allowed-with-warning KDC 39",
        ),
    ] {
        check(
            created,
            &plain(),
            &format!(r#""created":"{created}""#),
            &format!("{COMPATIBLE}{seconds}"),
            expect,
        );
    }
}

/// Who takes the grace away is to know what hangs on it.
#[test]
fn what_lets_an_older_certificate_pass_is_said() {
    for (created, seconds, expect) in [
        ("2024-05-01T00:00:00Z", "", "and it is older than the certificate"),
        ("2024-06-01T00:05:00Z", "", "the ten minutes allowed"),
        (
            "2025-06-01T00:00:00Z",
            r#","backdating_seconds":31536000"#,
            "only because of CertificateBackdatingCompensation",
        ),
    ] {
        let dc = format!("{COMPATIBLE}{seconds}");
        let told = step(&plain(), &format!(r#""created":"{created}""#), &dc, "weak-mapping").finding;
        assert!(told.contains(expect), "{created}: {told}");
    }
}

#[test]
fn key_trust() {
    check("registered", &plain(), r#""key_trust":true"#, PATCHED, "strong key_trust allowed");
    check(
        "registered, no name",
        &nameless(plain()),
        r#""key_trust":true"#,
        PATCHED,
        "strong key_trust allowed",
    );
    check("not registered", &plain(), r#""key_trust":false"#, PATCHED, "weak upn denied KDC 39 KRB 66");
    check(
        "needs no NTAuth",
        &plain(),
        r#""key_trust":true"#,
        r#""updated":"2026-10","ntauth_has_issuer":false"#,
        "strong key_trust allowed",
    );
}

// Events

#[test]
fn server_2008_numbers_its_events_otherwise() {
    let account = format!(r#""sid":"{SID}","created":"2025-01-01""#);
    for version in ["2008", "2008r2"] {
        let old = format!(r#""version":"{version}","updated":"2024-12""#);
        check("39", &plain(), "", &old, "weak upn allowed-with-warning KDC 41");
        check("40", &plain(), &account, &old, "weak upn denied KDC 48 KRB 66");
        check("41", &with_sid(plain(), OTHER), &account, &old, "mismatch sid_extension denied KDC 49 KRB 66");
    }
    let both = r#""version":["2008r2","2022"],"updated":"2024-12""#;
    check("both", &plain(), "", both, "weak upn allowed-with-warning KDC 39");
    let mapping = decide(&plain(), &situation("", both), None);
    assert!(
        mapping.decision.steps.iter().any(|it| it.finding == "Server 2008 R2 logs event 39 as event 41.")
    );
    let sid = format!(r#""sid":"{SID}""#);
    let mixed = r#""version":["2016","2022"],"updated":"2024-12""#;
    let wrong = with_uri(plain(), OTHER);
    check("not the same event", &wrong, &sid, mixed, "undecided san_uri depends-on-controller");
    let wrong = with_uri(wrong, ENTRA);
    check("the same event", &wrong, &sid, PATCHED, "mismatch san_uri denied KDC 41 KRB 66");
    for version in ["2012", "2012r2", "2016", "2025"] {
        let dc = format!(r#""version":"{version}","updated":"2024-12""#);
        check("39", &plain(), "", &dc, "weak upn allowed-with-warning KDC 39");
    }
}

#[test]
fn the_ntauth_store() {
    let text = write(&plain()).ski.unwrap();
    let strong = format!(r#""alt_security_identities":[{text:?}]"#);
    let missing = |dc: &str| format!(r#""version":"2022","ntauth_has_issuer":false,{dc}"#);
    for (dc, expect) in [
        (r#""updated":"2025-03""#, "strong alt_security_identity allowed"),
        (r#""updated":"2025-04""#, "strong alt_security_identity allowed-with-warning KDC 45"),
        (r#""updated":"2025-04","nt_auth_bypass":0"#, "strong alt_security_identity allowed"),
        (r#""updated":"2025-04","nt_auth_bypass":2"#, "strong alt_security_identity denied KDC 21 KRB 62"),
        (r#""updated":"2025-07""#, "strong alt_security_identity denied KDC 21 KRB 62"),
        (r#""updated":"2025-07","nt_auth_bypass":0"#, "strong alt_security_identity denied KDC 21 KRB 62"),
        (
            r#""updated":"2025-07","nt_auth_bypass":1"#,
            "strong alt_security_identity allowed-with-warning KDC 45",
        ),
        (
            r#""updated":"2025-09","nt_auth_bypass":1"#,
            "strong alt_security_identity allowed-with-warning KDC 45",
        ),
        (r#""updated":"2025-10","nt_auth_bypass":1"#, "strong alt_security_identity denied KDC 21 KRB 62"),
    ] {
        check(dc, &plain(), &strong, &missing(dc), expect);
    }
    let it = with_sid(plain(), SID);
    for month in ["2022-04", "2024-12", "2026-10"] {
        let dc = missing(&format!(r#""updated":"{month}""#));
        check(month, &it, "", &dc, "strong sid_extension denied KDC 21 KRB 62");
        check(month, &plain(), "", &dc, "weak upn denied KDC 21 KRB 62");
    }
    check("it is there", &it, "", r#""ntauth_has_issuer":true"#, "strong sid_extension allowed");
}

// Samba, python/samba/tests/krb5/pkinit_certificate_mapping_tests.py

/// Every certificate there has the account's UPN. Where Windows does otherwise than Samba, the row says why.
#[test]
fn samba_end_to_end() {
    let computers = |mut it: Certificate| {
        it.san = computer().san;
        it
    };
    let it = plain();
    let own = write(&it);
    let turned = |text: &str, name: &Name| text.replace(&windows(name), &reversed(name));
    let subject = own.subject.clone().unwrap();
    let unturned = turned(&subject, &it.subject);
    let rows: [(&str, Certificate, &str, bool, [&str; 3]); 16] = [
        // Windows counts the UPN as a weak mapping in compatibility mode and writes 39; Samba answers 66.
        ("1 user, no string", it.clone(), "", false, ["allowed", "allowed-with-warning KDC 39", WEAK]),
        // Likewise the DNS name of a computer.
        (
            "2 computer, no string",
            computers(it.clone()),
            "",
            false,
            ["allowed", "allowed-with-warning KDC 39", WEAK],
        ),
        ("3 <S>", it.clone(), &subject, false, ["allowed", "allowed-with-warning KDC 39", WEAK]),
        ("4 <S>, older", it.clone(), &subject, true, ["allowed", OLD, WEAK]),
        // The string does not match, but Windows still finds the account by its UPN; Samba answers 66.
        (
            "5 <S> not reversed",
            it.clone(),
            &unturned,
            false,
            ["allowed", "allowed-with-warning KDC 39", WEAK],
        ),
        (
            "6 <I><S>",
            it.clone(),
            own.issuer_subject.as_deref().unwrap(),
            false,
            ["allowed", "allowed-with-warning KDC 39", WEAK],
        ),
        ("7 <I><S>, older", it.clone(), own.issuer_subject.as_deref().unwrap(), true, ["allowed", OLD, WEAK]),
        ("8 <RFC822>", it.clone(), &own.rfc822[0], false, ["allowed", "allowed-with-warning KDC 39", WEAK]),
        ("9 <RFC822>, older", it.clone(), &own.rfc822[0], true, ["allowed", OLD, WEAK]),
        ("10 <I><SR>", it.clone(), own.issuer_serial.as_deref().unwrap(), false, ["allowed"; 3]),
        ("11 <SKI>", it.clone(), own.ski.as_deref().unwrap(), false, ["allowed"; 3]),
        ("12 <SHA1-PUKEY>", it.clone(), own.sha1_puk.as_deref().unwrap(), false, ["allowed"; 3]),
        ("13 own SID", with_sid(it.clone(), SID), "", false, ["allowed"; 3]),
        // Samba writes a line into its log; Windows writes 41.
        ("14 another SID", with_sid(it.clone(), OTHER), "", false, ["allowed", WRONG_SID, WRONG_SID]),
        // Not tested there, but read from its code.
        ("strong string, older", it.clone(), own.ski.as_deref().unwrap(), true, ["allowed"; 3]),
        (
            "strong string, another SID",
            with_sid(it.clone(), OTHER),
            own.ski.as_deref().unwrap(),
            false,
            ["allowed"; 3],
        ),
    ];
    // Mode none is gone from Windows since April 2023; compatibility since September 2025.
    let modes = [
        r#""version":"2022","updated":"2022-06","enforcement":0"#,
        r#""version":"2022","updated":"2024-12","enforcement":1,"backdating_seconds":90000"#,
        r#""version":"2022","updated":"2024-12","enforcement":2"#,
    ];
    for (name, it, text, older, expect) in rows {
        // Twenty-five hours are bridged. The certificate begins a day before the account, or twenty-six hours.
        let created = if older { "2024-06-02T02:00:00Z" } else { "2024-06-02T00:00:00Z" };
        let strings = if text.is_empty() { String::new() } else { format!("{text:?}") };
        let account = format!(r#""sid":"{SID}","created":"{created}","alt_security_identities":[{strings}]"#);
        for (dc, expect) in modes.iter().zip(expect) {
            let answer = answer(&it, &account, dc, None);
            let (_, ends) = split_verdict(&answer);
            assert_eq!(ends, expect, "{name} with {dc}: {answer}");
        }
    }
}

const WEAK: &str = "denied KDC 39 KRB 66";
const OLD: &str = "denied KDC 40 KRB 66";
const WRONG_SID: &str = "denied KDC 41 KRB 66";

// Precedence

#[test]
fn what_comes_first_counts() {
    let account = format!(r#""sid":"{SID}""#);
    let both = with_uri(with_sid(plain(), SID), OTHER);
    check("extension before address", &both, &account, PATCHED, "strong sid_extension allowed");
    let both = with_uri(with_sid(plain(), OTHER), SID);
    check(
        "extension before address",
        &both,
        &account,
        PATCHED,
        "mismatch sid_extension denied KDC 41 KRB 66",
    );

    let ski = write(&plain()).ski.unwrap();
    let explicit =
        format!(r#""sid":"{SID}","upn":"b@corp.example","sam":"b","alt_security_identities":[{ski:?}]"#);
    check(
        "explicit before wrong SID",
        &with_sid(plain(), OTHER),
        &explicit,
        PATCHED,
        "strong alt_security_identity allowed",
    );
    check("explicit before wrong name", &plain(), &explicit, PATCHED, "strong alt_security_identity allowed");

    let named = format!(r#""sid":"{SID}","upn":"b@corp.example","sam":"b""#);
    check("name before strength", &with_sid(plain(), SID), &named, PATCHED, "mismatch upn denied KRB 75");

    let weak = write(&plain()).issuer_subject.unwrap();
    let account = format!(r#""sid":"{SID}","alt_security_identities":[{weak:?}]"#);
    check(
        "wrong SID before weak string",
        &with_sid(plain(), OTHER),
        &account,
        COMPATIBLE,
        "mismatch sid_extension denied KDC 41 KRB 66",
    );

    let (it, dc) = covered();
    check_issued("right SID and policy", &with_sid(it.clone(), SID), "", &dc, "strong sid_extension allowed");
    let account = format!(r#""sid":"{SID}""#);
    check_issued(
        "policy before wrong SID",
        &with_sid(it, OTHER),
        &account,
        &dc,
        "strong name_policy allowed",
    );
}

// Names

#[test]
fn the_name_of_a_user() {
    let it = plain();
    for (account, dc, expect) in [
        (r#""upn":"A@Corp.Example""#, "", "weak upn denied KDC 39 KRB 66"),
        (
            r#""upn":"anna@corp.example","sam":"a""#,
            r#""realm":"corp.example""#,
            "weak upn denied KDC 39 KRB 66",
        ),
        (
            r#""upn":"anna@corp.example","sam":"anna""#,
            r#""realm":"corp.example""#,
            "mismatch upn denied KRB 75",
        ),
        (r#""upn":"anna@corp.example""#, "", "mismatch upn denied KRB 75"),
        (r#""upn":"a@other.example","sam":"a""#, r#""realm":"other.example""#, "mismatch upn denied KRB 6"),
        (
            r#""upn":"a@other.example","sam":"a""#,
            r#""realm":"other.example","upn_suffixes":["corp.example"]"#,
            "mismatch upn denied KRB 75",
        ),
        (r#""sam":"a""#, "", "weak upn denied KDC 39 KRB 66"),
        ("", r#""use_subject_alt_name":0"#, "none - denied KRB 6"),
        ("", r#""use_subject_alt_name":1"#, "weak upn denied KDC 39 KRB 66"),
        (r#""kind":"computer""#, "", "mismatch upn denied KRB 75"),
        (r#""sam":"PC1$""#, "", "mismatch upn denied KRB 75"),
        (r#""dns":"pc1.corp.example""#, "", "mismatch upn denied KRB 75"),
    ] {
        check(account, &it, account, dc, expect);
    }
}

#[test]
fn several_names_of_a_user() {
    let mut it = plain();
    it.san.insert(0, at(GeneralName::Upn("b@corp.example".into())));
    let account = r#""upn":"a@corp.example""#;
    check("the second is the account's", &it, account, "", "weak upn denied KDC 39 KRB 66");
    let found = step(&it, account, "", "account");
    assert_eq!(found.confidence, Confidence::Inferred);
    assert!(found.finding.contains("a@corp.example is the account's"), "{}", found.finding);
    check("none is", &it, r#""upn":"c@corp.example""#, "", "mismatch upn denied KRB 75");
}

/// Who logs on in a scenario only counts where neither the account nor the certificate tells.
#[test]
fn where_computers_log_on() {
    let ends = |it: &Certificate, scenario| short(&decide(it, &Situation::default(), Some(scenario)));
    assert_eq!(ends(&two_names(), Scenario::WifiComputer), "weak dns denied KDC 39 KRB 66");
    assert_eq!(ends(&two_names(), Scenario::WifiUser), "weak upn denied KDC 39 KRB 66");
    assert_eq!(ends(&plain(), Scenario::WifiComputer), "weak upn denied KDC 39 KRB 66");
    assert_eq!(ends(&computer(), Scenario::WifiUser), "weak dns denied KDC 39 KRB 66");
}

#[test]
fn the_name_of_a_computer() {
    let it = computer();
    for (account, dc, expect) in [
        (r#""dns":"PC1.corp.example""#, "", "weak dns denied KDC 39 KRB 66"),
        (r#""sam":"PC1$""#, r#""realm":"corp.example""#, "weak dns denied KDC 39 KRB 66"),
        (r#""kind":"computer","sam":"PC1""#, "", "weak dns denied KDC 39 KRB 66"),
        (r#""sam":"PC2$""#, "", "mismatch dns denied KRB 75"),
        (r#""dns":"pc2.corp.example""#, "", "mismatch dns denied KRB 75"),
        (r#""sam":"PC1$""#, r#""realm":"other.example""#, "mismatch dns denied KRB 75"),
        ("", r#""realm":"other.example""#, "mismatch dns denied KRB 75"),
        (r#""kind":"user""#, "", "none - denied KRB 6"),
        (r#""sam":"PC1""#, "", "weak dns denied KDC 39 KRB 66"),
        (r#""sam":"PC1$""#, r#""realm":"CORP""#, "weak dns denied KDC 39 KRB 66"),
    ] {
        check(account, &it, account, dc, expect);
    }
    let only_common_name = nameless(computer());
    check("common name only", &only_common_name, r#""kind":"computer""#, "", "none - denied KRB 6");
    let long =
        Certificate { san: vec![at(GeneralName::Dns("a-host-of-length-19.corp.example".into()))], ..plain() };
    check("cut after 15", &long, r#""sam":"A-HOST-OF-LENGT$""#, "", "weak dns denied KDC 39 KRB 66");
    check("cut after 14", &long, r#""sam":"A-HOST-OF-LENG$""#, "", "mismatch dns denied KRB 75");
}

#[test]
fn a_hint_in_place_of_a_name() {
    let it = with_sid(nameless(plain()), SID);
    let sid = format!(r#""sid":"{SID}""#);
    check("not known", &it, &sid, PATCHED, "undecided sid_extension cannot-tell");
    check(
        "sent",
        &it,
        &format!(r#"{sid},"username_hint":"CORP\\a""#),
        PATCHED,
        "strong sid_extension allowed",
    );
    check(
        "sent",
        &it,
        &format!(r#"{sid},"upn":"a@corp.example","username_hint":"a@corp.example""#),
        PATCHED,
        "strong sid_extension allowed",
    );
    check(
        "another's",
        &it,
        &format!(r#"{sid},"sam":"a","username_hint":"b""#),
        PATCHED,
        "mismatch - denied KRB 75",
    );
    check("not sent", &it, &format!(r#"{sid},"username_hint":"""#), PATCHED, "none - denied KRB 6");
    check("no SID", &nameless(plain()), r#""username_hint":"a""#, PATCHED, "none - denied KDC 39 KRB 66");
    check("nothing at all", &nameless(plain()), "", PATCHED, "none - denied KRB 6");
    let (fits, differs) = ("none - denied KDC 39 KRB 66", "mismatch - denied KRB 75");
    for (account, hint, expect) in [
        (r#""upn":"a@corp.example""#, "a", fits),
        (r#""upn":"a@corp.example""#, "b@corp.example", differs),
        (r#""sam":"a""#, "b@corp.example", fits),
        (r#""sam":"a""#, "a@corp.example", fits),
        (r#""upn":"anna@corp.example","sam":"a""#, "anna@corp.example", fits),
        (r#""upn":"anna@corp.example","sam":"a""#, "b@corp.example", differs),
    ] {
        let account = format!(r#"{account},"username_hint":"{hint}""#);
        check(hint, &nameless(plain()), &account, PATCHED, expect);
    }
    let other = format!(r#""sid":"{OTHER}""#);
    check("another's SID", &it, &other, PATCHED, "mismatch sid_extension denied KRB 6");
    let weak = write(&it).issuer_subject.unwrap();
    let hinted = format!(r#""username_hint":"a","alt_security_identities":[{weak:?}]"#);
    check("a SID and a weak string", &it, &hinted, PATCHED, "strong sid_extension allowed");
    let string = "weak alt_security_identity denied KDC 39 KRB 66";
    check("a weak string", &nameless(plain()), &hinted, PATCHED, string);
}

// What is said on the way

#[test]
fn what_carries_the_sid_is_told() {
    let sid = |it: &Certificate| decide(it, &Situation::default(), None).sid.map(|sid| sid.to_string());
    assert_eq!(sid(&plain()), None);
    assert_eq!(sid(&with_sid(plain(), SID)).as_deref(), Some(SID));
    assert_eq!(sid(&with_uri(plain(), SID)).as_deref(), Some(SID));
    assert_eq!(sid(&with_uri(with_sid(plain(), SID), OTHER)).as_deref(), Some(SID));
}

#[test]
fn why_a_sid_does_not_count() {
    let account = format!(r#""sid":"{SID}""#);
    let shapeless = Certificate { san_uris: with_uri(plain(), "x").san_uris, ..plain() };
    for (it, dc, id, part) in [
        (plain(), PATCHED, "sid-extension", "contains no SID."),
        (with_sid(plain(), "x"), PATCHED, "sid-extension", "is treated as absent"),
        (shapeless, PATCHED, "san-uri", "has the wrong format"),
        (with_uri(plain(), SID), r#""version":"2016""#, "san-uri", "requires Server 2019 or later"),
        (with_sid(plain(), OTHER), PATCHED, "sid-extension", "The account's SID is S-1-5-21-1496966362"),
        (with_sid(plain(), "S-1-5-21-1-2-3-1105"), PATCHED, "sid-extension", "which is from another domain."),
    ] {
        let finding = step(&it, &account, dc, id).finding;
        assert!(finding.contains(part), "{finding}");
    }
    let same_domain = step(&with_sid(plain(), OTHER), &account, PATCHED, "sid-extension").finding;
    assert!(!same_domain.contains("another domain"), "{same_domain}");
}

#[test]
fn why_the_name_policy_does_not_help() {
    let line = format!("{}; 1.2.3; UpnSuffix=corp.example", "5a".repeat(20));
    let one = format!(r#""name_policy":["{line}"]"#);
    let early = format!(r#"{one},"updated":"2024-08""#);
    let twice = format!(r#""name_policy":["{line}","{line}"]"#);
    let unread = format!(r#""name_policy":["{line}","nonsense"]"#);
    for (it, dc, part) in [
        (computer(), &one, "covers users only"),
        (plain(), &early, "requires the updates of September 2024"),
        (plain(), &twice, "Line 2 in the policy"),
        (plain(), &unread, "Line 2 cannot be read"),
        (plain(), &one, "No line in the policy for name-based strong mappings covers this certificate."),
    ] {
        let finding = step(&it, "", dc, "name-policy").finding;
        assert!(finding.contains(part), "{finding}");
    }
    let silent = decide(&plain(), &situation("", r#""name_policy":[]"#), None);
    assert!(silent.decision.steps.iter().all(|step| step.id != "name-policy"), "there is no policy");
}

/// What is not settled is told where the answer hangs on it, and nowhere else.
#[test]
fn doubts_are_told_where_they_count() {
    let odd = |mut it: Certificate| {
        it.sid_extension.as_mut().unwrap().standard = false;
        it
    };
    let account = format!(r#""sid":"{SID}""#);
    let ski = write(&plain()).ski.unwrap();
    let explicit = format!(r#"{account},"alt_security_identities":[{ski:?}]"#);
    let (covered, policy) = covered();
    let several = policy.replace(r#""2022""#, r#"["2019","2022"]"#);
    let empty = |it: &Certificate| with_sid(it.clone(), "x");
    for (it, account, dc, expect) in [
        (odd(with_sid(plain(), SID)), &account, PATCHED, vec!["sid-encoding"]),
        (odd(with_sid(plain(), OTHER)), &account, PATCHED, vec!["sid-encoding"]),
        (odd(with_sid(plain(), SID)), &explicit, PATCHED, vec![]),
        (with_uri(plain(), SID), &account, PATCHED, vec![]),
        (with_uri(with_uri(plain(), SID), OTHER), &account, PATCHED, vec!["san-uri-several"]),
        (with_uri(empty(&plain()), SID), &account, PATCHED, vec!["sid-encoding"]),
        (covered.clone(), &account, &policy, vec!["name-policy-issuer"]),
        (covered.clone(), &account, &several, vec!["name-policy-issuer"]),
        (empty(&covered), &account, &policy, vec!["name-policy-issuer"]),
    ] {
        let mapping = decide(&it, &situation(account, dc), None);
        let doubtful = ["sid-encoding", "san-uri-several", "san-uri-spelling", "name-policy-issuer"];
        let ids = mapping.decision.steps.iter().map(|step| step.id).filter(|id| doubtful.contains(id));
        assert_eq!(ids.collect::<Vec<_>>(), expect, "{dc}: {:#?}", mapping.decision.steps);
    }
    let settled = decide(&odd(with_sid(plain(), SID)), &situation(&explicit, PATCHED), None);
    assert_eq!(settled.decision.confidence, Confidence::Documented);
}

#[test]
fn of_many_sids_none_that_could_change_it_is_left_out() {
    let in_extensions = |sids: &[String]| {
        let mut it = with_sid(plain(), &sids[0]);
        let extension = it.sid_extension.as_mut().unwrap();
        extension.standard = false;
        extension.others = sids[1..].iter().filter_map(|sid| Sid::parse(sid)).collect();
        it
    };
    let in_addresses = |sids: &[String]| sids.iter().fold(plain(), |it, sid| with_uri(it, sid));
    let loosely_first = |sids: &[String]| {
        let mut it = in_addresses(sids);
        it.san_uris[0].standard = false;
        it
    };
    let many = |begin: &str| (0..40).map(|number| format!("{begin}-{}", 5_000 + number)).collect::<Vec<_>>();
    let foreign = many("S-1-12-1-1-2-3");
    let people = many("S-1-5-21-1-2-3");
    let one = |sid: &str| vec![sid.to_owned()];
    let told = format!(r#""sid":"{SID}""#);
    let by_own = |it: &Certificate| {
        format!(r#"{told},"alt_security_identities":[{:?}]"#, write(it).issuer_sid.unwrap())
    };
    // Many of a kind and then another, and the same with two of each.
    for (many, few) in [
        ([people.clone(), one(SID)].concat(), [people[..2].to_vec(), one(SID)].concat()),
        ([foreign.clone(), one(SID)].concat(), [foreign[..2].to_vec(), one(SID)].concat()),
        (
            [foreign.clone(), people.clone(), one(SID)].concat(),
            [&foreign[..2], &people[..2], &one(SID)].concat(),
        ),
        ([one(SID), foreign.clone()].concat(), [one(SID), foreign[..2].to_vec()].concat()),
        (foreign.clone(), foreign[..2].to_vec()),
        (people.clone(), people[..2].to_vec()),
    ] {
        for make in [&in_extensions as &dyn Fn(&[String]) -> Certificate, &in_addresses, &loosely_first] {
            let (many, few) = (make(&many), make(&few));
            for account in ["".to_owned(), told.clone(), by_own(&many)] {
                for dc in [PATCHED, COMPATIBLE, r#""version":["2016","2022"]"#] {
                    let decide = |it| decide(it, &situation(&account, dc), None);
                    let (many, few) = (decide(&many), decide(&few));
                    assert_eq!(short(&many), short(&few), "{account} {dc}");
                    assert_eq!(many.questions, few.questions, "{account} {dc}");
                }
            }
        }
    }
}

// SIDs that prove nothing

#[test]
fn sids_that_prove_nothing() {
    for sid in
        [ENTRA, "S-1-5-21-1496966362-3320961333-4044918980", "S-1-5-18", "S-1-5-32-544", "S-1-5-21-1-2-3-513"]
    {
        check(sid, &with_sid(plain(), sid), "", PATCHED, "mismatch sid_extension denied KDC 41 KRB 66");
        check(sid, &with_uri(plain(), sid), "", PATCHED, "mismatch san_uri denied KDC 41 KRB 66");
    }
    let first = "S-1-5-21-1496966362-3320961333-4044918980-500";
    check("the first administrator", &with_sid(plain(), first), "", PATCHED, "strong sid_extension allowed");
    let told = step(&with_sid(plain(), first), "", PATCHED, "privileged");
    assert!(told.finding.contains("built-in Administrator"), "{told:?}");
    check(
        "Entra as account",
        &with_sid(plain(), ENTRA),
        &format!(r#""sid":"{ENTRA}""#),
        PATCHED,
        "mismatch sid_extension denied KDC 41 KRB 66",
    );
    let mut it = with_uri(plain(), "S-1-5-21-x");
    check("an address without a SID", &it, "", PATCHED, "weak upn denied KDC 39 KRB 66");
    it = with_sid(plain(), "no SID");
    check("an extension without a SID", &it, "", PATCHED, "weak upn denied KDC 39 KRB 66");
}

#[test]
fn what_no_source_settles_is_undecided() {
    let mut it = with_sid(plain(), SID);
    it.sid_extension.as_mut().unwrap().standard = false;
    check("odd encoding", &it, "", PATCHED, "undecided sid_extension cannot-tell KDC 39");
    let account = format!(r#""sid":"{OTHER}""#);
    check("odd encoding of a wrong SID", &it, &account, PATCHED, "undecided sid_extension denied KRB 66");
    assert!(step(&it, "", PATCHED, "sid-encoding").doubt);
    let mut several = it.clone();
    several.sid_extension.as_mut().unwrap().others.extend(Sid::parse(OTHER));
    assert!(step(&several, "", PATCHED, "sid-several").doubt);
    let ski = write(&it).ski.unwrap();
    check(
        "odd encoding, explicit",
        &it,
        &format!(r#""alt_security_identities":[{ski:?}]"#),
        PATCHED,
        "strong alt_security_identity allowed",
    );
    let mut it = with_uri(plain(), SID);
    it.san_uris[0].standard = false;
    check("odd spelling", &it, "", PATCHED, "undecided san_uri cannot-tell KDC 39");
    let it = with_uri(with_uri(plain(), SID), OTHER);
    check(
        "two addresses",
        &it,
        &format!(r#""sid":"{SID}""#),
        PATCHED,
        "undecided san_uri cannot-tell KDC 41",
    );
    let it = with_uri(with_uri(plain(), SID), SID);
    check("twice the same address", &it, "", PATCHED, "strong san_uri allowed");
    let it = with_uri(with_sid(plain(), "no SID"), SID);
    check("empty extension and address", &it, "", PATCHED, "undecided san_uri cannot-tell KDC 39");
}

/// A verdict that rests on less than Microsoft's word says so.
#[test]
fn how_sure_it_is() {
    let own = write(&with_sid(plain(), SID));
    let explicit = |text: &Option<String>| {
        format!(r#""sid":"{SID}","alt_security_identities":[{:?}]"#, text.as_deref().unwrap())
    };
    let sure = |it: &Certificate, account: &str, dc: &str| {
        decide(it, &situation(account, dc), None).decision.confidence
    };
    let it = with_sid(plain(), SID);
    assert_eq!(sure(&it, "", ""), Confidence::Documented);
    assert_eq!(sure(&plain(), "", ""), Confidence::Documented);
    assert_eq!(sure(&it, &explicit(&own.issuer_serial), ""), Confidence::Documented);
    assert_eq!(sure(&it, &explicit(&own.ski), ""), Confidence::Documented);
    assert_eq!(sure(&it, &explicit(&own.sha1_puk), ""), Confidence::Reported);
    assert_eq!(sure(&it, &explicit(&own.issuer_sid), ""), Confidence::Documented);
    // Of several strings the surest counts, in whatever order they stand.
    let [less, surest] = [&own.sha1_puk, &own.ski].map(|it| it.clone().unwrap());
    for strings in [[&less, &surest], [&surest, &less]] {
        let several = format!(r#""sid":"{SID}","alt_security_identities":{strings:?}"#);
        assert_eq!(sure(&it, &several, ""), Confidence::Documented, "{strings:?}");
    }
    let delicate = Certificate { issuer: Some(name(&[("O", "Contoso, Inc.")]).into()), ..plain() };
    assert_eq!(sure(&delicate, &explicit(&write(&delicate).issuer_serial), ""), Confidence::Inferred);
    assert_eq!(sure(&with_sid(plain(), OTHER), &explicit(&own.ski), ""), Confidence::Reported);
    assert_eq!(sure(&plain(), "", r#""updated":"2024-12","enforcement":0"#), Confidence::Reported);
    assert_eq!(sure(&plain(), "", r#""updated":"2024-12","version":"2008r2""#), Confidence::Inferred);
    for near in ["DC=com,DC=contoso,CN=Contoso-DC-CA", "dc=com,dc=contoso,cn=contoso-dc-ca"] {
        let near = format!(r#""alt_security_identities":["X509:<I>{near}<SR>1200000000ac11000000002b"]"#);
        assert_eq!(sure(&plain(), &near, ""), Confidence::Inferred, "{near}");
    }
    let far = r#""alt_security_identities":["X509:<SKI>00"]"#;
    assert_eq!(sure(&plain(), far, ""), Confidence::Documented);
    // That the extension counts where an address carries another SID is known from programs only.
    let own_account = format!(r#""sid":"{SID}""#);
    for (extension, address, expect) in [
        (SID, SID, Confidence::Documented),
        (SID, OTHER, Confidence::Reported),
        (OTHER, SID, Confidence::Reported),
    ] {
        let both = with_uri(with_sid(plain(), extension), address);
        assert_eq!(sure(&both, &own_account, ""), expect, "{extension} {address}");
    }
    // Which account a SID may be of, where the account's own is not known, rests on the kind of SID.
    for (sid, expect) in [
        (ENTRA, Confidence::Reported),
        ("S-1-5-21-1-2-3-512", Confidence::Inferred),
        ("S-1-5-21-1-2-3-2147483648", Confidence::Inferred),
        ("S-1-5-21-1-2-3", Confidence::Documented),
    ] {
        assert_eq!(sure(&with_sid(plain(), sid), "", ""), expect, "{sid}");
        assert_eq!(sure(&with_sid(plain(), sid), &own_account, ""), Confidence::Documented, "{sid}");
    }
    // How long the grace is where nothing says so matters near it, and only there.
    for (created, dc, expect) in [
        ("2024-06-01T00:09:00Z", COMPATIBLE.to_owned(), Confidence::Inferred),
        ("2024-06-01T00:11:00Z", COMPATIBLE.to_owned(), Confidence::Inferred),
        ("2024-06-01T00:11:00Z", format!(r#"{COMPATIBLE},"backdating_seconds":600"#), Confidence::Documented),
        ("2024-06-02T00:00:00Z", COMPATIBLE.to_owned(), Confidence::Documented),
        ("2024-05-01T00:00:00Z", COMPATIBLE.to_owned(), Confidence::Documented),
    ] {
        assert_eq!(sure(&plain(), &format!(r#""created":"{created}""#), &dc), expect, "{created} {dc}");
    }
    let outside =
        |bypass| format!(r#""updated":"2025-08","ntauth_has_issuer":false,"nt_auth_bypass":{bypass}"#);
    for (bypass, expect) in [(0, Confidence::Inferred), (2, Confidence::Documented)] {
        assert_eq!(sure(&plain(), &explicit(&own.ski), &outside(bypass)), expect, "{bypass}");
    }
    // KB 4043463 tells of the value.
    assert_eq!(sure(&plain(), "", r#""use_subject_alt_name":0"#), Confidence::Documented);
    assert_eq!(sure(&nameless(plain()), "", r#""use_subject_alt_name":0"#), Confidence::Documented);
    let mixed = situation(&format!(r#""sid":"{SID}""#), r#""version":["2016","2022"]"#);
    let mapping = decide(&with_uri(plain(), SID), &mixed, None);
    assert_eq!(mapping.decision.confidence, Confidence::Documented);
    let steps: Vec<_> = mapping.decision.steps.iter().map(|it| it.id).collect();
    assert_eq!(steps, ["update-level", "account", "mixed-controllers", "san-uri"]);
    let mut odd = it.clone();
    odd.sid_extension.as_mut().unwrap().standard = false;
    let mapping = decide(&odd, &Situation::default(), None);
    assert!(
        mapping
            .decision
            .steps
            .iter()
            .any(|it| it.id == "sid-encoding" && it.confidence == Confidence::Inferred)
    );
    assert!(mapping.questions.iter().any(|it| it.id == "dc-event"));
}

// Dates

#[test]
fn the_edges_of_each_phase() {
    for (today, expect) in [
        ("2022-05-09T23:59:59Z", "weak upn allowed"),
        ("2022-05-10T00:00:00Z", "weak upn allowed-with-warning KDC 39"),
        ("2025-02-10T23:59:59Z", "weak upn allowed-with-warning KDC 39"),
        ("2025-02-11T00:00:00Z", "weak upn denied KDC 39 KRB 66"),
    ] {
        let it = Certificate { not_before: Some(Moment::day(2021, 1, 1)), ..plain() };
        assert_eq!(short(&decide(&it, &on_day(today, Situation::default()), None)), expect, "{today}");
    }
    for (today, value, expect) in [
        ("2023-04-10", 0, "weak upn allowed"),
        ("2023-04-11", 0, "weak upn allowed-with-warning KDC 39"),
        ("2025-09-08", 0, "weak upn allowed-with-warning KDC 39"),
        ("2025-09-08", 1, "weak upn allowed-with-warning KDC 39"),
        ("2025-09-09", 1, "weak upn denied KDC 39 KRB 66"),
        ("2025-09-09", 0, "weak upn denied KDC 39 KRB 66"),
        ("2023-01-01", 2, "weak upn denied KDC 39 KRB 66"),
    ] {
        let (situation, _) = from_json(&format!(r#"{{"dc":{{"enforcement":{value}}}}}"#)).unwrap();
        assert_eq!(short(&decide(&plain(), &on_day(today, situation), None)), expect, "{today} {value}");
    }
    for (month, expect) in [
        ("2022-04", "weak upn allowed"),
        ("2022-05", "weak upn allowed-with-warning KDC 39"),
        ("2025-01", "weak upn allowed-with-warning KDC 39"),
        ("2025-02", "weak upn denied KDC 39 KRB 66"),
        ("2025-09", "weak upn denied KDC 39 KRB 66"),
    ] {
        check(month, &plain(), "", &format!(r#""updated":"{month}""#), expect);
    }
    assert_eq!(short(&decide(&plain(), &Situation::default(), None)), "weak upn denied KDC 39 KRB 66");
}

#[test]
fn the_history_of_a_certificate() {
    assert!(TURNS.is_sorted());
    let it = Certificate {
        not_before: Some(Moment::day(2022, 1, 1)),
        not_after: Some(Moment::day(2027, 1, 1)),
        ..plain()
    };
    let chapters = history(&it, &[], &Situation::default(), None);
    let told: Vec<String> = chapters
        .iter()
        .map(|it| format!("{} {}", it.from.map(day).unwrap_or_default(), short(&it.mapping)))
        .collect();
    assert_eq!(
        told,
        [
            "2022-01-01 weak upn allowed",
            "2022-05-10 weak upn allowed-with-warning KDC 39",
            "2025-02-11 weak upn denied KDC 39 KRB 66",
        ]
    );
    let at = |year, month, day| {
        let chapter = chapters.iter().find(|it| it.holds(Moment::day(year, month, day)));
        chapter.map(|it| short(&it.mapping))
    };
    assert_eq!(at(2021, 12, 31), None);
    assert_eq!(at(2022, 5, 9).as_deref(), Some("weak upn allowed"));
    assert_eq!(at(2025, 2, 11).as_deref(), Some("weak upn denied KDC 39 KRB 66"));
    assert_eq!(at(2027, 1, 1).as_deref(), Some("weak upn denied KDC 39 KRB 66"));
    assert_eq!(at(2027, 1, 2), None);

    let uri = Certificate { not_before: None, ..with_uri(plain(), SID) };
    let told: Vec<String> = history(&uri, &[], &from_json(r#"{"dc":{"version":"2019"}}"#).unwrap().0, None)
        .iter()
        .map(|it| short(&it.mapping))
        .collect();
    assert_eq!(
        told,
        [
            "undecided san_uri allowed",
            "undecided san_uri allowed-with-warning KDC 39",
            "strong san_uri allowed"
        ]
    );
}

/// A chapter begins in the phase in which the certificate does, and there is none before or after its life.
#[test]
fn chapters_lie_within_a_life() {
    fn check(begins: Moment, ends: Moment, expect: &[(&str, Phase)]) {
        let it = Certificate { not_before: Some(begins), not_after: Some(ends), ..plain() };
        let chapters = history(&it, &[], &Situation::default(), None);
        let told: Vec<_> =
            chapters.iter().map(|it| (it.from.map(day).unwrap_or_default(), it.phase)).collect();
        let expect: Vec<_> = expect.iter().map(|(from, phase)| ((*from).to_owned(), *phase)).collect();
        assert_eq!(told, expect, "{begins}");
    }
    let end = Moment::day(2027, 1, 1);
    check(
        Moment::day(2023, 6, 1),
        end,
        &[("2023-06-01", Phase::CompatibilityDefault), ("2025-02-11", Phase::EnforcementDefault)],
    );
    check(
        Moment::day(2022, 5, 10),
        end,
        &[("2022-05-10", Phase::DisabledPossible), ("2025-02-11", Phase::EnforcementDefault)],
    );
    check(Moment::day(2025, 10, 1), end, &[("2025-10-01", Phase::EnforcementOnly)]);
    check(Moment::day(2022, 6, 1), Moment::day(2024, 1, 1), &[("2022-06-01", Phase::DisabledPossible)]);
}

// Schannel

#[test]
fn a_tls_server_has_methods_of_its_own() {
    let text = write(&plain()).issuer_subject.unwrap();
    let ski = write(&plain()).ski.unwrap();
    let weak_string = format!(r#""alt_security_identities":[{text:?}]"#);
    let by_subject = format!(r#""alt_security_identities":[{:?}]"#, write(&plain()).subject.unwrap());
    let strong_string = format!(r#""alt_security_identities":[{ski:?}]"#);
    let sid = with_sid(plain(), SID);
    let of_another = format!(r#""sid":"{SID}""#);
    for (it, account, methods, expect) in [
        (plain(), "", None, "weak upn denied KDC 39 KRB 66"),
        (plain(), "", Some(0x18), "weak upn denied KDC 39 KRB 66"),
        (with_sid(plain(), OTHER), &of_another, Some(0x1F), "mismatch sid_extension allowed"),
        (plain(), "", Some(0x1F), "weak upn allowed"),
        (plain(), "", Some(0x04), "weak upn allowed"),
        (sid.clone(), "", None, "strong sid_extension allowed"),
        (sid.clone(), "", Some(0x10), "strong sid_extension denied"),
        (plain(), &strong_string, None, "strong alt_security_identity allowed"),
        (plain(), &strong_string, Some(0x08), "strong alt_security_identity denied"),
        (nameless(plain()), &weak_string, Some(0x01), "weak alt_security_identity allowed"),
        (nameless(plain()), &by_subject, Some(0x01), "weak alt_security_identity denied"),
        (nameless(plain()), &weak_string, Some(0x18), "weak alt_security_identity denied KDC 39 KRB 66"),
    ] {
        let methods =
            methods.map_or(String::new(), |it: u32| format!(r#","schannel":{{"mapping_methods":{it}}}"#));
        let (situation, _) = from_json(&format!(r#"{{"account":{{{account}}}{methods}}}"#)).unwrap();
        let mapping = decide(&it, &situation, Some(Scenario::LdapsClient));
        assert_eq!(short(&mapping), expect, "{account} {methods}");
        let elsewhere = decide(&it, &situation, Some(Scenario::SmartCard));
        let plain = decide(
            &it,
            &Situation { schannel: Default::default(), ..situation.clone() },
            Some(Scenario::SmartCard),
        );
        assert_eq!(short(&elsewhere), short(&plain), "the methods matter to a TLS server only");
    }
    // Whom the domain controller does not trust, or does not find, no method lets in.
    for (it, facts, expect) in [
        (plain(), r#""dc":{"ntauth_has_issuer":false}"#, "weak upn denied KDC 21 KRB 62"),
        (
            plain(),
            r#""account":{"upn":"a@other.example","sam":"a"},"dc":{"realm":"other.example"}"#,
            "mismatch upn denied KRB 6",
        ),
    ] {
        let told = format!(r#"{{{facts},"schannel":{{"mapping_methods":31}}}}"#);
        let (situation, _) = from_json(&told).unwrap();
        assert_eq!(short(&decide(&it, &situation, Some(Scenario::LdapsClient))), expect);
    }
}

/// Methods of a TLS server are tried one by one, and a key finds its account whatever strings stand on it.
#[test]
fn a_string_breaks_nothing_that_works_without_it() {
    let string = format!(r#""alt_security_identities":[{:?}]"#, write(&plain()).ski.unwrap());
    for (it, methods) in [(with_sid(plain(), SID), 0x08), (plain(), 0x04), (plain(), 0x1F)] {
        for account in ["", &string] {
            let told = format!(r#"{{"account":{{{account}}},"schannel":{{"mapping_methods":{methods}}}}}"#);
            let (situation, _) = from_json(&told).unwrap();
            let mapping = decide(&it, &situation, Some(Scenario::LdapsClient));
            assert_eq!(mapping.decision.outcome, Outcome::Allowed, "{told}");
        }
    }
    let dc = format!(r#"{PATCHED},"ntauth_has_issuer":false"#);
    let key = r#""key_trust":true"#;
    check("a key", &plain(), key, &dc, "strong key_trust allowed");
    check("a string", &plain(), &string, &dc, "strong alt_security_identity denied KDC 21 KRB 62");
    check("both", &plain(), &format!("{key},{string}"), &dc, "strong alt_security_identity allowed");
}

/// The string with issuer and SID points at what a domain controller finds in the certificate.
#[test]
fn the_form_with_the_sid_goes_by_the_sid_that_is_read() {
    let by_address = with_uri(plain(), SID);
    let string = format!(r#""alt_security_identities":[{:?}]"#, write(&by_address).issuer_sid.unwrap());
    let both = format!(
        r#""alt_security_identities":[{:?},{:?}]"#,
        write(&by_address).issuer_sid.unwrap(),
        write(&by_address).ski.unwrap()
    );
    let old = r#""updated":"2026-10","version":"2016""#;
    check("read", &by_address, &string, PATCHED, "strong alt_security_identity allowed");
    check("not known", &by_address, &string, r#""version":"2019""#, "strong san_uri allowed");
    check("not read", &by_address, &string, old, "weak upn denied KDC 39 KRB 66");
    check("another string", &by_address, &both, old, "strong alt_security_identity allowed");
    let why = step(&by_address, &string, old, "explicit-mapping").finding;
    assert!(why.contains("from Server 2022 on"), "{why}");
    let mut odd = with_sid(plain(), SID);
    odd.sid_extension.as_mut().unwrap().standard = false;
    check("perhaps", &odd, &string, PATCHED, "undecided alt_security_identity cannot-tell KDC 39");
}

/// Microsoft's public sector blog, September 15, 2025: the form came with the updates of that month to Server 2022.
#[test]
fn the_form_with_the_sid_came_late() {
    let it = with_sid(plain(), SID);
    let string = format!(r#""alt_security_identities":[{:?}]"#, write(&it).issuer_sid.unwrap());
    // Where only explicit mappings count, nothing else lets it in.
    let only = |dc: &str| format!(r#"{dc},"use_subject_alt_name":0"#);
    for (dc, expect) in [
        (r#""version":"2022","updated":"2025-09""#, "strong alt_security_identity allowed"),
        (r#""version":"2025","updated":"2026-10""#, "strong alt_security_identity allowed"),
        (r#""version":"2022","updated":"2025-08""#, "none - denied KRB 6"),
        (r#""version":"2019","updated":"2026-10""#, "none - denied KRB 6"),
        (
            r#""version":["2019","2022"],"updated":"2026-10""#,
            "undecided alt_security_identity depends-on-controller",
        ),
    ] {
        check(dc, &it, &string, &only(dc), expect);
    }
    let asked = |dc: &str| {
        let mapping = decide(&it, &situation(&string, &only(dc)), None);
        let ids: Vec<_> = mapping.questions.iter().map(|it| it.id).collect();
        (
            ids.contains(&"dc-version"),
            mapping.assumptions.iter().any(|it| it.contains("Server 2022 or later")),
        )
    };
    assert_eq!(asked(r#""updated":"2026-10""#), (true, true));
    assert_eq!(asked(r#""version":["2019","2022"]"#), (true, false));
    assert_eq!(asked(r#""version":"2022""#), (false, false));
    let mixed = situation(&string, &only(r#""version":["2019","2022"]"#));
    let mapping = decide(&it, &mixed, None);
    let steps = remedies(&it, &[], &mixed, None, &mapping).into_iter().flat_map(|it| it.steps);
    assert_eq!(steps.filter(|step| step.contains("hint")).count(), 0, "no hint helps");
}

/// The same blog: UseSubjectAltName of 0 keeps domain controllers from the SID in a certificate as from its name.
#[test]
fn where_only_explicit_mappings_count_the_sid_does_not() {
    let dc = r#""use_subject_alt_name":0"#;
    let hint = format!(r#""sid":"{SID}","username_hint":"a@corp.example""#);
    for it in [with_sid(plain(), SID), with_uri(plain(), SID), with_sid(plain(), OTHER)] {
        check("nobody is found", &it, &format!(r#""sid":"{SID}""#), dc, "none - denied KRB 6");
        check("a hint proves nothing", &it, &hint, dc, "none - denied KDC 39 KRB 66");
        let weak =
            format!(r#""sid":"{SID}","alt_security_identities":[{:?}]"#, write(&it).issuer_subject.unwrap());
        check("nor is it lifted", &it, &weak, dc, "weak alt_security_identity denied KDC 39 KRB 66");
    }
    let it = with_sid(computer(), SID);
    check("computers", &it, &format!(r#""sid":"{SID}""#), dc, "strong sid_extension allowed");
    let offered = |it: &Certificate| {
        let situation = situation(&hint, dc);
        let mapping = decide(it, &situation, None);
        assert_eq!(mapping.sid, None);
        remedies(it, &[], &situation, None, &mapping).into_iter().map(|it| it.title).collect::<Vec<_>>()
    };
    let titles = offered(&with_uri(plain(), SID));
    assert_eq!(titles.len(), 2, "{titles:?}");
}

/// A smart card with the name of another forest: the string maps it, and Windows asks for the name all the same.
/// Microsoft's archive blog "spatdsg" and KB 4043463 tell of it.
#[test]
fn another_name_beside_a_strong_string_is_told() {
    let explicit = |more: &str| format!(r#""upn":"b@corp.example","sam":"b",{STRONG_STRING}{more}"#);
    let told = |account: &str, dc: &str, scenario| {
        let mapping = decide(&plain(), &situation(account, dc), scenario);
        assert_eq!(short(&mapping), "strong alt_security_identity allowed", "{account} {dc}");
        let said = mapping.decision.steps.iter().any(|it| it.id == "another-name");
        let assumed = mapping.assumptions.iter().any(|it| it.contains("UseSubjectAltName is 0"));
        assert_eq!(said, assumed, "{account} {dc}");
        assert_eq!(said, mapping.decision.confidence == Confidence::Reported, "{account} {dc}");
        said
    };
    let card = Some(Scenario::SmartCard);
    assert!(told(&explicit(""), PATCHED, card));
    assert!(told(&explicit(r#","username_hint":"c""#), PATCHED, card));
    assert!(!told(&explicit(r#","username_hint":"b""#), PATCHED, card));
    assert!(!told(&explicit(""), r#""use_subject_alt_name":0"#, card));
    assert!(!told(&explicit(""), PATCHED, Some(Scenario::LdapsClient)));
    assert!(!told(STRONG_STRING, PATCHED, card));
    assert!(!told(&format!(r#""upn":"a@corp.example",{STRONG_STRING}"#), PATCHED, card));
}

/// A SID with a blank behind it, or in binary form: nobody has shown that it counts, or that it does not.
#[test]
fn a_sid_that_is_only_meant_is_in_doubt() {
    let mut it = with_sid(plain(), "S-1-5-21-1-2-3-1105 ");
    check("no SID", &it, "", PATCHED, "weak upn denied KDC 39 KRB 66");
    let extension = it.sid_extension.as_mut().unwrap();
    (extension.meant, extension.standard) = (Sid::parse(SID), false);
    let asked = decide(&it, &situation("", PATCHED), None);
    assert_eq!((asked.verdict, asked.decision.outcome), (Verdict::Undecided, Outcome::CannotTell));
    assert!(asked.questions.iter().any(|question| question.id == "dc-event"));
    assert_eq!(asked.sid_extension.unwrap().sid, None);
}

/// Nobody has shown whether the names in a further extension count: what they would change is in doubt, and no more.
#[test]
fn further_names_are_in_doubt() {
    let with =
        |first: Certificate, all: Certificate| Certificate { with_all_names: Some(all.into()), ..first };
    let it = with(plain(), with_uri(plain(), SID));
    check("an address", &it, "", PATCHED, "undecided upn cannot-tell KDC 39");
    assert!(step(&it, "", PATCHED, "san-several").doubt);
    let asked = decide(&it, &situation("", PATCHED), None);
    assert!(asked.questions.iter().any(|question| question.id == "dc-event"));
    let hidden = with(nameless(plain()), plain());
    check("the name", &hidden, r#""kind":"user""#, PATCHED, "undecided - denied");
    let more = with(with_sid(plain(), SID), with_sid(two_names(), SID));
    check("another name", &more, "", PATCHED, "strong sid_extension allowed");
}

/// A SID that is another's does not stop what finds the account by itself, but it is worth a word.
#[test]
fn another_sid_beside_what_counts() {
    let (covered, policy) = covered();
    let string = format!(r#""sid":"{SID}",{STRONG_STRING}"#);
    let key = format!(r#""sid":"{SID}","key_trust":true"#);
    let told = |it: &Certificate, account: &str, dc: &str| {
        let mapping = decide_issued_by(it, Some(&authority()), &situation(account, dc), None);
        assert_eq!(mapping.verdict, Verdict::Strong);
        mapping.decision.steps.iter().any(|step| step.id == "another-sid")
    };
    for sid in [OTHER, ENTRA] {
        assert!(told(&with_sid(plain(), sid), &string, PATCHED), "{sid}");
        assert!(told(&with_sid(plain(), sid), &key, PATCHED), "{sid}");
        assert!(told(&with_sid(covered.clone(), sid), &format!(r#""sid":"{SID}""#), &policy), "{sid}");
    }
    assert!(!told(&with_sid(plain(), SID), &string, PATCHED));
    assert!(!told(&with_sid(plain(), SID), &key, PATCHED));
    // What a domain controller does not read is not the account's business.
    assert!(!told(&with_uri(plain(), OTHER), &string, r#""updated":"2026-10","version":"2016""#));
}

/// That a SID can never be the account's is no surer because nothing leads to the account.
#[test]
fn a_foreign_sid_is_as_sure_without_a_name() {
    for (it, id) in [(plain(), "sid-extension"), (nameless(plain()), "another-sid")] {
        let found = step(&with_sid(it.clone(), ENTRA), "", PATCHED, id);
        assert_eq!(found.confidence, Confidence::Reported, "{found:?}");
        let found = step(&with_sid(it, OTHER), &format!(r#""sid":"{SID}""#), PATCHED, id);
        assert_eq!(found.confidence, Confidence::Documented, "{found:?}");
    }
}

/// What was told can be no account's SID: that says nothing about the certificate's.
#[test]
fn a_sid_that_no_account_has_proves_nothing() {
    for (told, why) in [
        (ENTRA, "an Entra ID object"),
        ("S-1-5-21-1-2-3", "the SID of a domain"),
        ("S-1-5-18", "the same on every Windows computer"),
        ("S-1-5-21-1-2-3-2147483648", "no account can have"),
    ] {
        let account = format!(r#""sid":"{told}""#);
        for it in [with_sid(plain(), SID), with_uri(plain(), SID)] {
            let [told, untold] =
                [&account, ""].map(|account| decide(&it, &situation(account, PATCHED), None));
            assert_eq!(short(&told), short(&untold), "{account}");
            assert_eq!(told.questions, untold.questions, "{account}");
            let mut said = told.assumptions.clone();
            said.retain(|it| !untold.assumptions.contains(it));
            assert!(said.len() == 1 && said[0].contains(why), "{account}: {said:?}");
        }
        let it = with_sid(plain(), ENTRA);
        assert!(step(&it, &account, PATCHED, "sid-extension").finding.contains("Entra ID"), "{account}");
        check("never", &it, &account, PATCHED, "mismatch sid_extension denied KDC 41 KRB 66");
    }
}

/// Of two SIDs, only the one that would have been refused is told as another's.
#[test]
fn a_tls_server_lets_in_what_one_of_two_sids_refuses() {
    let it = with_uri(with_sid(plain(), OTHER), SID);
    let told =
        format!(r#"{{"account":{{"sid":"{SID}"}},"dc":{{{PATCHED}}},"schannel":{{"mapping_methods":31}}}}"#);
    let (told, _) = from_json(&told).unwrap();
    let mapping = decide(&it, &told, Some(Scenario::LdapsClient));
    assert_eq!(mapping.decision.outcome, Outcome::Allowed);
    let ids: Vec<_> = mapping.decision.steps.iter().map(|step| step.id).collect();
    assert_eq!(ids.iter().filter(|id| **id == "another-sid").count(), 1, "{ids:?}");
    assert!(ids.contains(&"san-uri"), "{ids:?}");
}

/// A certificate of a user where computers log on.
#[test]
fn whose_account_it_is_may_be_open() {
    let ids = |it: &Certificate, scenario, account: &str| {
        let mapping = decide(it, &situation(account, ""), Some(scenario));
        let said = mapping.assumptions.iter().any(|it| it == "The account is a user account.");
        (mapping.questions.iter().any(|question| question.id == "account-kind"), said)
    };
    let user = with_sid(plain(), SID);
    assert_eq!(ids(&user, Scenario::WifiComputer, ""), (true, true));
    assert_eq!(ids(&user, Scenario::WifiComputer, r#""kind":"user""#), (false, false));
    assert_eq!(ids(&user, Scenario::WifiUser, ""), (false, false));
    assert_eq!(ids(&with_sid(computer(), SID), Scenario::WifiComputer, ""), (false, false));
}

// Explicit mappings

/// The worked examples of Microsoft's documents.
#[test]
fn strings_are_written_as_windows_compares_them() {
    let own = write(&plain());
    assert_eq!(
        own.issuer_serial.as_deref(),
        Some("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SR>1200000000ac11000000002b")
    );
    assert_eq!(own.subject.as_deref(), Some("X509:<S>DC=com,DC=contoso,CN=Users,CN=a"));
    assert_eq!(own.rfc822, ["X509:<RFC822>a@corp.example"]);
    assert_eq!(own.issuer_sid, None);
    assert_eq!(
        write(&with_sid(plain(), SID)).issuer_sid,
        Some(format!("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SID>{SID}"))
    );
    for (serial, written) in [
        ("10e8bd03000000000032", "32000000000003bde810"),
        ("00dc052dd3dfa1e9c4", "c4e9a1dfd32d05dc"),
        ("00", "00"),
        ("00001234", "3412"),
        ("ff21524111", "11415221ff"),
        ("01", "01"),
    ] {
        let it = Certificate { serial: Some(bytes(serial)), ..plain() };
        assert!(write(&it).issuer_serial.unwrap().ends_with(&format!("<SR>{written}")), "{serial}");
    }
    for (name, written) in [
        (
            name(&[("C", "US"), ("ST", "WA"), ("E", "x@y"), ("UID", "u")]),
            "C=US,S=WA,E=x@y,OID.0.9.2342.19200300.100.1.1=u",
        ),
        (name(&[("O", "Contoso, Inc."), ("CN", "a \"b\"")]), "O=\"Contoso, Inc.\",CN=\"a \"\"b\"\"\""),
        (name(&[("CN", "one\r\ntwo")]), "CN=\"one,two\""),
        (name(&[("CN", " a")]), "CN=\" a\""),
        (
            name(&[("SERIALNUMBER", "1"), ("SN", "s"), ("G", "g"), ("T", "t"), ("STREET", "x")]),
            "SERIALNUMBER=1,SN=s,G=g,T=t,STREET=x",
        ),
    ] {
        let it = Certificate { subject: name, ..plain() };
        assert_eq!(write(&it).subject.unwrap(), format!("X509:<S>{written}"));
    }
    let request = Certificate { issuer: None, serial: None, ..plain() };
    let own = write(&request);
    assert_eq!((own.issuer_serial, own.sha1_puk, own.issuer_subject), (None, None, None));
    let numberless = write(&Certificate { serial: None, ..plain() });
    assert!(numberless.issuer_serial.is_none() && numberless.sha1_puk.is_some());
}

#[test]
fn a_string_that_does_not_match_is_explained_to_the_character() {
    let issuer = "X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA";
    let serial = "<SR>1200000000ac11000000002b";
    for (text, expect) in [
        (format!("{issuer}{serial}"), vec![]),
        (format!("{issuer}{} \n", serial.to_uppercase()), vec![]),
        (format!("X509:<I>CN=CONTOSO-DC-CA,DC=contoso,DC=com{serial}"), vec![("dn-not-reversed", 8)]),
        (format!("{issuer}<SR>2b0000000011ac0000000012"), vec![("serial-not-reversed", 46)]),
        (
            format!("{issuer}<SR>002b0000000011ac0000000012"),
            vec![("serial-not-reversed", 46), ("serial-sign-byte", 46)],
        ),
        (format!("{issuer}<SR>1200000000ac11000000002b00"), vec![("serial-sign-byte", 70)]),
        (format!("{issuer}<SR>2100000000ca11000000b2"), vec![("other-certificate", 46)]),
        (
            format!("{issuer}<SR>2100000000ca11000000 00b2"),
            vec![("serial-digits-reversed", 46), ("separators-in-hex", 66)],
        ),
        (format!("{issuer}<SR>2100000000ca1100000000b2"), vec![("serial-digits-reversed", 46)]),
        (format!("{issuer}<SR>13307855422322812145769644050"), vec![("odd-hex", 46), ("serial-decimal", 46)]),
        (format!("{issuer}<SR>12:00:00:00:00:ac:11:00:00:00:00:2b"), vec![("separators-in-hex", 48)]),
        (format!("{issuer}<SR>0x1200000000ac11000000002b"), vec![("hex-prefix", 46)]),
        (format!("{issuer}<SR>200000000ac11000000002b"), vec![("odd-hex", 46), ("other-certificate", 46)]),
        (format!("{issuer}<SR>1200000000ac1100000000zz"), vec![("other-certificate", 46), ("not-hex", 68)]),
        (format!("X509:<I>DC=com, DC=contoso, CN=CONTOSO-DC-CA{serial}"), vec![("space-after-comma", 15)]),
        (format!("X509:<I>DC=com,DC=contoso,CN=Contoso-DC-CA{serial}"), vec![("case", 30)]),
        (format!("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CB{serial}"), vec![("other-certificate", 41)]),
        (format!("X509:<I>CN=CONTOSO-DC-CA,DC=com,DC=contoso{serial}"), vec![("dn-order", 8)]),
        (format!("X509:<I>/DC=com/DC=contoso/CN=CONTOSO-DC-CA{serial}"), vec![("dn-slashes", 8)]),
        (format!("X509:<I>DC=com,DC=contoso,CN= CONTOSO-DC-CA{serial}"), vec![("space-around-equals", 26)]),
        ("X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![]),
        ("X509: <SKI>0102030405060708090A0B0C0D0E0F1011121314".into(), vec![]),
        ("X509:<SKI>abababababababababababababababababababab".into(), vec![("thumbprint-not-ski", 10)]),
        ("X509:<SKI>04140102030405060708090a0b0c0d0e0f1011121314".into(), vec![("ski-wrapper", 10)]),
        ("X509:<SKI>0102030405060708090a0b0c0d0e0f1011121315".into(), vec![("other-certificate", 49)]),
        (
            "\"X509:<SKI>0102030405060708090a0b0c0d0e0f1011121315\"".into(),
            vec![("quoted", 0), ("other-certificate", 11)],
        ),
        ("X509:<SKI>14131211100f0e0d0c0b0a090807060504030201".into(), vec![("ski-reversed", 10)]),
        ("X509:<SHA1-PUKEY>00".into(), vec![("other-certificate", 17)]),
        (format!("X509:<SHA1-PUKEY>{}", "ba".repeat(32)), vec![("sha256-not-thumbprint", 17)]),
        ("X509:<SHA1-PUKEY>abababababababababababababababababababab".into(), vec![]),
        (
            "X509:<SHA1-PUKEY>cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd".into(),
            vec![("keyhash-not-thumbprint", 17)],
        ),
        (
            "X509:<SHA1-PUKEY>efefefefefefefefefefefefefefefefefefefef".into(),
            vec![("keyhash-not-thumbprint", 17)],
        ),
        (
            "X509:<SHA1-PUKEY>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("ski-not-thumbprint", 17)],
        ),
        ("X509:<SHA1-PUBKEY>abababababababababababababababababababab".into(), vec![("unknown-tag", 5)]),
        ("x509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("prefix-spelling", 0)]),
        (" X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("text-before-prefix", 0)]),
        ("'X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314'".into(), vec![("quoted", 0)]),
        (
            "x509:<ski>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("prefix-spelling", 0), ("tag-case", 5)],
        ),
        ("<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("missing-prefix", 0)]),
        (
            "altSecurityIdentities: X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("text-before-prefix", 0)],
        ),
        ("X509:<ski>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("tag-case", 5)]),
        ("X509:<SKI0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("missing-tag", 5)]),
        (
            "X509:<SKI:0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("tag-not-closed", 5), ("missing-tag", 5)],
        ),
        (
            "X509:<<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("tag-not-closed", 5), ("text-before-tag", 5)],
        ),
        ("X509:<SKI>".into(), vec![("empty-value", 10)]),
        ("X509:0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("missing-tag", 5)]),
        (format!("{issuer}<S>DC=com,DC=contoso,CN=Users,CN=a{serial}"), vec![("tag-combination", 42)]),
        (format!("X509:{serial}"), vec![("tag-combination", 5)]),
        (format!("X509:{serial}<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA"), vec![("tag-order", 5)]),
        (format!("{issuer}{serial}{serial}"), vec![("duplicate-tag", 70)]),
        (format!("{issuer}<SID>{SID}"), vec![("sid-absent", 47)]),
        (format!("{issuer}<SID>S-1-5"), vec![("sid-form", 47)]),
        ("X509:<PN>a@corp.example".into(), vec![("tag-of-entra", 5)]),
        ("X509:<SHA1-TP-PUBKEY>ab".into(), vec![("tag-of-device", 5)]),
        ("Kerberos:a@CORP.EXAMPLE".into(), vec![("kerberos-mapping", 0)]),
        ("X509:<S>DC=com,DC=contoso,CN=Users,CN=a".into(), vec![("weak-form", 0)]),
        ("X509:<S>DC=com,DC=contoso,CN=Users,CN=b".into(), vec![("weak-form", 0), ("other-certificate", 38)]),
        (
            format!("{issuer}<S>DC=com,DC=contoso,CN=Users,CN=b"),
            vec![("weak-form", 0), ("other-certificate", 75)],
        ),
        ("X509:<RFC822>A@corp.example".into(), vec![("weak-form", 0), ("case", 13)]),
        ("X509:<RFC822>b@corp.example".into(), vec![("weak-form", 0), ("other-certificate", 13)]),
        (String::new(), vec![("missing-prefix", 0), ("missing-tag", 0)]),
    ] {
        let mut it = plain();
        it.public_key.as_mut().unwrap().spki_sha1 = [0xCD; 20].into();
        it.public_key.as_mut().unwrap().key_sha1 = [0xEF; 20].into();
        explained(&text, &it, &expect);
    }
}

/// Where the identifier of a difference says little, its message says what to do.
#[test]
fn messages_name_what_is_wrong() {
    for (text, part) in [
        ("X509:<I>DC=com<S>CN=a<SR>12", "<I>, <S> and <SR> cannot be combined"),
        ("X509:<I>DC=com", "The issuer alone is not a mapping"),
        ("X509:<SR>12", "A serial number alone is not a mapping"),
        ("X509:<SID>S-1-5-18", "A SID alone is not a mapping here"),
        ("X509:<SKI>01<RFC822>a", "These tags cannot be combined. The strong forms are"),
        ("X509:<SHA1-PUK>ab", "The tag is spelled <SHA1-PUKEY>."),
        ("X509:<SN>12", "The tag for the serial number is <SR>."),
        ("X509:<XY>12", "does not support the tag <XY>."),
        ("X509:abababababababababababababababababababab", "X509:<SHA1-PUKEY>abababab"),
        ("X509:0102030405060708090a0b0c0d0e0f1011121314", "X509:<SKI>01020304"),
        ("X509:&lt;SKI&gt;01", "Write < and > as they are"),
        ("X509:12", "The mapping has no tags"),
    ] {
        let weighed = weigh(text, &plain());
        assert!(weighed.differences.iter().any(|it| it.message.contains(part)), "{text}: {weighed:#?}");
    }
}

#[test]
fn names_are_explained_too() {
    let issuer = name(&[("C", "US"), ("ST", "WA"), ("O", "Contoso, Inc."), ("CN", "CA"), ("E", "x@y")]);
    let it = Certificate { issuer: Some(issuer.into()), ..plain() };
    for (text, expect) in [
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![]),
        ("C=US,ST=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("state-keyword", 13)]),
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=CA,emailAddress=x@y", vec![("email-keyword", 42)]),
        ("C=US,S=WA,O=Contoso, Inc.,CN=CA,E=x@y", vec![("quoting", 20)]),
        ("C=US,S=WA,O=Contoso\\, Inc.,CN=CA,E=x@y", vec![("quoting", 20)]),
        (
            "1.2.840.113549.1.9.1=x@y,CN=CA,O=Contoso\\, Inc.,ST=WA,C=US",
            vec![("dn-not-reversed", 8), ("email-keyword", 8), ("quoting", 41), ("state-keyword", 56)],
        ),
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=CA", vec![("other-certificate", 41)]),
        ("C=US,,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("spelling", 13)]),
        ("c=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("case", 8)]),
        ("C=US,S=WA,O=\"Contoso, Inc.\",2.5.4.3=CA,E=x@y", vec![("keyword", 36)]),
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=C\\A,E=x@y", vec![("quoting", 40)]),
        ("C=us,S=wa,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("case", 10)]),
        ("c=us,s=wa,o=\"contoso, inc.\",cn=ca,e=x@y", vec![("case", 8)]),
        ("C = US,S = WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("space-around-equals", 8)]),
        ("E=x@y,CN=CA,O=\"Contoso, Inc.\",S=wa,C=us", vec![("dn-not-reversed", 8), ("case", 45)]),
        (
            "E=x@y,CN=CB,O=\"Contoso, Inc.\",S=WA,C=US",
            vec![("dn-not-reversed", 8), ("other-certificate", 18)],
        ),
        ("CN=x", vec![("other-certificate", 9)]),
        ("O=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("other-certificate", 8)]),
        (" C=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("stray-space", 8)]),
        ("C=US ,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("stray-space", 8)]),
        (
            "C=US, ST=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y",
            vec![("space-after-comma", 13), ("state-keyword", 14)],
        ),
    ] {
        explained(&format!("X509:<I>{text}<SR>1200000000ac11000000002b"), &it, &expect);
    }
    assert!(cautions(&it).iter().any(|it| it.id == "issuer-spelling"));
    assert_eq!(recommended(&it).unwrap().0, Form::Ski);
    let bare = Certificate { ski: None, ..it };
    assert_eq!(
        recommended(&bare).unwrap().0,
        Form::Sha1Puk,
        "a name that nobody knows how to spell comes last"
    );
    assert_eq!(recommended(&plain()).unwrap().0, Form::IssuerSerial);
    for issuer in [name(&[]), name(&[("CN", "C\u{fffd}")])] {
        let strings = write(&Certificate { issuer: Some(issuer.into()), ..plain() });
        let told = [strings.issuer_serial, strings.issuer_sid, strings.issuer_subject];
        assert_eq!(told, [const { None }; 3], "Windows reads no such string");
    }
    let issuer = name(&[("O", "a <SR> or \"two\""), ("CN", "CA")]);
    let it = Certificate { issuer: Some(issuer.into()), ..plain() };
    let text = r#"X509:<I>O="a <SR> or ""two""",CN=ca<SR>1200000000ac11000000002b"#;
    explained(text, &it, &[("case", 33)]);
}

/// OpenSSL and RFC 4514 escape with backslashes; in what Windows writes a backslash is one.
#[test]
fn escapes_are_named() {
    let one = |value: &str| name(&[("ST", "WA"), ("O", value)]);
    for (issuer, text, expect, named) in [
        (one("Müller"), r"S=WA,O=M\C3\BCller", ("quoting", 16), true),
        (one("Müller"), r"S=WA,O=M\xC3\xBCller", ("quoting", 16), true),
        (one(r"a\b"), r"S=WA,O=a\\b", ("quoting", 17), true),
        (one("a, b"), r"S=WA,O=a\, b", ("quoting", 15), true),
        (one("a, b"), "S=WA,O=a, b", ("quoting", 15), false),
        (one(r"a\b"), r"ST=WA,O=a\b", ("state-keyword", 8), false),
        (one(r"a\C3\BC"), r"ST=WA,O=a\C3\BC", ("state-keyword", 8), false),
        (one(r"a\b"), "S=WA,O=ab", ("other-certificate", 16), false),
    ] {
        let it = Certificate { issuer: Some(issuer.into()), ..plain() };
        let text = format!("X509:<I>{text}<SR>1200000000ac11000000002b");
        explained(&text, &it, &[expect]);
        let says = weigh(&text, &it).differences.iter().any(|it| it.message.contains("RFC 4514"));
        assert_eq!(says, named, "{text}");
    }
}

/// What is written for a certificate is read as its own, and what cannot be written is not.
#[test]
fn odd_names_match_as_they_are_written() {
    for blank in ["\u{a0}", "\t", "\u{2003}", "\u{3000}"] {
        let odd = || name(&[("CN", &format!("a{blank}"))]);
        let it = Certificate { subject: odd(), issuer: Some(odd().into()), ..plain() };
        for text in strong_strings(&it).into_iter().map(|(_, text)| text).chain(weak_strings(&it)) {
            assert!(weigh(&text, &it).matches && weigh(&format!("{text} \n"), &it).matches, "{text:?}");
        }
        assert!(is_delicate(&it.subject), "{blank:?}");
    }
    // Two names that differ in what cannot be read are shown alike.
    let broken = || name(&[("CN", "A\u{fffd}")]);
    let it = Certificate { subject: broken(), issuer: Some(broken().into()), ..plain() };
    let text = "X509:<I>CN=A\u{fffd}<SR>1200000000ac11000000002b";
    explained(text, &it, &[("name-unreadable", 8)]);
    explained("X509:<S>CN=A\u{fffd}", &it, &[("weak-form", 0), ("name-unreadable", 8)]);
    let told = format!(r#""alt_security_identities":["{text}"]"#);
    check("unreadable", &it, &told, PATCHED, "weak upn denied KDC 39 KRB 66");
    assert_eq!(step(&it, &told, PATCHED, "explicit-form").confidence, Confidence::Inferred);
    let it = Certificate { san: vec![at(GeneralName::Email("".into()))], ..plain() };
    assert_eq!(write(&it).rfc822, Vec::<String>::new());
    explained("X509:<RFC822>", &it, &[("empty-value", 13)]);
}

/// A request has no thumbprint; what its own octets hash to says nothing of the certificate.
#[test]
fn a_request_matches_no_thumbprint() {
    let it = Certificate { issuer: None, serial: None, ..plain() };
    let own = "ab".repeat(20);
    for (text, expect) in [
        (format!("X509:<SHA1-PUKEY>{own}"), ("other-certificate", 17)),
        (format!("X509:<SHA1-PUKEY>{}", "cd".repeat(20)), ("other-certificate", 17)),
        (format!("X509:<SHA1-PUKEY>{}", "01".repeat(20)), ("keyhash-not-thumbprint", 17)),
        (format!("X509:<SKI>{own}"), ("other-certificate", 10)),
    ] {
        explained(&text, &it, &[expect]);
        assert!(!weigh(&text, &it).differences.iter().any(|it| it.message.contains(&own)), "{text}");
    }
    explained(&format!("X509:{own}"), &it, &[("missing-tag", 5)]);
    let told = format!(r#""alt_security_identities":["X509:<SHA1-PUKEY>{own}"]"#);
    check("a request", &it, &told, PATCHED, "weak upn denied KDC 39 KRB 66");
    check("a certificate", &plain(), &told, PATCHED, "strong alt_security_identity allowed");
}

/// Commas and plus signs that belong to a value are told from those between values.
#[test]
fn names_are_taken_apart_as_they_were_meant() {
    let one = |value: &str| name(&[("ST", "WA"), ("O", value)]);
    let mut two = one("a");
    two.rdns[1].push(attribute("E", "b"));
    for (issuer, text, expect) in [
        (one("a, CN=b"), r#"ST=WA,O="a, CN=b""#, ("state-keyword", 8)),
        (one("a, CN=b"), r"S=WA,O=a\, CN=b", ("quoting", 15)),
        (one("a+b=c"), r#"ST=WA,O="a+b=c""#, ("state-keyword", 8)),
        (one("a+b=c"), r"S=WA,O=a\+b=c", ("quoting", 15)),
        (one("a+b"), "S=WA,O=a+b", ("quoting", 15)),
        (two.clone(), "ST=WA,O=a + E=b", ("state-keyword", 8)),
        (two.clone(), "S=WA,O=a+emailAddress=b", ("quoting", 16)),
        (two, "S=WA,O=a + E=c", ("other-certificate", 21)),
    ] {
        let it = Certificate { issuer: Some(issuer.into()), ..plain() };
        explained(&format!("X509:<I>{text}<SR>1200000000ac11000000002b"), &it, &[expect]);
    }
}

/// Every keyword that Windows has, and what else makes a name one whose spelling no source shows.
#[test]
fn keywords_and_delicate_names() {
    let keywords = [
        (3, "CN"),
        (4, "SN"),
        (5, "SERIALNUMBER"),
        (6, "C"),
        (7, "L"),
        (8, "S"),
        (9, "STREET"),
        (10, "O"),
        (11, "OU"),
        (12, "T"),
        (13, "Description"),
        (17, "PostalCode"),
        (18, "POBox"),
        (42, "G"),
        (43, "I"),
        (46, "dnQualifier"),
    ];
    let of = |number: u8, value: &str| {
        let oid = Oid::from_content(&[0x55, 4, number]);
        Name { rdns: vec![vec![Attribute { oid, tag: 0x0C, value: value.into() }]] }
    };
    for (number, keyword) in keywords {
        assert_eq!(windows(&of(number, "a")), format!("{keyword}=a"));
        assert!(!is_delicate(&of(number, "a")), "{keyword}");
    }
    assert_eq!(windows(&of(97, "a")), "OID.2.5.4.97=a");
    let several = Name { rdns: vec![[of(3, "a"), of(10, "b")].map(|name| name.rdns[0][0].clone()).to_vec()] };
    for (name, why) in [
        (of(97, "a"), "no keyword"),
        (of(3, "a, b"), "quotes"),
        (of(3, "a\nb"), "a line break"),
        (several, "two attributes in one part"),
    ] {
        assert!(is_delicate(&name), "{why}");
    }
}

#[test]
fn an_invalid_string_is_told_from_one_of_another_certificate() {
    let strength = |text: &str| weigh(text, &plain()).strength;
    assert_eq!(strength("X509:<SKI>00"), Strength::Strong);
    assert_eq!(strength("X509:<SKI>0"), Strength::Invalid);
    assert_eq!(strength("X509:<S>CN=b"), Strength::Weak);
    assert_eq!(strength("X509:<SR>00"), Strength::Invalid);
    assert_eq!(weigh("X509:<SKI>0", &plain()).form, Some("ski"));
    let it =
        Certificate { sha1: <[u8; 20]>::try_from((1..=20).collect::<Vec<u8>>()).unwrap().into(), ..plain() };
    explained(
        "X509:<SHA1-PUKEY>14131211100f0e0d0c0b0a090807060504030201",
        &it,
        &[("thumbprint-reversed", 17)],
    );
    let it = with_sid(plain(), SID);
    let issuer = "X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA";
    explained(&format!("{issuer}<SID>{OTHER}"), &it, &[("other-certificate", 47)]);
    explained(&format!("\"{issuer}<SID>{SID}\""), &it, &[("quoted", 0)]);
}

// Name policy

#[test]
fn tuples() {
    let (it, dc) = covered();
    check_issued("covered", &it, "", &dc, "strong name_policy allowed");
    check_issued("no issuer at hand", &it, "", &dc, "strong name_policy allowed");
    check("no issuer at hand", &it, "", &dc, "undecided name_policy cannot-tell KDC 39");
    let line = |thumbprint: &str, policies: &str, rules: &str| {
        format!(r#""name_policy":["{thumbprint}; {policies}; {rules}"]"#)
    };
    let thumbprint = "5a".repeat(20);
    let leaf = "ab".repeat(20);
    let subject = write(&it).issuer_subject.unwrap();
    let mapped = format!(r#""alt_security_identities":[{subject:?}]"#);
    let missed = r#""alt_security_identities":["X509:<S>DC=com,DC=contoso,CN=Users,CN=a"]"#;
    let strangers = r#""alt_security_identities":["X509:<I>CN=CA<S>CN=a"]"#;
    for (account, lines, version, expect) in [
        ("", line(&thumbprint, "1.2.3", "UpnSuffix=corp.example"), "2022", "strong name_policy allowed"),
        (
            "",
            line(&thumbprint, "1.2.3, 1.2.9", "UpnSuffix=x, UpnSuffix=CORP.example"),
            "2019",
            "strong name_policy allowed",
        ),
        ("", line(&thumbprint, "1.2.9", "UpnSuffix=corp.example"), "2022", "weak upn denied KDC 39 KRB 66"),
        ("", line(&thumbprint, "1.2.3", "UpnSuffix=other.example"), "2022", "weak upn denied KDC 39 KRB 66"),
        ("", line(&leaf, "1.2.3", "UpnSuffix=corp.example"), "2022", "weak upn denied KDC 39 KRB 66"),
        (
            "",
            line(&thumbprint, "1.2.3", "UpnSuffix=corp.example"),
            "2016",
            "undecided name_policy cannot-tell KDC 39",
        ),
        ("", line(&thumbprint, "1.2.3", "UpnSuffix=corp.example"), "2012r2", "weak upn denied KDC 39 KRB 66"),
        (&mapped, line(&thumbprint, "1.2.3", "IssuerSubject"), "2022", "strong name_policy allowed"),
        ("", line(&thumbprint, "1.2.3", "IssuerSubject"), "2022", "weak upn denied KDC 39 KRB 66"),
        (missed, line(&thumbprint, "1.2.3", "IssuerSubject"), "2022", "weak upn denied KDC 39 KRB 66"),
        (strangers, line(&thumbprint, "1.2.3", "IssuerSubject"), "2022", "weak upn denied KDC 39 KRB 66"),
        (
            "",
            line(&thumbprint, "1.2.3", "UpnSuffix=corp.example, IssuerSubject"),
            "2022",
            "undecided name_policy cannot-tell KDC 39",
        ),
        (
            &mapped,
            line(&thumbprint, "1.2.3", "UpnSuffix=corp.example, IssuerSubject"),
            "2022",
            "strong name_policy allowed",
        ),
    ] {
        check_issued(&lines, &it, account, &format!(r#""version":"{version}",{lines}"#), expect);
    }
    let one = line(&thumbprint, "1.2.3", "UpnSuffix=corp.example");
    let by_string = format!(r#""version":"2022",{}"#, line(&thumbprint, "1.2.3", "IssuerSubject"));
    check_issued("no name", &nameless(it.clone()), &mapped, &by_string, "strong name_policy allowed");
    check_issued(
        "too early",
        &it,
        "",
        &format!(r#""updated":"2024-08",{one}"#),
        "weak upn allowed-with-warning KDC 39",
    );
    let twice = format!(
        r#""name_policy":["{thumbprint}; 1.2.3; UpnSuffix=corp.example","{thumbprint}; 1.2.4; UpnSuffix=x"]"#
    );
    check_issued(
        "twice, before February 2026",
        &it,
        "",
        &format!(r#""updated":"2026-01",{twice}"#),
        "strong name_policy allowed",
    );
    check_issued(
        "twice, since February 2026",
        &it,
        "",
        &format!(r#""updated":"2026-02",{twice}"#),
        "weak upn denied KDC 39 KRB 66",
    );
    let mut machine = computer();
    machine.policies = it.policies;
    check_issued("a computer", &machine, "", &dc, "weak dns denied KDC 39 KRB 66");
}

/// The name by which the account was found is held against the suffixes. Where that is not the first, no source tells
/// which one a domain controller takes.
#[test]
fn the_policy_and_several_names() {
    let (covered, policy) = covered();
    let named = |names: &[&str]| {
        let san = names.iter().map(|name| at(GeneralName::Upn((*name).into()))).collect();
        Certificate { san, ..covered.clone() }
    };
    let check = |names: &[&str], account: &str, expect: &str, doubtful: bool| {
        let account = format!(r#""alt_security_identities":[],"upn":"{account}""#);
        check_issued("names", &named(names), &account, &policy, expect);
        let told = decide_issued_by(&named(names), Some(&authority()), &situation(&account, &policy), None);
        let said = told.decision.steps.iter().any(|it| it.id == "name-policy-names" && it.doubt);
        assert_eq!(said, doubtful, "{names:?} {account}");
    };
    let (own, old, weak) = ("a@corp.example", "a@old.example", "weak upn denied KDC 39 KRB 66");
    check(&[own, old], own, "strong name_policy allowed", false);
    check(&[own, old], old, "undecided name_policy cannot-tell KDC 39", true);
    check(&[old, own], own, "undecided name_policy cannot-tell KDC 39", true);
    check(&[old, own], old, weak, false);
    check(&["", " ", own], own, "strong name_policy allowed", false);
    check(&["b@corp.example", own], own, "strong name_policy allowed", false);
    let line = [format!("{}; 1.2.3; UpnSuffix=corp.example", "5a".repeat(20))];
    for (names, part) in [
        (&["", own][..], None),
        (&[own, old], None),
        (&[old], Some("a@old.example has none of the suffixes on this line.")),
        (&[old, own], Some("a@corp.example has one, but which of several UPNs")),
    ] {
        let faults = lint(&line, Some(&named(names)), &[&authority()]);
        assert_eq!(faults.len(), usize::from(part.is_some()), "{names:?}: {faults:?}");
        assert!(faults.iter().all(|it| part.is_some_and(|part| it.message.contains(part))), "{faults:?}");
    }
}

/// An authority that was renewed with its key has several certificates, and no source tells by which of them a domain
/// controller goes.
#[test]
fn the_policy_and_an_authority_with_several_certificates() {
    let (it, _) = covered();
    let renewed = Certificate { sha1: [0x6B; 20].into(), ..Certificate::default() };
    let line = |byte: &str| format!("{}; 1.2.3; UpnSuffix=corp.example", byte.repeat(20));
    let check = |lines: &[String], expect: &str, faulty: &[usize]| {
        let dc = format!(r#"{PATCHED},"name_policy":{}"#, serde_json::to_string(lines).unwrap());
        let issuers = [&authority(), &renewed];
        let told = decide_without_strings(&it, &issuers, &situation("", &dc), None);
        assert_eq!(short(&told), expect, "{lines:?}");
        let said = told.decision.steps.iter().any(|it| it.id == "name-policy-issuers" && it.doubt);
        assert_eq!(said, told.verdict == Verdict::Undecided, "{lines:?}");
        let faults: Vec<_> = lint(lines, Some(&it), &issuers).iter().map(|it| (it.line, it.id)).collect();
        let expect: Vec<_> = faulty.iter().map(|line| (*line, "issuer-certificates")).collect();
        assert_eq!(faults, expect, "{lines:?}");
    };
    check(&[line("5a")], "undecided name_policy cannot-tell KDC 39", &[0]);
    check(&[line("6b")], "undecided name_policy cannot-tell KDC 39", &[0]);
    check(&[line("5a"), line("6b")], "strong name_policy allowed", &[]);
    let other = lint(&[line("11")], Some(&it), &[&authority(), &renewed]);
    assert_eq!(other.iter().map(|it| it.id).collect::<Vec<_>>(), ["other-issuer"]);
}

#[test]
fn faults_of_tuples() {
    let thumbprint = "5a".repeat(20);
    let leaf = "ab".repeat(20);
    let (it, _) = covered();
    for (lines, expect) in [
        (vec![format!("{thumbprint}; 1.2.3; UpnSuffix=corp.example")], vec![]),
        (vec![format!("{thumbprint};1.2.3,1.2.4;IssuerSubject,UpnSuffix=corp.example")], vec![]),
        (
            vec![
                format!("{thumbprint}; 1.2.3; UpnSuffix=corp.example"),
                format!("{}; 1.2.3; IssuerSubject", thumbprint.to_uppercase()),
            ],
            vec![(1, "duplicate-thumbprint", 0)],
        ),
        (vec![format!("{leaf}; 1.2.3; UpnSuffix=corp.example")], vec![(0, "leaf-thumbprint", 0)]),
        (vec![format!("{}; 1.2.3; UpnSuffix=corp.example", "11".repeat(20))], vec![(0, "other-issuer", 0)]),
        (vec![format!("{thumbprint}; UpnSuffix=corp.example")], vec![(0, "missing-policy-oid", 42)]),
        (vec![format!("{thumbprint}; ; UpnSuffix=corp.example")], vec![(0, "missing-policy-oid", 42)]),
        (vec![format!("{thumbprint}; 1.2.3")], vec![(0, "missing-rule", 42)]),
        (vec![format!("{thumbprint}; 1.2.3; ")], vec![(0, "missing-rule", 49)]),
        (vec![format!("1.2.3; {thumbprint}; UpnSuffix=corp.example")], vec![(0, "section-order", 0)]),
        (vec![format!("{thumbprint}; UpnSuffix=corp.example; 1.2.3")], vec![(0, "section-order", 0)]),
        (vec![format!("{thumbprint} {leaf}; 1.2.3; IssuerSubject")], vec![(0, "several-thumbprints", 0)]),
        (vec!["5a 5a; 1.2.3; IssuerSubject".to_owned()], vec![(0, "thumbprint-form", 0)]),
        (vec![format!("{}; 1.2.3; IssuerSubject", "5a:".repeat(20))], vec![(0, "thumbprint-separators", 0)]),
        (vec![format!("{}; 1.2.3; IssuerSubject", "5a".repeat(32))], vec![(0, "thumbprint-sha256", 0)]),
        (vec![format!("{thumbprint}; 1.2.x; IssuerSubject")], vec![(0, "policy-form", 42)]),
        (vec![format!("{thumbprint}; 1.2.3; UpnSuffix=@corp.example")], vec![(0, "suffix-at-sign", 49)]),
        (vec![format!("{thumbprint}; 1.2.3; UpnSuffix=")], vec![(0, "suffix-empty", 49)]),
        (vec![format!("{thumbprint}; 1.2.3; SubjectOnly")], vec![(0, "unknown-rule", 49)]),
        (
            vec![format!("{thumbprint}; 1.2.9; UpnSuffix=corp.example")],
            vec![(0, "policy-not-in-certificate", 0)],
        ),
        (
            vec![format!("{thumbprint}; 1.2.3; UpnSuffix=other.example")],
            vec![(0, "suffix-not-in-certificate", 0)],
        ),
        (vec!["nonsense".to_owned()], vec![(0, "section-count", 0)]),
        (vec![format!("{thumbprint}; nonsense")], vec![(0, "section-count", 0)]),
        (vec![format!("CA; {thumbprint}; IssuerSubject")], vec![(0, "section-order", 0)]),
        (vec![format!("{thumbprint}; 1.2.3; IssuerSubject;")], vec![]),
        (vec![format!("{thumbprint} x; 1.2.3; IssuerSubject")], vec![(0, "thumbprint-form", 0)]),
        (vec![format!("{thumbprint}; 1.2.0; IssuerSubject")], vec![(0, "policy-not-in-certificate", 0)]),
        (vec![format!("{thumbprint}; 1.2.03; IssuerSubject")], vec![(0, "policy-form", 42)]),
        (
            vec![
                format!("{thumbprint}; 1.2.3; IssuerSubject"),
                "nonsense".to_owned(),
                format!("{leaf}; 1.2.3; IssuerSubject"),
            ],
            vec![(1, "section-count", 0), (2, "leaf-thumbprint", 0)],
        ),
        (vec![String::new()], vec![(0, "section-count", 0)]),
    ] {
        let found: Vec<_> =
            lint(&lines, Some(&it), &[&authority()]).iter().map(|it| (it.line, it.id, it.at)).collect();
        assert_eq!(found, expect, "{lines:?}");
    }
    let mut machine = computer();
    machine.policies = it.policies.clone();
    let found =
        lint(&[format!("{thumbprint}; 1.2.3; UpnSuffix=corp.example")], Some(&machine), &[&authority()]);
    assert_eq!(found.iter().map(|it| it.id).collect::<Vec<_>>(), ["computer-not-covered"]);
    let policy = [format!("{thumbprint}; 1.2.3; UpnSuffix=corp.example")];
    assert_eq!(lint(&policy, Some(&nameless(it.clone())), &[&authority()]), []);
    let line = line_for(&it, &authority()).unwrap();
    assert_eq!(build(&line), format!("{thumbprint}; 1.2.3; UpnSuffix=corp.example"));
    assert_eq!(parse(&build(&line)), (Some(line), vec![]));
}

// Questions

#[test]
fn what_the_contract_takes_for_granted() {
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
fn a_tls_server_is_asked_for_its_methods() {
    let it = situation(r#""alt_security_identities":[]"#, PATCHED);
    let ids = |scenario| decide(&plain(), &it, scenario).questions.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(Some(Scenario::LdapsClient)), ["schannel-methods"]);
    assert!(ids(Some(Scenario::SmartCard)).is_empty());
    let mut known = it.clone();
    known.schannel.mapping_methods = Some(0x18);
    assert!(decide(&plain(), &known, Some(Scenario::LdapsClient)).questions.is_empty());
}

/// Each question is asked only where an answer to it leads elsewhere, and no longer once it is answered.
#[test]
fn an_answer_ends_its_question() {
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

/// A question that an answer would not settle, or that does not arise, is not asked.
#[test]
fn what_is_not_asked() {
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
        // The policy is tried before the SID; where the SID is never the account's, its name is none of its business.
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
    // No domain controller carries what was not out yet.
    for (day, expect) in [("2026-11-20", true), ("2023-01-01", false)] {
        let mapping = decide(&plain(), &on_day(day, Situation::default()), None);
        assert_eq!(mapping.questions.iter().any(|it| it.id == "dc-updated"), expect, "{day}");
    }
}

#[test]
fn what_is_taken_for_granted_is_said() {
    let mapping = decide(&plain(), &on_day(TODAY, Situation::default()), None);
    let said = mapping.assumptions.join("\n");
    for part in ["updates released by 2026-11-20", "Server 2019 or later", "NTAuth", "explicit mapping"] {
        assert!(said.contains(part), "{said}");
    }
    let mapping = decide(&plain(), &on_day(TODAY, situation("", r#""updated":"2027-01""#)), None);
    assert!(mapping.assumptions.iter().any(|it| it.contains("used as entered")));
}

#[test]
fn each_assumption_where_it_is_one() {
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
        ("ten minutes", plain(), created, COMPATIBLE, true),
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

// Remedies

#[test]
fn remedies_can_be_pasted() {
    let all = |it: &Certificate, situation: &Situation| {
        let mapping = decide(it, situation, None);
        remedies(it, &[], situation, None, &mapping)
    };
    let text = |it: &Certificate, situation: &Situation| {
        all(it, situation)
            .iter()
            .flat_map(|it| &it.commands)
            .map(|it| it.text.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let quoted = Certificate { issuer: Some(name(&[("CN", "Le'go ’CA’")]).into()), ..plain() };
    let told = text(&quoted, &situation(r#""sam":"O'Brien""#, ""));
    assert!(
        told.contains(
            "Set-ADUser -Identity 'O''Brien' -Add @{altSecurityIdentities='X509:<I>CN=Le''go ’’CA’’<SR>"
        ),
        "{told}"
    );
    assert!(text(&computer(), &Situation::default()).contains("Set-ADComputer"));
    assert!(text(&plain(), &Situation::default()).contains("{{OnPremisesSecurityIdentifier}}"));
    let opt_out = "StrongCertificateBindingEnforcement";
    assert!(!text(&plain(), &Situation::default()).contains(opt_out));
    assert!(!text(&plain(), &situation("", PATCHED)).contains(opt_out));
    let open = situation("", r#""updated":"2025-03""#);
    assert!(text(&plain(), &open).contains(opt_out));
    assert!(all(&plain(), &open).iter().any(|it| it.title.contains("September 9, 2025")));
    // Where the authority has to be published, the rule about the NTAuth store says so.
    let outside = situation("", r#""ntauth_has_issuer":false"#);
    assert!(!text(&with_sid(plain(), SID), &outside).contains("NTAuthCA"));
    assert!(all(&with_sid(plain(), SID), &Situation::default()).is_empty());
    let missed = "X509:<I>CN=CONTOSO-DC-CA,DC=contoso,DC=com<SR>1200000000ac11000000002b";
    let told =
        text(&plain(), &situation(&format!(r#""alt_security_identities":["{missed}","X509:<SKI>00"]"#), ""));
    assert!(told.contains(&format!("-Remove @{{altSecurityIdentities='{missed}'}}")), "{told}");
    assert!(!told.contains("X509:<SKI>00"), "{told}");
    // What cannot be compared with this certificate may be what another one goes by.
    let bare = Certificate { ski: None, san: vec![at(GeneralName::Upn("a@corp.example".into()))], ..plain() };
    let issuer = "X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA";
    let others = format!(
        r#""alt_security_identities":["X509:<SKI>00","{issuer}<SID>{SID}","X509:<RFC822>a@corp.example"]"#
    );
    let told = text(&bare, &situation(&others, ""));
    assert!(told.contains("-Add @{") && !told.contains("-Remove @{"), "{told}");
}

/// An authority stands in one line only, or every line fails: what stands there is kept in the line that is told.
#[test]
fn the_line_to_write_keeps_what_is_there() {
    let thumbprint = "5a".repeat(20);
    let (it, _) = covered();
    let check = |lines: &[&str], expect: Option<(&str, &[usize])>| {
        let lines: Vec<String> =
            lines.iter().map(|line| line.replace("T;", &format!("{thumbprint};"))).collect();
        let told = suggest(&lines, &it, &authority());
        let told = told.as_ref().map(|it| (build(&it.line), it.replaces.as_slice()));
        let expect = expect.map(|(line, replaces)| (format!("{thumbprint}; {line}"), replaces));
        assert_eq!(told, expect, "{lines:?}");
        // Nobody who is covered is left out, and this certificate is covered.
        let Some((line, replaces)) = told else { return };
        let kept = lines.iter().enumerate().filter(|(number, _)| !replaces.contains(number));
        let all: Vec<String> = kept.map(|(_, line)| line.clone()).chain([line]).collect();
        assert_eq!(lint(&all, None, &[]), [], "{all:?}");
    };
    let other = format!("{}; 1.2.3; UpnSuffix=corp.example", "6b".repeat(20));
    check(&[], Some(("1.2.3; UpnSuffix=corp.example", &[])));
    check(&[&other], Some(("1.2.3; UpnSuffix=corp.example", &[])));
    check(&["T; 1.2.9; UpnSuffix=corp.example"], Some(("1.2.9, 1.2.3; UpnSuffix=corp.example", &[0])));
    check(
        &[&other, "T; 1.2.3, 1.2.9; UpnSuffix=x.example"],
        Some(("1.2.3, 1.2.9; UpnSuffix=x.example, UpnSuffix=corp.example", &[1])),
    );
    check(
        &["T; 1.2.3; UpnSuffix=corp.example", "T; 1.2.9; IssuerSubject"],
        Some(("1.2.3, 1.2.9; UpnSuffix=corp.example, IssuerSubject", &[0, 1])),
    );
    check(&["T; 1.2.3; UpnSuffix=CORP.example"], None);
    let situation =
        situation("", &format!(r#""name_policy":["{thumbprint}; 1.2.9; UpnSuffix=corp.example"]"#));
    let mapping = decide_issued_by(&it, Some(&authority()), &situation, None);
    let told = remedies(&it, &[&authority()], &situation, None, &mapping);
    let steps: Vec<&String> = told.iter().flat_map(|remedy| &remedy.steps).collect();
    assert!(steps.iter().any(|step| step.starts_with("It replaces line 1")), "{steps:#?}");
}

#[test]
fn remedies_fit_what_is_wrong() {
    let sid = format!(r#""sid":"{SID}""#);
    let no_upn = with_sid(nameless(plain()), SID);
    let mut written = with_sid(plain(), SID);
    written.sid_extension.as_mut().unwrap().standard = false;
    let both = with_uri(with_sid(plain(), "x"), SID);
    let (covered, policy) = covered();
    let policy = policy.replace("1.2.3", "1.2.9");
    let delicate = Certificate { issuer: Some(name(&[("O", "Contoso, Inc.")]).into()), ..plain() };
    let mut blank_first = plain();
    blank_first.san.insert(0, at(GeneralName::Upn("  ".into())));
    for (part, it, account, dc, expect) in [
        ("Reissue the certificate for this account", with_sid(plain(), OTHER), sid.as_str(), "", true),
        ("Reissue the certificate for this account", plain(), r#""upn":"b@corp.example""#, "", false),
        ("The SID is from Entra ID", with_sid(plain(), ENTRA), "", "", true),
        ("The SID is from Entra ID", with_sid(plain(), OTHER), &sid, "", false),
        ("(objectSid=", with_sid(plain(), OTHER), &sid, "", true),
        ("(objectSid=", with_sid(plain(), ENTRA), "", "", false),
        ("Whoever has the certificate", with_sid(plain(), OTHER), &sid, "", true),
        ("Whoever has the certificate", plain(), "", "", false),
        ("Reissue with the UPN", nameless(plain()), "", "", true),
        ("Reissue with the UPN", plain(), "", r#""use_subject_alt_name":0"#, false),
        ("UseSubjectAltName is 0", plain(), "", r#""use_subject_alt_name":0"#, true),
        ("UseSubjectAltName is 0", nameless(plain()), "", r#""use_subject_alt_name":0"#, false),
        ("The certificate has a SID but no name", no_upn.clone(), "", "", true),
        ("The certificate has a SID but no name", no_upn.clone(), "", r#""use_subject_alt_name":0"#, false),
        ("any other CA or MDM", plain(), "", "", true),
        ("any other CA or MDM", with_uri(plain(), SID), "", r#""version":"2016""#, false),
        ("any other CA or MDM", plain(), "", r#""version":"2016""#, false),
        (
            "The certificate has a SID but no name",
            with_sid(plain(), SID),
            "",
            r#""use_subject_alt_name":0"#,
            false,
        ),
        ("(userPrincipalName=a@corp.example)", blank_first, r#""upn":"b@corp.example""#, "", true),
        // With the right name it would be refused again.
        ("Let AD CS add the SID", plain(), r#""upn":"b@corp.example""#, "", true),
        ("Let AD CS add the SID", with_sid(plain(), SID), r#""upn":"b@x""#, "", false),
        ("for this account", with_sid(plain(), ENTRA), r#""upn":"b@corp.example""#, "", true),
        ("Let AD CS add", plain(), r#""upn":"b@corp.example""#, r#""updated":"2022-04""#, false),
        ("Intune SCEP", plain(), "", "", true),
        ("Intune SCEP", no_upn.clone(), "", "", false),
        ("issuer and serial number is not safe", delicate, "", "", true),
        ("issuer and serial number is not safe", plain(), "", "", false),
        ("Make the UPNs match", plain(), r#""upn":"b@corp.example""#, "", true),
        ("Make the UPNs match", with_sid(plain(), OTHER), &sid, "", false),
        ("Reissue with a name that identifies the account", no_upn, "", "", true),
        ("Reissue with a name that identifies the account", written, "", "", false),
        ("Reissue with a name that identifies the account", nameless(plain()), "", "", false),
        ("Make every domain controller read", with_uri(plain(), SID), "", r#""version":"2016""#, true),
        ("Make every domain controller read", both, "", "", false),
        ("Make every domain controller read", with_uri(plain(), SID), &sid, r#""version":"2016""#, true),
        ("Make every domain controller read", with_uri(plain(), OTHER), &sid, r#""version":"2016""#, false),
        ("Make every domain controller read", with_uri(plain(), ENTRA), "", r#""version":"2016""#, false),
        ("Intune SCEP", plain(), "", r#""version":["2016","2012r2"]"#, false),
        ("Intune SCEP", plain(), "", r#""version":["2016","2019"]"#, true),
        ("must be exactly tag:microsoft.com,2022-09-14:sid:S-1-5-21-1496966362", misspelt(), "", "", true),
        (
            "must be exactly tag:microsoft.com,2022-09-14:sid:",
            misspelt(),
            &format!(r#""sid":"{OTHER}""#),
            "",
            false,
        ),
        ("must be exactly tag:microsoft.com,2022-09-14:sid:", with_uri(plain(), SID), "", "", false),
        ("Make every domain controller read", plain(), "", "", false),
        ("For devices, this works only with hybrid-joined", computer(), "", "", true),
        ("For devices, this works only with hybrid-joined", plain(), "", "", false),
        ("For devices, this works on Windows only", computer(), "", "", true),
        ("For devices, this works on Windows only", plain(), "", "", false),
        ("older than Server 2019", plain(), "", r#""version":["2016","2022"]"#, true),
        ("older than Server 2019", plain(), "", r#""version":"2019""#, false),
        ("older than Server 2019", plain(), "", r#""version":"2022""#, false),
        ("Add this line for the certificate", covered.clone(), "", "", true),
        ("Add this line for the certificate", computer(), "", "", false),
        ("Line 1: The certificate contains none", covered, "", &policy, true),
        ("Line 1: ", nameless(plain()), "", r#""name_policy":["nonsense"]"#, true),
        ("Add the certificate to the name policy", nameless(plain()), "", "", false),
    ] {
        let situation = situation(account, dc);
        let mapping = decide_issued_by(&it, Some(&authority()), &situation, None);
        let told: Vec<_> = remedies(&it, &[&authority()], &situation, None, &mapping)
            .into_iter()
            .flat_map(|remedy| {
                let commands = remedy.commands.into_iter().map(|command| command.text).collect();
                [vec![remedy.title], remedy.steps, commands].concat()
            })
            .collect();
        assert_eq!(told.iter().any(|told| told.contains(part)), expect, "{part} {account} {dc}: {told:#?}");
    }
}

// Properties

#[test]
fn what_is_written_matches_and_nothing_else_does() {
    let mut dice = Dice(0x5EED);
    let certificates: Vec<Certificate> = (0..300).map(|_| dice.certificate()).collect();
    for (place, it) in certificates.iter().enumerate() {
        let own = write(it);
        for form in Form::ALL {
            for text in form.strings(&own) {
                let weighed = weigh(text, it);
                assert!(weighed.matches, "{text}: {weighed:?}");
                assert_eq!((weighed.form, weighed.strength), (Some(form.name()), form.strength()), "{text}");
                assert!(weighed.differences.iter().all(|it| it.id == "weak-form"));
                if form.strength() == Strength::Strong && form != Form::IssuerSid {
                    let other = &certificates[(place + 1) % certificates.len()];
                    let weighed = weigh(text, other);
                    assert!(!weighed.matches, "{text}");
                    assert!(!weighed.differences.is_empty());
                }
            }
        }
    }
}

#[test]
fn weighing_never_fails_and_always_explains() {
    let mut dice = Dice(7);
    let pieces = [
        "X509:", "<I>", "<SR>", "<SKI>", "<S>", "<", ">", "\"", ",", "CN=", "ab", "0", "\\", "ß", " ",
        "<SID>", "+", "\n", "=",
    ];
    for _ in 0..5000 {
        let it = dice.certificate();
        let text: String = (0..dice.below(12)).map(|_| pieces[dice.below(pieces.len())]).collect();
        let weighed = weigh(&text, &it);
        assert!(weighed.matches || !weighed.differences.is_empty(), "{text}");
        let length = text.chars().count();
        for difference in &weighed.differences {
            assert!(difference.at <= length, "{text}: {difference:?}");
        }
        let faults = lint(std::slice::from_ref(&text), Some(&it), &[]);
        assert!(faults.iter().all(|fault| fault.at <= length));
    }
}

#[test]
fn irrelevant_facts_change_nothing() {
    let noise = [
        r#""server_name":"vpn.corp.example""#,
        r#""client":{"windows":"11","has_private_key":true}"#,
        r#""chain":{"trusted":true,"revoked":false,"crl_reachable":false}"#,
        r#""rras":{"cert_auth_flags":4,"root_name":"x"}"#,
        r#""nps":{"ignore_no_revocation_check":true,"required_policy_oids":["1.2.3"]}"#,
        r#""schannel":{"mapping_methods":4}"#,
        r#""scenario":"user-tunnel""#,
    ];
    let ski = write(&plain()).ski.unwrap();
    let accounts = [
        String::new(),
        format!(r#""sid":"{SID}""#),
        r#""upn":"b@corp.example","sam":"b""#.to_owned(),
        format!(r#""sid":"{SID}","alt_security_identities":[{ski:?}]"#),
    ];
    for it in [plain(), computer(), with_sid(plain(), SID), with_uri(plain(), OTHER), nameless(plain())] {
        for account in &accounts {
            for dc in ["", PATCHED, COMPATIBLE] {
                let expect = answer(&it, account, dc, None);
                for noise in noise {
                    let json = format!(r#"{{"account":{{{account}}},"dc":{{{dc}}},{noise}}}"#);
                    let (situation, unknown) = from_json(&json).unwrap();
                    assert!(unknown.is_empty());
                    assert_eq!(short(&decide(&it, &on_day(TODAY, situation), None)), expect, "{noise}");
                }
            }
        }
    }
    // On a domain controller that enforces, neither the registry nor the age of the account plays a part.
    for it in [plain(), with_sid(plain(), SID), with_sid(plain(), OTHER)] {
        let sid = format!(r#""sid":"{SID}""#);
        let expect = answer(&it, &sid, PATCHED, None);
        for (account, dc) in [
            (r#","created":"2030-01-01""#, ""),
            (r#","created":"2001-01-01""#, ""),
            ("", r#","enforcement":0"#),
            ("", r#","enforcement":1"#),
            ("", r#","enforcement":2"#),
            ("", r#","enforcement":null"#),
            ("", r#","backdating_seconds":1577880000"#),
            ("", r#","nt_auth_bypass":0"#),
            ("", r#","name_policy":[]"#),
        ] {
            assert_eq!(
                answer(&it, &format!("{sid}{account}"), &format!("{PATCHED}{dc}"), None),
                expect,
                "{account}{dc}"
            );
        }
    }
}

/// Whatever is known or not known, an answer does not contradict itself.
#[test]
fn answers_hang_together() {
    let mut dice = Dice(4);
    let ski = write(&plain()).ski.unwrap();
    let weak = write(&plain()).issuer_subject.unwrap();
    let strings = format!(r#""alt_security_identities":[{weak:?}]"#);
    let strong = format!(r#""alt_security_identities":[{ski:?}]"#);
    let own = format!(r#""sid":"{SID}""#);
    let other = format!(r#""sid":"{OTHER}""#);
    let line =
        format!(r#""name_policy":["{}; 1.2.3; UpnSuffix=corp.example, IssuerSubject"]"#, "5a".repeat(20));
    let account: [&[&str]; 8] = [
        &["", r#""kind":"user""#, r#""kind":"computer""#],
        &["", "", &own, &other],
        &["", "", r#""upn":"a@corp.example""#, r#""upn":"b@corp.example""#],
        &["", r#""sam":"a""#, r#""sam":"PC1$""#],
        &["", r#""created":"2025-01-01""#, r#""created":"2020-01-01""#],
        &["", "", &strings, &strong, r#""alt_security_identities":[]"#],
        &["", "", "", r#""key_trust":true"#],
        &["", "", r#""username_hint":"a""#, r#""username_hint":"""#],
    ];
    let dc: [&[&str]; 8] = [
        &[
            "",
            r#""version":"2008r2""#,
            r#""version":"2016""#,
            r#""version":["2012","2019"]"#,
            r#""version":"2025""#,
        ],
        &[
            "",
            r#""updated":"2022-04""#,
            r#""updated":"2022-06""#,
            r#""updated":"2024-08""#,
            r#""updated":"2025-08""#,
            r#""updated":"2026-03""#,
        ],
        &["", r#""realm":"corp.example""#, r#""realm":"x.example""#],
        &["", "", r#""use_subject_alt_name":0"#],
        &["", r#""enforcement":0"#, r#""enforcement":1"#, r#""enforcement":2"#],
        &["", "", r#""backdating_seconds":31536000"#],
        &["", "", &line, r#""name_policy":[]"#],
        &["", r#""ntauth_has_issuer":true"#, r#""ntauth_has_issuer":false,"nt_auth_bypass":1"#],
    ];
    let pick = |facts: &[&[&str]], dice: &mut Dice| {
        let some = facts.iter().map(|answers| answers[dice.below(answers.len())]).filter(|it| !it.is_empty());
        some.collect::<Vec<_>>().join(",")
    };
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..8000 {
        let mut it = [plain(), computer(), two_names(), nameless(plain())][dice.below(4)].clone();
        it = match dice.below(4) {
            0 => with_sid(it, SID),
            1 => with_uri(it, [SID, OTHER][dice.below(2)]),
            2 => with_uri(with_sid(it, [SID, ENTRA, "x"][dice.below(3)]), SID),
            _ => it,
        };
        if let Some(extension) = it.sid_extension.as_mut() {
            extension.standard = dice.below(3) > 0;
        }
        it.policies = [Oid::from_content(&[0x2A, 3])].into();
        let situation = situation(&pick(&account, &mut dice), &pick(&dc, &mut dice));
        let scenario = [None, Some(Scenario::LdapsClient), Some(Scenario::WifiComputer)][dice.below(3)];
        let issuer = authority();
        let issuer = (dice.below(2) == 0).then_some(&issuer);
        let mapping = decide_issued_by(&it, issuer, &situation, scenario);
        let told = format!("{} {situation:?}", short(&mapping));
        seen.insert(short(&mapping));
        let decision = &mapping.decision;
        match mapping.verdict {
            Verdict::Strong | Verdict::Weak => assert!(mapping.by.is_some(), "{told}"),
            Verdict::None => assert!(mapping.by.is_none() && decision.outcome != Outcome::Allowed, "{told}"),
            Verdict::Undecided => assert!(!mapping.questions.is_empty(), "{told}"),
            Verdict::Mismatch => {}
        }
        match decision.outcome {
            Outcome::Allowed => assert!(decision.event.is_none() && decision.error.is_none(), "{told}"),
            Outcome::AllowedWithWarning => {
                // In two worlds that differ the warnings differ too.
                let settled = mapping.verdict != Verdict::Undecided;
                assert!((decision.event.is_some() || !settled) && decision.error.is_none(), "{told}");
            }
            _ => {}
        }
        let ids: std::collections::BTreeSet<_> = mapping.questions.iter().map(|it| it.id).collect();
        assert_eq!(ids.len(), mapping.questions.len(), "a question is asked once");
        assert!(!headline(&mapping).is_empty() && !consequence(&mapping).is_empty());
        let remedies = remedies(&it, issuer.as_slice(), &situation, scenario, &mapping);
        assert!(remedies.iter().all(|it| !it.steps.is_empty()));
    }
    assert!(seen.len() > 40, "{seen:#?}");
}

#[test]
fn steps_and_sentences() {
    let mut dice = Dice(99);
    for _ in 0..300 {
        let it = dice.certificate();
        let mapping = decide(&it, &Situation::default(), None);
        assert!(mapping.decision.steps.iter().any(|it| it.id == "update-level"));
        for step in &mapping.decision.steps {
            assert!(step.finding.ends_with(['.', '?']), "{}", step.finding);
        }
        for question in &mapping.questions {
            assert!(question.why.ends_with('.'), "{}", question.why);
        }
        for sentence in [headline(&mapping), consequence(&mapping)] {
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}

// How the rows are read

#[track_caller]
fn check(name: &str, certificate: &Certificate, account: &str, dc: &str, expect: &str) {
    assert_eq!(answer(certificate, account, dc, None), expect, "{name}: {account} {dc}");
}

#[track_caller]
fn check_issued(name: &str, certificate: &Certificate, account: &str, dc: &str, expect: &str) {
    assert_eq!(answer(certificate, account, dc, Some(&authority())), expect, "{name}: {account} {dc}");
}

#[track_caller]
fn explained(text: &str, certificate: &Certificate, expect: &[(&str, usize)]) {
    let weighed = weigh(text, certificate);
    let found: Vec<_> = weighed.differences.iter().map(|it| (it.id, it.at)).collect();
    assert_eq!(found, expect, "{text}: {weighed:#?}");
    assert_eq!(weighed.matches, expect.iter().all(|(id, _)| *id == "weak-form"), "{text}");
}

#[track_caller]
fn situation(account: &str, dc: &str) -> Situation {
    let (situation, unknown) = from_json(&format!(r#"{{"account":{{{account}}},"dc":{{{dc}}}}}"#)).unwrap();
    assert!(unknown.is_empty(), "{unknown:?}");
    situation
}

const TODAY: &str = "2026-11-20";

fn on_day(day: &str, situation: Situation) -> Situation {
    Situation { today: Moment::parse(day), ..situation }
}

#[track_caller]
fn answer(certificate: &Certificate, account: &str, dc: &str, issuer: Option<&Certificate>) -> String {
    let situation = on_day(TODAY, situation(account, dc));
    short(&decide_issued_by(certificate, issuer, &situation, None))
}

/// `weak upn denied KDC 39 KRB 66`
fn short(mapping: &Mapping) -> String {
    let word = |value: serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let mut text = format!(
        "{} {} {}",
        word(serde_json::to_value(mapping.verdict).unwrap()),
        word(serde_json::to_value(mapping.by).unwrap()),
        word(serde_json::to_value(mapping.decision.outcome).unwrap()),
    );
    for code in [mapping.decision.event, mapping.decision.error].into_iter().flatten() {
        text.push_str(&format!(" {} {}", code.family, code.number));
    }
    text
}

/// What is said at a step of the way.
#[track_caller]
fn step(certificate: &Certificate, account: &str, dc: &str, id: &str) -> Step {
    let mapping = decide(certificate, &on_day(TODAY, situation(account, dc)), None);
    let found = mapping.decision.steps.iter().find(|step| step.id == id).cloned();
    found.unwrap_or_else(|| panic!("no step {id} in {:#?}", mapping.decision.steps))
}

fn split_verdict(answer: &str) -> (&str, &str) {
    let second = answer.match_indices(' ').nth(1).unwrap().0;
    (&answer[..second], &answer[second + 1..])
}

fn day(moment: Moment) -> String {
    moment.to_string()[..10].to_owned()
}

// How certificates are made

/// A user's certificate with nothing but names.
fn plain() -> Certificate {
    Certificate {
        sha1: [0xAB; 20].into(),
        sha256: [0xBA; 32],
        version: 3,
        serial: Some(bytes("2b0000000011ac0000000012")),
        subject: name(&[("DC", "com"), ("DC", "contoso"), ("CN", "Users"), ("CN", "a")]),
        issuer: Some(name(&[("DC", "com"), ("DC", "contoso"), ("CN", "CONTOSO-DC-CA")]).into()),
        not_before: Some(Moment::day(2024, 6, 1)),
        not_after: Some(Moment::day(2030, 6, 1)),
        public_key: Some(PublicKey {
            algorithm: Oid::from_content(&[0x2A]),
            bits: Some(2048),
            curve: None,
            spki_sha1: [1; 20].into(),
            key_sha1: [2; 20].into(),
            span: Span::default(),
        }),
        san: vec![
            at(GeneralName::Upn("a@corp.example".into())),
            at(GeneralName::Email("a@corp.example".into())),
        ],
        ski: Some((1..=20).collect()),
        ..Certificate::default()
    }
}

fn computer() -> Certificate {
    Certificate { san: vec![at(GeneralName::Dns("pc1.corp.example".into()))], ..plain() }
}

fn two_names() -> Certificate {
    let mut it = plain();
    it.san.push(at(GeneralName::Dns("pc1.corp.example".into())));
    it
}

fn nameless(mut certificate: Certificate) -> Certificate {
    certificate.san.retain(|it| matches!(it.value, GeneralName::Email(_)));
    certificate
}

fn with_sid(mut certificate: Certificate, sid: &str) -> Certificate {
    certificate.sid_extension = Some(SidExtension {
        raw: sid.into(),
        sid: Sid::parse(sid),
        meant: None,
        others: Vec::new(),
        standard: true,
        span: Span::default(),
    });
    certificate
}

fn with_uri(mut certificate: Certificate, sid: &str) -> Certificate {
    certificate.san_uris.push(SanUri {
        raw: format!("tag:microsoft.com,2022-09-14:sid:{sid}"),
        sid: Sid::parse(sid),
        meant: Sid::parse(sid),
        standard: true,
        span: Span::default(),
    });
    certificate
}

/// A certificate that a line of the name policy covers, and the domain controller with that line.
/// An address with a mistake that no domain controller forgives.
fn misspelt() -> Certificate {
    let mut it = with_uri(plain(), SID);
    let address = &mut it.san_uris[0];
    (address.sid, address.standard) = (None, false);
    it
}

fn covered() -> (Certificate, String) {
    let mut it = plain();
    it.policies = [Oid::from_content(&[0x2A, 3])].into();
    let line = format!("{}; 1.2.3; UpnSuffix=corp.example", "5a".repeat(20));
    (it, format!(r#"{PATCHED},"name_policy":["{line}"]"#))
}

fn authority() -> Certificate {
    Certificate { sha1: [0x5A; 20].into(), ..Certificate::default() }
}

fn strong_strings(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let own = write(certificate);
    let forms = Form::ALL.into_iter().filter(|form| form.strength() == Strength::Strong);
    forms
        .flat_map(|form| {
            form.strings(&own).map(move |text| (form.name(), text.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

fn weak_strings(certificate: &Certificate) -> Vec<String> {
    let own = write(certificate);
    let forms = Form::ALL.into_iter().filter(|form| form.strength() == Strength::Weak);
    forms.flat_map(|form| form.strings(&own).map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn at<T>(value: T) -> Located<T> {
    Located { value, span: Span::default() }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn name(parts: &[(&str, &str)]) -> Name {
    Name { rdns: parts.iter().map(|(key, value)| vec![attribute(key, value)]).collect() }
}

fn attribute(key: &str, value: &str) -> Attribute {
    let content: &[u8] = match key {
        "CN" => &[0x55, 4, 3],
        "SN" => &[0x55, 4, 4],
        "SERIALNUMBER" => &[0x55, 4, 5],
        "C" => &[0x55, 4, 6],
        "L" => &[0x55, 4, 7],
        "ST" => &[0x55, 4, 8],
        "STREET" => &[0x55, 4, 9],
        "O" => &[0x55, 4, 10],
        "OU" => &[0x55, 4, 11],
        "T" => &[0x55, 4, 12],
        "G" => &[0x55, 4, 42],
        "DC" => &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 25],
        "UID" => &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1],
        "E" => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1],
        _ => panic!("{key}"),
    };
    Attribute { oid: Oid::from_content(content), tag: 0x0C, value: value.into() }
}

fn windows(name: &Name) -> String {
    strongmap::mapping::dn::windows_name(name)
}

fn reversed(name: &Name) -> String {
    windows(&Name { rdns: name.rdns.iter().rev().cloned().collect() })
}

/// Chance that can be repeated.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 ^ (self.0 >> 29)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 40) as u8).collect()
    }

    fn text(&mut self) -> String {
        let pieces = [
            "a", "Z", "9", " ", ",", "+", "\"", "<I>", "<SR>", ">", "=", "\\", ";", "#", "ß", "‘", "\r\n",
            "CN=x", "@", "-",
        ];
        let count = 1 + self.below(8);
        (0..count).map(|_| pieces[self.below(pieces.len())]).collect()
    }

    fn name(&mut self) -> Name {
        let keys =
            ["CN", "SN", "C", "L", "ST", "O", "OU", "T", "G", "DC", "UID", "E", "SERIALNUMBER", "STREET"];
        let count = 1 + self.below(5);
        Name {
            rdns: (0..count)
                .map(|_| {
                    let several = 1 + usize::from(self.below(9) == 0);
                    (0..several).map(|_| attribute(keys[self.below(keys.len())], &self.text())).collect()
                })
                .collect(),
        }
    }

    fn certificate(&mut self) -> Certificate {
        let length = 4 + self.below(17);
        let mut it = Certificate {
            sha1: <[u8; 20]>::try_from(self.bytes(20)).unwrap().into(),
            serial: Some(self.bytes(length)),
            subject: self.name(),
            issuer: Some(self.name().into()),
            ski: (self.below(4) > 0).then(|| self.bytes(20)),
            ..plain()
        };
        it.san = (0..=self.below(2))
            .map(|_| at(GeneralName::Email(self.text().trim().to_owned() + "x")))
            .collect();
        if self.below(2) == 0 {
            it.san.push(at(GeneralName::Upn("a@corp.example".into())));
        }
        match self.below(3) {
            0 => with_sid(it, SID),
            1 => with_uri(it, SID),
            _ => it,
        }
    }
}
