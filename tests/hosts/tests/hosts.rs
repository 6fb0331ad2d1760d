//! What each server must send, and the page at work on each of them.
#![expect(clippy::panic, reason = "that is how a test fails")]

use browser::outcome::{holds, same};
use browser::site::bears_its_content;
use browser::{BlockingProxy, Browser, Environment, Outcome, Session};
use hosts::{Answer, Host, Kind, ask, published};
use std::fs;
use std::path::Path;

#[test]
fn nginx_sends_what_its_configuration_promises() {
    must_pass(everything_is_sent(Kind::Nginx));
}

#[test]
fn apache_sends_what_its_configuration_promises() {
    must_pass(everything_is_sent(Kind::Apache));
}

#[test]
fn the_page_answers_on_nginx() {
    must_pass(the_page_answers(Kind::Nginx));
}

#[test]
fn the_page_answers_on_apache() {
    must_pass(the_page_answers(Kind::Apache));
}

#[test]
fn the_page_answers_on_pythons_plain_server() {
    must_pass(the_page_answers(Kind::Python));
}

/// Every file, in every content coding in which it is published, with every header.
fn everything_is_sent(kind: Kind) -> Outcome<()> {
    let published = published()?;
    let host = Host::start(kind, &published)?;
    let site = published.join("site");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&site).into_iter().flatten().flatten() {
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    let compressed = |name: &str| name.ends_with(".gz") || name.ends_with(".br");
    let hidden = |name: &str| name.starts_with('.') || name == "web.config";
    let plain: Vec<&String> = names.iter().filter(|name| !compressed(name) && !hidden(name)).collect();
    holds(plain.len() > 8, format_args!("{} files are too few to be the page", plain.len()))?;
    let kept = plain.iter().filter(|name| bears_its_content(name)).count();
    holds(kept > 4, format_args!("{kept} files that may be kept for ever are too few to be the page"))?;
    for name in plain {
        for (coding, ending) in [("identity", ""), ("gzip", ".gz"), ("br", ".br")] {
            let stands = site.join(format!("{name}{ending}"));
            let chosen = if stands.is_file() && kind.sends(coding) { stands } else { site.join(name) };
            let answer = ask(host.address(), &Host::path(name), coding)?;
            is_sent(name, coding, &chosen, &answer)?;
        }
    }

    let root = ask(host.address(), &Host::path(""), "identity")?;
    same("the folder itself", &(root.status, root.body == bytes(&site.join("index.html"))), &(200, true))?;
    let bare = ask(host.address(), Host::path("").trim_end_matches('/'), "identity")?;
    let led = bare.header("location").is_some_and(|place| place.ends_with(&Host::path("")));
    same("the folder without a slash", &(bare.status, led), &(301, true))?;
    let missing = ask(host.address(), &Host::path("nothing-here"), "identity")?;
    same("a missing file", &missing.status, &404)
}

fn is_sent(name: &str, coding: &str, file: &Path, answer: &Answer) -> Outcome<()> {
    let header = |header: &str| answer.header(header).unwrap_or_default();
    let what = |matter: &str| format!("{matter} of {name} for {coding}");
    same(what("the status"), &answer.status, &200)?;
    holds(answer.body == bytes(file), what("the bytes"))?;
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    let expected = match ending.as_ref() {
        "gz" => "gzip",
        "br" => "br",
        _ => "",
    };
    same(what("the coding"), &header("content-encoding").as_str(), &expected)?;
    let kind = header("content-type");
    holds(kind.contains(content_type(name)), format_args!("{} is {kind}", what("the type")))?;

    let policy = header("content-security-policy");
    if ["strongmap.html", "404.html"].contains(&name) {
        same(what("the policy"), &policy.as_str(), &"frame-ancestors 'none'")?;
    } else {
        holds(
            policy.starts_with("default-src 'none'; "),
            format_args!("{} is {policy}", what("the policy")),
        )?;
        holds(
            policy.ends_with("; frame-ancestors 'none'"),
            format_args!("{} is {policy}", what("the policy")),
        )?;
    }
    let caching = if bears_its_content(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    same(what("the caching"), &header("cache-control").as_str(), &caching)?;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        same(what(name), &header(name).as_str(), &value)?;
    }
    holds(header("permissions-policy").contains("geolocation=()"), what("the permissions"))
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html",
        // Older lists of types say application/javascript, which browsers accept as well.
        Some("js") => "/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain",
        other => panic!("nobody said what {name} ({other:?}) is sent as"),
    }
}

/// From the URL to a verdict, for the site and for the single-file page.
fn the_page_answers(kind: Kind) -> Outcome<()> {
    let host = Host::start(kind, &published()?)?;
    let environment = Environment::read()?;
    let lookout = BlockingProxy::begin()?;
    let browser = Session::start(&environment, &lookout)?;
    for file in ["", "strongmap.html"] {
        browser.open(&host.url(file))?;
        browser.wait(
            "the example",
            "document.querySelector('#page:not([inert]) [data-example=weak]') !== null",
        )?;
        browser.click("[data-example=\"weak\"]")?;
        let verdict =
            browser.wait("a verdict", "document.querySelector('[data-verdict]')?.dataset.verdict")?;
        same(format_args!("the verdict of {file:?}"), &verdict.as_str(), &Some("weak"))?;
        browser.open(&host.url(&format!("{file}#/code/ike/13806")))?;
        let title = browser.wait("the code", "document.title.includes('13806') && document.title")?;
        holds(title.is_string(), format_args!("the title is {title}"))?;
    }
    if environment.browser == Browser::Chromium {
        same("what the console says", &browser.console_errors()?, &Vec::<String>::new())?;
    }
    same("what the rest of the world was asked", &lookout.take(), &Vec::<String>::new())
}

fn bytes(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_default()
}

fn must_pass(outcome: Outcome<()>) {
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
