//! Certificate and chain are big.

use super::facts;
use super::making::{
    Case, Effect, Event, Fault, Fix, Look, Ras, Reported, Rule, Scenario, Shell, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "big-chain",
    title: "Too big for some networks",
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
    elsewhere: "The size matters where EAP carries the chain in small packets.",
    fixes: &[Fix {
        title: "Make the certificate or the packets smaller",
        term: Term::Lasting,
        steps: &[
            "Let NPS send a Framed-MTU of 1344.",
            "Use keys of 2048 or 3072 bits and leave out names that nobody needs.",
        ],
        commands: &[],
    }],
    look,
};

const SPLIT_PACKETS: Fix = Fix {
    title: "Split the packets of IKEv2",
    term: Term::Lasting,
    steps: &["Switch on IKEv2 fragmentation on the VPN server."],
    commands: &[(
        Shell::Reg,
        "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 /v EnableServerFragmentation /t REG_DWORD /d 1",
    )],
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    let bits =
        certificate.public_key.as_ref().filter(|key| key.algorithm == facts::RSA).and_then(|key| key.bits);
    let names = certificate.san.len();
    let authorities = case.chain.iter().filter(|issuer| !issuer.is_self_issued()).count();
    let because = match bits {
        Some(bits) if bits >= 4096 => format!("The RSA key has {bits} bits."),
        _ if names > MANY_NAMES => format!("It has {names} alternative names."),
        _ if authorities > MANY_AUTHORITIES => {
            format!("{authorities} authorities stand between it and its root.")
        }
        _ => return Look::Met,
    };
    Fault::new(because).into()
}

const MANY_NAMES: usize = 20;
const MANY_AUTHORITIES: usize = 2;
