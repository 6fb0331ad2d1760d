//! The display name of each key of the situation, the same wherever it is shown.

const LABELS: &[(&str, &str)] = &[
    ("today", "Date to check for"),
    ("scenario", "Scenario"),
    ("account.kind", "Account type"),
    ("account.sid", "SID (objectSid)"),
    ("account.upn", "User principal name"),
    ("account.sam", "sAMAccountName"),
    ("account.dns", "DNS name of the computer"),
    ("account.created", "Created on (whenCreated)"),
    ("account.alt_security_identities", "altSecurityIdentities"),
    ("account.key_trust", "Key registered on the account (Windows Hello)"),
    ("account.username_hint", "User name hint from the client"),
    ("account.unique", "Only account with that name or mapping"),
    ("dc.version", "Domain controllers"),
    ("dc.updated", "Domain controllers updated to"),
    ("dc.realm", "DNS name of the domain"),
    ("dc.upn_suffixes", "Other UPN suffixes"),
    ("dc.enforcement", "StrongCertificateBindingEnforcement"),
    ("dc.backdating_seconds", "CertificateBackdatingCompensation, seconds"),
    ("dc.use_subject_alt_name", "UseSubjectAltName"),
    ("dc.name_policy", "Name policy lines"),
    ("dc.ntauth_has_issuer", "Issuer in the NTAuth store"),
    ("dc.nt_auth_bypass", "AllowNtAuthPolicyBypass"),
    ("server_name", "Server name in the profile"),
    ("client.windows", "Windows on the client"),
    ("client.server_names", "Server names EAP accepts"),
    ("client.has_private_key", "Private key is present"),
    ("client.key_storage", "Private key storage"),
    ("chain.trusted", "Root CA trusted by the checking computer"),
    ("chain.intermediates", "Checking computer has the intermediate CAs"),
    ("chain.revoked", "Revoked"),
    ("chain.crl_reachable", "CRLs can be downloaded"),
    ("rras.cert_auth_flags", "CertAuthFlags on the VPN server"),
    ("rras.root_name", "RootCertificateNameToAccept"),
    ("rras.ekus", "CertificateEKUsToAccept"),
    ("nps.ignore_no_revocation_check", "IgnoreNoRevocationCheck on NPS"),
    ("nps.required_policy_oids", "Policy OIDs NPS requires"),
    ("schannel.mapping_methods", "CertificateMappingMethods (TLS server)"),
];

/// The display name of a key.
#[must_use]
pub fn label(key: &str) -> Option<&'static str> {
    LABELS.iter().find(|(known, _)| *known == key).map(|(_, label)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::situation::{self, Situation};
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_of_the_situation_has_one_label() {
        let mut labels = BTreeSet::new();
        for (key, label) in LABELS {
            assert!(labels.insert(label), "{label} is the name of two");
            assert!(situation::with(&Situation::default(), key, None).is_ok(), "{key}");
        }
        let mut keys = BTreeSet::new();
        gather("", &serde_json::to_value(Situation::default()).unwrap(), &mut keys);
        // Registry settings that are not known are omitted from the JSON.
        keys.extend(["dc.enforcement", "dc.backdating_seconds", "dc.nt_auth_bypass"].map(str::to_owned));
        assert_eq!(keys, LABELS.iter().map(|(key, _)| (*key).to_owned()).collect());
    }

    fn gather(path: &str, value: &Value, keys: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let dot = if path.is_empty() { "" } else { "." };
                    gather(&format!("{path}{dot}{name}"), value, keys);
                }
            }
            _ => drop(keys.insert(path.to_owned())),
        }
    }
}
