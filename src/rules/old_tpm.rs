//! An old TPM cannot create the signatures that TLS 1.2 requires.

use super::making::{
    Case, EAP, Effect, Fault, Fix, Inferred, Look, Nps, Onex, Reported, Rule, Term, gate, on, seen,
};
use super::{facts, questions};
use crate::situation::KeyStorage;

pub(super) const RULE: Rule = Rule {
    id: "old-tpm",
    title: "The key is in an outdated TPM",
    conditions: &["S4-22"],
    sources: &["RH-16"],
    explanation: include_str!("old_tpm.md"),
    // A file does not show which TLS version is negotiated.
    effects: &[Effect::warn(
        EAP,
        gate::KeyExchange,
        Reported,
        &[on(seen::NPS, Nps, 16, Reported), on(seen::CLIENT, Onex, 0x5_0005, Inferred)],
    )],
    elsewhere: "This is reported for EAP with TLS only.",
    fixes: &[Fix {
        title: "Update the TPM, or store the key elsewhere",
        term: Term::Permanent,
        steps: &[
            "Update the firmware of the TPM.",
            "Or disable RSA-PSS signatures for TLS on the client.",
            "Or store the key in a software key storage provider.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.certificate.public_key.as_ref().is_some_and(|key| key.algorithm != facts::RSA) {
        return Look::Met;
    }
    match case.situation.client.key_storage {
        Some(KeyStorage::OldTpm) => Fault::new(
            "The key is in a TPM with specification sub-version 1.16 or older, which cannot sign with RSA-PSS.",
        )
        .into(),
        Some(_) => Look::Met,
        None => Look::Assumed(questions::KEY_STORAGE),
    }
}
