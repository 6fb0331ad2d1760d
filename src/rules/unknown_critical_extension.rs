//! The certificate, or that of a CA, has a critical extension that Windows does not know.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC,
    Ike, Inferred, KDC, Kdc, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on,
    seen,
};
use crate::certificate::{Certificate, Extension, Oid};

pub(super) const RULE: Rule = Rule {
    id: "unknown-critical-extension",
    title: "Unknown critical extension",
    conditions: &["S4-26"],
    sources: &["MS-NPSRC", "WINERROR", "RFC5280"],
    explanation: include_str!("unknown_critical_extension.md"),
    effects: &[
        Effect::block(EAP, gate::Chain, Documented, &[on(seen::NPS, Nps, 282, Documented)]),
        Effect::block(DEVICE_TUNNEL, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IKEV2_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_0105, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0105, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Hresult, 0x800B_0105, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Hresult, 0x800B_0105, Inferred)],
        ),
        Effect::block(
            KDC,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 29, Inferred), on(seen::CLIENT, Hresult, 0x800B_0105, Inferred)],
        ),
    ],
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Reissue without the unknown critical extension",
        term: Term::Permanent,
        steps: &["On the CA, mark the extension as not critical or remove it. Then enroll again."],
        commands: &[],
    }],
    look,
};

const RENEW_THE_CA: Fix = Fix {
    title: "Renew the CA certificate without the unknown critical extension",
    term: Term::Permanent,
    steps: &[
        "On the CA above it, which issued its certificate, mark the extension as not critical or remove it. Renew the CA certificate with the same key, and distribute it.",
    ],
    commands: &[],
};

fn look(case: &Case<'_>) -> Look {
    if let Some(extension) = unknown(case.certificate) {
        let because =
            format!("The extension {} is critical, and Windows is not known to support it.", extension.oid);
        return Fault::new(because).at(Some(extension.span)).into();
    }
    // What a root CA certificate contains is not part of the validation (RFC 5280, section 6.1).
    let mut below_the_root = case.chain.iter().filter(|ca| !ca.is_self_issued());
    let of_a_ca = below_the_root.find_map(|ca| Some((ca, unknown(ca)?)));
    match of_a_ca {
        Some((ca, extension)) => {
            let because = format!(
                "The extension {} of the CA certificate {} is critical, and Windows is not known to support it.",
                extension.oid,
                facts::called(&ca.subject)
            );
            Fault::new(because).fixed_by(&[RENEW_THE_CA]).into()
        }
        None => Look::Met,
    }
}

/// The first critical extension that Windows is not known to support.
fn unknown(certificate: &Certificate) -> Option<&Extension> {
    certificate.extensions.iter().find(|extension| extension.critical && !is_known(&extension.oid))
}

/// Extensions that Windows is taken to support: of X.509 (2.5.29), of Microsoft (1.3.6.1.4.1.311) and of PKIX
/// (1.3.6.1.5.5.7.1).
fn is_known(oid: &Oid) -> bool {
    match oid.content() {
        [0x55, 0x1d, last] => {
            matches!(last, 1..=4 | 7 | 8 | 10 | 14..=21 | 24 | 27..=37 | 46 | 54)
        }
        [0x2b, 6, 1, 4, 1, 0x82, 0x37, ..] | [0x2b, 6, 1, 5, 5, 7, 1, _] => true,
        _ => false,
    }
}
