//! Reads HTML and SVG like the tokenizer of a browser, as far as generated pages need it.

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The start of an element: its name, and its attributes with their values.
    Element(String, Vec<(String, String)>),
    /// Text, with the name of the innermost open element.
    Text(String, String),
    /// Anything else that begins like markup, such as a comment.
    Other(String),
}

/// Splits a page into its parts.
pub(crate) fn parts(page: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while !rest.is_empty() {
        let inside = open.last().cloned().unwrap_or_default();
        // In these, only their own end tag is markup.
        let raw = ["script", "style", "textarea", "title"].contains(&inside.as_str());
        let end = if raw { rest.find(&format!("</{inside}")) } else { markup(rest) };
        let end = end.unwrap_or(rest.len());
        if end > 0 {
            parts.push(Part::Text(inside, decoded(&rest[..end])));
        }
        rest = &rest[end..];
        if let Some(tag) = rest.strip_prefix("</") {
            let name = word(tag);
            if let Some(place) = open.iter().rposition(|it| *it == name) {
                open.truncate(place);
            }
            rest = tag.split_once('>').map_or("", |(_, rest)| rest);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            let (other, after) = rest.split_once('>').unwrap_or((rest, ""));
            parts.push(Part::Other(other.to_owned()));
            rest = after;
        } else if let Some(tag) = rest.strip_prefix('<') {
            let name = word(tag);
            let (attributes, closed, after) = attributes(&tag[name.len()..]);
            if !closed && !["input", "br", "hr", "img", "meta", "link", "wbr"].contains(&name.as_str()) {
                open.push(name.clone());
            }
            parts.push(Part::Element(name, attributes));
            rest = after;
        }
    }
    parts
}

/// Where markup begins: at a `<` followed by a letter, `/`, `!` or `?`.
fn markup(text: &str) -> Option<usize> {
    text.match_indices('<').map(|(place, _)| place).find(|place| {
        text[place + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next))
    })
}

fn word(text: &str) -> String {
    text.chars().take_while(|it| !it.is_whitespace() && !"/>".contains(*it)).collect()
}

/// The attributes up to the end of a tag, whether the tag closes itself, and the rest after it.
fn attributes(mut rest: &str) -> (Vec<(String, String)>, bool, &str) {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.starts_with('/') && !rest.starts_with("/>") {
            rest = &rest[1..];
            continue;
        }
        if let Some(after) = rest.strip_prefix("/>") {
            return (found, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (found, false, after);
        }
        if rest.is_empty() {
            return (found, false, rest);
        }
        let name: String =
            rest.chars().take_while(|it| !it.is_whitespace() && !"=/>".contains(*it)).collect();
        rest = &rest[name.len().max(usize::from(name.is_empty()))..];
        let mut value = "";
        if let Some(after) = rest.trim_start().strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|it| "\"'".contains(*it));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_at(after.find([' ', '>', '\n', '\t']).unwrap_or(after.len())),
            };
        }
        found.push((name, decoded(value)));
    }
}

/// Replaces character references by their characters.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, behind) = after.split_once(';').unwrap_or(("", after));
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        });
        let meant = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => number.and_then(char::from_u32),
        };
        match meant {
            Some(character) => {
                out.push(character);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

#[test]
fn pages_are_split_into_parts() {
    let element = |name: &str, attributes: &[(&str, &str)]| {
        let owned = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Part::Element(name.to_owned(), owned.collect())
    };
    let text = |inside: &str, text: &str| Part::Text(inside.to_owned(), text.to_owned());
    let check = |page: &str, expect: &[Part]| assert_eq!(parts(page), expect, "{page}");
    check("<b>a</b>c", &[element("b", &[]), text("b", "a"), text("", "c")]);
    check("a < b &lt;i> &#x41;&nosuch", &[text("", "a < b <i> A&nosuch")]);
    check("<a href='x' b=y c>", &[element("a", &[("href", "x"), ("b", "y"), ("c", "")])]);
    check("<img src=x onerror=y(1)>", &[element("img", &[("src", "x"), ("onerror", "y(1)")])]);
    check("<svg/onload=z()>", &[element("svg", &[("onload", "z()")])]);
    check("<textarea><b></textarea>", &[element("textarea", &[]), text("textarea", "<b>")]);
    check("<!-- a -->b", &[Part::Other("<!-- a --".to_owned()), text("", "b")]);
}
