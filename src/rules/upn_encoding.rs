//! The UPN is not encoded as UTF-8.

use super::making::{
    Case, Documented, Effect, Fault, Fix, Look, Ntstatus, Rule, SMART_CARD, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "upn-encoding",
    title: "The UPN has the wrong string type",
    conditions: &["S6-06"],
    sources: &["MS-SC"],
    explanation: include_str!("upn_encoding.md"),
    effects: &[Effect::block(
        SMART_CARD,
        gate::AccountMapping,
        Documented,
        &[on(seen::CLIENT, Ntstatus, 0xC000_006D, Documented)],
    )],
    elsewhere: "This is known to matter only for smart card logon.",
    fixes: &[Fix {
        title: "Reissue with the UPN as a UTF8String",
        term: Term::Permanent,
        steps: &[
            "The UPN must be a UTF8String in an otherName of type 1.3.6.1.4.1.311.20.2.3. AD CS does this itself, so fix the request or the other CA.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.is_found_without_name() {
        return Look::NotApplicable(
            "The account is found by an explicit mapping or a registered key, so the name is not compared.",
        );
    }
    match case.defects.iter().find(|defect| defect.id == "upn-string-type") {
        Some(defect) => Fault::new("The UPN is not a UTF8String.").at(defect.span).into(),
        None => Look::Met,
    }
}
