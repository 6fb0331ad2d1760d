use super::*;

fn queue(readers: usize, names: &[(&str, u64)]) -> Queue {
    let mut queue = Queue::default();
    queue.add(names.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect());
    for _ in 0..readers {
        queue.hire();
    }
    queue
}

/// The next requests, in short.
fn next(queue: &mut Queue) -> Vec<String> {
    let in_short = |next: Next| match next {
        Next::Read(reader, parts, _) => {
            let parts: Vec<String> = parts.iter().map(|it| format!("{}.{}", it.file, it.part)).collect();
            format!("{reader} reads {}", parts.join(" "))
        }
        Next::Judge(reader, from) => format!("{reader} judges from {from}"),
        Next::Kin => "kin".to_owned(),
        Next::Return(reader) => format!("{reader} returns"),
        Next::Lend(from, to, items) => format!("{from} lends {} to {to}", items.len()),
    };
    queue.due().into_iter().map(in_short).collect()
}

const BIG: u64 = BATCH_BYTES;

#[test]
fn small_files_are_read_together_and_then_judged() {
    let mut queue = queue(1, &[("a", 1), ("b", 1)]);
    assert_eq!(next(&mut queue), ["1 reads 0.0 1.0"]);
    assert_eq!(next(&mut queue), [""; 0], "one thing at a time");
    queue.read(1, 2);
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    queue.judged(1, Some(400));
    assert_eq!(next(&mut queue), ["1 judges from 400"]);
    queue.judge();
    queue.judged(1, None);
    assert_eq!(next(&mut queue), ["1 judges from 0"], "anew, since the situation changed");
    queue.judged(1, None);
    assert!(!queue.is_busy() && next(&mut queue).is_empty());
    assert_eq!((queue.progress().done, queue.certificates()), (2, 2));
}

/// Rows are sent at once if the final answer is not next, also by a worker that reads alone.
#[test]
fn rows_come_at_once_while_more_is_to_be_read() {
    let check = |files: &[(&str, u64)], expect: bool| {
        let due = queue(1, files).due();
        let [Next::Read(1, _, preview)] = due.as_slice() else { panic!("{due:?}") };
        assert_eq!(*preview, expect, "{files:?}");
    };
    check(&[("a", 1), ("b", 1)], false);
    check(&[("a", BIG), ("b", 1)], true);
    check(&[("a", PART + 1)], true);
}

#[test]
fn readers_lend_items_to_each_other_before_judging() {
    let mut queue = queue(2, &[("a", BIG), ("b", BIG), ("c", BIG)]);
    assert_eq!(next(&mut queue), ["1 reads 0.0", "2 reads 1.0"]);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), ["1 reads 2.0"]);
    queue.read(2, 1);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), ["kin"]);
    assert!(queue.kin(vec![(1, 2, vec![Source::default()])]).is_empty());
    assert_eq!(next(&mut queue), ["1 lends 1 to 2"]);
    queue.lent(2);
    assert_eq!(next(&mut queue), ["1 judges from 0", "2 judges from 0"]);
    queue.judged(1, None);
    queue.judged(2, None);
    queue.dropped();
    assert_eq!(next(&mut queue), ["kin"]);
    assert_eq!(queue.kin(vec![]), [Next::Return(2)], "what was lent before goes back");
    assert_eq!(queue.keeper(Source { file: 2, ..Source::default() }), Some(1));
}

#[test]
fn a_file_that_crashes_its_reader_is_found_and_set_aside() {
    let mut queue = queue(1, &[("good", 1), ("bad", 1)]);
    next(&mut queue);
    assert_eq!(queue.felled(1), None, "one of the two");
    assert_eq!(next(&mut queue), ["1 reads 0.0"]);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), ["1 reads 1.0"]);
    assert_eq!(queue.felled(1), Some(("bad".to_owned(), 1, 0)));
    assert_eq!(next(&mut queue), ["1 reads 0.0"]);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    assert_eq!(queue.felled(1), Some(("good".to_owned(), 0, 0)), "a judgment costs the file read last");
    queue.due();
    assert!(!queue.is_busy());
}

/// The other parts of the file are read.
#[test]
fn a_part_that_crashes_its_reader_is_named_as_a_part() {
    let mut queue = queue(1, &[("long", 3 * PART)]);
    next(&mut queue);
    queue.cut(0, 0, PART, PART);
    queue.read(1, 1);
    next(&mut queue);
    queue.cut(0, 1, PART, PART);
    assert_eq!(queue.felled(1), Some(("Part 2 of long".to_owned(), 0, 1)));
}

#[test]
fn a_crashed_reader_does_not_affect_the_others() {
    let mut queue = queue(2, &[("a", BIG), ("b", BIG)]);
    next(&mut queue);
    queue.read(2, 1);
    assert_eq!(queue.felled(1), Some(("a".to_owned(), 0, 0)));
    assert_eq!(next(&mut queue), ["2 judges from 0"]);
}

#[test]
fn several_readers_read_parts_of_a_long_file() {
    let mut queue = queue(2, &[("long", 3 * PART), ("b", BIG)]);
    assert_eq!(next(&mut queue), ["1 reads 0.0", "2 reads 1.0"]);
    queue.cut(0, 0, PART - 10, PART - 13);
    queue.read(2, 1);
    let Some(Next::Read(2, parts, _)) = queue.due().into_iter().next() else { panic!() };
    assert_eq!((parts[0].from, parts[0].offset, parts[0].goes_on), (PART - 10, PART - 13, true));
    assert!(!queue.uncut(0, 1) || next(&mut queue).is_empty(), "its reader is still at it");
    queue.read(2, 0);
    let Some(Next::Read(_, parts, _)) = queue.due().into_iter().next() else { panic!() };
    assert_eq!((parts[0].to, parts[0].goes_on), (3 * PART, false), "what cannot be cut is read to its end");
}

#[test]
fn a_file_too_large_to_be_read_whole_is_set_aside() {
    let mut queue = queue(1, &[("noise", MAX + 1)]);
    next(&mut queue);
    assert!(!queue.uncut(0, 0));
    queue.read(1, 0);
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
}

#[test]
fn a_file_that_cannot_be_opened_is_set_aside() {
    let mut queue = queue(1, &[("gone", 1), ("here", 1)]);
    assert_eq!(next(&mut queue), ["1 reads 0.0 1.0"]);
    queue.unread(0, 0);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    assert_eq!(queue.keeper(Source { file: 0, part: 0, item: 0 }), None);
    assert_eq!(queue.keeper(Source { file: 1, part: 0, item: 0 }), Some(1));
}

#[test]
fn nothing_is_lost_by_a_pause_or_a_stop() {
    let mut queue = queue(1, &[("a", BIG), ("b", BIG), ("c", BIG)]);
    next(&mut queue);
    queue.pause(true);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), [""; 0]);
    queue.pause(false);
    assert_eq!(next(&mut queue), ["1 reads 1.0"]);
    assert_eq!(queue.stop(), [0; 0], "what is being read is read to its end");
    assert_eq!(queue.progress().stopped, 1);
    assert_eq!(queue.stop(), [1], "unless the visitor stops again");
    assert_eq!(queue.progress().stopped, 2);
    assert_eq!(next(&mut queue), ["1 reads 0.0"], "what the reader had kept is read again");
    queue.read(1, 1);
    queue.resume();
    assert_eq!(next(&mut queue), ["1 reads 1.0"]);
}

#[test]
fn more_readers_are_wanted_for_more_than_a_few_files() {
    let check = |count: usize, size: u64, expect: usize| {
        let names: Vec<(&str, u64)> = vec![("a", size); count];
        assert_eq!(queue(0, &names).wanted(4), expect);
    };
    check(1, 100, 1);
    check(FEW, 100, 1);
    check(FEW + 1, 100, 4);
    check(1, 3 * PART, 4);
}

#[test]
fn a_password_is_sent_once_to_the_reader_of_its_file() {
    let mut queue = queue(2, &[("a", BIG), ("b", BIG)]);
    next(&mut queue);
    queue.read(1, 0);
    queue.read(2, 0);
    queue.again(Source { file: 1, ..Source::default() }, Password::new("secret".into()));
    let reading = queue.due();
    let [Next::Read(2, parts, _)] = reading.as_slice() else { panic!("{reading:?}") };
    assert_eq!(parts[0].password, Some(Password::new("secret".into())));
    assert!(!format!("{queue:?}{parts:?}").contains("secret") && queue.password.is_none());
}

/// A change of the situation applies while paused, to items that are already read.
#[test]
fn while_paused_only_items_already_read_are_judged() {
    let mut queue = queue(2, &[("a", BIG), ("b", BIG), ("c", BIG)]);
    next(&mut queue);
    queue.pause(true);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), [""; 0]);
    queue.judge();
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    queue.judged(1, None);
    assert_eq!(next(&mut queue), [""; 0]);
    queue.pause(false);
    assert_eq!(next(&mut queue), ["1 reads 2.0"]);
}

/// Only the files that the user waits for can be stopped. What a replaced worker had read before is read again.
#[test]
fn a_stop_costs_nothing_that_was_read_before() {
    let mut queue = queue(1, &[("a", BIG), ("b", BIG), ("slow", BIG)]);
    for _ in 0..2 {
        next(&mut queue);
        queue.read(1, 10);
    }
    assert_eq!(next(&mut queue), ["1 reads 2.0"]);
    assert_eq!(queue.stop(), [1]);
    let progress = queue.progress();
    assert_eq!((progress.done, progress.stopped, progress.judging), (3, 1, true), "nothing is waited for");
    assert_eq!(queue.certificates(), 20);
    for expect in ["1 reads 0.0", "1 reads 1.0"] {
        assert_eq!(next(&mut queue), [expect]);
        assert_eq!(queue.stop(), [0; 0], "the list would show items that nobody keeps");
        assert!(!queue.is_settled());
        queue.read(1, 10);
    }
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    queue.judged(1, None);
    assert!(queue.is_settled() && !queue.is_busy());
    assert_eq!((queue.certificates(), queue.progress().stopped), (20, 1));
}

/// A slow password attempt can be stopped, and the file stays as it was.
#[test]
fn a_stopped_password_attempt_costs_no_items() {
    let locked = Source { file: 1, ..Source::default() };
    let read = |queue: &mut Queue| {
        next(queue);
        queue.read(1, 1)
    };
    let mut queue = queue(1, &[("a", BIG), ("locked", BIG), ("c", BIG)]);
    read(&mut queue);
    assert_eq!(read(&mut queue), [Done { file: 1, part: 0, tried: false }]);
    assert_eq!(next(&mut queue), ["1 reads 2.0"]);
    queue.again(locked, Password::new("secret".into()));
    assert_eq!(queue.keeper(locked), Some(1), "it is kept until it is read again");
    assert!(!queue.progress().judging);
    assert_eq!(queue.stop(), [0; 0], "it was not tried yet");
    assert_eq!((queue.keeper(locked), queue.has_more()), (Some(1), false));
    queue.read(1, 1);
    queue.again(locked, Password::new("secret".into()));
    assert_eq!(next(&mut queue), ["1 reads 1.0"]);
    assert_eq!(queue.stop(), [1]);
    assert_eq!(queue.progress().stopped, 0);
    assert_eq!(next(&mut queue), ["1 reads 0.0"]);
    queue.read(1, 1);
    let again = queue.due();
    let [Next::Read(1, parts, _)] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!((parts[0].file, &parts[0].password), (1, &None));
    assert_eq!(queue.read(1, 1), [Done { file: 1, part: 0, tried: false }]);
    queue.again(locked, Password::new("secret".into()));
    next(&mut queue);
    queue.read(1, 1);
    queue.again(locked, Password::new("secret".into()));
    next(&mut queue);
    assert_eq!(queue.read(1, 1), [Done { file: 1, part: 0, tried: true }]);
}

/// Nobody could resume what is hidden when nothing is left to read.
#[test]
fn a_pause_ends_when_nothing_is_left_to_read() {
    let mut queue = queue(1, &[("a", BIG)]);
    next(&mut queue);
    queue.pause(true);
    queue.read(1, 1);
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    assert!(!queue.progress().paused);
}

/// A list that lacks rows does not know which items concern those of other workers.
#[test]
fn the_list_has_all_rows_before_it_is_asked_what_concerns_others() {
    let mut queue = queue(1, &[("a", BIG)]);
    let first = queue.due();
    assert!(matches!(first.as_slice(), [Next::Read(1, _, false)]), "nothing else is waiting: {first:?}");
    queue.add(vec![("b".to_owned(), BIG), ("c".to_owned(), BIG)]);
    queue.hire();
    let second = queue.due();
    assert!(matches!(second.as_slice(), [Next::Read(2, _, true)]), "{second:?}");
    queue.read(1, 1);
    let last = queue.due();
    assert!(matches!(last.as_slice(), [Next::Read(1, _, true)]), "its rows must not wait: {last:?}");
    queue.read(1, 1);
    queue.read(2, 1);
    assert_eq!(next(&mut queue), ["1 judges from 0"]);
    queue.judged(1, Some(400));
    assert_eq!(next(&mut queue), ["1 judges from 400"]);
    queue.judged(1, None);
    assert_eq!(next(&mut queue), ["kin"]);
    queue.kin(vec![]);
    assert_eq!(next(&mut queue), ["1 judges from 0", "2 judges from 0"]);
}

#[test]
fn a_new_list_is_asked_again_what_the_old_one_did_not_answer() {
    let mut queue = queue(2, &[("a", BIG), ("b", BIG)]);
    next(&mut queue);
    queue.read(1, 1);
    queue.read(2, 1);
    assert_eq!(next(&mut queue), ["kin"]);
    queue.relist();
    assert_eq!(next(&mut queue), ["1 judges from 0", "2 judges from 0"], "it has no rows yet");
    queue.judged(1, None);
    queue.judged(2, None);
    assert_eq!(next(&mut queue), ["kin"]);
    queue.kin(vec![]);
    assert_eq!(next(&mut queue), ["1 judges from 0", "2 judges from 0"]);
    queue.judged(1, None);
    queue.judged(2, None);
    queue.relist();
    queue.dropped();
    assert_eq!(next(&mut queue), ["1 judges from 0", "2 judges from 0"], "the same after a removal");
}
