//! The server name in the EAP profile differs only in letter case.

use super::making::{
    Case, Effect, Fault, Fix, Look, NPS_SERVER, Ras, Reported, Rule, Term, Weight, gate, on, seen,
};
use super::{host_name, pattern};

pub(super) const RULE: Rule = Rule {
    id: "server-name-case",
    title: "Server name differs only in letter case",
    conditions: &["S3-07"],
    sources: &["RH-853-11"],
    explanation: include_str!("server_name_case.md"),
    effects: &[
        Effect::block(NPS_SERVER, gate::ServerTrust, Reported, &[on(seen::CLIENT, Ras, 853, Reported)]),
        Effect::warn(NPS_SERVER, gate::ServerTrust, Reported, &[on(seen::CLIENT, Ras, 853, Reported)]),
    ],
    elsewhere: "Only EAP profiles list the server names they accept.",
    fixes: &[Fix {
        title: "Match the letter case in the EAP profile",
        term: Term::Permanent,
        steps: &[
            "In the EAP profile, write the server name exactly as in the certificate, including uppercase and lowercase letters.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let names = || host_name::names(case.certificate);
    // Whether patterns are case-sensitive is not known, so they cause no warning.
    let listed = || case.listed_servers().filter(|listed| !pattern::is_pattern(listed));
    let exact = listed().any(|listed| names().any(|name| name == listed));
    let loose = listed()
        .find_map(|listed| names().find(|name| host_name::same(name, listed)).map(|name| (listed, name)));
    let Some((listed, name)) = loose.filter(|_| !exact) else { return Look::Met };
    let weight = match case.situation.client.windows.as_deref() {
        Some(windows) if windows.trim().starts_with("11") => Weight::Block,
        Some(_) => return Look::Met,
        None => Weight::Warn,
    };
    Fault::new(format!(
        "The profile contains {listed}, the certificate {name}. Windows 11 treats them as different."
    ))
    .weighing(weight)
    .into()
}
