//! Object identifiers by name, in dotted text.

/// Subject key identifier.
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
/// Key usage.
pub const KEY_USAGE: &str = "2.5.29.15";
/// Subject alternative name.
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
/// Basic constraints.
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// Certificate revocation list number.
pub const CRL_NUMBER: &str = "2.5.29.20";
/// Reason of a revocation.
pub const REASON_CODE: &str = "2.5.29.21";
/// Issuing distribution point of a CRL.
pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
/// Delta CRL indicator.
pub const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
/// Name constraints.
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// CRL distribution points.
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// Certificate policies.
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
/// Any policy.
pub const ANY_POLICY: &str = "2.5.29.32.0";
/// Authority key identifier.
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
/// Extended key usage.
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// Authority information access.
pub const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
/// Online certificate status protocol, as an access method.
pub const OCSP: &str = "1.3.6.1.5.5.7.48.1";
/// Certificates of the issuer, as an access method.
pub const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
/// Certification practice statement, a policy qualifier.
pub const CPS: &str = "1.3.6.1.5.5.7.2.1";

/// Any extended key usage.
pub const ANY_EXTENDED_KEY_USAGE: &str = "2.5.29.37.0";
/// Server authentication.
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
/// Client authentication.
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
/// Code signing.
pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
/// Secure email.
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
/// OCSP signing.
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// IP security IKE intermediate.
pub const IKE_INTERMEDIATE: &str = "1.3.6.1.5.5.8.2.2";
/// KDC authentication.
pub const KDC_AUTH: &str = "1.3.6.1.5.2.3.5";
/// PKINIT client authentication.
pub const PKINIT_CLIENT_AUTH: &str = "1.3.6.1.5.2.3.4";
/// Smart card logon.
pub const SMART_CARD_LOGON: &str = "1.3.6.1.4.1.311.20.2.2";
/// Encrypting file system.
pub const EFS: &str = "1.3.6.1.4.1.311.10.3.4";

/// Name of a version 1 certificate template.
pub const TEMPLATE_V1: &str = "1.3.6.1.4.1.311.20.2";
/// User principal name, an otherName.
pub const UPN: &str = "1.3.6.1.4.1.311.20.2.3";
/// Certificate template of version 2 and later.
pub const TEMPLATE_V2: &str = "1.3.6.1.4.1.311.21.7";
/// Application policies.
pub const APPLICATION_POLICIES: &str = "1.3.6.1.4.1.311.21.10";
/// Version of the CA's own certificate and key.
pub const CA_VERSION: &str = "1.3.6.1.4.1.311.21.1";
/// Hash of the CA's previous certificate.
pub const PREVIOUS_CA_HASH: &str = "1.3.6.1.4.1.311.21.2";
/// NTDS replication GUID, an otherName of domain controllers.
pub const NTDS_REPLICATION: &str = "1.3.6.1.4.1.311.25.1";
/// The SID extension.
pub const SID_EXTENSION: &str = "1.3.6.1.4.1.311.25.2";
/// The type inside the SID extension.
pub const SID_OBJECT: &str = "1.3.6.1.4.1.311.25.2.1";
/// Capabilities for secure email.
pub const SMIME_CAPABILITIES: &str = "1.2.840.113549.1.9.15";
/// The extensions that are requested.
pub const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";

/// Elliptic curve public key.
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// The curve P-256.
pub const P256: &str = "1.2.840.10045.3.1.7";
/// RSA public key.
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// ECDSA with SHA-256.
pub const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
/// RSA with SHA-1.
pub const RSA_SHA1: &str = "1.2.840.113549.1.1.5";
/// RSA with SHA-256.
pub const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
/// RSASSA-PSS.
pub const RSA_PSS: &str = "1.2.840.113549.1.1.10";
/// Mask generation function 1.
pub const MGF1: &str = "1.2.840.113549.1.1.8";
/// SHA-256.
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// SHA-1.
pub const SHA1: &str = "1.3.14.3.2.26";

/// PKCS#7 data.
pub const PKCS7_DATA: &str = "1.2.840.113549.1.7.1";
/// PKCS#7 signed data.
pub const PKCS7_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";

/// The template of the generator's end-entity certificates; the arcs before the last two name a forest that does not
/// exist.
pub const CORP_TEMPLATE: &str =
    "1.3.6.1.4.1.311.21.8.1174692.16553431.7109768.10231709.5524210.157.9441452.12045738";
