//! The start of a visit: drop, choose, paste, or try an example.

use super::icon;
use super::state::{Action, PASTED, State};
use yew::prelude::*;

/// A certificate to try the page with.
#[derive(Debug)]
pub(super) struct Example {
    /// Stable name.
    pub(super) id: &'static str,
    /// The name of the file.
    pub(super) file: &'static str,
    /// What it shows.
    pub(super) title: &'static str,
    /// The file.
    pub(super) text: &'static str,
}

/// Three examples for the three most frequent answers. They are cases of the test suite too.
pub(super) const EXAMPLES: &[Example] = &[
    Example {
        id: "strong",
        file: "alice.pem",
        title: "Strong: contains the SID",
        text: include_str!("../../tests/cases/mapping/sid-absent/met.pem"),
    },
    Example {
        id: "weak",
        file: "alice-old.pem",
        title: "Weak: only a name",
        text: include_str!("../../tests/cases/mapping/sid-absent/broken.pem"),
    },
    Example {
        id: "near-miss",
        file: "alice-mistyped.pem",
        title: "Almost: a mistyped date",
        text: include_str!("../../tests/cases/mapping/sid-near-miss/broken-uri-date.pem"),
    },
];

/// What can be read, in short.
const READS: &str = "Certificates, certificate requests and CRLs (.cer, .pem, .p7b, .pfx, .csr, .crl), text dumps, LDIF, ZIP archives and whole folders. Also directory and registry exports, and the output of the commands shown with a question.";

/// The view of a page without any items.
pub(super) fn invitation(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <section class="invitation" aria-labelledby="invitation">
            <h1 id="invitation" tabindex="-1">{ "Will this certificate still log on?" }</h1>
            <p class="lead">
                { "Domain controllers refuse every certificate that is not strongly mapped to its account. Drop one here \
                   to see what will happen, at which step, with which error, and what to do." }
            </p>
            <div class={classes!("tray-box", state.dragging.then_some("over"))}>
                { icon::tray() }
                <p class="tray-title">{ "Drop certificates anywhere in this window" }</p>
                <div class="row centered">
                    { chooser("Choose files", "button primary") }
                    { folder_chooser("Choose a folder", "button") }
                    <button type="button" id="paste" class="button"
                        onclick={act.reform(|_| Action::Pasting(Some(String::new())))}>
                        { "Paste text" }
                    </button>
                </div>
                <p class="quiet reads">{ READS }</p>
            </div>
            { paste_box(state, act) }
            <div class="examples">
                <p class="quiet">{ "No certificate handy? Try an example:" }</p>
                { for EXAMPLES.iter().map(|example| html! {
                    <button type="button" class="chip" data-example={example.id}
                        onclick={act.reform(move |_| Action::ExampleChosen(example.id))}>
                        { example.title }
                    </button>
                }) }
            </div>
        </section>
    }
}

/// The button that opens the file dialog. `www/start.js` listens to the input itself.
pub(super) fn chooser(label: &str, class: &'static str) -> Html {
    html! {
        <label class={class}>
            { label }
            <input type="file" multiple=true class="visually-hidden" data-files="" aria-label={label.to_owned()} />
        </label>
    }
}

/// The button that opens the dialog for a folder with everything below it.
pub(super) fn folder_chooser(label: &str, class: &'static str) -> Html {
    html! {
        <label class={class}>
            { label }
            <input type="file" webkitdirectory=true class="visually-hidden" data-folder="" aria-label={label.to_owned()} />
        </label>
    }
}

/// The section for pasting text.
pub(super) fn paste_box(state: &State, act: &Callback<Action>) -> Html {
    let Some(text) = &state.pasting else {
        return html! {};
    };
    let pasted = text.clone();
    let keys = act.clone();
    let escaped = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            keys.emit(Action::Pasting(None));
        }
    });
    let rejected = state.rejected.as_ref().filter(|rejected| rejected.key == PASTED);
    html! {
        <section class="paste-box card" aria-labelledby="paste-title" onkeydown={escaped}>
            <h2 id="paste-title">{ "Paste a certificate or the text of an error" }</h2>
            <label class="quiet" for="paste-text">
                { "PEM, with or without other text around it, the output of a command shown with a question, or the text \
                   of an error or event. You can also paste anywhere on the page." }
            </label>
            <textarea id="paste-text" class="exact" rows="8" spellcheck="false" autocomplete="off"
                value={text.clone()} aria-invalid={rejected.is_some().then_some("true")}
                aria-describedby={rejected.is_some().then_some("paste-rejected")}
                oninput={act.reform(|event: InputEvent| Action::Pasting(Some(super::browser::value_of(&event))))} />
            if let Some(rejected) = rejected {
                <p id="paste-rejected" class="rejected" role="alert">{ &rejected.sentence }</p>
            }
            <div class="row">
                <button type="button" class="button primary"
                    onclick={act.reform(move |_| Action::Pasted(pasted.clone()))}>{ "Check" }</button>
                <button type="button" class="button" onclick={act.reform(|_| Action::Pasting(None))}>
                    { "Close" }
                </button>
            </div>
        </section>
    }
}
