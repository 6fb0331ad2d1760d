//! The issuing CA is not in the NTAuth store.

use super::making::{
    Case, Documented, EAP, Effect, Fault, Fix, IPSEC, Inferred, KDC, Kdc, Krb, LDAPS, LOGONS, Look,
    NPS_SERVER, Nps, Ntstatus, Ras, Refusal, Reported, Rule, SMART_CARD, Scenario, Shell, Term, gate, on,
    seen,
};
use super::{questions, refusal};

pub(super) const RULE: Rule = Rule {
    id: "ntauth-issuer",
    title: "The issuing CA is not in NTAuth",
    conditions: &["S3-12", "S4-09", "S6-08", "S7-05"],
    sources: &["RH-853", "KB5057784", "MS-EAPREQ", "MS-SC", "INSTAN"],
    explanation: include_str!("ntauth_issuer.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Chain,
            Documented,
            &[
                on(seen::CLIENT, Ras, 853, Reported),
                on(seen::NPS, Nps, 295, Reported),
                on(seen::DC, Kdc, 21, Documented),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Documented,
            &[
                on(seen::DC, Kdc, 21, Documented),
                on(seen::DC, Krb, 62, Documented),
                on(seen::CLIENT, Ntstatus, 0xC000_038A, Documented),
            ],
        ),
        Effect::block(
            LDAPS,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Krb, 62, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Krb, 62, Inferred)],
        ),
        Effect::warn(LOGONS, gate::Chain, Documented, &[on(seen::DC, Kdc, 45, Documented)]),
        Effect::block(
            NPS_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ras, 864, Inferred), on(seen::CLIENT, Ras, 857, Inferred)],
        ),
        Effect::block(
            KDC,
            gate::Chain,
            Documented,
            &[on(seen::DC, Kdc, 29, Documented), on(seen::CLIENT, Ntstatus, 0xC000_040D, Documented)],
        ),
    ],
    elsewhere: "The NTAuth store matters only for logons that a domain controller decides, and for the servers involved.",
    fixes: &[Fix {
        title: "Publish the issuing CA to NTAuth",
        term: Term::Permanent,
        steps: &[
            "Save the issuing CA's certificate as ca.cer and publish it as a member of Enterprise Admins.",
            "Update Group Policy on NPS and on the domain controllers, or wait for the next refresh.",
        ],
        commands: &[
            (Shell::Certutil, "certutil -dspublish -f ca.cer NTAuthCA"),
            (Shell::Certutil, "gpupdate /force"),
        ],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let known = case.situation.dc.ntauth_has_issuer;
    match (case.scenario, known) {
        (_, None) => Look::Assumed(questions::NTAUTH),
        (_, Some(true)) => Look::Met,
        (Scenario::NpsServer | Scenario::Kdc, Some(false)) => {
            Fault::new("The issuing CA is not in the NTAuth store.").into()
        }
        (_, Some(false)) => refusal::look(case, Refusal::NtAuth),
    }
}
