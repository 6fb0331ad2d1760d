//! Entry points for the decision: combines the domain controller's ruling with questions, assumptions and explicit
//! mappings.

use super::account::{Usage, Words};
use super::explicit::assess;
use super::ruling::{Logon, Ruling, rule};
use super::strings::{cautions, write};
use super::worlds::addresses;
use super::{AltSecurityIdentities, Claim, Decision, Explicit, Mapping, questions};
use crate::certificate::{Certificate, SanUri};
use crate::sid::{Class, Sid};
use crate::situation::{AccountKind, Scenario, Situation};

/// Decides as a domain controller does.
#[must_use]
pub fn decide(certificate: &Certificate, situation: &Situation, scenario: Option<Scenario>) -> Mapping {
    decide_issued_by(certificate, None, situation, scenario)
}

/// Decides as a domain controller does, given the certificate of the issuing CA: the name mapping policy refers to the
/// CA by its thumbprint.
#[must_use]
pub fn decide_issued_by(
    certificate: &Certificate,
    issuer: Option<&Certificate>,
    situation: &Situation,
    scenario: Option<Scenario>,
) -> Mapping {
    decide_without_mappings(certificate, issuer.as_slice(), situation, scenario).with_strings(certificate)
}

/// Decides without the explicit mappings that the certificate allows, which are the same in every scenario. A CA that
/// was renewed with the same key, or cross-signed, has several certificates: put the one in the chain first.
#[must_use]
pub fn decide_without_mappings(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    scenario: Option<Scenario>,
) -> Mapping {
    let explicit = assessed(certificate, situation);
    let usage = Usage::of(scenario);
    let words = Words::Written;
    let logon = Logon { certificate, issuers, situation, usage, explicit: &explicit, words };
    let ruling = rule(&logon);
    let questions = questions::ask(&logon, &ruling);
    let assumptions = questions::assume(&logon, &ruling);
    let kind = logon.kind();
    Mapping { questions, assumptions, ..bare(certificate, kind, ruling, explicit) }
}

impl Mapping {
    /// Adds the explicit mappings that the certificate allows, and the reasons against them.
    #[must_use]
    pub fn with_strings(self, certificate: &Certificate) -> Self {
        Self { strings: write(certificate), cautions: cautions(certificate), ..self }
    }
}

/// Decides without explanations: the decision is the same, but its steps have no sentences, and there are no explicit
/// mappings, questions or assumptions. This takes a fraction of the time.
#[must_use]
pub fn decide_without_sentences(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    scenario: Option<Scenario>,
) -> Mapping {
    let explicit = assessed(certificate, situation);
    let usage = Usage::of(scenario);
    let words = Words::LeftOut;
    let logon = Logon { certificate, issuers, situation, usage, explicit: &explicit, words };
    let (kind, ruling) = (logon.kind(), rule(&logon));
    bare(certificate, kind, ruling, explicit)
}

/// Compares each explicit mapping on the account with the certificate.
pub(super) fn assessed(certificate: &Certificate, situation: &Situation) -> Vec<Explicit> {
    let texts = situation.account.alt_security_identities.iter().flatten();
    texts.map(|text| assess(text, certificate)).collect()
}

/// A mapping with the ruling only.
fn bare(certificate: &Certificate, kind: AccountKind, ruling: Ruling, explicit: Vec<Explicit>) -> Mapping {
    Mapping {
        verdict: ruling.verdict,
        by: ruling.by,
        kind,
        sid: ruling.sid,
        sid_extension: certificate.sid_extension.as_ref().map(|it| claim(&it.raw, it.sid.as_ref())),
        san_uri: uri_to_show(certificate).map(|it| claim(&it.raw, it.sid.as_ref())),
        strings: AltSecurityIdentities::default(),
        cautions: Vec::new(),
        decision: Decision {
            outcome: ruling.outcome,
            event: ruling.event,
            error: ruling.error,
            confidence: ruling.confidence,
            steps: ruling.steps,
        },
        explicit,
        questions: Vec::new(),
        assumptions: Vec::new(),
    }
}

/// The SID URI to show: the first in the exact format, else the first with a SID, else the first.
fn uri_to_show(certificate: &Certificate) -> Option<&SanUri> {
    addresses(certificate)
        .find(|uri| uri.standard)
        .or_else(|| addresses(certificate).next())
        .or_else(|| certificate.san_uris.first())
}

fn claim(raw: &str, sid: Option<&Sid>) -> Claim {
    Claim { raw: raw.to_owned(), sid: sid.cloned(), class: sid.map_or(Class::Invalid, Sid::class) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate;

    #[test]
    fn a_decision_has_explicit_mappings_cautions_and_the_sid_uri() {
        let ca = forge::Ca::root("Root").subject(forge::Name::from("DC=example").rdn("CN", "Corp, Inc."));
        let leaf = forge::Leaf::user("alice").issued_by(&ca).san_uri_sid(forge::ALICE_SID);
        let certificate = certificate::read(&leaf.der()).certificate;
        let full = decide_issued_by(&certificate, None, &Situation::default(), None);
        assert_eq!((&full.strings, &full.cautions), (&write(&certificate), &cautions(&certificate)));
        assert!(full.strings.issuer_serial.is_some() && !full.cautions.is_empty());
        assert_eq!(full.san_uri.unwrap().sid.unwrap().to_string(), forge::ALICE_SID);
        let brief = decide_without_sentences(&certificate, &[], &Situation::default(), None);
        assert_eq!((brief.verdict, brief.strings), (full.verdict, AltSecurityIdentities::default()));
    }
}
