//! SHA-1 fingerprints, which Windows shows and old mappings use.
//!
//! They are computed on request. Reading a hundred thousand certificates would otherwise take a fifth longer, and a
//! list shows none of them.

use sha1::{Digest as _, Sha1};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The SHA-1 over some bytes of a certificate.
#[derive(Clone)]
pub struct Thumbprint(Of);

#[derive(Clone)]
enum Of {
    Bytes(Arc<[u8]>, Range<usize>, OnceLock<[u8; 20]>),
    Known([u8; 20]),
}

impl Thumbprint {
    /// The fingerprint of a range of these bytes.
    #[must_use]
    pub fn over(all: &Arc<[u8]>, range: Range<usize>) -> Self {
        Self(Of::Bytes(Arc::clone(all), range, OnceLock::new()))
    }

    /// Its twenty bytes.
    #[must_use]
    pub fn octets(&self) -> [u8; 20] {
        match &self.0 {
            Of::Bytes(all, range, octets) => {
                *octets.get_or_init(|| Sha1::digest(all.get(range.clone()).unwrap_or_default()).into())
            }
            Of::Known(octets) => *octets,
        }
    }
}

impl Default for Thumbprint {
    fn default() -> Self {
        [0; 20].into()
    }
}

impl From<[u8; 20]> for Thumbprint {
    fn from(octets: [u8; 20]) -> Self {
        Self(Of::Known(octets))
    }
}

impl PartialEq for Thumbprint {
    fn eq(&self, other: &Self) -> bool {
        self.octets() == other.octets()
    }
}

impl Eq for Thumbprint {}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::hex(&self.octets()))
    }
}
