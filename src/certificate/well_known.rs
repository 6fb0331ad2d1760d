//! OIDs that several modules use. The human-readable names of OIDs are in [`catalog`](crate::catalog::oid).

use super::Oid;
use der::oid::ObjectIdentifier;

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

// Extended key usages.
pub(crate) const CLIENT_AUTHENTICATION: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.2");
pub(crate) const SERVER_AUTHENTICATION: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.1");
pub(crate) const IKE_INTERMEDIATE: ObjectIdentifier = oid("1.3.6.1.5.5.8.2.2");
pub(crate) const SMART_CARD_LOGON: ObjectIdentifier = oid("1.3.6.1.4.1.311.20.2.2");
pub(crate) const KDC_AUTHENTICATION: ObjectIdentifier = oid("1.3.6.1.5.2.3.5");
const ANY_PURPOSE: ObjectIdentifier = oid("2.5.29.37.0");
/// Microsoft's equivalent.
const ANY_APPLICATION_POLICY: ObjectIdentifier = oid("1.3.6.1.4.1.311.10.12.1");

/// Whether an EKU allows any use.
#[must_use]
pub(crate) fn is_for_any(purposes: &[Oid]) -> bool {
    purposes.iter().any(|it| *it == ANY_PURPOSE || *it == ANY_APPLICATION_POLICY)
}

// Key types.
pub(crate) const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(crate) const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
/// Both a key type and a signature algorithm.
pub(crate) const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");

// Extensions and names.
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub(crate) const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
pub(crate) const APPLICATION_POLICIES: ObjectIdentifier = oid("1.3.6.1.4.1.311.21.10");
/// Signed certificate timestamps, which only public CAs include.
pub(crate) const TRANSPARENCY: ObjectIdentifier = oid("1.3.6.1.4.1.11129.2.4.2");
/// A UPN as an otherName.
pub(crate) const UPN: ObjectIdentifier = oid("1.3.6.1.4.1.311.20.2.3");
