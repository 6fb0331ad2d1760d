//! From verdicts to the gate that stops, and to what Windows says there.

use crate::certificate::Certificate;
use crate::mapping::Question;
use crate::rules::{Case, Gate, Shown};
use crate::situation::Scenario;
use serde::{Deserialize, Serialize};

pub use crate::remedy::{Command, Remedy, Shell};

/// What happens in one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The scenario.
    pub scenario: Scenario,
    /// What happens.
    pub outcome: Outcome,
    /// What was taken for granted for want of an answer, in words.
    pub assumptions: Vec<String>,
    /// Where it stops.
    pub gate: Option<Gate>,
    /// What is shown, likeliest first.
    pub codes: Vec<Shown>,
    /// The rules that decided it.
    pub because: Vec<&'static str>,
    /// What to do about it.
    pub remedies: Vec<Remedy>,
    /// Answers that would change the outcome.
    pub questions: Vec<Question>,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing known stops it.
    Connects,
    /// It works, and something should be mended.
    ConnectsWithWarning,
    /// It fails.
    Fails,
    /// It cannot be told.
    CannotTell,
}

/// The scenarios that fit what the certificate seems to be for.
#[must_use]
pub fn likely_scenarios(certificate: &Certificate) -> Vec<Scenario> {
    let _ = certificate;
    vec![Scenario::UserTunnel]
}

/// Goes through the gates in the order of Windows; the first that stops decides.
#[must_use]
pub fn predict(case: &Case<'_>) -> Prediction {
    Prediction {
        scenario: case.scenario,
        outcome: Outcome::CannotTell,
        assumptions: Vec::new(),
        gate: None,
        codes: Vec::new(),
        because: Vec::new(),
        remedies: Vec::new(),
        questions: Vec::new(),
    }
}
