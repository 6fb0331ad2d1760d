//! Human-readable sentences: text between backticks is shown as code.

use yew::prelude::*;

/// A sentence. With a backtick that is never closed, it is shown unchanged.
pub(super) fn prose(text: &str) -> Html {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return isolated(text);
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| {
            if at.is_multiple_of(2) {
                isolated(part)
            } else {
                html! { <code>{ part }</code> }
            }
        })
        .collect()
}

/// A name in reading order: the parts before and after an `@` or a dot stay in place even if they are written from
/// right to left. By default a browser would swap them.
pub(super) fn isolated(text: &str) -> Html {
    if !text.chars().any(is_from_right_to_left) {
        return html! { { text } };
    }
    let parts = text.split_inclusive(['@', '.']).map(|part| {
        let name = part.trim_end_matches(['@', '.']);
        html! { <><bdi>{ name }</bdi>{ part.get(name.len()..) }</> }
    });
    html! { <span>{ for parts }</span> }
}

/// A name that breaks into lines at an `@` or a dot before it breaks anywhere else.
pub(super) fn breakable(name: &str) -> Html {
    // A clamped element must have a single child, or the second would begin a line of its own.
    html! {
        <span>{ for name.split_inclusive(['@', '.']).map(|part| html! { <>{ isolated(part) }<wbr /></> }) }</span>
    }
}

const fn is_from_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
