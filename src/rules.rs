//! One judgment a file: does this property of the certificate stand in the way of this scenario?

use crate::catalog::{Code, Confidence};
use crate::certificate::{Certificate, Defect, Span};
use crate::mapping::{Mapping, Question};
use crate::situation::{Scenario, Situation};
use serde::{Deserialize, Serialize};

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
}

/// One property that can stand in the way.
#[derive(Debug)]
pub struct Rule {
    /// Stable name; also the name of its file.
    pub id: &'static str,
    /// The property, in a few words.
    pub title: &'static str,
    /// Where it stops a connection.
    pub gate: Gate,
    /// Rows of the project's table of conditions that it covers.
    pub conditions: &'static [&'static str],
    /// Keys of its sources in the catalog.
    pub sources: &'static [&'static str],
    /// Prose for people, in Markdown.
    pub explanation: &'static str,
    /// The judgment.
    pub judge: fn(&Case<'_>) -> Verdict,
}

/// Where a connection can stop, in the order in which Windows reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// What Windows shows in this scenario, likeliest first.
    pub codes: Vec<Shown>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

/// A machine on the way of a logon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

/// Every rule, in the order of the gates.
pub const ALL: &[Rule] = &[];

/// Asks every rule. Every rule answers.
#[must_use]
pub fn judge(case: &Case<'_>) -> Vec<(&'static Rule, Verdict)> {
    ALL.iter().map(|rule| (rule, (rule.judge)(case))).collect()
}

/// The rules that lead to a code.
#[must_use]
pub fn leading_to(code: Code) -> Vec<&'static str> {
    let _ = code;
    Vec::new()
}
