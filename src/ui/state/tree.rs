//! The tree of elements in the bytes: which one is selected, and which are folded.

use super::{Action, Effect, State};
use crate::report::bytes::{Dump, Node};

/// What is selected and folded in the tree of elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The element that is selected.
    pub chosen: usize,
    /// The byte that was selected in it, if not the whole element was.
    pub byte: Option<usize>,
    /// The element under the pointer.
    pub pointed: Option<usize>,
    /// The elements that the user folded.
    pub folded: Vec<usize>,
}

/// A key for navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To the previous one.
    Up,
    /// To the next one.
    Down,
    /// To the parent, or back.
    Left,
    /// Into the element, or forward.
    Right,
    /// To the first.
    Home,
    /// To the last.
    End,
}

impl Key {
    /// The key of this `KeyboardEvent.key`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "Home" => Self::Home,
            "End" => Self::End,
            _ => return None,
        })
    }
}

impl Tree {
    /// The elements that are not hidden in a folded one, each with its index.
    pub fn visible<'a>(&'a self, dump: &'a Dump) -> impl Iterator<Item = (usize, &'a Node)> {
        let mut hidden_until = 0;
        dump.nodes.iter().enumerate().filter(move |(place, node)| {
            if *place < hidden_until {
                return false;
            }
            if self.folded.contains(place) {
                hidden_until = place + node.inside + 1;
            }
            true
        })
    }

    /// Selects an element, and unfolds the elements it is in.
    pub(super) fn choose(&mut self, dump: &Dump, place: usize) {
        let Some(node) = dump.nodes.get(place) else { return };
        self.chosen = place;
        self.byte = None;
        let mut around = node.parent;
        while let Some(parent) = around {
            self.folded.retain(|folded| *folded != parent);
            around = dump.nodes.get(parent).and_then(|node| node.parent);
        }
    }

    /// Folds or unfolds an element. If an element inside was selected, the folded one is selected instead.
    pub(super) fn fold(&mut self, dump: &Dump, place: usize) {
        let Some(node) = dump.nodes.get(place).filter(|node| node.inside > 0) else { return };
        let before = self.folded.len();
        self.folded.retain(|folded| *folded != place);
        if self.folded.len() == before {
            self.folded.push(place);
            if (place..=place + node.inside).contains(&self.chosen) {
                self.chosen = place;
                self.byte = None;
            }
        }
    }

    /// Moves as in any tree: left folds or goes to the parent, right unfolds or goes to the first child.
    pub(super) fn step(&mut self, dump: &Dump, key: Key) {
        let seen: Vec<usize> = self.visible(dump).map(|(place, _)| place).collect();
        let at = seen.iter().position(|place| *place == self.chosen).unwrap_or_default();
        let chosen = dump.nodes.get(self.chosen);
        let folded = self.folded.contains(&self.chosen);
        let inside = chosen.map_or(0, |node| node.inside);
        let next = match key {
            Key::Up => seen.get(at.saturating_sub(1)),
            Key::Down => seen.get(at + 1),
            Key::Home => seen.first(),
            Key::End => seen.last(),
            Key::Left if inside > 0 && !folded => return self.fold(dump, self.chosen),
            Key::Left => chosen.and_then(|node| node.parent.as_ref()),
            Key::Right if folded => return self.fold(dump, self.chosen),
            Key::Right if inside > 0 => seen.get(at + 1),
            Key::Right => None,
        };
        if let Some(next) = next {
            self.chosen = *next;
            self.byte = None;
        }
    }

    /// Selects a byte, and the innermost element it is in.
    fn choose_byte(&mut self, dump: &Dump, byte: usize) {
        if let Some(place) = dump.at(byte) {
            self.choose(dump, place);
            self.byte = Some(byte);
        }
    }

    /// The selected byte, or the first of the selected element.
    #[must_use]
    pub fn cursor(&self, dump: &Dump) -> Option<usize> {
        self.byte.or_else(|| Some(dump.nodes.get(self.chosen)?.offset))
    }
}

/// The offset that a key leads to from another, with sixteen bytes in a row.
pub(super) fn moved(at: usize, key: Key, count: usize) -> usize {
    let last = count.saturating_sub(1);
    match key {
        Key::Up => at.saturating_sub(16),
        Key::Down => (at + 16).min(last),
        Key::Left => at.saturating_sub(1),
        Key::Right => (at + 1).min(last),
        Key::Home => 0,
        Key::End => last,
    }
}

impl State {
    /// Handles selecting, folding and keys in the bytes and in their tree.
    pub(super) fn in_bytes(&mut self, action: &Action, effects: &mut Vec<Effect>) {
        let Some(dump) = self.dump.clone().flatten() else { return };
        match *action {
            Action::NodeChosen(place) => self.tree.choose(&dump, place),
            Action::NodeFolded(place) => self.tree.fold(&dump, place),
            Action::ByteChosen(byte) => self.tree.choose_byte(&dump, byte),
            Action::TreeKey(key) => self.tree.step(&dump, key),
            Action::HexKey(key) => {
                let cursor = self.tree.cursor(&dump).unwrap_or_default();
                self.tree.choose_byte(&dump, moved(cursor, key, dump.bytes.len()));
            }
            _ => return,
        }
        let Some(byte) = self.tree.cursor(&dump) else { return };
        let (node, byte) = (format!("node-{}", self.tree.chosen), format!("byte-{byte}"));
        // The pane with the focus is revealed last: in a narrow window, only one of the two is visible.
        let revealed = match action {
            Action::TreeKey(_) => vec![byte, node],
            Action::HexKey(_) => vec![node, byte],
            Action::ByteChosen(_) => vec![node],
            _ => vec![byte],
        };
        effects.extend(revealed.into_iter().map(Effect::Reveal));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Dump {
        let node = |depth, parent, inside, offset, length| Node {
            depth,
            parent,
            inside,
            offset,
            header: 2,
            length,
            name: String::new(),
            tag: String::new(),
            summary: String::new(),
        };
        Dump {
            nodes: vec![
                node(0, None, 3, 0, 12),
                node(1, Some(0), 1, 2, 5),
                node(2, Some(1), 0, 4, 3),
                node(1, Some(0), 0, 7, 5),
            ],
            ..Dump::default()
        }
    }

    #[track_caller]
    fn check(keys: &[Key], chosen: usize, seen: &[usize]) {
        let dump = sample();
        let mut tree = Tree::default();
        for key in keys {
            tree.step(&dump, *key);
        }
        assert_eq!(tree.chosen, chosen);
        assert_eq!(tree.visible(&dump).map(|(place, _)| place).collect::<Vec<_>>(), seen);
    }

    #[test]
    fn keys_navigate_as_in_any_tree() {
        use Key::{Down, End, Home, Left, Right, Up};
        check(&[], 0, &[0, 1, 2, 3]);
        check(&[Down, Down], 2, &[0, 1, 2, 3]);
        check(&[End, Down], 3, &[0, 1, 2, 3]);
        check(&[End, Home, Up], 0, &[0, 1, 2, 3]);
        check(&[Right, Left], 1, &[0, 1, 3]);
        check(&[Right, Left, Down], 3, &[0, 1, 3]);
        check(&[Right, Left, Right, Right], 2, &[0, 1, 2, 3]);
        check(&[Down, Down, Left], 1, &[0, 1, 2, 3]);
        check(&[Left], 0, &[0]);
    }

    #[test]
    fn the_selected_element_is_never_hidden() {
        let dump = sample();
        let mut tree = Tree { chosen: 2, ..Tree::default() };
        tree.fold(&dump, 0);
        assert_eq!(tree.chosen, 0);
        tree.choose(&dump, 2);
        assert!(tree.folded.is_empty());
    }
}
