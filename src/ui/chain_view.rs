//! Who issued the item, up to the root, and what it issued itself.

use super::icon;
use super::state::{Route, State, link_to};
use crate::report::{Item, LinkReport};
use yew::prelude::*;

pub(super) fn chain(state: &State) -> Html {
    let Some(item) = state.item() else { return html! {} };
    if item.proof.chain_end.is_empty() {
        return html! {
            <section class="prose">
                <h1>{ "No chain to show" }</h1>
                <p>{ "Only a certificate has an authority that issued it." }</p>
            </section>
        };
    }
    let issued: Vec<_> = state.report.issued_by(state.selected).collect();
    html! {
        <section class="bench" aria-labelledby="chain">
            <h1 id="chain" class="view-title">{ format!("Chain of {}", item.name) }</h1>
            <ol class="links">
                <li aria-current="true">{ certificate(item, None) }</li>
                { for item.proof.chain.iter().map(|link| issuer(link, state)) }
            </ol>
            <p class="chain-end quiet">{ &item.proof.chain_end }</p>
            if !issued.is_empty() {
                <h2>{ "What it issued, of what was dropped" }</h2>
                <ul class="links issued">
                    { for issued.into_iter().map(|(place, item)| html! { <li>{ certificate(item, Some(place)) }</li> }) }
                </ul>
            }
        </section>
    }
}

fn issuer(link: &LinkReport, state: &State) -> Html {
    let Some(item) = state.report.items.get(link.place) else { return html! {} };
    html! {
        <li data-issuer={link.place.to_string()}>
            <p class="known">
                { icon::sign(link.sign) }
                <span class="visually-hidden">{ format!("{}: ", icon::word(link.sign)) }</span>
                { &link.known }
            </p>
            { certificate(item, Some(link.place)) }
            if !link.others.is_empty() {
                <p class="quiet row">
                    { "The same authority also as" }
                    { for link.others.iter().filter_map(|place| Some((*place, state.report.items.get(*place)?)))
                        .map(|(place, item)| html! { <a href={link_to(place, &Route::Chain)}>{ &item.file }</a> }) }
                </p>
            }
        </li>
    }
}

fn certificate(item: &Item, link: Option<usize>) -> Html {
    html! {
        <div class="card link-card">
            <p class="answer-name">
                if let Some(place) = link {
                    <a href={link_to(place, &Route::Chain)}>{ &item.name }</a>
                } else {
                    { &item.name }
                }
            </p>
            <p class="quiet">{ format!("{} · {}", item.kind_title, item.file) }</p>
            if !item.proof.summary.expiry.is_empty() { <p class="quiet">{ &item.proof.summary.expiry }</p> }
        </div>
    }
}
