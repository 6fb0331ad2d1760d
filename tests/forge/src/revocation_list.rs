//! Certificate revocation lists (CRLs) under construction.

use crate::certificate::{Ca, Issuer};
use crate::der;
use crate::extension::{self, Extension};
use crate::oid;
use crate::text;

/// A CRL of a CA.
#[derive(Clone, Debug)]
pub struct RevocationList {
    issuer: Issuer,
    dates: (String, Option<String>),
    revoked: Vec<Vec<u8>>,
    number: u64,
    base: Option<u64>,
    scope: Vec<Vec<u8>>,
}

impl RevocationList {
    /// An empty CRL, of November 16, 2026, for one week.
    pub fn of(ca: &Ca) -> Self {
        Self {
            issuer: ca.as_issuer(),
            dates: ("2026-11-16T06:00:00Z".to_owned(), Some("2026-11-23T18:00:00Z".to_owned())),
            revoked: Vec::new(),
            number: 17,
            base: None,
            scope: Vec::new(),
        }
    }

    /// Sets `thisUpdate` and `nextUpdate`.
    #[must_use]
    pub fn dates(mut self, this: &str, next: Option<&str>) -> Self {
        self.dates = (this.to_owned(), next.map(str::to_owned));
        self
    }

    /// Adds a certificate by its serial number, with a reason code if there is one.
    #[must_use]
    pub fn revoke(mut self, serial: &[u8], when: &str, reason: Option<u8>) -> Self {
        let reason = reason.map(|reason| {
            let value = der::enumerated(reason);
            der::sequence([Extension { oid: oid::REASON_CODE.to_owned(), critical: false, value }.der()])
        });
        self.revoked.push(der::sequence([der::integer(serial), der::time(when), reason.unwrap_or_default()]));
        self
    }

    /// Sets its number.
    #[must_use]
    pub fn number(mut self, number: u64) -> Self {
        self.number = number;
        self
    }

    /// Makes it a delta CRL to the CRL of this number.
    #[must_use]
    pub fn delta_to(mut self, base: u64) -> Self {
        self.base = Some(base);
        self
    }

    /// Sets the distribution point for which it is valid.
    #[must_use]
    pub fn at(self, url: &str) -> Self {
        let names = der::context(0, der::context(0, extension::uri(url)));
        self.limited(names)
    }

    /// Limits it to some certificates, by the number of the limit in the issuing distribution point.
    #[must_use]
    pub fn only(self, limit: u8) -> Self {
        self.limited(der::context_primitive(limit, [0xFF]))
    }

    fn limited(mut self, part: Vec<u8>) -> Self {
        self.scope.push(part);
        self
    }

    /// The finished CRL.
    pub fn der(&self) -> Vec<u8> {
        let algorithm = self.issuer.key.usual_algorithm();
        let (this, next) = &self.dates;
        let revoked = if self.revoked.is_empty() { Vec::new() } else { der::sequence(&self.revoked) };
        let to_be_signed = der::sequence([
            der::integer_of(1),
            algorithm.der(),
            self.issuer.name.clone(),
            der::time(this),
            next.as_deref().map(der::time).unwrap_or_default(),
            revoked,
            der::context(0, der::sequence(self.extensions().iter().map(Extension::der))),
        ]);
        let signature = der::bit_string(self.issuer.key.sign(&algorithm, &to_be_signed));
        der::sequence([to_be_signed, algorithm.der(), signature])
    }

    /// The finished CRL as PEM.
    pub fn pem(&self) -> String {
        text::pem("X509 CRL", &self.der())
    }

    fn extensions(&self) -> Vec<Extension> {
        let authority = self.issuer.key_id.as_deref().map(extension::authority_key_identifier);
        let extensions = [
            (oid::AUTHORITY_KEY_IDENTIFIER, false, authority),
            (oid::CRL_NUMBER, false, Some(der::integer_of(self.number))),
            (oid::DELTA_CRL_INDICATOR, true, self.base.map(der::integer_of)),
            (
                oid::ISSUING_DISTRIBUTION_POINT,
                true,
                (!self.scope.is_empty()).then(|| der::sequence(&self.scope)),
            ),
        ];
        let present = extensions.into_iter().filter_map(|(oid, critical, value)| {
            value.map(|value| Extension { oid: oid.to_owned(), critical, value })
        });
        present.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::der::Decode;

    #[test]
    fn another_reader_finds_what_was_revoked() {
        let list = RevocationList::of(&Ca::root("Corp Root CA"));
        let list = list.revoke(&[0x2b, 1], "2026-10-01T00:00:00Z", Some(1)).revoke(
            &[2],
            "2026-10-02T00:00:00Z",
            None,
        );
        let der = list.number(18).delta_to(17).der();
        let read: x509_cert::crl::CertificateList = Decode::from_der(&der).unwrap();
        assert_eq!(read.tbs_cert_list.revoked_certificates.unwrap().len(), 2);
    }
}
