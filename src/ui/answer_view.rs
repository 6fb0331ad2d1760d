//! The first level of detail: the answer, and the questions that would change it.

use super::prose::{isolated, prose};
use super::seam::Password;
use super::state::{Action, State};
use super::{code_view, custom_view, drop_zone, field_view, icon, list_view, situation_view};
use crate::certificate::visible;
use crate::report::overview::verdict_key;
use crate::report::{Ask, Input, Item};
use serde_json::Value;
use yew::prelude::*;

pub(super) fn answer(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let answer = &item.answer;
    html! {
        <section class={classes!("answer", icon::class(answer.sign))} aria-labelledby="answer">
            { icon::sign(answer.sign) }
            <div class="answer-words">
                <p class="answer-name">
                    if item.kind_title != answer.headline { <span class="quiet">{ &item.kind_title }</span>{ " " } }
                    { isolated(&item.name) }
                </p>
                <h1 id="answer" tabindex="-1" data-verdict={answer.verdict.map(verdict_key)}>
                    if state.meant().is_none_or(|meant| !meant.sure) && answer.headline_behind_sign() == answer.headline {
                        <span class="visually-hidden">{ format!("{}: ", icon::word(answer.sign)) }</span>
                    }
                    { state.headline() }
                </h1>
                { meant(item, state, act) }
                { for item.proof.near_misses.iter().map(|near_miss| html! {
                    <p class="near-miss" data-near-miss={near_miss.id.clone()}>{ prose(&near_miss.message) }</p>
                }) }
                if item.takes_password { { password(state, act) } }
                if !answer.advice.is_empty() && state.meant().is_none() {
                    <p>{ prose(&answer.advice) }</p>
                }
                if !answer.certainty.is_empty() {
                    <p class="quiet certainty">{ &answer.certainty }</p>
                }
                if answer.verdict.is_some() { { rests_on_account(state, act) } }
            </div>
            { facts(item, state, act) }
            { also_in(state) }
        </section>
    }
}

/// What the answer means. For a text without a certificate: the codes that it can mean.
fn meant(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let Some(meant) = state.meant() else {
        return html! { <p class="lead">{ prose(&item.answer.sentence) }</p> };
    };
    html! {
        <>
            if meant.sure {
                <p class="lead">
                    { "It contains no certificate. What it means, what really causes it and what to change is explained \
                       here:" }
                </p>
            } else {
                <p class="lead">{ prose(&item.answer.sentence) }</p>
                <p>{ "Some of its words match these codes:" }</p>
            }
            <ul class="code-list" data-meant="">{ for meant.hits.iter().map(|hit| code_view::row(hit, act)) }</ul>
            if state.bulk.certificates() == 0 {
                <p>{ "Drop the certificate as well to see whether it will hit this error." }</p>
            } else {
                <p>{ "The page of the code says which of your certificates lead to it." }</p>
            }
        </>
    }
}

/// The account details that were entered apply to every certificate, so each answer says that it is based on them.
fn rests_on_account(state: &State, act: &Callback<Action>) -> Html {
    let details = situation_view::account_details(state);
    let words = match &state.situation.account.sid {
        Some(sid) if !sid.may_be_account_sid() => {
            format!("The SID you entered is ignored, because no domain account can have it: {sid}")
        }
        Some(sid) if details.len() == 1 => format!("Based on the SID you entered: {sid}"),
        Some(sid) => format!("Based on the account details you entered, with this SID: {sid}"),
        None => {
            let shown = |value: &str| value.lines().map(visible).collect::<Vec<_>>().join(", ");
            let details: Vec<String> =
                details.iter().map(|(label, value)| format!("{label}: {}", shown(value))).collect();
            format!("Based on the account details you entered. {}", details.join(", "))
        }
    };
    html! {
        if !details.is_empty() {
            <p class="told-account" data-told-account="">
                { words }{ " " }
                <button type="button" class="link-button" onclick={act.reform(|_| Action::AccountForgotten)}>
                    { "Clear account details" }
                </button>
            </p>
        }
    }
}

/// The other files that contain the same certificate.
fn also_in(state: &State) -> Html {
    let current = state.bulk.list.current.as_ref().filter(|line| Some(line.source) == state.selected);
    let Some(line) = current.filter(|line| line.copies > 0) else { return html! {} };
    let (times, others) = list_view::repeated(line);
    let more = line.copies.saturating_sub(times - 1 + others.len());
    let again = if times > 1 { format!(", found there {times} times") } else { String::new() };
    html! {
        <p class="quiet also-in">
            { format!("From {}{again}.", line.file) }
            if !others.is_empty() {
                { format!(" The same certificate is also in {}", others.join(", ")) }
                { if more > 0 { format!(" and {more} more.") } else { ".".to_owned() } }
            }
        </p>
    }
}

/// Announces the answer to screen readers when another item is shown or when a change of the situation changes it.
pub(super) fn announced(state: &State) -> Html {
    html! { <p class="visually-hidden" role="status">{ &state.announcement.text }</p> }
}

/// The form for a password. The password goes to the worker that reads and is not kept, not even in the field.
fn password(state: &State, act: &Callback<Action>) -> Html {
    let Some(place) = state.selected else { return html! {} };
    let refused = state.bulk.came.refused == Some(place);
    html! {
        <form class="row password" onsubmit={act.reform(move |event: SubmitEvent| {
            Action::Unlocked(place, Password::new(super::browser::sent(&event)))
        })}>
            <label for="password">{ "Password" }</label>
            <input id="password" type="password" autocomplete="off" data-password=""
                aria-invalid={refused.then_some("true")}
                aria-describedby={refused.then_some("password-refused")} />
            <button type="submit" class="button primary">{ "Unlock" }</button>
            if refused {
                <p id="password-refused" class="rejected" role="alert">
                    { "Wrong password. Capitalization and spaces matter." }
                </p>
            }
        </form>
    }
}

fn facts(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    if item.facts.is_empty() {
        return html! {};
    }
    html! {
        <dl class="facts">
            { for item.facts.iter().map(|fact| html! {
                <div>
                    <dt>{ &fact.label }</dt>
                    <dd>
                        if !fact.value.is_empty() {
                            <span class="field-value">
                                { field_view::value(fact) }
                                { field_view::copy(&fact.value, &fact.label, state, act) }
                                { custom_view::name(&fact.label, &fact.value, state) }
                            </span>
                        }
                        if !fact.note.is_empty() { <span class="quiet">{ prose(&fact.note) }</span> }
                    </dd>
                </div>
            }) }
        </dl>
    }
}

pub(super) fn questions(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    if item.asks.is_empty() {
        return html! {};
    }
    html! {
        <section class="questions" aria-labelledby="questions">
            <h2 id="questions">{ item.asks_title() }</h2>
            { for item.asks.iter().map(|ask| question(ask, state, act)) }
        </section>
    }
}

fn question(ask: &Ask, state: &State, act: &Callback<Action>) -> Html {
    let field = format!("ask-{}", ask.id);
    let key = ask.key.clone();
    let rejected = state.rejected.as_ref().filter(|rejected| rejected.key == ask.key);
    let invalid = rejected.map(|_| "true");
    let refusal = format!("{field}-refused");
    let described = rejected.map(|_| refusal.clone());
    let answered = {
        let act = act.clone();
        move |value: Value| act.emit(Action::Answered(key.clone(), value))
    };
    let input = match &ask.input {
        Input::Choice(choices) => html! {
            <select id={field.clone()} aria-invalid={invalid} aria-describedby={described} onchange={Callback::from(move |event: Event| {
                answered(Value::String(super::browser::choice_of(&event)));
            })}>
                <option value="" selected=true>{ "unknown" }</option>
                { for choices.iter().map(|(value, words)| html! {
                    <option value={value.clone()}>{ words }</option>
                }) }
            </select>
        },
        Input::YesNo => {
            let no = answered.clone();
            html! {
                <div class="row" role="group" aria-labelledby={format!("prompt-{}", ask.id)}
                    aria-describedby={described}>
                    <button type="button" class="button small"
                        onclick={Callback::from(move |_| answered(Value::Bool(true)))}>{ "Yes" }</button>
                    <button type="button" class="button small"
                        onclick={Callback::from(move |_| no(Value::Bool(false)))}>{ "No" }</button>
                </div>
            }
        }
        Input::Lines => {
            let none = answered.clone();
            html! {
                <>
                    <textarea id={field.clone()} class="exact" rows="3" spellcheck="false" autocomplete="off"
                        aria-invalid={invalid} aria-describedby={described}
                        onchange={Callback::from(move |event: Event| {
                            let lines = super::browser::changed_value(&event);
                            let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
                            answered(Value::Array(lines.map(|line| Value::String(line.to_owned())).collect()));
                        })} />
                    <div class="row">
                        <button type="button" class="button small" data-none=""
                            onclick={Callback::from(move |_| none(Value::Array(Vec::new())))}>{ "None" }</button>
                    </div>
                </>
            }
        }
        Input::None => html! {},
        Input::Files => drop_zone::chooser("Add files", "button small"),
        Input::Text | Input::Number | Input::Setting | Input::Moment | Input::Month => html! {
            <input id={field.clone()} class="exact" autocomplete="off" spellcheck="false"
                aria-invalid={invalid} aria-describedby={described}
                inputmode={matches!(ask.input, Input::Number | Input::Setting).then_some("numeric")}
                placeholder={matches!(ask.input, Input::Month).then_some("2025-09")}
                type={if ask.input == Input::Moment { "date" } else { "text" }}
                onchange={Callback::from(move |event: Event| {
                    answered(Value::String(super::browser::changed_value(&event)));
                })} />
        },
    };
    html! {
        <div key={ask.id.clone()} id={format!("question-{}", ask.id)} class="question" data-question={ask.id.clone()}
            role="group" aria-label={ask.prompt.clone()} tabindex="-1">
            if matches!(ask.input, Input::None | Input::Files | Input::YesNo) {
                <p class="prompt" id={format!("prompt-{}", ask.id)}>{ prose(&ask.prompt) }</p>
            } else {
                <label for={field}>{ prose(&ask.prompt) }</label>
            }
            if !ask.why.is_empty() {
                <p class="quiet">{ prose(&ask.why) }</p>
            }
            { input }
            if ask.input == Input::Setting { { situation_view::not_set(&ask.key, act) } }
            if let Some(rejected) = rejected {
                <p id={refusal} class="rejected" role="alert">{ prose(&rejected.sentence) }</p>
            }
            if let Some(command) = &ask.find_out {
                <details>
                    <summary>{ "How to find out" }</summary>
                    { super::story_view::command(command, "the command to find out", state, act) }
                    { for ask.blanks().iter().map(|blank| html! { <p class="quiet">{ prose(blank) }</p> }) }
                </details>
            }
        </div>
    }
}
