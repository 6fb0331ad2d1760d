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

/// Whether this is Windows 11, by its name or the number of its build; `None` if that cannot be told.
fn is_windows_11(windows: &str) -> Option<bool> {
    const FIRST_BUILD: u32 = 22_000;
    let name = windows.trim().to_ascii_lowercase();
    let name = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic() || letter == ' ');
    let mut numbers = name.split(|digit: char| !digit.is_ascii_digit()).map(|it| it.parse::<u32>().ok());
    match (numbers.next()??, numbers.next().flatten(), numbers.next().flatten()) {
        (10, Some(0), Some(build)) => Some(build >= FIRST_BUILD),
        (7 | 8 | 10, ..) => Some(false),
        (11, ..) => Some(true),
        (build, ..) if build > 10_000 => Some(build >= FIRST_BUILD),
        _ => None,
    }
}

fn look(case: &Case<'_>) -> Look {
    let names = || host_name::names(case.certificate);
    // Whether patterns are case-sensitive is not known, so they cause no warning.
    let listed = || case.listed_servers().filter(|listed| !pattern::is_pattern(listed));
    let exact = listed()
        .any(|listed| names().any(|name| name.trim_end_matches('.') == listed.trim().trim_end_matches('.')));
    let loose = listed()
        .find_map(|listed| names().find(|name| host_name::same(name, listed)).map(|name| (listed, name)));
    let Some((listed, name)) = loose.filter(|_| !exact) else { return Look::Met };
    let weight = match case.situation.client.windows.as_deref().and_then(is_windows_11) {
        Some(true) => Weight::Block,
        Some(false) => return Look::Met,
        None => Weight::Warn,
    };
    Fault::new(format!(
        "The profile contains {listed}, the certificate {name}. Windows 11 treats them as different."
    ))
    .weighing(weight)
    .into()
}
