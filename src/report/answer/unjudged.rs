//! Answers to what is not judged as a certificate of its own: what is cut off, authorities, and everything else that is
//! dropped.

use super::{in_a_sentence, rest_on};
use crate::certificate::{Certificate, visible};
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::Mapping;
use crate::report::{Answer, Sign};
use crate::situation::Account;

const CUT_OFF: &str = "The file is cut off";
pub(super) const COPY_AGAIN: &str = "Copy the whole file again.";

/// An answer where the part is missing that would tell.
pub(super) fn unread(found: &Found, mapping: &Mapping) -> Answer {
    let rest = match &mapping.sid {
        None => {
            "may hold the name and the SID, so that nobody can tell from the rest whether it is mapped to an account."
                .to_owned()
        }
        Some(sid) => format!(
            "may hold the name and what it may be used for, so that nobody can tell from the rest whether it \
             works. What is left holds the SID {sid}."
        ),
    };
    Answer {
        sign: Sign::CannotTell,
        headline: CUT_OFF.to_owned(),
        sentence: format!("{} What is missing {rest}", missing(found)),
        certainty: String::new(),
        sure: false,
        early: false,
        advice: COPY_AGAIN.to_owned(),
        verdict: Some(mapping.verdict),
    }
}

/// Nobody accepts a certificate without its end, even where the part that is left says everything.
pub(super) fn cut_off(answer: &mut Answer, found: &Found) {
    answer.sentence = format!(
        "{} As it is, nobody accepts it. What can still be read says: {}. {}",
        missing(found),
        in_a_sentence(&answer.headline),
        answer.sentence
    );
    answer.headline = CUT_OFF.to_owned();
    rest_on(answer, None);
    answer.advice = COPY_AGAIN.to_owned();
    if !matches!(answer.sign, Sign::Refused | Sign::CannotTell) {
        answer.sign = Sign::Warning;
    }
}

/// What is missing, in a sentence.
fn missing(found: &Found) -> String {
    let defect = found.defects.iter().find(|defect| defect.id == "truncated");
    defect.map(|defect| visible(&defect.message)).unwrap_or_default()
}

/// Whether it could be no account's: then it is the wrong file, or there for the sake of those below it.
pub(super) fn names_nobody(certificate: &Certificate) -> bool {
    certificate.upns().next().is_none()
        && certificate.dns_names().next().is_none()
        && certificate.sid_extension.is_none()
        && certificate.san_uris.is_empty()
}

pub(super) fn authority(judgment: &Judgment) -> Answer {
    let in_place_of_another = match judgment.predictions.as_slice() {
        [] => "",
        _ => " Sent in place of the certificate of a user, computer or server it is refused.",
    };
    Answer {
        sign: Sign::NotConcerned,
        headline: "An authority, not an account".to_owned(),
        sentence: format!(
            "It issues certificates and logs on nobody, so strong mapping plays no part for it.{in_place_of_another} \
             It helps to judge the certificates below it: drop those too."
        ),
        certainty: String::new(),
        sure: false,
        early: false,
        advice: String::new(),
        verdict: None,
    }
}

pub(super) fn not_judged(found: &Found) -> Answer {
    let reason = reason(found).and_then(|at| found.defects.get(at));
    let reason = reason.map(|defect| visible(&defect.message)).unwrap_or_default();
    let (sign, headline, sentence, advice) = match found.kind {
        Kind::RevocationList => (
            Sign::NotConcerned,
            "A revocation list",
            "It lists revoked certificates and maps to no account.",
            "Certificates of its issuer that are dropped with it are judged by it.",
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
            if found.takes_password() { "The password is used once and not kept." } else { "" },
        ),
        Kind::Evidence => {
            let (headline, sentence) = evidence(found);
            (Sign::NotConcerned, headline, sentence, reason.as_str())
        }
        _ if found.defects.first().is_some_and(|it| it.id == "change-record") => (
            Sign::CannotTell,
            "An order to change something",
            "",
            "Export the account itself, such as with ldifde -f, or Get-ADUser with -Properties * and ConvertTo-Json.",
        ),
        _ => (
            Sign::CannotTell,
            "Not recognised",
            "Nothing in it is a certificate or anything else known here.",
            "What can be read: certificates, requests and revocation lists as DER, PEM or base64 in any text, \
             PKCS#7 (.p7b), PFX (.pfx, .p12), hexadecimal dumps by certutil, and ZIP archives of these. Of accounts: LDIF, \
             CSV, and what Get-ADUser or whoami /user show. Of servers: the registry values that are asked about (.reg, \
             reg query, Get-ItemProperty), VPN profiles and connections.",
        ),
    };
    let sentence = match found.kind {
        Kind::Locked | Kind::Unknown if !reason.is_empty() => reason.clone(),
        _ => sentence.to_owned(),
    };
    Answer {
        sign,
        headline: headline.to_owned(),
        sentence,
        certainty: String::new(),
        sure: false,
        early: false,
        advice: advice.to_owned(),
        verdict: None,
    }
}

/// Which of its defects tells most of an item that is not judged; how its text was written is of no interest there.
pub(in crate::report) fn reason(found: &Found) -> Option<usize> {
    let of_text = |id: &str| matches!(id, "byte-order-mark" | "utf-16-text");
    found.defects.iter().position(|defect| !of_text(defect.id))
}

/// What facts are about, and whose they are.
fn evidence(found: &Found) -> (&'static str, &'static str) {
    let is_account = found.evidence.as_deref().is_some_and(|it| it.account != Account::default());
    let forms = ["VPN profile", "WLAN profile", "EAP configuration"];
    let form = forms.into_iter().find(|form| found.origin.starts_with(form)).filter(|_| !is_account);
    match form {
        None if is_account => (
            "Facts about an account",
            "They hold for the certificates that point at it, or for the only one there is, and fill in what you did \
             not tell yourself.",
        ),
        Some("VPN profile") => {
            ("A VPN profile", "The servers it names fill in what you did not tell yourself.")
        }
        Some(_) => ("A profile for EAP", "The servers it names fill in what you did not tell yourself."),
        None => ("Facts about the surroundings", "They fill in what you did not tell yourself."),
    }
}
