//! Where things are in this clone.

use std::path::{Path, PathBuf};

use crate::program::{Failure, Outcome, While as _};

/// The folder of the workspace's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A folder for intermediate results of the commands, next to cargo's own.
pub(crate) fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = target()?.join("xtask").join(name);
    std::fs::create_dir_all(&folder).or_fail(format_args!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// A program of this workspace, as cargo builds it for development.
pub(crate) fn built(program: &str) -> Outcome<PathBuf> {
    Ok(debug_folder()?.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}

/// The target folder of cargo.
pub(crate) fn target() -> Outcome<PathBuf> {
    let debug = debug_folder()?;
    Ok(debug.parent().unwrap_or(&debug).to_path_buf())
}

/// Flags for the compiler, as `CARGO_ENCODED_RUSTFLAGS` takes them, that keep the folders of this machine out of its
/// output: only then does the same source give the same bytes everywhere.
pub(crate) fn neutral_paths() -> Outcome<String> {
    let mut folders = vec![(root(), "strongmap".to_owned()), (target()?, "target".to_owned())];
    let registries = cargo_home().map(|home| home.join("registry").join("src"));
    for entry in registries.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten()
    {
        folders.push((entry.path(), "crates".to_owned()));
    }
    let flag =
        |(folder, name): &(PathBuf, String)| format!("--remap-path-prefix={}={name}", folder.display());
    // If several match, the compiler uses the last.
    Ok(folders.iter().map(flag).collect::<Vec<_>>().join("\u{1f}"))
}

/// The same flags for what runs in browsers, and with them SIMD, which browsers support: hashes are computed faster
/// with it.
pub(crate) fn browser_flags() -> Outcome<String> {
    Ok(format!("{}\u{1f}-Ctarget-feature=+simd128", neutral_paths()?))
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    named.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// This program is in `<target folder>/debug`, wherever the developer keeps that folder.
fn debug_folder() -> Outcome<PathBuf> {
    let program = std::env::current_exe().or_fail("this program does not find itself")?;
    Ok(program.parent().unwrap_or(&program).to_path_buf())
}

/// The version of a package in this workspace's Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Outcome<String> {
    let path = root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).or_fail(format_args!("{} cannot be read", path.display()))?;
    version_in(&lock, package).ok_or_else(|| Failure(format!("Cargo.lock names no {package}")))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| quoted(line, "name") != Some(package));
    lines.next()?;
    lines
        .take_while(|line| !line.starts_with("[["))
        .find_map(|line| quoted(line, "version"))
        .map(str::to_owned)
}

fn quoted<'line>(line: &'line str, key: &str) -> Option<&'line str> {
    line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim().strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"version = 4

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.1"
dependencies = [
 "quote",
]

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "somewhere"

[[package]]
name = "unversioned"

[[package]]
name = "xtask"
version = "0.0.0"
"#;

    #[test]
    fn versions_are_found_by_whole_name() {
        check("wasm-bindgen", Some("0.2.130"));
        check("wasm-bindgen-macro", Some("0.2.1"));
        check("xtask", Some("0.0.0"));
        check("wasm", None);
        check("unversioned", None);
    }

    #[test]
    fn the_lock_of_this_workspace_names_wasm_bindgen() {
        assert!(locked_version("wasm-bindgen").unwrap().starts_with("0.2."));
    }

    fn check(package: &str, expect: Option<&str>) {
        assert_eq!(version_in(LOCK, package).as_deref(), expect, "{package}");
    }
}
