//! The export menu, and the tabs of an item.

use super::icon;
use super::seam::{Form, Way};
use super::state::links::Act;
use super::state::{Action, Route, State};
use yew::prelude::*;

/// The tabs of an item, and its export menu.
pub(super) fn bar(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div class="bar">
            <nav class="tabs" aria-label="Views of this item">
                { for [
                    (Route::Inspect, "Answer"),
                    (Route::Bytes, "Bytes"),
                    (Route::Chain, "Chain"),
                    (Route::Map, "Map manually"),
                    (Route::Time, "Timeline"),
                    (Route::Compare, "Compare"),
                ].map(|(route, title)| html! {
                    <a href={state.link(&route)} aria-current={(state.route == route).then_some("page")}>{ title }</a>
                }) }
            </nav>
            { menu(state, act) }
        </div>
    }
}

/// The export menu.
pub(super) fn menu(state: &State, act: &Callback<Action>) -> Html {
    let many = matches!(state.route, Route::Table | Route::Overview);
    let list = match state.route {
        Route::Table => "Save the list as CSV",
        _ => "Save the whole list as CSV",
    };
    let (copy_json, save_json) = match many {
        true => ("Copy as JSON, one line per item", "Save as JSON, one line per item (NDJSON)"),
        false => ("Copy as JSON", "Save as JSON"),
    };
    html! {
        <details class="menu">
            <summary id="take-along" class="button small">{ "Export" }</summary>
            <div class="menu-content">
                { for [
                    (Form::Ticket, Way::Copy, "Copy as ticket text"),
                    (Form::Markdown, Way::Copy, "Copy as Markdown"),
                    (Form::Json, Way::Copy, copy_json),
                    (Form::Markdown, Way::Save, "Save as Markdown"),
                    (Form::Json, Way::Save, save_json),
                    (Form::Powershell, Way::Save, "Save the fixes as PowerShell"),
                    (Form::Csv, Way::Save, list),
                    (Form::Picture, Way::Save, "Save the diagram as SVG"),
                    (Form::Picture, Way::Draw, "Save the diagram as PNG"),
                ].into_iter().filter(|(form, ..)| !many || *form != Form::Picture).map(|(form, way, title)| html! {
                    <button type="button" data-export={form.name()} data-way={way.name()}
                        aria-disabled={state.is_leaving(form, way).then_some("true")}
                        onclick={act.reform(move |_| Action::ExportAsked(form, way))}>
                        { title }
                        if way == Way::Copy && state.copied.as_deref() == Some(form.name()) {
                            { " " }<span class="done">{ icon::check() }{ "copied" }</span>
                        }
                    </button>
                }) }
                if !many && state.item().is_some_and(|item| item.kind == "certificate") {
                    <button type="button" data-share="" onclick={act.reform(|_| Action::Linked(Act::ShareAsked(true)))}>
                        { "Create a link that contains the certificate" }
                    </button>
                }
                <button type="button" onclick={act.reform(|_| Action::PrintAsked)}>{ "Print or save as PDF" }</button>
            </div>
        </details>
    }
}

/// Announces to screen readers that something was copied.
pub(super) fn copied(state: &State) -> Html {
    html! {
        <p class="visually-hidden" role="status">{ if state.copied.is_some() { "Copied." } else { "" } }</p>
    }
}
