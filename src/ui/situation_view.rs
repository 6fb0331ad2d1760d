//! The form for what only the user knows; every field is optional.

use super::link_view;
use super::prose::prose;
use super::state::{Action, State, entered};
use crate::certificate::{visible, visible_lines};
use crate::report::{Item, NOT_SET, enforcement, label, nt_auth_bypass, scenario_title};
use crate::situation::{AccountKind, Choices, KeyStorage, Scenario, ServerVersion};
use serde_json::Value;
use yew::prelude::*;

/// A field of the situation.
struct Field {
    key: &'static str,
    /// Its label, if it accepts less than its key does.
    asks: Option<&'static str>,
    input: Input,
}

enum Input {
    Line,
    Number,
    /// The number in a registry value, which can also be absent.
    Setting,
    Day,
    Lines,
    YesNo,
    Choice(fn() -> Choices),
}

impl Field {
    fn label(&self) -> &'static str {
        self.asks.unwrap_or_else(|| called(self.key))
    }
}

/// The human-readable label of a key.
fn called(key: &'static str) -> &'static str {
    label(key).unwrap_or(key)
}

const fn field(key: &'static str, input: Input) -> Field {
    Field { key, asks: None, input }
}

/// A field that accepts less than its key does, with a label that says so.
const fn asking(key: &'static str, asks: &'static str, input: Input) -> Field {
    Field { key, asks: Some(asks), input }
}

const GROUPS: &[(&str, &[Field])] = &[
    (
        "The account",
        &[
            field("account.kind", Input::Choice(AccountKind::choices)),
            field("account.sid", Input::Line),
            field("account.upn", Input::Line),
            field("account.sam", Input::Line),
            field("account.dns", Input::Line),
            field("account.created", Input::Day),
            field("account.alt_security_identities", Input::Lines),
            field("account.key_trust", Input::YesNo),
            field("account.username_hint", Input::Line),
            field("account.unique", Input::YesNo),
        ],
    ),
    (
        "The domain controllers",
        &[
            asking(
                "dc.version",
                "Version of the oldest domain controller",
                Input::Choice(ServerVersion::choices),
            ),
            asking("dc.updated", "Domain controllers updated to (year-month)", Input::Line),
            field("dc.realm", Input::Line),
            field("dc.upn_suffixes", Input::Lines),
            field("dc.enforcement", Input::Choice(enforcement)),
            field("dc.backdating_seconds", Input::Setting),
            field("dc.use_subject_alt_name", Input::Number),
            field("dc.name_policy", Input::Lines),
            field("dc.ntauth_has_issuer", Input::YesNo),
            field("dc.nt_auth_bypass", Input::Choice(nt_auth_bypass)),
        ],
    ),
    (
        "Client and server",
        &[
            field("server_name", Input::Line),
            field("client.windows", Input::Line),
            field("client.server_names", Input::Lines),
            field("client.has_private_key", Input::YesNo),
            field("client.key_storage", Input::Choice(KeyStorage::choices)),
        ],
    ),
    (
        "Chain and server settings",
        &[
            field("chain.trusted", Input::YesNo),
            field("chain.intermediates", Input::YesNo),
            field("chain.revoked", Input::YesNo),
            field("chain.crl_reachable", Input::YesNo),
            field("rras.cert_auth_flags", Input::Number),
            field("rras.root_name", Input::Line),
            field("rras.ekus", Input::Lines),
            field("nps.ignore_no_revocation_check", Input::YesNo),
            field("nps.required_policy_oids", Input::Lines),
            field("schannel.mapping_methods", Input::Number),
        ],
    ),
];

pub(super) fn situation(state: &State, act: &Callback<Action>) -> Html {
    let told: usize = GROUPS.iter().map(|(_, fields)| told_among(fields, state)).sum();
    html! {
        <details class="situation">
            <summary>
                <h2>{ "Add account details and domain controller settings" }</h2>
                if told > 0 { { " " }<span class="badge">{ format!("{told} entered") }</span> }
            </summary>
            <div class="situation-content">
                <p class="quiet">
                    { "Everything here is optional. Drop an LDIF export or the output of Get-ADUser as JSON to fill in the \
                       account automatically." }
                </p>
                <div class="fields">
                    { one(&field("today", Input::Day), state, act) }
                    { scenario(state, act) }
                </div>
                { for GROUPS.iter().map(|(title, fields)| {
                    let fields_of_group = fields.iter().map(|field| one(field, state, act)).collect::<Html>();
                    html! { <Group title={*title} told={told_among(fields, state)}>{ fields_of_group }</Group> }
                }) }
                <div class="row">
                    <label class="row">
                        <input type="checkbox" data-remember="" checked={state.remember}
                            onchange={act.reform(|event: Event| Action::RememberAsked(super::browser::ticked(&event)))} />
                        { "Keep this in my browser for the next visit" }
                    </label>
                    <button type="button" class="button small" data-forget="" onclick={act.reform(|_| Action::SituationCleared)}>
                        { "Clear all" }
                    </button>
                </div>
                { link_view::situation(state, act) }
            </div>
        </details>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct GroupProps {
    title: &'static str,
    told: usize,
    children: Html,
}

/// A group of fields. It opens when something in it is entered, and never closes by itself: the user may have cleared a
/// field to go on to the next.
#[component]
fn Group(props: &GroupProps) -> Html {
    let opened = use_mut_ref(|| false);
    *opened.borrow_mut() |= props.told > 0;
    html! {
        <details class="group" open={*opened.borrow()}>
            <summary>
                <h3>{ props.title }</h3>
                if props.told > 0 { { " " }<span class="badge">{ format!("{} entered", props.told) }</span> }
            </summary>
            <div class="fields">{ props.children.clone() }</div>
        </details>
    }
}

/// The account details that were entered, with their labels.
pub(super) fn account_details(state: &State) -> Vec<(&'static str, String)> {
    let (_, fields) = GROUPS.first().copied().unwrap_or_default();
    let told = fields.iter().map(|field| (called(field.key), entered::value_of(&state.situation, field.key)));
    told.filter(|(_, value)| !value.is_empty()).collect()
}

fn told_among(fields: &[Field], state: &State) -> usize {
    fields.iter().filter(|field| !entered::value_of(&state.situation, field.key).is_empty()).count()
}

/// The header of a printed report: what was judged, for which date, and with which details.
pub(super) fn printed(item: &Item, state: &State) -> Html {
    let told = GROUPS
        .iter()
        .flat_map(|(_, fields)| *fields)
        .map(|field| (called(field.key), entered::value_of(&state.situation, field.key)))
        .filter(|(_, value)| !value.is_empty());
    let row = |label: &str, value: String| html! { <div class="field"><dt>{ label }</dt><dd>{ visible_lines(&value) }</dd></div> };
    html! {
        <dl class="print-only">
            { row("Report by", format!("Strongmap {}", env!("CARGO_PKG_VERSION"))) }
            { row("As of", day(&entered::value_of(&state.situation, "today"))) }
            { row("File", format!("{}, {}", item.file, item.origin)) }
            if !item.proof.summary.sha256.is_empty() { { row("SHA-256", item.proof.summary.sha256.clone()) } }
            { for told.map(|(label, value)| row(label, value)) }
        </dl>
    }
}

fn scenario(state: &State, act: &Callback<Action>) -> Html {
    let titles = Scenario::ALL.map(|scenario| (scenario.name(), scenario_title(scenario)));
    html! {
        <div class="question">
            <label for="situation-scenario">{ label("scenario") }</label>
            <select id="situation-scenario" data-key="scenario" onchange={chosen("scenario", act)}>
                { options("all that fit the certificate", &titles, &entered::value_of(&state.situation, "scenario")) }
            </select>
        </div>
    }
}

fn one(field: &Field, state: &State, act: &Callback<Action>) -> Html {
    let key = field.key;
    let id = format!("situation-{key}");
    let rejected = state.rejected.as_ref().filter(|rejected| rejected.key == key);
    let value =
        rejected.map_or_else(|| entered::value_of(&state.situation, key), |rejected| rejected.text.clone());
    let invalid = rejected.map(|_| "true");
    let refusal = format!("{id}-refused");
    let described = rejected.map(|_| refusal.clone());
    let choice = |list: &[(&'static str, &'static str)], onchange: Callback<Event>| {
        html! {
            <select id={id.clone()} data-key={key} aria-invalid={invalid} aria-describedby={described.clone()} {onchange}>
                { options("unknown", list, &value) }
            </select>
        }
    };
    let input = match &field.input {
        Input::Line | Input::Number | Input::Setting | Input::Day => html! {
            <input id={id.clone()} data-key={key} class="exact" autocomplete="off" spellcheck="false"
                aria-invalid={invalid} aria-describedby={described}
                type={if matches!(field.input, Input::Day) { "date" } else { "text" }}
                inputmode={matches!(field.input, Input::Number | Input::Setting).then_some("numeric")}
                value={if matches!(field.input, Input::Day) { day(&value) } else { value }}
                onchange={act.reform(move |event: Event| {
                    Action::Answered(key.to_owned(), Value::String(super::browser::changed_value(&event)))
                })} />
        },
        Input::Lines => html! {
            <textarea id={id.clone()} data-key={key} class="exact" rows="2" autocomplete="off" spellcheck="false"
                aria-invalid={invalid} aria-describedby={described} {value}
                onchange={act.reform(move |event: Event| {
                    let text = super::browser::changed_value(&event);
                    let lines: Vec<Value> = text.lines().map(str::trim).filter(|line| !line.is_empty())
                        .map(|line| Value::String(line.to_owned())).collect();
                    let answer = if lines.is_empty() { Value::String(String::new()) } else { Value::Array(lines) };
                    Action::Answered(key.to_owned(), answer)
                })} />
        },
        Input::YesNo => choice(
            &[("true", "yes"), ("false", "no")],
            act.reform(move |event: Event| {
                let answer = match super::browser::choice_of(&event).as_str() {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    _ => Value::String(String::new()),
                };
                Action::Answered(key.to_owned(), answer)
            }),
        ),
        Input::Choice(choices) => choice(&choices(), chosen(key, act)),
    };
    html! {
        <div class={classes!("question", matches!(field.input, Input::Lines).then_some("wide"))}>
            <label for={id}>
                { field.label() }
                if matches!(field.input, Input::Lines) { { ", one per line" } }
            </label>
            { input }
            if matches!(field.input, Input::Setting) {
                { not_set(key, act) }
            }
            if let Some(rejected) = rejected {
                <p id={refusal} class="rejected" role="alert">{ prose(&rejected.sentence) }</p>
            }
        </div>
    }
}

/// A button that says that a registry value is absent, which is the usual case.
pub(super) fn not_set(key: &str, act: &Callback<Action>) -> Html {
    let key = key.to_owned();
    html! {
        <button type="button" class="button small" data-not-set={key.clone()}
            onclick={act.reform(move |_| Action::Answered(key.clone(), Value::String(NOT_SET.to_owned())))}>
            { "Not set" }
        </button>
    }
}

fn chosen(key: &'static str, act: &Callback<Action>) -> Callback<Event> {
    act.reform(move |event: Event| {
        Action::Answered(key.to_owned(), Value::String(super::browser::choice_of(&event)))
    })
}

/// The options of a list. If the value is none of them, such as several releases, it is an option of its own: the field
/// must not look empty.
fn options(nothing: &'static str, list: &[(&'static str, &'static str)], current: &str) -> Html {
    let words = |value: &str| list.iter().find(|(known, _)| *known == value).map(|(_, words)| *words);
    let other = || current.lines().map(|line| words(line).map_or_else(|| visible(line), str::to_owned));
    html! {
        <>
            <option value="" selected={current.is_empty()}>{ nothing }</option>
            { for list.iter().map(|(value, words)| html! {
                <option value={*value} selected={current == *value}>{ *words }</option>
            }) }
            if !current.is_empty() && words(current).is_none() {
                <option value={current.to_owned()} selected=true>{ other().collect::<Vec<_>>().join(", ") }</option>
            }
        </>
    }
}

/// The date of a moment, as date fields expect it.
fn day(moment: &str) -> String {
    moment.split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::situation::{Situation, value_of, with};

    #[test]
    fn every_field_has_a_label_and_accepts_its_choices() {
        for field in GROUPS.iter().flat_map(|(_, fields)| *fields) {
            assert!(label(field.key).is_some(), "{}", field.key);
            let Input::Choice(choices) = field.input else { continue };
            for (value, words) in choices() {
                if value == NOT_SET {
                    continue;
                }
                let number = value.parse::<u32>().ok().map(Value::from);
                let mut forms = [Some(Value::from(value)), number].into_iter().flatten();
                let set = |value| {
                    with(&Situation::default(), field.key, Some(value)).map(|it| value_of(&it, field.key))
                };
                assert!(forms.any(|value| set(value).is_ok_and(|it| it.is_some())), "{}: {words}", field.key);
            }
        }
    }
}
