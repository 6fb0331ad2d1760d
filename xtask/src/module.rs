//! `cargo xtask module`

use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::program::{Outcome, Program, While as _};
use crate::tools;
use crate::workspace;

pub(crate) const HELP: &str = "\
Builds the module that other web pages embed into dist/module: strongmap.js, strongmap_bg.wasm, strongmap.d.ts, and an
example of a page that uses it.

Usage: cargo xtask module";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    arguments.none_left()?;
    build(&workspace::root().join("dist").join("module"))
}

/// Builds the module as it is published into a folder, which holds nothing else afterwards.
pub(crate) fn build(into: &Path) -> Outcome<()> {
    tools::wasm_target()?;
    let [wasm_bindgen, wasm_opt] = tools::ensure(&[tools::wasm_bindgen()?, tools::wasm_opt()])?;
    let root = workspace::root();
    Program::cargo()
        .within(&root)
        .words("build --package strongmap-module --profile module --target wasm32-unknown-unknown")
        .run()?;

    if into.exists() {
        fs::remove_dir_all(into).or_fail(format_args!("{} cannot be removed", into.display()))?;
    }
    fs::create_dir_all(into).or_fail(format_args!("{} cannot be made", into.display()))?;
    Program::new(&wasm_bindgen.path)
        .words("--target web --out-name strongmap --out-dir")
        .arg(into)
        .arg(compiled()?)
        .run()?;
    // It tells the names inside the compiled program, which nobody is to lean on.
    let inner = into.join("strongmap_bg.wasm.d.ts");
    fs::remove_file(&inner).or_fail(format_args!("{} cannot be removed", inner.display()))?;
    let wasm = into.join("strongmap_bg.wasm");
    Program::new(&wasm_opt.path).words(OPTIMISE).arg(&wasm).arg("--output").arg(&wasm).run()?;

    for name in EXAMPLE {
        let from = root.join("module").join("example").join(name);
        fs::copy(&from, into.join(name)).or_fail(format_args!("{} cannot be copied", from.display()))?;
    }
    Ok(())
}

/// What the compiler takes for granted in browsers has to be named one by one; all of it is in every browser since 2021.
const OPTIMISE: &str = "-O3 --strip-debug --strip-producers --enable-bulk-memory --enable-bulk-memory-opt \
    --enable-mutable-globals --enable-multivalue --enable-nontrapping-float-to-int --enable-reference-types \
    --enable-sign-ext";

const EXAMPLE: [&str; 3] = ["example.html", "example.css", "example.js"];

fn compiled() -> Outcome<PathBuf> {
    Ok(workspace::target()?.join("wasm32-unknown-unknown").join("module").join("strongmap_module.wasm"))
}
