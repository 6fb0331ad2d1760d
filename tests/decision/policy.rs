//! Name-based strong mappings: the name mapping policy.

use crate::{PATCHED, at, authority, check, check_issued, computer, covered, nameless, short, situation};
use strongmap::certificate::{Certificate, GeneralName};
use strongmap::mapping::name_policy::{build, line_for, lint, parse};
use strongmap::mapping::strings::write;
use strongmap::mapping::{Verdict, decide_issued_by, decide_without_mappings};

#[test]
fn policy_lines_cover_certificates() {
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
    // Which of two weak mappings counts does not depend on their order.
    let only_subject = write(&it).subject.unwrap();
    let untrusted = format!(r#"{by_string},"ntauth_has_issuer":false"#);
    for strings in [vec![&subject], vec![&subject, &only_subject], vec![&only_subject, &subject]] {
        let account = format!(r#""alt_security_identities":{strings:?}"#);
        let refused = "strong name_policy denied KDC 21 KRB 62";
        check_issued("not in NTAuth", &nameless(it.clone()), &account, &untrusted, refused);
    }
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

/// What the policy does is said, whether a name finds the account or a weak explicit mapping.
#[test]
fn the_policy_is_mentioned_beside_a_weak_explicit_mapping() {
    let it = nameless(covered().0);
    let text = write(&it).issuer_subject.unwrap();
    let account = format!(r#""alt_security_identities":[{text:?}]"#);
    for (policies, expect, part) in [
        ("1.2.3", "strong name_policy allowed", "mappings covers this certificate."),
        ("1.2.9", "weak alt_security_identity denied KDC 39 KRB 66", "No line in the policy"),
    ] {
        let line = format!("{}; {policies}; IssuerSubject", "5a".repeat(20));
        let dc = format!(r#"{PATCHED},"name_policy":["{line}"]"#);
        let told = decide_issued_by(&it, Some(&authority()), &situation(&account, &dc), None);
        assert_eq!(short(&told), expect);
        let said = told.decision.steps.iter().find(|step| step.id == "name-policy").unwrap();
        assert!(said.finding.contains(part), "{}", said.finding);
        let remarks: Vec<_> = told.explicit[0].differences.iter().map(|it| &it.message).collect();
        assert!(remarks.iter().all(|remark| !remark.contains("refuses")), "{remarks:?}");
    }
}

/// The name that found the account is compared with the suffixes. If it is not the first name, no source says which one
/// a domain controller takes.
#[test]
fn the_policy_with_several_upns_may_be_in_doubt() {
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

/// A CA that was renewed with its key has several certificates, and no source says which of them a domain controller
/// uses.
#[test]
fn the_policy_with_a_renewed_ca_may_be_in_doubt() {
    let (it, _) = covered();
    let renewed = Certificate { sha1: [0x6B; 20].into(), ..Certificate::default() };
    let line = |byte: &str| format!("{}; 1.2.3; UpnSuffix=corp.example", byte.repeat(20));
    let check = |lines: &[String], expect: &str, faulty: &[usize]| {
        let dc = format!(r#"{PATCHED},"name_policy":{}"#, serde_json::to_string(lines).unwrap());
        let issuers = [&authority(), &renewed];
        let told = decide_without_mappings(&it, &issuers, &situation("", &dc), None);
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
fn faults_of_policy_lines_are_located() {
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
