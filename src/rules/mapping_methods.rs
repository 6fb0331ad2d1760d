//! The TLS server tries no mapping method that works for the certificate.

use super::making::{
    Case, Effect, Fix, Inferred, LDAPS, Look, Refusal, Rule, Schannel, Shell, Term, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "mapping-methods",
    title: "The TLS server allows no suitable mapping method",
    conditions: &[],
    sources: &["KB5014754"],
    explanation: include_str!("mapping_methods.md"),
    effects: &[Effect::block(
        LDAPS,
        gate::AccountMapping,
        Inferred,
        &[on(seen::SERVER, Schannel, 36_878, Inferred)],
    )],
    elsewhere: "Only a TLS server, such as LDAPS or IIS, has its own list of mapping methods.",
    fixes: &[Fix {
        title: "Enable strong mapping on the TLS server",
        term: Term::Permanent,
        steps: &[
            "On the TLS server, remove CertificateMappingMethods or set it to 0x18, the default since May 2022.",
        ],
        commands: &[(
            Shell::Reg,
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\Schannel /v CertificateMappingMethods /t REG_DWORD /d 0x18 /f",
        )],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::MappingMethods)
}
