//! The authority's key may not sign lists.

use super::facts;
use super::making::{Case, Documented, Effect, Fault, Fix, KDC, Kdc, Look, Rule, Term, gate, on, seen};

pub(super) const RULE: Rule = Rule {
    id: "crl-sign-missing",
    title: "The authority may not sign revocation lists",
    conditions: &["S7-07"],
    sources: &["TNWIKI"],
    explanation: include_str!("crl_sign_missing.md"),
    effects: &[Effect::block(
        KDC,
        gate::Revocation,
        Documented,
        &[on(seen::DC, Kdc, 19, Documented), on(seen::DC, Kdc, 29, Documented)],
    )],
    elsewhere: "Only for the KDC is it known to matter.",
    fixes: &[Fix {
        title: "Reissue the authority with the right to sign revocation lists",
        term: Term::Lasting,
        steps: &["Renew the certificate of the authority with the key usage for signing revocation lists."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(issuer) = case.chain.first() else { return Look::Met };
    match issuer.key_usage {
        Some(usage) if !usage.permits(CRL_SIGN) => Fault::new(format!(
            "The key usage of the authority {} does not include cRLSign.",
            facts::called(&issuer.subject)
        ))
        .into(),
        _ => Look::Met,
    }
}

/// The bit of cRLSign.
const CRL_SIGN: u32 = 6;
