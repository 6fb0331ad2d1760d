//! What the domain controller decides and logs: each way of mapping, at each update level.

use crate::{
    COMPATIBLE, ENTRA, OTHER, PATCHED, SID, answer, check, check_issued, computer, covered, nameless, plain,
    reversed, situation, split_verdict, step, strong_strings, weak_strings, windows, with_sid, with_uri,
};
use strongmap::certificate::{Certificate, Name};
use strongmap::mapping::decide;
use strongmap::mapping::strings::write;

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
fn backdating_is_counted_in_seconds() {
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

/// Whoever removes the backdating compensation must know what depends on it.
#[test]
fn the_reason_an_older_certificate_passes_is_stated() {
    for (created, seconds, expect) in [
        ("2024-05-01T00:00:00Z", "", "and the account is older than the certificate"),
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
fn server_2008_uses_other_event_numbers() {
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

/// Every certificate there has the account's UPN. Where Windows differs from Samba, the row says why.
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
        // Windows counts the UPN as a weak mapping in compatibility mode and logs event 39; Samba returns error 66.
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
        // The mapping does not match, but Windows still finds the account by its UPN; Samba returns error 66.
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
        // Samba writes a line to its log; Windows logs event 41.
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
    // Windows removed disabled mode in April 2023, and compatibility mode in September 2025.
    let modes = [
        r#""version":"2022","updated":"2022-06","enforcement":0"#,
        r#""version":"2022","updated":"2024-12","enforcement":1,"backdating_seconds":90000"#,
        r#""version":"2022","updated":"2024-12","enforcement":2"#,
    ];
    for (name, it, text, older, expect) in rows {
        // The compensation is 25 hours. The certificate begins 24 hours before the account, or 26.
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
fn mappings_have_an_order_of_precedence() {
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
