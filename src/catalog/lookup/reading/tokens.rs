//! Splits a query into words and numbers.

use super::{ALERT, ERROR, EVENT, REASON, RESULT, STATUS, any, digits, families_of};
use crate::catalog::entry::{MINUS, number_of};

/// The maximum number of words read from a query; an event or a page of a log has fewer.
const MAX_TOKENS: usize = 4096;

/// A word or a number of the query.
#[derive(Clone, Copy)]
pub(in crate::catalog::lookup) struct Token<'q> {
    pub(in crate::catalog::lookup) text: &'q str,
    /// The position in the query.
    pub(super) from: usize,
    pub(super) line: usize,
}

/// The words and numbers of a text. A hyphen joins digits (`2025-02-11`) and SIDs (`S-1-5-21`), and is the sign of a
/// number directly after it; elsewhere it separates words, as all other punctuation does except the underscore and a
/// dot inside a word.
pub(in crate::catalog::lookup) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut line = 0;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((from, first)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let is_sign = MINUS.contains(&first) && next.is_ascii_digit() && !before.is_alphanumeric();
        line += usize::from(first == '\n');
        before = first;
        if !is_sign && !in_word(first) {
            continue;
        }
        let mut end = from + first.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            let after = text.get(at + next.len_utf8()..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            let holds = match next {
                '.' => before.is_alphanumeric() && after.is_alphanumeric(),
                '-' => (before.is_ascii_digit() || is_sid(text.get(from..at))) && after.is_ascii_digit(),
                _ => in_word(next),
            };
            if !holds {
                break;
            }
            end = at + next.len_utf8();
            before = next;
            chars.next();
        }
        let word = text.get(from..end).unwrap_or_default();
        let is_whole = word.len() == text.len();
        let (name, rest) = name_and_number(word, is_whole).unwrap_or(("", word));
        let (letters, number) = if name.is_empty() { between_letters(rest) } else { (name, rest) };
        if !letters.is_empty() {
            tokens.push(Token { text: letters, from, line });
        }
        tokens.push(Token { text: number, from: from + letters.len(), line });
        if tokens.len() >= MAX_TOKENS {
            break;
        }
    }
    tokens
}

/// Splits a label and its number written as one word: `IKE13801`. A single digit, or any number after TLS, is more
/// likely a version than a code, and a number with a leading zero is a computer name. NPS has no versions, but
/// computers are called `NPS1`: a single digit counts only if it is the whole query.
fn name_and_number(word: &str, is_whole: bool) -> Option<(&str, &str)> {
    let (name, number) = word.split_at_checked(word.bytes().take_while(u8::is_ascii_alphabetic).count())?;
    let is_single = number.len() == 1 && is_whole && any(name, &["nps", "ias"]);
    let is_padded = number.starts_with('0') && number.len() == digits(number) && !is_single;
    if name.is_empty() || (number.len() < 2 && !is_single) || is_padded || number_of(number).is_none() {
        return None;
    }
    let names = [EVENT, REASON, ALERT, RESULT, STATUS, ERROR, &["code"]];
    let is_name = !families_of(name).is_empty() || names.into_iter().any(|names| any(name, names));
    (is_name && !any(name, &["tls", "ssl"]) && families_of(word).is_empty()).then_some((name, number))
}

/// Splits a word and the number after it, in a script without spaces between words; otherwise the word remains whole.
/// The letters after the number are dropped, unless they make it a part of a date.
fn between_letters(word: &str) -> (&str, &str) {
    const OF_MOMENTS: &str = "年月日時时分秒년월일시분초";
    let is_of_script =
        |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}');
    let Some((name, rest)) = word.find(|c: char| c.is_ascii_digit()).and_then(|at| word.split_at_checked(at))
    else {
        return ("", word);
    };
    let end = rest.find(is_of_script).unwrap_or(rest.len());
    let (number, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let is_parted = (name.ends_with(is_of_script) || name.is_empty()) && name.len() + behind.len() > 0;
    if is_parted && !behind.starts_with(|c| OF_MOMENTS.contains(c)) && number_of(number).is_some() {
        (name, number)
    } else {
        ("", word)
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the word so far is the letter with which SIDs begin.
fn is_sid(word: Option<&str>) -> bool {
    word.is_some_and(|word| word.eq_ignore_ascii_case("s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_split_into_words_and_numbers() {
        fn check(text: &str, expect: &[&str]) {
            let found: Vec<_> = tokens(text).iter().map(|token| token.text).collect();
            assert_eq!(found, expect, "{text}");
        }
        check("Reason Code:\t\t16", &["Reason", "Code", "16"]);
        check("failure is 853.", &["failure", "is", "853"]);
        check(
            "<EventID Qualifiers=\"16384\">39</EventID>",
            &["EventID", "Qualifiers", "16384", "39", "EventID"],
        );
        check("(0x80092013 -2146885613)", &["0x80092013", "-2146885613"]);
        check("S-1-5-21-1-2-3-1105 on 2025-02-11", &["S-1-5-21-1-2-3-1105", "on", "2025-02-11"]);
        check("Kerberos-Key-Distribution-Center", &["Kerberos", "Key", "Distribution", "Center"]);
        check("reason-code 16, event-39", &["reason", "code", "16", "event", "39"]);
        check("10.0.0.1 corp.example KRB_AP_ERR…", &["10.0.0.1", "corp.example", "KRB_AP_ERR"]);
        check("802.1x #39 NPS/16", &["802.1x", "39", "NPS", "16"]);
        check("IKE13801 error0x35E9", &["IKE", "13801", "error", "0x35E9"]);
        check("IKEv2 krb5 TLS12 NPS01 KB5014754", &["IKEv2", "krb5", "TLS12", "NPS01", "KB5014754"]);
        check("Grüße, мир", &["Grüße", "мир"]);
        check("... -- . _", &["_"]);
    }
}
