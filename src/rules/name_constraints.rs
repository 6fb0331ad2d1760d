//! An authority may not issue for these names.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IPSEC, Ike, Inferred,
    KDC, Kdc, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on, seen,
};
use crate::certificate::GeneralName;

pub(super) const RULE: Rule = Rule {
    id: "name-constraints",
    title: "A name outside the authority's limits",
    conditions: &["S4-25", "S8-04"],
    sources: &["MS-NPSRC", "WINERROR", "RFC5280"],
    explanation: include_str!("name_constraints.md"),
    effects: &[
        Effect::block(EAP, gate::Chain, Documented, &[on(seen::NPS, Nps, 297, Documented)]),
        Effect::block(DEVICE_TUNNEL, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IPSEC, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(IKEV2_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Ike, 13_801, Inferred)]),
        Effect::block(NPS_SERVER, gate::Chain, Inferred, &[on(seen::CLIENT, Hresult, 0x800B_0114, Inferred)]),
        Effect::block(
            SSTP_SERVER,
            gate::Chain,
            Inferred,
            &[on(seen::CLIENT, Hresult, 0x800B_0114, Inferred)],
        ),
        Effect::block(LDAPS, gate::Chain, Inferred, &[on(seen::SERVER, Hresult, 0x800B_0114, Inferred)]),
        Effect::block(
            SMART_CARD,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 21, Inferred), on(seen::DC, Hresult, 0x800B_0114, Inferred)],
        ),
        Effect::block(
            KDC,
            gate::Chain,
            Inferred,
            &[on(seen::DC, Kdc, 29, Inferred), on(seen::CLIENT, Hresult, 0x800B_0114, Inferred)],
        ),
    ],
    elsewhere: "Windows looks at this in every role.",
    fixes: &[Fix {
        title: "Widen the name constraints of the authority, or issue from another",
        term: Term::Lasting,
        steps: &[
            "Reissue the certificate of the authority with name constraints that include the name; or issue the certificate from an authority without them.",
        ],
        commands: &[],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    for issuer in case.chain {
        let Some(limits) = &issuer.name_constraints else { continue };
        let names = case.certificate.san.iter().map(|name| (&name.value, Some(name.span)));
        for (name, span) in names {
            if let Some(why) = violation(name, &limits.permitted, &limits.excluded) {
                return Fault::new(format!("The authority {} {why}.", facts::called(&issuer.subject)))
                    .at(span)
                    .into();
            }
        }
    }
    Look::Met
}

/// Why a name is outside the limits, if it is.
fn violation(name: &GeneralName, permitted: &[GeneralName], excluded: &[GeneralName]) -> Option<String> {
    if let Some(limit) = excluded.iter().find(|limit| within(name, limit) == Some(true)) {
        return Some(format!("excludes {}, and the certificate names {}", text(limit), text(name)));
    }
    let mut of_its_kind = permitted.iter().filter_map(|limit| Some((within(name, limit)?, limit))).peekable();
    let (_, first) = of_its_kind.peek().copied()?;
    if of_its_kind.any(|(within, _)| within) {
        return None;
    }
    Some(format!("permits {} only, and the certificate names {}", text(first), text(name)))
}

/// Whether a name is within a limit of its kind; absent, if the limit is about other kinds.
fn within(name: &GeneralName, limit: &GeneralName) -> Option<bool> {
    match (name, limit) {
        (GeneralName::Dns(name), GeneralName::Dns(limit)) => Some(host_within(name, limit)),
        (GeneralName::Email(name), GeneralName::Email(limit))
        | (GeneralName::Upn(name), GeneralName::Upn(limit)) => Some(address_within(name, limit)),
        _ => None,
    }
}

/// A host is within a domain if it is its own name or ends in it; a leading dot wants something before it.
fn host_within(name: &str, limit: &str) -> bool {
    let (name, limit) = (name.to_lowercase(), limit.to_lowercase());
    let bare = limit.trim_start_matches('.');
    bare.is_empty() || (name == bare && bare == limit) || name.ends_with(&format!(".{bare}"))
}

/// A limit is one address, all addresses at a host, or with a leading dot all hosts of a domain.
fn address_within(name: &str, limit: &str) -> bool {
    if limit.contains('@') && !limit.starts_with('@') {
        return name.eq_ignore_ascii_case(limit);
    }
    let host = name.rsplit_once('@').map_or(name, |(_, host)| host);
    let limit = limit.trim_start_matches('@');
    if limit.starts_with('.') { host_within(host, limit) } else { host.eq_ignore_ascii_case(limit) }
}

fn text(name: &GeneralName) -> &str {
    match name {
        GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Upn(text) => text,
        _ => "another name",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_for_names_of_their_kind() {
        fn check(name: GeneralName, permitted: &[GeneralName], excluded: &[GeneralName], expect: bool) {
            assert_eq!(violation(&name, permitted, excluded).is_some(), expect, "{name:?}");
        }
        let dns = |text: &str| GeneralName::Dns(text.into());
        let email = |text: &str| GeneralName::Email(text.into());
        check(dns("vpn.corp.example"), &[dns("corp.example")], &[], false);
        check(dns("vpn.corp.example"), &[dns(".corp.example")], &[], false);
        check(dns("corp.example"), &[dns(".corp.example")], &[], true);
        check(dns("vpn.other.example"), &[dns("corp.example")], &[], true);
        check(dns("notcorp.example"), &[dns("corp.example")], &[], true);
        check(dns("vpn.corp.example"), &[], &[dns("corp.example")], true);
        check(dns("vpn.corp.example"), &[dns("")], &[], false);
        check(dns("vpn.corp.example"), &[email("corp.example")], &[], false);
        check(email("a@corp.example"), &[email("corp.example")], &[], false);
        check(email("a@mail.corp.example"), &[email("corp.example")], &[], true);
        check(email("a@mail.corp.example"), &[email(".corp.example")], &[], false);
        check(email("a@corp.example"), &[email("b@corp.example")], &[], true);
        check(email("a@corp.example"), &[email("A@corp.example")], &[], false);
        check(email("a@corp.example"), &[email("@corp.example")], &[], false);
    }
}
