//! Reading: which worker is asked for what, and what happens when one crashes or is stopped.

use super::*;

#[test]
fn files_are_read_judged_listed_and_the_first_is_opened() {
    let mut state = State::new(None);
    state.bulk.queue.hire();
    let effects = state.apply(Action::Received(vec![("a".into(), 1), ("b".into(), 1)]));
    let [Effect::Read(1, parts, _, false)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(parts.len(), 2, "of all there is, no preview is needed");
    let effects = state.apply(reply(Reply::Read { certificates: 2 }));
    assert!(matches!(asked(&effects, 1).as_slice(), [Request::Judge { all: 2, from: 0, .. }]));
    let rows = Parcel(b"rows".as_slice().into());
    let judged = Reply::Judged { next: None, items: 2 };
    let effects = state.apply(Action::Replied(1, Box::new(judged), rows.clone()));
    assert!(effects.contains(&Effect::Ask(LIST_WORKER, Request::Enter { reader: 1 }, rows)));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [_, Request::List { from: 0, .. }]));
    let effects = state.apply(listed(0, 2));
    assert_eq!(asked(&effects, 1), [&Request::Open { item: at(0) }]);
    assert!(state.bulk.is_busy());
}

/// A worker that is replaced never sends the first answer it was asked for, for which everything else waits.
#[test]
fn reading_goes_on_after_a_stop_before_the_first_answer() {
    let mut state = State::new(None);
    state.bulk.cores = 1;
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("a.pem".into(), 1 << 20), ("slow.pfx".into(), 1 << 20)]));
    state.apply(reply(Reply::Read { certificates: 1 }));
    state.apply(listed(0, 1));
    let effects = state.apply(Action::Stopped);
    assert!(effects.contains(&Effect::Start(1)), "{effects:?}");
    assert!(matches!(effects.last(), Some(Effect::Read(1, parts, ..)) if parts[0].file == 0), "{effects:?}");
    state.apply(reply(Reply::Read { certificates: 1 }));
    state.apply(reply(Reply::Judged { next: None, items: 1 }));
    state.apply(opened(at(0)));
    state.apply(listed(0, 1));
    let _ = (0..9).find(|_| state.apply(Action::Painted).is_empty());
    assert!(!state.bulk.is_busy());
    let effects = state.apply(Action::Resumed);
    assert!(matches!(effects.as_slice(), [Effect::Read(1, parts, ..)] if parts[0].file == 1), "{effects:?}");
}

#[test]
fn many_files_get_more_readers_and_previews() {
    let mut state = State::new(None);
    state.bulk.cores = 2;
    state.bulk.queue.hire();
    let effects = state.apply(Action::Received((0..100).map(|at| (format!("{at}"), 1)).collect()));
    assert_eq!(effects.first(), Some(&Effect::Start(2)));
    let reading =
        effects.iter().filter(|it| matches!(it, Effect::Read(_, parts, _, true) if parts.len() == 32));
    assert_eq!(reading.count(), 2);
}

#[test]
fn a_worker_that_cannot_start_is_reported_once_without_a_file() {
    let mut state = State::new(None);
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("alice.cer".into(), 1)]));
    assert_eq!(state.apply(Action::PartMissing), [Effect::GiveUp]);
    assert_eq!(state.apply(Action::PartMissing), [Effect::GiveUp]);
    assert_eq!(state.troubles.len(), 1);
    assert!(!state.troubles[0].contains("alice.cer") && !state.bulk.is_busy());
    let effects = state.apply(Action::Received(vec![("b".into(), 1)]));
    assert!(matches!(effects.as_slice(), [Effect::Start(1), Effect::Read(1, ..)]), "it tries again");
}

#[test]
fn missing_workers_leave_no_request_open() {
    let mut state = visit();
    state.apply(Action::Received(vec![("alice.cer".into(), 1)]));
    let source = Source { file: 0, part: 0, item: 0 };
    let items = vec![seam::Removed { source, certificate: true }];
    state.apply(reply(Reply::Removed { which: Which::Chosen, rows: 1, items }));
    assert!(state.bulk.is_away(source));
    state.apply(Action::PartMissing);
    assert!(!state.bulk.is_busy(), "no answer is awaited");
    assert!(!state.bulk.is_away(source), "the first item of the next visit has the same number");
}

#[test]
fn a_file_that_is_too_large_is_named_with_the_limit() {
    let mut state = visit();
    let most = crate::ui::queue::MAX;
    state.apply(Action::Received(vec![("noise".into(), most + 1)]));
    state.apply(reply(Reply::Uncut { file: 1, part: 0 }));
    let words = format!("noise was not read: it is larger than {} MB, ", most / (1024 * 1024));
    assert!(state.troubles[0].starts_with(&words), "{:?}", state.troubles);
}

#[test]
fn a_crashed_worker_is_replaced_and_its_file_named() {
    let mut state = visit();
    state.apply(Action::Received(vec![("odd.cer".into(), 1)]));
    let effects = state.apply(Action::Crashed(1));
    assert!(matches!(
        effects.as_slice(),
        [Effect::Start(1), Effect::Ask(LIST_WORKER, ..), Effect::Read(1, ..)]
    ));
    assert!(state.troubles[0].starts_with("odd.cer could not be checked"));
    state.apply(Action::TroublesRead);
    assert!(state.troubles.is_empty());
    let mut state = visit();
    let effects = state.apply(Action::Crashed(LIST_WORKER));
    assert!(effects.contains(&Effect::Start(LIST_WORKER)));
    assert!(matches!(asked(&effects, 1).as_slice(), [Request::Judge { .. }]), "the list is written anew");
}

/// It applies to items already read while the rest waits.
#[test]
fn an_answer_applies_while_paused() {
    let mut state = visit();
    state.apply(Action::Received((0..200).map(|number| (format!("{number}.cer"), 1_000)).collect()));
    state.apply(Action::Paused(true));
    state.apply(reply(Reply::Read { certificates: 32 }));
    state.apply(Action::Replied(2, Box::new(Reply::Read { certificates: 32 }), Parcel::default()));
    let mut effects = state.apply(Action::Answered("today".into(), "2026-12-24".into()));
    effects.extend(state.apply(gone()));
    let kinds = |seat| -> Vec<&'static str> {
        let kind = |request: &&Request| match request {
            Request::Situate { .. } => "situate",
            Request::Open { .. } => "open",
            Request::Judge { .. } => "judge",
            _ => "other",
        };
        asked(&effects, seat).iter().map(kind).collect()
    };
    assert_eq!(kinds(1), ["situate", "open", "judge"]);
    assert_eq!(kinds(2), ["situate", "judge"]);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Read(..))), "{effects:?}");
}

/// The time that reading was paused does not count into the rate.
#[test]
fn a_pause_does_not_count_as_reading_time() {
    let mut state = visit();
    state.apply(Action::Received((0..320).map(|number| (format!("{number}.cer"), 1_000)).collect()));
    let read = |state: &mut State, clock| {
        state.bulk.clock = clock;
        state.apply(reply(Reply::Read { certificates: 32 }));
    };
    read(&mut state, 1_000);
    assert_eq!(state.bulk.pace(), Some((32, 9)));
    state.apply(Action::Paused(true));
    state.bulk.clock = 600_000;
    assert_eq!(state.bulk.pace(), None);
    state.apply(Action::Paused(false));
    read(&mut state, 601_000);
    assert_eq!(state.bulk.pace(), Some((32, 8)));
}

#[test]
fn reading_pauses_while_the_first_answer_is_drawn() {
    let mut state = State::new(None);
    state.bulk.cores = 2;
    state.bulk.queue.hire();
    state.apply(Action::Received((0..200).map(|at| (format!("{at}"), 1)).collect()));
    let reads = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Read(..)));
    assert!(reads(&state.apply(reply(Reply::Read { certificates: 32 }))));
    state.apply(listed(0, 100));
    assert!(!reads(&state.apply(reply(Reply::Read { certificates: 32 }))), "the first answer is awaited");
    assert!(state.apply(opened(at(0))).contains(&Effect::TellPainted));
    let steps = [Extent::Story, Extent::Situation, Extent::Proof].into_iter();
    for extent in steps.chain([40, 60, 80].map(Extent::Lines)) {
        assert_eq!(state.apply(Action::Painted), [Effect::TellPainted]);
        assert_eq!(state.bulk.extent, extent);
    }
    assert!(reads(&state.apply(Action::Painted)), "it is drawn, and the first full section of the list");
    state.apply(listed(500, 100));
    assert_eq!(state.bulk.extent, Extent::Lines(20));
    assert!(reads(&state.apply(reply(Reply::Read { certificates: 32 }))), "no other section is waited for");
}

/// Which answer is first does not depend on which worker is faster, and no worker takes time from it.
#[test]
fn the_first_answer_comes_from_the_first_files_and_at_once() {
    let mut state = State::new(None);
    state.bulk.cores = 2;
    state.bulk.queue.hire();
    state.apply(Action::Received((0..200).map(|at| (format!("{at}"), 1)).collect()));
    let rows = || Parcel(b"rows".as_slice().into());
    let mut read = |seat, certificates| {
        let effects = state.apply(Action::Replied(seat, Box::new(Reply::Read { certificates }), rows()));
        let lists = asked(&effects, LIST_WORKER).iter().any(|it| matches!(it, Request::List { .. }));
        (lists, effects.iter().any(|effect| matches!(effect, Effect::Read(..))))
    };
    assert_eq!(read(2, 32), (false, true), "the first files are still being read");
    assert_eq!(read(1, 0), (false, true), "perhaps the next ones contain a certificate");
    assert_eq!(read(1, 32), (true, false));
    assert_eq!(read(2, 32), (false, false), "it was asked for");
    let effects = state.apply(listed(0, 100));
    assert_eq!(asked(&effects, 1), [&Request::Open { item: at(0) }]);
}

/// The rest of a long file waits for its short first part.
#[test]
fn the_first_part_of_a_long_file_is_read_alone() {
    let mut state = State::new(None);
    state.bulk.cores = 2;
    state.bulk.queue.hire();
    let size = 100 << 20;
    let effects = state.apply(Action::Received(vec![("a.pem".into(), size)]));
    let reads = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Read(..)));
    assert!(reads(&effects));
    let cut = Reply::Cut { file: 0, part: 0, bytes: 60_000, text: 60_000 };
    assert!(!reads(&state.apply(reply(cut))), "the other worker would take time from the first answer");
    let rows = Parcel(b"rows".as_slice().into());
    let effects = state.apply(Action::Replied(1, Box::new(Reply::Read { certificates: 30 }), rows));
    assert!(matches!(asked(&effects, LIST_WORKER).as_slice(), [_, Request::List { .. }]), "{effects:?}");
    state.apply(listed(0, 30));
    state.apply(opened(at(0)));
    let effects: Vec<Effect> = (0..4).flat_map(|_| state.apply(Action::Painted)).collect();
    assert!(reads(&effects), "it is drawn");
    // A file that cannot be split may take long, and nothing waits for it.
    let mut state = State::new(None);
    state.bulk.cores = 2;
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("a.pfx".into(), size), ("b.cer".into(), 10)]));
    state.apply(reply(Reply::Uncut { file: 0, part: 0 }));
    assert!(reads(&state.apply(reply(Reply::Read { certificates: 0 }))));
}

#[test]
fn reading_pauses_while_rows_pile_up_for_the_list() {
    let mut state = drawn_visit();
    state.apply(Action::Received((0..900).map(|at| (format!("{at}"), 1)).collect()));
    let reads = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Read(..)));
    let rows = || Parcel(b"rows".as_slice().into());
    let read = || Action::Replied(1, Box::new(Reply::Read { certificates: 32 }), rows());
    for way in 1..=4 {
        assert_eq!(reads(&state.apply(read())), way < 4, "{way} parcels are on their way");
    }
    assert!(reads(&state.apply(Action::Replied(LIST_WORKER, Box::new(Reply::Entered), Parcel::default()))));
    state.apply(read());
    assert!(reads(&state.apply(Action::Crashed(LIST_WORKER))), "nothing is on its way to one that died");
}
