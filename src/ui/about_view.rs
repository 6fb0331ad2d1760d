//! What the page promises.

use super::custom_view;
use super::state::{Action, Route, State};
use yew::prelude::*;

pub(super) fn about(state: &State, act: &Callback<Action>) -> Html {
    let edition = &state.edition;
    html! {
        <article class="prose">
            <h1>{ "What Strongmap promises" }</h1>
            <p>
                { "Strongmap reads certificates and says whether a Windows domain controller will accept them as proof \
                   of an account, which error they will hit on the way, and what to do about it." }
            </p>
            <h2>{ "Nothing leaves this browser" }</h2>
            <p>
                { "Files are read inside this page. It fetches nothing but its own parts, and the settings that its \
                   administrator put beside it, from the server it came from, sends nothing anywhere, and keeps no \
                   certificate once it is closed. A private key is recognised, named and dropped; it is never shown. \
                   A password is used once and not kept." }
            </p>
            <p>
                { "What you tell about an account and your domain controllers is kept in this browser only if you tick \
                   the box that asks for it, and one button forgets it." }
            </p>
            <p>
                <button type="button" class="button" data-forget-all="" onclick={act.reform(|_| Action::AllForgotten)}>
                    { "Forget everything" }
                </button>
            </p>
            <p class="quiet">
                { "Puts every file away and removes what this browser keeps of the page: settings, and the copy that opens \
                   without a connection." }
            </p>
            <h2>{ "How sure it is" }</h2>
            <p>
                { "Each answer says on what it rests: documented by Microsoft or a standard, reported from the field, or \
                   inferred. Where no source decides, the answer is that it cannot be told." }
            </p>
            <h2>{ "How you can check it" }</h2>
            <p>
                { "Every field leads to its bytes, every finding names its rule, and every code has a page with its \
                   sources. The policy this page is served with forbids it to reach any other server; the network tab \
                   of your browser shows that it does not try." }
            </p>
            { custom_view::about(state) }
            <h2>{ "Version" }</h2>
            <p>
                { format!("Strongmap {}", env!("CARGO_PKG_VERSION")) }
                if let Some(build) = &edition.build {
                    { ", build " }<code class="build">{ build }</code>
                }
                { ". Licensed under MIT or Apache 2.0, as you prefer." }
            </p>
            if let Some(licences) = &edition.licences {
                <p>
                    { "It is built upon the work of others: " }
                    // From a page in one file it can only be saved.
                    <a href={licences.clone()} download={licences.starts_with("blob:").then_some("THIRD-PARTY-LICENCES.txt")}>
                        { "their licences" }
                    </a>
                    { "." }
                </p>
            }
            <p><a href={Route::Inspect.link().to_owned()}>{ "Back to the certificates" }</a></p>
        </article>
    }
}
