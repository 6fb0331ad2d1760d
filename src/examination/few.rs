//! Reads files in small batches: the bytes of one batch are dropped before the next one is read.

use super::{Found, found};
use crate::certificate::{self, AT_A_TIME, ValueCache};
use crate::intake::{self, File};

/// Reads files and passes on each item with the index of its file.
///
/// The items are as [`read`](super::read) returns them, but without the strict reader's verdict among the defects:
/// nothing is judged by that. What a certificate has in common with earlier ones is not read again.
pub(super) fn read<B: AsRef<[u8]>, E>(
    files: impl Iterator<Item = usize>,
    bytes: &mut impl FnMut(usize) -> Result<B, E>,
    cache: &mut ValueCache,
    mut then: impl FnMut(usize, Found),
) -> Result<(), E> {
    let mut left = files;
    loop {
        let few: Vec<(usize, B)> =
            left.by_ref().take(AT_A_TIME).map(|file| Ok((file, bytes(file)?))).collect::<Result<_, _>>()?;
        if few.is_empty() {
            return Ok(());
        }
        let items: Vec<(usize, intake::Item)> = few
            .iter()
            .flat_map(|(file, bytes)| {
                let items = intake::recognise(File { name: "", bytes: bytes.as_ref() }, &[]);
                items.into_iter().map(|item| (*file, item))
            })
            .collect();
        let ders: Vec<&[u8]> = items.iter().filter_map(|(_, item)| item.content.certificate()).collect();
        let mut readings = certificate::read_facts_of(&ders, cache).into_iter();
        let mut read = |der: &[u8]| readings.next().unwrap_or_else(|| certificate::read_facts(der));
        for (file, item) in items {
            then(file, found(item, &mut read));
        }
    }
}
