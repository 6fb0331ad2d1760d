//! Facts about accounts out of whatever lists attributes of Active Directory.

use super::{Content, Found, Place, Search};
use crate::certificate::Span;
use crate::moment::Moment;
use crate::sid::Sid;
use crate::situation::{AccountKind, Situation};

/// The attributes of one object, as they were listed.
#[derive(Debug, Default)]
pub(super) struct Record {
    attributes: Vec<(String, Value)>,
}

/// A value of an attribute.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).trim().to_owned(),
        }
    }
}

impl Record {
    pub(super) fn add(&mut self, attribute: &str, value: Value) {
        if let Some(known) = ATTRIBUTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute)) {
            self.attributes.push((known.1.to_owned(), value));
        }
    }

    pub(super) fn has(&self, attribute: &str) -> bool {
        ATTRIBUTES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(attribute))
            .is_some_and(|(_, known)| self.all(known).next().is_some())
    }

    /// Adds the facts as an item, if they are about an account.
    pub(super) fn tell(&self, search: &mut Search<'_>, place: &Place, span: Span) {
        let Some(facts) = self.facts() else { return };
        let account = &facts.account;
        let names = [&account.upn, &account.sam, &account.dns].into_iter().flatten().next();
        let name =
            names.cloned().or_else(|| account.sid.as_ref().map(ToString::to_string)).unwrap_or_default();
        let origin = place.origin(&format!("account {name}"));
        let span = place.written("", span).span(0, 0);
        search.add(place, Found { span, ..Found::new(origin, Content::Evidence(Box::new(facts))) });
    }

    fn facts(&self) -> Option<Situation> {
        let classes: Vec<String> =
            self.all("objectClass").map(|class| class.text().to_ascii_lowercase()).collect();
        let kind = if classes.iter().any(|class| class.contains("computer")) {
            Some(AccountKind::Computer)
        } else if classes.iter().any(|class| class.contains("user")) {
            Some(AccountKind::User)
        } else if classes.is_empty() {
            None
        } else {
            // Groups, domains and authorities have SIDs and names as well, but they do not log on.
            return None;
        };
        let mut facts = Situation::default();
        let account = &mut facts.account;
        account.kind = kind;
        account.sid = self.all("objectSid").find_map(sid);
        account.upn = self.name("userPrincipalName");
        account.sam = self.name("sAMAccountName");
        account.dns = self.name("dNSHostName");
        account.created = self.all("whenCreated").find_map(|value| moment(&value.text()));
        let strings: Vec<String> = self.all("altSecurityIdentities").map(Value::text).collect();
        account.alt_security_identities = (!strings.is_empty()).then_some(strings);
        if kind.is_none() && account.sam.as_ref().is_some_and(|sam| sam.ends_with('$')) {
            account.kind = Some(AccountKind::Computer);
        }
        let known = account.sid.is_some()
            || account.upn.is_some()
            || account.sam.is_some()
            || account.dns.is_some()
            || account.alt_security_identities.is_some();
        facts.dc.realm = self.name("distinguishedName").as_deref().and_then(realm);
        known.then_some(facts)
    }

    fn all(&self, attribute: &str) -> impl Iterator<Item = &Value> {
        self.attributes.iter().filter(move |(name, _)| name == attribute).map(|(_, value)| value)
    }

    fn name(&self, attribute: &str) -> Option<String> {
        self.all(attribute).map(Value::text).find(|name| !name.is_empty())
    }
}

/// Attributes by the names that LDAP, PowerShell and Entra give them.
const ATTRIBUTES: [(&str, &str); 15] = [
    ("objectClass", "objectClass"),
    ("objectSid", "objectSid"),
    ("SID", "objectSid"),
    ("onPremisesSecurityIdentifier", "objectSid"),
    ("userPrincipalName", "userPrincipalName"),
    ("onPremisesUserPrincipalName", "userPrincipalName"),
    ("sAMAccountName", "sAMAccountName"),
    ("onPremisesSamAccountName", "sAMAccountName"),
    ("dNSHostName", "dNSHostName"),
    ("whenCreated", "whenCreated"),
    ("Created", "whenCreated"),
    ("altSecurityIdentities", "altSecurityIdentities"),
    ("distinguishedName", "distinguishedName"),
    ("onPremisesDistinguishedName", "distinguishedName"),
    ("dn", "distinguishedName"),
];

fn sid(value: &Value) -> Option<Sid> {
    match value {
        Value::Bytes(bytes) => Sid::from_binary(bytes).or_else(|| Sid::parse(&value.text())),
        Value::Text(text) => Sid::parse(text.trim()),
    }
}

/// A moment as directories and PowerShell write it. A time without a zone counts as UTC.
fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let milliseconds =
        text.trim_matches('\\').strip_prefix("/Date(").and_then(|rest| rest.split([')', '+']).next());
    if let Some(milliseconds) = milliseconds {
        return Some(Moment::from_unix(milliseconds.parse::<i64>().ok()?.div_euclid(1000)));
    }
    if text.len() >= 14 && text.bytes().take(14).all(|byte| byte.is_ascii_digit()) {
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<u8>().ok();
        let year = text.get(..4)?.parse().ok()?;
        return Moment::from_civil(
            year,
            part(4, 6)?,
            part(6, 8)?,
            part(8, 10)?,
            part(10, 12)?,
            part(12, 14)?,
        );
    }
    Moment::parse(text).or_else(|| local(text))
}

/// `3/1/2024 4:05:06 PM` of an American, `01.03.2024 16:05:06` of a German console. Days and months that other
/// countries write with strokes cannot be told apart, so that these count only with AM or PM.
fn local(text: &str) -> Option<Moment> {
    let text = text.replace('\u{202f}', " ");
    let mut words = text.split_whitespace();
    let (date, time, half) = (words.next()?, words.next()?, words.next());
    let numbers = |text: &str, between: char| -> Option<[u16; 3]> {
        let numbers: Option<Vec<u16>> = text.split(between).map(|number| number.parse().ok()).collect();
        <[u16; 3]>::try_from(numbers?).ok()
    };
    let afternoon = match half.map(str::to_ascii_uppercase).as_deref() {
        Some("AM") => Some(0),
        Some("PM") => Some(12),
        _ => None,
    };
    let [hour, minute, second] = numbers(time, ':')?;
    let (hour, [year, month, day]) = match (afternoon, date.contains('/')) {
        (Some(shift), true) => {
            let [month, day, year] = numbers(date, '/')?;
            (hour % 12 + shift, [year, month, day])
        }
        (None, false) => {
            let [day, month, year] = numbers(date, '.')?;
            (hour, [year, month, day])
        }
        _ => return None,
    };
    let part = |number: u16| u8::try_from(number).ok();
    Moment::from_civil(i64::from(year), part(month)?, part(day)?, part(hour)?, part(minute)?, part(second)?)
}

/// The DNS name of a domain, out of a distinguished name.
fn realm(name: &str) -> Option<String> {
    let labels: Vec<&str> = name
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(kind, _)| kind.eq_ignore_ascii_case("DC"))
        .map(|(_, label)| label)
        .collect();
    (!labels.is_empty()).then(|| labels.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(moment(text).map(|moment| moment.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn moments_of_every_console() {
        let expect = Some("2024-03-01T16:05:06Z");
        check("20240301160506.0Z", expect);
        check("2024-03-01T16:05:06Z", expect);
        check("2024-03-01T16:05:06", expect);
        check("/Date(1709309106000)/", expect);
        check("3/1/2024 4:05:06 PM", expect);
        check("01.03.2024 16:05:06", expect);
        check("01/03/2024 16:05:06", None);
        check("yesterday", None);
    }

    #[test]
    fn groups_are_no_accounts() {
        let mut record = Record::default();
        record.add("objectClass", Value::Text("group".to_owned()));
        record.add("objectSid", Value::Text("S-1-5-21-1-2-3-1105".to_owned()));
        assert_eq!(record.facts(), None);
    }

    #[test]
    fn the_realm_stands_in_the_distinguished_name() {
        assert_eq!(realm("CN=a,DC=corp,DC=example").as_deref(), Some("corp.example"));
        assert_eq!(realm("CN=a"), None);
    }
}
