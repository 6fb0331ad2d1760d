//! One check per file: does this property of the certificate prevent a logon in this scenario?
//!
//! A rule looks at a case and says what it finds. What follows from that in each scenario is in the table of
//! [effects](Effect) of the rule, which is also read in reverse: from a code to the rules that lead to it.

use crate::catalog::{Code, Confidence, Family};
use crate::certificate::{Certificate, Defect, Span};
use crate::chain::Standing;
use crate::mapping::{Mapping, Question};
use crate::remedy::{Command, Remedy, Shell, Term};
use crate::situation::{Scenario, Situation};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

mod all;
mod effect;
mod facts;
mod host_name;
mod making;
pub mod neighbourhood;
pub mod questions;
mod refusal;

// One file a rule.
mod application_policies_narrower;
mod big_chain;
mod client_authentication_missing;
mod crl_sign_missing;
mod crl_unreachable;
mod digital_signature_missing;
mod dns_name_missing;
mod domain_name_missing;
mod ecc_key;
mod eku_not_accepted;
mod expired;
mod http_crl_missing;
mod ike_intermediate_missing;
mod intermediate_missing;
mod ip_as_name;
mod is_ca;
mod issuer_expired;
mod issuer_purposes;
mod kdc_authentication_missing;
mod kdc_purpose_missing;
mod mapping_methods;
mod mapping_unsettled;
mod name_constraints;
mod name_mismatch;
mod name_of_another;
mod not_yet_valid;
mod ntauth_issuer;
mod old_tpm;
mod older_than_account;
mod outlives_issuer;
mod path_length;
mod pattern;
mod private_key_absent;
mod prompt_protected_key;
mod pss_signature;
mod public_authority;
mod purpose_not_explicit;
mod required_policy_missing;
mod revocation_location_missing;
mod revoked;
mod rivals;
mod root_name_not_accepted;
mod root_untrusted;
mod roots_of_one_name;
mod san_uri_unread;
mod san_without_server_name;
mod self_signed;
mod server_authentication_missing;
mod server_name_case;
mod server_name_not_listed;
mod several_accounts;
mod sid_absent;
mod sid_mismatch;
mod signature_only_key;
mod signature_wrong;
mod smart_card_logon_missing;
mod subject_empty;
mod template_unexpected;
mod tpm_key;
mod unknown_critical_extension;
mod upn_encoding;
mod upn_missing;
mod upn_suffix_foreign;
mod user_certificate_for_device;
mod user_profile_key;
mod weak_key;
mod weak_signature;
mod wildcard_name;

pub use all::ALL;
pub use effect::Effect;
pub use name_constraints::MOST_COMPARED;
pub use neighbourhood::Neighbourhood;

/// What a rule is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What was wrong with its bytes.
    pub defects: &'a [Defect],
    /// What a domain controller makes of it.
    pub mapping: &'a Mapping,
    /// What the operator knows.
    pub situation: &'a Situation,
    /// Where it is used.
    pub scenario: Scenario,
    /// The certificates dropped together with it.
    pub neighbours: &'a [&'a Certificate],
    /// The chain as far as the dropped set has it: the issuer, its issuer, and so on to the root.
    pub chain: &'a [&'a Certificate],
    /// The certificates of the issuing authority: the one in the chain, and others through which chains may go.
    pub issuers: &'a [&'a Certificate],
    /// The authority behind the end of the chain, if its key did not make the signature that it should have made.
    pub not_signed_by: Option<&'a Certificate>,
    /// What the dropped revocation lists tell: of the first in the chain that one revokes, or names although one cannot
    /// go by it; else of the certificate; else of the first of which there is a list at all.
    pub standing: Option<(&'a Certificate, Standing)>,
}

/// One property that can stand in the way.
#[derive(Debug)]
pub struct Rule {
    /// Stable name; also the name of its file.
    pub id: &'static str,
    /// The property, in a few words.
    pub title: &'static str,
    /// Rows of the project's table of conditions that it covers.
    pub conditions: &'static [&'static str],
    /// Keys of its sources in the catalog.
    pub sources: &'static [&'static str],
    /// Prose for people, in Markdown.
    pub explanation: &'static str,
    /// What follows where the property is not as it should be.
    pub effects: &'static [Effect],
    /// Why it plays no part in the scenarios that no effect names.
    pub elsewhere: &'static str,
    /// What to do about it.
    pub fixes: &'static [Fix],
    /// The look at the case. It is only taken in scenarios that an effect names.
    pub look: fn(&Case<'_>) -> Look,
}

/// Rules whose refusal nobody doubts, wherever it is noticed and whatever is seen of it.
pub const BEYOND_DOUBT: [&str; 2] = [expired::RULE.id, not_yet_valid::RULE.id];

/// The rule that decides before all gates: it is the wrong file, and what else is wrong with it is beside the point.
pub const WRONG_FILE: &str = is_ca::RULE.id;

/// The rule after which nothing that a certificate says can be relied on.
pub const NOT_ITS_AUTHORITYS: &str = signature_wrong::RULE.id;

/// The rule about certificates that were called back.
pub const REVOKED: &str = revoked::RULE.id;

/// What a look at a case shows, before its consequence in the scenario is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// The property is as it should be.
    Met,
    /// It is not.
    Broken(Fault),
    /// It plays no part here, and why.
    Aside(&'static str),
    /// Nobody said, and it is taken to be as it should be: the name of the question that is open.
    Assumed(&'static str),
    /// Nobody said, and the file gives a reason to ask.
    Doubtful(&'static str),
    /// What could have said it was dropped, and does not settle it.
    Unsettled {
        /// The name of the question that is open.
        question: &'static str,
        /// Why, in a sentence. It is told with what is taken for granted.
        because: String,
        /// Whether that is a reason to ask.
        doubtful: bool,
    },
}

/// How a property is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What was found, in a sentence.
    pub because: String,
    /// Where in the DER.
    pub span: Option<Span>,
    /// Which of several effects it has in the scenario; the gravest, if absent.
    pub weight: Option<Weight>,
    /// Whether it is open if it stops anything: it is told as a warning, with what is seen should it stop.
    pub open: bool,
    /// The event that the domain controller writes, where it is not the usual one.
    pub event: Option<Code>,
    /// Whether the domain controller writes no event about it.
    pub unlogged: bool,
    /// How sure this is, where that is less than what follows from it.
    pub confidence: Option<Confidence>,
    /// The open question without whose answer the property would perhaps be as it should be.
    pub unless: Option<&'static str>,
}

/// Something to do, as a rule knows it.
#[derive(Clone, Copy, Debug)]
pub struct Fix {
    /// What it achieves.
    pub title: &'static str,
    /// For how long it helps.
    pub term: Term,
    /// How, one step after the other.
    pub steps: &'static [&'static str],
    /// What can be pasted.
    pub commands: &'static [(Shell, &'static str)],
}

/// The steps at which a connection can fail, in the order in which Windows reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The client picks a certificate.
    Selection,
    /// Keys are exchanged and signatures checked.
    KeyExchange,
    /// The client judges the server.
    ServerTrust,
    /// The certificate's chain is built.
    Chain,
    /// Revocation is checked.
    Revocation,
    /// Policies of the server are applied.
    Policy,
    /// The certificate is matched with an account.
    AccountMapping,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The property is as it should be.
    Met,
    /// It is not.
    Broken(Finding),
    /// It plays no part in this scenario, and why.
    OutOfScope(&'static str),
    /// It depends on an answer.
    Unknown(Question),
}

/// A property that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub weight: Weight,
    /// What was found, in a sentence.
    pub because: String,
    /// How sure it is that this has the consequence named.
    pub confidence: Confidence,
    /// Where in the DER.
    pub span: Option<Span>,
    /// Where it stops the connection, or would.
    pub gate: Gate,
    /// What Windows shows in this scenario, likeliest first.
    pub codes: Vec<Shown>,
    /// The open question whose answer could lift it.
    pub unless: Option<&'static str>,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Good to know.
    Note,
    /// It works, but not well, not everywhere or not for long.
    Warn,
    /// It stops the connection.
    Block,
}

/// A code and where it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The code.
    pub code: Code,
    /// Who shows it.
    pub seen_on: Station,
    /// How sure it is that this one appears.
    pub confidence: Confidence,
}

/// A computer on the path of a logon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// The machine that connects.
    Client,
    /// The VPN server, or the access point and switch in its place.
    VpnServer,
    /// The RADIUS server.
    Nps,
    /// The domain controller.
    Dc,
}

/// Asks every rule. Every rule answers.
#[must_use]
pub fn judge(case: &Case<'_>) -> Vec<(&'static Rule, Verdict)> {
    ALL.iter().map(|rule| (rule, rule.judge(case))).collect()
}

/// The rules that play a part in a scenario, in the order of [`ALL`].
#[must_use]
pub fn concerning(scenario: Scenario) -> &'static [&'static Rule] {
    static BY_SCENARIO: LazyLock<[(Scenario, Vec<&Rule>); 11]> = LazyLock::new(|| {
        Scenario::ALL.map(|scenario| (scenario, ALL.iter().filter(|rule| rule.concerns(scenario)).collect()))
    });
    BY_SCENARIO.iter().find(|(known, _)| *known == scenario).map_or(&[], |(_, rules)| rules.as_slice())
}

/// The rule of that name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id)
}

/// The rules that lead to a code, in the order of [`ALL`]: what the rules say, read backwards.
#[must_use]
pub fn leading_to(code: Code) -> Vec<&'static str> {
    let leads = |effect: &Effect| {
        let shown = effect.scenarios.iter().flat_map(|scenario| effect.shown_in(*scenario));
        shown.map(|shown| shown.code).any(means(code))
    };
    ALL.iter().filter(|rule| rule.effects.iter().any(leads)).map(|rule| rule.id).collect()
}

/// Whether a code of a rule is the one looked for, also under its number of Server 2008.
fn means(code: Code) -> impl Fn(Code) -> bool {
    let wanted = code.canonical();
    move |named| {
        let old = crate::mapping::on_server_2008(named);
        named.canonical() == wanted || old.is_some_and(|old| old.canonical() == wanted)
    }
}

impl Rule {
    /// Judges a case.
    #[must_use]
    pub fn judge(&self, case: &Case<'_>) -> Verdict {
        match self.look_at(case) {
            Look::Met => Verdict::Met,
            Look::Aside(why) => Verdict::OutOfScope(why),
            Look::Assumed(id) | Look::Doubtful(id) | Look::Unsettled { question: id, .. } => {
                Verdict::Unknown(questions::question(id))
            }
            Look::Broken(fault) => match self.finding(case.scenario, fault) {
                Some(finding) => Verdict::Broken(finding),
                None => Verdict::OutOfScope(self.elsewhere),
            },
        }
    }

    /// Whether the property plays a part in a scenario.
    #[must_use]
    pub fn concerns(&self, scenario: Scenario) -> bool {
        self.effects.iter().any(|effect| effect.concerns(scenario))
    }

    /// Looks at a case, if the property plays a part in its scenario.
    #[must_use]
    pub fn look_at(&self, case: &Case<'_>) -> Look {
        if self.concerns(case.scenario) { self.look_closer(case) } else { Look::Aside(self.elsewhere) }
    }

    /// Looks at a case in whose scenario the property plays a part. A domain controller that knows the key itself asks
    /// no authority.
    pub(crate) fn look_closer(&self, case: &Case<'_>) -> Look {
        let asks_authorities = |effect: &Effect| matches!(effect.gate, Gate::Chain | Gate::Revocation);
        if case.key_is_registered() && self.worst(case.scenario).is_some_and(asks_authorities) {
            return Look::Aside(
                "The key is registered on the account, so the domain controller does not check the CA.",
            );
        }
        (self.look)(case)
    }

    /// What follows from a fault in a scenario.
    #[must_use]
    pub fn finding(&self, scenario: Scenario, fault: Fault) -> Option<Finding> {
        let effect = self
            .effects
            .iter()
            .filter(|effect| effect.concerns(scenario))
            .filter(|effect| fault.weight.is_none_or(|weight| effect.weight == weight))
            .max_by_key(|effect| effect.weight)?;
        let mut codes: Vec<Shown> = effect.shown_in(scenario).collect();
        if fault.unlogged {
            codes.retain(|shown| shown.code.family != Family::Kdc);
        }
        if let Some(event) = fault.event
            && let Some(shown) = codes.iter_mut().find(|shown| shown.code.family == Family::Kdc)
        {
            shown.code = event;
        }
        let sure = |of: Confidence| fault.confidence.map_or(of, |sure| of.min(sure));
        for shown in &mut codes {
            shown.confidence = sure(shown.confidence);
        }
        Some(Finding {
            weight: if fault.open { effect.weight.min(Weight::Warn) } else { effect.weight },
            because: fault.because,
            confidence: sure(effect.confidence),
            span: fault.span,
            gate: effect.gate,
            codes,
            unless: fault.unless,
        })
    }

    /// The gravest that can follow in a scenario.
    #[must_use]
    pub fn worst(&self, scenario: Scenario) -> Option<&'static Effect> {
        self.effects.iter().filter(|effect| effect.concerns(scenario)).max_by_key(|effect| effect.weight)
    }

    /// What to do about it in a scenario where it is so grave.
    pub fn remedies(&self, scenario: Scenario, weight: Weight) -> impl Iterator<Item = Remedy> {
        let effects = self.effects.iter();
        let effects = effects.filter(move |effect| effect.concerns(scenario) && effect.weight == weight);
        self.fixes.iter().chain(effects.flat_map(|effect| effect.fixes)).map(Fix::remedy)
    }

    /// The scenarios in which a code can follow, whether or not it is predicted there.
    #[must_use]
    pub fn names_in(&self, code: Code) -> Vec<Scenario> {
        let is_meant = means(code);
        let can_follow =
            |scenario: &Scenario| self.effects.iter().any(|effect| effect.named_in(*scenario).any(&is_meant));
        Scenario::ALL.into_iter().filter(can_follow).collect()
    }
}

impl Fix {
    fn remedy(&self) -> Remedy {
        let commands = self.commands.iter();
        Remedy {
            title: self.title.to_owned(),
            term: self.term,
            steps: self.steps.iter().map(|step| (*step).to_owned()).collect(),
            commands: commands
                .map(|(shell, text)| Command { shell: *shell, text: (*text).to_owned() })
                .collect(),
        }
    }
}

impl Fault {
    /// A fault, and what was found.
    #[must_use]
    pub fn new(because: impl Into<String>) -> Self {
        Self {
            because: because.into(),
            span: None,
            weight: None,
            open: false,
            event: None,
            unlogged: false,
            confidence: None,
            unless: None,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn at(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// Which of several effects it has.
    #[must_use]
    pub const fn weighing(mut self, weight: Weight) -> Self {
        self.weight = Some(weight);
        self
    }

    /// The question whose answer could lift it.
    #[must_use]
    pub const fn unless(mut self, id: &'static str) -> Self {
        self.unless = Some(id);
        self
    }
}

impl From<Fault> for Look {
    fn from(fault: Fault) -> Self {
        Self::Broken(fault)
    }
}
