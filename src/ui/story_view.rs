//! The second level of detail: what happens at each step of the logon, and what to do.

use super::prose::prose;
use super::state::{Action, State};
use super::{icon, link_view};
use crate::certificate::visible_lines;
use crate::report::{CodeReport, Item, QUICK_FIX, RemedyReport, StationReport, Story};
use yew::prelude::*;

pub(super) fn story(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let Some(story) = state.story(item) else {
        return html! {};
    };
    html! {
        <>
            <section class="story" aria-labelledby="story">
                <div class="row spread">
                    <h2 id="story">{ "What happens" }</h2>
                    { scenarios(item, story, act) }
                </div>
                <p class="outcome">{ icon::sign(story.sign) }<span>{ prose(&story.sentence) }</span></p>
                if !story.stations.is_empty() { { path(story) } }
                { assumptions(&story.assumptions) }
                { link_view::codes(story, state, act) }
            </section>
            { remedies(story, state, act) }
        </>
    }
}

/// A single scenario is named; several are buttons with their signs.
fn scenarios(item: &Item, current: &Story, act: &Callback<Action>) -> Html {
    if item.stories.len() < 2 {
        return html! { <span class="quiet">{ &current.title }</span> };
    }
    html! {
        <div class="scenarios" role="group" aria-label="Scenario">
            { for item.stories.iter().enumerate().map(|(place, story)| html! {
                <button type="button" class="chip scenario" data-scenario={story.scenario.name()}
                    aria-pressed={(story == current).to_string()}
                    onclick={act.reform(move |_| Action::StoryChosen(place))}>
                    { icon::sign(story.sign) }
                    <span class="visually-hidden">{ format!("{}: ", icon::word(story.sign)) }</span>
                    { &story.title }
                </button>
            }) }
        </div>
    }
}

fn path(story: &Story) -> Html {
    html! {
        <ol class={classes!("path", icon::class(story.sign))} aria-label={format!("Logon path: {}", story.title)}>
            { for story.stations.iter().map(station) }
        </ol>
    }
}

fn station(station: &StationReport) -> Html {
    let way = if station.stops.is_some() {
        "stops"
    } else if station.reached {
        "passed"
    } else {
        "beyond"
    };
    html! {
        <li class={classes!("station", way)}>
            <span class="station-node">{ icon::station(station.station) }</span>
            <span class="station-name">{ &station.name }</span>
            if let Some(stops) = &station.stops {
                <span class="station-stop">{ stops }</span>
            }
            if !station.note.is_empty() {
                <span class="quiet">{ &station.note }</span>
            }
            if !station.codes.is_empty() {
                <ul class="codes">{ for station.codes.iter().map(code) }</ul>
            }
        </li>
    }
}

fn code(code: &CodeReport) -> Html {
    html! {
        <li>
            <a class="code" href={code.link.clone()}>{ &code.label }</a>
            <span>{ &code.title }</span>
            <span class="quiet">{ crate::report::confidence(code.confidence) }</span>
        </li>
    }
}

fn assumptions(assumptions: &[String]) -> Html {
    match assumptions {
        [] => html! {},
        [only] => html! { <p class="quiet">{ format!("Assumed: {only}") }</p> },
        several => html! {
            <details class="assumptions">
                <summary>{ format!("{} assumptions", several.len()) }</summary>
                <ul class="steps">{ for several.iter().map(|it| html! { <li>{ it }</li> }) }</ul>
            </details>
        },
    }
}

fn remedies(story: &Story, state: &State, act: &Callback<Action>) -> Html {
    if story.remedies.is_empty() {
        return html! {};
    }
    html! {
        <section class="remedies" aria-labelledby="remedies">
            <h2 id="remedies">{ "What to do" }</h2>
            <ol>{ for story.remedies.iter().enumerate().map(|(place, it)| {
                remedy(it, place == 0 || it.term == QUICK_FIX, state, act)
            }) }</ol>
        </section>
    }
}

fn remedy(remedy: &RemedyReport, open: bool, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <li data-remedy={remedy.title.clone()}>
            <details {open}>
                <summary>
                    <h3>{ &remedy.title }</h3>
                    if !remedy.term.is_empty() { <span class="quiet">{ format!(" · {}", remedy.term) }</span> }
                </summary>
                <div class="remedy">
                    { for remedy.steps.iter().map(|step| html! { <p>{ prose(step) }</p> }) }
                    { for remedy.commands.iter().enumerate().map(|(place, it)| {
                        command(&it.text, &named(&remedy.title, place, remedy.commands.len()), state, act)
                    }) }
                    { for remedy.blanks().iter().map(|blank| html! { <p class="quiet">{ prose(blank) }</p> }) }
                </div>
            </details>
        </li>
    }
}

/// The name that distinguishes a command from the others of its remedy.
fn named(title: &str, place: usize, count: usize) -> String {
    if count < 2 { title.to_owned() } else { format!("{title}, {} of {count}", place + 1) }
}

/// A text with a button that copies it. It is displayed with invisible characters made visible, and copied unchanged.
/// The name tells screen readers what is copied.
pub(super) fn command(text: &str, name: &str, state: &State, act: &Callback<Action>) -> Html {
    let copied = state.copied.as_deref() == Some(text);
    let copy = text.to_owned();
    html! {
        <div class="command">
            <pre tabindex="0"><code>{ visible_lines(text) }</code></pre>
            <button type="button" class="button small" onclick={act.reform(move |_| Action::CopyAsked(copy.clone(), copy.clone()))}>
                { if copied { icon::check() } else { icon::copy() } }
                { if copied { "Copied" } else { "Copy" } }
                <span class="visually-hidden">{ format!(": {name}") }</span>
            </button>
        </div>
    }
}
