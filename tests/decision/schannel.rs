//! Mapping by a TLS server (Schannel), which has methods of its own.

use crate::{OTHER, PATCHED, SID, check, nameless, plain, short, with_sid, with_uri};
use strongmap::mapping::strings::write;
use strongmap::mapping::{Outcome, decide};
use strongmap::situation::{Scenario, Situation, from_json};

#[test]
fn the_mapping_methods_of_a_tls_server_decide() {
    let text = write(&plain()).issuer_subject.unwrap();
    let ski = write(&plain()).ski.unwrap();
    let weak_string = format!(r#""alt_security_identities":[{text:?}]"#);
    let by_subject = format!(r#""alt_security_identities":[{:?}]"#, write(&plain()).subject.unwrap());
    let strong_string = format!(r#""alt_security_identities":[{ski:?}]"#);
    let sid = with_sid(plain(), SID);
    let of_another = format!(r#""sid":"{SID}""#);
    for (it, account, methods, expect) in [
        (plain(), "", None, "weak upn denied KDC 39 KRB 66"),
        (plain(), "", Some(0x18), "weak upn denied KDC 39 KRB 66"),
        (with_sid(plain(), OTHER), &of_another, Some(0x1F), "mismatch sid_extension allowed"),
        (plain(), "", Some(0x1F), "weak upn allowed"),
        (plain(), "", Some(0x04), "weak upn allowed"),
        (sid.clone(), "", None, "strong sid_extension allowed"),
        (sid.clone(), "", Some(0x10), "strong sid_extension denied"),
        (plain(), &strong_string, None, "strong alt_security_identity allowed"),
        (plain(), &strong_string, Some(0x08), "strong alt_security_identity denied"),
        (nameless(plain()), &weak_string, Some(0x01), "weak alt_security_identity allowed"),
        (nameless(plain()), &by_subject, Some(0x01), "weak alt_security_identity denied"),
        (nameless(plain()), &weak_string, Some(0x18), "weak alt_security_identity denied KDC 39 KRB 66"),
    ] {
        let methods =
            methods.map_or(String::new(), |it: u32| format!(r#","schannel":{{"mapping_methods":{it}}}"#));
        let (situation, _) = from_json(&format!(r#"{{"account":{{{account}}}{methods}}}"#)).unwrap();
        let mapping = decide(&it, &situation, Some(Scenario::LdapsClient));
        assert_eq!(short(&mapping), expect, "{account} {methods}");
        let elsewhere = decide(&it, &situation, Some(Scenario::SmartCard));
        let plain = decide(
            &it,
            &Situation { schannel: Default::default(), ..situation.clone() },
            Some(Scenario::SmartCard),
        );
        assert_eq!(short(&elsewhere), short(&plain), "the methods matter to a TLS server only");
    }
    // No method lets in a certificate whose CA the domain controller does not trust, or whose account it does not find.
    for (it, facts, expect) in [
        (plain(), r#""dc":{"ntauth_has_issuer":false}"#, "weak upn denied KDC 21 KRB 62"),
        (
            plain(),
            r#""account":{"upn":"a@other.example","sam":"a"},"dc":{"realm":"other.example"}"#,
            "mismatch upn denied KRB 6",
        ),
    ] {
        let told = format!(r#"{{{facts},"schannel":{{"mapping_methods":31}}}}"#);
        let (situation, _) = from_json(&told).unwrap();
        assert_eq!(short(&decide(&it, &situation, Some(Scenario::LdapsClient))), expect);
    }
}

/// A TLS server tries its methods one by one, and key trust finds the account whatever explicit mappings it has.
#[test]
fn an_explicit_mapping_breaks_no_other_mapping() {
    let string = format!(r#""alt_security_identities":[{:?}]"#, write(&plain()).ski.unwrap());
    for (it, methods) in [(with_sid(plain(), SID), 0x08), (plain(), 0x04), (plain(), 0x1F)] {
        for account in ["", &string] {
            let told = format!(r#"{{"account":{{{account}}},"schannel":{{"mapping_methods":{methods}}}}}"#);
            let (situation, _) = from_json(&told).unwrap();
            let mapping = decide(&it, &situation, Some(Scenario::LdapsClient));
            assert_eq!(mapping.decision.outcome, Outcome::Allowed, "{told}");
        }
    }
    let dc = format!(r#"{PATCHED},"ntauth_has_issuer":false"#);
    let key = r#""key_trust":true"#;
    check("a key", &plain(), key, &dc, "strong key_trust allowed");
    let by_name = |key| {
        let told =
            format!(r#"{{"account":{{"upn":"a@corp.example"{key}}},"schannel":{{"mapping_methods":4}}}}"#);
        let (situation, _) = from_json(&told).unwrap();
        decide(&plain(), &situation, Some(Scenario::LdapsClient)).decision.outcome
    };
    assert_eq!((by_name(""), by_name(r#","key_trust":true"#)), (Outcome::Allowed, Outcome::Allowed));
    check("a string", &plain(), &string, &dc, "strong alt_security_identity denied KDC 21 KRB 62");
    check("both", &plain(), &format!("{key},{string}"), &dc, "strong alt_security_identity allowed");
}

/// Of two SIDs, only the one that would be refused is reported as another account's.
#[test]
fn a_tls_server_accepts_one_of_two_sids() {
    let it = with_uri(with_sid(plain(), OTHER), SID);
    let told =
        format!(r#"{{"account":{{"sid":"{SID}"}},"dc":{{{PATCHED}}},"schannel":{{"mapping_methods":31}}}}"#);
    let (told, _) = from_json(&told).unwrap();
    let mapping = decide(&it, &told, Some(Scenario::LdapsClient));
    assert_eq!(mapping.decision.outcome, Outcome::Allowed);
    let ids: Vec<_> = mapping.decision.steps.iter().map(|step| step.id).collect();
    assert_eq!(ids.iter().filter(|id| **id == "another-sid").count(), 1, "{ids:?}");
    assert!(ids.contains(&"san-uri"), "{ids:?}");
}
