//! `cargo xtask module`: builds the module for other pages.

use std::fs;
use std::path::Path;

use crate::arguments::Arguments;
use crate::program::{Failure, Outcome, Program, While as _};
use crate::tools;
use crate::workspace;

pub(crate) const HELP: &str = "\
Builds the module for other web pages into dist/module: strongmap.js, strongmap_bg.wasm, strongmap.d.ts, and an example
page that uses it.

Usage: cargo xtask module";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    arguments.none_left()?;
    build(&workspace::root().join("dist").join("module"))
}

/// Builds the module as it is published into a folder, and removes everything else from the folder.
pub(crate) fn build(into: &Path) -> Outcome<()> {
    let [wasm_opt] = tools::ensure(&[tools::wasm_opt()])?;
    compile("release", into)?;
    let wasm = into.join("strongmap_bg.wasm");
    Program::new(&wasm_opt.path).words(OPTIMISE).arg(&wasm).arg("--output").arg(&wasm).run()
}

/// Builds it quickly, with the example as the page of the folder.
pub(crate) fn build_for_tests(into: &Path) -> Outcome<()> {
    compile("dev", into)?;
    fs::rename(into.join("example.html"), into.join("index.html")).or_fail("the example cannot be renamed")
}

fn compile(profile: &str, into: &Path) -> Outcome<()> {
    tools::wasm_target()?;
    let [wasm_bindgen] = tools::ensure(&[tools::wasm_bindgen()?])?;
    let root = workspace::root();
    let cargo = Program::cargo()
        .within(&root)
        .words("build --package strongmap-module --target wasm32-unknown-unknown --profile")
        .arg(profile);
    if profile == "dev" { cargo } else { cargo.env("CARGO_ENCODED_RUSTFLAGS", workspace::browser_flags()?) }
        .run()?;

    if into.exists() {
        fs::remove_dir_all(into).or_fail(format_args!("{} cannot be removed", into.display()))?;
    }
    fs::create_dir_all(into).or_fail(format_args!("{} cannot be made", into.display()))?;
    let built = workspace::target()?.join("wasm32-unknown-unknown");
    let built = built.join(if profile == "dev" { "debug" } else { profile }).join("strongmap_module.wasm");
    Program::new(&wasm_bindgen.path)
        .words("--target web --out-name strongmap --out-dir")
        .arg(into)
        .arg(built)
        .run()?;
    // It declares the names inside the compiled program, which nobody should depend on.
    let inner = into.join("strongmap_bg.wasm.d.ts");
    fs::remove_file(&inner).or_fail(format_args!("{} cannot be removed", inner.display()))?;
    for name in EXAMPLE {
        let from = root.join("module").join("example").join(name);
        fs::copy(&from, into.join(name)).or_fail(format_args!("{} cannot be copied", from.display()))?;
    }
    Ok(())
}

/// Has TypeScript compare the types with the real output of the command line for every case, and with a page that uses
/// every part of the module. The folder is the one into which the module was built.
pub(crate) fn check_types(module: &Path, command_line: &Path) -> Outcome<()> {
    let packages = tools::packages("typescript", &["typescript@7.0.2"])?;
    let root = workspace::root();
    let cases = root.join("tests").join("cases");
    let said = |program: Program| {
        program.answer().ok_or_else(|| Failure("the command line does not answer".to_owned()))
    };
    let items = said(Program::new(command_line).arg("examine").arg(cases))?;
    let entries = said(Program::new(command_line).words("code 0x80090325"))?;
    let text = format!(
        "import type {{ Entry, Item }} from \"./strongmap.js\";\n\
         export const items: Item[] = [\n{}];\nexport const entries: Entry[] = [\n{}];\n",
        items.replace('\n', ",\n"),
        entries.replace('\n', ",\n")
    );
    let said = module.join("said.ts");
    fs::write(&said, text).or_fail(format_args!("{} cannot be written", said.display()))?;
    let use_of_it = module.join("use.ts");
    fs::copy(root.join("module").join("use.ts"), &use_of_it).or_fail("module/use.ts cannot be copied")?;
    Program::new("node")
        .within(module)
        .arg(packages.join("node_modules").join("typescript").join("bin").join("tsc"))
        .words(
            "--noEmit --strict --target es2022 --module esnext --moduleResolution bundler --lib es2022,dom",
        )
        .words("said.ts use.ts")
        .run()
}

/// The features that the compiler assumes in browsers have to be named one by one; all of them are in Chromium and
/// Firefox since 2021, and in Safari since 2023.
const OPTIMISE: &str = "-O3 --strip-debug --strip-producers --enable-bulk-memory --enable-bulk-memory-opt \
    --enable-mutable-globals --enable-multivalue --enable-nontrapping-float-to-int --enable-reference-types \
    --enable-sign-ext --enable-simd";

const EXAMPLE: [&str; 3] = ["example.html", "example.css", "example.js"];
