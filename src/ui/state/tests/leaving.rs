//! Exports.

use super::*;
use crate::export::powershell::Script;
use crate::prediction::Role;

#[test]
fn exports_contain_what_is_shown_or_listed_in_pieces() {
    let mut state = visit();
    let effects = state.apply(Action::ExportAsked(Form::Ticket, Way::Copy));
    let written =
        Request::Export { form: Form::Ticket, items: vec![at(0)], story: None, first: true, last: true };
    assert_eq!(asked(&effects, 1), [&written]);
    let text = |text: &str| Action::Replied(1, Box::new(Reply::Exported), Parcel(text.as_bytes().into()));
    let copied = Effect::Copy("ticket".into(), "x".into());
    assert_eq!(state.apply(text("x")), [copied]);
    state.apply(gone_to(Route::Table));
    let effects = state.apply(Action::ExportAsked(Form::Json, Way::Save));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::Collect { .. }]));
    let effects = state.apply(collected(300));
    assert!(
        matches!(asked(&effects, 1).as_slice(), [Request::Export { items, first: true, last: false, .. }] if items.len() == 200)
    );
    let effects = state.apply(text("a"));
    assert!(
        matches!(asked(&effects, 1).as_slice(), [Request::Export { items, first: false, last: true, .. }] if items.len() == 100)
    );
    let effects = state.apply(text("b"));
    let saved = Effect::SaveAppended("strongmap-2026-11-20.ndjson".into(), "application/x-ndjson".into());
    assert_eq!(effects, [Effect::Append(Parcel(b"b".as_slice().into())), saved]);
}

#[test]
fn filters_apply_to_exports_only_where_the_list_is_shown() {
    let listing = Listing { role: Some(Role::Server), ..Listing::default() };
    let check = |action: Action, route: Route, expect: Option<&Listing>| {
        let mut state = visit();
        state.apply(Action::ListShown(listing.clone()));
        state.apply(gone_to(route.clone()));
        let effects = state.apply(action);
        let about = asked(&effects, LIST_WORKER).into_iter().find_map(|request| match request {
            Request::Collect { listing, .. } | Request::Table { listing, .. } => Some(listing.as_ref()),
            _ => None,
        });
        assert_eq!(about, Some(expect), "{route:?}");
    };
    for form in [Form::Json, Form::Plan, Form::Csv] {
        check(Action::ExportAsked(form, Way::Save), Route::Overview, None);
        check(Action::ExportAsked(form, Way::Save), Route::Table, Some(&listing));
    }
    check(Action::TableAsked(Table::Items), Route::Overview, None);
    check(Action::ExportAsked(Form::Csv, Way::Save), Route::Inspect, None);
}

/// The bytes that are saved when an export has arrived in pieces, and the name of the file.
#[track_caller]
fn saved(state: &mut State, form: Form, items: usize, pieces: &[Parcel]) -> (Vec<u8>, String) {
    state.apply(gone_to(Route::Table));
    state.apply(Action::ExportAsked(form, Way::Save));
    let mut effects = state.apply(collected(items));
    for piece in pieces {
        effects.extend(state.apply(Action::Replied(1, Box::new(Reply::Exported), piece.clone())));
    }
    bytes_of(&effects)
}

fn collected(items: usize) -> Action {
    reply(Reply::Collected { items: (0..items).map(at).collect() })
}

fn exported(text: &str) -> Action {
    Action::Replied(1, Box::new(Reply::Exported), Parcel(text.as_bytes().into()))
}

#[test]
fn exports_wait_their_turn_and_run_once() {
    let mut state = visit();
    state.apply(gone_to(Route::Table));
    let collects =
        |effects: &[Effect]| matches!(asked(effects, LIST_WORKER).as_slice(), [Request::Collect { .. }]);
    assert!(collects(&state.apply(Action::ExportAsked(Form::Json, Way::Save))));
    assert!(state.is_leaving(Form::Json, Way::Save) && !state.is_leaving(Form::Json, Way::Copy));
    assert_eq!(state.apply(Action::ExportAsked(Form::Json, Way::Save)), [], "once");
    assert_eq!(state.apply(Action::ExportAsked(Form::Csv, Way::Save)), []);
    assert_eq!(state.apply(Action::TableAsked(Table::Items)), [], "the same by another name");
    assert_eq!(state.apply(Action::ExportAsked(Form::Json, Way::Copy)), []);
    assert!(state.is_leaving(Form::Csv, Way::Save) && state.is_table_leaving(Table::Items));
    let mut effects = state.apply(collected(300));
    effects.extend(state.apply(exported("a")));
    effects.extend(state.apply(exported("b")));
    assert_eq!(bytes_of(&effects), (b"ab".to_vec(), "strongmap-2026-11-20.ndjson".to_owned()));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::Table { .. }]), "its turn has come");
    let table =
        Action::Replied(0, Box::new(Reply::Tabled { table: Table::Json }), Parcel(b"c".as_slice().into()));
    let effects = state.apply(table);
    assert_eq!(bytes_of(&effects).0, b"c");
    assert!(collects(&effects));
    state.apply(collected(1));
    assert_eq!(state.apply(exported("d")), [Effect::Copy("json".into(), "d".into())]);
    assert!(!state.bulk.works());
    assert!(collects(&state.apply(Action::ExportAsked(Form::Json, Way::Copy))), "it can be asked for again");
}

#[test]
fn an_export_ends_completely_when_its_worker_crashes() {
    let dropped = |effects: &[Effect]| effects.contains(&Effect::DropAppended);
    let ask = || Action::ExportAsked(Form::Json, Way::Save);
    let begun = || {
        let mut state = visit();
        state.apply(gone_to(Route::Table));
        state.apply(ask());
        state.apply(collected(300));
        state.apply(exported("a"));
        state
    };
    let mut state = begun();
    assert!(dropped(&state.apply(Action::Crashed(1))), "who was asked answers no more");
    assert!(!state.bulk.leaving.is_busy() && !state.troubles.is_empty());
    let mut state = begun();
    assert!(!dropped(&state.apply(Action::Crashed(2))));
    state.apply(ask());
    let effects = state.apply(exported("b"));
    assert!(dropped(&effects) && !effects.iter().any(|it| matches!(it, Effect::Append(_))), "{effects:?}");
    let effects = state.apply(ask());
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::Collect { .. }]), "{effects:?}");
}

/// Rows judged by two situations would contradict each other in one file.
#[test]
fn exports_wait_until_everything_is_judged() {
    let collects =
        |effects: &[Effect]| matches!(asked(effects, LIST_WORKER).last(), Some(Request::Collect { .. }));
    let mut state = drawn_visit();
    state.apply(gone_to(Route::Table));
    let judging = state.apply(Action::Answered("dc.version".to_owned(), "2016".into()));
    assert!(asked(&judging, 1).contains(&&Request::Judge { all: 3, from: 0 }), "{judging:?}");
    let ask = || Action::ExportAsked(Form::Json, Way::Save);
    assert!(!collects(&state.apply(ask())));
    assert!(state.is_leaving(Form::Json, Way::Save) && state.bulk.leaving.is_waiting() && state.bulk.works());
    assert!(!collects(&state.apply(reply(Reply::Judged { next: Some(2), items: 2 }))));
    assert!(collects(&state.apply(reply(Reply::Judged { next: None, items: 1 }))));
    assert!(!state.bulk.leaving.is_waiting());

    // What was written is discarded if the situation changes meanwhile.
    state.apply(collected(300));
    state.apply(exported("a"));
    state.apply(Action::Answered("dc.version".to_owned(), "2019".into()));
    let effects = state.apply(exported("b"));
    assert!(effects.contains(&Effect::DropAppended) && !collects(&effects), "{effects:?}");
    assert!(collects(&state.apply(reply(Reply::Judged { next: None, items: 3 }))));
    assert_eq!(state.troubles, [""; 0]);
}

/// While reading is paused, what was read is judged and written.
#[test]
fn exports_are_written_in_a_pause() {
    let mut state = drawn_visit();
    state.apply(gone_to(Route::Table));
    state.apply(Action::Received((0..100).map(|at| (format!("{at}"), 1 << 20)).collect()));
    state.apply(Action::Paused(true));
    for seat in [1, 2] {
        let read = Reply::Read { certificates: 1 };
        state.apply(Action::Replied(seat, Box::new(read), Parcel::default()));
    }
    let effects = state.apply(Action::ExportAsked(Form::Csv, Way::Save));
    assert_eq!((asked(&effects, 1).len(), asked(&effects, LIST_WORKER).len()), (1, 0), "{effects:?}");
    state.apply(reply(Reply::Judged { next: None, items: 4 }));
    let judged = Reply::Judged { next: None, items: 1 };
    let effects = state.apply(Action::Replied(2, Box::new(judged), Parcel::default()));
    assert!(matches!(asked(&effects, LIST_WORKER).last(), Some(Request::Table { .. })), "{effects:?}");
}

/// The worker that was to write is replaced, since it was reading: the export begins anew.
#[test]
fn an_export_survives_a_stop() {
    let mut state = drawn_visit();
    state.apply(Action::Received(vec![("slow.pfx".into(), 10)]));
    let effects = state.apply(Action::ExportAsked(Form::Ticket, Way::Copy));
    assert!(matches!(asked(&effects, 1).as_slice(), [Request::Export { .. }]), "a single item need not wait");
    let effects = state.apply(Action::Stopped);
    assert!(effects.contains(&Effect::Start(1)) && effects.contains(&Effect::DropAppended), "{effects:?}");
    assert!(state.bulk.leaving.is_waiting() && state.troubles.is_empty());
    let effects = state.apply(reply(Reply::Read { certificates: 3 }));
    let exports = |request: &&Request| matches!(request, Request::Export { .. });
    assert_eq!(
        asked(&effects, 1).into_iter().filter(exports).count(),
        1,
        "once it is kept again: {effects:?}"
    );
}

/// The file of the shown item crashed its worker, so nobody keeps the item any more.
#[test]
fn an_item_that_is_gone_is_not_saved_as_an_empty_file() {
    let mut state = drawn_visit();
    state.apply(Action::Answered("dc.version".to_owned(), "2016".into()));
    state.apply(Action::Crashed(1));
    assert_eq!(state.bulk.queue.keeper(at(0)), None);
    state.apply(Action::TroublesRead);
    let effects = state.apply(Action::ExportAsked(Form::Json, Way::Save));
    assert!(!effects.iter().any(|it| matches!(it, Effect::SaveAppended(..))), "{effects:?}");
    assert!(state.troubles[0].contains("interrupted"), "{:?}", state.troubles);
}

fn bytes_of(effects: &[Effect]) -> (Vec<u8>, String) {
    let bytes = effects.iter().flat_map(|effect| match effect {
        Effect::Append(parcel) => parcel.0.to_vec(),
        _ => Vec::new(),
    });
    let name = effects.iter().find_map(|effect| match effect {
        Effect::SaveAppended(name, _) => Some(name.clone()),
        _ => None,
    });
    (bytes.collect(), name.unwrap())
}

#[test]
fn csv_and_scripts_begin_with_one_byte_order_mark() {
    let mut state = visit();
    let piece = |text: &str| Parcel(text.as_bytes().into());
    let (bytes, name) = saved(&mut state, Form::Plan, 300, &[piece("ü"), piece("b")]);
    assert_eq!((bytes.as_slice(), name.as_str()), ("\u{feff}üb".as_bytes(), "strongmap-plan-2026-11-20.ps1"));
    assert_eq!(bytes[..3], [0xEF, 0xBB, 0xBF]);
    let script = Parcel::pack(&Script::default());
    let (bytes, name) = saved(&mut state, Form::Powershell, 300, &[script.clone(), script]);
    let text = format!("\u{feff}{}", Script::default().write());
    assert_eq!((bytes.as_slice(), name.as_str()), (text.as_bytes(), "strongmap-remedies-2026-11-20.ps1"));
    let (bytes, _) = saved(&mut state, Form::Markdown, 1, &[piece("# a")]);
    assert_eq!(bytes, b"# a", "what other programs read has none");
    for (table, name, expect) in [
        (Table::Items, "strongmap-2026-11-20.csv", "\u{feff}ü"),
        (Table::Csv, "strongmap-overview-2026-11-20.csv", "\u{feff}ü"),
        (Table::Json, "strongmap-overview-2026-11-20.json", "ü"),
    ] {
        state.apply(Action::TableAsked(table));
        let tabled = Action::Replied(0, Box::new(Reply::Tabled { table }), piece("ü"));
        let found = bytes_of(&state.apply(tabled));
        assert_eq!(found, (expect.as_bytes().to_vec(), name.to_owned()));
    }
}

#[test]
fn a_single_item_is_saved_under_its_name() {
    let mut state = visit();
    let pem = forge::Leaf::user("alice").upn("alice@corp.example").pem();
    let findings = examination::read(&[File { name: "a.pem", bytes: pem.as_bytes() }], &[]);
    let judgment = findings.judge(&state.situation).item(0);
    let item = report::item(&findings.items[0], &judgment, |_| None, &Reader::somewhere(&state.situation));
    state.apply(reply(Reply::Opened {
        source: at(0),
        item: Some(Box::new(item)),
        issuers: vec![],
        text: String::new(),
    }));
    for (form, expect) in
        [(Form::Json, "strongmap-alice.json"), (Form::Powershell, "strongmap-remedies-alice.ps1")]
    {
        state.apply(Action::ExportAsked(form, Way::Save));
        let script = Parcel::pack(&Script::default());
        let effects = state.apply(Action::Replied(1, Box::new(Reply::Exported), script));
        assert_eq!(bytes_of(&effects).1, expect);
    }
    state.apply(Action::ExportAsked(Form::Picture, Way::Draw));
    let effects =
        state.apply(Action::Replied(1, Box::new(Reply::Exported), Parcel(b"<svg/>".as_slice().into())));
    assert_eq!(effects, [Effect::Draw("strongmap-alice.png".into(), "<svg/>".into())]);
}
