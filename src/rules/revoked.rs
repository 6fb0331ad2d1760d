//! The certificate is revoked.

use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Eap, Effect, Event, Fault, Fix, Hresult, IKEV2_SERVER, Ike,
    Inferred, KDC, Kdc, Krb, LDAPS, Look, NPS_SERVER, Nps, Ntstatus, Onex, Ras, Rule, SMART_CARD,
    SSTP_SERVER, Scenario, Schannel, Shell, Term, Tls, Weight, gate, on, seen,
};
use super::{facts, questions};
use crate::certificate::{Certificate, Entry};
use crate::chain::{Standing, Unusable};
use crate::moment::Moment;

pub(super) const RULE: Rule = Rule {
    id: "revoked",
    title: "Revoked",
    conditions: &["S1-13", "S2-08", "S3-13", "S4-12", "S5-07"],
    sources: &["MS-AOVPNENH", "RH-13801", "MS-NPSRC", "RASERROR", "WINERROR"],
    explanation: include_str!("revoked.md"),
    effects: &[
        Effect::warn(IKEV2_SERVER, gate::Revocation, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(
            DEVICE_TUNNEL,
            gate::Revocation,
            Documented,
            &[
                on(seen::CLIENT, Ike, 13_801, Documented),
                on(seen::SERVER, Event, 41, Documented),
                on(seen::SERVER, Hresult, 0x8009_2010, Documented),
            ],
        ),
        Effect::warn(DEVICE_TUNNEL, gate::Revocation, Documented, &[]).fixed_by(&[LET_IT_COUNT]),
        Effect::block(
            NPS_SERVER,
            gate::Revocation,
            Inferred,
            &[on(seen::CLIENT, Ras, 859, Inferred), on(seen::CLIENT, Eap, 0x8042_0203, Inferred)],
        ),
        Effect::block(
            EAP,
            gate::Revocation,
            Inferred,
            &[
                on(seen::NPS, Nps, 256, Inferred),
                on(seen::NPS, Nps, 289, Inferred),
                on(seen::CLIENT, Ras, 855, Inferred),
                on(seen::CLIENT, Ras, 853, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::Revocation,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x8009_2010, Inferred)],
        ),
        Effect::block(
            SMART_CARD,
            gate::Revocation,
            Inferred,
            &[
                on(seen::DC, Kdc, 21, Inferred),
                on(seen::DC, Krb, 72, Inferred),
                on(seen::CLIENT, Ntstatus, 0xC000_0389, Inferred),
            ],
        ),
        Effect::block(
            LDAPS,
            gate::Revocation,
            Inferred,
            &[on(seen::SERVER, Schannel, 36_877, Inferred), on(seen::CLIENT, Tls, 44, Inferred)],
        ),
        Effect::block(
            KDC,
            gate::Revocation,
            Inferred,
            &[on(seen::DC, Kdc, 29, Inferred), on(seen::CLIENT, Ntstatus, 0xC000_040F, Inferred)],
        ),
    ],
    elsewhere: "Revocation is not checked here.",
    fixes: &[Fix {
        title: "Replace the revoked certificate",
        term: Term::Permanent,
        steps: &["Find out why the certificate was revoked. Enroll again if the reason no longer applies."],
        commands: &[(Shell::Certutil, "certutil -verify -urlfetch FILE.cer")],
    }],
    look,
};

const REPLACE_THE_CA: Fix = Fix {
    title: "Replace the revoked CA",
    term: Term::Permanent,
    steps: &[
        "Find out why the CA was revoked. Every certificate below it is refused, and so would be any new one that it issues.",
        "Set up another issuing CA, or renew this one with a new key, publish its certificate to NTAuth, and enroll all certificates again.",
    ],
    commands: &[(Shell::Certutil, "certutil -verify -urlfetch FILE.cer")],
};

const LET_IT_COUNT: Fix = Fix {
    title: "Enable revocation checking for device tunnels",
    term: Term::Permanent,
    steps: &[
        "Make sure that the VPN server can download the CRL of every device certificate. With CertAuthFlags 4, it refuses devices whose revocation it cannot check.",
        "Publish the CRL. On the VPN server, set CertAuthFlags to 4, let it discard the CRLs it has kept, and restart the service. This ends all connections. Without this, a revoked device can still connect.",
    ],
    commands: &[
        (
            Shell::Reg,
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 /v CertAuthFlags /t REG_DWORD /d 4",
        ),
        (Shell::Certutil, "certutil -setreg chain\\ChainCacheResyncFiletime @now"),
        (Shell::Powershell, "Restart-Service RemoteAccess"),
    ],
};

fn look(case: &Case<'_>) -> Look {
    let (listed, revoked) = match (case.situation.chain.revoked, case.standing) {
        (None, Some((certificate, Standing::Revoked { entry, published, doubt }))) => {
            (Some((certificate, entry, published, doubt)), Some(true))
        }
        (None, Some((_, Standing::NotNamed))) => (None, Some(false)),
        (None, Some((certificate, Standing::Open { unusable, published, names_it }))) => {
            let because = set_aside(case, certificate, unusable, published, names_it);
            return Look::Unsettled { question: questions::REVOKED, because, doubtful: names_it };
        }
        (told, _) => (None, told),
    };
    let is_a_ca = listed.is_some_and(|(certificate, ..)| certificate.sha256 != case.certificate.sha256);
    let told = |so: &str| match listed {
        Some((certificate, entry, published, None)) => {
            Fault::new(named(case, certificate, entry, published, so))
        }
        Some((certificate, entry, published, Some(doubt))) => {
            let because = named(case, certificate, entry, published, so);
            Fault::new(format!("{because} The signature of the CRL was not verified: {doubt}."))
                .unless(questions::REVOKED)
        }
        None => Fault::new(format!("The certificate is revoked{so}.")),
    };
    let fault = |so: &str, for_a_ca: &'static [Fix]| {
        if is_a_ca { told(so).fixed_by(for_a_ca) } else { told(so) }
    };
    match revoked {
        Some(false) => Look::Met,
        None => Look::Assumed(questions::REVOKED),
        Some(true) if case.scenario == Scenario::DeviceTunnel => match case.rras_checks_revocation() {
            Some(true) => fault(", and the VPN server checks revocation", &[REPLACE_THE_CA])
                .weighing(Weight::Block)
                .into(),
            Some(false) => {
                fault(", but the VPN server does not check revocation", &[REPLACE_THE_CA, LET_IT_COUNT])
                    .weighing(Weight::Warn)
                    .into()
            }
            None => fault(
                ", but by default the VPN server does not check revocation",
                &[REPLACE_THE_CA, LET_IT_COUNT],
            )
            .weighing(Weight::Warn)
            .assuming(questions::CERT_AUTH_FLAGS)
            .into(),
        },
        Some(true) if case.scenario == Scenario::Ikev2Server => {
            fault(", but IKEv2 clients do not normally check revocation", &[REPLACE_THE_CA]).into()
        }
        Some(true) => fault("", &[REPLACE_THE_CA]).into(),
    }
}

/// Which certificate is revoked, and what the CRL says about it.
fn named(
    case: &Case<'_>,
    certificate: &Certificate,
    entry: Entry,
    published: Option<Moment>,
    so: &str,
) -> String {
    let whom = match certificate.sha256 == case.certificate.sha256 {
        true => "The certificate is".to_owned(),
        false => format!("The CA {} in the chain is", facts::called(&certificate.subject)),
    };
    let of = of(published);
    let since = entry.since.map(|since| format!(", since {}", since.date())).unwrap_or_default();
    let reason = entry.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{whom} revoked{so}. The CRL{of} lists it{since}{reason}.")
}

/// Which CRL cannot be relied on, and why.
fn set_aside(
    case: &Case<'_>,
    certificate: &Certificate,
    unusable: Unusable,
    published: Option<Moment>,
    names_it: bool,
) -> String {
    let issuer = certificate.issuer.as_deref().map(facts::called).unwrap_or_default();
    let whom = match (names_it, certificate.sha256 == case.certificate.sha256) {
        (false, _) => String::new(),
        (true, true) => ", which lists it,".to_owned(),
        (true, false) => {
            format!(", which lists the CA {} in the chain,", facts::called(&certificate.subject))
        }
    };
    let why = match unusable {
        Unusable::Unfitting => "none of the added certificates with its issuer's name signed it".to_owned(),
        Unusable::NotVerified(reason) => format!("its signature was not verified, because {reason}"),
        Unusable::Indirect => "it is an indirect CRL (for several issuers)".to_owned(),
        Unusable::Lifting => "it removes entries of an earlier CRL".to_owned(),
        Unusable::Changes => "it is a delta CRL (only changes since another CRL)".to_owned(),
        Unusable::Damaged => "it is damaged".to_owned(),
        Unusable::OfOthers => "it is for other certificates of this issuer".to_owned(),
        Unusable::TooYoung => "it was issued after the date to check for".to_owned(),
        Unusable::Ended(end) => format!("it expired on {}", end.date()),
        Unusable::Endless => "it does not say how long it is valid".to_owned(),
        Unusable::NoDay => "the date to check for is not known".to_owned(),
    };
    format!("The CRL{} from {issuer}{whom} does not settle this: {why}.", of(published))
}

fn of(published: Option<Moment>) -> String {
    published.map(|published| format!(" of {}", published.date())).unwrap_or_default()
}
