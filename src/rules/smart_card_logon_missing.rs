//! The purposes leave out Smart Card Logon.

use super::facts::{self, Stance};
use super::making::{
    Case, Documented, Effect, Fault, Fix, Kdc, Krb, Look, Reported, Rule, SMART_CARD, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "smart-card-logon-missing",
    title: "Not for Smart Card Logon",
    conditions: &["S6-03"],
    sources: &["MS-SCREQ", "GRAD-21"],
    explanation: include_str!("smart_card_logon_missing.md"),
    effects: &[Effect::block(
        SMART_CARD,
        gate::Selection,
        Documented,
        &[on(seen::DC, Kdc, 21, Reported), on(seen::DC, Krb, 77, Reported)],
    )],
    elsewhere: "Nobody asks for Smart Card Logon here.",
    fixes: &[Fix {
        title: "Reissue with Smart Card Logon",
        term: Term::Lasting,
        steps: &[
            "Add Smart Card Logon (1.3.6.1.4.1.311.20.2.2) to the application policies of the template and enroll again.",
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
            Fault::new(format!("Its purposes are {purposes}. Smart Card Logon is not among them."))
                .at(facts::eku_span(certificate))
                .into()
        }
    }
}
