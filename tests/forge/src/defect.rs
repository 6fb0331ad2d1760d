//! Certificates that strict readers refuse, each broken in one way; as far as the defect allows, each contains Alice's
//! name and SID.

use crate::certificate::{Leaf, Part};
use crate::der::{self, tag};
use crate::extension;
use crate::key::SignatureAlgorithm;
use crate::name::Name;
use crate::oid;
use crate::{ALICE_SID, BOB_SID};

/// One kind of defect.
#[derive(Clone, Copy, Debug)]
pub struct Defect {
    /// Its name, which is also that of its case.
    pub id: &'static str,
    /// What is wrong, in one sentence.
    pub story: &'static str,
    /// Makes the bytes from a sound certificate.
    pub make: fn(Leaf) -> Vec<u8>,
}

/// All of them: the encoding first, then the fields in their order, then the extensions.
pub const ALL: &[Defect] = &[
    Defect {
        id: "trailing-data",
        story: "Five bytes follow the certificate.",
        make: |leaf| [&leaf.der()[..], b"extra"].concat(),
    },
    Defect {
        id: "truncated",
        story: "The download broke off in the middle of the signature.",
        make: |leaf| cut(&leaf, 40),
    },
    Defect {
        id: "truncated-in-extensions",
        story: "The download broke off inside the last extension.",
        make: |leaf| cut(&leaf, 110),
    },
    Defect {
        id: "length-not-minimal",
        story: "The length of the outermost sequence stands in four octets where two would do.",
        make: |leaf| {
            der::split(&leaf.der()).map(|(tag, inner, _)| der::tlv_long_length(tag, inner, 4)).unwrap()
        },
    },
    Defect {
        id: "length-indefinite",
        story: "The outermost sequence has an indefinite length, as BER allows and DER does not.",
        make: |leaf| der::split(&leaf.der()).map(|(tag, inner, _)| der::indefinite(tag, [inner])).unwrap(),
    },
    Defect {
        id: "version-4",
        story: "The version field says 4, which no standard knows.",
        make: |leaf| leaf.replace(Part::Version, der::context(0, der::integer_of(3))).der(),
    },
    Defect {
        id: "version-1-with-extensions",
        story: "There is no version, which means 1, and yet there are extensions.",
        make: |leaf| leaf.replace(Part::Version, []).der(),
    },
    Defect {
        id: "serial-negative",
        story: "The serial number begins with a one bit, which makes it negative.",
        make: |leaf| leaf.serial(&[0xa5, 0x01]).der(),
    },
    Defect { id: "serial-zero", story: "The serial number is zero.", make: |leaf| leaf.serial(&[0]).der() },
    Defect {
        id: "serial-empty",
        story: "The serial number has no octets at all.",
        make: |leaf| leaf.serial(&[]).der(),
    },
    Defect {
        id: "serial-too-long",
        story: "The serial number has thirty octets; twenty are allowed.",
        make: |leaf| leaf.serial(&[0x2b; 30]).der(),
    },
    Defect {
        id: "serial-padded",
        story: "Two zero octets stand before the serial number.",
        make: |leaf| leaf.serial(&[0, 0, 0x2b, 0x01]).der(),
    },
    Defect {
        id: "signature-algorithms-differ",
        story: "The signature algorithm outside is another one than inside.",
        make: |leaf| leaf.replace(Part::OuterSignatureAlgorithm, SignatureAlgorithm::RsaSha256.der()).der(),
    },
    Defect { id: "issuer-empty", story: "The issuer has no name.", make: |leaf| leaf.issuer_name("").der() },
    Defect {
        id: "time-without-seconds",
        story: "The start of validity has no seconds.",
        make: |leaf| starting(leaf, &der::utc_time("2501150830Z")),
    },
    Defect {
        id: "time-without-zone",
        story: "The start of validity does not say its zone.",
        make: |leaf| starting(leaf, &der::utc_time("250115083000")),
    },
    Defect {
        id: "time-with-offset",
        story: "The start of validity stands in local time with an offset.",
        make: |leaf| starting(leaf, &der::utc_time("250115093000+0100")),
    },
    Defect {
        id: "time-with-fraction",
        story: "The start of validity has a fraction of a second.",
        make: |leaf| starting(leaf, &der::generalized_time("20250115083000.5Z")),
    },
    Defect {
        id: "time-generalized-too-early",
        story: "The start of validity is a GeneralizedTime although a UTCTime could say it.",
        make: |leaf| starting(leaf, &der::generalized_time("20250115083000Z")),
    },
    Defect {
        id: "time-impossible",
        story: "Validity starts on the 30th of February.",
        make: |leaf| starting(leaf, &der::utc_time("250230083000Z")),
    },
    Defect {
        id: "time-unreadable",
        story: "The start of validity is a word.",
        make: |leaf| starting(leaf, &der::utc_time("yesterday")),
    },
    Defect {
        id: "time-reversed",
        story: "Validity ends before it starts.",
        make: |leaf| leaf.valid("2027-01-15T08:30:00Z", "2025-01-15T08:30:00Z").der(),
    },
    Defect {
        id: "name-universal-string",
        story: "The common name is a UniversalString.",
        make: |leaf| leaf.subject(Name::from(USERS).rdn_value("CN", &der::universal("alice"))).der(),
    },
    Defect {
        id: "name-teletex-string",
        story: "The common name is a TeletexString with an accent in Latin-1.",
        make: |leaf| leaf.subject(Name::from(USERS).rdn_value("CN", &der::teletex("Andr\u{e9}"))).der(),
    },
    Defect {
        id: "name-bmp-string-odd",
        story: "The common name is a BMPString of an odd number of octets.",
        make: |leaf| {
            let value = der::tlv(tag::BMP_STRING, [0, b'a', 0, b'l', 0]);
            leaf.subject(Name::from(USERS).rdn_value("CN", &value)).der()
        },
    },
    Defect {
        id: "name-invalid-utf8",
        story: "The common name claims to be UTF-8 and is Latin-1.",
        make: |leaf| {
            let value = der::tlv(tag::UTF8_STRING, b"Andr\xe9");
            leaf.subject(Name::from(USERS).rdn_value("CN", &value)).der()
        },
    },
    Defect {
        id: "name-not-printable",
        story: "The common name is a PrintableString with an underscore and an at sign.",
        make: |leaf| {
            let value = der::printable("alice_1@corp");
            leaf.subject(Name::from(USERS).rdn_value("CN", &value)).der()
        },
    },
    Defect {
        id: "name-invisible-characters",
        story: "The common name hides a NUL, a right-to-left override and a zero-width space.",
        make: |leaf| leaf.subject(Name::from(USERS).rdn("CN", "al\0i\u{202e}c\u{200b}e")).der(),
    },
    Defect {
        id: "key-unknown",
        story: "The public key is of a kind that nobody knows.",
        make: |leaf| {
            let algorithm = der::sequence([der::oid("1.3.6.1.4.1.99999.1")]);
            leaf.replace(Part::PublicKey, der::sequence([algorithm, der::bit_string([0x5a; 48])])).der()
        },
    },
    Defect {
        id: "extension-duplicate",
        story: "The alternative names are there twice; the second ones name Bob.",
        make: |leaf| {
            let names = der::sequence([extension::upn("bob@corp.example")]);
            leaf.extension(oid::SUBJECT_ALT_NAME, false, names)
                .extension(oid::SID_EXTENSION, false, extension::sid(BOB_SID))
                .der()
        },
    },
    Defect {
        id: "extension-broken",
        story: "The key usage holds text instead of bits; everything else is sound.",
        make: |leaf| leaf.set_extension(oid::KEY_USAGE, true, der::utf8("sign")).der(),
    },
    Defect {
        id: "extension-overlong",
        story: "The extended key usage claims more octets than its extension has.",
        make: |leaf| {
            let value = der::tlv_claiming(tag::SEQUENCE, 99, der::oid(oid::CLIENT_AUTH));
            leaf.set_extension(oid::EXTENDED_KEY_USAGE, false, value).der()
        },
    },
    Defect {
        id: "extension-trailing-data",
        story: "Two bytes follow the basic constraints inside their extension.",
        make: |leaf| {
            let value = der::join([extension::basic_constraints(false, None), vec![5, 0]]);
            leaf.set_extension(oid::BASIC_CONSTRAINTS, true, value).der()
        },
    },
    Defect {
        id: "extension-false-written-out",
        story: "An extension writes out that it is not critical, which DER leaves to the default.",
        make: |leaf| {
            let value = der::octet_string(der::named_bits(1));
            let odd = der::sequence([der::oid(oid::KEY_USAGE), der::boolean(false), value]);
            let sound =
                der::sequence([der::oid(oid::SID_EXTENSION), der::octet_string(extension::sid(ALICE_SID))]);
            leaf.replace(Part::Extensions, der::context(3, der::sequence([odd, sound]))).der()
        },
    },
    Defect {
        id: "extensions-empty",
        story: "The list of extensions is there and empty.",
        make: |leaf| leaf.replace(Part::Extensions, der::context(3, der::sequence([[]; 0]))).der(),
    },
    Defect {
        id: "signature-empty",
        story: "The signature has no bits.",
        make: |leaf| leaf.replace(Part::Signature, der::bit_string([])).der(),
    },
];

const USERS: &str = "DC=example,DC=corp,CN=Users";

/// The certificate without its last bytes.
fn cut(leaf: &Leaf, missing: usize) -> Vec<u8> {
    let mut der = leaf.der();
    der.truncate(der.len().saturating_sub(missing));
    der
}

/// The certificate with this finished element as its `notBefore`.
fn starting(leaf: Leaf, time: &[u8]) -> Vec<u8> {
    leaf.replace(Part::Validity, der::sequence([time, &der::utc_time("270115083000Z")])).der()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_is_broken_in_its_own_way() {
        let alice = || Leaf::user("alice").sid(ALICE_SID);
        let made: BTreeSet<Vec<u8>> = ALL.iter().map(|defect| (defect.make)(alice())).collect();
        assert_eq!(made.len(), ALL.len());
        assert!(!made.contains(&alice().der()));
    }
}
