//! Parses the subset of Markdown that pages and explanations use into typed blocks.
//!
//! Headings, paragraphs, flat lists, fenced code; inline **strong**, *emphasis*, `code` and links. Everything else is
//! plain text, so that parsing never fails. Blocks and spans are slices of the source text; a line break inside a
//! paragraph or a list item remains in the slice and counts as a space.

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading.
    Heading {
        /// The level, from 1.
        level: u8,
        /// Its text, without markers.
        text: &'a str,
    },
    /// A paragraph.
    Paragraph(Vec<Span<'a>>),
    /// A list, one level deep.
    List {
        /// The number of the first step, for an ordered list. A list that was interrupted, for example by a command to
        /// copy, continues with a later number.
        start: Option<u16>,
        /// The items.
        items: Vec<Vec<Span<'a>>>,
    },
    /// A code block.
    Code {
        /// The info string of the fence: `powershell`, `text`, or empty.
        language: &'a str,
        /// The lines between the fences.
        text: &'a str,
    },
}

/// A piece of inline text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// Plain text.
    Text(&'a str),
    /// Strong text.
    Strong(&'a str),
    /// Emphasized text.
    Stressed(&'a str),
    /// Inline code.
    Code(&'a str),
    /// A link.
    Link {
        /// The link text.
        text: &'a str,
        /// The link target.
        target: &'a str,
    },
}

impl<'a> Span<'a> {
    /// The text, whatever its kind.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        match self {
            Self::Text(text)
            | Self::Strong(text)
            | Self::Stressed(text)
            | Self::Code(text)
            | Self::Link { text, .. } => text,
        }
    }
}

/// The blocks of a text.
#[must_use]
pub fn blocks(source: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = if line.trim().is_empty() {
            after
        } else if let Some(language) = line.strip_prefix("```") {
            let (text, after) = until_fence(after);
            blocks.push(Block::Code { language: language.trim(), text });
            after
        } else if let Some((level, text)) = heading(line) {
            blocks.push(Block::Heading { level, text });
            after
        } else if let Some((start, _)) = item(line) {
            let (items, after) = list(rest, start.is_some());
            blocks.push(Block::List { start, items });
            after
        } else {
            let (text, after) = run(rest);
            blocks.push(Block::Paragraph(spans(text)));
            after
        };
    }
    blocks
}

/// The spans of one paragraph.
#[must_use]
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let (mut from, mut at) = (0, 0);
    // An unclosed marker is not searched for again, so that a text of nothing but markers takes linear time.
    let (mut strong_ends, mut code_ends) = (true, true);
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(['*', '`', '['])) {
        at += step;
        let rest = text.get(at..).unwrap_or_default();
        let found = if let Some(inside) = rest.strip_prefix("**").filter(|_| strong_ends) {
            let end = inside.find("**");
            strong_ends = end.is_some();
            end.and_then(|end| Some((Span::Strong(inside.get(..end)?), end + 4)))
        } else if let Some(inside) = rest.strip_prefix('*') {
            stressed(inside).map(|text| (Span::Stressed(text), text.len() + 2))
        } else if let Some(inside) = rest.strip_prefix('`').filter(|_| code_ends) {
            let end = inside.find('`');
            code_ends = end.is_some();
            end.and_then(|end| Some((Span::Code(inside.get(..end)?), end + 2)))
        } else {
            rest.strip_prefix('[').and_then(link)
        };
        match found {
            Some((span, length)) if !span.text().is_empty() => {
                push_text(&mut spans, text.get(from..at));
                spans.push(span);
                at += length;
                from = at;
            }
            _ => at += 1,
        }
    }
    push_text(&mut spans, text.get(from..));
    spans
}

/// The text up to the next star, if it is emphasis: a star followed or preceded by a space on its inner side is a plain
/// star.
fn stressed(inside: &str) -> Option<&str> {
    let text = inside.get(..inside.find(['*', '`', '['])?)?;
    let closes = inside.get(text.len()..)?.starts_with('*');
    (closes && !text.is_empty() && text.trim().len() == text.len()).then_some(text)
}

/// The link whose text begins here, and its length in the source including brackets. Neither part may contain a
/// bracket, so each search ends at the next one.
fn link(inside: &str) -> Option<(Span<'_>, usize)> {
    let middle = inside.find(['[', ']', '\n'])?;
    let target = inside.get(middle..)?.strip_prefix("](")?;
    let end = target.find([')', '[', ' ', '\n'])?;
    target.get(end..)?.strip_prefix(')')?;
    Some((Span::Link { text: inside.get(..middle)?, target: target.get(..end)? }, middle + end + 4))
}

fn push_text<'a>(spans: &mut Vec<Span<'a>>, text: Option<&'a str>) {
    spans.extend(text.filter(|text| !text.is_empty()).map(Span::Text));
}

/// The items of the list that starts here, and the text after it.
fn list(source: &str, ordered: bool) -> (Vec<Vec<Span<'_>>>, &str) {
    let mut items = Vec::new();
    let mut rest = source;
    while let Some((_, marker)) = item(split_line(rest).0).filter(|(start, _)| start.is_some() == ordered) {
        let (text, after) = run(rest);
        items.push(spans(text.get(marker..).unwrap_or_default()));
        rest = after;
    }
    (items, rest)
}

/// This line and its continuation lines: up to a blank line or one that starts another block.
fn run(source: &str) -> (&str, &str) {
    let mut end = split_line(source).0.len();
    let mut rest = split_line(source).1;
    loop {
        let (line, after) = split_line(rest);
        if line.trim().is_empty()
            || line.starts_with("```")
            || heading(line).is_some()
            || item(line).is_some()
        {
            return (source.get(..end).unwrap_or_default().trim_end(), rest);
        }
        end = source.len() - rest.len() + line.len();
        rest = after;
    }
}

/// For a line that is a list item: its number, if the list is ordered, and the length of its marker.
fn item(line: &str) -> Option<(Option<u16>, usize)> {
    if line.starts_with("- ") {
        return Some((None, 2));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marked = (1..=3).contains(&digits) && line.get(digits..)?.starts_with(". ");
    let number = line.get(..digits)?.parse().ok()?;
    marked.then_some((Some(number), digits + 2))
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let text = line.get(level..)?.strip_prefix(' ')?;
    Some((u8::try_from(level).ok().filter(|level| (1..=6).contains(level))?, text.trim()))
}

/// The text before the closing fence, and the text after it. An unclosed fence extends to the end.
fn until_fence(source: &str) -> (&str, &str) {
    let mut rest = source;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        if line.trim_end() == "```" {
            return (source.get(..source.len() - rest.len()).unwrap_or_default().trim_end(), after);
        }
        rest = after;
    }
    (source.trim_end(), "")
}

/// The first line without its line ending, and the rest.
fn split_line(source: &str) -> (&str, &str) {
    let (line, rest) = source.split_once('\n').unwrap_or((source, ""));
    (line.strip_suffix('\r').unwrap_or(line), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_markup_becomes_spans() {
        fn check(text: &str, expect: &[Span<'_>]) {
            assert_eq!(spans(text), expect, "{text}");
        }
        check("plain", &[Span::Text("plain")]);
        check("a **b** `c`", &[Span::Text("a "), Span::Strong("b"), Span::Text(" "), Span::Code("c")]);
        check("`a ** b`", &[Span::Code("a ** b")]);
        check("a *b c*.", &[Span::Text("a "), Span::Stressed("b c"), Span::Text(".")]);
        check("2 *3 4* 5* 6", &[Span::Text("2 "), Span::Stressed("3 4"), Span::Text(" 5* 6")]);
        check("*a [b](c)", &[Span::Text("*a "), Span::Link { text: "b", target: "c" }]);
        check(
            "see [13801](#/code/ike/13801).",
            &[Span::Text("see "), Span::Link { text: "13801", target: "#/code/ike/13801" }, Span::Text(".")],
        );
        check("2 * 3 ** 4 ` [x] (y)", &[Span::Text("2 * 3 ** 4 ` [x] (y)")]);
        check("[a](b c)", &[Span::Text("[a](b c)")]);
        check("[a](#b", &[Span::Text("[a](#b")]);
        check("[u][v](w)", &[Span::Text("[u]"), Span::Link { text: "v", target: "w" }]);
        check("****", &[Span::Text("****")]);
        check("", &[]);
    }

    #[test]
    fn text_becomes_blocks() {
        fn check(text: &str, expect: &[Block<'_>]) {
            assert_eq!(blocks(text), expect, "{text}");
        }
        let text = |words| vec![Span::Text(words)];
        check(
            "## One\n\ntwo\nthree\n",
            &[Block::Heading { level: 2, text: "One" }, Block::Paragraph(text("two\nthree"))],
        );
        check(
            "intro:\n- a\n  b\n- c\n\n1. d\n2. e\n",
            &[
                Block::Paragraph(text("intro:")),
                Block::List { start: None, items: vec![text("a\n  b"), text("c")] },
                Block::List { start: Some(1), items: vec![text("d"), text("e")] },
            ],
        );
        check(
            "```powershell\r\nGet-X |\r\n\r\n  Y\r\n```\r\nend",
            &[
                Block::Code { language: "powershell", text: "Get-X |\r\n\r\n  Y" },
                Block::Paragraph(text("end")),
            ],
        );
        check("```\nnever closed", &[Block::Code { language: "", text: "never closed" }]);
        check("#not a heading\n-not an item", &[Block::Paragraph(text("#not a heading\n-not an item"))]);
        check(" \n\n", &[]);
    }

    #[test]
    fn text_of_only_markers_is_parsed_fast() {
        for mark in ["[", "*", "`", "**", "[](", "](", "[a](", "- ", "1. ", "```\n", "# \n"] {
            assert!(blocks(&mark.repeat(100_000)).len() <= 200_000);
        }
    }
}
