//! The certificate has no CRL or OCSP URL.

use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Ike, Inferred, KDC, Kdc,
    Look, Nps, Ntstatus, Onex, Ras, Reported, Rule, SMART_CARD, SSTP_SERVER, Scenario, Shell, Term, gate, on,
    seen,
};
use super::{facts, questions};
use crate::certificate::Certificate;

pub(super) const RULE: Rule = Rule {
    id: "revocation-location-missing",
    title: "No CRL distribution point or OCSP URL",
    conditions: &["S4-13", "S4-14", "S5-05", "S2-09", "S1-14", "S6-09", "S7-06"],
    sources: &[
        "RH-CLOUDPKI",
        "MS-NPSCRL",
        "RH-NPS-PS",
        "RH-CA812",
        "MS-AOVPNENH",
        "MS-SC",
        "TNWIKI",
        "WINERROR",
    ],
    explanation: include_str!("revocation_location_missing.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::Revocation,
            Reported,
            &[
                on(seen::CLIENT, Ras, 853, Reported),
                on(seen::NPS, Nps, 258, Reported),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        )
        .fixed_by(&[WITHOUT_A_PLACE]),
        Effect::block(
            SSTP_SERVER,
            gate::Revocation,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x8009_2012, Inferred)],
        ),
        Effect::block(DEVICE_TUNNEL, gate::Revocation, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Revocation,
            Documented,
            &[on(seen::DC, Kdc, 21, Documented), on(seen::CLIENT, Ntstatus, 0xC000_038B, Documented)],
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
        Effect::note(IKEV2_SERVER, gate::Revocation, Inferred, &[]),
    ],
    elsewhere: "Revocation is not checked here.",
    fixes: &[Fix {
        title: "Add a CRL distribution point",
        term: Term::Permanent,
        steps: &[
            "On the CA (Properties, Extensions tab), add a CRL distribution point that the checking computers can reach. Publish the CRL there and enroll again.",
        ],
        commands: &[],
    }],
    look,
};

const RENEW_THE_CA: Fix = Fix {
    title: "Renew the CA certificate with a CRL distribution point",
    term: Term::Permanent,
    steps: &[
        "On the CA above it, which issued its certificate (Properties, Extensions tab), add a CRL distribution point that the checking computers can reach, and publish the CRL there.",
        "Renew the certificate of the issuing CA with the same key, and distribute it. The certificates that it has issued remain valid.",
    ],
    commands: &[],
};

const WITHOUT_A_PLACE: Fix = Fix {
    title: "Let NPS accept certificates without CRL or OCSP URL",
    term: Term::Temporary,
    steps: &[
        "Set IgnoreNoRevocationCheck on NPS and restart the service. NPS then accepts certificates without CRL or OCSP URL.",
    ],
    commands: &[
        (
            Shell::Reg,
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\RasMan\\PPP\\EAP\\13 /v IgnoreNoRevocationCheck /t REG_DWORD /d 1",
        ),
        (Shell::Powershell, "Restart-Service IAS"),
    ],
};

/// For certificates that by design have no such URL, the setting is the intended one.
const BY_DESIGN: Fix = Fix { term: Term::Permanent, ..WITHOUT_A_PLACE };

fn look(case: &Case<'_>) -> Look {
    if case.certificate.is_self_issued_leaf() {
        return Look::NotApplicable("The certificate is self-signed, so no CA could revoke it.");
    }
    let Some(silent) = case.silent_on_revocation() else { return Look::Met };
    let by_nps = matches!(case.scenario, Scenario::UserTunnel | Scenario::WifiUser | Scenario::WifiComputer);
    let fault = if silent.sha256 != case.certificate.sha256 {
        let because = format!(
            "The certificate of the CA {} has no CRL distribution point and no OCSP URL.",
            facts::called(&silent.subject)
        );
        let fixes: &[Fix] = if by_nps { &[RENEW_THE_CA, WITHOUT_A_PLACE] } else { &[RENEW_THE_CA] };
        Fault::new(because).fixed_by(fixes)
    } else if is_short_lived_by_entra(silent) {
        let fault = Fault::new(
            "This is a short-lived certificate of Entra Conditional Access, which by design has no CRL or OCSP URL.",
        );
        if by_nps { fault.fixed_by(&[BY_DESIGN]) } else { fault }
    } else {
        Fault::new("The certificate has no CRL distribution point and no OCSP URL.")
    };
    match case.scenario {
        Scenario::UserTunnel | Scenario::WifiUser | Scenario::WifiComputer => {
            match case.situation.nps.ignore_no_revocation_check {
                Some(true) => Look::Met,
                Some(false) => fault.into(),
                None => fault.assuming(questions::IGNORE_NO_REVOCATION_CHECK).into(),
            }
        }
        Scenario::DeviceTunnel => match case.rras_checks_revocation() {
            Some(true) => fault.into(),
            Some(false) => Look::Met,
            None => Look::Doubtful(questions::CERT_AUTH_FLAGS),
        },
        _ => fault.into(),
    }
}

fn is_short_lived_by_entra(certificate: &Certificate) -> bool {
    let issuer = certificate.issuer.as_ref().and_then(|issuer| issuer.common_name()).unwrap_or_default();
    issuer.to_lowercase().starts_with("microsoft vpn root ca")
}
