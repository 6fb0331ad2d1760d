//! Explicit mappings: how they are written, and why one does not match.

use crate::{
    COMPATIBLE, OTHER, PATCHED, SID, at, attribute, bytes, check, computer, explained, name, nameless, plain,
    situation, step, strong_strings, weak_strings, windows, with_sid, with_uri,
};
use strongmap::catalog::Confidence;
use strongmap::certificate::{Attribute, Certificate, GeneralName, Name, Oid};
use strongmap::mapping::dn::is_delicate;
use strongmap::mapping::explicit::assess;
use strongmap::mapping::form::Form;
use strongmap::mapping::remedies::remedies;
use strongmap::mapping::strings::{cautions, recommended, write};
use strongmap::mapping::{Strength, decide};

/// The worked examples of Microsoft's documents.
#[test]
fn mappings_are_written_as_windows_compares_them() {
    let own = write(&plain());
    assert_eq!(
        own.issuer_serial.as_deref(),
        Some("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SR>1200000000ac11000000002b")
    );
    assert_eq!(own.subject.as_deref(), Some("X509:<S>DC=com,DC=contoso,CN=Users,CN=a"));
    assert_eq!(own.rfc822, ["X509:<RFC822>a@corp.example"]);
    assert_eq!(own.issuer_sid, None);
    assert_eq!(
        write(&with_sid(plain(), SID)).issuer_sid,
        Some(format!("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SID>{SID}"))
    );
    for (serial, written) in [
        ("10e8bd03000000000032", "32000000000003bde810"),
        ("00dc052dd3dfa1e9c4", "c4e9a1dfd32d05dc"),
        ("00", "00"),
        ("00001234", "3412"),
        ("ff21524111", "11415221ff"),
        ("01", "01"),
    ] {
        let it = Certificate { serial: Some(bytes(serial)), ..plain() };
        assert!(write(&it).issuer_serial.unwrap().ends_with(&format!("<SR>{written}")), "{serial}");
    }
    for (name, written) in [
        (
            name(&[("C", "US"), ("ST", "WA"), ("E", "x@y"), ("UID", "u")]),
            "C=US,S=WA,E=x@y,OID.0.9.2342.19200300.100.1.1=u",
        ),
        (name(&[("O", "Contoso, Inc."), ("CN", "a \"b\"")]), "O=\"Contoso, Inc.\",CN=\"a \"\"b\"\"\""),
        (name(&[("CN", "one\r\ntwo")]), "CN=\"one,two\""),
        (name(&[("CN", " a")]), "CN=\" a\""),
        (
            name(&[("SERIALNUMBER", "1"), ("SN", "s"), ("G", "g"), ("T", "t"), ("STREET", "x")]),
            "SERIALNUMBER=1,SN=s,G=g,T=t,STREET=x",
        ),
    ] {
        let it = Certificate { subject: name, ..plain() };
        assert_eq!(write(&it).subject.unwrap(), format!("X509:<S>{written}"));
    }
    let request = Certificate { issuer: None, serial: None, ..plain() };
    let own = write(&request);
    assert_eq!((own.issuer_serial, own.sha1_puk, own.issuer_subject), (None, None, None));
    let numberless = write(&Certificate { serial: None, ..plain() });
    assert!(numberless.issuer_serial.is_none() && numberless.sha1_puk.is_some());
}

#[test]
fn mismatches_are_explained_with_their_position() {
    let issuer = "X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA";
    let serial = "<SR>1200000000ac11000000002b";
    for (text, expect) in [
        (format!("{issuer}{serial}"), vec![]),
        (format!("{issuer}{} \n", serial.to_uppercase()), vec![]),
        (format!("X509:<I>CN=CONTOSO-DC-CA,DC=contoso,DC=com{serial}"), vec![("dn-not-reversed", 8)]),
        (format!("{issuer}<SR>2b0000000011ac0000000012"), vec![("serial-not-reversed", 46)]),
        (
            format!("{issuer}<SR>002b0000000011ac0000000012"),
            vec![("serial-not-reversed", 46), ("serial-sign-byte", 46)],
        ),
        (format!("{issuer}<SR>1200000000ac11000000002b00"), vec![("serial-sign-byte", 70)]),
        (format!("{issuer}<SR>2100000000ca11000000b2"), vec![("other-certificate", 46)]),
        (
            format!("{issuer}<SR>2100000000ca11000000 00b2"),
            vec![("serial-digits-reversed", 46), ("separators-in-hex", 66)],
        ),
        (format!("{issuer}<SR>2100000000ca1100000000b2"), vec![("serial-digits-reversed", 46)]),
        (format!("{issuer}<SR>13307855422322812145769644050"), vec![("odd-hex", 46), ("serial-decimal", 46)]),
        (format!("{issuer}<SR>12:00:00:00:00:ac:11:00:00:00:00:2b"), vec![("separators-in-hex", 48)]),
        (format!("{issuer}<SR>0x1200000000ac11000000002b"), vec![("hex-prefix", 46)]),
        (format!("{issuer}<SR>200000000ac11000000002b"), vec![("odd-hex", 46), ("other-certificate", 46)]),
        (format!("{issuer}<SR>1200000000ac1100000000zz"), vec![("other-certificate", 46), ("not-hex", 68)]),
        (format!("X509:<I>DC=com, DC=contoso, CN=CONTOSO-DC-CA{serial}"), vec![("space-after-comma", 15)]),
        (format!("X509:<I>DC=com,DC=contoso,CN=Contoso-DC-CA{serial}"), vec![("case", 30)]),
        (format!("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CB{serial}"), vec![("other-certificate", 41)]),
        (format!("X509:<I>CN=CONTOSO-DC-CA,DC=com,DC=contoso{serial}"), vec![("dn-order", 8)]),
        (format!("X509:<I>/DC=com/DC=contoso/CN=CONTOSO-DC-CA{serial}"), vec![("dn-slashes", 8)]),
        (format!("X509:<I>DC=com,DC=contoso,CN= CONTOSO-DC-CA{serial}"), vec![("space-around-equals", 26)]),
        ("X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![]),
        ("X509: <SKI>0102030405060708090A0B0C0D0E0F1011121314".into(), vec![]),
        ("X509:<SKI>abababababababababababababababababababab".into(), vec![("thumbprint-not-ski", 10)]),
        ("X509:<SKI>04140102030405060708090a0b0c0d0e0f1011121314".into(), vec![("ski-wrapper", 10)]),
        ("X509:<SKI>0102030405060708090a0b0c0d0e0f1011121315".into(), vec![("other-certificate", 49)]),
        (
            "\"X509:<SKI>0102030405060708090a0b0c0d0e0f1011121315\"".into(),
            vec![("quoted", 0), ("other-certificate", 11)],
        ),
        ("X509:<SKI>14131211100f0e0d0c0b0a090807060504030201".into(), vec![("ski-reversed", 10)]),
        ("X509:<SHA1-PUKEY>00".into(), vec![("other-certificate", 17)]),
        (format!("X509:<SHA1-PUKEY>{}", "ba".repeat(32)), vec![("sha256-not-thumbprint", 17)]),
        ("X509:<SHA1-PUKEY>abababababababababababababababababababab".into(), vec![]),
        (
            "X509:<SHA1-PUKEY>cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd".into(),
            vec![("keyhash-not-thumbprint", 17)],
        ),
        (
            "X509:<SHA1-PUKEY>efefefefefefefefefefefefefefefefefefefef".into(),
            vec![("keyhash-not-thumbprint", 17)],
        ),
        (
            "X509:<SHA1-PUKEY>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("ski-not-thumbprint", 17)],
        ),
        ("X509:<SHA1-PUBKEY>abababababababababababababababababababab".into(), vec![("unknown-tag", 5)]),
        ("x509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("prefix-spelling", 0)]),
        (" X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("text-before-prefix", 0)]),
        ("'X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314'".into(), vec![("quoted", 0)]),
        (
            "x509:<ski>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("prefix-spelling", 0), ("tag-case", 5)],
        ),
        ("<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("missing-prefix", 0)]),
        (
            "altSecurityIdentities: X509:<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("text-before-prefix", 0)],
        ),
        ("X509:<ski>0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("tag-case", 5)]),
        ("X509:<SKI0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("missing-tag", 5)]),
        (
            "X509:<SKI:0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("tag-not-closed", 5), ("missing-tag", 5)],
        ),
        (
            "X509:<<SKI>0102030405060708090a0b0c0d0e0f1011121314".into(),
            vec![("tag-not-closed", 5), ("text-before-tag", 5)],
        ),
        ("X509:<SKI>".into(), vec![("empty-value", 10)]),
        ("X509:0102030405060708090a0b0c0d0e0f1011121314".into(), vec![("missing-tag", 5)]),
        (format!("{issuer}<S>DC=com,DC=contoso,CN=Users,CN=a{serial}"), vec![("tag-combination", 42)]),
        (format!("X509:{serial}"), vec![("tag-combination", 5)]),
        (format!("X509:{serial}<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA"), vec![("tag-order", 5)]),
        (format!("{issuer}{serial}{serial}"), vec![("duplicate-tag", 70)]),
        (format!("{issuer}<SID>{SID}"), vec![("sid-absent", 47)]),
        (format!("{issuer}<SID>S-1-5"), vec![("sid-form", 47)]),
        ("X509:<PN>a@corp.example".into(), vec![("tag-of-entra", 5)]),
        ("X509:<SHA1-TP-PUBKEY>ab".into(), vec![("tag-of-device", 5)]),
        ("Kerberos:a@CORP.EXAMPLE".into(), vec![("kerberos-mapping", 0)]),
        ("X509:<S>DC=com,DC=contoso,CN=Users,CN=a".into(), vec![("weak-form", 0)]),
        ("X509:<S>DC=com,DC=contoso,CN=Users,CN=b".into(), vec![("weak-form", 0), ("other-certificate", 38)]),
        (
            format!("{issuer}<S>DC=com,DC=contoso,CN=Users,CN=b"),
            vec![("weak-form", 0), ("other-certificate", 75)],
        ),
        ("X509:<RFC822>A@corp.example".into(), vec![("weak-form", 0), ("case", 13)]),
        ("X509:<RFC822>b@corp.example".into(), vec![("weak-form", 0), ("other-certificate", 13)]),
        (String::new(), vec![("missing-prefix", 0), ("missing-tag", 0)]),
    ] {
        let mut it = plain();
        it.public_key.as_mut().unwrap().spki_sha1 = [0xCD; 20].into();
        it.public_key.as_mut().unwrap().key_sha1 = [0xEF; 20].into();
        explained(&text, &it, &expect);
    }
}

/// Where the id of a difference says little, its message says what to do.
#[test]
fn messages_name_what_is_wrong() {
    for (text, part) in [
        ("X509:<I>DC=com<S>CN=a<SR>12", "<I>, <S> and <SR> cannot be combined"),
        ("X509:<I>DC=com", "The issuer alone is not a mapping"),
        ("X509:<SR>12", "A serial number alone is not a mapping"),
        ("X509:<SID>S-1-5-18", "A SID alone is not a mapping here"),
        ("X509:<SKI>01<RFC822>a", "These tags cannot be combined. The strong forms are"),
        ("X509:<SHA1-PUK>ab", "The tag is spelled <SHA1-PUKEY>."),
        ("X509:<SN>12", "The tag for the serial number is <SR>."),
        ("X509:<XY>12", "does not support the tag <XY>."),
        ("X509:abababababababababababababababababababab", "X509:<SHA1-PUKEY>abababab"),
        ("X509:0102030405060708090a0b0c0d0e0f1011121314", "X509:<SKI>01020304"),
        ("X509:&lt;SKI&gt;01", "Write < and > as they are"),
        ("X509:12", "The mapping has no tags"),
    ] {
        let assessed = assess(text, &plain());
        assert!(assessed.differences.iter().any(|it| it.message.contains(part)), "{text}: {assessed:#?}");
    }
}

#[test]
fn mismatching_names_are_explained() {
    let issuer = name(&[("C", "US"), ("ST", "WA"), ("O", "Contoso, Inc."), ("CN", "CA"), ("E", "x@y")]);
    let it = Certificate { issuer: Some(issuer.into()), ..plain() };
    for (text, expect) in [
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![]),
        ("C=US,ST=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("state-keyword", 13)]),
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=CA,emailAddress=x@y", vec![("email-keyword", 42)]),
        ("C=US,S=WA,O=Contoso, Inc.,CN=CA,E=x@y", vec![("quoting", 20)]),
        ("C=US,S=WA,O=Contoso\\, Inc.,CN=CA,E=x@y", vec![("quoting", 20)]),
        (
            "1.2.840.113549.1.9.1=x@y,CN=CA,O=Contoso\\, Inc.,ST=WA,C=US",
            vec![("dn-not-reversed", 8), ("email-keyword", 8), ("quoting", 41), ("state-keyword", 56)],
        ),
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=CA", vec![("other-certificate", 41)]),
        ("C=US,,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("spelling", 13)]),
        ("c=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("case", 8)]),
        ("C=US,S=WA,O=\"Contoso, Inc.\",2.5.4.3=CA,E=x@y", vec![("keyword", 36)]),
        ("C=US,S=WA,O=\"Contoso, Inc.\",CN=C\\A,E=x@y", vec![("quoting", 40)]),
        ("C=us,S=wa,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("case", 10)]),
        ("c=us,s=wa,o=\"contoso, inc.\",cn=ca,e=x@y", vec![("case", 8)]),
        ("C = US,S = WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("space-around-equals", 8)]),
        ("E=x@y,CN=CA,O=\"Contoso, Inc.\",S=wa,C=us", vec![("dn-not-reversed", 8), ("case", 45)]),
        (
            "E=x@y,CN=CB,O=\"Contoso, Inc.\",S=WA,C=US",
            vec![("dn-not-reversed", 8), ("other-certificate", 18)],
        ),
        ("CN=x", vec![("other-certificate", 9)]),
        ("O=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("other-certificate", 8)]),
        (" C=US,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("stray-space", 8)]),
        ("C=US ,S=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y", vec![("stray-space", 8)]),
        (
            "C=US, ST=WA,O=\"Contoso, Inc.\",CN=CA,E=x@y",
            vec![("space-after-comma", 13), ("state-keyword", 14)],
        ),
    ] {
        explained(&format!("X509:<I>{text}<SR>1200000000ac11000000002b"), &it, &expect);
    }
    assert!(cautions(&it).iter().any(|it| it.id == "issuer-spelling"));
    assert_eq!(recommended(&it).unwrap().0, Form::Ski);
    let bare = Certificate { ski: None, ..it };
    assert_eq!(
        recommended(&bare).unwrap().0,
        Form::Sha1Puk,
        "a name that nobody knows how to spell comes last"
    );
    assert_eq!(recommended(&plain()).unwrap().0, Form::IssuerSerial);
    for issuer in [name(&[]), name(&[("CN", "C\u{fffd}")])] {
        let strings = write(&Certificate { issuer: Some(issuer.into()), ..plain() });
        let told = [strings.issuer_serial, strings.issuer_sid, strings.issuer_subject];
        assert_eq!(told, [const { None }; 3], "Windows reads no such string");
    }
    let issuer = name(&[("O", "a <SR> or \"two\""), ("CN", "CA")]);
    let it = Certificate { issuer: Some(issuer.into()), ..plain() };
    let text = r#"X509:<I>O="a <SR> or ""two""",CN=ca<SR>1200000000ac11000000002b"#;
    explained(text, &it, &[("case", 33)]);
}

/// OpenSSL and RFC 4514 escape with backslashes; to Windows, a backslash is an ordinary character.
#[test]
fn backslash_escapes_are_detected() {
    let one = |value: &str| name(&[("ST", "WA"), ("O", value)]);
    for (issuer, text, expect, named) in [
        (one("Müller"), r"S=WA,O=M\C3\BCller", ("quoting", 16), true),
        (one("Müller"), r"S=WA,O=M\xC3\xBCller", ("quoting", 16), true),
        (one(r"a\b"), r"S=WA,O=a\\b", ("quoting", 17), true),
        (one("a, b"), r"S=WA,O=a\, b", ("quoting", 15), true),
        (one("a, b"), "S=WA,O=a, b", ("quoting", 15), false),
        (one(r"a\b"), r"ST=WA,O=a\b", ("state-keyword", 8), false),
        (one(r"a\C3\BC"), r"ST=WA,O=a\C3\BC", ("state-keyword", 8), false),
        (one(r"a\b"), "S=WA,O=ab", ("other-certificate", 16), false),
    ] {
        let it = Certificate { issuer: Some(issuer.into()), ..plain() };
        let text = format!("X509:<I>{text}<SR>1200000000ac11000000002b");
        explained(&text, &it, &[expect]);
        let says = assess(&text, &it).differences.iter().any(|it| it.message.contains("RFC 4514"));
        assert_eq!(says, named, "{text}");
    }
}

/// The mapping written for a certificate matches it; a name that cannot be written matches nothing.
#[test]
fn odd_names_match_as_they_are_written() {
    for blank in ["\u{a0}", "\t", "\u{2003}", "\u{3000}"] {
        let odd = || name(&[("CN", &format!("a{blank}"))]);
        let it = Certificate { subject: odd(), issuer: Some(odd().into()), ..plain() };
        for text in strong_strings(&it).into_iter().map(|(_, text)| text).chain(weak_strings(&it)) {
            assert!(assess(&text, &it).matches && assess(&format!("{text} \n"), &it).matches, "{text:?}");
        }
        assert!(is_delicate(&it.subject), "{blank:?}");
    }
    // Two names that differ in unreadable characters look the same.
    let broken = || name(&[("CN", "A\u{fffd}")]);
    let it = Certificate { subject: broken(), issuer: Some(broken().into()), ..plain() };
    let text = "X509:<I>CN=A\u{fffd}<SR>1200000000ac11000000002b";
    explained(text, &it, &[("name-unreadable", 8)]);
    explained("X509:<S>CN=A\u{fffd}", &it, &[("weak-form", 0), ("name-unreadable", 8)]);
    let told = format!(r#""alt_security_identities":["{text}"]"#);
    check("unreadable", &it, &told, PATCHED, "weak upn denied KDC 39 KRB 66");
    assert_eq!(step(&it, &told, PATCHED, "explicit-form").confidence, Confidence::Inferred);
    let it = Certificate { san: vec![at(GeneralName::Email("".into()))], ..plain() };
    assert_eq!(write(&it).rfc822, Vec::<String>::new());
    explained("X509:<RFC822>", &it, &[("empty-value", 13)]);
}

/// A request has no thumbprint; the hash of its own bytes says nothing about the certificate.
#[test]
fn a_request_matches_no_thumbprint() {
    let it = Certificate { issuer: None, serial: None, ..plain() };
    let own = "ab".repeat(20);
    for (text, expect) in [
        (format!("X509:<SHA1-PUKEY>{own}"), ("other-certificate", 17)),
        (format!("X509:<SHA1-PUKEY>{}", "cd".repeat(20)), ("other-certificate", 17)),
        (format!("X509:<SHA1-PUKEY>{}", "01".repeat(20)), ("keyhash-not-thumbprint", 17)),
        (format!("X509:<SKI>{own}"), ("other-certificate", 10)),
    ] {
        explained(&text, &it, &[expect]);
        assert!(!assess(&text, &it).differences.iter().any(|it| it.message.contains(&own)), "{text}");
    }
    explained(&format!("X509:{own}"), &it, &[("missing-tag", 5)]);
    let told = format!(r#""alt_security_identities":["X509:<SHA1-PUKEY>{own}"]"#);
    check("a request", &it, &told, PATCHED, "weak upn denied KDC 39 KRB 66");
    check("a certificate", &plain(), &told, PATCHED, "strong alt_security_identity allowed");
}

/// Commas and plus signs within a value are distinguished from separators.
#[test]
fn names_are_split_at_real_separators_only() {
    let one = |value: &str| name(&[("ST", "WA"), ("O", value)]);
    let mut two = one("a");
    two.rdns[1].push(attribute("E", "b"));
    for (issuer, text, expect) in [
        (one("a, CN=b"), r#"ST=WA,O="a, CN=b""#, ("state-keyword", 8)),
        (one("a, CN=b"), r"S=WA,O=a\, CN=b", ("quoting", 15)),
        (one("a+b=c"), r#"ST=WA,O="a+b=c""#, ("state-keyword", 8)),
        (one("a+b=c"), r"S=WA,O=a\+b=c", ("quoting", 15)),
        (one("a+b"), "S=WA,O=a+b", ("quoting", 15)),
        (two.clone(), "ST=WA,O=a + E=b", ("state-keyword", 8)),
        (two.clone(), "S=WA,O=a+emailAddress=b", ("quoting", 16)),
        (two, "S=WA,O=a + E=c", ("other-certificate", 21)),
    ] {
        let it = Certificate { issuer: Some(issuer.into()), ..plain() };
        explained(&format!("X509:<I>{text}<SR>1200000000ac11000000002b"), &it, &[expect]);
    }
}

/// Every attribute keyword of Windows, and the names whose spelling no source documents.
#[test]
fn keywords_and_delicate_names() {
    let keywords = [
        (3, "CN"),
        (4, "SN"),
        (5, "SERIALNUMBER"),
        (6, "C"),
        (7, "L"),
        (8, "S"),
        (9, "STREET"),
        (10, "O"),
        (11, "OU"),
        (12, "T"),
        (13, "Description"),
        (17, "PostalCode"),
        (18, "POBox"),
        (42, "G"),
        (43, "I"),
        (46, "dnQualifier"),
    ];
    let of = |number: u8, value: &str| {
        let oid = Oid::from_content(&[0x55, 4, number]);
        Name { rdns: vec![vec![Attribute { oid, tag: 0x0C, value: value.into() }]] }
    };
    for (number, keyword) in keywords {
        assert_eq!(windows(&of(number, "a")), format!("{keyword}=a"));
        assert!(!is_delicate(&of(number, "a")), "{keyword}");
    }
    assert_eq!(windows(&of(97, "a")), "OID.2.5.4.97=a");
    let several = Name { rdns: vec![[of(3, "a"), of(10, "b")].map(|name| name.rdns[0][0].clone()).to_vec()] };
    for (name, why) in [
        (of(97, "a"), "no keyword"),
        (of(3, "a, b"), "quotes"),
        (of(3, "a\nb"), "a line break"),
        (several, "two attributes in one part"),
    ] {
        assert!(is_delicate(&name), "{why}");
    }
}

#[test]
fn an_invalid_mapping_differs_from_one_of_another_certificate() {
    let strength = |text: &str| assess(text, &plain()).strength;
    assert_eq!(strength("X509:<SKI>00"), Strength::Strong);
    assert_eq!(strength("X509:<SKI>0"), Strength::Invalid);
    assert_eq!(strength("X509:<S>CN=b"), Strength::Weak);
    assert_eq!(strength("X509:<SR>00"), Strength::Invalid);
    assert_eq!(assess("X509:<SKI>0", &plain()).form, Some("ski"));
    let it =
        Certificate { sha1: <[u8; 20]>::try_from((1..=20).collect::<Vec<u8>>()).unwrap().into(), ..plain() };
    explained(
        "X509:<SHA1-PUKEY>14131211100f0e0d0c0b0a090807060504030201",
        &it,
        &[("thumbprint-reversed", 17)],
    );
    let it = with_sid(plain(), SID);
    let issuer = "X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA";
    explained(&format!("{issuer}<SID>{OTHER}"), &it, &[("other-certificate", 47)]);
    explained(&format!("\"{issuer}<SID>{SID}\""), &it, &[("quoted", 0)]);
}

/// A weak explicit mapping finds the account if the certificate has no name, or the name of another account.
#[test]
fn what_finds_the_account_is_said() {
    let unchecked = r#""updated":"2022-04""#;
    let created = r#""created":"2024-05-01T00:00:00Z""#;
    for (dc, account) in [(PATCHED, ""), (unchecked, ""), (COMPATIBLE, ""), (COMPATIBLE, created)] {
        let said = |certificate: &Certificate, known: &[&str]| {
            let known: Vec<_> = known.iter().chain(&[account]).copied().filter(|it| !it.is_empty()).collect();
            step(certificate, &known.join(","), dc, "weak-mapping").finding
        };
        let by_name = said(&plain(), &[]);
        assert!(by_name.starts_with("The account is found by name only"), "{by_name}");
        for text in weak_strings(&plain()) {
            let string = format!(r#""alt_security_identities":["{text}"]"#);
            let another = r#""upn":"b@corp.example""#;
            for explicit in [said(&nameless(plain()), &[&string]), said(&plain(), &[&string, another])] {
                assert!(
                    explicit.starts_with("The account is found by a weak explicit mapping only"),
                    "{text} {dc} {account}: {explicit}"
                );
            }
        }
    }
}

/// The mapping by issuer and SID uses the SID that a domain controller reads from the certificate.
#[test]
fn the_issuer_sid_form_uses_the_sid_that_is_read() {
    let by_address = with_uri(plain(), SID);
    let string = format!(r#""alt_security_identities":[{:?}]"#, write(&by_address).issuer_sid.unwrap());
    let both = format!(
        r#""alt_security_identities":[{:?},{:?}]"#,
        write(&by_address).issuer_sid.unwrap(),
        write(&by_address).ski.unwrap()
    );
    let old = r#""updated":"2026-10","version":"2016""#;
    check("read", &by_address, &string, PATCHED, "strong alt_security_identity allowed");
    check("not known", &by_address, &string, r#""version":"2019""#, "strong san_uri allowed");
    check("not read", &by_address, &string, old, "weak upn denied KDC 39 KRB 66");
    check("another string", &by_address, &both, old, "strong alt_security_identity allowed");
    let why = step(&by_address, &string, old, "explicit-mapping").finding;
    assert!(why.contains("from Server 2022 on"), "{why}");
    let mut odd = with_sid(plain(), SID);
    odd.sid_extension.as_mut().unwrap().standard = false;
    check("perhaps", &odd, &string, PATCHED, "undecided alt_security_identity cannot-tell KDC 39");
}

/// Microsoft's public sector blog, September 15, 2025: the form came with the updates of that month to Server 2022.
#[test]
fn the_issuer_sid_form_needs_the_updates_of_september_2025() {
    let it = with_sid(plain(), SID);
    let string = format!(r#""alt_security_identities":[{:?}]"#, write(&it).issuer_sid.unwrap());
    // Where only explicit mappings count, nothing else maps the certificate.
    let only = |dc: &str| format!(r#"{dc},"use_subject_alt_name":0"#);
    for (dc, expect) in [
        (r#""version":"2022","updated":"2025-09""#, "strong alt_security_identity allowed"),
        (r#""version":"2025","updated":"2026-10""#, "strong alt_security_identity allowed"),
        (r#""version":"2022","updated":"2025-08""#, "none - denied KRB 6"),
        (r#""version":"2019","updated":"2026-10""#, "none - denied KRB 6"),
        (
            r#""version":["2019","2022"],"updated":"2026-10""#,
            "undecided alt_security_identity depends-on-controller",
        ),
    ] {
        check(dc, &it, &string, &only(dc), expect);
    }
    let asked = |dc: &str| {
        let mapping = decide(&it, &situation(&string, &only(dc)), None);
        let ids: Vec<_> = mapping.questions.iter().map(|it| it.id).collect();
        (
            ids.contains(&"dc-version"),
            mapping.assumptions.iter().any(|it| it.contains("Server 2022 or later")),
        )
    };
    assert_eq!(asked(r#""updated":"2026-10""#), (true, true));
    assert_eq!(asked(r#""version":["2019","2022"]"#), (true, false));
    assert_eq!(asked(r#""version":"2022""#), (false, false));
    // A string of another form, or of this form for another SID, needs no such update.
    for other in [write(&it).ski.unwrap(), write(&with_sid(plain(), OTHER)).issuer_sid.unwrap()] {
        let account = format!(r#""alt_security_identities":[{other:?}]"#);
        let mapping = decide(&it, &situation(&account, r#""updated":"2026-10""#), None);
        assert!(mapping.questions.iter().all(|it| it.id != "dc-version"), "{other}");
        assert!(mapping.assumptions.iter().any(|it| it.contains("Server 2019 or later")), "{other}");
    }
    let mixed = situation(&string, &only(r#""version":["2019","2022"]"#));
    let mapping = decide(&it, &mixed, None);
    let steps = remedies(&it, &[], &mixed, None, &mapping).into_iter().flat_map(|it| it.steps);
    assert_eq!(steps.filter(|step| step.contains("hint")).count(), 0, "no hint helps");
}

/// The same blog: with UseSubjectAltName 0, domain controllers ignore the SID in a certificate as well as its name.
#[test]
fn the_sid_is_ignored_where_only_explicit_mappings_count() {
    let dc = r#""use_subject_alt_name":0"#;
    let hint = format!(r#""sid":"{SID}","username_hint":"a@corp.example""#);
    for it in [with_sid(plain(), SID), with_uri(plain(), SID), with_sid(plain(), OTHER)] {
        check("nobody is found", &it, &format!(r#""sid":"{SID}""#), dc, "none - denied KRB 6");
        check("a hint proves nothing", &it, &hint, dc, "none - denied KDC 39 KRB 66");
        let weak =
            format!(r#""sid":"{SID}","alt_security_identities":[{:?}]"#, write(&it).issuer_subject.unwrap());
        check("nor is it lifted", &it, &weak, dc, "weak alt_security_identity denied KDC 39 KRB 66");
    }
    let it = with_sid(computer(), SID);
    check("computers", &it, &format!(r#""sid":"{SID}""#), dc, "strong sid_extension allowed");
    let offered = |it: &Certificate| {
        let situation = situation(&hint, dc);
        let mapping = decide(it, &situation, None);
        assert_eq!(mapping.sid, None);
        remedies(it, &[], &situation, None, &mapping).into_iter().map(|it| it.title).collect::<Vec<_>>()
    };
    let titles = offered(&with_uri(plain(), SID));
    assert_eq!(titles.len(), 2, "{titles:?}");
}
