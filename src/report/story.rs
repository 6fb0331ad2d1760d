//! The second level of the report: what happens along the way, and what each computer shows.

use super::{CodeReport, RemedyReport, Sign, StationReport, Story};
use crate::catalog;
use crate::certificate::{Certificate, visible};
use crate::examination::Judgment;
use crate::prediction::{Outcome, Prediction, Remedy, Term};
use crate::rules::{Gate, Shown, Station};
use crate::situation::Scenario;

pub(super) fn story(prediction: &Prediction) -> Story {
    Story {
        scenario: prediction.scenario,
        title: title(prediction.scenario).to_owned(),
        sign: sign(prediction.outcome),
        outcome: prediction.outcome,
        sentence: sentence(prediction),
        stations: stations(prediction),
        assumptions: prediction.assumptions.iter().map(|assumption| visible(assumption)).collect(),
        remedies: remedies(&prediction.remedies),
    }
}

/// Whether it is used for logon: CA and server certificates have no account.
pub(super) fn logs_on(certificate: Option<&Certificate>, judgment: &Judgment) -> bool {
    match judgment.predictions.as_slice() {
        [] => certificate.is_some_and(|certificate| !certificate.is_ca()),
        predictions => predictions.iter().any(|prediction| prediction.scenario.maps_an_account()),
    }
}

/// The sign for an outcome.
pub(super) const fn sign(outcome: Outcome) -> Sign {
    match outcome {
        Outcome::Connects => Sign::Good,
        Outcome::ConnectsWithWarning => Sign::Warning,
        Outcome::Fails => Sign::Refused,
        Outcome::CannotTell => Sign::CannotTell,
    }
}

/// The label of a temporary remedy, if there are lasting ones too.
pub const QUICK_FIX: &str = "quick fix";

/// The remedies. How long each helps is only stated if some are lasting and some are not.
fn remedies(remedies: &[Remedy]) -> Vec<RemedyReport> {
    let both =
        [Term::Temporary, Term::Permanent].iter().all(|term| remedies.iter().any(|it| it.term == *term));
    let term = |remedy: &Remedy| match remedy.term {
        Term::Temporary if both => QUICK_FIX,
        Term::Permanent if both => "permanent fix",
        Term::Later => "fixes what fails next",
        Term::Temporary | Term::Permanent | Term::Check => "",
    };
    remedies.iter().map(|it| remedy(it, term(it))).collect()
}

/// Commands are not changed: they contain invisible characters as numbers already.
fn remedy(remedy: &Remedy, term: &str) -> RemedyReport {
    RemedyReport {
        title: visible(&remedy.title),
        term: term.to_owned(),
        steps: remedy.steps.iter().map(|step| visible(step)).collect(),
        commands: remedy.commands.clone(),
    }
}

/// The display name of a scenario.
#[must_use]
pub const fn title(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::UserTunnel => "Always On VPN user tunnel",
        Scenario::DeviceTunnel => "Always On VPN device tunnel",
        Scenario::WifiUser => "Wi-Fi or wired 802.1X, user",
        Scenario::WifiComputer => "Wi-Fi or wired 802.1X, computer",
        Scenario::SmartCard => "Smart card logon",
        Scenario::IpsecAccountMapping => "IPsec rules with account mapping",
        Scenario::LdapsClient => "Client certificate for LDAPS or IIS",
        Scenario::Ikev2Server => "IKEv2 VPN server",
        Scenario::NpsServer => "NPS server (PEAP, EAP-TLS)",
        Scenario::SstpServer => "SSTP VPN server",
        Scenario::Kdc => "Domain controller (KDC)",
    }
}

/// The name of a scenario within a headline. Wi-Fi for users and for computers are only distinguished if both occur.
const fn brief_title(scenario: Scenario, both: bool) -> &'static str {
    match scenario {
        Scenario::UserTunnel => "the user tunnel",
        Scenario::DeviceTunnel => "the device tunnel",
        Scenario::WifiUser if both => "Wi-Fi for users",
        Scenario::WifiComputer if both => "Wi-Fi for computers",
        Scenario::WifiUser | Scenario::WifiComputer => "Wi-Fi",
        Scenario::SmartCard => "smart card logon",
        Scenario::IpsecAccountMapping => "IPsec",
        Scenario::LdapsClient => "LDAPS",
        Scenario::Ikev2Server => "IKEv2",
        Scenario::NpsServer => "NPS",
        Scenario::SstpServer => "SSTP",
        Scenario::Kdc => "the KDC",
    }
}

/// The maximum number of scenarios that a headline lists.
const NAMED: usize = 4;

/// A headline with the scenarios that work and those that do not.
pub(super) fn apart(predictions: &[Prediction]) -> String {
    let both = [Scenario::WifiUser, Scenario::WifiComputer]
        .iter()
        .all(|wifi| predictions.iter().any(|prediction| prediction.scenario == *wifi));
    let named = |outcomes: &[Outcome]| -> Vec<&str> {
        let those = predictions.iter().filter(|prediction| outcomes.contains(&prediction.outcome));
        those.map(|prediction| brief_title(prediction.scenario, both)).collect()
    };
    let works = named(&[Outcome::Connects, Outcome::ConnectsWithWarning]);
    let (open, refused) = (named(&[Outcome::CannotTell]), named(&[Outcome::Fails]));
    if predictions.len() > NAMED {
        let (count, what) =
            if refused.is_empty() { (open.len(), "Cannot tell") } else { (refused.len(), "Refused") };
        return format!("{what} in {count} of {} scenarios", predictions.len());
    }
    let are = if refused.len() == 1 { "is" } else { "are" };
    let parts = [
        (&works, format!("nothing stops {}", works.join(" and "))),
        (&refused, format!("{} {are} refused", refused.join(" and "))),
        (&open, format!("cannot tell for {}", open.join(" and "))),
    ];
    let told: Vec<String> =
        parts.into_iter().filter(|(names, _)| !names.is_empty()).map(|(_, part)| part).collect();
    super::answer::capital(&told.join(", "))
}

/// The outcome, as a sentence.
pub(super) fn sentence(prediction: &Prediction) -> String {
    match (prediction.outcome, prediction.gate) {
        (Outcome::Connects, _) => "Nothing in this file stops it.".to_owned(),
        (Outcome::ConnectsWithWarning, _) => "It works, but something should be fixed.".to_owned(),
        (Outcome::Fails, Some(gate)) => format!("It fails at {}.", gate_in_words(gate)),
        (Outcome::Fails, None) => "It fails.".to_owned(),
        (Outcome::CannotTell, Some(gate)) => format!("It may fail at {}.", gate_in_words(gate)),
        (Outcome::CannotTell, None) => "Whether it works cannot be determined.".to_owned(),
    }
}

const fn gate_in_words(gate: Gate) -> &'static str {
    match gate {
        Gate::Selection => "certificate selection",
        Gate::KeyExchange => "key exchange",
        Gate::ServerTrust => "server trust",
        Gate::Chain => "chain validation",
        Gate::Revocation => "revocation checking",
        Gate::Policy => "the server's policy",
        Gate::AccountMapping => "account mapping",
    }
}

/// The computers involved; empty if it is not known how far the logon gets.
pub(super) fn stations(prediction: &Prediction) -> Vec<StationReport> {
    if prediction.outcome == Outcome::CannotTell && prediction.gate.is_none() {
        return Vec::new();
    }
    let way = way(prediction.scenario);
    let stopping = match prediction.outcome {
        Outcome::Fails | Outcome::CannotTell => {
            prediction.gate.map(|gate| (stopping_station(prediction.scenario, gate), gate))
        }
        Outcome::Connects | Outcome::ConnectsWithWarning => None,
    };
    let stop = stopping.and_then(|(stopping, _)| way.iter().position(|(station, _)| *station == stopping));
    way.iter()
        .enumerate()
        .map(|(place, (station, name))| StationReport {
            station: *station,
            name: (*name).to_owned(),
            stops: stopping.filter(|_| stop == Some(place)).map(|_| stop_in_words(prediction).to_owned()),
            reached: !is_after_stop(prediction, place, stop),
            note: note(prediction, place, stop, way.len(), shows(prediction, *station)).to_owned(),
            codes: prediction.codes.iter().filter(|shown| shown.seen_on == *station).map(code).collect(),
        })
        .collect()
}

/// The sentence above names the gate.
const fn stop_in_words(prediction: &Prediction) -> &'static str {
    match prediction.outcome {
        Outcome::CannotTell => "May fail here",
        _ => "Fails here",
    }
}

fn shows(prediction: &Prediction, station: Station) -> bool {
    prediction.codes.iter().any(|shown| shown.seen_on == station)
}

/// A remark about a computer in addition to the codes it shows.
const fn note(
    prediction: &Prediction,
    place: usize,
    stop: Option<usize>,
    count: usize,
    shows: bool,
) -> &'static str {
    if is_after_stop(prediction, place, stop) {
        return match (shows, prediction.gate) {
            // A client that selects no certificate may still be forced to send one.
            (true, Some(Gate::Selection)) => "if it is sent anyway",
            (true, _) => "",
            (false, _) => "not reached",
        };
    }
    match prediction.outcome {
        Outcome::Connects | Outcome::ConnectsWithWarning if place + 1 == count => "accepts it",
        _ => "",
    }
}

/// Whether a computer comes after the one where it fails. A server certificate travels the other way: the client
/// refuses it after the server has sent it.
const fn is_after_stop(prediction: &Prediction, place: usize, stop: Option<usize>) -> bool {
    match (prediction.outcome, stop) {
        (Outcome::Fails, Some(stop)) => place > stop && maps_or_tunnels(prediction.scenario),
        _ => false,
    }
}

const fn maps_or_tunnels(scenario: Scenario) -> bool {
    scenario.maps_an_account() || matches!(scenario, Scenario::DeviceTunnel)
}

/// The computers involved, in order, with their names in this scenario.
const fn way(scenario: Scenario) -> &'static [(Station, &'static str)] {
    use Station::{Client, Dc, Nps, VpnServer};
    match scenario {
        Scenario::UserTunnel => {
            &[(Client, "Client"), (VpnServer, "VPN server"), (Nps, "NPS"), (Dc, "Domain controller")]
        }
        Scenario::DeviceTunnel | Scenario::Ikev2Server | Scenario::SstpServer => {
            &[(Client, "Client"), (VpnServer, "VPN server")]
        }
        Scenario::WifiUser | Scenario::WifiComputer => &[
            (Client, "Client"),
            (VpnServer, "Access point or switch"),
            (Nps, "NPS"),
            (Dc, "Domain controller"),
        ],
        Scenario::NpsServer => &[(Client, "Client"), (VpnServer, "VPN server or access point"), (Nps, "NPS")],
        Scenario::SmartCard | Scenario::Kdc => &[(Client, "Client"), (Dc, "Domain controller")],
        Scenario::IpsecAccountMapping => {
            &[(Client, "Client"), (VpnServer, "IPsec peer"), (Dc, "Domain controller")]
        }
        Scenario::LdapsClient => &[(Client, "Client"), (VpnServer, "TLS server"), (Dc, "Domain controller")],
    }
}

fn stopping_station(scenario: Scenario, gate: Gate) -> Station {
    let through_nps = matches!(scenario, Scenario::UserTunnel | Scenario::WifiUser | Scenario::WifiComputer);
    match gate {
        Gate::Selection | Gate::ServerTrust => Station::Client,
        Gate::AccountMapping => Station::Dc,
        _ if through_nps => Station::Nps,
        _ if matches!(scenario, Scenario::SmartCard) => Station::Dc,
        Gate::KeyExchange | Gate::Chain | Gate::Revocation | Gate::Policy => match scenario {
            // Server certificates are checked by the client.
            Scenario::Ikev2Server | Scenario::NpsServer | Scenario::SstpServer | Scenario::Kdc => {
                Station::Client
            }
            _ => Station::VpnServer,
        },
    }
}

fn code(shown: &Shown) -> CodeReport {
    CodeReport {
        label: super::code::label(shown.code),
        title: catalog::title(shown.code).unwrap_or_default().to_owned(),
        link: shown.code.link(),
        confidence: shown.confidence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the labels of remedies with these terms.
    #[track_caller]
    fn check_terms(terms: &[Term], expect: &[&str]) {
        let made: Vec<Remedy> = terms.iter().map(|term| Remedy::new("a", &[]).with_term(*term)).collect();
        let said: Vec<String> = remedies(&made).into_iter().map(|it| it.term).collect();
        assert_eq!(said, expect, "{terms:?}");
    }

    #[test]
    fn temporary_and_permanent_fixes_are_distinguished() {
        use Term::{Check, Permanent, Temporary};
        check_terms(
            &[Temporary, Permanent, Check, Temporary],
            &["quick fix", "permanent fix", "", "quick fix"],
        );
        check_terms(&[Permanent, Permanent, Check], &["", "", ""]);
        check_terms(&[Temporary, Check], &["", ""]);
        check_terms(&[], &[]);
    }

    #[test]
    fn headline_lists_what_works_and_what_does_not() {
        let check = |ends: &[(Scenario, Outcome)], expect: &str| {
            let one = |&(scenario, outcome): &(Scenario, Outcome)| Prediction {
                scenario,
                outcome,
                assumptions: vec![],
                gate: None,
                codes: vec![],
                because: vec![],
                remedies: vec![],
                questions: vec![],
            };
            assert_eq!(apart(&ends.iter().map(one).collect::<Vec<_>>()), expect);
        };
        use Outcome::{CannotTell, Connects, ConnectsWithWarning, Fails};
        use Scenario::{DeviceTunnel, SmartCard, UserTunnel, WifiComputer, WifiUser};
        check(
            &[(DeviceTunnel, ConnectsWithWarning), (WifiComputer, Fails)],
            "Nothing stops the device tunnel, Wi-Fi is refused",
        );
        check(
            &[(UserTunnel, Connects), (WifiUser, CannotTell), (SmartCard, Fails)],
            "Nothing stops the user tunnel, smart card logon is refused, cannot tell for Wi-Fi",
        );
        check(
            &[(WifiUser, Connects), (WifiComputer, Fails), (SmartCard, Fails)],
            "Nothing stops Wi-Fi for users, Wi-Fi for computers and smart card logon are refused",
        );
        let end = |it| if it == UserTunnel { Connects } else { Fails };
        let all: Vec<_> = Scenario::ALL.into_iter().map(|it| (it, end(it))).collect();
        check(&all, "Refused in 10 of 11 scenarios");
    }
}
