//! Every way to get a certificate into the page.

use browser::outcome::{holds, same};
use browser::session::key;
use browser::visit::{File, cases, handed};
use browser::{Browser, Outcome, Visit};
use serde_json::{Value, json};

crate::walks! {
    files_are_dropped, text_is_dropped, files_are_selected, the_same_file_is_selected_again, files_are_pasted,
    a_folder_is_dropped, a_folder_is_listed_in_portions, a_folder_is_selected, text_is_pasted,
    text_is_typed_into_the_box, an_example_is_tried, many_certificates_in_one_file, start_over,
    the_answer_to_new_input_is_scrolled_into_view, pasting_outside_a_text_field_adds_an_item,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const WEAK: &str = "mapping/sid-absent/broken.pem";
const OTHER: &str = "mapping/sid-absent/met-uri.pem";

fn files_are_dropped(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.shows_where_to_drop()?;
    visit.drop_files(&[File::case(STRONG)?, File::case(WEAK)?])?;
    listed(visit, &["met.pem", "broken.pem"])
}

fn text_is_dropped(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.value("walk.dropText(arguments[0])", &[json!(File::case(STRONG)?.text())])?;
    visit.judged()?;
    verdict(visit, "strong")
}

fn files_are_selected(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    choose(visit, &[STRONG, WEAK])?;
    listed(visit, &["met.pem", "broken.pem"])
}

fn the_same_file_is_selected_again(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    choose(visit, &[STRONG])?;
    choose(visit, &[STRONG])?;
    visit.browser.wait("the second one", "walk.items()[0]?.copies === 'met.pem'")?;
    listed(visit, &["met.pem"])
}

fn files_are_pasted(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let files = handed(&[File::case(WEAK)?]);
    visit.browser.value("walk.pasteFiles(arguments[0])", &[files])?;
    visit.judged()?;
    listed(visit, &["broken.pem"])?;
    verdict(visit, "weak")
}

/// Dropped by the browser itself, which only the driver of Chromium supports.
fn a_folder_is_dropped(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    if visit.browser.browser() == Browser::Chromium {
        visit.browser.drop_path(&cases().join("intake/der"))?;
        visit.judged()?;
        let items = visit.items()?;
        for file in ["der/back-to-back.der", "der/one.cer", "der/trailing-zeros.cer"] {
            holds(items.iter().any(|it| it.is_in(file)), format_args!("{file} is missing: {items:?}"))?;
        }
    }
    Ok(())
}

fn a_folder_is_listed_in_portions(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let base64 = |path: &str| -> Outcome<Value> {
        let handed = handed(&[File::case(path)?]);
        Ok(handed.pointer("/0/base64").cloned().unwrap_or_default())
    };
    let content = json!({ "b.pem": base64(WEAK)?, "inner": { "deep": { "c.pem": base64(OTHER)? } }, "a.pem": base64(STRONG)? });
    visit.browser.value("walk.dropFolder(arguments[0], arguments[1])", &[json!("export"), content])?;
    visit.judged()?;
    listed(visit, &["export/a.pem", "export/b.pem", "export/inner/deep/c.pem"])
}

fn a_folder_is_selected(visit: &mut Visit<'_>) -> Outcome<()> {
    const INSIDE: [&str; 3] = ["back-to-back.der", "one.cer", "trailing-zeros.cer"];
    visit.open()?;
    match visit.browser.browser() {
        Browser::Chromium => visit
            .browser
            .type_into("input[type=file][data-folder]", &cases().join("intake/der").display().to_string())?,
        // The driver of Firefox accepts files only, so the files are passed as the browser would list the folder.
        Browser::Firefox => {
            let files: Vec<File> = INSIDE
                .iter()
                .map(|name| File::case(&format!("intake/der/{name}")))
                .collect::<Outcome<_>>()?;
            visit.browser.value("walk.chooseFolder(arguments[0])", &[handed(&files)])?;
        }
    }
    visit.judged()?;
    let items = visit.items()?;
    for file in INSIDE {
        holds(items.iter().any(|it| it.is_in(file)), format_args!("{file} is missing: {items:?}"))?;
    }
    Ok(())
}

/// Uses the real clipboard, which is filled by cutting the text from the box.
fn text_is_pasted(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    type_into_box(visit, &File::case(WEAK)?.text())?;
    visit.browser.press_with(&[key::COMMAND], 'a')?;
    visit.browser.press_with(&[key::COMMAND], 'x')?;
    visit.press_button("Close")?;
    visit.browser.wait("the box to close", "!document.getElementById('paste-text')")?;
    visit.browser.press_with(&[key::COMMAND], 'v')?;
    visit.judged()?;
    verdict(visit, "weak")
}

/// A checkbox takes no text, so the page takes what is pasted there.
fn pasting_outside_a_text_field_adds_an_item(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?, File::case(OTHER)?])?;
    visit.go_to("#/table")?;
    visit.browser.value("document.querySelector('.table-view td input').focus()", &[])?;
    visit.browser.value("walk.pasteFiles(arguments[0])", &[handed(&[File::case(WEAK)?])])?;
    let added = "document.querySelector('[data-added]')?.textContent.startsWith('1 item added')";
    visit.browser.wait("what was pasted", added).map(drop)
}

/// The focus is still on the previous answer, so the browser does not scroll by itself.
fn the_answer_to_new_input_is_scrolled_into_view(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    for (case, name) in [(STRONG, "one.pem"), (WEAK, "two.pem")] {
        visit.drop_files(&[File::case(case)?.named(name)])?;
        let seen = "(({ top }, { bottom }) => top >= 0 && bottom <= innerHeight)
            (document.querySelector('.answer-name').getBoundingClientRect(), answer.getBoundingClientRect())";
        visit.browser.wait("the answer in view", seen)?;
        visit.browser.value("scrollTo(0, document.documentElement.scrollHeight)", &[])?;
    }
    Ok(())
}

fn text_is_typed_into_the_box(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    type_into_box(visit, &File::case(STRONG)?.text())?;
    visit.press_button("Check")?;
    visit.judged()?;
    verdict(visit, "strong")
}

fn an_example_is_tried(visit: &mut Visit<'_>) -> Outcome<()> {
    for (example, expect) in [("strong", "strong"), ("weak", "weak"), ("near-miss", "weak")] {
        visit.open()?;
        visit.browser.click(&format!("[data-example={example}]"))?;
        visit.judged()?;
        verdict(visit, expect)?;
        let title = visit.browser.text("document.title")?;
        same("the title names what is shown", &title.contains("Strongmap"), &true)?;
        // Opening the same address again would not reload the page.
        visit.browser.open("about:blank")?;
    }
    visit.open()
}

fn many_certificates_in_one_file(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let text = format!("{}\n{}", File::case(STRONG)?.text(), File::case(WEAK)?.text());
    visit.drop_files(&[File { name: "both.txt".to_owned(), bytes: text.into_bytes() }])?;
    same("items", &visit.items()?.len(), &2)?;
    verdict(visit, "strong")?;
    same("the second verdict", &visit.select(1)?.verdict.as_deref(), &Some("weak"))
}

fn start_over(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?])?;
    visit.press_button("Start over")?;
    visit.browser.wait("the first view", "document.querySelector('.invitation')")?;
    visit.drop_files(&[File::case(WEAK)?])?;
    listed(visit, &["broken.pem"])?;
    verdict(visit, "weak")
}

fn type_into_box(visit: &Visit<'_>, text: &str) -> Outcome<()> {
    visit.press_button("Paste text")?;
    visit.browser.wait("the box", "document.getElementById('paste-text')")?;
    visit.browser.type_into("#paste-text", text)
}

/// Selects cases without the file dialog, which the driver bypasses.
fn choose(visit: &Visit<'_>, paths: &[&str]) -> Outcome<()> {
    let paths: Vec<String> = paths.iter().map(|path| cases().join(path).display().to_string()).collect();
    visit.browser.type_into("input[type=file][data-files]", &paths.join("\n"))?;
    visit.judged()
}

fn listed(visit: &Visit<'_>, files: &[&str]) -> Outcome<()> {
    let items = visit.items()?;
    let found: Vec<&str> = items.iter().map(|item| item.file.as_str()).collect();
    same("the list", &found.as_slice(), &files)
}

fn verdict(visit: &Visit<'_>, expect: &str) -> Outcome<()> {
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some(expect))
}
