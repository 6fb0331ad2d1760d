//! Takes pictures of the page: `cargo xtask pictures`.
//!
//! The documents show a few of them; `--all FOLDER` captures every view in every width and both color schemes, for
//! inspection.
#![expect(clippy::print_stdout, reason = "telling which pictures were taken is the job of this program")]

use browser::outcome::While as _;
use browser::visit::File;
use browser::{BlockingProxy, Environment, Failure, Outcome, Session, Visit};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A view of the page, and how a user gets there from the first one.
struct View {
    name: &'static str,
    reach: fn(&Visit<'_>) -> Outcome<()>,
}

const VIEWS: &[View] = &[
    View { name: "empty", reach: |_| Ok(()) },
    View { name: "strong", reach: |visit| example(visit, "strong") },
    View { name: "weak", reach: |visit| example(visit, "weak") },
    View { name: "near-miss", reach: |visit| example(visit, "near-miss") },
    View { name: "uri", reach: |visit| cases(visit, &["mapping/sid-absent/met-uri.pem"]) },
    View { name: "none", reach: |visit| cases(visit, &["mapping/no-name-at-all/broken.pem"]) },
    View { name: "device", reach: |visit| cases(visit, &["mapping/sid-absent/broken-computer.pem"]) },
    View { name: "many", reach: many },
    View { name: "table", reach: |visit| many(visit).and_then(|()| visit.go_to("#/table")) },
    View { name: "overview", reach: overview },
    View { name: "locked", reach: |visit| cases(visit, &["intake/pkcs12/aes.pfx"]) },
    View { name: "bytes", reach: bytes },
    View { name: "chain", reach: |visit| beside(visit, &["intake/pkcs7/der.p7b"], "#/chain") },
    View { name: "map", reach: map },
    View { name: "time", reach: |visit| beside(visit, &["mapping/sid-absent/broken.pem"], "#/time") },
    View { name: "compare", reach: compare },
    View { name: "policy", reach: |visit| beside(visit, &["mapping/sid-absent/broken.pem"], "#/policy") },
    View { name: "opened", reach: opened },
    View { name: "pasting", reach: pasting },
    View { name: "dragging", reach: |visit| act(visit, "walk.drag('dragenter')") },
    View { name: "codes", reach: |visit| address(visit, "#/codes") },
    View { name: "code", reach: |visit| address(visit, "#/code/ras/853") },
    View { name: "about", reach: |visit| address(visit, "#/about") },
];

const COLOURS: [&str; 2] = ["light", "dark"];
const WIDTHS: [u32; 3] = [390, 1280, 1920];

/// The pictures in the documents: view, color scheme and width.
const SHOWN: &[(&str, &str, u32)] = &[
    ("weak", "light", 1280),
    ("weak", "dark", 1280),
    ("empty", "light", 1280),
    ("many", "light", 1280),
    ("overview", "light", 1280),
    ("bytes", "light", 1280),
    ("map", "light", 1280),
    ("compare", "light", 1280),
];
const HEIGHT_SHOWN: u32 = 900;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(because)) => {
            println!("\nno more pictures: {because}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let environment = Environment::read()?;
    let lookout = BlockingProxy::begin()?;
    let browser = Session::start(&environment, &lookout)?;
    let visit = Visit::prepare(&environment, &browser, &lookout)?;
    match words.as_slice() {
        [] => shown(&visit),
        ["--all", folder] => all(&visit, Path::new(folder)),
        _ => Err(Failure("the only option is --all FOLDER".to_owned())),
    }
}

fn shown(visit: &Visit<'_>) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures");
    for (name, colours, width) in SHOWN {
        let view = VIEWS.iter().find(|view| view.name == *name);
        reach(visit, view.ok_or_else(|| Failure(format!("there is no view {name}")))?, colours, *width)?;
        let picture = visit.browser.top_picture(*width, HEIGHT_SHOWN)?;
        keep(&folder, &format!("{name}-{colours}.png"), &picture)?;
    }
    Ok(())
}

fn all(visit: &Visit<'_>, folder: &Path) -> Outcome<()> {
    for view in VIEWS {
        for colours in COLOURS {
            for width in WIDTHS {
                reach(visit, view, colours, width)?;
                let picture = visit.browser.full_picture()?;
                keep(folder, &format!("{}-{colours}-{width}.png", view.name), &picture)?;
            }
        }
    }
    Ok(())
}

fn reach(visit: &Visit<'_>, view: &View, colours: &str, width: u32) -> Outcome<()> {
    // The same URL with another fragment would only scroll.
    visit.browser.open("about:blank")?;
    visit.browser.prefer(colours)?;
    visit.browser.widen(width)?;
    visit.open()?;
    (view.reach)(visit)?;
    visit.settle()
}

fn keep(folder: &Path, name: &str, picture: &[u8]) -> Outcome<()> {
    let path: PathBuf = folder.join(name);
    std::fs::create_dir_all(folder).or_fail(format_args!("{} cannot be made", folder.display()))?;
    std::fs::write(&path, picture).or_fail(format_args!("{} cannot be written", path.display()))?;
    println!("{name} ({} kB)", picture.len().div_ceil(1000));
    Ok(())
}

fn example(visit: &Visit<'_>, name: &str) -> Outcome<()> {
    visit.browser.click(&format!("[data-example={name}]"))?;
    visit.judged()
}

fn cases(visit: &Visit<'_>, paths: &[&str]) -> Outcome<()> {
    visit.drop_files(&paths.iter().map(|path| File::case(path)).collect::<Outcome<Vec<_>>>()?)
}

fn many(visit: &Visit<'_>) -> Outcome<()> {
    cases(
        visit,
        &[
            "mapping/sid-absent/met.pem",
            "mapping/sid-absent/broken.pem",
            "mapping/sid-absent/met-uri.pem",
            "mapping/no-name-at-all/broken-computer.pem",
            "mapping/sid-near-miss/broken-uri-case.pem",
            "intake/pkcs12/aes.pfx",
            "intake/key/rsa.pem",
            "intake/list/pem.crl",
            "intake/ldif/user.ldf",
        ],
    )
}

/// The overview of every case of the rules and mappings.
fn overview(visit: &Visit<'_>) -> Outcome<()> {
    let mut files = Vec::new();
    for part in ["mapping", "rules"] {
        for family in children(&browser::visit::cases().join(part))? {
            for case in
                children(&family)?.iter().filter(|path| path.extension().is_some_and(|it| it == "pem"))
            {
                let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push(File { name, bytes: std::fs::read(case).or_fail("a case cannot be read")? });
            }
        }
    }
    visit.drop_files(&files)?;
    visit.go_to("#/overview")?;
    visit.browser.wait("the numbers", "document.querySelector('.overview')").map(drop)
}

/// The entries of a folder, in order.
fn children(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let unreadable = || format!("{} cannot be read", folder.display());
    let mut paths = Vec::new();
    for entry in folder.read_dir().or_fail(unreadable())? {
        paths.push(entry.or_fail(unreadable())?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Drops cases, and opens a view of the first.
fn beside(visit: &Visit<'_>, paths: &[&str], address: &str) -> Outcome<()> {
    cases(visit, paths)?;
    visit.go_to(address)
}

fn bytes(visit: &Visit<'_>) -> Outcome<()> {
    beside(visit, &["mapping/sid-absent/met.pem"], "#/bytes")?;
    visit.browser.wait("the bytes", "document.getElementById('byte-20')")?;
    visit.browser.click("#byte-20").map(drop)
}

fn map(visit: &Visit<'_>) -> Outcome<()> {
    beside(visit, &["mapping/sid-absent/broken.pem"], "#/map")?;
    visit.browser.type_into("#identities", "X509:<I>DC=example,DC=corp,CN=Corp Issuing CA<SR>2b")?;
    visit.browser.wait("what is wrong with it", "document.querySelector('.explained mark')").map(drop)
}

fn compare(visit: &Visit<'_>) -> Outcome<()> {
    beside(visit, &["mapping/sid-absent/met.pem", "mapping/sid-absent/broken.pem"], "#/compare")?;
    let other = "#other option[value='1-0-0']";
    visit.browser.wait("the other one", &format!("document.querySelector(\"{other}\")"))?;
    visit.browser.click(other)?;
    visit.browser.wait("what changed", "document.querySelector('[data-survival]')").map(drop)
}

/// Opens everything that can be opened.
fn opened(visit: &Visit<'_>) -> Outcome<()> {
    example(visit, "weak")?;
    act(visit, "document.querySelectorAll('details').forEach((element) => { element.open = true; })")
}

fn pasting(visit: &Visit<'_>) -> Outcome<()> {
    visit.press_button("Paste text")?;
    visit.browser.wait("the box", "document.getElementById('paste-text')").map(drop)
}

fn address(visit: &Visit<'_>, address: &str) -> Outcome<()> {
    act(visit, &format!("void (location.hash = '{address}')"))?;
    visit.browser.wait("the view", "document.querySelector('main h1')").map(drop)?;
    // Some views ask the worker first.
    visit.browser.wait("its content", "document.querySelector('main h1') && walk.settled()").map(drop)
}

fn act(visit: &Visit<'_>, script: &str) -> Outcome<()> {
    visit.browser.value(script, &[]).map(drop)
}
