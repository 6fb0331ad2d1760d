//! The whole page as a function of the state.

use super::overview_view::{counted, grouped};
use super::state::{Action, Extent, Route, State, Theme};
use super::{
    about_view, answer_view, bytes_view, chain_view, code_view, compare_view, custom_view, drop_zone, icon,
    link_view, list_view, map_view, out_view, overview_view, policy_view, proof_view, situation_view,
    story_view, table_view, time_view,
};
use crate::certificate::visible;
use crate::report::Sign;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of the page.
#[derive(Clone, Debug, Properties)]
pub struct Props {
    /// What to show.
    pub state: Rc<State>,
    /// Where actions go.
    pub act: Callback<Action>,
}

impl PartialEq for Props {
    /// Every change creates a new state, so comparing pointers is enough.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state) && self.act == other.act
    }
}

/// The whole page.
#[component]
pub fn Page(props: &Props) -> Html {
    let Props { state, act } = props;
    html! {
        <>
            // Followed as a link, it would replace the address of the view.
            <a class="skip" href="#main" onclick={|event: MouseEvent| {
                event.prevent_default();
                super::browser::focus("main");
            }}>{ "Skip to content" }</a>
            { header(state, act) }
            <main id="main" tabindex="-1">
                { newer(state, act) }
                { troubles(state, act) }
                { custom_view::mistaken(state, act) }
                { out_view::copied(state) }
                { answer_view::announced(state) }
                { match &state.route {
                    Route::Table if state.count() > 0 => many(table_view::table(state, act), state, act),
                    Route::Overview if state.count() > 0 => many(overview_view::overview(state, act), state, act),
                    Route::Inspect | Route::Table | Route::Overview | Route::Bytes | Route::Chain | Route::Map
                    | Route::Time | Route::Compare => inspect(props),
                    Route::Policy => policy_view::policy(state, act),
                    Route::Codes => code_view::codes(state, act),
                    Route::Code(_) => code_view::code(state, act),
                    Route::About => about_view::about(state, act),
                    Route::Nowhere(address) => link_view::nowhere(address, state, act),
                } }
            </main>
            { custom_view::footer(state) }
            <div class={classes!("drop-veil", state.dragging.then_some("shown"))} aria-hidden="true">
                { icon::tray() }
                <p>{ "Drop to check" }</p>
            </div>
        </>
    }
}

fn header(state: &State, act: &Callback<Action>) -> Html {
    let next = state.theme.next();
    let colours = match state.theme {
        Theme::System => "Colors: same as system",
        Theme::Light => "Colors: light",
        Theme::Dark => "Colors: dark",
    };
    html! {
        <header class="top">
            <a class="brand" href={Route::Inspect.link().to_owned()} aria-label="Strongmap home">
                { icon::mark() }<span>{ "Strongmap" }</span>
            </a>
            { code_view::box_for_codes(state, act) }
            <span class="promise">{ icon::lock() }{ "Nothing leaves this browser" }</span>
            <nav class="places" aria-label="Site">
                <button type="button" class="icon-button" aria-label={colours} title={colours}
                    onclick={act.reform(move |_| Action::ThemeChanged(next))}>
                    { icon::contrast() }
                </button>
                <a href={Route::Codes.link().to_owned()}
                    aria-current={matches!(state.route, Route::Codes | Route::Code(_)).then_some("page")}>
                    { "Codes" }
                </a>
                <a href={Route::Policy.link().to_owned()} aria-current={(state.route == Route::Policy).then_some("page")}>
                    { "Name policy" }
                </a>
                <a href={Route::About.link().to_owned()} aria-current={(state.route == Route::About).then_some("page")}>
                    { "About" }
                </a>
            </nav>
        </header>
    }
}

fn newer(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div role="status" class="newer">
            if state.newer {
                <p class="card row">
                    { "A new version is ready. Loading it clears the page." }
                    <button type="button" class="button small" onclick={act.reform(|_| Action::NewerAsked)}>
                        { "Load new version" }
                    </button>
                </p>
            }
        </div>
    }
}

fn troubles(state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div id="troubles" role="alert" class="troubles">
            if !state.troubles.is_empty() {
                <div class="card trouble">
                    { for state.troubles.iter().map(|trouble| html! { <p>{ visible(trouble) }</p> }) }
                    <button type="button" class="button small" onclick={act.reform(|_| Action::TroublesRead)}>
                        { "Dismiss" }
                    </button>
                </div>
            }
        </div>
    }
}

fn inspect(props: &Props) -> Html {
    let Props { state, act } = props;
    if state.item().is_none() {
        return html! {
            <div class="empty">
                { list_view::added(state) }
                { link_view::came(state, act) }
                { link_view::lost(state) }
                { reading(state, act) }
                // If nothing more will come, because reading was stopped or paused, offer to start again.
                if !works(state) { { drop_zone::invitation(state, act) } }
            </div>
        };
    }
    html! {
        <div class="desk">
            <List state={Rc::clone(state)} act={act.clone()} />
            <article class="detail" aria-busy={state.bulk.is_busy().to_string()}>
                { list_view::added(state) }
                { reading(state, act) }
                { drop_zone::paste_box(state, act) }
                { link_view::came(state, act) }
                { out_view::bar(state, act) }
                { link_view::sharing(state, act) }
                { match state.route {
                    Route::Bytes => bytes_view::bytes(state, act),
                    Route::Chain => chain_view::chain(state),
                    Route::Map => map_view::map(state, act),
                    Route::Time => time_view::time(state),
                    Route::Compare => compare_view::compare(state, act),
                    _ => html! { <Report state={Rc::clone(state)} act={act.clone()} /> },
                } }
            </article>
        </div>
    }
}

/// The whole report on the item.
#[component]
fn Report(props: &OfItem) -> Html {
    let OfItem { state, act } = props;
    let Some(item) = state.item() else { return html! {} };
    let undecided = item.answer.sign == Sign::CannotTell;
    let extent = state.bulk.extent;
    html! {
        <>
            { situation_view::printed(item, state) }
            { answer_view::answer(item, state, act) }
            // If the answer depends on a question, ask it before showing anything else.
            if undecided { { answer_view::questions(item, state, act) } }
            if extent >= Extent::Story {
                { story_view::story(item, state, act) }
                if !undecided { { answer_view::questions(item, state, act) } }
            }
            if extent >= Extent::Situation { { situation_view::situation(state, act) } }
            if extent >= Extent::Proof { { proof_view::proof(item, state, act) } }
        </>
    }
}

/// The list next to the report.
#[component]
fn List(props: &OfList) -> Html {
    list_view::list(&props.state, &props.act)
}

/// The properties of a report. While other items are read and judged, the page is drawn again and again, but the report
/// is not.
#[derive(Debug, Properties)]
struct OfItem {
    state: Rc<State>,
    act: Callback<Action>,
}

impl PartialEq for OfItem {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&*self.state, &*other.state);
        let item = |state: &State| state.bulk.item.as_ref().map(Rc::as_ptr);
        self.act == other.act
            && item(one) == item(two)
            && one.selected == two.selected
            && one.story == two.story
            && one.bulk.extent == two.bulk.extent
            && one.bulk.issuers == two.bulk.issuers
            && one.bulk.list.current == two.bulk.list.current
            && one.bulk.came.refused == two.bulk.came.refused
            && one.meant == two.meant
            && one.situation == two.situation
            && one.remember == two.remember
            && one.rejected == two.rejected
            && one.copied == two.copied
            && one.links.base == two.links.base
            && Rc::ptr_eq(&one.custom.configuration, &two.custom.configuration)
    }
}

/// The properties of the list.
#[derive(Debug, Properties)]
struct OfList {
    state: Rc<State>,
    act: Callback<Action>,
}

impl PartialEq for OfList {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&*self.state, &*other.state);
        self.act == other.act
            && Rc::ptr_eq(&one.bulk.list, &two.bulk.list)
            && one.bulk.drawn() == two.bulk.drawn()
            && one.selected == two.selected
            && one.listing == two.listing
    }
}

/// A view of all items, with the progress.
fn many(view: Html, state: &State, act: &Callback<Action>) -> Html {
    html! {
        <div class="many" aria-busy={state.bulk.is_busy().to_string()}>
            { list_view::added(state) }
            { reading(state, act) }
            { view }
        </div>
    }
}

/// Whether there is any progress to show.
fn is_reading(state: &State) -> bool {
    let progress = state.bulk.queue.progress();
    works(state) || progress.stopped > 0 || progress.paused
}

/// Whether there is work to wait for. Requesting a section of the list does not count, or the progress bar would
/// flicker; but until the first item has arrived, nothing else can be shown. After all items were removed, none is
/// expected.
fn works(state: &State) -> bool {
    let awaits = state.item().is_none() && state.bulk.came.gone.is_none();
    if awaits { state.bulk.is_busy() } else { state.bulk.works() }
}

/// The progress, with buttons to pause, stop and resume.
fn reading(state: &State, act: &Callback<Action>) -> Html {
    if !is_reading(state) {
        return html! {};
    }
    let progress = state.bulk.queue.progress();
    let stopped = progress.stopped > 0 && !works(state);
    // While what was read is checked, only the rest can be read.
    let rest = stopped || (progress.stopped > 0 && progress.judging);
    let (value, most, label) = match state.bulk.certificates() {
        all if progress.judging && all > 0 => (state.bulk.judged_certificates(), all, "Certificates checked"),
        _ => (progress.done, progress.all, "Files read"),
    };
    let class = if works(state) { "reading" } else { "reading-rest" };
    html! {
        <div {class}>
            if !stopped {
                <progress max={most.to_string()} value={value.to_string()} aria-label={label} />
            }
            <span class="how-far">
                { how_far(state) }
                if state.bulk.leaving.is_waiting() {
                    { " · then the export follows" }
                }
            </span>
            <span class="visually-hidden" role="status">{ phase(state) }</span>
            if !stopped && progress.all > 1 && !progress.judging {
                <button type="button" class="button small" data-reading="pause"
                    onclick={act.reform(move |_| Action::Paused(!progress.paused))}>
                    { if progress.paused { "Resume" } else { "Pause" } }
                </button>
            }
            // One element for both, so that it keeps the focus.
            if rest || !progress.judging {
                <button type="button" class="button small" data-reading={if rest { "resume" } else { "stop" }}
                    onclick={act.reform(move |_| if rest { Action::Resumed } else { Action::Stopped })}>
                    { if rest { "Read the rest" } else { "Stop" } }
                </button>
            }
            if stopped && state.count() == 0 {
                <button type="button" class="button small" data-reading="forget"
                    onclick={act.reform(|_| Action::Cleared)}>{ "Start over" }</button>
            }
        </div>
    }
}

/// What is announced to screen readers: numbers that change every second would drown everything else.
fn phase(state: &State) -> String {
    let progress = state.bulk.queue.progress();
    let is_at_rest = progress.paused || progress.stopped > 0 && !works(state);
    let phase = match () {
        () if state.bulk.leaving.is_writing() => "Exporting",
        () if is_at_rest => return how_far(state),
        () if progress.judging => "Checking",
        () => "Reading",
    };
    phase.to_owned()
}

fn how_far(state: &State) -> String {
    let bulk = &state.bulk;
    let progress = bulk.queue.progress();
    // Long files are read in parts.
    let noun = if progress.all > bulk.queue.files() { "part" } else { "file" };
    let done = format!("{} of {}", grouped(progress.done - progress.stopped), counted(progress.all, noun));
    let certificates = bulk.certificates();
    if bulk.leaving.is_writing() {
        let of_all = |(written, all)| format!("Exporting: {written} of {}", counted(all, "part"));
        return bulk.leaving.progress().map_or_else(|| "Exporting".to_owned(), of_all);
    }
    if progress.paused {
        return format!("Paused after {done}");
    }
    if progress.stopped > 0 && !works(state) {
        let were = if progress.stopped == 1 { "was" } else { "were" };
        return format!("Stopped. {} {were} not read.", counted(progress.stopped, noun));
    }
    if progress.judging {
        return match bulk.judged_certificates() {
            _ if certificates == 0 => "Checking what was added".to_owned(),
            judged => format!("Checking: {} of {}", grouped(judged), counted(certificates, "certificate")),
        };
    }
    let found = match certificates {
        0 => String::new(),
        found => format!(" · {} so far", counted(found, "certificate")),
    };
    match bulk.pace() {
        Some((rate, left)) => {
            let files = counted(rate, noun);
            format!("Reading: {done}{found} · {files} per second · about {left} s left")
        }
        None => format!("Reading: {done}{found}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::{Listing, Sort};
    use super::*;

    #[test]
    fn unchanged_parts_are_not_drawn_again() {
        let act = Callback::noop();
        let check = |change: fn(&mut State), report: bool, list: bool| {
            let before = State::default();
            let mut changed = before.clone();
            change(&mut changed);
            let (before, after) = (Rc::new(before), Rc::new(changed));
            let of_item = |state: &Rc<State>| OfItem { state: Rc::clone(state), act: act.clone() };
            let of_list = |state: &Rc<State>| OfList { state: Rc::clone(state), act: act.clone() };
            assert_eq!(of_item(&before) != of_item(&after), report, "the report of {after:?}");
            assert_eq!(of_list(&before) != of_list(&after), list, "the list of {after:?}");
        };
        check(|state| state.bulk.clock = 17, false, false);
        check(|state| drop(state.apply(Action::Received(vec![("a".to_owned(), 1)]))), false, false);
        check(|state| state.query = "853".to_owned(), false, false);
        check(|state| state.story = Some(1), true, false);
        check(|state| state.copied = Some("it".to_owned()), true, false);
        check(|state| state.situation.account.upn = Some("alice@corp.example".to_owned()), true, false);
        check(|state| state.bulk.extent = Extent::Answer, true, false);
        check(|state| state.listing = Listing { sort: Sort::Name, ..Listing::default() }, false, true);
        check(|state| state.bulk.list = Rc::default(), false, true);
        check(|state| state.selected = Some(super::super::seam::Source::default()), true, true);
    }
}
