//! All walks, which are browser tests of the built page, one after the other in one browser.
//!
//! They are listed like other tests, but run by `main`: they share the browser, and without one they fail with one
//! message instead of one each. `cargo xtask test` runs them; words after `--` select walks by parts of their names.
#![expect(clippy::print_stdout, reason = "telling what became of each walk is the job of a test runner")]

mod access;
mod answers;
mod bulk;
mod early;
mod entrances;
mod exports;
mod hosting;
mod keyboard;
mod links;
mod looks;
mod module;
mod network;
mod troubles;
mod views;

use browser::outcome::While as _;
use browser::{BlockingProxy, Browser, Environment, Failure, Outcome, Session, Visit};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// A browser test: what a user does, and what must follow.
struct Walk {
    name: &'static str,
    walk: fn(&mut Visit<'_>) -> Outcome<()>,
}

/// The walks of a file, by the names of their functions.
macro_rules! walks {
    ($($name:ident),* $(,)?) => {
        pub(crate) const WALKS: &[crate::Walk] =
            &[$(crate::Walk { name: concat!(module_path!(), "::", stringify!($name)), walk: $name }),*];
    };
}
use walks;

const ALL: &[&[Walk]] = &[
    entrances::WALKS,
    early::WALKS,
    answers::WALKS,
    bulk::WALKS,
    views::WALKS,
    exports::WALKS,
    troubles::WALKS,
    keyboard::WALKS,
    access::WALKS,
    links::WALKS,
    looks::WALKS,
    network::WALKS,
    module::WALKS,
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Options of cargo's own test runner, such as --nocapture, have no effect.
    let words: Vec<&String> = arguments.iter().filter(|word| !word.starts_with("--")).collect();
    let chosen =
        |walk: &&Walk| words.is_empty() || words.iter().any(|word| walk.name.contains(word.as_str()));
    // The published page has walks of its own; all others use the development build, which is ready sooner.
    let published = std::env::var_os("STRONGMAP_NEXT_PAGE").is_some();
    let all = if published { &[hosting::WALKS] } else { ALL };
    let walks: Vec<&Walk> = all.iter().flat_map(|walks| walks.iter()).filter(chosen).collect();
    if arguments.iter().any(|word| word == "--list") {
        walks.iter().for_each(|walk| println!("{}: test", walk.name));
        return ExitCode::SUCCESS;
    }
    match run(&walks) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Failure(because)) => {
            println!("\nthe walks cannot be run: {because}\n");
            ExitCode::FAILURE
        }
    }
}

/// Runs walks, and returns whether all of them passed.
fn run(walks: &[&Walk]) -> Outcome<bool> {
    let begin = Instant::now();
    let environment = Environment::read()?;
    let lookout = BlockingProxy::begin()?;
    let mut browser = Session::start(&environment, &lookout)?;
    println!("\nrunning {} walks in {}", walks.len(), name(environment.browser));
    let mut failures = Vec::new();
    for walk in walks {
        let begin = Instant::now();
        let outcome = run_one(walk, &environment, &browser, &lookout);
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("walk {} ... {word} ({:.1} s)", walk.name, begin.elapsed().as_secs_f64());
        if let Err(Failure(because)) = outcome {
            failures.push(format!("---- {} ----\n{because}{}", walk.name, picture(walk, &browser)));
            // Leftovers of this walk must not make the next one fail.
            browser = Session::start(&environment, &lookout)?;
        }
    }
    if !failures.is_empty() {
        println!("\nfailures:\n\n{}", failures.join("\n\n"));
    }
    println!(
        "\ntest result: {}. {} passed; {} failed; finished in {:.2}s\n",
        if failures.is_empty() { "ok" } else { "FAILED" },
        walks.len() - failures.len(),
        failures.len(),
        begin.elapsed().as_secs_f64()
    );
    Ok(failures.is_empty())
}

fn run_one(
    walk: &Walk,
    environment: &Environment,
    browser: &Session,
    lookout: &BlockingProxy,
) -> Outcome<()> {
    let mut visit = Visit::prepare(environment, browser, lookout)?;
    let outcome = (walk.walk)(&mut visit);
    match (outcome, visit.nothing_went_wrong()) {
        (Ok(()), wrongs) => wrongs,
        (Err(failure), Ok(())) => Err(failure),
        (Err(Failure(because)), Err(Failure(wrongs))) => Err(Failure(format!("{because}\n{wrongs}"))),
    }
}

/// Saves a screenshot of the window in which a walk failed, and says where it is.
fn picture(walk: &Walk, browser: &Session) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.png", walk.name.replace("::", "-")));
    let kept = browser.picture().and_then(|bytes| {
        std::fs::write(&path, bytes).or_fail(format_args!("{} cannot be written", path.display()))
    });
    match kept {
        Ok(()) => format!("\nthe window showed {}", path.display()),
        Err(failure) => format!("\nthere is no picture of the window: {failure}"),
    }
}

const fn name(browser: Browser) -> &'static str {
    match browser {
        Browser::Chromium => "Chromium",
        Browser::Firefox => "Firefox",
    }
}
