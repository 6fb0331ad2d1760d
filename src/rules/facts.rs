//! Facts about a case that several rules need.

use super::Case;
use super::host_name::{self, same};
use crate::catalog::template;
use crate::certificate::well_known::{
    APPLICATION_POLICIES, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, KEY_USAGE,
};
pub(super) use crate::certificate::well_known::{
    CLIENT_AUTHENTICATION, EC, IKE_INTERMEDIATE, KDC_AUTHENTICATION, RSA, SERVER_AUTHENTICATION,
    SMART_CARD_LOGON, is_for_any,
};
use crate::certificate::{Certificate, KeyUsage, Name, Oid, Span};
use crate::mapping::{By, Verdict};
use crate::situation::Scenario;
use der::oid::ObjectIdentifier;
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// An EKU.
pub(super) type Purpose = ObjectIdentifier;

/// How the EKU extension relates to one EKU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    /// It contains it.
    Named,
    /// It contains Any Purpose.
    Any,
    /// There is no EKU extension.
    Silent,
    /// It contains others only.
    Excluded,
}

impl Case<'_> {
    /// Whether the domain controller has the key registered on the account (Windows Hello for Business) and builds no
    /// chain.
    pub(super) fn key_is_registered(&self) -> bool {
        self.scenario == Scenario::SmartCard && self.situation.account.key_trust == Some(true)
    }

    /// Whether a strong explicit mapping or a registered key identifies the account, so that no name is compared.
    pub(super) fn is_found_without_name(&self) -> bool {
        self.mapping.verdict == Verdict::Strong
            && matches!(self.mapping.by, Some(By::AltSecurityIdentity | By::KeyTrust))
    }

    /// The other certificates loaded together with this one.
    pub(super) fn others(&self) -> impl Iterator<Item = &Certificate> {
        self.neighbours.iter().copied().filter(|other| other.sha256 != self.certificate.sha256)
    }

    /// The root CA, if the chain reaches it.
    pub(super) fn root(&self) -> Option<&Certificate> {
        self.chain.last().copied().filter(|last| last.is_self_issued())
    }

    /// The issuer of the highest certificate in the chain: the root CA, if the chain ends there.
    pub(super) fn highest_issuer(&self) -> Option<&Name> {
        self.chain.last().copied().unwrap_or(self.certificate).issuer.as_deref()
    }

    /// The EKU that the scenario requires, if any.
    pub(super) const fn wanted_purpose(&self) -> Option<Purpose> {
        match self.scenario {
            Scenario::UserTunnel
            | Scenario::DeviceTunnel
            | Scenario::WifiUser
            | Scenario::WifiComputer
            | Scenario::LdapsClient => Some(CLIENT_AUTHENTICATION),
            Scenario::SmartCard => Some(SMART_CARD_LOGON),
            Scenario::Ikev2Server | Scenario::NpsServer | Scenario::SstpServer => Some(SERVER_AUTHENTICATION),
            Scenario::IpsecAccountMapping | Scenario::Kdc => None,
        }
    }

    /// The other certificates of the same computer that Windows could select instead.
    pub(super) fn rivals(&self) -> impl Iterator<Item = &Certificate> {
        let purpose = self.wanted_purpose();
        // Evaluated lazily: most certificates have no others loaded with them.
        let own = LazyCell::new(|| self.own_names());
        self.others().filter(move |other| {
            let fits = purpose.is_none_or(|purpose| stance(other, purpose) != Stance::Excluded);
            fits && self.could_be_offered(other) && self.may_share_a_store(other, &own)
        })
    }

    /// Whether a certificate could be selected: valid at the time, allowed to sign, and not a CA certificate.
    fn could_be_offered(&self, other: &Certificate) -> bool {
        other.is_valid_at(self.situation.today) && !other.is_ca() && may_sign(other.key_usage)
    }

    /// Whether another certificate may be in the same store: certificates of many computers are loaded together too,
    /// and those of other hosts or users are no rivals.
    fn may_share_a_store(&self, other: &Certificate, own: &BTreeSet<Cow<'_, str>>) -> bool {
        if self.is_of_user() {
            let same_subject = || !other.subject.is_empty() && other.subject == self.certificate.subject;
            same_subject() || other.upns().any(|name| own.contains(&in_lower_case(name)))
        } else {
            let nameless = |it: &Certificate| it.dns_names().next().is_none();
            let is_shared =
                |name: &str| own.contains(&host(name)) || own.contains(host_name::covering(name).as_str());
            let same_host = || other.dns_names().any(|name| is_shared(name) || self.is_covered_by(name));
            other.upns().next().is_none() && (nameless(other) || nameless(self.certificate) || same_host())
        }
    }

    /// Whether a wildcard name of another certificate covers one of the first names of this one.
    fn is_covered_by(&self, name: &str) -> bool {
        host_name::has_wildcard(name)
            && self.certificate.dns_names().take(MOST_COVERED).any(|own| host_name::covers(name, own))
    }

    /// The names that a certificate of the same user or host would share. A set, because certificates with thousands of
    /// names are loaded together and comparing all pairs would be slow.
    fn own_names(&self) -> BTreeSet<Cow<'_, str>> {
        if self.is_of_user() {
            self.certificate.upns().map(in_lower_case).collect()
        } else {
            self.certificate.dns_names().map(host).collect()
        }
    }

    /// Whether the certificate is in a user's store and not in the computer's.
    const fn is_of_user(&self) -> bool {
        matches!(self.scenario, Scenario::UserTunnel | Scenario::WifiUser)
    }

    /// The name that clients connect to, without the parts of a URL around it and without a dot at the end.
    pub(super) fn server_name(&self) -> Option<&str> {
        let name = self.situation.server_name.as_deref()?.trim();
        let name = name.split_once("://").map_or(name, |(_, behind)| behind);
        let name = name.split(['/', '?', '#']).next().unwrap_or_default();
        let name = match (name.strip_prefix('[').and_then(|name| name.split_once(']')), name.split_once(':'))
        {
            // An IPv6 address contains colons, and is in brackets if a port follows.
            (Some((address, _)), _) => address,
            (None, Some((host, port))) if !port.contains(':') => host,
            _ => name,
        };
        let name = name.trim_end_matches('.');
        (!name.is_empty()).then_some(name)
    }

    /// The server names that the EAP profile of the clients accepts.
    pub(super) fn listed_servers(&self) -> impl Iterator<Item = &str> {
        let listed = self.situation.client.server_names.iter();
        listed.flat_map(|names| names.split(';')).map(str::trim).filter(|name| !name.is_empty())
    }

    /// Whether the VPN server checks revocation of device certificates, if known.
    pub(super) fn rras_checks_revocation(&self) -> Option<bool> {
        self.situation.rras.cert_auth_flags.map(|flags| flags & 4 != 0)
    }

    /// The first certificate in the chain without a CRL or OCSP URL. A root CA does not need one, and the CA adds it
    /// only after the request.
    pub(super) fn silent_on_revocation(&self) -> Option<&Certificate> {
        self.certificate.issuer.as_ref()?;
        let below_the_root = self.chain.iter().copied().filter(|issuer| !issuer.is_self_issued());
        std::iter::once(self.certificate).chain(below_the_root).find(|it| !tells_where_to_ask(it))
    }

    /// Whether the certificate has one of the older signs of a domain controller certificate.
    pub(super) fn marks_a_domain_controller(&self) -> bool {
        let template = self.certificate.template.as_ref().and_then(|it| it.name.as_deref());
        stance(self.certificate, SMART_CARD_LOGON) == Stance::Named
            || template.is_some_and(|name| name.eq_ignore_ascii_case("DomainController"))
    }
}

/// How many names of a certificate are compared with the wildcards of others.
const MOST_COVERED: usize = 64;

/// A host name for comparison, without the dot that ends it in DNS.
fn host(name: &str) -> Cow<'_, str> {
    in_lower_case(name.trim_end_matches('.'))
}

/// A name in lower case for comparison; nearly all names are in lower case already.
fn in_lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|octet| octet.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// The name of an EKU.
pub(super) fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        CLIENT_AUTHENTICATION => "Client Authentication",
        SERVER_AUTHENTICATION => "Server Authentication",
        SMART_CARD_LOGON => "Smart Card Logon",
        _ => "the required EKU",
    }
}

/// How the EKU extension of a certificate relates to an EKU.
pub(super) fn stance(certificate: &Certificate, purpose: Purpose) -> Stance {
    match &certificate.eku {
        None => Stance::Silent,
        Some(purposes) => among(purposes, purpose),
    }
}

/// How a list of EKUs relates to one of them.
pub(super) fn among(purposes: &[Oid], purpose: Purpose) -> Stance {
    if purposes.iter().any(|it| *it == purpose) {
        Stance::Named
    } else if is_for_any(purposes) {
        Stance::Any
    } else {
        Stance::Excluded
    }
}

/// The position of the EKU extension.
pub(super) fn eku_span(certificate: &Certificate) -> Option<Span> {
    span_of(certificate, EXTENDED_KEY_USAGE)
}

/// The position of the key usage.
pub(super) fn key_usage_span(certificate: &Certificate) -> Option<Span> {
    span_of(certificate, KEY_USAGE)
}

/// The position of the application policies.
pub(super) fn application_policies_span(certificate: &Certificate) -> Option<Span> {
    span_of(certificate, APPLICATION_POLICIES)
}

/// The position of the basic constraints.
pub(super) fn basic_constraints_span(certificate: &Certificate) -> Option<Span> {
    span_of(certificate, BASIC_CONSTRAINTS)
}

/// The position of an extension.
fn span_of(certificate: &Certificate, oid: ObjectIdentifier) -> Option<Span> {
    certificate.extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.span)
}

/// The EKUs of a certificate, human-readable.
pub(super) fn purposes_in_words(certificate: &Certificate) -> String {
    let names: Vec<String> = certificate.eku.as_deref().unwrap_or_default().iter().map(in_words).collect();
    if names.is_empty() { "nothing".to_owned() } else { few(&names) }
}

fn in_words(oid: &Oid) -> String {
    let dotted = oid.to_string();
    crate::catalog::oid::name(&dotted).map_or(dotted, str::to_owned)
}

/// Names in a sentence: the first few, and the number of the others.
pub(super) fn few(names: &[impl AsRef<str>]) -> String {
    const FEW: usize = 5;
    let shown: Vec<&str> = names.iter().take(FEW).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(FEW) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What shows that a certificate is a user's and not a computer's, if anything does.
pub(super) fn mark_of_a_user(certificate: &Certificate) -> Option<String> {
    if certificate.dns_names().next().is_some() {
        return None;
    }
    if let Some(upn) = certificate.upns().next() {
        return Some(format!("The certificate names the user {upn} and no computer."));
    }
    let name = certificate.template.as_ref()?.name.as_deref()?;
    let template = template::find(name).filter(|template| template.is_for_users())?;
    Some(format!(
        "The certificate was issued from the template {}, which is for users.",
        template.display_name
    ))
}

/// Whether the key usage allows signing.
pub(super) fn may_sign(usage: Option<KeyUsage>) -> bool {
    usage.is_none_or(|usage| usage.permits(0))
}

/// Whether a certificate has a CRL or OCSP URL.
pub(super) fn tells_where_to_ask(certificate: &Certificate) -> bool {
    !certificate.cdp.is_empty() || !certificate.ocsp.is_empty()
}

/// Whether a CRL or OCSP URL uses HTTP or HTTPS.
pub(super) fn has_web_address(certificate: &Certificate) -> bool {
    web_hosts(certificate).next().is_some()
}

/// Whether a CRL or OCSP URL uses HTTP or HTTPS and a host that may be reachable from the Internet.
pub(super) fn reachable_from_outside(certificate: &Certificate) -> bool {
    const INTERNAL: [&str; 10] =
        ["local", "internal", "intern", "lan", "corp", "home", "intra", "localdomain", "arpa", "test"];
    web_hosts(certificate).any(|host| {
        let host = host.trim_end_matches('.');
        if let Ok(address) = host.parse::<Ipv4Addr>() {
            return !(address.is_private() || address.is_loopback() || address.is_link_local());
        }
        let top = host.rsplit_once('.').map(|(_, top)| top);
        top.is_some_and(|top| !INTERNAL.iter().any(|internal| same(internal, top)))
    })
}

fn web_hosts(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.cdp.iter().chain(certificate.ocsp.iter()).filter_map(|address| {
        let after = |scheme: &str| {
            let (start, rest) = address.split_at_checked(scheme.len())?;
            start.eq_ignore_ascii_case(scheme).then_some(rest)
        };
        let rest = after("http://").or_else(|| after("https://"))?;
        let host = rest.split(['/', ':', '?']).next()?;
        (!host.is_empty()).then_some(host)
    })
}

/// The OIDs in texts, as PowerShell and people write lists of them; `None` if anything else is in there.
pub(super) fn oids(texts: &[String]) -> Option<Vec<&str>> {
    let is_between =
        |letter: char| letter.is_whitespace() || matches!(letter, '{' | '}' | ',' | ';' | '"' | '\'');
    let words = texts.iter().flat_map(|text| text.split(is_between)).filter(|word| !word.is_empty());
    words.map(|word| ObjectIdentifier::new(word).is_ok().then_some(word)).collect()
}

/// A human-readable name: the common name, or else the whole name.
pub(super) fn called(name: &Name) -> String {
    name.common_name().map_or_else(|| name.to_string(), str::to_owned)
}

/// A certificate by its name and issuer, human-readable. Many computer certificates have their name only in the SAN.
pub(super) fn issued_by(certificate: &Certificate) -> String {
    let alternative = || certificate.upns().chain(certificate.dns_names()).next();
    let name = match certificate.subject.is_empty() {
        true => alternative().unwrap_or("a certificate without a name").to_owned(),
        false => called(&certificate.subject),
    };
    match &certificate.issuer {
        Some(issuer) => format!("{name} from {}", called(issuer)),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_lists_five_names_at_most() {
        let check = |count: usize, expect: &str| {
            let names: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
            assert_eq!(few(&names), expect);
        };
        check(1, "1");
        check(5, "1, 2, 3, 4, 5");
        check(6, "1, 2, 3, 4, 5 and 1 more");
        check(300, "1, 2, 3, 4, 5 and 295 more");
    }
}
