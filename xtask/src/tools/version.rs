//! Versions as programs print them.

use std::cmp::Ordering;

/// Which versions fit where one is pinned.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fit {
    /// The pinned one.
    Exact,
    /// The pinned one and later compatible ones: for `0.21.14`, the rest of `0.21`.
    Compatible,
    /// This one and later ones.
    AtLeast(&'static str),
}

impl Fit {
    pub(super) fn allows(self, pinned: &str, version: &str) -> bool {
        match self {
            Self::Exact => compare(version, pinned) == Ordering::Equal,
            Self::Compatible => same_series(version, pinned) && compare(version, pinned) != Ordering::Less,
            Self::AtLeast(least) => compare(version, least) != Ordering::Less,
        }
    }
}

/// The first word of a text that is a released version.
///
/// Prereleases (`0.22.0-beta.1`) are skipped; Firefox's `esr` is part of a released version.
pub(super) fn first_in(text: &str) -> Option<String> {
    text.split_whitespace()
        .map(|word| word.strip_suffix("esr").unwrap_or(word))
        .find(|word| word.split('.').all(|part| part.parse::<u64>().is_ok()))
        .map(str::to_owned)
}

/// The number before the first dot.
pub(super) fn major(version: &str) -> Option<&str> {
    version.split('.').next()
}

fn same_series(one: &str, other: &str) -> bool {
    let series = |version: &str| -> Vec<u64> {
        let numbers: Vec<u64> = numbers(version).collect();
        let leading = if numbers.first() == Some(&0) { 2 } else { 1 };
        numbers.into_iter().take(leading).collect()
    };
    series(one) == series(other)
}

fn compare(one: &str, other: &str) -> Ordering {
    let longest = one.split('.').count().max(other.split('.').count());
    let padded = |version| numbers(version).chain(std::iter::repeat(0)).take(longest).collect::<Vec<_>>();
    padded(one).cmp(&padded(other))
}

fn numbers(version: &str) -> impl Iterator<Item = u64> {
    version.split('.').map_while(|part| part.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        let check = |text, expect: Option<&str>| assert_eq!(first_in(text).as_deref(), expect, "{text}");
        check("trunk 0.21.14", Some("0.21.14"));
        check("wasm-bindgen 0.2.130\n", Some("0.2.130"));
        check("wasm-opt version 132 (version_132)", Some("132"));
        check(
            "geckodriver 0.36.0 (a3d508507022 2025-02-24 15:57 +0000)\n\nThe source code …",
            Some("0.36.0"),
        );
        check("ChromeDriver 156.0.8078.79 (a21ce95-refs/branch-heads/8078@{#1704})", Some("156.0.8078.79"));
        check("Mozilla Firefox 153.7.0esr", Some("153.7.0"));
        check("trunk 0.22.0-beta.1", None);
        check("", None);
    }

    #[test]
    fn fits() {
        check(Fit::Exact, "0.2.130", "0.2.130", true);
        check(Fit::Exact, "0.2.130", "0.2.129", false);
        check(Fit::Compatible, "0.21.14", "0.21.14", true);
        check(Fit::Compatible, "0.21.14", "0.21.20", true);
        check(Fit::Compatible, "0.21.14", "0.21.9", false);
        check(Fit::Compatible, "0.21.14", "0.22.0", false);
        check(Fit::Compatible, "1.2.0", "1.10.0", true);
        check(Fit::Compatible, "1.2.0", "2.2.0", false);
        check(Fit::AtLeast("120"), "132.0.0", "120", true);
        check(Fit::AtLeast("120"), "132.0.0", "108", false);
        check(Fit::AtLeast("0.35"), "0.37.1", "0.35.0", true);
        check(Fit::AtLeast("0.35"), "0.37.1", "0.9.0", false);
    }

    fn check(fit: Fit, pinned: &str, version: &str, expect: bool) {
        assert_eq!(fit.allows(pinned, version), expect, "{fit:?} {pinned} {version}");
    }
}
