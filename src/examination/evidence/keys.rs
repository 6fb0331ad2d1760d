//! By what accounts are found: numbers, so that ten thousand certificates are looked up among as many accounts.

use super::accounts::{implicit_host, implicit_name};
use crate::rules::neighbourhood::of_name;
use crate::situation::Situation;

/// By what an account is found.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Sid,
    /// A user principal name, its own or the implicit one.
    Name,
    /// A DNS name, its own or the one that its domain gives it.
    Host,
    /// The logon name alone.
    Logon,
    /// A string for explicit mapping.
    String,
}

/// A number for something an account is found by. Names that differ in case only have the same. This is done for every
/// account before anything is judged, so that it has to be quick; who is found is compared once more.
pub(super) fn key(way: Way, text: &str) -> u64 {
    of_name(text.trim()).rotate_left(way as u32)
}

/// All numbers by which an account is found.
pub(super) fn keys(told: &Situation) -> impl Iterator<Item = u64> {
    let strings = told.account.alt_security_identities.iter().flatten();
    names(told).chain(strings.filter_map(|text| string(text)))
}

/// Those that name it.
pub(super) fn names(told: &Situation) -> impl Iterator<Item = u64> {
    let account = &told.account;
    let sid = account.sid.as_ref().map(|sid| key(Way::Sid, &sid.to_string()));
    let of_user = |name: &str| key(Way::Name, name);
    let of_host = |name: &str| key(Way::Host, name.trim_end_matches('.'));
    let own = [account.upn.as_deref().map(of_user), account.dns.as_deref().map(of_host)];
    let implicit = [implicit_name(told).as_deref().map(of_user), implicit_host(told).as_deref().map(of_host)];
    let sam = account.sam.as_deref().map(|sam| key(Way::Logon, sam));
    [sid, sam].into_iter().chain(own).chain(implicit).flatten()
}

/// The number of a string for explicit mapping: by its last part, and there by letters and digits alone. What it has
/// in common with others is told apart by weighing it.
pub(super) fn string(text: &str) -> Option<u64> {
    let tags = ["<SR>", "<SKI>", "<SHA1-PUKEY>", "<SID>", "<RFC822>", "<S>"];
    let (at, tag) = tags.into_iter().find_map(|tag| Some((text.rfind(tag)?, tag)))?;
    let value: String = text.get(at + tag.len()..)?.chars().filter(|it| it.is_alphanumeric()).collect();
    Some(key(Way::String, &format!("{tag}{value}")))
}
