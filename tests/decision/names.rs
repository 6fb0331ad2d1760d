//! Which account a name in a certificate finds.

use crate::{
    COMPATIBLE, OTHER, PATCHED, SID, STRONG_STRING, at, check, computer, nameless, plain, short, situation,
    step, two_names, with_sid, with_uri,
};
use strongmap::catalog::Confidence;
use strongmap::certificate::{Certificate, GeneralName};
use strongmap::mapping::decide;
use strongmap::mapping::strings::write;
use strongmap::situation::{Scenario, Situation};

#[test]
fn user_names_find_their_account() {
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
fn one_of_several_upns_may_match() {
    let mut it = plain();
    it.san.insert(0, at(GeneralName::Upn("b@corp.example".into())));
    let account = r#""upn":"a@corp.example""#;
    check("the second is the account's", &it, account, "", "weak upn denied KDC 39 KRB 66");
    let found = step(&it, account, "", "account");
    assert_eq!(found.confidence, Confidence::Inferred);
    assert!(found.finding.contains("a@corp.example is the account's"), "{}", found.finding);
    check("none is", &it, r#""upn":"c@corp.example""#, "", "mismatch upn denied KRB 75");
}

/// The scenario decides who logs on only if neither the account nor the certificate tells.
#[test]
fn the_scenario_decides_between_user_and_computer() {
    let ends = |it: &Certificate, scenario| short(&decide(it, &Situation::default(), Some(scenario)));
    assert_eq!(ends(&two_names(), Scenario::WifiComputer), "weak dns denied KDC 39 KRB 66");
    assert_eq!(ends(&two_names(), Scenario::WifiUser), "weak upn denied KDC 39 KRB 66");
    assert_eq!(ends(&plain(), Scenario::WifiComputer), "weak upn denied KDC 39 KRB 66");
    assert_eq!(ends(&computer(), Scenario::WifiUser), "weak dns denied KDC 39 KRB 66");
}

#[test]
fn computer_names_find_their_account() {
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
fn a_user_name_hint_replaces_a_name() {
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

/// A smart card with a name from another forest: the explicit mapping applies, and Windows still asks for the name.
/// Sources: Microsoft's archived blog "spatdsg" and KB 4043463.
#[test]
fn another_name_beside_a_strong_mapping_is_reported() {
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

/// The name is looked up before the mapping, however strong the mapping is.
#[test]
fn another_name_beside_an_accepted_weak_mapping_is_reported() {
    let text = write(&plain()).issuer_subject.unwrap();
    let told = |name: &str, dc: &str, expect: &str| {
        let account = format!(r#""upn":"{name}@corp.example","alt_security_identities":[{text:?}]"#);
        let mapping = decide(&plain(), &situation(&account, dc), Some(Scenario::SmartCard));
        assert_eq!(short(&mapping), expect, "{account} {dc}");
        let said = mapping.decision.steps.iter().any(|it| it.id == "another-name");
        let assumed = mapping.assumptions.iter().any(|it| it.contains("UseSubjectAltName is 0"));
        assert_eq!(said, assumed, "{account} {dc}");
        said
    };
    let unchecked = r#""updated":"2022-04""#;
    assert!(told("b", unchecked, "weak alt_security_identity allowed"));
    assert!(told("b", COMPATIBLE, "weak alt_security_identity allowed-with-warning KDC 39"));
    assert!(!told("b", PATCHED, "weak alt_security_identity denied KDC 39 KRB 66"));
    assert!(!told("a", unchecked, "weak upn allowed"));
}

/// No source shows whether names in a second SAN extension count: what they would change is in doubt, and nothing else.
#[test]
fn names_in_a_second_san_are_in_doubt() {
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

/// A user certificate where computers log on.
#[test]
fn the_kind_of_account_is_asked_where_it_is_unclear() {
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
