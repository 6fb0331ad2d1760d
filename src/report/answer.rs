//! The first depth: one sentence, one sign, and how sure.

use super::{Answer, Reader, Sign, facts, question, story, time};
use crate::catalog::Confidence;
use crate::certificate::visible;
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::{By, Decision, Mapping, Outcome, Verdict};
use crate::prediction::{self, Prediction};
use crate::rules::Gate;
use crate::situation::Scenario;

pub(super) fn answer(found: &Found, judgment: &Judgment, reader: &Reader<'_>) -> Answer {
    let (Some(mapping), Some(certificate)) = (&judgment.mapping, &found.certificate) else {
        return not_judged(found);
    };
    let mut answer = match judgment.predictions.first() {
        Some(prediction) if !maps_an_account(prediction.scenario) => without_account(judgment, prediction),
        None if certificate.is_ca() => authority(),
        prediction => with_account(found, judgment, mapping, prediction, reader),
    };
    if let Some(cut) = found.defects.iter().find(|defect| defect.id == "truncated") {
        cut_off(&mut answer, &cut.message);
    }
    answer
}

/// Nobody accepts a certificate without its end, whatever the part that is left says.
fn cut_off(answer: &mut Answer, message: &str) {
    answer.sentence = format!(
        "{} As it is, nobody accepts it. What can still be read says: {}. {}",
        visible(message),
        answer.headline.to_lowercase(),
        answer.sentence
    );
    answer.headline = "The file is cut off".to_owned();
    answer.sign = Sign::Warning;
}

/// Whether the scenario ends at a domain controller that maps the certificate to an account.
pub(super) const fn maps_an_account(scenario: Scenario) -> bool {
    match scenario {
        Scenario::UserTunnel
        | Scenario::WifiUser
        | Scenario::WifiComputer
        | Scenario::SmartCard
        | Scenario::IpsecAccountMapping
        | Scenario::LdapsClient => true,
        Scenario::DeviceTunnel
        | Scenario::Ikev2Server
        | Scenario::NpsServer
        | Scenario::SstpServer
        | Scenario::Kdc => false,
    }
}

/// An answer for a logon: what the mapping says, and what happens to it on the way.
fn with_account(
    found: &Found,
    judgment: &Judgment,
    mapping: &Mapping,
    prediction: Option<&Prediction>,
    reader: &Reader<'_>,
) -> Answer {
    let mut answer = Answer {
        sign: sign(mapping.verdict, mapping.decision.outcome),
        headline: headline(found, mapping).to_owned(),
        sentence: sentence(found, mapping),
        certainty: certainty(&mapping.decision, reader),
        advice: String::new(),
        verdict: Some(mapping.verdict),
    };
    if let Some(prediction) = prediction {
        bend(&mut answer, judgment, prediction);
    }
    if let Some(elsewhere) = elsewhere(judgment) {
        answer.sentence = format!("{} {elsewhere}", answer.sentence);
    }
    answer
}

/// A proof of the account does not help a certificate that is stopped before anyone asks for the account, or after.
fn bend(answer: &mut Answer, judgment: &Judgment, prediction: &Prediction) {
    let early = prediction.gate.is_some_and(|gate| gate != Gate::AccountMapping);
    let because = because(judgment, prediction);
    match prediction.outcome {
        prediction::Outcome::Fails if early => {
            let mapped = match answer.verdict {
                Some(Verdict::Strong) => " Its proof of the account is good, but nobody gets to see it.",
                Some(Verdict::Undecided) | None => "",
                Some(_) => " And even past that point nothing in it would prove the account.",
            };
            answer.sentence = format!("{} {}{mapped}", because, story::sentence(prediction));
            answer.headline = "It will be refused".to_owned();
            answer.sign = Sign::Refused;
        }
        prediction::Outcome::Fails if answer.sign == Sign::Good => {
            answer.sentence = format!("{} Even so it will be refused: {because}", answer.sentence);
            answer.headline = "Strongly mapped, yet refused".to_owned();
            answer.sign = Sign::Refused;
        }
        prediction::Outcome::ConnectsWithWarning if answer.sign == Sign::Good => {
            answer.sentence = format!("{} One thing to mend: {because}", answer.sentence);
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

/// What the gravest of the findings that decided says.
fn because(judgment: &Judgment, prediction: &Prediction) -> String {
    judgment
        .findings
        .iter()
        .find(|(rule, _)| prediction.because.contains(rule))
        .map(|(_, finding)| visible(&finding.because))
        .unwrap_or_default()
}

/// What is different in the scenarios behind the first.
fn elsewhere(judgment: &Judgment) -> Option<String> {
    let (first, others) = judgment.predictions.split_first()?;
    let different: Vec<&str> = others
        .iter()
        .filter(|other| {
            (other.outcome == prediction::Outcome::Fails) != (first.outcome == prediction::Outcome::Fails)
        })
        .map(|other| story::title(other.scenario))
        .collect();
    (!different.is_empty()).then(|| format!("Different for: {}; see below.", different.join(", ")))
}

const fn sign(verdict: Verdict, outcome: Outcome) -> Sign {
    match (verdict, outcome) {
        (_, Outcome::AllowedWithWarning | Outcome::DependsOnController) => Sign::Warning,
        (Verdict::Undecided, _) | (_, Outcome::CannotTell) => Sign::CannotTell,
        (Verdict::Strong, Outcome::Allowed) => Sign::Good,
        (_, Outcome::Allowed) => Sign::Warning,
        (_, Outcome::Denied) => Sign::Refused,
    }
}

const fn headline(found: &Found, mapping: &Mapping) -> &'static str {
    match (mapping.verdict, mapping.by, mapping.decision.outcome) {
        (Verdict::Strong, _, Outcome::Allowed) => "Strongly mapped",
        (Verdict::Strong, _, Outcome::AllowedWithWarning) => "Strongly mapped, with a warning",
        (Verdict::Strong, _, Outcome::Denied) => "Strongly mapped, yet refused",
        (Verdict::Strong, _, Outcome::DependsOnController) => {
            "Strongly mapped on some domain controllers only"
        }
        (Verdict::Strong, _, Outcome::CannotTell) => "Strongly mapped, outcome open",
        (Verdict::Weak, _, Outcome::Denied) => match found.kind {
            Kind::Request => "Not strongly mapped as requested",
            _ => "Not strongly mapped",
        },
        (Verdict::Weak, _, Outcome::Allowed | Outcome::AllowedWithWarning) => {
            "Not strongly mapped, still let in"
        }
        (Verdict::Weak, _, _) => "Not strongly mapped, outcome open",
        (Verdict::None, ..) => "Not mapped to any account",
        (Verdict::Mismatch, Some(By::Upn | By::Dns), _) => "Names another account",
        (Verdict::Mismatch, ..) => "Proves another account",
        (Verdict::Undecided, _, Outcome::DependsOnController) => "Depends on the domain controller",
        (Verdict::Undecided, ..) => "Cannot tell yet",
    }
}

fn sentence(found: &Found, mapping: &Mapping) -> String {
    let it = match found.kind {
        Kind::Request => "a certificate as requested here",
        _ => "this certificate",
    };
    let outcome = match mapping.decision.outcome {
        Outcome::Denied => format!("A domain controller will refuse {it}"),
        Outcome::AllowedWithWarning => {
            format!("A domain controller still lets {it} in, and writes a warning")
        }
        Outcome::Allowed => format!("A domain controller lets {it} in"),
        Outcome::DependsOnController => {
            format!("Whether {it} works depends on which domain controller answers")
        }
        Outcome::CannotTell => format!("What a domain controller does with {it} cannot be told yet"),
    };
    let who = facts::name(found);
    match (mapping.verdict, mapping.by) {
        (Verdict::Strong, by) => {
            let proof = proof(by);
            let account = match (&mapping.sid, by) {
                (Some(sid), Some(By::SidExtension | By::SanUri)) => format!("the account with the SID {sid}"),
                _ => "the account it belongs to".to_owned(),
            };
            match mapping.decision.outcome {
                Outcome::Allowed => format!("{proof} {account}, and a domain controller accepts that."),
                _ => format!("{proof} {account}. {outcome}."),
            }
        }
        (Verdict::Weak, Some(By::AltSecurityIdentity)) => {
            format!(
                "{outcome}: only a mapping of a weak form on the account leads to it, and that proves nothing."
            )
        }
        (Verdict::Weak, _) => {
            let unless = match found.kind {
                Kind::Request => " The authority can still add the SID when it issues the certificate.",
                _ => "",
            };
            format!(
                "{outcome}: nothing in it proves which account it belongs to, only a name does ({who}).{unless}"
            )
        }
        (Verdict::None, _) => format!("{outcome}: nothing in it finds an account or proves one."),
        (Verdict::Mismatch, Some(By::Upn | By::Dns)) => {
            format!("{outcome}: the name in it ({who}) is not the name of this account.")
        }
        (Verdict::Mismatch, _) => match &mapping.sid {
            Some(sid) => format!("{outcome}: the SID in it, {sid}, belongs to another account."),
            None => format!("{outcome}: what it proves is another account."),
        },
        (Verdict::Undecided, _) => match mapping.questions.first() {
            Some(first) => format!("{outcome}. It hangs on one answer: {}", question::ask(first).prompt),
            None => format!("{outcome}: the sources do not say what happens here."),
        },
    }
}

const fn proof(by: Option<By>) -> &'static str {
    match by {
        Some(By::SidExtension) => "The SID extension in it proves",
        Some(By::SanUri) => "The SID in its alternative name proves",
        Some(By::AltSecurityIdentity) => "A mapping written on the account proves",
        Some(By::KeyTrust) => "Its key, registered on the account, proves",
        Some(By::NamePolicy) => "A policy on the domain controllers accepts its name as proof for",
        Some(By::Upn | By::Dns) | None => "It proves",
    }
}

fn certainty(decision: &Decision, reader: &Reader<'_>) -> String {
    let basis = match decision.confidence {
        Confidence::Documented => "Sure: documented by Microsoft",
        Confidence::Reported => "Quite sure: reported from the field, not documented by Microsoft",
        Confidence::Inferred => "Not sure: inferred, not documented by Microsoft",
    };
    match controllers(reader) {
        Some(controllers) => format!("{basis} · {controllers}"),
        None => basis.to_owned(),
    }
}

/// For which domain controllers the answer holds.
fn controllers(reader: &Reader<'_>) -> Option<String> {
    let dc = &reader.situation.dc;
    let version = match dc.versions.as_slice() {
        [] => String::new(),
        [only] => format!(" with Server {}", only.name()),
        _ => " of several releases".to_owned(),
    };
    match (dc.updated, reader.situation.today) {
        (Some(month), _) => Some(format!(
            "domain controllers{version} updated to {}",
            time::month(i64::from(month.year), month.month)
        )),
        (None, Some(today)) => {
            let civil = today.civil();
            Some(format!("domain controllers{version} patched to {}", time::month(civil.year, civil.month)))
        }
        (None, None) => None,
    }
}

/// An answer where no account is concerned: servers and device tunnels.
fn without_account(judgment: &Judgment, prediction: &Prediction) -> Answer {
    use prediction::Outcome;
    let (sign, headline) = match prediction.outcome {
        Outcome::Connects => (Sign::Good, "Nothing known stops it"),
        Outcome::ConnectsWithWarning => (Sign::Warning, "It works, with a remark"),
        Outcome::Fails => (Sign::Refused, "It will be refused"),
        Outcome::CannotTell => (Sign::CannotTell, "Cannot tell yet"),
    };
    let mut sentences = vec![because(judgment, prediction)];
    if prediction.outcome != Outcome::ConnectsWithWarning || sentences.iter().all(String::is_empty) {
        sentences.push(story::sentence(prediction));
    }
    sentences.push(format!("Judged for: {}.", story::title(prediction.scenario)));
    sentences.extend(elsewhere(judgment));
    sentences.retain(|sentence| !sentence.is_empty());
    let weakest = prediction.codes.iter().map(|shown| shown.confidence).min();
    let certainty = match weakest {
        Some(confidence) => format!("The codes are {}", super::confidence(confidence)),
        None => "No account is concerned: strong mapping plays no part here".to_owned(),
    };
    Answer {
        sign,
        headline: headline.to_owned(),
        sentence: sentences.join(" "),
        certainty,
        advice: String::new(),
        verdict: None,
    }
}

fn authority() -> Answer {
    Answer {
        sign: Sign::NotConcerned,
        headline: "An authority, not an account".to_owned(),
        sentence: "It issues certificates and logs on nobody, so strong mapping plays no part for it. \
                   It helps to judge the certificates below it: drop those too."
            .to_owned(),
        certainty: String::new(),
        advice: String::new(),
        verdict: None,
    }
}

fn not_judged(found: &Found) -> Answer {
    let reason = found.defects.first().map(|defect| visible(&defect.message)).unwrap_or_default();
    let (sign, headline, sentence, advice) = match found.kind {
        Kind::RevocationList => (
            Sign::NotConcerned,
            "A revocation list",
            "It lists revoked certificates and maps to no account.",
            "",
        ),
        Kind::PrivateKey => (
            Sign::Warning,
            "A private key",
            "It was recognised and dropped from memory at once; nothing of it is shown or kept.",
            "A private key should not leave the machine it belongs to. The certificate alone is enough here.",
        ),
        Kind::Locked => (
            Sign::CannotTell,
            "Locked",
            "A password is needed to read what is in it.",
            "The password is used once, in this browser, and not kept.",
        ),
        Kind::Evidence => (
            Sign::NotConcerned,
            "Facts about an account",
            "What it tells about the account fills in what you did not tell yourself.",
            "",
        ),
        _ => (
            Sign::CannotTell,
            "Not recognised",
            "Nothing in it is a certificate or anything else known here.",
            "What can be read: certificates, requests and revocation lists as DER, PEM or base64 in any text, \
             PKCS#7 (.p7b), PFX (.pfx, .p12), certutil dumps, registry exports, LDIF, and ZIP archives of these.",
        ),
    };
    let sentence = match found.kind {
        Kind::Locked | Kind::Unknown if !reason.is_empty() => reason,
        _ => sentence.to_owned(),
    };
    Answer {
        sign,
        headline: headline.to_owned(),
        sentence,
        certainty: String::new(),
        advice: advice.to_owned(),
        verdict: None,
    }
}
