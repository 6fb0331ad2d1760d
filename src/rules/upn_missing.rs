//! The certificate has no UPN.

use super::making::{
    Case, Documented, EAP, Effect, IPSEC, Ike, Inferred, Krb, LDAPS, LOGONS, Look, NO_LOGON, Nps, Ntstatus,
    Onex, Ras, Refusal, Rule, SMART_CARD, Schannel, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "upn-missing",
    title: "No usable UPN in the certificate",
    conditions: &["S4-06", "S6-05"],
    sources: &["MS-EAPREQ", "MS-NPSREQ", "MS-SC", "MS-PKCA"],
    explanation: include_str!("upn_missing.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::NPS, Nps, 16, Inferred),
                on(seen::NPS, Nps, 298, Inferred),
                on(seen::NPS, Nps, 8, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Ras, 691, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::DC, Krb, 6, Documented),
                on(seen::DC, Krb, 75, Documented),
                on(seen::CLIENT, Ntstatus, 0xC000_02F9, Documented),
            ],
        ),
        Effect::block(LDAPS, gate::AccountMapping, Inferred, &[on(seen::SERVER, Schannel, 36_879, Inferred)]),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_908, Inferred), on(seen::CLIENT, Ike, 13_905, Inferred)],
        ),
        Effect::warn(LOGONS, gate::AccountMapping, Inferred, &[]),
    ],
    elsewhere: NO_LOGON,
    // The fixes depend on whether there is a name that is ignored; `mapping::remedies` decides.
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::UpnMissing)
}
