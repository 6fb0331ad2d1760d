//! Keys by which accounts are found: hashes, so that ten thousand certificates are looked up quickly among as many
//! accounts.

use super::accounts::{implicit_host, implicit_name};
use crate::rules::neighbourhood::of_name;
use crate::situation::Situation;

/// The kind of a key.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Sid,
    /// A UPN, explicit or implicit.
    Name,
    /// A computer's DNS name, explicit or implicit.
    Host,
    /// The sAMAccountName alone.
    Logon,
    /// An explicit mapping.
    String,
}

/// The key of a value, ignoring case. It is computed for every account before anything is judged, so it must be fast;
/// matches are compared in full afterwards.
pub(super) fn key(way: Way, text: &str) -> u64 {
    of_name(text.trim()).rotate_left(way as u32)
}

/// All keys of an account.
pub(super) fn keys(stated: &Situation) -> impl Iterator<Item = u64> {
    let strings = stated.account.alt_security_identities.iter().flatten();
    names(stated).chain(strings.filter_map(|text| string(text)))
}

/// The keys of its SID and names.
pub(super) fn names(stated: &Situation) -> impl Iterator<Item = u64> {
    let account = &stated.account;
    let sid = account.sid.as_ref().map(|sid| key(Way::Sid, &sid.to_string()));
    let of_user = |name: &str| key(Way::Name, name);
    let of_host = |name: &str| key(Way::Host, name.trim_end_matches('.'));
    let own = [account.upn.as_deref().map(of_user), account.dns.as_deref().map(of_host)];
    let implicit =
        [implicit_name(stated).as_deref().map(of_user), implicit_host(stated).as_deref().map(of_host)];
    let sam = account.sam.as_deref().map(|sam| key(Way::Logon, sam));
    [sid, sam].into_iter().chain(own).chain(implicit).flatten()
}

/// The key of an explicit mapping: its last part, letters and digits only. Collisions are resolved by rating the
/// mapping in full.
pub(super) fn string(text: &str) -> Option<u64> {
    let tags = ["<SR>", "<SKI>", "<SHA1-PUKEY>", "<SID>", "<RFC822>", "<S>"];
    let (at, tag) = tags.into_iter().find_map(|tag| Some((text.rfind(tag)?, tag)))?;
    let value: String = text.get(at + tag.len()..)?.chars().filter(|it| it.is_alphanumeric()).collect();
    Some(key(Way::String, &format!("{tag}{value}")))
}
