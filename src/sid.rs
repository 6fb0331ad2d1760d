//! Security identifiers (SIDs): what a strong mapping proves.
//!
//! ```text
//! SID = "S-1-" IdentifierAuthority 1*SubAuthority        [MS-DTYP] 2.4.2.1
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A well-formed security identifier of revision 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
pub struct Sid {
    authority: u64,
    /// How many sub-authorities there are.
    count: u8,
    /// The sub-authorities; the unused entries are zero.
    parts: [u32; MAX_PARTS],
}

/// The maximum number of sub-authorities of a SID.
const MAX_PARTS: usize = 15;

/// What a SID can identify, judging by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// An account of an Active Directory domain (or of one machine: the form is the same).
    Domain,
    /// An Entra ID object; no domain account has such a SID.
    Entra,
    /// A predefined account or group of a domain: its RID is below 1000.
    Builtin,
    /// The same on every Windows machine, such as `S-1-5-18`.
    Wellknown,
    /// The SID of a domain itself: the RID is missing.
    Truncated,
    /// Not a SID, or one that no account can have.
    Invalid,
}

impl Sid {
    /// Parses the textual form strictly: upper-case `S`, no leading zeros, every part in range.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("S-1-")?.split('-');
        let authority = parts.next()?;
        let authority = match authority.strip_prefix("0x") {
            Some(hex) if hex.len() == 12 => u64::from_str_radix(hex, 16).ok()?,
            Some(_) => return None,
            None => u64::from(decimal(authority)?),
        };
        Self::of(authority, parts.map(decimal))
    }

    /// A SID of these parts; `None` if any part is `None`, or if there are none or too many.
    fn of(authority: u64, sub_authorities: impl Iterator<Item = Option<u32>>) -> Option<Self> {
        let mut sid = Self { authority, count: 0, parts: [0; MAX_PARTS] };
        for part in sub_authorities {
            *sid.parts.get_mut(usize::from(sid.count))? = part?;
            sid.count += 1;
        }
        (sid.count > 0).then_some(sid)
    }

    fn sub_authorities(&self) -> &[u32] {
        self.parts.get(..usize::from(self.count)).unwrap_or_default()
    }

    /// Reads the binary form that Active Directory stores in `objectSid`.
    #[must_use]
    pub fn from_binary(bytes: &[u8]) -> Option<Self> {
        let (&[1, count, a, b, c, d, e, f], rest) = bytes.split_first_chunk::<8>()? else {
            return None;
        };
        let authority = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        let (sub_authorities, rest) = rest.as_chunks::<4>();
        if !rest.is_empty() || sub_authorities.len() != usize::from(count) {
            return None;
        }
        Self::of(authority, sub_authorities.iter().map(|part| Some(u32::from_le_bytes(*part))))
    }

    /// The binary form that Active Directory stores in `objectSid`.
    #[must_use]
    pub fn to_binary(&self) -> Vec<u8> {
        let mut bytes = vec![1, self.count];
        bytes.extend(self.authority.to_be_bytes().iter().skip(2));
        bytes.extend(self.sub_authorities().iter().flat_map(|part| part.to_le_bytes()));
        bytes
    }

    /// What its form says it identifies.
    #[must_use]
    pub fn class(&self) -> Class {
        match (self.authority, self.sub_authorities()) {
            (5, [21, _, _, _]) => Class::Truncated,
            (5, [21, _, _, _, rid]) if *rid < 1000 => Class::Builtin,
            // The RID pool ends at 2^31 - 1, even when it has been unlocked.
            (5, [21, _, _, _, rid]) if *rid <= 0x7FFF_FFFF => Class::Domain,
            (5, [21, ..]) => Class::Invalid,
            (12, [1, _, _, _, _]) => Class::Entra,
            (12, _) => Class::Invalid,
            _ => Class::Wellknown,
        }
    }

    /// Whether a domain account can have it as its `objectSid`.
    #[must_use]
    pub fn may_be_account_sid(&self) -> bool {
        matches!(self.class(), Class::Domain | Class::Builtin)
    }

    /// The SID of the domain the account belongs to.
    #[must_use]
    pub fn domain(&self) -> Option<Self> {
        match (self.authority, self.sub_authorities()) {
            (5, [21, a, b, c, ..]) => Self::of(5, [21, *a, *b, *c].map(Some).into_iter()),
            _ => None,
        }
    }

    /// The RID: the part that identifies the account within its domain.
    #[must_use]
    pub fn rid(&self) -> Option<u32> {
        match (self.authority, self.sub_authorities()) {
            (5, [21, _, _, _, rid]) => Some(*rid),
            _ => None,
        }
    }

    /// The object id that an Entra SID encodes.
    #[must_use]
    pub fn entra_object_id(&self) -> Option<String> {
        let (12, [1, a, b, c, d]) = (self.authority, self.sub_authorities()) else {
            return None;
        };
        // A GUID is a little-endian 32-bit number, two little-endian 16-bit numbers and eight single bytes.
        let [c0, c1, c2, c3] = c.to_le_bytes();
        let [d0, d1, d2, d3] = d.to_le_bytes();
        Some(format!(
            "{a:08x}-{:04x}-{:04x}-{c0:02x}{c1:02x}-{c2:02x}{c3:02x}{d0:02x}{d1:02x}{d2:02x}{d3:02x}",
            b & 0xFFFF,
            b >> 16
        ))
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.authority <= u64::from(u32::MAX) {
            write!(f, "S-1-{}", self.authority)?;
        } else {
            write!(f, "S-1-0x{:012x}", self.authority)?;
        }
        let mut digits = itoa::Buffer::new();
        self.sub_authorities().iter().try_for_each(|part| {
            f.write_str("-")?;
            f.write_str(digits.format(*part))
        })
    }
}

impl Serialize for Sid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(text.trim()).ok_or_else(|| {
            serde::de::Error::custom(format_args!("`{text}` is not a SID like S-1-5-21-1-2-3-1105"))
        })
    }
}

/// Parses a 32-bit number written without leading zeros.
fn decimal(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, class: Option<Class>) {
        let sid = Sid::parse(text);
        assert_eq!(sid.as_ref().map(Sid::class), class, "{text}");
        if let Some(sid) = sid {
            assert_eq!(sid.to_string(), text);
            assert_eq!(Sid::from_binary(&sid.to_binary()), Some(sid));
        }
    }

    #[test]
    fn form_determines_the_class() {
        check("S-1-5-21-1496966362-3320961333-4044918980-1105", Some(Class::Domain));
        check("S-1-5-21-1-2-3-1000", Some(Class::Domain));
        check("S-1-5-21-1-2-3-2147483647", Some(Class::Domain));
        check("S-1-5-21-1-2-3-2147483648", Some(Class::Invalid));
        check("S-1-5-21-1-2-3-999", Some(Class::Builtin));
        check("S-1-5-21-1-2-3-500", Some(Class::Builtin));
        check("S-1-5-21-1-2-3", Some(Class::Truncated));
        check("S-1-5-21-1-2", Some(Class::Invalid));
        check("S-1-5-21-1-2-3-4-5", Some(Class::Invalid));
        check("S-1-12-1-4163729839-1217663608-249102764-4166813488", Some(Class::Entra));
        check("S-1-5-18", Some(Class::Wellknown));
        check("S-1-5-32-544", Some(Class::Wellknown));
        check("S-1-1-0", Some(Class::Wellknown));
        check("S-1-0x0123456789ab-1", Some(Class::Wellknown));
    }

    #[test]
    fn malformed_sids_are_refused() {
        for text in [
            "",
            "S-1-5",
            "s-1-5-21-1-2-3-1105",
            "S-2-5-21-1-2-3-1105",
            "S-1-5-21-1-2-3-01105",
            "S-1-5-21-1-2-3-4294967296",
            "S-1-5-21-1-2-3-1105 ",
            "S-1-5-21-1-2-3-",
            "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16",
            "S-1-0x12-1",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn entra_sid_gives_its_object_id() {
        let sid = Sid::parse("S-1-12-1-4163729839-1217663608-249102764-4166813488").unwrap();
        assert_eq!(sid.entra_object_id().as_deref(), Some("f82d79af-1278-4894-ac01-d90e30875cf8"));
        assert_eq!(sid.domain(), None);
    }

    #[test]
    fn a_binary_sid_of_the_wrong_length_is_refused() {
        let mut bytes = Sid::parse("S-1-5-21-1-2-3-1105").unwrap().to_binary();
        bytes.push(0);
        assert_eq!(Sid::from_binary(&bytes), None);
        assert_eq!(Sid::from_binary(&bytes[..27]), None);
        assert_eq!(Sid::from_binary(&[]), None);
    }
}
