//! Merges what several files say about one account; where they contradict each other, the fact counts as unknown.

use crate::examination::{Found, files_of};
use crate::mapping::same;
use crate::situation::{Account, Situation};

/// The merged facts of one account, and sentences that state where they come from and what stays unknown.
pub(super) fn merged(records: &[&Found]) -> (Situation, Vec<String>) {
    let stated = || records.iter().filter_map(|it| it.evidence.as_deref());
    let accounts = || stated().map(|it| &it.account);
    let mut doubts: Vec<&str> = Vec::new();
    let mut facts = Situation::default();
    let account = &mut facts.account;
    account.sid = agreed(accounts().filter_map(|it| it.sid.as_ref()), "the SID", PartialEq::eq, &mut doubts);
    let is_one = doubts.is_empty();
    let mut name = |which: fn(&Account) -> Option<&String>, what: &'static str| {
        agreed(accounts().filter_map(which), what, |one, other| same(one, other), &mut doubts)
    };
    account.upn = name(|it| it.upn.as_ref(), "the UPN");
    account.sam = name(|it| it.sam.as_ref(), "the sAMAccountName");
    account.dns = name(|it| it.dns.as_ref(), "the DNS name");
    account.username_hint = name(|it| it.username_hint.as_ref(), "the user name hint");
    account.kind =
        agreed(accounts().filter_map(|it| it.kind.as_ref()), "the account type", PartialEq::eq, &mut doubts);
    account.created = agreed(
        accounts().filter_map(|it| it.created.as_ref()),
        "the creation date",
        PartialEq::eq,
        &mut doubts,
    );
    account.key_trust =
        agreed(accounts().filter_map(|it| it.key_trust.as_ref()), "key trust", PartialEq::eq, &mut doubts);
    account.unique =
        agreed(accounts().filter_map(|it| it.unique.as_ref()), "rivals", PartialEq::eq, &mut doubts);
    let lists = || accounts().filter_map(|it| it.alt_security_identities.as_ref());
    account.alt_security_identities = match is_one {
        true => lists().next().map(|_| union(lists().flatten())),
        // A mapping on one of two accounts is not on the other.
        false => agreed(lists(), "altSecurityIdentities", PartialEq::eq, &mut doubts),
    };
    let realms = stated().filter_map(|it| it.dc.realm.as_ref());
    facts.dc.realm = agreed(realms, "the domain", |one, other| same(one, other), &mut doubts);
    let files = files_of(records.iter().copied());
    let who = accounts().find_map(|it| it.upn.as_ref().or(it.dns.as_ref()).or(it.sam.as_ref()));
    let sid = || accounts().find_map(|it| Some(it.sid.as_ref()?.to_string()));
    let who = who.cloned().or_else(sid).unwrap_or_else(|| "the one with these explicit mappings".to_owned());
    let mut remarks = vec![format!("The account is {who}, according to {files}.")];
    if !doubts.is_empty() {
        let doubts = doubts.join(", ");
        remarks.push(format!(
            "{files} contradict each other about {who}, so these details are treated as not known: {doubts}."
        ));
    }
    (facts, remarks)
}

/// The value that all agree on; `None` if they do not.
fn agreed<'v, T: Clone + 'v>(
    mut values: impl Iterator<Item = &'v T>,
    what: &'static str,
    equal: impl Fn(&T, &T) -> bool,
    doubts: &mut Vec<&str>,
) -> Option<T> {
    let first = values.next()?;
    if values.all(|other| equal(first, other)) {
        return Some(first.clone());
    }
    doubts.push(what);
    None
}

pub(super) fn union<'v>(strings: impl Iterator<Item = &'v String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    all.extend(strings.filter(|text| known.insert(text.as_str())).cloned());
    all
}

/// What was entered, with the gaps filled from what was found.
pub(super) fn over(stated: &Account, found: Account) -> Account {
    let stated = stated.clone();
    Account {
        kind: stated.kind.or(found.kind),
        sid: stated.sid.or(found.sid),
        upn: stated.upn.or(found.upn),
        sam: stated.sam.or(found.sam),
        dns: stated.dns.or(found.dns),
        created: stated.created.or(found.created),
        alt_security_identities: stated.alt_security_identities.or(found.alt_security_identities),
        key_trust: stated.key_trust.or(found.key_trust),
        unique: stated.unique.or(found.unique),
        username_hint: stated.username_hint.or(found.username_hint),
    }
}
