//! The building blocks for the tables of the rules.

pub(super) use super::effect::on;
pub(super) use super::refusal::Refusal;
pub(super) use super::{Case, Effect, Fault, Fix, Look, Rule, Weight};
pub(super) use crate::catalog::Code;
pub(super) use crate::catalog::Confidence::{Documented, Inferred, Reported};
pub(super) use crate::catalog::Family::{
    Eap, Event, Hresult, Ike, Kdc, Krb, Nps, Ntstatus, Onex, Ras, Schannel, Tls,
};
pub(super) use crate::remedy::{Shell, Term};
pub(super) use crate::situation::Scenario;

/// Gates in a module of their own, so that `Nps` remains the code family.
pub(super) mod gate {
    pub(in crate::rules) use crate::rules::Gate::{
        AccountMapping, Chain, KeyExchange, Policy, Revocation, Selection, ServerTrust,
    };
}

/// The computers on which codes appear.
pub(super) mod seen {
    use crate::rules::Station;
    pub(in crate::rules) const CLIENT: Station = Station::Client;
    pub(in crate::rules) const SERVER: Station = Station::VpnServer;
    pub(in crate::rules) const NPS: Station = Station::Nps;
    pub(in crate::rules) const DC: Station = Station::Dc;
}

/// The scenarios in which a domain controller maps an account.
pub(super) const LOGONS: &[Scenario] = &[
    Scenario::UserTunnel,
    Scenario::WifiUser,
    Scenario::WifiComputer,
    Scenario::SmartCard,
    Scenario::LdapsClient,
    Scenario::IpsecAccountMapping,
];
/// Clients that use EAP with NPS.
pub(super) const EAP: &[Scenario] = &[Scenario::UserTunnel, Scenario::WifiUser, Scenario::WifiComputer];
pub(super) const DEVICE_TUNNEL: &[Scenario] = &[Scenario::DeviceTunnel];
pub(super) const SMART_CARD: &[Scenario] = &[Scenario::SmartCard];
pub(super) const IPSEC: &[Scenario] = &[Scenario::IpsecAccountMapping];
pub(super) const LDAPS: &[Scenario] = &[Scenario::LdapsClient];
pub(super) const IKEV2_SERVER: &[Scenario] = &[Scenario::Ikev2Server];
pub(super) const NPS_SERVER: &[Scenario] = &[Scenario::NpsServer];
pub(super) const SSTP_SERVER: &[Scenario] = &[Scenario::SstpServer];
pub(super) const KDC: &[Scenario] = &[Scenario::Kdc];

/// Why a rule about logons does not apply elsewhere.
pub(super) const NO_LOGON: &str = "The certificate is not mapped to an account here. For the device tunnel, the VPN server checks the certificate itself.";
/// The `elsewhere` text of rules that apply in every scenario.
pub(super) const IN_EVERY_ROLE: &str = "Windows checks this in every role.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logon_scenarios_are_those_that_map_an_account() {
        assert!(Scenario::ALL.into_iter().all(|it| LOGONS.contains(&it) == it.maps_an_account()));
    }
}
