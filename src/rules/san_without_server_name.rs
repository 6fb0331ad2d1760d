//! The SAN lacks the server's own name.

use super::making::{
    Case, Effect, Fault, Fix, Inferred, Look, NPS_SERVER, Onex, Ras, Rule, Term, gate, on, seen,
};
use super::pattern::{self, Accepted};
use super::{host_name, questions};

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
    let names = || certificate.dns_names();
    if names().next().is_none() {
        return Fault::new("The certificate has a SAN, but no DNS name in it.").at(span).into();
    }
    let Some(wanted) = case.server_name() else { return Look::Met };
    if names().any(|name| host_name::same(name, wanted) || host_name::has_wildcard(name)) {
        return Look::Met;
    }
    // Clients of a tunnel connect to another server; their EAP profile lists this one.
    let missing = format!("The SAN does not contain {wanted}.");
    let doubtful = |more: &str| Fault { open: true, ..Fault::new(format!("{missing} {more}")) };
    let fault = if case.listed_servers().next().is_none() {
        doubtful("If that is the VPN server, the name of the NPS server belongs there instead.")
            .unless(questions::SERVER_NAMES)
    } else {
        match pattern::accepts(case.listed_servers(), names) {
            Accepted::Yes => return Look::Met,
            Accepted::Unevaluated(pattern) => {
                doubtful(&format!("Whether it matches the pattern {pattern} is not evaluated here."))
            }
            Accepted::No => Fault::new(missing),
        }
    };
    fault.at(span).into()
}
