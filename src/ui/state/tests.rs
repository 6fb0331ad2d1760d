use super::*;
use crate::examination;
use crate::intake::File;
use crate::report::{self, Reader};
use crate::situation;
use crate::ui::seam;

mod coming;
mod leaving;
mod reading;

fn reply(reply: Reply) -> Action {
    Action::Replied(1, Box::new(reply), Parcel::default())
}

fn looked_up(query: &str, hits: Vec<code::Hit>) -> Action {
    reply(Reply::LookedUp { query: query.to_owned(), hits })
}

fn look_up(query: &str) -> Effect {
    Effect::AskLibrarian(Request::LookUp { query: query.to_owned() })
}

fn gone_to(route: Route) -> Action {
    Action::Linked(links::Act::Arrived(Arrival::At(route)))
}

fn page_came(link: &str) -> Action {
    reply(Reply::Page { link: link.to_owned(), page: None, meanings: vec![] })
}

fn at(item: usize) -> Source {
    Source { file: 0, part: 0, item }
}

fn line(item: usize) -> seam::Line {
    seam::Line {
        source: at(item),
        name: format!("{item}.cer"),
        file: String::new(),
        sign: report::Sign::Good,
        headline: String::new(),
        codes: Vec::new(),
        expiry: String::new(),
        issuer: String::new(),
        template: String::new(),
        chosen: false,
        copies: 0,
        also_in: Vec::new(),
    }
}

fn listed(from: usize, count: usize) -> Action {
    let lines = (from..from + count).map(line).collect();
    let first = Some(at(from));
    reply(Reply::Listed(Box::new(seam::ListSection {
        from,
        lines,
        first,
        listed: 1000,
        all: 1000,
        ..Default::default()
    })))
}

/// A visit in which one file was added, read and judged.
fn visit() -> State {
    let mut state = State::new(Some(Moment::day(2026, 11, 20)));
    state.bulk.cores = 2;
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("a.pem".into(), 10)]));
    state.apply(reply(Reply::Read { certificates: 3 }));
    state.apply(reply(Reply::Judged { next: None, items: 3 }));
    state.apply(listed(0, 3));
    state.apply(listed(0, 3));
    state.apply(gone());
    assert!(!state.bulk.is_busy());
    state
}

/// The same, with its first item drawn.
fn drawn_visit() -> State {
    let mut state = visit();
    state.apply(opened(at(0)));
    while !state.apply(Action::Painted).is_empty() {}
    state
}

/// The reply to a request for an item that is gone.
fn gone() -> Action {
    reply(Reply::Opened { source: at(0), item: None, issuers: Vec::new(), text: String::new() })
}

fn asked(effects: &[Effect], seat: usize) -> Vec<&Request> {
    let of = |effect| match effect {
        &Effect::Ask(to, ref request, _) if to == seat => Some(request),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

#[test]
fn arrow_keys_move_beyond_the_visible_list() {
    let mut state = visit();
    let effects = state.apply(Action::Stepped(1));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::Step { by: 1, item: Some(_), .. }]));
    let effects = state.apply(reply(Reply::Stepped(Some(at(2)))));
    assert_eq!(asked(&effects, 1), [&Request::Open { item: at(2) }]);
    assert_eq!(state.apply(reply(Reply::Stepped(None))), [], "it stays at the ends");
    let effects = state.apply(listed(0, 3));
    assert!(effects.contains(&Effect::Focus("entry-0-0-2".into())));
    state.apply(reply(Reply::Stepped(Some(at(500)))));
    let far = seam::ListSection { at: Some(500), lines: vec![line(0)], listed: 1000, ..Default::default() };
    let effects = state.apply(reply(Reply::Listed(Box::new(far))));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::List { from: 470, .. }]));
}

#[test]
fn each_arrow_key_starts_from_the_result_of_the_one_before() {
    let mut state = visit();
    let steps = |effects: &[Effect]| -> Vec<(Option<Source>, isize)> {
        let of = |request: &&Request| match request {
            Request::Step { item, by, .. } => Some((*item, *by)),
            _ => None,
        };
        asked(effects, LIST_WORKER).iter().filter_map(of).collect()
    };
    assert_eq!(steps(&state.apply(Action::Stepped(1))), [(Some(at(0)), 1)]);
    assert_eq!(steps(&state.apply(Action::Stepped(10))), [], "one answer is awaited");
    assert_eq!(steps(&state.apply(reply(Reply::Stepped(Some(at(1)))))), [(Some(at(1)), 10)]);
    assert_eq!(steps(&state.apply(reply(Reply::Stepped(Some(at(11)))))), []);
    assert_eq!(steps(&state.apply(Action::Stepped(-1))), [(Some(at(11)), -1)]);
    state.apply(Action::Crashed(LIST_WORKER));
    assert_eq!(
        steps(&state.apply(Action::Stepped(-1))),
        [(Some(at(11)), -1)],
        "nobody answers the one before"
    );
}

#[test]
fn a_list_drawn_anew_keeps_its_scroll_position() {
    let mut state = visit();
    state.apply(Action::ListDue);
    state.apply(listed(0, 100));
    state.apply(Action::Scrolled(40));
    let items = |row| Effect::ScrollTo("items".into(), row);
    let mut check = |route: Route, expect: &[usize], shown: bool| {
        let effects = state.apply(gone_to(route.clone()));
        let rows: Vec<_> = effects.iter().filter(|it| matches!(it, Effect::ScrollTo(..))).cloned().collect();
        assert_eq!(rows, expect.iter().copied().map(items).collect::<Vec<_>>(), "{route:?}");
        let effects = state.apply(listed(0, 100));
        assert_eq!(effects.contains(&Effect::RevealWithin("entry-0-0-0".into())), shown, "{route:?}");
    };
    check(Route::Bytes, &[], false);
    check(Route::About, &[], false);
    check(Route::Inspect, &[40], true);
    check(Route::Table, &[40], false);
    check(Route::Overview, &[], false);
    check(Route::Table, &[40], false);
    check(Route::Chain, &[40], true);
    let effects = state.apply(Action::Listed(Listing { sort: Sort::Name, ..Listing::default() }));
    assert!(effects.contains(&items(0)));
}

#[test]
fn list_lines_are_requested_only_if_missing() {
    let mut state = visit();
    state.apply(Action::ListDue);
    state.apply(listed(0, 100));
    assert_eq!(state.apply(Action::Scrolled(5)), []);
    let effects = state.apply(Action::Scrolled(80));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::List { from: 50, .. }]));
    assert_eq!(state.apply(Action::Scrolled(300)), [], "one answer is awaited");
    let effects = state.apply(listed(50, 100));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::List { from: 270, .. }]));
    assert_eq!(state.apply(listed(270, 100)), []);
    state.apply(Action::Scrolled(100));
    assert_eq!(state.apply(Action::Scrolled(300)), [], "it is held, and another stretch is on its way");
    let effects = state.apply(listed(70, 100));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::List { from: 270, .. }]));
}

#[test]
fn each_view_requests_its_data_and_ignores_other_replies() {
    let mut state = visit();
    let effects = state.apply(gone_to(Route::Bytes));
    assert_eq!(asked(&effects, 1), [&Request::Bytes { item: at(0) }]);
    let effects = state.apply(Action::Selected(at(1)));
    assert_eq!(asked(&effects, 1), [&Request::Open { item: at(1) }, &Request::Bytes { item: at(1) }]);
    state.apply(reply(Reply::Bytes { item: at(0), dump: None }));
    assert_eq!(state.dump, None, "those of another item");
    state.apply(reply(Reply::Bytes { item: at(1), dump: None }));
    assert_eq!(state.dump, Some(None));
    let effects = state.apply(gone_to(Route::Compare));
    assert_eq!(asked(&effects, LIST_WORKER), [&Request::Others { item: Some(at(1)) }]);
    let effects = state.apply(Action::OtherChosen(Some(at(0))));
    assert_eq!(asked(&effects, 1), [&Request::Lend { items: vec![at(0)], to: None }]);
    let loan = seam::Loan {
        source: at(0),
        file: String::new(),
        kind: examination::Kind::Certificate,
        length: 0,
        evidence: None,
    };
    let effects = state.apply(reply(Reply::Lent { loans: vec![loan], to: None }));
    assert!(matches!(asked(&effects, 1).as_slice(), [Request::Compare { .. }]));
    state.apply(gone_to(Route::Map));
    let effects = state.apply(Action::IdentitiesTyped(" X509:<SKI>00 \n\n".into()));
    assert_eq!(asked(&effects, 1), [&Request::Map { item: at(1), lines: vec!["X509:<SKI>00".into()] }]);
    let effects = state.apply(gone_to(Route::Overview));
    assert_eq!(asked(&effects, LIST_WORKER), [&Request::Count]);
}

#[test]
fn a_position_leads_to_its_bytes() {
    let mut state = visit();
    let place = Place { offset: 4, length: 2 };
    assert_eq!(state.apply(Action::BytesAsked(place)), [Effect::GoTo("#/item/0-0-0/bytes".into())]);
    state.apply(gone_to(Route::Bytes));
    let der = forge::Leaf::user("user0").der();
    let findings = examination::read(&[File { name: "a", bytes: &der }], &[]);
    let dump = report::bytes::dump(&findings.items[0]);
    let tbs = dump.as_ref().unwrap().of(place).unwrap();
    state.apply(reply(Reply::Bytes { item: at(0), dump }));
    assert_eq!(state.tree.chosen, tbs);
    state.apply(Action::ByteChosen(0));
    assert_eq!(state.tree.chosen, 0);
    let revealed = |names: [&str; 2]| names.map(|name| Effect::Reveal(name.to_owned()));
    assert_eq!(
        state.apply(Action::TreeKey(Key::Down)),
        revealed(["byte-4", "node-1"]),
        "its own pane is last"
    );
    assert_eq!(state.apply(Action::HexKey(Key::Left)), revealed(["node-0", "byte-3"]));
    assert_eq!(state.tree.chosen, 0, "one byte back is the head of the whole");
    for byte in [4, 5, 6, 7] {
        state.apply(Action::HexKey(Key::Right));
        assert_eq!(state.tree.byte, Some(byte), "byte by byte, also within an element");
    }
    state.apply(Action::TreeKey(Key::Home));
    assert_eq!(state.tree.byte, None);
}

#[test]
fn certificates_are_checked_even_without_code_lookup() {
    let mut state = visit();
    assert_eq!(state.apply(Action::LookUpMissing), [Effect::RestartLookUp]);
    assert!(state.troubles[0].contains("nothing can be looked up"), "{:?}", state.troubles);
    assert_eq!(
        state.apply(Action::Selected(at(2))).first(),
        Some(&bulk::ask(1, Request::Open { item: at(2) }))
    );
}

#[test]
fn an_answer_judges_again_without_rereading() {
    let mut state = visit();
    let effects = state.apply(Action::Answered("account.sid".into(), "S-1-5-21-1-2-3-1105 ".into()));
    let requests = asked(&effects, 1);
    let [Request::Situate { situation }, Request::Open { .. }] = requests.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(situation.account.sid.as_ref().map(ToString::to_string).unwrap(), "S-1-5-21-1-2-3-1105");
    assert_eq!(situation.today, Some(Moment::day(2026, 11, 20)));
    let effects = state.apply(gone());
    assert_eq!(asked(&effects, 1), [&Request::Judge { all: 3, from: 0 }], "what is shown does not wait");
}

#[test]
fn failing_to_store_the_situation_is_reported() {
    let mut state = visit();
    state.apply(Action::RememberAsked(true));
    state.apply(Action::NotKept);
    assert!(!state.remember);
    assert!(state.troubles[0].contains("does not let this page store anything"), "{:?}", state.troubles);
}

#[test]
fn a_code_page_is_requested_when_its_url_is_opened() {
    let mut state = State::new(None);
    let link = "#/code/ike/13908".to_owned();
    let effects = state.apply(gone_to(Route::of(&link)));
    assert!(effects.contains(&Effect::AskLibrarian(Request::Page { link: link.clone() })));
    assert_eq!(asked(&effects, LIST_WORKER), [&Request::Leading { link: link.clone() }]);
    state.apply(page_came("#/code/ike/13801"));
    assert_eq!(state.page, None, "an answer to an older question");
    state.apply(page_came(&link));
    assert_eq!(state.page, Some(None));
    let effects = state.apply(gone_to(Route::Codes));
    assert_eq!(effects, [Effect::AskLibrarian(Request::Browse), Effect::Arrive]);
}

#[test]
fn not_set_differs_from_unknown_for_registry_values() {
    let mut state = visit();
    let mut check = |key: &str, words: &str, told: Option<Value>, shown: &str| {
        state.apply(Action::Answered(key.into(), words.into()));
        assert_eq!(situation::value_of(&state.situation, key), told, "{key}: {words}");
        assert_eq!(entered::value_of(&state.situation, key), shown, "{key}: {words}");
    };
    for key in ["dc.enforcement", "dc.backdating_seconds", "dc.nt_auth_bypass"] {
        check(key, "", None, "");
        check(key, " Not set ", Some(Value::Null), "not set");
        check(key, "0", Some(0.into()), "0");
        check(key, "not set", Some(Value::Null), "not set");
        check(key, "", None, "");
    }
    check("account.sam", "not set", Some("not set".into()), "not set");
}

#[test]
fn the_situation_is_stored_only_on_request_and_without_date() {
    let mut state = visit();
    let told = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Remember(_)));
    assert!(!told(&state.apply(Action::Answered("dc.version".into(), "2016".into()))));
    let effects = state.apply(Action::RememberAsked(true));
    let [Effect::Remember(Some(text))] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(text.contains("2016") && !text.contains("2026-11-20"));
    let mut next = State::new(Some(Moment::day(2027, 1, 1)));
    next.apply(Action::Remembered(text.clone()));
    assert_eq!(entered::value_of(&next.situation, "dc.version"), "2016");
    assert_eq!(next.situation.today, Some(Moment::day(2027, 1, 1)));
    assert!(told(&next.apply(Action::Answered("dc.realm".into(), "corp.example".into()))));
    assert!(next.apply(Action::SituationCleared).contains(&Effect::Remember(None)));
    assert_eq!(entered::value_of(&next.situation, "dc.version"), "");
}

#[test]
fn a_newer_build_waits_for_the_user() {
    let mut state = State::new(None);
    state.edition.build = Some("0123456789ab".to_owned());
    assert_eq!(state.apply(Action::NewerFound), []);
    state.apply(Action::Cleared);
    assert!(state.newer && state.edition.build.is_some(), "starting over is no other page");
    assert_eq!(state.apply(Action::NewerAsked), [Effect::LoadNewer]);
}

#[test]
fn an_invalid_answer_is_rejected_and_changes_nothing() {
    let mut state = State::new(None);
    assert_eq!(state.apply(Action::Answered("account.sid".into(), "1105".into())), []);
    assert!(state.rejected.as_ref().is_some_and(|it| it.sentence.contains("`1105` is not a SID")));
    assert_eq!(state.situation, Situation::default());
    state.apply(Action::Answered("account.sid".into(), "".into()));
    assert_eq!(state.rejected, None);
}

#[test]
fn a_number_is_entered_as_text_and_cleared() {
    let mut state = State::new(None);
    state.apply(Action::Answered("dc.enforcement".into(), "1".into()));
    assert_eq!(state.situation.dc.enforcement, situation::Setting::Set(1));
    state.apply(Action::Answered("dc.enforcement".into(), "".into()));
    assert_eq!(state.situation.dc.enforcement, situation::Setting::Unknown);
}

#[test]
fn only_the_answer_to_the_last_query_counts() {
    let hit = |label: &str| code::Hit {
        label: label.into(),
        title: String::new(),
        symbol: String::new(),
        link: "#/code/ras/853".into(),
        family: crate::catalog::Family::Ras,
    };
    let mut state = State::new(None);
    assert_eq!(state.apply(Action::QueryTyped("85".into())), [look_up("85")]);
    assert_eq!(state.apply(Action::QueryTyped("853".into())), [look_up("853")]);
    state.apply(looked_up("85", vec![]));
    assert_eq!(state.hits, None);
    state.apply(looked_up("853", vec![hit("error 853")]));
    assert_eq!(state.apply(Action::QuerySent), [Effect::GoTo("#/code/ras/853".into())]);
}

fn opened(source: Source) -> Action {
    let der = forge::Leaf::user("alice").der();
    let findings = examination::read(&[File { name: "a.cer", bytes: &der }], &[]);
    let situation = Situation::default();
    let found = |place: usize| findings.items.get(place);
    let judgment = findings.judge(&situation).item(0);
    let item = report::item(&findings.items[0], &judgment, found, &Reader::somewhere(&situation));
    reply(Reply::Opened { source, item: Some(Box::new(item)), issuers: Vec::new(), text: String::new() })
}

#[test]
fn new_lines_are_drawn_in_steps_around_the_visible_ones() {
    let mut state = visit();
    state.apply(opened(at(0)));
    let painted = (0..9).find(|_| state.apply(Action::Painted).is_empty());
    assert_eq!(painted, Some(3), "of a short list nothing is left to draw");
    let mut check = |action: Action, steps: &[(usize, usize)]| {
        let mut effects = state.apply(action);
        for (first, behind) in steps {
            assert_eq!(state.bulk.drawn(), *first..*behind);
            assert_eq!(effects.contains(&Effect::TellPainted), (*first, *behind) != (0, 100));
            effects = state.apply(Action::Painted);
        }
        assert_eq!(effects, []);
    };
    check(listed(0, 100), &[(0, 20), (0, 40), (0, 60), (0, 80), (0, 100)]);
    check(listed(15, 100), &[(0, 100)]);
    check(Action::Scrolled(300), &[(0, 100)]);
    check(listed(270, 100), &[(25, 45), (25, 65), (25, 85), (20, 100), (0, 100)]);
}

#[test]
fn starting_over_keeps_what_is_not_of_one_certificate() {
    let mut state = visit();
    for (key, text) in [
        ("account.sid", "S-1-5-21-1-2-3-1105"),
        ("chain.revoked", "false"),
        ("client.key_storage", "tpm"),
        ("client.windows", "11"),
        ("dc.version", "2016"),
        ("nps.required_policy_oids", "1.2.3"),
    ] {
        let answer = match text {
            "false" => false.into(),
            "1.2.3" => serde_json::json!([text]),
            _ => text.into(),
        };
        state.apply(Action::Answered(key.into(), answer));
        assert_eq!(entered::value_of(&state.situation, key), text);
    }
    state.apply(Action::RememberAsked(true));
    let effects = state.apply(Action::Cleared);
    let told = |key| entered::value_of(&state.situation, key);
    assert_eq!([told("account.sid"), told("chain.revoked"), told("client.key_storage")], [""; 3]);
    assert_eq!(
        [told("client.windows"), told("dc.version"), told("nps.required_policy_oids")],
        ["11", "2016", "1.2.3"]
    );
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Remember(text) => text.as_ref(),
        _ => None,
    });
    assert!(kept.is_some_and(|text| text.contains("2016") && !text.contains("1105")), "{effects:?}");
    assert!(effects.contains(&Effect::Focus("invitation".into())));
}

#[test]
fn a_scheduled_list_request_is_dropped_on_starting_over() {
    let mut state = visit();
    state.apply(listed(0, 3));
    state.apply(Action::Cleared);
    assert_eq!(state.apply(Action::ListDue), []);
    assert!(!state.bulk.is_busy(), "the first view stays, and with it the focus");
}

/// A reply with an item that has these questions, by their ids; each answers the key of that name.
fn asking(ids: &[&str]) -> Action {
    let Action::Replied(seat, mut reply, parcel) = opened(at(0)) else { panic!() };
    let Reply::Opened { item: Some(item), .. } = &mut *reply else { panic!() };
    let ask = item.asks.first().cloned().expect("a certificate without a SID is asked something");
    let named = |id: &&str| report::Ask { id: (*id).to_owned(), key: (*id).to_owned(), ..ask.clone() };
    item.asks = ids.iter().map(named).collect();
    Action::Replied(seat, reply, parcel)
}

#[test]
fn focus_moves_on_from_an_answered_question() {
    let check = |key: &str, left: &[&str], expect: Option<&str>| {
        let mut state = visit();
        state.apply(asking(&["account.sid", "account.upn", "account.sam"]));
        state.apply(Action::Answered(key.to_owned(), "S-1-5-21-1-2-3-1105".into()));
        assert!(!state.apply(asking(&["account.sid", "account.upn", "account.sam"])).iter().any(is_refocus));
        let effects = state.apply(asking(left));
        let expect = expect.map(|name| Effect::Refocus(name.to_owned()));
        assert_eq!(effects.into_iter().find(is_refocus), expect, "{key}, {left:?}");
        assert!(!state.apply(asking(left)).iter().any(is_refocus), "once");
    };
    check("account.sid", &["account.upn", "account.sam"], Some("question-account.upn"));
    check("account.upn", &["account.sid", "account.sam"], Some("question-account.sam"));
    check("account.sam", &["account.sid", "account.upn"], Some("question-account.upn"));
    check("account.sam", &[], Some("answer"));
    check("account.dns", &[], None);
}

fn is_refocus(effect: &Effect) -> bool {
    matches!(effect, Effect::Refocus(_))
}

#[test]
fn the_paste_box_returns_focus_and_closes_for_new_files() {
    let mut state = State::default();
    state.apply(Action::Pasting(Some(String::new())));
    assert_eq!(state.apply(Action::Pasting(None)), [Effect::Refocus("paste".to_owned())]);
    assert_eq!(state.apply(Action::Pasting(None)), []);
    state.apply(Action::Pasting(Some("half".to_owned())));
    state.apply(Action::Received(vec![("a.cer".to_owned(), 1)]));
    assert_eq!(state.pasting.as_deref(), Some("half"), "what was typed is not lost");
    state.apply(Action::Pasting(Some(String::new())));
    state.apply(Action::Received(vec![("b.cer".to_owned(), 1)]));
    assert_eq!(state.pasting, None);
}

#[test]
fn an_item_named_by_a_url_is_scrolled_into_view() {
    let mut state = visit();
    state.apply(listed(0, 100));
    let reveal = Effect::RevealWithin("entry-0-0-500".to_owned());
    state.apply(Action::Linked(links::Act::Arrived(Arrival::of("#/item/0-0-500"))));
    assert_eq!(state.selected, Some(at(500)));
    let found = |from| {
        let mut stretch =
            seam::ListSection { from, at: Some(500), listed: 1000, all: 1000, ..Default::default() };
        stretch.lines = (from..from + 100).map(line).collect();
        reply(Reply::Listed(Box::new(stretch)))
    };
    let effects = state.apply(found(0));
    assert!(!effects.contains(&reveal));
    assert!(
        matches!(asked(&effects, LIST_WORKER).as_slice(), [Request::List { from: 470, .. }]),
        "{effects:?}"
    );
    assert!(state.apply(found(470)).contains(&reveal));
    assert!(!state.apply(found(470)).contains(&reveal), "once");
}

#[test]
fn a_text_is_explained_once_and_only_for_its_item() {
    let explained = |item| reply(Reply::Explained { item, sure: true, hits: code::look_up("853") });
    let opened = || {
        let Action::Replied(seat, mut reply, parcel) = opened(at(0)) else { panic!() };
        let Reply::Opened { text, .. } = &mut *reply else { panic!() };
        *text = "error 853".to_owned();
        Action::Replied(seat, reply, parcel)
    };
    let mut state = visit();
    let asks = Effect::AskLibrarian(Request::Explain { item: at(0), text: "error 853".to_owned() });
    assert!(state.apply(opened()).contains(&asks));
    assert!(!state.apply(opened()).contains(&asks));
    state.apply(explained(at(1)));
    assert_eq!(state.meant(), None);
    state.apply(explained(at(0)));
    assert_eq!(state.headline(), "This looks like the text of error 853");
    state.apply(Action::Selected(at(1)));
    assert_eq!(state.meant(), None);
}

#[test]
fn a_preset_link_leads_to_its_note_from_any_view() {
    let arrived = || Action::Linked(links::Act::Arrived(Arrival::of("#/inspect?dc=2019")));
    let arrives = |effects: &[Effect]| effects.iter().filter(|effect| **effect == Effect::Arrive).count();
    let mut state = visit();
    assert_eq!(arrives(&state.apply(arrived())), 1);
    state.apply(gone_to(Route::About));
    assert_eq!(arrives(&state.apply(arrived())), 1);
}
