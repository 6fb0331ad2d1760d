//! Which SID counts, which proves nothing, and what is said about it.

use crate::{
    COMPATIBLE, ENTRA, OTHER, PATCHED, SID, STRONG_STRING, authority, check, computer, covered, name,
    nameless, plain, short, situation, step, with_sid, with_uri,
};
use strongmap::catalog::Confidence;
use strongmap::certificate::Certificate;
use strongmap::mapping::strings::write;
use strongmap::mapping::{Outcome, Verdict, decide, decide_issued_by};
use strongmap::sid::Sid;
use strongmap::situation::Situation;

// The steps of a decision

#[test]
fn the_sid_that_counts_is_returned() {
    let sid = |it: &Certificate| decide(it, &Situation::default(), None).sid.map(|sid| sid.to_string());
    assert_eq!(sid(&plain()), None);
    assert_eq!(sid(&with_sid(plain(), SID)).as_deref(), Some(SID));
    assert_eq!(sid(&with_uri(plain(), SID)).as_deref(), Some(SID));
    assert_eq!(sid(&with_uri(with_sid(plain(), SID), OTHER)).as_deref(), Some(SID));
}

#[test]
fn the_reason_a_sid_does_not_count_is_stated() {
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
fn the_reason_the_name_policy_does_not_help_is_stated() {
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

/// A doubt is stated where the answer depends on it, and nowhere else.
#[test]
fn doubts_are_stated_where_they_matter() {
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
fn many_sids_give_the_same_answer_as_two_of_each_kind() {
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
    // Many of a kind and then another, and the same with two of each kind.
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
fn what_no_source_documents_is_undecided() {
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

/// A verdict that rests on less than Microsoft's documentation says so.
#[test]
fn the_confidence_is_that_of_the_sources() {
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
    // Of several mappings the surest counts, in any order.
    let [less, surest] = [&own.sha1_puk, &own.ski].map(|it| it.clone().unwrap());
    for strings in [[&less, &surest], [&surest, &less]] {
        let several = format!(r#""sid":"{SID}","alt_security_identities":{strings:?}"#);
        assert_eq!(sure(&it, &several, ""), Confidence::Documented, "{strings:?}");
    }
    let delicate = Certificate { issuer: Some(name(&[("O", "Contoso, Inc.")]).into()), ..plain() };
    assert_eq!(sure(&delicate, &explicit(&write(&delicate).issuer_serial), ""), Confidence::Inferred);
    assert_eq!(sure(&with_sid(plain(), OTHER), &explicit(&own.ski), ""), Confidence::Documented);
    assert_eq!(sure(&plain(), "", r#""updated":"2024-12","enforcement":0"#), Confidence::Reported);
    assert_eq!(sure(&plain(), "", r#""updated":"2024-12","version":"2008r2""#), Confidence::Inferred);
    for near in ["DC=com,DC=contoso,CN=Contoso-DC-CA", "dc=com,dc=contoso,cn=contoso-dc-ca"] {
        let near = format!(r#""alt_security_identities":["X509:<I>{near}<SR>1200000000ac11000000002b"]"#);
        assert_eq!(sure(&plain(), &near, ""), Confidence::Inferred, "{near}");
    }
    let far = r#""alt_security_identities":["X509:<SKI>00"]"#;
    assert_eq!(sure(&plain(), far, ""), Confidence::Documented);
    // [MS-PKCA] 3.1.5.2.1.6 prescribes that the extension counts before a URI.
    let own_account = format!(r#""sid":"{SID}""#);
    for (extension, uri) in [(SID, SID), (SID, OTHER), (OTHER, SID)] {
        let both = with_uri(with_sid(plain(), extension), uri);
        assert_eq!(sure(&both, &own_account, ""), Confidence::Documented, "{extension} {uri}");
    }
    // It prescribes nothing for another SID in a URI. Enforcement refuses a merely weak mapping as well.
    let wrong_uri = with_uri(plain(), OTHER);
    assert_eq!(sure(&wrong_uri, &own_account, PATCHED), Confidence::Documented);
    assert_eq!(sure(&wrong_uri, &own_account, COMPATIBLE), Confidence::Inferred);
    assert_eq!(sure(&with_sid(plain(), OTHER), &own_account, COMPATIBLE), Confidence::Documented);
    // Where the account's SID is not known, the certainty depends on the kind of SID in the certificate.
    for (sid, expect) in [
        (ENTRA, Confidence::Reported),
        ("S-1-5-21-1-2-3-512", Confidence::Inferred),
        ("S-1-5-21-1-2-3-2147483648", Confidence::Inferred),
        ("S-1-5-21-1-2-3", Confidence::Documented),
    ] {
        assert_eq!(sure(&with_sid(plain(), sid), "", ""), expect, "{sid}");
        assert_eq!(sure(&with_sid(plain(), sid), &own_account, ""), Confidence::Documented, "{sid}");
    }
    // The length of the default backdating compensation matters only near its limit.
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
    // KB 4043463 documents the value.
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

/// A SID followed by a blank, or in binary form: no source shows whether it counts.
#[test]
fn a_malformed_sid_is_in_doubt() {
    let mut it = with_sid(plain(), "S-1-5-21-1-2-3-1105 ");
    check("no SID", &it, "", PATCHED, "weak upn denied KDC 39 KRB 66");
    let extension = it.sid_extension.as_mut().unwrap();
    (extension.meant, extension.standard) = (Sid::parse(SID), false);
    let asked = decide(&it, &situation("", PATCHED), None);
    assert_eq!((asked.verdict, asked.decision.outcome), (Verdict::Undecided, Outcome::CannotTell));
    assert!(asked.questions.iter().any(|question| question.id == "dc-event"));
    assert_eq!(asked.sid_extension.unwrap().sid, None);
}

/// Another account's SID does not prevent a mapping that finds the account without it, but it is reported.
#[test]
fn another_sid_beside_a_strong_mapping_is_reported() {
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
    // A SID that a domain controller does not read does not matter.
    assert!(!told(&with_uri(plain(), OTHER), &string, r#""updated":"2026-10","version":"2016""#));
}

/// That a SID can never be the account's is just as certain if no name leads to the account.
#[test]
fn a_foreign_sid_is_as_certain_without_a_name() {
    for (it, id) in [(plain(), "sid-extension"), (nameless(plain()), "another-sid")] {
        let found = step(&with_sid(it.clone(), ENTRA), "", PATCHED, id);
        assert_eq!(found.confidence, Confidence::Reported, "{found:?}");
        let found = step(&with_sid(it, OTHER), &format!(r#""sid":"{SID}""#), PATCHED, id);
        assert_eq!(found.confidence, Confidence::Documented, "{found:?}");
    }
}

/// A stated SID that no account can have says nothing about the SID in the certificate.
#[test]
fn an_impossible_account_sid_is_ignored() {
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
