//! The remedies as a script to review before running: it only reads; commands that change something are commented out.

use crate::certificate::{visible, visible_lines};
use crate::remedy::{Command, blanks};
use crate::report::{Item, RemedyReport};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The remedies for some items: each remedy once, with the names of the items it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The name and headline of each item.
    items: Vec<String>,
    parts: Vec<Part>,
    /// The index of the part with a heading and its steps.
    #[serde(skip)]
    places: BTreeMap<String, usize>,
}

/// A remedy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    heading: String,
    steps: Vec<String>,
    uses: Vec<Use>,
    /// The index of the use with certain commands.
    #[serde(skip)]
    places: BTreeMap<String, usize>,
}

/// The commands of a remedy, and the names of the items for which they are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Use {
    names: Vec<String>,
    commands: Vec<Command>,
}

impl Script {
    /// Collects the remedies of the scenario that is shown.
    #[must_use]
    pub fn of(items: &[&Item], story: Option<usize>) -> Self {
        let mut script = Self::default();
        for item in items {
            let name = name(item);
            script.items.push(format!("{name}: {}", item.answer.headline));
            let story = item.story(story);
            for remedy in story.into_iter().flat_map(|story| &story.remedies) {
                let RemedyReport { steps, commands, .. } = remedy;
                script.add(&remedy.heading(), steps, commands, std::slice::from_ref(&name));
            }
        }
        script
    }

    /// Appends the contents of another script.
    pub fn join(&mut self, other: Self) {
        self.items.extend(other.items);
        for Part { heading, steps, uses, .. } in other.parts {
            for Use { names, commands } in uses {
                self.add(&heading, &steps, &commands, &names);
            }
        }
    }

    fn add(&mut self, heading: &str, steps: &[String], commands: &[Command], names: &[String]) {
        let place = *self.places.entry(format!("{heading}\n{}", steps.join("\n"))).or_insert_with(|| {
            self.parts.push(Part { heading: heading.to_owned(), steps: steps.to_vec(), ..Part::default() });
            self.parts.len() - 1
        });
        let Some(part) = self.parts.get_mut(place) else { return };
        let texts: Vec<&str> = commands.iter().map(|command| command.text.as_str()).collect();
        let place = *part.places.entry(texts.join("\n")).or_insert_with(|| {
            part.uses.push(Use { names: Vec::new(), commands: commands.to_vec() });
            part.uses.len() - 1
        });
        if let Some(it) = part.uses.get_mut(place) {
            it.names.extend_from_slice(names);
        }
    }

    /// Writes the script, with Windows line endings.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for line in [
            "What to do, as advised by Strongmap: each fix once, with the certificates it is for.",
            "Run unchanged, this script only reads: commands that change something are commented out, and so are commands",
            "that need a value only you know. Read each part, then uncomment and run what you need, on the right machine.",
        ] {
            comment(&mut text, line);
        }
        let uses = self.parts.iter().flat_map(|part| &part.uses);
        let commands: Vec<&str> =
            uses.flat_map(|it| &it.commands).map(|command| command.text.as_str()).collect();
        for blank in blanks(&commands.join("\n")) {
            comment(&mut text, &blank.sentence());
        }
        text.push_str("#\r\n");
        for item in &self.items {
            comment(&mut text, &visible(item));
        }
        for part in &self.parts {
            text.push_str("#\r\n");
            comment(&mut text, &format!("== {}", part.heading));
            for step in &part.steps {
                comment(&mut text, step);
            }
            for it in &part.uses {
                it.write(&mut text);
            }
        }
        text
    }
}

impl Use {
    fn write(&self, text: &mut String) {
        text.push_str("#\r\n");
        for (name, begin) in self.names.iter().zip(std::iter::once("For ").chain(std::iter::repeat("    "))) {
            comment(text, &format!("{begin}{}", visible(name)));
        }
        for command in &self.commands {
            if command.runs_as_it_is() {
                for line in command.text.lines() {
                    let _ = write!(text, "{line}\r\n");
                }
            } else {
                comment(text, &command.text);
            }
        }
    }
}

/// The name of an item, with its file if that is different.
fn name(item: &Item) -> String {
    if item.file.is_empty() || item.file == item.name {
        return item.name.clone();
    }
    format!("{} ({})", item.name, item.file)
}

/// Comments out every line; other characters that could break a line are made visible.
pub(super) fn comment(text: &mut String, words: &str) {
    for line in visible_lines(words).lines() {
        let _ = write!(text, "# {line}\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::moment::Moment;
    use crate::remedy::Shell;
    use crate::situation::Situation;

    #[test]
    fn values_cannot_break_out_of_comments() {
        for breaker in ["\n", "\r", "\r\n", "\u{2028}", "\u{85}"] {
            let mut text = String::new();
            comment(&mut text, &format!("alice{breaker}Remove-Item C:\\"));
            assert!(text.split("\r\n").all(|line| line.is_empty() || line.starts_with("# ")), "{text:?}");
        }
    }

    /// The lines that run, and the whole script.
    fn written(names: &[&str], situation: &Situation) -> (Vec<String>, String) {
        let mut script = Script::default();
        for name in names {
            let leaf = forge::Leaf::user(name).upn(&format!("{name}@corp.example")).pem();
            let file = format!("{name}.pem");
            let findings = examination::read(&[File { name: &file, bytes: leaf.as_bytes() }], &[]);
            let judged = findings.judge(situation);
            let reader = crate::report::Reader::somewhere(situation);
            let item = crate::report::item(&findings.items[0], &judged.item(0), |_| None, &reader);
            script.join(Script::of(&[&item], None));
        }
        let text = script.write();
        let runs = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        (runs, text)
    }

    fn today() -> Situation {
        Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() }
    }

    #[test]
    fn each_remedy_is_listed_once_with_its_items() {
        let (runs, text) = written(&["alice", "bob", "müller"], &today());
        for heading in
            ["== Add the SID to the Intune SCEP profile", "== Add an explicit mapping to the account"]
        {
            assert_eq!(text.matches(heading).count(), 1, "{heading}\n{text}");
        }
        assert_eq!(text.matches("certutil -setreg").count(), 1, "{text}");
        assert_eq!(
            text.matches(" -Add @{altSecurityIdentities=").count(),
            3,
            "each has its own string: {text}"
        );
        let served = "# For alice@corp.example (alice.pem)\r\n#     bob@corp.example (bob.pem)\r\n#     müller@corp.example";
        assert!(text.contains(served), "{text}");
        assert!(text.contains("# bob@corp.example (bob.pem): Not strongly mapped\r\n"), "{text}");
        assert!(
            runs.len() > 1
                && runs.iter().all(|it| it.starts_with("Get-") || it.starts_with("certutil -getreg")),
            "{runs:?}"
        );
    }

    #[test]
    fn changing_or_incomplete_commands_are_commented_out() {
        let (_, text) = written(&["alice"], &today());
        for line in [
            "# Restart-Service ",
            "# certutil -setreg ",
            "# Set-ADUser -Identity 'NAME' ",
            "# Get-ADUser -Identity 'NAME' ",
        ] {
            assert!(text.contains(&format!("\r\n{line}")), "{line}\n{text}");
        }
        let named = "# NAME stands for the account's sAMAccountName (for a computer, it ends in $).\r\n";
        assert!(text.contains(named) && !text.contains("# FILE stands for "), "{text}");
        let mut told = today();
        told.account.sam = Some("alice".to_owned());
        let (_, text) = written(&["alice"], &told);
        for line in ["# Set-ADUser -Identity 'alice' ", "Get-ADUser -Identity 'alice' "] {
            assert!(text.contains(&format!("\r\n{line}")), "{line}\n{text}");
        }
        assert!(!text.contains(named), "nothing is to be put in its place: {text}");
    }

    #[test]
    fn every_line_has_a_windows_line_ending() {
        let mut script = Script::default();
        let two = Command { shell: Shell::Powershell, text: "Get-A\nGet-B".to_owned() };
        script.add("one\nheading", &["a\nstep".to_owned()], &[two], &["a\r\nRemove-Item b".to_owned()]);
        let text = script.write();
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
        assert!(text.ends_with("# For a␍␊Remove-Item b\r\nGet-A\r\nGet-B\r\n"), "{text:?}");
    }
}
