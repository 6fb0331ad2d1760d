//! Everything that was dropped, as a list to choose from.

use super::state::{Action, State};
use super::{drop_zone, icon};
use crate::report::Item;
use yew::prelude::*;

pub(super) fn list(state: &State, act: &Callback<Action>) -> Html {
    let count = state.report.items.len();
    html! {
        <nav class="list" aria-label="Everything that was dropped">
            <div class="row spread">
                <h2 class="small-title">{ if count == 1 { "1 item".to_owned() } else { format!("{count} items") } }</h2>
                <button type="button" class="link-button" onclick={act.reform(|_| Action::Cleared)}>
                    { "Start over" }
                </button>
            </div>
            <ul>
                { for state.report.items.iter().enumerate().map(|(place, item)| entry(place, item, state, act)) }
            </ul>
            <div class="row">
                { drop_zone::chooser("Add files", "button small") }
                <button type="button" class="button small"
                    onclick={act.reform(|_| Action::Pasting(Some(String::new())))}>{ "Paste" }</button>
            </div>
        </nav>
    }
}

fn entry(place: usize, item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let current = state.selected == place;
    html! {
        <li key={place}>
            <button type="button" class={classes!("entry", current.then_some("current"))}
                aria-current={current.then_some("true")}
                onclick={act.reform(move |_| Action::Selected(place))}>
                { icon::sign(item.answer.sign) }
                <span class="entry-words">
                    <span class="entry-name">{ &item.name }</span>
                    <span class="quiet">{ &item.answer.headline }</span>
                    <span class="quiet entry-file">{ &item.file }</span>
                </span>
            </button>
        </li>
    }
}
