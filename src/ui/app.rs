//! The running page: passes actions to the state, and effects to the browser and the workers.

use super::browser::{self, Download, Focused, Followed, LocalFile, Told, WindowEvent, WorkerHandle};
use super::page::Page;
use super::seam::{Parcel, Request};
use super::state::links::Act;
use super::state::{Action, Effect, Extent, LIST_WORKER, State};
use std::rc::Rc;
use yew::prelude::*;

/// The running page.
#[derive(Debug)]
pub struct App {
    state: Rc<State>,
    // The same callback for the whole visit, so that a view that receives it need not be drawn again because of it.
    act: Callback<Action>,
    files: Vec<LocalFile>,
    /// The first keeps the list, the others read files.
    workers: Vec<Option<WorkerHandle>>,
    download: Download,
    /// Whether a `ListDue` message is already scheduled.
    list_is_due: bool,
    // Looks up codes, which works at once even while the other workers read. Started when first needed.
    librarian: Option<WorkerHandle>,
    // Effects to perform once everything is drawn.
    due: Vec<Effect>,
    // After navigating back: the link that was followed.
    followed: Option<Followed>,
    // What is to have the focus once the page is drawn.
    focused: Option<Focused>,
}

/// A message to the running page.
#[derive(Debug)]
pub enum Message {
    /// An action that changes the state.
    Act(Action),
    /// An event of the window.
    Happened(WindowEvent),
    /// The list should be requested again.
    ListDue,
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
        state.bulk.cores = browser::cores();
        state.bulk.queue.hire();
        state.edition = browser::edition();
        state.theme = browser::remembered_theme();
        browser::paint(state.theme);
        if let Some(remark) = browser::remark() {
            state.apply(Action::Troubled(remark));
        }
        if let Some(text) = browser::remembered() {
            state.apply(Action::Remembered(text));
        }
        state.links.base = browser::base();
        let effects = state.apply(Action::Linked(Act::Arrived(browser::arrival())));
        let link = context.link().clone();
        browser::declared_configuration(move |it| {
            link.send_message(Message::Act(Action::Linked(Act::Declared(it))));
        });
        let mut app = Self {
            state: Rc::new(state),
            act: context.link().callback(Message::Act),
            files: Vec::new(),
            workers: Vec::new(),
            download: Download::default(),
            list_is_due: false,
            librarian: None,
            due: Vec::new(),
            followed: None,
            focused: None,
        };
        app.start(context, LIST_WORKER);
        app.start_readers(context);
        for effect in effects.into_iter().filter(|effect| *effect != Effect::Arrive) {
            app.perform(context, effect);
        }
        browser::set_title(&app.state.title());
        app
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let action = match message {
            Message::Act(action) => action,
            Message::Happened(WindowEvent::Files(files)) => self.receive(files),
            Message::Happened(WindowEvent::Unopened(paths)) => Action::Unopened(paths),
            Message::ListDue => {
                self.list_is_due = false;
                Action::ListDue
            }
            Message::Happened(WindowEvent::Text(text)) => Action::Pasted(text),
            Message::Happened(WindowEvent::Dragging(dragging)) => Action::Dragging(dragging),
            Message::Happened(WindowEvent::Navigated(arrival, followed)) => {
                self.followed = followed;
                Action::Linked(Act::Arrived(arrival))
            }
        };
        let shows = action.shows();
        let state = Rc::make_mut(&mut self.state);
        state.bulk.clock = browser::uptime();
        state.typing = browser::is_typing();
        // Several actions may come before all is drawn; what is drawn for the first may have taken the focus already.
        if shows
            && !self.focused.as_ref().is_some_and(Focused::is_next)
            && let Some(focused) = Focused::now()
        {
            self.focused = Some(focused);
        }
        self.act(context, action);
        if shows {
            browser::set_title(&self.state.title());
        }
        shows
    }

    /// Effects that concern elements of the page wait until these are drawn.
    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if first {
            browser::drawn();
        }
        let is_all = self.state.bulk.extent == Extent::All;
        let kept = self.focused.take().and_then(Focused::keep);
        self.focused = kept.filter(|kept| !kept.is_next() || !is_all);
        let followed = self.followed.take();
        for effect in std::mem::take(&mut self.due) {
            match effect {
                Effect::Arrive => browser::arrive(followed.as_ref()),
                Effect::Announce => browser::announce(),
                Effect::Focus(name) => {
                    browser::focus(&name);
                    // The row of a long list may be drawn in a later step.
                    self.focused = Focused::next(name).keep().filter(|_| !is_all);
                }
                Effect::Refocus(name) => browser::refocus(&name),
                Effect::Reveal(name) => browser::reveal(&name),
                Effect::RevealWithin(name) => browser::reveal_within(&name),
                Effect::ScrollTo(name, row) => browser::scroll_to_row(&name, row),
                _ => {}
            }
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! { <Page state={Rc::clone(&self.state)} act={self.act.clone()} /> }
    }
}

impl App {
    fn act(&mut self, context: &Context<Self>, action: Action) {
        for effect in Rc::make_mut(&mut self.state).apply(action) {
            self.perform(context, effect);
        }
    }

    /// Takes a batch of files. Batches are small enough to be processed in a moment.
    fn receive(&mut self, files: Vec<LocalFile>) -> Action {
        let named = files.iter().map(|file| (file.name(), file.size())).collect();
        self.files.extend(files);
        Action::Received(named)
    }

    fn perform(&mut self, context: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Read(seat, parts, situation, preview) => {
                let handles: Vec<LocalFile> =
                    parts.iter().filter_map(|part| self.files.get(part.file).cloned()).collect();
                let request = Request::Read { parts, situation, preview };
                if let Some(worker) = self.worker(context, seat) {
                    worker.ask(&request, handles.iter(), &Parcel::default());
                }
            }
            Effect::Ask(seat, request, parcel) => {
                if let Some(worker) = self.worker(context, seat) {
                    worker.ask(&request, std::iter::empty(), &parcel);
                }
            }
            Effect::ListSoon => {
                if !std::mem::replace(&mut self.list_is_due, true) {
                    let link = context.link().clone();
                    browser::after(PAUSE, move || link.send_message(Message::ListDue));
                }
            }
            Effect::TellPainted => {
                let link = context.link().clone();
                browser::after_painting(move || link.send_message(Message::Act(Action::Painted)));
            }
            Effect::AskLibrarian(request) => self.ask_librarian(context, &request),
            Effect::Start(seat) => self.start(context, seat),
            Effect::RestartLookUp => self.librarian = None,
            Effect::GiveUp => {
                self.files.clear();
                self.download = Download::default();
                self.workers.clear();
                self.librarian = None;
            }
            Effect::Forget => {
                self.focused = None;
                self.files.clear();
                self.download = Download::default();
                for seat in 0..self.workers.len() {
                    self.start(context, seat);
                }
            }
            Effect::TakeText(name, text) => {
                if let Some(file) = LocalFile::from_text(&name, &text) {
                    context.link().send_message(Message::Happened(WindowEvent::Files(vec![file])));
                }
            }
            Effect::Copy(name, text) => {
                let link = context.link().clone();
                browser::copy(&text, move |copied| {
                    link.send_message(Message::Act(if copied {
                        Action::Copied(name)
                    } else {
                        Action::Troubled(
                            "The browser did not allow copying. Select the text and copy it manually."
                                .to_owned(),
                        )
                    }));
                });
            }
            Effect::LoadNewer => browser::load_newer(),
            Effect::Paint(theme) => browser::paint(theme),
            Effect::Append(parcel) => self.download.add(&parcel.0),
            Effect::DropAppended => self.download = Download::default(),
            Effect::SaveAppended(name, kind) => std::mem::take(&mut self.download).save(&name, &kind),
            Effect::Draw(name, text) => browser::draw(&name, &text),
            Effect::Print => browser::print(),
            Effect::ForgetAll => browser::forget_everything(),
            Effect::Remember(text) => {
                if !browser::remember(text.as_deref()) && text.is_some() {
                    // The check mark is drawn before it is removed again, or nothing would change.
                    let link = context.link().clone();
                    browser::after_drawing(move || link.send_message(Message::Act(Action::NotKept)));
                }
            }
            Effect::GoTo(address) => browser::go_to(&address),
            Effect::Readdress(address) => {
                let item = self.state.selected.filter(|_| self.state.route.is_of_item());
                browser::readdress(&address, item);
            }
            Effect::Arrive
            | Effect::Announce
            | Effect::Focus(_)
            | Effect::Refocus(_)
            | Effect::Reveal(_)
            | Effect::RevealWithin(_)
            | Effect::ScrollTo(..) => self.due.push(effect),
        }
    }
}

/// While rows arrive, the list is requested again at this interval in milliseconds.
const PAUSE: i32 = 250;

impl App {
    fn start(&mut self, context: &Context<Self>, seat: usize) {
        if self.workers.len() <= seat {
            self.workers.resize_with(seat + 1, || None);
        }
        if let Some(place) = self.workers.get_mut(seat) {
            *place = Some(start(context, "worker", move |told| match told {
                Told::Replied(reply, parcel) => Action::Replied(seat, reply, parcel),
                Told::Died => Action::Crashed(seat),
                Told::Missing => Action::PartMissing,
            }));
        }
    }

    fn start_readers(&mut self, context: &Context<Self>) {
        for seat in 1..=self.state.bulk.queue.readers() {
            self.start(context, seat);
        }
    }

    fn worker(&mut self, context: &Context<Self>, seat: usize) -> Option<&WorkerHandle> {
        if self.workers.get(seat).is_none_or(Option::is_none) {
            self.start(context, seat);
        }
        self.workers.get(seat)?.as_ref()
    }

    fn ask_librarian(&mut self, context: &Context<Self>, request: &Request) {
        let librarian = self.librarian.get_or_insert_with(|| {
            start(context, "librarian", |told| match told {
                Told::Replied(reply, parcel) => Action::Replied(usize::MAX, reply, parcel),
                Told::Died => Action::LookUpFailed,
                Told::Missing => Action::LookUpMissing,
            })
        });
        librarian.ask(request, std::iter::empty(), &Parcel::default());
    }
}

/// Starts a worker and turns what it reports into actions.
fn start(context: &Context<App>, program: &str, action: impl Fn(Told) -> Action + 'static) -> WorkerHandle {
    let link = context.link().clone();
    WorkerHandle::start(program, move |told| link.send_message(Message::Act(action(told))))
}
