//! Brief rows agree with the full judgment: for every case, alone and combined with others, in many situations.
//!
//! Rows are computed on a path of their own, which skips everything that a row does not contain. These tests keep both
//! paths consistent.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use strongmap::catalog::Code;
use strongmap::certificate::hex;
use strongmap::examination::{self, Brief, Findings, Judgment, Kind};
use strongmap::intake::File;
use strongmap::mapping::strings::write;
use strongmap::moment::Moment;
use strongmap::prediction::Prediction;
use strongmap::situation::{Scenario, Situation, from_json};

/// Fragments of situations, which [`situation`] combines pseudo-randomly.
const PARTS: &[&[&str]] = &[
    &[
        "",
        r#""today":"2026-10-20T00:00:00Z""#,
        r#""today":"2025-03-01T00:00:00Z""#,
        r#""today":"2022-01-01T00:00:00Z""#,
    ],
    &[
        "",
        r#""scenario":["user-tunnel","device-tunnel","wifi-user","wifi-computer","smart-card","ipsec-account-mapping","ldaps-client","ikev2-server","nps-server","sstp-server","kdc"]"#,
        r#""scenario":"ldaps-client""#,
        r#""scenario":["kdc","smart-card"]"#,
    ],
    &[
        "",
        r#""account":{"kind":"user","sid":"S-1-5-21-1496966362-3320961333-4044918980-1105","upn":"alice@corp.example","created":"2024-03-01T00:00:00Z"}"#,
        r#""account":{"sid":"S-1-5-21-1-1-1-1000","sam":"alice","key_trust":true,"unique":false}"#,
        r#""account":{"kind":"computer","dns":"pc1.corp.example","username_hint":"pc1$"}"#,
        r#""account":{"kind":"user","alt_security_identities":["X509:<SKI>00112233","X509:<RFC822>alice@corp.example"]}"#,
        r#""account":{"kind":"user","alt_security_identities":["OWN"]}"#,
    ],
    &[
        "",
        r#""dc":{"version":"2022","updated":"2026-10"}"#,
        r#""dc":{"version":["2016","2022"],"updated":"2024-12","realm":"corp.example","enforcement":1}"#,
        r#""dc":{"version":"2008","updated":"2022-06","enforcement":null,"backdating_seconds":600}"#,
        r#""dc":{"version":"2019","updated":"2024-09","use_subject_alt_name":0}"#,
        r#""dc":{"updated":"2025-04","ntauth_has_issuer":false,"realm":"other.example","upn_suffixes":["corp.example"]}"#,
        r#""dc":{"ntauth_has_issuer":true,"nt_auth_bypass":2,"name_policy":["1111111111111111111111111111111111111111; 1.2.3; UpnSuffix=corp.example"]}"#,
    ],
    &["", r#""server_name":"vpn.corp.example","client":{"server_names":["vpn.corp.example"]}"#],
    &[
        "",
        r#""chain":{"trusted":true,"revoked":false,"crl_reachable":true,"intermediates":true}"#,
        r#""chain":{"trusted":false}"#,
        r#""chain":{"revoked":true,"crl_reachable":false}"#,
    ],
    &["", r#""schannel":{"mapping_methods":31}"#],
    &["", r#""rras":{"cert_auth_flags":0,"root_name":"Corp Root CA","ekus":["1.3.6.1.5.5.8.2.2"]}"#],
    &["", r#""nps":{"ignore_no_revocation_check":false,"required_policy_oids":["1.2.3.4"]}"#],
];

/// How many situations each case is judged in.
const SITUATIONS: u64 = 6;

#[test]
fn brief_rows_match_the_full_judgment() {
    for (path, case) in cases() {
        let name = path.to_string_lossy();
        let set = [case];
        let findings = read(&set);
        check(&name, &set, &findings, &case_situation(&set[0]).unwrap_or_default());
        let seed = name.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        for number in 0..SITUATIONS {
            check(&name, &set, &findings, &situation(seed.wrapping_add(number), &findings));
        }
    }
}

#[test]
fn brief_rows_match_with_all_cases_in_one_set() {
    let set: Vec<_> = cases().into_iter().map(|(_, case)| case).collect();
    let findings = read(&set);
    for number in 0..SITUATIONS / 2 {
        check("all cases", &set, &findings, &situation(number, &findings));
    }
}

#[test]
fn brief_rows_match_in_random_sets() {
    let single: Vec<_> =
        cases().into_iter().map(|(_, case)| case).filter(|case| concerns_few(case)).collect();
    let fleet = forge::fleet(60);
    for number in 0..60 {
        let mut dice = Dice::new(number);
        let mut set: Vec<Vec<u8>> = Vec::new();
        // A fleet has many certificates with names; without one, a certificate without a name may be every other one's
        // neighbour.
        set.extend(fleet.iter().take(dice.below(2) * dice.below(fleet.len() + 1)).cloned());
        for _ in 0..dice.below(30) {
            set.insert(dice.below(set.len() + 1), single[dice.below(single.len())].clone());
        }
        for _ in 0..dice.below(4) * usize::from(!set.is_empty()) {
            set.insert(dice.below(set.len() + 1), set[dice.below(set.len())].clone());
        }
        let findings = read(&set);
        check(&format!("set {number}"), &set, &findings, &situation(number, &findings));
    }
}

#[test]
fn related_items_count_at_any_position() {
    let today = Some(Moment::day(2026, 10, 20));
    let situation = |scenario| Situation { scenarios: vec![scenario], today, ..Situation::default() };
    let root = forge::Ca::root("Root").valid("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    let below = root.intermediate("Below").valid("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    let alice = forge::Leaf::user("alice").sid(forge::ALICE_SID);
    let other_root = forge::Ca::root("Root").key(forge::Key::named("other"));
    let by_other_root = alice.clone().issued_by(&other_root).aki(forge::KeyId::Absent);
    let list = forge::RevocationList::of(&below).revoke(&[5], "2026-02-01T00:00:00Z", None);
    let few = [
        (alice.clone().issued_by(&root).der(), vec![root.der()]),
        (alice.clone().issued_by(&below).der(), vec![below.der()]),
        (alice.clone().issued_by(&below).serial(&[5]).der(), vec![list.der()]),
        // In large sets, signatures are not checked to tell two roots of the same name apart.
        (by_other_root.der(), [vec![root.der()], forge::fleet(200)].concat()),
    ];
    for (number, (der, others)) in few.into_iter().enumerate() {
        let alone = rows(std::slice::from_ref(&der), &situation(Scenario::UserTunnel)).remove(0);
        for place in [0, others.len()] {
            let mut set = others.clone();
            set.insert(place, der.clone());
            let name = format!("{number}, in place {place}");
            check(&name, &set, &read(&set), &situation(Scenario::UserTunnel));
            let rows = rows(&set, &situation(Scenario::UserTunnel));
            let row = rows.iter().find(|row| row.sha256 == alone.sha256).unwrap();
            assert_ne!(row.codes, alone.codes, "{name}");
        }
    }
}

#[test]
fn certificates_without_names_are_judged_among_others() {
    let today = Some(Moment::day(2026, 10, 20));
    let situation = Situation { scenarios: vec![Scenario::DeviceTunnel], today, ..Situation::default() };
    for (nameless, named) in [(1, 60), (16, 60), (17, 60), (20, 0), (20, 3), (20, 16), (20, 17), (0, 20)] {
        let subjects = (0..nameless).map(|number| format!("CN=d{number}")).chain(
            // Two share a subject, so that they are requested a second time.
            (nameless > 0).then(|| "CN=d0".to_owned()),
        );
        let bare = |(number, subject): (u8, String)| {
            let leaf = forge::Leaf::computer("x").without("2.5.29.17").serial(&[1, number]);
            leaf.subject(subject.as_str()).der()
        };
        let mut set: Vec<_> = (0..).zip(subjects).map(bare).collect();
        set.extend((0..named).map(|number| forge::Leaf::computer(&format!("pc{number}.corp.example")).der()));
        // Two belong to one computer, and the expired one is no longer offered: the rest of the set decides.
        let twins = [("2030-01-01T00:00:00Z", 7), ("2024-01-01T00:00:00Z", 8)];
        set.extend(twins.map(|(end, number)| {
            let twin = forge::Leaf::computer("twin.corp.example").serial(&[number]);
            twin.valid("2023-01-01T00:00:00Z", end).der()
        }));
        check(&format!("{nameless} without a name, {named} with one"), &set, &read(&set), &situation);
    }
}

#[test]
fn only_files_affected_by_later_ones_are_requested_again() {
    let mut set = forge::fleet(100);
    let asked = |set: &[Vec<u8>]| {
        let mut asked = vec![0; set.len()];
        let rows = examination::brief(set.len(), &Situation::default(), |place| {
            asked[place] += 1;
            Ok::<_, Infallible>(&set[place])
        });
        assert_eq!(rows.unwrap().len(), set.len());
        asked
    };
    assert_eq!(asked(&set), [1; 100], "they have nothing in common");
    set.push(set[3].clone());
    assert_eq!(asked(&set), [1; 101], "the same certificate twice is no other");
    set.extend([7, 8].map(|number| forge::Leaf::user("alice").serial(&[number]).der()));
    assert_eq!(
        asked(&set),
        [[1; 101].as_slice(), &[2, 1]].concat(),
        "the second is of the same user as the first"
    );
    let root = forge::Ca::root("CN=Root");
    set.extend([root.der(), forge::Leaf::user("bob").issued_by(&root).der()]);
    assert_eq!(asked(&set), [[1; 101].as_slice(), &[2, 1, 2, 1]].concat(), "the first issued the second");
}

#[test]
fn rereading_a_file_updates_the_row_of_each_certificate() {
    let pem = |name: &str, number: u8| forge::Leaf::computer(name).serial(&[number]).pem();
    let of = |parts: &[(&str, u8)]| {
        parts.iter().map(|(name, number)| pem(name, *number)).collect::<String>().into_bytes()
    };
    let situation = Situation { scenarios: vec![Scenario::DeviceTunnel], ..Situation::default() };
    // In the second file, the first and the last certificate are related to earlier ones, `b` and `c` to later ones.
    let set = [
        of(&[("a.example", 1), ("x.example", 2), ("d.example", 3)]),
        of(&[("a.example", 4), ("b.example", 5), ("y.example", 6), ("c.example", 7), ("d.example", 8)]),
        of(&[("z.example", 9), ("c.example", 10), ("b.example", 11)]),
    ];
    check("three files", &set, &read(&set), &situation);
    let alone = |row: &Brief| row.codes.is_empty();
    let expected = [false, true, false, false, false, true, false, false, true, false, false];
    assert_eq!(rows(&set, &situation).iter().map(alone).collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_that_changed_before_rereading_keeps_its_row() {
    let of = |name: &str, number: u8| forge::Leaf::computer(name).serial(&[number]).der();
    let set = [of("a.example", 1), of("b.example", 2), of("b.example", 3), of("a.example", 4)];
    let situation = Situation { scenarios: vec![Scenario::DeviceTunnel], ..Situation::default() };
    let mut asked = [0; 4];
    let rows = examination::brief(set.len(), &situation, |place| {
        asked[place] += 1;
        Ok::<_, Infallible>(if (place, asked[place]) == (0, 2) {
            of("c.example", 9)
        } else {
            set[place].clone()
        })
    });
    let rows = rows.unwrap();
    let whole = self::rows(&set, &situation);
    assert!(rows.iter().map(|row| row.sha256).eq(whole.iter().map(|row| row.sha256)), "in their order");
    assert_eq!(rows.iter().map(|row| row.codes.is_empty()).collect::<Vec<_>>(), [true, false, false, true]);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let fails = |place: usize| if place == 5 { Err("the sixth") } else { Ok(Vec::new()) };
    assert_eq!(examination::brief(9, &Situation::default(), fails), Err("the sixth"));
}

#[test]
fn only_the_fields_of_the_contract_are_serialized() {
    let der = forge::Leaf::user("alice").sid(forge::ALICE_SID).der();
    let set = [der];
    let findings = read(&set);
    let situation = Situation { scenarios: vec![Scenario::SmartCard], ..Situation::default() };
    let rows = rows(&set, &situation);
    let [row] = serde_json::to_value(&rows).unwrap().as_array().unwrap().clone().try_into().unwrap();
    let keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["by", "codes", "not_after", "sha256", "sid", "subject", "verdict"]);
    assert_eq!(row["sid"], forge::ALICE_SID);
    assert_eq!(row["sha256"], hex(&findings.items.first().unwrap().certificate.as_ref().unwrap().sha256));
}

fn read(set: &[Vec<u8>]) -> Findings {
    let files: Vec<File<'_>> = set.iter().map(|bytes| File { name: "", bytes }).collect();
    examination::read(&files, &[])
}

fn rows(set: &[Vec<u8>], situation: &Situation) -> Vec<Brief> {
    examination::brief(set.len(), situation, |place| set.get(place).ok_or("no such file")).unwrap()
}

/// Whether the case holds no CRL, evidence or request, which would affect every other item of a set.
fn concerns_few(case: &[u8]) -> bool {
    read(&[case.to_vec()])
        .items
        .iter()
        .all(|item| item.list.is_none() && item.evidence.is_none() && item.kind != Kind::Request)
}

/// Compares the rows with the full judgments.
#[track_caller]
fn check(name: &str, set: &[Vec<u8>], findings: &Findings, situation: &Situation) {
    let rows = rows(set, situation);
    let judgments = examination::judge(findings, situation);
    let mut rows_left = rows.iter();
    for (place, (item, judgment)) in findings.items.iter().zip(&judgments).enumerate() {
        let Some(certificate) = &item.certificate else { continue };
        let row = rows_left.next().unwrap();
        let told = told(judgment);
        assert_eq!(in_row(row), told, "{name}, item {place}, in {situation:?}");
        assert_eq!(row.subject, certificate.subject.to_string(), "{name}");
        assert_eq!((row.not_after, row.sha256), (certificate.not_after, certificate.sha256), "{name}");
    }
    assert!(rows_left.next().is_none(), "{name} has a row for something that is no certificate");
}

/// What a row says of the judgment, as text that a failure can show.
fn in_row(row: &Brief) -> String {
    let Brief { verdict, by, sid, codes, .. } = row;
    format!("{verdict:?} {by:?} {sid:?} {codes:?}")
}

fn told(judgment: &Judgment) -> String {
    let mapping = judgment.mapping.as_ref().unwrap();
    let codes = codes(&judgment.predictions);
    format!("{:?} {:?} {:?} {codes:?}", mapping.verdict, mapping.by, mapping.sid)
}

fn codes(predictions: &[Prediction]) -> Vec<Code> {
    let mut ranked: Vec<(usize, Code)> = predictions
        .iter()
        .flat_map(|prediction| prediction.codes.iter().map(|shown| shown.code).enumerate())
        .collect();
    ranked.sort_by_key(|(likelihood, _)| *likelihood);
    let mut codes = Vec::new();
    for (_, code) in ranked {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// Every case file, with its path.
fn cases() -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The situation stated in the case file itself.
fn case_situation(case: &[u8]) -> Option<Situation> {
    let text = str::from_utf8(case).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Situation: "))?;
    Some(from_json(line).unwrap_or_else(|why| panic!("{why}: {line}")).0)
}

/// A pseudo-random situation.
fn situation(number: u64, findings: &Findings) -> Situation {
    let mut dice = Dice::new(number);
    let parts = PARTS.iter().filter_map(|choices| choices.get(dice.below(choices.len())).copied());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let own = findings.items.iter().find_map(|item| item.certificate.as_ref()).and_then(|it| write(it).ski);
    let text = format!("{{{}}}", parts.join(","));
    let (mut situation, unknown) = from_json(&text).unwrap_or_else(|why| panic!("{why}: {text}"));
    assert!(unknown.is_empty(), "nobody knows {unknown:?}");
    for string in situation.account.alt_security_identities.iter_mut().flatten() {
        if string == "OWN" {
            *string = own.clone().unwrap_or_default();
        }
    }
    situation
}

/// Pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}
