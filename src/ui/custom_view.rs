//! What the administrator of the page added. Texts are shown as plain text; links lead only to web pages.

use super::state::links::Act;
use super::state::{Action, Route, State};
use crate::configuration::{FILE_NAME, Target};
use yew::prelude::*;

/// The organization's note on a code.
pub(super) fn note(link: &str, state: &State) -> Html {
    let configuration = &state.custom.configuration;
    let Some(note) = configuration.note(link) else { return html! {} };
    let title = match &configuration.organisation {
        Some(organisation) => format!("Note from {organisation}"),
        None => "Note from your organization".to_owned(),
    };
    html! {
        <section class="card note" data-note="" aria-labelledby="organisation-note">
            <h2 id="organisation-note">{ title }</h2>
            { for note.note.lines().filter(|line| !line.trim().is_empty()).map(|line| html! { <p>{ line }</p> }) }
            if !note.links.is_empty() {
                <ul class="steps">
                    { for note.links.iter().map(|link| html! { <li>{ leading(&link.href, &link.text) }</li> }) }
                </ul>
            }
        </section>
    }
}

/// The organization's own name for a value.
pub(super) fn name(label: &str, value: &str, state: &State) -> Html {
    match state.custom.configuration.name_of(label, value) {
        Some(name) => html! { <span class="badge" data-own-name="">{ name }</span> },
        None => html! {},
    }
}

/// The footer: whose page it is, and whom to ask for support.
pub(super) fn footer(state: &State) -> Html {
    let configuration = &state.custom.configuration;
    if configuration.organisation.is_none() && configuration.support.is_none() {
        return html! {};
    }
    html! {
        <footer class="foot">
            if let Some(organisation) = &configuration.organisation { <span>{ organisation }</span> }
            if let Some(support) = &configuration.support {
                <span>
                    if let Some(link) = &support.link { { leading(link, &support.text) } } else { { &support.text } }
                </span>
            }
        </footer>
    }
}

/// A link to another site, which does not learn where it was followed (no opener, no referrer).
fn leading(target: &Target, text: &str) -> Html {
    html! {
        <a href={target.as_str().to_owned()} target="_blank" rel="noopener noreferrer">{ text }</a>
    }
}

/// Tells the user that the administrator should fix the configuration.
pub(super) fn mistaken(state: &State, act: &Callback<Action>) -> Html {
    if state.custom.problems.is_empty() || state.custom.told {
        return html! {};
    }
    html! {
        <section class="card trouble" data-configuration-note="" aria-label="The configuration of this page">
            <p>
                { "The configuration of this page has an error. Its administrator should see " }
                <a href={Route::About.link().to_owned()}>{ "what is wrong with it" }</a>
                { ". Everything else works." }
            </p>
            <button type="button" class="button small"
                onclick={act.reform(|_| Action::Linked(Act::ConfigurationRead))}>{ "Dismiss" }</button>
        </section>
    }
}

/// What the configuration contains, and what is wrong with it.
pub(super) fn about(state: &State) -> Html {
    let custom = &state.custom;
    let is_there = *custom.configuration != Default::default() || !custom.problems.is_empty();
    if !is_there && custom.missing.is_none() {
        return html! {};
    }
    html! {
        <section data-configuration="">
            <h2>{ "The configuration of this page" }</h2>
            if let Some(missing) = &custom.missing {
                <p>{ format!("A configuration is declared but missing: {missing}") }</p>
            } else {
                <p>{ format!("Its administrator added: {}.", custom.configuration.summary()) }</p>
            }
            if !custom.problems.is_empty() {
                <p>
                    { format!("Invalid entries are ignored. `strongmap config {FILE_NAME}` on the command line reports \
                               the same:") }
                </p>
                <ul class="steps">
                    { for custom.problems.iter().map(|problem| html! {
                        <li data-problem={problem.path.clone()}>
                            <code>{ &problem.path }</code>{ ": " }{ &problem.expected }
                        </li>
                    }) }
                </ul>
            }
        </section>
    }
}
