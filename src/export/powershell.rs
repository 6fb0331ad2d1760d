//! What to do, as a script to read before any of it is run: every line that is no command is a comment.

use crate::certificate::visible_lines;
use crate::prediction::Shell;
use crate::report::Item;
use std::fmt::Write;

/// Writes the remedies of the scenario that is shown.
#[must_use]
pub fn write(items: &[&Item], story: usize) -> String {
    let head = "# What to do, as Strongmap advises. Read each part and run only what you need.\r\n\
                # NAME stands for the account; put its name there.\r\n";
    head.to_owned() + &go_on(items, story)
}

/// Writes more of them behind what was written before.
#[must_use]
pub fn go_on(items: &[&Item], story: usize) -> String {
    let mut text = String::new();
    for item in items {
        text.push_str("#\r\n");
        comment(&mut text, &format!("{}: {}", item.name, item.answer.headline));
        let Some(story) = item.stories.get(story).or_else(|| item.stories.first()) else { continue };
        for remedy in &story.remedies {
            text.push_str("#\r\n");
            comment(&mut text, &format!("== {}", remedy.heading()));
            for step in &remedy.steps {
                comment(&mut text, step);
            }
            for command in &remedy.commands {
                match command.shell {
                    Shell::Powershell | Shell::Certutil => {
                        for line in command.text.lines() {
                            let _ = write!(text, "{line}\r\n");
                        }
                    }
                    Shell::Reg | Shell::Intune => comment(&mut text, &command.text),
                }
            }
        }
    }
    text
}

/// Comments out every line; whatever else could break one is made visible.
pub(super) fn comment(text: &mut String, words: &str) {
    for line in visible_lines(words).lines() {
        let _ = write!(text, "# {line}\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_gets_out_of_its_comment() {
        for breaker in ["\n", "\r", "\r\n", "\u{2028}", "\u{85}"] {
            let mut text = String::new();
            comment(&mut text, &format!("alice{breaker}Remove-Item C:\\"));
            assert!(text.split("\r\n").all(|line| line.is_empty() || line.starts_with("# ")), "{text:?}");
        }
    }
}
