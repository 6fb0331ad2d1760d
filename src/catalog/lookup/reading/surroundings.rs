//! What the characters and words around a number show about it: its role, whatever the language, and whose error it is.

use super::{CODE, ERROR, EVENT, REASON, RESULT, Reading, STATUS, any, digits, families_of};
use crate::catalog::Family;
use crate::catalog::lookup::SELF_EVIDENT;

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

    /// The symbol that stands for a number in parentheses: before them, or after the number.
    pub(super) fn explained(&self, at: usize) -> Option<&'q str> {
        let (before, behind) = self.around(at);
        let is_symbol =
            |symbol: &str| symbol.contains('_') && !symbol.bytes().any(|byte| byte.is_ascii_lowercase());
        let symbol = self.before(at, 1);
        let head = before.strip_suffix('(').map(|head| head.trim_end_matches(BLANKS));
        if is_symbol(symbol) && behind.starts_with(')') && head.is_some_and(|head| head.ends_with(symbol)) {
            return Some(symbol);
        }
        let next = self.tokens.get(at + 1)?.text;
        let rest = behind.strip_prefix(' ')?.strip_prefix(next)?;
        (is_symbol(next) && rest.starts_with(')')).then_some(next)
    }

    /// Whether a number is the thread or request ID at the start of a log line: `09[TLS]` in strongSwan logs,
    /// `(12) eap_tls:` in FreeRADIUS logs, `[812] 10:22:31:123:` in traces of Windows, `[38] 1678897813.575778:` in
    /// those of MIT Kerberos.
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
    /// `(Reason=1)` for a revocation, `returned: 22/Invalid argument` for MIT Kerberos.
    pub(super) fn is_of_pair(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        let is_reason = self.before(at, 1).eq_ignore_ascii_case("reason") && before.ends_with('=');
        let is_of_text = before.ends_with(": ")
            && behind.strip_prefix('/').is_some_and(|text| text.starts_with(|c: char| c.is_uppercase()));
        (is_reason && self.is_message) || behind.starts_with('=') || (is_of_text && !self.is_labelled(at))
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
    pub(super) fn is_measured(&self, at: usize, end: usize) -> bool {
        const UNITS: [&str; 7] = ["K", "KB", "MB", "GB", "ms", "Mbps", "%"];
        const WORDS: [&str; 5] = ["bytes ", "packets ", "seconds ", "minutes ", "days "];
        let rest = self.query.get(end..).unwrap_or_default();
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        let is_unit =
            |units: &[&str]| units.iter().any(|unit| rest.strip_prefix(unit.trim_end()).is_some_and(ends));
        // After a word for a code, another word follows: `error 809 seconds after dialing`.
        is_unit(&UNITS) || (is_unit(&WORDS) && !self.is_labelled(at))
    }

    /// Whether the word before a number says that it is a code, or whose code it is.
    fn is_labelled(&self, at: usize) -> bool {
        let word = self.before(at, 1);
        [ERROR, CODE, RESULT, STATUS, REASON, EVENT].into_iter().any(|names| any(word, names))
            || !families_of(word).is_empty()
    }

    /// Whether a number is attached to the name of something that it identifies: `app[812]:` to a process,
    /// `dc1.corp.example:636` to a host, `<vpn|853>` to a connection, `Event[19]` to its list.
    pub(super) fn is_attached(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        let is_decimal = self.tokens.get(at).is_some_and(|it| digits(it.text) == it.text.len());
        let is_event = any(self.before(at, 1), &["event"]);
        let in_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        let is_indexed = || {
            behind.starts_with(']') && before.strip_suffix('[').is_some_and(|head| head.ends_with(in_name))
        };
        let is_port = || {
            let Some(head) = before.strip_suffix(':') else { return false };
            let host = head.rsplit(|c| !in_name(c)).next().unwrap_or_default();
            let is_of_url = head.strip_suffix(host).is_some_and(|head| head.ends_with("//"));
            let is_bracketed =
                head.ends_with(']') && head.rsplit('[').next().is_some_and(|it| it.contains(':'));
            is_bracketed || (!host.is_empty() && (is_of_url || host.trim_matches('.').contains('.')))
        };
        let is_session = || {
            let run = || before.rsplit(char::is_whitespace).next().unwrap_or_default();
            behind.starts_with('>')
                && (before.ends_with("] <") || (before.ends_with('|') && run().starts_with('<')))
        };
        let is_name = !self.is_labelled(at);
        is_decimal && (((is_name || is_event) && is_indexed()) || (is_name && is_port()) || is_session())
    }

    /// Whether a number in parentheses explains the word before it, which is not a code: `Version: TLS 1.2 (0x0303)`,
    /// `Preauth module pkinit (16)`.
    pub(super) fn is_explanation(&self, at: usize, value: u32) -> bool {
        let (before, behind) = self.around(at);
        let Some(head) = before.strip_suffix('(').filter(|_| behind.starts_with(')')) else { return false };
        let line = head.rsplit('\n').next().unwrap_or_default();
        let field = line.split_once(':').and_then(|(name, _)| name.split_whitespace().next_back());
        let word = line.split_whitespace().next_back().unwrap_or_default();
        (value < SELF_EVIDENT && field.is_some_and(|name| any(name, &["type", "version", "level"])))
            || any(self.before(at, 2), &["module"])
            || word.starts_with("PA-")
    }

    /// Whether a number is in a field that is called a port or a type in a Romance language, where this word comes
    /// first: `Port client : 853`.
    pub(super) fn is_of_port(&self, at: usize) -> bool {
        let first = || {
            let (before, _) = self.around(at);
            let line = before.rsplit('\n').next().unwrap_or_default();
            line.split_whitespace().next().unwrap_or_default()
        };
        self.is_field(at) && any(first(), &["port", "type"]) && !self.is_labelled(at)
    }

    /// Whether a number is the result of a function of the LDAP tool, or the Win32 error that a directory server adds
    /// in hexadecimal: `Error <49>: …`, `AcceptSecurityContext error, data 52e`.
    pub(super) fn is_of_directory(&self, at: usize) -> bool {
        let (before, behind) = self.around(at);
        (before.ends_with('<') && behind.starts_with(">:"))
            || (any(self.before(at, 1), &["data"]) && any(self.before(at, 2), &["error"]))
    }

    /// The lines that are rows of a web server's log, where codes have no short numbers.
    pub(super) fn requests(&self) -> Vec<usize> {
        const METHODS: [&str; 6] = ["GET", "POST", "HEAD", "PUT", "OPTIONS", "SSTP_DUPLEX_POST"];
        let is_request = |at: &usize| {
            let is_of_path = || self.around(*at).1.starts_with(" /");
            self.tokens.get(*at).is_some_and(|word| METHODS.contains(&word.text)) && is_of_path()
        };
        (0..self.tokens.len()).filter(is_request).filter_map(|at| Some(self.tokens.get(at)?.line)).collect()
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
        let is_filler = |word: &str| {
            [ERROR, CODE, STATUS, &["num", "result", "return"]].into_iter().any(|it| any(word, it))
        };
        let words = (1..=3).map(|distance| self.before(number, distance));
        words.into_iter().find(|word| !is_filler(word)).unwrap_or_default()
    }

    /// Whether a number is called an error of a program or protocol with its own error codes.
    pub(super) fn is_of_stranger(&self, number: usize) -> bool {
        /// The maximum number of words with which OpenSSL describes an error.
        const LONGEST_REASON: usize = 16;
        let strangers = &["ldap", "ldaps", "curl", "sql", "errno", "exit", "openssl", "verify"];
        let owner = self.owner(number);
        let next = |distance: usize| self.tokens.get(number + distance).map_or("", |token| token.text);
        // OpenSSL reports at which certificate of the chain the error occurred, and FreeRADIUS quotes OpenSSL.
        let line = self.tokens.get(number).map(|token| token.line);
        let rest = self.tokens.get(number..).unwrap_or_default();
        let rest: Vec<&str> = rest
            .iter()
            .take_while(|it| Some(it.line) == line)
            .take(LONGEST_REASON)
            .map(|it| it.text)
            .collect();
        let tells_depth =
            rest.windows(2).any(|pair| matches!(pair, ["depth", depth] if digits(depth) == depth.len()));
        let is_of_openssl = (next(1) == "at" && next(3) == "depth")
            || (any(self.before(number, 1), ERROR) && tells_depth)
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

/// Whether a text begins with a date or a time: `03-14`, `10:22`, seconds since 1970 with their fraction.
fn begins_with_moment(text: &str) -> bool {
    const MARKS: [char; 4] = [':', '-', '/', '.'];
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_digit = |c: char| c.is_ascii_digit();
    let is_since_1970 = text.len() - rest.len() == 10 && rest.starts_with('.');
    (is_since_1970 || (1..=4).contains(&(text.len() - rest.len())))
        && rest.strip_prefix(MARKS).is_some_and(|rest| rest.starts_with(is_digit))
}
