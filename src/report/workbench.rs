//! The two workbenches: mapping by hand, and the policy for name-based mappings.

use super::{ExplicitReport, Pointed, Segment, Sign, facts};
use crate::certificate::{Certificate, visible};
use crate::examination::Found;
use crate::mapping::form::{Form, Survival};
use crate::mapping::{Strength, explicit, name_policy, strings};
use crate::remedy::{ACCOUNT, powershell_quoted};
use crate::situation::{AccountKind, Situation};
use serde::{Deserialize, Serialize};

/// Everything about mapping one certificate by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bench {
    /// The name of the item.
    pub name: String,
    /// The strings the certificate gives, strong ones first.
    pub forms: Vec<FormReport>,
    /// What became of each string that was pasted.
    pub pasted: Vec<ExplicitReport>,
}

/// A string to write on the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormReport {
    /// The form, in words.
    pub title: String,
    /// Its name for other programs.
    pub id: String,
    /// The string.
    pub text: String,
    /// Whether it proves the account.
    pub strong: bool,
    /// Whether it is the one to take.
    pub recommended: bool,
    /// What a renewal leaves of it.
    pub renewal: String,
    /// What to beware of.
    pub cautions: Vec<String>,
    /// The command that writes it.
    pub command: String,
}

/// Writes every string a certificate gives, and weighs those that were pasted.
#[must_use]
pub fn bench(found: &Found, lines: &[String], situation: &Situation) -> Option<Bench> {
    let certificate = found.certificate.as_ref()?;
    let mut own = strings::write(certificate);
    if found.is_truncated() {
        // What is left has another hash than the certificate.
        own.sha1_puk = None;
    }
    let recommended = strings::recommended(certificate);
    let cautions = strings::cautions(certificate);
    let forms = Form::ALL
        .into_iter()
        .flat_map(|form| {
            form.strings(&own).map(str::to_owned).map(move |text| (form, text)).collect::<Vec<_>>()
        })
        .map(|(form, text)| FormReport {
            title: title(form).to_owned(),
            id: form.name().to_owned(),
            strong: form.strength() == Strength::Strong,
            recommended: recommended.as_ref().is_some_and(|(it, _)| *it == form),
            renewal: renewal(form).to_owned(),
            cautions: cautions
                .iter()
                .filter(|caution| caution.form == form.name())
                .map(|caution| visible(&caution.message))
                .collect(),
            command: command(&text, certificate, situation),
            text,
        })
        .collect();
    let pasted = lines.iter().map(|line| facts::explicit(&explicit::weigh(line, certificate))).collect();
    Some(Bench { name: facts::name(found), forms, pasted })
}

const fn title(form: Form) -> &'static str {
    match form {
        Form::IssuerSerial => "Issuer and serial number",
        Form::Ski => "Subject key identifier",
        Form::Sha1Puk => "Thumbprint, in SHA1-PUKEY",
        Form::IssuerSid => "Issuer and SID",
        Form::IssuerSubject => "Issuer and subject",
        Form::Subject => "Subject",
        Form::Rfc822 => "Mail address",
    }
}

const fn renewal(form: Form) -> &'static str {
    match form.survival() {
        Survival::Never => "Every renewal needs a new string.",
        Survival::SameKey => "It survives a renewal that keeps the key.",
        Survival::AnyRenewal => "It survives a renewal as long as names and SID stay the same.",
    }
}

/// The command that adds a string to the account, every value quoted.
fn command(text: &str, certificate: &Certificate, situation: &Situation) -> String {
    let account = &situation.account;
    let computer = match account.kind {
        Some(kind) => kind == AccountKind::Computer,
        None => certificate.upns().next().is_none() && certificate.dns_names().next().is_some(),
    };
    let identity = account.sam.clone().unwrap_or_else(|| ACCOUNT.to_owned());
    format!(
        "{} -Identity {} -Add @{{ altSecurityIdentities = {} }}",
        if computer { "Set-ADComputer" } else { "Set-ADUser" },
        powershell_quoted(&identity),
        powershell_quoted(text)
    )
}

/// What is to say about lines of the policy for name-based mappings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Each line in turn.
    pub lines: Vec<LineReport>,
    /// The line that would cover the certificate, if one can be written.
    pub suggestion: Option<String>,
    /// Why no line can be written, or what the written one does.
    pub remark: String,
}

/// A line of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineReport {
    /// The line, with the characters marked at which something is wrong.
    pub segments: Vec<Segment>,
    /// Whether it reads well.
    pub sign: Sign,
    /// In words.
    pub verdict: String,
    /// What is wrong with it, at which character.
    pub faults: Vec<Pointed>,
    /// What is wrong beyond the line itself: with other lines, or for the certificate.
    pub remarks: Vec<String>,
}

/// Checks lines of the policy by themselves and, if there is one, against a certificate and its issuer.
#[must_use]
pub fn policy(lines: &[String], found: Option<&Found>, issuer: Option<&Certificate>) -> Policy {
    let certificate = found.and_then(|found| found.certificate.as_ref());
    let faults = name_policy::lint(lines, certificate, issuer);
    let reports = lines
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let (tuple, in_itself) = name_policy::parse(line);
            let is_own = |id: &str| in_itself.iter().any(|fault| fault.id == id);
            let all = faults.iter().filter(|fault| fault.line == number);
            let own: Vec<Pointed> = all
                .clone()
                .filter(|fault| is_own(fault.id))
                .map(|fault| Pointed { message: visible(&fault.message), at: fault.at })
                .collect();
            let remarks: Vec<String> =
                all.filter(|fault| !is_own(fault.id)).map(|fault| visible(&fault.message)).collect();
            let (sign, verdict) = match (own.is_empty() && remarks.is_empty(), &tuple, certificate) {
                (true, Some(_), Some(_)) => (Sign::Good, "It reads well, and it covers this certificate."),
                (true, Some(_), None) => (Sign::Good, "It reads well."),
                (_, Some(_), _) => (Sign::Warning, "It can be read, but something is wrong."),
                (_, None, _) => (Sign::Refused, "A domain controller cannot use this line."),
            };
            let places: Vec<usize> = own.iter().map(|it| it.at).collect();
            LineReport {
                segments: facts::segments(line, &places),
                sign,
                verdict: verdict.to_owned(),
                faults: own,
                remarks,
            }
        })
        .collect();
    let suggestion =
        certificate.zip(issuer).and_then(|(certificate, issuer)| name_policy::line_for(certificate, issuer));
    let remark = match (certificate, issuer, &suggestion) {
        (None, ..) => "Choose a certificate to check the lines against it.",
        (Some(_), None, _) => {
            "A line begins with the thumbprint of the issuing authority. Add its certificate to have the line written."
        }
        (Some(_), Some(_), None) => {
            "No line can cover this certificate: it names no certificate policy, or no user principal name."
        }
        (Some(_), Some(_), Some(_)) => {
            "This line makes the name in such certificates count as proof. It covers users only, and needs domain \
             controllers with Server 2019 or later."
        }
    };
    Policy {
        lines: reports,
        suggestion: suggestion.as_ref().map(name_policy::build),
        remark: remark.to_owned(),
    }
}
