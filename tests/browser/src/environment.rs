//! What `cargo xtask` passes to the walks.

use crate::outcome::{Failure, Outcome};
use std::path::PathBuf;

/// The built page, the command line, and the browser to use.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The folder of the built page.
    pub page: PathBuf,
    /// The folder of another build, for the walks in which one build replaces another. Without it, those are not run.
    pub next_page: Option<PathBuf>,
    /// The folder of the module for other pages, with a page that uses it.
    pub module: PathBuf,
    /// The command line, with which the page must agree.
    pub command_line: PathBuf,
    /// The script of axe, which finds accessibility problems.
    pub axe: PathBuf,
    /// The kind of browser.
    pub browser: Browser,
    /// The executable of the browser.
    pub program: PathBuf,
    /// The driver, which controls the browser.
    pub driver: PathBuf,
}

/// A kind of browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium and browsers based on it.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Environment {
    /// Reads everything from the variables that `cargo xtask` sets.
    ///
    /// # Errors
    /// If one is missing: without them there is nothing to test, and that must not look like success.
    pub fn read() -> Outcome<Self> {
        Ok(Self {
            page: variable("STRONGMAP_PAGE")?.into(),
            next_page: std::env::var_os("STRONGMAP_NEXT_PAGE").map(PathBuf::from),
            module: variable("STRONGMAP_MODULE")?.into(),
            command_line: variable("STRONGMAP_COMMAND_LINE")?.into(),
            axe: variable("STRONGMAP_AXE")?.into(),
            browser: match variable("STRONGMAP_BROWSER")?.as_str() {
                "chromium" => Browser::Chromium,
                "firefox" => Browser::Firefox,
                other => {
                    return Err(Failure(format!("STRONGMAP_BROWSER is chromium or firefox, not `{other}`")));
                }
            },
            program: variable("STRONGMAP_BROWSER_PROGRAM")?.into(),
            driver: variable("STRONGMAP_BROWSER_DRIVER")?.into(),
        })
    }
}

fn variable(name: &str) -> Outcome<String> {
    std::env::var(name).map_err(|_| {
        Failure(format!(
            "{name} is not set: `cargo xtask test` builds the page, finds the browsers and runs these walks in them"
        ))
    })
}
