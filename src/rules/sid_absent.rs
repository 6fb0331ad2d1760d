//! Nothing in the certificate maps it strongly to the account.

use super::making::{
    Case, Documented, EAP, Effect, Hresult, Inferred, Kdc, Krb, LOGONS, Look, NO_LOGON, Nps, Onex, Ras,
    Refusal, RefusedWith, Reported, Rule, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "sid-absent",
    title: "SID for strong mapping is missing",
    conditions: &["S4-16", "S4-17", "S6-11", "S2-10"],
    sources: &["KB5014754", "RH-FEB25", "GRAD-16", "IRISH", "RH-DT"],
    explanation: include_str!("sid_absent.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::CLIENT, Ras, 853, Reported),
                on(seen::NPS, Nps, 16, Reported),
                on(seen::DC, Kdc, 39, Documented),
                on(seen::DC, Krb, 66, Documented),
                on(seen::NPS, Hresult, 0x8009_030B, Reported),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        RefusedWith::<39>::SMART_CARD,
        RefusedWith::<39>::LDAPS,
        RefusedWith::<39>::IPSEC,
        Effect::warn(LOGONS, gate::AccountMapping, Documented, &[on(seen::DC, Kdc, 39, Documented)]),
    ],
    elsewhere: NO_LOGON,
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::SidAbsent)
}
