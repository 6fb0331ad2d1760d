//! Compares account facts, and names accounts.

use crate::certificate::Certificate;
use crate::mapping::same;
use crate::situation::{Account, Situation};
use std::borrow::Cow;

/// The account's UPN; if it is unknown, the implicit one.
pub(super) fn principal_name(stated: &Situation) -> Option<Cow<'_, str>> {
    stated.account.upn.as_deref().map(Cow::Borrowed).or_else(|| implicit_name(stated).map(Cow::Owned))
}

/// The implicit UPN: `sAMAccountName@domain`, valid for every account besides its own UPN.
pub(super) fn implicit_name(stated: &Situation) -> Option<String> {
    Some(format!("{}@{}", stated.account.sam.as_ref()?, stated.dc.realm.as_ref()?))
}

/// The computer's `dNSHostName`; if it is unknown, the implicit one.
pub(super) fn host_name(stated: &Situation) -> Option<Cow<'_, str>> {
    stated.account.dns.as_deref().map(Cow::Borrowed).or_else(|| implicit_host(stated).map(Cow::Owned))
}

/// The implicit DNS name by which a domain controller finds a computer, whatever its own is.
pub(super) fn implicit_host(stated: &Situation) -> Option<String> {
    let host = stated.account.sam.as_ref()?.strip_suffix('$')?;
    Some(format!("{host}.{}", stated.dc.realm.as_ref()?))
}

pub(super) fn is_named(certificate: &Certificate, stated: &Situation) -> bool {
    bears(certificate, principal_name(stated).as_deref(), host_name(stated).as_deref())
}

pub(super) fn is_named_implicitly(certificate: &Certificate, stated: &Situation) -> bool {
    bears(certificate, implicit_name(stated).as_deref(), implicit_host(stated).as_deref())
}

/// Whether a certificate has one of two names.
fn bears(certificate: &Certificate, user: Option<&str>, host: Option<&str>) -> bool {
    let bare = |name: &str| name.trim_end_matches('.').to_owned();
    user.is_some_and(|own| certificate.upns().any(|name| same(name, own)))
        || host.is_some_and(|own| certificate.dns_names().any(|name| same(&bare(name), &bare(own))))
}

pub(super) fn names_anybody(stated: &Account) -> bool {
    stated.object_sid().is_some() || is_named_at_all(stated)
}

pub(super) fn is_named_at_all(stated: &Account) -> bool {
    stated.upn.is_some() || stated.sam.is_some() || stated.dns.is_some()
}

/// For SID, UPN, DNS name and sAMAccountName: whether two sets of facts agree; `None` if one of them does not state it.
fn agreements(one: &Account, other: &Account) -> [Option<bool>; 4] {
    let names = |one: &Option<String>, other: &Option<String>| Some(same(one.as_ref()?, other.as_ref()?));
    let sids = || Some(one.object_sid()? == other.object_sid()?);
    [sids(), names(&one.upn, &other.upn), names(&one.dns, &other.dns), names(&one.sam, &other.sam)]
}

pub(super) fn contradicts(stated: &Account, found: &Situation) -> bool {
    agreements(stated, &found.account).contains(&Some(false))
}

/// Whether facts describe the account that the operator names, without contradicting it.
pub(super) fn is_same(stated: &Account, found: &Situation) -> bool {
    let by_implicit_name = stated
        .upn
        .as_deref()
        .is_some_and(|stated| principal_name(found).is_some_and(|own| same(stated, &own)));
    !contradicts(stated, found)
        && (by_implicit_name || agreements(stated, &found.account).contains(&Some(true)))
}

/// Whether two sets of facts describe the same account. Two SIDs with a common UPN or DNS name still mean one account,
/// unless the sAMAccountNames differ too: one of the files is older than the account. A sAMAccountName alone may be
/// shared by accounts of several domains.
pub(super) fn is_one(one: &Situation, other: &Situation) -> bool {
    let [sids, upns, hosts, sams] = agreements(&one.account, &other.account);
    let realms = one.dc.realm.as_ref().zip(other.dc.realm.as_ref()).map(|(one, other)| same(one, other));
    match sids {
        Some(true) => true,
        Some(false) if sams == Some(false) => false,
        Some(false) => [upns, hosts].contains(&Some(true)) || (sams == Some(true) && realms == Some(true)),
        None => {
            let names = [upns, hosts, sams];
            realms != Some(false) && names.contains(&Some(true)) && !names.contains(&Some(false))
        }
    }
}

/// Whether they certainly describe two accounts: a name may have changed between two files, but not within one.
pub(super) fn are_two(one: &Situation, other: &Situation, in_one_file: bool) -> bool {
    let agreements = agreements(&one.account, &other.account);
    let [sids, ..] = agreements;
    let differ = sids == Some(false) || (in_one_file && sids.is_none() && agreements.contains(&Some(false)));
    differ && !is_one(one, other)
}

/// A human-readable name of an account.
pub(super) fn called<'s>(facts: impl Iterator<Item = &'s Situation>) -> String {
    let of = |it: &Situation| {
        let Account { sam, upn, dns, sid, .. } = &it.account;
        let name = [sam, upn, dns].into_iter().flatten().next().cloned();
        name.or_else(|| Some(sid.as_ref()?.to_string()))
    };
    facts.filter_map(of).next().unwrap_or_default()
}
