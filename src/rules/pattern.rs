//! Server names as patterns: the server list in an EAP profile may contain regular expressions (Microsoft). In practice
//! administrators use a dot, a star and little else; other syntax is not evaluated, and the result says so.

use super::host_name;

/// Whether a list of server names accepts a certificate.
pub(super) enum Accepted<'a> {
    Yes,
    No,
    /// Only if it matches this pattern, which is not evaluated here.
    Unevaluated(&'a str),
}

/// Compares a list of server names with the names in a certificate.
pub(super) fn accepts<'a, 'n, N: Iterator<Item = &'n str>>(
    listed: impl Iterator<Item = &'a str>,
    names: impl Fn() -> N,
) -> Accepted<'a> {
    let mut unevaluated = None;
    for wanted in listed {
        let fits = match Pattern::read(wanted) {
            _ if !is_pattern(wanted) => names().any(|name| host_name::same(name, wanted)),
            Some(pattern) => names().any(|name| pattern.describes(name)),
            None => {
                unevaluated = unevaluated.or(Some(wanted));
                false
            }
        };
        if fits {
            return Accepted::Yes;
        }
    }
    unevaluated.map_or(Accepted::No, Accepted::Unevaluated)
}

/// A pattern that can be evaluated.
struct Pattern(Vec<Piece>);

/// A piece of a pattern: an atom and its quantifier.
type Piece = (Atom, Often);

#[derive(Clone, Copy)]
enum Atom {
    Any,
    Only(char),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Often {
    Once,
    AtMostOnce,
    AtLeastOnce,
    AnyTimes,
}

/// Whether a text is more than a plain name.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '+', '?', '|', '(', ')', '[', ']', '{', '}', '^', '$', '\\'])
}

impl Pattern {
    /// Parses a pattern; `None` if it uses syntax that is not supported here.
    fn read(text: &str) -> Option<Self> {
        pieces(text).map(Self)
    }

    /// Whether the pattern matches the whole name, ignoring case.
    fn describes(&self, name: &str) -> bool {
        let Self(pieces) = self;
        // The pieces that may come next. All alternatives are followed in parallel, so no pattern takes long.
        let mut next = vec![false; pieces.len() + 1];
        if let Some(first) = next.first_mut() {
            *first = true;
        }
        skip(pieces, &mut next);
        for letter in name.chars() {
            let mut after = vec![false; pieces.len() + 1];
            for (place, (atom, often)) in pieces.iter().enumerate() {
                let fits = match atom {
                    Atom::Any => true,
                    Atom::Only(wanted) => wanted.eq_ignore_ascii_case(&letter),
                };
                if fits && next.get(place) == Some(&true) {
                    let again = matches!(often, Often::AtLeastOnce | Often::AnyTimes);
                    let reached = after.iter_mut().skip(place + usize::from(!again));
                    reached.take(1 + usize::from(again)).for_each(|it| *it = true);
                }
            }
            skip(pieces, &mut after);
            next = after;
        }
        next.last() == Some(&true)
    }
}

/// Extends the reachable positions past optional pieces.
fn skip(pieces: &[Piece], next: &mut [bool]) {
    let mut passed = false;
    for (place, may) in next.iter_mut().enumerate() {
        *may |= passed;
        let optional = |(_, often): &Piece| matches!(often, Often::AtMostOnce | Often::AnyTimes);
        passed = *may && pieces.get(place).is_some_and(optional);
    }
}

fn pieces(pattern: &str) -> Option<Vec<Piece>> {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let often = match letter {
            '*' => Often::AnyTimes,
            '+' => Often::AtLeastOnce,
            '?' => Often::AtMostOnce,
            '|' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
            '\\' => {
                // An escaped character other than a letter or digit stands for itself.
                pieces.push((
                    Atom::Only(letters.next().filter(|it| !it.is_ascii_alphanumeric())?),
                    Often::Once,
                ));
                continue;
            }
            '.' => {
                pieces.push((Atom::Any, Often::Once));
                continue;
            }
            other => {
                pieces.push((Atom::Only(other), Often::Once));
                continue;
            }
        };
        match pieces.last_mut() {
            Some((_, before)) if *before == Often::Once => *before = often,
            // A star with nothing before it is a common way to write "anything".
            None if often == Often::AnyTimes => pieces.push((Atom::Any, often)),
            _ => return None,
        }
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_names() {
        for (pattern, name, expect) in [
            (r"nps.*\.corp\.example", "nps01.corp.example", Some(true)),
            (r"nps.*\.corp\.example", "NPS.Corp.Example", Some(true)),
            (r"nps.*\.corp\.example", "radius.corp.example", Some(false)),
            (r"^nps.+$", "nps", Some(false)),
            (r"nps.+", "nps1", Some(true)),
            (r"*.corp.example", "a.corp.example", Some(true)),
            (r"*.corp.example", "corp.example", Some(false)),
            (r"nps0?1.corp.example", "nps1.corp.example", Some(true)),
            (r"nps0?1.corp.example", "nps001.corp.example", Some(false)),
            (r".*", "", Some(true)),
            (r"a*b*c*d*e", "aaaabbbbcccce", Some(true)),
            (r"nps\d.corp.example", "nps1.corp.example", None),
            (r"nps(1|2)", "nps1", None),
            (r"nps[12]", "nps1", None),
            (r"a**", "a", None),
            (r"+", "a", None),
            ("a\\", "a", None),
        ] {
            let found = Pattern::read(pattern).map(|it| it.describes(name));
            assert_eq!(found, expect, "{pattern} {name}");
            assert!(is_pattern(pattern), "{pattern}");
        }
        assert!(!is_pattern("nps-01.corp.example"));
    }
}
