//! A CA's name constraints do not allow a name in the certificate.

use super::facts;
use super::making::{
    Case, DEVICE_TUNNEL, Documented, EAP, Effect, Fault, Fix, Hresult, IKEV2_SERVER, IN_EVERY_ROLE, IPSEC,
    Ike, Inferred, KDC, Kdc, LDAPS, Look, NPS_SERVER, Nps, Rule, SMART_CARD, SSTP_SERVER, Term, gate, on,
    seen,
};
use crate::certificate::{Attribute, Certificate, GeneralName, Name, Span};
use der::oid::ObjectIdentifier;
use std::borrow::Cow;
use std::net::IpAddr;

pub(super) const RULE: Rule = Rule {
    id: "name-constraints",
    title: "A name violates the CA's name constraints",
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
    elsewhere: IN_EVERY_ROLE,
    fixes: &[Fix {
        title: "Change the CA's name constraints, or use another CA",
        term: Term::Permanent,
        steps: &[
            "Reissue the CA certificate with name constraints that allow the name. Or issue the certificate from a CA without name constraints.",
        ],
        commands: &[],
    }],
    look,
};

/// How many comparisons of names with name constraints are made; for directory names, how many comparisons of
/// attributes. A certificate may have thousands of names, and a CA thousands of constraints.
pub const MAX_COMPARED: usize = 200_000;

fn look(case: &Case<'_>) -> Look {
    let mut left = MAX_COMPARED;
    for issuer in case.chain {
        let Some(limits) = &issuer.name_constraints else { continue };
        let effort: usize = limits.permitted.iter().chain(&limits.excluded).map(attributes).sum();
        for (name, span) in names(case.certificate) {
            let effort = effort.saturating_mul(widest(&name));
            let Some(rest) = left.checked_sub(effort) else { return too_many(&issuer.subject) };
            left = rest;
            let name = &*name;
            if let Some(why) = violation(name, &limits.permitted, &limits.excluded) {
                return Fault::new(format!("The CA {} {why}.", facts::called(&issuer.subject)))
                    .at(span)
                    .into();
            }
        }
    }
    Look::Met
}

/// The number of attributes in a name.
fn attributes(name: &GeneralName) -> usize {
    match name {
        GeneralName::Directory(name) => name.rdns.iter().map(Vec::len).sum::<usize>().max(1),
        _ => 1,
    }
}

/// The largest number of attributes in one RDN of a name: within an RDN, every attribute is compared with every other.
fn widest(name: &GeneralName) -> usize {
    match name {
        GeneralName::Directory(name) => name.rdns.iter().map(Vec::len).max().unwrap_or_default().max(1),
        _ => 1,
    }
}

/// Whether the other names satisfy the constraints remains open.
fn too_many(ca: &Name) -> Look {
    let mut fault = Fault::new(format!(
        "There are too many names and name constraints of the CA {} to compare them all.",
        facts::called(ca)
    ));
    fault.open = true;
    fault.into()
}

/// The attribute for an email address in a subject.
const MAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");

/// Every name that constraints can apply to: the SAN and the subject. Email addresses in the subject count only if the
/// SAN has none (RFC 5280, section 4.2.1.10).
fn names(certificate: &Certificate) -> impl Iterator<Item = (Cow<'_, GeneralName>, Option<Span>)> {
    let subject = &certificate.subject;
    let within = certificate.spans.subject;
    let mails = subject.rdns.iter().flatten().filter(|attribute| attribute.oid == MAIL);
    let mails = mails.filter(|_| certificate.emails().next().is_none());
    let mails = mails.map(move |mail| (Cow::Owned(GeneralName::Email(mail.value.clone())), within));
    let named = (!subject.is_empty()).then(|| (Cow::Owned(GeneralName::Directory(subject.clone())), within));
    let san = certificate.san.iter().map(|name| (Cow::Borrowed(&name.value), Some(name.span)));
    san.chain(named).chain(mails)
}

/// Why a name violates the constraints, if it does.
fn violation(name: &GeneralName, permitted: &[GeneralName], excluded: &[GeneralName]) -> Option<String> {
    if let Some(limit) = excluded.iter().find(|limit| within(name, limit) == Some(true)) {
        return Some(format!("excludes {}, and the certificate names {}", text(limit), text(name)));
    }
    let mut of_its_kind = permitted.iter().filter_map(|limit| Some((within(name, limit)?, limit))).peekable();
    let (_, first) = of_its_kind.peek().copied()?;
    if of_its_kind.any(|(within, _)| within) {
        return None;
    }
    Some(format!("permits only {}, and the certificate names {}", text(first), text(name)))
}

/// Whether a name is within a constraint of its kind; `None` if the constraint is for another kind of name.
fn within(name: &GeneralName, limit: &GeneralName) -> Option<bool> {
    match (name, limit) {
        (GeneralName::Dns(name), GeneralName::Dns(limit)) => Some(host_within(name, limit)),
        (GeneralName::Email(name), GeneralName::Email(limit))
        | (GeneralName::Upn(name), GeneralName::Upn(limit)) => Some(address_within(name, limit)),
        (GeneralName::Directory(name), GeneralName::Directory(limit)) => Some(below(name, limit)),
        (GeneralName::Ip(address), GeneralName::Ip(range)) => in_range(address, range),
        _ => None,
    }
}

/// A host is within a domain if it is the domain itself or ends in it; with a leading dot, only names below the domain.
fn host_within(name: &str, limit: &str) -> bool {
    let bare = limit.trim_start_matches('.');
    let ending = name.len().checked_sub(bare.len()).and_then(|at| name.split_at_checked(at));
    let before = ending.filter(|(_, ending)| ending.eq_ignore_ascii_case(bare)).map(|(before, _)| before);
    bare.is_empty() || before.is_some_and(|it| it.ends_with('.') || (it.is_empty() && bare == limit))
}

/// A constraint is one address, all addresses at a host, or with a leading dot all hosts in a domain.
fn address_within(name: &str, limit: &str) -> bool {
    if limit.contains('@') && !limit.starts_with('@') {
        return name.eq_ignore_ascii_case(limit);
    }
    let host = name.rsplit_once('@').map_or(name, |(_, host)| host);
    let limit = limit.trim_start_matches('@');
    if limit.starts_with('.') { host_within(host, limit) } else { host.eq_ignore_ascii_case(limit) }
}

/// A name is within a constraint if it starts with the same RDNs, from the root.
fn below(name: &Name, limit: &Name) -> bool {
    let same = |one: &Attribute, other: &Attribute| {
        let words = |it: &Attribute| it.value.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        one.oid == other.oid && words(one) == words(other)
    };
    let alike = |one: &Vec<Attribute>, other: &Vec<Attribute>| {
        one.len() == other.len() && one.iter().all(|it| other.iter().any(|other| same(it, other)))
    };
    name.rdns.len() >= limit.rdns.len()
        && name.rdns.iter().zip(&limit.rdns).all(|(one, other)| alike(one, other))
}

/// Whether an address is in a range given as address and mask; `None` if it is of the other IP version or not an
/// address.
fn in_range(address: &str, range: &str) -> Option<bool> {
    let (base, mask) = range.split_once('/')?;
    match (address.parse().ok()?, base.parse().ok()?, mask.parse().ok()?) {
        (IpAddr::V4(address), IpAddr::V4(base), IpAddr::V4(mask)) => Some(address & mask == base & mask),
        (IpAddr::V6(address), IpAddr::V6(base), IpAddr::V6(mask)) => Some(address & mask == base & mask),
        _ => None,
    }
}

fn text(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(text)
        | GeneralName::Email(text)
        | GeneralName::Upn(text)
        | GeneralName::Ip(text) => text.clone(),
        GeneralName::Directory(name) => name.to_string(),
        _ => "another name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Located;

    #[test]
    fn constraints_apply_to_names_of_their_kind() {
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
        let ip = |text: &str| GeneralName::Ip(text.into());
        check(ip("10.1.2.3"), &[ip("10.0.0.0/255.0.0.0")], &[], false);
        check(ip("11.1.2.3"), &[ip("10.0.0.0/255.0.0.0")], &[], true);
        check(ip("fe80::1"), &[ip("10.0.0.0/255.0.0.0")], &[], false);
        check(ip("fe80::1"), &[], &[ip("fe80::/ffff::")], true);
        let of = |values: &[&str]| {
            let attribute =
                |value: &&str| Attribute { oid: MAIL.into(), tag: 0x0C, value: (*value).to_owned() };
            GeneralName::Directory(Name { rdns: values.iter().map(|it| vec![attribute(it)]).collect() })
        };
        check(of(&["corp", "users", "alice"]), &[of(&["Corp", "users"])], &[], false);
        check(of(&["corp", "other", "alice"]), &[of(&["corp", "users"])], &[], true);
        check(of(&["corp"]), &[of(&["corp", "users"])], &[], true);
        check(of(&["corp", "users", "alice"]), &[], &[of(&["corp"])], true);
        check(of(&["corp"]), &[dns("corp.example")], &[], false);
    }

    #[test]
    fn constraints_apply_to_the_subject() {
        fn check(subject: &str, san: &[GeneralName], limit: GeneralName, expect: Option<&str>) {
            let mail = Attribute { oid: MAIL.into(), tag: 0x16, value: subject.to_owned() };
            let located = |value: &GeneralName| Located { value: value.clone(), span: Span::default() };
            let certificate = Certificate {
                subject: Name { rdns: vec![vec![mail]] },
                san: san.iter().map(located).collect(),
                ..Certificate::default()
            };
            let found =
                names(&certificate).find_map(|(name, _)| violation(&name, std::slice::from_ref(&limit), &[]));
            assert_eq!(found.as_deref(), expect, "{subject}");
        }
        let mail = |text: &str| GeneralName::Email(text.into());
        let refused = "permits only corp.example, and the certificate names a@other.example";
        check("a@other.example", &[], mail("corp.example"), Some(refused));
        check("a@other.example", &[mail("a@corp.example")], mail("corp.example"), None);
        check("a@corp.example", &[], mail("corp.example"), None);
        let above = Attribute { oid: MAIL.into(), tag: 0x16, value: "b@corp.example".to_owned() };
        let limit = GeneralName::Directory(Name { rdns: vec![vec![above]] });
        let refused = "permits only 1.2.840.113549.1.9.1=b@corp.example, and the certificate names \
                       1.2.840.113549.1.9.1=a@corp.example";
        check("a@corp.example", &[], limit.clone(), Some(refused));
        check("b@corp.example", &[], limit, None);
    }
}
