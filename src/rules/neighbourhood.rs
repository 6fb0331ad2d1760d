//! Which of the certificates that were dropped together may lie on one machine, or bear one name.
//!
//! Thousands may be dropped at once. Every certificate is only shown those that could concern it, so that judging
//! all of them takes time in proportion to their number.

use crate::certificate::{Certificate, Name};
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

/// Places of certificates by what brings them together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbourhood {
    /// By DNS and principal names and by subject, each as a number; sorted.
    by_key: Vec<(u64, usize)>,
    /// Those that name no host and no user, as management services issue them to devices; no more than are looked at.
    nameless: Vec<usize>,
    /// Those that name a host or a user; no more than are looked at.
    named: Vec<usize>,
}

/// A machine has few certificates; more that could be anybody's are of many machines.
pub const FEW: usize = 16;

impl Neighbourhood {
    /// Brings together what was dropped together.
    #[must_use]
    pub fn of<'a>(certificates: impl Iterator<Item = (usize, &'a Certificate)>) -> Self {
        let mut neighbourhood = Self::default();
        for (place, certificate) in certificates {
            neighbourhood.add(place, certificate);
        }
        neighbourhood.sort();
        neighbourhood
    }

    /// Adds one, and hands out what it was added by. Before anything is asked, all are to be [sorted](Self::sort).
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

    /// Brings all that were added in order.
    pub(crate) fn sort(&mut self) {
        self.by_key.sort_unstable();
        self.by_key.dedup();
    }

    /// Those that bear a name or subject that another bears too, or one for which `more` speaks. The same certificate twice
    /// is no other.
    pub(crate) fn in_company(
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

    /// Those by which is decided who could be anybody's neighbour, if any could; all of them, if they are so few that
    /// they are.
    pub(crate) fn anybodys(&self) -> Option<impl Iterator<Item = usize>> {
        let few = |group: &[usize]| (1..=FEW).contains(&group.len());
        let are_few = few(&self.nameless) || (!self.nameless.is_empty() && few(&self.named));
        let deciding =
            if self.nameless.is_empty() { [&[][..], &[]] } else { [&*self.nameless, &*self.named] };
        (!are_few).then(|| deciding.into_iter().flatten().copied())
    }

    /// Those that could concern a certificate: of the same host or user, of the same subject as itself or as the
    /// issuer at the end of its chain, and the few that name nobody. One that names nobody itself could belong to
    /// any of few.
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
        rest.iter().take_while(move |(other, _)| *other == key).map(|(_, place)| *place).take(MOST_IN_A_GROUP)
    }
}

/// What brings a certificate together with others, each as a number: its names, and its subject.
pub fn keys(certificate: &Certificate) -> impl Iterator<Item = u64> {
    names(certificate).map(of_name).chain([of_subject(&certificate.subject)])
}

/// The number of the issuer, which is that of its certificates' subject.
#[must_use]
pub fn of_issuer(certificate: &Certificate) -> Option<u64> {
    certificate.issuer.as_deref().map(of_subject)
}

/// The same for all whose subject this is.
fn of_subject(name: &Name) -> u64 {
    number(name)
}

/// The same for all of that name, in capitals or not.
pub(crate) fn of_name(name: &str) -> u64 {
    // Nearly all are written in the small letters of ASCII, which need not be made.
    let small = name.bytes().all(|octet| octet.is_ascii() && !octet.is_ascii_uppercase());
    if small { number(name) } else { number(name.to_lowercase().as_str()) }
}

fn number(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = Quick(0);
    value.hash(&mut hasher);
    hasher.finish()
}

/// Much quicker than the hasher of the standard library, and easier to fool. Nothing is gained by that: those that
/// are brought together by mistake are no more than [`MOST_IN_A_GROUP`], and looked at once more.
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
        // An odd number without pattern spreads every bit upwards; the turn brings the high ones down again.
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// The same name a thousand times, as a wildcard of a test set, must not make a thousand times a thousand looks.
pub const MOST_IN_A_GROUP: usize = 64;

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
    fn those_of_one_host_and_those_of_none_are_neighbours() {
        let authority = Certificate {
            basic_constraints: Some(BasicConstraints { ca: true, path_len: None }),
            ..certificate(5, &[])
        };
        let mut all = [
            certificate(1, &["a.example"]),
            certificate(2, &["A.EXAMPLE", "b.example"]),
            certificate(3, &["c.example"]),
            certificate(4, &[]),
            authority,
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
