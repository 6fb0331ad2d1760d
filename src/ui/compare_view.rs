//! The “Compare” view: two certificates side by side.

use super::icon;
use super::overview_view::grouped;
use super::proof_view::{DRAWN, drawn, fold};
use super::prose::prose;
use super::state::{Action, State};
use crate::report::compare::{Comparison, Pair};
use yew::prelude::*;

pub(super) fn compare(state: &State, act: &Callback<Action>) -> Html {
    let name = state.item().map_or("", |item| item.name.as_str());
    html! {
        <section class="compare" aria-labelledby="compare">
            <h1 id="compare" class="view-title">{ format!("Compare {name}") }</h1>
            if state.count() < 2 {
                <p class="lead">{ "Add a second certificate, such as the one before the renewal, to see what changed." }</p>
            } else {
                { with_another(state, act) }
            }
        </section>
    }
}

fn with_another(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <>
            <div class="row">
                <label for="other">{ "with an earlier certificate" }</label>
                <select id="other" data-other="" onchange={act.reform(|event: Event| {
                    Action::OtherChosen(super::browser::choice_of(&event).parse().ok())
                })}>
                    <option value="" selected={state.other.is_none()}>{ "select" }</option>
                    { for state.bulk.others.iter().map(|line| html! {
                        <option value={line.source.to_string()} selected={state.other == Some(line.source)}>
                            { format!("{} · {}", line.name, line.file) }
                        </option>
                    }) }
                </select>
            </div>
            { match (&state.other, &state.comparison) {
                (None, _) => html! {
                    <p class="lead">{ "Select the certificate that it replaced to see what changed and whether the mapping survives." }</p>
                },
                (Some(_), None) => html! { <p class="reading" role="status">{ "Comparing" }</p> },
                (Some(_), Some(None)) => html! { <p>{ "Only certificates and requests can be compared." }</p> },
                (Some(_), Some(Some(comparison))) => compared(comparison),
            } }
        </>
    }
}

fn compared(comparison: &Comparison) -> Html {
    let (same, changed): (Vec<&Pair>, Vec<&Pair>) =
        comparison.rows.iter().partition(|row| row.before.is_empty() && row.after.is_empty());
    html! {
        <>
            <div class={classes!("answer", icon::class(comparison.sign))} role="status">
                { icon::sign(comparison.sign) }
                <div class="answer-words">
                    <h2 class="answer-title" data-survival="">
                        <span class="visually-hidden">{ format!("{}: ", icon::word(comparison.sign)) }</span>
                        { &comparison.headline }
                    </h2>
                    <p class="lead">{ prose(&comparison.sentence) }</p>
                </div>
            </div>
            if !comparison.mappings.is_empty() {
                <h2>{ "Manual mappings of the earlier certificate" }</h2>
                <ul class="findings">
                    { for comparison.mappings.iter().map(|kept| html! {
                        <li>
                            { icon::sign(if kept.kept { crate::report::Sign::Good } else { crate::report::Sign::Refused }) }
                            <div><code class="exact">{ &kept.text }</code><p>{ prose(&kept.sentence) }</p></div>
                        </li>
                    }) }
                </ul>
            }
            <h2>{ format!("What changed ({})", changed.len()) }</h2>
            { table(comparison, &changed, |row| html! {
                <>
                    <td class="exact">{ side(&row.before, &row.both) }</td>
                    <td class="exact">{ side(&row.after, &row.both) }</td>
                </>
            }) }
            <details>
                <summary><h2>{ format!("What stayed the same ({})", same.len()) }</h2></summary>
                { table(comparison, &same, |row| html! { <td class="exact" colspan="2">{ listed(&row.both) }</td> }) }
            </details>
        </>
    }
}

fn table(comparison: &Comparison, rows: &[&Pair], cells: impl Fn(&Pair) -> Html) -> Html {
    html! {
        <div class="table-frame" role="region" aria-label="Fields of both certificates" tabindex="0">
            <table>
                <thead><tr>
                    <th scope="col">{ "Field" }</th>
                    <th scope="col">{ "Before: " }<bdi>{ &comparison.before }</bdi></th>
                    <th scope="col">{ "After: " }<bdi>{ &comparison.after }</bdi></th>
                </tr></thead>
                <tbody>
                    { for rows.iter().map(|row| html! { <tr><th scope="row">{ &row.label }</th>{ cells(row) }</tr> }) }
                </tbody>
            </table>
        </div>
    }
}

/// The values that only one side has, and how many both have.
fn side(only: &[String], both: &[String]) -> Html {
    html! {
        <>
            { listed(only) }
            if only.is_empty() && both.is_empty() {
                <span class="quiet">{ "none" }</span>
            } else if !both.is_empty() {
                <p class="quiet">
                    { if only.is_empty() { "only the " } else { "and " } }{ grouped(both.len()) }{ " that both have" }
                </p>
            }
        </>
    }
}

/// One value per line; most of many are folded.
fn listed(values: &[String]) -> Html {
    let (shown, folded) = fold(values);
    let (lines, left) = drawn(folded, DRAWN);
    let line = |value: &String| html! { <div>{ value }</div> };
    html! {
        <>
            { for shown.iter().map(line) }
            if !folded.is_empty() {
                <details>
                    <summary>{ format!("{} more", grouped(folded.len())) }</summary>
                    { for lines.iter().map(line) }
                    { left }
                </details>
            }
        </>
    }
}
