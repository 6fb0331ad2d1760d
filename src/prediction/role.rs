//! What a certificate seems to be for.

use crate::certificate::Certificate;
use crate::certificate::well_known::{
    CLIENT_AUTHENTICATION, IKE_INTERMEDIATE, KDC_AUTHENTICATION, SERVER_AUTHENTICATION, SMART_CARD_LOGON,
    TRANSPARENCY, is_for_any,
};
use crate::situation::Scenario;
use serde::{Deserialize, Serialize};

/// The scenarios that fit what the certificate seems to be for, the most likely first; none for a CA certificate.
///
/// Uses that no certificate shows (LDAPS and IIS with client certificates, IPsec rules with account mapping) are only
/// judged on request.
#[must_use]
pub fn likely_scenarios(certificate: &Certificate) -> Vec<Scenario> {
    if certificate.is_ca() {
        return Vec::new();
    }
    let traits = Traits::of(certificate);
    if traits.domain_controller {
        return vec![Scenario::Kdc];
    }
    let mut scenarios = Vec::new();
    if traits.client || (traits.nothing_fits() && !traits.computer) {
        if traits.user || !traits.computer {
            scenarios.extend([Scenario::UserTunnel, Scenario::WifiUser]);
        }
        if traits.computer {
            scenarios.extend([Scenario::DeviceTunnel, Scenario::WifiComputer]);
        }
    } else if traits.nothing_fits() {
        scenarios.extend([Scenario::DeviceTunnel, Scenario::WifiComputer]);
    }
    if traits.smart_card && (traits.user || !traits.computer) {
        scenarios.push(Scenario::SmartCard);
    }
    if traits.server && traits.computer {
        // Most computer certificates are valid for servers too; that alone does not make them server certificates.
        if traits.ike_intermediate || !traits.client || traits.made_for_nps || traits.public {
            if !traits.made_for_nps || traits.ike_intermediate {
                scenarios.push(Scenario::Ikev2Server);
            }
            if !traits.ike_intermediate {
                scenarios.push(Scenario::NpsServer);
                if !traits.made_for_nps {
                    scenarios.push(Scenario::SstpServer);
                }
            }
        }
    }
    scenarios
}

/// Who a certificate seems to be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It issues other certificates.
    Authority,
    /// A domain controller.
    DomainController,
    /// A server, and not a client as well.
    Server,
    /// A computer.
    Computer,
    /// A user.
    User,
}

/// Who a certificate seems to be for, judged as in [`likely_scenarios`].
#[must_use]
pub fn role(certificate: &Certificate) -> Role {
    if certificate.is_ca() {
        return Role::Authority;
    }
    match likely_scenarios(certificate).first() {
        Some(Scenario::Kdc) => Role::DomainController,
        Some(Scenario::Ikev2Server | Scenario::NpsServer | Scenario::SstpServer) => Role::Server,
        Some(Scenario::DeviceTunnel | Scenario::WifiComputer) => Role::Computer,
        Some(
            Scenario::UserTunnel
            | Scenario::WifiUser
            | Scenario::SmartCard
            | Scenario::IpsecAccountMapping
            | Scenario::LdapsClient,
        ) => Role::User,
        // Its EKUs fit no scenario, so its names decide.
        None if certificate.dns_names().next().is_some() => Role::Computer,
        None => Role::User,
    }
}

/// The properties that show a role.
struct Traits {
    /// It names a user.
    user: bool,
    /// It names a host.
    computer: bool,
    client: bool,
    server: bool,
    ike_intermediate: bool,
    smart_card: bool,
    domain_controller: bool,
    made_for_nps: bool,
    public: bool,
}

impl Traits {
    fn of(certificate: &Certificate) -> Self {
        let for_any = certificate.eku.as_deref().is_none_or(is_for_any);
        let names = |purpose| certificate.eku.as_deref().unwrap_or_default().iter().any(|it| *it == purpose);
        let template = certificate.template.as_ref().and_then(|it| it.name.as_deref()).unwrap_or_default();
        let is_template = |names: &[&str]| names.iter().any(|name| template.eq_ignore_ascii_case(name));
        let user = certificate.upns().next().is_some() || certificate.emails().next().is_some();
        let host_in_subject = certificate
            .subject
            .common_name()
            .is_some_and(|name| name.contains('.') && !name.contains(['@', ' ']));
        Self {
            user,
            computer: certificate.dns_names().next().is_some() || (!user && host_in_subject),
            client: for_any || names(CLIENT_AUTHENTICATION),
            server: for_any || names(SERVER_AUTHENTICATION),
            ike_intermediate: names(IKE_INTERMEDIATE),
            smart_card: for_any || names(SMART_CARD_LOGON),
            domain_controller: names(KDC_AUTHENTICATION)
                || is_template(&[
                    "DomainController",
                    "DomainControllerAuthentication",
                    "KerberosAuthentication",
                ]),
            made_for_nps: is_template(&["RASAndIASServer"]),
            public: certificate.extensions.iter().any(|extension| extension.oid == TRANSPARENCY),
        }
    }

    /// Whether its EKUs fit no role.
    const fn nothing_fits(&self) -> bool {
        !self.client && !self.server && !self.smart_card
    }
}
