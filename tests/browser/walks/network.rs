//! Nothing leaves the origin of the page. Every walk checks that; these show that the check works.

use browser::outcome::{holds, same};
use browser::visit::File;
use browser::{Failure, Outcome, Visit};
use serde_json::json;

crate::walks! {
    what_leaves_would_be_seen, the_page_asks_for_its_own_parts_only, nothing_leaves_whatever_is_done,
    everything_is_forgotten_when_asked, a_failure_to_store_is_reported, texts_become_no_scripts,
}

fn what_leaves_would_be_seen(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.browser.open(&visit.site.talkative_url())?;
    let wanted =
        ["GET http://elsewhere.example/a ", "GET http://localhost:8009/b ", "CONNECT elsewhere.example:443 "];
    visit.overheard(&wanted)?;
    visit.expect("");
    Ok(())
}

fn the_page_asks_for_its_own_parts_only(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/met.pem")?])?;
    let requests = visit.site.take();
    for request in &requests {
        same(&request.path, &request.method.as_str(), &"GET")?;
        let sent = |name: &str| request.headers.iter().find(|(header, _)| header == name);
        holds(sent("cookie").is_none(), format_args!("{} is asked for with a cookie", request.path))?;
        holds(!request.path.contains('?'), format_args!("{} tells something", request.path))?;
    }
    let ends = |ending: &str| requests.iter().filter(|request| request.path.ends_with(ending)).count();
    match (ends(".wasm"), ends(".css")) {
        (2.., 1..) => Ok(()),
        (programs, styles) => Err(Failure(format!("{programs} programs and {styles} styles were asked for"))),
    }
}

/// Uses every part of the page. The browser's record of loaded resources, the constructors of everything that can reach
/// a network, the server, and the proxy for all other hosts must have seen nothing.
fn nothing_leaves_whatever_is_done(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    // Both workers start when they are first needed; from then on everything is loaded.
    visit.drop_files(&[File::case("mapping/sid-absent/met.pem")?])?;
    visit.browser.type_into("[type=search]", "853")?;
    visit.browser.wait("codes", "document.querySelector('.found a') !== null")?;
    visit.browser.value("walk.listen()", &[])?;
    drop(visit.site.take());

    visit.drop_files(&[
        File::case("mapping/sid-absent/broken.pem")?,
        File::case("intake/pkcs12/aes.pfx")?,
        forged("hostile.pem", &forge::payload::user("<img src=https://zqact.example/a.png>").pem()),
        forged("address.pem", &forge::payload::user("https://zqact.example/b").pem()),
    ])?;
    for place in 0..visit.items()?.len() {
        visit.select(place)?;
        unlock(visit)?;
        for view in
            ["bytes", "map", "time", "compare", "table", "policy", "codes", "code/ras/853", "about", ""]
        {
            visit.browser.value("void (location.hash = arguments[0])", &[json!(format!("#/{view}"))])?;
            visit.settle()?;
            visit.browser.value(
                "document.querySelectorAll('main details').forEach((it) => { it.open = true; })",
                &[],
            )?;
        }
        visit.browser.value(
            "document.querySelectorAll('[data-export][data-way=save]').forEach((it) => it.click())",
            &[],
        )?;
        visit.settle()?;
    }
    let heard = visit.browser.value("walk.heard()", &[])?;
    same("what the page tried", &heard, &json!([]))?;
    let asked: Vec<String> = visit.site.take().into_iter().map(|request| request.path).collect();
    same("what the server was asked", &asked, &Vec::new())
}

fn forged(name: &str, text: &str) -> File {
    File { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// Enters a password where one is requested, and checks that the page keeps no trace of it.
fn unlock(visit: &Visit<'_>) -> Outcome<()> {
    if visit.browser.value("document.querySelector('[data-password]') !== null", &[])? != json!(true) {
        return Ok(());
    }
    visit.browser.type_into("[data-password]", "zq-wrong")?;
    visit.browser.click(".password button")?;
    visit.judged()?;
    let left = visit.browser.value("document.documentElement.outerHTML.includes('zq-wrong')", &[])?;
    same("the password is on the page", &left, &json!(false))?;
    let value = visit.browser.text("document.querySelector('[data-password]')?.value ?? ''")?;
    same("the field for the password", &value.as_str(), &"")
}

fn everything_is_forgotten_when_asked(visit: &mut Visit<'_>) -> Outcome<()> {
    const KEPT: &str =
        "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage), document.cookie])";
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/broken.pem")?])?;
    same("kept without being asked to", &visit.browser.text(KEPT)?.as_str(), &"[[],[],\"\"]")?;

    visit.browser.value("document.querySelectorAll('details').forEach((it) => { it.open = true; })", &[])?;
    visit.browser.click("[data-remember]")?;
    visit.browser.wait("that to be kept", "localStorage.length > 0")?;
    visit.browser.value("void (location.hash = '#/about')", &[])?;
    visit.browser.wait("the button", "document.querySelector('[data-forget-all]') !== null")?;
    visit.browser.click("[data-forget-all]")?;
    visit.browser.wait("everything to be gone", "localStorage.length === 0 && walk.items().length === 0")?;
    same("kept after all was forgotten", &visit.browser.text(KEPT)?.as_str(), &"[[],[],\"\"]")
}

fn a_failure_to_store_is_reported(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/broken.pem")?])?;
    visit.browser.value("void (Storage.prototype.setItem = () => { throw new Error('full'); })", &[])?;
    visit.browser.value("document.querySelectorAll('details').forEach((it) => { it.open = true; })", &[])?;
    visit.browser.click("[data-remember]")?;
    visit.browser.wait("a word about it", "document.body.textContent.includes('store anything')")?;
    same(
        "the tick",
        &visit.browser.value("document.querySelector('[data-remember]').checked", &[])?,
        &json!(false),
    )
}

/// Where the browser supports Trusted Types, no text of the page can become a script.
fn texts_become_no_scripts(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.expect("policy violated");
    visit.expect("TrustedHTML");
    visit.expect("TrustedScript");
    visit.expect("Trusted Type");
    visit.expect("trusted-types");
    let refused = visit.browser.value(
        "(() => {
            if (!window.trustedTypes) return true;
            const fails = (act) => { try { act(); return false; } catch { return true; } };
            return [
                () => { document.createElement('div').innerHTML = '<b>x</b>'; },
                () => new Worker('start.js'),
                () => { document.createElement('script').src = 'start.js'; },
                () => trustedTypes.createPolicy('another', {}),
            ].every(fails);
        })()",
        &[],
    )?;
    same("texts are refused as scripts", &refused, &json!(true))
}
