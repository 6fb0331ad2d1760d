//! What only the visitor knows: optional, and never in the way.

use super::link_view;
use super::prose::prose;
use super::state::{Action, State, telling};
use crate::certificate::{visible, visible_lines};
use crate::report::{ENFORCEMENT, Item, NOT_SET, NT_AUTH_BYPASS, SERVER_VERSIONS, scenario_title};
use crate::situation::Scenario;
use serde_json::Value;
use yew::prelude::*;

/// A field of the situation.
struct Field {
    key: &'static str,
    label: &'static str,
    input: Input,
}

enum Input {
    Line,
    Number,
    /// The number in a registry value, which may be absent.
    Setting,
    Day,
    Lines,
    YesNo,
    Choice(&'static [(&'static str, &'static str)]),
}

const fn field(key: &'static str, label: &'static str, input: Input) -> Field {
    Field { key, label, input }
}

const GROUPS: &[(&str, &[Field])] = &[
    (
        "The account",
        &[
            field("account.kind", "Kind", Input::Choice(&[("user", "User"), ("computer", "Computer")])),
            field("account.sid", "SID (objectSid)", Input::Line),
            field("account.upn", "User principal name", Input::Line),
            field("account.sam", "sAMAccountName", Input::Line),
            field("account.dns", "DNS name of a computer", Input::Line),
            field("account.created", "Created on (whenCreated)", Input::Day),
            field("account.alt_security_identities", "altSecurityIdentities", Input::Lines),
            field("account.key_trust", "Key registered on it (Windows Hello)", Input::YesNo),
            field("account.username_hint", "User name hint the client sends", Input::Line),
            field("account.unique", "The only account with that name or mapping", Input::YesNo),
        ],
    ),
    (
        "The domain controllers",
        &[
            field("dc.version", "Release of the oldest one", Input::Choice(SERVER_VERSIONS)),
            field("dc.updated", "Updated to (year-month)", Input::Line),
            field("dc.realm", "DNS name of the domain", Input::Line),
            field("dc.upn_suffixes", "Further UPN suffixes", Input::Lines),
            field("dc.enforcement", "StrongCertificateBindingEnforcement", Input::Choice(ENFORCEMENT)),
            field("dc.backdating_seconds", "CertificateBackdatingCompensation, seconds", Input::Setting),
            field("dc.use_subject_alt_name", "UseSubjectAltName", Input::Number),
            field("dc.name_policy", "Lines of the name policy", Input::Lines),
            field("dc.ntauth_has_issuer", "Issuer in the NTAuth store", Input::YesNo),
            field("dc.nt_auth_bypass", "AllowNtAuthPolicyBypass", Input::Choice(NT_AUTH_BYPASS)),
        ],
    ),
    (
        "Client and server",
        &[
            field("server_name", "Server name in the profile", Input::Line),
            field("client.windows", "Windows on the client", Input::Line),
            field("client.server_names", "Server names EAP accepts", Input::Lines),
            field("client.has_private_key", "Private key lies beside it", Input::YesNo),
            field(
                "client.key_storage",
                "How the key is kept",
                Input::Choice(&[
                    ("software", "Software provider"),
                    ("tpm", "TPM"),
                    ("old-tpm", "TPM of specification 1.16 or older"),
                    ("prompt", "Behind a password or prompt"),
                    ("signature-only", "For signing only"),
                    ("user-profile", "In the profile of a user"),
                ]),
            ),
        ],
    ),
    (
        "Chain and servers' settings",
        &[
            field("chain.trusted", "Root trusted by the side that checks", Input::YesNo),
            field("chain.intermediates", "Intermediate authorities known there", Input::YesNo),
            field("chain.revoked", "Revoked", Input::YesNo),
            field("chain.crl_reachable", "Revocation lists can be fetched", Input::YesNo),
            field("rras.cert_auth_flags", "CertAuthFlags on the VPN server", Input::Number),
            field("rras.root_name", "RootCertificateNameToAccept", Input::Line),
            field("rras.ekus", "CertificateEKUsToAccept", Input::Lines),
            field("nps.ignore_no_revocation_check", "IgnoreNoRevocationCheck on NPS", Input::YesNo),
            field("nps.required_policy_oids", "Policies NPS asks for", Input::Lines),
            field("schannel.mapping_methods", "CertificateMappingMethods (TLS server)", Input::Number),
        ],
    ),
];

pub(super) fn situation(state: &State, act: &Callback<Action>) -> Html {
    let told: usize = GROUPS.iter().map(|(_, fields)| told_among(fields, state)).sum();
    html! {
        <details class="situation">
            <summary>
                <h2>{ "Tell more about the account and the domain controllers" }</h2>
                if told > 0 { { " " }<span class="badge">{ format!("{told} told") }</span> }
            </summary>
            <div class="situation-content">
                <p class="quiet">
                    { "All of it is optional. Dropping an LDIF export or the output of Get-ADUser as JSON fills in the \
                       account by itself." }
                </p>
                <div class="fields">
                    { one(&field("today", "Judge for the day", Input::Day), state, act) }
                    { scenario(state, act) }
                </div>
                { for GROUPS.iter().map(|(title, fields)| {
                    let told = told_among(fields, state);
                    html! {
                        <details class="group" open={told > 0}>
                            <summary>
                                <h3>{ *title }</h3>
                                if told > 0 { { " " }<span class="badge">{ format!("{told} told") }</span> }
                            </summary>
                            <div class="fields">{ for fields.iter().map(|field| one(field, state, act)) }</div>
                        </details>
                    }
                }) }
                <div class="row">
                    <label class="row">
                        <input type="checkbox" data-remember="" checked={state.remember}
                            onchange={act.reform(|event: Event| Action::RememberAsked(super::browser::ticked(&event)))} />
                        { "Keep this in my browser for the next visit" }
                    </label>
                    <button type="button" class="button small" data-forget="" onclick={act.reform(|_| Action::Untold)}>
                        { "Forget all of it" }
                    </button>
                </div>
                { link_view::situation(state, act) }
            </div>
        </details>
    }
}

/// What was told of the account, each with its label.
pub(super) fn told_of_account(state: &State) -> Vec<(&'static str, String)> {
    let (_, fields) = GROUPS.first().copied().unwrap_or_default();
    let told = fields.iter().map(|field| (field.label, telling::told(&state.situation, field.key)));
    told.filter(|(_, value)| !value.is_empty()).collect()
}

/// What is told under a key, for people.
pub(super) fn label(key: &str) -> Option<&'static str> {
    let mut fields = GROUPS.iter().flat_map(|(_, fields)| *fields);
    fields.find(|field| field.key == key).map(|field| field.label)
}

fn told_among(fields: &[Field], state: &State) -> usize {
    fields.iter().filter(|field| !telling::told(&state.situation, field.key).is_empty()).count()
}

/// The head of a printed report: what was judged, for which day, and with what told.
pub(super) fn printed(item: &Item, state: &State) -> Html {
    let told = GROUPS
        .iter()
        .flat_map(|(_, fields)| *fields)
        .map(|field| (field.label, telling::told(&state.situation, field.key)))
        .filter(|(_, value)| !value.is_empty());
    let row = |label: &str, value: String| html! { <div class="field"><dt>{ label }</dt><dd>{ visible_lines(&value) }</dd></div> };
    html! {
        <dl class="print-only">
            { row("Report by", format!("Strongmap {}", env!("CARGO_PKG_VERSION"))) }
            { row("Judged for", day(&telling::told(&state.situation, "today"))) }
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
            <label for="situation-scenario">{ "Scenario" }</label>
            <select id="situation-scenario" data-key="scenario" onchange={chosen("scenario", act)}>
                { options("those that fit the certificate", &titles, &telling::told(&state.situation, "scenario")) }
            </select>
        </div>
    }
}

fn one(field: &Field, state: &State, act: &Callback<Action>) -> Html {
    let key = field.key;
    let id = format!("situation-{key}");
    let rejected = state.rejected.as_ref().filter(|rejected| rejected.key == key);
    let value =
        rejected.map_or_else(|| telling::told(&state.situation, key), |rejected| rejected.text.clone());
    let invalid = rejected.map(|_| "true");
    let refusal = format!("{id}-refused");
    let described = rejected.map(|_| refusal.clone());
    let choice = |list: &[(&'static str, &'static str)], onchange: Callback<Event>| {
        html! {
            <select id={id.clone()} data-key={key} aria-invalid={invalid} aria-describedby={described.clone()} {onchange}>
                { options("not known", list, &value) }
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
        Input::Choice(list) => choice(list, chosen(key, act)),
    };
    html! {
        <div class={classes!("question", matches!(field.input, Input::Lines).then_some("wide"))}>
            <label for={id}>
                { field.label }
                if matches!(field.input, Input::Lines) { { ", one a line" } }
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

/// Says with one press that a registry value is absent, which is the usual case.
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

/// What can be chosen. What was told and is none of it, such as several releases, is shown as a choice of its own: it
/// must not look as if nothing had been told.
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

/// The day of a moment, as fields for days want it.
fn day(moment: &str) -> String {
    moment.split('T').next().unwrap_or_default().to_owned()
}
