//! Every way a certificate can identify an account, and what a domain controller decides.
//!
//! | module | purpose |
//! |---|---|
//! | [`update_level`] | what a domain controller with a given update level does; all dates of the hardening |
//! | [`form`], [`dn`], [`strings`], [`explicit`] | `altSecurityIdentities`: its forms, written, read and explained |
//! | [`name_policy`] | the lines of the policy for name-based strong mappings |
//! | `account` | whether the names in the certificate are those of the account |
//! | `worlds`, `ruling` | what is not known, and the decision for each possibility |
//! | `questions` | what to ask, and what was assumed |
//! | [`decide`], [`history`] | the decision, on one day and over the years |
//! | [`words`], [`remedies`] | what to say about it, and what to do |

use crate::catalog::{Code, Confidence};
use crate::sid::{Class, Sid};
use crate::situation::AccountKind;
use serde::{Deserialize, Serialize};

mod account;
mod decision;
pub mod dn;
pub mod explicit;
pub mod form;
pub mod history;
pub mod name_policy;
mod questions;
pub mod remedies;
mod ruling;
mod sources;
pub mod strings;
pub mod update_level;
pub mod words;
mod worlds;

pub use account::Usage;
pub(crate) use account::{kind as account_kind, name_of, sam_of, same, stated_kind, usable_name};
pub use decision::{decide, decide_issued_by, decide_without_mappings, decide_without_sentences};
pub(crate) use ruling::{ANOTHER_SID, on_server_2008};

/// How a certificate is mapped to an account, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The result.
    pub verdict: Verdict,
    /// What the verdict is based on; with [`Verdict::Mismatch`], the SID or name that does not match.
    pub by: Option<By>,
    /// Whether the account must be a user or a computer.
    pub kind: AccountKind,
    /// The SID that the domain controller uses.
    pub sid: Option<Sid>,
    /// The SID in the SID extension.
    pub sid_extension: Option<Claim>,
    /// The SID in the SAN SID URI.
    pub san_uri: Option<Claim>,
    /// The explicit mappings that can be written on the account.
    pub strings: AltSecurityIdentities,
    /// The reasons against some of them.
    pub cautions: Vec<Caution>,
    /// How each explicit mapping on the account relates to the certificate.
    pub explicit: Vec<Explicit>,
    /// What the domain controller does, and which event and error it produces.
    pub decision: Decision,
    /// The questions whose answers would change the verdict.
    pub questions: Vec<Question>,
    /// The assumptions made, as sentences.
    pub assumptions: Vec<String>,
}

/// Whether a certificate maps strongly to its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It maps strongly to the account.
    Strong,
    /// It identifies the account by a name or a weak explicit mapping only.
    Weak,
    /// It contains nothing that identifies an account.
    None,
    /// It belongs to or names another account.
    Mismatch,
    /// It depends on a question that is not answered yet.
    Undecided,
}

/// What a verdict is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The SID extension 1.3.6.1.4.1.311.25.2.
    SidExtension,
    /// The SID URI in the SAN.
    SanUri,
    /// An explicit mapping on the account.
    AltSecurityIdentity,
    /// The key registered on the account (key trust).
    KeyTrust,
    /// The name mapping policy.
    NamePolicy,
    /// The UPN in the certificate.
    Upn,
    /// The DNS name in the certificate.
    Dns,
}

/// A SID as it appears in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The text as encoded.
    pub raw: String,
    /// The SID, if the text is one.
    pub sid: Option<Sid>,
    /// The class of the SID.
    pub class: Class,
}

/// The explicit mappings for `altSecurityIdentities`; null where the certificate lacks a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AltSecurityIdentities {
    /// `X509:<I>…<SR>…`, strong.
    pub issuer_serial: Option<String>,
    /// `X509:<SKI>…`, strong.
    pub ski: Option<String>,
    /// `X509:<SHA1-PUKEY>…`, strong.
    pub sha1_puk: Option<String>,
    /// `X509:<I>…<SID>…`, strong.
    pub issuer_sid: Option<String>,
    /// `X509:<I>…<S>…`, weak.
    pub issuer_subject: Option<String>,
    /// `X509:<S>…`, weak.
    pub subject: Option<String>,
    /// `X509:<RFC822>…`, weak; one for each email address.
    pub rfc822: Vec<String>,
}

/// A reason against a form of explicit mapping for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// The form, such as `issuer_serial`.
    pub form: &'static str,
    /// Stable name, such as `issuer-spelling`.
    pub id: &'static str,
    /// A human-readable sentence.
    pub message: String,
}

/// How an explicit mapping on the account relates to the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explicit {
    /// The mapping as it is on the account.
    pub text: String,
    /// Its form, such as `issuer_serial`; absent if not recognized.
    pub form: Option<&'static str>,
    /// How a domain controller rates the form.
    pub strength: Strength,
    /// Whether it matches this certificate.
    pub matches: bool,
    /// Why it does not match, each with its character position.
    pub differences: Vec<Difference>,
}

/// How a domain controller rates an explicit mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// It maps strongly to an account.
    Strong,
    /// It identifies an account, but only weakly.
    Weak,
    /// It is ignored.
    Invalid,
}

/// Where and why an explicit mapping does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Stable name, such as `serial-not-reversed`.
    pub id: &'static str,
    /// A human-readable sentence.
    pub message: String,
    /// The character position at which the difference begins, counted from 0.
    pub at: usize,
}

/// What a domain controller does with a logon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it accepts the logon; not known if an answer is missing or sources are silent.
    pub outcome: Outcome,
    /// The event it logs; if it may or may not accept the logon, the event it logs when it refuses.
    pub event: Option<Code>,
    /// The error it returns.
    pub error: Option<Code>,
    /// How sure this is.
    pub confidence: Confidence,
    /// The steps in the order in which the domain controller takes them.
    pub steps: Vec<Step>,
}

/// What a domain controller does with a logon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It accepts the logon.
    Allowed,
    /// It accepts the logon and logs a warning.
    AllowedWithWarning,
    /// It refuses the logon.
    Denied,
    /// It depends on which domain controller answers.
    DependsOnController,
    /// It is not known.
    CannotTell,
}

/// One step of the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Stable name, such as `sid-extension`.
    pub id: &'static str,
    /// What was found, as a sentence.
    pub finding: String,
    /// How sure this is.
    pub confidence: Confidence,
    /// Whether the step states something that is not known or that no source settles.
    pub doubt: bool,
}

/// An open question whose answer would change a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// Stable name, such as `account-sid`.
    pub id: &'static str,
    /// What the answer would change.
    pub why: String,
}
