//! Which items concern those that another worker keeps: it needs them to judge as if it had everything.

use super::slim::Slim;
use crate::prediction::Role;
use crate::rules::neighbourhood::{FEW, MAX_IN_A_GROUP};
use crate::ui::seam::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Each loan: the lender, the borrower, and the items in order.
pub(super) fn loans(rows: &BTreeMap<Source, Box<Slim>>) -> Vec<(usize, usize, Vec<Source>)> {
    let readers: BTreeSet<usize> = rows.values().map(|slim| slim.reader).collect();
    if readers.len() < 2 {
        return Vec::new();
    }
    let mut loans: BTreeMap<(usize, usize), BTreeSet<Source>> = BTreeMap::new();
    let mut lend = |source: Source, from: usize, to: usize| {
        if from != to {
            loans.entry((from, to)).or_default().insert(source);
        }
    };
    let numbered: Vec<(Source, &Slim)> = rows.iter().map(|(source, slim)| (*source, &**slim)).collect();
    let sought = sought(&numbered, &readers);
    for group in groups(&numbered).chunk_by(|(one, _), (other, _)| one == other) {
        let Some((key, _)) = group.first() else { continue };
        let members = || group.iter().filter_map(|(_, place)| numbered.get(*place));
        let mut borrowers: BTreeSet<usize> = members().map(|(_, slim)| slim.reader).collect();
        borrowers.extend(sought.get(key).into_iter().flatten());
        for (source, slim) in members().take(MAX_IN_A_GROUP) {
            borrowers.iter().for_each(|to| lend(*source, slim.reader, *to));
        }
    }
    // CA certificates, CRLs and account facts concern all. Of the certificates that could belong to any machine, it
    // only matters whether there are few.
    let anybodys = |named: bool| {
        let certificates = rows.iter().filter(|(_, slim)| slim.role.is_some_and(|it| it != Role::Authority));
        certificates.filter(move |(_, slim)| (slim.keys.len() > 1) == named).take(FEW + 1)
    };
    let common = rows.iter().filter(|(_, slim)| slim.common);
    for (source, slim) in common.chain(anybodys(true)).chain(anybodys(false)) {
        readers.iter().for_each(|to| lend(*source, slim.reader, *to));
    }
    loans.into_iter().map(|((from, to), items)| (from, to, items.into_iter().collect())).collect()
}

/// The keys of all rows, each with the index of its row; sorted. A hundred thousand rows have several times as many
/// keys, so this is one block of memory and not a map of lists.
fn groups(rows: &[(Source, &Slim)]) -> Vec<(u64, usize)> {
    let mut groups = Vec::with_capacity(rows.iter().map(|(_, slim)| slim.keys.len()).sum());
    for (place, (_, slim)) in rows.iter().enumerate() {
        groups.extend(slim.keys.iter().map(|key| (*key, place)));
    }
    groups.sort_unstable();
    groups
}

/// Which workers keep a certificate by an issuer, by the key of that issuer. The issuers of CA certificates are needed
/// by all workers, since the CA certificates are lent to all.
fn sought(rows: &[(Source, &Slim)], readers: &BTreeSet<usize>) -> BTreeMap<u64, BTreeSet<usize>> {
    let mut sought: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
    for (_, slim) in rows {
        let Some(key) = slim.issuer_key else { continue };
        let seekers = sought.entry(key).or_default();
        match slim.common {
            true => seekers.extend(readers),
            false => drop(seekers.insert(slim.reader)),
        }
    }
    sought
}
