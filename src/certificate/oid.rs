//! Object identifiers of any length: real ones do not all fit the usual types.

use crate::catalog;
use der::oid::ObjectIdentifier;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// An object identifier, stored as its content octets.
#[derive(Clone)]
pub struct Oid(Octets);

/// A certificate has dozens, nearly all short: those need no allocation.
#[derive(Clone)]
enum Octets {
    Short(u8, [u8; SHORT]),
    Long(Box<[u8]>),
}

/// As many bytes as fit next to the length without enlarging the type.
const SHORT: usize = 22;

impl Oid {
    /// Takes the content octets of an OBJECT IDENTIFIER unchecked.
    #[must_use]
    pub fn from_content(octets: &[u8]) -> Self {
        let mut short = [0; SHORT];
        match (short.get_mut(..octets.len()), u8::try_from(octets.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(octets);
                Self(Octets::Short(length, short))
            }
            _ => Self(Octets::Long(octets.into())),
        }
    }

    /// The content octets.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        match &self.0 {
            Octets::Short(length, octets) => octets.get(..usize::from(*length)).unwrap_or_default(),
            Octets::Long(octets) => octets,
        }
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl PartialEq for Oid {
    fn eq(&self, other: &Self) -> bool {
        same(self.content(), other.content())
    }
}

impl Eq for Oid {}

impl Hash for Oid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content().hash(state);
    }
}

impl PartialOrd for Oid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Oid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.content().cmp(other.content())
    }
}

impl From<ObjectIdentifier> for Oid {
    fn from(known: ObjectIdentifier) -> Self {
        Self::from_content(known.as_bytes())
    }
}

impl PartialEq<ObjectIdentifier> for Oid {
    fn eq(&self, known: &ObjectIdentifier) -> bool {
        same(self.content(), known.as_bytes())
    }
}

/// Whether two contents are equal. Most compared OIDs share a prefix and differ in the last byte, so comparing that
/// first is faster.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.last() == other.last() && one == other
}

impl fmt::Display for Oid {
    /// Writes the dotted form; arcs beyond 128 bits, and bytes that end in the middle of an arc, as `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        let mut arc: Option<u128> = Some(0);
        let mut digits = itoa::Buffer::new();
        let mut open = false;
        for &octet in self.content() {
            open = octet & 0x80 != 0;
            arc = arc
                .and_then(|arc| arc.checked_mul(128))
                .and_then(|arc| arc.checked_add(u128::from(octet & 0x7F)));
            if open {
                continue;
            }
            match (first, arc) {
                // The first two arcs share one number: 40 times the first, which is 0, 1 or 2, plus the second.
                (true, Some(both)) => {
                    let root = (both / 40).min(2);
                    f.write_str(["0.", "1.", "2."].get(root as usize).copied().unwrap_or_default())?;
                    f.write_str(digits.format(both - root * 40))?;
                }
                (false, Some(arc)) => {
                    f.write_str(".")?;
                    // 128-bit numbers are slow to format, and hardly any arc is that large.
                    f.write_str(match u64::try_from(arc) {
                        Ok(arc) => digits.format(arc),
                        Err(_) => digits.format(arc),
                    })?;
                }
                (true, None) => f.write_str("2.?")?,
                (false, None) => f.write_str(".?")?,
            }
            first = false;
            arc = Some(0);
        }
        if open || first {
            f.write_str(if first { "?" } else { ".?" })?;
        }
        Ok(())
    }
}

/// The name of a dotted OID.
pub(super) fn name(dotted: &str) -> Option<&'static str> {
    catalog::oid::name(dotted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &[u8], dotted: &str) {
        assert_eq!(Oid::from_content(content).to_string(), dotted);
    }

    #[test]
    fn any_oid_is_written_out() {
        check(&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x19, 2], "1.3.6.1.4.1.311.25.2");
        check(&[0x55, 0x1d, 0x11], "2.5.29.17");
        check(&[0x00], "0.0");
        check(&[0x88, 0x37, 3], "2.999.3");
        check(&[], "?");
        check(&[0x2b, 0x86], "1.3.?");
        let mut uuid = vec![0x69];
        uuid.extend([0x83; 19]);
        uuid.push(0x03);
        check(&uuid, "2.25.?");
        check(
            &[0x69, 0x83, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
            "2.25.36893488147419103231",
        );
    }

    #[test]
    fn oid_compares_with_a_known_one() {
        let known = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.25.2");
        assert_eq!(Oid::from_content(&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x19, 2]), known);
        assert_ne!(Oid::from_content(&[0x55, 0x1d, 0x11]), known);
    }
}
