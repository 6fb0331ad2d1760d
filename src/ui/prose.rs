//! Sentences for people: what stands between backticks in them is shown as what a machine writes.

use yew::prelude::*;

/// A sentence. One with a backtick that is never closed is shown as it is.
pub(super) fn prose(text: &str) -> Html {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return html! { { text } };
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| {
            if at.is_multiple_of(2) {
                html! { { part } }
            } else {
                html! { <code>{ part }</code> }
            }
        })
        .collect()
}
