//! What stands in `altSecurityIdentities`, held against a certificate.

use super::strings::write;
use super::{Explicit, Strength};
use crate::certificate::Certificate;

/// Weighs a string as it stands on an account, and says whether it points at the certificate.
#[must_use]
pub fn weigh(text: &str, certificate: &Certificate) -> Explicit {
    let own = write(certificate);
    let strong = [
        ("issuer_serial", own.issuer_serial),
        ("ski", own.ski),
        ("sha1_puk", own.sha1_puk),
        ("issuer_sid", own.issuer_sid),
    ];
    let weak = [("issuer_subject", own.issuer_subject), ("subject", own.subject)];
    let mut forms: Vec<(&'static str, Strength, Option<String>)> = Vec::new();
    forms.extend(strong.into_iter().map(|(form, text)| (form, Strength::Strong, text)));
    forms.extend(weak.into_iter().map(|(form, text)| (form, Strength::Weak, text)));
    forms.extend(own.rfc822.into_iter().map(|text| ("rfc822", Strength::Weak, Some(text))));
    let found = forms
        .into_iter()
        .find(|(_, _, own)| own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(text)));
    Explicit {
        text: text.to_owned(),
        form: found.as_ref().map(|(form, _, _)| *form),
        strength: found.as_ref().map_or(Strength::Invalid, |(_, strength, _)| *strength),
        matches: found.is_some(),
        differences: Vec::new(),
    }
}
