//! What a domain controller does at a given update level. All dates of the two hardenings are here.
//!
//! KB5014754 (strong mapping) and KB5057784 (the NTAuth store) each came in phases, and later phases withdrew registry
//! values. What counts is the newest update installed on a domain controller, not the calendar date.

use crate::moment::Moment;
use crate::situation::{Dc, Setting, UpdateMonth};

/// KB5014754: strong mapping is checked, compatibility mode is the default, the registry value 0 turns the check off.
pub const CHECKS_BEGIN: Moment = Moment::day(2022, 5, 10);
/// KB5014754: 0 no longer turns the check off.
pub const DISABLED_ENDS: Moment = Moment::day(2023, 4, 11);
/// Server 2019 and later support name-based strong mapping by policy.
pub const NAME_POLICY_BEGINS: Moment = Moment::day(2024, 9, 10);
/// From this month on, Server 2019 and later certainly read the SID URI. The month in which this began is not
/// documented.
pub const SAN_URI_CERTAIN: Moment = Moment::day(2024, 10, 8);
/// KB5014754: enforcement mode becomes the default.
pub const ENFORCEMENT_BEGINS: Moment = Moment::day(2025, 2, 11);
/// KB5057784: audit mode for the NTAuth store.
pub const NTAUTH_AUDIT_BEGINS: Moment = Moment::day(2025, 4, 8);
/// KB5057784: enforcement for the NTAuth store becomes the default.
pub const NTAUTH_ENFORCED: Moment = Moment::day(2025, 7, 8);
/// KB5014754: the registry value is no longer read.
pub const REGISTRY_ENDS: Moment = Moment::day(2025, 9, 9);
/// Server 2022 and later support the explicit mapping by issuer and SID.
pub const ISSUER_SID_BEGINS: Moment = Moment::day(2025, 9, 9);
/// KB5057784: the registry value is no longer read.
pub const NTAUTH_REGISTRY_ENDS: Moment = Moment::day(2025, 10, 14);
/// From here on, one issuer on two lines of the name mapping policy makes every line fail.
pub const DUPLICATE_TUPLES_FAIL: Moment = Moment::day(2026, 2, 10);

/// The newest update installed on a domain controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(Moment);

impl Level {
    /// All updates, including future ones.
    pub const NEWEST: Self = Self(Moment::day(9999, 12, 31));

    /// All updates released up to a moment.
    #[must_use]
    pub const fn at(moment: Moment) -> Self {
        Self(moment)
    }

    /// All updates up to and including those of a month's Patch Tuesday.
    #[must_use]
    pub const fn of(month: UpdateMonth) -> Self {
        Self(second_tuesday(month.year as i64, month.month))
    }

    /// The update level of the domain controllers: as stated, else everything released by the day.
    #[must_use]
    pub fn stated(dc: &Dc, today: Option<Moment>) -> Self {
        match (dc.updated, today) {
            (Some(month), _) => Self::of(month),
            (None, Some(today)) => Self::at(today),
            (None, None) => Self::NEWEST,
        }
    }

    /// Whether it includes the updates released at a moment.
    #[must_use]
    pub fn has(self, release: Moment) -> bool {
        self.0 >= release
    }

    /// The phase of KB5014754 at this level.
    #[must_use]
    pub fn phase(self) -> Phase {
        if self.has(REGISTRY_ENDS) {
            Phase::EnforcementOnly
        } else if self.has(ENFORCEMENT_BEGINS) {
            Phase::EnforcementDefault
        } else if self.has(DISABLED_ENDS) {
            Phase::CompatibilityDefault
        } else if self.has(CHECKS_BEGIN) {
            Phase::DisabledPossible
        } else {
            Phase::BeforeChecks
        }
    }

    /// The mode that results from `StrongCertificateBindingEnforcement`.
    #[must_use]
    pub fn mode(self, registry: Setting<u32>) -> Mode {
        match (self.phase(), registry) {
            (Phase::BeforeChecks, _) | (Phase::DisabledPossible, Setting::Set(0)) => Mode::Unchecked,
            (Phase::EnforcementOnly, _) => Mode::Enforcement,
            // Where 0 is no longer supported, it counts as 1.
            (_, Setting::Set(0 | 1)) => Mode::Compatibility,
            (_, Setting::Set(2)) => Mode::Enforcement,
            (Phase::EnforcementDefault, _) => Mode::Enforcement,
            (Phase::DisabledPossible | Phase::CompatibilityDefault, _) => Mode::Compatibility,
        }
    }

    /// The mode that results from `AllowNtAuthPolicyBypass`.
    #[must_use]
    pub fn nt_auth(self, registry: Setting<u32>) -> NtAuth {
        if !self.has(NTAUTH_AUDIT_BEGINS) {
            return NtAuth::Unchecked;
        }
        if self.has(NTAUTH_REGISTRY_ENDS) {
            return NtAuth::Enforced;
        }
        match (self.has(NTAUTH_ENFORCED), registry) {
            (_, Setting::Set(1)) | (false, Setting::Unknown | Setting::NotSet) => NtAuth::Audited,
            (false, Setting::Set(0)) => NtAuth::Unchecked,
            // Where 0 is no longer supported, it counts as 2.
            _ => NtAuth::Enforced,
        }
    }
}

/// A phase of KB5014754.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Strong mapping is not checked yet.
    BeforeChecks,
    /// Compatibility mode is the default, and the check can be turned off.
    DisabledPossible,
    /// Compatibility mode is the default, and the check can no longer be turned off.
    CompatibilityDefault,
    /// Enforcement mode is the default, and the registry can restore compatibility mode.
    EnforcementDefault,
    /// Enforcement, whatever the registry says.
    EnforcementOnly,
}

/// What a domain controller does about strong mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does not check.
    Unchecked,
    /// It logs a warning, but refuses wrong SIDs and certificates older than their account.
    Compatibility,
    /// It refuses everything that is not strongly mapped.
    Enforcement,
}

/// What a domain controller does about an explicit mapping whose issuer is not in the NTAuth store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NtAuth {
    /// It does not check.
    Unchecked,
    /// It logs a warning.
    Audited,
    /// It refuses.
    Enforced,
}

/// Patch Tuesday: the second Tuesday, on which the updates of a month are released.
const fn second_tuesday(year: i64, month: u8) -> Moment {
    let first = Moment::day(year, month, 1).unix().div_euclid(86_400);
    // Day 0, January 1, 1970, was a Thursday; the next Tuesday is day 5.
    let to_tuesday = (5 - first).rem_euclid(7);
    Moment::from_unix((first + to_tuesday + 7) * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(month: &str, registry: Setting<u32>, mode: Mode) {
        assert_eq!(Level::of(UpdateMonth::parse(month).unwrap()).mode(registry), mode, "{month}");
    }

    #[test]
    fn updates_come_out_on_the_second_tuesday() {
        for (year, month, day) in
            [(2022, 5, 10), (2023, 4, 11), (2024, 9, 10), (2024, 10, 8), (2025, 2, 11), (2025, 4, 8)]
                .into_iter()
                .chain([(2025, 7, 8), (2025, 9, 9), (2025, 10, 14), (2026, 2, 10), (2024, 12, 10)])
        {
            assert_eq!(second_tuesday(year, month), Moment::day(year, month, day));
        }
    }

    #[test]
    fn each_phase_withdraws_a_registry_value() {
        use Mode::{Compatibility, Enforcement, Unchecked};
        for (month, by_default, set_to_0, set_to_1, set_to_2) in [
            ("2022-04", Unchecked, Unchecked, Unchecked, Unchecked),
            ("2022-05", Compatibility, Unchecked, Compatibility, Enforcement),
            ("2023-03", Compatibility, Unchecked, Compatibility, Enforcement),
            ("2023-04", Compatibility, Compatibility, Compatibility, Enforcement),
            ("2025-01", Compatibility, Compatibility, Compatibility, Enforcement),
            ("2025-02", Enforcement, Compatibility, Compatibility, Enforcement),
            ("2025-08", Enforcement, Compatibility, Compatibility, Enforcement),
            ("2025-09", Enforcement, Enforcement, Enforcement, Enforcement),
            ("2026-11", Enforcement, Enforcement, Enforcement, Enforcement),
        ] {
            check(month, Setting::Unknown, by_default);
            check(month, Setting::NotSet, by_default);
            check(month, Setting::Set(0), set_to_0);
            check(month, Setting::Set(1), set_to_1);
            check(month, Setting::Set(2), set_to_2);
        }
    }

    #[test]
    fn the_ntauth_check_has_its_own_phases() {
        use NtAuth::{Audited, Enforced, Unchecked};
        for (month, by_default, set_to_0, set_to_1, set_to_2) in [
            ("2025-03", Unchecked, Unchecked, Unchecked, Unchecked),
            ("2025-04", Audited, Unchecked, Audited, Enforced),
            ("2025-06", Audited, Unchecked, Audited, Enforced),
            ("2025-07", Enforced, Enforced, Audited, Enforced),
            ("2025-09", Enforced, Enforced, Audited, Enforced),
            ("2025-10", Enforced, Enforced, Enforced, Enforced),
        ] {
            let level = Level::of(UpdateMonth::parse(month).unwrap());
            assert_eq!(level.nt_auth(Setting::Unknown), by_default, "{month}");
            assert_eq!(level.nt_auth(Setting::Set(0)), set_to_0, "{month}");
            assert_eq!(level.nt_auth(Setting::Set(1)), set_to_1, "{month}");
            assert_eq!(level.nt_auth(Setting::Set(2)), set_to_2, "{month}");
        }
    }
}
