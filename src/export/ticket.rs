//! Plain text for a ticket: the answer, what happens, what to do, and the basis of the answer.

use crate::certificate::visible;
use crate::report::text::sign;
use crate::report::{Item, QUICK_FIX, Story};
use crate::situation::Situation;
use std::fmt::Write;

/// Writes items one below the other, each in the scenario that is shown.
#[must_use]
pub fn write(items: &[&Item], story: Option<usize>, situation: &Situation) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str("\n----\n\n");
        }
        one(&mut text, item, item.story(story));
    }
    if let Some(today) = situation.today {
        let _ = writeln!(text, "\nChecked with Strongmap {} for {today}.", env!("CARGO_PKG_VERSION"));
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
        // The first remedy with commands includes them, and so do temporary ones, so that work on the ticket can start
        // at once.
        let first = story.remedies.iter().position(|remedy| !remedy.commands.is_empty());
        for (place, remedy) in story.remedies.iter().enumerate() {
            let _ = writeln!(text, "  {}. {}", place + 1, line(&remedy.heading()));
            let is_for_now = first == Some(place) || remedy.term == QUICK_FIX;
            for command in remedy.commands.iter().filter(|_| is_for_now) {
                for part in command.text.lines() {
                    let _ = writeln!(text, "       {}", line(part));
                }
            }
        }
        if !story.assumptions.is_empty() {
            let _ = writeln!(text, "\nAssumed: {}", line(&story.assumptions.join(" ")));
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

/// A value on one line, with invisible characters made visible.
fn line(text: &str) -> String {
    visible(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::report::Reader;

    #[track_caller]
    fn check(leaf: &forge::Leaf, expect: &str) {
        let findings = examination::read(&[File { name: "a.pem", bytes: leaf.pem().as_bytes() }], &[]);
        let situation =
            Situation { today: Some(crate::moment::Moment::day(2026, 11, 20)), ..Situation::default() };
        let judgment = findings.judge(&situation).item(0);
        let item =
            crate::report::item(&findings.items[0], &judgment, |_| None, &Reader::somewhere(&situation));
        let text = write(&[&item], None, &situation);
        assert!(text.contains(expect), "{text}");
    }

    #[test]
    fn the_first_remedy_comes_with_its_commands() {
        let alice = forge::Leaf::user("alice").upn("alice@corp.example");
        let head = "\nWhat to do\n  1. Let AD CS add the SID extension · permanent fix\n       Get-ADObject ";
        check(&alice, head);
        check(
            &alice,
            "\n       certutil -user -pulse\n  2. Check that the CA can add the SID extension\n  3. ",
        );
        // Temporary remedies always include their commands.
        check(&alice, "Add an explicit mapping to the account · quick fix\n       Set-ADUser ");
        let expired = forge::Leaf::user("alice")
            .sid(forge::ALICE_SID)
            .valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
        check(&expired, "\n  1. Renew the certificate\n");
    }
}
