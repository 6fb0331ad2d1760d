//! From the findings of the rules to the step that fails, and to what Windows shows there.

use crate::catalog::{self, Code, Family};
use crate::certificate::Certificate;
use crate::mapping::{self, Question};
use crate::rules::{self, Case, Finding, Gate, Look, NT_AUTH, Rule, Shown, WRONG_FILE, Weight, questions};
use crate::situation::{Scenario, Situation};
use serde::{Deserialize, Serialize};

mod role;

pub use crate::remedy::{Command, Remedy, Shell, Term};
pub use role::{Role, likely_scenarios, role};

/// What happens in one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The scenario.
    pub scenario: Scenario,
    /// What happens.
    pub outcome: Outcome,
    /// The assumptions made for lack of an answer, as sentences.
    pub assumptions: Vec<String>,
    /// The step at which it fails.
    pub gate: Option<Gate>,
    /// The codes shown, the most likely first.
    pub codes: Vec<Shown>,
    /// The ids of the rules that decided it.
    pub because: Vec<&'static str>,
    /// What to do about it.
    pub remedies: Vec<Remedy>,
    /// The questions whose answers would change the outcome.
    pub questions: Vec<Question>,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing known prevents it.
    Connects,
    /// It works, but something should be fixed.
    ConnectsWithWarning,
    /// It fails.
    Fails,
    /// It is not known.
    CannotTell,
}

impl Outcome {
    /// The order from best to worst. An unknown outcome is better than a failure and worse than a warning.
    #[must_use]
    pub const fn gravity(self) -> u8 {
        match self {
            Self::Connects => 0,
            Self::ConnectsWithWarning => 1,
            Self::CannotTell => 2,
            Self::Fails => 3,
        }
    }
}

/// The prediction with the worst outcome; of several, the first.
#[must_use]
pub fn worst(predictions: &[Prediction]) -> Option<&Prediction> {
    predictions.iter().rev().max_by_key(|prediction| prediction.outcome.gravity())
}

/// Goes through the gates in the order of Windows; the first one that stops the connection decides. Also returns
/// everything that the rules found, whether it decided or not, in the order of the rules.
#[must_use]
pub fn predict(case: &Case<'_>) -> (Prediction, Vec<(&'static Rule, Finding)>) {
    let course = Course::of(case);
    let prediction = course.prediction(case);
    (prediction, course.findings)
}

/// Predicts as [`predict`] does, but returns only the codes shown, the most likely first; nothing else is computed.
#[must_use]
pub fn predict_codes(case: &Case<'_>) -> Vec<Shown> {
    let course = Course::to_the_end(case);
    let (outcome, gate) = course.end(case);
    codes(&course.deciding(outcome, gate))
}

/// The codes of the deciding findings, without duplicates.
fn codes(deciding: &[&(&'static Rule, Finding)]) -> Vec<Shown> {
    let mut codes: Vec<Shown> = Vec::new();
    for shown in deciding.iter().flat_map(|(_, finding)| &finding.codes) {
        if codes.iter().all(|known| known.code != shown.code) {
            codes.push(*shown);
        }
    }
    codes
}

/// The remedies for findings, without duplicates. The first one for each finding is marked.
fn remedies(case: &Case<'_>, findings: &[&(&'static Rule, Finding)]) -> Vec<Remedy> {
    // All findings at the account come from one decision, so its remedies are added once.
    let mut for_mapping = findings
        .iter()
        .any(|(_, finding)| finding.gate == Gate::AccountMapping)
        .then(|| account_remedies(case));
    let mut remedies: Vec<Remedy> = Vec::new();
    for (rule, finding) in findings {
        let at_account = finding.gate == Gate::AccountMapping;
        let for_mapping = for_mapping.take_if(|_| at_account).unwrap_or_default();
        for (place, mut remedy) in rule.remedies(case.scenario, finding).chain(for_mapping).enumerate() {
            remedy.is_main = place == 0;
            match remedies.iter_mut().find(|known| known.title == remedy.title) {
                Some(known) => known.is_main |= remedy.is_main,
                None => remedies.push(remedy),
            }
        }
    }
    remedies
}

/// The remedies for the mapping, if the mapping is the obstacle.
fn account_remedies(case: &Case<'_>) -> Vec<Remedy> {
    if case.mapping.decision.outcome == mapping::Outcome::Allowed {
        return Vec::new();
    }
    let situation = case.situation;
    mapping::remedies::remedies(case.certificate, case.issuers, situation, Some(case.scenario), case.mapping)
}

/// The remedies for problems with the account that the NTAuth store hides: while the CA is not in the store, Windows
/// does not get that far.
fn hidden_by_nt_auth(case: &Case<'_>) -> Vec<Remedy> {
    let hides = case.mapping.decision.event == Some(Code::new(Family::Kdc, 21));
    if !hides || !case.scenario.maps_an_account() {
        return Vec::new();
    }
    let mut situation = case.situation.clone();
    situation.dc.ntauth_has_issuer = Some(true);
    let mapping =
        mapping::decide_without_sentences(case.certificate, case.issuers, &situation, Some(case.scenario));
    let then = Case { situation: &situation, mapping: &mapping, ..*case };
    let course = Course::to_the_end(&then);
    let stops: Vec<_> =
        course.weighing(Weight::Block).filter(|(_, finding)| finding.gate == Gate::AccountMapping).collect();
    remedies(&then, &stops)
}

/// The results of all rules for one case.
struct Course {
    findings: Vec<(&'static Rule, Finding)>,
    open: Vec<Open>,
}

/// A fact that is not known, and the gate at which it matters.
struct Open {
    unknown: Unknown,
    gate: Gate,
}

/// A fact that is not known.
struct Unknown {
    question: &'static str,
    /// Whether the file gives a reason to ask.
    doubtful: bool,
    /// Why the loaded files do not settle it, as a sentence.
    because: Option<String>,
}

/// The findings of the rules. Facts that are not known are passed to `open` with their rule, and with the gate if it is
/// not the rule's own.
fn findings(
    case: &Case<'_>,
    mut open: impl FnMut(&'static Rule, Option<Gate>, Unknown),
) -> Vec<(&'static Rule, Finding)> {
    let unknown = |question, doubtful| Unknown { question, doubtful, because: None };
    let mut findings = Vec::new();
    for rule in rules::concerning(case.scenario) {
        match rule.look_closer(case) {
            Look::Met | Look::NotApplicable(_) => {}
            Look::Broken(fault) => {
                if let Some(finding) = rule.finding(case.scenario, fault) {
                    finding
                        .unless
                        .into_iter()
                        .for_each(|question| open(rule, Some(finding.gate), unknown(question, true)));
                    findings.push((*rule, finding));
                }
            }
            Look::Assumed(question) => open(rule, None, unknown(question, false)),
            Look::Doubtful(question) => open(rule, None, unknown(question, true)),
            Look::Unsettled { question, because, doubtful } => {
                open(rule, None, Unknown { question, doubtful, because: Some(because) });
            }
        }
    }
    findings
}

impl Course {
    fn of(case: &Case<'_>) -> Self {
        let mut open = Vec::new();
        let findings = findings(case, |rule, gate, unknown| {
            let gate = gate.or_else(|| Some(rule.worst(case.scenario)?.gate));
            open.extend(gate.map(|gate| Open { unknown, gate }));
        });
        Self { findings, open }
    }

    /// The findings only, for callers that only need the outcome.
    fn to_the_end(case: &Case<'_>) -> Self {
        Self { findings: findings(case, |_, _, _| {}), open: Vec::new() }
    }

    /// The complete prediction.
    fn prediction(&self, case: &Case<'_>) -> Prediction {
        let (outcome, gate) = self.end(case);
        let deciding = self.deciding(outcome, gate);
        let mut prediction = Prediction {
            scenario: case.scenario,
            outcome,
            assumptions: self.assumptions(case, gate),
            gate,
            codes: codes(&deciding),
            because: deciding.iter().map(|(rule, _)| rule.id).collect(),
            remedies: remedies(case, &deciding),
            questions: self.questions(case, outcome, gate),
        };
        // If a reissued certificate would be refused again, the reissue should fix both at once. Remedies that help
        // only this certificate are not part of that.
        let beyond = remedies(case, &self.stops_beyond(outcome, gate));
        let hidden = if outcome == Outcome::Fails { hidden_by_nt_auth(case) } else { Vec::new() };
        for remedy in beyond.into_iter().chain(hidden) {
            let is_known = prediction.remedies.iter().any(|known| known.title == remedy.title);
            if remedy.term == Term::Permanent && !is_known {
                prediction.remedies.push(remedy.with_term(Term::Later));
            }
        }
        prediction
    }

    /// What would stop it once the deciding gate no longer does, in the order of the gates.
    fn stops_beyond(&self, outcome: Outcome, gate: Option<Gate>) -> Vec<&(&'static Rule, Finding)> {
        if outcome != Outcome::Fails || self.wrong_file().is_some() {
            return Vec::new();
        }
        let mut beyond: Vec<_> =
            self.weighing(Weight::Block).filter(|(_, finding)| Some(finding.gate) != gate).collect();
        beyond.sort_by_key(|(_, finding)| finding.gate);
        beyond
    }

    /// The outcome, and the gate at which it fails.
    fn end(&self, case: &Case<'_>) -> (Outcome, Option<Gate>) {
        let blocked = match self.wrong_file() {
            Some((_, finding)) => Some(finding.gate),
            None => self.first_stop(case.scenario),
        };
        let unsettled = case.scenario.maps_an_account()
            && matches!(
                case.mapping.decision.outcome,
                mapping::Outcome::CannotTell | mapping::Outcome::DependsOnController
            );
        match blocked {
            Some(gate) => (Outcome::Fails, Some(gate)),
            _ if unsettled => (Outcome::CannotTell, Some(Gate::AccountMapping)),
            _ if self.weighing(Weight::Warn).next().is_some() => (Outcome::ConnectsWithWarning, None),
            _ => (Outcome::Connects, None),
        }
    }

    /// The first gate at which something stops it. In a logon, the NTAuth store is checked last of the chain, after
    /// revocation.
    fn first_stop(&self, scenario: Scenario) -> Option<Gate> {
        let stops = |gate| self.weighing(Weight::Block).filter(move |(_, finding)| finding.gate == gate);
        let first = self.weighing(Weight::Block).map(|(_, finding)| finding.gate).min()?;
        let is_nt_auth = first == Gate::Chain && stops(Gate::Chain).all(|(rule, _)| rule.id == NT_AUTH);
        let is_later = is_nt_auth && scenario.maps_an_account() && stops(Gate::Revocation).next().is_some();
        Some(if is_later { Gate::Revocation } else { first })
    }

    /// The finding that it is the wrong file, if it is.
    fn wrong_file(&self) -> Option<&(&'static Rule, Finding)> {
        self.weighing(Weight::Block).find(|(rule, _)| rule.id == WRONG_FILE)
    }

    fn weighing(&self, weight: Weight) -> impl Iterator<Item = &(&'static Rule, Finding)> {
        self.findings.iter().filter(move |(_, finding)| finding.weight == weight)
    }

    /// The findings that decided it.
    fn deciding(&self, outcome: Outcome, gate: Option<Gate>) -> Vec<&(&'static Rule, Finding)> {
        match outcome {
            Outcome::Connects => Vec::new(),
            Outcome::ConnectsWithWarning => self.weighing(Weight::Warn).collect(),
            Outcome::Fails => match self.wrong_file() {
                Some(alone) => vec![alone],
                None => {
                    self.weighing(Weight::Block).filter(|(_, finding)| Some(finding.gate) == gate).collect()
                }
            },
            Outcome::CannotTell => self
                .findings
                .iter()
                .filter(|(_, finding)| finding.weight > Weight::Note && Some(finding.gate) == gate)
                .collect(),
        }
    }

    /// The assumptions up to the gate at which it fails, or all of them.
    fn assumptions(&self, case: &Case<'_>, gate: Option<Gate>) -> Vec<String> {
        let mut assumptions: Vec<String> = first_of_each_type(case.certificate).into_iter().collect();
        if reaches_the_account(case, gate) {
            if matches!(case.scenario, Scenario::WifiUser | Scenario::WifiComputer) {
                assumptions.push(RADIUS_BY_NPS.to_owned());
            }
            assumptions.extend(case.mapping.assumptions.iter().cloned());
        }
        // A finding in spite of what a question assumes is the opposite of that assumption.
        let is_opposed = |question| {
            self.findings.iter().any(|(_, finding)| finding.unless == Some(question) && !finding.assumed)
        };
        for unknown in self.open_until(gate) {
            let assumed = questions::find(unknown.question).map(|asked| asked.assumed);
            let assumed = assumed.filter(|_| !is_opposed(unknown.question));
            for more in assumed.into_iter().chain(unknown.because.as_deref()) {
                if assumptions.iter().all(|known| known != more) {
                    assumptions.push(more.to_owned());
                }
            }
        }
        assumptions
    }

    fn open_until(&self, gate: Option<Gate>) -> impl Iterator<Item = &Unknown> {
        let reached = self.open.iter().filter(move |open| gate.is_none_or(|gate| open.gate <= gate));
        reached.map(|open| &open.unknown)
    }

    /// The questions that the file gives a reason to ask and whose answers lead to another outcome, which is tried.
    fn questions(&self, case: &Case<'_>, outcome: Outcome, gate: Option<Gate>) -> Vec<Question> {
        let mut asked: Vec<Question> = Vec::new();
        if reaches_the_account(case, gate) {
            asked.extend(case.mapping.questions.iter().cloned());
        }
        for open in self.open_until(gate).filter(|open| open.doubtful) {
            let Some(question) = questions::find(open.question) else { continue };
            if asked.iter().any(|known| known.id == question.id) {
                continue;
            }
            let changes = (question.tries)(case).iter().any(|situation| ends(case, situation) != outcome);
            if changes {
                asked.push(Question { id: question.id, why: question.why.to_owned() });
            }
        }
        asked
    }
}

/// The outcome in another situation.
fn ends(case: &Case<'_>, situation: &Situation) -> Outcome {
    let other = Case { situation, ..*case };
    Course::to_the_end(&other).end(&other).0
}

/// The assumption for scenarios in which an access point may use any RADIUS server.
const RADIUS_BY_NPS: &str =
    "The RADIUS server is NPS. Other RADIUS servers may not ask a domain controller about the certificate.";

/// The assumption for a certificate with several extensions of one type.
fn first_of_each_type(certificate: &Certificate) -> Option<String> {
    let types = certificate.repeated.iter().map(ToString::to_string);
    let names: Vec<String> = types.map(|oid| catalog::oid::name(&oid).map_or(oid, str::to_owned)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Windows uses the first of several extensions of one type ({}). That is not documented.",
            names.join(", ")
        )
    })
}

fn reaches_the_account(case: &Case<'_>, gate: Option<Gate>) -> bool {
    case.scenario.maps_an_account() && gate.is_none_or(|gate| gate == Gate::AccountMapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predicted(outcomes: &[Outcome]) -> Vec<Prediction> {
        let scenarios = [Scenario::DeviceTunnel, Scenario::WifiComputer, Scenario::LdapsClient];
        let prediction = |(scenario, outcome): (Scenario, &Outcome)| Prediction {
            scenario,
            outcome: *outcome,
            assumptions: Vec::new(),
            gate: None,
            codes: Vec::new(),
            because: Vec::new(),
            remedies: Vec::new(),
            questions: Vec::new(),
        };
        scenarios.into_iter().zip(outcomes).map(prediction).collect()
    }

    #[track_caller]
    fn check(outcomes: &[Outcome], expect: Option<usize>) {
        let predictions = predicted(outcomes);
        assert_eq!(worst(&predictions), expect.map(|place| &predictions[place]), "{outcomes:?}");
    }

    #[test]
    fn worst_is_the_first_with_the_worst_outcome() {
        use Outcome::{CannotTell, Connects, ConnectsWithWarning, Fails};
        check(&[], None);
        check(&[Connects, Connects], Some(0));
        check(&[Connects, ConnectsWithWarning, Connects], Some(1));
        check(&[ConnectsWithWarning, CannotTell, Connects], Some(1));
        check(&[CannotTell, Fails, Fails], Some(1));
        check(&[Fails, CannotTell, ConnectsWithWarning], Some(0));
    }
}
