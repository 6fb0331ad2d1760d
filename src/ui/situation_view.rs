//! What only the visitor knows: optional, and never in the way.

use super::state::{Action, State};
use crate::situation::AccountKind;
use serde_json::Value;
use yew::prelude::*;

pub(super) fn situation(state: &State, act: &Callback<Action>) -> Html {
    let account = &state.situation.account;
    let text = |text: Option<String>| text.unwrap_or_default();
    html! {
        <details class="situation">
            <summary>{ "Tell more about the account and the domain controllers" }</summary>
            <div class="fields">
                { line("account.sid", "SID of the account", text(account.sid.as_ref().map(ToString::to_string)), state, act) }
                { line("account.upn", "User principal name", text(account.upn.clone()), state, act) }
                { choice("account.kind", "Kind of account", &[("user", "User"), ("computer", "Computer")],
                    match account.kind {
                        Some(AccountKind::User) => "user",
                        Some(AccountKind::Computer) => "computer",
                        None => "",
                    }, act) }
                { choice("dc.version", "Oldest domain controller", &[
                    ("2012r2", "Server 2012 R2"), ("2016", "Server 2016"), ("2019", "Server 2019"),
                    ("2022", "Server 2022"), ("2025", "Server 2025"),
                ], state.situation.dc.versions.first().map_or("", |version| version.key()), act) }
                { line("dc.updated", "Domain controllers updated to (year-month)",
                    text(state.situation.dc.updated.map(|month| month.to_string())), state, act) }
            </div>
        </details>
    }
}

fn line(
    key: &'static str,
    label: &'static str,
    value: String,
    state: &State,
    act: &Callback<Action>,
) -> Html {
    let id = format!("situation-{key}");
    let rejected =
        state.rejected.as_ref().filter(|(rejected, _)| rejected == key).map(|(_, sentence)| sentence);
    html! {
        <div class="question">
            <label for={id.clone()}>{ label }</label>
            <input {id} type="text" class="exact" autocomplete="off" spellcheck="false" {value}
                aria-invalid={rejected.is_some().then_some("true")}
                onchange={act.reform(move |event: Event| {
                    Action::Answered(key.to_owned(), Value::String(super::browser::changed_value(&event)))
                })} />
            if let Some(sentence) = rejected {
                <p class="rejected" role="alert">{ sentence }</p>
            }
        </div>
    }
}

fn choice(
    key: &'static str,
    label: &'static str,
    choices: &[(&'static str, &'static str)],
    current: &str,
    act: &Callback<Action>,
) -> Html {
    let id = format!("situation-{key}");
    html! {
        <div class="question">
            <label for={id.clone()}>{ label }</label>
            <select {id} onchange={act.reform(move |event: Event| {
                Action::Answered(key.to_owned(), Value::String(super::browser::choice_of(&event)))
            })}>
                <option value="" selected={current.is_empty()}>{ "not known" }</option>
                { for choices.iter().map(|(value, words)| html! {
                    <option value={*value} selected={current == *value}>{ *words }</option>
                }) }
            </select>
        </div>
    }
}
