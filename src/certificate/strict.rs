//! What a reader makes of a certificate that follows RFC 5280 and DER to the letter, as `x509-cert` does.
//!
//! Our own reading goes on where such a reader stops. Whoever is shown defects wants to know whether they are of
//! the kind at which other programs give up, and where those stop.

use super::{Defect, Span};
use der::Decode;

/// The refusal of a strict reader, if it refuses.
pub(super) fn refusal(der: &[u8]) -> Option<Defect> {
    let error = x509_cert::Certificate::from_der(der).err()?;
    let span = error
        .position()
        .and_then(|at| usize::try_from(u32::from(at)).ok())
        .filter(|at| *at < der.len())
        .map(|offset| Span { offset, length: 1 });
    Some(Defect {
        id: "strict-reader-refuses",
        message: format!(
            "A program that reads strictly by RFC 5280 refuses this certificate as a whole: {}.",
            error.kind()
        ),
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_certificate_is_not_refused() {
        assert_eq!(refusal(&forge::Leaf::user("alice").sid(forge::ALICE_SID).der()), None);
    }

    #[test]
    fn a_refusal_says_why() {
        let der = forge::Leaf::user("alice").der();
        let cut = refusal(&der[..der.len() - 1]).unwrap();
        assert!(cut.message.starts_with("A program that reads strictly"), "{}", cut.message);
        let odd = forge::Leaf::user("alice").replace(forge::Part::Version, [0xa0, 3, 2, 1, 9]).der();
        let odd = refusal(&odd).unwrap();
        assert!(odd.message.contains("INTEGER"), "{odd:?}");
    }
}
