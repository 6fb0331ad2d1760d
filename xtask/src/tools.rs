//! The tools that the commands need, and where they are found: on the PATH if the version fits, else in a folder
//! outside the clone.

mod browsers;
mod debian;
mod folder;
mod install;
mod lookup;
mod servers;
mod version;

use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::program::{Failure, Outcome, Program};
use crate::workspace;

pub(crate) use browsers::{Browser, CHROMIUM, FIREFOX};
pub(crate) use servers::SERVERS;

pub(crate) const HELP: &str = "\
Installs what the other commands need, and lists the version and location of each tool.

Usage: cargo xtask tools

Tools on the PATH are used if their version fits. Everything else is installed once per machine, into the folder
STRONGMAP_TOOLS or strongmap/tools in the user's cache folder. All clones share it.

Browsers and drivers are found on the PATH and in the usual places; the variables STRONGMAP_CHROMIUM, CHROMEDRIVER,
STRONGMAP_FIREFOX and GECKODRIVER override this. On Debian, as root, missing ones are installed.";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    arguments.none_left()?;
    wasm_target()?;
    let tools = [trunk(), wasm_bindgen()?, wasm_opt()];
    let found = ensure(&tools)?;
    let browsers = [CHROMIUM.ensure()?, FIREFOX.ensure()?];
    let axe = axe()?;

    println!();
    for (tool, found) in tools.iter().zip(&found) {
        show(tool.program, &found.version, found.place.name(), &found.path);
    }
    for browser in browsers {
        show(browser.kind.name, &browser.browser_version(), "found", &browser.browser);
        show(browser.kind.driver, &browser.driver_version(), "found", &browser.driver);
    }
    show("axe-core", AXE_VERSION, Place::ToolFolder.name(), &axe);
    Ok(())
}

fn show(name: &str, version: &str, place: &str, path: &Path) {
    println!("{name:<14} {version:<16} {place:<12} {}", path.display());
}

/// A program that this workspace is built with.
pub(crate) struct Tool {
    /// The name of its executable.
    program: &'static str,
    /// The name of its package in the registry.
    package: &'static str,
    /// The version that is installed if none fits.
    version: String,
    fit: version::Fit,
    from: install::Registry,
    /// How long the installation takes, as a message to the developer.
    takes: &'static str,
}

/// A tool that was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    version: String,
    place: Place,
}

impl Found {
    /// The folder to put before the PATH so that other programs find this tool, and no other one of its name.
    ///
    /// A tool on the PATH is already the first there; its folder may contain anything else, and stays in its place.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self.place {
            Place::Path => None,
            Place::ToolFolder => self.path.parent(),
        }
    }
}

/// Where a tool was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Path,
    ToolFolder,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Path => "PATH",
            Self::ToolFolder => "tool folder",
        }
    }
}

/// Builds the page. Version 0.22 requires a newer compiler than this workspace does.
pub(crate) fn trunk() -> Tool {
    Tool {
        program: "trunk",
        package: "trunk",
        version: "0.21.14".to_owned(),
        fit: version::Fit::Compatible,
        from: install::Registry::Crates { options: "--locked --no-default-features --features rustls" },
        takes: "about 4 minutes on two cores",
    }
}

/// Generates the interface between the compiled program and the browser; must have exactly the version of the crate.
pub(crate) fn wasm_bindgen() -> Outcome<Tool> {
    Ok(Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: workspace::locked_version("wasm-bindgen")?,
        fit: version::Fit::Exact,
        // Its own lock file has named yanked versions, with which it does not build.
        from: install::Registry::Crates { options: "" },
        takes: "about 3 minutes on two cores",
    })
}

/// Makes the compiled program smaller.
pub(crate) fn wasm_opt() -> Tool {
    Tool {
        program: "wasm-opt",
        package: "binaryen",
        version: "132.0.0".to_owned(),
        // Older ones do not support every feature that the compiler uses.
        fit: version::Fit::AtLeast("120"),
        from: install::Registry::Npm,
        takes: "a few seconds",
    }
}

/// Builds and runs the targets in `fuzz/`.
pub(crate) fn cargo_fuzz() -> Tool {
    Tool {
        program: "cargo-fuzz",
        package: "cargo-fuzz",
        version: "0.13.2".to_owned(),
        fit: version::Fit::Compatible,
        from: install::Registry::Crates { options: "--locked" },
        takes: "about 2 minutes on two cores",
    }
}

/// Checks dependencies against rules.
pub(crate) fn cargo_deny() -> Tool {
    Tool {
        program: "cargo-deny",
        package: "cargo-deny",
        version: "0.20.2".to_owned(),
        fit: version::Fit::Compatible,
        from: install::Registry::Crates { options: "--locked --no-default-features" },
        takes: "about 6 minutes on two cores",
    }
}

/// Makes small changes to see whether a test detects them.
pub(crate) fn cargo_mutants() -> Tool {
    Tool {
        program: "cargo-mutants",
        package: "cargo-mutants",
        version: "27.1.0".to_owned(),
        fit: version::Fit::AtLeast("27.1.0"),
        from: install::Registry::Crates { options: "--locked" },
        takes: "about 4 minutes on two cores",
    }
}

/// Controls Firefox.
fn geckodriver() -> Tool {
    Tool {
        program: "geckodriver",
        package: "geckodriver",
        version: "0.37.1".to_owned(),
        fit: version::Fit::AtLeast("0.35"),
        from: install::Registry::Crates { options: "--locked" },
        takes: "about 2 minutes on two cores",
    }
}

const AXE_VERSION: &str = "4.14.1";

/// The script of axe, which finds accessibility problems. The walks run it in every view.
pub(crate) fn axe() -> Outcome<PathBuf> {
    let package = format!("axe-core@{AXE_VERSION}");
    let own = folder::tools()?.join(format!("axe-core-{AXE_VERSION}"));
    Ok(install::packages(&own, &[&package])?.join("node_modules/axe-core/axe.min.js"))
}

/// Finds every tool, and installs those that are missing.
pub(crate) fn ensure<const N: usize>(tools: &[Tool; N]) -> Outcome<[Found; N]> {
    let folder = folder::tools()?;
    let missing: Vec<_> = tools.iter().filter(|tool| tool.find(&folder).is_none()).collect();
    if !missing.is_empty() {
        install::all(&missing, &folder)?;
    }
    let mut found = Vec::with_capacity(N);
    for tool in tools {
        found.push(tool.find(&folder).ok_or_else(|| {
            Failure(format!("{} {} is installed, but does not run", tool.program, tool.version))
        })?);
    }
    found.try_into().map_err(|_| Failure("a tool was lost on the way".to_owned()))
}

impl Tool {
    fn find(&self, folder: &Path) -> Option<Found> {
        let on_path = lookup::on_path(self.program).map(|path| (path, Place::Path));
        let own =
            lookup::in_folder(&self.bin_folder(folder), self.program).map(|path| (path, Place::ToolFolder));
        let (path, version, place) = lookup::first_that_fits(
            on_path.into_iter().chain(own),
            |path| self.words_of_version(path),
            |version| self.fit.allows(&self.version, version),
        )?;
        Some(Found { path, version, place })
    }

    /// What it prints about its version. Some cargo commands answer only if called with the word that cargo calls them
    /// with.
    fn words_of_version(&self, path: &Path) -> Option<String> {
        let ask = |words: &str| Program::new(path).words(words).answer();
        let command = self.program.strip_prefix("cargo-");
        ask("--version").or_else(|| ask(&format!("{} --version", command?)))
    }

    fn own_folder(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}-{}", self.package, self.version))
    }

    fn bin_folder(&self, folder: &Path) -> PathBuf {
        self.own_folder(folder).join(match self.from {
            install::Registry::Crates { .. } => "bin",
            install::Registry::Npm => "node_modules/.bin",
        })
    }
}

/// A folder with npm packages, each with its version, that contain no commands.
pub(crate) fn packages(name: &str, wanted: &[&str]) -> Outcome<PathBuf> {
    install::packages(&folder::tools()?.join(name), wanted)
}

/// Has rustup add what the compiler needs for the browser.
pub(crate) fn wasm_target() -> Outcome<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let library = Program::new(rustc).words("--print target-libdir --target wasm32-unknown-unknown").answer();
    if library.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    println!(
        "The compiler's library for the browser is missing: rustup adds it (a few seconds, once per machine)."
    );
    Program::new("rustup").words("target add wasm32-unknown-unknown").run()
}

/// The folder of the compiler's own coverage tools, which rustup adds.
pub(crate) fn llvm_tools() -> Outcome<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let library = Program::new(rustc).words("--print target-libdir").answer();
    let folder =
        library.as_deref().and_then(|folder| Path::new(folder.trim()).parent()).map(|it| it.join("bin"));
    let folder = folder.ok_or_else(|| Failure("the compiler does not tell where it is".to_owned()))?;
    if lookup::in_folder(&folder, "llvm-cov").is_none() {
        println!("The compiler's llvm-tools are missing: rustup adds them (a minute, once per machine).");
        Program::new("rustup").words("component add llvm-tools").run()?;
    }
    Ok(folder)
}

/// Has rustup add the formatter and the linter, which its minimal profile does not include.
pub(crate) fn components() -> Outcome<()> {
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if Program::cargo().words(command).arg("--version").answer().is_none() {
            println!("{component} is missing: rustup adds it (a few seconds, once per machine).");
            Program::new("rustup").words("component add").arg(component).run()?;
        }
    }
    Ok(())
}
