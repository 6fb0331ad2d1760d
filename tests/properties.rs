//! What holds for everything, tried on random input that nobody would think of; seeded, so that a failure repeats.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use forge::payload;
use forge::{Ca, Leaf, Name};
use strongmap::catalog;
use strongmap::certificate::{self, Certificate};
use strongmap::mapping::{dn, explicit, name_policy, strings};
use strongmap::moment::Moment;
use strongmap::remedy::{ldap_escaped, powershell_quoted};
use strongmap::sid::Sid;
use strongmap::situation::{self, Account, AccountKind, Scenario, ServerVersion, Setting, Situation};

/// How often each property is tried.
const TIMES: u64 = 200;

/// Pseudo-random numbers, the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn short(&mut self) -> u32 {
        u32::try_from(self.next() >> 32).unwrap_or_default()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| make(self))
    }

    /// A name as directories hold them, with characters that mean something in one notation or another.
    fn name(&mut self) -> String {
        const SIGNS: [char; 28] = [
            'a', 'B', 'z', '0', '9', ' ', ',', '+', '=', '"', '\\', '<', '>', ';', '#', '/', '-', '.', '\'',
            'ß', 'é', '漢', '😀', 'ı', '(', ')', '*', '@',
        ];
        let length = 1 + self.below(9);
        (0..length).map(|_| *self.of(&SIGNS)).collect()
    }

    /// Fragments of everything that a reader of texts looks for, in random order.
    fn jumble(&mut self) -> String {
        const BITS: [&str; 34] = [
            "X509:",
            "<I>",
            "<S>",
            "<SR>",
            "<SKI>",
            "<SHA1-PUKEY>",
            "<SID>",
            "<RFC822>",
            "<GUID>",
            "CN=",
            ",DC=",
            "+",
            "\\",
            "\"",
            "#04",
            "00",
            "ff",
            "S-1-5-21-",
            "-500",
            "0x80",
            "13801",
            "-2146",
            "\u{0}",
            "\u{202e}",
            "é",
            "😀",
            " ",
            ";",
            "UpnSuffix=",
            "1.2.3",
            "{",
            "}",
            "[",
            "event",
        ];
        let length = self.below(12);
        let mut text: String = (0..length).map(|_| *self.of(&BITS)).collect();
        if self.below(4) == 0 {
            text.push_str(self.of(payload::ALL).1);
        }
        text
    }

    fn sid(&mut self) -> String {
        let authority = [5_u64, 12, 0, 0xffff_ffff, 0xffff_ffff_ffff][self.below(5)];
        let authority =
            if authority < 1 << 32 { authority.to_string() } else { format!("0x{authority:012X}") };
        let count = 1 + self.below(15);
        let parts: String = (0..count).map(|_| format!("-{}", self.short())).collect();
        format!("S-1-{authority}{parts}")
    }

    fn certificate(&mut self) -> Certificate {
        let name = |chance: &mut Self| {
            let mut name = Name::from("DC=example");
            for kind in ["OU", "CN"] {
                let value = chance.name();
                name = match chance.below(4) {
                    0 => name.rdns(&[(kind, &value), ("2.5.4.5", "7")]),
                    _ => name.rdn(kind, &value),
                };
            }
            name
        };
        let length = 1 + self.below(20);
        let serial: Vec<u8> = (0..length).map(|_| self.next().to_le_bytes()[0]).collect();
        let authority = Ca::root("Root").subject(name(self));
        let leaf = Leaf::user("alice")
            .issued_by(&authority)
            .subject(name(self))
            .serial(&[&[1][..], &serial].concat())
            .email("alice@corp.example")
            .upn("alice@corp.example");
        let leaf = if self.below(2) == 0 { leaf.sid(forge::ALICE_SID) } else { leaf };
        certificate::read(&leaf.der()).certificate
    }

    fn situation(&mut self) -> Situation {
        let mut told = Situation {
            today: self.maybe(|it| Moment::from_unix(i64::from(it.short()))),
            server_name: self.maybe(Self::name).filter(|name| is_told(name)),
            account: Account {
                kind: self.maybe(|it| *it.of(&[AccountKind::User, AccountKind::Computer])),
                sid: self.maybe(|it| Sid::parse(&it.sid()).unwrap()),
                upn: self.maybe(Self::name).filter(|name| is_told(name)),
                sam: self.maybe(Self::name).filter(|name| is_told(name)),
                alt_security_identities: self.maybe(|it| (0..it.below(3)).map(|_| it.jumble()).collect()),
                key_trust: self.maybe(|it| it.below(2) == 0),
                ..Account::default()
            },
            ..Situation::default()
        };
        told.scenarios = (0..self.below(3)).map(|_| *self.of(&Scenario::ALL)).collect();
        told.dc.versions =
            (0..self.below(3)).map(|_| *self.of(&[ServerVersion::V2016, ServerVersion::V2025])).collect();
        told.dc.enforcement = match self.below(3) {
            0 => Setting::Unknown,
            1 => Setting::NotSet,
            _ => Setting::Set(self.short()),
        };
        told.dc.name_policy = self.maybe(|it| vec![it.jumble()]);
        told
    }
}

/// A blank value counts as not known.
fn is_told(name: &str) -> bool {
    !name.trim().is_empty()
}

fn try_all(mut property: impl FnMut(&mut Chance)) {
    for seed in 0..TIMES {
        property(&mut Chance(seed));
    }
}

#[test]
fn mapping_strings_are_read_as_they_were_written() {
    try_all(|chance| {
        let certificate = chance.certificate();
        let own = strings::write(&certificate);
        let single =
            [&own.issuer_serial, &own.ski, &own.sha1_puk, &own.issuer_sid, &own.issuer_subject, &own.subject];
        let mut tried = 0;
        for text in single.into_iter().flatten().chain(&own.rfc822) {
            let assessed = explicit::assess(text, &certificate);
            assert!(assessed.matches, "{text}: {assessed:?}");
            assert!(assessed.form.is_some(), "{text}");
            tried += 1;
        }
        assert!(tried > 3);
    });
}

#[test]
fn differences_lie_within_what_was_written() {
    try_all(|chance| {
        let certificate = chance.certificate();
        let other = strings::write(&chance.certificate());
        let mut texts = vec![chance.jumble()];
        texts.extend(
            [other.issuer_serial, other.issuer_subject, other.subject, other.ski].into_iter().flatten(),
        );
        for text in texts {
            let assessed = explicit::assess(&text, &certificate);
            for difference in &assessed.differences {
                assert!(difference.at <= text.chars().count(), "{text}: {difference:?}");
                assert!(!difference.message.is_empty(), "{text}");
            }
            assert!(!assessed.differences.is_empty() || assessed.matches, "{text}: nothing is said");
        }
    });
}

#[test]
fn sids_are_read_as_they_were_written() {
    try_all(|chance| {
        let text = chance.sid();
        let sid = Sid::parse(&text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(Sid::parse(&sid.to_string()), Some(sid.clone()), "{text}");
        assert_eq!(Sid::from_binary(&sid.to_binary()), Some(sid), "{text}");
        let mut broken = text.into_bytes();
        let at = chance.below(broken.len());
        broken[at] = chance.next().to_le_bytes()[0];
        if let Some(sid) = Sid::parse(&String::from_utf8_lossy(&broken)) {
            assert_eq!(Sid::from_binary(&sid.to_binary()), Some(sid));
        }
    });
}

#[test]
fn situations_are_read_as_they_were_written() {
    try_all(|chance| {
        let told = chance.situation();
        let text = serde_json::to_string(&told).unwrap();
        let (read, unknown) = situation::from_json(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!((read, unknown), (told, Vec::new()), "{text}");
    });
}

/// A distinguished name is complete: names that are written alike are equal.
#[test]
fn names_that_differ_are_written_differently() {
    try_all(|chance| {
        let (one, other) = (chance.certificate(), chance.certificate());
        for write in
            [|it: &Certificate| it.subject.to_string(), |it: &Certificate| dn::windows_name(&it.subject)]
        {
            assert_eq!(write(&one), write(&one.clone()));
            let alike = write(&one) == write(&other);
            assert_eq!(alike, one.subject == other.subject, "{} {}", write(&one), write(&other));
        }
    });
}

#[test]
fn no_text_makes_a_reader_panic() {
    let certificate = Chance(0).certificate();
    try_all(|chance| {
        let text = chance.jumble();
        let assessed = explicit::assess(&text, &certificate);
        assert_eq!(assessed.text, text);
        let (tuple, faults) = name_policy::parse(&text);
        assert!(tuple.is_some() || !faults.is_empty(), "{text}: nothing is said");
        assert!(Sid::parse(&text).is_none_or(|sid| Sid::parse(&sid.to_string()) == Some(sid)));
        let lines = [text.clone(), chance.jumble()];
        for fault in name_policy::lint(&lines, Some(&certificate), &[&certificate]) {
            assert!(
                fault.line < lines.len() && fault.at <= lines[fault.line].chars().count(),
                "{lines:?}: {fault:?}"
            );
        }
        // Whether it is a situation or not, nothing panics.
        let _ = situation::from_json(&text);
        let hits = catalog::lookup(&text);
        assert!(hits.iter().all(|hit| catalog::entry(hit.entry.code).is_some()));
        assert!(powershell_quoted(&text).len() >= 2 && ldap_escaped(&text).len() >= text.len());
    });
}

#[test]
fn every_spelling_of_every_code_finds_it() {
    for entry in catalog::entries() {
        let code = entry.code;
        for query in [code.link(), code.hex(), code.signed().to_string(), code.number.to_string()] {
            assert!(
                catalog::lookup(&query).iter().any(|hit| hit.entry.code.number == code.number),
                "{query} does not find {}",
                code.link()
            );
        }
    }
}
