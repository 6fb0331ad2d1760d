//! The user principal name is not encoded as UTF-8.

use super::making::{
    Case, Documented, Effect, Fault, Fix, Look, Ntstatus, Rule, SMART_CARD, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "upn-encoding",
    title: "The principal name is in the wrong string type",
    conditions: &["S6-06"],
    sources: &["MS-SC"],
    explanation: include_str!("upn_encoding.md"),
    effects: &[Effect::block(
        SMART_CARD,
        gate::AccountMapping,
        Documented,
        &[on(seen::CLIENT, Ntstatus, 0xC000_006D, Documented)],
    )],
    elsewhere: "Only for smart card logon is it known to matter.",
    fixes: &[Fix {
        title: "Reissue with the user principal name as a UTF8String",
        term: Term::Lasting,
        steps: &[
            "The user principal name belongs into an otherName of type 1.3.6.1.4.1.311.20.2.3 that holds a UTF8String. Microsoft's authorities do that by themselves; fix the request or the other authority.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.is_found_without_name() {
        return Look::Aside("The account is found by what stands on it, so nobody compares the name.");
    }
    match case.defects.iter().find(|defect| defect.id == "upn-string-type") {
        Some(defect) => Fault::new("The user principal name is not a UTF8String.").at(defect.span).into(),
        None => Look::Met,
    }
}
