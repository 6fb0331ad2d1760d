//! Which certificates concern those that another worker keeps: it has to know them to judge as if it had everything.

use super::slim::Slim;
use crate::prediction::Role;
use crate::rules::neighbourhood::{FEW, MOST_IN_A_GROUP};
use crate::ui::seam::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The lender, the borrower, and the items, in order.
pub(super) fn loans(rows: &BTreeMap<Source, Slim>) -> Vec<(usize, usize, Vec<Source>)> {
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
    let groups = Groups::of(rows, &readers);
    for (group, borrowers) in groups.by_key.values().map(|group| (group, &group.borrowers)) {
        for (source, from) in &group.members {
            borrowers.iter().for_each(|to| lend(*source, *from, *to));
        }
    }
    // Authorities and accounts concern all. Of those that could be anybody's it only matters whether there are few.
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

/// Those that have something in common.
#[derive(Default)]
struct Groups {
    by_key: HashMap<u64, Group>,
}

#[derive(Default)]
struct Group {
    /// The first of them, with those that keep them.
    members: Vec<(Source, usize)>,
    /// Those that keep something that looks for them.
    borrowers: BTreeSet<usize>,
}

impl Groups {
    fn of(rows: &BTreeMap<Source, Slim>, readers: &BTreeSet<usize>) -> Self {
        let mut groups = Self::default();
        for (source, slim) in rows {
            for key in &slim.keys {
                let group = groups.by_key.entry(*key).or_default();
                group.borrowers.insert(slim.reader);
                if group.members.len() < MOST_IN_A_GROUP {
                    group.members.push((*source, slim.reader));
                }
            }
        }
        // Issuers are looked for by their names; those of authorities by all, since the authorities are with all.
        for slim in rows.values() {
            if let Some(group) = slim.issuer_key.and_then(|key| groups.by_key.get_mut(&key)) {
                match slim.common {
                    true => group.borrowers.extend(readers),
                    false => drop(group.borrowers.insert(slim.reader)),
                }
            }
        }
        groups
    }
}
