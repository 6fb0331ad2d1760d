//! Computers cannot use a key in a user profile.

use super::making::{
    Case, DEVICE_TUNNEL, Effect, Fault, Fix, IPSEC, Ike, Inferred, Look, Rule, Shell, Term, gate, on, seen,
};
use super::questions;
use crate::situation::KeyStorage;

pub(super) const RULE: Rule = Rule {
    id: "user-profile-key",
    title: "The key is in a user profile",
    conditions: &["S2-03"],
    sources: &["RH-13806"],
    explanation: include_str!("user_profile_key.md"),
    effects: &[
        Effect::block(
            DEVICE_TUNNEL,
            gate::Selection,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_806, Inferred), on(seen::CLIENT, Ike, 13_820, Inferred)],
        ),
        Effect::block(IPSEC, gate::Selection, Inferred, &[on(seen::CLIENT, Ike, 13_806, Inferred)]),
    ],
    elsewhere: "Only a certificate that the computer itself uses needs its key in the computer store.",
    fixes: &[Fix {
        title: "Enroll the certificate into the computer store",
        term: Term::Permanent,
        steps: &[
            "Enroll as the computer, not as the user: the certificate and its key must be in LocalMachine\\My.",
        ],
        commands: &[(Shell::Powershell, "Get-ChildItem Cert:\\LocalMachine\\My")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match case.situation.client.key_storage {
        Some(KeyStorage::UserProfile) => {
            Fault::new("The private key is in a user profile, where the computer does not look for it.")
                .into()
        }
        Some(_) => Look::Met,
        None => Look::Assumed(questions::KEY_STORAGE),
    }
}
