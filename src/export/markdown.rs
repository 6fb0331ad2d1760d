//! A report as Markdown. Values are escaped so that no renderer treats them as markup.

use crate::certificate::visible;
use crate::prediction::Shell;
use crate::report::{Cited, FieldReport, Item, Proof, Story};
use crate::situation::Situation;
use std::fmt::Write;

/// Writes items one below the other, each in the scenario that is shown.
#[must_use]
pub fn write(items: &[&Item], story: Option<usize>, situation: &Situation) -> String {
    let mut text = String::new();
    for item in items {
        one(&mut text, item, item.story(story));
    }
    if let Some(today) = situation.today {
        let _ = writeln!(text, "---\n\nChecked with Strongmap {} for {today}.", env!("CARGO_PKG_VERSION"));
    }
    text
}

fn one(text: &mut String, item: &Item, story: Option<&Story>) {
    let answer = &item.answer;
    let _ = writeln!(text, "# {} · {}\n", escaped(&answer.headline), escaped(&item.name));
    let _ = writeln!(text, "{}\n", escaped(&answer.sentence));
    for near_miss in &item.proof.near_misses {
        let _ = writeln!(text, "> {}\n", escaped(&near_miss.message));
    }
    if !answer.certainty.is_empty() {
        let _ = writeln!(text, "{}.\n", escaped(&answer.certainty));
    }
    if let Some(story) = story {
        let _ =
            writeln!(text, "## What happens: {}\n\n{}\n", escaped(&story.title), escaped(&story.sentence));
        path(text, story);
        remedies(text, story);
        if !story.assumptions.is_empty() {
            text.push_str("Assumed:\n\n");
            for assumption in &story.assumptions {
                let _ = writeln!(text, "- {}", escaped(assumption));
            }
            text.push('\n');
        }
    }
    proof(text, item);
}

fn path(text: &mut String, story: &Story) {
    if story.stations.is_empty() {
        return;
    }
    text.push_str("| Where | What you see |\n|---|---|\n");
    for station in &story.stations {
        let codes: Vec<String> = station
            .codes
            .iter()
            .map(|code| format!("**{}** {}", escaped(&code.label), escaped(&code.title)))
            .collect();
        let said = station.stops.as_ref().unwrap_or(&station.note);
        let seen = match (said.is_empty(), codes.is_empty()) {
            (_, true) => escaped(said),
            (true, false) => codes.join("; "),
            (false, false) => format!("{}: {}", escaped(said), codes.join("; ")),
        };
        let _ = writeln!(text, "| {} | {seen} |", escaped(&station.name));
    }
    text.push('\n');
}

fn remedies(text: &mut String, story: &Story) {
    if story.remedies.is_empty() {
        return;
    }
    text.push_str("## What to do\n\n");
    for (number, remedy) in (1..).zip(&story.remedies) {
        let _ = writeln!(text, "### {number}. {}\n", escaped(&remedy.heading()));
        for step in &remedy.steps {
            let _ = writeln!(text, "{}\n", escaped(step));
        }
        for command in &remedy.commands {
            let language = if command.shell == Shell::Powershell { "powershell" } else { "" };
            let fence = fence(&command.text);
            let _ = writeln!(text, "{fence}{language}\n{}\n{fence}\n", command.text);
        }
    }
}

fn proof(text: &mut String, item: &Item) {
    text.push_str("## Proof\n\n");
    for step in &item.proof.steps {
        let _ =
            writeln!(text, "1. {} ({})", escaped(&step.finding), crate::report::confidence(step.confidence));
    }
    if !item.proof.steps.is_empty() {
        text.push('\n');
    }
    if !item.proof.findings.is_empty() {
        let _ = writeln!(text, "{}:\n", item.proof.heading());
        for finding in &item.proof.findings {
            let (title, because) = (escaped(&finding.title), escaped(&finding.because));
            let sure = crate::report::confidence(finding.confidence);
            let _ = writeln!(text, "- **{title}**: {because} ({sure})");
        }
        text.push('\n');
    }
    sources(text, &item.proof);
    text.push_str("| Field | Value |\n|---|---|\n");
    let _ = writeln!(text, "| File | {} |", escaped(&item.file));
    for row in item.proof.sections.iter().flat_map(|section| &section.rows) {
        field(text, row);
    }
    text.push('\n');
}

/// The sources of the steps and of the findings, each once.
fn sources(text: &mut String, proof: &Proof) {
    let of_findings = proof.findings.iter().flat_map(|finding| &finding.sources);
    let mut listed: Vec<&Cited> = Vec::new();
    for source in proof.sources.iter().chain(of_findings) {
        if !listed.contains(&source) {
            listed.push(source);
        }
    }
    if listed.is_empty() {
        return;
    }
    text.push_str("Sources:\n\n");
    for source in listed {
        let _ = writeln!(text, "- {}, {}", escaped(&source.title), escaped(&source.locator));
    }
    text.push('\n');
}

fn field(text: &mut String, row: &FieldReport) {
    let value = if row.exact { code(&row.value) } else { escaped(&row.value) };
    let value = match (row.value.is_empty(), row.note.is_empty()) {
        (_, true) => value,
        (true, false) => escaped(&row.note),
        (false, false) => format!("{value} ({})", escaped(&row.note)),
    };
    let _ = writeln!(text, "| {} | {value} |", escaped(&row.label));
}

/// A value on one line, with every character escaped that could be markup in this place.
pub(super) fn escaped(value: &str) -> String {
    let mut text = String::new();
    for character in visible(value).chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                text.push('\\');
                text.push(character);
            }
            _ => text.push(character),
        }
    }
    // At the start of a line these would begin a heading, a list or a rule.
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.get(digits..).and_then(|rest| rest.chars().next()) {
        Some('#' | '+' | '-' | '=') if digits == 0 => text.insert(0, '\\'),
        Some('.' | ')') if digits > 0 => text.insert(digits, '\\'),
        _ => {}
    }
    // Renderers make links of plain URLs; as character references they remain text.
    text.replace("://", "&#58;//")
        .replace('@', "&#64;")
        .replace("www.", "www&#46;")
        .replace("mailto:", "mailto&#58;")
}

/// A value in a code span that no backtick in it can end. In a table, a bar would end the cell even there.
fn code(value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    let value = &visible(value);
    if value.contains('|') {
        return escaped(value);
    }
    let fence = "`".repeat(longest_run(value) + 1);
    let gap = if value.starts_with(['`', ' ']) || value.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{gap}{value}{gap}{fence}")
}

fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::report::{Reader, report};

    #[track_caller]
    fn check(value: &str, in_words: &str, in_code: &str) {
        assert_eq!((escaped(value).as_str(), code(value).as_str()), (in_words, in_code));
    }

    #[test]
    fn no_value_is_markup() {
        check("<script>", "&lt;script&gt;", "`<script>`");
        check("[x](y)", "\\[x\\](y)", "`[x](y)`");
        check("![x](y)", "!\\[x\\](y)", "`![x](y)`");
        check("# a", "\\# a", "`# a`");
        check("1. a", "1\\. a", "`1. a`");
        check("1.2.3", "1\\.2.3", "`1.2.3`");
        check("sure: so", "sure: so", "`sure: so`");
        check("mailto:x", "mailto&#58;x", "`mailto:x`");
        check("http://x.example", "http&#58;//x.example", "`http://x.example`");
        check("a@b.example", "a&#64;b.example", "`a@b.example`");
        check("a|b", "a\\|b", "a\\|b");
        check("a`b", "a\\`b", "``a`b``");
        check("`", "\\`", "`` ` ``");
        check("- a", "\\- a", "`- a`");
        check("a\n# b", "a␊# b", "`a␊# b`");
        check("a\u{202e}b", "a⟨U+202E⟩b", "`a⟨U+202E⟩b`");
        check("&lt;", "&amp;lt;", "`&lt;`");
    }

    #[test]
    fn findings_and_sources_are_listed_once() {
        let der = forge::Leaf::user("alice").der();
        let findings = examination::read(&[File { name: "a.cer", bytes: &der }], &[]);
        let situation = Situation::default();
        let judgments = examination::judge(&findings, &situation);
        let report = report(&findings, &judgments, &Reader::somewhere(&situation));
        let text = write(&report.items.iter().collect::<Vec<_>>(), None, &situation);
        let finding = "What blocks it:\n\n- **SID for strong mapping is missing**: ";
        assert!(text.contains(finding), "{text}");
        let source = "\n- Microsoft KB5014754: certificate-based authentication changes on Windows domain \
                      controllers, https&#58;//support.microsoft.com/help/5014754\n";
        assert_eq!(text.matches(source).count(), 1, "{text}");
    }

    #[test]
    fn commands_cannot_end_their_code_block() {
        assert_eq!(fence("a"), "```");
        assert_eq!(fence("```` evil"), "`````");
    }
}
