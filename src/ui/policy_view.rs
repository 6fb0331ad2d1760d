//! The “Name policy” view: checks lines of the Group Policy setting “Allow name-based strong mappings for
//! certificates”.

use super::prose::prose;
use super::state::{Action, Route, State};
use super::{icon, proof_view, story_view};
use yew::prelude::*;

pub(super) fn policy(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <section class="bench" aria-labelledby="policy">
            <h1 id="policy" class="view-title">{ "Name-based strong mappings" }</h1>
            <p class="lead">
                { "A Group Policy setting on the domain controllers can make the name in a certificate count as a strong \
                   mapping. Each line names an issuing CA, certificate policies, and the rule." }
            </p>
            <p><code class="exact">{ "thumbprint; policy, policy; UpnSuffix=corp.example" }</code></p>
            { chooser(state, act) }
            <section class="questions">
                <div class="question">
                    <label for="policy-lines">{ "Paste the lines of the policy" }</label>
                    <textarea id="policy-lines" class="exact" rows="4" spellcheck="false" autocomplete="off"
                        value={state.policy_lines.clone()}
                        oninput={act.reform(|event: InputEvent| {
                            Action::PolicyTyped(super::browser::value_of(&event))
                        })} />
                    if let Some(policy) = &state.policy {
                        <div class="explained" role="status" data-policy={policy.lines.len().to_string()}>
                            if !policy.lines.is_empty() { <ul class="findings">
                            { for policy.lines.iter().map(|line| html! {
                                <li>
                                    { icon::sign(line.sign) }
                                    <div>
                                        { proof_view::marked(&line.segments) }
                                        <p>{ prose(&line.verdict) }</p>
                                        { for line.faults.iter().map(|fault| html! {
                                            <p class="difference">
                                                <span class="badge">{ format!("character {}", fault.at + 1) }</span>
                                                { " " }{ prose(&fault.message) }
                                            </p>
                                        }) }
                                        { for line.remarks.iter().map(|remark| html! { <p>{ prose(remark) }</p> }) }
                                    </div>
                                </li>
                            }) }
                            </ul> }
                        </div>
                    }
                </div>
            </section>
            if let Some(policy) = &state.policy {
                if let Some(line) = &policy.suggestion {
                    <h2>{ "The line for this certificate" }</h2>
                    { story_view::command(line, "the line of the policy", state, act) }
                }
                if state.count() > 0 { <p class="quiet">{ &policy.remark }</p> }
            }
            if state.count() == 0 {
                <p><a href={Route::Inspect.link().to_owned()}>{ "Select a certificate" }</a>{ " to check the lines against it." }</p>
            }
        </section>
    }
}

fn chooser(state: &State, act: &Callback<Action>) -> Html {
    if state.count() == 0 {
        return html! {};
    }
    html! {
        <div class="row">
            <label for="policy-item">{ "Check against" }</label>
            <select id="policy-item" onchange={act.reform(|event: Event| {
                Action::Selected(super::browser::choice_of(&event).parse().unwrap_or_default())
            })}>
                if let Some((source, item)) = state.selected.zip(state.item()) {
                    <option value={source.to_string()} selected=true>{ format!("{} · {}", item.name, item.file) }</option>
                }
                { for state.bulk.others.iter().filter(|line| Some(line.source) != state.selected).map(|line| html! {
                    <option value={line.source.to_string()} selected=false>{ format!("{} · {}", line.name, line.file) }</option>
                }) }
            </select>
        </div>
    }
}
