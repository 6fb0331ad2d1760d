//! The page rendered to text on this machine: every state shows what it should, and nothing it should not.

use std::rc::Rc;
use strongmap::examination;
use strongmap::intake::File;
use strongmap::moment::Moment;
use strongmap::report::{self, Report, code};
use strongmap::situation::Situation;
use strongmap::ui::page::{Page, Props};
use strongmap::ui::state::{Action, Route, State, Theme};
use yew::{Callback, LocalServerRenderer};

async fn render(state: State) -> String {
    let props = Props { state: Rc::new(state), act: Callback::noop() };
    LocalServerRenderer::<Page>::with_props(props).hydratable(false).render().await
}

fn today() -> Situation {
    Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() }
}

fn case(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn examined(files: &[(&str, &[u8])]) -> Report {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let findings = examination::read(&files, &[]);
    report::report(&findings, &examination::judge(&findings, &today()), &report::Reader::somewhere(&today()))
}

fn with(report: Report) -> State {
    let mut state = State::new(today().today);
    state.apply(Action::Received(vec!["a".to_owned()]));
    state.apply(Action::Done);
    state.apply(Action::Judged(Box::new(report)));
    state
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_page_invites() {
    let page = render(State::default()).await;
    for words in ["Drop certificates anywhere", "Choose files", "Paste text", "data-example=\"weak\""] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("data-verdict"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_weak_certificate_is_refused_in_words() {
    let page = render(with(examined(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))]))).await;
    for words in [
        "data-verdict=\"weak\"",
        "Not strongly mapped",
        "A domain controller will refuse this certificate",
        "alice@corp.example",
        "#/code/ras/853",
        "#/code/nps/16",
        "#/code/kdc/39",
        "#/code/krb/66",
        "What to do",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_strong_certificate_is_let_in() {
    let page = render(with(examined(&[("alice.pem", &case("mapping/sid-absent/met.pem"))]))).await;
    for words in
        ["data-verdict=\"strong\"", "Strongly mapped", "S-1-5-21-1496966362-3320961333-4044918980-1105"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("#/code/kdc/39"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_file_that_is_nothing_known_says_so_and_the_others_stay() {
    let state = with(examined(&[
        ("note.txt", b"no certificate in here"),
        ("alice.pem", &case("mapping/sid-absent/met.pem")),
    ]));
    let page = render(state.clone()).await;
    assert!(page.contains("note.txt") && page.contains("2 items"), "{page}");
    let mut state = state;
    state.apply(Action::Selected(1));
    assert!(render(state).await.contains("data-verdict=\"strong\""));
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_certificate_says_cannot_act() {
    let hostile = forge::Leaf::user("x").upn("<script>alert(1)</script>@corp.example").pem();
    let page = render(with(examined(&[("<img src=x onerror=alert(1)>.pem", hostile.as_bytes())]))).await;
    assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "it is still shown, as text");
}

#[tokio::test(flavor = "current_thread")]
async fn troubles_are_told_until_they_are_read() {
    let mut state = State::default();
    state.apply(Action::Received(vec!["odd.cer".to_owned()]));
    state.apply(Action::Felled);
    assert!(render(state.clone()).await.contains("odd.cer could not be examined"));
    state.apply(Action::TroublesRead);
    assert!(!render(state).await.contains("odd.cer could not"));
}

#[tokio::test(flavor = "current_thread")]
async fn reading_shows_progress() {
    let mut state = State::default();
    state.apply(Action::Received(vec!["a".to_owned(), "b".to_owned()]));
    let page = render(state).await;
    assert!(page.contains("Reading, 0 of 2 files") && page.contains("<progress"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_box_for_pasting_opens() {
    let mut state = State::default();
    state.apply(Action::Pasting(Some(String::new())));
    assert!(render(state).await.contains("Paste a certificate"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_code_has_its_page() {
    let link = "#/code/ras/853".to_owned();
    let mut state = State::default();
    state.apply(Action::Navigated(Route::of(&link)));
    assert!(render(state.clone()).await.contains("Looking it up"));
    state.apply(Action::PageCame(link.clone(), code::page(&link).map(Box::new)));
    let page = render(state.clone()).await;
    for words in
        ["What it means", "What really causes it", "How to see it yourself", "What to change", "Sources"]
    {
        assert!(page.contains(words), "{words}");
    }
    state.apply(Action::PageCame(link, None));
    assert!(render(state).await.contains("There is no such code here"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_look_up_shows_every_meaning() {
    let mut state = State::default();
    state.apply(Action::QueryTyped("16".to_owned()));
    state.apply(Action::LookedUp("16".to_owned(), code::look_up("16")));
    let page = render(state.clone()).await;
    assert!(page.contains("#/code/nps/16") && page.contains("#/code/krb/16"), "{page}");
    state.apply(Action::QueryTyped("zzzzqqqq".to_owned()));
    state.apply(Action::LookedUp("zzzzqqqq".to_owned(), vec![]));
    assert!(render(state).await.contains("No code fits that"));
}

#[tokio::test(flavor = "current_thread")]
async fn every_family_can_be_browsed() {
    let mut state = State::default();
    state.apply(Action::Navigated(Route::Codes));
    state.apply(Action::CodesCame(code::family(strongmap::catalog::Family::Ike)));
    let page = render(state).await;
    assert!(page.contains("IKE and IPsec errors") && page.contains("#/code/ike/13801"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_promise_is_written_down() {
    let page = render(State { route: Route::About, ..State::default() }).await;
    assert!(page.contains("Nothing leaves this browser") && page.contains(env!("CARGO_PKG_VERSION")));
}

#[tokio::test(flavor = "current_thread")]
async fn no_view_holds_inline_styles_or_handlers() {
    let mut states = vec![State { theme: Theme::Dark, ..State::default() }];
    states.push(with(examined(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))])));
    states.push(State { route: Route::About, ..State::default() });
    for state in states {
        let page = render(state).await;
        // The policy of the page would refuse both.
        assert!(!page.contains(" style=") && !page.contains(" onclick="), "{page}");
    }
}
