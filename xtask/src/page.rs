//! Building the page with Trunk.

use std::ffi::OsString;
use std::path::Path;

use crate::program::{Outcome, Program, path_with};
use crate::tools::{self, Found};
use crate::workspace;

/// The tools that build the page.
pub(crate) struct Builder {
    trunk: Found,
    path: OsString,
    release: bool,
}

impl Builder {
    /// Finds and installs what the build needs. Only a release build is optimized for size.
    pub(crate) fn prepare(release: bool) -> Outcome<Self> {
        tools::wasm_target()?;
        let wasm_bindgen = tools::wasm_bindgen()?;
        let (trunk, path) = if release {
            let [trunk, wasm_bindgen, wasm_opt] =
                tools::ensure(&[tools::trunk(), wasm_bindgen, tools::wasm_opt()])?;
            (trunk, path_with(&[wasm_bindgen.folder(), wasm_opt.folder()])?)
        } else {
            let [trunk, wasm_bindgen] = tools::ensure(&[tools::trunk(), wasm_bindgen])?;
            (trunk, path_with(&[wasm_bindgen.folder()])?)
        };
        Ok(Self { trunk, path, release })
    }

    /// Builds the page into a folder.
    pub(crate) fn build(&self, into: &Path) -> Outcome<()> {
        if self.release {
            // Trunk compiles one program after the other. Cargo compiles all programs of a profile at once, and Trunk
            // finds them compiled. index.html says which program has which profile.
            for programs in ["--profile page --bin app --bin librarian", "--release --bin worker"] {
                Program::cargo()
                    .within(&workspace::root())
                    .words("build --locked --target wasm32-unknown-unknown --features web")
                    .words(programs)
                    .env("CARGO_ENCODED_RUSTFLAGS", workspace::browser_flags()?)
                    .run()?;
            }
        }
        self.trunk("build", into)?.run()
    }

    /// Trunk, ready to serve the page from a folder and to rebuild it on every change.
    pub(crate) fn server(&self, into: &Path, port: u16) -> Outcome<Program> {
        // Polling the few files once a second detects every way in which editors save, also in containers and on
        // shares; notifications of the system miss a file that is replaced by another.
        Ok(self.trunk("serve", into)?.words("--poll --poll-interval 1s --port").arg(port.to_string()))
    }

    fn trunk(&self, command: &str, into: &Path) -> Outcome<Program> {
        let trunk = Program::new(&self.trunk.path);
        let trunk = if self.release {
            trunk.env("CARGO_ENCODED_RUSTFLAGS", workspace::browser_flags()?)
        } else {
            trunk
        };
        Ok(trunk
            .within(&workspace::root())
            .env("PATH", &self.path)
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            // Trunk refuses every value but `true` and `false` for a variable that other programs only check for being
            // set.
            .without_env("NO_COLOR")
            .arg(command)
            .arg(format!("--release={}", self.release))
            .arg("--dist")
            .arg(into))
    }
}
