//! What each step of a decision rests on: the keys of its sources in the catalog.

use super::Step;

/// The sources of the steps, by the names of the steps.
const SOURCES: &[(&[&str], &[&str])] = &[
    (&["update-level", "weak-mapping"], &["KB5014754"]),
    (&["account-age"], &["KB5014754", "GRAD-40"]),
    (&["event-number"], &["TIMBEER", "GENERAL"]),
    (&["account", "name", "proof"], &["MS-PKCA", "MS-SC"]),
    (&["another-name"], &["MS-PKCA", "KB4043463"]),
    (&["explicit-mapping", "key-trust", "another-sid", "uri-refusal"], &["MS-PKCA"]),
    (&["explicit-form"], &["MS-PKCA", "SPAT", "SAMBA"]),
    (&["explicit-controllers"], &["MS-ISSUERSID"]),
    (&["sid-extension"], &["KB5014754", "MS-PKCA", "S-WCCE"]),
    (&["sid-encoding", "sid-several"], &["S-WCCE", "SAMBA"]),
    (&["san-uri"], &["INTUNE-SCEP", "ASKDS", "MS-PKCA"]),
    (&["san-uri-spelling", "san-uri-several"], &["INTUNE-SCEP"]),
    (&["san-uri-backport", "mixed-controllers"], &["ASKDS"]),
    (&["san-several"], &["RFC5280"]),
    (&["privileged"], &["S-DTYP"]),
    (&["name-policy", "name-policy-rules", "name-policy-names"], &["KDC-ADMX", "MS-SNM", "QA-TUPLE"]),
    (&["name-policy-issuer", "name-policy-issuers"], &["KDC-ADMX", "QA-TUPLE-LEAF"]),
    (&["name-policy-2016", "name-policy-controllers"], &["KDC-ADMX", "MS-SNM", "ASKDS"]),
    (&["ntauth"], &["KB5057784", "MS-SC", "BORN-26647"]),
    (&["schannel"], &["KB5014754", "MS-PKCA"]),
];

impl Step {
    /// The keys of its sources.
    #[must_use]
    pub fn sources(&self) -> &'static [&'static str] {
        SOURCES.iter().find(|(steps, _)| steps.contains(&self.id)).map_or(&[], |(_, sources)| sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_names_each_step_once_and_known_sources() {
        let mut seen = BTreeSet::new();
        for (steps, sources) in SOURCES {
            assert!(!steps.is_empty() && !sources.is_empty());
            for step in *steps {
                assert!(seen.insert(step), "{step} is listed twice");
            }
            for key in *sources {
                assert!(catalog::source(key).is_some(), "{key} is not in the catalog");
            }
        }
    }
}
