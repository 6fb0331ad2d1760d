//! Objects in console output: lists of `Name : value` lines, and tables with an underlined header.

use super::lines::{self, Block, Line};
use crate::certificate::Span;

/// One object.
#[derive(Debug, PartialEq)]
pub(super) struct Shown {
    /// Names and values in order, without those that the console cut off.
    properties: Vec<(String, String)>,
    pub(super) span: Span,
    /// Whether it is a row of a table.
    pub(super) in_table: bool,
}

impl Shown {
    /// The value of a property, by its name, ignoring case.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.properties.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn len(&self) -> usize {
        self.properties.len()
    }

    fn add(&mut self, name: String, value: &str) {
        let value = value.trim();
        if !value.is_empty() && !is_cut_off(value) {
            self.properties.push((name, value.to_owned()));
        }
    }
}

/// The objects in a text, one by one.
pub(super) fn objects(text: &str) -> impl Iterator<Item = Shown> {
    lines::blocks(text).flat_map(|block| read(&block))
}

/// Whether PowerShell omitted the end: it writes three dots there, or an ellipsis.
pub(super) fn is_cut_off(value: &str) -> bool {
    value.ends_with("...") || value.ends_with('…')
}

fn read(block: &Block<'_>) -> Vec<Shown> {
    let Some(at) = block.lines.iter().position(|line| is_underline(&line.text)) else {
        return list(block).into_iter().collect();
    };
    let header = at.checked_sub(1).and_then(|above| block.lines.get(above));
    let (Some(header), Some(underline)) = (header, block.lines.get(at)) else { return Vec::new() };
    let columns = columns(&underline.text);
    let names = cells(&header.text, &columns);
    let rows = block.lines.get(at + 1..).unwrap_or_default().iter();
    rows.map(|row| {
        let mut object = Shown { properties: Vec::new(), span: row.span, in_table: true };
        for (name, cell) in names.iter().zip(cells(&row.text, &columns)) {
            object.add(name.clone(), &cell);
        }
        object
    })
    .collect()
}

fn span(lines: &[Line<'_>]) -> Span {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return Span::default();
    };
    let start = first.span.offset;
    Span { offset: start, length: last.span.offset + last.span.length - start }
}

/// Whether a line consists of dashes or equals signs, with spaces between them.
fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && ['-', '='].iter().any(|mark| line.chars().all(|c| c == *mark || c == ' '))
}

/// The start of each column, in characters.
fn columns(underline: &str) -> Vec<usize> {
    words(underline).into_iter().map(|(start, _, _)| start).collect()
}

/// The text of each column. Text is left-aligned and numbers are right-aligned, so a word belongs to the last column
/// that starts before the word ends.
fn cells(line: &str, columns: &[usize]) -> Vec<String> {
    let mut cells = vec![String::new(); columns.len()];
    for (_, end, word) in words(line) {
        let column = columns.partition_point(|start| *start < end).saturating_sub(1);
        if let Some(cell) = cells.get_mut(column) {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(word);
        }
    }
    cells
}

/// The words of a line, with the positions of their first character and of the one after their last.
fn words(line: &str) -> Vec<(usize, usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in line.split(char::is_whitespace) {
        let length = part.chars().count();
        if length > 0 {
            words.push((at, at + length, part));
        }
        at += length + 1;
    }
    words
}

/// The maximum number of lines of an object.
const MAX: usize = 1000;

fn list(block: &Block<'_>) -> Option<Shown> {
    let lines = &block.lines;
    if lines.len() > MAX {
        return None;
    }
    let mut object = Shown { properties: Vec::new(), span: span(lines), in_table: false };
    // A value that lost text at the end of a line is omitted.
    let mut open: Option<(String, Option<String>)> = None;
    for (at, line) in lines.iter().enumerate() {
        match named(&line.text) {
            _ if Block::goes_on(line) && open.is_some() => {
                let seam = block.text_lost_before(at);
                if let Some((_, value)) = &mut open {
                    let before = value.take().zip(seam);
                    *value = before.map(|(before, seam)| before + seam + line.text.trim());
                }
            }
            Some((name, value)) => {
                if let Some((name, Some(value))) =
                    open.replace((name.to_owned(), Some(value.trim().to_owned())))
                {
                    object.add(name, &value);
                }
            }
            None => {}
        }
    }
    if let Some((name, Some(value))) = open {
        object.add(name, &value);
    }
    (!object.properties.is_empty()).then_some(object)
}

/// The name before the first colon of a line, and the value after it.
fn named(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let is_name = (1..64).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    (is_name && (value.is_empty() || value.starts_with([' ', '\t']))).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&[(&str, &str)]]) {
        let objects: Vec<Shown> = objects(text).collect();
        let found: Vec<Vec<(&str, &str)>> = objects.iter().map(|object| object.iter().collect()).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn lists_are_read() {
        check(
            "\r\nName          : Corp\r\nServerAddress : vpn.corp\r\n                .example\r\nEmpty         : \r\n\r\nName : b\r\n",
            &[&[("Name", "Corp"), ("ServerAddress", "vpn.corp.example")], &[("Name", "b")]],
        );
        check(
            "User Name: corp\\alice\r\nSID:       S-1-5\r\n",
            &[&[("User Name", "corp\\alice"), ("SID", "S-1-5")]],
        );
        check("see https://corp.example or C:\\x\r\n", &[]);
    }

    #[test]
    fn wrapped_values_are_joined() {
        let list = |end: &str, more: &str| format!("A : OU=IT{end}\n    Security\nB : {more}\n");
        check(&list(" ", ""), &[&[("A", "OU=IT Security")]]);
        check(&list("", ""), &[&[("A", "OU=ITSecurity")]]);
        check(&list("", "longer than that"), &[&[("A", "OU=IT Security"), ("B", "longer than that")]]);
        check("Last : OU=IT\n    Security\n", &[]);
    }

    #[test]
    fn tables_are_read() {
        check(
            "Name OperatingSystem              IsGlobalCatalog\r\n---- ---------------              ---------------\r\n\
             DC01 Windows Server 2019 Standard            True\r\n",
            &[&[
                ("Name", "DC01"),
                ("OperatingSystem", "Windows Server 2019 Standard"),
                ("IsGlobalCatalog", "True"),
            ]],
        );
        check(
            "User Name  SID\n========== =====\ncorp\\alice S-1-5\n",
            &[&[("User Name", "corp\\alice"), ("SID", "S-1-5")]],
        );
        check("Sam   Alt\n---   ---\näöüß  {X509:<I>DC...\nb     \n", &[&[("Sam", "äöüß")], &[("Sam", "b")]]);
        check("Value\n-----\n    2\n", &[&[("Value", "2")]]);
        check("-----\n----- -----\n", &[]);
    }
}
