//! The “Timeline” view: how domain controllers treat the certificate over time, one row per period, with the current
//! one marked.

use super::icon;
use super::prose::prose;
use super::state::{Route, State};
use crate::report::history::Period;
use yew::prelude::*;

pub(super) fn time(state: &State) -> Html {
    let name = state.item().map_or("", |item| item.name.as_str());
    match state.periods.as_deref() {
        None => html! { <p class="reading" role="status">{ "Building the timeline" }</p> },
        Some([]) => html! {
            <section class="prose">
                <h1>{ "No timeline to show" }</h1>
                <p>{ "Only a certificate or a request has a timeline." }</p>
            </section>
        },
        Some(periods) => html! {
            <section class="history" aria-labelledby="history">
                <h1 id="history" class="view-title">{ format!("Timeline of {name}") }</h1>
                <p class="lead">
                    { "What domain controllers did with this certificate, and will do, if they have every update from the \
                       day it was released. For others, or for another day, enter the month of their updates and the \
                       day under " }
                    <a href={state.link(&Route::Inspect)}>{ "the answer" }</a>{ "." }
                </p>
                <ol>{ for periods.iter().map(row) }</ol>
            </section>
        },
    }
}

fn row(period: &Period) -> Html {
    html! {
        <li class={classes!("period", period.now.then_some("now"))} data-period={period.when.clone()}>
            { icon::sign(period.sign) }
            <div>
                <h2>
                    { &period.when }
                    if period.now { <span class="badge">{ "the day checked" }</span> }
                </h2>
                <p class="quiet">{ &period.phase }</p>
                <p><span class="visually-hidden">{ format!("{}: ", icon::word(period.sign)) }</span>{ prose(&period.sentence) }</p>
                if !period.codes.is_empty() {
                    <p class="row">
                        { for period.codes.iter().map(|code| html! {
                            <a class="code" href={code.link.clone()} title={code.title.clone()}>{ &code.label }</a>
                        }) }
                    </p>
                }
            </div>
        </li>
    }
}
