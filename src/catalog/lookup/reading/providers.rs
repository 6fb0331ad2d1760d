//! Recognizes the providers that events come from by their names: those of the catalog, and that a name is none of them.

use super::{EVENT, Token, any, families_of, tokens};
use crate::catalog::entries;

/// The provider whose name is also that of the reason codes.
pub(super) const NPS: &str = "NPS";

/// What begins a line with the source of an event, in the supported languages.
pub(super) const SOURCE: &[&str] = &["source", "quelle", "origine", "origen", "origem"];
/// What names it in other formats.
pub(super) const PROVIDER: &[&str] = &["providername", "sourcename"];

/// The end of the provider name that a word, with its neighbor, refers to.
pub(super) fn provider_of(tokens: &[Token<'_>], at: usize, word: &str) -> Option<&'static str> {
    let next_is = |name: &str| tokens.get(at + 1).is_some_and(|next| next.text.eq_ignore_ascii_case(name));
    let next_is_any = |names: &[&str]| tokens.get(at + 1).is_some_and(|next| any(next.text, names));
    if any(word, &["security"]) {
        return if next_is("kerberos") {
            Some("Security-Kerberos")
        } else if next_is("auditing") {
            Some("Security-Auditing")
        } else {
            None
        };
    }
    if any(word, &["nps", "ias"]) {
        // NPS has reason codes as well.
        return (next_is_any(EVENT) || is_called_source(tokens, at)).then_some(NPS);
    }
    const WORDS: [(&[&str], &str); 7] = [
        (&["kdc", "distribution"], "Key-Distribution-Center"),
        (&["schannel"], "Schannel"),
        (&["capi2"], "CAPI2"),
        (&["rasclient"], "RasClient"),
        (&["remoteaccess", "rras"], "RemoteAccess"),
        (&["wlan"], "WLAN-AutoConfig"),
        (&["wired"], "Wired-AutoConfig"),
    ];
    WORDS.iter().find(|(words, _)| any(word, words)).map(|(_, provider)| *provider)
}

/// Whether a provider is the source of an event, or said to be: the security audit logs most events of NPS.
pub(super) fn fits(named: &str, source: &str) -> bool {
    source.ends_with(named) || (named == NPS && source.ends_with("Security-Auditing"))
}

/// Whether the word before this one calls it the source of an event.
fn is_called_source(tokens: &[Token<'_>], at: usize) -> bool {
    let before = |distance: usize| at.checked_sub(distance).and_then(|at| tokens.get(at));
    let is = |distance: usize, names: &[&str]| before(distance).is_some_and(|it| any(it.text, names));
    is(1, SOURCE) || is(1, PROVIDER) || (is(1, &["name"]) && is(2, &["provider"]))
}

/// What the name of a source says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// The end of the name of this provider of the catalog.
    Ours(&'static str),
    /// None of the catalog's.
    Foreign,
    /// Perhaps the translated or shortened name of one of the catalog's.
    Unclear,
}

/// Which provider a source with this name is.
pub(super) fn name_of(name: &str) -> Name {
    // Tables cut off what does not fit.
    let cut = name.strip_suffix("...").or_else(|| name.strip_suffix('…'));
    let words = tokens(name);
    let provider =
        words.iter().enumerate().filter_map(|(at, word)| provider_of(&words, at, word.text)).next_back();
    match provider {
        _ if any(name, &["nps", "ias"]) => Name::Ours(NPS),
        Some(provider) => Name::Ours(provider),
        None if cut.is_none_or(|head| !begins_one_of_ours(head)) && is_foreign_name(name) => Name::Foreign,
        None => Name::Unclear,
    }
}

/// Whether the name of a provider of the catalog begins with this text.
fn begins_one_of_ours(head: &str) -> bool {
    entries().iter().filter_map(|entry| entry.source).any(|source| source.starts_with(head))
}

/// Whether the name of a source is none that the catalog knows, in any of its spellings.
fn is_foreign_name(name: &str) -> bool {
    let words = tokens(name);
    let is_ours =
        |at: usize, word: &str| provider_of(&words, at, word).is_some() || !families_of(word).is_empty();
    // The security audit has a different name in every language: `Audit de sécurité Microsoft Windows.`
    let is_translated = name.contains("Microsoft Windows") || !name.is_ascii();
    let is_listed = || {
        entries().iter().filter_map(|entry| entry.source).any(|source| {
            source.strip_prefix("Microsoft-Windows-").unwrap_or(source).eq_ignore_ascii_case(name)
        })
    };
    !is_translated && !words.iter().enumerate().any(|(at, word)| is_ours(at, word.text)) && !is_listed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_the_catalog_are_ours_in_every_spelling() {
        let full = entries().iter().filter_map(|entry| entry.source);
        let short = full.clone().map(|source| source.trim_start_matches("Microsoft-Windows-"));
        let others = [
            "KDC",
            "IAS",
            "EapHost",
            "RRAS",
            "RasMan",
            "Microsoft Windows security auditing.",
            "Microsoft Windows-Sicherheitsüberwachung.",
            "Audit de sécurité Microsoft Windows.",
        ];
        for name in full.chain(short).chain(others) {
            assert!(!is_foreign_name(name), "{name}");
        }
        for name in ["disk", "Microsoft-Windows-Kernel-Power", "CertificationAuthority", "WHEA-Logger"] {
            assert!(is_foreign_name(name), "{name}");
        }
    }
}
