//! `cargo xtask test`: runs all tests, step by step.

use std::path::PathBuf;
use std::time::Instant;

use crate::arguments::Arguments;
use crate::dist;
use crate::module;
use crate::page::Builder;
use crate::program::{Failure, Outcome, Program};
use crate::tools::{self, CHROMIUM, FIREFOX};
use crate::workspace;

pub(crate) const HELP: &str = "\
Runs every check that a change must pass. Stops at the first step that fails.

Usage: cargo xtask test [--only STEP]

  format    cargo fmt --check
  clippy    lints for this machine and for the browser; warnings are errors
  native    all tests that need no browser, including the rendered views
  page      builds the page
  module    builds the module for other pages and checks its types
  chromium  browser tests of the built page in Chromium
  firefox   browser tests of the built page in Firefox
  hosting   builds what is published and tests it in both: offline, updates, servers, single file
  again     builds it again from a copy of the sources elsewhere and compares every byte

  --only STEP   run only this step; browser tests build the page and the module first";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let only = arguments.option("--only")?;
    arguments.none_left()?;
    let steps = chosen(only.as_deref())?;

    let begin = Instant::now();
    let count = steps.len();
    for (number, step) in (1..).zip(&steps) {
        println!("\n━━━ {number} of {count}: {} ━━━ {}", step.name, step.title);
        let begin = Instant::now();
        let outcome = (step.run)();
        let seconds = begin.elapsed().as_secs_f64();
        outcome.map_err(|Failure(because)| {
            Failure(format!("step `{}` failed after {seconds:.1} s: {because}", step.name))
        })?;
        println!("━━━ {} passed in {seconds:.1} s", step.name);
    }
    let steps = if count == 1 { "The step" } else { "All steps" };
    println!("\n{steps} passed in {:.1} s.", begin.elapsed().as_secs_f64());
    Ok(())
}

struct Step {
    name: &'static str,
    title: &'static str,
    run: fn() -> Outcome<()>,
}

const STEPS: &[Step] = &[
    Step { name: "format", title: "is every file formatted?", run: format },
    Step { name: "clippy", title: "lints, for this machine and for the browser", run: clippy },
    Step { name: "native", title: "tests that need no browser", run: native },
    Step { name: PAGE, title: "building the page", run: page },
    Step { name: MODULE, title: "building the module for other pages, and checking its types", run: module },
    Step { name: "chromium", title: "walks over the page in Chromium", run: chromium },
    Step { name: "firefox", title: "walks over the page in Firefox", run: firefox },
    Step {
        name: "hosting",
        title: "what is published, on good and bad servers and without one",
        run: hosting,
    },
    Step { name: "again", title: "does the same source give the same bytes elsewhere?", run: again },
];

const PAGE: &str = "page";
const MODULE: &str = "module";
const WALKS: [&str; 2] = ["chromium", "firefox"];

fn chosen(only: Option<&str>) -> Outcome<Vec<&'static Step>> {
    let Some(only) = only else {
        return Ok(STEPS.iter().collect());
    };
    let needed =
        |step: &&Step| step.name == only || ([PAGE, MODULE].contains(&step.name) && WALKS.contains(&only));
    let steps: Vec<_> = STEPS.iter().filter(needed).collect();
    if steps.is_empty() {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure(format!("unknown step `{only}`; the steps are {}", names.join(", "))));
    }
    Ok(steps)
}

fn format() -> Outcome<()> {
    tools::components()?;
    cargo("fmt --all --check").run()
}

fn clippy() -> Outcome<()> {
    tools::components()?;
    tools::wasm_target()?;
    cargo("clippy --workspace --all-targets -- --deny warnings").run()?;
    cargo("clippy --package strongmap --all-targets --features web -- --deny warnings").run()?;
    cargo("clippy --package strongmap --lib --bin app --bin worker --bin librarian --features web --target wasm32-unknown-unknown")
        .words("-- --deny warnings")
        .run()?;
    cargo("clippy --package strongmap-module --target wasm32-unknown-unknown -- --deny warnings").run()?;
    // A workspace of its own. Only to run it takes the fuzzer itself, which is written in C++.
    cargo("clippy --locked --manifest-path fuzz/Cargo.toml --bins --examples -- --deny warnings")
        .env("CUSTOM_LIBFUZZER_PATH", "not/linked")
        .run()
}

fn native() -> Outcome<()> {
    cargo("test --workspace --exclude browser --exclude hosts --features strongmap/web").run()
}

/// Builds the page for development.
pub(crate) fn page() -> Outcome<()> {
    Builder::prepare(false)?.build(&page_folder()?)
}

/// Builds the module for development, and checks its types against its output for every case.
fn module() -> Outcome<()> {
    command_line()?;
    let folder = module_folder()?;
    module::build_for_tests(&folder)?;
    module::check_types(&folder, &workspace::built("strongmap")?)
}

fn chromium() -> Outcome<()> {
    walk(&CHROMIUM.ensure()?)
}

fn firefox() -> Outcome<()> {
    walk(&FIREFOX.ensure()?)
}

fn hosting() -> Outcome<()> {
    dist::build()?;
    let next = workspace::scratch("next page")?;
    dist::build_next(&next)?;
    command_line()?;
    for kind in [&CHROMIUM, &FIREFOX] {
        let browser = kind.ensure()?;
        tell(&browser);
        with_page_and_browser(cargo("test --package browser --test walks"), &browser)?
            .env("STRONGMAP_PAGE", dist::folder().join("site"))
            .env("STRONGMAP_NEXT_PAGE", &next)
            .run()?;
        on_real_servers(with_browser(cargo("test --package hosts -- --test-threads 1"), &browser)?)?;
    }
    Ok(())
}

fn again() -> Outcome<()> {
    dist::build()?;
    dist::check_reproducible()
}

/// Tests the same published files on the servers they are meant for.
fn on_real_servers(mut test: Program) -> Outcome<()> {
    for server in tools::SERVERS {
        test = test.env(server.variable, server.ensure()?);
    }
    test.env("STRONGMAP_PAGE", dist::folder().join("site"))
        .env("STRONGMAP_MODULE", module_folder()?)
        .env("STRONGMAP_PUBLISHED", dist::folder())
        .run()
}

fn walk(browser: &tools::Browser) -> Outcome<()> {
    command_line()?;
    tell(browser);
    with_page_and_browser(cargo("test --package browser"), browser)?.run()
}

fn tell(browser: &tools::Browser) {
    println!(
        "{} {}, {} {}",
        browser.kind.name,
        browser.browser_version(),
        browser.kind.driver,
        browser.driver_version()
    );
}

/// Builds the command line, with which the walks compare the page, in the same way as the native step does.
pub(crate) fn command_line() -> Outcome<()> {
    cargo("build --package strongmap --bin strongmap --features web").run()
}

/// Sets the variables that the programs of the package `browser` read.
pub(crate) fn with_page_and_browser(program: Program, browser: &tools::Browser) -> Outcome<Program> {
    Ok(with_browser(program, browser)?
        .env("STRONGMAP_PAGE", page_folder()?)
        .env("STRONGMAP_MODULE", module_folder()?))
}

/// The same without page and module.
pub(crate) fn with_browser(program: Program, browser: &tools::Browser) -> Outcome<Program> {
    Ok(program
        .env("STRONGMAP_COMMAND_LINE", workspace::built("strongmap")?)
        .env("STRONGMAP_AXE", tools::axe()?)
        .env("STRONGMAP_BROWSER", browser.kind.name)
        .env("STRONGMAP_BROWSER_PROGRAM", &browser.browser)
        .env("STRONGMAP_BROWSER_DRIVER", &browser.driver))
}

fn module_folder() -> Outcome<PathBuf> {
    workspace::scratch("module")
}

fn page_folder() -> Outcome<PathBuf> {
    workspace::scratch("page")
}

fn cargo(words: &str) -> Program {
    Program::cargo().within(&workspace::root()).words(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_can_be_selected() {
        let all = ["format", "clippy", "native", "page", "module", "chromium", "firefox", "hosting", "again"];
        check(None, &all);
        check(Some("clippy"), &["clippy"]);
        check(Some("firefox"), &["page", "module", "firefox"]);
        check(Some("lynx"), &[]);
    }

    #[test]
    fn the_help_names_every_step() {
        for step in STEPS {
            assert!(HELP.contains(&format!("\n  {} ", step.name)), "{}", step.name);
        }
    }

    fn check(only: Option<&str>, expect: &[&str]) {
        let names: Vec<_> = chosen(only).unwrap_or_default().iter().map(|step| step.name).collect();
        assert_eq!(names, expect, "{only:?}");
    }
}
