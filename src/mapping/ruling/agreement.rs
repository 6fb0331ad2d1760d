//! What all possible worlds agree on.

use super::{Logon, Ruling, decide_in};
use crate::catalog::Code;
use crate::mapping::decision::assessed;
use crate::mapping::worlds::{Doubt, World, worlds};
use crate::mapping::{By, Outcome, Verdict};

/// Makes the decision in every possible world and returns what all of them agree on.
#[must_use]
pub(in crate::mapping) fn rule(logon: &Logon<'_>) -> Ruling {
    let (first_names, mut doubts) = worlds(logon);
    let with_all_names = logon.certificate.with_all_names.as_deref();
    let explicit = with_all_names.map(|it| assessed(it, logon.situation)).unwrap_or_default();
    let other = with_all_names.map(|certificate| Logon { certificate, explicit: &explicit, ..*logon });
    let (all_names, others) = other.as_ref().map(worlds).unwrap_or_default();
    if other.is_some() {
        doubts.push(Doubt::SeveralNameExtensions);
        doubts.extend(others.into_iter().filter(|doubt| !doubts.contains(doubt)).collect::<Vec<_>>());
    }
    let decided = |logon: &Logon<'_>, world: &World| (world.controller, decide_in(logon, world));
    let further = all_names.iter().filter_map(|world| Some(decided(other.as_ref()?, world)));
    let mut rulings = first_names.iter().map(|world| decided(logon, world)).chain(further);
    // There is always at least one world.
    let Some((first_controller, mut ruling)) = rulings.next() else {
        return decide_in(logon, &World::default());
    };
    if first_names.len() + all_names.len() == 1 && ruling.verdict != Verdict::Undecided {
        return ruling;
    }
    let mut by_controller = vec![(first_controller, Some(ruling.outcome))];
    let mut contradicted = false;
    for (controller, mut other) in rulings {
        match by_controller.iter_mut().find(|(known, _)| *known == controller) {
            Some((_, outcome)) => *outcome = outcome.and_then(|known| both(known, other.outcome)),
            None => by_controller.push((controller, Some(other.outcome))),
        }
        if other.verdict != ruling.verdict {
            ruling.verdict = Verdict::Undecided;
        }
        if proves_another(&ruling, &other) {
            // Each world finds another account, and only one of them can be the right one.
            ruling.verdict = Verdict::Undecided;
            let accepted = by_controller.iter_mut().filter(|(_, outcome)| outcome.is_some_and(accepts));
            accepted.for_each(|(_, outcome)| *outcome = None);
        }
        agree_on_event(&mut ruling, &mut other, controller != first_controller, &mut contradicted);
        if other.error != ruling.error {
            ruling.error = None;
        }
        ruling.confidence = ruling.confidence.min(other.confidence);
    }
    let same = by_controller.iter().all(|(_, outcome)| *outcome == Some(ruling.outcome));
    ruling.outcome = of_all(by_controller.into_iter().map(|(_, outcome)| outcome));
    if ruling.verdict == Verdict::Undecided || !same {
        insert_doubts(&mut ruling, doubts);
    }
    ruling
}

/// Merges the events: the event that is logged in either case, if any.
fn agree_on_event(ruling: &mut Ruling, other: &mut Ruling, elsewhere: bool, contradicted: &mut bool) {
    let silent = |it: Option<Code>, outcome| it.is_none() && outcome == Outcome::Allowed;
    let renumbered =
        |it: &mut Ruling| std::mem::take(&mut it.steps).into_iter().filter(|step| step.id == "event-number");
    match (ruling.event, other.event) {
        (ours, theirs) if ours == theirs => {}
        // Accepting silently does not change which event is logged otherwise.
        (ours, theirs) if !*contradicted && silent(ours, ruling.outcome) => {
            ruling.event = theirs;
            ruling.steps.extend(renumbered(other));
        }
        (_, theirs) if silent(theirs, other.outcome) => {}
        // The same event under another number.
        (Some(_), Some(_)) if elsewhere && other.verdict == ruling.verdict => {
            ruling.steps.extend(renumbered(other));
        }
        _ => {
            ruling.event = None;
            *contradicted = true;
        }
    }
}

/// The outcome across all domain controllers; not known if it is not known for one of them.
fn of_all(outcomes: impl Iterator<Item = Option<Outcome>>) -> Outcome {
    let outcomes: Option<Vec<Outcome>> = outcomes.collect();
    match outcomes.filter(|all| !all.contains(&Outcome::CannotTell)) {
        None => Outcome::CannotTell,
        Some(all) => {
            let agreed = all.into_iter().map(Some).reduce(|known, other| both(known?, other?));
            agreed.flatten().unwrap_or(Outcome::DependsOnController)
        }
    }
}

/// Inserts the doubts before the first step about strength.
fn insert_doubts(ruling: &mut Ruling, doubts: Vec<Doubt>) {
    let strength = ["sid-extension", "san-uri", "name-policy", "weak-mapping", "account-age"];
    let place = ruling.steps.iter().position(|step| strength.contains(&step.id));
    let place = place.unwrap_or(ruling.steps.len());
    ruling.steps.splice(place..place, doubts.iter().map(Doubt::step));
    ruling.confidence = doubts.iter().map(|doubt| doubt.step().confidence).fold(ruling.confidence, Ord::min);
    ruling.doubts = doubts;
}

/// The common outcome of two: the same one, or accepted with a warning if only one of them warns.
fn both(one: Outcome, other: Outcome) -> Option<Outcome> {
    match (one, other) {
        (Outcome::Allowed, Outcome::AllowedWithWarning) | (Outcome::AllowedWithWarning, Outcome::Allowed) => {
            Some(Outcome::AllowedWithWarning)
        }
        _ => (one == other).then_some(one),
    }
}

/// Whether two rulings each take a SID as proof, but not the same SID. What else stops the logon does not settle which.
fn proves_another(ruling: &Ruling, other: &Ruling) -> bool {
    let by_sid =
        |it: &Ruling| it.verdict == Verdict::Strong && matches!(it.by, Some(By::SidExtension | By::SanUri));
    by_sid(ruling) && by_sid(other) && ruling.sid != other.sid
}

const fn accepts(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Allowed | Outcome::AllowedWithWarning)
}
