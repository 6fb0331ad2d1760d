//! What the rules promise as a whole: every condition is covered, every code and source exists, and every code leads
//! back to its rules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use strongmap::catalog::{self, Code, Confidence, Family};
use strongmap::remedy::{self, Command};
use strongmap::rules::{self, Gate, Shown, Station, Weight};
use strongmap::situation::Scenario;

/// The conditions by group: how many there are in each, and the scenarios that a rule about one must concern.
const CONDITIONS: &[(&str, usize, &[Scenario])] = &[
    ("S1", 16, &[Scenario::Ikev2Server]),
    ("S2", 12, &[Scenario::DeviceTunnel]),
    ("S3", 13, &[Scenario::NpsServer]),
    ("S4", 31, &[Scenario::UserTunnel, Scenario::WifiUser, Scenario::WifiComputer]),
    ("S5", 7, &[Scenario::SstpServer]),
    ("S6", 15, &[Scenario::SmartCard]),
    ("S7", 9, &[Scenario::Kdc]),
    ("S8", 6, &[]),
    ("S9", 4, &[]),
];

/// Conditions whose answer is that nothing happens, or that nothing is known: the rule says so, and has no effect.
const WITHOUT_EFFECT: &[&str] = &["S2-10"];

#[test]
fn every_condition_has_its_rule() {
    let mut covered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules::ALL {
        for condition in rule.conditions {
            covered.entry(condition).or_default().push(rule.id);
        }
    }
    let mut expected = BTreeSet::new();
    for (group, count, scenarios) in CONDITIONS {
        for number in 1..=*count {
            let condition = format!("{group}-{number:02}");
            let by = covered.get(condition.as_str()).unwrap_or_else(|| panic!("{condition} has no rule"));
            let known = by.iter().filter_map(|id| rules::find(id)).any(|rule| {
                scenarios.is_empty()
                    || rule.effects.iter().any(|effect| scenarios.iter().any(|it| effect.concerns(*it)))
            });
            assert!(
                known || WITHOUT_EFFECT.contains(&condition.as_str()),
                "{condition}: {by:?} do not know it"
            );
            expected.insert(condition);
        }
    }
    assert_eq!(expected.len(), 113);
    let strangers: Vec<_> = covered.keys().filter(|condition| !expected.contains(**condition)).collect();
    assert!(strangers.is_empty(), "no such conditions: {strangers:?}");
}

/// The commands that a script of remedies runs although nobody has uncommented them. A command that is added here must
/// change nothing, open no window and ask nothing.
const LOOKS: &[&str] = &[
    "Get-ADForest | Select-Object -ExpandProperty UPNSuffixes",
    "Get-ChildItem Cert:\\LocalMachine\\My",
    "Get-ChildItem Cert:\\LocalMachine\\Root | Group-Object Subject | Where-Object Count -gt 1",
    "Get-VpnAuthProtocol | Select-Object CertificateEKUsToAccept",
    "certutil -dcinfo verify",
    "w32tm /query /status",
];

/// Every command that goes with a rule.
fn commands() -> impl Iterator<Item = Command> {
    let fixes = |rule: &'static rules::Rule| {
        rule.fixes.iter().chain(rule.effects.iter().flat_map(|effect| effect.fixes))
    };
    let commands = rules::ALL.iter().flat_map(fixes).flat_map(|fix| fix.commands);
    commands.map(|(shell, text)| Command { shell: *shell, text: (*text).to_owned() })
}

#[test]
fn only_read_only_commands_run_unasked() {
    let found: BTreeSet<String> =
        commands().filter(Command::runs_as_it_is).map(|command| command.text).collect();
    assert_eq!(found, LOOKS.iter().copied().map(str::to_owned).collect());
}

/// Words in capitals that are names, wherever a command has them.
const NAMES: &[&str] =
    &["-URL", "CA", "CSP", "EAP", "HKLM", "IAS", "PPP", "REG_DWORD", "SHA256", "SOFTWARE", "SYSTEM"];

/// A word in capitals is either a name or a known placeholder, which keeps scripts from running the command.
#[test]
fn every_placeholder_is_known() {
    let asked = rules::questions::ALL.iter().filter_map(|asked| asked.find_out);
    let texts: Vec<String> = commands().map(|command| command.text).chain(asked.map(str::to_owned)).collect();
    let mut names = BTreeSet::new();
    let mut blanks = BTreeSet::new();
    for text in &texts {
        let known: Vec<&str> = remedy::blanks(text).map(|blank| blank.word).collect();
        for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-') {
            let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
            if capitals < 2 || word.bytes().any(|byte| byte.is_ascii_lowercase()) {
                continue;
            }
            if known.contains(&word) {
                blanks.insert(word)
            } else {
                names.insert(word)
            };
        }
    }
    assert_eq!(names, NAMES.iter().copied().collect());
    assert!(blanks.len() > 4, "{blanks:?}");
}

/// Remedies of many certificates are in one list, where a title has no context.
#[test]
fn remedy_titles_are_unique_and_need_no_context() {
    let mut known: BTreeMap<&str, (&str, _)> = BTreeMap::new();
    for rule in rules::ALL {
        for fix in rule.fixes.iter().chain(rule.effects.iter().flat_map(|effect| effect.fixes)) {
            let (id, _) = *known.entry(fix.title).or_insert((rule.id, fix.commands));
            let same = known[fix.title].1 == fix.commands && !(fix.commands.is_empty() && id != rule.id);
            assert!(same, "{} of {id} and {} means two things", fix.title, rule.id);
            let words: Vec<&str> = fix.title.split(' ').collect();
            assert!(words.len() > 2, "{}: {} says too little", rule.id, fix.title);
            let leans =
                ["it", "that", "smaller", "elsewhere", "where", "without", "along", "preferred", "agree"];
            let end = words.last().copied().unwrap_or_default();
            let alone = words.len() < 6 && leans.contains(&end);
            assert!(!alone, "{}: {} leans on what stands around it", rule.id, fix.title);
        }
    }
}

#[test]
fn every_rule_is_complete() {
    let mut ids = BTreeSet::new();
    for rule in rules::ALL {
        let id = rule.id;
        assert!(ids.insert(id), "{id} is there twice");
        let file = format!("src/rules/{}.rs", id.replace('-', "_"));
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).is_file(), "{id} has no file {file}");
        assert!(!rule.title.is_empty() && !rule.title.ends_with('.'), "{id} has no title");
        assert!(!rule.elsewhere.is_empty() && rule.elsewhere.ends_with('.'), "{id} is silent elsewhere");
        let sentences = rule.explanation.matches(['.', ':']).count();
        assert!(sentences >= 2, "{id} explains too little");
        assert!(!rule.effects.is_empty(), "{id} has no effect");
        assert!(!rule.sources.is_empty(), "{id} has no source");
        for source in rule.sources {
            assert!(
                catalog::source(source).is_some(),
                "{id} cites {source}, which the catalog does not list"
            );
        }
        for effect in rule.effects {
            for shown in effect.shown {
                assert!(
                    catalog::entry(shown.code).is_some(),
                    "{id} leads to {}, which no entry tells",
                    shown.code
                );
            }
            for scenario in effect.scenarios {
                let same = rule
                    .effects
                    .iter()
                    .filter(|other| other.weight == effect.weight && other.concerns(*scenario))
                    .count();
                assert_eq!(same, 1, "{id} has two effects of one weight in {}", scenario.name());
            }
        }
    }
}

#[test]
fn codes_that_sources_rule_out_are_not_predicted() {
    for rule in rules::ALL {
        for effect in rule.effects {
            for scenario in effect.scenarios {
                for shown in effect.shown_in(*scenario) {
                    let (family, number) = (shown.code.family, shown.code.number);
                    let place = format!("{} in {}: {}", rule.id, scenario.name(), shown.code);
                    if matches!(scenario, Scenario::WifiUser | Scenario::WifiComputer) {
                        assert!(
                            matches!(family, Family::Nps | Family::Kdc | Family::Eap | Family::Onex),
                            "{place}"
                        );
                    }
                    if family == Family::Ike && (13905..=13908).contains(&number) {
                        assert_eq!(*scenario, Scenario::IpsecAccountMapping, "{place}");
                        assert_eq!(shown.confidence, Confidence::Inferred, "{place}");
                    }
                    assert!(family != Family::Ras || number != 787, "{place}: for look-up only");
                    if effect.gate == Gate::AccountMapping {
                        assert_ne!(*scenario, Scenario::DeviceTunnel, "{place}");
                    }
                }
            }
        }
    }
    for id in ["expired", "digital-signature-missing", "purpose-not-explicit", "ecc-key"] {
        let rule = rules::find(id).unwrap();
        let effect = rule.worst(Scenario::SmartCard).unwrap();
        assert_eq!(
            (effect.gate, effect.weight, effect.shown.len()),
            (Gate::Selection, Weight::Block, 0),
            "{id}"
        );
    }
    let older = rules::find("older-than-account").unwrap();
    assert!(older.effects.iter().all(|effect| effect.weight == Weight::Block));
}

#[test]
fn codes_lead_to_their_rules() {
    fn check(family: Family, number: u32, expect: &[&str]) {
        let leading = rules::leading_to(Code::new(family, number));
        for id in expect {
            assert!(leading.contains(id), "{family} {number} is led to by {leading:?}, not by {id}");
        }
        assert_eq!(leading.is_empty(), expect.is_empty(), "{family} {number}: {leading:?}");
    }
    check(
        Family::Ras,
        853,
        &["sid-absent", "ntauth-issuer", "revocation-location-missing", "server-name-case"],
    );
    check(Family::Kdc, 39, &["sid-absent", "san-uri-unread"]);
    check(Family::Kdc, 41, &["sid-mismatch", "sid-absent"]);
    check(Family::Kdc, 48, &["older-than-account"]);
    check(Family::Kdc, 49, &["sid-mismatch"]);
    check(Family::Nps, 16, &["sid-absent", "old-tpm", "wildcard-name"]);
    check(Family::Nps, 258, &["revocation-location-missing"]);
    check(Family::Nps, 259, &["crl-unreachable"]);
    check(Family::Ike, 13801, &["name-mismatch", "rivals", "expired"]);
    check(Family::Ike, 13908, &["sid-absent"]);
    check(Family::Hresult, 0x8009_2013, &["http-crl-missing", "crl-unreachable"]);
    check(Family::Event, 41, &["revoked"]);
    check(Family::Ike, 13902, &[]);
    check(Family::Ike, 13876, &[]);
    check(Family::Ras, 787, &[]);
}

#[test]
fn every_shown_code_leads_back_to_its_rule() {
    for rule in rules::ALL {
        for effect in rule.effects {
            for shown in effect.scenarios.iter().flat_map(|scenario| effect.shown_in(*scenario)) {
                assert!(rules::leading_to(shown.code).contains(&rule.id), "{} and {}", rule.id, shown.code);
            }
        }
    }
}

#[test]
fn codes_are_seen_where_they_are_logged() {
    for rule in rules::ALL {
        for shown in rule.effects.iter().flat_map(|effect| effect.shown) {
            let expect = match shown.code.family {
                Family::Nps => Some(Station::Nps),
                Family::Kdc => Some(Station::Dc),
                Family::Ras | Family::Eap | Family::Onex => Some(Station::Client),
                _ => None,
            };
            assert!(expect.is_none_or(|expect| expect == shown.seen_on), "{} shows {}", rule.id, shown.code);
        }
    }
}

/// A refusal is at least as certain as the codes that are shown then.
#[test]
fn no_code_is_more_certain_than_its_refusal() {
    for rule in rules::ALL {
        for effect in rule.effects {
            let sure = |shown: &Shown| shown.confidence <= effect.confidence;
            assert!(effect.shown.iter().all(sure), "{} at {:?}: {:?}", rule.id, effect.gate, effect.shown);
        }
    }
}

#[test]
fn every_question_can_be_answered() {
    let known = serde_json::to_value(strongmap::situation::Situation::default()).unwrap();
    for asked in rules::questions::ALL {
        let value = asked.key.split('.').try_fold(&known, |value, key| value.get(key));
        assert!(value.is_some(), "{} has no place in a situation: {}", asked.id, asked.key);
        assert!(
            asked.prompt.ends_with('?') && asked.why.ends_with('.') && asked.assumed.ends_with('.'),
            "{}",
            asked.id
        );
    }
}
