//! The name in the certificate is not the account's.

use super::making::{
    Case, Documented, EAP, Effect, IPSEC, Ike, Inferred, Krb, LDAPS, Look, NO_LOGON, Nps, Ntstatus, Onex,
    Ras, Refusal, Rule, SMART_CARD, Schannel, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "name-of-another",
    title: "Name does not match the account",
    conditions: &["S6-07"],
    sources: &["MS-PKCA", "MS-SC"],
    explanation: include_str!("name_of_another.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::NPS, Nps, 16, Inferred),
                on(seen::NPS, Nps, 298, Inferred),
                on(seen::NPS, Nps, 292, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::DC, Krb, 75, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::DC, Krb, 75, Inferred),
                on(seen::DC, Krb, 6, Inferred),
                on(seen::CLIENT, Ntstatus, 0xC000_006D, Documented),
            ],
        ),
        Effect::block(
            LDAPS,
            gate::AccountMapping,
            Inferred,
            &[on(seen::DC, Krb, 75, Inferred), on(seen::SERVER, Schannel, 36_879, Inferred)],
        ),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_908, Inferred), on(seen::DC, Krb, 75, Inferred)],
        ),
    ],
    elsewhere: NO_LOGON,
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::NameOfAnother)
}
