//! The page rendered to text on this machine: every state shows what it should, and nothing it should not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use forge::container::zip::{Method, archive};
use std::collections::VecDeque;
use std::rc::Rc;
use strongmap::moment::Moment;
use strongmap::prediction::Role;
use strongmap::report::{Item, Sign, code, scenario_title};
use strongmap::situation::{Scenario, Situation};
use strongmap::ui::desk::Desk;
use strongmap::ui::librarian;
use strongmap::ui::page::{Page, Props};
use strongmap::ui::seam::{Parcel, Password, Reply, Request, Source};
use strongmap::ui::state::links::Act;
use strongmap::ui::state::{Action, Arrival, Effect, Extent, Listing, Route, Sort, State, Theme};
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

/// The first item of a file.
fn of(file: usize) -> Source {
    Source { file, ..Source::default() }
}

fn reply(reply: Reply) -> Action {
    Action::Replied(1, Box::new(reply), Parcel::default())
}

/// A visit with these files.
fn with(files: &[(&str, &[u8])]) -> State {
    visit(files, vec![])
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_page_invites() {
    let page = render(State::default()).await;
    for words in ["Drop certificates anywhere", "Choose files", "Paste text", "data-example=\"weak\""] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("data-verdict"));
}

/// What `index.html` shows before the program has come, so that nothing moves when it has.
#[tokio::test(flavor = "current_thread")]
async fn the_first_frame_is_what_the_program_draws() {
    let document = include_str!("../index.html");
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
async fn a_weak_certificate_is_refused_in_words() {
    let page = render(with(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))])).await;
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
        "<h3>Add an explicit mapping to the account</h3><span class=\"quiet\"> · quick fix</span>",
        "<span class=\"quiet\"> · permanent fix</span>",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_strong_certificate_is_let_in() {
    let page = render(with(&[("alice.pem", &case("mapping/sid-absent/met.pem"))])).await;
    for words in
        ["data-verdict=\"strong\"", "Strongly mapped", "S-1-5-21-1496966362-3320961333-4044918980-1105"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("#/code/kdc/39"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_file_that_is_cut_off_gets_no_verdict() {
    let whole = case("mapping/sid-absent/met.pem");
    let lines: Vec<&str> = str::from_utf8(&whole).unwrap().lines().collect();
    let cut = lines[..lines.len() - 6].join("\n");
    let page = render(with(&[("alice.pem", cut.as_bytes())])).await;
    for words in [
        "data-verdict=\"undecided\"",
        "Cannot tell: </span>The file is incomplete",
        "not readable",
        "Whether it works cannot be determined.",
        "data-remedy=\"Copy the complete file again\"",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for words in
        ["documented by Microsoft", "#/code/", ">none</span>", "Reissue", "id=\"questions\"", "Fails here"]
    {
        assert!(!page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_file_that_is_nothing_known_says_so_and_the_others_stay() {
    let state =
        with(&[("note.txt", b"no certificate in here"), ("alice.pem", &case("mapping/sid-absent/met.pem"))]);
    let page = render(state.clone()).await;
    assert!(page.contains("note.txt") && page.contains("2 items"), "{page}");
    let files: [(&str, &[u8]); 2] =
        [("note.txt", b"no certificate in here"), ("alice.pem", &case("mapping/sid-absent/met.pem"))];
    let state = visit(&files, vec![Action::Selected(of(1))]);
    assert!(render(state).await.contains("data-verdict=\"strong\""));
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_certificate_says_cannot_act() {
    let hostile = forge::Leaf::user("x").upn("<script>alert(1)</script>@corp.example").pem();
    let page = render(with(&[("<img src=x onerror=alert(1)>.pem", hostile.as_bytes())])).await;
    assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "it is still shown, as text");
}

#[tokio::test(flavor = "current_thread")]
async fn troubles_are_told_until_they_are_read() {
    let mut state = State::default();
    state.bulk.queue.hire();
    state.apply(Action::Received(vec![("odd.cer".to_owned(), 1)]));
    state.apply(Action::Felled(1));
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
async fn a_code_names_what_was_dropped_and_leads_to_it() {
    let link = "#/code/kdc/39".to_owned();
    let (strong, weak) = (case("mapping/sid-absent/met.pem"), case("mapping/sid-absent/broken.pem"));
    let files: [(&str, &[u8]); 2] = [("alice.pem", &strong), ("old.pem", &weak)];
    let mut state = visit(&files, vec![Action::Navigated(Route::of(&link))]);
    state.apply(reply(Reply::Page { page: code::page(&link).map(Box::new), link, meanings: vec![] }));
    let page = render(state).await;
    assert!(page.contains("data-leads=\"1-0-0\"") && page.contains("Always On VPN user tunnel"), "{page}");
    assert!(!page.contains("data-leads=\"0-0-0\""), "the strong one leads elsewhere");
}

#[tokio::test(flavor = "current_thread")]
async fn a_code_says_where_what_was_dropped_leads_instead() {
    let weak = case("mapping/sid-absent/broken.pem");
    let page_of = async |link: &str| {
        let mut state = visit(&[("old.pem", &weak)], vec![Action::Navigated(Route::of(link))]);
        let (link, page) = (link.to_owned(), code::page(link).map(Box::new));
        state.apply(reply(Reply::Page { page, link, meanings: vec![] }));
        render(state).await
    };
    let other = page_of("#/code/ike/13806").await;
    let (_, told) = other.split_once("data-leads-elsewhere").unwrap();
    let told = told.split_once("</p>").unwrap().0;
    assert!(
        told.contains("This code itself is not predicted for what you dropped.")
            && told.contains("#/code/kdc/39"),
        "{told}"
    );
    let held = page_of("#/code/event/6273").await;
    assert!(held.contains("NPS reason 16</a>. This event contains it."), "{held}");
    assert!(!page_of("#/code/kdc/39").await.contains("data-leads-elsewhere"));
}

/// What is refused in one scenario alone is told of in that one, with what to do about it.
#[tokio::test(flavor = "current_thread")]
async fn the_scenario_that_decides_is_shown_first() {
    let laptop = forge::Leaf::computer("laptop-17.corp.example").der();
    let mut state = with(&[("laptop.cer", &laptop)]);
    let pressed = |page: &str, name: &str| {
        let (_, chip) = page.split_once(&format!("data-scenario=\"{name}\"")).unwrap();
        chip.split_once('>').unwrap().0.contains("aria-pressed=\"true\"")
    };
    let page = render(state.clone()).await;
    assert!(pressed(&page, "wifi-computer") && page.contains("What to do"), "{page}");
    assert!(page.contains("NAME stands for the account's sAMAccountName"), "{page}");
    state.apply(Action::StoryChosen(0));
    let page = render(state).await;
    assert!(pressed(&page, "device-tunnel") && !page.contains("What to do"), "{page}");
}

/// Nobody who uses a keyboard has to go through all of a list.
#[tokio::test(flavor = "current_thread")]
async fn the_tabulator_stops_at_one_entry_of_the_list() {
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
async fn of_hundreds_of_names_most_are_folded() {
    let names = |count: usize| {
        (0..count).fold(forge::Leaf::server("host"), |leaf, number| {
            leaf.dns(&format!("host-{number}.corp.example"))
        })
    };
    let many = render(with(&[("a.cer", &names(400).der())])).await;
    let (shown, folded) = many.split_once("class=\"more-fields\"").unwrap();
    assert!(
        shown.contains("host-5.corp") && !shown.contains("host-50.corp") && folded.contains("host-399.corp")
    );
    assert!(!render(with(&[("a.cer", &names(12).der())])).await.contains("more-fields"));
}

/// Beyond the cut there may be anything.
/// A browser would take a minute for the tens of thousands that a forged file may have.
#[tokio::test(flavor = "current_thread")]
async fn of_thousands_of_names_and_extensions_only_so_many_are_drawn() {
    const COUNT: usize = 3_000;
    let names = (0..COUNT).map(|it| format!("host-{it}.corp.example"));
    let leaf = names.fold(forge::Leaf::server("vpn.corp.example"), |leaf, name| leaf.dns(&name));
    let leaf = (0..COUNT).fold(leaf, |leaf, it| leaf.extension(&format!("1.2.3.{it}"), false, []));
    let page = render(with(&[("a.cer", &leaf.der())])).await;
    for (what, of) in [("DNS name", "class=\"field\""), ("an extension", "data-extension=")] {
        assert!((900..3_000).contains(&page.matches(of).count()), "{what}: {}", page.matches(of).count());
    }
    assert!(page.contains(" more are not shown."), "the rest is told");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_cut_off_is_not_told_as_missing() {
    let whole = forge::Leaf::user("alice").upn("alice@corp.example").der();
    let key = strongmap::certificate::read(&whole).certificate.public_key.unwrap().span;
    let within = key.offset + key.length - 9;
    for (length, purposes, bits) in
        [(whole.len(), "Client authentication", true), (within, "not readable", false)]
    {
        let page = render(with(&[("a.cer", &whole[..length])])).await;
        let of = |label: &str| {
            page.split_once(&format!("<dt>{label}</dt>")).unwrap().1.split_once("</dd>").unwrap().0
        };
        assert!(of("Enhanced key usage").contains(purposes), "{}", of("Enhanced key usage"));
        assert_eq!(of("CA certificate").contains("cannot issue"), bits, "{}", of("CA certificate"));
        assert_eq!(of("Key").contains(" bits"), bits, "{}", of("Key"));
        assert_eq!(of("Thumbprint").contains("Copy"), bits, "{}", of("Thumbprint"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_stopped_before_anything_came_can_begin_anew() {
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

const EVENT_39: &str = "Log Name:      System
Source:        Microsoft-Windows-Kerberos-Key-Distribution-Center
Event ID:      39
Description:
The Key Distribution Center (KDC) encountered a user certificate that was valid but could not be mapped to a user in a \
secure way (such as via explicit mapping, key trust mapping, or a SID).
  User: alice
  Certificate Issuer: Corp Issuing CA 1
  Certificate Serial Number: 2B0000006695B87AB9E4342FA8B4DB00000066
";

#[tokio::test(flavor = "current_thread")]
async fn a_text_without_a_certificate_is_told_as_what_it_is() {
    let utf_16: Vec<u8> = EVENT_39.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let denied = "Network Policy Server denied access to a user.\nReason Code:\t16\n";
    let ended = "CoId={1234}: The user dialed a connection which has failed. The error code returned on failure is 13801.";
    for (text, label, link) in [
        (EVENT_39.as_bytes(), "KDC event 39", "#/code/kdc/39"),
        (&utf_16, "KDC event 39", "#/code/kdc/39"),
        (denied.as_bytes(), "NPS reason 16", "#/code/nps/16"),
        (ended.as_bytes(), "error 13801", "#/code/ike/13801"),
        (b"IKE authentication credentials are unacceptable", "error 13801", "#/code/ike/13801"),
    ] {
        let state = visit(&[("pasted text", text)], vec![]);
        assert!(
            state.title().starts_with(&format!("This looks like the text of {label}: ")),
            "{}",
            state.title()
        );
        let page = render(state).await;
        let (words, link) =
            (format!("\">This looks like the text of {label}</h1>"), format!("href=\"{link}\""));
        for words in [words.as_str(), &link, "data-meant", "Drop the certificate as well"] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        assert!(!page.contains("What can be read:"), "{page}");
    }
    let page = render(visit(&[("note.txt", b"no certificate in here")], vec![])).await;
    for words in ["</span>Not recognized</h1>", "Some of its words match these codes", "data-meant"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for nothing in [&b"hello world nothing here"[..], b"\x00\x01\x02\xff13801\x00\x01\x02\x03"] {
        let page = render(visit(&[("note", nothing)], vec![])).await;
        assert!(page.contains("What can be read:") && !page.contains("data-meant"), "{page}");
    }
    let weak = case("mapping/sid-absent/broken.pem");
    let files: [(&str, &[u8]); 2] = [("event.txt", EVENT_39.as_bytes()), ("weak.pem", &weak)];
    let other = render(visit(&files, vec![Action::Selected(of(0)), Action::Selected(of(1))])).await;
    assert!(other.contains("data-verdict=\"weak\"") && !other.contains("data-meant"), "{other}");
}

/// A page into whose box for codes something was typed, and what that can mean.
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
    state.apply(Action::Navigated(Route::Codes));
    let page = render(state).await;
    for words in ["No code matches “zzzzqqqq”", "13801", "href=\"#/codes\""] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_query_can_mean_covers_the_page_only_while_it_is_typed() {
    let typed = typing("16");
    assert!(render(typed.clone()).await.contains("#/code/nps/16"));
    for closes in [
        Action::QuerySent,
        Action::Suggesting(false),
        Action::Navigated(Route::About),
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
async fn a_family_that_is_none_is_told_as_such() {
    let page = render(visit(&[], vec![Action::Navigated(Route::of("#/code/foo/1"))])).await;
    assert!(page.contains("There is no code family “foo”") && !page.contains("What it means"), "{page}");
    let page = render(visit(&[], vec![Action::Navigated(Route::of("#/code/nps/16"))])).await;
    assert!(!page.contains("no family"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_looked_up_stays_in_its_box_among_codes_only() {
    let code = Action::Navigated(Route::of("#/code/nps/16"));
    let mut state = typing("16");
    state.apply(code);
    assert_eq!(state.query, "16");
    state.apply(Action::Navigated(Route::Codes));
    assert_eq!(state.query, "16");
    state.apply(Action::Navigated(Route::About));
    assert_eq!((state.query.as_str(), state.hits), ("", None));
}

#[tokio::test(flavor = "current_thread")]
async fn every_family_can_be_browsed() {
    let mut state = State::default();
    state.apply(Action::Navigated(Route::Codes));
    state.apply(reply(Reply::Codes { hits: code::family(strongmap::catalog::Family::Ike) }));
    let page = render(state).await;
    assert!(page.contains("IKE and IPsec errors") && page.contains("#/code/ike/13801"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_promise_is_written_down() {
    let page = render(State { route: Route::About, ..State::default() }).await;
    assert!(page.contains("Nothing leaves this browser") && page.contains(env!("CARGO_PKG_VERSION")));
}

/// What the workers would answer to everything the state asks for.
fn served(mut state: State, files: &[(&str, &[u8])], actions: Vec<Action>) -> State {
    let mut desks: Vec<Desk> = (0..2).map(|_| Desk::new(|_| None)).collect();
    state.bulk.cores = 1;
    let mut actions: VecDeque<Action> = actions.into();
    if !files.is_empty() && !actions.iter().any(|action| matches!(action, Action::Received(_))) {
        let named = files.iter().map(|(name, _)| ((*name).to_owned(), 1)).collect();
        actions.push_front(Action::Received(named));
    }
    while let Some(action) = actions.pop_front() {
        let mut answers = Vec::new();
        for effect in state.apply(action) {
            let (seat, request, handed) = match effect {
                Effect::Read(seat, parts, situation, preview) => {
                    let bytes = parts.iter().map(|part| files[part.file].1.to_vec()).collect();
                    (seat, Request::Read { parts, situation, preview }, bytes)
                }
                Effect::Ask(seat, request, parcel) => (seat, request, vec![parcel.0.to_vec()]),
                Effect::AskLibrarian(request) => {
                    answers.push(reply(librarian::answer(request)));
                    continue;
                }
                Effect::ListSoon => {
                    answers.push(Action::ListDue);
                    continue;
                }
                Effect::TellPainted => {
                    answers.push(Action::Painted);
                    continue;
                }
                Effect::GoTo(address) => {
                    answers.push(Action::Linked(Act::Arrived(Arrival::of(&address))));
                    continue;
                }
                _ => continue,
            };
            desks[seat].answer(request, &handed, &mut |reply, parcel| {
                answers.push(Action::Replied(seat, Box::new(crossed(&reply)), parcel));
            });
        }
        answers.into_iter().rev().for_each(|answer| actions.push_front(answer));
    }
    state
}

/// An answer as the page has it from a worker.
fn crossed(reply: &Reply) -> Reply {
    let there: Reply = Parcel::unpack(&Parcel::pack(reply).0).unwrap();
    assert_eq!(there, *reply);
    there
}

fn visit(files: &[(&str, &[u8])], actions: Vec<Action>) -> State {
    let mut state = State::new(today().today);
    state.bulk.queue.hire();
    served(state, files, actions)
}

#[tokio::test(flavor = "current_thread")]
async fn every_field_can_be_copied_and_leads_to_its_bytes() {
    let weak = case("mapping/sid-absent/broken.pem");
    let page = render(visit(&[("alice.pem", &weak)], vec![])).await;
    for words in [
        "aria-label=\"Copy Thumbprint\"",
        "data-offset=",
        "expires in 8 weeks",
        " assumptions</summary>",
        "documented by Microsoft · domain controllers updated to November 2026",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("nothing to see"));
}

#[tokio::test(flavor = "current_thread")]
async fn what_became_of_it_over_time_can_be_read() {
    let old = forge::Leaf::user("alice").valid("2021-01-01T00:00:00Z", "2027-01-01T00:00:00Z").der();
    let page = render(visit(&[("a.cer", &old)], vec![Action::Navigated(Route::Time)])).await;
    for words in [
        "2021-01-01 to 2022-05-09",
        "2022-05-10 to 2025-02-10",
        "data-period=\"2025-02-11 to 2027-01-01\"",
        "the day checked",
        "#/code/kdc/39",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let note = render(visit(&[("a.txt", b"nothing")], vec![Action::Navigated(Route::Time)])).await;
    assert!(note.contains("No timeline to show"), "{note}");
}

#[tokio::test(flavor = "current_thread")]
async fn bytes_and_structure_stand_side_by_side() {
    let der = forge::Leaf::user("alice").upn("alice@corp.example").der();
    let page =
        render(visit(&[("a.cer", &der)], vec![Action::Navigated(Route::Bytes), Action::ByteChosen(4)])).await;
    for words in
        ["role=\"tree\"", "tbsCertificate", "data-byte=\"4\"", "data-chosen=\"4\"", "alice@corp.example"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("data-left-out"), "all of it is told apart");
    let note = visit(&[("note.txt", b"nothing")], vec![Action::Navigated(Route::Bytes)]);
    assert!(render(note).await.contains("No bytes to show"));
    let nested = (0..38).fold(Vec::new(), |inner, _| forge::der::sequence(&[inner]));
    let der = forge::Leaf::user("alice").extension("1.2.3.4", false, nested).der();
    let page = render(visit(&[("a.cer", &der)], vec![Action::Navigated(Route::Bytes)])).await;
    assert!(page.contains("There are deeper elements: only 40 levels are shown."), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_chain_has_its_own_view() {
    let bundle = case("intake/pkcs7/der.p7b");
    let files: [(&str, &[u8]); 1] = [("bundle.p7b", &bundle)];
    let page = render(visit(&files, vec![Action::Navigated(Route::Chain)])).await;
    for words in [
        "Chain of alice@corp.example",
        "href=\"#/item/0-0-1/chain\"",
        "data-issuer=\"0-0-2\"",
        "Corp Root CA",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let root = render(visit(
        &files,
        vec![Action::Navigated(Route::Chain), Action::Selected(Source { item: 2, ..of(0) })],
    ))
    .await;
    assert!(root.contains("Items here that it issued"), "{root}");
    let note = render(visit(&[("a.txt", b"nothing")], vec![Action::Navigated(Route::Chain)])).await;
    assert!(note.contains("No chain to show"), "{note}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_asks_for_a_password_comes_before_a_key() {
    let locked = case("intake/pkcs12/aes.pfx");
    let page = render(visit(&[("aes.pfx", &locked)], vec![])).await;
    assert!(page.contains("data-password"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_decides_is_asked_before_the_story_only_where_nothing_is_decided() {
    let order = |page: &str| page.find("id=\"questions\"").unwrap() < page.find("id=\"story\"").unwrap();
    let weak = render(with(&[("a", &case("mapping/sid-absent/broken.pem"))])).await;
    assert!(!order(&weak));
    let undecided = render(with(&[("a", &case("mapping/sid-near-miss/broken-uri-case.pem"))])).await;
    assert!(undecided.contains("data-verdict=\"undecided\"") && order(&undecided), "{undecided}");
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
        visits.push(visit(&[("weak.pem", &weak), ("old.pem", &weak)], vec![Action::Navigated(route)]));
    }
    for state in visits {
        let route = state.route.clone();
        let page = render(state).await;
        // What stands before the title is a landmark with a name of its own.
        let mut above = 1;
        for (at, _) in page.match_indices("<h") {
            let Some(level) = page[at + 2..].chars().next().and_then(|it| it.to_digit(10)) else { continue };
            assert!(level <= above + 1, "{route:?}: level {level} below {above}\n{page}");
            above = level;
        }
        assert_eq!(page.matches("<h1").count(), 1, "{route:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_renewal_is_compared() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 2] = [("old.pem", &old), ("new.pem", &new)];
    let actions =
        vec![Action::Selected(of(1)), Action::Navigated(Route::Compare), Action::OtherChosen(Some(of(0)))];
    let page = render(visit(&files, actions)).await;
    for words in [
        "The later one fixes it",
        "<h2>What changed",
        "<h2>What stayed the same",
        "SID extension",
        "needs a new mapping",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_string_that_does_not_match_is_marked_where_it_differs() {
    let weak = case("mapping/sid-absent/broken.pem");
    let actions = vec![Action::Navigated(Route::Map), Action::IdentitiesTyped("X509:<SKI>00".to_owned())];
    let page = render(visit(&[("alice.pem", &weak)], actions)).await;
    for words in [
        "data-explained=\"1\"",
        "<mark>",
        "character ",
        "Set-ADUser",
        "<h2>Weak mapping strings",
        "recommended",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_line_of_the_name_policy_is_checked_also_without_a_certificate() {
    let actions = vec![Action::Navigated(Route::Policy), Action::PolicyTyped("nonsense".to_owned())];
    let page = render(visit(&[], actions)).await;
    assert!(page.contains("cannot use this line") && page.contains("data-policy=\"1\""), "{page}");
    assert!(page.contains("<a href=\"#/\">Select a certificate</a>"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_table_lists_sorts_and_narrows() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 2] = [("old.pem", &old), ("new.pem", &new)];
    let listing = Listing { text: "new.pem".to_owned(), sort: Sort::Expiry, ..Listing::default() };
    let page = render(visit(&files, vec![Action::Navigated(Route::Table), Action::Listed(listing)])).await;
    assert!(page.contains("1 of 2 shown"), "{page}");
    assert!(page.contains("new.pem") && !page.contains("old.pem"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn how_many_have_a_sign_is_written_as_any_other_number() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let mut state = with(&[("old.pem", &old), ("new.pem", &new)]);
    Rc::make_mut(&mut state.bulk.list).signs.refused = 3417;
    let page = render(state).await;
    assert!(page.contains("Refused: 3\u{202f}417") && !page.contains("3417"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_list_beside_an_answer_says_what_it_is_narrowed_to() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 3] = [("old.pem", &old), ("new.pem", &new), ("note.txt", b"nothing")];
    let check = |listing: Listing, number: &'static str, chip: &'static str| async move {
        let shown = |route| {
            let narrowed = Action::ListShown(listing.clone());
            visit(&files, vec![Action::Navigated(Route::Overview), narrowed, Action::Navigated(route)])
        };
        let page = render(shown(Route::Inspect)).await;
        assert!(page.contains(&format!("<h2 class=\"small-title\">{number}</h2>")), "{number}\n{page}");
        assert!(page.contains(&format!("aria-label=\"Remove filter: {chip}\"")), "{chip}\n{page}");
    };
    let any = Listing::default;
    check(Listing { role: Some(Role::User), ..any() }, "2 of 3 items", "Users").await;
    check(Listing { text: " new.pem ".to_owned(), ..any() }, "1 of 3 items", "“new.pem”").await;
    check(Listing { kind: Some("certificate".to_owned()), ..any() }, "2 of 3 items", "Certificate").await;
    check(Listing { code: Some("#/code/krb/66".to_owned()), ..any() }, "1 of 3 items", "Kerberos error 66")
        .await;
    assert!(render(with(&files)).await.contains("<h2 class=\"small-title\">3 items</h2>"));
    let by_role = Listing { role: Some(Role::User), ..any() };
    let table =
        render(visit(&files, vec![Action::ListShown(by_role), Action::Navigated(Route::Table)])).await;
    assert!(!table.contains("Remove filter"), "beside a table the field says so: {table}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_name_keeps_its_order_where_it_is_written_from_right_to_left() {
    let upn = "محمد@شركة.example";
    let pem = forge::Leaf::user("x").upn(upn).pem();
    let expect = "محمد</bdi>@<bdi>شركة</bdi>.";
    for (route, places) in [(Route::Inspect, 4), (Route::Table, 1)] {
        let page = render(visit(&[("x.pem", pem.as_bytes())], vec![Action::Navigated(route.clone())])).await;
        let page = page.replace("<wbr>", "").replace("<wbr/>", "").replace("</span><span>", "");
        assert!(page.matches(expect).count() >= places, "{route:?}\n{page}");
    }
    assert!(!render(with(&[("a.pem", &case("mapping/sid-absent/broken.pem"))])).await.contains("<bdi>"));
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_cut_in_a_long_table_says_the_whole_where_it_is_pointed_at() {
    let half = case("mapping/sid-absent/broken-computer.pem");
    let page = render(visit(&[("a.pem", &half)], vec![Action::Navigated(Route::Table)])).await;
    assert!(page.contains("<td title=\"The device tunnel works, Wi-Fi is refused\">"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn where_nothing_fits_the_way_back_is_offered() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 2] = [("old.pem", &old), ("new.pem", &new)];
    let listing = Listing { text: "zzzz".to_owned(), sort: Sort::Expiry, ..Listing::default() };
    for route in [Route::Table, Route::Inspect] {
        let plan = "data-export=\"plan\"";
        let narrowed = visit(&files, vec![Action::Navigated(route.clone()), Action::Listed(listing.clone())]);
        let page = render(narrowed).await;
        assert!(page.contains("Nothing matches") && page.contains(">Show all 2 items<"), "{page}");
        assert!(!page.contains(plan), "nothing can be done with nothing: {page}");
        let turns = [listing.clone(), listing.widened()].map(Action::Listed);
        let all = visit(&files, [Action::Navigated(route.clone())].into_iter().chain(turns).collect());
        assert_eq!(all.listing.sort, Sort::Expiry);
        let page = render(all).await;
        assert!(!page.contains("data-nothing-fits"), "{page}");
        assert_eq!(page.contains(plan), route == Route::Table);
    }
    assert!(
        !render(visit(&files, vec![Action::Navigated(Route::Table)])).await.contains("data-nothing-fits")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn codes_that_do_not_fit_are_counted_in_a_long_table_only() {
    let all: String =
        (0..300).map(|at| forge::Leaf::user(&format!("u{at}")).upn("u@corp.example").pem()).collect();
    let weak = case("mapping/sid-absent/broken.pem");
    for (file, counted) in [(weak.as_slice(), false), (all.as_bytes(), true)] {
        let page = render(visit(&[("all.pem", file)], vec![Action::Navigated(Route::Table)])).await;
        let cell = page.split_once("<div class=\"codes-cell\">").unwrap().1.split_once("</div>").unwrap().0;
        assert_eq!(cell.contains("<span class=\"quiet no-print\">+"), counted, "{cell}");
        assert!(cell.contains("error 853"), "{cell}");
        assert_eq!(cell.contains("class=\"code beyond\">0x8"), counted, "{cell}");
        assert_eq!(page.matches("<col ").count(), 9, "{page}");
    }
}

/// Whoever sees no colours, or has them printed in grey, tells the refused part of a bar from the good one.
#[test]
fn bars_are_told_apart_by_their_brightness() {
    let styles = include_str!("../www/style.css");
    let brightness = |token: &str, dark: usize| {
        let colours = styles.split_once(&format!("--{token}: light-dark(#")).unwrap().1;
        let colour = &colours.split_once(')').unwrap().0.split(", #").nth(dark).unwrap()[..6];
        let part = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        let linear =
            |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.05 + 0.2126 * linear(part(0)) + 0.7152 * linear(part(2)) + 0.0722 * linear(part(4))
    };
    for (one, other) in [("good-area", "refused-area"), ("good-area", "surface"), ("refused-area", "surface")]
    {
        for dark in [0, 1] {
            let (one, other) = (brightness(one, dark), brightness(other, dark));
            let contrast = one.max(other) / one.min(other);
            assert!(contrast >= 3.0, "{contrast}");
        }
    }
}

#[test]
fn without_javascript_one_sentence_says_so_and_nothing_else_is_shown() {
    let (document, styles) = (include_str!("../index.html"), include_str!("../www/style.css"));
    let place = |words: &str| document.find(words).unwrap();
    assert!(place("<noscript>") < place("id=\"no-script\"") && place("</noscript>") < place("id=\"page\""));
    let hidden = styles.split_once("@media (scripting: none) {").unwrap().1;
    assert!(
        hidden.trim_start().starts_with("#page, #waiting { display: none; }")
            && styles.contains("#no-script {")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_order_of_a_column_is_shown_as_it_is_said() {
    for (sort, reversed, said, shown) in [
        (Sort::Expiry, false, "ascending", "Expiry<span aria-hidden=\"true\"> ▴</span>"),
        (Sort::Expiry, true, "descending", "Expiry<span aria-hidden=\"true\"> ▾</span>"),
        (Sort::Verdict, false, "descending", "Answer<span aria-hidden=\"true\"> ▾</span>"),
        (Sort::Verdict, true, "ascending", "Answer<span aria-hidden=\"true\"> ▴</span>"),
        (Sort::Found, false, "other", "File<span aria-hidden=\"true\"></span>"),
    ] {
        let listing = Listing { sort, reversed, ..Listing::default() };
        let actions = vec![Action::Navigated(Route::Table), Action::Listed(listing)];
        let page = render(visit(&[("weak.pem", &case("mapping/sid-absent/broken.pem"))], actions)).await;
        assert_eq!(page.matches("aria-sort=").count(), 1, "{page}");
        assert!(page.contains(&format!("aria-sort=\"{said}\"")) && page.contains(shown), "{sort:?}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_put_away_is_gone() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let page = render(visit(&[("old.pem", &old), ("new.pem", &new)], vec![Action::PutAway(of(0))])).await;
    assert!(page.contains("1 item") && page.contains("data-verdict=\"strong\""), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_locked_file_asks_for_its_password_and_opens() {
    let locked = case("intake/pkcs12/aes.pfx");
    let files: [(&str, &[u8]); 1] = [("aes.pfx", &locked)];
    let lines = visit(&files, vec![]).bulk.list.lines.clone();
    let place = lines.iter().find(|line| line.headline.contains("ocked")).unwrap().source;
    let page = render(visit(&files, vec![Action::Selected(place)])).await;
    assert!(page.contains("data-password") && page.contains("not kept"), "{page}");
    let opened = visit(&files, vec![Action::Unlocked(place, Password::new("corp".to_owned()))]);
    let opened_page = render(opened.clone()).await;
    assert!(
        opened_page.contains("data-verdict=\"") && !opened_page.contains("An authority<"),
        "{opened_page}"
    );
    let refused = visit(&files, vec![Action::Unlocked(place, Password::new("Corp".to_owned()))]);
    let refused = render(refused).await;
    for words in [
        "id=\"password-refused\" role=\"alert\"",
        "aria-invalid=\"true\"",
        "aria-describedby=\"password-refused\"",
    ] {
        assert!(refused.contains(words), "{words}\n{refused}");
    }
    assert!(opened.bulk.list.kinds.iter().any(|(kind, _)| kind == "certificate"));
    assert!(!render(opened).await.contains("corp\""), "the password is nowhere on the page");
}

/// What is shown once a password was tried on the locked file of this name.
#[track_caller]
fn unlocked(files: &[(&str, &[u8])], name: &str, password: &str) -> (State, Item) {
    let lines = visit(files, vec![]).bulk.list.lines.clone();
    let place = lines.iter().find(|line| line.file == name).unwrap().source;
    let password = Password::new(password.to_owned());
    let state = visit(files, vec![Action::Selected(place), Action::Unlocked(place, password)]);
    let item = state.item().cloned().unwrap();
    (state, item)
}

#[test]
fn what_a_password_opened_is_shown_rather_than_what_lies_beside_it() {
    let (weak, aes) = (case("mapping/sid-absent/broken.pem"), case("intake/pkcs12/aes.pfx"));
    let other = case("intake/pkcs12/umlaut-password.pfx");
    let inside = |files: &[(&str, &[u8])]| {
        let files: Vec<_> = files.iter().map(|(name, bytes)| (*name, Method::Stored, *bytes)).collect();
        archive(&files)
    };
    let zip = inside(&[("first.pem", &weak), ("other.pfx", &other), ("alice.pfx", &aes)]);
    let files: [(&str, &[u8]); 1] = [("all.zip", &zip)];
    let (_, item) = unlocked(&files, "all.zip/alice.pfx", "corp");
    assert_eq!((item.file.as_str(), item.kind.as_str()), ("all.zip/alice.pfx", "certificate"));
    assert!(item.answer.verdict.is_some(), "an authority beside it");
    let (state, item) = unlocked(&files, "all.zip/other.pfx", "corp");
    assert_eq!((item.file.as_str(), item.kind.as_str()), ("all.zip/other.pfx", "locked"));
    assert_eq!(state.bulk.came.refused, state.selected);
    // The one that opens instead stands before it, and moves it.
    let zip = inside(&[("alice.pfx", &aes), ("other.pfx", &other)]);
    let (state, item) = unlocked(&[("all.zip", &zip)], "all.zip/other.pfx", "corp");
    assert_eq!((item.file.as_str(), item.kind.as_str()), ("all.zip/other.pfx", "locked"));
    assert_eq!(state.bulk.came.refused, state.selected);
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_turns_the_verdict() {
    let uri = forge::Leaf::user("alice")
        .upn("alice@corp.example")
        .san_uri_sid("S-1-5-21-1496966362-3320961333-4044918980-1105")
        .pem();
    let files: [(&str, &[u8]); 1] = [("uri.pem", uri.as_bytes())];
    let page = render(visit(&files, vec![])).await;
    assert!(
        page.contains("data-verdict=\"strong\"") && page.contains("data-question=\"dc-version\""),
        "{page}"
    );
    let answered = vec![Action::Answered("dc.version".to_owned(), "2016".into())];
    assert!(render(visit(&files, answered)).await.contains("data-verdict=\"weak\""));
}

/// What a select shows as chosen, by the key it answers.
fn shown(page: &str, key: &str) -> String {
    let select = &page[page.find(&format!("data-key=\"{key}\"")).unwrap()..];
    let select = &select[..select.find("</select>").unwrap()];
    let chosen: Vec<&str> = select.split("<option").filter(|option| option.contains("selected")).collect();
    assert_eq!(chosen.len(), 1, "{chosen:?}");
    let chosen = chosen[0];
    chosen[chosen.find('>').unwrap() + 1..chosen.find("</option>").unwrap()].to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_told_is_shown_also_where_no_single_choice_says_it() {
    let check = async |hash: &str, key: &str, expect: &str| {
        let weak = case("mapping/sid-absent/broken.pem");
        let state = visit(&[("weak.pem", &weak)], vec![Action::Linked(Act::Arrived(Arrival::of(hash)))]);
        assert_eq!(shown(&render(state).await, key), expect, "{hash}");
    };
    check("#/inspect", "dc.version", "unknown").await;
    check("#/inspect?dc=2016", "dc.version", "Server 2016").await;
    check("#/inspect?dc=2019,2022", "dc.version", "Server 2019, Server 2022").await;
    check("#/inspect", "scenario", "all that fit the certificate").await;
    check("#/inspect?scenario=kdc", "scenario", scenario_title(Scenario::Kdc)).await;
    let both = [Scenario::WifiUser, Scenario::Kdc].map(scenario_title).join(", ");
    check("#/inspect?scenario=wifi-user,kdc", "scenario", &both).await;
    check("#/inspect?enforcement=not-set", "dc.enforcement", "not set").await;
    check("#/inspect?enforcement=7", "dc.enforcement", "unknown").await;
}

#[tokio::test(flavor = "current_thread")]
async fn that_a_registry_value_is_not_set_can_be_told() {
    let weak = case("mapping/sid-absent/broken.pem");
    let files: [(&str, &[u8]); 1] = [("weak.pem", &weak)];
    let then = |more: &[(&str, &str)]| {
        let old = [("dc.version", "2016"), ("dc.updated", "2023-01"), ("account.created", "2026-01-01")];
        let answers = old.iter().chain(more);
        visit(&files, answers.map(|(key, text)| Action::Answered((*key).into(), (*text).into())).collect())
    };
    for (key, question) in [("dc.enforcement", "dc-enforcement"), ("dc.backdating_seconds", "backdating")] {
        let asked = format!("data-question=\"{question}\"");
        let open = render(then(&[])).await;
        // At its question and among everything that can be told; a third choice is AllowNtAuthPolicyBypass.
        for (offer, places) in
            [("data-not-set=\"dc.backdating_seconds\"", 2), ("<option value=\"not set\">not set</option>", 3)]
        {
            assert_eq!(open.matches(offer).count(), places, "{offer}\n{open}");
        }
        let told = then(&[(key, "not set")]);
        let page = render(told.clone()).await;
        assert!(open.contains(&asked) && !page.contains(&asked), "{question}\n{open}");
        assert!(open.contains(">3 entered</span>") && page.contains(">4 entered</span>"), "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_refused_is_told_at_its_field() {
    let page = render(visit(
        &[("strong.pem", &case("mapping/sid-absent/met.pem"))],
        vec![Action::Answered("account.sid".into(), "S-1".into())],
    ))
    .await;
    for field in ["situation-account.sid", "ask-account-sid"] {
        let tied = format!("aria-invalid=\"true\" aria-describedby=\"{field}-refused\"");
        let refusal = format!("id=\"{field}-refused\"");
        assert_eq!((page.matches(&tied).count(), page.matches(&refusal).count()), (1, 1), "{field}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_says_that_it_rests_on_the_account_that_was_told() {
    let other = "S-1-5-21-1496966362-3320961333-4044918980-1106";
    let answered = |key: &str, text: &str| Action::Answered(key.to_owned(), text.into());
    let strong = case("mapping/sid-absent/met.pem");
    let files: [(&str, &[u8]); 1] = [("alice.pem", &strong)];
    let untold = render(visit(&files, vec![answered("dc.version", "2016")])).await;
    assert!(untold.contains("data-verdict=\"strong\"") && !untold.contains("data-told-account"), "{untold}");
    let told = render(visit(&files, vec![answered("account.sid", other)])).await;
    let line = format!("Based on the SID you entered: {other}");
    assert!(told.contains("data-verdict=\"mismatch\"") && told.contains(&line), "{told}");
    let domains = "S-1-5-21-1496966362-3320961333-4044918980";
    let told = render(visit(&files, vec![answered("account.sid", domains)])).await;
    let line = format!("The SID you entered is ignored, because no domain account can have it: {domains}");
    assert!(told.contains("data-verdict=\"strong\"") && told.contains(&line), "{told}");
    let named = render(visit(&files, vec![answered("account.sam", "alice")])).await;
    assert!(named.contains("the account details you entered. sAMAccountName: alice"), "{named}");
    let forgotten = vec![answered("account.sid", other), Action::AccountForgotten];
    let forgotten = render(visit(&files, forgotten)).await;
    assert!(forgotten.contains("data-verdict=\"strong\"") && !forgotten.contains("data-told-account"));
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_told_has_names_and_no_marks() {
    let account = b"dn: CN=alice,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: alice\n";
    let page = render(visit(&[("alice.ldif", account)], vec![])).await;
    assert!(page.contains("<dt>sAMAccountName</dt>") && !page.contains("<dt>account.sam</dt>"), "{page}");
    let mapping = "X509:<SKI>00";
    let answered = Action::Answered("account.alt_security_identities".into(), vec![mapping].into());
    let weak = case("mapping/sid-absent/broken.pem");
    let page = render(visit(&[("weak.pem", &weak)], vec![answered])).await;
    assert!(page.contains("altSecurityIdentities: X509:&lt;SKI&gt;00"), "{page}");
    assert!(
        page.contains("altSecurityIdentities, one per line"),
        "the field says how it is filled in: {page}"
    );
    let near = case("mapping/sid-near-miss/broken-uri-date.pem");
    let page = render(visit(&[("near.pem", &near)], vec![])).await;
    assert!(page.contains("<code>2022-09-24</code>") && !page.contains('`'), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn only_what_stops_a_certificate_stands_in_its_way() {
    for (file, stops) in [("rules/sid-absent/broken.pem", true), ("rules/server-name-case/broken.pem", false)]
    {
        let page = render(visit(&[("a.pem", &case(file))], vec![])).await;
        assert_eq!(page.contains("What blocks it"), stops, "{page}");
        assert_eq!(page.contains("Worth knowing"), !stops, "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_compared_with_is_offered_once() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 3] = [("new.pem", &new), ("old.pem", &old), ("old.pem", &old)];
    let page = render(visit(&files, vec![Action::Selected(of(0)), Action::Navigated(Route::Compare)])).await;
    assert_eq!(page.matches(" · old.pem</option>").count(), 1, "{page}");
    let page = render(visit(&[("old.pem", &old)], vec![Action::Navigated(Route::Compare)])).await;
    assert!(page.contains("Add a second certificate") && !page.contains("id=\"other\""), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn no_view_holds_inline_styles_or_handlers() {
    let mut states = vec![State { theme: Theme::Dark, ..State::default() }];
    states.push(with(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))]));
    for route in [Route::Bytes, Route::Compare, Route::Map, Route::Table, Route::Policy] {
        let weak = case("mapping/sid-absent/broken.pem");
        states.push(visit(&[("a.pem", &weak), ("b.pem", &weak)], vec![Action::Navigated(route)]));
    }
    states.push(State { route: Route::About, ..State::default() });
    for state in states {
        let page = render(state).await;
        // The policy of the page would refuse both.
        assert!(!page.contains(" style=") && !page.contains(" onclick="), "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn everything_is_told_in_numbers() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 3] = [("old.pem", &old), ("new.pem", &new), ("again.pem", &old)];
    let page = render(visit(&files, vec![Action::Navigated(Route::Overview)])).await;
    for words in [
        "1 of 2 certificates is refused",
        "1 duplicate is counted once",
        "What fixes the most",
        "Client certificate reported as invalid",
        ">1 certificate<",
        "1 of 2 refused",
        "As a table",
        "By template",
        "data-group=\"user\"",
        "data-table=\"json\"",
        "data-export=\"plan\"",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let offered = "href=\"#/overview\"";
    assert!(render(visit(&files, Vec::new())).await.contains(offered), "beside an answer");
    assert!(!render(visit(&files[..1], Vec::new())).await.contains(offered), "for one alone");
    let refused = Listing { sign: Some(Sign::Refused), ..Listing::default() };
    let page = render(visit(&files, vec![Action::ListShown(refused)])).await;
    assert!(page.contains(offered), "{page}");
    assert!(page.contains("1 of 2 shown, 1 duplicate"), "{page}");
    let one = render(visit(&files[..1], vec![Action::Navigated(Route::Table)])).await;
    assert!(one.contains("1 item<") && !one.contains("1 items"), "{one}");
}

/// The overview of so many templates, so many of whose certificates are weak and so many strong.
async fn overview_of(templates: usize, weak: usize, strong: usize) -> String {
    let leaf = |name: String| forge::Leaf::user(&name).upn("u@corp.example");
    let of = |template: usize| {
        let named = move |leaf: forge::Leaf| {
            leaf.template_v2(&format!("1.3.6.1.4.1.311.21.8.{template}"), 1, 0).pem()
        };
        let weak = (0..weak).map(move |at| named(leaf(format!("w{template}-{at}"))));
        weak.chain((0..strong).map(move |at| named(leaf(format!("s{template}-{at}")).sid(forge::ALICE_SID))))
    };
    let all: String = (0..templates).flat_map(of).collect();
    render(visit(&[("all.pem", all.as_bytes())], vec![Action::Navigated(Route::Overview)])).await
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_in_the_overview_is_cut_off_without_a_way_to_see_it() {
    let page = overview_of(12, 1, 0).await;
    let mending = page.split_once("id=\"mending\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(mending.contains("<summary>4 more</summary>"), "{mending}");
    assert!(page.contains("<summary>All 12 as a table</summary>"), "{page}");
    for template in 0..12 {
        let template = format!("1.3.6.1.4.1.311.21.8.{template}<");
        assert_eq!(mending.matches(&format!("template {template}")).count(), 1, "{template} in {mending}");
        assert!(page.matches(&template).count() >= 2, "{template} in {page}");
    }
    let first = mending.split_once("</button>").unwrap();
    assert!(first.0.contains(">12<"), "what is to do stands once, with its sum: {mending}");
    assert!(!mending.contains(" · template"), "{mending}");
    assert!(overview_of(1, 2, 0).await.contains(" · template 1.3.6.1.4.1.311.21.8.0<"));
    let (weak, expired) = (forge::Leaf::user("a"), ("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"));
    let all =
        [weak.pem(), forge::Leaf::computer("b.corp.example").valid(expired.0, expired.1).pem()].concat();
    let seen = render(visit(&[("all.pem", all.as_bytes())], vec![Action::Navigated(Route::Overview)])).await;
    let seen = seen.split_once("id=\"seen\"").unwrap().1.split_once("</section>").unwrap().0;
    let (first, rest) = seen.split_once("<details>").unwrap();
    assert_eq!(first.matches("<li>").count(), 8, "{first}");
    assert!(rest.contains(&format!("<summary>{} more</summary>", rest.matches("<li>").count())), "{rest}");
}

#[tokio::test(flavor = "current_thread")]
async fn of_each_group_the_refused_are_told_in_words() {
    for (weak, strong, expect) in
        [(2, 1, "2 of 3 refused"), (0, 2, "none of 2 refused"), (2, 0, "2 of 2 refused")]
    {
        let page = overview_of(1, weak, strong).await;
        let bars = page.split_once("aria-label=\"By template\"").unwrap().1;
        let (bars, table) = bars.split_once("<summary>As a table</summary>").unwrap();
        assert!(bars.contains(&format!("<span class=\"bar-count\">{expect}")), "{bars}");
        assert!(table.contains(&format!("<td>{}</td>", weak + strong)), "{table}");
    }
}

/// What stands under the headline of the overview.
async fn lead(files: &[(&str, &[u8])], day: Moment) -> String {
    let mut state = State::new(Some(day));
    state.bulk.queue.hire();
    let page = render(served(state, files, vec![Action::Navigated(Route::Overview)])).await;
    let lead = page.split_once("<p class=\"lead\">").unwrap().1;
    lead.split_once("</p>").unwrap().0.to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn only_what_works_expires_and_months_are_those_of_the_calendar() {
    let until = |name: &str, end: &str| {
        forge::Leaf::user(name).sid(forge::ALICE_SID).valid("2026-01-02T00:00:00Z", end).der()
    };
    let weak = forge::Leaf::user("bob").valid("2026-01-02T00:00:00Z", "2027-02-20T00:00:00Z").der();
    let good = until("alice", "2027-02-20T00:00:00Z");
    let cut = &good[..good.len() * 2 / 3];
    let files: [(&str, &[u8]); 3] = [("good.cer", &good), ("cut.cer", cut), ("weak.cer", &weak)];
    for day in [Moment::day(2027, 1, 31), Moment::day(2026, 12, 31)] {
        let lead = lead(&files, day).await;
        assert!(
            lead.starts_with("Of those that still work, 1 expires this month or in the next two"),
            "{lead}"
        );
    }
    let early = lead(&files, Moment::day(2026, 11, 20)).await;
    assert!(early.starts_with("Of those that still work, none expires"), "{early}");
    assert!(!lead(&files[1..], Moment::day(2027, 1, 31)).await.contains("still work"));
}

#[tokio::test(flavor = "current_thread")]
async fn what_works_in_one_scenario_only_is_refused_in_every_list() {
    let half = case("mapping/sid-absent/broken-computer.pem");
    let good = case("mapping/sid-absent/met.pem");
    let files: [(&str, &[u8]); 2] = [("computer.pem", &half), ("good.pem", &good)];
    let headline = "The device tunnel works, Wi-Fi is refused";
    for route in [Route::Inspect, Route::Table] {
        let page = render(visit(&files, vec![Action::Navigated(route.clone())])).await;
        assert!(page.contains(headline), "{route:?}\n{page}");
        assert!(!page.contains("It works, but needs attention"), "{route:?}\n{page}");
    }
    let page = render(visit(&files, vec![Action::Navigated(Route::Overview)])).await;
    assert!(page.contains("1 of 2 certificates is refused"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_sure_already_is_not_made_certain() {
    let page = render(with(&[("weak.pem", &case("mapping/sid-absent/broken.pem"))])).await;
    assert!(page.contains("Sure: documented by Microsoft"), "{page}");
    assert!(page.contains(" could change this</h2>") && !page.contains("make this certain"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_authority_is_asked_nothing_about_accounts() {
    let root = forge::Ca::root("Corp Root").der();
    for route in [Route::Inspect, Route::Time] {
        let page = render(visit(&[("root.cer", &root)], vec![Action::Navigated(route)])).await;
        for words in
            ["id=\"questions\"", "mappings does the account have", "No usable UPN in the certificate"]
        {
            assert!(!page.contains(words), "{words}\n{page}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn of_a_long_list_only_what_is_seen_is_on_the_page() {
    let all: String = (0..300).map(|at| forge::Leaf::user(&format!("u{at}")).pem()).collect();
    let files: [(&str, &[u8]); 1] = [("all.pem", all.as_bytes())];
    let table = || Action::Navigated(Route::Table);
    let page = render(visit(&files, vec![table()])).await;
    assert!(page.contains("aria-rowcount=\"301\"") && page.contains(">u99@") && !page.contains(">u150@"));
    let page = render(visit(&files, vec![table(), Action::Scrolled(200)])).await;
    assert!(page.contains("aria-rowindex=\"202\"") && page.contains(">u200@") && !page.contains(">u9@"));
}

#[tokio::test(flavor = "current_thread")]
async fn the_answer_comes_first_and_what_it_rests_on_under_it() {
    let all: String = (0..300).map(|at| forge::Leaf::user(&format!("u{at}")).pem()).collect();
    let mut state = visit(&[("all.pem", all.as_bytes())], vec![]);
    assert_eq!(state.bulk.extent, Extent::All, "everything was drawn in the end");
    let whole = render(state.clone()).await;
    state.bulk.extent = Extent::Answer;
    let parts = [
        "data-verdict=",
        "id=\"story\"",
        "class=\"situation\"",
        "id=\"proof\"",
        "data-entry=\"0-0-39\"",
        "data-entry=\"0-0-59\"",
        "data-entry=\"0-0-79\"",
        "data-entry=\"0-0-99\"",
    ];
    for drawn in 1..=parts.len() {
        let page = render(state.clone()).await;
        for (place, part) in parts.iter().enumerate() {
            assert_eq!(page.contains(part), place < drawn, "{part} in step {drawn}");
        }
        assert!(page.contains("data-entry=\"0-0-9\""), "what is seen of the list is there at once");
        assert_eq!(page.contains("aria-busy=\"true\""), drawn < parts.len());
        let more = state.apply(Action::Painted).contains(&Effect::TellPainted);
        assert_eq!(more, drawn + 1 < parts.len(), "step {drawn}");
    }
    assert_eq!(render(state).await, whole);
}

#[tokio::test(flavor = "current_thread")]
async fn what_comes_later_is_shown_if_it_is_one_and_told_if_it_is_more() {
    let (strong, weak) = (case("mapping/sid-absent/met.pem"), case("mapping/sid-absent/broken.pem"));
    let chain = case("intake/pkcs7/der.p7b");
    let other = forge::Leaf::user("zoe").upn("zoe@corp.example").pem();
    let two = format!("{other}{}", forge::Leaf::user("yan").upn("yan@corp.example").pem());
    let files: [(&str, &[u8]); 5] = [
        ("first.pem", &weak),
        ("second.pem", &strong),
        ("chain.p7b", &chain),
        ("two.pem", two.as_bytes()),
        ("first.pem", &weak),
    ];
    for (come, view, shown, said) in [
        (vec![1], Route::Inspect, 1, None),
        (vec![2], Route::Inspect, 1, Some("3 items added. The answer for")),
        (vec![3], Route::Inspect, 0, Some("2 items added. The answer for")),
        (vec![4], Route::Inspect, 0, None),
        (vec![3, 4], Route::Inspect, 0, Some("2 items added, 1 already in the list.")),
        (vec![1], Route::Table, 0, Some("1 item added.")),
    ] {
        let later: Vec<(&str, &[u8])> = come.iter().map(|at| files[*at]).collect();
        let named = |files: &[(&str, &[u8])]| files.iter().map(|(name, _)| ((*name).to_owned(), 1)).collect();
        let received = |files: &[(&str, &[u8])]| Action::Received(named(files));
        let turns = vec![received(&files[..1]), Action::Navigated(view), received(&later)];
        let state = visit(&[&files[..1], &later].concat(), turns);
        assert_eq!(state.selected.unwrap().file, shown, "{come:?}");
        let page = render(state).await;
        assert_eq!(page.contains("data-added"), said.is_some(), "{come:?}");
        assert!(page.contains(said.unwrap_or_default()), "{come:?}: {page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_same_file_again_is_told_as_such() {
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
async fn an_address_of_what_is_gone_says_that_files_are_not_kept() {
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
async fn an_empty_box_for_pasting_stays_open_and_says_so() {
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
