//! Codes, looked up and explained.

use crate::{arrived, case, opened, render, reply, visit};
use strongmap::report::code;
use strongmap::ui::seam::Reply;
use strongmap::ui::state::{Action, Route, State};

#[tokio::test(flavor = "current_thread")]
async fn a_code_has_its_page() {
    let link = "#/code/ras/853".to_owned();
    let mut state = State::default();
    state.apply(arrived(&link));
    assert!(render(state.clone()).await.contains("Looking it up"));
    state.apply(reply(Reply::Page {
        link: link.clone(),
        page: code::page(&link).map(Box::new),
        meanings: vec![],
    }));
    let page = render(state.clone()).await;
    for words in
        ["What it means", "What really causes it", "How to see it yourself", "What to change", "Sources"]
    {
        assert!(page.contains(words), "{words}");
    }
    state.apply(reply(Reply::Page { link, page: None, meanings: vec![] }));
    assert!(render(state).await.contains("Code not found"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_code_links_to_the_items_that_lead_to_it() {
    let link = "#/code/kdc/39".to_owned();
    let (strong, weak) = (case("mapping/sid-absent/met.pem"), case("mapping/sid-absent/broken.pem"));
    let files: [(&str, &[u8]); 2] = [("alice.pem", &strong), ("old.pem", &weak)];
    let mut state = visit(&files, vec![arrived(&link)]);
    state.apply(reply(Reply::Page { page: code::page(&link).map(Box::new), link, meanings: vec![] }));
    let page = render(state).await;
    assert!(page.contains("data-leads=\"1-0-0\"") && page.contains("Always On VPN user tunnel"), "{page}");
    assert!(!page.contains("data-leads=\"0-0-0\""), "the strong one leads elsewhere");
}

#[tokio::test(flavor = "current_thread")]
async fn a_code_says_where_the_items_lead_instead() {
    let weak = case("mapping/sid-absent/broken.pem");
    let page_of = async |link: &str| {
        let mut state = visit(&[("old.pem", &weak)], vec![arrived(link)]);
        let (link, page) = (link.to_owned(), code::page(link).map(Box::new));
        state.apply(reply(Reply::Page { page, link, meanings: vec![] }));
        render(state).await
    };
    let other = page_of("#/code/ike/13806").await;
    let (_, told) = other.split_once("data-leads-elsewhere").unwrap();
    let told = told.split_once("</p>").unwrap().0;
    assert!(
        told.contains("This code itself is not predicted for what you added.")
            && told.contains("#/code/kdc/39"),
        "{told}"
    );
    assert!(!told.contains("(Always On"), "the only scenario needs no name: {told}");
    let computer = case("mapping/sid-absent/broken-computer.pem");
    let mut state = visit(&[("pc.pem", &computer)], vec![arrived("#/code/ike/13806")]);
    let link = "#/code/ike/13806".to_owned();
    state.apply(reply(Reply::Page { page: code::page(&link).map(Box::new), link, meanings: vec![] }));
    let told = render(state).await;
    assert!(told.contains(" (Wi-Fi or wired 802.1X, computer)."), "{told}");
    let held = page_of("#/code/event/6273").await;
    assert!(held.contains("NPS reason 16</a>. This event contains it."), "{held}");
    assert!(!page_of("#/code/kdc/39").await.contains("data-leads-elsewhere"));
}

/// A page with a query in the search box, and its results.
fn typing(query: &str) -> State {
    let mut state = State::default();
    state.apply(Action::QueryTyped(query.to_owned()));
    state.apply(Action::Suggesting(true));
    state.apply(reply(Reply::LookedUp { query: query.to_owned(), hits: code::look_up(query) }));
    state
}

#[tokio::test(flavor = "current_thread")]
async fn a_look_up_shows_every_meaning() {
    let mut state = typing("16");
    let page = render(state.clone()).await;
    assert!(page.contains("#/code/nps/16") && page.contains("#/code/krb/16"), "{page}");
    let said = |page: &str| {
        let box_for_codes = &page[page.find("id=\"look-up\"").unwrap()..];
        let said = &box_for_codes[box_for_codes.find("role=\"status\"").unwrap()..];
        said[said.find('>').unwrap() + 1..said.find('<').unwrap()].to_owned()
    };
    assert!(said(&page).ends_with(" codes found"), "only the count is said, not the list: {}", said(&page));
    state = typing("zzzzqqqq");
    assert!(said(&render(state.clone()).await).starts_with("No code matches"));
    assert_eq!(said(&render(State::default()).await), "");
    state.apply(Action::QuerySent);
    state.apply(opened(Route::Codes));
    let page = render(state).await;
    for words in ["No code matches “zzzzqqqq”", "13801", "href=\"#/codes\""] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn suggestions_are_shown_only_while_typing() {
    let typed = typing("16");
    assert!(render(typed.clone()).await.contains("#/code/nps/16"));
    for closes in [
        Action::QuerySent,
        Action::Suggesting(false),
        opened(Route::About),
        Action::Received(vec![("a.cer".to_owned(), 1)]),
    ] {
        let mut state = typed.clone();
        let what = format!("{closes:?}");
        state.apply(closes);
        assert!(!render(state.clone()).await.contains("#/code/nps/16"), "{what}");
        assert_eq!(state.query, "16", "the query stays: {what}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_unknown_code_family_is_reported() {
    let page = render(visit(&[], vec![arrived("#/code/foo/1")])).await;
    assert!(page.contains("There is no code family “foo”") && !page.contains("What it means"), "{page}");
    let page = render(visit(&[], vec![arrived("#/code/nps/16")])).await;
    assert!(!page.contains("no family"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_query_is_kept_on_pages_of_codes_only() {
    let code = arrived("#/code/nps/16");
    let mut state = typing("16");
    state.apply(code);
    assert_eq!(state.query, "16");
    state.apply(opened(Route::Codes));
    assert_eq!(state.query, "16");
    state.apply(opened(Route::About));
    assert_eq!((state.query.as_str(), state.hits), ("", None));
}

#[tokio::test(flavor = "current_thread")]
async fn every_family_can_be_browsed() {
    let mut state = State::default();
    state.apply(opened(Route::Codes));
    state.apply(reply(Reply::Codes { hits: code::family(strongmap::catalog::Family::Ike) }));
    let page = render(state).await;
    assert!(page.contains("IKE and IPsec errors") && page.contains("#/code/ike/13801"), "{page}");
}
