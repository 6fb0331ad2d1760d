//! Finds the issuer of each certificate in a set.
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

pub use revocation::{Lists, Standing, Unusable};
pub use signature::{Signature, Signed, verify};

/// In sets of at most this many certificates every signature is verified. In larger sets only those on CA certificates
/// are, and those for which candidates with different keys exist; all other links follow from names and key
/// identifiers.
pub const MAX_FULLY_VERIFIED: usize = 200;

/// The maximum effort for verifying a set, in signatures by 2048-bit RSA keys.
pub const MAX_EFFORT: usize = 4_000;

/// The maximum number of CAs with the same name that are considered.
pub const MAX_CANDIDATES: usize = 32;

/// The maximum number of issuers above a certificate that are followed.
pub const MAX_CHAIN: usize = 32;

/// The link from a certificate to its issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The index of the issuer; the certificate's own if it is its own issuer.
    pub issuer: usize,
    /// The result of verifying the signature.
    pub signature: Signature,
    /// Indexes of other certificates of the same CA that fit as well, the likeliest first: renewed or cross-signed
    /// ones, which lead to other chains.
    pub others: Vec<usize>,
}

impl Link {
    /// The same link, through the first valid certificate of the CA if there is one.
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

/// The links of a set, by index; `None` where the issuer is not in the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(pub Vec<Option<Link>>);

impl Links {
    /// The links from a certificate upwards, nearest issuer first, through a valid certificate wherever a CA has one.
    /// It ends before a cycle, after the last certificate in the set, after the first link with a wrong signature, and
    /// after [`MAX_CHAIN`]. For a certificate that is its own issuer it is empty.
    #[must_use]
    pub fn path(&self, leaf: usize, is_valid: impl Fn(usize) -> bool) -> Vec<Link> {
        let mut path: Vec<Link> = Vec::new();
        let mut at = leaf;
        while let Some(Some(link)) = self.0.get(at).filter(|_| path.len() < MAX_CHAIN) {
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

    /// The result of verifying a certificate that is its own issuer; `None` for any other.
    #[must_use]
    pub fn self_signed(&self, place: usize) -> Option<Signature> {
        let link = self.0.get(place)?.as_ref()?;
        (link.issuer == place).then_some(link.signature)
    }
}

/// Finds the issuers in a set, and the keys that signed the CRLs in it. `all` is the number of certificates in the
/// larger set that this one may be part of. Indexes without a certificate get no link.
///
/// If several certificates fit, those with a verified signature come first, then those with a matching key identifier.
/// Among equals the order is: valid when the certificate's validity begins, the certificate itself, self-issued and so
/// the end of the chain, newest, longest validity. [`Links::path`] checks which are valid on a given day.
#[must_use]
pub fn tie(set: &[Option<Signed<'_>>], all: usize, lists: &[(usize, &RevocationList)]) -> (Links, Lists) {
    let authorities = Authorities::of(set, lists);
    let throughout = all <= MAX_FULLY_VERIFIED;
    let mut verifier = Verifier { effort: MAX_EFFORT, throughout };
    let mut links = vec![None; set.len()];
    let mut find_for = |verifier: &mut Verifier, (place, signed): (usize, Signed<'_>)| {
        if let Some(link) = links.get_mut(place) {
            *link = find(&authorities, verifier, place, signed);
        }
    };
    of_kind(set, true).for_each(|there| find_for(&mut verifier, there));
    // A CRL affects everything its issuer issued, so its verification takes precedence over end-entity certificates.
    let lists = Lists::of(lists, &authorities, &mut verifier);
    of_kind(set, false).for_each(|there| find_for(&mut verifier, there));
    (Links(links), lists)
}

/// A certificate that may be the issuer of another.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    place: usize,
    signed: Signed<'a>,
    /// Whether the key identifiers match.
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
            // Without key identifiers, a root renewed under its own name cannot be told from its predecessor.
            Signature::NotChecked(_) => candidate.by_key || !self_issued || candidate.place == place,
            // If only the name matches, this just means that another CA with the same name signed.
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
        // The result must not depend on the order of the files.
        let validity = (issuer.not_before, issuer.not_after, candidate.signed.der);
        Reverse((sure, covers(issuer, certificate), own, last, validity))
    });
    let ((best, signature), others) = fitting.split_first()?;
    let others =
        others.iter().filter(|(_, known)| known == signature).map(|(other, _)| other.place).collect();
    Some(Link { issuer: best.place, signature: *signature, others })
}

/// Verifies signatures within an effort limit.
struct Verifier {
    effort: usize,
    /// Whether the set is small enough to verify every signature.
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

/// The approximate effort of verifying a signature, relative to a 2048-bit RSA key and a short message.
fn effort(der: &[u8], issuer: Signed<'_>) -> usize {
    let key = issuer.certificate.public_key.as_ref();
    let bits = key.and_then(|key| usize::try_from(key.bits?).ok()).unwrap_or_default();
    let reckoning = match key.is_some_and(|key| key.curve.is_some()) {
        true => bits.div_ceil(160).saturating_pow(3),
        false => bits.div_ceil(2048).saturating_pow(2),
    };
    reckoning.saturating_add(der.len() / 50_000).max(1)
}

/// The certificates of a set whose subject occurs as an issuer, by search key. They are few even among thousands, so an
/// ordered map is faster than hashing every name.
struct Authorities<'a>(BTreeMap<(&'a Name, Wanted<'a>), Rivals<'a>>);

/// The certificates for one search key: the first ones, and whether there are more.
#[derive(Default)]
struct Rivals<'a> {
    first: Vec<Candidate<'a>>,
    more: bool,
}

/// What is known about an issuer's key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted<'a> {
    /// Its key identifier.
    Identified(&'a [u8]),
    /// It states no key identifier.
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

    /// The candidates that may have issued a certificate.
    fn issuers<'b>(&'b self, place: usize, signed: Signed<'b>) -> impl Iterator<Item = Candidate<'b>> {
        let Certificate { issuer, aki, sha256: own, .. } = signed.certificate;
        let groups = issuer.iter().flat_map(|name| self.groups(name, aki.as_deref()));
        // If a self-issued certificate is in the set twice, each copy is its own issuer.
        groups.flat_map(|rivals| &rivals.first).map(move |candidate| {
            match candidate.signed.certificate.sha256 == *own {
                true => Candidate { place, signed, by_key: candidate.by_key },
                false => *candidate,
            }
        })
    }

    /// The CAs with a name whose key may have this identifier, the likeliest first.
    fn groups<'b>(&'b self, name: &'b Name, key: Option<&'b [u8]>) -> impl Iterator<Item = &'b Rivals<'b>> {
        let wanted = match key {
            Some(id) => [Some(Wanted::Identified(id)), Some(Wanted::Unidentified)],
            None => [Some(Wanted::Any), None],
        };
        wanted.into_iter().flatten().filter_map(move |wanted| self.0.get(&(name, wanted)))
    }
}

impl<'a> Rivals<'a> {
    /// Adds a candidate unless it is already known or the limit is reached.
    fn add(&mut self, candidate: Candidate<'a>) {
        let digest = |it: &Candidate<'_>| it.signed.certificate.sha256;
        if self.first.iter().any(|known| digest(known) == digest(&candidate)) {
            return;
        }
        if self.first.len() < MAX_CANDIDATES {
            self.first.push(candidate);
        } else {
            self.more = true;
        }
    }
}

/// The certificates of a set that are CAs, or those that are not. CAs go first: they are the likelier issuers and worth
/// more effort if there are more than the limits allow.
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
