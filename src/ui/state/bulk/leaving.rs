//! Exports: copied, saved or rendered, one piece at a time.

use super::{Effect, Form, LIST_WORKER, Listing, Parcel, Request, Route, Source, State, Table, Way, ask};
use crate::export::powershell::Script;
use std::collections::VecDeque;

/// How many items a piece contains at most.
const AT_ONCE: usize = 200;

/// The exports, one after the other: the pieces of two at the same time would be mixed. They wait until everything that
/// was read is judged, so that all rows of a file are judged alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Leaving {
    now: Option<Export>,
    waiting: VecDeque<Order>,
}

/// What to export.
#[derive(Clone, Debug, PartialEq)]
struct Order {
    what: What,
    /// The listing to export; `None` for everything.
    listing: Option<Listing>,
    /// The item, if it is a single one.
    item: Option<One>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Items(Form, Way),
    Table(Table),
}

#[derive(Clone, Debug, PartialEq)]
struct One {
    source: Source,
    name: String,
    story: Option<usize>,
}

/// An export in progress.
#[derive(Clone, Debug, PartialEq)]
struct Export {
    order: Order,
    /// The worker that was asked for the next piece.
    seat: usize,
    /// The pieces that remain, the last first: the worker that keeps the items, and the items.
    left: Vec<(usize, Vec<Source>)>,
    pieces: usize,
    written: usize,
    text: String,
    /// The remedies, merged from the pieces.
    script: Script,
    end: End,
}

/// How an export ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// With the last piece.
    Whole,
    /// With the next reply, since a piece is lost.
    Lost,
    /// With the next reply, and begins anew, since the situation changed or the user stopped reading.
    Anew,
}

impl Leaving {
    /// Whether an export is in progress or waiting.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.is_writing() || !self.waiting.is_empty()
    }

    /// Whether an export waits until everything is judged.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.is_writing() && !self.waiting.is_empty()
    }

    /// Whether an export is in progress.
    #[must_use]
    pub const fn is_writing(&self) -> bool {
        self.now.is_some()
    }

    /// How many pieces are written, and how many there are, once that is known.
    #[must_use]
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.now.as_ref().map(|now| (now.written, now.pieces)).filter(|(_, pieces)| *pieces > 0)
    }

    fn has(&self, order: &Order) -> bool {
        self.now.iter().map(|now| &now.order).chain(&self.waiting).any(|known| known == order)
    }
}

impl State {
    /// Exports items: the one that is shown, those that are listed where the list is shown, or all.
    pub(in crate::ui::state) fn export(&mut self, form: Form, way: Way) {
        if let Some(order) = self.order(form, way) {
            self.order_export(order);
        }
    }

    pub(in crate::ui::state) fn table(&mut self, table: Table) {
        self.order_export(self.order_of_table(table));
    }

    /// Whether exactly this export is in progress or waiting.
    #[must_use]
    pub fn is_leaving(&self, form: Form, way: Way) -> bool {
        self.bulk.leaving.is_busy()
            && self.order(form, way).is_some_and(|order| self.bulk.leaving.has(&order))
    }

    /// Whether exactly this table is in progress or waiting.
    #[must_use]
    pub fn is_table_leaving(&self, table: Table) -> bool {
        self.bulk.leaving.has(&self.order_of_table(table))
    }

    fn order(&self, form: Form, way: Way) -> Option<Order> {
        if form == Form::Csv {
            return Some(self.order_of_table(Table::Items));
        }
        let many = matches!(self.route, Route::Table | Route::Overview) || form == Form::Plan;
        let item = if many { None } else { Some(self.one()?) };
        Some(Order { what: What::Items(form, way), listing: self.taken_along(), item })
    }

    fn order_of_table(&self, table: Table) -> Order {
        Order { what: What::Table(table), listing: self.taken_along(), item: None }
    }

    /// The filtered list, if the list is shown.
    fn taken_along(&self) -> Option<Listing> {
        (self.route == Route::Table).then(|| self.listing.clone())
    }

    fn one(&self) -> Option<One> {
        let name = self.item().map(|item| item.name.clone()).unwrap_or_default();
        Some(One { source: self.selected?, name, story: self.story })
    }

    /// Adds an export, unless the same one is in progress or waiting.
    fn order_export(&mut self, order: Order) {
        if !self.bulk.leaving.has(&order) {
            self.bulk.leaving.waiting.push_back(order);
        }
    }

    /// Begins the next export, if there is one and everything is judged. A single item need not wait for the others.
    pub(in crate::ui::state) fn export_waiting(&mut self, effects: &mut Vec<Effect>) {
        if self.bulk.leaving.is_writing() {
            return;
        }
        let Some(order) = self.bulk.leaving.waiting.front() else { return };
        let is_kept = order.item.as_ref().is_some_and(|one| self.bulk.queue.keeper(one.source).is_some());
        if !is_kept && !self.bulk.queue.is_settled() {
            return self.bulk.queue.judge_in_pause();
        }
        let leaving = &mut self.bulk.leaving;
        let Some(order) = leaving.waiting.pop_front() else { return };
        let Order { what, listing, item } = order.clone();
        leaving.now = Some(Export {
            order,
            seat: LIST_WORKER,
            left: Vec::new(),
            pieces: 0,
            written: 0,
            text: String::new(),
            script: Script::default(),
            end: End::Whole,
        });
        match (what, item) {
            (What::Table(table), _) => {
                let situation = Box::new(self.situation.clone());
                effects.push(ask(LIST_WORKER, Request::Table { table, listing, situation }));
            }
            (What::Items(..), Some(one)) => self.export_items(vec![one.source], effects),
            (What::Items(..), None) => {
                effects.push(ask(LIST_WORKER, Request::Collect { listing }));
            }
        }
    }

    /// The items to export are known.
    pub(super) fn export_items(&mut self, items: Vec<Source>, effects: &mut Vec<Effect>) {
        if self.export_is_lost(effects) {
            return;
        }
        // Pieces keep the order of the items: a new one begins where another worker keeps them.
        let mut left: Vec<(usize, Vec<Source>)> = Vec::new();
        for source in items {
            let Some(keeper) = self.bulk.queue.keeper(source) else { continue };
            match left.last_mut() {
                Some((same, piece)) if *same == keeper && piece.len() < AT_ONCE => piece.push(source),
                _ => left.push((keeper, vec![source])),
            }
        }
        left.reverse();
        let Some(export) = &mut self.bulk.leaving.now else { return };
        // The item that is shown may be of a file that was set aside since.
        if left.is_empty() && export.order.item.is_some() {
            export.end = End::Lost;
            self.export_is_lost(effects);
            return;
        }
        export.pieces = left.len();
        export.left = left;
        if let What::Items(form, Way::Save) = export.order.what {
            effects.extend(piece(form.file_begin()));
        }
        self.export_next(effects);
    }

    fn export_next(&mut self, effects: &mut Vec<Effect>) {
        let Some(export) = &mut self.bulk.leaving.now else { return };
        let What::Items(form, _) = export.order.what else { return };
        if let Some((keeper, items)) = export.left.pop() {
            let (first, last) = (export.written == 0, export.left.is_empty());
            let story = export.order.item.as_ref().and_then(|one| one.story);
            export.seat = keeper;
            effects.push(ask(keeper, Request::Export { form, items, story, first, last }));
            return;
        }
        if let Some(export) = self.bulk.leaving.now.take() {
            self.leave(export, effects);
        }
    }

    /// Everything is written.
    fn leave(&self, Export { order, mut text, script, .. }: Export, effects: &mut Vec<Effect>) {
        let What::Items(form, way) = order.what else { return };
        if form == Form::Powershell {
            text = script.write();
        }
        let item = order.item.map(|one| one.name);
        let name = form.file_name(item.as_deref(), self.situation.today);
        match way {
            Way::Copy => effects.push(Effect::Copy(form.name().to_owned(), text)),
            Way::Save => {
                effects.extend(piece(&text));
                let kind = form.file_type(item.is_some()).1.to_owned();
                effects.push(Effect::SaveAppended(name, kind));
            }
            Way::Draw => {
                let name = name.strip_suffix("svg").unwrap_or(&name);
                effects.push(Effect::Draw(format!("{name}png"), text));
            }
        }
    }

    pub(super) fn exported(&mut self, parcel: &Parcel, effects: &mut Vec<Effect>) {
        if self.export_is_lost(effects) {
            return;
        }
        let Some(export) = &mut self.bulk.leaving.now else { return };
        export.written += 1;
        match export.order.what {
            What::Items(Form::Powershell, _) => {
                export.script.join(Parcel::unpack(&parcel.0).unwrap_or_default());
            }
            What::Items(_, Way::Save) | What::Table(_) => effects.push(Effect::Append(parcel.clone())),
            What::Items(_, Way::Copy | Way::Draw) => {
                export.text.push_str(&String::from_utf8_lossy(&parcel.0));
            }
        }
        self.export_next(effects);
    }

    pub(super) fn tabled(&mut self, table: Table, parcel: Parcel, effects: &mut Vec<Effect>) {
        if self.export_is_lost(effects) {
            return;
        }
        let (name, kind) = table.file(self.situation.today);
        effects.extend(piece(table.file_begin()));
        effects.push(Effect::Append(parcel));
        effects.push(Effect::SaveAppended(name, kind.to_owned()));
        self.bulk.leaving.now = None;
    }

    /// A worker crashed. What it kept is lost.
    pub(super) fn export_felled(&mut self, seat: usize, effects: &mut Vec<Effect>) {
        self.bulk.leaving.waiting.clear();
        self.export_ends(End::Lost);
        self.export_unanswered(seat, effects);
    }

    /// A worker was replaced because the user stopped reading. What it kept is read again.
    pub(super) fn export_stopped(&mut self, seat: usize, effects: &mut Vec<Effect>) {
        self.export_anew();
        self.export_unanswered(seat, effects);
    }

    /// The situation changed: pieces judged by the old one must not be mixed with new ones.
    pub(super) fn export_anew(&mut self) {
        self.export_ends(End::Anew);
    }

    fn export_ends(&mut self, end: End) {
        if let Some(export) = self.bulk.leaving.now.as_mut().filter(|export| export.end != End::Lost) {
            export.end = end;
        }
    }

    /// A worker is gone. If it was asked for the next piece, no reply will come; otherwise one will.
    fn export_unanswered(&mut self, seat: usize, effects: &mut Vec<Effect>) {
        if self.bulk.leaving.now.as_ref().is_some_and(|export| export.seat == seat) {
            self.export_is_lost(effects);
        }
    }

    /// Ends the export in progress if it is not to be finished.
    fn export_is_lost(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(export) = self.bulk.leaving.now.take_if(|export| export.end != End::Whole) else {
            return false;
        };
        effects.push(Effect::DropAppended);
        if export.end == End::Anew {
            self.bulk.leaving.waiting.push_front(export.order);
        } else {
            self.trouble("Copying or saving was interrupted. Try again.");
        }
        true
    }
}

/// Appends a text to a file, unless it is empty.
fn piece(text: &str) -> Option<Effect> {
    (!text.is_empty()).then(|| Effect::Append(Parcel(text.as_bytes().into())))
}
