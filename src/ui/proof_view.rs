//! The third depth: what the answer rests on. Nothing is ever hidden here.

use super::state::{Action, State};
use super::{icon, story_view};
use crate::report::{ExplicitReport, FieldReport, Item, Place, Remark, Section};
use yew::prelude::*;

pub(super) fn proof(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let proof = &item.proof;
    html! {
        <section class="proof" aria-labelledby="proof">
            <h2 id="proof">{ "Proof" }</h2>
            if !proof.steps.is_empty() {
                { part("Why", true, html! {
                    <ol class="steps">
                        { for proof.steps.iter().map(|step| html! {
                            <li>{ &step.finding }<span class="quiet">
                                { format!(" ({})", crate::report::confidence(step.confidence)) }
                            </span></li>
                        }) }
                    </ol>
                }) }
            }
            if !proof.findings.is_empty() {
                { part("What the rules found", true, html! {
                    <ul class="steps">
                        { for proof.findings.iter().map(|finding| html! {
                            <li data-rule={finding.rule.clone()}>
                                <strong>{ &finding.title }</strong>{ ": " }{ &finding.because }
                                <span class="quiet">
                                    { format!(" ({})", crate::report::confidence(finding.confidence)) }
                                </span>
                                { place(finding.place) }
                            </li>
                        }) }
                    </ul>
                }) }
            }
            if !proof.explicit.is_empty() {
                { part("Mappings on the account", true, html! {
                    <ul class="steps">{ for proof.explicit.iter().map(explicit) }</ul>
                }) }
            }
            { remarks("What is wrong with the bytes", &proof.defects) }
            { strings(item, state, act) }
            { for proof.sections.iter().enumerate().map(|(place, it)| section(it, place < 4)) }
            { part("Where it was found", false, html! {
                <dl>
                    { row("File", &item.file, false, None) }
                    { row("Found as", &item.origin, false, item.place) }
                    { row("SHA-256", &proof.summary.sha256, true, None) }
                </dl>
            }) }
        </section>
    }
}

fn part(title: &str, open: bool, content: Html) -> Html {
    html! {
        <details {open}>
            <summary>{ title }</summary>
            { content }
        </details>
    }
}

fn remarks(title: &str, remarks: &[Remark]) -> Html {
    if remarks.is_empty() {
        return html! {};
    }
    part(
        title,
        true,
        html! {
            <ul class="steps">
                { for remarks.iter().map(|remark| html! {
                    <li data-defect={remark.id.clone()}>{ &remark.message }{ place(remark.place) }</li>
                }) }
            </ul>
        },
    )
}

fn strings(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let strings = &item.proof.strings;
    let forms = [
        ("Issuer and serial number (strong, recommended)", &strings.issuer_serial),
        ("Subject key identifier (strong)", &strings.ski),
        ("Thumbprint, in SHA1-PUKEY (strong)", &strings.sha1_puk),
        ("Issuer and SID (strong, newer domain controllers)", &strings.issuer_sid),
    ];
    if forms.iter().all(|(_, form)| form.is_none()) {
        return html! {};
    }
    part(
        "Explicit mapping: strings for altSecurityIdentities",
        false,
        html! {
            <dl class="strings">
                { for forms.iter().filter_map(|(title, form)| form.as_ref().map(|form| html! {
                    <><dt>{ title }</dt><dd>{ story_view::command(form, title, state, act) }</dd></>
                })) }
            </dl>
        },
    )
}

fn explicit(explicit: &ExplicitReport) -> Html {
    html! {
        <li>
            { icon::sign(explicit.sign) }
            <code class="exact">{ &explicit.text }</code>
            <p>{ &explicit.verdict }</p>
            { for explicit.differences.iter().map(|it| html! {
                <p class="quiet">{ format!("At character {}: {}", it.at + 1, it.message) }</p>
            }) }
        </li>
    }
}

fn section(section: &Section, open: bool) -> Html {
    part(&section.title, open, html! { <dl>{ for section.rows.iter().map(field) }</dl> })
}

fn field(field: &FieldReport) -> Html {
    row(&field.label, &field.value, field.exact, field.place)
}

fn row(label: &str, value: &str, exact: bool, at: Option<Place>) -> Html {
    html! {
        <div class="field">
            <dt>{ label }</dt>
            <dd class={exact.then_some("exact")}>{ value }{ place(at) }</dd>
        </div>
    }
}

fn place(place: Option<Place>) -> Html {
    match place {
        Some(place) => html! {
            <span class="quiet place">{ format!(" byte {}, {} long", place.offset, place.length) }</span>
        },
        None => html! {},
    }
}
