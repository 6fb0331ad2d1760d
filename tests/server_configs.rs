//! The server configurations that are shipped agree with the page and with each other.
//!
//! The package `hosts` tries them on real servers. IIS runs on Windows only: here its file is checked against the
//! elements and attributes of its schema that it may use.
#![expect(clippy::panic, reason = "that is how a test fails")]

use std::collections::BTreeMap;
use std::fs;

#[test]
fn every_server_sends_the_policy_of_the_page() {
    let page = read("index.html");
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    for (file, begin, end) in [
        ("nginx.conf", "default                    \"", "\";"),
        ("htaccess", "Content-Security-Policy \"", "\"\n"),
        ("web.config", "\"Content-Security-Policy\" value=\"", "\" />"),
    ] {
        let sent = read(&format!("www/server/{file}"));
        assert_eq!(between(&sent, begin, end), format!("{policy}; frame-ancestors 'none'"), "{file}");
    }
}

/// On every server, the same headers must isolate the page from other origins.
#[test]
fn every_server_sends_the_same_headers() {
    let nginx = read("www/server/nginx.conf");
    let nginx = nginx.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("add_header ")?.split_once(' ')?;
        Some((name, value.trim().strip_suffix(" always;")?))
    });
    let apache = read("www/server/htaccess");
    let apache = apache
        .lines()
        .filter_map(|line| line.strip_prefix("    Header always set ")?.split_once(' '))
        .map(|(name, value)| (name, value.trim()));
    let iis = read("www/server/web.config");
    let iis = roxmltree::Document::parse(&iis).unwrap();
    let iis = iis
        .descendants()
        .filter(|node| node.has_tag_name("add"))
        .map(|node| (node.attribute("name").unwrap(), node.attribute("value").unwrap()));

    let expect = BTreeMap::from([
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ]);
    // Policy and caching differ from file to file.
    let check = |server: &str, headers: &mut dyn Iterator<Item = (&str, &str)>| {
        let found: BTreeMap<String, String> = headers
            .map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()))
            .filter(|(name, _)| !["Content-Security-Policy", "Cache-Control"].contains(&name.as_str()))
            .collect();
        let expect: BTreeMap<String, String> =
            expect.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(found, expect, "{server}");
    };
    check("nginx", &mut nginx.into_iter());
    check("Apache", &mut apache.into_iter());
    check("IIS", &mut iis.into_iter());
}

/// IIS and Apache redirect to a folder if its slash is missing; nginx has to be configured to.
#[test]
fn nginx_redirects_to_the_folder_without_its_slash() {
    let nginx = read("www/server/nginx.conf");
    let led = between(&nginx, "location = /strongmap {", "}");
    assert!(led.contains("absolute_redirect off;") && led.contains("return 301 /strongmap/$is_args$args;"));
}

/// The page for a missing address does not know how deep that address is, but offers a way out.
#[test]
fn the_404_page_links_upwards() {
    let page = read("www/404.html");
    assert!(page.contains("href=\"./\"") && page.contains("href=\"../\""));
}

/// What IIS does not know stops the whole site with error 500.19.
#[test]
fn iis_knows_every_element_and_attribute() {
    let text = read("www/server/web.config");
    let document = roxmltree::Document::parse(&text).unwrap();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let mut path: Vec<&str> = node
            .ancestors()
            .filter(roxmltree::Node::is_element)
            .map(|node| node.tag_name().name())
            .filter(|name| *name != "location")
            .collect();
        path.reverse();
        let path = path.join("/");
        let attributes: Vec<&str> = node.attributes().map(|attribute| attribute.name()).collect();
        let known = IIS.iter().any(|(place, names)| *place == path && *names == attributes)
            || (node.has_tag_name("location") && attributes == ["path"]);
        assert!(known, "<{path}> with {attributes:?} is not in the list of what IIS knows");
    }
}

/// A second entry with one key stops the whole site too, even if the first one is in a parent configuration.
#[test]
fn iis_entries_are_removed_before_they_are_added() {
    let text = read("www/server/web.config");
    let document = roxmltree::Document::parse(&text).unwrap();
    for node in document.descendants() {
        let key = match node.tag_name().name() {
            "mimeMap" => "fileExtension",
            "add" => "name",
            _ => continue,
        };
        let before = node.prev_sibling_element().unwrap();
        assert!(before.has_tag_name("remove"), "{node:?}");
        assert_eq!(before.attribute(key), node.attribute(key), "{node:?}");
    }
}

/// The elements of the section `system.webServer` that are allowed in a folder, and the attributes used of each:
/// <https://learn.microsoft.com/iis/configuration/system.webserver/>.
const IIS: &[(&str, &[&str])] = &[
    ("configuration", &[]),
    ("configuration/system.webServer", &[]),
    ("configuration/system.webServer/staticContent", &[]),
    ("configuration/system.webServer/staticContent/remove", &["fileExtension"]),
    ("configuration/system.webServer/staticContent/mimeMap", &["fileExtension", "mimeType"]),
    ("configuration/system.webServer/staticContent/clientCache", &["cacheControlMode", "cacheControlCustom"]),
    ("configuration/system.webServer/urlCompression", &["doStaticCompression"]),
    ("configuration/system.webServer/httpProtocol", &[]),
    ("configuration/system.webServer/httpProtocol/customHeaders", &[]),
    ("configuration/system.webServer/httpProtocol/customHeaders/remove", &["name"]),
    ("configuration/system.webServer/httpProtocol/customHeaders/add", &["name", "value"]),
];

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn between<'text>(text: &'text str, begin: &str, end: &str) -> &'text str {
    let after = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}")).1;
    after.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}
