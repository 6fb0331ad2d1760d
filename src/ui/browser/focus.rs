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

/// What is to have the focus once the page is drawn.
#[derive(Debug)]
pub struct Focused {
    name: String,
    /// Whether it may be drawn later: only a section of the list is.
    waits: bool,
    /// Whether it did not have the focus before.
    is_next: bool,
    /// How far the list was scrolled.
    top: Option<i32>,
}

impl Focused {
    /// The element that has the focus, if it has an id.
    #[must_use]
    pub fn now() -> Option<Self> {
        let focused = focused()?;
        let name = Some(focused.id()).filter(|name| !name.is_empty())?;
        let top = list_around(&focused).map(|list| list.scroll_top());
        Some(Self { name, waits: top.is_some(), is_next: false, top })
    }

    /// An element to move the focus to.
    #[must_use]
    pub fn next(name: String) -> Self {
        Self { name, waits: true, is_next: true, top: None }
    }

    /// Whether the focus is to move to it.
    #[must_use]
    pub fn is_next(&self) -> bool {
        self.is_next
    }

    /// Gives it the focus if drawing took it: a row that is put elsewhere in a list loses it, and the list may lose its
    /// place. What is left to do if the row is not drawn now: it may be drawn later.
    #[must_use]
    pub fn keep(self) -> Option<Self> {
        let is_elsewhere = focused().is_some_and(|focused| list_around(&focused).is_none());
        if !is_focus_lost() && (!self.is_next || is_elsewhere) {
            return None;
        }
        let Some(element) = element(&self.name).and_then(|element| element.dyn_into::<HtmlElement>().ok())
        else {
            // The list may be scrolled meanwhile.
            return self.waits.then_some(Self { top: None, ..self });
        };
        if let (Some(top), Some(list)) = (self.top, list_around(&element)) {
            list.set_scroll_top(top);
        }
        if self.is_next {
            let _ = element.focus();
        } else {
            focus_where_it_is(&element);
        }
        None
    }
}

fn list_around(element: &Element) -> Option<Element> {
    element.closest("#items").ok().flatten()
}

fn focused() -> Option<Element> {
    document()?.active_element()
}

fn is_focus_lost() -> bool {
    focused().is_none_or(|focused| focused.tag_name().eq_ignore_ascii_case("body"))
}
