//! The name is a wildcard.

use super::host_name::{self, Match};
use super::making::{
    Case, Effect, Fault, Fix, IKEV2_SERVER, Ike, Inferred, Look, NPS_SERVER, Nps, Reported, Rule, Scenario,
    Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "wildcard-name",
    title: "The server name contains a wildcard",
    conditions: &["S1-09", "S3-09"],
    sources: &["MS-787", "VCLOUD9"],
    explanation: include_str!("wildcard_name.md"),
    effects: &[
        Effect::block(IKEV2_SERVER, gate::ServerTrust, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            NPS_SERVER,
            gate::ServerTrust,
            Reported,
            &[
                on(seen::NPS, Nps, 16, Reported),
                on(seen::NPS, Nps, 22, Reported),
                on(seen::NPS, Nps, 23, Reported),
                on(seen::NPS, Nps, 266, Reported),
            ],
        ),
    ],
    elsewhere: "SSTP accepts wildcards, like TLS in general. Elsewhere no host name is compared.",
    fixes: &[Fix {
        title: "Use a certificate with the exact server name",
        term: Term::Permanent,
        steps: &[
            "Issue a certificate with the full server name, and keep the wildcard certificate for SSTP.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    let wild: Vec<&str> =
        host_name::names(certificate).filter(|name| host_name::has_wildcard(name)).collect();
    let Some(first) = wild.first() else { return Look::Met };
    let exact = match case.server_name().filter(|_| case.scenario == Scenario::Ikev2Server) {
        Some(wanted) => host_name::compare(certificate, wanted) != Match::Wildcard,
        None if case.scenario == Scenario::NpsServer => {
            !certificate.subject.common_name().is_some_and(host_name::has_wildcard)
        }
        None => host_name::names(certificate).any(|name| !host_name::has_wildcard(name)),
    };
    if exact { Look::Met } else { Fault::new(format!("The certificate name is {first}.")).into() }
}
