//! Finds the entries that answer a question in words other than their own.

use super::words::{as_catalog_says, same_stem, split};
use crate::catalog::Code;
use crate::catalog::entry::{resolve, rows};
use std::cmp::Reverse;
use std::sync::LazyLock;

/// The codes of all rows whose words are all in a question, in any order; the longest rows first.
pub(super) fn codes(question: &[&str]) -> Vec<Code> {
    let is_asked =
        |word: &&str| question.iter().any(|asked| same_stem(as_catalog_says(asked), as_catalog_says(word)));
    let mut found: Vec<_> = QUESTIONS.iter().filter(|(words, _)| words.iter().all(is_asked)).collect();
    found.sort_by_key(|(words, _)| Reverse(words.len()));
    found.into_iter().map(|(_, code)| *code).collect()
}

static QUESTIONS: LazyLock<Vec<(Vec<&'static str>, Code)>> = LazyLock::new(|| {
    rows(include_str!("asked.tsv"))
        .filter_map(|row| {
            let (address, words) = row.split_once('\t')?;
            Some((split(words).collect(), resolve(address)?))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows: Vec<_> = rows(include_str!("asked.tsv")).collect();
        assert!(!rows.is_empty());
        assert_eq!(QUESTIONS.len(), rows.len());
        assert!(QUESTIONS.iter().all(|(words, _)| !words.is_empty()));
    }
}
