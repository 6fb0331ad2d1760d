//! Finds entries by the words of their names, titles and meanings, allowing for typing errors.

use super::reading::tokens;
use crate::catalog::{Entry, entries};
use std::cmp::Ordering;
use std::sync::LazyLock;

/// The maximum number of words searched; more do not make a query clearer.
const MAX_WORDS: usize = 12;
/// The number of wrong letters allowed in a whole name: one per this many letters, up to the maximum below.
const ONE_WRONG_IN: usize = 5;
const MAX_WRONG_IN_NAME: usize = 3;
/// No word of the catalog is longer.
const LONGEST_WORD: usize = 24;

/// An entry found, how well it matches, and whether all words of the query were found as written.
pub(super) struct Found {
    pub(super) entry: &'static Entry,
    pub(super) score: u32,
    pub(super) is_literal: bool,
}

/// The entries that contain these words. Entries with all of them exclude those with only some.
pub(super) fn find(words: &[&str]) -> Vec<Found> {
    let words: Vec<&str> = words.iter().take(MAX_WORDS).map(|word| as_catalog_says(word)).collect();
    // "no cert" and "cert missing" mean the same; such a word adds to the score but is not required.
    let found = find_called_for(&words, |word| !is_negation(word));
    if found.iter().any(|found| found.is_literal) {
        return found;
    }
    let others = find_called_for(&words, |word| !is_negation(word) && !is_of_any_failure(word));
    if others.iter().any(|found| found.is_literal) { others } else { found }
}

/// The entries that contain the most of the required words.
fn find_called_for(words: &[&str], is_called_for: impl Fn(&str) -> bool) -> Vec<Found> {
    let mut tally = vec![Tally::default(); entries().len()];
    for word in words {
        let (matches, is_literal) = VOCABULARY.matches(word);
        let mut best = vec![0_u32; tally.len()];
        for (written, quality) in matches {
            for posting in VOCABULARY.postings(written) {
                if let Some(best) = best.get_mut(usize::from(posting.entry)) {
                    *best = (*best).max(quality * u32::from(posting.weight) * written.rarity());
                }
            }
        }
        let counts = usize::from(is_called_for(word) || words.len() == 1);
        for (tally, best) in tally.iter_mut().zip(best).filter(|(_, best)| *best > 0) {
            tally.words += counts;
            tally.score += best;
            tally.guessed |= !is_literal && counts > 0;
        }
    }
    let wanted = words.iter().filter(|word| is_called_for(word)).count().max(1);
    let most = tally.iter().map(|tally| tally.words).max().unwrap_or(0);
    // Fewer than two thirds of the words is considered an accidental match.
    if most == 0 || most * 3 < wanted * 2 {
        return Vec::new();
    }
    let all = most == wanted;
    tally
        .iter()
        .zip(entries())
        .filter(|(tally, _)| tally.words == most)
        .map(|(tally, entry)| Found {
            entry,
            score: tally.score + side_by_side(entry, words),
            is_literal: all && !tally.guessed,
        })
        .collect()
}

fn is_negation(word: &str) -> bool {
    ["no", "not", "none", "without", "missing", "wrong"].iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// Whether a word describes any failure: "the connection failed" says nothing about the reason.
fn is_of_any_failure(word: &str) -> bool {
    ["connection", "failed", "fails", "failure", "attempt"].iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// The catalog's word for a common synonym. Wi-Fi is split into two words, of which the second is more specific.
pub(super) fn as_catalog_says(word: &str) -> &str {
    const OTHERS: [(&str, &str); 8] = [
        ("wifi", "Fi"),
        ("wlan", "Fi"),
        ("pwd", "password"),
        ("outdated", "expired"),
        ("withdrawn", "revoked"),
        ("mismatched", "mismatch"),
        ("smartcard", "card"),
        ("preauthentication", "preauth"),
    ];
    OTHERS.into_iter().find(|(said, _)| said.eq_ignore_ascii_case(word)).map_or(word, |(_, other)| other)
}

#[derive(Clone, Default)]
struct Tally {
    words: usize,
    score: u32,
    guessed: bool,
}

/// A score for words that are next to each other in the name or title of an entry, such as `no cert` in
/// `ERROR_IPSEC_IKE_NO_CERT`; highest if the name is nearly equal to the query.
fn side_by_side(entry: &Entry, words: &[&str]) -> u32 {
    let names = || entry.symbol.into_iter().chain(entry.spellings());
    let symbol = words.join("_");
    let most_wrong = (symbol.len() / ONE_WRONG_IN).min(MAX_WRONG_IN_NAME);
    let alike = names().map(|name| match distance(name, &symbol, most_wrong) {
        _ if words.len() < 2 => 0,
        0 => 1000,
        wrong if wrong <= most_wrong => 800,
        _ => 0,
    });
    let runs = names().map(|name| (name, 400)).chain([(entry.title, 200)]);
    alike.chain(runs.map(|(text, most)| run(text, words, most))).max().unwrap_or(0)
}

/// A score of up to `most` for consecutive words in a text: the maximum if the text ends there, half if the last word
/// is incomplete.
fn run(text: &str, words: &[&str], most: u32) -> u32 {
    let Some((typed, before)) = words.split_last() else { return 0 };
    let text: Vec<&str> = split(text).collect();
    let places = text.windows(words.len()).enumerate().map(|(from, window)| {
        let Some((last, rest)) = window.split_last() else { return 0 };
        if !rest.iter().zip(before).all(|(one, other)| one.eq_ignore_ascii_case(other)) {
            0
        } else if last.eq_ignore_ascii_case(typed) {
            if from + window.len() == text.len() { most } else { most / 3 * 2 }
        } else if starts_with(last, typed) {
            most / 2
        } else {
            0
        }
    });
    places.max().unwrap_or(0)
}

/// Every word of the catalog, with the entries that contain it.
struct Vocabulary {
    words: Vec<Word>,
    postings: Vec<Posting>,
}

#[derive(Clone, Copy)]
struct Word {
    text: &'static str,
    from: usize,
    count: usize,
}

#[derive(Clone, Copy)]
struct Posting {
    entry: u16,
    weight: u8,
}

impl Word {
    /// Higher for a word in fewer entries.
    fn rarity(self) -> u32 {
        10_u32.saturating_sub(self.count.max(1).ilog2()).max(1)
    }
}

impl Vocabulary {
    /// The words of the catalog that a typed word can mean, with how well each matches; and whether any matches as
    /// written. Only words that do not occur in the catalog are treated as typing errors.
    fn matches(&self, typed: &str) -> (Vec<(Word, u32)>, bool) {
        let mut found: Vec<(Word, u32)> = self
            .beginning_with(stem(typed))
            .filter_map(|word| {
                if word.text.eq_ignore_ascii_case(typed) {
                    Some((word, 4))
                } else if same_stem(word.text, typed) || (typed.len() >= 3 && starts_with(word.text, typed)) {
                    Some((word, 3))
                } else {
                    None
                }
            })
            .collect();
        if !found.is_empty() || typed.len() > LONGEST_WORD {
            return (found, true);
        }
        let most = match typed.len() {
            0..4 => return (found, false),
            4..8 => 1,
            _ => 2,
        };
        found.extend(
            self.words.iter().filter(|word| distance(word.text, typed, most) <= most).map(|word| (*word, 1)),
        );
        (found, false)
    }

    fn beginning_with(&self, start: &str) -> impl Iterator<Item = Word> {
        let from = self.words.partition_point(|word| compare(word.text, start) == Ordering::Less);
        self.words.iter().skip(from).take_while(move |word| starts_with(word.text, start)).copied()
    }

    fn postings(&self, word: Word) -> &[Posting] {
        self.postings.get(word.from..word.from + word.count).unwrap_or_default()
    }
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut word_postings: Vec<(&'static str, Posting)> = Vec::new();
    for (at, entry) in entries().iter().enumerate() {
        let Ok(at) = u16::try_from(at) else { break };
        let names = entry.symbol.into_iter().chain(entry.spellings()).map(|name| (name, 4));
        for (text, weight) in names.chain([(entry.title, 4), (entry.meaning, 1)]) {
            word_postings.extend(split(text).map(|word| (word, Posting { entry: at, weight })));
        }
    }
    // Of several occurrences of a word in an entry, the one with the highest weight is kept.
    word_postings.sort_unstable_by(|(one, first), (other, second)| {
        compare(one, other).then(first.entry.cmp(&second.entry)).then(second.weight.cmp(&first.weight))
    });
    word_postings.dedup_by(|(one, later), (other, first)| {
        later.entry == first.entry && one.eq_ignore_ascii_case(other)
    });
    let mut words: Vec<Word> = Vec::new();
    for (at, (text, _)) in word_postings.iter().enumerate() {
        match words.last_mut() {
            Some(word) if word.text.eq_ignore_ascii_case(text) => word.count += 1,
            _ => words.push(Word { text, from: at, count: 1 }),
        }
    }
    Vocabulary { words, postings: word_postings.into_iter().map(|(_, posting)| posting).collect() }
});

/// The words of a text; the parts of a symbol are separate words.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    tokens(text).into_iter().flat_map(|token| token.text.split('_')).filter(|word| !word.is_empty())
}

/// A word as abbreviated in symbols.
pub(super) fn abbreviated(word: &str) -> &str {
    if word.eq_ignore_ascii_case("certificate") { "cert" } else { word }
}

fn compare(one: &str, other: &str) -> Ordering {
    one.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(other.bytes().map(|byte| byte.to_ascii_lowercase()))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Whether two words differ only in their ending: `mapped` and `mapping`, `certificates` and `certificate`.
pub(super) fn same_stem(one: &str, other: &str) -> bool {
    stem(one).eq_ignore_ascii_case(stem(other))
}

/// A word without its ending, if at least three letters remain.
fn stem(word: &str) -> &str {
    let ending = ["ing", "ed", "es", "s", "e"].into_iter().find(|ending| ends_with(word, ending));
    let stem = word.get(..word.len() - ending.map_or(0, str::len)).unwrap_or(word);
    if stem.len() < 3 { word } else { stem }
}

fn ends_with(text: &str, end: &str) -> bool {
    let from = text.len().checked_sub(end.len());
    from.and_then(|from| text.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The edit distance of two words, counting replaced, missing, added and swapped letters; `most + 1` if it is greater
/// than `most`.
fn distance(one: &str, other: &str, most: usize) -> usize {
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let width = other.len() + 1;
    let mut last_but_one = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut before = None;
    for (row, byte) in one.bytes().map(|byte| byte.to_ascii_lowercase()).enumerate() {
        let mut line = Vec::with_capacity(width);
        line.push(row + 1);
        let mut left = None;
        for (column, typed) in other.bytes().map(|byte| byte.to_ascii_lowercase()).enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&last, column) + usize::from(byte != typed);
            let mut best = replaced.min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            if before == Some(typed) && left == Some(byte) {
                best = best.min(at(&last_but_one, column.saturating_sub(1)) + 1);
            }
            line.push(best);
            left = Some(typed);
        }
        if line.iter().min().is_some_and(|best| *best > most) {
            return most + 1;
        }
        before = Some(byte);
        last_but_one = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_differing_letters() {
        fn check(one: &str, other: &str, most: usize, expect: usize) {
            assert_eq!(distance(one, other, most), expect, "{one} {other}");
            assert_eq!(distance(other, one, most), expect, "{other} {one}");
        }
        check("mismatch", "MISMATCH", 2, 0);
        check("mismatch", "mismacth", 2, 1);
        check("expired", "expird", 1, 1);
        check("expired", "exipred", 2, 1);
        check("revoked", "evoked", 1, 1);
        check("revoked", "invoked", 2, 2);
        check("trusted", "crusade", 2, 3);
        check("cert", "certificate", 2, 3);
        check("", "ab", 2, 2);
    }

    #[test]
    fn words_with_different_endings_have_the_same_stem() {
        fn check(one: &str, other: &str, expect: bool) {
            assert_eq!(same_stem(one, other), expect, "{one} {other}");
        }
        check("certificates", "Certificate", true);
        check("expired", "expires", true);
        check("mapped", "MAPPING", true);
        check("trust", "trusted", true);
        check("key", "keys", true);
        check("server", "service", false);
        check("is", "ing", false);
        check("é", "s", false);
    }
}
