//! Everything the page exports, read back.

use browser::outcome::{While as _, holds, same};
use browser::session::key;
use browser::visit::{File, cases};
use browser::{Browser, Failure, Outcome, Visit};
use serde_json::{Value, json};
use std::process::Command;

crate::walks! {
    ticket_text_is_copied, ticket_text_is_copied_without_the_clipboard_api,
    copied_and_saved_markdown_are_equal, json_equals_that_of_the_command_line, csv_holds_every_item,
    powershell_holds_the_remedies, the_steps_are_drawn_as_a_picture, the_report_is_printed,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const WEAK: &str = "mapping/sid-absent/broken.pem";

fn ticket_text_is_copied(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    let text = copied(visit, "ticket")?;
    let answer = visit.answer()?;
    for words in [
        answer.headline.as_str(),
        &answer.sentence,
        "alice@corp.example",
        "KDC event 39",
        "SHA-256: 1314574f",
    ] {
        holds(text.contains(words), format_args!("`{words}` is not in the ticket:\n{text}"))?;
    }
    Ok(())
}

/// As on a server without HTTPS, where there is no Clipboard API.
fn ticket_text_is_copied_without_the_clipboard_api(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.value("void Object.defineProperty(navigator, 'clipboard', { value: undefined })", &[])?;
    visit.drop_files(&[File::case(WEAK)?])?;
    let text = copied(visit, "ticket")?;
    holds(text.contains("SHA-256: 1314574f"), format_args!("this was copied:\n{text}"))?;
    // The page still works.
    visit.drop_files(&[File::case(STRONG)?.named("next.pem")])?;
    same("items", &visit.items()?.len(), &2)
}

fn copied_and_saved_markdown_are_equal(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    let saved = saved(visit, "markdown", "save", "strongmap-alice.md")?;
    let lines = |text: &str| text.lines().map(str::trim_end).map(str::to_owned).collect::<Vec<_>>();
    same("the lines", &lines(copied(visit, "markdown")?.trim()), &lines(saved.trim()))?;
    let answer = visit.answer()?;
    holds(saved.starts_with('#'), format_args!("no heading begins it:\n{saved}"))?;
    // Characters that Markdown would interpret are escaped.
    let sentence = answer.sentence.replace('@', "&#64;");
    for words in [answer.headline.as_str(), &sentence, "```powershell"] {
        holds(saved.contains(words), format_args!("`{words}` is not in it:\n{saved}"))?;
    }
    Ok(())
}

fn json_equals_that_of_the_command_line(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    for (case, name) in [(WEAK, "broken.pem"), (STRONG, "met.pem")] {
        visit.drop_files(&[File::case(case)?])?;
        let place = visit.items()?.iter().position(|item| item.file == name).unwrap_or_default();
        visit.select(place)?;
        let here = value_of(&saved(visit, "json", "save", "strongmap-alice.json")?)?;
        let output =
            Command::new(&visit.environment.command_line).arg("examine").arg(cases().join(case)).output();
        let output = output.or_fail("the command line cannot be run")?;
        let mut there = value_of(&String::from_utf8_lossy(&output.stdout))?;
        // The command line names the path as it was given. Findings and predictions are not compared.
        for key in ["file", "predictions", "findings"] {
            if let (Some(there), Some(here)) = (there.get_mut(key), here.get(key)) {
                *there = here.clone();
            }
        }
        same(name, &here, &there)?;
        visit.press_button("Start over")?;
        visit.browser.wait("the first view", "document.querySelector('.invitation')")?;
    }
    Ok(())
}

fn csv_holds_every_item(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?, File::case(STRONG)?, File::case("intake/pkcs7/der.p7b")?])?;
    let today = visit.browser.text("new Date().toISOString().slice(0, 10)")?;
    // The filter of the table must not apply where the table is not shown.
    visit.go_to("#/table")?;
    visit.browser.click(".count[data-sign=refused]")?;
    visit.browser.wait("what is refused", "walk.settled() && document.body.innerText.includes(' shown')")?;
    visit.go_to("#/overview")?;
    visit.browser.wait("the numbers", "document.querySelector('.overview [data-table=items]')")?;
    let name = format!("strongmap-{today}.csv");
    let text = saved_as(visit, "[data-table=items]", &name)?;
    visit.go_to("#/")?;
    let says = |how: &str| {
        format!("walk.settled() && {how}document.querySelector('.list h2').innerText.includes(' of ')")
    };
    visit.browser.wait("the list to say that it is narrowed", &says(""))?;
    same("the list of the answer", &saved(visit, "csv", "save", &name)?, &text)?;
    visit.browser.click(".count[data-sign=refused]")?;
    visit.browser.wait("all of the list", &says("!"))?;
    holds(text.starts_with("\u{feff}\"name\","), format_args!("no mark begins it:\n{text}"))?;
    let lines: Vec<&str> = text.trim().lines().collect();
    same("lines", &lines.len(), &(visit.items()?.len() + 1))?;
    for (line, words) in [(1, "broken.pem"), (1, "weak"), (2, "met.pem"), (2, "strong"), (3, "der.p7b")] {
        let found = lines.get(line).is_some_and(|it| it.contains(words));
        holds(found, format_args!("`{words}` is not in line {line}:\n{text}"))?;
    }
    Ok(())
}

fn powershell_holds_the_remedies(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    let text = saved(visit, "powershell", "save", "strongmap-remedies-alice.ps1")?;
    holds(text.starts_with("\u{feff}# "), format_args!("no mark begins it:\n{text}"))?;
    let commands = visit
        .browser
        .value("[...document.querySelectorAll('.remedies pre')].map((it) => it.textContent)", &[])?;
    let commands: Vec<&str> = commands.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    holds(commands.len() >= 3, format_args!("the page shows {commands:?}"))?;
    let shown = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    let first = commands.first().and_then(|it| it.lines().find(shown)).unwrap_or_default();
    holds(text.contains(first), format_args!("`{first}` is not in\n{text}"))
}

fn the_steps_are_drawn_as_a_picture(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    let svg = saved(visit, "picture", "save", "strongmap-alice.svg")?;
    let check = "((text) => {
        const picture = new DOMParser().parseFromString(walk.trust.createHTML(text), 'image/svg+xml').documentElement;
        return `${picture.nodeName} ${picture.getAttribute('width')} ${picture.getAttribute('height')}`;
    })(arguments[0])";
    let root = visit.browser.value(check, &[json!(svg)])?;
    let root: Vec<&str> = root.as_str().unwrap_or_default().split(' ').collect();
    for words in ["Client", "VPN server", "NPS reason 16", "Domain controller", "Fails here"] {
        holds(svg.contains(words), format_args!("`{words}` is not in the picture"))?;
    }
    let ["svg", width, height] = root.as_slice() else {
        return Err(Failure(format!("the picture is {root:?}")));
    };
    let number = |text: &str| text.parse::<u32>().or_fail("the picture has no size");
    let png = saved(visit, "picture", "draw", "strongmap-alice.png")?;
    same("the drawn picture", &png, &format!("PNG of {} x {}", number(width)? * 2, number(height)? * 2))
}

fn the_report_is_printed(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    let folded = visit
        .browser
        .value("document.querySelectorAll('main details:not([open]):not(.menu)').length", &[])?;
    let pdf = visit.browser.printed()?;
    holds(pdf.starts_with(b"%PDF-") && pdf.len() > 20_000, format_args!("{} bytes came out", pdf.len()))?;
    if visit.browser.browser() == Browser::Chromium {
        same("what was left folded on paper", &visit.browser.value("walk.stillFolded()", &[])?, &json!(0))?;
        let pages = pdf.windows(11).filter(|it| *it == b"/Type /Page").count();
        holds(pages >= 3, format_args!("it has {pages} pages"))?;
        // What the printed report shows, and what only a screen shows.
        visit.browser.emulate("print", &[])?;
        let words = visit.browser.text("document.body.innerText")?;
        let ground =
            "getComputedStyle(document.querySelector('.station.stops .station-node')).backgroundColor";
        let ground = visit.browser.text(ground)?;
        // A grid that is cut between pages prints its content over what follows it.
        let grids = "['.detail', '.story', '.remedies'].filter((it) => getComputedStyle(document.querySelector(it)).display === 'grid')";
        let grids = visit.browser.value(grids, &[])?;
        visit.browser.emulate("", &[])?;
        same("grids that are cut between pages", &grids, &json!([]))?;
        same(
            "the ground of the sign of a stop, which is not printed",
            &ground.as_str(),
            &"rgba(0, 0, 0, 0)",
        )?;
        for wanted in ["Not strongly mapped", "Report by", "As of", "SHA-256", "KDC event 39", "What to do"] {
            holds(words.contains(wanted), format_args!("`{wanted}` is not on the paper:\n{words}"))?;
        }
        for unwanted in ["Export", "Start over", "Copy", "Add account details"] {
            holds(!words.contains(unwanted), format_args!("`{unwanted}` is on the paper"))?;
        }
        visit.go_to("#/overview")?;
        visit.browser.wait("the numbers", "document.querySelector('.overview .timeline svg')")?;
        visit.browser.emulate("print", &[])?;
        let wide = "((main) => {
            main.style.width = '400px';
            const width = document.querySelector('.timeline svg').getBoundingClientRect().width;
            main.style.width = '';
            return width;
        })(document.querySelector('main'))";
        let width = visit.browser.value(wide, &[])?;
        let beyond = "((all) => [...all.querySelectorAll('.link-button')]
            .filter((it) => it.getBoundingClientRect().right > all.getBoundingClientRect().right + 0.5)
            .map((it) => it.innerText))(document.querySelector('.overview'))";
        let beyond = visit.browser.value(beyond, &[])?;
        visit.browser.emulate("", &[])?;
        same("numbers beyond the paper", &beyond, &json!([]))?;
        holds(width.as_f64() <= Some(400.0), format_args!("the months are {width} wide on paper"))?;
        let in_buttons =
            visit.browser.value("document.querySelectorAll('button .bar-picture').length", &[])?;
        same("bars in buttons, which Firefox does not print", &in_buttons, &json!(0))?;
        visit.go_to("#/table")?;
        visit.browser.emulate("print", &[])?;
        let beyond = "((main) => {
            main.style.width = '640px';
            const frame = document.querySelector('.table-frame');
            const beyond = frame.scrollWidth - frame.clientWidth;
            main.style.width = '';
            return beyond;
        })(document.querySelector('main'))";
        let beyond = visit.browser.value(beyond, &[])?;
        visit.browser.emulate("", &[])?;
        same("how much of the table is beyond the paper", &beyond, &json!(0))?;
        visit.go_to("#/")?;
        visit.browser.wait("the answer", "walk.settled() && document.querySelector('#answer')")?;
    }
    let after = visit
        .browser
        .value("document.querySelectorAll('main details:not([open]):not(.menu)').length", &[])?;
    same("what is folded afterwards", &after, &folded)
}

/// The file that an export button saves.
fn saved(visit: &Visit<'_>, form: &str, way: &str, name: &str) -> Outcome<String> {
    saved_as(visit, &format!("[data-export={form}][data-way={way}]"), name)
}

fn saved_as(visit: &Visit<'_>, button: &str, name: &str) -> Outcome<String> {
    press(visit, button)?;
    let mut files = visit.saved()?;
    same("files", &files.len(), &1)?;
    let (given, text) = files.remove(0);
    same("the name", &given.as_str(), &name)?;
    Ok(text)
}

/// What an export button copies to the clipboard, pasted into the paste box.
fn copied(visit: &Visit<'_>, form: &str) -> Outcome<String> {
    press(visit, &format!("[data-export={form}][data-way=copy]"))?;
    visit.browser.wait(
        "it to be copied",
        &format!("document.querySelector('[data-export={form}][data-way=copy] .done')"),
    )?;
    visit.browser.click("h1#answer")?;
    visit.press_button("Paste")?;
    visit.browser.wait("the box", "document.activeElement?.id === 'paste-text'")?;
    visit.browser.press_with(&[key::COMMAND], 'v')?;
    let text = visit.browser.wait("the text", "document.getElementById('paste-text').value")?;
    visit.press_button("Close")?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

fn press(visit: &Visit<'_>, button: &str) -> Outcome<()> {
    visit.browser.value("void (document.querySelector('details.menu').open = true)", &[])?;
    visit.browser.click(button)?;
    visit.browser.value("void (document.querySelector('details.menu').open = false)", &[]).map(drop)
}

fn value_of(line: &str) -> Outcome<Value> {
    serde_json::from_str(line.trim()).or_fail(format_args!("this is no JSON: {line}"))
}
