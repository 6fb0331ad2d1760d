//! XML with certificates (SAML, WS-Federation, PowerShell's CLIXML) or with servers and roots (VPN and WLAN profiles).
//! Scanning the tags is enough: nothing here depends on how elements nest.

use super::account::{self, Record, Value};
use super::base64::{self, Manner};
use super::text::{Holds, Page};
use super::{Content, Found, Place, Search, numerals};
use crate::certificate::Span;
use crate::situation::{Scenario, Situation};

/// Looks for certificates and profiles in a text.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let leaves = leaves(&page.bytes);
    if leaves.is_empty() {
        return;
    }
    profile(search, page, place);
    accounts(search, &page.bytes, place);
    let mut known: Vec<Span> = Vec::new();
    for leaf in leaves.iter().filter(|leaf| base64::may_begin(leaf.content.as_bytes(), 0)) {
        let run = base64::decode(leaf.content.as_bytes(), 0, Manner::Strict);
        let inside = format!("element {}", leaf.named());
        if page.open(search, &run.bytes, &place.written(&inside, leaf.span), Holds::Bytes) {
            known.push(leaf.span);
        }
    }
    known.extend(bytes_one_by_one(search, page, &leaves, place));
    for span in known {
        page.blank(span);
    }
}

/// An element that contains only text.
struct Leaf {
    /// Its name without a prefix.
    name: String,
    /// Its attribute `N`, by which CLIXML names properties.
    property: Option<String>,
    content: String,
    span: Span,
}

impl Leaf {
    fn named(&self) -> &str {
        self.property.as_deref().unwrap_or(&self.name)
    }
}

fn leaves(text: &[u8]) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        let start = at + next + 1;
        let Some(length) =
            text.get(start..).and_then(|rest| rest.iter().position(|byte| matches!(byte, b'>' | b'<')))
        else {
            break;
        };
        let tag = text.get(start..start + length).unwrap_or_default();
        let content = start + length + 1;
        at = start + length;
        let opens = tag.first().is_some_and(u8::is_ascii_alphabetic) && !tag.ends_with(b"/");
        if !opens || text.get(at) != Some(&b'>') {
            continue;
        }
        let Some(rest) = text.get(content..) else { break };
        let Some(length) = rest.iter().position(|byte| *byte == b'<') else { break };
        at = content + length;
        if rest.get(length + 1) != Some(&b'/') {
            continue;
        }
        let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        leaves.push(Leaf {
            name: String::from_utf8_lossy(name).into_owned(),
            property: attribute(tag, NAMED),
            content: unescaped(&String::from_utf8_lossy(rest.get(..length).unwrap_or_default())),
            span: Span { offset: content, length },
        });
    }
    leaves
}

/// The start of the CLIXML attribute that names a property.
const NAMED: &[u8] = b" N=\"";

fn attribute(tag: &[u8], start: &[u8]) -> Option<String> {
    let at = tag.windows(start.len()).position(|window| window == start)?;
    let value = tag.get(at + start.len()..)?;
    Some(String::from_utf8_lossy(value.split(|byte| *byte == b'"').next()?).into_owned())
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.trim().to_owned();
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&amp;", "&").trim().to_owned()
}

/// Byte arrays that CLIXML writes as one element per byte.
fn bytes_one_by_one(search: &mut Search<'_>, page: &mut Page, leaves: &[Leaf], place: &Place) -> Vec<Span> {
    let mut known = Vec::new();
    for row in leaves
        .chunk_by(|a, b| a.name == "By" && b.name == "By" && a.property.is_none() && b.property.is_none())
    {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        if first.name != "By" {
            continue;
        }
        let bytes: Vec<u8> = row.iter().map_while(|leaf| leaf.content.parse().ok()).collect();
        let end = last.span.offset + last.span.length;
        let span = Span { offset: first.span.offset, length: end - first.span.offset };
        if page.open(search, &bytes, &place.written("CLIXML bytes", span), Holds::Bytes) {
            known.push(span);
        }
    }
    known
}

/// Accounts exported by PowerShell with `Export-Clixml`: one object each, which contains its properties, some of which
/// are objects as well.
fn accounts(search: &mut Search<'_>, text: &[u8], place: &Place) {
    if !text.windows(4).any(|window| window == b"<Obj") {
        return;
    }
    let mut around: Vec<Object> = Vec::new();
    // The number of open objects that are too deep to be read.
    let mut deeper = 0usize;
    let mut at = 0;
    while let Some(tag) = Tag::next(text, &mut at) {
        match tag.name {
            b"Obj" if tag.is_empty => {}
            b"Obj" if around.len() >= DEEPEST => deeper += 1,
            b"Obj" => around.push(Object::begin(&tag)),
            b"/Obj" if deeper > 0 => deeper -= 1,
            b"/Obj" => {
                let Some(object) = around.pop() else { continue };
                match (object.property, around.last_mut()) {
                    (Some(property), Some(owner)) => object.values.tell(&property, &mut owner.record),
                    _ if object.record.is_of_account() => {
                        let length = tag.start + tag.whole.len() - object.start;
                        object.record.tell(search, place, Span { offset: object.start, length });
                    }
                    _ => {}
                }
            }
            _ if deeper > 0 => {}
            _ => around.iter_mut().last().into_iter().for_each(|object| object.add(&tag)),
        }
    }
}

/// How deep objects are read inside objects.
const DEEPEST: usize = 32;

/// A CLIXML object: one with properties of its own, or a property of another.
struct Object {
    start: usize,
    /// The property of another object that it is.
    property: Option<String>,
    values: Values,
    record: Record,
}

/// The value of an object that is a property of another.
#[derive(Default)]
struct Values {
    /// Its text representation.
    text: Option<String>,
    list: Option<Vec<String>>,
}

impl Object {
    fn begin(tag: &Tag<'_>) -> Self {
        let property = attribute(tag.whole, NAMED).filter(|name| account::known(name).is_some());
        Self { start: tag.start, property, values: Values::default(), record: Record::default() }
    }

    fn add(&mut self, tag: &Tag<'_>) {
        let named = attribute(tag.whole, NAMED);
        let text = || unescaped(&String::from_utf8_lossy(tag.content));
        let Self { property, values, record, .. } = self;
        match (property.is_some(), tag.name, named) {
            (false, b"BA", Some(named)) => {
                let bytes = base64::decode(tag.content, 0, Manner::Tolerant).bytes;
                record.add(&named, Value::Bytes(bytes));
            }
            (false, _, Some(named)) if !tag.is_empty => record.add(&named, Value::Text(text())),
            (true, b"S", Some(named)) if named == "Value" => values.text = Some(text()),
            (true, b"ToString", _) if values.text.is_none() => values.text = Some(text()),
            (true, b"LST" | b"IE", _) => drop(values.list.get_or_insert_default()),
            (true, b"S", None) => values.list.get_or_insert_default().push(text()),
            _ => {}
        }
    }
}

impl Values {
    fn tell(self, property: &str, record: &mut Record) {
        match (self.list, self.text) {
            (Some(list), _) if list.is_empty() => record.add_none(property),
            (Some(list), _) => {
                list.into_iter().for_each(|value| record.add(property, Value::Text(value)));
            }
            (None, Some(text)) => record.add(property, Value::Text(text)),
            (None, None) => {}
        }
    }
}

/// A tag, and the text after it up to the next one.
struct Tag<'t> {
    start: usize,
    /// Including its brackets.
    whole: &'t [u8],
    /// That of an end tag starts with a slash.
    name: &'t [u8],
    /// Whether it is a self-closing tag.
    is_empty: bool,
    content: &'t [u8],
}

impl<'t> Tag<'t> {
    fn next(text: &'t [u8], at: &mut usize) -> Option<Self> {
        let start = *at + text.get(*at..)?.iter().position(|byte| *byte == b'<')?;
        let rest = text.get(start..)?;
        let length = rest.iter().position(|byte| *byte == b'>')? + 1;
        let (whole, behind) = rest.split_at_checked(length)?;
        let content = behind.split(|byte| *byte == b'<').next().unwrap_or_default();
        *at = start + length + content.len();
        let inner = whole.get(1..length - 1)?;
        let name = inner.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        // The slash of a self-closing tag, not that of an end tag.
        let name = name.strip_suffix(b"/").unwrap_or(name);
        Some(Self { start, whole, name, is_empty: inner.ends_with(b"/"), content })
    }

    fn is_end(&self) -> bool {
        self.name.starts_with(b"/")
    }

    /// The name without slash and prefix.
    fn local_name(&self) -> &'t [u8] {
        self.name.rsplit(|byte| matches!(byte, b':' | b'/')).next().unwrap_or_default()
    }
}

/// The maximum number of server names, and of notes about roots and settings, of a network profile.
pub const MAX_NAMES: usize = 200;

/// The servers and roots in a VPN or WLAN profile.
fn profile(search: &mut Search<'_>, page: &Page, place: &Place) {
    let contains = |name: &[u8]| page.bytes.windows(name.len()).any(|window| window == name);
    let kind = if contains(b"VPNProfile") {
        "VPN profile"
    } else if contains(b"WLANProfile") {
        "WLAN profile"
    } else if contains(b"EapHostConfig") {
        "EAP configuration"
    } else {
        return;
    };
    let text = without_comments(&page.bytes);
    let leaves = leaves(&text);
    // Some exports contain the EAP configuration as text inside the profile.
    let inner: Vec<Vec<u8>> = leaves
        .iter()
        .filter(|leaf| leaf.content.contains("<EapHostConfig"))
        .map(|leaf| without_comments(leaf.content.as_bytes()))
        .collect();
    let inner_leaves: Vec<Leaf> = inner.iter().flat_map(|text| self::leaves(text)).collect();
    let all = || leaves.iter().chain(&inner_leaves);
    let values = |name: &'static str| {
        all()
            .filter(move |leaf| leaf.name == name && !leaf.content.is_empty())
            .map(|leaf| leaf.content.as_str())
    };
    let mut facts = Situation::default();
    let servers: Vec<&str> = values("Servers").flat_map(servers).collect();
    // Of several servers, any may answer.
    let only = |first: &&&str| servers.iter().all(|server| server.eq_ignore_ascii_case(first));
    facts.server_name = servers.first().filter(only).map(|server| (*server).to_owned());
    let accepted = &mut facts.client.server_names;
    for name in std::iter::once(&text).chain(&inner).flat_map(|text| checked_names(text)) {
        if accepted.len() <= MAX_NAMES && !accepted.contains(&name) {
            accepted.push(name);
        }
    }
    if accepted.len() > MAX_NAMES {
        // If the list is incomplete, nothing is known about what it lacks.
        accepted.clear();
        search.reached(format!(
            "A network profile lists more than {MAX_NAMES} server names; they are treated as not known."
        ));
    }
    if kind == "VPN profile" {
        let device = values("DeviceTunnel").any(|value| value.eq_ignore_ascii_case("true"));
        facts.scenarios = vec![if device { Scenario::DeviceTunnel } else { Scenario::UserTunnel }];
    }
    let mut notes = Vec::new();
    let mut note = |what: &str, value: &str| {
        let note = format!("{what}: {value}");
        if notes.len() >= MAX_NAMES {
            search.reached(format!("Only {MAX_NAMES} roots and settings of a network profile are shown."));
        } else if !notes.contains(&note) {
            notes.push(note);
        }
    };
    values("TrustedRootCA").for_each(|hash| note("trusted root (SHA-1)", &thumbprint(hash)));
    values("TrustedRootCAHash").for_each(|hash| note("trusted root (hash)", &thumbprint(hash)));
    values("IssuerHash").for_each(|hash| note("issuer of the client certificate (SHA-1)", &thumbprint(hash)));
    if facts.server_name.is_none() {
        servers.iter().for_each(|server| note("server", server));
    }
    let is_off = |value: &&str| value.eq_ignore_ascii_case("false");
    values("PerformServerValidation").filter(is_off).for_each(|_| note("server certificate", "not checked"));
    values("AcceptServerName").filter(is_off).for_each(|_| note("server names", "not checked"));
    values("NativeProtocolType").for_each(|protocol| note("protocol", protocol));
    values("UserMethod").for_each(|method| note("user authentication", method));
    values("MachineMethod").for_each(|method| note("computer authentication", method));
    let span = place.written("", Span { offset: 0, length: page.bytes.len() }).span(0, 0);
    let origin = place.origin(kind);
    search.add(place, Found { span, notes, ..Found::new(origin, Content::Evidence(Box::new(facts))) });
}

/// The servers that a VPN profile lists, each of which may have a name to show behind a semicolon.
fn servers(list: &str) -> impl Iterator<Item = &str> {
    let names = list.split(',').filter_map(|server| server.split(';').next());
    names.map(str::trim).filter(|name| !name.is_empty())
}

/// The server names in EAP configurations, without those that clients are told not to check.
fn checked_names(text: &[u8]) -> Vec<String> {
    let mut checked = Vec::new();
    // The open `EapType` elements: the inner method of PEAP has one of its own.
    let mut around: Vec<(Vec<String>, bool)> = vec![(Vec::new(), true)];
    let mut at = 0;
    while let Some(tag) = Tag::next(text, &mut at) {
        let content = || unescaped(&String::from_utf8_lossy(tag.content));
        let depth = around.len();
        let Some((names, is_checked)) = around.last_mut() else { break };
        match (tag.local_name(), tag.is_end()) {
            (b"EapType", false) if !tag.is_empty && depth <= DEEPEST => around.push((Vec::new(), true)),
            (b"EapType", true) if depth > 1 => {
                let closed = around.pop().filter(|(_, is_checked)| *is_checked);
                checked.extend(closed.into_iter().flat_map(|(names, _)| names));
            }
            (b"ServerNames", false) if !tag.is_empty => {
                let listed = content();
                let listed = listed.split(';').map(str::trim).filter(|name| !name.is_empty());
                names.extend(listed.map(str::to_owned));
            }
            (b"PerformServerValidation" | b"AcceptServerName", false) => {
                *is_checked &= !content().eq_ignore_ascii_case("false");
            }
            _ => {}
        }
    }
    checked.extend(around.into_iter().filter(|(_, is_checked)| *is_checked).flat_map(|(names, _)| names));
    checked
}

/// The text with spaces instead of its comments.
fn without_comments(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    let find = |text: &[u8], from: usize, mark: &[u8]| {
        Some(from + text.get(from..)?.windows(mark.len()).position(|window| window == mark)?)
    };
    let mut at = 0;
    while let Some(start) = find(&text, at, b"<!--") {
        let end = find(&text, start, b"-->").map_or(text.len(), |end| end + 3);
        text.get_mut(start..end).into_iter().flatten().for_each(|byte| *byte = b' ');
        at = end;
    }
    text
}

fn thumbprint(text: &str) -> String {
    numerals::all_hexadecimal(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, Item, recognise};
    use crate::sid::Sid;
    use crate::situation::{Account, AccountKind, Scenario};
    use forge::Ca;
    use forge::container::xml as forged;

    fn items(text: &str) -> Vec<Item> {
        recognise(File { name: "x", bytes: text.as_bytes() }, &[])
    }

    #[track_caller]
    fn check(text: &str, origin: &str, der: &[u8]) {
        let items = items(text);
        let found: Vec<(&str, &Content)> =
            items.iter().map(|item| (item.origin.as_str(), &item.content)).collect();
        assert_eq!(found, [(origin, &Content::Certificate(der.to_vec()))]);
    }

    #[test]
    fn certificates_in_elements_are_found() {
        let der = Ca::root("Corp Root CA").der();
        check(&forged::metadata("https://login.corp.example/", &der), "element X509Certificate", &der);
        check(&forged::clixml(&der), "element RawData", &der);
        let each: String = der.iter().map(|byte| format!("<By>{byte}</By>")).collect();
        check(&format!("<Objs><LST>{each}</LST></Objs>"), "CLIXML bytes", &der);
    }

    /// An object as exported by `Get-ADComputer`; its properties are sorted by name.
    fn computer(number: u32, strings: &str) -> String {
        format!(
            "<Obj RefId=\"{number}\"><TN RefId=\"0\"><T>Microsoft.ActiveDirectory.Management.ADComputer</T></TN>\
             <ToString>CN=pc{number},DC=corp,DC=example</ToString><Props>{strings}\
             <S N=\"DistinguishedName\">CN=pc{number},DC=corp,DC=example</S>\
             <S N=\"DNSHostName\">pc{number}.corp.example</S><S N=\"ObjectClass\">computer</S>\
             <S N=\"SamAccountName\">PC{number}$</S><Obj N=\"SID\" RefId=\"1{number}\"><TNRef RefId=\"1\" />\
             <ToString>S-1-5-21-1-2-3-{number}</ToString><Props><I32 N=\"BinaryLength\">28</I32>\
             <Obj N=\"AccountDomainSid\" RefId=\"2{number}\"><S N=\"Value\">S-1-5-21-1-2-3</S></Obj>\
             <S N=\"Value\">S-1-5-21-1-2-3-{number}</S></Props></Obj><Nil N=\"UserPrincipalName\" /></Props></Obj>"
        )
    }

    #[track_caller]
    fn check_accounts(text: &str, expect: &[Account]) {
        let told = items(text).into_iter().filter_map(|item| match item.content {
            Content::Evidence(facts) => Some(facts.account),
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), expect);
    }

    fn account(number: u32, strings: Option<&[&str]>) -> Account {
        Account {
            kind: Some(AccountKind::Computer),
            sid: Sid::parse(&format!("S-1-5-21-1-2-3-{number}")),
            sam: Some(format!("PC{number}$")),
            dns: Some(format!("pc{number}.corp.example")),
            alt_security_identities: strings.map(|it| it.iter().map(|text| (*text).to_owned()).collect()),
            ..Account::default()
        }
    }

    #[test]
    fn each_clixml_object_is_one_account() {
        let list = |inner: &str| {
            format!(
                "<Obj N=\"altSecurityIdentities\" RefId=\"9\"><TNRef RefId=\"3\" /><LST>{inner}</LST></Obj>"
            )
        };
        let two = list("<S>X509:&lt;I&gt;DC=example,CN=CA&lt;SR&gt;01</S><S>X509:&lt;SKI&gt;02</S>");
        let text = [computer(2001, ""), computer(2002, &two), computer(2003, &list(""))].concat();
        let two: &[&str] = &["X509:<I>DC=example,CN=CA<SR>01", "X509:<SKI>02"];
        let expect = [account(2001, None), account(2002, Some(two)), account(2003, Some(&[]))];
        check_accounts(&format!("<Objs Version=\"1.1.0.1\">{text}</Objs>"), &expect);
        check_accounts(&format!("<Objs>{}", &text[..text.len() - 6]), &expect[..2]);
        check_accounts(&format!("{}{text}", "<Obj>".repeat(100_000)), &[]);
    }

    /// Checks which server and which accepted server names a profile states.
    #[track_caller]
    fn check_profile(text: &str, server: Option<&str>, accepted: &[&str], note: Option<&str>) {
        let items = items(text);
        let [Item { content: Content::Evidence(facts), notes, .. }] = items.as_slice() else {
            panic!("{items:?}")
        };
        assert_eq!(facts.server_name.as_deref(), server, "{text}");
        assert_eq!(facts.client.server_names, accepted, "{text}");
        assert!(note.is_none_or(|note| notes.iter().any(|it| it == note)), "{notes:?}");
    }

    #[test]
    fn comments_in_profiles_are_ignored() {
        let profile = forged::vpn_profile("vpn.corp.example", "nps.corp.example", &[], &[]);
        let (server, accepted) = (Some("vpn.corp.example"), &["nps.corp.example"][..]);
        for comment in
            ["<!-- <Servers>old.corp.example</Servers> -->", "<!-- <DeviceTunnel>true</DeviceTunnel>"]
        {
            let at = if comment.ends_with("-->") { "<Servers>" } else { "</VPNProfile>" };
            check_profile(&profile.replacen(at, &format!("{comment}{at}"), 1), server, accepted, None);
        }
        let comment = "<!-- <ServerNames>old</ServerNames> --><ServerNames>";
        check_profile(&profile.replacen("<ServerNames>", comment, 1), server, accepted, None);
    }

    #[test]
    fn several_servers_are_none_in_particular() {
        let check = |list: &str, expect, note| {
            check_profile(&forged::vpn_profile(list, "", &[], &[]), expect, &[], note);
        };
        let vpn = Some("vpn.corp.example");
        check("vpn.corp.example", vpn, None);
        check(" vpn.corp.example;Europe ", vpn, None);
        check("vpn.corp.example;Europe,VPN.corp.example", vpn, None);
        let note = Some("server: vpn2.corp.example");
        check("vpn.corp.example;Europe,vpn2.corp.example;US", None, note);
    }

    #[test]
    fn server_names_that_are_not_checked_are_omitted() {
        let profile = forged::vpn_profile("vpn.corp.example", "nps.corp.example", &[], &[]);
        let check = |flags: &str, accepted: &[&str], note| {
            let text = profile.replacen("</EapType>", &format!("{flags}</EapType>"), 1);
            check_profile(&text, Some("vpn.corp.example"), accepted, note);
        };
        let flag = |name: &str, value: &str| format!("<v2:{name} xmlns:v2=\"v2\">{value}</v2:{name}>");
        let on = flag("PerformServerValidation", "true") + &flag("AcceptServerName", "true");
        check(&on, &["nps.corp.example"], None);
        let unchecked = Some("server certificate: not checked");
        check(&flag("PerformServerValidation", "false"), &[], unchecked);
        check(&flag("AcceptServerName", "false"), &[], Some("server names: not checked"));
        // What the inner method of PEAP omits, the outer one may check.
        let inner = flag("PerformServerValidation", "false");
        let inner = format!("<v1:EapType><ServerNames>other</ServerNames>{inner}</v1:EapType>{on}");
        check(&inner, &["nps.corp.example"], None);
    }

    #[test]
    fn profiles_give_servers_and_roots() {
        let plain = forged::vpn_profile(
            "vpn.corp.example",
            "nps01.corp.example;nps02.corp.example",
            &[[0xab; 20]],
            &[],
        );
        let start = plain.find("<EapHostConfig").unwrap();
        let end = plain.find("</Configuration>").unwrap();
        let escaped = plain[start..end].replace('<', "&lt;").replace('>', "&gt;");
        let escaped = format!("{}{escaped}{}", &plain[..start], &plain[end..]);
        for text in [plain, escaped] {
            let items = items(&text);
            let [Item { content: Content::Evidence(facts), notes, .. }] = items.as_slice() else {
                panic!("{items:?}")
            };
            assert_eq!(facts.server_name.as_deref(), Some("vpn.corp.example"));
            assert_eq!(facts.client.server_names, ["nps01.corp.example", "nps02.corp.example"]);
            assert_eq!(facts.scenarios, [Scenario::UserTunnel]);
            assert!(notes.contains(&format!("trusted root (SHA-1): {}", "ab".repeat(20))), "{notes:?}");
        }
    }
}
