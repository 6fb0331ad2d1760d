//! Everything that was dropped, as a list to choose from.

use super::state::{Action, Listing, Route, Sort, State};
use super::{drop_zone, icon};
use crate::report::{Item, Sign};
use yew::prelude::*;

pub(super) fn list(state: &State, act: &Callback<Action>) -> Html {
    let count = state.report.items.len();
    let places = state.listing.places(&state.report);
    let keys = act.clone();
    html! {
        <nav class="list" aria-label="Everything that was dropped">
            <div class="row spread">
                <h2 class="small-title">{ if count == 1 { "1 item".to_owned() } else { format!("{count} items") } }</h2>
                <button type="button" class="link-button" onclick={act.reform(|_| Action::Cleared)}>
                    { "Start over" }
                </button>
            </div>
            if count > 1 {
                { signs(state, act) }
                <details class="narrow">
                    <summary>{ "Sort and search" }</summary>
                    { controls(state, act) }
                </details>
            }
            if places.is_empty() {
                <p class="quiet">{ "Nothing fits. " }</p>
            }
            <ul onkeydown={Callback::from(move |event: KeyboardEvent| {
                let by = match event.key().as_str() {
                    "ArrowDown" => 1,
                    "ArrowUp" => -1,
                    _ => return,
                };
                event.prevent_default();
                keys.emit(Action::Stepped(by));
            })}>
                { for places.iter().filter_map(|place| Some((*place, state.report.items.get(*place)?)))
                    .map(|(place, item)| entry(place, item, state, act)) }
            </ul>
            <div class="row">
                { drop_zone::chooser("Add files", "button small") }
                <button type="button" class="button small"
                    onclick={act.reform(|_| Action::Pasting(Some(String::new())))}>{ "Paste" }</button>
                if count > 1 {
                    <a class="button small" href={Route::Table.link().to_owned()}>{ "As a table" }</a>
                }
            </div>
        </nav>
    }
}

/// How many have each sign, as buttons that narrow the list to it.
pub(super) fn signs(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div class="row counts" role="group" aria-label="Narrow by sign">
            { for state.counts().into_iter().map(|(sign, count)| {
                let current = state.listing.sign == Some(sign);
                let listing = Listing { sign: (!current).then_some(sign), ..state.listing.clone() };
                html! {
                    <button type="button" class="chip count" data-sign={icon::class(sign)}
                        aria-pressed={current.to_string()} aria-label={format!("{}: {count}", icon::word(sign))}
                        title={icon::word(sign)}
                        onclick={act.reform(move |_| Action::Listed(listing.clone()))}>
                        { icon::sign(sign) }{ count }
                    </button>
                }
            }) }
        </div>
    }
}

/// How the list is sorted and searched.
pub(super) fn controls(state: &State, act: &Callback<Action>) -> Html {
    let (by_text, by_sort, by_kind) = (state.listing.clone(), state.listing.clone(), state.listing.clone());
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for item in &state.report.items {
        if kinds.iter().all(|(kind, _)| *kind != item.kind) {
            kinds.push((&item.kind, &item.kind_title));
        }
    }
    html! {
        <div class="controls">
            <label>{ "Search" }
                <input type="search" data-search="" autocomplete="off" spellcheck="false" value={state.listing.text.clone()}
                    oninput={act.reform(move |event: InputEvent| Action::Listed(Listing {
                        text: super::browser::value_of(&event),
                        ..by_text.clone()
                    }))} />
            </label>
            <label>{ "Sort" }
                <select data-sort="" onchange={act.reform(move |event: Event| Action::Listed(Listing {
                    sort: Sort::of(&super::browser::choice_of(&event)),
                    ..by_sort.clone()
                }))}>
                    { for Sort::ALL.into_iter().map(|sort| html! {
                        <option value={sort.name()} selected={state.listing.sort == sort}>{ sort_title(sort) }</option>
                    }) }
                </select>
            </label>
            if kinds.len() > 1 {
                <label>{ "Kind" }
                    <select data-kind="" onchange={act.reform(move |event: Event| Action::Listed(Listing {
                        kind: Some(super::browser::choice_of(&event)).filter(|kind| !kind.is_empty()),
                        ..by_kind.clone()
                    }))}>
                        <option value="" selected={state.listing.kind.is_none()}>{ "all" }</option>
                        { for kinds.into_iter().map(|(kind, title)| html! {
                            <option value={kind.to_owned()} selected={state.listing.kind.as_deref() == Some(kind)}>{ title }</option>
                        }) }
                    </select>
                </label>
            }
        </div>
    }
}

const fn sort_title(sort: Sort) -> &'static str {
    match sort {
        Sort::Found => "as found",
        Sort::Name => "by name",
        Sort::Verdict => "gravest first",
        Sort::Expiry => "by expiry",
        Sort::Issuer => "by issuer",
        Sort::Template => "by template",
    }
}

fn entry(place: usize, item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let current = state.selected == place;
    html! {
        <li key={place} class="entry-row">
            <button type="button" id={format!("entry-{place}")} class={classes!("entry", current.then_some("current"))}
                aria-current={current.then_some("true")} data-entry={place.to_string()}
                onclick={act.reform(move |_| Action::Selected(place))}>
                { icon::sign(item.answer.sign) }
                <span class="entry-words">
                    <span class="visually-hidden">{ spoken(item.answer.sign) }</span>
                    <span class="entry-name">{ &item.name }</span>
                    <span class="quiet">{ &item.answer.headline }</span>
                    <span class="quiet entry-file">{ &item.file }</span>
                </span>
            </button>
            <button type="button" class="remove" aria-label={format!("Put {} away", item.name)} title="Put away"
                data-remove={place.to_string()} onclick={act.reform(move |_| Action::PutAway(place))}>{ icon::cross() }</button>
        </li>
    }
}

fn spoken(sign: Sign) -> String {
    format!("{}: ", icon::word(sign))
}
