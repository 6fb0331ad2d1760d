//! The first depth: one sentence, one sign, and how sure.

use super::{Answer, Sign, facts};
use crate::catalog::Confidence;
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::{By, Decision, Mapping, Outcome, Verdict};
use crate::prediction::{self, Prediction};
use crate::situation::Scenario;

pub(super) fn answer(found: &Found, judgment: &Judgment) -> Answer {
    match (found.kind, &judgment.mapping, judgment.predictions.first()) {
        (Kind::Certificate | Kind::Request, Some(mapping), prediction) => {
            match prediction.filter(|prediction| !maps_an_account(prediction.scenario)) {
                Some(prediction) => without_account(prediction),
                None => with_account(found, mapping, prediction),
            }
        }
        _ => not_judged(found),
    }
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

fn with_account(found: &Found, mapping: &Mapping, prediction: Option<&Prediction>) -> Answer {
    let decision = &mapping.decision;
    let (headline, mut sentence) = words(found, mapping);
    let mut sign = sign(mapping.verdict, decision.outcome);
    // A proof of the account does not help a certificate that is stopped before anyone asks for the account.
    if let Some(prediction) = prediction.filter(|it| it.outcome == prediction::Outcome::Fails)
        && sign == Sign::Good
    {
        sign = Sign::Refused;
        sentence = format!(
            "{sentence} Even so it will not work: {}",
            super::story::lower_first(&super::story::sentence(prediction))
        );
    }
    Answer {
        sign,
        headline: headline.to_owned(),
        sentence,
        certainty: certainty(decision),
        verdict: Some(mapping.verdict),
    }
}

fn sign(verdict: Verdict, outcome: Outcome) -> Sign {
    match (verdict, outcome) {
        (_, Outcome::AllowedWithWarning | Outcome::DependsOnController) => Sign::Warning,
        (Verdict::Undecided, _) | (_, Outcome::CannotTell) => Sign::CannotTell,
        (Verdict::Strong, Outcome::Allowed) => Sign::Good,
        (_, Outcome::Allowed) => Sign::Warning,
        (_, Outcome::Denied) => Sign::Refused,
    }
}

fn words(found: &Found, mapping: &Mapping) -> (&'static str, String) {
    let who = facts::name(found);
    let refusal = match mapping.decision.outcome {
        Outcome::Denied => "A domain controller will refuse this certificate",
        Outcome::AllowedWithWarning => "A domain controller still lets this certificate in, with a warning",
        Outcome::Allowed => "A domain controller lets this certificate in",
        Outcome::DependsOnController => {
            "Whether this certificate works depends on which domain controller answers"
        }
        Outcome::CannotTell => "What a domain controller does with this certificate cannot be told",
    };
    match (mapping.verdict, mapping.by) {
        (Verdict::Strong, by) => {
            let proof = match by {
                Some(By::SidExtension) => "The SID extension in it proves",
                Some(By::SanUri) => "The SID in its alternative name proves",
                Some(By::AltSecurityIdentity) => "A mapping written on the account proves",
                Some(By::KeyTrust) => "Its key, registered on the account, proves",
                Some(By::NamePolicy) => "A policy on the domain controllers accepts its name as proof for",
                _ => "It proves",
            };
            let account = match (&mapping.sid, by) {
                (Some(sid), Some(By::SidExtension | By::SanUri)) => format!("the account with the SID {sid}"),
                _ => "the account it belongs to".to_owned(),
            };
            let tail = match mapping.decision.outcome {
                Outcome::Allowed => String::new(),
                _ => format!(" {refusal}."),
            };
            ("Strongly mapped", format!("{proof} {account}.{tail}"))
        }
        (Verdict::Weak, _) => (
            "Not strongly mapped",
            format!("{refusal}: nothing in it proves which account it belongs to, only a name does ({who})."),
        ),
        (Verdict::None, _) => {
            ("Not mapped to any account", format!("{refusal}: nothing in it finds an account or proves one."))
        }
        (Verdict::Mismatch, Some(By::SidExtension | By::SanUri)) => {
            ("Proves another account", format!("{refusal}: the SID in it belongs to another account."))
        }
        (Verdict::Mismatch, _) => (
            "Names another account",
            format!("{refusal}: the name in it ({who}) is not the name of this account."),
        ),
        (Verdict::Undecided, _) => (
            "Cannot tell yet",
            match mapping.questions.first() {
                Some(question) => format!("One answer is missing: {}", question.why),
                None => "The sources do not say what a domain controller does here.".to_owned(),
            },
        ),
    }
}

fn certainty(decision: &Decision) -> String {
    let basis = match decision.confidence {
        Confidence::Documented => "Sure: documented by Microsoft",
        Confidence::Reported => "Quite sure: reported from the field, not documented by Microsoft",
        Confidence::Inferred => "Not sure: inferred, not documented by Microsoft",
    };
    basis.to_owned()
}

fn without_account(prediction: &Prediction) -> Answer {
    use prediction::Outcome;
    let (sign, headline) = match prediction.outcome {
        Outcome::Connects => (Sign::Good, "Nothing known stops it"),
        Outcome::ConnectsWithWarning => (Sign::Warning, "It works, with a remark"),
        Outcome::Fails => (Sign::Refused, "It will be refused"),
        Outcome::CannotTell => (Sign::CannotTell, "Cannot tell yet"),
    };
    let weakest = prediction.codes.iter().map(|shown| shown.confidence).min();
    let certainty = match weakest {
        Some(confidence) => format!("The codes are {}", super::confidence(confidence)),
        None => "No account is concerned: strong mapping plays no part here".to_owned(),
    };
    Answer {
        sign,
        headline: headline.to_owned(),
        sentence: super::story::sentence(prediction),
        certainty,
        verdict: None,
    }
}

fn not_judged(found: &Found) -> Answer {
    let reason = found.defects.first().map(|defect| facts::visible(&defect.message));
    let (sign, headline, sentence) = match found.kind {
        Kind::RevocationList => {
            (Sign::NotConcerned, "A revocation list", "It lists revoked certificates and maps to no account.")
        }
        Kind::PrivateKey => (
            Sign::Warning,
            "A private key",
            "It was recognised and dropped from memory at once. A private key should not leave the machine it belongs to.",
        ),
        Kind::Locked => (Sign::CannotTell, "Locked", "A password is needed to read the certificates in it."),
        Kind::Evidence => (
            Sign::NotConcerned,
            "Facts about an account",
            "What it tells about the account fills the situation.",
        ),
        _ => (
            Sign::CannotTell,
            "Not recognised",
            "Nothing in it is a certificate or anything else known here.",
        ),
    };
    Answer {
        sign,
        headline: headline.to_owned(),
        sentence: reason.unwrap_or_else(|| sentence.to_owned()),
        certainty: String::new(),
        verdict: None,
    }
}
