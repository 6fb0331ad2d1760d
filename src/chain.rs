//! Which of the certificates in a set issued which, and how that is known.
//!
//! An issuer is found by its name and, if both sides have one, its key identifier, as in Windows; the signature
//! confirms it. This tells CAs with the same name apart, and detects altered certificates.

use crate::certificate::{Certificate, Name, RevocationList, Spans};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

mod ecdsa;
mod ed25519;
mod hash;
mod number;
mod revocation;
mod rsa;
mod signature;

pub use revocation::{Aside, Lists, Standing};
pub use signature::{Signature, Signed, verify};

/// Up to so many certificates every signature is verified. In larger sets only those of authorities are, and those
/// that more than one key could have made; all others follow from names and key identifiers.
pub const VERIFIED_THROUGHOUT: usize = 200;

/// How much work verifying a set may be at most, in signatures of RSA keys of 2048 bits.
pub const MOST_EFFORT: usize = 4_000;

/// Of authorities of one name, so many are considered.
pub const MOST_RIVALS: usize = 32;

/// So many issuers of a certificate are followed upwards.
pub const MOST_LINKS: usize = 32;

/// How a certificate hangs on its issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place of the issuer; the certificate's own if it issued itself.
    pub issuer: usize,
    /// What its signature tells.
    pub signature: Signature,
    /// Places of other certificates of the same authority that fit as well, the likeliest first: renewed or
    /// cross-signed ones, through which other chains go.
    pub others: Vec<usize>,
}

impl Link {
    /// The same through the first certificate of the authority that is valid, if any is.
    fn through(&self, is_valid: impl Fn(usize) -> bool) -> Self {
        let mut link = self.clone();
        if !is_valid(link.issuer)
            && let Some(valid) = link.others.iter_mut().find(|other| is_valid(**other))
        {
            std::mem::swap(&mut link.issuer, valid);
        }
        link
    }
}

/// The links of a set: for each place the link of the certificate there; nothing where no issuer is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(pub Vec<Option<Link>>);

impl Links {
    /// The links from a certificate upwards, nearest issuer first, through certificates in places that are valid where
    /// an authority has one. It ends below a circle, behind the last certificate that is there, with the first link
    /// whose signature is wrong, and after [`MOST_LINKS`]. Of a certificate that issued itself it is empty.
    #[must_use]
    pub fn path(&self, leaf: usize, is_valid: impl Fn(usize) -> bool) -> Vec<Link> {
        let mut path: Vec<Link> = Vec::new();
        let mut at = leaf;
        while let Some(Some(link)) = self.0.get(at).filter(|_| path.len() < MOST_LINKS) {
            let link = if link.issuer == at { link.clone() } else { link.through(&is_valid) };
            let (issuer, is_wrong) = (link.issuer, link.signature == Signature::Wrong);
            if [at, leaf].contains(&issuer) || path.iter().any(|met| met.issuer == issuer) {
                break;
            }
            path.push(link);
            if is_wrong {
                break;
            }
            at = issuer;
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

/// Finds the issuers in a set, of which all certificates are counted if it is some of a larger one, and the keys that
/// signed the revocation lists beside it. Places that hold no certificate stay without.
///
/// Of several certificates that fit one is taken whose signature was verified; then one whose validity holds the
/// begin of the certificate's, one that issued itself and so ends the chain, the youngest, and the one that is valid
/// longest. Which of them are valid on the day in question is looked at in [`Links::path`].
#[must_use]
pub fn tie(set: &[Option<Signed<'_>>], all: usize, lists: &[(usize, &RevocationList)]) -> (Links, Lists) {
    let authorities = Authorities::of(set, lists);
    let throughout = all <= VERIFIED_THROUGHOUT;
    let mut verifier = Verifier { effort: MOST_EFFORT, throughout };
    let mut links = vec![None; set.len()];
    let mut find_for = |verifier: &mut Verifier, (place, signed): (usize, Signed<'_>)| {
        if let Some(link) = links.get_mut(place) {
            *link = find(&authorities, verifier, place, signed);
        }
    };
    of_kind(set, true).for_each(|there| find_for(&mut verifier, there));
    // A list concerns all that its issuer issued, and so is worth more effort than any one of them.
    let lists = Lists::of(lists, &authorities, &mut verifier);
    of_kind(set, false).for_each(|there| find_for(&mut verifier, there));
    (Links(links), lists)
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
    let candidates: Vec<_> = authorities.issuers(place, signed).collect();
    let ambiguous = candidates
        .iter()
        .any(|other| candidates.first().is_some_and(|first| key(first.signed) != key(other.signed)));
    let needed = certificate.is_ca() || ambiguous;
    let self_issued = certificate.is_self_issued();
    let mut fitting: Vec<(Candidate<'_>, Signature)> = candidates
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
    fitting.sort_by_key(|(candidate, signature)| {
        let issuer = candidate.signed.certificate;
        let sure = match signature {
            Signature::Verified => 3,
            Signature::NotChecked(_) if candidate.by_key => 2,
            Signature::NotChecked(_) => 1,
            Signature::Wrong => 0,
        };
        let (own, last) = (candidate.place == place, issuer.is_self_issued());
        // Whatever the order in which they were dropped, the same one is taken.
        let validity = (issuer.not_before, issuer.not_after, candidate.signed.der);
        Reverse((sure, covers(issuer, certificate), own, last, validity))
    });
    let ((best, signature), others) = fitting.split_first()?;
    let others =
        others.iter().filter(|(_, known)| known == signature).map(|(other, _)| other.place).collect();
    Some(Link { issuer: best.place, signature: *signature, others })
}

/// Verifies within a limit.
struct Verifier {
    effort: usize,
    /// The set is so small that every signature is verified.
    throughout: bool,
}

/// Why a signature is not verified once the effort is spent.
const TOO_MUCH: &str = "there are more signatures than are verified at once";

impl Verifier {
    fn verify(&mut self, signed: Signed<'_>, issuer: Signed<'_>, needed: bool) -> Signature {
        if !self.throughout && !needed {
            return Signature::NotChecked(
                "in a set this large, only the signatures on CA certificates are verified",
            );
        }
        self.verify_parts(&signed.certificate.spans, signed.der, issuer)
    }

    fn verify_parts(&mut self, spans: &Spans, der: &[u8], issuer: Signed<'_>) -> Signature {
        let Some(left) = self.effort.checked_sub(effort(der, issuer)) else {
            return Signature::NotChecked(TOO_MUCH);
        };
        self.effort = left;
        signature::verify_parts(spans, der, issuer)
    }
}

/// How much work a signature is, roughly, against one of a RSA key of 2048 bits over a short message.
fn effort(der: &[u8], issuer: Signed<'_>) -> usize {
    let key = issuer.certificate.public_key.as_ref();
    let bits = key.and_then(|key| usize::try_from(key.bits?).ok()).unwrap_or_default();
    let reckoning = match key.is_some_and(|key| key.curve.is_some()) {
        true => bits.div_ceil(160).saturating_pow(3),
        false => bits.div_ceil(2048).saturating_pow(2),
    };
    reckoning.saturating_add(der.len() / 50_000).max(1)
}

/// Those certificates of a set that bear the name of an issuer, by what they are looked for. Of thousands they are
/// few, so that finding them in order is quicker than reckoning a hash of every name.
struct Authorities<'a>(BTreeMap<(&'a Name, Wanted<'a>), Rivals<'a>>);

/// Those that fit what is looked for: the first ones, and whether there are more.
#[derive(Default)]
struct Rivals<'a> {
    first: Vec<Candidate<'a>>,
    more: bool,
}

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
    fn of(set: &[Option<Signed<'a>>], lists: &[(usize, &'a RevocationList)]) -> Self {
        let of_certificates = set.iter().flatten().filter_map(|signed| signed.certificate.issuer.as_deref());
        let of_lists = lists.iter().filter_map(|(_, list)| list.issuer.as_ref());
        let issuers: BTreeSet<&Name> = of_certificates.chain(of_lists).collect();
        let mut found = Self(BTreeMap::new());
        for (place, signed) in of_kind(set, true).chain(of_kind(set, false)) {
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
                rivals.add(Candidate { place, signed, by_key });
            }
        }
        found
    }

    /// Those that may have issued a certificate.
    fn issuers<'b>(&'b self, place: usize, signed: Signed<'b>) -> impl Iterator<Item = Candidate<'b>> {
        let Certificate { issuer, aki, sha256: own, .. } = signed.certificate;
        let groups = issuer.iter().flat_map(|name| self.groups(name, aki.as_deref()));
        // A certificate that is there twice is its own issuer in both places.
        groups.flat_map(|rivals| &rivals.first).map(move |candidate| {
            match candidate.signed.certificate.sha256 == *own {
                true => Candidate { place, signed, by_key: candidate.by_key },
                false => *candidate,
            }
        })
    }

    /// Those of a name whose key may be the one that is identified, the likeliest first.
    fn groups<'b>(&'b self, name: &'b Name, key: Option<&'b [u8]>) -> impl Iterator<Item = &'b Rivals<'b>> {
        let wanted = match key {
            Some(id) => [Some(Wanted::Identified(id)), Some(Wanted::Unidentified)],
            None => [Some(Wanted::Any), None],
        };
        wanted.into_iter().flatten().filter_map(move |wanted| self.0.get(&(name, wanted)))
    }
}

impl<'a> Rivals<'a> {
    /// Adds one that is not there yet, while there is room.
    fn add(&mut self, candidate: Candidate<'a>) {
        let digest = |it: &Candidate<'_>| it.signed.certificate.sha256;
        if self.first.iter().any(|known| digest(known) == digest(&candidate)) {
            return;
        }
        if self.first.len() < MOST_RIVALS {
            self.first.push(candidate);
        } else {
            self.more = true;
        }
    }
}

/// Those of a set that are authorities, or those that are none. Authorities come first: if there are more than are
/// looked into, they are the likelier issuers, and worth more effort.
fn of_kind<'a>(set: &[Option<Signed<'a>>], authorities: bool) -> impl Iterator<Item = (usize, Signed<'a>)> {
    let there = set.iter().enumerate().filter_map(|(place, signed)| Some((place, (*signed)?)));
    there.filter(move |(_, signed)| signed.certificate.is_ca() == authorities)
}

fn key(signed: Signed<'_>) -> Option<[u8; 20]> {
    signed.certificate.public_key.as_ref().map(|key| key.spki_sha1.octets())
}

fn covers(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.not_before <= certificate.not_before && certificate.not_before <= issuer.not_after
}
