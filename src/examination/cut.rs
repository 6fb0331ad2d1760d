//! What can be said about a certificate whose end or a line within is missing, or that is damaged: the missing part may
//! hold the names, the EKU and the SID, so nothing follows from their absence.

use crate::certificate::Certificate;
use crate::mapping::{Decision, Mapping, Outcome, Verdict};
use crate::prediction::{self, Prediction, Remedy};
use crate::situation::Scenario;

/// The decision. No other mapping takes precedence over the SID extension, so a SID that was read from it still
/// decides.
pub(super) fn decided(mapping: Mapping, certificate: &Certificate) -> Mapping {
    let proof = certificate.sid_extension.as_ref().and_then(|extension| extension.sid.as_ref());
    if !certificate.is_unreliable() {
        return mapping;
    }
    if proof.is_some() {
        // What is missing or misread matters more than any answer.
        return Mapping { questions: Vec::new(), ..mapping };
    }
    Mapping {
        verdict: Verdict::Undecided,
        by: None,
        explicit: Vec::new(),
        decision: Decision {
            outcome: Outcome::CannotTell,
            event: None,
            error: None,
            steps: Vec::new(),
            ..mapping.decision
        },
        questions: Vec::new(),
        assumptions: Vec::new(),
        ..mapping
    }
}

/// The prediction. No question is asked, because only the rest of the file could answer it.
pub(super) fn predicted(scenario: Scenario, certificate: &Certificate) -> Prediction {
    Prediction {
        scenario,
        outcome: prediction::Outcome::CannotTell,
        assumptions: Vec::new(),
        gate: None,
        codes: Vec::new(),
        because: Vec::new(),
        remedies: vec![if certificate.cut_off { copy_again(MISSING) } else { copy_again(CHANGED) }],
        questions: Vec::new(),
    }
}

/// The prediction for a file whose end is missing behind all that decides: what stops the certificate is certain, but
/// no system accepts this file.
pub(super) fn of_incomplete(mut prediction: Prediction) -> Prediction {
    if prediction.outcome != prediction::Outcome::Fails {
        prediction.outcome = prediction::Outcome::CannotTell;
    }
    prediction.remedies.insert(0, copy_again(MISSING));
    prediction.questions.clear();
    prediction
}

const MISSING: &str =
    "Export the certificate again, or copy the file again from its source. Part of it is missing here.";
const CHANGED: &str = "Export the certificate again, or copy the file again from its source, as a binary file. It was \
                       probably changed on the way here.";

fn copy_again(how: &'static str) -> Remedy {
    let paste = "Pasted text must include everything up to and including the END line.";
    Remedy { is_main: true, ..Remedy::new("Copy the complete file again", &[how, paste]) }
}

#[cfg(test)]
mod tests {
    use super::super::{Findings, Judgment, brief, judge, read};
    use super::*;
    use crate::intake::File;
    use crate::situation::Situation;
    use forge::{ALICE_SID, Leaf};

    /// The judgment of the first bytes of a certificate.
    fn judged(der: &[u8], length: usize) -> (Findings, Judgment) {
        let findings = read(&[File { name: "a.cer", bytes: &der[..length] }], &[]);
        let judgment = judge(&findings, &Situation::default()).remove(0);
        (findings, judgment)
    }

    /// Cuts a certificate at every offset from its extensions on. Unless the signed part is complete, nothing may
    /// follow from what is absent.
    #[track_caller]
    fn check(leaf: &Leaf, whole: Verdict) {
        let der = leaf.der();
        let facts = crate::certificate::read(&der).certificate;
        let end = facts.spans.signed.unwrap().end();
        let sid = facts.extensions.iter().find(|it| it.oid.to_string() == "1.3.6.1.4.1.311.25.2");
        let sid = sid.map_or(der.len(), |extension| extension.span.end());
        let begin = facts.extensions[0].span.offset;
        for length in begin..der.len() {
            let (findings, judgment) = judged(&der, length);
            let mapping = judgment.mapping.unwrap();
            let outcomes: Vec<_> =
                judgment.predictions.iter().map(|it| (it.outcome, it.codes.len())).collect();
            assert!(findings.items[0].is_truncated(), "{length}");
            assert!(judgment.questions.is_empty() && mapping.questions.is_empty(), "{length}");
            let first = |it: &Prediction| it.remedies.first().map(|remedy| remedy.title.clone());
            let firsts: Vec<_> = judgment.predictions.iter().map(first).collect();
            assert!(
                firsts.iter().all(|it| it.as_deref() == Some("Copy the complete file again")),
                "{length}"
            );
            if length >= end {
                assert_eq!(mapping.verdict, whole, "{length}");
                let expect = if whole == Verdict::Strong {
                    prediction::Outcome::CannotTell
                } else {
                    prediction::Outcome::Fails
                };
                assert!(outcomes.iter().all(|(outcome, _)| *outcome == expect), "{length}: {outcomes:?}");
            } else {
                let told = if length < sid { None } else { Some(ALICE_SID.to_owned()) };
                assert_eq!(mapping.sid.map(|it| it.to_string()), told, "{length}");
                assert!(matches!(mapping.verdict, Verdict::Undecided) || length >= sid, "{length}");
                assert!(outcomes.iter().all(|it| *it == (prediction::Outcome::CannotTell, 0)), "{length}");
                assert!(judgment.findings.is_empty(), "{length}");
                assert!(judgment.predictions.iter().all(|it| it.remedies.len() == 1), "{length}");
            }
            assert_eq!(mapping.strings.sha1_puk, None, "{length}: the hash of a part is no thumbprint");
            let brief = brief(1, &Situation::default(), |_| Ok::<_, ()>(&der[..length])).unwrap();
            assert_eq!(brief[0].verdict, mapping.verdict, "{length}");
        }
    }

    #[test]
    fn nothing_follows_from_what_is_cut_off() {
        let alice = || Leaf::user("alice").upn("alice@corp.example");
        check(&alice().sid(ALICE_SID), Verdict::Strong);
        check(&alice(), Verdict::Weak);
        check(&Leaf::user("alice").without("2.5.29.17"), Verdict::None);
        check(&alice().san_uri_sid(ALICE_SID), Verdict::Strong);
    }

    /// Changes every byte of a certificate in turn. If that breaks its structure, nothing is predicted.
    #[test]
    fn nothing_is_predicted_for_a_damaged_certificate() {
        let der = Leaf::user("alice").upn("alice@corp.example").sid(ALICE_SID).der();
        let mut damaged = 0;
        for at in 0..der.len() {
            let mut changed = der.clone();
            changed[at] ^= 0x10;
            let findings = read(&[File { name: "a.cer", bytes: &changed }], &[]);
            let Some(certificate) = &findings.items[0].certificate else { continue };
            let rows = brief(1, &Situation::default(), |_| Ok::<_, ()>(&changed)).unwrap();
            let judgment = judge(&findings, &Situation::default()).remove(0);
            assert_eq!(rows[0].verdict, judgment.mapping.unwrap().verdict, "{at}");
            if certificate.damaged {
                damaged += 1;
                let outcomes = judgment.predictions.iter().map(|it| (it.outcome, it.codes.len()));
                assert!(
                    outcomes.clone().all(|it| it == (prediction::Outcome::CannotTell, 0)),
                    "{at}: {outcomes:?}"
                );
                assert!(rows[0].codes.is_empty() && judgment.findings.is_empty(), "{at}");
                assert!(judgment.questions.is_empty(), "{at}");
            }
        }
        assert!(damaged > 50, "{damaged} of {}", der.len());
    }

    #[test]
    fn a_certificate_in_an_odd_form_is_not_damaged() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/reading/length-not-minimal/broken.pem");
        let findings = read(&[File { name: "a.pem", bytes: &std::fs::read(path).unwrap() }], &[]);
        assert!(findings.items[0].defects.iter().any(|defect| defect.id == "strict-reader-refuses"));
        assert!(!findings.items[0].certificate.as_ref().unwrap().damaged);
    }

    /// Removes each line of a PEM block in turn. Only if the signed part is still complete, anything follows from it.
    #[track_caller]
    fn check_lines(leaf: &Leaf, whole: Verdict) {
        let der = leaf.der();
        let signed = crate::certificate::read(&der).certificate.spans.signed.unwrap().end();
        let block = forge::text::pem("CERTIFICATE", &der);
        let lines: Vec<&str> = block.lines().collect();
        // The last line may be short, and the first one holds the lengths.
        for lost in 2..lines.len() - 2 {
            let rest: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(number, _)| *number != lost)
                .map(|(_, line)| *line)
                .collect();
            let findings = read(&[File { name: "a.pem", bytes: rest.join("\n").as_bytes() }], &[]);
            let mapping = judge(&findings, &Situation::default()).remove(0).mapping.unwrap();
            let defect = findings.items[0].defects.iter().find(|defect| defect.id == "truncated").unwrap();
            assert!(defect.message.contains("48 bytes are missing in the middle"), "{}", defect.message);
            let is_signed_part_whole = (lost - 1) * 48 >= signed;
            let expect = if is_signed_part_whole { whole } else { Verdict::Undecided };
            assert!(mapping.verdict == expect || mapping.sid.is_some(), "{lost}: {:?}", mapping.verdict);
        }
    }

    #[test]
    fn nothing_follows_from_a_lost_line() {
        let alice = || Leaf::user("alice").upn("alice@corp.example");
        check_lines(&alice().sid(ALICE_SID), Verdict::Strong);
        check_lines(&alice(), Verdict::Weak);
    }
}
