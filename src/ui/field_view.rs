//! One field: its label, its value in its most readable form, and a button that copies the value unchanged.

use super::prose::{isolated, prose};
use super::state::{Action, State};
use super::{custom_view, icon};
use crate::report::{FieldReport, Place};
use yew::prelude::*;

/// A field in a list of fields.
pub(super) fn field(field: &FieldReport, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div class="field">
            <dt>{ &field.label }</dt>
            <dd>
                if !field.value.is_empty() {
                    <span class="field-value">
                        { value(field) }
                        { copy(&field.value, &field.label, state, act) }
                        { custom_view::name(&field.label, &field.value, state) }
                    </span>
                }
                if !field.note.is_empty() {
                    <span class="quiet">{ prose(&field.note) }</span>
                }
                { place(field.place, &field.label, act) }
            </dd>
        </div>
    }
}

/// The value alone. Even if split into pieces, it is selected and copied as one.
pub(super) fn value(field: &FieldReport) -> Html {
    if field.pieces.is_empty() {
        return html! { <span class={field.exact.then_some("exact")}>{ isolated(&field.value) }</span> };
    }
    html! {
        <span class="exact pieces">{ for field.pieces.iter().map(|piece| html! { <span>{ piece }</span> }) }</span>
    }
}

/// A button that copies a value.
pub(super) fn copy(value: &str, label: &str, state: &State, act: &Callback<Action>) -> Html {
    if value.is_empty() {
        return html! {};
    }
    let copied = state.copied.as_deref() == Some(value);
    let text = value.to_owned();
    let name = if copied { format!("{label} copied") } else { format!("Copy {label}") };
    html! {
        <button type="button" class={classes!("copy", copied.then_some("copied"))} title={name.clone()}
            aria-label={name} onclick={act.reform(move |_| Action::CopyAsked(text.clone(), text.clone()))}>
            { if copied { icon::check() } else { icon::copy() } }
        </button>
    }
}

/// The position of something in the bytes, as a button that leads there. Screen readers are told what it belongs to,
/// since there are many such buttons.
pub(super) fn place(place: Option<Place>, of: &str, act: &Callback<Action>) -> Html {
    let Some(place) = place else { return html! {} };
    html! {
        <button type="button" class="place" data-offset={place.offset.to_string()}
            onclick={act.reform(move |_| Action::BytesAsked(place))}>
            { format!("byte {}, length {}", place.offset, place.length) }
            <span class="visually-hidden">{ format!(": show {of} in the bytes") }</span>
        </button>
    }
}
