//! The consequences of a broken property in each scenario.

use super::{Fix, Gate, Shown, Station, Weight};
use crate::catalog::{Code, Confidence, Family};
use crate::situation::Scenario;

/// The consequence of a broken property in some scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// The scenarios.
    pub scenarios: &'static [Scenario],
    /// The severity there.
    pub weight: Weight,
    /// The step at which it stops the connection, or would.
    pub gate: Gate,
    /// How sure that is.
    pub confidence: Confidence,
    /// The codes shown, the most likely first, for all these scenarios; [`Effect::shown_in`] drops those that do not
    /// occur in one.
    pub shown: &'static [Shown],
    /// The codes shown if someone bypasses the gate. They are not predicted, because this does not happen by itself.
    pub forced: &'static [Code],
    /// The fixes that apply only in these scenarios.
    pub fixes: &'static [Fix],
}

impl Effect {
    /// An effect that stops the connection.
    pub(super) const fn block(
        scenarios: &'static [Scenario],
        gate: Gate,
        confidence: Confidence,
        shown: &'static [Shown],
    ) -> Self {
        Self { scenarios, weight: Weight::Block, gate, confidence, shown, forced: &[], fixes: &[] }
    }

    /// An effect that does not stop the connection, but may cause problems.
    pub(super) const fn warn(
        scenarios: &'static [Scenario],
        gate: Gate,
        confidence: Confidence,
        shown: &'static [Shown],
    ) -> Self {
        Self { scenarios, weight: Weight::Warn, gate, confidence, shown, forced: &[], fixes: &[] }
    }

    /// An effect for information; its codes are rarely shown.
    pub(super) const fn note(
        scenarios: &'static [Scenario],
        gate: Gate,
        confidence: Confidence,
        shown: &'static [Shown],
    ) -> Self {
        Self { scenarios, weight: Weight::Note, gate, confidence, shown, forced: &[], fixes: &[] }
    }

    /// Adds the codes shown if someone bypasses the gate.
    pub(super) const fn if_forced(mut self, forced: &'static [Code]) -> Self {
        self.forced = forced;
        self
    }

    /// Adds the fixes for these scenarios.
    pub(super) const fn fixed_by(mut self, fixes: &'static [Fix]) -> Self {
        self.fixes = fixes;
        self
    }

    /// Whether it applies in a scenario.
    #[must_use]
    pub fn concerns(&self, scenario: Scenario) -> bool {
        self.scenarios.contains(&scenario)
    }

    /// The codes shown in a scenario, the most likely first.
    pub fn shown_in(&self, scenario: Scenario) -> impl Iterator<Item = Shown> + use<> {
        let concerned = self.concerns(scenario);
        self.shown.iter().copied().filter(move |shown| concerned && is_predicted(shown.code.family, scenario))
    }

    /// Every code that may appear in a scenario, including those not predicted there.
    pub fn named_in(&self, scenario: Scenario) -> impl Iterator<Item = Code> + use<> {
        let concerned = self.concerns(scenario);
        let shown = self.shown.iter().map(|shown| shown.code);
        shown
            .chain(self.forced.iter().copied())
            .filter(move |code| concerned && occurs_in(code.family, scenario))
    }
}

/// Whether codes of a family are predicted in a scenario. For Wi-Fi (802.1X), only codes of NPS, the KDC, the EAP host
/// and the supplicant are predicted.
const fn is_predicted(family: Family, scenario: Scenario) -> bool {
    match scenario {
        Scenario::WifiUser | Scenario::WifiComputer => {
            matches!(family, Family::Nps | Family::Kdc | Family::Eap | Family::Onex)
        }
        _ => occurs_in(family, scenario),
    }
}

/// Whether codes of a family appear in a scenario at all. RasClient is used by tunnels only, the 802.1X supplicant
/// never by them.
const fn occurs_in(family: Family, scenario: Scenario) -> bool {
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

/// A code, where it appears, and how sure that is.
pub(super) const fn on(seen_on: Station, family: Family, number: u32, confidence: Confidence) -> Shown {
    Shown { code: Code::new(family, number), seen_on, confidence }
}
