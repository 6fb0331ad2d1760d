//! Finds the rule that explains why a domain controller does not accept a certificate. The decision itself is made in
//! [`mapping`](crate::mapping); here it is assigned to a rule, exactly one for each refusal.

use super::{Case, Fault, Look, Weight};
use crate::catalog::{Code, Family};
use crate::mapping::{ANOTHER_SID, By, Mapping, Outcome, Step, Verdict, usable_name};
use crate::situation::AccountKind;

/// The reason for a refusal, a warning or a doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The certificate has nothing that maps it strongly.
    SidAbsent,
    /// The SID is where this domain controller does not read it.
    SanUriUnread,
    /// The SID is another account's.
    SidMismatch,
    /// The certificate is older than the account.
    OlderThanAccount,
    /// The certificate has no name of a user.
    UpnMissing,
    /// The certificate has no name of a computer.
    DnsNameMissing,
    /// No account has the name.
    UpnSuffixForeign,
    /// The name is another account's.
    NameOfAnother,
    /// The issuing CA is not in the NTAuth store.
    NtAuth,
    /// The TLS server tries no mapping method that works.
    MappingMethods,
    /// No source settles what a domain controller does.
    Unsettled,
}

impl Refusal {
    /// The reason that a mapping amounts to; `None` if it is simply accepted.
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        let mapping = case.mapping;
        let decision = &mapping.decision;
        match (decision.outcome, kdc_event(mapping)) {
            (Outcome::Allowed, _) => None,
            (_, Some(21 | 45)) => Some(Self::NtAuth),
            (Outcome::DependsOnController, _) if has_sid_uri(mapping) => Some(Self::SanUriUnread),
            (Outcome::DependsOnController, _) => Some(Self::SidAbsent),
            (Outcome::Denied, None)
                if decision.steps.last().is_some_and(|step| step.id == "schannel")
                    && decision.error.is_none() =>
            {
                Some(Self::MappingMethods)
            }
            (Outcome::CannotTell, _) if mapping.verdict == Verdict::Undecided && has_no_usable_name(case) => {
                Some(Self::nameless(case))
            }
            (Outcome::CannotTell, _) => Some(Self::Unsettled),
            // It is accepted whether strong or weak; if weak, with a warning.
            (Outcome::AllowedWithWarning, _) if mapping.verdict == Verdict::Undecided => {
                Some(if has_sid_uri(mapping) { Self::SanUriUnread } else { Self::SidAbsent })
            }
            (Outcome::Denied | Outcome::AllowedWithWarning, event) => Some(Self::by_verdict(case, event)),
        }
    }

    fn by_verdict(case: &Case<'_>, event: Option<u32>) -> Self {
        let mapping = case.mapping;
        match (mapping.verdict, mapping.by) {
            // No account was found to compare the SID with.
            (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) if no_account_found(mapping) => {
                Self::nameless(case)
            }
            (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) => Self::SidMismatch,
            (Verdict::Mismatch, _) if no_account_found(mapping) => Self::UpnSuffixForeign,
            (Verdict::Mismatch, _) => Self::NameOfAnother,
            // A user name hint identified an account, but nothing in the certificate maps to it.
            (Verdict::None, _) if only_a_hint_leads(mapping) => Self::SidAbsent,
            (Verdict::None, _) => Self::nameless(case),
            (Verdict::Weak, _) if matches!(event, Some(40 | 48)) => Self::OlderThanAccount,
            // Whether a SID counts is open, but in no case is it the account's.
            (Verdict::Undecided, Some(By::SidExtension | By::SanUri)) => Self::SidMismatch,
            (Verdict::Weak, _) if has_sid_uri(mapping) => Self::SanUriUnread,
            (Verdict::Weak | Verdict::Strong | Verdict::Undecided, _) => Self::SidAbsent,
        }
    }

    fn nameless(case: &Case<'_>) -> Self {
        match case.mapping.kind {
            AccountKind::User => Self::UpnMissing,
            AccountKind::Computer => Self::DnsNameMissing,
        }
    }
}

/// The result of a rule about one kind of refusal.
pub(super) fn look(case: &Case<'_>, own: Refusal) -> Look {
    if Refusal::of(case) != Some(own) {
        return Look::Met;
    }
    let decision = &case.mapping.decision;
    let mut fault = Fault::new(deciding_step(case.mapping, own)).weighing(match decision.outcome {
        Outcome::Denied | Outcome::DependsOnController => Weight::Block,
        Outcome::Allowed | Outcome::AllowedWithWarning | Outcome::CannotTell => Weight::Warn,
    });
    fault.open = decision.outcome == Outcome::DependsOnController;
    fault.event = decision.event.filter(|code| code.family == Family::Kdc);
    // If only a hint identifies the account, no event is known except in enforcement mode.
    fault.unlogged = fault.event.is_none() && only_a_hint_leads(case.mapping);
    fault.confidence = Some(decision.confidence);
    Look::Broken(fault)
}

/// The finding that explains the decision: the last step if it settled the decision, else the first doubt, or for a
/// missing name the search for the account.
fn deciding_step(mapping: &Mapping, own: Refusal) -> String {
    let steps = &mapping.decision.steps;
    let settled = match mapping.decision.outcome {
        Outcome::CannotTell | Outcome::DependsOnController => false,
        Outcome::AllowedWithWarning => mapping.verdict != Verdict::Undecided,
        Outcome::Allowed | Outcome::Denied => true,
    };
    let is_about_names = matches!(own, Refusal::UpnMissing | Refusal::DnsNameMissing);
    let settles = |step: &&Step| match step.id {
        "event-number" | "another-name" | "uri-refusal" | ANOTHER_SID => false,
        "schannel" => own == Refusal::MappingMethods,
        "ntauth" => own == Refusal::NtAuth,
        _ => true,
    };
    let leaves_open = |step: &&Step| if is_about_names { step.id == "account" } else { step.doubt };
    let unsettled = steps.iter().find(|step| !settled && leaves_open(step));
    unsettled.or_else(|| steps.iter().rev().find(settles)).or(steps.last()).map_or_else(
        || "A domain controller does not map the certificate to an account.".to_owned(),
        |step| step.finding.clone(),
    )
}

/// Whether an account was found, but nothing in the certificate maps to it.
fn only_a_hint_leads(mapping: &Mapping) -> bool {
    mapping.verdict == Verdict::None && mapping.decision.error == Some(Code::new(Family::Krb, 66))
}

fn kdc_event(mapping: &Mapping) -> Option<u32> {
    mapping.decision.event.filter(|code| code.family == Family::Kdc).map(|code| code.number)
}

fn has_sid_uri(mapping: &Mapping) -> bool {
    mapping.san_uri.as_ref().is_some_and(|uri| uri.sid.is_some())
}

fn no_account_found(mapping: &Mapping) -> bool {
    mapping.decision.error == Some(Code::new(Family::Krb, 6))
}

fn has_no_usable_name(case: &Case<'_>) -> bool {
    usable_name(case.certificate, &case.situation.dc, case.mapping.kind).is_none()
}
