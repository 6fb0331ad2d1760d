//! The third level of detail: the evidence behind the answer. Nothing is hidden, and what is not drawn is counted.

use super::prose::prose;
use super::seam::Issuer;
use super::state::{Action, Route, State, link_to};
use super::{code_view, field_view, icon, story_view};
use crate::report::code::is_url;
use crate::report::{
    Cited, ExplicitReport, ExtensionReport, FieldReport, Item, LinkReport, Remark, Section, Segment, label,
};
use yew::prelude::*;

pub(super) fn proof(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let proof = &item.proof;
    let (mappings, mappings_left) = drawn(&proof.explicit, DRAWN);
    html! {
        <section class="proof" aria-labelledby="proof">
            <h2 id="proof">{ "Proof" }</h2>
            if !proof.steps.is_empty() {
                { part("How the domain controller decides", true, html! {
                    <>
                        <ol class="steps">
                            { for proof.steps.iter().map(|step| html! {
                                <li>{ prose(&step.finding) }{ " " }<span class="badge">
                                    { crate::report::confidence(step.confidence) }
                                </span></li>
                            }) }
                        </ol>
                        <details class="grounds" data-grounds="">
                            <summary>{ "Sources" }</summary>
                            { sources(&proof.sources) }
                        </details>
                    </>
                }) }
            }
            if !proof.findings.is_empty() {
                { part(proof.heading(), true, html! {
                    <ul class="findings">
                        { for proof.findings.iter().map(|finding| html! {
                            <li data-rule={finding.rule.clone()}>
                                { icon::weight(finding.weight) }
                                <div>
                                    <strong>{ &finding.title }</strong>
                                    <p>{ prose(&finding.because) }</p>
                                    <p class="row">
                                        <span class="badge">{ crate::report::confidence(finding.confidence) }</span>
                                        <span class="quiet exact">{ &finding.rule }</span>
                                        { field_view::place(finding.place, &finding.title, act) }
                                    </p>
                                    <details class="grounds">
                                        <summary>
                                            { "Explanation and sources" }
                                            <span class="visually-hidden">{ format!(" for “{}”", finding.title) }</span>
                                        </summary>
                                        { code_view::blocks(&finding.explanation, state, act) }
                                        { sources(&finding.sources) }
                                    </details>
                                </div>
                            </li>
                        }) }
                    </ul>
                }) }
            }
            if !proof.explicit.is_empty() {
                { part("Mappings on the account", true, html! {
                    <>
                        <ul class="findings">{ for mappings.iter().map(explicit) }</ul>
                        { mappings_left }
                    </>
                }) }
            }
            { remarks("What is wrong with the encoding", &proof.defects, act) }
            { for proof.sections.iter().map(|it| section(it, item, state, act)) }
            { extensions(&proof.extensions, state, act) }
            { chain(item, state) }
            { strings(item, state, act) }
            { part("Where it was found", false, html! {
                <dl>
                    { found("File", &item.file) }
                    { found("Found as", &item.origin) }
                    if let Some(place) = item.place {
                        { found("In the file", &format!("byte {}, length {}", place.offset, place.length)) }
                    }
                </dl>
            }) }
        </section>
    }
}

/// What a statement rests on.
fn sources(sources: &[Cited]) -> Html {
    html! {
        <ul class="steps">
            { for sources.iter().map(|source| {
                let locator = &source.locator;
                html! {
                    <li>
                        <em>{ &source.title }</em>{ ", " }
                        if is_url(locator) { <code>{ locator }</code> } else { { locator } }
                    </li>
                }
            }) }
        </ul>
    }
}

fn part(title: &str, open: bool, content: Html) -> Html {
    html! {
        <details {open}>
            <summary><h3>{ title }</h3></summary>
            <div class="part">{ content }</div>
        </details>
    }
}

fn found(label: &str, value: &str) -> Html {
    html! { <div class="field"><dt>{ label }</dt><dd>{ value }</dd></div> }
}

fn remarks(title: &str, remarks: &[Remark], act: &Callback<Action>) -> Html {
    if remarks.is_empty() {
        return html! {};
    }
    let (drawn, left) = drawn(remarks, DRAWN);
    part(
        title,
        true,
        html! {
            <>
                <ul class="steps">
                    { for drawn.iter().map(|remark| html! {
                        <li data-defect={remark.id.clone()}>{ prose(&remark.message) }{ " " }{ field_view::place(remark.place, title, act) }</li>
                    }) }
                </ul>
                { left }
            </>
        },
    )
}

/// The entries of a list that are drawn, and a note on how many are not.
pub(super) fn drawn<T>(all: &[T], most: usize) -> (&[T], Html) {
    let (drawn, left) = all.split_at(all.len().min(most));
    let words = format!("{} more are not shown.", left.len());
    let note = if left.is_empty() {
        html! {}
    } else {
        html! { <p class="quiet">{ words }</p> }
    };
    (drawn, note)
}

/// How many entries a part draws: drawing tens of thousands, which only a forged file has, would take a browser a
/// minute.
pub(super) const DRAWN: usize = 1_000;

fn section(section: &Section, item: &Item, state: &State, act: &Callback<Action>) -> Html {
    // Facts about accounts and servers are listed by the keys of the situation, which have human-readable labels.
    let named = |row: &FieldReport| {
        let label = label(&row.label).filter(|_| item.kind == "evidence");
        FieldReport { label: label.map_or_else(|| row.label.clone(), str::to_owned), ..row.clone() }
    };
    let fields = |rows: &[FieldReport]| {
        let (drawn, left) = drawn(rows, DRAWN);
        html! {
            <>
                <dl>{ for drawn.iter().map(|row| field_view::field(&named(row), state, act)) }</dl>
                { left }
            </>
        }
    };
    let (shown, folded) = fold(&section.rows);
    part(
        &section.title,
        true,
        html! {
            <>
                { fields(shown) }
                if !folded.is_empty() {
                    <details class="more-fields">
                        <summary>{ format!("{} more", folded.len()) }</summary>
                        { fields(folded) }
                    </details>
                }
            </>
        },
    )
}

/// The entries of a list that are shown, and those that are folded: a server can have hundreds of names.
pub(super) fn fold<T>(all: &[T]) -> (&[T], &[T]) {
    match all.split_at_checked(SHOWN) {
        Some((shown, folded)) if folded.len() > SHOWN => (shown, folded),
        _ => (all, &[]),
    }
}

/// How many entries are shown before the others are folded, if more than that would be folded.
const SHOWN: usize = 10;

fn extensions(extensions: &[ExtensionReport], state: &State, act: &Callback<Action>) -> Html {
    if extensions.is_empty() {
        return html! {};
    }
    let title = match extensions.len() {
        1 => "Its only extension".to_owned(),
        count => format!("All {count} extensions"),
    };
    let (shown, left) = drawn(extensions, DRAWN);
    // All extensions share one limit of rows: there can be many extensions with many rows each.
    let mut most = DRAWN;
    let mut rows = |rows: &[FieldReport]| {
        let (drawn, left) = drawn(rows, most);
        most -= drawn.len();
        html! { <><dl>{ for drawn.iter().map(|row| field_view::field(row, state, act)) }</dl>{ left }</> }
    };
    part(
        &title,
        false,
        html! {
            <>
            <ul class="extensions">
                { for shown.iter().map(|extension| html! {
                    <li data-extension={extension.oid.clone()}>
                        <h4>
                            { &extension.title }
                            if extension.critical { <span class="badge critical">{ "critical" }</span> }
                        </h4>
                        <p class="row">
                            <span class="exact quiet">{ &extension.oid }</span>
                            { field_view::copy(&extension.oid, "OID", state, act) }
                            { field_view::place(extension.place, &extension.title, act) }
                        </p>
                        { rows(&extension.rows) }
                    </li>
                }) }
            </ul>
            { left }
            </>
        },
    )
}

fn chain(item: &Item, state: &State) -> Html {
    if item.proof.chain_end.is_empty() {
        return html! {};
    }
    part(
        "Chain",
        !item.proof.chain.is_empty(),
        html! {
            <>
                if !item.proof.chain.is_empty() {
                    <ol class="chain">
                        <li aria-current="true"><span>{ &item.name }</span></li>
                        { for item.proof.chain.iter().zip(&state.bulk.issuers)
                            .map(|(link, issuer)| issuer_of(link, issuer)) }
                    </ol>
                }
                <p class="quiet">{ &item.proof.chain_end }</p>
            </>
        },
    )
}

fn issuer_of(link: &LinkReport, issuer: &Issuer) -> Html {
    html! {
        <li data-issuer={issuer.source.to_string()}>
            <a href={link_to(issuer.source, &Route::Inspect)}>{ &link.name }</a>
            { " " }<span class="quiet">{ &link.expiry }</span>
            <p class="quiet known">{ icon::sign(link.sign) }{ &link.known }</p>
        </li>
    }
}

fn strings(item: &Item, state: &State, act: &Callback<Action>) -> Html {
    let strings = &item.proof.strings;
    let forms = [
        ("Issuer and serial number (strong, recommended)", &strings.issuer_serial),
        ("Subject key identifier (strong)", &strings.ski),
        ("Thumbprint, as SHA1-PUKEY (strong)", &strings.sha1_puk),
        ("Issuer and SID (strong, Server 2022 and later)", &strings.issuer_sid),
    ];
    if item.answer.verdict.is_none() || forms.iter().all(|(_, form)| form.is_none()) {
        return html! {};
    }
    part(
        "Mapping strings for altSecurityIdentities",
        false,
        html! {
            <dl class="strings">
                { for forms.iter().filter_map(|(title, form)| form.as_ref().map(|form| html! {
                    <div><dt>{ title }</dt><dd>{ story_view::command(form, title, state, act) }</dd></div>
                })) }
            </dl>
        },
    )
}

/// The result for an explicit mapping on the account, with each mistake marked at its position.
pub(super) fn explicit(explicit: &ExplicitReport) -> Html {
    html! {
        <li>
            { icon::sign(explicit.sign) }
            <div>
                { marked(&explicit.segments) }
                <p>{ prose(&explicit.verdict) }</p>
                { for explicit.differences.iter().map(|it| html! {
                    <p class="difference">
                        <span class="badge">{ format!("character {}", it.at + 1) }</span>{ " " }{ prose(&it.message) }
                    </p>
                }) }
            </div>
        </li>
    }
}

/// A string in which the wrong characters are marked.
pub(super) fn marked(segments: &[Segment]) -> Html {
    html! {
        <code class="exact marked">
            { for segments.iter().map(|segment| match segment.marked {
                true => html! { <mark>{ &segment.text }</mark> },
                false => html! { { &segment.text } },
            }) }
        </code>
    }
}
