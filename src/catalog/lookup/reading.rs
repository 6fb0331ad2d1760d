//! Parses a query: its words, its numbers, and the families it mentions.

mod providers;
mod sources;
mod surroundings;
mod tokens;

use super::moment;
use crate::catalog::Family;
use crate::catalog::entry::{MINUS, hex_number, number_of};
use providers::provider_of;
pub(super) use sources::Origin;
use sources::Sources;
pub(super) use tokens::{Token, tokens};

/// A query with more words than this is a pasted message: a number in it is a code only if it has a label.
const LONGEST_QUESTION: usize = 12;
/// XML attributes whose numbers are not codes and do not consume a label.
const ATTRIBUTES: &[&str] = &["qualifiers", "data_type"];

/// The maximum number of words between a label and its number, as in "error code returned on failure is".
const LABEL_REACH: usize = 8;

/// A parsed query.
pub(super) struct Reading<'q> {
    query: &'q str,
    pub(super) tokens: Vec<Token<'q>>,
    /// Whether it is a message rather than a question.
    pub(super) is_message: bool,
    /// The context of the whole query.
    pub(super) context: Context,
    /// Whether it says that something failed or was denied.
    pub(super) tells_failure: bool,
    /// Whether it mentions a TLS alert, in any supported language.
    tells_alert: bool,
    /// Where it names the sources of events.
    sources: Sources,
    /// The line with the column headings of a list of events, if there is one.
    heading: Option<usize>,
}

/// The families that words refer to, the most likely first, and the event providers named.
#[derive(Clone, Default)]
pub(super) struct Context {
    families: Vec<Family>,
    providers: Vec<&'static str>,
}

/// A number in the query.
pub(super) struct Number<'q> {
    pub(super) value: u32,
    pub(super) is_hexadecimal: bool,
    /// The context from the words before it.
    pub(super) label: Context,
    /// Its source, if it is an event.
    pub(super) origin: Origin,
    /// Whether those words say that it is something else: a port, a process, a type.
    pub(super) is_other: bool,
    /// Whether it is called a Win32 error; the catalog has few of these.
    pub(super) is_win32: bool,
    /// Whether a word directly before it calls it the outcome of something.
    pub(super) is_outcome: bool,
    /// Whether it is the only text after a colon on its line, whatever the language of the words before.
    pub(super) is_field: bool,
    /// The symbol that it explains in parentheses, as in `CERT_TRUST_IS_NOT_TIME_VALID (0x1)`.
    pub(super) explained: Option<&'q str>,
}

impl<'q> Reading<'q> {
    pub(super) fn of(query: &'q str) -> Self {
        let tokens = tokens(query);
        let lines = tokens.last().map_or(0, |token| token.line);
        let is_message =
            tokens.len() > LONGEST_QUESTION || (lines > 0 && tokens.len() > LONGEST_QUESTION / 2);
        let mut context = Context::default();
        for (at, token) in tokens.iter().enumerate() {
            context.learn(&tokens, at, token.text);
        }
        let tells_failure = (0..tokens.len()).any(|at| is_failure(&tokens, at));
        let has = |is_it: fn(&str) -> bool| tokens.iter().any(|token| is_it(token.text));
        let tells_alert = has(|word| any(word, &["tls", "ssl", "schannel"])) && has(is_alert);
        let heading = heading(&tokens);
        let sources = Sources::of(query, &tokens, heading, &context);
        Self { query, tokens, is_message, context, tells_failure, tells_alert, sources, heading }
    }

    /// Whether it names sources of events, and none of them is in the catalog.
    pub(super) fn is_of_foreign_source(&self) -> bool {
        self.sources.are_foreign
    }

    /// Whether it asks for an event of a provider by its number.
    pub(super) fn asks_for_event(&self) -> bool {
        let has = |is_it: fn(&Token<'_>) -> bool| self.tokens.iter().any(is_it);
        let has_event = has(|token| any(token.text, EVENT));
        !self.context.providers.is_empty() && has_event && has(|token| number_of(token.text).is_some())
    }

    /// The words after each mention of a TLS alert, without the words that describe the alert before its name.
    pub(super) fn behind_alerts<'a>(&'a self) -> impl Iterator<Item = &'a [Token<'q>]> {
        const LONGEST_SIDE: usize = 6;
        const SAID: &[&str] =
            &["read", "write", "message", "level", "fatal", "warning", "1", "2", "description"];
        let is_of_tls = |token: &Token<'_>| {
            ["tls", "ssl"]
                .iter()
                .any(|name| token.text.get(..3).is_some_and(|it| it.eq_ignore_ascii_case(name)))
        };
        let tokens = if self.tokens.iter().any(is_of_tls) { self.tokens.as_slice() } else { &[] };
        let alerts = tokens.iter().enumerate().filter(|(_, token)| any(token.text, &["alert"]));
        alerts.map(move |(at, _)| {
            let behind = tokens.get(at + 1..).unwrap_or_default();
            let skip = |words: &'a [Token<'q>]| {
                let said = words.iter().take_while(|token| any(token.text, SAID)).count();
                words.get(said..).unwrap_or_default()
            };
            let behind = skip(behind);
            // Some clients first say which side found the error.
            let is_side = behind.first().is_some_and(|token| any(token.text, &["local", "remote"]));
            let end = behind.iter().take(LONGEST_SIDE).position(|token| any(token.text, ERROR));
            let side = end.filter(|_| is_side).and_then(|end| behind.get(end + 1..));
            side.map_or(behind, skip)
        })
    }

    /// Whether a number has the notation of a result or status code, but is not known.
    pub(super) fn names_stranger(&self, is_known: impl Fn(u32) -> bool) -> bool {
        let is_stranger = |number: u32| number >= FIRST_RESULT && !is_known(number);
        self.tokens.iter().filter_map(|token| number_of(token.text)).any(is_stranger)
    }

    /// Whether it has a number that is called a code, but is not known or is that of another program.
    pub(super) fn names_other_code(&self, is_known: impl Fn(u32) -> bool) -> bool {
        let is_code = |at: usize, value: u32| {
            let (label, is_other) = self.label(at, value);
            !is_other && !label.is_empty() && !label.names_event()
        };
        self.tokens.iter().enumerate().any(|(at, token)| {
            let is_moment = moment::holds(self.query, token.from, token.text);
            let value = number_of(token.text).filter(|value| *value != 0 && !is_moment);
            value.is_some_and(|value| self.is_of_stranger(at) || (!is_known(value) && is_code(at, value)))
        })
    }

    /// The known numbers. A number that is not known as written is tried as hexadecimal.
    pub(super) fn numbers(&self, is_known: impl Fn(u32) -> bool) -> Vec<Number<'q>> {
        let mut numbers = Vec::new();
        let lists_steps = self.lists_steps(&is_known);
        let requests = self.requests();
        let mut at = 0;
        let mut listed = self.heading;
        while let Some(token) = self.tokens.get(at) {
            let is_moment = moment::holds(self.query, token.from, token.text);
            if is_moment || self.is_of_type(at) || self.is_of_address(at) {
                at += 1;
                continue;
            }
            let parted = (self.grouped(token).map(|(value, end)| (value, end, false)))
                .or_else(|| self.halved(at).map(|(value, end)| (value, end, true)))
                .filter(|(value, ..)| is_known(*value));
            let found = match parted {
                Some((value, _, is_hexadecimal)) => Some((value, is_hexadecimal)),
                None => self.number(token, &is_known),
            };
            if let Some((value, is_hexadecimal)) = found {
                let mut number = self.labelled(at, value, is_hexadecimal);
                // A row of such a list begins with the time, followed by the event ID.
                if number.label.is_empty() && listed.is_some_and(|line| token.line > line) {
                    number.label.add(EVENT_FAMILIES);
                }
                if self.sources.name_event(token) {
                    number.label = Context::default();
                    number.label.add(EVENT_FAMILIES);
                }
                let end = parted.map_or(token.from + token.text.len(), |(_, end, _)| end);
                number.is_other |= (lists_steps && self.opens_line(at))
                    || self.is_measured(at, end)
                    || (value < FIRST_RESULT && requests.contains(&token.line));
                numbers.push(number);
            }
            if number_of(token.text).is_some() && listed.is_some_and(|line| token.line > line) {
                listed = Some(token.line);
            }
            let end = parted.map_or(0, |(_, end, _)| end);
            at += 1;
            while self.tokens.get(at).is_some_and(|next| next.from < end) {
                at += 1;
            }
        }
        numbers
    }

    /// The known number in a token, and whether it is written in hexadecimal.
    fn number(&self, token: &Token<'q>, is_known: impl Fn(u32) -> bool) -> Option<(u32, bool)> {
        let prefixed = token.text.starts_with("0x") || token.text.starts_with("0X");
        let as_written = number_of(token.text).filter(|value| is_known(*value));
        let known_hex = |digits: &str| {
            hex_number(digits).filter(|value| self.may_be_hexadecimal(digits) && is_known(*value))
        };
        // With other words around, a short number of decimal digits is decimal.
        let is_decimal = || token.text.len() < 8 && digits(token.text) == token.text.len();
        let unmarked = || known_hex(token.text).filter(|_| self.tokens.len() == 1 || !is_decimal());
        if let Some(value) = as_written.or_else(|| self.as_in_code(token).filter(|value| is_known(*value))) {
            return Some((value, prefixed));
        }
        let marked = || {
            let before = self.query.get(..token.from).unwrap_or_default();
            let basic = token.text.strip_prefix(['H', 'h']).filter(|_| before.ends_with('&'));
            basic.or_else(|| token.text.strip_suffix(['h', 'H'])).and_then(known_hex)
        };
        Some((unmarked().or_else(marked)?, true))
    }

    /// A number as in source code, `13801L`, or one separated from its minus sign.
    fn as_in_code(&self, token: &Token<'q>) -> Option<u32> {
        if let Some(digits) = token.text.strip_suffix(['L', 'l']) {
            return number_of(digits);
        }
        let before = self.query.get(..token.from)?;
        let is_negative = before.ends_with(' ') && before.trim_end_matches(' ').ends_with(MINUS);
        // For shorter numbers, the minus is a dash that separates words.
        let is_long = token.text.len() == 10 && digits(token.text) == 10;
        (is_negative && is_long).then(|| number_of(&format!("-{}", token.text))).flatten()
    }

    /// Eight hexadecimal digits with a space in the middle: `0x800b 0109`; and where they end.
    fn halved(&self, first: usize) -> Option<(u32, usize)> {
        let (first, second) = (self.tokens.get(first)?, self.tokens.get(first + 1)?);
        let head =
            first.text.strip_prefix("0x").or_else(|| first.text.strip_prefix("0X")).unwrap_or(first.text);
        let is_beside = first.from + first.text.len() + 1 == second.from && first.line == second.line;
        if self.is_message || !is_beside || head.len() != 4 || second.text.len() != 4 {
            return None;
        }
        let value = hex_number(&format!("{head}{}", second.text))?;
        Some((value, second.from + second.text.len()))
    }

    /// The number that begins with a token and has its digits grouped in threes, and where it ends: `13,801`. A list
    /// such as `853,812` looks the same, but the joined number is rarely a known one.
    fn grouped(&self, first: &Token<'q>) -> Option<(u32, usize)> {
        const MARKS: [char; 7] = [',', '.', '\'', '\u{2019}', '\u{A0}', '\u{2009}', '\u{202F}'];
        /// The largest number that is read has ten digits.
        const MAX_GROUPS: usize = 3;
        let rest = self.query.get(first.from..)?;
        let sign = rest.chars().next().filter(|sign| MINUS.contains(sign)).map_or(0, char::len_utf8);
        let ones = digits(rest.get(sign..)?);
        let (head, mut after) = rest.split_at_checked(sign + ones)?;
        // In a message, a space separates numbers.
        let is_mark = |mark: &char| MARKS.contains(mark) || (*mark == ' ' && !self.is_message);
        let mark = after.chars().next().filter(is_mark)?;
        if !(1..=3).contains(&ones) || rest.get(sign..)?.starts_with('0') {
            return None;
        }
        let mut number = head.to_owned();
        for _ in 0..MAX_GROUPS {
            let group = after.strip_prefix(mark).filter(|group| digits(group) == 3);
            let Some((group, next)) = group.and_then(|group| group.split_at_checked(3)) else { break };
            number.push_str(group);
            after = next;
        }
        let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric());
        let has_more = after.strip_prefix(MARKS).is_some_and(goes_on)
            || (mark == ' ' && after.strip_prefix(' ').is_some_and(|rest| digits(rest) > 0));
        if number.len() == head.len() || goes_on(after) || has_more {
            return None;
        }
        Some((number_of(&number)?, self.query.len() - after.len()))
    }

    /// Whether to read a token without `0x` as hexadecimal. In a message only if it has eight digits: shorter ones are
    /// parts of identifiers.
    fn may_be_hexadecimal(&self, text: &str) -> bool {
        if self.is_message { text.len() == 8 } else { (3..=16).contains(&text.len()) }
    }

    /// A number with its context from the words before it on the same line.
    fn labelled(&self, at: usize, value: u32, is_hexadecimal: bool) -> Number<'q> {
        let (mut label, is_other) = self.label(at, value);
        let is_win32 = self.is_win32(at, value);
        if is_win32 {
            label = Context::default();
            label.add(families_of("win32"));
        }
        let is_outcome = self.is_outcome(at) && !label.is_empty();
        let is_other = is_other
            || self.is_of_stranger(at)
            || self.is_of_log(at)
            || self.is_of_process(at)
            || self.is_quantity(at)
            || self.is_of_session(at)
            || self.is_of_pair(at)
            || self.is_attached(at)
            || self.is_explanation(at, value)
            || self.is_of_port(at)
            || self.is_of_directory(at);
        let (is_field, explained) = (self.is_field(at), self.explained(at));
        let origin = self.tokens.get(at).map(|token| self.sources.origin(token)).unwrap_or_default();
        Number { value, is_hexadecimal, label, origin, is_other, is_win32, is_outcome, is_field, explained }
    }

    /// The context from the words before a number, and whether they call it something other than a code.
    fn label(&self, number: usize, value: u32) -> (Context, bool) {
        let mut label = Context::default();
        if let Some(families) = self.families_of_provider(number) {
            label.add(families);
            return (label, false);
        }
        // Kerberos logs lists of the types that it tried.
        if any(self.before(self.first_of_list(number), 1), &["types", "etypes", "enctypes"]) {
            return (label, true);
        }
        // An XML attribute between a label and its number does not separate the two.
        let mut end = number;
        for _ in 0..LABEL_REACH / 2 {
            if any(self.before(end, 2), ATTRIBUTES) {
                end -= 2;
            }
        }
        for at in (number.saturating_sub(LABEL_REACH)..number).rev() {
            let word = self.before(number, number - at);
            if word.is_empty() {
                break;
            }
            let is_attribute = any(word, ATTRIBUTES);
            let of_attribute = any(self.before(at, 1), ATTRIBUTES);
            let is_close = at + 1 == end || (at + 2 == end && any(self.before(end, 1), &["id", "number"]));
            let is_version = at + 1 == end && is_release(word, value);
            if is_close && !is_attribute && ((is_other(word) && value < FIRST_RESULT) || is_version) {
                return (label, true);
            }
            if label_of(&self.tokens, at, word, &mut label) {
                break;
            }
            if self.tells_alert && is_alert(word) {
                label.add(ALERT_FAMILIES);
                break;
            }
            // A number in between has its own claim to the label, unless it is an attribute in the XML of an event.
            if number_of(word).is_some() && !of_attribute {
                break;
            }
        }
        if label.is_empty() && self.tells_alert && self.ends_sentence_about_code(number) {
            label.add(ALERT_FAMILIES);
        }
        if label.is_empty() && self.precedes_provider(number) {
            label.add(EVENT_FAMILIES);
        }
        (label, false)
    }

    /// The first number of the list to which a number belongs: `16, 15, 14`.
    fn first_of_list(&self, number: usize) -> usize {
        const LONGEST: usize = 32;
        let is_listed = |at: usize| {
            let (Some(one), Some(next)) = (self.tokens.get(at - 1), self.tokens.get(at)) else {
                return false;
            };
            let between = self.query.get(one.from + one.text.len()..next.from).unwrap_or_default();
            between.trim_end_matches(' ') == "," && digits(one.text) == one.text.len()
        };
        (number.saturating_sub(LONGEST)..=number)
            .rev()
            .find(|at| *at == 0 || !is_listed(*at))
            .unwrap_or(number)
    }

    /// Whether a number is the data type of a field in an NPS log.
    fn is_of_type(&self, number: usize) -> bool {
        any(self.before(number, 1), &["data_type"])
    }

    /// The word at this distance before another on its line; empty if there is none.
    fn before(&self, at: usize, distance: usize) -> &'q str {
        let line = self.tokens.get(at).map(|token| token.line);
        let word = at.checked_sub(distance).and_then(|before| self.tokens.get(before));
        word.filter(|word| Some(word.line) == line).map_or("", |word| word.text)
    }

    /// The families of a number directly after the full name of an event provider.
    fn families_of_provider(&self, number: usize) -> Option<&'static [Family]> {
        let last = self.before(number, 1);
        if any(last, &["schannel"]) {
            return Some(&[Family::Schannel, Family::Tls]);
        }
        if any(last, &["capi2", "remoteaccess"]) {
            return Some(&[Family::Event]);
        }
        if any(last, &["rasclient"]) {
            return Some(&[Family::Event, Family::Ras, Family::Ike]);
        }
        if !any(last, &["center", "autoconfig", "kerberos", "auditing"]) {
            return None;
        }
        let provider = provider_of(&self.tokens, number.checked_sub(2)?, self.before(number, 2))?;
        Some(if provider.ends_with("Center") { &[Family::Kdc] } else { &[Family::Event] })
    }

    /// Whether a number ends a sentence and is called a code: in German TLS alerts, the word for alert comes much
    /// earlier.
    fn ends_sentence_about_code(&self, number: usize) -> bool {
        let end = self.tokens.get(number).map_or(0, |token| token.from + token.text.len());
        let rest = self.query.get(end..).unwrap_or_default().trim_start_matches(' ');
        let is_last = rest.is_empty() || rest.starts_with(['.', '\r', '\n', '"', '<']);
        is_last && any(self.before(number, 1), CODE)
    }
}

impl Context {
    /// The position of a family in this context; `None` if it is not mentioned.
    pub(super) fn place(&self, family: Family) -> Option<u8> {
        self.families.iter().position(|named| *named == family).and_then(|at| u8::try_from(at).ok())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.families.is_empty()
    }

    pub(super) fn names(&self, family: Family) -> bool {
        self.families.contains(&family)
    }

    /// Whether it is the context of a number directly after the name of a provider.
    pub(super) fn is_of_provider(&self) -> bool {
        matches!(self.families.as_slice(), [Family::Kdc] | [Family::Event])
    }

    /// Whether it is the context of a number that is called an event.
    pub(super) fn is_of_event(&self) -> bool {
        self.families == EVENT_FAMILIES
    }

    /// Whether it refers to events.
    pub(super) fn names_event(&self) -> bool {
        self.families.iter().any(|family| family.is_event())
    }

    /// Appends families that are not included yet.
    pub(super) fn add(&mut self, families: &[Family]) {
        for family in families {
            if !self.families.contains(family) {
                self.families.push(*family);
            }
        }
    }

    /// Appends the families of another context.
    pub(super) fn followed_by(mut self, other: &Self) -> Self {
        self.add(&other.families);
        self
    }

    /// Adds what one word of the query says.
    fn learn(&mut self, tokens: &[Token<'_>], at: usize, word: &str) {
        let mut label = Self::default();
        if label_of(tokens, at, word, &mut label) {
            self.add(&label.families);
        } else {
            self.add(families_of(word));
        }
        if let Some(provider) = provider_of(tokens, at, word).filter(|it| !self.providers.contains(it)) {
            self.providers.push(provider);
        }
    }
}

/// Whether a word only labels a number, so that a search by words can ignore it.
pub(super) fn is_context(word: &str) -> bool {
    const LABELS: [&str; 10] =
        ["event", "eventid", "id", "reason", "reasoncode", "code", "error", "errorcode", "status", "number"];
    !families_of(word).is_empty() || any(word, &LABELS) || is_filler(word)
}

/// Whether a word is irrelevant for a search.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: &str = "a an and at because by can does for from get gives how i in is it mean microsoft my of \
                           on or says source that the this to was what when why windows";
    FILLERS.split(' ').any(|filler| word.eq_ignore_ascii_case(filler))
}

/// Whether a number after this word is a Windows release.
pub(super) fn is_release(word: &str, number: u32) -> bool {
    match number {
        7 | 8 | 10 | 11 => any(word, &["windows", "win"]),
        2000..=2030 => any(word, &["windows", "server"]),
        _ => false,
    }
}

/// Whether the word at this position says that something failed. `Failure Code` is the name of a code, which may also
/// stand for success.
fn is_failure(tokens: &[Token<'_>], at: usize) -> bool {
    const FAILED: &[&str] = &[
        "failed",
        "fails",
        "denied",
        "refused",
        "rejected",
        "unsuccessful",
        "unable",
        "fehlgeschlagen",
        "verweigert",
        "abgelehnt",
        "gescheitert",
        "échoué",
        "refusé",
        "refusée",
        "fallito",
        "negato",
        "rifiutato",
        "denegado",
        "denegó",
        "rechazado",
        "negado",
    ];
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text);
    any(word(at), FAILED) || (any(word(at), &["failure"]) && !any(word(at + 1), CODE))
}

/// Whether a word means a TLS alert. In German, it is part of compound words.
fn is_alert(word: &str) -> bool {
    const ALERTS: [&str; 6] = ["alert", "warnung", "avvis", "waarschuwing", "varning", "ostrze"];
    ALERTS.iter().any(|alert| word.get(..alert.len()).is_some_and(|head| head.eq_ignore_ascii_case(alert)))
}

/// The line with the column names in a list from `Get-WinEvent`.
fn heading(tokens: &[Token<'_>]) -> Option<usize> {
    let others = ["TimeCreated", "LevelDisplayName", "ProviderName", "Message"];
    let found = tokens.windows(2).find(|pair| match pair {
        [one, other] if one.line == other.line => {
            let is_id = |word: &str| any(word, &["id"]);
            (is_id(one.text) && any(other.text, &others)) || (is_id(other.text) && any(one.text, &others))
        }
        _ => false,
    });
    found.and_then(|pair| pair.first()).map(|token| token.line)
}

/// The first result or status code of a failure. Ports, processes and requests have no such numbers.
const FIRST_RESULT: u32 = 0x8000_0000;

// The labels of codes in Windows messages, in English, German, French, Italian, Spanish and Portuguese.
const EVENT: &[&str] = &[
    "eventid",
    "eventcode",
    "instanceid",
    "event",
    "events",
    "ereignis",
    "evento",
    "événement",
    "Événement",
];
const REASON: &[&str] = &["reasoncode", "reason", "ursachencode", "ursache", "raison", "motivo"];
const ALERT: &[&str] = &["alert", "alertdesc"];
const RESULT: &[&str] =
    &["resultcode", "failurecode", "subcode", "ergebniscode", "résultat", "risultato", "resultado"];
const STATUS: &[&str] = &["status", "substatus"];
const CODE: &[&str] = &["code", "codice", "código", "codigo"];
const ERROR: &[&str] = &["error", "errorcode", "err", "fehler", "fehlercode", "erreur", "errore", "erro"];

const EVENT_FAMILIES: &[Family] = &[Family::Kdc, Family::Schannel, Family::Event];
const ALERT_FAMILIES: &[Family] = &[Family::Tls, Family::Schannel];

/// Whether this word, with its neighbor, labels the number after it as a code; adds the families that use this label.
fn label_of(tokens: &[Token<'_>], at: usize, word: &str, label: &mut Context) -> bool {
    use Family::{Eap, Hresult, Ike, Krb, Nps, Ntstatus, Onex, Ras};
    let next_is = |names: &[&str]| tokens.get(at + 1).is_some_and(|next| any(next.text, names));
    let before_is = |distance: usize, name: &str| {
        let word = at.checked_sub(distance).and_then(|at| tokens.get(at));
        word.is_some_and(|word| word.text.eq_ignore_ascii_case(name))
    };
    let begins_line = || at.checked_sub(1).is_none_or(|before| is_line_end(tokens, before));
    let families: &[Family] = if any(word, EVENT) || (any(word, &["id"]) && begins_line()) {
        EVENT_FAMILIES
    } else if any(word, REASON) {
        &[Nps, Onex, Eap, Hresult]
    } else if any(word, ALERT) {
        ALERT_FAMILIES
    } else if any(word, RESULT)
        || (any(word, &["result", "failure"]) && next_is(&["code"]))
        || (word == "échec" && before_is(1, "d") && before_is(2, "code"))
    {
        &[Krb, Ntstatus, Hresult]
    } else if any(word, &["result"]) && next_is(&["value"]) {
        &[Hresult]
    } else if any(word, STATUS) {
        &[Ntstatus, Hresult, Krb]
    } else if any(word, ERROR) {
        &[Ras, Ike, Hresult, Eap, Onex, Ntstatus]
    } else {
        return false;
    };
    label.add(families);
    true
}

/// Whether a token is the last one on its line.
fn is_line_end(tokens: &[Token<'_>], at: usize) -> bool {
    let line = |at: usize| tokens.get(at).map(|token| token.line);
    line(at) != line(at + 1)
}

/// The families that a word refers to.
fn families_of(word: &str) -> &'static [Family] {
    use Family::{Eap, Hresult, Ike, Kdc, Krb, Nps, Ntstatus, Onex, Ras, Schannel, Tls};
    const WORDS: [(&[&str], &[Family]); 13] = [
        (&["kerberos", "krb", "krb5", "tgt", "pkinit", "preauth"], &[Krb, Kdc]),
        (&["kdc", "distribution"], &[Kdc, Krb]),
        (&["nps", "ias", "radius"], &[Nps]),
        (&["schannel"], &[Schannel, Tls]),
        (&["tls", "ssl"], &[Tls, Schannel]),
        (&["ike", "ikev2", "ipsec"], &[Ike]),
        (&["ras", "rasdial", "rasclient", "rasman", "vpn"], &[Ras, Ike]),
        (&["eap", "eaphost", "peap"], &[Eap]),
        (&["onex", "802.1x", "8021x", "dot1x"], &[Onex, Eap]),
        (&["hresult", "sspi"], &[Hresult]),
        (&["ntstatus"], &[Ntstatus]),
        (&["win32"], &[Ike, Ras, Hresult]),
        (&["capi2", "crypt32"], &[Hresult]),
    ];
    WORDS.iter().find(|(words, _)| any(word, words)).map_or(&[], |(_, families)| families)
}

/// Whether a word directly before a number says that it is not a code.
fn is_other(word: &str) -> bool {
    any(
        word,
        &[
            "port", "pid", "tid", "process", "thread", "type", "etype", "enctype", "version", "build",
            "line", "level", "task", "opcode", "request",
        ],
    ) || any(
        word,
        &["options", "keywords", "qualifiers", "processid", "threadid", "ipport", "kb", "tpm", "logon"],
    ) || any(
        word,
        &["chainindex", "elementindex", "index", "nasport", "recordid", "recordnumber", "eventrecordid"],
    ) || any(word, &["filter", "luid", "weight", "cookie", "preauthtype", "logontype", "keylength"])
        || any(
            word,
            &["strongcertificatebindingenforcement", "certificatemappingmethods", "allowntauthpolicybypass"],
        )
}

/// Whether a word is one of these names; also accepts `event_id` for `EventID`, and `winlog.event_id`.
fn any(word: &str, names: &[&str]) -> bool {
    let own = word
        .rsplit_once('.')
        .map(|(_, own)| own)
        .filter(|own| !own.starts_with(|c: char| c.is_ascii_digit()));
    is_any(word, names) || own.is_some_and(|own| is_any(own, names))
}

fn is_any(word: &str, names: &[&str]) -> bool {
    let letters = |text: &str, other: &str| {
        let joined = text.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase());
        joined.eq(other.bytes().map(|byte| byte.to_ascii_lowercase()))
    };
    let is_joined = !word.contains('_');
    names.iter().any(|name| word.eq_ignore_ascii_case(name) || (!is_joined && letters(word, name)))
}

/// The number of digits at the beginning of a text.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouped_digits_are_one_number() {
        fn check(text: &str, expect: &[u32]) {
            let known = |value| [13, 16, 258, 801, 812, 853, 13801, 0x800B_0101].contains(&value);
            let found: Vec<_> = Reading::of(text).numbers(known).iter().map(|number| number.value).collect();
            assert_eq!(found, expect, "{text}");
        }
        check("13,801", &[13801]);
        check("13.801, 13'801", &[13801, 13801]);
        check("13\u{202F}801 and 16", &[13801, 16]);
        check("-2,146,762,495", &[0x800B_0101]);
        check("\u{2212}2.146.762.495", &[0x800B_0101]);
        check("16,258", &[16, 258]);
        check("853,812,13801", &[853, 812, 13801]);
        check("13, 801", &[13, 801]);
        check("13,801.5", &[13]);
        check("013,801", &[13, 801]);
    }
}
