//! The arguments after a command.

use crate::program::{Failure, Outcome};

/// The arguments that were not taken yet.
pub(crate) struct Arguments(Vec<String>);

impl Arguments {
    pub(crate) fn new(words: impl Iterator<Item = String>) -> Self {
        // `--name=value` is another way to write `--name value`.
        let split = words.flat_map(|word| match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => vec![name.to_owned(), value.to_owned()],
            _ => vec![word],
        });
        Self(split.collect())
    }

    pub(crate) fn asks_for_help(&self) -> bool {
        self.0.iter().any(|word| word == "--help" || word == "-h")
    }

    /// Takes the flag, and returns whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// Takes the option with its value.
    pub(crate) fn option(&mut self, name: &str) -> Outcome<Option<String>> {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.0.remove(at);
        if at < self.0.len() {
            Ok(Some(self.0.remove(at)))
        } else {
            Err(Failure(format!("{name} needs a value")))
        }
    }

    /// All remaining arguments, for a program that is called.
    pub(crate) fn rest(self) -> Vec<String> {
        self.0
    }

    /// Refuses arguments that nobody took: a mistyped option must not be ignored silently.
    pub(crate) fn none_left(self) -> Outcome<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(Failure(format!("unknown argument `{word}`; see --help"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_flags_are_taken() {
        check(&["--port", "8000", "--release"], Some("8000"), true, true);
        check(&["--release", "--port=8000"], Some("8000"), true, true);
        check(&[], None, false, true);
        check(&["--relaese"], None, false, false);
    }

    #[test]
    fn a_missing_value_is_named() {
        let mut arguments = Arguments::new(["--port".to_owned()].into_iter());
        assert_eq!(arguments.option("--port").unwrap_err().0, "--port needs a value");
    }

    fn check(words: &[&str], port: Option<&str>, release: bool, understood: bool) {
        let mut arguments = Arguments::new(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(arguments.option("--port").unwrap().as_deref(), port, "{words:?}");
        assert_eq!(arguments.flag("--release"), release, "{words:?}");
        assert_eq!(arguments.none_left().is_ok(), understood, "{words:?}");
    }
}
