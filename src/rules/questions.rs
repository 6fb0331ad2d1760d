//! Every question a rule may ask: its wording, where the answer is stored, what is assumed without it, and which
//! answers to try.

use super::Case;
use crate::mapping::Question;
use crate::moment::Moment;
use crate::situation::{Choices, KeyStorage, Situation};

/// A fact that a file cannot show.
#[derive(Debug)]
pub struct Asked {
    /// Stable name.
    pub id: &'static str,
    /// The question.
    pub prompt: &'static str,
    /// What the answer would change.
    pub why: &'static str,
    /// The key of the situation that holds the answer.
    pub key: &'static str,
    /// How it is answered.
    pub answer: Answer,
    /// A command to paste that finds the answer.
    pub find_out: Option<&'static str>,
    /// What is assumed without an answer.
    pub assumed: &'static str,
    /// The situation with each answer to try.
    pub tries: fn(&Case<'_>) -> Vec<Situation>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// A line of text.
    Text,
    /// Several lines, one value each.
    Lines,
    /// A day or moment.
    Moment,
    /// Yes or no.
    YesNo,
    /// A number.
    Number,
    /// One of these choices.
    Choice(fn() -> Choices),
}

/// The question with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Asked> {
    ALL.iter().find(|asked| asked.id == id)
}

/// The question with this id, as it is asked.
pub(super) fn question(id: &'static str) -> Question {
    Question { id, why: find(id).map_or_else(String::new, |asked| asked.why.to_owned()) }
}

pub(super) const TODAY: &str = "today";
pub(super) const PRIVATE_KEY: &str = "private-key";
pub(super) const KEY_STORAGE: &str = "key-storage";
pub(super) const SERVER_NAME: &str = "server-name";
pub(super) const SERVER_NAMES: &str = "server-names";
pub(super) const TRUSTED: &str = "chain-trusted";
pub(super) const INTERMEDIATES: &str = "chain-intermediates";
pub(super) const REVOKED: &str = "chain-revoked";
pub(super) const CRL_REACHABLE: &str = "crl-reachable";
pub(super) const CERT_AUTH_FLAGS: &str = "cert-auth-flags";
pub(super) const ROOT_NAME: &str = "root-name";
pub(super) const IGNORE_NO_REVOCATION_CHECK: &str = "ignore-no-revocation-check";
pub(super) const UNIQUE: &str = "account-unique";
pub(super) const NTAUTH: &str = "ntauth";
pub(super) const REALM: &str = "dc-realm";

/// Every question of the rules.
pub const ALL: &[Asked] = &[
    Asked {
        id: TODAY,
        prompt: "For which date should the certificate be checked?",
        why: "Whether the certificate is valid depends on the date.",
        key: "today",
        answer: Answer::Moment,
        find_out: None,
        assumed: "The certificate is valid on the day it is used.",
        tries: |case| {
            let after = case.certificate.not_after.map(|end| end.plus_seconds(1));
            let before = case.certificate.not_before.map(|begin| begin.plus_seconds(-1));
            let moments: Vec<Moment> = after.into_iter().chain(before).collect();
            moments.into_iter().map(|moment| with(case, |it| it.today = Some(moment))).collect()
        },
    },
    Asked {
        id: PRIVATE_KEY,
        prompt: "Is the private key on the computer that uses the certificate?",
        why: "Without its private key, a certificate cannot be used and Windows skips it.",
        key: "client.has_private_key",
        answer: Answer::YesNo,
        find_out: Some(
            "Get-ChildItem Cert:\\CurrentUser\\My, Cert:\\LocalMachine\\My | Select-Object Thumbprint, HasPrivateKey",
        ),
        assumed: "The private key is present.",
        tries: |case| yes_or_no(case, |it, answer| it.client.has_private_key = Some(answer)),
    },
    Asked {
        id: KEY_STORAGE,
        prompt: "Where and how is the private key stored?",
        why: "Some ways to store a key prevent the logon although the certificate is correct.",
        key: "client.key_storage",
        answer: Answer::Choice(KeyStorage::choices),
        find_out: Some("certutil -v -store My\ncertutil -v -user -store My"),
        assumed: "The private key needs no prompt and is not in an outdated TPM.",
        tries: |case| {
            [
                KeyStorage::Software,
                KeyStorage::OldTpm,
                KeyStorage::Prompt,
                KeyStorage::SignatureOnly,
                KeyStorage::UserProfile,
            ]
            .map(|storage| with(case, |it| it.client.key_storage = Some(storage)))
            .to_vec()
        },
    },
    Asked {
        id: SERVER_NAME,
        prompt: "Which server name is in the clients' profile?",
        why: "The certificate must contain the name that clients connect to.",
        key: "server_name",
        answer: Answer::Text,
        find_out: Some("Get-VpnConnection; Get-VpnConnection -AllUserConnection"),
        assumed: "Clients connect to a name in the certificate.",
        tries: |case| {
            let own = case.certificate.dns_names().next().map(|name| name.replace('*', "host"));
            own.into_iter()
                .chain(["another.name.invalid".to_owned()])
                .map(|name| with(case, |it| it.server_name = Some(name)))
                .collect()
        },
    },
    Asked {
        id: SERVER_NAMES,
        prompt: "Which server names does the clients' EAP profile accept?",
        why: "A client that expects certain server names refuses a certificate with other names.",
        key: "client.server_names",
        answer: Answer::Lines,
        find_out: Some("(Get-VpnConnection -Name 'CONNECTION').EapConfigXmlStream.OuterXml"),
        assumed: "The clients' EAP profile accepts the names in the certificate.",
        tries: |case| {
            let own = case.certificate.dns_names().next().map(str::to_owned);
            own.into_iter()
                .chain(["another.name.invalid".to_owned()])
                .map(|name| with(case, |it| it.client.server_names = vec![name]))
                .collect()
        },
    },
    Asked {
        id: TRUSTED,
        prompt: "Is the root CA trusted where the certificate is checked?",
        why: "A chain that does not end in a trusted root CA is refused.",
        key: "chain.trusted",
        answer: Answer::YesNo,
        find_out: Some("certutil -verify -urlfetch FILE.cer"),
        assumed: "The root CA is trusted where the certificate is checked.",
        tries: |case| yes_or_no(case, |it, answer| it.chain.trusted = Some(answer)),
    },
    Asked {
        id: INTERMEDIATES,
        prompt: "Are the intermediate CA certificates available where the certificate is checked?",
        why: "Without them the chain cannot be built, and not every Windows component downloads them.",
        key: "chain.intermediates",
        answer: Answer::YesNo,
        find_out: Some("certutil -store CA"),
        assumed: "The intermediate CA certificates are available where the certificate is checked.",
        tries: |case| yes_or_no(case, |it, answer| it.chain.intermediates = Some(answer)),
    },
    Asked {
        id: REVOKED,
        prompt: "Has the certificate been revoked?",
        why: "Where revocation is checked, a revoked certificate is refused.",
        key: "chain.revoked",
        answer: Answer::YesNo,
        find_out: Some("certutil -verify -urlfetch FILE.cer"),
        assumed: "The certificate is not revoked.",
        tries: |case| yes_or_no(case, |it, answer| it.chain.revoked = Some(answer)),
    },
    Asked {
        id: CRL_REACHABLE,
        prompt: "Can the CRLs be downloaded where the certificate is checked?",
        why: "Where revocation is checked, a CRL that cannot be downloaded counts against the certificate.",
        key: "chain.crl_reachable",
        answer: Answer::YesNo,
        find_out: Some("certutil -URL FILE.cer"),
        assumed: "The CRLs can be downloaded and are up to date.",
        tries: |case| yes_or_no(case, |it, answer| it.chain.crl_reachable = Some(answer)),
    },
    Asked {
        id: CERT_AUTH_FLAGS,
        prompt: "What is CertAuthFlags set to on the VPN server?",
        why: "With the value 4, the VPN server checks revocation of device certificates. By default it does not.",
        key: "rras.cert_auth_flags",
        answer: Answer::Number,
        find_out: Some(
            "reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 /v CertAuthFlags",
        ),
        assumed: "CertAuthFlags is not set on the VPN server, so it does not check revocation.",
        tries: |case| [0, 4].map(|flags| with(case, |it| it.rras.cert_auth_flags = Some(flags))).to_vec(),
    },
    Asked {
        id: ROOT_NAME,
        prompt: "Which root CA does the VPN server accept (RootCertificateNameToAccept)?",
        why: "The VPN server refuses a device certificate that does not chain to this root CA.",
        key: "rras.root_name",
        answer: Answer::Text,
        find_out: Some(
            "Get-VpnAuthProtocol | Format-List @{n='RootCertificateNameToAccept';e={$_.RootCertificateNameToAccept.Subject}}",
        ),
        assumed: "The VPN server accepts the certificate's root CA.",
        tries: |case| vec![with(case, |it| it.rras.root_name = Some("CN=Another Root".to_owned()))],
    },
    Asked {
        id: IGNORE_NO_REVOCATION_CHECK,
        prompt: "Is IgnoreNoRevocationCheck set on NPS?",
        why: "Without this setting, NPS refuses a certificate that has no CRL or OCSP URL.",
        key: "nps.ignore_no_revocation_check",
        answer: Answer::YesNo,
        find_out: Some(
            "reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\RasMan\\PPP\\EAP\\13 /v IgnoreNoRevocationCheck",
        ),
        assumed: "IgnoreNoRevocationCheck is not set on NPS.",
        tries: |case| yes_or_no(case, |it, answer| it.nps.ignore_no_revocation_check = Some(answer)),
    },
    Asked {
        id: UNIQUE,
        prompt: "Is this the only account with this name or mapping?",
        why: "A certificate that matches several accounts is refused.",
        key: "account.unique",
        answer: Answer::YesNo,
        find_out: None,
        assumed: "No other account has the same name or an explicit mapping for this certificate.",
        tries: |case| yes_or_no(case, |it, answer| it.account.unique = Some(answer)),
    },
    Asked {
        id: NTAUTH,
        prompt: "Is the issuing CA in the NTAuth store?",
        why: "Certificates from CAs outside the NTAuth store are refused.",
        key: "dc.ntauth_has_issuer",
        answer: Answer::YesNo,
        find_out: Some("certutil -viewstore -enterprise NTAuth"),
        assumed: "The issuing CA is in the NTAuth store.",
        tries: |case| yes_or_no(case, |it, answer| it.dc.ntauth_has_issuer = Some(answer)),
    },
    Asked {
        id: REALM,
        prompt: "What is the DNS name of the domain?",
        why: "Some clients require the domain name in the domain controller's certificate.",
        key: "dc.realm",
        answer: Answer::Text,
        find_out: Some("Get-ADDomain | Format-List DNSRoot, NetBIOSName"),
        assumed: "The certificate contains the domain name.",
        tries: |case| vec![with(case, |it| it.dc.realm = Some("another.name.invalid".to_owned()))],
    },
];

fn with(case: &Case<'_>, change: impl FnOnce(&mut Situation)) -> Situation {
    let mut situation = case.situation.clone();
    change(&mut situation);
    situation
}

fn yes_or_no(case: &Case<'_>, set: fn(&mut Situation, bool)) -> Vec<Situation> {
    [true, false].map(|answer| with(case, |it| set(it, answer))).to_vec()
}
