//! Adding and removing items, and back navigation.

use super::*;
use crate::ui::seam::{News, Removal, Removed};
use crate::ui::state::came::Gone;

/// The reply of the list after rows were removed.
fn removed(which: Which, items: &[usize]) -> Action {
    let removed = items.iter().map(|item| Removed { source: at(*item), certificate: true });
    reply(Reply::Removed { which, rows: items.len(), items: removed.collect() })
}

/// Removes one row, with the reply of the list.
fn remove(state: &mut State, item: usize) -> Vec<Effect> {
    let which = Which::One(at(item));
    let effects = state.apply(Action::Remove(at(item)));
    assert_eq!(asked(&effects, LIST_WORKER), [&Request::Remove(which)]);
    state.apply(removed(which, &[item]))
}

#[test]
fn a_removed_item_leaves_the_list_and_its_worker() {
    let mut state = drawn_visit();
    let effects = remove(&mut state, 0);
    assert!(asked(&effects, 1).contains(&&Request::Drop { items: vec![at(0)] }));
    assert_eq!(state.selected, Some(at(1)), "the next one takes its place");
    assert!(asked(&effects, 1).contains(&&Request::Open { item: at(1) }));
    assert!(
        asked(&effects, 1).contains(&&Request::Judge { all: 2, from: 0 }),
        "it no longer counts: {effects:?}"
    );
}

/// A second click, before the list is drawn anew, finds nothing to remove.
#[test]
fn nothing_happens_if_nothing_was_removed() {
    let mut state = visit();
    state.apply(Action::RemoveSelected);
    assert_eq!(state.apply(removed(Which::Chosen, &[])), []);
    assert_eq!(state.bulk.came.gone, None);
}

#[test]
fn a_removed_item_is_no_longer_compared_with() {
    let mut state = visit();
    state.apply(Action::OtherChosen(Some(at(1))));
    remove(&mut state, 2);
    assert_eq!(state.other, Some(at(1)));
    remove(&mut state, 1);
    assert_eq!(state.other, None);
}

#[test]
fn the_shown_item_is_not_opened_again_by_its_number() {
    let mut state = visit();
    for (number, expect) in [(0, 0), (1, 1)] {
        let effects = state.apply(reply(Reply::Numbered(Some(at(number)))));
        let opens = |request: &&&Request| matches!(request, Request::Open { .. });
        assert_eq!(asked(&effects, 1).iter().filter(opens).count(), expect, "{number}");
    }
}

/// A user who went to another view in the meantime is not pulled away from it.
#[test]
fn the_first_answer_is_announced_only_where_it_is_shown() {
    for (route, expect) in [(Route::Inspect, true), (Route::Overview, false)] {
        let mut state = visit();
        state.apply(gone_to(route.clone()));
        let effects = state.apply(opened(at(0)));
        assert_eq!(effects.contains(&Effect::Announce), expect, "{route:?}");
    }
}

#[test]
fn removed_items_stay_removed_when_their_file_is_reread() {
    let mut state = visit();
    remove(&mut state, 0);
    // The worker had read another file since, which is to blame for its crash.
    state.apply(Action::Received(vec![("b.pem".into(), 10)]));
    state.apply(Action::Crashed(1));
    let effects = state.apply(reply(Reply::Read { certificates: 3 }));
    assert!(asked(&effects, 1).contains(&&Request::Drop { items: vec![at(0)] }), "{effects:?}");
}

/// A list that starts anew must not show rows of removed items that are on their way.
#[test]
fn a_new_list_is_told_what_was_removed() {
    let mut state = visit();
    assert_eq!(
        asked(&state.clone().apply(Action::Crashed(LIST_WORKER)), LIST_WORKER),
        [&Request::Removal(Removal::All); 0]
    );
    remove(&mut state, 0);
    let effects = state.apply(Action::Crashed(LIST_WORKER));
    assert_eq!(asked(&effects, LIST_WORKER), [&Request::Removal(Removal::Items(vec![at(0)]))]);
}

/// With the password, a file contains other items: those at the same positions were not removed.
#[test]
fn unlocked_items_replace_what_was_removed_from_their_file() {
    let mut state = drawn_visit();
    remove(&mut state, 0);
    state.apply(reply(Reply::Judged { next: None, items: 2 }));
    let effects = state.apply(Action::Unlocked(at(1), Password::new("secret".into())));
    assert!(matches!(effects.as_slice(), [Effect::Read(1, ..)]), "{effects:?}");
    let rows = Parcel(b"rows".as_slice().into());
    let effects = state.apply(Action::Replied(1, Box::new(Reply::Read { certificates: 3 }), rows));
    let [first, second, ..] = asked(&effects, LIST_WORKER)[..] else { panic!("{effects:?}") };
    assert_eq!(*first, Request::Removal(Removal::Part(0, 0)));
    assert_eq!(*second, Request::Enter { reader: 1 });
    assert!(asked(&effects, 1).contains(&&Request::Judge { all: 3, from: 0 }), "{effects:?}");
    assert!(!state.bulk.is_away(at(0)));
}

/// The list of the items of a visit that are left.
fn left(items: &[usize]) -> Action {
    let lines: Vec<_> = items.iter().copied().map(line).collect();
    let (listed, first) = (lines.len(), lines.first().map(|line| line.source));
    reply(Reply::Listed(Box::new(seam::ListSection {
        lines,
        listed,
        all: listed,
        first,
        ..Default::default()
    })))
}

#[test]
fn a_removal_is_announced_and_the_next_item_is_shown() {
    let check = |shown: usize, gone: &[usize], expect: usize| {
        let mut state = visit();
        state.apply(left(&[0, 1, 2, 3]));
        state.apply(Action::Selected(at(shown)));
        state.apply(left(&[0, 1, 2, 3]));
        state.apply(opened(at(shown)));
        match gone {
            [one] => drop(remove(&mut state, *one)),
            _ => drop(state.apply(removed(Which::Chosen, gone))),
        }
        assert_eq!(state.selected, Some(at(expect)), "{gone:?}");
        assert!(state.item().is_some(), "what is shown stays until the next one has come");
        let stays: Vec<usize> = (0..4).filter(|item| !gone.contains(item)).collect();
        state.apply(left(&stays));
        let told = match gone {
            [one] => Gone::One(format!("{one}.cer")),
            _ => Gone::Many(gone.len()),
        };
        assert_eq!(state.bulk.came.gone, Some(told));
    };
    check(2, &[2], 3);
    check(3, &[3], 2);
    check(0, &[2], 0);
    check(1, &[1, 2], 3);
    check(2, &[2, 3], 1);
}

#[test]
fn removing_the_last_item_returns_to_the_start() {
    let mut state = visit();
    state.apply(gone_to(Route::Bytes));
    state.apply(left(&[0]));
    state.apply(opened(at(0)));
    let _ = (0..9).find(|_| state.apply(Action::Painted).is_empty());
    remove(&mut state, 0);
    let refocused = |effects: &[Effect]| effects.iter().any(is_refocus);
    assert!(!refocused(&state.apply(left(&[]))), "where to drop is not drawn yet");
    state.apply(reply(Reply::Judged { next: None, items: 0 }));
    let effects = state.apply(left(&[]));
    assert!(effects.contains(&Effect::Readdress("#/".into())), "{effects:?}");
    assert!(effects.contains(&Effect::Refocus("invitation".into())), "{effects:?}");
    assert_eq!((state.selected, &state.route), (None, &Route::Inspect));
    assert_eq!(state.bulk.came.gone, Some(Gone::One("0.cer".into())));
}

#[test]
fn focus_moves_on_from_a_removed_entry() {
    for (gone, next) in [(1, 2), (2, 1)] {
        let mut state = visit();
        state.apply(listed(0, 3));
        let name = state.bulk.list.lines[gone].name.clone();
        remove(&mut state, gone);
        assert_eq!(state.bulk.came.gone, Some(Gone::One(name)));
        let stays: Vec<usize> = (0..3).filter(|item| *item != gone).collect();
        let effects = state.apply(left(&stays));
        assert!(effects.contains(&Effect::Focus(format!("entry-{}", at(next)))), "{effects:?}");
    }
}

#[test]
fn a_new_item_is_shown_unless_the_user_is_busy() {
    let check = |meanwhile: &dyn Fn(&mut State), shown: bool| {
        let mut state = visit();
        state.apply(opened(at(0)));
        let _ = (0..9).find(|_| state.apply(Action::Painted).is_empty());
        state.apply(Action::Received(vec![("b.cer".into(), 1)]));
        meanwhile(&mut state);
        state.apply(reply(Reply::Read { certificates: 1 }));
        let effects = state.apply(reply(Reply::Judged { next: None, items: 1 }));
        assert!(asked(&effects, LIST_WORKER).iter().any(|request| matches!(request, Request::News { .. })));
        let only = Source { file: 1, part: 0, item: 0 };
        let news =
            News { fresh: 1, again: 0, only: Some(only), beside: false, first: Some(only), locked: vec![] };
        let effects = state.apply(reply(Reply::News(news)));
        let goes = effects.iter().any(|effect| matches!(effect, Effect::GoTo(_)));
        assert_eq!((state.selected == Some(only), goes), (shown, shown));
        assert_eq!(state.bulk.came.added, (!shown).then_some((1, 0)));
        let scrolls = effects.contains(&Effect::Reveal("added".into()));
        assert_eq!(scrolls, !shown && !state.typing);
        state.apply(gone_to(Route::Inspect));
        assert_eq!(state.bulk.came.added, (!shown).then_some((1, 0)), "it is told where it can be seen");
    };
    check(&|_| {}, true);
    check(&|state| state.typing = true, false);
    check(&|state| drop(state.apply(gone_to(Route::of("#/code/kdc/39")))), false);
    check(&|state| drop(state.apply(gone_to(Route::About))), false);
}

#[test]
fn going_back_leads_to_the_same_item_and_never_to_another() {
    let check = |seen: usize, away: Option<usize>, expect: usize| {
        let mut state = visit();
        state.apply(Action::Selected(at(2)));
        state.apply(left(&[0, 1, 2]));
        state.apply(left(&[0, 1, 2]));
        if let Some(away) = away {
            remove(&mut state, away);
            let stays: Vec<usize> = (0..3).filter(|item| *item != away).collect();
            state.apply(left(&stays));
        }
        let arrival = Arrival::of(&format!("#/item/{}", seen + 1)).exactly(Some(at(seen)));
        state.apply(Action::Linked(links::Act::Arrived(arrival)));
        assert_eq!(state.selected, Some(at(expect)), "{seen} seen, {away:?} away");
    };
    check(1, None, 1);
    check(1, Some(0), 1);
    check(1, Some(1), 2);
    check(0, Some(0), 2);
}

#[test]
fn an_item_number_from_another_visit_is_looked_up_as_is() {
    let mut state = visit();
    let other = Source { file: 7, part: 0, item: 0 };
    let arrival = Arrival::of("#/item/2").exactly(Some(other));
    let effects = state.apply(Action::Linked(links::Act::Arrived(arrival)));
    assert!(asked(&effects, LIST_WORKER).contains(&&Request::Find { number: 1 }), "{effects:?}");
}

#[test]
fn a_folder_without_files_is_reported() {
    let mut state = State::new(None);
    state.bulk.queue.hire();
    assert_eq!(state.apply(Action::Received(Vec::new())), [Effect::Reveal("troubles".into())]);
    assert_eq!(state.troubles.len(), 1);
}

#[test]
fn files_that_cannot_be_opened_are_named() {
    let told = |count: usize| {
        let mut state = State::new(None);
        let paths = (1..=count).map(|number| format!("export/{number}.cer")).collect();
        assert_eq!(state.apply(Action::Unopened(paths)), [Effect::Reveal("troubles".into())]);
        state.troubles.join("\n")
    };
    assert!(told(1).starts_with("export/1.cer was not read"), "{}", told(1));
    assert!(told(5).starts_with("5 files or folders were not read"), "{}", told(5));
    assert!(told(5).contains("export/4.cer, export/5.cer. You"), "{}", told(5));
    assert!(told(7).contains("export/5.cer and 2 more. You"), "{}", told(7));
}

/// Only what is new is announced: while something is requested, the words stay.
#[test]
fn answers_are_announced_once_with_a_new_number_of_items() {
    let all = |listed: usize| {
        let lines = (0..listed).map(line).collect();
        reply(Reply::Listed(Box::new(seam::ListSection { lines, listed, all: 3, ..Default::default() })))
    };
    let mut state = drawn_visit();
    state.apply(all(3));
    let said = state.announcement.text.clone();
    assert!(said.starts_with("alice@corp.example: ") && said.ends_with(". 3 items in the list."), "{said}");
    state.apply(Action::Listed(Listing { text: "0".into(), ..Listing::default() }));
    assert!(state.bulk.is_busy());
    assert_eq!(state.announcement.text, said);
    state.apply(all(1));
    assert_eq!(state.announcement.text, said, "nothing about the answer has changed");
    state.apply(gone_to(Route::Table));
    assert_eq!(state.announcement.text, "");
    state.apply(gone_to(Route::Inspect));
    state.apply(opened(at(0)));
    state.apply(all(3));
    assert!(
        said.starts_with(&state.announcement.text)
            && state.announcement.text.starts_with("alice@corp.example: ")
    );
    assert!(!state.announcement.text.contains("3 items"), "that is known: {}", state.announcement.text);
}

#[test]
fn every_copy_is_announced() {
    let mut state = visit();
    for name in ["sha256", "sha256", "thumbprint"] {
        state.apply(Action::CopyAsked(name.into(), "text".into()));
        assert_eq!(state.copied, None);
        state.apply(Action::Copied(name.into()));
        assert_eq!(state.copied.as_deref(), Some(name));
    }
}

/// The buttons for filters and for the selection disappear when they are pressed.
#[test]
fn focus_moves_on_from_a_filter_or_selection_that_is_cleared() {
    let focus = |effects: &[Effect]| effects.iter().find(|effect| is_refocus(effect)).cloned();
    let to = |name: &str| Some(Effect::Refocus(name.to_owned()));
    let mut state = drawn_visit();
    assert_eq!(focus(&state.apply(Action::Listed(Listing::default()))), to("how-many"));
    state.apply(gone_to(Route::Table));
    assert_eq!(focus(&state.apply(Action::Listed(Listing::default()))), to("items"));
    assert_eq!(focus(&state.apply(Action::Chosen(Choice::Nothing))), to("items"));
    assert_eq!(focus(&state.apply(Action::Chosen(Choice::One(at(0), true)))), None);
    assert_eq!(focus(&state.apply(Action::Linked(links::Act::NoteRead))), to("answer"));
    assert_eq!(focus(&state.apply(Action::Linked(links::Act::PresetDropped))), to("main"));
}

/// If a new section is drawn in steps, the entry with the focus must not be missing for a moment.
#[test]
fn the_shown_entry_stays_drawn_while_the_list_grows() {
    let section = |items: Vec<usize>| {
        let lines = items.into_iter().map(line).collect();
        reply(Reply::Listed(Box::new(seam::ListSection {
            lines,
            listed: 1000,
            all: 1000,
            ..Default::default()
        })))
    };
    for (place, expect) in [(80, 0..100), (3, 0..20)] {
        let mut state = drawn_visit();
        state.apply(section((0..40).collect()));
        while !state.apply(Action::Painted).is_empty() {}
        state.apply(Action::Selected(at(39)));
        state.apply(opened(at(39)));
        state.apply(section((0..40).collect()));
        let mut later: Vec<usize> = (500..599).collect();
        later.insert(place, 39);
        state.apply(section(later.clone()));
        assert_eq!(state.bulk.drawn(), expect, "the shown one is now at {place}");
        state.apply(Action::Stepped(1));
        state.apply(reply(Reply::Stepped(Some(at(560)))));
        assert!(state.apply(section(later)).contains(&Effect::Focus(format!("entry-{}", at(560)))));
        assert_eq!(state.bulk.drawn(), 0..100, "a line that gets the focus has to be there");
    }
}
