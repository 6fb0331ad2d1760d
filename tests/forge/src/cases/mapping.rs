//! Cases about what a certificate says about an account.

use super::Case;
use crate::{ALICE_SID, LAPTOP_SID, Leaf, near_miss, oid};

/// Every case of the family.
pub(super) fn all() -> Vec<Case> {
    let mut cases = sid_absent();
    cases.extend(sid_near_miss());
    cases.extend(no_name_at_all());
    cases
}

fn sid_absent() -> Vec<Case> {
    vec![
        user(
            "sid-absent/broken",
            "Alice's certificate came from a template that supplies the subject in the request: it names her, and nothing proves her.",
            &alice(),
        ),
        computer(
            "sid-absent/broken-computer",
            "The laptop's certificate came from a third-party authority: it names the computer, and nothing proves it.",
            &laptop(),
        ),
        user(
            "sid-absent/met",
            "Alice's certificate came from a template that builds the subject from the directory, after May 2022.",
            &alice().sid(ALICE_SID),
        ),
        user(
            "sid-absent/met-uri",
            "Intune enrolled Alice over SCEP and wrote her SID as a URI.",
            &alice().san_uri_sid(ALICE_SID),
        ),
        user(
            "sid-absent/met-both",
            "Alice's certificate carries her SID as extension and as URI, and they agree.",
            &alice().san_uri_sid(ALICE_SID).sid(ALICE_SID),
        ),
        computer(
            "sid-absent/met-computer",
            "The laptop enrolled by itself, from a template that builds the subject from the directory.",
            &laptop().sid(LAPTOP_SID),
        ),
    ]
}

fn sid_near_miss() -> Vec<Case> {
    let misses = near_miss::ALL
        .iter()
        .map(|miss| user(&format!("sid-near-miss/broken-{}", miss.id), miss.story, &(miss.make)(alice())));
    let met = user(
        "sid-near-miss/met",
        "Extension and URI are written exactly as domain controllers want them.",
        &alice().san_uri_sid(ALICE_SID).sid(ALICE_SID),
    );
    misses.chain([met]).collect()
}

fn no_name_at_all() -> Vec<Case> {
    vec![
        user(
            "no-name-at-all/broken",
            "The certificate has no alternative names and no SID, so only an explicit mapping could find Alice.",
            &alice().without(oid::SUBJECT_ALT_NAME),
        ),
        user(
            "no-name-at-all/broken-email-only",
            "The only alternative name is an email address, by which no domain controller looks for an account unasked.",
            &alice().without(oid::SUBJECT_ALT_NAME).email("alice@corp.example"),
        ),
        computer(
            "no-name-at-all/broken-computer",
            "The laptop's DNS name stands in the subject only, where no domain controller reads it.",
            &laptop().without(oid::SUBJECT_ALT_NAME),
        ),
        user(
            "no-name-at-all/unknown",
            "The SID is there and no name: it proves Alice to whoever finds her otherwise, such as by a user name hint.",
            &alice().without(oid::SUBJECT_ALT_NAME).sid(ALICE_SID),
        ),
        user("no-name-at-all/met", "Alice is named by her UPN.", &alice().sid(ALICE_SID)),
        computer(
            "no-name-at-all/met-computer",
            "The laptop is named by its DNS name.",
            &laptop().sid(LAPTOP_SID),
        ),
    ]
}

fn alice() -> Leaf {
    Leaf::user("alice")
}

fn laptop() -> Leaf {
    Leaf::computer("laptop-17.corp.example")
}

fn user(path: &str, story: &str, leaf: &Leaf) -> Case {
    let account = format!(
        r#"{{"kind":"user","sid":"{ALICE_SID}","upn":"alice@corp.example","sam":"alice","created":"2024-03-01T00:00:00Z"}}"#
    );
    case(path, story, "user-tunnel", &account, leaf)
}

fn computer(path: &str, story: &str, leaf: &Leaf) -> Case {
    let account = format!(
        r#"{{"kind":"computer","sid":"{LAPTOP_SID}","sam":"LAPTOP-17$","dns":"laptop-17.corp.example","created":"2024-03-01T00:00:00Z"}}"#
    );
    case(path, story, "wifi-computer", &account, leaf)
}

fn case(path: &str, story: &str, scenario: &str, account: &str, leaf: &Leaf) -> Case {
    let dc = r#"{"version":"2022","updated":"2026-11","realm":"corp.example"}"#;
    let situation = format!(
        r#"{{"today":"2026-11-20T00:00:00Z","scenario":"{scenario}","account":{account},"dc":{dc}}}"#
    );
    Case::certificate(&format!("mapping/{path}"), story, &situation, &leaf.pem())
}
