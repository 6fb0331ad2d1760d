//! The additions of a page's administrator: an organization, a contact, notes on codes, names, a preset.
//!
//! It contains only data: texts are shown as text, and links lead only to web pages. `docs/configuration.md` describes
//! every key. Parsing never fails: everything that is not valid is ignored and reported, with its position.

mod reading;

use crate::address::Preset;
use crate::situation::Situation;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::Ipv6Addr;

/// The file name next to the page.
pub const FILE_NAME: &str = "strongmap.config.json";

/// The id of the block in the page that contains it, if there can be no file next to the page.
pub const BLOCK: &str = "strongmap-config";

/// The name of a file next to the page or below it; `None` if it is anything else.
#[must_use]
pub fn name_beside(declared: &str) -> Option<&str> {
    let name = declared.trim();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
    (name.bytes().all(fits) && name.split('/').all(|part| !part.is_empty() && part != "." && part != ".."))
        .then_some(name)
}

/// The contents of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// The organization that runs the page.
    pub organisation: Option<String>,
    /// The URL at which others open the page.
    pub public_url: Option<String>,
    /// The contact for questions.
    pub support: Option<Support>,
    /// Notes on codes, by the link of the code.
    pub codes: Named<Note>,
    /// Names of certificate templates, by OID.
    pub templates: Named<String>,
    /// Names of CAs, by common name or whole name.
    pub authorities: Named<String>,
    /// Names of domains, by SID.
    pub domains: Named<String>,
    /// The preset for every visitor's situation, unless the visitor enters something else.
    #[serde(with = "crate::situation::as_text")]
    pub situation: Situation,
}

/// Values by name, sorted by name. In a page that looks names up, a list takes less code than a tree.
pub type Named<T> = Vec<(String, T)>;

fn named<'a, T>(things: &'a Named<T>, name: &str) -> Option<&'a T> {
    let place = things.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
    things.get(place).map(|(_, thing)| thing)
}

/// The contact for questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// Plain text.
    pub text: String,
    /// The link to the contact.
    pub link: Option<Target>,
}

/// The organization's own note on a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Plain text; a line break starts a new paragraph.
    pub note: String,
    /// Links for further reading.
    pub links: Vec<Link>,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Plain text.
    pub text: String,
    /// The target.
    pub href: Target,
}

/// The target of a link: a web page, or a path relative to this page. Never a script or data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Target(String);

impl Target {
    /// The maximum length.
    const LONGEST: usize = 2048;

    /// Accepts a URL with `https:` or `http:`, or one relative to the page.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_odd = |c: char| c.is_control() || c.is_whitespace() || "\\<>\"`{}|^".contains(c);
        if text.is_empty() || text.len() > Self::LONGEST || text.contains(is_odd) {
            return None;
        }
        let path = text.split(['/', '?', '#']).next().unwrap_or_default();
        let is_relative = !path.contains(':') && !text.starts_with("//");
        (is_relative || host_of(text).is_some()).then(|| Self(text.to_owned()))
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of a web URL; `None` if there is none, or a user name or password before it.
fn host_of(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (is_web && is_host(host)).then_some(host)
}

/// Whether a text is a host name or an IPv6 address in brackets, with an optional port.
fn is_host(text: &str) -> bool {
    let is_port = |text: &str| text.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok());
    let (is_named, rest) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => (address.parse::<Ipv6Addr>().is_ok(), rest),
        None => {
            let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
            (!name.is_empty() && !name.contains(['@', '%', '[', ']']), rest)
        }
    };
    is_named && (rest.is_empty() || is_port(rest))
}

/// A fault in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The position, such as `$.codes["ike/13908"].links[0].href`.
    pub path: String,
    /// What was expected there.
    pub expected: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.expected)
    }
}

impl Configuration {
    /// Parses a configuration and lists its faults; parts with faults are ignored, the rest is used.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        reading::read(text)
    }

    /// The note on a code, by its link.
    #[must_use]
    pub fn note(&self, link: &str) -> Option<&Note> {
        named(&self.codes, link)
    }

    /// The organization's name for a value in a certificate: a template, a SID, or a CA name in an issuer field.
    #[must_use]
    pub fn name_of(&self, label: &str, value: &str) -> Option<&str> {
        let domain = || value.rsplit_once('-').and_then(|(domain, _)| named(&self.domains, domain));
        let authority = || {
            let known = |(name, _): &&(String, String)| name.eq_ignore_ascii_case(value);
            if matches!(label, "Issued by" | "Issuer") { self.authorities.iter().find(known) } else { None }
        };
        let found = named(&self.templates, value).or_else(|| named(&self.domains, value));
        found.or_else(domain).or_else(|| authority().map(|(_, name)| name)).map(String::as_str)
    }

    /// A situation with the preset applied where it has no value yet.
    #[must_use]
    pub fn filling(&self, situation: &Situation) -> Situation {
        self.preset().filling(situation)
    }

    /// The preset in the configuration.
    #[must_use]
    pub fn preset(&self) -> Preset {
        Preset { situation: self.situation.clone(), complaints: Vec::new() }
    }

    /// A summary in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let parts: Vec<String> = [
            self.organisation.clone(),
            self.public_url.as_ref().map(|url| format!("published at {url}")),
            self.support.as_ref().map(|_| "a support contact".to_owned()),
            counted(self.codes.len(), "note on a code", "notes on codes"),
            counted(self.templates.len(), "template name", "template names"),
            counted(self.authorities.len(), "CA name", "CA names"),
            counted(self.domains.len(), "domain name", "domain names"),
            counted(self.preset().rows().len(), "preset", "presets"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { "nothing yet".to_owned() } else { parts.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_web_pages_only() {
        fn check(text: &str, expect: bool) {
            assert_eq!(Target::parse(text).is_some(), expect, "{text}");
        }
        for good in [
            "https://kb.corp.example/a?b=c#d",
            "HTTP://intranet/x",
            "kb/0012.html",
            "/kb/0012",
            "../x",
            "#/map",
            "?q=1",
            "./a:b",
            "https://[::1]:8443/",
            "https://kb:8443",
            "https://müller.example/",
        ] {
            check(good, true);
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
            "file:///etc/passwd",
            "//evil.example",
            "\\\\evil\\x",
            "/\\evil.example",
            "https://",
            "https:///x",
            "https:evil",
            "https://user:pw@host/",
            "mailto:a@b",
            "a b",
            "http://a\u{0}",
            "x:y",
            "https://[/",
            "https://[]/",
            "https://[kb]/",
            "https://kb]/",
            "https://::1/",
            "https://kb:port/",
            "https://kb:65536/",
            "https://:80/",
            "https://%/",
        ] {
            check(bad, false);
        }
        check(&format!("https://h/{}", "a".repeat(Target::LONGEST)), false);
    }

    #[test]
    fn only_files_next_to_the_page_are_accepted() {
        fn check(declared: &str, expect: Option<&str>) {
            assert_eq!(name_beside(declared), expect, "{declared}");
        }
        check(FILE_NAME, Some(FILE_NAME));
        check(" settings/it.json ", Some("settings/it.json"));
        for bad in [
            "",
            "/it.json",
            "//evil.example/x",
            "https://evil.example",
            "../it.json",
            "a//b",
            "a?b",
            "a\\b",
            ".",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn values_get_the_names_of_the_organization() {
        let (it, problems) = Configuration::read(
            r#"{"templates":{"1.2.3.4":"VPN user"},"authorities":{"Corp CA 1":"Issuing CA, Berlin"},
                "domains":{"S-1-5-21-1-2-3":"corp.example"}}"#,
        );
        assert_eq!(problems, []);
        let check =
            |label: &str, value: &str, expect: Option<&str>| assert_eq!(it.name_of(label, value), expect);
        check("Template", "1.2.3.4", Some("VPN user"));
        check("Issued by", "CORP CA 1", Some("Issuing CA, Berlin"));
        check("Common name", "Corp CA 1", None);
        check("SID", "S-1-5-21-1-2-3-1105", Some("corp.example"));
        check("SID", "S-1-5-21-1-2-3", Some("corp.example"));
        check("SID", "S-1-5-21-1-2-33-1105", None);
        check("SID", "", None);
    }
}
