//! What the revocation lists that were dropped tell of the certificates beside them.

use super::{Signature, Signed, signature};
use crate::certificate::{Certificate, Entry, Name, RevocationList};
use crate::moment::Moment;
use std::collections::BTreeMap;

/// What lists tell of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is revoked.
    Revoked {
        /// What the list says of it.
        entry: Entry,
        /// When the list was published.
        published: Option<Moment>,
    },
    /// A list that would name it, and by which one can still go, does not.
    NotNamed,
}

/// The lists of a set that can be gone by, by their issuers: each by its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists(BTreeMap<Name, Vec<usize>>);

/// So many certificates of one name are tried for the key that signed a list.
const MOST_SIGNERS: usize = 8;

impl Lists {
    /// Leaves out those that a key other than that of their issuer signed. Where the issuer was not dropped, nobody
    /// can tell, and whoever dropped the list is believed.
    #[must_use]
    pub fn of<'a>(
        lists: impl Iterator<Item = (usize, &'a RevocationList)>,
        set: &[Option<Signed<'_>>],
    ) -> Self {
        let mut known: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        for (place, list) in lists {
            let Some(issuer) = list.issuer.as_ref().filter(|_| !list.is_indirect()) else { continue };
            if !is_forged(list, issuer, set) {
                known.entry(issuer.clone()).or_default().push(place);
            }
        }
        Self(known)
    }

    /// What they tell of a certificate: the youngest that names it counts.
    #[must_use]
    pub fn standing<'a>(
        &self,
        certificate: &Certificate,
        today: Option<Moment>,
        at: impl Fn(usize) -> Option<&'a RevocationList>,
    ) -> Option<Standing> {
        let places = self.0.get(certificate.issuer.as_ref()?)?;
        let lists =
            || places.iter().filter_map(|place| at(*place)).filter(|list| of_one_key(list, certificate));
        let serial = certificate.serial.as_deref()?;
        let named = lists().filter_map(|list| Some((list.this_update, list.entry(serial)?)));
        let in_time = |list: &RevocationList| {
            today.is_some_and(|today| {
                list.this_update <= Some(today) && list.next_update.is_some_and(|next| today <= next)
            })
        };
        match named.max_by_key(|(published, _)| *published) {
            Some((published, entry)) if !entry.lifts() => Some(Standing::Revoked { entry, published }),
            Some(_) => None,
            None => {
                lists().any(|list| list.covers(certificate) && in_time(list)).then_some(Standing::NotNamed)
            }
        }
    }
}

/// Whether certificate and list name the same key of their issuer, as far as both name one.
fn of_one_key(list: &RevocationList, certificate: &Certificate) -> bool {
    list.aki.is_none() || certificate.aki.is_none() || list.aki == certificate.aki
}

/// Whether the issuer was dropped as well, and did not sign the list.
fn is_forged(list: &RevocationList, issuer: &Name, set: &[Option<Signed<'_>>]) -> bool {
    let fits = |signed: &&Signed<'_>| {
        let certificate = signed.certificate;
        certificate.subject == *issuer
            && (list.aki.is_none()
                || certificate.ski.is_none()
                || list.aki.as_deref() == certificate.ski.as_deref())
    };
    let known: Vec<Signature> = set
        .iter()
        .flatten()
        .filter(fits)
        .take(MOST_SIGNERS)
        .map(|signer| signature::verify_parts(&list.spans, &list.der, *signer))
        .collect();
    !known.is_empty() && known.iter().all(|signature| *signature == Signature::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::{read, read_revocation_list};
    use forge::{Ca, Key, Leaf};

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

    /// What lists tell of Alice's certificate on November 20, 2026, beside the authorities that were dropped.
    #[track_caller]
    fn check(lists: &[forge::RevocationList], authorities: &[Ca], expect: &str) {
        let leaf = Leaf::user("alice").serial(&SERIAL).cdp(&["http://pki/1.crl"]).issued_by(&issuer()).der();
        let ders: Vec<Vec<u8>> = authorities.iter().map(Ca::der).collect();
        let read_all: Vec<Certificate> = ders.iter().map(|der| read(der).certificate).collect();
        let set: Vec<_> =
            ders.iter().zip(&read_all).map(|(der, certificate)| Some(Signed { certificate, der })).collect();
        let lists: Vec<RevocationList> = lists.iter().map(|list| read_revocation_list(&list.der())).collect();
        let told = Lists::of(lists.iter().enumerate(), &set).standing(
            &read(&leaf).certificate,
            Moment::parse("2026-11-20"),
            |place| lists.get(place),
        );
        let said = match told {
            Some(Standing::Revoked { entry, .. }) => entry.reason.unwrap_or("revoked"),
            Some(Standing::NotNamed) => "not named",
            None => "nothing",
        };
        assert_eq!(said, expect);
    }

    #[test]
    fn a_list_tells_whom_it_names_and_whom_not() {
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
    fn whom_a_list_does_not_name_is_not_revoked_only_while_the_list_holds() {
        check(&[list().dates("2026-11-01T00:00:00Z", Some("2026-11-08T00:00:00Z"))], &[], "nothing");
        check(&[list().dates("2026-12-01T00:00:00Z", Some("2026-12-08T00:00:00Z"))], &[], "nothing");
        check(&[list().dates("2026-11-01T00:00:00Z", None)], &[], "nothing");
        check(&[naming(None).dates("2026-11-01T00:00:00Z", Some("2026-11-08T00:00:00Z"))], &[], "revoked");
    }

    #[test]
    fn a_part_of_a_list_does_not_tell_whom_it_leaves_out() {
        check(&[list().delta_to(16)], &[], "nothing");
        check(&[naming(None).delta_to(16)], &[], "revoked");
        check(&[list().at("http://pki/1.crl")], &[], "not named");
        check(&[list().at("http://pki/2.crl")], &[], "nothing");
        check(&[list().only(1)], &[], "not named");
        check(&[list().only(2)], &[], "nothing");
        check(&[list().only(5)], &[], "nothing");
    }

    #[test]
    fn the_youngest_word_counts() {
        let earlier =
            |list: forge::RevocationList| list.dates("2026-11-14T00:00:00Z", Some("2026-11-21T00:00:00Z"));
        check(&[earlier(naming(Some(6))), naming(Some(8)).delta_to(17)], &[], "nothing");
        check(&[naming(Some(6)), earlier(naming(Some(8)))], &[], "certificateHold");
    }

    #[test]
    fn a_list_of_another_key_or_for_several_issuers_is_not_gone_by() {
        let stranger = || issuer().key(Key::P256(5)).ski(read_identifier());
        check(&[naming(None)], &[issuer()], "revoked");
        check(&[naming(None)], &[stranger()], "nothing");
        check(&[naming(None)], &[stranger(), issuer()], "revoked");
        check(&[naming(None).only(4)], &[], "nothing");
        check(
            &[forge::RevocationList::of(&stranger().ski(&[9; 20])).revoke(
                &SERIAL,
                "2026-10-01T00:00:00Z",
                None,
            )],
            &[],
            "nothing",
        );
    }

    /// The key identifier of the issuer, which a stranger may claim as well.
    fn read_identifier() -> Vec<u8> {
        read(&issuer().der()).certificate.ski.unwrap()
    }
}
