//! What comes with a URL, links to share, and the configuration by the administrator of the page.

use super::bulk::{LIST_WORKER, ask};
use super::{Arrival, Effect, Route, State};
use crate::address::snippet::{self, Snippet, snippet};
use crate::address::{Preset, Shared, share};
use crate::configuration::{Configuration, Problem};
use crate::report::code;
use crate::ui::seam::{Request, Source};
use std::rc::Rc;

/// What came with the URL, and the link that is being created.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// The URL of the page, if others could open it.
    pub base: Option<String>,
    /// What the URL presets.
    pub preset: Option<Preset>,
    /// Whether a certificate came with the URL, and the note about it was not dismissed yet.
    pub came: bool,
    /// Whether the URL names an item that is gone since the page was reloaded.
    pub lost: bool,
    /// What a URL that leads to no code can mean.
    pub meanings: Vec<code::Hit>,
    /// The link that contains a certificate; `None` while nobody asks for one.
    pub sharing: Option<Sharing>,
}

/// A link that contains a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// The item; `None` if there is none.
    pub item: Option<Source>,
    /// Whether it includes the situation, without what identifies an account.
    pub with_situation: bool,
    /// The link: the outer `None` until it is created, the inner if it cannot be.
    pub link: Option<Option<String>>,
}

/// The configuration by the administrator of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Custom {
    /// The valid entries.
    pub configuration: Rc<Configuration>,
    /// The invalid entries.
    pub problems: Vec<Problem>,
    /// Whether the note about invalid entries was dismissed.
    pub told: bool,
    /// Why there is none although the page declares one.
    pub missing: Option<String>,
}

/// The configuration that the page declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declaration {
    /// Its text.
    Text(String),
    /// It is declared, but could not be loaded: why.
    Missing(String),
}

/// What the user or the browser does about links and the configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A URL was opened.
    Arrived(Arrival),
    /// Remove what the URL preset.
    PresetDropped,
    /// The note about the certificate that came with the URL was dismissed.
    NoteRead,
    /// Open the box for a link that contains the certificate, or close it.
    ShareAsked(bool),
    /// Include the situation in the link, or not.
    ShareWithSituation(bool),
    /// The warning was read: create the link.
    ShareConfirmed,
    /// The page declares a configuration.
    Declared(Declaration),
    /// The note about the configuration was dismissed.
    ConfigurationRead,
}

impl Links {
    /// Takes the link that contains a certificate, if it could be created.
    pub(super) fn shared(&mut self, link: Option<String>) {
        if let Some(sharing) = &mut self.sharing {
            sharing.link = Some(link);
        }
    }
}

impl State {
    /// Applies an action about links.
    pub(super) fn linked(&mut self, act: Act, effects: &mut Vec<Effect>) {
        match act {
            Act::Arrived(arrival) => self.arrive(arrival, effects),
            Act::PresetDropped => {
                self.preset(None);
                effects.push(Effect::Readdress(Route::Inspect.link().to_owned()));
                effects.push(Effect::Refocus("main".to_owned()));
            }
            Act::NoteRead => {
                self.links.came = false;
                effects.push(Effect::Refocus("answer".to_owned()));
            }
            Act::ShareAsked(wanted) => {
                let sharing = Sharing { item: self.selected, ..Sharing::default() };
                self.links.sharing = wanted.then_some(sharing);
                effects.push(match wanted {
                    true => Effect::Focus("sharing".to_owned()),
                    false => Effect::Refocus("take-along".to_owned()),
                });
            }
            Act::ShareWithSituation(with_situation) => {
                self.links.sharing = Some(Sharing { item: self.selected, with_situation, link: None });
            }
            Act::ShareConfirmed => {
                let item = self.selected;
                let with_situation =
                    self.links.sharing.as_ref().is_some_and(|sharing| sharing.with_situation);
                self.links.sharing = Some(Sharing { item, with_situation, link: None });
                effects
                    .extend(item.and_then(|item| self.ask_keeper(Request::Share { item, with_situation })));
            }
            Act::Declared(Declaration::Text(text)) => {
                effects.push(ask(LIST_WORKER, Request::Configure { text }))
            }
            Act::Declared(Declaration::Missing(because)) => self.custom.missing = Some(because),
            Act::ConfigurationRead => self.custom.told = true,
        }
    }

    /// Takes the configuration.
    pub(super) fn configured(&mut self, configuration: Box<Configuration>, problems: Vec<Problem>) {
        self.situation = configuration.filling(&self.situation);
        self.custom = Custom { configuration: Rc::from(configuration), problems, ..Custom::default() };
    }

    fn arrive(&mut self, arrival: Arrival, effects: &mut Vec<Effect>) {
        self.links.lost = matches!(arrival, Arrival::Item(..)) && self.count() == 0;
        let place = match arrival {
            Arrival::At(route) => route,
            Arrival::Item(place, route) => {
                self.addressed(place, effects);
                route
            }
            Arrival::Search(query) => {
                if self.query != query || self.hits.is_none() {
                    self.hits = None;
                    self.query.clone_from(&query);
                    effects.push(Effect::AskLibrarian(Request::LookUp { query }));
                }
                Route::Codes
            }
            Arrival::Preset(preset) => {
                self.preset(Some(*preset));
                // The note about it is at the top of the view, so go there even if this is the current view already.
                if self.route == Route::Inspect {
                    effects.push(Effect::Arrive);
                }
                Route::Inspect
            }
            Arrival::Shared(shared) => {
                self.take_shared(shared, effects);
                Route::Inspect
            }
        };
        effects.extend(self.navigate(place));
        effects.extend(self.readdressed());
    }

    /// Takes a certificate out of the URL, so that it does not stay there.
    fn take_shared(&mut self, shared: Result<Box<Shared>, share::Refusal>, effects: &mut Vec<Effect>) {
        match shared {
            Ok(shared) => {
                effects.push(Effect::Readdress(shared.preset.link()));
                effects.push(Effect::TakeText("certificate-from-the-link.pem".to_owned(), shared.pem()));
                self.links.came = true;
                if !shared.preset.is_empty() || !shared.preset.complaints.is_empty() {
                    self.preset(Some(shared.preset));
                }
            }
            Err(refusal) => {
                effects.push(Effect::Readdress(Route::Inspect.link().to_owned()));
                self.troubles.push(refusal.to_string());
            }
        }
    }

    /// Presets a situation, replacing what another URL preset before.
    fn preset(&mut self, preset: Option<Preset>) {
        if let Some(before) = self.links.preset.take() {
            self.situation = before.taken_from(&self.situation);
        }
        if let Some(preset) = &preset {
            self.situation = preset.applied_to(&self.situation);
        }
        self.situation = self.custom.configuration.filling(&self.situation);
        self.links.preset = preset;
    }

    /// The URL of the page for links, and whether it is a real one.
    #[must_use]
    pub fn base(&self) -> (&str, bool) {
        let own = self.custom.configuration.public_url.as_deref().or(self.links.base.as_deref());
        own.map_or((snippet::PLACEHOLDER, false), |base| (base, true))
    }

    /// A link to something on this page, in the formats for an article.
    #[must_use]
    pub fn snippet(&self, link: &str, label: &str, title: &str) -> Snippet {
        snippet(self.base().0, link, label, title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::seam::{Parcel, Reply};
    use crate::ui::state::Action;

    fn arrive(state: &mut State, hash: &str) -> Vec<Effect> {
        state.apply(Action::Linked(Act::Arrived(Arrival::of(hash))))
    }

    fn configure(state: &mut State, text: &str) -> Vec<Effect> {
        let declared = Action::Linked(Act::Declared(Declaration::Text(text.to_owned())));
        assert_eq!(state.apply(declared), [ask(LIST_WORKER, Request::Configure { text: text.to_owned() })]);
        let (configuration, problems) = Configuration::read(text);
        let reply = Reply::Configured { configuration: Box::new(configuration), problems };
        state.apply(Action::Replied(LIST_WORKER, Box::new(reply), Parcel::default()))
    }

    fn told(state: &State) -> String {
        Preset::of(&state.situation).query()
    }

    #[test]
    fn the_preset_of_a_url_replaces_the_previous_one() {
        let mut state = State::new(None);
        assert_eq!(arrive(&mut state, "#/inspect?dc=2019&enforcement=2"), [Effect::Arrive]);
        assert_eq!((told(&state).as_str(), &state.route), ("dc=2019&enforcement=2", &Route::Inspect));
        arrive(&mut state, "#/inspect?dc=2016");
        assert_eq!(told(&state), "dc=2016");
        let effects = [Effect::Readdress("#/".to_owned()), Effect::Refocus("main".to_owned())];
        assert_eq!(state.apply(Action::Linked(Act::PresetDropped)), effects);
        assert_eq!((told(&state).as_str(), state.links.preset.is_none()), ("", true));
        arrive(&mut state, "#/inspect?dc=2016");
        state.apply(Action::SituationCleared);
        assert_eq!((told(&state).as_str(), state.links.preset.is_none()), ("", true));
    }

    #[test]
    fn user_and_link_override_the_configured_situation() {
        let preset = r#"{"situation": {"scenario": "kdc", "dc": {"version": "2016", "enforcement": 1}}}"#;
        for hash_first in [true, false] {
            let mut state = State::new(None);
            state.apply(Action::Remembered(r#"{"dc": {"enforcement": 0}}"#.to_owned()));
            if hash_first {
                arrive(&mut state, "#/inspect?dc=2019");
            }
            assert_eq!(configure(&mut state, preset), []);
            if !hash_first {
                arrive(&mut state, "#/inspect?dc=2019");
            }
            assert_eq!(told(&state), "scenario=kdc&dc=2019&enforcement=0");
            state.apply(Action::SituationCleared);
            assert_eq!(told(&state), "scenario=kdc&dc=2016&enforcement=1");
        }
    }

    #[test]
    fn a_shared_certificate_is_removed_from_the_url_at_once() {
        let link = share::write(&forge::Leaf::user("alice").der(), None).unwrap() + "?dc=2019";
        let mut state = State::new(None);
        let effects = arrive(&mut state, &link);
        let [Effect::Readdress(address), Effect::TakeText(name, pem)] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!((address.as_str(), told(&state).as_str()), ("#/inspect?dc=2019", "dc=2019"));
        assert!(name.ends_with(".pem") && pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
        assert!(state.links.came);
        state.apply(Action::Linked(Act::NoteRead));
        assert!(!state.links.came);
    }

    #[test]
    fn a_damaged_shared_certificate_is_reported_and_removed() {
        let mut state = State::new(None);
        assert_eq!(arrive(&mut state, "#/share/MII!"), [Effect::Readdress("#/".to_owned())]);
        assert!(state.troubles[0].contains("damaged") && !state.links.came);
    }

    #[test]
    fn a_link_with_a_certificate_is_created_only_after_the_warning() {
        let mut state = State::new(None);
        state.bulk.queue.hire();
        state.apply(Action::Received(vec![("a".to_owned(), 1)]));
        let told = |reply| Action::Replied(1, Box::new(reply), Parcel::default());
        state.apply(told(Reply::Read { certificates: 1 }));
        let item = Source::default();
        state.apply(Action::Selected(item));
        assert_eq!(state.apply(Action::Linked(Act::ShareAsked(true))), [Effect::Focus("sharing".to_owned())]);
        assert_eq!(state.apply(Action::Linked(Act::ShareWithSituation(true))), []);
        assert_eq!(
            state.apply(Action::Linked(Act::ShareConfirmed)),
            [ask(1, Request::Share { item, with_situation: true })]
        );
        state.apply(told(Reply::Shared { link: Some("#/share/MII".to_owned()) }));
        let expect =
            Sharing { item: Some(item), with_situation: true, link: Some(Some("#/share/MII".to_owned())) };
        assert_eq!(state.links.sharing, Some(expect));
        state.apply(Action::Linked(Act::ShareAsked(false)));
        assert_eq!(state.links.sharing, None);
    }

    #[test]
    fn a_search_has_a_url() {
        let mut state = State::new(None);
        let effects = arrive(&mut state, "#/codes?q=no%20cert");
        assert!(effects.contains(&Effect::AskLibrarian(Request::LookUp { query: "no cert".to_owned() })));
        assert_eq!((state.query.as_str(), &state.route), ("no cert", &Route::Codes));
        assert_eq!(state.apply(Action::QuerySent), [Effect::GoTo("#/codes?q=no%20cert".to_owned())]);
    }

    #[test]
    fn links_begin_with_the_configured_public_url() {
        let mut state = State::new(None);
        assert_eq!(state.base(), (snippet::PLACEHOLDER, false));
        state.links.base = Some("http://127.0.0.1:8080/x/".to_owned());
        assert_eq!(state.snippet("#/map", "a", "").url, "http://127.0.0.1:8080/x/#/map");
        configure(&mut state, r#"{"public_url": "https://kb.corp.example/"}"#);
        assert_eq!(state.snippet("#/map", "a", "").url, "https://kb.corp.example/#/map");
    }
}
