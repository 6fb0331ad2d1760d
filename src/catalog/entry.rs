//! The entries: one row per code, read once from the tables next to this file.
//!
//! Every text of an entry is a slice of its table; nothing is copied.

use super::{Code, Confidence, Family};
use std::sync::LazyLock;

/// One code and a summary of what is known about it. The details are on its [page](super::page).
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its address.
    pub code: Code,
    /// The provider that logs it, if it is an event.
    pub source: Option<&'static str>,
    /// The log and the computer where it is found, if it is an event.
    pub log: Option<&'static str>,
    /// Its symbol in header files.
    pub symbol: Option<&'static str>,
    /// A short title, as a help desk would put it.
    pub title: &'static str,
    /// What Windows means by it, in a sentence or two.
    pub meaning: &'static str,
    /// How certain the meaning is.
    pub confidence: Confidence,
    spellings: &'static str,
    sources: &'static str,
    see_also: &'static str,
}

/// A pointer from one entry to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeeAlso {
    /// The other entry.
    pub code: Code,
    /// How the two are related.
    pub why: &'static str,
}

/// A source for a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The key by which it is cited.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Where to find it: a URL, or the name of a document.
    pub locator: &'static str,
}

/// Every entry, sorted by family, number and source.
#[must_use]
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The entry at this address. A code without a source finds an entry only if its number is unique in its family.
#[must_use]
pub fn entry(code: Code) -> Option<&'static Entry> {
    match code.source {
        Some(source) => with_number(code.family, code.number)
            .iter()
            .find(|entry| entry.source.is_some_and(|own| own.eq_ignore_ascii_case(source))),
        None => match with_number(code.family, code.number) {
            [only] => Some(only),
            _ => None,
        },
    }
}

/// The title of the entry at this address.
#[must_use]
pub fn title(code: Code) -> Option<&'static str> {
    entry(code).map(|entry| entry.title)
}

/// The source with this key.
#[must_use]
pub fn source(key: &str) -> Option<&'static Source> {
    let at = SOURCES.binary_search_by(|source| source.key.cmp(key)).ok()?;
    SOURCES.get(at)
}

impl Entry {
    /// Other names for it: a second symbol of the same value, or a common name. Its numbers are not included; see
    /// [`Entry::numbers`].
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        parts(self.spellings, " | ")
    }

    /// Every notation of its number: decimal, hexadecimal, signed if that differs, and wrapped by COM.
    #[must_use]
    pub fn numbers(&self) -> Vec<String> {
        let mut numbers = vec![self.code.number.to_string(), self.code.hex()];
        if self.code.signed() < 0 {
            numbers.push(self.code.signed().to_string());
        }
        if let Some(wrapped) = self.code.wrapped() {
            let wrapped = Code::new(Family::Hresult, wrapped);
            numbers.push(wrapped.hex());
            numbers.push(wrapped.signed().to_string());
        }
        numbers
    }

    /// The keys of its sources, whether or not they are in the list of sources.
    pub fn source_keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        parts(self.sources, ";")
    }

    /// Its sources.
    pub fn sources(&self) -> impl Iterator<Item = &'static Source> + use<> {
        self.source_keys().filter_map(source)
    }

    /// Related entries.
    pub fn see_also(&self) -> impl Iterator<Item = SeeAlso> + use<> {
        self.see_also_as_written().filter_map(|text| {
            let (address, why) = text.split_once(':')?;
            Some(SeeAlso { code: resolve(address.trim())?, why: why.trim() })
        })
    }

    /// Entries of another family with the same meaning: some HRESULTs correspond to an NTSTATUS in a logon, and NPS
    /// reports HRESULTs as reason codes from 256 on. Both entries of a pair refer to each other.
    pub fn twins(&self) -> impl Iterator<Item = &'static Entry> + use<> {
        let code = self.code;
        let others = self.see_also().filter_map(|other| entry(other.code));
        others.filter(move |other| {
            (tells_of_results(code) && other.code.family == Family::Hresult
                || code.family == Family::Hresult && tells_of_results(other.code))
                && other.see_also().any(|back| back.code == code)
        })
    }

    /// The related entries as written in the table, before any lookup.
    pub fn see_also_as_written(&self) -> impl Iterator<Item = &'static str> + use<> {
        parts(self.see_also, " | ")
    }
}

/// Whether codes like this one correspond to HRESULTs with another number.
const fn tells_of_results(code: Code) -> bool {
    match code.family {
        Family::Nps => code.number >= 256,
        Family::Ntstatus => true,
        _ => false,
    }
}

/// The code of the entry with the address `ike/13908`, `hresult/0x800b0101` or `event/41@Microsoft-Windows-CAPI2`.
pub(super) fn resolve(address: &str) -> Option<Code> {
    let (family, key) = address.split_once('/')?;
    let family = Family::from_name(family)?;
    let (number, source) = match key.split_once('@').or_else(|| key.split_once("%40")) {
        Some((number, source)) => (number, Some(source)),
        None => (key, None),
    };
    let mut found = with_number(family, number_of(number)?).iter().filter(|entry| {
        source.is_none_or(|wanted| entry.source.is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
    });
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only.code),
        _ => None,
    }
}

/// The characters that web pages and editors use as a minus sign.
pub(super) const MINUS: [char; 3] = ['-', '\u{2212}', '\u{2013}'];

/// A number in decimal, hexadecimal with `0x`, or negative, as an unsigned 32-bit value.
pub(super) fn number_of(text: &str) -> Option<u32> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return hex_number(digits);
    }
    if let Some(digits) = text.strip_prefix(MINUS) {
        let magnitude: u32 = if plain(digits) { digits.parse().ok()? } else { return None };
        return (magnitude <= 0x8000_0000).then(|| magnitude.wrapping_neg());
    }
    if plain(text) { text.parse().ok() } else { None }
}

/// Hexadecimal digits as a 32-bit value; also accepts a sign-extended 64-bit value (`FFFFFFFF800B0101`).
pub(super) fn hex_number(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 16 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u64::from_str_radix(digits, 16).ok()?;
    let low = value & 0xFFFF_FFFF;
    let sign_carried = value >> 32 == 0xFFFF_FFFF && low >= 0x8000_0000;
    (value == low || sign_carried).then(|| u32::try_from(low).ok()).flatten()
}

/// Whether a text is decimal digits only; `parse` alone would also accept a plus sign.
fn plain(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The entries with this number; more than one only for events with different sources.
fn with_number(family: Family, number: u32) -> &'static [Entry] {
    let key = |entry: &Entry| (entry.code.family, entry.code.number);
    let from = ENTRIES.partition_point(|entry| key(entry) < (family, number));
    let rest = ENTRIES.get(from..).unwrap_or_default();
    let count = rest.partition_point(|entry| key(entry) == (family, number));
    rest.get(..count).unwrap_or_default()
}

/// The non-empty parts of a cell.
fn parts(cell: &'static str, separator: &'static str) -> impl Iterator<Item = &'static str> + use<> {
    cell.split(separator).map(str::trim).filter(|part| !part.is_empty())
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = TABLES
        .iter()
        .flat_map(|(family, table)| rows(table).filter_map(|row| read_entry(*family, row)))
        .collect();
    entries.sort_by_key(|entry| (entry.code.family, entry.code.number, entry.source));
    let shared: Vec<bool> = entries
        .iter()
        .map(|entry| (entry.code.family, entry.code.number))
        .collect::<Vec<_>>()
        .windows(2)
        .map(|pair| matches!(pair, [one, other] if one == other))
        .collect();
    for (at, entry) in entries.iter_mut().enumerate() {
        let with_next = shared.get(at).copied().unwrap_or(false);
        let with_last = at.checked_sub(1).and_then(|last| shared.get(last)).copied().unwrap_or(false);
        if with_next || with_last {
            entry.code.source = entry.source;
        }
    }
    entries
});

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut sources: Vec<Source> = rows(include_str!("sources.tsv"))
        .filter_map(|row| {
            let mut cells = row.split('\t');
            Some(Source { key: cells.next()?, title: cells.next()?, locator: cells.next()? })
        })
        .collect();
    sources.sort_by_key(|source| source.key);
    sources
});

const TABLES: [(Family, &str); 12] = [
    (Family::Ike, include_str!("ike.tsv")),
    (Family::Ras, include_str!("ras.tsv")),
    (Family::Nps, include_str!("nps.tsv")),
    (Family::Kdc, include_str!("kdc.tsv")),
    (Family::Schannel, include_str!("schannel.tsv")),
    (Family::Event, include_str!("event.tsv")),
    (Family::Krb, include_str!("krb.tsv")),
    (Family::Eap, include_str!("eap.tsv")),
    (Family::Onex, include_str!("onex.tsv")),
    (Family::Hresult, include_str!("hresult.tsv")),
    (Family::Ntstatus, include_str!("ntstatus.tsv")),
    (Family::Tls, include_str!("tls.tsv")),
];

/// The rows of a table without its header. On Windows, lines may end with CR LF; `lines` handles both.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().skip(1).filter(|line| !line.is_empty())
}

/// One row. An unreadable row is skipped; the tests check the number of rows.
fn read_entry(family: Family, row: &'static str) -> Option<Entry> {
    let mut cells = row.split('\t').map(str::trim);
    let number = number_of(cells.next()?)?;
    let mut cell = || cells.next();
    let filled = |text: &'static str| (!text.is_empty()).then_some(text);
    Some(Entry {
        code: Code::new(family, number),
        source: filled(cell()?),
        log: filled(cell()?),
        symbol: filled(cell()?),
        spellings: cell()?,
        title: cell()?,
        meaning: cell()?,
        confidence: match cell()? {
            "documented" => Confidence::Documented,
            "reported" => Confidence::Reported,
            "inferred" => Confidence::Inferred,
            _ => return None,
        },
        sources: cell()?,
        see_also: cell().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_notation() {
        fn check(text: &str, expect: Option<u32>) {
            assert_eq!(number_of(text), expect, "{text}");
        }
        check("13908", Some(13908));
        check("0x3654", Some(13908));
        check("0X3654", Some(13908));
        check("2148204801", Some(0x800B_0101));
        check("-2146762495", Some(0x800B_0101));
        check("-2147483648", Some(0x8000_0000));
        check("\u{2212}2146762495", Some(0x800B_0101));
        check("0xFFFFFFFF800B0101", Some(0x800B_0101));
        check("-2147483649", None);
        check("4294967296", None);
        check("0x100000000", None);
        check("0x", None);
        check("-", None);
        check("+16", None);
        check("--16", None);
        check("0x-1", None);
        check("", None);
    }

    #[test]
    fn a_code_without_source_finds_the_only_entry() {
        let alone = entry(Code::new(Family::Event, 6273)).unwrap();
        assert_eq!(alone.code.source, None);
        assert_eq!(entry(Code::event(6273, "Microsoft-Windows-Security-Auditing")).unwrap().code, alone.code);
        assert!(entry(Code::event(6273, "Schannel")).is_none());
        assert_eq!(Code::event(41, "Microsoft-Windows-CAPI2").canonical(), Code::new(Family::Event, 41));
    }
}
