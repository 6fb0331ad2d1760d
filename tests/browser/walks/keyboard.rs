//! The page without a mouse.

use browser::outcome::{holds, same};
use browser::session::key;
use browser::visit::File;
use browser::{Outcome, Visit};

crate::walks! { the_tabulator_reaches_everything, an_example_by_keyboard, the_focus_can_be_seen, the_list_by_keyboard }

fn the_tabulator_reaches_everything(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let wanted = [
        "Skip to the content",
        "Strongmap",
        "Colours",
        "About",
        "Choose files",
        "Paste text",
        "Strong",
        "Weak",
    ];
    let mut reached = Vec::new();
    for _ in 0..30 {
        visit.browser.press(key::TAB)?;
        reached.push(visit.browser.text("walk.focus()")?);
        if reached.last().is_some_and(|name| name.starts_with("Almost")) {
            break;
        }
    }
    // In the order of the page, from the top, with whatever else there is in between.
    let mut rest = reached.iter();
    for name in wanted {
        holds(
            rest.any(|reached| reached.starts_with(name)),
            format_args!("`{name}` is not reached in its turn: {reached:?}"),
        )?;
    }
    Ok(())
}

fn an_example_by_keyboard(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    tab_to(visit, "Weak")?;
    visit.browser.press(key::ENTER)?;
    visit.judged()?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("weak"))?;
    visit.browser.wait("the focus on the answer", "document.activeElement?.id === 'answer'").map(drop)
}

fn the_focus_can_be_seen(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    for _ in 0..12 {
        visit.browser.press(key::TAB)?;
        // What is hidden from view but has the focus is shown by what stands around it.
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

fn the_list_by_keyboard(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[
        File::case("mapping/sid-absent/met.pem")?.named("one.pem"),
        File::case("mapping/sid-absent/broken.pem")?.named("two.pem"),
    ])?;
    visit.browser.wait("the focus on the answer", "document.activeElement?.id === 'answer'")?;
    // The list stands before the answer.
    for _ in 0..30 {
        visit.browser.press_with(&[key::SHIFT], key::TAB)?;
        if visit.browser.text("walk.focus()")?.contains("two.pem") {
            visit.browser.press(key::ENTER)?;
            visit.browser.wait("the second", "walk.items()[1].current")?;
            return same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("weak"));
        }
    }
    holds(false, "the second entry of the list is not reached")
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
