//! Cases about the rules: for each rule one where it fires and one where it does not. The first certificate of a file
//! is the one it is about; the others are in the same set.

use super::Case;
use crate::{
    ALICE_SID, Authority, BOB_SID, Ca, Certificate, EndEntity, Key, LAPTOP_SID, Leaf, Name, Part,
    SignatureAlgorithm, der, extension, key_usage, oid,
};

/// Every case of the family.
pub(super) fn all() -> Vec<Case> {
    [selection(), handshake(), server_trust(), chain(), revocation(), policy(), account()].concat()
}

fn selection() -> Vec<Case> {
    let mut cases = vec![
        case(
            "private-key-absent/broken",
            "Only the certificate was imported.",
            USER,
            r#""client":{"has_private_key":false}"#,
            &[&alice()],
        ),
        case(
            "private-key-absent/met",
            "A PFX brought the key along.",
            USER,
            r#""client":{"has_private_key":true}"#,
            &[&alice()],
        ),
        case(
            "user-profile-key/broken",
            "Somebody requested the device certificate while logged on.",
            DEVICE,
            r#""client":{"key_storage":"user-profile"}"#,
            &[&laptop()],
        ),
        case(
            "user-profile-key/met",
            "The computer enrolled by itself.",
            DEVICE,
            r#""client":{"key_storage":"software"}"#,
            &[&laptop()],
        ),
        case(
            "prompt-protected-key/broken",
            "The template asks for strong key protection.",
            USER,
            r#""client":{"key_storage":"prompt"}"#,
            &[&alice()],
        ),
        case(
            "prompt-protected-key/met",
            "The key is used without a prompt.",
            USER,
            r#""client":{"key_storage":"software"}"#,
            &[&alice()],
        ),
        case(
            "signature-only-key/broken",
            "The card was filled by an old program.",
            CARD,
            r#""client":{"key_storage":"signature-only"}"#,
            &[&card()],
        ),
        case(
            "signature-only-key/met",
            "The key is for exchange.",
            CARD,
            r#""client":{"key_storage":"software"}"#,
            &[&card()],
        ),
        case(
            "tpm-key/broken",
            "The key sits in a TPM, and somebody heard that NPS minds.",
            USER,
            r#""client":{"key_storage":"tpm"}"#,
            &[&alice()],
        ),
        case(
            "tpm-key/met",
            "The key sits in a software provider.",
            USER,
            r#""client":{"key_storage":"software"}"#,
            &[&alice()],
        ),
        case(
            "expired/broken",
            "Nobody renewed it.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().valid("2023-01-01T00:00:00Z", "2025-01-01T00:00:00Z")],
        ),
        case(
            "expired/broken-user",
            "Alice was on leave when it should have been renewed.",
            USER,
            "",
            &[&alice().valid("2023-01-01T00:00:00Z", "2025-01-01T00:00:00Z")],
        ),
        case(
            "expired/met",
            "It is valid for two more months.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn()],
        ),
        case(
            "not-yet-valid/broken",
            "The authority's clock is a year ahead.",
            USER,
            "",
            &[&alice().valid("2027-06-01T00:00:00Z", "2028-06-01T00:00:00Z")],
        ),
        case("not-yet-valid/met", "It began long ago.", USER, "", &[&alice()]),
        case(
            "client-authentication-missing/broken",
            "The template is for file encryption.",
            USER,
            "",
            &[&alice().eku(&[oid::EFS])],
        ),
        case(
            "client-authentication-missing/broken-smart-card",
            "The template is for smart card logon only.",
            "wifi-user",
            "",
            &[&alice().eku(&[oid::SMART_CARD_LOGON])],
        ),
        case(
            "client-authentication-missing/met",
            "The template is for client authentication.",
            USER,
            "",
            &[&alice()],
        ),
        case(
            "smart-card-logon-missing/broken",
            "A certificate for client authentication was put on the card.",
            CARD,
            "",
            &[&card().eku(&[oid::CLIENT_AUTH])],
        ),
        case("smart-card-logon-missing/met", "The template is for smart card logon.", CARD, "", &[&card()]),
        case(
            "purpose-not-explicit/broken",
            "The certificate is for any purpose.",
            USER,
            "",
            &[&alice().eku(&[oid::ANY_EXTENDED_KEY_USAGE])],
        ),
        case(
            "purpose-not-explicit/broken-smart-card",
            "The certificate on the card names no purposes.",
            CARD,
            "",
            &[&card().without(oid::EXTENDED_KEY_USAGE).application_policies(&[])],
        ),
        case("purpose-not-explicit/met", "Client authentication is named.", USER, "", &[&alice()]),
        case(
            "digital-signature-missing/broken",
            "The key may encipher only.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().key_usage(key_usage::KEY_ENCIPHERMENT)],
        ),
        case(
            "digital-signature-missing/met",
            "The key may sign.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn()],
        ),
        case(
            "ecc-key/broken",
            "The card holds a key on an elliptic curve.",
            CARD,
            "",
            &[&card().key(Key::P256(7))],
        ),
        case("ecc-key/met", "The card holds an RSA key.", CARD, "", &[&card()]),
        case(
            "ecc-key/aside",
            "The VPN server holds a key on an elliptic curve, and no source says what comes of it.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().key(Key::P256(7))],
        ),
        case(
            "user-certificate-for-device/broken",
            "Alice's own certificate was put into the store of the computer.",
            DEVICE,
            "",
            &[&alice()],
        ),
        case(
            "user-certificate-for-device/met",
            "The computer has a certificate of its own.",
            DEVICE,
            "",
            &[&laptop()],
        ),
        case(
            "rivals/broken",
            "Intune brought a certificate of its own, and the one for the VPN lacks IKE intermediate.",
            DEVICE,
            "",
            &[&laptop(), &intune()],
        ),
        case(
            "rivals/broken-preferred",
            "Intune brought a certificate of its own, and the one for the VPN has IKE intermediate.",
            DEVICE,
            "",
            &[&laptop().eku(&[oid::CLIENT_AUTH, oid::IKE_INTERMEDIATE]), &intune()],
        ),
        case(
            "rivals/met",
            "The certificates of two computers were dropped together.",
            DEVICE,
            "",
            &[&laptop(), &Leaf::computer("laptop-18.corp.example")],
        ),
        case(
            "ike-intermediate-missing/broken",
            "The VPN server holds a second certificate, for its web page.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().eku(&[oid::SERVER_AUTH]), &Leaf::server("vpn.corp.example").key(Key::P256(3))],
        ),
        case(
            "ike-intermediate-missing/broken-alone",
            "The VPN server holds a single certificate.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().eku(&[oid::SERVER_AUTH])],
        ),
        case(
            "ike-intermediate-missing/met",
            "The certificate has IKE intermediate.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn()],
        ),
        case(
            "subject-empty/broken",
            "The template leaves the subject out.",
            NPS,
            r#""server_name":"nps.corp.example""#,
            &[&nps().subject(Name::empty())],
        ),
        case(
            "subject-empty/met",
            "The subject is the DNS name.",
            NPS,
            r#""server_name":"nps.corp.example""#,
            &[&nps()],
        ),
        case(
            "template-unexpected/broken",
            "Somebody enrolled Alice from the template for web servers.",
            USER,
            "",
            &[&alice().template_v1("WebServer")],
        ),
        case(
            "template-unexpected/met",
            "Alice enrolled from the template for users.",
            USER,
            "",
            &[&alice().template_v1("User")],
        ),
        case(
            "kdc-purpose-missing/broken",
            "The domain controller has a certificate for LDAPS, and that works.",
            KDC,
            "",
            &[&kdc().eku(&[oid::SERVER_AUTH, oid::CLIENT_AUTH])],
        ),
        case("kdc-purpose-missing/met", "The template is Kerberos Authentication.", KDC, "", &[&kdc()]),
        case(
            "kdc-authentication-missing/broken",
            "The template is Domain Controller Authentication.",
            KDC,
            "",
            &[&kdc().eku(&[oid::SMART_CARD_LOGON, oid::SERVER_AUTH, oid::CLIENT_AUTH])],
        ),
        case(
            "kdc-authentication-missing/met",
            "The template is Kerberos Authentication.",
            KDC,
            "",
            &[&kdc()],
        ),
    ];
    // Without a key usage, nothing forbids signing.
    cases.push(case(
        "digital-signature-missing/met-unlimited",
        "There is no key usage at all.",
        VPN,
        r#""server_name":"vpn.corp.example""#,
        &[&vpn().without(oid::KEY_USAGE)],
    ));
    cases
}

fn handshake() -> Vec<Case> {
    let names: Vec<String> = (1..=24).map(|number| format!("alias-{number}.corp.example")).collect();
    let many = names.iter().fold(alice(), |leaf, name| leaf.dns(name));
    vec![
        case(
            "old-tpm/broken",
            "The laptop is of 2015, and so is its TPM.",
            USER,
            r#""client":{"key_storage":"old-tpm"}"#,
            &[&alice().key(RSA)],
        ),
        case(
            "old-tpm/met",
            "The TPM is current.",
            USER,
            r#""client":{"key_storage":"tpm"}"#,
            &[&alice().key(RSA)],
        ),
        case(
            "pss-signature/broken",
            "The authority signs with the alternate format.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().signature_algorithm(SignatureAlgorithm::RsaPssSha256)],
        ),
        case(
            "pss-signature/met",
            "The authority signs the usual way.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn()],
        ),
        case("big-chain/broken", "The certificate carries two dozen names.", USER, "", &[&many]),
        case("big-chain/met", "The certificate carries one name.", USER, "", &[&alice()]),
    ]
}

fn server_trust() -> Vec<Case> {
    let listed =
        r#""server_name":"nps.corp.example","client":{"server_names":["nps.corp.example"],"windows":"11"}"#;
    vec![
        case(
            "server-authentication-missing/broken",
            "A client certificate was bound to the VPN server.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().eku(&[oid::CLIENT_AUTH])],
        ),
        case(
            "server-authentication-missing/met",
            "The template is for servers.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn()],
        ),
        case(
            "name-mismatch/broken",
            "The server was moved, and the profile was not.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&Leaf::server("gw.corp.example").eku(&[oid::SERVER_AUTH, oid::IKE_INTERMEDIATE])],
        ),
        case(
            "name-mismatch/met",
            "Profile and certificate agree.",
            VPN,
            r#""server_name":"VPN.corp.example""#,
            &[&vpn()],
        ),
        case("name-mismatch/unknown", "Nobody said what stands in the profile.", VPN, "", &[&vpn()]),
        case(
            "ip-as-name/broken",
            "Clients connect by address, and the address is an IP address entry.",
            VPN,
            r#""server_name":"203.0.113.7""#,
            &[&vpn().general_name(extension::ip(&[203, 0, 113, 7]))],
        ),
        case(
            "ip-as-name/met",
            "Clients connect by address, and the address is a DNS name, too.",
            VPN,
            r#""server_name":"203.0.113.7""#,
            &[&vpn().dns("203.0.113.7")],
        ),
        case(
            "wildcard-name/broken",
            "One certificate for all hosts.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&wildcard(&[oid::SERVER_AUTH, oid::IKE_INTERMEDIATE])],
        ),
        case(
            "wildcard-name/broken-nps",
            "One certificate for all hosts, on NPS.",
            NPS,
            "",
            &[&wildcard(&[oid::SERVER_AUTH])],
        ),
        case(
            "wildcard-name/met",
            "SSTP takes it.",
            SSTP,
            r#""server_name":"vpn.corp.example""#,
            &[&wildcard(&[oid::SERVER_AUTH])],
        ),
        case(
            "wildcard-name/met-exact",
            "The exact name stands beside the wildcard.",
            VPN,
            r#""server_name":"vpn.corp.example""#,
            &[&vpn().dns("vpn.corp.example").dns("*.corp.example")],
        ),
        case(
            "san-without-server-name/broken",
            "Somebody added a mail address, and the DNS name fell out.",
            NPS,
            r#""server_name":"nps.corp.example""#,
            &[&nps().without(oid::SUBJECT_ALT_NAME).email("nps@corp.example")],
        ),
        case(
            "san-without-server-name/broken-other",
            "The alternative names are those of the old server.",
            NPS,
            r#""server_name":"nps.corp.example""#,
            &[&nps().dns("ias.corp.example")],
        ),
        case(
            "san-without-server-name/met",
            "The DNS name is there.",
            NPS,
            r#""server_name":"nps.corp.example""#,
            &[&nps()],
        ),
        case(
            "server-name-not-listed/broken",
            "The profile lists the old server.",
            NPS,
            r#""client":{"server_names":["ias.corp.example"],"windows":"11"}"#,
            &[&nps()],
        ),
        case("server-name-not-listed/met", "The profile lists the server.", NPS, listed, &[&nps()]),
        case(
            "server-name-case/broken",
            "The profile writes the name in capitals.",
            NPS,
            r#""client":{"server_names":["NPS.corp.example"],"windows":"11"}"#,
            &[&nps()],
        ),
        case(
            "server-name-case/met",
            "The profile writes the name as the certificate does.",
            NPS,
            listed,
            &[&nps()],
        ),
        case(
            "server-name-case/met-windows-10",
            "The profile writes the name in capitals, and the clients run Windows 10.",
            NPS,
            r#""client":{"server_names":["NPS.corp.example"],"windows":"10"}"#,
            &[&nps()],
        ),
        case(
            "domain-name-missing/broken",
            "The old template puts in the name of the host only.",
            KDC,
            "",
            &[&Leaf::server("dc1.corp.example").eku(KDC_PURPOSES)],
        ),
        case("domain-name-missing/met", "The name of the domain is there.", KDC, "", &[&kdc()]),
    ]
}

fn chain() -> Vec<Case> {
    let root = Ca::root("Corp Root CA");
    let issuing = root.intermediate("Corp Issuing CA 1");
    let limited = root.intermediate("Corp Mail CA").eku(&[oid::EMAIL_PROTECTION]);
    let short = root.intermediate("Corp Policy CA").basic_constraints(true, Some(0));
    let below = short.intermediate("Corp Issuing CA 2");
    let constrained = root.intermediate("Corp Branch CA").set_extension(
        oid::NAME_CONSTRAINTS,
        true,
        der::sequence([der::context(0, der::sequence([extension::dns("branch.example")]))]),
    );
    let expired =
        root.intermediate("Corp Issuing CA 0").valid("2015-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    let brief = root.intermediate("Corp Issuing CA 3").valid("2021-01-01T00:00:00Z", "2026-12-31T00:00:00Z");
    let second_root = Ca::root("Corp Root CA").key(Key::P256(99));
    let self_signed = Ca::root("vpn.corp.example")
        .subject(Name::empty().rdn("CN", "vpn.corp.example"))
        .without(oid::BASIC_CONSTRAINTS)
        .without(oid::CA_VERSION)
        .key_usage(key_usage::DIGITAL_SIGNATURE)
        .eku(&[oid::SERVER_AUTH, oid::IKE_INTERMEDIATE])
        .dns("vpn.corp.example");
    let unknown = "1.3.6.1.4.1.99999.7";
    let named = r#""server_name":"vpn.corp.example""#;
    vec![
        case("is-ca/broken", "The wrong file of the chain was taken.", USER, "", &[&issuing]),
        case("is-ca/met", "It is Alice's own certificate.", USER, "", &[&alice(), &issuing, &root]),
        case(
            "root-untrusted/broken",
            "The clients do not know the new root yet.",
            VPN,
            r#""server_name":"vpn.corp.example","chain":{"trusted":false}"#,
            &[&vpn()],
        ),
        case(
            "root-untrusted/broken-nps",
            "NPS does not know the root of the partner.",
            USER,
            r#""chain":{"trusted":false}"#,
            &[&alice()],
        ),
        case(
            "root-untrusted/met",
            "The root is published.",
            VPN,
            r#""server_name":"vpn.corp.example","chain":{"trusted":true}"#,
            &[&vpn()],
        ),
        case(
            "self-signed/broken",
            "The VPN server made its certificate itself.",
            VPN,
            named,
            &[&self_signed],
        ),
        case(
            "self-signed/met",
            "The certificate lies among the trusted roots of every client.",
            VPN,
            r#""server_name":"vpn.corp.example","chain":{"trusted":true}"#,
            &[&self_signed],
        ),
        case(
            "intermediate-missing/broken",
            "The clients have the root and nothing below it.",
            VPN,
            r#""server_name":"vpn.corp.example","chain":{"intermediates":false}"#,
            &[&vpn(), &issuing, &root],
        ),
        case(
            "intermediate-missing/met",
            "The root itself issued the certificate.",
            VPN,
            r#""server_name":"vpn.corp.example","chain":{"intermediates":false}"#,
            &[&vpn().issued_by(&root), &root],
        ),
        case(
            "root-name-not-accepted/broken",
            "The VPN server still accepts the old root.",
            DEVICE,
            r#""rras":{"root_name":"CN=Old Root CA"}"#,
            &[&laptop(), &issuing, &root],
        ),
        case(
            "root-name-not-accepted/met",
            "The VPN server accepts this root.",
            DEVICE,
            r#""rras":{"root_name":"CN=Corp Root CA, DC=corp, DC=example"}"#,
            &[&laptop(), &issuing, &root],
        ),
        case(
            "roots-of-one-name/broken",
            "The root was renewed with a new key, and both lie in the store.",
            DEVICE,
            "",
            &[&laptop(), &issuing, &root, &second_root],
        ),
        case(
            "roots-of-one-name/met",
            "There is one root of that name.",
            DEVICE,
            "",
            &[&laptop(), &issuing, &root],
        ),
        case(
            "public-authority/broken",
            "A public authority issued the certificate.",
            VPN,
            named,
            &[&vpn().policies(&["2.23.140.1.2.1"])],
        ),
        case("public-authority/met", "The internal authority issued the certificate.", VPN, named, &[&vpn()]),
        case(
            "issuer-expired/broken",
            "The authority was renewed, and the old certificate is still about.",
            DEVICE,
            "",
            &[&laptop().issued_by(&expired), &expired, &root],
        ),
        case("issuer-expired/met", "The authority is valid.", DEVICE, "", &[&laptop(), &issuing, &root]),
        case(
            "issuer-purposes/broken",
            "The authority is limited to mail.",
            USER,
            "",
            &[&alice().issued_by(&limited), &limited, &root],
        ),
        case("issuer-purposes/met", "The authority has no limits.", USER, "", &[&alice(), &issuing, &root]),
        case(
            "path-length/broken",
            "An authority below one that allows none.",
            USER,
            "",
            &[&alice().issued_by(&below), &below, &short, &root],
        ),
        case("path-length/met", "One authority below the root.", USER, "", &[&alice(), &issuing, &root]),
        case(
            "name-constraints/broken",
            "The authority of the branch issued for the head office.",
            DEVICE,
            "",
            &[&laptop().issued_by(&constrained), &constrained, &root],
        ),
        case(
            "name-constraints/met",
            "The authority of the branch issued for the branch.",
            DEVICE,
            BRANCH_ACCOUNT,
            &[&Leaf::computer("laptop-17.branch.example").issued_by(&constrained), &constrained, &root],
        ),
        case(
            "outlives-issuer/broken",
            "The authority ends two weeks earlier.",
            USER,
            "",
            &[&alice().issued_by(&brief), &brief, &root],
        ),
        case("outlives-issuer/met", "The authority lasts longer.", USER, "", &[&alice(), &issuing, &root]),
        case(
            "unknown-critical-extension/broken",
            "A third-party authority put its own mark in and called it critical.",
            USER,
            "",
            &[&alice().extension(unknown, true, der::null())],
        ),
        case(
            "unknown-critical-extension/met",
            "A third-party authority put its own mark in.",
            USER,
            "",
            &[&alice().extension(unknown, false, der::null())],
        ),
        case(
            "application-policies-narrower/broken",
            "Somebody put the application policies into the request by hand.",
            USER,
            "",
            &[&alice().application_policies(&[oid::EFS])],
        ),
        case("application-policies-narrower/met", "Both lists agree.", USER, "", &[&alice()]),
        case(
            "weak-key/broken",
            "The card is twenty years old.",
            USER,
            "",
            &[&alice().replace(Part::PublicKey, rsa_of(64))],
        ),
        case("weak-key/met", "The key has 2048 bits.", USER, "", &[&alice().key(RSA)]),
        case(
            "weak-signature/broken",
            "The authority still signs with SHA-1.",
            USER,
            "",
            &[&alice().signature_algorithm(SignatureAlgorithm::RsaSha1)],
        ),
        case("weak-signature/met", "The authority signs with SHA-256.", USER, "", &[&alice()]),
        case(
            "signature-wrong/broken",
            "Somebody wrote another SID into a certificate that was issued.",
            USER,
            "",
            &[
                &alice().issued_by(&issuing).replace(Part::Signature, der::bit_string([0; 64])),
                &issuing,
                &root,
            ],
        ),
        case(
            "signature-wrong/met",
            "The certificate is as it was issued.",
            USER,
            "",
            &[&alice().issued_by(&issuing), &issuing, &root],
        ),
    ]
}

fn revocation() -> Vec<Case> {
    let named = r#""server_name":"vpn.corp.example""#;
    let ldap = "ldap:///CN=Corp%20Issuing%20CA%201,CN=CDP,CN=Public%20Key%20Services,CN=Services,CN=Configuration,DC=corp,DC=example?certificateRevocationList?base";
    let root = Ca::root("Corp Root CA");
    let mute = root.intermediate("Corp Cloud CA").cdp(&[]);
    let no_lists = root
        .intermediate("Corp Issuing CA 4")
        .key_usage(key_usage::DIGITAL_SIGNATURE | key_usage::KEY_CERT_SIGN);
    let issuing = root.intermediate("Corp Issuing CA 1");
    let entra = alice()
        .issuer_name(Name::empty().rdn("CN", "Microsoft VPN root CA gen 1"))
        .cdp(&[])
        .aia(&[])
        .valid("2026-11-19T23:40:00Z", "2026-11-20T00:45:00Z");
    vec![
        case(
            "revoked/broken",
            "The laptop was stolen, and its certificate revoked.",
            USER,
            r#""chain":{"revoked":true}"#,
            &[&alice()],
        ),
        case(
            "revoked/broken-device",
            "The laptop was stolen, and the VPN server checks revocation.",
            DEVICE,
            r#""chain":{"revoked":true},"rras":{"cert_auth_flags":4}"#,
            &[&laptop()],
        ),
        case(
            "revoked/broken-device-default",
            "The laptop was stolen, and nobody set up the check.",
            DEVICE,
            r#""chain":{"revoked":true}"#,
            &[&laptop()],
        ),
        case("revoked/met", "It is not revoked.", USER, r#""chain":{"revoked":false}"#, &[&alice()]),
        case(
            "revocation-location-missing/broken",
            "A cloud authority issued it without a distribution point.",
            USER,
            "",
            &[&alice().cdp(&[])],
        ),
        case(
            "revocation-location-missing/broken-authority",
            "The authority itself has no distribution point.",
            USER,
            "",
            &[&alice().issued_by(&mute), &mute, &root],
        ),
        case(
            "revocation-location-missing/broken-entra",
            "Conditional access issued it for an hour.",
            USER,
            "",
            &[&entra],
        ),
        case(
            "revocation-location-missing/broken-device",
            "The VPN server checks revocation, and there is no place to look.",
            DEVICE,
            r#""rras":{"cert_auth_flags":4}"#,
            &[&laptop().cdp(&[])],
        ),
        case("revocation-location-missing/met", "It names a distribution point.", USER, "", &[&alice()]),
        case(
            "revocation-location-missing/met-flag",
            "NPS is told to do without.",
            USER,
            r#""nps":{"ignore_no_revocation_check":true}"#,
            &[&alice().cdp(&[])],
        ),
        case(
            "crl-unreachable/broken",
            "The web server with the list is down.",
            USER,
            r#""chain":{"crl_reachable":false}"#,
            &[&alice()],
        ),
        case(
            "crl-unreachable/met",
            "The list is up to date.",
            USER,
            r#""chain":{"crl_reachable":true}"#,
            &[&alice()],
        ),
        case(
            "crl-unreachable/unknown",
            "The list lies in the directory only.",
            USER,
            "",
            &[&alice().cdp(&[ldap])],
        ),
        case(
            "http-crl-missing/broken",
            "The list lies in the directory only, and SSTP clients are outside.",
            SSTP,
            named,
            &[&Leaf::server("vpn.corp.example").cdp(&[ldap])],
        ),
        case(
            "http-crl-missing/broken-card",
            "The list lies in the directory only.",
            CARD,
            "",
            &[&card().cdp(&[ldap])],
        ),
        case(
            "http-crl-missing/met",
            "The list lies on the web.",
            SSTP,
            named,
            &[&Leaf::server("vpn.corp.example")],
        ),
        case(
            "crl-sign-missing/broken",
            "The authority may not sign lists.",
            KDC,
            "",
            &[&kdc().issued_by(&no_lists), &no_lists, &root],
        ),
        case("crl-sign-missing/met", "The authority may sign lists.", KDC, "", &[&kdc(), &issuing, &root]),
    ]
}

fn policy() -> Vec<Case> {
    vec![
        case(
            "eku-not-accepted/broken",
            "The VPN server wants a purpose of its own.",
            DEVICE,
            r#""rras":{"ekus":["1.3.6.1.4.1.99999.1"]}"#,
            &[&laptop()],
        ),
        case(
            "eku-not-accepted/met",
            "The VPN server wants client authentication.",
            DEVICE,
            r#""rras":{"ekus":["1.3.6.1.5.5.7.3.2"]}"#,
            &[&laptop()],
        ),
        case(
            "required-policy-missing/broken",
            "A network policy wants the policy for managed devices.",
            USER,
            r#""nps":{"required_policy_oids":["1.3.6.1.4.1.99999.2"]}"#,
            &[&alice()],
        ),
        case(
            "required-policy-missing/met",
            "The certificate carries the policy for managed devices.",
            USER,
            r#""nps":{"required_policy_oids":["1.3.6.1.4.1.99999.2"]}"#,
            &[&alice().policies(&["1.3.6.1.4.1.99999.2"])],
        ),
    ]
}

fn account() -> Vec<Case> {
    let plain = || Leaf::user("alice");
    let compatible = r#""dc":{"version":"2022","updated":"2024-12","realm":"corp.example"}"#;
    let ia5_upn = extension::other_name(oid::UPN, &der::tlv(0x16, b"alice@corp.example"));
    vec![
        case("sid-absent/broken", "The subject was supplied in the request.", USER, "", &[&plain()]),
        case(
            "sid-absent/broken-compatible",
            "The domain controllers are in compatibility mode.",
            USER,
            compatible,
            &[&plain()],
        ),
        case(
            "sid-absent/broken-ipsec",
            "A rule with authorised users meets a certificate without SID.",
            "ipsec-account-mapping",
            "",
            &[&plain()],
        ),
        case("sid-absent/met", "The SID extension is there.", USER, "", &[&alice()]),
        case(
            "sid-absent/aside",
            "The VPN server asks no domain controller about devices.",
            DEVICE,
            "",
            &[&Leaf::computer("laptop-17.corp.example")],
        ),
        case(
            "san-uri-unread/broken",
            "Intune wrote the SID as an address, and the domain controllers run Server 2016.",
            USER,
            r#""dc":{"version":"2016","updated":"2026-11","realm":"corp.example"}"#,
            &[&plain().san_uri_sid(ALICE_SID)],
        ),
        case(
            "san-uri-unread/broken-mixed",
            "Intune wrote the SID as an address, and one domain controller of two runs Server 2016.",
            USER,
            r#""dc":{"version":["2016","2022"],"updated":"2026-11","realm":"corp.example"}"#,
            &[&plain().san_uri_sid(ALICE_SID)],
        ),
        case(
            "san-uri-unread/met",
            "Intune wrote the SID as an address, and the domain controllers run Server 2022.",
            USER,
            "",
            &[&plain().san_uri_sid(ALICE_SID)],
        ),
        case(
            "sid-mismatch/broken",
            "Bob's certificate was copied to Alice's machine and renamed.",
            USER,
            "",
            &[&plain().sid(BOB_SID)],
        ),
        case("sid-mismatch/met", "It is Alice's own.", USER, "", &[&alice()]),
        case(
            "older-than-account/broken",
            "Alice's account was created after the certificate.",
            USER,
            &format!(
                r#""account":{{"kind":"user","sid":"{ALICE_SID}","upn":"alice@corp.example","created":"2025-06-01T00:00:00Z"}},{compatible}"#
            ),
            &[&plain()],
        ),
        case("older-than-account/met", "Alice's account is older.", USER, compatible, &[&plain()]),
        case(
            "upn-missing/broken",
            "The template left the principal name out.",
            USER,
            "",
            &[&plain().without(oid::SUBJECT_ALT_NAME)],
        ),
        case("upn-missing/met", "The principal name is there.", USER, "", &[&alice()]),
        case(
            "dns-name-missing/broken",
            "The name of the computer stands in the subject only.",
            "wifi-computer",
            "",
            &[&laptop().without(oid::SUBJECT_ALT_NAME)],
        ),
        case(
            "dns-name-missing/broken-device",
            "The certificate of the device names no host.",
            DEVICE,
            "",
            &[&intune()],
        ),
        case("dns-name-missing/met", "The DNS name is there.", "wifi-computer", "", &[&laptop()]),
        case(
            "upn-suffix-foreign/broken",
            "The principal name is the one of Entra ID.",
            USER,
            "",
            &[&plain().upn("alice@corp.onmicrosoft.com").sid(ALICE_SID)],
        ),
        case("upn-suffix-foreign/met", "The principal name is the one of the forest.", USER, "", &[&alice()]),
        case(
            "name-of-another/broken",
            "The certificate names Bob.",
            USER,
            "",
            &[&plain().upn("bob@corp.example").sid(ALICE_SID)],
        ),
        case("name-of-another/met", "The certificate names Alice.", USER, "", &[&alice()]),
        case(
            "several-accounts/broken",
            "An old account of Alice's still has the name.",
            USER,
            &format!(
                r#""account":{{"kind":"user","sid":"{ALICE_SID}","upn":"alice@corp.example","unique":false}}"#
            ),
            &[&alice()],
        ),
        case(
            "several-accounts/met",
            "Nobody else has the name.",
            USER,
            &format!(
                r#""account":{{"kind":"user","sid":"{ALICE_SID}","upn":"alice@corp.example","unique":true}}"#
            ),
            &[&alice()],
        ),
        case(
            "ntauth-issuer/broken",
            "The new authority was never published.",
            USER,
            r#""dc":{"version":"2022","updated":"2026-11","realm":"corp.example","ntauth_has_issuer":false}"#,
            &[&alice()],
        ),
        case(
            "ntauth-issuer/met",
            "The authority is published.",
            USER,
            r#""dc":{"version":"2022","updated":"2026-11","realm":"corp.example","ntauth_has_issuer":true}"#,
            &[&alice()],
        ),
        case(
            "mapping-methods/broken",
            "Somebody left a single method on.",
            "ldaps-client",
            r#""schannel":{"mapping_methods":2}"#,
            &[&alice()],
        ),
        case(
            "mapping-methods/met",
            "The default is in force.",
            "ldaps-client",
            r#""schannel":{"mapping_methods":24}"#,
            &[&alice()],
        ),
        case(
            "mapping-unsettled/broken",
            "The domain controllers are of the summer before the update that counts.",
            USER,
            r#""dc":{"version":"2019","updated":"2024-07","enforcement":2,"realm":"corp.example"}"#,
            &[&plain().san_uri_sid(ALICE_SID)],
        ),
        case(
            "mapping-unsettled/met",
            "The domain controllers are current.",
            USER,
            r#""dc":{"version":"2019","updated":"2026-11","realm":"corp.example"}"#,
            &[&plain().san_uri_sid(ALICE_SID)],
        ),
        case(
            "upn-encoding/broken",
            "The principal name is an IA5String.",
            CARD,
            "",
            &[&card().without(oid::SUBJECT_ALT_NAME).general_name(ia5_upn)],
        ),
        case("upn-encoding/met", "The principal name is a UTF8String.", CARD, "", &[&card()]),
    ]
}

const USER: &str = "user-tunnel";
const DEVICE: &str = "device-tunnel";
const CARD: &str = "smart-card";
const VPN: &str = "ikev2-server";
const NPS: &str = "nps-server";
const SSTP: &str = "sstp-server";
const KDC: &str = "kdc";

const RSA: Key = Key::Rsa2048(0);
const KDC_PURPOSES: &[&str] = &[oid::KDC_AUTH, oid::SMART_CARD_LOGON, oid::SERVER_AUTH, oid::CLIENT_AUTH];
const BRANCH_ACCOUNT: &str = r#""account":{"kind":"computer","dns":"laptop-17.branch.example"}"#;

fn alice() -> Leaf {
    Leaf::user("alice").sid(ALICE_SID)
}

fn laptop() -> Leaf {
    Leaf::computer("laptop-17.corp.example").sid(LAPTOP_SID)
}

fn card() -> Leaf {
    alice().key(RSA).eku(&[oid::SMART_CARD_LOGON, oid::CLIENT_AUTH])
}

fn vpn() -> Leaf {
    Leaf::server("vpn.corp.example").eku(&[oid::SERVER_AUTH, oid::IKE_INTERMEDIATE])
}

fn nps() -> Leaf {
    Leaf::server("nps.corp.example")
}

fn kdc() -> Leaf {
    Leaf::server("dc1.corp.example").dns("dc1.corp.example").dns("corp.example").eku(KDC_PURPOSES)
}

fn wildcard(purposes: &[&str]) -> Leaf {
    Leaf::server("*.corp.example").eku(purposes)
}

/// The certificate that Intune issues to every device it manages.
fn intune() -> Leaf {
    Leaf::computer("7d1b3c52-2f4e-4a1b-9a57-2b1f0a6d4e11")
        .without(oid::SUBJECT_ALT_NAME)
        .issuer_name(Name::empty().rdn("CN", "Microsoft Intune MDM Device CA"))
        .eku(&[oid::CLIENT_AUTH])
}

/// A made-up RSA public key with a modulus of this many bytes.
fn rsa_of(octets: usize) -> Vec<u8> {
    let modulus = der::unsigned(&vec![0xa5; octets]);
    let key = der::sequence([der::integer(modulus), der::integer_of(65537)]);
    let algorithm = der::sequence([der::oid(oid::RSA_ENCRYPTION), der::null()]);
    der::sequence([algorithm, der::bit_string(key)])
}

/// Anything that makes a certificate.
trait Made {
    fn made(&self) -> String;
}

impl Made for Certificate<EndEntity> {
    fn made(&self) -> String {
        self.pem()
    }
}

impl Made for Certificate<Authority> {
    fn made(&self) -> String {
        self.pem()
    }
}

/// A case with the usual situation of the scenario, and facts that are added or replaced.
fn case(path: &str, story: &str, scenario: &str, told: &str, certificates: &[&dyn Made]) -> Case {
    let mut members =
        vec![r#""today":"2026-11-20T00:00:00Z""#.to_owned(), format!(r#""scenario":"{scenario}""#)];
    let account = match scenario {
        "user-tunnel" | "wifi-user" | "smart-card" | "ipsec-account-mapping" | "ldaps-client" => {
            Some(format!(
                r#""account":{{"kind":"user","sid":"{ALICE_SID}","upn":"alice@corp.example","sam":"alice","created":"2024-03-01T00:00:00Z"}}"#
            ))
        }
        "device-tunnel" | "wifi-computer" => Some(format!(
            r#""account":{{"kind":"computer","sid":"{LAPTOP_SID}","sam":"LAPTOP-17$","dns":"laptop-17.corp.example","created":"2024-03-01T00:00:00Z"}}"#
        )),
        _ => None,
    };
    members.extend(account.filter(|_| !told.contains(r#""account":"#)));
    if !told.contains(r#""dc":"#) {
        members.push(r#""dc":{"version":"2022","updated":"2026-11","realm":"corp.example"}"#.to_owned());
    }
    if !told.is_empty() {
        members.push(told.to_owned());
    }
    let pem: String = certificates.iter().map(|certificate| certificate.made()).collect();
    Case::certificate(&format!("rules/{path}"), story, &format!("{{{}}}", members.join(",")), &pem)
}
