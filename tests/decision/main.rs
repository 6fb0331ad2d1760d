//! The domain controller's decision, one row per case.
//!
//! A row is a certificate, what is known, and the expected answer in short: verdict, its basis, outcome, event, error.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on should stop, and the dice take whatever bits there are"
)]

mod explicit;
mod matrix;
mod names;
mod policy;
mod properties;
mod questions;
mod remedies;
mod schannel;
mod sids;
mod time;

use strongmap::certificate::{
    Attribute, Certificate, GeneralName, Located, Name, Oid, PublicKey, SanUri, SidExtension, Span,
};
use strongmap::mapping::explicit::assess;
use strongmap::mapping::form::Form;
use strongmap::mapping::strings::write;
use strongmap::mapping::{Mapping, Step, Strength, decide, decide_issued_by};
use strongmap::moment::Moment;
use strongmap::sid::Sid;
use strongmap::situation::{Situation, from_json};

const SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";
const OTHER: &str = "S-1-5-21-1496966362-3320961333-4044918980-2207";
const ENTRA: &str = "S-1-12-1-4163729839-1217663608-249102764-4166813488";
/// A domain controller with all updates up to October 2026.
const PATCHED: &str = r#""updated":"2026-10","version":"2022""#;
/// A domain controller in compatibility mode.
const COMPATIBLE: &str = r#""updated":"2024-12","version":"2022""#;
/// An explicit mapping of the plain certificate.
const STRONG_STRING: &str =
    r#""alt_security_identities":["X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314"]"#;

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
    let assessed = assess(text, certificate);
    let found: Vec<_> = assessed.differences.iter().map(|it| (it.id, it.at)).collect();
    assert_eq!(found, expect, "{text}: {assessed:#?}");
    assert_eq!(assessed.matches, expect.iter().all(|(id, _)| *id == "weak-form"), "{text}");
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

/// Such as `weak upn denied KDC 39 KRB 66`.
#[track_caller]
fn short(mapping: &Mapping) -> String {
    for step in &mapping.decision.steps {
        assert!(!step.sources().is_empty(), "the step {} has no source", step.id);
    }
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

/// A step of the decision, by its id.
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

/// A user certificate with names but no SID.
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

/// A certificate whose SAN SID URI has a mistake that no domain controller tolerates.
fn misspelt() -> Certificate {
    let mut it = with_uri(plain(), SID);
    let address = &mut it.san_uris[0];
    (address.sid, address.standard) = (None, false);
    it
}

/// A certificate that a line of the name mapping policy covers, and the domain controller with that line.
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

/// Pseudo-random numbers, the same in every run.
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
