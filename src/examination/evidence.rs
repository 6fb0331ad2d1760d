//! Facts found in dropped files fill the situation where the operator told nothing.

use super::Found;
use crate::certificate::Certificate;
use crate::mapping::explicit::weigh;
use crate::situation::{Account, Situation};
use std::borrow::Cow;

/// What dropped files tell about accounts, servers and clients.
#[derive(Debug, Default)]
pub(super) struct Evidence<'a> {
    accounts: Vec<&'a Account>,
    server_name: Option<&'a str>,
    server_names: &'a [String],
}

impl<'a> Evidence<'a> {
    pub(super) fn of(items: impl Iterator<Item = &'a Found>) -> Self {
        let mut evidence = Self::default();
        for told in items.filter_map(|item| item.evidence.as_deref()) {
            if told.account != Account::default() {
                evidence.accounts.push(&told.account);
            }
            evidence.server_name = evidence.server_name.or(told.server_name.as_deref());
            if evidence.server_names.is_empty() {
                evidence.server_names = &told.client.server_names;
            }
        }
        evidence
    }

    /// The situation of one certificate: what the operator told, and what files tell besides.
    pub(super) fn fill<'s>(&self, situation: &'s Situation, certificate: &Certificate) -> Cow<'s, Situation> {
        if self.accounts.is_empty() && self.server_name.is_none() && self.server_names.is_empty() {
            return Cow::Borrowed(situation);
        }
        let account = match self.account(&situation.account, certificate) {
            Some(account) => filled(&situation.account, account),
            None => situation.account.clone(),
        };
        let server_name = situation.server_name.as_deref().or(self.server_name);
        let server_names = match situation.client.server_names.as_slice() {
            [] => self.server_names,
            told => told,
        };
        if account == situation.account
            && server_name == situation.server_name.as_deref()
            && server_names == situation.client.server_names
        {
            return Cow::Borrowed(situation);
        }
        let mut filled = situation.clone();
        filled.account = account;
        filled.server_name = server_name.map(str::to_owned);
        filled.client.server_names = server_names.to_vec();
        Cow::Owned(filled)
    }

    /// The account that is meant: the one the operator names; else the one the certificate points at; else the only
    /// one there is.
    fn account(&self, told: &Account, certificate: &Certificate) -> Option<&'a Account> {
        let mut fitting = self.accounts.iter().copied();
        if *told != Account::default() {
            return fitting.find(|account| is_same(told, account));
        }
        if let [only] = self.accounts.as_slice() {
            return Some(only);
        }
        fitting.find(|account| points_at(certificate, account))
    }
}

/// Whether two sets of facts name one account, and contradict each other nowhere.
fn is_same(told: &Account, found: &Account) -> bool {
    let pairs = [
        (told.sid.as_ref().map(ToString::to_string), found.sid.as_ref().map(ToString::to_string)),
        (told.upn.clone(), found.upn.clone()),
        (told.sam.clone(), found.sam.clone()),
        (told.dns.clone(), found.dns.clone()),
    ];
    let known: Vec<bool> =
        pairs.into_iter().filter_map(|(told, found)| Some(told?.eq_ignore_ascii_case(&found?))).collect();
    !known.is_empty() && known.into_iter().all(|same| same)
}

fn points_at(certificate: &Certificate, account: &Account) -> bool {
    let claims = certificate.sid_extension.iter().filter_map(|it| it.sid.as_ref());
    let claims = claims.chain(certificate.san_uris.iter().filter_map(|it| it.sid.as_ref()));
    claims.into_iter().any(|claim| account.sid.as_ref() == Some(claim))
        || account
            .upn
            .as_deref()
            .is_some_and(|own| certificate.upns().any(|name| name.eq_ignore_ascii_case(own)))
        || account
            .dns
            .as_deref()
            .is_some_and(|own| certificate.dns_names().any(|name| name.eq_ignore_ascii_case(own)))
        || account.alt_security_identities.iter().flatten().any(|text| weigh(text, certificate).matches)
}

/// What was told, with what was found in the gaps.
fn filled(told: &Account, found: &Account) -> Account {
    Account {
        kind: told.kind.or(found.kind),
        sid: told.sid.clone().or_else(|| found.sid.clone()),
        upn: told.upn.clone().or_else(|| found.upn.clone()),
        sam: told.sam.clone().or_else(|| found.sam.clone()),
        dns: told.dns.clone().or_else(|| found.dns.clone()),
        created: told.created.or(found.created),
        alt_security_identities: told
            .alt_security_identities
            .clone()
            .or_else(|| found.alt_security_identities.clone()),
        key_trust: told.key_trust.or(found.key_trust),
        unique: told.unique.or(found.unique),
        username_hint: told.username_hint.clone().or_else(|| found.username_hint.clone()),
    }
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

    /// Judges Alice's certificate, which carries her SID, beside a directory export.
    #[track_caller]
    fn check(export: &str, told: Account, expect: Verdict) {
        let pem = forge::Leaf::user("alice").sid(forge::ALICE_SID).pem();
        let files = [
            File { name: "alice.pem", bytes: pem.as_bytes() },
            File { name: "export.ldf", bytes: export.as_bytes() },
        ];
        let findings = examination::read(&files, &[]);
        let situation = Situation { account: told, ..Situation::default() };
        let judgments = examination::judge(&findings, &situation);
        assert_eq!(judgments[0].mapping.as_ref().map(|mapping| mapping.verdict), Some(expect));
    }

    #[test]
    fn the_only_account_is_the_one_that_is_meant() {
        check(&alice(forge::ALICE_SID), Account::default(), Verdict::Strong);
        check(&alice(forge::ALICE_ELSEWHERE_SID), Account::default(), Verdict::Mismatch);
    }

    #[test]
    fn of_several_accounts_the_one_the_certificate_points_at_is_meant() {
        let both = format!("{BOB}\n{}", alice(forge::ALICE_ELSEWHERE_SID));
        check(&both, Account::default(), Verdict::Mismatch);
    }

    #[test]
    fn what_the_operator_tells_comes_first() {
        let told = Account { sid: Sid::parse(forge::ALICE_SID), ..Account::default() };
        check(&alice(forge::ALICE_ELSEWHERE_SID), told, Verdict::Strong);
        let told = Account { upn: Some("ALICE@corp.example".into()), ..Account::default() };
        check(&alice(forge::ALICE_ELSEWHERE_SID), told, Verdict::Mismatch);
    }
}
