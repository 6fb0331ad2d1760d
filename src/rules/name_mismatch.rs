//! Clients connect to a name that the certificate does not carry.

use super::host_name::{self, Match};
use super::making::{
    Case, Documented, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Ike, Inferred, Look, Rule, SSTP_SERVER,
    Scenario, Shell, Term, gate, on, seen,
};
use super::questions;

pub(super) const RULE: Rule = Rule {
    id: "name-mismatch",
    title: "The server's name is not in it",
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
    elsewhere: "No client compares a host name here; for NPS see the rules about server names.",
    fixes: &[Fix {
        title: "Make the server's name in certificate and VPN profile agree",
        term: Term::Lasting,
        steps: &[
            "Reissue the certificate with the public name of the server among its DNS names.",
            "Or change the profile of the clients to a name that stands in the certificate.",
        ],
        commands: &[(Shell::Powershell, "Set-VpnConnection -Name CONNECTION -ServerAddress vpn.example.com")],
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
        Match::Wildcard if strict => Look::Aside("A wildcard covers it, which is another rule's concern."),
        Match::AddressOnly if strict => {
            Look::Aside("An IP address entry covers it, which is another rule's concern.")
        }
        Match::Wildcard | Match::AddressOnly => Look::Met,
        Match::None => Fault::new(format!(
            "Clients connect to {wanted}. The certificate names {}.",
            host_name::in_words(case.certificate)
        ))
        .into(),
    }
}
