//! Links: those for articles, those that contain a certificate, notes about what came with a link, and URLs that lead
//! nowhere.

use super::state::links::{Act, Sharing};
use super::state::{Action, Route, State};
use super::{code_view, icon, story_view};
use crate::address::{Preset, Snippet};
use crate::report::{CodeReport, Story, code};
use yew::prelude::*;

/// A link to something on this page, in the formats that articles are written in.
pub(super) fn article(link: &str, label: &str, title: &str, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <details class="kb-link" data-kb-link={link.to_owned()}>
            <summary>{ icon::copy() }{ "Link for a KB article" }</summary>
            { forms(&state.snippet(link, label, title), label, state, act) }
        </details>
    }
}

fn forms(snippet: &Snippet, label: &str, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div class="kb-forms">
            { for [
                ("url", "URL", &snippet.url),
                ("markdown", "Markdown", &snippet.markdown),
                ("html", "HTML", &snippet.html),
                ("badge", "Badge for a wiki", &snippet.badge),
            ].map(|(form, title, text)| html! {
                <div data-form={form}>
                    <p class="quiet">{ title }</p>
                    { story_view::command(text, &format!("{title}, {label}"), state, act) }
                </div>
            }) }
            if !state.base().1 {
                <p class="quiet">
                    { "This page was opened from a file, which others cannot open: insert the URL of your server." }
                </p>
            }
        </div>
    }
}

/// Links to the codes of a prediction.
pub(super) fn codes(story: &Story, state: &State, act: &Callback<Action>) -> Html {
    let mut codes: Vec<&CodeReport> = Vec::new();
    for code in story.stations.iter().flat_map(|station| &station.codes) {
        if codes.iter().all(|known| known.link != code.link) {
            codes.push(code);
        }
    }
    if codes.is_empty() {
        return html! {};
    }
    html! {
        <details class="kb-link" data-kb-links="">
            <summary>{ icon::copy() }{ "Links for a KB article" }</summary>
            <div class="kb-forms">
                { for codes.into_iter().map(|code| html! {
                    <details data-kb-link={code.link.clone()}>
                        <summary>{ &code.label }{ " " }<span class="quiet">{ &code.title }</span></summary>
                        { forms(&state.snippet(&code.link, &code.label, &code.title), &code.label, state, act) }
                    </details>
                }) }
            </div>
        </details>
    }
}

/// A link that presets the situation as entered, without what identifies an account.
pub(super) fn situation(state: &State, act: &Callback<Action>) -> Html {
    let preset = Preset::of(&state.situation);
    if preset.is_empty() {
        return html! {};
    }
    let words: Vec<String> =
        preset.rows().into_iter().map(|(label, value)| format!("{label} {value}")).collect();
    html! {
        <>
            { article(&preset.link(), "Check a certificate", &words.join(", "), state, act) }
            <p class="quiet">{ "The link presets the details above, but nothing that identifies an account." }</p>
        </>
    }
}

/// Notes about what came with the URL: a situation, a certificate.
pub(super) fn came(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <>
            if let Some(preset) = &state.links.preset { { preset_note(preset, act) } }
            if state.links.came {
                <section class="card note" data-came="" aria-label="A certificate from a link">
                    <p>
                        { "This certificate came with the link. It was read here and sent nowhere, and the address bar no \
                           longer contains it. The link itself still does, wherever it was shared." }
                    </p>
                    <button type="button" class="button small" onclick={act.reform(|_| Action::Linked(Act::NoteRead))}>
                        { "Dismiss" }
                    </button>
                </section>
            }
        </>
    }
}

/// Explains why the URL of an item, or of a view of all items, shows nothing after the page was reloaded.
pub(super) fn lost(state: &State) -> Html {
    let nothing = state.count() == 0 && !state.bulk.is_busy();
    html! {
        if nothing && (state.links.lost || state.route != Route::Inspect) {
            <section class="card note" data-lost="" aria-label="Files are not kept">
                <p>
                    { "This address refers to something that was added here before and is no longer here. Files are not \
                       kept: add them again to see it." }
                </p>
            </section>
        }
    }
}

fn preset_note(preset: &Preset, act: &Callback<Action>) -> Html {
    html! {
        <section class="card note" data-preset="" aria-label="What the link presets">
            if preset.is_empty() {
                <p>{ "The link was meant to preset details, but none of them could be understood." }</p>
            } else {
                <p>{ "The link you followed presets these details:" }</p>
                <dl class="preset">
                    { for preset.rows().into_iter().map(|(label, value)| html! {
                        <div><dt>{ label }</dt><dd>{ value }</dd></div>
                    }) }
                </dl>
            }
            if !preset.complaints.is_empty() {
                <ul class="steps">{ for preset.complaints.iter().map(|it| html! { <li>{ it }</li> }) }</ul>
            }
            <button type="button" class="button small" data-preset-drop=""
                onclick={act.reform(|_| Action::Linked(Act::PresetDropped))}>
                { if preset.is_empty() { "Dismiss" } else { "Remove preset" } }
            </button>
        </section>
    }
}

/// Creates a link that contains the certificate, after a warning.
pub(super) fn sharing(state: &State, act: &Callback<Action>) -> Html {
    let Some(sharing) = state.links.sharing.as_ref().filter(|sharing| sharing.item == state.selected) else {
        return html! {};
    };
    let preset = Preset::of(&state.situation);
    html! {
        <section class="card trouble" data-sharing="" aria-labelledby="sharing">
            <h2 id="sharing" tabindex="-1">{ "A link that contains this certificate" }</h2>
            <p>
                { "Whoever gets the link gets the certificate: names, SID, issuer and everything else in it. It goes \
                   wherever the link goes, into mail, chat, tickets and browser history, and nobody can recall it. It \
                   never goes to this page's server: browsers do not send what follows the #. The link never contains \
                   a private key." }
            </p>
            if !preset.is_empty() {
                <label class="row">
                    <input type="checkbox" data-share-situation="" checked={sharing.with_situation}
                        onchange={act.reform(|event: Event| {
                            Action::Linked(Act::ShareWithSituation(super::browser::ticked(&event)))
                        })} />
                    { "Also preset the details you entered, but nothing that identifies an account" }
                </label>
            }
            { made(sharing, state, act) }
            <div class="row">
                if sharing.link.is_none() {
                    <button type="button" class="button primary" data-share-confirm=""
                        onclick={act.reform(|_| Action::Linked(Act::ShareConfirmed))}>{ "Create link" }</button>
                }
                <button type="button" class="button" onclick={act.reform(|_| Action::Linked(Act::ShareAsked(false)))}>
                    { "Close" }
                </button>
            </div>
        </section>
    }
}

fn made(sharing: &Sharing, state: &State, act: &Callback<Action>) -> Html {
    match &sharing.link {
        None => html! {},
        Some(None) => html! {
            <p id="share-link" role="alert" tabindex="-1">{ "This certificate is too large or too broken for a link. Share the file instead." }</p>
        },
        Some(Some(link)) => {
            let url = state.snippet(link, "", "").url;
            html! {
                <div id="share-link" class="share-link" tabindex="-1" role="group" aria-label="The link">
                    { story_view::command(&url, "the link that contains the certificate", state, act) }
                    <p class="quiet">
                        { format!("{} characters. Programs that cut off long links break it.", url.len()) }
                        if !state.base().1 { { " Insert the URL of your server." } }
                    </p>
                </div>
            }
        }
    }
}

/// The page of a URL that leads nowhere.
pub(super) fn nowhere(address: &str, state: &State, act: &Callback<Action>) -> Html {
    let shown: String = crate::certificate::visible(address).chars().take(120).collect();
    html! {
        <article class="prose" data-nowhere="">
            <h1>{ "Page not found" }</h1>
            <p>{ "There is nothing at " }<code>{ shown }</code>{ ". Part of the address may have been lost." }</p>
            { search(state, act) }
            <p><a href={Route::Inspect.link().to_owned()}>{ "Check a certificate" }</a></p>
            <p><a href={Route::Codes.link().to_owned()}>{ "All error codes and events" }</a></p>
        </article>
    }
}

/// The page of a URL that leads to no code, or to several.
pub(super) fn no_code(link: &str, state: &State, act: &Callback<Action>) -> Html {
    let spelling: String =
        crate::certificate::visible(link.trim_start_matches("#/code/")).chars().take(120).collect();
    let meanings = &state.links.meanings;
    html! {
        <article class="prose" data-no-code="">
            if meanings.is_empty() {
                <h1>{ "Code not found" }</h1>
                <p>{ format!("Strongmap does not know the code “{spelling}”.") }</p>
            } else {
                <h1>{ format!("What “{spelling}” can mean") }</h1>
                <p>{ "The address does not name a single code. These are the closest matches, most likely first:" }</p>
                <ul class="code-list">{ for meanings.iter().map(|hit| code_view::row(hit, act)) }</ul>
            }
            if let Some(family) = code::strange_family(link) {
                <p>{ format!("There is no code family “{}”.", crate::certificate::visible(family)) }</p>
            }
            { search(state, act) }
        </article>
    }
}

/// A second search field for codes, where the one in the header could be overlooked.
fn search(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <form class="search-here" role="search" aria-label="Look up a code"
            onkeydown={code_view::escaped(act)} onfocusout={code_view::left(act)}
            onsubmit={act.reform(|event: SubmitEvent| {
                event.prevent_default();
                Action::QuerySent
            })}>
            <label for="look-up-here">{ "Look up a number, an event or a message" }</label>
            <div class="row">
                <input id="look-up-here" type="search" autocomplete="off" spellcheck="false" value={state.query.clone()}
                    oninput={code_view::typed(act)} />
                <button type="submit" class="button primary">{ "Look up" }</button>
            </div>
        </form>
    }
}
