//! PKCS#12 (`.pfx`, `.p12`): certificates and keys under a password.

use super::tlv::Element;
use super::{Content, Found, Place, Search};
use crate::certificate::Defect;

/// Adds what is in a PKCS#12 file that stands at this place.
pub(super) fn find(search: &mut Search<'_>, element: Element<'_>, place: &Place, origin: &str) {
    let _ = (element, search.passwords);
    let message = "A password opens this PKCS#12 file.".to_owned();
    let defects = vec![Defect { id: "password-needed", message, span: None }];
    search.add(place, Found { defects, ..Found::new(origin.to_owned(), Content::Locked) });
}
