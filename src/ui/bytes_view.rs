//! The “Bytes” view: the tree of elements and the bytes of an item side by side, each linked to the other.

use super::browser;
use super::field_view;
use super::overview_view::counted;
use super::state::{Action, Key, State};
use crate::report::bytes::{Dump, Node};
use std::ops::Range;
use yew::prelude::*;

/// How many bytes are drawn at once around the selected element: about as many as a browser draws without a pause.
const WINDOW: usize = 2048;
const ROW: usize = 16;

pub(super) fn bytes(state: &State, act: &Callback<Action>) -> Html {
    match &state.dump {
        None => html! { <p class="reading" role="status">{ "Loading the bytes" }</p> },
        Some(None) => html! {
            <section class="prose">
                <h1>{ "No bytes to show" }</h1>
                <p>{ "Bytes are shown only for certificates, requests and CRLs." }</p>
            </section>
        },
        Some(Some(dump)) => shown(dump, state, act),
    }
}

fn shown(dump: &Dump, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <section class="bytes" aria-labelledby="bytes">
            <div class="row spread">
                <h1 id="bytes" class="view-title">{ format!("Bytes of {}", dump.name) }</h1>
                <span class="quiet">{ size(dump) }</span>
            </div>
            { for dump.left_out.iter().map(|why| html! { <p class="quiet" data-left-out="">{ why }</p> }) }
            { chosen(dump, state, act) }
            <div class="bytes-sides">
                { tree(dump, state, act) }
                { hex(dump, state, act) }
            </div>
        </section>
    }
}

fn size(dump: &Dump) -> String {
    if dump.total > dump.bytes.len() {
        format!("the first {} of {} bytes", dump.bytes.len(), dump.total)
    } else {
        format!("{} bytes", dump.total)
    }
}

/// A description of the selected element, with buttons to copy its value, its structure and its bytes.
fn chosen(dump: &Dump, state: &State, act: &Callback<Action>) -> Html {
    let Some(node) = dump.nodes.get(state.tree.chosen) else { return html! {} };
    html! {
        <div class="chosen card" role="status" data-chosen={node.offset.to_string()}>
            <p>
                <strong>{ if node.name.is_empty() { &node.tag } else { &node.name } }</strong>
                if !node.name.is_empty() { { " " }<span class="quiet">{ &node.tag }</span> }
                if !node.summary.is_empty() { { ": " }<span class="exact">{ &node.summary }</span> }
            </p>
            <p class="row quiet">
                if let Some((byte, value)) = state.tree.byte.and_then(|byte| Some((byte, dump.bytes.get(byte)?))) {
                    { format!("byte {byte} is {value:02x}, in the element at ") }
                }
                { format!("byte {}, header length {}, content length {}", node.offset, node.header, node.length.saturating_sub(node.header)) }
                <span class="row to-copy">
                    { for [
                        ("value", node.summary.clone()),
                        ("structure as text", dump.outline(state.tree.chosen)),
                        ("whole element as hex", dump.hex(node, false)),
                        ("content as hex", dump.hex(node, true)),
                    ].into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| html! {
                        <span class="row">{ label }{ field_view::copy(&text, label, state, act) }</span>
                    }) }
                </span>
            </p>
        </div>
    }
}

fn tree(dump: &Dump, state: &State, act: &Callback<Action>) -> Html {
    let keys = act.clone();
    html! {
        <ul class="tree" role="tree" tabindex="0" aria-label="Structure"
            aria-activedescendant={format!("node-{}", state.tree.chosen)}
            onmouseleave={act.reform(|_| Action::NodePointed(None))}
            onkeydown={Callback::from(move |event: KeyboardEvent| {
                if let Some(key) = Key::of(&event.key()) {
                    event.prevent_default();
                    keys.emit(Action::TreeKey(key));
                }
            })}>
            { for state.tree.visible(dump).map(|(place, node)| branch(place, node, state, act)) }
        </ul>
    }
}

fn branch(place: usize, node: &Node, state: &State, act: &Callback<Action>) -> Html {
    let folded = state.tree.folded.contains(&place);
    let is_chosen = state.tree.chosen == place;
    html! {
        <li key={place} id={format!("node-{place}")} role="treeitem" aria-level={(node.depth + 1).to_string()}
            class={classes!(
                "node",
                format!("depth-{}", node.depth.min(12)),
                is_chosen.then_some("chosen-node"),
                (state.tree.pointed == Some(place)).then_some("pointed"),
            )}
            aria-selected={is_chosen.to_string()}
            aria-expanded={(node.inside > 0).then(|| (!folded).to_string())}
            onmouseover={act.reform(move |_| Action::NodePointed(Some(place)))}
            onclick={act.reform(move |_| Action::NodeChosen(place))}>
            <span class="fold" aria-hidden="true" onclick={act.reform(move |event: MouseEvent| {
                event.stop_propagation();
                Action::NodeFolded(place)
            })}>{ if node.inside == 0 { "" } else if folded { "▸" } else { "▾" } }</span>
            <span class="node-words">
                if !node.name.is_empty() { <span class="node-name">{ &node.name }</span>{ " " } }
                <span class="node-tag">{ &node.tag }</span>
                if !node.summary.is_empty() { { " " }<span class="exact">{ &node.summary }</span> }
            </span>
        </li>
    }
}

fn hex(dump: &Dump, state: &State, act: &Callback<Action>) -> Html {
    let chosen = dump.nodes.get(state.tree.chosen);
    let pointed = state.tree.pointed.and_then(|place| dump.nodes.get(place));
    let cursor = state.tree.byte;
    let from = state.tree.cursor(dump).unwrap_or_default();
    let begin = if dump.bytes.len() <= WINDOW * 2 { 0 } else { from.saturating_sub(WINDOW / 4) / ROW * ROW };
    let end =
        if begin == 0 { dump.bytes.len().min(WINDOW * 2) } else { dump.bytes.len().min(begin + WINDOW) };
    let shown = dump.bytes.get(begin..end).unwrap_or_default();
    let (keys, clicks, points) = (act.clone(), act.clone(), act.clone());
    html! {
        <div class="hex" role="group" tabindex="0" aria-label="Bytes. Use the arrow keys to move from byte to byte."
            onkeydown={Callback::from(move |event: KeyboardEvent| {
                if let Some(key) = Key::of(&event.key()) {
                    event.prevent_default();
                    keys.emit(Action::HexKey(key));
                }
            })}
            onmouseover={Callback::from(move |event: MouseEvent| {
                if let Some(byte) = browser::byte_of(&event) {
                    points.emit(Action::BytePointed(byte));
                }
            })}
            onmouseleave={act.reform(|_| Action::NodePointed(None))}
            onclick={Callback::from(move |event: MouseEvent| {
                if let Some(byte) = browser::byte_of(&event) {
                    clicks.emit(Action::ByteChosen(byte));
                }
            })}>
            if begin > 0 { <p class="quiet">{ format!("{} before", counted(begin, "byte")) }</p> }
            { for shown.chunks(ROW).enumerate().map(|(row, bytes)| {
                let at = begin + row * ROW;
                let marks = [
                    chosen.map(|node| node.offset..node.offset + node.header),
                    chosen.map(|node| node.offset + node.header..node.offset + node.length),
                    pointed.map(|node| node.offset..node.offset + node.length),
                ];
                let [head, content, pointed] = marks.map(|mark| within(mark, at));
                let cursor = cursor.and_then(|byte| byte.checked_sub(at)).filter(|column| *column < ROW);
                html! { <HexRow key={at} {at} bytes={bytes.to_vec()} {head} {content} {pointed} {cursor} /> }
            }) }
            if end < dump.bytes.len() { <p class="quiet">{ format!("{} after", counted(dump.bytes.len() - end, "byte")) }</p> }
        </div>
    }
}

/// The part of a range within the row that begins at this offset, counted from there.
fn within(range: Option<Range<usize>>, at: usize) -> Range<usize> {
    let range = range.unwrap_or_default();
    range.start.saturating_sub(at).min(ROW)..range.end.saturating_sub(at).min(ROW)
}

/// A row of bytes. It is drawn again only when something in it changes, so that highlighting follows the pointer at
/// once.
#[derive(Clone, Debug, PartialEq, Properties)]
struct HexRowProps {
    at: usize,
    bytes: Vec<u8>,
    head: Range<usize>,
    content: Range<usize>,
    pointed: Range<usize>,
    /// The column of the selected byte.
    cursor: Option<usize>,
}

#[component]
fn HexRow(props: &HexRowProps) -> Html {
    let HexRowProps { at, bytes, head, content, pointed, cursor } = props;
    html! {
        <div class="hex-row">
            <span class="hex-place">{ format!("{at:05x}") }</span>
            <span class="hex-bytes">
                { for bytes.iter().enumerate().map(|(column, byte)| {
                    let place = at + column;
                    let class = classes!(
                        head.contains(&column).then_some("head"),
                        content.contains(&column).then_some("content"),
                        pointed.contains(&column).then_some("pointed"),
                        (*cursor == Some(column)).then_some("cursor"),
                    );
                    html! {
                        <span id={format!("byte-{place}")} data-byte={place.to_string()} {class}>
                            { format!("{byte:02x}") }
                        </span>
                    }
                }) }
            </span>
            <span class="hex-text" aria-hidden="true">{ bytes.iter().map(|byte| letter(*byte)).collect::<String>() }</span>
        </div>
    }
}

const fn letter(byte: u8) -> char {
    if byte >= 0x20 && byte < 0x7F { byte as char } else { '·' }
}
