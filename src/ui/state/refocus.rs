//! Where the focus moves when the question that had it is answered and disappears.

use super::{Effect, State};

impl State {
    /// A question about the item was answered: remembers its index and id until it is gone.
    pub(super) fn answered(&mut self, key: &str) {
        let Some(item) = self.item() else { return };
        let place = item.asks.iter().position(|ask| ask.key == key);
        self.bulk.answered = place.and_then(|place| Some((place, item.asks.get(place)?.id.clone())));
    }

    /// The item has arrived again: moves the focus to the next question, or to the answer.
    pub(super) fn refocused(&mut self) -> Option<Effect> {
        let (place, id) = self.bulk.answered.clone()?;
        let asks = &self.item()?.asks;
        if asks.iter().any(|ask| ask.id == id) {
            return None;
        }
        let next = asks.get(place).or(asks.last()).map(|ask| format!("question-{}", ask.id));
        self.bulk.answered = None;
        Some(Effect::Refocus(next.unwrap_or_else(|| "answer".to_owned())))
    }
}
