//! What `cargo xtask dist` builds: on good and bad servers, without a server, and while one build replaces another.

use browser::outcome::{holds, same};
use browser::session::PATIENCE;
use browser::site::{Request, bears_its_content};
use browser::visit::{File, cases};
use browser::{Failure, Faults, Outcome, Visit};
use std::path::Path;
use std::time::Instant;

crate::walks! {
    a_first_visit_requests_every_file_once, a_second_visit_requests_nothing, a_visit_without_a_server,
    a_new_version_waits_until_it_is_requested, a_waiting_version_survives_visits_to_the_old_one,
    a_new_version_starts_when_no_window_shows_the_old_one, a_lost_cache_is_filled_again,
    caches_of_other_folders_are_not_deleted, a_half_copied_version_is_never_shown,
    a_server_that_does_not_know_wasm, a_server_that_refuses_wasm, a_server_that_serves_only_html,
    the_configuration_is_there_without_a_server, a_configuration_in_the_page_is_there_without_a_server,
    the_single_file_works_without_a_server, the_site_opened_as_a_file_leads_to_the_single_file,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const CODE: &str = "#/code/ike/13806";
/// A symbol that is on the page of that code and nowhere else.
const SYMBOL: &str = "ERROR_IPSEC_IKE_NO_CERT";
const SERVICE_WORKER: &str = "service-worker.js";
/// The note that a new version is ready, with the button that switches to it.
const NOTE: &str = "document.querySelector('.newer button')";
const NOTE_BUTTON: &str = ".newer button";
/// The element that names the build.
const MARK: &str = "meta[name=strongmap-build]";

fn a_first_visit_requests_every_file_once(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    works(visit)?;
    let requests = visit.site.take();
    for request in requests.iter().filter(|request| bears_its_content(&request.path)) {
        let times = requests.iter().filter(|other| other.path == request.path).count();
        same(format_args!("how often {} is asked for", request.path), &times, &1)?;
    }
    let of = |ending: &str| requests.iter().filter(|request| request.path.ends_with(ending)).count();
    same("programs", &of(".wasm"), &3)?;
    let strange: Vec<&Request> =
        requests.iter().filter(|it| it.status != 200 || it.path.contains('?')).collect();
    same("strange requests", &strange.len(), &0)
}

fn a_second_visit_requests_nothing(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    drop(visit.site.take());
    visit.open_published(&visit.site.url())?;
    works(visit)?;
    let asked: Vec<String> = visit.site.take().into_iter().map(|request| request.path).collect();
    // The only request is the check for a newer build.
    let else_asked: Vec<&String> = asked.iter().filter(|path| !path.ends_with(SERVICE_WORKER)).collect();
    holds(else_asked.is_empty(), format_args!("{else_asked:?} is asked for again"))
}

fn a_visit_without_a_server(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    visit.site.stop();
    // The browser looks for a newer build, fails, and reports it.
    visit.expect(SERVICE_WORKER);
    let build = build(visit)?;
    // Also with a query in the URL, and with the name of the page spelled out.
    for address in ["", "index.html", "?from=mail", CODE] {
        visit.open_published(&format!("{}{address}", visit.site.url()))?;
        same("the build", &self::build(visit)?, &build)?;
    }
    works(visit)?;
    let licences = "fetch(document.querySelector('link[rel=license]').href).then((it) => it.text())\
                    .then((text) => { window.licences = text; }), true";
    visit.browser.value(licences, &[])?;
    visit.browser.wait("the licences", "window.licences?.includes('Apache License')").map(drop)
}

fn the_configuration_is_there_without_a_server(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::Good)?;
    crate::links::declare(visit, r#"{"organisation": "Contoso IT"}"#)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    visit.open_published(&visit.site.url())?;
    is_named(visit)?;
    visit.site.stop();
    visit.expect(SERVICE_WORKER);
    visit.expect("strongmap.config.json");
    visit.open_published(&visit.site.url())?;
    is_named(visit)?;
    works(visit)
}

fn a_configuration_in_the_page_is_there_without_a_server(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::Good)?;
    let block = "\n<script type=\"application/json\" id=\"strongmap-config\">\n{\"organisation\": \"Contoso IT\"}\n\
                 </script>\n</body>";
    let page = crate::links::declaring(visit, "")?.replacen("\n</body>", block, 1);
    holds(page.contains("Contoso IT"), format_args!("the page has no body to end:\n{page}"))?;
    visit.site.put("index.html", page);
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    visit.site.stop();
    visit.expect(SERVICE_WORKER);
    visit.open_published(&visit.site.url())?;
    is_named(visit)?;
    works(visit)
}

/// Waits until the page names the organisation of its configuration.
fn is_named(visit: &Visit<'_>) -> Outcome<()> {
    let named = "document.querySelector('.foot')?.textContent.includes('Contoso IT')";
    visit.browser.wait("the organisation", named).map(drop)
}

fn a_new_version_waits_until_it_is_requested(visit: &mut Visit<'_>) -> Outcome<()> {
    let next = next_page(visit)?;
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    let old = build(visit)?;
    let first = visit.browser.window()?;
    let second = visit.browser.open_window()?;
    let outcome = (|| {
        visit.browser.steer(&second)?;
        visit.open_published(&visit.site.url())?;
        visit.browser.steer(&first)?;

        // The server no longer has the files of the old build; what is open must not notice.
        visit.site.replace(&next);
        drop(visit.site.take());
        visit.open_published(&visit.site.url())?;
        same("the build before the new one is asked for", &build(visit)?, &old)?;
        visit.browser.wait("a note", NOTE)?;
        works(visit)?;
        same("the build beside the note", &build(visit)?, &old)?;
        let parts: Vec<String> = parts(visit)?;
        visit.browser.click(NOTE_BUTTON)?;
        visit.browser.wait("the page to begin anew", &format!("!{NOTE}"))?;
        visit.join()?;
        let new = build(visit)?;
        holds(new != old, format_args!("the page is still of build {old}"))?;
        let new_parts = self::parts(visit)?;
        let shared: Vec<&String> = parts.iter().filter(|part| new_parts.contains(part)).collect();
        holds(shared.is_empty(), format_args!("{shared:?} is of the old build"))?;
        works(visit)?;

        // The other window continues with its own build, even for parts that it loads only now.
        visit.browser.steer(&second)?;
        same("the build of the other window", &build(visit)?, &old)?;
        works(visit)?;
        visit.open_published(&visit.site.url())?;
        same("its build once it is loaded again", &build(visit)?, &new)
    })();
    visit.browser.steer(&second)?;
    visit.browser.close_window()?;
    visit.browser.steer(&first)?;
    outcome?;

    // Nothing of the old build stays cached once no window shows it.
    visit.open_published(&visit.site.url())?;
    let count = "caches.keys().then((names) => { window.kept = names.length; }), window.kept === 1";
    visit.browser.wait("the old build to be dropped", count).map(drop)
}

fn a_waiting_version_survives_visits_to_the_old_one(visit: &mut Visit<'_>) -> Outcome<()> {
    let old = old_with_new_waiting(visit)?;
    visit.open_published(&visit.site.url())?;
    same("the build before the new one is asked for", &build(visit)?, &old)?;
    visit.browser.wait("a note", NOTE)?;
    visit.browser.click(NOTE_BUTTON)?;
    visit.browser.wait(
        "another build",
        &format!("(document.querySelector('{MARK}')?.content ?? '{old}') !== '{old}'"),
    )?;
    visit.join()?;
    stays_without_a_server(visit)
}

fn a_new_version_starts_when_no_window_shows_the_old_one(visit: &mut Visit<'_>) -> Outcome<()> {
    let old = old_with_new_waiting(visit)?;
    let first = visit.browser.window()?;
    let second = visit.browser.open_window()?;
    visit.browser.steer(&second)?;
    let opened = visit.open_published(&visit.site.url());
    visit.browser.close_window()?;
    visit.browser.steer(&first)?;
    opened?;

    let begin = Instant::now();
    while build(visit)? == old {
        holds(begin.elapsed() < PATIENCE, "the page is still of the old build")?;
        visit.browser.open("about:blank")?;
        visit.open_published(&visit.site.url())?;
    }
    stays_without_a_server(visit)
}

fn a_lost_cache_is_filled_again(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    let lose = "caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))\
                .then(() => { window.lost = true; }), window.lost";
    visit.browser.wait("everything to be lost", lose)?;
    visit.open_published(&visit.site.url())?;
    // The service worker caches the page last.
    let again = "caches.match('./').then((page) => { window.again = page !== undefined; }), window.again";
    visit.browser.wait("the page to be kept again", again)?;
    stays_without_a_server(visit)
}

fn caches_of_other_folders_are_not_deleted(visit: &mut Visit<'_>) -> Outcome<()> {
    const OTHERS: &str =
        "['strongmap /', 'strongmap-settings /', `strongmap ${location.pathname}deeper/ 1`].sort()";
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    let more = format!(
        "Promise.all({OTHERS}.map((name) => caches.open(name))).then(() => {{ window.more = true; }}), window.more"
    );
    visit.browser.wait("others to keep something", &more)?;
    visit.go_to("#/about")?;
    visit.browser.click("[data-forget-all]")?;
    let left = format!(
        "caches.keys().then((names) => {{ window.left = names.sort().join(); }}), window.left === {OTHERS}.join()"
    );
    visit.browser.wait("nothing but that to be left", &left)?;
    let gone = "navigator.serviceWorker.getRegistration().then((it) => { window.gone = !it; }), window.gone";
    visit.browser.wait("the keeper to be gone", gone).map(drop)
}

/// A deployment in progress: the files without a content hash in their names are new, those with one are missing.
fn a_half_copied_version_is_never_shown(visit: &mut Visit<'_>) -> Outcome<()> {
    let next = next_page(visit)?;
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    let old = build(visit)?;

    let half = std::env::temp_dir().join(format!("strongmap-half-{}", std::process::id()));
    let copied = copy_half(&visit.environment.page, &next, &half);
    visit.site.replace(&half);
    // A missing file is requested once, and the rest is left for later.
    for expected in ["which is missing", "404", "integrity", "Failed to"] {
        visit.expect(expected);
    }
    let outcome = copied.and_then(|()| {
        visit.open_published(&visit.site.url())?;
        asked_for(visit, SERVICE_WORKER)?;
        visit.open_published(&visit.site.url())?;
        works(visit)?;
        same("the build", &build(visit)?, &old)?;
        holds(visit.browser.value(&format!("!{NOTE}"), &[])? == true, "it is offered")?;
        visit.site.replace(&next);
        visit.open_published(&visit.site.url())?;
        visit.browser.wait("a note", NOTE).map(drop)
    });
    // A folder left behind in the temporary folder does no harm.
    let _ = std::fs::remove_dir_all(&half);
    outcome
}

fn a_server_that_does_not_know_wasm(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::WasmAsUnknownType)?;
    visit.open_published(&visit.site.url())?;
    works(visit)?;
    kept(visit)
}

fn a_server_that_refuses_wasm(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::NoWasm)?;
    visit.expect("wasm");
    visit.expect("integrity");
    visit.browser.open(&format!("{}{CODE}", visit.site.url()))?;
    visit.browser.wait("the page in one file", "location.pathname.endsWith('/strongmap.html')")?;
    visit.join()?;
    let advice = visit.browser.text("walk.troubles()")?;
    holds(advice.contains("404") && advice.contains("application/wasm"), advice)?;
    same("the address", &visit.browser.text("location.hash")?, &CODE.to_owned())?;
    shows_code(visit)?;
    works(visit)
}

fn a_server_that_serves_only_html(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.published(Faults::OnlyHtml)?;
    visit.open_published(&format!("{}strongmap.html", visit.site.url()))?;
    works(visit)?;
    let asked: Vec<String> = visit.site.take().into_iter().map(|request| request.path).collect();
    let else_asked: Vec<&String> = asked
        .iter()
        .filter(|path| !path.ends_with("/strongmap.html") && !path.ends_with("/favicon.ico"))
        .collect();
    holds(else_asked.is_empty(), format_args!("{else_asked:?} is asked for"))
}

fn the_single_file_works_without_a_server(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.site.stop();
    let address = file_address(&visit.environment.page.join("strongmap.html"));
    visit.open_published(&address)?;
    let chosen = cases().join(STRONG);
    visit.browser.type_into("input[type=file][data-files]", &chosen.to_string_lossy())?;
    visit.judged()?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("strong"))?;
    works(visit)?;
    visit.open_published(&format!("{address}{CODE}"))?;
    shows_code(visit)?;
    visit.open_published(&format!("{address}#/about"))?;
    let build = build(visit)?;
    let shown = visit.browser.text("document.querySelector('code.build')?.textContent")?;
    same("the build that is shown", &shown, &build)?;
    holds(
        visit.browser.value("document.querySelector('a[download][href^=\"blob:\"]') !== null", &[])? == true,
        "the licences cannot be saved",
    )
}

fn the_site_opened_as_a_file_leads_to_the_single_file(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.site.stop();
    // The parts of the page are not loaded from a file, which the browser reports as a failure.
    visit.expect("file:");
    visit.browser.open(&file_address(&visit.environment.page.join("index.html")))?;
    let link = "a[href^='strongmap.html']";
    let seen = format!(
        "[...document.querySelectorAll(\"{link}\")].some((it) => getComputedStyle(it).visibility === 'visible')"
    );
    visit.browser.wait("a kind word", &seen)?;
    visit.browser.click(link)?;
    visit.browser.wait("the page in one file", "location.pathname.endsWith('/strongmap.html')")?;
    visit.join()?;
    works(visit)
}

/// Reads and judges a file and explains a code, which uses every program of the page.
fn works(visit: &Visit<'_>) -> Outcome<()> {
    visit.browser.value("void (location.hash = '#/')", &[])?;
    visit.browser.wait("the start", "walk.settled()")?;
    visit.drop_files(&[File::case(STRONG)?])?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("strong"))?;
    visit.browser.value(&format!("void (location.hash = '{CODE}')"), &[])?;
    shows_code(visit)
}

fn shows_code(visit: &Visit<'_>) -> Outcome<()> {
    let shown = format!("document.querySelector('main')?.textContent.includes('{SYMBOL}')");
    visit.browser.wait("the page of the code", &shown).map(drop)
}

/// Waits until the page is cached for visits without a server.
fn kept(visit: &Visit<'_>) -> Outcome<()> {
    visit.browser.wait("the page to be kept", "navigator.serviceWorker.controller !== null").map(drop)
}

fn build(visit: &Visit<'_>) -> Outcome<String> {
    visit.browser.text(&format!("document.querySelector('{MARK}')?.content"))
}

/// Every file that the page loads by digest; these have other names in each build.
fn parts(visit: &Visit<'_>) -> Outcome<Vec<String>> {
    let named =
        "[...document.querySelectorAll('link[integrity], script[integrity]')].map((it) => it.href ?? it.src)";
    let named = visit.browser.value(named, &[])?;
    let named = named.as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(named.iter().filter_map(|it| it.as_str()).map(str::to_owned).collect())
}

/// Caches one build and leaves a newer one waiting; returns the build that is shown.
fn old_with_new_waiting(visit: &mut Visit<'_>) -> Outcome<String> {
    let next = next_page(visit)?;
    visit.published(Faults::Good)?;
    visit.open_published(&visit.site.url())?;
    kept(visit)?;
    visit.site.replace(&next);
    visit.open_published(&visit.site.url())?;
    visit.browser.wait("a note", NOTE)?;
    build(visit)
}

/// Checks that the build that is shown works completely without the server.
fn stays_without_a_server(visit: &mut Visit<'_>) -> Outcome<()> {
    let build = build(visit)?;
    visit.site.stop();
    visit.expect(SERVICE_WORKER);
    visit.open_published(&visit.site.url())?;
    same("the build without a server", &self::build(visit)?, &build)?;
    works(visit)
}

fn asked_for(visit: &Visit<'_>, ending: &str) -> Outcome<()> {
    let begin = Instant::now();
    while !visit.site.take().iter().any(|request| request.path.ends_with(ending)) {
        if begin.elapsed() > PATIENCE {
            return Err(Failure(format!("nobody asks for {ending}")));
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Ok(())
}

fn next_page(visit: &Visit<'_>) -> Outcome<std::path::PathBuf> {
    let next = visit.environment.next_page.clone();
    next.ok_or_else(|| Failure("STRONGMAP_NEXT_PAGE is not set".to_owned()))
}

/// The old build, with the files that have no content hash in their names replaced by those of the new one.
fn copy_half(old: &Path, new: &Path, into: &Path) -> Outcome<()> {
    let copy = |from: &Path, all: bool| -> std::io::Result<()> {
        for entry in std::fs::read_dir(from)? {
            let name = entry?.file_name();
            if all || !bears_its_content(&name.to_string_lossy()) {
                std::fs::copy(from.join(&name), into.join(&name))?;
            }
        }
        Ok(())
    };
    let copied = std::fs::create_dir_all(into).and_then(|()| copy(old, true)).and_then(|()| copy(new, false));
    copied.map_err(|error| Failure(format!("{} cannot be filled: {error}", into.display())))
}

fn file_address(path: &Path) -> String {
    let path =
        path.to_string_lossy().replace('\\', "/").replace('%', "%25").replace(' ', "%20").replace('#', "%23");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}
