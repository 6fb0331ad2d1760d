//! Every case × every rule: where each rule fires, and that it fires nowhere else.
//!
//! A case is a file under `tests/cases` with its description and its situation above the certificates. The first
//! certificate is the one it is about; the others are in the same set. One snapshot holds what every rule says about
//! every case, so that it shows when a rule starts to fire elsewhere.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use strongmap::examination::{self, Judgment, Kind};
use strongmap::intake::File;
use strongmap::prediction::Outcome;
use strongmap::rules::{self, Gate, Weight};
use strongmap::situation::{Scenario, Situation, from_json};

/// The result of one case.
struct Examined {
    judgment: Judgment,
    /// Rules that answered "unknown" or "does not apply" are not among the findings.
    findings: Vec<&'static str>,
}

#[test]
fn every_rule_fires_where_it_should() {
    let cases = cases("rules");
    for rule in rules::ALL {
        let of_rule = |kind: &str| {
            let begin = format!("rules/{}/{kind}", rule.id);
            cases.iter().filter(move |(path, _)| path.starts_with(&begin)).collect::<Vec<_>>()
        };
        let (broken, met) = (of_rule("broken"), of_rule("met"));
        assert!(!broken.is_empty(), "{} has no broken case", rule.id);
        assert!(!met.is_empty(), "{} has no met case", rule.id);
        for (path, text) in broken {
            assert!(examined(path, text).findings.contains(&rule.id), "{path} is not found broken");
        }
        for (path, text) in met {
            assert!(!examined(path, text).findings.contains(&rule.id), "{path} is found broken");
        }
    }
    for path in cases.keys() {
        let id = path.split('/').nth(1).unwrap();
        assert!(rules::find(id).is_some(), "{path} is about no rule");
    }
}

#[test]
fn where_each_rule_fires() {
    let mut text = String::new();
    for family in ["mapping", "rules"] {
        for (path, case) in cases(family) {
            let examined = examined(&path, &case);
            writeln!(text, "{path}").unwrap();
            for prediction in &examined.judgment.predictions {
                write!(text, "  {} {}", prediction.scenario.name(), word(&prediction.outcome)).unwrap();
                if let Some(gate) = &prediction.gate {
                    write!(text, " at {}", word(gate)).unwrap();
                }
                let codes: Vec<String> =
                    prediction.codes.iter().map(|shown| shown.code.to_string()).collect();
                if !codes.is_empty() {
                    write!(text, ": {}", codes.join(", ")).unwrap();
                }
                if !prediction.because.is_empty() {
                    write!(text, " ({})", prediction.because.join(", ")).unwrap();
                }
                text.push('\n');
                for question in &prediction.questions {
                    writeln!(text, "    asks {}", question.id).unwrap();
                }
            }
            for (rule, finding) in &examined.judgment.findings {
                writeln!(text, "    {} {rule}: {}", word(&finding.weight), finding.because).unwrap();
            }
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn questions_ask_only_for_what_is_not_known() {
    for (path, case) in cases("rules") {
        let (situation, _) = situation_of(&case);
        for prediction in examined(&path, &case).judgment.predictions {
            for question in &prediction.questions {
                let Some(asked) = rules::questions::find(question.id) else { continue };
                assert!(!asked.key.is_empty() && !asked.prompt.is_empty() && !asked.assumed.is_empty());
                let known = serde_json::to_value(&situation).unwrap();
                let value = asked.key.split('.').fold(&known, |value, key| value.get(key).unwrap());
                // An empty list of server names is not known either.
                let unknown = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                assert!(unknown, "{path} asks for {}, which is known", asked.key);
            }
        }
    }
}

/// Every certificate in every scenario, with its situation and without, gets predictions without contradictions.
#[test]
fn every_prediction_is_consistent() {
    for (path, case) in cases("rules").into_iter().chain(cases("mapping")) {
        let nothing = Situation { today: situation_of(&case).0.today, ..Situation::default() };
        for mut situation in [situation_of(&case).0, nothing] {
            situation.scenarios = Scenario::ALL.to_vec();
            let judgment = judged(&path, &case, &situation);
            assert_eq!(judgment.predictions.len(), Scenario::ALL.len());
            for prediction in &judgment.predictions {
                let place = format!("{path} in {}: {prediction:?}", prediction.scenario.name());
                let stops = matches!(prediction.outcome, Outcome::Fails | Outcome::CannotTell);
                assert_eq!(prediction.gate.is_some(), stops, "{place}");
                assert_eq!(prediction.because.is_empty(), prediction.outcome == Outcome::Connects, "{place}");
                // A finding of another scenario has another weight.
                let weight = if prediction.outcome == Outcome::Fails { Weight::Block } else { Weight::Warn };
                for (rule, finding) in &judgment.findings {
                    let decides = finding.weight == weight && prediction.because.contains(rule);
                    let question = finding.unless.filter(|_| decides && !finding.assumed);
                    let Some(asked) = question.and_then(rules::questions::find) else { continue };
                    let is_assumed = prediction.assumptions.iter().any(|it| it == asked.assumed);
                    assert!(!is_assumed, "{place} assumes the opposite of {finding:?}");
                }
                if prediction.outcome == Outcome::Connects {
                    assert!(prediction.codes.is_empty() && prediction.remedies.is_empty(), "{place}");
                }
                if prediction.outcome == Outcome::Fails {
                    assert!(!prediction.remedies.is_empty(), "{place}");
                    let deciding =
                        judgment.findings.iter().filter(|(rule, _)| prediction.because.contains(rule));
                    let surest = deciding.map(|(_, finding)| finding.confidence).max();
                    assert!(prediction.codes.iter().all(|shown| Some(shown.confidence) <= surest), "{place}");
                }
                let ends_at_account = prediction.gate == Some(Gate::AccountMapping);
                assert!(!ends_at_account || prediction.scenario.maps_an_account(), "{place}");
                for (index, shown) in prediction.codes.iter().enumerate() {
                    assert!(
                        prediction.codes.iter().take(index).all(|other| other.code != shown.code),
                        "{place}"
                    );
                }
            }
        }
    }
}

/// Every case of a family, by its path without the extension.
fn cases(family: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.join(family)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "pem") {
                let name = path.strip_prefix(&root).unwrap().with_extension("");
                let name = name.to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn situation_of(case: &str) -> (Situation, Vec<String>) {
    let line = case.lines().find_map(|line| line.strip_prefix("Situation: ")).unwrap();
    from_json(line).unwrap_or_else(|why| panic!("{why}: {line}"))
}

fn examined(path: &str, case: &str) -> Examined {
    let (situation, unknown) = situation_of(case);
    assert!(unknown.is_empty(), "{path}: nobody knows {unknown:?}");
    let judgment = judged(path, case, &situation);
    let findings = judgment.findings.iter().map(|(rule, _)| *rule).collect();
    Examined { judgment, findings }
}

/// The judgment of the first certificate.
fn judged(path: &str, case: &str, situation: &Situation) -> Judgment {
    let findings = examination::read(&[File { name: path, bytes: case.as_bytes() }], &[]);
    let judgments = examination::judge(&findings, situation);
    findings
        .items
        .iter()
        .zip(judgments)
        .find(|(item, _)| item.kind == Kind::Certificate)
        .map(|(_, judgment)| judgment)
        .unwrap_or_else(|| panic!("{path} holds no certificate"))
}

/// The name under which a value is serialized.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
