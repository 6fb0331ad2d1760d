//! Which of the certificates that were dropped together may lie on one machine, or bear one name.
//!
//! Thousands may be dropped at once. Every certificate is only shown those that could concern it, so that judging
//! all of them takes time in proportion to their number.

use crate::certificate::{Certificate, Name};
use std::collections::{HashMap, HashSet};

/// Certificates by what brings them together.
#[derive(Debug, Default)]
pub struct Neighbourhood<'a> {
    /// By DNS and principal names, in small letters.
    by_name: HashMap<String, Vec<&'a Certificate>>,
    by_subject: HashMap<&'a Name, Vec<&'a Certificate>>,
    /// Those that name no host and no user, as management services issue them to devices.
    nameless: Vec<&'a Certificate>,
    /// Those that name a host or a user.
    named: Vec<&'a Certificate>,
}

/// A machine has few certificates; more that could be anybody's are of many machines.
const FEW: usize = 16;

impl<'a> Neighbourhood<'a> {
    /// Brings together what was dropped together.
    #[must_use]
    pub fn of(certificates: &[&'a Certificate]) -> Self {
        let mut neighbourhood = Self::default();
        for certificate in certificates.iter().copied() {
            let mut named = false;
            for name in names(certificate) {
                named = true;
                neighbourhood.by_name.entry(name.to_lowercase()).or_default().push(certificate);
            }
            match (certificate.is_ca(), named) {
                (true, _) => {}
                (false, true) => neighbourhood.named.push(certificate),
                (false, false) => neighbourhood.nameless.push(certificate),
            }
            neighbourhood.by_subject.entry(&certificate.subject).or_default().push(certificate);
        }
        neighbourhood
    }

    /// Those that could concern a certificate: of the same host or user, of the same subject as itself or as the
    /// issuer at the end of its chain, and the few that name nobody. One that names nobody itself could belong to
    /// any of few.
    #[must_use]
    pub fn around(&self, certificate: &Certificate, chain: &[&Certificate]) -> Vec<&'a Certificate> {
        let top = chain.last().copied().unwrap_or(certificate).issuer.as_ref();
        let mut seen = HashSet::from([&certificate.sha256]);
        let alike = names(certificate).filter_map(|name| self.by_name.get(&name.to_lowercase()));
        let of_one_subject = [Some(&certificate.subject), top]
            .into_iter()
            .flatten()
            .filter_map(|name| self.by_subject.get(name));
        let anybodys = Some(&self.nameless).filter(|group| group.len() <= FEW);
        let is_nameless = names(certificate).next().is_none();
        let any = Some(&self.named).filter(|group| is_nameless && group.len() <= FEW);
        alike
            .chain(of_one_subject)
            .chain(anybodys)
            .chain(any)
            .flat_map(|group| group.iter().take(MOST_IN_A_GROUP))
            .copied()
            .filter(|other| seen.insert(&other.sha256))
            .collect()
    }
}

/// The same name a thousand times, as a wildcard of a test set, must not make a thousand times a thousand looks.
const MOST_IN_A_GROUP: usize = 64;

fn names(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.dns_names().chain(certificate.upns())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{GeneralName, Located, Span};

    fn certificate(number: u8, names: &[&str]) -> Certificate {
        let san = names
            .iter()
            .map(|name| Located { value: GeneralName::Dns((*name).into()), span: Span::default() })
            .collect();
        Certificate { sha256: [number; 32], san, ..Certificate::default() }
    }

    #[test]
    fn those_of_one_host_and_those_of_none_are_neighbours() {
        let all = [
            certificate(1, &["a.example"]),
            certificate(2, &["A.EXAMPLE", "b.example"]),
            certificate(3, &["c.example"]),
            certificate(4, &[]),
        ];
        let mut all = all;
        for (certificate, name) in all.iter_mut().zip(["1", "2", "3", "4"]) {
            let attribute = crate::certificate::Attribute {
                oid: crate::certificate::Oid::from_content(&[0x55, 4, 3]),
                tag: 0x0c,
                value: name.into(),
            };
            certificate.subject = Name { rdns: vec![vec![attribute]] };
        }
        let list: Vec<&Certificate> = all.iter().collect();
        let neighbourhood = Neighbourhood::of(&list);
        let check = |of: usize, expect: &[u8]| {
            let around = neighbourhood.around(&all[of], &[]);
            assert_eq!(around.iter().map(|it| it.sha256[0]).collect::<Vec<_>>(), expect);
        };
        check(0, &[2, 4]);
        check(1, &[1, 4]);
        check(2, &[4]);
        check(3, &[1, 2, 3]);
    }
}
