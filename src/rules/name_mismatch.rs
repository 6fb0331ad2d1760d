//! Clients connect to a name that is not in the certificate.

use super::host_name::{self, Match};
use super::making::{
    Case, Documented, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Ike, Inferred, Look, Rule, SSTP_SERVER,
    Scenario, Shell, Term, gate, on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "name-mismatch",
    title: "Server name is not in the certificate",
    conditions: &["S1-07", "S5-02"],
    sources: &["MS-AOVPN", "MS-IKEv2TS", "RH-IKEREQ", "WINERROR"],
    explanation: include_str!("name_mismatch.md"),
    effects: &[
        Effect::block(
            IKEV2_SERVER,
            gate::ServerTrust,
            Documented,
            &[on(seen::CLIENT, Ike, 13_801, Documented)],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::ServerTrust,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_010F, Inferred)],
        ),
    ],
    elsewhere: "Clients do not compare a host name here. For NPS, see the rules about server names.",
    fixes: &[Fix {
        title: "Make the certificate and the VPN profile agree on the name",
        term: Term::Permanent,
        steps: &[
            "Reissue the certificate with the server's public name as a DNS name in the SAN.",
            "Or change the server name in the clients' VPN profile to a name in the certificate.",
        ],
        commands: &[(
            Shell::Powershell,
            "Set-VpnConnection -Name 'CONNECTION' -ServerAddress vpn.example.com",
        )],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let Some(wanted) = case.server_name() else {
        return Look::Doubtful(questions::SERVER_NAME);
    };
    let strict = case.scenario == Scenario::Ikev2Server;
    match host_name::compare(case.certificate, wanted) {
        Match::Same => Look::Met,
        Match::Wildcard if strict => {
            Look::NotApplicable("A wildcard matches the name. Another rule covers that.")
        }
        Match::AddressOnly if strict => {
            Look::NotApplicable("An IP address entry matches. Another rule covers that.")
        }
        Match::Wildcard | Match::AddressOnly => Look::Met,
        Match::None => Fault::new(format!(
            "Clients connect to {wanted}. The certificate contains {}.",
            host_name::in_words(case.certificate)
        ))
        .into(),
    }
}
