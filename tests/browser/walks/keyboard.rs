//! The page, used by keyboard only.

use browser::outcome::{holds, same};
use browser::session::key;
use browser::visit::{File, handed};
use browser::{Outcome, Visit};

crate::walks! {
    tab_reaches_everything, an_example_is_tried_by_keyboard, the_focus_is_visible,
    the_list_is_used_by_keyboard, suggestions_close, the_focus_follows_what_is_shown,
    the_focus_survives_removed_elements, typing_keeps_the_focus,
}

fn tab_reaches_everything(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let wanted =
        ["Skip to content", "Strongmap", "Colors", "About", "Choose files", "Paste text", "Strong", "Weak"];
    let mut reached = Vec::new();
    for _ in 0..30 {
        visit.browser.press(key::TAB)?;
        reached.push(visit.browser.text("walk.focus()")?);
        if reached.last().is_some_and(|name| name.starts_with("Almost")) {
            break;
        }
    }
    // In page order from the top, with anything else in between.
    let mut rest = reached.iter();
    for name in wanted {
        holds(
            rest.any(|reached| reached.starts_with(name)),
            format_args!("`{name}` is not reached in its turn: {reached:?}"),
        )?;
    }
    Ok(())
}

fn an_example_is_tried_by_keyboard(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    tab_to(visit, "Weak")?;
    visit.browser.press(key::ENTER)?;
    visit.judged()?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("weak"))?;
    visit.browser.wait("the focus on the answer", "document.activeElement?.id === 'answer'").map(drop)
}

fn the_focus_is_visible(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    for _ in 0..12 {
        visit.browser.press(key::TAB)?;
        // A visually hidden element that has the focus is outlined by its parent.
        let seen = visit.browser.value(
            "[document.activeElement, document.activeElement.parentElement].some((element) => {
                const style = getComputedStyle(element);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                    && element.getBoundingClientRect().width > 8;
            })",
            &[],
        )?;
        let name = visit.browser.text("walk.focus()")?;
        holds(seen == true || name.is_empty(), format_args!("nothing shows that `{name}` has the focus"))?;
    }
    Ok(())
}

fn the_list_is_used_by_keyboard(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[
        File::case("mapping/sid-absent/met.pem")?.named("one.pem"),
        File::case("mapping/sid-absent/broken.pem")?.named("two.pem"),
    ])?;
    visit.browser.wait("the focus on the answer", "document.activeElement?.id === 'answer'")?;
    // The list comes before the answer. Tab stops at one of its entries, and other keys move on from there.
    for _ in 0..30 {
        visit.browser.press_with(&[key::SHIFT], key::TAB)?;
        let focus = visit.browser.text("walk.focus()")?;
        holds(!focus.contains("two.pem"), "the tabulator stops at another entry than the one that is shown")?;
        if focus.contains("one.pem") {
            for (pressed, place, verdict) in
                [(key::END, 1, "weak"), (key::HOME, 0, "strong"), (key::DOWN, 1, "weak")]
            {
                visit.browser.press(pressed)?;
                visit.browser.wait(
                    "the entry with the focus",
                    &format!(
                        "walk.items()[{place}].current && document.activeElement?.matches('.entry.current')"
                    ),
                )?;
                let shown = format!("document.getElementById('answer')?.dataset.verdict === '{verdict}'");
                visit.browser.wait("its answer", &shown)?;
            }
            // The list scrolls, and clips what lies beyond it.
            let whole = "((entry, list) => {
                const { outlineOffset, outlineWidth } = getComputedStyle(entry);
                const begin = entry.getBoundingClientRect().left - parseFloat(outlineOffset) - parseFloat(outlineWidth);
                return begin >= list.getBoundingClientRect().left;
            })(document.activeElement, document.querySelector('.list'))";
            same("whether the mark of the focus is whole", &visit.browser.value(whole, &[])?, &true.into())?;
            visit.browser.press(key::TAB)?;
            visit.browser.press(key::ENTER)?;
            visit.browser.wait("the rest of the list", "walk.items().length === 1")?;
            // The entry that was shown is gone, and its neighbour takes its place.
            let next = "document.activeElement?.matches('.entry.current')";
            return visit.browser.wait("the focus on the entry beside it", next).map(drop);
        }
    }
    holds(false, "the list is not reached")
}

/// The suggestions for a query overlay the page, and close once it is submitted, cancelled or left.
fn suggestions_close(visit: &mut Visit<'_>) -> Outcome<()> {
    const OPEN: &str = "document.querySelectorAll('.found li').length > 0";
    const CLOSED: &str = "document.querySelectorAll('.found li').length === 0";
    visit.open()?;
    for way in ["enter", "escape", "pointer", "tabulator"] {
        visit.browser.value("document.getElementById('look-up').focus()", &[])?;
        visit.browser.press_with(&[key::COMMAND], 'a')?;
        visit.browser.type_into("#look-up", "16")?;
        visit.browser.wait("what it can mean", OPEN)?;
        match way {
            "enter" => visit.browser.press(key::ENTER)?,
            "escape" => visit.browser.press(key::ESCAPE)?,
            // The suggestions are in the tab order, so the focus leaves them after the last entry.
            "tabulator" => {
                for _ in 0..12 {
                    visit.browser.press(key::TAB)?;
                }
            }
            _ => visit.browser.click(".promise")?,
        }
        visit.browser.wait(way, CLOSED)?;
    }
    Ok(())
}

fn the_focus_follows_what_is_shown(visit: &mut Visit<'_>) -> Outcome<()> {
    const ON_ANSWER: &str = "document.activeElement?.id === 'answer'";
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/met.pem")?])?;
    visit.browser.wait("the focus on the answer", ON_ANSWER)?;
    visit.browser.value("document.activeElement.blur()", &[])?;
    visit.drop_files(&[File::case("mapping/sid-absent/broken.pem")?])?;
    visit.browser.wait("the focus on the second answer", ON_ANSWER)?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("weak"))?;
    visit.press_button("Start over")?;
    visit.browser.wait("the focus on the first view", "document.activeElement?.id === 'invitation'")?;
    visit.drop_files(&[File::case("intake/pkcs12/aes.pfx")?])?;
    visit.browser.wait("the box for the password", "document.getElementById('password')")?;
    for (password, expect) in [("Corp", "document.getElementById('password-refused')"), ("corp", ON_ANSWER)] {
        visit.browser.type_into("#password", password)?;
        visit.browser.press(key::ENTER)?;
        visit.browser.wait(password, expect)?;
    }
    visit.browser.wait("the certificate", "document.querySelector('#answer[data-verdict]')").map(drop)
}

/// After a question is answered, and after the paste box and a menu close.
fn the_focus_survives_removed_elements(visit: &mut Visit<'_>) -> Outcome<()> {
    const ASKED: &str = "document.querySelector('[data-question] :is(input, select, textarea)')";
    visit.open()?;
    tab_to(visit, "Paste text")?;
    visit.browser.press(key::ENTER)?;
    visit.browser.wait("the box", "document.activeElement?.id === 'paste-text'")?;
    visit.browser.press(key::ESCAPE)?;
    visit.browser.wait(
        "the focus where the box was opened",
        "document.activeElement?.id === 'paste' && !document.getElementById('paste-text')",
    )?;
    visit.drop_files(&[File::case("mapping/sid-absent/broken.pem")?])?;
    let first = visit.browser.text(&format!("{ASKED}.closest('[data-question]').dataset.question"))?;
    visit.browser.value(&format!("{ASKED}.focus()"), &[])?;
    visit.browser.value(
        &format!("void ({ASKED}.value = 'S-1-5-21-1-2-3-1105', {ASKED}.dispatchEvent(new Event('change', {{ bubbles: true }})))"),
        &[],
    )?;
    visit.browser.wait(
        "the question to go, and the focus to stay on the page",
        &format!(
            "!document.querySelector('[data-question={first}]') && document.activeElement !== document.body"
        ),
    )?;
    visit.browser.click(".bar .menu summary")?;
    visit.browser.click(".menu [data-export=json][data-way=save]")?;
    visit
        .browser
        .wait(
            "the menu to close",
            "!document.querySelector('.menu[open]') && document.activeElement.id === 'take-along'",
        )
        .map(drop)
}

/// A file that arrives while the user types is announced and waits; one dropped after typing is shown at once.
fn typing_keeps_the_focus(visit: &mut Visit<'_>) -> Outcome<()> {
    let dropped = |case: &str, name: &str| -> Outcome<_> { Ok([File::case(case)?.named(name)]) };
    visit.open()?;
    visit.browser.type_into("#look-up", "16")?;
    visit.drop_files(&dropped("mapping/sid-absent/met.pem", "one.pem")?)?;
    same("the focus after a drop", &visit.browser.text("document.activeElement.id")?.as_str(), &"answer")?;
    visit.browser.value(
        "(walk.drop(arguments[0]), document.getElementById('look-up').focus())",
        &[handed(&dropped("mapping/sid-absent/broken.pem", "two.pem")?)],
    )?;
    visit
        .browser
        .wait("the note", "document.querySelector('[data-added]')?.textContent.startsWith('1 item added')")?;
    same("the focus", &visit.browser.text("document.activeElement.id")?.as_str(), &"look-up")?;
    visit.browser.click("[data-entry]:not(.current)")?;
    visit
        .browser
        .wait("the other answer", "document.getElementById('answer')?.dataset.verdict === 'weak'")
        .map(drop)
}

fn tab_to(visit: &Visit<'_>, name: &str) -> Outcome<()> {
    for _ in 0..40 {
        visit.browser.press(key::TAB)?;
        if visit.browser.text("walk.focus()")?.starts_with(name) {
            return Ok(());
        }
    }
    holds(false, format_args!("`{name}` is not reached"))
}
