//! The SAN SID URI, and everything that only looks like it.

use super::placeholder::unresolved;
use super::{SanUri, is_blank, judge_class, shorten};
use crate::certificate::Span;
use crate::certificate::reading::Reader;
use crate::sid::Sid;

/// The start of a SAN SID URI: the date is part of it and never changes.
pub const PREFIX: &str = "tag:microsoft.com,2022-09-14:sid:";
const DOMAIN: &str = "microsoft.com";
const DATE: &str = "2022-09-14";

/// Checks a SAN URI: whether it contains a SID, or only seems to.
pub(super) fn judge_uri(reader: &mut Reader, address: &str, span: Span) {
    if let Some(sid) = address.strip_prefix(PREFIX).and_then(Sid::parse) {
        judge_class(reader, &sid, span);
        let (raw, meant) = (address.to_owned(), Some(sid.clone()));
        reader.facts.san_uris.push(SanUri { raw, sid: Some(sid), meant, standard: true, span });
        return;
    }
    let mut rest = address.trim_matches(is_blank);
    let mut misses: Vec<(&'static str, String)> = Vec::new();
    if rest.len() < address.len() {
        misses.push((
            "uri-space",
            "The SID URI has white space or a NUL around it; domain controllers require an exact match."
                .to_owned(),
        ));
    }
    for junk in ["URL=", "URI=", "URL:", "URI:"] {
        if let Some(after) = strip_prefix(rest, junk) {
            let found = rest.get(..junk.len()).unwrap_or(junk);
            misses.push(("uri-prefix", format!("The SID URI starts with a literal `{found}`. Windows shows this before a URI; it must not be part of it.")));
            rest = after.trim_start_matches(is_blank);
        }
    }
    let unescaped = unescaped(rest).filter(|text| starts_with(text, "tag:"));
    if let Some(unescaped) = &unescaped {
        misses.push((
            "uri-escaped",
            "Some characters of the SID URI are percent-encoded (`%3A`); domain controllers require an exact match."
                .to_owned(),
        ));
        rest = unescaped;
    }
    if starts_with(rest, "tag:")
        && (contains(rest, "sid:") || contains(rest, "s-1-") || contains(rest, DOMAIN))
    {
        let sid = judge_tag(rest, &mut misses);
        if let Some(sid) = &sid {
            judge_class(reader, sid, span);
        }
        // Whether case matters is not documented; everything else certainly does.
        let meant = sid.clone();
        let sid = sid.filter(|_| misses.iter().all(|(id, _)| *id == "uri-case"));
        reader.facts.san_uris.push(SanUri { raw: address.to_owned(), sid, meant, standard: false, span });
    } else if let Some(variable) = unresolved(rest) {
        misses.push((
            "uri-unresolved",
            format!(
                "The SID URI contains the variable `{}`, which was not replaced by a value.",
                shorten(variable)
            ),
        ));
    } else if let Some(sid) = sid_without_tag(rest) {
        judge_class(reader, &sid, span);
        misses.push((
            "uri-no-tag",
            format!("The URI contains the SID {sid} but does not start with {PREFIX}."),
        ));
    } else {
        return;
    }
    for (id, message) in misses {
        reader.miss(id, span, message);
    }
}

/// The text without percent-encoding, such as `%3A` for a colon; `None` if there is none. Codes of printable characters
/// begin with a digit, so they are never names of variables.
fn unescaped(address: &str) -> Option<String> {
    let (start, escapes) = address.split_once('%')?;
    let mut text = start.to_owned();
    let mut found = false;
    for part in escapes.split('%') {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(|code| matches!(code, b' '..=b'~')) {
            Some(code) => {
                found = true;
                text.push(char::from(code));
                text.push_str(part.get(2..).unwrap_or_default());
            }
            None => {
                text.push('%');
                text.push_str(part);
            }
        }
    }
    found.then_some(text)
}

/// A SID at the end of a URI without `tag:`: `S-1-…`, `sid:S-1-…`, `microsoft.com,2022-09-14:sid:S-1-…`.
fn sid_without_tag(address: &str) -> Option<Sid> {
    let bare = address.rsplit_once([':', '=', '/', '#']).map_or(address, |(_, last)| last);
    Sid::parse(bare.trim_matches(is_wrapping))
}

/// Splits `tag:microsoft.com,2022-09-14:sid:S-1-…` and reports what differs. Returns the SID that is meant, if any.
fn judge_tag(address: &str, misses: &mut Vec<(&'static str, String)>) -> Option<Sid> {
    let mut rest = address;
    let mut wrong_case = false;
    let mut rounds = 0;
    while let Some(after) = strip_prefix(rest, "tag:") {
        rounds += 1;
        wrong_case |= !rest.starts_with("tag:");
        rest = after;
        let (authority, specific) = rest.split_once(':').unwrap_or((rest, ""));
        let (domain, date) = authority.split_once(',').unwrap_or((authority, ""));
        if domain.trim() != domain || date.trim() != date {
            misses.push((
                "uri-space",
                "The SID URI contains white space; domain controllers require an exact match.".to_owned(),
            ));
        }
        if !domain.trim().eq_ignore_ascii_case(DOMAIN) {
            misses.push((
                "uri-wrong-domain",
                format!("The SID URI contains `{}`; domain controllers look for {DOMAIN}.", shorten(domain)),
            ));
        }
        wrong_case |= domain != DOMAIN && domain.eq_ignore_ascii_case(DOMAIN);
        if date.trim() != DATE {
            let date = shorten(date);
            misses.push(("uri-date", format!("The SID URI has the date `{date}`; domain controllers only accept {DATE}, no matter when the certificate was issued.")));
        }
        rest = specific.trim_start();
        if rest.len() < specific.len() {
            misses.push((
                "uri-space",
                "The SID URI contains white space; domain controllers require an exact match.".to_owned(),
            ));
        }
        match strip_prefix(rest, "sid:") {
            Some(after) => {
                wrong_case |= !rest.starts_with("sid:");
                rest = after;
            }
            None => misses.push((
                "uri-form",
                format!(
                    "The SID URI has no `sid:` after the date; domain controllers expect {PREFIX} and the SID."
                ),
            )),
        }
        if rounds > 1 {
            // Reporting this once is enough, however often the start is repeated.
            misses.push((
                "uri-doubled",
                format!("The start of the SID URI appears twice; {PREFIX} must appear once."),
            ));
            rest = rest.get(rest.to_ascii_lowercase().rfind("tag:").unwrap_or(0)..).unwrap_or(rest);
            if rounds > 2 {
                break;
            }
        }
    }
    if let Some(variable) = unresolved(rest) {
        misses.push((
            "uri-unresolved",
            format!(
                "The SID URI contains the variable `{}`, which was not replaced by a value.",
                shorten(variable)
            ),
        ));
        return None;
    }
    let spaced = rest.trim_matches(is_blank);
    if spaced.len() < rest.len() {
        misses.push((
            "uri-space",
            "The SID in the SID URI has white space around it; domain controllers require an exact match."
                .to_owned(),
        ));
    }
    let bare = spaced.trim_matches(is_wrapping);
    if bare.len() < spaced.len() {
        misses.push((
            "uri-braces",
            "The SID in the SID URI is in braces or quotes; domain controllers expect only the SID."
                .to_owned(),
        ));
    }
    let upper = bare.to_ascii_uppercase();
    let sid = Sid::parse(bare).or_else(|| Sid::parse(&upper));
    wrong_case |= sid.is_some() && upper != bare;
    if wrong_case {
        misses.push(("uri-case", "The SID URI differs in uppercase and lowercase from what domain controllers expect; whether they accept it is not documented.".to_owned()));
    }
    if sid.is_none() {
        misses.push(("sid-invalid", format!("The SID URI ends in `{}`, which is not a SID.", shorten(bare))));
    }
    misses.dedup_by(|a, b| a.0 == b.0);
    sid
}

pub(super) fn is_wrapping(character: char) -> bool {
    matches!(character, '{' | '}' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | '`' | '“' | '”')
}

/// Whether a text starts with a prefix, ignoring case.
pub(super) fn starts_with(text: &str, prefix: &str) -> bool {
    strip_prefix(text, prefix).is_some()
}

/// The text after a prefix, ignoring case.
pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn contains(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(part)
}
