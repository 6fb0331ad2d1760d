//! The certificate has no subject.

use super::making::{
    Case, Documented, Effect, Fault, Fix, Inferred, KDC, Look, NPS_SERVER, Nps, Ras, Rule, Term, gate, on,
    seen,
};

pub(super) const RULE: Rule = Rule {
    id: "subject-empty",
    title: "The subject is empty",
    conditions: &["S3-04", "S7-08"],
    sources: &["MS-NPSREQ", "MS-SC"],
    explanation: include_str!("subject_empty.md"),
    effects: &[
        Effect::block(
            NPS_SERVER,
            gate::Selection,
            Documented,
            &[
                on(seen::NPS, Nps, 22, Inferred),
                on(seen::NPS, Nps, 300, Inferred),
                on(seen::CLIENT, Ras, 864, Inferred),
                on(seen::CLIENT, Ras, 812, Inferred),
            ],
        ),
        Effect::warn(KDC, gate::Selection, Documented, &[]),
    ],
    elsewhere: "An empty subject is allowed here if the alternative names say whose certificate it is.",
    fixes: &[Fix {
        title: "Reissue with a subject",
        term: Term::Lasting,
        steps: &["In the template, choose a subject name format other than none, such as the DNS name."],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.certificate.subject.is_empty() {
        Fault::new("The subject names nobody.").at(case.certificate.spans.subject).into()
    } else {
        Look::Met
    }
}
