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
    /// How far the list it is in was scrolled.
    top: Option<i32>,
}

/// The element that has the focus, if it has an id.
#[must_use]
pub fn focused_now() -> Option<Focused> {
    let focused = focused()?;
    let name = Some(focused.id()).filter(|name| !name.is_empty())?;
    let list = focused.closest("#items").ok().flatten();
    Some(Focused { name, top: list.map(|list| list.scroll_top()) })
}

/// Gives the focus back if drawing took it: a row that is put elsewhere in a list loses it, and the list may lose its
/// place.
pub fn keep_focus(before: &Focused) {
    let element = element(&before.name).filter(|_| is_focus_lost());
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
    if let (Some(top), Ok(Some(list))) = (before.top, element.closest("#items")) {
        list.set_scroll_top(top);
    }
    focus_where_it_is(&element);
}

fn focused() -> Option<Element> {
    document()?.active_element()
}

fn is_focus_lost() -> bool {
    focused().is_none_or(|focused| focused.tag_name().eq_ignore_ascii_case("body"))
}
