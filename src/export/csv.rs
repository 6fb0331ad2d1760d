//! A table of items as CSV (RFC 4180), one row each.

use crate::certificate::visible;
use crate::report::{Item, Sign};

const HEAD: [&str; 16] = [
    "name",
    "kind",
    "file",
    "found as",
    "sign",
    "verdict",
    "answer",
    "outcome",
    "codes",
    "SID",
    "issuer",
    "template",
    "valid from",
    "valid to",
    "thumbprint",
    "SHA-256",
];

/// Writes the table, its head included.
#[must_use]
pub fn write(items: &[&Item]) -> String {
    let mut text = row(HEAD.map(str::to_owned));
    for item in items {
        let summary = &item.proof.summary;
        let moment =
            |moment: Option<crate::moment::Moment>| moment.map(|it| it.to_string()).unwrap_or_default();
        let story = item.stories.first();
        let codes = story
            .map(|story| {
                let codes = story.stations.iter().flat_map(|station| &station.codes);
                codes.map(|code| code.label.as_str()).collect::<Vec<_>>().join("; ")
            })
            .unwrap_or_default();
        text.push_str(&row([
            item.name.clone(),
            item.kind.clone(),
            item.file.clone(),
            item.origin.clone(),
            sign(item.answer.sign).to_owned(),
            item.answer.verdict.map(verdict).unwrap_or_default(),
            item.answer.headline.clone(),
            story.map(|story| story.sentence.clone()).unwrap_or_default(),
            codes,
            summary.sid.clone(),
            summary.issuer.clone(),
            summary.template.clone(),
            moment(summary.not_before),
            moment(summary.not_after),
            summary.thumbprint.clone(),
            summary.sha256.clone(),
        ]));
    }
    text
}

fn verdict(verdict: crate::mapping::Verdict) -> String {
    serde_json::to_value(verdict).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

const fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "good",
        Sign::Refused => "refused",
        Sign::Warning => "warning",
        Sign::CannotTell => "cannot tell",
        Sign::NotConcerned => "not concerned",
    }
}

pub(super) fn row<const COUNT: usize>(cells: [String; COUNT]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// A cell in quotes. Spreadsheets take what begins like a formula for one, even in quotes: an apostrophe before it
/// makes it text. In countries where they cut at a semicolon or a bar they do not see these quotes, so that what would
/// begin a cell there gets one as well.
fn cell(text: &str) -> String {
    let mut cell = String::from("\"");
    let mut begins = true;
    for character in visible(text).chars() {
        if begins && matches!(character, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '␉' | '␍')
        {
            cell.push('\'');
        }
        begins = matches!(character, ';' | '|' | '"') || (begins && character == ' ');
        if character == '"' {
            cell.push('"');
        }
        cell.push(character);
    }
    cell + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(cell(text), expect);
    }

    #[test]
    fn no_cell_is_a_formula() {
        check("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"");
        check("+1", "\"'+1\"");
        check("-1105", "\"'-1105\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("\t=1", "\"'␉=1\"");
        check("  =1", "\"  '=1\"");
        check("＝1", "\"'＝1\"");
        check("a;=1", "\"a;'=1\"");
        check("a\";=1| -1", "\"a\"\";'=1| '-1\"");
        check("a-b=c", "\"a-b=c\"");
        check("alice@corp.example", "\"alice@corp.example\"");
        check("a,b\nc", "\"a,b␊c\"");
        check("", "\"\"");
    }

    #[test]
    fn a_table_has_a_head_and_as_many_cells_in_each_row() {
        assert_eq!(write(&[]).matches("\",\"").count(), HEAD.len() - 1);
        assert!(write(&[]).ends_with("\r\n"));
    }
}
