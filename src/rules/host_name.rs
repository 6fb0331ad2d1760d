//! Compares server names as clients do.

use super::facts;
use crate::certificate::{Certificate, GeneralName};
use std::collections::HashSet;
use std::net::IpAddr;

/// How the names in a certificate match the one a client connects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// One is equal, ignoring case.
    Same,
    /// Only a wildcard name matches.
    Wildcard,
    /// Only an IP address in the SAN is equal.
    AddressOnly,
    /// None matches.
    None,
}

/// Compares the names in a certificate with a server name.
pub(super) fn compare(certificate: &Certificate, wanted: &str) -> Match {
    let wanted = wanted.trim().trim_end_matches('.');
    if names(certificate).any(|name| same(name, wanted) || is_one_address(name, wanted)) {
        Match::Same
    } else if names(certificate).any(|name| covers(name, wanted)) {
        Match::Wildcard
    } else if addresses(certificate).any(|address| is_one_address(address, wanted)) {
        Match::AddressOnly
    } else {
        Match::None
    }
}

/// The names that a client checks: the DNS names, and the common name of the subject.
pub(super) fn names(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.dns_names().chain(certificate.subject.common_name())
}

/// The names, human-readable.
pub(super) fn in_words(certificate: &Certificate) -> String {
    let mut seen = HashSet::new();
    let listed: Vec<&str> = names(certificate).filter(|name| seen.insert(*name)).collect();
    if listed.is_empty() { "no name".to_owned() } else { facts::few(&listed) }
}

/// Whether a name begins with a wildcard.
pub(super) fn has_wildcard(name: &str) -> bool {
    name.starts_with("*.")
}

/// Whether two names are equal, ignoring case and trailing dots.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.trim_end_matches('.').eq_ignore_ascii_case(b.trim_end_matches('.'))
}

/// Whether two texts are the same IP address, however its zeros are written.
fn is_one_address(a: &str, b: &str) -> bool {
    let read = |text: &str| text.parse::<IpAddr>().ok();
    read(a).is_some_and(|address| read(b) == Some(address))
}

fn addresses(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.san.iter().filter_map(|name| match &name.value {
        GeneralName::Ip(text) => Some(text.as_str()),
        _ => None,
    })
}

/// The wildcard name that covers a name, in lower case.
pub(super) fn covering(name: &str) -> String {
    let below = name.trim_end_matches('.').split_once('.').map_or("", |(_, below)| below);
    format!("*.{}", below.to_ascii_lowercase())
}

/// A wildcard stands for one label.
pub(super) fn covers(pattern: &str, wanted: &str) -> bool {
    let rest = pattern.strip_prefix("*.");
    let below = wanted.split_once('.').map(|(_, rest)| rest);
    rest.zip(below).is_some_and(|(rest, below)| same(rest, below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{Located, Span};

    #[track_caller]
    fn check(name: GeneralName, wanted: &str, expect: Match) {
        let san = vec![Located { value: name, span: Span::default() }];
        assert_eq!(compare(&Certificate { san, ..Certificate::default() }, wanted), expect, "{wanted}");
    }

    #[test]
    fn names_are_compared_as_clients_do() {
        let dns = |name: &str| GeneralName::Dns(name.into());
        check(dns("vpn.corp.example"), "VPN.corp.example", Match::Same);
        check(dns("vpn.corp.example"), "vpn.corp.example.", Match::Same);
        check(dns("*.corp.example"), "vpn.corp.example", Match::Wildcard);
        check(dns("*.corp.example"), "a.vpn.corp.example", Match::None);
        check(dns("*.corp.example"), "corp.example", Match::None);
        check(GeneralName::Ip("192.0.2.1".into()), "192.0.2.1", Match::AddressOnly);
        check(GeneralName::Ip("192.0.2.1".into()), "192.0.2.2", Match::None);
        check(dns("192.0.2.1"), "192.0.2.1", Match::Same);
        check(dns("other.example"), "", Match::None);
    }
}
