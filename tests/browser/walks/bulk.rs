//! Thousands of files at once: rows appear while the rest is read, nothing is lost, and the counts equal those of the
//! command line.

use browser::many::{self, Seed};
use browser::outcome::{While as _, holds, same};
use browser::session::key;
use browser::visit::File;
use browser::{Browser, Outcome, Visit};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

crate::walks! {
    the_focus_stays_in_a_growing_list, counts_equal_those_of_the_command_line, what_is_dropped_last_concerns_all, pausing_and_stopping_lose_nothing,
    only_visible_rows_are_in_the_document, selected_items_are_removed, the_list_keeps_its_scroll_position,
    the_answer_is_painted_before_its_proof, a_hidden_window_waits_for_no_frame,
}

/// How many files are dropped.
const MANY: usize = 5_000;

fn counts_equal_those_of_the_command_line(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let seeds = many::seeds()?;
    many::drop(visit.browser, &seeds, MANY)?;
    let early =
        "document.querySelectorAll('.list .entry').length > 0 && document.querySelector('.reading') !== null";
    visit.browser.wait("rows before everything is read", early)?;
    many::settled(visit.browser, MANY)?;
    visit.browser.value("location.hash = '#/overview'", &[])?;
    visit.browser.wait("the numbers", "document.querySelector('.overview') !== null")?;
    let told = counts_on_page(visit)?;
    let counted = counted_by_the_command_line(visit, &seeds, MANY)?;
    let signs = counted.get("signs").cloned().unwrap_or_default();
    for (class, key) in
        [("refused", "refused"), ("warning", "warning"), ("cannot-tell", "cannot_tell"), ("good", "good")]
    {
        let on_the_page = told.get(class).and_then(Value::as_u64).unwrap_or_default();
        same(class, &Some(on_the_page), &signs.get(key).and_then(Value::as_u64))?;
    }
    visit.browser.click(".share .chip")?;
    visit.browser.wait(
        "the list narrowed to it",
        "location.hash === '#/table' && document.querySelector('.table-view')",
    )?;
    Ok(())
}

/// Rows are put elsewhere while others arrive, which takes the focus from them.
fn the_focus_stays_in_a_growing_list(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    many::drop(visit.browser, &many::seeds()?, MANY)?;
    visit.browser.wait("rows", "document.querySelectorAll('#items .entry').length > 9")?;
    visit.browser.value("void document.querySelector('#items .entry[tabindex=\"0\"]').focus()", &[])?;
    for pressed in [key::DOWN, key::DOWN, key::END, key::HOME, key::DOWN] {
        let before = visit.browser.text("document.getElementById('how-many').textContent")?;
        visit.browser.press(pressed)?;
        let grown =
            format!("walk.settled() || document.getElementById('how-many').textContent !== '{before}'");
        visit.browser.wait("more rows, or the end of reading", &grown)?;
    }
    many::settled(visit.browser, MANY)?;
    visit.browser.wait("the focus on an entry", "document.activeElement.matches('#items .entry')")?;
    Ok(())
}

/// Each worker reads a share of the files, but the account belongs to all of them.
fn what_is_dropped_last_concerns_all(visit: &mut Visit<'_>) -> Outcome<()> {
    const COUNT: usize = 200;
    let refused = |count: usize| {
        format!("document.querySelector('.counts [data-sign=refused]')?.textContent === '{count}'")
    };
    visit.open()?;
    many::drop(visit.browser, &[many::seed("mapping/sid-absent/met.pem")?], COUNT)?;
    many::settled(visit.browser, COUNT)?;
    same(
        "refused before",
        &visit.browser.value("document.querySelector('.counts [data-sign=refused]')", &[])?,
        &Value::Null,
    )?;
    let account = "dn: CN=alice,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: alice@corp.example\n\
                   objectSid: S-1-5-21-1-2-3-9999\n";
    visit.drop_files(&[File { name: "account.ldf".to_owned(), bytes: account.into() }])?;
    visit.browser.wait("all of them to be another's", &format!("walk.settled() && {}", refused(COUNT)))?;
    Ok(())
}

fn pausing_and_stopping_lose_nothing(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let mut seeds = many::seeds()?;
    seeds.insert(0, many::seed("rules/expired/broken-user.pem")?);
    many::drop(visit.browser, &seeds, MANY)?;
    // With the first rows, the pause button moves next to them.
    let pausable = "document.querySelector('.list .entry') && document.querySelector('[data-reading=pause]')";
    visit.browser.wait("a way to pause", &format!("Boolean({pausable})"))?;
    visit.browser.click("[data-reading=pause]")?;
    visit.browser.wait("a pause", "document.body.textContent.includes('Paused after')")?;
    // The first certificate has expired, so the answer needs the current day even while reading is paused.
    let early = visit.browser.wait("an answer in the pause", "walk.answer()?.headline")?;
    visit.browser.click("[data-reading=pause]")?;
    visit.browser.wait("a way to stop", "document.querySelector('[data-reading=stop]') !== null")?;
    visit.browser.click("[data-reading=stop]")?;
    visit.browser.wait(
        "a way to go on",
        "document.querySelector('[data-reading=resume]') !== null && walk.settled()",
    )?;
    let focused = visit.browser.value("document.activeElement?.dataset.reading ?? null", &[])?;
    same("the button with the focus", &focused.as_str(), &Some("resume"))?;
    visit.browser.click("[data-reading=resume]")?;
    many::settled(visit.browser, MANY)?;
    same("the answer", &visit.browser.value("walk.answer()?.headline", &[])?, &early)
}

fn only_visible_rows_are_in_the_document(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    many::drop(visit.browser, &many::seeds()?, 600)?;
    many::settled(visit.browser, 600)?;
    visit.browser.value("location.hash = '#/table'", &[])?;
    visit.browser.wait("a table", "document.querySelector('.table-view tbody tr[aria-rowindex]')")?;
    let rows = visit
        .browser
        .value("document.querySelectorAll('.table-view tbody tr[aria-rowindex]').length", &[])?;
    holds(rows.as_u64().is_some_and(|rows| rows <= 100), format_args!("{rows} rows are on the page"))?;
    // Space for rows that are not rendered is computed from a fixed row height, so every row must have it; and no code
    // may be cut off.
    let odd = "[...document.querySelectorAll('tr[aria-rowindex]:not(:first-child), .codes-cell')].filter((it) =>
        it.matches('tr') ? Math.round(it.getBoundingClientRect().height) !== 52
            : it.lastElementChild?.getBoundingClientRect().right > it.parentElement.getBoundingClientRect().right
    ).map((it) => it.textContent)";
    let odd = visit.browser.value(odd, &[])?;
    same("rows of another height, and codes cut off", &odd, &serde_json::json!([]))?;
    visit.browser.value("void (document.getElementById('items').scrollTop = 1e9)", &[])?;
    visit.browser.wait("the last row", "document.querySelector('tr[aria-rowindex=\"601\"]') !== null")?;
    // In print, each row is as high as its texts, and no code is replaced by a count.
    if visit.browser.browser() == Browser::Chromium {
        let cut = "[...document.querySelectorAll('#items tbody *')].filter((it) =>
            it.matches('.code') ? it.offsetParent === null
                : getComputedStyle(it).overflowY === 'hidden' && it.scrollHeight > it.clientHeight + 1
        ).length";
        visit.browser.emulate("print", &[])?;
        let cut = visit.browser.value(cut, &[])?;
        visit.browser.emulate("", &[])?;
        same("what is cut off on paper", &cut, &serde_json::json!(0))?;
    }
    Ok(())
}

/// A list that is rendered anew starts at its top, while the rows to show may be far below. A row scrolled to the edge
/// may lie beyond it by a fraction of a pixel.
fn the_list_keeps_its_scroll_position(visit: &mut Visit<'_>) -> Outcome<()> {
    const SEEN: &str = "(({ top, bottom }) =>
        [...document.querySelectorAll('#items .entry-row, #items tbody tr:not(.gap)')].filter((row) => {
            const box = row.getBoundingClientRect();
            return box.top >= top - 1 && box.bottom <= bottom + 1;
        }))(document.getElementById('items')?.getBoundingClientRect() ?? {})";
    let seen =
        |what: &str| visit.browser.wait(what, &format!("walk.settled() && {SEEN}.length > 1")).map(drop);
    let far = "void (document.getElementById('items').scrollTop = 8000)";
    visit.open()?;
    many::drop(visit.browser, &many::seeds()?, 300)?;
    many::settled(visit.browser, 300)?;
    visit.browser.value(far, &[])?;
    seen("lines far below")?;
    visit.go_to("#/about")?;
    visit.browser.back()?;
    seen("the list again")?;
    visit.go_to("#/table")?;
    visit.browser.value(far, &[])?;
    seen("rows far below")?;
    // The list is lower than the table, so the last row that the table shows has to be scrolled into view.
    visit.browser.value(&format!("{SEEN}.at(-1).querySelector('th a').click()"), &[])?;
    let shown =
        format!("walk.settled() && {SEEN}.some((row) => row.querySelector('.entry.current') !== null)");
    visit.browser.wait("what was chosen, in the list", &shown)?;
    // One step back leads to the table.
    visit.browser.back()?;
    visit.browser.wait("the table", "location.hash === '#/table' && walk.settled()")?;
    seen("its rows again")
}

fn selected_items_are_removed(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    many::drop(visit.browser, &many::seeds()?, 40)?;
    many::settled(visit.browser, 40)?;
    visit.browser.value("location.hash = '#/table'", &[])?;
    visit.browser.click(".table-view [data-sign=refused]")?;
    visit.browser.wait(
        "a narrower list",
        "walk.settled() && / of 40 shown/.test(document.querySelector('.table-view').textContent)",
    )?;
    visit.browser.click("[data-choose=listed]")?;
    visit.browser.wait("a choice", "document.querySelector('[data-chosen]')?.dataset.chosen > 0")?;
    visit.browser.click("[data-choose=put-away]")?;
    visit.browser.wait(
        "nothing refused any more",
        "walk.settled() && document.querySelector('.table-view [data-sign=refused]') === null",
    )?;
    Ok(())
}

/// Records the frame in which each part first appears.
const FRAMES: &str = "(() => {
    const parts = { answer: '#answer', story: '#story', proof: '#proof', list: '#items > :nth-child(90)' };
    window.frames_until = {};
    let frame = 0;
    const next = () => { frame += 1; requestAnimationFrame(next); };
    requestAnimationFrame(next);
    window.row = null;
    new MutationObserver(() => {
        window.row ??= document.querySelector('#items > :nth-child(2)');
        for (const [name, selector] of Object.entries(parts)) {
            if (document.querySelector(selector)) window.frames_until[name] ??= frame;
        }
    }).observe(document, { subtree: true, childList: true });
})()";

fn the_answer_is_painted_before_its_proof(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.value(FRAMES, &[])?;
    many::drop(visit.browser, &many::seeds()?, 600)?;
    many::settled(visit.browser, 600)?;
    let frames = visit.browser.value("window.frames_until", &[])?;
    let until = |part: &str| frames.get(part).and_then(Value::as_u64);
    for (earlier, later) in [("answer", "story"), ("story", "proof"), ("proof", "list")] {
        holds(
            until(earlier).is_some() && until(earlier) < until(later),
            format_args!("no frame was painted between the {earlier} and the {later}: {frames}"),
        )?;
    }
    let kept = visit.browser.value("window.row.isConnected", &[])?;
    same("a row that is drawn stays while others are added", &kept, &serde_json::json!(true))?;
    // The progress disappears at the end, and a count of the list moves the next one when it gets another digit.
    let shifts = visit.browser.value("walk.shifts.filter((it) => !/ (reading|count)$/.test(it))", &[])?;
    holds(shifts.as_array().is_some_and(Vec::is_empty), format_args!("what was seen has moved: {shifts}"))
}

/// In a hidden window, no frame is painted and timers are late. Nothing there may wait for either, least of all reading.
fn a_hidden_window_waits_for_no_frame(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let hide = "(() => {
        Object.defineProperty(document, 'hidden', { get: () => true });
        window.requestAnimationFrame = () => 0;
        const { setTimeout } = window;
        window.setTimeout = (act, delay, ...rest) => (delay < 1000 ? setTimeout(act, delay, ...rest) : 0);
    })()";
    visit.browser.value(hide, &[])?;
    many::drop(visit.browser, &many::seeds()?, 600)?;
    many::settled(visit.browser, 600)
}

fn counts_on_page(visit: &Visit<'_>) -> Outcome<Value> {
    visit.browser.value(
        "Object.fromEntries([...document.querySelectorAll('.share .chip')]\
         .map((chip) => [chip.dataset.sign, Number(chip.textContent.replace(/\\D/g, ''))]))",
        &[],
    )
}

/// Counts the same files, written to disk, with the command line.
fn counted_by_the_command_line(visit: &Visit<'_>, seeds: &[Seed], count: usize) -> Outcome<Value> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("many");
    // Files left by an earlier run would be counted too.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).or_fail("no folder can be made")?;
    for (number, seed) in (1_u32..).zip(seeds.iter().cycle()).take(count) {
        let mut der = seed.der.clone();
        if let Some(octets) = der.get_mut(seed.at..seed.at + 4) {
            octets.copy_from_slice(&number.to_be_bytes());
        }
        std::fs::write(folder.join(format!("{number}.cer")), der).or_fail("no file can be written")?;
    }
    let output = Command::new(&visit.environment.command_line).arg("overview").arg(&folder).output();
    let output = output.or_fail("the command line cannot be run")?;
    serde_json::from_slice(&output.stdout).or_fail("the command line gives no numbers")
}
