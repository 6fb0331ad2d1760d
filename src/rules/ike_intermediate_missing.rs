//! The VPN server may select another certificate.

use super::facts::{self, Stance};
use super::making::{
    Case, Effect, Fault, Fix, IKEV2_SERVER, Ike, Look, Reported, Rule, Term, Weight, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "ike-intermediate-missing",
    title: "EKU IP security IKE intermediate is missing",
    conditions: &["S1-05"],
    sources: &["RH-IKEREQ", "RH-13801", "MS-787"],
    explanation: include_str!("ike_intermediate_missing.md"),
    effects: &[
        Effect::warn(IKEV2_SERVER, gate::Selection, Reported, &[on(seen::CLIENT, Ike, 13_801, Reported)]),
        Effect::note(IKEV2_SERVER, gate::Selection, Reported, &[]),
    ],
    elsewhere: "Only IKEv2 servers are reported to use this EKU. For the device tunnel, another rule covers this.",
    fixes: &[Fix {
        title: "Reissue the server certificate with the IKE intermediate EKU",
        term: Term::Permanent,
        steps: &[
            "In the template, add IP security IKE intermediate (1.3.6.1.5.5.8.2.2) to the application policies and enroll again. Or keep only one Server Authentication certificate in LocalMachine\\My on the VPN server.",
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
            "The EKU lacks IP security IKE intermediate, and another Server Authentication certificate may be selected instead.",
            Weight::Warn,
        )
    } else {
        fault(
            "The EKU lacks IP security IKE intermediate. That matters only if the server has another Server Authentication certificate.",
            Weight::Note,
        )
    }
}
