//! The default certificate templates of Active Directory Certificate Services.

use super::entry::rows;
use std::sync::LazyLock;

/// A default template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name in the certificate (`cn` of the directory object).
    pub name: &'static str,
    /// The display name.
    pub display_name: &'static str,
    /// The schema version: version 1 writes the name into the certificate, later versions an OID.
    pub schema: u8,
    /// Who and what it is for.
    pub purpose: &'static str,
}

impl Template {
    /// Whether it is for users and not for computers.
    #[must_use]
    pub fn is_for_users(&self) -> bool {
        self.purpose.starts_with("Users:")
    }
}

/// The default template with this name. Directory names are not case-sensitive.
#[must_use]
pub fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name.eq_ignore_ascii_case(name))
}

/// The display name of a default template.
#[must_use]
pub fn display_name(name: &str) -> Option<&'static str> {
    find(name).map(|template| template.display_name)
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    rows(include_str!("templates.tsv"))
        .filter_map(|row| {
            let mut cells = row.split('\t');
            Some(Template {
                name: cells.next()?,
                display_name: cells.next()?,
                schema: cells.next()?.parse().ok()?,
                purpose: cells.next()?,
            })
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_templates_have_display_names() {
        fn check(name: &str, display_name: Option<&str>) {
            assert_eq!(super::display_name(name), display_name, "{name}");
        }
        check("Machine", Some("Computer"));
        check("user", Some("User"));
        check("RASAndIASServer", Some("RAS and IAS Server"));
        check("IPSECIntermediateOffline", Some("IPSec (Offline request)"));
        check("KerberosAuthentication", Some("Kerberos Authentication"));
        check("CorpVpnUser", None);
        assert_eq!(TEMPLATES.len(), include_str!("templates.tsv").lines().count() - 1);
    }
}
