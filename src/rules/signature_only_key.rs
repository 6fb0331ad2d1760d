//! A key of the kind AT_SIGNATURE is hidden from smart card logon.

use super::making::{Case, Documented, Effect, Fault, Fix, Look, Rule, SMART_CARD, Term, gate};
use super::questions;
use crate::situation::KeyStorage;

pub(super) const RULE: Rule = Rule {
    id: "signature-only-key",
    title: "The key may only sign",
    conditions: &["S6-13"],
    sources: &["MS-SC", "MS-SCREQ"],
    explanation: include_str!("signature_only_key.md"),
    effects: &[Effect::block(SMART_CARD, gate::Selection, Documented, &[])],
    elsewhere: "Only smart card logon looks at the kind of key.",
    fixes: &[Fix {
        title: "Request the certificate with a key for exchange",
        term: Term::Lasting,
        steps: &[
            "Request the certificate with a key of the kind AT_KEYEXCHANGE.",
            "Or allow signature keys on the clients by policy (AllowSignatureOnlyKeys).",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.client.key_storage {
        Some(KeyStorage::SignatureOnly) => Fault::new("The private key is of the kind AT_SIGNATURE.").into(),
        Some(_) => Look::Met,
        None => Look::Assumed(questions::KEY_STORAGE),
    }
}
