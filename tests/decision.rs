//! The domain controller's decision, one row a case.

use strongmap::certificate::{Certificate, GeneralName, Located, SanUri, SidExtension, Span};
use strongmap::mapping::{By, Mapping, Outcome, Verdict, decide};
use strongmap::moment::Moment;
use strongmap::sid::Sid;

const SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";

fn at<T>(value: T) -> Located<T> {
    Located { value, span: Span::default() }
}

fn upn(mut certificate: Certificate) -> Certificate {
    certificate.san.push(at(GeneralName::Upn("a@corp.example".into())));
    certificate
}

fn sid_extension(mut certificate: Certificate, sid: &str) -> Certificate {
    certificate.sid_extension =
        Some(SidExtension { raw: sid.into(), sid: Sid::parse(sid), standard: true, span: Span::default() });
    certificate
}

fn san_uri(mut certificate: Certificate, sid: &str) -> Certificate {
    certificate.san_uris.push(SanUri {
        raw: format!("tag:microsoft.com,2022-09-14:sid:{sid}"),
        sid: Sid::parse(sid),
        standard: true,
        span: Span::default(),
    });
    certificate
}

fn ids(mapping: &Mapping) -> Vec<&'static str> {
    mapping.questions.iter().map(|it| it.id).collect()
}

#[track_caller]
fn check(
    certificate: &Certificate,
    json: &str,
    verdict: Verdict,
    by: Option<By>,
    outcome: Outcome,
    questions: &[&str],
) {
    let (situation, unknown) = strongmap::situation::from_json(json).unwrap();
    assert!(unknown.is_empty(), "{unknown:?}");
    let mapping = decide(certificate, &situation, None, situation.today.or(Some(Moment::day(2026, 11, 20))));
    assert_eq!(
        (mapping.verdict, mapping.by, mapping.decision.outcome),
        (verdict, by, outcome),
        "{mapping:#?}"
    );
    assert_eq!(ids(&mapping), questions, "{mapping:#?}");
}

#[test]
fn what_the_contract_takes_for_granted() {
    let plain = upn(Certificate { sha1: [7; 20], issuer: Some(Default::default()), ..Default::default() });
    check(
        &plain,
        "{}",
        Verdict::Weak,
        Some(By::Upn),
        Outcome::Denied,
        &["alt-security-identities", "dc-updated"],
    );
    let uri = san_uri(plain.clone(), SID);
    check(&uri, "{}", Verdict::Strong, Some(By::SanUri), Outcome::Allowed, &["account-sid", "dc-version"]);
    let extension = sid_extension(plain.clone(), SID);
    check(&extension, "{}", Verdict::Strong, Some(By::SidExtension), Outcome::Allowed, &["account-sid"]);
    let nameless = sid_extension(Certificate { san: vec![], ..plain.clone() }, SID);
    check(
        &nameless,
        "{}",
        Verdict::Undecided,
        Some(By::SidExtension),
        Outcome::CannotTell,
        &["username-hint", "account-sid", "alt-security-identities"],
    );
    check(
        &uri,
        r#"{"dc":{"version":"2019","updated":"2024-09"}}"#,
        Verdict::Undecided,
        Some(By::SanUri),
        Outcome::CannotTell,
        &["dc-updated", "alt-security-identities"],
    );
}
