//! The VPN server filters by EKU.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Effect, Fault, Fix, Ike, Inferred, Look, Rule, Shell, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "eku-not-accepted",
    title: "EKU is not accepted by the VPN server",
    conditions: &["S2-11"],
    sources: &["MS-DT"],
    explanation: include_str!("eku_not_accepted.md"),
    effects: &[Effect::block(
        DEVICE_TUNNEL,
        gate::Policy,
        Inferred,
        &[on(seen::CLIENT, Ike, 13_801, Inferred), on(seen::CLIENT, Ike, 13_806, Inferred)],
    )],
    elsewhere: "CertificateEKUsToAccept applies to device certificates only.",
    fixes: &[Fix {
        title: "Make the EKU and the VPN server's filter agree",
        term: Term::Permanent,
        steps: &[
            "Reissue the certificate with an EKU that the VPN server accepts, or change CertificateEKUsToAccept on the VPN server.",
        ],
        commands: &[(Shell::Powershell, "Get-VpnAuthProtocol | Select-Object CertificateEKUsToAccept")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    // With a text that is no OID, it is not known what the server accepts.
    let Some(accepted) = facts::oids(&case.situation.rras.ekus) else { return Look::Met };
    let own = case.certificate.eku.as_deref().unwrap_or_default();
    let is_own = |wanted: &&str| own.iter().any(|own| own.to_string() == *wanted);
    if accepted.is_empty() || accepted.iter().any(is_own) {
        return Look::Met;
    }
    Fault::new(format!("The VPN server accepts {}. The EKU contains none of these.", accepted.join(", ")))
        .at(facts::eku_span(case.certificate))
        .into()
}
