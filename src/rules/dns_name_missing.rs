//! The certificate has no DNS name of a computer.

use super::making::{
    Case, DEVICE_TUNNEL, EAP, Effect, Fault, Fix, IPSEC, Ike, Inferred, Krb, LDAPS, LOGONS, Look, Nps, Onex,
    Refusal, Reported, Rule, SMART_CARD, Scenario, Schannel, Shell, Term, gate, on, seen,
};
use super::refusal;
use super::{facts, host_name};

pub(super) const RULE: Rule = Rule {
    id: "dns-name-missing",
    title: "The computer's DNS name is missing",
    conditions: &["S4-07", "S2-07"],
    sources: &["MS-NPSREQ", "MS-PKCA", "RH-13806"],
    explanation: include_str!("dns_name_missing.md"),
    effects: &[
        Effect::block(
            EAP,
            gate::AccountMapping,
            Inferred,
            &[
                on(seen::NPS, Nps, 16, Inferred),
                on(seen::NPS, Nps, 8, Inferred),
                on(seen::CLIENT, Onex, 0x5_0005, Inferred),
            ],
        ),
        Effect::block(
            SMART_CARD,
            gate::AccountMapping,
            Inferred,
            &[on(seen::DC, Krb, 6, Inferred), on(seen::DC, Krb, 75, Inferred)],
        ),
        Effect::block(LDAPS, gate::AccountMapping, Inferred, &[on(seen::SERVER, Schannel, 36_879, Inferred)]),
        Effect::block(
            IPSEC,
            gate::AccountMapping,
            Inferred,
            &[on(seen::CLIENT, Ike, 13_908, Inferred), on(seen::CLIENT, Ike, 13_905, Inferred)],
        ),
        Effect::warn(LOGONS, gate::AccountMapping, Inferred, &[]),
        Effect::warn(
            DEVICE_TUNNEL,
            gate::Selection,
            Reported,
            &[on(seen::CLIENT, Ike, 13_806, Reported), on(seen::CLIENT, Ike, 13_801, Reported)],
        ),
    ],
    elsewhere: "The certificate does not have to name a computer account here.",
    fixes: &[Fix {
        title: "Reissue with the computer's DNS name",
        term: Term::Permanent,
        steps: &[
            "In the template (Subject Name tab), select Build from this Active Directory information and DNS name. With Intune, add a subject alternative name of type DNS with the value {{FullyQualifiedDomainName}}.",
        ],
        commands: &[(Shell::Intune, "{{FullyQualifiedDomainName}}")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    if case.scenario == Scenario::WifiComputer
        && !case.is_found_without_name()
        && certificate.dns_names().next().is_some()
        && !certificate.dns_names().any(|name| name.contains('.'))
    {
        return Fault::new("The DNS name is a host name without a domain.").into();
    }
    if case.scenario != Scenario::DeviceTunnel {
        return refusal::look(case, Refusal::DnsNameMissing);
    }
    if facts::mark_of_a_user(certificate).is_some() {
        return Look::NotApplicable("This is a user certificate. Another rule covers that.");
    }
    let own = case.situation.account.dns.as_deref();
    let named = host_name::names(certificate)
        .any(|name| name.contains('.') && own.is_none_or(|own| host_name::same(name, own)));
    if named {
        return Look::Met;
    }
    let because = match own {
        Some(own) => format!("Neither the subject nor the SAN contains {own}."),
        None => "Neither the subject nor the SAN contains the DNS name of a computer.".to_owned(),
    };
    Fault::new(because).into()
}
