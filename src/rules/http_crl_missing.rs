//! No CRL or OCSP URL uses HTTP, or none is reachable from the Internet.

use super::making::{
    Case, Documented, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Inferred, Look, Reported, Rule, SMART_CARD,
    SSTP_SERVER, Scenario, Term, gate, on, seen,
};
use super::{facts, questions};

pub(super) const RULE: Rule = Rule {
    id: "http-crl-missing",
    title: "No CRL reachable from the Internet",
    conditions: &["S1-14", "S5-04", "S6-10"],
    sources: &["RH-92013", "MS-SCREQ"],
    explanation: include_str!("http_crl_missing.md"),
    effects: &[
        Effect::block(
            SSTP_SERVER,
            gate::Revocation,
            Reported,
            &[on(seen::CLIENT, Hresult, 0x8009_2013, Reported)],
        )
        .fixed_by(&[ON_THE_INTERNET]),
        Effect::warn(SMART_CARD, gate::Revocation, Documented, &[]).fixed_by(&[OVER_HTTP]),
        Effect::note(IKEV2_SERVER, gate::Revocation, Inferred, &[]).fixed_by(&[ON_THE_INTERNET]),
    ],
    elsewhere: "The certificate is checked inside the network here.",
    fixes: &[],
    look,
};

const ON_THE_INTERNET: Fix = Fix {
    title: "Publish the CRL on the Internet",
    term: Term::Permanent,
    steps: &[
        "On the CA (Properties, Extensions tab), add an HTTP CRL distribution point that is reachable from the Internet. Publish the CRL there and enroll again. Or use a public CA for SSTP.",
    ],
    commands: &[],
};

const OVER_HTTP: Fix = Fix {
    title: "Publish the CRL over HTTP",
    term: Term::Permanent,
    steps: &[
        "On the CA (Properties, Extensions tab), add an HTTP CRL distribution point that computers outside the domain can reach, and publish the CRL there.",
        "Enroll again: both the certificates of the users and those of the domain controllers need it.",
    ],
    commands: &[],
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if !facts::tells_where_to_ask(certificate) {
        return Look::NotApplicable("The certificate has no CRL or OCSP URL. Another rule covers that.");
    }
    let fine = if case.scenario == Scenario::SmartCard {
        facts::has_web_address(certificate)
    } else {
        facts::reachable_from_outside(certificate)
    };
    if fine || case.situation.chain.crl_reachable == Some(true) {
        return Look::Met;
    }
    let mut fault = Fault::new(if facts::has_web_address(certificate) {
        "The CRL is on a server that is known only in the internal network."
    } else {
        "The CRL has no HTTP URL, only one in the directory or on a file share."
    });
    if case.scenario == Scenario::SstpServer && case.situation.chain.crl_reachable.is_none() {
        fault = fault.unless(questions::CRL_REACHABLE);
    }
    fault.into()
}
