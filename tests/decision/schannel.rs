//! A TLS server maps by methods of its own; and what stands beside that which counts.

use crate::{
    ENTRA, OTHER, PATCHED, SID, STRONG_STRING, authority, check, computer, covered, nameless, plain, short,
    situation, step, two_names, with_sid, with_uri,
};
use strongmap::catalog::Confidence;
use strongmap::certificate::Certificate;
use strongmap::mapping::remedies::remedies;
use strongmap::mapping::strings::write;
use strongmap::mapping::{Outcome, Verdict, decide, decide_issued_by};
use strongmap::sid::Sid;
use strongmap::situation::{Scenario, Situation, from_json};

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
