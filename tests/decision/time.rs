//! The boundaries of each phase, and the history of a certificate across them.

use crate::{SID, check, day, on_day, plain, short, with_uri};
use strongmap::certificate::Certificate;
use strongmap::mapping::decide;
use strongmap::mapping::history::{TURNS, history};
use strongmap::mapping::update_level::Phase;
use strongmap::moment::Moment;
use strongmap::situation::{Situation, from_json};

#[test]
fn each_phase_starts_on_its_date() {
    for (today, expect) in [
        ("2022-05-09T23:59:59Z", "weak upn allowed"),
        ("2022-05-10T00:00:00Z", "weak upn allowed-with-warning KDC 39"),
        ("2025-02-10T23:59:59Z", "weak upn allowed-with-warning KDC 39"),
        ("2025-02-11T00:00:00Z", "weak upn denied KDC 39 KRB 66"),
    ] {
        let it = Certificate { not_before: Some(Moment::day(2021, 1, 1)), ..plain() };
        assert_eq!(short(&decide(&it, &on_day(today, Situation::default()), None)), expect, "{today}");
    }
    for (today, value, expect) in [
        ("2023-04-10", 0, "weak upn allowed"),
        ("2023-04-11", 0, "weak upn allowed-with-warning KDC 39"),
        ("2025-09-08", 0, "weak upn allowed-with-warning KDC 39"),
        ("2025-09-08", 1, "weak upn allowed-with-warning KDC 39"),
        ("2025-09-09", 1, "weak upn denied KDC 39 KRB 66"),
        ("2025-09-09", 0, "weak upn denied KDC 39 KRB 66"),
        ("2023-01-01", 2, "weak upn denied KDC 39 KRB 66"),
    ] {
        let (situation, _) = from_json(&format!(r#"{{"dc":{{"enforcement":{value}}}}}"#)).unwrap();
        assert_eq!(short(&decide(&plain(), &on_day(today, situation), None)), expect, "{today} {value}");
    }
    for (month, expect) in [
        ("2022-04", "weak upn allowed"),
        ("2022-05", "weak upn allowed-with-warning KDC 39"),
        ("2025-01", "weak upn allowed-with-warning KDC 39"),
        ("2025-02", "weak upn denied KDC 39 KRB 66"),
        ("2025-09", "weak upn denied KDC 39 KRB 66"),
    ] {
        check(month, &plain(), "", &format!(r#""updated":"{month}""#), expect);
    }
    assert_eq!(short(&decide(&plain(), &Situation::default(), None)), "weak upn denied KDC 39 KRB 66");
}

#[test]
fn the_history_shows_each_change_of_the_answer() {
    assert!(TURNS.is_sorted());
    let it = Certificate {
        not_before: Some(Moment::day(2022, 1, 1)),
        not_after: Some(Moment::day(2027, 1, 1)),
        ..plain()
    };
    let chapters = history(&it, &[], &Situation::default(), None);
    let told: Vec<String> = chapters
        .iter()
        .map(|it| format!("{} {}", it.from.map(day).unwrap_or_default(), short(&it.mapping)))
        .collect();
    assert_eq!(
        told,
        [
            "2022-01-01 weak upn allowed",
            "2022-05-10 weak upn allowed-with-warning KDC 39",
            "2025-02-11 weak upn denied KDC 39 KRB 66",
        ]
    );
    let at = |year, month, day| {
        let chapter = chapters.iter().find(|it| it.holds(Moment::day(year, month, day)));
        chapter.map(|it| short(&it.mapping))
    };
    assert_eq!(at(2021, 12, 31), None);
    assert_eq!(at(2022, 5, 9).as_deref(), Some("weak upn allowed"));
    assert_eq!(at(2025, 2, 11).as_deref(), Some("weak upn denied KDC 39 KRB 66"));
    assert_eq!(at(2027, 1, 1).as_deref(), Some("weak upn denied KDC 39 KRB 66"));
    assert_eq!(at(2027, 1, 2), None);

    let uri = Certificate { not_before: None, ..with_uri(plain(), SID) };
    let told: Vec<String> = history(&uri, &[], &from_json(r#"{"dc":{"version":"2019"}}"#).unwrap().0, None)
        .iter()
        .map(|it| short(&it.mapping))
        .collect();
    assert_eq!(
        told,
        [
            "undecided san_uri allowed",
            "undecided san_uri allowed-with-warning KDC 39",
            "strong san_uri allowed"
        ]
    );
}

/// The first chapter starts in the phase in which the certificate does, and no chapter lies outside its validity.
#[test]
fn chapters_lie_within_the_validity() {
    fn check(begins: Moment, ends: Moment, expect: &[(&str, Phase)]) {
        let it = Certificate { not_before: Some(begins), not_after: Some(ends), ..plain() };
        let chapters = history(&it, &[], &Situation::default(), None);
        let told: Vec<_> =
            chapters.iter().map(|it| (it.from.map(day).unwrap_or_default(), it.phase)).collect();
        let expect: Vec<_> = expect.iter().map(|(from, phase)| ((*from).to_owned(), *phase)).collect();
        assert_eq!(told, expect, "{begins}");
    }
    let end = Moment::day(2027, 1, 1);
    check(
        Moment::day(2023, 6, 1),
        end,
        &[("2023-06-01", Phase::CompatibilityDefault), ("2025-02-11", Phase::EnforcementDefault)],
    );
    check(
        Moment::day(2022, 5, 10),
        end,
        &[("2022-05-10", Phase::DisabledPossible), ("2025-02-11", Phase::EnforcementDefault)],
    );
    check(Moment::day(2025, 10, 1), end, &[("2025-10-01", Phase::EnforcementOnly)]);
    check(Moment::day(2022, 6, 1), Moment::day(2024, 1, 1), &[("2022-06-01", Phase::DisabledPossible)]);
}
