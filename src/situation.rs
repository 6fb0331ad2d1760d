//! What only the operator knows: the scenario, the account, the domain controllers, the day.
//!
//! Every part is optional, and missing means *not known*. The modules that judge decide what is assumed instead, and
//! say so.

use crate::moment::Moment;
use crate::sid::Sid;
use serde::{Deserialize, Serialize};

pub(crate) mod as_text;
mod json;
pub use json::{Rejected, from_json, kept, may_be_unset, recalled, value_of, with};

/// Everything that is known about the situation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Situation {
    /// The date to check for. The core has no clock: without a day, the validity period cannot be checked.
    pub today: Option<Moment>,
    /// The requested scenarios; empty means all that fit the role of the certificate.
    #[serde(rename = "scenario", deserialize_with = "json::one_or_many")]
    #[cfg_attr(test, ts(type = "Scenario | Array<Scenario>"))]
    pub scenarios: Vec<Scenario>,
    /// The account that the certificate is for.
    pub account: Account,
    /// The domain controllers.
    pub dc: Dc,
    /// The server name that clients are configured to connect to.
    pub server_name: Option<String>,
    /// The computer that presents or verifies the certificate.
    pub client: Client,
    /// What is known about the chain beyond the files.
    pub chain: Chain,
    /// How a TLS server maps client certificates.
    pub schannel: Schannel,
    /// How Routing and Remote Access is configured.
    pub rras: Rras,
    /// How Network Policy Server is configured.
    pub nps: Nps,
}

/// Where a certificate is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// A user's certificate in the Always On VPN user tunnel: EAP through RRAS to NPS.
    UserTunnel,
    /// A computer's certificate in the IKEv2 device tunnel, checked by RRAS itself.
    DeviceTunnel,
    /// A user's certificate in 802.1X with EAP-TLS.
    WifiUser,
    /// A computer's certificate in 802.1X with EAP-TLS.
    WifiComputer,
    /// Smart card or PKINIT logon.
    SmartCard,
    /// IPsec connection-security rules with certificate-to-account mapping.
    IpsecAccountMapping,
    /// A client certificate for LDAPS or IIS, mapped by Schannel.
    LdapsClient,
    /// The certificate of an IKEv2 VPN server.
    #[serde(rename = "ikev2-server")]
    Ikev2Server,
    /// The server certificate of NPS for PEAP and EAP-TLS.
    NpsServer,
    /// The certificate of an SSTP VPN server.
    SstpServer,
    /// The certificate of a domain controller.
    Kdc,
}

impl Scenario {
    /// Every scenario, in the order in which they are listed.
    pub const ALL: [Self; 11] = [
        Self::UserTunnel,
        Self::DeviceTunnel,
        Self::WifiUser,
        Self::WifiComputer,
        Self::SmartCard,
        Self::IpsecAccountMapping,
        Self::LdapsClient,
        Self::Ikev2Server,
        Self::NpsServer,
        Self::SstpServer,
        Self::Kdc,
    ];

    /// Whether a domain controller maps the certificate to an account.
    #[must_use]
    pub const fn maps_an_account(self) -> bool {
        match self {
            Self::UserTunnel
            | Self::WifiUser
            | Self::WifiComputer
            | Self::SmartCard
            | Self::IpsecAccountMapping
            | Self::LdapsClient => true,
            Self::DeviceTunnel | Self::Ikev2Server | Self::NpsServer | Self::SstpServer | Self::Kdc => false,
        }
    }

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UserTunnel => "user-tunnel",
            Self::DeviceTunnel => "device-tunnel",
            Self::WifiUser => "wifi-user",
            Self::WifiComputer => "wifi-computer",
            Self::SmartCard => "smart-card",
            Self::IpsecAccountMapping => "ipsec-account-mapping",
            Self::LdapsClient => "ldaps-client",
            Self::Ikev2Server => "ikev2-server",
            Self::NpsServer => "nps-server",
            Self::SstpServer => "sstp-server",
            Self::Kdc => "kdc",
        }
    }
}

/// The account that the certificate is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Account {
    /// A user or a computer.
    pub kind: Option<AccountKind>,
    /// `objectSid`.
    pub sid: Option<Sid>,
    /// `userPrincipalName`.
    pub upn: Option<String>,
    /// `sAMAccountName`.
    pub sam: Option<String>,
    /// `dNSHostName`.
    pub dns: Option<String>,
    /// `whenCreated`.
    pub created: Option<Moment>,
    /// `altSecurityIdentities`; not known if missing, not set if empty.
    pub alt_security_identities: Option<Vec<String>>,
    /// Whether the key of the certificate is registered on the account (Windows Hello for Business key trust).
    pub key_trust: Option<bool>,
    /// Whether the client sends a user name hint with the certificate; the name, if it does.
    pub username_hint: Option<String>,
    /// Whether no other account has the same name or an explicit mapping for the same certificate.
    pub unique: Option<bool>,
}

impl Account {
    /// Its SID, unless the stated one cannot be an account's.
    #[must_use]
    pub fn object_sid(&self) -> Option<&Sid> {
        self.sid.as_ref().filter(|sid| sid.may_be_account_sid())
    }
}

/// The values of a choice: their names in JSON and their display names.
pub type Choices = Vec<(&'static str, &'static str)>;

/// The type of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// A user account.
    User,
    /// A computer account.
    Computer,
}

impl AccountKind {
    /// Both types.
    pub const ALL: [Self; 2] = [Self::User, Self::Computer];

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Computer => "computer",
        }
    }

    /// Its display name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Computer => "Computer",
        }
    }

    /// All choices.
    #[must_use]
    pub fn choices() -> Choices {
        Self::ALL.map(|kind| (kind.name(), kind.title())).into()
    }
}

/// The domain controllers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Dc {
    /// Windows Server versions; several if the domain controllers differ and any of them may answer.
    #[serde(rename = "version", deserialize_with = "json::one_or_many")]
    #[cfg_attr(test, ts(type = "ServerVersion | Array<ServerVersion>"))]
    pub versions: Vec<ServerVersion>,
    /// Month of the newest cumulative update, which includes the second Tuesday of that month.
    pub updated: Option<UpdateMonth>,
    /// DNS name of the domain.
    pub realm: Option<String>,
    /// Additional UPN suffixes of the forest.
    pub upn_suffixes: Vec<String>,
    /// `UseSubjectAltName`: 0 makes the domain controller ignore the UPN in the certificate.
    pub use_subject_alt_name: Option<u32>,
    /// `StrongCertificateBindingEnforcement`.
    #[serde(skip_serializing_if = "Setting::is_unknown")]
    #[cfg_attr(test, ts(as = "Option<u32>"))]
    pub enforcement: Setting<u32>,
    /// `CertificateBackdatingCompensation`, in seconds.
    #[serde(skip_serializing_if = "Setting::is_unknown")]
    #[cfg_attr(test, ts(as = "Option<u32>"))]
    pub backdating_seconds: Setting<u32>,
    /// The lines of the policy for name-based strong mappings; not known if missing, off if empty.
    pub name_policy: Option<Vec<String>>,
    /// Whether the issuing CA is in the NTAuth store.
    pub ntauth_has_issuer: Option<bool>,
    /// `AllowNtAuthPolicyBypass`.
    #[serde(skip_serializing_if = "Setting::is_unknown")]
    #[cfg_attr(test, ts(as = "Option<u32>"))]
    pub nt_auth_bypass: Setting<u32>,
}

/// A registry value: unknown, known not to be set, or known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setting<T> {
    /// Not known.
    #[default]
    Unknown,
    /// Known not to be set: the default of the update level applies.
    NotSet,
    /// Known to have this value.
    Set(T),
}

impl<T> Setting<T> {
    /// Whether it is not known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// A version of Windows Server, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ServerVersion {
    #[serde(rename = "2008")]
    V2008,
    #[serde(rename = "2008r2")]
    V2008R2,
    #[serde(rename = "2012")]
    V2012,
    #[serde(rename = "2012r2")]
    V2012R2,
    #[serde(rename = "2016")]
    V2016,
    #[serde(rename = "2019")]
    V2019,
    #[serde(rename = "2022")]
    V2022,
    #[serde(rename = "2025")]
    V2025,
}

impl ServerVersion {
    /// Every release, the oldest first.
    pub const ALL: [Self; 8] = [
        Self::V2008,
        Self::V2008R2,
        Self::V2012,
        Self::V2012R2,
        Self::V2016,
        Self::V2019,
        Self::V2022,
        Self::V2025,
    ];

    /// The name in the JSON contract.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::V2008 => "2008",
            Self::V2008R2 => "2008r2",
            Self::V2012 => "2012",
            Self::V2012R2 => "2012r2",
            Self::V2016 => "2016",
            Self::V2019 => "2019",
            Self::V2022 => "2022",
            Self::V2025 => "2025",
        }
    }

    /// Its display name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::V2008 => "Server 2008",
            Self::V2008R2 => "Server 2008 R2",
            Self::V2012 => "Server 2012",
            Self::V2012R2 => "Server 2012 R2",
            Self::V2016 => "Server 2016",
            Self::V2019 => "Server 2019",
            Self::V2022 => "Server 2022",
            Self::V2025 => "Server 2025",
        }
    }

    /// The part of its name after "Server".
    #[must_use]
    pub fn name(self) -> &'static str {
        self.title().trim_start_matches("Server ")
    }

    /// All choices.
    #[must_use]
    pub fn choices() -> Choices {
        Self::ALL.map(|version| (version.key(), version.title())).into()
    }

    /// Whether it reads the SID URI in the SAN, given the updates.
    #[must_use]
    pub fn reads_sid_uri(self) -> bool {
        self >= Self::V2019
    }

    /// Whether it certainly supports the policy for name-based strong mappings, given the updates.
    #[must_use]
    pub fn knows_name_policy(self) -> bool {
        self >= Self::V2019
    }

    /// Whether it supports the explicit mapping by issuer and SID, given the updates.
    #[must_use]
    pub fn knows_issuer_sid(self) -> bool {
        self >= Self::V2022
    }
}

/// A month of cumulative updates, which are released on the second Tuesday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
pub struct UpdateMonth {
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
}

/// The computer that presents or verifies the certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Client {
    /// Windows version, such as `11`.
    pub windows: Option<String>,
    /// Server names that the profile accepts.
    pub server_names: Vec<String>,
    /// Whether the certificate has its private key.
    pub has_private_key: Option<bool>,
    /// Where and how the private key is stored.
    pub key_storage: Option<KeyStorage>,
}

/// Where and how a private key is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum KeyStorage {
    /// A software provider, whether CSP or CNG.
    Software,
    /// A TPM.
    Tpm,
    /// A TPM of specification sub-version 1.16 or older.
    OldTpm,
    /// Protected by a password or prompt.
    Prompt,
    /// A key that may sign only (`AT_SIGNATURE`).
    SignatureOnly,
    /// In the profile of a user.
    UserProfile,
}

impl KeyStorage {
    /// Every kind of storage, in the order in which they are listed.
    pub const ALL: [Self; 6] =
        [Self::Software, Self::Tpm, Self::OldTpm, Self::Prompt, Self::SignatureOnly, Self::UserProfile];

    /// The name in the JSON contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Software => "software",
            Self::Tpm => "tpm",
            Self::OldTpm => "old-tpm",
            Self::Prompt => "prompt",
            Self::SignatureOnly => "signature-only",
            Self::UserProfile => "user-profile",
        }
    }

    /// Its display name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Software => "Software provider, CSP or CNG",
            Self::Tpm => "TPM",
            Self::OldTpm => "TPM, specification sub-version 1.16 or older",
            Self::Prompt => "Protected by a password or prompt",
            Self::SignatureOnly => "For signing only (AT_SIGNATURE)",
            Self::UserProfile => "In a user profile",
        }
    }

    /// All choices.
    #[must_use]
    pub fn choices() -> Choices {
        Self::ALL.map(|storage| (storage.name(), storage.title())).into()
    }
}

/// What is known about the chain beyond the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Chain {
    /// Whether the computer that checks the certificate trusts the root CA.
    pub trusted: Option<bool>,
    /// Whether the computer that checks the certificate has the intermediate CA certificates.
    pub intermediates: Option<bool>,
    /// Whether the certificate is revoked.
    pub revoked: Option<bool>,
    /// Whether the computer that checks the certificate can download the CRLs.
    pub crl_reachable: Option<bool>,
}

/// How a TLS server maps client certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Schannel {
    /// `CertificateMappingMethods`.
    pub mapping_methods: Option<u32>,
}

impl Schannel {
    /// The mapping methods that apply from the updates of May 2022 on if nothing is set: `S4U2Self` and `S4U2Self
    /// explicit`. Before, it was 0x1F.
    pub const DEFAULT_MAPPING_METHODS: u32 = 0x18;
}

/// How Routing and Remote Access is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Rras {
    /// `CertAuthFlags`.
    pub cert_auth_flags: Option<u32>,
    /// Name of the root CA set with `RootCertificateNameToAccept`.
    pub root_name: Option<String>,
    /// EKUs set with `CertificateEKUsToAccept`.
    pub ekus: Vec<String>,
}

/// How Network Policy Server is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
pub struct Nps {
    /// `IgnoreNoRevocationCheck`.
    pub ignore_no_revocation_check: Option<bool>,
    /// OIDs that a network policy requires.
    pub required_policy_oids: Vec<String>,
}
