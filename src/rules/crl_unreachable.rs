//! The CRL cannot be downloaded.

use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Ike, Inferred, KDC, Kdc,
    Look, Nps, Ntstatus, Onex, Ras, Reported, Rule, SMART_CARD, SSTP_SERVER, Scenario, Shell, Term, gate, on,
    seen,
};
use super::{facts, questions};

pub(super) const RULE: Rule = Rule {
    id: "crl-unreachable",
    title: "The CRL cannot be downloaded",
    conditions: &["S1-14", "S4-15", "S5-04", "S6-09", "S7-06"],
    sources: &["MS-NPSRC", "MS-NPSCRL", "RAKHESH", "RH-92013", "MS-SC", "GRAD-21", "TNWIKI"],
    explanation: include_str!("crl_unreachable.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Revocation,
            Documented,
            &[
                on(seen::CLIENT, Ras, 853, Reported),
                on(seen::NPS, Nps, 259, Documented),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        )
        .fixed_by(&[WHILE_IT_IS_DOWN]),
        Effect::block(
            SSTP_SERVER,
            gate::Revocation,
            Reported,
            &[on(seen::CLIENT, Hresult, 0x8009_2013, Reported)],
        ),
        Effect::block(
            SMART_CARD,
            gate::Revocation,
            Documented,
            &[
                on(seen::DC, Kdc, 21, Documented),
                on(seen::DC, Hresult, 0x8009_2013, Documented),
                on(seen::CLIENT, Ntstatus, 0xC000_038B, Documented),
            ],
        ),
        Effect::block(
            KDC,
            gate::Revocation,
            Documented,
            &[
                on(seen::DC, Kdc, 29, Documented),
                on(seen::DC, Kdc, 19, Documented),
                on(seen::CLIENT, Ntstatus, 0xC000_040C, Documented),
            ],
        ),
        Effect::block(DEVICE_TUNNEL, gate::Revocation, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::note(IKEV2_SERVER, gate::Revocation, Inferred, &[]),
    ],
    elsewhere: "Revocation is not checked here.",
    fixes: &[Fix {
        title: "Publish the CRL where it can be downloaded",
        term: Term::Permanent,
        steps: &[
            "Publish a current CRL at an HTTP URL that the checking computer can reach. Test it on that computer, as SYSTEM.",
        ],
        commands: &[
            (Shell::Certutil, "certutil -verify -urlfetch FILE.cer"),
            (Shell::Certutil, "certutil -setreg chain\\ChainCacheResyncFiletime @now"),
        ],
    }],
    look,
};

const WHILE_IT_IS_DOWN: Fix = Fix {
    title: "Let NPS accept certificates while the CRL is unavailable",
    term: Term::Temporary,
    steps: &[
        "Set IgnoreRevocationOffline on NPS and restart the service: NPS then accepts certificates whose CRL cannot be downloaded. Remove the value afterwards.",
    ],
    commands: &[
        (
            Shell::Reg,
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\RasMan\\PPP\\EAP\\13 /v IgnoreRevocationOffline /t REG_DWORD /d 1",
        ),
        (Shell::Powershell, "Restart-Service IAS"),
    ],
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if !facts::tells_where_to_ask(certificate) {
        return Look::NotApplicable("The certificate has no CRL or OCSP URL. Another rule covers that.");
    }
    if case.scenario == Scenario::DeviceTunnel && case.rras_checks_revocation() != Some(true) {
        return Look::NotApplicable(
            "By default, the VPN server does not check revocation of device certificates.",
        );
    }
    match case.situation.chain.crl_reachable {
        Some(true) => Look::Met,
        Some(false) => {
            Fault::new("The computer that checks the certificate cannot download a current CRL.").into()
        }
        None if case.scenario == Scenario::Ikev2Server => Look::Met,
        None if case.scenario == Scenario::SstpServer && !facts::reachable_from_outside(certificate) => {
            Look::NotApplicable("The URLs are internal. Another rule covers that.")
        }
        None if facts::has_web_address(certificate) => Look::Assumed(questions::CRL_REACHABLE),
        None => Look::Doubtful(questions::CRL_REACHABLE),
    }
}
