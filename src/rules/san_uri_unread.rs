//! The SID is in a SAN URI, which some domain controllers do not read.

use super::making::{
    Case, Documented, EAP, Effect, Inferred, Kdc, Krb, LOGONS, Look, NO_LOGON, Nps, Onex, Ras, Refusal,
    RefusedWith, Rule, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "san-uri-unread",
    title: "The domain controller cannot read the SID URI",
    conditions: &["S4-20"],
    sources: &["ASKDS", "KB5014754"],
    explanation: include_str!("san_uri_unread.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::DC, Kdc, 39, Documented),
                on(seen::NPS, Nps, 16, Documented),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::DC, Krb, 66, Documented),
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
    refusal::look(case, Refusal::SanUriUnread)
}
