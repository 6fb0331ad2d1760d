//! What leaves the page: copied, saved or drawn, a piece at a time.

use super::{CLERK, Effect, Form, Parcel, Purpose, Request, Route, Source, State, Table, Way, ask};
use crate::export::powershell::Script;

/// How many items leave the page at a time.
const AT_ONCE: usize = 200;

/// Something that leaves the page in pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    form: Form,
    way: Way,
    /// What is still to be written, the last first: who keeps it, and the items.
    left: Vec<(usize, Vec<Source>)>,
    /// How many pieces there are.
    pub pieces: usize,
    /// How many are written.
    pub written: usize,
    /// What the item is called, if it is but one.
    item: Option<String>,
    text: String,
    /// The remedies, which are put together from the pieces.
    script: Script,
}

impl State {
    /// Has items leave the page: the one that is shown, or those that are listed.
    pub(in crate::ui::state) fn export(&mut self, form: Form, way: Way, effects: &mut Vec<Effect>) {
        let listing = self.listing.clone();
        let many = matches!(self.route, Route::Table | Route::Overview);
        if form == Form::Csv {
            effects.push(self.table(Table::Items));
        } else if many || form == Form::Plan {
            effects.push(ask(CLERK, Request::Collect { listing, purpose: Purpose::Export(form, way) }));
        } else if let Some(item) = self.selected {
            let name = self.item().map(|item| item.name.clone()).unwrap_or_default();
            self.export_items(form, way, vec![item], Some(name), effects);
        }
    }

    pub(in crate::ui::state) fn table(&self, table: Table) -> Effect {
        let (listing, situation) = (self.listing.clone(), Box::new(self.situation.clone()));
        ask(CLERK, Request::Table { table, listing, situation })
    }

    pub(super) fn export_items(
        &mut self,
        form: Form,
        way: Way,
        items: Vec<Source>,
        item: Option<String>,
        effects: &mut Vec<Effect>,
    ) {
        // Pieces stay in the order of the items: a new one begins where another worker keeps them.
        let mut left: Vec<(usize, Vec<Source>)> = Vec::new();
        for source in items {
            let Some(keeper) = self.bulk.queue.keeper(source) else { continue };
            match left.last_mut() {
                Some((same, piece)) if *same == keeper && piece.len() < AT_ONCE => piece.push(source),
                _ => left.push((keeper, vec![source])),
            }
        }
        left.reverse();
        let pieces = left.len();
        let (text, script) = (String::new(), Script::default());
        self.bulk.export = Some(Export { form, way, left, pieces, written: 0, item, text, script });
        if way == Way::Save {
            effects.extend(piece(form.file_begin()));
        }
        self.export_next(effects);
    }

    fn export_next(&mut self, effects: &mut Vec<Effect>) {
        let story = self.story;
        let Some(export) = &mut self.bulk.export else { return };
        if let Some((keeper, items)) = export.left.pop() {
            let (first, last) = (export.written == 0, export.left.is_empty());
            effects.push(ask(keeper, Request::Export { form: export.form, items, story, first, last }));
            return;
        }
        let Some(Export { form, way, item, mut text, script, .. }) = self.bulk.export.take() else { return };
        if form == Form::Powershell {
            text = script.write();
        }
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
        let Some(export) = &mut self.bulk.export else { return };
        export.written += 1;
        match export.way {
            _ if export.form == Form::Powershell => {
                export.script.join(Parcel::unpack(&parcel.0).unwrap_or_default());
            }
            Way::Copy | Way::Draw => export.text.push_str(&String::from_utf8_lossy(&parcel.0)),
            Way::Save => effects.push(Effect::Append(parcel.clone())),
        }
        self.export_next(effects);
    }
}

/// A piece of a file that is written here, if there is one.
pub(super) fn piece(text: &str) -> Option<Effect> {
    (!text.is_empty()).then(|| Effect::Append(Parcel(text.as_bytes().into())))
}
