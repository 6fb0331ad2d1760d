//! The certificate is revoked.

use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Eap, Effect, Event, Fault, Fix, Hresult, IKEV2_SERVER, Ike,
    Inferred, KDC, Kdc, Krb, LDAPS, Look, NPS_SERVER, Nps, Ntstatus, Onex, Ras, Rule, SMART_CARD,
    SSTP_SERVER, Scenario, Schannel, Shell, Term, Tls, Weight, gate, on, seen,
};
use super::{facts, questions};
use crate::certificate::{Certificate, Entry};
use crate::chain::{Aside, Standing};
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
    elsewhere: "Nobody checks revocation here.",
    fixes: &[Fix {
        title: "Replace the revoked certificate",
        term: Term::Lasting,
        steps: &["Find out why it was revoked, and enroll again if the reason is gone."],
        commands: &[(Shell::Certutil, "certutil -verify -urlfetch FILE.cer")],
    }],
    look,
};

const LET_IT_COUNT: Fix = Fix {
    title: "Let revocation count for device tunnels",
    term: Term::Lasting,
    steps: &[
        "Set CertAuthFlags to 4 on the VPN server, publish the revocation list, empty the caches and restart the service. Without it a revoked device keeps connecting.",
    ],
    commands: &[
        (
            Shell::Reg,
            "reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 /v CertAuthFlags /t REG_DWORD /d 4",
        ),
        (Shell::Certutil, "certutil -urlcache * delete"),
    ],
};

fn look(case: &Case<'_>) -> Look {
    let (listed, revoked) = match (case.situation.chain.revoked, case.standing) {
        (None, Some((certificate, Standing::Revoked { entry, published, doubt }))) => {
            (Some((certificate, entry, published, doubt)), Some(true))
        }
        (None, Some((_, Standing::NotNamed))) => (None, Some(false)),
        (None, Some((certificate, Standing::Open { aside, published, names_it }))) => {
            let because = set_aside(case, certificate, aside, published, names_it);
            return Look::Unsettled { question: questions::REVOKED, because, doubtful: names_it };
        }
        (told, _) => (None, told),
    };
    let fault = |so: &str| match listed {
        Some((certificate, entry, published, None)) => {
            Fault::new(named(case, certificate, entry, published, so))
        }
        Some((certificate, entry, published, Some(doubt))) => {
            let because = named(case, certificate, entry, published, so);
            Fault::new(format!("{because} Its signature was not verified: {doubt}."))
                .unless(questions::REVOKED)
        }
        None => Fault::new(format!("It is revoked{so}.")),
    };
    match revoked {
        Some(false) => Look::Met,
        None => Look::Assumed(questions::REVOKED),
        Some(true) if case.scenario == Scenario::DeviceTunnel => match case.rras_checks_revocation() {
            Some(true) => fault(", and the VPN server checks that").weighing(Weight::Block).into(),
            Some(false) => fault(", but the VPN server does not check that").weighing(Weight::Warn).into(),
            None => fault(", but by default the VPN server does not check that")
                .weighing(Weight::Warn)
                .unless(questions::CERT_AUTH_FLAGS)
                .into(),
        },
        Some(true) if case.scenario == Scenario::Ikev2Server => {
            fault(", but IKEv2 clients do not normally check that").into()
        }
        Some(true) => fault("").into(),
    }
}

/// Who is revoked, and how a list tells it.
fn named(
    case: &Case<'_>,
    certificate: &Certificate,
    entry: Entry,
    published: Option<Moment>,
    so: &str,
) -> String {
    let whom = match certificate.sha256 == case.certificate.sha256 {
        true => "It is".to_owned(),
        false => format!("{}, an authority above it, is", certificate.subject.common_name().unwrap_or("One")),
    };
    let of = of(published);
    let since = entry.since.map(|since| format!(", since {}", since.date())).unwrap_or_default();
    let reason = entry.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{whom} revoked{so}. The revocation list{of} names it{since}{reason}.")
}

/// By which list one cannot go, and why.
fn set_aside(
    case: &Case<'_>,
    certificate: &Certificate,
    aside: Aside,
    published: Option<Moment>,
    names_it: bool,
) -> String {
    let issuer = certificate.issuer.as_deref().map(facts::called).unwrap_or_default();
    let whom = match (names_it, certificate.sha256 == case.certificate.sha256) {
        (false, _) => String::new(),
        (true, true) => ", which names it,".to_owned(),
        (true, false) => {
            format!(", which names {}, an authority above it,", facts::called(&certificate.subject))
        }
    };
    let why = match aside {
        Aside::Unfitting => {
            "certificates that bear the name of its issuer are here, and none of their keys signed it"
                .to_owned()
        }
        Aside::NotVerified(reason) => format!("its signature was not verified, because {reason}"),
        Aside::Indirect => "it is one for several issuers".to_owned(),
        Aside::Lifting => "it takes back what an earlier one said".to_owned(),
        Aside::Changes => "it holds only what changed since another list".to_owned(),
        Aside::Damaged => "something is wrong with its bytes".to_owned(),
        Aside::OfOthers => "it is for other certificates of this issuer".to_owned(),
        Aside::TooYoung => "it is younger than the day for which is judged".to_owned(),
        Aside::Ended(end) => format!("it held until {}", end.date()),
        Aside::Endless => "it does not say how long it holds".to_owned(),
        Aside::NoDay => "it is not known for which day is judged".to_owned(),
    };
    format!("The revocation list{} by {issuer}{whom} does not settle that: {why}.", of(published))
}

fn of(published: Option<Moment>) -> String {
    published.map(|published| format!(" of {}", published.date())).unwrap_or_default()
}
