//! The way back: whoever returns to where a link led away stands at that link again.

use super::{address, all, document};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlAnchorElement};

/// A link that was followed: where it leads, and how many before it lead there too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    hash: String,
    place: usize,
}

impl Followed {
    /// The link that has the focus, if it leads there: it is the one that was followed.
    fn just_now(hash: &str) -> Option<Self> {
        let focused = document()?.active_element()?;
        let place = links(hash).position(|link| link == focused)?;
        Some(Self { hash: hash.to_owned(), place })
    }

    /// The link where it stands now, if what holds it is drawn.
    pub(super) fn link(&self) -> Option<Element> {
        links(&self.hash).nth(self.place)
    }
}

/// The link that was followed last from each address.
#[derive(Debug, Default)]
pub(super) struct Trail(BTreeMap<String, Followed>);

impl Trail {
    /// Begins at the address that is shown.
    pub(super) fn begin() -> Self {
        address::note();
        Self::default()
    }

    /// Takes a step from one address to another, which is not drawn yet. On the way back, the link that had led away.
    pub(super) fn step(&mut self, from: String, to: &str) -> Option<Followed> {
        if address::is_known() {
            return self.0.get(to).cloned();
        }
        address::note();
        match Followed::just_now(to) {
            Some(followed) => self.0.insert(from, followed),
            None => self.0.remove(&from),
        };
        None
    }
}

fn links(hash: &str) -> impl Iterator<Item = Element> {
    all("main a[href^='#']")
        .into_iter()
        .filter(move |link| link.dyn_ref::<HtmlAnchorElement>().is_some_and(|link| link.hash() == hash))
}
