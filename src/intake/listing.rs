//! Accounts as listed by PowerShell: `Get-ADUser … | Format-List` and `… | ConvertTo-Json`.

use super::account::{self, ALT_SECURITY_IDENTITIES, Doubt, Record, Value};
use super::lines::{self, Block};
use super::text::Page;
use super::{Place, Search};
use crate::certificate::Span;
use serde_json::Value as Json;

/// Looks for accounts in lists of `Name : value` lines.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    for block in lines::blocks(&String::from_utf8_lossy(&page.bytes)) {
        let mut open = Open::default();
        for property in properties(&block) {
            if let Some(border) = open.border_before(&property.name) {
                open.finish(search, place, border);
            }
            open.add(property);
        }
        open.finish(search, place, Border::Plain);
    }
}

/// A line with a name, and the lines that continue its value.
struct Property {
    name: String,
    value: String,
    span: Span,
    /// Whether the text at the end of a line is lost, which may have been a space.
    is_torn: bool,
}

fn properties(block: &Block<'_>) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    let mut is_open = false;
    for (at, line) in block.lines.iter().enumerate() {
        let name_and_value = line.text.split_once(" : ");
        let name_and_value = name_and_value.or_else(|| Some((line.text.trim_end().strip_suffix(" :")?, "")));
        match (name_and_value.filter(|(name, _)| is_name(name)), properties.last_mut()) {
            (Some((name, value)), _) => {
                let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
                properties.push(Property { name, value, span: line.span, is_torn: false });
                is_open = true;
            }
            (None, Some(property)) if is_open && Block::goes_on(line) => {
                let more = line.text.trim();
                let seam = block.text_lost_before(at);
                let seam = seam.or_else(|| seam_of_strings(&property.value, more));
                property.is_torn |= seam.is_none();
                property.value.push_str(seam.unwrap_or_default());
                property.value.push_str(more);
                property.span.length = line.span.offset + line.span.length - property.span.offset;
            }
            _ => is_open = false,
        }
    }
    properties
}

/// The text between two lines, judging by the explicit mapping itself: there is no space within its digits, and a space
/// before it does not matter.
fn seam_of_strings(value: &str, more: &str) -> Option<&'static str> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let in_digits = value.rsplit_once('>').is_some_and(|(_, digits)| is_digits(digits))
        && more.starts_with(|c: char| c.is_ascii_hexdigit());
    (in_digits || account::begins_with_string(more)).then_some("")
}

/// The account being read.
#[derive(Default)]
struct Open {
    record: Record,
    first: Option<String>,
    last: String,
    /// Names that an account has only once.
    own: Vec<String>,
    span: Span,
}

/// What shows that an account ends.
#[derive(Clone, Copy, PartialEq)]
enum Border {
    /// It ends after the last line.
    Plain,
    /// It ends somewhere before the last line, which repeats something that the account already has.
    Somewhere,
}

impl Open {
    /// Lists lose their empty lines: a repeated unique name, or a repeat of the first name, starts another account.
    fn border_before(&self, name: &str) -> Option<Border> {
        if self.first.as_deref() == Some(name) && self.last != name {
            return Some(Border::Plain);
        }
        self.own.iter().any(|own| own == name).then_some(Border::Somewhere)
    }

    fn add(&mut self, property: Property) {
        let Property { name, value, span, is_torn } = property;
        let start = if self.first.is_some() { self.span.offset } else { span.offset };
        self.span = Span { offset: start, length: span.offset + span.length - start };
        let known = account::known(&name);
        if is_torn && known == Some(ALT_SECURITY_IDENTITIES) {
            self.record.doubt(Doubt::Torn);
        }
        if matches!(known, Some("objectSid" | "sAMAccountName" | "distinguishedName")) {
            self.own.push(name.clone());
        }
        store(&mut self.record, &name, value);
        self.first.get_or_insert_with(|| name.clone());
        self.last = name;
    }

    fn finish(&mut self, search: &mut Search<'_>, place: &Place, border: Border) {
        let Self { mut record, span, .. } = std::mem::take(self);
        if border == Border::Somewhere {
            record.doubt(Doubt::Mixed);
        }
        if record.is_of_account() {
            record.tell(search, place, span);
        }
    }
}

fn is_name(name: &str) -> bool {
    let name = name.trim_end();
    (1..64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

pub(super) fn store(record: &mut Record, name: &str, value: String) {
    if value == "{}" {
        return record.add_none(name);
    }
    if value.is_empty() {
        return;
    }
    if name.eq_ignore_ascii_case(ALT_SECURITY_IDENTITIES) {
        // A list that was cut off may have no closing bracket.
        let list = value.strip_prefix('{').unwrap_or(&value);
        return record.add(name, Value::Text(list.strip_suffix('}').unwrap_or(list).to_owned()));
    }
    let Some(list) = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) else {
        record.add(name, Value::Text(value));
        return;
    };
    for value in list.split(", ") {
        record.add(name, Value::Text(value.to_owned()));
    }
}

/// How deep objects are searched inside objects.
const DEPTH: u8 = 5;

/// Looks for accounts in JSON, in one document after the other. A warning or the command may precede them.
pub(super) fn find_json(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    // Each may start something long that is not JSON.
    const MAX_BEGINNINGS: usize = 16;
    let text = &page.bytes;
    let mut at = 0;
    for _ in 0..MAX_BEGINNINGS {
        let Some(start) = text.get(at..).and_then(|rest| Some(at + first_bracket(rest)?)) else { return };
        let rest = text.get(start..).unwrap_or_default();
        let mut documents = serde_json::Deserializer::from_slice(rest).into_iter::<Json>();
        let mut read = 0;
        while let Some(Ok(json)) = documents.next() {
            let span = Span { offset: start + read, length: documents.byte_offset() - read };
            walk(search, place, span, &json, DEPTH);
            read = documents.byte_offset();
        }
        at = start + read.max(1);
    }
}

/// The start of the first line that can start a document.
fn first_bracket(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive(|byte| *byte == b'\n').find_map(|line| {
        let start = at + line.len() - line.trim_ascii_start().len();
        at += line.len();
        matches!(text.get(start), Some(b'{' | b'[')).then_some(start)
    })
}

fn walk(search: &mut Search<'_>, place: &Place, span: Span, json: &Json, depth: u8) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    match json {
        Json::Array(values) => values.iter().for_each(|value| walk(search, place, span, value, deeper)),
        Json::Object(members) => {
            let mut record = Record::default();
            for (name, value) in members {
                add_json(&mut record, name, value);
            }
            if record.is_of_account() {
                record.tell(search, place, span);
            } else {
                members.values().for_each(|value| walk(search, place, span, value, deeper));
            }
        }
        _ => {}
    }
}

fn add_json(record: &mut Record, name: &str, value: &Json) {
    match value {
        Json::String(text) => record.add(name, Value::Text(text.clone())),
        // A SID is an object that contains its text; in some versions a date is too.
        Json::Object(members) => {
            let inside = ["Value", "value", "DateTime"].iter().find_map(|key| members.get(*key)?.as_str());
            if let Some(text) = inside {
                record.add(name, Value::Text(text.to_owned()));
            }
        }
        Json::Array(values) => {
            let bytes: Option<Vec<u8>> =
                values.iter().map(|value| value.as_u64().and_then(|byte| u8::try_from(byte).ok())).collect();
            match bytes {
                // Graph lists the special types of a group, of which there may be none.
                Some(bytes) if bytes.is_empty() && name == "groupTypes" => {
                    record.add(name, Value::Text(name.to_owned()));
                }
                Some(bytes) if bytes.is_empty() => record.add_none(name),
                Some(bytes) => record.add(name, Value::Bytes(bytes)),
                None => {
                    for text in values.iter().filter_map(Json::as_str) {
                        record.add(name, Value::Text(text.to_owned()));
                    }
                }
            }
        }
        Json::Bool(value) => record.add(name, Value::Text(value.to_string())),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use crate::moment::Moment;
    use crate::sid::Sid;
    use crate::situation::{Account, AccountKind};

    #[track_caller]
    fn check(text: &str, expect: &[Account]) {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<Account> = items
            .into_iter()
            .filter_map(|item| match item.content {
                Content::Evidence(facts) => Some(facts.account),
                _ => None,
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    fn alice() -> Account {
        Account {
            kind: Some(AccountKind::User),
            sid: Sid::parse("S-1-5-21-1-2-3-1105"),
            upn: Some("alice@corp.example".to_owned()),
            sam: Some("alice".to_owned()),
            created: Some(Moment::day(2024, 3, 3)),
            alt_security_identities: Some(vec![
                "X509:<I>DC=example,CN=CA<SR>01".to_owned(),
                "X509:<SKI>0102".to_owned(),
            ]),
            ..Account::default()
        }
    }

    #[test]
    fn powershell_lists_are_read() {
        let text = "\r\n\r\naltSecurityIdentities : {X509:<I>DC=example,CN=CA<SR>01, \r\n                        \
                    X509:<SKI>0102}\r\nDistinguishedName     : CN=alice,DC=corp,DC=example\r\nObjectClass           : user\r\n\
                    SamAccountName        : alice\r\nSID                   : S-1-5-21-1-2-3-1105\r\n\
                    Surname               : \r\nUserPrincipalName     : alice@corp.example\r\n\
                    whenCreated           : 3/3/2024 12:00:00 AM\r\n\r\n";
        check(text, &[alice()]);
        check(&text.repeat(2), &[alice(), alice()]);
        check("Name : x\nVersion : 3\n", &[]);
        let list = |strings: &str| format!("altSecurityIdentities : {strings}\nSamAccountName : alice\n");
        let known = |strings: Option<&[&str]>| Account {
            sam: Some("alice".to_owned()),
            alt_security_identities: strings.map(|it| it.iter().map(|text| (*text).to_owned()).collect()),
            ..Account::default()
        };
        check(&list("{}"), &[known(Some(&[]))]);
        check(&list(""), &[known(None)]);
        check(&list("{X509:<SKI>01, X509:<SKI>02}"), &[known(Some(&["X509:<SKI>01", "X509:<SKI>02"]))]);
        check(&list("{X509:<SKI>01, X509:<SKI>02...}"), &[known(None)]);
        check(&list("{X509:<SKI>01, X509:<SKI>02…}"), &[known(None)]);
        check(&list("{X509:<I>DC=example..."), &[known(None)]);
    }

    fn named(sam: &str, strings: Option<&[&str]>) -> Account {
        Account {
            sam: Some(sam.to_owned()),
            alt_security_identities: strings.map(|it| it.iter().map(|text| (*text).to_owned()).collect()),
            ..Account::default()
        }
    }

    #[test]
    fn adjacent_accounts_are_separated() {
        let (none, some) = ("altSecurityIdentities : {}\n", "altSecurityIdentities : {X509:<SKI>01}\n");
        let name = |sam: &str| format!("SamAccountName : {sam}\n");
        let strings: &[&str] = &["X509:<SKI>01"];
        let both = [named("alice", Some(&[])), named("svc", Some(strings))];
        check(&format!("{none}{}{some}{}", name("alice"), name("svc")), &both);
        check(&format!("{}{none}{}{some}", name("alice"), name("svc")), &both);
        let title = format!("Title : x\n{}{some}{}{none}", name("svc"), name("alice"));
        check(&title, &[named("svc", None), named("alice", Some(&[]))]);
        // A repeated distinguished name starts another account as well.
        let place = |domain: &str| format!("DistinguishedName : CN=x,DC={domain}\n");
        let placed = format!("Title : x\n{}{}{}{some}{}", name("a"), place("a"), place("b"), name("b"));
        check(&placed, &[named("a", None), named("b", Some(strings))]);
        let user = format!("{}objectSid : S-1-5-21-1-2-3-1105\nSID : S-1-5-21-1-2-3-1105\n{none}", name("a"));
        check(&user, &[Account { sid: Sid::parse("S-1-5-21-1-2-3-1105"), ..named("a", Some(&[])) }]);
    }

    /// `Get-ADUser alice -Properties altSecurityIdentities | Format-List altSecurityIdentities`
    #[test]
    fn lists_of_mappings_are_read() {
        let known = |upn: Option<&str>| Account {
            upn: upn.map(str::to_owned),
            alt_security_identities: Some(vec!["X509:<SKI>01".to_owned()]),
            ..Account::default()
        };
        check("altSecurityIdentities : {X509:<SKI>01}\n", &[known(None)]);
        let list = "UserPrincipalName     : a@b\naltSecurityIdentities : {X509:<SKI>01}\n";
        check(list, &[known(Some("a@b"))]);
        check(r#"{"altSecurityIdentities":["X509:<SKI>01"]}"#, &[known(None)]);
        check("altSecurityIdentities : where explicit mappings are\n", &[]);
    }

    #[test]
    fn copied_lists_are_read() {
        let strings: &[&str] = &["X509:<SKI>01"];
        let list = "altSecurityIdentities : {X509:<SKI>01}\nSamAccountName : a\nUserPrincipalName : a@b\n\n\
                    altSecurityIdentities : {X509:<SKI>01}\nSamAccountName : b\n";
        let expect =
            [Account { upn: Some("a@b".to_owned()), ..named("a", Some(strings)) }, named("b", Some(strings))];
        check(list, &expect);
        check(&list.replace(' ', "\u{a0}"), &expect);
        check(&list.replace('\n', "\n\n"), &expect);
        check(&list.replace('\n', "\r"), &expect);
        let behind = |mark: &str| list.lines().map(|line| format!("{mark}{line}\n")).collect::<String>();
        check(&behind("    "), &expect);
        check(&behind("> "), &expect);
    }

    #[test]
    fn wrapped_mappings_are_joined() {
        let list = |one: &str, other: &str, more: &str| {
            format!(
                "altSecurityIdentities : {{X509:<S>CN=Corp{one}\n    {other}}}\nSamAccountName : a{more}\n"
            )
        };
        let expect = |string: &str| [named("a", Some(&[string]))];
        check(&list(" ", "CA", ""), &expect("X509:<S>CN=Corp CA"));
        check(&list("", "CA", "\nSurname : "), &expect("X509:<S>CN=CorpCA"));
        let long = "\nDistinguishedName : CN=a,OU=longer than the list,DC=b";
        let spaced = expect("X509:<S>CN=Corp CA");
        let found = |text: &str| recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let told = found(&list("", "CA", long));
        assert!(
            matches!(&told[0].content, Content::Evidence(facts) if facts.account == spaced[0]),
            "{told:?}"
        );
        check(&list("", "CA", ""), &[named("a", None)]);
        check(&list("<SR>0a1", "b2", ""), &expect("X509:<S>CN=Corp<SR>0a1b2"));
        let two: &[&str] = &["X509:<S>CN=Corp", "X509:<SKI>01"];
        check(&list(",", "X509:<SKI>01", ""), &[named("a", Some(two))]);
    }

    #[test]
    fn reason_for_unknown_mappings_is_stated() {
        for (text, why) in [
            (
                "SamAccountName : a\naltSecurityIdentities : {X509:<SKI>01...}\n",
                "$FormatEnumerationLimit = -1",
            ),
            ("SamAccountName : a\naltSecurityIdentities : {X509:<S>CN=a\n    b}\n", "on another line"),
            ("B : c\nSamAccountName : a\naltSecurityIdentities : {}\nSamAccountName : b\n", "Two accounts"),
        ] {
            let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
            let told: Vec<&str> = items[0].defects.iter().map(|it| it.message.as_str()).collect();
            assert!(matches!(told.as_slice(), [text] if text.contains(why)), "{told:?}");
        }
    }

    #[test]
    fn powershell_json_is_read() {
        let text = r#"[{"ObjectClass":"user","SamAccountName":"alice","UserPrincipalName":"alice@corp.example",
            "SID":{"BinaryLength":28,"Value":"S-1-5-21-1-2-3-1105"},"whenCreated":"\/Date(1709424000000)\/",
            "altSecurityIdentities":["X509:<I>DC=example,CN=CA<SR>01","X509:<SKI>0102"]}]"#;
        check(text, &[alice()]);
        check(&format!("{{\"value\":{text}}}"), &[alice()]);
        check("{\"name\":\"x\"}", &[]);
        let warning =
            "WARNING: Resulting JSON is truncated as serialization has exceeded the set depth of 2.\n";
        check(&format!("PS C:\\> Get-ADUser alice | ConvertTo-Json\n{warning}{text}\nPS C:\\>"), &[alice()]);
        check(&format!("[1]\n{text}\n{text}"), &[alice(), alice()]);
        let none = Account { alt_security_identities: Some(Vec::new()), ..alice() };
        let (before, _) = text.split_once("[\"X509").unwrap();
        check(&format!("{before}[]}}]"), &[none]);
        let group =
            r#"{"displayName":"VPN","onPremisesSecurityIdentifier":"S-1-5-21-1-2-3-1200","groupTypes":[]}"#;
        check(group, &[]);
        check(&group.replace("\"groupTypes\":[]", "\"securityEnabled\":false"), &[]);
        check("[[[[[[[[[[", &[]);
    }
}
