//! Links to the page for use in articles: as plain URL, as Markdown, as HTML, and as a badge for wikis.
//!
//! They contain an anchor at most: no script, no style, and nothing that loads other resources.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The placeholder for the URL of the page, if it has none that others can open.
pub const PLACEHOLDER: &str = "https://your-server.example/strongmap/";

/// A link in the formats used in articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// The URL.
    pub url: String,
    /// As Markdown.
    pub markdown: String,
    /// As HTML.
    pub html: String,
    /// As a short anchor that names the page.
    pub badge: String,
}

/// Creates a link from the URL of the page, the address within it, the label of what it shows, and its title.
#[must_use]
pub fn snippet(base: &str, link: &str, label: &str, title: &str) -> Snippet {
    let url = url(base, link);
    let words = match title {
        "" => label.to_owned(),
        title => format!("{label}: {title}"),
    };
    let href = html(&url);
    Snippet {
        markdown: format!("[{}]({})", markdown(&words), target(&url)),
        html: format!("<a href=\"{href}\">{}</a>", html(&words)),
        badge: format!("<a href=\"{href}\" title=\"{}\">Strongmap: {}</a>", html(&words), html(label)),
        url,
    }
}

/// The URL of the page with another address within it.
fn url(base: &str, link: &str) -> String {
    let end = base.find(['#', '?']).unwrap_or(base.len());
    format!("{}{link}", base.get(..end).unwrap_or_default())
}

/// Escapes characters with a meaning in HTML, both in text and in attributes.
fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Escapes characters with a meaning in Markdown, in the text of a link.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '[' | ']' | '*' | '_' | '`' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Escapes characters that would end the target of a link in Markdown.
fn target(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for letter in url.chars() {
        match letter {
            '(' | ')' | '<' | '>' | '"' | '\\' | '|' | '*' | '`' | ' ' => {
                let _ = write!(escaped, "%{:02X}", u32::from(letter));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, link: &str, label: &str, title: &str, expect: [&str; 4]) {
        let Snippet { url, markdown, html, badge } = snippet(base, link, label, title);
        assert_eq!([url, markdown, html, badge], expect);
    }

    #[test]
    fn links_are_written_in_four_formats() {
        check(
            "https://kb.corp.example/strongmap/",
            "#/code/kdc/39",
            "KDC event 39",
            "No strong mapping",
            [
                "https://kb.corp.example/strongmap/#/code/kdc/39",
                "[KDC event 39: No strong mapping](https://kb.corp.example/strongmap/#/code/kdc/39)",
                "<a href=\"https://kb.corp.example/strongmap/#/code/kdc/39\">KDC event 39: No strong mapping</a>",
                "<a href=\"https://kb.corp.example/strongmap/#/code/kdc/39\" title=\"KDC event 39: No strong mapping\">\
                 Strongmap: KDC event 39</a>",
            ],
        );
        check(
            "http://h/a(1).html?x=1#/map",
            "#/inspect?dc=2019&enforcement=2",
            "a",
            "",
            [
                "http://h/a(1).html#/inspect?dc=2019&enforcement=2",
                "[a](http://h/a%281%29.html#/inspect?dc=2019&enforcement=2)",
                "<a href=\"http://h/a(1).html#/inspect?dc=2019&amp;enforcement=2\">a</a>",
                "<a href=\"http://h/a(1).html#/inspect?dc=2019&amp;enforcement=2\" title=\"a\">Strongmap: a</a>",
            ],
        );
    }

    #[test]
    fn titles_are_escaped() {
        let hostile = "\"><script>x</script>](javascript:1) ![i](j) <b> 'c' `d` *e* _f_\n";
        let Snippet { markdown, html, badge, .. } = snippet("https://h/", "#/", hostile, hostile);
        for text in [&html, &badge] {
            assert!(text.starts_with("<a href=\"https://h/#/\"") && text.ends_with("</a>"), "{text}");
            assert_eq!(text.matches('<').count(), 2, "{text}");
            assert!(!text.contains('\n') && !text.contains('\''), "{text}");
        }
        assert!(!markdown.contains("![") && !markdown.contains("<script"), "{markdown}");
        assert!(markdown.contains("\\](javascript"), "{markdown}");
    }
}
