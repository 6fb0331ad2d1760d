//! The two workbenches: explicit mappings, and the name mapping policy.

use super::{ExplicitReport, Pointed, Segment, Sign, facts};
use crate::certificate::{Certificate, visible};
use crate::examination::Found;
use crate::mapping::form::{Form, Survival};
use crate::mapping::remedies::addressed;
use crate::mapping::{Strength, Usage, account_kind, explicit, name_policy, strings};
use crate::prediction::likely_scenarios;
use crate::remedy::powershell_quoted;
use crate::situation::{Scenario, Situation};
use serde::{Deserialize, Serialize};

/// The explicit mapping workbench for one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bench {
    /// The display name of the item.
    pub name: String,
    /// The explicit mappings that the certificate allows, strong ones first.
    pub forms: Vec<FormReport>,
    /// The result for each pasted mapping.
    pub pasted: Vec<ExplicitReport>,
}

/// An explicit mapping to write on the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormReport {
    /// The form, in words.
    pub title: String,
    /// The form, as in the JSON contract.
    pub id: String,
    /// The mapping string.
    pub text: String,
    /// Whether it is a strong mapping.
    pub strong: bool,
    /// Whether it is the recommended one.
    pub recommended: bool,
    /// Whether it survives a renewal.
    pub renewal: String,
    /// The reasons against it.
    pub cautions: Vec<String>,
    /// The command that adds it to the account.
    pub command: String,
}

/// Writes every explicit mapping that a certificate allows, and rates those that were pasted.
#[must_use]
pub fn bench(found: &Found, lines: &[String], situation: &Situation) -> Option<Bench> {
    let certificate = found.certificate.as_ref()?;
    let mut own = strings::write(certificate);
    if found.is_truncated() {
        // A truncated file has another hash than the certificate.
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
    let pasted = lines.iter().map(|line| facts::explicit(&explicit::assess(line, certificate))).collect();
    Some(Bench { name: facts::name(found), forms, pasted })
}

const fn title(form: Form) -> &'static str {
    match form {
        Form::IssuerSerial => "Issuer and serial number",
        Form::Ski => "Subject key identifier",
        Form::Sha1Puk => "Thumbprint (SHA1-PUKEY)",
        Form::IssuerSid => "Issuer and SID",
        Form::IssuerSubject => "Issuer and subject",
        Form::Subject => "Subject",
        Form::Rfc822 => "Email address",
    }
}

const fn renewal(form: Form) -> &'static str {
    match form.survival() {
        Survival::Never => "Every renewal needs a new mapping.",
        Survival::SameKey => "It survives a renewal with the same key.",
        Survival::AnyRenewal => "It survives a renewal while the names and the SID stay the same.",
    }
}

/// The command that adds a mapping to the account, with all values quoted.
fn command(text: &str, certificate: &Certificate, situation: &Situation) -> String {
    let usage = Usage::of(first_scenario(certificate, situation));
    let (cmdlet, identity) = addressed(&situation.account, account_kind(certificate, situation, usage));
    let text = powershell_quoted(text);
    format!("Set-{cmdlet} -Identity {identity} -Add @{{ altSecurityIdentities = {text} }}")
}

/// The scenario that applies if there is only one decision for a certificate.
fn first_scenario(certificate: &Certificate, situation: &Situation) -> Option<Scenario> {
    let asked = situation.scenarios.first().copied();
    asked.or_else(|| likely_scenarios(certificate).first().copied())
}

/// The name mapping policy workbench.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The result for each line.
    pub lines: Vec<LineReport>,
    /// The line that would cover the certificate, if possible.
    pub suggestion: Option<String>,
    /// Why no line is suggested, or what the suggested one does.
    pub remark: String,
}

/// A line of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineReport {
    /// The line, with the characters marked where something is wrong.
    pub segments: Vec<Segment>,
    /// The sign for the line.
    pub sign: Sign,
    /// The result, as a sentence.
    pub verdict: String,
    /// The faults in the line, each with its character position.
    pub faults: Vec<Pointed>,
    /// Other faults: with other lines, or for the certificate.
    pub remarks: Vec<String>,
}

/// Checks lines of the policy by themselves and, if given, against a certificate and those of its issuer.
#[must_use]
pub fn policy(lines: &[String], found: Option<&Found>, issuers: &[&Certificate]) -> Policy {
    let certificate = found.and_then(|found| found.certificate.as_ref());
    let issuer = issuers.first().copied();
    let faults = name_policy::lint(lines, certificate, issuers);
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
                (true, Some(_), Some(_)) => (Sign::Good, "Valid, and it covers this certificate."),
                (true, Some(_), None) => (Sign::Good, "Valid."),
                (_, Some(_), _) => (Sign::Warning, "Readable, but something is wrong."),
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
    let possible = certificate
        .zip(issuer)
        .is_some_and(|(certificate, issuer)| name_policy::line_for(certificate, issuer).is_some());
    let suggestion = certificate
        .zip(issuer)
        .and_then(|(certificate, issuer)| name_policy::suggest(lines, certificate, issuer));
    let effect = "This line makes the name in such certificates count as a strong mapping. It covers users only, and \
                  needs domain controllers on Server 2019 or later.";
    let remark = match (certificate, issuer, &suggestion) {
        (None, ..) => "Select a certificate to check the lines against it.".to_owned(),
        (Some(_), None, _) => {
            "A line begins with the thumbprint of the issuing CA. Add the CA certificate to get a line."
                .to_owned()
        }
        (Some(_), Some(_), None) if possible => "A line already covers this certificate.".to_owned(),
        (Some(certificate), Some(_), None) => {
            let lacks = if certificate.policies.is_empty() {
                "certificate policy"
            } else {
                "user principal name (UPN)"
            };
            format!("No line can cover this certificate: it has no {lacks}.")
        }
        (Some(_), Some(_), Some(it)) => {
            [Some(effect.to_owned()), it.place()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    };
    Policy { lines: reports, suggestion: suggestion.map(|it| name_policy::build(&it.line)), remark }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::situation::from_json;

    #[track_caller]
    fn check(leaf: &forge::Leaf, told: &str, expect: &str) {
        let findings = examination::read(&[File { name: "a.cer", bytes: &leaf.der() }], &[]);
        let situation = from_json(&format!("{{{told}}}")).unwrap().0;
        let forms = bench(&findings.items[0], &[], &situation).unwrap().forms;
        assert!(!forms.is_empty());
        for form in forms {
            assert!(form.command.starts_with(expect), "{told}: {}", form.command);
        }
    }

    #[test]
    fn command_uses_the_cmdlet_for_the_account_type() {
        let alice = || forge::Leaf::user("alice").upn("alice@corp.example");
        let computer = || forge::Leaf::computer("pc1.corp.example");
        let nameless = || forge::Leaf::user("alice").without(forge::oid::SUBJECT_ALT_NAME);
        check(&alice(), "", "Set-ADUser -Identity 'NAME' -Add ");
        check(&computer(), "", "Set-ADComputer -Identity 'NAME' -Add ");
        check(&computer(), r#""account":{"kind":"user"}"#, "Set-ADUser ");
        check(&nameless(), r#""account":{"sam":"PC1$"}"#, "Set-ADComputer -Identity 'PC1$' ");
        check(&nameless(), r#""account":{"dns":"pc1.corp.example"}"#, "Set-ADComputer ");
        check(&computer(), r#""account":{"upn":"alice@corp.example"}"#, "Set-ADUser ");
        check(&nameless(), r#""scenario":"wifi-computer""#, "Set-ADComputer ");
        check(&nameless(), "", "Set-ADUser ");
        let sid = r#""account":{"sid":"S-1-5-21-1-2-3-1105"}"#;
        check(&alice(), sid, "Set-ADUser -Identity 'S-1-5-21-1-2-3-1105' ");
    }
}
