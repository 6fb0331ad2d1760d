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
pub mod strings;
pub mod update_level;
pub mod words;
mod worlds;

pub use account::Usage;
pub(crate) use account::{kind as account_kind, name_of, sam_of, same, told_kind, usable_name};
pub use decision::{decide, decide_issued_by, decide_without_strings, decide_without_words};
pub(crate) use ruling::{ANOTHER_SID, on_server_2008};

/// How a certificate and an account hold together, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The answer.
    pub verdict: Verdict,
    /// What the answer rests on; with [`Verdict::Mismatch`], the proof or name that does not fit.
    pub by: Option<By>,
    /// Whose account it must be.
    pub kind: AccountKind,
    /// The SID that counts.
    pub sid: Option<Sid>,
    /// What the SID extension says.
    pub sid_extension: Option<Claim>,
    /// What the address with the SID says.
    pub san_uri: Option<Claim>,
    /// The strings to write on the account.
    pub strings: AltSecurityIdentities,
    /// What speaks against some of them.
    pub cautions: Vec<Caution>,
    /// What became of each string that stands on the account.
    pub explicit: Vec<Explicit>,
    /// What the domain controller does with it, and says.
    pub decision: Decision,
    /// Answers that would change the verdict.
    pub questions: Vec<Question>,
    /// What was taken for granted, in words.
    pub assumptions: Vec<String>,
}

/// Whether a certificate proves its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It proves the account.
    Strong,
    /// The account is found by a name only.
    Weak,
    /// Nothing in it could locate or prove an account.
    None,
    /// It proves or names another account.
    Mismatch,
    /// A question must be answered first.
    Undecided,
}

/// What a verdict is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Microsoft's SID extension.
    SidExtension,
    /// The address with a SID in the subject alternative name.
    SanUri,
    /// A string on the account.
    AltSecurityIdentity,
    /// The key registered on the account.
    KeyTrust,
    /// The policy for name-based strong mappings.
    NamePolicy,
    /// The user principal name in the certificate.
    Upn,
    /// The DNS name in the certificate.
    Dns,
}

/// A SID as a certificate claims it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The text.
    pub raw: String,
    /// The SID, if it is one.
    pub sid: Option<Sid>,
    /// What kind of SID.
    pub class: Class,
}

/// The strings for `altSecurityIdentities`; null where the certificate does not provide one.
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
    /// `X509:<RFC822>…`, weak; one for each mail address.
    pub rfc822: Vec<String>,
}

/// What speaks against a form of explicit mapping for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caution {
    /// The form, such as `issuer_serial`.
    pub form: &'static str,
    /// Stable name, such as `issuer-spelling`.
    pub id: &'static str,
    /// A sentence for people.
    pub message: String,
}

/// What became of a string that stands on the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explicit {
    /// The string as it stands.
    pub text: String,
    /// Its form, such as `issuer_serial`; absent if it has none.
    pub form: Option<&'static str>,
    /// How a domain controller ranks the form.
    pub strength: Strength,
    /// Whether it points at this certificate.
    pub matches: bool,
    /// Why it does not, to the character.
    pub differences: Vec<Difference>,
}

/// How a domain controller rates a mapping string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// It proves an account.
    Strong,
    /// It only finds one.
    Weak,
    /// It is ignored.
    Invalid,
}

/// Where and why a string does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Stable name, such as `serial-not-reversed`.
    pub id: &'static str,
    /// A sentence for people.
    pub message: String,
    /// The character at which it begins.
    pub at: usize,
}

/// What a domain controller does with a logon, and says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it lets the logon through; not known if an answer is missing or sources are silent.
    pub outcome: Outcome,
    /// The event it writes; where it may let the logon through or not, the one it writes if it does not.
    pub event: Option<Code>,
    /// The error it sends.
    pub error: Option<Code>,
    /// How sure this is.
    pub confidence: Confidence,
    /// The steps in the order the domain controller takes them.
    pub steps: Vec<Step>,
}

/// What a domain controller does with a logon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It lets it through.
    Allowed,
    /// It lets it through and writes a warning.
    AllowedWithWarning,
    /// It refuses.
    Denied,
    /// It depends on which domain controller answers.
    DependsOnController,
    /// It cannot be told.
    CannotTell,
}

/// One step of the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Stable name, such as `sid-extension`.
    pub id: &'static str,
    /// What was found, in a sentence.
    pub finding: String,
    /// How sure this is.
    pub confidence: Confidence,
    /// Whether it tells what nobody knows or no source settles.
    pub doubt: bool,
}

/// An answer that would change a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// Stable name, such as `account-sid`.
    pub id: &'static str,
    /// What it would change.
    pub why: String,
}
