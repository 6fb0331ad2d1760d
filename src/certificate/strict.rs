//! The strict reader, `x509-cert`, which accepts only what RFC 5280 and DER require.
//!
//! It reads first. Our own reader continues where it stops; but a rejection shows that other programs may reject the
//! certificate too. It also rejects a few valid certificates: times before 1970, and OIDs with arcs larger than it
//! supports. These are reported as well, because other programs have such limits too.

use super::{Certificate, Defect, Span};
use der::{Decode, DecodeOwned};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::Time;

/// Why the strict reader rejected a certificate.
pub(super) struct Refusal(der::Error);

/// Its rejection, if it rejects the certificate.
pub(super) fn refusal(der: &[u8]) -> Option<Refusal> {
    x509_cert::Certificate::from_der(der).err().map(Refusal)
}

impl Refusal {
    /// The rejection as a defect. The position is taken from the facts, because the error rarely has one, and then it
    /// is where reading stopped.
    pub(super) fn defect(&self, der: &[u8], facts: &Certificate) -> Defect {
        let told = || {
            let offset = usize::try_from(u32::from(self.0.position()?)).ok()?;
            (offset < der.len()).then_some(Span { offset, length: 1 })
        };
        let whole = Some(Span { offset: 0, length: der.len() });
        Defect {
            id: "strict-reader-refuses",
            message: format!(
                "A program that accepts only strict DER rejects the whole certificate ({}).",
                self.0.kind()
            ),
            span: refused_part(der, facts).or_else(told).or(whole),
        }
    }
}

/// The first part that is rejected on its own.
fn refused_part(der: &[u8], facts: &Certificate) -> Option<Span> {
    let spans = &facts.spans;
    let key = facts.public_key.as_ref().map(|key| key.span);
    let parts = [
        (spans.serial, takes::<SerialNumber> as fn(&[u8]) -> bool),
        (spans.issuer, takes::<Name>),
        (spans.not_before, takes::<Time>),
        (spans.not_after, takes::<Time>),
        (spans.subject, takes::<Name>),
        (key, takes::<SubjectPublicKeyInfoOwned>),
    ];
    let extensions = facts.extensions.iter().map(|extension| (Some(extension.span), takes::<Extension> as _));
    let algorithm = (spans.signature_algorithm, takes::<AlgorithmIdentifierOwned> as _);
    parts.into_iter().chain(extensions).chain([algorithm]).find_map(|(span, takes)| {
        let span = span?;
        let bytes = span.of(der)?;
        (!takes(bytes)).then_some(span)
    })
}

fn takes<T: DecodeOwned>(bytes: &[u8]) -> bool {
    T::from_der(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use forge::{Leaf, Part, der};

    /// Checks that the strict reader rejects the certificate, for this reason, at these bytes, and that nothing else is
    /// wrong.
    #[track_caller]
    fn check(der: &[u8], reason: &str, octets: &[u8]) {
        let [defect] = read(der).defects.try_into().unwrap();
        assert_eq!(defect.id, "strict-reader-refuses");
        assert!(defect.message.contains(reason), "{}", defect.message);
        let span = defect.span.unwrap();
        assert_eq!(forge::hex(&der[span.offset..span.offset + span.length]), forge::hex(octets));
    }

    #[test]
    fn valid_certificate_is_not_rejected() {
        assert_eq!(read(&Leaf::user("alice").sid(forge::ALICE_SID).der()).defects, []);
    }

    #[test]
    fn rejection_is_reported_even_without_other_defects() {
        let user = || Leaf::user("alice");
        let early = der::sequence([der::utc_time("690101000000Z"), der::utc_time("270101000000Z")]);
        check(&user().replace(Part::Validity, early).der(), "UTCTime", &der::utc_time("690101000000Z"));
        let large = der::sequence([der::tlv(6, [0x97, 0x37, 8]), der::octet_string([5, 0])]);
        let extensions = der::context(3, der::sequence([large.clone()]));
        check(&user().replace(Part::Extensions, extensions).der(), "OID", &large);
    }
}
