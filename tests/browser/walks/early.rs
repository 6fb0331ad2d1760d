//! Input that arrives before the program is loaded.

use browser::outcome::{holds, same};
use browser::session::key;
use browser::visit::{File, cases, handed};
use browser::{Faults, Outcome, Visit};
use serde_json::json;

crate::walks! {
    early_input_is_kept, a_folder_is_dropped_early, a_button_is_pressed_early, the_focus_survives_startup,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const WEAK: &str = "mapping/sid-absent/broken.pem";
const OTHER: &str = "mapping/sid-absent/met-uri.pem";

fn early_input_is_kept(visit: &mut Visit<'_>) -> Outcome<()> {
    open_without_program(visit)?;
    visit.shows_where_to_drop()?;

    visit.browser.value("walk.drop(arguments[0])", &[handed(&[File::case(STRONG)?])])?;
    told(visit, "Received. It will be read")?;
    visit.browser.value("walk.pasteFiles(arguments[0])", &[handed(&[File::case(WEAK)?])])?;
    visit.browser.type_into("input[type=file][data-files]", &cases().join(OTHER).display().to_string())?;
    told(visit, "3 files received")?;
    visit.browser.value("walk.dropText(arguments[0])", &[json!("nothing of interest")])?;
    told(visit, "4 files received")?;

    visit.site.release();
    visit.judged()?;
    visit.browser.wait("everything that was given", "walk.settled() && walk.items().length === 4")?;
    let items = visit.items()?;
    for file in ["met.pem", "broken.pem", "met-uri.pem"] {
        holds(items.iter().any(|it| it.is_in(file)), format_args!("{file} is missing: {items:?}"))?;
    }
    let waiting = visit.browser.value("document.getElementById('waiting').getClientRects().length", &[])?;
    same("the line about waiting", &waiting, &json!(0))?;
    visit.drop_files(&[File::case(STRONG)?.named("later.pem")])?;
    visit.browser.wait("what is given later", "walk.items()[0]?.copies === 'later.pem'").map(drop)
}

fn a_folder_is_dropped_early(visit: &mut Visit<'_>) -> Outcome<()> {
    open_without_program(visit)?;
    let handed = handed(&[File::case(STRONG)?]);
    let base64 = handed.pointer("/0/base64").cloned().unwrap_or_default();
    let content = json!({ "inner": { "a.pem": base64 } });
    visit.browser.value("walk.dropFolder(arguments[0], arguments[1])", &[json!("export"), content])?;
    told(visit, "Received. It will be read")?;
    visit.site.release();
    visit.judged()?;
    let files: Vec<String> = visit.items()?.into_iter().map(|item| item.file).collect();
    same("the list", &files, &vec!["export/inner/a.pem".to_owned()])
}

fn a_button_is_pressed_early(visit: &mut Visit<'_>) -> Outcome<()> {
    open_without_program(visit)?;
    visit.browser.click("[data-example=weak]")?;
    told(visit, "One moment")?;
    visit.site.release();
    visit.judged()?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("weak"))?;

    open_without_program(visit)?;
    visit.press_button("Paste text")?;
    told(visit, "One moment")?;
    visit.site.release();
    visit.browser.wait("the box", "document.getElementById('paste-text')").map(drop)
}

/// Tab reaches the file inputs, and no control that would not work yet.
fn the_focus_survives_startup(visit: &mut Visit<'_>) -> Outcome<()> {
    open_without_program(visit)?;
    visit.browser.press(key::TAB)?;
    same("the first", &visit.browser.text("walk.focus()")?.as_str(), &"Choose files")?;
    visit.site.release();
    visit.settle()?;
    visit.browser.wait("the focus", "walk.focus() === 'Choose files'")?;
    visit.browser.press(key::TAB)?;
    same("the next", &visit.browser.text("walk.focus()")?.as_str(), &"Choose a folder")
}

/// Opens the page while its program is still loading.
fn open_without_program(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.served(Faults::LateProgram)?;
    visit.browser.open(&visit.site.url())?;
    visit
        .browser
        .wait("the first frame", "document.querySelector('#page[data-waiting]:not([inert])')")
        .map(drop)
}

fn told(visit: &Visit<'_>, words: &str) -> Outcome<()> {
    let told = format!("document.querySelector('#waiting.told')?.textContent.startsWith('{words}')");
    visit.browser.wait(words, &told).map(drop)
}
