//! Looks up the codes that a query can mean: a number, a name, some words or a whole pasted message.
//!
//! The command line, the page and the module all use this, so that they give the same answers in the same order.

pub(crate) mod accounting;
mod asked;
mod moment;
mod reading;
mod wording;
mod words;

use super::entry::{entries, entry};
use super::{Code, Entry, Family};
use reading::{Context, Number, Reading, Token};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::LazyLock;

/// Only the beginning of a query is read. An event log message has a few thousand bytes; for a pasted log file, there
/// is an immediate answer for its beginning.
const LONGEST_QUERY: usize = 64 * 1024;
/// The maximum number of entries for a search by words.
const MAX_FOR_WORDS: usize = 30;
/// Smaller numbers are more often counts, ports and versions than codes.
const SELF_EVIDENT: u32 = 13_000;
/// The generic status of a failed logon; a more specific status says more.
const LOGON_FAILURE: Code = Code::new(Family::Ntstatus, 0xC000_006D);
/// Smaller numbers are ignored in a message unless it calls them a code.
const WORTH_A_LOOK: u32 = 600;

/// An entry that a query can mean.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// The entry.
    pub entry: &'static Entry,
    /// How the query matches it.
    pub rank: Rank,
}

/// How a query matches an entry, the most certain way first. Hits of one rank are equal, the most likely first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// By its link or its symbol.
    Exact,
    /// By its number, together with the name of its family.
    Named,
    /// By its number.
    Number,
    /// By the wording of its Windows message.
    Wording,
    /// By words that are all in its texts.
    Words,
    /// By a number that may have another meaning in the query.
    Mentioned,
    /// By words similar to its own, or by most of them.
    Near,
    /// It means the same as an entry above, in another family.
    Related,
}

/// What a query can mean, the best match first; empty if nothing matches.
#[must_use]
pub fn lookup(query: &str) -> Vec<Hit> {
    let query = narrow(beginning(query.trim()));
    let (reasons, query) = accounting::split(&query);
    let query = &*query;
    let reading = Reading::of(query);
    let mut findings = Findings::default();

    findings.add_reasons(&reasons);
    findings.add_links(query);
    findings.add_symbols(query, &reading);
    findings.add_alerts(&reading);
    findings.add_numbers(&reading);
    findings.add_wording(&reading);
    // A name such as "no cert" is also a question that other entries may answer.
    let is_question = !reading.is_message && (findings.are_unsure() || !query.contains(is_of_a_code));
    // If the query contains an unknown code or event, a result for its other words would be taken for its meaning.
    let is_answered = !findings.0.is_empty() && !is_question;
    let is_of_stranger =
        reading.is_of_foreign_source() || (findings.0.is_empty() && reading.asks_for_event());
    if !is_answered && !reading.names_stranger(is_known) && !is_of_stranger {
        findings.add_words(query, &reading);
    }
    findings.drop_nothings(&reading);
    findings.add_related();
    findings.in_order()
}

/// The entries found so far, and how to sort them.
#[derive(Default)]
struct Findings(Vec<(Order, &'static Entry)>);

/// The sort key of findings; a field counts only if all earlier ones are equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    rank: Rank,
    /// A zero comes after everything else in the query.
    is_nothing: bool,
    /// An event comes after the codes in it, if the query has both; so does a generic logon failure.
    carries: bool,
    /// The position of the family in the context of the query.
    named: u8,
    /// Codes about certificates come before others.
    is_ordinary: bool,
    /// How common the family is for a number in this notation, or how well the words match.
    likely: Reverse<u32>,
    /// The position in the query.
    at: usize,
}

impl Order {
    fn of(rank: Rank) -> Self {
        Self {
            rank,
            is_nothing: false,
            carries: false,
            named: 0,
            is_ordinary: false,
            likely: Reverse(0),
            at: 0,
        }
    }
}

impl Findings {
    fn add(&mut self, order: Order, entry: &'static Entry) {
        match self.0.iter_mut().find(|(_, known)| std::ptr::eq(*known, entry)) {
            Some((known, _)) => *known = (*known).min(order),
            None => self.0.push((order, entry)),
        }
    }

    /// Reason codes in records of NPS log files.
    fn add_reasons(&mut self, reasons: &[u32]) {
        for (at, reason) in reasons.iter().enumerate() {
            if let Some(entry) = entry(Code::new(Family::Nps, *reason)) {
                self.add(Order { is_nothing: *reason == 0, at, ..Order::of(Rank::Named) }, entry);
            }
        }
    }

    /// Links within the page.
    fn add_links(&mut self, query: &str) {
        for (at, (from, _)) in query.match_indices("#/code/").take(MAX_FOR_WORDS).enumerate() {
            let code = query.get(from..).and_then(Code::from_link);
            if let Some(entry) = code.and_then(entry) {
                self.add(Order { at, ..Order::of(Rank::Exact) }, entry);
            }
        }
    }

    /// Symbols and other names: the whole query, whatever separates its words, or a word with an underscore.
    fn add_symbols(&mut self, query: &str, reading: &Reading<'_>) {
        let whole = (!reading.is_message).then_some(query);
        let symbols = reading.tokens.iter().map(|token| token.text).filter(|text| text.contains('_'));
        for (at, name) in whole.into_iter().chain(symbols).enumerate() {
            for entry in named(name) {
                self.add(Order { at, ..Order::of(Rank::Exact) }, entry);
            }
        }
    }

    /// TLS alerts as other programs log them: by the words of their names.
    fn add_alerts(&mut self, reading: &Reading<'_>) {
        let alerts = || entries().iter().filter(|entry| entry.code.family == Family::Tls);
        for (at, words) in reading.behind_alerts().take(MAX_FOR_WORDS).enumerate() {
            let said = |entry: &&Entry| {
                let symbol: Vec<&str> = entry.symbol.into_iter().flat_map(|name| name.split('_')).collect();
                let words = words.get(..symbol.len()).unwrap_or_default();
                !words.is_empty()
                    && words.iter().zip(&symbol).all(|(word, part)| word.text.eq_ignore_ascii_case(part))
            };
            // The name of one alert is the beginning of another one's.
            let longest = alerts().filter(said).max_by_key(|entry| entry.symbol.map(str::len));
            if let Some(entry) = longest {
                self.add(Order { at, ..Order::of(Rank::Exact) }, entry);
            }
        }
    }

    /// Numbers in every notation.
    fn add_numbers(&mut self, reading: &Reading<'_>) {
        let mut numbers = reading.numbers(is_readable);
        // A number that explains an unknown symbol is not a code, unless its notation is unmistakable.
        let is_flag = |number: &Number<'_>| {
            !is_unmistakable(number) && number.explained.is_some_and(|symbol| named(symbol).next().is_none())
        };
        // The same error is often also given as wrapped by COM.
        let strange: Vec<u32> =
            numbers.iter().filter(|it| it.is_win32 && is_flag(it)).map(|it| 0x8007_0000 | it.value).collect();
        numbers.retain(|it| !it.is_other && !is_flag(it) && !strange.contains(&it.value));
        let several = numbers.len() > 1;
        let words = reading.tokens.iter().filter(|token| is_telling(token)).count();
        for (at, number) in numbers.iter().enumerate() {
            let context = context_of(number, reading);
            // IIS logs HRESULTs as Win32 errors.
            let is_win32 = number.is_win32 && number.value <= 0xFFFF;
            let mut meanings = if is_win32 { of_win32(number.value) } else { meanings(number.value) };
            if may_have_severity(number, reading, words) {
                meanings.extend(event_with_severity(number.value));
            }
            let place = |entry: &Entry| context.place(entry.code.family).unwrap_or(u8::MAX);
            let of_event = meanings.iter().filter(|it| it.code.family.is_event()).map(|it| place(it)).min();
            for entry in meanings {
                let Some(rank) = rank(entry, number, &context, reading, words) else { continue };
                let is_nothing = number.value == 0;
                let rank = if is_nothing && several { Rank::Mentioned } else { rank };
                let order = Order {
                    rank,
                    is_nothing,
                    // A number that is less likely meant than an event is not a code carried by that event.
                    carries: several
                        && (entry.code.family.is_event()
                            || entry.code == LOGON_FAILURE
                            || of_event.is_some_and(|event| event < place(entry))),
                    named: place(entry),
                    is_ordinary: !is_about_certificates(entry.code),
                    likely: Reverse(likelihood(entry.code.family, number.is_hexadecimal)),
                    at,
                };
                self.add(order, entry);
            }
        }
    }

    /// Sentences from Windows messages that identify a code.
    fn add_wording(&mut self, reading: &Reading<'_>) {
        for (at, code) in wording::codes(&reading.tokens).into_iter().enumerate() {
            let Some(found) = entry(code) else { continue };
            // The wording of an NPS reason code or an HRESULT applies to its twin as well.
            let twins = found.twins().filter(|twin| twin.code.family != Family::Nps);
            for entry in std::iter::once(found).chain(twins) {
                self.add(Order { at, ..Order::of(Rank::Wording) }, entry);
            }
        }
    }

    /// Words of symbols, titles and meanings.
    fn add_words(&mut self, query: &str, reading: &Reading<'_>) {
        let all = words_of(query);
        let telling: Vec<&str> = all.iter().copied().filter(|word| !reading::is_context(word)).collect();
        let is_symbol = query.contains('_');
        let sought = if is_symbol || telling.is_empty() { &all } else { &telling };
        let is_empty = |word: &str| {
            word.len() < 2 || word.bytes().all(|byte| byte.is_ascii_digit()) || reading::is_filler(word)
        };
        if sought.iter().all(|word| is_empty(word)) {
            return;
        }
        if !reading.is_message && !is_symbol && self.are_unsure() {
            for (at, entry) in asked::codes(&all).into_iter().filter_map(entry).enumerate() {
                self.add(Order { likely: Reverse(1), at, ..Order::of(Rank::Words) }, entry);
            }
        }
        let mut found = words::find(sought);
        for found in &mut found {
            found.score += if reading.context.names(found.entry.code.family) { 150 } else { 0 };
        }
        // Most words of a question occur in entries about success only by accident.
        found.retain(|found| found.is_literal || found.entry.code.number != 0);
        found.sort_by_key(|found| (!found.is_literal, Reverse(found.score)));
        for (at, found) in found.into_iter().take(MAX_FOR_WORDS).enumerate() {
            let rank = if found.is_literal { Rank::Words } else { Rank::Near };
            self.add(Order { at, ..Order::of(rank) }, found.entry);
        }
    }

    /// NPS reason codes from 256 on are HRESULTs under another number: a match for one also shows the other.
    fn add_related(&mut self) {
        let certain: Vec<_> =
            self.0.iter().filter(|(order, _)| order.rank <= Rank::Number).map(|it| it.1).collect();
        for (at, found) in certain.into_iter().take(MAX_FOR_WORDS).enumerate() {
            let of_nps = |related: &&Entry| [found, *related].iter().any(|it| it.code.family == Family::Nps);
            for related in found.twins().filter(of_nps) {
                self.add(Order { at, ..Order::of(Rank::Related) }, related);
            }
        }
    }

    /// Empty fields of a message contain zeros. A zero is only a match if the message calls it an outcome and mentions
    /// neither a failure nor another code, known or not.
    fn drop_nothings(&mut self, reading: &Reading<'_>) {
        let is_code = |(order, entry): &(Order, &Entry)| {
            entry.code.number != 0 && !entry.code.family.is_event() && order.rank <= Rank::Number
        };
        let has_nothing = self.0.iter().any(|(_, entry)| entry.code.number == 0);
        let tells_more =
            || reading.tells_failure || self.0.iter().any(is_code) || reading.names_other_code(is_readable);
        if has_nothing && tells_more() {
            self.0.retain(|(_, entry)| entry.code.number != 0);
        }
    }

    /// Whether the query contains no code explicitly.
    fn are_unsure(&self) -> bool {
        self.0.iter().all(|(order, _)| order.rank > Rank::Number)
    }

    fn in_order(mut self) -> Vec<Hit> {
        self.0.sort_by_key(|(order, _)| *order);
        self.0.into_iter().map(|(order, entry)| Hit { entry, rank: order.rank }).collect()
    }
}

/// Converts the full-width letters and digits of East Asian scripts to ASCII.
fn narrow(query: &str) -> Cow<'_, str> {
    /// The offset of full-width characters from ASCII.
    const APART: u32 = 0xFEE0;
    let is_wide = |c: char| matches!(c, '\u{FF01}'..='\u{FF5E}');
    if !query.contains(is_wide) {
        return Cow::Borrowed(query);
    }
    let narrow = |c: char| char::from_u32(u32::from(c) - APART).unwrap_or(c);
    query.chars().map(|c| if is_wide(c) { narrow(c) } else { c }).collect::<String>().into()
}

/// The beginning of a query, up to the maximum length.
fn beginning(query: &str) -> &str {
    let mut end = query.len().min(LONGEST_QUERY);
    while !query.is_char_boundary(end) {
        end -= 1;
    }
    query.get(..end).unwrap_or_default()
}

/// The words of a query without Windows releases, because no entry is about one.
fn words_of(query: &str) -> Vec<&str> {
    let all: Vec<&str> = words::split(query).collect();
    let is_release = |at: usize| match (all.get(at), all.get(at + 1).map(|next| next.parse())) {
        (Some(word), Some(Ok(number))) => reading::is_release(word, number),
        _ => false,
    };
    let is_kept = |at: usize| !is_release(at) && at.checked_sub(1).is_none_or(|before| !is_release(before));
    all.iter().enumerate().filter(|(at, _)| is_kept(*at)).map(|(_, word)| *word).collect()
}

/// Whether a character does not occur in a query of words only.
fn is_of_a_code(c: char) -> bool {
    c.is_ascii_digit() || c == '_'
}

/// Whether a word of the query is more than a number or the name of what it counts.
fn is_telling(token: &Token<'_>) -> bool {
    !token.text.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !reading::is_context(token.text)
}

/// The context of a number: in a message the words before it, else also those of the whole query.
fn context_of(number: &Number<'_>, reading: &Reading<'_>) -> Context {
    if !reading.is_message {
        return number.label.clone().followed_by(&reading.context);
    }
    let mut context = number.label.clone();
    // A VPN disconnect has a reason too, but no NPS reason code has a number of these families.
    if context.names(Family::Nps) {
        context.add(&[Family::Ras, Family::Ike]);
        return context;
    }
    // "Error" says little; the protocol that a message mentions shows which errors are meant.
    if context.names(Family::Ras) {
        for (family, others) in [(Family::Krb, [Family::Krb]), (Family::Schannel, [Family::Tls])] {
            if reading.context.names(family) {
                context.add(&others);
            }
        }
    }
    context
}

/// How a number matches an entry; `None` if it cannot mean it in this context.
fn rank(
    entry: &Entry,
    number: &Number<'_>,
    context: &Context,
    reading: &Reading<'_>,
    words: usize,
) -> Option<Rank> {
    if is_event_of_others(entry, number, reading) {
        return None;
    }
    // In a message, most fields without content are zero.
    if number.value == 0 && reading.is_message {
        return (number.is_outcome && context.names(entry.code.family)).then_some(Rank::Mentioned);
    }
    if context.names(entry.code.family) {
        let fits = !entry.code.family.is_event() || number.origin.fits(entry.source) != Some(false);
        return Some(if fits { Rank::Named } else { Rank::Number });
    }
    let provider_named = entry.code.family.is_event() && number.origin.fits(entry.source) == Some(true);
    // EAP has its own errors; its small numbers are types.
    let tells_of_eap = reading.context.place(Family::Eap) == Some(0);
    if entry.code.family == Family::Krb && tells_of_eap && !reading.context.names(Family::Krb) {
        return None;
    }
    if reading.is_message {
        // A number with another label in the message is not this code.
        return match number.value {
            // A field label in an unsupported language: the named source is enough.
            _ if provider_named && number.is_field && number.label.is_empty() => Some(Rank::Named),
            _ if entry.code.family.is_hexadecimal() && is_unmistakable(number) => Some(Rank::Named),
            _ if !number.label.is_empty() => (number.value >= SELF_EVIDENT).then_some(Rank::Mentioned),
            SELF_EVIDENT.. => Some(Rank::Number),
            WORTH_A_LOOK.. => Some(Rank::Mentioned),
            _ => None,
        };
    }
    // Kerberos is a source of events too, most of which are not in the catalog.
    if number.label.is_of_event() && !entry.code.family.is_event() && reading.context.names(Family::Krb) {
        return None;
    }
    Some(match number.value {
        _ if provider_named => Rank::Named,
        _ if number.label.is_of_event() && !entry.code.family.is_event() => Rank::Mentioned,
        0..WORTH_A_LOOK if words >= 2 && (number.label.is_empty() || number.label.is_of_provider()) => {
            Rank::Mentioned
        }
        _ => Rank::Number,
    })
}

/// Whether a number is the event of another source, perhaps one that the catalog does not hold, so that it cannot mean
/// this entry.
fn is_event_of_others(entry: &Entry, number: &Number<'_>, reading: &Reading<'_>) -> bool {
    let is_event = entry.code.family.is_event();
    let is_called_event = number.label.is_of_event() && number.value < SELF_EVIDENT;
    if is_event && is_called_event && number.origin.states_other(entry.source) {
        return true;
    }
    // What the catalog does not hold of a source that it knows is not a code of something else.
    let is_of_ours = number.origin.names_provider() && !number.origin.is_of_nps();
    if !is_event && is_called_event && is_of_ours {
        return true;
    }
    if number.origin.is_foreign {
        let may_be_id = number.label.is_empty() && number.value < WORTH_A_LOOK;
        return is_event || is_called_event || may_be_id || number.value == 0;
    }
    let fits = is_event && number.origin.fits(entry.source) == Some(true);
    // Whoever asks for an event of NPS by a short number may mean its reason code.
    let may_be_reason = entry.code.family == Family::Nps && !reading.is_message;
    is_called_event && number.origin.is_of_nps() && !fits && !may_be_reason
}

/// Whether a number has the notation of a result or status code, which nothing else in a message has.
fn is_unmistakable(number: &Number<'_>) -> bool {
    number.value >= 0x8000_0000 || (number.is_hexadecimal && number.value > 0xFFFF)
}

/// How likely a number in this notation belongs to a family: events, reason codes and alerts are shown in decimal,
/// Kerberos errors in hexadecimal.
fn likelihood(family: Family, is_hexadecimal: bool) -> u32 {
    match family {
        Family::Krb if is_hexadecimal => 13,
        Family::Ike => 12,
        Family::Ras => 11,
        Family::Kdc => 10,
        Family::Nps => 9,
        Family::Schannel => 8,
        Family::Event => 7,
        Family::Krb => 6,
        Family::Tls => 5,
        Family::Hresult => 4,
        Family::Ntstatus => 3,
        Family::Eap => 2,
        Family::Onex => 1,
    }
}

/// Whether a small number that several families share is about certificates in this family.
fn is_about_certificates(code: Code) -> bool {
    match (code.family, code.number) {
        (Family::Kdc, number) => number != 48 && number != 49,
        (Family::Nps, number) => matches!(number, 7 | 8 | 16 | 22 | 23 | 48 | 66 | 73 | 96 | 256..=300),
        (Family::Krb, number) => matches!(number, 6 | 16 | 62..=66 | 70..=81),
        (Family::Tls, number) => matches!(number, 42..=46 | 48),
        (Family::Event, number) => !matches!(number, 13 | 17 | 90),
        _ => true,
    }
}

/// The entries that a number can mean: directly, or as a Win32 error wrapped by COM.
fn meanings(number: u32) -> Vec<&'static Entry> {
    let mut found = with_number(number);
    if number >> 16 == 0x8007 {
        found.extend(with_number(number & 0xFFFF).into_iter().filter(|entry| entry.code.family.is_win32()));
    }
    found
}

/// The events that a number can mean with its severity bits, as the event log stores it. A known status code, or one
/// of those that are often in logs, is not an event.
fn event_with_severity(number: u32) -> Vec<&'static Entry> {
    const STATUSES: [u32; 12] = [
        0xC000_000B,
        0xC000_000D,
        0xC000_0011,
        0xC000_0013,
        0xC000_001D,
        0xC000_0035,
        0xC000_0066,
        0xC000_0067,
        0xC000_006A,
        0xC000_006B,
        0xC000_0078,
        0xC000_00C8,
    ];
    let has_severity = matches!(number >> 16, 0x4000 | 0x8000 | 0xC000);
    if !has_severity || STATUSES.contains(&number) || !meanings(number).is_empty() {
        return Vec::new();
    }
    with_number(number & 0xFFFF).into_iter().filter(|entry| entry.code.family.is_event()).collect()
}

/// Whether a number may have severity bits: it is called an event, or the query has neither another label nor other
/// words. A status, which has the same bits, is far more common in messages.
fn may_have_severity(number: &Number<'_>, reading: &Reading<'_>, words: usize) -> bool {
    let is_bare = || number.label.is_empty() && words == 0 && !reading.context.names(Family::Ntstatus);
    number.label.names_event() || is_bare()
}

/// Whether a number can mean any entry.
fn is_known(number: u32) -> bool {
    !meanings(number).is_empty() || !of_win32(number).is_empty()
}

/// Whether a number can mean any entry, or an event with severity bits.
fn is_readable(number: u32) -> bool {
    is_known(number) || !event_with_severity(number).is_empty()
}

/// The entries that a number can mean as a Win32 error, directly or wrapped by COM.
fn of_win32(number: u32) -> Vec<&'static Entry> {
    if number > 0xFFFF {
        return Vec::new();
    }
    let mut found = with_number(number);
    found.retain(|entry| entry.code.family.is_win32());
    found.extend(with_number(0x8007_0000 | number));
    found
}

fn with_number(number: u32) -> Vec<&'static Entry> {
    let from = BY_NUMBER.partition_point(|entry| entry.code.number < number);
    BY_NUMBER.iter().skip(from).take_while(|entry| entry.code.number == number).copied().collect()
}

static BY_NUMBER: LazyLock<Vec<&'static Entry>> = LazyLock::new(|| {
    let mut entries: Vec<_> = entries().iter().collect();
    entries.sort_by_key(|entry| entry.code.number);
    entries
});

/// The entries with this symbol, title or other name.
fn named(name: &str) -> impl Iterator<Item = &'static Entry> {
    let name = plain(name);
    // MIT Kerberos puts the name of the protocol in front.
    let name = name.strip_prefix("krb5k").map_or(name.clone(), |rest| format!("k{rest}"));
    let from = BY_NAME.partition_point(|(known, _)| *known < name);
    BY_NAME.iter().skip(from).take_while(move |(known, _)| *known == name).map(|(_, entry)| *entry)
}

static BY_NAME: LazyLock<Vec<(String, &'static Entry)>> = LazyLock::new(|| {
    let mut names: Vec<_> = entries()
        .iter()
        .flat_map(|entry| {
            let names = entry.symbol.into_iter().chain(entry.spellings()).chain([entry.title]);
            names.map(move |name| (plain(name), entry))
        })
        .collect();
    names.sort_by(|(one, _), (other, _)| one.cmp(other));
    names
});

/// A normalized name for comparison: in lower case, words separated by underscores and abbreviated as in symbols.
fn plain(name: &str) -> String {
    let words = words::split(name).map(|word| words::abbreviated(word).to_ascii_lowercase());
    words.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_of_a_query_is_read() {
        let mut paste = "é ".repeat(400_000);
        assert!(lookup(&paste).is_empty());
        paste.insert_str(0, "Reason Code: 16\n");
        assert_eq!(lookup(&paste).first().map(|hit| hit.entry.code), Some(Code::new(Family::Nps, 16)));
        for piece in
            ["0x80092013 ", "853 ", "ERROR_IPSEC_IKE_NO_CERT ", "#/code/ike/13801 ", "-", ".", "1.", "_"]
        {
            assert!(lookup(&piece.repeat(1_000_000 / piece.len())).len() <= 10, "{piece}");
        }
    }

    #[test]
    fn events_are_found_with_severity_bits() {
        let check = |query: &str, expect: Code| {
            assert_eq!(lookup(query).first().map(|hit| hit.entry.code), Some(expect), "{query}");
        };
        check("0x80000027", Code::new(Family::Kdc, 39));
        check("-2147483609", Code::new(Family::Kdc, 39));
        check("3221225513", Code::new(Family::Kdc, 41));
        check("0x40004F03", Code::new(Family::Event, 20227));
        check("KDC 0x80000027", Code::new(Family::Kdc, 39));
        check("Event ID: 3221225513", Code::new(Family::Kdc, 41));
        check("InstanceId : 3221225513", Code::new(Family::Kdc, 41));
        // A known status code is not an event.
        check("0xC0000064", Code::new(Family::Ntstatus, 0xC000_0064));
    }

    #[test]
    fn statuses_are_no_events_with_severity_bits() {
        for query in [
            "0xC000006A",
            "3221225578",
            "0xC000000D",
            "0xC0000013",
            "0xC0000035",
            "0xC0000066",
            "0xC0000078",
            "Error Code: 0xC000006A",
            "Status: 0xC0000029",
            "NTSTATUS 0xC0000029",
            "logon failed with 0xC0000014",
        ] {
            assert!(lookup(query).is_empty(), "{query}");
        }
    }

    #[test]
    fn meaningless_queries_find_nothing() {
        for query in
            ["", " ", "…", "???", "99999999", "0x", "-", "qqxzwv", "lorem ipsum dolor sit amet", "\0"]
        {
            assert!(lookup(query).is_empty(), "{query}");
        }
    }
}
