//! Facts found in files fill the parts of the situation that the operator left open.
//!
//! Facts about an account apply to the certificates that point to it. Several files may describe one account: one fills
//! the gaps of another, and where they contradict each other the fact counts as unknown, whatever the order of the
//! files.

use super::{Found, files_of, first_few};
use crate::certificate::Certificate;
use crate::intake::MAX_NAMES;
use crate::mapping::explicit::assess;
use crate::mapping::form::Form;
use crate::mapping::strings::{write, write_one};
use crate::mapping::{Strength, same};
use crate::sid::Sid;
use crate::situation::{Account, Situation};
use accounts::{
    are_two, called, contradicts, is_named, is_named_at_all, is_named_implicitly, is_one, is_same,
    names_anybody,
};
use keys::{Way, key, keys, names, string};
use merging::{merged, over, union};
use std::borrow::Cow;

mod accounts;
mod keys;
mod merging;

/// What the files say about accounts, servers and clients. It refers to items by index instead of copying them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Evidence {
    /// The items with account facts, by the keys an account can be found by; sorted. Ten thousand certificates are
    /// looked up among as many accounts.
    accounts: Vec<(u64, usize)>,
    /// The first item that describes a named account.
    first: Option<usize>,
    /// How many items describe a named account.
    count: usize,
    /// Items that describe an account without naming it: only a SID, or only explicit mappings.
    nameless: Vec<usize>,
    /// Whether any of the named accounts has explicit mappings.
    mapped: bool,
    /// Whether all end-entity certificates and requests of the set are the same one.
    is_single: bool,
    /// The servers that clients are configured to connect to.
    servers: Vec<String>,
    /// The server names that clients accept; one more than the limit shows that there were more.
    accepted: Vec<String>,
}

/// At most this many items are considered for one account, and at most this many server names.
pub const MAX_SOURCES: usize = 64;

/// The situation for one certificate.
#[derive(Debug)]
pub(super) struct Filled<'s> {
    pub(super) situation: Cow<'s, Situation>,
    /// Where facts come from, and which are unknown because files contradict each other, in sentences.
    pub(super) remarks: Vec<String>,
}

impl Evidence {
    /// Collects it from the items of a set.
    pub(super) fn of(items: &[&Found]) -> Self {
        let mut evidence = Self::default();
        let stated = items.iter().enumerate().filter_map(|(at, it)| Some((at, it.evidence.as_deref()?)));
        for (place, stated) in stated {
            if stated.account != Account::default() && !is_named_at_all(&stated.account) {
                evidence.nameless.push(place);
                evidence.nameless.truncate(MAX_SOURCES);
            } else if stated.account != Account::default() {
                evidence.accounts.extend(keys(stated).map(|key| (key, place)));
                evidence.first = evidence.first.or(Some(place));
                evidence.count += 1;
                evidence.mapped |= stated.account.alt_security_identities.iter().flatten().next().is_some();
            }
            add(&mut evidence.servers, stated.server_name.iter(), MAX_SOURCES);
            add(&mut evidence.accepted, stated.client.server_names.iter(), MAX_NAMES + 1);
        }
        evidence.accounts.sort_unstable();
        evidence.accounts.dedup();
        if evidence.count > 0 || !evidence.nameless.is_empty() {
            let mut ders = items.iter().filter(|it| may_log_on(it)).map(|it| &it.der);
            let first = ders.next();
            evidence.is_single = ders.all(|der| Some(der) == first);
        }
        evidence
    }

    /// The situation for one certificate: what the operator entered, completed from the files.
    pub(super) fn fill<'s>(
        &self,
        items: &[&Found],
        situation: &'s Situation,
        certificate: &Certificate,
    ) -> Filled<'s> {
        let mut filled = Filled { situation: Cow::Borrowed(situation), remarks: Vec::new() };
        let places = self.account(items, situation, certificate);
        if let Some(places) = &places {
            let records: Vec<&Found> = places.iter().filter_map(|place| items.get(*place).copied()).collect();
            let (facts, remarks) = merged(&records);
            let account = over(&situation.account, facts.account);
            let realm = situation.dc.realm.clone().or(facts.dc.realm);
            if account != situation.account || realm != situation.dc.realm {
                let situation = filled.situation.to_mut();
                situation.account = account;
                situation.dc.realm = realm;
            }
            filled.remarks = remarks;
        }
        let records = self.nameless(items, certificate);
        if !records.is_empty() {
            let (facts, remarks) = merged(&records);
            let account = over(&filled.situation.account, facts.account);
            if account != filled.situation.account {
                filled.situation.to_mut().account = account;
                filled.remarks.extend(remarks);
            }
        }
        self.mark_rivals(items, certificate, places.as_deref(), &mut filled);
        if situation.server_name.is_none()
            && let Some(server) = self.server(certificate)
        {
            filled.situation.to_mut().server_name = Some(server.to_owned());
        }
        if situation.client.server_names.is_empty() && self.accepted.len() > MAX_NAMES {
            filled.remarks.push(format!(
                "The network profiles name more than {MAX_NAMES} servers, so the accepted server names are treated as not known."
            ));
        } else if situation.client.server_names.is_empty() && !self.accepted.is_empty() {
            filled.situation.to_mut().client.server_names.clone_from(&self.accepted);
        }
        filled
    }

    /// The items that describe the account: the one the operator names; otherwise the one the certificate points to;
    /// otherwise, if there is only one certificate and one account, that one.
    fn account(
        &self,
        items: &[&Found],
        situation: &Situation,
        certificate: &Certificate,
    ) -> Option<Vec<usize>> {
        self.first?;
        let stated = &situation.account;
        let claimed = |group: &Vec<usize>| {
            let mut claimed = facts_of(items, group).filter_map(|it| it.account.sid.as_ref());
            claimed.any(|sid| claims(certificate).any(|claim| claim == sid))
        };
        if names_anybody(stated) {
            let meant =
                Situation { account: stated.clone(), dc: situation.dc.clone(), ..Situation::default() };
            let seeds = self
                .found(names(&meant), |place| facts_at(items, place).is_some_and(|it| is_same(stated, it)));
            let mut groups = self.groups(items, seeds);
            let meant = if groups.len() == 1 { 0 } else { groups.iter().position(claimed)? };
            let mut group = groups.swap_remove(meant);
            group.retain(|place| facts_at(items, *place).is_some_and(|it| !contradicts(stated, it)));
            return Some(group);
        }
        for seeds in self.pointed_at(items, certificate) {
            let mut groups = self.groups(items, seeds);
            match groups.as_slice() {
                [] => {}
                [_] => return groups.pop(),
                // For example a user's name and a computer's: the SID tells which account is meant.
                _ => return groups.into_iter().find(claimed),
            }
        }
        if !self.is_single || self.count > MAX_SOURCES {
            return None;
        }
        let group = self.group(items, self.first?);
        (group.len() == self.count).then_some(group)
    }

    /// Marks the account as not unique, with a remark, if several accounts match a certificate by name or explicit
    /// mapping and uniqueness is not already stated.
    fn mark_rivals(
        &self,
        items: &[&Found],
        certificate: &Certificate,
        own: Option<&[usize]>,
        filled: &mut Filled<'_>,
    ) {
        if self.count < 2 {
            return;
        }
        let account = &filled.situation.account;
        let rivals_of = |seeds: Vec<usize>| rivals(items, self.groups(items, seeds), own, account);
        let by_name = rivals_of(self.bearers(items, certificate));
        let (how, rivals) = if by_name.is_empty() {
            ("By explicit mapping", rivals_of(self.holders(items, certificate)))
        } else {
            ("By UPN", by_name)
        };
        let [first, ..] = rivals.as_slice() else { return };
        let files = files_of(rivals.iter().flatten().filter_map(|place| items.get(*place).copied()));
        let who: Vec<String> = rivals.iter().map(|group| called(facts_of(items, group))).collect();
        let who: Vec<&str> = who.iter().map(String::as_str).collect();
        let who = first_few(&who);
        let remark = format!("{how}, several accounts match this certificate, according to {files}: {who}.");
        // If nothing tells which account is meant, mappings that are on all of them are on that one, too.
        let are_proven = rivals
            .iter()
            .all(|group| facts_of(items, group).any(|it| proofs(&it.account, certificate).next().is_some()));
        let is_anybodys = own.is_none() && !names_anybody(account) && are_proven;
        let on_first = facts_of(items, first).flat_map(|it| proofs(&it.account, certificate));
        let on_all = is_anybodys.then(|| union(on_first));
        let account = &mut filled.situation.to_mut().account;
        account.alt_security_identities = account.alt_security_identities.take().or(on_all);
        if account.unique.is_none() {
            account.unique = Some(false);
            filled.remarks.push(remark);
        }
    }

    /// Items that describe an account whose UPN is in the certificate.
    fn bearers(&self, items: &[&Found], certificate: &Certificate) -> Vec<usize> {
        self.found(certificate.upns().map(|name| key(Way::Name, name)), |place| {
            let own = facts_at(items, place).and_then(|it| it.account.upn.as_ref());
            own.is_some_and(|own| certificate.upns().any(|name| same(name, own)))
        })
    }

    /// Items that describe an account with a strong explicit mapping to this certificate.
    fn holders(&self, items: &[&Found], certificate: &Certificate) -> Vec<usize> {
        if !self.mapped {
            return Vec::new();
        }
        let strong = Form::ALL.into_iter().filter(|form| form.strength() == Strength::Strong);
        let own = strong.filter_map(|form| string(&write_one(form, certificate)?));
        self.found(own, |place| {
            facts_at(items, place).is_some_and(|it| proofs(&it.account, certificate).next().is_some())
        })
    }

    /// Items without a name that describe an account the certificate points to; all of them, if there is only one
    /// certificate.
    fn nameless<'i>(&self, items: &[&'i Found], certificate: &Certificate) -> Vec<&'i Found> {
        let all = || self.nameless.iter().filter_map(|place| items.get(*place).copied());
        let is_meant = |item: &&Found| {
            item.evidence.as_deref().map(|stated| &stated.account).is_some_and(|account| {
                let mut strings = account.alt_security_identities.iter().flatten();
                strings.any(|text| assess(text, certificate).matches)
                    || account.sid.as_ref().is_some_and(|sid| claims(certificate).any(|claim| claim == sid))
            })
        };
        match self.is_single {
            true => all().collect(),
            false => all().filter(is_meant).collect(),
        }
    }

    /// Items that describe accounts the certificate points to, by precedence: by the names a domain controller searches
    /// for, own names before implicit ones; by explicit mapping; by SID.
    fn pointed_at<'e>(
        &'e self,
        items: &'e [&Found],
        certificate: &'e Certificate,
    ) -> impl Iterator<Item = Vec<usize>> + 'e {
        let by_name = move |names: fn(&Certificate, &Situation) -> bool| {
            let users = certificate.upns().map(|name| key(Way::Name, name));
            let hosts = certificate.dns_names().map(|name| key(Way::Host, name.trim_end_matches('.')));
            self.found(users.chain(hosts), |place| {
                facts_at(items, place).is_some_and(|it| names(certificate, it))
            })
        };
        let by_string = move || {
            let own = write(certificate);
            let own =
                [own.issuer_serial, own.ski, own.sha1_puk, own.issuer_sid, own.issuer_subject, own.subject]
                    .into_iter()
                    .flatten()
                    .chain(own.rfc822);
            self.found(own.filter_map(|text| string(&text)), |place| {
                let strings =
                    facts_at(items, place).and_then(|it| it.account.alt_security_identities.as_ref());
                strings.into_iter().flatten().any(|text| assess(text, certificate).matches)
            })
        };
        let by_sid = move || {
            let claimed = claims(certificate).map(|sid| key(Way::Sid, &sid.to_string()));
            self.found(claimed, |place| {
                let sid = facts_at(items, place).and_then(|it| it.account.sid.as_ref());
                sid.is_some_and(|sid| claims(certificate).any(|claim| claim == sid))
            })
        };
        let ways: [Box<dyn Fn() -> Vec<usize> + 'e>; 4] = [
            Box::new(move || by_name(is_named)),
            Box::new(move || by_name(is_named_implicitly)),
            Box::new(by_string),
            Box::new(by_sid),
        ];
        ways.into_iter().map(|way| way())
    }

    /// The items found by one of the keys that also satisfy the predicate, in order.
    fn found(&self, keys: impl Iterator<Item = u64>, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        for key in keys {
            let from = self.accounts.partition_point(|(other, _)| *other < key);
            let same = self.accounts.iter().skip(from).take_while(|(other, _)| *other == key);
            found.extend(same.take(MAX_SOURCES).map(|(_, place)| *place).filter(|place| wanted(*place)));
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(MAX_SOURCES);
        found
    }

    /// Groups the items by account, each group with all other items that describe that account.
    fn groups(&self, items: &[&Found], seeds: Vec<usize>) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for seed in seeds {
            if groups.iter().all(|group| !group.contains(&seed)) {
                groups.push(self.group(items, seed));
            }
        }
        groups
    }

    /// All items that describe the same account as this one, in order.
    fn group(&self, items: &[&Found], seed: usize) -> Vec<usize> {
        let mut group = vec![seed];
        let mut next = 0;
        while let Some(stated) = group.get(next).map(|place| facts_at(items, *place)) {
            next += 1;
            let Some(stated) = stated else { continue };
            let more = self.found(names(stated), |place| {
                facts_at(items, place).is_some_and(|other| !group.contains(&place) && is_one(stated, other))
            });
            group.extend(more.into_iter().take(MAX_SOURCES.saturating_sub(group.len())));
        }
        group.sort_unstable();
        group
    }

    /// The server that clients connect to: if there are several, the one that the certificate names.
    fn server(&self, certificate: &Certificate) -> Option<&str> {
        if let [only] = self.servers.as_slice() {
            return Some(only);
        }
        let mut borne = self.servers.iter().filter(|server| {
            certificate.dns_names().any(|name| match name.strip_prefix("*.") {
                Some(domain) => server.split_once('.').is_some_and(|(_, behind)| same(behind, domain)),
                None => same(name, server),
            })
        });
        borne.next().filter(|_| borne.next().is_none()).map(String::as_str)
    }
}

/// Of the accounts that match a certificate, those that are certainly different from each other, including the one that
/// is meant; none, if fewer than two remain.
fn rivals(
    items: &[&Found],
    mut groups: Vec<Vec<usize>>,
    own: Option<&[usize]>,
    stated: &Account,
) -> Vec<Vec<usize>> {
    let are_two = |one: &[usize], other: &[usize]| {
        let pairs = || one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other)));
        let found = |place: usize| items.get(place).and_then(|it| Some((&it.file, it.evidence.as_deref()?)));
        let mut pairs = pairs().filter_map(|(one, other)| found(one).zip(found(other)));
        pairs.any(|((file, one), (beside, other))| are_two(one, other, file == beside))
    };
    let begins: Vec<Vec<usize>> = if let Some(own) = own {
        // The account that is meant must be one of them.
        groups.iter().filter(|group| group.iter().any(|place| own.contains(place))).take(1).cloned().collect()
    } else {
        if names_anybody(stated) {
            groups.retain(|group| facts_of(items, group).any(|it| is_same(stated, it)));
        }
        groups.clone()
    };
    // Two accounts may both differ from a third that could be either of them, so the one to begin with matters.
    let beginning_with = |first: Vec<usize>| {
        let mut kept = vec![first];
        for group in &groups {
            if !kept.contains(group) && kept.iter().all(|known| are_two(known, group)) {
                kept.push(group.clone());
            }
        }
        kept
    };
    let longest = begins.into_iter().take(MAX_SOURCES).map(beginning_with).rev().max_by_key(Vec::len);
    longest.filter(|kept| kept.len() > 1).unwrap_or_default()
}

/// The strong explicit mappings of an account that match a certificate.
fn proofs<'a>(account: &'a Account, certificate: &'a Certificate) -> impl Iterator<Item = &'a String> {
    let proves = |text: &&String| {
        let assessed = assess(text, certificate);
        assessed.matches && assessed.strength == Strength::Strong
    };
    account.alt_security_identities.iter().flatten().filter(proves)
}

/// Adds missing names, up to a limit.
fn add<'n>(names: &mut Vec<String>, more: impl Iterator<Item = &'n String>, most: usize) {
    for name in more {
        if names.len() < most && !names.iter().any(|known| same(known, name)) {
            names.push(name.clone());
        }
    }
}

/// Whether it is a certificate or request, and not for a CA.
fn may_log_on(item: &Found) -> bool {
    item.certificate.as_ref().is_some_and(|it| !it.is_ca())
}

fn facts_at<'i>(items: &[&'i Found], place: usize) -> Option<&'i Situation> {
    items.get(place)?.evidence.as_deref()
}

fn facts_of<'i>(items: &[&'i Found], places: &[usize]) -> impl Iterator<Item = &'i Situation> {
    places.iter().filter_map(|place| facts_at(items, *place))
}

/// The SIDs that a certificate states.
fn claims(certificate: &Certificate) -> impl Iterator<Item = &Sid> {
    let extension = certificate.sid_extension.iter().filter_map(|it| it.sid.as_ref());
    extension.chain(certificate.san_uris.iter().filter_map(|it| it.sid.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::mapping::Verdict;
    use crate::sid::Sid;

    const BOB: &str = "dn: CN=bob,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: bob@corp.example\n\
                       sAMAccountName: bob\nobjectSid: S-1-5-21-1496966362-3320961333-4044918980-1106\n";

    fn alice(sid: &str) -> String {
        format!(
            "dn: CN=alice,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: alice@corp.example\n\
             sAMAccountName: alice\nobjectSid: {sid}\n"
        )
    }

    /// Judges Alice's certificate, which contains her SID, together with a directory export.
    #[track_caller]
    fn check(export: &str, stated: Account, expect: Verdict) {
        let pem = forge::Leaf::user("alice").sid(forge::ALICE_SID).pem();
        let files = [
            File { name: "alice.pem", bytes: pem.as_bytes() },
            File { name: "export.ldf", bytes: export.as_bytes() },
        ];
        let findings = examination::read(&files, &[]);
        let situation = Situation { account: stated, ..Situation::default() };
        let judgments = examination::judge(&findings, &situation);
        assert_eq!(judgments[0].mapping.as_ref().map(|mapping| mapping.verdict), Some(expect));
    }

    #[test]
    fn single_account_is_assumed_for_a_single_certificate() {
        check(&alice(forge::ALICE_SID), Account::default(), Verdict::Strong);
        check(&alice(forge::ALICE_ELSEWHERE_SID), Account::default(), Verdict::Mismatch);
        check(BOB, Account::default(), Verdict::Mismatch);
    }

    /// The verdicts on some certificates, together with some files.
    fn verdicts(leaves: &[forge::Leaf], files: &[&str]) -> Vec<(Verdict, Vec<&'static str>)> {
        let pems: Vec<String> = leaves.iter().map(forge::Leaf::pem).collect();
        let files = pems.iter().map(String::as_str).chain(files.iter().copied());
        let files: Vec<File<'_>> = files.map(|text| File { name: "file", bytes: text.as_bytes() }).collect();
        let findings = examination::read(&files, &[]);
        let judgments = examination::judge(&findings, &Situation::default());
        let mappings = judgments.into_iter().filter_map(|it| it.mapping);
        mappings.map(|it| (it.verdict, it.questions.iter().map(|it| it.id).collect())).collect()
    }

    fn bobs() -> forge::Leaf {
        forge::Leaf::user("bob").upn("bob@corp.example")
    }

    fn alices() -> forge::Leaf {
        forge::Leaf::user("alice").upn("alice@corp.example").sid(forge::ALICE_SID)
    }

    #[test]
    fn account_facts_apply_only_to_its_certificates() {
        let pc = || forge::Leaf::computer("pc1.corp.example");
        let without = verdicts(&[bobs(), pc()], &[]);
        let all = verdicts(&[alices(), bobs(), pc()], &[&alice(forge::ALICE_ELSEWHERE_SID)]);
        assert_eq!(all[0].0, Verdict::Mismatch);
        assert_eq!(all[1..], without);
        assert_eq!(without.iter().map(|it| it.0).collect::<Vec<_>>(), [Verdict::Weak, Verdict::Weak]);
    }

    /// A name from before a UPN change still leads to the account, unless it is now another account's own UPN.
    #[test]
    fn account_is_found_by_its_implicit_name_among_many() {
        let renamed =
            alice(forge::ALICE_ELSEWHERE_SID).replace("alice@corp.example", "a.smith@smith.example");
        let found = |export: &str| verdicts(&[alices(), bobs()], &[export])[0].0;
        assert_eq!(found(&format!("{renamed}\n{BOB}")), Verdict::Mismatch);
        let hers = alice(forge::ALICE_SID).replace("sAMAccountName: alice", "sAMAccountName: asmith");
        assert_eq!(found(&format!("{renamed}\n{hers}")), Verdict::Strong);
        let pc = |dns: &str, sid: &str| {
            format!(
                "dn: CN=pc,DC=corp,DC=example\nobjectClass: computer\ndNSHostName: {dns}\n\
                 sAMAccountName: PC1$\nobjectSid: {sid}\n"
            )
        };
        let export = format!("{}\n{BOB}", pc("pc1.west.example", forge::ALICE_ELSEWHERE_SID));
        let laptop = forge::Leaf::computer("pc1.corp.example").sid(forge::ALICE_SID);
        assert_eq!(verdicts(&[laptop, bobs()], &[&export])[0].0, Verdict::Mismatch);
    }

    #[test]
    fn duplicate_certificates_count_once() {
        let nameless = || forge::Leaf::user("x").without("2.5.29.17").sid(forge::ALICE_SID);
        let export = alice(forge::ALICE_ELSEWHERE_SID);
        assert_eq!(verdicts(&[nameless(), nameless()], &[&export])[0].0, Verdict::Mismatch);
        assert_ne!(verdicts(&[nameless(), bobs()], &[&export])[0].0, Verdict::Mismatch);
    }

    #[test]
    fn facts_of_one_account_are_merged_across_files() {
        let leaf = || forge::Leaf::user("alice").upn("alice@corp.example");
        let string = write(&crate::certificate::read(&leaf().der()).certificate).issuer_serial.unwrap();
        let mapped = format!(
            "dn: CN=alice,DC=corp,DC=example\nsAMAccountName: alice\naltSecurityIdentities: {string}\n"
        );
        let (one, other) = (alice(forge::ALICE_SID), mapped);
        for files in [[one.as_str(), BOB, &other], [&other, &one, BOB]] {
            assert_eq!(verdicts(&[leaf()], &files)[0].0, Verdict::Strong);
        }
    }

    #[test]
    fn bare_mappings_apply_to_the_only_or_a_matching_certificate() {
        const QUESTION: &str = "alt-security-identities";
        let own = write(&crate::certificate::read(&bobs().der()).certificate).issuer_serial.unwrap();
        let first = |leaves: &[forge::Leaf], files: &[&str]| {
            let (verdict, questions) = verdicts(leaves, files).remove(0);
            (verdict, questions.contains(&QUESTION))
        };
        assert_eq!(first(&[bobs()], &[]), (Verdict::Weak, true));
        for beside in [&[][..], &[BOB]] {
            let with = |strings| [beside, &[strings]].concat();
            assert_eq!(first(&[bobs()], &with(&own)), (Verdict::Strong, false));
            assert_eq!(first(&[bobs()], &with("X509:<SKI>01")), (Verdict::Weak, false));
            assert_eq!(first(&[bobs(), alices()], &with(&own)), (Verdict::Strong, false));
            assert_eq!(first(&[bobs(), alices()], &with("X509:<SKI>01")), (Verdict::Weak, true));
        }
    }

    #[test]
    fn contradictory_facts_are_asked_for() {
        let (one, other) = (alice(forge::ALICE_SID), alice(forge::ALICE_ELSEWHERE_SID));
        for files in [[one.as_str(), &other], [&other, &one]] {
            let (verdict, questions) = verdicts(&[alices()], &files).remove(0);
            assert_eq!(verdict, Verdict::Strong);
            assert!(questions.contains(&"account-sid"), "{questions:?}");
        }
    }

    /// The situation for the certificate in the first file, and the remarks.
    fn filled(files: &[&str], stated: Account) -> (Situation, Vec<String>) {
        let files = files.iter().map(|text| File { name: "a", bytes: text.as_bytes() });
        let findings = examination::read(&files.collect::<Vec<_>>(), &[]);
        let items: Vec<&Found> = findings.items.iter().collect();
        let situation = Situation { account: stated, ..Situation::default() };
        let filled = Evidence::of(&items).fill(&items, &situation, items[0].certificate.as_ref().unwrap());
        (filled.situation.into_owned(), filled.remarks)
    }

    /// Checks which account is assumed for a certificate, by sAMAccountName, and its explicit mappings.
    #[track_caller]
    fn check_account(leaf: &forge::Leaf, exports: &[&str], sam: Option<&str>, strings: Option<&[String]>) {
        let pems = [leaf.pem(), bobs().pem()];
        let files: Vec<&str> = pems.iter().map(String::as_str).chain(exports.iter().copied()).collect();
        let (situation, remarks) = filled(&files, Account::default());
        let account = situation.account;
        assert_eq!((account.sam.as_deref(), account.alt_security_identities.as_deref()), (sam, strings));
        let said = remarks.iter().any(|remark| remark.starts_with("The account is "));
        assert_eq!(said, sam.is_some(), "{remarks:?}");
    }

    #[test]
    fn source_of_bare_mappings_is_stated() {
        let (situation, remarks) = filled(&[&bobs().pem(), "X509:<SKI>01"], Account::default());
        assert_eq!(situation.account.alt_security_identities.map(|it| it.len()), Some(1));
        assert_eq!(remarks, ["The account is the one with these explicit mappings, according to a."]);
    }

    #[test]
    fn facts_that_contradict_the_operator_are_omitted() {
        let listed = |sid: &str, string: &str| format!("{}altSecurityIdentities: {string}\n", alice(sid));
        let (old, new) =
            (listed(forge::ALICE_ELSEWHERE_SID, "X509:<SKI>01"), listed(forge::ALICE_SID, "X509:<SKI>02"));
        let stated = Account {
            sid: Sid::parse(forge::ALICE_SID),
            sam: Some("alice".to_owned()),
            ..Account::default()
        };
        let (situation, _) = filled(&[&alices().pem(), &old, &new], stated);
        assert_eq!(situation.account.alt_security_identities, Some(vec!["X509:<SKI>02".to_owned()]));
        assert_eq!(situation.dc.realm.as_deref(), Some("corp.example"));
    }

    #[test]
    fn same_logon_name_in_two_domains_is_two_accounts() {
        let own = alice(forge::ALICE_ELSEWHERE_SID).replace("userPrincipalName: alice@corp.example\n", "");
        let others = own.replace("DC=corp", "DC=other").replace(forge::ALICE_ELSEWHERE_SID, forge::ALICE_SID);
        assert_eq!(verdicts(&[alices(), bobs()], &[&own, &others])[0].0, Verdict::Mismatch);
        let strings = others.replace("objectSid", "altSecurityIdentities").replace("S-1-5", "X509:<SKI>01");
        check_account(&alices(), &[&own, &strings], Some("alice"), None);
    }

    #[test]
    fn account_is_found_by_explicit_mapping_or_sid() {
        let nameless = || forge::Leaf::user("x").without("2.5.29.17");
        let own = write(&crate::certificate::read(&nameless().der()).certificate);
        let with = |string: &str| {
            format!("{BOB}\ndn: CN=eve\nsAMAccountName: eve\naltSecurityIdentities: {string}\n")
        };
        for string in [own.issuer_serial, own.ski, own.sha1_puk, own.issuer_subject, own.subject] {
            let string = string.unwrap();
            check_account(&nameless(), &[&with(&string)], Some("eve"), Some(&[string]));
        }
        check_account(&nameless(), &[&with("X509:<SKI>00")], None, None);
        let exports = format!("{BOB}\n{}", alice(forge::ALICE_SID));
        check_account(&nameless(), &[&exports], None, None);
        check_account(&nameless().sid(forge::ALICE_SID), &[&exports], Some("alice"), None);
    }

    /// Checks what is said about how many accounts match a certificate, the verdict, and the mappings on the account.
    #[track_caller]
    fn check_rivals(leaf: &forge::Leaf, stated: &Account, exports: &[&str], expect: (Option<bool>, Verdict)) {
        let pems = [leaf.pem(), bobs().pem()];
        let names = ["a.pem", "b.pem", "one.ldf", "two.ldf"];
        let texts = pems.iter().map(String::as_str).chain(exports.iter().copied());
        let files: Vec<File<'_>> =
            names.iter().zip(texts).map(|(name, text)| File { name, bytes: text.as_bytes() }).collect();
        let findings = examination::read(&files, &[]);
        let items: Vec<&Found> = findings.items.iter().collect();
        let situation = Situation { account: stated.clone(), ..Situation::default() };
        let filled = Evidence::of(&items).fill(&items, &situation, items[0].certificate.as_ref().unwrap());
        let judgment = findings.judge(&situation).item(0);
        let mapping = judgment.mapping.unwrap();
        assert_eq!((filled.situation.account.unique, mapping.verdict), expect, "{exports:?}");
        let said =
            mapping.assumptions.iter().any(|it| it.contains("several accounts match this certificate"));
        assert_eq!(said, expect.0 == Some(false) && stated.unique.is_none(), "{:?}", mapping.assumptions);
        let found = judgment.findings.iter().any(|(rule, _)| *rule == "several-accounts");
        assert_eq!(found, expect.0 == Some(false));
    }

    #[test]
    fn explicit_mapping_on_two_accounts_matches_both() {
        let nameless = || forge::Leaf::user("x").without("2.5.29.17");
        let own = |leaf: forge::Leaf| write(&crate::certificate::read(&leaf.der()).certificate);
        let eve = "dn: CN=eve,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: eve@corp.example\n\
                   sAMAccountName: eve\nobjectSid: S-1-5-21-1496966362-3320961333-4044918980-1109\n";
        let with = |account: &str, string: &str| format!("{account}altSecurityIdentities: {string}\n\n");
        let nobody = Account::default();
        for leaf in [nameless, || forge::Leaf::user("eve").upn("eve@corp.example")] {
            let own = own(leaf());
            let strong = own.issuer_serial.unwrap();
            let (eves, bobs) = (with(eve, &strong), with(BOB, &strong));
            check_rivals(&leaf(), &nobody, &[&format!("{eves}{bobs}")], (Some(false), Verdict::Strong));
            check_rivals(&leaf(), &nobody, &[&eves, &bobs], (Some(false), Verdict::Strong));
            check_rivals(&leaf(), &nobody, &[&eves, BOB], (None, Verdict::Strong));
            // The same account in two files is one.
            check_rivals(&leaf(), &nobody, &[&eves, &eves], (None, Verdict::Strong));
            // A statement by the operator takes precedence.
            let unique = Account { unique: Some(true), ..Account::default() };
            check_rivals(&leaf(), &unique, &[&eves, &bobs], (Some(true), Verdict::Strong));
            let stated = Account { sam: Some("eve".to_owned()), ..Account::default() };
            check_rivals(&leaf(), &stated, &[&eves, &bobs], (Some(false), Verdict::Strong));
            // Without SIDs, a name may have changed between two files, but not within one.
            let without = |text: &str| {
                text.lines()
                    .filter(|line| !line.starts_with("objectSid"))
                    .fold(String::new(), |all, line| all + line + "\n")
            };
            let (eves, bobs) = (without(&eves), without(&bobs));
            check_rivals(&leaf(), &stated, &[&eves, &bobs], (None, Verdict::Strong));
            check_rivals(&leaf(), &stated, &[&format!("{eves}{bobs}")], (Some(false), Verdict::Strong));
        }
        // Accounts other than the stated one are not its rivals.
        let strong = own(nameless()).issuer_serial.unwrap();
        let stated = Account { sam: Some("mallory".to_owned()), ..Account::default() };
        check_rivals(
            &nameless(),
            &stated,
            &[&with(eve, &strong), &with(BOB, &strong)],
            (None, Verdict::None),
        );
        // A weak mapping proves neither.
        let weak = own(forge::Leaf::user("eve").upn("eve@corp.example")).subject.unwrap();
        let exports = [with(eve, &weak), with(BOB, &weak)];
        let leaf = forge::Leaf::user("eve").upn("eve@corp.example");
        check_rivals(&leaf, &nobody, &[&exports[0], &exports[1]], (None, Verdict::Weak));
    }

    #[test]
    fn name_of_two_accounts_matches_both() {
        let other = alice(forge::ALICE_ELSEWHERE_SID).replace("AccountName: alice", "AccountName: alice2");
        let (one, nobody) = (alice(forge::ALICE_SID), Account::default());
        check_rivals(&alices(), &nobody, &[&one, &other], (Some(false), Verdict::Strong));
        let without_sid = forge::Leaf::user("alice").upn("alice@corp.example");
        check_rivals(&without_sid, &nobody, &[&other, &one], (Some(false), Verdict::Weak));
        // An older export may be about either of them.
        let older = "dn: CN=asmith,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: alice@corp.example\n\
                     sAMAccountName: asmith\n";
        let newer = format!("{one}\n{other}");
        check_rivals(&without_sid, &nobody, &[&newer, older], (Some(false), Verdict::Weak));
        check_rivals(&without_sid, &nobody, &[older, &newer], (Some(false), Verdict::Weak));
        // A strong mapping on one of them proves only that one, and it is unknown which is meant.
        let string = write(&crate::certificate::read(&without_sid.der()).certificate).issuer_serial.unwrap();
        let mapped = |export: &str| format!("{export}altSecurityIdentities: {string}\n");
        check_rivals(&without_sid, &nobody, &[&mapped(&one), &other], (Some(false), Verdict::Weak));
        check_rivals(
            &without_sid,
            &nobody,
            &[&mapped(&one), &mapped(&other)],
            (Some(false), Verdict::Strong),
        );
        let upn = Account { upn: Some("alice@corp.example".to_owned()), ..Account::default() };
        check_rivals(&without_sid, &upn, &[&other, &one], (Some(false), Verdict::Weak));
        let same = alice(forge::ALICE_ELSEWHERE_SID);
        check_rivals(&alices(), &nobody, &[&one, &same], (None, Verdict::Strong));
        let stated = Account { sam: Some("alice2".to_owned()), ..Account::default() };
        check_rivals(&alices(), &stated, &[&one, &other], (Some(false), Verdict::Mismatch));
    }

    #[test]
    fn only_the_first_few_matching_accounts_are_named() {
        let pem = alices().pem();
        let export = |sid: usize| {
            let other = alice(&format!("S-1-5-21-1-2-3-{sid}"));
            other.replace("AccountName: alice", &format!("AccountName: alice{sid}"))
        };
        let exports: Vec<String> = (1101..1107).map(export).collect();
        let mut files = vec![File { name: "a.pem", bytes: pem.as_bytes() }];
        let names = ["1.ldf", "2.ldf", "1.ldf", "2.ldf", "1.ldf", "2.ldf"];
        files.extend(names.iter().zip(&exports).map(|(name, text)| File { name, bytes: text.as_bytes() }));
        let findings = examination::read(&files, &[]);
        let mapping = findings.judge(&Situation::default()).item(0).mapping.unwrap();
        let stated = mapping.assumptions.iter().find(|it| it.contains("several accounts")).unwrap();
        let expect = "according to 1.ldf, 2.ldf: alice1101, alice1102, alice1103, alice1104 and others.";
        assert!(stated.ends_with(expect), "{stated}");
    }

    /// The stated SID cannot be an account's, so the facts from the files apply.
    #[test]
    fn sid_that_no_account_can_have_is_ignored() {
        let entra = Sid::parse("S-1-12-1-4163729839-1217663608-249102764-4166813488");
        let stated = Account { sid: entra, ..Account::default() };
        let (pem, export) = (alices().pem(), alice(forge::ALICE_SID));
        check_rivals(&alices(), &stated, &[&export], (None, Verdict::Strong));
        let (situation, _) = filled(&[&pem, &export], stated);
        assert_eq!(situation.account.sam.as_deref(), Some("alice"));
    }

    #[test]
    fn sid_decides_between_user_and_computer_name() {
        let both = || forge::Leaf::user("alice").upn("alice@corp.example").dns("pc1.corp.example");
        let pc = "dn: CN=pc1,DC=corp,DC=example\nsAMAccountName: PC1$\ndNSHostName: pc1.corp.example\n";
        let exports = format!("{pc}\n{}", alice(forge::ALICE_SID));
        check_account(&both(), &[&exports], None, None);
        check_account(&both().sid(forge::ALICE_SID), &[&exports], Some("alice"), None);
    }

    #[test]
    fn mapping_lists_of_several_files_are_merged() {
        let listed = |string: &str| format!("{}altSecurityIdentities: {string}\n", alice(forge::ALICE_SID));
        let (one, other) = (listed("X509:<SKI>01"), listed("X509:<SKI>02"));
        let both = ["X509:<SKI>01".to_owned(), "X509:<SKI>02".to_owned()];
        check_account(&alices(), &[&one, &other, &one], Some("alice"), Some(&both));
        // It is unknown which of two accounts with one name has the mappings.
        let old = one.replace(forge::ALICE_SID, forge::ALICE_ELSEWHERE_SID);
        check_account(&alices(), &[&old, &other], Some("alice"), None);
    }

    #[test]
    fn account_is_found_by_its_implicit_name() {
        let without_name = |sid: &str| alice(sid).replace("userPrincipalName: alice@corp.example\n", "");
        let stated = without_name(forge::ALICE_ELSEWHERE_SID);
        assert_eq!(verdicts(&[alices(), bobs()], &[&stated, BOB])[0].0, Verdict::Mismatch);
        let elsewhere = stated.replace("DC=corp", "DC=other");
        assert_eq!(verdicts(&[alices(), bobs()], &[&elsewhere, BOB])[0].0, Verdict::Strong);
        let pc = || forge::Leaf::computer("pc1.corp.example").sid(forge::ALICE_SID);
        let stated = "dn: CN=pc1,DC=corp,DC=example\nobjectClass: computer\nsAMAccountName: PC1$\n\
                    objectSid: S-1-5-21-1496966362-3320961333-4044918980-1107\n";
        assert_eq!(verdicts(&[pc(), bobs()], &[stated, BOB])[0].0, Verdict::Mismatch);
    }

    #[test]
    fn operator_input_without_a_name_keeps_facts_from_files() {
        let kind = Some(crate::situation::AccountKind::User);
        let stated = Account { kind, ..Account::default() };
        check(&alice(forge::ALICE_ELSEWHERE_SID), stated, Verdict::Mismatch);
    }

    /// Checks which server applies to a certificate, given profiles of some servers.
    #[track_caller]
    fn check_servers(names: &[&str], profiles: &[&str], expect: Option<&str>) {
        let leaf = names.iter().fold(forge::Leaf::server("x"), |leaf, name| leaf.dns(name));
        let pem = leaf.pem();
        let profiles: Vec<String> = profiles
            .iter()
            .map(|server| forge::container::xml::vpn_profile(server, &format!("nps.{server}"), &[], &[]))
            .collect();
        let files: Vec<&str> = std::iter::once(&pem).chain(&profiles).map(String::as_str).collect();
        let (situation, _) = filled(&files, Account::default());
        assert_eq!(situation.server_name.as_deref(), expect, "{names:?}");
        assert_eq!(situation.client.server_names.len(), profiles.len(), "{names:?}");
    }

    #[test]
    fn server_named_by_the_certificate_is_selected() {
        let profiles = ["vpn1.corp.example", "vpn2.corp.example"];
        check_servers(&["other.corp.example"], &profiles[..1], Some("vpn1.corp.example"));
        check_servers(&["other.corp.example"], &profiles, None);
        check_servers(&["VPN2.corp.example"], &profiles, Some("vpn2.corp.example"));
        check_servers(&["vpn1.corp.example", "vpn2.corp.example"], &profiles, None);
        check_servers(&["*.corp.example"], &profiles, None);
    }

    #[test]
    fn account_the_certificate_points_to_is_selected() {
        let both = format!("{BOB}\n{}", alice(forge::ALICE_ELSEWHERE_SID));
        check(&both, Account::default(), Verdict::Mismatch);
    }

    #[test]
    fn operator_input_takes_precedence() {
        let stated = Account { sid: Sid::parse(forge::ALICE_SID), ..Account::default() };
        check(&alice(forge::ALICE_ELSEWHERE_SID), stated, Verdict::Strong);
        let stated = Account { upn: Some("ALICE@corp.example".into()), ..Account::default() };
        check(&alice(forge::ALICE_ELSEWHERE_SID), stated, Verdict::Mismatch);
    }
}
