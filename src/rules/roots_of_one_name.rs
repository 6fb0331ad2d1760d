//! Another root CA has the same name.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Effect, Fault, Fix, Ike, Look, Reported, Rule, Shell, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "roots-of-one-name",
    title: "Two root CAs have the same name",
    conditions: &["S8-05"],
    sources: &["RH-ROOT"],
    explanation: include_str!("roots_of_one_name.md"),
    effects: &[Effect::warn(
        DEVICE_TUNNEL,
        gate::Chain,
        Reported,
        &[on(seen::CLIENT, Ike, 13_801, Reported)],
    )],
    elsewhere: "Only the VPN server selects the root CA for device certificates by name.",
    fixes: &[Fix {
        title: "Keep one root CA with this name and set it again",
        term: Term::Permanent,
        steps: &[
            "On the VPN server, remove the root CA certificate that is no longer used. Then set RootCertificateNameToAccept again with the other one.",
        ],
        commands: &[(
            Shell::Powershell,
            "Get-ChildItem Cert:\\LocalMachine\\Root | Group-Object Subject | Where-Object Count -gt 1",
        )],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(top) = case.highest_issuer() else { return Look::Met };
    let mut roots: Vec<&[u8; 32]> = case
        .others()
        .chain(case.chain.iter().copied())
        .filter(|other| other.is_ca() && other.is_self_issued() && other.subject == *top)
        .map(|root| &root.sha256)
        .collect();
    roots.sort_unstable();
    roots.dedup();
    if roots.len() < 2 {
        return Look::Met;
    }
    Fault::new(format!("{} root CAs have the name {}.", roots.len(), facts::called(top))).into()
}
