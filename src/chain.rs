//! Which of the certificates that were dropped together issued which, and how that is known.
//!
//! An issuer is looked for by its name and, where both sides have one, its key identifier, as Windows does; whether
//! it really is the one, the signature tells. So authorities of one name are kept apart, and of an altered
//! certificate is said that it was altered.

use crate::certificate::{Certificate, Name};
use std::collections::{BTreeMap, BTreeSet};

mod ecdsa;
mod ed25519;
mod hash;
mod number;
mod revocation;
mod rsa;
mod signature;

pub use revocation::{Lists, Standing};
pub use signature::{Signature, Signed, verify};

/// Up to so many certificates every signature is verified. In larger sets only those of authorities are, and those
/// that more than one key could have made; all others follow from names and key identifiers.
pub const VERIFIED_THROUGHOUT: usize = 200;

/// How much work verifying a set may be at most, in signatures of RSA keys of 2048 bits.
pub const MOST_EFFORT: usize = 4_000;

/// Of authorities of one name, so many are considered.
const MOST_RIVALS: usize = 32;

/// How a certificate hangs on its issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place of the issuer; the certificate's own if it issued itself.
    pub issuer: usize,
    /// What its signature tells.
    pub signature: Signature,
    /// Places of other certificates of the same authority that fit as well: renewed or cross-signed ones, through
    /// which other chains go.
    pub others: Vec<usize>,
}

/// The links of a set: for each place the link of the certificate there; nothing where no issuer is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(pub Vec<Option<Link>>);

impl Links {
    /// The links from a certificate upwards, nearest issuer first. It ends below a circle, behind the last
    /// certificate that is there, and with the first link whose signature is wrong. Of a certificate that issued
    /// itself it is empty.
    #[must_use]
    pub fn path(&self, leaf: usize) -> Vec<&Link> {
        let mut path: Vec<&Link> = Vec::new();
        let mut at = leaf;
        while let Some(Some(link)) = self.0.get(at) {
            if link.issuer == at || link.issuer == leaf || path.iter().any(|met| met.issuer == link.issuer) {
                break;
            }
            path.push(link);
            if link.signature == Signature::Wrong {
                break;
            }
            at = link.issuer;
        }
        path
    }

    /// Whether a certificate that issued itself is signed with its own key; nothing for any other.
    #[must_use]
    pub fn self_signed(&self, place: usize) -> Option<Signature> {
        let link = self.0.get(place)?.as_ref()?;
        (link.issuer == place).then_some(link.signature)
    }
}

/// Finds the issuers in a set; places that hold no certificate stay without.
///
/// Of several certificates that fit one is taken whose signature was verified; then one whose validity holds the
/// begin of the certificate's, one that issued itself and so ends the chain, and the youngest.
#[must_use]
pub fn link(set: &[Option<Signed<'_>>]) -> Links {
    link_some(set, set.iter().flatten().count())
}

/// The same for some of a larger set, of which the size is known.
#[must_use]
pub fn link_some(set: &[Option<Signed<'_>>], all: usize) -> Links {
    let authorities = Authorities::of(set);
    let throughout = all <= VERIFIED_THROUGHOUT;
    let mut verifier = Verifier { effort: MOST_EFFORT, throughout };
    let mut links = vec![None; set.len()];
    for (place, signed) in authorities_first(set) {
        if let Some(link) = links.get_mut(place) {
            *link = find(&authorities, &mut verifier, place, signed);
        }
    }
    Links(links)
}

/// A certificate that may be the issuer of another.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    place: usize,
    signed: Signed<'a>,
    /// The key identifiers agree.
    by_key: bool,
}

fn find(
    authorities: &Authorities<'_>,
    verifier: &mut Verifier,
    place: usize,
    signed: Signed<'_>,
) -> Option<Link> {
    let certificate = signed.certificate;
    let candidates = authorities.candidates(place, signed);
    let ambiguous = candidates
        .iter()
        .any(|other| candidates.first().is_some_and(|first| key(first.signed) != key(other.signed)));
    let needed = certificate.is_ca() || ambiguous;
    let self_issued = certificate.is_self_issued();
    let fitting: Vec<(Candidate<'_>, Signature)> = candidates
        .into_iter()
        .map(|candidate| (candidate, verifier.verify(signed, candidate.signed, needed)))
        .filter(|(candidate, signature)| match signature {
            Signature::Verified => true,
            // Without key identifiers a root renewed under its own name cannot be told from its predecessor.
            Signature::NotChecked(_) => candidate.by_key || !self_issued || candidate.place == place,
            // By name alone, that only means that another authority of this name signed.
            Signature::Wrong => candidate.by_key,
        })
        .collect();
    let (best, signature) = fitting.iter().max_by_key(|(candidate, signature)| {
        let issuer = candidate.signed.certificate;
        let sure = match signature {
            Signature::Verified => 3,
            Signature::NotChecked(_) if candidate.by_key => 2,
            Signature::NotChecked(_) => 1,
            Signature::Wrong => 0,
        };
        let last = issuer.is_self_issued();
        (sure, covers(issuer, certificate), candidate.place == place, last, issuer.not_before)
    })?;
    let others = fitting
        .iter()
        .filter(|(other, known)| known == signature && other.place != best.place)
        .map(|(other, _)| other.place)
        .collect();
    Some(Link { issuer: best.place, signature: *signature, others })
}

/// Verifies within a limit.
struct Verifier {
    effort: usize,
    /// The set is so small that every signature is verified.
    throughout: bool,
}

impl Verifier {
    fn verify(&mut self, signed: Signed<'_>, issuer: Signed<'_>, needed: bool) -> Signature {
        if !self.throughout && !needed {
            return Signature::NotChecked("in a set as large as this only those of authorities are verified");
        }
        let Some(left) = self.effort.checked_sub(effort(signed, issuer)) else {
            return Signature::NotChecked("the set has more signatures than are verified at once");
        };
        self.effort = left;
        verify(signed, issuer)
    }
}

/// How much work a signature is, roughly, against one of a RSA key of 2048 bits over a short message.
fn effort(signed: Signed<'_>, issuer: Signed<'_>) -> usize {
    let key = issuer.certificate.public_key.as_ref();
    let bits = key.and_then(|key| usize::try_from(key.bits?).ok()).unwrap_or_default();
    let reckoning = match key.is_some_and(|key| key.curve.is_some()) {
        true => bits.div_ceil(160).saturating_pow(3),
        false => bits.div_ceil(2048).saturating_pow(2),
    };
    reckoning.saturating_add(signed.der.len() / 50_000).max(1)
}

/// Those certificates of a set that bear the name of an issuer, by what they are looked for. Of thousands they are
/// few, so that finding them in order is quicker than reckoning a hash of every name.
struct Authorities<'a>(BTreeMap<(&'a Name, Wanted<'a>), Vec<Candidate<'a>>>);

/// What is known of the key of an issuer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted<'a> {
    /// This is its identifier.
    Identified(&'a [u8]),
    /// It does not tell its identifier.
    Unidentified,
    /// Nothing.
    Any,
}

impl<'a> Authorities<'a> {
    fn of(set: &[Option<Signed<'a>>]) -> Self {
        let issuers: BTreeSet<&Name> =
            set.iter().flatten().filter_map(|signed| signed.certificate.issuer.as_deref()).collect();
        let mut found = Self(BTreeMap::new());
        for (place, signed) in authorities_first(set) {
            let certificate = signed.certificate;
            if certificate.subject.is_empty() || !issuers.contains(&certificate.subject) {
                continue;
            }
            let identified = match &certificate.ski {
                Some(id) => Wanted::Identified(id),
                None => Wanted::Unidentified,
            };
            for wanted in [identified, Wanted::Any] {
                let by_key = matches!(wanted, Wanted::Identified(_));
                let rivals = found.0.entry((&certificate.subject, wanted)).or_default();
                let known = rivals.iter().any(|rival| rival.signed.certificate.sha256 == certificate.sha256);
                if !known && rivals.len() < MOST_RIVALS {
                    rivals.push(Candidate { place, signed, by_key });
                }
            }
        }
        found
    }

    fn candidates<'b>(&'b self, place: usize, signed: Signed<'b>) -> Vec<Candidate<'b>> {
        let Some(name) = &signed.certificate.issuer else {
            return Vec::new();
        };
        let wanted: &[Wanted<'_>] = match &signed.certificate.aki {
            Some(id) => &[Wanted::Identified(id), Wanted::Unidentified],
            None => &[Wanted::Any],
        };
        let own = signed.certificate.sha256;
        wanted
            .iter()
            .filter_map(|wanted| self.0.get(&(name, *wanted)))
            .flatten()
            // A certificate that is there twice is its own issuer in both places.
            .map(|candidate| match candidate.signed.certificate.sha256 == own {
                true => Candidate { place, signed, by_key: candidate.by_key },
                false => *candidate,
            })
            .collect()
    }
}

/// Authorities first: if there are more than are looked into, they are the likelier issuers, and worth more effort.
fn authorities_first<'a>(set: &[Option<Signed<'a>>]) -> impl Iterator<Item = (usize, Signed<'a>)> {
    [true, false].into_iter().flat_map(move |wanted| {
        let there = set.iter().enumerate().filter_map(|(place, signed)| Some((place, (*signed)?)));
        there.filter(move |(_, signed)| signed.certificate.is_ca() == wanted)
    })
}

fn key(signed: Signed<'_>) -> Option<[u8; 20]> {
    signed.certificate.public_key.as_ref().map(|key| key.spki_sha1.octets())
}

fn covers(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.not_before <= certificate.not_before && certificate.not_before <= issuer.not_after
}
