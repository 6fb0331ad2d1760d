//! Which property is to blame when a domain controller does not let a certificate in. The decision itself is the
//! mapping's; here it only finds the rule that speaks for it, and every refusal has exactly one.

use super::{Case, Fault, Look, Weight};
use crate::catalog::{Code, Family};
use crate::mapping::{ANOTHER_SID, By, Mapping, Outcome, Step, Verdict, usable_name};
use crate::situation::AccountKind;

/// The property that a refusal, a warning or a doubt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nothing proves the account.
    SidAbsent,
    /// A SID stands where this domain controller does not look.
    SanUriUnread,
    /// The SID is another account's.
    SidMismatch,
    /// The certificate is older than the account.
    OlderThanAccount,
    /// Nothing names a user.
    UpnMissing,
    /// Nothing names a computer.
    DnsNameMissing,
    /// The name is nobody's.
    UpnSuffixForeign,
    /// The name is another account's.
    NameOfAnother,
    /// The issuing authority is not in the NTAuth store.
    NtAuth,
    /// The TLS server tries no method that fits.
    MappingMethods,
    /// No source settles what a domain controller does.
    Unsettled,
}

impl Refusal {
    /// The refusal that a mapping amounts to, if it is not simply let through.
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        let mapping = case.mapping;
        let decision = &mapping.decision;
        match (decision.outcome, kdc_event(mapping)) {
            (Outcome::Allowed, _) => None,
            (_, Some(21 | 45)) => Some(Self::NtAuth),
            (Outcome::DependsOnController, _) if claims_by_address(mapping) => Some(Self::SanUriUnread),
            (Outcome::DependsOnController, _) => Some(Self::SidAbsent),
            (Outcome::Denied, None)
                if decision.steps.last().is_some_and(|step| step.id == "schannel")
                    && decision.error.is_none() =>
            {
                Some(Self::MappingMethods)
            }
            (Outcome::CannotTell, _) if mapping.verdict == Verdict::Undecided && names_nobody(case) => {
                Some(Self::nameless(case))
            }
            (Outcome::CannotTell, _) => Some(Self::Unsettled),
            // Strong or weak, it is let in; if weak, with a word about it.
            (Outcome::AllowedWithWarning, _) if mapping.verdict == Verdict::Undecided => {
                Some(if claims_by_address(mapping) { Self::SanUriUnread } else { Self::SidAbsent })
            }
            (Outcome::Denied | Outcome::AllowedWithWarning, event) => Some(Self::by_verdict(case, event)),
        }
    }

    fn by_verdict(case: &Case<'_>, event: Option<u32>) -> Self {
        let mapping = case.mapping;
        match (mapping.verdict, mapping.by) {
            // No account was found with which the SID could be compared.
            (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) if nobody_is_found(mapping) => {
                Self::nameless(case)
            }
            (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) => Self::SidMismatch,
            (Verdict::Mismatch, _) if nobody_is_found(mapping) => Self::UpnSuffixForeign,
            (Verdict::Mismatch, _) => Self::NameOfAnother,
            // A hint led to an account, and nothing in the certificate to that one.
            (Verdict::None, _) if only_a_hint_leads(mapping) => Self::SidAbsent,
            (Verdict::None, _) => Self::nameless(case),
            (Verdict::Weak, _) if matches!(event, Some(40 | 48)) => Self::OlderThanAccount,
            // Whether a SID counts is open, but with none of the answers it is the account's.
            (Verdict::Undecided, Some(By::SidExtension | By::SanUri)) => Self::SidMismatch,
            (Verdict::Weak, _) if claims_by_address(mapping) => Self::SanUriUnread,
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

/// What a rule about one kind of refusal sees.
pub(super) fn look(case: &Case<'_>, own: Refusal) -> Look {
    if Refusal::of(case) != Some(own) {
        return Look::Met;
    }
    let decision = &case.mapping.decision;
    let mut fault = Fault::new(telling_step(case.mapping, own)).weighing(match decision.outcome {
        Outcome::Denied | Outcome::DependsOnController => Weight::Block,
        Outcome::Allowed | Outcome::AllowedWithWarning | Outcome::CannotTell => Weight::Warn,
    });
    fault.open = decision.outcome == Outcome::DependsOnController;
    fault.event = decision.event.filter(|code| code.family == Family::Kdc);
    // Where only a hint leads to the account, no event is known but that of a domain controller that enforces.
    fault.unlogged = fault.event.is_none() && only_a_hint_leads(case.mapping);
    fault.confidence = Some(decision.confidence);
    Look::Broken(fault)
}

/// The last step of the decision is the one that settled it; where nothing did, the first doubt tells why, or that
/// there is no name to begin with.
fn telling_step(mapping: &Mapping, own: Refusal) -> String {
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

/// Whether an account was found, and nothing in the certificate leads to it.
fn only_a_hint_leads(mapping: &Mapping) -> bool {
    mapping.verdict == Verdict::None && mapping.decision.error == Some(Code::new(Family::Krb, 66))
}

fn kdc_event(mapping: &Mapping) -> Option<u32> {
    mapping.decision.event.filter(|code| code.family == Family::Kdc).map(|code| code.number)
}

fn claims_by_address(mapping: &Mapping) -> bool {
    mapping.san_uri.as_ref().is_some_and(|uri| uri.sid.is_some())
}

fn nobody_is_found(mapping: &Mapping) -> bool {
    mapping.decision.error == Some(Code::new(Family::Krb, 6))
}

fn names_nobody(case: &Case<'_>) -> bool {
    usable_name(case.certificate, &case.situation.dc, case.mapping.kind).is_none()
}
