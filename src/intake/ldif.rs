//! LDIF, as ldifde, ldapsearch and other directories export it (RFC 2849).

use super::account::{Record, Value};
use super::base64::{self, Manner};
use super::text::{Holds, Page};
use super::{Place, Search};
use crate::certificate::Span;

/// Looks for entries in a text: the facts about accounts, and what the binary attributes hold.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    for entry in entries(&page.bytes) {
        let mut record = Record::default();
        for line in &entry.lines {
            record.add(&line.attribute, line.value());
        }
        record.tell(search, place, entry.span);
        for line in entry.lines.iter().filter(|line| line.encoded && line.raw.len() >= LEAST) {
            let Value::Bytes(bytes) = line.value() else { continue };
            let inside = format!("{} of {}", line.attribute, entry.name);
            let known = page.open(search, &bytes, &place.written(&inside, line.span), Holds::Bytes);
            if known {
                page.blank(line.span);
            }
        }
    }
}

/// Nothing shorter than this, in base64, holds a certificate.
const LEAST: usize = 100;

struct Entry {
    name: String,
    lines: Vec<Line>,
    span: Span,
}

struct Line {
    /// Without options such as `;binary`.
    attribute: String,
    raw: Vec<u8>,
    /// Two colons stood before the value.
    encoded: bool,
    span: Span,
}

impl Line {
    fn value(&self) -> Value {
        if self.encoded {
            Value::Bytes(base64::decode(&self.raw, 0, Manner::Tolerant).bytes)
        } else {
            Value::Text(String::from_utf8_lossy(&self.raw).into_owned())
        }
    }
}

fn entries(text: &[u8]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut open = false;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = line(rest);
        let whole = rest.get(..length).unwrap_or_default();
        let span = Span { offset: at, length };
        at += length.max(1);
        if whole.trim_ascii().is_empty() {
            // Some exports have an empty line behind every line; the next `dn:` begins an entry in any case.
            continue;
        }
        let Some(line) = attribute(whole, span) else {
            open = false;
            continue;
        };
        if line.attribute.eq_ignore_ascii_case("dn") {
            let name = match line.value() {
                Value::Text(text) => text,
                Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            };
            entries.push(Entry { name, lines: vec![line], span });
            open = true;
        } else if let Some(entry) = entries.last_mut().filter(|_| open) {
            entry.span.length = at - entry.span.offset;
            entry.lines.push(line);
        }
    }
    entries
}

/// The length of the first line with those it goes on in, which begin with a space.
fn line(text: &[u8]) -> usize {
    let mut length = 0;
    for (number, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if number > 0 && !line.starts_with(b" ") {
            break;
        }
        length += line.len();
    }
    length
}

fn attribute(whole: &[u8], span: Span) -> Option<Line> {
    let colon = whole.iter().take(128).position(|byte| *byte == b':')?;
    let (name, value) = whole.split_at(colon);
    let name = name.split(|byte| *byte == b';').next()?;
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte));
    if name.is_empty() || !is_name {
        return None;
    }
    let (value, encoded) = match value {
        [b':', b':', value @ ..] => (value, true),
        // The value stands in another file.
        [b':', b'<', ..] => return None,
        [b':', value @ ..] => (value, false),
        _ => return None,
    };
    let mut raw = Vec::with_capacity(value.len());
    for (number, line) in value.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        raw.extend_from_slice(if number == 0 { line } else { line.strip_prefix(b" ").unwrap_or(line) });
    }
    let raw = raw.strip_prefix(b" ").map(<[u8]>::to_vec).unwrap_or(raw);
    Some(Line { attribute: String::from_utf8_lossy(name).into_owned(), raw, encoded, span })
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use crate::situation::{Account, AccountKind};
    use forge::container::directory::{Value, ldif};
    use forge::{Ca, extension};

    const SID: &str = "S-1-5-21-1004336348-1177238915-682003330-1105";

    #[track_caller]
    fn check(text: &str, expect: &[(&str, Option<Account>)]) {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<(&str, Option<Account>)> = items
            .iter()
            .map(|item| {
                let account = match &item.content {
                    Content::Evidence(facts) => Some(facts.account.clone()),
                    _ => None,
                };
                (item.origin.as_str(), account)
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn accounts_and_their_certificates() {
        let der = Ca::root("Corp Root CA").der();
        let sid = extension::binary_sid(SID);
        let long =
            "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA 1<SR>1200000000000000000000000000000000002b";
        let text = ldif(
            "CN=pc1,DC=corp,DC=example",
            &[
                ("objectClass", Value::Text("top")),
                ("objectClass", Value::Text("user")),
                ("objectClass", Value::Text("computer")),
                ("sAMAccountName", Value::Text("PC1$")),
                ("objectSid", Value::Bytes(&sid)),
                ("altSecurityIdentities", Value::Text(long)),
                ("userCertificate;binary", Value::Bytes(&der)),
            ],
        );
        let account = Account {
            kind: Some(AccountKind::Computer),
            sid: crate::sid::Sid::parse(SID),
            sam: Some("PC1$".to_owned()),
            alt_security_identities: Some(vec![long.to_owned()]),
            ..Account::default()
        };
        let both =
            [("account PC1$", Some(account.clone())), ("userCertificate of CN=pc1,DC=corp,DC=example", None)];
        check(&text, &both);
        check(&text.replace('\n', "\r\n"), &both);
    }

    #[test]
    fn names_in_base64() {
        let text = ldif("CN=x", &[("userPrincipalName", Value::Bytes("jürgen@corp.example".as_bytes()))]);
        let account = Account { upn: Some("jürgen@corp.example".to_owned()), ..Account::default() };
        check(&text, &[("account jürgen@corp.example", Some(account))]);
    }
}
