//! Every published URL still leads where it led, and every code in the catalog has a permanent URL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use strongmap::address::{Parts, Preset, preset};
use strongmap::catalog;
use strongmap::configuration::Configuration;
use strongmap::report::code;
use strongmap::situation::{Scenario, Situation};
use strongmap::ui::state::links::Act;
use strongmap::ui::state::{Action, Arrival, Route, State};

const PUBLISHED: &str = include_str!("published-addresses.txt");

/// Each address, and where it leads.
fn published() -> Vec<(&'static str, &'static str)> {
    let lines = PUBLISHED.lines().filter(|line| !line.starts_with("# ") && !line.is_empty());
    lines.map(|line| line.split_once('\t').unwrap_or_else(|| panic!("no tab in {line}"))).collect()
}

/// The route that an address opens, as `published-addresses.txt` writes it.
fn reached(address: &str) -> String {
    let mut state = State::new(None);
    state.apply(Action::Linked(Act::Arrived(Arrival::of(address))));
    assert_eq!(state.troubles, Vec::<String>::new(), "{address}");
    let complaints = state.links.preset.as_ref().map(|preset| preset.complaints.clone());
    assert_eq!(complaints.unwrap_or_default(), Vec::<String>::new(), "{address}");
    let (place, detail) = match &state.route {
        Route::Inspect => ("inspect", Preset::of(&state.situation).query()),
        Route::Codes => ("codes", state.query.clone()),
        Route::Code(link) => ("code", code_at(link)),
        Route::Nowhere(_) => ("nowhere", String::new()),
        other => (other.link().trim_start_matches("#/"), String::new()),
    };
    format!("{place} {detail}").trim_end().to_owned()
}

/// Every route with its own address.
fn routes() -> Vec<Route> {
    let routes = [
        Route::Inspect,
        Route::Table,
        Route::Overview,
        Route::Bytes,
        Route::Chain,
        Route::Compare,
        Route::Map,
        Route::Time,
        Route::Policy,
        Route::Codes,
        Route::Code("#/code/ike/13908".to_owned()),
        Route::About,
    ];
    let mut before = None;
    for route in &routes {
        // A new route does not compile until it is numbered here; it belongs in the list above, too.
        let number = match route {
            Route::Inspect => 0,
            Route::Table => 1,
            Route::Overview => 2,
            Route::Bytes => 3,
            Route::Chain => 4,
            Route::Compare => 5,
            Route::Map => 6,
            Route::Time => 7,
            Route::Policy => 8,
            Route::Codes => 9,
            Route::Code(_) => 10,
            Route::About => 11,
            Route::Nowhere(_) => panic!("it leads nowhere"),
        };
        assert_eq!(number, before.map_or(0, |before: usize| before + 1));
        before = Some(number);
    }
    routes.into()
}

fn code_at(link: &str) -> String {
    match code::at(link) {
        (Some(page), _) => page.hit.link,
        (None, meanings) if meanings.len() > 1 => "several".to_owned(),
        (None, _) => "none".to_owned(),
    }
}

#[test]
fn every_published_address_leads_where_it_led() {
    assert!(published().len() >= 46, "an address was taken from the list");
    for (address, place) in published() {
        assert_eq!(reached(address), place, "{address}");
    }
}

#[test]
fn every_code_has_an_address_that_leads_to_it() {
    for entry in catalog::entries() {
        let link = entry.code.link();
        assert_eq!(reached(&link), format!("code {link}"));
        let typed = link.replacen("#/code/", "#/CODE/", 1).replace('@', "%40") + "/";
        assert_eq!(reached(&typed), format!("code {link}"), "{typed}");
        let written = Route::Code(link.clone());
        assert_eq!(written.link(), link);
    }
}

#[test]
fn every_key_and_scenario_is_in_the_published_list() {
    let all = PUBLISHED.to_owned();
    for key in preset::KEYS {
        assert!(all.contains(&format!("{}=", key.name)), "{}", key.name);
    }
    for scenario in Scenario::ALL {
        assert!(all.contains(scenario.name()), "{}", scenario.name());
    }
}

#[test]
fn the_documents_list_every_route_and_every_key() {
    let links = include_str!("../docs/links.md");
    let configuration = include_str!("../docs/configuration.md");
    for key in preset::KEYS {
        assert!(links.contains(&format!("| `{}` |", key.name)), "docs/links.md: {}", key.name);
        assert!(configuration.contains(&format!("`{}`", key.path)), "docs/configuration.md: {}", key.path);
    }
    assert!(links.contains("\n| `#/share/…`"), "docs/links.md: #/share/");
    for route in routes() {
        let link = route.link();
        assert!(links.contains(&format!("\n| `{link}` |")), "docs/links.md has no row for {link}");
        let published = published().iter().any(|(address, _)| *address == link);
        assert!(published, "published-addresses.txt: {link}");
    }
    for address in
        links.split('`').skip(1).step_by(2).filter(|text| text.starts_with("#/") && !text.contains('…'))
    {
        if address != "#/share/" {
            assert!(!reached(address).starts_with("nowhere"), "docs/links.md: {address}");
        }
    }
}

#[test]
fn the_configuration_example_has_every_key_and_is_valid() {
    let document = include_str!("../docs/configuration.md");
    let example = document.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (configuration, problems) = Configuration::read(example);
    assert_eq!(problems, []);
    let Configuration {
        organisation,
        public_url,
        support,
        codes,
        templates,
        authorities,
        domains,
        situation,
    } = configuration;
    assert!(organisation.is_some() && public_url.is_some() && support.unwrap().link.is_some());
    assert!(codes.iter().any(|(_, note)| !note.note.is_empty() && !note.links.is_empty()));
    assert!(!templates.is_empty() && !authorities.is_empty() && !domains.is_empty());
    assert_ne!(situation, Situation::default());
    for key in [
        "organisation",
        "public_url",
        "support",
        "codes",
        "note",
        "links",
        "templates",
        "authorities",
        "domains",
        "situation",
    ] {
        assert!(document.contains(&format!("| `{key}` |")), "{key} is not described");
    }
}

#[test]
fn unknown_addresses_are_reported_without_panic() {
    for address in
        ["#/kb/1", "#/map/2", "#/code/ike/99999", "#/inspecting?dc=2019", "#/%ff", "#/\u{0}", "#/share"]
    {
        let mut state = State::new(None);
        state.apply(Action::Linked(Act::Arrived(Arrival::of(address))));
        assert!(state.title().contains("Strongmap"), "{address}");
    }
    assert_eq!(reached("#/kb/1"), "nowhere");
    assert_eq!(reached("#/code/ike/99999"), "code none");
    assert_eq!(Parts::of("#/inspect?dc=2019").value("dc"), Some("2019"));
}
