//! Smart card logon ignores keys of type AT_SIGNATURE.

use super::making::{Case, Documented, Effect, Fault, Fix, Look, Rule, SMART_CARD, Term, gate};
use super::questions;
use crate::situation::KeyStorage;

pub(super) const RULE: Rule = Rule {
    id: "signature-only-key",
    title: "The key is signature-only (AT_SIGNATURE)",
    conditions: &["S6-13"],
    sources: &["MS-SC", "MS-SCREQ"],
    explanation: include_str!("signature_only_key.md"),
    effects: &[Effect::block(SMART_CARD, gate::Selection, Documented, &[])],
    elsewhere: "Only smart card logon checks the key type.",
    fixes: &[Fix {
        title: "Request the certificate with an exchange key",
        term: Term::Permanent,
        steps: &[
            "Request the certificate with a key of type AT_KEYEXCHANGE.",
            "Or allow signature keys on the clients by Group Policy (AllowSignatureOnlyKeys).",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.client.key_storage {
        Some(KeyStorage::SignatureOnly) => Fault::new("The private key is of type AT_SIGNATURE.").into(),
        Some(_) => Look::Met,
        None => Look::Assumed(questions::KEY_STORAGE),
    }
}
