//! LDIF, as exported by ldifde, ldapsearch and other directories (RFC 2849).

use super::account::{self, Record, Value};
use super::base64::{self, Manner};
use super::text::{Holds, Page};
use super::{Content, Found, Place, Search};
use crate::certificate::{Defect, Span};

/// Looks for entries in a text: account facts, and the contents of binary attributes.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let mut change: Option<(Span, usize)> = None;
    let Listed { entries, stray } = entries(&page.bytes);
    for entry in entries {
        let mut record = Record::default();
        let of_ldp = entry.is_of_ldp();
        for line in &entry.lines {
            record.add(&line.attribute, if of_ldp { line.value_of_ldp() } else { line.value() });
        }
        if !entry.is_change() {
            record.tell(search, place, entry.span);
        } else if record.tells() {
            change = Some(change.map_or((entry.span, 1), |(first, count)| (first, count + 1)));
        }
        for line in entry.lines.iter().filter(|line| line.encoded) {
            let Value::Bytes(bytes) = line.value() else { continue };
            if line.raw.len() >= LEAST {
                let inside = format!("{} of {}", line.attribute, entry.name);
                page.open(search, &bytes, &place.written(&inside, line.span), Holds::Attribute);
            }
            // Other readers would detach the value from its entry.
            page.blank(line.span);
        }
    }
    stray.into_iter().for_each(|span| page.blank(span));
    if let Some((first, count)) = change {
        report_changes(search, place, first, count);
    }
}

/// Reports that change records are not facts.
fn report_changes(search: &mut Search<'_>, place: &Place, first: Span, count: usize) {
    let entries = match count {
        1 => "An LDIF entry requests".to_owned(),
        _ => format!("{count} LDIF entries request"),
    };
    let message = format!(
        "{entries} a change to an account, which does not show what the account has. Drop an export of the account."
    );
    let span = place.written("", first).span(0, 0);
    let defects = vec![Defect { id: "change-record", message, span: None }];
    let origin = place.origin("changes in LDIF");
    search.add(place, Found { span, defects, ..Found::new(origin, Content::Unknown) });
}

/// Anything shorter than this, in base64, contains no certificate.
const LEAST: usize = 100;

/// The content of a text.
#[derive(Default)]
struct Listed {
    entries: Vec<Entry>,
    /// Encoded values of account attributes without an entry they belong to.
    stray: Vec<Span>,
}

struct Entry {
    name: String,
    lines: Vec<Line>,
    span: Span,
}

impl Entry {
    /// Whether it requests a change to an object instead of stating what it has.
    fn is_change(&self) -> bool {
        let is_order = |line: &&Line| {
            let orders = ["modify", "delete", "modrdn", "moddn"].iter();
            line.attribute.eq_ignore_ascii_case("changetype")
                && orders
                    .into_iter()
                    .any(|order| line.raw.trim_ascii().eq_ignore_ascii_case(order.as_bytes()))
        };
        self.lines.iter().any(|line| is_order(&line))
    }

    /// Whether ldp printed it, which writes a semicolon after every value.
    fn is_of_ldp(&self) -> bool {
        let mut lines = self.lines.iter().skip(1).filter(|line| !line.encoded).peekable();
        lines.peek().is_some() && lines.all(|line| line.raw.trim_ascii_end().ends_with(b";"))
    }
}

struct Line {
    /// Without options such as `;binary`.
    attribute: String,
    raw: Vec<u8>,
    /// Whether two colons precede the value.
    encoded: bool,
    span: Span,
}

impl Line {
    fn value_of_ldp(&self) -> Value {
        let text = String::from_utf8_lossy(&self.raw);
        Value::Text(text.trim_end().trim_end_matches(';').to_owned())
    }

    fn value(&self) -> Value {
        if self.encoded {
            Value::Bytes(base64::decode(&self.raw, 0, Manner::Tolerant).bytes)
        } else {
            Value::Text(String::from_utf8_lossy(&self.raw).into_owned())
        }
    }
}

fn entries(text: &[u8]) -> Listed {
    let Listed { mut entries, mut stray } = Listed::default();
    let mut open = false;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = line(rest);
        let whole = rest.get(..length).unwrap_or_default();
        let span = Span { offset: at, length };
        at += length.max(1);
        if whole.trim_ascii().is_empty() {
            // Some exports have an empty line after every line; the next `dn:` starts an entry in any case.
            continue;
        }
        if is_ignorable(whole) {
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
        } else if line.encoded && account::known(&line.attribute).is_some() {
            stray.push(line.span);
        }
    }
    Listed { entries, stray }
}

/// Whether it is a comment, the separator between changes, or a value in another file: the entry continues after it.
fn is_ignorable(whole: &[u8]) -> bool {
    let is_elsewhere = || {
        let in_a_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-.;".contains(byte);
        let end = whole.iter().take(128).position(|byte| !in_a_name(byte));
        end.is_some_and(|end| end > 0 && whole.get(end..).is_some_and(|rest| rest.starts_with(b":<")))
    };
    whole.starts_with(b"#") || whole.trim_ascii() == b"-" || is_elsewhere()
}

/// The length of the first line including its continuation lines, which start with a space. Mails and forms remove that
/// space; lines of nothing but base64 after an encoded value continue it nevertheless.
fn line(text: &[u8]) -> usize {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let colon = first.iter().position(|byte| *byte == b':').unwrap_or(first.len());
    let encoded = first.get(colon..).is_some_and(|value| value.starts_with(b"::"));
    let goes_on = |line: &&[u8]| line.starts_with(b" ") || (encoded && is_base64(line.trim_ascii()));
    first.len() + lines.take_while(goes_on).map(<[u8]>::len).sum::<usize>()
}

fn is_base64(line: &[u8]) -> bool {
    !line.is_empty() && line.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
}

fn attribute(whole: &[u8], span: Span) -> Option<Line> {
    let colon = whole.iter().take(128).position(|byte| *byte == b':')?;
    let (name, value) = whole.split_at(colon);
    let name = without_count(name.split(|byte| *byte == b';').next()?);
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte));
    if name.is_empty() || !is_name {
        return None;
    }
    let (value, encoded) = match value {
        [b':', b':', value @ ..] => (value, true),
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

/// The name of an attribute without the number of values that ldp appends.
fn without_count(name: &[u8]) -> &[u8] {
    let Some(inner) = name.strip_suffix(b")") else { return name };
    let digits = inner.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    inner.get(..inner.len() - digits).and_then(|name| name.strip_suffix(b" (")).unwrap_or(name)
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
    fn accounts_and_their_certificates_are_read() {
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
        check(&text.replace('\n', "\r"), &both);
    }

    const BOB: &str = "dn: CN=bob,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: bob\n";

    fn bob(strings: Option<&[&str]>) -> Account {
        Account {
            kind: Some(AccountKind::User),
            sam: Some("bob".to_owned()),
            alt_security_identities: strings.map(|it| it.iter().map(|text| (*text).to_owned()).collect()),
            ..Account::default()
        }
    }

    #[test]
    fn continuation_lines_without_their_space_are_read() {
        let der = Ca::root("Corp Root CA").der();
        let entry = ldif(
            "CN=bob,DC=corp,DC=example",
            &[
                ("userCertificate", Value::Bytes(&der)),
                ("objectClass", Value::Text("user")),
                ("sAMAccountName", Value::Text("bob")),
            ],
        );
        let both = [("account bob", Some(bob(None))), ("userCertificate of CN=bob,DC=corp,DC=example", None)];
        check(&entry.replace("\n ", "\n"), &both);
        check(&entry.replace("\n ", "\r\n"), &both);
    }

    #[test]
    fn comments_and_external_values_do_not_end_an_entry() {
        let string = "altSecurityIdentities: X509:<SKI>01\n";
        let mapped = bob(Some(&["X509:<SKI>01"]));
        for between in
            ["# a remark\n", "# a remark\n that goes on\n", "-\n", "jpegPhoto:< file:///bob.jpg\n", "\n"]
        {
            check(&format!("{BOB}{between}{string}"), &[("account bob", Some(mapped.clone()))]);
        }
        check(&format!("{BOB}This is something else.\n{string}"), &[("account bob", Some(bob(None)))]);
    }

    #[test]
    fn change_records_are_not_facts() {
        let order = "dn: CN=bob,DC=corp,DC=example\nchangetype: modify\ndelete: altSecurityIdentities\n\
                     altSecurityIdentities: X509:<SKI>01\n-\n\n";
        check(order, &[("changes in LDIF", None)]);
        check(&format!("{order}{BOB}"), &[("changes in LDIF", None), ("account bob", Some(bob(None)))]);
        let added = BOB.replace("objectClass", "changetype: add\nobjectClass");
        check(&added, &[("account bob", Some(bob(None)))]);
    }

    #[test]
    fn encoded_values_belong_to_their_entry() {
        let string = "X509:<I>DC=example,CN=Müller Issuing CA<SR>928fac98e7fa65e0acfc0a6525e1864058256d71";
        let line = format!("altSecurityIdentities:: {}\n", forge::text::base64(string.as_bytes()));
        let mapped = [("account bob", Some(bob(Some(&[string]))))];
        check(&format!("{BOB}{line}"), &mapped);
        check(&format!("{BOB}{line}-\n"), &mapped);
        let order = "dn: CN=bob,DC=corp,DC=example\nchangetype: modify\ndelete: altSecurityIdentities\n";
        check(&format!("{order}{line}-\n"), &[("changes in LDIF", None)]);
        check(&line, &[("file", None)]);
        let note = format!("description:: {}\n", forge::text::base64(format!("{:60}", SID).as_bytes()));
        check(&format!("{BOB}{note}"), &[("account bob", Some(bob(None)))]);
        let block = forge::text::pem("CERTIFICATE", &Ca::root("Corp Root CA").der());
        let found = ("PEM block 1 of 1 in info of CN=bob,DC=corp,DC=example", None);
        let info = format!("info:: {}\n", forge::text::base64(block.as_bytes()));
        check(&format!("{BOB}{info}"), &[("account bob", Some(bob(None))), found]);
    }

    #[test]
    fn ldp_output_is_read() {
        let text = "Getting 1 entries:\nDn: CN=bob,DC=corp,DC=example\n\
                    altSecurityIdentities (2): X509:<SKI>01; X509:<SKI>02; \n\
                    objectClass (4): top; person; organizationalPerson; user; \nsAMAccountName: bob; \n";
        check(text, &[("account bob", Some(bob(Some(&["X509:<SKI>01", "X509:<SKI>02"]))))]);
    }

    #[test]
    fn base64_names_are_decoded() {
        let text = ldif("CN=x", &[("userPrincipalName", Value::Bytes("jürgen@corp.example".as_bytes()))]);
        let account = Account { upn: Some("jürgen@corp.example".to_owned()), ..Account::default() };
        check(&text, &[("account jürgen@corp.example", Some(account))]);
    }
}
