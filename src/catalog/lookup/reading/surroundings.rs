//! What the marks around a number say about it, whatever the language of the words.

use super::Reading;

/// What parts words within a line.
const BLANKS: [char; 2] = [' ', '\t'];

impl<'q> Reading<'q> {
    /// What stands before a token, and behind it.
    fn around(&self, at: usize) -> (&'q str, &'q str) {
        let token = self.tokens.get(at);
        let before = token.and_then(|token| self.query.get(..token.from));
        let behind = token.and_then(|token| self.query.get(token.from + token.text.len()..));
        (before.unwrap_or_default(), behind.unwrap_or_default())
    }

    /// Whether a number is all that stands behind a colon on its line.
    pub(super) fn is_field(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        let next = behind.chars().find(|c| *c == '\n' || !c.is_whitespace());
        next.is_none_or(|next| next == '\n') && before.trim_end_matches(BLANKS).ends_with(':')
    }

    /// The symbol that a number in brackets explains.
    pub(super) fn explained(&self, at: usize) -> Option<&'q str> {
        let (before, behind) = self.around(at);
        let symbol = self.before(at, 1);
        let is_symbol = symbol.contains('_') && !symbol.bytes().any(|byte| byte.is_ascii_lowercase());
        let stands_before = before.strip_suffix('(')?.trim_end_matches(BLANKS).ends_with(symbol);
        (is_symbol && stands_before && behind.starts_with(')')).then_some(symbol)
    }

    /// Whether a number tells which thread or request wrote a line of a log: `09[TLS]` in those of strongSwan,
    /// `(12) eap_tls:` in those of FreeRADIUS.
    pub(super) fn is_of_log(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        let next = self.tokens.get(at + 1).map_or("", |next| next.text);
        let is_followed = |mark: &str, end: char| {
            let rest = behind.strip_prefix(mark).and_then(|rest| rest.strip_prefix(next));
            !next.is_empty() && rest.is_some_and(|rest| rest.starts_with(end))
        };
        let is_thread = next.bytes().all(|byte| byte.is_ascii_uppercase()) && is_followed("[", ']');
        let begins_line = |before: &str| before.is_empty() || before.ends_with('\n');
        let opens_line = before.strip_suffix('(').is_some_and(|it| begins_line(it.trim_end_matches(BLANKS)));
        is_thread || (opens_line && is_followed(") ", ':'))
    }

    /// Whether a number ends the name that NPS gives a session: maker, version, address, date, time and the number.
    pub(super) fn is_of_session(&self, at: usize) -> bool {
        self.before(at, 9) == "311" && self.before(at, 8) == "1"
    }
}
