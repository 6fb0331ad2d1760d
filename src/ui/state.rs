//! What the page shows, and how actions change it.

use super::queue::Queue;
use super::seam::{Form, Password, Reply, Request, Source, Way};
use crate::address;
use crate::moment::Moment;
use crate::report::bytes::Dump;
use crate::report::compare::Comparison;
use crate::report::history::Period;
use crate::report::workbench::{Bench, Policy};
use crate::report::{Place, Report, Sign, code};
use crate::situation::{self, Situation};
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

pub mod links;
pub mod listing;
mod route;
mod shown;
pub mod telling;
mod theme;
mod tree;

pub use links::{Custom, Links};
pub use listing::{Listing, Sort};
pub use route::{Arrival, Route};
pub use shown::link_to;
pub use theme::Theme;
pub use tree::{Key, Tree};

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Where the visitor is.
    pub route: Route,
    /// What there is to say about everything that was dropped.
    pub report: Rc<Report>,
    /// Where each item of it came from.
    pub sources: Vec<Source>,
    /// What was put away.
    pub without: Vec<Source>,
    /// Which item is shown.
    pub selected: usize,
    /// Which scenario of it is shown.
    pub story: usize,
    /// How the list is narrowed and sorted.
    pub listing: Listing,
    /// What the visitor told.
    pub situation: Situation,
    /// Whether that is kept for the next visit.
    pub remember: bool,
    /// The files.
    pub queue: Queue,
    /// Sentences about what went wrong, the newest last.
    pub troubles: Vec<String>,
    /// Whether something is being dragged over the window.
    pub dragging: bool,
    /// What was typed into the box for pasting; absent while that is closed.
    pub pasting: Option<String>,
    /// What was copied last, to say so.
    pub copied: Option<String>,
    /// The colours asked for.
    pub theme: Theme,
    /// What this page is.
    pub edition: Edition,
    /// Whether a newer build is at hand.
    pub newer: bool,
    /// What was typed into the box for codes.
    pub query: String,
    /// What it can mean, best first; absent while that is not known yet.
    pub hits: Option<Vec<code::Hit>>,
    /// The page of the code the visitor is at; absent until it has come, and inside if there is no such code.
    pub page: Option<Option<Box<code::Page>>>,
    /// Every code; empty until it was asked for.
    pub codes: Vec<code::Hit>,
    /// The last answer, if it was not accepted.
    pub rejected: Option<Rejected>,
    /// The bytes of the item: absent until they have come, and inside if there are none.
    pub dump: Option<Option<Rc<Dump>>>,
    /// What is chosen and folded in them.
    pub tree: Tree,
    /// The place in the bytes to go to once they have come.
    pub wanted: Option<Place>,
    /// The item that the shown one is compared with.
    pub other: Option<usize>,
    /// What changed between the two: absent until it has come, and inside if they cannot be compared.
    pub comparison: Option<Option<Rc<Comparison>>>,
    /// What was pasted on the workbench for mapping by hand.
    pub identities: String,
    /// What became of the item over time; absent until it has come.
    pub periods: Option<Vec<Period>>,
    /// The strings of the item: absent until they have come, and inside if there are none.
    pub bench: Option<Option<Rc<Bench>>>,
    /// What was pasted on the workbench for the policy.
    pub policy_lines: String,
    /// What is to say about them.
    pub policy: Option<Rc<Policy>>,
    /// What came with the address, and what leaves by one.
    pub links: Links,
    /// What the administrator of the page added.
    pub custom: Custom,
    /// The password that was just given, and the file it is for; gone once it was handed on.
    pub password: Option<(usize, Password)>,
}

/// What a page knows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// What names its build; absent where it was built for development.
    pub build: Option<String>,
    /// Where the licences of others are, if they were published with it.
    pub licences: Option<String>,
}

/// An answer that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The key of the situation.
    pub key: String,
    /// What was answered.
    pub text: String,
    /// Why it was not accepted.
    pub sentence: String,
}

/// What a visitor, a worker or the browser does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Files came, by these names.
    Received(Vec<String>),
    /// The worker answered.
    Replied(Box<Reply>),
    /// The worker died.
    Felled,
    /// Reading is to stop.
    Stopped,
    /// The worker that looks up codes died.
    LookUpFailed,
    /// A worker never came to work.
    PartMissing,
    /// An item was chosen.
    Selected(usize),
    /// The item before or behind the shown one was chosen, in the order of the list.
    Stepped(isize),
    /// An item is to be put away.
    PutAway(usize),
    /// The list is to be sorted or narrowed.
    Listed(Listing),
    /// A scenario was chosen.
    StoryChosen(usize),
    /// A question was answered: the key of the situation, and the answer as JSON.
    Answered(String, Value),
    /// Everything that was told is to be forgotten.
    Untold,
    /// Everything is to be forgotten, also what the browser keeps of the page.
    AllForgotten,
    /// What was told is to be kept for the next visit, or no longer.
    RememberAsked(bool),
    /// What was told at the last visit.
    Remembered(String),
    /// A password was given for an item.
    Unlocked(usize, Password),
    /// Everything is to be forgotten.
    Cleared,
    /// Something is dragged over the window, or no longer.
    Dragging(bool),
    /// The box for pasting was opened, changed, or closed.
    Pasting(Option<String>),
    /// Text was pasted.
    Pasted(String),
    /// An example was asked for.
    ExampleChosen(&'static str),
    /// Something is to be copied: its name, and the text.
    CopyAsked(String, String),
    /// It was copied.
    Copied(String),
    /// Items are to leave the page.
    ExportAsked(Form, Way),
    /// The page is to be printed.
    PrintAsked,
    /// The bytes of the item are to be shown, at this place.
    BytesAsked(Place),
    /// An element was chosen in the bytes.
    NodeChosen(usize),
    /// An element was folded or unfolded.
    NodeFolded(usize),
    /// A byte was chosen.
    ByteChosen(usize),
    /// The pointer came over an element of the structure, or over none.
    NodePointed(Option<usize>),
    /// The pointer came over a byte.
    BytePointed(usize),
    /// A key was pressed in the tree of elements.
    TreeKey(Key),
    /// A key was pressed among the bytes.
    HexKey(Key),
    /// The item to compare with was chosen.
    OtherChosen(Option<usize>),
    /// The workbench for mapping by hand was typed into.
    IdentitiesTyped(String),
    /// The workbench for the policy was typed into.
    PolicyTyped(String),
    /// Other colours were asked for.
    ThemeChanged(Theme),
    /// The address changed.
    Navigated(Route),
    /// Something about links, or about what the administrator added.
    Linked(links::Act),
    /// The box for codes was typed into.
    QueryTyped(String),
    /// The query was sent off: its likeliest meaning is to be shown.
    QuerySent,
    /// A newer build is at hand.
    NewerFound,
    /// It is to be loaded.
    NewerAsked,
    /// Something went wrong, in a sentence.
    Troubled(String),
    /// The sentences about what went wrong were read.
    TroublesRead,
}

/// What the world outside is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send the worker the file in this place, with the password to try on it.
    Read(usize, Option<Password>),
    /// Ask the worker that keeps what was read.
    Ask(Request),
    /// Ask the worker that knows the codes.
    AskLibrarian(Request),
    /// Start a worker in place of the one that died.
    Restart,
    /// Let the next look-up start a worker in place of the one that died.
    RestartLookUp,
    /// Start no worker before files come again.
    GiveUp,
    /// Drop every file and what the worker keeps.
    Forget,
    /// Take a text as if it had been dropped: its name, and the text.
    TakeText(String, String),
    /// Put a text on the clipboard: its name, and the text.
    Copy(String, String),
    /// Save a file: its name, its type, and the text.
    Save(String, String, String),
    /// Draw a picture that is written as text, and save it: the name, and the text.
    Draw(String, String),
    /// Print the page.
    Print,
    /// Keep what was told for the next visit, or forget what was kept.
    Remember(Option<String>),
    /// Begin anew with the newer build.
    LoadNewer,
    /// Remove everything that the browser keeps of the page.
    ForgetAll,
    /// Show other colours, and remember them.
    Paint(Theme),
    /// Go to an address.
    GoTo(String),
    /// Write another address in place of the one that is shown, without going anywhere.
    Readdress(String),
    /// Bring the top of a new view into view and tell it to screen readers.
    Arrive,
    /// Bring the answer into view and tell it to screen readers.
    Announce,
    /// Move the focus to something on the page, by its name in the document.
    Focus(String),
    /// Bring something on the page into view, by its name in the document.
    Reveal(String),
}

impl State {
    /// The state at the start of a visit.
    #[must_use]
    pub fn new(today: Option<Moment>) -> Self {
        Self { situation: Situation { today, ..Situation::default() }, ..Self::default() }
    }

    /// Changes with an action, and says what the world outside is asked to do.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let mut judge = false;
        let mut effects = Vec::new();
        match action {
            Action::Received(names) => {
                self.dragging = false;
                if !matches!(self.route, Route::Inspect | Route::Table) {
                    effects.push(Effect::GoTo(Route::Inspect.link().to_owned()));
                }
                for name in names {
                    self.queue.add(name);
                }
                judge = true;
            }
            Action::Replied(reply) => judge = self.replied(*reply, &mut effects),
            Action::Felled => {
                if let Some(name) = self.queue.felled() {
                    self.troubles.push(format!(
                        "{name} could not be examined: reading it failed in a way that should not happen. \
                         Everything else is still here."
                    ));
                }
                effects.push(Effect::Restart);
                judge = true;
            }
            Action::Stopped => {
                let aside = self.queue.stop();
                self.troubles.push(match aside {
                    1 => "Stopped. 1 file was not read.".to_owned(),
                    _ => format!("Stopped. {aside} files were not read."),
                });
                effects.push(Effect::Restart);
                judge = true;
            }
            Action::LookUpFailed => {
                self.trouble(
                    "Looking that up failed in a way that should not happen. Try it in other words.",
                );
                effects.push(Effect::RestartLookUp);
            }
            Action::PartMissing => {
                self.trouble(
                    "A part of this page did not arrive from its server, so nothing can be examined. Load the page \
                     again. If that does not help, its administrator must let the server hand out files ending in \
                     .wasm as application/wasm.",
                );
                self.queue.clear();
                effects.push(Effect::GiveUp);
            }
            Action::Selected(place) => {
                effects.extend(self.select(place));
                effects.push(Effect::GoTo(self.link(&self.route)));
            }
            Action::Stepped(by) => {
                let places = self.listing.places(&self.report);
                let at = places.iter().position(|place| *place == self.selected);
                let next = at.map_or(Some(0), |at| at.checked_add_signed(by));
                if let Some(place) = next.and_then(|next| places.get(next)) {
                    effects.extend(self.select(*place));
                    effects.extend(self.readdressed());
                    effects.push(Effect::Focus(format!("entry-{place}")));
                }
            }
            Action::PutAway(place) => {
                self.without.extend(self.sources.get(place).copied());
                self.other = None;
                judge = true;
            }
            Action::Listed(listing) => self.listing = listing,
            Action::StoryChosen(place) => self.story = place,
            Action::Answered(key, answer) => {
                match telling::with_answer(&self.situation, &key, answer.clone()) {
                    Ok(situation) => {
                        self.rejected = None;
                        self.situation = situation;
                        effects.extend(self.remembered());
                        judge = true;
                    }
                    Err(sentence) => {
                        let text = answer.as_str().unwrap_or_default().to_owned();
                        self.rejected = Some(Rejected { key, text, sentence });
                    }
                }
            }
            Action::Untold => {
                self.rejected = None;
                self.remember = false;
                let untold = Situation { today: self.situation.today, ..Situation::default() };
                self.situation = self.custom.configuration.filling(&untold);
                self.links.preset = None;
                effects.push(Effect::Remember(None));
                judge = true;
            }
            Action::AllForgotten => {
                let all = [Action::Cleared, Action::ThemeChanged(Theme::System), Action::Untold];
                effects.extend(all.into_iter().flat_map(|action| self.apply(action)));
                effects.push(Effect::ForgetAll);
            }
            Action::RememberAsked(remember) => {
                self.remember = remember;
                effects.push(Effect::Remember(remember.then(|| self.telling())));
            }
            Action::Remembered(text) => {
                if let Ok((situation, _)) = situation::from_json(&text) {
                    self.situation = Situation { today: self.situation.today, ..situation };
                    self.remember = true;
                }
            }
            Action::Unlocked(place, password) => {
                if let Some(source) = self.sources.get(place) {
                    self.queue.again(source.file);
                    self.password = Some((source.file, password));
                    judge = true;
                }
            }
            Action::Cleared => {
                *self = Self {
                    situation: std::mem::take(&mut self.situation),
                    remember: self.remember,
                    theme: self.theme,
                    edition: std::mem::take(&mut self.edition),
                    newer: self.newer,
                    codes: std::mem::take(&mut self.codes),
                    links: Links { base: self.links.base.take(), ..Links::default() },
                    custom: std::mem::take(&mut self.custom),
                    ..Self::default()
                };
                effects.push(Effect::GoTo(Route::Inspect.link().to_owned()));
                effects.push(Effect::Forget);
            }
            Action::Dragging(dragging) => self.dragging = dragging,
            Action::Pasting(text) => {
                if self.pasting.is_none() && text.is_some() {
                    effects.push(Effect::Focus("paste-text".to_owned()));
                }
                self.pasting = text;
            }
            Action::Pasted(text) => {
                self.pasting = None;
                if !text.trim().is_empty() {
                    effects.push(Effect::TakeText("pasted text".to_owned(), text));
                }
            }
            Action::ExampleChosen(id) => {
                if let Some(example) = super::drop_zone::EXAMPLES.iter().find(|example| example.id == id) {
                    effects.push(Effect::TakeText(example.file.to_owned(), example.text.to_owned()));
                }
            }
            Action::CopyAsked(name, text) => effects.push(Effect::Copy(name, text)),
            Action::Copied(name) => self.copied = Some(name),
            Action::ExportAsked(form, way) => {
                let items = match (form, &self.route) {
                    (Form::Csv, _) | (_, Route::Table) => self.listing.places(&self.report),
                    _ => vec![self.selected],
                };
                effects.push(Effect::Ask(Request::Export { form, items, story: self.story, way }));
            }
            Action::PrintAsked => effects.push(Effect::Print),
            Action::BytesAsked(place) => {
                self.wanted = Some(place);
                effects.push(Effect::GoTo(self.link(&Route::Bytes)));
            }
            Action::NodePointed(place) => self.tree.pointed = place,
            Action::BytePointed(offset) => {
                self.tree.pointed = self.dump.as_ref().and_then(|dump| dump.as_ref()?.at(offset));
            }
            Action::NodeChosen(_)
            | Action::NodeFolded(_)
            | Action::ByteChosen(_)
            | Action::TreeKey(_)
            | Action::HexKey(_) => effects.extend(self.in_bytes(&action)),
            Action::OtherChosen(other) => {
                self.other = other;
                effects.extend(self.ask_view());
            }
            Action::IdentitiesTyped(text) => {
                self.identities = text;
                effects.extend(self.ask_view());
            }
            Action::PolicyTyped(text) => {
                self.policy_lines = text;
                effects.extend(self.ask_view());
            }
            Action::ThemeChanged(theme) => {
                self.theme = theme;
                effects.push(Effect::Paint(theme));
            }
            Action::Navigated(route) => {
                effects.extend(self.navigate(route));
                effects.extend(self.readdressed());
            }
            Action::Linked(act) => judge = self.linked(act, &mut effects),
            Action::QueryTyped(query) => {
                self.hits = None;
                if !query.trim().is_empty() {
                    effects.push(Effect::AskLibrarian(Request::LookUp { query: query.clone() }));
                }
                self.query = query;
            }
            Action::QuerySent => {
                let only = match self.hits.as_deref() {
                    Some([only]) => Some(only.link.clone()),
                    _ => None,
                };
                if !self.query.trim().is_empty() {
                    effects.push(Effect::GoTo(only.unwrap_or_else(|| address::of_search(&self.query))));
                }
            }
            Action::NewerFound => self.newer = true,
            Action::NewerAsked => effects.push(Effect::LoadNewer),
            Action::Troubled(sentence) => self.troubles.push(sentence),
            Action::TroublesRead => self.troubles.clear(),
        }
        effects.extend(self.next(judge));
        effects
    }

    /// Takes what a worker answered; whether a judgment is due.
    fn replied(&mut self, reply: Reply, effects: &mut Vec<Effect>) -> bool {
        match reply {
            Reply::Ready => {}
            Reply::Read => {
                self.queue.done();
                return true;
            }
            Reply::Judged { report, sources } => {
                self.queue.done();
                let first = self.report.items.is_empty();
                let before = self.selected;
                let shown = self.sources.get(self.selected).copied();
                let other = self.other.and_then(|other| self.sources.get(other).copied());
                let place = |source: Source| sources.iter().position(|it| *it == source);
                self.selected = shown.and_then(place).unwrap_or(self.selected);
                self.other = other.and_then(place);
                self.selected = self.selected.min(report.items.len().saturating_sub(1));
                self.report = Rc::new(report);
                self.sources = sources;
                if first {
                    self.selected = shown::first_to_show(&self.report);
                    effects.push(Effect::Announce);
                }
                if first || self.selected != before {
                    effects.extend(self.readdressed());
                }
                effects.extend(self.ask_view());
            }
            Reply::History { item, periods } => {
                if item == self.selected {
                    self.periods = Some(periods);
                }
            }
            Reply::Bytes { item, dump } => {
                if item == self.selected {
                    let dump = dump.map(Rc::new);
                    let chosen = dump.as_ref().and_then(|dump| dump.of(self.wanted.take()?)).unwrap_or(0);
                    self.tree = Tree { chosen, pointed: None, folded: BTreeSet::new() };
                    self.dump = Some(dump);
                    effects.push(Effect::Reveal(format!("node-{chosen}")));
                }
            }
            Reply::Compared { before, after, comparison } => {
                if (Some(before), after) == (self.other, self.selected) {
                    self.comparison = Some(comparison.map(Rc::new));
                }
            }
            Reply::Mapped { item, bench } => {
                if item == self.selected {
                    self.bench = Some(bench.map(Rc::new));
                }
            }
            Reply::Policed { policy } => self.policy = Some(Rc::new(policy)),
            Reply::Exported { name, kind, text, way } => effects.push(match way {
                Way::Copy => Effect::Copy(name, text),
                Way::Save => Effect::Save(name, kind, text),
                Way::Draw => Effect::Draw(name.replace(".svg", ".png"), text),
            }),
            Reply::LookedUp { query, hits } => {
                if query == self.query {
                    self.hits = Some(hits);
                }
            }
            Reply::Page { link, page, meanings } => {
                if self.route == Route::Code(link) {
                    self.page = Some(page);
                    self.links.meanings = meanings;
                }
            }
            Reply::Shared { link } => self.links.shared(link),
            Reply::Configured { configuration, problems } => return self.configured(configuration, problems),
            Reply::Codes { hits } => self.codes = hits,
        }
        false
    }

    fn select(&mut self, place: usize) -> Vec<Effect> {
        self.selected = place;
        self.story = 0;
        self.dump = None;
        self.bench = None;
        self.periods = None;
        self.comparison = None;
        self.ask_view()
    }

    fn navigate(&mut self, route: Route) -> Vec<Effect> {
        if self.route == route {
            return Vec::new();
        }
        self.route = route;
        let mut effects = Vec::new();
        match &self.route {
            Route::Code(link) => {
                self.page = None;
                effects.push(Effect::AskLibrarian(Request::Page { link: link.clone() }));
            }
            Route::Codes if self.codes.is_empty() => effects.push(Effect::AskLibrarian(Request::Browse)),
            _ => effects.extend(self.ask_view()),
        }
        effects.push(Effect::Arrive);
        effects
    }

    /// Asks for what the view needs beyond the report.
    fn ask_view(&self) -> Vec<Effect> {
        let item = self.selected;
        let lines = |text: &str| {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let request = match self.route {
            Route::Bytes => Request::Bytes { item },
            Route::Time => Request::History { item },
            Route::Map => Request::Map { item, lines: lines(&self.identities) },
            Route::Policy => Request::Policy {
                item: (!self.report.items.is_empty()).then_some(item),
                lines: lines(&self.policy_lines),
            },
            Route::Compare => match self.other {
                Some(before) => Request::Compare { before, after: item },
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        vec![Effect::Ask(request)]
    }

    fn in_bytes(&mut self, action: &Action) -> Option<Effect> {
        let dump = self.dump.clone().flatten()?;
        match *action {
            Action::NodeChosen(place) => self.tree.choose(&dump, place),
            Action::NodeFolded(place) => self.tree.fold(&dump, place),
            Action::ByteChosen(offset) => self.tree.choose(&dump, dump.at(offset)?),
            Action::TreeKey(key) => self.tree.step(&dump, key),
            Action::HexKey(key) => {
                let at = dump.nodes.get(self.tree.chosen)?.offset;
                self.tree.choose(&dump, dump.at(tree::moved(at, key, dump.bytes.len()))?);
            }
            _ => return None,
        }
        let chosen = self.tree.chosen;
        Some(Effect::Reveal(match action {
            Action::NodeChosen(_) | Action::NodeFolded(_) | Action::TreeKey(_) => {
                format!("byte-{}", dump.nodes.get(chosen)?.offset)
            }
            _ => format!("node-{chosen}"),
        }))
    }

    fn next(&mut self, judge: bool) -> Option<Effect> {
        Some(match self.queue.next(judge)? {
            super::queue::Next::Read(place) => {
                let password =
                    self.password.take_if(|(file, _)| *file == place).map(|(_, password)| password);
                Effect::Read(place, password)
            }
            super::queue::Next::Judge => Effect::Ask(Request::Judge {
                situation: Box::new(self.situation.clone()),
                without: self.without.clone(),
            }),
        })
    }

    fn remembered(&self) -> Option<Effect> {
        self.remember.then(|| Effect::Remember(Some(self.telling())))
    }

    /// What was told, without the day: that is another one at the next visit.
    fn telling(&self) -> String {
        let situation = Situation { today: None, ..self.situation.clone() };
        serde_json::to_string(&situation).unwrap_or_default()
    }

    fn trouble(&mut self, sentence: &str) {
        if self.troubles.iter().all(|known| known != sentence) {
            self.troubles.push(sentence.to_owned());
        }
    }

    /// How many items have each sign.
    #[must_use]
    pub fn counts(&self) -> Vec<(Sign, usize)> {
        listing::counts(&self.report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(reply: Reply) -> Action {
        Action::Replied(Box::new(reply))
    }

    fn judged() -> Action {
        reply(Reply::Judged { report: Report::default(), sources: Vec::new() })
    }

    fn looked_up(query: &str, hits: Vec<code::Hit>) -> Action {
        reply(Reply::LookedUp { query: query.to_owned(), hits })
    }

    fn look_up(query: &str) -> Effect {
        Effect::AskLibrarian(Request::LookUp { query: query.to_owned() })
    }

    fn page_came(link: &str) -> Action {
        reply(Reply::Page { link: link.to_owned(), page: None, meanings: vec![] })
    }

    /// A visit to which so many certificates came in one file.
    fn visit(count: usize) -> State {
        let pem: String = (0..count).map(|at| forge::Leaf::user(&format!("user{at}")).pem()).collect();
        let findings =
            crate::examination::read(&[crate::intake::File { name: "a.pem", bytes: pem.as_bytes() }], &[]);
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        let judgments = crate::examination::judge(&findings, &situation);
        let reader = crate::report::Reader::somewhere(&situation);
        let report = crate::report::report(&findings, &judgments, &reader);
        let sources = (0..count).map(|item| Source { file: 0, item }).collect();
        let mut state = State::new(situation.today);
        state.apply(Action::Received(vec!["a.pem".into()]));
        state.apply(reply(Reply::Read));
        state.apply(reply(Reply::Judged { report, sources }));
        state
    }

    #[test]
    fn an_item_put_away_leaves_the_others_and_the_shown_one() {
        let mut state = visit(3);
        state.apply(Action::Selected(2));
        let effects = state.apply(Action::PutAway(0));
        let [Effect::Ask(Request::Judge { without, .. })] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(*without, [Source { file: 0, item: 0 }]);
        let mut report = (*state.report).clone();
        report.items.remove(0);
        let sources = vec![Source { file: 0, item: 1 }, Source { file: 0, item: 2 }];
        state.apply(reply(Reply::Judged { report, sources }));
        assert_eq!(
            (state.selected, state.report.items.len()),
            (1, 2),
            "the same one is shown, at its new place"
        );
    }

    #[test]
    fn arrow_keys_go_through_the_list_as_it_is_shown() {
        let mut state = visit(3);
        state.apply(Action::Stepped(1));
        assert_eq!(state.selected, 1);
        state.apply(Action::Stepped(-1));
        state.apply(Action::Stepped(-1));
        assert_eq!(state.selected, 0, "it stays at the first");
        state.apply(Action::Listed(Listing { text: "user2".into(), ..Listing::default() }));
        state.apply(Action::Stepped(1));
        assert_eq!(state.selected, 2, "the shown one is not listed, so the first that is");
    }

    #[test]
    fn a_password_goes_with_one_reading_and_is_not_kept() {
        let mut state = visit(1);
        let effects = state.apply(Action::Unlocked(0, Password::new("secret".into())));
        assert_eq!(effects, [Effect::Read(0, Some(Password::new("secret".into())))]);
        assert_eq!(state.password, None);
        assert!(!format!("{effects:?}").contains("secret"));
        assert_eq!(
            state.apply(Action::Felled),
            [Effect::Restart],
            "a file that fells the worker is not tried again"
        );
    }

    #[test]
    fn each_view_asks_for_what_it_shows_and_takes_only_that() {
        let mut state = visit(2);
        let effects = state.apply(Action::Navigated(Route::Bytes));
        let address = |text: &str| Effect::Readdress(text.into());
        let bytes = |item| Effect::Ask(Request::Bytes { item });
        assert_eq!(effects, [bytes(0), Effect::Arrive, address("#/item/1/bytes")]);
        assert_eq!(state.apply(Action::Selected(1)), [bytes(1), Effect::GoTo("#/item/2/bytes".into())]);
        state.apply(reply(Reply::Bytes { item: 0, dump: None }));
        assert_eq!(state.dump, None, "those of another item");
        state.apply(reply(Reply::Bytes { item: 1, dump: None }));
        assert_eq!(state.dump, Some(None));
        let effects = state.apply(Action::Navigated(Route::Compare));
        assert_eq!(effects, [Effect::Arrive, address("#/item/2/compare")]);
        let effects = state.apply(Action::OtherChosen(Some(0)));
        assert_eq!(effects, [Effect::Ask(Request::Compare { before: 0, after: 1 })]);
        state.apply(Action::Navigated(Route::Map));
        let effects = state.apply(Action::IdentitiesTyped(" X509:<SKI>00 \n\n".into()));
        assert_eq!(effects, [Effect::Ask(Request::Map { item: 1, lines: vec!["X509:<SKI>00".into()] })]);
    }

    #[test]
    fn the_way_back_leads_to_the_item_before() {
        let mut state = visit(3);
        assert_eq!(state.apply(Action::Selected(2)), [Effect::GoTo("#/item/3".into())]);
        let arrive = |state: &mut State, address: &str| {
            state.apply(Action::Linked(links::Act::Arrived(Arrival::of(address))))
        };
        assert_eq!(
            arrive(&mut state, "#/item/3"),
            [Effect::Readdress("#/item/3".into())],
            "it was just gone to"
        );
        arrive(&mut state, "#/item/1");
        assert_eq!(state.selected, 0);
        assert_eq!(
            arrive(&mut state, "#/item/8"),
            [Effect::Readdress("#/item/1".into())],
            "there is no such item"
        );
    }

    #[test]
    fn the_pointer_finds_the_element_of_a_byte() {
        let mut state = visit(1);
        state.apply(Action::Navigated(Route::Bytes));
        let der = forge::Leaf::user("user0").der();
        let findings = crate::examination::read(&[crate::intake::File { name: "a", bytes: &der }], &[]);
        let dump = crate::report::bytes::dump(&findings.items[0]).unwrap();
        let (last, count) = (dump.at(dump.bytes.len() - 1), dump.bytes.len());
        state.apply(reply(Reply::Bytes { item: 0, dump: Some(dump) }));
        state.apply(Action::BytePointed(count - 1));
        assert_eq!(state.tree.pointed, last);
        assert_eq!(state.tree.chosen, 0, "pointing chooses nothing");
        state.apply(Action::NodePointed(None));
        assert_eq!(state.tree.pointed, None);
    }

    #[test]
    fn a_place_leads_to_its_bytes() {
        let mut state = visit(1);
        let place = Place { offset: 4, length: 2 };
        assert_eq!(state.apply(Action::BytesAsked(place)), [Effect::GoTo("#/item/1/bytes".into())]);
        state.apply(Action::Navigated(Route::Bytes));
        let der = forge::Leaf::user("user0").der();
        let findings = crate::examination::read(&[crate::intake::File { name: "a", bytes: &der }], &[]);
        let dump = crate::report::bytes::dump(&findings.items[0]);
        let tbs = dump.as_ref().unwrap().of(place).unwrap();
        state.apply(reply(Reply::Bytes { item: 0, dump }));
        assert_eq!(state.tree.chosen, tbs);
        state.apply(Action::ByteChosen(0));
        assert_eq!(state.tree.chosen, 0);
        assert_eq!(state.apply(Action::TreeKey(Key::Down)), [Effect::Reveal("byte-4".into())]);
        state.apply(Action::HexKey(Key::Left));
        assert_eq!(state.tree.chosen, 0, "one byte back is the head of the whole");
    }

    #[test]
    fn what_was_told_is_kept_only_if_asked_and_without_the_day() {
        let mut state = visit(1);
        let told = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Remember(_)));
        assert!(!told(&state.apply(Action::Answered("dc.version".into(), "2016".into()))));
        let effects = state.apply(Action::RememberAsked(true));
        let [Effect::Remember(Some(text))] = effects.as_slice() else { panic!("{effects:?}") };
        assert!(text.contains("2016") && !text.contains("2026-11-20"));
        let mut next = State::new(Some(Moment::day(2027, 1, 1)));
        next.apply(Action::Remembered(text.clone()));
        assert_eq!(telling::told(&next.situation, "dc.version"), "2016");
        assert_eq!(next.situation.today, Some(Moment::day(2027, 1, 1)));
        assert!(told(&next.apply(Action::Answered("dc.realm".into(), "corp.example".into()))));
        assert!(next.apply(Action::Untold).contains(&Effect::Remember(None)));
        assert_eq!(telling::told(&next.situation, "dc.version"), "");
    }

    #[test]
    fn what_leaves_the_page_is_what_is_shown() {
        let mut state = visit(3);
        state.apply(Action::Selected(1));
        let ticket = state.apply(Action::ExportAsked(Form::Ticket, Way::Copy));
        assert!(matches!(ticket.as_slice(), [Effect::Ask(Request::Export { items, .. })] if *items == [1]));
        state.apply(Action::Listed(Listing { text: "user2".into(), ..Listing::default() }));
        let table = state.apply(Action::ExportAsked(Form::Csv, Way::Save));
        assert!(matches!(table.as_slice(), [Effect::Ask(Request::Export { items, .. })] if *items == [2]));
        let made = |way| {
            reply(Reply::Exported { name: "a.csv".into(), kind: "text/csv".into(), text: "x".into(), way })
        };
        assert_eq!(
            state.apply(made(Way::Save)),
            [Effect::Save("a.csv".into(), "text/csv".into(), "x".into())]
        );
        assert_eq!(state.apply(made(Way::Copy)), [Effect::Copy("a.csv".into(), "x".into())]);
    }

    #[test]
    fn files_lead_to_a_report() {
        let mut state = State::new(None);
        assert_eq!(state.apply(Action::Received(vec!["a".into(), "b".into()])), [Effect::Read(0, None)]);
        assert_eq!(state.apply(reply(Reply::Read)), [Effect::Read(1, None)]);
        let judge = Request::Judge { situation: Box::default(), without: Vec::new() };
        assert_eq!(state.apply(reply(Reply::Read)), [Effect::Ask(judge)]);
        assert_eq!(state.apply(judged()), [Effect::Announce]);
    }

    #[test]
    fn a_worker_that_never_comes_is_told_once_and_blames_no_file() {
        let mut state = State::new(None);
        state.apply(Action::Received(vec!["alice.cer".into()]));
        assert_eq!(state.apply(Action::PartMissing), [Effect::GiveUp]);
        assert_eq!(state.apply(Action::PartMissing), [Effect::GiveUp]);
        assert_eq!(state.troubles.len(), 1);
        assert!(!state.troubles[0].contains("alice.cer") && !state.queue.is_busy());
        assert!(
            state.apply(Action::Received(vec!["b".into()])).contains(&Effect::Read(0, None)),
            "it tries again"
        );
    }

    #[test]
    fn a_fallen_worker_is_replaced_and_named() {
        let mut state = State::new(None);
        state.apply(Action::Received(vec!["odd.cer".into(), "b".into()]));
        assert_eq!(state.apply(Action::Felled), [Effect::Restart, Effect::Read(1, None)]);
        assert!(state.troubles[0].starts_with("odd.cer could not be examined"));
        state.apply(Action::TroublesRead);
        assert!(state.troubles.is_empty());
    }

    #[test]
    fn a_newer_build_waits_until_it_is_asked_for() {
        let mut state = State::new(None);
        state.edition.build = Some("0123456789ab".to_owned());
        assert_eq!(state.apply(Action::NewerFound), []);
        state.apply(Action::Cleared);
        assert!(state.newer && state.edition.build.is_some(), "starting over is no other page");
        assert_eq!(state.apply(Action::NewerAsked), [Effect::LoadNewer]);
    }

    #[test]
    fn an_answer_judges_anew() {
        let mut state = State::new(Some(Moment::day(2026, 11, 20)));
        state.apply(Action::Received(vec!["a".into()]));
        state.apply(reply(Reply::Read));
        state.apply(judged());
        let effects = state.apply(Action::Answered("account.sid".into(), "S-1-5-21-1-2-3-1105 ".into()));
        let [Effect::Ask(Request::Judge { situation, .. })] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!(situation.account.sid.as_ref().map(ToString::to_string).unwrap(), "S-1-5-21-1-2-3-1105");
        assert_eq!(situation.today, Some(Moment::day(2026, 11, 20)));
    }

    #[test]
    fn an_answer_of_the_wrong_form_is_refused_and_nothing_changes() {
        let mut state = State::new(None);
        assert_eq!(state.apply(Action::Answered("account.sid".into(), "1105".into())), []);
        assert!(state.rejected.as_ref().is_some_and(|it| it.sentence.contains("`1105` is not a SID")));
        assert_eq!(state.situation, Situation::default());
        state.apply(Action::Answered("account.sid".into(), "".into()));
        assert_eq!(state.rejected, None);
    }

    #[test]
    fn a_number_is_answered_as_text_and_taken_back() {
        let mut state = State::new(None);
        state.apply(Action::Answered("dc.enforcement".into(), "1".into()));
        assert_eq!(state.situation.dc.enforcement, situation::Setting::Set(1));
        state.apply(Action::Answered("dc.enforcement".into(), "".into()));
        assert_eq!(state.situation.dc.enforcement, situation::Setting::Unknown);
    }

    #[test]
    fn only_the_answer_to_the_last_query_counts() {
        let hit = |label: &str| code::Hit {
            label: label.into(),
            title: String::new(),
            symbol: String::new(),
            link: "#/code/ras/853".into(),
            family: crate::catalog::Family::Ras,
        };
        let mut state = State::new(None);
        assert_eq!(state.apply(Action::QueryTyped("85".into())), [look_up("85")]);
        assert_eq!(state.apply(Action::QueryTyped("853".into())), [look_up("853")]);
        state.apply(looked_up("85", vec![]));
        assert_eq!(state.hits, None);
        state.apply(looked_up("853", vec![hit("error 853")]));
        assert_eq!(state.apply(Action::QuerySent), [Effect::GoTo("#/code/ras/853".into())]);
    }

    #[test]
    fn a_code_is_fetched_when_its_address_is_reached() {
        let mut state = State::new(None);
        let link = "#/code/ike/13908".to_owned();
        assert_eq!(
            state.apply(Action::Navigated(Route::of(&link))),
            [Effect::AskLibrarian(Request::Page { link: link.clone() }), Effect::Arrive]
        );
        state.apply(page_came("#/code/ike/13801"));
        assert_eq!(state.page, None, "an answer to an older question");
        state.apply(page_came(&link));
        assert_eq!(state.page, Some(None));
        assert_eq!(
            state.apply(Action::Navigated(Route::Codes)),
            [Effect::AskLibrarian(Request::Browse), Effect::Arrive]
        );
    }
}
