//! The overview of all items: how many are refused, when the others will expire, and what fixes most of them.

use super::icon;
use super::seam::{Form, Table, Way};
use super::state::{Action, Listing, Route, State};
use crate::mapping::Verdict;
use crate::report::Sign;
use crate::report::overview::{FixGroup, Group, Overview, Signs};
use crate::report::row::month;
use yew::prelude::*;

mod timeline;

/// How many entries of a list are shown before the rest is folded, and how many of the rest at most.
const SHOWN: usize = 8;
const MAX: usize = 500;
/// The minimum width of a segment of a bar, in thousandths, so that every segment is visible.
const LEAST: usize = 12;
/// How many months count as soon, including the current one.
const SOON: usize = 3;

pub(super) fn overview(state: &State, act: &Callback<Action>) -> Html {
    let Some(overview) = &state.bulk.overview else {
        return html! { <p class="reading" role="status">{ "Counting" }</p> };
    };
    html! {
        <section class="overview" aria-labelledby="overview">
            <div class="row spread">
                <h1 id="overview" class="view-title">{ headline(overview) }</h1>
                { ways_out(state, act) }
            </div>
            { super::table_view::printed(state, None) }
            <p class="lead">{ sentence(overview, state) }</p>
            { share(overview.signs, state, act) }
            { mending(overview, state, act) }
            { timeline::timeline(overview, state, act) }
            <div class="overview-groups">
                { bars("By template", &overview.templates, state, act, |key| Listing {
                    template: Some(key), ..Listing::default()
                }) }
                { bars("By issuer", &overview.issuers, state, act, |key| Listing { issuer: Some(key), ..Listing::default() }) }
                { bars("By subject type", &overview.holders, state, act, |key| Listing {
                    role: super::list_view::role_of(&key), ..Listing::default()
                }) }
                { bars("By verdict", &overview.verdicts, state, act, |key| Listing {
                    verdict: Some(verdict_of(&key)), ..Listing::default()
                }) }
            </div>
            { codes(overview, state, act) }
            <p class="no-print">
                <a href={Route::Table.link().to_owned()}>{ "All items as a table" }</a>{ " · " }
                <a href={Route::Inspect.link().to_owned()}>{ "One item at a time" }</a>
            </p>
        </section>
    }
}

fn headline(overview: &Overview) -> String {
    let all = overview.certificates;
    match overview.signs.refused {
        0 if all == 0 => "No certificates".to_owned(),
        0 if all == 1 => "The only certificate is not refused".to_owned(),
        1 if all == 1 => "The only certificate is refused".to_owned(),
        0 => format!("None of {} certificates is refused", grouped(all)),
        refused if refused == all => format!("All {} certificates are refused", grouped(all)),
        1 => format!("1 of {} certificates is refused", grouped(all)),
        refused => format!("{} of {} certificates are refused", grouped(refused), grouped(all)),
    }
}

fn sentence(overview: &Overview, state: &State) -> String {
    let mut parts = Vec::new();
    if let Some(today) = state.situation.today.filter(|_| overview.signs.working() > 0) {
        let soon = timeline::calendar(&month(today), SOON);
        let ending: usize = overview
            .months
            .iter()
            .filter(|group| soon.contains(&group.key))
            .map(|group| group.signs.working())
            .sum();
        let expire = match ending {
            0 => "none expires".to_owned(),
            1 => "1 expires".to_owned(),
            many => format!("{} expire", grouped(many)),
        };
        parts.push(format!("Of those that still work, {expire} this month or in the next two."));
    }
    match overview.duplicates {
        0 => {}
        1 => parts.push("1 duplicate is counted once.".to_owned()),
        many => parts.push(format!("{} duplicates are counted once.", grouped(many))),
    }
    match overview.others {
        0 => {}
        1 => parts.push("1 other item is in the list.".to_owned()),
        many => parts.push(format!("{} other items are in the list.", grouped(many))),
    }
    parts.join(" ")
}

fn ways_out(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <details class="menu no-print">
            <summary class="button small">{ "Export" }</summary>
            <div class="menu-content">
                { for [
                    (Table::Markdown, "Save the overview as Markdown"),
                    (Table::Json, "Save the overview as JSON"),
                    (Table::Csv, "Save the overview as CSV"),
                    (Table::Items, "Save the whole list as CSV"),
                ].into_iter().map(|(table, title)| html! {
                    <button type="button" data-table={table.name()}
                        aria-disabled={state.is_table_leaving(table).then_some("true")}
                        onclick={act.reform(move |_| Action::TableAsked(table))}>
                        { title }
                    </button>
                }) }
                <button type="button" data-export="json" data-way="save"
                    aria-disabled={state.is_leaving(Form::Json, Way::Save).then_some("true")}
                    onclick={act.reform(|_| Action::ExportAsked(Form::Json, Way::Save))}>{ "Save all items as JSON, one line per item (NDJSON)" }</button>
                <button type="button" data-export="plan" data-way="save"
                    aria-disabled={state.is_leaving(Form::Plan, Way::Save).then_some("true")}
                    onclick={act.reform(|_| Action::ExportAsked(Form::Plan, Way::Save))}>
                    { "Save a manual mapping plan (PowerShell)" }
                </button>
                <button type="button" onclick={act.reform(|_| Action::PrintAsked)}>{ "Print or save as PDF" }</button>
            </div>
        </details>
    }
}

const SIGNS: [Sign; 5] = [Sign::Refused, Sign::Warning, Sign::CannotTell, Sign::Good, Sign::NotConcerned];

/// All certificates as one bar, and a button for each sign.
fn share(signs: Signs, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div class="share">
            { bar(signs, signs.total()) }
            <ul class="row">
                { for SIGNS.into_iter().filter(|sign| signs.of(*sign) > 0).map(|sign| {
                    let listing =
                        Listing { sign: Some(sign), certificates: true, sort: state.listing.sort, ..Listing::default() };
                    html! {
                        <li>
                            <button type="button" class="chip count" data-sign={icon::class(sign)}
                                onclick={act.reform(move |_| Action::ListShown(listing.clone()))}>
                                { icon::sign(sign) }{ format!("{}: {}", icon::word(sign), grouped(signs.of(sign))) }
                            </button>
                        </li>
                    }
                }) }
            </ul>
        </div>
    }
}

/// A bar with a segment for each sign; `most` is the count of a full bar.
fn bar(signs: Signs, most: usize) -> Html {
    let mut end = 0;
    let pieces: Html = SIGNS
        .into_iter()
        .filter(|sign| signs.of(*sign) > 0)
        .map(|sign| {
            let x = end;
            let width = (signs.of(sign) * 1000).checked_div(most).unwrap_or_default().max(LEAST);
            end += width;
            html! { <rect class={icon::class(sign)} x={x.to_string()} y="0" width={width.to_string()} height="20" /> }
        })
        .collect();
    // Segments that are drawn wider than their share would otherwise push the last one out of view.
    let view = format!("0 0 {} 20", end.max(1000));
    html! { <svg class="bar-picture" viewBox={view} preserveAspectRatio="none" aria-hidden="true">{ pieces }</svg> }
}

/// How many certificates need each remedy: each remedy once, with the templates of those certificates.
fn mending(overview: &Overview, state: &State, act: &Callback<Action>) -> Html {
    let mut remedies: Vec<(usize, Vec<&FixGroup>)> = Vec::new();
    for group in &overview.remedies {
        let same = |of: &[&FixGroup]| of.iter().any(|it| it.remedy == group.remedy);
        match remedies.iter_mut().find(|(_, of)| same(of)) {
            Some((count, of)) => {
                *count += group.count;
                of.push(group);
            }
            None => remedies.push((group.count, vec![group])),
        }
    }
    if remedies.is_empty() {
        return html! {};
    }
    remedies.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let (signs, counted) = (overview.signs, remedies.iter().map(|(count, _)| count).sum::<usize>());
    html! {
        <section class="card" aria-labelledby="mending">
            <h2 id="mending">{ "What fixes the most" }</h2>
            { folded(&remedies, |part| html! {
                <ul class="mending">
                    { for part.iter().map(|(count, of)| html! { <li>{ remedy(*count, of, state, act) }</li> }) }
                </ul>
            }) }
            if counted > signs.refused + signs.warning + signs.cannot_tell {
                <p class="quiet">{ "A certificate that fails for two reasons counts for both remedies." }</p>
            }
        </section>
    }
}

fn remedy(count: usize, of: &[&FixGroup], state: &State, act: &Callback<Action>) -> Html {
    let lead = |count: usize, group: &FixGroup, template: Option<String>| {
        let remedy = Some(group.remedy.clone());
        let listing = Listing { remedy, template, sort: state.listing.sort, ..Listing::default() };
        html! {
            <button type="button" class="link-button" onclick={act.reform(move |_| Action::ListShown(listing.clone()))}>
                { grouped(count) }
                <span class="visually-hidden">{ format!(" {}: ", noun(count)) }</span>
            </button>
        }
    };
    let template = |group: &FixGroup| match group.template.as_str() {
        "" => "no template".to_owned(),
        template => format!("template {template}"),
    };
    let Some(first) = of.first() else { return html! {} };
    let only = Some(first).filter(|_| of.len() == 1);
    html! {
        <>
            { lead(count, first, only.map(|it| it.template.clone())) }{ " " }{ &first.remedy }
            if let Some(only) = only {
                <span class="quiet">{ format!(" · {}", template(only)) }</span>
            } else {
                { folded(of, |part| html! {
                    <ul class="quiet">
                        { for part.iter().map(|it| html! {
                            <li>{ lead(it.count, it, Some(it.template.clone())) }{ " " }{ template(it) }</li>
                        }) }
                    </ul>
                }) }
            }
        </>
    }
}

/// The first entries, and the rest folded below them.
fn folded<T>(all: &[T], draw: impl Fn(&[T]) -> Html) -> Html {
    let (first, rest) = all.split_at_checked(SHOWN).unwrap_or((all, &[]));
    html! {
        <>
            { draw(first) }
            if !rest.is_empty() {
                <details>
                    <summary>{ format!("{} more", grouped(rest.len())) }</summary>
                    { draw(rest.get(..MAX).unwrap_or(rest)) }
                    { beyond(rest.len()) }
                </details>
            }
        </>
    }
}

/// Says where to find what is not shown.
fn beyond(count: usize) -> Html {
    html! {
        if count > MAX {
            <p class="quiet">{ format!("{} more are in the overview saved as JSON.", grouped(count - MAX)) }</p>
        }
    }
}

fn bars(
    title: &'static str,
    groups: &[Group],
    state: &State,
    act: &Callback<Action>,
    narrow: fn(String) -> Listing,
) -> Html {
    let most = groups.iter().map(|group| group.signs.total()).max().unwrap_or_default();
    let summary = match groups.len() {
        many if many > SHOWN => format!("All {} as a table", grouped(many)),
        _ => "As a table".to_owned(),
    };
    html! {
        <section class="card" aria-label={title}>
            <h2>{ title }</h2>
            <ul class="bars">
                { for groups.iter().take(SHOWN).map(|group| {
                    let listing = Listing { sort: state.listing.sort, ..narrow(group.key.clone()) };
                    html! {
                        <li>
                            <button type="button" class="bar-button" title={in_words(group)}
                                data-group={group.key.clone()}
                                onclick={act.reform(move |_| Action::ListShown(listing.clone()))}>
                                <span>{ &group.title }</span>
                                <span class="bar-count">
                                    { refused_of(group.signs) }
                                    <span class="visually-hidden">{ format!(": {}", by_sign(group)) }</span>
                                </span>
                            </button>
                            // Not inside the button, since Firefox does not print an SVG there.
                            { bar(group.signs, most) }
                        </li>
                    }
                }) }
            </ul>
            <details>
                <summary>{ summary }</summary>
                { group_table(title, groups.iter().take(MAX), state, act, narrow) }
                { beyond(groups.len()) }
            </details>
        </section>
    }
}

fn in_words(group: &Group) -> String {
    format!("{}: {}, {}", group.title, certificates(group.signs.total()), by_sign(group))
}

fn refused_of(signs: Signs) -> String {
    let all = grouped(signs.total());
    match signs.refused {
        0 => format!("none of {all} refused"),
        refused => format!("{} of {all} refused", grouped(refused)),
    }
}

fn certificates(count: usize) -> String {
    counted(count, "certificate")
}

const fn noun(count: usize) -> &'static str {
    if count == 1 { "certificate" } else { "certificates" }
}

fn by_sign(group: &Group) -> String {
    let signs = group.signs;
    let parts: Vec<String> = SIGNS
        .into_iter()
        .filter(|sign| signs.of(*sign) > 0)
        .map(|sign| format!("{} {}", grouped(signs.of(sign)), icon::word(sign).to_lowercase()))
        .collect();
    parts.join(", ")
}

fn group_table<'a>(
    head: &'static str,
    groups: impl Iterator<Item = &'a Group>,
    state: &State,
    act: &Callback<Action>,
    narrow: fn(String) -> Listing,
) -> Html {
    html! {
        <div class="table-frame" role="region" aria-label={format!("{head}, as a table")} tabindex="0">
            <table class="groups">
                <thead><tr>
                    <th scope="col">{ head }</th><th scope="col">{ "All" }</th>
                    { for SIGNS.into_iter().map(|sign| html! { <th scope="col">{ icon::word(sign) }</th> }) }
                </tr></thead>
                <tbody>
                    { for groups.map(|group| {
                        let listing = Listing { sort: state.listing.sort, ..narrow(group.key.clone()) };
                        html! {
                            <tr>
                                <th scope="row" class={(head == "Month").then_some("month")}>
                                    <button type="button" class="link-button" data-group={group.key.clone()}
                                        onclick={act.reform(move |_| Action::ListShown(listing.clone()))}>{ &group.title }</button>
                                </th>
                                <td>{ grouped(group.signs.total()) }</td>
                                { for SIGNS.into_iter().map(|sign| html! { <td>{ grouped(group.signs.of(sign)) }</td> }) }
                            </tr>
                        }
                    }) }
                </tbody>
            </table>
        </div>
    }
}

fn codes(overview: &Overview, state: &State, act: &Callback<Action>) -> Html {
    if overview.codes.is_empty() {
        return html! {};
    }
    html! {
        <section class="card" aria-labelledby="seen">
            <h2 id="seen">{ "Predicted errors and events" }</h2>
            { folded(&overview.codes, |part| html! {
                <ul class="code-list counted">
                    { for part.iter().map(|seen| {
                        let listing = Listing {
                            code: Some(seen.code.link.clone()),
                            sort: state.listing.sort,
                            ..Listing::default()
                        };
                        html! {
                            <li>
                                <a class="code" href={seen.code.link.clone()}>{ &seen.code.label }</a>
                                <span>{ &seen.title }</span>
                                <button type="button" class="link-button" onclick={act.reform(move |_| Action::ListShown(listing.clone()))}>
                                    { certificates(seen.count) }
                                </button>
                            </li>
                        }
                    }) }
                </ul>
            }) }
        </section>
    }
}

fn verdict_of(key: &str) -> Option<Verdict> {
    serde_json::from_value(key.into()).ok()
}

/// A count with its noun, which gets an s unless the count is one.
pub(super) fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", grouped(number)),
    }
}

/// A number with narrow spaces between groups of three digits.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let check = |number, expect: &str| assert_eq!(grouped(number).replace('\u{202f}', " "), expect);
        check(0, "0");
        check(999, "999");
        check(1_000, "1 000");
        check(1_234_567, "1 234 567");
    }
}
