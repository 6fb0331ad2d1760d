//! The certificate began before the account existed, and nothing else proves it.

use super::making::{
    Case, Documented, EAP, Effect, Fix, IPSEC, Ike, Inferred, Kdc, Krb, LDAPS, Look, Nps, Onex, Ras, Refusal,
    Rule, SMART_CARD, Schannel, Shell, gate, on, seen,
};
use super::refusal;

pub(super) const RULE: Rule = Rule {
    id: "older-than-account",
    title: "Older than the account",
    conditions: &["S4-19"],
    sources: &["KB5014754", "GRAD-40", "TIMBEER"],
    explanation: include_str!("older_than_account.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Documented,
            &[
                on(seen::CLIENT, Ras, 853, Documented),
                on(seen::NPS, Nps, 16, Documented),
                on(seen::DC, Kdc, 40, Documented),
                on(seen::DC, Krb, 66, Documented),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Documented,
            &[on(seen::DC, Kdc, 40, Documented), on(seen::DC, Krb, 66, Documented)],
        ),
        Effect::block(
            LDAPS,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::DC, Kdc, 40, Documented),
                on(seen::DC, Krb, 66, Documented),
                on(seen::SERVER, Schannel, 36_879, Inferred),
            ],
        ),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::CLIENT, Ike, 13_908, Inferred),
                on(seen::CLIENT, Ike, 13_906, Inferred),
                on(seen::CLIENT, Ike, 13_907, Inferred),
                on(seen::CLIENT, Ike, 13_905, Inferred),
                on(seen::DC, Kdc, 40, Documented),
                on(seen::DC, Krb, 66, Documented),
            ],
        ),
    ],
    elsewhere: "The VPN server checks the device certificate itself and maps it to no account; in the other roles nobody does.",
    fixes: &[
        Fix {
            title: "Reissue with the account's SID",
            steps: &[
                "Use a certificate template that builds the subject from Active Directory, on an authority patched since May 2022: it writes the SID extension by itself.",
                "With Intune SCEP, add a subject alternative name of type URI with the value {{OnPremisesSecurityIdentifier}}; with Intune PKCS, set EnableSidSecurityExtension on a connector of version 6.2406.0.1001 or later.",
                "Let every client renew: a certificate never gets a SID afterwards.",
            ],
            commands: &[(Shell::Intune, "{{OnPremisesSecurityIdentifier}}")],
        },
        Fix {
            title: "Bridge the time until the certificates are renewed",
            steps: &[
                "CertificateBackdatingCompensation on the domain controllers allows for older certificates, in seconds. It counts in compatibility mode only, which ended in September 2025.",
            ],
            commands: &[(
                Shell::Reg,
                "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\Kdc /v CertificateBackdatingCompensation /t REG_DWORD /d 31536000",
            )],
        },
    ],
    look,
};

fn look(case: &Case<'_>) -> Look {
    refusal::look(case, Refusal::OlderThanAccount)
}
