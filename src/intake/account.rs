//! Account facts from any listing of Active Directory attributes.

use super::shown::is_cut_off;
use super::{Content, Found, Place, Search};
use crate::certificate::{Defect, Span};
use crate::moment::Moment;
use crate::sid::{Class, Sid};
use crate::situation::{AccountKind, Situation};

/// The attributes of one object, as listed.
#[derive(Debug, Default)]
pub(super) struct Record {
    attributes: Vec<(&'static str, Value)>,
    /// Whether the listing states that the account has no explicit mappings.
    none_mapped: bool,
    /// Why the listed explicit mappings may not be the real ones.
    doubt: Option<Doubt>,
}

/// Why something with a name or a SID is not used.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unusable {
    /// Groups, domains and CAs do not log on.
    NoAccount,
    Deleted,
    /// An account or a user profile of one computer.
    Local,
    /// The same SID exists on every computer.
    Predefined,
    /// An account of Entra ID.
    Cloud,
    /// Nothing is left but names that lost letters.
    Garbled,
}

impl Unusable {
    const fn in_words(self) -> &'static str {
        match self {
            Self::NoAccount => {
                "It describes a group or another object that does not log on with certificates."
            }
            Self::Deleted => "It describes a deleted account. Export the account that is in use now.",
            Self::Local => {
                "It describes an account or a profile of one computer. Certificates are mapped to accounts of the domain: \
                 export those, for example with Get-ADUser."
            }
            Self::Predefined => {
                "It describes an identity that is the same on every computer, such as SYSTEM. Certificates are mapped to accounts of the \
                 domain."
            }
            Self::Cloud => {
                "It describes an account of Entra ID. Domain controllers map certificates to accounts of Active Directory, \
                 whose SID starts with S-1-5-21."
            }
            Self::Garbled => {
                "It describes an account, but letters in its names were lost. To keep them, add -Encoding UTF8 to \
                 Export-Csv, or use Out-File."
            }
        }
    }
}

/// Why the explicit mappings count as unknown although some are listed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Doubt {
    /// PowerShell listed only the start.
    CutOff,
    /// A line was broken, and a space may be lost there.
    Torn,
    /// Some may belong to the next account in the listing.
    Mixed,
    /// Characters were lost when the listing was written.
    Garbled,
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
        let Some(known) = known(attribute) else { return };
        if known != ALT_SECURITY_IDENTITIES {
            self.attributes.push((known, value));
            return;
        }
        let text = value.text();
        // A list that PowerShell could not print in place is shown as its type name.
        if ["Microsoft.", "System."].iter().any(|start| text.starts_with(start)) && !text.contains(':') {
            return;
        }
        for text in strings(&text) {
            if is_cut_off(&text) {
                self.doubt(Doubt::CutOff);
            }
            if text.contains(is_garbled) {
                self.doubt(Doubt::Garbled);
            }
            self.attributes.push((known, Value::Text(text)));
        }
    }

    pub(super) fn doubt(&mut self, doubt: Doubt) {
        self.doubt.get_or_insert(doubt);
    }

    /// Adds that an attribute has no value.
    pub(super) fn add_none(&mut self, attribute: &str) {
        self.none_mapped |= known(attribute) == Some(ALT_SECURITY_IDENTITIES);
    }

    pub(super) fn has(&self, attribute: &str) -> bool {
        known(attribute).is_some_and(|known| self.all(known).next().is_some())
    }

    /// Whether a list of names and values is about an account: lists of other things have some of these names, too, but
    /// neither a SID, a sAMAccountName nor explicit mappings.
    pub(super) fn is_of_account(&self) -> bool {
        let is_string = |value: &Value| begins_with_string(&value.text());
        self.has("SID") || self.has("sAMAccountName") || self.all(ALT_SECURITY_IDENTITIES).any(is_string)
    }

    /// Adds the facts as an item, if they are about an account.
    pub(super) fn tell(&self, search: &mut Search<'_>, place: &Place, span: Span) {
        let facts = match self.facts() {
            Ok(facts) => facts,
            Err(unusable) => {
                return unusable.into_iter().for_each(|it| search.set_aside(place, it.in_words()));
            }
        };
        let account = &facts.account;
        let names = [&account.upn, &account.sam, &account.dns].into_iter().flatten().next();
        let name =
            names.cloned().or_else(|| account.sid.as_ref().map(ToString::to_string)).unwrap_or_default();
        let origin = place.origin(&format!("account {name}"));
        let span = place.written("", span).span(0, 0);
        let lists_any = self.none_mapped || self.has(ALT_SECURITY_IDENTITIES);
        let doubt = self.doubt.filter(|_| lists_any).map(Doubt::defect);
        let defects = self.garbled_names().chain(doubt).collect();
        search.add(place, Found { span, defects, ..Found::new(origin, Content::Evidence(Box::new(facts))) });
    }

    /// Whether it describes an account.
    pub(super) fn tells(&self) -> bool {
        self.facts().is_ok()
    }

    /// The facts, or why they cannot be used, if they describe anything.
    fn facts(&self) -> Result<Situation, Option<Unusable>> {
        let classes: Vec<String> =
            self.all("objectClass").map(|class| class.text().to_ascii_lowercase()).collect();
        let kind = if classes.iter().any(|class| class.contains("computer")) {
            Some(AccountKind::Computer)
        } else if classes.iter().any(|class| class.contains("user") || class.contains("inetorgperson")) {
            Some(AccountKind::User)
        } else if classes.is_empty() {
            None
        } else {
            return Err(Some(Unusable::NoAccount));
        };
        let is_group = |value: &Value| !value.text().contains('#') || value.text().contains("group");
        let is = |attribute, expect: &str| {
            self.all(attribute).any(|value| value.text().eq_ignore_ascii_case(expect))
        };
        let reasons = [
            (self.all(GROUP).any(is_group), Unusable::NoAccount),
            (is(DELETED, "true"), Unusable::Deleted),
            (is(SOURCE, "local") || self.has(PROFILE), Unusable::Local),
        ];
        if let Some((_, unusable)) = reasons.into_iter().find(|(applies, _)| *applies) {
            return Err(Some(unusable));
        }
        let mut facts = Situation::default();
        let account = &mut facts.account;
        account.kind = kind;
        account.sid = self.all("objectSid").find_map(sid);
        if let Some(unusable) = account.sid.as_ref().and_then(|sid| unusable(sid, kind)) {
            return Err(Some(unusable));
        }
        let [upn, sam, dns] = NAMES.map(|names| names.iter().find_map(|name| self.name(name)));
        (account.upn, account.sam, account.dns) = (upn, sam, dns);
        account.created = self.all("whenCreated").find_map(|value| moment(&value.text()));
        let strings: Vec<String> = self.all(ALT_SECURITY_IDENTITIES).map(Value::text).collect();
        // If the list is incomplete, nothing is known about what it lacks.
        let is_known = self.doubt.is_none() && (self.none_mapped || !strings.is_empty());
        account.alt_security_identities = is_known.then_some(strings);
        if kind.is_none() && account.sam.as_ref().is_some_and(|sam| sam.ends_with('$')) {
            account.kind = Some(AccountKind::Computer);
        }
        let known = account.sid.is_some()
            || account.upn.is_some()
            || account.sam.is_some()
            || account.dns.is_some()
            || account.alt_security_identities.as_ref().is_some_and(|strings| !strings.is_empty());
        facts.dc.realm = self.name("distinguishedName").as_deref().and_then(realm);
        let garbled = || self.garbled_names().next().map(|_| Unusable::Garbled);
        if known { Ok(facts) } else { Err(garbled()) }
    }

    /// The names that are not known because letters in them were lost.
    fn garbled_names(&self) -> impl Iterator<Item = Defect> {
        let unknown = NAMES.iter().filter(|names| names.iter().all(|name| self.name(name).is_none()));
        let garbled = unknown.flat_map(|names| {
            names.iter().find(|name| self.all(name).any(|it| it.text().contains(is_garbled)))
        });
        garbled.map(|name| Defect {
            id: "name-garbled",
            message: format!(
                "{name} contains question marks or symbols, so letters were probably lost. It is treated as not known. \
                 {KEEP_LETTERS}"
            ),
            span: None,
        })
    }

    fn all(&self, attribute: &str) -> impl Iterator<Item = &Value> {
        self.attributes.iter().filter(move |(name, _)| *name == attribute).map(|(_, value)| value)
    }

    fn name(&self, attribute: &str) -> Option<String> {
        self.all(attribute).map(Value::text).find(|name| !name.is_empty() && !name.contains(is_garbled))
    }
}

/// Whether a character shows that a name was written in an encoding that lacks one of its letters, or was read in the
/// wrong one: `Export-Csv` writes question marks, which no name contains, and the letters of the code pages of consoles
/// look like control characters and symbols.
fn is_garbled(c: char) -> bool {
    matches!(c, '?' | '\u{80}'..='\u{a7}' | char::REPLACEMENT_CHARACTER)
}

/// The standard name of an attribute, if it is one that is used.
pub(super) fn known(attribute: &str) -> Option<&'static str> {
    let known = ATTRIBUTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute))?;
    Some(known.1)
}

/// The explicit mappings.
pub(super) const ALT_SECURITY_IDENTITIES: &str = "altSecurityIdentities";

/// Attributes that only groups have; for `@odata.type`, the value decides.
const GROUP: &str = "groupType";

const DELETED: &str = "isDeleted";

/// Where `Get-LocalUser` found an account.
const SOURCE: &str = "PrincipalSource";

/// What only the user profile of a computer has.
const PROFILE: &str = "LocalPath";

const ON_PREMISES_NAME: &str = "onPremisesUserPrincipalName";

/// The names of an account. Of those in one list, the first that is known counts; in Entra ID, the other is that of the
/// cloud.
const NAMES: [&[&str]; 3] = [&[ON_PREMISES_NAME, "userPrincipalName"], &["sAMAccountName"], &["dNSHostName"]];

/// Attribute names in LDAP, PowerShell and Entra ID, with their standard names.
const ATTRIBUTES: [(&str, &str); 24] = [
    ("groupType", GROUP),
    ("groupTypes", GROUP),
    ("groupScope", GROUP),
    ("securityEnabled", GROUP),
    ("@odata.type", GROUP),
    ("objectClass", "objectClass"),
    ("objectSid", "objectSid"),
    ("SID", "objectSid"),
    ("onPremisesSecurityIdentifier", "objectSid"),
    ("userPrincipalName", "userPrincipalName"),
    (ON_PREMISES_NAME, ON_PREMISES_NAME),
    ("sAMAccountName", "sAMAccountName"),
    ("onPremisesSamAccountName", "sAMAccountName"),
    ("dNSHostName", "dNSHostName"),
    ("whenCreated", "whenCreated"),
    ("Created", "whenCreated"),
    (ALT_SECURITY_IDENTITIES, ALT_SECURITY_IDENTITIES),
    ("distinguishedName", "distinguishedName"),
    ("onPremisesDistinguishedName", "distinguishedName"),
    ("dn", "distinguishedName"),
    (DELETED, DELETED),
    ("Deleted", DELETED),
    (SOURCE, SOURCE),
    (PROFILE, PROFILE),
];

/// Why a SID is not that of an account that logs on. Domains and groups have SIDs as well, and some are the same on every
/// computer; for RIDs below 1000 only `objectClass` tells.
fn unusable(sid: &Sid, kind: Option<AccountKind>) -> Option<Unusable> {
    match sid.class() {
        Class::Domain => None,
        Class::Builtin if kind.is_some() => None,
        Class::Builtin | Class::Truncated | Class::Invalid => Some(Unusable::NoAccount),
        Class::Wellknown => Some(Unusable::Predefined),
        Class::Entra => Some(Unusable::Cloud),
    }
}

/// How explicit mappings start. A name may contain a word with a colon, but no `<` after it.
const STARTS: [&str; 2] = ["X509:<", "Kerberos:"];

/// Whether a text starts with an explicit mapping.
pub(super) fn begins_with_string(text: &str) -> bool {
    let begins = |start: &&str| text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
    STARTS.iter().any(begins)
}

/// The explicit mappings in a text: if several are in one value, they are separated by punctuation or a space, and each
/// starts with its type.
pub(super) fn strings(text: &str) -> Vec<String> {
    const BETWEEN: [char; 3] = [';', '|', ','];
    let lower = text.to_ascii_lowercase();
    let is_start = |at: &usize| {
        let before = text.get(..*at).unwrap_or_default();
        let word = before.trim_end();
        let behind_blank = word.len() < before.len();
        let begins_well = text.get(*at..).is_some_and(begins_with_string);
        word.ends_with(BETWEEN) || (!word.is_empty() && behind_blank && begins_well)
    };
    let kinds = ["x509:", "kerberos:"].into_iter().flat_map(|kind| lower.match_indices(kind));
    let mut starts: Vec<usize> = kinds.map(|(at, _)| at).filter(is_start).collect();
    starts.sort_unstable();
    let several = !starts.is_empty();
    let ends = starts.clone().into_iter().chain([text.len()]);
    let pieces = std::iter::once(0).chain(starts).zip(ends).filter_map(|(start, end)| text.get(start..end));
    let bare = |piece: &str| match several {
        true => piece.trim().trim_end_matches(BETWEEN).trim_end().to_owned(),
        false => piece.trim().to_owned(),
    };
    pieces.map(bare).filter(|piece| !piece.is_empty()).collect()
}

const KEEP_LETTERS: &str = "To keep all letters, add -Encoding UTF8 to Export-Csv, or use Out-File.";

impl Doubt {
    fn defect(self) -> Defect {
        let (id, why, instead) = match self {
            Self::CutOff => (
                "list-cut-off",
                "PowerShell cut off altSecurityIdentities, as the dots at the end show",
                "To print it whole, set $FormatEnumerationLimit = -1 before Format-List, or use ConvertTo-Json.",
            ),
            Self::Torn => (
                "list-torn",
                "altSecurityIdentities continues on another line, and any space between the two parts is lost",
                "To print it in one line, use ConvertTo-Json.",
            ),
            Self::Mixed => (
                "lists-mixed",
                "Two accounts are listed without an empty line between them, so the start of the second is unclear",
                "To tell them apart, use ConvertTo-Json.",
            ),
            Self::Garbled => (
                "list-garbled",
                "altSecurityIdentities contains question marks or symbols, so letters were probably lost",
                KEEP_LETTERS,
            ),
        };
        let message = format!("{why}. The values are treated as not known. {instead}");
        Defect { id, message, span: None }
    }
}

fn sid(value: &Value) -> Option<Sid> {
    match value {
        Value::Bytes(bytes) => Sid::from_binary(bytes).or_else(|| Sid::parse(&value.text())),
        Value::Text(text) => Sid::parse(text.trim()),
    }
}

/// A time in the formats of directories and PowerShell. Without a zone it is UTC.
fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let milliseconds = text.trim_matches('\\').strip_prefix("/Date(").and_then(|rest| rest.split(')').next());
    if let Some(milliseconds) = milliseconds {
        // The zone behind it only tells how to show it.
        let zone = milliseconds.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(milliseconds.len());
        let milliseconds: i64 = milliseconds.get(..zone)?.parse().ok()?;
        return Some(Moment::from_unix(milliseconds.div_euclid(1000)));
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

/// `3/15/2024 4:05:06 PM` of an American, `15/03/2024 4:05:06 PM` of an Australian, `15.03.2024 16:05:06` of a German
/// console. With slashes, which number is the month is only clear if one is above 12 or both are equal.
fn local(text: &str) -> Option<Moment> {
    let text = text.replace('\u{202f}', " ");
    let mut words = text.split_whitespace();
    let (date, time) = (words.next()?, words.next()?);
    // `p. m.` in Spanish.
    let half: String = words.collect::<String>().replace('.', "").to_ascii_uppercase();
    let numbers = |text: &str, between: char| -> Option<[u16; 3]> {
        let numbers: Option<Vec<u16>> = text.split(between).map(|number| number.parse().ok()).collect();
        <[u16; 3]>::try_from(numbers?).ok()
    };
    let [hour, minute, second] = numbers(time, ':')?;
    let hour = match half.as_str() {
        "" => hour,
        "AM" => hour % 12,
        "PM" => hour % 12 + 12,
        _ => return None,
    };
    let [year, month, day] = if date.contains('/') {
        match numbers(date, '/')? {
            [day, month, year] if day > 12 || day == month => [year, month, day],
            [month, day, year] if day > 12 => [year, month, day],
            _ => return None,
        }
    } else {
        let [day, month, year] = numbers(date, '.')?;
        [year, month, day]
    };
    // With two digits, the century is unknown.
    if year < 100 {
        return None;
    }
    let part = |number: u16| u8::try_from(number).ok();
    Moment::from_civil(i64::from(year), part(month)?, part(day)?, part(hour)?, part(minute)?, part(second)?)
}

/// The DNS name of a domain, from a distinguished name.
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
    fn dates_of_every_console_format_are_read() {
        let expect = Some("2024-03-15T16:05:06Z");
        check("20240315160506.0Z", expect);
        check("2024-03-15T16:05:06Z", expect);
        check("2024-03-15T16:05:06", expect);
        check("/Date(1710518706000)/", expect);
        check("/Date(1710518706000+0100)/", expect);
        check("/Date(1710518706000-0500)/", expect);
        check("/Date(-1000)/", Some("1969-12-31T23:59:59Z"));
        check("3/15/2024 4:05:06 PM", expect);
        check("15/03/2024 4:05:06 PM", expect);
        check("15/03/2024 16:05:06", expect);
        check("15.03.2024 16:05:06", expect);
        check("3/3/2024 12:05:06 AM", Some("2024-03-03T00:05:06Z"));
        check("01/03/2024 16:05:06", None);
        check("1/03/2024 4:05:06 PM", None);
        check("3/1/2024 4:05:06 PM", None);
        check("13/13/2024 4:05:06 PM", None);
        check("yesterday", None);
        check("15/03/2024 04:05:06 p. m.", expect);
        check("15/03/2024 04:05:06 μμ", None);
        check("15.03.24 16:05:06", None);
    }

    #[test]
    fn groups_are_not_accounts() {
        let mut record = Record::default();
        record.add("objectClass", Value::Text("group".to_owned()));
        record.add("objectSid", Value::Text("S-1-5-21-1-2-3-1105".to_owned()));
        assert_eq!(record.facts(), Err(Some(Unusable::NoAccount)));
    }

    fn facts(attributes: &[(&str, &str)]) -> Result<Situation, Option<Unusable>> {
        let mut record = Record::default();
        attributes.iter().for_each(|(name, value)| record.add(name, Value::Text((*value).to_owned())));
        record.facts()
    }

    #[test]
    fn objects_that_cannot_log_on_are_not_accounts() {
        use Unusable::{Cloud, Deleted, Local, NoAccount, Predefined};
        let user = "S-1-5-21-1-2-3-1105";
        for (attributes, expect) in [
            (vec![("SID", user)], None),
            (vec![("SID", user), ("@odata.type", "#microsoft.graph.user")], None),
            (vec![("SID", user), ("@odata.type", "#microsoft.graph.group")], Some(NoAccount)),
            (vec![("SID", user), ("securityEnabled", "true")], Some(NoAccount)),
            (vec![("SID", user), ("groupTypes", "[]")], Some(NoAccount)),
            (vec![("SID", "S-1-5-18")], Some(Predefined)),
            (vec![("SID", "S-1-5-21-1-2-3")], Some(NoAccount)),
            (vec![("SID", "S-1-5-21-1-2-3-512")], Some(NoAccount)),
            (vec![("SID", "S-1-5-21-1-2-3-500"), ("objectClass", "user")], None),
            (vec![("SID", "S-1-12-1-1-2-3-4"), ("objectClass", "user")], Some(Cloud)),
            (vec![("SID", user), ("isDeleted", "TRUE")], Some(Deleted)),
            (vec![("SID", user), ("isDeleted", "FALSE"), ("Deleted", "")], None),
            (vec![("SID", user), ("PrincipalSource", "Local")], Some(Local)),
            (vec![("SID", user), ("PrincipalSource", "ActiveDirectory")], None),
            (vec![("SID", user), ("LocalPath", r"C:\Users\a")], Some(Local)),
        ] {
            assert_eq!(facts(&attributes).err(), expect.map(Some), "{attributes:?}");
        }
    }

    #[track_caller]
    fn check_strings(text: &str, expect: Option<&[&str]>) {
        let facts = facts(&[("sAMAccountName", "a"), ("altSecurityIdentities", text)]).unwrap();
        let expect = expect.map(|list| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(facts.account.alt_security_identities, expect, "{text}");
    }

    #[test]
    fn mappings_in_one_value_are_separated() {
        let (one, other) = ("X509:<I>DC=example,CN=a, b;c<SR>01", "X509:<SKI>02");
        check_strings(one, Some(&[one]));
        for between in [";", "; ", ",", ", ", " | ", "|", " ", "\n", "\r\n", ";\r\n"] {
            check_strings(&format!("{one}{between}{other}"), Some(&[one, other]));
            check_strings(&format!("{other}{between}Kerberos:a@B"), Some(&[other, "Kerberos:a@B"]));
        }
        check_strings("X509:<SKI>02;", Some(&["X509:<SKI>02;"]));
        let name = "X509:<S>CN=old X509: cert";
        check_strings(name, Some(&[name]));
        check_strings("nonsense", Some(&["nonsense"]));
        check_strings("Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", None);
    }

    #[test]
    fn truncated_mapping_lists_count_as_unknown() {
        check_strings("X509:<SKI>01, X509:<SKI>02...", None);
        check_strings("X509:<SKI>01, X509:<SKI>02…", None);
        check_strings("X509:<I>DC=example,CN=a..., X509:<SKI>02", None);
    }

    /// A name without its umlaut would be another's.
    #[test]
    fn garbled_names_count_as_unknown() {
        for upn in
            ["m?ller@corp.example", "m\u{81}ller@corp.example", "se\u{a4}or@corp.example", "m\u{fffd}ller@x"]
        {
            let facts = facts(&[("SID", "S-1-5-21-1-2-3-1105"), ("userPrincipalName", upn)]).unwrap();
            assert_eq!((facts.account.upn, facts.account.sid.is_some()), (None, true), "{upn}");
            check_strings(&format!("X509:<SKI>02;X509:<S>CN={upn}"), None);
        }
        assert_eq!(facts(&[("userPrincipalName", "m?ller@corp.example")]), Err(Some(Unusable::Garbled)));
        let whole = "müller@corp.example";
        assert_eq!(facts(&[("userPrincipalName", whole)]).unwrap().account.upn.as_deref(), Some(whole));
    }

    #[test]
    fn on_premises_name_takes_precedence() {
        let cloud = ("UserPrincipalName", "alice@corp.onmicrosoft.com");
        let own = ("OnPremisesUserPrincipalName", "alice@corp.example");
        let upn = |attributes: &[(&str, &str)]| facts(attributes).unwrap().account.upn.unwrap();
        assert_eq!(upn(&[cloud, own]), own.1);
        assert_eq!(upn(&[own, cloud]), own.1);
        assert_eq!(upn(&[cloud]), cloud.1);
    }

    #[test]
    fn domain_is_taken_from_the_distinguished_name() {
        assert_eq!(realm("CN=a,DC=corp,DC=example").as_deref(), Some("corp.example"));
        assert_eq!(realm("CN=a"), None);
    }
}
