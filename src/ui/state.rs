//! What the page shows, and how actions change it.

use super::seam::{
    Choice, Form, Parcel, Part, Password, Purpose, Reply, Request, Source, Strike, Table, Way,
};
use crate::address;
use crate::moment::Moment;
use crate::report::bytes::Dump;
use crate::report::compare::Comparison;
use crate::report::history::Period;
use crate::report::overview::Signs;
use crate::report::workbench::{Bench, Policy};
use crate::report::{Place, code};
use crate::situation::Situation;
use serde_json::Value;
use std::rc::Rc;

pub mod bulk;
pub mod came;
pub mod links;
pub mod listing;
pub mod meant;
mod refocus;
mod route;
mod shown;
pub mod telling;
mod theme;
mod tree;
mod troubles;
mod views;

pub use bulk::{Bulk, CLERK, Extent};
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
    /// Everything that was dropped, as far as the page knows it.
    pub bulk: Bulk,
    /// Which item is shown.
    pub selected: Option<Source>,
    /// Which scenario of it is shown.
    pub story: Option<usize>,
    /// How the list is narrowed and sorted.
    pub listing: Listing,
    /// What the visitor told.
    pub situation: Situation,
    /// Whether that is kept for the next visit.
    pub remember: bool,
    /// Sentences about what went wrong, the newest last.
    pub troubles: Vec<String>,
    /// Whether something is being dragged over the window.
    pub dragging: bool,
    /// Whether the focus is in a field for text.
    pub typing: bool,
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
    /// Whether that is listed under the box.
    pub suggesting: bool,
    /// What the item can mean, if it is text with nothing to examine in it.
    pub meant: meant::Meant,
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
    pub other: Option<Source>,
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

/// The key under which an empty box for pasting is refused.
pub const PASTED: &str = "pasted";

/// What a visitor, a worker or the browser does.
///
/// Nobody needs one twice: code that copies everything that can be in it would be a fiftieth of the page.
#[derive(Debug, PartialEq)]
pub enum Action {
    /// Files came, by these names, and as long as this.
    Received(Vec<(String, u64)>),
    /// A worker answered; bytes for others may come with that.
    Replied(usize, Box<Reply>, Parcel),
    /// A worker died.
    Felled(usize),
    /// Reading is to stop for now, or to go on.
    Paused(bool),
    /// Reading is to stop.
    Stopped,
    /// What was not read because of that is to be read after all.
    Resumed,
    /// It is time to look at the list again.
    ListDue,
    /// What is shown was painted, and more can be drawn under it.
    Painted,
    /// The list was scrolled, and this line is the first that is seen.
    Scrolled(usize),
    /// The worker that looks up codes died.
    LookUpFailed,
    /// A worker never came to work.
    PartMissing,
    /// The worker that knows the codes never came.
    LookUpMissing,
    /// An item was chosen.
    Selected(Source),
    /// The item before or behind the shown one was chosen, in the order of the list.
    Stepped(isize),
    /// An item is to be put away.
    PutAway(Source),
    /// Everything that was chosen is to be put away.
    ChosenPutAway,
    /// Items are chosen, or no longer.
    Chosen(Choice),
    /// The list is to be sorted or narrowed.
    Listed(Listing),
    /// The same, and it is to be shown.
    ListShown(Listing),
    /// A scenario was chosen.
    StoryChosen(usize),
    /// A question was answered: the key of the situation, and the answer as JSON.
    Answered(String, Value),
    /// Everything that was told is to be forgotten.
    Untold,
    /// What was told of the account is to be forgotten.
    AccountForgotten,
    /// Everything is to be forgotten, also what the browser keeps of the page.
    AllForgotten,
    /// What was told is to be kept for the next visit, or no longer.
    RememberAsked(bool),
    /// The browser refused to keep it.
    NotKept,
    /// What was told at the last visit.
    Remembered(String),
    /// A password was given for an item.
    Unlocked(Source, Password),
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
    /// The numbers of everything are to leave the page.
    TableAsked(Table),
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
    OtherChosen(Option<Source>),
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
    /// What it can mean is to be listed under the box, or no longer.
    Suggesting(bool),
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

impl Action {
    /// Whether the page looks different after it. Of a hundred thousand rows on their way to the list it does not: the
    /// list is looked at again before long, and tells how far that is.
    #[must_use]
    pub fn shows(&self) -> bool {
        let Self::Replied(_, reply, _) = self else { return true };
        !matches!(
            **reply,
            Reply::Cut { .. }
                | Reply::Read { .. }
                | Reply::Judged { .. }
                | Reply::Kin { .. }
                | Reply::Lent { .. }
                | Reply::Done
                | Reply::Entered
        )
    }
}

/// What the world outside is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a worker these files with what the visitor told; whether it judges them at once.
    Read(usize, Vec<Part>, Box<Situation>, bool),
    /// Ask a worker, with bytes from another.
    Ask(usize, Request, Parcel),
    /// Look at the list again before long.
    ListSoon,
    /// Tell when what is drawn now was painted.
    TellPainted,
    /// Ask the worker that knows the codes.
    AskLibrarian(Request),
    /// Start a worker, in place of the one that was there.
    Start(usize),
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
    /// Keep bytes for the file that is saved next.
    Append(Parcel),
    /// Drop the bytes that were kept for a file that does not come about.
    DropAppended,
    /// Save what was kept as a file: its name and its type.
    SaveAppended(String, String),
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
    /// Move the focus there if nothing has it any more, since what had it is gone.
    Refocus(String),
    /// Bring something on the page into view, by its name in the document.
    Reveal(String),
    /// Bring an entry of a list into view within the list, by its name in the document. The window stays where it is.
    RevealWithin(String),
    /// Scroll something on the page to one of its rows, by its name in the document.
    ScrollTo(String, usize),
}

impl State {
    /// The state at the start of a visit.
    #[must_use]
    pub fn new(today: Option<Moment>) -> Self {
        Self { situation: Situation { today, ..Situation::default() }, ..Self::default() }
    }

    /// Changes with an action, and says what the world outside is asked to do.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = Vec::new();
        match action {
            Action::Received(files) => self.come(files, &mut effects),
            Action::Replied(seat, reply, parcel) => {
                if let Some(reply) = self.replied(seat, *reply, parcel, &mut effects) {
                    self.told(reply, &mut effects);
                }
            }
            Action::Felled(seat) => self.felled(seat, &mut effects),
            Action::Paused(paused) => {
                self.bulk.queue.pause(paused);
                self.bulk.begin();
            }
            Action::Stopped => self.stop(&mut effects),
            Action::Resumed => {
                self.bulk.queue.resume();
                self.bulk.begin();
            }
            Action::ListDue => self.list_now(&mut effects),
            Action::Painted => self.painted(&mut effects),
            Action::Scrolled(first) => self.scrolled(first, &mut effects),
            Action::LookUpFailed => self.look_up_failed(&mut effects),
            Action::LookUpMissing => self.look_up_missing(&mut effects),
            Action::PartMissing => self.part_missing(&mut effects),
            Action::Selected(source) => {
                self.select_afar(source, &mut effects);
                effects.push(Effect::GoTo(link_to(source, &self.route)));
                effects.push(Effect::Reveal("answer".to_owned()));
            }
            Action::Stepped(by) => self.step(by, &mut effects),
            Action::PutAway(source) => self.put_away_one(source, &mut effects),
            Action::ChosenPutAway => {
                let (listing, purpose) = (Some(self.listing.clone()), Purpose::PutAway);
                effects.push(bulk::ask(CLERK, Request::Collect { listing, purpose }));
            }
            Action::Chosen(choice) => self.chosen(choice, &mut effects),
            Action::Listed(listing) => self.narrowed(listing, &mut effects),
            Action::ListShown(listing) => {
                self.narrowed(listing, &mut effects);
                effects.push(Effect::GoTo(Route::Table.link().to_owned()));
            }
            Action::StoryChosen(place) => self.story = Some(place),
            Action::Answered(key, answer) => self.tell(key, answer, &mut effects),
            Action::Untold => self.untell(&mut effects),
            Action::AccountForgotten => self.forget_account(&mut effects),
            Action::AllForgotten => {
                let all = [Action::Cleared, Action::ThemeChanged(Theme::System), Action::Untold];
                effects.extend(all.into_iter().flat_map(|action| self.apply(action)));
                effects.push(Effect::ForgetAll);
            }
            Action::RememberAsked(remember) => {
                self.remember = remember;
                effects.push(Effect::Remember(remember.then(|| self.telling())));
            }
            Action::NotKept => {
                self.remember = false;
                self.trouble(
                    "This browser does not let this page store anything. What you entered is lost when you leave the page.",
                );
            }
            Action::Remembered(text) => self.recall(&text),
            Action::Unlocked(source, password) => {
                self.await_unlocked(source);
                self.bulk.queue.again(source, password);
                let strike = Strike::Part(source.file, source.part);
                effects.push(bulk::ask(CLERK, Request::Strike(strike)));
            }
            Action::Cleared => self.start_over(&mut effects),
            Action::Dragging(dragging) => self.dragging = dragging,
            Action::Pasting(text) => self.open_for_pasting(text, &mut effects),
            Action::Pasted(text) => self.pasted(text, &mut effects),
            Action::ExampleChosen(id) => {
                if let Some(example) = super::drop_zone::EXAMPLES.iter().find(|example| example.id == id) {
                    effects.push(Effect::TakeText(example.file.to_owned(), example.text.to_owned()));
                }
            }
            Action::CopyAsked(name, text) => effects.push(Effect::Copy(name, text)),
            Action::Copied(name) => self.copied = Some(name),
            Action::ExportAsked(form, way) => self.export(form, way, &mut effects),
            Action::TableAsked(table) => self.table(table, &mut effects),
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
            Action::Linked(act) => self.linked(act, &mut effects),
            Action::QueryTyped(query) => {
                self.hits = None;
                if !query.trim().is_empty() {
                    effects.push(Effect::AskLibrarian(Request::LookUp { query: query.clone() }));
                }
                self.query = query;
            }
            Action::Suggesting(suggesting) => self.suggesting = suggesting,
            Action::QuerySent => {
                self.suggesting = false;
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
        self.situated(&mut effects);
        effects.extend(self.next());
        self.left_behind(&mut effects);
        effects
    }

    /// Begins the visit anew, but with what was told of everything that is no single certificate.
    fn start_over(&mut self, effects: &mut Vec<Effect>) {
        let untold = telling::without_one_certificate(&self.situation);
        let changed = untold != self.situation;
        self.situation = self.custom.configuration.filling(&untold);
        *self = Self {
            bulk: self.forgotten(),
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
        if changed {
            effects.extend(self.remembered());
        }
        effects.push(Effect::GoTo(Route::Inspect.link().to_owned()));
        effects.push(Effect::Forget);
        effects.push(Effect::Focus("invitation".to_owned()));
    }

    /// Opens, fills or closes the box for pasting.
    fn open_for_pasting(&mut self, text: Option<String>, effects: &mut Vec<Effect>) {
        self.rejected.take_if(|rejected| rejected.key == PASTED);
        match (&self.pasting, &text) {
            (None, Some(_)) => effects.push(Effect::Focus("paste-text".to_owned())),
            (Some(_), None) => effects.push(Effect::Refocus("paste".to_owned())),
            _ => {}
        }
        self.pasting = text;
    }

    fn pasted(&mut self, text: String, effects: &mut Vec<Effect>) {
        if !text.trim().is_empty() {
            self.pasting = None;
            effects.push(Effect::TakeText("pasted text".to_owned(), text));
        } else if self.pasting.is_some() {
            let sentence = "Nothing was pasted: the box is empty.".to_owned();
            self.rejected = Some(Rejected { key: PASTED.to_owned(), text, sentence });
            effects.push(Effect::Focus("paste-text".to_owned()));
        }
    }

    /// How many items have each sign.
    #[must_use]
    pub fn signs(&self) -> Signs {
        self.bulk.list.signs
    }
}

#[cfg(test)]
mod tests;
