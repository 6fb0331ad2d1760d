//! One check per file: does this property of the certificate prevent a logon in this scenario?
//!
//! A rule examines a case and reports what it finds. The consequences in each scenario are in the rule's table of
//! [effects](Effect), which is also read in reverse: from a code to the rules that lead to it.

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

// One file per rule.
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
pub use name_constraints::MAX_COMPARED;
pub use neighbourhood::Neighbourhood;

/// The input of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The defects in its encoding.
    pub defects: &'a [Defect],
    /// How a domain controller maps it.
    pub mapping: &'a Mapping,
    /// What the operator knows.
    pub situation: &'a Situation,
    /// The scenario to judge for.
    pub scenario: Scenario,
    /// The certificates loaded together with it.
    pub neighbours: &'a [&'a Certificate],
    /// The chain as far as the loaded certificates allow: the issuer, its issuer, and so on to the root.
    pub chain: &'a [&'a Certificate],
    /// The certificates of the issuing CA: the one in the chain first, then others with which chains can be built.
    pub issuers: &'a [&'a Certificate],
    /// The CA above the end of the chain, if its key does not match the signature that it should have made.
    pub not_signed_by: Option<&'a Certificate>,
    /// What the loaded CRLs say: about the first certificate in the chain that a CRL revokes, or lists although the CRL
    /// cannot be relied on; else about the certificate; else about the first one with a CRL.
    pub standing: Option<(&'a Certificate, Standing)>,
}

/// A property that can prevent a logon.
#[derive(Debug)]
pub struct Rule {
    /// Stable name; also the name of its file.
    pub id: &'static str,
    /// The property, in a few words.
    pub title: &'static str,
    /// The rows of the project's table of conditions that it covers.
    pub conditions: &'static [&'static str],
    /// The keys of its sources in the catalog.
    pub sources: &'static [&'static str],
    /// The explanation for users, in Markdown.
    pub explanation: &'static str,
    /// The consequences if the property is wrong.
    pub effects: &'static [Effect],
    /// Why it does not apply in the scenarios that no effect names.
    pub elsewhere: &'static str,
    /// What to do about it.
    pub fixes: &'static [Fix],
    /// Examines the case. Only called in scenarios that an effect names.
    pub look: fn(&Case<'_>) -> Look,
}

/// Whether a refusal is certain, wherever it is noticed and whatever is shown.
#[must_use]
pub fn is_beyond_doubt(rule: &str, finding: &Finding, scenario: Scenario) -> bool {
    if [expired::RULE.id, not_yet_valid::RULE.id].contains(&rule) {
        return true;
    }
    // Microsoft documents that NPS and domain controllers refuse it. If the CRL is in doubt, an answer may still clear it.
    let is_checked = making::EAP.contains(&scenario) || making::SMART_CARD.contains(&scenario);
    rule == REVOKED && is_checked && finding.unless.is_none()
}

/// The rule that comes before all gates: it is the wrong file, so its other faults do not matter.
pub const WRONG_FILE: &str = is_ca::RULE.id;

/// The rule after which nothing in the certificate can be relied on.
pub const NOT_SIGNED_BY_ISSUER: &str = signature_wrong::RULE.id;

/// The rule about CAs that are not in the NTAuth store.
pub const NT_AUTH: &str = ntauth_issuer::RULE.id;

/// The rule about revoked certificates.
pub const REVOKED: &str = revoked::RULE.id;

/// The rule about certificates that no CA has issued.
pub const SELF_SIGNED: &str = self_signed::RULE.id;

/// The result of examining a case, before its consequence in the scenario is determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// The property is as it should be.
    Met,
    /// It is wrong.
    Broken(Fault),
    /// It does not apply here, and why.
    NotApplicable(&'static str),
    /// Not known, and assumed to be as it should be: the id of the open question.
    Assumed(&'static str),
    /// Not known, and the file gives a reason to ask: the id of the open question.
    Doubtful(&'static str),
    /// A loaded file is about this, but does not settle it.
    Unsettled {
        /// The id of the open question.
        question: &'static str,
        /// Why, as a sentence. It is listed with the assumptions.
        because: String,
        /// Whether that is a reason to ask.
        doubtful: bool,
    },
}

/// What is wrong with a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What was found, as a sentence.
    pub because: String,
    /// The position in the DER.
    pub span: Option<Span>,
    /// Which of several effects applies in the scenario; the most severe if absent.
    pub weight: Option<Weight>,
    /// Whether it is uncertain that it stops anything: it is reported as a warning, with the codes shown if it does.
    pub open: bool,
    /// The event that the domain controller logs, if not the usual one.
    pub event: Option<Code>,
    /// Whether the domain controller logs no event about it.
    pub unlogged: bool,
    /// The confidence in the finding, if lower than that of the effect.
    pub confidence: Option<Confidence>,
    /// The open question whose answer could show that nothing is wrong.
    pub unless: Option<&'static str>,
    /// Whether it follows from what that question assumes, and not from the file in spite of it.
    pub assumed: bool,
    /// The fixes, if those of the rule would not help.
    pub fixes: Option<&'static [Fix]>,
}

/// A fix, as a rule defines it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it achieves.
    pub title: &'static str,
    /// How long it helps.
    pub term: Term,
    /// The steps, one after the other.
    pub steps: &'static [&'static str],
    /// The commands to paste.
    pub commands: &'static [(Shell, &'static str)],
}

/// The steps at which a connection can fail, in the order in which Windows reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The client selects a certificate.
    Selection,
    /// Keys are exchanged and signatures checked.
    KeyExchange,
    /// The client checks the server.
    ServerTrust,
    /// The certificate chain is built.
    Chain,
    /// Revocation is checked.
    Revocation,
    /// The server's policies are applied.
    Policy,
    /// The certificate is mapped to an account.
    AccountMapping,
}

/// The verdict of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The property is as it should be.
    Met,
    /// It is wrong.
    Broken(Finding),
    /// It does not apply in this scenario, and why.
    OutOfScope(&'static str),
    /// It depends on an answer.
    Unknown(Question),
}

/// A property that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The severity.
    pub weight: Weight,
    /// What was found, as a sentence.
    pub because: String,
    /// How sure it is that it has the stated consequence.
    pub confidence: Confidence,
    /// The position in the DER.
    pub span: Option<Span>,
    /// The step at which it stops the connection, or would.
    pub gate: Gate,
    /// What Windows shows in this scenario, the most likely first.
    pub codes: Vec<Shown>,
    /// The open question whose answer could clear it.
    pub unless: Option<&'static str>,
    /// Whether it follows from what that question assumes, and not from the file in spite of it.
    pub assumed: bool,
    /// The fixes, if those of the rule would not help.
    pub fixes: Option<&'static [Fix]>,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// For information.
    Note,
    /// It works, but not well, not everywhere or not for long.
    Warn,
    /// It stops the connection.
    Block,
}

/// A code and where it appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The code.
    pub code: Code,
    /// The computer that shows it.
    pub seen_on: Station,
    /// How sure it is that this code appears.
    pub confidence: Confidence,
}

/// A computer on the path of a logon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// The computer that connects.
    Client,
    /// The VPN server, or for Wi-Fi the access point or switch.
    VpnServer,
    /// The RADIUS server.
    Nps,
    /// The domain controller.
    Dc,
}

/// Applies every rule to a case. Every rule returns a verdict.
#[must_use]
pub fn judge(case: &Case<'_>) -> Vec<(&'static Rule, Verdict)> {
    ALL.iter().map(|rule| (rule, rule.judge(case))).collect()
}

/// The rules that apply in a scenario, in the order of [`ALL`].
#[must_use]
pub fn concerning(scenario: Scenario) -> &'static [&'static Rule] {
    static BY_SCENARIO: LazyLock<[(Scenario, Vec<&Rule>); 11]> = LazyLock::new(|| {
        Scenario::ALL.map(|scenario| (scenario, ALL.iter().filter(|rule| rule.concerns(scenario)).collect()))
    });
    BY_SCENARIO.iter().find(|(known, _)| *known == scenario).map_or(&[], |(_, rules)| rules.as_slice())
}

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id)
}

/// The rules that lead to a code, in the order of [`ALL`]: the effects of the rules, read in reverse.
#[must_use]
pub fn leading_to(code: Code) -> Vec<&'static str> {
    let leads = |effect: &Effect| {
        let shown = effect.scenarios.iter().flat_map(|scenario| effect.shown_in(*scenario));
        shown.map(|shown| shown.code).any(means(code))
    };
    ALL.iter().filter(|rule| rule.effects.iter().any(leads)).map(|rule| rule.id).collect()
}

/// Whether a code of a rule is the requested one, including its number on Server 2008.
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
            Look::NotApplicable(why) => Verdict::OutOfScope(why),
            Look::Assumed(id) | Look::Doubtful(id) | Look::Unsettled { question: id, .. } => {
                Verdict::Unknown(questions::question(id))
            }
            Look::Broken(fault) => match self.finding(case.scenario, fault) {
                Some(finding) => Verdict::Broken(finding),
                None => Verdict::OutOfScope(self.elsewhere),
            },
        }
    }

    /// Whether the rule applies in a scenario.
    #[must_use]
    pub fn concerns(&self, scenario: Scenario) -> bool {
        self.effects.iter().any(|effect| effect.concerns(scenario))
    }

    /// Examines a case, if the rule applies in its scenario.
    #[must_use]
    pub fn look_at(&self, case: &Case<'_>) -> Look {
        if self.concerns(case.scenario) {
            self.look_closer(case)
        } else {
            Look::NotApplicable(self.elsewhere)
        }
    }

    /// Examines a case in whose scenario the rule applies. A domain controller that has the key registered on the
    /// account does not check the CA.
    pub(crate) fn look_closer(&self, case: &Case<'_>) -> Look {
        let asks_authorities = |effect: &Effect| matches!(effect.gate, Gate::Chain | Gate::Revocation);
        if case.key_is_registered() && self.worst(case.scenario).is_some_and(asks_authorities) {
            return Look::NotApplicable(
                "The key is registered on the account, so the domain controller ignores errors in the chain, including revocation.",
            );
        }
        (self.look)(case)
    }

    /// The finding for a fault in a scenario.
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
            assumed: fault.assumed,
            fixes: fault.fixes,
        })
    }

    /// The most severe effect in a scenario.
    #[must_use]
    pub fn worst(&self, scenario: Scenario) -> Option<&'static Effect> {
        self.effects.iter().filter(|effect| effect.concerns(scenario)).max_by_key(|effect| effect.weight)
    }

    /// The fixes for a finding in a scenario.
    pub fn remedies(&self, scenario: Scenario, finding: &Finding) -> impl Iterator<Item = Remedy> {
        let fixes: Vec<&Fix> = match finding.fixes {
            Some(instead) => instead.iter().collect(),
            None => {
                let is_meant =
                    |effect: &&Effect| effect.concerns(scenario) && effect.weight == finding.weight;
                let of_effects = self.effects.iter().filter(is_meant).flat_map(|effect| effect.fixes);
                self.fixes.iter().chain(of_effects).collect()
            }
        };
        fixes.into_iter().map(Fix::remedy)
    }

    /// The scenarios in which a code may appear, whether or not it is predicted there.
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
            is_main: false,
            steps: self.steps.iter().map(|step| (*step).to_owned()).collect(),
            commands: commands
                .map(|(shell, text)| Command { shell: *shell, text: (*text).to_owned() })
                .collect(),
        }
    }
}

impl Fault {
    /// A fault with what was found.
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
            assumed: false,
            fixes: None,
        }
    }

    /// Sets the position in the DER.
    #[must_use]
    pub fn at(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// Selects one of several effects by its severity.
    #[must_use]
    pub const fn weighing(mut self, weight: Weight) -> Self {
        self.weight = Some(weight);
        self
    }

    /// Sets the fixes that help instead of those of the rule.
    #[must_use]
    pub const fn fixed_by(mut self, fixes: &'static [Fix]) -> Self {
        self.fixes = Some(fixes);
        self
    }

    /// Sets the question whose answer could clear it, although the file speaks for the fault.
    #[must_use]
    pub const fn unless(mut self, id: &'static str) -> Self {
        self.unless = Some(id);
        self
    }

    /// Sets the question from whose assumption it follows.
    #[must_use]
    pub const fn assuming(mut self, id: &'static str) -> Self {
        self.assumed = true;
        self.unless(id)
    }
}

impl From<Fault> for Look {
    fn from(fault: Fault) -> Self {
        Self::Broken(fault)
    }
}
