//! The “Chain” view: who issued the item, up to the root, and what it issued itself.

use super::icon;
use super::seam::{Issuer, Source};
use super::state::{Route, State, link_to};
use crate::report::LinkReport;
use yew::prelude::*;

pub(super) fn chain(state: &State) -> Html {
    let Some(item) = state.item() else { return html! {} };
    if item.proof.chain_end.is_empty() {
        return html! {
            <section class="prose">
                <h1>{ "No chain to show" }</h1>
                <p>{ "Only a certificate has an issuing CA." }</p>
            </section>
        };
    }
    let issued = &state.bulk.issued;
    let summary = &item.proof.summary;
    let own = Card { name: &item.name, title: &item.kind_title, file: &item.file, expiry: &summary.expiry };
    html! {
        <section class="bench" aria-labelledby="chain">
            <h1 id="chain" class="view-title">{ format!("Chain of {}", item.name) }</h1>
            <ol class="links">
                <li aria-current="true">{ certificate(&own, None) }</li>
                { for item.proof.chain.iter().zip(&state.bulk.issuers).map(|(link, it)| issuer(link, it)) }
            </ol>
            <p class="chain-end quiet">{ &item.proof.chain_end }</p>
            if !issued.is_empty() {
                <h2>{ "Items here that it issued" }</h2>
                <ul class="links issued">
                    { for issued.iter().map(|line| {
                        let card =
                            Card { name: &line.name, title: &line.headline, file: &line.file, expiry: &line.expiry };
                        html! { <li>{ certificate(&card, Some(line.source)) }</li> }
                    }) }
                </ul>
            }
        </section>
    }
}

fn issuer(link: &LinkReport, issuer: &Issuer) -> Html {
    let card = Card { name: &link.name, title: &issuer.kind_title, file: &issuer.file, expiry: &link.expiry };
    html! {
        <li data-issuer={issuer.source.to_string()}>
            <p class="known">
                { icon::sign(link.sign) }
                <span class="visually-hidden">{ format!("{}: ", icon::word(link.sign)) }</span>
                { &link.known }
            </p>
            { certificate(&card, Some(issuer.source)) }
            if !issuer.others.is_empty() {
                <p class="quiet row">
                    { "The same CA is also in" }
                    { for issuer.others.iter()
                        .map(|(source, file)| html! { <a href={link_to(*source, &Route::Chain)}>{ file }</a> }) }
                </p>
            }
        </li>
    }
}

/// What is shown of a certificate in a chain.
struct Card<'a> {
    name: &'a str,
    title: &'a str,
    file: &'a str,
    expiry: &'a str,
}

fn certificate(card: &Card<'_>, link: Option<Source>) -> Html {
    html! {
        <div class="card link-card">
            <p class="answer-name">
                if let Some(source) = link {
                    <a href={link_to(source, &Route::Chain)}>{ card.name.to_owned() }</a>
                } else {
                    { card.name.to_owned() }
                }
            </p>
            <p class="quiet">{ format!("{} · {}", card.title, card.file) }</p>
            if !card.expiry.is_empty() { <p class="quiet">{ card.expiry.to_owned() }</p> }
        </div>
    }
}
