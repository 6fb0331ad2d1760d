//! The EKU of a domain controller certificate lacks KDC Authentication.

use super::facts::{self, Stance};
use super::making::{
    Case, Documented, Effect, Event, Fault, KDC, KERBEROS_TEMPLATE, Kdc, Look, Rule, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "kdc-authentication-missing",
    title: "EKU KDC Authentication is missing",
    conditions: &["S7-02"],
    sources: &["GRAD-32", "DETWIKI"],
    explanation: include_str!("kdc_authentication_missing.md"),
    effects: &[Effect::warn(
        KDC,
        gate::Selection,
        Documented,
        &[on(seen::DC, Kdc, 32, Documented), on(seen::CLIENT, Event, 106, Documented)],
    )],
    elsewhere: "Only the KDC requires this.",
    fixes: &[KERBEROS_TEMPLATE],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.marks_a_domain_controller()
        && facts::stance(case.certificate, facts::KDC_AUTHENTICATION) != Stance::Named
    {
        Fault::new("KDC Authentication is missing from the EKU.").at(facts::eku_span(case.certificate)).into()
    } else {
        Look::Met
    }
}
