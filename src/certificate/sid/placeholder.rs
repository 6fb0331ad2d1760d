//! Placeholders that were never replaced.

/// A variable that a management system should have replaced: `{{Name}}`, `${Name}`, `$(Name)`, `%NAME%`.
pub(super) fn unresolved(text: &str) -> Option<&str> {
    // Nearly every text has none of these characters, which is quick to check.
    if !text.bytes().any(|byte| matches!(byte, b'{' | b'}' | b'$' | b'%')) {
        return None;
    }
    for (open, close) in [("{{", "}}"), ("${", "}"), ("$(", ")")] {
        if let Some(start) = text.find(open) {
            let end = text.get(start..)?.find(close).map_or(text.len(), |at| start + at + close.len());
            return text.get(start..end);
        }
    }
    if let Some(start) = text.find("}}") {
        return text.get(..start + 2);
    }
    if let Some(variable) = shell_variable(text) {
        return Some(variable);
    }
    let is_address = text.contains("://");
    let mut start = text.find('%')?;
    loop {
        let inside = text.get(start + 1..)?;
        let length = inside.find('%')?;
        let name = inside.get(..length)?;
        // In `a%20b%C3%A4` the percent signs are the escapes of a URL.
        let escape = is_address
            && name.get(..2).is_none_or(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let plausible = name.len() >= 3
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'$'));
        if plausible && !escape {
            return text.get(start..start + length + 2);
        }
        start += length + 1;
    }
}

/// `$NAME` at the start of a text or of a part of it. A `$` after a name marks a computer account.
fn shell_variable(text: &str) -> Option<&str> {
    let start = text.find('$')?;
    let before = text.get(..start)?;
    let name = text.get(start + 1..)?;
    let length = name.find(|next: char| !next.is_ascii_alphanumeric() && next != '_').unwrap_or(name.len());
    let plausible = length >= 3
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && (before.is_empty() || before.ends_with([':', '=', '/', '@']));
    if plausible { text.get(start..start + 1 + length) } else { None }
}
