//! The state of the page, and how actions change it.

use super::seam::{Choice, Form, Parcel, Part, Password, Reply, Request, Source, Table, Way, Which};
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

mod announcement;
pub mod bulk;
pub mod came;
pub mod entered;
pub mod links;
pub mod listing;
pub mod meant;
mod refocus;
mod route;
mod shown;
mod theme;
mod tree;
mod troubles;
mod views;

pub use announcement::Announcement;
pub use bulk::{Bulk, Extent, LIST_WORKER};
pub use links::{Custom, Links};
pub use listing::{Listing, Sort};
pub use route::{Arrival, Route};
pub use shown::link_to;
pub use theme::Theme;
pub use tree::{Key, Tree};

/// The state of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The current view.
    pub route: Route,
    /// All items, as far as the page knows them.
    pub bulk: Bulk,
    /// The item that is shown.
    pub selected: Option<Source>,
    /// The scenario of it that is shown.
    pub story: Option<usize>,
    /// How the list is filtered and sorted.
    pub listing: Listing,
    /// What the user entered.
    pub situation: Situation,
    /// Whether that is stored for the next visit.
    pub remember: bool,
    /// Error messages, the newest last.
    pub troubles: Vec<String>,
    /// Whether something is being dragged over the window.
    pub dragging: bool,
    /// Whether the focus is in a text field.
    pub typing: bool,
    /// The text in the paste box; `None` while that is closed.
    pub pasting: Option<String>,
    /// What was copied last, to show so.
    pub copied: Option<String>,
    /// What is announced to screen readers about the answer.
    pub announcement: Announcement,
    /// The selected color scheme.
    pub theme: Theme,
    /// The build of this page.
    pub edition: Edition,
    /// Whether a newer build is available.
    pub newer: bool,
    /// The query in the search field for codes.
    pub query: String,
    /// The codes it can mean, best first; `None` until the reply.
    pub hits: Option<Vec<code::Hit>>,
    /// Whether these are listed below the field.
    pub suggesting: bool,
    /// What the text of the item can mean, if it contains no certificate.
    pub meant: meant::Meant,
    /// The page of the code that is shown: the outer `None` until the reply, the inner if there is no such code.
    pub page: Option<Option<Box<code::Page>>>,
    /// All codes; empty until requested.
    pub codes: Vec<code::Hit>,
    /// The last answer to a question, if it was not accepted.
    pub rejected: Option<Rejected>,
    /// The bytes of the item: the outer `None` until the reply, the inner if there are none.
    pub dump: Option<Option<Rc<Dump>>>,
    /// What is selected and folded in them.
    pub tree: Tree,
    /// The position in the bytes to select once they have arrived.
    pub wanted: Option<Place>,
    /// The item that the shown one is compared with.
    pub other: Option<Source>,
    /// What changed between the two: the outer `None` until the reply, the inner if they cannot be compared.
    pub comparison: Option<Option<Rc<Comparison>>>,
    /// The explicit mappings that were pasted.
    pub identities: String,
    /// The timeline of the item; `None` until the reply.
    pub periods: Option<Vec<Period>>,
    /// The explicit mappings for the item: the outer `None` until the reply, the inner if there are none.
    pub bench: Option<Option<Rc<Bench>>>,
    /// The policy lines that were pasted.
    pub policy_lines: String,
    /// The result of checking them.
    pub policy: Option<Rc<Policy>>,
    /// What came with the URL, and the link that is being created.
    pub links: Links,
    /// The configuration by the administrator of the page.
    pub custom: Custom,
}

/// The build of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// The identifier of its build; `None` in a development build.
    pub build: Option<String>,
    /// The link to the third-party licenses, if they were published with it.
    pub licences: Option<String>,
}

/// An answer that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The key of the situation.
    pub key: String,
    /// The answer.
    pub text: String,
    /// Why it was not accepted.
    pub sentence: String,
}

/// The key under which an empty paste box is rejected.
pub const PASTED: &str = "pasted";

/// What the user, a worker or the browser does.
///
/// Deliberately not `Clone`: the code to clone everything in it would be a fiftieth of the page.
#[derive(Debug, PartialEq)]
pub enum Action {
    /// Files were added, with these names and sizes.
    Received(Vec<(String, u64)>),
    /// The browser could not open the files or folders with these paths.
    Unopened(Vec<String>),
    /// A worker replied; the bytes may be meant for other workers.
    Replied(usize, Box<Reply>, Parcel),
    /// A worker crashed.
    Crashed(usize),
    /// Pause or resume reading.
    Paused(bool),
    /// Stop reading.
    Stopped,
    /// Read what was not read because of that.
    Resumed,
    /// It is time to request the list again.
    ListDue,
    /// What was drawn has been painted, so more can be drawn.
    Painted,
    /// The list was scrolled; this line is the first visible one.
    Scrolled(usize),
    /// The worker that looks up codes crashed.
    LookUpFailed,
    /// A worker could not be started.
    PartMissing,
    /// The worker that looks up codes could not be started.
    LookUpMissing,
    /// An item was selected.
    Selected(Source),
    /// The item a number of lines before or after the shown one was selected.
    Stepped(isize),
    /// Remove an item.
    Remove(Source),
    /// Remove all selected items.
    RemoveSelected,
    /// Items were selected or deselected.
    Chosen(Choice),
    /// Sort or filter the list.
    Listed(Listing),
    /// The same, and show it.
    ListShown(Listing),
    /// A scenario was selected.
    StoryChosen(usize),
    /// A question was answered: the key of the situation, and the answer as JSON.
    Answered(String, Value),
    /// Clear everything that was entered.
    SituationCleared,
    /// Clear the account details.
    AccountForgotten,
    /// Clear everything, including what the browser stores for the page.
    AllForgotten,
    /// Store what was entered for the next visit, or no longer.
    RememberAsked(bool),
    /// The browser refused to store it.
    NotKept,
    /// What was stored at the last visit.
    Remembered(String),
    /// A password was entered for an item.
    Unlocked(Source, Password),
    /// Remove all items and start over.
    Cleared,
    /// Something is dragged over the window, or no longer.
    Dragging(bool),
    /// The paste box was opened, changed, or closed.
    Pasting(Option<String>),
    /// Text was pasted.
    Pasted(String),
    /// An example was selected.
    ExampleChosen(&'static str),
    /// Copy something: its name, and the text.
    CopyAsked(String, String),
    /// It was copied.
    Copied(String),
    /// Export items.
    ExportAsked(Form, Way),
    /// Export the overview or the list.
    TableAsked(Table),
    /// Print the page.
    PrintAsked,
    /// Show the bytes of the item, at this position.
    BytesAsked(Place),
    /// An element was selected in the tree.
    NodeChosen(usize),
    /// An element was folded or unfolded.
    NodeFolded(usize),
    /// A byte was selected.
    ByteChosen(usize),
    /// The pointer moved over an element of the tree, or off all of them.
    NodePointed(Option<usize>),
    /// The pointer moved over a byte.
    BytePointed(usize),
    /// A key was pressed in the tree of elements.
    TreeKey(Key),
    /// A key was pressed among the bytes.
    HexKey(Key),
    /// The item to compare with was selected.
    OtherChosen(Option<Source>),
    /// The pasted explicit mappings were changed.
    IdentitiesTyped(String),
    /// The pasted policy lines were changed.
    PolicyTyped(String),
    /// Another color scheme was selected.
    ThemeChanged(Theme),
    /// Something about links or the configuration.
    Linked(links::Act),
    /// The query for codes was changed.
    QueryTyped(String),
    /// Show the suggestions for it, or hide them.
    Suggesting(bool),
    /// The query was submitted: show the only match, or all of them.
    QuerySent,
    /// A newer build is available.
    NewerFound,
    /// Load the newer build.
    NewerAsked,
    /// Something went wrong: the error message.
    Troubled(String),
    /// The error messages were dismissed.
    TroublesRead,
}

impl Action {
    /// Whether the page may look different after it. It does not for replies about rows on their way into the list, of
    /// which there may be a hundred thousand: the list is requested again soon, and drawing it shows the progress too.
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

/// What the browser or a worker should do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a worker these files with the situation; whether it judges them at once.
    Read(usize, Vec<Part>, Box<Situation>, bool),
    /// Send a request to a worker, with bytes from another.
    Ask(usize, Request, Parcel),
    /// Request the list again soon.
    ListSoon,
    /// Report when what is drawn now has been painted.
    TellPainted,
    /// Send a request to the worker that looks up codes.
    AskLibrarian(Request),
    /// Start a worker, replacing an existing one.
    Start(usize),
    /// Drop the worker that looks up codes; the next lookup starts another.
    RestartLookUp,
    /// End all workers and drop all files. Workers are started again when they are needed.
    GiveUp,
    /// Drop all files and everything the workers keep.
    Forget,
    /// Read a text as if it had been dropped: its name, and the text.
    TakeText(String, String),
    /// Copy a text to the clipboard: its name, and the text.
    Copy(String, String),
    /// Append bytes to the file that is saved next.
    Append(Parcel),
    /// Drop the bytes of a file that will not be saved.
    DropAppended,
    /// Save the appended bytes as a file: its name and its type.
    SaveAppended(String, String),
    /// Render an SVG and save it as PNG: the name, and the SVG.
    Draw(String, String),
    /// Print the page.
    Print,
    /// Store this text for the next visit, or remove what is stored.
    Remember(Option<String>),
    /// Reload the page with the newer build.
    LoadNewer,
    /// Remove everything that the browser stores for the page.
    ForgetAll,
    /// Apply and store a color scheme.
    Paint(Theme),
    /// Navigate to a URL.
    GoTo(String),
    /// Replace the current URL without navigating.
    Readdress(String),
    /// Scroll to the top of a new view and move the focus there, for screen readers.
    Arrive,
    /// Scroll to the answer and move the focus there, for screen readers.
    Announce,
    /// Move the focus to an element, by its id.
    Focus(String),
    /// Move the focus to an element, by its id, if the element that had the focus is gone.
    Refocus(String),
    /// Scroll an element into view, by its id.
    Reveal(String),
    /// Scroll an entry of a list into view within the list, by its id. The window does not scroll.
    RevealWithin(String),
    /// Scroll an element to one of its rows, by its id.
    ScrollTo(String, usize),
}

impl State {
    /// The state at the start of a visit.
    #[must_use]
    pub fn new(today: Option<Moment>) -> Self {
        Self { situation: Situation { today, ..Situation::default() }, ..Self::default() }
    }

    /// Applies an action, and returns what the browser and the workers should do.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = Vec::new();
        match action {
            Action::Received(files) => self.come(files, &mut effects),
            Action::Unopened(paths) => self.unopened(&paths, &mut effects),
            Action::Replied(seat, reply, parcel) => {
                if let Some(reply) = self.replied(seat, *reply, parcel, &mut effects) {
                    self.handle_reply(reply, &mut effects);
                }
            }
            Action::Crashed(seat) => self.felled(seat, &mut effects),
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
            Action::Remove(source) => {
                effects.push(bulk::ask(LIST_WORKER, Request::Remove(Which::One(source))));
            }
            Action::RemoveSelected => {
                effects.push(bulk::ask(LIST_WORKER, Request::Remove(Which::Chosen)));
            }
            Action::Chosen(choice) => self.chosen(choice, &mut effects),
            Action::Listed(listing) => self.narrowed(listing, &mut effects),
            Action::ListShown(listing) => {
                self.narrowed(listing, &mut effects);
                effects.push(Effect::GoTo(Route::Table.link().to_owned()));
            }
            Action::StoryChosen(place) => self.story = Some(place),
            Action::Answered(key, answer) => self.tell(key, answer, &mut effects),
            Action::SituationCleared => self.untell(&mut effects),
            Action::AccountForgotten => self.forget_account(&mut effects),
            Action::AllForgotten => {
                let all = [Action::Cleared, Action::ThemeChanged(Theme::System), Action::SituationCleared];
                effects.extend(all.into_iter().flat_map(|action| self.apply(action)));
                effects.push(Effect::ForgetAll);
            }
            Action::RememberAsked(remember) => {
                self.remember = remember;
                effects.push(Effect::Remember(remember.then(|| self.to_remember())));
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
            Action::CopyAsked(name, text) => {
                // The same words again would not be announced.
                self.copied = None;
                effects.push(Effect::Copy(name, text));
            }
            Action::Copied(name) => self.copied = Some(name),
            Action::ExportAsked(form, way) => {
                self.copied = None;
                self.export(form, way);
            }
            Action::TableAsked(table) => self.table(table),
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
            | Action::HexKey(_) => self.in_bytes(&action, &mut effects),
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
        self.export_waiting(&mut effects);
        effects.extend(self.next());
        self.left_behind(&mut effects);
        self.announce();
        effects
    }

    /// Starts over, keeping what was entered except what belongs to a single certificate.
    fn start_over(&mut self, effects: &mut Vec<Effect>) {
        let kept = entered::without_one_certificate(&self.situation);
        let changed = kept != self.situation;
        self.situation = self.custom.configuration.filling(&kept);
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

    /// Opens, changes or closes the paste box.
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
