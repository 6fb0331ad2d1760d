//! The EAP profile of the clients expects another server name.

use super::making::{
    Case, Effect, Fault, Fix, Inferred, Look, NPS_SERVER, Onex, Ras, Reported, Rule, Shell, Term, Weight,
    gate, on, seen,
};
use super::pattern::{self, Accepted};
use super::{host_name, questions};

pub(super) const RULE: Rule = Rule {
    id: "server-name-not-listed",
    title: "Server name is not in the EAP profile",
    conditions: &["S3-06"],
    sources: &["RH-853-11", "RH-864", "RASERROR"],
    explanation: include_str!("server_name_not_listed.md"),
    effects: &[
        Effect::warn(NPS_SERVER, gate::ServerTrust, Inferred, &[]),
        Effect::block(
            NPS_SERVER,
            gate::ServerTrust,
            Reported,
            &[
                on(seen::CLIENT, Ras, 866, Inferred),
                on(seen::CLIENT, Ras, 853, Reported),
                on(seen::CLIENT, Ras, 703, Inferred),
                on(seen::CLIENT, Onex, 0x5_0014, Inferred),
            ],
        ),
    ],
    elsewhere: "Only EAP profiles list the server names they accept.",
    fixes: &[Fix {
        title: "Make the EAP profile and the certificate agree on the name",
        term: Term::Permanent,
        steps: &[
            "Add the certificate's name to the server names in the EAP profile, or reissue the certificate with a name from the profile.",
        ],
        commands: &[(
            Shell::Powershell,
            "(Get-VpnConnection -Name 'CONNECTION').EapConfigXmlStream.OuterXml",
        )],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let mut listed = case.listed_servers().peekable();
    if listed.peek().is_none() {
        return Look::Assumed(questions::SERVER_NAMES);
    }
    let listed: Vec<&str> = listed.collect();
    match pattern::accepts(listed.iter().copied(), || host_name::names(case.certificate)) {
        Accepted::Yes => Look::Met,
        Accepted::Unevaluated(pattern) => Fault::new(format!(
            "Clients expect a name that matches the pattern {pattern}. Patterns of this kind are not evaluated here."
        ))
        .weighing(Weight::Warn)
        .into(),
        Accepted::No => Fault::new(format!(
            "Clients expect {}. The certificate contains {}.",
            listed.join(", "),
            host_name::in_words(case.certificate)
        ))
        .into(),
    }
}
