//! The whole page as a function of the state.

use super::state::{Action, Route, State, Theme};
use super::{answer_view, code_view, drop_zone, icon, list_view, proof_view, situation_view, story_view};
use std::rc::Rc;
use yew::prelude::*;

/// What the page is made of.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    /// What to show.
    pub state: Rc<State>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The whole page.
#[component]
pub fn Page(props: &Props) -> Html {
    let Props { state, act } = props;
    html! {
        <>
            <a class="skip" href="#main">{ "Skip to the content" }</a>
            { header(state, act) }
            <main id="main" tabindex="-1">
                { troubles(state, act) }
                { match state.route {
                    Route::Inspect => inspect(state, act),
                    Route::Codes => code_view::codes(state, act),
                    Route::Code(_) => code_view::code(state, act),
                    Route::About => about(),
                } }
            </main>
            <div class={classes!("drop-veil", state.dragging.then_some("shown"))} aria-hidden="true">
                { icon::tray() }
                <p>{ "Let go to examine" }</p>
            </div>
        </>
    }
}

fn header(state: &State, act: &Callback<Action>) -> Html {
    let next = state.theme.next();
    let colours = match state.theme {
        Theme::System => "Colours: as the system",
        Theme::Light => "Colours: light",
        Theme::Dark => "Colours: dark",
    };
    html! {
        <header class="top">
            <a class="brand" href={Route::Inspect.link().to_owned()} aria-label="Strongmap, start">
                { icon::mark() }<span>{ "Strongmap" }</span>
            </a>
            { code_view::box_for_codes(state, act) }
            <span class="promise">{ icon::lock() }{ "Nothing leaves this browser" }</span>
            <nav class="row" aria-label="Page">
                <button type="button" class="icon-button" aria-label={colours} title={colours}
                    onclick={act.reform(move |_| Action::ThemeChanged(next))}>
                    { icon::contrast() }
                </button>
                <a href={Route::Codes.link().to_owned()}
                    aria-current={matches!(state.route, Route::Codes | Route::Code(_)).then_some("page")}>
                    { "Codes" }
                </a>
                <a href={Route::About.link().to_owned()} aria-current={(state.route == Route::About).then_some("page")}>
                    { "About" }
                </a>
            </nav>
        </header>
    }
}

fn troubles(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div role="alert" class="troubles">
            if !state.troubles.is_empty() {
                <div class="card trouble">
                    { for state.troubles.iter().map(|trouble| html! { <p>{ trouble }</p> }) }
                    <button type="button" class="button small" onclick={act.reform(|_| Action::TroublesRead)}>
                        { "Understood" }
                    </button>
                </div>
            }
        </div>
    }
}

fn inspect(state: &State, act: &Callback<Action>) -> Html {
    let Some(item) = state.item() else {
        return html! {
            <div class="empty">
                if state.queue.is_busy() { { reading(state) } } else { { drop_zone::invitation(state, act) } }
                { drop_zone::paste_box(state, act) }
            </div>
        };
    };
    html! {
        <div class="desk">
            { list_view::list(state, act) }
            <article class="detail" aria-live="polite" aria-busy={state.queue.is_busy().to_string()}>
                if state.queue.is_busy() { { reading(state) } }
                { drop_zone::paste_box(state, act) }
                { answer_view::answer(item) }
                { story_view::story(item, state, act) }
                { answer_view::questions(item, state, act) }
                { situation_view::situation(state, act) }
                { proof_view::proof(item, state, act) }
            </article>
        </div>
    }
}

fn reading(state: &State) -> Html {
    let (done, total) = state.queue.progress();
    html! {
        <p class="reading" role="status">
            <progress max={total.to_string()} value={done.to_string()} aria-label="Files read" />
            { format!("Reading, {done} of {total} files") }
        </p>
    }
}

fn about() -> Html {
    html! {
        <article class="prose">
            <h1>{ "What Strongmap promises" }</h1>
            <p>
                { "Strongmap reads certificates and says whether a Windows domain controller will accept them as proof \
                   of an account, which error they will hit on the way, and what to do about it." }
            </p>
            <h2>{ "Nothing leaves this browser" }</h2>
            <p>
                { "Files are read inside this page. It fetches nothing but its own parts from the server it came from, \
                   sends nothing anywhere, and keeps nothing once it is closed. A private key is recognised, named and \
                   dropped; it is never shown." }
            </p>
            <h2>{ "How sure it is" }</h2>
            <p>
                { "Each answer says on what it rests: documented by Microsoft or a standard, reported from the field, or \
                   inferred. Where no source decides, the answer is that it cannot be told." }
            </p>
            <h2>{ "Version" }</h2>
            <p>{ format!("Strongmap {}. Licensed under MIT or Apache 2.0, as you prefer.", env!("CARGO_PKG_VERSION")) }</p>
            <p><a href={Route::Inspect.link().to_owned()}>{ "Back to the certificates" }</a></p>
        </article>
    }
}
