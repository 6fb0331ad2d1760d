//! Codes: the search field for any spelling, the list, and the page of a single code.

use super::overview_view::counted;
use super::prose::breakable;
use super::state::{Action, Route, State};
use super::{custom_view, link_view, story_view};
use crate::certificate::visible;
use crate::report::Item;
use crate::report::code::{self, Block, Hit, Page, Relation, Run};
use yew::prelude::*;

/// The search field in the header of the page.
pub(super) fn box_for_codes(state: &State, act: &Callback<Action>) -> Html {
    let suggests = state.suggesting && !state.query.trim().is_empty();
    let hits = state.hits.as_deref().filter(|_| suggests);
    html! {
        <form class="look-up" role="search" onkeydown={escaped(act)} onfocusout={left(act)}
            onsubmit={act.reform(|event: SubmitEvent| {
                event.prevent_default();
                Action::QuerySent
            })}>
            <label class="visually-hidden" for="look-up">{ "Look up an error code, event or message" }</label>
            <input id="look-up" type="search" autocomplete="off" spellcheck="false" enterkeyhint="search"
                placeholder="Look up 853, event 39, 0x800B0109 …" value={state.query.clone()}
                oninput={typed(act)} />
            // The number of matches is announced while the user types; the list itself is read by those who move into
            // it.
            <p class="visually-hidden" role="status">{ hits.map(count) }</p>
            // Keep the focus in the field on a click in the list, or the list would close before the click arrives.
            <div class="found" onmousedown={|event: MouseEvent| event.prevent_default()}>
                if let Some(hits) = hits {
                    if hits.is_empty() {
                        <p class="quiet" aria-hidden="true">{ NO_CODE }</p>
                    } else {
                        <ul>{ for hits.iter().take(8).map(|hit| entry(hit, act)) }</ul>
                        if hits.len() > 8 {
                            <a class="more" href="#/codes">{ format!("All {} matches", hits.len()) }</a>
                        }
                    }
                }
            </div>
        </form>
    }
}

const NO_CODE: &str = "No code matches. Try only the number, or a word from the message.";

fn count(hits: &[Hit]) -> String {
    if hits.is_empty() { NO_CODE.to_owned() } else { format!("{} found", counted(hits.len(), "code")) }
}

fn entry(hit: &Hit, act: &Callback<Action>) -> Html {
    html! {
        <li>
            <a href={hit.link.clone()} onclick={act.reform(|_| Action::QueryTyped(String::new()))}>
                <span class="code">{ &hit.label }</span>
                <span>{ &hit.title }</span>
            </a>
        </li>
    }
}

/// Looks up codes while the user types.
pub(super) fn typed(act: &Callback<Action>) -> Callback<InputEvent> {
    let act = act.clone();
    Callback::from(move |event| {
        act.emit(Action::QueryTyped(super::browser::value_of(&event)));
        act.emit(Action::Suggesting(true));
    })
}

/// Escape closes the suggestions.
pub(super) fn escaped(act: &Callback<Action>) -> Callback<KeyboardEvent> {
    let act = act.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            act.emit(Action::Suggesting(false));
        }
    })
}

/// So does leaving the form.
pub(super) fn left(act: &Callback<Action>) -> Callback<FocusEvent> {
    let act = act.clone();
    Callback::from(move |event| {
        if super::browser::leaves_form(&event) {
            act.emit(Action::Suggesting(false));
        }
    })
}

/// The codes that a query can mean, or all codes.
pub(super) fn codes(state: &State, act: &Callback<Action>) -> Html {
    let asked = !state.query.trim().is_empty();
    html! {
        <article class="codes-page">
            <h1>{ "Error codes and events" }</h1>
            if asked && state.hits.as_ref().is_some_and(Vec::is_empty) {
                <div role="status" class="no-hit" data-no-hit="">
                    <p class="lead">{ format!("No code matches “{}”.", visible(state.query.trim())) }</p>
                    <p>
                        { "Enter a number in any notation, such as 13801, 0x800B0109 or -2146762487, an event, such as event 39, \
                           a symbol, such as CERT_E_UNTRUSTEDROOT, a few words of a message, or the whole message. Try \
                           only the number, or fewer words." }
                    </p>
                    <p>
                        <a href={Route::Codes.link().to_owned()}
                            onclick={act.reform(|_| Action::QueryTyped(String::new()))}>{ "All error codes and events" }</a>
                    </p>
                </div>
            } else if asked {
                <p class="quiet">{ format!("What “{}” can mean, most likely first.", visible(state.query.trim())) }</p>
                <ul class="code-list">
                    { for state.hits.iter().flatten().map(|hit| row(hit, act)) }
                </ul>
            } else {
                <p class="lead">
                    { "Every code this page can predict, and related ones. In the box above, enter a number in any notation, \
                       a symbol, a few words, or a whole message from an event log." }
                </p>
                { for crate::catalog::Family::ALL.into_iter().map(|family| {
                    let hits = state.codes.iter().filter(move |hit| hit.family == family);
                    html! {
                        <details>
                            <summary>
                                { code::family_title(family) }
                                <span class="quiet">{ format!("\u{a0}·\u{a0}{}", hits.clone().count()) }</span>
                            </summary>
                            <ul class="code-list">{ for hits.map(|hit| row(hit, act)) }</ul>
                        </details>
                    }
                }) }
            }
        </article>
    }
}

pub(super) fn row(hit: &Hit, act: &Callback<Action>) -> Html {
    html! {
        <li>
            <a class="code" href={hit.link.clone()} onclick={act.reform(|_| Action::QueryTyped(String::new()))}>
                { &hit.label }
            </a>
            <span>{ &hit.title }</span>
            <span class="exact quiet symbol">{ &hit.symbol }</span>
        </li>
    }
}

/// The page of one code.
pub(super) fn code(state: &State, act: &Callback<Action>) -> Html {
    let page = match &state.page {
        Some(Some(page)) => page,
        Some(None) => return link_view::no_code(state.route.link(), state, act),
        None => return html! { <p class="reading" role="status">{ "Looking it up" }</p> },
    };
    html! {
        <article class="prose code-page">
            <header>
                <p class="code">{ &page.hit.label }</p>
                <h1>{ &page.hit.title }</h1>
                <p class="lead">{ &page.meaning }</p>
                if !page.hit.symbol.is_empty() {
                    <p class="exact quiet">{ &page.hit.symbol }</p>
                }
                if !page.log.is_empty() {
                    <p class="quiet">{ &page.log }</p>
                }
                <p class="quiet">
                    { format!("Also written as {}", page.spellings.join(", ")) }
                </p>
            </header>
            { link_view::article(&page.hit.link, &page.hit.label, &page.hit.title, state, act) }
            { custom_view::note(&page.hit.link, state) }
            { shown_by(page, state, act) }
            { blocks(&page.blocks, state, act) }
            if !page.suspects.is_empty() {
                <h2>{ "What in a certificate can cause it" }</h2>
                { for page.suspects.iter().map(|suspect| html! {
                    <details data-suspect={suspect.rule.clone()}>
                        <summary>{ &suspect.title }</summary>
                        { blocks(&suspect.blocks, state, act) }
                    </details>
                }) }
            }
            if !page.see_also.is_empty() {
                <h2>{ "See also" }</h2>
                <ul class="code-list">
                    { for page.see_also.iter().map(|(hit, why)| html! {
                        <li>
                            <a class="code" href={hit.link.clone()}>{ &hit.label }</a>
                            <span>{ &hit.title }</span>
                            <span class="quiet">{ why }</span>
                        </li>
                    }) }
                </ul>
            }
        </article>
    }
}

/// The items whose predictions lead to this code.
fn shown_by(page: &Page, state: &State, act: &Callback<Action>) -> Html {
    let (of, leading, more) = &*state.bulk.leads;
    if *of != page.hit.link {
        return html! {};
    }
    if leading.is_empty() {
        return state.item().map_or_else(Html::default, |item| leads_elsewhere(page, item, state));
    }
    html! {
        <>
            <h2>{ "Items you added that lead to it" }</h2>
            <ul class="code-list">
                { for leading.iter().map(|lead| {
                    let source = lead.source;
                    html! {
                        <li data-leads={source.to_string()}>
                            <a href="#/" onclick={act.reform(move |_| Action::Selected(source))}>{ breakable(&lead.name) }</a>
                            <span>{ lead.titles.join(", ") }</span>
                        </li>
                    }
                }) }
            </ul>
            if *more > 0 {
                <p class="quiet">{ format!("And {more} more.") }</p>
            }
        </>
    }
}

/// Says how the selected item relates to a code that is not predicted for it, and which codes it leads to instead: that
/// also answers the question of a user who looks up one particular error. A code that is not predicted is not ruled
/// out.
fn leads_elsewhere(page: &Page, item: &Item, state: &State) -> Html {
    if item.stories.is_empty() {
        return html! {};
    }
    let Relation { cause, codes, why, scenarios } = page.relation(item);
    let added = if state.count() > 1 { "anything that you added" } else { "what you added" };
    html! {
        <p class="card" data-leads-elsewhere="">
            { format!("This code itself is not predicted for {added}. {cause}") }
            if !codes.is_empty() {
                { format!(" {} leads to ", item.name) }
                { for codes.iter().enumerate().map(|(place, code)| html! {
                    <>{ if place > 0 { ", " } else { "" } }<a href={code.link.clone()}>{ &code.label }</a></>
                }) }
                if !scenarios.is_empty() { { format!(" ({})", scenarios.join(", ")) } }
                { format!(". {why}") }
            }
        </p>
    }
}

pub(super) fn blocks(blocks: &[Block], state: &State, act: &Callback<Action>) -> Html {
    html! {
        { for blocks.iter().map(|block| match block {
            Block::Heading(text) => html! { <h2>{ text }</h2> },
            Block::Paragraph(content) => html! { <p>{ for content.iter().map(run) }</p> },
            Block::List(None, items) => html! {
                <ul class="steps">{ for items.iter().map(|item| html! { <li>{ for item.iter().map(run) }</li> }) }</ul>
            },
            Block::List(Some(start), items) => html! {
                <ol class="steps" start={start.to_string()}>
                    { for items.iter().map(|item| html! { <li>{ for item.iter().map(run) }</li> }) }
                </ol>
            },
            Block::Command(text) => story_view::command(text, "this command", state, act),
        }) }
    }
}

fn run(run: &Run) -> Html {
    match run {
        Run::Text(text) => html! { { text } },
        Run::Strong(text) => html! { <strong>{ text }</strong> },
        Run::Stressed(text) => html! { <em>{ text }</em> },
        Run::Code(text) => html! { <code>{ text }</code> },
        // Pages of codes link only within the page.
        Run::Link(text, target) if target.starts_with("#/") => {
            html! { <a href={target.clone()}>{ text }</a> }
        }
        Run::Link(text, _) => html! { { text } },
    }
}
