//! The first level of the report: one sentence, one sign, and how sure the answer is.

use super::{Answer, Reader, Sign, facts, question, story, time};
use crate::catalog::Confidence;
use crate::certificate::visible;
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::{self, By, Mapping, Outcome, Verdict};
use crate::prediction::{self, Prediction};
use crate::rules::{self, Finding, Gate, NOT_SIGNED_BY_ISSUER, is_beyond_doubt};
use crate::sid::Class;
use unjudged::{authority, cut_off, damaged, names_nobody, not_judged, unread};

mod unjudged;

pub(super) use unjudged::reason;

pub(super) fn answer(found: &Found, judgment: &Judgment, reader: &Reader<'_>) -> Answer {
    let (Some(mapping), Some(certificate)) = (&judgment.mapping, &found.certificate) else {
        return not_judged(found);
    };
    if certificate.cut_off {
        return unread(found, mapping);
    }
    if certificate.damaged {
        return damaged(found, mapping);
    }
    let is_wrong_file = certificate.is_ca() && names_nobody(certificate);
    let mut answer = match judgment.predictions.first() {
        Some(_) if is_wrong_file => authority(judgment),
        None if certificate.is_ca() => authority(judgment),
        Some(prediction) if !prediction.scenario.maps_an_account() => {
            let mapping = Some(mapping).filter(|_| story::logs_on(Some(certificate), judgment));
            without_account(found, judgment, mapping, prediction, reader)
        }
        prediction => with_account(found, judgment, mapping, prediction, reader),
    };
    consider_other_scenarios(&mut answer, judgment);
    if found.is_truncated() {
        cut_off(&mut answer, found);
    }
    answer
}

/// The answer is as severe as the scenario with the worst outcome: if one server accepts the certificate and another
/// refuses it, it does not work.
fn consider_other_scenarios(answer: &mut Answer, judgment: &Judgment) {
    let (Some(first), Some(worst)) = (judgment.predictions.first(), prediction::worst(&judgment.predictions))
    else {
        return;
    };
    if worst.outcome.gravity() <= first.outcome.gravity() || answer.sign == Sign::Refused {
        return;
    }
    let deciding = deciding(judgment, worst);
    let because = deciding.map(|(_, finding)| visible(&finding.because)).unwrap_or_default();
    answer.sign = story::sign(worst.outcome);
    if matches!(worst.outcome, prediction::Outcome::Fails | prediction::Outcome::CannotTell) {
        answer.headline = story::apart(&judgment.predictions);
        if let Some((_, finding)) = deciding {
            rest_on(answer, Some(finding.confidence));
        }
    }
    let title = titles(judgment.predictions.iter().filter(|it| it.outcome == worst.outcome));
    answer.sentence = match worst.outcome {
        prediction::Outcome::Fails => format!("{} Refused for {title}: {because}", answer.sentence),
        prediction::Outcome::CannotTell => {
            format!("{} For {title}: {because} {}", answer.sentence, story::sentence(worst))
        }
        _ => format!("{} One thing to fix for {title}: {because}", answer.sentence),
    };
    answer.sentence = answer.sentence.replace("  ", " ").trim().to_owned();
}

/// The answer for a logon: the mapping, and what happens along the way.
fn with_account(
    found: &Found,
    judgment: &Judgment,
    mapping: &Mapping,
    prediction: Option<&Prediction>,
    reader: &Reader<'_>,
) -> Answer {
    let deciding = prediction.and_then(|prediction| deciding(judgment, prediction));
    let is_seen_for_sure = deciding.is_none_or(|(_, finding)| is_sure(finding.confidence));
    let sign = sign(mapping.verdict, mapping.decision.outcome);
    let mut answer = Answer {
        sign,
        headline: headline(found, mapping).to_owned(),
        sentence: sentence(found, mapping),
        certainty: match (mapping.decision.outcome, mapping.decision.confidence) {
            (Outcome::Denied, Confidence::Documented) if !is_seen_for_sure => {
                on_controllers(REFUSED_FOR_SURE, reader)
            }
            (_, confidence) => on_controllers(basis(sign, confidence), reader),
        },
        sure: is_settled(sign, mapping.decision.confidence),
        early: false,
        advice: String::new(),
        verdict: Some(mapping.verdict),
    };
    if let Some(prediction) = prediction {
        adjust(&mut answer, judgment, prediction);
    }
    if let Some(elsewhere) = elsewhere(judgment) {
        answer.sentence = format!("{} {elsewhere}", answer.sentence);
    }
    answer
}

/// A strong mapping does not help if the certificate is stopped before the account is looked up, or after.
fn adjust(answer: &mut Answer, judgment: &Judgment, prediction: &Prediction) {
    let early = prediction.gate.is_some_and(|gate| gate != Gate::AccountMapping);
    let deciding = deciding(judgment, prediction);
    let because = deciding.map(|(_, finding)| visible(&finding.because)).unwrap_or_default();
    match prediction.outcome {
        prediction::Outcome::Fails if early => {
            let mapped = match answer.verdict {
                _ if judgment.stops(NOT_SIGNED_BY_ISSUER) => " Nothing in it can be trusted.",
                Some(Verdict::Strong) => " Its mapping is strong, but the logon does not get that far.",
                Some(Verdict::Undecided) | None => "",
                Some(_) => " Even with that fixed, it is not strongly mapped.",
            };
            answer.sentence = format!("{} {}{mapped}", because, story::sentence(prediction));
            answer.headline = refused(deciding);
            answer.sign = Sign::Refused;
            match deciding {
                Some((rule, it))
                    if is_beyond_doubt(rule, it, prediction.scenario) && !is_sure(it.confidence) =>
                {
                    answer.certainty = REFUSED_FOR_SURE.to_owned();
                    answer.sure = true;
                }
                _ => rest_on(answer, deciding.map(|(_, it)| it.confidence)),
            }
            answer.early = true;
        }
        prediction::Outcome::Fails if answer.sign != Sign::Refused => {
            answer.sentence = format!("{} Even so, it will be refused: {because}", answer.sentence);
            answer.headline = match answer.verdict {
                Some(Verdict::Strong) => "Strongly mapped, but refused".to_owned(),
                _ => refused(deciding),
            };
            answer.sign = Sign::Refused;
            rest_on(answer, deciding.map(|(_, it)| it.confidence));
        }
        prediction::Outcome::ConnectsWithWarning if answer.sign == Sign::Good => {
            answer.sentence = format!("{} One thing to fix: {because}", answer.sentence);
            answer.sign = Sign::Warning;
        }
        prediction::Outcome::CannotTell if answer.sign == Sign::Good => {
            answer.sentence = format!("{} {}", answer.sentence, story::sentence(prediction));
            answer.sign = Sign::CannotTell;
        }
        _ => {}
    }
    answer.sentence = answer.sentence.trim().to_owned();
}

const REFUSED_FOR_SURE: &str =
    "Sure that it is refused; which error appears is inferred, not documented by Microsoft";

/// The most severe of the deciding findings.
fn deciding<'a>(judgment: &'a Judgment, prediction: &Prediction) -> Option<&'a (&'static str, Finding)> {
    judgment.findings.iter().find(|(rule, _)| prediction.because.contains(rule))
}

/// The headline for a refusal: the title of the deciding rule.
fn refused(deciding: Option<&(&'static str, Finding)>) -> String {
    match deciding.and_then(|(rule, _)| rules::find(rule)) {
        Some(rule) => format!("{REFUSED}{}", in_a_sentence(rule.title)),
        None => "It will be refused".to_owned(),
    }
}

/// A title within a sentence: abbreviations stay in uppercase.
fn in_a_sentence(title: &str) -> String {
    let mut characters = title.chars();
    match (characters.next(), title.chars().nth(1)) {
        (Some(first), second) if second.is_none_or(|it| !it.is_uppercase()) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => title.to_owned(),
    }
}

/// The beginning of a headline if a rule gives the reason.
pub(super) const REFUSED: &str = "Refused: ";

/// A text at the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// The scenarios that work although the first one does not. For worse ones, see [`consider_other_scenarios`].
fn elsewhere(judgment: &Judgment) -> Option<String> {
    let (first, others) = judgment.predictions.split_first()?;
    if first.outcome != prediction::Outcome::Fails {
        return None;
    }
    let different = titles(others.iter().filter(|other| other.outcome != prediction::Outcome::Fails));
    (!different.is_empty()).then(|| format!("The result differs for {different}: see below."))
}

fn titles<'a>(predictions: impl Iterator<Item = &'a Prediction>) -> String {
    predictions.map(|prediction| story::title(prediction.scenario)).collect::<Vec<_>>().join(", ")
}

const fn sign(verdict: Verdict, outcome: Outcome) -> Sign {
    match (verdict, outcome) {
        (_, Outcome::Denied) => Sign::Refused,
        (_, Outcome::CannotTell) => Sign::CannotTell,
        (Verdict::Strong, Outcome::Allowed) => Sign::Good,
        (_, Outcome::Allowed | Outcome::AllowedWithWarning | Outcome::DependsOnController) => Sign::Warning,
    }
}

const fn headline(found: &Found, mapping: &Mapping) -> &'static str {
    match (mapping.verdict, mapping.by, mapping.decision.outcome) {
        (Verdict::Strong, _, Outcome::Allowed) => match found.kind {
            Kind::Request => "Strongly mapped as requested",
            _ => "Strongly mapped",
        },
        (Verdict::Strong, _, Outcome::AllowedWithWarning) => "Strongly mapped, with a warning",
        (Verdict::Strong, _, Outcome::Denied) => "Strongly mapped, but refused",
        (Verdict::Strong, _, Outcome::DependsOnController) => {
            "Strongly mapped on some domain controllers only"
        }
        (Verdict::Strong, _, Outcome::CannotTell) => "Strongly mapped, cannot tell if it is accepted",
        (Verdict::Weak, _, Outcome::Denied) => match found.kind {
            Kind::Request => "Not strongly mapped as requested",
            _ => "Not strongly mapped",
        },
        (Verdict::Weak, _, Outcome::Allowed | Outcome::AllowedWithWarning) => {
            "Not strongly mapped, still accepted"
        }
        (Verdict::Weak, _, _) => "Not strongly mapped, cannot tell if it is accepted",
        (Verdict::None, ..) => "Not mapped to any account",
        (Verdict::Mismatch, Some(By::Upn | By::Dns), _) => "Name does not match the account",
        (Verdict::Mismatch, Some(By::SidExtension | By::SanUri), _) => "SID does not match the account",
        (Verdict::Mismatch, ..) => "Does not match the account",
        (Verdict::Undecided, _, Outcome::DependsOnController) => "Depends on the domain controller",
        (Verdict::Undecided, _, Outcome::AllowedWithWarning) => "Still accepted, strongly mapped or not",
        (Verdict::Undecided, _, Outcome::Allowed) => "Accepted, strongly mapped or not",
        (Verdict::Undecided, _, Outcome::Denied) => "Refused, however it is mapped",
        (Verdict::Undecided, ..) => "Cannot tell yet",
    }
}

fn sentence(found: &Found, mapping: &Mapping) -> String {
    let it = match found.kind {
        Kind::Request => "a certificate issued from this request",
        _ => "this certificate",
    };
    let outcome = match mapping.decision.outcome {
        Outcome::Denied => format!("A domain controller will refuse {it}"),
        Outcome::AllowedWithWarning => {
            format!("A domain controller still accepts {it} and logs a warning")
        }
        Outcome::Allowed => format!("A domain controller accepts {it}"),
        Outcome::DependsOnController => {
            format!("Whether {it} works depends on which domain controller answers")
        }
        Outcome::CannotTell => format!("Strongmap cannot tell yet whether a domain controller accepts {it}"),
    };
    let who = facts::name(found);
    let still = match found.kind {
        Kind::Request => " This is only a request: the CA may put another SID into the certificate, or none.",
        _ => "",
    };
    match (mapping.verdict, mapping.by) {
        (Verdict::Strong, by) => {
            let account = match (&mapping.sid, by) {
                (Some(sid), Some(By::SidExtension | By::SanUri)) => format!("the account with the SID {sid}"),
                _ => "its account".to_owned(),
            };
            let mapped = format!("{} strongly maps {it} to {account}", proof(by));
            match mapping.decision.outcome {
                Outcome::Allowed => format!("{mapped}, and a domain controller accepts that.{still}"),
                _ => format!("{mapped}. {outcome}."),
            }
        }
        (Verdict::Weak, Some(By::AltSecurityIdentity)) => {
            format!("{outcome}: only a weak explicit mapping on the account matches it.")
        }
        (Verdict::Weak, _) => {
            let unless = match found.kind {
                Kind::Request => " The CA can still add the SID when it issues the certificate.",
                _ => "",
            };
            format!(
                "{outcome}: only a name ({who}) identifies its account, and a name is a weak mapping.{unless}"
            )
        }
        (Verdict::None, _) => format!("{outcome}: nothing in it identifies an account."),
        (Verdict::Mismatch, Some(By::Upn | By::Dns)) => {
            format!("{outcome}: the name in it ({who}) does not match the account.")
        }
        (Verdict::Mismatch, _) => match &mapping.sid {
            Some(sid) if sid.class() == Class::Entra => {
                format!("{outcome}: the SID in it, {sid}, is an Entra ID SID, which no domain account has.")
            }
            Some(sid) => format!("{outcome}: the SID in it, {sid}, is not the SID of the account."),
            None => format!("{outcome}: it does not match the account."),
        },
        (Verdict::Undecided, _) => match mapping.questions.first() {
            // If no answer would settle it, the reason is given instead.
            Some(first) if question::ask(first).key.is_empty() => format!("{outcome}. {}", first.why),
            Some(first) => {
                let open = match mapping.decision.outcome {
                    Outcome::Allowed | Outcome::AllowedWithWarning | Outcome::Denied => {
                        "Whether it is strongly mapped depends on one answer:"
                    }
                    _ => "One answer decides:",
                };
                format!("{outcome}. {open} {}", question::ask(first).prompt)
            }
            None => format!("{outcome}: no known source says what happens here."),
        },
    }
}

const fn proof(by: Option<By>) -> &'static str {
    match by {
        Some(By::SidExtension) => "The SID extension",
        Some(By::SanUri) => "The SID URI in the SAN",
        Some(By::AltSecurityIdentity) => "An explicit mapping on the account",
        Some(By::KeyTrust) => "The key registered on the account (key trust)",
        Some(By::NamePolicy) => "The policy for name-based strong mappings",
        Some(By::Upn | By::Dns) | None => "What it contains",
    }
}

/// The basis of an answer, and the domain controllers for which it holds.
fn on_controllers(basis: &str, reader: &Reader<'_>) -> String {
    match controllers(reader) {
        Some(controllers) => format!("{basis} · {controllers}"),
        None => basis.to_owned(),
    }
}

/// Sets the basis of an answer; empty if nothing decided.
fn rest_on(answer: &mut Answer, confidence: Option<Confidence>) {
    answer.certainty = confidence.map(|it| basis(answer.sign, it)).unwrap_or_default().to_owned();
    answer.sure = confidence.is_some_and(|it| is_settled(answer.sign, it));
}

/// Whether further answers can only change it. An unknown result is open, however certain its basis is.
fn is_settled(sign: Sign, confidence: Confidence) -> bool {
    sign != Sign::CannotTell && is_sure(confidence)
}

/// Whether nothing remains to be confirmed.
fn is_sure(confidence: Confidence) -> bool {
    confidence == Confidence::Documented
}

const fn basis(sign: Sign, confidence: Confidence) -> &'static str {
    match (sign, confidence) {
        (Sign::CannotTell, Confidence::Documented) => "What this depends on is documented by Microsoft",
        (Sign::CannotTell, Confidence::Reported) => {
            "What this depends on is reported from the field, not documented by Microsoft"
        }
        (Sign::CannotTell, Confidence::Inferred) => {
            "What this depends on is inferred, not documented by Microsoft"
        }
        (_, Confidence::Documented) => "Sure: documented by Microsoft",
        (_, Confidence::Reported) => "Fairly sure: reported from the field, not documented by Microsoft",
        (_, Confidence::Inferred) => "Not sure: inferred, not documented by Microsoft",
    }
}

/// The domain controllers for which the answer holds.
fn controllers(reader: &Reader<'_>) -> Option<String> {
    let dc = &reader.situation.dc;
    let version = match dc.versions.as_slice() {
        [] => String::new(),
        [only] => format!(" on Server {}", only.name()),
        _ => " on several Server versions".to_owned(),
    };
    match (dc.updated, reader.situation.today) {
        (Some(month), _) => Some(format!(
            "domain controllers{version} updated to {}",
            time::month(i64::from(month.year), month.month)
        )),
        (None, Some(today)) => {
            let civil = today.civil();
            Some(format!("domain controllers{version} updated to {}", time::month(civil.year, civil.month)))
        }
        (None, None) => None,
    }
}

/// The answer if the most likely scenario involves no account: servers and device tunnels. If another scenario does,
/// the mapping decides there, and the certificate is counted by its verdict.
fn without_account(
    found: &Found,
    judgment: &Judgment,
    mapping: Option<&Mapping>,
    prediction: &Prediction,
    reader: &Reader<'_>,
) -> Answer {
    use prediction::Outcome;
    let deciding = deciding(judgment, prediction);
    let (sign, headline) = match prediction.outcome {
        Outcome::Connects => (Sign::Good, "No problem found".to_owned()),
        Outcome::ConnectsWithWarning => (Sign::Warning, "It works, but needs attention".to_owned()),
        Outcome::Fails => (Sign::Refused, refused(deciding)),
        Outcome::CannotTell => (Sign::CannotTell, "Cannot tell yet".to_owned()),
    };
    let mut sentences: Vec<String> = deciding.iter().map(|(_, it)| visible(&it.because)).collect();
    if matches!(prediction.outcome, Outcome::Fails | Outcome::CannotTell) {
        sentences.push(story::sentence(prediction));
    }
    sentences.push(match prediction.outcome {
        Outcome::Connects => {
            format!("Checked for {}: nothing in this file stops it.", story::title(prediction.scenario))
        }
        _ => format!("Checked for {}.", story::title(prediction.scenario)),
    });
    if let (None, Some(mapping)) = (deciding, mapping)
        && mapping.decision.outcome == mapping::Outcome::Allowed
    {
        // How sure the answer is concerns the mapping, which other scenarios need.
        sentences.push(sentence(found, mapping));
    }
    sentences.extend(elsewhere(judgment));
    let (certainty, sure) = match (deciding, mapping) {
        (Some((_, finding)), _) => {
            (basis(sign, finding.confidence).to_owned(), is_settled(sign, finding.confidence))
        }
        (None, Some(mapping)) => {
            let confidence = mapping.decision.confidence;
            (on_controllers(basis(sign, confidence), reader), is_settled(sign, confidence))
        }
        (None, None) => ("No account is involved: strong mapping does not apply".to_owned(), false),
    };
    Answer {
        sign,
        headline,
        sentence: sentences.join(" "),
        certainty,
        sure,
        early: false,
        advice: String::new(),
        verdict: mapping.map(|it| it.verdict),
    }
}

#[cfg(test)]
mod tests {
    use super::unjudged::COPY_AGAIN;
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::moment::Moment;
    use crate::situation::{Scenario, ServerVersion, Situation, UpdateMonth};
    use forge::Leaf;

    const SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";

    fn answered(bytes: &[u8], change: impl FnOnce(&mut Situation)) -> Answer {
        let mut situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        change(&mut situation);
        let findings = examination::read(&[File { name: "a.cer", bytes }], &[]);
        let judgments = examination::judge(&findings, &situation);
        answer(&findings.items[0], &judgments[0], &Reader::somewhere(&situation))
    }

    #[track_caller]
    fn check(bytes: &[u8], change: impl FnOnce(&mut Situation), sign: Sign, headline: &str, words: &str) {
        let answer = answered(bytes, change);
        assert_eq!((answer.sign, answer.headline.as_str()), (sign, headline), "{}", answer.sentence);
        assert!(answer.sentence.contains(words), "{}", answer.sentence);
        assert!(answer.sentence.ends_with(['.', '?']), "{}", answer.sentence);
        assert!(!answer.sentence.contains("  ") && !answer.sentence.contains(".."), "{}", answer.sentence);
    }

    fn alice() -> Leaf {
        Leaf::user("alice").upn("alice@corp.example")
    }

    /// That an expired certificate is refused is certain; only the codes shown are not.
    #[test]
    fn certain_refusals_are_stated_as_certain() {
        let past = alice().sid(SID).valid("2019-01-01T00:00:00Z", "2021-01-01T00:00:00Z").der();
        let findings = examination::read(&[File { name: "a.cer", bytes: &past }], &[]);
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        let judgments = examination::judge(&findings, &situation);
        let reader = Reader::somewhere(&situation);
        let item = crate::report::item(&findings.items[0], &judgments[0], |_| None, &reader);
        assert!(item.answer.certainty.starts_with("Sure that it is refused"), "{}", item.answer.certainty);
        assert_eq!((item.answer.sure, item.asks_title()), (true, "One answer matters once that is fixed"));
        let notes: Vec<_> = item.stories[0].stations.iter().map(|it| it.note.as_str()).collect();
        assert_eq!(notes, ["", "not reached", "if it is sent anyway", "not reached"]);

        let revoked = answered(&alice().sid(SID).der(), |it| it.chain.revoked = Some(true));
        assert!(
            revoked.sure && revoked.certainty.starts_with("Sure that it is refused"),
            "{}",
            revoked.certainty
        );
        let at_a_tls_server = answered(&alice().sid(SID).der(), |it| {
            it.chain.revoked = Some(true);
            it.scenarios = vec![Scenario::LdapsClient];
        });
        assert!(at_a_tls_server.certainty.starts_with("Not sure"), "{}", at_a_tls_server.certainty);

        let weak = answered(&alice().der(), |_| {});
        assert!(!weak.early && weak.certainty.starts_with("Sure: documented"), "{}", weak.certainty);
    }

    /// How sure the mapping is says nothing about a tunnel that does not use it.
    #[test]
    fn an_answer_without_account_says_what_it_is_sure_of() {
        let computer = || Leaf::computer("pc1.corp.example");
        let strong = answered(&computer().sid(SID).der(), |_| {});
        assert_eq!(
            strong.sentence,
            format!(
                "Checked for Always On VPN device tunnel: nothing in this file stops it. The SID extension strongly \
                 maps this certificate to the account with the SID {SID}, and a domain controller accepts that."
            )
        );
        assert!(strong.certainty.starts_with("Sure: documented"), "{}", strong.certainty);
        let weak = answered(&computer().der(), |_| {});
        assert_eq!(weak.headline, "Nothing stops the device tunnel, Wi-Fi is refused");
        assert!(
            !weak.sentence.contains("domain controller") && weak.sentence.contains("Refused for Wi-Fi"),
            "{}",
            weak.sentence
        );
        let alone = answered(&computer().sid(SID).der(), |it| it.scenarios = vec![Scenario::DeviceTunnel]);
        assert_eq!(
            (alone.certainty.as_str(), alone.sure),
            ("No account is involved: strong mapping does not apply", false)
        );
    }

    #[test]
    fn what_is_refused_in_any_case_is_refused() {
        let shared = answered(&alice().der(), |it| {
            it.account.unique = Some(false);
            it.dc.updated = Some(UpdateMonth { year: 2024, month: 6 });
            it.scenarios = vec![Scenario::WifiUser];
        });
        assert_eq!(
            (shared.sign, shared.headline.as_str()),
            (Sign::Refused, "Refused: several accounts match the certificate")
        );
        assert!(
            shared.sentence.contains("Even so, it will be refused: Another account"),
            "{}",
            shared.sentence
        );

        // The SID is not wrapped as AD CS does it, but if it is read, it is another account's.
        let unwrapped = forge::extension::sid(SID).split_off(2);
        let odd = alice().extension("1.3.6.1.4.1.311.25.2", false, unwrapped).der();
        let refused = answered(&odd, |it| it.account.sid = crate::sid::Sid::parse("S-1-5-21-1-2-3-1106"));
        assert_eq!(
            (refused.sign, refused.headline.as_str()),
            (Sign::Refused, "Refused, however it is mapped")
        );
        assert!(
            refused.sentence.starts_with("A domain controller will refuse this certificate."),
            "{}",
            refused.sentence
        );
        let accepted = answered(&odd, |it| it.dc.updated = Some(UpdateMonth { year: 2022, month: 4 }));
        assert_eq!(
            (accepted.sign, accepted.headline.as_str()),
            (Sign::Warning, "Accepted, strongly mapped or not")
        );
    }

    #[test]
    fn unknown_results_are_not_stated_as_certain() {
        let open = answered(&Leaf::user("alice").without("2.5.29.17").sid(SID).der(), |_| {});
        assert_eq!((open.sign, open.sure), (Sign::CannotTell, false), "{}", open.headline);
        assert!(open.certainty.starts_with("What this depends on is documented"), "{}", open.certainty);
    }

    #[test]
    fn each_verdict_has_a_readable_sentence() {
        let strong = alice().sid(SID).der();
        check(&strong, |_| {}, Sign::Good, "Strongly mapped", "and a domain controller accepts that");
        check(
            &alice().der(),
            |_| {},
            Sign::Refused,
            "Not strongly mapped",
            "only a name (alice@corp.example) identifies its account",
        );
        let nothing = Leaf::user("alice").without("2.5.29.17").der();
        check(
            &nothing,
            |_| {},
            Sign::Refused,
            "Not mapped to any account",
            "nothing in it identifies an account",
        );
        let certainty = answered(&nothing, |_| {}).certainty;
        assert!(
            certainty.starts_with("Sure that it is refused; which error appears is inferred"),
            "{certainty}"
        );
        check(
            &strong,
            |it| it.account.sid = crate::sid::Sid::parse("S-1-5-21-1-2-3-1106"),
            Sign::Refused,
            "SID does not match the account",
            "is not the SID of the account",
        );
        check(
            &strong,
            |it| it.account.upn = Some("bob@corp.example".to_owned()),
            Sign::Refused,
            "Name does not match the account",
            "(alice@corp.example) does not match the account",
        );
        let hint = Leaf::user("alice").without("2.5.29.17").sid(SID).der();
        check(&hint, |_| {}, Sign::CannotTell, "Cannot tell yet", "One answer decides: Does the client send");
        // No answer settles which of two SID URIs counts.
        let several = alice().san_uri_sid(SID).san_uri_sid("S-1-5-21-1-2-3-1106").der();
        check(&several, |_| {}, Sign::CannotTell, "Cannot tell yet", "Only a test shows");
        check(
            &alice().san_uri_sid(SID).der(),
            |it| {
                it.dc.versions = vec![ServerVersion::V2016, ServerVersion::V2022];
                it.dc.updated = UpdateMonth::parse("2024-06");
                it.account.created = Some(Moment::day(2020, 1, 1));
            },
            Sign::Warning,
            "Still accepted, strongly mapped or not",
            "Whether it is strongly mapped depends on one answer: ",
        );
        check(
            &alice().der(),
            |it| {
                it.dc.updated = UpdateMonth::parse("2024-06");
                it.account.created = Some(Moment::day(2020, 1, 1));
            },
            Sign::Warning,
            "Not strongly mapped, still accepted",
            "logs a warning",
        );
    }

    #[test]
    fn strong_mapping_does_not_help_if_refused_earlier() {
        let expired = alice().sid(SID).valid("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z").der();
        check(&expired, |_| {}, Sign::Refused, "Refused: expired", "but the logon does not get that far");
        assert_eq!(
            answered(&expired, |_| {}).verdict,
            Some(Verdict::Strong),
            "the mapping itself is what it was"
        );
        check(
            &expired,
            |it| it.today = Some(Moment::day(2023, 6, 1)),
            Sign::Refused,
            "Refused: not yet valid",
            "not valid before",
        );
    }

    #[test]
    fn certificates_without_logon_are_not_judged_as_logons() {
        let root = forge::Ca::root("Corp Root").der();
        let authority = "A CA certificate, not an account";
        check(&root, |_| {}, Sign::NotConcerned, authority, "not used for logon");
        for scenarios in [vec![Scenario::UserTunnel], vec![Scenario::Kdc, Scenario::SmartCard]] {
            check(&root, |it| it.scenarios = scenarios, Sign::NotConcerned, authority, "it is refused");
        }
        let flagged = alice().sid(SID).basic_constraints(true, None).der();
        let tunnel = |it: &mut Situation| it.scenarios = vec![Scenario::UserTunnel];
        check(&flagged, tunnel, Sign::Refused, "Refused: this is a CA certificate", "basic constraints");
        let server = Leaf::server("vpn.corp.example").der();
        assert_eq!(answered(&server, |_| {}).verdict, None);
        let laptop = Leaf::computer("laptop-17.corp.example");
        let scenarios = |scenarios: &[Scenario]| {
            let scenarios = scenarios.to_vec();
            let answer = answered(&laptop.der(), |it| it.scenarios = scenarios);
            (answer.verdict, answer.certainty.starts_with("No account is involved"))
        };
        assert_eq!(scenarios(&[Scenario::DeviceTunnel]), (None, true));
        assert_eq!(
            scenarios(&[Scenario::DeviceTunnel, Scenario::WifiComputer]),
            (Some(Verdict::Weak), false)
        );
        assert_eq!(scenarios(&[]), (Some(Verdict::Weak), false));
        check(
            &alice().sid(SID).request_der(),
            |_| {},
            Sign::Good,
            "Strongly mapped as requested",
            "the CA may put another SID",
        );
        check(
            &alice().sid("S-1-12-1-4163729839-1217663608-249102764-4166813488").der(),
            |_| {},
            Sign::Refused,
            "SID does not match the account",
            "is an Entra ID SID, which no domain account has",
        );
        check(
            &alice().request_der(),
            |_| {},
            Sign::Refused,
            "Not strongly mapped as requested",
            "can still add the SID",
        );
        check(b"nothing known", |_| {}, Sign::CannotTell, "Not recognized", "looks like text");
        let event = forge::container::pem::utf16_le("<Event><EventID>39</EventID></Event>", true);
        check(&event, |_| {}, Sign::CannotTell, "Not recognized", "It is event 39 of a Windows log");
    }

    #[test]
    fn truncated_files_are_judged_with_reservation() {
        let strong = alice().sid(SID).der();
        let third = &strong[..strong.len() * 2 / 3];
        check(third, |_| {}, Sign::CannotTell, "The file is incomplete", "may contain the name and the SID");
        let answer = answered(third, |_| {});
        assert_eq!((answer.verdict, answer.certainty.as_str()), (Some(Verdict::Undecided), ""));
        assert_eq!(answer.advice, COPY_AGAIN);
        let almost = &strong[..strong.len() - 9];
        check(almost, |_| {}, Sign::CannotTell, "The file is incomplete", "The readable part says: strongly");
        assert_eq!(answered(almost, |_| {}).certainty, "");
        let weak = alice().der();
        check(
            &weak[..weak.len() - 9],
            |_| {},
            Sign::Refused,
            "The file is incomplete",
            "As it is, no system",
        );
    }

    #[test]
    fn abbreviations_stay_in_uppercase() {
        assert_eq!(in_a_sentence("Expired"), "expired");
        assert_eq!(
            in_a_sentence("EKU Client Authentication is missing"),
            "EKU Client Authentication is missing"
        );
        assert_eq!(in_a_sentence(""), "");
    }
}
