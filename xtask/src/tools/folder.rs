//! The folder that every clone on a machine shares.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::program::{Failure, Outcome};

/// Where tools are installed.
pub(super) fn tools() -> Outcome<PathBuf> {
    tools_of(std::env::consts::OS, |name| std::env::var_os(name))
        .ok_or_else(|| Failure("no home folder is known; name a folder in STRONGMAP_TOOLS".to_owned()))
}

fn tools_of(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(chosen) = folder("STRONGMAP_TOOLS") {
        return Some(chosen);
    }
    let cache = match system {
        "windows" => folder("LOCALAPPDATA"),
        "macos" => folder("HOME").map(|home| home.join("Library").join("Caches")),
        _ => folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache"))),
    }?;
    Some(cache.join("strongmap").join("tools"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_place() {
        check("linux", &[("HOME", "h")], Some("h/.cache/strongmap/tools"));
        check("linux", &[("HOME", "h"), ("XDG_CACHE_HOME", "c")], Some("c/strongmap/tools"));
        check("linux", &[("HOME", "h"), ("XDG_CACHE_HOME", "")], Some("h/.cache/strongmap/tools"));
        check("macos", &[("HOME", "h")], Some("h/Library/Caches/strongmap/tools"));
        check("windows", &[("LOCALAPPDATA", "l")], Some("l/strongmap/tools"));
        check("linux", &[("HOME", "h"), ("STRONGMAP_TOOLS", "t")], Some("t"));
        check("linux", &[], None);
    }

    fn check(system: &str, variables: &[(&str, &str)], expect: Option<&str>) {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        };
        assert_eq!(tools_of(system, variable), expect.map(PathBuf::from), "{system} {variables:?}");
    }
}
