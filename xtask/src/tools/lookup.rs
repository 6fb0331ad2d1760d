//! Finding programs.

use std::path::{Path, PathBuf};

use super::{Place, version};

/// The program of this name that a shell would run.
pub(super) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find_map(|folder| in_folder(&folder, program))
}

/// The program of this name in a folder. On Windows, npm installs batch files, all others install executables.
pub(super) fn in_folder(folder: &Path, program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    endings.iter().map(|ending| folder.join(format!("{program}{ending}"))).find(|path| path.is_file())
}

/// The first of the candidates that prints a version that fits, with that version and its place.
pub(super) fn first_that_fits(
    candidates: impl Iterator<Item = (PathBuf, Place)>,
    ask: impl Fn(&Path) -> Option<String>,
    fits: impl Fn(&str) -> bool,
) -> Option<(PathBuf, String, Place)> {
    candidates
        .filter_map(|(path, place)| {
            let version = version::first_in(&ask(&path)?)?;
            Some((path, version, place))
        })
        .find(|(_, version, _)| fits(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_fits_wins() {
        check(&[("a", "tool 1.0"), ("b", "tool 2.0")], Some("a"));
        check(&[("a", "tool 0.9"), ("b", "tool 2.0")], Some("b"));
        check(&[("a", "what?"), ("b", "tool 1.0")], Some("b"));
        check(&[("a", "tool 0.9")], None);
        check(&[], None);
    }

    #[test]
    fn a_program_that_does_not_answer_is_skipped() {
        let candidates = [(PathBuf::from("a"), Place::Path)].into_iter();
        assert_eq!(first_that_fits(candidates, |_| None, |_| true), None);
    }

    #[test]
    fn programs_are_found_by_their_name() {
        let this = std::env::current_exe().unwrap();
        let name = this.file_stem().unwrap().to_str().unwrap();
        assert_eq!(in_folder(this.parent().unwrap(), name).as_deref(), Some(this.as_path()));
        assert_eq!(in_folder(this.parent().unwrap(), "no such program"), None);
    }

    fn check(answers: &[(&str, &str)], expect: Option<&str>) {
        let candidates = answers.iter().map(|(path, _)| (PathBuf::from(path), Place::Path));
        let ask = |path: &Path| {
            answers.iter().find(|(name, _)| Path::new(name) == path).map(|(_, answer)| (*answer).to_owned())
        };
        let found = first_that_fits(candidates, ask, |version| !version.starts_with("0."));
        assert_eq!(found.map(|(path, ..)| path), expect.map(PathBuf::from), "{answers:?}");
    }
}
