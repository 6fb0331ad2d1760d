//! Smart card logon hides elliptic-curve certificates by default.

use super::facts;
use super::making::{Case, Documented, Effect, Fault, Fix, Look, Rule, SMART_CARD, Shell, Term, gate};

pub(super) const RULE: Rule = Rule {
    id: "ecc-key",
    title: "The key is on an elliptic curve",
    conditions: &["S6-12", "S9-04"],
    sources: &["MS-SCREQ"],
    explanation: include_str!("ecc_key.md"),
    effects: &[Effect::block(SMART_CARD, gate::Selection, Documented, &[])],
    elsewhere: "No source says whether an elliptic-curve key helps or harms here, so nothing is predicted from it.",
    fixes: &[Fix {
        title: "Allow elliptic curve certificates for logon on the clients",
        term: Term::Lasting,
        steps: &[
            "Switch on the policy that allows ECC certificates to be used for logon and authentication, on the clients.",
        ],
        commands: &[(
            Shell::Reg,
            "reg add HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\SmartCardCredentialProvider /v EnumerateECCCerts /t REG_DWORD /d 1",
        )],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    match &case.certificate.public_key {
        Some(key) if key.algorithm == facts::EC => {
            Fault::new("The key is on an elliptic curve.").at(Some(key.span)).into()
        }
        _ => Look::Met,
    }
}
