//! The overview of everything in numbers.

use crate::{case, opened, render, served, visit};
use strongmap::moment::Moment;
use strongmap::report::Sign;
use strongmap::ui::state::{Action, Listing, Route, State};

/// Users who see no colors, or a print in grey, can distinguish the refused part of a bar from the good one.
#[test]
fn bars_differ_in_brightness() {
    let styles = include_str!("../../www/style.css");
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

#[tokio::test(flavor = "current_thread")]
async fn the_overview_shows_all_counts() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 3] = [("old.pem", &old), ("new.pem", &new), ("again.pem", &old)];
    let page = render(visit(&files, vec![opened(Route::Overview)])).await;
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
    let one = render(visit(&files[..1], vec![opened(Route::Table)])).await;
    assert!(one.contains("1 item<") && !one.contains("1 items"), "{one}");
}

/// The overview of this many templates, each with this many weak and strong certificates.
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
    render(visit(&[("all.pem", all.as_bytes())], vec![opened(Route::Overview)])).await
}

#[tokio::test(flavor = "current_thread")]
async fn everything_hidden_in_the_overview_can_be_shown() {
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
    let seen = render(visit(&[("all.pem", all.as_bytes())], vec![opened(Route::Overview)])).await;
    let seen = seen.split_once("id=\"seen\"").unwrap().1.split_once("</section>").unwrap().0;
    let (first, rest) = seen.split_once("<details>").unwrap();
    assert_eq!(first.matches("<li>").count(), 8, "{first}");
    assert!(rest.contains(&format!("<summary>{} more</summary>", rest.matches("<li>").count())), "{rest}");
}

#[tokio::test(flavor = "current_thread")]
async fn each_group_states_its_refused_certificates() {
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

/// The text under the headline of the overview.
async fn lead(files: &[(&str, &[u8])], day: Moment) -> String {
    let mut state = State::new(Some(day));
    state.bulk.queue.hire();
    let page = render(served(state, files, vec![opened(Route::Overview)])).await;
    let lead = page.split_once("<p class=\"lead\">").unwrap().1;
    lead.split_once("</p>").unwrap().0.to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn only_working_certificates_are_counted_as_expiring() {
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
async fn what_fails_in_one_scenario_is_refused_in_every_list() {
    let half = case("mapping/sid-absent/broken-computer.pem");
    let good = case("mapping/sid-absent/met.pem");
    let files: [(&str, &[u8]); 2] = [("computer.pem", &half), ("good.pem", &good)];
    let headline = "Nothing stops the device tunnel, Wi-Fi is refused";
    for route in [Route::Inspect, Route::Table] {
        let page = render(visit(&files, vec![opened(route.clone())])).await;
        assert!(page.contains(headline), "{route:?}\n{page}");
        assert!(!page.contains("It works, but needs attention"), "{route:?}\n{page}");
    }
    let page = render(visit(&files, vec![opened(Route::Overview)])).await;
    assert!(page.contains("1 of 2 certificates is refused"), "{page}");
}
