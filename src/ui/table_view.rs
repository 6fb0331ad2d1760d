//! Everything that was dropped, as a table.

use super::state::{Action, Listing, Route, Sort, State};
use super::{icon, list_view, out_view};
use crate::report::Item;
use yew::prelude::*;

pub(super) fn table(state: &State, act: &Callback<Action>) -> Html {
    let places = state.listing.places(&state.report);
    let count = state.report.items.len();
    html! {
        <section class="table-view" aria-labelledby="table">
            <div class="row spread">
                <h1 id="table" class="view-title">{ "Everything that was dropped" }</h1>
                { out_view::menu(state, act) }
            </div>
            <div class="row spread">
                { list_view::signs(state, act) }
                <span class="quiet" role="status">{
                    if state.listing.is_narrowed() { format!("{} of {count} shown", places.len()) } else { format!("{count} items") }
                }</span>
            </div>
            { list_view::controls(state, act) }
            <div class="table-frame" role="region" aria-label="Items" tabindex="0">
                <table>
                    <thead><tr>
                        { head("Answer", Sort::Verdict, state, act) }
                        { head("Name", Sort::Name, state, act) }
                        <th scope="col">{ "Error" }</th>
                        { head("Expiry", Sort::Expiry, state, act) }
                        { head("Issuer", Sort::Issuer, state, act) }
                        { head("Template", Sort::Template, state, act) }
                        { head("File", Sort::Found, state, act) }
                        <th scope="col"><span class="visually-hidden">{ "Put away" }</span></th>
                    </tr></thead>
                    <tbody>
                        { for places.iter().filter_map(|place| Some((*place, state.report.items.get(*place)?)))
                            .map(|(place, item)| row(place, item, act)) }
                    </tbody>
                </table>
            </div>
            <p><a href={Route::Inspect.link().to_owned()}>{ "Back to one at a time" }</a></p>
        </section>
    }
}

fn head(title: &'static str, sort: Sort, state: &State, act: &Callback<Action>) -> Html {
    let current = state.listing.sort == sort;
    let listing = Listing { sort, ..state.listing.clone() };
    html! {
        <th scope="col" aria-sort={current.then_some("ascending")}>
            <button type="button" class="sorter" onclick={act.reform(move |_| Action::Listed(listing.clone()))}>
                { title }<span aria-hidden="true">{ if current { " ▾" } else { "" } }</span>
            </button>
        </th>
    }
}

fn row(place: usize, item: &Item, act: &Callback<Action>) -> Html {
    let summary = &item.proof.summary;
    let codes = item.stories.first().map(|story| {
        story
            .stations
            .iter()
            .flat_map(|station| &station.codes)
            .take(3)
            .map(|code| {
                html! {
                    <a class="code" href={code.link.clone()}>{ &code.label }</a>
                }
            })
            .collect::<Html>()
    });
    html! {
        <tr key={place}>
            <td><div class="verdict-cell">{ icon::sign(item.answer.sign) }<span>{ &item.answer.headline }</span></div></td>
            <th scope="row">
                <a href={Route::Inspect.link().to_owned()} onclick={act.reform(move |_| Action::Selected(place))}>
                    { &item.name }
                </a>
            </th>
            <td><div class="codes-cell">{ codes.unwrap_or_default() }</div></td>
            <td>{ &summary.expiry }</td>
            <td>{ &summary.issuer }</td>
            <td>{ &summary.template }</td>
            <td class="quiet">{ &item.file }</td>
            <td>
                <button type="button" class="remove" aria-label={format!("Put {} away", item.name)} title="Put away"
                    onclick={act.reform(move |_| Action::PutAway(place))}>{ icon::cross() }</button>
            </td>
        </tr>
    }
}
