//! Many different certificates as AD CS issues them, for measurements.

use crate::{Ca, DOMAIN_SID, Key, Leaf, der, oid};

/// Two in three are for users, the others for computers. Each has an RSA key, is signed with one, and contains all that
/// the templates of Windows put into a certificate: about 1.7 KB each.
pub fn fleet(count: u32) -> Vec<Vec<u8>> {
    members(count, true)
}

/// The same, from a CA whose CRLs are published over HTTP only, which spares external clients the wait for LDAP: about
/// 1.5 KB each.
pub fn lean_fleet(count: u32) -> Vec<Vec<u8>> {
    members(count, false)
}

fn members(count: u32, lists_in_directory: bool) -> Vec<Vec<u8>> {
    let root = Ca::root("Corp Root CA").key(Key::Rsa2048(0));
    let ca = root.intermediate("Corp Issuing CA 1").key(Key::Rsa2048(1));
    (0..count).map(|number| member(number, &ca, lists_in_directory)).collect()
}

fn member(number: u32, ca: &Ca, lists_in_directory: bool) -> Vec<u8> {
    let [a, b, c, d] = number.to_be_bytes();
    let leaf = if number % 3 == 2 {
        Leaf::computer(&format!("laptop-{number:06}.corp.example"))
    } else {
        let name = format!("user-{number:06}");
        let usages = [oid::CLIENT_AUTH, oid::SMART_CARD_LOGON, oid::EMAIL_PROTECTION];
        Leaf::user(&name).email(&format!("{name}@corp.example")).eku(&usages).extension(
            SMIME_CAPABILITIES,
            false,
            smime_capabilities(),
        )
    };
    let list_in_directory = ldap(
        "CN=Corp Issuing CA 1,CN=PKI1,CN=CDP",
        "certificateRevocationList?base?objectClass=cRLDistributionPoint",
    );
    let lists = [list_in_directory.as_str(), "http://pki.corp.example/crl/corp-issuing-ca-1.crl"];
    let aia = "CN=Corp Issuing CA 1,CN=AIA";
    let leaf = leaf
        .issued_by(ca)
        .key(Key::Rsa2048(number))
        .serial(&[0x61, 0, a, b, c, d, 0x3b, 0x9a, 0xca, 0x07, 0x5d, 0x2e, 0x81, 0, 0, 0, 0, 0x2c, 0x11])
        .cdp(&lists[usize::from(!lists_in_directory)..])
        .aia(&[
            &ldap(aia, "cACertificate?base?objectClass=certificationAuthority"),
            "http://pki.corp.example/aia/corp-issuing-ca-1.crt",
        ]);
    // One in four dates from before CAs added the SID.
    if number % 4 == 3 { leaf.der() } else { leaf.sid(&format!("{DOMAIN_SID}-{}", 1200 + number)).der() }
}

/// An LDAP URL at which a CA publishes.
fn ldap(place: &str, what: &str) -> String {
    let place = format!("{place},CN=Public Key Services,CN=Services,CN=Configuration,DC=corp,DC=example");
    format!("ldap:///{}?{what}", place.replace(' ', "%20"))
}

const SMIME_CAPABILITIES: &str = "1.2.840.113549.1.9.15";

/// AES and 3DES, in the order in which Windows names them.
fn smime_capabilities() -> Vec<u8> {
    let ciphers = ["2.16.840.1.101.3.4.1.42", "2.16.840.1.101.3.4.1.2", "1.2.840.113549.3.7"];
    der::sequence(ciphers.map(|cipher| der::sequence([der::oid(cipher)])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn all_are_different_and_of_one_size() {
        let check = |fleet: Vec<Vec<u8>>, average: usize| {
            assert_eq!(fleet.iter().collect::<BTreeSet<_>>().len(), 12);
            let sizes: Vec<usize> = fleet.iter().map(Vec::len).collect();
            assert!(sizes.iter().sum::<usize>().div_ceil(12).abs_diff(average) < 20, "{sizes:?}");
        };
        check(fleet(12), 1737);
        check(lean_fleet(12), 1539);
    }
}
