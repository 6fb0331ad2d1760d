//! A report as plain text, for a terminal or to be read aloud.

use super::history::Period;
use super::{Item, RemedyReport, Sign, Story};
use crate::certificate::visible;
use crate::examination::Kind;
use std::fmt::Write;

/// Writes one item: the answer first, then what happens, then what to do.
#[must_use]
pub fn item(item: &Item) -> String {
    let mut text = String::new();
    write_item(item, &mut text);
    text
}

fn write_item(item: &Item, text: &mut String) {
    let answer = &item.answer;
    line(text, 0, &format!("{}: {}", sign(answer.sign), answer.headline_behind_sign()));
    line(text, 0, &item.name);
    line(text, 0, &format!("{}, {}", item.file, item.origin));
    text.push('\n');
    line(text, 0, &answer.sentence);
    if !answer.certainty.is_empty() {
        line(text, 0, &format!("{}.", answer.certainty));
    }
    if !answer.advice.is_empty() {
        line(text, 0, &answer.advice);
    }
    if item.takes_password {
        line(text, 0, "Use --password to provide it.");
    }
    if item.kind == Kind::Evidence.name() {
        facts(item, text);
    }
    for near_miss in &item.proof.near_misses {
        line(text, 0, &near_miss.message);
    }
    heading(text, "Why", &item.proof.steps);
    for step in &item.proof.steps {
        line(text, 1, &format!("- {} ({})", step.finding, super::confidence(step.confidence)));
    }
    for explicit in &item.proof.explicit {
        line(text, 1, &format!("- On the account: {}", explicit.text));
        line(text, 2, &explicit.verdict);
        for difference in &explicit.differences {
            line(text, 2, &format!("At character {}: {}", difference.at + 1, difference.message));
        }
    }
    let mut before = None;
    for each in &item.stories {
        story(each, before, text);
        before = Some(each);
    }
    heading(text, item.asks_title(), &item.asks);
    for ask in &item.asks {
        line(text, 1, &format!("- {}", ask.prompt));
        line(text, 2, &ask.why);
        if let Some(command) = &ask.find_out {
            line(text, 2, &format!("To find out: {command}"));
            ask.blanks().iter().for_each(|blank| line(text, 2, blank));
        }
    }
}

/// Writes the facts read from an account or a profile.
fn facts(item: &Item, text: &mut String) {
    for section in &item.proof.sections {
        heading(text, &section.title, &section.rows);
        for row in &section.rows {
            line(text, 1, &format!("- {}: {}", super::label(&row.label).unwrap_or(&row.label), row.value));
        }
    }
}

/// Writes how a certificate is judged over time.
#[must_use]
pub fn history(periods: &[Period]) -> String {
    let mut text = String::new();
    heading(
        &mut text,
        "Timeline: the mapping alone, on domain controllers that are always up to date",
        periods,
    );
    for period in periods {
        let now = if period.now { ", including today" } else { "" };
        line(&mut text, 1, &format!("- {}{now}: {}", period.when, sign(period.sign)));
        line(&mut text, 2, &period.phase);
        line(&mut text, 2, &period.sentence);
        let codes: Vec<&str> = period.codes.iter().map(|code| code.label.as_str()).collect();
        if !codes.is_empty() {
            line(&mut text, 2, &format!("Codes: {}", codes.join(", ")));
        }
    }
    text
}

/// Writes one story; does not repeat what it shares with the previous one.
fn story(story: &Story, before: Option<&Story>, text: &mut String) {
    text.push('\n');
    line(text, 0, &format!("What happens: {}", story.title));
    line(text, 1, &story.sentence);
    for station in &story.stations {
        let codes: Vec<String> =
            station.codes.iter().map(|code| format!("{} ({})", code.label, code.title)).collect();
        let seen = if codes.is_empty() { "no error or event".to_owned() } else { codes.join("; ") };
        let said = station.stops.as_ref().unwrap_or(&station.note);
        let row = match (said.is_empty(), station.stops.is_none() && codes.is_empty()) {
            (true, _) => format!("- {}: {seen}", station.name),
            (false, true) => format!("- {} ({said})", station.name),
            (false, false) => format!("- {} ({}): {seen}", station.name, said.to_lowercase()),
        };
        line(text, 1, &row);
    }
    if before.is_some_and(|before| before.assumptions == story.assumptions && !story.assumptions.is_empty()) {
        line(text, 1, "Assumed: the same as above.");
    } else {
        if !story.assumptions.is_empty() {
            line(text, 1, "Assumed:");
        }
        for assumption in &story.assumptions {
            line(text, 1, &format!("- {assumption}"));
        }
    }
    if story.remedies.is_empty() {
        return;
    }
    if before.is_some_and(|before| before.remedies == story.remedies) {
        return line(text, 0, "What to do: the same as above.");
    }
    line(text, 0, "What to do");
    for (place, each) in story.remedies.iter().enumerate() {
        remedy(place + 1, each, text);
    }
}

fn remedy(number: usize, remedy: &RemedyReport, text: &mut String) {
    line(text, 1, &format!("{number}. {}", remedy.heading()));
    for step in &remedy.steps {
        line(text, 2, &format!("- {step}"));
    }
    for command in &remedy.commands {
        for row in command.text.lines() {
            line(text, 2, &format!("> {row}"));
        }
    }
    remedy.blanks().iter().for_each(|blank| line(text, 2, blank));
}

/// A sign in words.
pub(crate) const fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "GOOD",
        Sign::Refused => "REFUSED",
        Sign::Warning => "WARNING",
        Sign::CannotTell => "CANNOT TELL",
        Sign::NotConcerned => "NOT CONCERNED",
    }
}

fn heading<T>(text: &mut String, title: &str, list: &[T]) {
    if !list.is_empty() {
        text.push('\n');
        line(text, 0, title);
    }
}

fn line(text: &mut String, depth: usize, words: &str) {
    // A terminal would act on control characters, so they are made visible.
    let _ = writeln!(text, "{:width$}{}", "", visible(words), width = depth * 2);
}
