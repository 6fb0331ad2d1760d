//! The listed name differs in the case of letters.

use super::host_name;
use super::making::{
    Case, Effect, Fault, Fix, Look, NPS_SERVER, Ras, Reported, Rule, Term, Weight, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "server-name-case",
    title: "Only upper and lower case differ",
    conditions: &["S3-07"],
    sources: &["RH-853-11"],
    explanation: include_str!("server_name_case.md"),
    effects: &[
        Effect::block(NPS_SERVER, gate::ServerTrust, Reported, &[on(seen::CLIENT, Ras, 853, Reported)]),
        Effect::warn(NPS_SERVER, gate::ServerTrust, Reported, &[on(seen::CLIENT, Ras, 853, Reported)]),
    ],
    elsewhere: "Only EAP profiles list the servers they expect.",
    fixes: &[Fix {
        title: "Write the server's name in the EAP profile in the same letters",
        term: Term::Lasting,
        steps: &[
            "Write the server's name in the EAP profile exactly as it stands in the certificate, capitals included.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let names = || host_name::names(case.certificate);
    let exact = case.listed_servers().any(|listed| names().any(|name| name == listed));
    let loose = case
        .listed_servers()
        .find_map(|listed| names().find(|name| host_name::same(name, listed)).map(|name| (listed, name)));
    let Some((listed, name)) = loose.filter(|_| !exact) else { return Look::Met };
    let weight = match case.situation.client.windows.as_deref() {
        Some(windows) if windows.trim().starts_with("11") => Weight::Block,
        Some(_) => return Look::Met,
        None => Weight::Warn,
    };
    Fault::new(format!("The profile says {listed}, the certificate {name}. Windows 11 minds the difference."))
        .weighing(weight)
        .into()
}
