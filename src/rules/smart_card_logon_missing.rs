//! The EKU lacks Smart Card Logon.

use super::facts::{self, Stance};
use super::making::{
    Case, Documented, Effect, Fault, Fix, Kdc, Krb, Look, Reported, Rule, SMART_CARD, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "smart-card-logon-missing",
    title: "EKU Smart Card Logon is missing",
    conditions: &["S6-03"],
    sources: &["MS-SCREQ", "GRAD-21"],
    explanation: include_str!("smart_card_logon_missing.md"),
    effects: &[Effect::block(
        SMART_CARD,
        gate::Selection,
        Documented,
        &[on(seen::DC, Kdc, 21, Reported), on(seen::DC, Krb, 77, Reported)],
    )],
    elsewhere: "Smart Card Logon is not required here.",
    fixes: &[Fix {
        title: "Reissue with the Smart Card Logon EKU",
        term: Term::Permanent,
        steps: &[
            "In the template, add Smart Card Logon (1.3.6.1.4.1.311.20.2.2) to the application policies. Then enroll again.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    match facts::stance(certificate, facts::SMART_CARD_LOGON) {
        Stance::Named | Stance::Silent => Look::Met,
        Stance::Any | Stance::Excluded => {
            let purposes = facts::purposes_in_words(certificate);
            Fault::new(format!("The EKU lists {purposes}. Smart Card Logon is missing."))
                .at(facts::eku_span(certificate))
                .into()
        }
    }
}
