//! The running page: carries actions to the state, and effects to the browser and the worker.

use super::browser::{self, Examiner, Happening, LocalFile, Told};
use super::page::Page;
use super::seam::Request;
use super::state::links::Act;
use super::state::{Action, Effect, State};
use std::rc::Rc;
use yew::prelude::*;

/// The running page.
#[derive(Debug)]
pub struct App {
    state: Rc<State>,
    files: Vec<LocalFile>,
    examiner: Option<Examiner>,
    // Looks up codes, so that they come at once even while the other reads. Started when first needed.
    librarian: Option<Examiner>,
    // What is to be done once everything is drawn.
    due: Vec<Effect>,
}

/// What reaches the running page.
#[derive(Debug)]
pub enum Message {
    /// Something to change the state with.
    Act(Action),
    /// Something that happened in the window.
    Happened(Happening),
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let link = context.link().clone();
        browser::watch(move |happening| link.send_message(Message::Happened(happening)));
        let link = context.link().clone();
        browser::when_newer(move || link.send_message(Message::Act(Action::NewerFound)));
        let mut state = State::new(browser::now());
        state.edition = browser::edition();
        state.theme = browser::remembered_theme();
        browser::paint(state.theme);
        if let Some(remark) = browser::remark() {
            state.apply(Action::Troubled(remark));
        }
        if let Some(telling) = browser::remembered() {
            state.apply(Action::Remembered(telling));
        }
        state.links.base = browser::base();
        let effects = state.apply(Action::Linked(Act::Arrived(browser::arrival())));
        let link = context.link().clone();
        browser::declared_configuration(move |it| {
            link.send_message(Message::Act(Action::Linked(Act::Declared(it))));
        });
        let mut app = Self {
            state: Rc::new(state),
            files: Vec::new(),
            examiner: Some(start(context, "worker", Action::Felled)),
            librarian: None,
            due: Vec::new(),
        };
        for effect in effects.into_iter().filter(|effect| *effect != Effect::Arrive) {
            app.perform(context, effect);
        }
        app
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let action = match message {
            Message::Act(action) => action,
            Message::Happened(Happening::Files(files)) => self.receive(files),
            Message::Happened(Happening::Text(text)) => Action::Pasted(text),
            Message::Happened(Happening::Dragging(dragging)) => Action::Dragging(dragging),
            Message::Happened(Happening::Navigated(arrival)) => Action::Linked(Act::Arrived(arrival)),
        };
        self.act(context, action);
        browser::set_title(&self.state.title());
        true
    }

    /// What concerns things on the page waits until they are drawn.
    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        for effect in std::mem::take(&mut self.due) {
            match effect {
                Effect::Arrive => browser::arrive(),
                Effect::Announce => browser::announce(),
                Effect::Focus(name) => browser::focus(&name),
                Effect::Reveal(name) => browser::reveal(&name),
                _ => {}
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        html! { <Page state={Rc::clone(&self.state)} act={context.link().callback(Message::Act)} /> }
    }
}

impl App {
    fn act(&mut self, context: &Context<Self>, action: Action) {
        for effect in Rc::make_mut(&mut self.state).apply(action) {
            self.perform(context, effect);
        }
    }

    fn receive(&mut self, files: Vec<LocalFile>) -> Action {
        let (files, too_large): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| !file.is_too_large());
        for file in too_large {
            let sentence = format!("{} is larger than 256 MB and was not read.", file.name());
            Rc::make_mut(&mut self.state).apply(Action::Troubled(sentence));
        }
        let names = files.iter().map(LocalFile::name).collect();
        self.files.extend(files);
        Action::Received(names)
    }

    fn perform(&mut self, context: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Read(place, password) => {
                if self.examiner.is_none() {
                    self.examiner = Some(start(context, "worker", Action::Felled));
                }
                if let (Some(examiner), Some(file)) = (&self.examiner, self.files.get(place)) {
                    examiner.ask(&Request::Read { file: place, name: file.name(), password }, Some(file));
                }
            }
            Effect::Ask(request) => {
                if let Some(examiner) = &self.examiner {
                    examiner.ask(&request, None);
                }
            }
            Effect::AskLibrarian(request) => self.ask_librarian(context, &request),
            Effect::Restart => self.examiner = Some(start(context, "worker", Action::Felled)),
            Effect::RestartLookUp => self.librarian = None,
            Effect::GiveUp => {
                self.files.clear();
                self.examiner = None;
                self.librarian = None;
            }
            Effect::Forget => {
                self.files.clear();
                self.examiner = Some(start(context, "worker", Action::Felled));
            }
            Effect::TakeText(name, text) => {
                if let Some(file) = LocalFile::from_text(&name, &text) {
                    context.link().send_message(Message::Happened(Happening::Files(vec![file])));
                }
            }
            Effect::Copy(name, text) => {
                let link = context.link().clone();
                browser::copy(&text, move |copied| {
                    link.send_message(Message::Act(if copied {
                        Action::Copied(name)
                    } else {
                        Action::Troubled(
                            "The browser did not let this page copy. Select the text and copy it by hand."
                                .to_owned(),
                        )
                    }));
                });
            }
            Effect::LoadNewer => browser::load_newer(),
            Effect::Paint(theme) => browser::paint(theme),
            Effect::Save(name, kind, text) => browser::save(&name, &kind, &text),
            Effect::Draw(name, text) => browser::draw(&name, &text),
            Effect::Print => browser::print(),
            Effect::ForgetAll => browser::forget_everything(|| ()),
            Effect::Remember(telling) => browser::remember(telling.as_deref()),
            Effect::GoTo(address) => browser::go_to(&address),
            Effect::Readdress(address) => browser::readdress(&address),
            Effect::Arrive | Effect::Announce | Effect::Focus(_) | Effect::Reveal(_) => self.due.push(effect),
        }
    }
}

impl App {
    fn ask_librarian(&mut self, context: &Context<Self>, request: &Request) {
        if self.librarian.is_none() {
            self.librarian = Some(start(context, "librarian", Action::LookUpFailed));
        }
        if let Some(librarian) = &self.librarian {
            librarian.ask(request, None);
        }
    }
}

fn start(context: &Context<App>, program: &str, felled: Action) -> Examiner {
    let link = context.link().clone();
    Examiner::start(program, move |told| {
        let action = match told {
            Told::Replied(reply) => Action::Replied(Box::new(reply)),
            Told::Died => felled.clone(),
            Told::Missing => Action::PartMissing,
        };
        link.send_message(Message::Act(action));
    })
}
