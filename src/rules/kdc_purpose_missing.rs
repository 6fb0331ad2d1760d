//! The certificate has no EKU that the KDC accepts.

use super::facts::{self, Stance};
use super::making::{
    Case, Documented, Effect, Fault, KDC, KERBEROS_TEMPLATE, Kdc, Krb, Look, Ntstatus, Rule, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "kdc-purpose-missing",
    title: "No EKU or template that the KDC accepts",
    conditions: &["S7-01", "S7-09"],
    sources: &["INSTAN", "TNWIKI", "MS-4768"],
    explanation: include_str!("kdc_purpose_missing.md"),
    effects: &[Effect::block(
        KDC,
        gate::Selection,
        Documented,
        &[
            on(seen::DC, Kdc, 29, Documented),
            on(seen::DC, Kdc, 19, Documented),
            on(seen::CLIENT, Krb, 16, Documented),
            on(seen::CLIENT, Ntstatus, 0xC000_00BB, Documented),
        ],
    )],
    elsewhere: "Only the KDC requires this.",
    fixes: &[KERBEROS_TEMPLATE],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.marks_a_domain_controller()
        || facts::stance(case.certificate, facts::KDC_AUTHENTICATION) == Stance::Named
    {
        return Look::Met;
    }
    let purposes = facts::purposes_in_words(case.certificate);
    Fault::new(format!(
        "The EKU lists {purposes}. KDC Authentication and Smart Card Logon are missing, and the template is not DomainController."
    ))
    .at(facts::eku_span(case.certificate))
    .into()
}
