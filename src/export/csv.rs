//! A table of items as CSV (RFC 4180), one row per item.

use crate::certificate::visible;
use crate::moment::Moment;
use crate::report::Sign;
use crate::report::overview::verdict_key;
use crate::report::row::Row;

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

/// Writes the table, including the header.
#[must_use]
pub fn table(rows: impl Iterator<Item = Row>) -> String {
    let mut text = row(HEAD.map(str::to_owned));
    for item in rows {
        let moment = |moment: Option<Moment>| moment.map(|it| it.to_string()).unwrap_or_default();
        let codes: Vec<&str> = item.codes().iter().map(|code| code.label.as_str()).collect();
        let codes = codes.join("; ");
        text.push_str(&row([
            item.name,
            item.kind,
            item.file,
            item.origin,
            sign(item.sign).to_owned(),
            item.verdict.map(|it| verdict_key(it).to_owned()).unwrap_or_default(),
            item.headline,
            item.outcome,
            codes,
            item.sid,
            item.issuer,
            item.template,
            moment(item.not_before),
            moment(item.not_after),
            item.thumbprint,
            item.sha256,
        ]));
    }
    text
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

/// A cell in quotes. Spreadsheets treat text that begins like a formula as one, even in quotes and after spaces: a
/// leading apostrophe makes it text. The rest of the text is unchanged, with one exception: in locales where the
/// separator is a semicolon or a bar, these quotes do not count, so text that would begin a cell there gets an
/// apostrophe too.
fn cell(text: &str) -> String {
    let mut cell = String::from("\"");
    let mut begins = true;
    for character in visible(text).chars() {
        if begins && matches!(character, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '␉' | '␍')
        {
            cell.push('\'');
        }
        begins = matches!(character, ';' | '|') || (begins && matches!(character, ' ' | '"'));
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
        check("\"=1\"", "\"\"\"'=1\"\"\"");
        check("x;\"=1", "\"x;\"\"'=1\"");
        check("a-b=c", "\"a-b=c\"");
        check("Corp CA, \"East\" = 1", "\"Corp CA, \"\"East\"\" = 1\"");
        check("a \"-1\" + 2", "\"a \"\"-1\"\" + 2\"");
        check("alice@corp.example", "\"alice@corp.example\"");
        check("a,b\nc", "\"a,b␊c\"");
        check("", "\"\"");
    }

    #[test]
    fn tables_have_a_header() {
        let head = table(std::iter::empty());
        assert_eq!(head.matches("\",\"").count(), HEAD.len() - 1);
        assert!(head.ends_with("\r\n"));
    }
}
