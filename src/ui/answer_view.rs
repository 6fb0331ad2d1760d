//! The first depth: the answer, and the questions that would change it.

use super::icon;
use super::state::{Action, State};
use crate::report::{Ask, Input, Item};
use serde_json::Value;
use yew::prelude::*;

pub(super) fn answer(item: &Item) -> Html {
    let answer = &item.answer;
    html! {
        <section class={classes!("answer", icon::class(answer.sign))} aria-labelledby="answer">
            { icon::sign(answer.sign) }
            <div class="answer-words">
                <p class="answer-name">{ &item.name }</p>
                <h1 id="answer" tabindex="-1" data-verdict={answer.verdict.map(verdict_word)}>
                    <span class="visually-hidden">{ format!("{}: ", icon::word(answer.sign)) }</span>
                    { &answer.headline }
                </h1>
                <p class="lead">{ &answer.sentence }</p>
                { for item.proof.near_misses.iter().map(|near_miss| html! {
                    <p class="near-miss" data-near-miss={near_miss.id.clone()}>{ &near_miss.message }</p>
                }) }
                if !answer.certainty.is_empty() {
                    <p class="quiet">{ &answer.certainty }</p>
                }
            </div>
        </section>
    }
}

const fn verdict_word(verdict: crate::mapping::Verdict) -> &'static str {
    use crate::mapping::Verdict;
    match verdict {
        Verdict::Strong => "strong",
        Verdict::Weak => "weak",
        Verdict::None => "none",
        Verdict::Mismatch => "mismatch",
        Verdict::Undecided => "undecided",
    }
}

pub(super) fn questions(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    if item.asks.is_empty() {
        return html! {};
    }
    let title = match item.asks.len() {
        1 => "One answer would make this certain",
        _ => "Answers that would make this certain",
    };
    html! {
        <section class="questions" aria-labelledby="questions">
            <h2 id="questions">{ title }</h2>
            { for item.asks.iter().map(|ask| question(ask, state, act)) }
        </section>
    }
}

fn question(ask: &Ask, state: &State, act: &Callback<Action>) -> Html {
    let field = format!("ask-{}", ask.id);
    let key = ask.key.clone();
    let rejected =
        state.rejected.as_ref().filter(|(rejected, _)| *rejected == ask.key).map(|(_, sentence)| sentence);
    let answered = {
        let act = act.clone();
        move |value: Value| act.emit(Action::Answered(key.clone(), value))
    };
    let input = match &ask.input {
        Input::Choice(choices) => html! {
            <select id={field.clone()} onchange={Callback::from(move |event: Event| {
                answered(Value::String(super::browser::choice_of(&event)));
            })}>
                <option value="" selected=true>{ "not known" }</option>
                { for choices.iter().map(|(value, words)| html! {
                    <option value={value.clone()}>{ words }</option>
                }) }
            </select>
        },
        Input::YesNo => {
            let no = answered.clone();
            html! {
                <div class="row" id={field.clone()}>
                    <button type="button" class="button small"
                        onclick={Callback::from(move |_| answered(Value::Bool(true)))}>{ "Yes" }</button>
                    <button type="button" class="button small"
                        onclick={Callback::from(move |_| no(Value::Bool(false)))}>{ "No" }</button>
                </div>
            }
        }
        Input::Lines => html! {
            <textarea id={field.clone()} class="exact" rows="3" spellcheck="false" autocomplete="off"
                onchange={Callback::from(move |event: Event| {
                    let lines = super::browser::changed_value(&event);
                    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
                    answered(Value::Array(lines.map(|line| Value::String(line.to_owned())).collect()));
                })} />
        },
        Input::Text | Input::Moment | Input::Month => html! {
            <input id={field.clone()} class="exact" autocomplete="off" spellcheck="false"
                type={match ask.input { Input::Moment => "date", Input::Month => "month", _ => "text" }}
                onchange={Callback::from(move |event: Event| {
                    answered(Value::String(super::browser::changed_value(&event)));
                })} />
        },
    };
    html! {
        <div class="question" data-question={ask.id.clone()}>
            <label for={field}>{ &ask.prompt }</label>
            { input }
            if let Some(sentence) = rejected {
                <p class="rejected" role="alert">{ sentence }</p>
            }
            <p class="quiet">{ &ask.why }</p>
            if let Some(command) = &ask.find_out {
                { super::story_view::command(command, "the command that finds it out", state, act) }
            }
        </div>
    }
}
