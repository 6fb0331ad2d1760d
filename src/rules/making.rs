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

/// What follows where a domain controller refuses a certificate and logs this event.
pub(super) struct RefusedWith<const EVENT: u32>;

impl<const EVENT: u32> RefusedWith<EVENT> {
    /// With EAP, if the SID or the dates are the reason; for a missing SID, other codes are reported too.
    pub(super) const EAP: Effect = Effect::block(
        EAP,
        gate::AccountMapping,
        Documented,
        &[
            on(seen::CLIENT, Ras, 853, Documented),
            on(seen::NPS, Nps, 16, Documented),
            on(seen::DC, Kdc, EVENT, Documented),
            on(seen::DC, Krb, 66, Documented),
            on(seen::CLIENT, Onex, 0x5_0005, Inferred),
        ],
    );
    pub(super) const SMART_CARD: Effect = Effect::block(
        SMART_CARD,
        gate::AccountMapping,
        Documented,
        &[on(seen::DC, Kdc, EVENT, Documented), on(seen::DC, Krb, 66, Documented)],
    );
    pub(super) const LDAPS: Effect = Effect::block(
        LDAPS,
        gate::AccountMapping,
        Inferred,
        &[
            on(seen::DC, Kdc, EVENT, Inferred),
            on(seen::DC, Krb, 66, Inferred),
            on(seen::SERVER, Schannel, 36_879, Inferred),
        ],
    );
    pub(super) const IPSEC: Effect = Effect::block(
        IPSEC,
        gate::AccountMapping,
        Inferred,
        &[
            on(seen::CLIENT, Ike, 13_908, Inferred),
            on(seen::CLIENT, Ike, 13_906, Inferred),
            on(seen::CLIENT, Ike, 13_907, Inferred),
            on(seen::CLIENT, Ike, 13_905, Inferred),
            on(seen::DC, Kdc, EVENT, Inferred),
            on(seen::DC, Krb, 66, Inferred),
        ],
    );
}

/// The fix for a domain controller whose certificate is from an older template.
pub(super) const KERBEROS_TEMPLATE: Fix = Fix {
    title: "Enroll the Kerberos Authentication template",
    term: Term::Permanent,
    steps: &[
        "Enroll the domain controllers from the template Kerberos Authentication. Then remove certificates from the older templates.",
    ],
    commands: &[(Shell::Certutil, "certutil -dcinfo verify")],
};

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
