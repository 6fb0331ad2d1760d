//! The certificate is older than the account and not strongly mapped.

use super::making::{
    Case, Documented, EAP, Effect, IPSEC, Ike, Inferred, Kdc, Krb, LDAPS, Look, NO_LOGON, Nps, Onex, Ras,
    Refusal, Rule, SMART_CARD, Schannel, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "older-than-account",
    title: "The certificate is older than the account",
    conditions: &["S4-19"],
    sources: &["KB5014754", "GRAD-40", "TIMBEER"],
    explanation: include_str!("older_than_account.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::CLIENT, Ras, 853, Documented),
                on(seen::NPS, Nps, 16, Documented),
                on(seen::DC, Kdc, 40, Documented),
                on(seen::DC, Krb, 66, Documented),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Documented,
            &[on(seen::DC, Kdc, 40, Documented), on(seen::DC, Krb, 66, Documented)],
        ),
        Effect::block(
            LDAPS,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::DC, Kdc, 40, Inferred),
                on(seen::DC, Krb, 66, Inferred),
                on(seen::SERVER, Schannel, 36_879, Inferred),
            ],
        ),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::CLIENT, Ike, 13_908, Inferred),
                on(seen::CLIENT, Ike, 13_906, Inferred),
                on(seen::CLIENT, Ike, 13_907, Inferred),
                on(seen::CLIENT, Ike, 13_905, Inferred),
                on(seen::DC, Kdc, 40, Inferred),
                on(seen::DC, Krb, 66, Inferred),
            ],
        ),
    ],
    elsewhere: NO_LOGON,
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::OlderThanAccount)
}
