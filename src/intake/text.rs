//! Text: whatever is written in it, in the order in which it stands there.

use super::base64::{self, Manner};
use super::encoding::Text;
use super::{Base, Place, Search, pem};
use crate::certificate::Span;

/// Looks for everything in a text; whether there was anything.
pub(super) fn find(search: &mut Search<'_>, text: &Text<'_>, place: &Place) -> bool {
    let mut place = place.clone();
    place.defects.extend(text.defect.clone());
    let before = search.items.len();
    let mut page = Page { bytes: text.text.as_bytes().to_vec() };
    pem::find(search, &mut page, &place);
    bare_base64(search, &mut page, &place);
    if let Some(found) = search.items.get_mut(before..) {
        // Each reader went over the whole text; readers want what stands first first.
        found.sort_by_key(|item| item.span.map(|span| span.offset));
    }
    search.items.len() > before
}

/// A text, out of which everything that was recognised is blanked, so that it is not found twice.
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
}

impl Page {
    pub(super) fn blank(&mut self, span: Span) {
        let end = span.offset.saturating_add(span.length);
        if let Some(stretch) = self.bytes.get_mut(span.offset..end) {
            stretch.fill(b' ');
        }
    }
}

impl Place {
    /// The place of bytes written in a stretch of this text.
    pub(super) fn written(&self, inside: &str, span: Span) -> Self {
        let base = match self.base {
            Base::At(start) => Base::Written(Span { offset: start.saturating_add(span.offset), ..span }),
            other => other,
        };
        self.within(inside, base)
    }
}

/// Base64 without marks around it: wherever a DER element can begin.
fn bare_base64(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let mut at = 0;
    // Text that only looks like base64 can be read again from the next word on, but not without end.
    let mut patience = page.bytes.len().saturating_mul(4);
    while let Some(next) = page.bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'M')) {
        at += next;
        let before = at.checked_sub(1).and_then(|before| page.bytes.get(before));
        let starts = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        if !starts || !base64::may_begin(&page.bytes, at) {
            at += 1;
            continue;
        }
        let run = base64::decode(&page.bytes, at, Manner::Strict);
        let span = Span { offset: at, length: run.end - at };
        let known = search.take(run.bytes.len()) && search.bytes(&run.bytes, &place.written("base64", span));
        if known {
            page.blank(span);
        }
        if known || patience < span.length {
            at = run.end.max(at + 1);
        } else {
            patience -= span.length;
            at += 1;
        }
    }
}
