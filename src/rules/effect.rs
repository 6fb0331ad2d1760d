//! What follows from a broken property, scenario by scenario.

use super::{Fix, Gate, Shown, Station, Weight};
use crate::catalog::{Code, Confidence, Family};
use crate::situation::Scenario;

/// What follows from a broken property in some scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// The scenarios.
    pub scenarios: &'static [Scenario],
    /// How grave it is there.
    pub weight: Weight,
    /// Where it stops the connection, or would.
    pub gate: Gate,
    /// How sure that is.
    pub confidence: Confidence,
    /// What is shown, likeliest first, whatever the scenario; [`Effect::shown_in`] leaves out what has no place in one.
    pub shown: &'static [Shown],
    /// What is shown where somebody forces a way past the gate. It is not predicted, for nobody gets there unforced.
    pub forced: &'static [Code],
    /// What helps against it there and nowhere else.
    pub fixes: &'static [Fix],
}

impl Effect {
    /// It stops the connection.
    pub(super) const fn block(
        scenarios: &'static [Scenario],
        gate: Gate,
        confidence: Confidence,
        shown: &'static [Shown],
    ) -> Self {
        Self { scenarios, weight: Weight::Block, gate, confidence, shown, forced: &[], fixes: &[] }
    }

    /// It works, but.
    pub(super) const fn warn(
        scenarios: &'static [Scenario],
        gate: Gate,
        confidence: Confidence,
        shown: &'static [Shown],
    ) -> Self {
        Self { scenarios, weight: Weight::Warn, gate, confidence, shown, forced: &[], fixes: &[] }
    }

    /// It is good to know; what is shown hardly ever is.
    pub(super) const fn note(
        scenarios: &'static [Scenario],
        gate: Gate,
        confidence: Confidence,
        shown: &'static [Shown],
    ) -> Self {
        Self { scenarios, weight: Weight::Note, gate, confidence, shown, forced: &[], fixes: &[] }
    }

    /// The same, and what is shown to those who force their way past the gate.
    pub(super) const fn if_forced(mut self, forced: &'static [Code]) -> Self {
        self.forced = forced;
        self
    }

    /// The same, and what helps against it there.
    pub(super) const fn fixed_by(mut self, fixes: &'static [Fix]) -> Self {
        self.fixes = fixes;
        self
    }

    /// Whether it concerns a scenario.
    #[must_use]
    pub fn concerns(&self, scenario: Scenario) -> bool {
        self.scenarios.contains(&scenario)
    }

    /// What is shown in a scenario, likeliest first.
    pub fn shown_in(&self, scenario: Scenario) -> impl Iterator<Item = Shown> + use<> {
        let concerned = self.concerns(scenario);
        self.shown.iter().copied().filter(move |shown| concerned && is_predicted(shown.code.family, scenario))
    }

    /// Every code that a scenario has to do with, also those that are not predicted there.
    pub fn named_in(&self, scenario: Scenario) -> impl Iterator<Item = Code> + use<> {
        let concerned = self.concerns(scenario);
        let shown = self.shown.iter().map(|shown| shown.code);
        shown
            .chain(self.forced.iter().copied())
            .filter(move |code| concerned && has_a_place(code.family, scenario))
    }
}

/// Whether codes of a family are predicted in a scenario. Of 802.1X only NPS, the KDC, the EAP host and the supplicant
/// are told of.
const fn is_predicted(family: Family, scenario: Scenario) -> bool {
    match scenario {
        Scenario::WifiUser | Scenario::WifiComputer => {
            matches!(family, Family::Nps | Family::Kdc | Family::Eap | Family::Onex)
        }
        _ => has_a_place(family, scenario),
    }
}

/// Whether codes of a family are seen in a scenario at all. RasClient plays a part in the tunnels only, and the
/// 802.1X supplicant never does there.
const fn has_a_place(family: Family, scenario: Scenario) -> bool {
    match scenario {
        Scenario::WifiUser | Scenario::WifiComputer => !matches!(family, Family::Ras | Family::Ike),
        Scenario::NpsServer => true,
        Scenario::UserTunnel | Scenario::DeviceTunnel | Scenario::Ikev2Server | Scenario::SstpServer => {
            !matches!(family, Family::Onex)
        }
        Scenario::SmartCard | Scenario::IpsecAccountMapping | Scenario::LdapsClient | Scenario::Kdc => {
            !matches!(family, Family::Ras | Family::Onex)
        }
    }
}

/// A code, where it is seen, and how sure that is.
pub(super) const fn on(seen_on: Station, family: Family, number: u32, confidence: Confidence) -> Shown {
    Shown { code: Code::new(family, number), seen_on, confidence }
}
