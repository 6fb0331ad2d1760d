//! Thousands of files at once: rows come while the rest is read, nothing is lost on the way, and the numbers are those
//! of the command line.

use base64ct::{Base64, Encoding as _};
use browser::outcome::{While as _, holds, same};
use browser::visit::File;
use browser::{Failure, Outcome, Visit};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

crate::walks! {
    thousands_are_counted_as_the_command_line_counts_them, a_pause_and_a_stop_lose_nothing,
    only_what_is_seen_is_on_the_page, the_chosen_are_put_away,
}

/// How many files are dropped.
const MANY: usize = 5_000;

/// Certificates of which each becomes many: only the last octets of the serial number differ.
const SEEDS: [&str; 4] = [
    "mapping/sid-absent/met.pem",
    "mapping/sid-absent/broken.pem",
    "mapping/no-name-at-all/broken.pem",
    "mapping/sid-near-miss/broken-uri-date.pem",
];

fn thousands_are_counted_as_the_command_line_counts_them(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let seeds = seeds()?;
    drop_many(visit, &seeds, MANY)?;
    let early =
        "document.querySelectorAll('.list .entry').length > 0 && document.querySelector('.reading') !== null";
    visit.browser.wait("rows before everything is read", early)?;
    settled(visit, MANY)?;
    visit.browser.value("location.hash = '#/overview'", &[])?;
    visit.browser.wait("the numbers", "document.querySelector('.overview') !== null")?;
    let told = told(visit)?;
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

fn a_pause_and_a_stop_lose_nothing(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let seeds = seeds()?;
    drop_many(visit, &seeds, MANY)?;
    // With the first rows the way moves to its place beside them.
    let pausable = "document.querySelector('.list .entry') && document.querySelector('[data-reading=pause]')";
    visit.browser.wait("a way to pause", &format!("Boolean({pausable})"))?;
    visit.browser.click("[data-reading=pause]")?;
    visit.browser.wait("a pause", "document.body.textContent.includes('Paused after')")?;
    visit.browser.click("[data-reading=pause]")?;
    visit.browser.wait("a way to stop", "document.querySelector('[data-reading=stop]') !== null")?;
    visit.browser.click("[data-reading=stop]")?;
    visit.browser.wait(
        "a way to go on",
        "document.querySelector('[data-reading=resume]') !== null && walk.settled()",
    )?;
    visit.browser.click("[data-reading=resume]")?;
    settled(visit, MANY)
}

fn only_what_is_seen_is_on_the_page(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    drop_many(visit, &seeds()?, 600)?;
    settled(visit, 600)?;
    visit.browser.value("location.hash = '#/table'", &[])?;
    visit.browser.wait("a table", "document.querySelector('.table-view tbody tr[aria-rowindex]')")?;
    let rows = visit
        .browser
        .value("document.querySelectorAll('.table-view tbody tr[aria-rowindex]').length", &[])?;
    holds(rows.as_u64().is_some_and(|rows| rows <= 100), format_args!("{rows} rows are on the page"))?;
    visit.browser.value("void (document.getElementById('items').scrollTop = 1e9)", &[])?;
    visit.browser.wait("the last row", "document.querySelector('tr[aria-rowindex=\"601\"]') !== null")?;
    Ok(())
}

fn the_chosen_are_put_away(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    drop_many(visit, &seeds()?, 40)?;
    settled(visit, 40)?;
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

struct Seed {
    der: Vec<u8>,
    /// Where the last octets of the serial number are.
    at: usize,
}

fn seeds() -> Outcome<Vec<Seed>> {
    SEEDS
        .iter()
        .map(|path| {
            let text = File::case(path)?.text();
            let body: String = text
                .split("-----BEGIN CERTIFICATE-----")
                .nth(1)
                .and_then(|rest| rest.split("-----END").next())
                .unwrap_or_default()
                .split_whitespace()
                .collect();
            let der = Base64::decode_vec(&body).or_fail(format_args!("{path} is no PEM"))?;
            let at = serial(&der).ok_or_else(|| Failure(format!("{path} has no serial number")))?;
            Ok(Seed { der, at })
        })
        .collect()
}

/// Behind the head of the certificate, that of its body, and its version.
fn serial(der: &[u8]) -> Option<usize> {
    let at = der.windows(5).position(|window| window == [0xa0, 3, 2, 1, 2])? + 5;
    let length = usize::from(*der.get(at + 1)?);
    (length > 5).then_some(at + 2 + length - 4)
}

fn drop_many(visit: &Visit<'_>, seeds: &[Seed], count: usize) -> Outcome<()> {
    let seeds: Value = seeds
        .iter()
        .map(|seed| json!({ "at": seed.at, "base64": Base64::encode_string(&seed.der) }))
        .collect();
    visit.browser.value("walk.dropMany(arguments[0], arguments[1])", &[seeds, json!(count)]).map(drop)
}

/// Waits until as many items are listed, and nothing is still to come.
fn settled(visit: &Visit<'_>, count: usize) -> Outcome<()> {
    let listed = format!(
        "walk.settled() && /^{count} item/.test((document.querySelector('.list h2')?.textContent ?? '').replaceAll('\\u202f', ''))"
    );
    visit.browser.wait_long("everything to be listed", &listed).map(drop)
}

fn told(visit: &Visit<'_>) -> Outcome<Value> {
    visit.browser.value(
        "Object.fromEntries([...document.querySelectorAll('.share .chip')]\
         .map((chip) => [chip.dataset.sign, Number(chip.textContent.replace(/\\D/g, ''))]))",
        &[],
    )
}

/// The same files on disk, counted by the program.
fn counted_by_the_command_line(visit: &Visit<'_>, seeds: &[Seed], count: usize) -> Outcome<Value> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("many");
    // What an earlier run left there would be counted too.
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
