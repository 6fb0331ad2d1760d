//! The EKU lacks Client Authentication.

use super::facts::{self, Stance};
use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Ike, Inferred, LDAPS, Look, Nps, Onex, Ras,
    Reported, Rule, Scenario, Schannel, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "client-authentication-missing",
    title: "EKU Client Authentication is missing",
    conditions: &["S2-02", "S4-03", "S4-04"],
    sources: &["MS-EAPREQ", "MS-NPSREQ", "MS-NPSRC", "RH-13806", "RH-13801i"],
    explanation: include_str!("client_authentication_missing.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Selection,
            Documented,
            &[
                on(seen::CLIENT, Ras, 798, Documented),
                on(seen::CLIENT, Onex, 0x5_0002, Inferred),
                on(seen::NPS, Nps, 73, Documented),
                on(seen::NPS, Nps, 267, Documented),
                on(seen::NPS, Nps, 293, Documented),
                on(seen::CLIENT, Ras, 853, Inferred),
            ],
        ),
        Effect::block(DEVICE_TUNNEL, gate::Selection, Reported, &[on(seen::CLIENT, Ike, 13_806, Reported)]),
        Effect::block(LDAPS, gate::Selection, Inferred, &[on(seen::CLIENT, Schannel, 36_875, Inferred)]),
    ],
    elsewhere: "Client Authentication is not required here.",
    fixes: &[Fix {
        title: "Reissue with the Client Authentication EKU",
        term: Term::Permanent,
        steps: &[
            "In the template, add Client Authentication (1.3.6.1.5.5.7.3.2) to the application policies. Then enroll again.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if facts::stance(certificate, facts::CLIENT_AUTHENTICATION) != Stance::Excluded {
        return Look::Met;
    }
    let purposes = facts::purposes_in_words(certificate);
    let card = facts::stance(certificate, facts::SMART_CARD_LOGON) == Stance::Named;
    let because = if card && case.scenario != Scenario::DeviceTunnel {
        format!("The EKU lists {purposes}. Smart Card Logon does not replace Client Authentication.")
    } else {
        format!("The EKU lists {purposes}. Client Authentication is missing.")
    };
    Fault::new(because).at(facts::eku_span(certificate)).into()
}
