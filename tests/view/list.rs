//! The list of what was dropped, and the table.

use crate::{case, of, opened, render, visit, with};
use std::rc::Rc;
use strongmap::prediction::Role;
use strongmap::ui::state::{Action, Listing, Route, Sort, State};

/// Keyboard users must not have to go through all of a list.
#[tokio::test(flavor = "current_thread")]
async fn the_list_is_a_single_tab_stop() {
    let leaves: Vec<Vec<u8>> = ["alice", "bob", "carol"].map(|name| forge::Leaf::user(name).der()).into();
    let files: Vec<(&str, &[u8])> = leaves.iter().map(|der| ("a.cer", der.as_slice())).collect();
    let state = visit(&files, vec![Action::Selected(of(1))]);
    let page = render(state).await;
    let stop = |entry: &str| {
        let (before, _) = page.split_once(&format!("data-entry=\"{entry}\"")).unwrap();
        before.rsplit_once("<button").unwrap().1.contains("tabindex=\"0\"")
    };
    assert_eq!(["0-0-0", "1-0-0", "2-0-0"].map(stop), [false, true, false], "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_table_lists_sorts_and_filters() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 2] = [("old.pem", &old), ("new.pem", &new)];
    let listing = Listing { text: "new.pem".to_owned(), sort: Sort::Expiry, ..Listing::default() };
    let page = render(visit(&files, vec![opened(Route::Table), Action::Listed(listing)])).await;
    assert!(page.contains("1 of 2 shown"), "{page}");
    assert!(page.contains("new.pem") && !page.contains("old.pem"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn counts_by_sign_are_written_like_other_numbers() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let mut state = with(&[("old.pem", &old), ("new.pem", &new)]);
    Rc::make_mut(&mut state.bulk.list).signs.refused = 3417;
    let page = render(state).await;
    assert!(page.contains("Refused: 3\u{202f}417") && !page.contains("3417"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_list_names_its_filter() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 3] = [("old.pem", &old), ("new.pem", &new), ("note.txt", b"nothing")];
    let check = |listing: Listing, number: &'static str, chip: &'static str| async move {
        let shown = |route| {
            let narrowed = Action::ListShown(listing.clone());
            visit(&files, vec![opened(Route::Overview), narrowed, opened(route)])
        };
        let page = render(shown(Route::Inspect)).await;
        assert!(page.contains(&format!("class=\"small-title\">{number}</h2>")), "{number}\n{page}");
        assert!(
            page.contains(&format!("role=\"status\" class=\"visually-hidden\">{number}</p>")),
            "{number}\n{page}"
        );
        assert!(page.contains(&format!("aria-label=\"Remove filter: {chip}\"")), "{chip}\n{page}");
    };
    let any = Listing::default;
    check(Listing { role: Some(Role::User), ..any() }, "2 of 3 items", "Users").await;
    check(Listing { text: " new.pem ".to_owned(), ..any() }, "1 of 3 items", "“new.pem”").await;
    check(Listing { kind: Some("certificate".to_owned()), ..any() }, "2 of 3 items", "Certificate").await;
    check(Listing { code: Some("#/code/krb/66".to_owned()), ..any() }, "1 of 3 items", "Kerberos error 66")
        .await;
    let page = render(with(&files)).await;
    assert!(
        page.contains("class=\"small-title\">3 items</h2>") && !page.contains("role=\"status\">3 items"),
        "{page}"
    );
    let by_role = Listing { role: Some(Role::User), ..any() };
    let table = render(visit(&files, vec![Action::ListShown(by_role), opened(Route::Table)])).await;
    assert!(!table.contains("Remove filter"), "beside a table the field says so: {table}");
}

#[tokio::test(flavor = "current_thread")]
async fn right_to_left_names_keep_their_order() {
    let upn = "محمد@شركة.example";
    let pem = forge::Leaf::user("x").upn(upn).pem();
    let expect = "محمد</bdi>@<bdi>شركة</bdi>.";
    for (route, places) in [(Route::Inspect, 4), (Route::Table, 1)] {
        let page = render(visit(&[("x.pem", pem.as_bytes())], vec![opened(route.clone())])).await;
        let page = page.replace("<wbr>", "").replace("<wbr/>", "").replace("</span><span>", "");
        assert!(page.matches(expect).count() >= places, "{route:?}\n{page}");
    }
    assert!(!render(with(&[("a.pem", &case("mapping/sid-absent/broken.pem"))])).await.contains("<bdi>"));
}

#[tokio::test(flavor = "current_thread")]
async fn clipped_cells_have_their_whole_text_as_tooltip() {
    let half = case("mapping/sid-absent/broken-computer.pem");
    let page = render(visit(&[("a.pem", &half)], vec![opened(Route::Table)])).await;
    assert!(page.contains("<td title=\"Nothing stops the device tunnel, Wi-Fi is refused\">"), "{page}");
    // Nothing stops the first scenario, so the codes are those of the second.
    let codes = "<td title=\"0x00050005, NPS reason 16, KDC event 39\">";
    assert!(page.contains(codes), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_result_offers_to_clear_the_filter() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 2] = [("old.pem", &old), ("new.pem", &new)];
    let listing = Listing { text: "zzzz".to_owned(), sort: Sort::Expiry, ..Listing::default() };
    for route in [Route::Table, Route::Inspect] {
        let plan = "data-export=\"plan\"";
        let narrowed = visit(&files, vec![opened(route.clone()), Action::Listed(listing.clone())]);
        let page = render(narrowed).await;
        assert!(page.contains("Nothing matches") && page.contains(">Show all 2 items<"), "{page}");
        assert!(!page.contains(plan), "nothing can be done with nothing: {page}");
        let turns = [listing.clone(), listing.widened()].map(Action::Listed);
        let all = visit(&files, [opened(route.clone())].into_iter().chain(turns).collect());
        assert_eq!(all.listing.sort, Sort::Expiry);
        let page = render(all).await;
        assert!(!page.contains("data-nothing-fits"), "{page}");
        assert_eq!(page.contains(plan), route == Route::Table);
    }
    assert!(!render(visit(&files, vec![opened(Route::Table)])).await.contains("data-nothing-fits"));
}

#[tokio::test(flavor = "current_thread")]
async fn only_a_long_table_counts_codes_that_do_not_fit() {
    let all: String =
        (0..300).map(|at| forge::Leaf::user(&format!("u{at}")).upn("u@corp.example").pem()).collect();
    let weak = case("mapping/sid-absent/broken.pem");
    for (file, counted) in [(weak.as_slice(), false), (all.as_bytes(), true)] {
        let page = render(visit(&[("all.pem", file)], vec![opened(Route::Table)])).await;
        let cell = page.split_once("<div class=\"codes-cell\">").unwrap().1.split_once("</div>").unwrap().0;
        assert_eq!(cell.contains("<span class=\"quiet no-print\">+"), counted, "{cell}");
        assert!(cell.contains("error 853"), "{cell}");
        assert_eq!(cell.contains("class=\"code beyond\">0x8"), counted, "{cell}");
        assert_eq!(page.matches("<col ").count(), 9, "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_sort_arrow_agrees_with_aria_sort() {
    for (sort, reversed, said, shown) in [
        (Sort::Expiry, false, "ascending", "Expiry<span aria-hidden=\"true\"> ▴</span>"),
        (Sort::Expiry, true, "descending", "Expiry<span aria-hidden=\"true\"> ▾</span>"),
        (Sort::Verdict, false, "descending", "Answer<span aria-hidden=\"true\"> ▾</span>"),
        (Sort::Verdict, true, "ascending", "Answer<span aria-hidden=\"true\"> ▴</span>"),
        (Sort::Found, false, "other", "File<span aria-hidden=\"true\"></span>"),
    ] {
        let listing = Listing { sort, reversed, ..Listing::default() };
        let actions = vec![opened(Route::Table), Action::Listed(listing)];
        let page = render(visit(&[("weak.pem", &case("mapping/sid-absent/broken.pem"))], actions)).await;
        assert_eq!(page.matches("aria-sort=").count(), 1, "{page}");
        assert!(page.contains(&format!("aria-sort=\"{said}\"")) && page.contains(shown), "{sort:?}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn removed_items_are_gone() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let page = render(visit(&[("old.pem", &old), ("new.pem", &new)], vec![Action::Remove(of(0))])).await;
    assert!(page.contains("1 item") && page.contains("data-verdict=\"strong\""), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn only_visible_rows_of_a_long_list_are_rendered() {
    let all: String = (0..300).map(|at| forge::Leaf::user(&format!("u{at}")).pem()).collect();
    let files: [(&str, &[u8]); 1] = [("all.pem", all.as_bytes())];
    let table = || opened(Route::Table);
    let page = render(visit(&files, vec![table()])).await;
    assert!(page.contains("aria-rowcount=\"301\"") && page.contains(">u99@") && !page.contains(">u150@"));
    let page = render(visit(&files, vec![table(), Action::Scrolled(200)])).await;
    assert!(page.contains("aria-rowindex=\"202\"") && page.contains(">u200@") && !page.contains(">u9@"));
}

/// Workers that read know only their own share of the files. Whatever is dropped last, each certificate is judged with
/// all of them, as by the command line.
#[tokio::test(flavor = "current_thread")]
async fn several_workers_judge_like_one() {
    const COUNT: u8 = 100;
    const DROPPED_FIRST: usize = 5;
    let ca = forge::Ca::root("Corp Root CA");
    let leaf = |number: u8| {
        let name = format!("user{number}");
        let sid = format!("S-1-5-21-1-2-3-{}", 1100 + u32::from(number));
        forge::Leaf::user(&name).sid(&sid).serial(&[1, number]).issued_by(&ca).der()
    };
    let mut contents: Vec<Vec<u8>> = (1..=COUNT).map(leaf).collect();
    let list = (1..=COUNT).fold(forge::RevocationList::of(&ca), |list, number| {
        list.revoke(&[1, number], "2026-10-01T00:00:00Z", Some(1))
    });
    contents.extend([ca.der(), list.der()]);
    let names: Vec<String> = (0..contents.len()).map(|number| format!("{number}.der")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
    let named = |range: std::ops::Range<usize>| {
        files[range].iter().map(|(name, _)| ((*name).to_owned(), 1)).collect()
    };
    let mut state = State::new(crate::today().today);
    state.bulk.queue.hire();
    let without_list = crate::served_by(2, state, &files, vec![Action::Received(named(0..files.len() - 1))]);
    assert_eq!(without_list.signs().refused, 0, "{:?}", without_list.bulk.list.lines.first());
    // How many files are dropped first; the others follow.
    for first in [files.len(), COUNT.into(), DROPPED_FIRST] {
        for readers in [1, 2, 4] {
            let mut state = State::new(crate::today().today);
            state.bulk.queue.hire();
            let (now, later) = (named(0..first), named(first..files.len()));
            let drops = [now, later].into_iter().filter(|files: &Vec<_>| !files.is_empty());
            let state = crate::served_by(readers, state, &files, drops.map(Action::Received).collect());
            assert_eq!(state.bulk.queue.readers(), readers);
            assert_eq!(
                state.signs().refused,
                usize::from(COUNT),
                "{readers} readers, {first} first: {:?}",
                state.signs()
            );
        }
    }
}
