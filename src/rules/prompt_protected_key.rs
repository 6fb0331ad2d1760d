//! Windows does not offer a key that prompts the user to EAP.

use super::making::{
    Case, Documented, EAP, Effect, Fault, Fix, Inferred, Look, Onex, Ras, Rule, Term, gate, on, seen,
};
use super::questions;
use crate::situation::KeyStorage;

pub(super) const RULE: Rule = Rule {
    id: "prompt-protected-key",
    title: "The private key requires a prompt",
    conditions: &["S4-24"],
    sources: &["MS-EAPREQ"],
    explanation: include_str!("prompt_protected_key.md"),
    effects: &[Effect::block(
        EAP,
        gate::Selection,
        Documented,
        &[on(seen::CLIENT, Ras, 798, Documented), on(seen::CLIENT, Onex, 0x5_0002, Inferred)],
    )],
    elsewhere: "Only EAP skips keys that require a prompt.",
    fixes: &[Fix {
        title: "Reissue with a key that needs no prompt",
        term: Term::Permanent,
        steps: &[
            "In the template (Request Handling tab), do not prompt the user when the private key is used. Then enroll again.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.client.key_storage {
        Some(KeyStorage::Prompt) => {
            Fault::new("The private key is protected by a password or a prompt.").into()
        }
        Some(_) => Look::Met,
        None => Look::Assumed(questions::KEY_STORAGE),
    }
}
