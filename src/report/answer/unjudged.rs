//! Answers for items that are not judged as a certificate: truncated and damaged files, CA certificates, and everything else.

use super::{in_a_sentence, rest_on};
use crate::certificate::{Certificate, visible};
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::Mapping;
use crate::report::{Answer, Sign};
use crate::situation::Account;

const CUT_OFF: &str = "The file is incomplete";
pub(super) const COPY_AGAIN: &str = "Copy the complete file again.";

/// The answer if the missing part may contain the name.
pub(super) fn unread(found: &Found, mapping: &Mapping) -> Answer {
    let rest = match &mapping.sid {
        None => {
            "the name and the SID, so the rest does not show whether it is mapped to an account.".to_owned()
        }
        Some(sid) => format!(
            "the name and the EKU, so the rest does not show whether it works. The rest contains the SID {sid}."
        ),
    };
    Answer {
        sign: Sign::CannotTell,
        headline: CUT_OFF.to_owned(),
        sentence: format!("{} The missing part may contain {rest}", missing(found)),
        certainty: String::new(),
        sure: false,
        early: false,
        advice: COPY_AGAIN.to_owned(),
        verdict: Some(mapping.verdict),
    }
}

/// The answer if parts may be missing or misread.
pub(super) fn damaged(found: &Found, mapping: &Mapping) -> Answer {
    let shows = match &mapping.sid {
        None => "so it does not show whether it is mapped to an account.".to_owned(),
        Some(sid) => format!("so it does not show whether it works. It seems to contain the SID {sid}."),
    };
    Answer {
        sign: Sign::CannotTell,
        headline: "The file is damaged".to_owned(),
        sentence: format!(
            "{} Names, EKU and SID may be missing or misread, {shows}",
            message(found, "strict-reader-refuses")
        ),
        certainty: String::new(),
        sure: false,
        early: false,
        advice: COPY_AGAIN.to_owned(),
        verdict: Some(mapping.verdict),
    }
}

/// No system accepts a truncated certificate, even if the part that is left contains everything of interest.
pub(super) fn cut_off(answer: &mut Answer, found: &Found) {
    answer.sentence = format!(
        "{} As it is, no system accepts it. The readable part says: {}. {}",
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

/// What is missing, as a sentence.
fn missing(found: &Found) -> String {
    message(found, "truncated")
}

/// The message of a defect; empty if there is no such defect.
fn message(found: &Found, id: &str) -> String {
    let defect = found.defects.iter().find(|defect| defect.id == id);
    defect.map(|defect| visible(&defect.message)).unwrap_or_default()
}

/// Whether it cannot be an account's certificate: it is the wrong file, or was added for the certificates below it.
pub(super) fn names_nobody(certificate: &Certificate) -> bool {
    certificate.upns().next().is_none()
        && certificate.dns_names().next().is_none()
        && certificate.sid_extension.is_none()
        && certificate.san_uris.is_empty()
}

pub(super) fn authority(judgment: &Judgment) -> Answer {
    let in_place_of_another = match judgment.predictions.as_slice() {
        [] => "",
        _ => " Sent in place of a user, computer or server certificate, it is refused.",
    };
    Answer {
        sign: Sign::NotConcerned,
        headline: "A CA certificate, not an account".to_owned(),
        sentence: format!(
            "It belongs to a certification authority (CA) and is not used for logon, so strong mapping does not \
             apply.{in_place_of_another} It helps to check the certificates below it: add those too."
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
            "A revocation list (CRL)",
            "It lists revoked certificates and maps to no account.",
            "Certificates of the same issuer are checked against it when you add them.",
        ),
        Kind::PrivateKey => (
            Sign::Warning,
            "A private key",
            "It was recognized and removed from memory at once. Nothing of it is shown or kept.",
            "A private key should not leave the computer it belongs to. The certificate alone is enough here.",
        ),
        Kind::Locked => (
            Sign::CannotTell,
            "Locked",
            "A password is needed to read its contents.",
            if found.takes_password() { "The password is used once and not kept." } else { "" },
        ),
        Kind::Evidence => {
            let (headline, sentence) = evidence(found);
            (Sign::NotConcerned, headline, sentence, reason.as_str())
        }
        _ if found.defects.first().is_some_and(|it| it.id == "change-record") => (
            Sign::CannotTell,
            "A change record, not an account",
            "",
            "Export the account itself, for example with ldifde -f, or Get-ADUser with -Properties * and ConvertTo-Json.",
        ),
        _ => (
            Sign::CannotTell,
            "Not recognized",
            "It contains no certificate and nothing else that Strongmap can read.",
            "What can be read: certificates, requests and CRLs as DER, PEM or Base64 in any text, PKCS#7 (.p7b), PFX \
             (.pfx, .p12), hexadecimal dumps from certutil, and ZIP archives of these. For accounts: LDIF, CSV, and the \
             output of Get-ADUser or whoami /user. For servers: the registry values that Strongmap asks for (.reg, reg \
             query, Get-ItemProperty), VPN profiles and VPN connections.",
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

/// The index of the defect that says most about an item that is not judged; how its text was encoded does not matter
/// there.
pub(in crate::report) fn reason(found: &Found) -> Option<usize> {
    let of_text = |id: &str| matches!(id, "byte-order-mark" | "utf-16-text");
    found.defects.iter().position(|defect| !of_text(defect.id))
}

/// The headline and sentence for a file with facts.
fn evidence(found: &Found) -> (&'static str, &'static str) {
    let is_account = found.evidence.as_deref().is_some_and(|it| it.account != Account::default());
    let forms = ["VPN profile", "WLAN profile", "EAP configuration"];
    let form = forms.into_iter().find(|form| found.origin.starts_with(form)).filter(|_| !is_account);
    match form {
        None if is_account => (
            "Account details",
            "They apply to the certificates that match the account, or to the only certificate there is, and fill in \
             what you did not enter.",
        ),
        Some("VPN profile") => ("A VPN profile", "The servers it names fill in what you did not enter."),
        Some(_) => ("An EAP profile", "The servers it names fill in what you did not enter."),
        None => ("Details about servers or clients", "They fill in what you did not enter."),
    }
}
