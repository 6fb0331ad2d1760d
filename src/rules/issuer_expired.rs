//! A CA certificate in the chain has expired.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred,
    KDC, Kdc, Krb, LDAPS, Look, NPS_SERVER, Nps, Onex, Ras, Rule, SMART_CARD, SSTP_SERVER, Schannel, Term,
    gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "issuer-expired",
    title: "A CA certificate is outside its validity period",
    conditions: &["S2-12"],
    sources: &["RH-13806", "MS-NPSRC", "WINERROR"],
    explanation: include_str!("issuer_expired.md"),
    effects: &[
        Effect::block(
            DEVICE_TUNNEL,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_801, Inferred), on(seen::CLIENT, Ike, 13_806, Inferred)],
        ),
        Effect::block(IKEV2_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[
                on(seen::NPS, Nps, 278, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0101, Inferred)],
        ),
        Effect::block(
            NPS_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Ras, 864, Inferred), on(seen::CLIENT, Hresult, 0x800B_0101, Inferred)],
        ),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Krb, 70, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Schannel, 36_877, Inferred)]),
        Effect::block(KDC, gate::Chain, Inferred, &[on(seen::DC, Kdc, 29, Inferred)]),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Make sure every CA certificate in the chain is valid",
        term: Term::Permanent,
        steps: &[
            "If the CA certificate has expired, renew it, distribute the new one and remove the expired one.",
            "If it is not valid yet, correct the clocks of the computers that check it, or wait.",
            "If the CA was renewed with the same key, certificates it issued work as soon as the new CA certificate is found.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(today) = case.situation.today else {
        return Look::NotApplicable("The date to check for is not known.");
    };
    for issuer in case.chain {
        let name = facts::called(&issuer.subject);
        if let Some(end) = issuer.not_after.filter(|end| today > *end) {
            return Fault::new(format!("The CA certificate {name} expired on {}.", end.in_words())).into();
        }
        if let Some(begin) = issuer.not_before.filter(|begin| today < *begin) {
            return Fault::new(format!(
                "The CA certificate {name} is not valid before {}.",
                begin.in_words()
            ))
            .into();
        }
    }
    Look::Met
}
