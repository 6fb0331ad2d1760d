//! Finds a code by the wording of its Windows message, or by the name of a flag, if a message has no number.

use super::reading::{Token, tokens};
use crate::catalog::Code;
use crate::catalog::entry::{resolve, rows};
use std::sync::LazyLock;

/// The codes whose words are in a text, in the order of the table.
pub(super) fn codes(text: &[Token<'_>]) -> Vec<Code> {
    let text = plain(text);
    WORDINGS.iter().filter(|(words, _)| text.contains(words.as_str())).map(|(_, code)| *code).collect()
}

static WORDINGS: LazyLock<Vec<(String, Code)>> = LazyLock::new(|| {
    rows(include_str!("wording.tsv"))
        .filter_map(|row| {
            let (address, words) = row.split_once('\t')?;
            Some((plain(&tokens(words)), resolve(address)?))
        })
        .collect()
});

/// Words in lower case with a space before and after each, so that only whole words match. Variants that Windows uses
/// are unified.
fn plain(tokens: &[Token<'_>]) -> String {
    let mut plain = String::from(" ");
    for token in tokens {
        plain.extend(token.text.chars().map(|c| c.to_ascii_lowercase()));
        plain.push(' ');
    }
    plain
        .replace(" smart card ", " smartcard ")
        .replace(" certification authority ", " certificate authority ")
        .replace(" isn t ", " is not ")
        .replace(" couldn t ", " could not ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows: Vec<_> = rows(include_str!("wording.tsv")).collect();
        for row in &rows {
            let (address, words) = row.split_once('\t').unwrap();
            assert!(resolve(address).is_some(), "{row}");
            // A single word must be a symbol, so that it does not occur in other texts.
            assert!(tokens(words).len() >= 3 || words.contains('_'), "{row}");
        }
        assert_eq!(WORDINGS.len(), rows.len());
    }
}
