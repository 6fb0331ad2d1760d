//! The names of OIDs found in certificates.

use super::entry::rows;
use std::sync::LazyLock;

/// An OID and its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oid {
    /// The OID in dotted form.
    pub dotted: &'static str,
    /// The name from its standard or owner: `subjectAltName`, `szOID_NTDS_CA_SECURITY_EXT`.
    pub short: &'static str,
    /// A human-readable name.
    pub name: &'static str,
}

/// The entry for an OID.
#[must_use]
pub fn find(dotted: &str) -> Option<&'static Oid> {
    let at = OIDS.binary_search_by(|oid| oid.dotted.cmp(dotted)).ok()?;
    OIDS.get(at)
}

/// The human-readable name of an OID.
#[must_use]
pub fn name(dotted: &str) -> Option<&'static str> {
    find(dotted).map(|oid| oid.name)
}

static OIDS: LazyLock<Vec<Oid>> = LazyLock::new(|| {
    let mut oids: Vec<Oid> = rows(include_str!("oids.tsv"))
        .filter_map(|row| {
            let mut cells = row.split('\t');
            Some(Oid { dotted: cells.next()?, short: cells.next()?, name: cells.next()? })
        })
        .collect();
    // The table is sorted by arcs for readability; the binary search needs it sorted by text.
    oids.sort_by_key(|oid| oid.dotted);
    oids
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oid_table_is_sorted_and_complete() {
        let arcs = |dotted: &str| -> Vec<u64> { dotted.split('.').map(|arc| arc.parse().unwrap()).collect() };
        let table = include_str!("oids.tsv");
        let listed: Vec<_> = rows(table).map(|row| row.split('\t').collect::<Vec<_>>()).collect();
        assert_eq!(table.lines().next(), Some("oid\tshort\tname"));
        assert_eq!(listed.len(), OIDS.len());
        for row in &listed {
            let [dotted, short, name] = row.as_slice() else { panic!("{row:?}") };
            assert!(arcs(dotted).len() > 1 && !short.is_empty() && !name.is_empty(), "{row:?}");
            assert!(!short.contains(char::is_whitespace), "{row:?}");
        }
        for pair in listed.windows(2) {
            assert!(arcs(pair[0][0]) < arcs(pair[1][0]), "{pair:?}");
        }
    }

    #[test]
    fn oids_of_every_kind_have_names() {
        fn check(dotted: &str, short: &str) {
            assert_eq!(find(dotted).map(|oid| oid.short), Some(short), "{dotted}");
        }
        check("2.5.29.17", "subjectAltName");
        check("2.5.4.3", "commonName");
        check("1.3.6.1.4.1.311.25.2", "szOID_NTDS_CA_SECURITY_EXT");
        check("1.3.6.1.4.1.311.25.2.1", "szOID_NTDS_OBJECTSID");
        check("1.3.6.1.4.1.311.20.2.2", "szOID_KP_SMARTCARD_LOGON");
        check("1.3.6.1.5.2.3.5", "id-pkinit-KPKdc");
        check("1.3.6.1.5.5.8.2.2", "id-kp-ipsecIKEIntermediate");
        check("1.2.840.113549.1.1.11", "sha256WithRSAEncryption");
        check("1.2.840.10045.3.1.7", "secp256r1");
        assert_eq!(name("2.5.29"), None);
        assert_eq!(name(""), None);
        assert_eq!(name("oid"), None);
    }
}
