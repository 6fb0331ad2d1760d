//! Which of the certificates that were dropped together issued which.

use crate::certificate::Certificate;
use std::collections::HashMap;

/// For each certificate, the place of its issuer in the same list, if it is there.
///
/// An issuer is found by its name and, where both sides have one, its key identifier. Of several that fit, one whose
/// validity holds the certificate's begin is taken, the youngest of those first. A self-issued certificate has no
/// issuer but itself. Signatures are not verified here.
#[must_use]
pub fn issuers(certificates: &[&Certificate]) -> Vec<Option<usize>> {
    let mut by_subject: HashMap<&crate::certificate::Name, Vec<usize>> = HashMap::new();
    for (place, certificate) in certificates.iter().enumerate() {
        if !certificate.subject.is_empty() {
            by_subject.entry(&certificate.subject).or_default().push(place);
        }
    }
    certificates
        .iter()
        .enumerate()
        .map(|(place, certificate)| {
            let candidates = by_subject.get(certificate.issuer.as_ref()?)?;
            candidates
                .iter()
                .copied()
                .filter(|&candidate| candidate != place)
                .filter_map(|candidate| Some((candidate, *certificates.get(candidate)?)))
                .filter(|(_, issuer)| {
                    issuer.sha256 != certificate.sha256 && may_have_issued(issuer, certificate)
                })
                .max_by_key(|(_, issuer)| (covers(issuer, certificate), issuer.not_before))
                .map(|(candidate, _)| candidate)
        })
        .collect()
}

/// The places of a certificate's issuer, its issuer's issuer and so on; a circle ends where it closes.
#[must_use]
pub fn path(issuers: &[Option<usize>], leaf: usize) -> Vec<usize> {
    let mut path = Vec::new();
    let mut at = leaf;
    while let Some(Some(issuer)) = issuers.get(at) {
        if *issuer == leaf || path.contains(issuer) {
            break;
        }
        path.push(*issuer);
        at = *issuer;
    }
    path
}

fn may_have_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    let self_issued = certificate.issuer.as_ref() == Some(&certificate.subject);
    match (&issuer.ski, &certificate.aki) {
        (Some(ski), Some(aki)) => ski == aki,
        // Without key identifiers a root renewed under its own name cannot be told from its predecessor.
        _ => !self_issued,
    }
}

fn covers(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.not_before <= certificate.not_before && certificate.not_before <= issuer.not_after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{Attribute, Name, Oid};

    fn name(text: &str) -> Name {
        let attribute = Attribute { oid: Oid::from_content(&[0x55, 4, 3]), tag: 0x0c, value: text.into() };
        Name { rdns: vec![vec![attribute]] }
    }

    fn certificate(subject: &str, issuer: &str, ski: u8, aki: u8) -> Certificate {
        Certificate {
            subject: name(subject),
            issuer: Some(name(issuer)),
            ski: Some(vec![ski]),
            aki: Some(vec![aki]),
            sha256: [ski; 32],
            ..Certificate::default()
        }
    }

    #[track_caller]
    fn check(certificates: &[Certificate], expect: &[Option<usize>]) {
        assert_eq!(issuers(&certificates.iter().collect::<Vec<_>>()), expect);
    }

    #[test]
    fn a_chain_is_found_in_any_order() {
        let root = certificate("root", "root", 1, 1);
        let issuing = certificate("issuing", "root", 2, 1);
        let leaf = certificate("leaf", "issuing", 3, 2);
        check(&[leaf, root, issuing], &[Some(2), None, Some(1)]);
    }

    #[test]
    fn two_authorities_of_one_name_are_told_apart_by_their_keys() {
        let old = certificate("root", "root", 1, 1);
        let new = certificate("root", "root", 2, 2);
        let leaf = certificate("leaf", "root", 3, 1);
        check(&[new, old, leaf], &[None, None, Some(1)]);
    }

    #[test]
    fn circles_end() {
        let a = certificate("a", "b", 1, 2);
        let b = certificate("b", "a", 2, 1);
        let found = issuers(&[&a, &b]);
        assert_eq!(found, [Some(1), Some(0)]);
        assert_eq!(path(&found, 0), [1]);
    }
}
