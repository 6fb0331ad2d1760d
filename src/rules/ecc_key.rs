//! Smart card logon ignores certificates with ECC keys by default.

use super::facts;
use super::making::{Case, Documented, Effect, Fault, Fix, Look, Rule, SMART_CARD, Shell, Term, gate};

pub(super) const RULE: Rule = Rule {
    id: "ecc-key",
    title: "The key is an ECC key",
    conditions: &["S6-12", "S9-04"],
    sources: &["MS-SCREQ"],
    explanation: include_str!("ecc_key.md"),
    effects: &[Effect::block(SMART_CARD, gate::Selection, Documented, &[])],
    elsewhere: "No source says whether an ECC key works here, so nothing is predicted.",
    fixes: &[Fix {
        title: "Allow ECC certificates for logon on the clients",
        term: Term::Permanent,
        steps: &[
            "On the clients, enable the policy \"Allow ECC certificates to be used for logon and authentication\" (Windows Components, Smart Card).",
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
            Fault::new("The certificate has an ECC key.").at(Some(key.span)).into()
        }
        _ => Look::Met,
    }
}
