//! Texts that would act if a program forgot that they are only text, and certificates full of them.
//!
//! Every text contains [`MARK`], so that a test finds it again wherever it went.

use crate::certificate::{Ca, Leaf};
use crate::container::store::Entry;
use crate::name::Name;
use crate::{container, der, extension, oid};

/// The word in every payload.
pub const MARK: &str = "zqact";

/// A text in place of a payload that has no meaning anywhere.
pub const NEUTRAL: &str = "zqact";

/// The payloads, each with a name for the message of a failed test.
pub const ALL: &[(&str, &str)] = &[
    ("script", "<script>zqact()</script>"),
    ("image", "\"><img src=x onerror=zqact(1)>"),
    ("handler", "' autofocus onfocus='zqact(1)"),
    ("attribute", "zqact\" style=\"position:fixed\" data-x=\""),
    ("vector", "<svg/onload=zqact()><![CDATA[<b>]]>"),
    ("comment", "--><b>zqact</b><!--"),
    ("end of text", "</title></textarea></code></pre><h1>zqact</h1>"),
    ("entity", "&lt;b&gt;zqact&#60;i&#62;&nbsp;&amp;"),
    ("javascript address", "javascript:zqact(1)//"),
    ("data address", "data:text/html,<script>zqact()</script>"),
    ("web address", "https://zqact.example/?a=<b>&c='d'"),
    ("right to left", "zqact\u{202e}gpj.exe\u{202c}"),
    ("isolates", "\u{2066}zqact\u{2069}\u{2067}x\u{200f}\u{61c}"),
    ("zero width", "zq\u{200b}act zqact\u{200d}\u{feff}\u{2060}\u{ad}"),
    ("controls", "zqact\u{1}\u{8}\u{b}\u{c}\u{7f}\u{85}\u{9b}31m"),
    ("nul", "zqact\0.example"),
    ("line breaks", "zqact\r\nRemove-Item C:\\\rb\nc\u{2028}d\u{2029}e"),
    ("terminal colours", "\u{1b}[31;5mzqact\u{1b}[0m\u{1b}[2J"),
    ("terminal title", "\u{1b}]0;zqact\u{7}\u{1b}]8;;https://zqact.example\u{1b}\\x\u{1b}]8;;\u{1b}\\"),
    ("terminal clipboard", "\u{1b}]52;c;enFhY3Q=\u{7}zqact\u{1b}P+q544e\u{1b}\\\u{9d}0;x\u{9c}"),
    ("formula", "=cmd|' /C calc'!A0 zqact"),
    ("formula plus", "+1+HYPERLINK(\"https://zqact.example\")"),
    ("formula minus", "-2+3+cmd|' /C calc'!A0 zqact"),
    ("formula at", "@SUM(1+1)*cmd|' /C calc'!zqact"),
    ("formula tab", "\t=1+1 zqact"),
    ("formula return", "\r=1+1 zqact"),
    ("formula wide", "＝1+1 zqact"),
    ("cells", "zqact\",\"b\",=1+1;2\t=3"),
    ("straight quote", "zqact'; Remove-Item -Recurse C:\\ #"),
    ("curly quotes", "zqact’; Remove-Item C:\\; ‘x‚y‛; “z” „"),
    ("double quote", "zqact\"; Remove-Item C:\\; \"$(calc)"),
    ("expansion", "$(calc) ${env:PATH} @(calc) @{a=calc} `n`0 zqact"),
    ("here string", "zqact\n'@\nRemove-Item C:\\\n@'\n"),
    ("pipeline", "zqact | iex & calc && calc || calc ; calc > C:\\x"),
    ("comment end", "zqact #> calc <# --% calc"),
    ("command prompt", "zqact\" & calc & %COMSPEC% ^& !x!"),
    ("directory filter", "zqact)(|(objectClass=*)(cn=*\\2a"),
    ("markdown link", "[zqact](https://zqact.example) <https://zqact.example> www.zqact.example"),
    ("markdown image", "![zqact](https://zqact.example/a.png \"t\") [x]: https://zqact.example"),
    ("markdown table", "zqact | b |\n|---|---|\n| c"),
    ("markdown blocks", "# zqact\n\n- a\n1. b\n> c\n---\n***\n\n    code"),
    ("markdown code", "zqact ``` ` ~~~ ~~a~~ **b** _c_ $d$ \\e"),
    ("markdown markup", "zqact <b>x</b> &copy; <!-- y --> a@zqact.example :smile: @zqact #1"),
    ("markdown end of line", "zqact\\"),
    ("path", "..\\..\\zqact/../../etc/passwd:stream"),
    ("device", "CON.zqact.LNK\u{202e}\u{a0} "),
    ("template", "{{zqact}} ${zqact} %zqact% %s %n {0}"),
    ("selector", "a-b-c-zqact"),
    ("backticks", "`zqact` ``"),
    ("long", LONG),
];

const LONG: &str = "zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-\
    zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-\
    zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact-zqact";

/// A CA with the text in its name.
pub fn authority(text: &str) -> Ca {
    Ca::root(text).subject(Name::from("DC=example,DC=corp").rdn("CN", text))
}

/// A user certificate with the text in every field that holds text.
pub fn user(text: &str) -> Leaf {
    let name = Name::from("DC=example,DC=corp").rdn("O", text).rdns(&[("CN", text), ("1.2.3.4", text)]);
    Leaf::user("zqact")
        .subject(name.clone())
        .issued_by(&authority(text))
        .upn(text)
        .email(text)
        .dns(text)
        .uri(text)
        .general_name(extension::directory_name(name))
        .general_name(extension::other_name("1.2.3.4", &der::utf8(text)))
        .template_v1(text)
        .cdp(&[text])
        .aia(&[text])
        .ocsp(&[text])
        .set_extension(oid::CERTIFICATE_POLICIES, false, notice(text))
}

/// A computer certificate with the text as its name, and in place of its SID.
pub fn computer(text: &str) -> Leaf {
    Leaf::computer("laptop-17.corp.example")
        .subject(Name::from("DC=example,DC=corp").rdn("CN", text))
        .dns(text)
        .sid(text)
        .uri(&format!("tag:microsoft.com,2022-09-14:sid:{text}"))
}

/// A server certificate with the text as its name.
pub fn server(text: &str) -> Leaf {
    Leaf::server("vpn.corp.example").subject(Name::empty().rdn("CN", text)).dns(text)
}

/// A store whose certificate has a friendly name and a key container of this text.
pub fn store(text: &str) -> Vec<u8> {
    let certificate = user("zqact").der();
    let entry = Entry::new().friendly_name(text).key_container(text, text).certificate(&certificate);
    container::store::serialized(&[entry])
}

/// An LDIF export of an account of this name.
pub fn account(text: &str) -> String {
    let value = crate::text::base64(text.as_bytes());
    format!(
        "dn: CN=zqact,CN=Users,DC=corp,DC=example\nobjectClass: user\nsAMAccountName:: {value}\n\
         userPrincipalName:: {value}\naltSecurityIdentities:: {value}\ndNSHostName:: {value}\n\n"
    )
}

/// A policy with a URL to read more, and a notice to show.
fn notice(text: &str) -> Vec<u8> {
    let qualifier = |kind: &str, value: Vec<u8>| der::sequence([der::oid(kind), value]);
    der::sequence([der::sequence([
        der::oid("1.2.3.4.5"),
        der::sequence([
            qualifier("1.3.6.1.5.5.7.2.1", der::ia5(text)),
            qualifier("1.3.6.1.5.5.7.2.2", der::sequence([der::utf8(text)])),
        ]),
    ])])
}
