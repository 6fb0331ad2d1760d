//! How a certificate is judged over time, in words: the same decision at every change of the hardening.

use super::{CodeReport, Sign, code, story};
use crate::catalog;
use crate::certificate::Certificate;
use crate::examination::{Found, Judgment};
use crate::mapping::history::{self, Chapter};
use crate::mapping::update_level::{Level, Phase};
use crate::mapping::{Outcome, words};
use crate::moment::Moment;
use crate::situation::Situation;
use serde::{Deserialize, Serialize};

/// A period in which domain controllers made the same decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Its first moment; absent if it has no beginning.
    pub from: Option<Moment>,
    /// The moment at which it ends, exclusive; absent if it is open-ended.
    pub until: Option<Moment>,
    /// From when to when, in words.
    pub when: String,
    /// How domain controllers behaved in general at that time.
    pub phase: String,
    /// The sign next to it.
    pub sign: Sign,
    /// How they handled this certificate.
    pub sentence: String,
    /// The codes they logged and returned.
    pub codes: Vec<CodeReport>,
    /// Whether it contains the date to check for.
    pub now: bool,
}

/// The history of an item, assuming that domain controllers install each update when it is released. `issuers` are the
/// certificates of its CA, if known.
#[must_use]
pub fn history(
    found: &Found,
    judgment: &Judgment,
    issuers: &[&Certificate],
    situation: &Situation,
) -> Vec<Period> {
    let Some(own) = found.certificate.as_ref().filter(|own| !own.is_unreliable()) else { return Vec::new() };
    if !story::logs_on(Some(own), judgment) {
        return Vec::new();
    }
    let scenario = judgment.predictions.first().map(|it| it.scenario);
    let chapters = history::history(own, issuers, situation, scenario);
    chapters.iter().map(|chapter| period(chapter, situation.today)).collect()
}

fn period(chapter: &Chapter, today: Option<Moment>) -> Period {
    let decision = &chapter.mapping.decision;
    Period {
        from: chapter.from,
        until: chapter.until,
        when: when(chapter.from, chapter.until),
        phase: phases(chapter),
        sign: match decision.outcome {
            Outcome::Allowed => Sign::Good,
            Outcome::AllowedWithWarning | Outcome::DependsOnController => Sign::Warning,
            Outcome::Denied => Sign::Refused,
            Outcome::CannotTell => Sign::CannotTell,
        },
        sentence: format!("{} {}", words::headline(&chapter.mapping), words::consequence(&chapter.mapping)),
        codes: [decision.event, decision.error]
            .into_iter()
            .flatten()
            .map(|shown| CodeReport {
                label: code::label(shown),
                title: catalog::title(shown).unwrap_or_default().to_owned(),
                link: shown.link(),
                confidence: decision.confidence,
            })
            .collect(),
        now: today.is_some_and(|today| chapter.holds(today)),
    }
}

/// How domain controllers behaved in general when the period began, and when it ended if that differs.
fn phases(chapter: &Chapter) -> String {
    let last = chapter.until.map_or(Level::NEWEST, |until| Level::at(until.plus_seconds(-1))).phase();
    if last == chapter.phase {
        return phase(last).to_owned();
    }
    format!("At the start: {} At the end: {}", phase(chapter.phase), phase(last))
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::BeforeChecks => "Strong mapping was not required yet.",
        Phase::DisabledPossible => {
            "Domain controllers logged warnings about weak mappings, and the check could be turned off."
        }
        Phase::CompatibilityDefault => "Domain controllers logged warnings about weak mappings.",
        Phase::EnforcementDefault => {
            "Domain controllers refused weak mappings, unless the registry switched back to warnings."
        }
        Phase::EnforcementOnly => "Domain controllers refuse weak mappings, whatever the registry says.",
    }
}

fn when(from: Option<Moment>, until: Option<Moment>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => format!("{} to {}", from.date(), until.plus_seconds(-1).date()),
        (Some(from), None) => format!("since {}", from.date()),
        (None, Some(until)) => format!("until {}", until.plus_seconds(-1).date()),
        (None, None) => "always".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;

    /// Checks the periods of a generated certificate.
    #[track_caller]
    fn check(pem: &str, expect: &[(&str, Sign)]) {
        let file = File { name: "a.pem", bytes: pem.as_bytes() };
        let findings = examination::read(&[file], &[]);
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        let judgments = examination::judge(&findings, &situation);
        let periods = history(&findings.items[0], &judgments[0], &[], &situation);
        let found: Vec<_> = periods.iter().map(|it| (it.when.as_str(), it.sign)).collect();
        assert_eq!(found, expect);
        assert_eq!(periods.iter().filter(|it| it.now).count(), 1, "today lies in one of them");
    }

    #[test]
    fn a_weak_certificate_worked_until_it_was_refused() {
        check(
            &forge::Leaf::user("alice").valid("2021-01-01T00:00:00Z", "2027-01-01T00:00:00Z").pem(),
            &[
                ("2021-01-01 to 2022-05-09", Sign::Good),
                ("2022-05-10 to 2025-02-10", Sign::Warning),
                ("2025-02-11 to 2027-01-01", Sign::Refused),
            ],
        );
    }

    #[test]
    fn only_certificates_have_a_history() {
        let file = File { name: "a.txt", bytes: b"nothing" };
        let findings = examination::read(&[file], &[]);
        let nothing = Judgment::default();
        assert_eq!(history(&findings.items[0], &nothing, &[], &Situation::default()), []);
    }
}
