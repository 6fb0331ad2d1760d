//! The certificate and its chain are large.

use super::facts;
use super::making::{
    Case, Effect, Event, Fault, Fix, Look, Ras, Reported, Rule, Scenario, Shell, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "big-chain",
    title: "Certificate or chain too large for some networks",
    conditions: &["S4-29"],
    sources: &["RH-IKEV2", "RH-FRAG"],
    explanation: include_str!("big_chain.md"),
    effects: &[
        Effect::warn(
            &[Scenario::UserTunnel],
            gate::KeyExchange,
            Reported,
            &[
                on(seen::CLIENT, Ras, 718, Reported),
                on(seen::CLIENT, Ras, 812, Reported),
                on(seen::CLIENT, Ras, 691, Reported),
                on(seen::NPS, Event, 6274, Reported),
            ],
        )
        .fixed_by(&[SPLIT_PACKETS]),
        Effect::warn(&[Scenario::WifiUser, Scenario::WifiComputer], gate::KeyExchange, Reported, &[]),
    ],
    elsewhere: "The size matters only where EAP sends the chain in small packets.",
    fixes: &[Fix {
        title: "Reduce the size of the certificate or the packets",
        term: Term::Permanent,
        steps: &[
            "In the NPS network policy, set Framed-MTU to 1344.",
            "Use keys of 2048 or 3072 bits and remove names that are not needed.",
        ],
        commands: &[],
    }],
    look,
};

const SPLIT_PACKETS: Fix = Fix {
    title: "Enable IKEv2 fragmentation",
    term: Term::Permanent,
    steps: &[
        "On the VPN server, set the registry value below and restart the service. This ends all connections.",
    ],
    commands: &[
        (
            Shell::Reg,
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 /v EnableServerFragmentation /t REG_DWORD /d 1",
        ),
        (Shell::Powershell, "Restart-Service RemoteAccess"),
    ],
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    let bits =
        certificate.public_key.as_ref().filter(|key| key.algorithm == facts::RSA).and_then(|key| key.bits);
    let names = certificate.san.len();
    let authorities = case.chain.iter().filter(|issuer| !issuer.is_self_issued()).count();
    let because = match bits {
        Some(bits) if bits >= 4096 => format!("The RSA key has {bits} bits."),
        _ if names > MANY_NAMES => format!("The SAN has {names} names."),
        _ if authorities > MANY_AUTHORITIES => {
            format!("There are {authorities} CAs between the certificate and its root CA.")
        }
        _ => return Look::Met,
    };
    Fault::new(because).into()
}

const MANY_NAMES: usize = 20;
const MANY_AUTHORITIES: usize = 2;
