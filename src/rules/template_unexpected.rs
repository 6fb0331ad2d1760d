//! The template is for another use.

use super::making::{Case, DEVICE_TUNNEL, EAP, Effect, Fault, Inferred, Look, Rule, gate};
use crate::catalog;
use crate::mapping::stated_kind;
use crate::situation::{AccountKind, Scenario};

pub(super) const RULE: Rule = Rule {
    id: "template-unexpected",
    title: "Template is for another purpose",
    conditions: &["S4-31"],
    sources: &["GENERAL"],
    explanation: include_str!("template_unexpected.md"),
    effects: &[
        Effect::note(EAP, gate::Selection, Inferred, &[]),
        Effect::note(DEVICE_TUNNEL, gate::Selection, Inferred, &[]),
    ],
    elsewhere: "The template name is checked only for clients.",
    fixes: &[],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(name) = case.certificate.template.as_ref().and_then(|it| it.name.as_deref()) else {
        return Look::Met;
    };
    let unexpected: &[&str] = if belongs_to_a_computer(case) { FOR_USERS } else { FOR_MACHINES };
    match catalog::template::find(name).filter(|it| unexpected.contains(&it.name)) {
        Some(template) => Fault::new(format!(
            "The certificate was issued from the template {} ({}).",
            template.name, template.purpose
        ))
        .into(),
        None => Look::Met,
    }
}

/// Whether the certificate should be a computer's. Based on the account and the scenario only, because the
/// certificate's own contents are what is checked.
fn belongs_to_a_computer(case: &Case<'_>) -> bool {
    match (case.scenario, stated_kind(&case.situation.account)) {
        (Scenario::DeviceTunnel, _) | (_, Some(AccountKind::Computer)) | (Scenario::WifiComputer, None) => {
            true
        }
        (_, Some(AccountKind::User) | None) => false,
    }
}

const FOR_USERS: &[&str] =
    &["User", "UserSignature", "ClientAuth", "SmartcardUser", "SmartcardLogon", "EFS", "Administrator"];
const FOR_MACHINES: &[&str] = &[
    "Machine",
    "Workstation",
    "WebServer",
    "DomainController",
    "DomainControllerAuthentication",
    "KerberosAuthentication",
    "RASAndIASServer",
    "IPSECIntermediateOnline",
    "IPSECIntermediateOffline",
];
