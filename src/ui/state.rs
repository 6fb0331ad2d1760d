//! What the page shows, and how actions change it.

use super::queue::Queue;
use crate::moment::Moment;
use crate::report::{Report, code};
use crate::situation::{self, Situation};
use serde_json::Value;
use std::rc::Rc;

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Where the visitor is.
    pub route: Route,
    /// What there is to say about everything that was dropped.
    pub report: Rc<Report>,
    /// Which item is shown.
    pub selected: usize,
    /// Which scenario of it is shown.
    pub story: usize,
    /// What the visitor told.
    pub situation: Situation,
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
    /// What was typed into the box for codes.
    pub query: String,
    /// What it can mean, best first; absent while that is not known yet.
    pub hits: Option<Vec<code::Hit>>,
    /// The page of the code the visitor is at; absent until it has come, and inside if there is no such code.
    pub page: Option<Option<Box<code::Page>>>,
    /// Every code; empty until it was asked for.
    pub codes: Vec<code::Hit>,
    /// Why the last answer was not accepted: the key of the situation, and a sentence.
    pub rejected: Option<(String, String)>,
}

/// Where the visitor is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Dropping and reading certificates.
    #[default]
    Inspect,
    /// All codes, or those a query can mean.
    Codes,
    /// One code, by its address.
    Code(String),
    /// What the page promises.
    About,
}

impl Route {
    /// The address of a place.
    #[must_use]
    pub fn link(&self) -> &str {
        match self {
            Self::Inspect => "#/",
            Self::Codes => "#/codes",
            Self::Code(link) => link,
            Self::About => "#/about",
        }
    }

    /// The place of an address.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        match hash.trim_start_matches(['#', '/']) {
            "about" => Self::About,
            "codes" => Self::Codes,
            path if path.starts_with("code/") => Self::Code(format!("#/{path}")),
            _ => Self::Inspect,
        }
    }
}

/// The colours asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has them.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The next one, when the visitor asks for a change.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::System,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a visitor, a worker or the browser does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Files came, by these names.
    Received(Vec<String>),
    /// The worker did what it was asked.
    Done,
    /// The worker judged.
    Judged(Box<Report>),
    /// The worker died.
    Felled,
    /// An item was chosen.
    Selected(usize),
    /// A scenario was chosen.
    StoryChosen(usize),
    /// A question was answered: the key of the situation, and the answer as JSON.
    Answered(String, Value),
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
    /// Other colours were asked for.
    ThemeChanged(Theme),
    /// The address changed.
    Navigated(Route),
    /// The box for codes was typed into.
    QueryTyped(String),
    /// The query was sent off: its likeliest meaning is to be shown.
    QuerySent,
    /// A query was looked up.
    LookedUp(String, Vec<code::Hit>),
    /// The page of a code came.
    PageCame(String, Option<Box<code::Page>>),
    /// All codes came.
    CodesCame(Vec<code::Hit>),
    /// Something went wrong, in a sentence.
    Troubled(String),
    /// The sentences about what went wrong were read.
    TroublesRead,
}

/// What the world outside is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send the worker the file in this place.
    Read(usize),
    /// Have the worker judge.
    Judge(Box<Situation>),
    /// Start a worker in place of the one that died.
    Restart,
    /// Drop every file and what the worker keeps.
    Forget,
    /// Take a text as if it had been dropped: its name, and the text.
    TakeText(String, String),
    /// Put a text on the clipboard: its name, and the text.
    Copy(String, String),
    /// Show other colours, and remember them.
    Paint(Theme),
    /// Look up what a query can mean.
    LookUp(String),
    /// Fetch the page of a code.
    FetchPage(String),
    /// Fetch all codes.
    FetchCodes,
    /// Go to an address.
    GoTo(String),
    /// Bring the top of a new view into view and tell it to screen readers.
    Arrive,
    /// Bring the answer into view and tell it to screen readers.
    Announce,
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
                self.route = Route::Inspect;
                if self.report.items.is_empty() {
                    self.selected = 0;
                }
                for name in names {
                    self.queue.add(name);
                }
                judge = true;
            }
            Action::Done => {
                self.queue.done();
                judge = true;
            }
            Action::Judged(report) => {
                self.queue.done();
                let first = self.report.items.is_empty();
                self.report = Rc::from(report);
                self.selected = self.selected.min(self.report.items.len().saturating_sub(1));
                if first {
                    effects.push(Effect::Announce);
                }
            }
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
            Action::Selected(place) => {
                self.selected = place;
                self.story = 0;
            }
            Action::StoryChosen(place) => self.story = place,
            Action::Answered(key, value) => match with_answer(&self.situation, &key, value) {
                Ok(situation) => {
                    self.rejected = None;
                    self.situation = situation;
                    judge = true;
                }
                Err(sentence) => self.rejected = Some((key, sentence)),
            },
            Action::Cleared => {
                self.queue.clear();
                self.report = Rc::default();
                self.selected = 0;
                self.story = 0;
                self.troubles.clear();
                effects.push(Effect::Forget);
            }
            Action::Dragging(dragging) => self.dragging = dragging,
            Action::Pasting(text) => self.pasting = text,
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
            Action::ThemeChanged(theme) => {
                self.theme = theme;
                effects.push(Effect::Paint(theme));
            }
            Action::Navigated(route) => effects.extend(self.navigate(route)),
            Action::QueryTyped(query) => {
                self.hits = None;
                if !query.trim().is_empty() {
                    effects.push(Effect::LookUp(query.clone()));
                }
                self.query = query;
            }
            Action::QuerySent => {
                let only = match self.hits.as_deref() {
                    Some([only]) => Some(only.link.clone()),
                    _ => None,
                };
                if !self.query.trim().is_empty() {
                    effects.push(Effect::GoTo(only.unwrap_or_else(|| Route::Codes.link().to_owned())));
                }
            }
            Action::LookedUp(query, hits) => {
                if query == self.query {
                    self.hits = Some(hits);
                }
            }
            Action::PageCame(link, page) => {
                if self.route == Route::Code(link) {
                    self.page = Some(page);
                }
            }
            Action::CodesCame(codes) => self.codes = codes,
            Action::Troubled(sentence) => self.troubles.push(sentence),
            Action::TroublesRead => self.troubles.clear(),
        }
        effects.extend(self.next(judge));
        effects
    }

    fn navigate(&mut self, route: Route) -> Vec<Effect> {
        if self.route == route {
            return Vec::new();
        }
        let mut effects = Vec::new();
        match &route {
            Route::Code(link) => {
                self.page = None;
                effects.push(Effect::FetchPage(link.clone()));
            }
            Route::Codes if self.codes.is_empty() => effects.push(Effect::FetchCodes),
            Route::Inspect | Route::Codes | Route::About => {}
        }
        self.route = route;
        effects.push(Effect::Arrive);
        effects
    }

    fn next(&mut self, judge: bool) -> Option<Effect> {
        Some(match self.queue.next(judge)? {
            super::queue::Next::Read(place) => Effect::Read(place),
            super::queue::Next::Judge => Effect::Judge(Box::new(self.situation.clone())),
        })
    }

    /// The title of the window.
    #[must_use]
    pub fn title(&self) -> String {
        match (&self.route, self.item()) {
            (Route::About, _) => "About · Strongmap".to_owned(),
            (Route::Codes, _) => "Error codes · Strongmap".to_owned(),
            (Route::Code(_), _) => match &self.page {
                Some(Some(page)) => format!("{}: {} · Strongmap", page.hit.label, page.hit.title),
                _ => "Error code · Strongmap".to_owned(),
            },
            (Route::Inspect, Some(item)) => format!("{}: {} · Strongmap", item.answer.headline, item.name),
            (Route::Inspect, None) => "Strongmap".to_owned(),
        }
    }

    /// The item that is shown.
    #[must_use]
    pub fn item(&self) -> Option<&crate::report::Item> {
        self.report.items.get(self.selected)
    }
}

/// The situation with one key set, by the path that other programs know; an empty answer takes it back.
fn with_answer(situation: &Situation, key: &str, answer: Value) -> Result<Situation, String> {
    let answer = match answer {
        Value::String(text) => Value::String(text.trim().to_owned()),
        other => other,
    };
    // Fields hand out text, and some keys hold numbers. Which do, the situation knows.
    let number = answer.as_str().and_then(|text| text.parse::<u32>().ok()).map(Value::from);
    let refused = match set(situation, key, answer) {
        Ok(situation) => return Ok(situation),
        Err(sentence) => sentence,
    };
    number.and_then(|number| set(situation, key, number).ok()).ok_or(refused)
}

fn set(situation: &Situation, key: &str, answer: Value) -> Result<Situation, String> {
    let mut root = serde_json::to_value(situation).map_err(|error| error.to_string())?;
    let (parents, last) = key.rsplit_once('.').unwrap_or(("", key));
    let mut place = &mut root;
    for part in parents.split('.').filter(|part| !part.is_empty()) {
        place = place.get_mut(part).ok_or_else(|| format!("{key} cannot be answered"))?;
    }
    let members = place.as_object_mut().ok_or_else(|| format!("{key} cannot be answered"))?;
    if answer.as_str() == Some("") {
        members.remove(last);
    } else {
        members.insert(last.to_owned(), answer);
    }
    situation::from_json(&root.to_string())
        .map(|(situation, _)| situation)
        .map_err(|rejected| rejected.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lead_to_a_report() {
        let mut state = State::new(None);
        assert_eq!(state.apply(Action::Received(vec!["a".into(), "b".into()])), [Effect::Read(0)]);
        assert_eq!(state.apply(Action::Done), [Effect::Read(1)]);
        assert_eq!(state.apply(Action::Done), [Effect::Judge(Box::default())]);
        assert_eq!(state.apply(Action::Judged(Box::default())), [Effect::Announce]);
    }

    #[test]
    fn a_fallen_worker_is_replaced_and_named() {
        let mut state = State::new(None);
        state.apply(Action::Received(vec!["odd.cer".into(), "b".into()]));
        assert_eq!(state.apply(Action::Felled), [Effect::Restart, Effect::Read(1)]);
        assert!(state.troubles[0].starts_with("odd.cer could not be examined"));
        state.apply(Action::TroublesRead);
        assert!(state.troubles.is_empty());
    }

    #[test]
    fn an_answer_judges_anew() {
        let mut state = State::new(Some(Moment::day(2026, 11, 20)));
        state.apply(Action::Received(vec!["a".into()]));
        state.apply(Action::Done);
        state.apply(Action::Judged(Box::default()));
        let effects = state.apply(Action::Answered("account.sid".into(), "S-1-5-21-1-2-3-1105 ".into()));
        let [Effect::Judge(situation)] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(situation.account.sid.as_ref().map(ToString::to_string).unwrap(), "S-1-5-21-1-2-3-1105");
        assert_eq!(situation.today, Some(Moment::day(2026, 11, 20)));
    }

    #[test]
    fn an_answer_of_the_wrong_form_is_refused_and_nothing_changes() {
        let mut state = State::new(None);
        assert_eq!(state.apply(Action::Answered("account.sid".into(), "1105".into())), []);
        assert!(
            state.rejected.as_ref().is_some_and(|(_, sentence)| sentence.contains("`1105` is not a SID"))
        );
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
        assert_eq!(state.apply(Action::QueryTyped("85".into())), [Effect::LookUp("85".into())]);
        assert_eq!(state.apply(Action::QueryTyped("853".into())), [Effect::LookUp("853".into())]);
        state.apply(Action::LookedUp("85".into(), vec![]));
        assert_eq!(state.hits, None);
        state.apply(Action::LookedUp("853".into(), vec![hit("error 853")]));
        assert_eq!(state.apply(Action::QuerySent), [Effect::GoTo("#/code/ras/853".into())]);
    }

    #[test]
    fn a_code_is_fetched_when_its_address_is_reached() {
        let mut state = State::new(None);
        let link = "#/code/ike/13908".to_owned();
        assert_eq!(
            state.apply(Action::Navigated(Route::of(&link))),
            [Effect::FetchPage(link.clone()), Effect::Arrive]
        );
        state.apply(Action::PageCame("#/code/ike/13801".into(), None));
        assert_eq!(state.page, None, "an answer to an older question");
        state.apply(Action::PageCame(link, None));
        assert_eq!(state.page, Some(None));
        assert_eq!(state.apply(Action::Navigated(Route::Codes)), [Effect::FetchCodes, Effect::Arrive]);
    }

    #[test]
    fn addresses_and_places_belong_together() {
        for route in [Route::Inspect, Route::Codes, Route::Code("#/code/ike/13908".into()), Route::About] {
            assert_eq!(Route::of(route.link()), route);
        }
        assert_eq!(Route::of("#/no/such/place"), Route::Inspect);
    }
}
