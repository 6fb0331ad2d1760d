//! Parses a configuration from JSON: only known keys, valid values, and limited sizes.

use super::{Configuration, Link, Named, Note, Problem, Support, Target, host_of};
use crate::address::preset;
use crate::catalog::Code;
use crate::sid::{Class, Sid};
use crate::situation;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The maximum size of the file, in bytes.
const LARGEST: usize = 256 * 1024;
/// The maximum number of entries in an object.
const MAX_ENTRIES: usize = 2000;
/// The maximum number of links in a note.
const MAX_CHAIN: usize = 10;
/// The maximum number of characters in a name, and in a note.
const LONGEST_NAME: usize = 200;
const LONGEST_NOTE: usize = 4000;
/// The maximum number of problems listed; with more, it is the wrong file. The rest is counted.
const MAX_PROBLEMS: usize = 50;

pub(super) fn read(text: &str) -> (Configuration, Vec<Problem>) {
    let mut reader = Reader::default();
    let mut it = Configuration::default();
    if text.len() > LARGEST {
        reader.problem("$", format!("expected at most {} KB", LARGEST / 1024));
        return (it, reader.finish());
    }
    // Decoding as UTF-8 replaces invalid bytes with this character.
    if let Some(line) = text.lines().position(|line| line.contains(char::REPLACEMENT_CHARACTER)) {
        reader.problem(
            "$",
            format!("expected UTF-8; line {} contains characters in another encoding", line + 1),
        );
    }
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let mut repeated = Vec::new();
    let whole = Place { path: &mut "$".to_owned(), repeated: &mut repeated };
    let value = match whole.deserialize(&mut json).and_then(|value| json.end().map(|()| value)) {
        Ok(value) => value,
        Err(error) => {
            reader.problem("$", format!("expected JSON: {error}"));
            return (it, reader.finish());
        }
    };
    for path in repeated {
        reader.problem(&path, "expected each key once; the first one counts");
    }
    let Some(members) = reader.object("$", &value) else { return (it, reader.finish()) };
    for (key, value) in members {
        let path = inside("$", key);
        match key.as_str() {
            "organisation" => it.organisation = reader.name(&path, value),
            "public_url" => it.public_url = reader.public_url(&path, value),
            "support" => it.support = reader.support(&path, value),
            "codes" => it.codes = reader.codes(&path, value),
            "templates" => {
                it.templates = reader.names(&path, value, "an object identifier such as 1.3.6.1.4.1", oid);
            }
            "authorities" => {
                it.authorities = reader.names(&path, value, "the name of a CA", ca_name);
            }
            "domains" => {
                it.domains = reader.names(&path, value, "the SID of a domain, S-1-5-21-…-…-…", domain);
            }
            "situation" => it.situation = reader.situation(&path, value),
            // Editors find the schema by it; it has no meaning here.
            "$schema" => {}
            _ => reader.problem(
                &path,
                "unknown key; the known keys are organisation, public_url, support, codes, templates, authorities, \
                 domains and situation",
            ),
        }
    }
    (it, reader.finish())
}

/// Collects the problems found.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    /// How many more there are.
    unlisted: usize,
}

impl Reader {
    fn problem(&mut self, path: &str, expected: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem { path: path.to_owned(), expected: expected.into() });
        } else {
            self.unlisted += 1;
        }
    }

    fn finish(mut self) -> Vec<Problem> {
        if self.unlisted > 0 {
            let expected = format!("{} more entries are invalid and not listed", self.unlisted);
            self.problems.push(Problem { path: "$".to_owned(), expected });
        }
        self.problems
    }

    fn object<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Map<String, Value>> {
        let members = value.as_object();
        match members {
            None => self.problem(path, "expected an object in braces"),
            Some(members) if members.len() > MAX_ENTRIES => {
                self.problem(path, format!("expected at most {MAX_ENTRIES} entries"));
            }
            Some(_) => return members,
        }
        None
    }

    fn text(&mut self, path: &str, value: &Value, longest: usize, lines: bool) -> Option<String> {
        let is_odd = |c: char| c.is_control() && !(lines && "\n\r\t".contains(c));
        let text = value
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty() && text.chars().count() <= longest && !text.contains(is_odd));
        if text.is_none() {
            let kind = if lines { "text" } else { "one line of text" };
            self.problem(path, format!("expected {kind} of 1 to {longest} characters"));
        }
        text.map(str::to_owned)
    }

    fn name(&mut self, path: &str, value: &Value) -> Option<String> {
        self.text(path, value, LONGEST_NAME, false)
    }

    fn target(&mut self, path: &str, value: &Value) -> Option<Target> {
        let target = value.as_str().and_then(Target::parse);
        if target.is_none() {
            self.problem(
                path,
                "expected a link that starts with https:// or http://, or one relative to the page",
            );
        }
        target
    }

    fn public_url(&mut self, path: &str, value: &Value) -> Option<String> {
        let url = value.as_str().and_then(Target::parse);
        let url = url.filter(|url| host_of(url.as_str()).is_some() && !url.as_str().contains(['?', '#']));
        if url.is_none() {
            self.problem(path, "expected the full URL of the page, https:// or http://, without ? and #");
        }
        url.map(|url| url.as_str().to_owned())
    }

    fn support(&mut self, path: &str, value: &Value) -> Option<Support> {
        let mut text = None;
        let mut link = None;
        for (key, value) in self.object(path, value)? {
            let path = inside(path, key);
            match key.as_str() {
                "text" => text = self.name(&path, value),
                "link" => link = self.target(&path, value),
                _ => self.problem(&path, "unknown key; the known keys are text and link"),
            }
        }
        self.needed(path, "text", value);
        Some(Support { text: text?, link })
    }

    fn codes(&mut self, path: &str, value: &Value) -> Named<Note> {
        let mut codes = BTreeMap::new();
        for (key, value) in self.object(path, value).into_iter().flatten() {
            let path = inside(path, key);
            let Some(code) = Code::from_link(&format!("#/code/{key}")) else {
                self.problem(&path, "expected a code as in its link after #/code/, such as ike/13908");
                continue;
            };
            if let Some(note) = self.note(&path, value)
                && codes.insert(code.link(), note).is_some()
            {
                self.problem(&path, "expected each code once; this one appears above in another spelling");
            }
        }
        codes.into_iter().collect()
    }

    fn note(&mut self, path: &str, value: &Value) -> Option<Note> {
        let mut note = None;
        let mut links = Vec::new();
        for (key, value) in self.object(path, value)? {
            let path = inside(path, key);
            match key.as_str() {
                "note" => note = self.text(&path, value, LONGEST_NOTE, true),
                "links" => links = self.links(&path, value),
                _ => self.problem(&path, "unknown key; the known keys are note and links"),
            }
        }
        if links.is_empty() {
            self.needed(path, "note", value);
        }
        (note.is_some() || !links.is_empty()).then(|| Note { note: note.unwrap_or_default(), links })
    }

    fn links(&mut self, path: &str, value: &Value) -> Vec<Link> {
        let Some(list) = value.as_array().filter(|list| list.len() <= MAX_CHAIN) else {
            self.problem(path, format!("expected a list in brackets of at most {MAX_CHAIN} links"));
            return Vec::new();
        };
        let places = list.iter().enumerate();
        places.filter_map(|(place, value)| self.link(&format!("{path}[{place}]"), value)).collect()
    }

    fn link(&mut self, path: &str, value: &Value) -> Option<Link> {
        let mut text = None;
        let mut href = None;
        for (key, value) in self.object(path, value)? {
            let path = inside(path, key);
            match key.as_str() {
                "text" => text = self.name(&path, value),
                "href" => href = self.target(&path, value),
                _ => self.problem(&path, "unknown key; the known keys are text and href"),
            }
        }
        self.needed(path, "text", value);
        self.needed(path, "href", value);
        Some(Link { text: text?, href: href? })
    }

    fn needed(&mut self, path: &str, key: &str, value: &Value) {
        if value.get(key).is_none() {
            self.problem(path, format!("expected a key `{key}`"));
        }
    }

    /// Names by keys, normalized by `looked_up`.
    fn names(
        &mut self,
        path: &str,
        value: &Value,
        expected: &str,
        looked_up: fn(&str) -> Option<String>,
    ) -> Named<String> {
        let mut names = BTreeMap::new();
        // CA names are compared without regard to case.
        let mut seen = BTreeSet::new();
        for (key, value) in self.object(path, value).into_iter().flatten() {
            let path = inside(path, key);
            let Some(key) = looked_up(key.trim()) else {
                self.problem(&path, format!("expected {expected} as the key"));
                continue;
            };
            if !seen.insert(key.to_ascii_lowercase()) {
                self.problem(&path, "expected each key once; this one appears above in another spelling");
            } else if let Some(name) = self.name(&path, value) {
                names.insert(key, name);
            }
        }
        names.into_iter().collect()
    }

    /// Only keys that a link may preset too: an administrator's preset applies to every account.
    fn situation(&mut self, path: &str, value: &Value) -> situation::Situation {
        let mut leaves = Vec::new();
        if let Some(members) = self.object(path, value) {
            leaves_of(members, "", &mut leaves);
        }
        let mut it = situation::Situation::default();
        for (above, key, value) in leaves {
            let above_path = if above.is_empty() { path.to_owned() } else { inside(path, above) };
            let path = inside(&above_path, key);
            let key = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
            let known = preset::KEYS.iter().find(|known| known.path == key);
            let Some(known) = known.filter(|_| !(above.is_empty() && key.contains('.'))) else {
                self.problem(
                    &path,
                    "a key that cannot be preset; docs/configuration.md lists those that can",
                );
                continue;
            };
            match situation::with(&it, &key, Some(value.clone())) {
                Ok(with) => match known.fits(&with) {
                    Ok(()) => it = with,
                    Err(expected) => self.problem(&path, format!("expected {expected}")),
                },
                Err(rejected) => self.problem(&path, format!("invalid: {rejected}")),
            }
        }
        it
    }
}

/// Every value of nested objects, with its key and its parent's key. A situation has two levels: objects below that
/// count as values.
fn leaves_of<'v>(
    members: &'v Map<String, Value>,
    above: &'v str,
    leaves: &mut Vec<(&'v str, &'v str, &'v Value)>,
) {
    for (key, value) in members {
        match value {
            Value::Object(inner) if above.is_empty() => leaves_of(inner, key, leaves),
            _ => leaves.push((above, key, value)),
        }
    }
}

/// A position in the JSON while parsing. If a key is repeated, the first one counts and the others are recorded.
struct Place<'p> {
    path: &'p mut String,
    repeated: &'p mut Vec<String>,
}

impl Place<'_> {
    /// Runs `value` with `step` appended to the path.
    fn further<T>(&mut self, step: &str, value: impl FnOnce(Place<'_>) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(step);
        let value = value(Place { path: self.path, repeated: self.repeated });
        self.path.truncate(length);
        value
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let step = inside("", &key);
            let value = self.further(&step, |place| members.next_value_seed(place))?;
            match map.entry(key) {
                Entry::Vacant(place) => drop(place.insert(value)),
                Entry::Occupied(_) => self.repeated.push(format!("{}{step}", self.path)),
            }
        }
        Ok(Value::Object(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) =
            self.further(&format!("[{}]", list.len()), |place| values.next_element_seed(place))?
        {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

/// The path of a key in an object.
fn inside(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain {
        return format!("{path}.{key}");
    }
    let shown: String = key.chars().take(60).collect();
    format!("{path}[{}]", Value::from(crate::certificate::visible(&shown)))
}

fn oid(text: &str) -> Option<String> {
    let arcs: Vec<&str> = text.split('.').collect();
    let is_arc = |arc: &&str| {
        !arc.is_empty()
            && arc.len() <= 39
            && arc.bytes().all(|byte| byte.is_ascii_digit())
            && (*arc == "0" || !arc.starts_with('0'))
    };
    ((3..=40).contains(&arcs.len()) && arcs.iter().all(is_arc)).then(|| text.to_owned())
}

fn ca_name(text: &str) -> Option<String> {
    let fits = !text.is_empty() && text.chars().count() <= 400 && !text.contains(char::is_control);
    fits.then(|| text.to_owned())
}

fn domain(text: &str) -> Option<String> {
    Sid::parse(text).filter(|sid| sid.class() == Class::Truncated).map(|sid| sid.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, problems: &[(&str, &str)]) -> Configuration {
        let (it, found) = read(text);
        assert_eq!(found.len(), problems.len(), "{found:?}");
        for (found, (path, words)) in found.iter().zip(problems) {
            assert_eq!(found.path, *path, "{found}");
            assert!(found.expected.contains(words), "{found}");
        }
        it
    }

    #[test]
    fn empty_objects_are_valid() {
        assert_eq!(check("{}", &[]), Configuration::default());
        check("\u{feff}{\"$schema\":\"x\"}", &[]);
    }

    #[test]
    fn invalid_json_is_reported() {
        check("", &[("$", "expected JSON: EOF")]);
        check("<!doctype html>", &[("$", "line 1 column 1")]);
        check("[]", &[("$", "an object in braces")]);
        check(&format!("{{\"organisation\":\"{}\"}}", "x".repeat(LARGEST)), &[("$", "at most 256 KB")]);
        check(&"[".repeat(100_000), &[("$", "recursion limit")]);
    }

    #[test]
    fn faults_have_positions_and_the_rest_is_used() {
        let it = check(
            r#"{"organisation": "Corp", "colour": 1, "public_url": "kb/", "support": {"link": "mailto:a@b"},
                "codes": {"ike/13908": {"note": "Ask us.", "links": [{"text": "KB", "href": "javascript:x"}]},
                          "ike/1": {"note": "?"}, "kdc/39": {}},
                "templates": {"CorpVpn": "x", "1.2.3": ""}, "domains": {"S-1-5-21-1-2-3-1105": "x"}}"#,
            &[
                ("$.codes[\"ike/1\"]", "such as ike/13908"),
                ("$.codes[\"ike/13908\"].links[0].href", "https:// or http://"),
                ("$.codes[\"kdc/39\"]", "expected a key `note`"),
                ("$.colour", "unknown key"),
                ("$.domains[\"S-1-5-21-1-2-3-1105\"]", "the SID of a domain"),
                ("$.public_url", "full URL"),
                ("$.support.link", "https:// or http://"),
                ("$.support", "expected a key `text`"),
                ("$.templates[\"1.2.3\"]", "one line of text of 1 to 200"),
                ("$.templates.CorpVpn", "an object identifier"),
            ],
        );
        assert_eq!(it.organisation.as_deref(), Some("Corp"));
        let note = Note { note: "Ask us.".into(), links: vec![] };
        assert_eq!(it.note("#/code/ike/13908"), Some(&note));
        assert_eq!((it.codes.len(), it.support), (1, None));
    }

    #[test]
    fn codes_are_accepted_in_any_notation_but_only_once() {
        let it = check(
            r#"{"codes": {"HRESULT/0x800B0101": {"note": "a"}, "kdc/39": {"links": [{"text": "b", "href": "c"}]}}}"#,
            &[],
        );
        assert!(it.note("#/code/hresult/0x800b0101").is_some() && it.note("#/code/kdc/39").is_some());
        check(
            r#"{"codes": {"ike/0x3654": {"note": "a"}, "ike/13908": {"note": "a"}}}"#,
            &[("$.codes[\"ike/13908\"]", "each code once")],
        );
    }

    #[test]
    fn account_details_cannot_be_preset() {
        let it = check(
            r#"{"situation": {"scenario": "user-tunnel", "dc": {"version": ["2019"], "enforcement": null},
                "account": {"kind": "user"}}}"#,
            &[],
        );
        assert_eq!(it.preset().query(), "scenario=user-tunnel&dc=2019&enforcement=not-set&account=user");
        check(
            r#"{"situation": {"account": {"sid": "S-1-5-21-1-2-3-1105"}, "dc": {"version": "1999"}, "scenario": "vpn",
                "today": "2026-01-01T00:00:00Z", "dc.realm": "x", "rras": {"root_name": {"a": 1}}}}"#,
            &[
                ("$.situation.account.sid", "cannot be preset"),
                ("$.situation.dc.version", "1999"),
                ("$.situation[\"dc.realm\"]", "cannot be preset"),
                ("$.situation.rras.root_name", "cannot be preset"),
                ("$.situation.scenario", "vpn"),
                ("$.situation.today", "cannot be preset"),
            ],
        );
    }

    #[test]
    fn values_that_no_link_can_preset_are_refused() {
        let it = check(
            r#"{"situation": {"server_name": "https://vpn.corp.example/", "scenario": [], "dc": {"enforcement": 7,
                "realm": "corp example!", "version": "2019"}, "client": {"windows": "banana \u001b[31m"},
                "nps": {"ignore_no_revocation_check": null}}}"#,
            &[
                ("$.situation.client.windows", "expected a few letters and digits"),
                ("$.situation.dc.enforcement", "expected 0, 1, 2, or not-set"),
                ("$.situation.dc.realm", "expected a DNS name"),
                ("$.situation.server_name", "expected a DNS name"),
            ],
        );
        assert_eq!(it.preset().query(), "dc=2019");
        assert_eq!(it.filling(&situation::Situation::default()).dc.realm, None);
    }

    #[test]
    fn repeated_keys_are_reported_and_the_first_counts() {
        let it = check(
            r#"{"organisation": "a", "codes": {"kdc/39": {"note": "a"}, "kdc/39": {"note": "b"}, "kdc/\u0033\u0039": 1},
                "organisation": "b", "codes": {}, "situation": {"dc": {"realm": "a", "realm": "b"}}}"#,
            &[
                ("$.codes[\"kdc/39\"]", "the first one counts"),
                ("$.codes[\"kdc/39\"]", "once"),
                ("$.organisation", "once"),
                ("$.codes", "once"),
                ("$.situation.dc.realm", "once"),
            ],
        );
        assert_eq!((it.organisation.as_deref(), it.preset().query().as_str()), (Some("a"), "realm=a"));
        assert_eq!(it.note("#/code/kdc/39").map(|note| note.note.as_str()), Some("a"));
        check(
            r#"{"codes": {"kdc/39": {"links": [{"text": "a", "href": "a"}, {"text": "a", "text": "b", "href": "c"}]}},
                "templates": {}}"#,
            &[("$.codes[\"kdc/39\"].links[1].text", "once")],
        );
        check("{} {}", &[("$", "expected JSON: trailing")]);
    }

    #[test]
    fn names_are_normalized_for_lookup() {
        let it = check(
            r#"{"authorities": {" Contoso CA ": "ours", "CONTOSO CA": "theirs"}, "templates": {" 1.2.3 ": "VPN"},
                "domains": {"S-1-0x000000000005-21-1-2-3": "corp"}}"#,
            &[("$.authorities[\"CONTOSO CA\"]", "another spelling")],
        );
        assert_eq!(it.name_of("Issuer", "Contoso CA"), Some("ours"));
        assert_eq!(it.name_of("Template", "1.2.3"), Some("VPN"));
        assert_eq!(it.name_of("SID", "S-1-5-21-1-2-3-1105"), Some("corp"));
    }

    #[test]
    fn other_encodings_are_reported() {
        let ansi = String::from_utf8_lossy(b"{\n\"organisation\": \"M\xfcller\"}").into_owned();
        assert!(check(&ansi, &[("$", "line 2")]).organisation.is_some());
    }

    #[test]
    fn sizes_are_limited() {
        check(&format!(r#"{{"organisation": "{}"}}"#, "x".repeat(201)), &[("$.organisation", "1 to 200")]);
        check(r#"{"organisation": "a\u0000b"}"#, &[("$.organisation", "one line")]);
        check(r#"{"codes": {"kdc/39": {"note": "two\nlines"}}}"#, &[]);
        let links = [r#"{"text":"a","href":"b"}"#; 11].join(",");
        check(
            &format!(r#"{{"codes": {{"kdc/39": {{"note": "a", "links": [{links}]}}}}}}"#),
            &[("$.codes[\"kdc/39\"].links", "at most 10")],
        );
        let many: Vec<String> = (0..2001).map(|arc| format!("\"1.2.{arc}\":\"x\"")).collect();
        check(&format!(r#"{{"templates": {{{}}}}}"#, many.join(",")), &[("$.templates", "at most 2000")]);
        let wrong: Vec<String> = (0..100).map(|key| format!("\"k{key}\":1")).collect();
        let problems = read(&format!("{{{}}}", wrong.join(","))).1;
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
        assert_eq!(problems.last().unwrap().expected, "50 more entries are invalid and not listed");
    }
}
