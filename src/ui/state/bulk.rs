//! All items, however many: the workers that read them, their list, and the item that is open.
//!
//! The page itself holds only the visible section of the list, and that one item.

use super::came::Came;
use super::{Effect, Listing, Route, State};
use crate::report::Item;
use crate::report::overview::Overview;
use crate::situation::Situation;
use crate::ui::queue::{Done, MAX, Next, Queue};
use crate::ui::seam::{
    Choice, Form, Issuer, Lead, Line, ListSection, Loan, Parcel, Removal, Removed, Reply, Request, Source,
    Table, Way, Which,
};
use extent::LINES;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

mod away;
mod extent;
mod leaving;

pub use extent::Extent;
pub use leaving::Leaving;

/// The worker that keeps the list; all others read.
pub const LIST_WORKER: usize = 0;

/// How many lines of the list the page holds.
pub const WINDOW: usize = 100;

/// How many lines it holds before the first visible one.
const MARGIN: usize = 30;

/// Reading waits while this many parcels of rows are on their way into the list, or they would pile up in memory.
const ENTERING: usize = 4;

/// What the page knows of all items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bulk {
    /// Which worker reads what.
    pub queue: Queue,
    /// The section of the list that is visible.
    pub list: Rc<ListSection>,
    /// The item that is shown, once it has arrived.
    pub item: Option<Rc<Item>>,
    /// How much of it is drawn.
    pub extent: Extent,
    /// Whether a full section of the list was drawn.
    filled: bool,
    /// Its issuers, nearest first.
    pub issuers: Vec<Issuer>,
    /// What it issued itself.
    pub issued: Rc<Vec<Line>>,
    /// The number of the item that is shown, once it is known.
    pub number: Option<(Source, usize)>,
    /// The overview, once it has arrived.
    pub overview: Option<Rc<Overview>>,
    /// The items that the shown one can be compared with.
    pub others: Rc<Vec<Line>>,
    /// The link of the code that is shown, the first items that lead to it, and how many more there are.
    pub leads: Rc<(String, Vec<Lead>, usize)>,
    /// The exports in progress.
    pub leaving: Leaving,
    /// How many workers may read.
    pub cores: usize,
    /// Milliseconds since the page began to load.
    pub clock: u64,
    /// When reading began, and how many files were finished by then.
    begun: Option<(u64, usize)>,
    /// The first line that should be visible.
    from: usize,
    asked: Asked,
    /// How many parcels of rows are on their way into the list.
    pub(super) entering: usize,
    /// The pending steps of the arrow keys; the first has been requested.
    steps: VecDeque<isize>,
    /// The line to focus once it has arrived.
    focus: Option<Source>,
    /// Whether to move the focus on once the removed items are gone.
    refocus: bool,
    /// The line to scroll into view once it has arrived.
    reveal: Option<Source>,
    /// The index and the id of the question that was answered last, until it is gone.
    pub(super) answered: Option<(usize, String)>,
    /// What was added or removed.
    pub came: Came,
    /// The items that were removed, and whether each is a certificate.
    without: BTreeMap<Source, bool>,
    /// How many of them are certificates.
    certificates_gone: usize,
    /// The situation as last sent to the workers.
    situated: Situation,
}

/// What was requested and has not arrived yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    list: bool,
    /// The first line that was requested.
    from: usize,
    /// Whether the list has changed since.
    list_again: bool,
    item: bool,
}

impl Bulk {
    /// Whether anything is still to arrive or to be drawn.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.works() || self.asked.list || self.asked.item || self.extent < Extent::All
    }

    /// Forgets the files, and what was requested: the workers that knew of them are gone.
    pub(super) fn give_up(&mut self) {
        self.queue.give_up();
        self.leaving = Leaving::default();
        self.asked = Asked::default();
        self.entering = 0;
        self.steps.clear();
        self.without.clear();
        self.certificates_gone = 0;
    }

    /// Whether an item was removed.
    pub(super) fn is_away(&self, source: Source) -> bool {
        self.without.contains_key(&source)
    }

    /// How many certificates there are.
    #[must_use]
    pub fn certificates(&self) -> usize {
        self.queue.certificates().saturating_sub(self.certificates_gone)
    }

    /// How many of them are judged.
    #[must_use]
    pub fn judged_certificates(&self) -> usize {
        self.queue.judged_certificates().min(self.certificates())
    }

    /// Whether files are read or judged, or something is written.
    #[must_use]
    pub fn works(&self) -> bool {
        self.queue.is_busy() && !self.queue.progress().paused || self.leaving.is_busy()
    }

    /// Whether the first item is awaited or being drawn, or the first full section of the list. The workers start nothing
    /// new until then, so that it appears as soon as possible.
    fn shows_first(&self) -> bool {
        let draws = self.extent <= Extent::Proof || !self.filled && self.extent < Extent::All;
        self.asked.item && self.item.is_none() || draws
    }

    /// Which of the lines are drawn: the visible ones, and as many around them as there was time for. Until the first item
    /// has arrived, there was none.
    #[must_use]
    pub fn drawn(&self) -> Range<usize> {
        let extent = if self.item.is_some() { self.extent } else { Extent::Answer };
        self.drawn_of(&self.list, extent.lines())
    }

    /// Which lines of a section are drawn if this many are.
    fn drawn_of(&self, list: &ListSection, count: usize) -> Range<usize> {
        let all = list.lines.len();
        let count = count.min(all);
        let before_seen = self.from.saturating_sub(list.from + LINES / 4);
        let first = before_seen.min(all - count);
        first..first + count
    }

    /// Reading begins, or continues after a pause, which does not count.
    pub(super) fn begin(&mut self) {
        self.begun = Some((self.clock, self.queue.progress().done));
    }

    /// How many files are finished per second, and how many seconds the rest will take.
    #[must_use]
    pub fn pace(&self) -> Option<(usize, usize)> {
        let (begun, before) = self.begun?;
        let progress = self.queue.progress();
        let seconds = usize::try_from(self.clock.saturating_sub(begun) / 1000).ok()?;
        let done = progress.done.checked_sub(before)?;
        let left = progress.all.saturating_sub(progress.done);
        let rate = done.checked_div(seconds).filter(|rate| *rate > 0)?;
        Some((rate, left.div_ceil(rate)))
    }
}

impl State {
    pub(super) fn received(&mut self, files: Vec<(String, u64)>, effects: &mut Vec<Effect>) {
        if !self.bulk.queue.is_busy() {
            self.bulk.begin();
        }
        self.await_news();
        self.bulk.queue.add(files);
        let wanted = self.bulk.queue.wanted(self.bulk.cores);
        while self.bulk.queue.readers() < wanted {
            effects.push(Effect::Start(self.bulk.queue.hire()));
        }
    }

    /// Handles a reply about items; returns any other reply.
    pub(super) fn replied(
        &mut self,
        seat: usize,
        reply: Reply,
        parcel: Parcel,
        effects: &mut Vec<Effect>,
    ) -> Option<Reply> {
        match reply {
            Reply::Ready | Reply::Done => {}
            Reply::Entered => self.bulk.entering = self.bulk.entering.saturating_sub(1),
            Reply::Cut { file, part, bytes, text } => self.bulk.queue.cut(file, part, bytes, text),
            Reply::Uncut { file, part } => {
                if !self.bulk.queue.uncut(file, part) {
                    let name = self.bulk.queue.name(file).unwrap_or_default();
                    let sentence = format!(
                        "{name} was not read: it is larger than {} MB, and there is no place in it where it can be split.",
                        MAX >> 20
                    );
                    self.trouble(&sentence);
                }
            }
            Reply::Unread { file, part } => {
                self.bulk.queue.unread(file, part);
                let name = self.bulk.queue.name(file).unwrap_or_default();
                let sentence = format!(
                    "{name} was not read: the browser cannot open it anymore. It may have been moved or changed \
                     since it was added."
                );
                self.trouble(&sentence);
                effects.push(ask(LIST_WORKER, Request::Removal(Removal::Part(file, part))));
            }
            Reply::Read { certificates } => {
                for done in self.bulk.queue.read(seat, certificates) {
                    self.read_anew(seat, done, effects);
                }
                let has_first = certificates > 0 && !parcel.0.is_empty() && self.bulk.queue.has_first();
                self.enter(seat, parcel, effects);
                if has_first && self.selected.is_none() {
                    self.list_now(effects);
                }
            }
            Reply::Judged { next, .. } => {
                self.bulk.queue.judged(seat, next);
                self.enter(seat, parcel, effects);
                if !self.bulk.queue.is_busy() {
                    self.all_judged(effects);
                }
            }
            Reply::Kin { loans } => {
                for next in self.bulk.queue.kin(loans) {
                    effects.extend(self.effect(next));
                }
            }
            Reply::Lent { loans, to: Some(to) } => {
                let borrow = Request::Borrow { loans, anew: false };
                effects.push(Effect::Ask(to, borrow, parcel));
                self.bulk.queue.lent(to);
            }
            Reply::Lent { loans, to: None } => effects.extend(self.compare(loans, parcel)),
            Reply::Listed(stretch) => self.listed(*stretch, effects),
            Reply::Stepped(item) => self.stepped(item, effects),
            Reply::Opened { source, item, issuers, text } => {
                self.opened(source, item, issuers, effects);
                effects.extend(self.explain(source, text));
            }
            Reply::News(news) => self.news(&news, effects),
            Reply::Counted(overview) => self.bulk.overview = Some(Rc::new(*overview)),
            Reply::Numbered(item) => {
                if let Some(item) = item.filter(|item| Some(*item) != self.selected) {
                    self.select_afar(item, effects);
                }
            }
            Reply::Issued { item, lines } => {
                if Some(item) == self.selected {
                    self.bulk.issued = Rc::new(lines);
                }
            }
            Reply::Others { lines } => self.bulk.others = Rc::new(lines),
            Reply::Leads { link, leads, more } => self.bulk.leads = Rc::new((link, leads, more)),
            Reply::Collected { items } => self.export_items(items, effects),
            Reply::Removed { which, rows, items } => self.removed(which, rows, &items, effects),
            Reply::Exported => self.exported(&parcel, effects),
            Reply::Tabled { table } => self.tabled(table, parcel, effects),
            other => return Some(other),
        }
        None
    }

    fn enter(&mut self, seat: usize, rows: Parcel, effects: &mut Vec<Effect>) {
        if !rows.0.is_empty() {
            self.bulk.entering += 1;
            effects.push(Effect::Ask(LIST_WORKER, Request::Enter { reader: seat }, rows));
            effects.push(Effect::ListSoon);
        }
    }

    /// Everything is judged: requests the final list and the shown item.
    fn all_judged(&mut self, effects: &mut Vec<Effect>) {
        self.list_now(effects);
        if self.route == Route::Overview {
            effects.push(ask(LIST_WORKER, Request::Count));
        }
        self.ask_news(effects);
        self.open(effects);
    }

    /// Requests the visible section of the list.
    pub(super) fn list_now(&mut self, effects: &mut Vec<Effect>) {
        // A request that was still scheduled when the user started over is dropped, or the first view would disappear.
        if self.bulk.queue.files() == 0 {
            return;
        }
        if self.bulk.asked.list {
            self.bulk.asked.list_again = true;
            return;
        }
        self.bulk.asked.list = true;
        let from = self.bulk.from.saturating_sub(MARGIN);
        self.bulk.asked.from = from;
        let listing = self.listing.clone();
        let request = Request::List { listing, from, count: WINDOW, item: self.selected };
        effects.push(ask(LIST_WORKER, request));
    }

    fn listed(&mut self, stretch: ListSection, effects: &mut Vec<Effect>) {
        self.bulk.asked.list = false;
        let line = |source: Source| stretch.lines.iter().any(|line| line.source == source);
        if let Some(sought) = self.bulk.focus.or(self.bulk.reveal) {
            match stretch.at {
                Some(at) if !line(sought) && self.selected == Some(sought) => {
                    self.bulk.from = at;
                    self.bulk.asked.list_again = true;
                }
                _ => {
                    let name = format!("entry-{sought}");
                    let focus = self.bulk.focus.take().is_some();
                    effects.push(if focus { Effect::Focus(name) } else { Effect::RevealWithin(name) });
                    self.bulk.reveal = None;
                }
            }
        }
        self.draw_lines(&stretch, effects);
        let first = stretch.first;
        // Another item may have been selected since the request.
        let line = stretch.current.as_ref().filter(|line| Some(line.source) == self.selected);
        let number = line.map(|line| line.source).zip(stretch.number);
        if number.is_some() && number != self.bulk.number {
            self.bulk.number = number;
            effects.extend(self.readdressed());
        }
        // An unchanged section need not be drawn again.
        if *self.bulk.list != stretch {
            self.bulk.list = Rc::new(stretch);
        }
        if self.selected.is_none()
            && let Some(first) = first
        {
            self.turn_to(first, effects);
            self.list_now(effects);
        }
        if std::mem::take(&mut self.bulk.asked.list_again) {
            self.list_now(effects);
        }
    }

    /// The list was scrolled: this line is the first visible one.
    pub(super) fn scrolled(&mut self, first: usize, effects: &mut Vec<Effect>) {
        let list = &self.bulk.list;
        let wanted = first.saturating_sub(MARGIN / 3)..(first + WINDOW - MARGIN * 2).min(list.listed);
        let lacks = |from: usize, count: usize| wanted.start < from || wanted.end > from + count;
        // The section on its way will replace the current one.
        let lost = self.bulk.asked.list && lacks(self.bulk.asked.from, WINDOW);
        let asks = lost || lacks(list.from, list.lines.len());
        self.bulk.from = first;
        if asks {
            self.list_now(effects);
        }
    }

    pub(super) fn narrowed(&mut self, listing: Listing, effects: &mut Vec<Effect>) {
        self.listing = listing;
        self.bulk.from = 0;
        self.list_now(effects);
        effects.push(self.scroll_items());
        // The button for a filter disappears with it.
        let name = if self.route == Route::Table { "items" } else { "how-many" };
        effects.push(Effect::Refocus(name.to_owned()));
    }

    /// The list was drawn anew and is scrolled to its top: restores its position, and scrolls to the item that is
    /// shown.
    pub(super) fn list_anew(&mut self, effects: &mut Vec<Effect>) {
        if self.count() == 0 || self.route.lists() == (false, false) {
            return;
        }
        effects.push(self.scroll_items());
        if self.route.is_of_item() {
            self.bulk.reveal = self.selected;
            self.list_now(effects);
        }
    }

    fn scroll_items(&self) -> Effect {
        Effect::ScrollTo("items".to_owned(), self.bulk.from)
    }

    pub(super) fn chosen(&mut self, choice: Choice, effects: &mut Vec<Effect>) {
        if choice == Choice::Nothing {
            effects.push(Effect::Refocus("items".to_owned()));
        }
        effects.push(ask(LIST_WORKER, Request::Choose(choice)));
        self.list_now(effects);
    }

    /// Each step starts from the result of the one before.
    pub(super) fn step(&mut self, by: isize, effects: &mut Vec<Effect>) {
        self.bulk.steps.push_back(by);
        if self.bulk.steps.len() == 1 {
            self.step_on(effects);
        }
    }

    fn stepped(&mut self, item: Option<Source>, effects: &mut Vec<Effect>) {
        if let Some(item) = item {
            self.bulk.focus = Some(item);
            self.select(item, effects);
            self.list_now(effects);
        }
        self.bulk.steps.pop_front();
        self.step_on(effects);
    }

    fn step_on(&self, effects: &mut Vec<Effect>) {
        let Some(by) = self.bulk.steps.front().copied() else { return };
        let request = Request::Step { listing: self.listing.clone(), item: self.selected, by };
        effects.push(ask(LIST_WORKER, request));
    }

    /// Selects an item, which is shown once its report arrives.
    pub(super) fn select(&mut self, source: Source, effects: &mut Vec<Effect>) {
        self.bulk.came.seen();
        self.turn_to(source, effects);
    }

    /// Selects an item in place of a removed one. The note about the removal stays.
    fn turn_to(&mut self, source: Source, effects: &mut Vec<Effect>) {
        self.selected = Some(source);
        self.story = None;
        self.bulk.answered = None;
        self.dump = None;
        self.bench = None;
        self.periods = None;
        self.comparison = None;
        self.bulk.issued = Rc::default();
        self.open(effects);
    }

    /// Selects an item that may be outside the visible section of the list.
    pub(super) fn select_afar(&mut self, source: Source, effects: &mut Vec<Effect>) {
        self.bulk.reveal = Some(source);
        self.select(source, effects);
        self.list_now(effects);
    }

    pub(super) fn open(&mut self, effects: &mut Vec<Effect>) {
        let Some(source) = self.selected else { return };
        if let Some(keeper) = self.bulk.queue.keeper(source) {
            self.bulk.asked.item = true;
            effects.push(ask(keeper, Request::Open { item: source }));
        }
        effects.extend(self.ask_view());
    }

    fn opened(
        &mut self,
        source: Source,
        item: Option<Box<Item>>,
        issuers: Vec<Issuer>,
        effects: &mut Vec<Effect>,
    ) {
        if self.selected != Some(source) {
            return;
        }
        self.bulk.asked.item = false;
        let first = self.bulk.item.is_none();
        self.bulk.item = item.map(|item| Rc::new(*item));
        self.bulk.issuers = issuers;
        if first && self.bulk.item.is_some() {
            self.bulk.extent = Extent::Answer;
            effects.push(Effect::TellPainted);
        }
        if first && self.route == Route::Inspect || self.bulk.came.is_to_be_announced() {
            effects.push(Effect::Announce);
        }
        effects.extend(self.refocused());
    }

    /// Draws the list in steps if most of its lines are new. A line that gets the focus or may have it has to be there at
    /// once.
    fn draw_lines(&mut self, stretch: &ListSection, effects: &mut Vec<Effect>) {
        if self.bulk.item.is_none() || self.bulk.extent <= Extent::Proof {
            return;
        }
        let focuses = |effect: &Effect| matches!(effect, Effect::Focus(_) | Effect::RevealWithin(_));
        if effects.iter().any(focuses) || self.may_lose_focus(stretch) {
            self.bulk.extent = Extent::All;
            return;
        }
        let known = |line: &&Line| self.bulk.list.lines.iter().any(|it| it.source == line.source);
        let others = stretch.lines.len() - stretch.lines.iter().filter(known).count();
        if others <= LINES {
            return;
        }
        if self.bulk.extent == Extent::All {
            effects.push(Effect::TellPainted);
        }
        self.bulk.extent = Extent::Lines(LINES);
    }

    /// Whether the line of the shown item, which may have the focus, would be missing while this section is drawn in
    /// steps.
    fn may_lose_focus(&self, stretch: &ListSection) -> bool {
        let is_shown = |line: &Line| Some(line.source) == self.selected;
        let place = stretch.lines.iter().position(is_shown);
        self.bulk.list.lines.iter().any(is_shown)
            && place.is_some_and(|place| !self.bulk.drawn_of(stretch, LINES).contains(&place))
    }

    /// What was drawn has been painted: draws the next step.
    pub(super) fn painted(&mut self, effects: &mut Vec<Effect>) {
        let next = self.bulk.extent.next();
        let rest = self.bulk.list.lines.len() > next.lines();
        self.bulk.extent = if next > Extent::Proof && !rest { Extent::All } else { next };
        if self.bulk.extent < Extent::All {
            effects.push(Effect::TellPainted);
        } else {
            self.bulk.filled |= self.bulk.list.lines.len() == WINDOW;
        }
    }

    /// A request to the worker that keeps the shown item.
    pub(super) fn ask_keeper(&self, request: Request) -> Option<Effect> {
        Some(ask(self.bulk.queue.keeper(self.selected?)?, request))
    }

    /// Requests the item to compare with, which another worker may keep.
    pub(super) fn ask_other(&self) -> Option<Effect> {
        let other = self.other?;
        let keeper = self.bulk.queue.keeper(other)?;
        Some(ask(keeper, Request::Lend { items: vec![other], to: None }))
    }

    fn compare(&self, loans: Vec<Loan>, der: Parcel) -> Option<Effect> {
        let before = loans.into_iter().next().filter(|loan| Some(loan.source) == self.other)?;
        let after = self.selected?;
        let keeper = self.bulk.queue.keeper(after)?;
        Some(Effect::Ask(keeper, Request::Compare { before, after }, der))
    }

    /// A worker crashed.
    pub(super) fn felled(&mut self, seat: usize, effects: &mut Vec<Effect>) {
        self.replace(seat, effects);
        self.export_felled(seat, effects);
        if seat == LIST_WORKER {
            self.bulk.steps.clear();
            self.bulk.entering = 0;
            self.tell_removed(effects);
            self.ask_news_again();
            self.bulk.queue.relist();
            return;
        }
        if let Some((name, file, part)) = self.bulk.queue.felled(seat) {
            self.troubles.push(format!(
                "{name} could not be checked: reading it failed, perhaps because there is not enough memory. \
                 Everything else is still here."
            ));
            effects.push(ask(LIST_WORKER, Request::Removal(Removal::Part(file, part))));
        }
    }

    /// Stops reading, and replaces the workers that still read if nothing is waiting.
    pub(super) fn stop(&mut self, effects: &mut Vec<Effect>) {
        for seat in self.bulk.queue.stop() {
            self.replace(seat, effects);
            self.export_stopped(seat, effects);
        }
        self.await_nothing_unlocked();
    }

    /// A worker is gone, and with it what it was asked.
    fn replace(&mut self, seat: usize, effects: &mut Vec<Effect>) {
        self.bulk.asked = Asked::default();
        effects.push(Effect::Start(seat));
    }

    /// Sends the situation to all workers if it has changed, and has everything judged by it. The shown item does not
    /// wait for that.
    pub(super) fn situated(&mut self, effects: &mut Vec<Effect>) {
        if self.situation == self.bulk.situated {
            return;
        }
        self.bulk.situated = self.situation.clone();
        for seat in 1..=self.bulk.queue.readers() {
            effects.push(ask(seat, Request::Situate { situation: Box::new(self.situation.clone()) }));
        }
        self.bulk.queue.judge();
        self.export_anew();
        self.open(effects);
    }

    /// The next requests, for idle workers.
    pub(super) fn next(&mut self) -> Vec<Effect> {
        let awaits_first = self.selected.is_none() && (self.bulk.asked.list || self.bulk.queue.reads_first());
        if awaits_first || self.bulk.shows_first() || self.bulk.entering >= ENTERING {
            return Vec::new();
        }
        let next = self.bulk.queue.due();
        next.into_iter().filter_map(|next| self.effect(next)).collect()
    }

    fn effect(&self, next: Next) -> Option<Effect> {
        Some(match next {
            Next::Read(seat, slices, preview) => {
                Effect::Read(seat, slices, Box::new(self.situation.clone()), preview)
            }
            Next::Judge(seat, from) => {
                let all = self.bulk.certificates();
                ask(seat, Request::Judge { all, from })
            }
            Next::Kin => ask(LIST_WORKER, Request::Kin),
            Next::Return(seat) => ask(seat, Request::Borrow { loans: Vec::new(), anew: true }),
            Next::Lend(from, to, items) => ask(from, Request::Lend { items, to: Some(to) }),
        })
    }

    /// Removes all items.
    pub(super) fn forgotten(&mut self) -> Bulk {
        let mut queue = std::mem::take(&mut self.bulk.queue);
        queue.clear();
        Bulk { queue, cores: self.bulk.cores, clock: self.bulk.clock, ..Bulk::default() }
    }

    /// How many items there are, including those that are filtered out.
    #[must_use]
    pub fn count(&self) -> usize {
        self.bulk.list.all
    }

    /// The item that is shown.
    #[must_use]
    pub fn item(&self) -> Option<&Item> {
        self.bulk.item.as_deref()
    }
}

/// A request without bytes.
pub(super) fn ask(seat: usize, request: Request) -> Effect {
    Effect::Ask(seat, request, Parcel::default())
}
