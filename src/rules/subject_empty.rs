//! The certificate has no subject.

use super::making::{
    Case, DEVICE_TUNNEL, Documented, Effect, Fault, Fix, Ike, Inferred, KDC, Look, NPS_SERVER, Nps, Ras,
    Reported, Rule, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "subject-empty",
    title: "The subject is empty",
    conditions: &["S2-07", "S3-04", "S7-08"],
    sources: &["MS-NPSREQ", "MS-SC", "RH-13806"],
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
        Effect::note(
            DEVICE_TUNNEL,
            gate::Selection,
            Reported,
            &[on(seen::CLIENT, Ike, 13_806, Reported), on(seen::CLIENT, Ike, 13_801, Reported)],
        ),
    ],
    elsewhere: "An empty subject is allowed here if the SAN identifies the owner.",
    fixes: &[Fix {
        title: "Reissue with a subject",
        term: Term::Permanent,
        steps: &[
            "In the template (Subject Name tab), set the subject name format to a value other than None, such as DNS name.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    if case.certificate.subject.is_empty() {
        Fault::new("The subject of the certificate is empty.").at(case.certificate.spans.subject).into()
    } else {
        Look::Met
    }
}
