//! A key in a TPM or CNG provider is not a fault.

use super::making::{Case, Documented, EAP, Effect, Fault, Look, NPS_SERVER, Rule, gate};
use super::questions;
use crate::situation::KeyStorage;

pub(super) const RULE: Rule = Rule {
    id: "tpm-key",
    title: "The key is in a TPM",
    conditions: &["S3-11", "S4-30"],
    sources: &["MS-NPSREQ"],
    explanation: include_str!("tpm_key.md"),
    effects: &[
        Effect::note(EAP, gate::Selection, Documented, &[]),
        Effect::note(NPS_SERVER, gate::Selection, Documented, &[]),
    ],
    elsewhere: "No effect is known here.",
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.client.key_storage {
        Some(KeyStorage::Tpm) => {
            Fault::new("The key is in a TPM, through a CNG key storage provider. This is not a problem.")
                .into()
        }
        Some(_) => Look::Met,
        None => Look::Assumed(questions::KEY_STORAGE),
    }
}
