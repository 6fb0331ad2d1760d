//! A public CA issued the VPN server's certificate.

use super::facts;
use super::making::{Case, Effect, Fault, Fix, IKEV2_SERVER, Look, Reported, Rule, Term, gate};
use crate::certificate::well_known::TRANSPARENCY;

pub(super) const RULE: Rule = Rule {
    id: "public-authority",
    title: "Issued by a public CA",
    conditions: &["S1-16"],
    sources: &["RH-IKEREQ"],
    explanation: include_str!("public_authority.md"),
    effects: &[Effect::warn(IKEV2_SERVER, gate::Chain, Reported, &[])],
    elsewhere: "A public CA is no problem in the other roles.",
    fixes: &[Fix {
        title: "Use an internal CA for IKEv2",
        term: Term::Permanent,
        steps: &[
            "Issue the IKEv2 certificate from the internal CA and keep the public certificate for SSTP.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    let transparent = certificate.extensions.iter().any(|extension| extension.oid == TRANSPARENCY);
    let baseline =
        certificate.policies.iter().any(|policy| policy.content().starts_with(BASELINE_REQUIREMENTS));
    if !transparent && !baseline {
        return Look::Met;
    }
    let issuer = certificate.issuer.as_deref().map(facts::called).unwrap_or_default();
    Fault::new(format!("{issuer} is a public CA, which issues certificates to anyone.")).into()
}

/// The OID 2.23.140.1: certificate policies of the CA/Browser Forum.
const BASELINE_REQUIREMENTS: &[u8] = &[0x67, 0x81, 0x0c, 0x01];
