//! Values of extensions and general names, each as the bytes it contains.

use crate::der;
use crate::name::Name;
use crate::oid;

/// One extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its dotted OID.
    pub oid: String,
    /// Whether it is marked critical.
    pub critical: bool,
    /// The content of its OCTET STRING.
    pub value: Vec<u8>,
}

impl Extension {
    /// The finished Extension.
    pub fn der(&self) -> Vec<u8> {
        let critical = if self.critical { der::boolean(true) } else { Vec::new() };
        der::sequence([der::oid(&self.oid), critical, der::octet_string(&self.value)])
    }
}

/// The value of the SID extension, in the one form that AD CS writes: GeneralNames with one otherName whose value is an
/// OCTET STRING with the SID as text.
pub fn sid(sid: &str) -> Vec<u8> {
    der::sequence([other_name(oid::SID_OBJECT, &der::octet_string(sid))])
}

/// An otherName; the value is a finished element.
pub fn other_name(type_id: &str, value: &[u8]) -> Vec<u8> {
    der::context(0, der::join([der::oid(type_id), der::context(0, value)]))
}

/// A user principal name as a general name.
pub fn upn(upn: &str) -> Vec<u8> {
    other_name(oid::UPN, &der::utf8(upn))
}

/// An rfc822Name.
pub fn email(address: &str) -> Vec<u8> {
    der::context_primitive(1, address)
}

/// A dNSName.
pub fn dns(name: &str) -> Vec<u8> {
    der::context_primitive(2, name)
}

/// A directoryName.
pub fn directory_name(name: impl Into<Name>) -> Vec<u8> {
    der::context(4, name.into().der())
}

/// A uniformResourceIdentifier.
pub fn uri(uri: &str) -> Vec<u8> {
    der::context_primitive(6, uri)
}

/// An iPAddress of 4 or 16 octets.
pub fn ip(octets: &[u8]) -> Vec<u8> {
    der::context_primitive(7, octets)
}

/// A registeredID.
pub fn registered_id(dotted: &str) -> Vec<u8> {
    der::context_primitive(8, der::oid_content(dotted))
}

/// The SID in the form that a SAN URI carries.
pub fn sid_uri(sid: &str) -> String {
    format!("tag:microsoft.com,2022-09-14:sid:{sid}")
}

/// A SID in binary form, from its text.
///
/// # Panics
/// If the text is no SID of at most 255 parts.
pub fn binary_sid(sid: &str) -> Vec<u8> {
    let parts: Vec<u64> = sid.split('-').skip(1).map(|part| part.parse().unwrap()).collect();
    let [revision, authority, sub_authorities @ ..] = parts.as_slice() else { unreachable!("no SID: {sid}") };
    let mut out = vec![u8::try_from(*revision).unwrap(), u8::try_from(sub_authorities.len()).unwrap()];
    out.extend(&authority.to_be_bytes()[2..]);
    out.extend(sub_authorities.iter().flat_map(|part| u32::try_from(*part).unwrap().to_le_bytes()));
    out
}

/// A sequence of OIDs: extended key usage.
pub fn oids(oids: &[&str]) -> Vec<u8> {
    der::sequence(oids.iter().map(|dotted| der::oid(dotted)))
}

/// Policies without qualifiers: certificate policies and application policies.
pub fn policies(oids: &[&str]) -> Vec<u8> {
    der::sequence(oids.iter().map(|dotted| der::sequence([der::oid(dotted)])))
}

/// The name of a version 1 template.
pub fn template_v1(name: &str) -> Vec<u8> {
    der::bmp(name)
}

/// A template of version 2 or later.
pub fn template_v2(template: &str, major: u32, minor: u32) -> Vec<u8> {
    der::sequence([der::oid(template), der::integer_of(major.into()), der::integer_of(minor.into())])
}

/// Basic constraints; `cA` is omitted when false, as DER requires.
pub fn basic_constraints(ca: bool, path_len: Option<u64>) -> Vec<u8> {
    let ca = if ca { der::boolean(true) } else { Vec::new() };
    der::sequence([ca, path_len.map(der::integer_of).unwrap_or_default()])
}

/// One distribution point with one or more URLs.
pub fn crl_distribution_points(urls: &[impl AsRef<str>]) -> Vec<u8> {
    let names = der::join(urls.iter().map(|url| uri(url.as_ref())));
    let full_name = der::context(0, names);
    der::sequence([der::sequence([der::context(0, full_name)])])
}

/// Access descriptions: the method and the URL of each.
pub fn authority_info_access(entries: &[(&str, String)]) -> Vec<u8> {
    der::sequence(entries.iter().map(|(method, url)| der::sequence([der::oid(method), uri(url)])))
}

/// An authority key identifier with the key identifier only.
pub fn authority_key_identifier(key_id: &[u8]) -> Vec<u8> {
    der::sequence([der::context_primitive(0, key_id)])
}

/// An authority key identifier with issuer and serial number.
pub fn authority_issuer_serial(issuer: impl Into<Name>, serial: &[u8]) -> Vec<u8> {
    let issuer = der::context(1, directory_name(issuer));
    der::sequence([issuer, der::context_primitive(2, serial)])
}

/// The version of a CA: how often its certificate and its key were renewed.
pub fn ca_version(certificate: u16, key: u16) -> Vec<u8> {
    der::integer_of(u64::from(key) << 16 | u64::from(certificate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ALICE_SID, hex};

    #[track_caller]
    fn check(made: Vec<u8>, expect: &str) {
        assert_eq!(hex(&made), expect.replace(' ', ""));
    }

    #[test]
    fn sid_extension_as_worked_out_by_hand() {
        let value = sid(ALICE_SID);
        check(value[..18].to_vec(), "3040 a03e 060a 2b060104018237190201 a030");
        check(value[18..24].to_vec(), "042e 532d312d");
        assert_eq!(value.len(), 66);
        let whole = Extension { oid: oid::SID_EXTENSION.to_owned(), critical: false, value }.der();
        check(whole[..17].to_vec(), "304f 0609 2b0601040182371902 0442 3040");
        assert_eq!(whole.len(), 81);
    }

    #[test]
    fn sid_uri_as_worked_out_by_hand() {
        let name = uri(&sid_uri(ALICE_SID));
        check(name[..5].to_vec(), "864f 746167");
        assert_eq!(name.len(), 2 + 79);
    }

    #[test]
    fn a_sid_in_bytes() {
        check(binary_sid("S-1-5-32-544"), "01 02 000000000005 20000000 20020000");
    }

    #[test]
    fn constraints_and_templates() {
        check(basic_constraints(false, None), "3000");
        check(basic_constraints(true, Some(0)), "3006 0101ff 020100");
        check(template_v1("User"), "1e08 0055 0073 0065 0072");
        check(template_v2("1.2.3", 100, 300), "300b 06022a03 020164 0202012c");
    }
}
