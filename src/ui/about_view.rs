//! The “About” view: what the page promises, and its version.

use super::custom_view;
use super::state::{Action, Route, State};
use yew::prelude::*;

pub(super) fn about(state: &State, act: &Callback<Action>) -> Html {
    let edition = &state.edition;
    html! {
        <article class="prose">
            <h1>{ "What Strongmap promises" }</h1>
            <p>
                { "Strongmap reads certificates and tells you whether a Windows domain controller will accept them as proof \
                   of an account, which error will occur, and what to do about it." }
            </p>
            <h2>{ "Nothing leaves this browser" }</h2>
            <p>
                { "Files are read inside this page. From the server it came from, it loads only its own parts and the \
                   settings that its administrator added. It sends nothing anywhere and keeps no certificate after it \
                   is closed. A private key is recognized, reported and discarded; it is never shown. A password is \
                   used once and not kept." }
            </p>
            <p>
                { "What you enter about an account and your domain controllers is kept in this browser only if you select \
                   the check box for it, and one button clears it." }
            </p>
            <p>
                <button type="button" class="button" data-forget-all="" onclick={act.reform(|_| Action::AllForgotten)}>
                    { "Remove everything" }
                </button>
            </p>
            <p class="quiet">
                { "Removes every file, and what this browser keeps of the page: settings, and the copy that opens \
                   without a connection." }
            </p>
            <h2>{ "How sure it is" }</h2>
            <p>
                { "Each answer states its basis: documented by Microsoft or a standard, reported from the field, or \
                   inferred. Where no source settles it, the answer is “Cannot tell”." }
            </p>
            <h2>{ "How you can check it" }</h2>
            <p>
                { "Every field links to its bytes, every finding names its rule, and every code has a page with its \
                   sources. The Content Security Policy of this page blocks every other server; the network tab of \
                   your browser shows that the page does not try to reach one." }
            </p>
            { custom_view::about(state) }
            <h2>{ "Version" }</h2>
            <p>
                { format!("Strongmap {}", env!("CARGO_PKG_VERSION")) }
                if let Some(build) = &edition.build {
                    { ", build " }<code class="build">{ build }</code>
                }
                { ". Licensed under MIT or Apache 2.0, at your option." }
            </p>
            if let Some(licences) = &edition.licences {
                <p>
                    { "It is built on the work of others: " }
                    // In the single-file page it is a blob URL, which can only be saved.
                    <a href={licences.clone()} download={licences.starts_with("blob:").then_some("THIRD-PARTY-LICENCES.txt")}>
                        { "third-party licenses" }
                    </a>
                    { "." }
                </p>
            }
            <p><a href={Route::Inspect.link().to_owned()}>{ "Back to the certificates" }</a></p>
        </article>
    }
}
