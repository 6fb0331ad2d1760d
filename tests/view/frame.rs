//! What every page has, and the page before and while something is read.

use crate::{case, opened, render, reply, visit, with};
use strongmap::ui::seam::Reply;
use strongmap::ui::state::links::Act;
use strongmap::ui::state::{Action, Arrival, Effect, Route, State, Theme};

#[tokio::test(flavor = "current_thread")]
async fn the_empty_page_says_how_to_start() {
    let page = render(State::default()).await;
    for words in ["Drop certificates anywhere", "Choose files", "Paste text", "data-example=\"weak\""] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("data-verdict"));
}

/// What `index.html` shows before the program is loaded, so that nothing moves when it is.
#[tokio::test(flavor = "current_thread")]
async fn index_html_shows_what_the_program_draws_first() {
    let document = include_str!("../../index.html");
    let frame = document.split_once("<div id=\"page\" inert>").unwrap().1;
    let frame = frame.split_once("  </div>\n  <!-- What is seen if").unwrap().0;
    let frame: String = frame.lines().map(str::trim).collect();
    let drawn = render(State::default()).await;
    assert!(
        frame == drawn,
        "put this into index.html, on as many lines as read well:
{drawn}
"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn texts_of_a_certificate_are_escaped() {
    let hostile = forge::Leaf::user("x").upn("<script>alert(1)</script>@corp.example").pem();
    let page = render(with(&[("<img src=x onerror=alert(1)>.pem", hostile.as_bytes())])).await;
    assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "it is still shown, as text");
}

#[tokio::test(flavor = "current_thread")]
async fn error_messages_stay_until_they_are_dismissed() {
    let mut state = State::default();
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("odd.cer".to_owned(), 1)]));
    state.apply(Action::Crashed(1));
    assert!(render(state.clone()).await.contains("odd.cer could not be checked"));
    state.apply(Action::TroublesRead);
    assert!(!render(state).await.contains("odd.cer could not"));
}

#[tokio::test(flavor = "current_thread")]
async fn reading_shows_progress() {
    let mut state = State::default();
    state.apply(Action::Received(vec![("a".to_owned(), 1), ("b".to_owned(), 1)]));
    let page = render(state.clone()).await;
    for words in ["data-reading=\"pause\"", "data-reading=\"stop\""] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    state.bulk.clock = 0;
    state.apply(Action::Paused(true));
    assert!(render(state.clone()).await.contains("Paused after 0 of 2 files"));
    state.apply(Action::Paused(false));
    let page = render(state).await;
    assert!(page.contains("Reading: 0 of 2 files") && page.contains("<progress"), "{page}");
    let mut state = State::default();
    state.bulk.queue.hire();
    let mut check = async |action: Action, words: &str| {
        state.apply(action);
        let page = render(state.clone()).await;
        assert!(page.contains(words), "{words}\n{page}");
    };
    check(Action::Received(vec![("all.pem".to_owned(), 9 << 20)]), "Reading: 0 of 1 file<").await;
    check(reply(Reply::Cut { file: 0, part: 0, bytes: 5 << 20, text: 5 << 20 }), "Reading: 0 of 2 parts<")
        .await;
    check(reply(Reply::Read { certificates: 1 }), "Reading: 1 of 2 parts · 1 certificate so far<").await;
    check(reply(Reply::Read { certificates: 1_500 }), "Checking: 0 of 1\u{202f}501 certificates<").await;
    check(
        reply(Reply::Judged { next: Some(400), items: 400 }),
        "Checking: 400 of 1\u{202f}501 certificates<",
    )
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn the_paste_box_opens() {
    let mut state = State::default();
    state.apply(Action::Pasting(Some(String::new())));
    assert!(render(state).await.contains("Paste a certificate"));
}

#[tokio::test(flavor = "current_thread")]
async fn reading_that_was_stopped_early_can_be_resumed() {
    let mut state = State::default();
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("many.zip".to_owned(), 1)]));
    assert!(!render(state.clone()).await.contains("Choose files"), "there is something to wait for");
    state.apply(Action::Stopped);
    let page = render(state.clone()).await;
    for words in ["Stopped. 1 file was not read.", "Read the rest", "data-reading=\"forget\"", "Choose files"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    state.apply(Action::Cleared);
    assert!(!render(state).await.contains("Stopped."));
}

#[tokio::test(flavor = "current_thread")]
async fn the_about_page_states_the_promise() {
    let page = render(State { route: Route::About, ..State::default() }).await;
    assert!(page.contains("Nothing leaves this browser") && page.contains(env!("CARGO_PKG_VERSION")));
}

#[tokio::test(flavor = "current_thread")]
async fn headings_skip_no_level() {
    let mut visits = vec![State::default()];
    let weak = case("mapping/sid-absent/broken.pem");
    for route in [
        Route::Inspect,
        Route::Table,
        Route::Bytes,
        Route::Chain,
        Route::Map,
        Route::Time,
        Route::Compare,
        Route::Policy,
        Route::About,
    ] {
        visits.push(visit(&[("weak.pem", &weak), ("old.pem", &weak)], vec![opened(route)]));
    }
    for state in visits {
        let route = state.route.clone();
        let page = render(state).await;
        // What comes before the title is a landmark with a name of its own.
        let mut above = 1;
        for (at, _) in page.match_indices("<h") {
            let Some(level) = page[at + 2..].chars().next().and_then(|it| it.to_digit(10)) else { continue };
            assert!(level <= above + 1, "{route:?}: level {level} below {above}\n{page}");
            above = level;
        }
        assert_eq!(page.matches("<h1").count(), 1, "{route:?}");
    }
}

#[test]
fn without_javascript_only_one_sentence_is_shown() {
    let (document, styles) = (include_str!("../../index.html"), include_str!("../../www/style.css"));
    let place = |words: &str| document.find(words).unwrap();
    assert!(place("<noscript>") < place("id=\"no-script\"") && place("</noscript>") < place("id=\"page\""));
    let hidden = styles.split_once("@media (scripting: none) {").unwrap().1;
    assert!(
        hidden.trim_start().starts_with("#page, #waiting { display: none; }")
            && styles.contains("#no-script {")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn no_view_holds_inline_styles_or_handlers() {
    let mut states = vec![State { theme: Theme::Dark, ..State::default() }];
    states.push(with(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))]));
    for route in [Route::Bytes, Route::Compare, Route::Map, Route::Table, Route::Policy] {
        let weak = case("mapping/sid-absent/broken.pem");
        states.push(visit(&[("a.pem", &weak), ("b.pem", &weak)], vec![opened(route)]));
    }
    states.push(State { route: Route::About, ..State::default() });
    for state in states {
        let page = render(state).await;
        // The Content-Security-Policy of the page would refuse both.
        assert!(!page.contains(" style=") && !page.contains(" onclick="), "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn duplicate_files_are_named() {
    let (strong, weak) = (case("mapping/sid-absent/met.pem"), case("mapping/sid-absent/broken.pem"));
    let files: [(&str, &[u8]); 4] =
        [("a.pem", &strong), ("a.pem", &strong), ("weak.pem", &weak), ("b.pem", &strong)];
    let page = render(visit(&files, vec![])).await;
    for words in [">, found 2 times, also in b.pem<", "From a.pem, found there 2 times.", "also in b.pem."] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let page = render(visit(&files[..3], vec![])).await;
    assert!(page.contains(">, found 2 times<") && !page.contains("also in"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_address_of_a_lost_item_says_that_files_are_not_kept() {
    for address in ["#/item/1", "#/item/1/bytes", "#/map", "#/overview", "#/table"] {
        let arrived = Action::Linked(Act::Arrived(Arrival::of(address)));
        let state = visit(&[], vec![arrived]);
        assert_eq!(state.title(), "Strongmap", "{address}");
        let page = render(state).await;
        assert!(page.contains("Files are not kept") && page.contains("Choose files"), "{address}\n{page}");
    }
    assert!(!render(visit(&[], vec![])).await.contains("data-lost"));
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_paste_box_stays_open_and_says_so() {
    let mut state = State::default();
    state.apply(Action::Pasting(Some(String::new())));
    let effects = state.apply(Action::Pasted(" \n".to_owned()));
    assert_eq!(effects, [Effect::Focus("paste-text".to_owned())]);
    let page = render(state.clone()).await;
    assert!(
        page.contains("Nothing was pasted") && page.contains("aria-describedby=\"paste-rejected\""),
        "{page}"
    );
    state.apply(Action::Pasting(Some("x".to_owned())));
    assert!(!render(state).await.contains("Nothing was pasted"));
}
