//! Caches what many certificates have in common: a CA writes its own name, its URLs and the EKU of its templates into
//! each of a hundred thousand.
//!
//! Bytes that were read before are not read again; their value is shared. Only values without a defect are cached,
//! because a defect has a position.

use super::reading::Reader;
use super::walk::Walk;
use super::{Name, Oid};
use std::sync::Arc;

/// Recently read values that may occur again.
#[derive(Clone, Debug, Default)]
pub struct ValueCache {
    pub(super) issuer: Recent<Arc<Name>>,
    pub(super) authority_key: Recent<Option<Arc<[u8]>>>,
    pub(super) distribution_points: Recent<Arc<[String]>>,
    pub(super) services: Recent<[Arc<[String]>; 2]>,
    pub(super) purposes: Recent<Option<Arc<[Oid]>>>,
    pub(super) policies: Recent<Arc<[Oid]>>,
    /// No value is needed: S/MIME capabilities are only checked for defects.
    pub(super) capabilities: Recent<()>,
}

/// Values with the bytes they were read from, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Recent<T>(Vec<(Box<[u8]>, T)>);

/// The number of values kept: CAs and templates alternate, but there are few at a time.
const MAX: usize = 8;

/// Longer values are not cached.
const LONGEST: usize = 2048;

impl<T: Clone> Recent<T> {
    fn find(&self, bytes: &[u8]) -> Option<T> {
        self.0.iter().rev().find(|(known, _)| are_same(known, bytes)).map(|(_, value)| value.clone())
    }

    fn keep(&mut self, bytes: &[u8], value: T) {
        if bytes.len() > LONGEST {
            return;
        }
        if self.0.len() == MAX {
            self.0.remove(0);
        }
        self.0.push((bytes.into(), value));
    }
}

/// Whether the bytes are the same. They are compared eight at a time: a browser would compare them one by one.
fn are_same(ours: &[u8], theirs: &[u8]) -> bool {
    let ((ours_by_eight, our_rest), (theirs_by_eight, their_rest)) = (ours.as_chunks(), theirs.as_chunks());
    let are_same_eight =
        |(ours, theirs): (&[u8; 8], &[u8; 8])| u64::from_ne_bytes(*ours) == u64::from_ne_bytes(*theirs);
    ours.len() == theirs.len()
        && our_rest == their_rest
        && ours_by_eight.iter().zip(theirs_by_eight).all(are_same_eight)
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl Reader {
    /// Reads everything left in the walk, or returns the cached value of the same bytes.
    pub(super) fn once<T: Clone>(
        &mut self,
        kind: impl Fn(&mut ValueCache) -> &mut Recent<T>,
        walk: &mut Walk<'_>,
        read: impl FnOnce(&mut Self, &mut Walk<'_>) -> T,
    ) -> T {
        // Rows for display need positions, and a value that was cut off is incomplete.
        if self.cache.is_none() || walk.is_clipped() {
            return read(self, walk);
        }
        let bytes = walk.rest();
        if let Some(known) = self.cache.as_mut().and_then(|cache| kind(cache).find(bytes)) {
            walk.finish();
            return known;
        }
        let before = self.defects.count();
        let value = read(self, walk);
        if walk.is_done()
            && self.defects.count() == before
            && let Some(cache) = self.cache.as_mut()
        {
            kind(cache).keep(bytes, value.clone());
        }
        value
    }
}
