//! Output of the commands that users are asked to run: about accounts (`whoami /user`, tables of `Get-ADUser`, the
//! values of one attribute), domain controllers, VPN connections and their server. Also the Windows phone book.

use super::account::{self, ALT_SECURITY_IDENTITIES, Record, Value, strings};
use super::shown::{self, Shown, is_cut_off};
use super::text::Page;
use super::{Content, Found, Place, Search, listing};
use crate::certificate::Span;
use crate::sid::{Class, Sid};
use crate::situation::{ServerVersion, Situation};
use std::collections::BTreeSet;

/// Looks for command output.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let text = String::from_utf8_lossy(&page.bytes);
    let mut controllers = Controllers::default();
    for object in shown::objects(&text) {
        controllers.add(&object);
        account(search, place, &object);
        for (origin, facts) in
            [connection(&object), domain(&object), vpn_server(&object)].into_iter().flatten()
        {
            add(search, place, &origin, object.span, facts);
        }
    }
    if let Some(facts) = controllers.facts {
        add(search, place, "list of domain controllers", controllers.span, facts);
    }
    phone_book(search, place, &text);
    lines(search, place, &text);
}

fn add(search: &mut Search<'_>, place: &Place, origin: &str, span: Span, facts: Situation) {
    let span = place.written("", span).span(0, 0);
    let content = Content::Evidence(Box::new(facts));
    search.add(place, Found { span, ..Found::new(place.origin(origin), content) });
}

/// Accounts in tables, and the one of `whoami /user`. The module `listing` reads PowerShell lists.
fn account(search: &mut Search<'_>, place: &Place, object: &Shown) {
    if let Some((name, sid)) = own_account(object) {
        tell(search, place, object.span, name, sid);
        return;
    }
    let has_sid_only = object.len() == 1 && object.value("SID").is_some_and(is_sid);
    let known: BTreeSet<&str> = object.iter().filter_map(|(name, _)| account::known(name)).collect();
    let is_account = object.in_table
        && (has_sid_only || IDENTITIES.iter().filter(|name| known.contains(*name)).count() > 1)
        && object.value("GroupScope").is_none()
        && object.value("GroupCategory").is_none();
    if is_account {
        let mut record = Record::default();
        // With -Wrap, a list goes on in the next line.
        let is_whole = |name: &str, value: &str| match account::known(name) {
            Some(ALT_SECURITY_IDENTITIES) => value.starts_with('{') && value.ends_with('}'),
            _ => !value.starts_with('{'),
        };
        for (name, value) in object.iter().filter(|(name, value)| is_whole(name, value)) {
            listing::store(&mut record, name, value.to_owned());
        }
        record.tell(search, place, object.span);
    }
}

/// Attributes of which a table of accounts has at least two.
const IDENTITIES: [&str; 4] = ["objectSid", "sAMAccountName", "userPrincipalName", ALT_SECURITY_IDENTITIES];

/// The sAMAccountName and SID of `whoami /user`. The headers are localized.
fn own_account(object: &Shown) -> Option<(&str, &str)> {
    let sid = object.value("SID").filter(|_| object.len() == 2)?;
    let (_, name) = object.iter().find(|(name, _)| *name != "SID")?;
    is_account(name, sid).then_some((name, sid))
}

fn is_account(name: &str, sid: &str) -> bool {
    is_sid(sid) && name.matches('\\').count() == 1
}

/// Whether it is a SID, if not of an account that is of use.
fn is_sid(text: &str) -> bool {
    Sid::parse(text).is_some()
}

fn tell(search: &mut Search<'_>, place: &Place, span: Span, name: &str, sid: &str) {
    let name = name.rsplit('\\').next().unwrap_or(name);
    let mut record = Record::default();
    record.add("objectClass", Value::Text(if name.ends_with('$') { "computer" } else { "user" }.to_owned()));
    record.add("sAMAccountName", Value::Text(name.to_owned()));
    record.add("objectSid", Value::Text(sid.to_owned()));
    record.tell(search, place, span);
}

/// The domain controllers listed by `Get-ADDomainController`.
#[derive(Default)]
struct Controllers {
    facts: Option<Situation>,
    span: Span,
    /// Whether the release of any of them is unknown, so that nothing can be said about all.
    unknown: bool,
}

impl Controllers {
    fn add(&mut self, object: &Shown) {
        // Other computers have an operating system too.
        let is_controller = object.value("IsGlobalCatalog").or_else(|| object.value("OperationMasterRoles"));
        let (Some(_), Some(system)) = (is_controller, object.value("OperatingSystem")) else { return };
        let Some(version) = version(system).filter(|_| !self.unknown) else {
            self.unknown = true;
            self.facts = None;
            return;
        };
        if self.facts.is_none() {
            self.span = object.span;
        }
        let versions = &mut self.facts.get_or_insert_default().dc.versions;
        if !versions.contains(&version) {
            versions.push(version);
        }
        self.span.length = object.span.offset + object.span.length - self.span.offset;
    }
}

/// The release in a name such as `Windows Server 2019 Standard`.
fn version(system: &str) -> Option<ServerVersion> {
    let system = system.replace('®', "").to_ascii_lowercase();
    let rest = system.strip_prefix("windows server ")?;
    let is_second =
        |name: &str| rest.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with("r2"));
    let is_named = |version: &&ServerVersion| match version.name().split_once(' ') {
        Some((year, _)) => is_second(year),
        None => rest.starts_with(version.name()) && !is_second(version.name()),
    };
    ServerVersion::ALL.iter().find(is_named).copied()
}

/// Output of `Get-VpnConnection`.
fn connection(object: &Shown) -> Option<(String, Situation)> {
    let server = object.value("ServerAddress")?;
    Some((format!("VPN connection {}", object.value("Name")?), server_named(server)?))
}

fn server_named(server: &str) -> Option<Situation> {
    let is_name = !server.is_empty() && !server.contains(char::is_whitespace);
    is_name.then(|| Situation { server_name: Some(server.to_owned()), ..Situation::default() })
}

/// Output of `Get-ADDomain`.
fn domain(object: &Shown) -> Option<(String, Situation)> {
    // The attribute of a naming context is a list.
    let name = object.value("DNSRoot")?.trim_matches(['{', '}']);
    let mut facts = Situation::default();
    facts.dc.realm = Some(name.to_owned());
    Some((format!("domain {name}"), facts))
}

/// Output of `Get-VpnAuthProtocol`. A certificate is shown as its subject and more.
fn vpn_server(object: &Shown) -> Option<(String, Situation)> {
    let root = object.value("RootCertificateNameToAccept")?;
    let root = root.strip_prefix("[Subject]").unwrap_or(root);
    let root = root.split_once('[').map_or(root, |(subject, _)| subject).trim();
    let mut facts = Situation::default();
    facts.rras.root_name = Some(root.to_owned());
    root.contains('=').then(|| ("VPN server settings".to_owned(), facts))
}

/// The VPN entries of `rasphone.pbk`.
fn phone_book(search: &mut Search<'_>, place: &Place, text: &str) {
    let mut entry: Option<(&str, Span)> = None;
    let mut is_vpn = false;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let span = Span { offset, length: line.len() };
        offset += line.len();
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            (entry, is_vpn) = (Some((name, span)), false);
        } else if let Some((key, value)) = line.split_once('=').filter(|_| entry.is_some()) {
            is_vpn |= key == "DEVICE" && value.eq_ignore_ascii_case("vpn");
            let server = if key == "PhoneNumber" && is_vpn { server_named(value) } else { None };
            if let Some(((name, start), facts)) = server.and_then(|facts| Some((entry.take()?, facts))) {
                let span = Span { length: offset - start.offset, ..start };
                add(search, place, &format!("VPN connection {name}"), span, facts);
            }
        }
    }
}

/// Values without a name: the explicit mappings of altSecurityIdentities, a SID, or the row of `whoami /user /fo csv`.
/// The only other content allowed is the command itself.
fn lines(search: &mut Search<'_>, place: &Place, text: &str) {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_typed(line));
    let whole = Span { offset: 0, length: text.len() };
    let is_string = |line: &str| line.starts_with("X509:<") || line.starts_with("Kerberos:");
    if lines().all(|line| is_string(line) && !strings(line).iter().any(|text| is_cut_off(text)))
        && lines().any(|line| line.starts_with("X509:"))
    {
        let mut facts = Situation::default();
        facts.account.alt_security_identities = Some(lines().flat_map(strings).collect());
        add(search, place, "altSecurityIdentities of an account", whole, facts);
        return;
    }
    let few: Vec<&str> = lines().take(3).collect();
    match few.as_slice() {
        [sid] => {
            let Some(sid) = Sid::parse(sid) else { return };
            // Predefined accounts count too: nobody asks for the SID of a group.
            if matches!(sid.class(), Class::Domain | Class::Builtin) {
                let mut facts = Situation::default();
                let origin = format!("account {sid}");
                facts.account.sid = Some(sid);
                add(search, place, &origin, whole, facts);
            } else {
                let mut record = Record::default();
                record.add("objectSid", Value::Text(sid.to_string()));
                record.tell(search, place, whole);
            }
        }
        [_, row] => {
            let cells = row.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')?.split_once("\",\""));
            if let Some((name, sid)) = cells.filter(|(name, sid)| is_account(name, sid)) {
                tell(search, place, whole, name, sid);
            }
        }
        _ => {}
    }
}

/// Whether a line is a command as typed, with or without a prompt.
fn is_typed(line: &str) -> bool {
    let prompt = line.split_once('>').map_or("", |(prompt, _)| prompt);
    line.starts_with("(Get-AD") || prompt.starts_with("PS ") || prompt.get(1..3) == Some(":\\")
}

#[cfg(test)]
mod tests {
    use super::super::{File, recognise};
    use super::*;
    use crate::situation;

    const SID: &str = "S-1-5-21-1004336348-1177238915-682003330-1105";

    /// Compares the facts in a text with situations in JSON.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<Situation> = items
            .into_iter()
            .filter_map(|item| match item.content {
                Content::Evidence(facts) => Some(*facts),
                _ => None,
            })
            .collect();
        let expect: Vec<Situation> =
            expect.iter().map(|told| situation::from_json(told).unwrap().0).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn whoami_gives_the_account() {
        let alice = format!(r#"{{"account":{{"kind":"user","sid":"{SID}","sam":"alice"}}}}"#);
        let line = "=".repeat(45);
        let table = |head: &str| {
            format!(
                "\r\n{head}\r\n----------------\r\n\r\nUser Name  SID\r\n========== {line}\r\ncorp\\alice {SID}\r\n"
            )
        };
        check(&table("USER INFORMATION"), &[&alice]);
        let groups = "\r\n\r\nGROUP INFORMATION\r\n-----------------\r\n\r\nGroup Name Type             SID     Attributes\r\n\
                      ========== ================ ======= ==========\r\nEveryone   Well-known group S-1-1-0 Mandatory\r\n";
        check(&(table("USER INFORMATION") + groups), &[&alice]);
        check(&table("BENUTZERINFORMATIONEN").replace("User Name ", "Benutzern."), &[&alice]);
        check(&format!("User Name: corp\\alice\r\nSID:       {SID}\r\n"), &[&alice]);
        check(&format!("Benutzername: corp\\alice\r\nSID:          {SID}\r\n"), &[&alice]);
        check(&format!("\"User Name\",\"SID\"\r\n\"corp\\alice\",\"{SID}\"\r\n"), &[&alice]);
        let machine = format!(r#"{{"account":{{"kind":"computer","sid":"{SID}","sam":"PC1$"}}}}"#);
        check(&format!("User Name: corp\\PC1$\nSID: {SID}\n"), &[&machine]);
        check("User Name: nt authority\\system\nSID: S-1-5-18\n", &[]);
    }

    #[test]
    fn account_tables_are_read() {
        let line = "-".repeat(45);
        check(
            &format!(
                "\r\nSamAccountName SID {:42}altSecurityIdentities\r\n-------------- {line} ----\r\nalice          {SID} {{X509:<I>DC=...\r\n",
                ""
            ),
            &[&format!(r#"{{"account":{{"sid":"{SID}","sam":"alice"}}}}"#)],
        );
        check(
            &format!(
                "SamAccountName SID {:42}GroupScope\n-------------- {line} ------\nadmins         {SID} Global\n",
                ""
            ),
            &[],
        );
    }

    #[test]
    fn account_tables_without_account_names_are_read() {
        let string = "X509:<I>DC=example,DC=corp,CN=Corp Root CA<SR>3b5e";
        let upn = r#"{"account":{"upn":"a@b.example""#;
        let head = "UserPrincipalName altSecurityIdentities\n----------------- ---------------------\n";
        check(
            &format!("{head}a@b.example       {{{string}, X509:<SKI>01}}\n"),
            &[&format!(r#"{upn},"alt_security_identities":["{string}","X509:<SKI>01"]}}}}"#)],
        );
        check(
            &format!("{head}a@b.example       {{}}\n"),
            &[&format!(r#"{upn},"alt_security_identities":[]}}}}"#)],
        );
        // Whatever PowerShell left out or wrote into the next line is not known.
        for rest in ["{X509:<SKI>01,", "{X509:<SKI>01, X509:<SKI>02...}"] {
            check(&format!("{head}a@b.example       {rest}\n"), &[&format!("{upn}}}}}")]);
        }
        let of_sid = format!("UserPrincipalName SID\n----------------- ---\na@b.example       {SID}\n");
        check(&of_sid, &[&format!(r#"{upn},"sid":"{SID}"}}}}"#)]);
        check(&of_sid.replace("UserPrincipalName", "Name             "), &[]);
    }

    #[test]
    fn bare_mappings_and_sids_are_read() {
        let string = "X509:<I>DC=example,DC=corp,CN=Corp Root CA<SR>3b5e";
        let told = format!(r#"{{"account":{{"alt_security_identities":["{string}"]}}}}"#);
        check(&format!("\n{string}\r\n"), &[&told]);
        check(
            &format!("PS C:\\> (Get-ADUser alice).altSecurityIdentities\r\n{string}\r\nPS C:\\>\r\n"),
            &[&told],
        );
        check(
            &format!("{string}\nX509:<SKI>01\n"),
            &[&format!(r#"{{"account":{{"alt_security_identities":["{string}","X509:<SKI>01"]}}}}"#)],
        );
        for between in [";", ",", ", ", " | ", " "] {
            check(
                &format!("{string}{between}X509:<SKI>01\n"),
                &[&format!(r#"{{"account":{{"alt_security_identities":["{string}","X509:<SKI>01"]}}}}"#)],
            );
        }
        check(&format!("Please write\n{string}\n"), &[]);
        check(&format!("{string}\nX509:<I>DC=exam...\n"), &[]);
        check(&format!("{SID}\r\n"), &[&format!(r#"{{"account":{{"sid":"{SID}"}}}}"#)]);
        check("S-1-5-32-544\n", &[]);
        check(&format!("{SID}\n{SID}\n"), &[]);
    }

    #[test]
    fn domain_controllers_are_read() {
        check(
            "Name IsGlobalCatalog OperatingSystem\n---- --------------- ---------------\n\
             DC01            True Windows Server 2012 R2 Standard\nDC02            True Windows Server 2022 Datacenter\n",
            &[r#"{"dc":{"version":["2012r2","2022"]}}"#],
        );
        check(
            "Name            : DC01\nOperatingSystem : Windows Server 2016 Standard\nIsGlobalCatalog : True\n\n",
            &[r#"{"dc":{"version":"2016"}}"#],
        );
        check("Name OperatingSystem\n---- ---------------\nFS01 Windows Server 2016 Standard\n", &[]);
        check(
            "Name IsGlobalCatalog OperatingSystem\n---- --------------- ---------------\n\
             DC01            True Windows Server 2022 Datacenter\nDC02            True Samba\n",
            &[],
        );
        let domain = &[r#"{"dc":{"realm":"corp.example"}}"#];
        check("\nDNSRoot     : corp.example\nNetBIOSName : CORP\n", domain);
        check("\ndnsRoot     : {corp.example}\nnETBIOSName : CORP\n", domain);
    }

    #[test]
    fn vpn_connections_and_their_server_are_read() {
        let told = &[r#"{"server_name":"vpn.corp.example"}"#][..];
        check("\n\nName          : AlwaysOn\nServerAddress : vpn.corp.example\nGuid : {1}\n\n", told);
        check("Name     ServerAddress\n----     -------------\nAlwaysOn vpn.corp.example\n", told);
        check(
            "[AlwaysOn]\r\nEncoding=1\r\nVpnStrategy=14\r\n\r\nMEDIA=rastapi\r\nDevice=WAN Miniport (IKEv2)\r\n\r\n\
             DEVICE=vpn\r\nPhoneNumber=vpn.corp.example\r\n\r\n[Modem]\r\nDEVICE=modem\r\nPhoneNumber=0123\r\n",
            told,
        );
        let root = &[r#"{"rras":{"root_name":"CN=Corp Root CA, DC=corp, DC=example"}}"#][..];
        check("RootCertificateNameToAccept : CN=Corp Root CA, DC=corp, DC=example\n", root);
        check(
            "RootCertificateNameToAccept   : [Subject]\n                                  CN=Corp Root CA, DC=corp, DC=example\n\
             CertificateEKUsToAccept       :\n",
            root,
        );
    }
}
