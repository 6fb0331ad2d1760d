//! Certificates that look strongly mapped and are not, or not for sure: every way in which SIDs get lost in practice.

use crate::certificate::Leaf;
use crate::der;
use crate::extension;
use crate::oid;
use crate::{ALICE_SID, BOB_SID, DOMAIN_SID, ENTRA_SID};

/// One kind of near miss.
#[derive(Clone, Copy, Debug)]
pub struct NearMiss {
    /// Its name, which is also that of its case.
    pub id: &'static str,
    /// What happened, in one sentence.
    pub story: &'static str,
    /// Puts it into a certificate that has a UPN and no SID yet.
    pub make: fn(Leaf) -> Leaf,
}

/// All of them: first those of the extension, then those of the URI, then those of the SID itself.
pub const ALL: &[NearMiss] = &[
    NearMiss {
        id: "extension-in-san",
        story: "The SID stands as an otherName in the alternative names, where no domain controller looks for it.",
        make: |leaf| leaf.general_name(sid_name(&der::octet_string(ALICE_SID))),
    },
    NearMiss {
        id: "extension-binary",
        story: "The extension holds the SID as the bytes of the directory instead of as text.",
        make: |leaf| with_value(leaf, &der::octet_string(extension::binary_sid(ALICE_SID))),
    },
    NearMiss {
        id: "extension-utf8-string",
        story: "A third-party authority wrote the SID as UTF8String where an OCTET STRING belongs.",
        make: |leaf| with_value(leaf, &der::utf8(ALICE_SID)),
    },
    NearMiss {
        id: "extension-ia5-string",
        story: "A third-party authority wrote the SID as IA5String where an OCTET STRING belongs.",
        make: |leaf| with_value(leaf, &der::ia5(ALICE_SID)),
    },
    NearMiss {
        id: "extension-inner-oid",
        story: "The otherName inside the extension repeats the extension's own OID instead of naming an object SID.",
        make: |leaf| {
            let name = extension::other_name(oid::SID_EXTENSION, &der::octet_string(ALICE_SID));
            leaf.set_extension(oid::SID_EXTENSION, false, der::sequence([name]))
        },
    },
    NearMiss {
        id: "extension-without-sequence",
        story: "The otherName stands in the extension without the sequence around it.",
        make: |leaf| leaf.set_extension(oid::SID_EXTENSION, false, sid_name(&der::octet_string(ALICE_SID))),
    },
    NearMiss {
        id: "extension-without-wrapper",
        story: "The value of the otherName lacks its explicit tag.",
        make: |leaf| with_wrapped(leaf, &der::octet_string(ALICE_SID)),
    },
    NearMiss {
        id: "extension-implicit-wrapper",
        story: "The value of the otherName is tagged implicitly, so that the OCTET STRING is gone.",
        make: |leaf| with_wrapped(leaf, &der::context_primitive(0, ALICE_SID)),
    },
    NearMiss {
        id: "extension-bare-text",
        story: "The extension holds the text of the SID and nothing around it.",
        make: |leaf| leaf.set_extension(oid::SID_EXTENSION, false, ALICE_SID),
    },
    NearMiss {
        id: "extension-trailing-nul",
        story: "The text of the SID ends with a NUL that a C program left there.",
        make: |leaf| with_value(leaf, &der::octet_string(format!("{ALICE_SID}\0"))),
    },
    NearMiss {
        id: "extension-trailing-space",
        story: "The text of the SID ends with a space that came with a spreadsheet.",
        make: |leaf| leaf.sid(&format!("{ALICE_SID} ")),
    },
    NearMiss {
        id: "extension-utf16",
        story: "The text of the SID is written in UTF-16.",
        make: |leaf| {
            let text: Vec<u8> = ALICE_SID.encode_utf16().flat_map(u16::to_le_bytes).collect();
            with_value(leaf, &der::octet_string(text))
        },
    },
    NearMiss {
        id: "extension-two-sids",
        story: "The extension holds the SIDs of two accounts.",
        make: |leaf| {
            let names = [ALICE_SID, BOB_SID].map(|sid| sid_name(&der::octet_string(sid)));
            leaf.set_extension(oid::SID_EXTENSION, false, der::sequence(names))
        },
    },
    NearMiss {
        id: "extension-twice",
        story: "The extension is there twice, each time with the SID of another account.",
        make: |leaf| leaf.sid(ALICE_SID).extension(oid::SID_EXTENSION, false, extension::sid(BOB_SID)),
    },
    NearMiss {
        id: "extension-critical",
        story: "The extension is marked critical, which Microsoft advises against.",
        make: |leaf| leaf.set_extension(oid::SID_EXTENSION, true, extension::sid(ALICE_SID)),
    },
    NearMiss {
        id: "extension-empty",
        story: "The extension is there and holds nothing.",
        make: |leaf| leaf.set_extension(oid::SID_EXTENSION, false, []),
    },
    NearMiss {
        id: "extension-and-uri-differ",
        story: "Extension and URI name two accounts; the extension decides.",
        make: |leaf| leaf.san_uri_sid(BOB_SID).sid(ALICE_SID),
    },
    NearMiss {
        id: "uris-differ",
        story: "Two URIs name two accounts, and no source says which one counts.",
        make: |leaf| leaf.san_uri_sid(ALICE_SID).san_uri_sid(BOB_SID),
    },
    NearMiss {
        id: "uri-date",
        story: "The URI carries the date printed in well-read articles; domain controllers know 2022-09-14.",
        make: |leaf| leaf.uri(&format!("tag:microsoft.com,2022-09-24:sid:{ALICE_SID}")),
    },
    NearMiss {
        id: "uri-url-prefix",
        story: "The URI was copied from the certificate viewer, with the word the viewer puts in front.",
        make: |leaf| leaf.uri(&format!("URL={}", extension::sid_uri(ALICE_SID))),
    },
    NearMiss {
        id: "uri-doubled-prefix",
        story: "The administrator typed the prefix that Intune adds by itself.",
        make: |leaf| leaf.san_uri_sid(&extension::sid_uri(ALICE_SID)),
    },
    NearMiss {
        id: "uri-case",
        story: "The prefix of the URI is written with capitals.",
        make: |leaf| leaf.uri(&format!("Tag:Microsoft.com,2022-09-14:SID:{ALICE_SID}")),
    },
    NearMiss {
        id: "uri-lower-case-sid",
        story: "The SID in the URI begins with a small letter.",
        make: |leaf| leaf.san_uri_sid(&ALICE_SID.to_lowercase()),
    },
    NearMiss {
        id: "uri-leading-space",
        story: "A space stands before the URI.",
        make: |leaf| leaf.uri(&format!(" {}", extension::sid_uri(ALICE_SID))),
    },
    NearMiss {
        id: "uri-inner-space",
        story: "A space stands between the prefix and the SID.",
        make: |leaf| leaf.san_uri_sid(&format!(" {ALICE_SID}")),
    },
    NearMiss {
        id: "uri-trailing-space",
        story: "A space stands behind the SID.",
        make: |leaf| leaf.san_uri_sid(&format!("{ALICE_SID} ")),
    },
    NearMiss {
        id: "uri-braces",
        story: "The SID in the URI stands in braces.",
        make: |leaf| leaf.san_uri_sid(&format!("{{{ALICE_SID}}}")),
    },
    NearMiss {
        id: "uri-without-tag",
        story: "Only the end of the prefix is there.",
        make: |leaf| leaf.uri(&format!("sid:{ALICE_SID}")),
    },
    NearMiss {
        id: "uri-bare-sid",
        story: "The SID stands in a URI without any prefix.",
        make: |leaf| leaf.uri(ALICE_SID),
    },
    NearMiss {
        id: "uri-authority",
        story: "The URI names another authority than microsoft.com.",
        make: |leaf| leaf.uri(&format!("tag:corp.example,2022-09-14:sid:{ALICE_SID}")),
    },
    NearMiss {
        id: "uri-as-dns-name",
        story: "The URI went into the alternative names as a DNS name.",
        make: |leaf| leaf.dns(&extension::sid_uri(ALICE_SID)),
    },
    NearMiss {
        id: "variable-intune",
        story: "Intune's variable was never resolved.",
        make: |leaf| leaf.uri("{{OnPremisesSecurityIdentifier}}"),
    },
    NearMiss {
        id: "variable-intune-prefixed",
        story: "Intune's variable was never resolved, and the prefix stands before it.",
        make: |leaf| leaf.san_uri_sid("{{OnPremisesSecurityIdentifier}}"),
    },
    NearMiss {
        id: "variable-percent",
        story: "The variable of another enrollment tool was never resolved.",
        make: |leaf| leaf.san_uri_sid("%ENROLLED_USER_SID%"),
    },
    NearMiss {
        id: "variable-dollar",
        story: "A variable in the manner of Apple profiles was never resolved.",
        make: |leaf| leaf.san_uri_sid("$USERSID"),
    },
    NearMiss {
        id: "sid-of-entra",
        story: "The SID is one of Entra ID, which no account of a domain has.",
        make: |leaf| leaf.sid(ENTRA_SID),
    },
    NearMiss {
        id: "sid-of-entra-in-uri",
        story: "The URI carries a SID of Entra ID, which no account of a domain has.",
        make: |leaf| leaf.san_uri_sid(ENTRA_SID),
    },
    NearMiss {
        id: "sid-without-rid",
        story: "The SID is that of the domain: its last part is missing.",
        make: |leaf| leaf.sid(DOMAIN_SID),
    },
    NearMiss {
        id: "sid-builtin-administrator",
        story: "The SID is that of the domain's built-in administrator.",
        make: |leaf| leaf.sid(&format!("{DOMAIN_SID}-500")),
    },
    NearMiss {
        id: "sid-builtin-group",
        story: "The SID is that of the group Domain Users.",
        make: |leaf| leaf.sid(&format!("{DOMAIN_SID}-513")),
    },
    NearMiss {
        id: "sid-well-known",
        story: "The SID is that of the local system, under which the enrollment service ran.",
        make: |leaf| leaf.sid("S-1-5-18"),
    },
    NearMiss {
        id: "sid-too-large",
        story: "One part of the SID is larger than 32 bits.",
        make: |leaf| leaf.sid("S-1-5-21-1496966362-4294967296-4044918980-1105"),
    },
    NearMiss {
        id: "sid-leading-zero",
        story: "The last part of the SID was filled up with a zero.",
        make: |leaf| leaf.sid(&format!("{DOMAIN_SID}-01105")),
    },
    NearMiss {
        id: "sid-cut-off",
        story: "The SID lost its last digit.",
        make: |leaf| leaf.sid(&format!("{DOMAIN_SID}-110")),
    },
];

/// The otherName of the SID extension, around any value.
fn sid_name(value: &[u8]) -> Vec<u8> {
    extension::other_name(oid::SID_OBJECT, value)
}

/// A SID extension in its correct form around any value.
fn with_value(leaf: Leaf, value: &[u8]) -> Leaf {
    leaf.set_extension(oid::SID_EXTENSION, false, der::sequence([sid_name(value)]))
}

/// A SID extension whose otherName contains this in place of its explicitly tagged value.
fn with_wrapped(leaf: Leaf, wrapped: &[u8]) -> Leaf {
    let name = der::context(0, der::join([&der::oid(oid::SID_OBJECT), wrapped]));
    leaf.set_extension(oid::SID_EXTENSION, false, der::sequence([name]))
}
