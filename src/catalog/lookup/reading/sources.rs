//! Finds the source of each event in a query: a paste may hold events of several sources.

use super::providers::{NPS, Name, PROVIDER, SOURCE, fits, name_of};
use super::{Context, EVENT, Token, any, is_context, tokens};
use crate::catalog::entry::number_of;

/// What a query says about the source of a number, if this is an event.
#[derive(Clone, Default)]
pub(in crate::catalog::lookup) struct Origin {
    /// The providers of the catalog that are named as its source.
    providers: Vec<&'static str>,
    /// Whether the record, the group or the row of the number names its source; otherwise the query mentions the
    /// providers somewhere.
    is_stated: bool,
    /// Whether its source is none of the catalog's.
    pub(in crate::catalog::lookup) is_foreign: bool,
}

impl Origin {
    /// Whether this is the provider of the number; `None` if no provider is named.
    pub(in crate::catalog::lookup) fn fits(&self, source: Option<&str>) -> Option<bool> {
        if self.providers.is_empty() {
            return None;
        }
        let is_named = |source: &str| self.providers.iter().any(|named| fits(named, source));
        Some(source.is_some_and(is_named))
    }

    /// Whether the number has a stated source, and it is not this one.
    pub(in crate::catalog::lookup) fn states_other(&self, source: Option<&str>) -> bool {
        self.is_stated && self.fits(source) == Some(false)
    }

    /// Whether any event provider is named.
    pub(in crate::catalog::lookup) fn names_provider(&self) -> bool {
        !self.providers.is_empty()
    }

    /// Whether the only event provider named is NPS.
    pub(in crate::catalog::lookup) fn is_of_nps(&self) -> bool {
        self.providers == [NPS]
    }
}

/// All places where a query names the source of an event.
pub(super) struct Sources {
    /// In the order of the query.
    statements: Vec<Statement>,
    /// The positions and lines of the event IDs.
    ids: Vec<(usize, usize)>,
    /// The paragraph of each line.
    paragraphs: Vec<usize>,
    /// The providers that the query mentions anywhere.
    mentioned: Vec<&'static str>,
    /// Whether none of the sources is in the catalog.
    pub(super) are_foreign: bool,
}

/// A place where a query names the source of an event.
struct Statement {
    from: usize,
    line: usize,
    name: Name,
    /// Whether it is a field; a name in other text only tells about its own line.
    is_field: bool,
    /// The position of the number whose source it is, if it stands next to it.
    of_number: Option<usize>,
}

impl Sources {
    pub(super) fn of(query: &str, tokens: &[Token<'_>], heading: Option<usize>, context: &Context) -> Self {
        let at = || 0..tokens.len();
        let fields = at().filter_map(|at| Some((field(query, tokens, at)?, None)));
        let titles = at().filter_map(|at| title(query, tokens, at));
        let rows = lines(query).filter_map(|(from, line)| row(from, line));
        let cells = heading.into_iter().flat_map(|heading| cells(query, heading)).map(|cell| (cell, None));
        let mut found: Vec<_> = fields.chain(titles).chain(rows).chain(cells).map(|it| (it, true)).collect();
        let is_in = |from: usize, (known, name): (usize, &str)| (known..known + name.len()).contains(&from);
        for name in full_names(query) {
            if !found.iter().any(|((known, _), _)| is_in(name.0, *known)) {
                found.push(((name, None), false));
            }
        }
        found.sort_by_key(|(((from, _), _), _)| *from);
        let starts: Vec<usize> = lines(query).map(|(from, _)| from).collect();
        let statement = |(((from, name), of_number), is_field): (((usize, &str), Option<usize>), bool)| {
            let line = starts.partition_point(|start| *start <= from) - 1;
            Statement { from, line, name: name_of(name), is_field, of_number }
        };
        let statements: Vec<Statement> = found.into_iter().map(statement).collect();
        let has_fields = statements.iter().any(|it| it.is_field);
        let mut telling = statements.iter().filter(|it| it.is_field || !has_fields).peekable();
        let are_foreign = telling.peek().is_some()
            && (has_fields || context.providers.is_empty())
            && telling.all(|it| it.name == Name::Foreign);
        let mut paragraph = 0;
        let mut paragraphs = Vec::new();
        for (_, line) in lines(query) {
            paragraph += usize::from(line.trim().is_empty());
            paragraphs.push(paragraph);
        }
        let ids = tokens.iter().enumerate().filter(|(at, _)| is_id(query, tokens, *at));
        Self {
            ids: ids.map(|(_, token)| (token.from, token.line)).collect(),
            statements,
            paragraphs,
            mentioned: context.providers.clone(),
            are_foreign,
        }
    }

    /// The source of the number at this position: what its row or its record states, or the last one before it.
    pub(super) fn origin(&self, number: &Token<'_>) -> Origin {
        let paragraph = |line: usize| self.paragraphs.get(line);
        let here = paragraph(number.line);
        let stated = (self.statements.iter().find(|it| it.of_number == Some(number.from)))
            .or_else(|| self.nearest(number, |_, line| line == number.line))
            .or_else(|| self.nearest(number, |is_field, line| is_field && paragraph(line) == here))
            .or_else(|| self.statements.iter().rfind(|it| it.is_field && it.from < number.from));
        let Some(stated) = stated else {
            let providers = self.mentioned.clone();
            return Origin { providers, is_stated: false, is_foreign: self.are_foreign };
        };
        let providers = match stated.name {
            Name::Ours(provider) => vec![provider],
            Name::Foreign | Name::Unclear => Vec::new(),
        };
        Origin { providers, is_stated: true, is_foreign: stated.name == Name::Foreign }
    }

    /// Of the sources in a part of the query, the one whose record has a number. Records begin with the source or with
    /// the event ID.
    fn nearest(&self, number: &Token<'_>, is_in: impl Fn(bool, usize) -> bool) -> Option<&Statement> {
        let part = || self.statements.iter().filter(|it| is_in(it.is_field, it.line));
        let first = part().next()?;
        let begin_with_id = self.ids.iter().any(|(from, line)| *from < first.from && is_in(true, *line));
        let before = || part().take_while(|it| it.from < number.from).last();
        let behind = || part().find(|it| it.from > number.from);
        if begin_with_id { behind().or_else(before) } else { before().or_else(behind) }
    }

    /// Whether a row or a title calls the number at this position the event of a source.
    pub(super) fn name_event(&self, number: &Token<'_>) -> bool {
        self.statements.iter().any(|it| it.of_number == Some(number.from))
    }
}

/// The lines of a text, each with its position.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |from, line| {
        let start = *from;
        *from += line.len();
        Some((start, line))
    })
}

/// Whether a token is the number of an event, directly after the word for it: `Event ID: 39`, `Id : 39`, `Event 39`.
/// In `Event[0]:`, it counts the events.
fn is_id(query: &str, tokens: &[Token<'_>], at: usize) -> bool {
    let (Some(before), Some(number)) = (at.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(at))
    else {
        return false;
    };
    let is_named = any(before.text, EVENT) || any(before.text, &["id"]);
    let is_counted = query.get(..number.from).is_some_and(|before| before.ends_with('['));
    is_named && !is_counted && number_of(number.text).is_some()
}

/// The value of a field with the source of an event, and its position; `None` if the token is not its label, or if its
/// value is not the name of a source: some programs call the log, the computer or a page the source.
fn field<'q>(query: &'q str, tokens: &[Token<'_>], at: usize) -> Option<(usize, &'q str)> {
    const LONGEST: usize = 8;
    let token = tokens.get(at)?;
    let before = |distance: usize| at.checked_sub(distance).and_then(|at| tokens.get(at));
    let opens_line = || {
        let head = query.get(..token.from).unwrap_or_default().trim_end_matches([' ', '\t']);
        head.is_empty() || head.ends_with('\n')
    };
    let is_label = any(token.text, PROVIDER)
        || (any(token.text, &["name"]) && before(1).is_some_and(|it| any(it.text, &["provider"])))
        || (any(token.text, SOURCE) && opens_line());
    let rest = query.get(token.from + token.text.len()..).filter(|_| is_label)?;
    let value = rest.trim_start_matches([' ', '\t', ':', '=', '"', '\'']);
    let between = rest.get(..rest.len() - value.len()).filter(|it| it.contains([':', '=']))?;
    let end =
        |c: char| matches!(c, '\r' | '\n' | '<' | '>') || between.contains(c) && matches!(c, '"' | '\'');
    let from = query.len() - value.len();
    let value = value.split(end).next().unwrap_or_default().trim_end();
    let is_address = value.split(' ').next().is_some_and(|first| first.contains(['/', '\\', '.', '@', ':']));
    let is_log = ["system", "application", "security"].iter().any(|log| value.eq_ignore_ascii_case(log));
    let is_name = !value.is_empty() && !is_address && !is_log && value.split(' ').count() <= LONGEST;
    is_name.then_some((from, value))
}

/// A source with its position, and the position of the number whose source it is.
type Placed<'q> = ((usize, &'q str), Option<usize>);

/// The source after a number in the title of an event, as the Event Viewer shows it: `Event 39, CAPI2`. Other words
/// may come after the comma as well: in a line of its own, a source is one word, or several with capital letters.
fn title<'q>(query: &'q str, tokens: &[Token<'_>], at: usize) -> Option<Placed<'q>> {
    /// The number of characters read; no source has a longer name.
    const LONGEST: usize = 100;
    /// More digits make it the name of an update or of a vulnerability.
    const MAX_DIGITS: usize = 3;
    const NO_SOURCES: &[&str] =
        &["level", "warning", "critical", "information", "system", "application", "security"];
    let number = tokens.get(at).filter(|_| is_id(query, tokens, at))?;
    let rest = query.get(number.from + number.text.len()..)?.strip_prefix(", ")?;
    let from = query.len() - rest.len();
    let rest = rest.char_indices().nth(LONGEST).and_then(|(end, _)| rest.get(..end)).unwrap_or(rest);
    let line = rest.split(['\r', '\n']).next().unwrap_or_default();
    let end = line.find([',', ';', ':', '=', '(', ')', '\t']).unwrap_or(line.len());
    let (name, behind) = line.split_at_checked(end)?;
    let name = name.trim_end_matches([' ', '.']);
    let is_label = behind.starts_with([':', '=']);
    let is_capital = |word: &str| word.starts_with(|c: char| c.is_uppercase());
    let is_single = !name.contains(' ');
    let has_capital_inside = || {
        let mut pairs = name.chars().zip(name.chars().skip(1));
        pairs.any(|(one, next)| (one == '-' || one.is_lowercase()) && next.is_uppercase())
    };
    let stands_alone = behind.is_empty()
        && line.len() < rest.len()
        && !name.split(' ').any(|word| any(word, NO_SOURCES) || is_context(word));
    let is_name = !name.is_empty()
        && !is_label
        && name.bytes().filter(u8::is_ascii_digit).count() <= MAX_DIGITS
        && ((is_single && is_capital(name) && has_capital_inside())
            || (stands_alone && (is_single || name.split(' ').all(is_capital)))
            || matches!(name_of(name), Name::Ours(_)));
    is_name.then_some(((from, name), Some(number.from)))
}

/// The source in a row of the Event Viewer, which has no headings: level, date and time, source, event ID.
fn row(from: usize, line: &str) -> Option<Placed<'_>> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    ['\t', ','].into_iter().find_map(|separator| {
        let mut at = from;
        let mut cells = line.split(separator).map(|cell| {
            let bare = cell.trim_start_matches([' ', '"']);
            let start = at + cell.len() - bare.len();
            at += cell.len() + separator.len_utf8();
            (start, bare.trim_end_matches([' ', '"', '\r', '\n']))
        });
        let ((_, level), (_, moment)) = (cells.next()?, cells.next()?);
        let (source, (number_at, number)) = (cells.next()?, cells.next()?);
        let is_moment = moment.contains(':') && has_digit(moment);
        let is_row = !level.is_empty() && !has_digit(level) && is_moment && is_number(number);
        (is_row && source.1.starts_with(char::is_alphabetic)).then_some((source, Some(number_at)))
    })
}

/// The sources in the rows below a heading with a column for them. A cell begins below its heading.
fn cells(query: &str, heading: usize) -> Vec<(usize, &str)> {
    let mut below = lines(query).skip(heading);
    let Some((_, head)) = below.next() else { return Vec::new() };
    let words = tokens(head);
    let Some(at) = words.iter().position(|word| any(word.text, PROVIDER) || any(word.text, SOURCE)) else {
        return Vec::new();
    };
    let column =
        |at: usize| words.get(at).and_then(|word| head.get(..word.from)).map(|it| it.chars().count());
    let Some(start) = column(at) else { return Vec::new() };
    let length = column(at + 1).map_or(usize::MAX, |next| next - start);
    let cell = |(from, line): (usize, &'_ str)| -> Option<(usize, usize)> {
        let offset = |chars: usize| line.char_indices().nth(chars).map(|(at, _)| at);
        let begin = offset(start)?;
        let end = start.checked_add(length).and_then(offset).unwrap_or(line.len());
        let is_aligned = line.get(..begin)?.chars().next_back().is_none_or(char::is_whitespace);
        is_aligned.then_some((from + begin, from + end))
    };
    below
        .take_while(|(_, line)| !line.trim().is_empty())
        .filter_map(cell)
        .filter_map(|(from, end)| Some((from, query.get(from..end)?.trim_end())))
        .filter(|(_, name)| name.starts_with(char::is_alphabetic))
        .collect()
}

/// The full names of providers anywhere in a query. A slash or backslash makes them parts of a log or a path.
fn full_names(query: &str) -> impl Iterator<Item = (usize, &str)> {
    let in_name = |c: char| c.is_alphanumeric() || c == '-';
    query.match_indices("Microsoft-Windows-").filter_map(move |(from, _)| {
        let (before, rest) = query.split_at_checked(from)?;
        let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
        let behind = rest.get(end..)?;
        let mark = ["...", "…"].into_iter().find(|mark| behind.starts_with(mark)).map_or(0, str::len);
        (!before.ends_with(['\\', '/']) && !behind.starts_with(['\\', '/']))
            .then_some((from, rest.get(..end + mark)?))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Reading;
    use super::*;

    #[test]
    fn only_sources_of_events_are_foreign() {
        fn check(query: &str, expect: bool) {
            assert_eq!(Reading::of(query).is_of_foreign_source(), expect, "{query}");
        }
        check("Source:        disk", true);
        check("Quelle:        Kernel-Power", true);
        check("Source : Microsoft-Windows-Kernel-Power", true);
        check("ProviderName : Microsoft-Windows-Kernel-Power", true);
        check("<Provider Name='Microsoft-Windows-Kernel-Power' Guid='{1}'/>", true);
        check(r#"{"ProviderName":"disk","Id":11}"#, true);
        check("winlog.provider_name: Microsoft-Windows-Kernel-Power winlog.event_id: 41", true);
        check("Microsoft-Windows-Kernel-Power 41", true);
        check("Source: disk\nSource: KDC", false);
        check("Microsoft-Windows-Kernel-Power 41\nSchannel 36887", false);
        check("Log Name: Microsoft-Windows-Kernel-Boot/Operational", false);
        check("Source Workstation: PC1", false);
        check("Source: dc1.corp.example", false);
        check("Source: Security", false);
        check("Computer: PC1\nUser: SYSTEM", false);
        check("source=WinEventLog:System", false);
        check("TimeCreated Id ProviderName Message", false);
        check("", false);
        check("Event 53, CertificationAuthority", true);
        check("Event 11, disk\nThe driver detected an error", true);
        check("Event 39, Kerberos-Key-Distribution-Center", false);
        check("Event 39, certificate login", false);
        check("Event 39, CVE-2022-26931", false);
        check("Event 39, KB5014754\nThe certificate is not mapped", false);
        check("Event 39, Source\nThe certificate is not mapped", false);
        check("Event 39, ProviderName: KDC", false);
        check("Event 39, Warning\nThe certificate is not mapped", false);
        check("Error\t11/20/2026 8:00:00 AM\tdisk\t11\tNone", true);
        check("\"Error\",\"11/20/2026 8:00:00 AM\",\"disk\",\"11\",\"None\"", true);
        check(
            "Id ProviderName    Message\n-- ------------    -------\n41 Kernel-Power    It has rebooted",
            true,
        );
    }

    #[test]
    fn a_number_has_the_source_of_its_record() {
        fn check(query: &str, expect: &[(&str, Option<bool>)]) {
            let sources = Reading::of(query).sources;
            let numbers = tokens(query).into_iter().filter(|token| number_of(token.text).is_some());
            let mut origins = numbers.map(|token| (token.text, sources.origin(&token)));
            for (number, is_kdc) in expect {
                let (_, origin) = origins.find(|(text, _)| text == number).unwrap();
                let kdc = origin.fits(Some("Microsoft-Windows-Kerberos-Key-Distribution-Center"));
                let found = if origin.is_foreign { Some(false) } else { kdc };
                assert_eq!(found, *is_kdc, "{number} in {query}");
            }
        }
        let (ours, other) = (Some(true), Some(false));
        check("Source: KDC\nEvent ID: 39\n\nSource: disk\nEvent ID: 41", &[("39", ours), ("41", other)]);
        check("Id: 39\nSource: KDC\n\nId: 41\nSource: disk", &[("39", ours), ("41", other)]);
        check("Id: 41\nSource: disk\nId: 39\nSource: KDC", &[("41", other), ("39", ours)]);
        check(
            "Event[0]:\n Source: KDC\n Event ID: 39\n Source: disk\n Event ID: 41",
            &[("39", ours), ("41", other)],
        );
        check(
            r#"{"Id":41,"ProviderName":"disk"},{"Id":39,"ProviderName":"KDC"}"#,
            &[("41", other), ("39", ours)],
        );
        check(
            "ProviderName: KDC\n\nId Message\n39 One\n\nProviderName: disk\n\nId Message\n41 Other",
            &[("39", ours), ("41", other)],
        );
        check(
            "41 Microsoft-Windows-Kernel-Power\n39 Microsoft-Windows-Kerberos-Key-Distribution-Center",
            &[("41", other), ("39", ours)],
        );
        check(
            "Id ProviderName Message\n41 disk         One\n39 KDC          Other",
            &[("41", other), ("39", ours)],
        );
        check("Event 41, Kernel-Power\nEvent 39, KDC", &[("41", other), ("39", ours)]);
        // What comes before all sources can be of any.
        check("We see 39.\n\nSource: Schannel\nEvent ID: 41", &[("39", other), ("41", other)]);
        check("We see 39.\n\nSource: disk\nEvent ID: 41", &[("39", other), ("41", other)]);
        check("event 39", &[("39", None)]);
    }
}
