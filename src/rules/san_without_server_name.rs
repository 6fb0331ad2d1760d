//! The SAN lacks the server's own name.

use super::host_name;
use super::making::{
    Case, Effect, Fault, Fix, Inferred, Look, NPS_SERVER, Onex, Ras, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "san-without-server-name",
    title: "SAN does not include the server name",
    conditions: &["S3-05"],
    sources: &["MS-NPSREQ", "MS-EAPREQ", "RASERROR"],
    explanation: include_str!("san_without_server_name.md"),
    effects: &[Effect::block(
        NPS_SERVER,
        gate::ServerTrust,
        Inferred,
        &[
            on(seen::CLIENT, Ras, 857, Inferred),
            on(seen::CLIENT, Ras, 866, Inferred),
            on(seen::CLIENT, Ras, 853, Inferred),
            on(seen::CLIENT, Onex, 0x5_0005, Inferred),
        ],
    )],
    elsewhere: "Only the NPS certificate must have the server name in the SAN.",
    fixes: &[Fix {
        title: "Reissue with the server's DNS name",
        term: Term::Permanent,
        steps: &["In the template (Subject Name tab), select DNS name. Then enroll again."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if certificate.san.is_empty() {
        return Look::Met;
    }
    let span = certificate.san.first().map(|name| name.span);
    let mut names = certificate.dns_names().peekable();
    if names.peek().is_none() {
        return Fault::new("The certificate has a SAN, but no DNS name in it.").at(span).into();
    }
    let Some(wanted) = case.server_name() else { return Look::Met };
    let is_of_the_server = |name: &str| {
        // Clients of a tunnel connect to another server; their EAP profile lists this one.
        host_name::same(name, wanted)
            || host_name::has_wildcard(name)
            || case.listed_servers().any(|listed| host_name::same(name, listed))
    };
    if names.any(is_of_the_server) {
        return Look::Met;
    }
    Fault::new(format!("The SAN does not contain {wanted}.")).at(span).into()
}
