use super::*;
use crate::examination;
use crate::intake::File;
use crate::report::{Reader, row};
use crate::situation::Situation;

fn ledger() -> Ledger {
    let weak = forge::Leaf::user("zoe")
        .upn("zoe@corp.example")
        .valid("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
    let strong = forge::Leaf::user("alice")
        .upn("alice@corp.example")
        .sid("S-1-5-21-1496966362-3320961333-4044918980-1105")
        .valid("2026-01-01T00:00:00Z", "2027-12-01T00:00:00Z");
    let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
    let (strong, weak) = (strong.pem(), weak.pem());
    let files = [
        File { name: "strong.pem", bytes: strong.as_bytes() },
        File { name: "weak.pem", bytes: weak.as_bytes() },
        File { name: "note.txt", bytes: b"nothing" },
    ];
    let findings = examination::read(&files, &[]);
    let judge = findings.judge(&situation);
    let entries = findings.items.iter().enumerate().map(|(file, found)| Entry {
        source: source(file),
        row: row::row(found, &judge.item(file), &Reader::somewhere(&situation)),
        keys: Vec::new(),
        issuer: None,
        common: false,
        parents: Vec::new(),
    });
    let mut ledger = Ledger::default();
    ledger.enter(entries.collect(), 1);
    ledger
}

/// The overview counts certificates and requests, and its numbers lead to them.
#[test]
fn the_list_is_filtered_by_certificates() {
    let mut ledger = ledger();
    let all = ledger.places(&Listing::default()).len();
    ledger.rows.get_mut(&source(1)).unwrap().role = None;
    let only = Listing { certificates: true, ..Listing::default() };
    assert!(only.is_narrowed());
    let places = ledger.places(&only);
    assert!(!places.contains(&source(1)) && places.len() < all, "{places:?}");
}

/// A certificate that fails twice is listed under both of its remedies.
#[test]
fn the_list_is_filtered_by_either_remedy() {
    let mut ledger = ledger();
    let slim = ledger.rows.get_mut(&source(1)).unwrap();
    let first = slim.remedies.lines().next().unwrap().to_owned();
    slim.remedies = format!("{first}\nThen").into();
    for (remedy, expect) in [(first.as_str(), vec![source(1)]), ("Then", vec![source(1)]), ("Other", vec![])]
    {
        let listing = Listing { remedy: Some(remedy.to_owned()), ..Listing::default() };
        assert_eq!(ledger.places(&listing), expect, "{remedy}");
    }
}

fn source(file: usize) -> Source {
    Source { file, ..Source::default() }
}

#[track_caller]
fn check(listing: Listing, expect: &[usize]) {
    let mut ledger = ledger();
    let files: Vec<usize> = ledger.places(&listing).iter().map(|source| source.file).collect();
    assert_eq!(files, expect, "{listing:?}");
}

#[test]
fn the_list_is_sorted_and_filtered() {
    let sorted = |sort| Listing { sort, ..Listing::default() };
    check(Listing::default(), &[0, 1, 2]);
    check(sorted(Sort::Name), &[0, 2, 1]);
    check(sorted(Sort::Verdict), &[1, 2, 0]);
    check(sorted(Sort::Expiry), &[1, 0, 2]);
    let turned = |sort| Listing { reversed: true, ..sorted(sort) };
    check(turned(Sort::Found), &[2, 1, 0]);
    check(turned(Sort::Verdict), &[0, 2, 1]);
    // An item without an expiry date comes last either way.
    check(turned(Sort::Expiry), &[0, 1, 2]);
    check(Listing { text: " ZOE@ ".into(), ..Listing::default() }, &[1]);
    check(Listing { text: "-1105".into(), ..Listing::default() }, &[0]);
    let prints: [fn(&Row) -> &str; 2] = [|row| &row.thumbprint, |row| &row.sha256];
    for print in prints {
        let row = ledger().rows[&source(1)].row();
        let text = format!(" {} ", print(&row).to_uppercase());
        check(Listing { text, ..Listing::default() }, &[1]);
    }
    check(Listing { sign: Some(Sign::Refused), ..Listing::default() }, &[1]);
    check(Listing { kind: Some("unknown".into()), ..Listing::default() }, &[2]);
    check(Listing { kind: Some("unknown".into()), text: "zoe".into(), ..Listing::default() }, &[]);
    check(Listing { month: Some("2026-12".into()), ..Listing::default() }, &[1]);
    check(Listing { template: Some(String::new()), ..Listing::default() }, &[]);
    check(Listing { role: Some(crate::prediction::Role::User), ..Listing::default() }, &[0, 1]);
    check(Listing { code: Some("#/code/kdc/39".into()), ..Listing::default() }, &[1]);
    let strong = Some(Some(crate::mapping::Verdict::Strong));
    check(Listing { verdict: strong, ..Listing::default() }, &[0]);
}

#[test]
fn steps_stay_within_the_list() {
    let mut ledger = ledger();
    let mut check = |item: Option<usize>, by, expect: Option<usize>| {
        let listing = Listing { sort: Sort::Verdict, ..Listing::default() };
        let found = ledger.step(&listing, item.map(source), by);
        assert_eq!(found.map(|source| source.file), expect);
    };
    check(None, 1, Some(1));
    check(Some(1), 1, Some(2));
    check(Some(1), -1, None);
    check(Some(0), 1, None);
}

#[test]
fn exports_take_the_selection_or_else_the_listed_items() {
    let mut ledger = ledger();
    let listing = Listing { sign: Some(Sign::Refused), ..Listing::default() };
    assert_eq!(ledger.collected(Some(&listing)), [source(1)]);
    ledger.choose(Choice::One(source(0), true));
    assert_eq!(ledger.collected(Some(&listing)), [source(0)]);
    ledger.choose(Choice::Listed(listing.clone()));
    assert_eq!(ledger.collected(Some(&listing)), [source(0), source(1)]);
    let table = ledger.table(Table::Items, Some(&listing), None);
    assert!(table.contains("weak.pem") && table.contains("strong.pem") && !table.contains("note.txt"));
    assert_eq!(ledger.collected(None), [0, 1, 2].map(source), "everything is everything");
    assert!(ledger.table(Table::Items, None, None).contains("note.txt"));
    ledger.choose(Choice::Nothing);
    assert_eq!(ledger.collected(Some(&listing)), [source(1)]);
}

#[test]
fn codes_and_comparisons_name_their_items() {
    let mut ledger = ledger();
    let Reply::Leads { leads, more, .. } = ledger.leading("#/code/kdc/39".to_owned()) else { panic!() };
    assert_eq!((leads.len(), more), (1, 0));
    assert_eq!((leads[0].source, leads[0].titles.is_empty()), (source(1), false));
    let others: Vec<usize> = ledger.others(Some(source(0))).iter().map(|line| line.source.file).collect();
    assert_eq!(others, [1], "only what can be compared");
}

#[test]
fn a_part_of_a_file_is_removed_alone() {
    let mut ledger = ledger();
    ledger.strike(&Removal::Part(0, 0));
    assert_eq!(ledger.places(&Listing::default()), [source(1), source(2)]);
    assert_eq!(ledger.overview().certificates, 1);
}
