//! Everything that was dropped, however much: the workers that read it, the list they make, and the item that is open.
//!
//! The page itself only holds the stretch of the list that is seen, and that one item.

use super::came::Came;
use super::{Action, Effect, Listing, Route, State};
use crate::report::Item;
use crate::report::overview::Overview;
use crate::situation::Situation;
use crate::ui::queue::{MOST, Next, Queue};
use crate::ui::seam::{
    Choice, Form, Issuer, Lead, Line, Loan, Parcel, Purpose, Reply, Request, Source, Stretch, Strike, Table,
    Way,
};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

mod away;
mod leaving;

pub use leaving::Leaving;

/// The worker that keeps the list; all others read.
pub const CLERK: usize = 0;

/// How many lines of the list the page holds.
pub const WINDOW: usize = 100;

/// How many of them it draws at a time: more than are seen at once.
const LINES: usize = 20;

/// How many lines it holds before those that are seen.
const MARGIN: usize = 30;

/// Those who read wait while so many parcels of rows are on their way into the list, or these would heap up in memory.
const ENTERING: usize = 4;

/// How far the first item and the list beside it are drawn, and the list where its lines are others. All of it at once
/// would keep the page from answering for a moment, and the answer from being seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// The answer, and the lines of the list that are seen.
    Answer,
    /// What happens, and what to do.
    Story,
    /// What was told.
    Situation,
    /// What it rests on.
    Proof,
    /// So many lines of the list.
    Lines(usize),
    /// Everything.
    #[default]
    All,
}

impl Extent {
    const fn next(self) -> Self {
        match self {
            Self::Answer => Self::Story,
            Self::Story => Self::Situation,
            Self::Situation => Self::Proof,
            Self::Proof => Self::Lines(2 * LINES),
            Self::Lines(count) if count + LINES < WINDOW => Self::Lines(count + LINES),
            Self::Lines(_) | Self::All => Self::All,
        }
    }

    /// How many lines of the list are drawn, at most.
    const fn lines(self) -> usize {
        match self {
            Self::Answer | Self::Story | Self::Situation | Self::Proof => LINES,
            Self::Lines(count) => count,
            Self::All => WINDOW,
        }
    }
}

/// What the page knows of everything that was dropped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bulk {
    /// Who reads what.
    pub queue: Queue,
    /// The stretch of the list that is seen.
    pub list: Rc<Stretch>,
    /// The item that is shown, once it has come.
    pub item: Option<Rc<Item>>,
    /// How far it is drawn.
    pub extent: Extent,
    /// Its issuers, nearest first.
    pub issuers: Vec<Issuer>,
    /// What it issued itself.
    pub issued: Rc<Vec<Line>>,
    /// The number of the item that is shown, once it is known.
    pub number: Option<(Source, usize)>,
    /// The numbers, once they have come.
    pub overview: Option<Rc<Overview>>,
    /// What the item can be compared with.
    pub others: Rc<Vec<Line>>,
    /// What leads to the code that is shown, and how many more.
    pub leads: Rc<(String, Vec<Lead>, usize)>,
    /// What leaves the page, and how much of it has left.
    pub leaving: Leaving,
    /// How many workers may read.
    pub cores: usize,
    /// Milliseconds since the page began.
    pub clock: u64,
    /// When reading began, and how many files were done with by then.
    begun: Option<(u64, usize)>,
    /// The first line that is to be seen.
    from: usize,
    asked: Asked,
    /// How many parcels of rows are on their way into the list.
    pub(super) entering: usize,
    /// How far the arrow keys go, one press after the other; the first is asked for.
    steps: VecDeque<isize>,
    /// The line to which the focus goes once it has come.
    focus: Option<Source>,
    /// Whether the focus goes on from what was put away, once it is gone.
    refocus: bool,
    /// The line that is brought into view once it has come.
    reveal: Option<Source>,
    /// The place and the name of the question that was answered last, until it is gone.
    pub(super) answered: Option<(usize, String)>,
    /// What came to what was there before.
    pub came: Came,
    /// What was put away.
    without: Vec<Source>,
    /// What those who read know of what the visitor told.
    situated: Situation,
}

/// What was asked for and has not come yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    list: bool,
    /// The first line that was asked for.
    from: usize,
    /// The list has changed since.
    list_again: bool,
    item: bool,
}

impl Bulk {
    /// Whether anything is still to come.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.works() || self.asked.list || self.asked.item || self.extent < Extent::All
    }

    /// Whether an item was put away.
    pub(super) fn is_away(&self, source: Source) -> bool {
        self.without.contains(&source)
    }

    /// Whether files are read or judged, or something is written.
    #[must_use]
    pub fn works(&self) -> bool {
        self.queue.is_busy() && !self.queue.progress().paused || self.leaving.is_busy()
    }

    /// Whether the first item is awaited or drawn. Those who read rest for that moment, which they have no part in.
    fn shows_first(&self) -> bool {
        self.asked.item && self.item.is_none() || self.extent <= Extent::Proof
    }

    /// Which of the lines are drawn: those that are seen, and as many around them as there was time for.
    #[must_use]
    pub fn drawn(&self) -> Range<usize> {
        let all = self.list.lines.len();
        let count = self.extent.lines().min(all);
        let before_seen = self.from.saturating_sub(self.list.from + LINES / 4);
        let first = before_seen.min(all - count);
        first..first + count
    }

    /// Reading begins, or goes on after a rest, which counts for nothing.
    pub(super) fn begin(&mut self) {
        self.begun = Some((self.clock, self.queue.progress().done));
    }

    /// How many files a second were done with, and how many seconds the rest will take.
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

    /// Takes what a worker answered about what was dropped; gives back what is about something else.
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
                        MOST >> 20
                    );
                    self.trouble(&sentence);
                }
            }
            Reply::Unread { file, part } => {
                self.bulk.queue.unread(file, part);
                let name = self.bulk.queue.name(file).unwrap_or_default();
                let sentence = format!(
                    "{name} was not read: the browser cannot open it anymore. It may have been moved or changed \
                     since it was dropped."
                );
                self.trouble(&sentence);
                effects.push(ask(CLERK, Request::Strike(Strike::Part(file, part))));
            }
            Reply::Read { certificates } => {
                self.bulk.queue.read(seat, certificates);
                self.put_away_again(seat, effects);
                self.enter(seat, parcel, effects);
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
            Reply::Collected { items, purpose } => match purpose {
                Purpose::Export => self.export_items(items, effects),
                Purpose::PutAway => self.put_away_chosen(items, effects),
            },
            Reply::Exported => self.exported(&parcel, effects),
            Reply::Tabled { table } => self.tabled(table, parcel, effects),
            other => return Some(other),
        }
        None
    }

    fn enter(&mut self, seat: usize, rows: Parcel, effects: &mut Vec<Effect>) {
        if !rows.0.is_empty() {
            self.bulk.entering += 1;
            effects.push(Effect::Ask(CLERK, Request::Enter { reader: seat }, rows));
            effects.push(Effect::ListSoon);
        }
    }

    /// Everything that can be said is said now.
    fn all_judged(&mut self, effects: &mut Vec<Effect>) {
        self.list_now(effects);
        if self.route == Route::Overview {
            effects.push(ask(CLERK, Request::Count));
        }
        self.ask_news(effects);
        self.open(effects);
    }

    /// Asks for the stretch of the list that is seen.
    pub(super) fn list_now(&mut self, effects: &mut Vec<Effect>) {
        // What was still due when everything was forgotten asks for nothing, or the first view would make way for it.
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
        effects.push(ask(CLERK, request));
    }

    fn listed(&mut self, stretch: Stretch, effects: &mut Vec<Effect>) {
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
        // Something else may have been selected since it was asked for.
        let line = stretch.current.as_ref().filter(|line| Some(line.source) == self.selected);
        let number = line.map(|line| line.source).zip(stretch.number);
        if number.is_some() && number != self.bulk.number {
            self.bulk.number = number;
            effects.extend(self.readdressed());
        }
        // What is as it was need not be drawn again.
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

    /// The list was scrolled: this line is the first that is seen.
    pub(super) fn scrolled(&mut self, first: usize, effects: &mut Vec<Effect>) {
        let list = &self.bulk.list;
        let wanted = first.saturating_sub(MARGIN / 3)..(first + WINDOW - MARGIN * 2).min(list.listed);
        let lacks = |from: usize, count: usize| wanted.start < from || wanted.end > from + count;
        // What is held makes way for what is on its way.
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
    }

    /// The list is made anew, and stands at its top: it is brought back to where it was, and to the item that is shown.
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
        effects.push(ask(CLERK, Request::Choose(choice)));
        self.list_now(effects);
    }

    /// Each step begins where the one before it leads.
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
        effects.push(ask(CLERK, request));
    }

    /// Shows an item, whose report has to come first.
    pub(super) fn select(&mut self, source: Source, effects: &mut Vec<Effect>) {
        self.bulk.came.seen();
        self.turn_to(source, effects);
    }

    /// Shows an item in place of one that is gone. What is said of that stays.
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

    /// Shows an item that may be far from what is seen of the list.
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

    /// Where most lines are others, they are drawn in steps. The one to which the focus goes has to be there at once.
    fn draw_lines(&mut self, stretch: &Stretch, effects: &mut Vec<Effect>) {
        let known = |line: &&Line| self.bulk.list.lines.iter().any(|it| it.source == line.source);
        let others = stretch.lines.len() - stretch.lines.iter().filter(known).count();
        if self.bulk.item.is_none() || others <= LINES || self.bulk.extent <= Extent::Proof {
            return;
        }
        if effects.iter().any(|effect| matches!(effect, Effect::Focus(_) | Effect::RevealWithin(_))) {
            return;
        }
        if self.bulk.extent == Extent::All {
            effects.push(Effect::TellPainted);
        }
        self.bulk.extent = Extent::Lines(LINES);
    }

    /// What is drawn was painted: there is time for more of it.
    pub(super) fn painted(&mut self, effects: &mut Vec<Effect>) {
        let next = self.bulk.extent.next();
        let rest = self.bulk.list.lines.len() > next.lines();
        self.bulk.extent = if next > Extent::Proof && !rest { Extent::All } else { next };
        if self.bulk.extent < Extent::All {
            effects.push(Effect::TellPainted);
        }
    }

    /// Asks the worker that keeps the item that is shown.
    pub(super) fn ask_keeper(&self, request: Request) -> Option<Effect> {
        Some(ask(self.bulk.queue.keeper(self.selected?)?, request))
    }

    /// Asks for the item to compare with, which may be with another worker.
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

    /// A worker died.
    pub(super) fn felled(&mut self, seat: usize, effects: &mut Vec<Effect>) {
        self.bulk.asked = Asked::default();
        effects.push(Effect::Start(seat));
        self.export_felled(seat, effects);
        if seat == CLERK {
            self.bulk.steps.clear();
            self.bulk.entering = 0;
            self.bulk.queue.judge();
            return;
        }
        if let Some((name, file, part)) = self.bulk.queue.felled(seat) {
            self.troubles.push(format!(
                "{name} could not be checked: reading it failed, perhaps because there is not enough memory. \
                 Everything else is still here."
            ));
            effects.push(ask(CLERK, Request::Strike(Strike::Part(file, part))));
        }
    }

    /// Stops reading, or those who read if nothing waits to be read.
    pub(super) fn stop(&mut self, effects: &mut Vec<Effect>) {
        for seat in self.bulk.queue.stop() {
            effects.push(Effect::Start(seat));
        }
    }

    /// Whoever reads is told what the visitor told, if that is something else now, and all is judged by it. What is
    /// shown does not wait for that.
    pub(super) fn situated(&mut self, effects: &mut Vec<Effect>) {
        if self.situation == self.bulk.situated {
            return;
        }
        self.bulk.situated = self.situation.clone();
        for seat in 1..=self.bulk.queue.readers() {
            effects.push(ask(seat, Request::Situate { situation: Box::new(self.situation.clone()) }));
        }
        self.bulk.queue.judge();
        self.open(effects);
    }

    /// Whatever is to be done next by those who have nothing to do.
    pub(super) fn next(&mut self) -> Vec<Effect> {
        if self.bulk.shows_first() || self.bulk.entering >= ENTERING {
            return Vec::new();
        }
        let next = self.bulk.queue.due();
        next.into_iter().filter_map(|next| self.effect(next)).collect()
    }

    fn effect(&self, next: Next) -> Option<Effect> {
        Some(match next {
            Next::Read(seat, slices) => {
                // Of what is read in one go, the final answer is there at once.
                let preview = self.bulk.queue.has_more();
                Effect::Read(seat, slices, Box::new(self.situation.clone()), preview)
            }
            Next::Judge(seat, from) => {
                let all = self.bulk.queue.certificates();
                ask(seat, Request::Judge { all, from })
            }
            Next::Kin => ask(CLERK, Request::Kin),
            Next::Return(seat) => ask(seat, Request::Borrow { loans: Vec::new(), anew: true }),
            Next::Lend(from, to, items) => ask(from, Request::Lend { items, to: Some(to) }),
        })
    }

    /// Forgets everything that was dropped.
    pub(super) fn forgotten(&mut self) -> Bulk {
        let mut queue = std::mem::take(&mut self.bulk.queue);
        queue.clear();
        Bulk { queue, cores: self.bulk.cores, clock: self.bulk.clock, ..Bulk::default() }
    }

    /// How many items are listed, those that are left out included.
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

/// A question without anything beside it.
pub(super) fn ask(seat: usize, request: Request) -> Effect {
    Effect::Ask(seat, request, Parcel::default())
}

/// The action that narrows the list and shows it.
#[must_use]
pub fn show(listing: Listing) -> Action {
    Action::ListShown(listing)
}
