//! What holds for any certificate and any situation.

use crate::{
    COMPATIBLE, Dice, ENTRA, OTHER, PATCHED, SID, TODAY, answer, authority, computer, nameless, on_day,
    plain, short, situation, two_names, with_sid, with_uri,
};
use strongmap::certificate::{Certificate, Oid};
use strongmap::mapping::explicit::assess;
use strongmap::mapping::form::Form;
use strongmap::mapping::name_policy::lint;
use strongmap::mapping::remedies::remedies;
use strongmap::mapping::strings::write;
use strongmap::mapping::words::{consequence, headline};
use strongmap::mapping::{Outcome, Strength, Verdict, decide, decide_issued_by};
use strongmap::situation::{Scenario, Situation, from_json};

#[test]
fn only_its_own_mappings_match_a_certificate() {
    let mut dice = Dice(0x5EED);
    let certificates: Vec<Certificate> = (0..300).map(|_| dice.certificate()).collect();
    for (place, it) in certificates.iter().enumerate() {
        let own = write(it);
        for form in Form::ALL {
            for text in form.strings(&own) {
                let assessed = assess(text, it);
                assert!(assessed.matches, "{text}: {assessed:?}");
                assert_eq!(
                    (assessed.form, assessed.strength),
                    (Some(form.name()), form.strength()),
                    "{text}"
                );
                assert!(assessed.differences.iter().all(|it| it.id == "weak-form"));
                if form.strength() == Strength::Strong && form != Form::IssuerSid {
                    let other = &certificates[(place + 1) % certificates.len()];
                    let assessed = assess(text, other);
                    assert!(!assessed.matches, "{text}");
                    assert!(!assessed.differences.is_empty());
                }
            }
        }
    }
}

#[test]
fn every_mismatch_is_explained_without_panic() {
    let mut dice = Dice(7);
    let pieces = [
        "X509:", "<I>", "<SR>", "<SKI>", "<S>", "<", ">", "\"", ",", "CN=", "ab", "0", "\\", "ß", " ",
        "<SID>", "+", "\n", "=",
    ];
    for _ in 0..5000 {
        let it = dice.certificate();
        let text: String = (0..dice.below(12)).map(|_| pieces[dice.below(pieces.len())]).collect();
        let assessed = assess(&text, &it);
        assert!(assessed.matches || !assessed.differences.is_empty(), "{text}");
        let length = text.chars().count();
        for difference in &assessed.differences {
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
    // On a domain controller in enforcement mode, neither the registry nor the age of the account matters.
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

/// Whatever is known or not, an answer does not contradict itself.
#[test]
fn answers_do_not_contradict_themselves() {
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
                // In an undecided case, the possible outcomes may log different events.
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
fn steps_and_sentences_are_complete() {
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
