//! The lines that a console showed, as they were before somebody copied them: quoted, indented, with their ends trimmed
//! or doubled.

use crate::certificate::Span;
use std::borrow::Cow;

/// A line.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// Where it stands, its end included.
    pub(super) span: Span,
    /// Without its end, the marks of a quoted mail, and the blanks that all lines of its block begin with.
    pub(super) text: Cow<'t, str>,
}

/// Lines without an empty one between them.
#[derive(Debug)]
pub(super) struct Block<'t> {
    pub(super) lines: Vec<Line<'t>>,
    wrapping: Wrapping,
}

/// How a console broke lines that did not fit into its window.
#[derive(Clone, Copy, Debug, Default)]
struct Wrapping {
    /// Whether blanks at the ends of lines were kept.
    keeps_blanks: bool,
    /// How many characters the longest line has.
    widest: usize,
    /// How many lines as long as that go on in the next one.
    full: usize,
}

/// Every block in a text, one after the other: of a long text no more is held than what stands between two empty lines.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    // Some mail programs put an empty line behind every line; what was an empty one is three then.
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

/// What pages and mails put in the place of a blank.
const HARD_BLANK: char = '\u{a0}';

fn unquoted(line: &str) -> &str {
    let mut line = line;
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.strip_prefix(' ').unwrap_or(rest);
    }
    line
}

/// Whether no two lines follow each other without an empty one between. A few lines may well be like that.
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

    /// How many characters it has, without blanks at its end.
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

    /// Whether a line is below a value, with which it goes on: what does not fit into the window does.
    pub(super) fn goes_on(line: &Line<'_>) -> bool {
        line.text.starts_with("    ")
    }

    /// What stood between a line and the one before, whose value it goes on with; nothing if that cannot be told. A
    /// console breaks a line behind a blank, which it keeps, and only a word that is too long at the window's edge.
    /// Who copies lines mostly loses the blanks at their ends.
    pub(super) fn seam_before(&self, at: usize) -> Option<&'static str> {
        let line = self.lines.get(at.checked_sub(1)?)?;
        let Wrapping { keeps_blanks, widest, full } = self.wrapping;
        if keeps_blanks {
            return Some(if line.blanks_at_end() == 1 { " " } else { "" });
        }
        if line.width() < widest {
            // Behind a hyphen lines are broken as well.
            return (!line.text.trim_end().ends_with('-')).then_some(" ");
        }
        (full > 1).then_some("")
    }
}

impl Wrapping {
    fn of(lines: &[Line<'_>]) -> Self {
        let mut blanks = lines.iter().map(Line::blanks_at_end);
        // More than one are there to fill the window.
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
    fn however_lines_were_copied() {
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
        assert_eq!(blocks(text).next().unwrap().seam_before(1), expect, "{text:?}");
    }

    #[test]
    fn what_stood_at_the_end_of_a_line() {
        check_seam("a : Corp \n    CA\n", Some(" "));
        check_seam("a : Corp\n    CA\nb : \n", Some(""));
        check_seam("a : Corp\n    CA\nb : Issuing CA\n", Some(" "));
        check_seam("a : Corp  \n    CA\nb : Issuing CA  \nc : \n", Some(" "));
        check_seam("a : Corp-\n    CA\nb : Issuing CA\n", None);
        check_seam("a : Corp\n    CA\n", None);
        check_seam("a : Corp\n    CACA\n    CA\n", Some(""));
    }
}
