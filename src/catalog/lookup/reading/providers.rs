//! Recognizes the providers that events come from: those of the catalog, and that a source is none of them.

use super::{Context, EVENT, Token, any, families_of, tokens};
use crate::catalog::entries;

/// The provider whose name is also that of the reason codes.
pub(super) const NPS: &str = "NPS";

/// What begins a line with the source of an event, in the supported languages.
const SOURCE: &[&str] = &["source", "quelle", "origine", "origen", "origem"];
/// What names it in other formats.
const PROVIDER: &[&str] = &["providername", "sourcename"];

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

/// Whether a query names sources of events, and none of them is in the catalog.
pub(super) fn is_foreign(query: &str, tokens: &[Token<'_>], context: &Context) -> bool {
    let mut fields = (0..tokens.len()).filter_map(|at| field(query, tokens, at)).peekable();
    if fields.peek().is_some() {
        return fields.all(is_foreign_name);
    }
    let mut names = full_names(query).peekable();
    context.providers.is_empty() && names.peek().is_some() && names.all(is_foreign_name)
}

/// The providers of the catalog that fields state as the source of an event.
pub(super) fn stated(query: &str, tokens: &[Token<'_>]) -> Vec<&'static str> {
    let provider = |at: usize| {
        let value = field(query, tokens, at)?;
        let end = tokens.get(at)?.from + query.get(tokens.get(at)?.from..)?.find(value)? + value.len();
        let words = tokens.iter().enumerate().skip(at + 1).take_while(|(_, word)| word.from < end);
        words.filter_map(|(at, word)| provider_of(tokens, at, word.text)).last()
    };
    (0..tokens.len()).filter_map(provider).collect()
}

/// The value of a field with the source of an event; `None` if the token is not its label, or if its value is not the
/// name of a source: some programs call the log, the computer or a page the source.
fn field<'q>(query: &'q str, tokens: &[Token<'_>], at: usize) -> Option<&'q str> {
    const LONGEST: usize = 8;
    let token = tokens.get(at)?;
    let before = |distance: usize| at.checked_sub(distance).and_then(|at| tokens.get(at));
    let opens_line = || {
        let head = query.get(..token.from).unwrap_or_default().trim_end_matches([' ', '\t']);
        head.is_empty() || head.ends_with('\n')
    };
    let is_label = any(token.text, PROVIDER)
        || (any(token.text, &["name"]) && before(1).is_some_and(|it| any(it.text, &["provider"])))
        || (any(token.text, SOURCE) && opens_line());
    let rest = query.get(token.from + token.text.len()..).filter(|_| is_label)?;
    let value = rest.trim_start_matches([' ', '\t', ':', '=', '"', '\'']);
    let between = rest.get(..rest.len() - value.len()).filter(|it| it.contains([':', '=']))?;
    let end =
        |c: char| matches!(c, '\r' | '\n' | '<' | '>') || between.contains(c) && matches!(c, '"' | '\'');
    let value = value.split(end).next().unwrap_or_default().trim_end();
    let is_address = value.split(' ').next().is_some_and(|first| first.contains(['/', '\\', '.', '@', ':']));
    let is_log = ["system", "application", "security"].iter().any(|log| value.eq_ignore_ascii_case(log));
    (!value.is_empty() && !is_address && !is_log && value.split(' ').count() <= LONGEST).then_some(value)
}

/// The full names of providers anywhere in a query. A slash or backslash makes them parts of a log or a path.
fn full_names(query: &str) -> impl Iterator<Item = &str> {
    let in_name = |c: char| c.is_alphanumeric() || c == '-';
    query.match_indices("Microsoft-Windows-").filter_map(move |(from, _)| {
        let (before, rest) = query.split_at_checked(from)?;
        let (name, behind) = rest.split_at_checked(rest.find(|c| !in_name(c)).unwrap_or(rest.len()))?;
        (!before.ends_with(['\\', '/']) && !behind.starts_with(['\\', '/'])).then_some(name)
    })
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

    #[test]
    fn only_sources_of_events_are_foreign() {
        fn check(query: &str, expect: bool) {
            let tokens = tokens(query);
            let mut context = Context::default();
            for (at, token) in tokens.iter().enumerate() {
                context.learn(&tokens, at, token.text);
            }
            assert_eq!(is_foreign(query, &tokens, &context), expect, "{query}");
        }
        check("Source:        disk", true);
        check("Quelle:        Kernel-Power", true);
        check("Source : Microsoft-Windows-Kernel-Power", true);
        check("ProviderName : Microsoft-Windows-Kernel-Power", true);
        check("<Provider Name='Microsoft-Windows-Kernel-Power' Guid='{1}'/>", true);
        check(r#"{"ProviderName":"disk","Id":11}"#, true);
        check("winlog.provider_name: Microsoft-Windows-Kernel-Power winlog.event_id: 41", true);
        check("Microsoft-Windows-Kernel-Power 41", true);
        check("Source: disk\nSource: KDC", false);
        check("Microsoft-Windows-Kernel-Power 41\nSchannel 36887", false);
        check("Log Name: Microsoft-Windows-Kernel-Boot/Operational", false);
        check("Source Workstation: PC1", false);
        check("Source: dc1.corp.example", false);
        check("Source: Security", false);
        check("Computer: PC1\nUser: SYSTEM", false);
        check("source=WinEventLog:System", false);
        check("TimeCreated Id ProviderName Message", false);
        check("", false);
    }
}
