//! Cases about certificates with broken encodings or fields; openssl refuses some of them.

use super::Case;
use crate::{ALICE_SID, Leaf, defect, text};

/// Every case of the family.
pub(super) fn all() -> Vec<Case> {
    let alice = || Leaf::user("alice").sid(ALICE_SID);
    let broken = defect::ALL.iter().map(|defect| {
        let path = format!("reading/{}/broken", defect.id);
        Case::certificate(&path, defect.story, SITUATION, &text::pem("CERTIFICATE", &(defect.make)(alice())))
    });
    let sound = Case::certificate(
        "reading/sound/met",
        "Nothing is wrong with this certificate.",
        SITUATION,
        &alice().pem(),
    );
    broken.chain([sound]).collect()
}

const SITUATION: &str = r#"{"today":"2026-11-20T00:00:00Z"}"#;
