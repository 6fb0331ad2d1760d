//! The key usage of the CA lacks cRLSign.

use super::facts;
use super::making::{Case, Documented, Effect, Fault, Fix, KDC, Kdc, Look, Rule, Term, gate, on, seen};

pub(super) const RULE: Rule = Rule {
    id: "crl-sign-missing",
    title: "The CA's key usage lacks CRL signing",
    conditions: &["S7-07"],
    sources: &["TNWIKI"],
    explanation: include_str!("crl_sign_missing.md"),
    effects: &[Effect::block(
        KDC,
        gate::Revocation,
        Documented,
        &[on(seen::DC, Kdc, 19, Documented), on(seen::DC, Kdc, 29, Documented)],
    )],
    elsewhere: "This is known to matter only for the KDC.",
    fixes: &[Fix {
        title: "Reissue the CA certificate with CRL signing",
        term: Term::Permanent,
        steps: &["Reissue the CA certificate with cRLSign in its key usage."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(issuer) = case.chain.first() else { return Look::Met };
    match issuer.key_usage {
        Some(usage) if !usage.permits(CRL_SIGN) => Fault::new(format!(
            "The key usage of the CA {} does not include cRLSign.",
            facts::called(&issuer.subject)
        ))
        .into(),
        _ => Look::Met,
    }
}

/// The bit of cRLSign in the key usage.
const CRL_SIGN: u32 = 6;
