//! A domain controller certificate lacks the domain's name.

use super::making::{
    Case, Documented, Effect, Event, Fault, Fix, Inferred, KDC, Krb, Look, Rule, Shell, Term, gate, on, seen,
};
use super::{host_name, questions};

pub(super) const RULE: Rule = Rule {
    id: "domain-name-missing",
    title: "The domain's DNS name is missing",
    conditions: &["S7-03"],
    sources: &["KERBEROS-ADMX", "DETWIKI", "RFC4556"],
    explanation: include_str!("domain_name_missing.md"),
    effects: &[Effect::warn(
        KDC,
        gate::ServerTrust,
        Documented,
        &[on(seen::CLIENT, Event, 107, Inferred), on(seen::CLIENT, Krb, 76, Inferred)],
    )],
    elsewhere: "The domain name is checked in domain controller certificates only.",
    fixes: &[Fix {
        title: "Enroll the Kerberos Authentication template",
        term: Term::Permanent,
        steps: &[
            "Enroll the domain controllers from the template Kerberos Authentication. It adds the domain's DNS and NetBIOS names to the SAN.",
        ],
        commands: &[(Shell::Certutil, "certutil -dcinfo verify")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    match case.situation.dc.realm.as_deref() {
        Some(realm) if certificate.dns_names().any(|name| host_name::same(name, realm)) => Look::Met,
        Some(realm) => Fault::new(format!("The SAN does not contain the domain name {realm}.")).into(),
        // If the certificate has both a host name and the name of its domain, the latter is most likely the domain in
        // question.
        None if certificate
            .dns_names()
            .any(|host| certificate.dns_names().any(|name| lies_in(host, name))) =>
        {
            Look::Assumed(questions::REALM)
        }
        None => Look::Doubtful(questions::REALM),
    }
}

fn lies_in(host: &str, domain: &str) -> bool {
    host.split_once('.').is_some_and(|(_, rest)| host_name::same(rest, domain))
}
