//! The page, rendered to text without a browser: every state shows what it should, and nothing it should not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod answer;
mod codes;
mod frame;
mod list;
mod overview;
mod proof;
mod told;

use std::collections::VecDeque;
use std::rc::Rc;
use strongmap::moment::Moment;
use strongmap::situation::Situation;
use strongmap::ui::desk::Desk;
use strongmap::ui::librarian;
use strongmap::ui::page::{Page, Props};
use strongmap::ui::seam::{Parcel, Reply, Request, Source};
use strongmap::ui::state::links::Act;
use strongmap::ui::state::{Action, Arrival, Effect, Route, State};
use yew::{Callback, LocalServerRenderer};

async fn render(state: State) -> String {
    let props = Props { state: Rc::new(state), act: Callback::noop() };
    LocalServerRenderer::<Page>::with_props(props).hydratable(false).render().await
}

fn today() -> Situation {
    Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() }
}

fn case(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The first item of a file.
fn of(file: usize) -> Source {
    Source { file, ..Source::default() }
}

/// The URL of a view is opened.
fn opened(route: Route) -> Action {
    Action::Linked(Act::Arrived(Arrival::At(route)))
}

/// A URL is opened.
fn arrived(address: &str) -> Action {
    Action::Linked(Act::Arrived(Arrival::of(address)))
}

fn reply(reply: Reply) -> Action {
    Action::Replied(1, Box::new(reply), Parcel::default())
}

/// A visit in which these files were dropped.
fn with(files: &[(&str, &[u8])]) -> State {
    visit(files, vec![])
}

/// Applies actions, and answers everything the state requests as the workers would.
fn served(state: State, files: &[(&str, &[u8])], actions: Vec<Action>) -> State {
    served_by(1, state, files, actions)
}

/// The same with this many workers that read.
fn served_by(readers: usize, mut state: State, files: &[(&str, &[u8])], actions: Vec<Action>) -> State {
    let mut desks: Vec<Desk> = (0..=readers).map(|_| Desk::new(|_| None)).collect();
    state.bulk.cores = readers;
    let mut actions: VecDeque<Action> = actions.into();
    if !files.is_empty() && !actions.iter().any(|action| matches!(action, Action::Received(_))) {
        let named = files.iter().map(|(name, _)| ((*name).to_owned(), 1)).collect();
        actions.push_front(Action::Received(named));
    }
    while let Some(action) = actions.pop_front() {
        let mut answers = Vec::new();
        for effect in state.apply(action) {
            let (seat, request, handed) = match effect {
                Effect::Read(seat, parts, situation, preview) => {
                    let bytes = parts.iter().map(|part| files[part.file].1.to_vec()).collect();
                    (seat, Request::Read { parts, situation, preview }, bytes)
                }
                Effect::Ask(seat, request, parcel) => (seat, request, vec![parcel.0.to_vec()]),
                Effect::AskLibrarian(request) => {
                    answers.push(reply(librarian::answer(request)));
                    continue;
                }
                Effect::ListSoon => {
                    answers.push(Action::ListDue);
                    continue;
                }
                Effect::TellPainted => {
                    answers.push(Action::Painted);
                    continue;
                }
                Effect::GoTo(address) => {
                    answers.push(arrived(&address));
                    continue;
                }
                _ => continue,
            };
            desks[seat].answer(request, &handed, &mut |reply, parcel| {
                answers.push(Action::Replied(seat, Box::new(crossed(&reply)), parcel));
            });
        }
        answers.into_iter().rev().for_each(|answer| actions.push_front(answer));
    }
    state
}

/// A reply as the page receives it from a worker.
fn crossed(reply: &Reply) -> Reply {
    let there: Reply = Parcel::unpack(&Parcel::pack(reply).0).unwrap();
    assert_eq!(there, *reply);
    there
}

fn visit(files: &[(&str, &[u8])], actions: Vec<Action>) -> State {
    let mut state = State::new(today().today);
    state.bulk.queue.hire();
    served(state, files, actions)
}

/// The option that a select element shows as selected, by the key it sets.
fn shown(page: &str, key: &str) -> String {
    let select = &page[page.find(&format!("data-key=\"{key}\"")).unwrap()..];
    let select = &select[..select.find("</select>").unwrap()];
    let chosen: Vec<&str> = select.split("<option").filter(|option| option.contains("selected")).collect();
    assert_eq!(chosen.len(), 1, "{chosen:?}");
    let chosen = chosen[0];
    chosen[chosen.find('>').unwrap() + 1..chosen.find("</option>").unwrap()].to_owned()
}
