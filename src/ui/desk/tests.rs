use super::*;
use crate::export::powershell::Script;
use crate::report::row::Row;
use crate::ui::seam::{Choice, ListSection, Removal, Which};
use crate::ui::state::Listing;

const SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";

fn desk() -> Desk {
    Desk::new(|_| None)
}

fn ask(desk: &mut Desk, request: Request, bytes: &[u8]) -> (Reply, Parcel) {
    let mut replies = Vec::new();
    desk.answer(request, &[bytes.to_vec()], &mut |reply, parcel| {
        let crossed: Reply = Parcel::unpack(&Parcel::pack(&reply).0).unwrap();
        assert_eq!(crossed, reply);
        replies.push((crossed, parcel));
    });
    replies.pop().unwrap()
}

fn today() -> Box<Situation> {
    Box::new(Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() })
}

fn part(file: usize, name: &str) -> Part {
    Part {
        file,
        part: 0,
        name: name.to_owned(),
        from: 0,
        to: u64::MAX,
        offset: 0,
        goes_on: false,
        password: None,
    }
}

fn read(desk: &mut Desk, file: usize, name: &str, bytes: &[u8]) -> usize {
    let (reply, _) =
        ask(desk, Request::Read { parts: vec![part(file, name)], situation: today(), preview: false }, bytes);
    let Reply::Read { certificates } = reply else { panic!("{reply:?}") };
    certificates
}

fn judged(desk: &mut Desk) -> Vec<Entry> {
    let (reply, rows) = ask(desk, Request::Judge { all: 9, from: 0 }, &[]);
    assert!(matches!(reply, Reply::Judged { next: None, .. }), "{reply:?}");
    Parcel::unpack(&rows.0).unwrap()
}

fn source(file: usize, item: usize) -> Source {
    Source { file, part: 0, item }
}

fn alice() -> forge::Leaf {
    forge::Leaf::user("alice").upn("alice@corp.example")
}

#[test]
fn reading_a_file_again_replaces_its_items() {
    let mut desk = desk();
    assert_eq!(read(&mut desk, 0, "a.pem", (alice().pem() + &alice().pem()).as_bytes()), 2);
    assert_eq!(read(&mut desk, 1, "b.txt", b"nothing"), 0);
    read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
    let found: Vec<_> = judged(&mut desk).into_iter().map(|it| (it.source, it.row.file)).collect();
    assert_eq!(found, [(source(0, 0), "a.pem".to_owned()), (source(1, 0), "b.txt".to_owned())]);
}

#[test]
fn dropping_an_item_keeps_the_sources_of_the_others() {
    let mut desk = desk();
    read(&mut desk, 0, "a.pem", (alice().pem() + &forge::Leaf::user("bob").pem()).as_bytes());
    ask(&mut desk, Request::Drop { items: vec![source(0, 0)] }, &[]);
    let found: Vec<_> = judged(&mut desk).into_iter().map(|it| (it.source, it.row.name)).collect();
    assert_eq!(found, [(source(0, 1), "bob@corp.example".to_owned())]);
}

#[test]
fn every_export_form_is_written_and_missing_items_are_skipped() {
    let mut desk = desk();
    read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
    judged(&mut desk);
    for form in Form::ALL.into_iter().filter(|form| *form != Form::Csv) {
        let items = vec![source(0, 0), source(7, 0)];
        let request = Request::Export { form, items, story: None, first: true, last: true };
        let (reply, text) = ask(&mut desk, request, &[]);
        assert!(reply == Reply::Exported && !text.0.is_empty(), "{form:?}");
    }
    let item = source(9, 0);
    assert_eq!(ask(&mut desk, Request::Bytes { item }, &[]).0, Reply::Bytes { item, dump: None });
    let (reply, _) = ask(&mut desk, Request::Open { item }, &[]);
    assert_eq!(reply, Reply::Opened { source: item, item: None, issuers: vec![], text: String::new() });
}

/// A change of the situation applies to items that are shown before everything was read.
#[test]
fn the_situation_applies_before_everything_is_judged() {
    let mut desk = desk();
    let preview = Request::Read { parts: vec![part(0, "a.pem")], situation: today(), preview: true };
    ask(&mut desk, preview, alice().pem().as_bytes());
    let connects = |desk: &mut Desk| {
        let (reply, _) = ask(desk, Request::Open { item: source(0, 0) }, &[]);
        let Reply::Opened { item: Some(item), .. } = reply else { panic!() };
        format!("{:?}", item.answer)
    };
    let before = connects(&mut desk);
    let late = Situation { today: Some(Moment::day(2036, 1, 1)), ..Situation::default() };
    ask(&mut desk, Request::Situate { situation: Box::new(late) }, &[]);
    assert_ne!(connects(&mut desk), before);
    assert!(connects(&mut desk).contains("expired"), "{}", connects(&mut desk));
}

#[test]
fn remedies_have_the_same_heading_in_page_and_exports() {
    let mut desk = desk();
    read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
    judged(&mut desk);
    let source = source(0, 0);
    let (Reply::Opened { item: Some(item), .. }, _) = ask(&mut desk, Request::Open { item: source }, &[])
    else {
        panic!()
    };
    let headings: Vec<String> = item.stories[0].remedies.iter().map(|remedy| remedy.heading()).collect();
    for heading in [
        "Add an explicit mapping to the account · quick fix",
        "Let the Intune PKCS connector add the SID · permanent fix",
        "List the weak explicit mappings in the domain",
    ] {
        assert!(headings.iter().any(|it| it == heading), "{heading}: {headings:?}");
        for form in [Form::Markdown, Form::Ticket, Form::Powershell] {
            let request = Request::Export { form, items: vec![source], story: None, first: true, last: true };
            let piece = ask(&mut desk, request, &[]).1.0;
            let text = match form {
                Form::Powershell => Parcel::unpack::<Script>(&piece).unwrap().write(),
                _ => String::from_utf8(piece.to_vec()).unwrap(),
            };
            assert!(text.lines().any(|line| line.ends_with(heading)), "{form:?}: {heading}\n{text}");
        }
    }
}

#[test]
fn the_hash_of_a_truncated_file_is_not_shown_as_thumbprint() {
    let der = alice().der();
    for (length, known) in [(der.len() / 2, false), (der.len() - 9, false), (der.len(), true)] {
        let bytes = &der[..length];
        let facts = crate::certificate::read(bytes).certificate;
        let hashes =
            [facts.sha1.octets().to_vec(), facts.sha256.to_vec()].map(|it| crate::certificate::hex(&it));
        let mut desk = desk();
        read(&mut desk, 0, "a.cer", bytes);
        let row = judged(&mut desk).remove(0).row;
        assert_eq!((row.thumbprint == hashes[0], &row.sha256), (known, &hashes[1]), "{length}");
        let source = source(0, 0);
        let (Reply::Opened { item: Some(item), .. }, _) = ask(&mut desk, Request::Open { item: source }, &[])
        else {
            panic!()
        };
        let mut texts = vec![format!("{item:?}")];
        for form in [Form::Markdown, Form::Ticket, Form::Plan] {
            let request = Request::Export { form, items: vec![source], story: None, first: true, last: true };
            texts.push(String::from_utf8(ask(&mut desk, request, &[]).1.0.to_vec()).unwrap());
        }
        for (place, text) in texts.iter().enumerate() {
            assert_eq!(text.contains(&hashes[0]), known, "{length}, {place}: {text}");
            // A plan contains only the thumbprint.
            assert_eq!(text.contains(&hashes[1]), known && place < 3, "{length}, {place}: {text}");
        }
        let said = "| Thumbprint | unknown: the file is incomplete, so its hash is different |";
        assert_eq!(texts[1].contains(said), !known, "{length}: {}", texts[1]);
    }
}

#[test]
fn a_renewal_is_compared_with_a_certificate_of_another_worker() {
    let (mut one, mut other) = (desk(), desk());
    read(&mut one, 0, "old.pem", alice().pem().as_bytes());
    read(&mut other, 1, "new.pem", alice().sid(SID).pem().as_bytes());
    judged(&mut one);
    judged(&mut other);
    let (reply, der) = ask(&mut one, Request::Lend { items: vec![source(0, 0)], to: None }, &[]);
    let Reply::Lent { mut loans, .. } = reply else { panic!() };
    let request = Request::Compare { before: loans.remove(0), after: source(1, 0) };
    let (Reply::Compared { comparison: Some(comparison), .. }, _) = ask(&mut other, request, &der.0) else {
        panic!()
    };
    assert_eq!(comparison.headline, "The later one fixes it");
    assert!(comparison.rows.iter().any(|row| row.label == "SID extension" && !row.after.is_empty()));
    assert!(
        comparison
            .rows
            .iter()
            .any(|row| row.label == "User principal name" && row.before.is_empty() && row.after.is_empty())
    );
}

#[test]
fn pasted_mappings_are_explained_to_the_character() {
    let mut desk = desk();
    read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
    judged(&mut desk);
    let request = Request::Map { item: source(0, 0), lines: vec!["X509:<SKI>00".into(), "x590:".into()] };
    let (Reply::Mapped { bench: Some(bench), .. }, _) = ask(&mut desk, request, &[]) else { panic!() };
    assert!(bench.forms.iter().any(|form| form.recommended && form.strong));
    assert!(bench.forms.iter().all(|form| form.command.contains("altSecurityIdentities = 'X509:<")));
    assert!(bench.pasted.iter().all(|pasted| !pasted.differences.is_empty()));
}

/// Certificates that affect each other: a chain, renewals for one user, a certificate with a SID, a CRL, an account.
fn family() -> Vec<String> {
    let root = forge::Ca::root("Corp Root CA");
    let ca = root.intermediate("Corp Issuing CA 1");
    let leaf = |name: &str| forge::Leaf::user(name).upn(&format!("{name}@corp.example")).issued_by(&ca);
    let mut texts: Vec<String> = (0..40).map(|at| leaf(&format!("user{at}")).pem()).collect();
    texts.push(leaf("user3").valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z").pem());
    texts.push(leaf("user7").sid(SID).pem());
    texts.push(forge::text::pem("CERTIFICATE", &ca.der()));
    texts.push(forge::text::pem("CERTIFICATE", &root.der()));
    texts.push(leaf("user8").serial(&[0x61, 8]).pem());
    texts.push(forge::RevocationList::of(&ca).revoke(&[0x61, 8], "2026-10-01T00:00:00Z", None).pem());
    texts.push(
        "dn: CN=user5,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: user5@corp.example\n\
         sAMAccountName: user5\nobjectSid: S-1-5-21-1496966362-3320961333-4044918980-1105\n"
            .to_owned(),
    );
    texts
}

/// The content of the list after this many workers have shared the files.
fn shared_among(readers: usize, most_facts: usize, texts: &[String]) -> Vec<(Source, Row)> {
    let mut desks: Vec<Desk> = (0..=readers).map(|_| Desk { most_facts, ..desk() }).collect();
    let all: usize = texts
        .iter()
        .enumerate()
        .map(|(file, text)| read(&mut desks[1 + file % readers], file, "a.pem", text.as_bytes()))
        .sum();
    let judge = |desks: &mut Vec<Desk>| -> Vec<(Source, Row)> {
        let mut rows = Vec::new();
        for reader in 1..=readers {
            let (_, parcel) = ask(&mut desks[reader], Request::Judge { all, from: 0 }, &[]);
            ask(&mut desks[0], Request::Enter { reader }, &parcel.0);
            let entries: Vec<Entry> = Parcel::unpack(&parcel.0).unwrap();
            rows.extend(entries.into_iter().map(|entry| (entry.source, entry.row)));
        }
        rows.sort_by_key(|(source, _)| *source);
        rows
    };
    judge(&mut desks);
    let (Reply::Kin { loans }, _) = ask(&mut desks[0], Request::Kin, &[]) else { panic!() };
    assert_eq!(loans.is_empty(), readers == 1);
    for (from, to, items) in loans {
        let (Reply::Lent { loans, .. }, der) =
            ask(&mut desks[from], Request::Lend { items, to: Some(to) }, &[])
        else {
            panic!()
        };
        ask(&mut desks[to], Request::Borrow { loans, anew: false }, &der.0);
    }
    judge(&mut desks)
}

#[test]
fn several_workers_judge_like_one_that_has_everything() {
    let texts = family();
    let alone = shared_among(1, 1_000, &texts);
    assert_eq!(alone.len(), texts.len());
    // With facts that are kept, and with facts that are read again for each judgment.
    for (readers, most_facts) in [(2, 1_000), (3, 1_000), (4, 1_000), (1, 0), (2, 0), (4, 3)] {
        let several = shared_among(readers, most_facts, &texts);
        assert_eq!(several.len(), alone.len());
        for (one, several) in alone.iter().zip(several) {
            assert_eq!(*one, several, "{readers} readers that keep {most_facts} facts");
        }
    }
}

#[test]
fn exports_do_not_depend_on_how_many_facts_are_kept() {
    let texts = family();
    let exported = |most_facts: usize, form: Form, pieces: usize| {
        let mut desk = Desk { most_facts, ..desk() };
        for (file, text) in texts.iter().enumerate() {
            read(&mut desk, file, "a.pem", text.as_bytes());
        }
        ask(&mut desk, Request::Judge { all: texts.len(), from: 0 }, &[]);
        // Not in the order in which they are kept, and with one that does not exist.
        let mut items: Vec<Source> = (0..texts.len()).rev().map(|file| source(file, 0)).collect();
        items.insert(3, source(999, 0));
        let written = items.chunks(items.len().div_ceil(pieces)).map(|items| {
            let request =
                Request::Export { form, items: items.to_vec(), story: None, first: false, last: false };
            ask(&mut desk, request, &[]).1.0.to_vec()
        });
        written.collect::<Vec<_>>()
    };
    for form in [Form::Json, Form::Plan, Form::Markdown, Form::Ticket, Form::Powershell] {
        let few = exported(1_000, form, 1);
        assert!(!few[0].is_empty(), "{form:?}");
        assert!(few == exported(0, form, 1), "{form:?} of many is that of few");
        assert!(exported(1_000, form, 9) == exported(0, form, 9), "{form:?} in pieces");
    }
    for form in [Form::Json, Form::Plan] {
        assert!(exported(0, form, 1).concat() == exported(0, form, 999).concat(), "{form:?} one by one");
    }
}

#[test]
fn the_list_counts_duplicates_selects_and_removes_items() {
    let mut desk = desk();
    let texts = [alice().pem(), alice().sid(SID).pem(), alice().pem()];
    for (file, text) in texts.iter().enumerate() {
        read(&mut desk, file, "a.pem", text.as_bytes());
    }
    let rows = Parcel::pack(&judged(&mut desk));
    ask(&mut desk, Request::Enter { reader: 1 }, &rows.0);
    let list = |desk: &mut Desk| -> ListSection {
        let request = Request::List { listing: Listing::default(), from: 0, count: 10, item: None };
        let (Reply::Listed(stretch), _) = ask(desk, request, &[]) else { panic!() };
        *stretch
    };
    let stretch = list(&mut desk);
    assert_eq!((stretch.all, stretch.listed, stretch.duplicates), (2, 2, 1));
    assert_eq!(stretch.lines[0].copies, 1);
    ask(&mut desk, Request::Choose(Choice::One(source(1, 0), true)), &[]);
    assert!(list(&mut desk).lines[1].chosen);
    let removal = |desk: &mut Desk, which: Which| -> (usize, Vec<Source>) {
        let (Reply::Removed { rows, items, .. }, _) = ask(desk, Request::Remove(which), &[]) else {
            panic!()
        };
        assert!(items.iter().all(|it| it.certificate));
        (rows, items.into_iter().map(|it| it.source).collect())
    };
    let duplicates = vec![source(0, 0), source(2, 0)];
    assert_eq!(
        removal(&mut desk, Which::One(source(0, 0))),
        (1, duplicates),
        "a row stands for its duplicates"
    );
    assert_eq!(removal(&mut desk, Which::One(source(0, 0))), (0, vec![]), "once");
    let late = Parcel::pack(&judged(&mut desk));
    ask(&mut desk, Request::Enter { reader: 1 }, &late.0);
    let stretch = list(&mut desk);
    assert_eq!((stretch.all, stretch.duplicates), (1, 0), "rows that arrive late stay away");
    assert_eq!(removal(&mut desk, Which::Chosen), (1, vec![source(1, 0)]));
    assert_eq!(removal(&mut desk, Which::Chosen), (0, vec![]), "if nothing is selected, nothing is removed");
    ask(&mut desk, Request::Removal(Removal::Part(0, 0)), &[]);
    ask(&mut desk, Request::Enter { reader: 1 }, &late.0);
    let stretch = list(&mut desk);
    assert_eq!(
        stretch.lines.iter().map(|line| line.source).collect::<Vec<_>>(),
        [source(0, 0)],
        "it was read anew"
    );
}

#[test]
fn positions_stay_correct_in_a_file_read_in_parts() {
    let mut desk = desk();
    let whole: String = (0..6).map(|at| forge::Leaf::user(&format!("u{at}")).pem()).collect();
    let window = whole.as_bytes().get(..whole.len() - 100).unwrap();
    let mut replies = Vec::new();
    let first = Part { goes_on: true, ..part(0, "a.pem") };
    let request = Request::Read { parts: vec![first], situation: today(), preview: true };
    desk.answer(request, &[window.to_vec()], &mut |reply, parcel| replies.push((reply, parcel)));
    let [(Reply::Cut { bytes, text, .. }, _), (Reply::Read { certificates: 5 }, rows)] = replies.as_slice()
    else {
        panic!("{replies:?}")
    };
    assert_eq!(Parcel::unpack::<Vec<Entry>>(&rows.0).unwrap().len(), 5, "rows are there before all is read");
    let second = Part { part: 1, from: *bytes, offset: *text, ..part(0, "a.pem") };
    let rest = &whole.as_bytes()[usize::try_from(*bytes).unwrap()..];
    ask(&mut desk, Request::Read { parts: vec![second], situation: today(), preview: false }, rest);
    let item = Source { file: 0, part: 1, item: 0 };
    judged(&mut desk);
    let (Reply::Opened { item: Some(item), .. }, _) = ask(&mut desk, Request::Open { item }, &[]) else {
        panic!()
    };
    let place = item.place.unwrap();
    assert!(whole[place.offset..].starts_with("-----BEGIN"));
    let noise = Part { goes_on: true, ..part(1, "noise") };
    let (reply, _) =
        ask(&mut desk, Request::Read { parts: vec![noise], situation: today(), preview: false }, &[0; 50]);
    assert_eq!(reply, Reply::Read { certificates: 0 }, "what cannot be cut is left for a reading as a whole");
}

/// The first answer comes from it.
#[test]
fn the_first_part_of_a_long_file_is_short_if_there_is_an_end() {
    let block = forge::Leaf::user("alice").pem();
    let long = block.repeat(2 * FIRST / block.len());
    let check = |text: &str, from: u64, most: usize| {
        let mut cuts = Vec::new();
        let part = Part { from, goes_on: true, ..part(0, "a.pem") };
        let request = Request::Read { parts: vec![part], situation: today(), preview: true };
        desk().answer(request, &[text.as_bytes().to_vec()], &mut |reply, _| cuts.push(reply));
        let Some(Reply::Cut { bytes, .. }) = cuts.first() else { panic!("{cuts:?}") };
        let short_of = most - usize::try_from(*bytes).unwrap();
        assert!(short_of < block.len(), "it is {short_of} bytes shorter than {most}");
    };
    check(&long, 0, FIRST);
    check(&long, 1, long.len());
    let late = format!("{}\n{block}", "A long introduction.\n".repeat(FIRST / 20));
    check(&late, 0, late.len());
}

#[test]
fn facts_of_many_items_are_discarded_after_reading() {
    let mut desk = Desk { most_facts: 3, ..desk() };
    let ca = forge::Ca::root("Corp Root CA");
    let mut texts: Vec<String> = (0..5).map(|at| forge::Leaf::user(&format!("u{at}")).pem()).collect();
    texts.push(forge::text::pem("CERTIFICATE", &ca.der()));
    let facts = |desk: &Desk| desk.kept.iter().filter(|kept| kept.read().is_some()).count();
    for (file, text) in texts.iter().enumerate() {
        read(&mut desk, file, &format!("{file}.pem"), text.as_bytes());
    }
    assert_eq!(facts(&desk), 4, "the first three, and the authority, which concerns all");
    let names: Vec<_> = judged(&mut desk).into_iter().map(|it| (it.row.file, it.row.name)).collect();
    assert_eq!(facts(&desk), 1);
    assert_eq!(names.len(), 6);
    assert_eq!(names[4], ("4.pem".to_owned(), "u4@corp.example".to_owned()));
    let (Reply::Bytes { dump: Some(_), .. }, _) = ask(&mut desk, Request::Bytes { item: source(4, 0) }, &[])
    else {
        panic!("the bytes are kept")
    };
    ask(&mut desk, Request::Drop { items: (0..4).map(|file| source(file, 0)).collect() }, &[]);
    assert_eq!((judged(&mut desk).len(), facts(&desk)), (2, 2), "of few they are kept");
}
