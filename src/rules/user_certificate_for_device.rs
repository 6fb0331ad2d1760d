//! A device tunnel needs a computer's certificate.

use super::making::{
    Case, DEVICE_TUNNEL, Effect, Fault, Fix, Ike, Inferred, Look, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "user-certificate-for-device",
    title: "A user's certificate",
    conditions: &["S2-04"],
    sources: &["RH-13806"],
    explanation: include_str!("user_certificate_for_device.md"),
    effects: &[Effect::block(
        DEVICE_TUNNEL,
        gate::Selection,
        Inferred,
        &[on(seen::CLIENT, Ike, 13_806, Inferred)],
    )],
    elsewhere: "Only the device tunnel insists on a computer's certificate.",
    fixes: &[Fix {
        title: "Issue a computer certificate",
        term: Term::Lasting,
        steps: &["Enroll the computer from a template for computers, into LocalMachine\\My."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    match (certificate.upns().next(), certificate.dns_names().next()) {
        (Some(upn), None) => Fault::new(format!("It names the user {upn} and no computer.")).into(),
        _ => Look::Met,
    }
}
