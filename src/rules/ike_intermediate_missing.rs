//! The VPN server may pick another certificate.

use super::facts::{self, Stance};
use super::making::{
    Case, Effect, Fault, Fix, IKEV2_SERVER, Ike, Look, Reported, Rule, Term, Weight, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "ike-intermediate-missing",
    title: "No IKE intermediate purpose",
    conditions: &["S1-05"],
    sources: &["RH-IKEREQ", "RH-13801", "MS-787"],
    explanation: include_str!("ike_intermediate_missing.md"),
    effects: &[
        Effect::warn(IKEV2_SERVER, gate::Selection, Reported, &[on(seen::CLIENT, Ike, 13_801, Reported)]),
        Effect::note(IKEV2_SERVER, gate::Selection, Reported, &[]),
    ],
    elsewhere: "Only an IKEv2 server is reported to look for this purpose; for the device tunnel see the rule about rivals.",
    fixes: &[Fix {
        title: "Reissue the server certificate with IKE intermediate",
        term: Term::Lasting,
        steps: &[
            "Add IP security IKE intermediate (1.3.6.1.5.5.8.2.2) to the template and enroll again, or leave a single certificate for Server Authentication in LocalMachine\\My of the VPN server.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if certificate.eku.is_none() || facts::stance(certificate, facts::IKE_INTERMEDIATE) == Stance::Named {
        return Look::Met;
    }
    let fault =
        |text: &str, weight| Fault::new(text).at(facts::eku_span(certificate)).weighing(weight).into();
    if case.rivals().next().is_some() {
        fault(
            "It lacks IP security IKE intermediate, and another certificate for Server Authentication may be picked in its place.",
            Weight::Warn,
        )
    } else {
        fault(
            "It lacks IP security IKE intermediate. That matters only if the server has another certificate for Server Authentication.",
            Weight::Note,
        )
    }
}
