//! The EKU lacks Server Authentication.

use super::facts::{self, Stance};
use super::making::{
    Case, Documented, Effect, Fault, Fix, Hresult, IKEV2_SERVER, Ike, Inferred, Look, NPS_SERVER, Nps, Ras,
    Reported, Rule, SSTP_SERVER, Term, gate, on, seen,
};

pub(super) const RULE: Rule = Rule {
    id: "server-authentication-missing",
    title: "EKU Server Authentication is missing",
    conditions: &["S1-03", "S3-03", "S5-06"],
    sources: &["MS-AOVPN", "MS-IKEv2TS", "SSWAN", "MS-NPSREQ", "RH-864", "WINERROR"],
    explanation: include_str!("server_authentication_missing.md"),
    effects: &[
        Effect::block(
            IKEV2_SERVER,
            gate::ServerTrust,
            Documented,
            &[
                on(seen::CLIENT, Ike, 13_801, Documented),
                on(seen::SERVER, Ike, 13_806, Documented),
                on(seen::CLIENT, Hresult, 0x8007_0040, Documented),
            ],
        ),
        Effect::block(
            NPS_SERVER,
            gate::Selection,
            Documented,
            &[
                on(seen::NPS, Nps, 22, Inferred),
                on(seen::NPS, Nps, 300, Inferred),
                on(seen::CLIENT, Ras, 864, Reported),
                on(seen::CLIENT, Ras, 812, Inferred),
            ],
        ),
        Effect::block(
            SSTP_SERVER,
            gate::ServerTrust,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0110, Inferred)],
        ),
    ],
    elsewhere: "Server Authentication is not required here.",
    fixes: &[Fix {
        title: "Reissue with the Server Authentication EKU",
        term: Term::Permanent,
        steps: &[
            "In the template, add Server Authentication (1.3.6.1.5.5.7.3.1) to the application policies, and for an IKEv2 server also IP security IKE intermediate (1.3.6.1.5.5.8.2.2). Then enroll again.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if facts::stance(certificate, facts::SERVER_AUTHENTICATION) != Stance::Excluded {
        return Look::Met;
    }
    let purposes = facts::purposes_in_words(certificate);
    Fault::new(format!("The EKU lists {purposes}. Server Authentication is missing."))
        .at(facts::eku_span(certificate))
        .into()
}
