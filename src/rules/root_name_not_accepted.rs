//! The VPN server accepts another root CA only.

use super::making::{
    Case, DEVICE_TUNNEL, Effect, Fault, Fix, Ike, Look, Reported, Rule, Shell, Term, gate, on, seen,
};
use super::{facts, questions};
use crate::certificate::Name;

pub(super) const RULE: Rule = Rule {
    id: "root-name-not-accepted",
    title: "The VPN server does not accept the root CA",
    conditions: &["S2-05"],
    sources: &["RH-ROOT", "RH-13806", "MS-DT"],
    explanation: include_str!("root_name_not_accepted.md"),
    effects: &[Effect::block(
        DEVICE_TUNNEL,
        gate::Chain,
        Reported,
        &[on(seen::CLIENT, Ike, 13_801, Reported), on(seen::CLIENT, Ike, 13_806, Reported)],
    )],
    elsewhere: "RootCertificateNameToAccept applies to device certificates only.",
    fixes: &[Fix {
        title: "Set the root CA that the VPN server accepts",
        term: Term::Permanent,
        steps: &[
            "On the VPN server, select the root CA certificate by thumbprint, set it as accepted and restart the service.",
        ],
        commands: &[(
            Shell::Powershell,
            "$root = Get-ChildItem Cert:\\LocalMachine\\Root\\THUMBPRINT
Set-VpnAuthProtocol -UserAuthProtocolAccepted Certificate, EAP -RootCertificateNameToAccept $root -PassThru
Restart-Service RemoteAccess",
        )],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let told = case.situation.rras.root_name.as_deref().map(str::trim);
    let Some(accepted) = told.filter(|name| !name.is_empty()) else {
        return Look::Assumed(questions::ROOT_NAME);
    };
    let Some(top) = case.highest_issuer() else { return Look::Met };
    if is_called(top, accepted) {
        Look::Met
    } else if case.root().is_some() {
        Fault::new(format!("The root CA is {}. The VPN server accepts {accepted}.", facts::called(top)))
            .into()
    } else {
        // The chain in the files does not reach a root CA.
        Look::Assumed(questions::ROOT_NAME)
    }
}

/// Whether a text is the name of the CA: its common name, or all its parts in any order and spacing.
fn is_called(name: &Name, text: &str) -> bool {
    let parts = |text: &str| {
        let mut parts: Vec<String> = text.split(',').map(|part| part.trim().to_lowercase()).collect();
        parts.sort_unstable();
        parts
    };
    let common = name.common_name().unwrap_or_default();
    if !text.contains('=') {
        return common.eq_ignore_ascii_case(text.trim());
    }
    let text = parts(text);
    text == parts(&name.to_string()) || text == [format!("cn={}", common.to_lowercase())]
}
