//! Finds which of the certificates loaded together may be on the same computer, or share a name.
//!
//! Thousands may be loaded at once. Each certificate is only compared with those that could be relevant, so that the
//! time to judge all of them is proportional to their number.

use crate::certificate::{Certificate, Name};
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

/// Indexes of certificates, grouped by what they have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbourhood {
    /// By hash of DNS name, UPN and subject; sorted.
    by_key: Vec<(u64, usize)>,
    /// Certificates without host or user name, as MDM services issue them to devices; at most one more than [`FEW`].
    nameless: Vec<usize>,
    /// Certificates with a host or user name; at most one more than [`FEW`].
    named: Vec<usize>,
}

/// A computer has few certificates. If more than this could belong to any computer, they belong to many.
pub const FEW: usize = 16;

impl Neighbourhood {
    /// Groups the certificates loaded together.
    #[must_use]
    pub fn of<'a>(certificates: impl Iterator<Item = (usize, &'a Certificate)>) -> Self {
        let mut neighbourhood = Self::default();
        for (place, certificate) in certificates {
            neighbourhood.add(place, certificate);
        }
        neighbourhood.sort();
        neighbourhood
    }

    /// Adds a certificate and returns the keys it was added under. Call [`sort`](Self::sort) before any query.
    pub(crate) fn add(&mut self, place: usize, certificate: &Certificate) -> &[(u64, usize)] {
        let kind = match names(certificate).next() {
            _ if certificate.is_ca() => None,
            Some(_) => Some(&mut self.named),
            None => Some(&mut self.nameless),
        };
        if let Some(kind) = kind.filter(|kind| kind.len() <= FEW) {
            kind.push(place);
        }
        let before = self.by_key.len();
        self.by_key.extend(keys(certificate).map(|key| (key, place)));
        self.by_key.get(before..).unwrap_or_default()
    }

    /// Sorts and deduplicates the entries; required before queries.
    pub(crate) fn sort(&mut self) {
        self.by_key.sort_unstable();
        self.by_key.dedup();
    }

    /// The certificates that share a name or subject with another one, or for whose key `more` returns true. A copy of
    /// the same certificate does not count as another one.
    pub(crate) fn with_company(
        &self,
        is_same: impl Fn(usize, usize) -> bool,
        more: impl Fn(u64) -> bool,
    ) -> impl Iterator<Item = usize> {
        let groups = self.by_key.chunk_by(|(one, _), (other, _)| one == other);
        let groups = groups.filter(move |group| match group {
            [(key, first), others @ ..] => {
                others.iter().any(|(_, other)| !is_same(*first, *other)) || more(*key)
            }
            [] => false,
        });
        groups.flatten().map(|(_, place)| *place)
    }

    /// The certificates that decide whether those without names could be neighbours of any other; `None` if they are so
    /// few that they could, so that every certificate must be considered.
    pub(crate) fn anybodys(&self) -> Option<impl Iterator<Item = usize>> {
        let few = |group: &[usize]| (1..=FEW).contains(&group.len());
        let are_few = few(&self.nameless) || (!self.nameless.is_empty() && few(&self.named));
        let deciding =
            if self.nameless.is_empty() { [&[][..], &[]] } else { [&*self.nameless, &*self.named] };
        (!are_few).then(|| deciding.into_iter().flatten().copied())
    }

    /// The certificates that could be relevant for one: with the same host or user name, with its subject or the
    /// subject of the issuer at the end of its chain, and those without names if they are few. A certificate without
    /// names also gets those with names if they are few.
    #[must_use]
    pub fn around<'a>(
        &self,
        certificate: &Certificate,
        chain: &[&Certificate],
        at: impl Fn(usize) -> Option<&'a Certificate>,
    ) -> Vec<&'a Certificate> {
        let top = chain.last().copied().unwrap_or(certificate);
        let mut seen = HashSet::new();
        let alike = keys(certificate).chain(of_issuer(top)).flat_map(|key| self.group(key));
        let anybodys = Some(&self.nameless).filter(|group| group.len() <= FEW);
        let is_nameless = names(certificate).next().is_none();
        let any = Some(&self.named).filter(|group| is_nameless && group.len() <= FEW);
        alike
            .chain([anybodys, any].into_iter().flatten().flatten().copied())
            .filter_map(at)
            .filter(|other| other.sha256 != certificate.sha256 && seen.insert(other.sha256))
            .collect()
    }

    fn group(&self, key: u64) -> impl Iterator<Item = usize> {
        let from = self.by_key.partition_point(|(other, _)| *other < key);
        let rest = self.by_key.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(other, _)| *other == key).map(|(_, place)| *place).take(MAX_IN_A_GROUP)
    }
}

/// The hashes by which a certificate is grouped with others: of its names and of its subject.
pub fn keys(certificate: &Certificate) -> impl Iterator<Item = u64> {
    names(certificate).map(of_name).chain([of_subject(&certificate.subject)])
}

/// The hash of the issuer name, equal to that of the CA's subject.
#[must_use]
pub fn of_issuer(certificate: &Certificate) -> Option<u64> {
    certificate.issuer.as_deref().map(of_subject)
}

/// The hash of a subject.
fn of_subject(name: &Name) -> u64 {
    number(name)
}

/// The hash of a name, ignoring case.
pub(crate) fn of_name(name: &str) -> u64 {
    // Nearly all names are ASCII in lower case and need no conversion.
    let small = name.bytes().all(|octet| octet.is_ascii() && !octet.is_ascii_uppercase());
    if small { number(name) } else { number(name.to_lowercase().as_str()) }
}

fn number(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = Quick(0);
    value.hash(&mut hasher);
    hasher.finish()
}

/// Much faster than the standard library's hasher, and easier to attack with collisions. Those gain nothing: a group is
/// limited to [`MAX_IN_A_GROUP`], and its certificates are compared again.
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        self.write_u64(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        // An odd constant without pattern spreads every bit upwards; the rotation brings the high bits down again.
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// If a name occurs a thousand times, such as a wildcard in a test set, there must not be a million comparisons.
pub const MAX_IN_A_GROUP: usize = 64;

fn names(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.dns_names().chain(certificate.upns())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{BasicConstraints, GeneralName, Located, Span};

    fn certificate(number: u8, names: &[&str]) -> Certificate {
        let san = names
            .iter()
            .map(|name| Located { value: GeneralName::Dns((*name).into()), span: Span::default() })
            .collect();
        Certificate { sha256: [number; 32], san, ..Certificate::default() }
    }

    #[test]
    fn certificates_of_one_host_or_without_names_are_neighbours() {
        let ca = Certificate {
            basic_constraints: Some(BasicConstraints { ca: true, path_len: None }),
            ..certificate(5, &[])
        };
        let mut all = [
            certificate(1, &["a.example"]),
            certificate(2, &["A.EXAMPLE", "b.example"]),
            certificate(3, &["c.example"]),
            certificate(4, &[]),
            ca,
        ];
        for (certificate, name) in all.iter_mut().zip(["1", "2", "3", "4", "5"]) {
            let attribute = crate::certificate::Attribute {
                oid: crate::certificate::Oid::from_content(&[0x55, 4, 3]),
                tag: 0x0c,
                value: name.into(),
            };
            certificate.subject = Name { rdns: vec![vec![attribute]] };
        }
        let neighbourhood = Neighbourhood::of(all.iter().enumerate());
        let check = |of: usize, expect: &[u8]| {
            let around = neighbourhood.around(&all[of], &[], |place| all.get(place));
            assert_eq!(around.iter().map(|it| it.sha256[0]).collect::<Vec<_>>(), expect);
        };
        check(0, &[2, 4]);
        check(1, &[1, 4]);
        check(2, &[4]);
        check(3, &[1, 2, 3]);
    }
}
