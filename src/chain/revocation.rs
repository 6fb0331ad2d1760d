//! What the CRLs in a set say about its certificates.

use super::{Authorities, Signature, TOO_MUCH, Verifier};
use crate::certificate::{Certificate, Entry, Name, RevocationList};
use crate::moment::Moment;
use std::collections::BTreeMap;

/// What CRLs say about one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is revoked.
    Revoked {
        /// Its entry in the CRL.
        entry: Entry,
        /// When the CRL was published (`thisUpdate`).
        published: Option<Moment>,
        /// Why the CRL's signature could not be verified, worded so that a sentence can end with it.
        doubt: Option<&'static str>,
    },
    /// It is not revoked: a usable CRL that covers it does not list it.
    NotNamed,
    /// There is a CRL of its issuer, but none is usable.
    Open {
        /// Why the most relevant one is not usable.
        unusable: Unusable,
        /// When that one was published.
        published: Option<Moment>,
        /// Whether it lists the certificate.
        names_it: bool,
    },
}

/// Why a CRL is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// There are certificates with its issuer's name, but none of their keys signed it.
    Unfitting,
    /// Its signature was not verified, for this reason, worded so that a sentence can end with it.
    NotVerified(&'static str),
    /// It is an indirect CRL, covering several issuers.
    Indirect,
    /// It lifts an earlier revocation (`removeFromCRL`).
    Lifting,
    /// It is a delta CRL.
    Changes,
    /// It has defects.
    Damaged,
    /// It covers other certificates of its issuer, or only some revocation reasons.
    OfOthers,
    /// It was published after the date being judged.
    TooYoung,
    /// It expired then.
    Ended(Moment),
    /// It states no `nextUpdate`.
    Endless,
    /// The date to judge is not known.
    NoDay,
}

/// The CRLs of a set by issuer: the index of each, and how far it is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists(BTreeMap<Name, Vec<(usize, Trust)>>);

/// How far a CRL is trusted, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Full,
    /// It may be forged, for this reason. It may still revoke, which is the safer way to be wrong, but never clears a
    /// certificate.
    Doubted(&'static str),
    None(Unusable),
}

/// Why a CRL is doubted if the true issuer may be among the candidates that were not tried.
const TOO_MANY: &str = "more certificates have the issuer's name than are tried";

impl Lists {
    /// Verifies the CRLs. If the issuer is not in the set, a CRL cannot be verified, and the user who provided it is
    /// trusted.
    pub(super) fn of(
        lists: &[(usize, &RevocationList)],
        authorities: &Authorities<'_>,
        verifier: &mut Verifier,
    ) -> Self {
        let mut known: BTreeMap<Name, Vec<(usize, Trust)>> = BTreeMap::new();
        for (place, list) in lists {
            let Some(issuer) = list.issuer.as_ref() else { continue };
            let trust = match list.is_indirect() {
                true => Trust::None(Unusable::Indirect),
                false => Trust::of(list, issuer, authorities, verifier),
            };
            known.entry(issuer.clone()).or_default().push((*place, trust));
        }
        Self(known)
    }

    /// What they say about a certificate: the newest one that lists it counts.
    #[must_use]
    pub fn standing<'a>(
        &self,
        certificate: &Certificate,
        today: Option<Moment>,
        at: impl Fn(usize) -> Option<&'a RevocationList>,
    ) -> Option<Standing> {
        let places = self.0.get(certificate.issuer.as_ref()?)?;
        let lists = || {
            let there = places.iter().filter_map(|(place, trust)| Some((at(*place)?, *trust)));
            there.filter(|(list, _)| of_one_key(list, certificate))
        };
        let serial = certificate.serial.as_deref()?;
        let named = lists().filter_map(|(list, trust)| {
            let entry = list.entry(serial)?;
            let doubt = match trust {
                Trust::Full => None,
                Trust::Doubted(reason) if !entry.lifts() => Some(reason),
                Trust::Doubted(_) | Trust::None(_) => return None,
            };
            Some((list.this_update, entry, doubt))
        });
        match named.max_by_key(|(published, _, doubt)| (*published, doubt.is_none())) {
            Some((published, entry, doubt)) if !entry.lifts() => {
                // Only a hold ends by leaving the certificate out of the next CRL.
                let ends_hold = |(list, trust): (&RevocationList, Trust)| {
                    list.this_update > published && unusable(list, trust, certificate, today).is_none()
                };
                let is_released = entry.is_hold() && lists().any(ends_hold);
                return Some(match is_released {
                    true => Standing::NotNamed,
                    false => Standing::Revoked { entry, published, doubt },
                });
            }
            Some((published, ..)) => {
                return Some(Standing::Open { unusable: Unusable::Lifting, published, names_it: false });
            }
            None => {}
        }
        left_out(lists(), certificate, today)
    }
}

/// What CRLs say about a certificate that no usable one lists.
fn left_out<'a>(
    lists: impl Iterator<Item = (&'a RevocationList, Trust)>,
    certificate: &Certificate,
    today: Option<Moment>,
) -> Option<Standing> {
    let serial = certificate.serial.as_deref()?;
    let mut open = None;
    for (list, trust) in lists {
        let Some(unusable) = unusable(list, trust, certificate, today) else {
            return Some(Standing::NotNamed);
        };
        let names_it = list.entry(serial).is_some_and(|entry| !entry.lifts());
        let tells = (names_it, list.this_update);
        if open.is_none_or(|(most, _)| most < tells) {
            open = Some((tells, unusable));
        }
    }
    open.map(|((names_it, published), unusable)| Standing::Open { unusable, published, names_it })
}

impl Trust {
    fn of(
        list: &RevocationList,
        issuer: &Name,
        authorities: &Authorities<'_>,
        verifier: &mut Verifier,
    ) -> Self {
        let (mut unfitting, mut unknown, mut more) = (false, None, false);
        for rivals in authorities.groups(issuer, list.aki.as_deref()) {
            more |= rivals.more;
            for rival in &rivals.first {
                match verifier.verify_parts(&list.spans, &list.der, rival.signed) {
                    Signature::Verified => return Self::Full,
                    Signature::Wrong => unfitting = true,
                    // Running out of effort takes precedence over any other reason.
                    Signature::NotChecked(reason) => {
                        unknown = unknown.filter(|known| *known == TOO_MUCH).or(Some(reason));
                    }
                }
            }
        }
        match unknown {
            Some(reason) if unfitting || more || reason == TOO_MUCH => Self::Doubted(reason),
            None if more => Self::Doubted(TOO_MANY),
            None if unfitting => Self::None(Unusable::Unfitting),
            // No key could have verified it: the user who provided the CRL is trusted.
            Some(_) | None => Self::Full,
        }
    }
}

/// Why the absence of a certificate from a CRL proves nothing; `None` if it proves that it is not revoked.
fn unusable(
    list: &RevocationList,
    trust: Trust,
    certificate: &Certificate,
    today: Option<Moment>,
) -> Option<Unusable> {
    match (trust, today, list.next_update) {
        (Trust::None(unusable), ..) => Some(unusable),
        (Trust::Doubted(reason), ..) => Some(Unusable::NotVerified(reason)),
        _ if list.base.is_some() => Some(Unusable::Changes),
        _ if !list.is_undamaged() => Some(Unusable::Damaged),
        _ if !list.covers(certificate) => Some(Unusable::OfOthers),
        (_, None, _) => Some(Unusable::NoDay),
        (_, Some(today), _) if list.this_update.is_some_and(|begin| today < begin) => {
            Some(Unusable::TooYoung)
        }
        (_, _, None) => Some(Unusable::Endless),
        (_, Some(today), Some(end)) => (end < today).then_some(Unusable::Ended(end)),
    }
}

/// Whether certificate and CRL state the same key of their issuer, as far as both state one.
fn of_one_key(list: &RevocationList, certificate: &Certificate) -> bool {
    list.aki.is_none() || certificate.aki.is_none() || list.aki == certificate.aki
}

#[cfg(test)]
mod tests {
    use super::super::{MAX_CANDIDATES, MAX_EFFORT, Signed, tie};
    use super::*;
    use crate::certificate::{read, read_revocation_list};
    use forge::{Ca, Key, Leaf, Part, der};

    const SERIAL: [u8; 3] = [0x61, 0, 7];

    fn issuer() -> Ca {
        Ca::root("Corp Root CA").intermediate("Corp Issuing CA 1")
    }

    fn list() -> forge::RevocationList {
        forge::RevocationList::of(&issuer())
    }

    fn naming(reason: Option<u8>) -> forge::RevocationList {
        list().revoke(&SERIAL, "2026-10-01T00:00:00Z", reason)
    }

    /// Checks what CRLs say about Alice's certificate on November 20, 2026, with these CAs in the set.
    #[track_caller]
    fn check(lists: &[forge::RevocationList], authorities: &[Ca], expect: &str) {
        let leaf = Leaf::user("alice").serial(&SERIAL).cdp(&["http://pki/1.crl"]).issued_by(&issuer()).der();
        let ders: Vec<Vec<u8>> = authorities.iter().map(Ca::der).collect();
        let read_all: Vec<Certificate> = ders.iter().map(|der| read(der).certificate).collect();
        let set: Vec<_> =
            ders.iter().zip(&read_all).map(|(der, certificate)| Some(Signed { certificate, der })).collect();
        let lists: Vec<RevocationList> = lists.iter().map(|list| read_revocation_list(&list.der())).collect();
        let of: Vec<_> = lists.iter().enumerate().collect();
        let (_, told) = tie(&set, set.len(), &of);
        let today = Moment::parse("2026-11-20");
        let told = told.standing(&read(&leaf).certificate, today, |place| lists.get(place));
        let said = match told {
            Some(Standing::Revoked { entry, doubt, .. }) => {
                let doubt = doubt.map(|reason| format!(", but {reason}")).unwrap_or_default();
                format!("{}{doubt}", entry.reason.unwrap_or("revoked"))
            }
            Some(Standing::NotNamed) => "not named".to_owned(),
            Some(Standing::Open { unusable, names_it, .. }) => {
                let end = Moment::parse("2026-11-08").unwrap();
                let unusable = if unusable == Unusable::Ended(end) {
                    "ended".to_owned()
                } else {
                    format!("{unusable:?}")
                };
                if names_it { format!("{unusable}, named") } else { unusable }
            }
            None => "nothing".to_owned(),
        };
        assert_eq!(said, expect);
    }

    #[test]
    fn crl_revokes_only_the_serials_it_lists() {
        check(&[], &[], "nothing");
        check(&[list()], &[], "not named");
        check(&[list().revoke(&[1], "2026-10-01T00:00:00Z", None)], &[], "not named");
        check(&[naming(None)], &[], "revoked");
        let among_others = naming(Some(1)).revoke(&[1], "2026-10-01T00:00:00Z", None);
        check(
            &[among_others.revoke(&[0x7F, 0xFF, 0xFF, 0xFF], "2026-10-01T00:00:00Z", None)],
            &[],
            "keyCompromise",
        );
    }

    #[test]
    fn unlisted_means_not_revoked_only_while_the_crl_is_valid() {
        let ended =
            |list: forge::RevocationList| list.dates("2026-11-01T00:00:00Z", Some("2026-11-08T00:00:00Z"));
        check(&[ended(list())], &[], "ended");
        check(&[ended(list()), list()], &[], "not named");
        check(&[list().dates("2026-12-01T00:00:00Z", Some("2026-12-08T00:00:00Z"))], &[], "TooYoung");
        check(&[list().dates("2026-11-01T00:00:00Z", None)], &[], "Endless");
        for (begin, end) in [
            ("2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"),
            ("2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"),
        ] {
            check(&[list().dates(begin, Some(end))], &[], "not named");
        }
        check(&[ended(naming(None))], &[], "revoked");
    }

    #[test]
    fn partial_crls_prove_nothing_about_unlisted_certificates() {
        check(&[list().delta_to(16)], &[], "Changes");
        check(&[naming(None).delta_to(16)], &[], "revoked");
        check(&[list().at("http://pki/1.crl")], &[], "not named");
        check(&[list().at("http://pki/2.crl")], &[], "OfOthers");
        check(&[list().only(1)], &[], "not named");
        check(&[list().only(2)], &[], "OfOthers");
        check(&[list().only(5)], &[], "OfOthers");
        check(&[list().delta_to(16), list().only(5)], &[], "Changes");
    }

    #[test]
    fn newest_crl_counts() {
        let earlier =
            |list: forge::RevocationList| list.dates("2026-11-14T00:00:00Z", Some("2026-11-21T00:00:00Z"));
        check(&[earlier(naming(Some(6))), naming(Some(8)).delta_to(17)], &[], "Lifting");
        check(&[naming(Some(6)), earlier(naming(Some(8)))], &[], "certificateHold");
    }

    #[test]
    fn a_hold_ends_when_the_next_usable_crl_leaves_the_certificate_out() {
        let earlier =
            |list: forge::RevocationList| list.dates("2026-11-10T00:00:00Z", Some("2026-11-21T00:00:00Z"));
        let held = || earlier(naming(Some(6)));
        check(&[held(), list()], &[], "not named");
        check(&[list(), held()], &[], "not named");
        check(&[earlier(list()), naming(Some(6))], &[], "certificateHold");
        // No other reason is ever taken back.
        check(&[earlier(naming(Some(1))), list()], &[], "keyCompromise");
        check(&[earlier(naming(None)), list()], &[], "revoked");
        // What proves nothing about certificates it leaves out releases none.
        check(
            &[held(), list().dates("2026-11-16T00:00:00Z", Some("2026-11-18T00:00:00Z"))],
            &[],
            "certificateHold",
        );
        check(&[held(), list().delta_to(16)], &[], "certificateHold");
        check(&[held(), list().at("http://pki/2.crl")], &[], "certificateHold");
    }

    #[test]
    fn crls_of_another_key_and_indirect_crls_are_not_used() {
        let stranger = || issuer().key(Key::P256(5)).ski(read_identifier());
        check(&[naming(None)], &[issuer()], "revoked");
        check(&[naming(None)], &[stranger()], "Unfitting, named");
        check(&[list()], &[stranger()], "Unfitting");
        check(&[naming(None)], &[stranger(), issuer()], "revoked");
        check(&[naming(None).only(4)], &[], "Indirect, named");
        check(
            &[forge::RevocationList::of(&stranger().ski(&[9; 20])).revoke(
                &SERIAL,
                "2026-10-01T00:00:00Z",
                None,
            )],
            &[],
            "nothing",
        );
        // The most relevant CRL is reported: the one that lists it.
        let forged = forge::RevocationList::of(&stranger()).revoke(&SERIAL, "2026-10-01T00:00:00Z", None);
        check(&[list().delta_to(16), forged.clone(), list().only(2)], &[issuer()], "Unfitting, named");
        check(&[forged, list()], &[issuer()], "not named");
    }

    #[test]
    fn forged_namesakes_hide_no_list() {
        let namesakes = |count: usize| -> Vec<Ca> {
            (0..count)
                .map(|number| {
                    let serial = u16::try_from(number).unwrap().to_be_bytes();
                    issuer().key(Key::P256(5)).ski(false).serial(&serial)
                })
                .collect()
        };
        let with_issuer = |count: usize| [namesakes(count), vec![issuer()]].concat();
        check(&[naming(None)], &with_issuer(MAX_CANDIDATES - 1), "revoked");
        check(&[list()], &with_issuer(MAX_CANDIDATES - 1), "not named");
        // By its key identifier the right key is found among any number.
        check(&[naming(None)], &with_issuer(3 * MAX_CANDIDATES), "revoked");
        check(&[naming(None)], &namesakes(MAX_CANDIDATES), "Unfitting, named");
        // Without one it may be among those that are not tried. The CRL may still revoke, but clears no certificate.
        let silent = forge::RevocationList::of(&issuer().ski(false));
        let doubted = [namesakes(MAX_CANDIDATES), vec![issuer()]].concat();
        let revoking = silent.clone().revoke(&SERIAL, "2026-10-01T00:00:00Z", None);
        check(&[revoking], &doubted, &format!("revoked, but {TOO_MANY}"));
        check(std::slice::from_ref(&silent), &doubted, &format!("NotVerified({TOO_MANY:?})"));
        // Nor does it lift what another one says, even if it is newer.
        let lifting = silent.revoke(&SERIAL, "2026-11-01T00:00:00Z", Some(8)).delta_to(17);
        let newer = lifting.dates("2026-11-17T00:00:00Z", Some("2026-11-24T00:00:00Z"));
        check(&[naming(None), newer], &with_issuer(MAX_CANDIDATES), "revoked");
    }

    #[test]
    fn verifying_crls_stops_at_the_effort_limit() {
        // None of these keys fits, and each takes as much effort as 64 usual ones.
        let [large, exponent] = [vec![0x7f; 2048], vec![3]].map(der::integer);
        let algorithm = der::sequence([der::oid(forge::oid::RSA_ENCRYPTION), der::null()]);
        let key = der::sequence([algorithm, der::bit_string(der::sequence([large, exponent]))]);
        let rivals: Vec<Ca> = (0..2)
            .map(|number| issuer().ski(false).serial(&[number]).replace(Part::PublicKey, &key))
            .collect();
        let many = MAX_EFFORT / 64;
        let lists: Vec<_> = (0..many).map(|_| list()).chain([naming(None)]).collect();
        check(&lists, &rivals, &format!("revoked, but {TOO_MUCH}"));
        let lists: Vec<_> = (0..many).map(|_| naming(None)).chain([list()]).collect();
        check(&lists, &rivals, &format!("revoked, but {TOO_MUCH}"));
        let younger = list().dates("2026-11-17T00:00:00Z", Some("2026-11-24T00:00:00Z"));
        let lists: Vec<_> = (0..many).map(|_| list()).chain([younger]).collect();
        check(&lists, &rivals, &format!("NotVerified({TOO_MUCH:?})"));
        // Nor is a CRL trusted then because of a key that cannot be read.
        let odd = issuer().ski(false).serial(&[9]).replace(Part::PublicKey, [5, 0]);
        check(
            &lists,
            &[&rivals[..], std::slice::from_ref(&odd)].concat(),
            &format!("NotVerified({TOO_MUCH:?})"),
        );
        check(&lists, &[&[odd], &rivals[..]].concat(), &format!("NotVerified({TOO_MUCH:?})"));
    }

    #[test]
    fn crl_is_trusted_if_no_key_can_verify_it() {
        let odd = issuer().replace(Part::PublicKey, [5, 0]).ski(false);
        check(&[list()], std::slice::from_ref(&odd), "not named");
        let stranger = issuer().key(Key::P256(5)).ski(false).serial(&[9]);
        check(&[list()], &[odd, stranger], "NotVerified(\"the issuer's key cannot be read\")");
    }

    /// The key identifier of the issuer, which a stranger may claim as well.
    fn read_identifier() -> Vec<u8> {
        read(&issuer().der()).certificate.ski.unwrap()
    }
}
