//! All items as a list to select from. Only the visible section is in the document.

use super::overview_view::{counted, grouped};
use super::prose::breakable;
use super::seam::{Line, Source};
use super::state::came::Gone;
use super::state::{Action, Listing, Route, Sort, State};
use super::{drop_zone, icon};
use crate::prediction::Role;
use crate::report::Sign;
use crate::report::overview::{role_key, role_title, verdict_key, verdict_title};
use yew::prelude::*;

/// The height of an entry in a list that is longer than its visible section, in hundredths of the size of letters, as in
/// the style sheet.
const ENTRY: usize = 575;

pub(super) fn list(state: &State, act: &Callback<Action>) -> Html {
    let list = &state.bulk.list;
    let count = list.all;
    let keys = act.clone();
    let long = list.listed > list.lines.len();
    let drawn = state.bulk.drawn();
    // In a short list the rest is drawn in a moment, and in a narrow window it is next to the first entries: space
    // reserved below them would push the answer down until then.
    let room = |lines: usize| if long { lines } else { 0 };
    let before = list.from + drawn.start;
    let above = room(before);
    let below = room(list.listed.saturating_sub(list.from + drawn.end));
    let lines = list.lines.get(drawn).unwrap_or_default();
    let stop = stop(lines, state.selected);
    html! {
        <nav class="list" aria-label="All items">
            <div class="row spread">
                <h2 id="how-many" class="small-title" tabindex="-1">{ how_many(state) }</h2>
                <button type="button" class="link-button" onclick={act.reform(|_| Action::Cleared)}>
                    { "Start over" }
                </button>
            </div>
            if count > 1 {
                { signs(state, act) }
                <details class="narrow">
                    <summary>{ "Sort and search" }</summary>
                    { controls(state, act) }
                </details>
            }
            if count > 1 {
                <div class="row">
                    <a class="button small" href={Route::Overview.link().to_owned()}>{ "Overview" }</a>
                    <a class="button small" href={Route::Table.link().to_owned()}>{ "Table" }</a>
                </div>
            }
            { filters(state, act) }
            <p class="visually-hidden" role="status">
                { if state.bulk.list.listed < count { how_many(state) } else { String::new() } }
            </p>
            { nothing_fits(state, act) }
            <ul id="items" aria-label="Items. Use the arrow keys to move from one to the next." class={classes!(long.then_some("long"))}
                onscroll={act.reform(|event: Event| Action::Scrolled(super::browser::rows_above(&event)))}
                onkeydown={Callback::from(move |event: KeyboardEvent| {
                    let by = match event.key().as_str() {
                        "ArrowDown" => 1,
                        "ArrowUp" => -1,
                        "PageDown" => 10,
                        "PageUp" => -10,
                        "End" => isize::MAX,
                        "Home" => isize::MIN,
                        _ => return,
                    };
                    event.prevent_default();
                    keys.emit(Action::Stepped(by));
                })}>
                { gap("li", above, ENTRY, "above") }
                { for (before + 1..).zip(lines)
                    .map(|(number, line)| entry(number, line, stop == Some(line.source), state, act)) }
                { gap("li", below, ENTRY, "below") }
            </ul>
            <div class="row">
                { drop_zone::chooser("Add files", "button small") }
                <button type="button" id="paste" class="button small"
                    onclick={act.reform(|_| Action::Pasting(Some(String::new())))}>{ "Paste" }</button>
            </div>
        </nav>
    }
}

fn how_many(state: &State) -> String {
    let all = counted(state.count(), "item");
    match state.listing.is_narrowed() {
        true => format!("{} of {all}", grouped(state.bulk.list.listed)),
        false => all,
    }
}

/// The only entry of the list that the Tab key reaches: the one that is shown, if it is drawn, otherwise the first. The
/// arrow keys move on from there; otherwise nobody could tab past a long list.
fn stop(lines: &[Line], shown: Option<Source>) -> Option<Source> {
    let shown = shown.filter(|shown| lines.iter().any(|line| line.source == *shown));
    shown.or_else(|| Some(lines.first()?.source))
}

/// A spacer for lines that are not drawn. An SVG gives it its height, since the Content Security Policy forbids inline
/// styles. It always has its key: beside an element without one, all rows would be drawn anew whenever one is added.
fn gap(tag: &'static str, lines: usize, height: usize, key: &'static str) -> Html {
    if lines == 0 {
        return html! { <key={key}></> };
    }
    let height = lines.saturating_mul(height);
    let height = format!("{}.{:02}em", height / 100, height % 100);
    let room = html! { <svg width="1" {height} aria-hidden="true"></svg> };
    match tag {
        "tr" => html! { <tr key={key} class="gap" aria-hidden="true"><td colspan="9">{ room }</td></tr> },
        _ => html! { <li key={key} class="gap" aria-hidden="true">{ room }</li> },
    }
}

/// A spacer for table rows that are not drawn.
pub(super) fn gap_in_table(rows: usize, height: usize, key: &'static str) -> Html {
    gap("tr", rows, height, key)
}

/// The number of items per sign, as buttons that filter the list.
pub(super) fn signs(state: &State, act: &Callback<Action>) -> Html {
    let signs = state.signs();
    let there = [Sign::Refused, Sign::Warning, Sign::CannotTell, Sign::Good, Sign::NotConcerned]
        .into_iter()
        .map(|sign| (sign, signs.of(sign)))
        .filter(|(_, count)| *count > 0);
    html! {
        <div class="row counts" role="group" aria-label="Filter by result">
            { for there.map(|(sign, count)| {
                let current = state.listing.sign == Some(sign);
                let listing = Listing { sign: (!current).then_some(sign), ..state.listing.clone() };
                html! {
                    <button type="button" class="chip count" data-sign={icon::class(sign)}
                        aria-pressed={current.to_string()} aria-label={format!("{}: {}", icon::word(sign), grouped(count))}
                        title={icon::word(sign)}
                        onclick={act.reform(move |_| Action::Listed(listing.clone()))}>
                        { icon::sign(sign) }{ grouped(count) }
                    </button>
                }
            }) }
        </div>
    }
}

/// Says that nothing matches the filters, and offers to remove them.
pub(super) fn nothing_fits(state: &State, act: &Callback<Action>) -> Html {
    let widened = state.listing.widened();
    html! {
        if state.bulk.list.listed == 0 && state.count() > 0 {
            <p class="nothing-fits" data-nothing-fits="">
                { "Nothing matches the filters. " }
                <button type="button" class="link-button" data-widen=""
                    onclick={act.reform(move |_| Action::Listed(widened.clone()))}>
                    { format!("Show all {}", counted(state.count(), "item")) }
                </button>
            </p>
        }
    }
}

/// The controls to sort, search and filter the list.
pub(super) fn controls(state: &State, act: &Callback<Action>) -> Html {
    let (by_text, by_sort, by_kind) = (state.listing.clone(), state.listing.clone(), state.listing.clone());
    let by_role = state.listing.clone();
    let kinds = &state.bulk.list.kinds;
    html! {
        <div class="controls">
            <label>{ "Search" }
                <input type="search" data-search="" autocomplete="off" spellcheck="false" value={state.listing.text.clone()}
                    oninput={act.reform(move |event: InputEvent| Action::Listed(Listing {
                        text: super::browser::value_of(&event),
                        ..by_text.clone()
                    }))} />
            </label>
            <label>{ "Sort" }
                <select data-sort="" onchange={act.reform(move |event: Event| Action::Listed(Listing {
                    sort: Sort::of(&super::browser::choice_of(&event)),
                    reversed: false,
                    ..by_sort.clone()
                }))}>
                    { for Sort::ALL.into_iter().map(|sort| html! {
                        <option value={sort.name()} selected={state.listing.sort == sort}>{ sort_title(sort) }</option>
                    }) }
                </select>
            </label>
            <label>{ "Issued to" }
                <select data-role="" onchange={act.reform(move |event: Event| Action::Listed(Listing {
                    role: role_of(&super::browser::choice_of(&event)),
                    ..by_role.clone()
                }))}>
                    <option value="" selected={state.listing.role.is_none()}>{ "anyone" }</option>
                    { for ROLES.into_iter().map(|role| html! {
                        <option value={role_key(role)} selected={state.listing.role == Some(role)}>{ role_title(role) }</option>
                    }) }
                </select>
            </label>
            if kinds.len() > 1 {
                <label>{ "Kind" }
                    <select data-kind="" onchange={act.reform(move |event: Event| Action::Listed(Listing {
                        kind: Some(super::browser::choice_of(&event)).filter(|kind| !kind.is_empty()),
                        ..by_kind.clone()
                    }))}>
                        <option value="" selected={state.listing.kind.is_none()}>{ "all" }</option>
                        { for kinds.iter().map(|(kind, title)| html! {
                            <option value={kind.clone()} selected={state.listing.kind.as_ref() == Some(kind)}>{ title }</option>
                        }) }
                    </select>
                </label>
            }
        </div>
    }
}

const ROLES: [Role; 5] = [Role::User, Role::Computer, Role::Server, Role::DomainController, Role::Authority];

/// The role for a key, as it is called in exports.
pub(super) fn role_of(key: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role_key(*role) == key)
}

/// The other filters of the list, each with a button that removes it.
pub(super) fn filters(state: &State, act: &Callback<Action>) -> Html {
    let listing = &state.listing;
    let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise } else { text }.to_owned();
    let mut filters: Vec<(String, Listing)> = Vec::new();
    if listing.certificates {
        let title = "certificates and requests".to_owned();
        filters.push((title, Listing { certificates: false, ..listing.clone() }));
    }
    if let Some(verdict) = listing.verdict {
        let title = verdict_title(verdict.map(verdict_key).unwrap_or_default());
        filters.push((title, Listing { verdict: None, ..listing.clone() }));
    }
    if let Some(template) = &listing.template {
        filters.push((or(template, "no template"), Listing { template: None, ..listing.clone() }));
    }
    if let Some(issuer) = &listing.issuer {
        filters.push((or(issuer, "no issuer"), Listing { issuer: None, ..listing.clone() }));
    }
    if let Some(month) = &listing.month {
        let title =
            if month.is_empty() { "no known expiry".to_owned() } else { format!("expires in {month}") };
        filters.push((title, Listing { month: None, ..listing.clone() }));
    }
    if let Some(code) = &listing.code {
        let seen = state.bulk.overview.iter().flat_map(|overview| &overview.codes);
        let label = seen.map(|seen| &seen.code).find(|it| it.link == *code).map(|it| it.label.clone());
        let title = label.unwrap_or_else(|| code.clone());
        filters.push((title, Listing { code: None, ..listing.clone() }));
    }
    if let Some(remedy) = &listing.remedy {
        filters.push((remedy.clone(), Listing { remedy: None, ..listing.clone() }));
    }
    // In the table view the controls show these filters; in the list they are folded away.
    if state.route != Route::Table {
        filters.extend(by_fields(state));
    }
    if filters.is_empty() {
        return html! {};
    }
    html! {
        <div class="row filters" role="group" aria-label="Filters">
            { for filters.into_iter().map(|(title, without)| html! {
                <button type="button" class="chip" aria-label={format!("Remove filter: {title}")}
                    onclick={act.reform(move |_| Action::Listed(without.clone()))}>
                    { &title }{ icon::cross() }
                </button>
            }) }
        </div>
    }
}

fn by_fields(state: &State) -> Vec<(String, Listing)> {
    let listing = &state.listing;
    let mut filters = Vec::new();
    if let Some(role) = listing.role {
        filters.push((role_title(role).to_owned(), Listing { role: None, ..listing.clone() }));
    }
    if let Some(kind) = &listing.kind {
        let known = state.bulk.list.kinds.iter().find(|(known, _)| known == kind);
        let title = known.map_or(kind, |(_, title)| title).clone();
        filters.push((title, Listing { kind: None, ..listing.clone() }));
    }
    let text = listing.text.trim();
    if !text.is_empty() {
        filters.push((format!("“{text}”"), Listing { text: String::new(), ..listing.clone() }));
    }
    filters
}

const fn sort_title(sort: Sort) -> &'static str {
    match sort {
        Sort::Found => "as added",
        Sort::Name => "by name",
        Sort::Verdict => "most severe first",
        Sort::Expiry => "by expiry",
        Sort::Issuer => "by issuer",
        Sort::Template => "by template",
    }
}

fn entry(number: usize, line: &Line, is_stop: bool, state: &State, act: &Callback<Action>) -> Html {
    let source = line.source;
    let current = state.selected == Some(source);
    let tabindex = if is_stop { "0" } else { "-1" };
    html! {
        <li key={source.to_string()} class="entry-row" aria-posinset={number.to_string()}
            aria-setsize={state.bulk.list.listed.to_string()}>
            <button type="button" id={format!("entry-{source}")} class={classes!("entry", current.then_some("current"))}
                tabindex={tabindex} aria-current={current.then_some("true")} data-entry={source.to_string()}
                title={format!("{} · {} · {}", line.name, line.headline, line.file)}
                onclick={act.reform(move |_| Action::Selected(source))}>
                { icon::sign(line.sign) }
                <span class="entry-words">
                    <span class="visually-hidden">{ spoken(line.sign) }</span>
                    <span class="entry-name">{ breakable(&line.name) }</span>
                    <span class="quiet">{ &line.headline }</span>
                    <span class="quiet entry-file"><span class="file-name">{ &line.file }</span>{ copies(line) }</span>
                </span>
            </button>
            <button type="button" id={format!("remove-{source}")} class="remove" tabindex={tabindex} aria-label={format!("Remove {}", line.name)} title="Remove"
                data-remove={source.to_string()} onclick={act.reform(move |_| Action::Remove(source))}>{ icon::cross() }</button>
        </li>
    }
}

/// Says how many items were added, and which were removed.
pub(super) fn added(state: &State) -> Html {
    let gone = state.bulk.came.gone.as_ref().map(|gone| match gone {
        Gone::One(name) => format!("{name} removed."),
        Gone::Many(count) => format!("{} removed.", counted(*count, "item")),
    });
    let words = state.bulk.came.added.map(|(fresh, again)| match (fresh, again) {
        (fresh, 0) => format!("{} added.", counted(fresh, "item")),
        (0, again) => format!("{} already in the list.", counted(again, "item")),
        (fresh, again) => format!("{} added, {again} already in the list.", counted(fresh, "item")),
    });
    let shown = state.item().filter(|_| state.route == Route::Inspect);
    html! {
        <div id="added" role="status" class="added">
            if let Some(words) = words {
                <p class="card" data-added="">
                    { words }
                    if let Some(item) = shown { { format!(" The answer for {} is below.", item.name) } }
                </p>
            }
            if let Some(gone) = gone { <p class="visually-hidden">{ gone }</p> }
        </div>
    }
}

/// In which other files the same certificate was found.
pub(super) fn copies(line: &Line) -> Html {
    if line.copies == 0 {
        return html! {};
    }
    let (times, others) = repeated(line);
    let named = others.iter().take(2).copied().collect::<Vec<_>>().join(", ");
    let again = if times > 1 { format!(", found {times} times") } else { String::new() };
    let said = match line.copies - (times - 1) - others.len().min(2) {
        0 if others.is_empty() => again,
        0 => format!("{again}, also in {named}"),
        more => format!("{again}, also in {named} and {more} more"),
    };
    html! {
        <span class="copies" data-copies={line.copies.to_string()} title={line.also_in.join("\n")}>{ said }</span>
    }
}

/// How many times it was found in files named like its first one, as far as files are listed, and the names of the
/// others.
pub(super) fn repeated(line: &Line) -> (usize, Vec<&str>) {
    let (same, others): (Vec<&str>, Vec<&str>) =
        line.also_in.iter().map(String::as_str).partition(|name| *name == line.file);
    (if others.is_empty() { line.copies } else { same.len() } + 1, others)
}

fn spoken(sign: Sign) -> String {
    format!("{}: ", icon::word(sign))
}
