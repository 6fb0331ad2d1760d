//! Plain text for a ticket: the answer, what happens, what to do, and on what it rests.

use crate::certificate::visible;
use crate::report::text::sign;
use crate::report::{Item, Story};
use crate::situation::Situation;
use std::fmt::Write;

/// Writes items one below the other, each in the scenario that is shown.
#[must_use]
pub fn write(items: &[&Item], story: usize, situation: &Situation) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str("\n----\n\n");
        }
        one(&mut text, item, item.stories.get(story).or_else(|| item.stories.first()));
    }
    if let Some(today) = situation.today {
        let _ = writeln!(text, "\nJudged by Strongmap {} for {today}.", env!("CARGO_PKG_VERSION"));
    }
    text
}

fn one(text: &mut String, item: &Item, story: Option<&Story>) {
    let answer = &item.answer;
    let _ = writeln!(
        text,
        "[{}] {}: {}",
        sign(answer.sign),
        line(&answer.headline_behind_sign()),
        line(&item.name)
    );
    let _ = writeln!(text, "{}", line(&answer.sentence));
    for near_miss in &item.proof.near_misses {
        let _ = writeln!(text, "{}", line(&near_miss.message));
    }
    if !answer.certainty.is_empty() {
        let _ = writeln!(text, "{}.", line(&answer.certainty));
    }
    if let Some(story) = story {
        let _ = writeln!(text, "\nWhat happens ({}): {}", story.title, story.sentence);
        for station in &story.stations {
            for code in &station.codes {
                let _ = writeln!(text, "  {}: {}, {}", station.name, code.label, code.title);
            }
        }
        if !story.remedies.is_empty() {
            text.push_str("\nWhat to do\n");
        }
        for (number, remedy) in (1..).zip(&story.remedies) {
            let _ = writeln!(text, "  {number}. {}", line(&remedy.heading()));
        }
        if !story.assumptions.is_empty() {
            let _ = writeln!(text, "\nTaken for granted: {}", line(&story.assumptions.join(" ")));
        }
    }
    let summary = &item.proof.summary;
    text.push('\n');
    let facts = [
        ("File", &item.file),
        ("SID", &summary.sid),
        ("Issuer", &summary.issuer),
        ("Template", &summary.template),
        ("Thumbprint", &summary.thumbprint),
        ("SHA-256", &summary.sha256),
    ];
    for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{label}: {}", line(value));
    }
    if let Some(end) = summary.not_after {
        let _ = writeln!(text, "Valid to: {end} ({})", summary.expiry);
    }
}

/// A value on one line, with what nobody would see made visible.
fn line(text: &str) -> String {
    visible(text)
}
