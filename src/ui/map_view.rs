//! The “Map manually” view: every explicit mapping for a certificate, and what is wrong with one that was set on an
//! account.

use super::icon;
use super::state::{Action, State};
use super::{proof_view, story_view};
use crate::report::Sign;
use crate::report::workbench::{Bench, FormReport};
use yew::prelude::*;

pub(super) fn map(state: &State, act: &Callback<Action>) -> Html {
    match &state.bench {
        None => html! { <p class="reading" role="status">{ "Building the mapping strings" }</p> },
        Some(None) => html! {
            <section class="prose">
                <h1>{ "Nothing to map" }</h1>
                <p>{ "Only a certificate or a request can be mapped manually." }</p>
            </section>
        },
        Some(Some(bench)) => shown(bench, state, act),
    }
}

fn shown(bench: &Bench, state: &State, act: &Callback<Action>) -> Html {
    let (strong, weak): (Vec<&FormReport>, Vec<&FormReport>) =
        bench.forms.iter().partition(|form| form.strong);
    html! {
        <section class="bench" aria-labelledby="bench">
            <h1 id="bench" class="view-title">{ format!("Map {} manually", bench.name) }</h1>
            <p class="lead">
                { "A mapping string in altSecurityIdentities on the account refers to the certificate. One strong \
                   mapping string is enough." }
            </p>
            <section class="questions">
                <h2>{ "Why does it not match?" }</h2>
                <div class="question">
                    <label for="identities">{ "Paste the altSecurityIdentities of the account, one per line" }</label>
                    <textarea id="identities" class="exact" rows="3" spellcheck="false" autocomplete="off"
                        value={state.identities.clone()}
                        oninput={act.reform(|event: InputEvent| {
                            Action::IdentitiesTyped(super::browser::value_of(&event))
                        })} />
                    <div class="explained" role="status" data-explained={bench.pasted.len().to_string()}>
                        if !bench.pasted.is_empty() {
                            <ul class="findings">{ for bench.pasted.iter().map(proof_view::explicit) }</ul>
                        }
                    </div>
                </div>
            </section>
            <h2>{ "Strong mapping strings" }</h2>
            <ul class="forms">{ for strong.into_iter().map(|form| entry(form, state, act)) }</ul>
            if !weak.is_empty() {
                <details>
                    <summary><h2>{ "Weak mapping strings: no longer enough in enforcement mode" }</h2></summary>
                    <ul class="forms">{ for weak.into_iter().map(|form| entry(form, state, act)) }</ul>
                </details>
            }
        </section>
    }
}

fn entry(form: &FormReport, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <li class="form-report" data-form={form.id.clone()}>
            <h3 class="row">
                { icon::sign(if form.strong { Sign::Good } else { Sign::Refused }) }
                { &form.title }
                <span class="badge">{ if form.strong { "strong" } else { "weak" } }</span>
                if form.recommended { <span class="badge recommended">{ "recommended by Microsoft" }</span> }
            </h3>
            { story_view::command(&form.text, &form.title, state, act) }
            <p class="quiet">{ &form.renewal }</p>
            { for form.cautions.iter().map(|caution| html! { <p class="near-miss">{ caution }</p> }) }
            if form.strong {
                <details>
                    <summary>{ "As a PowerShell command" }</summary>
                    { story_view::command(&form.command, "the PowerShell command", state, act) }
                </details>
            }
        </li>
    }
}
