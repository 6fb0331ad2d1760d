//! Clients connect to an IP address that is only in an IP address entry of the SAN.

use super::host_name::{self, Match};
use super::making::{
    Case, Effect, Fault, Fix, IKEV2_SERVER, Ike, Look, Reported, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "ip-as-name",
    title: "IP address is not listed as DNS name",
    conditions: &["S1-08"],
    sources: &["SSWAN"],
    explanation: include_str!("ip_as_name.md"),
    effects: &[Effect::block(
        IKEV2_SERVER,
        gate::ServerTrust,
        Reported,
        &[on(seen::CLIENT, Ike, 13_801, Reported)],
    )],
    elsewhere: "Only IKEv2 clients are reported to require this.",
    fixes: &[Fix {
        title: "Reissue with the IP address as a DNS name too",
        term: Term::Permanent,
        steps: &[
            "Add the IP address to the SAN as an entry of type DNS name.",
            "Better: let clients connect by DNS name.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.server_name() {
        Some(wanted) if host_name::compare(case.certificate, wanted) == Match::AddressOnly => Fault::new(
            format!("Clients connect to {wanted}. The SAN contains it as an IP address, not as a DNS name."),
        )
        .into(),
        Some(_) => Look::Met,
        None => Look::NotApplicable("The name that clients connect to is not known."),
    }
}
