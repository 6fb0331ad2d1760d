//! The second depth: what happens on the way, and what to do.

use super::icon;
use super::state::{Action, State};
use crate::prediction::Remedy;
use crate::report::{CodeReport, Item, StationReport, Story};
use yew::prelude::*;

pub(super) fn story(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let Some(story) = item.stories.get(state.story).or_else(|| item.stories.first()) else {
        return html! {};
    };
    html! {
        <>
            <section class="story" aria-labelledby="story">
                <div class="row spread">
                    <h2 id="story">{ "What happens" }</h2>
                    { scenarios(item, story, act) }
                </div>
                { path(story) }
                <p>{ &story.sentence }</p>
                { for story.assumptions.iter().map(|assumption| html! {
                    <p class="quiet">{ format!("Taken for granted: {assumption}") }</p>
                }) }
            </section>
            { remedies(story, state, act) }
        </>
    }
}

fn scenarios(item: &Item, current: &Story, act: &Callback<Action>) -> Html {
    if item.stories.len() < 2 {
        return html! { <span class="quiet">{ &current.title }</span> };
    }
    html! {
        <select aria-label="Scenario" onchange={act.reform(|event: Event| {
            Action::StoryChosen(super::browser::choice_of(&event).parse().unwrap_or(0))
        })}>
            { for item.stories.iter().enumerate().map(|(place, story)| html! {
                <option value={place.to_string()} selected={story == current}>{ &story.title }</option>
            }) }
        </select>
    }
}

fn path(story: &Story) -> Html {
    html! {
        <ol class={classes!("path", icon::class(story.sign))} aria-label={format!("The way of a logon: {}", story.title)}>
            { for story.stations.iter().map(station) }
        </ol>
    }
}

fn station(station: &StationReport) -> Html {
    html! {
        <li class={classes!("station", station.stops.is_some().then_some("stops"))}>
            <span class="station-name">{ &station.name }</span>
            if let Some(gate) = &station.stops {
                <span class="station-stop">{ format!("Stops here, {gate}") }</span>
            }
            <ul class="codes">
                { for station.codes.iter().map(code) }
                if station.codes.is_empty() {
                    <li class="quiet">{ "nothing to see" }</li>
                }
            </ul>
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

fn remedies(story: &Story, state: &State, act: &Callback<Action>) -> Html {
    if story.remedies.is_empty() {
        return html! {};
    }
    html! {
        <section class="remedies" aria-labelledby="remedies">
            <h2 id="remedies">{ "What to do" }</h2>
            <ol>{ for story.remedies.iter().map(|it| remedy(it, state, act)) }</ol>
        </section>
    }
}

fn remedy(remedy: &Remedy, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <li>
            <h3>{ &remedy.title }</h3>
            { for remedy.steps.iter().map(|step| html! { <p>{ step }</p> }) }
            { for remedy.commands.iter().map(|it| command(&it.text, &remedy.title, state, act)) }
        </li>
    }
}

/// A text to copy, with its button. The name tells screen readers what is copied.
pub(super) fn command(text: &str, name: &str, state: &State, act: &Callback<Action>) -> Html {
    let copied = state.copied.as_deref() == Some(text);
    let copy = Action::CopyAsked(text.to_owned(), text.to_owned());
    html! {
        <div class="command">
            <pre tabindex="0"><code>{ text }</code></pre>
            <button type="button" class="button small" onclick={act.reform(move |_| copy.clone())}>
                { if copied { "Copied" } else { "Copy" } }
                <span class="visually-hidden">{ format!(": {name}") }</span>
            </button>
        </div>
    }
}
