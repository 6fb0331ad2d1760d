//! A CA certificate in the chain is limited to other EKUs.

use super::facts::{self, Stance};
use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC, Ike, Inferred,
    KDC, Kdc, Krb, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on, seen,
};
use crate::certificate::Certificate;

pub(super) const RULE: Rule = Rule {
    id: "issuer-purposes",
    title: "A CA in the chain excludes this EKU",
    conditions: &["S8-02"],
    sources: &["NEYSLIM-228", "MS-NPSRC", "WINERROR"],
    explanation: include_str!("issuer_purposes.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Chain,
            Inferred,
            &[on(seen::NPS, Nps, 293, Inferred), on(seen::NPS, Nps, 283, Inferred)],
        ),
        Effect::block(DEVICE_TUNNEL, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IKEV2_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_0110, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0110, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Hresult, 0x800B_0110, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[
                on(seen::DC, Kdc, 21, Inferred),
                on(seen::DC, Krb, 77, Inferred),
                on(seen::DC, Hresult, 0x800B_0110, Inferred),
            ],
        ),
        Effect::block(
            KDC,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 29, Inferred), on(seen::CLIENT, Hresult, 0x800B_0110, Inferred)],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Reissue the CA certificate with a suitable EKU",
        term: Term::Permanent,
        steps: &["Reissue the CA certificate without an EKU, or with the missing EKU added."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(purpose) = case.wanted_purpose() else { return of_its_own(case) };
    let excludes = |issuer: &&&Certificate| facts::stance(issuer, purpose) == Stance::Excluded;
    match case.chain.iter().find(excludes) {
        Some(issuer) => Fault::new(format!(
            "The EKU of the CA {} lists {}. {} is missing.",
            facts::called(&issuer.subject),
            facts::purposes_in_words(issuer),
            facts::purpose_name(purpose)
        ))
        .into(),
        None => Look::Met,
    }
}

/// If the scenario requires no particular EKU, the CA must allow one of the certificate's own.
fn of_its_own(case: &Case<'_>) -> Look {
    let purposes = case.certificate.eku.as_deref().unwrap_or_default();
    if purposes.is_empty() || facts::is_for_any(purposes) {
        return Look::Met;
    }
    let excludes = |issuer: &&&Certificate| {
        issuer.eku.as_ref().is_some_and(|allowed| {
            !facts::is_for_any(allowed) && !purposes.iter().any(|purpose| allowed.contains(purpose))
        })
    };
    match case.chain.iter().find(excludes) {
        Some(issuer) => Fault::new(format!(
            "The EKU of the CA {} lists {}. It includes none of this certificate's own EKUs: {}.",
            facts::called(&issuer.subject),
            facts::purposes_in_words(issuer),
            facts::purposes_in_words(case.certificate)
        ))
        .into(),
        None => Look::Met,
    }
}
