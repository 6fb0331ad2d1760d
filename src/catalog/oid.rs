//! The names of object identifiers met in certificates.

use super::entry::rows;
use std::sync::LazyLock;

/// An object identifier and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oid {
    /// The identifier, dotted.
    pub dotted: &'static str,
    /// The name its standard or its owner gives it: `subjectAltName`, `szOID_NTDS_CA_SECURITY_EXT`.
    pub short: &'static str,
    /// What it is, in plain words.
    pub name: &'static str,
}

/// What is known of that identifier.
#[must_use]
pub fn find(dotted: &str) -> Option<&'static Oid> {
    let at = OIDS.binary_search_by(|oid| oid.dotted.cmp(dotted)).ok()?;
    OIDS.get(at)
}

/// What that identifier is, in plain words.
#[must_use]
pub fn name(dotted: &str) -> Option<&'static str> {
    find(dotted).map(|oid| oid.name)
}

/// Every identifier with a name, by the text of the identifier.
#[must_use]
pub fn all() -> &'static [Oid] {
    &OIDS
}

static OIDS: LazyLock<Vec<Oid>> = LazyLock::new(|| {
    let mut oids: Vec<Oid> = rows(include_str!("oids.tsv"))
        .filter_map(|row| {
            let mut cells = row.split('\t');
            Some(Oid { dotted: cells.next()?, short: cells.next()?, name: cells.next()? })
        })
        .collect();
    // The table is in the order of the arcs, for people; the search wants the order of the text.
    oids.sort_by_key(|oid| oid.dotted);
    oids
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_whole() {
        let arcs = |dotted: &str| -> Vec<u64> { dotted.split('.').map(|arc| arc.parse().unwrap()).collect() };
        let table = include_str!("oids.tsv");
        let listed: Vec<_> = rows(table).map(|row| row.split('\t').collect::<Vec<_>>()).collect();
        assert_eq!(table.lines().next(), Some("oid\tshort\tname"));
        assert_eq!(listed.len(), all().len());
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
    fn identifiers_of_every_corner_have_names() {
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
