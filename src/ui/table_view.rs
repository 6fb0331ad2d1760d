//! All items as a table. Only the visible rows are in the document.

use super::overview_view::{counted, grouped};
use super::prose::breakable;
use super::seam::{Choice, Form, Line, Way};
use super::state::{Action, Listing, Route, Sort, State, link_to};
use super::{icon, list_view, out_view};
use std::ops::RangeInclusive;
use yew::prelude::*;

/// The height of a row in pixels in a table that is longer than its visible section.
const ROW: usize = 325;

/// The columns, whose widths do not depend on their content.
const COLUMNS: [&str; 9] = [
    "col-chosen",
    "col-answer",
    "col-name",
    "col-codes",
    "col-expiry",
    "col-issuer",
    "col-template",
    "col-file",
    "col-away",
];

/// How many characters of codes fit side by side.
const LETTERS: usize = 16;

pub(super) fn table(state: &State, act: &Callback<Action>) -> Html {
    let list = &state.bulk.list;
    let long = list.listed > list.lines.len();
    let below = list.listed.saturating_sub(list.from + list.lines.len());
    html! {
        <section class="table-view" aria-labelledby="table">
            <div class="row spread">
                <h1 id="table" class="view-title">{ "All items" }</h1>
                <div class="row no-print">
                    if list.all > 1 {
                        <a class="button small" href={Route::Overview.link().to_owned()}>{ "Overview" }</a>
                    }
                    { out_view::menu(state, act) }
                </div>
            </div>
            { printed(state, Some(list.from + 1..=list.from + list.lines.len())) }
            <div class="row spread">
                { list_view::signs(state, act) }
                <span class="quiet" role="status">{ count_of_rows(state) }</span>
            </div>
            { list_view::controls(state, act) }
            { list_view::filters(state, act) }
            { choosing(state, act) }
            <div id="items" class={classes!("table-frame", long.then_some("long"))} role="region" aria-label="Items" tabindex="0"
                onscroll={act.reform(|event: Event| Action::Scrolled(super::browser::rows_above(&event)))}>
                <table class="items" aria-rowcount={(list.listed + 1).to_string()}>
                    <colgroup>{ for COLUMNS.iter().map(|class| html! { <col class={*class} /> }) }</colgroup>
                    <thead><tr aria-rowindex="1">
                        <th scope="col"><span class="visually-hidden">{ "Selected" }</span></th>
                        { head("Answer", Sort::Verdict, None, state, act) }
                        { head("Name", Sort::Name, None, state, act) }
                        <th scope="col">{ "Error" }</th>
                        { head("Expiry", Sort::Expiry, None, state, act) }
                        { head("Issuer", Sort::Issuer, None, state, act) }
                        { head("Template", Sort::Template, Some("template"), state, act) }
                        { head("File", Sort::Found, None, state, act) }
                        <th scope="col"><span class="visually-hidden">{ "Remove" }</span></th>
                    </tr></thead>
                    <tbody>
                        { list_view::gap_in_table(list.from, ROW, "above") }
                        { for (list.from + 2..).zip(&list.lines).map(|(number, line)| row(number, line, long, act)) }
                        { list_view::gap_in_table(below, ROW, "below") }
                    </tbody>
                </table>
                { list_view::nothing_fits(state, act) }
            </div>
            <p class="no-print"><a href={Route::Inspect.link().to_owned()}>{ "Back to one item at a time" }</a></p>
        </section>
    }
}

/// The header of a printed table or overview. Only the rows that are drawn are printed; if those are not all, it says
/// so.
pub(super) fn printed(state: &State, rows: Option<RangeInclusive<usize>>) -> Html {
    let list = &state.bulk.list;
    let day = state.situation.today.map(|today| format!(", as of {}", today.date()));
    let some = rows.filter(|rows| rows.clone().count() < list.listed).map(|rows| {
        format!(
            " These are rows {} to {} of {}; all of them can be saved as CSV.",
            rows.start(),
            rows.end(),
            grouped(list.listed)
        )
    });
    html! {
        <p class="print-only">
            { format!(
                "Strongmap {}{}. {}.{}",
                env!("CARGO_PKG_VERSION"),
                day.unwrap_or_default(),
                counted(list.all, "item"),
                some.unwrap_or_default()
            ) }
        </p>
    }
}

fn count_of_rows(state: &State) -> String {
    let list = &state.bulk.list;
    let shown = match state.listing.is_narrowed() {
        true => format!("{} of {} shown", grouped(list.listed), grouped(list.all)),
        false => counted(list.all, "item"),
    };
    match list.duplicates {
        0 => shown,
        1 => format!("{shown}, 1 duplicate"),
        again => format!("{shown}, {} duplicates", grouped(again)),
    }
}

/// The actions for selected items.
fn choosing(state: &State, act: &Callback<Action>) -> Html {
    let chosen = state.bulk.list.chosen;
    let listing = state.listing.clone();
    html! {
        <div class="row choosing">
            if state.bulk.list.listed > 0 {
                <button type="button" class="button small" data-choose="listed"
                    onclick={act.reform(move |_| Action::Chosen(Choice::Listed(listing.clone())))}>
                    { "Select all listed" }
                </button>
            }
            if chosen > 0 {
                <button type="button" class="button small" data-choose="nothing"
                    onclick={act.reform(|_| Action::Chosen(Choice::Nothing))}>{ "Clear selection" }</button>
                <button type="button" class="button small" data-choose="put-away"
                    onclick={act.reform(|_| Action::RemoveSelected)}>{ "Remove selected" }</button>
            }
            if state.bulk.list.listed > 0 || chosen > 0 {
                <button type="button" class="button small" data-export="plan" data-way="save"
                    aria-disabled={state.is_leaving(Form::Plan, Way::Save).then_some("true")}
                    onclick={act.reform(|_| Action::ExportAsked(Form::Plan, Way::Save))}>
                    { "Save a manual mapping plan" }
                </button>
            }
            <span class="quiet" role="status" data-chosen={chosen.to_string()}>
                { if chosen > 0 { format!("{chosen} selected: only these are exported") } else { String::new() } }
            </span>
        </div>
    }
}

fn head(
    title: &'static str,
    sort: Sort,
    class: Option<&'static str>,
    state: &State,
    act: &Callback<Action>,
) -> Html {
    let current = state.listing.sort == sort;
    // A second click reverses the order.
    let reversed = current && !state.listing.reversed;
    let listing = Listing { sort, reversed, ..state.listing.clone() };
    let (order, arrow) = match sort {
        // The order of adding is not an order of this column.
        Sort::Found => ("other", ""),
        // The most severe come first.
        _ if (sort == Sort::Verdict) != state.listing.reversed => ("descending", " ▾"),
        _ => ("ascending", " ▴"),
    };
    html! {
        <th scope="col" {class} aria-sort={current.then_some(order)}>
            <button type="button" class="sorter" onclick={act.reform(move |_| Action::Listed(listing.clone()))}>
                { title }<span aria-hidden="true">{ current.then_some(arrow) }</span>
            </button>
        </th>
    }
}

fn row(number: usize, line: &Line, long: bool, act: &Callback<Action>) -> Html {
    let source = line.source;
    // If all rows have the same height, the first codes are shown and the rest is counted. All of them are printed.
    let fitting = if long { fitting(line) } else { line.codes.len() };
    let codes = line.codes.iter().enumerate().map(|(place, code)| {
        let beyond = (place >= fitting).then_some("beyond");
        html! { <a class={classes!("code", beyond)} href={code.link.clone()}>{ &code.label }</a> }
    });
    let more = line.codes.len() - fitting;
    let all_codes = line.codes.iter().map(|code| code.label.as_str()).collect::<Vec<_>>().join(", ");
    html! {
        <tr key={source.to_string()} aria-rowindex={number.to_string()}>
            <td>
                <input type="checkbox" id={format!("choose-{source}")} checked={line.chosen} aria-label={format!("Select {}", line.name)}
                    onchange={act.reform(move |event: Event| {
                        Action::Chosen(Choice::One(source, super::browser::ticked(&event)))
                    })} />
            </td>
            <td title={line.headline.clone()}><div class="verdict-cell">{ icon::sign(line.sign) }<span>{ &line.headline }</span></div></td>
            <th scope="row">
                <a id={format!("open-{source}")} href={link_to(source, &Route::Inspect)} title={line.name.clone()}>
                    { breakable(&line.name) }
                </a>
            </th>
            <td title={all_codes}><div class="codes-cell">
                { for codes }
                if more > 0 { <span class="quiet no-print">{ format!("+{more}") }</span> }
            </div></td>
            <td><span class="clamped">{ &line.expiry }</span></td>
            <td title={line.issuer.clone()}><span class="clamped">{ &line.issuer }</span></td>
            <td class="template" title={line.template.clone()}><span class="clamped">{ &line.template }</span></td>
            <td class="quiet" title={line.file.clone()}>
                <span class="clamped"><span>{ &line.file }{ list_view::copies(line) }</span></span>
            </td>
            <td>
                <button type="button" id={format!("entry-{source}")} class="remove" aria-label={format!("Remove {}", line.name)} title="Remove"
                    onclick={act.reform(move |_| Action::Remove(source))}>{ icon::cross() }</button>
            </td>
        </tr>
    }
}

/// How many of the codes of a line fit into their column; at least one.
fn fitting(line: &Line) -> usize {
    let mut letters = 0;
    let fit = line.codes.iter().take_while(|code| {
        letters += code.label.chars().count() + 1;
        letters <= LETTERS
    });
    fit.count().max(line.codes.len().min(1))
}
