//! What the characters and words around a number show about it: its role, whatever the language, and whose error it is.

use super::{CODE, ERROR, RESULT, Reading, STATUS, any};
use crate::catalog::Family;

/// The characters that separate words within a line.
const BLANKS: [char; 2] = [' ', '\t'];

impl<'q> Reading<'q> {
    /// The text before a token, and after it.
    fn around(&self, at: usize) -> (&'q str, &'q str) {
        let token = self.tokens.get(at);
        let before = token.and_then(|token| self.query.get(..token.from));
        let behind = token.and_then(|token| self.query.get(token.from + token.text.len()..));
        (before.unwrap_or_default(), behind.unwrap_or_default())
    }

    /// Whether a number is the only text after a colon on its line.
    pub(super) fn is_field(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        let next = behind.chars().find(|c| *c == '\n' || !c.is_whitespace());
        next.is_none_or(|next| next == '\n') && before.trim_end_matches(BLANKS).ends_with(':')
    }

    /// The symbol before a number in parentheses.
    pub(super) fn explained(&self, at: usize) -> Option<&'q str> {
        let (before, behind) = self.around(at);
        let symbol = self.before(at, 1);
        let is_symbol = symbol.contains('_') && !symbol.bytes().any(|byte| byte.is_ascii_lowercase());
        let stands_before = before.strip_suffix('(')?.trim_end_matches(BLANKS).ends_with(symbol);
        (is_symbol && stands_before && behind.starts_with(')')).then_some(symbol)
    }

    /// Whether a number is the thread or request ID at the start of a log line: `09[TLS]` in strongSwan logs,
    /// `(12) eap_tls:` in FreeRADIUS logs, `[812] 10:22:31:123:` in traces of Windows.
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
        let is_traced = before.strip_suffix('[').is_some_and(|it| begins_line(it.trim_end_matches(BLANKS)))
            && behind.strip_prefix("] ").is_some_and(begins_with_moment);
        is_thread || is_traced || (opens_line && is_followed(") ", ':'))
    }

    /// Whether a number is another program's reason code, or a key: `reason=23` and `23=IEEE8021X_FAILED` for Wi-Fi,
    /// `(Reason=1)` for a revocation.
    pub(super) fn is_of_pair(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        let is_reason = self.before(at, 1).eq_ignore_ascii_case("reason") && before.ends_with('=');
        (is_reason && self.is_message) || behind.starts_with('=')
    }

    /// Whether a number is the ID of the process before it: `lsass.exe (812)`, or a row of a list of processes.
    pub(super) fn is_of_process(&self, at: usize) -> bool {
        let program = self.before(at, 1);
        let is_program = program.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("exe"));
        let (before, _) = self.around(at);
        // In a question, the program may have reported the number.
        let is_asked =
            || !self.is_message && before.strip_suffix(' ').is_some_and(|it| it.ends_with(program));
        is_program && !is_asked()
    }

    /// Whether a number is the value of a field that holds a quantity: `IdleDisconnectSeconds : 600`.
    pub(super) fn is_quantity(&self, at: usize) -> bool {
        const UNITS: [&str; 4] = ["seconds", "minutes", "bytes", "mbps"];
        let (before, _) = self.around(at);
        let name = self.before(at, 1);
        let is_value = before.trim_end_matches([' ', '\t', '"', '\'']).ends_with([':', '=']);
        // Schannel ends in such a word as well.
        let is_named = any(name, &["rate", "channel", "signal"])
            || UNITS.iter().any(|unit| name.to_ascii_lowercase().ends_with(unit));
        is_value && is_named
    }

    /// Whether a unit follows a number that ends at this position.
    pub(super) fn is_measured(&self, end: usize) -> bool {
        const UNITS: [&str; 7] = ["K", "KB", "MB", "GB", "ms", "Mbps", "%"];
        let rest = self.query.get(end..).unwrap_or_default();
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        UNITS.iter().any(|unit| rest.strip_prefix(unit).is_some_and(ends))
    }

    /// Whether the full name of a provider directly follows a number, as log collectors write it.
    pub(super) fn precedes_provider(&self, at: usize) -> bool {
        self.around(at).1.trim_start_matches(BLANKS).starts_with("Microsoft-Windows-")
    }

    /// Whether a token is the first on its line.
    pub(super) fn opens_line(&self, at: usize) -> bool {
        self.before(at, 1).is_empty()
    }

    /// Whether lines begin with the numbers of another program, most of which are unknown here: Cisco ISE lists its
    /// steps with five-digit numbers.
    pub(super) fn lists_steps(&self, is_known: impl Fn(u32) -> bool) -> bool {
        let heads = self.tokens.iter().enumerate().filter(|(at, _)| self.opens_line(*at));
        let is_step = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        let steps: Vec<u32> =
            heads.filter(|(_, it)| is_step(it.text)).filter_map(|(_, it)| it.text.parse().ok()).collect();
        let known = steps.iter().filter(|step| is_known(**step)).count();
        steps.len() > 2 && known * 2 < steps.len()
    }

    /// Whether a token is part of a MAC address or of a shortened IPv6 address.
    pub(super) fn is_of_address(&self, at: usize) -> bool {
        const LONGEST: usize = 40;
        const PAIRS: usize = 6;
        let (before, behind) = self.around(at);
        let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-');
        let head: Vec<char> = before.chars().rev().take_while(is_part).take(LONGEST).collect();
        let own = self.tokens.get(at).map_or("", |token| token.text);
        let tail = behind.chars().take_while(is_part).take(LONGEST);
        let run: String = head.into_iter().rev().chain(own.chars()).chain(tail).collect();
        let groups: Vec<&str> = run.split([':', '-']).collect();
        let is_hexadecimal = |group: &&str| group.len() <= 4 && group.bytes().all(|c| c.is_ascii_hexdigit());
        let are_pairs = |groups: &[&str]| groups.iter().all(|it| it.len() == 2 && is_hexadecimal(it));
        groups.windows(PAIRS).any(are_pairs) || (run.contains("::") && groups.iter().all(is_hexadecimal))
    }

    /// Whether a number is the end of an NPS session ID: vendor, version, address, date, time and number.
    pub(super) fn is_of_session(&self, at: usize) -> bool {
        self.before(at, 9) == "311" && self.before(at, 8) == "1"
    }

    /// Whether a number is called a Win32 error.
    pub(super) fn is_win32(&self, number: usize, value: u32) -> bool {
        // Error 5 is commonly known as access denied; NPS calls its 5 a reason.
        let is_denied = value == 5 && any(self.before(number, 1), ERROR) && !self.context.names(Family::Nps);
        is_denied || any(self.owner(number), &["win32"])
    }

    /// The word before those that call a number an error: whose error it is.
    fn owner(&self, number: usize) -> &'q str {
        let is_filler =
            |word: &str| any(word, ERROR) || any(word, CODE) || any(word, STATUS) || any(word, &["num"]);
        let words = (1..=3).map(|distance| self.before(number, distance));
        words.into_iter().find(|word| !is_filler(word)).unwrap_or_default()
    }

    /// Whether a number is called an error of a program or protocol with its own error codes.
    pub(super) fn is_of_stranger(&self, number: usize) -> bool {
        let strangers = &["ldap", "ldaps", "curl", "sql", "errno", "exit", "openssl", "verify"];
        let owner = self.owner(number);
        let next = |distance: usize| self.tokens.get(number + distance).map_or("", |token| token.text);
        // OpenSSL reports at which certificate of the chain the error occurred, and FreeRADIUS quotes OpenSSL.
        let is_of_openssl = (next(1) == "at" && next(3) == "depth")
            || (owner == "says" && self.around(number).1.starts_with(" : "));
        any(owner, strangers) || is_of_openssl
    }

    /// Whether the words directly before a number call it an outcome: a code, a result or a status.
    pub(super) fn is_outcome(&self, number: usize) -> bool {
        let last = self.before(number, 1);
        any(last, RESULT)
            || any(last, &["status", "reasoncode", "ursachencode"])
            || (1..=3).any(|distance| any(self.before(number, distance), CODE))
    }
}

/// Whether a text begins with a date or a time: `03-14`, `10:22`.
fn begins_with_moment(text: &str) -> bool {
    const MARKS: [char; 4] = [':', '-', '/', '.'];
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_digit = |c: char| c.is_ascii_digit();
    (1..=4).contains(&(text.len() - rest.len()))
        && rest.strip_prefix(MARKS).is_some_and(|rest| rest.starts_with(is_digit))
}
