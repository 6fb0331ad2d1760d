//! A device tunnel needs a computer certificate.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Effect, Fault, Fix, Ike, Inferred, Look, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "user-certificate-for-device",
    title: "This is a user certificate",
    conditions: &["S2-04"],
    sources: &["RH-13806"],
    explanation: include_str!("user_certificate_for_device.md"),
    effects: &[Effect::block(
        DEVICE_TUNNEL,
        gate::Selection,
        Inferred,
        &[on(seen::CLIENT, Ike, 13_806, Inferred)],
    )],
    elsewhere: "Only the device tunnel requires a computer certificate.",
    fixes: &[Fix {
        title: "Issue a computer certificate",
        term: Term::Permanent,
        steps: &["Enroll the computer from a computer template, into LocalMachine\\My."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    facts::mark_of_a_user(case.certificate).map_or(Look::Met, |because| Fault::new(because).into())
}
