//! Running other programs, and failing with one clear line.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Why a command ends early, in one line.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

pub(crate) type Outcome<T> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds to an error what was being done.
pub(crate) trait While<T> {
    fn or_fail(self, doing: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> While<T> for Result<T, E> {
    fn or_fail(self, doing: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{doing}: {error}")))
    }
}

/// Another program with its arguments, and the command line as it is shown.
pub(crate) struct Program {
    command: Command,
    shown: String,
}

impl Program {
    pub(crate) fn new(path: impl AsRef<OsStr>) -> Self {
        let path = path.as_ref();
        let name = Path::new(path).file_stem().unwrap_or(path).to_string_lossy().into_owned();
        Self { command: Command::new(path), shown: name }
    }

    /// The cargo that runs this program.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// npm and similar commands are batch files on Windows, where they are found only by their full name.
    pub(crate) fn npm() -> Self {
        Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
    }

    pub(crate) fn arg(mut self, word: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&word.as_ref().to_string_lossy());
        self.command.arg(word);
        self
    }

    /// Arguments separated by blanks, none of which contains a blank.
    pub(crate) fn words(self, words: &str) -> Self {
        words.split_whitespace().fold(self, Self::arg)
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs to the end, with its output going where our own output goes.
    pub(crate) fn run(mut self) -> Outcome<()> {
        println!("$ {}", self.shown);
        let status = self.command.stdin(Stdio::null()).status();
        if status.or_fail(format_args!("`{}` cannot be run", self.shown))?.success() {
            Ok(())
        } else {
            Err(Failure(format!("`{}` failed", self.shown)))
        }
    }

    /// Replaces this process, so that ending it ends the program.
    #[cfg(unix)]
    pub(crate) fn become_it(mut self) -> Outcome<()> {
        use std::os::unix::process::CommandExt as _;
        println!("$ {}", self.shown);
        let error = self.command.stdin(Stdio::null()).exec();
        Err(Failure(format!("`{}` cannot be run: {error}", self.shown)))
    }

    /// Where a process cannot be replaced, both end with the console they share.
    #[cfg(not(unix))]
    pub(crate) fn become_it(self) -> Outcome<()> {
        self.run()
    }

    /// Runs without showing output, and returns what it printed; `None` if it is missing or fails.
    pub(crate) fn answer(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The PATH with folders added in front.
pub(crate) fn path_with(folders: &[Option<&Path>]) -> Outcome<OsString> {
    let known = std::env::var_os("PATH").unwrap_or_default();
    let before = folders.iter().flatten().map(|folder| folder.to_path_buf());
    std::env::join_paths(before.chain(std::env::split_paths(&known)))
        .map_err(|error| Failure(format!("the PATH cannot be extended: {error}")))
}
