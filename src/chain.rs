//! Which of the certificates that were dropped together issued which, and how that is known.
//!
//! An issuer is looked for by its name and, where both sides have one, its key identifier, as Windows does; whether
//! it really is the one, the signature tells. So authorities of one name are kept apart, and of an altered
//! certificate is said that it was altered.

use crate::certificate::{Certificate, Name};
use std::collections::{HashMap, HashSet};

mod ecdsa;
mod hash;
mod number;
mod rsa;
mod signature;

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

/// Signatures looked into, by the SHA-256 of the certificate and of the issuer's certificate.
pub type Known = HashMap<([u8; 32], [u8; 32]), Signature>;

/// The links of a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// For each certificate, in the order of the set, its link; nothing where no issuer is there.
    pub links: Vec<Option<Link>>,
    /// What verifying brought to light; given back to [`link`] with a larger set, it is not done twice.
    pub known: Known,
}

impl Links {
    /// The links from a certificate upwards, nearest issuer first. It ends below a circle, behind the last
    /// certificate that is there, and with the first link whose signature is wrong. Of a certificate that issued
    /// itself it is empty.
    #[must_use]
    pub fn path(&self, leaf: usize) -> Vec<&Link> {
        let mut path: Vec<&Link> = Vec::new();
        let mut at = leaf;
        while let Some(Some(link)) = self.links.get(at) {
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
        let link = self.links.get(place)?.as_ref()?;
        (link.issuer == place).then_some(link.signature)
    }
}

/// Finds the issuers in a set.
///
/// Of several certificates that fit one is taken whose signature was verified; then one whose validity holds the
/// begin of the certificate's, one that issued itself and so ends the chain, and the youngest.
#[must_use]
pub fn link(set: &[Signed<'_>], known: Known) -> Links {
    let authorities = Authorities::of(set);
    let mut verifier = Verifier { known, effort: MOST_EFFORT, throughout: set.len() <= VERIFIED_THROUGHOUT };
    let mut links = vec![None; set.len()];
    // Authorities first: if the effort does not suffice for all, it is best spent on them.
    for of_authorities in [true, false] {
        for ((place, signed), link) in set.iter().enumerate().zip(&mut links) {
            if signed.certificate.is_ca() == of_authorities {
                *link = find(set, &authorities, &mut verifier, place, *signed);
            }
        }
    }
    Links { links, known: verifier.known }
}

/// A certificate that may be the issuer of another.
struct Candidate<'a> {
    place: usize,
    signed: Signed<'a>,
    /// The key identifiers agree.
    by_key: bool,
}

fn find(
    set: &[Signed<'_>],
    authorities: &Authorities<'_>,
    verifier: &mut Verifier,
    place: usize,
    signed: Signed<'_>,
) -> Option<Link> {
    let certificate = signed.certificate;
    let candidates = authorities.candidates(set, place, signed);
    let ambiguous = candidates
        .iter()
        .any(|other| candidates.first().is_some_and(|first| key(first.signed) != key(other.signed)));
    let needed = certificate.is_ca() || ambiguous;
    let self_issued = certificate.issuer.as_ref() == Some(&certificate.subject);
    let mut fitting: Vec<(&Candidate<'_>, Signature)> = candidates
        .iter()
        .map(|candidate| (candidate, verifier.verify(signed, candidate.signed, needed)))
        .filter(|(candidate, signature)| match signature {
            Signature::Verified => true,
            // Without key identifiers a root renewed under its own name cannot be told from its predecessor.
            Signature::NotChecked(_) => candidate.by_key || !self_issued || candidate.place == place,
            // By name alone, that only means that another authority of this name signed.
            Signature::Wrong => candidate.by_key,
        })
        .collect();
    fitting.sort_by_key(|(candidate, signature)| {
        let issuer = candidate.signed.certificate;
        let sure = match signature {
            Signature::Verified => 3,
            Signature::NotChecked(_) if candidate.by_key => 2,
            Signature::NotChecked(_) => 1,
            Signature::Wrong => 0,
        };
        let last = issuer.issuer.as_ref() == Some(&issuer.subject);
        std::cmp::Reverse((
            sure,
            covers(issuer, certificate),
            candidate.place == place,
            last,
            issuer.not_before,
        ))
    });
    let ((first, signature), rest) = fitting.split_first()?;
    let others = rest.iter().filter(|(_, other)| other == signature).map(|(other, _)| other.place).collect();
    Some(Link { issuer: first.place, signature: *signature, others })
}

/// Verifies within a limit, and nothing twice.
struct Verifier {
    known: Known,
    effort: usize,
    /// The set is so small that every signature is verified.
    throughout: bool,
}

impl Verifier {
    fn verify(&mut self, signed: Signed<'_>, issuer: Signed<'_>, needed: bool) -> Signature {
        if !self.throughout && !needed {
            return Signature::NotChecked("in a set as large as this only those of authorities are verified");
        }
        let pair = (signed.certificate.sha256, issuer.certificate.sha256);
        if let Some(signature) = self.known.get(&pair) {
            return *signature;
        }
        let Some(left) = self.effort.checked_sub(effort(signed, issuer)) else {
            return Signature::NotChecked("the set has more signatures than are verified at once");
        };
        self.effort = left;
        let signature = verify(signed, issuer);
        self.known.insert(pair, signature);
        signature
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

/// The certificates of a set by what they are looked for.
struct Authorities<'a> {
    /// Those that do not tell the identifier of their key.
    without_id: HashMap<&'a Name, Vec<usize>>,
    with_id: HashMap<(&'a Name, &'a [u8]), Vec<usize>>,
    all: HashMap<&'a Name, Vec<usize>>,
}

impl<'a> Authorities<'a> {
    fn of(set: &[Signed<'a>]) -> Self {
        let mut seen = HashSet::new();
        let mut places: Vec<(usize, &'a Certificate)> = set
            .iter()
            .enumerate()
            .map(|(place, signed)| (place, signed.certificate))
            .filter(|(_, certificate)| !certificate.subject.is_empty() && seen.insert(certificate.sha256))
            .collect();
        // Where there are more of one name than are considered, the likeliest are.
        places
            .sort_by_key(|(_, certificate)| std::cmp::Reverse((certificate.is_ca(), certificate.not_before)));
        let mut found = Self { without_id: HashMap::new(), with_id: HashMap::new(), all: HashMap::new() };
        for (place, certificate) in places {
            let name = &certificate.subject;
            found.all.entry(name).or_default().push(place);
            match &certificate.ski {
                Some(id) => found.with_id.entry((name, id.as_slice())).or_default().push(place),
                None => found.without_id.entry(name).or_default().push(place),
            }
        }
        found
    }

    fn candidates<'b>(&self, set: &[Signed<'b>], place: usize, signed: Signed<'b>) -> Vec<Candidate<'b>> {
        let Some(name) = &signed.certificate.issuer else {
            return Vec::new();
        };
        let (by_key, by_name) = match &signed.certificate.aki {
            Some(id) => (self.with_id.get(&(name, id.as_slice())), self.without_id.get(name)),
            None => (None, self.all.get(name)),
        };
        let own = signed.certificate.sha256;
        let listed = |places: Option<&Vec<usize>>, by_key: bool| {
            let places: Vec<usize> = places.into_iter().flatten().copied().take(MOST_RIVALS).collect();
            places.into_iter().map(move |place| (place, by_key))
        };
        listed(by_key, true)
            .chain(listed(by_name, false))
            .filter_map(|(at, by_key)| {
                let candidate = *set.get(at)?;
                // A certificate that is there twice is its own issuer in both places.
                let (at, candidate) =
                    if candidate.certificate.sha256 == own { (place, signed) } else { (at, candidate) };
                Some(Candidate { place: at, signed: candidate, by_key })
            })
            .collect()
    }
}

fn key(signed: Signed<'_>) -> Option<[u8; 20]> {
    signed.certificate.public_key.as_ref().map(|key| key.spki_sha1)
}

fn covers(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.not_before <= certificate.not_before && certificate.not_before <= issuer.not_after
}
