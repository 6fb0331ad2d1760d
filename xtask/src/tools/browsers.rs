//! Browsers, and the drivers that control them.

use std::path::{Path, PathBuf};

use super::{debian, ensure, geckodriver, lookup, version};
use crate::program::{Failure, Outcome, Program};

/// A kind of browser, and how it is found.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) driver: &'static str,
    browser_variable: &'static str,
    driver_variable: &'static str,
    programs: &'static [&'static str],
    /// Where it is if it is not on the PATH.
    places: &'static [&'static str],
    /// The variable in which some build machines name a folder of drivers.
    driver_folder_variable: &'static str,
    debian_packages: &'static [&'static str],
    /// What to install where this program cannot do so.
    advice: &'static str,
}

pub(crate) const CHROMIUM: Kind = Kind {
    name: "chromium",
    driver: "chromedriver",
    browser_variable: "STRONGMAP_CHROMIUM",
    driver_variable: "CHROMEDRIVER",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ],
    driver_folder_variable: "CHROMEWEBDRIVER",
    debian_packages: &["chromium", "chromium-driver"],
    advice: "install Chromium or Chrome and the chromedriver of the same version, \
             or name them in STRONGMAP_CHROMIUM and CHROMEDRIVER",
};

pub(crate) const FIREFOX: Kind = Kind {
    name: "firefox",
    driver: "geckodriver",
    browser_variable: "STRONGMAP_FIREFOX",
    driver_variable: "GECKODRIVER",
    programs: &["firefox", "firefox-esr"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
        r"C:\Program Files (x86)\Mozilla Firefox\firefox.exe",
    ],
    driver_folder_variable: "GECKOWEBDRIVER",
    debian_packages: &["firefox-esr"],
    advice: "install Firefox, or name it in STRONGMAP_FIREFOX",
};

/// A browser that was found, with its driver.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) kind: &'static Kind,
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Kind {
    /// Finds browser and driver, installing what can be installed here.
    pub(crate) fn ensure(&'static self) -> Outcome<Browser> {
        if self.is_missing()? {
            debian::install(self.name, self.debian_packages)?;
        }
        let missing = || Failure(format!("{} is missing: {}", self.name, self.advice));
        let browser = self.find_browser()?.ok_or_else(missing)?;
        let driver = match self.find_driver()? {
            Some(driver) => driver,
            None if self.driver == geckodriver().program => {
                let [found] = ensure(&[geckodriver()])?;
                found.path
            }
            None => return Err(missing()),
        };
        let found = Browser { kind: self, browser, driver };
        found.check_versions()?;
        Ok(found)
    }

    /// Geckodriver does not count: it is installed like any other tool.
    fn is_missing(&self) -> Outcome<bool> {
        let driver_is = self.driver != geckodriver().program && self.find_driver()?.is_none();
        Ok(driver_is || self.find_browser()?.is_none())
    }

    fn find_browser(&self) -> Outcome<Option<PathBuf>> {
        if let Some(named) = named_by(self.browser_variable)? {
            return Ok(Some(named));
        }
        let on_path = self.programs.iter().find_map(|program| lookup::on_path(program));
        Ok(on_path.or_else(|| self.places.iter().map(PathBuf::from).find(|path| path.is_file())))
    }

    fn find_driver(&self) -> Outcome<Option<PathBuf>> {
        if let Some(named) = named_by(self.driver_variable)? {
            return Ok(Some(named));
        }
        let folder = std::env::var_os(self.driver_folder_variable).map(PathBuf::from);
        Ok(folder
            .and_then(|folder| lookup::in_folder(&folder, self.driver))
            .or_else(|| lookup::on_path(self.driver)))
    }
}

impl Browser {
    /// The version that the browser prints; on Windows it would open a window instead.
    pub(crate) fn browser_version(&self) -> String {
        if cfg!(windows) { String::new() } else { answered_version(&self.browser) }
    }

    pub(crate) fn driver_version(&self) -> String {
        answered_version(&self.driver)
    }

    /// A chromedriver refuses a Chromium of another major version, with a message that helps nobody.
    fn check_versions(&self) -> Outcome<()> {
        if self.kind.driver != CHROMIUM.driver {
            return Ok(());
        }
        let (browser, driver) = (self.browser_version(), self.driver_version());
        if browser.is_empty() || driver.is_empty() || version::major(&browser) == version::major(&driver) {
            return Ok(());
        }
        Err(Failure(format!(
            "{} is {browser}, but {} is {driver}: {}",
            self.browser.display(),
            self.driver.display(),
            self.kind.advice
        )))
    }
}

fn answered_version(path: &Path) -> String {
    let answer = Program::new(path).arg("--version").answer();
    answer.and_then(|text| version::first_in(&text)).unwrap_or_default()
}

/// The file that a variable names. A name without a file is a mistake to be reported, not ignored.
fn named_by(variable: &str) -> Outcome<Option<PathBuf>> {
    let Some(path) = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    if path.is_file() {
        Ok(Some(path))
    } else {
        Err(Failure(format!("{variable} names {}, which is no file", path.display())))
    }
}
