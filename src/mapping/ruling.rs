//! The domain controller's ruling, in the order of its own steps.
//!
//! 1. Find the account: by a strong explicit mapping or a registered key, otherwise by name.
//! 2. A name that is not the account's ends the logon before the mapping strength is checked.
//! 3. Strength: explicit mapping, registered key, SID extension, SAN SID URI, name mapping policy. The policy also
//!    counts if the SID is another account's.
//! 4. Everything else is weak; the update level decides what happens.
//! 5. The NTAuth store.
//!
//! Where a fact is missing or the sources are silent, the ruling is made in every possible world. What all of them
//! agree on is reported, the rest is `undecided`. A SID with an unusual encoding is such a case: a domain controller
//! that reads it would rate the mapping strong, one that does not would rate it weak, and no source shows which
//! applies.

mod agreement;
mod gates;
mod locating;
mod proving;

pub(super) use agreement::rule;
pub(crate) use proving::ANOTHER_SID;
pub(super) use proving::{no_accounts, proves};

use super::account::{self, Usage, Words};
use super::explicit::{MAY_BE_ACCEPTED, NAME_UNREADABLE};
use super::form::Form;
use super::name_policy;
use super::strings::{cautions, own_sid};
use super::update_level::{ISSUER_SID_BEGINS, Level, Mode, NAME_POLICY_BEGINS, Phase};
use super::worlds::{Doubt, World, controllers};
use super::{By, Explicit, Outcome, Question, Step, Strength, Verdict};
use crate::catalog::{Code, Confidence, Family};
use crate::certificate::Certificate;
use crate::sid::Sid;
use crate::situation::{AccountKind, ServerVersion, Setting, Situation};
use proving::carrier;
use std::cmp::Reverse;

/// The input of a decision.
#[derive(Clone, Copy)]
pub(super) struct Logon<'a> {
    pub(super) certificate: &'a Certificate,
    /// The certificates of the issuing CA: the one in the chain first, then others with which chains can be built.
    pub(super) issuers: &'a [&'a Certificate],
    pub(super) situation: &'a Situation,
    pub(super) usage: Usage,
    pub(super) explicit: &'a [Explicit],
    pub(super) words: Words,
}

impl Logon<'_> {
    pub(super) fn level(&self) -> Level {
        Level::stated(&self.situation.dc, self.situation.today)
    }

    pub(super) fn kind(&self) -> AccountKind {
        account::kind(self.certificate, self.situation, self.usage)
    }

    pub(super) fn matching(&self, strength: Strength) -> Option<&Explicit> {
        self.explicit.iter().find(|it| it.matches && it.strength == strength)
    }

    /// Whether an explicit mapping on the account matches the certificate by issuer and SID.
    pub(super) fn maps_by_issuer_sid(&self) -> bool {
        self.explicit.iter().any(|it| it.matches && it.form == Some(Form::IssuerSid.name()))
    }
}

/// The result of a logon.
#[derive(Clone, Debug)]
pub(super) struct Ruling {
    pub(super) verdict: Verdict,
    pub(super) by: Option<By>,
    pub(super) sid: Option<Sid>,
    pub(super) outcome: Outcome,
    pub(super) event: Option<Code>,
    pub(super) error: Option<Code>,
    pub(super) confidence: Confidence,
    pub(super) steps: Vec<Step>,
    /// What must be known to be sure about the search for the account.
    pub(super) search_question: Option<Question>,
    /// What made several worlds possible.
    pub(super) doubts: Vec<Doubt>,
    /// Whether the account was found by an explicit mapping.
    pub(super) found_explicitly: bool,
    /// Whether it is only assumed that the name in the certificate is the account's.
    pub(super) name_assumed: bool,
}

/// Makes the decision in one world.
fn decide_in(logon: &Logon<'_>, world: &World) -> Ruling {
    let mut path = Path::new(logon, world);
    path.update_level();
    let verdict = path.walk();
    path.nt_auth();
    path.schannel();
    path.finish(verdict)
}

/// The state of one logon on its way through the checks.
struct Path<'a> {
    logon: &'a Logon<'a>,
    world: &'a World,
    level: Level,
    mode: Mode,
    steps: Vec<Step>,
    by: Option<By>,
    outcome: Outcome,
    event: Option<u32>,
    error: Option<Code>,
    confidence: Confidence,
    found: Option<Route>,
    /// The kind of name by which it was found, if by name.
    named: Option<By>,
    /// Whether it is only assumed that the name is the account's.
    name_assumed: bool,
    search_question: Option<Question>,
}

/// How the account was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// By an explicit mapping of this form.
    Explicit(Option<&'static str>),
    /// By the key.
    Key,
    /// By a name.
    Name,
}

/// The certificate is valid, but not strongly mapped to the account.
const MISMATCH: Code = Code::new(Family::Krb, 66);
/// The domain controller does not trust the certificate.
const NOT_TRUSTED: Code = Code::new(Family::Krb, 62);

impl<'a> Path<'a> {
    fn new(logon: &'a Logon<'a>, world: &'a World) -> Self {
        let level = logon.level();
        Self {
            logon,
            world,
            level,
            mode: level.mode(logon.situation.dc.enforcement),
            steps: Vec::with_capacity(8),
            by: None,
            outcome: Outcome::Denied,
            event: None,
            error: None,
            confidence: Confidence::Documented,
            found: None,
            named: None,
            name_assumed: false,
            search_question: None,
        }
    }

    fn note(&mut self, id: &'static str, finding: &str, confidence: Confidence) {
        self.note_at_length(id, || finding, confidence);
    }

    /// Records a step whose sentence is only composed if sentences are wanted.
    fn note_at_length<T: Into<String>>(
        &mut self,
        id: &'static str,
        finding: impl FnOnce() -> T,
        confidence: Confidence,
    ) {
        self.steps.push(Step { id, finding: self.logon.words.say(finding), confidence, doubt: false });
    }

    fn update_level(&mut self) {
        let registry = self.logon.situation.dc.enforcement;
        let (finding, confidence) = match (self.level.phase(), self.mode, registry) {
            (Phase::BeforeChecks, ..) => (
                "The domain controller has no updates from May 2022 or later, so it does not check strong mapping.",
                true,
            ),
            (_, Mode::Unchecked, _) => ("The registry turns off the check for strong mapping.", true),
            (Phase::EnforcementOnly, _, Setting::Set(0 | 1)) => (
                "The domain controller enforces strong mapping. Since the updates of September 9, 2025, it no longer reads the registry value.",
                true,
            ),
            (Phase::EnforcementOnly, ..) => ("The domain controller enforces strong mapping.", true),
            (_, Mode::Compatibility, Setting::Set(0)) => (
                "The domain controller runs in compatibility mode. Since the updates of April 11, 2023, it treats the registry value 0 as 1.",
                false,
            ),
            (_, Mode::Compatibility, Setting::Set(_)) => {
                ("The domain controller runs in compatibility mode, as set in the registry.", true)
            }
            (_, Mode::Compatibility, _) => {
                ("The domain controller runs in compatibility mode, the default of its update level.", true)
            }
            (_, Mode::Enforcement, Setting::Set(_)) => {
                ("The domain controller enforces strong mapping, as set in the registry.", true)
            }
            (_, Mode::Enforcement, _) => {
                ("The domain controller enforces strong mapping, the default of its update level.", true)
            }
        };
        let confidence = if confidence { Confidence::Documented } else { Confidence::Reported };
        self.confidence = self.confidence.min(confidence);
        self.note("update-level", finding, confidence);
    }

    /// From the search for the account to the verdict.
    fn walk(&mut self) -> Verdict {
        if let Some(verdict) = self.explicit_strong() {
            return verdict;
        }
        if self.logon.situation.account.key_trust == Some(true) {
            self.note(
                "key-trust",
                "The certificate's key is registered on the account. That is a strong mapping.",
                Confidence::Documented,
            );
            self.found = Some(Route::Key);
            self.warn_of_another_sid("The registered key");
            return self.strong(By::KeyTrust);
        }
        let Logon { certificate, situation, words, .. } = *self.logon;
        let search = account::search(certificate, situation, self.logon.kind(), words);
        if let Some(verdict) = self.locate(search) {
            return verdict;
        }
        if let Some(verdict) = self.sid() {
            return verdict;
        }
        self.without_sid()
    }

    fn explicit_strong(&mut self) -> Option<Verdict> {
        if self.logon.explicit.is_empty() {
            return None;
        }
        let Some(explicit) = self.strong_string() else {
            let matching = |strength| self.logon.matching(strength).is_some();
            let finding = match (matching(Strength::Strong), matching(Strength::Weak)) {
                (true, _) if !self.knows_issuer_sid() => {
                    "The account has an explicit mapping by issuer and SID. Domain controllers support it from Server 2022 on, with the updates of September 2025."
                }
                (true, _) => {
                    "An explicit mapping on the account uses the SID in the certificate, which this domain controller does not read."
                }
                (false, true) => {
                    "An explicit mapping on the account matches this certificate, but it is weak."
                }
                (false, false) => "None of the explicit mappings on the account matches this certificate.",
            };
            self.note("explicit-mapping", finding, Confidence::Documented);
            self.doubt_a_near_match();
            return None;
        };
        self.note_at_length(
            "explicit-mapping",
            || {
                format!(
                    "The account has {}, which matches this certificate. That is a strong mapping.",
                    explicit.text
                )
            },
            Confidence::Documented,
        );
        self.found = Some(Route::Explicit(explicit.form));
        if let Some((finding, confidence)) = self.doubt_of_form(explicit.form) {
            self.confidence = self.confidence.min(confidence);
            self.note("explicit-form", finding, confidence);
        }
        self.warn_of_another_sid("The explicit mapping");
        self.warn_of_another_name();
        Some(self.strong(By::AltSecurityIdentity))
    }

    /// A client that finds a UPN in the certificate requests the account of that UPN. Of computers, [MS-PKCA] 3.1.5.2.1
    /// mentions only the DNS name.
    fn warn_of_another_name(&mut self) {
        let logon = *self.logon;
        if logon.usage.through_tls_server {
            return;
        }
        if logon.kind() == AccountKind::Computer {
            if !account::has_name_of_computer(logon.certificate, logon.situation) {
                self.confidence = self.confidence.min(Confidence::Reported);
                self.note(
                    "another-name",
                    "No DNS name in the certificate is the computer's. That an explicit mapping is enough without it is not documented.",
                    Confidence::Reported,
                );
            }
            return;
        }
        if let Some(upn) = account::name_in_the_way(logon.certificate, logon.situation) {
            self.confidence = self.confidence.min(Confidence::Reported);
            self.note_at_length(
                "another-name",
                || format!("The UPN {upn} in the certificate is not the account's. Windows looks up the account by this UPN first and fails if no account has it, unless the client sends a user name hint, or UseSubjectAltName is 0 there and on every domain controller."),
                Confidence::Documented,
            );
        }
    }

    /// The SID is checked only if no other mapping is strong ([MS-PKCA] 3.1.5.2.1.6).
    fn warn_of_another_sid(&mut self, what_counts: &str) {
        if let Some((by, Err(why))) = self.proof() {
            let (_, carrier) = carrier(by);
            self.note_at_length(
                ANOTHER_SID,
                || format!("{carrier} {why} {what_counts} still counts. Check whether that is intended."),
                Confidence::Documented,
            );
        }
    }

    /// The strong explicit mapping that matches the certificate as this domain controller reads it: the form with a SID
    /// depends on the SID that the domain controller finds. Of several, the most certain one, whatever their order on
    /// the account.
    fn strong_string(&self) -> Option<&'a Explicit> {
        let reads = |it: &&Explicit| {
            it.form != Some(Form::IssuerSid.name())
                || (self.knows_issuer_sid() && self.sid_that_counts() == own_sid(self.logon.certificate))
        };
        let strong = |it: &&Explicit| it.matches && it.strength == Strength::Strong;
        let doubt = |it: &&Explicit| self.doubt_of_form(it.form).map(|(_, confidence)| Reverse(confidence));
        self.logon.explicit.iter().filter(strong).filter(reads).min_by_key(doubt)
    }

    /// Whether the domain controller supports explicit mappings by issuer and SID.
    fn knows_issuer_sid(&self) -> bool {
        self.answering().knows_issuer_sid() && self.level.has(ISSUER_SID_BEGINS)
    }

    /// The release of the answering domain controller; the newest if not stated.
    fn answering(&self) -> ServerVersion {
        let versions = controllers(self.logon.situation);
        versions.get(self.world.controller).copied().unwrap_or(ServerVersion::V2025)
    }

    /// Some strong forms are not fully documented by Microsoft.
    fn doubt_of_form(&self, form: Option<&str>) -> Option<(&'static str, Confidence)> {
        match form {
            Some("sha1_puk") => Some((
                "The name <SHA1-PUKEY> suggests the key. That the tag means the certificate thumbprint is known from tested programs and from Samba.",
                Confidence::Reported,
            )),
            Some("issuer_serial")
                if cautions(self.logon.certificate).iter().any(|it| it.form == "issuer_serial") =>
            {
                Some((
                    "How Windows writes this issuer or serial number in the mapping is not documented.",
                    Confidence::Inferred,
                ))
            }
            _ => None,
        }
    }

    /// Notes an explicit mapping that does not match, but only in a way that Windows may accept, or in a part that
    /// cannot be compared.
    fn doubt_a_near_match(&mut self) {
        let misses_by = |ids: &[&str]| {
            let is_strong = |name: &str| {
                Form::ALL.iter().any(|form| form.name() == name && form.strength() == Strength::Strong)
            };
            let mut strong = self.logon.explicit.iter().filter(|it| it.form.is_some_and(is_strong));
            strong.any(|it| !it.matches && it.differences.iter().all(|it| ids.contains(&it.id)))
        };
        let finding = if misses_by(&MAY_BE_ACCEPTED) {
            "One explicit mapping differs so little that Windows may accept it. That is not documented. Correct the mapping."
        } else if misses_by(&[NAME_UNREADABLE]) {
            "One explicit mapping matches except for a name in the certificate that cannot be read. What Windows reads there is not known."
        } else {
            return;
        };
        self.confidence = self.confidence.min(Confidence::Inferred);
        self.note("explicit-form", finding, Confidence::Inferred);
    }

    /// The verdict on an account that was found, if no SID decides: the name mapping policy can make the mapping strong.
    fn without_sid(&mut self) -> Verdict {
        if self.world.covered {
            self.note(
                "name-policy",
                "A line in the policy for name-based strong mappings covers this certificate.",
                Confidence::Documented,
            );
            return self.strong(By::NamePolicy);
        }
        self.miss_the_policy();
        self.weak()
    }

    /// Notes why the name mapping policy does not cover the certificate, if it has lines.
    fn miss_the_policy(&mut self) {
        let lines = self.logon.situation.dc.name_policy.as_deref().unwrap_or_default();
        if lines.is_empty() {
            return;
        }
        if self.logon.words == Words::LeftOut {
            return self.note("name-policy", "", Confidence::Documented);
        }
        let faults = name_policy::lint(lines, None, &[]);
        let finding = if self.logon.kind() == AccountKind::Computer {
            "The policy for name-based strong mappings covers users only.".to_owned()
        } else if !self.level.has(NAME_POLICY_BEGINS) {
            "The policy for name-based strong mappings requires the updates of September 2024.".to_owned()
        } else if let Some(fault) = faults.iter().find(|fault| fault.id == "duplicate-thumbprint") {
            format!("Line {} in the policy for name-based strong mappings: {}", fault.line + 1, fault.message)
        } else if let Some(fault) = faults.first() {
            format!(
                "No line in the policy for name-based strong mappings covers this certificate. Line {} cannot be read, which is logged as event 313 in the operational log: {}",
                fault.line + 1,
                fault.message
            )
        } else {
            "No line in the policy for name-based strong mappings covers this certificate.".to_owned()
        };
        self.note("name-policy", &finding, Confidence::Documented);
    }

    /// What happens to a certificate that only names its account.
    fn weak(&mut self) -> Verdict {
        let found = self.found_weakly();
        match self.mode {
            Mode::Unchecked => {
                self.note_at_length(
                    "weak-mapping",
                    || format!("{found}, and that is enough here."),
                    Confidence::Documented,
                );
                self.allow();
            }
            Mode::Enforcement => {
                self.note_at_length(
                    "weak-mapping",
                    || format!("{found}. A weak mapping like this is no longer enough."),
                    Confidence::Documented,
                );
                self.deny(Some(39), Some(MISMATCH));
            }
            Mode::Compatibility => self.weak_in_compatibility(),
        }
        Verdict::Weak
    }

    /// The beginning of a sentence that says what finds the account.
    const fn found_weakly(&self) -> &'static str {
        match self.found {
            Some(Route::Explicit(_)) => "The account is found by a weak explicit mapping only",
            _ => "The account is found by name only",
        }
    }

    /// Compatibility mode accepts a weakly mapped certificate unless it is older than its account.
    fn weak_in_compatibility(&mut self) {
        let (grace, by_default) = match self.logon.situation.dc.backdating_seconds {
            Setting::Set(seconds) => (i64::from(seconds), false),
            Setting::Unknown | Setting::NotSet => (DEFAULT_BACKDATING, true),
        };
        let times = self.logon.certificate.not_before.zip(self.logon.situation.account.created);
        let older = times.filter(|(begins, created)| begins < created);
        // The default of ten minutes is not confirmed: Microsoft's text was not available.
        let hangs_on_default = by_default
            && older.is_some_and(|(begins, created)| begins > created.plus_seconds(-NEAR_THE_DEFAULT));
        let sure = if hangs_on_default { Confidence::Inferred } else { Confidence::Documented };
        self.confidence = self.confidence.min(sure);
        match older {
            Some((begins, created)) if begins < created.plus_seconds(-grace) => {
                self.note_at_length(
                    "account-age",
                    || format!("The certificate is valid from {begins}, before the account was created on {created}. The difference exceeds the {grace} seconds allowed."),
                    sure,
                );
                self.deny(Some(40), Some(MISMATCH));
            }
            _ => {
                let found = self.found_weakly();
                let rest = match (older, times) {
                    (Some(_), _) if by_default => {
                        ". The account is newer than the certificate, but by no more than the ten minutes allowed when CertificateBackdatingCompensation is not set. The domain controller only warns."
                    }
                    (Some(_), _) => {
                        ". The account is newer than the certificate, which is allowed only because of CertificateBackdatingCompensation. The domain controller only warns."
                    }
                    (None, Some(_)) => {
                        ", and the account is older than the certificate. The domain controller only warns."
                    }
                    (None, None) => {
                        ". If the account is older than the certificate, the domain controller only warns."
                    }
                };
                self.note_at_length("weak-mapping", || format!("{found}{rest}"), sure);
                self.outcome = Outcome::AllowedWithWarning;
                self.event = Some(39);
                self.error = None;
            }
        }
    }

    fn strong(&mut self, by: By) -> Verdict {
        self.by = Some(by);
        self.allow();
        Verdict::Strong
    }

    fn allow(&mut self) {
        self.outcome = Outcome::Allowed;
        self.event = None;
        self.error = None;
    }

    /// Whether the logon is accepted as far as it was checked.
    const fn passes(&self) -> bool {
        matches!(self.outcome, Outcome::Allowed | Outcome::AllowedWithWarning)
    }

    fn deny(&mut self, event: Option<u32>, error: Option<Code>) {
        self.outcome = Outcome::Denied;
        self.event = event;
        self.error = error;
    }

    fn finish(mut self, verdict: Verdict) -> Ruling {
        let event = self.event.map(|number| self.numbered(Code::new(Family::Kdc, number)));
        let goes_by_sid = self.found == Some(Route::Explicit(Some(Form::IssuerSid.name())));
        Ruling {
            verdict,
            by: self.by,
            sid: self.sid_that_counts().filter(|_| !self.ignores_sids() || goes_by_sid).cloned(),
            outcome: self.outcome,
            event,
            error: self.error,
            confidence: self.confidence,
            steps: self.steps,
            search_question: self.search_question,
            doubts: Vec::new(),
            found_explicitly: matches!(self.found, Some(Route::Explicit(_))),
            name_assumed: self.name_assumed,
        }
    }

    /// Server 2008 and 2008 R2 log the same events under other numbers.
    fn numbered(&mut self, event: Code) -> Code {
        let answering = self.answering();
        let Some(old) = on_server_2008(event).filter(|_| answering <= ServerVersion::V2008R2) else {
            return event;
        };
        let (number, other) = (event.number, old.number);
        self.confidence = self.confidence.min(Confidence::Inferred);
        self.note_at_length(
            "event-number",
            || format!("Server {} logs event {number} as event {other}.", answering.name()),
            Confidence::Inferred,
        );
        old
    }
}

/// The number under which Server 2008 and 2008 R2 log an event.
pub(crate) const fn on_server_2008(code: Code) -> Option<Code> {
    let number = match (code.family, code.number) {
        (Family::Kdc, 39) => 41,
        (Family::Kdc, 40) => 48,
        (Family::Kdc, 41) => 49,
        _ => return None,
    };
    Some(Code::new(Family::Kdc, number))
}

/// The ten minutes by which Microsoft CAs backdate certificates.
const DEFAULT_BACKDATING: i64 = 600;

/// One hour: if a certificate is older than its account by less than this, the result depends on the unconfirmed
/// default.
const NEAR_THE_DEFAULT: i64 = 3_600;
