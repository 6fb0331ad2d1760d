//! Server settings found in files fill the parts of the situation that the operator left open.
//!
//! Where two files contradict each other, the setting counts as unknown, whatever their order: nobody can tell which of
//! two servers answers. Only the versions of domain controllers add up, since each file lists others.

use super::{Found, files_of};
use crate::situation::{self, Account, Dc, Situation};
use serde_json::Value;
use std::borrow::Cow;

/// Server settings stated by files.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settings {
    facts: Situation,
    /// For each known setting its index in [`KEYS`], and a sentence with its name, value and source.
    sources: Vec<(usize, String)>,
    doubts: Vec<(usize, String)>,
}

/// A setting that a file can state.
struct Key {
    path: &'static str,
    name: &'static str,
    is_told: fn(&Situation) -> bool,
    is_same: fn(&Situation, &Situation) -> bool,
    copy: fn(&Situation, &mut Situation),
}

macro_rules! keys {
    ($first:expr; $($path:literal, $name:literal, $($field:ident).+;)*) => {
        &[$first, $(Key {
            path: $path,
            name: $name,
            is_told: |it| !is_default(&it.$($field).+),
            is_same: |one, other| one.$($field).+ == other.$($field).+,
            copy: |from, to| to.$($field).+.clone_from(&from.$($field).+),
        }),*]
    };
}

/// Each file may list other domain controllers.
const VERSIONS: Key = Key {
    path: "dc.version",
    name: "The version of the domain controllers",
    is_told: |it| !it.dc.versions.is_empty(),
    is_same: |_, _| true,
    copy: |from, to| {
        let versions = &mut to.dc.versions;
        versions.extend(&from.dc.versions);
        versions.sort_unstable();
        versions.dedup();
    },
};

const KEYS: &[Key] = keys! {
    VERSIONS;
    "dc.realm", "The domain", dc.realm;
    "dc.enforcement", "StrongCertificateBindingEnforcement", dc.enforcement;
    "dc.backdating_seconds", "CertificateBackdatingCompensation", dc.backdating_seconds;
    "dc.nt_auth_bypass", "AllowNtAuthPolicyBypass", dc.nt_auth_bypass;
    "dc.use_subject_alt_name", "UseSubjectAltName", dc.use_subject_alt_name;
    "dc.name_policy", "The policy for name-based strong mappings", dc.name_policy;
    "schannel.mapping_methods", "CertificateMappingMethods", schannel.mapping_methods;
    "rras.cert_auth_flags", "CertAuthFlags", rras.cert_auth_flags;
    "rras.root_name", "RootCertificateNameToAccept", rras.root_name;
    "nps.ignore_no_revocation_check", "IgnoreNoRevocationCheck", nps.ignore_no_revocation_check;
};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Settings {
    /// Collects the settings from the items of a set.
    pub(super) fn of(items: &[&Found]) -> Self {
        let stated: Vec<(&Found, &Situation)> = items
            .iter()
            .filter_map(|item| Some((*item, item.evidence.as_deref()?)))
            .filter(|(_, stated)| tells(stated))
            .collect();
        let mut settings = Self::default();
        for (place, key) in KEYS.iter().enumerate() {
            let telling: Vec<_> = stated.iter().filter(|(_, stated)| (key.is_told)(stated)).collect();
            let Some((first, rest)) = telling.split_first() else { continue };
            let files = files_of(telling.iter().map(|(item, _)| *item));
            if rest.iter().all(|(_, other)| (key.is_same)(first.1, other)) {
                telling.iter().for_each(|(_, stated)| (key.copy)(stated, &mut settings.facts));
                let stated = situation::value_of(&settings.facts, key.path);
                let stated = stated.as_ref().map(words).unwrap_or_default();
                settings.sources.push((place, format!("{} is {stated}, according to {files}.", key.name)));
            } else {
                let doubt =
                    format!("{} is treated as not known because {files} contradict each other.", key.name);
                settings.doubts.push((place, doubt));
            }
        }
        settings
    }

    /// Fills what the operator left open, and remarks where it comes from.
    pub(super) fn fill(&self, situation: &mut Cow<'_, Situation>, remarks: &mut Vec<String>) {
        let untold = |place: &usize| KEYS.get(*place).filter(|key| !(key.is_told)(situation));
        let gaps: Vec<_> =
            self.sources.iter().filter_map(|(place, source)| Some((untold(place)?, source))).collect();
        let doubts = self.doubts.iter().filter(|(place, _)| untold(place).is_some());
        remarks.extend(doubts.map(|(_, doubt)| doubt.clone()));
        for (key, source) in gaps {
            (key.copy)(&self.facts, situation.to_mut());
            remarks.push(source.clone());
        }
    }
}

/// Whether anything is stated about servers. The domain of an account does not count.
fn tells(stated: &Situation) -> bool {
    let Situation { account, dc, schannel, rras, nps, .. } = stated;
    let own = Dc { realm: dc.realm.clone(), ..Dc::default() };
    let of_account = *account != Account::default();
    !is_default(schannel)
        || !is_default(rras)
        || !is_default(nps)
        || if of_account { *dc != own } else { !is_default(dc) }
}

fn words(stated: &Value) -> String {
    match stated {
        Value::Null => "not set".to_owned(),
        Value::Bool(true) => "set".to_owned(),
        Value::Bool(false) => "not set".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "off".to_owned(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination::{self, Judgment};
    use crate::intake::File;
    use crate::mapping::{Outcome, Verdict};
    use crate::situation::{Scenario, Setting, UpdateMonth};

    const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Kdc";

    fn export(value: u32) -> String {
        format!("[{KEY}]\r\n\"StrongCertificateBindingEnforcement\"=dword:{value:08x}\r\n")
    }

    /// Judges a certificate that only a name maps to its account, for domain controllers that still read the registry.
    fn judged(exports: &[String], stated: Setting<u32>) -> Judgment {
        let pem = forge::Leaf::user("alice").pem();
        let mut files = vec![File { name: "alice.pem", bytes: pem.as_bytes() }];
        files.extend(exports.iter().map(|export| File { name: "kdc.reg", bytes: export.as_bytes() }));
        let mut situation = Situation { scenarios: vec![Scenario::SmartCard], ..Situation::default() };
        situation.dc.updated = Some(UpdateMonth { year: 2025, month: 3 });
        situation.dc.enforcement = stated;
        let findings = examination::read(&files, &[]);
        examination::judge(&findings, &situation).swap_remove(0)
    }

    #[track_caller]
    fn check(exports: &[String], stated: Setting<u32>, expect: Outcome, asked: bool, remark: &str) {
        let judgment = judged(exports, stated);
        let mapping = judgment.mapping.unwrap();
        assert_eq!(mapping.decision.outcome, expect);
        assert_eq!(judgment.questions.iter().any(|question| question.id == "dc-enforcement"), asked);
        let said = mapping.assumptions.iter().any(|it| !remark.is_empty() && it.contains(remark));
        assert_eq!(said, !remark.is_empty(), "{:?}", mapping.assumptions);
        assert!(!remark.is_empty() || mapping.assumptions.iter().all(|it| !it.contains("kdc.reg")));
    }

    #[test]
    fn registry_export_answers_the_question() {
        let compatible = "StrongCertificateBindingEnforcement is 1, according to kdc.reg.";
        check(&[], Setting::Unknown, Outcome::Denied, true, "");
        check(&[export(1)], Setting::Unknown, Outcome::AllowedWithWarning, false, compatible);
        check(&[export(1), export(1)], Setting::Unknown, Outcome::AllowedWithWarning, false, compatible);
    }

    #[test]
    fn only_the_first_few_files_are_named() {
        let export = export(1);
        let names = ["a.reg", "b.reg", "b.reg", "c.reg", "d.reg", "e.reg"];
        let files = names.map(|name| File { name, bytes: export.as_bytes() });
        let findings = examination::read(&files, &[]);
        let items: Vec<_> = findings.items.iter().collect();
        let mut said = Vec::new();
        Settings::of(&items).fill(&mut Cow::Owned(Situation::default()), &mut said);
        let expect = "is 1, according to a.reg, b.reg, c.reg, d.reg and others.";
        assert!(said.iter().any(|it| it.ends_with(expect)), "{said:?}");
    }

    #[test]
    fn operator_input_takes_precedence() {
        check(&[export(1)], Setting::Set(2), Outcome::Denied, false, "");
        check(&[export(1)], Setting::NotSet, Outcome::Denied, false, "");
    }

    /// A URI with a SID is a proof for the newer one only, and either may answer.
    #[test]
    fn domain_controllers_of_several_files_add_up() {
        let pem = forge::Leaf::user("alice").upn("alice@corp.example").san_uri_sid(forge::ALICE_SID).pem();
        let one = "Name : DC1\nOperatingSystem : Windows Server 2022 Standard\nIsGlobalCatalog : True\n";
        let other = one.replace("DC1", "DC2").replace("2022", "2016");
        for lists in [[one, &other], [&other, one]] {
            let mut files = vec![File { name: "alice.pem", bytes: pem.as_bytes() }];
            files.extend(lists.map(|list| File { name: "dc.txt", bytes: list.as_bytes() }));
            let findings = examination::read(&files, &[]);
            let mapping =
                examination::judge(&findings, &Situation::default()).swap_remove(0).mapping.unwrap();
            assert_eq!(mapping.verdict, Verdict::Undecided);
            let remark = "The version of the domain controllers is 2016, 2022, according to dc.txt.";
            assert!(mapping.assumptions.iter().any(|it| it == remark), "{:?}", mapping.assumptions);
        }
    }

    #[test]
    fn contradictory_exports_are_ignored() {
        for exports in [[export(1), export(2)], [export(2), export(1)]] {
            check(&exports, Setting::Unknown, Outcome::Denied, true, "contradict each other");
        }
    }
}
