//! The keyboard focus.

use super::{document, element};
use wasm_bindgen::prelude::*;
use web_sys::{Element, FocusOptions, HtmlElement};

pub(super) fn focus_where_it_is(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Moves the focus to an element by its id.
pub fn focus(name: &str) {
    if let Some(element) = element(name).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus to an element by its id if nothing has the focus any more.
pub fn refocus(name: &str) {
    if is_focus_lost() {
        focus(name);
    }
}

/// What had the focus before the page was drawn.
#[derive(Debug)]
pub struct Focused {
    name: String,
    /// Whether it is in the list.
    is_row: bool,
    /// How far the list was scrolled.
    top: Option<i32>,
}

/// The element that has the focus, if it has an id.
#[must_use]
pub fn focused_now() -> Option<Focused> {
    let focused = focused()?;
    let name = Some(focused.id()).filter(|name| !name.is_empty())?;
    let list = focused.closest("#items").ok().flatten();
    Some(Focused { name, is_row: list.is_some(), top: list.map(|list| list.scroll_top()) })
}

/// Gives the focus back if drawing took it: a row that is put elsewhere in a list loses it, and the list may lose its
/// place. What is left to do if the row is not drawn now: it may be drawn later.
#[must_use]
pub fn keep_focus(before: Focused) -> Option<Focused> {
    if !is_focus_lost() {
        return None;
    }
    let Some(element) = element(&before.name).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    else {
        // The list may be scrolled meanwhile.
        return before.is_row.then_some(Focused { top: None, ..before });
    };
    if let (Some(top), Ok(Some(list))) = (before.top, element.closest("#items")) {
        list.set_scroll_top(top);
    }
    focus_where_it_is(&element);
    None
}

fn focused() -> Option<Element> {
    document()?.active_element()
}

fn is_focus_lost() -> bool {
    focused().is_none_or(|focused| focused.tag_name().eq_ignore_ascii_case("body"))
}
