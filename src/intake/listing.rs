//! Accounts as PowerShell lists them: `Get-ADUser … | Format-List` and `… | ConvertTo-Json`.

use super::account::{ALT_SECURITY_IDENTITIES, Record, Value};
use super::text::Page;
use super::{Place, Search};
use crate::certificate::Span;
use serde_json::Value as Json;

/// Looks for accounts in a list of `Name : value` lines.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let text = String::from_utf8_lossy(&page.bytes);
    let mut record = Record::default();
    let mut span = Span::default();
    let mut pending: Option<(String, String)> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let name_and_value =
            line.split_once(" : ").or_else(|| line.trim_end().strip_suffix(" :").map(|name| (name, "")));
        match name_and_value {
            Some((name, value)) if is_name(name) => {
                store(&mut record, pending.take());
                if span.length == 0 {
                    span.offset = start;
                }
                span.length = offset - span.offset;
                pending = Some((name.trim().to_owned(), value.trim_end_matches(['\r', '\n']).to_owned()));
            }
            // What does not fit into the window goes on in the next line, below the value.
            _ if line.starts_with("    ") && pending.is_some() && !line.trim().is_empty() => {
                if let Some((_, value)) = &mut pending {
                    value.push_str(line.trim_start().trim_end_matches(['\r', '\n']));
                }
                span.length = offset - span.offset;
            }
            _ if line.trim().is_empty() => {
                store(&mut record, pending.take());
                finish(search, place, &mut record, &mut span);
            }
            _ => {
                store(&mut record, pending.take());
            }
        }
    }
    store(&mut record, pending.take());
    finish(search, place, &mut record, &mut span);
}

fn finish(search: &mut Search<'_>, place: &Place, record: &mut Record, span: &mut Span) {
    // A list of something else has a name or two as well; an account has its SID or its logon name.
    if record.has("SID") || record.has("sAMAccountName") {
        record.tell(search, place, *span);
    }
    *record = Record::default();
    *span = Span::default();
}

fn is_name(name: &str) -> bool {
    let name = name.trim_end();
    (1..64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn store(record: &mut Record, line: Option<(String, String)>) {
    let Some((name, value)) = line else { return };
    let value = value.trim().to_owned();
    if value == "{}" {
        return record.add_none(&name);
    }
    if value.is_empty() {
        return;
    }
    if name.trim().eq_ignore_ascii_case(ALT_SECURITY_IDENTITIES) {
        // A list that was cut off may have no bracket at its end.
        let list = value.strip_prefix('{').unwrap_or(&value);
        return record.add(&name, Value::Text(list.strip_suffix('}').unwrap_or(list).to_owned()));
    }
    let Some(list) = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) else {
        record.add(&name, Value::Text(value));
        return;
    };
    for value in list.split(", ") {
        record.add(&name, Value::Text(value.to_owned()));
    }
}

/// How deep objects are looked for inside objects.
const DEPTH: u8 = 5;

/// Looks for accounts in JSON.
pub(super) fn find_json(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let text = page.bytes.trim_ascii();
    if !text.starts_with(b"{") && !text.starts_with(b"[") {
        return;
    }
    if let Ok(json) = serde_json::from_slice::<Json>(text) {
        let span = Span { offset: 0, length: page.bytes.len() };
        walk(search, place, span, &json, DEPTH);
    }
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
            if record.has("SID") || record.has("sAMAccountName") {
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
        // A SID is an object with its text inside; so is a date in some versions.
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
                // Graph says of a group of which special kinds it is, which may be none.
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
    fn lists_of_powershell() {
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

    #[test]
    fn a_list_that_was_cut_off_is_named() {
        let text = "SamAccountName : alice\naltSecurityIdentities : {X509:<SKI>01...}\n";
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let told: Vec<&str> = items[0].defects.iter().map(|it| it.message.as_str()).collect();
        assert!(
            matches!(told.as_slice(), [text] if text.contains("$FormatEnumerationLimit = -1")),
            "{told:?}"
        );
    }

    #[test]
    fn json_of_powershell() {
        let text = r#"[{"ObjectClass":"user","SamAccountName":"alice","UserPrincipalName":"alice@corp.example",
            "SID":{"BinaryLength":28,"Value":"S-1-5-21-1-2-3-1105"},"whenCreated":"\/Date(1709424000000)\/",
            "altSecurityIdentities":["X509:<I>DC=example,CN=CA<SR>01","X509:<SKI>0102"]}]"#;
        check(text, &[alice()]);
        check(&format!("{{\"value\":{text}}}"), &[alice()]);
        check("{\"name\":\"x\"}", &[]);
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
