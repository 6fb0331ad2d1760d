//! Accessibility: axe finds nothing in any view and any color scheme, and a screen reader meets everything in order.

use browser::outcome::{holds, same};
use browser::session::key;
use browser::visit::File;
use browser::{Browser, Faults, Outcome, Visit};
use serde_json::Value;

crate::walks! {
    axe_finds_a_button_without_a_name, the_start_is_accessible, an_answer_is_accessible,
    other_items_are_accessible, every_view_is_accessible, codes_are_accessible, error_messages_are_accessible,
    headings_and_landmarks_are_in_order, the_verdict_is_announced, every_view_is_reached_by_keyboard,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const WEAK: &str = "mapping/sid-absent/broken.pem";

/// The walks below expect axe to find nothing; this one shows that it can find something.
fn axe_finds_a_button_without_a_name(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit
        .browser
        .value("void document.querySelector('main').append(document.createElement('button'))", &[])?;
    let found = visit.accessibility_problems()?;
    holds(
        found.iter().any(|it| it.contains("button-name")),
        format_args!("a button without a name passes: {found:?}"),
    )
}

fn the_start_is_accessible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    in_all_colours(visit, "the start")?;
    visit.press_button("Paste text")?;
    visit.browser.wait("the box", "document.getElementById('paste-text')")?;
    in_all_colours(visit, "the box for pasting")?;
    visit.go_to("#/about")?;
    in_all_colours(visit, "about")?;
    visit.go_to("#/policy")?;
    in_all_colours(visit, "the policy without a certificate")
}

fn an_answer_is_accessible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    open_all(visit)?;
    in_all_colours(visit, "an answer, all of it open")?;
    visit.browser.value("void (document.querySelector('details.menu').open = true)", &[])?;
    in_all_colours(visit, "the menu")
}

fn other_items_are_accessible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[
        File::case(STRONG)?,
        File::case("mapping/sid-near-miss/broken-uri-case.pem")?,
        File::case("intake/pkcs12/aes.pfx")?,
        File::case("intake/list/pem.crl")?,
        File { name: "note.txt".to_owned(), bytes: b"nothing".to_vec() },
    ])?;
    for place in 0..visit.items()?.len() {
        let answer = visit.select(place)?;
        in_colours(visit, &answer.headline, &["light", "dark"])?;
    }
    visit.browser.value("walk.drag('dragenter')", &[])?;
    in_colours(visit, "something held over the window", &["light", "dark"])
}

fn every_view_is_accessible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?, File::case(STRONG)?, File::case("intake/pkcs7/der.p7b")?])?;
    for view in ["bytes", "chain", "time", "table"] {
        visit.go_to(&format!("#/{view}"))?;
        in_all_colours(visit, view)?;
    }
    visit.go_to("#/map")?;
    visit.browser.type_into("#identities", "X509:<I>DC=corp<SR>00")?;
    visit.browser.wait("what is wrong with it", "document.querySelector('[data-explained=\"1\"]')")?;
    open_all(visit)?;
    in_all_colours(visit, "the workbench for mapping by hand")?;
    visit.go_to("#/overview")?;
    visit.browser.wait("the numbers", "document.querySelector('.overview')")?;
    open_all(visit)?;
    in_all_colours(visit, "everything in numbers")?;
    visit.go_to("#/compare")?;
    let other = "#other option[value='1-0-0']";
    visit.browser.wait("the other one", &format!("document.querySelector(\"{other}\")"))?;
    visit.browser.click(other)?;
    visit.browser.wait("what changed", "document.querySelector('[data-survival]')")?;
    in_all_colours(visit, "compare")?;
    visit.go_to("#/policy")?;
    visit.browser.type_into("#policy-lines", "abc; 1.2.3; UpnSuffix=x")?;
    visit.browser.wait("what is wrong with it", "document.querySelector('[data-policy=\"1\"]')")?;
    in_all_colours(visit, "the workbench for the policy")
}

fn codes_are_accessible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.type_into("#look-up", "16")?;
    visit.browser.wait("what it can mean", "document.querySelector('.found li')")?;
    in_all_colours(visit, "what a code can mean")?;
    visit.go_to("#/codes")?;
    in_all_colours(visit, "the meanings")?;
    // The results of the query cover the page; only a new page is free of them.
    visit.browser.open("about:blank")?;
    visit.open()?;
    for (address, what) in [("#/code/ras/853", "a code"), ("#/code/ras/1", "no code")] {
        visit.go_to(address)?;
        in_all_colours(visit, what)?;
    }
    visit.go_to("#/codes")?;
    visit.browser.wait("every code", "document.querySelectorAll('.codes-page details').length > 5")?;
    in_all_colours(visit, "every code")
}

fn error_messages_are_accessible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.value("walk.fell('fells.pem')", &[])?;
    visit.drop_files(&[File::case(STRONG)?, File::case(WEAK)?.named("fells.pem")])?;
    visit.browser.wait("the trouble", "walk.troubles() !== ''")?;
    in_all_colours(visit, "a trouble")?;
    visit.served(Faults::NoWasm)?;
    visit.expect("wasm");
    // A page that cannot start looks for the single-file page next to it.
    visit.expect("strongmap.html");
    visit.expect("integrity");
    visit.browser.open(&visit.site.url())?;
    visit.browser.wait("a kind word", "walk.trouble()")?;
    in_all_colours(visit, "a page that cannot start")?;
    visit.expect("missing on this server");
    Ok(())
}

fn headings_and_landmarks_are_in_order(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?, File::case(STRONG)?])?;
    let order = visit.browser.value("walk.order()", &[])?;
    let order: Vec<&str> = order.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let wanted = [
        "header",
        "search",
        "nav Site",
        "main",
        "nav All items",
        "nav Views of this item",
        "h1 Refused: Not strongly mapped",
        "h2 What happens",
        "h2 What to do",
        "h2 Proof",
    ];
    let mut rest = order.iter();
    for wanted in wanted {
        holds(rest.any(|it| *it == wanted), format_args!("`{wanted}` is not heard in its turn: {order:?}"))?;
    }
    same("titles", &order.iter().filter(|it| it.starts_with("h1")).count(), &1)
}

fn the_verdict_is_announced(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    // A screen reader announces the heading that has the focus.
    let heard = visit.browser.wait("the focus on the verdict", "walk.focus()")?;
    same("what is heard", &heard.as_str(), &Some("Refused: Not strongly mapped"))?;
    // Later changes, which do not move the focus, are announced by a live region.
    visit.browser.click("[data-question=dc-updated] summary")?;
    visit.browser.type_into("[data-question=dc-updated] input", "2024-01")?;
    visit.browser.press(key::TAB)?;
    visit.browser.wait(
        "the new verdict to be told",
        "[...document.querySelectorAll('[role=status]')].some((it) => it.textContent.includes(walk.answer().headline)\
            && walk.answer().headline !== 'Not strongly mapped')",
    )?;
    Ok(())
}

fn every_view_is_reached_by_keyboard(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    for (tab, view) in [("Bytes", "bytes"), ("Chain", "chain"), ("Map manually", "map"), ("Timeline", "time")]
    {
        reach(visit, &[key::SHIFT], tab)?;
        visit.browser.press(key::ENTER)?;
        let there = format!("location.hash.endsWith('/{view}') && walk.settled()");
        visit.browser.wait(tab, &format!("{there} && document.querySelector('main h1')"))?;
    }
    // The tree is one tab stop; the arrow keys move within it, and the bytes follow.
    reach(visit, &[key::SHIFT], "Bytes")?;
    visit.browser.press(key::ENTER)?;
    visit.browser.wait("the tree", "document.querySelector('[role=tree]')")?;
    reach(visit, &[], "Structure")?;
    visit.browser.press(key::DOWN)?;
    visit.browser.wait("the second element", "document.querySelector('[data-chosen=\"4\"]')")?;
    visit.browser.wait("its bytes", "document.querySelector('#byte-4.head')").map(drop)
}

/// Tabs forward from the heading of the view, or backward with Shift held, until `name` has the focus.
fn reach(visit: &Visit<'_>, held: &[char], name: &str) -> Outcome<()> {
    visit.browser.value(
        "(document.querySelector('main h1').tabIndex = -1, void document.querySelector('main h1').focus())",
        &[],
    )?;
    for _ in 0..30 {
        visit.browser.press_with(held, key::TAB)?;
        if visit.browser.text("walk.focus()")? == name {
            return Ok(());
        }
    }
    holds(false, format_args!("`{name}` is not reached"))
}

fn open_all(visit: &Visit<'_>) -> Outcome<()> {
    let all = "document.querySelectorAll('main details:not(.menu)').forEach((it) => { it.open = true; })";
    visit.browser.value(all, &[]).map(drop)
}

fn in_all_colours(visit: &Visit<'_>, view: &str) -> Outcome<()> {
    in_colours(visit, view, &["light", "dark"])?;
    if visit.browser.browser() == Browser::Chromium {
        for feature in [("prefers-contrast", "more"), ("forced-colors", "active")] {
            visit.browser.emulate("", &[feature, ("prefers-reduced-motion", "reduce")])?;
            let outcome = passes(visit, &format!("{view}, {} {}", feature.0, feature.1));
            visit.browser.emulate("", &[])?;
            outcome?;
        }
    }
    Ok(())
}

fn in_colours(visit: &Visit<'_>, view: &str, colours: &[&str]) -> Outcome<()> {
    if visit.browser.browser() == Browser::Chromium {
        // axe measures colors, so no transition between them may be running.
        visit.browser.emulate("", &[("prefers-reduced-motion", "reduce")])?;
    }
    for theme in colours {
        visit.browser.value(&format!("void (document.documentElement.dataset.theme = '{theme}')"), &[])?;
        passes(visit, &format!("{view}, {theme}"))?;
    }
    visit.browser.value("void (delete document.documentElement.dataset.theme)", &[]).map(drop)
}

fn passes(visit: &Visit<'_>, view: &str) -> Outcome<()> {
    let found = visit.accessibility_problems()?;
    holds(found.is_empty(), format_args!("{view}:\n{}", found.join("\n")))
}
