//! The certificate expires after its CA's certificate.

use super::facts;
use super::making::{
    Case, Effect, Fault, Fix, Hresult, IN_EVERY_ROLE, Inferred, Look, Nps, Rule, Scenario, Term, gate, on,
    seen,
};

pub(super) const RULE: Rule = Rule {
    id: "outlives-issuer",
    title: "Valid longer than its issuing CA",
    conditions: &["S8-06"],
    sources: &["MS-NPSRC", "WINERROR"],
    explanation: include_str!("outlives_issuer.md"),
    effects: &[
        Effect::note(
            &[Scenario::UserTunnel, Scenario::WifiUser, Scenario::WifiComputer],
            gate::Chain,
            Inferred,
            &[on(seen::NPS, Nps, 279, Inferred)],
        ),
        Effect::note(
            &[
                Scenario::DeviceTunnel,
                Scenario::IpsecAccountMapping,
                Scenario::Ikev2Server,
                Scenario::NpsServer,
                Scenario::SstpServer,
                Scenario::LdapsClient,
                Scenario::SmartCard,
                Scenario::Kdc,
            ],
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0102, Inferred)],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Renew the CA certificate before it expires",
        term: Term::Permanent,
        steps: &["Renew the CA certificate before it expires. Then renew the certificates that it issued."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some((issuer, end)) = case.chain.first().and_then(|issuer| Some((issuer, issuer.not_after?))) else {
        return Look::Met;
    };
    match case.certificate.not_after {
        Some(own) if own > end => Fault::new(format!(
            "The certificate is valid until {own}, but its CA {} only until {end}.",
            facts::called(&issuer.subject)
        ))
        .into(),
        _ => Look::Met,
    }
}
