//! `cargo xtask bench`: measures the speed of the library, natively and in a browser.

use std::fs;
use std::path::Path;

use crate::arguments::Arguments;
use crate::page::Builder;
use crate::program::{Failure, Outcome, Program, While as _};
use crate::tools::{self, CHROMIUM};
use crate::{module, test, workspace};

pub(crate) const HELP: &str = "\
Measures the speed of Strongmap as published, on this machine: natively, and in Chromium against other parsers.

Usage: cargo xtask bench [--page | --native [WORDS]]

  --page     only the start-up of the page, and the page at work
  --native   only the measurements in benches/; WORDS select them by name

In the browser, the module and the other parsers take turns with the same 1,000 different certificates. The other
parsers are installed from the npm registry into the tools folder, in the versions named in xtask/src/bench.rs. Then it
measures one worker against two, growth up to 100,000 certificates, the start-up of the page, and the page at work.
Record the results in docs/performance.md.";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    if arguments.flag("--native") {
        return arguments.rest().iter().fold(native(), Program::arg).run();
    }
    let only_page = arguments.flag("--page");
    arguments.none_left()?;
    let browser = CHROMIUM.ensure()?;
    let folder = workspace::scratch("bench")?;
    let page = workspace::scratch("bench-page")?;
    Builder::prepare(true)?.build(&page)?;
    if !only_page {
        // This empties the folder first.
        module::build(&folder)?;
    }
    for (kind, file) in [("fleet", "fleet.bin"), ("lean-fleet", "lean.bin")] {
        cargo("run --quiet --release --package forge --")
            .words(kind)
            .arg("1000")
            .arg(folder.join(file))
            .run()?;
    }
    let measuring = || cargo("run --quiet --release --package browser --bin bench --");
    let within = |measuring: Program| -> Outcome<()> {
        let measuring = test::with_browser(measuring, &browser)?;
        measuring.env("STRONGMAP_PAGE", &page).env("STRONGMAP_MODULE", &folder).run()
    };
    if only_page {
        return within(measuring());
    }
    peers(&folder)?;
    for (name, text) in PAGE {
        let path = folder.join(name);
        fs::write(&path, text).or_fail(format_args!("{} cannot be written", path.display()))?;
    }
    cargo("build --quiet --release --package browser --bin bench").run()?;

    println!("\nNatively:\n");
    let told = native().answer().ok_or_else(|| Failure("the native measurements failed".to_owned()))?;
    println!("{told}");
    let native = folder.join("native.txt");
    fs::write(&native, told).or_fail(format_args!("{} cannot be written", native.display()))?;
    within(measuring().arg(&native))
}

const PAGE: [(&str, &str); 4] = [
    ("index.html", include_str!("bench/index.html")),
    ("page.js", include_str!("bench/page.js")),
    ("measure.js", include_str!("bench/measure.js")),
    ("worker.js", include_str!("bench/worker.js")),
];

/// The packages of the other parsers, and of what bundles them.
const PEERS: [&str; 8] = [
    "esbuild@0.28.2",
    "@lapo/asn1js@2.1.3",
    "jsrsasign@11.1.5",
    "node-forge@1.4.3",
    "@peculiar/x509@2.2.0",
    "reflect-metadata@0.2.2",
    "asn1js@4.0.0",
    "pkijs@4.0.0",
];

/// Bundles the other parsers into one file.
fn peers(folder: &Path) -> Outcome<()> {
    let packages = tools::packages("bench", &PEERS)?;
    // The bundler looks for packages next to the file that imports them.
    let entry = packages.join("peers.js");
    fs::write(&entry, include_str!("bench/peers.js"))
        .or_fail(format_args!("{} cannot be written", entry.display()))?;
    Program::npm()
        .within(&packages)
        .words(
            "exec --no --loglevel=error -- esbuild peers.js --bundle --format=esm --minify --target=es2022",
        )
        .words("--log-level=error")
        .arg(format!("--outfile={}", folder.join("peers.js").display()))
        .run()
}

fn native() -> Program {
    cargo("bench --quiet --package strongmap --bench examine --")
}

fn cargo(words: &str) -> Program {
    Program::cargo().within(&workspace::root()).words(words)
}
