//! PKCS#7, as `.p7b` files and as signed messages.

use crate::certificate::Ca;
use crate::der;
use crate::key::SignatureAlgorithm;
use crate::oid;

/// A message without content or signer that contains certificates, in DER.
pub fn certificates(certificates: &[Vec<u8>]) -> Vec<u8> {
    with_revocation_lists(certificates, &[])
}

/// A message without content or signer that contains certificates and CRLs, in DER.
pub fn with_revocation_lists(certificates: &[Vec<u8>], lists: &[Vec<u8>]) -> Vec<u8> {
    let lists = if lists.is_empty() { Vec::new() } else { der::context(1, der::join(lists)) };
    let signed_data = der::sequence([
        der::integer_of(1),
        der::set([[]; 0]),
        der::sequence([der::oid(oid::PKCS7_DATA)]),
        der::context(0, der::join(certificates)),
        lists,
        der::set([[]; 0]),
    ]);
    der::sequence([der::oid(oid::PKCS7_SIGNED_DATA), der::context(0, signed_data)])
}

/// The same in BER: every length around the certificates is indefinite, and the empty content is in pieces.
pub fn indefinite(certificates: &[Vec<u8>]) -> Vec<u8> {
    let content = der::indefinite(0xa0, [der::constructed_octet_string(b"no message", 4)]);
    let signed_data = der::indefinite(
        der::tag::SEQUENCE,
        [
            der::integer_of(1),
            der::set([[]; 0]),
            der::indefinite(der::tag::SEQUENCE, [der::oid(oid::PKCS7_DATA), content]),
            der::indefinite(0xa0, certificates),
            der::set([[]; 0]),
        ],
    );
    der::indefinite(
        der::tag::SEQUENCE,
        [der::oid(oid::PKCS7_SIGNED_DATA), der::indefinite(0xa0, [signed_data])],
    )
}

/// A message signed by the first certificate, whose key signs with SHA-256 over the bare content.
pub fn signed(content: &[u8], signer: &Ca, others: &[Vec<u8>]) -> Vec<u8> {
    let digest = der::sequence([der::oid(oid::SHA256)]);
    let algorithm = signer.own_key().usual_algorithm();
    let signature = signer.own_key().sign(&algorithm, content);
    let algorithm = match algorithm {
        // CMS names the key algorithm here, and the digest next to it.
        SignatureAlgorithm::RsaSha256 => der::sequence([der::oid(oid::RSA_ENCRYPTION), der::null()]),
        other => other.der(),
    };
    let signer_info = der::sequence([
        der::integer_of(1),
        der::sequence([signer.issuer_der(), der::integer(signer.own_serial())]),
        digest.clone(),
        algorithm,
        der::octet_string(signature),
    ]);
    let signed_data = der::sequence([
        der::integer_of(1),
        der::set([digest]),
        der::sequence([der::oid(oid::PKCS7_DATA), der::context(0, der::octet_string(content))]),
        der::context(0, der::join([signer.der(), der::join(others)])),
        der::set([signer_info]),
    ]);
    der::sequence([der::oid(oid::PKCS7_SIGNED_DATA), der::context(0, signed_data)])
}

/// SignedData alone, without the ContentInfo around it, as some tools leave it.
pub fn without_content_info(certificates: &[Vec<u8>]) -> Vec<u8> {
    let whole = self::certificates(certificates);
    let inside = der::split(&whole).map(|(_, content, _)| der::elements(content));
    inside
        .and_then(|elements| elements.get(1).map(|(_, signed_data)| signed_data.to_vec()))
        .unwrap_or_default()
}

/// A Netscape certificate sequence, a simpler form of PKCS#7.
pub fn netscape_sequence(certificates: &[Vec<u8>]) -> Vec<u8> {
    let inner = der::sequence(certificates);
    der::sequence([der::oid("2.16.840.1.113730.2.5"), der::context(0, inner)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Leaf;

    #[test]
    fn every_form_holds_the_certificates_as_they_are() {
        let ca = Ca::root("Corp Root CA");
        let each = [Leaf::user("alice").issued_by(&ca).der(), ca.der()];
        let forms = [
            certificates(&each),
            indefinite(&each),
            without_content_info(&each),
            netscape_sequence(&each),
            signed(b"message", &ca, &each[..1]),
        ];
        for form in forms {
            for certificate in &each {
                assert!(form.windows(certificate.len()).any(|window| window == certificate));
            }
        }
    }
}
