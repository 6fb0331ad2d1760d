//! Restores the lines of console output as they were before they were copied: quoted, indented, with trimmed or doubled
//! line ends.

use crate::certificate::Span;
use std::borrow::Cow;

/// A line.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// Its position, including the line end.
    pub(super) span: Span,
    /// Its text without the line end, quote marks of mails, and the indentation that all lines of its block share.
    pub(super) text: Cow<'t, str>,
}

/// Lines without an empty line between them.
#[derive(Debug)]
pub(super) struct Block<'t> {
    pub(super) lines: Vec<Line<'t>>,
    wrapping: Wrapping,
}

/// How a console broke lines that did not fit its window.
#[derive(Clone, Copy, Debug, Default)]
struct Wrapping {
    /// Whether spaces at the ends of lines were kept.
    keeps_blanks: bool,
    /// The length of the longest line in characters.
    widest: usize,
    /// How many lines of that length continue on the next one.
    full: usize,
}

/// The blocks of a text, one by one: only the lines between two empty ones are in memory.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    // Some mail programs insert an empty line after every line; an original empty line then becomes three.
    let between = if is_doubled(text) { 2 } else { 1 };
    let mut lines = lines(text).peekable();
    std::iter::from_fn(move || {
        while lines.next_if(Line::is_empty).is_some() {}
        let mut block = vec![lines.next()?];
        loop {
            let empty = std::iter::from_fn(|| lines.next_if(Line::is_empty)).take(between).count();
            match lines.next_if(|line| empty < between && !line.is_empty()) {
                Some(line) => block.push(line),
                None => return Some(Block::of(block)),
            }
        }
    })
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let span = Span { offset: *at, length: line.len() };
        *at += line.len();
        let bare = unquoted(line.trim_end_matches(['\r', '\n']));
        let text = if bare.contains(HARD_BLANK) { bare.replace(HARD_BLANK, " ").into() } else { bare.into() };
        Some(Line { span, text })
    })
}

/// What web pages and mails use instead of a space.
const HARD_BLANK: char = '\u{a0}';

fn unquoted(line: &str) -> &str {
    let mut line = line;
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.strip_prefix(' ').unwrap_or(rest);
    }
    line
}

/// Whether there is an empty line between any two lines. A few lines may be like that by chance.
fn is_doubled(text: &str) -> bool {
    const FEWEST: usize = 4;
    let mut count = 0;
    let mut was_empty = true;
    for line in lines(text) {
        let is_empty = line.is_empty();
        if !is_empty && !was_empty {
            return false;
        }
        count += usize::from(!is_empty);
        was_empty = is_empty;
    }
    count >= FEWEST
}

impl Line<'_> {
    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Its length in characters, without trailing spaces.
    fn width(&self) -> usize {
        self.text.trim_end().chars().count()
    }

    fn blanks_at_end(&self) -> usize {
        self.text.len() - self.text.trim_end().len()
    }
}

impl<'t> Block<'t> {
    fn of(mut lines: Vec<Line<'t>>) -> Self {
        let indentation = |line: &Line<'_>| line.text.len() - line.text.trim_start_matches(' ').len();
        let common = lines.iter().map(indentation).min().unwrap_or_default();
        for line in lines.iter_mut().filter(|_| common > 0) {
            line.text = match &line.text {
                Cow::Borrowed(text) => Cow::Borrowed(text.get(common..).unwrap_or_default()),
                Cow::Owned(text) => Cow::Owned(text.get(common..).unwrap_or_default().to_owned()),
            };
        }
        let wrapping =
            if lines.iter().any(Self::goes_on) { Wrapping::of(&lines) } else { Wrapping::default() };
        Self { lines, wrapping }
    }

    /// Whether a line continues the value above it, which did not fit the window.
    pub(super) fn goes_on(line: &Line<'_>) -> bool {
        line.text.starts_with("    ")
    }

    /// The text between a line and the previous one, whose value it continues; `None` if that is unclear. A console
    /// breaks a line after a space, which it keeps, and within a word only if it is too long for the window. Copying
    /// usually loses trailing spaces.
    pub(super) fn text_lost_before(&self, at: usize) -> Option<&'static str> {
        let line = self.lines.get(at.checked_sub(1)?)?;
        let Wrapping { keeps_blanks, widest, full } = self.wrapping;
        if keeps_blanks {
            return Some(if line.blanks_at_end() == 1 { " " } else { "" });
        }
        if line.width() < widest {
            // Lines are also broken after a hyphen.
            return (!line.text.trim_end().ends_with('-')).then_some(" ");
        }
        (full > 1).then_some("")
    }
}

impl Wrapping {
    fn of(lines: &[Line<'_>]) -> Self {
        let mut blanks = lines.iter().map(Line::blanks_at_end);
        // More than one fill up the window.
        let keeps_blanks = blanks.clone().any(|count| count == 1) && blanks.all(|count| count < 2);
        let widest = lines.iter().map(Line::width).max().unwrap_or_default();
        let pairs = lines.windows(2);
        let full = pairs
            .filter(|pair| matches!(pair, [one, next] if Block::goes_on(next) && one.width() == widest))
            .count();
        Self { keeps_blanks, widest, full }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&[&str]]) {
        let blocks: Vec<Block<'_>> = blocks(text).collect();
        let found: Vec<Vec<&str>> =
            blocks.iter().map(|block| block.lines.iter().map(|line| line.text.as_ref()).collect()).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn copied_lines_are_restored() {
        let expect: &[&[&str]] = &[&["a : 1", "b : 2"], &["c : 3", "    d"]];
        check("\na : 1\nb : 2\n\n\nc : 3\n    d", expect);
        check("a : 1\r\nb : 2\r\n\r\nc : 3\r\n    d\r\n", expect);
        check("a : 1\n\nb : 2\n\n\n\nc : 3\n\n    d\n\n", expect);
        check("    a : 1\n    b : 2\n\n  c : 3\n      d\n", expect);
        check("> a : 1\n> b : 2\n>\n> > c : 3\n> >     d\n", expect);
        check("a\u{a0}: 1\nb :\u{a0}2\n\u{a0}\nc : 3\n\u{a0}\u{a0}\u{a0} d\n", expect);
        check("a : 1\n\nb : 2\n", &[&["a : 1"], &["b : 2"]]);
        check("\n\n", &[]);
    }

    #[track_caller]
    fn check_seam(text: &str, expect: Option<&str>) {
        assert_eq!(blocks(text).next().unwrap().text_lost_before(1), expect, "{text:?}");
    }

    #[test]
    fn lost_spaces_at_line_ends_are_restored() {
        check_seam("a : Corp \n    CA\n", Some(" "));
        check_seam("a : Corp\n    CA\nb : \n", Some(""));
        check_seam("a : Corp\n    CA\nb : Issuing CA\n", Some(" "));
        check_seam("a : Corp  \n    CA\nb : Issuing CA  \nc : \n", Some(" "));
        check_seam("a : Corp-\n    CA\nb : Issuing CA\n", None);
        check_seam("a : Corp\n    CA\n", None);
        check_seam("a : Corp\n    CACA\n    CA\n", Some(""));
    }
}
