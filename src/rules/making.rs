//! What rules are made of, in the words their tables are written in.

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

/// Gates and stations under the names of their rooms, so that `Nps` stays the family.
pub(super) mod gate {
    pub(in crate::rules) use crate::rules::Gate::{
        AccountMapping, Chain, KeyExchange, Policy, Revocation, Selection, ServerTrust,
    };
}

/// Where codes are seen.
pub(super) mod seen {
    use crate::rules::Station;
    pub(in crate::rules) const CLIENT: Station = Station::Client;
    pub(in crate::rules) const SERVER: Station = Station::VpnServer;
    pub(in crate::rules) const NPS: Station = Station::Nps;
    pub(in crate::rules) const DC: Station = Station::Dc;
}

/// Where a domain controller maps an account.
pub(super) const LOGONS: &[Scenario] = &[
    Scenario::UserTunnel,
    Scenario::WifiUser,
    Scenario::WifiComputer,
    Scenario::SmartCard,
    Scenario::LdapsClient,
    Scenario::IpsecAccountMapping,
];
/// Clients that speak EAP to NPS.
pub(super) const EAP: &[Scenario] = &[Scenario::UserTunnel, Scenario::WifiUser, Scenario::WifiComputer];
pub(super) const DEVICE_TUNNEL: &[Scenario] = &[Scenario::DeviceTunnel];
pub(super) const SMART_CARD: &[Scenario] = &[Scenario::SmartCard];
pub(super) const IPSEC: &[Scenario] = &[Scenario::IpsecAccountMapping];
pub(super) const LDAPS: &[Scenario] = &[Scenario::LdapsClient];
pub(super) const IKEV2_SERVER: &[Scenario] = &[Scenario::Ikev2Server];
pub(super) const NPS_SERVER: &[Scenario] = &[Scenario::NpsServer];
pub(super) const SSTP_SERVER: &[Scenario] = &[Scenario::SstpServer];
pub(super) const KDC: &[Scenario] = &[Scenario::Kdc];

/// Why a rule about logons plays no part elsewhere.
pub(super) const NO_LOGON: &str = "The certificate is not mapped to an account here. For the device tunnel, the VPN server checks the certificate itself.";
/// What stands there where a rule plays a part everywhere.
pub(super) const IN_EVERY_ROLE: &str = "Windows checks this in every role.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logons_are_where_an_account_is_mapped() {
        assert!(Scenario::ALL.into_iter().all(|it| LOGONS.contains(&it) == it.maps_an_account()));
    }
}
