//! A script that adds explicit mappings for certificates until better ones are issued. It changes nothing without
//! `-Apply`, and explains every line.

use super::powershell::comment;
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::strings::recommended;
use crate::mapping::{Outcome, Verdict, name_of, sam_of};
use crate::remedy::{ldap_escaped, powershell_quoted};
use crate::report::row;
use crate::rules::{NOT_SIGNED_BY_ISSUER, REVOKED, SELF_SIGNED};
use crate::situation::{AccountKind, Dc, Situation};
use std::fmt::Write;

/// The text before the first entry. It is written for Windows PowerShell 5.1, which Windows Server includes.
pub const HEAD: &str = concat!(
    "# Maps certificates to their accounts manually, as advised by Strongmap, until certificates with a SID are issued.\r\n",
    "# Without -Apply it changes nothing: it looks up every account and shows what it would write.\r\n",
    "# Read the list, remove what does not belong, run the script once without -Apply, and only then with it.\r\n",
    "# Make sure that the files come from your own CAs: a forged certificate can name any account.\r\n",
    "[CmdletBinding()]\r\n",
    "param([switch]$Apply)\r\n",
    "Set-StrictMode -Version 1.0\r\n",
    "Import-Module ActiveDirectory -ErrorAction Stop\r\n",
    "$script:Written = 0; $script:There = 0; $script:Missing = 0; $script:Failed = @()\r\n",
    "\r\n",
    "function Add-StrongMapping([string]$Filter, [string]$Identity) {\r\n",
    "    try {\r\n",
    "        $found = @(Get-ADObject -LDAPFilter $Filter -Properties altSecurityIdentities -ErrorAction Stop)\r\n",
    "        if ($found.Count -ne 1) {\r\n",
    "            Write-Warning ('{0} accounts match {1}; nothing is written.' -f $found.Count, $Filter)\r\n",
    "            $script:Missing++; return\r\n",
    "        }\r\n",
    "        if ($found[0].altSecurityIdentities -contains $Identity) { $script:There++; return }\r\n",
    "        Set-ADObject -Identity $found[0] -Add @{altSecurityIdentities = $Identity} -WhatIf:(-not $Apply) -ErrorAction Stop\r\n",
    "        $script:Written++\r\n",
    "    } catch {\r\n",
    "        $script:Failed += '{0}: {1}' -f $Filter, $_.Exception.Message\r\n",
    "    }\r\n",
    "}\r\n",
);

/// The text after the last entry.
pub const TAIL: &str = concat!(
    "\r\n",
    "$verb = if ($Apply) { 'written' } else { 'to be written' }\r\n",
    "'{0} {1}, {2} already present, {3} without exactly one matching account, {4} failed.' -f $script:Written, $verb, $script:There, $script:Missing, $script:Failed.Count\r\n",
    "foreach ($failure in $script:Failed) { Write-Warning $failure }\r\n",
);

/// The entry of one item: a line that maps it, or a comment that says why it is not mapped.
#[must_use]
pub fn entry(found: &Found, judgment: &Judgment, situation: &Situation) -> String {
    let mut text = String::new();
    let (Some(certificate), Some(mapping), Kind::Certificate) =
        (&found.certificate, &judgment.mapping, found.kind)
    else {
        return text;
    };
    let refused = !matches!(mapping.decision.outcome, Outcome::Allowed) || mapping.verdict == Verdict::Weak;
    let logs_on = judgment.predictions.iter().any(|prediction| prediction.scenario.maps_an_account());
    if certificate.is_ca() || !logs_on || !refused || mapping.verdict == Verdict::Strong {
        return text;
    }
    let until = certificate.not_after.map(row::month).unwrap_or_default();
    let name = name_of(certificate, mapping.kind);
    comment(&mut text, "");
    let called = name.map_or_else(|| certificate.subject.to_string(), str::to_owned);
    let thumbprint = match found.is_truncated() {
        true => "unknown".to_owned(),
        false => crate::certificate::hex(&certificate.sha1.octets()),
    };
    comment(&mut text, &format!("{called}, from {}, expires {until}, thumbprint {thumbprint}", found.file));
    if certificate.not_after.zip(situation.today).is_some_and(|(end, today)| end < today) {
        comment(&mut text, "It has expired: a mapping would not help.");
        return text;
    }
    if judgment.stops(REVOKED) {
        comment(&mut text, "It is revoked: a mapping would not help.");
        return text;
    }
    if judgment.stops(SELF_SIGNED) {
        comment(&mut text, "It is self-signed, so it is not trusted: a mapping would not help.");
        return text;
    }
    if judgment.stops(NOT_SIGNED_BY_ISSUER) {
        comment(
            &mut text,
            "Its signature is wrong, so it may name any account. Find out where it comes from.",
        );
        return text;
    }
    if certificate.is_unreliable() {
        comment(
            &mut text,
            "The file is incomplete or damaged. Copy it again to see whether it needs a mapping.",
        );
        return text;
    }
    if mapping.verdict == Verdict::Mismatch {
        comment(&mut text, "Its SID or name does not match the account, so it is not mapped here.");
        return text;
    }
    match (name, recommended(certificate)) {
        (Some(name), Some((_, identity))) => {
            let filter = powershell_quoted(&filter(name, mapping.kind, &situation.dc));
            let identity = powershell_quoted(&identity);
            let _ = write!(text, "Add-StrongMapping -Filter {filter} -Identity {identity}\r\n");
        }
        (None, _) => {
            comment(&mut text, "No name in it identifies an account. Map it manually to the right one.")
        }
        (_, None) => comment(&mut text, "No strong mapping string is possible for it. Reissue it."),
    }
    text
}

/// The LDAP filter for the account: as a domain controller looks it up, by a name for the type of account. If the
/// domain is known, also by the `sAMAccountName` that the name implies.
fn filter(name: &str, kind: AccountKind, dc: &Dc) -> String {
    let (attribute, class) = match kind {
        AccountKind::User => ("userPrincipalName", "(objectClass=user)"),
        AccountKind::Computer => ("dNSHostName", "(objectCategory=computer)"),
    };
    let own = format!("({attribute}={})", ldap_escaped(name));
    match (sam_of(name, dc, kind), kind) {
        (Some(sam), _) => format!("(&{class}(|{own}(sAMAccountName={})))", ldap_escaped(&sam)),
        (None, AccountKind::User) => own,
        (None, AccountKind::Computer) => format!("(&{class}{own})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examination;
    use crate::intake::File;
    use crate::moment::Moment;
    use crate::situation::from_json;

    #[track_caller]
    fn check(leaf: &forge::Leaf, expect: &str) {
        check_bytes(leaf.pem().as_bytes(), "{}", expect);
    }

    #[track_caller]
    fn check_bytes(bytes: &[u8], told: &str, expect: &str) {
        let findings = examination::read(&[File { name: "a.pem", bytes }], &[]);
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..from_json(told).unwrap().0 };
        let judgment = findings.judge(&situation).item(0);
        let text = entry(&findings.items[0], &judgment, &situation);
        assert!(text.contains(expect) && (!expect.is_empty() || text.is_empty()), "{text}");
        for line in text.lines().filter(|line| !line.is_empty()) {
            let entry = line.strip_prefix("Add-StrongMapping -Filter ");
            let quoted = entry.is_some_and(|rest| rest.starts_with('\'') || rest.starts_with("('"));
            assert!(line.starts_with('#') || quoted, "{line}");
        }
    }

    #[test]
    fn only_certificates_that_need_a_mapping_are_mapped() {
        let alice = || forge::Leaf::user("alice").upn("alice@corp.example");
        check(&alice(), "-Filter '(userPrincipalName=alice@corp.example)' -Identity 'X509:<I>");
        check(&alice().sid(forge::ALICE_SID), "");
        let vpn = forge::Leaf::server("vpn.corp.example");
        check(&vpn, "");
        check_bytes(vpn.pem().as_bytes(), r#"{"scenario":"smart-card"}"#, "Add-StrongMapping");
        check(&alice().valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), "It has expired");
        let der = alice().der();
        check_bytes(&der[..der.len() - 9], "{}", ", thumbprint unknown");
    }

    #[test]
    fn what_is_revoked_or_forged_gets_no_line() {
        let ca = forge::Ca::root("Corp Root CA");
        let leaf = forge::Leaf::user("alice").issued_by(&ca).upn("alice@corp.example");
        let beside = |first: &forge::Leaf, other: String, expect: &str| {
            check_bytes(format!("{}{}{other}", first.pem(), ca.pem()).as_bytes(), "{}", expect);
        };
        beside(&leaf, String::new(), "Add-StrongMapping");
        let list = forge::RevocationList::of(&ca).revoke(&leaf.own_serial(), "2026-01-01T00:00:00Z", None);
        beside(&leaf, list.pem(), "It is revoked: a mapping would not help.");
        let own = forge::Leaf::user("alice").issuer_name(forge::Name::empty().rdn("CN", "alice"));
        let own = own.subject(forge::Name::empty().rdn("CN", "alice")).upn("alice@corp.example");
        check(&own, "It is self-signed, so it is not trusted: a mapping would not help.");
        let forged = leaf.replace(forge::Part::Signature, forge::der::bit_string([0; 64]));
        beside(&forged, String::new(), "Its signature is wrong");
    }

    #[test]
    fn filter_finds_the_account_by_its_names() {
        let told = |leaf: &forge::Leaf, told: &str, expect: &str| {
            check_bytes(
                leaf.pem().as_bytes(),
                &format!("{{{told}}}"),
                &format!("-Filter '{expect}' -Identity"),
            );
        };
        let alice = || forge::Leaf::user("alice").upn(" alice@corp.example ");
        let computer = forge::Leaf::computer("a-host-of-18-chars.corp.example");
        let realm = r#""dc":{"realm":"CORP.example"}"#;
        told(&alice(), "", "(userPrincipalName=alice@corp.example)");
        told(&alice(), r#""dc":{"realm":"other.example"}"#, "(userPrincipalName=alice@corp.example)");
        told(
            &alice(),
            realm,
            "(&(objectClass=user)(|(userPrincipalName=alice@corp.example)(sAMAccountName=alice)))",
        );
        told(
            &computer,
            realm,
            "(&(objectCategory=computer)(|(dNSHostName=a-host-of-18-chars.corp.example)(sAMAccountName=a-host-of-18-ch$)))",
        );
        let both = alice().dns("pc1.corp.example");
        let kind = |kind: &str| format!(r#""account":{{"kind":"{kind}"}}"#);
        told(&both, &kind("user"), "(userPrincipalName=alice@corp.example)");
        told(&both, &kind("computer"), "(&(objectCategory=computer)(dNSHostName=pc1.corp.example))");
        let odd = forge::Leaf::user("x").upn("o'b*r(@corp.example");
        told(
            &odd,
            realm,
            "(&(objectClass=user)(|(userPrincipalName=o''b\\2ar\\28@corp.example)(sAMAccountName=o''b\\2ar\\28)))",
        );
        check(
            &forge::Leaf::user("x").upn(" ").email("x@corp.example"),
            "No name in it identifies an account",
        );
    }

    #[test]
    fn head_and_tail_have_windows_line_endings() {
        for text in [HEAD, TAIL] {
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
            assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
            for (opens, closes) in [('{', '}'), ('(', ')'), ('[', ']')] {
                let code = text.lines().filter(|line| !line.starts_with('#')).collect::<String>();
                assert_eq!(code.matches(opens).count(), code.matches(closes).count(), "{opens}");
            }
        }
    }

    #[test]
    fn failures_are_not_counted_as_written_but_reported() {
        let place = |text: &str, words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
        let set = place(HEAD, "Set-ADObject ");
        assert!(place(HEAD, "try {") < set && set < place(HEAD, "$script:Written++"));
        assert!(HEAD[set..].lines().next().unwrap().ends_with(" -WhatIf:(-not $Apply) -ErrorAction Stop"));
        assert!(place(HEAD, "$script:Written++") < place(HEAD, "} catch {"));
        assert!(place(HEAD, "} catch {") < place(HEAD, "$script:Failed += "));
        place(TAIL, "$script:Failed.Count");
        place(TAIL, "Write-Warning $failure");
    }

    #[test]
    fn names_cannot_break_out_of_quotes() {
        let upn = "o’b'r‘i$(calc)`n[x]@corp.example";
        check(
            &forge::Leaf::user("x").upn(upn),
            "'(userPrincipalName=o’’b''r‘‘i$\\28calc\\29`n[x]@corp.example)' -Identity",
        );
        check(
            &forge::Leaf::user("x").upn("a'); Remove-ADUser b; ('*@corp.example"),
            "(userPrincipalName=a''\\29; Remove-ADUser b; \\28''\\2a@corp.example)' -Identity",
        );
        check(&forge::Leaf::user("x").upn("a\r\nRemove-Item b@corp.example"), "'+[char]13+'");
    }
}
