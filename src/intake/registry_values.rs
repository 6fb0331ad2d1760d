//! Registry values that affect mapping or certificate checks, from exports (`.reg`), `reg query` and PowerShell's
//! `Get-ItemProperty`.

use super::numerals;
use super::shown::{self, Shown};
use super::text::Page;
use super::{Content, Found, Place, Search};
use crate::certificate::Span;
use crate::situation::{self, Schannel, Situation};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// A supported value, and where it goes in the situation.
struct Known {
    name: &'static str,
    /// The end of its key's path.
    key: &'static str,
    /// The key in the situation.
    path: &'static str,
    conversion: Conversion,
    /// The default that applies if it is not set, if the situation cannot express that.
    default: Option<u32>,
}

/// How a number is converted for the situation.
#[derive(Clone, Copy)]
enum Conversion {
    Number,
    /// Whether it is not zero.
    YesNo,
    /// Zero means that there are no lines; any other number does not tell which.
    NoLines,
}

const fn known(name: &'static str, key: &'static str, path: &'static str) -> Known {
    Known { name, key, path, conversion: Conversion::Number, default: None }
}

const KDC: &str = r"\Services\Kdc";
const POLICY: &str = r"\Policies\System\KDC\Parameters";
const SCHANNEL: &str = r"\Control\SecurityProviders\Schannel";
const IKEV2: &str = r"\Services\RemoteAccess\Parameters\Ikev2";
const EAP_TLS: &str = r"\Services\RasMan\PPP\EAP\13";

const KNOWN: [Known; 8] = [
    known("StrongCertificateBindingEnforcement", KDC, "dc.enforcement"),
    known("CertificateBackdatingCompensation", KDC, "dc.backdating_seconds"),
    known("AllowNtAuthPolicyBypass", KDC, "dc.nt_auth_bypass"),
    Known { default: Some(1), ..known("UseSubjectAltName", KDC, "dc.use_subject_alt_name") },
    Known {
        conversion: Conversion::NoLines,
        default: Some(0),
        ..known("UseStrongNameMatches", POLICY, "dc.name_policy")
    },
    Known {
        default: Some(Schannel::DEFAULT_MAPPING_METHODS),
        ..known("CertificateMappingMethods", SCHANNEL, "schannel.mapping_methods")
    },
    Known { default: Some(0), ..known("CertAuthFlags", IKEV2, "rras.cert_auth_flags") },
    Known {
        conversion: Conversion::YesNo,
        default: Some(0),
        ..known("IgnoreNoRevocationCheck", EAP_TLS, "nps.ignore_no_revocation_check")
    },
];

/// Looks for the supported values.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let text = String::from_utf8_lossy(&page.bytes);
    // Most texts are not from the registry, and this avoids searching long ones several times.
    if !names_one(text.as_bytes()) {
        return;
    }
    let mut keys = exported(&text);
    keys.extend(shown::objects(&text).filter_map(|object| of_object(&object)));
    keys.extend(refused(&text));
    let parents: BTreeSet<String> = keys.iter().filter_map(Key::parent).collect();
    for key in &keys {
        let path = key.path.as_deref().unwrap_or_default();
        key.tell(search, place, parents.contains(&path.to_ascii_lowercase()));
    }
}

/// Whether a text contains the name of a value or of its key. Most of a long text is base64 or blank, and is skipped
/// after one look at each byte.
fn names_one(text: &[u8]) -> bool {
    const SHORTEST: usize = 10;
    let is_value = |word: &[u8]| KNOWN.iter().any(|known| word.eq_ignore_ascii_case(known.name.as_bytes()));
    let mut words = text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| word.len() >= SHORTEST);
    let begins_a_key = |rest: &[u8]| {
        KNOWN.iter().any(|known| {
            rest.get(..known.key.len()).is_some_and(|part| part.eq_ignore_ascii_case(known.key.as_bytes()))
        })
    };
    let slashes = text.iter().enumerate().filter(|(_, byte)| **byte == b'\\');
    words.any(is_value) || slashes.into_iter().any(|(at, _)| text.get(at..).is_some_and(begins_a_key))
}

/// A key with some or all of its values.
#[derive(Debug, Default)]
struct Key {
    /// Its path; absent if it is unknown.
    path: Option<String>,
    values: Vec<(String, Value)>,
    span: Span,
}

/// The content of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Number(u32),
    /// Stated not to exist.
    Absent,
    /// Not a number.
    Other,
}

impl Key {
    /// Adds the facts as an item, if there are any.
    fn tell(&self, search: &mut Search<'_>, place: &Place, lists_subkeys: bool) {
        let mut facts = Situation::default();
        let mut notes = Vec::new();
        let whole = self.is_whole(lists_subkeys);
        for known in KNOWN.iter().filter(|known| self.is_of(known)) {
            let value = self.values.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(known.name));
            let told = match value.map(|(_, value)| *value) {
                Some(Value::Number(number)) => known.conversion.json(number),
                Some(Value::Absent) => Some(known.not_set(&mut notes)),
                None if whole => Some(known.not_set(&mut notes)),
                _ => None,
            };
            if let Some(told) = told.and_then(|told| situation::with(&facts, known.path, Some(told)).ok()) {
                facts = told;
            }
        }
        if facts == Situation::default() {
            return;
        }
        let name = self.path.as_deref().unwrap_or("with an unknown path");
        let origin = place.origin(&format!("registry key {name}"));
        let span = place.written("", self.span).span(0, 0);
        let content = Content::Evidence(Box::new(facts));
        search.add(place, Found { span, notes, ..Found::new(origin, content) });
    }

    /// Whether this key can have the value. If the path is unknown, the name is enough: no other key has it.
    fn is_of(&self, known: &Known) -> bool {
        self.path.as_deref().is_none_or(|path| ends(path, known.key))
    }

    /// The key around this one, in lowercase, if it can have any of the values.
    fn parent(&self) -> Option<String> {
        let (parent, _) = self.path.as_deref()?.rsplit_once('\\')?;
        KNOWN.iter().any(|known| ends(parent, known.key)).then(|| parent.to_ascii_lowercase())
    }

    /// Whether all its values are listed. A query for one value lists only that one and no keys inside, and a file that
    /// sets some contains hardly more than the supported ones, while Windows keeps others in each of these keys.
    fn is_whole(&self, lists_subkeys: bool) -> bool {
        const FEW: usize = 1;
        let is_supported = |name: &str| KNOWN.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        let others = self.values.iter().filter(|(name, _)| !is_supported(name)).count();
        self.path.is_some() && (others > FEW || others == FEW && lists_subkeys)
    }
}

impl Known {
    fn not_set(&self, notes: &mut Vec<String>) -> Json {
        let Self { name, default, .. } = self;
        match default {
            Some(number) => {
                notes.push(format!("{name}: not set, which counts as {number}"));
                self.conversion.json(*number).unwrap_or_default()
            }
            None => {
                notes.push(format!("{name}: not set"));
                Json::Null
            }
        }
    }
}

impl Conversion {
    fn json(self, number: u32) -> Option<Json> {
        match self {
            Self::Number => Some(Json::from(number)),
            Self::YesNo => Some(Json::from(number != 0)),
            Self::NoLines => (number == 0).then(|| Json::Array(Vec::new())),
        }
    }
}

/// Whether a path is in the local machine's registry and has this end.
fn ends(path: &str, end: &str) -> bool {
    let machine = ["HKEY_LOCAL_MACHINE", "HKLM"];
    let tail = path.len().checked_sub(end.len()).and_then(|at| path.get(at..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        && machine.iter().any(|root| {
            path.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(root))
                && path.get(root.len()..).is_some_and(|rest| rest.starts_with(['\\', ':']))
        })
}

/// The keys of a `.reg` file, and of `reg query`.
fn exported(text: &str) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut offset = 0;
    let mut open = false;
    let mut is_deleted = false;
    for line in text.split_inclusive('\n') {
        let span = Span { offset, length: line.len() };
        offset += line.len();
        let trimmed = line.trim();
        if let Some(path) = path(line) {
            keys.push(Key { path: Some(path.to_owned()), span, ..Key::default() });
            open = true;
            is_deleted = false;
        } else if trimmed.starts_with('[') {
            open = false;
            is_deleted = trimmed.starts_with("[-");
        } else if is_deleted {
            // Nothing can be set in a key that the file deletes.
        } else if let Some(value) = of_export(trimmed).or_else(|| of_query(line)) {
            if !open {
                keys.push(Key { span, ..Key::default() });
                open = true;
            }
            if let Some(key) = keys.last_mut() {
                key.values.push(value);
                key.span.length = offset - key.span.offset;
            }
        }
    }
    keys
}

/// The path in a line that starts a key: in brackets in a `.reg` file, alone in its line in a query.
fn path(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let path = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(line);
    ["HKEY_", "HKLM\\"].iter().any(|root| path.starts_with(root)).then_some(path)
}

/// A value in a `.reg` file: `"Name"=dword:00000002`. A hyphen deletes it, whatever it is now.
fn of_export(line: &str) -> Option<(String, Value)> {
    let (name, value) = line.strip_prefix('"')?.split_once("\"=").filter(|(_, value)| *value != "-")?;
    let little = || {
        let bytes = numerals::all_hexadecimal(value.split_once(':')?.1.as_bytes());
        let number = bytes
            .iter()
            .rev()
            .try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)));
        u32::try_from(number?).ok()
    };
    let number = if let Some(digits) = value.strip_prefix("dword:") {
        u32::from_str_radix(digits.trim(), 16).ok()
    } else if value.starts_with("hex(b):") || value.starts_with("hex(4):") {
        little()
    } else {
        None
    };
    Some((name.to_owned(), number.map_or(Value::Other, Value::Number)))
}

/// A value of `reg query`: `    Name    REG_DWORD    0x2`.
fn of_query(line: &str) -> Option<(String, Value)> {
    let (name, rest) = line.split_once(" REG_").or_else(|| line.split_once("\tREG_"))?;
    let (kind, value) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let number = if matches!(kind, "DWORD" | "QWORD") { number(value) } else { None };
    Some((name.trim().to_owned(), number.map_or(Value::Other, Value::Number)))
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// A key in PowerShell output. The properties that PowerShell adds give its path.
fn of_object(object: &Shown) -> Option<Key> {
    let own = |name: &str| name.starts_with("PS") || name == "RunspaceId";
    let path = object.value("PSPath").map(|path| path.rsplit("::").next().unwrap_or(path).to_owned());
    let values = object.iter().filter(|(name, _)| !own(name));
    let value = |text| number(text).map_or(Value::Other, Value::Number);
    let values: Vec<_> = values.map(|(name, text)| (name.to_owned(), value(text))).collect();
    let asked = |(name, _): &(String, Value)| KNOWN.iter().any(|known| known.name.eq_ignore_ascii_case(name));
    let tells = path.is_some() || values.iter().any(asked);
    tells.then_some(Key { path, values, span: object.span })
}

/// PowerShell's localized message for a value that does not exist: `Get-ItemProperty : Property NAME does not exist at
/// path HKEY_LOCAL_MACHINE\…`. It is broken into lines at the window's edge.
fn refused(text: &str) -> Vec<Key> {
    let words: String = text.split_whitespace().collect();
    let mut keys = Vec::new();
    for message in words.split("Get-ItemProperty:").skip(1) {
        let Some((path_at, known)) = KNOWN.iter().find_map(|known| {
            let name = message.find(known.name).filter(|at| *at < NEAR)? + known.name.len();
            let path = message.get(name..)?.find("HKEY_LOCAL_MACHINE\\").filter(|at| *at < NEAR)?;
            Some((name + path, known))
        }) else {
            continue;
        };
        let path = message.get(path_at..).unwrap_or_default();
        let length = path.to_ascii_lowercase().find(&known.key.to_ascii_lowercase());
        let Some(path) = length.and_then(|at| path.get(..at + known.key.len())) else { continue };
        keys.push(Key {
            path: Some(path.to_owned()),
            values: vec![(known.name.to_owned(), Value::Absent)],
            span: Span { offset: 0, length: text.len() },
        });
    }
    keys
}

/// How far into a message the name and the path are. After that comes the command that failed.
const NEAR: usize = 40;

#[cfg(test)]
mod tests {
    use super::super::{File, recognise};
    use super::*;
    use crate::situation::Setting;
    use forge::container::pem::utf16_le;

    fn facts(bytes: &[u8]) -> Vec<Situation> {
        let items = recognise(File { name: "x", bytes }, &[]);
        let facts = items.into_iter().filter_map(|item| match item.content {
            Content::Evidence(facts) => Some(*facts),
            _ => None,
        });
        facts.collect()
    }

    /// Compares the facts in a text with situations in JSON.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let expect: Vec<Situation> =
            expect.iter().map(|told| situation::from_json(told).unwrap().0).collect();
        assert_eq!(facts(text.as_bytes()), expect, "{text}");
        assert_eq!(facts(&utf16_le(text, true)), expect, "as UTF-16: {text}");
    }

    const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Kdc";

    #[test]
    fn exports_of_both_formats_are_read() {
        for head in ["Windows Registry Editor Version 5.00", "REGEDIT4"] {
            check(
                &format!(
                    "{head}\r\n\r\n[{KEY}]\r\n\"StrongCertificateBindingEnforcement\"=dword:00000001\r\n\
                     \"CertificateBackdatingCompensation\"=hex(b):c0,89,0c,5e,00,00,00,00\r\n\r\n"
                ),
                &[r#"{"dc":{"enforcement":1,"backdating_seconds":1577880000}}"#],
            );
        }
        let others = "[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control\\SecurityProviders\\SCHANNEL]\n\"CertificateMappingMethods\"=dword:0000001f\n\n\
                      [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\RasMan\\PPP\\EAP\\13]\n\"IgnoreNoRevocationCheck\"=dword:00000001\n";
        check(
            others,
            &[r#"{"schannel":{"mapping_methods":31}}"#, r#"{"nps":{"ignore_no_revocation_check":true}}"#],
        );
    }

    #[test]
    fn reg_query_output_is_read() {
        check(
            &format!("\r\n{KEY}\r\n    StrongCertificateBindingEnforcement    REG_DWORD    0x2\r\n\r\n"),
            &[r#"{"dc":{"enforcement":2}}"#],
        );
        check("    CertAuthFlags    REG_DWORD    0x4\r\n", &[r#"{"rras":{"cert_auth_flags":4}}"#]);
        check(
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\KDC\Parameters
    UseStrongNameMatches    REG_DWORD    0x0
",
            &[r#"{"dc":{"name_policy":[]}}"#],
        );
    }

    #[test]
    fn powershell_output_is_read() {
        let path = format!(
            "PSPath                              : Microsoft.PowerShell.Core\\Registry::{KEY}\r\nPSChildName                         : Kdc\r\n"
        );
        check(
            &format!("\r\n\r\nStrongCertificateBindingEnforcement : 2\r\n{path}\r\n"),
            &[r#"{"dc":{"enforcement":2}}"#],
        );
        check("UseSubjectAltName : 0\n", &[r#"{"dc":{"use_subject_alt_name":0}}"#]);
        check(
            "CertificateMappingMethods\n-------------------------\n                       24\n",
            &[r#"{"schannel":{"mapping_methods":24}}"#],
        );
        check("StrongCertificateBindingEnforcement: 2 means full enforcement\n", &[]);
    }

    #[test]
    fn a_value_counts_under_its_own_key_only() {
        check(&format!("[{KEY}]\n\"CertAuthFlags\"=dword:00000004\n"), &[]);
        check(
            "[HKEY_CURRENT_USER\\SYSTEM\\CurrentControlSet\\Services\\Kdc]\n\"StrongCertificateBindingEnforcement\"=dword:2\n",
            &[],
        );
        check(&format!("[-{KEY}]\n[{KEY}2]\n\"StrongCertificateBindingEnforcement\"=dword:2\n"), &[]);
    }

    #[test]
    fn value_missing_from_a_complete_key_is_not_set() {
        let all_of = r#"{"dc":{"enforcement":2,"backdating_seconds":null,"nt_auth_bypass":null,"use_subject_alt_name":1}}"#;
        check(
            &format!(
                "[{KEY}]\n\"Start\"=dword:00000002\n\"Type\"=dword:20\n\"StrongCertificateBindingEnforcement\"=dword:2\n"
            ),
            &[all_of],
        );
        check(
            &format!(
                "{KEY}\n    ImagePath    REG_EXPAND_SZ    %SystemRoot%\\lsass.exe\n    Start    REG_DWORD    0x2\n    StrongCertificateBindingEnforcement    REG_DWORD    0x2\n"
            ),
            &[all_of],
        );
        let [found] =
            &facts(format!("[{KEY}]\n\"Start\"=dword:00000002\n\"Type\"=dword:20\n").as_bytes())[..]
        else {
            panic!()
        };
        assert_eq!(found.dc.enforcement, Setting::NotSet);
        let items = recognise(
            File { name: "x", bytes: format!("[{KEY}]\n\"Start\"=dword:2\n\"Type\"=dword:20\n").as_bytes() },
            &[],
        );
        let notes =
            ["StrongCertificateBindingEnforcement: not set", "UseSubjectAltName: not set, which counts as 1"];
        assert!(
            notes.iter().all(|note| items[0].notes.iter().any(|told| told == note)),
            "{:?}",
            items[0].notes
        );
        // Whatever its content, the value exists.
        let [found] = &facts(
            format!("[{KEY}]\n\"Start\"=dword:2\n\"Type\"=dword:20\n\"StrongCertificateBindingEnforcement\"=\"2\"\n").as_bytes(),
        )[..] else {
            panic!()
        };
        assert_eq!(found.dc.enforcement, Setting::Unknown);
    }

    /// Of a key with a single other value, it is unclear whether that is all.
    #[test]
    fn value_missing_from_a_part_of_a_key_is_unknown() {
        let one = "    KrbtgtFullPacSignature    REG_DWORD    0x2\n";
        check(&format!("{KEY}\n{one}"), &[]);
        let all = r#"{"dc":{"enforcement":null,"backdating_seconds":null,"nt_auth_bypass":null,"use_subject_alt_name":1}}"#;
        check(&format!("{KEY}\n{one}\n{KEY}\\Parameters\n"), &[all]);
        check(&format!("{KEY}\n{one}\n{KEY}2\n"), &[]);
        check(&format!("[{KEY}]\n\"Start\"=-\n\"Type\"=-\n"), &[]);
        check(&format!("[-{KEY}]\n\"StrongCertificateBindingEnforcement\"=dword:1\n"), &[]);
        check(
            &format!(
                "StrongCertificateBindingEnforcement : 1\nPSPath : Microsoft.PowerShell.Core\\Registry::{KEY}\n\
                 PSComputerName : dc1\nRunspaceId : 5a6f2f5e-7b8e-4f3b-9a55-1f6f2c3a4b5c\n"
            ),
            &[r#"{"dc":{"enforcement":1}}"#],
        );
    }

    #[test]
    fn value_not_found_by_powershell_is_not_set() {
        let told = &[r#"{"dc":{"enforcement":null}}"#][..];
        check(
            &format!(
                "Get-ItemProperty : Property StrongCertificateBindingEnforcement does not exist at path \r\n{}\r\n{}.\r\n\
                 At line:1 char:1\r\n+ Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Nam ...\r\n",
                &KEY[..30],
                &KEY[30..]
            ),
            told,
        );
        check(
            &format!(
                "Get-ItemProperty: Die Eigenschaft \"StrongCertificateBindingEnforcement\" ist im Pfad \"{KEY}\" nicht vorhanden.\n"
            ),
            told,
        );
        check(
            &format!(
                "Get-ItemProperty : Requested registry access is not allowed.\nAt line:1 char:1\n\
                 + Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Kdc' -Name StrongCertificateBindingEnforcement\n\
                 + CategoryInfo : PermissionDenied: ({KEY}:String) [Get-ItemProperty], SecurityException\n"
            ),
            &[],
        );
    }
}
