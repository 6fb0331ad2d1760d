//! The certificate lacks the domain's name.

use super::making::{
    Case, Documented, Effect, Event, Fault, Fix, Inferred, KDC, Krb, Look, Rule, Shell, Term, gate, on, seen,
};
use super::{host_name, questions};

pub(super) const RULE: Rule = Rule {
    id: "domain-name-missing",
    title: "The domain's name is not in it",
    conditions: &["S7-03"],
    sources: &["KERBEROS-ADMX", "DETWIKI", "RFC4556"],
    explanation: include_str!("domain_name_missing.md"),
    effects: &[Effect::warn(
        KDC,
        gate::ServerTrust,
        Documented,
        &[on(seen::CLIENT, Event, 107, Inferred), on(seen::CLIENT, Krb, 76, Inferred)],
    )],
    elsewhere: "Only the certificate of a domain controller stands for its domain.",
    fixes: &[Fix {
        title: "Enroll the Kerberos Authentication template",
        term: Term::Lasting,
        steps: &["It puts the DNS name and the NetBIOS name of the domain among the alternative names."],
        commands: &[(Shell::Certutil, "certutil -dcinfo verify")],
    }],
    look,
};

fn look(case: &Case<'_>) -> Look {
    let certificate = case.certificate;
    match case.situation.dc.realm.as_deref() {
        Some(realm) if certificate.dns_names().any(|name| host_name::same(name, realm)) => Look::Met,
        Some(realm) => {
            Fault::new(format!("The name of the domain, {realm}, is not among its alternative names.")).into()
        }
        // Beside the name of a host there is the name of its domain: mostly that is the domain meant.
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
