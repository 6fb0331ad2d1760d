//! Back navigation: returning to a view puts the focus back on the link that was followed from there.

use super::{address, all, document};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlAnchorElement};

/// A link that was followed: its target, and how many links before it have the same target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    hash: String,
    place: usize,
}

impl Followed {
    /// The focused link, if it has this target: it is the one that was followed.
    fn just_now(hash: &str) -> Option<Self> {
        let focused = document()?.active_element()?;
        let place = links(hash).position(|link| link == focused)?;
        Some(Self { hash: hash.to_owned(), place })
    }

    /// The link as it is in the document now, if its view is drawn.
    pub(super) fn link(&self) -> Option<Element> {
        links(&self.hash).nth(self.place)
    }
}

/// The link that was followed last, by the URL of the view it is in.
#[derive(Debug, Default)]
pub(super) struct Trail(BTreeMap<String, Followed>);

impl Trail {
    /// Begins at the current URL.
    pub(super) fn begin() -> Self {
        address::note();
        Self::default()
    }

    /// Records a navigation, whose target is not drawn yet. On the way back, returns the link that was followed.
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
